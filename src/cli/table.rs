//! Rows in columns that fit the terminal: the flexible column gives way first, then the least needed ones go.

use super::out::{Ink, Out, Piece, ink};
use super::stop::Outcome;
use crate::text;

/// Columns between two columns.
const GAP: usize = 2;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// Figures stand at the right.
    pub right: bool,
    /// May it be cut, down to this width? None: it is as wide as its widest cell.
    pub least: Option<usize>,
    /// Where there is no room, the column with the highest number goes first; 0 stays.
    pub spare: u8,
}

/// A column that is as wide as it must be.
pub const fn column(heading: &'static str, spare: u8) -> Column {
    Column { heading, right: false, least: None, spare }
}

/// Writes a table with its headings.
pub fn write(out: &mut Out<'_>, columns: &[Column], rows: &[Vec<Piece>]) -> Outcome {
    let mut widths: Vec<Option<usize>> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| text::width(&cell.text));
            Some(cells.chain([text::width(column.heading)]).max().unwrap_or(0))
        })
        .collect();
    if let Some(room) = out.columns {
        fit(columns, &mut widths, room);
    }
    let heading: Vec<Piece> = columns.iter().map(|column| ink(Ink::Dim, column.heading)).collect();
    for row in std::iter::once(&heading).chain(rows) {
        let mut line = Vec::new();
        for ((cell, column), width) in row.iter().zip(columns).zip(&widths) {
            let Some(width) = width else { continue };
            let shown = if column.right { text::pad_left(&cell.text, *width) } else { text::pad(&cell.text, *width) };
            line.push(ink(cell.ink, shown));
            line.push(Piece::from(" ".repeat(GAP)));
        }
        // The last cell needs no filling, coloured or not.
        line.pop();
        if let Some(last) = line.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        out.pieces(&line)?;
    }
    Ok(())
}

/// Narrows columns, then leaves some out, until all fit the room.
fn fit(columns: &[Column], widths: &mut [Option<usize>], room: usize) {
    loop {
        let shown = widths.iter().flatten().count();
        let total = widths.iter().flatten().sum::<usize>() + GAP * shown.saturating_sub(1);
        let Some(excess) = total.checked_sub(room).filter(|excess| *excess > 0) else { return };
        let flexible = columns.iter().zip(widths.iter_mut()).find_map(|(column, width)| {
            let (least, width) = (column.least?, width.as_mut()?);
            (*width > least).then_some((least, width))
        });
        if let Some((least, width)) = flexible {
            *width = width.saturating_sub(excess).max(least);
            continue;
        }
        let spare = (0..columns.len()).filter(|at| widths[*at].is_some() && columns[*at].spare > 0);
        let Some(gone) = spare.max_by_key(|at| columns[*at].spare) else { return };
        widths[gone] = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] =
        [column("ref", 0), Column { heading: "title", right: false, least: Some(6), spare: 0 }, column("who", 1)];

    fn table(room: Option<usize>) -> String {
        let (mut data, mut messages) = (Vec::new(), Vec::new());
        let mut out = Out::plain(&mut data, &mut messages);
        out.columns = room;
        let rows = [["WEB-1", "Login page", "@ana"], ["WEB-12", "x", ""]];
        let rows: Vec<Vec<Piece>> = rows.iter().map(|row| row.map(Piece::from).to_vec()).collect();
        write(&mut out, &COLUMNS, &rows).unwrap();
        String::from_utf8(data).unwrap()
    }

    #[test]
    fn nothing_is_cut_where_there_is_no_terminal() {
        assert_eq!(table(None), "ref     title       who\nWEB-1   Login page  @ana\nWEB-12  x\n");
    }

    #[test]
    fn the_title_gives_way_first_then_the_least_needed_column() {
        assert_eq!(table(Some(21)), "ref     title    who\nWEB-1   Login …  @ana\nWEB-12  x\n");
        assert_eq!(table(Some(15)), "ref     title\nWEB-1   Login…\nWEB-12  x\n");
    }
}

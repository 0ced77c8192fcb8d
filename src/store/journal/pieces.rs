//! A long stretch of the journal, read piece by piece on two threads, the second on a connection of its own: a standup
//! behind ten thousand lines waits for little else.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use super::{Trouble, between, newest, open};
use crate::domain::both::{Pieces, both};
use crate::domain::change::Line;

/// Lines of a piece; a second connection pays from twice as many on.
const PIECE: i64 = 512;

type Lines = Vec<Arc<Line>>;

/// The lines behind one number up to another, oldest first. `path` is the file of the connection.
pub(in crate::store) fn read(connection: &Connection, path: &Path, behind: i64, last: i64) -> Result<Lines, Trouble> {
    in_pieces(connection, path, (behind, last), PIECE)
}

fn in_pieces(connection: &Connection, path: &Path, (behind, last): (i64, i64), piece: i64) -> Result<Lines, Trouble> {
    let last = last.min(newest(connection)?);
    if last - behind < 2 * piece {
        return shared(connection, (behind, last));
    }
    let pieces = Pieces::of((behind..last).step_by(piece as usize).map(|at| (at, last.min(at + piece))));
    let newest = id(connection, last)?;
    let here = || -> Result<Vec<_>, Trouble> {
        pieces.take().map(|(at, piece)| Ok((at, shared(connection, *piece)?))).collect()
    };
    let (here, aside) = both(true, here, || read_aside(path, newest, last, &pieces));
    let mut read: BTreeMap<usize, Lines> = here?.into_iter().chain(aside).collect();
    let mut lines = Lines::new();
    for (at, piece) in pieces.all().iter().enumerate() {
        lines.extend(read.remove(&at).map_or_else(|| shared(connection, *piece), Ok)?);
    }
    Ok(lines)
}

/// Reads pieces on a connection of its own, as far as that can be: none where the file at this path is not that of the
/// others, as its line `last` is another one. Lines are only ever added, so that what is written meanwhile makes no
/// difference.
fn read_aside(path: &Path, newest: Option<[u8; 16]>, last: i64, pieces: &Pieces<(i64, i64)>) -> Vec<(usize, Lines)> {
    let connection = open::connect_reading(path, Duration::ZERO).ok();
    let same = |it: &Connection| id(it, last).is_ok_and(|it| it == newest);
    let Some(connection) = connection.filter(same) else { return Vec::new() };
    pieces.take().map_while(|(at, piece)| Some((at, shared(&connection, *piece).ok()?))).collect()
}

/// The lines of a piece, to be kept.
fn shared(connection: &Connection, (behind, last): (i64, i64)) -> Result<Lines, Trouble> {
    let mut lines = Vec::new();
    between(connection, behind, last, |line| lines.push(Arc::new(line)))?;
    Ok(lines)
}

/// Who a line is.
fn id(connection: &Connection, number: i64) -> Result<Option<[u8; 16]>, rusqlite::Error> {
    let sql = "SELECT id FROM journal WHERE number = ?1";
    connection.prepare_cached(sql)?.query_row([number], |row| row.get(0)).optional()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{moment, opening, project, task, workspace};

    #[test]
    fn a_long_stretch_is_the_same_however_it_is_read() {
        let directory = tempfile::TempDir::new().unwrap();
        let (opening, mut moment) = (opening(&directory, 1), moment(1));
        let mut it = workspace(opening.clone());
        it.store().do_not_sync().unwrap();
        it.run(&project(&mut moment), &mut moment).unwrap();
        for _ in 0..20 {
            let one = task(&it.snapshot().plan, &mut moment, "Basket", "");
            it.run(&one, &mut moment).unwrap();
        }
        let connection = it.store().connection().unwrap();
        let read = |behind, last| in_pieces(connection, &opening.path, (behind, last), 3).ok().unwrap();
        let all = super::super::read(connection, "ORDER BY number", &[]).ok().unwrap();
        let all: Lines = all.into_iter().map(Arc::new).collect();
        let end = all.len() as i64;
        for (behind, last) in [(0, end), (0, 1), (0, 0), (3, 9), (5, end - 1), (end - 1, end), (end, end)] {
            assert_eq!(read(behind, last), all[behind as usize..last as usize], "behind {behind}, up to {last}");
        }
        assert_eq!(read(0, i64::MAX), all);
        assert_eq!(read(end, end + 9), []);
        let newest = id(connection, end).unwrap();
        let aside = |newest| read_aside(&opening.path, newest, end, &Pieces::of([(0, 2), (2, 5)]));
        assert_eq!(aside(newest), [(0, all[..2].to_vec()), (1, all[2..5].to_vec())]);
        assert_eq!(aside(Some([7; 16])), [], "the file of another journal");
        let missing = Path::new("missing.db");
        assert_eq!(read_aside(missing, newest, end, &Pieces::of([(0, 2)])), []);
    }
}

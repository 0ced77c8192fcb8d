//! Drawing that panes and dialogs share: text into cells, rows, boxes, windows onto long lists. No state of its own.
//!
//! All outside text reaches the screen through [`put`], which makes it safe and keeps it inside its place.

mod cursor;
mod frame;
mod hints;
mod meter;
mod table;
mod window;

pub use cursor::Cursor;
pub use frame::{boxed, centred, clear, low, rule, say};
pub use hints::hints;
pub use meter::meter;
pub use table::{Align, Width, columns, row};
pub use window::{marks, window};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text;

/// Writes text from the left of the first row of `area`, cut with `…`; answers the columns used. Parts of the area that
/// the buffer does not have are left out.
pub fn put(buffer: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return 0;
    }
    unhalve(buffer, area.x, area.y);
    let shown = text::visible(text);
    let (shown, cut) = text::fitting(&shown, usize::from(area.width));
    let used = put_shown(buffer, area, shown, style);
    if !cut {
        return used;
    }
    unhalve(buffer, area.x + used + 1, area.y);
    buffer[(area.x + used, area.y)].set_symbol(text::ELLIPSIS).set_style(style);
    used + 1
}

/// Writes text that is safe and fits.
fn put_shown(buffer: &mut Buffer, area: Rect, shown: &str, style: Style) -> u16 {
    if shown.is_ascii() {
        // Most of what is drawn: a letter is a cell, and no cluster has to be looked for.
        for (cell, at) in cells(buffer, area).iter_mut().zip(0..shown.len()) {
            cell.set_symbol(&shown[at..=at]).set_style(style);
        }
        return u16::try_from(shown.len()).unwrap_or(area.width);
    }
    let mut x = area.x;
    for cluster in shown.graphemes(true) {
        let wide = u16::try_from(cluster.width()).unwrap_or(u16::MAX);
        if wide == 0 || wide > area.right() - x {
            continue;
        }
        unhalve(buffer, x + wide, area.y);
        buffer[(x, area.y)].set_symbol(cluster).set_style(style);
        for behind in x + 1..x + wide {
            buffer[(behind, area.y)].reset();
            buffer[(behind, area.y)].set_style(style);
        }
        x += wide;
    }
    x - area.x
}

/// The cells of the first row of an area that lies in the buffer.
fn cells(buffer: &mut Buffer, area: Rect) -> &mut [Cell] {
    let start = buffer.index_of(area.x, area.y);
    &mut buffer.content[start..start + usize::from(area.width)]
}

/// Writes text so that it ends at the right edge of the first row of `area`; answers the columns used.
pub fn put_right(buffer: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
    let wide = u16::try_from(text::width(text)).unwrap_or(u16::MAX).min(area.width);
    put(buffer, Rect { x: area.right() - wide, width: wide, ..area }, text, style)
}

/// Writes several pieces one behind the other into the first row of `area`; answers the columns used.
pub fn put_all<'a>(buffer: &mut Buffer, area: Rect, pieces: impl IntoIterator<Item = (&'a str, Style)>) -> u16 {
    let mut used = 0;
    for (text, style) in pieces {
        used += put(buffer, shifted(area, used), text, style);
    }
    used
}

/// The area without its first columns.
pub fn shifted(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect { x: area.x + columns, width: area.width - columns, ..area }
}

/// The area without its first and its last column, where the cursor’s bars stand.
pub fn inner(area: Rect) -> Rect {
    let area = shifted(area, 1);
    Rect { width: area.width.saturating_sub(1), ..area }
}

/// One row of an area; empty when it has no such row.
pub fn line_of(area: Rect, row: u16) -> Rect {
    match row < area.height {
        true => Rect { y: area.y + row, height: 1, ..area },
        false => Rect { y: area.bottom(), height: 0, ..area },
    }
}

/// A wide character whose right half is about to be written over loses its left half too.
fn unhalve(buffer: &mut Buffer, x: u16, y: u16) {
    let left = buffer.area.left();
    if x <= left || x >= buffer.area.right() {
        return;
    }
    for back in 1..=2.min(x - left) {
        let cell = &mut buffer[(x - back, y)];
        // No letter of one byte is wide.
        if cell.symbol().len() > 1 && cell.symbol().width() > usize::from(back) {
            cell.set_symbol(" ");
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The characters of a buffer, a line a row, blanks at the end left out.
    pub fn shown(buffer: &Buffer) -> String {
        let rows = buffer.area.rows().map(|row| {
            let mut line = String::new();
            let mut skip = 0;
            for x in row.left()..row.right() {
                let symbol = buffer[(x, row.y)].symbol();
                if skip == 0 {
                    line.push_str(symbol);
                    skip = symbol.width().max(1);
                }
                skip -= 1;
            }
            line.trim_end().to_string()
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn text_stays_in_its_place() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        assert_eq!(put(&mut buffer, Rect::new(2, 0, 4, 1), "Login page", Style::new()), 4);
        assert_eq!(shown(&buffer), "  Log…");
        assert_eq!(put_right(&mut buffer, Rect::new(2, 0, 6, 1), "3d", Style::new()), 2);
        assert_eq!(shown(&buffer), "  Log…3d");
    }

    #[test]
    fn half_of_a_wide_character_never_stays() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
        put(&mut buffer, Rect::new(0, 0, 4, 1), "日本", Style::new());
        put(&mut buffer, Rect::new(1, 0, 1, 1), "x", Style::new());
        assert_eq!(shown(&buffer), " x本");
    }

    proptest! {
        #[test]
        fn writing_never_leaves_its_place(text in "\\PC{0,12}", x in 0u16..12, y in 0u16..3, wide in 0u16..12) {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 2));
            let used = put(&mut buffer, Rect::new(x, y, wide, 1), &text, Style::new());
            prop_assert!(used <= wide);
            for row in 0..2 {
                for column in (0..8).filter(|column| row != y || *column < x || *column >= x + wide) {
                    prop_assert_eq!(buffer[(column, row)].symbol(), " ");
                }
            }
        }
    }
}

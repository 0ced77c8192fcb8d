//! A text of several lines being edited in a form: wrapped where it is drawn, raw where it is kept. The letters are the
//! matter of [`Line`]; here is what rows are.

use std::cell::Cell;
use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::Line;
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::{Keymap, Scope};
use crate::ui::keys::Key;
use crate::ui::parts::{line_of, put};

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Took {
    /// The text is different now.
    Changed,
    /// It is as it was; the cursor may have moved.
    Same,
    /// The cursor would leave it at the top.
    Above,
    /// The cursor would leave it at the bottom.
    Below,
}

/// How a text was drawn the last time: by this the cursor goes from row to row.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    columns: Cell<u16>,
    first: Cell<usize>,
}

impl Rows {
    /// Takes a key for a text.
    pub fn key(&self, line: &mut Line, event: KeyEvent, keys: &Keymap) -> Took {
        let (text, cursor) = (line.text(), line.before().len());
        let rows = rows(text, usize::from(self.columns.get().max(1)));
        let at = row_of(&rows, cursor);
        let target = match keys.action(Scope::Prose, Key::of(&event)) {
            Some(Action::NewLine) => {
                line.insert('\n');
                return Took::Changed;
            }
            Some(Action::Up) if at == 0 => return Took::Above,
            Some(Action::Down) if at + 1 == rows.len() => return Took::Below,
            Some(Action::Up) => beneath(text, &rows, at, at - 1, cursor),
            Some(Action::Down) => beneath(text, &rows, at, at + 1, cursor),
            Some(Action::First) => rows[at].start,
            Some(Action::Last) => last_of(text, &rows, at),
            // In one line these take the line away; here they would take all of it.
            _ if event.modifiers.contains(KeyModifiers::CONTROL) && matches!(event.code, KeyCode::Char('u' | 'k')) => {
                return Took::Same;
            }
            _ => return if line.key(event) { Took::Changed } else { Took::Same },
        };
        line.go_to(target);
        Took::Same
    }

    /// Draws the text, scrolled so that the cursor is in sight; answers where that is.
    pub fn draw(&self, line: &Line, buffer: &mut Buffer, area: Rect, style: Style) -> Option<Position> {
        if area.is_empty() {
            return None;
        }
        self.columns.set(area.width.saturating_sub(1).max(1));
        let (text, cursor) = (line.text(), line.before().len());
        let rows = rows(text, usize::from(self.columns.get()));
        let (at, height) = (row_of(&rows, cursor), usize::from(area.height));
        let first = self.first.get().clamp(at.saturating_sub(height - 1), at);
        self.first.set(first);
        for (y, row) in (0..area.height).zip(rows.iter().skip(first)) {
            put(buffer, line_of(area, y), text[row.clone()].trim_end(), style);
        }
        let x = text::width(&text[rows[at].start..cursor]).min(usize::from(area.width) - 1);
        let (x, y) = (u16::try_from(x).unwrap_or(0), u16::try_from(at - first).unwrap_or(0));
        Some(Position::new(area.x + x, area.y + y))
    }
}

/// The bytes of each row at this width: broken at line ends, behind spaces, and within words longer than a row. There
/// is always one; spaces at the end of a row may stand over the edge.
fn rows(text: &str, columns: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let (end, mut row, mut used, mut space) = (start + line.len(), start, 0, None);
        for (at, cluster) in line.grapheme_indices(true) {
            let (at, wide) = (start + at, text::width(cluster));
            // Once behind a space, and once more where what follows it is too long by itself.
            while used + wide > columns && cluster != " " && at > row {
                let next = space.filter(|space| *space > row).unwrap_or(at);
                rows.push(row..next);
                used = text::width(&text[next..at]);
                (row, space) = (next, None);
            }
            used += wide;
            if cluster == " " {
                space = Some(at + 1);
            }
        }
        rows.push(row..end);
        start = end + 1;
    }
    rows
}

/// The row that the cursor is on: between two rows of one line, the lower one.
fn row_of(rows: &[Range<usize>], cursor: usize) -> usize {
    rows.iter().rposition(|row| row.start <= cursor).unwrap_or(0)
}

/// The last place of a row at which the cursor still is in it.
fn last_of(text: &str, rows: &[Range<usize>], at: usize) -> usize {
    let row = &rows[at];
    let goes_on = rows.get(at + 1).is_some_and(|next| next.start == row.end);
    match text[row.clone()].grapheme_indices(true).next_back() {
        Some((last, _)) if goes_on => row.start + last,
        _ => row.end,
    }
}

/// The place in another row that stands in the column of the cursor, or at its end.
fn beneath(text: &str, rows: &[Range<usize>], at: usize, to: usize, cursor: usize) -> usize {
    let column = text::width(&text[rows[at].start..cursor]);
    let row = &rows[to];
    let mut used = 0;
    for (place, cluster) in text[row.clone()].grapheme_indices(true) {
        used += text::width(cluster);
        if used > column {
            return row.start + place;
        }
    }
    last_of(text, rows, to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ui::keys;

    fn press(rows: &Rows, line: &mut Line, written: &str) -> Took {
        let mut took = Took::Same;
        for key in keys::sequence(written).unwrap() {
            took = rows.key(line, KeyEvent::new(key.code, key.held), &Keymap::default());
        }
        took
    }

    #[test]
    fn rows_break_behind_spaces_and_at_line_ends() {
        let text = "one two three\n\nabcdefghij kl";
        let shown: Vec<&str> = rows(text, 8).into_iter().map(|row| &text[row]).collect();
        assert_eq!(shown, ["one two ", "three", "", "abcdefgh", "ij kl"]);
        assert_eq!(rows("", 8).len(), 1, "there is always a row for the cursor");
    }

    #[test]
    fn the_cursor_goes_from_row_to_row_and_out_at_the_ends() {
        let (rows, mut line) = (Rows::default(), Line::of("one two three\nab"));
        rows.columns.set(8);
        assert_eq!(press(&rows, &mut line, "Down"), Took::Below);
        press(&rows, &mut line, "Up");
        assert_eq!(line.before(), "one two th");
        press(&rows, &mut line, "End");
        assert_eq!(line.before(), "one two three");
        press(&rows, &mut line, "Up Home");
        assert_eq!(line.before(), "");
        assert_eq!(press(&rows, &mut line, "Up"), Took::Above);
        press(&rows, &mut line, "End");
        assert_eq!(line.before(), "one two", "the end of a row that goes on is still in it");
        assert_eq!(press(&rows, &mut line, "Enter"), Took::Changed);
        assert_eq!(line.text(), "one two\n three\nab");
        assert_eq!(press(&rows, &mut line, "Ctrl-u"), Took::Same, "no key takes everything away");
    }

    proptest! {
        #[test]
        fn rows_are_the_whole_text(text in "[a é日\n]{0,40}", columns in 1usize..9) {
            let rows = rows(&text, columns);
            prop_assert_eq!((rows[0].start, rows[rows.len() - 1].end), (0, text.len()));
            for pair in rows.windows(2) {
                let gap = &text[pair[0].end..pair[1].start];
                prop_assert!(gap.is_empty() || gap == "\n");
            }
            for row in &rows {
                let wide = text::width(text[row.clone()].trim_end());
                prop_assert!(wide <= columns.max(2), "{:?} is too wide", &text[row.clone()]);
            }
        }
    }
}

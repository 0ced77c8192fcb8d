//! One line to type, at the lower edge, with chips under it that say what is understood. The owner reads the line after
//! each change and puts the chips there; nothing here knows the grammar.
//!
//! ```text
//! ┌ Add to Doing ────────────────────────────────────────┐
//! │ Login page due:fri @ana est:3d                       │
//! │ Login page  due Fri 13 Mar  Ana Novak  3d            │
//! └ Enter keep · Esc cancel · Tab complete ──────────────┘
//! ```

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Answer, Line};
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::{Keymap, Scope};
use crate::ui::keys::Key;
use crate::ui::parts::{self, boxed, line_of, put_all, shifted};
use crate::ui::theme::{Theme, Tone};

/// Widest prompt, in columns.
const WIDTH: u16 = 100;
/// Rows for chips.
const CHIP_ROWS: u16 = 2;

/// One thing that was understood, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// In words.
    pub text: String,
    /// Good: understood; warn: new; danger: not understood.
    pub tone: Tone,
}

impl Chip {
    /// A chip.
    pub fn of(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

/// A line to type.
#[derive(Debug, Clone)]
pub struct Prompt {
    title: String,
    line: Line,
    /// What is understood; the owner sets it after each change.
    pub chips: Vec<Chip>,
    /// The whole line as Tab would make it, if the owner has something to offer.
    pub offer: Option<String>,
}

impl Prompt {
    /// A prompt that begins with this text.
    pub fn of(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { title: title.into(), line: Line::of(text), chips: Vec::new(), offer: None }
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// The text before the cursor.
    pub fn before(&self) -> &str {
        self.line.before()
    }

    /// Takes a key. Done holds the line.
    pub fn key(&mut self, event: KeyEvent, keys: &Keymap) -> Answer<String> {
        match keys.action(Scope::Line, Key::of(&event)) {
            Some(Action::Keep) => return Answer::Done(self.line.text().to_string()),
            Some(Action::Cancel) => return Answer::Closed,
            Some(Action::Complement) => {
                let Some(offer) = self.offer.take() else { return Answer::Waits };
                self.line.set(offer);
                return Answer::Changed;
            }
            _ => {}
        }
        if self.line.key(event) { Answer::Changed } else { Answer::Waits }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Answer<String> {
        if self.line.paste(text) { Answer::Changed } else { Answer::Waits }
    }

    /// Draws it at the lower edge of an area; answers where the cursor is.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme, keys: &Keymap) -> Option<Position> {
        let width = area.width.min(WIDTH);
        let rows = self.chip_rows(width.saturating_sub(4)).len();
        let rows = u16::try_from(rows).unwrap_or(CHIP_ROWS).clamp(1, CHIP_ROWS);
        let place = parts::low(area, width, 3 + rows);
        let inside = boxed(buffer, place, &self.title, &foot(Scope::Line, theme, keys), theme);
        for (row, chips) in (1..).zip(self.chip_rows(inside.width)) {
            let mut left = line_of(inside, row);
            for chip in chips {
                let used = say(buffer, left, &chip.text, chip.tone, theme);
                left = shifted(left, used + 2);
            }
        }
        self.line.draw(buffer, line_of(inside, 0), theme.text)
    }

    /// The chips by rows of this width; what has no room in the last row is cut there.
    fn chip_rows(&self, width: u16) -> Vec<Vec<&Chip>> {
        let mut rows: Vec<Vec<&Chip>> = Vec::new();
        let mut used = 0;
        for chip in &self.chips {
            let wide = text::width(&chip.text) + 4;
            if rows.is_empty() || (used + wide > usize::from(width) && rows.len() < usize::from(CHIP_ROWS)) {
                rows.push(Vec::new());
                used = 0;
            }
            used += wide;
            if let Some(row) = rows.last_mut() {
                row.push(chip);
            }
        }
        rows
    }
}

/// The hints of a dialog, for its lower edge.
pub(super) fn foot(scope: Scope, theme: &Theme, keys: &Keymap) -> String {
    let hints: Vec<String> = keys.hints(scope).iter().map(|(keys, word)| format!("{keys} {word}")).collect();
    hints.join(&format!(" {} ", theme.signs.dot))
}

/// A message in one row, marked where it is an error; answers the columns used.
pub(super) fn say(buffer: &mut Buffer, area: Rect, words: &str, tone: Tone, theme: &Theme) -> u16 {
    let mark = if tone == Tone::Danger && !words.is_empty() { theme.signs.over } else { "" };
    let gap = if mark.is_empty() { "" } else { " " };
    put_all(buffer, area, [(mark, theme.danger), (gap, theme.text), (words, theme.tone(tone))])
}

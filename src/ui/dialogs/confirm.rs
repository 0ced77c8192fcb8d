//! A question with yes and no.

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Answer;
use super::prompt::foot;
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::{Keymap, Scope};
use crate::ui::keys::Key;
use crate::ui::parts::{boxed, centred, line_of, put};
use crate::ui::theme::Theme;

/// A question.
#[derive(Debug, Clone)]
pub struct Confirm {
    title: String,
    question: String,
}

impl Confirm {
    /// A question; it says what happens on yes.
    pub fn of(title: impl Into<String>, question: impl Into<String>) -> Self {
        Self { title: title.into(), question: question.into() }
    }

    /// Takes a key; Done is yes, Closed is no.
    pub fn key(&mut self, event: KeyEvent, keys: &Keymap) -> Answer<()> {
        match keys.action(Scope::Question, Key::of(&event)) {
            Some(Action::Yes) => Answer::Done(()),
            Some(Action::No) => Answer::Closed,
            _ => Answer::Waits,
        }
    }

    /// Draws it in the middle of an area.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme, keys: &Keymap) {
        let width = area.width.min(64);
        let lines = text::wrap(&self.question, usize::from(width.saturating_sub(4)), usize::from(area.height));
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inside =
            boxed(buffer, centred(area, width, height), &self.title, &foot(Scope::Question, theme, keys), theme);
        for (row, line) in (0..inside.height).zip(&lines) {
            put(buffer, line_of(inside, row), line, theme.text);
        }
    }
}

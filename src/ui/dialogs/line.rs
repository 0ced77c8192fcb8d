//! One line of text being edited. Raw text is kept; what is drawn is safe to show.

use crossterm::event::{Event, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};
use unicode_segmentation::UnicodeSegmentation;

use crate::text;
use crate::ui::parts::put;

/// A line with its cursor.
#[derive(Debug, Clone, Default)]
pub struct Line {
    input: Input,
}

impl Line {
    /// A line that holds this text, the cursor at its end.
    pub fn of(text: impl Into<String>) -> Self {
        Self { input: Input::new(text.into()) }
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The text before the cursor.
    pub fn before(&self) -> &str {
        let text = self.input.value();
        let at = text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(at, _)| at);
        &text[..at]
    }

    /// Replaces the text, the cursor at its end.
    pub fn set(&mut self, text: impl Into<String>) {
        self.input = Input::new(text.into());
    }

    /// Puts in one letter at the cursor.
    pub fn insert(&mut self, letter: char) {
        self.input.handle(InputRequest::InsertChar(letter));
    }

    /// Puts the cursor before this byte.
    pub fn go_to(&mut self, byte: usize) {
        let letters = self.text().char_indices().take_while(|(at, _)| *at < byte).count();
        self.input.handle(InputRequest::SetCursor(letters));
    }

    /// Takes a key; answers whether the text has changed.
    pub fn key(&mut self, event: KeyEvent) -> bool {
        self.input.handle_event(&Event::Key(event)).is_some_and(|change| change.value)
    }

    /// Puts in text at the cursor; line ends become spaces. Answers whether there was any.
    pub fn paste(&mut self, pasted: &str) -> bool {
        self.put_in(&text::pasted(pasted).trim_end_matches('\n').replace(['\n', '\t'], " "))
    }

    /// Puts in text of several lines at the cursor. Answers whether there was any.
    pub fn paste_lines(&mut self, pasted: &str) -> bool {
        self.put_in(&text::pasted(pasted).trim_end_matches('\n').replace('\t', " "))
    }

    fn put_in(&mut self, pasted: &str) -> bool {
        let before = self.before();
        let (cursor, after) = (self.input.cursor() + pasted.chars().count(), &self.text()[before.len()..]);
        let joined = [before, pasted, after].concat();
        self.input = Input::new(joined).with_cursor(cursor);
        !pasted.is_empty()
    }

    /// Draws the line in the first row of an area, scrolled so that the cursor is in sight; answers where that is.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, style: Style) -> Option<Position> {
        if area.is_empty() {
            return None;
        }
        let before = text::visible(self.before());
        let after = text::visible(&self.text()[self.before().len()..]);
        let room = usize::from(area.width) - 1;
        let mut hidden = text::width(&before).saturating_sub(room);
        let mut seen: &str = &before;
        for (at, cluster) in before.grapheme_indices(true) {
            if hidden == 0 {
                break;
            }
            hidden = hidden.saturating_sub(text::width(cluster));
            seen = &before[at + cluster.len()..];
        }
        let used = put(buffer, Rect { width: area.width - 1, ..area }, seen, style);
        put(buffer, crate::ui::parts::shifted(area, used), &after, style);
        Some(Position::new(area.x + used, area.y))
    }
}

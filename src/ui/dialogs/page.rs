//! A text that is only read, in a box: history, why, a policy. Long lines are wrapped.

use std::cell::Cell;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Answer;
use super::prompt::foot;
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::{self, Scope};
use crate::ui::keys::Key;
use crate::ui::parts::{boxed, centred, line_of, marks, put, shifted};
use crate::ui::theme::{Theme, Tone};

/// Most rows that one line may take when wrapped.
const WRAP: usize = 12;

/// One line of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageLine {
    /// What stands before it and is not wrapped: a date, a label.
    pub before: String,
    /// The text.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

impl PageLine {
    /// A line with nothing before it.
    pub fn of(text: impl Into<String>, tone: Tone) -> Self {
        Self { before: String::new(), text: text.into(), tone }
    }
}

/// A text in a box.
#[derive(Debug, Clone)]
pub struct Page {
    title: String,
    lines: Vec<PageLine>,
    /// The first row in sight; drawing keeps it where there is text.
    first: Cell<usize>,
    /// Rows in sight the last time.
    height: Cell<usize>,
}

impl Page {
    /// A text.
    pub fn of(title: impl Into<String>, lines: Vec<PageLine>) -> Self {
        Self { title: title.into(), lines, first: Cell::new(0), height: Cell::new(1) }
    }

    /// What is read, without what it was dressed in for the screen.
    pub fn text(&self) -> String {
        let line = |line: &PageLine| match line.before.as_str() {
            "" => format!("{}\n", line.text),
            before => format!("{before}  {}\n", line.text),
        };
        self.lines.iter().map(line).collect()
    }

    /// What it is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Takes a key. Done: its text is to be copied.
    pub fn key(&mut self, event: KeyEvent) -> Answer<()> {
        let page = isize::try_from(self.height.get()).unwrap_or(1);
        match keymap::action(Scope::Page, Key::of(&event)) {
            Some(Action::Down) => self.step(1),
            Some(Action::Up) => self.step(-1),
            Some(Action::PageDown) => self.step(page),
            Some(Action::PageUp) => self.step(-page),
            Some(Action::Top) => self.first.set(0),
            Some(Action::Bottom) => self.first.set(usize::MAX),
            Some(Action::Copy) => return Answer::Done(()),
            Some(Action::Cancel) => return Answer::Closed,
            _ => {}
        }
        Answer::Waits
    }

    /// Scrolls by so many rows.
    pub fn step(&mut self, rows: isize) {
        self.first.set(self.first.get().saturating_add_signed(rows));
    }

    /// Draws it in the middle of an area.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let width = area.width.saturating_sub(2).clamp(1.min(area.width), 96);
        let before = self.lines.iter().map(|line| text::width(&line.before)).max().unwrap_or(0);
        let indent = if before > 0 { before + 2 } else { 0 }.min(usize::from(width) / 2);
        let rows = self.rows(usize::from(width.saturating_sub(5)).saturating_sub(indent).max(1));
        let height =
            u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2).min(area.height.saturating_sub(2).max(1));
        let inside = boxed(buffer, centred(area, width, height), &self.title, &foot(Scope::Page, theme), theme);
        let shown = usize::from(inside.height);
        self.height.set(shown.max(1));
        self.first.set(self.first.get().min(rows.len().saturating_sub(shown)));
        let seen = self.first.get()..rows.len().min(self.first.get() + shown);
        let indent = u16::try_from(indent).unwrap_or(0);
        for (row, (before, words, tone)) in (0..).zip(&rows[seen.clone()]) {
            let place = line_of(inside, row);
            put(buffer, Rect { width: place.width.min(indent), ..place }, before, theme.dim);
            put(buffer, shifted(place, indent), words, theme.tone(*tone));
        }
        marks(buffer, inside, &seen, rows.len(), theme);
    }

    /// The rows at this width of the wrapped text.
    fn rows(&self, width: usize) -> Vec<(&str, String, Tone)> {
        let mut rows = Vec::new();
        for line in &self.lines {
            let wrapped = text::wrap(&line.text, width, WRAP);
            if wrapped.is_empty() {
                rows.push((line.before.as_str(), String::new(), line.tone));
            }
            for (at, words) in wrapped.into_iter().enumerate() {
                rows.push((if at == 0 { line.before.as_str() } else { "" }, words, line.tone));
            }
        }
        rows
    }
}

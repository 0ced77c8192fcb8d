//! A text that is only read, in a box: history, why, a policy. Long lines are wrapped.

use std::cell::Cell;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Answer;
use super::prompt::foot;
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::{Keymap, Scope};
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
    /// Enter on it goes somewhere: its owner knows where by this number.
    pub goes: Option<usize>,
}

/// What is wanted of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// Its text, to be copied.
    Copy,
    /// To go where a line leads.
    Go(usize),
}

impl PageLine {
    /// A line with nothing before it.
    pub fn of(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone, ..Self::default() }
    }
}

/// A text in a box.
#[derive(Debug, Clone)]
pub struct Page {
    title: String,
    lines: Vec<PageLine>,
    /// The line that the cursor is on, where some lead somewhere.
    at: Option<usize>,
    /// The first row in sight; drawing keeps it where there is text.
    first: Cell<usize>,
    /// Rows in sight the last time.
    height: Cell<usize>,
}

impl Page {
    /// A text.
    pub fn of(title: impl Into<String>, lines: Vec<PageLine>) -> Self {
        let at = lines.iter().position(|line| line.goes.is_some());
        Self { title: title.into(), lines, at, first: Cell::new(0), height: Cell::new(1) }
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

    /// Takes a key.
    pub fn key(&mut self, event: KeyEvent, keys: &Keymap) -> Answer<Read> {
        let page = isize::try_from(self.height.get()).unwrap_or(1);
        match keys.action(Scope::Page, Key::of(&event)) {
            Some(Action::Down) if self.at.is_some() => self.turn(true),
            Some(Action::Up) if self.at.is_some() => self.turn(false),
            Some(Action::Down) => self.step(1),
            Some(Action::Up) => self.step(-1),
            Some(Action::PageDown) => self.step(page),
            Some(Action::PageUp) => self.step(-page),
            Some(Action::Top) => self.first.set(0),
            Some(Action::Bottom) => self.first.set(usize::MAX),
            Some(Action::Copy) => return Answer::Done(Read::Copy),
            Some(Action::Open) => {
                let goes = self.at.and_then(|at| self.lines.get(at)?.goes);
                return goes.map_or(Answer::Waits, |goes| Answer::Done(Read::Go(goes)));
            }
            Some(Action::Cancel) => return Answer::Closed,
            _ => {}
        }
        Answer::Waits
    }

    /// Puts the cursor on the next line that leads somewhere, or the one before.
    fn turn(&mut self, down: bool) {
        let leads = |at: &usize| self.lines[*at].goes.is_some();
        let here = self.at.unwrap_or(0);
        let next = if down { (here + 1..self.lines.len()).find(leads) } else { (0..here).rev().find(leads) };
        match next {
            Some(_) => self.at = next,
            None => self.step(if down { 1 } else { -1 }),
        }
    }

    /// Scrolls by so many rows.
    pub fn step(&mut self, rows: isize) {
        self.first.set(self.first.get().saturating_add_signed(rows));
    }

    /// Draws it in the middle of an area.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme, keys: &Keymap) {
        let width = area.width.saturating_sub(2).clamp(1.min(area.width), 96);
        let before = self.lines.iter().map(|line| text::width(&line.before)).max().unwrap_or(0);
        let indent = if before > 0 { before + 2 } else { 0 }.min(usize::from(width) / 2);
        let rows = self.rows(usize::from(width.saturating_sub(5)).saturating_sub(indent).max(1));
        let height =
            u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2).min(area.height.saturating_sub(2).max(1));
        let foot = match self.at {
            Some(_) => format!(
                "{} goes there {} {}",
                keys.key_of(Scope::Page, Action::Open),
                theme.signs.dot,
                foot(Scope::Page, theme, keys)
            ),
            None => foot(Scope::Page, theme, keys),
        };
        let inside = boxed(buffer, centred(area, width, height), &self.title, &foot, theme);
        let shown = usize::from(inside.height);
        self.height.set(shown.max(1));
        self.first.set(self.first.get().min(rows.len().saturating_sub(shown)));
        if let Some(row) = rows.iter().position(|row| Some(row.line) == self.at) {
            let last = rows.iter().rposition(|row| Some(row.line) == self.at).unwrap_or(row);
            let first = self.first.get().max((last + 1).saturating_sub(shown)).min(row);
            self.first.set(first);
        }
        let seen = self.first.get()..rows.len().min(self.first.get() + shown);
        let indent = u16::try_from(indent).unwrap_or(0);
        for (at, row) in (0..).zip(&rows[seen.clone()]) {
            let place = line_of(inside, at);
            if Some(row.line) == self.at {
                buffer.set_style(place.intersection(buffer.area), theme.selected);
            }
            put(buffer, Rect { width: place.width.min(indent), ..place }, row.before, theme.dim);
            put(buffer, shifted(place, indent), &row.words, theme.tone(row.tone));
        }
        marks(buffer, inside, &seen, rows.len(), theme);
    }

    /// The rows at this width of the wrapped text.
    fn rows(&self, width: usize) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let row = |before, words| Row { line: at, before, words, tone: line.tone };
            let wrapped = text::wrap(&line.text, width, WRAP);
            if wrapped.is_empty() {
                rows.push(row(line.before.as_str(), String::new()));
            }
            let befores = std::iter::once(line.before.as_str()).chain(std::iter::repeat(""));
            rows.extend(befores.zip(wrapped).map(|(before, words)| row(before, words)));
        }
        rows
    }
}

/// A row of the wrapped text.
struct Row<'a> {
    /// The line that it is of.
    line: usize,
    before: &'a str,
    words: String,
    tone: Tone,
}

//! A form: one field a line, what is understood beside it, pickers below. The owner reads a field after each change and
//! says what it understood or what is wrong; nothing is kept while something is wrong.
//!
//! ```text
//! ┌ Edit WEB-12 ─────────────────────────────────────────────────┐
//! │  Title      Login page with single sign-on                   │
//! │ ▐Due        fri                            Fri 13 Mar        │
//! │  Assignees  @ana                           Ana Novak         │
//! │                                                              │
//! │ Fri 13 Mar                                                   │
//! └ Ctrl-s keep · Tab next · Shift-Tab previous · Esc cancel ────┘
//! ```

use std::cell::Cell;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::prose::{Rows, Took};
use super::{Answer, Line};
use crate::text;
use crate::ui::action::Action;
use crate::ui::fuzzy::fuzzy;
use crate::ui::keymap::{Keymap, Scope};
use crate::ui::keys::Key;
use crate::ui::theme::Tone;

mod draw;

/// One field.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Its name in the data.
    pub name: &'static str,
    label: String,
    line: Line,
    /// Where it may have several lines: how it was drawn.
    rows: Option<Rows>,
    before: String,
    /// Is it missing while there is nothing in it?
    pub wanted: bool,
    /// What is understood; or, with [`Tone::Danger`], what is wrong. The owner sets it after each change.
    pub said: (String, Tone),
    /// What may be picked: the text that is put in, and words beside it.
    candidates: Vec<(String, String)>,
    /// What is to be said of each, while the cursor is on it.
    about: Vec<String>,
    folded: Vec<String>,
    many: bool,
}

impl Field {
    /// A field that holds this text.
    pub fn of(name: &'static str, label: impl Into<String>, text: impl Into<String>) -> Self {
        let before = text.into();
        Self { name, label: label.into(), line: Line::of(before.clone()), before, ..Self::default() }
    }

    /// The same with candidates (the text put in, words beside it); `many`: several words, each picked by itself.
    #[must_use]
    pub fn picking(self, candidates: Vec<(String, String)>, many: bool) -> Self {
        let folded = candidates.iter().map(|(text, beside)| text::fold(&format!("{text} {beside}"))).collect();
        Self { candidates, folded, many, ..self }
    }

    /// The same, saying this of each candidate while the cursor is on it.
    #[must_use]
    pub fn telling(self, about: Vec<String>) -> Self {
        Self { about, ..self }
    }

    /// The same as a text of several lines.
    #[must_use]
    pub fn of_lines(self) -> Self {
        Self { rows: Some(Rows::default()), ..self }
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// Whether it is other than it was.
    pub fn changed(&self) -> bool {
        self.line.text() != self.before
    }

    /// What the candidates are searched by: nothing while the field is as it was, so that all of them are offered.
    fn query(&self) -> &str {
        let typed = self.line.before();
        match (self.changed(), self.many) {
            (false, false) => "",
            (_, false) => typed,
            (_, true) => typed.rsplit([' ', ',']).next().unwrap_or(""),
        }
    }

    fn take(&mut self, candidate: usize) {
        let picked = self.candidates[candidate].0.clone();
        if !self.many {
            self.line.set(picked);
            return;
        }
        let (typed, query) = (self.line.before(), self.query());
        let after = &self.line.text()[typed.len()..];
        let kept = &typed[..typed.len() - query.len()];
        self.line.set(format!("{kept}{picked} {}", after.trim_start()));
    }
}

/// Several fields.
#[derive(Debug, Clone)]
pub struct Form {
    title: String,
    /// What is to be known before it is filled in, above the fields as far as there is room.
    pub preface: Vec<(String, Tone)>,
    /// The fields; the owner reads them and sets what is said.
    pub fields: Vec<Field>,
    at: usize,
    /// Numbers of the candidates of the field one is in, best first.
    found: Vec<usize>,
    /// The candidate the cursor is on, as a place in `found`; none until one moves into the list.
    picked: Option<usize>,
    /// Esc was pressed with changes: the question is open.
    asking: bool,
    first: Cell<usize>,
    /// Where fields and candidates were drawn, for clicks.
    drawn: Cell<(Rect, Rect)>,
    /// Rows that the field one is in takes besides its own.
    more: Cell<u16>,
}

impl Form {
    /// A form, the cursor in the field of number `at`.
    pub fn of(title: impl Into<String>, fields: Vec<Field>, at: usize) -> Self {
        let at = at.min(fields.len().saturating_sub(1));
        let title = title.into();
        let mut form = Self {
            title,
            preface: Vec::new(),
            fields,
            at,
            found: Vec::new(),
            picked: None,
            asking: false,
            first: Cell::new(0),
            drawn: Cell::default(),
            more: Cell::default(),
        };
        form.search();
        form
    }

    /// Calls it something else.
    pub fn retitle(&mut self, title: impl Into<String>) {
        self.title = title.into();
    }

    /// The number of the field one is in.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The fields that are other than they were.
    pub fn changed(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.changed())
    }

    /// Takes a key. Done means: keep what has changed.
    pub fn key(&mut self, event: KeyEvent, keys: &Keymap) -> Answer<()> {
        if self.asking {
            return self.answer_question(&event, keys);
        }
        match keys.action(self.scope(), Key::of(&event)) {
            Some(Action::Keep) => return self.keep(),
            Some(Action::Cancel) if self.picked.is_some() => self.picked = None,
            Some(Action::Cancel) if self.changed().next().is_some() => self.asking = true,
            Some(Action::Cancel) => return Answer::Closed,
            Some(Action::Accept | Action::NextField) if self.picked.is_some() => return self.take(),
            Some(Action::Accept) if self.at + 1 >= self.fields.len() => return self.keep(),
            Some(Action::Accept | Action::NextField) => self.go(self.at + 1),
            Some(Action::PreviousField) => self.go(self.at + self.fields.len().max(1) - 1),
            _ if self.scope() == Scope::Prose => return self.write(event, keys),
            Some(Action::Down) if self.found.is_empty() => self.go(self.at + 1),
            Some(Action::Up) if self.picked.is_none() => self.go(self.at + self.fields.len().max(1) - 1),
            Some(Action::Down) => {
                let next = self.picked.map_or(0, |at| at + 1);
                self.picked = Some(next.min(self.found.len() - 1));
            }
            Some(Action::Up) => self.picked = self.picked.and_then(|at| at.checked_sub(1)),
            _ => return self.edit(|line| line.key(event)),
        }
        Answer::Waits
    }

    /// Where the keys hold now.
    fn scope(&self) -> Scope {
        let lines = self.fields.get(self.at).is_some_and(|field| field.rows.is_some());
        if lines { Scope::Prose } else { Scope::Form }
    }

    /// Takes a key for the text of several lines that one is in.
    fn write(&mut self, event: KeyEvent, keys: &Keymap) -> Answer<()> {
        let Some(Field { line, rows: Some(rows), .. }) = self.fields.get_mut(self.at) else { return Answer::Waits };
        match rows.key(line, event, keys) {
            Took::Changed => return Answer::Changed,
            Took::Same => {}
            Took::Above => self.go(self.at + self.fields.len().max(1) - 1),
            Took::Below => self.go(self.at + 1),
        }
        Answer::Waits
    }

    /// Takes a click: the cursor goes to the field or the candidate that was drawn there; the candidate it is on already
    /// is taken.
    pub fn click(&mut self, at: Position) -> Answer<()> {
        let (fields, list) = self.drawn.get();
        let row = |area: Rect| usize::from(at.y.saturating_sub(area.y));
        let seen = self.candidates_seen(list);
        let candidate = Some(seen.start + row(list)).filter(|at_row| list.contains(at) && seen.contains(at_row));
        match self.field_at(fields, row(fields)).filter(|_| fields.contains(at)) {
            _ if self.asking => {}
            Some(field) if field != self.at => self.go(field),
            _ if candidate.is_some() && candidate == self.picked => return self.take(),
            _ => self.picked = candidate.or(self.picked),
        }
        Answer::Waits
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Answer<()> {
        match self.scope() {
            _ if self.asking => Answer::Waits,
            Scope::Prose => self.edit(|line| line.paste_lines(text)),
            _ => self.edit(|line| line.paste(text)),
        }
    }

    fn edit(&mut self, change: impl FnOnce(&mut Line) -> bool) -> Answer<()> {
        let Some(field) = self.fields.get_mut(self.at) else { return Answer::Waits };
        if !change(&mut field.line) {
            return Answer::Waits;
        }
        self.search();
        Answer::Changed
    }

    fn take(&mut self) -> Answer<()> {
        if let Some(candidate) = self.picked.take().and_then(|at| self.found.get(at).copied()) {
            self.fields[self.at].take(candidate);
        }
        self.search();
        Answer::Changed
    }

    /// Keeps, unless something is wrong: then it goes there.
    fn keep(&mut self) -> Answer<()> {
        match self.fields.iter().position(|field| field.said.1 == Tone::Danger) {
            Some(wrong) => {
                self.go(wrong);
                Answer::Waits
            }
            None => Answer::Done(()),
        }
    }

    fn answer_question(&mut self, event: &KeyEvent, keys: &Keymap) -> Answer<()> {
        match keys.action(Scope::Question, Key::of(event)) {
            Some(Action::Yes) if event.code != KeyCode::Enter => return Answer::Closed,
            Some(Action::No) => self.asking = false,
            _ => {}
        }
        Answer::Waits
    }

    fn go(&mut self, field: usize) {
        self.at = field % self.fields.len().max(1);
        self.search();
    }

    fn search(&mut self) {
        self.picked = None;
        self.found = match self.fields.get(self.at) {
            Some(field) => fuzzy(field.query(), &field.folded),
            None => Vec::new(),
        };
    }
}

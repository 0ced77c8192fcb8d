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
use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::prompt::{foot, say};
use super::{Answer, Line};
use crate::text;
use crate::ui::action::Action;
use crate::ui::fuzzy::fuzzy;
use crate::ui::keymap::{self, Scope};
use crate::ui::keys::Key;
use crate::ui::parts::{boxed, centred, line_of, marks, put, put_right, shifted, window};
use crate::ui::theme::{Theme, Tone};

/// Widest form, in columns.
const WIDTH: u16 = 84;
/// Rows for the candidates of a picker.
const PICKER: u16 = 5;

/// One field.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Its name in the data.
    pub name: &'static str,
    label: String,
    line: Line,
    before: String,
    /// What is understood; or, with [`Tone::Danger`], what is wrong. The owner sets it after each change.
    pub said: (String, Tone),
    /// What may be picked: the text that is put in, and words beside it.
    candidates: Vec<(String, String)>,
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
        };
        form.search();
        form
    }

    /// The number of the field one is in.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes to the field of this name, if the form has it.
    pub fn enter(&mut self, name: &str) {
        if let Some(at) = self.fields.iter().position(|field| field.name == name) {
            self.go(at);
        }
    }

    /// The fields that are other than they were.
    pub fn changed(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.changed())
    }

    /// Takes a key. Done means: keep what has changed.
    pub fn key(&mut self, event: KeyEvent) -> Answer<()> {
        if self.asking {
            return self.answer_question(&event);
        }
        match keymap::action(Scope::Form, Key::of(&event)) {
            Some(Action::Keep) => return self.keep(),
            Some(Action::Cancel) if self.picked.is_some() => self.picked = None,
            Some(Action::Cancel) if self.changed().next().is_some() => self.asking = true,
            Some(Action::Cancel) => return Answer::Closed,
            Some(Action::Accept | Action::NextField) if self.picked.is_some() => return self.take(),
            Some(Action::Accept) if self.at + 1 >= self.fields.len() => return self.keep(),
            Some(Action::Accept | Action::NextField) => self.go(self.at + 1),
            Some(Action::PreviousField) => self.go(self.at + self.fields.len().max(1) - 1),
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

    /// Takes a click: the cursor goes to the field or the candidate that was drawn there; the candidate it is on already
    /// is taken.
    pub fn click(&mut self, at: Position) -> Answer<()> {
        let (fields, list) = self.drawn.get();
        let hit = |area: Rect, seen: Range<usize>| {
            let row = usize::from(at.y.saturating_sub(area.y));
            Some(seen.start + row).filter(|row| area.contains(at) && seen.contains(row))
        };
        let candidate = hit(list, self.candidates_seen(list));
        match hit(fields, self.fields_seen(fields)) {
            _ if self.asking => {}
            Some(field) if field != self.at => self.go(field),
            _ if candidate.is_some() && candidate == self.picked => return self.take(),
            _ => self.picked = candidate.or(self.picked),
        }
        Answer::Waits
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Answer<()> {
        if self.asking { Answer::Waits } else { self.edit(|line| line.paste(text)) }
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

    fn answer_question(&mut self, event: &KeyEvent) -> Answer<()> {
        match keymap::action(Scope::Question, Key::of(event)) {
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

    /// Draws it in the middle of an area; answers where the cursor is.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let picker = if self.fields.iter().any(|field| !field.candidates.is_empty()) { PICKER } else { 0 };
        let fields = u16::try_from(self.fields.len()).unwrap_or(u16::MAX);
        let preface = self.preface_rows(area.width.min(WIDTH).saturating_sub(4));
        let told = u16::try_from(preface.len()).unwrap_or(u16::MAX);
        let height = fields.saturating_add(picker + 4).saturating_add(told).min(area.height);
        let inside = boxed(buffer, centred(area, WIDTH, height), &self.title, &foot(Scope::Form, theme), theme);
        let told = told.min(inside.height.saturating_sub(fields.saturating_add(4)));
        for (row, (words, tone)) in (0..told).zip(&preface) {
            put(buffer, line_of(inside, row), words, theme.tone(*tone));
        }
        if usize::from(told) < preface.len() && told > 0 {
            put_right(buffer, line_of(inside, told - 1), theme.signs.down, theme.dim);
        }
        let inside = Rect { y: inside.y + told, height: inside.height - told, ..inside };
        // Where height is short the message and two candidates of the field one is in come before the other fields.
        let said = u16::from(inside.height > 1) + u16::from(inside.height > 9);
        let spare = inside.height - said - fields.min(inside.height - said);
        let least = if self.found.is_empty() { 0 } else { 2.min((inside.height - said).saturating_sub(1)) };
        let picker = picker.min(spare.max(least));
        let rows = Rect { height: inside.height - said - picker, ..inside };
        let cursor = self.draw_fields(rows, buffer, theme);
        let list = Rect { y: rows.bottom(), height: picker, ..inside };
        self.drawn.set((rows, list));
        self.draw_candidates(list, buffer, theme);
        self.draw_message(
            line_of(Rect { y: list.bottom(), height: said, ..inside }, said.saturating_sub(1)),
            buffer,
            theme,
        );
        cursor.filter(|_| !self.asking)
    }

    /// What stands above the fields in so many columns, and air behind it.
    fn preface_rows(&self, width: u16) -> Vec<(String, Tone)> {
        let wrapped = |(words, tone): &(String, Tone)| {
            text::wrap(words, usize::from(width), 2).into_iter().map(|line| (line, *tone)).collect::<Vec<_>>()
        };
        let mut rows: Vec<(String, Tone)> = self.preface.iter().flat_map(wrapped).collect();
        if !rows.is_empty() {
            rows.push(Default::default());
        }
        rows
    }

    fn fields_seen(&self, area: Rect) -> Range<usize> {
        window(self.first.get(), self.at, self.fields.len(), area.height, |_| 1)
    }

    fn candidates_seen(&self, area: Rect) -> Range<usize> {
        window(0, self.picked.unwrap_or(0), self.found.len(), area.height, |_| 1)
    }

    fn draw_fields(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let labels = self.fields.iter().map(|field| text::width(&field.label)).max().unwrap_or(0);
        let label = u16::try_from(labels).unwrap_or(u16::MAX).min(area.width / 3) + 2;
        let seen = self.fields_seen(area);
        self.first.set(seen.start);
        let mut cursor = None;
        for (row, at) in (0..).zip(seen.clone()) {
            let (field, place) = (&self.fields[at], line_of(area, row));
            let focused = at == self.at;
            if focused {
                put(buffer, place, theme.signs.bar, theme.accent);
            }
            let style = if focused { theme.strong } else { theme.dim };
            put(
                buffer,
                Rect { width: place.width.min(label).saturating_sub(2), ..shifted(place, 1) },
                &field.label,
                style,
            );
            let value = shifted(place, label + 1);
            let beside = if value.width >= 44 { value.width * 2 / 5 } else { 0 };
            let input = Rect { width: value.width - beside, ..value };
            if focused {
                cursor = field.line.draw(buffer, input, theme.text);
            } else {
                put(buffer, input, field.text(), theme.text);
            }
            if beside > 0 {
                say(buffer, shifted(value, input.width + 1), &field.said.0, field.said.1, theme);
            } else if field.said.1 == Tone::Danger && place.width > 0 {
                put(buffer, shifted(place, place.width - 1), theme.signs.over, theme.danger);
            }
        }
        marks(buffer, area, &seen, self.fields.len(), theme);
        cursor
    }

    fn draw_candidates(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let Some(field) = self.fields.get(self.at) else { return };
        let seen = self.candidates_seen(area);
        let wide = seen.clone().map(|at| text::width(&field.candidates[self.found[at]].0)).max().unwrap_or(0);
        let wide = u16::try_from(wide).unwrap_or(u16::MAX).min(area.width / 2);
        for (row, at) in (0..).zip(seen.clone()) {
            let (text, beside) = &field.candidates[self.found[at]];
            let place = line_of(shifted(area, 2), row);
            if self.picked == Some(at) {
                put(buffer, place, theme.signs.bar, theme.accent);
                buffer.set_style(place.intersection(buffer.area), theme.selected);
            }
            put(buffer, shifted(place, 1), text, theme.text);
            put(buffer, shifted(place, wide + 3), beside, theme.dim);
        }
        marks(buffer, area, &seen, self.found.len(), theme);
    }

    fn draw_message(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        if self.asking {
            put(buffer, area, "Leave without keeping the changes? y yes, n no", theme.warn);
        } else if let Some(field) = self.fields.get(self.at) {
            say(buffer, area, &field.said.0, field.said.1, theme);
        }
    }
}

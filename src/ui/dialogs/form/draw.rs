//! How a form is drawn: its fields, the candidates of the one that one is in, a message at the foot.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Field, Form};
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::prompt::{foot, say};
use crate::ui::keymap::{Keymap, Scope};
use crate::ui::parts::{boxed, centred, line_of, marks, put, put_right, shifted, window};
use crate::ui::theme::{Theme, Tone};

/// Widest form, in columns.
const WIDTH: u16 = 84;
/// Rows for the candidates of a picker, and for more of a text.
const PICKER: u16 = 5;
/// Rows for candidates of which something is said: there are only a few, and all are to be seen.
const TOLD: u16 = 7;
/// Most rows for more of a text, where there is room.
const TEXT: u16 = 7;

impl Form {
    /// Draws it in the middle of an area; answers where the cursor is.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme, keys: &Keymap) -> Option<Position> {
        let fields = u16::try_from(self.fields.len()).unwrap_or(u16::MAX);
        let spare = self.spare(area, fields);
        let preface = self.preface_rows(area.width.min(WIDTH).saturating_sub(4));
        let told = u16::try_from(preface.len()).unwrap_or(u16::MAX);
        let height = fields.saturating_add(spare + 4).saturating_add(told).min(area.height);
        let inside = boxed(buffer, centred(area, WIDTH, height), &self.title, &foot(self.scope(), theme, keys), theme);
        let told = told.min(inside.height.saturating_sub(fields.saturating_add(4)));
        for (row, (words, tone)) in (0..told).zip(&preface) {
            put(buffer, line_of(inside, row), words, theme.tone(*tone));
        }
        if usize::from(told) < preface.len() && told > 0 {
            put_right(buffer, line_of(inside, told - 1), theme.signs.down, theme.dim);
        }
        let inside = Rect { y: inside.y + told, height: inside.height - told, ..inside };
        // Where height is short the message and two candidates, or rows, of the field one is in come before the others.
        let said = u16::from(inside.height > 1) + u16::from(inside.height > 9);
        let left = (inside.height - said) - fields.min(inside.height - said);
        let in_text = self.fields.get(self.at).is_some_and(|field| field.rows.is_some());
        let least = if self.found.is_empty() && !in_text { 0 } else { 2.min((inside.height - said).saturating_sub(1)) };
        let spare = spare.min(left.max(least));
        self.more.set(if in_text { spare } else { 0 });
        let list = if in_text { 0 } else { spare };
        let rows = Rect { height: inside.height - said - list, ..inside };
        let cursor = self.draw_fields(rows, buffer, theme);
        let list = Rect { y: rows.bottom(), height: list, ..inside };
        self.drawn.set((rows, list));
        self.draw_candidates(list, buffer, theme);
        self.draw_message(Rect { y: list.bottom(), height: said, ..inside }, buffer, theme, keys);
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

    /// Rows besides one for each field: for candidates, or for more of a text.
    fn spare(&self, area: Rect, fields: u16) -> u16 {
        let any = |has: fn(&Field) -> bool| self.fields.iter().any(has);
        if any(|field| field.rows.is_some()) {
            area.height.saturating_sub(fields.saturating_add(7)).clamp(PICKER, TEXT)
        } else if any(|field| !field.about.is_empty()) {
            TOLD
        } else if any(|field| !field.candidates.is_empty()) {
            PICKER
        } else {
            0
        }
    }

    /// The rows that a field takes.
    fn height(&self, field: usize) -> u16 {
        if field == self.at { 1 + self.more.get() } else { 1 }
    }

    /// The field that was drawn in this row.
    pub(super) fn field_at(&self, area: Rect, row: usize) -> Option<usize> {
        let mut below = 0;
        self.fields_seen(area).find(|field| {
            below += usize::from(self.height(*field));
            row < below
        })
    }

    fn fields_seen(&self, area: Rect) -> Range<usize> {
        window(self.first.get(), self.at, self.fields.len(), area.height, |field| self.height(field))
    }

    pub(super) fn candidates_seen(&self, area: Rect) -> Range<usize> {
        window(0, self.picked.unwrap_or(0), self.found.len(), area.height, |_| 1)
    }

    fn draw_fields(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let labels = self.fields.iter().map(|field| text::width(&field.label)).max().unwrap_or(0);
        let label = u16::try_from(labels).unwrap_or(u16::MAX).min(area.width / 3) + 2;
        let seen = self.fields_seen(area);
        self.first.set(seen.start);
        let (mut cursor, mut y) = (None, 0);
        for at in seen.clone() {
            let height = self.height(at).min(area.height.saturating_sub(y));
            let place = Rect { height, ..line_of(area, y) };
            y += height;
            let named = Rect { width: place.width.min(label).saturating_sub(2), height: 1, ..shifted(place, 1) };
            let focused = at == self.at;
            if focused {
                for row in 0..height {
                    put(buffer, line_of(place, row), theme.signs.bar, theme.accent);
                }
            }
            put(buffer, named, &self.fields[at].label, if focused { theme.strong } else { theme.dim });
            let caret = self.draw_value(&self.fields[at], focused, shifted(place, label + 1), buffer, theme);
            cursor = cursor.or(caret);
        }
        marks(buffer, area, &seen, self.fields.len(), theme);
        cursor
    }

    /// What stands in a field and, where there is room, what is said of it; answers where the cursor is.
    fn draw_value(
        &self,
        field: &Field,
        focused: bool,
        area: Rect,
        buffer: &mut Buffer,
        theme: &Theme,
    ) -> Option<Position> {
        if let Some(rows) = field.rows.as_ref().filter(|_| focused) {
            return rows.draw(&field.line, buffer, area, theme.text);
        }
        let value = line_of(area, 0);
        let lines = field.text().trim_end().split('\n').count();
        let said = field.said.0.lines().next().unwrap_or("");
        let text = field.rows.is_some() && (said.is_empty() || lines > 1);
        let beside = if value.width >= 44 && !text && field.about.is_empty() { value.width * 2 / 5 } else { 0 };
        let mut input = Rect { width: value.width - beside, ..value };
        if text && lines > 1 {
            let more = if lines == 2 { " +1 line".to_owned() } else { format!(" +{} lines", lines - 1) };
            input.width -= put_right(buffer, input, &more, theme.faint);
        }
        let cursor = match focused {
            true => field.line.draw(buffer, input, theme.text),
            false => {
                let shown = if field.rows.is_some() { field.text().lines().next().unwrap_or("") } else { field.text() };
                put(buffer, input, shown, theme.text);
                None
            }
        };
        if beside > 0 {
            say(buffer, shifted(value, input.width + 1), said, field.said.1, theme);
        } else if field.said.1 == Tone::Danger && value.width > 0 {
            put(buffer, shifted(value, value.width - 1), theme.signs.over, theme.danger);
        }
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

    /// What is said of the field one is in, or of the candidate the cursor is on; in the last row, or in all of them.
    fn draw_message(&self, area: Rect, buffer: &mut Buffer, theme: &Theme, keys: &Keymap) {
        let last = line_of(area, area.height.saturating_sub(1));
        let Some(field) = self.fields.get(self.at) else { return };
        if self.asking {
            let key = |action| keys.key_of(Scope::Question, action);
            let words = format!("Leave without keeping the changes? {} yes, {} no", key(Action::Yes), key(Action::No));
            put(buffer, last, &words, theme.warn);
            return;
        }
        let about = self.picked.and_then(|at| self.found.get(at)).and_then(|at| field.about.get(*at));
        let (words, tone) = about.map_or((field.said.0.as_str(), field.said.1), |about| (about, Tone::Plain));
        // What is asked is there to be read: beside a field it is fainter.
        let tone = if tone == Tone::Faint { Tone::Dim } else { tone };
        let rows = usize::from(area.height);
        // The mark of an error takes two columns.
        let columns = usize::from(area.width).saturating_sub(2);
        let lines: Vec<String> = words.lines().flat_map(|line| text::wrap(line, columns, rows)).take(rows).collect();
        match lines.as_slice() {
            [] | [_] => {
                say(buffer, last, words, tone, theme);
            }
            lines => {
                for (row, line) in (0..).zip(lines) {
                    let tone = if row > 0 && tone == Tone::Danger { Tone::Plain } else { tone };
                    say(buffer, line_of(area, row), line, tone, theme);
                }
            }
        }
    }
}

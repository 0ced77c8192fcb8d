//! A list that is searched while typing: pickers, project switcher, and the body of palette and help.
//!
//! ```text
//! ┌ Move to ────────────────┐
//! │ re_                     │
//! │ ▐Ready              4/5 │
//! │  Review             2/2 │
//! └ Enter choose · Esc … ───┘
//! ```

use std::cell::Cell;
use std::ops::Range;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::prompt::foot;
use super::{Answer, Line};
use crate::text;
use crate::ui::action::Action;
use crate::ui::fuzzy::fuzzy;
use crate::ui::keymap::{Keymap, Scope};
use crate::ui::keys::Key;
use crate::ui::parts::{self, boxed, line_of, marks, put, put_right, shifted, window};
use crate::ui::theme::Theme;

/// Rows that a page key moves by.
const PAGE: isize = 10;

/// One thing to choose.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// What it is.
    pub text: String,
    /// What stands at the right edge: keys, a count.
    pub aside: String,
    /// The heading it stands under while nothing is typed; empty: none.
    pub group: &'static str,
    /// Words that find it besides those shown.
    pub also: String,
}

impl Item {
    /// An item with something at its right edge.
    pub fn of(text: impl Into<String>, aside: impl Into<String>) -> Self {
        Self { text: text.into(), aside: aside.into(), ..Self::default() }
    }
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// The item of this number, as they were given.
    Item(usize),
    /// What was typed, where nothing in the list is like it and the choice is free.
    Typed(String),
}

/// A list to choose from.
#[derive(Debug, Clone)]
pub struct Choice {
    title: String,
    line: Line,
    items: Vec<Item>,
    folded: Vec<String>,
    /// Numbers of the items that match, best first.
    found: Vec<usize>,
    at: usize,
    free: bool,
    /// Columns that the widest item or the title needs, and rows that all items and headings need.
    widest: u16,
    rows: u16,
    /// The first row drawn the last time, so that the list moves only when it must.
    first: Cell<usize>,
    /// Where the list was drawn, for clicks.
    list: Cell<Rect>,
}

impl Choice {
    /// A list in the order given, the cursor on the item of number `at`.
    pub fn of(title: impl Into<String>, items: Vec<Item>, at: usize) -> Self {
        let folded =
            items.iter().map(|item| text::fold(&format!("{} {} {}", item.text, item.aside, item.also))).collect();
        let found = (0..items.len()).collect();
        let at = at.min(items.len().saturating_sub(1));
        let title = title.into();
        let widest = items.iter().map(|item| text::width(&item.text) + text::width(&item.aside) + 4).max();
        let widest = u16::try_from(widest.unwrap_or(0).max(text::width(&title))).unwrap_or(u16::MAX);
        let group = |row: usize| items[row].group;
        let begins = |row: &usize| !group(*row).is_empty() && (*row == 0 || group(*row - 1) != group(*row));
        let headings = (0..items.len()).filter(begins).count();
        let rows = u16::try_from(items.len() + headings).unwrap_or(u16::MAX).max(1);
        let (first, list) = (Cell::new(0), Cell::default());
        Self { title, line: Line::default(), items, folded, found, at, free: false, widest, rows, first, list }
    }

    /// Says whether what is typed is an answer where nothing in the list is like it.
    pub fn take_typed(&mut self, free: bool) {
        self.free = free;
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// The number of the item under the cursor.
    pub fn current(&self) -> Option<usize> {
        self.found.get(self.at).copied()
    }

    /// Takes a key.
    pub fn key(&mut self, event: KeyEvent, keys: &Keymap) -> Answer<Picked> {
        match keys.action(Scope::List, Key::of(&event)) {
            Some(Action::Keep) => return self.picked(),
            Some(Action::Cancel) => return Answer::Closed,
            Some(Action::Down) => self.step(1),
            Some(Action::Up) => self.step(-1),
            Some(Action::PageDown) => self.step(PAGE),
            Some(Action::PageUp) => self.step(-PAGE),
            _ if self.line.key(event) => return self.search(),
            _ => {}
        }
        Answer::Waits
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Answer<Picked> {
        if self.line.paste(text) { self.search() } else { Answer::Waits }
    }

    /// Moves the cursor by so many items.
    pub fn step(&mut self, items: isize) {
        self.at = self.at.saturating_add_signed(items).min(self.found.len().saturating_sub(1));
    }

    /// Takes a click: the cursor goes to the item that was drawn there; on the one it is on already it is Enter.
    pub fn click(&mut self, at: Position) -> Answer<Picked> {
        let list = self.list.get();
        let mut below = list.y;
        let hit = self.seen(list).filter(|_| list.contains(at)).find(|row| {
            below += self.tall(*row);
            at.y + 1 == below
        });
        match hit {
            Some(row) if std::mem::replace(&mut self.at, row) == row => self.picked(),
            _ => Answer::Waits,
        }
    }

    fn picked(&self) -> Answer<Picked> {
        match self.current() {
            Some(item) => Answer::Done(Picked::Item(item)),
            None if self.free && !self.text().trim().is_empty() => {
                Answer::Done(Picked::Typed(self.text().trim().into()))
            }
            None => Answer::Waits,
        }
    }

    fn search(&mut self) -> Answer<Picked> {
        self.found = fuzzy(self.line.text(), &self.folded);
        self.at = 0;
        self.first.set(0);
        Answer::Changed
    }

    /// The heading above the item in a row, where one begins; none while something is typed.
    fn heading(&self, row: usize) -> Option<&'static str> {
        let group = |row: usize| self.found.get(row).map_or("", |item| self.items[*item].group);
        let here = group(row);
        let begins = row == 0 || group(row - 1) != here;
        (begins && !here.is_empty() && self.text().trim().is_empty()).then_some(here)
    }

    /// Draws it in the middle of an area, as high as its items need; answers where the cursor is.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme, keys: &Keymap) -> Option<Position> {
        let height = self.rows.saturating_add(3).min(area.height.saturating_sub(2).max(4));
        let width = self.widest.saturating_add(5).clamp(40, 80);
        let inside =
            boxed(buffer, parts::centred(area, width, height), &self.title, &foot(Scope::List, theme, keys), theme);
        let list = Rect { y: inside.y + 1.min(inside.height), height: inside.height.saturating_sub(1), ..inside };
        self.draw_list(list, buffer, theme, keys);
        self.line.draw(buffer, line_of(inside, 0), theme.text)
    }

    fn draw_list(&self, area: Rect, buffer: &mut Buffer, theme: &Theme, keys: &Keymap) {
        if self.found.is_empty() {
            let keep = keys.key_of(Scope::List, Action::Keep);
            let free = if self.free { format!("; {keep} takes what is typed") } else { String::new() };
            put(buffer, line_of(area, 0), &format!("Nothing like it{free}."), theme.dim);
            return;
        }
        self.list.set(area);
        let seen = self.seen(area);
        self.first.set(seen.start);
        let mut y = 0;
        for row in seen.clone() {
            if let Some(heading) = self.heading(row)
                && (area.height > 1 || row != self.at)
            {
                put(buffer, line_of(area, y), heading, theme.strong);
                y += 1;
            }
            self.draw_item(row, line_of(area, y), buffer, theme);
            y += 1;
        }
        marks(buffer, area, &seen, self.found.len(), theme);
    }

    /// Rows of an item, with the heading above it.
    fn tall(&self, row: usize) -> u16 {
        1 + u16::from(self.heading(row).is_some())
    }

    /// The items that are in sight in an area.
    fn seen(&self, area: Rect) -> Range<usize> {
        window(self.first.get(), self.at, self.found.len(), area.height, |row| self.tall(row))
    }

    fn draw_item(&self, row: usize, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let item = &self.items[self.found[row]];
        if row == self.at {
            put(buffer, area, theme.signs.bar, theme.accent);
            buffer.set_style(area.intersection(buffer.area), theme.selected);
        }
        let area = shifted(area, 1);
        let area = Rect { width: area.width.saturating_sub(2), ..area };
        // Where there is no room for both, what stands aside leaves half of it.
        let wide = u16::try_from(text::width(&item.text)).unwrap_or(u16::MAX);
        let beside = shifted(area, wide.min(area.width / 2) + 1);
        let aside = put_right(buffer, beside, &item.aside, theme.dim);
        let gap = u16::from(aside > 0);
        put(buffer, Rect { width: area.width - aside - gap, ..area }, &item.text, theme.text);
    }
}

//! The frame: tabs and project above, the pane and its detail, hints or what just happened below.
//!
//! ```text
//!  1 Today  2 Board                     WEB Customer portal · Execution 62%
//! ─ /due<fri ─ 3 marked ────────────────────────────────────────────────────
//!  pane                                               │ detail (from 110 columns)
//!  ✔ Move WEB-12 “Login page” to Doing. u undoes                       ? all
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::asking::Dialog;
use super::{App, welcome};
use crate::domain::gate;
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::which;
use crate::ui::keymap::Scope;
use crate::ui::panes::detail::{BESIDE, Detail};
use crate::ui::parts::{clear, hints, line_of, put, put_right, rule, shifted};
use crate::ui::theme::Tone;
use crate::ui::view::Scene;

/// Screens of this size and smaller ones only say so.
const LEAST: (u16, u16) = (20, 6);
/// Screens smaller than this still work, but say so.
const SMALL: (u16, u16) = (40, 12);
/// From this height on there is a rule under the title.
const TALL: u16 = 14;

/// Where things were drawn.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Tabs, by the place of their pane in the list.
    pub tabs: Vec<(Rect, usize)>,
    /// The pane.
    pub pane: Rect,
    /// The detail; empty when it is not shown.
    pub detail: Rect,
    /// What may follow the keys pressed so far, in its box.
    pub following: Vec<(Rect, Action)>,
    /// Rows of the whole screen.
    pub height: u16,
}

impl App {
    /// Draws everything; answers where the terminal's cursor is, if something is being typed.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let cursor = self.draw_all(area, buffer);
        if self.theme.is_ascii() {
            for cell in &mut buffer.content {
                if let Some(plain) = text::look_alike(cell.symbol()) {
                    cell.set_symbol(plain);
                }
            }
        }
        cursor
    }

    fn draw_all(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        clear(buffer, area, self.theme.text);
        self.places = Places { height: area.height, ..Places::default() };
        if area.width <= LEAST.0 || area.height <= LEAST.1 {
            put(buffer, line_of(area, area.height / 2), "too small", self.theme.warn);
            return None;
        }
        let ruled = u16::from(area.height >= TALL);
        self.draw_title(line_of(area, 0), buffer);
        if ruled > 0 {
            rule(buffer, line_of(area, 1), &self.theme);
            self.draw_lens(shifted(line_of(area, 1), 1), buffer);
        }
        let body = Rect { y: area.y + 1 + ruled, height: area.height - 2 - ruled, ..area };
        let foot = line_of(area, area.height - 1);
        self.draw_body(body, buffer);
        let told = self.draw_foot(foot, ruled == 0, buffer);
        if !self.pressed.is_empty() && self.dialogs.is_empty() {
            self.places.following = which((self.scope(), &self.pressed), &self.lens.keys, body, buffer, &self.theme);
        }
        // A long sentence stands whole below what is asked, as long as that has room.
        let left = area.height - if area.height - told >= TALL { told } else { 1 };
        self.draw_dialogs(Rect { height: left, ..area }, buffer)
    }

    fn draw_title(&mut self, area: Rect, buffer: &mut Buffer) {
        let wide = area.width >= BESIDE;
        let mut left = shifted(area, 1);
        let mut tabs = Vec::new();
        for (at, pane) in self.panes.iter().enumerate().filter(|(_, pane)| pane.number() > 0) {
            let words = match wide || at == self.active {
                true => format!("{} {}", pane.number(), pane.name()),
                false => pane.number().to_string(),
            };
            let style = if at == self.active { self.theme.accent.patch(self.theme.strong) } else { self.theme.dim };
            let used = put(buffer, left, &words, style);
            tabs.push((Rect { width: used, ..left }, at));
            left = shifted(left, used + 2);
        }
        self.places.tabs = tabs;
        let right = Rect { width: left.width.saturating_sub(1), ..left };
        let (project, standing) = self.standing(wide);
        let room = usize::from(right.width).saturating_sub(text::width(&project));
        let fits = |words: &&String| text::width(words) <= room;
        let standing = standing.iter().find(fits).map_or("", String::as_str);
        let used = put_right(buffer, right, standing, self.theme.dim);
        put_right(buffer, Rect { width: right.width - used, ..right }, &project, self.theme.strong);
    }

    /// The project in the title: its key (and name), and the phase whose gate is ahead, progress and forecast; of these
    /// also shorter wordings, for where there is no room.
    fn standing(&self, wide: bool) -> (String, Vec<String>) {
        let plan = &self.snapshot().plan;
        let Some(project) = self.lens.project.and_then(|id| plan.get(id)) else {
            return ("no project yet".to_owned(), Vec::new());
        };
        let name = match wide {
            true => format!("{} {}", project.key, text::cut(&project.name, 40)),
            false => project.key.clone(),
        };
        if !self.snapshot().is_whole() {
            return (name, Vec::new());
        }
        let ahead = gate::ahead(plan, project.id).and_then(|id| plan.get(id));
        let percent = plan.index().totals(project.id).percent(project.minutes_per_day);
        let dot = self.theme.signs.dot;
        let phase = ahead.map_or(String::new(), |phase| format!("{} ", text::cut(&phase.name, 24)));
        let ends = match self.forecast.as_str() {
            "" => String::new(),
            words => format!(" {dot} {words}"),
        };
        (name, vec![format!(" {dot} {phase}{percent}%{ends}"), format!(" {dot} {percent}%{ends}"), ends])
    }

    /// What is looked through: the filter, and how much is marked.
    fn draw_lens(&self, area: Rect, buffer: &mut Buffer) -> u16 {
        let mut used = 0;
        let sought = self.sought_here();
        if self.is_filtered() || !sought.is_empty() {
            let (sought, dot) = (text::cut(sought, 40), self.theme.signs.dot);
            let name = self.view.as_ref().map_or(String::new(), |name| format!("{} ", text::visible(name)));
            let strong = self.theme.accent.patch(self.theme.strong);
            used += put(buffer, shifted(area, used), &format!(" {name}"), strong);
            let words = format!("/{sought} {dot} {} shown ", self.matches);
            used += put(buffer, shifted(area, used), &words, self.theme.accent) + 1;
        }
        if !self.lens.marked.is_empty() {
            let words = format!(" {} {} marked ", self.theme.signs.marked, self.lens.marked.len());
            used += put(buffer, shifted(area, used), &words, self.theme.marked) + 1;
        }
        used
    }

    fn draw_body(&mut self, area: Rect, buffer: &mut Buffer) {
        if self.lens.project.is_none() {
            return welcome::welcome(area, buffer, &self.theme, &self.lens.keys);
        }
        let wanted = self.reading || self.pane().has_detail_beside();
        let beside = Detail::beside(area).filter(|_| wanted);
        let (pane, detail) = match beside {
            Some((pane, detail)) => (pane, detail),
            None if self.reading => (Rect::default(), area),
            None => (area, Rect::default()),
        };
        let cursor = self.pane().cursor();
        self.detail.stands_elsewhere(self.scope() != Scope::Phases);
        let Self { workspace, lens, theme, panes, active, detail: reader, reading, .. } = self;
        let mut scene = Scene { snapshot: workspace.snapshot(), lens, theme, focused: !*reading };
        if !pane.is_empty() {
            panes[*active].draw(&scene, pane, buffer);
        }
        scene.focused = *reading;
        reader.show(cursor);
        if beside.is_some() {
            reader.draw_beside(&scene, detail, buffer);
        } else if !detail.is_empty() {
            reader.draw(&scene, detail, buffer);
        }
        (self.places.pane, self.places.detail) = (pane, detail);
    }

    /// Hints, or what just happened; gives how many rows that took.
    fn draw_foot(&self, area: Rect, with_lens: bool, buffer: &mut Buffer) -> u16 {
        let inside = Rect { width: area.width.saturating_sub(2), ..shifted(area, 1) };
        let told = match (&self.pending, &self.notice) {
            (_, Some(notice)) => Some((notice.text.clone(), notice.tone)),
            (Some(pending), None) => Some((
                {
                    let lets_go = self.key_of(Action::Cancel);
                    format!("not on disk yet: {}. {}. {lets_go} lets it go", pending.what, pending.why)
                },
                Tone::Danger,
            )),
            (None, None) => None,
        };
        if let Some((words, tone)) = told {
            return self.draw_notice(&words, tone, area, buffer);
        }
        if !self.dialogs.is_empty() {
            return 1;
        }
        let used = if with_lens { self.draw_lens(inside, buffer) } else { 0 };
        if area.width < SMALL.0 || self.places.height < SMALL.1 {
            let words = format!("too small: {}×{} at least", SMALL.0, SMALL.1);
            put(buffer, shifted(inside, used), &words, self.theme.warn);
            return 1;
        }
        hints(buffer, shifted(inside, used), &self.hints(), &self.theme);
        1
    }

    /// The keys that work here: of the pane, or of an empty file; while the detail is read, those that move in it first.
    fn hints(&self) -> Vec<(String, &'static str)> {
        if self.lens.project.is_none() {
            return self.lens.keys.hints(Scope::Everywhere);
        }
        let mut all = self.lens.keys.hints(if self.reading { Scope::Everywhere } else { self.scope() });
        if self.reading {
            all.splice(1..1, self.lens.keys.hints(Scope::Page));
        }
        all
    }

    /// What just happened; a long sentence takes rows above the last one. Gives how many.
    fn draw_notice(&self, words: &str, tone: Tone, area: Rect, buffer: &mut Buffer) -> u16 {
        let mark = match tone {
            Tone::Danger | Tone::Warn => self.theme.signs.over,
            Tone::Good => self.theme.signs.done,
            _ => self.theme.signs.dot,
        };
        let room = usize::from(area.width.saturating_sub(5));
        let lines = text::wrap(words, room, 3);
        let rows = u16::try_from(lines.len()).unwrap_or(1).min(area.y + 1);
        let top = area.bottom() - rows;
        for (row, line) in (0..rows).zip(&lines) {
            let place = Rect { y: top + row, height: 1, ..area };
            clear(buffer, place, self.theme.text);
            if row == 0 {
                put(buffer, shifted(place, 1), mark, self.theme.tone(tone));
            }
            let style = if tone == Tone::Danger { self.theme.danger } else { self.theme.text };
            put(buffer, shifted(place, 3), line, style);
        }
        rows
    }

    fn draw_dialogs(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let (theme, keys) = (&self.theme, &*self.lens.keys);
        match self.dialogs.last()? {
            Dialog::Prompt(prompt, _) => prompt.draw(area, buffer, theme, keys),
            Dialog::Form(form, _) => form.draw(area, buffer, theme, keys),
            Dialog::Choice(choice, _) => choice.draw(area, buffer, theme, keys),
            Dialog::Help(help) => help.draw(area, buffer, theme, keys),
            Dialog::Palette(palette, _) => palette.draw(area, buffer, theme, keys),
            Dialog::Confirm(confirm, _) => {
                confirm.draw(area, buffer, theme, keys);
                None
            }
            Dialog::Page(page, _) => {
                page.draw(area, buffer, theme, keys);
                None
            }
        }
    }
}

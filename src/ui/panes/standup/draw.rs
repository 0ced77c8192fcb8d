//! Where everything stands on the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::lines::{Line, Row};
use super::{Stage, Standup};
use crate::formats;
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::parts::{self, inner, line_of, put, put_right, shifted};
use crate::ui::view::Scene;

/// From this height on there is air between the parts.
const AIRY: u16 = 14;

impl Standup {
    /// Draws the pane.
    pub(super) fn paint(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.sight.spots.clear();
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let head = self.draw_head(scene, area, buf);
        let body = below(area, head);
        if self.pages.is_empty() {
            return self.draw_nothing(scene, body, buf);
        }
        if self.sight.laid.as_ref().is_none_or(|(width, _)| *width != area.width) {
            self.sight.laid = Some((area.width, self.lay(area.width)));
        }
        let foot = u16::from(self.stage == Stage::Summary) * 3;
        self.draw_lines(scene, Rect { height: body.height.saturating_sub(foot), ..body }, buf);
        if self.stage == Stage::Summary {
            let key = |action| scene.lens.key(Scope::Standup, action);
            let words = format!(
                "{} keeps that it was held: the next one tells what comes after. {} copies it; {} goes back; {} leaves it \
                 as if it had not been.",
                key(Action::Open),
                key(Action::Copy),
                key(Action::Left),
                key(Action::Cancel)
            );
            let place = Rect { y: body.bottom() - foot.min(body.height), height: foot.min(body.height), ..inner(body) };
            for (row, line) in (0..).zip(text::wrap(&words, usize::from(place.width), usize::from(foot))) {
                put(buf, line_of(place, row), &line, scene.theme.dim);
            }
        }
    }

    /// What it is and since when it tells; who is away, or whose turn it is. Gives how many rows that took.
    fn draw_head(&self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) -> u16 {
        let (theme, air) = (scene.theme, u16::from(area.height >= AIRY));
        let dot = theme.signs.dot;
        let line = inner(line_of(area, 0));
        let right = match self.stage {
            Stage::Overview if self.by_column => "by columns, from right to left".to_owned(),
            Stage::Overview => String::new(),
            Stage::Page(at) => {
                let (own, all) = self.minutes();
                format!("{} of {} {dot} {own} min {dot} {all} min in all", at + 1, self.pages.len())
            }
            Stage::Summary => format!("{} of {}", self.pages.len(), self.pages.len()),
        };
        let used = put_right(buf, line, &right, theme.dim);
        let left = Rect { width: line.width.saturating_sub(used + 2), ..line };
        let day = crate::domain::dates::short(self.day, self.day);
        let (strong, rest) = match self.stage {
            Stage::Overview => (self.title.clone(), format!(" {dot} {}", self.since)),
            _ => (format!("Standup {day}"), format!(" {dot} {}", self.since)),
        };
        let title = put(buf, left, &strong, theme.strong);
        put(buf, shifted(left, title), &rest, theme.dim);
        match self.stage {
            Stage::Overview => {
                let away = formats::standup::away(&self.report);
                if away.is_empty() {
                    return 1 + air;
                }
                put(buf, inner(line_of(area, 1)), &format!("Away today: {away}"), theme.warn);
                2 + air
            }
            Stage::Page(_) => {
                let line = inner(line_of(area, 1 + air));
                if let Some(part) = self.shown() {
                    let aside = formats::standup::aside(part);
                    let used = put(buf, line, &part.name, theme.accent.patch(theme.strong));
                    put(buf, shifted(line, used + 2), &aside, theme.dim);
                }
                parts::rule(buf, inner(line_of(area, 2 + air)), theme);
                3 + air * 2
            }
            Stage::Summary => {
                put(buf, inner(line_of(area, 1 + air)), "Summary", theme.accent.patch(theme.strong));
                parts::rule(buf, inner(line_of(area, 2 + air)), theme);
                3 + air * 2
            }
        }
    }

    fn draw_nothing(&self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let words = if scene.lens.filter.is_some() {
            let all = scene.lens.key(Scope::Standup, Action::Cancel);
            format!("Nothing of it passes the filter: {all} shows all again.")
        } else {
            format!("Nothing happened {}, and nothing is at hand.", self.since)
        };
        for (row, line) in (0..).zip(text::wrap(&words, usize::from(inner(area).width), 3)) {
            put(buf, inner(line_of(area, row)), &line, scene.theme.dim);
        }
    }

    fn draw_lines(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let Some((width, laid)) = &self.sight.laid else { return };
        let here = self.cursor.id();
        let height = usize::from(area.height);
        let of_cursor = |row: &Row| here.is_some() && row.spot() == here;
        let top = laid.iter().position(of_cursor).unwrap_or(0);
        let bottom = laid.iter().rposition(of_cursor).unwrap_or(0);
        // With the first row of a person comes what stands above it and belongs to it.
        let top = laid[..top].iter().rposition(|row| row.spot().is_some()).map_or(0, |above| above + 1).min(top);
        let first = self.sight.first.min(top).max((bottom + 1).saturating_sub(height));
        let first = first.min(laid.len().saturating_sub(height));
        let shown = first..(first + height).min(laid.len());
        (self.sight.first, self.sight.page) = (first, height / 2);
        for (at, row) in (0..).zip(&laid[shown.clone()]) {
            let place = line_of(area, at);
            draw_line(scene, &self.line(row, *width), place, of_cursor(row), buf);
            self.sight.spots.extend(row.spot().map(|spot| (place, spot)));
        }
        parts::marks(buf, area, &shown, laid.len(), scene.theme);
    }
}

fn draw_line(scene: &Scene<'_>, line: &Line, place: Rect, here: bool, buf: &mut Buffer) {
    let theme = scene.theme;
    let own = shifted(place, line.from);
    if here {
        buf.set_style(inner(own).intersection(buf.area), theme.selected);
    }
    for words in &line.words {
        let place = shifted(place, words.at);
        put(buf, Rect { width: place.width.saturating_sub(1), ..place }, &words.text, theme.tone(words.tone));
    }
    put_right(buf, inner(place), &line.right, theme.text);
    let task = line.spot.and_then(|spot| spot.item).map(|(_, task)| task);
    if task.is_some_and(|task| scene.lens.marked.contains(&task.into())) {
        put(buf, own, theme.signs.marked, theme.marked);
    }
    if here {
        put(buf, own, theme.signs.bar, scene.bars());
        put_right(buf, place, theme.signs.bar_right, scene.bars());
    }
}

/// An area without its first rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

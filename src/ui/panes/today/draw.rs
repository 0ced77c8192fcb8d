//! Where everything stands on the screen. Looks only at the rows in sight.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Today;
use super::face::{Face, Piece};
use crate::domain::today::List;
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::parts::{self, line_of, put, put_all, put_right, shifted};
use crate::ui::theme::Tone;
use crate::ui::view::Scene;

/// From this height on there is air between the lists.
const AIRY: u16 = 16;
/// From this height on there is room for how work flows.
const FOOT: u16 = 12;
/// From this height on it is told what is empty.
const QUIET: u16 = 8;
/// From these widths on there is room for who, in so many columns.
const WHO: [(u16, u16); 2] = [(96, 9), (64, 6)];
/// Columns before the ref: the bar, two signs, a gap.
const SIGNS: u16 = 4;

/// A list on the screen.
struct Part {
    list: List,
    /// Its rows among all rows.
    all: Range<usize>,
    /// How many of them have room.
    room: usize,
}

impl Today {
    /// Draws the pane.
    pub(super) fn paint(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.sight.rows.clear();
        if area.is_empty() {
            return;
        }
        let foot = u16::from(area.height >= FOOT && !self.flow.is_empty());
        let airy = u16::from(area.height >= AIRY);
        if self.whole && self.lists.is_empty() {
            self.nothing(scene, area, buf);
        } else {
            let body = Rect { height: area.height - foot * (1 + airy), ..area };
            let mut y = body.y;
            for part in self.parts(body.height, airy) {
                let rows = u16::try_from(part.room).unwrap_or(u16::MAX);
                let place = Rect { y, height: (1 + rows).min(body.bottom().saturating_sub(y)), ..body };
                self.list(scene, place, &part, buf);
                y = y.saturating_add(1 + rows + airy);
            }
            self.sight.page = self.sight.rows.len();
        }
        if foot > 0 {
            self.foot(scene, parts::inner(line_of(area, area.height - 1)), buf);
        }
    }

    /// The lists that are shown, and how many rows of each: they share what there is, a short one leaves the others what
    /// it does not need.
    fn parts(&self, height: u16, airy: u16) -> Vec<Part> {
        let shown = |(_, all): &(List, Range<usize>)| !all.is_empty() || height >= QUIET;
        let spans: Vec<(List, Range<usize>)> = self.spans().into_iter().filter(shown).collect();
        let heads = spans.len() + usize::from(airy) * spans.len().saturating_sub(1);
        let mut left = usize::from(height).saturating_sub(heads);
        let mut lists: Vec<(usize, usize)> = spans.iter().map(|(_, all)| all.len()).enumerate().collect();
        // The shortest first: what it leaves is there for the others.
        lists.sort_by_key(|(_, len)| *len);
        // What is still to be read finds its place free.
        let most = if self.whole { left } else { left / spans.len().max(1) };
        let mut rooms = vec![0; spans.len()];
        for (done, (at, len)) in lists.iter().enumerate() {
            let room = (*len).min(most).min(left.div_ceil(lists.len() - done));
            rooms[*at] = room;
            left -= room;
        }
        spans.into_iter().zip(rooms).map(|((list, all), room)| Part { list, all, room }).collect()
    }

    /// A list: its heading, its rows in sight.
    fn list(&mut self, scene: &Scene<'_>, place: Rect, part: &Part, buf: &mut Buffer) {
        let (len, at) = (part.all.len(), self.cursor.at());
        let here = part.all.contains(&at);
        let first = &mut self.sight.first[part.list as usize];
        let on = if here { at - part.all.start } else { (*first).min(len.saturating_sub(1)) };
        let shown = parts::window(*first, on, len, place.height.saturating_sub(1), |_| 1);
        *first = shown.start;
        self.heading(scene, line_of(place, 0), part, (&shown, here), buf);
        for (y, row) in (1..).zip(shown) {
            let (line, row) = (line_of(place, y), part.all.start + row);
            if !self.faces.contains_key(&row) {
                let face = self.item(row).map(|item| Face::of(scene.snapshot, item, scene.theme.signs));
                self.faces.extend(face.map(|face| (row, face)));
            }
            if let Some(face) = self.faces.get(&row) {
                self.row(scene, line, face, row, buf);
            }
            self.sight.rows.push((line, row));
        }
    }

    /// What is said of an empty list.
    fn nothing_in(&self, list: List) -> &'static str {
        if self.whole { list.nothing() } else { "…" }
    }

    /// What the list is, how long it is, and how much of it is not in sight.
    fn heading(
        &self,
        scene: &Scene<'_>,
        line: Rect,
        part: &Part,
        (shown, here): (&Range<usize>, bool),
        buf: &mut Buffer,
    ) {
        let theme = scene.theme;
        let inside = parts::inner(line);
        let (above, below) = (shown.start, part.all.len() - shown.end);
        let more = match (above, below) {
            (0, 0) => String::new(),
            (0, below) => format!("and {below} more {}", theme.signs.down),
            (above, 0) => format!("{above} above {}", theme.signs.up),
            (above, below) => format!("{above} above {}  {below} more {}", theme.signs.up, theme.signs.down),
        };
        let used = put_right(buf, inside, &more, theme.dim);
        let left = Rect { width: inside.width.saturating_sub(used + 2 * u16::from(used > 0)), ..inside };
        let label = if here { theme.strong } else { theme.text };
        if part.all.is_empty() {
            put_all(
                buf,
                left,
                [(part.list.label(), theme.dim), ("  ", theme.dim), (self.nothing_in(part.list), theme.faint)],
            );
            return;
        }
        let gloss = match part.list {
            List::Now => "in progress and blocked",
            List::Next => self.ahead,
            List::Look => "late, slipped, over a limit, to be answered, to be reviewed",
        };
        let gloss = if self.mine { format!("  mine only, {gloss}") } else { format!("  {gloss}") };
        let gloss = gloss.split(", ").fold(String::new(), |said, next| {
            let longer = if said.is_empty() { next.to_owned() } else { format!("{said}, {next}") };
            // Of what has no room nothing is said, rather than half of a word.
            if text::width(&longer) + 10 <= usize::from(left.width) { longer } else { said }
        });
        let count = format!(" {}", part.all.len());
        put_all(buf, left, [(part.list.label(), label), (count.as_str(), label), (gloss.as_str(), theme.faint)]);
    }

    fn row(&self, scene: &Scene<'_>, line: Rect, face: &Face, row: usize, buf: &mut Buffer) {
        let theme = scene.theme;
        if row == self.cursor.at() {
            buf.set_style(shifted(line, 1).intersection(buf.area), theme.selected);
            put(buf, line, theme.signs.bar, scene.bars());
        }
        if self.cursor.ids().get(row).is_some_and(|id| scene.lens.marked.contains(id)) {
            put(buf, line, theme.signs.marked, theme.marked);
        }
        for (at, (sign, tone)) in (1..).zip(face.signs) {
            put(buf, shifted(line, at), sign, theme.tone(tone));
        }
        let line = Rect { width: line.width.saturating_sub(1), ..line };
        let name = self.wide.min(line.width / 3);
        put(buf, Rect { width: name, ..shifted(line, SIGNS) }, &face.name, theme.dim);
        let who = WHO.iter().find(|(width, _)| line.width >= *width).map_or(0, |(_, who)| *who);
        let rest = shifted(line, SIGNS + name + 1);
        put(buf, Rect { width: who.saturating_sub(1), ..rest }, &face.who, theme.dim);
        let rest = shifted(rest, who);
        // What is said may also take the room that the title does not need.
        let title = u16::try_from(text::width(&face.title)).unwrap_or(u16::MAX);
        let most = (rest.width * 11 / 20).max(rest.width.saturating_sub(title.saturating_add(2)));
        let says = fitting(&face.says, usize::from(most), theme.signs.dot);
        let wide: usize = says.iter().map(|(words, _)| text::width(words)).sum();
        let wide = u16::try_from(wide).unwrap_or(most).min(rest.width);
        let place = shifted(rest, rest.width - wide);
        put_all(buf, place, says.iter().map(|(words, tone)| (words.as_str(), theme.tone(*tone))));
        put(buf, Rect { width: rest.width.saturating_sub(wide + 2), ..rest }, &face.title, theme.text);
    }

    /// How work flows, as much as there is room for.
    fn foot(&self, scene: &Scene<'_>, line: Rect, buf: &mut Buffer) {
        let theme = scene.theme;
        let mut words = String::from("Flow");
        for (at, piece) in self.flow.iter().flat_map(|project| project.iter().enumerate()) {
            let gap = if at == 0 { " " } else { ", " };
            if text::width(&words) + text::width(gap) + text::width(piece) > usize::from(line.width) {
                break;
            }
            words.extend([gap, piece]);
        }
        put(buf, line, &words, theme.faint);
    }

    /// Nothing is to be told: that is said, and what to press.
    fn nothing(&self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let key = |action| scene.lens.key(Scope::Today, action);
        let lines = if scene.lens.filter.is_some() && self.hidden > 0 {
            ["Nothing here matches the filter.".to_owned(), format!("{} shows all again", key(Action::Cancel))]
        } else if self.hidden > 0 {
            ["Nothing here is yours today.".to_owned(), format!("{} shows everybody’s", key(Action::OtherView))]
        } else if self.lists.projects.is_empty() {
            [
                "No project is active.".to_owned(),
                format!("{} shows all, {} edits this one", key(Action::Projects), key(Action::ProjectSettings)),
            ]
        } else {
            let (add, board, triage) = (key(Action::Add), key(Action::Pane(2)), key(Action::Triage));
            let more = format!("{board} is the Board, {triage} the triage, {add} adds a task");
            ["Nothing is in progress, due or late: a quiet day.".to_owned(), more]
        };
        parts::say(buf, area, &[&lines[0], &lines[1]], scene.theme);
    }
}

/// As much of what is said as fits, with dots between; of the first at least its beginning.
fn fitting(says: &[Piece], room: usize, dot: &str) -> Vec<Piece> {
    let mut fits: Vec<Piece> = Vec::new();
    let mut used = 0;
    for (words, tone) in says {
        let gap = if fits.is_empty() { String::new() } else { format!(" {dot} ") };
        let wide = text::width(&gap) + text::width(words);
        if used + wide <= room {
            fits.extend((!gap.is_empty()).then_some((gap, Tone::Faint)));
            fits.push((words.clone(), *tone));
            used += wide;
        } else if fits.is_empty() {
            fits.push((text::cut(words, room).into_owned(), *tone));
            break;
        }
    }
    fits
}

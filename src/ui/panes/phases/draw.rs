//! Where everything stands on the screen: the path above, the gate below. Looks only at what is in sight.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::gate::Asked;
use super::path::Stage;
use super::{Phases, key};
use crate::text;
use crate::ui::action::Action;
use crate::ui::parts::{self, inner, line_of, put, put_all, put_right, shifted};
use crate::ui::theme::Tone;
use crate::ui::view::Scene;

/// From this width on the evidence stands beside what is asked, else under it.
const BESIDE: u16 = 70;
/// Columns between two phases, most and least.
const GAPS: (u16, u16) = (6, 1);
/// How wide the others than the selected phase may be where there is little room, bars included: most and least.
const CAPS: (u16, u16) = (40, 10);
/// Evidence of so many columns stands at the right edge.
const SHORT: usize = 28;
/// Lines that a criterion, or its evidence, may take.
const LINES: usize = 3;
/// From this height on there is air between the parts.
const AIRY: u16 = 14;

impl Phases {
    /// Draws the pane.
    pub(super) fn paint(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.sight.phases.clear();
        self.sight.criteria.clear();
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        if self.stages.is_empty() {
            let words = match scene.lens.project {
                None => format!("No project yet: {} starts one", key(scene.lens, Action::NewProject)),
                Some(_) => format!("This project has no phases: {} adds them", key(scene.lens, Action::EditPhases)),
            };
            put(buf, shifted(line_of(area, area.height / 3), 1), &words, scene.theme.text);
            return;
        }
        let air = u16::from(area.height >= AIRY);
        let path = self.draw_path(scene, below(area, air), buf);
        let gate = below(area, air + path + air);
        let head = self.draw_head(scene, gate, buf);
        self.draw_criteria(scene, below(gate, head), buf);
    }

    /// The path; gives how many rows it took.
    fn draw_path(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) -> u16 {
        let theme = scene.theme;
        let places = self.places(area);
        let names = places.iter().map(|(_, at)| self.stages[*at].names.len()).max().unwrap_or(1);
        let names = u16::try_from(names).unwrap_or(u16::MAX).min(area.height.saturating_sub(4).max(1));
        let rows = names + u16::from(area.height > names + 3);
        for (nth, (place, at)) in places.iter().enumerate() {
            let (place, stage) = (Rect { height: rows.min(area.height), ..*place }, &self.stages[*at]);
            let here = *at == self.phase.at();
            draw_stage(scene, stage, place, (names, here), buf);
            self.sight.phases.push((place, stage.id));
            let end = places.get(nth + 1).map_or(place.right() + 1, |(next, _)| next.x);
            let gap = Rect { x: place.right(), width: end - place.right(), ..place }.intersection(area);
            let last = nth + 1 == places.len();
            let forks = stage.names.len() > 1;
            let line = match (last, forks) {
                (true, false) => String::new(),
                (true, true) => theme.signs.fork.to_owned(),
                (false, forks) => {
                    let first = if forks { theme.signs.fork } else { theme.signs.path };
                    format!("{first}{}", theme.signs.path.repeat(usize::from(gap.width.saturating_sub(1))))
                }
            };
            put(buf, line_of(gap, 0), &line, theme.faint);
            for row in 1..u16::try_from(stage.names.len()).unwrap_or(1).min(names) {
                put(buf, line_of(gap, row), theme.signs.join, theme.faint);
            }
        }
        let (first, last) = (places.first().map_or(0, |it| it.1), places.last().map_or(0, |it| it.1));
        let edge = line_of(area, rows.saturating_sub(1));
        if first > 0 {
            put(buf, edge, theme.signs.left, theme.dim);
        }
        if last + 1 < self.stages.len() {
            put_right(buf, edge, theme.signs.right, theme.dim);
        }
        rows
    }

    /// Where the phases in sight are, as wide as there is room for; the selected one is always among them, and whole
    /// where that is possible.
    fn places(&mut self, area: Rect) -> Vec<(Rect, usize)> {
        let (at, count) = (self.phase.at(), self.stages.len());
        let wide = |range: std::ops::Range<usize>, cap: u16| -> Vec<u16> {
            let one = |stage: usize| {
                let width = self.stages[stage].width();
                if stage == at { width.min(area.width) } else { width.min(cap) }
            };
            range.map(one).collect()
        };
        let total = |widths: &[u16], gap: u16| {
            let gaps = gap * u16::try_from(widths.len().saturating_sub(1)).unwrap_or(0);
            widths.iter().fold(gaps, |sum, wide| sum.saturating_add(*wide))
        };
        let loose = (GAPS.1..=GAPS.0).rev().map(|gap| (gap, u16::MAX));
        let tight = (CAPS.1..=CAPS.0).rev().map(|cap| (GAPS.1, cap));
        let fits = |(gap, cap): &(u16, u16)| total(&wide(0..count, *cap), *gap) <= area.width;
        let (mut range, (gap, cap)) = match loose.chain(tight).find(fits) {
            Some(fit) => (0..count, fit),
            None => (self.sight.left.min(at)..at + 1, (GAPS.1, CAPS.1)),
        };
        let fits = |range: std::ops::Range<usize>| total(&wide(range, cap), gap) <= area.width;
        while range.start < at && !fits(range.clone()) {
            range.start += 1;
        }
        while range.end < count && fits(range.start..range.end + 1) {
            range.end += 1;
        }
        let (start, widths) = (range.start, wide(range, cap));
        let mut x = area.x;
        let place = |(nth, width): (usize, u16)| {
            let place = Rect { x, width, ..area };
            x += width + gap;
            (place, start + nth)
        };
        let places = widths.into_iter().enumerate().map(place).collect();
        self.sight.left = start;
        places
    }

    /// The name of the gate, its count, and what was decided; gives how many rows that took.
    fn draw_head(&self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) -> u16 {
        let (theme, gate) = (scene.theme, &self.gate);
        let line = inner(line_of(area, 0));
        let tone = if gate.met && gate.all > 0 { theme.good } else { theme.dim };
        let used = put_right(buf, line, &gate.count, tone);
        put(buf, Rect { width: line.width.saturating_sub(used + 1), ..line }, &gate.heading, theme.strong);
        let mut row = 1;
        for (words, tone) in &gate.told {
            for words in text::wrap(words, usize::from(line.width), if area.height < AIRY { 1 } else { 2 }) {
                if row + 2 < area.height {
                    put(buf, inner(line_of(area, row)), &words, theme.tone(*tone));
                    row += 1;
                }
            }
        }
        parts::rule(buf, inner(line_of(area, row)), theme);
        row + 1
    }

    fn draw_criteria(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let (theme, shown) = (scene.theme, &self.gate.shown);
        if area.is_empty() {
            return;
        }
        if shown.is_empty() {
            let words = match self.gate.all {
                0 => format!("This gate asks for nothing yet: {} adds a criterion", key(scene.lens, Action::Add)),
                _ => {
                    format!(
                        "Nothing is missing: {} decides, {} shows all",
                        key(scene.lens, Action::Decide),
                        key(scene.lens, Action::OtherView)
                    )
                }
            };
            for (row, words) in (0..).zip(text::wrap(&words, usize::from(inner(area).width), 3)) {
                put(buf, inner(line_of(area, row)), &words, theme.dim);
            }
            return;
        }
        let laid = |at: usize| u16::try_from(lines(&shown[at], area.width).len()).unwrap_or(u16::MAX);
        let seen = parts::window(self.sight.first, self.criterion.at(), shown.len(), area.height, laid);
        (self.sight.first, self.sight.page) = (seen.start, seen.len());
        let mut y = area.y;
        for at in seen.clone() {
            let lines = lines(&shown[at], area.width);
            let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.bottom() - y);
            let place = Rect { y, height, ..area };
            let marked = scene.lens.marked.contains(&shown[at].id.into());
            self.draw_criterion(scene, at, (place, &lines, marked), buf);
            self.sight.criteria.push((place, shown[at].id));
            y += height;
        }
        parts::marks(buf, area, &seen, shown.len(), theme);
    }

    fn draw_criterion(
        &self,
        scene: &Scene<'_>,
        at: usize,
        (place, lines, marked): (Rect, &[Line], bool),
        buf: &mut Buffer,
    ) {
        let (theme, it) = (scene.theme, &self.gate.shown[at]);
        let here = at == self.criterion.at();
        let (sign, tone) = match (it.evidence.met, self.gate.ahead) {
            (true, _) => (theme.signs.done, Tone::Good),
            (false, true) => (theme.signs.unmet, Tone::Danger),
            (false, false) => (theme.signs.unmet, Tone::Dim),
        };
        let mut first = true;
        for (row, line) in (0..place.height).zip(lines) {
            let place = line_of(place, row);
            let Line::Words(left, right) = line else {
                put(buf, shifted(place, 1), it.heading.as_deref().unwrap_or(""), theme.dim);
                continue;
            };
            if here && (theme.selected.bg.is_some() || first) {
                buf.set_style(inner(place).intersection(buf.area), theme.selected);
            }
            if first {
                put(buf, shifted(place, 1), sign, theme.tone(tone));
            }
            let words = inner(shifted(place, 2));
            put(buf, words, left, theme.text);
            match layout(it, place.width) {
                Layout::Edge => put_right(buf, words, right, theme.dim),
                Layout::Columns(asks) => put(buf, shifted(words, asks + 2), right, theme.dim),
                Layout::Under => put(buf, words, right, theme.dim),
            };
            if here {
                put(buf, place, theme.signs.bar, scene.bars());
                put_right(buf, place, theme.signs.bar_right, scene.bars());
            }
            if marked && first {
                put(buf, place, theme.signs.marked, theme.marked);
            }
            first = false;
        }
    }
}

impl Stage {
    /// Columns that it takes whole, bars included.
    fn width(&self) -> u16 {
        let names = self.names.iter().map(|name| text::width(name) + 2).max().unwrap_or(0);
        let words = text::width(&self.words[0]) + if self.overridden { 4 } else { 2 };
        u16::try_from(names.max(words) + 3).unwrap_or(u16::MAX)
    }
}

/// A phase in its place: its names in so many rows, and under them how it stands.
fn draw_stage(scene: &Scene<'_>, stage: &Stage, place: Rect, (names, here): (u16, bool), buf: &mut Buffer) {
    let theme = scene.theme;
    let (sign, tone) = stage.standing.sign(theme.signs);
    for row in 0..place.height {
        let line = line_of(place, row);
        let words = Rect { width: line.width.saturating_sub(2), ..shifted(line, 1) };
        if here && (theme.selected.bg.is_some() || row == 0) {
            buf.set_style(words.intersection(buf.area), theme.selected);
        }
        if row < names {
            let style = if here && row == 0 { theme.strong } else { theme.text };
            if let Some(name) = stage.names.get(usize::from(row)) {
                put_all(buf, words, [(sign, theme.tone(tone)), (" ", theme.text), (name.as_str(), style)]);
            }
        } else {
            let over = if stage.overridden { theme.signs.over } else { "" };
            let place = shifted(words, 2);
            let fits = text::width(&stage.words[0]) + 2 * text::width(over) <= usize::from(place.width);
            let standing = &stage.words[usize::from(!fits)];
            put_all(buf, place, [(standing.as_str(), theme.dim), (" ", theme.text), (over, theme.warn)]);
        }
        if here {
            put(buf, line, theme.signs.bar, scene.bars());
            put_right(buf, line, theme.signs.bar_right, scene.bars());
        }
    }
}

/// A row of a criterion: the name of the phase whose criteria begin, or words of what it asks and of the evidence.
enum Line {
    Heading,
    Words(String, String),
}

/// Where the evidence stands.
enum Layout {
    /// At the right edge, because it is short.
    Edge,
    /// Beside what is asked, which has so many columns.
    Columns(u16),
    /// Under what is asked.
    Under,
}

fn layout(it: &Asked, width: u16) -> Layout {
    match width {
        _ if width < BESIDE => Layout::Under,
        _ if text::width(&it.evidence.says) <= SHORT => Layout::Edge,
        _ => Layout::Columns((room(width) - 2) * 9 / 20),
    }
}

/// Columns for words: a bar, a sign and a space stand before, a bar behind.
fn room(width: u16) -> u16 {
    width.saturating_sub(4)
}

/// A criterion laid out for this width.
fn lines(it: &Asked, width: u16) -> Vec<Line> {
    let wrap = |words: &str, columns: u16| text::wrap(words, usize::from(columns.max(1)), LINES);
    let (room, says) = (room(width), it.evidence.says.as_str());
    let mut all: Vec<Line> = it.heading.iter().map(|_| Line::Heading).collect();
    let (asks, says) = match layout(it, width) {
        Layout::Under => {
            let (asks, says) = (wrap(&it.asks, room), wrap(says, room));
            all.extend(asks.into_iter().map(|words| Line::Words(words, String::new())));
            all.extend(says.into_iter().map(|words| Line::Words(String::new(), words)));
            return all;
        }
        Layout::Edge => {
            let wide = u16::try_from(text::width(says)).unwrap_or(room);
            (wrap(&it.asks, room.saturating_sub(wide + 2)), vec![says.to_owned()])
        }
        Layout::Columns(asks) => (wrap(&it.asks, asks), wrap(says, room - 2 - asks)),
    };
    let rows = asks.len().max(says.len()).max(1);
    let (mut asks, mut says) = (asks.into_iter(), says.into_iter());
    let mut row = || Line::Words(asks.next().unwrap_or_default(), says.next().unwrap_or_default());
    all.extend((0..rows).map(|_| row()));
    all
}

/// An area without its first rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

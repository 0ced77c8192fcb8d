//! Where everything stands on the screen. Looks only at the cards in sight.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::card::{Face, Look, Piece, wide};
use super::rows::{At, DONE_DAYS, Lanes, Pile};
use super::{Board, Faces, key};
use crate::domain::column::Meaning;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;
use crate::text;
use crate::ui::action::Action;
use crate::ui::parts;
use crate::ui::theme::{Theme, Tone};
use crate::ui::view::Scene;

/// A column is at least this wide, bars included: five of them fit 80 columns.
const NARROWEST: u16 = 16;
/// A column is at most this wide; longer lines are hard to read.
const WIDEST: u16 = 44;
/// Rows of a column’s head: its name and a rule.
const HEAD: u16 = 2;

impl Board {
    /// Draws the board.
    pub(super) fn paint(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.sight.cards.clear();
        self.sight.columns.clear();
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        if self.rows.columns.is_empty() {
            let words = match scene.lens.project {
                None => format!("No project yet: {} starts one", key(scene.lens, Action::NewProject)),
                Some(_) => format!("This board has no columns: {} adds them", key(scene.lens, Action::EditColumns)),
            };
            return parts::say(buf, area, &[words.as_str()], scene.theme);
        }
        let places = self.places(area);
        let width = places.first().map_or(0, |(area, _)| area.width);
        self.faces.at(Look {
            width: usize::from(width.saturating_sub(2)),
            compact: self.compact,
            parent: self.lanes != Lanes::Parent,
            usual: self.rows.usual,
            signs: scene.theme.signs,
        });
        for (place, column) in &places {
            self.head(scene, *place, *column, buf);
        }
        self.beyond(scene.theme, area, &places, buf);
        let below = Rect { y: area.y + HEAD.min(area.height), height: area.height.saturating_sub(HEAD), ..area };
        if self.rows.all().next().is_none() {
            self.nothing(scene, below, &places, buf);
        } else if self.lanes == Lanes::None {
            places.iter().for_each(|(place, column)| self.column(scene, body(*place), *column, buf));
        } else {
            self.lanes(scene, below, &places, buf);
        }
        self.sight.columns.extend(places);
    }

    /// Where the columns in sight are; the cursor’s is always among them.
    fn places(&mut self, area: Rect) -> Vec<(Rect, usize)> {
        let count = self.rows.columns.len();
        let fit = usize::from(area.width / NARROWEST).clamp(1, count);
        let furthest = count - fit;
        let at = self.at.column;
        self.sight.left = self.sight.left.clamp((at + 1).saturating_sub(fit), at).min(furthest);
        let width = (area.width / u16::try_from(fit).unwrap_or(u16::MAX)).min(WIDEST);
        let place = |(x, column)| (Rect { x: area.x + x, width, ..area }, column);
        (0..).step_by(usize::from(width)).zip(self.sight.left..self.sight.left + fit).map(place).collect()
    }

    /// The head of a column: its name, its count, a rule.
    fn head(&self, scene: &Scene<'_>, place: Rect, column: usize, buf: &mut Buffer) {
        let (theme, pile) = (scene.theme, &self.rows.columns[column]);
        let here = column == self.at.column;
        let name = if here { theme.strong } else { theme.text };
        let line = parts::inner(parts::line_of(place, 0));
        let room = usize::from(line.width);
        let (counts, tone) = counts(pile, self.lanes != Lanes::None, theme);
        let fits = |count: &&String| text::width(&pile.name).min(8) + 1 + text::width(count) <= room;
        let count = counts.iter().find(fits).or(counts.last()).map_or("", String::as_str);
        let left = room.saturating_sub(text::width(count) + 1);
        let used = parts::put(buf, Rect { width: u16::try_from(left).unwrap_or(0), ..line }, &pile.name, name);
        parts::put(buf, parts::shifted(line, used + u16::from(used > 0)), count, theme.tone(tone));
        parts::rule(buf, parts::inner(parts::line_of(place, 1)), theme);
        if here {
            parts::put(buf, parts::line_of(place, 0), theme.signs.bar, scene.bars());
        }
    }

    /// Signs that there are columns beyond the edges.
    fn beyond(&self, theme: &Theme, area: Rect, places: &[(Rect, usize)], buf: &mut Buffer) {
        let (Some((_, first)), Some((right, last))) = (places.first(), places.last()) else { return };
        let line = parts::line_of(area, 1);
        if *first > 0 {
            parts::put(buf, line, theme.signs.left, theme.dim);
        }
        if last + 1 < self.rows.columns.len() {
            let edge = Rect { width: right.right() - area.x, ..line };
            parts::put_right(buf, edge, theme.signs.right, theme.dim);
        }
    }

    /// The cards of one column, and how many are too old to be shown.
    fn column(&mut self, scene: &Scene<'_>, place: Rect, column: usize, buf: &mut Buffer) {
        let here = column == self.at.column;
        let at = At { lane: 0, column, row: 0 };
        let older = self.rows.columns[column].older;
        let cards = self.rows.lanes[0].cards[column].as_slice();
        let foot = u16::from(older > 0).min(place.height);
        let list = Rect { height: place.height - foot, ..place };
        let first = self.sight.first.get(column).copied().unwrap_or(0);
        let row = if here { self.at.row } else { first };
        let faces = &mut self.faces;
        let shown = parts::window(first, row, cards.len(), list.height, |row| faces.rows(scene.snapshot, cards[row]));
        let mut y = list.y;
        for row in shown.clone() {
            let height = self.faces.rows(scene.snapshot, cards[row]).min(list.bottom().saturating_sub(y));
            let place = Rect { y, height, ..list };
            let lines = height.min(self.faces.lines(cards[row]));
            self.faces.draw(scene, Rect { height: lines, ..place }, cards[row], here && row == self.at.row, buf);
            self.sight.cards.push((place, At { row, ..at }));
            y += height;
        }
        if older > 0 {
            let words = format!("{} {older} older", scene.theme.signs.more);
            parts::put(buf, parts::inner(Rect { y, height: 1, ..place }), &words, scene.theme.faint);
        }
        if here && cards.is_empty() {
            self.empty(scene, list, buf);
        }
        let edge = |y| Rect { x: place.right().saturating_sub(1), y, width: 1, height: 1 };
        if shown.start > 0 {
            parts::put(buf, edge(place.y.saturating_sub(1)), scene.theme.signs.up, scene.theme.dim);
        }
        if shown.end < cards.len() && !list.is_empty() {
            parts::put(buf, edge(list.bottom() - 1), scene.theme.signs.down, scene.theme.dim);
        }
        if here {
            self.sight.page = shown.len();
        }
        if let Some(kept) = self.sight.first.get_mut(column) {
            *kept = shown.start;
        }
    }

    /// The lanes: each its name and its rows of cards, all in one list.
    fn lanes(&mut self, scene: &Scene<'_>, area: Rect, places: &[(Rect, usize)], buf: &mut Buffer) {
        let Some(last) = self.rows.lanes.last() else { return };
        let len = last.above + 1 + last.rows();
        let cursor = self.rows.lanes[self.at.lane].above + 1 + self.at.row;
        let (lanes, faces) = (&self.rows.lanes, &mut self.faces);
        let tall = |item: usize| {
            let lane = &lanes[lanes.partition_point(|lane| lane.above <= item) - 1];
            let Some(row) = (item - lane.above).checked_sub(1) else { return 1 };
            let cards = lane.cards.iter().filter_map(|cards| cards.get(row));
            cards.map(|card| faces.rows(scene.snapshot, *card)).max().unwrap_or(1)
        };
        // The first row always names the lane whose cards stand under it.
        let shown = parts::window(self.sight.first_lane_row, cursor, len, area.height.saturating_sub(1).max(1), tall);
        self.sight.first_lane_row = shown.start;
        self.sight.page = shown.len();
        let mut y = area.y;
        let mut named = None;
        for item in shown.start..len {
            if y >= area.bottom() {
                break;
            }
            let lane = self.rows.lanes.partition_point(|lane| lane.above <= item) - 1;
            if named != Some(lane) {
                self.lane_head(scene, Rect { y, height: 1, ..area }, lane, buf);
                named = Some(lane);
                y += 1;
            }
            if let Some(row) = (item - self.rows.lanes[lane].above).checked_sub(1) {
                y += self.lane_row(scene, Rect { y, height: area.bottom() - y, ..area }, (lane, row), places, buf);
            }
        }
        let edge = Rect { x: area.right() - 1, width: 1, height: 1, ..area };
        if shown.start > 0 {
            parts::put(buf, edge, scene.theme.signs.up, scene.theme.dim);
        }
        if shown.end < len {
            parts::put(buf, Rect { y: area.bottom() - 1, ..edge }, scene.theme.signs.down, scene.theme.dim);
        }
    }

    fn lane_head(&self, scene: &Scene<'_>, line: Rect, lane: usize, buf: &mut Buffer) {
        let (theme, it) = (scene.theme, &self.rows.lanes[lane]);
        let style = if lane == self.at.lane { theme.strong } else { theme.text };
        let line = parts::inner(line);
        let room = usize::from(line.width).saturating_sub(text::width(&it.count) + 1);
        let used = parts::put(buf, Rect { width: u16::try_from(room).unwrap_or(0), ..line }, &it.name, style);
        let used = used + 1 + parts::put(buf, parts::shifted(line, used + 1), &it.count, theme.dim);
        parts::rule(buf, parts::shifted(line, used + 1), theme);
    }

    /// One row of a lane; gives how many rows of the screen it took.
    fn lane_row(
        &mut self,
        scene: &Scene<'_>,
        area: Rect,
        (lane, row): (usize, usize),
        places: &[(Rect, usize)],
        buf: &mut Buffer,
    ) -> u16 {
        let mut tallest = 1;
        for column in 0..self.rows.columns.len() {
            let at = At { lane, column, row };
            let place = places.iter().find(|(_, other)| *other == column).map(|(place, _)| *place);
            let place = place.map(|place| Rect { y: area.y, height: area.height, ..place });
            let Some(card) = self.rows.card(at) else {
                if let Some(place) = place.filter(|_| at == self.at && self.on.is_none()) {
                    self.empty(scene, place, buf);
                }
                continue;
            };
            let rows = self.faces.rows(scene.snapshot, card).min(area.height);
            tallest = tallest.max(rows);
            if let Some(place) = place {
                let lines = rows.min(self.faces.lines(card));
                self.faces.draw(scene, Rect { height: lines, ..place }, card, at == self.at, buf);
                self.sight.cards.push((Rect { height: rows, ..place }, at));
            }
        }
        tallest
    }

    /// The cursor in a column without a card.
    fn empty(&self, scene: &Scene<'_>, place: Rect, buf: &mut Buffer) {
        let line = parts::line_of(place, 0);
        parts::put(buf, line, scene.theme.signs.bar, scene.bars());
        let words = match scene.lens.filter {
            Some(_) => "nothing matches".to_owned(),
            None => format!("{} adds here", key(scene.lens, Action::Add)),
        };
        parts::put(buf, parts::inner(line), &words, scene.theme.dim);
    }

    /// A board without a card says what to do.
    fn nothing(&self, scene: &Scene<'_>, area: Rect, places: &[(Rect, usize)], buf: &mut Buffer) {
        if let Some((place, _)) = places.iter().find(|(_, column)| *column == self.at.column) {
            parts::put(buf, parts::line_of(body(*place), 0), scene.theme.signs.bar, scene.bars());
        }
        if scene.lens.filter.is_some() {
            let all = format!("{} shows all again", key(scene.lens, Action::Cancel));
            return parts::say(buf, area, &["No card matches the filter.", &all], scene.theme);
        }
        let column = self.rows.columns.get(self.at.column).map_or("", |pile| pile.name.as_str());
        let older: usize = self.rows.columns.iter().map(|pile| pile.older).sum();
        let first = match older {
            0 => "Nothing on the board yet.".to_owned(),
            older => format!("Nothing open; {older} done more than {DONE_DAYS} days ago."),
        };
        let add = format!("{} adds a task to {column}", key(scene.lens, Action::Add));
        let find = format!(
            "{} lists all keys, {} finds a command",
            key(scene.lens, Action::Help),
            key(scene.lens, Action::Palette)
        );
        parts::say(buf, area, &[&first, &add, &find], scene.theme);
    }
}

impl Faces {
    /// Lays cards out like this from now on.
    fn at(&mut self, look: Look) {
        if self.look != Some(look) {
            self.known.clear();
            self.look = Some(look);
        }
    }

    fn face(&mut self, snapshot: &Snapshot, card: TaskId) -> &Face {
        let look = self.look.as_ref();
        self.known.entry(card).or_insert_with(|| look.map_or_else(Face::default, |it| Face::of(snapshot, card, it)))
    }

    /// Rows of the screen that a card takes, with the blank one under it.
    fn rows(&mut self, snapshot: &Snapshot, card: TaskId) -> u16 {
        let air = usize::from(!self.look.is_some_and(|look| look.compact));
        u16::try_from(self.face(snapshot, card).lines.len() + air).unwrap_or(u16::MAX).max(1)
    }

    /// Rows with words on them.
    fn lines(&self, card: TaskId) -> u16 {
        self.known.get(&card).map_or(1, |face| u16::try_from(face.lines.len()).unwrap_or(u16::MAX))
    }

    fn draw(&mut self, scene: &Scene<'_>, place: Rect, card: TaskId, here: bool, buf: &mut Buffer) {
        let theme = scene.theme;
        let face = self.face(scene.snapshot, card);
        let marked = scene.lens.marked.contains(&card.into());
        for (at, pieces) in (0..place.height).zip(&face.lines) {
            let line = parts::line_of(place, at);
            // A ground of its own is quiet enough for the whole card; a reversed block would shout.
            if here && (theme.selected.bg.is_some() || at == 0) {
                buf.set_style(parts::inner(line).intersection(buf.area), theme.selected);
            }
            if at == 0 {
                let wide = u16::try_from(wide(&face.right)).unwrap_or(u16::MAX).min(parts::inner(line).width);
                let (left, right) = (
                    parts::inner(line).width - wide,
                    parts::shifted(parts::inner(line), parts::inner(line).width - wide),
                );
                parts::put_all(buf, Rect { width: left, ..parts::inner(line) }, styled(pieces, theme));
                parts::put_all(buf, right, styled(&face.right, theme));
            } else {
                parts::put_all(buf, parts::inner(line), styled(pieces, theme));
            }
            if here {
                parts::put(buf, line, theme.signs.bar, scene.bars());
                parts::put_right(buf, line, theme.signs.bar_right, scene.bars());
            }
            if marked && at == 0 {
                parts::put(buf, line, theme.signs.marked, theme.marked);
            }
        }
    }
}

fn styled<'a>(pieces: &'a [Piece], theme: &'a Theme) -> impl Iterator<Item = (&'a str, Style)> {
    pieces.iter().map(|(text, tone)| (text.as_str(), theme.tone(*tone)))
}

/// A column’s place without its head.
fn body(place: Rect) -> Rect {
    let head = HEAD.min(place.height);
    Rect { y: place.y + head, height: place.height - head, ..place }
}

/// The count of a column, the longest form first.
fn counts(pile: &Pile, lanes: bool, theme: &Theme) -> (Vec<String>, Tone) {
    let dot = theme.signs.dot;
    let (count, tone) = parts::meter(pile.counted, pile.limit, theme.signs);
    let mut forms = Vec::new();
    if pile.meaning == Some(Meaning::Done) && pile.limit.is_none() {
        let shown = pile.shown;
        if shown == 0 && pile.older == 0 {
            return (vec![shown.to_string()], tone);
        }
        if lanes && pile.older > 0 {
            forms.push(format!("{DONE_DAYS} days {dot} {shown}, {} older", pile.older));
        }
        forms.extend([format!("{DONE_DAYS} days {dot} {shown}"), format!("{shown} in {DONE_DAYS}d")]);
        forms.push(shown.to_string());
        return (forms, tone);
    }
    if pile.filtered {
        forms.push(format!("{count} {dot} {} shown", pile.shown));
    }
    forms.push(count);
    (forms, tone)
}

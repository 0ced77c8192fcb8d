//! The Board: columns side by side, cards in them, lanes across them.
//!
//! ```text
//!  Inbox 2             Backlog 11         ▐Doing 4/3 !         Done 14 days · 9
//!  ──────────────────  ──────────────────  ─────────────────▲  ──────────────────
//!  WEB-40 p2           WEB-31 p1          ▐WEB-12 p0     9d ▌  WEB-7 ✔ Tue
//!  Ask for the logs    Rotate the signing ▐Login page with  ▌  Choose the
//!                      keys without a     ▐single sign-on   ▌  provider
//!  WEB-41 p2           release            ▐in Identity      ▌  AN
//!  Fix the footer      due 20 Mar · —     ▐due 2d late · AN ▌
//!                                         ▐⚑ waits for      ▌  … 31 older
//!                                         ▐  legal, 9d      ▌
//! ```
//!
//! `rows` says what is shown where, `card` what stands on a card, `draw` where on the screen, `moves` what becomes of a
//! card that is pushed. The inbox is a column of its own while something is in it, so that what was captured is seen.

mod card;
mod draw;
mod moves;
mod rows;

use std::collections::{HashMap, HashSet};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::card::{Face, Look};
use self::moves::Way;
use self::rows::{At, Lanes, Rows};
use crate::domain::column::ColumnId;
use crate::domain::id::RecordId;
use crate::domain::project::ProjectId;
use crate::domain::saved_view::{Arrangement, Pane};
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::view::{Ask, Effect, Lens, Scene, View};

/// The Board.
#[derive(Debug, Default)]
pub struct Board {
    rows: Rows,
    lanes: Lanes,
    compact: bool,
    at: At,
    on: Option<TaskId>,
    /// The row of the screen that going sideways keeps to, while it goes on.
    level: Option<u16>,
    /// Of which project, and was there ever a card to stand on? The cursor begins on the board, not in the inbox.
    begun: Option<ProjectId>,
    sight: Sight,
    faces: Faces,
}

/// What part of the board is in sight, and what was drawn where.
#[derive(Debug, Default)]
struct Sight {
    /// The first column in sight.
    left: usize,
    /// The first card in sight, by column; with lanes the first row of all lanes.
    first: Vec<usize>,
    /// The first row of the lanes in sight.
    first_lane_row: usize,
    /// How many cards the cursor’s column showed.
    page: usize,
    /// Where the cards are.
    cards: Vec<(Rect, At)>,
    /// Where the columns are.
    columns: Vec<(Rect, usize)>,
}

/// The faces laid out since the last snapshot.
#[derive(Debug, Default)]
struct Faces {
    look: Option<Look>,
    known: HashMap<TaskId, Face>,
}

/// The key of an action here.
fn key(lens: &Lens, action: Action) -> &str {
    lens.key(Scope::Board, action)
}

impl View for Board {
    fn number(&self) -> u8 {
        2
    }

    fn name(&self) -> &'static str {
        "Board"
    }

    fn scope(&self) -> Scope {
        Scope::Board
    }

    fn arrangement(&self) -> Option<Arrangement> {
        Some(Arrangement { pane: Pane::Board, lanes: self.lanes })
    }

    fn arrange(&mut self, wanted: Arrangement) -> bool {
        let mine = wanted.pane == Pane::Board;
        if mine {
            self.lanes = wanted.lanes;
            self.sight.first_lane_row = 0;
        }
        mine
    }

    fn see(&mut self, snapshot: &Snapshot, lens: &Lens) {
        let before = std::mem::replace(&mut self.rows, Rows::of(snapshot, lens, self.lanes));
        self.faces.known.clear();
        if self.begun.is_some() && self.begun != lens.project {
            (self.begun, self.on, self.at, self.sight) = (None, None, At::default(), Sight::default());
        }
        self.keep_sight(&before);
        if self.begun.is_none() && self.on.is_none() && self.rows.all().next().is_some() {
            self.begun = lens.project;
            return self.begin();
        }
        self.begun = self.begun.or(lens.project.filter(|_| self.on.is_some()));
        self.keep_cursor(&before);
    }

    fn cursor(&self) -> Option<RecordId> {
        self.on.map(RecordId::from)
    }

    fn rows(&self) -> Vec<RecordId> {
        self.rows.all().map(RecordId::from).collect()
    }

    fn go(&mut self, id: RecordId) -> bool {
        self.level = None;
        let at = id.as_id().and_then(|task| self.rows.find(task));
        at.is_some_and(|at| self.put(at))
    }

    fn act(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        if !matches!(action, Action::Left | Action::Right | Action::First | Action::Last) {
            self.level = None;
        }
        match action {
            Action::MoveLeft => return self.across(Way::Back, snapshot, lens),
            Action::MoveRight => return self.across(Way::On, snapshot, lens),
            Action::OrderUp => return self.along(Way::Back, lens),
            Action::OrderDown => return self.along(Way::On, lens),
            Action::PickColumn if self.selection(lens).is_empty() => {
                return Effect::Say("there is no card here".to_owned());
            }
            Action::PickColumn => return Effect::Ask(Ask::Column),
            Action::EditColumns => return Effect::Ask(Ask::Columns),
            Action::Lanes => {
                self.lanes = self.lanes.next();
                self.sight.first_lane_row = 0;
                self.see(snapshot, lens);
                return Effect::Tell(self.lanes.words().to_owned());
            }
            Action::OtherView => {
                self.compact = !self.compact;
                self.faces.known.clear();
            }
            _ => self.travel(action),
        }
        Effect::Nothing
    }

    fn click(&mut self, at: Position) -> bool {
        self.level = None;
        if let Some((_, at)) = self.sight.cards.iter().find(|(area, _)| area.contains(at)) {
            return self.put(*at);
        }
        let Some((_, column)) = self.sight.columns.iter().find(|(area, _)| area.contains(at)) else { return false };
        self.put(At { column: *column, row: usize::MAX, ..self.at })
    }

    fn scroll(&mut self, at: Position, rows: isize) -> bool {
        let column = self.sight.columns.iter().find(|(area, _)| area.contains(at)).map(|(_, column)| *column);
        match column {
            Some(column) if self.lanes == Lanes::None && column != self.at.column => {
                let last = self.rows.cell(At { lane: 0, column, row: 0 }).len().saturating_sub(1);
                let Some(first) = self.sight.first.get_mut(column) else { return false };
                let before = *first;
                *first = first.saturating_add_signed(rows.signum()).min(last);
                before != *first
            }
            Some(_) => {
                let before = self.at;
                self.down(rows.signum());
                before != self.at
            }
            None => false,
        }
    }

    fn column_for_new(&self, _: &Snapshot, _: &Lens) -> Option<ColumnId> {
        self.rows.columns.get(self.at.column).and_then(|pile| pile.of)
    }

    fn draw(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.paint(scene, area, buf);
    }
}

impl Board {
    /// Puts the cursor at a place, or the nearest there is.
    fn put(&mut self, at: At) -> bool {
        self.at = self.rows.clamped(at);
        self.on = self.rows.card(self.at);
        true
    }

    fn travel(&mut self, action: Action) {
        let last_column = self.rows.columns.len().saturating_sub(1);
        match action {
            Action::Left if self.at.column > 0 => self.go_to_column(self.at.column - 1),
            Action::Right if self.at.column < last_column => self.go_to_column(self.at.column + 1),
            Action::First => self.go_to_column(0),
            Action::Last => self.go_to_column(last_column),
            Action::Top => self.go_to_end(false),
            Action::Bottom => self.go_to_end(true),
            _ => self.down(action.rows(self.sight.page).unwrap_or(0)),
        }
    }

    /// Moves down the column by so many cards, through the lanes that have some there.
    fn down(&mut self, cards: isize) {
        for _ in 0..cards.unsigned_abs() {
            let within = self.at.row.checked_add_signed(cards.signum()).map(|row| At { row, ..self.at });
            let lanes = self.rows.lanes.len();
            let next = within.filter(|at| self.rows.card(*at).is_some()).or_else(|| {
                let others: Box<dyn Iterator<Item = usize>> =
                    if cards > 0 { Box::new(self.at.lane + 1..lanes) } else { Box::new((0..self.at.lane).rev()) };
                let row = if cards > 0 { 0 } else { usize::MAX };
                let mut places = others.map(|lane| At { lane, column: self.at.column, row });
                places.find(|at| !self.rows.cell(*at).is_empty())
            });
            let Some(next) = next else { return };
            self.put(next);
        }
    }

    /// Goes to a column: to the card beside the cursor on the screen, else to the same row.
    fn go_to_column(&mut self, column: usize) {
        let here = || self.sight.cards.iter().find(|(_, at)| *at == self.at).map_or(0, |(area, _)| area.y);
        let top = self.level.unwrap_or_else(here);
        self.level = Some(top);
        let there = |at: &At| at.column == column && at.lane == self.at.lane;
        let beside = self.sight.cards.iter().rfind(|(area, at)| there(at) && area.y <= top);
        let row = match beside {
            Some((_, at)) if self.lanes == Lanes::None => at.row,
            _ => self.at.row,
        };
        self.put(At { column, row, ..self.at });
    }

    /// To the first or last card of the column.
    fn go_to_end(&mut self, last: bool) {
        let filled = |lane: &usize| !self.rows.cell(At { lane: *lane, ..self.at }).is_empty();
        let mut lanes = 0..self.rows.lanes.len();
        let (lane, row) =
            if last { (lanes.rfind(|lane| filled(lane)), usize::MAX) } else { (lanes.find(|lane| filled(lane)), 0) };
        self.put(At { lane: lane.unwrap_or(self.at.lane), row, ..self.at });
    }

    /// Keeps the cursor on its card wherever that is now; when it has gone, on the next one of its old column that is
    /// still there, else on the one before, else in the column.
    fn keep_cursor(&mut self, before: &Rows) {
        let column = before.columns.get(self.at.column).map(|pile| pile.of);
        let here = |rows: &Rows| column.and_then(|of| rows.columns.iter().position(|pile| pile.of == of));
        if let Some(at) = self.on.and_then(|task| self.rows.find(task)) {
            self.put(at);
            return;
        }
        let Some(column) = here(&self.rows) else {
            self.put(self.at);
            return;
        };
        let neighbour = self.on.and_then(|_| {
            let left: HashSet<TaskId> =
                self.rows.lanes.iter().filter_map(|lane| lane.cards.get(column)).flatten().copied().collect();
            let cell = before.cell(self.at);
            let (above, below) = cell.split_at(self.at.row.min(cell.len()));
            below.iter().chain(above.iter().rev()).find(|id| left.contains(id)).and_then(|id| self.rows.find(*id))
        });
        self.put(neighbour.unwrap_or(At { column, ..self.at }));
    }

    /// The first card of the board, else of the inbox, else the first column.
    fn begin(&mut self) {
        let first = |board: bool| {
            let columns = self.rows.columns.iter().enumerate().filter(|(_, pile)| pile.of.is_some() == board);
            let mut places =
                columns.flat_map(|(column, _)| (0..self.rows.lanes.len()).map(move |lane| At { lane, column, row: 0 }));
            places.find(|at| self.rows.card(*at).is_some())
        };
        let at = first(true).or_else(|| first(false));
        self.put(at.unwrap_or_default());
    }

    /// Keeps the columns where they are on the screen: what was first in sight stays first.
    fn keep_sight(&mut self, before: &Rows) {
        let flat = |column| At { lane: 0, column, row: 0 };
        let first = |(column, pile): (usize, &rows::Pile)| {
            let was = before.columns.iter().position(|old| old.of == pile.of)?;
            let row = self.sight.first.get(was).copied().filter(|row| *row > 0)?;
            let id = before.cell(flat(was)).get(row)?;
            Some(self.rows.cell(flat(column)).iter().position(|other| other == id).unwrap_or(row))
        };
        self.sight.first = self.rows.columns.iter().enumerate().map(|it| first(it).unwrap_or(0)).collect();
        let leftmost = before.columns.get(self.sight.left).filter(|_| self.sight.left > 0).map(|pile| pile.of);
        let still = leftmost.and_then(|of| self.rows.columns.iter().position(|pile| pile.of == of));
        self.sight.left = still.unwrap_or(self.sight.left);
        // What was drawn is no longer there to be clicked.
        self.sight.cards.clear();
    }
}

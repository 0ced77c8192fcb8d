//! The standup: everybody on one page, then one person a screen, and at the end what it took.
//!
//! ```text
//!  Standup Wed 11 Mar · since Tue 10 Mar 09:31              2 of 6 · 1 min · 3 min in all
//!
//!  Ana Novak
//!
//!  Done       WEB-7   Choose the provider  took 5 days
//!
//!  Moved on  ▐WEB-12  Login page with single sign-on                                   ▌
//!                     Ready → Doing; estimate 8d → 10d
//! ```
//!
//! `lines` lays the items out, `draw` puts them on the screen. The walk has a quiet clock: whole minutes, looked at with
//! each key and each tick, so that the terminal is written to once a minute at most while nobody presses a key. It can
//! go by the columns of the board, from right to left, instead of by people. Where the standup begins and ends in the
//! journal is decided when the walk begins; only finishing it keeps that.

mod draw;
mod lines;

use std::collections::BTreeSet;
use std::iter;

use chrono::{DateTime, Local, NaiveDate, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::lines::Laid;
use crate::domain::history::Mark;
use crate::domain::id::RecordId;
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::domain::standup::{self, Item, Part, Report, Section, Wish};
use crate::domain::task::{Task, TaskId};
use crate::formats;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::parts::Cursor;
use crate::ui::view::{Ask, Effect, Lens, Scene, View};

/// The pane of the standup.
#[derive(Debug, Default)]
pub struct Standup {
    /// Of which project, or of all; another one begins anew.
    of: Option<ProjectId>,
    day: NaiveDate,
    all: bool,
    by_column: bool,
    /// What is told besides the pages.
    report: Report,
    /// One a screen of the walk: people, or columns.
    pages: Vec<Part>,
    title: String,
    since: String,
    stage: Stage,
    cursor: Cursor<Spot>,
    walk: Option<Walk>,
    now: DateTime<Utc>,
    sight: Sight,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    /// Everybody on one page.
    #[default]
    Overview,
    /// One page after the other; on this one.
    Page(usize),
    /// What it took.
    Summary,
}

/// What the cursor can be on: a page as a whole, or a task in a list of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Spot {
    page: usize,
    item: Option<(Section, TaskId)>,
}

/// A walk that has begun.
#[derive(Debug)]
struct Walk {
    /// Where the next standup begins, if this one is finished.
    mark: Mark,
    /// When the page that is shown came up.
    turned: DateTime<Utc>,
    /// How long each page was shown so far; beyond the pages there are: the summary.
    spent: Vec<TimeDelta>,
}

/// What was drawn where.
#[derive(Debug, Default)]
struct Sight {
    first: usize,
    page: usize,
    spots: Vec<(Rect, Spot)>,
    /// The lines as they were laid out, for this width.
    laid: Option<(u16, Laid)>,
}

impl View for Standup {
    fn number(&self) -> u8 {
        0
    }

    fn name(&self) -> &'static str {
        "Standup"
    }

    fn scope(&self) -> Scope {
        Scope::Standup
    }

    fn answers(&self, action: Action) -> bool {
        match action {
            Action::Copy => true,
            Action::Open => self.cursor.id().is_none_or(|spot| spot.item.is_none()),
            _ => false,
        }
    }

    fn remembers(&self, snapshot: &Snapshot, lens: &Lens) -> BTreeSet<Mark> {
        standup::marks(snapshot, &self.wish(snapshot, lens))
    }

    fn clock(&mut self, now: DateTime<Utc>) -> bool {
        let before = self.minutes();
        self.now = now;
        self.walk.is_some() && matches!(self.stage, Stage::Page(_)) && before != self.minutes()
    }

    fn see(&mut self, snapshot: &Snapshot, lens: &Lens) {
        if (self.of, self.day) != (lens.project, snapshot.today) {
            let (all, by_column, now) = (self.all, self.by_column, self.now);
            let (of, day) = (lens.project, snapshot.today);
            *self = Standup { of, day, all, by_column, now, ..Standup::default() };
        }
        let plan = &snapshot.plan;
        self.report = Report::of(snapshot, &self.wish(snapshot, lens));
        self.title = formats::standup::title(plan, &self.report);
        self.since = self.report.since(plan);
        let who = self.shown().map(|page| (page.who, page.name.clone()));
        self.pages = if self.by_column { self.report.by_column(plan) } else { std::mem::take(&mut self.report.parts) };
        if let Some(filter) = &lens.filter {
            let fits = |task: TaskId| plan.get(task).is_some_and(|it| filter.matches(snapshot, it));
            self.pages.iter_mut().for_each(|page| page.retain(fits));
        }
        // The walk stays with whoever it is at, and where they have nothing more to say with who comes next.
        if let (Stage::Page(at), Some((who, name))) = (self.stage, who) {
            let same = self.pages.iter().position(|page| page.who == who && page.name == name);
            self.stage = match same {
                Some(at) => Stage::Page(at),
                None if self.pages.is_empty() => Stage::Overview,
                None => Stage::Page(at.min(self.pages.len() - 1)),
            };
        }
        self.look();
    }

    fn cursor(&self) -> Option<RecordId> {
        Some(RecordId::from(self.cursor.id()?.item?.1))
    }

    fn rows(&self) -> Vec<RecordId> {
        self.cursor.ids().iter().filter_map(|spot| Some(RecordId::from(spot.item?.1))).collect()
    }

    fn go(&mut self, id: RecordId) -> bool {
        let Some(task) = id.as_id::<Task>() else { return false };
        let is_it = |spot: &&Spot| spot.item.is_some_and(|(_, it)| it == task);
        if self.cursor.id().as_ref().is_some_and(|spot| is_it(&spot)) {
            return true;
        }
        let found = self.cursor.ids().iter().find(is_it).copied();
        found.is_some_and(|spot| self.cursor.select(spot))
    }

    fn act(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        if let Some(rows) = action.rows(self.sight.page) {
            self.cursor.step(rows);
            return Effect::Nothing;
        }
        match action {
            Action::Left => self.turn(-1),
            Action::Right => self.turn(1),
            Action::First => self.turn(isize::MIN),
            Action::Last => self.turn(isize::MAX),
            Action::Open => return self.open(snapshot),
            Action::OtherView => {
                self.by_column = !self.by_column;
                (self.walk, self.stage) = (None, Stage::Overview);
                self.see(snapshot, lens);
                let words = if self.by_column { "By columns, from right to left" } else { "By people" };
                return Effect::Tell(words.to_owned());
            }
            Action::AllProjects => {
                self.all = !self.all;
                (self.walk, self.stage) = (None, Stage::Overview);
                return Effect::Look;
            }
            Action::Copy => {
                let report = Report::of(snapshot, &self.wish(snapshot, lens));
                let text = formats::standup::markdown(&snapshot.plan, &report);
                return Effect::Copy { text, what: self.title.clone() };
            }
            Action::Cancel | Action::Quit if self.stage != Stage::Overview => {
                let page = self.at();
                self.show(Stage::Overview);
                self.cursor.select(Spot { page, item: None });
            }
            Action::Cancel | Action::Quit => return Effect::Leave,
            _ => {}
        }
        Effect::Nothing
    }

    fn click(&mut self, at: Position) -> bool {
        let spot = self.sight.spots.iter().find(|(place, _)| place.contains(at)).map(|(_, spot)| *spot);
        spot.is_some_and(|spot| self.cursor.select(spot))
    }

    fn scroll(&mut self, _: Position, rows: isize) -> bool {
        self.cursor.roll(rows)
    }

    fn draw(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.paint(scene, area, buf);
    }
}

impl Standup {
    fn wish(&self, snapshot: &Snapshot, lens: &Lens) -> Wish {
        let projects = standup::projects(&snapshot.plan, self.all, lens.project);
        Wish { projects, since: None, local: |at| at.with_timezone(&Local).naive_local() }
    }

    /// The page of the walk that is shown.
    fn shown(&self) -> Option<&Part> {
        match self.stage {
            Stage::Page(at) => self.pages.get(at),
            Stage::Overview | Stage::Summary => None,
        }
    }

    /// The page of the walk, or that of the cursor.
    fn at(&self) -> usize {
        match self.stage {
            Stage::Page(at) => at,
            Stage::Overview => self.cursor.id().map_or(0, |spot| spot.page),
            Stage::Summary => self.pages.len().saturating_sub(1),
        }
    }

    /// Lists what the cursor can be on.
    fn look(&mut self) {
        let tasks = |page: usize, part: &Part| -> Vec<Spot> {
            let spots = part.lists().flat_map(|(section, items)| items.iter().map(move |item| (section, item)));
            spots.map(|(section, item): (_, &Item)| Spot { page, item: Some((section, item.task)) }).collect()
        };
        let spots = match self.stage {
            Stage::Overview => {
                let pages = self.pages.iter().enumerate();
                pages.flat_map(|(at, part)| iter::once(Spot { page: at, item: None }).chain(tasks(at, part))).collect()
            }
            Stage::Page(at) => self.pages.get(at).map(|part| tasks(at, part)).unwrap_or_default(),
            Stage::Summary => Vec::new(),
        };
        self.cursor.see(spots);
        self.sight.laid = None;
    }

    /// Enter: walks from this page on, or finishes.
    fn open(&mut self, snapshot: &Snapshot) -> Effect {
        match (self.stage, self.cursor.id(), &self.walk) {
            (Stage::Overview, Some(spot), _) => {
                if self.walk.is_none() {
                    let mark = Report::end(snapshot, self.now);
                    self.walk = Some(Walk { mark, turned: self.now, spent: Vec::new() });
                }
                self.show(Stage::Page(spot.page));
            }
            (Stage::Summary, _, Some(walk)) => {
                let mark = walk.mark;
                let projects = self.report.projects.iter().map(|(project, _)| *project).collect();
                (self.walk, self.stage) = (None, Stage::Overview);
                self.look();
                return Effect::Ask(Ask::Finished(projects, mark));
            }
            _ => {}
        }
        Effect::Nothing
    }

    /// To another page; behind the last one is the summary. On the page of everybody, to another person.
    fn turn(&mut self, by: isize) {
        let last = self.pages.len().saturating_sub(1);
        if self.stage == Stage::Overview {
            let page = self.at().saturating_add_signed(by).min(last);
            self.cursor.select(Spot { page, item: None });
            return;
        }
        let stage = match (self.stage, by) {
            (Stage::Page(at), 1) if at >= last => Stage::Summary,
            (Stage::Page(at), by) => Stage::Page(at.saturating_add_signed(by).min(last)),
            (Stage::Summary, ..0) => Stage::Page(if by == isize::MIN { 0 } else { last }),
            (stage, _) => stage,
        };
        self.show(stage);
    }

    /// Shows another stage; the time so far counts for the page that was shown.
    fn show(&mut self, stage: Stage) {
        let (now, at) = (self.now, self.stage);
        if let Some(walk) = &mut self.walk {
            if let Stage::Page(at) = at {
                walk.spent.resize(walk.spent.len().max(at + 1), TimeDelta::zero());
                walk.spent[at] += (now - walk.turned).max(TimeDelta::zero());
            }
            walk.turned = now;
        }
        self.stage = stage;
        self.sight.first = 0;
        self.cursor = Cursor::default();
        self.look();
    }

    /// How long a page has been shown.
    fn spent(&self, page: usize) -> TimeDelta {
        let Some(walk) = &self.walk else { return TimeDelta::zero() };
        let before = walk.spent.get(page).copied().unwrap_or_default();
        let shown = self.stage == Stage::Page(page);
        before + if shown { (self.now - walk.turned).max(TimeDelta::zero()) } else { TimeDelta::zero() }
    }

    /// How long all pages have been shown.
    fn total(&self) -> TimeDelta {
        (0..self.pages.len()).map(|page| self.spent(page)).sum()
    }

    /// What the clock shows: minutes of this page, and of all.
    fn minutes(&self) -> (i64, i64) {
        (self.spent(self.at()).num_minutes(), self.total().num_minutes())
    }
}

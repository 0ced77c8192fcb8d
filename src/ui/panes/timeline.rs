//! The Timeline: the outline of the work on the left, bars over time on the right.
//!
//! ```text
//!  WBS   task                      dur finish slack│ Mar 2026                          Apr
//!                                                  │ 2    9    16   23   30    6    13
//!  1        ▾ Identity             24d 15 Apr      │ ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓ 62%
//!  1.1    ✔   Choose the provider   5d  6 Mar      │ ▓▓▓▓▓
//! ▐1.2   »    Login page with si…  10d 20 Mar    0d│   └─▶▓▓▓▓████████                   ▌
//!  1.3      ◆ Identity live             1 Apr    5d│                 └▶◆╌╌╌╌╌
//! ```
//!
//! `rows` is the outline, `face` what is told of a row, `scale` and `axis` time, `bars` and `lines` geometry, `pen`
//! draws a bar, `layout` and `draw` say where everything stands on the screen, `edit` what the keys change. Tasks in the inbox are not scheduled and not here.

mod axis;
mod bars;
mod draw;
mod edit;
mod face;
mod layout;
mod lines;
mod pen;
mod rows;
mod scale;

use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveDate;
use foldhash::fast::RandomState;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::axis::Axis;
use self::face::Face;
use self::lines::Grid;
use self::rows::{Rows, Tasks};
use self::scale::{Scale, ZOOMS};
use crate::domain::calendar::WorkTime;
use crate::domain::column::{ColumnId, Meaning};
use crate::domain::id::RecordId;
use crate::domain::place;
use crate::domain::project::ProjectId;
use crate::domain::saved_view::{Arrangement, Pane};
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::parts::Cursor;
use crate::ui::view::{Effect, Lens, Scene, View};

/// Columns that scrolling in time goes by.
const SCROLL: i64 = 8;
/// The zoom that a project is first shown in: no finer and no coarser than these.
const FIRST: Range<usize> = 2..5;

/// The Timeline.
#[derive(Debug, Default)]
pub struct Timeline {
    /// Whose outline; everything begins anew with another.
    project: Option<ProjectId>,
    rows: Rows,
    cursor: Cursor<TaskId>,
    folded: Tasks,
    /// What was folded before there was a filter; with it everything that matches is shown.
    before_filter: Option<Tasks>,
    only_critical: bool,
    /// Lines of all tasks, or of the one under the cursor.
    all_lines: bool,
    look: Look,
    /// Has the project a baseline that it is compared with?
    has_baseline: bool,
    /// The time that is shown; none before the project has dates.
    scale: Option<Scale>,
    /// When the project starts and finishes.
    ends: Option<(NaiveDate, NaiveDate)>,
    /// Tasks of the project that wait in the inbox.
    waiting: usize,
    time: Option<WorkTime>,
    /// The cursor jumped: the chart goes where its bar is.
    follow: bool,
    sight: Sight,
    faces: HashMap<usize, Face, RandomState>,
    axis: Axis,
    grid: Grid,
}

/// How rows are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Look {
    /// A line each, with a bar.
    #[default]
    Bars,
    /// Two lines each: under the bar its baseline.
    Baselines,
    /// A line each, without a chart beside it.
    Outline,
}

/// What part is in sight, and where it was drawn.
#[derive(Debug, Default)]
struct Sight {
    /// The first row in sight.
    first: usize,
    /// The rows in sight.
    rows: Range<usize>,
    /// Where they are.
    list: Rect,
    /// Columns of the chart.
    columns: u16,
    /// Columns of the outline numbers and of the refs.
    wide: (u16, u16),
}

/// The key of an action here.
fn key(lens: &Lens, action: Action) -> &str {
    lens.key(Scope::Timeline, action)
}

impl View for Timeline {
    fn number(&self) -> u8 {
        3
    }

    fn name(&self) -> &'static str {
        "Timeline"
    }

    fn scope(&self) -> Scope {
        Scope::Timeline
    }

    fn arrangement(&self) -> Option<Arrangement> {
        Some(Pane::Timeline.into())
    }

    fn arrange(&mut self, wanted: Arrangement) -> bool {
        wanted.pane == Pane::Timeline
    }

    fn see(&mut self, snapshot: &Snapshot, lens: &Lens) {
        if self.project != lens.project {
            let Timeline { only_critical, all_lines, look, .. } = *self;
            *self = Timeline { project: lens.project, only_critical, all_lines, look, ..Timeline::default() };
        }
        self.faces.clear();
        self.axis.forget();
        let Some(project) = lens.project else { return };
        let filtered = lens.filter.is_some();
        if filtered && self.before_filter.is_none() {
            self.before_filter = Some(std::mem::take(&mut self.folded));
        } else if !filtered && let Some(folded) = self.before_filter.take() {
            self.folded = folded;
        }
        let plan = &snapshot.plan;
        self.ends = snapshot.schedule().ends(project).map(|(start, finish)| (start.date(), finish.date()));
        self.has_baseline = plan.chosen_baseline(project).is_some();
        self.time = Some(plan.worktime(project));
        self.waiting = plan.index().inbox(project).count();
        self.rows = Rows::of(snapshot, project);
        self.rows.show(self.found(snapshot, lens), &self.folded);
        let digits = plan.last_number(project).checked_ilog10().unwrap_or(0) as usize + 1;
        let wide = |columns: usize| u16::try_from(columns).unwrap_or(u16::MAX).min(12);
        self.sight.wide = (wide(self.rows.wbs_width().max(3)), wide(plan.key(project).len() + 1 + digits));
        self.cursor.see(self.rows.tasks().collect());
    }

    fn cursor(&self) -> Option<RecordId> {
        self.cursor.id().map(RecordId::from)
    }

    fn rows(&self) -> Vec<RecordId> {
        self.rows.matching().map(RecordId::from).collect()
    }

    fn go(&mut self, id: RecordId) -> bool {
        let Some(task) = id.as_id() else { return false };
        if !self.cursor.select(task) {
            let above: Vec<TaskId> = self.rows.above(task).filter(|it| self.folded.contains(it)).collect();
            if above.is_empty() {
                return false;
            }
            self.folded.retain(|task| !above.contains(task));
            self.fold();
            if !self.cursor.select(task) {
                return false;
            }
        }
        self.follow = true;
        true
    }

    fn act(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        if let Some(rows) = action.rows(self.sight.rows.len()) {
            self.cursor.step(rows);
            return Effect::Nothing;
        }
        match action {
            Action::Left => self.sideways(true),
            Action::Right => self.sideways(false),
            Action::First | Action::Last => self.show_end(action == Action::Last),
            Action::ZoomIn | Action::ZoomOut => return self.zoom(action == Action::ZoomIn, snapshot),
            Action::ToToday => self.show_day(snapshot.today, 3),
            Action::Fit => return self.fit(),
            Action::CriticalOnly => {
                self.only_critical = !self.only_critical;
                self.see(snapshot, lens);
                let words = if self.only_critical { "Only what is critical" } else { "All tasks" };
                return Effect::Tell(words.to_owned());
            }
            Action::AllLines => {
                self.all_lines = !self.all_lines;
                let words = if self.all_lines { "Links of all tasks" } else { "Links of the task under the cursor" };
                return Effect::Tell(words.to_owned());
            }
            Action::OtherView => return self.look_otherwise(),
            other => return self.does(other, snapshot, lens),
        }
        Effect::Nothing
    }

    fn click(&mut self, at: Position) -> bool {
        let row = self.row_at(at);
        row.and_then(|row| self.rows.node(row)).is_some_and(|node| self.cursor.select(node.task))
    }

    fn scroll(&mut self, _: Position, rows: isize) -> bool {
        self.cursor.roll(rows)
    }

    fn column_for_new(&self, snapshot: &Snapshot, lens: &Lens) -> Option<ColumnId> {
        lens.project.and_then(|project| place::first_with(&snapshot.plan, project, Meaning::Queue))
    }

    fn beside_for_new(&self) -> Option<TaskId> {
        self.cursor.id()
    }

    fn draw(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.paint(scene, area, buf);
    }
}

impl Timeline {
    /// What is asked for: what the filter finds, what is critical; nothing asked: everything.
    fn found(&self, snapshot: &Snapshot, lens: &Lens) -> Option<Tasks> {
        let found: Option<Tasks> = lens.filter.as_ref().map(|filter| filter.scan(snapshot).into_iter().collect());
        if !self.only_critical {
            return found;
        }
        let (plan, schedule) = (&snapshot.plan, snapshot.schedule());
        let critical = |task: &TaskId| {
            let leaf = !plan.index().is_summary(*task);
            leaf && schedule.timing(plan, *task).is_some_and(|timing| timing.critical)
        };
        let all: Vec<TaskId> = self.rows.everything().filter(critical).collect();
        Some(all.into_iter().filter(|task| found.as_ref().is_none_or(|found| found.contains(task))).collect())
    }

    /// Folds and unfolds: the same outline in other rows.
    fn fold(&mut self) {
        self.faces.clear();
        self.rows.fold(&self.folded);
        self.cursor.see(self.rows.tasks().collect());
    }

    /// Folds or unfolds the summary under the cursor; where there is nothing to fold, time is scrolled.
    fn sideways(&mut self, left: bool) {
        let at = self.cursor.at();
        if let Some(task) = self.cursor.id().filter(|_| self.rows.is_summary(at)) {
            let changed = if left { self.folded.insert(task) } else { self.folded.remove(&task) };
            if changed {
                return self.fold();
            }
        }
        if let Some(scale) = &mut self.scale {
            *scale = scale.scrolled(if left { -SCROLL } else { SCROLL });
        }
    }

    /// Brings a day to a place in the chart: a part of the way from its left edge, as 3 is a third.
    fn show_day(&mut self, date: NaiveDate, part: i64) {
        if let Some(scale) = self.scale {
            let there = Scale { left: date, ..scale };
            self.scale = Some(Scale { left: there.date(-(i64::from(self.sight.columns) / part)), ..scale });
        }
    }

    fn show_end(&mut self, last: bool) {
        let (Some(scale), Some((start, finish))) = (self.scale, self.ends) else { return };
        let columns = i64::from(self.sight.columns);
        let day = if last { finish } else { start };
        let there = Scale { left: day, ..scale };
        self.scale = Some(Scale { left: there.date(if last { 2 - columns } else { -1 }), ..scale });
    }

    fn fit(&mut self) -> Effect {
        let Some((start, finish)) = self.ends else {
            return Effect::Say("nothing is scheduled yet".to_owned());
        };
        if self.sight.columns == 0 {
            // Keys may come before the first drawing, which chooses what fits.
            self.scale = None;
            return Effect::Tell("The whole project".to_owned());
        }
        let scale = Scale::fitting(start, finish, self.sight.columns, 0);
        self.scale = Some(scale);
        Effect::Tell(format!("The whole project: {}", scale.zoom().name))
    }

    /// Zooms by a step; the start of the cursor’s task keeps its place, or, where that is not in sight, the middle.
    fn zoom(&mut self, closer: bool, snapshot: &Snapshot) -> Effect {
        let Some(scale) = self.scale else { return Effect::Say("nothing is scheduled yet".to_owned()) };
        let to = if closer { scale.zoom.checked_sub(1) } else { Some(scale.zoom + 1).filter(|to| *to < ZOOMS.len()) };
        let Some(to) = to else {
            return Effect::Say(format!("this is as {} as it goes", if closer { "close" } else { "far" }));
        };
        let start = self.cursor.id().and_then(|task| snapshot.schedule().timing(&snapshot.plan, task));
        let (middle, right) = (i64::from(self.sight.columns) / 2, scale.date(self.sight.columns.into()));
        let start = start.map(|timing| timing.start.date()).filter(|date| (scale.left..right).contains(date));
        let scale = scale.zoomed(to, start.unwrap_or_else(|| scale.date(middle)));
        self.scale = Some(scale);
        Effect::Tell(scale.zoom().name.to_owned())
    }

    /// The next look: bars, bars over their baseline where there is one, no bars.
    fn look_otherwise(&mut self) -> Effect {
        let (look, words) = match self.look {
            Look::Bars if self.has_baseline => (Look::Baselines, "Bars over their baseline"),
            Look::Bars | Look::Baselines => (Look::Outline, "The outline alone"),
            Look::Outline => (Look::Bars, "Bars"),
        };
        self.look = look;
        Effect::Tell(words.to_owned())
    }

    /// Lines that a row takes.
    fn tall(&self) -> u16 {
        if self.look == Look::Baselines && self.has_baseline { 2 } else { 1 }
    }

    /// The row drawn at a place of the screen.
    fn row_at(&self, at: Position) -> Option<usize> {
        let row = usize::from(at.y.checked_sub(self.sight.list.y)? / self.tall()) + self.sight.rows.start;
        (self.sight.list.contains(at) && self.sight.rows.contains(&row)).then_some(row)
    }
}

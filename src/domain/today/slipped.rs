//! What the clock alone has moved, and where that lands: the schedule as it is beside the schedule as it would be if the
//! working day before were still today.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::plan::Plan;
use crate::domain::plan_schedule::Cause;
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId, TaskKind};

/// That a task was to start by now, and has not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slip {
    /// The day it was to start.
    pub since: NaiveDate,
    /// Where that lands since the working day before; none: nobody relies on what it moves.
    pub landing: Option<Landing>,
}

/// What a slip has moved since the working day before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Landing {
    /// When the project ended and when it ends now, where that is another day.
    pub end: Option<(NaiveDateTime, NaiveDateTime)>,
    /// The first milestone or due date behind it that is later now: which, the day it was, the day it is.
    pub first: Option<(TaskId, NaiveDate, NaiveDate)>,
}

/// Where the slips of a plan land.
#[derive(Default)]
pub(super) struct Slips {
    landings: HashMap<TaskId, Landing>,
}

impl Slips {
    /// Where these land, which the clock has moved.
    pub fn of(snapshot: &Snapshot, slipped: BTreeSet<TaskId>) -> Self {
        if slipped.is_empty() {
            return Slips::default();
        }
        let (plan, schedule, eve) = (&snapshot.plan, snapshot.schedule(), snapshot.eve());
        let projects: BTreeSet<ProjectId> =
            slipped.iter().filter_map(|task| plan.get(*task)).map(|task| task.project).collect();
        let mut roots = Roots { snapshot, known: HashMap::default() };
        let mut slips = Slips::default();
        let mut land = |root: TaskId, landing: Landing| {
            let known = slips.landings.entry(root).or_insert(Landing { end: None, first: None });
            known.end = known.end.or(landing.end);
            let earliest = |one: (TaskId, NaiveDate, NaiveDate), other: (TaskId, NaiveDate, NaiveDate)| {
                if (other.1, other.0) < (one.1, one.0) { other } else { one }
            };
            known.first = match (known.first, landing.first) {
                (Some(one), Some(other)) => Some(earliest(one, other)),
                (one, other) => one.or(other),
            };
        };
        for task in plan.all::<Task>().filter(|task| projects.contains(&task.project) && is_relied_on(plan, task)) {
            let finish = |at: (NaiveDateTime, NaiveDateTime)| at.1.date();
            let then = eve.span(task.project, task.id).map(finish);
            let now = schedule.span(task.project, task.id).map(finish);
            let Some((then, now)) = then.zip(now).filter(|(then, now)| then < now) else { continue };
            let root = roots.of(task.id);
            if slipped.contains(&root) && root != task.id {
                land(root, Landing { end: None, first: Some((task.id, then, now)) });
            }
        }
        for project in projects {
            let ends = eve.ends(project).zip(schedule.ends(project)).map(|(then, now)| (then.1, now.1));
            let Some(end) = ends.filter(|(then, now)| then.date() < now.date()) else { continue };
            if let Some(root) =
                last(snapshot, project, end.1).map(|task| roots.of(task)).filter(|it| slipped.contains(it))
            {
                land(root, Landing { end: Some(end), first: None });
            }
        }
        slips
    }

    /// Does none of them land anywhere?
    pub fn is_empty(&self) -> bool {
        self.landings.is_empty()
    }

    /// Where the slip of a task lands.
    pub fn landing(&self, task: TaskId) -> Option<Landing> {
        self.landings.get(&task).cloned()
    }
}

/// Does somebody rely on its date: is it a milestone, or due?
fn is_relied_on(plan: &Plan, task: &Task) -> bool {
    let relied_on = task.kind == TaskKind::Milestone || task.due.is_some();
    relied_on && task.dropped.is_none() && task.finish().is_none() && !plan.index().is_summary(task.id)
}

/// The open task that ends when its project does.
fn last(snapshot: &Snapshot, project: ProjectId, end: NaiveDateTime) -> Option<TaskId> {
    let plan = &snapshot.plan;
    let ends = |task: &&Arc<Task>| {
        let open = task.project == project && task.dropped.is_none() && task.finish().is_none();
        open && !plan.index().is_summary(task.id)
            && snapshot.schedule().span(project, task.id).is_some_and(|(_, finish)| finish == end)
    };
    plan.all::<Task>().find(ends).map(|task| task.id)
}

/// What holds tasks where they are, at the far end of what waits for what.
struct Roots<'a> {
    snapshot: &'a Snapshot,
    known: HashMap<TaskId, TaskId>,
}

impl Roots<'_> {
    fn of(&mut self, task: TaskId) -> TaskId {
        let (mut here, mut chain) = (task, Vec::new());
        let root = loop {
            if let Some(known) = self.known.get(&here) {
                break *known;
            }
            // Who comes here again was here before: a loop ends where it is entered.
            self.known.insert(here, here);
            chain.push(here);
            match self.before(here) {
                Some(before) => here = before,
                None => break here,
            }
        };
        self.known.extend(chain.into_iter().map(|it| (it, root)));
        root
    }

    /// The task that holds this one.
    fn before(&self, task: TaskId) -> Option<TaskId> {
        let (plan, schedule) = (&self.snapshot.plan, self.snapshot.schedule());
        match schedule.cause(plan, task)? {
            Cause::Waits { from, .. } => Some(from),
            // A summary that is waited for ends with the last task under it.
            Cause::Below(_) => {
                let project = plan.get(task)?.project;
                let below = plan.index().children(project, Some(task));
                below
                    .filter(|id| schedule.span(project, *id).is_some())
                    .max_by_key(|id| schedule.span(project, *id).map(|it| it.1))
            }
            _ => None,
        }
    }
}

/// How far the end of a project has moved, in words: `+1d`.
pub(super) fn off(snapshot: &Snapshot, project: ProjectId, (then, now): (NaiveDateTime, NaiveDateTime)) -> String {
    let plan = &snapshot.plan;
    let minutes = plan.worktime(project).between(then, now);
    crate::domain::baseline::variance_words(minutes, &plan.pace(project))
}

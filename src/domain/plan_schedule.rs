//! The schedule of a plan: when every task starts and finishes, its late dates, its slack, whether it is critical, and
//! what does not fit together. Made from the records once ([`Schedule::of`]) and advanced by changes; the computing is
//! done in [`crate::schedule`], on arrays. Total: a loop or a calendar without work is a [`Finding`].
//!
//! Tasks in the inbox and dropped ones have no dates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use imbl::OrdMap;

use super::change::{Change, Edit};
use super::link::Link;
use super::person::Assignment;
use super::plan::{Kind, Plan, Row};
use super::project::{Project, ProjectId};
use super::record::Record;
use super::task::{Task, TaskId};
use crate::schedule::axis::{self, date_time};
pub use crate::schedule::explain::Cause;
use crate::schedule::network::Network;
use crate::schedule::passes::Dates;
use crate::schedule::timing::Criticals;

mod build;
mod findings;
mod numbers;

use build::Build;
pub use build::is_scheduled;
pub use findings::{Finding, Trouble};

/// When a task happens. Slack is in minutes of work of its calendar; of a task whose duration is elapsed, of the clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timing {
    /// When it starts.
    pub start: NaiveDateTime,
    /// When it finishes.
    pub finish: NaiveDateTime,
    /// When it must start at the latest; of a task begun, when it did.
    pub late_start: NaiveDateTime,
    /// When it must be finished at the latest.
    pub late_finish: NaiveDateTime,
    /// How far it can slip before the project, a due date or a constraint does; negative: it is too late already.
    pub total_slack: i64,
    /// How far it can slip before another task does.
    pub free_slack: i64,
    /// Is its total slack no more than the project’s threshold? Of a summary: is that of a task under it?
    pub critical: bool,
}

/// The schedule of all projects. Clones cost nothing that grows with the plan.
#[derive(Clone, Debug)]
pub struct Schedule {
    projects: OrdMap<ProjectId, Arc<Part>>,
    today: NaiveDate,
}

/// The schedule of one project.
#[derive(Clone, Debug)]
struct Part {
    build: Build,
    network: Network,
    dates: Dates,
    criticals: Criticals,
}

impl Schedule {
    /// The schedule of a plan on a day.
    pub fn of(plan: &Plan, today: NaiveDate) -> Self {
        let mut tasks: BTreeMap<ProjectId, Vec<&Arc<Task>>> = BTreeMap::new();
        for task in plan.all::<Task>() {
            tasks.entry(task.project).or_default().push(task);
        }
        let part =
            |(project, tasks): (ProjectId, Vec<_>)| Some((project, Arc::new(Part::of(plan, project, &tasks, today)?)));
        Schedule { projects: tasks.into_iter().filter_map(part).collect(), today }
    }

    /// The network of a project as its records tell it, without dates yet; none: there is no such project.
    pub fn network(plan: &Plan, project: ProjectId, today: NaiveDate) -> Option<Network> {
        let tasks: Vec<_> = plan.all::<Task>().filter(|task| task.project == project).collect();
        Some(Build::of(plan, plan.get(project)?, &tasks, today).1)
    }

    /// The schedule after these changes, which the plan has already, and on this day: equal to [`Schedule::of`], in
    /// time that grows with what the changes reach. Gives the tasks that finish at another time than before, and when
    /// that was (of what lasts no time, on either side of a night).
    pub fn advance(&mut self, plan: &Plan, changes: &[Change], today: NaiveDate) -> Vec<(TaskId, NaiveDateTime)> {
        let reached = Reached::by(self, plan, changes);
        if today != self.today || reached.everything {
            let before = std::mem::replace(self, Schedule::of(plan, today));
            let moved = before.projects.iter().map(|(project, part)| part.moved(self.projects.get(project)));
            return moved.flatten().collect();
        }
        let (mut anew, mut moved) = (reached.anew, Vec::new());
        for (project, (tasks, links)) in reached.patched.into_iter() {
            if anew.contains(&project) {
                continue;
            }
            match self.projects.get_mut(&project).and_then(|part| Arc::make_mut(part).patch(plan, &tasks, &links)) {
                Some(by_patch) => moved.extend(by_patch),
                None => drop(anew.insert(project)),
            }
        }
        for project in anew {
            let tasks: Vec<_> = plan.all::<Task>().filter(|task| task.project == project).collect();
            let before = match Part::of(plan, project, &tasks, today) {
                Some(part) => self.projects.insert(project, part.into()),
                None => self.projects.remove(&project),
            };
            moved.extend(before.iter().flat_map(|part| part.moved(self.projects.get(&project))));
        }
        moved
    }

    /// When a task happens; none: it is not scheduled.
    pub fn timing(&self, plan: &Plan, task: TaskId) -> Option<Timing> {
        self.projects.get(&plan.get(task)?.project)?.timing(task)
    }

    /// When a task of this project starts and finishes, and nothing else: for those who ask it of every task.
    pub fn span(&self, project: ProjectId, task: TaskId) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let part = self.projects.get(&project)?;
        let (start, finish) = part.dates.shown(&part.network, part.build.number(task)?)?;
        Some((date_time(start), date_time(finish)))
    }

    /// Is a task of this project critical? Not if it is done, or has no dates.
    pub fn is_critical(&self, project: ProjectId, task: TaskId) -> bool {
        let of_part = |part: &Arc<Part>| {
            let at = part.build.number(task)?;
            Some(part.dates.is_critical(&part.network, at, &part.criticals))
        };
        self.projects.get(&project).and_then(of_part).unwrap_or(false)
    }

    /// What holds a task where it is; none: it is not scheduled.
    pub fn cause(&self, plan: &Plan, task: TaskId) -> Option<Cause<TaskId>> {
        let part = self.projects.get(&plan.get(task)?.project)?;
        let cause = part.dates.cause(&part.network, part.build.number(task)?)?;
        Some(cause.map(|at| part.build.tasks[at]))
    }

    /// Does a link or a constraint say when a task starts, rather than the start of the project and the clock alone?
    pub fn is_held(&self, project: ProjectId, task: TaskId) -> bool {
        let at = |part: &Part| Some(part.dates.is_held(&part.network, part.build.number(task)?));
        self.projects.get(&project).and_then(|part| at(part)).unwrap_or(false)
    }

    /// When a project starts and finishes; none: nothing in it is scheduled.
    pub fn ends(&self, project: ProjectId) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let part = self.projects.get(&project)?;
        let (start, finish) = part.dates.ends(&part.network)?;
        Some((date_time(start), date_time(finish)))
    }

    /// What does not fit together in a project.
    pub fn findings(&self, project: ProjectId) -> Vec<Finding> {
        self.projects.get(&project).map_or(Vec::new(), |part| part.findings())
    }
}

impl Part {
    fn of(plan: &Plan, project: ProjectId, tasks: &[&Arc<Task>], today: NaiveDate) -> Option<Part> {
        let project = plan.get(project)?;
        let (build, network) = Build::of(plan, project, tasks, today);
        let dates = Dates::of(&network);
        let criticals = Criticals::of(&network, project.critical_threshold);
        Some(Part { build, network, dates, criticals })
    }

    /// Follows tasks whose values changed and links that came and went; gives the tasks that finish at another time, and
    /// when that was. None: it does not fit, make it anew.
    fn patch(
        &mut self,
        plan: &Plan,
        tasks: &BTreeSet<TaskId>,
        links: &[(bool, Arc<Link>)],
    ) -> Option<Vec<(TaskId, NaiveDateTime)>> {
        let mut touched = Vec::new();
        for task in tasks {
            let (at, record) = (self.build.number(*task)?, plan.get(*task)?);
            let work = self.build.work(plan, record, &self.network)?;
            if !self.network.set(at, work) {
                return None;
            }
            touched.push(at);
        }
        // Which links are left out because they close a loop hangs on all that there are.
        if !links.is_empty() && self.build.has_loops() {
            return None;
        }
        for (there, link) in links {
            let wire = self.build.link(link)?;
            if !(if *there { self.network.join(&wire) } else { self.network.part(&wire) }) {
                return None;
            }
            touched.extend([wire.from, wire.to]);
        }
        let moved = self.dates.patch(&self.network, &touched);
        self.criticals = Criticals::of(&self.network, self.build.project.critical_threshold);
        Some(moved.into_iter().map(|(at, finish)| (self.build.tasks[at], date_time(finish))).collect())
    }

    /// The tasks that finish at another time by now, and when they finished before.
    fn moved(&self, now: Option<&Arc<Part>>) -> Vec<(TaskId, NaiveDateTime)> {
        let finish = |part: &Part, task: TaskId| Some(part.dates.finish(&part.network, part.build.number(task)?));
        let each = self.build.tasks.iter().filter_map(|task| Some((*task, finish(self, *task)?)));
        let moved = each.filter(|(task, before)| now.and_then(|now| finish(now, *task)) != Some(*before));
        moved.map(|(task, before)| (task, date_time(before))).collect()
    }

    fn timing(&self, task: TaskId) -> Option<Timing> {
        let at = self.build.number(task)?;
        let timing = self.dates.timing(&self.network, at)?;
        Some(Timing {
            start: date_time(timing.start),
            finish: date_time(timing.finish),
            late_start: date_time(timing.late_start),
            late_finish: date_time(timing.late_finish),
            total_slack: timing.total_slack,
            free_slack: timing.free_slack,
            critical: self.dates.is_critical_at(&self.network, at, &timing, &self.criticals),
        })
    }

    fn findings(&self) -> Vec<Finding> {
        let mut all = self.build.findings.clone();
        for (at, task) in self.build.tasks.iter().enumerate() {
            let Some(timing) = self.dates.timing(&self.network, at) else { continue };
            if timing.conflict {
                all.push(Finding { task: *task, trouble: Trouble::Conflict });
            }
            if self.dates.is_outgrown(&self.network, at) {
                all.push(Finding { task: *task, trouble: Trouble::Outgrown });
            }
            if timing.finish >= axis::END {
                all.push(Finding { task: *task, trouble: Trouble::RunsOut });
            }
        }
        all
    }
}

const BASELINE: super::change::Field = super::change::Field::of(Kind::Project, Project::FIELDS, "baseline");

/// What changes reach in the schedule.
#[derive(Default)]
struct Reached {
    everything: bool,
    anew: BTreeSet<ProjectId>,
    patched: BTreeMap<ProjectId, Touched>,
}

/// What is patched in a project: tasks, and links that came (true) or went.
type Touched = (BTreeSet<TaskId>, Vec<(bool, Arc<Link>)>);

impl Reached {
    fn by(schedule: &Schedule, plan: &Plan, changes: &[Change]) -> Reached {
        let mut reached = Reached::default();
        for change in changes {
            match change.of.kind {
                Kind::Calendar | Kind::Exception | Kind::Person => reached.everything = true,
                // What a project is compared with moves nothing.
                Kind::Project if matches!(&change.edit, Edit::Set(set) if set.iter().all(|it| it.at == BASELINE.at)) => {
                }
                Kind::Project => reached.anew.extend(change.of.as_id()),
                Kind::Task => reached.task(schedule, plan, change),
                Kind::Link => reached.link(plan, change),
                Kind::Assignment => reached.assignment(plan, change),
                Kind::Phase
                | Kind::Criterion
                | Kind::Column
                | Kind::Note
                | Kind::FormerRef
                | Kind::Baseline
                | Kind::BaselineTask
                | Kind::Resource
                | Kind::ResourceUse
                | Kind::Risk
                | Kind::RiskTask
                | Kind::Issue
                | Kind::IssueTask
                | Kind::Standup
                | Kind::SavedView => {}
            }
        }
        reached
    }

    fn task(&mut self, schedule: &Schedule, plan: &Plan, change: &Change) {
        let moves = ["project", "parent", "dropped"].map(|name| super::change::Field::named(Kind::Task, name));
        let Some(task) = change.of.as_id().and_then(|id| plan.get::<Task>(id)) else {
            if let Edit::Gone(Row::Task(task)) = &change.edit {
                self.anew.insert(task.project);
            }
            return;
        };
        let known = schedule.projects.get(&task.project).is_some_and(|part| part.build.number(task.id).is_some());
        if moves.iter().flatten().any(|field| change.writes(*field)) || known != is_scheduled(plan, task) {
            self.anew.insert(task.project);
            let others = schedule.projects.iter().filter(|(_, part)| part.build.number(task.id).is_some());
            self.anew.extend(others.map(|(project, _)| *project));
        } else if known {
            self.patched.entry(task.project).or_default().0.insert(task.id);
        }
    }

    fn link(&mut self, plan: &Plan, change: &Change) {
        let now = change.of.as_id().and_then(|id| plan.get::<Link>(id)).cloned();
        let mut before = match &change.edit {
            Edit::Made(_) => None,
            Edit::Gone(row) => Some(row.clone()),
            Edit::Set(_) => plan.row(change.of),
        };
        if let (Edit::Set(fields), Some(row)) = (&change.edit, &mut before) {
            // A value of this field, so it fits.
            fields.iter().for_each(|field| drop(row.set(field.at, &field.before)));
        }
        let before = before.and_then(|row| if let Row::Link(link) = row { Some((false, link)) } else { None });
        for (there, link) in before.into_iter().chain(now.map(|link| (true, link))) {
            let ends = [link.predecessor, link.successor].map(|id| plan.get(id).map(|task| task.project));
            if let [Some(project), Some(other)] = ends
                && project == other
            {
                self.patched.entry(project).or_default().1.push((there, link));
            }
        }
    }

    fn assignment(&mut self, plan: &Plan, change: &Change) {
        for task in change.tasks(plan) {
            if let Some(task) = plan.get(task) {
                self.patched.entry(task.project).or_default().0.insert(task.id);
            }
        }
        // Whose it was before, where that changed.
        let field = super::change::Field::named(Kind::Assignment, "task");
        if field.is_some_and(|field| matches!(&change.edit, Edit::Set(set) if set.iter().any(|it| it.at == field.at))) {
            self.anew.extend(
                change
                    .of
                    .as_id()
                    .and_then(|id| plan.get::<Assignment>(id))
                    .and_then(|it| Some(plan.get(it.task)?.project)),
            );
        }
    }
}

#[cfg(test)]
mod tests;

//! What the rules of gates ask of tasks: how many there are of each mark, and which, by project and phase. Made when
//! somebody first asks, then kept with the tables; a rule reads it and never walks the tasks.
//!
//! Only what is on the plan counts: tasks in the inbox and dropped ones have no mark, a summary only that of a
//! deliverable.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use imbl::OrdMap;

use super::super::phase::PhaseId;
use super::super::plan::Plan;
use super::super::project::ProjectId;
use super::super::sorted::Sorted;
use super::super::task::{Task, TaskId, TaskKind};

/// What can be said of a task. An open leaf is exactly one of the first four.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mark {
    /// Open, a milestone.
    Milestone,
    /// Open, without an estimate.
    Unestimated,
    /// Open; measure: working minutes of its estimate.
    Working,
    /// Open; measure: elapsed minutes of its estimate.
    Elapsed,
    /// Open and due; measure: the day, as [`day_number`].
    Due,
    /// Open and blocked.
    Blocked,
    /// Open, no milestone, and nobody’s.
    Unassigned,
    /// A deliverable that was accepted.
    Accepted,
    /// A deliverable that was not.
    Unaccepted,
    /// Done.
    Done,
}

/// Marks of open tasks, each of which has one of them.
pub const OPEN: &[Mark] = &[Mark::Milestone, Mark::Unestimated, Mark::Working, Mark::Elapsed];
/// Marks of open tasks that somebody works on: milestones are nobody’s work.
pub const WORK: &[Mark] = &[Mark::Unestimated, Mark::Working, Mark::Elapsed];
/// Every measure.
pub const ANY: RangeInclusive<i32> = i32::MIN..=i32::MAX;

/// A day as the measure of [`Mark::Due`].
pub fn day_number(day: NaiveDate) -> i32 {
    day.num_days_from_ce()
}

/// Where tasks are counted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Among<'a> {
    /// Everywhere in a project.
    Project(ProjectId),
    /// In these phases of a project.
    Phases(ProjectId, &'a [PhaseId]),
}

/// A mark that a task has, with its measure: 0 where it has none.
type Marked = (Mark, i32);
type Count = (ProjectId, Mark, PhaseId, i32);
type Entry = (ProjectId, Mark, PhaseId, i32, TaskId);

/// All marks of a task, and where it counts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Marks {
    project: ProjectId,
    /// The nil id: in no phase.
    phase: PhaseId,
    marks: [Option<Marked>; 5],
}

impl Marks {
    /// What is to be said of a task, given what its record does not know: whether it has children, and people.
    pub(super) fn of(task: &Task, is_summary: bool, has_people: bool) -> Marks {
        let mut marks = [None; 5];
        let on_plan = task.dropped.is_none() && (is_summary || task.place.is_some());
        if on_plan && task.kind == TaskKind::Deliverable {
            marks[0] = Some((if task.accepted.is_some() { Mark::Accepted } else { Mark::Unaccepted }, 0));
        }
        if on_plan && !is_summary {
            let milestone = task.kind == TaskKind::Milestone;
            let minutes = |minutes: i64| i32::try_from(minutes).unwrap_or(i32::MAX);
            marks[1] = Some(match task.duration {
                _ if task.finish().is_some() => (Mark::Done, 0),
                _ if milestone => (Mark::Milestone, 0),
                None => (Mark::Unestimated, 0),
                Some(span) if span.elapsed => (Mark::Elapsed, minutes(span.minutes)),
                Some(span) => (Mark::Working, minutes(span.minutes)),
            });
            if task.finish().is_none() {
                marks[2] = task.due.map(|due| (Mark::Due, day_number(due)));
                marks[3] = task.is_blocked().then_some((Mark::Blocked, 0));
                marks[4] = (!milestone && !has_people).then_some((Mark::Unassigned, 0));
            }
        }
        Marks { project: task.project, phase: task.phase.unwrap_or(PhaseId::MIN), marks }
    }
}

/// How many tasks have which mark, and which.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Tallies {
    counts: OrdMap<Count, usize>,
    /// Done and accepted tasks are only counted.
    tasks: Sorted<Entry, ()>,
}

fn is_listed(mark: Mark) -> bool {
    !matches!(mark, Mark::Done | Mark::Accepted)
}

impl Tallies {
    /// The tallies of a plan, in one pass over its tasks.
    pub(super) fn of(plan: &Plan) -> Tallies {
        let (mut tallies, mut entries, index) = (Tallies::default(), Vec::new(), plan.index());
        for task in plan.all::<Task>() {
            let marks = Marks::of(task, index.is_summary(task.id), index.has_people(task.id));
            for (mark, measure) in marks.marks.into_iter().flatten() {
                tallies.count_one((marks.project, mark, marks.phase, measure), true);
                if is_listed(mark) {
                    entries.push(((marks.project, mark, marks.phase, measure, task.id), ()));
                }
            }
        }
        tallies.tasks = entries.into_iter().collect();
        tallies
    }

    /// A task that had these marks has those.
    pub(super) fn exchange(&mut self, task: TaskId, before: Option<&Marks>, after: Option<&Marks>) {
        if before == after {
            return;
        }
        for (marks, there) in [(before, false), (after, true)] {
            let Some(Marks { project, phase, marks }) = marks else { continue };
            for (mark, measure) in marks.iter().flatten() {
                self.count_one((*project, *mark, *phase, *measure), there);
                if is_listed(*mark) {
                    super::keep(&mut self.tasks, (*project, *mark, *phase, *measure, task), there);
                }
            }
        }
    }

    fn count_one(&mut self, key: Count, there: bool) {
        let count = self.counts.get(&key).copied().unwrap_or(0);
        match if there { count + 1 } else { count.saturating_sub(1) } {
            0 => self.counts.remove(&key),
            count => self.counts.insert(key, count),
        };
    }

    /// How many tasks have one of these marks with a measure in this range.
    pub fn count(&self, among: Among<'_>, marks: &[Mark], measures: &RangeInclusive<i32>) -> usize {
        let one = |(from, to): (Count, Count)| -> usize { self.counts.range(from..=to).map(|(_, count)| count).sum() };
        self.stretches(among, marks, measures).into_iter().map(one).sum()
    }

    /// Some tasks with one of these marks and a measure in this range: the first of each stretch, at most so many.
    pub fn some(&self, among: Among<'_>, marks: &[Mark], measures: &RangeInclusive<i32>, most: usize) -> Vec<TaskId> {
        let one = |((project, mark, phase, least), (_, _, last, greatest)): (Count, Count)| {
            let from = (project, mark, phase, least, TaskId::MIN);
            let to = (project, mark, last, greatest, TaskId::MAX);
            self.tasks.range(from..=to).map(|(entry, _)| entry.4).take(most).collect::<Vec<_>>()
        };
        self.stretches(among, marks, measures).into_iter().flat_map(one).collect()
    }

    /// The stretches of the keys that are asked about, by their ends.
    fn stretches(&self, among: Among<'_>, marks: &[Mark], measures: &RangeInclusive<i32>) -> Vec<(Count, Count)> {
        let (least, most) = (*measures.start(), *measures.end());
        let mut all = Vec::new();
        for mark in marks.iter().copied() {
            match among {
                Among::Phases(project, phases) => {
                    all.extend(
                        phases.iter().map(|phase| ((project, mark, *phase, least), (project, mark, *phase, most))),
                    );
                }
                Among::Project(project) if *measures == ANY => {
                    all.push(((project, mark, PhaseId::MIN, least), (project, mark, PhaseId::MAX, most)));
                }
                Among::Project(project) => {
                    let phases = self.phases(project, mark).into_iter();
                    all.extend(phases.map(|phase| ((project, mark, phase, least), (project, mark, phase, most))));
                }
            }
        }
        all
    }

    /// The phases of a project in which there is such a task, whether or not the project has them.
    fn phases(&self, project: ProjectId, mark: Mark) -> Vec<PhaseId> {
        let mut phases = Vec::new();
        let mut from = PhaseId::MIN;
        let end = (project, mark, PhaseId::MAX, i32::MAX);
        while let Some(((_, _, phase, _), _)) = self.counts.range((project, mark, from, i32::MIN)..=end).next() {
            phases.push(*phase);
            match phase.uuid().as_u128().checked_add(1) {
                Some(next) => from = PhaseId::of(uuid::Uuid::from_u128(next)),
                None => break,
            }
        }
        phases
    }
}

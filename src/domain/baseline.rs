//! Baselines: what a plan was once, task by task, and how far it is from that now. A baseline is not changed by what
//! happens later: a task that was dropped since stays in it, one that is new since is not in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::id::Id;
use super::plan::Plan;
use super::project::ProjectId;
use super::record::record;
use super::snapshot::Snapshot;
use super::span::{Pace, Span};
use super::task::{Task, TaskId};
use crate::schedule::worktime::WorkTime;

/// The identity of a baseline.
pub type BaselineId = Id<Baseline>;
/// The identity of a task’s part of a baseline.
pub type BaselineTaskId = Id<BaselineTask>;

record! {
    /// The dates of a project as they were planned on one day.
    Baseline {
        /// Project it was saved of.
        project: ProjectId,
        /// What it is called, unique in the project.
        name: String,
        /// The day it was saved; none: the file it came from does not say.
        saved: Option<NaiveDate>,
        /// When the project was to start; none: nothing was scheduled.
        start: Option<NaiveDateTime>,
        /// When the project was to finish.
        finish: Option<NaiveDateTime>,
        /// Where it was imported from.
        source: String,
        /// Its id there.
        source_id: String,
    }
}

record! {
    /// The dates of one task, a summary included, in a baseline.
    BaselineTask {
        /// Baseline it belongs to.
        baseline: BaselineId,
        /// The task that is meant.
        task: TaskId,
        /// When it was to start.
        start: NaiveDateTime,
        /// When it was to finish.
        finish: NaiveDateTime,
        /// How long it was to take; of a summary, from its first start to its last finish.
        duration: Option<Span>,
        /// Work of all people together, in minutes.
        work: Option<i64>,
    }
}

/// How a task stands against a baseline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Against {
    /// It finishes so many working minutes later than planned; negative: earlier.
    Off(i64),
    /// It has dates now, and is not in the baseline.
    New,
    /// It is in the baseline, and has no dates now: dropped, back in the inbox, or in another project.
    Gone,
}

/// A project now, against one of its baselines. Holds the project’s working time: made once, asked for many tasks.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    snapshot: &'a Snapshot,
    baseline: Arc<Baseline>,
    worktime: WorkTime,
    pace: Pace,
}

impl<'a> Comparison<'a> {
    /// The comparison with the baseline that the project has chosen; none: it has none.
    pub fn chosen(snapshot: &'a Snapshot, project: ProjectId) -> Option<Self> {
        Comparison::of(snapshot, snapshot.plan.chosen_baseline(project)?)
    }

    /// The comparison with this baseline; none: it does not exist (any more).
    pub fn of(snapshot: &'a Snapshot, baseline: BaselineId) -> Option<Self> {
        let plan = &snapshot.plan;
        let baseline = plan.get(baseline)?.clone();
        let pace = plan.get(baseline.project)?.pace();
        let worktime = plan.worktime(baseline.project);
        Some(Comparison { snapshot, baseline, worktime, pace })
    }

    /// The baseline.
    pub fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    /// Working minutes of the project by which it finishes later than planned; negative: earlier. None: it has no
    /// dates, now or then.
    pub fn total(&self) -> Option<i64> {
        let (_, finish) = self.snapshot.schedule().ends(self.baseline.project)?;
        Some(self.worktime.between(self.baseline.finish?, finish))
    }

    /// How a task stands; none: it has no dates, and had none.
    pub fn task(&self, task: TaskId) -> Option<Against> {
        let plan = &self.snapshot.plan;
        let then = plan.baselined(self.baseline.id, task);
        let here = plan.get(task).is_some_and(|it| it.project == self.baseline.project);
        let now = self.snapshot.schedule().timing(plan, task).filter(|_| here);
        match (then, now) {
            (Some(then), Some(now)) => Some(Against::Off(self.worktime.between(then.finish, now.finish))),
            (None, Some(_)) => Some(Against::New),
            (Some(_), None) => Some(Against::Gone),
            (None, None) => None,
        }
    }

    /// Every task that has dates or had some, the latest first, then what is new and what is gone since.
    pub fn all(&self) -> Vec<(TaskId, Against)> {
        let plan = &self.snapshot.plan;
        let then = plan.baselined_tasks().all(self.baseline.id).map(|(task, _)| task);
        let now = plan.all::<Task>().filter(|it| it.project == self.baseline.project).map(|it| it.id);
        let tasks: BTreeSet<TaskId> = then.chain(now).collect();
        let mut all: Vec<_> = tasks.into_iter().filter_map(|task| Some((task, self.task(task)?))).collect();
        all.sort_by_key(|(_, against)| match against {
            Against::Off(minutes) => (0, minutes.saturating_neg()),
            Against::New => (1, 0),
            Against::Gone => (2, 0),
        });
        all
    }

    /// Working minutes by which a task starts later than planned; negative: earlier.
    pub fn start(&self, task: TaskId) -> Option<i64> {
        let plan = &self.snapshot.plan;
        let then = plan.baselined(self.baseline.id, task)?;
        Some(self.worktime.between(then.start, self.snapshot.schedule().timing(plan, task)?.start))
    }

    /// So many working minutes later (negative: earlier) in words: `+2d`, `−1.5d`, `+3h`, `on the baseline`.
    pub fn words(&self, minutes: i64) -> String {
        variance_words(minutes, &self.pace)
    }
}

/// A variance in working minutes as days of this pace: `+2d`, `−1.5d`, `+3h`, `on the baseline`. From a day on, tenths
/// of a day are told.
pub fn variance_words(minutes: i64, pace: &Pace) -> String {
    let day = pace.minutes_per_day.max(1);
    let long = minutes.saturating_abs();
    let words = match long {
        0 => return "on the baseline".to_owned(),
        _ if long < day => Span::working(long).words(pace),
        _ => {
            let tenths = (i128::from(long) * 10 + i128::from(day) / 2) / i128::from(day);
            match (tenths / 10, tenths % 10) {
                (days, 0) => format!("{days}d"),
                (days, part) => format!("{days}.{part}d"),
            }
        }
    };
    format!("{}{words}", if minutes < 0 { '−' } else { '+' })
}

impl Plan {
    /// The baselines of a project, oldest first.
    pub fn baselines(&self, project: ProjectId) -> Vec<BaselineId> {
        let mut all: Vec<_> = self.all::<Baseline>().filter(|it| it.project == project).collect();
        all.sort_by_key(|it| (it.saved, it.id));
        all.into_iter().map(|it| it.id).collect()
    }

    /// The baseline that a project is compared with.
    pub fn chosen_baseline(&self, project: ProjectId) -> Option<BaselineId> {
        self.get(project)?.baseline.filter(|id| self.get(*id).is_some_and(|it| it.project == project))
    }

    /// What a baseline says of a task.
    pub fn baselined(&self, baseline: BaselineId, task: TaskId) -> Option<&Arc<BaselineTask>> {
        self.baselined_tasks().of(baseline, task).find_map(|id| self.get(id))
    }

    /// What the baseline that a task’s project is compared with says of it.
    pub fn planned(&self, task: TaskId) -> Option<&Arc<BaselineTask>> {
        self.baselined(self.chosen_baseline(self.get(task)?.project)?, task)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variance_is_told_in_days_and_below_a_day_in_hours() {
        let pace = Pace { minutes_per_day: 480, minutes_per_week: 2400, days_per_month: 20 };
        for (minutes, words) in [
            (0, "on the baseline"),
            (960, "+2d"),
            (-480, "−1d"),
            (60, "+1h"),
            (-30, "−30m"),
            (720, "+1.5d"),
            (-505, "−1.1d"),
            (i64::MIN, "−19215358410114116.3d"),
        ] {
            assert_eq!(variance_words(minutes, &pace), words);
        }
        assert_eq!(variance_words(60, &Pace { minutes_per_day: 0, ..pace }), "+60d");
    }
}

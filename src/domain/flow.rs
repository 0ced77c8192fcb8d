//! How work flows: cycle times, throughput, ages, and what is usual in a project. Calendar days, as people count them;
//! definitions after Daniel Vacanti, *Actionable Agile Metrics for Predictability*. What is dropped counts in nothing, and
//! neither do milestones and summaries.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::column::Meaning;
use super::plan::Plan;
use super::project::ProjectId;
use super::snapshot::Snapshot;
use super::task::{Task, TaskId, TaskKind};

/// Finished tasks of so many days back tell what is usual.
pub const WINDOW_DAYS: i64 = 90;
/// With fewer finished tasks than this, nothing is known yet.
pub const ENOUGH: usize = 10;
/// What counts as usual while nothing is known, in days.
pub const ASSUMED_DAYS: i64 = 10;
/// This share of the finished tasks took no longer than what is usual, in percent.
pub const PERCENTILE: usize = 85;

/// Cycle time of a finished task in calendar days: finish − start + 1, at least 1; none while it is open, and of a
/// task that nobody began.
pub fn cycle_days(task: &Task) -> Option<i64> {
    let (start, finish) = (task.actual_start?.date(), task.finish()?.date());
    Some(days_from(start, finish).max(1))
}

/// Age of a task that is begun and not finished, in calendar days since its actual start, + 1.
pub fn age_days(task: &Task, today: NaiveDate) -> Option<i64> {
    let start = task.actual_start.filter(|_| task.finish().is_none())?.date();
    Some(days_from(start, today).max(1))
}

/// The cycle time that this finished task adds to what is usual, if it is work (no milestone).
pub fn counted_cycle(task: &Task) -> Option<i64> {
    cycle_days(task).filter(|_| task.kind != TaskKind::Milestone)
}

/// How long a task of a project takes at most, usually, by what was finished in the last 90 days.
pub fn usual(plan: &Plan, project: ProjectId, today: NaiveDate) -> i64 {
    let since = first_of(WINDOW_DAYS, today);
    let columns = plan.columns(project).into_iter();
    let cards = columns.flat_map(|column| plan.finished().since(column, since));
    usual_days(cards.filter(|card| card.day <= today).filter_map(|card| card.cycle).collect())
}

/// How long a task takes at most, usually: the 85th percentile of these cycle times in days; ten days when there are
/// fewer than ten of them.
fn usual_days(mut cycles: Vec<i64>) -> i64 {
    if cycles.len() < ENOUGH {
        return ASSUMED_DAYS;
    }
    percentile(&mut cycles, PERCENTILE).unwrap_or(ASSUMED_DAYS)
}

/// What so many percent of these days do not exceed (nearest rank); none: there are none.
fn percentile(days: &mut [i64], percent: usize) -> Option<i64> {
    let rank = (days.len() * percent).div_ceil(100).checked_sub(1)?;
    Some(*days.select_nth_unstable(rank).1)
}

/// So many weeks of throughput are told.
const WEEKS: i64 = 8;

/// How the work of a project flows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// How many tasks were finished in the last 90 days.
    pub finished: usize,
    /// Of them, how many were begun on a day that is known: they have a cycle time.
    pub timed: usize,
    /// Half of those took no longer, in calendar days.
    pub half: Option<i64>,
    /// 85 % of those took no longer, in calendar days.
    pub most: Option<i64>,
    /// Throughput: the first day of each of the last eight weeks and how many tasks were finished in it, this week last.
    pub weeks: Vec<(NaiveDate, usize)>,
    /// What is in progress with its age in calendar days, the oldest first.
    pub work: Vec<(TaskId, i64)>,
}

impl Figures {
    /// The figures of a project on the day of the snapshot.
    pub fn of(snapshot: &Snapshot, project: ProjectId) -> Figures {
        let Snapshot { plan, today, week_start, .. } = snapshot;
        let weeks =
            (0..WEEKS).rev().filter_map(|back| monday(*today, *week_start)?.checked_sub_signed(TimeDelta::weeks(back)));
        let mut weeks: Vec<(NaiveDate, usize)> = weeks.map(|first| (first, 0)).collect();
        let (mut finished, mut cycles) = (0, Vec::new());
        let since = first_of(WINDOW_DAYS, *today);
        for card in plan.columns(project).into_iter().flat_map(|column| plan.finished().since(column, since)) {
            let is_work = plan.get(card.task).is_some_and(|task| task.kind != TaskKind::Milestone);
            if !is_work || card.day > *today {
                continue;
            }
            finished += 1;
            cycles.extend(card.cycle);
            if let Some((_, count)) = weeks.iter_mut().rev().find(|(first, _)| *first <= card.day) {
                *count += 1;
            }
        }
        Figures {
            finished,
            timed: cycles.len(),
            half: percentile(&mut cycles, 50),
            most: percentile(&mut cycles, PERCENTILE),
            weeks,
            work: in_progress(plan, project, *today),
        }
    }

    /// How many tasks are finished in a week, on average over the weeks that are over; in tenths.
    pub fn weekly_tenths(&self) -> usize {
        let over = &self.weeks[..self.weeks.len().saturating_sub(1)];
        let sum: usize = over.iter().map(|(_, count)| count).sum();
        (sum * 10 + over.len() / 2).checked_div(over.len()).unwrap_or(0)
    }
}

/// What stands in columns that mean doing and was begun, the oldest first.
fn in_progress(plan: &Plan, project: ProjectId, today: NaiveDate) -> Vec<(TaskId, i64)> {
    let columns = plan.columns(project).into_iter();
    let doing = columns.filter(|id| plan.get(*id).is_some_and(|column| column.meaning == Meaning::Doing));
    let cards = doing.flat_map(|column| plan.index().cards(column)).filter_map(|id| plan.get(id));
    let aged = cards.filter(|task| task.kind != TaskKind::Milestone);
    let mut all: Vec<(TaskId, i64)> = aged.filter_map(|task| Some((task.id, age_days(task, today)?))).collect();
    all.sort_by_key(|(task, age)| (-age, *task));
    all
}

/// The first day of the week of a day.
fn monday(day: NaiveDate, week_start: Weekday) -> Option<NaiveDate> {
    let into = (7 + day.weekday().num_days_from_monday() - week_start.num_days_from_monday()) % 7;
    day.checked_sub_signed(TimeDelta::days(i64::from(into)))
}

/// The first of the last so many days, today included.
pub fn first_of(days: i64, today: NaiveDate) -> NaiveDate {
    today.checked_sub_signed(TimeDelta::days(days - 1)).unwrap_or(NaiveDate::MIN)
}

fn days_from(first: NaiveDate, last: NaiveDate) -> i64 {
    i64::from(last.num_days_from_ce()) - i64::from(first.num_days_from_ce()) + 1
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::column::{Column, Meaning, Place};
    use crate::domain::id::Id;
    use crate::domain::plan::Row;
    use crate::domain::record::Record;
    use crate::domain::task::TaskId;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, number).unwrap()
    }

    fn task(start: Option<u32>, finish: Option<u32>) -> Task {
        let at = |number: u32| day(number).and_hms_opt(17, 0, 0).unwrap();
        let place = Some(Place { finish: finish.map(at), ..Place::default() });
        Task { place, actual_start: start.map(at), ..Task::blank(TaskId::of(Uuid::nil())) }
    }

    #[test]
    fn a_task_of_one_day_takes_one_day() {
        assert_eq!(cycle_days(&task(Some(2), Some(2))), Some(1));
        assert_eq!(cycle_days(&task(Some(2), Some(4))), Some(3));
        assert_eq!(cycle_days(&task(Some(2), None)), None);
        assert_eq!(cycle_days(&task(None, Some(4))), None);
    }

    #[test]
    fn age_is_of_what_is_begun_and_open() {
        assert_eq!(age_days(&task(Some(2), None), day(2)), Some(1));
        assert_eq!(age_days(&task(Some(2), None), day(10)), Some(9));
        assert_eq!(age_days(&task(Some(2), Some(4)), day(10)), None);
        assert_eq!(age_days(&task(None, None), day(10)), None);
        assert_eq!(age_days(&task(Some(9), None), day(2)), Some(1), "a start to come is no age below one");
    }

    #[test]
    fn only_recent_work_tells_what_is_usual() {
        let column = Column { meaning: Meaning::Done, ..Column::blank(Id::of(Uuid::from_u128(1))) };
        let mut plan = Plan::default();
        plan.put(Row::Column(column.clone().into()));
        let made = |at: u128, kind: TaskKind| {
            let place = task(None, Some(4)).place.map(|place| Place { column: column.id, ..place });
            Task { id: Id::of(Uuid::from_u128(at)), kind, place, ..task(Some(2), None) }
        };
        (2..12).for_each(|at| plan.put(Row::Task(made(at, TaskKind::Task).into())));
        plan.put(Row::Task(made(99, TaskKind::Milestone).into()));
        let usual = |plan: &Plan, today: NaiveDate| usual(plan, column.project, today);
        assert_eq!(usual(&plan, day(31)), 3);
        assert_eq!(usual(&plan, day(4) + TimeDelta::days(89)), 3);
        assert_eq!(usual(&plan, day(4) + TimeDelta::days(90)), ASSUMED_DAYS, "too long ago");
        assert_eq!(usual(&plan, day(3)), ASSUMED_DAYS, "still to come");
        plan.remove(made(2, TaskKind::Task).id.into());
        assert_eq!(usual(&plan, day(31)), ASSUMED_DAYS, "nine and a milestone are not enough");
    }

    /// A board with a doing and a done column, and tasks begun and finished on these days of March 2026.
    fn board(tasks: &[(Option<u32>, Option<u32>)]) -> (Snapshot, ProjectId) {
        let (project, mut plan) = (Id::of(Uuid::from_u128(7)), Plan::default());
        let column = |at: u128, meaning| Column { meaning, project, ..Column::blank(Id::of(Uuid::from_u128(at))) };
        let [doing, done] = [column(1, Meaning::Doing), column(2, Meaning::Done)];
        for ((start, finish), at) in tasks.iter().zip(10..) {
            let it = task(*start, *finish);
            let home = if finish.is_some() { done.id } else { doing.id };
            let place = it.place.clone().map(|place| Place { column: home, ..place });
            plan.put(Row::Task(Task { id: Id::of(Uuid::from_u128(at)), project, place, ..it }.into()));
        }
        [doing, done].into_iter().for_each(|column| plan.put(Row::Column(column.into())));
        (Snapshot::of(plan, day(25), None, Weekday::Mon), project)
    }

    #[test]
    fn figures_of_a_history_that_can_be_reckoned_by_hand() {
        // Cycle times 1, 2, 3, 5 and 11 days; one task was finished that nobody began, two are begun.
        let tasks = [
            (Some(2), Some(2)),
            (Some(3), Some(4)),
            (Some(9), Some(11)),
            (Some(9), Some(13)),
            (Some(9), Some(19)),
            (None, Some(24)),
            (Some(10), None),
            (Some(20), None),
        ];
        let (snapshot, project) = board(&tasks);
        let figures = Figures::of(&snapshot, project);
        assert_eq!((figures.finished, figures.timed), (6, 5));
        assert_eq!((figures.half, figures.most), (Some(3), Some(11)));
        let weeks: Vec<(u32, usize)> = figures.weeks.iter().map(|(first, count)| (first.day(), *count)).collect();
        assert_eq!(weeks[4..], [(2, 2), (9, 2), (16, 1), (23, 1)]);
        assert_eq!(figures.weekly_tenths(), 7, "five in seven weeks that are over");
        let ages: Vec<i64> = figures.work.iter().map(|(_, age)| *age).collect();
        assert_eq!(ages, [16, 6]);
    }

    #[test]
    fn where_nothing_is_finished_nothing_is_known() {
        let (snapshot, project) = board(&[(Some(2), None)]);
        let figures = Figures::of(&snapshot, project);
        assert_eq!((figures.finished, figures.half, figures.most, figures.weekly_tenths()), (0, None, None, 0));
    }

    #[test]
    fn what_is_dropped_counts_in_nothing() {
        let (mut snapshot, project) = board(&[(Some(2), Some(4)), (Some(2), None)]);
        for at in [10, 11] {
            let dropped = snapshot.plan.get(TaskId::of(Uuid::from_u128(at))).map(|it| Task::clone(it)).unwrap();
            snapshot.plan.put(Row::Task(Task { dropped: Some(day(5)), ..dropped }.into()));
        }
        let figures = Figures::of(&snapshot, project);
        assert_eq!((figures.finished, figures.work.len()), (0, 0));
    }

    #[test]
    fn usual_is_the_85th_percentile_of_enough_tasks() {
        assert_eq!(usual_days(vec![30; 9]), 10);
        assert_eq!(usual_days((1..=10).rev().collect()), 9);
        assert_eq!(usual_days((1..=20).collect()), 17);
        assert_eq!(usual_days((1..=100).collect()), 85);
    }
}

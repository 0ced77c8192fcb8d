//! How work flows: cycle times, ages, and what is usual in a project. Calendar days, as people count them.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::plan::Plan;
use super::project::ProjectId;
use super::task::{Task, TaskKind};

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

/// How long a task takes at most, usually: the 85th percentile (nearest rank) of these cycle times in days; ten days
/// when there are fewer than ten of them.
fn usual_days(mut cycles: Vec<i64>) -> i64 {
    if cycles.len() < ENOUGH {
        return ASSUMED_DAYS;
    }
    let rank = (cycles.len() * PERCENTILE).div_ceil(100) - 1;
    *cycles.select_nth_unstable(rank).1
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

    #[test]
    fn usual_is_the_85th_percentile_of_enough_tasks() {
        assert_eq!(usual_days(vec![30; 9]), 10);
        assert_eq!(usual_days((1..=10).rev().collect()), 9);
        assert_eq!(usual_days((1..=20).collect()), 17);
        assert_eq!(usual_days((1..=100).collect()), 85);
    }
}

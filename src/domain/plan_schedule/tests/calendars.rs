use super::desk::{Desk, PROJECT, at, constraint};
use crate::domain::span::Span;
use crate::domain::task::{ConstraintKind, TaskType};

#[test]
fn a_milestone_stands_where_its_predecessor_ends_and_a_bound_one_where_it_starts() {
    let mut it = Desk::new();
    let (a, b) = (it.task("5d", |_| {}), it.task("0d", |_| {}));
    it.link(a, b, "FS");
    assert_eq!(it.dates(b), "6 17:00 – 6 17:00");
    let c = it.task("0d", |task| task.constraint = constraint(ConstraintKind::StartNoEarlier, "9 08:00"));
    assert_eq!(it.dates(c), "9 08:00 – 9 08:00");
    let d = it.task("1d", |_| {});
    it.link(b, d, "FS");
    assert_eq!(it.dates(d), "9 08:00 – 9 17:00");
}

#[test]
fn elapsed_durations_run_through_nights_and_weekends_and_so_does_their_slack() {
    let mut it = Desk::new();
    let (a, b) = (it.task("5d", |_| {}), it.task("2ed", |_| {}));
    it.link(a, b, "FS");
    assert_eq!(it.dates(b), "6 17:00 – 8 17:00", "it begins where its predecessor ends, in the evening too");
    let c = it.task("3ed", |_| {});
    let d = it.task("1d", |_| {});
    it.link(c, d, "FS");
    assert_eq!((it.dates(c), it.dates(d)), ("2 08:00 – 5 08:00".into(), "5 08:00 – 5 17:00".into()));
    assert_eq!(it.timing(c).total_slack, 1440, "the whole ends on Sunday: from Thursday 08:00 to Friday 08:00");
    it.task("6d", |_| {});
    assert_eq!(it.timing(c).total_slack, 4 * 1440, "to Monday 08:00, weekend and all");
}

#[test]
fn a_tasks_own_calendar_and_its_peoples_meet_unless_it_ignores_theirs() {
    let mut it = Desk::new();
    let early = it.calendar(7, "06:00-12:00");
    let office = it.calendar(5, "08:00-12:00,13:00-17:00");
    let a = it.task("1d", |task| task.calendar = Some(early));
    it.assign(a, Some(office), 100);
    assert_eq!(it.dates(a), "2 08:00 – 3 12:00", "08:00–12:00 is what both work");
    it.edit(a, |task| task.ignores_calendars = true);
    assert_eq!(it.dates(a), "2 08:00 – 3 10:00", "the project begins when its own calendar does");
}

#[test]
fn work_ends_with_the_last_assignment_and_leave_moves_it() {
    let mut it = Desk::new();
    let (ana, bob) = (it.calendar(5, "08:00-12:00,13:00-17:00"), it.calendar(5, "08:00-12:00,13:00-17:00"));
    let a = it.task("3d", |task| (task.task_type, task.work) = (TaskType::FixedUnits, Some(2 * 3 * 480)));
    it.assign(a, Some(ana), 100);
    it.assign(a, Some(bob), 100);
    let b = it.task("1d", |_| {});
    it.link(a, b, "FS");
    assert_eq!(it.dates(a), "2 08:00 – 4 17:00");
    it.exception(bob, "3", "4", "-");
    assert_eq!(it.dates(a), "2 08:00 – 6 17:00", "two days later");
    assert_eq!(it.dates(b), "9 08:00 – 9 17:00");
    assert_eq!((it.slack(a), it.late(a)), ("0d".into(), "2 08:00 – 6 17:00".into()));
    let half =
        it.task("1d", |task| (task.task_type, task.work, task.duration) = (TaskType::FixedWork, Some(480), None));
    it.assign(half, None, 50);
    assert_eq!(it.dates(half), "2 08:00 – 3 17:00", "a day of work at half time");
}

#[test]
fn leave_moves_a_task_of_fixed_duration_in_a_plan_made_here() {
    let mut it = Desk::live("2");
    let ana = it.calendar(5, "08:00-12:00,13:00-17:00");
    let a = it.task("2d", |_| {});
    it.assign(a, Some(ana), 100);
    it.exception(ana, "3", "3", "-");
    assert_eq!(it.dates(a), "2 08:00 – 4 17:00");
}

#[test]
fn the_most_specific_exception_wins_and_can_make_a_sunday_work() {
    let mut it = Desk::new();
    let calendar = it.calendar(5, "08:00-12:00,13:00-17:00");
    it.exception(calendar, "2", "8", "-");
    it.exception(calendar, "8", "8", "10:00-14:00");
    it.project(|project| project.calendar = Some(calendar));
    let a = it.task("1d", |_| {});
    assert_eq!(it.dates(a), "8 10:00 – 9 12:00");
}

#[test]
fn one_chain_on_two_calendars_has_two_slacks() {
    let mut it = Desk::new();
    let all_week = it.calendar(7, "08:00-12:00,13:00-17:00");
    let (a, b) = (it.task("1d", |task| task.calendar = Some(all_week)), it.task("1d", |_| {}));
    let long = it.task("10d", |_| {});
    it.link(a, b, "FS");
    assert_eq!(it.dates(long), "2 08:00 – 13 17:00");
    assert_eq!((it.slack(b), it.slack(a)), ("8d".into(), "10d".into()), "the weekend counts for the first only");
}

#[test]
fn days_of_a_duration_are_the_projects_and_no_hour_is_lost_when_clocks_change() {
    let mut it = Desk::new();
    let short = it.calendar(5, "08:00-12:00");
    let a = it.task("1d", |task| task.calendar = Some(short));
    assert_eq!(it.dates(a), "2 08:00 – 3 12:00", "480 minutes, whatever the calendar’s day is");
    let b = it.task("2ed", |task| task.constraint = constraint(ConstraintKind::StartNoEarlier, "28 08:00"));
    let timing = it.timing(b);
    assert_eq!((timing.start, timing.finish), (at("28 08:00"), at("30 08:00")), "a Saturday is as good as any day");
}

#[test]
fn without_working_time_the_projects_is_used_and_said() {
    let mut it = Desk::new();
    let never = it.calendar(0, "08:00-12:00");
    let a = it.task("1d", |task| task.calendar = Some(never));
    assert_eq!(it.dates(a), "2 08:00 – 2 17:00");
    assert!(it.findings()[0].contains("no working time"), "{:?}", it.findings());
    it.project(|project| project.calendar = Some(never));
    assert_eq!(it.dates(a), "2 08:00 – 2 17:00");
    assert!(it.schedule().ends(PROJECT).is_some());
}

#[test]
fn a_calendar_that_ends_before_the_work_is_a_finding() {
    let mut it = Desk::new();
    let ends = it.calendar(0, "08:00-12:00");
    it.exception(ends, "2", "3", "08:00-12:00");
    let a = it.task("1d", |task| task.calendar = Some(ends));
    let b = it.task("2d", |task| task.calendar = Some(ends));
    assert_eq!(it.dates(a), "2 08:00 – 3 12:00");
    assert!(it.timing(b).finish > it.timing(a).finish);
    assert!(it.findings().iter().any(|it| it.contains("has not enough working time")), "{:?}", it.findings());
}

#[test]
fn splits_and_levelling_delay_come_after_the_links() {
    let mut it = Desk::new();
    let a = it.task("1d", |_| {});
    let b = it.task("2d", |task| {
        task.levelling_delay = Some(Span::elapsed(2 * 1440));
        task.splits = "2026-03-06T08:00/2026-03-09T08:00".into();
    });
    it.link(a, b, "FS");
    assert_eq!(it.dates(b), "4 17:00 – 9 17:00".replace("4 17:00", "5 08:00"));
}

#[test]
fn who_has_no_calendar_works_as_the_project_does_on_a_task_with_its_own() {
    let mut it = Desk::new();
    let (home, half) = (it.calendar(5, "08:00-12:00,13:00-17:00"), it.calendar(5, "08:00-12:00"));
    it.exception(home, "3", "3", "-");
    it.project(|project| project.calendar = Some(home));
    let a = it.task("1d", |task| {
        (task.task_type, task.work, task.calendar) = (TaskType::FixedUnits, Some(480), Some(half));
    });
    it.assign(a, None, 100);
    assert_eq!(it.dates(a), "2 08:00 – 4 12:00", "nobody works on the project’s holiday");
    it.edit(a, |task| task.task_type = TaskType::FixedDuration);
    assert_eq!(it.dates(a), "2 08:00 – 4 12:00", "whatever decides when it ends");
}

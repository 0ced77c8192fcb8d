//! Plans as they are found: several cases of the semantics in one, the answers computed by hand.

use super::desk::{Desk, at, constraint};
use crate::domain::span::Span;
use crate::domain::task::{Constraint, ConstraintKind, Task};

fn late(task: &mut Task) {
    task.constraint = Some(Constraint { kind: ConstraintKind::AsLateAsPossible, at: None });
}

#[test]
fn a_missed_due_date_takes_slack_from_the_chain_before_it_and_from_nothing_behind() {
    let mut it = Desk::new();
    let (a, c) = (it.task("3d", |_| {}), it.task("1d", |_| {}));
    let b = it.task("2d", |task| task.due = Some(at("4").date()));
    it.link(a, b, "FS");
    it.link(b, c, "FS");
    assert_eq!((it.dates(b), it.dates(c)), ("5 08:00 – 6 17:00".into(), "9 08:00 – 9 17:00".into()));
    assert_eq!((it.slack(a), it.slack(b), it.slack(c)), ("-2d".into(), "-2d".into(), "0d".into()));
    assert_eq!((it.late(a), it.late(b)), ("26 08:00 – 2 17:00".into(), "3 08:00 – 4 17:00".into()));
    assert_eq!(it.timing(b).free_slack, 0);
}

#[test]
fn as_late_as_possible_ends_on_its_due_date_and_without_room_stands_as_early_as_it_can() {
    let mut it = Desk::new();
    it.task("10d", |_| {});
    let a = it.task("3d", |_| {});
    let b = it.task("1d", late);
    it.link(a, b, "FS");
    assert_eq!(it.dates(b), "13 08:00 – 13 17:00");
    it.edit(b, |task| task.due = Some(at("10").date()));
    assert_eq!((it.dates(b), it.slack(b)), ("10 08:00 – 10 17:00".into(), "0d".into()));
    it.edit(b, |task| task.due = Some(at("3").date()));
    assert_eq!((it.dates(b), it.slack(b)), ("5 08:00 – 5 17:00".into(), "-2d".into()));
    let c = it.task("1d", |_| {});
    it.link(b, c, "FS");
    assert_eq!(it.dates(c), "6 08:00 – 6 17:00");
}

#[test]
fn as_late_as_possible_before_one_that_is_too_late_stays_where_it_was() {
    let mut it = Desk::new();
    let (a, b, c) = (it.task("2d", late), it.task("1d", |_| {}), it.task("1d", late));
    it.task("10d", |_| {});
    it.link(a, b, "FS");
    it.link(b, c, "FS");
    it.edit(b, |task| task.due = Some(at("2").date()));
    assert_eq!(it.dates(a), "2 08:00 – 3 17:00", "it would have to begin on Thursday the 26th");
    assert_eq!((it.dates(b), it.dates(c)), ("4 08:00 – 4 17:00".into(), "13 08:00 – 13 17:00".into()));
}

#[test]
fn a_milestone_on_a_day_off_moves_to_the_next_that_is_worked_unless_it_was_reached() {
    let mut it = Desk::new();
    let hold = |when| constraint(ConstraintKind::StartNoEarlier, when);
    let a = it.task("0d", |task| task.constraint = hold("7 08:00"));
    let b = it.task("1d", |_| {});
    it.link(a, b, "FS");
    assert_eq!((it.dates(a), it.dates(b)), ("9 08:00 – 9 08:00".into(), "9 08:00 – 9 17:00".into()));
    let reached = it.task("0d", |task| {
        task.actual_start = Some(at("8 11:00"));
        task.place.as_mut().unwrap().finish = Some(at("8 11:00"));
    });
    let c = it.task("1d", |_| {});
    it.link(reached, c, "FS");
    assert_eq!((it.dates(reached), it.dates(c)), ("8 11:00 – 8 11:00".into(), "9 08:00 – 9 17:00".into()));
}

#[test]
fn a_day_of_450_minutes_fills_a_calendar_of_seven_and_a_half_hours() {
    let mut it = Desk::new();
    let short = it.calendar(5, "09:00-12:30,13:30-17:30");
    it.project(|project| (project.calendar, project.minutes_per_day) = (Some(short), 450));
    let days = |n: i64| Some(Span::working(n * 450));
    let (a, b) = (it.task("1d", |task| task.duration = days(3)), it.task("1d", |task| task.duration = days(4)));
    let c = it.task("1d", |task| task.duration = Some(Span::working(480)));
    it.link(a, b, "FS+450m");
    it.link(b, c, "SS");
    assert_eq!((it.dates(a), it.dates(b)), ("2 09:00 – 4 17:30".into(), "6 09:00 – 11 17:30".into()));
    assert_eq!(it.dates(c), "6 09:00 – 9 09:30", "eight hours are half an hour more than a day");
    assert_eq!(it.timing(c).total_slack, 4 * 450 - 480);
}

#[test]
fn work_that_stopped_goes_on_where_it_resumes() {
    let mut it = Desk::new();
    let a = it.task("4d", |task| {
        (task.actual_start, task.percent) = (Some(at("3 08:00")), 50);
        task.splits = "2026-03-05T08:00/2026-03-09T08:00".into();
    });
    let b = it.task("1d", |_| {});
    it.link(a, b, "FS");
    assert_eq!((it.dates(a), it.dates(b)), ("3 08:00 – 10 17:00".into(), "11 08:00 – 11 17:00".into()));
    assert_eq!(it.slack(a), "0d");
}

#[test]
fn a_link_to_a_summary_and_its_constraint_both_hold() {
    let mut it = Desk::new();
    let a = it.task("2d", |_| {});
    let summary = it.task("1d", |task| task.constraint = constraint(ConstraintKind::StartNoEarlier, "6 08:00"));
    let b = it.task("1d", |task| task.parent = Some(summary));
    let c = it.task("1d", |task| {
        (task.parent, task.constraint) = (Some(summary), constraint(ConstraintKind::MustStart, "4 08:00"));
    });
    let d = it.task("1d", |_| {});
    it.link(a, summary, "FS+1d");
    it.link(summary, d, "FS");
    assert_eq!(it.dates(b), "6 08:00 – 6 17:00", "the link allows Thursday, the constraint Friday");
    assert_eq!(it.dates(c), "4 08:00 – 4 17:00", "what it must itself goes before");
    assert_eq!((it.dates(summary), it.dates(d)), ("4 08:00 – 6 17:00".into(), "9 08:00 – 9 17:00".into()));
    it.edit(a, |task| task.duration = Some(Span::working(5 * 480)));
    assert_eq!(it.dates(b), "10 08:00 – 10 17:00", "now the link holds it");
}

#[test]
fn a_gap_that_has_passed_is_not_counted_again() {
    let mut it = Desk::live("10");
    let a = it.task("4d", |task| {
        (task.actual_start, task.percent) = (Some(at("2 08:00")), 50);
        task.splits = "2026-03-05T08:00/2026-03-09T08:00".into();
    });
    assert_eq!(it.dates(a), "2 08:00 – 11 17:00", "two days are left on Tuesday the 10th");
    it.today = at("6").date();
    assert_eq!(it.dates(a), "2 08:00 – 10 17:00", "on Friday the rest of the gap lies ahead");
    it.today = at("3").date();
    assert_eq!(it.dates(a), "2 08:00 – 4 17:00", "what is left is done before the gap");
}

#[test]
fn the_project_ends_where_what_waits_for_an_as_late_as_possible_task_ends() {
    let mut it = Desk::new();
    let late = Some(Constraint { kind: ConstraintKind::AsLateAsPossible, at: None });
    let a = it.task("1d", |task| task.constraint = late);
    let b = it.task("2d", |task| task.levelling_delay = Some(Span::working(2 * 480)));
    let long = it.task("10d", |_| {});
    it.link(a, b, "FS");
    assert_eq!((it.dates(a), it.dates(b)), ("11 08:00 – 11 17:00".into(), "16 08:00 – 17 17:00".into()));
    assert_eq!((it.slack(b), it.slack(long)), ("0d".into(), "2d".into()), "the project ends on Tuesday the 17th");
    assert!(it.timing(b).critical && !it.timing(long).critical);
}

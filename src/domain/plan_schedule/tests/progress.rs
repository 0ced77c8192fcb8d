use super::desk::{Desk, at};
use crate::domain::task::{Task, TaskId};

fn finished(task: &mut Task, start: &str, finish: &str) {
    task.actual_start = Some(at(start));
    task.place.as_mut().unwrap().finish = Some(at(finish));
}

/// Begun on Tuesday the 3rd, four days long, this much done.
fn begun(it: &mut Desk, percent: i64) -> TaskId {
    it.task("4d", |task| (task.actual_start, task.percent) = (Some(at("3 08:00")), percent))
}

#[test]
fn what_was_begun_keeps_its_start_and_what_is_finished_its_dates() {
    let mut it = Desk::new();
    let a = it.task("3d", |task| finished(task, "3 08:00", "3 17:00"));
    let b = it.task("2d", |task| task.actual_start = Some(at("5 08:00")));
    let c = it.task("1d", |_| {});
    it.link(a, b, "FS");
    it.link(b, c, "FS");
    assert_eq!(
        (it.dates(a), it.dates(b), it.dates(c)),
        ("3 08:00 – 3 17:00".into(), "5 08:00 – 6 17:00".into(), "9 08:00 – 9 17:00".into())
    );
    assert_eq!((it.late(a), it.timing(a).total_slack, it.timing(a).critical), ("3 08:00 – 3 17:00".into(), 0, false));
    assert_eq!((it.late(b), it.slack(b)), ("5 08:00 – 6 17:00".into(), "0d".into()));
}

#[test]
fn a_finished_task_leaves_the_backward_pass_of_its_predecessors() {
    let mut it = Desk::new();
    let (a, long) = (it.task("1d", |_| {}), it.task("10d", |_| {}));
    let b = it.task("1d", |task| finished(task, "2 08:00", "2 17:00"));
    it.link(a, b, "FS");
    assert_eq!((it.slack(a), it.slack(long)), ("9d".into(), "0d".into()));
}

#[test]
fn progress_out_of_sequence_keeps_what_happened_and_moves_what_remains() {
    let mut it = Desk::new();
    let a = it.task("5d", |_| {});
    let b = begun(&mut it, 50);
    it.link(a, b, "FS");
    assert_eq!(it.dates(b), "3 08:00 – 10 17:00", "two days after Friday the 6th");
}

#[test]
fn as_stored_nothing_moves_because_the_clock_does() {
    let mut it = Desk::new();
    it.today = at("20").date();
    let (a, b) = (it.task("1d", |_| {}), begun(&mut it, 25));
    assert_eq!((it.dates(a), it.dates(b)), ("2 08:00 – 2 17:00".into(), "3 08:00 – 6 17:00".into()));
}

#[test]
fn live_an_unbegun_task_starts_no_earlier_than_the_status_date() {
    let mut it = Desk::live("11");
    let a = it.task("1d", |_| {});
    assert_eq!(it.dates(a), "11 08:00 – 11 17:00");
    it.project(|project| project.status_date = Some(at("14").date()));
    assert_eq!(it.dates(a), "16 08:00 – 16 17:00", "the 14th is a Saturday");
}

#[test]
fn live_a_begun_task_overruns_until_the_end_of_the_status_date() {
    let mut it = Desk::live("5");
    let a = begun(&mut it, 0);
    assert_eq!(it.dates(a), "3 08:00 – 6 17:00");
    it.today = at("11").date();
    assert_eq!(it.dates(a), "3 08:00 – 11 17:00");
}

#[test]
fn live_a_typed_percent_counts_what_remains_from_the_status_date() {
    let mut it = Desk::live("11");
    let a = begun(&mut it, 75);
    assert_eq!(it.dates(a), "3 08:00 – 11 17:00");
    it.edit(a, |task| task.percent = 50);
    assert_eq!(it.dates(a), "3 08:00 – 12 17:00");
}

#[test]
fn what_was_finished_on_a_day_off_is_told_as_it_was() {
    let mut it = Desk::new();
    let a = it.task("1d", |task| finished(task, "7 10:00", "7 15:00"));
    let b = it.task("1d", |_| {});
    it.link(a, b, "FS");
    assert_eq!((it.dates(a), it.dates(b)), ("7 10:00 – 7 15:00".into(), "9 08:00 – 9 17:00".into()));
}

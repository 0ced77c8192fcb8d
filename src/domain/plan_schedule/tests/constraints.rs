use super::desk::{Desk, PROJECT, at, constraint};
use crate::domain::plan_schedule::Cause;
use crate::domain::span::Span;
use crate::domain::task::{Constraint, ConstraintKind, TaskId};

/// Three days, then a day under this constraint.
fn behind(kind: ConstraintKind, when: &str) -> (Desk, TaskId, TaskId) {
    let mut it = Desk::new();
    let a = it.task("3d", |_| {});
    let b = it.task("1d", |task| task.constraint = constraint(kind, when));
    it.link(a, b, "FS");
    (it, a, b)
}

#[test]
fn no_earlier_waits_and_no_later_clips_with_a_conflict() {
    let (it, ..) = behind(ConstraintKind::StartNoEarlier, "9 08:00");
    assert!(it.findings().is_empty());
    let cases = [
        (ConstraintKind::StartNoEarlier, "9 08:00", "9 08:00 – 9 17:00", "0d", 0),
        (ConstraintKind::FinishNoEarlier, "10 17:00", "10 08:00 – 10 17:00", "0d", 0),
        (ConstraintKind::StartNoLater, "6 08:00", "5 08:00 – 5 17:00", "0d", 0),
        (ConstraintKind::StartNoLater, "4 08:00", "4 08:00 – 4 17:00", "-1d", 1),
        (ConstraintKind::FinishNoLater, "3 17:00", "3 08:00 – 3 17:00", "-2d", 1),
        (ConstraintKind::MustStart, "4 08:00", "4 08:00 – 4 17:00", "-1d", 1),
        (ConstraintKind::MustFinish, "10 17:00", "10 08:00 – 10 17:00", "0d", 0),
    ];
    for (kind, when, dates, slack, findings) in cases {
        let (it, _, b) = behind(kind, when);
        assert_eq!((it.dates(b), it.slack(b)), (dates.into(), slack.into()), "{kind:?} {when}");
        assert_eq!(it.findings().len(), findings, "{kind:?} {when}: {:?}", it.findings());
    }
}

#[test]
fn must_finish_leaves_negative_slack_on_the_chain_before_it_never_clamped() {
    let (it, a, b) = behind(ConstraintKind::MustFinish, "4 17:00");
    assert_eq!((it.slack(a), it.late(a)), ("-1d".into(), "27 08:00 – 3 17:00".into()));
    assert!(it.timing(a).critical && it.timing(b).critical);
    let found = it.findings();
    assert!(found[0].contains("must finish on Wed 4 Mar"), "{found:?}");
}

#[test]
fn a_due_date_moves_nothing_and_takes_slack_away() {
    let mut it = Desk::new();
    let a = it.task("3d", |task| task.due = Some(at("6").date()));
    let b = it.task("10d", |_| {});
    assert_eq!((it.dates(a), it.slack(a)), ("2 08:00 – 4 17:00".into(), "2d".into()));
    it.edit(a, |task| task.due = Some(at("3").date()));
    assert_eq!((it.dates(a), it.slack(a)), ("2 08:00 – 4 17:00".into(), "-1d".into()));
    it.edit(a, |task| task.due = Some(at("8").date()));
    assert_eq!((it.late(a), it.slack(b)), ("4 08:00 – 6 17:00".into(), "0d".into()), "due on a Sunday");
}

#[test]
fn as_late_as_possible_takes_late_dates_and_its_successors_follow() {
    let mut it = Desk::new();
    let late = Some(Constraint { kind: ConstraintKind::AsLateAsPossible, at: None });
    let (a, b) = (it.task("1d", |task| task.constraint = late), it.task("1d", |_| {}));
    let long = it.task("10d", |_| {});
    it.link(a, b, "FS");
    assert_eq!((it.dates(a), it.dates(b)), ("12 08:00 – 12 17:00".into(), "13 08:00 – 13 17:00".into()));
    assert_eq!((it.slack(a), it.slack(long)), ("0d".into(), "0d".into()));
}

#[test]
fn a_constraint_of_a_summary_holds_for_what_is_under_it() {
    let mut it = Desk::new();
    let summary = it.task("1d", |task| task.constraint = constraint(ConstraintKind::StartNoEarlier, "5 08:00"));
    let a = it.task("1d", |task| task.parent = Some(summary));
    let long = it.task("10d", |_| {});
    assert_eq!(it.dates(a), "5 08:00 – 5 17:00");
    it.edit(summary, |task| task.constraint = constraint(ConstraintKind::FinishNoLater, "6 17:00"));
    assert_eq!((it.dates(a), it.slack(a), it.slack(long)), ("2 08:00 – 2 17:00".into(), "4d".into(), "0d".into()));
}

#[test]
fn a_start_before_the_project_is_where_a_free_task_may_stand() {
    let mut it = Desk::new();
    let a = it.task("1d", |task| {
        task.constraint =
            Some(Constraint { kind: ConstraintKind::MustStart, at: Some(at("2 08:00") - chrono::TimeDelta::days(3)) })
    });
    assert_eq!(it.dates(a), "27 08:00 – 27 17:00");
}

#[test]
fn manual_tasks_keep_their_dates_and_push_their_successors() {
    let mut it = Desk::new();
    let a = it.task("5d", |_| {});
    let b = it.task("2d", |task| {
        (task.manual, task.constraint) = (true, constraint(ConstraintKind::MustStart, "4 08:00"));
    });
    let c = it.task("1d", |_| {});
    it.link(a, b, "FS");
    it.link(b, c, "FS");
    assert_eq!((it.dates(b), it.dates(c)), ("4 08:00 – 5 17:00".into(), "6 08:00 – 6 17:00".into()));
    assert!(!it.timing(b).critical && it.findings().is_empty());
}

#[test]
fn a_summary_scheduled_by_hand_keeps_its_dates_and_what_is_under_it_has_its_own() {
    let mut it = Desk::new();
    let phase = it.task("3d", |task| {
        (task.manual, task.constraint) = (true, constraint(ConstraintKind::MustStart, "4 08:00"));
    });
    let (short, long) = (it.task("1d", |_| {}), it.task("10d", |task| task.parent = Some(phase)));
    it.edit(short, |task| task.parent = Some(phase));
    let (next, whole) = (it.task("1d", |_| {}), it.task("1d", |_| {}));
    it.edit(phase, |task| task.parent = Some(whole));
    it.link(phase, next, "FS");
    assert_eq!(it.dates(phase), "4 08:00 – 6 17:00", "its own, and not those gathered");
    assert_eq!((it.dates(short), it.dates(long)), ("2 08:00 – 2 17:00".into(), "2 08:00 – 13 17:00".into()));
    assert_eq!(it.dates(next), "9 08:00 – 9 17:00", "it waits for the dates told");
    assert_eq!(it.dates(whole), "4 08:00 – 6 17:00", "the summary above is told by them too");
    assert_eq!(it.schedule().ends(PROJECT).map(|ends| ends.1), Some(at("13 17:00")), "the last task ends it");
    assert_eq!((it.slack(long), it.slack(phase), it.slack(short)), ("0d".into(), "4d".into(), "9d".into()));
    assert_eq!(
        it.findings(),
        ["WEB-1 “Task 1” is scheduled by hand, and what is under it does not fit in its dates: they are kept"]
    );
    assert_eq!(it.schedule().cause(&it.plan, phase), Some(Cause::Told));
    it.edit(long, |task| task.duration = Some(Span::working(960)));
    it.edit(short, |task| task.parent = None);
    assert_eq!(it.dates(phase), "4 08:00 – 6 17:00");
    assert_eq!(it.findings().len(), 1, "it starts on the 2nd");
}

#[test]
fn the_threshold_of_the_project_says_what_is_critical() {
    let mut it = Desk::new();
    let (a, b) = (it.task("3d", |_| {}), it.task("4d", |_| {}));
    assert!(!it.timing(a).critical && it.timing(b).critical);
    it.project(|project| project.critical_threshold = 480);
    assert!(it.timing(a).critical);
}

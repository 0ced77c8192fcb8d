//! When a task happens and where it stands in the outline, as commands.

use chrono::{NaiveDate, NaiveDateTime};
use milepost::domain::command::Command;
use milepost::domain::span::Span;
use milepost::domain::task::{Constraint, ConstraintKind, TaskId, TaskType};
use milepost::domain::value::FieldType;

use super::support::desk::Desk;
use super::{link, set};

fn at(month: u32, day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
}

fn start(desk: &Desk, task: TaskId) -> NaiveDateTime {
    desk.snapshot.schedule().timing(&desk.snapshot.plan, task).unwrap().start
}

fn titles(desk: &Desk, parent: Option<TaskId>) -> Vec<String> {
    let plan = &desk.snapshot.plan;
    let children = plan.index().children(desk.project, parent);
    children.map(|id| plan.get(id).unwrap().title.clone()).collect()
}

#[test]
fn the_constraint_goes_where_links_alone_give_that_start() {
    let mut desk = Desk::new();
    let first = desk.add("first est:3d in:backlog");
    let then = desk.add("then est:1d in:backlog");
    desk.does(link(first, then));
    assert_eq!(start(&desk, then), at(3, 16, 8));
    let step = desk.does(Command::StartNoEarlier { task: then, on: at(3, 18, 8) });
    assert_eq!(step.sentence, "Start WEB-2 “then” no earlier than Wed 18 Mar");
    assert_eq!(start(&desk, then), at(3, 18, 8));
    let step = desk.does(Command::StartNoEarlier { task: then, on: at(3, 16, 8) });
    assert_eq!(step.sentence, "Start WEB-2 “then” as soon as it can, Mon 16 Mar");
    assert_eq!(desk.get(then).constraint, None);
    let why = desk.refuses(Command::StartNoEarlier { task: then, on: at(3, 13, 8) });
    assert!(why.starts_with("WEB-2 “then” cannot start earlier than Mon 16 Mar"), "{why}");
    // undone, the constraint is back
    desk.does(Command::StartNoEarlier { task: then, on: at(3, 20, 8) });
    assert_eq!(desk.get(then).constraint.unwrap().kind, ConstraintKind::StartNoEarlier);
}

#[test]
fn what_is_held_begun_done_computed_or_waiting_is_not_shifted() {
    let mut desk = Desk::new();
    let above = desk.add("above");
    let below = desk.add("below in:backlog");
    desk.does(Command::Under { task: below, parent: Some(above) });
    let waiting = desk.add("waiting");
    let held = desk.add("held in:backlog");
    let begun = desk.add("begun in:doing");
    let done = desk.add("done in:done");
    let must = Constraint { kind: ConstraintKind::MustStart, at: Some(at(3, 20, 8)) };
    desk.does(set(held, "constraint", must.to_value()));
    for (task, words) in [
        (above, "is a summary, whose dates come from the tasks under it"),
        (waiting, "waits in the inbox, which is not scheduled"),
        (held, "must start on Fri 20 Mar; take that constraint away first"),
        (begun, "has begun"),
        (done, "is done, and its dates are what happened"),
    ] {
        let why = desk.refuses(Command::StartNoEarlier { task, on: at(3, 25, 8) });
        assert!(why.contains(words), "{why}");
    }
    let step = desk.does(Command::Begin { task: begun, at: at(3, 9, 8) });
    assert_eq!(step.sentence, "Begin WEB-5 “begun” on Mon 9 Mar");
    assert_eq!(start(&desk, begun), at(3, 9, 8));
    let why = desk.refuses(Command::Begin { task: begun, at: at(3, 12, 8) });
    assert!(why.contains("cannot have begun after today"), "{why}");
    let why = desk.refuses(Command::Begin { task: below, at: at(3, 9, 8) });
    assert!(why.contains("has not begun"), "{why}");
}

#[test]
fn a_duration_takes_estimates_and_work_along() {
    let mut desk = Desk::new();
    let task = desk.add("write est:2d/3d/6d in:backlog");
    let step = desk.does(Command::Takes { task, span: Span::working(8 * 480) });
    assert_eq!(step.sentence, "Set WEB-1 “write”: estimate 8d");
    assert_eq!(desk.get(task).pessimistic, Some(Span::working(8 * 480)));
    desk.does(Command::Takes { task, span: Span::working(480) });
    assert_eq!(desk.get(task).optimistic, Some(Span::working(480)));
    desk.does(set(task, "task_type", TaskType::FixedUnits.to_value()));
    desk.does(set(task, "work", Some(960_i64).to_value()));
    desk.does(Command::Takes { task, span: Span::working(960) });
    assert_eq!(desk.get(task).work, Some(1920));
    let stone = desk.add("live kind:milestone in:backlog");
    let why = desk.refuses(Command::Takes { task: stone, span: Span::working(480) });
    assert!(why.contains("is a milestone, which takes no time"), "{why}");
    let why = desk.refuses(Command::Takes { task, span: Span::working(0) });
    assert!(why.contains("has to take some time"), "{why}");
}

#[test]
fn tasks_are_put_beside_others() {
    let mut desk = Desk::new();
    let [one, two, three, four] = ["one", "two", "three", "four"].map(|title| desk.add(title));
    let step = desk.does(Command::Order { task: four, beside: one, above: true });
    assert_eq!(step.sentence, "Put WEB-4 “four” just above WEB-1 “one”");
    assert_eq!(titles(&desk, None), ["four", "one", "two", "three"]);
    desk.does(Command::Order { task: one, beside: three, above: false });
    assert_eq!(titles(&desk, None), ["four", "two", "three", "one"]);
    desk.does(Command::Under { task: one, parent: Some(two) });
    desk.does(Command::Order { task: four, beside: one, above: false });
    assert_eq!(
        (titles(&desk, None), titles(&desk, Some(two))),
        (vec!["two".into(), "three".into()], vec!["one".to_owned(), "four".into()])
    );
    // under itself there is no place
    let why = desk.refuses(Command::Order { task: two, beside: one, above: true });
    assert!(why.contains("two"), "{why}");
    assert!(desk.refuses(Command::Order { task: two, beside: two, above: true }).contains("beside itself"));
}

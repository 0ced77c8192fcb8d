//! When a task happens and where it stands in the outline, as commands.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};
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
fn many_are_shifted_in_one_step() {
    let mut desk = Desk::new();
    let tasks: Vec<TaskId> = (0..6).map(|n| desk.add(&format!("t{n} est:1d in:backlog"))).collect();
    desk.does(link(tasks[0], tasks[1]));
    desk.does(link(tasks[1], tasks[2]));
    let starts = |desk: &Desk| tasks.iter().map(|task| start(desk, *task).day()).collect::<Vec<_>>();
    let shift = |desk: &Desk, days: i64| {
        let on = |task: &TaskId| start(desk, *task) + TimeDelta::days(days);
        Command::All(tasks.iter().map(|task| Command::StartNoEarlier { task: *task, on: on(task) }).collect())
    };
    assert_eq!(starts(&desk), [11, 12, 13, 11, 11, 11]);
    let later = shift(&desk, 5);
    desk.does(later);
    assert_eq!(starts(&desk), [16, 17, 18, 16, 16, 16]);
    let held = |desk: &Desk| tasks.iter().map(|task| desk.get(*task).constraint.is_some()).collect::<Vec<_>>();
    assert_eq!(held(&desk), [true, false, false, true, true, true], "what waits for one of them follows it");
    let earlier = shift(&desk, -3);
    desk.does(earlier);
    assert_eq!(starts(&desk), [13, 16, 17, 13, 13, 13]);
    let why = desk.refuses(Command::All(vec![
        Command::StartNoEarlier { task: tasks[3], on: at(3, 12, 8) },
        Command::StartNoEarlier { task: tasks[2], on: at(3, 16, 8) },
    ]));
    assert!(why.starts_with("WEB-3 “t2” cannot start earlier than Tue 17 Mar"), "{why}");
}

#[test]
fn a_summary_is_as_far_as_its_tasks_weighted_by_duration() {
    let mut desk = Desk::new();
    let [whole, part] = ["whole", "part"].map(|title| desk.add(title));
    let tasks = ["short est:1d in:backlog", "long est:3d in:backlog", "guessed in:backlog"].map(|line| desk.add(line));
    for (task, above) in [(part, whole), (tasks[0], part), (tasks[1], part), (tasks[2], whole)] {
        desk.does(Command::Under { task, parent: Some(above) });
    }
    let percent = |desk: &Desk, task: TaskId| desk.snapshot.plan.percent(desk.get(task));
    assert_eq!((percent(&desk, whole), percent(&desk, part)), (0, 0));
    desk.does(set(tasks[1], "percent", Some(50_i64).to_value()));
    assert_eq!((percent(&desk, whole), percent(&desk, part)), (30, 37), "1.5 of 5 days, and of 4");
    desk.does(Command::Complete { task: tasks[0], finish: None });
    assert_eq!((percent(&desk, whole), percent(&desk, part)), (50, 62));
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

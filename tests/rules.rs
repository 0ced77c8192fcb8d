//! The rules of the board and the plan, one example each.
#![allow(clippy::unwrap_used)]

#[path = "rules/baselines.rs"]
mod baselines;
#[path = "rules/forecast.rs"]
mod forecast;
#[path = "rules/gates.rs"]
mod gates;
#[path = "rules/registers.rs"]
mod registers;
mod support;
#[path = "rules/timing.rs"]
mod timing;

use milepost::domain::change::Field;
use milepost::domain::command::Command;
use milepost::domain::link::LinkType;
use milepost::domain::place::Spot;
use milepost::domain::plan::{Kind, Row};
use milepost::domain::project::WipRule;
use milepost::domain::record::Record;
use milepost::domain::span::{Lag, Span};
use milepost::domain::task::TaskId;
use milepost::domain::template::Template;
use milepost::domain::value::{FieldType, Value};
use support::desk::Desk;

fn link(predecessor: TaskId, successor: TaskId) -> Command {
    Command::Link { predecessor, successor, link_type: LinkType::FinishStart, lag: Lag::NONE }
}

fn set(of: TaskId, field: &str, value: Value) -> Command {
    Command::Set { of: of.into(), fields: vec![(Field::named(Kind::Task, field).unwrap(), value)] }
}

fn limit(desk: &mut Desk, column: &str, limit: i64) {
    let id = desk.column(column);
    let field = Field::named(Kind::Column, "wip_limit").unwrap();
    desk.does(Command::Set { of: id.into(), fields: vec![(field, Value::Int(limit))] });
}

#[test]
fn what_is_captured_without_a_column_is_in_the_inbox() {
    let mut desk = Desk::new();
    let task = desk.add("Login page due:fri p1");
    assert!(desk.get(task).place.is_none());
    assert_eq!(desk.snapshot.plan.index().inbox(desk.project).collect::<Vec<_>>(), [task]);
    assert_eq!(desk.snapshot.plan.index().totals(desk.project).tasks, 0);
}

#[test]
fn from_a_queue_to_doing_sets_the_actual_start() {
    let mut desk = Desk::new();
    let task = desk.add("Login page in:ready");
    assert_eq!(desk.get(task).actual_start, None);
    desk.moves(task, "doing");
    assert_eq!(desk.get(task).actual_start.unwrap().to_string(), "2026-03-11 08:00:00");
}

#[test]
fn on_a_day_without_work_a_start_takes_the_day_after_and_a_finish_the_day_before() {
    let mut desk = Desk::new();
    let (begun, ended) = (desk.add("Begun in:ready"), desk.add("Ended in:doing"));
    desk.on(2026, 3, 14);
    desk.moves(begun, "doing");
    desk.does(Command::Complete { task: ended, finish: None });
    assert_eq!(desk.get(begun).actual_start.unwrap().to_string(), "2026-03-16 08:00:00");
    assert_eq!(desk.get(ended).finish().unwrap().to_string(), "2026-03-13 17:00:00");
}

#[test]
fn to_done_sets_start_and_finish_and_reads_a_hundred_percent() {
    let mut desk = Desk::new();
    let task = desk.add("Login page in:ready");
    desk.moves(task, "done");
    assert_eq!(desk.get(task).actual_start.unwrap().to_string(), "2026-03-11 08:00:00");
    assert_eq!(desk.get(task).finish().unwrap().to_string(), "2026-03-11 17:00:00");
    assert_eq!(desk.snapshot.plan.percent(desk.get(task)), 100);
}

#[test]
fn leaving_done_clears_the_finish_and_gives_back_the_percent() {
    let mut desk = Desk::new();
    let task = desk.add("Login page in:doing");
    desk.does(set(task, "percent", Value::Int(40)));
    desk.moves(task, "done");
    desk.moves(task, "review");
    assert_eq!(desk.get(task).finish(), None);
    assert_eq!(desk.snapshot.plan.percent(desk.get(task)), 40);
}

#[test]
fn back_to_a_queue_the_start_stays_only_with_progress() {
    let mut desk = Desk::new();
    let (begun, idle) = (desk.add("Begun in:doing"), desk.add("Idle in:doing"));
    desk.does(set(begun, "percent", Value::Int(10)));
    desk.moves(begun, "ready");
    desk.moves(idle, "ready");
    assert!(desk.get(begun).actual_start.is_some());
    assert_eq!(desk.get(idle).actual_start, None);
}

#[test]
fn typing_a_hundred_percent_is_the_move_to_done() {
    let mut desk = Desk::new();
    let task = desk.add("Login page in:ready");
    desk.does(set(task, "percent", Value::Int(100)));
    assert_eq!(desk.get(task).place.as_ref().unwrap().column, desk.column("done"));
    let why = desk.refuses(set(task, "percent", Value::Int(50)));
    assert!(why.contains("is done"), "{why}");
}

#[test]
fn a_task_that_gets_its_first_child_leaves_the_board_and_comes_back_without_one() {
    let mut desk = Desk::new();
    let (above, below) = (desk.add("Identity in:doing est:4d"), desk.add("Login page in:ready"));
    let step = desk.does(Command::Under { task: below, parent: Some(above) });
    assert_eq!(step.notices, ["WEB-1 “Identity” is a summary now and leaves the board"]);
    let doing = desk.column("doing");
    assert_eq!(desk.snapshot.plan.index().cards(doing).count(), 0);
    desk.does(Command::Under { task: below, parent: None });
    assert_eq!(desk.snapshot.plan.index().cards(doing).collect::<Vec<_>>(), [above]);
    assert_eq!(desk.get(above).duration, Some(Span::working(4 * 480)));
}

#[test]
fn a_summary_is_done_when_all_its_children_are() {
    let mut desk = Desk::new();
    let above = desk.add("Identity");
    let (one, two) = (desk.add("One under:1 in:ready est:3d"), desk.add("Two under:1 in:ready"));
    desk.moves(one, "done");
    assert_eq!(desk.snapshot.plan.percent(desk.get(above)), 75);
    assert!(!desk.snapshot.plan.is_done(desk.get(above)));
    desk.moves(two, "done");
    assert!(desk.snapshot.plan.is_done(desk.get(above)));
    let why = desk.refuses(Command::Complete { task: above, finish: None });
    assert!(why.contains("summary"), "{why}");
}

#[test]
fn dropping_takes_a_summary_with_its_children_and_links_and_its_ref_still_answers() {
    let mut desk = Desk::new();
    let above = desk.add("Identity");
    let below = desk.add("Login page under:1 in:ready");
    let after = desk.add("Launch in:ready after:2");
    let step = desk.does(Command::Drop(above));
    assert_eq!(step.sentence, "Drop WEB-1 “Identity” with 1 task under it");
    assert!(desk.get(below).dropped.is_some());
    assert_eq!(desk.snapshot.plan.index().predecessors(after).count(), 0);
    assert_eq!(desk.snapshot.plan.find_task("web-2", None).unwrap(), below);
}

#[test]
fn what_several_cards_have_to_be_told_is_told_once() {
    let mut desk = Desk::new();
    limit(&mut desk, "doing", 1);
    let doing = desk.column("doing");
    let policy = Field::named(Kind::Column, "policy").unwrap();
    desk.does(Command::Set { of: doing.into(), fields: vec![(policy, Value::Text("Say who".to_owned()))] });
    let cards = [desk.add("One in:ready"), desk.add("Two in:ready"), desk.add("Three in:ready")];
    let moves = cards.map(|task| Command::Move { task, column: doing, spot: Spot::Bottom, over: false });
    let step = desk.does(Command::All(moves.into()));
    assert_eq!(step.notices, ["Doing: Say who", "Doing holds 3 of 1"]);
}

#[test]
fn a_full_column_warns_or_refuses_as_the_project_says() {
    let mut desk = Desk::new();
    limit(&mut desk, "doing", 1);
    let (one, two, stone) =
        (desk.add("One in:doing"), desk.add("Two in:ready"), desk.add("Stone in:ready kind:milestone"));
    assert_eq!(desk.moves(two, "doing").notices, ["Doing holds 2 of 1"]);
    desk.moves(two, "ready");
    assert!(desk.moves(stone, "doing").notices.is_empty(), "milestones do not count");
    let rule = Field::named(Kind::Project, "wip_rule").unwrap();
    desk.does(Command::Set { of: desk.project.into(), fields: vec![(rule, WipRule::Refuse.to_value())] });
    let to = Command::Move { task: two, column: desk.column("doing"), spot: Spot::Top, over: false };
    let why = desk.refuses(to);
    assert!(why.starts_with("Doing would hold 2 of 1"), "{why}");
    desk.does(Command::Move { task: two, column: desk.column("doing"), spot: Spot::Top, over: true });
    assert_eq!(desk.snapshot.plan.index().cards(desk.column("doing")).next(), Some(two));
    assert_ne!(one, two);
}

#[test]
fn a_policy_is_shown_when_a_card_enters() {
    let mut desk = Desk::new();
    let review = desk.column("review");
    let policy = Field::named(Kind::Column, "policy").unwrap();
    desk.does(Command::Set { of: review.into(), fields: vec![(policy, Value::Text("Two people read it".into()))] });
    let task = desk.add("Login page in:doing");
    assert_eq!(desk.moves(task, "review").notices, ["Review: Two people read it"]);
}

#[test]
fn a_loop_is_refused_by_naming_it() {
    let mut desk = Desk::new();
    let (a, b, c) = (desk.add("A"), desk.add("B after:1"), desk.add("C after:2"));
    let why = desk.refuses(link(c, a));
    assert!(why.contains("that is a loop, WEB-3 → WEB-1 → WEB-2 → WEB-3"), "{why}");
    assert!(desk.refuses(link(b, b)).contains("cannot wait for itself"));
}

#[test]
fn a_loop_that_exists_only_through_the_outline_is_refused() {
    let mut desk = Desk::new();
    let above = desk.add("Identity");
    let below = desk.add("Login page under:1");
    let after = desk.add("Launch after:1");
    assert!(desk.refuses(link(after, below)).contains("loop"));
    assert!(desk.refuses(link(above, below)).contains("never joins a task with its own summary"));
    let free = desk.add("Free after:3");
    let why = desk.refuses(Command::Under { task: free, parent: Some(above) });
    assert!(why.contains("loop"), "{why}");
}

#[test]
fn the_outline_has_no_loops() {
    let mut desk = Desk::new();
    let above = desk.add("Identity");
    let below = desk.add("Login page under:1");
    let why = desk.refuses(Command::Under { task: above, parent: Some(below) });
    assert!(why.contains("cannot stand under itself"), "{why}");
}

#[test]
fn two_links_between_one_pair_are_two_if_they_join_other_ends() {
    let mut desk = Desk::new();
    let (a, b) = (desk.add("A"), desk.add("B after:1"));
    desk.does(Command::Link { predecessor: a, successor: b, link_type: LinkType::FinishFinish, lag: Lag::NONE });
    assert_eq!(desk.snapshot.plan.index().predecessors(b).count(), 2);
    desk.does(Command::Link { predecessor: a, successor: b, link_type: LinkType::FinishFinish, lag: Lag::Percent(50) });
    assert_eq!(desk.snapshot.plan.index().predecessors(b).count(), 2);
}

#[test]
fn a_milestone_has_no_duration() {
    let mut desk = Desk::new();
    let task = desk.add("Live est:3d");
    desk.does(set(task, "kind", Value::Text("milestone".into())));
    assert_eq!(desk.get(task).duration, None);
}

#[test]
fn a_milestone_has_nothing_under_it() {
    let mut desk = Desk::new();
    let (above, stone) = (desk.add("Identity"), desk.add("Live kind:milestone"));
    let below = desk.add("Login page under:1");
    let why = desk.refuses(set(above, "kind", Value::Text("milestone".into())));
    assert!(why.contains("has tasks under it"), "{why}");
    let why = desk.refuses(Command::Under { task: below, parent: Some(stone) });
    assert!(why.contains("is a milestone"), "{why}");
}

#[test]
fn a_ref_is_never_used_twice_and_changes_only_with_the_project() {
    let mut desk = Desk::new();
    let ops = desk.moment.ids.take();
    desk.does(Command::NewProject {
        id: ops,
        key: "OPS".into(),
        name: "Network".into(),
        template: Template::standard(),
    });
    let task = desk.add("Cabling in:doing");
    let step = desk.does(Command::ToProject { task, project: ops });
    assert_eq!(step.sentence, "Move WEB-1 “Cabling” to OPS: it is OPS-1 now");
    assert_eq!(desk.snapshot.plan.find_task("WEB-1", None).unwrap(), task);
    assert_eq!(desk.snapshot.plan.task_ref(task), "OPS-1");
    let next = desk.add("Next");
    assert_eq!(desk.snapshot.plan.task_ref(next), "WEB-2");
}

#[test]
fn names_are_unique_where_they_must_be() {
    let mut desk = Desk::new();
    desk.person("ana");
    let twin = milepost::domain::person::Person::new(desk.moment.ids.take(), "ANA");
    assert!(desk.refuses(Command::Make(Row::Person(twin.into()))).contains("already"));
    let id = desk.moment.ids.take();
    let column = milepost::domain::column::Column { project: desk.project, name: "doing".into(), ..Record::blank(id) };
    assert!(desk.refuses(Command::Make(Row::Column(column.into()))).contains("already"));
    let id = desk.moment.ids.take();
    assert!(
        desk.refuses(Command::NewProject {
            id,
            key: "WEB".into(),
            name: "Twin".into(),
            template: Template::standard()
        })
        .contains("already")
    );
    let id = desk.moment.ids.take();
    assert!(
        desk.refuses(Command::NewProject { id, key: "W1".into(), name: "Odd".into(), template: Template::standard() })
            .contains("two to eight letters")
    );
}

#[test]
fn a_column_with_cards_stays() {
    let mut desk = Desk::new();
    let task = desk.add("Login page in:ready");
    let ready = desk.column("ready");
    assert!(desk.refuses(Command::Remove(ready.into())).contains("1 card"));
    desk.moves(task, "doing");
    desk.does(Command::Remove(ready.into()));
    assert_eq!(desk.snapshot.plan.columns(desk.project).len(), 4);
}

#[test]
fn too_long_a_title_is_refused_with_its_size() {
    let mut desk = Desk::new();
    let task = desk.add("Login page");
    let why = desk.refuses(set(task, "title", Value::Text("x".repeat(1_000_000))));
    assert!(why.contains("1000000 bytes") && why.contains("65536"), "{why}");
    let note = Command::SetNote { task, text: "x".repeat(5_000_000) };
    assert!(desk.refuses(note).contains("5000000 bytes"));
}

#[test]
fn what_is_done_to_several_is_one_sentence() {
    let mut desk = Desk::new();
    let tasks: Vec<TaskId> = (0..3).map(|at| desk.add(&format!("Task {at} in:ready"))).collect();
    let column = desk.column("doing");
    let all = tasks.iter().map(|task| Command::Move { task: *task, column, spot: Spot::Bottom, over: false });
    let step = desk.does(Command::All(all.collect()));
    assert_eq!(step.sentence, "Move 3 tasks (WEB-1, WEB-2, WEB-3) to Doing");
}

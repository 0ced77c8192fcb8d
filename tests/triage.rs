//! The triage: what is in the queue and why, what each decision does, and an inbox emptied by keys.
#![allow(clippy::unwrap_used)]

mod support;

use insta::assert_snapshot;
use milepost::domain::command::Command;
use milepost::domain::place::Spot;
use milepost::domain::project::{Project, ProjectState, WipRule};
use milepost::domain::record::Record;
use milepost::domain::task::{Priority, Task, TaskId};
use milepost::domain::triage::{self, Reason, Verdict};
use support::desk::Desk;
use support::screens::Screens;

/// The queue of the desk: titles, and why each is there.
fn queue(desk: &Desk) -> Vec<(String, String)> {
    let items = triage::queue(&desk.snapshot, &[desk.project]);
    items.into_iter().map(|item| (desk.get(item.task).title.clone(), item.why)).collect()
}

fn told(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(title, why)| ((*title).to_owned(), (*why).to_owned())).collect()
}

fn decides(desk: &mut Desk, task: TaskId, verdict: Verdict) -> String {
    desk.does(Command::Triage { task, verdict }).sentence
}

#[test]
fn each_kind_stands_in_its_place_once_and_says_why() {
    let mut desk = Desk::new();
    desk.add("Quarrel with legal in:ready");
    desk.add("Rotate keys in:backlog wait:28mar");
    desk.add("Not yet wait:10apr due:12mar");
    desk.add("Login page in:ready due:12mar");
    desk.add("Consent banner in:ready due:27mar");
    desk.add("Cake due:20mar");
    let done = desk.add("Was done in:ready due:12mar");
    desk.does(Command::Complete { task: done, finish: None });
    let dropped = desk.add("Was dropped due:12mar");
    desk.does(Command::Drop(dropped));
    let epic = desk.add("Epic in:backlog");
    desk.add("Looked at yesterday in:ready under:9");
    let fresh = desk.add("Fresh in:ready");
    let yesterday = "2026-03-27T09:00:00Z".parse().unwrap();
    desk.snapshot.plan.touch(fresh, yesterday);
    let part = desk.snapshot.plan.index().children(desk.project, Some(epic)).next().unwrap();
    desk.snapshot.plan.touch(part, yesterday);
    desk.on(2026, 3, 28);
    assert_eq!(
        queue(&desk),
        told(&[
            ("Cake", "in the inbox since Wed 11 Mar; due Fri 20 Mar, 8 days ago"),
            ("Login page", "due Thu 12 Mar, 16 days ago"),
            ("Consent banner", "due Fri 27 Mar, 1 day ago"),
            ("Quarrel with legal", "untouched for 17 days"),
            ("Rotate keys", "snoozed until today"),
        ])
    );
    desk.on(2026, 3, 24);
    assert_eq!(queue(&desk).len(), 2, "nothing is stale on the 13th day: {:?}", queue(&desk));
    desk.on(2026, 4, 11);
    assert_eq!(
        queue(&desk)[0..2],
        told(&[
            (
                "Not yet",
                "in the inbox since Wed 11 Mar; due Thu 12 Mar, 30 days ago; snoozed until Fri 10 Apr, 1 day ago"
            ),
            ("Cake", "in the inbox since Wed 11 Mar; due Fri 20 Mar, 22 days ago"),
        ])
    );
}

#[test]
fn the_inbox_comes_from_the_oldest_on() {
    let mut desk = Desk::new();
    let first = desk.add("First");
    desk.moment.now += chrono::TimeDelta::minutes(1);
    desk.add("Second p0");
    assert_eq!(queue(&desk)[0].0, "First");
    decides(&mut desk, first, Verdict::Accept);
    assert_eq!(queue(&desk).len(), 1);
}

#[test]
fn what_is_accepted_or_planned_leaves_the_inbox_for_the_queue() {
    let mut desk = Desk::new();
    let (cake, keys, mails) = (desk.add("Cake"), desk.add("Keys wait:mon"), desk.add("Mails due:2026-03-09"));
    assert_eq!(decides(&mut desk, cake, Verdict::Accept), "Accept WEB-1 “Cake” into Backlog");
    assert_eq!(desk.get(cake).place.as_ref().unwrap().column, desk.column("backlog"));
    let friday = triage::this_week(&desk.snapshot, desk.project).unwrap();
    assert_eq!(friday.to_string(), "2026-03-13");
    assert_eq!(decides(&mut desk, keys, Verdict::Plan(friday)), "Plan WEB-2 “Keys” for Fri 13 Mar, into Backlog");
    assert_eq!((desk.get(keys).planned, desk.get(keys).snoozed_until), (Some(friday), None));
    let today = desk.snapshot.today;
    assert_eq!(decides(&mut desk, mails, Verdict::Plan(today)), "Plan WEB-3 “Mails” for today, into Backlog");
    assert!(queue(&desk).is_empty(), "what was overdue in the inbox too is decided about once: {:?}", queue(&desk));
}

#[test]
fn what_is_kept_comes_again_when_it_is_due_to() {
    let mut desk = Desk::new();
    let late = desk.add("Late in:ready due:12mar");
    let old = desk.add("Old in:ready");
    let woken = desk.add("Woken in:ready wait:28mar");
    desk.on(2026, 3, 28);
    assert_eq!(decides(&mut desk, late, Verdict::Accept), "Keep WEB-1 “Late” as it is");
    assert_eq!(decides(&mut desk, old, Verdict::Accept), "Keep WEB-2 “Old” as it is");
    assert_eq!(decides(&mut desk, woken, Verdict::Accept), "Wake WEB-3 “Woken”");
    assert!(queue(&desk).is_empty());
    let again = desk.refuses(Command::Triage { task: late, verdict: Verdict::Accept });
    assert!(again.starts_with("nothing changes"), "{again}");
    desk.on(2026, 3, 29);
    assert_eq!(queue(&desk), told(&[("Late", "due Thu 12 Mar, 17 days ago")]));
    desk.on(2026, 4, 11);
    let reasons: Vec<Reason> =
        triage::queue(&desk.snapshot, &[desk.project]).into_iter().map(|item| item.reason).collect();
    assert_eq!(reasons, [Reason::Overdue, Reason::Stale, Reason::Stale]);
}

#[test]
fn what_cannot_be_decided_is_refused_in_words() {
    let mut desk = Desk::new();
    let (done, other) = (desk.add("Done in:ready"), desk.add("Other"));
    desk.does(Command::Complete { task: done, finish: None });
    let said = desk.refuses(Command::Triage { task: done, verdict: Verdict::Accept });
    assert!(said.contains("is done already: there is nothing to decide"), "{said}");
    let backlog = desk.column("backlog");
    let set = |field: &str, value| {
        (milepost::domain::change::Field::named(milepost::domain::plan::Kind::Column, field).unwrap(), value)
    };
    let fields = vec![set("wip_limit", milepost::domain::value::Value::Int(1))];
    desk.does(Command::Set { of: backlog.into(), fields });
    let at = Project::FIELDS.iter().position(|spec| spec.name == "wip_rule").unwrap();
    let rule = milepost::domain::change::Field { kind: milepost::domain::plan::Kind::Project, at };
    let refuse = milepost::domain::value::FieldType::to_value(&WipRule::Refuse);
    desk.does(Command::Set { of: desk.project.into(), fields: vec![(rule, refuse)] });
    desk.add("Fills it in:backlog");
    let said = desk.refuses(Command::Triage { task: other, verdict: Verdict::Accept });
    assert!(said.contains("Backlog would hold 2 of 1"), "{said}");
    assert_eq!(desk.get(other).triaged, None);
}

#[test]
fn every_key_decides_in_the_same_frame_and_one_undo_brings_the_item_back() {
    let mut screens = Screens::with_tasks(&["One", "Two", "Three", "Four", "Five", "Six", "Seven"]);
    screens.keys("gi");
    assert!(screens.shows("1 of 7") && screens.shows("In the inbox since Wed 11 Mar"), "{}", screens.shown());
    for (keys, at, says) in [
        ("Enter", "WEB-2", "Accept WEB-1 “One” into Backlog. u undoes"),
        ("t", "WEB-3", "Plan WEB-2 “Two” for today, into Backlog. u undoes"),
        ("T", "WEB-4", "Plan WEB-3 “Three” for Fri 13 Mar, into Backlog. u undoes"),
        ("c", "WEB-5", "Complete WEB-4 “Four”. u undoes"),
        ("d", "WEB-6", "Drop WEB-5 “Five”. u undoes"),
    ] {
        screens.keys(keys);
        assert_eq!((screens.on_ref().as_str(), screens.says().as_str()), (at, says));
        assert!(screens.shows(at) && screens.shows(&screens.says()), "{}", screens.shown());
    }
    assert!(screens.shows("6 of 7"), "{}", screens.shown());
    screens.keys("z").types("mon").keys("Enter");
    assert_eq!(
        (screens.on_ref().as_str(), screens.task("6").snoozed_until.unwrap().to_string().as_str()),
        ("WEB-7", "2026-03-16")
    );
    screens.keys("Enter");
    assert!(screens.shows("Nothing left to decide: 7 tasks done."), "{}", screens.shown());
    screens.keys("Enter");
    assert_eq!(screens.says(), "there is nothing left to decide; Esc goes back");
    for (left, number) in [7, 6, 5, 4, 3, 2, 1].iter().enumerate() {
        screens.keys("u");
        assert_eq!(screens.on_ref(), format!("WEB-{number}"), "{}", screens.says());
        assert!(screens.shows(&format!("{} of 7", 7 - left)), "{}", screens.shown());
    }
    assert!(screens.plan().all::<Task>().all(|task| task.place.is_none() && task.triaged.is_none()));
    screens.keys("Esc");
    assert!(screens.shows("2 Board"), "{}", screens.shown());
}

#[test]
fn what_only_prepares_a_decision_stays_under_the_cursor() {
    let mut screens = Screens::with_tasks(&["One", "Two in:ready due:2026-03-09"]);
    screens.says_at("new OPS Office network");
    screens.keys("gi p 0");
    assert_eq!((screens.on_ref().as_str(), screens.task("1").priority), ("WEB-1", Priority::P0));
    screens.keys("p 0");
    assert_eq!(screens.says(), "WEB-1 is P0 as it is");
    screens.keys("@").types("ana").keys("Ctrl-s");
    assert!(screens.shows("People"), "{}", screens.shown());
    screens.keys("# Enter");
    assert_eq!(screens.on_ref(), "OPS-1", "{}", screens.says());
    screens.keys("w");
    assert!(screens.shows("Why is OPS-1 “One” here?") && screens.shows("What was captured"), "{}", screens.shown());
    screens.keys("Esc j");
    assert_eq!(screens.on_ref(), "WEB-2");
    screens.says_at("set WEB-2 due:20mar");
    assert_eq!((screens.on_ref().as_str(), screens.shows("2 of 2")), ("WEB-2", true), "{}", screens.shown());
    screens.keys("j");
    assert_eq!(screens.says(), "That was the last one: k goes back, Esc stops");
    screens.keys("Enter");
    assert_eq!((screens.on_ref().as_str(), screens.says().as_str()), ("OPS-1", "Keep WEB-2 “Two” as it is. u undoes"));
    screens.keys("Space");
    assert_eq!(screens.says(), "triage takes one task at a time");
}

#[test]
fn what_is_stale_stays_while_it_is_changed_until_something_is_decided() {
    let mut screens = Screens::with_tasks(&["One in:ready", "Two in:ready"]);
    screens.moment.today = chrono::NaiveDate::from_ymd_opt(2150, 1, 1).unwrap();
    screens.ticks();
    screens.keys("gi");
    assert!(screens.shows("1 of 2") && screens.shows("Untouched for"), "{}", screens.shown());
    screens.keys("p 1 i").types("asked again").keys("Enter");
    assert_eq!(screens.on_ref(), "WEB-1");
    screens.keys("Enter");
    assert_eq!((screens.on_ref().as_str(), screens.shows("2 of 2")), ("WEB-2", true), "{}", screens.shown());
}

#[test]
fn marks_of_another_pane_are_not_meant() {
    let mut screens = Screens::with_tasks(&["One in:ready", "Two in:ready", "Three"]);
    screens.goes_to("WEB-1").keys("Space").goes_to("WEB-2").keys("Space gi c");
    assert_eq!(screens.says(), "Complete WEB-3 “Three”. u undoes");
    assert!(screens.task("1").finish().is_none());
}

#[test]
fn it_is_of_all_active_projects_until_asked_otherwise() {
    let mut screens = Screens::with_tasks(&["One"]);
    screens.says_at("new OPS Office network");
    screens.says_at("add --project OPS Survey");
    screens.keys("gi");
    assert!(screens.shows("1 of 2") && screens.shows("all active projects"), "{}", screens.shown());
    screens.keys("A");
    assert!(screens.shows("1 of 1") && screens.says() == "Only WEB", "{}", screens.shown());
    screens.keys("A /").types("survey");
    assert!(screens.shows("1 of 1") && screens.shows("OPS-1"), "{}", screens.shown());
    screens.keys("Enter Esc");
    assert!(screens.shows("of 2"), "{}", screens.shown());
    let ops = screens.plan().find_project("OPS").unwrap();
    screens.says_at("project set state on-hold --project OPS");
    assert_eq!(screens.plan().get(ops).unwrap().state, ProjectState::OnHold);
    assert_eq!(screens.on_ref(), "WEB-1", "{}", screens.shown());
}

/// What was jotted down over a week.
fn fifty() -> Screens {
    let lines: Vec<String> = (1..=50).map(|number| format!("Captured line {number}")).collect();
    Screens::with_tasks(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The keys of the decisions, over and over.
const DECISIONS: [&[&str]; 5] = [&["Enter"], &["t"], &["p1", "Enter"], &["d"], &["c"]];

#[test]
fn fifty_captured_lines_come_to_inbox_zero_by_keys_and_back() {
    let mut screens = fifty();
    screens.keys("gi");
    let (mut pressed, mut steps) = (2, 0);
    for at in 0..50 {
        assert!(screens.shows(&format!("{} of 50", at + 1)), "{}", screens.shown());
        for keys in DECISIONS[at % DECISIONS.len()] {
            screens.keys(keys);
            assert!(screens.says().ends_with("u undoes"), "{}", screens.says());
            pressed += if *keys == "p1" { 2 } else { 1 };
            steps += 1;
        }
    }
    assert!(screens.shows("Nothing left to decide: 50 tasks done."), "{}", screens.shown());
    // At two keys a second that is less than a minute.
    assert_eq!((pressed, steps), (72, 60));
    let project = screens.app.lens().project.unwrap();
    assert_eq!(screens.plan().index().inbox(project).count(), 0);
    for _ in 0..steps {
        screens.keys("u");
    }
    assert_eq!(screens.plan().index().inbox(project).count(), 50);
    assert!(screens.plan().all::<Task>().all(|task| task.priority == Priority::P2 && task.triaged.is_none()));
    assert!(screens.shows("1 of 50") && screens.on_ref() == "WEB-1", "{}", screens.shown());
}

#[test]
fn stopped_in_the_middle_the_rest_of_the_inbox_is_there() {
    let mut screens = fifty();
    screens.keys("gi j j");
    for _ in 0..20 {
        screens.keys("Enter");
    }
    // The program is not ended: somebody else opens the file as it is on disk.
    let mut other = Screens::on(&screens.path(), 2);
    other.keys("gi");
    assert!(other.shows("1 of 30") && other.on_ref() == "WEB-1", "{}", other.shown());
    other.keys("j j");
    assert_eq!(other.on_ref(), "WEB-23");
}

#[test]
fn the_screens_at_their_sizes() {
    let mut screens = Screens::with_tasks(&[
        "Rotate the signing keys of the old provider without a release, and tell everybody who holds a copy p1 @ana \
         due:2026-03-09 +security url:https://example.org/keys // The certificate ends in May.",
        "Buy cake",
    ]);
    screens.says_at("note 1 Bo says that the new provider can take the old keys for a month, so that nothing has to be done at night");
    screens.keys("gi");
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        screens.resizes(width, height);
        assert_snapshot!(format!("triage_{width}x{height}"), screens.shown());
    }
    screens.resizes(80, 24);
    screens.keys("p");
    assert_snapshot!("triage_priority", screens.shown());
    screens.keys("1 Enter");
    assert_snapshot!("triage_next", screens.shown());
    screens.keys("Enter Esc gi");
    assert_snapshot!("triage_nothing", screens.shown());
}

#[test]
fn an_empty_file_and_tiny_windows_say_what_there_is_to_say() {
    let mut screens = Screens::new();
    screens.keys("gi");
    assert_eq!(screens.says(), "there is no project yet, so nothing to decide; a adds a task");
    let mut screens = Screens::with_tasks(&["One // note"]);
    screens.keys("gi");
    for (width, height) in [(1, 1), (21, 7), (20, 40), (200, 7), (41, 13)] {
        screens.resizes(width, height);
    }
    screens.keys("z Esc @ Esc # Esc Tab Tab Esc");
    assert_eq!(screens.on_ref(), "WEB-1", "{}", screens.shown());
}

#[test]
fn a_card_put_at_the_bottom_of_the_queue_keeps_the_order_of_decisions() {
    let mut desk = Desk::new();
    let (first, second) = (desk.add("First"), desk.add("Second"));
    let top = desk.add("Top");
    desk.does(Command::Move { task: top, column: desk.column("backlog"), spot: Spot::Top, over: false });
    decides(&mut desk, first, Verdict::Accept);
    decides(&mut desk, second, Verdict::Accept);
    let cards: Vec<TaskId> = desk.snapshot.plan.index().cards(desk.column("backlog")).collect();
    assert_eq!(cards, [top, first, second]);
}

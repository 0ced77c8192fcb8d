//! What people do with the screens, by keys, over a real file.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use chrono::Weekday;
use milepost::cli::run_line;
use milepost::domain::capture;
use milepost::domain::check::check_all;
use milepost::domain::command::{Command, note_of};
use milepost::domain::id::Id;
use milepost::domain::plan::Kind;
use milepost::domain::project::{Project, ProjectState, WipRule};
use milepost::domain::task::Priority;
use milepost::store::{Opening, spool};
use milepost::ui::app::{Files, Outside};
use milepost::ui::editor::Edited;
use milepost::ui::keys;
use milepost::workspace::Workspace;
use proptest::prelude::*;
use rusqlite::Connection;
use support::screens::Screens;
use support::{doors, wishes};
use uuid::Uuid;

/// What there is to do.
const TASKS: [&str; 10] = [
    "Choose the provider @ana est:5d p1 in:backlog",
    "Login page with single sign-on @ana due:fri p0 after:1 in:backlog",
    "Password reset mails @bo est:3d in:backlog",
    "Migrate accounts est:2d/3d/6d +data in:backlog",
    "Audit log export +data in:backlog",
    "Consent banner @bo:50 due:eom in:backlog",
    "Session timeout in:backlog",
    "Rotate the signing keys in:backlog // before the release",
    "Load test plan do:tomorrow in:backlog",
    "Identity live kind:milestone after:2,3 in:backlog",
];

/// A project with two people and ten tasks, as on the first morning.
fn morning() -> Screens {
    let mut screens = Screens::with_project();
    for (handle, name) in [("ana", "Ana Novak"), ("bo", "Bo Klein")] {
        screens.keys("gw").types("add").keys("Enter").types(handle).keys("Tab").types(name).keys("Ctrl-s");
        assert!(screens.says().contains(handle), "{}", screens.says());
    }
    for line in TASKS {
        screens.adds(line);
        assert!(screens.says().starts_with("Add WEB-"), "{line}: {}", screens.says());
    }
    screens
}

#[test]
fn an_empty_file_says_what_to_press() {
    let mut screens = Screens::new();
    for words in ["This file is empty", "gn   New project", "a    Add a task", "gd   See the demo"] {
        assert!(screens.shows(words), "{}", screens.shown());
    }
    screens.keys("j l Enter e d Space w y E V");
    assert_eq!(screens.plan().len(), 0);
    assert_eq!(screens.outside, []);
    screens.keys("gd");
    assert_eq!(screens.outside, [Outside::Demo]);
    screens.adds("Buy cake");
    assert_eq!(screens.plan().count(Kind::Task), 1);
    assert!(screens.says().contains("IN “Inbox” was made"), "{}", screens.says());
}

/// A day at the screens.
fn day_by_keys() -> Screens {
    let mut screens = morning();
    assert_eq!(screens.plan().count(Kind::Task), 10);
    assert_eq!(screens.plan().count(Kind::Person), 2);
    assert_eq!(screens.plan().count(Kind::Link), 3);
    // estimating
    screens.goes_to("WEB-5").keys("se").types("4h").keys("Enter");
    assert_eq!(screens.task("5").duration.unwrap().minutes, 240);
    // moving: the cursor stays on the card
    screens.goes_to("WEB-1").keys("L L");
    assert_eq!((screens.column_of("1"), screens.on_ref()), ("Doing".into(), "WEB-1".into()));
    assert!(screens.task("1").actual_start.is_some());
    // ordering
    screens.goes_to("WEB-4").keys("K");
    let backlog = screens.plan().columns(screens.app.lens().project.unwrap())[0];
    let order: Vec<i64> =
        screens.plan().index().cards(backlog).map(|id| screens.plan().get(id).unwrap().number).collect();
    assert!(order.iter().position(|n| *n == 4) < order.iter().position(|n| *n == 3), "{order:?}");
    // blocking, by someone outside
    screens.goes_to("WEB-2").keys("b").types("the identity team").keys("Tab Enter");
    assert_eq!(screens.task("2").blocked, "the identity team");
    assert!(screens.task("2").waits_outside);
    // a limit, and its warning
    screens.keys("C").types("doing").keys("Enter Enter Tab").types("1").keys("Ctrl-s");
    assert!(screens.says().contains("limit 1"), "{}", screens.says());
    screens.goes_to("WEB-3").keys("m").types("doing").keys("Enter");
    assert!(screens.says().contains("Doing holds 2 of 1"), "{}", screens.says());
    assert!(screens.shows("2/1 !"), "{}", screens.shown());
    // five marked and changed as one step
    for task in ["WEB-5", "WEB-6", "WEB-7", "WEB-8", "WEB-9"] {
        screens.goes_to(task).keys("Space");
    }
    screens.keys("sp").types("p1").keys("Enter");
    assert!(screens.says().starts_with("Set 5 tasks"), "{}", screens.says());
    assert!((5..=9).all(|number| screens.task(&number.to_string()).priority == Priority::P1));
    screens.keys("u");
    assert!((5..=9).all(|number| screens.task(&number.to_string()).priority == Priority::P2));
    screens.keys("U Esc");
    assert!((5..=9).all(|number| screens.task(&number.to_string()).priority == Priority::P1));
    assert!(screens.app.lens().marked.is_empty());
    // notes in the editor, and one line
    screens.goes_to("WEB-1").keys("E");
    let Some(Outside::Edit { of, name, text }) = screens.outside.pop() else { panic!("no editor") };
    assert_eq!((name.as_str(), text.as_str()), ("WEB-1", ""));
    let unkept = screens.app.edited(of, Edited::Changed("# Providers\n- one\n".into()), &mut screens.moment);
    assert_eq!(unkept, None);
    screens.keys("i").types("asked for an offer").keys("Enter");
    let note = screens.plan().get(note_of(of.as_id().unwrap())).unwrap().text.to_string();
    assert_eq!(note, "# Providers\n- one\n\n2026-03-11: asked for an offer");
    // done, and taken up again in the column it came from
    screens.keys("c");
    assert_eq!(screens.column_of("1"), "Done");
    screens.keys("c");
    assert_eq!(screens.column_of("1"), "Doing");
    assert_eq!(check_all(screens.plan()), []);
    screens
}

#[test]
fn a_day_by_keys_is_undone_to_nothing_and_done_again() {
    let mut screens = day_by_keys();
    let evening = screens.plan().clone();
    let mut steps = 0;
    while !screens.plan().is_empty() {
        screens.keys("u");
        steps += 1;
        assert!(steps < 100, "{}", screens.says());
    }
    screens.keys("u");
    assert!(screens.says().contains("nothing to undo"), "{}", screens.says());
    assert!(screens.shows("This file is empty"));
    for _ in 0..steps {
        screens.keys("U");
    }
    assert!(screens.plan() == &evening);
    screens.keys("U");
    assert!(screens.says().contains("nothing to redo"), "{}", screens.says());
}

/// The same day by the command line: a line a step, its words as a shell would hand them over.
fn day_by_lines() -> Workspace {
    let directory = tempfile::tempdir().unwrap();
    let mut moment = wishes::moment();
    let opening = Opening {
        path: directory.path().join("plan.db"),
        create: true,
        machine: Uuid::from_u128(1),
        patience: Duration::from_millis(100),
    };
    let mut workspace = Workspace::open(opening, moment.today, None, Weekday::Mon).unwrap();
    let mut line = |words: &[&str]| {
        let mut said = Vec::new();
        let done = run_line(&mut workspace, words, &mut moment, &mut said);
        done.unwrap_or_else(|stop| panic!("{words:?}: {}", stop.sentence()));
    };
    line(&["new", "web", "Customer portal"]);
    line(&["person", "add", "ana", "Ana Novak"]);
    line(&["person", "add", "bo", "Bo Klein"]);
    TASKS.iter().for_each(|task| line(&["add", task]));
    for words in [
        "set 5 est:4h",
        "move 1 ready",
        "move 1 doing",
        "move 4 backlog --above 3",
        "block --outside 2 the identity team",
        "column set doing --limit 1",
        "move 3 doing",
        "set 5 6 7 8 9 p1",
        "undo",
        "redo",
    ] {
        line(&words.split(' ').collect::<Vec<_>>());
    }
    line(&["note", "--replace", "1", "# Providers\n- one\n"]);
    line(&["note", "1", "asked for an offer"]);
    line(&["done", "1"]);
    line(&["move", "1", "doing", "--above", "3"]);
    workspace
}

#[test]
fn the_same_day_by_the_command_line_gives_the_same_plan() {
    let (keys, lines) = (doors::exported(day_by_keys().app.snapshot()), doors::exported(day_by_lines().snapshot()));
    assert!(keys.contains("Consent banner") && keys.contains("asked for an offer"), "{keys}");
    assert_eq!(keys, lines);
}

#[test]
fn a_form_changes_several_fields_as_one_step() {
    let mut screens = morning();
    screens.goes_to("WEB-7").keys("e");
    assert!(screens.shows("Edit WEB-7"));
    // From the title by Shift-Tab to the URL, and back over percent to predecessors, tags and assignees.
    screens.keys("Shift-Tab Shift-Tab").types("https://example.org/x");
    screens.keys("Shift-Tab Shift-Tab").types("3").keys("Shift-Tab").types("+web").keys("Shift-Tab").types("@bo:40");
    assert!(screens.shows("@bo at 40%"), "{}", screens.shown());
    screens.keys("Ctrl-s");
    let task = screens.task("7").clone();
    assert_eq!(task.url, "https://example.org/x");
    assert!(task.tags.has("web"));
    assert_eq!(screens.plan().index().predecessors(task.id).count(), 1);
    assert_eq!(screens.plan().index().people_of(task.id).count(), 1);
    screens.keys("u");
    assert_eq!(screens.task("7").url, "");
    assert_eq!(screens.plan().index().people_of(task.id).count(), 0);
}

#[test]
fn what_is_wrong_in_a_form_is_said_at_the_field_and_nothing_is_lost() {
    let mut screens = morning();
    screens.goes_to("WEB-7").keys("sd").types("frx");
    assert!(screens.shows("did you mean `fri`?"), "{}", screens.shown());
    screens.keys("Enter");
    assert!(screens.app.is_asking());
    screens.keys("Backspace").types("i").keys("Enter");
    assert_eq!(screens.task("7").due.unwrap().to_string(), "2026-03-13");
    screens.keys("sl").types("99").keys("Ctrl-s");
    assert!(screens.app.is_asking() && screens.shows("there is no task 99"), "{}", screens.shown());
    screens.keys("Esc");
    assert!(screens.shows("Leave without keeping"), "{}", screens.shown());
    screens.keys("y");
    assert!(!screens.app.is_asking());
    // A loop is named, and the form stays to be mended.
    screens.goes_to("WEB-1").keys("sl").types("2").keys("Ctrl-s");
    assert!(screens.says().contains("loop"), "{}", screens.says());
    assert!(screens.app.is_asking());
}

#[test]
fn somebody_unknown_is_made_with_the_task_that_names_them() {
    let mut screens = Screens::with_project();
    screens.keys("a").types("Login page @zoe");
    assert!(screens.shows("@zoe is nobody yet"), "{}", screens.shown());
    screens.keys("Enter");
    assert!(screens.shows("Nobody is called @zoe yet"), "{}", screens.shown());
    screens.keys("n");
    assert!(screens.shows("Login page @zoe"), "the line was lost");
    screens.keys("Enter y");
    assert_eq!((screens.plan().count(Kind::Person), screens.plan().count(Kind::Assignment)), (1, 1));
    assert!(!screens.app.is_asking());
    screens.keys("u");
    assert_eq!((screens.plan().count(Kind::Person), screens.plan().count(Kind::Task)), (0, 0));
}

/// What the charter says, in the order of its form.
const CHARTER: [&str; 8] = [
    "Nobody calls us about a password by October",
    "Two of five calls are about passwords",
    "40 k a year saved, 60 k spent; without it a ninth person answers calls",
    "Fewer than 20 calls a week",
    "Login page",
    "The old portal",
    "Live before the contract of the old portal ends",
    "The identity provider stays",
];

#[test]
fn a_project_begins_from_a_template_and_its_charter_is_filled_in() {
    let mut screens = Screens::new();
    screens.keys("gn").types("web").keys("Tab").types("Customer portal").keys("Enter");
    assert!(screens.shows("Five columns and five phases"), "{}", screens.shown());
    screens.types("x");
    assert!(screens.shows("no template is called standardx"), "{}", screens.shown());
    screens.keys("Backspace Down Down Down Down Down");
    assert!(screens.shows("Gates for money and promise outside"), "the chosen one is told in two lines");
    screens.keys("Enter");
    assert!(screens.shows("the scope may move"), "{}", screens.shown());
    screens.keys("Enter");
    let says = screens.says();
    assert!(says.starts_with("Start project WEB “Customer portal” from template hybrid"), "{says}");
    assert!(says.ends_with("gc fills in its charter"), "{says}");
    assert!(check_all(screens.plan()).is_empty());

    screens.keys("gc");
    assert!(screens.shows("Charter of WEB: 0 of 10 filled"), "{}", screens.shown());
    assert!(screens.shows("What will be different when it is done"), "{}", screens.shown());
    for (at, text) in CHARTER.iter().enumerate() {
        screens.types(text);
        if at == 4 {
            screens.keys("Enter").types("Password reset");
        }
        screens.keys("Tab");
    }
    assert!(screens.shows("Charter of WEB: 8 of 10 filled") && screens.shows("+1 line"), "{}", screens.shown());
    screens.types("Clara Meier");
    assert!(screens.shows("a new person, @clara “Clara Meier”"), "{}", screens.shown());
    screens.keys("Tab").types("%").keys("Ctrl-s");
    assert!(screens.app.is_asking() && screens.shows("is no name"), "what is wrong is said at the field");
    screens.keys("Backspace").types("ana");
    assert!(screens.shows("Charter of WEB: complete"), "{}", screens.shown());
    screens.keys("Ctrl-s");
    assert!(!screens.app.is_asking(), "{}", screens.shown());
    let project = screens.plan().all::<Project>().next().unwrap().clone();
    assert_eq!(milepost::domain::charter::missing(&project), []);
    assert_eq!(project.in_scope.0, "Login page\nPassword reset");
    assert_eq!(screens.plan().get(project.sponsor.unwrap()).unwrap().name, "Clara Meier");
    let gate = milepost::domain::gate::ahead(screens.plan(), project.id).unwrap();
    let gate = milepost::domain::gate::of(screens.app.snapshot(), gate);
    assert!(gate.criteria[0].evidence.met, "the gate knows at once: {:?}", gate.criteria[0].evidence);

    screens.keys("gC");
    assert!(screens.shows("# WEB Customer portal: project charter"), "{}", screens.shown());
    screens.keys("y");
    let Some(Outside::Copy { text, what }) = screens.outside.pop() else { panic!("it is not copied") };
    assert_eq!(what, "Charter of WEB");
    assert!(text.contains("## In scope\n\n- Login page\n- Password reset\n"), "{text}");
    screens.keys("Esc u");
    let project = screens.plan().all::<Project>().next().unwrap().clone();
    assert_eq!(milepost::domain::charter::missing(&project).len(), 10, "all of it is one step");
    assert_eq!(screens.plan().count(Kind::Person), 0);
    screens.keys("u");
    assert!(screens.plan().is_empty(), "and so is the project with all its template brings");
}

#[test]
fn a_charter_opens_where_something_is_missing_and_asks_before_it_is_lost() {
    let mut screens = Screens::with_project();
    screens.keys("gc").types("Because").keys("Ctrl-s gc");
    assert!(screens.shows("Who suffers from what today"), "{}", screens.shown());
    screens.keys("Up");
    assert!(screens.shows("What will be different"), "{}", screens.shown());
    screens.keys("End").types(" we must").keys("Esc n Esc y");
    let project = screens.plan().all::<Project>().next().unwrap();
    assert_eq!(project.objective.0, "Because");
    let mut screens = Screens::new();
    screens.keys("gc");
    assert!(screens.says().contains("gn makes one"), "{}", screens.says());
}

#[test]
fn a_broken_template_of_ones_own_is_offered_with_what_is_wrong() {
    let mut screens = Screens::new();
    let own = || vec![("ours".to_owned(), "/c/ours.toml".to_owned(), Ok(b"titel = 3".to_vec()))];
    screens.app = screens.app.with_templates(own);
    screens.keys("gn").types("web").keys("Tab").types("Portal").keys("Tab Ctrl-e");
    for _ in 0.."standard".len() {
        screens.keys("Backspace");
    }
    screens.types("ours");
    assert!(screens.shows("/c/ours.toml, line 1: there is no key “titel”"), "{}", screens.shown());
    screens.keys("Ctrl-s");
    assert!(screens.app.is_asking() && screens.plan().is_empty(), "nothing begins with it");
}

#[test]
fn a_filter_works_while_typing() {
    let mut screens = morning();
    screens.resizes(80, 60);
    let all = screens.shown();
    screens.keys("/").types("login");
    assert!(screens.shows("Login page") && !screens.shows("Session"), "{}", screens.shown());
    screens.keys("Enter");
    assert!(screens.shows("/login · 1 shown"), "{}", screens.shown());
    screens.keys("n");
    assert_eq!(screens.on_ref(), "WEB-2");
    screens.adds("Something else");
    assert!(screens.says().contains("hidden by the filter"), "{}", screens.says());
    screens.keys("u Esc");
    assert!(screens.app.lens().filter.is_none());
    screens.keys("/").types("no such words at all").keys("Esc");
    assert!(screens.app.lens().filter.is_none());
    assert!(screens.shows("Session") && all.contains("Session"));
}

#[test]
fn a_summary_asks_once_before_it_takes_its_tasks_along() {
    let mut screens = morning();
    screens.goes_to("WEB-5").keys("sm").types("web-4").keys("Enter");
    assert_eq!(screens.task("5").parent, Some(screens.task("4").id));
    assert!(screens.says().contains("summary now"), "{}", screens.says());
    screens.keys(":").types("drop").keys("Enter");
    assert!(screens.task("5").dropped.is_some());
    screens.keys("u");
    screens.keys("V d");
    let tops = 9;
    assert!(screens.shows(&format!("Drop {tops} tasks")) || screens.says().contains("Drop"), "{}", screens.shown());
    screens.keys("Esc");
}

#[test]
fn the_palette_takes_words_after_a_command() {
    let mut screens = morning();
    screens.goes_to("WEB-7").keys(":").types("set p0 +late due:fri").keys("Enter");
    assert!(screens.shows("+late"), "{}", screens.shown());
    screens.keys("Enter");
    assert_eq!(screens.task("7").priority, Priority::P0);
    assert!(screens.task("7").tags.has("late") && screens.task("7").due.is_some());
    screens.keys("?").types("snooze").keys("Enter").types("mon").keys("Enter");
    assert_eq!(screens.task("7").snoozed_until.unwrap().to_string(), "2026-03-16");
}

#[test]
fn history_tells_what_was_undone() {
    let mut screens = morning();
    screens.goes_to("WEB-7").keys("L u gh");
    assert!(screens.shows("Move WEB-7 “Session timeout” to Ready, undone"), "{}", screens.shown());
    assert!(screens.shows("Add WEB-7"), "{}", screens.shown());
    screens.keys("Esc w");
    assert!(screens.shows("Why does WEB-7 “Session timeout” start on"), "{}", screens.shown());
    assert!(screens.shows("Enter goes there"), "{}", screens.shown());
}

#[test]
fn only_addresses_for_a_browser_are_opened() {
    let mut screens = morning();
    screens.goes_to("WEB-7").keys("su").types("file:///etc/passwd").keys("Enter gx");
    assert_eq!(screens.outside, []);
    assert!(screens.says().contains("only http"), "{}", screens.says());
    screens.keys("su").keys("Ctrl-u").types("https://example.org").keys("Enter gx y");
    assert_eq!(screens.outside[0], Outside::Browse("https://example.org".into()));
    let Outside::Copy { text, .. } = &screens.outside[1] else { panic!("nothing copied") };
    assert!(text.contains("WEB-7") && text.contains("Session timeout"), "{text}");
}

#[test]
fn two_programs_on_one_file_see_each_other_and_keep_their_cursors() {
    let mut one = morning();
    one.goes_to("WEB-7");
    let mut two = Screens::on(&one.path(), 2);
    two.goes_to("WEB-3");
    two.adds("From the other window in:backlog");
    two.goes_to("WEB-3").keys("sd").types("fri").keys("Enter");
    assert!(one.ticks());
    assert!(!one.ticks());
    assert_eq!(one.on_ref(), "WEB-7");
    assert_eq!(one.plan().count(Kind::Task), 11);
    assert!(one.plan() == two.plan());
    // Undo is of one's own machine; refs stay unique.
    one.adds("And from this one in:ready");
    assert_eq!(one.on_ref(), "WEB-12");
    two.keys("u");
    assert!(two.says().contains("WEB-3"), "{}", two.says());
    assert!(two.ticks() || two.plan().count(Kind::Task) == 12);
}

#[test]
fn a_step_that_the_file_cannot_take_waits_and_is_taken_later() {
    let mut screens = morning();
    let other = rusqlite::Connection::open(screens.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    screens.goes_to("WEB-7").keys("L");
    assert!(screens.app.is_pending(), "{}", screens.says());
    assert_eq!(screens.column_of("7"), "Backlog");
    assert!(screens.shows("not on disk yet"), "{}", screens.shown());
    // The screens live, and other steps wait for this one.
    screens.keys("j k c");
    assert!(screens.says().contains("Esc lets it go"), "{}", screens.says());
    assert!(!screens.ticks());
    other.execute_batch("ROLLBACK").unwrap();
    assert!(screens.ticks());
    assert!(!screens.app.is_pending());
    assert_eq!(screens.column_of("7"), "Ready");
    // A note written outside is handed back, to be kept elsewhere until it is on disk.
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let task = screens.task("7").id;
    let unkept = screens.app.edited(task.into(), Edited::Changed("long work".into()), &mut screens.moment);
    assert_eq!(unkept.as_deref(), Some("long work"));
    assert!(screens.says().contains("not on disk yet"), "{}", screens.says());
    screens.keys("Esc L q");
    assert!(screens.shows("Leave without it?"), "{}", screens.shown());
    screens.keys("n Esc");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(!screens.app.is_pending());
    assert_eq!(screens.column_of("7"), "Ready");
}

#[test]
fn queued_lines_are_taken_in_while_the_screens_are_open() {
    let mut screens = Screens::with_tasks(&["First in:ready", "Second in:ready"]);
    screens.goes_to("WEB-2");
    let (path, directory) = (screens.path(), tempfile::tempdir().unwrap());
    let state = directory.path();
    let command = |id: u128, line: &str| Command::Capture {
        id: Id::of(Uuid::from_u128(id)),
        line: line.into(),
        said: screens.moment.today,
        project: screens.app.lens().project,
        column: None,
        parent: None,
        leniently: true,
    };
    let lines = [command(1, "Third in:ready"), command(2, "Fourth in:ready")];
    let takes_in = |screens: &mut Screens| {
        let Screens { app, moment, .. } = screens;
        app.take_in(state, moment)
    };
    assert!(!takes_in(&mut screens));
    for line in &lines {
        spool::queue(&path, state, line).unwrap();
    }
    let held = Connection::open(&path).unwrap();
    held.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(!takes_in(&mut screens), "who holds the lock is left alone: {}", screens.says());
    held.execute_batch("ROLLBACK").unwrap();
    assert!(takes_in(&mut screens));
    screens.ticks();
    assert!(screens.shows("Third") && screens.shows("Fourth"), "{}", screens.shown());
    assert!(screens.says().starts_with("Taken from the queue: Add WEB-3 “Third”"), "{}", screens.says());
    assert_eq!(screens.on_ref(), "WEB-2");
    assert!(!takes_in(&mut screens));

    // What holds no line is told once, and what cannot be kept does not stop the rest.
    let beside = path.with_file_name("plan.db.inbox");
    std::fs::create_dir(&beside).unwrap();
    std::fs::write(beside.join("a.json"), b"{").unwrap();
    assert!(takes_in(&mut screens));
    assert!(screens.says().contains("holds no captured line"), "{}", screens.says());
    assert!(!takes_in(&mut screens));
}

#[test]
fn a_click_selects_in_a_dialog_and_a_second_one_chooses() {
    let mut screens = Screens::with_tasks(&["Login page in:ready", "Password reset in:ready"]);
    screens.goes_to("WEB-1");
    screens.keys("m").clicks("Doing");
    assert_eq!(screens.column_of("WEB-1"), "Ready");
    screens.clicks("Doing");
    assert_eq!((screens.column_of("WEB-1").as_str(), screens.app.is_asking()), ("Doing", false));

    screens.keys("s").clicks("p priority");
    assert!(screens.app.is_asking(), "{}", screens.shown());
    screens.clicks("P0").clicks("P0");
    assert_eq!(screens.task("WEB-1").priority, Priority::P0, "{}", screens.shown());

    screens.keys("?").types("block").clicks("Block").clicks("Block");
    assert!(screens.shows("Enter keep"), "{}", screens.shown());
    screens.keys("Esc");

    screens.keys("e").clicks("Assignees").clicks("  @bo").clicks("▐@bo").clicks("Title").types("!").keys("Ctrl-s");
    let people = screens.plan().index().people_of(screens.task("WEB-1").id).count();
    assert_eq!((screens.task("WEB-1").title.as_str(), people), ("Login page!", 1));
    assert_eq!(screens.says(), "Set WEB-1 “Login page”: title “Login page!”, assign to @bo. u undoes");
}

#[test]
fn the_day_turns_while_the_screens_are_open() {
    let mut screens = morning();
    screens.moment.today = screens.moment.today.succ_opt().unwrap();
    assert!(screens.ticks());
    assert_eq!(screens.app.snapshot().today, screens.moment.today);
    assert!(!screens.ticks());
}

#[test]
fn pasted_text_is_never_a_key() {
    let mut screens = morning();
    assert_eq!(screens.app.paste("ddddqqqq", &mut screens.moment), None);
    assert_eq!(screens.plan().all::<milepost::domain::task::Task>().filter(|it| it.dropped.is_some()).count(), 0);
    screens.keys("a");
    assert_eq!(screens.app.paste("A title\nof two lines due:fri\n", &mut screens.moment), None);
    screens.keys("Enter");
    assert_eq!(screens.task("11").title, "A title of two lines");
}

#[test]
fn small_screens_say_so_and_live() {
    let mut screens = morning();
    for (width, height, words) in [(20, 6, "too small"), (1, 1, ""), (30, 10, "too small: 40"), (40, 12, "? all")] {
        screens.resizes(width, height);
        screens.keys("j");
        assert!(screens.shows(words), "{width}×{height}:\n{}", screens.shown());
        screens.keys("? Esc e Esc s Esc a Esc");
    }
}

#[test]
fn a_limit_that_refuses_can_be_exceeded_where_one_asks_for_it() {
    let mut screens = Screens::with_tasks(&["One in:doing", "Two in:ready"]);
    screens.keys("C").types("doing").keys("Enter Enter Tab").types("1").keys("Ctrl-s");
    let project = screens.app.lens().project.unwrap();
    let rule = milepost::domain::change::Field::named(Kind::Project, "wip_rule").unwrap();
    let refuse = milepost::domain::value::Value::Text("refuse".into());
    let set = Command::Set { of: project.into(), fields: vec![(rule, refuse)] };
    screens.beside(&set);
    screens.goes_to("WEB-2").keys("L");
    assert!(screens.says().contains("Doing would hold 2 of 1"), "{}", screens.says());
    assert_eq!(screens.column_of("2"), "Ready");
    screens.keys("m").types("doing").keys("Enter");
    assert!(screens.shows("Move all the same?"), "{}", screens.shown());
    screens.keys("y");
    assert_eq!(screens.column_of("2"), "Doing");
}

#[test]
fn the_settings_of_a_project_are_one_step() {
    let mut screens = morning();
    screens.keys("ge");
    assert!(screens.shows("Settings of WEB") && screens.shows("Customer portal"), "{}", screens.shown());
    screens.types(" 2").keys("Tab").types("One login").keys("Tab Ctrl-u").types("on").keys("Tab Ctrl-u").types("16mar");
    screens.keys("Tab").types("@an").keys("Down Tab Tab Tab Ctrl-u").types("ref");
    assert!(screens.shows("a full column refuses cards"), "{}", screens.shown());
    screens.keys("Ctrl-s");
    assert!(!screens.app.is_asking(), "{}", screens.shown());
    let project = screens.plan().get(screens.app.lens().project.unwrap()).unwrap().clone();
    assert_eq!((project.name.as_str(), &*project.objective.0), ("Customer portal 2", "One login"));
    assert_eq!((project.state, project.wip_rule), (ProjectState::OnHold, WipRule::Refuse));
    assert_eq!(project.start.unwrap().to_string(), "2026-03-16");
    assert_eq!(screens.plan().handle(project.manager.unwrap()), "@ana");
    screens.keys("u");
    let project = screens.plan().get(project.id).unwrap();
    assert_eq!((project.name.as_str(), project.manager), ("Customer portal", None));
    // The list of projects leads there too.
    screens.keys("gp").types("settings").keys("Enter");
    assert!(screens.shows("Settings of WEB"), "{}", screens.shown());
    screens.keys("Ctrl-u Ctrl-s");
    assert!(screens.app.is_asking() && screens.shows("a project needs a name"), "{}", screens.shown());
}

#[test]
fn who_sits_here_is_asked_when_first_needed_and_remembered() {
    let mut screens = morning();
    screens.keys("/").types("is:mine");
    assert!(screens.shows("it is not known who you are: Enter asks"), "{}", screens.shown());
    screens.keys("Enter");
    assert!(screens.shows("Who are you?") && screens.shows("@bo Bo Klein"), "{}", screens.shown());
    screens.keys("Esc");
    assert!(screens.shows("is:mine") && screens.app.is_asking(), "the line was lost: {}", screens.shown());
    screens.keys("Enter").types("bo").keys("Enter");
    let bo = screens.plan().find_person("bo").unwrap();
    assert_eq!(screens.outside, [Outside::Me { person: bo, handle: "bo".into() }]);
    assert_eq!((screens.app.snapshot().me, screens.moment.me), (Some(bo), Some(bo)));
    assert!(!screens.app.is_asking() && screens.says() == "you are @bo here", "{}", screens.shown());
    assert!(screens.shows("Consent banner") && !screens.shows("Audit log"), "{}", screens.shown());
    assert!(!screens.ticks(), "it stays so");
    // Somebody else, from the list of people.
    screens.keys("Esc gw");
    assert!(screens.shows("you, 2 open tasks"), "{}", screens.shown());
    screens.types("say who").keys("Enter").types("ana").keys("Enter");
    assert_eq!(screens.app.snapshot().me, screens.plan().find_person("ana").ok());
    // Where there is nobody there is nobody to ask for.
    let mut screens = Screens::with_project();
    screens.keys("/").types("is:mine").keys("Enter");
    assert!(screens.says().contains("gw adds people"), "{}", screens.says());
    assert!(screens.app.is_asking());
}

#[test]
fn an_ascii_screen_is_ascii() {
    let mut screens = morning().in_ascii();
    screens.goes_to("WEB-2").keys("b").types("a reason so long that no card has room for all of it").keys("Enter");
    let dialogs = [
        "j", "sd", "e", "sa", "gp", "gw", "ge", "gn", "gc", "gC", "?", ":", "w", "gh", "a", "/", "C", "m", "s", "g",
        "gd", "sx", "u",
    ];
    for (width, height) in [(140, 40), (80, 24), (40, 12), (30, 10)] {
        screens.resizes(width, height);
        for keys in dialogs {
            screens.keys(keys);
            let shown = screens.shown();
            assert!(
                shown.is_ascii(),
                "{keys}: {}",
                shown.lines().filter(|it| !it.is_ascii()).collect::<Vec<_>>().join("\n")
            );
            screens.keys("Esc Esc");
        }
    }
    let mut screens = Screens::new().in_ascii();
    screens.keys("j");
    assert!(screens.shown().is_ascii(), "{}", screens.shown());
    screens.adds("Größe – ändern");
    assert!(screens.shows("Größe - ändern"), "what people wrote stays: {}", screens.shown());
}

#[test]
fn every_rule_of_capture_can_be_typed_at_the_prompt() {
    let mut screens = morning();
    screens.keys("a");
    for rule in capture::CAPTURE {
        screens.types(rule.write).types(" ");
    }
    screens.keys("Esc");
    assert!(!screens.app.is_asking());
}

const KEYS: &[&str] = &[
    "h",
    "j",
    "k",
    "l",
    "gg",
    "G",
    "a",
    "Enter",
    "e",
    "s",
    "p",
    "d",
    "t",
    "c",
    "f",
    "i",
    "E",
    "b",
    "z",
    "Space",
    "V",
    "u",
    "U",
    "/",
    "n",
    "N",
    ":",
    "?",
    "w",
    "v",
    "y",
    "g",
    "x",
    "q",
    "Esc",
    "Tab",
    "Shift-Tab",
    "Ctrl-s",
    "Ctrl-r",
    "H",
    "L",
    "J",
    "K",
    "m",
    "S",
    "C",
    "]",
    "2",
    "@",
    "+",
    "1",
    "fri",
    "ö",
    "日",
    "Backspace",
    "Down",
    "Up",
    "Left",
    "Home",
    "End",
    "PgDn",
    "Ctrl-u",
    "Delete",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn keys_at_random_do_no_harm(
        pressed in prop::collection::vec((0..KEYS.len(), prop::option::weighted(0.1, (1u16..150, 1u16..50))), 1..120)
    ) {
        let mut screens = Screens::with_tasks(&TASKS);
        for (key, size) in pressed {
            if let Some((width, height)) = size {
                screens.resizes(width, height);
            }
            let _ = match keys::sequence(KEYS[key]) {
                Some(_) => screens.keys(KEYS[key]),
                None => screens.types(KEYS[key]),
            };
        }
        prop_assert_eq!(check_all(screens.plan()), []);
    }
}

#[test]
fn what_tasks_use_is_set_by_keys() {
    let mut screens = morning();
    screens.says_at("resource add Boxes --rate 1.50").says_at("resource add Travel --type cost");
    screens.goes_to("WEB-2").keys("sr").types("bolts 3");
    assert!(screens.shows("no resource is called bolts"), "{}", screens.shown());
    screens.keys("Ctrl-u").types("box 200; travel 450");
    assert!(screens.shows("200 units “Boxes” (300), “Travel” (450)"), "{}", screens.shown());
    screens.keys("Enter");
    assert!(screens.says().contains("use 200 units “Boxes” (300)"), "{}", screens.says());
    let used = |screens: &Screens| screens.plan().uses_words(screens.task("2").id).join(", ");
    assert_eq!(used(&screens), "200 units “Boxes” (300), “Travel” (450)");
    // What is left out goes; the line begins with what there is.
    screens.keys("sr");
    assert!(screens.shows("Boxes 200; Travel =450"), "{}", screens.shown());
    screens.keys("Ctrl-u").types("boxes 3 =10").keys("Enter");
    assert_eq!(used(&screens), "3 units “Boxes” (10)", "{}", screens.says());
    screens.keys("u u");
    assert_eq!(used(&screens), "");
    assert_eq!(check_all(screens.plan()), []);
}

#[test]
fn holidays_come_from_a_file_by_keys() {
    let event = |uid: &str, day: &str, more: &str| {
        format!("BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{uid}\r\nDTSTART;VALUE=DATE:{day}\r\n{more}END:VEVENT\r\n")
    };
    let (labour, todo) = (event("Labour Day", "20260501", ""), "BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\n");
    let whole = format!("BEGIN:VCALENDAR\r\nX-WR-CALNAME:Austria\r\n{labour}{todo}END:VCALENDAR\r\n");
    let read = move |path: &str, most: u64| match path {
        "~/days.ics" => Ok(whole.clone().into_bytes()),
        "big.ics" => Ok(vec![b'x'; most as usize + 1]),
        _ => Err(format!("“{path}” cannot be read: there is none")),
    };
    let files = Files { read: Box::new(read), ..Files::default() };
    let mut screens = morning();
    screens.app = screens.app.with_files(files);
    // By the palette, for a project without a calendar. A path that leads nowhere stays to be mended.
    screens.keys(":").types("holidays from").keys("Enter");
    assert!(screens.shows("its events become a calendar, which WEB uses then"), "{}", screens.shown());
    screens.types("nowhere.ics").keys("Enter");
    assert!(screens.says().contains("“nowhere.ics” cannot be read"), "{}", screens.says());
    screens.keys("Ctrl-u").types("big.ics").keys("Enter");
    assert!(screens.says().contains("export fewer years of it"), "{}", screens.says());
    screens.keys("Ctrl-u").types("~/days.ics").keys("Enter");
    assert!(screens.says().contains("1 exception from iCalendar: 1 new, 0 changed, 0 same"), "{}", screens.says());
    assert!(screens.shows("1 to-do or journal entries were not carried"), "{}", screens.shown());
    screens.keys("Esc");
    assert!(screens.shows("Austria · used by WEB") && screens.shows("Fri 1 May  Labour Day"), "{}", screens.shown());
    // By the page of the calendar, a second time: nothing is new.
    screens.types("from a file").keys("Enter").types("~/days.ics").keys("Enter");
    assert!(screens.says().contains("0 new, 0 changed, 1 same"), "{}", screens.says());
    screens.keys("Esc Esc Esc u");
    assert_eq!(screens.plan().count(Kind::Calendar), 0, "{}", screens.says());
    assert_eq!(check_all(screens.plan()), []);
}

#[test]
fn calendars_are_made_edited_and_used_by_keys() {
    let mut screens = morning();
    screens.keys("gk Enter").types("Holidays").keys("Tab Tab Tab");
    assert!(screens.shows("New calendar"), "{}", screens.shown());
    screens.keys("Ctrl-s");
    assert!(screens.says().starts_with("Add calendar “Holidays”"), "{}", screens.says());
    // The list comes back; the calendar is opened, and gets an exception.
    assert!(screens.shows("▐Holidays"), "{}", screens.shown());
    screens.keys("Enter").types("add").keys("Enter").types("frx");
    assert!(screens.shows("`frx` is not a date"), "{}", screens.shown());
    screens.keys("Ctrl-u").types("24dec..26dec").keys("Tab");
    assert!(screens.shows("Thu 24 Dec to Sat 26 Dec"), "{}", screens.shown());
    screens.types("Christmas").keys("Ctrl-s");
    assert!(screens.says().starts_with("Add “Christmas” 2026-12-24 to 2026-12-26"), "{}", screens.says());
    assert!(screens.shows("Thu 24 Dec to Sat 26 Dec  Christmas"), "{}", screens.shown());
    // Its hours are edited: an extra half day.
    screens.types("christmas").keys("Enter Enter Tab Tab Ctrl-u").types("8-12").keys("Ctrl-s");
    assert!(screens.says().contains("hours 08:00-12:00"), "{}", screens.says());
    // The week of the calendar.
    screens.keys("Ctrl-u").types("edit name").keys("Enter Tab Ctrl-u").types("mon-thu 8-12,13-17");
    assert!(screens.shows("32h a week"), "{}", screens.shown());
    screens.keys("Ctrl-s Esc");
    // The project, a person and a task use it.
    screens.keys("ge").keys("Tab Tab Tab Tab Tab Tab Tab Tab").types("hol").keys("Ctrl-s");
    let used = |screens: &Screens| {
        let calendar = screens.plan().find_calendar("holidays").unwrap();
        screens.plan().users(calendar).len()
    };
    assert_eq!(used(&screens), 1, "{}", screens.says());
    screens.goes_to("WEB-2").keys("sC").types("hol").keys("Enter");
    assert_eq!(used(&screens), 2, "{}", screens.says());
    screens.keys("gk").types("hol").keys("Enter").types("remove").keys("Enter");
    assert!(screens.says().contains("is still used by"), "{}", screens.says());
    screens.keys("Esc Esc u u u u u u");
    assert_eq!(screens.plan().count(Kind::Calendar), 0, "{}", screens.says());
    assert_eq!(check_all(screens.plan()), []);
}

#[test]
fn what_recurs_comes_again_when_it_is_done_and_when_its_day_comes() {
    let mut screens = Screens::with_tasks(&["Status report every:fri due:fri in:ready", "Patch day in:ready"]);
    screens.goes_to("WEB-1").keys("c");
    assert_eq!(
        screens.says(),
        "Complete WEB-1 “Status report”. WEB-1 “Status report” comes again on Fri 20 Mar as WEB-3. u undoes"
    );
    screens.goes_to("WEB-3");
    assert!(screens.shows("↻ fri"), "{}", screens.shown());
    screens.keys("u U");
    assert_eq!(screens.task("3").due.unwrap().to_string(), "2026-03-20");
    // By its field, and in the form.
    screens.goes_to("WEB-2").keys("sR").types("every monht");
    assert!(screens.shows("did you mean"), "{}", screens.shown());
    screens.keys("Backspace Backspace Backspace").types("nth").keys("Enter");
    assert!(screens.says().contains("recurrence every month"), "{}", screens.says());
    screens.goes_to("WEB-3").keys("e");
    assert!(screens.shows("every Fri"), "{}", screens.shown());
    screens.keys("Esc");
    // The day turns while the screens are open.
    let day = screens.moment.today + chrono::Days::new(30);
    (screens.moment.today, screens.moment.now) = (day, screens.moment.now + chrono::Days::new(30));
    assert!(screens.ticks());
    assert!(screens.says().starts_with("WEB-4 “Status report” comes again, 2 missed"), "{}", screens.says());
    assert!(!screens.ticks());
}

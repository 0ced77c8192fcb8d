//! Phases and gates by keys, over a real file: what the pane shows, and how a gate is passed, held and gone back to.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use chrono::Weekday;
use insta::assert_snapshot;
use milepost::cli::run_line;
use milepost::domain::check::check_all;
use milepost::domain::draft::Moment;
use milepost::domain::gate;
use milepost::domain::phase::{Criterion, Phase, PhaseId, PhaseState};
use milepost::domain::plan::{Kind, Plan};
use milepost::domain::project::{Project, ProjectState};
use milepost::domain::task::Task;
use milepost::store::Opening;
use milepost::ui::app::Outside;
use milepost::workspace::Workspace;
use support::screens::Screens;
use support::wishes;
use uuid::Uuid;

/// A project as its template gives it, on the pane of phases; Ana sits there.
fn begun() -> Screens {
    let mut screens = Screens::from_template("hybrid");
    screens.keys(":").types("say who").keys("Enter").types("ana").keys("Enter 5");
    assert!(screens.says().is_empty() || screens.says().contains("@ana"), "{}", screens.says());
    screens
}

fn project(screens: &Screens) -> &Project {
    screens.plan().get(screens.app.lens().project.unwrap()).unwrap()
}

fn phase<'a>(plan: &'a Plan, name: &str) -> &'a Phase {
    plan.all::<Phase>().find(|phase| phase.name == name).unwrap()
}

fn ahead(screens: &Screens) -> String {
    let ahead: Option<PhaseId> = gate::ahead(screens.plan(), project(screens).id);
    ahead.and_then(|id| screens.plan().get(id)).map_or("none".into(), |phase| phase.name.clone())
}

/// The criteria of the gate of this phase that do not hold.
fn unmet(screens: &Screens, name: &str) -> Vec<String> {
    let id = phase(screens.plan(), name).id;
    let gate = gate::of(screens.app.snapshot(), id);
    gate.unmet().map(|it| it.asks.clone()).collect()
}

/// Puts the cursor on the criterion whose words begin so.
fn onto(screens: &mut Screens, words: &str) {
    screens.keys("gg");
    for _ in 0..30 {
        let on = screens.app.cursor().and_then(|id| id.as_id::<Criterion>()).and_then(|id| screens.plan().get(id));
        if on.is_some_and(|it| gate::asks(it).starts_with(words)) {
            return;
        }
        screens.keys("j");
    }
    panic!("no criterion begins with “{words}”: {}", screens.shown());
}

fn undo_everything(screens: &mut Screens) -> usize {
    let mut steps = 0;
    loop {
        screens.keys("u");
        if screens.says().contains("nothing to undo") {
            return steps;
        }
        assert!(screens.says().starts_with("Undo: "), "{}", screens.says());
        assert_eq!(check_all(screens.plan()), []);
        steps += 1;
    }
}

/// Everything that the first gate of the template asks for, each by one key from the pane and then what a person types.
fn mends_the_first_gate(screens: &mut Screens) {
    // the charter: Enter opens it at the first field that is missing
    onto(screens, "The charter is complete");
    screens.keys("Enter");
    assert!(screens.shows("Charter of WEB"), "{}", screens.shown());
    screens.keys("Esc");
    for (field, words) in [
        ("objective", "One login by June"),
        ("problem", "Calls take an hour"),
        ("business_case", "40k a year"),
        ("success_criteria", "Half the calls"),
        ("in_scope", "Login"),
        ("out_of_scope", "Mobile"),
        ("constraints", "Law"),
        ("assumptions", "Vendor answers"),
        ("sponsor", "@bo"),
        ("manager", "@ana"),
    ] {
        says_in_charter(screens, field, words);
    }
    // the budget: Enter opens the settings at it
    onto(screens, "The budget is set");
    screens.keys("Enter").types("40k").keys("Ctrl-s");
    assert!(screens.says().contains("budget"), "{}", screens.says());
    // what is ticked by hand: Enter ticks
    for words in ["Stakeholders", "It is agreed", "A proof of concept"] {
        onto(screens, words);
        screens.keys("Enter");
        assert!(screens.says().starts_with("Tick “"), "{}", screens.says());
    }
    // tasks: Enter shows just them, on the board
    onto(screens, "Every task of the phase");
    screens.keys("Enter");
    assert!(screens.says().starts_with("5 tasks are open: WEB-2"), "{}", screens.says());
    assert_eq!(screens.on_ref(), "WEB-2");
    assert!(screens.shows("5 shown") && !screens.shows("WEB-17"), "{}", screens.shown());
    screens.keys("V c");
    assert!(screens.says().starts_with("Complete 5 tasks"), "{}", screens.says());
    screens.keys("Esc Esc");
    assert!(screens.app.lens().filter.is_none() && screens.app.lens().marked.is_empty());
    screens.keys("5");
}

/// Fills one field of the charter in the form that the criterion opens.
fn says_in_charter(screens: &mut Screens, field: &str, words: &str) {
    onto(screens, "The charter is complete");
    screens.keys("Enter");
    screens.types(words).keys("Ctrl-s");
    assert!(!screens.app.is_asking(), "{field}: {}", screens.shown());
}

#[test]
fn the_pane_at_its_sizes() {
    let mut screens = begun();
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        screens.resizes(width, height);
        assert_snapshot!(format!("first_gate_{width}x{height}"), screens.shown());
    }
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        screens.resizes(width, height);
        screens.keys("l l G");
        assert_snapshot!(format!("alongside_{width}x{height}"), screens.shown());
        screens.keys("h h");
    }
}

#[test]
fn decided_phases_and_overrides_stay_visible() {
    let mut screens = begun();
    screens.keys("> Enter").types("The sponsor takes the risk").keys("Ctrl-s");
    screens.resizes(80, 24);
    assert_snapshot!("overridden_80x24", screens.shown());
    screens.resizes(40, 12);
    assert_snapshot!("overridden_40x12", screens.shown());
    screens.resizes(80, 24);
    screens.keys("D");
    assert!(screens.shows("Decisions of WEB") && screens.shows("overriding 6"), "{}", screens.shown());
    let mut screens = screens.in_ascii();
    screens.keys("5");
    let drawn = screens.shown();
    assert_snapshot!("ascii_80x24", drawn);
    assert!(drawn.is_ascii(), "{drawn}");
}

#[test]
fn dialogs_of_the_gate() {
    let mut screens = begun();
    screens.keys(">");
    assert_snapshot!("decision_80x24", screens.shown());
    screens.keys("Enter");
    assert_snapshot!("go_unmet_80x24", screens.shown());
    screens.resizes(40, 12);
    assert_snapshot!("go_unmet_40x12", screens.shown());
    screens.resizes(80, 24);
    screens.keys("Esc a Tab").types("long");
    assert_snapshot!("criterion_80x24", screens.shown());
}

#[test]
fn the_first_gate_refuses_is_mended_and_turns() {
    let mut screens = begun();
    let beginning = screens.plan().clone();
    assert_eq!(unmet(&screens, "Initiation").len(), 6);
    // A go without a reason is refused, and what was typed stays.
    screens.keys("> Enter Ctrl-s");
    assert!(screens.says().starts_with("6 criteria are not met"), "{}", screens.says());
    assert!(screens.app.is_asking());
    screens.keys("Esc");
    assert_eq!(ahead(&screens), "Initiation");
    mends_the_first_gate(&mut screens);
    assert_eq!(unmet(&screens, "Initiation"), Vec::<String>::new());
    assert!(screens.shows("6 of 6 met"), "{}", screens.shown());
    onto(&mut screens, "Every task of the phase");
    screens.keys("Enter");
    assert!(screens.says().starts_with("it is met: "), "{}", screens.says());
    screens.keys("> Enter Ctrl-s");
    assert_eq!(screens.says(), "Pass the gate of Initiation: go, by @ana. u undoes");
    assert_eq!(ahead(&screens), "Planning");
    assert!(screens.shows("Decided go, Wed 11 Mar by @ana"), "{}", screens.shown());
    let evening = screens.plan().clone();
    let steps = undo_everything(&mut screens);
    // What the person did not do (the project itself) was made in one step, which goes last.
    assert!(screens.plan().is_empty() && steps == 1 + 10 + 1 + 3 + 1 + 1, "{steps}");
    for _ in 0..steps {
        screens.keys("U");
    }
    assert!(screens.plan() == &evening && screens.plan() != &beginning);
}

#[test]
fn conditions_become_tasks_of_the_next_phase() {
    let mut screens = begun();
    screens.keys(">").types("conditions").keys("Enter");
    screens.types("Load test passed @bo due:fri");
    assert!(screens.shows("@bo"), "{}", screens.shown());
    // While the last condition holds something there is room for one more.
    screens.keys("Tab").types("Rollback rehearsed").keys("Tab Tab Tab").types("steering committee").keys("Ctrl-s");
    assert!(
        screens.says().starts_with("Pass the gate of Initiation: go with 2 conditions (WEB-"),
        "{}",
        screens.says()
    );
    assert!(
        screens.says().contains("by @ana") && screens.says().contains("“steering committee”"),
        "{}",
        screens.says()
    );
    let plan = screens.plan();
    let planning = phase(plan, "Planning").id;
    let tasks: Vec<&Task> = plan.all::<Task>().map(AsRef::as_ref).filter(|it| it.tags.has("condition")).collect();
    assert_eq!(
        tasks.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(),
        ["Load test passed", "Rollback rehearsed"]
    );
    assert!(tasks.iter().all(|it| it.phase == Some(planning) && it.place.is_some()));
    assert_eq!(plan.index().people_of(tasks[0].id).count(), 1);
    // Somebody unknown is refused at the field.
    screens.keys("l >").types("conditions").keys("Enter").types("Ask @zoe");
    assert!(screens.shows("@zoe"), "{}", screens.shown());
    screens.keys("Ctrl-s");
    assert!(screens.app.is_asking());
    screens.keys("Esc y u");
    assert_eq!(ahead(&screens), "Initiation");
    assert!(screens.plan().all::<Task>().all(|it| !it.tags.has("condition")));
}

#[test]
fn a_project_is_held_taken_up_again_stopped_and_gone_back() {
    let mut screens = begun();
    screens.keys("<");
    assert!(screens.says().contains("nothing comes before Initiation"), "{}", screens.says());
    screens.keys(">").types("hold").keys("Enter").keys("Tab").types("No budget before May").keys("Ctrl-s");
    assert_eq!(project(&screens).state, ProjectState::OnHold);
    assert!(screens.shows("WEB is on hold: a go takes it up again"), "{}", screens.shown());
    assert!(screens.shows("“No budget before May”"), "{}", screens.shown());
    screens.keys("> Enter").types("May has come").keys("Tab").keys("Ctrl-u").types("@bo").keys("Ctrl-s");
    assert!(screens.says().contains("by @bo, overriding 6 unmet criteria: “May has come”"), "{}", screens.says());
    assert_eq!((project(&screens).state, ahead(&screens).as_str()), (ProjectState::Active, "Planning"));
    assert!(screens.shows("Overridden: “May has come”"), "{}", screens.shown());
    // back: a reason is required
    screens.keys("< Ctrl-s");
    assert!(screens.says().contains("needs a reason") && screens.app.is_asking(), "{}", screens.says());
    screens.types("the vendor gave up").keys("Ctrl-s");
    assert_eq!(screens.says(), "Go back to Initiation, by @ana: “the vendor gave up”. u undoes");
    assert_eq!(phase(screens.plan(), "Planning").state, PhaseState::NotStarted);
    screens.keys(">").types("stop").keys("Enter Ctrl-s");
    assert_eq!(project(&screens).state, ProjectState::Closed);
    screens.keys("D");
    for words in ["Stop WEB", "Go back to Initiation", "May has come", "Hold WEB"] {
        assert!(screens.shows(words), "{words}: {}", screens.shown());
    }
    screens.keys("Esc");
    assert_eq!(undo_everything(&mut screens), 5);
}

#[test]
fn criteria_are_added_edited_ordered_marked_and_dropped() {
    let mut screens = begun();
    screens.keys("a").types("The sponsor has signed").keys("Ctrl-s");
    assert_eq!(screens.says(), "Add criterion “The sponsor has signed”. u undoes");
    assert!(screens.shows("0 of 7 met"), "{}", screens.shown());
    // A rule is picked, and its parameter typed.
    screens.keys("a Tab").types("long").keys("Down Enter");
    screens.keys("Backspace").types("t days:5");
    assert!(screens.shows("No task of the project is longer than 5 working days"), "{}", screens.shown());
    screens.keys("Ctrl-s");
    assert!(!screens.app.is_asking(), "{}", screens.shown());
    let rules: Vec<String> = screens.plan().all::<Criterion>().map(|it| it.rule.clone()).collect();
    assert_eq!(rules.last().unwrap(), "longest days:5 of:project");
    // What cannot be read is said at the field, and nothing is kept.
    screens.keys("a Tab").types("lngest").keys("Ctrl-s");
    assert!(screens.app.is_asking() && screens.shows("did you mean longest?"), "{}", screens.shown());
    screens.keys("Esc y");
    // In another order, within its phase.
    onto(&mut screens, "The sponsor has signed");
    screens.keys("K e").types(", in ink").keys("Ctrl-s");
    assert!(screens.says().contains("“The sponsor has signed, in ink”"), "{}", screens.says());
    let order = gate::criteria(screens.plan(), phase(screens.plan(), "Initiation").id);
    let asks = |at: usize| gate::asks(screens.plan().get(order[at]).unwrap());
    assert_eq!(asks(5), "The sponsor has signed, in ink");
    // Two marked, ticked as one step, then dropped as one.
    screens.keys("Space k k k Space c");
    assert!(screens.says().starts_with("Tick 2 criteria"), "{}", screens.says());
    screens.keys("v");
    assert!(!screens.shows("in ink"), "{}", screens.shown());
    screens.keys("v d");
    assert!(screens.says().starts_with("Remove 2 criteria"), "{}", screens.says());
    assert_eq!(gate::criteria(screens.plan(), phase(screens.plan(), "Initiation").id).len(), 6);
    screens.keys("Esc n n");
    assert!(screens.app.cursor().is_some());
    screens.keys("y w");
    let Some(Outside::Copy { text, what }) = screens.outside.last() else { panic!("nothing copied") };
    assert_eq!(what, "the gate of Initiation");
    assert!(text.starts_with("## Gate of Initiation\n\n- [ ] The charter is complete (the charter lacks"), "{text}");
    assert!(screens.app.is_asking(), "why tells");
    screens.keys("Esc");
    undo_everything(&mut screens);
}

#[test]
fn phases_are_edited_in_place() {
    let mut screens = begun();
    let names = |screens: &Screens| -> Vec<String> {
        let plan = screens.plan();
        plan.phases(project(screens).id).into_iter().map(|id| plan.get(id).unwrap().name.clone()).collect()
    };
    screens.keys("l C").types("add").keys("Enter").types("Pilot").keys("Ctrl-s");
    assert_eq!(names(&screens)[..3], ["Initiation", "Planning", "Pilot"]);
    // The cursor is on the new phase; it changes places with its neighbours on the path.
    assert!(screens.shows("Gate of Pilot") && screens.shows("asks nothing"), "{}", screens.shown());
    screens.keys("L L");
    assert_eq!(names(&screens)[2..], ["Iterations", "Monitoring and control", "Release", "Pilot", "Closure"]);
    screens.keys("H");
    // Its name and what it runs alongside, from the form.
    screens.keys("e Ctrl-u").types("Trial").keys("Tab").types("Release").keys("Ctrl-s");
    assert!(!screens.app.is_asking(), "{}", screens.shown());
    let release = phase(screens.plan(), "Release").id;
    assert_eq!(phase(screens.plan(), "Trial").alongside, Some(release));
    screens.keys("C").types("trial").keys("Enter").types("remove").keys("Enter Esc");
    assert!(!names(&screens).contains(&"Trial".to_owned()));
    // One with tasks stays, with a sentence.
    screens.keys("C").types("planning").keys("Enter").types("remove").keys("Enter");
    assert!(screens.says().contains("task"), "{}", screens.says());
    assert!(names(&screens).contains(&"Planning".to_owned()));
    screens.keys("Esc");
    undo_everything(&mut screens);
}

/// The sentences of the journal, oldest first.
fn sentences(workspace: &mut Workspace, moment: &mut Moment) -> Vec<String> {
    let mut told = Vec::new();
    run_line(workspace, &["log", "--json"], moment, &mut told).map_err(|stop| stop.sentence()).unwrap();
    let lines: serde_json::Value = serde_json::from_slice(&told).unwrap();
    lines.as_array().unwrap().iter().rev().map(|line| line["did"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn keys_and_command_line_write_the_same_sentences() {
    let mut screens = begun();
    screens.keys("gg j j Enter a").types("The sponsor has signed").keys("Ctrl-s");
    screens.keys("a Tab").types("longest days:5 of:next").keys("Ctrl-s");
    screens.keys("G d C").types("add").keys("Enter").types("Pilot").keys("Tab").types("Planning").keys("Ctrl-s");
    screens.keys("> Enter").types("The sponsor takes the risk").keys("Ctrl-s");
    screens.keys(">").types("cond").keys("Enter").types("Load test").keys("Ctrl-s");
    screens.keys("<").types("the vendor gave up").keys("Ctrl-s");
    screens.keys(">").types("hold").keys("Enter Tab").types("no money").keys("Ctrl-s");
    let mut other = begun();
    let (path, machine) = (other.path(), Uuid::from_u128(1));
    let open = |path| {
        let opening = Opening { path, create: false, machine, patience: Duration::from_millis(100) };
        Workspace::open(opening, wishes::today(), None, Weekday::Mon).unwrap()
    };
    let mut workspace = open(path);
    let ana = workspace.snapshot().plan.find_person("ana").unwrap();
    workspace.turn(wishes::today(), Some(ana));
    other.moment.me = Some(ana);
    for words in [
        &["phase", "tick", "3"][..],
        &["phase", "criterion", "add", "The sponsor has signed"],
        &["phase", "criterion", "add", "--rule", "longest days:5 of:next"],
        &["phase", "criterion", "drop", "8"],
        &["phase", "add", "Pilot", "--alongside", "Planning"],
        &["phase", "advance", "--override", "The sponsor takes the risk"],
        &["phase", "advance", "--condition", "Load test"],
        &["phase", "back", "the vendor gave up"],
        &["phase", "advance", "--decision", "hold", "--note", "no money"],
    ] {
        let done = run_line(&mut workspace, words, &mut other.moment, &mut Vec::new());
        done.unwrap_or_else(|stop| panic!("{words:?}: {}", stop.sentence()));
    }
    let lines = sentences(&mut workspace, &mut other.moment);
    assert_eq!(sentences(&mut open(screens.path()), &mut screens.moment), lines);
    assert_eq!(lines.len(), 10);
}

#[test]
fn who_ticks_is_asked_when_first_needed() {
    let mut screens = Screens::from_template("hybrid");
    screens.keys("5");
    onto(&mut screens, "It is agreed");
    screens.keys("Enter");
    assert!(screens.shows("Who are you?"), "{}", screens.shown());
    screens.types("bo").keys("Enter");
    assert!(matches!(screens.outside.last(), Some(Outside::Me { handle, .. }) if handle == "bo"));
    assert!(screens.shows("ticked Wed 11 Mar by @bo"), "{}", screens.shown());
    screens.keys("Enter");
    assert!(screens.says().starts_with("Untick “It is agreed"), "{}", screens.says());
}

#[test]
fn verbs_on_tasks_say_where_tasks_are() {
    let mut screens = begun();
    for keys in ["i", "b", "z", "E", "gx", "/"] {
        screens.keys(keys);
        assert!(screens.says().contains("2 is the Board"), "{keys}: {}", screens.says());
        assert!(!screens.app.is_asking() && screens.app.lens().filter.is_none());
    }
    screens.keys("s");
    assert!(screens.says().contains("means nothing here"), "{}", screens.says());
    // The palette finds tasks, and the pane they are shown in.
    screens.goes_to("WEB-3");
    assert!(screens.shows("2 Board"), "{}", screens.shown());
    // A filter of the board hides nothing here, and Esc leaves it alone.
    screens.keys("/").types("login").keys("Enter 5 Esc");
    assert!(screens.app.lens().filter.is_some() && !screens.shows("/login"), "{}", screens.shown());
}

#[test]
fn marks_stay_with_what_they_are_for() {
    let mut screens = begun();
    screens.keys("V");
    assert_eq!(screens.app.lens().marked.len(), 6);
    screens.keys("2");
    assert!(screens.app.lens().marked.is_empty() && !screens.shows("marked"), "{}", screens.shown());
    screens.keys("Space 5");
    assert!(screens.app.lens().marked.is_empty());
    // At a gate that asks nothing there is nothing to mark, and every key says what to do instead.
    let mut screens = Screens::with_project();
    screens.keys("5");
    assert!(screens.shows("This gate asks for nothing yet: a adds a criterion"), "{}", screens.shown());
    for keys in ["Space", "d", "c", "J", "Enter"] {
        screens.keys(keys);
        assert!(screens.says().contains("a adds"), "{keys}: {}", screens.says());
    }
    assert!(screens.app.lens().marked.is_empty());
}

#[test]
fn a_project_without_phases_says_what_to_press() {
    let mut screens = Screens::with_project();
    screens.keys("5");
    // Another runs alongside Execution: it goes first.
    screens.keys("C").types("execution").keys("Enter").types("remove").keys("Enter");
    assert!(screens.says().contains("Monitoring"), "{}", screens.says());
    screens.keys("Esc");
    for name in ["monitoring", "initiation", "planning", "execution", "closure"] {
        screens.keys("C").types(name).keys("Enter").types("remove").keys("Enter Esc");
    }
    assert_eq!(screens.plan().count(Kind::Phase), 0, "{}", screens.shown());
    assert!(screens.shows("This project has no phases: C adds them"), "{}", screens.shown());
    for keys in ["a", ">", "Enter", "d", "y"] {
        screens.keys(keys);
        assert!(screens.says().contains("C adds one"), "{keys}: {}", screens.says());
    }
    screens.keys("<");
    assert!(screens.says().contains("there are no phases"), "{}", screens.says());
    screens.keys("C Enter").types("All of it").keys("Ctrl-s");
    assert!(screens.shows("Gate of All of it"), "{}", screens.shown());
}

#[test]
fn a_deliverable_is_accepted_where_the_gate_asks_for_it() {
    let mut screens = Screens::with_tasks(&["Handbook kind:deliverable in:done phase:initiation", "Else in:ready"]);
    screens.keys(":").types("say who").keys("Enter").types("ana").keys("Enter 5");
    screens.keys("a Tab").types("deliverables").keys("Ctrl-s");
    assert!(screens.shows("0 of 1 met"), "{}", screens.shown());
    screens.keys("Enter");
    assert_eq!(screens.on_ref(), "WEB-1");
    screens.keys("so").types("yes").keys("Enter");
    assert!(screens.says().starts_with("Accept WEB-1 “Handbook”, by @ana"), "{}", screens.says());
    screens.keys("Esc 5");
    assert!(screens.shows("1 of 1 met"), "{}", screens.shown());
    screens.keys("2");
    screens.goes_to("WEB-2").keys("so").types("yes").keys("Enter");
    assert!(screens.says().contains("is no deliverable"), "{}", screens.says());
}

#[test]
fn a_gate_that_lacks_tasks_offers_to_add_one() {
    let mut screens = Screens::with_project();
    screens.keys("5 a Tab").types("assignees of:phase").keys("Ctrl-s Enter");
    assert!(screens.shows("phase:initiation"), "{}", screens.shown());
    screens.types("Call the sponsor").keys("Enter");
    assert_eq!(screens.task("1").phase, Some(phase(screens.plan(), "Initiation").id));
    assert_eq!(screens.plan().count(Kind::Task), 1);
}

#[test]
fn clicks_choose_phases_and_criteria() {
    let mut screens = begun();
    screens.clicks("Release");
    assert!(screens.shows("Gate of Release"), "{}", screens.shown());
    screens.clicks("Initiation");
    screens.clicks("It is agreed");
    let on = screens.app.cursor().and_then(|id| id.as_id::<Criterion>()).unwrap();
    assert!(screens.plan().get(on).unwrap().text.starts_with("It is agreed"));
}

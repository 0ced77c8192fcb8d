//! The Timeline by keys, over a real file: a plan made from nothing, changed and looked at in every way.
#![allow(clippy::unwrap_used)]

mod support;

use insta::assert_snapshot;
use milepost::domain::check::check_all;
use milepost::domain::link::Link;
use milepost::domain::plan::Plan;
use milepost::domain::task::{ConstraintKind, Task};
use support::screens::Screens;

const TITLES: [&str; 20] = [
    "Identity",
    "Choose the provider est:3d",
    "Login page est:10d",
    "Password reset est:3d",
    "Migrate accounts est:8d",
    "Identity live kind:milestone",
    "Portal",
    "Page templates est:4d",
    "Customer dashboard est:8d",
    "Invoices est:6d",
    "Search est:5d",
    "Portal live kind:milestone",
    "Infrastructure",
    "Build the cluster est:5d",
    "Backups est:2d",
    "Monitoring est:3d",
    "Load test est:2d",
    "Training",
    "Write the manual est:4d",
    "Train support est:2d",
];

/// The dates of all scheduled tasks, as text.
fn dates(screens: &Screens) -> String {
    let snapshot = screens.app.snapshot();
    let line = |task: &std::sync::Arc<Task>| {
        let timing = snapshot.schedule().timing(&snapshot.plan, task.id)?;
        Some(format!("{} {} {}\n", task.title, timing.start, timing.finish))
    };
    snapshot.plan.all::<Task>().filter_map(line).collect()
}

fn starts(screens: &Screens, name: &str) -> String {
    let snapshot = screens.app.snapshot();
    let timing = snapshot.schedule().timing(&snapshot.plan, screens.task(name).id).unwrap();
    timing.start.format("%-d %b").to_string()
}

fn finishes(screens: &Screens, name: &str) -> String {
    let snapshot = screens.app.snapshot();
    let timing = snapshot.schedule().timing(&snapshot.plan, screens.task(name).id).unwrap();
    timing.finish.format("%-d %b").to_string()
}

/// The titles in rows, from the top, indented as they stand.
fn outline(screens: &Screens) -> Vec<String> {
    let mut lines = Vec::new();
    let plan = screens.plan();
    let project = screens.app.lens().project.unwrap();
    let mut open: Vec<_> = plan.index().children(project, None).collect::<Vec<_>>().into_iter().rev().collect();
    while let Some(id) = open.pop() {
        let depth = plan.ancestors(id).len();
        lines.push(format!("{}{}", "  ".repeat(depth), plan.get(id).unwrap().title));
        open.extend(plan.index().children(project, Some(id)).collect::<Vec<_>>().into_iter().rev());
    }
    lines
}

/// Puts the cursor on the task with this ref.
fn onto(screens: &mut Screens, name: &str) {
    screens.goes_to(name);
}

/// Makes the task under the cursor follow another, by the picker.
fn follows(screens: &mut Screens, then: &str, first: &str, how: &str) {
    onto(screens, then);
    screens.keys("f").types(first).keys("Enter");
    screens.types(how).keys("Enter");
    assert!(screens.says().starts_with(&format!("Link {then} ")), "{}", screens.says());
}

/// Twenty tasks from nothing: typed one after the other, indented, linked.
fn planned() -> Screens {
    let mut screens = Screens::with_project();
    screens.keys("3");
    for title in TITLES {
        screens.keys("a").types(title).keys("Enter");
        assert!(screens.says().starts_with("Add WEB-"), "{}", screens.says());
    }
    assert_eq!(outline(&screens).len(), 20);
    for (first, last) in [(2, 6), (8, 12), (14, 17), (19, 20)] {
        onto(&mut screens, &format!("WEB-{first}"));
        for _ in first..=last {
            screens.keys("Space");
        }
        screens.keys(">");
        assert!(screens.says().starts_with(&format!("Put {} tasks", last - first + 1)), "{}", screens.says());
        screens.keys("Esc");
    }
    for (then, first, how) in [
        ("WEB-3", "WEB-2", ""),
        ("WEB-4", "WEB-2", "ss+1d"),
        ("WEB-5", "WEB-3", "fs"),
        ("WEB-6", "WEB-5", ""),
        ("WEB-9", "WEB-8", ""),
        ("WEB-10", "WEB-8", ""),
        ("WEB-11", "WEB-9", "ff"),
        ("WEB-12", "WEB-9", ""),
        ("WEB-12", "WEB-6", ""),
        ("WEB-17", "WEB-14", "50%"),
        ("WEB-20", "WEB-19", ""),
    ] {
        follows(&mut screens, then, first, how);
    }
    onto(&mut screens, "WEB-1");
    screens
}

#[test]
fn a_plan_of_twenty_tasks_from_nothing() {
    let mut screens = planned();
    assert_eq!(screens.plan().all::<Link>().count(), 11);
    assert_eq!(
        outline(&screens)[..7],
        [
            "Identity",
            "  Choose the provider",
            "  Login page",
            "  Password reset",
            "  Migrate accounts",
            "  Identity live",
            "Portal"
        ]
    );
    assert_eq!((starts(&screens, "WEB-3"), finishes(&screens, "WEB-6")), ("16 Mar".into(), "8 Apr".into()));

    // resize, and the effect on what follows
    onto(&mut screens, "WEB-2");
    screens.keys("}");
    assert_eq!(
        (screens.task("WEB-2").duration.unwrap().minutes, starts(&screens, "WEB-3")),
        (4 * 480, "17 Mar".into())
    );
    screens.keys("{{");
    assert_eq!(starts(&screens, "WEB-3"), "13 Mar");
    screens.keys("{{");
    assert!(screens.says().contains("no more than a step; se sets less"), "{}", screens.says());
    screens.keys("uuuu");
    assert_eq!(screens.task("WEB-2").duration.unwrap().minutes, 3 * 480);

    // reorder, outdent, indent
    onto(&mut screens, "WEB-4");
    screens.keys("K");
    assert_eq!(outline(&screens)[1..4], ["  Choose the provider", "  Password reset", "  Login page"]);
    screens.keys("K K");
    assert!(screens.says().contains("is the first of its siblings"), "{}", screens.says());
    screens.keys("<");
    assert_eq!(outline(&screens)[4..6], ["  Identity live", "Password reset"]);
    screens.keys(">");
    assert_eq!(outline(&screens)[4..6], ["  Identity live", "  Password reset"]);

    assert!(screens.says().contains("WEB still ends "), "{}", screens.says());

    // the baseline, then a slip
    screens.keys("B").types("").keys("Enter");
    assert!(screens.says().starts_with("Save baseline “Baseline 1”"), "{}", screens.says());
    onto(&mut screens, "WEB-2");
    screens.keys("L");
    assert!(
        screens.says().starts_with("Start WEB-2 “Choose the provider” no earlier than Thu 12 Mar"),
        "{}",
        screens.says()
    );
    let lands = "WEB-6 “Identity live” 8 Apr → 9 Apr";
    assert!(screens.says().contains("(+1d)") && screens.says().contains(lands), "{}", screens.says());
    assert_eq!(screens.task("WEB-2").constraint.unwrap().kind, ConstraintKind::StartNoEarlier);
    assert_eq!(finishes(&screens, "WEB-6"), "9 Apr");
    screens.resizes(120, 40);
    assert!(screens.shows("!"), "{}", screens.shown());

    // why, and the critical path
    onto(&mut screens, "WEB-6");
    screens.keys("w");
    assert!(screens.app.is_asking(), "{}", screens.shown());
    screens.keys("Esc X");
    let critical: Vec<&str> =
        ["WEB-2", "WEB-3", "WEB-5", "WEB-6"].into_iter().filter(|name| screens.shows(name)).collect();
    assert_eq!(critical.len(), 4, "{}", screens.shown());
    assert!(!screens.shows("Backups"), "{}", screens.shown());
    screens.keys("X");

    // all of it, taken back
    let mut steps = 0;
    while !{
        screens.keys("u");
        screens.says().contains("nothing to undo")
    } {
        assert!(screens.says().starts_with("Undo: "), "{}", screens.says());
        assert_eq!(check_all(screens.plan()), []);
        steps += 1;
    }
    assert!(steps > 40, "{steps}");
    assert_eq!(screens.plan().all::<Task>().count(), 0);
}

#[test]
fn the_pane_at_its_sizes() {
    let mut screens = planned();
    screens.keys("B Enter");
    onto(&mut screens, "WEB-2");
    screens.keys("L");
    onto(&mut screens, "WEB-3");
    screens.keys("s% Ctrl-u").types("40").keys("Enter");
    assert!(screens.says().starts_with("Set WEB-3"), "{}", screens.says());
    onto(&mut screens, "WEB-10");
    screens.keys("sd").types("20mar").keys("Enter");
    onto(&mut screens, "WEB-14");
    screens.keys("c");
    onto(&mut screens, "WEB-5");
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        screens.resizes(width, height);
        screens.keys("Z");
        screens.keys("Esc");
        assert_snapshot!(format!("timeline_{width}x{height}"), screens.shown());
    }
    screens.resizes(140, 30);
    screens.keys("++D gg");
    screens.keys("Esc");
    assert_snapshot!("timeline_days_with_all_lines", screens.shown());
    screens.keys("D v");
    assert!(screens.says().starts_with("Bars over their baseline"), "{}", screens.says());
    screens.keys("Esc");
    assert_snapshot!("timeline_over_baseline_140x30", screens.shown());
    screens.resizes(80, 24);
    assert_snapshot!("timeline_over_baseline_80x24", screens.shown());
    screens.clicks("Choose the provider");
    assert_eq!(screens.on_ref(), "WEB-2");
    screens.resizes(140, 30);
    screens.keys("gg v Esc");
    assert_snapshot!("timeline_without_bars", screens.shown());
    screens.keys("v");
    screens.resizes(80, 24);
    let mut screens = screens.in_ascii();
    screens.keys("3 Esc");
    onto(&mut screens, "WEB-5");
    screens.keys("Esc");
    assert_snapshot!("timeline_ascii", screens.shown());
}

#[test]
fn a_shift_says_why_not() {
    let mut screens = planned();
    // links alone give that start: the constraint goes
    onto(&mut screens, "WEB-3");
    screens.keys("L L");
    assert_eq!(starts(&screens, "WEB-3"), "18 Mar");
    screens.keys("H");
    assert_eq!(starts(&screens, "WEB-3"), "17 Mar");
    screens.keys("H");
    assert!(screens.says().contains("as soon as it can, Mon 16 Mar"), "{}", screens.says());
    assert_eq!(screens.task("WEB-3").constraint, None);
    screens.keys("H");
    assert!(screens.says().contains("cannot start earlier than Mon 16 Mar"), "{}", screens.says());
    // a week from the weekly zoom on
    screens.keys("Z");
    while !screens.says().contains("weeks") {
        screens.keys("-");
    }
    screens.keys("L");
    assert_eq!(starts(&screens, "WEB-3"), "23 Mar");
    screens.keys("}");
    assert_eq!(screens.task("WEB-3").duration.unwrap().minutes, 15 * 480);
    screens.keys("uu");
    // summaries, finished and held tasks
    onto(&mut screens, "WEB-1");
    screens.keys("L");
    assert!(screens.says().contains("is a summary, whose dates come from the tasks under it"), "{}", screens.says());
    onto(&mut screens, "WEB-14");
    screens.keys("c L");
    assert!(screens.says().contains("is done, and its dates are what happened"), "{}", screens.says());
    // what has begun began on another day
    onto(&mut screens, "WEB-15");
    screens.keys("sc").types("doing").keys("Enter H");
    assert!(screens.says().starts_with("Begin WEB-15"), "{}", screens.says());
    assert_eq!(starts(&screens, "WEB-15"), "4 Mar");
    screens.keys("L L");
    assert!(screens.says().contains("cannot have begun after today"), "{}", screens.says());
}

#[test]
fn a_loop_is_named_and_a_link_removed() {
    let mut screens = planned();
    onto(&mut screens, "WEB-2");
    screens.keys("f").types("WEB-5").keys("Enter Enter");
    assert!(
        screens.says().contains("WEB-2") && screens.says().contains("WEB-3") && screens.says().contains("WEB-5"),
        "{}",
        screens.says()
    );
    assert!(screens.app.is_asking());
    screens.keys("Esc");
    // the only link goes at once, of several one is picked
    onto(&mut screens, "WEB-20");
    screens.keys("F");
    assert!(screens.says().starts_with("Remove the link"), "{}", screens.says());
    onto(&mut screens, "WEB-12");
    screens.keys("F");
    assert!(screens.shows("Remove a link of WEB-12"), "{}", screens.shown());
    screens.types("WEB-6").keys("Enter");
    assert_eq!(screens.plan().all::<Link>().count(), 9);
    onto(&mut screens, "WEB-20");
    screens.keys("F");
    assert!(screens.says().contains("has no links"), "{}", screens.says());
    screens.keys("f").types("WEB-19").keys("Enter").types("sx").keys("Enter");
    assert!(screens.says().contains("is no kind of link"), "{}", screens.says());
}

#[test]
fn marked_rows_change_as_one_step() {
    let mut screens = planned();
    let before = dates(&screens);
    onto(&mut screens, "WEB-14");
    screens.keys("Space Space Space L");
    assert!(screens.says().starts_with("Start 3 tasks (WEB-14, WEB-15, WEB-16)"), "{}", screens.says());
    screens.keys("}");
    assert!(screens.says().contains("3 tasks"), "{}", screens.says());
    screens.keys("u u");
    assert_eq!(dates(&screens), before);
    screens.keys("J");
    assert_eq!(outline(&screens)[13..17], ["  Load test", "  Build the cluster", "  Backups", "  Monitoring"]);
    screens.keys("K");
    assert_eq!(outline(&screens)[13..17], ["  Build the cluster", "  Backups", "  Monitoring", "  Load test"]);
    screens.keys("<");
    assert_eq!(
        outline(&screens)[12..17],
        ["Infrastructure", "  Load test", "Build the cluster", "Backups", "Monitoring"]
    );
}

#[test]
fn folding_filtering_and_finding() {
    let mut screens = planned();
    screens.keys("gg h");
    assert!(!screens.shows("Login page") && screens.shows("Portal"), "{}", screens.shown());
    // what is found is unfolded
    onto(&mut screens, "WEB-3");
    assert!(screens.shows("Login page"), "{}", screens.shown());
    screens.keys("gg h /").types("login").keys("Enter");
    assert!(
        screens.shows("Login page") && screens.shows("Identity") && !screens.shows("Portal live"),
        "{}",
        screens.shown()
    );
    assert!(screens.shows("1 shown"), "{}", screens.shown());
    screens.keys("n");
    assert_eq!(screens.on_ref(), "WEB-3");
    screens.keys("Esc");
    assert!(!screens.shows("Login page"), "{}", screens.shown());
    screens.keys("gg l");
    assert!(screens.shows("Login page"), "{}", screens.shown());
    // beside the cursor, and under it
    onto(&mut screens, "WEB-3");
    screens.keys("a").types("Consent banner").keys("Enter");
    assert_eq!(outline(&screens)[2..4], ["  Login page", "  Consent banner"]);
    assert_eq!(screens.on_ref(), "WEB-21");
    screens.keys("A").types("Wording").keys("Enter");
    assert_eq!(outline(&screens)[3..5], ["  Consent banner", "    Wording"]);
    assert!(screens.says().contains("is a summary now"), "{}", screens.says());
    // where the line names a parent, that is meant
    screens.keys("a").types("Elsewhere under:13").keys("Enter");
    assert_eq!(screens.task("WEB-23").parent, Some(screens.task("WEB-13").id));
}

#[test]
fn an_empty_pane_says_what_to_press() {
    let mut screens = Screens::with_project();
    screens.keys("3 Esc");
    assert!(screens.shows("Nothing is planned yet.") && screens.shows("a adds a task"), "{}", screens.shown());
    screens.keys("L");
    assert!(screens.says().contains("there is no task here; a adds one"), "{}", screens.says());
    screens.keys("2").adds("One").keys("3 Esc");
    screens.keys("/").types("nothing like it").keys("Enter");
    assert!(screens.shows("No task matches the filter."), "{}", screens.shown());
    let waiting = Screens::with_tasks(&["Ask for the logs", "Fix the footer"]);
    let mut screens = waiting;
    screens.keys("3 Esc");
    assert!(screens.shows("2 tasks wait in the inbox"), "{}", screens.shown());
    screens.resizes(40, 12);
    assert!(screens.shows("2 tasks wait"), "{}", screens.shown());
}

#[test]
fn the_mouse_selects_and_scrolls() {
    let mut screens = planned();
    screens.clicks("Customer dashb");
    assert_eq!(screens.on_ref(), "WEB-9");
    let plan: Plan = screens.plan().clone();
    screens.app.wheel(ratatui::layout::Position::new(10, 10), 1);
    assert_eq!(screens.on_ref(), "WEB-10");
    assert!(*screens.plan() == plan);
}

#[test]
fn zooming_keeps_the_day_under_the_cursor() {
    let mut screens = planned();
    screens.resizes(100, 30);
    onto(&mut screens, "WEB-3");
    screens.keys("T");
    let bar = |screens: &Screens| {
        let line = screens.shown().lines().find(|line| line.contains("Login page")).unwrap().to_owned();
        let chart = line.split('│').nth(1).unwrap().to_owned();
        chart.chars().position(|letter| "█▓▒▐▏▎▍▌▋▊▉▕".contains(letter)).unwrap()
    };
    let at = bar(&screens);
    for keys in ["+", "+", "-", "-", "-", "-", "-", "+"] {
        screens.keys(keys);
        assert!(bar(&screens).abs_diff(at) <= 3, "{keys}: {}", screens.shown());
    }
}

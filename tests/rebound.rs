//! The screens by keys that the configuration file has changed: what is pressed, and what is told of it.
#![allow(clippy::unwrap_used)]

mod support;

use insta::assert_snapshot;
use support::screens::Screens;

const CONFIG: &str = r#"
[keys]
complete = "x"            # instead of c
escalate = "X"            # which had x
drop = ""                 # by the palette alone
undo = ["Ctrl-y", "F2"]
add = "Insert"
help = "F1"
triage = ["F3"]
set-due = "D"
move-right = "Alt-l"

[keys.timeline]
all-lines = "g l"
triage = "g i"
set-due = "s d"
"#;

fn screens() -> Screens {
    Screens::with_tasks(&["Login page in:doing due:fri", "Password reset in:backlog", "Buy cake"]).with_keys(CONFIG)
}

/// The last row: hints, or what just happened.
fn foot(screens: &Screens) -> String {
    screens.shown().lines().last().unwrap_or_default().trim().to_owned()
}

#[test]
fn a_day_by_other_keys() {
    let mut screens = screens();
    screens.keys("Insert").types("Audit log").keys("Enter");
    assert!(screens.says().starts_with("Add WEB-4 “Audit log”"), "{}", screens.says());
    assert!(screens.says().ends_with(". Ctrl-y undoes"), "{}", screens.says());
    screens.goes_to("WEB-1").keys("c");
    assert_eq!(screens.says(), "c means nothing here; F1 shows every key, q quits");
    screens.keys("x");
    assert_eq!(screens.column_of("1"), "Done");
    screens.keys("F2");
    assert_eq!(screens.column_of("1"), "Doing");
    assert!(screens.says().ends_with(". U does it again"), "{}", screens.says());
    screens.keys("Alt-l");
    assert_eq!(screens.column_of("1"), "Review");
    screens.keys("D Ctrl-u").types("mon").keys("Enter");
    assert!(screens.says().contains("due"), "{}", screens.says());
    screens.keys("d");
    assert!(screens.says().starts_with("d means nothing here"), "{}", screens.says());
    screens.keys(":").types("drop").keys("Enter");
    assert!(screens.task("1").dropped.is_some(), "{}", screens.says());
    screens.keys("Ctrl-y F3");
    assert!(screens.shows("1 of "), "{}", screens.shown());
    screens.keys("Esc 3 g i");
    assert!(screens.shows("1 of "), "{}", screens.shown());
}

#[test]
fn hints_help_palette_and_boxes_follow() {
    let mut screens = screens();
    assert_snapshot!("rebound_board", foot(&screens));
    screens.keys("3");
    assert_snapshot!("rebound_timeline", foot(&screens));
    screens.keys("2 F1");
    assert_snapshot!("rebound_help", screens.shown());
    screens.types("complete");
    assert!(screens.shows("Complete, or take up again") && !screens.shows(" c │"), "{}", screens.shown());
    screens.keys("Esc :").types("complete");
    assert_snapshot!("rebound_palette", screens.shown());
    screens.keys("Esc s");
    assert_snapshot!("rebound_box", screens.shown());
}

#[test]
fn nothing_that_is_said_names_a_key_that_was_taken_away() {
    let mut screens = Screens::with_project().with_keys(CONFIG);
    // A board without cards, its neighbours without rows, and keys that find nothing to do there.
    for keys in ["2", "x", "e", "J", "3", "x", "H", "4", "x", "R", "v", "5", "x", "F3", "Esc", "1"] {
        screens.keys(keys);
        for old in [" u undoes", "; a adds", " a adds", "? shows", "? lists"] {
            assert!(!screens.shows(old), "{keys}: {old}: {}", screens.shown());
        }
    }
    screens.keys("2");
    assert!(screens.shows("Insert adds a task"), "{}", screens.shown());
}

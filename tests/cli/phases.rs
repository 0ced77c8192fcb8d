//! Phases, gates and decisions by the command line.

use serde_json::{Value, json};

use super::Desk;

/// A line whose words may hold spaces.
fn say(desk: &Desk, words: &[&str]) -> String {
    let ran = desk.run_with(b"", words);
    assert_eq!(ran.code, 0, "milepost {words:?}: {}", ran.err);
    ran.out
}

#[test]
fn a_gate_refuses_is_mended_and_turns() {
    let desk = Desk::new();
    desk.done("person add ana Ana Novak");
    desk.done("me ana");
    desk.done("add Login page in:ready");
    desk.done("add Reports in:ready est:2d");
    assert_eq!(
        desk.done("phase criterion add The sponsor has signed"),
        "WEB  Add criterion “The sponsor has signed”\n"
    );
    let add = "WEB  Add criterion “Every task of the project has an estimate”\n";
    assert_eq!(desk.done("phase criterion add --rule estimates"), add);
    let page = desk.done("phase");
    assert!(page.starts_with(
        "WEB Customer portal · active\n  ▸ Initiation              0 of 2 met\n    Planning\n    Execution\n    \
         Monitoring and control  alongside Execution\n    Closure\n\nGate of Initiation: 0 of 2 met\n  \
         1 ✗ The sponsor has signed  not ticked\n  \
         2 ✗ Every task of the project has an estimate  1 of 2 tasks has an estimate: WEB-1 lacks one\n"
    ));
    let why = desk.refused("phase advance");
    assert!(why.contains("2 unmet criteria") && why.contains("WEB-1 lacks one"), "{why}");
    assert!(why.contains("hint: mend that, go with conditions, or override it with a reason"), "{why}");
    assert!(desk.refused("phase tick 2").contains("is computed"));
    assert!(desk.refused("phase tick 3").contains("they are numbered 1 to 2"));
    assert_eq!(desk.done("phase tick 1"), "WEB  Tick “The sponsor has signed” at the gate of Initiation\n");
    desk.done("set 1 est:1d");
    assert!(desk.done("status").contains("Gate of Initiation: 2 of 2 met"));
    assert_eq!(desk.done("phase advance"), "WEB  Pass the gate of Initiation: go, by @ana\n");
    assert!(desk.done("phase").contains("  ▸ Planning"));
    desk.done("undo");
    assert!(desk.done("phase").contains("  ▸ Initiation              2 of 2 met"));
    assert_eq!(desk.done("phase untick 1"), "WEB  Untick “The sponsor has signed” at the gate of Initiation\n");
}

#[test]
fn an_override_stays_visible() {
    let desk = Desk::new();
    desk.done("person add ana");
    desk.done("phase criterion add Signed");
    let words = ["phase", "advance", "--by", "ana", "--override", "agreed by telephone", "--note", "in a hurry"];
    let said = "Pass the gate of Initiation: go, by @ana, overriding 1 unmet criterion: “agreed by telephone”; note “in \
                a hurry”";
    assert_eq!(say(&desk, &words), format!("WEB  {said}\n"));
    let page = desk.done("phase");
    assert!(page.contains("by @ana · overridden: “agreed by telephone” · “in a hurry”"), "{page}");
    assert!(page.contains("\nDecisions\n") && page.contains(said), "{page}");
    assert!(desk.done("status").contains("✔ Initiation (overridden)  ›  ▸ Planning"));
    assert!(desk.done("log").contains(said));
    let page = desk.json("phase --json");
    assert_eq!((&page["ahead"], &page["state"]), (&json!("Planning"), &json!("active")));
    let decision = &page["phases"][0]["decision"];
    assert_eq!(decision["decision"], "go");
    assert_eq!((&decision["by"], &decision["override"]), (&json!("ana"), &json!("agreed by telephone")));
    assert_eq!(page["decisions"][0]["did"], said);
    assert_eq!(desk.json("status --json")["phases"][0]["override"], "agreed by telephone");
}

#[test]
fn evidence_is_told_as_json_with_all_culprits() {
    let desk = Desk::new();
    for at in 0..8 {
        desk.done(&format!("add Step {at} in:ready"));
    }
    desk.done("phase criterion add --of planning --rule longest Nothing is a monster");
    desk.done("phase criterion add --rule estimates");
    let gate = desk.json("phase --json")["gate"].clone();
    assert_eq!((&gate["phase"], &gate["met"], &gate["of"]), (&json!("Initiation"), &json!(0), &json!(1)));
    let criterion = &gate["criteria"][0];
    assert_eq!(criterion["rule"], "estimates of:project");
    assert_eq!(criterion["missing"]["count"], 8);
    assert_eq!(criterion["missing"]["tasks"].as_array().unwrap().len(), 8);
    let filter = criterion["missing"]["filter"].as_str().unwrap();
    assert_eq!(desk.json(&format!("list {filter} --json")).as_array().unwrap().len(), 8);
    let other = desk.json("phase plann --json")["gate"]["criteria"][0].clone();
    assert_eq!((&other["asks"], &other["met"]), (&json!("Nothing is a monster"), &json!(true)));
    assert_eq!(other["missing"], Value::Null);
    let unmet = desk.json("status --json")["gate"]["unmet"].clone();
    assert_eq!(unmet[0]["asks"], "Every task of the project has an estimate");
}

#[test]
fn conditions_become_tasks_and_a_hold_ends_with_a_go() {
    let desk = Desk::new();
    desk.done("phase criterion add Signed");
    assert!(desk.refused("phase advance --decision maybe").contains("decision"));
    assert!(desk.refused("phase advance --decision go-with").contains("needs at least one"));
    let words = ["phase", "advance", "--condition", "Get it signed due:fri", "--condition", "Name a deputy"];
    assert_eq!(say(&desk, &words), "WEB  Pass the gate of Initiation: go with 2 conditions (WEB-1, WEB-2)\n");
    let tasks = desk.json("list phase:planning +condition --json");
    assert_eq!(tasks.as_array().unwrap().len(), 2);
    assert_eq!((&tasks[0]["title"], &tasks[0]["due"]), (&json!("Get it signed"), &json!("2026-03-13")));
    assert_eq!(tasks[0]["column"], "Backlog");
    let said = say(&desk, &["phase", "advance", "--decision", "hold", "--note", "no budget before May"]);
    assert_eq!(said, "WEB  Hold WEB at the gate of Planning: “no budget before May”\n");
    assert!(desk.done("phase").starts_with("WEB Customer portal · on hold\n"));
    assert_eq!(desk.done("phase advance"), "WEB  Pass the gate of Planning: go\n");
    assert!(desk.done("phase").starts_with("WEB Customer portal · active\n"));
    assert_eq!(desk.done("phase back the vendor left"), "WEB  Go back to Planning: “the vendor left”\n");
    let page = desk.done("phase");
    assert!(page.contains("▸ Planning                it asks for nothing · back, "), "{page}");
    assert!(desk.refused("phase back").contains("<REASON>"));
}

#[test]
fn phases_and_criteria_are_edited() {
    let desk = Desk::new();
    desk.done("phase add Pilot run --before closure");
    desk.done("phase set pilot --alongside execution");
    desk.done("phase set pilot --name Trial --alongside none");
    let names = |desk: &Desk| -> Vec<String> {
        let page = desk.json("phase --json");
        page["phases"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&desk), ["Initiation", "Planning", "Execution", "Monitoring and control", "Trial", "Closure"]);
    desk.done("phase set trial --before planning");
    assert_eq!(names(&desk)[..3], ["Initiation", "Trial", "Planning"]);
    assert!(desk.refused("phase add planning").contains("has a phase “planning” already"));
    assert!(desk.refused("phase set trial --alongside monitoring").contains("runs alongside another"));
    desk.done("phase drop trial");
    desk.done("add Plan in:ready phase:planning");
    assert!(desk.refused("phase drop planning").contains("still has 1 task"));
    for text in ["One", "Two", "Three"] {
        desk.done(&format!("phase criterion add --of closure {text}"));
    }
    desk.done("phase criterion set 3 --of closure --before 1");
    desk.done("phase criterion set 2 --of closure --rule no-open --text Nothing_left");
    desk.done("phase criterion drop 3 --of closure");
    let criteria = desk.json("phase closure --json")["gate"]["criteria"].clone();
    let told: Vec<_> = criteria.as_array().unwrap().iter().map(|it| (&it["asks"], &it["rule"])).collect();
    assert_eq!(told, [(&json!("Three"), &Value::Null), (&json!("Nothing_left"), &json!("no-open of:phase"))]);
    desk.done("phase criterion set 2 --of closure --rule none");
    desk.done("phase tick 1 2 --of closure");
    assert_eq!(desk.json("phase closure --json")["gate"]["met"], 2);
    assert!(desk.refused("phase criterion add --rule longst").contains("did you mean longest?"));
    assert!(desk.refused("phase criterion add").contains("a criterion needs a text"));
}

#[test]
fn deliverables_are_accepted_by_somebody() {
    let desk = Desk::new();
    desk.done("person add ana");
    desk.done("add Handbook kind:deliverable in:ready phase:initiation");
    desk.done("phase criterion add --rule deliverables");
    assert!(desk.done("phase").contains("0 of 1 deliverable is accepted: WEB-1 is not"));
    assert_eq!(desk.done("accept 1 --by ana"), "WEB-1  Accept “Handbook”, by @ana\n");
    assert!(desk.done("phase").contains("the only deliverable of Initiation is accepted"));
    assert_eq!(desk.done("accept --not 1"), "WEB-1  Take back the acceptance of “Handbook”\n");
    desk.done("add Task in:ready");
    assert!(desk.refused("accept 2").contains("is no deliverable"));
}

#[test]
fn a_new_task_takes_the_phase_ahead_through_every_door() {
    let desk = Desk::new();
    desk.done("phase advance");
    desk.done("add By a line");
    assert_eq!(desk.run_with(b"From stdin\n", &["add", "-"]).code, 0);
    let csv = desk.home.path().join("more.csv");
    std::fs::write(&csv, "title,status\nFrom a sheet,Ready\nFinished,Done\n").unwrap();
    say(&desk, &["import", csv.to_str().unwrap()]);
    let phases = |filter: &str| desk.json(&format!("list {filter} --json"));
    for (at, phase) in [("line", "Planning"), ("stdin", "Planning"), ("sheet", "Planning")] {
        assert_eq!(phases(at)[0]["phase"], phase, "{at}");
    }
    assert_eq!(phases("is:done finished")[0]["phase"], Value::Null, "what is done already was done before");
}

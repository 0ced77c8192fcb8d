//! The schedule by the command line.

use serde_json::Value;

use super::Desk;

fn planned() -> Desk {
    let desk = Desk::new();
    desk.done("add Login page est:3d in:ready");
    desk.done("add Reports est:1d in:ready");
    desk.done("add kind:milestone Go live in:ready after:1,2");
    desk.done("add Only an idea");
    desk
}

#[test]
fn schedule_shows_dates_slack_and_what_is_critical() {
    let desk = planned();
    let page = desk.done("schedule");
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = page.lines().map(words).collect();
    assert!(lines[0].starts_with("WEB · starts "), "{page}");
    assert!(lines.iter().any(|line| line.starts_with("1 WEB-1 » Login page 3d ") && line.ends_with(" 0d")), "{page}");
    assert!(lines.iter().any(|line| line.starts_with("2 WEB-2 Reports 1d ") && line.ends_with(" 2d")), "{page}");
    assert!(lines.iter().any(|line| line.starts_with("3 WEB-3 » ◆ Go live ")), "{page}");
    assert!(!page.contains("Only an idea"), "the inbox is not scheduled: {page}");
}

#[test]
fn schedule_as_json_keeps_its_contract() {
    let desk = planned();
    desk.done("add under:2 Cut over est:2d in:ready");
    let told: Value = serde_json::from_str(&desk.done("schedule --json")).unwrap();
    assert_eq!((&told["project"], told["tasks"].as_array().unwrap().len()), (&"WEB".into(), 4));
    let task = &told["tasks"][2];
    assert_eq!((&task["wbs"], &task["name"], &task["ref"]), (&"2.1".into(), &"Cut over".into(), &"WEB-5".into()));
    let fields = ["summary", "milestone", "critical", "total_slack", "free_slack"];
    assert!(fields.iter().all(|field| !task[*field].is_null()), "{task}");
    for field in ["start", "finish", "late_start", "late_finish"] {
        let at = task[field].as_str().unwrap();
        assert!(chrono::NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M").is_ok(), "{field}: {at}");
    }
    assert_eq!(told["tasks"][1]["summary"], true);
    assert_eq!(told["finish"], told["tasks"][3]["finish"]);
}

#[test]
fn without_a_scheduled_task_it_says_why() {
    let desk = Desk::new();
    desk.done("add Only an idea");
    let told: Value = serde_json::from_str(&desk.done("schedule --json")).unwrap();
    assert_eq!((&told["start"], &told["tasks"]), (&Value::Null, &Value::Array(Vec::new())));
    let ran = desk.run_with(b"", &["schedule"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("tasks in the inbox are not scheduled"), "{}", ran.err);
}

#[test]
fn a_plan_scheduled_from_its_finish_is_refused() {
    let desk = Desk::new();
    let file = desk.home.path().join("back.xml");
    std::fs::write(&file, "<Project><Title>Back</Title><ScheduleFromStart>0</ScheduleFromStart></Project>").unwrap();
    let said = desk.refused(&format!("import {}", file.display()));
    assert!(said.contains("this plan is scheduled from its finish, which is not computed here"), "{said}");
    assert!(said.contains("let Microsoft Project schedule it from its start"), "{said}");
    assert_eq!(desk.done("list"), "", "nothing came in");
}

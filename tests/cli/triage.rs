//! The triage by the command line: in a pipe it lists.

use super::Desk;

/// Of each kind one, but for what is untouched: what was just made is not.
fn morning() -> Desk {
    let desk = Desk::new();
    desk.done("person add ana Ana Novak");
    desk.done("add Reset mails in:ready @ana due:2026-03-09 p1");
    desk.done("add Rotate the keys in:backlog wait:2026-03-11");
    desk.done("add Audit log in:backlog wait:2026-03-12");
    desk.done("add Ask legal about cookies");
    desk
}

#[test]
fn in_a_pipe_it_lists_what_there_is_to_decide_and_why() {
    let desk = morning();
    let list = desk.done("triage");
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = list.lines().map(words).collect();
    assert_eq!(lines.len(), 4, "{list}");
    assert_eq!(lines[0], "ref p title why who");
    // What is captured bears the stamp of the real clock.
    assert!(lines[1].starts_with("WEB-4 p2 Ask legal about cookies in the inbox since "), "{list}");
    assert_eq!(lines[2], "WEB-1 p1 Reset mails due Mon 9 Mar, 2 days ago @ana");
    assert_eq!(lines[3], "WEB-2 p2 Rotate the keys snoozed until today");
}

#[test]
fn as_json_each_task_says_why_it_is_there() {
    let desk = morning();
    let json = desk.json("triage --json");
    let told: Vec<_> = json.as_array().unwrap().iter().map(|it| (it["ref"].as_str(), it["reason"].as_str())).collect();
    assert_eq!(
        told,
        [(Some("WEB-4"), Some("inbox")), (Some("WEB-1"), Some("overdue")), (Some("WEB-2"), Some("woken"))]
    );
    assert_eq!(
        (json[1]["why"].as_str(), json[1]["due"].as_str()),
        (Some("due Mon 9 Mar, 2 days ago"), Some("2026-03-09"))
    );
    assert!(json[1]["triaged"].is_null());
}

#[test]
fn it_is_of_all_active_projects_or_of_the_one_that_is_named() {
    let desk = morning();
    desk.done("new OPS Office network");
    desk.done("add --project OPS Survey the cabling");
    assert_eq!(desk.json("triage --json").as_array().unwrap().len(), 4);
    assert_eq!(desk.json("triage --json --project OPS")[0]["ref"], "OPS-1");
    desk.done("drop OPS-1");
    let ran = desk.run("triage --project OPS");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", "Nothing to decide\n"));
    assert_eq!(desk.json("triage --json --project OPS"), serde_json::json!([]));
}

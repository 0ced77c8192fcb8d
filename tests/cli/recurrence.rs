//! Recurring tasks by the command line, from one day to the next.

use super::{Desk, Ran};

/// Runs a command line on a day.
fn on(desk: &Desk, day: &str, line: &str) -> Ran {
    let words: Vec<&str> = ["--today", day].into_iter().chain(line.split_whitespace()).collect();
    desk.run_with(b"", &words)
}

#[test]
fn what_is_done_says_when_it_comes_again_and_undo_takes_that_back() {
    let desk = Desk::new();
    let said = desk.done("add Status report every:fri due:fri until:20mar in:ready");
    assert_eq!(said, "WEB-1  Add “Status report” every Fri, due Fri 13 Mar, until Fri 20 Mar, in Ready\n");
    let ran = desk.run("done 1");
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("WEB-1  Complete “Status report”\n", "WEB-1 “Status report” comes again on Fri 20 Mar as WEB-2\n")
    );
    let task = desk.json("show 2 --json");
    let told = ["recurrence", "until", "follows", "due"].map(|name| task[name].as_str().unwrap_or_default().to_owned());
    assert_eq!(told, ["every fri", "2026-03-20", "WEB-1", "2026-03-20"]);
    desk.done("undo");
    assert_eq!(desk.json("list is:any --json").as_array().unwrap().len(), 1);
    desk.done("redo");
    assert!(desk.done("show 2").contains("recurrence      every Fri until Fri 20 Mar"), "{}", desk.done("show 2"));
    assert!(desk.run("done 2").err.contains("WEB-2 “Status report” does not come again: until Fri 20 Mar"));
}

#[test]
fn the_first_command_of_a_day_lets_come_what_comes_and_says_so_in_the_log() {
    let desk = Desk::new();
    desk.done("add Water the plants every:day do:today in:ready");
    let ran = on(&desk, "2026-06-19", "list is:recurring --json");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&ran.out).unwrap().as_array().unwrap().len(), 2);
    // Looked at again, and from an earlier day, it is the same.
    for day in ["2026-06-19", "2026-03-12"] {
        assert_eq!(on(&desk, day, "status").code, 0);
    }
    let log = desk.done("log");
    assert_eq!(log.matches("comes again").count(), 1, "{log}");
    assert!(log.contains("WEB-2 “Water the plants” comes again, 99 missed"), "{log}");
    let undone = on(&desk, "2026-06-19", "undo");
    assert!(undone.out.contains("Undo: Add"), "{}", undone.out);
    assert_eq!(desk.json("list is:any --json").as_array().unwrap().len(), 0);
    desk.done("check");
}

#[test]
fn adding_and_looking_ahead_let_nothing_come() {
    let desk = Desk::new();
    desk.done("add Water the plants every:day do:today in:ready");
    assert_eq!(on(&desk, "2026-03-14", "add Login page").code, 0);
    assert_eq!(on(&desk, "9000-01-01", "status").code, 0);
    assert!(!desk.done("log").contains("comes again"));
}

#[test]
fn a_series_is_carried_by_json_and_its_last_task_by_csv() {
    let desk = Desk::new();
    desk.done("add Report every:week due:fri in:ready");
    desk.done("done 1");
    for (file, followed) in [("plan.json", true), ("tasks.csv", false)] {
        desk.done(&format!("export {file} --project WEB"));
        let other = Desk::empty();
        let path = desk.home.path().join(file);
        other.done(&format!("import {}", path.display()));
        let all = other.json("list is:any Report --json");
        let told: Vec<_> = all.as_array().unwrap().iter().map(|it| it["recurrence"].is_string()).collect();
        let again = told.iter().filter(|it| **it).count();
        assert_eq!((told.len(), again), (2, if followed { 2 } else { 1 }), "{file}: {all}");
        assert!(!other.done("log").contains("comes again"), "{file}");
    }
}

#[test]
fn what_an_import_completes_comes_again_with_a_number_of_its_own() {
    let desk = Desk::new();
    desk.done("add Report every:week due:fri in:ready");
    std::fs::write(desk.home.path().join("done.csv"), "ref,title,column\nWEB-1,Report,Done\n,Login page,Ready\n")
        .unwrap();
    let path = desk.home.path().join("done.csv");
    let path = path.to_str().unwrap();
    let comes = |said: &str| said.lines().filter(|line| line.contains("comes again")).map(str::to_owned).collect();
    let said: Vec<String> = comes(&desk.run_with(b"", &["import", path, "--dry-run"]).err);
    assert_eq!(said.len(), 1, "{said:?}");
    let told: Vec<String> = comes(&desk.run_with(b"", &["import", path]).err);
    assert_eq!(told, ["WEB-1 “Report” comes again on Fri 20 Mar as WEB-3"]);
    assert_eq!(told, said);
    let all = desk.json("list is:any --json");
    let mut told: Vec<_> =
        all.as_array().unwrap().iter().map(|it| (it["ref"].to_string(), it["due"].to_string())).collect();
    told.sort();
    assert_eq!(told.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["\"WEB-1\"", "\"WEB-2\"", "\"WEB-3\""]);
    assert_eq!(told.iter().filter(|(_, due)| due == "\"2026-03-20\"").count(), 1);
    desk.done("undo");
    assert_eq!(desk.json("list is:any --json").as_array().unwrap().len(), 1);
    desk.done("check");
}

//! Baselines by the command line.

use serde_json::Value;

use super::Desk;

/// Two tasks in a row, saved, and the first of them two days longer since.
fn slipped() -> Desk {
    let desk = Desk::new();
    desk.done("add Design est:3d in:ready");
    desk.done("add Build est:2d in:ready after:1");
    desk.done("add Manual est:1d in:ready");
    desk.done("baseline save As sold");
    desk.done("set 1 est:5d");
    desk
}

#[test]
fn save_list_show_use_and_drop() {
    let desk = slipped();
    assert_eq!(
        desk.done("baseline save Second plan"),
        "WEB  Save baseline “Second plan” of WEB: 3 tasks, ends Thu 19 Mar\n"
    );
    let list = desk.done("baseline list");
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = list.lines().map(words).collect();
    assert_eq!(lines[1], "As sold Wed 11 Mar 3 Wed 11 Mar Tue 17 Mar +2d");
    assert_eq!(lines[2], "Second plan (compared with) Wed 11 Mar 3 Wed 11 Mar Thu 19 Mar on the baseline");
    assert_eq!(desk.done("baseline use as"), "WEB  Set project “Customer portal”: baseline As sold\n");
    assert_eq!(desk.done("baseline drop second"), "WEB  Remove baseline “Second plan” of WEB\n");
    assert_eq!(desk.done("baseline list").lines().count(), 2);
    desk.done("check");
    assert!(desk.done("undo").contains("Undo: Remove baseline"));
    assert_eq!(desk.done("baseline list").lines().count(), 3);
}

#[test]
fn show_tells_the_worst_first_what_is_new_and_what_is_gone() {
    let desk = slipped();
    desk.done("add Test est:1d in:ready");
    desk.done("drop 2");
    let shown = desk.done("baseline show");
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = shown.lines().map(words).collect();
    assert_eq!(
        lines,
        [
            "WEB · baseline “As sold” of Wed 11 Mar · was to end Tue 17 Mar · ends Tue 17 Mar · on the baseline",
            "",
            "ref title then now variance",
            "WEB-1 Design Fri 13 Mar Tue 17 Mar +2d",
            "WEB-4 Test Wed 11 Mar new since",
            "WEB-2 Build Tue 17 Mar dropped",
            "",
            "1 task is on the baseline",
        ]
    );
    assert!(desk.done("baseline show as sold --all").contains("Manual"));
}

#[test]
fn show_as_json_keeps_its_contract() {
    let desk = slipped();
    desk.done("drop 3");
    let told: Value = desk.json("baseline show --json");
    assert_eq!((&told["name"], &told["variance"]), (&"As sold".into(), &960.into()));
    assert_eq!((&told["baseline_finish"], &told["finish"]), (&"2026-03-17T17:00".into(), &"2026-03-19T17:00".into()));
    let tasks = told["tasks"].as_array().unwrap();
    let states: Vec<_> = tasks.iter().map(|it| (it["ref"].as_str().unwrap(), it["state"].as_str().unwrap())).collect();
    assert_eq!(states, [("WEB-1", "compared"), ("WEB-2", "compared"), ("WEB-3", "gone")]);
    assert_eq!((&tasks[1]["variance"], &tasks[1]["start_variance"]), (&960.into(), &960.into()));
    assert_eq!((&tasks[2]["variance"], &tasks[2]["finish"]), (&Value::Null, &Value::Null));
    let list: Value = desk.json("baseline list --json");
    assert_eq!((&list[0]["chosen"], &list[0]["tasks"], &list[0]["variance"]), (&true.into(), &3.into(), &960.into()));
}

#[test]
fn what_cannot_be_done_is_said_with_what_to_do() {
    let desk = Desk::new();
    let why = |line: &str| desk.refused(line);
    assert_eq!(
        why("baseline show"),
        "milepost: WEB has no baseline yet\n  hint: save one with: milepost baseline save NAME\n"
    );
    assert_eq!(
        why("baseline save First"),
        "milepost: WEB has no task with dates yet, so there is nothing to save\n  hint: put tasks on the board first: \
         those in the inbox have no dates\n"
    );
    assert!(why("baseline use sold").contains("there is no baseline of WEB yet"), "{}", why("baseline use sold"));
    desk.done("add Design in:ready");
    desk.done("baseline save First");
    desk.done("baseline save Second");
    desk.done("baseline drop Second");
    assert!(why("baseline show").contains("WEB is compared with no baseline\n  hint: choose one with"));
    assert!(why("baseline use fist").contains("did you mean First?"));
}

#[test]
fn status_tells_where_the_project_stands_against_its_baseline() {
    let desk = slipped();
    let page = desk.done("status");
    assert!(page.contains("Ends Thu 19 Mar, Tue 17 Mar in baseline “As sold”: +2d\n"), "{page}");
}

#[test]
fn an_export_carries_baselines_there_and_back() {
    let desk = slipped();
    desk.done("export plan.json");
    let other = Desk::empty();
    let file = desk.home.path().join("plan.json");
    let ran = other.run_with(b"", &["import", file.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(other.done("baseline show --json"), desk.done("baseline show --json"));
    other.done("check");
}

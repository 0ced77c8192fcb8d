//! The standup by the command line.

use super::Desk;

/// Two people, three tasks, and what became of them since the day before.
fn busy() -> Desk {
    let desk = Desk::new();
    desk.done("person add ana Ana Novak");
    desk.done("person add bo Bo Klein");
    desk.done("add Login page in:doing @ana due:fri");
    desk.done("add Reset mails in:ready @bo");
    desk.done("add Audit log in:backlog");
    desk
}

#[test]
fn it_is_told_as_text_markdown_and_json() {
    let desk = busy();
    let text = desk.done("standup --since 2020-01-01");
    assert!(text.starts_with("Standup Wed 11 Mar · WEB “Customer portal” · since Wed 1 Jan 2020\n"), "{text}");
    assert!(text.contains("Ana Novak\n  Moved on\n    WEB-1  Login page  new in Doing\n  Today\n"), "{text}");
    let md = desk.done("standup --since 2020-01-01 --format md --person ana");
    assert!(md.contains("## Ana Novak\n\n**Moved on**\n\n- WEB-1 Login page: new in Doing\n"), "{md}");
    assert!(!md.contains("Bo Klein") && !md.contains("Besides"), "{md}");
    let json = desk.json("standup --since 2020-01-01T00:00:00Z --json");
    assert_eq!(json["projects"][0]["project"], "WEB");
    assert_eq!(json["projects"][0]["since"], "2020-01-01T00:00:00.000Z");
    let ana = &json["people"][0];
    assert_eq!((ana["person"].as_str(), ana["away"].as_bool()), (Some("ana"), Some(false)));
    assert_eq!(ana["moved_on"][0]["says"][0]["words"], "new in Doing");
    assert_eq!(ana["today"][0]["ref"], "WEB-1");
    assert!(json["people"][2]["person"].is_null());
}

#[test]
fn only_a_finished_one_is_remembered_and_it_can_be_undone() {
    let desk = busy();
    desk.done("standup");
    assert!(desk.json("standup --json")["projects"][0]["after_standup"].is_null());
    let ran = desk.run("standup --finish --json");
    assert_eq!((ran.code, ran.err.as_str()), (0, "Finish the standup of WEB\n"));
    desk.done("move 2 doing");
    let next = desk.json("standup --json");
    assert_eq!(next["projects"][0]["after_standup"], 1);
    assert_eq!(next["people"][1]["moved_on"][0]["words"], "Ready → Doing");
    assert_eq!(next["people"][0]["moved_on"].as_array().unwrap().len(), 0);
    desk.done("undo 2");
    assert!(desk.json("standup --json")["projects"][0]["after_standup"].is_null());
    desk.done("check");
}

#[test]
fn all_active_projects_are_told_together() {
    let desk = busy();
    desk.done("new OPS Office network");
    desk.done("add --project OPS Survey @ana in:doing");
    let json = desk.json("standup --all --since 2020-01-01 --json");
    let of_ana: Vec<_> = json["people"][0]["today"].as_array().unwrap().iter().map(|it| it["ref"].clone()).collect();
    assert_eq!(of_ana, ["OPS-1", "WEB-1"]);
    desk.done("standup --all --finish");
    assert_eq!(desk.json("standup --project OPS --json")["projects"][0]["after_standup"], 1);
}

#[test]
fn what_cannot_be_is_refused() {
    let desk = busy();
    assert!(desk.refused("standup --person zoe").contains("zoe"));
    assert!(desk.refused("standup --since frx").contains("frx"));
    assert!(desk.refused("standup --person ana --finish").contains("cannot be used with"));
}

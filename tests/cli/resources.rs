//! Materials and costs, and what tasks use of them, by the command line.

use super::Desk;

#[test]
fn resources_are_made_used_listed_and_taken_away() {
    let desk = Desk::new();
    assert!(desk.refused("resource use 1 boxes").contains("there is no task"));
    desk.done("add Move est:2d in:ready");
    assert!(desk.refused("resource use 1 boxes 3").contains("milepost resource add NAME"));
    assert_eq!(
        desk.done("resource add Boxes --unit pieces --rate 1.50"),
        "Add material “Boxes”\n",
        "materials are what most resources are"
    );
    desk.done("resource add Travel --type cost");
    assert!(desk.refused("resource add boxes").contains("already"));
    assert_eq!(desk.done("resource use 1 boxes 200"), "WEB-1  Let “Move” use 200 pieces “Boxes” (300)\n");
    assert_eq!(desk.done("resource use 1 box 2.5 --cost 4"), "WEB-1  Let “Move” use 2.5 pieces “Boxes” (4)\n");
    assert_eq!(desk.done("resource use 1 travel --cost 450"), "WEB-1  Let “Move” use “Travel” (450)\n");
    assert!(desk.done("show 1").contains("“Travel” (450)"));
    for (line, part) in [
        ("resource use 1 travel 3 --cost 4", "it has no units"),
        ("resource use 1 boxes -- -2", "is no amount"),
        ("resource use 1 boxes 2 --cost much", "is no amount"),
        ("resource use 1 bolts 2", "no resource is called bolts"),
        ("resource drop boxes", "is still used by"),
        ("resource set boxes --name travel", "already"),
        ("resource set boxes", "not said what to change"),
        ("resource set boxes --rate much", "is not a number for rate"),
    ] {
        let said = desk.refused(line);
        assert!(said.contains(part), "{line}: {said}");
    }
    let all = desk.json("resource list --json");
    assert_eq!(
        (all[0]["name"].as_str(), all[0]["tasks"].as_i64(), all[0]["cost"].as_f64()),
        (Some("Boxes"), Some(1), Some(4.0))
    );
    assert_eq!((all[1]["type"].as_str(), all[1]["rate"].as_f64()), (Some("cost"), None));
    desk.done("resource set boxes --rate 2 --name Crates");
    assert!(desk.done("resource list").contains("Crates"), "{}", desk.done("resource list"));
    assert_eq!(desk.done("resource unuse 1 crates"), "WEB-1  Let “Move” do without “Crates”\n");
    assert!(desk.refused("resource unuse 1 crates").contains("does not use “Crates”"));
    assert_eq!(desk.done("resource drop crates"), "Remove material “Crates”\n");
    desk.done("undo 3");
    assert!(desk.done("show 1").contains("2.5 pieces “Boxes” (4)"), "{}", desk.done("show 1"));
}

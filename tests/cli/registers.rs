//! The registers by the command line: risks and issues from the first line to the last word.

use super::Desk;

#[test]
fn a_risk_is_added_reviewed_and_closed_and_its_history_tells_so() {
    let desk = Desk::new();
    desk.done("person add ana");
    desk.done("add Connect the vendor in:ready est:3d");
    let said = desk.done("risk add Vendor API is late prob:4 impact:5 cost:20k days:2/5/15 @ana +vendor resp:mitigate on:WEB-1 // ask for a sandbox");
    assert!(said.starts_with("WEB-R1") && said.contains("probability 4 (likely)"), "{said}");
    let listed = desk.done("risk list");
    assert!(listed.contains("Vendor API is late") && listed.contains("20"), "{listed}");
    let json = desk.json("risk show r1 --json");
    assert_eq!((json["score"].as_i64(), json["tasks"][0]["ref"].as_str()), (Some(20), Some("WEB-1")));
    assert!(desk.done("show 1").contains("WEB-R1"), "a task names what threatens it");
    assert!(desk.done("risk review R1 prob:3 // they answered").contains("probability 3"));
    assert!(desk.refused("risk review R1").contains("--no-change"));
    assert!(desk.done("log WEB-R1").contains("Review WEB-R1"));
    assert!(desk.refused("risk close R1").contains("REASON"));
    desk.done("risk close R1 The contract is signed");
    assert!(!desk.done("risk list").contains("Vendor API"), "what is closed is not listed");
    assert!(desk.done("risk list is:closed").contains("Vendor API"));
    desk.done("undo 2");
    assert_eq!(desk.json("risk show R1 --json")["probability"].as_i64(), Some(4));
}

#[test]
fn what_occurs_becomes_an_issue_that_is_escalated_answered_and_closed() {
    let desk = Desk::new();
    desk.done("person add ben");
    desk.done("risk add Disk is late prob:3 impact:4 contingency:\"Rent one\"");
    let said = desk.done("risk occur R1 --contingency");
    assert!(said.contains("WEB-I1") && said.contains("Rent one"), "{said}");
    assert!(desk.done("issue list").contains("Disk is late"));
    desk.done("issue escalate I1 @ben");
    assert!(desk.done("status").contains("1 escalated"), "{}", desk.done("status"));
    desk.done("issue answer I1 Order the larger one");
    assert!(!desk.done("status").contains("escalated"));
    assert!(desk.refused("issue close I1").contains("REASON"));
    desk.done("issue close I1 It runs");
    assert_eq!(desk.json("issue list --json"), serde_json::json!([]));
    desk.done("issue add Cable cut sev:1 due:fri");
    let open = desk.json("issue list --json");
    assert_eq!((open[0]["ref"].as_str(), open[0]["severity"].as_i64()), (Some("WEB-I2"), Some(1)));
    assert!(desk.done("issue set I2 from:R1").contains("WEB-R1"));
}

#[test]
fn what_cannot_be_read_is_refused_with_what_to_write() {
    let desk = Desk::new();
    for (line, said) in [
        ("risk add Late prob:9", "`9` is no step of probability"),
        ("risk add Late prob:likley", "likely"),
        ("risk add Late impact:", "impact:"),
        ("risk add Late p1", "prob:"),
        ("risk add", "there is nothing to add"),
        ("risk show R7", "there is no risk R7"),
        ("issue add Cut sev:9", "`9` is no severity"),
    ] {
        let refused = desk.refused(line);
        assert!(refused.contains(said), "{line}: {refused}");
    }
}

//! Saved views by the command line.

use super::Desk;

fn office() -> Desk {
    let desk = Desk::new();
    desk.done("person add ana");
    desk.done("add Login page in:ready p1 @ana due:thu");
    desk.done("add Consent banner in:doing p0 due:wed");
    desk.done("add Rotate keys in:ready p0 @ana");
    desk
}

fn refs(desk: &Desk, line: &str) -> Vec<String> {
    let all = desk.json(line);
    all.as_array().unwrap().iter().map(|it| it["ref"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn save_list_show_rename_and_drop() {
    let desk = office();
    assert_eq!(desk.done("view save urgent p0 or p1 sort:due"), "WEB  Save view “urgent” of WEB: p0 or p1 sort:due\n");
    assert_eq!(desk.done("view save --all hers @ana"), "Save view “hers”: @ana\n");
    let list = desk.done("view list");
    let lines: Vec<Vec<&str>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[1], ["hers", "all", "board", "2", "@ana"]);
    assert_eq!(lines[2], ["urgent", "WEB", "board", "3", "p0", "or", "p1", "sort:due"]);
    let json = desk.json("view list --json");
    assert_eq!((json[1]["project"].as_str(), json[1]["finds"].as_i64()), (Some("WEB"), Some(3)));
    assert_eq!((json[0]["project"].as_str(), json[0]["pane"].as_str()), (None, Some("board")));
    assert!(desk.done("view show urg").contains("Rotate keys"));
    assert_eq!(desk.done("view rename hers anas"), "Set view “hers”: name “anas”\n");
    assert_eq!(desk.done("view drop --all anas"), "Remove view “anas”\n");
    assert!(desk.done("log").contains("Save view “urgent” of WEB"));
    desk.done("undo");
    assert_eq!(desk.done("view list").lines().count(), 3);
    desk.done("check");
}

#[test]
fn a_list_takes_a_view_and_more_words() {
    let desk = office();
    desk.done("view save urgent p0 or p1 sort:due");
    assert_eq!(refs(&desk, "list --view urgent --json"), ["WEB-1", "WEB-2", "WEB-3"]);
    assert_eq!(refs(&desk, "list --view urgent @ana --json"), ["WEB-1", "WEB-3"]);
    assert_eq!(refs(&desk, "list --view urgent due.after:yesterday or p0 --json"), ["WEB-1", "WEB-2", "WEB-3"]);
    assert_eq!(refs(&desk, "list --view urgent sort:p.desc --json"), ["WEB-1", "WEB-2", "WEB-3"]);
    assert_eq!(refs(&desk, "list sort:due --view urgent p0 --json"), ["WEB-2", "WEB-3"]);
    // Another project has its own; what is for all is seen there.
    desk.done("new OPS Operations");
    desk.done("view save --all anas @ana");
    assert!(desk.refused("list --project OPS --view urgent").contains("no view is called urgent"));
    assert_eq!(desk.json("list --project OPS --view anas --json"), serde_json::json!([]));
    assert_eq!(refs(&desk, "list --project WEB --view anas --json"), ["WEB-3", "WEB-1"]);
}

#[test]
fn the_registers_have_views_too() {
    let desk = office();
    desk.done("risk add Vendor is late prob:4 impact:5 +vendor");
    desk.done("risk add Disk is full prob:1 impact:2");
    desk.done("issue add Build is red sev:1");
    desk.done("view save --pane risks vendors +vendor");
    desk.done("view save --pane issues red sev:1");
    assert_eq!(refs(&desk, "risk list --view vendors --json"), ["WEB-R1"]);
    assert_eq!(refs(&desk, "view show vendors --json"), ["WEB-R1"]);
    assert_eq!(refs(&desk, "issue list --view red --json"), ["WEB-I1"]);
    let said = desk.refused("list --view vendors");
    assert!(
        said.contains("view “vendors” shows risks") && said.contains("milepost risk list --view vendors"),
        "{said}"
    );
}

#[test]
fn what_is_wrong_is_said() {
    let desk = office();
    desk.done("view save urgent p0");
    for (line, said) in [
        ("list --view urgnt", "no view is called urgnt\n  hint: did you mean urgent?"),
        ("view save urgent", "FILTER"),
        ("view save drop p0", "no view can be called “drop”"),
        ("view save --pane gantt x p0", "gantt"),
        ("view save x is:blokced", "did you mean `is:blocked`?"),
        ("view drop --all urgent", "no view for all is called urgent"),
    ] {
        let told = desk.refused(line);
        assert!(told.contains(said), "{line}: {told}");
    }
    desk.done("view save --all anas @ana");
    desk.done("person set ana --handle zoe");
    assert!(desk.refused("list --view anas").contains("view “anas” cannot be read: nobody here is called `@ana`"));
    let list = desk.done("view list");
    assert!(list.contains('!') && list.contains("cannot be read"), "{list}");
    assert_eq!(desk.json("view list --json")[0]["finds"], serde_json::Value::Null);
    desk.done("check");
}

#[test]
fn views_go_out_and_come_in_with_their_project() {
    let desk = office();
    desk.done("view save urgent p0");
    desk.done("view save --all anas @ana");
    let whole = desk.done("export - --format json");
    let fresh = Desk::empty();
    let ran = fresh.run_with(whole.as_bytes(), &["import", "-", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(fresh.done("view list --project WEB"), desk.done("view list"));
}

#[test]
fn views_for_all_go_with_one_project_and_stay_as_they_are_where_the_name_is_known() {
    let desk = office();
    desk.done("new OPS Operations");
    desk.done("view save --project WEB urgent p0");
    desk.done("view save --project OPS nightly +night");
    desk.done("view save --all anas @ana");
    let web = desk.done("export - --format json --project WEB");
    let import = |desk: &Desk| {
        let ran = desk.run_with(web.as_bytes(), &["import", "-", "--format", "json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out + &ran.err
    };
    let fresh = Desk::empty();
    import(&fresh);
    assert_eq!(fresh.done("view list --project WEB"), desk.done("view list --project WEB"));
    assert_eq!(refs(&fresh, "list --view anas --json"), ["WEB-3", "WEB-1"]);
    let other = Desk::empty();
    other.done("new LAB Laboratory");
    other.done("view save --all Anas is:critical");
    let said = import(&other);
    assert!(said.contains("view “anas”: is known here already, and stays as it is"), "{said}");
    let list = other.json("view list --project WEB --json");
    let filters: Vec<&str> = list.as_array().unwrap().iter().map(|it| it["filter"].as_str().unwrap()).collect();
    assert_eq!(filters, ["is:critical", "p0"]);
    other.done("check");
}

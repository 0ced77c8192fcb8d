use proptest::prelude::*;

use super::*;
use crate::domain::phase::Criterion;
use crate::domain::plan::Plan;
use crate::domain::project::Project;
use crate::domain::saved_view::SavedView;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Task;
use crate::formats::samples::{choices, moment, plan, snapshot, web, wish};
use crate::formats::{Reading, Wish};

fn export(snapshot: &Snapshot, wish: &Wish<'_>) -> String {
    let mut bytes = Vec::new();
    write(snapshot, wish, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn import(text: &str, into: &Snapshot, wish: &Wish<'_>) -> (Reading, Plan) {
    let mut moment = moment(9);
    let reading = read(text.as_bytes(), into, wish, &mut moment).unwrap();
    let plan = match reading.clone().command() {
        Some(command) => into.after(&command, &mut moment).unwrap().1,
        None => into.plan.clone(),
    };
    (reading, plan)
}

fn why(text: &str) -> String {
    read(text.as_bytes(), &snapshot(Plan::default()), &wish(), &mut moment(9)).unwrap_err().why
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_goes_out_comes_in(choices in choices()) {
        let here = snapshot(plan(&choices));
        let text = export(&here, &wish());
        let (reading, there) = import(&text, &snapshot(Plan::default()), &wish());
        prop_assert_eq!(reading.lost, []);
        prop_assert_eq!(reading.new, here.plan.len());
        prop_assert!(there == here.plan);
        prop_assert!(there.numbers().eq(here.plan.numbers()));
        let (again, _) = import(&text, &here, &wish());
        prop_assert_eq!((again.new, again.changed, again.same), (0, 0, here.plan.len()));
        prop_assert!(again.command().is_none());
    }

    #[test]
    fn one_project_goes_alone(choices in choices()) {
        let here = snapshot(plan(&choices));
        let web = here.plan.find_project("WEB").unwrap();
        let (reading, there) = import(&export(&here, &Wish { project: Some(web), ..wish() }), &snapshot(Plan::default()), &wish());
        prop_assert_eq!(reading.lost, []);
        prop_assert_eq!(there.all::<Project>().count(), 1);
        prop_assert!(there.all::<Task>().eq(here.plan.all::<Task>()));
        prop_assert!(there.all::<SavedView>().eq(here.plan.all::<SavedView>()));
    }

    #[test]
    fn as_new_it_stands_beside_itself(choices in choices()) {
        let here = snapshot(plan(&choices));
        let (_, there) = import(&export(&here, &wish()), &here, &Wish { as_new: true, ..wish() });
        prop_assert_eq!(there.all::<Task>().count(), 2 * here.plan.all::<Task>().count());
        prop_assert_eq!(there.all::<Project>().count(), 4);
        prop_assert_eq!(crate::domain::check::check_all(&there), []);
    }

    #[test]
    fn as_new_it_comes_whole_where_nothing_is(choices in choices()) {
        let here = snapshot(plan(&choices));
        let (reading, there) = import(&export(&here, &wish()), &snapshot(Plan::default()), &Wish { as_new: true, ..wish() });
        prop_assert_eq!(reading.lost, []);
        prop_assert_eq!(there.len(), here.plan.len());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes, &snapshot(Plan::default()), &wish(), &mut moment(9)).is_err());
    }

    #[test]
    fn any_damage_is_read_or_refused(choices in choices(), at in any::<prop::sample::Index>(), letter in "[\"{},:0-9a-z\\[\\]]") {
        let mut text = export(&snapshot(plan(&choices)), &wish());
        let at = at.index(text.len());
        if text.is_char_boundary(at) && text.is_char_boundary(at + 1) {
            text.replace_range(at..=at, &letter);
        }
        let into = snapshot(Plan::default());
        let command = read(text.as_bytes(), &into, &wish(), &mut moment(9)).ok().and_then(Reading::command);
        if let Some(command) = command {
            prop_assert!(into.after(&command, &mut moment(10)).is_ok());
        }
    }
}

const ID: &str = "01950000-0000-7000-8000-00000000000";

#[test]
fn errors_name_their_place() {
    assert_eq!(
        why("{\n \"milepost\": 1,\n \"tasks\": [{\"id\": 3}]}"),
        "line 3, column 19: invalid type: integer `3`, expected a formatted UUID string"
    );
    let task = |field: &str| format!("{{\"milepost\": 1, \"tasks\": [{{\"id\": \"{ID}1\", {field}}}]}}");
    assert!(why(&task("\"due\": \"2026-02-30\"")).ends_with("due: “2026-02-30” is not a date (YYYY-MM-DD)"));
    assert!(why(&task("\"due\": \"0000-02-20\"")).contains("is not a date"));
    assert!(why(&task("\"percent\": 1e99")).contains("a whole number for percent"));
    assert!(why(&task("\"percent\": 99999999999999999999")).contains("whole number"));
    assert!(why(&task("\"titel\": \"x\"")).ends_with("a task has no “titel”, is title meant?"));
    assert!(why(&task("\"title\": \"x\", \"title\": \"y\"")).ends_with("“title” is said twice"));
    assert!(why(&task("\"place\": {\"column\": 7}")).contains("invalid type"));
    assert!(why("{\"milepost\": 2}").contains("newer milepost"));
    assert!(why("{\"milepost\": 1, \"milepost\": 1}").contains("said twice"));
    assert!(why("{}").contains("no “milepost”"));
    assert!(why("[]").contains("an export of milepost"));
    assert!(why(&"[".repeat(100_000)).starts_with("line 1"));
    let deep = format!("{{\"milepost\": 1, \"x\": {}", "[".repeat(100_000));
    assert!(why(&deep).starts_with("line 1"));
}

#[test]
fn what_breaks_a_rule_is_mended_or_left_out() {
    let (plan, project) = web();
    let text = format!(
        "{{\"milepost\": 1, \"tasks\": [
        {{\"id\": \"{ID}1\", \"project\": \"{project}\", \"title\": \"A\", \"percent\": 300, \"parent\": \"{ID}2\"}},
        {{\"id\": \"{ID}2\", \"project\": \"{project}\", \"title\": \"B\", \"parent\": \"{ID}1\"}},
        {{\"id\": \"{ID}3\", \"project\": \"{project}\", \"title\": \"\"}},
        {{\"id\": \"{ID}4\", \"project\": \"{ID}9\", \"title\": \"C\"}}],
        \"links\": [{{\"id\": \"{ID}5\", \"predecessor\": \"{ID}1\", \"successor\": \"{ID}2\"}},
        {{\"id\": \"{ID}6\", \"predecessor\": \"{ID}2\", \"successor\": \"{ID}1\"}}], \"extra\": [1]}}"
    );
    let (reading, plan) = import(&text, &snapshot(plan), &wish());
    let said: Vec<String> = reading.lost.iter().map(|lost| format!("{}: {}", lost.place, lost.why)).collect();
    assert_eq!(crate::domain::check::check_all(&plan), []);
    assert_eq!(plan.all::<Task>().count(), 2);
    assert!(said[0].starts_with("extra: is not known here"), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("task 1: 300% of WEB-1 “A” is not between 0 and 100")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("task 3: WEB-3 has no title: left out")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("task 4: the project of")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("link 2: ")), "{said:?}");
}

#[test]
fn a_chain_of_a_thousand_levels_is_flattened() {
    let (plan, project) = web();
    let tasks: Vec<String> = (1..1000)
        .map(|n| format!("{{\"id\": \"01950000-0000-7000-8000-{n:012}\", \"project\": \"{project}\", \"title\": \"T\", \"parent\": \"01950000-0000-7000-8000-{:012}\"}}", n % 999 + 1))
        .collect();
    let (reading, plan) =
        import(&format!("{{\"milepost\": 1, \"tasks\": [{}]}}", tasks.join(",")), &snapshot(plan), &wish());
    assert_eq!(reading.new, 999);
    assert_eq!(crate::domain::check::check_all(&plan), []);
}

#[test]
fn people_are_known_by_their_handle_and_keys_are_free() {
    let choices =
        crate::formats::samples::Choices { tasks: vec![(3, "A".to_owned(), String::new())], links: Vec::new() };
    let here = snapshot(plan(&choices));
    let text = export(&here, &wish()).replace("01950000-0000-7000", "01950000-1111-7000");
    let (reading, there) = import(&text, &here, &wish());
    assert!(reading.lost.iter().any(|lost| lost.place == "person @ana"), "{:?}", reading.lost);
    let mut keys: Vec<&str> = there.all::<Project>().map(|project| project.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["OPS", "OPSB", "WEB", "WEBB"]);
    assert_eq!(there.all::<crate::domain::person::Person>().count(), 2);
}

#[test]
fn a_rule_that_nobody_knows_becomes_a_criterion_to_be_ticked() {
    let (plan, project) = web();
    let phase = plan.phases(project)[0];
    let criterion = |n: u8, more: &str| {
        format!("{{\"id\": \"01950000-0000-7000-8000-00000000000{n}\", \"phase\": \"{phase}\", {more}}}")
    };
    let (known, unknown) =
        (criterion(1, "\"rule\": \"LONGEST\""), criterion(2, "\"rule\": \"weather days:2\", \"text\": \"\""));
    let text = format!("{{\"milepost\": 1, \"criteria\": [{known}, {unknown}]}}");
    let (reading, there) = import(&text, &snapshot(plan), &wish());
    let all: Vec<_> = there.all::<Criterion>().map(|it| (it.rule.as_str(), it.text.as_str())).collect();
    assert_eq!(all, [("longest days:10 of:project", ""), ("", "weather days:2")]);
    let why: Vec<&str> = reading.lost.iter().map(|lost| lost.why.as_str()).collect();
    assert_eq!(why, ["no rule is called “weather”: somebody has to tick it"]);
}

//! What Taskwarrior and milepost both know of a task stays the same, in and out, as often as one likes.

use std::collections::BTreeSet;

use proptest::prelude::*;

use serde_json::json;

use super::tests::import;
use super::values::{instant, one_line};
use super::*;
use crate::domain::command::Command;
use crate::domain::plan::Kind;
use crate::formats::samples::{local, moment, snapshot, today, web, wish};

/// What both know of a task; days are those of the clock on the wall.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Debug)]
pub(super) struct Known {
    uuid: String,
    title: String,
    status: String,
    project: String,
    priority: String,
    entry: String,
    /// Due, wait, scheduled, start and end.
    days: Vec<Option<NaiveDate>>,
    tags: BTreeSet<String>,
    annotations: BTreeSet<(Option<NaiveDate>, String)>,
    depends: BTreeSet<String>,
}

/// The tasks of an export as far as both know them: templates that recur are none here, nor are links of deleted tasks.
pub(super) fn known(text: &str) -> Vec<Known> {
    let items: Vec<Item> = parse::items(text.as_bytes()).unwrap();
    let words = |item: &Item, key: &str| item.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let is = |item: &Item, status: &str| words(item, "status") == status;
    let linked: BTreeSet<String> = items
        .iter()
        .filter(|item| !is(item, "deleted") && !is(item, "recurring"))
        .map(|item| words(item, "uuid"))
        .collect();
    let mut all: Vec<Known> = items
        .iter()
        .filter(|item| !is(item, "recurring"))
        .map(|item| {
            let day = |key: &str| instant(&words(item, key)).map(|at| local(at).date());
            let all = |key: &str| item.get(key).and_then(Json::as_array).cloned().unwrap_or_default();
            let strings = |key: &str| all(key).iter().filter_map(Json::as_str).map(str::to_owned).collect();
            let waits = day("wait").is_some_and(|day| day > today());
            let open = !is(item, "completed") && !is(item, "deleted");
            let uuid = words(item, "uuid");
            let depends: BTreeSet<String> = strings("depends");
            Known {
                title: one_line(&words(item, "description")),
                status: if open {
                    ["pending", "waiting"][usize::from(waits)].to_owned()
                } else {
                    words(item, "status")
                },
                project: words(item, "project"),
                priority: words(item, "priority"),
                entry: words(item, "entry"),
                days: ["due", "wait", "scheduled", "start", "end"].map(day).to_vec(),
                tags: strings("tags"),
                annotations: all("annotations")
                    .iter()
                    .map(|it| {
                        let text = |key: &str| it[key].as_str().unwrap_or_default().trim().to_owned();
                        (instant(&text("entry")).map(|at| local(at).date()), text("description"))
                    })
                    .collect(),
                depends: depends.intersection(&linked).filter(|_| linked.contains(&uuid)).cloned().collect(),
                uuid,
            }
        })
        .collect();
    all.sort();
    all
}

/// What goes out of a snapshot, and what is said of it.
pub(super) fn export(snapshot: &Snapshot, wish: &Wish<'_>) -> (String, Vec<Lost>) {
    let mut bytes = Vec::new();
    let lost = write(snapshot, wish, &mut bytes).unwrap();
    (String::from_utf8(bytes).unwrap(), lost)
}

/// A task as Taskwarrior keeps it; it waits for tasks before it.
fn any_task() -> impl Strategy<Value = BTreeMap<&'static str, Json>> {
    let title = prop_oneof!["[a-zA-Z0-9][ -~]{0,30}", "\\PC{1,12}", Just("2026-01-01: said".to_owned())];
    let title = title.prop_filter("says something", |title| !one_line(title).is_empty());
    let text = "[a-zA-Z0-9.:/][ -~]{0,20}";
    let instant = (-700_000i64..700_000).prop_map(|minutes| {
        let at = today().and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::seconds(minutes * 61);
        at.format("%Y%m%dT%H%M%SZ").to_string()
    });
    let instant = move || instant.clone();
    (
        (
            any::<u128>(),
            title,
            prop::sample::select(vec!["pending", "waiting", "completed", "deleted"]),
            prop::option::of(prop::sample::select(vec!["Home", "Home.Garden", "a b.c.d", "Büro", "Büro.Größe", "x"])),
            prop::option::of(prop::sample::select(vec!["H", "M", "L"])),
        ),
        [
            prop::option::of(instant()).boxed(),
            prop::option::of(instant()).boxed(),
            prop::option::of(instant()).boxed(),
            prop::option::of(instant()).boxed(),
        ],
        (instant(), instant()),
        prop::collection::btree_set("[a-zü_]{1,6}", 0..3),
        prop::collection::vec((instant(), text), 0..3),
        prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    )
        .prop_map(|((uuid, title, status, project, priority), days, (entry, end), tags, notes, after)| {
            let [due, wait, scheduled, start] = days;
            let open = !["completed", "deleted"].contains(&status);
            let mut task = BTreeMap::from([
                ("uuid", json!(Uuid::from_u128(uuid).to_string())),
                ("description", json!(title)),
                ("status", json!(status)),
                ("entry", json!(entry)),
                ("depends", json!(after.iter().map(|it| it.index(usize::MAX)).collect::<Vec<_>>())),
            ]);
            let mut put = |key, value: Option<Json>| task.extend(value.map(|value| (key, value)));
            put("project", project.map(|it| json!(it)));
            put("priority", priority.map(|it| json!(it)));
            put("due", due.map(|it| json!(it)));
            put("wait", wait.map(|it| json!(it)));
            put("scheduled", scheduled.map(|it| json!(it)));
            // Taskwarrior stops a task when it is done.
            put("start", start.filter(|_| status != "completed").map(|it| json!(it)));
            put("end", (!open).then(|| json!(end)));
            put("tags", (!tags.is_empty()).then(|| json!(tags)));
            let notes: Vec<Json> = notes.iter().map(|(at, text)| json!({"entry": at, "description": text})).collect();
            put("annotations", (!notes.is_empty()).then(|| json!(notes)));
            task
        })
}

/// An export of so many tasks.
fn any_export(count: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(any_task(), count).prop_map(|mut tasks| {
        let ids: Vec<Json> = tasks.iter().map(|task| task["uuid"].clone()).collect();
        for (at, task) in tasks.iter_mut().enumerate() {
            let after: Vec<u64> = task["depends"].as_array().unwrap().iter().filter_map(Json::as_u64).collect();
            let after: BTreeSet<usize> = after.iter().filter(|_| at > 0).map(|it| (*it as usize) % at.max(1)).collect();
            task.insert("depends", after.iter().map(|before| ids[*before].clone()).collect());
        }
        let lines: Vec<String> = tasks.iter().map(|task| json!(task).to_string()).collect();
        format!("[\n{}\n]\n", lines.join(",\n"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2))]

    #[test]
    fn five_hundred_tasks_are_the_same_in_out_and_in_a_fresh_file(text in any_export(500)) {
        let (first, here) = import(&text, &snapshot(web().0), &wish());
        prop_assert_eq!(first.new, 500);
        let (out, _) = export(&here, &wish());
        all_the_same(&known(&text), &known(&out))?;
        let (second, there) = import(&out, &snapshot(Plan::default()), &wish());
        prop_assert_eq!(second.new, 500);
        all_the_same(&known(&out), &known(&export(&there, &wish()).0))?;
        let (again, _) = import(&out, &here, &wish());
        prop_assert_eq!((again.new, again.changed, again.same), (0, 0, 500), "{:?}", again.lost);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn projects_that_became_projects_go_out_as_they_came(text in any_export(20)) {
        let wish = Wish { projects: true, ..wish() };
        let (_, here) = import(&text, &snapshot(Plan::default()), &wish);
        // A link between two projects has no place here.
        let apart = |mut all: Vec<Known>| {
            all.iter_mut().for_each(|it| it.depends.clear());
            all
        };
        let (out, _) = export(&here, &wish);
        all_the_same(&apart(known(&text)), &apart(known(&out)))?;
        let (_, there) = import(&out, &snapshot(Plan::default()), &wish);
        all_the_same(&known(&out), &known(&export(&there, &wish).0))?;
    }

    #[test]
    fn what_was_made_here_goes_out_whole_and_is_known_again(choices in crate::formats::samples::choices()) {
        let here = snapshot(crate::formats::samples::plan(&choices));
        let (out, _) = export(&here, &wish());
        let (_, back) = import(&out, &here, &wish());
        let (_, there) = import(&out, &snapshot(web().0), &wish());
        prop_assert_eq!(known(&out).len(), known(&export(&there, &wish()).0).len());
        prop_assert_eq!(back.plan.count(Kind::Task), here.plan.count(Kind::Task));
    }
}

/// 505 tasks that Taskwarrior 2.6.2 exported (`tests/taskwarrior.sh` makes them).
const REAL: &str = include_str!("../../../tests/taskwarrior.json");

#[test]
fn tasks_of_the_real_program_are_the_same_in_out_and_in_a_fresh_file() {
    let (first, here) = import(REAL, &snapshot(Plan::default()), &wish());
    assert_eq!(first.new, 505);
    let (out, lost) = export(&here, &wish());
    all_the_same(&known(REAL), &known(&out)).unwrap();
    let (_, there) = import(&out, &snapshot(web().0), &wish());
    let (again, _) = export(&there, &wish());
    all_the_same(&known(&out), &known(&again)).unwrap();
    let said: Vec<&str> = lost.iter().map(|lost| lost.place.as_str()).collect();
    assert_eq!(said, ["phase"], "the phase ahead is given here; all else came from there");
}

#[test]
fn what_taskwarrior_has_no_place_for_is_said() {
    let mut made = moment(3);
    let (plan, web) = web();
    let mut here = snapshot(plan);
    for line in [
        "Portal",
        "Login page est:3d in:doing under:1 +ui p1",
        "Pay in:review after:2ss under:1 due:fri",
        "Ship v1.0 in:backlog do:fri wait:mon after:2+1d",
    ] {
        let id = made.ids.take();
        let (project, line) = (Some(web), line.to_owned());
        let command =
            Command::Capture { id, line, said: today(), project, column: None, parent: None, leniently: false };
        here = snapshot(here.after(&command, &mut made).unwrap().1);
    }
    let (out, lost) = export(&here, &wish());
    let said: Vec<String> = lost.iter().map(Lost::to_string).collect();
    assert_eq!(
        said,
        [
            "column: “Review” is no status there: it goes out as started (1 task: WEB-3)",
            "depends: a link other than finish-to-start: left out (1 task: WEB-3)",
            "depends: lag is not carried, the link is (1 task: WEB-4)",
            "estimate: has no place in Taskwarrior (1 task: WEB-2)",
            "phase: has no place in Taskwarrior (3 tasks: WEB-2, WEB-3, WEB-4)",
            "planned day: has no place in Taskwarrior (1 task: WEB-4)",
        ]
    );
    let items = parse::items(out.as_bytes()).unwrap();
    let project: Vec<_> = items.iter().map(|item| item.get("project").and_then(Json::as_str)).collect();
    assert_eq!(project, [Some("Portal"), Some("Portal"), None]);
    assert_eq!(items[0]["status"], "pending");
    assert_eq!(items[0]["start"], "20260312T060000Z", "eight in the morning where clocks are two hours ahead");
    assert_eq!((&items[1]["due"], &items[2]["status"]), (&json!("20260312T220000Z"), &json!("waiting")));
    assert_eq!(items[2]["depends"], json!([items[0]["uuid"]]));
}

/// The first task that differs, rather than five hundred.
fn all_the_same(before: &[Known], after: &[Known]) -> Result<(), TestCaseError> {
    for (before, after) in before.iter().zip(after) {
        prop_assert_eq!(before, after);
    }
    prop_assert_eq!(before.len(), after.len());
    Ok(())
}

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::*;
use crate::domain::capture::office::Office;
use crate::domain::capture::{Context, Purpose};
use crate::domain::command::Command;
use crate::domain::place::Spot;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Task;

/// On Thu 12 March 2026: WEB-1 to WEB-12 and OPS-1, each with something to be found by.
fn office() -> Office {
    static MADE: LazyLock<Office> = LazyLock::new(furnished);
    MADE.clone()
}

fn furnished() -> Office {
    let mut office = Office::new();
    let later: DateTime<Utc> = "2026-03-12T09:00:00Z".parse().unwrap();
    for (number, line) in [
        (1, "Login page p0 due:fri @ana est:3d in:doing"),
        (2, "Log out p1 due:2026-03-02 @ana:50 @ben in:ready"),
        (3, "Café menu wait:mon +ui"),
        (4, "Go live kind:milestone due:2026-04-01 in:backlog"),
        (6, "Epic"),
        (7, "Part one under:6 in:done est:2d"),
        (8, "Part two under:6 in:doing est:1h do:today // the LOGIN again"),
        (9, "Contract in:doing p3 after:1,2ss+1d start:16mar url:https://example.org/x"),
        (10, "Supplier in:doing est:2ed"),
    ] {
        edit(&mut office, &format!("WEB-{number}"), line);
    }
    office.add("Backup :ops in:doing @zoe").unwrap();
    let task = |office: &Office, name: &str| office.snapshot.plan.find_task(name, Some(office.web)).unwrap();
    let (blocked, waiting, dropped) = (task(&office, "9"), task(&office, "10"), task(&office, "11"));
    office.run(Command::Block { task: blocked, reason: "legal".into(), outside: false }).unwrap();
    office.run(Command::Block { task: waiting, reason: "post".into(), outside: true }).unwrap();
    office.run(Command::Drop(dropped)).unwrap();
    let all: Vec<TaskId> = office.snapshot.plan.all::<Task>().map(|task| task.id).collect();
    all.iter().for_each(|id| office.snapshot.plan.touch(*id, later));
    let old = task(&office, "12");
    office.snapshot.plan.touch(old, "2026-02-26T23:00:00Z".parse().unwrap());
    office.snapshot.me = Some(office.snapshot.plan.find_person("ben").unwrap());
    office
}

fn edit(office: &mut Office, task: &str, line: &str) {
    let id = office.snapshot.plan.find_task(task, None).unwrap();
    let understood = crate::domain::capture::understand(line, &office.context(Purpose::Edit));
    assert_eq!(understood.problems, [], "{line}");
    let commands = crate::domain::capture::edits(&understood, id, &office.snapshot.plan);
    office.run(Command::All(commands)).unwrap();
}

fn context(snapshot: &Snapshot, project: Option<ProjectId>) -> Context<'_> {
    Context::of(snapshot, project, Purpose::Find)
}

/// The refs of what a line finds, those of WEB by their number; or the refusal.
fn found(office: &Office, line: &str) -> String {
    let snapshot = &office.snapshot;
    match Filter::parse(line, &context(snapshot, Some(office.web))) {
        Ok(filter) => shown(office, &filter.find(snapshot)),
        Err(refusal) => refusal.to_string(),
    }
}

fn shown(office: &Office, tasks: &[TaskId]) -> String {
    let refs = tasks.iter().map(|id| office.snapshot.plan.task_ref(*id));
    refs.map(|name| name.trim_start_matches("WEB-").to_owned()).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_word_of_filters_finds_what_it_says() {
    let office = office();
    for (line, refs) in [
        ("is:done sort:ref", "7"),
        ("is:dropped", "11"),
        ("is:blocked sort:ref", "9 10"),
        ("is:waiting", "10"),
        ("is:overdue", "2"),
        ("is:stale", "12"),
        ("is:milestone", "4"),
        ("is:mine", "2"),
        ("is:unassigned is:blocked sort:ref", "9 10"),
        ("is:inbox :web sort:ref", "3 5 12"),
        ("is:snoozed", "3"),
        ("is:any task sort:ref", "5 11 12"),
        ("task sort:ref", "5 12"),
        ("is:open in:doing sort:ref", "1 8 9 10"),
        (":ops", "OPS-1"),
        ("#ops", "OPS-1"),
        (":ops in:doing", "OPS-1"),
        ("@ana sort:ref", "1 2"),
        ("@ana:50", "2"),
        ("+ui", "3"),
        ("p0", "1"),
        ("p:0..1 sort:p", "1 2"),
        ("p:3", "9"),
        ("p<2 sort:p.desc", "2 1"),
        ("p>=3", "9"),
        ("due:fri", "1"),
        ("due.before:fri", "2"),
        ("due.after:mon", "4"),
        ("due<fri", "2"),
        ("due<=fri sort:due", "2 1"),
        ("due>fri", "4"),
        ("do:today", "8"),
        ("do<=today", "8"),
        ("start:16mar", "9"),
        ("wait:mon", "3"),
        ("est:3d", "1"),
        ("est.over:1d sort:est.desc", "1 7 10"),
        ("est.under:1d", "8"),
        ("est>2d", "1"),
        ("after:1", "9"),
        ("after:1,2", ""),
        ("after:1 after:2", "9"),
        ("after:2ss+1d", "9"),
        ("after:2ff", ""),
        ("in:ready", "2"),
        ("phase:initiation kind:milestone", "4"),
        ("under:6 sort:ref", "7 8"),
        ("kind:milestone", "4"),
        ("url:example.org", "9"),
        ("no:due in:doing sort:ref", "8 9 10"),
        ("no:@ in:doing sort:ref", "8 9 10"),
        ("no:@zoe @ben", "2"),
        ("no:est in:doing", "9"),
        ("no:+ui +bug", "5"),
        ("no:after in:doing p3", ""),
        ("no:after:1 p3", ""),
        ("login sort:ref", "1 8"),
        ("LOG -is:done sort:ref", "1 2 8"),
        ("cafe", "3"),
        ("\"log out\"", "2"),
        ("ops-1", "OPS-1"),
        ("eb-1 sort:ref", "1 10 12"),
        ("ops", "OPS-1"),
        ("not is:open sort:ref", "7"),
        ("-is:open sort:ref", "7"),
        ("not not is:done", "7"),
        ("+ui or p0 or kind:milestone sort:ref", "1 3 4"),
        ("p0 or p1 @ben sort:ref", "1 2"),
        ("(p0 or p1) @ben", "2"),
        ("p0 and @ana", "1"),
        ("@ana (\"log out\" or p3)", "2"),
        ("sort:due @ana", "2 1"),
        ("sort:due.desc @ana", "1 2"),
        ("kind:milestone or p0 sort:title", "4 1"),
        ("foo() or p0", "1"),
    ] {
        let refs = if line == "after:1,2" { "9" } else { refs };
        assert_eq!(found(&office, line), refs, "{line}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_the_nearest() {
    let mut office = office();
    for (line, refusal) in [
        ("is:opn", "`is:opn` asks nothing; did you mean `is:open`?"),
        ("slack<x", "`x` is not a duration; write a number and m, h, d, w or mo, as in 3d or 1.5h"),
        ("slack.under:2", "`2` is not a duration; write a number and m, h, d, w or mo, as in 3d or 1.5h"),
        ("due<frx", "`frx` is not a date; did you mean `due:fri`?"),
        ("due.before:frx", "`frx` is not a date; did you mean `due:fri`?"),
        ("due:next week", "`next` is not a date; did you mean `due:nextweek`?"),
        ("est.over:x", "`x` is not a duration; write a number and m, h, d, w or mo, as in 3d or 1.5h"),
        ("p:4", "`p:4` are no priorities; write them as in p:0..1"),
        ("p:2..1", "`p:2..1` is the wrong way round; did you mean `p:1..2`?"),
        ("@bem", "nobody here is called `@bem`; did you mean `@ben`? (milepost person add bem makes a new one)"),
        ("sort:du", "nothing is sorted by `du`; did you mean `sort:due`?"),
        ("sort:due.down", "`sort:due.down` is no direction; did you mean `sort:due.desc`?"),
        ("(p0 or p1", "there is a ( without its ); put text that has parentheses in double quotes"),
        ("p0)", "there is a ) without its (; put text that has parentheses in double quotes"),
        ("p0 or", "or needs something on both sides; as in: @ana or @ben"),
        ("or p0", "or needs something on both sides; as in: @ana or @ben"),
        ("not", "not needs a word behind it; as in: not is:blocked"),
        ("every:weekly", "`weekly` is no period; did you mean `every:week`?"),
    ] {
        assert_eq!(found(&office, line), refusal, "{line}");
    }
    office.snapshot.me = None;
    assert_eq!(
        found(&office, "is:mine"),
        "it is not known who sits here, so nothing is yours; say it once: milepost me HANDLE"
    );
    assert!(found(&office, &"(".repeat(5000)).contains("words"));
    assert!(found(&office, &"(".repeat(900)).contains("deep"));
    assert!(found(&office, &"not ".repeat(900)).contains("deep"));
}

#[test]
fn while_typing_an_unfinished_last_word_is_left_out() {
    let office = office();
    let typed = |line: &str| {
        let context = context(&office.snapshot, Some(office.web));
        Filter::parse_partial(line, &context).map(|filter| filter.words(&office.snapshot.plan))
    };
    for (line, words) in [
        ("p0 due:", "p0"),
        ("p0 due:2026-03", "p0"),
        ("p0 is:", "p0"),
        ("p0 is:bloc", "p0"),
        ("p0 @an", "p0"),
        ("p0 +u", "p0 \"+u\""),
        ("p0 +ux", "p0"),
        ("p0 or", "p0"),
        ("p0 or ", "p0"),
        ("p0 not", "p0"),
        ("p0 (+ui or ", "p0 +ui"),
        ("p0 -is:", "p0"),
        ("due<", ""),
        ("slack", "slack"),
        ("", ""),
    ] {
        assert_eq!(typed(line).unwrap(), words, "{line}");
    }
    assert!(typed("is:bloc p0").is_err(), "it is not the last word");
    assert!(typed("is:bloc ").is_err(), "somebody has gone on");
}

#[test]
fn a_list_alone_shows_what_is_open_and_not_snoozed_in_the_project_by_priority_due_and_rank() {
    let office = office();
    let listed = |line: &str, project| {
        let filter = Filter::parse_list(line, &context(&office.snapshot, project)).unwrap();
        shown(&office, &filter.find(&office.snapshot))
    };
    assert_eq!(listed("", Some(office.web)), "1 2 4 5 6 8 10 12 9");
    assert_eq!(listed("sort:ref.desc", Some(office.web)), "12 10 9 8 6 5 4 2 1");
    assert_eq!(listed("is:done", Some(office.web)), "7");
    assert_eq!(listed("in:doing", Some(office.web)), "1 8 10 9");
    assert_eq!(listed("in:doing sort:ref", None), "OPS-1 1 8 9 10");
    assert_eq!(listed("in:doing :ops", Some(office.web)), "OPS-1");
    assert_eq!(listed("is:dropped", Some(office.web)), "11");
}

#[test]
fn the_table_shows_only_what_is_understood() {
    let office = office();
    for rule in FILTERS {
        let line = rule.example;
        assert!(Filter::parse(line, &context(&office.snapshot, Some(office.web))).is_ok(), "{line}");
    }
    for (_, word) in STATES {
        assert!(FILTERS.iter().any(|rule| rule.write == format!("is:{word}")), "{word}");
    }
}

#[test]
fn what_changed_since_the_last_search_is_found_as_it_is_now() {
    let mut office = office();
    assert_eq!(found(&office, "login sort:ref"), "1 8");
    edit(&mut office, "WEB-1", "Sign in");
    edit(&mut office, "WEB-5", "// the login again");
    office.add("Login for guests").unwrap();
    assert_eq!(found(&office, "login sort:ref"), "5 8 13");
    assert_eq!(found(&office, "login or sign sort:ref"), "1 5 8 13");
    assert_eq!(found(&office, "login the again sort:ref"), "5 8");
    let gone = office.snapshot.plan.find_task("WEB-8", None).unwrap();
    office.run(Command::Drop(gone)).unwrap();
    edit(&mut office, "WEB-13", ":ops");
    assert_eq!(found(&office, "login sort:ref"), "OPS-2 5");
    assert_eq!(found(&office, "login is:any sort:ref"), "OPS-2 5 8");
    assert_eq!(found(&office, "ops-2"), "OPS-2");
    (0..1100).for_each(|n| drop(office.add(&format!("Filler {n}")).unwrap()));
    assert_eq!(found(&office, "login or 1099 sort:ref"), "OPS-2 5 1099 1113");
    assert_eq!(found(&office, "\"\u{1f}\""), "", "no separator is found");
}

#[test]
fn a_summary_is_done_when_all_under_it_is() {
    let mut office = office();
    let part = office.snapshot.plan.find_task("WEB-8", None).unwrap();
    let done = office.snapshot.plan.find_column(office.web, "done").unwrap();
    office.run(Command::Move { task: part, column: done, spot: Spot::Top, over: false }).unwrap();
    assert_eq!(found(&office, "is:done sort:ref"), "6 7 8");
}

fn lines() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "p0",
        "p:1..2",
        "@ana",
        "@ben:50",
        "+ui",
        "due<fri",
        "due.after:2026-03-01",
        "est>1d",
        "is:open",
        "is:done",
        "is:any",
        "is:stale",
        "in:doing",
        "phase:init",
        "under:WEB-6",
        "after:WEB-1",
        "after:web-2ss+1d",
        "kind:mile",
        "no:due",
        "no:@ana",
        "url:example",
        "login",
        "\"log out\"",
        "\"or\"",
        "\"p0\"",
        "é＂x",
        "a\"b",
        "´x",
        "12",
        ":ops",
        "sort:due",
        "sort:p.desc",
        "-is:blocked",
        "-login",
        "do:today",
        "start:mon",
        "wait>=mon",
        "est:1d/2d/3d",
        "do=fri",
        "p>1",
        "foo()",
    ]);
    let word = word.prop_map(str::to_owned);
    word.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|it| format!("not ({it})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or {b}")),
            inner.prop_map(|it| format!("({it})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_back_is_read_as_the_same(line in lines()) {
        let office = office();
        let context = context(&office.snapshot, Some(office.web));
        let filter = Filter::parse(&line, &context).unwrap();
        let words = filter.words(&office.snapshot.plan);
        prop_assert_eq!(Filter::parse(&words, &context).unwrap(), filter, "{}", words);
    }

    #[test]
    fn not_or_and_and_are_what_logic_says(a in lines(), b in lines()) {
        let office = office();
        let context = context(&office.snapshot, Some(office.web));
        // The words that lift the ban on dropped tasks hold for a whole line: they stand on every side.
        let all = |line: String| Filter::parse(&format!("{line} (is:any or p0)"), &context).unwrap().scan(&office.snapshot);
        let same = [
            (format!("not (not ({a}))"), format!("({a})")),
            (format!("(({a}) or ({b}))"), format!("(({b}) or ({a}))")),
            (format!("({a}) ({b})"), format!("({b}) ({a})")),
            (format!("not (({a}) or ({b}))"), format!("(not ({a})) (not ({b}))")),
        ];
        for (one, other) in same {
            prop_assert_eq!(all(one.clone()), all(other.clone()), "{} / {}", one, other);
        }
        let filter = Filter::parse(&a, &context).unwrap();
        let plan = &office.snapshot.plan;
        let one_by_one: Vec<TaskId> =
            plan.all::<Task>().filter(|task| filter.matches(&office.snapshot, task)).map(|task| task.id).collect();
        prop_assert_eq!(filter.scan(&office.snapshot), one_by_one);
    }

    #[test]
    fn no_line_panics(line in "([a-zé\"(): +@#.<>=,0-9-]|due:|is:|not |or |sort:|p:|est){0,20}", any in any::<String>()) {
        let office = office();
        for line in [line, any] {
            for project in [Some(office.web), None] {
                let context = context(&office.snapshot, project);
                let filter = Filter::parse(&line, &context);
                if let Ok(filter) = filter {
                    let words = filter.words(&office.snapshot.plan);
                    prop_assert_eq!(Filter::parse(&words, &context), Ok(filter), "{}", words);
                }
                let _ = Filter::parse_partial(&line, &context).map(|filter| filter.find(&office.snapshot));
            }
        }
    }
}

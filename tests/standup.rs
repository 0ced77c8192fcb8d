//! The standup: what it tells, since when, and that it is the same as what the journal says told the slow way.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use insta::assert_snapshot;
use milepost::domain::change::{Line, LineKind, Step};
use milepost::domain::command::Command;
use milepost::domain::draft::Moment;
use milepost::domain::history::{History, Mark, to_redo, to_undo};
use milepost::domain::id::Ids;
use milepost::domain::plan::{Kind, Row};
use milepost::domain::project::Project;
use milepost::domain::record::Record;
use milepost::domain::snapshot::Snapshot;
use milepost::domain::standup::{self, Report, Section, Wish};
use milepost::domain::task::Task;
use milepost::formats::{self, Format};
use milepost::ui::app::Outside;
use proptest::prelude::*;
use serde_json::Value;
use support::diary::Diary;
use support::retold::{self, retold};
use support::screens::Screens;
use support::wishes::{command, empty, moment};
use uuid::Uuid;

fn utc(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc()
}

impl Diary {
    fn report_since(&mut self, since: Option<Mark>) -> Report {
        let workspace = &mut self.machines[0];
        workspace.catch_up().unwrap();
        let projects = workspace.snapshot().plan.all::<Project>().map(|it| it.id).collect();
        let wish = Wish { projects, since, local: utc };
        for mark in standup::marks(workspace.snapshot(), &wish) {
            workspace.recall(mark).unwrap();
        }
        Report::of(workspace.snapshot(), &wish)
    }

    fn report(&mut self) -> Report {
        self.report_since(None)
    }

    /// What is told in the lists of what happened.
    fn happened(&mut self) -> Vec<String> {
        lines(&self.report(), &[Section::Done, Section::Moved, Section::Dropped])
    }

    fn since(&mut self) -> String {
        self.report().projects[0].1.words.clone()
    }
}

/// `ana Done WEB-1: took 2 days`, of these lists.
fn lines(report: &Report, of: &[Section]) -> Vec<String> {
    let mut all = Vec::new();
    for part in &report.parts {
        let name = part.name.split_whitespace().next().unwrap();
        for (section, items) in part.lists().filter(|(section, _)| of.contains(section)) {
            all.extend(items.iter().map(|it| {
                format!("{name} {} {}: {}", section.label(), it.name, it.words()).trim_end_matches(": ").to_owned()
            }));
        }
    }
    all
}

#[test]
fn every_kind_of_change_is_told_in_words_and_counts_for_the_people_of_the_task() {
    let mut office = Diary::new();
    office.at("2026-03-10 10:00");
    office.says("move 1 doing").says("set 1 est:5d").says("set 1 est:4d p1 due:20mar +auth");
    office.says("note 1 Works with two of three browsers.").says("block 2 the list is missing").says("done 3");
    office.says("add Buy cake").says("add Hire a band in:ready @cem").says("drop 4").says("set 2 @cem no:@ben");
    office.says("link 1 2").says("set 2 Password reset mails");
    assert_eq!(
        office.at("2026-03-11 09:00").happened(),
        [
            "Ana Moved on WEB-1: Ready → Doing; estimate 3d → 4d; priority P2 → P1; due Fri 20 Mar; +auth; “Works with two \
             of three browsers.”",
            "Ben Moved on WEB-1: Ready → Doing; estimate 3d → 4d; priority P2 → P1; due Fri 20 Mar; +auth; “Works with two \
             of three browsers.”",
            "Ben Moved on WEB-2: with @cem now",
            "Cem Done WEB-3: took 1 day",
            "Cem Moved on WEB-2: blocked; title “Reset mails” → “Password reset mails”; with @cem, without @ben; waits for \
             WEB-1",
            "Cem Moved on WEB-6: new in Ready",
            "Nobody Moved on WEB-5: new in the inbox",
            "Nobody Dropped WEB-4",
        ]
    );
    office.says("unblock 2").says("unlink 1 2").says("move 3 ready").says("set 1 no:due -- ");
    assert_eq!(
        office.at("2026-03-12 09:00").happened(),
        [
            "Ana Moved on WEB-1: no due",
            "Ben Moved on WEB-1: no due",
            "Cem Moved on WEB-2: unblocked; no longer waits for WEB-1",
            "Cem Moved on WEB-3: Done → Ready",
        ]
    );
}

#[test]
fn what_came_back_to_where_it_was_is_nothing() {
    let mut office = Diary::new();
    office.at("2026-03-10 10:00");
    office.says("move 1 doing").says("move 1 ready").says("set 2 est:5d").says("undo").says("done 3").says("undo");
    office.says("add Buy cake @ana").says("undo");
    office.at("2026-03-11 09:00");
    assert_eq!(office.happened(), Vec::<String>::new());
    // Done again counts again; of what was done before the mark, its being undone is a change.
    office.says("redo");
    assert_eq!(office.happened(), ["Ana Moved on WEB-5: new in the inbox"]);
    office.at("2026-03-12 09:00").says("undo");
    office.at("2026-03-13 09:00");
    assert_eq!(office.happened(), ["Ana Dropped WEB-5: taken out of the file"]);
}

#[test]
fn what_is_at_hand_and_in_the_way_is_told_with_the_reason() {
    let mut office = Diary::new();
    office.at("2026-03-02 10:00").says("baseline save Plan");
    office.says("column set Doing --limit 1").says("link 1 2").says("move 1 doing").says("move 3 doing");
    office.says("set 4 do:today @ana").says("set 2 due:6mar").says("set 1 due:6mar");
    let all = |office: &mut Diary| lines(&office.report(), &[Section::Today, Section::Blocked]);
    assert_eq!(
        all(office.at("2026-03-04 09:00")),
        [
            "Ana Today WEB-1: in Doing, day 3; due Fri",
            "Ana Today WEB-4: was to start Mon 2 Mar; planned Mon 2 Mar",
            "Ana Blocked / at risk WEB-1: 2 of 1 in Doing",
            "Ben Today WEB-1: in Doing, day 3; due Fri",
            "Ben Blocked / at risk WEB-1: 2 of 1 in Doing",
            "Ben Blocked / at risk WEB-2: slack used up: moves the finish to 6 Mar",
            "Cem Today WEB-3: in Doing, day 3",
            "Cem Blocked / at risk WEB-3: 2 of 1 in Doing; takes longer than its 1d",
        ]
    );
    office.says("set 1 est:6d").says("block 3 legal has not answered");
    assert_eq!(
        all(office.at("2026-03-09 09:00")),
        [
            "Ana Today WEB-1: in Doing, day 8",
            "Ana Today WEB-4: was to start Mon 2 Mar; planned Mon 2 Mar",
            "Ana Blocked / at risk WEB-1: 2 of 1 in Doing; due 3 days ago; slack used up: moves the finish to 11 Mar",
            "Ben Today WEB-1: in Doing, day 8",
            "Ben Today WEB-2: due 3d late",
            "Ben Blocked / at risk WEB-1: 2 of 1 in Doing; due 3 days ago; slack used up: moves the finish to 11 Mar",
            "Ben Blocked / at risk WEB-2: waits for WEB-1, late 3 days; due 3 days ago; slack used up: moves the finish to \
             11 Mar",
            "Cem Blocked / at risk WEB-3: legal has not answered, 5 days; 2 of 1 in Doing",
        ]
    );
}

#[test]
fn what_nobody_has_planned_does_not_start_today() {
    let mut office = Diary::new();
    office.at("2026-03-10 09:00");
    let today = |office: &mut Diary| lines(&office.report(), &[Section::Today]);
    assert_eq!(today(&mut office), Vec::<String>::new());
    office.says("link 1 2").says("set 3 start:10mar");
    let tied = ["Ana Today WEB-1: was to start Mon 2 Mar", "Ben Today WEB-1: was to start Mon 2 Mar"];
    assert_eq!(today(&mut office), [&tied[..], &["Cem Today WEB-3: starts today"]].concat());
    office.says("unlink 1 2").says("set 3 no:start").says("baseline save Plan");
    assert_eq!(today(&mut office).len(), 5, "what is in the baseline is planned, one line for each person");
}

#[test]
fn it_begins_with_the_last_working_day_over_weekends_and_holidays() {
    let mut office = Diary::new();
    assert_eq!(office.at("2026-03-11 09:00").since(), "Tue 10 Mar");
    assert_eq!(office.at("2026-03-09 09:00").since(), "Fri 6 Mar");
    assert_eq!(office.at("2026-03-08 09:00").since(), "Fri 6 Mar");
    office.says("calendar add Holidays").says("calendar use Holidays");
    office.says("calendar except Holidays 2026-03-05..2026-03-06 Days off");
    assert_eq!(office.at("2026-03-09 09:00").since(), "Wed 4 Mar");
    // What was done on a day off is since then too.
    office.at("2026-03-07 22:00").says("done 2");
    assert_eq!(office.at("2026-03-09 09:00").happened(), ["Ben Done WEB-2: took 1 day"]);
}

#[test]
fn a_finished_standup_is_where_the_next_one_begins() {
    let mut office = Diary::new();
    office.at("2026-03-10 09:00").says("move 1 doing").says("standup --finish").says("move 2 doing");
    office.at("2026-03-11 09:00");
    assert_eq!(office.since(), "Tue 10 Mar 09:00");
    assert_eq!(office.happened(), ["Ben Moved on WEB-2: Ready → Doing"]);
    // Undone, it is as if it had not been held.
    office.says("undo").says("undo");
    assert_eq!(office.since(), "Tue 10 Mar");
    // On Thursday nobody held one: the last one counts, however long ago.
    office.says("standup --finish");
    assert_eq!(office.at("2026-03-20 09:00").since(), "Wed 11 Mar 09:00");
    assert_eq!(office.happened(), Vec::<String>::new());
}

#[test]
fn who_is_away_is_named_and_hears_on_return_what_happened_since() {
    let mut office = Diary::new();
    office.at("2026-03-04 09:00").says("leave ben 2026-03-05..2026-03-10 holiday").says("standup --finish");
    office.at("2026-03-05 10:00").says("move 2 doing").at("2026-03-06 09:00").says("standup --finish");
    office.at("2026-03-10 09:00");
    let report = office.report();
    let (_, name, back) = report.away[0].clone();
    assert_eq!((name.as_str(), back.unwrap().to_string().as_str()), ("Ben Okafor", "2026-03-11"));
    assert_eq!(office.happened(), Vec::<String>::new());
    office.says("standup --finish").at("2026-03-11 09:00");
    let report = office.report();
    assert_eq!(report.away, []);
    assert_eq!(lines(&report, &[Section::Moved]), ["Ben Moved on WEB-2: Ready → Doing"]);
    let ben = report.parts.iter().find(|part| part.name == name);
    assert_eq!(ben.and_then(|part| part.since.as_deref()), Some("Wed 4 Mar 09:00"));
    assert_eq!(report.projects[0].1.words, "Tue 10 Mar 09:00");
}

#[test]
fn a_clock_that_is_set_back_loses_nothing() {
    let mut office = Diary::new();
    office.at("2026-03-10 09:00").says("standup --finish").says("move 1 doing");
    // The other machine believes that it is a week earlier; what it writes comes after all the same.
    office.at("2026-03-03 09:00").says_on(1, "move 2 doing");
    office.at("2026-03-11 09:00");
    let both =
        ["Ana Moved on WEB-1: Ready → Doing", "Ben Moved on WEB-1: Ready → Doing", "Ben Moved on WEB-2: Ready → Doing"];
    assert_eq!(office.happened(), both);
    // By the day alone as well: what stands behind the first line of that day was written after it.
    let at = "2026-03-10T00:00:00Z".parse().unwrap();
    let report = office.report_since(Some(Mark { line: None, at }));
    assert_eq!(lines(&report, &[Section::Moved]), both);
    // A standup held by the clock that is behind is the last one still.
    office.at("2026-03-03 10:00").says_on(1, "standup --finish").at("2026-03-11 09:00");
    assert_eq!(office.happened(), Vec::<String>::new());
}

#[test]
fn lines_of_two_machines_are_one_story() {
    let mut office = Diary::new();
    office.at("2026-03-10 09:00");
    office.says_on(0, "move 1 doing").says_on(1, "set 1 est:5d").says_on(0, "set 1 est:6d").says_on(1, "move 1 review");
    // Each takes back its own: the estimate is the first machine's again, the move of the second is undone.
    office.says_on(1, "undo");
    assert_eq!(
        office.at("2026-03-11 09:00").happened(),
        ["Ana Moved on WEB-1: Ready → Doing; estimate 3d → 6d", "Ben Moved on WEB-1: Ready → Doing; estimate 3d → 6d"]
    );
    assert!(office.directory.path().join("plan.db").exists());
}

#[test]
fn a_walk_by_keys_records_the_standup_only_when_it_is_finished() {
    let mut screens = Screens::with_tasks(&[
        "Login page in:doing @ana due:fri",
        "Reset mails in:ready @bo",
        "Consent banner in:doing @bo // ask legal",
        "Audit log in:backlog do:today",
    ]);
    screens.keys("gs");
    assert!(screens.shows("Standup Wed 11 Mar"), "{}", screens.shown());
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        screens.resizes(width, height);
        assert_snapshot!(format!("standup_overview_{width}x{height}"), screens.shown());
    }
    screens.keys("Enter");
    for (width, height) in [(40, 12), (120, 40), (80, 24)] {
        screens.resizes(width, height);
        assert_snapshot!(format!("standup_walk_{width}x{height}"), screens.shown());
    }
    // Nothing is written while nothing happens; a minute later the clock has moved.
    assert!(!screens.ticks());
    screens.moment.now += TimeDelta::seconds(61);
    assert!(screens.ticks() && screens.shows("1 of 3 · 1 min · 1 min in all"), "{}", screens.shown());
    assert!(!screens.ticks());
    // Verbs work on the items.
    assert_eq!(screens.on_ref(), "WEB-1");
    screens.keys("b").types("the vendor").keys("Enter i").types("Called them.").keys("Enter");
    assert_eq!(screens.task("1").blocked, "the vendor");
    assert!(screens.shows("the vendor, since today"), "{}", screens.shown());
    screens.keys("l j c");
    assert!(screens.says().contains("Complete WEB-"), "{}", screens.says());
    screens.keys("l");
    assert!(screens.shows("Nobody") && screens.shows("3 of 3"), "{}", screens.shown());
    screens.keys("l");
    assert!(screens.shows("Summary"));
    assert_snapshot!("standup_summary_80x24", screens.shown());
    screens.keys("y");
    let Some(Outside::Copy { text, .. }) = screens.outside.last() else { panic!("nothing was copied") };
    assert!(text.starts_with("# Standup Wed 11 Mar · WEB “Customer portal”"), "{text}");
    assert_eq!(screens.plan().count(Kind::Standup), 0);
    // Left and walked again, then finished, as of when it began.
    let began = screens.moment.now;
    screens.keys("Esc Esc");
    assert!(screens.shows("2 Board") && !screens.shows("Summary"));
    screens.keys("gs Enter End l Enter");
    assert!(screens.says().starts_with("Finish the standup of WEB"), "{}", screens.says());
    let held = screens.plan().all::<standup::Standup>().next().unwrap().clone();
    assert!(held.number == 1 && held.began < began);
    // What was done during the walk is for the next one.
    screens.keys("gs");
    assert!(screens.shows("Moved on"), "{}", screens.shown());
    screens.keys("q u");
    assert_eq!(screens.plan().count(Kind::Standup), 0);
}

#[test]
fn the_walk_goes_by_columns_from_right_to_left() {
    let mut screens =
        Screens::with_tasks(&["Login page in:doing @ana", "Reset mails in:review @bo @ana", "Audit log in:done @bo"]);
    screens.keys("gs v Enter");
    let mut names = Vec::new();
    for _ in 0..3 {
        names.push(screens.shown().lines().nth(4).unwrap().trim().to_owned());
        screens.keys("l");
    }
    assert_eq!(names, ["Done", "Review", "Doing"]);
    screens.keys("h h");
    assert!(screens.shows("@ana @bo"), "{}", screens.shown());
}

/// A history of random steps, undone and done again now and then, by two machines whose clocks jump.
fn lived(wishes: &[(support::wishes::Wish, u8)]) -> (Snapshot, Vec<Line>) {
    let (mut snapshot, mut moment, mut lines) = (empty(), moment(), Vec::<Line>::new());
    let mut clock = moment.now.timestamp_millis();
    for (wish, how) in wishes {
        let machine = Uuid::from_u128(u128::from(how % 2));
        clock += if how % 11 == 0 { -100_000_000 } else { 40_000 };
        let answer = |kind: LineKind, moment: &mut Moment| {
            let (LineKind::Undo(step) | LineKind::Redo(step)) = kind else { return None };
            let at = lines.iter().rposition(|line| {
                line.id == step || matches!(line.kind, LineKind::Undo(of) | LineKind::Redo(of) if of == step)
            })?;
            snapshot.answer(&lines[at], kind, &lines[at + 1..], moment).ok()
        };
        let own = || lines.iter().rev().filter(|line| line.machine == machine).map(|line| (line.id, line.kind));
        let done = match how % 7 {
            0 => to_undo(own()).and_then(|step| answer(LineKind::Undo(step), &mut moment)),
            1 => to_redo(own()).and_then(|step| answer(LineKind::Redo(step), &mut moment)),
            _ => command(&snapshot.plan, *wish, &mut moment).and_then(|it| snapshot.after(&it, &mut moment).ok()),
        };
        let Some((Step { sentence, kind, changes, .. }, plan)) = done.filter(|(step, _)| !step.changes.is_empty())
        else {
            continue;
        };
        let number = lines.len() as i64 + 1;
        let id = Uuid::from_u128(number as u128);
        lines.push(Line {
            number,
            id,
            machine,
            sequence: number,
            clock: clock << 16,
            person: None,
            sentence,
            kind,
            changes,
        });
        snapshot.set_plan(plan);
    }
    snapshot.history = History::of(lines.clone());
    (snapshot, lines)
}

fn exported(snapshot: &Snapshot, lines: &[Line]) -> Vec<Value> {
    let journal = Some(lines.to_vec());
    let wish =
        formats::Wish { project: None, key: None, as_new: false, projects: false, map: "", journal, local: &utc };
    let mut bytes = Vec::new();
    Format::named("json").unwrap().writer().unwrap()(snapshot, &wish, &mut bytes).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    value["journal"].as_array().unwrap().clone()
}

/// What a report tells of what happened.
fn told(report: &Report) -> BTreeSet<retold::Line> {
    let happened = [(Section::Done, "Done"), (Section::Moved, "Moved on"), (Section::Dropped, "Dropped")];
    let mut all = BTreeSet::new();
    for part in &report.parts {
        let who = part.who.map_or(String::new(), |who| who.to_string());
        for (section, label) in happened {
            for item in part.list(section) {
                let about = item.says.iter().map(|it| match it.about {
                    "column" if it.words.contains(" → ") && !it.words.starts_with("finished") => {
                        format!("column {}", it.words)
                    }
                    about => about.to_owned(),
                });
                let fresh = all.insert((who.clone(), label, item.task.to_string(), about.collect()));
                assert!(fresh, "{item:?} is told twice");
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_line_is_true_and_nothing_is_missing(wishes in prop::collection::vec(any::<(support::wishes::Wish, u8)>(), 1..120), cut in any::<prop::sample::Index>(), by_day in any::<bool>()) {
        let (snapshot, lines) = lived(&wishes);
        let journal = exported(&snapshot, &lines);
        let cut = cut.index(lines.len() + 1);
        let line = cut.checked_sub(1).filter(|_| !by_day).map(|at| lines[at].id);
        let at = lines.get(cut).or(lines.last()).map_or(DateTime::UNIX_EPOCH, |line| line.at());
        let mark = Mark { line, at };
        let first = || lines.iter().position(|line| line.at() >= at).unwrap_or(lines.len());
        let before = if line.is_some() { cut } else { first() };
        for project in snapshot.plan.all::<Project>() {
            let wish = Wish { projects: vec![project.id], since: Some(mark), local: utc };
            let report = Report::of(&snapshot, &wish);
            prop_assert_eq!(told(&report), retold(&journal, before, &project.id.to_string()));
            for part in &report.parts {
                for item in part.list(Section::Today).iter().chain(part.list(Section::Blocked)) {
                    let task = snapshot.plan.get(item.task).unwrap();
                    prop_assert!(!snapshot.plan.is_done(task) && task.dropped.is_none(), "{item:?}");
                }
            }
        }
    }
}

#[test]
fn a_thousand_changes_are_told_as_a_few_are() {
    let mut office = Diary::new();
    office.at("2026-03-11 09:00");
    let workspace = &mut office.machines[0];
    let web = workspace.snapshot().plan.find_project("WEB").unwrap();
    let title = |number: i64| format!("Page {number}");
    let page = |number, ids: &mut Ids| Task { project: web, number, title: title(number), ..Task::blank(ids.take()) };
    let rows = (5..1_500).map(|number| Row::Task(page(number, &mut office.moment.ids).into())).collect();
    let import = Command::Import { rows, gone: Vec::new(), numbers: Vec::new(), what: "pages".to_owned() };
    workspace.run(&import, &mut office.moment).unwrap();
    office.says("move 7 doing").says("set 900 @ana").says("drop 1200").says("done 3");
    let report = office.report();
    let workspace = &office.machines[0];
    let journal = exported(workspace.snapshot(), &workspace.store().lines_after(0).unwrap());
    let before = journal.len() - 5;
    assert_eq!(told(&report), retold(&journal, before, &web.to_string()));
    let nobody = report.part(None).unwrap();
    let pages: Vec<String> = nobody.list(Section::Moved).iter().map(|it| it.title.clone()).collect();
    let expected: Vec<String> = (5..1_500).filter(|it| ![900, 1_200].contains(it)).map(title).collect();
    assert_eq!(pages, expected, "in their order, whoever told them");
}

#[test]
fn the_standup_of_the_demo_can_be_sent() {
    let mut demo = Diary::demo();
    let workspace = &mut demo.machines[0];
    let web = workspace.snapshot().plan.find_project("WEB").unwrap();
    let wish = Wish { projects: vec![web], since: None, local: utc };
    for mark in standup::marks(workspace.snapshot(), &wish) {
        workspace.recall(mark).unwrap();
    }
    let snapshot = workspace.snapshot();
    let report = Report::of(snapshot, &wish);
    assert!(report.parts.iter().filter(|part| part.who.is_some()).count() >= 6);
    assert_snapshot!("standup_demo", formats::standup::markdown(&snapshot.plan, &report));
}

//! Today: what stands in which list and why, what the pane shows, and where its keys lead.
#![allow(clippy::unwrap_used)]

mod support;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc, Weekday};
use insta::assert_snapshot;
use milepost::domain::today::{Gates, Item, List, Today};
use milepost::store::{Error, Opening};
use milepost::ui::app::Outside;
use milepost::workspace::Workspace;
use serde_json::Value;
use support::diary::{Diary, opening};
use support::screens::Screens;

fn utc(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc()
}

impl Diary {
    fn today(&mut self) -> Today {
        let mut gates = Gates::of(utc);
        let workspace = &mut self.machines[0];
        workspace.catch_up().unwrap();
        for mark in gates.marks(workspace.snapshot()) {
            workspace.recall(mark).unwrap();
        }
        gates.learn(workspace.snapshot());
        Today::of(workspace.snapshot(), &gates)
    }

    /// A list: what stands in it, and what is said of it.
    fn list(&mut self, list: List) -> Vec<String> {
        let today = self.today();
        let snapshot = self.machines[0].snapshot();
        let title = |item: &Item| match item.name(&snapshot.plan) {
            key if key == "WEB" => item.title(snapshot),
            name => name,
        };
        today.list(list).iter().map(|item| format!("{}: {}", title(item), item.words(snapshot))).collect()
    }

    fn now(&mut self) -> Vec<String> {
        self.list(List::Now)
    }

    fn next(&mut self) -> Vec<String> {
        self.list(List::Next)
    }

    fn look(&mut self) -> Vec<String> {
        self.list(List::Look)
    }

    /// Says all of this, a line each.
    fn says_all(&mut self, lines: &[&str]) -> &mut Self {
        for line in lines {
            self.says(line);
        }
        self
    }
}

/// A project that began on Monday 2 March with nothing that is to be done soon.
fn quiet() -> Diary {
    let mut diary = Diary::new();
    diary.says_all(&["drop 1", "drop 2", "drop 3", "drop 4"]);
    diary
}

#[test]
fn a_quiet_day_has_empty_lists() {
    let mut diary = quiet();
    diary.at("2026-03-11 09:00");
    assert!(diary.today().is_empty(), "{:?}", diary.today());
}

#[test]
fn what_is_in_progress_or_blocked_is_now_and_mine_comes_first() {
    let mut diary = quiet();
    diary.at("2026-03-09 09:00").says_all(&[
        "add Login page in:doing est:8d @ben",
        "add Reset mails in:backlog est:1d p0 start:2026-04-01 @cem",
        "add Consent banner in:doing p1 est:9d @ana",
        "add Audit log in:doing est:2d due:2026-03-10",
        "add Asleep in:doing wait:2026-03-20",
        "block 6 waits for legal",
    ]);
    diary.at("2026-03-11 09:00");
    assert_eq!(
        diary.now(),
        [
            "WEB-6: waits for legal, 2 days",
            "WEB-8: due yesterday; Doing, day 3",
            "WEB-7: Doing, day 3",
            "WEB-5: Doing, day 3",
        ]
    );
    assert_eq!(diary.look(), Vec::<String>::new(), "what is in progress stays there, however late");
    let ana = diary.machines[0].snapshot().plan.find_person("ana").unwrap();
    let today = diary.moment.today;
    diary.machines[0].turn(today, Some(ana));
    assert_eq!(diary.now()[0], "WEB-7: Doing, day 3");
    assert!(diary.today().list(List::Now)[0].mine);
}

#[test]
fn what_is_planned_due_or_to_start_this_week_is_next_critical_first_then_by_its_day() {
    let mut diary = quiet();
    diary.at("2026-03-11 09:00").says_all(&[
        "add Due today in:ready est:1h due:today",
        "add Due on Sunday in:ready est:1d start:2026-03-13 due:2026-03-15",
        "add Due on Monday in:ready est:1d start:2026-03-16 due:2026-03-16",
        "add Planned in:ready est:1d start:2026-03-30 do:today",
        "add Planned before in:ready est:1d start:2026-03-30 do:2026-03-10",
        "add Planned for later in:ready est:1d start:2026-03-30 do:2026-03-17",
        "add Starts on Friday in:ready est:4d start:2026-03-13",
        "add Starts on Monday in:ready est:4d start:2026-03-16",
        "add Captured due:2026-03-12",
        "add Asleep in:ready est:1d due:today wait:2026-03-12",
        "add Milestone in:ready kind:milestone start:2026-03-12",
        "add Far in:ready est:20d start:2026-05-04",
        "add Any day in:ready est:1d",
        "add Done in:done do:today",
    ]);
    assert_eq!(
        diary.next(),
        [
            "WEB-6: due Sun",
            "WEB-5: due today",
            "WEB-8: planned today",
            "WEB-9: planned yesterday",
            "WEB-13: due tomorrow",
            "WEB-15: is to be reached tomorrow",
            "WEB-11: starts Fri 13 Mar",
        ]
    );
    assert_eq!((diary.now(), diary.look()), (Vec::new(), Vec::new()));
    // At the weekend the coming week is next.
    diary.at("2026-03-14 09:00");
    assert!(diary.next().contains(&"WEB-7: due Mon".to_owned()), "{:?}", diary.next());
    assert!(diary.next().contains(&"WEB-10: planned Tue 17 Mar".to_owned()), "{:?}", diary.next());
}

#[test]
fn what_is_overdue_is_looked_at_unless_it_is_in_progress() {
    let mut diary = quiet();
    diary.at("2026-03-09 09:00").says_all(&[
        "add Overdue in:ready est:1h start:2026-03-09 due:2026-03-09 do:today",
        "add Due in:ready est:1h start:2026-03-11 due:2026-03-11",
        "add Far in:ready est:20d start:2026-05-04",
        "add Captured due:2026-03-02",
    ]);
    diary.at("2026-03-11 09:00");
    let look = diary.look();
    assert_eq!(look, ["WEB-5: due 2d late; was to start Mon 9 Mar", "WEB-8: due 9d late"]);
    assert_eq!(diary.next(), ["WEB-6: due today"]);
    diary.says("move 5 doing");
    assert_eq!(diary.look().len(), 1);
    assert!(diary.now()[0].starts_with("WEB-5: due 2d late"), "{:?}", diary.now());
}

#[test]
fn what_the_clock_alone_has_moved_is_told_with_where_it_lands_and_only_its_root() {
    let mut diary = quiet();
    diary.at("2026-03-09 09:00").says_all(&[
        "add Choose in:ready est:2d start:2026-03-09",
        "add Build in:ready est:4d after:5",
        "add Identity live in:ready kind:milestone after:6",
        "add Beside in:ready est:1d start:2026-03-09",
        "add Any day in:ready est:1d",
    ]);
    assert_eq!(diary.next(), ["WEB-5: starts today", "WEB-6: starts Wed 11 Mar", "WEB-8: starts today"]);
    assert_eq!(diary.look(), Vec::<String>::new());
    diary.at("2026-03-10 09:00");
    assert_eq!(
        diary.look(),
        [
            "WEB-5: was to start yesterday; WEB ends 17 Mar (+1d); moves WEB-7 to 17 Mar",
            "WEB-8: was to start yesterday",
        ]
    );
    assert_eq!(diary.next(), ["WEB-6: starts Thu 12 Mar"], "what it pushes has not slipped");
    diary.says("add Captured today in:ready est:1d start:2026-03-02");
    assert_eq!(diary.look().len(), 2, "what was not known yet has not slipped: {:?}", diary.look());
    diary.says("drop 10");
    // Over the weekend it is compared with Friday.
    diary.at("2026-03-16 09:00");
    assert_eq!(diary.look()[0], "WEB-5: was to start Mon 9 Mar; WEB ends 23 Mar (+1d); moves WEB-7 to 23 Mar");
    // Whoever plans it has looked at it.
    diary.says("set 5 do:today");
    let said = "WEB-5: planned today; was to start Mon 9 Mar; WEB ends 23 Mar (+1d); moves WEB-7 to 23 Mar";
    assert_eq!(diary.next()[0], said);
    diary.says("move 5 doing");
    assert_eq!(diary.look(), ["WEB-8: was to start Mon 9 Mar"]);
    // Where a day is said by hand the clock moves nothing.
    diary.says("project set status-date 2026-03-16");
    assert_eq!(diary.look(), Vec::<String>::new());
}

#[test]
fn before_all_is_read_what_is_in_progress_is_shown_and_the_rest_follows() {
    let mut diary = quiet();
    diary.at("2026-03-09 09:00").says_all(&[
        "add Begun in:doing est:2d @ana",
        "add Stuck in:doing",
        "block 6 no key",
        "add Put off in:doing wait:2026-04-01",
        "add Planned in:ready do:today",
        "add Stuck elsewhere in:ready after:5",
        "block 9 no room",
    ]);
    let path = diary.directory.path().join("plan.db");
    let open = |read: fn(Opening, NaiveDate) -> Result<Workspace, Error>| {
        let workspace = read(opening(&path, 0), diary.moment.today).unwrap();
        let mut screens = Screens::over(workspace, diary.moment.clone());
        screens.keys("1");
        screens
    };
    let mut front = open(|opening, today| Workspace::open_front(opening, today, Weekday::Mon));
    assert_snapshot!("today_first_frame", front.shown());
    assert!(front.app.read_rest().unwrap());
    front.resizes(80, 24);
    let whole = open(|opening, today| Workspace::open(opening, today, None, Weekday::Mon));
    assert_eq!(front.shown(), whole.shown());
}

#[test]
fn what_others_wait_for_is_to_start_though_it_waits_for_nothing() {
    let mut diary = quiet();
    diary.at("2026-03-09 09:00").says_all(&[
        "add First in:ready est:2d",
        "add Ship it in:ready est:1d after:5 due:2026-03-12",
        "add Long ago in:ready est:1d start:2020-01-06",
    ]);
    assert_eq!(diary.next(), ["WEB-5: starts today", "WEB-6: due Thu", "WEB-7: starts today"]);
    diary.at("2026-03-11 09:00");
    let look = [
        "WEB-5: was to start Mon 9 Mar; WEB ends 13 Mar (+1d); moves WEB-6 to 13 Mar",
        "WEB-7: was to start Mon 9 Mar",
    ];
    assert_eq!(diary.look()[..2], look);
}

#[test]
fn what_is_late_is_looked_at_and_what_is_late_with_it_is_counted() {
    let mut diary = quiet();
    diary.at("2026-03-09 09:00").says_all(&[
        "add Choose in:ready est:2d start:2026-03-16",
        "add Build in:ready est:4d after:5",
        "add Test in:ready est:4d after:6",
        "add Promised in:ready est:3d start:2026-03-17 due:2026-03-18",
        "add In time in:ready est:1d start:2026-03-17 due:2026-03-18",
        "baseline save Plan",
    ]);
    assert_eq!(diary.look(), ["WEB-8: due 18 Mar, ends Thu 19 Mar"]);
    diary.says("set 5 est:4d");
    assert_eq!(
        diary.look(),
        ["WEB-8: due 18 Mar, ends Thu 19 Mar", "WEB-5: 2d behind its baseline; 2 tasks late with it"]
    );
    diary.says("move 5 doing");
    assert_eq!(diary.look(), ["WEB-8: due 18 Mar, ends Thu 19 Mar"]);
}

#[test]
fn a_column_over_its_limit_is_looked_at() {
    let mut diary = quiet();
    diary.at("2026-03-11 09:00").says_all(&["column set doing --limit 1", "add One in:doing est:9d"]);
    assert_eq!(diary.look(), Vec::<String>::new());
    diary.says("add Two in:doing est:9d");
    assert_eq!(diary.look(), ["Column Doing: 2 cards, 1 at most"]);
}

#[test]
fn risks_that_are_due_for_review_and_issues_without_an_answer_are_looked_at() {
    let mut diary = quiet();
    diary.at("2026-03-11 09:00").says_all(&[
        "risk add Vendor is late prob:4 impact:4 @ana",
        "risk add Key person leaves prob:1 impact:2",
        "risk add Looked at prob:5 impact:5",
        "risk set R3 review:2026-03-20",
        "risk set R1 review:2026-03-09",
        "risk set R2 review:2026-03-11",
        "issue add Test system is down sev:1 @ben",
        "issue add Nobody asked sev:1",
        "issue escalate I1 cem",
    ]);
    assert_eq!(
        diary.look(),
        [
            "WEB-I1: no answer from @cem since today",
            "WEB-R1: review due 2d late; score 16",
            "WEB-R2: review due today; score 2",
        ]
    );
    diary.at("2026-03-13 09:00");
    assert_eq!(diary.look()[0], "WEB-I1: no answer from @cem since Wed 11 Mar");
    diary.says_all(&["issue answer I1 buy a new one", "risk review R1 --no-change", "risk close R2 left"]);
    assert_eq!(diary.look(), Vec::<String>::new());
}

#[test]
fn what_wakes_up_is_looked_at_until_something_is_decided() {
    let mut diary = quiet();
    diary.at("2026-03-09 09:00").says_all(&[
        "add Rotate keys in:backlog est:1d start:2026-04-01 wait:2026-03-11",
        "add Not yet in:backlog est:1d start:2026-04-01 wait:2026-03-12",
        "add Captured wait:2026-03-11",
    ]);
    assert!(diary.today().is_empty());
    diary.at("2026-03-11 09:00");
    assert_eq!(diary.look(), ["WEB-5: snoozed until today", "WEB-7: snoozed until today"]);
    diary.says_all(&["set 5 no:wait", "set 7 wait:mon"]);
    assert_eq!(diary.look(), Vec::<String>::new());
}

#[test]
fn a_criterion_that_held_at_the_last_standup_and_does_not_now_is_looked_at() {
    let mut diary = quiet();
    diary.at("2026-03-06 09:00").says_all(&[
        "phase criterion add --rule no-blocked",
        "phase criterion add --rule no-overdue",
        "phase criterion add Sponsor has seen it",
        "phase criterion add Never held",
        "phase tick 3",
        "add Login page in:doing est:20d phase:initiation",
        "add Reset mails in:doing est:20d due:2026-03-10 phase:initiation",
    ]);
    // On Tuesday the first blocks, on Wednesday the second is overdue and the tick is taken away.
    diary.at("2026-03-10 12:00").says("block 5 waits for legal");
    let look = |diary: &mut Diary| -> Vec<String> {
        diary.look().into_iter().map(|line| line.split(": held before: ").collect::<Vec<_>>().join(" | ")).collect()
    };
    assert_eq!(look(&mut diary), ["Gate: No task of the phase is blocked | 1 task is blocked: WEB-5"]);
    diary.at("2026-03-11 09:00").says("phase untick 3");
    assert_eq!(
        look(&mut diary),
        [
            "Gate: No task of the phase is blocked | 1 task is blocked: WEB-5",
            "Gate: No task of the phase is overdue | 1 task is overdue: WEB-6",
            "Gate: Sponsor has seen it | not ticked",
        ]
    );
    // What holds again is no more to be looked at, nor what was so at the last standup.
    diary.says("unblock 5");
    assert_eq!(look(&mut diary).len(), 2);
    diary.says("standup --finish");
    assert_eq!(look(&mut diary), Vec::<String>::new());
    diary.at("2026-03-12 09:00").says("block 5 waits for legal");
    assert_eq!(look(&mut diary).len(), 1);
    // Without another standup it turned red yesterday, and is old news on the day after the next.
    diary.at("2026-03-13 09:00");
    assert_eq!(look(&mut diary).len(), 1);
}

#[test]
fn in_the_demo_one_criterion_has_turned_red_since_the_last_standup() {
    let look = Diary::demo().look();
    let red: Vec<&String> = look.iter().filter(|line| line.starts_with("Gate: ")).collect();
    let [line] = red.as_slice() else { panic!("{look:?}") };
    assert!(line.starts_with("Gate: Every high risk has a response and an owner: held before: 5 of 6"), "{line}");
}

#[test]
fn without_a_standup_the_last_working_day_counts() {
    let mut diary = quiet();
    diary
        .at("2026-03-06 09:00")
        .says_all(&["phase criterion add --rule no-blocked", "add Login page in:doing est:20d phase:initiation"]);
    diary.at("2026-03-06 10:00").says("block 5 waits for legal");
    // On Monday it is compared with the beginning of Friday, when there was no such criterion.
    diary.at("2026-03-09 09:00");
    assert_eq!(diary.look(), Vec::<String>::new());
    diary.says("unblock 5");
    diary.at("2026-03-13 10:00").says("block 5 waits for legal");
    diary.at("2026-03-16 09:00");
    assert_eq!(diary.look().len(), 1, "{:?}", diary.look());
    diary.at("2026-03-17 09:00");
    assert_eq!(diary.look(), Vec::<String>::new());
}

/// Three projects with something to do in each, one of them on hold.
fn three() -> Diary {
    let mut diary = quiet();
    diary.at("2026-03-11 09:00").says_all(&[
        "new OPS Office network",
        "new OLD Old portal",
        "add --project WEB Login page in:doing est:9d @ana",
        "add --project OPS Cable the floor in:doing est:9d @ben",
        "add --project OPS Order switches in:ready do:today",
        "add --project OLD Switch it off in:doing est:9d",
        "risk add --project OLD Somebody still uses it prob:5 impact:5 review:2026-03-09",
        "project set state on-hold --project OLD",
    ]);
    diary
}

#[test]
fn all_active_projects_are_there_and_no_other() {
    let mut diary = three();
    assert_eq!(diary.now(), ["WEB-5: Doing, day 1", "OPS-1: Doing, day 1"]);
    assert_eq!(diary.next(), ["OPS-2: planned today"]);
    assert_eq!(diary.look(), Vec::<String>::new());
    diary.says("project set state active --project OLD");
    assert_eq!((diary.now().len(), diary.look().len()), (3, 1));
}

impl Diary {
    /// What the command line prints.
    fn prints(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut out = Vec::new();
        milepost::cli::run_line(&mut self.machines[0], &words, &mut self.moment, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }
}

#[test]
fn the_command_line_prints_the_same_lists() {
    let mut diary = three();
    diary.says_all(&[
        "block WEB-5 waits for legal",
        "risk add --project OPS Vendor is late prob:4 impact:4 review:2026-03-09",
    ]);
    assert_snapshot!("today_cli", diary.prints("today"));
    let all: Value = serde_json::from_str(&diary.prints("today --json")).unwrap();
    assert_eq!(
        (&all["today"], &all["until"], &all["projects"]),
        (&"2026-03-11".into(), &"2026-03-15".into(), &serde_json::json!(["OPS", "WEB"]))
    );
    assert_eq!(all["now"][1]["ref"], "OPS-1");
    assert_eq!(all["now"][1]["people"], serde_json::json!(["ben"]));
    assert_eq!((&all["next"][0]["reason"], &all["next"][0]["day"]), (&"planned".into(), &"2026-03-11".into()));
    assert_eq!((&all["look"][0]["kind"], &all["look"][0]["ref"]), (&"risk".into(), &"OPS-R1".into()));
    let one = diary.prints("today --project OPS");
    assert!(one.contains("OPS-2") && !one.contains("WEB-5"), "{one}");
    let all: Value = serde_json::from_str(&quiet().at("2026-03-11 09:00").prints("today --json")).unwrap();
    assert_eq!((&all["now"], &all["next"], &all["look"]), (&Value::Array(Vec::new()), &all["now"], &all["now"]));
}

/// A portal in the middle of its work, as the screens show it.
fn busy() -> Screens {
    let mut screens = Screens::with_tasks(&[
        "Login page with single sign-on in:doing est:9d p0 @ana due:2026-03-09",
        "Map legacy roles to claims in:doing est:2d @bo",
        "Consent banner in:ready est:1d do:today @ana",
        "Password reset mails in:ready est:1d due:2026-03-13",
        "Session timeout after twenty minutes in:backlog est:1d start:2026-04-01 due:2026-03-06",
        "Rotate the signing keys in:backlog est:1d start:2026-04-01 wait:2026-03-11",
        "Ask for the logs",
    ]);
    screens.says_at("block 2 the list of roles lacks two departments");
    screens.says_at("column set doing --limit 1");
    screens.says_at("risk add Vendor API is not ready in time prob:4 impact:5 @ana review:2026-03-11");
    screens.says_at("issue add Test system is down sev:1 @bo");
    screens.says_at("issue escalate I1 ana");
    screens.keys("1");
    screens
}

#[test]
fn the_pane_at_its_sizes() {
    let mut screens = busy();
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        screens.resizes(width, height);
        assert_snapshot!(format!("today_{width}x{height}"), screens.shown());
    }
    screens.resizes(20, 6);
    assert!(screens.shows("too small"), "{}", screens.shown());
    screens.resizes(80, 13);
    assert_snapshot!("today_crowded", screens.shown());
    screens.keys("G");
    assert_snapshot!("today_crowded_end", screens.shown());
    let mut screens = busy().in_ascii();
    screens.keys("1");
    assert_snapshot!("today_ascii", screens.shown());
}

#[test]
fn a_quiet_day_and_an_empty_file_say_so() {
    let mut screens = Screens::with_tasks(&["Some day in:backlog start:2026-05-04"]);
    screens.keys("1");
    assert_snapshot!("today_quiet", screens.shown());
    screens.keys("Enter w c z v Esc j k G l h Space V y");
    assert!(screens.shows("a quiet day"), "{}", screens.shown());
    screens.says_at("project set state on-hold");
    assert!(screens.shows("No project is active."), "{}", screens.shown());
    let mut screens = Screens::new();
    screens.says_at("today").says_at("today --json").keys("1");
    assert!(screens.shows("gn"), "{}", screens.shown());
}

/// What the cursor is on: a ref, or what kind of thing.
fn under(screens: &Screens) -> String {
    let id = screens.app.cursor();
    id.map_or(String::new(), |id| screens.plan().reference(id).unwrap_or_else(|| id.kind.word().to_owned()))
}

/// The pane that is shown.
fn pane(screens: &Screens) -> &'static str {
    let tabs = screens.shown().lines().next().unwrap().to_owned();
    ["Today", "Board", "Timeline", "Risks", "Phases"].into_iter().find(|pane| tabs.contains(pane)).unwrap()
}

#[test]
fn enter_goes_to_each_thing_where_it_lives_and_1_comes_back() {
    let mut screens = busy();
    screens.says_at("new OPS Office network");
    screens.says_at("add --project OPS Order switches in:ready do:today");
    screens.says_at("phase criterion add --project OPS Sponsor has seen it");
    let mut seen = Vec::new();
    loop {
        let on = screens.app.cursor();
        let from = under(&screens);
        screens.keys("Enter");
        seen.push(format!("{from}: {} {}", pane(&screens), under(&screens)));
        assert_eq!(screens.says(), "1 goes back");
        screens.keys("1");
        assert_eq!(screens.app.cursor(), on, "{}", screens.shown());
        screens.keys("j");
        if screens.app.cursor() == on {
            break;
        }
    }
    assert_eq!(
        seen,
        [
            "WEB-1: Board WEB-1",
            "WEB-2: Board WEB-2",
            "WEB-3: Board WEB-3",
            "OPS-1: Board OPS-1",
            "WEB-4: Board WEB-4",
            "WEB-I1: Risks WEB-I1",
            "column: Board WEB-1",
            "WEB-5: Board WEB-5",
            "WEB-6: Board WEB-6",
            "WEB-R1: Risks WEB-R1",
        ]
    );
}

#[test]
fn what_slipped_is_gone_to_in_the_timeline_and_a_red_criterion_at_its_gate() {
    let mut screens = Screens::with_tasks(&[
        "Choose in:ready est:2d start:2026-03-11 phase:initiation",
        "Build in:ready est:4d after:1 phase:initiation",
    ]);
    screens.says_at("phase criterion add --rule no-blocked");
    screens.moment.now += chrono::TimeDelta::days(1);
    screens.moment.today += chrono::TimeDelta::days(1);
    screens.ticks();
    screens.says_at("standup --finish");
    screens.says_at("block 2 waits for legal");
    screens.keys("1 l");
    assert_eq!(under(&screens), "criterion", "{}", screens.shown());
    screens.keys("w");
    assert!(screens.shows("It held at"), "{}", screens.shown());
    screens.keys("Esc c");
    assert_eq!(screens.says(), "this is no task; Enter goes to it");
    screens.keys("Enter");
    assert_eq!((pane(&screens), under(&screens).as_str()), ("Phases", "criterion"), "{}", screens.shown());
    screens.keys("1 j");
    assert_eq!(under(&screens), "WEB-1", "{}", screens.shown());
    screens.keys("Enter");
    assert_eq!((pane(&screens), under(&screens).as_str()), ("Timeline", "WEB-1"), "{}", screens.shown());
}

#[test]
fn every_verb_works_here_on_tasks_of_any_project() {
    let mut screens = busy();
    screens.says_at("new OPS Office network");
    screens.says_at("add --project OPS Order switches in:ready do:today");
    screens.keys("l j");
    assert_eq!(under(&screens), "OPS-1");
    screens.keys("s p").types("p0").keys("Enter");
    assert!(screens.says().starts_with("Set OPS-1") || screens.says().contains("OPS-1"), "{}", screens.says());
    screens.keys("b").types("no budget").keys("Enter");
    assert!(screens.says().starts_with("Block OPS-1 “Order switches”"), "{}", screens.says());
    assert!(screens.shows("no budget"), "{}", screens.shown());
    assert_eq!(under(&screens), "OPS-1", "the cursor goes along into the other list");
    screens.keys("b c");
    assert_eq!(screens.says(), "Complete OPS-1 “Order switches”. u undoes");
    assert!(!screens.shows("OPS-1  "), "{}", screens.shown());
    screens.keys("u");
    assert_eq!(under(&screens), "OPS-1", "{}", screens.shown());
    screens.keys("z").types("mon").keys("Enter");
    assert!(screens.task("OPS-1").snoozed_until.is_some());
    screens.keys("u i").types("asked again").keys("Enter d");
    assert_eq!(screens.says(), "Drop OPS-1 “Order switches”. u undoes");
    screens.keys("gg Space Space c");
    assert!(screens.task("1").finish().is_some() && screens.task("2").finish().is_some(), "{}", screens.says());
    screens.keys("u y");
    assert_eq!(screens.outside.len(), 1);
    screens.adds("Buy cake do:today");
    assert_eq!(under(&screens), "WEB-8", "{}", screens.shown());
    assert!(screens.shows("planned today"), "{}", screens.shown());
}

#[test]
fn risks_and_issues_take_the_verbs_of_their_registers() {
    let mut screens = busy();
    screens.keys("l l");
    assert_eq!(under(&screens), "WEB-I1", "{}", screens.shown());
    assert!(screens.shows("r answer"), "{}", screens.shown());
    screens.keys("r").types("buy a new one").keys("Enter");
    assert!(screens.says().contains("WEB-I1"), "{}", screens.says());
    assert_eq!(under(&screens), "column", "what is answered is no more to be looked at: {}", screens.shown());
    screens.keys("u");
    assert_eq!(under(&screens), "WEB-I1", "{}", screens.shown());
    screens.keys("G");
    assert_eq!(under(&screens), "WEB-R1");
    screens.keys("s r");
    assert!(screens.shows("mitigate"), "{}", screens.shown());
    screens.keys("Esc z").types("mon").keys("Enter");
    assert_eq!(under(&screens), "WEB-6", "{}", screens.shown());
    screens.keys("u G y");
    assert!(matches!(screens.outside.last(), Some(Outside::Copy { text, .. }) if text.contains("Vendor API")));
    screens.keys("R");
    assert_eq!(pane(&screens), "Risks", "{}", screens.shown());
    assert!(screens.shows("1 of 1"), "the review has begun: {}", screens.shown());
    screens.keys("Esc 1");
    assert_eq!(under(&screens), "WEB-R1");
}

#[test]
fn a_filter_finds_tasks_by_all_words_and_the_rest_by_those_of_text() {
    let mut screens = busy();
    screens.keys("/").types("p0").keys("Enter");
    assert_eq!((under(&screens).as_str(), screens.app.cursor().is_some()), ("WEB-1", true), "{}", screens.shown());
    assert!(!screens.shows("WEB-R1"), "{}", screens.shown());
    screens.keys("Esc /").types("vendor").keys("Enter");
    assert_eq!(under(&screens), "WEB-R1", "{}", screens.shown());
    screens.keys("Esc /").types("nothing like this").keys("Enter");
    assert!(screens.shows("Nothing here matches the filter."), "{}", screens.shown());
    screens.keys("Esc n n");
    assert_eq!(under(&screens), "WEB-3", "{}", screens.shown());
}

#[test]
fn only_mine_is_shown_where_it_is_known_who_i_am() {
    let mut screens = busy();
    screens.keys("v");
    assert!(screens.app.is_asking(), "{}", screens.shown());
    screens.keys("Esc");
    screens.moment.me = Some(screens.plan().find_person("bo").unwrap());
    screens.ticks();
    assert!(screens.shown().find("WEB-2").unwrap() < screens.shown().find("WEB-1").unwrap());
    screens.keys("v");
    assert!(screens.shows("mine only") && screens.shows("WEB-2") && screens.shows("WEB-I1"), "{}", screens.shown());
    assert!(!screens.shows("WEB-1 ") && !screens.shows("WEB-R1"), "{}", screens.shown());
    screens.says_at("done 2");
    screens.says_at("issue close I1 done");
    assert!(screens.shows("Nothing here is yours today."), "{}", screens.shown());
    screens.keys("v");
    assert!(screens.shows("WEB-1 "), "{}", screens.shown());
}

#[test]
fn a_click_selects_and_the_wheel_goes_on() {
    let mut screens = busy();
    screens.clicks("WEB-4");
    assert_eq!(under(&screens), "WEB-4");
    screens.app.wheel(ratatui::layout::Position::new(5, 5), 1);
    assert_eq!(under(&screens), "WEB-I1");
    screens.clicks("Now 2");
    assert_eq!(under(&screens), "WEB-I1", "a heading is nothing to stand on");
}

#[test]
fn what_others_do_comes_in_without_moving_the_cursor() {
    let mut screens = busy();
    screens.keys("l");
    assert_eq!(under(&screens), "WEB-3");
    screens.says_at("add Urgent in:doing p0");
    assert!(screens.shows("Now 3"), "{}", screens.shown());
    assert_eq!(under(&screens), "WEB-3");
    screens.says_at("done 3");
    assert_eq!(under(&screens), "WEB-4", "a neighbour: {}", screens.shown());
}

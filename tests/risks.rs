//! Risks and issues by keys, over a real file: what the pane shows, and how a register is kept.
#![allow(clippy::unwrap_used)]

mod support;

use chrono::{Days, NaiveDate};
use insta::assert_snapshot;
use milepost::domain::change::Field;
use milepost::domain::check::check_all;
use milepost::domain::command::Command;
use milepost::domain::gate;
use milepost::domain::issue::{Issue, IssueState, Severity};
use milepost::domain::person::PersonId;
use milepost::domain::plan::{Kind, Row};
use milepost::domain::record::Record;
use milepost::domain::risk::{Nature, Response, Risk, RiskState};
use milepost::domain::span::Span;
use milepost::domain::task::TaskId;
use milepost::domain::value::{FieldType, Money, Prose};
use milepost::ui::app::Outside;
use support::screens::Screens;
use support::wishes::today;

const TASKS: &[&str] = &[
    "Choose the provider in:done est:5d",
    "Login page with single sign-on in:doing est:10d @ana",
    "Migrate accounts in:ready est:8d after:2 due:25mar @bo",
    "Load test in:ready est:3d after:3",
];

fn day(offset: i64) -> Option<NaiveDate> {
    Some(match u64::try_from(offset) {
        Ok(days) => today() + Days::new(days),
        Err(_) => today() - Days::new(offset.unsigned_abs()),
    })
}

/// Title, category, probability, impact, response, owner (0 Ana, 1 Bo, 2 nobody), days to the review.
type Told = (&'static str, &'static str, i64, i64, Option<Response>, usize, i64);

const RISKS: &[Told] = &[
    ("Vendor API is not ready in time", "vendor", 4, 5, Some(Response::Mitigate), 0, 0),
    ("Legacy data has no owner", "data", 4, 4, None, 2, -2),
    ("Key person leaves during the cut-over", "people", 3, 3, Some(Response::Transfer), 1, 9),
    ("Licence cost grows with the number of users", "cost", 2, 3, Some(Response::Accept), 0, 21),
    (
        "Penetration test finds a hole too late to be closed before the launch",
        "security",
        3,
        5,
        Some(Response::Avoid),
        1,
        2,
    ),
    ("Training rooms are booked", "people", 2, 1, None, 2, 14),
    ("Mail provider throttles the reset mails", "vendor", 3, 2, Some(Response::Mitigate), 0, 5),
    ("The new portal wins a second department as a customer", "market", 3, 4, Some(Response::Enhance), 0, 6),
    ("Firewall change waits for the yearly freeze", "infra", 4, 3, Some(Response::Escalate), 1, -1),
    ("Test data is not anonymous", "data", 2, 4, Some(Response::Avoid), 1, 3),
    ("Users keep the old bookmarks", "people", 5, 1, Some(Response::Accept), 0, 30),
    ("Storage grows faster than planned", "infra", 1, 3, None, 2, 12),
    ("Single sign-on certificate expires", "security", 1, 5, Some(Response::Mitigate), 0, 8),
    ("Works council wants a say", "people", 2, 2, None, 2, 4),
];

/// A project with tasks, 14 risks and 2 issues, on the pane of risks.
fn registered() -> Screens {
    let mut screens = Screens::with_tasks(TASKS);
    fill(&mut screens);
    screens.keys("4");
    screens
}

fn fill(screens: &mut Screens) {
    let project = screens.app.lens().project.unwrap();
    let people: Vec<PersonId> =
        ["ana", "bo"].iter().map(|handle| screens.plan().find_person(handle).unwrap()).collect();
    let mut commands = vec![Command::Set {
        of: project.into(),
        fields: vec![(Field::named(Kind::Project, "contingency").unwrap(), Some(Money(4_000_000)).to_value())],
    }];
    let mut ids = Vec::new();
    for (at, (title, category, probability, impact, response, owner, review)) in RISKS.iter().enumerate() {
        let id = screens.moment.ids.take();
        ids.push(id);
        let mut risk = Risk {
            project,
            title: (*title).to_owned(),
            category: (*category).to_owned(),
            probability: Some(*probability),
            impact: Some(*impact),
            response: *response,
            owner: people.get(*owner).copied(),
            review: day(*review),
            cost_impact: Some(Money(500_000 * (at as i64 + 1))),
            ..Risk::blank(id)
        };
        match at {
            0 => {
                risk.cause = Prose("the vendor rewrites its gateway and has moved the date twice".into());
                risk.effect = Prose("customers cannot log in with single sign-on at the launch".into());
                risk.response_plan = Prose("ask for a sandbox; weekly call with their lead".into());
                risk.contingency_plan = Prose("Launch with the old login\nand switch over in May".into());
                risk.trigger = Prose("no sandbox by 20 March".into());
                (risk.residual_probability, risk.residual_impact) = (Some(2), Some(3));
                let days = |days: i64| Some(Span::working(days * 480));
                (risk.optimistic_delay, risk.delay, risk.pessimistic_delay) = (days(2), days(5), days(15));
            }
            7 => risk.nature = Nature::Opportunity,
            8 => risk.state = RiskState::Responding,
            4 => risk.residual_probability = Some(1),
            _ => {}
        }
        commands.push(Command::Make(Row::Risk(risk.into())));
    }
    let task = |words: &str| screens.plan().find_task(words, Some(project)).unwrap();
    for (risk, words) in [(0, "2"), (0, "3"), (4, "4")] {
        commands.push(Command::Concern { of: ids[risk].into(), task: task(words), on: true });
    }
    let issues = [
        ("Test system is down since Monday", Severity::High, Some(people[1]), 1),
        ("Wrong logo on invoices", Severity::Low, None, 20),
    ];
    for (title, severity, owner, due) in issues {
        let id = screens.moment.ids.take();
        let issue = Issue { project, title: title.into(), severity, owner, due: day(due), ..Issue::blank(id) };
        commands.push(Command::Make(Row::Issue(issue.into())));
    }
    screens.beside(&Command::All(commands));
}

fn risk<'a>(screens: &'a Screens, words: &str) -> &'a Risk {
    let id = screens.plan().find_risk(words, screens.app.lens().project).unwrap();
    screens.plan().get(id).unwrap()
}

fn issue<'a>(screens: &'a Screens, words: &str) -> &'a Issue {
    let id = screens.plan().find_issue(words, screens.app.lens().project).unwrap();
    screens.plan().get(id).unwrap()
}

/// The ref under the cursor.
fn on(screens: &Screens) -> String {
    screens.app.cursor().and_then(|id| screens.plan().reference(id)).unwrap_or_default()
}

fn copied(screens: &mut Screens) -> String {
    match screens.outside.pop() {
        Some(Outside::Copy { text, .. }) => text,
        other => panic!("{other:?} is no copy"),
    }
}

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

#[test]
fn the_register_and_its_matrix_at_their_sizes() {
    let mut screens = registered();
    for (width, height) in SIZES {
        screens.resizes(width, height);
        assert_snapshot!(format!("risks_{width}x{height}"), screens.shown());
    }
    screens.keys("Tab");
    for (width, height) in [(40, 12), (80, 24)] {
        screens.resizes(width, height);
        assert_snapshot!(format!("risks_matrix_{width}x{height}"), screens.shown());
    }
    screens.keys("m");
    assert_snapshot!("risks_matrix_residual", screens.shown());
    screens.keys("m Esc");
    assert_snapshot!("risks_matrix_arrows", screens.shown());
    screens.resizes(160, 40);
    screens.keys("Enter");
    assert_snapshot!("risks_detail_160x40", screens.shown());
}

#[test]
fn the_issues_at_their_sizes() {
    let mut screens = registered();
    screens.keys("o Enter v j");
    for (width, height) in SIZES {
        screens.resizes(width, height);
        assert_snapshot!(format!("issues_{width}x{height}"), screens.shown());
    }
}

#[test]
fn the_review_at_its_sizes() {
    let mut screens = registered();
    screens.keys("R");
    for (width, height) in SIZES {
        screens.resizes(width, height);
        assert_snapshot!(format!("review_{width}x{height}"), screens.shown());
    }
    screens.keys("- Enter j Enter");
    screens.resizes(80, 24);
    assert_snapshot!("review_summary", screens.shown());
}

#[test]
fn an_empty_register_says_how_to_begin() {
    let mut screens = Screens::with_tasks(TASKS);
    screens.keys("4");
    assert_snapshot!("risks_empty", screens.shown());
    screens.keys("v");
    assert!(screens.shows("No issues yet") && screens.shows("a adds one"), "{}", screens.shown());
    screens.keys("x");
    assert_eq!(screens.says(), "there is no issue here; a adds one");
    screens.keys("v R");
    assert_eq!(screens.says(), "there is no open risk to review; a adds one");
    screens.keys("+");
    assert_eq!(screens.says(), "there is no risk here; a adds one");
    for keys in ["r", "o", "f", "c", "d", "i", "e", "s p", "w", "y", "z", "E", "b", "gx"] {
        screens.keys(keys);
        assert!(!screens.says().is_empty() && !screens.app.is_asking(), "{keys}: {}", screens.shown());
    }
}

#[test]
fn ten_risks_in_a_line_each() {
    let mut screens = Screens::with_tasks(TASKS);
    screens.keys("4 a").types("Vendor API is late prob:4 impact:5 cost:20k days:2/5/15 @ana +vendor");
    assert!(screens.shows("probability 4") && screens.shows("@ana"), "{}", screens.shown());
    screens.types(" resp:mitigate on:2 review:fri // ask for a sandbox").keys("Enter");
    assert!(screens.says().starts_with("Add WEB-R1 “Vendor API is late”"), "{}", screens.says());
    let it = risk(&screens, "R1");
    assert_eq!(
        (it.inherent(), it.response, it.cost_impact),
        (Some(20), Some(Response::Mitigate), Some(Money(2_000_000)))
    );
    assert_eq!(screens.plan().index().registers().tasks_of_risk(it.id).count(), 1);
    for (at, (title, category, probability, impact, ..)) in RISKS.iter().enumerate().skip(1).take(9) {
        screens.adds(&format!("{title} +{category} prob:{probability} impact:{impact}"));
        assert_eq!(on(&screens), format!("WEB-R{}", at + 1), "{}", screens.says());
    }
    assert_eq!(screens.plan().count(Kind::Risk), 10);
    assert_eq!(check_all(screens.plan()), []);
    // somebody new is made on the way
    screens.adds("Nobody knows the old code prob:2 impact:2 @cem");
    assert!(screens.shows("Nobody is called @cem yet"), "{}", screens.shown());
    screens.keys("y");
    assert!(screens.plan().find_person("cem").is_ok() && !screens.app.is_asking());
    // what cannot be read stays to be mended
    screens.adds("Odd prob:9");
    assert!(screens.app.is_asking(), "{}", screens.shown());
    screens.keys("Esc u u");
    assert_eq!(screens.plan().count(Kind::Risk), 9);
}

#[test]
fn scores_by_single_keys_each_a_step() {
    let mut screens = registered();
    assert_eq!(on(&screens), "WEB-R1");
    screens.keys("- -");
    assert_eq!((risk(&screens, "R1").probability, on(&screens)), (Some(2), "WEB-R1".to_owned()));
    assert!(
        screens.says().starts_with("Set WEB-R1 “Vendor API is not ready in time”: probability 2"),
        "{}",
        screens.says()
    );
    screens.keys("< u u u");
    assert_eq!(risk(&screens, "R1").inherent(), Some(20));
    screens.keys(">");
    assert_eq!(screens.says(), "its impact is 5 severe already");
    screens.keys("gg Space Space < Esc");
    assert_eq!([risk(&screens, "R1").impact, risk(&screens, "R2").impact], [Some(4), Some(3)]);
    screens.keys("u");
    assert_eq!([risk(&screens, "R1").impact, risk(&screens, "R2").impact], [Some(5), Some(4)]);
}

#[test]
fn the_cursor_in_table_and_matrix_is_the_same() {
    let mut screens = registered();
    screens.resizes(120, 40);
    screens.keys("Tab");
    assert_eq!(on(&screens), "WEB-R1");
    screens.keys("h");
    assert_eq!(on(&screens), "WEB-R2");
    screens.keys("h");
    assert_eq!(on(&screens), "WEB-R9");
    screens.keys("Tab j");
    assert_eq!(on(&screens), "WEB-R3");
    screens.resizes(80, 24);
    screens.keys("Tab h h");
    assert_eq!(on(&screens), "", "nothing stands in 3 × 1");
    screens.keys("-");
    assert_eq!(screens.says(), "there is no risk here; a adds one");
    screens.keys("j");
    assert_eq!(on(&screens), "WEB-R6");
    // after the response it is elsewhere
    screens.keys("Tab gg m Tab");
    assert_eq!(on(&screens), "WEB-R1");
    screens.keys("l l");
    assert_eq!(on(&screens), "");
    screens.clicks("R2");
    assert_eq!(on(&screens), "WEB-R2");
}

#[test]
fn a_response_is_picked_from_those_that_fit() {
    let mut screens = registered();
    screens.keys("j r");
    assert!(screens.shows("transfer") && !screens.shows("exploit"), "{}", screens.shown());
    screens.types("avoid").keys("Enter so").types("bo").keys("Enter");
    let it = risk(&screens, "R2");
    assert_eq!((it.response, it.owner), (Some(Response::Avoid), Some(screens.plan().find_person("bo").unwrap())));
    screens.keys(":").types("WEB-R8").keys("Enter r");
    assert_eq!(on(&screens), "WEB-R8");
    assert!(screens.shows("exploit") && !screens.shows("avoid"), "{}", screens.shown());
    screens.keys("Esc");
}

#[test]
fn fields_by_s_and_by_the_form() {
    let mut screens = registered();
    screens.keys("sp").types("rare").keys("Enter");
    assert_eq!(risk(&screens, "R1").probability, Some(1));
    screens.keys("sd Ctrl-u").types("1d/2d/3d").keys("Enter s$ Ctrl-u").types("12.5k").keys("Enter");
    let it = risk(&screens, "R1");
    assert_eq!((it.mean_delay(), it.cost_impact), (Some(960), Some(Money(1_250_000))));
    screens.keys("sv Ctrl-u").types("frx").keys("Enter");
    assert!(screens.app.is_asking(), "what cannot be read stays");
    screens.keys("Ctrl-u").types("fri").keys("Enter");
    assert_eq!(risk(&screens, "R1").review, day(2));
    screens.keys("sn Ctrl-u").types("Vendor is late").keys("Enter sx").types("resp").keys("Enter");
    assert_eq!(
        (risk(&screens, "R1").title.as_str(), risk(&screens, "R1").state),
        ("Vendor is late", RiskState::Responding)
    );
    screens.keys("e");
    assert!(screens.shows("Edit WEB-R1") && screens.shows("Vendor is late"), "{}", screens.shown());
    screens.keys("Tab").types(" again").keys("Tab Tab").types("9");
    assert!(screens.shows("probability goes from 1 to 5"), "{}", screens.shown());
    screens.keys("Backspace Backspace").types("4").keys("Ctrl-s");
    let it = risk(&screens, "R1");
    assert!(it.cause.ends_with("again") && it.probability == Some(4), "{}", screens.shown());
    assert!(screens.says().starts_with("Set WEB-R1"), "{}", screens.says());
    // several: what is left empty stays
    screens.keys("Space Space e");
    assert!(screens.shows("Edit 2 risks"), "{}", screens.shown());
    screens.keys("Tab Tab Tab").types("@bo").keys("Ctrl-s Esc");
    assert_eq!(check_all(screens.plan()), []);
    let bo = screens.plan().find_person("bo").ok();
    assert_eq!(screens.plan().all::<Risk>().filter(|it| it.owner == bo).count(), 6);
}

#[test]
fn what_occurs_becomes_an_issue_and_a_task() {
    let mut screens = registered();
    let before = screens.plan().clone();
    screens.keys("o");
    assert!(screens.shows("a task: Launch with the old login"), "{}", screens.shown());
    screens.keys("Enter");
    assert!(
        screens.says().starts_with("Note that WEB-R1 “Vendor API is not ready in time” occurred as WEB-I3, with WEB-5"),
        "{}",
        screens.says()
    );
    assert_eq!((risk(&screens, "R1").state, issue(&screens, "I3").severity), (RiskState::Occurred, Severity::Critical));
    assert_eq!(screens.column_of("5"), "Backlog");
    assert_eq!(screens.plan().index().registers().tasks_of_issue(issue(&screens, "I3").id).count(), 3);
    screens.keys("u");
    assert_eq!(screens.plan(), &before);
    screens.keys("j o");
    assert!(screens.says().contains("occurred as WEB-I"), "without a plan nothing is asked: {}", screens.says());
    assert_eq!(check_all(screens.plan()), []);
}

#[test]
fn tasks_are_linked_and_unlinked() {
    let mut screens = registered();
    let linked = |screens: &Screens| -> Vec<TaskId> {
        let it = risk(screens, "R2").id;
        screens.plan().index().registers().tasks_of_risk(it).map(|(task, _)| task).collect()
    };
    screens.keys("j f").types("load").keys("Enter");
    assert_eq!(linked(&screens), [screens.task("4").id]);
    screens.keys("f");
    assert!(screens.shows("linked: Enter unlinks"), "{}", screens.shown());
    screens.types("load").keys("Enter");
    assert_eq!(linked(&screens), []);
    // why: what it means for the tasks, and the way there and back
    screens.keys("gg w");
    assert!(screens.shows("20 = 4 likely × 5 severe: high"), "{}", screens.shown());
    assert!(screens.shows("ends 5d late"), "{}", screens.shown());
    screens.keys("Enter");
    assert_eq!(screens.on_ref(), "WEB-2");
    screens.keys("w");
    assert!(screens.shows("WEB-R1"), "{}", screens.shown());
    screens.keys("j j j Enter");
    assert_eq!(on(&screens), "WEB-R1");
}

#[test]
fn a_review_of_what_is_due() {
    let mut screens = registered();
    let steps = screens.plan().clone();
    screens.keys("R");
    assert!(screens.shows("1 of 3") && screens.shows("WEB-R1"), "{}", screens.shown());
    // each decision is a step, on disk at once
    screens.keys("-");
    assert!(screens.says().starts_with("Review WEB-R1"), "{}", screens.says());
    assert_eq!((risk(&screens, "R1").probability, risk(&screens, "R1").review), (Some(3), day(7)));
    assert!(screens.shows("1 of 3"), "{}", screens.shown());
    screens.keys("i").types("sandbox promised").keys("Enter");
    assert!(risk(&screens, "R1").note.contains("sandbox promised"));
    screens.keys("Enter");
    assert!(screens.shows("2 of 3") && screens.shows("WEB-R2"), "{}", screens.shown());
    screens.keys("r").types("mit").keys("Enter n");
    assert!(screens.shows("3 of 3"), "{}", screens.shown());
    assert_eq!(risk(&screens, "R2").response, Some(Response::Mitigate));
    screens.keys("k j n");
    assert!(screens.shows("3 of 3 reviewed"), "{}", screens.shown());
    screens.keys("y");
    let page = copied(&mut screens);
    assert!(page.starts_with("## Risk review of WEB, Wed 11 Mar\n\n3 of 3 reviewed\n"), "{page}");
    assert!(page.contains("- WEB-R1 Vendor API is not ready in time: score 20 → 15 = 3 possible × 5 severe, noted “"));
    assert!(
        page.contains("- WEB-R9 Firewall change waits for the yearly freeze: no change, next Wed 18 Mar"),
        "{page}"
    );
    screens.keys("Esc");
    assert_eq!(screens.says(), "Review ended: 3 of 3 reviewed");
    screens.keys("R");
    assert!(
        screens.says().starts_with("no risk is due for review; the next is WEB-R5 on Fri 13 Mar"),
        "{}",
        screens.says()
    );
    for _ in 0..4 {
        screens.keys("u");
    }
    assert_eq!(screens.plan(), &steps);
}

#[test]
fn a_review_stops_anywhere_and_settles_what_it_meets() {
    let mut screens = registered();
    screens.keys("R o Enter");
    assert_eq!(risk(&screens, "R1").state, RiskState::Occurred);
    screens.keys("Enter c").types("the data office owns it").keys("Enter");
    assert_eq!(risk(&screens, "R2").state, RiskState::Closed);
    screens.keys("u");
    assert!(screens.shows("2 of 3") && risk(&screens, "R2").is_open(), "{}", screens.shown());
    screens.keys("Esc");
    assert!(screens.shows("1 of 3 reviewed") && screens.shows("occurred as WEB-I3"), "{}", screens.shown());
    assert!(screens.shows("Not reviewed:"), "{}", screens.shown());
    screens.keys("q");
    assert_eq!(screens.says(), "Review ended: 1 of 3 reviewed");
    screens.keys("R Esc");
    assert_eq!(screens.says(), "Review ended: 0 of 2 reviewed");
    // in the review, too, a dropped risk is left out
    screens.keys("R d");
    assert!(screens.shows("It was dropped"), "{}", screens.shown());
    screens.keys("+ - r i c o w e Enter Enter");
    assert_eq!(check_all(screens.plan()), []);
}

#[test]
fn closed_ones_are_hidden_until_a_filter_asks() {
    let mut screens = registered();
    screens.keys("c").types("signed").keys("Enter");
    assert!(screens.says().starts_with("Close WEB-R1"), "{}", screens.says());
    assert_eq!(on(&screens), "WEB-R2");
    screens.keys("/").types("is:closed");
    assert!(screens.shows("1 row shown"), "{}", screens.shown());
    screens.keys("Enter");
    assert_eq!(on(&screens), "WEB-R1");
    screens.keys("c");
    assert!(risk(&screens, "R1").is_open(), "{}", screens.says());
    assert!(screens.shows("No risk matches the filter"), "{}", screens.shown());
    screens.keys("Esc /").types("is:high no:response").keys("Enter");
    assert_eq!(on(&screens), "WEB-R2");
    assert!(screens.shows("/is:high no:response · 1 shown"), "{}", screens.shown());
    // tasks and issues have filters of their own
    screens.keys("v");
    assert!(!screens.shows("is:high") && screens.shows("Wrong logo"), "{}", screens.shown());
    screens.keys("2");
    assert!(!screens.shows("is:high"), "{}", screens.shown());
    screens.keys("4 v Esc");
    assert!(screens.shows("WEB-R14"), "{}", screens.shown());
    screens.keys("/").types("sort:ref").keys("Enter gg");
    assert_eq!(on(&screens), "WEB-R1");
    screens.keys("j");
    assert_eq!(on(&screens), "WEB-R2");
}

#[test]
fn issues_are_added_escalated_answered_and_closed() {
    let mut screens = registered();
    screens.keys("v a").types("Keys are lost sev:1 due:fri from:R2 on:4").keys("Enter");
    assert_eq!((on(&screens).as_str(), issue(&screens, "I3").severity), ("WEB-I3", Severity::Critical));
    screens.keys("r").types("yes").keys("Enter");
    assert!(screens.says().contains("was escalated to nobody"), "{}", screens.says());
    screens.keys("Esc x").types("ana").keys("Enter");
    assert!(issue(&screens, "I3").waits_for_an_answer(), "{}", screens.says());
    assert!(screens.shows("@ana today"), "{}", screens.shown());
    screens.keys("r").types("buy new ones").keys("Enter");
    assert_eq!(&*issue(&screens, "I3").answer, "buy new ones");
    screens.keys("ss").types("low").keys("Enter sx").types("in").keys("Enter");
    assert_eq!((issue(&screens, "I3").severity, issue(&screens, "I3").state), (Severity::Low, IssueState::InProgress));
    screens.keys("c").types("bought").keys("Enter");
    assert!(!issue(&screens, "I3").is_open() && !screens.shows("Keys are lost sev"), "{}", screens.shown());
    screens.keys("y");
    assert!(copied(&mut screens).starts_with("| ref | issue | severity |"));
    screens.keys("o");
    assert!(screens.says().contains("means nothing here"), "{}", screens.says());
    assert_eq!(check_all(screens.plan()), []);
}

#[test]
fn notes_copies_history_and_the_palette() {
    let mut screens = registered();
    screens.keys("i").types("called | them").keys("Enter E");
    let Some(Outside::Edit { of, name, text }) = screens.outside.pop() else { panic!("no editor") };
    assert_eq!((name.as_str(), text.as_str()), ("WEB-R1", "2026-03-11: called | them"));
    let edited = milepost::ui::editor::Edited::Changed("anew".into());
    assert_eq!(screens.app.edited(of, edited, &mut screens.moment), None);
    assert_eq!(&*risk(&screens, "R1").note, "anew");
    screens.keys("Space Space y");
    let table = copied(&mut screens);
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(
        table.contains("| WEB-R1 | Vendor API is not ready in time | vendor | 4 | 5 | 20 | mitigate | @ana |"),
        "{table}"
    );
    screens.keys("Esc y gh");
    assert!(copied(&mut screens).lines().count() == 16 && screens.shows("History of WEB-R"), "{}", screens.shown());
    screens.keys("Esc 2 :").types("wrong logo").keys("Enter");
    assert_eq!(on(&screens), "WEB-I2");
    screens.keys(":").types("add Roof leaks sev:4").keys("Enter Enter");
    assert_eq!(issue(&screens, "I3").title, "Roof leaks");
    screens.keys("d");
    assert!(screens.plan().find_issue("I3", None).is_err(), "{}", screens.says());
    screens.keys("b");
    assert!(screens.says().starts_with("only tasks are blocked"), "{}", screens.says());
}

#[test]
fn the_gate_lets_go_when_the_last_high_risk_has_a_response_and_an_owner() {
    let mut screens = registered();
    let met = |screens: &Screens| {
        let project = screens.app.lens().project.unwrap();
        let phase = gate::ahead(screens.plan(), project).unwrap();
        let all = gate::of(screens.app.snapshot(), phase).criteria;
        all.iter().find(|it| it.asks.starts_with("Every high risk")).unwrap().evidence.met
    };
    screens.keys("5 a Tab").types("risk-responses").keys("Ctrl-s");
    assert!(!met(&screens), "{}", screens.shown());
    screens.keys("Enter");
    assert_eq!(on(&screens), "WEB-R2", "{}", screens.shown());
    screens.keys("r").types("mitigate").keys("Enter");
    assert!(!met(&screens));
    screens.keys("so").types("ana").keys("Enter");
    assert!(met(&screens), "{}", screens.shown());
    screens.keys("Esc 5");
    assert!(screens.shows("have a response and an owner"), "{}", screens.shown());
}

#[test]
fn without_colour_and_in_ascii_the_zones_are_told_by_signs() {
    let mut screens = registered().in_ascii();
    screens.keys("4 Tab m m");
    assert_snapshot!("risks_matrix_ascii", screens.shown());
    assert!(screens.shown().is_ascii());
}

//! What the schedule says of tasks and projects: critical, late, at risk, why, what a step moves; and work that is put
//! behind the status date.

use chrono::NaiveDate;
use milepost::domain::change::Field;
use milepost::domain::command::Command;
use milepost::domain::forecast::{self, Ends};
use milepost::domain::gate::Missing;
use milepost::domain::plan::Kind;
use milepost::domain::task::{Task, TaskId};
use milepost::domain::value::{FieldType, Value};
use milepost::domain::why;

use super::gates::{asked, met};
use super::set;
use super::support::desk::Desk;

fn task(desk: &Desk, id: TaskId) -> &Task {
    desk.snapshot.plan.get(id).unwrap()
}

/// Critical, late, at risk.
fn standing(desk: &Desk, id: TaskId) -> [bool; 3] {
    let (it, task) = (&desk.snapshot, task(desk, id));
    [forecast::is_critical(it, task), forecast::is_late(it, task), forecast::is_at_risk(it, task)]
}

fn project(desk: &mut Desk, field: &str, value: Value) {
    let of = desk.project.into();
    desk.does(Command::Set { of, fields: vec![(Field::named(Kind::Project, field).unwrap(), value)] });
}

fn because(desk: &Desk, id: TaskId) -> Vec<String> {
    why::of(&desk.snapshot, id).unwrap().chain.into_iter().map(|step| step.because).collect()
}

fn starts(desk: &Desk, id: TaskId) -> String {
    desk.snapshot.schedule().timing(&desk.snapshot.plan, id).unwrap().start.to_string()
}

fn finishes(desk: &Desk, id: TaskId) -> String {
    desk.snapshot.schedule().timing(&desk.snapshot.plan, id).unwrap().finish.to_string()
}

#[test]
fn critical_late_and_at_risk_are_read_off_the_schedule() {
    let mut desk = Desk::new();
    let long = desk.add("Design est:5d in:ready due:2026-03-13");
    let short = desk.add("Manual est:1d in:ready");
    let close = desk.add("Texts est:4.5d in:ready");
    let idea = desk.add("Some day");
    assert_eq!(standing(&desk, long), [true, true, true], "it ends on Tue 17 Mar, after Fri 13 Mar");
    assert_eq!(standing(&desk, short), [false, false, false]);
    assert_eq!(standing(&desk, close), [false, false, true], "half a day of slack");
    assert_eq!(standing(&desk, idea), [false, false, false], "the inbox has no dates");
    desk.does(Command::Block { task: short, reason: "waits for legal".into(), outside: false });
    assert_eq!(standing(&desk, short), [false, false, false], "nobody waits for it");
    let next = desk.add("Print est:1d in:ready after:2");
    assert_eq!(standing(&desk, short), [false, false, true], "blocked, and others wait");
    desk.does(Command::Complete { task: long, finish: None });
    assert_eq!(standing(&desk, long), [false, false, false], "what is done is none of it");
    assert!(!standing(&desk, next)[1]);
}

#[test]
fn a_task_behind_its_baseline_is_late() {
    let mut desk = Desk::new();
    let (design, project) = (desk.add("Design est:3d in:ready"), desk.project);
    let id = desk.moment.ids.take();
    desk.does(Command::SaveBaseline { id, project, name: "As sold".into() });
    assert!(!standing(&desk, design)[1]);
    desk.on(2026, 3, 12);
    assert!(standing(&desk, design)[1], "it has not begun, so it ends a day later");
    assert_eq!(forecast::ending(&desk.snapshot, project), "ends 16 Mar +1d");
}

#[test]
fn what_a_step_does_to_the_end_is_told() {
    let mut desk = Desk::new();
    desk.add("Design est:3d in:ready");
    let before = Ends::of(&desk.snapshot);
    let build = desk.add("Build est:2d in:ready after:1");
    assert_eq!(before.moved(&desk.snapshot).unwrap(), "WEB ends 13 Mar → 17 Mar (+2d)");
    let before = Ends::of(&desk.snapshot);
    desk.does(set(build, "title", Value::Text("Build it".into())));
    assert_eq!(before.moved(&desk.snapshot), None);
}

#[test]
fn why_goes_back_to_the_start_of_the_project() {
    let mut desk = Desk::new();
    let ana = desk.person("ana");
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    desk.does(Command::Leave { person: ana, first: day(12), last: day(13), name: "leave".into() });
    project(&mut desk, "start", day(9).to_value());
    desk.on(2026, 3, 9);
    desk.add("Identity in:ready");
    desk.add("Choose est:2d in:ready under:1");
    desk.add("Login est:3d in:ready under:1 after:2 @ana");
    let live = desk.add("Live in:ready kind:milestone after:1");
    assert_eq!(
        because(&desk, live),
        [
            "It waits for WEB-1 “Identity”, which ends Tue 17 Mar (finish-to-start).",
            "WEB-1 “Identity” ends with the last task under it, WEB-3 “Login”.",
            "WEB-3 “Login” waits for WEB-2 “Choose”, which ends Tue 10 Mar (finish-to-start).",
            "WEB-2 “Choose” starts with the project, Mon 9 Mar: it waits for nothing.",
        ]
    );
    let why = why::of(&desk.snapshot, live).unwrap();
    assert_eq!(why.question, "Why does WEB-4 “Live” start on Tue 17 Mar?");
    assert_eq!(
        why.chain[2].takes,
        "Takes 3d: Wed 11 Mar to Tue 17 Mar, 7 calendar days; @ana is away Thu 12 Mar to Fri 13 Mar."
    );
    assert_eq!(why.verdict, ["Nothing to spare: when it slips, the project ends later (total slack 0d)."]);
}

#[test]
fn why_ends_at_a_constraint_at_what_has_happened_and_at_the_clock() {
    let mut desk = Desk::new();
    let held = desk.add("Design est:3d in:ready start:2026-03-16");
    assert_eq!(because(&desk, held), ["It is to start no earlier than Mon 16 Mar."]);
    let waiting = desk.add("Build est:2d in:ready");
    desk.on(2026, 3, 13);
    assert_eq!(
        because(&desk, waiting),
        ["It was to start Wed 11 Mar and has not started: today is the earliest."],
        "the project has no start of its own, and begins with what was told first"
    );
    desk.moves(waiting, "doing");
    assert_eq!(because(&desk, waiting), ["It was started on Fri 13 Mar."]);
    desk.on(2026, 3, 20);
    let overrun = "It was started on Fri 13 Mar; it should have ended by now, so it ends today at the earliest.";
    assert_eq!(because(&desk, waiting), [overrun]);
    desk.does(Command::Complete { task: waiting, finish: None });
    assert_eq!(because(&desk, waiting), ["It is done: started Fri 13 Mar, finished Fri 20 Mar."]);
    let idea = desk.add("Some day");
    let refused = why::of(&desk.snapshot, idea).unwrap_err().to_string();
    assert!(refused.contains("has no dates") && refused.contains("inbox"), "{refused}");
}

#[test]
fn what_was_captured_later_than_it_could_have_begun_was_not_to_start_before_that() {
    let mut desk = Desk::new();
    project(&mut desk, "start", Value::Text("2026-03-02".into()));
    let late = desk.add("Build est:2d in:ready");
    let captured = desk.snapshot.plan.get(late).unwrap().captured.unwrap().date_naive().to_string();
    assert_eq!(captured, "2026-03-11");
    desk.on(2026, 3, 13);
    assert_eq!(because(&desk, late), ["It was captured on Wed 11 Mar and has not started: today is the earliest."]);
}

#[test]
fn why_names_the_status_date_where_it_is_not_today_and_what_the_baseline_said() {
    let mut desk = Desk::new();
    let begun = desk.add("Design est:3d in:doing");
    let open = desk.add("Build est:2d in:ready");
    let (id, of) = (desk.moment.ids.take(), desk.project);
    desk.does(Command::SaveBaseline { id, project: of, name: "As sold".into() });
    project(&mut desk, "status_date", Value::Text("2026-03-18".into()));
    desk.on(2026, 3, 20);
    let overrun = "; it should have ended by the status date, Wed 18 Mar, so it ends then at the earliest.";
    assert_eq!(because(&desk, begun), [format!("It was started on Wed 11 Mar{overrun}")]);
    assert_eq!(
        because(&desk, open),
        ["It was to start Wed 11 Mar and has not started: the status date, Wed 18 Mar, is the earliest."]
    );
    let verdict = why::of(&desk.snapshot, open).unwrap().verdict;
    let against = "In baseline “As sold” it was to end Thu 12 Mar (+5d).";
    assert!(verdict.iter().any(|it| it == against), "{verdict:?}");
}

#[test]
fn a_link_of_the_finishes_and_one_with_a_lag_are_told_as_such() {
    let mut desk = Desk::new();
    desk.add("Design est:3d in:ready");
    let texts = desk.add("Texts est:1d in:ready after:1ff");
    let print = desk.add("Print est:1d in:ready after:1ss+2d");
    assert_eq!(
        because(&desk, texts)[0],
        "It cannot end before WEB-1 “Design”, which ends Fri 13 Mar (finish-to-finish)."
    );
    assert_eq!(because(&desk, print)[0], "It waits for WEB-1 “Design”, which starts Wed 11 Mar (start-to-start +2d).");
}

#[test]
fn a_gate_can_ask_for_a_baseline_and_for_a_forecast_near_it() {
    let mut desk = Desk::new();
    let unsaved = asked(&mut desk, "baseline");
    assert_eq!((unsaved.says.as_str(), unsaved.missing), ("no baseline is saved", Missing::Baseline));
    let nothing = asked(&mut desk, "forecast");
    assert_eq!((nothing.met, nothing.missing), (false, Missing::Baseline));
    let (design, project, id) = (desk.add("Design est:3d in:ready"), desk.project, desk.moment.ids.take());
    desk.does(Command::SaveBaseline { id, project, name: "As sold".into() });
    assert_eq!(met(&mut desk, "baseline"), "“As sold”, Wed 11 Mar");
    assert_eq!(met(&mut desk, "forecast"), "ends Fri 13 Mar, as in “As sold”");
    desk.does(set(design, "duration", Value::Text("2400m".into())));
    assert_eq!(met(&mut desk, "forecast days:2"), "ends Tue 17 Mar, +2d against “As sold”");
    let late = asked(&mut desk, "forecast days:1");
    assert_eq!((late.met, late.says.as_str()), (false, "ends Tue 17 Mar, +2d against “As sold”"));
    let Missing::Tasks { filter, .. } = late.missing else { panic!("{:?}", late.missing) };
    assert_eq!(filter, "is:critical");
}

#[test]
fn rescheduling_puts_what_is_not_finished_behind_the_status_date() {
    let mut desk = Desk::new();
    let project_id = desk.project;
    let live = desk.refuses(Command::Reschedule(project_id));
    assert!(live.contains("moves with the clock"), "{live}");
    let begun = desk.add("Design est:4d in:doing");
    let open = desk.add("Build est:2d in:ready");
    let later = desk.add("Test est:1d in:ready start:2026-03-30");
    let fixed = desk.add("Fair est:1d in:ready");
    let must = "must-start-on 2026-03-12T08:00".to_owned();
    desk.does(set(fixed, "constraint", Value::Text(must)));
    desk.does(set(begun, "percent", Value::Int(50)));
    project(&mut desk, "progress_rule", Value::Text("as-stored".into()));
    desk.on(2026, 3, 18);
    assert_eq!(finishes(&desk, begun), "2026-03-16 17:00:00", "nothing moves because the clock does");
    let step = desk.does(Command::Reschedule(project_id));
    assert_eq!(step.sentence, "Reschedule project WEB “Customer portal”: 2 tasks behind Wed 18 Mar");
    assert_eq!(step.notices, ["WEB-4 stays: a constraint or the hand that scheduled it holds it"]);
    assert_eq!(starts(&desk, open), "2026-03-19 08:00:00");
    assert_eq!(starts(&desk, begun), "2026-03-11 08:00:00");
    assert_eq!(finishes(&desk, begun), "2026-03-20 17:00:00", "two days are left, from Thu 19 Mar on");
    assert_eq!(starts(&desk, later), "2026-03-30 08:00:00");
    let again = desk.refuses(Command::Reschedule(project_id));
    assert!(again.contains("nothing of WEB"), "{again}");
}

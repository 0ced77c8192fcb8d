//! The registers: what is done to risks and issues and what follows, what they come to, what gates ask of them.

use milepost::domain::change::Field;
use milepost::domain::command::{Command, note_of};
use milepost::domain::gate::Missing;
use milepost::domain::issue::{Issue, IssueId, IssueState, Severity};
use milepost::domain::plan::{Kind, Row};
use milepost::domain::record::Record;
use milepost::domain::register;
use milepost::domain::risk::{Nature, Response, Risk, RiskId, RiskState};
use milepost::domain::span::Span;
use milepost::domain::value::{FieldType, Money, Prose, Value};

use super::gates::{asked, met};
use super::support::desk::Desk;

fn risk(desk: &mut Desk, title: &str, fill: impl FnOnce(&mut Risk)) -> RiskId {
    let id = desk.moment.ids.take();
    let mut risk = Risk { project: desk.project, title: title.to_owned(), ..Risk::blank(id) };
    fill(&mut risk);
    desk.does(Command::Make(Row::Risk(risk.into())));
    id
}

fn scored(probability: i64, impact: i64) -> impl FnOnce(&mut Risk) {
    move |risk| (risk.probability, risk.impact) = (Some(probability), Some(impact))
}

fn set(desk: &mut Desk, risk: RiskId, field: &str, value: Value) -> milepost::domain::change::Step {
    desk.does(Command::Set { of: risk.into(), fields: vec![(Field::named(Kind::Risk, field).unwrap(), value)] })
}

fn get(desk: &Desk, risk: RiskId) -> Risk {
    Risk::clone(desk.snapshot.plan.get(risk).unwrap())
}

#[test]
fn a_risk_is_numbered_dated_and_due_for_review_a_week_later() {
    let mut desk = Desk::new();
    let (first, second) = (risk(&mut desk, "Vendor is late", |_| {}), risk(&mut desk, "Nobody knows", |_| {}));
    let plan = &desk.snapshot.plan;
    assert_eq!(
        (plan.label(first.into()), plan.label(second.into())),
        ("WEB-R1 “Vendor is late”".into(), "WEB-R2 “Nobody knows”".into())
    );
    assert_eq!(get(&desk, first).raised, Some(desk.moment.today));
    assert_eq!(get(&desk, first).review.unwrap().to_string(), "2026-03-18");
    for words in ["WEB-R1", "web-r1"] {
        assert_eq!(plan.find_risk(words, None), Ok(first), "{words}");
    }
    assert_eq!(plan.find_risk("r2", Some(desk.project)), Ok(second));
    assert_eq!(plan.find_ref("WEB-R2", None), Ok(second.into()));
    let unknown = plan.find_risk("WEB-R9", None).unwrap_err().to_string();
    assert!(unknown.contains("there is no risk WEB-R9"), "{unknown}");
    // A task of the same number is another thing.
    let task = desk.add("Login");
    assert_eq!(desk.snapshot.plan.find_ref("WEB-1", None), Ok(task.into()));
}

#[test]
fn a_ref_is_not_used_again_when_its_risk_is_gone() {
    let mut desk = Desk::new();
    let gone = risk(&mut desk, "Wrong", |_| {});
    desk.does(Command::Remove(gone.into()));
    let next = risk(&mut desk, "Right", |_| {});
    assert_eq!(desk.snapshot.plan.reference(next.into()).as_deref(), Some("WEB-R2"));
}

#[test]
fn a_review_says_what_changed_and_when_it_is_due_again() {
    let mut desk = Desk::new();
    let id = risk(&mut desk, "Vendor is late", scored(4, 5));
    desk.on(2026, 3, 18);
    let probability = Field::named(Kind::Risk, "probability").unwrap();
    let fields = vec![(probability, Value::Int(3))];
    let step = desk.does(Command::Review { risk: id, fields, note: "sandbox came".into() });
    assert_eq!(step.sentence, "Review WEB-R1 “Vendor is late”: probability 3, note “sandbox came”, next Wed 25 Mar");
    let it = get(&desk, id);
    assert_eq!(
        (it.probability, it.reviewed, it.review.unwrap().to_string()),
        (Some(3), Some(desk.moment.today), "2026-03-25".into())
    );
    assert_eq!(it.note.0, "2026-03-18: sandbox came");
    desk.on(2026, 3, 25);
    assert_eq!(register::due_for_review(&desk.snapshot, desk.project), [id]);
    let same = vec![(probability, Value::Int(3))];
    let step = desk.does(Command::Review { risk: id, fields: same, note: String::new() });
    assert_eq!(step.sentence, "Review WEB-R1 “Vendor is late”: no change, next Wed 1 Apr");
    assert!(register::due_for_review(&desk.snapshot, desk.project).is_empty());
}

#[test]
fn a_risk_that_occurs_becomes_an_issue_with_its_tasks_and_its_plan_to_do() {
    let mut desk = Desk::new();
    let ana = desk.person("ana");
    let task = desk.add("Connect the vendor in:ready");
    let id = risk(&mut desk, "Vendor is late", |risk| {
        scored(4, 4)(risk);
        risk.owner = Some(ana);
        risk.contingency_plan = Prose("Use the old API\nwith a feature flag".into());
    });
    desk.does(Command::Concern { of: id.into(), task, on: true });
    assert!(desk.snapshot.plan.is_threatened(task));
    let (issue, todo) = (desk.moment.ids.take(), desk.moment.ids.take());
    let step = desk.does(Command::Occur { risk: id, issue, task: Some(todo) });
    assert_eq!(
        step.sentence,
        "Note that WEB-R1 “Vendor is late” occurred as WEB-I1, with WEB-2 “Use the old API” to do"
    );
    let plan = &desk.snapshot.plan;
    assert!(!plan.is_threatened(task), "what has occurred threatens no more");
    let made = plan.get(issue).unwrap();
    assert_eq!((made.severity, made.owner, made.risk), (Severity::High, Some(ana), Some(id)));
    let registers = plan.index().registers();
    let on: Vec<_> = registers.tasks_of_issue(issue).map(|(task, _)| task).collect();
    assert_eq!(on, [task, todo]);
    assert_eq!(registers.issues_from(id).collect::<Vec<IssueId>>(), [issue]);
    let todo = plan.get(todo).unwrap();
    assert!(todo.place.is_some() && plan.index().has_people(todo.id));
    assert_eq!(&plan.get(note_of(todo.id)).unwrap().text.0, "Use the old API\nwith a feature flag");
    let again = desk.moment.ids.take();
    assert!(desk.refuses(Command::Occur { risk: id, issue: again, task: None }).contains("is occurred"));
}

#[test]
fn closing_takes_a_reason_and_opening_again_takes_it_away() {
    let mut desk = Desk::new();
    let id = risk(&mut desk, "Vendor is late", |_| {});
    assert!(desk.refuses(Command::Close { of: id.into(), reason: " ".into() }).contains("is closed with a reason"));
    let step = desk.does(Command::Close { of: id.into(), reason: "the contract is signed".into() });
    assert_eq!(step.sentence, "Close WEB-R1 “Vendor is late”: “the contract is signed”");
    assert_eq!((get(&desk, id).state, get(&desk, id).closed), (RiskState::Closed, Some(desk.moment.today)));
    set(&mut desk, id, "state", Value::Text("open".into()));
    assert_eq!((get(&desk, id).closed, get(&desk, id).closed_reason), (None, Prose::default()));
    let state = Field::named(Kind::Risk, "state").unwrap();
    for word in ["closed", "occurred"] {
        let fields = vec![(state, Value::Text(word.into()))];
        desk.refuses(Command::Set { of: id.into(), fields });
    }
}

#[test]
fn an_escalated_issue_waits_until_it_is_answered() {
    let mut desk = Desk::new();
    let ben = desk.person("ben");
    let id = desk.moment.ids.take();
    let issue = Issue { project: desk.project, title: "Disk full".into(), ..Issue::blank(id) };
    desk.does(Command::Make(Row::Issue(issue.into())));
    let waiting = |desk: &Desk| register::escalated(&desk.snapshot.plan, desk.project);
    assert!(desk.refuses(Command::Answer { issue: id, text: "yes".into() }).contains("was escalated to nobody"));
    assert_eq!(desk.does(Command::Escalate { issue: id, to: ben }).sentence, "Escalate WEB-I1 “Disk full” to @ben");
    assert_eq!(waiting(&desk), [id]);
    desk.does(Command::Answer { issue: id, text: "buy one".into() });
    assert!(waiting(&desk).is_empty());
    desk.does(Command::Escalate { issue: id, to: ben });
    assert_eq!(waiting(&desk), [id], "asked again");
    desk.does(Command::Close { of: id.into(), reason: "bought".into() });
    assert!(waiting(&desk).is_empty());
    assert_eq!(desk.snapshot.plan.get(id).unwrap().state, IssueState::Closed);
}

#[test]
fn a_residual_score_above_the_inherent_is_questioned_and_kept() {
    let mut desk = Desk::new();
    let id = risk(&mut desk, "Vendor is late", scored(2, 2));
    let step = set(&mut desk, id, "residual_probability", Value::Int(4));
    assert_eq!(step.notices, ["WEB-R1 “Vendor is late”: the residual score 8 is above the inherent 4: is that meant?"]);
    assert_eq!(get(&desk, id).residual(), Some(8));
    assert!(set(&mut desk, id, "residual_probability", Value::Int(1)).notices.is_empty());
}

#[test]
fn exposure_is_percentage_times_impact_and_opportunities_stand_apart() {
    let mut desk = Desk::new();
    let day = |days: i64| Some(Span::working(days * 480));
    risk(&mut desk, "Vendor is late", |it| {
        scored(4, 5)(it);
        it.category = "vendor".into();
        it.cost_impact = Some(Money(2_000_000));
        (it.optimistic_delay, it.delay, it.pessimistic_delay) = (day(2), day(5), day(14));
    });
    // What the response leaves counts: 30 %.
    risk(&mut desk, "Data has no owner", |it| {
        scored(5, 3)(it);
        it.residual_probability = Some(2);
        it.cost_impact = Some(Money(1_000_000));
    });
    risk(&mut desk, "Grant", |it| {
        scored(3, 4)(it);
        it.nature = Nature::Opportunity;
        it.cost_impact = Some(Money(500_000));
    });
    let closed = risk(&mut desk, "Over", scored(5, 5));
    desk.does(Command::Close { of: closed.into(), reason: "gone".into() });
    let totals = register::totals(&desk.snapshot.plan, desk.project);
    assert_eq!((totals.threats.risks, totals.threats.high), (2, 2));
    assert_eq!(totals.threats.money, 1_400_000 + 300_000);
    assert_eq!(totals.threats.minutes, 6 * 480 * 70 / 100);
    assert_eq!(totals.opportunities.money, 250_000);
    let by = register::by_category(&desk.snapshot.plan, desk.project);
    let by: Vec<_> = by.iter().map(|(word, it)| (word.as_str(), it.money)).collect();
    assert_eq!(by, [("", 300_000), ("vendor", 1_400_000)]);
}

#[test]
fn a_threat_tells_what_it_means_for_its_tasks_and_a_dropped_task_keeps_the_risk() {
    let mut desk = Desk::new();
    let (short, long) = (desk.add("Short in:ready est:1d"), desk.add("Long in:ready est:5d"));
    let id = risk(&mut desk, "Vendor is late", |it| {
        scored(4, 5)(it);
        it.delay = Some(Span::working(6 * 480));
    });
    for task in [short, long] {
        desk.does(Command::Concern { of: id.into(), task, on: true });
    }
    let told = register::threatened(&desk.snapshot, &get(&desk, id));
    let pace = desk.snapshot.plan.pace(desk.project);
    assert_eq!(told[0].words(&pace), "6d of impact, 4d of slack: ends 2d late");
    let facts = milepost::domain::facts::Facts::of(&desk.snapshot, short).unwrap();
    let said = facts.fields.iter().find(|fact| fact.label == "risk").unwrap();
    assert_eq!(said.value, "WEB-R1 “Vendor is late”, score 20: 6d of impact, 4d of slack: ends 2d late");
    let told: Vec<_> = told.into_iter().map(|it| (it.task, it.slack, it.late)).collect();
    assert_eq!(told, [(short, Some(4 * 480), 2 * 480), (long, Some(0), 6 * 480)]);
    desk.does(Command::Drop(short));
    assert!(desk.snapshot.plan.get(id).is_some());
    assert_eq!(
        desk.refuses(Command::Concern { of: id.into(), task: long, on: true }),
        "WEB-R1 “Vendor is late” is linked to WEB-2 “Long” already"
    );
    desk.does(Command::Concern { of: id.into(), task: long, on: false });
    assert!(!desk.snapshot.plan.is_threatened(long));
}

#[test]
fn what_cannot_be_is_refused_with_its_name() {
    let mut desk = Desk::new();
    let id = risk(&mut desk, "Vendor is late", |_| {});
    for (field, value, said) in [
        ("probability", Value::Int(6), "probability 6 of WEB-R1 “Vendor is late” is not between 1 and 5"),
        ("title", Value::Nothing, "WEB-R1 has no title"),
        ("category", Value::Text("two words".into()), "is more than one word"),
        ("response", Response::Exploit.to_value(), "exploit is no response to it"),
        ("number", Value::Int(9), "is not set by hand"),
        ("cost_impact", Value::Int(-1), "is less than nothing"),
    ] {
        let field = Field::named(Kind::Risk, field).unwrap();
        let refused = desk.refuses(Command::Set { of: id.into(), fields: vec![(field, value)] });
        assert!(refused.contains(said), "{refused}");
    }
}

#[test]
fn gates_ask_for_risks_responses_reviews_and_settled_issues() {
    let mut desk = Desk::new();
    let ana = desk.person("ana");
    let none = asked(&mut desk, "risks count:2");
    assert_eq!((none.met, none.says.as_str(), none.missing), (false, "no risk is recorded", Missing::Risks));
    assert_eq!(met(&mut desk, "risk-responses"), "no open risk is high");
    assert_eq!(met(&mut desk, "risk-reviews"), "no risk is open");
    assert_eq!(met(&mut desk, "no-issue"), "no critical or high issue is open");
    let high = risk(&mut desk, "Vendor is late", scored(4, 5));
    let low = risk(&mut desk, "Licence costs", scored(2, 3));
    assert_eq!(met(&mut desk, "risks count:2"), "2 risks are recorded");
    let says = |desk: &mut Desk, rule: &str, culprits: &[milepost::domain::id::RecordId]| {
        let evidence = asked(desk, rule);
        let Missing::Registered { all, .. } = evidence.missing else { panic!("{evidence:?}") };
        assert_eq!(all, culprits);
        evidence.says
    };
    let said = says(&mut desk, "risk-responses", &[high.into()]);
    assert_eq!(said, "0 of 1 high risk has a response and an owner: WEB-R1 has neither");
    set(&mut desk, high, "response", Response::Mitigate.to_value());
    let said = says(&mut desk, "risk-responses", &[high.into()]);
    assert_eq!(said, "0 of 1 high risk has a response and an owner: WEB-R1 has no owner");
    set(&mut desk, high, "owner", ana.to_value());
    assert_eq!(met(&mut desk, "risk-responses"), "1 high risk has a response and an owner");
    desk.on(2026, 3, 26);
    desk.does(Command::Review { risk: high, fields: Vec::new(), note: String::new() });
    let said = says(&mut desk, "risk-reviews", &[low.into()]);
    assert_eq!(said, "1 open risk was not reviewed within 10 working days: WEB-R2, the oldest on Wed 11 Mar");
    assert_eq!(met(&mut desk, "risk-reviews days:11"), "all open risks were reviewed within 11 working days");
    let issue = desk.moment.ids.take();
    desk.does(Command::Occur { risk: high, issue, task: None });
    let said = says(&mut desk, "no-issue", &[issue.into()]);
    assert_eq!(said, "1 critical or high issue is open: WEB-I1");
}

#[test]
fn undo_takes_back_what_occurred_with_all_that_came_of_it() {
    let mut desk = Desk::new();
    let id = risk(&mut desk, "Vendor is late", scored(4, 4));
    let before = desk.snapshot.plan.clone();
    let issue = desk.moment.ids.take();
    let step = desk.does(Command::Occur { risk: id, issue, task: None });
    for change in &step.changes {
        desk.snapshot.plan.apply(&change.inverse());
    }
    assert_eq!(desk.snapshot.plan, before);
}

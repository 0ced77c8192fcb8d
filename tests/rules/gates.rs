//! Gates: every rule with an example that passes, one that fails with the right culprits, and one on an empty project;
//! decisions and what follows from them.

use milepost::domain::capture::{Context, Purpose};
use milepost::domain::change::Field;
use milepost::domain::command::Command;
use milepost::domain::filter::Filter;
use milepost::domain::gate::{self, Evidence, Gate, Missing};
use milepost::domain::id::Id;
use milepost::domain::phase::{Criterion, CriterionId, Decision, Phase, PhaseId, PhaseState};
use milepost::domain::plan::{Kind, Row};
use milepost::domain::project::{Project, ProjectState};
use milepost::domain::rank::Rank;
use milepost::domain::record::Record;
use milepost::domain::task::TaskId;
use milepost::domain::value::{FieldType, Value};
use uuid::Uuid;

use super::set;
use super::support::desk::Desk;

fn phase(desk: &Desk, name: &str) -> PhaseId {
    desk.snapshot.plan.find_phase(desk.project, name).unwrap()
}

fn state(desk: &Desk, name: &str) -> PhaseState {
    desk.snapshot.plan.get(phase(desk, name)).unwrap().state
}

fn ahead(desk: &Desk) -> Option<String> {
    let plan = &desk.snapshot.plan;
    gate::ahead(plan, desk.project).map(|id| plan.get(id).unwrap().name.clone())
}

fn gate_of(desk: &Desk, name: &str) -> Gate {
    gate::of(&desk.snapshot, phase(desk, name))
}

/// A new criterion in a phase’s gate; a rule, or a text to be ticked.
fn criterion(desk: &mut Desk, name: &str, text: &str, rule: &str) -> CriterionId {
    let (phase, id) = (phase(desk, name), desk.moment.ids.take());
    let last = gate::criteria(&desk.snapshot.plan, phase).last().copied();
    let rank = Rank::between(last.and_then(|id| desk.snapshot.plan.get(id)).map(|it| &it.rank), None);
    let (text, rule) = (text.to_owned(), rule.to_owned());
    desk.does(Command::Make(Row::Criterion(Criterion { phase, text, rule, rank, ..Criterion::blank(id) }.into())));
    id
}

/// What a rule says at the gate of Planning: asked by a criterion that is taken away again.
pub fn asked(desk: &mut Desk, rule: &str) -> Evidence {
    let id = criterion(desk, "planning", "", rule);
    let evidence = gate_of(desk, "planning").criteria.into_iter().find(|it| it.criterion == id).unwrap().evidence;
    desk.does(Command::Remove(id.into()));
    evidence
}

/// The sentence of what is unmet, and that its filter finds the culprits, all of them and nobody else.
fn unmet(desk: &mut Desk, rule: &str, culprits: &[TaskId]) -> String {
    let evidence = asked(desk, rule);
    assert!(!evidence.met, "{evidence:?}");
    let Missing::Tasks { first, count, filter } = evidence.missing else { panic!("{:?}", evidence.missing) };
    let context = Context::of(&desk.snapshot, Some(desk.project), Purpose::Find);
    let read = Filter::parse(&filter, &context).unwrap().within(Some(desk.project));
    let mut found = read.scan(&desk.snapshot);
    found.sort_unstable();
    assert_eq!(found, culprits, "{filter}");
    assert_eq!(count, culprits.len());
    assert_eq!(first, culprits[..culprits.len().min(6)]);
    evidence.says
}

pub fn met(desk: &mut Desk, rule: &str) -> String {
    let evidence = asked(desk, rule);
    assert!(evidence.met && evidence.missing == Missing::Nothing, "{evidence:?}");
    evidence.says
}

fn decide(desk: &Desk, decision: Decision) -> Command {
    let phase = gate::ahead(&desk.snapshot.plan, desk.project).unwrap();
    Command::Decide { phase, decision, conditions: Vec::new(), note: String::new(), by: None, over: None }
}

fn go(desk: &mut Desk) -> String {
    let command = decide(desk, Decision::Go);
    desk.does(command).sentence
}

fn back(desk: &Desk, reason: &str) -> Command {
    Command::GoBack { project: desk.project, reason: reason.into(), by: None }
}

fn put(desk: &mut Desk, field: &str, value: Value) {
    let field = Field::named(Kind::Project, field).unwrap();
    desk.does(Command::Set { of: desk.project.into(), fields: vec![(field, value)] });
}

fn project(desk: &Desk) -> &Project {
    desk.snapshot.plan.get(desk.project).unwrap()
}

#[test]
fn estimates() {
    let mut desk = Desk::new();
    let nothing = asked(&mut desk, "estimates");
    assert_eq!(nothing.says, "WEB has no task on the plan yet");
    assert_eq!(nothing.missing, Missing::Phase(phase(&desk, "planning")));
    desk.add("Only an idea");
    assert_eq!(asked(&mut desk, "estimates").says, "WEB has no task on the plan yet", "the inbox does not count");
    desk.add("Known in:ready est:2d");
    desk.add("Kick-off in:ready kind:milestone");
    assert_eq!(met(&mut desk, "estimates"), "the only task of WEB has an estimate");
    let (one, two) = (desk.add("Login in:ready"), desk.add("Reports in:doing"));
    assert_eq!(unmet(&mut desk, "estimates", &[one, two]), "1 of 3 tasks has an estimate: WEB-4, WEB-5 lack one");
    desk.moves(one, "done");
    assert_eq!(unmet(&mut desk, "estimates", &[two]), "1 of 2 open tasks has an estimate: WEB-5 lacks one");
    desk.add("Below under:5 in:ready est:1d");
    assert_eq!(met(&mut desk, "estimates"), "all 2 open tasks of WEB have an estimate", "a summary needs none");
}

#[test]
fn estimates_of_the_next_phase_and_of_the_phase() {
    let mut desk = Desk::new();
    desk.add("Write the plan in:ready phase:planning est:1d");
    assert_eq!(met(&mut desk, "estimates of:phase"), "the only task of Planning has an estimate");
    assert_eq!(asked(&mut desk, "estimates of:next").says, "Execution has no task on the plan yet");
    let build = desk.add("Build in:ready phase:execution");
    let watch = desk.add("Report weekly in:ready phase:monitoring");
    let says = unmet(&mut desk, "estimates of:next", &[build, watch]);
    assert_eq!(says, "0 of 2 tasks have an estimate: WEB-2, WEB-3 lack one", "what runs alongside belongs to it");
    let last = criterion(&mut desk, "closure", "", "no-open of:next");
    let standing = gate_of(&desk, "closure").criteria.into_iter().find(|it| it.criterion == last).unwrap();
    assert_eq!(standing.evidence.says, "no phase follows Closure");
    assert_eq!(standing.asks, "Every task of the next phase is done or dropped");
}

#[test]
fn assignees() {
    let mut desk = Desk::new();
    desk.person("ana");
    assert_eq!(asked(&mut desk, "assignees").says, "WEB has no task on the plan yet");
    let task = desk.add("Login in:ready @ana");
    desk.add("Kick-off in:ready kind:milestone");
    assert_eq!(met(&mut desk, "assignees"), "the only task of WEB is assigned");
    let other = desk.add("Reports in:ready");
    assert_eq!(unmet(&mut desk, "assignees", &[other]), "1 of 2 tasks is assigned: WEB-3 is nobody’s");
    let ana = desk.snapshot.plan.find_person("ana").unwrap();
    desk.does(Command::Assign { task: other, person: ana, units: 50 });
    assert_eq!(met(&mut desk, "assignees"), "all 2 tasks of WEB are assigned");
    desk.does(Command::Unassign { task, person: ana });
    assert_eq!(unmet(&mut desk, "assignees", &[task]), "1 of 2 tasks is assigned: WEB-1 is nobody’s");
}

#[test]
fn longest() {
    let mut desk = Desk::new();
    assert_eq!(met(&mut desk, "longest"), "no task of WEB is longer than 10 working days");
    desk.add("Just so in:ready est:10d");
    desk.add("Only waiting in:ready est:10ed");
    assert_eq!(met(&mut desk, "longest"), "no task of WEB is longer than 10 working days");
    let (long, waits) = (desk.add("Migrate in:ready est:81h"), desk.add("Probation in:ready est:11ed"));
    assert_eq!(unmet(&mut desk, "longest", &[long, waits]), "2 tasks are longer than 10 working days: WEB-3, WEB-4");
    assert_eq!(met(&mut desk, "longest days:11"), "no task of WEB is longer than 11 working days");
}

#[test]
fn no_blocked_task() {
    let mut desk = Desk::new();
    assert_eq!(met(&mut desk, "no-blocked"), "no task of Planning is blocked");
    let task = desk.add("Login in:ready phase:planning");
    desk.add("Elsewhere in:ready phase:execution");
    desk.does(Command::Block { task, reason: "waits for legal".into(), outside: false });
    assert_eq!(unmet(&mut desk, "no-blocked", &[task]), "1 task is blocked: WEB-1");
    desk.moves(task, "done");
    assert_eq!(met(&mut desk, "no-blocked"), "no task of Planning is blocked");
}

#[test]
fn no_overdue_task() {
    let mut desk = Desk::new();
    assert_eq!(met(&mut desk, "no-overdue of:project"), "no task of WEB is overdue");
    let (first, second) = (desk.add("Login in:ready due:2026-03-12"), desk.add("Reports in:ready due:2026-03-20"));
    desk.on(2026, 3, 12);
    assert_eq!(met(&mut desk, "no-overdue of:project"), "no task of WEB is overdue", "not on its day");
    desk.on(2026, 3, 13);
    assert_eq!(unmet(&mut desk, "no-overdue of:project", &[first]), "1 task is overdue: WEB-1");
    desk.on(2026, 4, 1);
    let says = unmet(&mut desk, "no-overdue of:project", &[first, second]);
    assert_eq!(says, "2 tasks are overdue: WEB-1, WEB-2");
}

#[test]
fn no_open_task() {
    let mut desk = Desk::new();
    assert_eq!(met(&mut desk, "no-open"), "no task of Planning is open");
    let tasks: Vec<TaskId> = (0..8).map(|n| desk.add(&format!("Step {n} in:ready phase:planning"))).collect();
    let says = unmet(&mut desk, "no-open", &tasks);
    assert_eq!(says, "8 tasks are open: WEB-1, WEB-2, WEB-3, WEB-4, WEB-5, WEB-6 and 2 more");
    for task in &tasks[..6] {
        desk.moves(*task, "done");
    }
    desk.does(Command::Drop(tasks[6]));
    assert_eq!(unmet(&mut desk, "no-open", &tasks[7..]), "1 task is open: WEB-8");
    desk.does(set(tasks[7], "phase", Value::Nothing));
    assert_eq!(met(&mut desk, "no-open"), "no task of Planning is open");
}

#[test]
fn deliverables_accepted() {
    let mut desk = Desk::new();
    assert_eq!(asked(&mut desk, "deliverables").says, "Planning has no deliverable on the plan yet");
    let one = desk.add("Charter in:ready phase:planning kind:deliverable");
    let two = desk.add("Plan in:ready phase:planning kind:deliverable");
    assert_eq!(unmet(&mut desk, "deliverables", &[one, two]), "0 of 2 deliverables are accepted: WEB-1, WEB-2 are not");
    let ana = desk.person("ana");
    let step = desk.does(Command::Accept { task: one, on: true, by: Some(ana) });
    assert_eq!(step.sentence, "Accept WEB-1 “Charter”, by @ana");
    assert_eq!(unmet(&mut desk, "deliverables", &[two]), "1 of 2 deliverables is accepted: WEB-2 is not");
    desk.add("Below in:ready under:2");
    assert_eq!(unmet(&mut desk, "deliverables", &[two]), "1 of 2 deliverables is accepted: WEB-2 is not");
    desk.does(Command::Accept { task: two, on: true, by: None });
    assert_eq!(met(&mut desk, "deliverables"), "all 2 deliverables of Planning are accepted");
    let why = desk.refuses(Command::Accept { task: two, on: true, by: None });
    assert_eq!(why, "WEB-2 “Plan” is already accepted");
}

#[test]
fn charter_and_budget() {
    let mut desk = Desk::new();
    let charter = asked(&mut desk, "charter");
    assert!(charter.says.starts_with("the charter lacks objective, problem, "), "{}", charter.says);
    assert_eq!(charter.missing, Missing::Field(Field::named(Kind::Project, "objective").unwrap()));
    let ana = desk.person("ana");
    for field in milepost::domain::charter::missing(project(&desk)) {
        let person = matches!(field.name(), "manager" | "sponsor");
        put(&mut desk, field.name(), if person { ana.to_value() } else { Value::Text("Said".into()) });
    }
    assert_eq!(met(&mut desk, "charter"), "the charter is complete");
    let budget = asked(&mut desk, "budget");
    assert_eq!(budget.says, "no budget is set");
    assert_eq!(budget.missing, Missing::Field(Field::named(Kind::Project, "budget").unwrap()));
    put(&mut desk, "budget", Value::Int(4_000_050));
    assert_eq!(met(&mut desk, "budget"), "the budget is 40000.50 EUR");
}

#[test]
fn a_go_makes_the_next_phase_active_and_what_runs_alongside_follows() {
    let mut desk = Desk::new();
    assert_eq!(ahead(&desk).as_deref(), Some("Initiation"));
    assert_eq!(go(&mut desk), "Pass the gate of Initiation: go");
    go(&mut desk);
    assert_eq!(ahead(&desk).as_deref(), Some("Execution"));
    assert_eq!(state(&desk, "monitoring"), PhaseState::Active);
    let task = desk.add("Build in:ready");
    assert_eq!(desk.get(task).phase, Some(phase(&desk, "execution")), "a new task is of the phase ahead");
    go(&mut desk);
    assert_eq!((state(&desk, "execution"), state(&desk, "monitoring")), (PhaseState::Done, PhaseState::Done));
    let why = desk.refuses(Command::Decide {
        phase: phase(&desk, "execution"),
        decision: Decision::Go,
        conditions: Vec::new(),
        note: String::new(),
        by: None,
        over: None,
    });
    assert_eq!(why, "the gate of Execution is not ahead; that of Closure is");
    let command = decide(&desk, Decision::Go);
    let step = desk.does(command);
    assert_eq!(step.notices, ["WEB is closed now: its last gate is passed"]);
    assert_eq!((ahead(&desk), project(&desk).state), (None, ProjectState::Closed));
    let again = back(&desk, "a defect came up");
    assert_eq!(desk.does(again).sentence, "Go back to Closure: “a defect came up”");
    assert_eq!((ahead(&desk).as_deref(), project(&desk).state), (Some("Closure"), ProjectState::Active));
}

#[test]
fn the_criteria_of_what_runs_alongside_stand_in_the_gate() {
    let mut desk = Desk::new();
    criterion(&mut desk, "monitoring", "Reports went out", "");
    criterion(&mut desk, "execution", "", "no-open");
    let asks: Vec<String> = gate_of(&desk, "execution").criteria.into_iter().map(|it| it.asks).collect();
    assert_eq!(asks, ["Every task of the phase is done or dropped", "Reports went out"]);
    assert_eq!(gate_of(&desk, "monitoring"), gate_of(&desk, "execution"));
    go(&mut desk);
    go(&mut desk);
    let phase = phase(&desk, "monitoring");
    let (conditions, note) = (Vec::new(), String::new());
    let why = desk.refuses(Command::Decide { phase, decision: Decision::Go, conditions, note, by: None, over: None });
    let says = "Monitoring and control runs alongside Execution: its criteria stand in that gate; decide there";
    assert_eq!(why, says);
}

#[test]
fn unmet_criteria_are_ticked_overridden_or_made_conditions() {
    let mut desk = Desk::new();
    let ana = desk.person("ana");
    let signed = criterion(&mut desk, "initiation", "Charter signed", "");
    criterion(&mut desk, "initiation", "", "budget");
    let command = decide(&desk, Decision::Go);
    let why = desk.refuses(command);
    assert_eq!(
        why,
        "the gate of Initiation has 2 unmet criteria: “Charter signed” (not ticked); “The budget is set” (no budget is \
         set); mend that, go with conditions, or override it with a reason"
    );
    desk.moment.me = Some(ana);
    let step = desk.does(Command::Tick { criterion: signed, on: true });
    assert_eq!(step.sentence, "Tick “Charter signed” at the gate of Initiation");
    assert_eq!(gate_of(&desk, "initiation").criteria[0].evidence.says, "ticked Wed 11 Mar by @ana");
    assert_eq!(desk.refuses(Command::Tick { criterion: signed, on: true }), "“Charter signed” is already ticked");
    let over = Some(" ".into());
    let Command::Decide { phase, .. } = decide(&desk, Decision::Go) else { unreachable!() };
    let (decision, note) = (Decision::Go, "in the meeting".to_owned());
    let command = Command::Decide { phase, decision, conditions: vec![], note: note.clone(), by: None, over };
    assert!(desk.refuses(command).starts_with("an override needs a reason"));
    let over = Some("the sponsor insists".to_owned());
    let step = desk.does(Command::Decide { phase, decision, conditions: vec![], note, by: None, over });
    assert_eq!(
        step.sentence,
        "Pass the gate of Initiation: go, by @ana, overriding 1 unmet criterion: “the sponsor insists”; note “in the \
         meeting”"
    );
    let passed = desk.snapshot.plan.get(phase).unwrap();
    assert_eq!(passed.override_reason.0, "the sponsor insists");
    assert_eq!(passed.decided_by, Some(ana));
}

#[test]
fn conditions_become_tasks_of_the_next_phase() {
    let mut desk = Desk::new();
    desk.person("ana");
    criterion(&mut desk, "initiation", "", "budget");
    let command = decide(&desk, Decision::GoWithConditions);
    let why = desk.refuses(command);
    assert_eq!(why, "a go with conditions needs at least one; write what has to be done in the next phase");
    let phase = phase(&desk, "initiation");
    let conditions = vec!["Set the budget @ana due:2026-03-20".to_owned(), "Name a deputy".to_owned()];
    let decision = Decision::GoWithConditions;
    let step = desk.does(Command::Decide { phase, decision, conditions, note: String::new(), by: None, over: None });
    assert_eq!(step.sentence, "Pass the gate of Initiation: go with 2 conditions (WEB-1, WEB-2)");
    let planning = super::gates::phase(&desk, "planning");
    let made = desk.snapshot.plan.find_task("1", Some(desk.project)).unwrap();
    let task = desk.get(made);
    assert_eq!((task.title.as_str(), task.phase), ("Set the budget", Some(planning)));
    assert!(task.tags.has("condition") && task.due.is_some());
    assert_eq!(task.place.as_ref().map(|place| place.column), Some(desk.column("backlog")));
    let conditions = vec!["More".to_owned()];
    let phase = planning;
    let decision = Decision::Hold;
    let why = desk.refuses(Command::Decide { phase, decision, conditions, note: String::new(), by: None, over: None });
    assert_eq!(why, "only a go with conditions has conditions; decide go-with-conditions");
}

#[test]
fn a_hold_ends_with_the_next_go_and_a_stop_closes() {
    let mut desk = Desk::new();
    let Command::Decide { phase: initiation, .. } = decide(&desk, Decision::Hold) else { unreachable!() };
    let why = desk.refuses(Command::Decide {
        phase: initiation,
        decision: Decision::Hold,
        conditions: Vec::new(),
        note: String::new(),
        by: None,
        over: Some("no".into()),
    });
    assert_eq!(why, "a hold or a stop overrides nothing; write why as a note");
    let command = decide(&desk, Decision::Hold);
    assert_eq!(desk.does(command).sentence, "Hold WEB at the gate of Initiation");
    assert_eq!((project(&desk).state, ahead(&desk).as_deref()), (ProjectState::OnHold, Some("Initiation")));
    go(&mut desk);
    assert_eq!((project(&desk).state, ahead(&desk).as_deref()), (ProjectState::Active, Some("Planning")));
    let command = Command::Decide {
        phase: phase(&desk, "planning"),
        decision: Decision::Stop,
        conditions: Vec::new(),
        note: "no more money".into(),
        by: None,
        over: None,
    };
    assert_eq!(desk.does(command).sentence, "Stop WEB at the gate of Planning: “no more money”");
    assert_eq!(project(&desk).state, ProjectState::Closed);
    let command = back(&desk, "it goes on after all");
    desk.does(command);
    assert_eq!((project(&desk).state, ahead(&desk).as_deref()), (ProjectState::Active, Some("Initiation")));
    assert_eq!(desk.snapshot.plan.get(phase(&desk, "planning")).unwrap().decision, None);
    let command = back(&desk, "again");
    assert_eq!(desk.refuses(command), "nothing comes before Initiation");
    let command = back(&desk, " ");
    assert_eq!(desk.refuses(command), "going back needs a reason; write what has to be done again");
}

#[test]
fn phases_and_criteria_are_edited_by_hand_but_not_decided_so() {
    let mut desk = Desk::new();
    let field = |kind, name: &str| Field::named(kind, name).unwrap();
    let planning = phase(&desk, "planning");
    let fields = vec![(field(Kind::Phase, "state"), Value::Text("done".into()))];
    let why = desk.refuses(Command::Set { of: planning.into(), fields });
    assert_eq!(why, "the state of a phase is not set by hand; decide at its gate, or go back");
    let task = desk.add("Plan in:ready phase:planning");
    let why = desk.refuses(Command::Remove(planning.into()));
    let says = "phase “Planning” still has 1 task, done and dropped ones counted; give them another phase first";
    assert_eq!(why, says);
    desk.does(set(task, "phase", Value::Nothing));
    criterion(&mut desk, "planning", "Signed", "");
    desk.does(Command::Remove(planning.into()));
    assert_eq!(desk.snapshot.plan.count(Kind::Criterion), 0, "they go with their phase");
    let twin = Phase { project: desk.project, name: "Exec ution".into(), ..Phase::blank(desk.moment.ids.take()) };
    assert!(desk.refuses(Command::Make(Row::Phase(twin.into()))).contains("has a phase “Exec ution” already"));
    let computed = criterion(&mut desk, "closure", "", "LONGEST");
    assert_eq!(desk.snapshot.plan.get(computed).unwrap().rule, "longest days:10 of:project");
    let why = desk.refuses(Command::Tick { criterion: computed, on: true });
    let says = "“No task of the project is longer than 10 workin…” is computed; it is met when the plan says so";
    assert_eq!(why, says);
    let fields = vec![(field(Kind::Criterion, "rule"), Value::Text("longer".into()))];
    let why = desk.refuses(Command::Set { of: computed.into(), fields });
    assert!(why.starts_with("no rule is called “longer”"), "{why}");
    let empty = Criterion { phase: phase(&desk, "closure"), ..Criterion::blank(Id::of(Uuid::from_u128(7))) };
    let why = desk.refuses(Command::Make(Row::Criterion(empty.into())));
    assert_eq!(why, "a criterion needs a text; write what must hold");
}

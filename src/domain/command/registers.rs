//! How the commands of the registers are carried out: risks and issues made, changed, linked to tasks, reviewed,
//! occurred, closed, escalated.

use chrono::NaiveDate;

use super::Said;
use crate::domain::capture;
use crate::domain::change::Field;
use crate::domain::column::Meaning;
use crate::domain::draft::Draft;
use crate::domain::gate;
use crate::domain::id::RecordId;
use crate::domain::issue::{Issue, IssueId, IssueState, IssueTask, Severity};
use crate::domain::names::quoted;
use crate::domain::outline;
use crate::domain::person::{Assignment, PersonId};
use crate::domain::place::{self, Spot};
use crate::domain::plan::{Kind, Row, Series};
use crate::domain::project::ProjectId;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::register;
use crate::domain::register::capture::Made;
use crate::domain::risk::{Risk, RiskId, RiskState, RiskTask};
use crate::domain::task::{Task, TaskId};
use crate::domain::value::{Prose, Value};
use crate::domain::words;

const fn risks(name: &str) -> Field {
    Field::of(Kind::Risk, Risk::FIELDS, name)
}

const fn issues(name: &str) -> Field {
    Field::of(Kind::Issue, Issue::FIELDS, name)
}

/// Fields that follow from what is done to a risk or an issue.
const FOLLOWING: [Field; 11] = [
    risks("project"),
    risks("number"),
    risks("reviewed"),
    risks("closed"),
    risks("closed_reason"),
    issues("project"),
    issues("number"),
    issues("escalated"),
    issues("escalated_to"),
    issues("answer"),
    issues("closed"),
];

/// A new risk.
pub(super) fn make_risk(draft: &mut Draft<'_>, risk: &Risk) -> Said {
    start_risk(draft, risk);
    ask(draft, risk.id);
    Said::of("Add", draft.plan.label(risk.id.into()), "", risk.id)
}

/// A new risk as it stands in the register: numbered, dated, with its next review.
pub(in crate::domain) fn start_risk(draft: &mut Draft<'_>, risk: &Risk) {
    let (project, today) = (risk.project, draft.moment.today);
    let number = draft.next_number(Series { project, kind: Kind::Risk });
    let review = risk.review.or_else(|| draft.plan.next_review(project, today));
    draft.put(Risk { number, review, raised: risk.raised.or(Some(today)), ..risk.clone() });
}

/// A new issue as it stands in the register: numbered and dated.
pub(super) fn make_issue(draft: &mut Draft<'_>, issue: &Issue) -> Said {
    let number = draft.next_number(Series { project: issue.project, kind: Kind::Issue });
    draft.put(Issue { number, raised: issue.raised.or(Some(draft.moment.today)), ..issue.clone() });
    Said::of("Add", draft.plan.label(issue.id.into()), "", issue.id)
}

/// A risk or an issue from a line of its register. Errors: a word that cannot be read, no title, no project.
pub(super) fn register(
    draft: &mut Draft<'_>,
    of: RecordId,
    line: &str,
    said: NaiveDate,
    project: Option<ProjectId>,
) -> Result<Said, Refusal> {
    if draft.plan.row(of).is_some() {
        return Err(Refusal::plain(format!("{} was added before", draft.plan.label(of))));
    }
    let Made { row, tasks, echo } = register::capture::made(draft, of, line, said, project)?;
    let said = match &row {
        Row::Risk(risk) => make_risk(draft, risk),
        Row::Issue(issue) => make_issue(draft, issue),
        other => return Err(Refusal::plain(format!("a {} is not added by a line", other.id().kind.word()))),
    };
    tasks.into_iter().for_each(|task| link(draft, of, task));
    Ok(Said { how: if echo.is_empty() { echo } else { format!(": {echo}") }, ..said })
}

/// Asks what is odd about a risk.
pub(in crate::domain) fn ask(draft: &mut Draft<'_>, risk: RiskId) {
    let question = draft.plan.get(risk).and_then(|it| register::question(it));
    if let Some(question) = question {
        let label = draft.plan.label(risk.into());
        draft.notices.push(format!("{label}: {question}"));
    }
}

/// Refuses what is not set by hand. Errors: the field follows from something else.
pub(super) fn may_set(field: Field, value: &Value) -> Result<(), Refusal> {
    let word = |wanted: &str| matches!(value, Value::Text(word) if word == wanted);
    let kind = field.kind.word();
    if FOLLOWING.contains(&field) {
        let why = format!("the {} of a {kind} is not set by hand", words::label(field));
        return Err(Refusal::new(why, "it follows from reviewing, escalating, answering and closing"));
    }
    if field == risks("state") && word(RiskState::Occurred.word()) {
        return Err(Refusal::new("a risk that has occurred becomes an issue", "say that it occurred"));
    }
    if (field == risks("state") && word(RiskState::Closed.word()))
        || (field == issues("state") && word(IssueState::Closed.word()))
    {
        return Err(Refusal::new(format!("a {kind} is closed with a reason"), "close it and say why"));
    }
    Ok(())
}

/// The label of a risk or an issue that is there. Errors: it is not, or it is something else.
fn there(draft: &Draft<'_>, of: RecordId) -> Result<String, Refusal> {
    match draft.plan.row(of) {
        Some(row @ (Row::Risk(_) | Row::Issue(_))) => Ok(draft.plan.row_label(&row)),
        Some(row) => Err(Refusal::plain(format!("{} is neither a risk nor an issue", draft.plan.row_label(&row)))),
        None => Err(Refusal::new(
            format!("the {} does not exist any more", of.kind.word()),
            "it may have been undone meanwhile",
        )),
    }
}

/// Links a risk or an issue to a task, or takes the link away.
pub(super) fn concern(draft: &mut Draft<'_>, of: RecordId, task: TaskId, on: bool) -> Result<Said, Refusal> {
    let label = there(draft, of)?;
    let what = draft.plan.task_label(task);
    let registers = draft.plan.index().registers();
    let known: Option<RecordId> = match (of.as_id::<Risk>(), of.as_id::<Issue>()) {
        (Some(risk), _) => registers.tasks_of_risk(risk).find(|(it, _)| *it == task).map(|(_, id)| id.into()),
        (_, Some(issue)) => registers.tasks_of_issue(issue).find(|(it, _)| *it == task).map(|(_, id)| id.into()),
        _ => None,
    };
    match (known, on) {
        (Some(_), true) => return Err(Refusal::plain(format!("{label} is linked to {what} already"))),
        (None, false) => return Err(Refusal::plain(format!("{label} is not linked to {what}"))),
        (Some(id), false) => draft.remove(id),
        (None, true) => link(draft, of, task),
    }
    let how = if on { format!("to {what}") } else { format!("from {what}") };
    Ok(Said::of(if on { "Link" } else { "Unlink" }, label, how, of))
}

fn link(draft: &mut Draft<'_>, of: RecordId, task: TaskId) {
    if let Some(risk) = of.as_id::<Risk>() {
        let id = draft.moment.ids.take();
        draft.put(RiskTask { id, risk, task });
    } else if let Some(issue) = of.as_id::<Issue>() {
        let id = draft.moment.ids.take();
        draft.put(IssueTask { id, issue, task });
    }
}

/// A risk looked at today: what changed about it, what was noted, and when it is due again.
pub(super) fn review(
    draft: &mut Draft<'_>,
    risk: RiskId,
    fields: &[(Field, Value)],
    note: &str,
) -> Result<Said, Refusal> {
    let label = there(draft, risk.into())?;
    let today = draft.moment.today;
    let Some(before) = draft.plan.get(risk).cloned() else { return Err(Refusal::plain("the risk is lost")) };
    if !before.is_open() {
        let why = format!("{label} is {}", before.state.word());
        return Err(Refusal::new(why, "only open risks are reviewed: set its state to open first"));
    }
    let mut how = Vec::new();
    let changed: Vec<(Field, Value)> =
        fields.iter().filter(|(field, value)| before.get(field.at) != *value).cloned().collect();
    if !changed.is_empty() {
        let said = super::deeds::set(draft, risk.into(), &changed)?;
        how.push(said.how.trim_start_matches(": ").to_owned());
    }
    if !note.trim().is_empty() {
        add_note(draft, risk.into(), note)?;
        how.push(format!("note {}", quoted(note.trim())));
    }
    let told = draft.plan.get(risk).and_then(|it| it.review).filter(|day| before.review != Some(*day));
    let next = told.or_else(|| draft.plan.next_review(before.project, today));
    draft.edit(risk, |it| (it.reviewed, it.review) = (Some(today), next));
    if how.is_empty() {
        how.push("no change".to_owned());
    }
    if let Some(next) = next.filter(|_| told.is_none()) {
        how.push(format!("next {}", words::day(next, today)));
    }
    Ok(Said::of("Review", label, format!(": {}", how.join(", ")), risk))
}

/// A risk that has occurred: an issue with its owner and tasks, and its contingency plan as a task where one is wished
/// for.
pub(super) fn occur(
    draft: &mut Draft<'_>,
    risk: RiskId,
    issue: IssueId,
    task: Option<TaskId>,
) -> Result<Said, Refusal> {
    let label = there(draft, risk.into())?;
    let Some(it) = draft.plan.get(risk).cloned() else { return Err(Refusal::plain("the risk is lost")) };
    if !it.is_open() {
        return Err(Refusal::new(format!("{label} is {}", it.state.word()), "set its state to open first"));
    }
    draft.edit(risk, |it| it.state = RiskState::Occurred);
    let severity = match it.impact {
        Some(5) => Severity::Critical,
        Some(4) => Severity::High,
        Some(1 | 2) => Severity::Low,
        _ => Severity::Medium,
    };
    let Risk { project, ref title, owner, .. } = *it;
    make_issue(
        draft,
        &Issue { project, title: title.clone(), severity, owner, risk: Some(risk), ..Issue::blank(issue) },
    );
    let tasks: Vec<TaskId> = draft.plan.index().registers().tasks_of_risk(risk).map(|(task, _)| task).collect();
    tasks.into_iter().for_each(|task| link(draft, issue.into(), task));
    let mut how = format!("as {}", draft.plan.reference(issue.into()).unwrap_or_default());
    if let Some(task) = task {
        let plan = it.contingency_plan.trim();
        if plan.is_empty() {
            let why = format!("{label} has no contingency plan");
            return Err(Refusal::new(why, "write one, or let it occur without"));
        }
        contingency(draft, &it, task)?;
        link(draft, issue.into(), task);
        how = format!("{how}, with {} to do", draft.plan.task_label(task));
    }
    Ok(Said::of("Note that", label, format!("occurred {how}"), risk))
}

/// The contingency plan as a task at the top of the first queue: its first line is the title, all of it the note.
fn contingency(draft: &mut Draft<'_>, risk: &Risk, id: TaskId) -> Result<(), Refusal> {
    let (project, plan) = (risk.project, risk.contingency_plan.trim());
    let first = plan.lines().next().unwrap_or_default();
    let title = capture::tokens::one_line(first).into_owned();
    let number = draft.next_number(project);
    let (phase, rank) = (gate::ahead(&draft.plan, project), outline::last_rank(&draft.plan, project, None));
    let captured = Some(draft.moment.now);
    draft.put(Task { project, number, title, phase, rank, captured, ..Task::blank(id) });
    if plan.len() > first.len() {
        super::write_note(draft, id, plan.to_owned());
    }
    if let Some(person) = risk.owner {
        let assignment = draft.moment.ids.take();
        draft.put(Assignment::new(assignment, id, person, 100));
    }
    let queue = draft.plan.columns(project).into_iter();
    let mut queue = queue.filter(|id| draft.plan.get(*id).is_some_and(|column| column.meaning == Meaning::Queue));
    queue.next().map_or(Ok(()), |column| place::put(draft, id, column, Spot::Top, true))
}

/// Closes a risk or an issue; of an issue the reason is its resolution.
pub(super) fn close(draft: &mut Draft<'_>, of: RecordId, reason: &str) -> Result<Said, Refusal> {
    let label = there(draft, of)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::new(format!("{label} is closed with a reason"), "write how it was settled"));
    }
    let open = match draft.plan.row(of) {
        Some(Row::Risk(it)) => it.state != RiskState::Closed,
        Some(Row::Issue(it)) => it.is_open(),
        _ => false,
    };
    if !open {
        return Err(Refusal::plain(format!("{label} is closed already")));
    }
    let today = Some(draft.moment.today);
    if let Some(risk) = of.as_id::<Risk>() {
        let reason = Prose(reason.to_owned());
        draft.edit(risk, |it| (it.state, it.closed, it.closed_reason) = (RiskState::Closed, today, reason));
    } else if let Some(issue) = of.as_id::<Issue>() {
        let reason = Prose(reason.to_owned());
        draft.edit(issue, |it| (it.state, it.closed, it.resolution) = (IssueState::Closed, today, reason));
    }
    Ok(Said::of("Close", label, format!(": {}", quoted(reason)), of))
}

/// Escalates an issue to somebody, who has to answer.
pub(super) fn escalate(draft: &mut Draft<'_>, issue: IssueId, to: PersonId) -> Result<Said, Refusal> {
    let label = there(draft, issue.into())?;
    if !draft.plan.get(issue).is_some_and(|it| it.is_open()) {
        return Err(Refusal::new(format!("{label} is closed"), "set its state to open first"));
    }
    let today = Some(draft.moment.today);
    draft.edit(issue, |it| (it.escalated_to, it.escalated, it.answer) = (Some(to), today, Prose::default()));
    Ok(Said::of("Escalate", label, format!("to {}", draft.plan.handle(to)), issue))
}

/// What came back for an issue that was escalated.
pub(super) fn answer(draft: &mut Draft<'_>, issue: IssueId, text: &str) -> Result<Said, Refusal> {
    let label = there(draft, issue.into())?;
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(format!("an answer to {label} needs words"), "write what was decided"));
    }
    if draft.plan.get(issue).is_none_or(|it| it.escalated.is_none()) {
        let why = format!("{label} was escalated to nobody");
        return Err(Refusal::new(why, "there is nothing to answer; a note may be what you mean"));
    }
    draft.edit(issue, |it| it.answer = Prose(text.to_owned()));
    Ok(Said::of("Answer", label, format!(": {}", quoted(text)), issue))
}

/// A dated line added to the note of a risk or an issue.
pub(super) fn add_note(draft: &mut Draft<'_>, of: RecordId, text: &str) -> Result<Said, Refusal> {
    let label = there(draft, of)?;
    let today = draft.moment.today;
    let with = |before: &Prose| Prose(super::noted(before, today, text));
    if let Some(risk) = of.as_id::<Risk>() {
        draft.edit(risk, |it| it.note = with(&it.note));
    } else if let Some(issue) = of.as_id::<Issue>() {
        draft.edit(issue, |it| it.note = with(&it.note));
    }
    Ok(Said::of("Note on", label, format!(": {}", quoted(text.trim())), of))
}

/// Takes a risk or an issue out of its register, with its links to tasks.
pub(super) fn drop(draft: &mut Draft<'_>, of: RecordId) {
    let registers = draft.plan.index().registers();
    let own: Vec<RecordId> = match (of.as_id::<Risk>(), of.as_id::<Issue>()) {
        (Some(risk), _) => registers.tasks_of_risk(risk).map(|(_, id)| id.into()).collect(),
        (_, Some(issue)) => registers.tasks_of_issue(issue).map(|(_, id)| id.into()).collect(),
        _ => Vec::new(),
    };
    own.into_iter().for_each(|id| draft.remove(id));
}

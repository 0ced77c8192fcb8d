//! What is decided at gates: go, go with conditions, hold, stop, back; criteria ticked, deliverables accepted. Which
//! phase is active follows from it; what runs alongside it follows in `settle`.

use super::{Command, Said, said};
use crate::domain::column::Meaning;
use crate::domain::draft::Draft;
use crate::domain::gate;
use crate::domain::names::quoted;
use crate::domain::person::PersonId;
use crate::domain::phase::{Criterion, CriterionId, Decision, Phase, PhaseId, PhaseState};
use crate::domain::place;
use crate::domain::plan::Plan;
use crate::domain::project::{Project, ProjectId, ProjectState};
use crate::domain::refusal::Refusal;
use crate::domain::task::{Task, TaskId, TaskKind};
use crate::domain::value::Prose;
use crate::domain::words::counted;
use crate::text;

/// Columns of a criterion where it is refused to go on.
const ASKS: usize = 100;
/// The tag of tasks that a gate was passed on.
pub const CONDITION: &str = "condition";

/// A decision at a gate.
pub(super) struct Deciding<'a> {
    pub phase: PhaseId,
    pub decision: Decision,
    pub conditions: &'a [String],
    pub note: &'a str,
    pub by: Option<PersonId>,
    pub over: Option<&'a str>,
}

impl Deciding<'_> {
    pub(super) fn carry_out(&self, draft: &mut Draft<'_>) -> Result<Said, Refusal> {
        let (project, name) = at_the_gate(&draft.plan, self.phase)?;
        if self.decision != Decision::GoWithConditions && !self.conditions.is_empty() {
            return Err(Refusal::new("only a go with conditions has conditions", "decide go-with-conditions"));
        }
        let passes = matches!(self.decision, Decision::Go | Decision::GoWithConditions);
        if !passes && self.over.is_some() {
            return Err(Refusal::new("a hold or a stop overrides nothing", "write why as a note"));
        }
        let over = self.over.map(str::trim);
        let overridden = if passes { self.weigh(draft, &name, over)? } else { 0 };
        let now = draft.moment.now;
        draft.edit(self.phase, |it: &mut Phase| {
            (it.decision, it.decided_at, it.decided_by) = (Some(self.decision), Some(now), self.by);
            it.decision_note = Prose(self.note.trim().to_owned());
            it.override_reason = Prose(over.filter(|_| overridden > 0).unwrap_or_default().to_owned());
        });
        let key = draft.plan.key(project).to_owned();
        let (verb, mut how) = match self.decision {
            Decision::Hold => (format!("Hold {key} at the gate of"), close(draft, project, ProjectState::OnHold)),
            Decision::Stop => (format!("Stop {key} at the gate of"), close(draft, project, ProjectState::Closed)),
            Decision::Go | Decision::GoWithConditions => {
                ("Pass the gate of".to_owned(), self.pass(draft, project, &name)?)
            }
        };
        how.push_str(&by(&draft.plan, self.by));
        let note = self.note.trim();
        if overridden > 0 {
            how.push_str(&format!(
                ", overriding {}: {}",
                counted(overridden, "unmet criterion"),
                quoted(over.unwrap_or_default())
            ));
        }
        if !note.is_empty() {
            how.push_str(&format!("{} {}", if overridden > 0 { "; note" } else { ":" }, quoted(note)));
        }
        Ok(Said::of(&verb, name, how, self.phase))
    }

    /// How many unmet criteria are overridden. Errors: criteria are unmet and nothing stands for them.
    fn weigh(&self, draft: &mut Draft<'_>, name: &str, over: Option<&str>) -> Result<usize, Refusal> {
        let gate = gate::of(&draft.snapshot(), self.phase);
        let unmet: Vec<String> =
            gate.unmet().map(|it| format!("“{}” ({})", text::cut(&it.asks, ASKS), it.evidence.says)).collect();
        if over.is_some_and(str::is_empty) {
            return Err(Refusal::new("an override needs a reason", "write why the gate is passed all the same"));
        }
        match (self.decision, over) {
            (_, Some(_)) if unmet.is_empty() => {
                draft.notices.push(format!("every criterion of {name} is met: there was nothing to override"));
                Ok(0)
            }
            (_, Some(_)) => Ok(unmet.len()),
            (Decision::Go, None) if !unmet.is_empty() => {
                let why =
                    format!("the gate of {name} has {}: {}", counted(unmet.len(), "unmet criterion"), unmet.join("; "));
                Err(Refusal::new(why, "mend that, go with conditions, or override it with a reason"))
            }
            _ => Ok(0),
        }
    }

    /// The phase is done and the next one active, or the project closed; conditions become tasks.
    fn pass(&self, draft: &mut Draft<'_>, project: ProjectId, name: &str) -> Result<String, Refusal> {
        let next = gate::next(&draft.plan, self.phase);
        if self.decision == Decision::GoWithConditions && self.conditions.iter().all(|it| it.trim().is_empty()) {
            return Err(Refusal::new(
                "a go with conditions needs at least one",
                "write what has to be done in the next phase",
            ));
        }
        if self.decision == Decision::GoWithConditions && next.is_none() {
            let why = format!("no phase comes after {name} in which conditions could be met");
            return Err(Refusal::new(why, "hold, or override with a reason"));
        }
        draft.edit(self.phase, |it: &mut Phase| it.state = PhaseState::Done);
        let state = if next.is_some() { ProjectState::Active } else { ProjectState::Closed };
        draft.edit(project, |it: &mut Project| it.state = state);
        let Some(next) = next else {
            draft.notices.push(format!("{} is closed now: its last gate is passed", draft.plan.key(project)));
            return Ok(": go".to_owned());
        };
        draft.edit(next, |it: &mut Phase| it.state = PhaseState::Active);
        if self.decision == Decision::Go {
            return Ok(": go".to_owned());
        }
        let refs = self.conditions.iter().filter(|it| !it.trim().is_empty());
        let refs: Vec<String> = refs.map(|line| condition(draft, project, next, line)).collect::<Result<_, _>>()?;
        Ok(format!(": go with {} ({})", counted(refs.len(), "condition"), refs.join(", ")))
    }
}

/// Puts a project on hold, or closes it; there is nothing to add in words.
fn close(draft: &mut Draft<'_>, project: ProjectId, state: ProjectState) -> String {
    draft.edit(project, |it: &mut Project| it.state = state);
    String::new()
}

/// A task of the next phase from what somebody made a condition; gives its ref.
fn condition(draft: &mut Draft<'_>, project: ProjectId, phase: PhaseId, line: &str) -> Result<String, Refusal> {
    let id: TaskId = draft.moment.ids.take();
    let column = place::first_with(&draft.plan, project, Meaning::Queue);
    let said = draft.moment.today;
    let line = line.trim().to_owned();
    Command::Capture { id, line, said, project: Some(project), column, parent: None, leniently: false }
        .carry_out(draft)?;
    draft.edit(id, |it: &mut Task| {
        it.tags = it.tags.with(CONDITION, true);
        if it.project == project {
            it.phase = Some(phase);
        }
    });
    Ok(draft.plan.task_ref(id))
}

fn by(plan: &Plan, by: Option<PersonId>) -> String {
    by.map_or(String::new(), |who| format!(", by {}", plan.handle(who)))
}

/// The project and the name of a phase at whose gate it stands. Errors: another gate is ahead, or none.
fn at_the_gate(plan: &Plan, phase: PhaseId) -> Result<(ProjectId, String), Refusal> {
    let Some(it) = plan.get(phase) else {
        return Err(Refusal::new("the phase does not exist any more", "it may have been undone meanwhile"));
    };
    let key = plan.key(it.project);
    not_archived(plan, it.project)?;
    let ahead = gate::ahead(plan, it.project);
    if ahead == Some(phase) {
        return Ok((it.project, it.name.clone()));
    }
    let name = |id: PhaseId| plan.get(id).map_or(String::new(), |it| it.name.clone());
    let host = gate::host(plan, phase);
    Err(match ahead {
        Some(ahead) if ahead == host => {
            let why = format!("{} runs alongside {}: its criteria stand in that gate", it.name, name(host));
            Refusal::new(why, "decide there")
        }
        Some(ahead) => {
            Refusal::new(format!("the gate of {} is not ahead", it.name), format!("that of {} is", name(ahead)))
        }
        None => Refusal::new(format!("every gate of {key} is passed"), "go back first"),
    })
}

fn not_archived(plan: &Plan, project: ProjectId) -> Result<(), Refusal> {
    match plan.get(project).filter(|it| it.state == ProjectState::Archived) {
        Some(it) => Err(Refusal::new(format!("{} is archived", it.key), "set its state to active first")),
        None => Ok(()),
    }
}

/// Makes the phase before active again, with its gate to be decided anew; after the last gate, the last phase.
pub(super) fn go_back(
    draft: &mut Draft<'_>,
    project: ProjectId,
    reason: &str,
    who: Option<PersonId>,
) -> Result<Said, Refusal> {
    let who = who.or(draft.moment.me);
    let (plan, reason, now) = (&draft.plan, reason.trim(), draft.moment.now);
    if reason.is_empty() {
        return Err(Refusal::new("going back needs a reason", "write what has to be done again"));
    }
    not_archived(plan, project)?;
    let ahead = gate::ahead(plan, project);
    let before = match ahead {
        Some(phase) => gate::previous(plan, phase),
        None => gate::path(plan, project).last().copied(),
    };
    let Some(before) = before else {
        let here = ahead.and_then(|id| plan.get(id)).map(|it| format!("nothing comes before {}", it.name));
        return Err(Refusal::plain(here.unwrap_or_else(|| format!("{} has no phases", plan.key(project)))));
    };
    if let Some(phase) = ahead {
        draft.edit(phase, |it: &mut Phase| {
            it.state = PhaseState::NotStarted;
            (it.decision, it.decided_at, it.decided_by) = (None, None, None);
            (it.decision_note, it.override_reason) = (Prose::default(), Prose::default());
        });
    }
    draft.edit(before, |it: &mut Phase| {
        it.state = PhaseState::Active;
        (it.decision, it.decided_at, it.decided_by) = (None, Some(now), who);
        (it.decision_note, it.override_reason) = (Prose(reason.to_owned()), Prose::default());
    });
    draft.edit(project, |it: &mut Project| it.state = ProjectState::Active);
    let name = draft.plan.get(before).map_or(String::new(), |it| it.name.clone());
    let how = format!("{}: {}", by(&draft.plan, who), quoted(reason));
    Ok(Said::of("Go back to", name, how, before))
}

pub(super) fn tick(draft: &mut Draft<'_>, criterion: CriterionId, on: bool) -> Result<Said, Refusal> {
    let Some(it) = draft.plan.get(criterion) else {
        return Err(Refusal::new("the criterion does not exist any more", "it may have been undone meanwhile"));
    };
    let asks = quoted(&gate::asks(it));
    if !it.rule.is_empty() {
        return Err(Refusal::new(format!("{asks} is computed"), "it is met when the plan says so"));
    }
    if it.ticked_at.is_some() == on {
        return Err(Refusal::plain(format!("{asks} is {} ticked", if on { "already" } else { "not" })));
    }
    let gate = gate::host(&draft.plan, it.phase);
    let (now, me) = (draft.moment.now, draft.moment.me);
    draft.edit(criterion, |it: &mut Criterion| {
        (it.ticked_at, it.ticked_by) = if on { (Some(now), me) } else { (None, None) };
    });
    let how = draft.plan.get(gate).map_or(String::new(), |it| format!("at the gate of {}", it.name));
    Ok(Said::of(if on { "Tick" } else { "Untick" }, asks, how, criterion))
}

pub(super) fn accept(draft: &mut Draft<'_>, task: TaskId, on: bool, who: Option<PersonId>) -> Result<Said, Refusal> {
    let label = draft.plan.task_label(task);
    let Some(it) = draft.plan.get(task).filter(|it| it.kind == TaskKind::Deliverable) else {
        return Err(Refusal::new(format!("{label} is no deliverable"), "set kind:deliverable first"));
    };
    if it.accepted.is_some() == on {
        return Err(Refusal::plain(format!("{label} is {} accepted", if on { "already" } else { "not" })));
    }
    let (today, who) = (draft.moment.today, who.or(draft.moment.me));
    draft.edit(task, |it: &mut Task| {
        (it.accepted, it.accepted_by) = if on { (Some(today), who) } else { (None, None) };
    });
    let how = if on { by(&draft.plan, who) } else { String::new() };
    Ok(said(draft, if on { "Accept" } else { "Take back the acceptance of" }, task, how))
}

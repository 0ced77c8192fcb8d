//! What follows from a change, whoever made it: a command, an undo, an import, a merge.

use super::column::{Column, Meaning};
use super::draft::Draft;
use super::gate::{self, Ask};
use super::issue::{Issue, IssueId};
use super::occurrence;
use super::phase::{Criterion, CriterionId, Phase, PhaseState};
use super::plan::Plan;
use super::project::ProjectId;
use super::risk::{Risk, RiskId, RiskState};
use super::task::{Task, TaskId, TaskKind};
use super::value::Prose;

/// Brings in order what the touched records imply: done ⇔ actual finish, no duration of a milestone, a phase that runs
/// alongside another starts and ends with it, a computed criterion has no tick, a recurring task comes again.
pub fn settle(draft: &mut Draft<'_>) {
    let mut paths: Vec<ProjectId> = Vec::new();
    for id in draft.touched() {
        if let Some(phase) = id.as_id::<Phase>() {
            let of = |plan: &Plan| plan.get(phase).map(|phase| phase.project);
            paths.extend(of(&draft.plan).or_else(|| of(draft.before())).filter(|it| !paths.contains(it)));
        }
        if let Some(criterion) = id.as_id::<Criterion>() {
            settle_criterion(draft, criterion);
        }
        if let Some(column) = id.as_id::<Column>() {
            let meaning = |plan: &Plan| plan.get(column).map(|column| column.meaning);
            if meaning(draft.before()) != meaning(&draft.plan) {
                // Not the cards alone: summaries and dropped tasks keep their place for later.
                let here = |task: &Task| task.place.as_ref().is_some_and(|place| place.column == column);
                let all: Vec<TaskId> = draft.plan.all::<Task>().filter(|it| here(it)).map(|it| it.id).collect();
                for task in all {
                    settle_task(draft, task);
                    occurrence::settle(draft, task);
                }
            }
        }
        if let Some(task) = id.as_id::<Task>() {
            settle_task(draft, task);
            occurrence::settle(draft, task);
        }
        if let Some(risk) = id.as_id::<Risk>() {
            settle_risk(draft, risk);
        }
        if let Some(issue) = id.as_id::<Issue>() {
            settle_issue(draft, issue);
        }
    }
    paths.into_iter().for_each(|project| settle_path(draft, project));
}

/// Where phases are left, one is active; what runs alongside another is as far as that one.
fn settle_path(draft: &mut Draft<'_>, project: ProjectId) {
    if let Some(ahead) = gate::ahead(&draft.plan, project) {
        let waits = draft.plan.get(ahead).is_some_and(|phase| phase.state == PhaseState::NotStarted);
        if waits {
            draft.edit(ahead, |it: &mut Phase| it.state = PhaseState::Active);
        }
    }
    for phase in draft.plan.phases(project) {
        let host = gate::host(&draft.plan, phase);
        let state = |id| draft.plan.get(id).map(|phase: &std::sync::Arc<Phase>| phase.state);
        if let Some(hosts) = state(host).filter(|hosts| state(phase) != Some(*hosts)) {
            draft.edit(phase, |it: &mut Phase| it.state = hosts);
        }
    }
}

/// A rule is written as the printer writes it, and nobody ticks it.
fn settle_criterion(draft: &mut Draft<'_>, id: CriterionId) {
    let Some(it) = draft.plan.get(id).filter(|it| !it.rule.is_empty()) else { return };
    let rule = Ask::parse(&it.rule).map_or_else(|_| it.rule.clone(), |ask| ask.text());
    if rule != it.rule || it.ticked_at.is_some() || it.ticked_by.is_some() {
        draft.edit(id, |it: &mut Criterion| (it.rule, it.ticked_at, it.ticked_by) = (rule, None, None));
    }
}

fn settle_task(draft: &mut Draft<'_>, id: TaskId) {
    let Some(task) = draft.plan.get(id) else { return };
    if task.kind == TaskKind::Milestone && task.duration.is_some() {
        draft.edit(id, |it| (it.duration, it.optimistic, it.pessimistic) = (None, None, None));
    }
    let Some(task) = draft.plan.get(id) else { return };
    let Some(place) = &task.place else { return };
    let Some(column) = draft.plan.get(place.column) else { return };
    let done = column.meaning == Meaning::Done;
    if done == place.finish.is_some() {
        return;
    }
    let (project, since) = (task.project, place.since);
    let finish = done.then(|| draft.plan.worktime(project).last_minute(since).unwrap_or_else(|| since.into()));
    draft.edit(id, |it| it.place.iter_mut().for_each(|place| place.finish = finish));
}

/// A risk has the day and the reason it was closed exactly when it is.
fn settle_risk(draft: &mut Draft<'_>, id: RiskId) {
    let Some(risk) = draft.plan.get(id) else { return };
    let closed = risk.state == RiskState::Closed;
    if closed != risk.closed.is_some() || !closed && !risk.closed_reason.is_empty() {
        let today = draft.moment.today;
        draft.edit(id, |it| match closed {
            true => it.closed = Some(today),
            false => (it.closed, it.closed_reason) = (None, Prose::default()),
        });
    }
}

/// An issue has the day it was closed exactly when it is.
fn settle_issue(draft: &mut Draft<'_>, id: IssueId) {
    let Some(issue) = draft.plan.get(id) else { return };
    if issue.is_open() == issue.closed.is_some() {
        let closed = (!issue.is_open()).then_some(draft.moment.today);
        draft.edit(id, |it| it.closed = closed);
    }
}

//! What follows from a change, whoever made it: a command, an undo, an import, a merge.

use super::column::{Column, Meaning};
use super::draft::Draft;
use super::plan::Plan;
use super::task::{Task, TaskId, TaskKind};

/// Brings in order what the touched records imply: done ⇔ actual finish, no duration of a milestone.
pub fn settle(draft: &mut Draft<'_>) {
    for id in draft.touched() {
        if let Some(column) = id.as_id::<Column>() {
            let meaning = |plan: &Plan| plan.get(column).map(|column| column.meaning);
            if meaning(draft.before()) != meaning(&draft.plan) {
                // Not the cards alone: summaries and dropped tasks keep their place for later.
                let here = |task: &Task| task.place.as_ref().is_some_and(|place| place.column == column);
                let all: Vec<TaskId> = draft.plan.all::<Task>().filter(|it| here(it)).map(|it| it.id).collect();
                all.into_iter().for_each(|task| settle_task(draft, task));
            }
        }
        if let Some(task) = id.as_id::<Task>() {
            settle_task(draft, task);
        }
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

//! How a baseline is saved and taken away.

use std::collections::{BTreeMap, BTreeSet};

use super::Said;
use crate::domain::baseline::{Baseline, BaselineId, BaselineTask, BaselineTaskId};
use crate::domain::draft::Draft;
use crate::domain::names::{quoted, squeezed};
use crate::domain::plan::Plan;
use crate::domain::plan_schedule::Timing;
use crate::domain::project::{Project, ProjectId};
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::span::Span;
use crate::domain::task::{Task, TaskId, TaskKind};
use crate::domain::words;
use crate::schedule::worktime::WorkTime;

/// Saves the dates of every scheduled task under this name, anew where the project has a baseline so called, and
/// compares the project with it.
pub(super) fn save(draft: &mut Draft<'_>, id: BaselineId, project: ProjectId, name: &str) -> Result<Said, Refusal> {
    let name = name.trim();
    let Some(key) = draft.plan.get(project).map(|it| it.key.clone()) else {
        return Err(Refusal::plain("the project does not exist any more"));
    };
    let snapshot = draft.snapshot();
    let schedule = snapshot.schedule();
    let Some((start, finish)) = schedule.ends(project) else {
        let why = format!("{key} has no task with dates yet, so there is nothing to save");
        return Err(Refusal::new(why, "put tasks on the board first: those in the inbox have no dates"));
    };
    let plan = &draft.plan;
    let known = plan.baselines(project).into_iter().filter_map(|id| plan.get(id));
    let known = known.into_iter().find(|it| squeezed(&it.name) == squeezed(name)).cloned();
    let id = known.as_ref().map_or(id, |it| it.id);
    let timings: Vec<(TaskId, Timing)> = plan
        .all::<Task>()
        .filter(|task| task.project == project)
        .filter_map(|task| Some((task.id, schedule.timing(plan, task.id)?)))
        .collect();
    let count = timings.len();
    parts(draft, id, project, timings);
    let blank = Baseline { project, name: name.to_owned(), ..Baseline::blank(id) };
    let saved = Some(draft.moment.today);
    let before = known.as_deref().cloned().unwrap_or(blank);
    draft.put(Baseline { saved, start: Some(start), finish: Some(finish), ..before });
    draft.edit(project, |it: &mut Project| it.baseline = Some(id));
    let verb = if known.is_some() { "Save anew" } else { "Save" };
    let ends = words::day(finish.date(), draft.moment.today);
    let how = format!(": {}, ends {ends}", words::counted(count, "task"));
    Ok(Said::of(verb, draft.plan.label(id.into()), how, id))
}

/// Puts what the baseline says of each task in; what it said of others goes.
fn parts(draft: &mut Draft<'_>, baseline: BaselineId, project: ProjectId, timings: Vec<(TaskId, Timing)>) {
    let worktime = draft.plan.worktime(project);
    let known: BTreeMap<TaskId, BaselineTaskId> = draft.plan.baselined_tasks().all(baseline).collect();
    let there: BTreeSet<TaskId> = timings.iter().map(|(task, _)| *task).collect();
    for (_, gone) in known.iter().filter(|(task, _)| !there.contains(task)) {
        draft.remove(*gone);
    }
    for (task, Timing { start, finish, .. }) in timings {
        let id = known.get(&task).copied().unwrap_or_else(|| draft.moment.ids.take());
        let (duration, work) = amounts(&draft.plan, &worktime, task, (start, finish));
        draft.put(BaselineTask { id, baseline, task, start, finish, duration, work });
    }
}

/// How long a task takes, and its work: as estimated; a summary from its start to its finish.
fn amounts(
    plan: &Plan,
    worktime: &WorkTime,
    task: TaskId,
    (start, finish): (chrono::NaiveDateTime, chrono::NaiveDateTime),
) -> (Option<Span>, Option<i64>) {
    let Some(it) = plan.get(task) else { return (None, None) };
    let guessed = || Span::working(plan.get(it.project).map_or(0, |project| project.pace().minutes_per_day));
    let duration = match it.duration {
        _ if plan.index().is_summary(task) => Span::working(worktime.between(start, finish)),
        _ if it.kind == TaskKind::Milestone => Span::NONE,
        duration => duration.unwrap_or_else(guessed),
    };
    (Some(duration), it.work)
}

/// Takes a baseline and what it says of tasks away; a project that was compared with it is compared with none.
pub(super) fn drop(draft: &mut Draft<'_>, id: BaselineId) {
    let parts: Vec<_> = draft.plan.baselined_tasks().all(id).map(|(_, part)| part).collect();
    parts.into_iter().for_each(|part| draft.remove(part));
    let Some(project) = draft.plan.get(id).map(|it| it.project) else { return };
    if draft.plan.get(project).is_some_and(|it| it.baseline == Some(id)) {
        draft.edit(project, |it: &mut Project| it.baseline = None);
        let left =
            draft.plan.baselines(project).into_iter().filter(|other| *other != id).filter_map(|id| draft.plan.get(id));
        let left: Vec<String> = left.map(|it| quoted(&it.name)).collect();
        if !left.is_empty() {
            let (key, left) = (draft.plan.key(project).to_owned(), left.join(", "));
            draft.notices.push(format!("{key} is compared with no baseline now; there is {left}"));
        }
    }
}

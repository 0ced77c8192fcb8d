//! Tasks in the outline (WBS): what stands above and below, and what of summaries follows from it; tasks put under
//! another, dropped, moved to another project.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::plan::Plan;
use super::project::ProjectId;
use super::rank::Rank;
use super::record::Record;
use super::refusal::Refusal;
use super::task::{FormerRef, Task, TaskId};

impl Plan {
    /// The task above, and above that, up to the top; stops where the outline loops.
    pub fn ancestors(&self, task: TaskId) -> Vec<TaskId> {
        let mut above = Vec::new();
        let mut here = self.get(task).and_then(|task| task.parent);
        while let Some(id) = here {
            if id == task || above.contains(&id) {
                break;
            }
            above.push(id);
            here = self.get(id).and_then(|task| task.parent);
        }
        above
    }

    /// A task and everything under it, dropped ones left out; each once, however the outline loops.
    pub fn with_descendants(&self, task: TaskId) -> Vec<TaskId> {
        let mut all = vec![task];
        let mut seen = BTreeSet::from([task]);
        let mut at = 0;
        while let Some(task) = all.get(at).and_then(|id| self.get(*id)) {
            let (project, parent) = (task.project, task.id);
            all.extend(self.index().children(project, Some(parent)).filter(|child| seen.insert(*child)));
            at += 1;
        }
        all
    }

    /// Is the task done: in a done column, or, a summary, with all its children done?
    pub fn is_done(&self, task: &Task) -> bool {
        if !self.index().is_summary(task.id) {
            return task.finish().is_some();
        }
        let below = self.with_descendants(task.id);
        let leaves = below.iter().filter(|id| !self.index().is_summary(**id)).filter_map(|id| self.get(*id));
        leaves.into_iter().all(|leaf| leaf.finish().is_some())
    }

    /// Percent complete, 0–100: of a done task 100, of a summary its leaves’ weighted by duration.
    pub fn percent(&self, task: &Task) -> i64 {
        if !self.index().is_summary(task.id) {
            return if task.finish().is_some() { 100 } else { task.percent.clamp(0, 100) };
        }
        let day = self.get(task.project).map_or(480, |project| project.pace().minutes_per_day);
        let below = self.with_descendants(task.id);
        let leaves = below.iter().filter(|id| !self.index().is_summary(**id)).filter_map(|id| self.get(*id));
        let (weight, done) = leaves.fold((0i64, 0i64), |(weight, done), leaf| {
            let minutes = leaf.duration.map_or(day, |span| span.minutes.clamp(0, 1 << 40));
            (weight + minutes, done + minutes * self.percent(leaf))
        });
        if weight == 0 { 0 } else { done / weight }
    }
}

/// The rank behind the last child.
pub fn last_rank(plan: &Plan, project: ProjectId, parent: Option<TaskId>) -> Rank {
    let last = plan.index().children(project, parent).next_back().and_then(|id| plan.get(id));
    Rank::between(last.map(|task| &task.rank), None)
}

/// Puts a task under another, behind its last child, or at the top. What gets its first child leaves the board; the
/// notice says so. Loops are found by the check.
pub fn put_under(draft: &mut Draft<'_>, task: TaskId, parent: Option<TaskId>) -> Result<(), Refusal> {
    let Some(project) = draft.plan.get(task).map(|task| task.project) else {
        return Err(Refusal::plain("the task does not exist any more"));
    };
    let rank = last_rank(&draft.plan, project, parent);
    if let Some(above) = parent {
        becomes_summary(draft, above);
    }
    draft.edit(task, |it| (it.parent, it.rank) = (parent, rank));
    Ok(())
}

/// Notices that a task is about to get its first child.
pub fn becomes_summary(draft: &mut Draft<'_>, task: TaskId) {
    let leaves = draft.plan.get(task).is_some_and(|it| it.place.is_some()) && !draft.plan.index().is_summary(task);
    if leaves {
        draft.notices.push(format!("{} is a summary now and leaves the board", draft.plan.task_label(task)));
    }
}

/// Drops a task and everything under it, with their links (neighbours are not joined). Gives the number of tasks
/// under it.
pub fn drop(draft: &mut Draft<'_>, task: TaskId) -> Result<usize, Refusal> {
    if draft.plan.get(task).is_some_and(|it| it.dropped.is_some()) {
        return Err(Refusal::plain(format!("{} is dropped already", draft.plan.task_label(task))));
    }
    let all = draft.plan.with_descendants(task);
    let today = draft.moment.today;
    for task in &all {
        let index = draft.plan.index();
        let links: Vec<_> = index.predecessors(*task).chain(index.successors(*task)).collect();
        links.into_iter().for_each(|id| draft.remove(id));
        draft.edit(*task, |it| it.dropped = Some(today));
    }
    Ok(all.len() - 1)
}

/// A task and everything that stands under it, dropped ones included.
fn family(plan: &Plan, task: TaskId) -> Vec<TaskId> {
    let mut all = plan.with_descendants(task);
    let mut seen: BTreeSet<TaskId> = all.iter().copied().collect();
    loop {
        let lost = plan.all::<Task>().filter(|it| it.parent.is_some_and(|above| seen.contains(&above)));
        let lost: Vec<TaskId> = lost.map(|it| it.id).filter(|id| !seen.contains(id)).collect();
        if lost.is_empty() {
            return all;
        }
        seen.extend(&lost);
        all.extend(lost);
    }
}

/// Moves a task and everything under it to another project: new refs there (the old ones find them for ever), the
/// column of the same name or the inbox, no links or phase of the old project.
pub fn to_project(draft: &mut Draft<'_>, task: TaskId, project: ProjectId) -> Result<(), Refusal> {
    let Some(from) = draft.plan.get(task).map(|it| it.project) else {
        return Err(Refusal::plain("the task does not exist any more"));
    };
    if draft.plan.get(project).is_none() || from == project {
        return Err(Refusal::plain(format!("{} is in that project already", draft.plan.task_label(task))));
    }
    let rank = last_rank(&draft.plan, project, None);
    let all = family(&draft.plan, task);
    for moving in &all {
        let Some(it) = draft.plan.get(*moving).cloned() else { continue };
        let outside = |id: &super::link::LinkId| {
            draft.plan.get(*id).is_some_and(|link| !all.contains(&link.predecessor) || !all.contains(&link.successor))
        };
        let index = draft.plan.index();
        let links: Vec<_> = index.predecessors(*moving).chain(index.successors(*moving)).filter(outside).collect();
        let cut = links.len();
        links.into_iter().for_each(|id| draft.remove(id));
        if cut > 0 {
            draft.notices.push(format!(
                "{} lost its links to tasks of {}",
                draft.plan.task_label(it.id),
                draft.plan.key(from)
            ));
        }
        let number = draft.next_number(project);
        let id = draft.moment.ids.take();
        draft.put(FormerRef { project: it.project, number: it.number, task: it.id, ..FormerRef::blank(id) });
        let place = it.place.clone().and_then(|place| {
            let name = draft.plan.get(place.column)?.name.clone();
            let column = draft.plan.find_column(project, &name).ok()?;
            let same_meaning = draft.plan.get(column)?.meaning == draft.plan.get(place.column)?.meaning;
            same_meaning.then_some(super::column::Place { column, ..place })
        });
        let phase = it.phase.and_then(|id| draft.plan.get(id)).map(|phase| phase.name.clone());
        let phase = phase.and_then(|name| draft.plan.find_phase(project, &name).ok());
        let top = it.id == task;
        let rank = rank.clone();
        draft.edit(*moving, |it: &mut Task| {
            (it.project, it.number, it.place, it.phase) = (project, number, place, phase);
            if top {
                (it.parent, it.rank) = (None, rank);
            }
        });
    }
    Ok(())
}

//! Cards move: what a change of column does to a task, as the board’s rules say.

use chrono::NaiveDateTime;

use super::column::{Column, ColumnId, Meaning, Place};
use super::draft::Draft;
use super::plan::Plan;
use super::project::{ProjectId, WipRule};
use super::rank::Rank;
use super::refusal::Refusal;
use super::task::{Task, TaskId, TaskKind};

/// Where in a column a card goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spot {
    /// Above all others.
    Top,
    /// Below all others.
    Bottom,
    /// Just above this card.
    Above(TaskId),
    /// Just below this card.
    Below(TaskId),
}

/// Puts a card into a column, or elsewhere in its own. `over`: even where the project refuses to exceed a limit.
/// From a queue to doing it is begun today; in a done column it is finished today; see SPEC, “Moving a card”.
/// Errors: a summary, a column of another project, a full column where the project refuses.
pub fn put(draft: &mut Draft, task: TaskId, column: ColumnId, spot: Spot, over: bool) -> Result<(), Refusal> {
    let plan = &draft.plan;
    let (Some(it), Some(to)) = (plan.get(task).cloned(), plan.get(column).cloned()) else {
        return Err(Refusal::plain("the task or the column does not exist any more"));
    };
    if plan.index().is_summary(task) {
        let why = format!("{} is a summary, which has no column", plan.task_label(task));
        return Err(Refusal::new(why, "move the tasks under it"));
    }
    let rank = rank_at(plan, column, spot, task);
    let entered = it.place.as_ref().is_none_or(|place| place.column != column) || it.dropped.is_some();
    if !entered {
        let stays = it.place.clone().map(|place| Place { rank, ..place });
        draft.edit(task, |it| it.place = stays);
        return Ok(());
    }
    limit(draft, &it, &to, over)?;
    if !to.policy.is_empty() {
        draft.notices.push(format!("{}: {}", to.name, crate::text::visible(&to.policy)));
    }
    let was = it.place.as_ref().and_then(|place| draft.plan.get(place.column)).map(|column| column.meaning);
    let today = draft.moment.today;
    let worktime = draft.plan.worktime(it.project);
    let day_start = worktime.first_minute(today).unwrap_or_else(|| today.into());
    let day_end = worktime.last_minute(today).unwrap_or_else(|| today.into());
    draft.edit(task, |it| {
        let finish = (to.meaning == Meaning::Done).then_some(day_end);
        it.actual_start = match to.meaning {
            Meaning::Doing => it.actual_start.or(Some(day_start)),
            Meaning::Done => it.actual_start.or(Some(day_start.min(day_end))),
            Meaning::Queue if was == Some(Meaning::Doing) && it.percent == 0 => None,
            Meaning::Queue => it.actual_start,
        };
        it.place = Some(Place { column, rank, since: today, finish: finish.or(None) });
        it.dropped = None;
    });
    Ok(())
}

/// Puts a card into the project’s first done column, as finished at `finish` or today.
pub fn complete(draft: &mut Draft, task: TaskId, finish: Option<NaiveDateTime>) -> Result<(), Refusal> {
    let plan = &draft.plan;
    let Some(it) = plan.get(task).cloned() else { return Err(Refusal::plain("the task does not exist any more")) };
    if plan.index().is_summary(task) {
        let why = format!("{} is a summary, which is done when all under it is done", plan.task_label(task));
        return Err(Refusal::new(why, "complete the tasks under it"));
    }
    if it.finish().is_none() {
        let column = first_with(plan, it.project, Meaning::Done).ok_or_else(|| {
            let why = format!("{} has no column that means done", plan.key(it.project));
            Refusal::new(why, "add one: milepost column add Done --meaning done")
        })?;
        put(draft, task, column, Spot::Top, true)?;
    }
    if let Some(finish) = finish {
        draft.edit(task, |it| {
            it.actual_start = it.actual_start.map(|start| start.min(finish));
            it.place.iter_mut().for_each(|place| place.finish = Some(finish));
        });
    }
    Ok(())
}

/// The first column of a project with this meaning.
pub fn first_with(plan: &Plan, project: ProjectId, meaning: Meaning) -> Option<ColumnId> {
    plan.columns(project).into_iter().find(|id| plan.get(*id).is_some_and(|column| column.meaning == meaning))
}

/// The rank that puts a card at a spot of a column; the card itself, where it is there already, does not count.
fn rank_at(plan: &Plan, column: ColumnId, spot: Spot, moving: TaskId) -> Rank {
    let place = |id: TaskId| plan.get(id).and_then(|task| task.place.as_ref()).filter(|place| place.column == column);
    let rank = |id: TaskId| place(id).map(|place| place.rank.clone());
    let index = plan.index();
    let other = |id: &TaskId| *id != moving;
    let (above, below) = match spot {
        Spot::Top => (None, index.cards(column).find(other)),
        Spot::Above(card) => (place(card).and_then(|at| index.cards_above(at, card).find(other)), Some(card)),
        Spot::Below(card) => (Some(card), place(card).and_then(|at| index.cards_below(at, card).find(other))),
        Spot::Bottom => (index.cards(column).rfind(other), None),
    };
    Rank::between(above.and_then(rank).as_ref(), below.and_then(rank).as_ref())
}

/// Warns of, or refuses, a card more than the column’s limit. Milestones do not count.
fn limit(draft: &mut Draft, task: &Task, column: &Column, over: bool) -> Result<(), Refusal> {
    let Some(limit) = column.wip_limit else { return Ok(()) };
    let count = i64::try_from(draft.plan.index().counted(column.id)).unwrap_or(i64::MAX).saturating_add(1);
    if task.kind == TaskKind::Milestone || count <= limit {
        return Ok(());
    }
    let rule = draft.plan.get(task.project).map(|project| project.wip_rule).unwrap_or_default();
    if rule == WipRule::Refuse && !over {
        let why = format!("{} would hold {count} of {limit}", column.name);
        return Err(Refusal::new(
            why,
            "finish something there first, or move it all the same with --over (on the Board “Move to a column…” asks)",
        ));
    }
    // Of several cards in one step, what the last one makes of it is enough.
    let of_column = format!("{} holds ", column.name);
    draft.notices.retain(|notice| !notice.starts_with(&of_column));
    draft.notices.push(format!("{of_column}{count} of {limit}"));
    Ok(())
}

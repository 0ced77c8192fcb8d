//! When a task happens and where it stands in the outline, as people say it: no earlier than a day, begun on a day, so
//! long, just below another.

use chrono::NaiveDateTime;

use super::{Said, said};
use crate::domain::change::Field;
use crate::domain::draft::Draft;
use crate::domain::outline;
use crate::domain::plan::{Kind, Row};
use crate::domain::rank::Rank;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::span::Span;
use crate::domain::task::{Constraint, ConstraintKind, Task, TaskId, TaskKind, TaskType};
use crate::domain::value::FieldType;
use crate::domain::words;

const DURATION: Field = Field::of(Kind::Task, Task::FIELDS, "duration");

/// Sets the constraint to start no earlier than this instant; where the task would start then or later anyway, the
/// constraint goes. Errors: the task has begun, has no dates of its own, or is held where it is.
pub(super) fn start_no_earlier(draft: &mut Draft<'_>, task: TaskId, on: NaiveDateTime) -> Result<Said, Refusal> {
    let it = own(draft, task)?;
    let label = draft.plan.task_label(task);
    if it.actual_start.is_some() {
        let why = format!("{label} has begun, so nothing holds its start any more");
        return Err(Refusal::new(why, "say when it began instead"));
    }
    if let Some(held) =
        it.constraint.filter(|it| matches!(it.kind, ConstraintKind::MustStart | ConstraintKind::MustFinish))
    {
        let why = format!("{label} {}", words::constraint_words(&held, draft.moment.today));
        return Err(Refusal::new(why, "take that constraint away first, with no:start"));
    }
    if it.constraint.is_some() {
        draft.edit(task, |it: &mut Task| it.constraint = None);
    }
    let free = draft.timing(task).map(|timing| timing.start);
    let constraint = (free < Some(on)).then(|| Constraint::start_no_earlier(on));
    // Where another command of the same step moves it, it need not be held.
    let before = draft.timing_before(task).map(|timing| timing.start);
    if constraint == it.constraint && (constraint.is_some() || free == before) {
        let day = free.map_or(String::new(), |at| format!(" than {}", words::day(at.date(), draft.moment.today)));
        let why = format!("{label} cannot start earlier{day}");
        return Err(Refusal::new(why, "what it waits for, or today, holds it there"));
    }
    draft.edit(task, |it| it.constraint = constraint);
    let how = match (constraint, free) {
        (Some(_), _) => format!("no earlier than {}", words::date_time(on, draft.moment.today)),
        (None, Some(at)) => format!("as soon as it can, {}", words::day(at.date(), draft.moment.today)),
        (None, None) => "as soon as it can".to_owned(),
    };
    Ok(said(draft, "Start", task, how))
}

/// Says when a task began. Errors: it has not begun, is done, or would begin after today.
pub(super) fn begin(draft: &mut Draft<'_>, task: TaskId, at: NaiveDateTime) -> Result<Said, Refusal> {
    let it = own(draft, task)?;
    let (label, today) = (draft.plan.task_label(task), draft.moment.today);
    if it.actual_start.is_none() {
        let why = format!("{label} has not begun");
        return Err(Refusal::new(why, "move it to a column in which work is done"));
    }
    if at.date() > today {
        let why = format!("{label} has begun, so it cannot have begun after today");
        return Err(Refusal::new(why, "move it back to a queue if it has not"));
    }
    draft.edit(task, |it| it.actual_start = Some(at));
    Ok(said(draft, "Begin", task, format!("on {}", words::date_time(at, today))))
}

/// Sets the duration; where work was told, it grows and shrinks along. Errors: a milestone, what is done or computed, no
/// time at all.
pub(super) fn takes(draft: &mut Draft<'_>, task: TaskId, span: Span) -> Result<Said, Refusal> {
    let it = own(draft, task)?;
    let label = draft.plan.task_label(task);
    if it.kind == TaskKind::Milestone {
        let why = format!("{label} is a milestone, which takes no time");
        return Err(Refusal::new(why, "make it a task first, with kind:task"));
    }
    if span.minutes <= 0 {
        return Err(Refusal::new(format!("{label} has to take some time"), "a milestone takes none: kind:milestone"));
    }
    let before = it.duration.map_or(0, |span| span.minutes);
    draft.edit(task, |it: &mut Task| {
        it.duration = Some(span);
        it.optimistic = it.optimistic.map(|low| if low.minutes > span.minutes { span } else { low });
        it.pessimistic = it.pessimistic.map(|high| if high.minutes < span.minutes { span } else { high });
        if it.task_type != TaskType::FixedDuration && before > 0 {
            it.work = it.work.map(|work| work.saturating_mul(span.minutes) / before);
        }
    });
    let row = Row::Task(it.into());
    let how = words::change(&draft.plan, &row, DURATION, &Some(span).to_value(), draft.moment.today);
    Ok(said(draft, "Set", task, format!(": {how}")))
}

/// Puts a task just above or below another in the outline, under the same parent.
pub(super) fn order(draft: &mut Draft<'_>, task: TaskId, beside: TaskId, above: bool) -> Result<Said, Refusal> {
    let plan = &draft.plan;
    let (Some(it), Some(other)) = (plan.get(task), plan.get(beside)) else {
        return Err(Refusal::plain("the task beside which it is put does not exist any more"));
    };
    let (label, name) = (plan.task_label(task), plan.task_label(beside));
    if task == beside {
        return Err(Refusal::plain(format!("{label} cannot stand beside itself")));
    }
    if it.project != other.project {
        return Err(Refusal::plain(format!("{name} is in another project than {label}")));
    }
    let parent = other.parent;
    let siblings: Vec<TaskId> = plan.index().children(other.project, parent).filter(|id| *id != task).collect();
    let ranks: Vec<&Rank> = siblings.iter().filter_map(|id| plan.get(*id)).map(|it| &it.rank).collect();
    let at = siblings.iter().position(|id| *id == beside).unwrap_or(siblings.len());
    let rank = Rank::among(&ranks, at + usize::from(!above));
    if let Some(parent) = parent.filter(|parent| it.parent != Some(*parent)) {
        outline::becomes_summary(draft, parent);
    }
    draft.edit(task, |it| (it.parent, it.rank) = (parent, rank));
    Ok(said(draft, "Put", task, format!("just {} {name}", if above { "above" } else { "below" })))
}

/// A task whose dates are its own. Errors: it is a summary, done, or not scheduled.
fn own(draft: &Draft<'_>, task: TaskId) -> Result<Task, Refusal> {
    let plan = &draft.plan;
    let label = plan.task_label(task);
    match plan.get(task) {
        None => Err(Refusal::plain("the task does not exist any more")),
        Some(_) if plan.index().is_summary(task) => {
            let why = format!("{label} is a summary, whose dates come from the tasks under it");
            Err(Refusal::new(why, "change those"))
        }
        Some(it) if it.finish().is_some() => {
            let why = format!("{label} is done, and its dates are what happened");
            Err(Refusal::new(why, "take it up again first"))
        }
        Some(it) if it.place.is_none() => {
            let why = format!("{label} waits in the inbox, which is not scheduled");
            Err(Refusal::new(why, "give it a column first"))
        }
        Some(it) => Ok(Task::clone(it)),
    }
}

//! Uncompleted work put behind the status date, as Microsoft Project’s “reschedule uncompleted work” does it: what is
//! not begun starts no earlier, what is begun is interrupted until then. For plans that do not move with the clock.

use chrono::{NaiveDateTime, TimeDelta};

use super::Said;
use crate::domain::draft::Draft;
use crate::domain::plan_schedule::is_scheduled;
use crate::domain::project::{ProgressRule, ProjectId};
use crate::domain::refusal::Refusal;
use crate::domain::task::{Constraint, ConstraintKind, Task, TaskId};
use crate::domain::value::DATE_TIME;
use crate::domain::words::{self, counted};
use crate::schedule::worktime::WorkTime;

/// So many tasks that cannot be moved are named.
const NAMED: usize = 6;

/// Puts what is not finished in a project behind its status date. Errors: the plan moves by itself, or nothing lies
/// before that date.
pub(super) fn reschedule(draft: &mut Draft<'_>, id: ProjectId) -> Result<Said, Refusal> {
    let Some(project) = draft.plan.get(id).cloned() else {
        return Err(Refusal::plain("the project does not exist any more"));
    };
    let key = project.key.clone();
    if project.progress_rule == ProgressRule::Live {
        let why = format!("{key} moves with the clock: nothing in it that is not finished lies behind its status date");
        return Err(Refusal::new(why, "its progress rule is live; as-stored plans are rescheduled"));
    }
    let day = project.status_date.unwrap_or(draft.moment.today);
    let said = words::day(day, draft.moment.today);
    let snapshot = draft.snapshot();
    let plan = &snapshot.plan;
    let is_open = |task: &&std::sync::Arc<Task>| {
        task.project == id
            && is_scheduled(plan, task)
            && !plan.index().is_summary(task.id)
            && !plan.is_done(task)
            && !task.inactive
    };
    let (mut moved, mut fixed) = (0, Vec::new());
    for task in plan.all::<Task>().filter(is_open) {
        let Some(timing) = snapshot.schedule().timing(plan, task.id) else { continue };
        let time = plan.calendar_time(task.calendar.or(project.calendar));
        let Some(next) = day.succ_opt().and_then(|next| time.snap_forward(next.into())) else { continue };
        match Behind::of(task, &time, timing.start, next) {
            Behind::Already => {}
            Behind::Fixed => fixed.push(task.id),
            Behind::Start => {
                moved += 1;
                draft.edit(task.id, |it: &mut Task| it.constraint = Some(Constraint::start_no_earlier(next)));
            }
            Behind::Interrupt(from) => {
                moved += 1;
                let gap = format!("{}/{}", from.format(DATE_TIME), next.format(DATE_TIME));
                draft.edit(task.id, |it: &mut Task| it.splits = format!("{} {gap}", it.splits).trim().to_owned());
            }
        }
    }
    let left = left_alone(draft, &fixed);
    if moved == 0 {
        let why = format!("nothing of {key} that is not finished and can be moved lies before the end of {said}");
        return Err(Refusal::new(why, left.unwrap_or_else(|| "the plan stays as it is".to_owned())));
    }
    draft.notices.extend(left);
    let what = draft.plan.label(id.into());
    Ok(Said::of("Reschedule", what, format!(": {} behind {said}", counted(moved, "task")), id))
}

/// What it takes to put a task behind an instant.
enum Behind {
    /// Nothing: it is.
    Already,
    /// It starts no earlier.
    Start,
    /// Work stops at this instant until then.
    Interrupt(NaiveDateTime),
    /// A constraint of another kind, or the hand that scheduled it, holds it where it is.
    Fixed,
}

impl Behind {
    fn of(task: &Task, time: &WorkTime, start: NaiveDateTime, next: NaiveDateTime) -> Self {
        let Some(begun) = task.actual_start else {
            let free = |it: &Constraint| it.kind == ConstraintKind::StartNoEarlier;
            return match start >= next {
                true => Behind::Already,
                false if task.manual || !task.constraint.as_ref().is_none_or(free) => Behind::Fixed,
                false => Behind::Start,
            };
        };
        let duration = task.duration.unwrap_or_default();
        let minutes = duration.minutes * task.percent.clamp(0, 100) / 100;
        let stopped = match duration.elapsed {
            true => begun.checked_add_signed(TimeDelta::minutes(minutes)),
            false => time.add(begun, minutes),
        };
        match stopped {
            Some(_) if task.manual => Behind::Fixed,
            Some(stopped) if stopped < next && !is_interrupted_until(task, next) => Behind::Interrupt(stopped),
            _ => Behind::Already,
        }
    }
}

/// Is the work interrupted until then, or longer?
fn is_interrupted_until(task: &Task, next: NaiveDateTime) -> bool {
    let ends = task.splits.split_whitespace().filter_map(|gap| gap.split_once('/'));
    ends.filter_map(|(_, end)| NaiveDateTime::parse_from_str(end, DATE_TIME).ok()).any(|end| end >= next)
}

fn left_alone(draft: &Draft<'_>, fixed: &[TaskId]) -> Option<String> {
    let refs: Vec<String> = fixed.iter().take(NAMED).map(|id| draft.plan.task_ref(*id)).collect();
    let more = if fixed.len() > NAMED { format!(" and {} more", fixed.len() - NAMED) } else { String::new() };
    let names = format!("{}{more}", refs.join(", "));
    match fixed.len() {
        0 => None,
        1 => Some(format!("{names} stays: a constraint or the hand that scheduled it holds it")),
        _ => Some(format!("{names} stay: a constraint or the hand that scheduled them holds them")),
    }
}

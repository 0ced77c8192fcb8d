//! The next of a recurring task: on which day, when it appears, what it takes over from the one before.
//!
//! A task on fixed dates comes again when it is done, or when the next date has come: the one of its dates that is the
//! last not after today, or the next one if none has passed; those between are counted, not made. One that is counted
//! from completion comes again when it is done. Every task is followed by one at most: the id of the next follows from
//! its own, so that whoever looks first, on whichever machine, makes the same.

use chrono::NaiveDate;
use uuid::Uuid;

use super::check;
use super::column::Meaning;
use super::command::{Said, note_of, write_note};
use super::draft::Draft;
use super::id::Id;
use super::names::some_of;
use super::outline;
use super::person::Assignment;
use super::place::{self, Spot};
use super::plan::Plan;
use super::project::ProjectState;
use super::record::Record;
use super::recurrence::{Basis, Occurrence, Recurrence};
use super::refusal::Refusal;
use super::resource::ResourceUse;
use super::task::{Constraint, ConstraintKind, Task, TaskId};
use super::value::year_is_sane;
use super::words::{self, counted};

/// The next of a recurring task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Coming {
    /// Its day.
    pub on: NaiveDate,
    /// The first date of its series, where it has fixed ones.
    first: Option<NaiveDate>,
    /// How many dates pass without a task of their own.
    pub missed: i64,
}

/// The id of the task that follows this one, whoever makes it.
pub fn next_id(task: TaskId) -> TaskId {
    Id::of(Uuid::new_v5(&task.uuid(), b"next"))
}

/// The day that the told dates of a task say it is for: due, planned, start no earlier than, snoozed until.
fn told_day(task: &Task) -> Option<NaiveDate> {
    let starts = |it: &Constraint| matches!(it.kind, ConstraintKind::StartNoEarlier | ConstraintKind::MustStart);
    let start = task.constraint.filter(starts).and_then(|it| it.at).map(|at| at.date());
    task.due.or(task.planned).or(start).or(task.snoozed_until)
}

/// Where a task stands in its series. The first of one stands where its dates are; one that follows another stays for
/// the date for which it was made, wherever it is moved.
fn standing(task: &Task) -> Option<Occurrence> {
    let told = told_day(task).map(Occurrence::first);
    let captured = || task.captured.map(|at| Occurrence::first(at.date_naive()));
    let stands = if task.follows.is_some() { task.occurrence.or(told) } else { told.or(task.occurrence) };
    stands.or_else(captured)
}

/// Where a series begins that is told today, if one is.
pub(in crate::domain) fn beginning(task: &Task, today: NaiveDate) -> Option<Occurrence> {
    task.recurrence.filter(|it| it.basis == Basis::Fixed)?;
    Some(Occurrence::first(told_day(task).unwrap_or(today)))
}

/// The day on which the next of an open task appears though it is not done; a dropped one has one, too.
pub(super) fn time(task: &Task) -> Option<NaiveDate> {
    let it = task.recurrence.filter(|it| it.basis == Basis::Fixed && task.finish().is_none())?;
    let (period, at) = (it.period, standing(task)?);
    let next = period.date(at.first, period.number(at.first, at.on)?.checked_add(1)?)?;
    task.until.is_none_or(|until| next <= until).then_some(next)
}

/// What follows a task that recurs, be it done now, or the time come; none: the series ends. The task that follows may
/// be there already.
pub fn coming(plan: &Plan, task: &Task, today: NaiveDate) -> Option<Coming> {
    let until = task.until.unwrap_or(NaiveDate::MAX);
    let Recurrence { basis, period } = task.recurrence?;
    let coming = match basis {
        Basis::Fixed => {
            let at = standing(task).or_else(|| done_on(plan, task).map(Occurrence::first))?;
            let before = period.number(at.first, at.on)?;
            let number = period.number(at.first, today.min(until))?.max(before.checked_add(1)?);
            Coming { on: period.date(at.first, number)?, first: Some(at.first), missed: number - before - 1 }
        }
        Basis::Done if task.dropped.is_some() => return None,
        Basis::Done => Coming { on: period.date(done_on(plan, task)?, 1)?, first: None, missed: 0 },
    };
    (coming.on <= until).then_some(coming)
}

/// The day a task was done: as somebody said it, else the day its card came there, which may be one without work.
fn done_on(plan: &Plan, task: &Task) -> Option<NaiveDate> {
    let place = task.place.as_ref()?;
    let finish = place.finish?;
    let unsaid = plan.worktime(task.project).last_minute(place.since) == Some(finish);
    Some(if unsaid { place.since } else { finish.date() })
}

/// Is there a task that follows this one?
pub fn is_followed(plan: &Plan, task: TaskId) -> bool {
    follower(plan, task).is_some()
}

/// The task that follows this one.
pub fn follower(plan: &Plan, task: TaskId) -> Option<TaskId> {
    let derived = Some(next_id(task)).filter(|id| plan.get(*id).is_some());
    derived.or_else(|| plan.index().followers(task).next())
}

/// The tasks whose next one is to appear because its time has come. Costs nothing that grows with the plan: only tasks
/// that recur, and whose time has come, are looked at.
pub fn due(plan: &Plan, today: NaiveDate) -> impl Iterator<Item = TaskId> + '_ {
    plan.index().recurring(today).filter(move |id| plan.get(*id).is_some_and(|task| is_due(plan, task)))
}

fn is_due(plan: &Plan, task: &Task) -> bool {
    let active = plan.get(task.project).is_some_and(|project| project.state == ProjectState::Active);
    active && !is_given_up(plan, task) && !is_followed(plan, task.id)
}

/// Does it not come again for good: dropped together with what it stood under, or a summary, which a broken file may hold?
fn is_given_up(plan: &Plan, task: &Task) -> bool {
    let above = task.parent.and_then(|id| plan.get(id));
    let with_all = task.dropped.is_some() && above.is_some_and(|above| above.dropped.is_some());
    with_all || plan.index().is_summary(task.id)
}

/// How a task comes again, in words: `every week until Tue 30 Jun, next Mon 16 Mar; 3 missed before it`.
pub fn told(plan: &Plan, task: &Task, today: NaiveDate) -> Option<String> {
    let mut words = task.recurrence?.words();
    if let Some(until) = task.until {
        words.push_str(&format!(" until {}", words::day(until, today)));
    }
    let open = task.finish().is_none() && task.dropped.is_none();
    match (follower(plan, task.id), time(task)) {
        (Some(next), _) => words.push_str(&format!(", next is {}", plan.task_ref(next))),
        (None, Some(day)) if open => words.push_str(&format!(", next {}", words::day(day, today))),
        (None, _) => {}
    }
    if let Some(missed) = task.occurrence.map(|it| it.missed).filter(|missed| *missed > 0) {
        words.push_str(&format!("; {missed} missed before it"));
    }
    Some(words)
}

/// Makes the next of every task whose time has come. Errors: there is none.
pub(super) fn recur(draft: &mut Draft<'_>) -> Result<Said, Refusal> {
    let due: Vec<TaskId> = due(&draft.plan, draft.moment.today).collect();
    let mut made: Vec<(TaskId, i64)> = Vec::new();
    for id in due {
        let Some(task) = draft.plan.get(id).cloned() else { continue };
        let Some(coming) = coming(&draft.plan, &task, draft.moment.today) else { continue };
        if let Ok(next) = make(draft, &task, coming) {
            made.push((next, coming.missed));
        }
    }
    let said = |verb: String, how: String, about| Said { verb, what: "again".to_owned(), how, about };
    match made.as_slice() {
        [] => Err(Refusal::plain("nothing comes again today")),
        [(next, count)] => {
            let label = draft.plan.task_label(*next);
            Ok(said(format!("{label} comes"), missed(*count), Some((*next).into())))
        }
        several => {
            let refs: Vec<String> = several.iter().map(|(next, _)| draft.plan.task_ref(*next)).collect();
            let refs: Vec<&str> = refs.iter().map(String::as_str).collect();
            let all = several.iter().map(|(_, count)| count).sum();
            let how = format!("({}){}", some_of(&refs), missed(all));
            Ok(said(format!("{} come", counted(several.len(), "task")), how, None))
        }
    }
}

/// What follows from what has become of a recurring task: done, it comes again; dropped, the notice says whether it
/// does.
pub(super) fn settle(draft: &mut Draft<'_>, id: TaskId) {
    let Some(task) = draft.plan.get(id).filter(|task| task.recurrence.is_some()).cloned() else { return };
    let is_over = |task: &Task| task.finish().is_some() || task.dropped.is_some();
    if !is_over(&task) || is_given_up(&draft.plan, &task) || is_followed(&draft.plan, id) {
        return;
    }
    let was_over = draft.before().get(id).is_some_and(|it| is_over(it));
    let (label, today) = (draft.plan.task_label(id), draft.moment.today);
    let notice = match coming(&draft.plan, &task, today) {
        Some(coming) if task.finish().is_some() => match make(draft, &task, coming) {
            Ok(next) => {
                let (day, next) = (words::day(coming.on, today), draft.plan.task_ref(next));
                format!("{label} comes again on {day} as {next}{}", missed(coming.missed))
            }
            Err(_) if was_over => return,
            Err(refusal) => format!("{label} does not come again: {refusal}"),
        },
        _ if was_over => return,
        Some(coming) => {
            format!("{label} comes again on {}; no:every ends that", words::day(coming.on.max(today), today))
        }
        None => format!("{label} does not come again{}", why_not(&task, today)),
    };
    draft.notices.push(notice);
}

fn missed(count: i64) -> String {
    if count > 0 { format!(", {count} missed") } else { String::new() }
}

fn why_not(task: &Task, today: NaiveDate) -> String {
    match (task.recurrence, task.until) {
        (Some(it), _) if it.basis == Basis::Done && task.dropped.is_some() => {
            ": it is counted from completion".to_owned()
        }
        (_, Some(until)) => format!(": until {}", words::day(until, today)),
        _ => String::new(),
    }
}

/// Makes the task that follows another. Errors: a rule that it would break, as far as it takes that over.
fn make(draft: &mut Draft<'_>, origin: &Task, coming: Coming) -> Result<TaskId, Refusal> {
    let id = next_id(origin.id);
    let number = draft.next_number(origin.project);
    let parent = origin.parent.filter(|above| fits_above(&draft.plan, *above, origin));
    let phase = origin.phase.filter(|id| draft.plan.get(*id).is_some_and(|it| it.project == origin.project));
    let kept = origin.clone();
    draft.put(Task {
        number,
        parent,
        phase,
        rank: outline::last_rank(&draft.plan, origin.project, parent),
        title: kept.title,
        kind: kept.kind,
        priority: kept.priority,
        duration: kept.duration,
        optimistic: kept.optimistic,
        pessimistic: kept.pessimistic,
        task_type: kept.task_type,
        work: kept.work,
        calendar: kept.calendar,
        ignores_calendars: kept.ignores_calendars,
        manual: kept.manual,
        tags: kept.tags,
        url: kept.url,
        recurrence: kept.recurrence,
        until: kept.until,
        follows: Some(origin.id),
        occurrence: coming.first.map(|first| Occurrence { on: coming.on, first, missed: coming.missed }),
        captured: Some(draft.moment.now),
        project: origin.project,
        ..dates(origin, coming.on, id)
    });
    // It goes where an accepted capture goes; what nobody has accepted yet waits again to be.
    let was_placed = draft.before().get(origin.id).map_or(origin.place.is_some(), |it| it.place.is_some());
    let queue = place::first_with(&draft.plan, origin.project, Meaning::Queue).filter(|_| was_placed);
    let placed = queue.map_or(Ok(()), |queue| place::put(draft, id, queue, Spot::Bottom, true));
    let broken = check::findings(&draft.plan, id.into()).into_iter().next().map(|finding| finding.refusal);
    if let Some(refusal) = placed.err().or(broken) {
        draft.remove(id);
        return Err(refusal);
    }
    surroundings(draft, origin.id, id);
    Ok(id)
}

fn fits_above(plan: &Plan, above: TaskId, task: &Task) -> bool {
    plan.get(above).is_some_and(|it| it.project == task.project && it.dropped.is_none())
}

/// A task with nothing but the told dates of another, as far from the next day as they were from its own. What it was put off to,
/// or planned for, behind its own day was meant for this once.
fn dates(origin: &Task, on: NaiveDate, next: TaskId) -> Task {
    let blank = Task::blank(next);
    let Some(own) = told_day(origin) else { return Task { planned: Some(on), ..blank } };
    let by = on - own;
    let days = |day: NaiveDate| day.checked_add_signed(by).filter(|day| year_is_sane(*day));
    let at = |constraint: Constraint| {
        let at = constraint.at.and_then(|at| Some(days(at.date())?.and_time(at.time())));
        (at.is_some() == constraint.at.is_some()).then_some(Constraint { at, ..constraint })
    };
    Task {
        due: origin.due.and_then(days),
        planned: origin.planned.filter(|day| *day <= own).and_then(days),
        snoozed_until: origin.snoozed_until.filter(|day| *day <= own).and_then(days),
        constraint: origin.constraint.and_then(at),
        ..blank
    }
}

/// The next one has the note, the people and the resources of the one before. Their ids follow from it, too.
fn surroundings(draft: &mut Draft<'_>, origin: TaskId, next: TaskId) {
    if let Some(note) = draft.plan.get(note_of(origin)).cloned() {
        write_note(draft, next, note.text.to_string());
    }
    let index = draft.plan.index();
    let people: Vec<_> = index.people_of(origin).filter_map(|(_, id)| draft.plan.get(id)).cloned().collect();
    for it in people {
        let id = Id::of(Uuid::new_v5(&next.uuid(), it.person.uuid().as_bytes()));
        draft.put(Assignment { work: it.work, ..Assignment::new(id, next, it.person, it.units) });
    }
    let index = draft.plan.index();
    let uses: Vec<_> = index.uses_of(origin).filter_map(|(_, id)| draft.plan.get(id)).cloned().collect();
    for it in uses {
        let id = Id::of(Uuid::new_v5(&next.uuid(), it.resource.uuid().as_bytes()));
        draft.put(ResourceUse { id, task: next, ..ResourceUse::clone(&it) });
    }
}

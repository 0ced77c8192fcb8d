//! The triage: what there is to decide about, one task at a time, and what a decision does.
//!
//! The queue is read off the plan and nothing else: the inbox, then what is overdue, then what nobody has touched for
//! two weeks, then what was snoozed until now; each task once, and none that is snoozed for later. What is in the inbox
//! stays there until it is accepted, done, dropped or snoozed. Of the others a task that was decided about does not come
//! again the same day, one that was untouched not for two weeks: the day is a field of the task, so that a decision is a
//! step like any other. A summary comes when it is overdue or wakes up; that it is untouched says nothing of what is
//! under it.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::NaiveDate;

use super::column::Meaning;
use super::command::Said;
use super::dates;
use super::draft::Draft;
use super::filter::{STALE_AFTER, untouched_days};
use super::nearest::Misread;
use super::place::{self, Spot};
use super::plan::Plan;
use super::project::ProjectId;
use super::refusal::Refusal;
use super::snapshot::Snapshot;
use super::task::{Task, TaskId};
use super::words::{self, counted};

/// Why a task is in the queue, in the order of the queue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reason {
    /// It is in the inbox.
    Inbox,
    /// It is open, and was due before today.
    Overdue,
    /// It is open, and nobody has touched it for two weeks.
    Stale,
    /// It was snoozed until today, or until a day before.
    Woken,
}

impl Reason {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Reason::Inbox => "inbox",
            Reason::Overdue => "overdue",
            Reason::Stale => "stale",
            Reason::Woken => "woken",
        }
    }

    /// What puts a task into the queue for it, and what takes it out, in a sentence.
    pub fn rule(self) -> &'static str {
        match self {
            Reason::Inbox => {
                "What was captured without a column waits in the inbox: it is on no board, not scheduled and in no \
                 total, until it is accepted, done, dropped or put off."
            }
            Reason::Overdue => {
                "It is open and its due date has passed. It comes again tomorrow, unless it is done, dropped, put off \
                 or due later by then."
            }
            Reason::Stale => {
                "It is open and neither it nor its note, links or people have changed for 14 days. Keeping it counts \
                 as looking at it: it does not come again for two weeks."
            }
            Reason::Woken => "It was put off until a day that has come. Whatever is decided, it is no longer snoozed.",
        }
    }
}

/// A task to decide about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Which.
    pub task: TaskId,
    /// Why it is here.
    pub reason: Reason,
    /// The same in words: `in the inbox since Mon 9 Mar`.
    pub why: String,
}

/// What is decided about a task, where that is not done by a verb of everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Out of the inbox into the first queue column; elsewhere it stays as it is.
    Accept,
    /// The same, and somebody means to work on it on this day.
    Plan(NaiveDate),
}

/// What there is to decide about in these projects: the inbox from the oldest on, what is overdue from the longest on,
/// what is untouched from the longest on, what woke up from the first on.
pub fn queue(snapshot: &Snapshot, projects: &[ProjectId]) -> Vec<Item> {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let here = |task: &&Arc<Task>| projects.contains(&task.project);
    let mut found: Vec<(Reason, &Task)> =
        plan.all::<Task>().filter(here).filter_map(|task| Some((reason(plan, task, today)?, &**task))).collect();
    found.sort_by_cached_key(|(reason, task)| {
        let day = match reason {
            Reason::Overdue => task.due,
            Reason::Woken => task.snoozed_until,
            Reason::Inbox | Reason::Stale => None,
        };
        let days = untouched_days(plan, task, today).filter(|_| *reason == Reason::Stale);
        let captured = task.captured.filter(|_| *reason == Reason::Inbox);
        (*reason, day, Reverse(days), captured, task.priority.number(), task.id)
    });
    found
        .into_iter()
        .map(|(reason, task)| Item { task: task.id, reason, why: why(plan, task, reason, today) })
        .collect()
}

/// Is nothing decided yet about a task that was in the queue for this reason? So it is as long as it was only changed
/// where it is: another priority, somebody to do it, a note.
pub fn is_undecided(snapshot: &Snapshot, item: &Item) -> bool {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let Some(task) = plan.get(item.task) else { return false };
    let placed = item.reason == Reason::Inbox && !is_in_inbox(plan, task);
    is_open(plan, task, today) && task.triaged != Some(today) && !placed
}

/// The last working day of this week, or of the next one where this one is over. Errors: the project’s calendar has
/// none.
pub fn this_week(snapshot: &Snapshot, project: ProjectId) -> Result<NaiveDate, Misread> {
    dates::parse("eow", &snapshot.days(&snapshot.plan.worktime(project)))
}

/// Decides about a task; gives what was done. Errors: it is done or dropped; its project has no queue, or a full one.
pub fn decide(draft: &mut Draft<'_>, task: TaskId, verdict: Verdict) -> Result<Said, Refusal> {
    let (plan, today) = (&draft.plan, draft.moment.today);
    let label = plan.task_label(task);
    let Some(it) = plan.get(task).cloned() else {
        return Err(Refusal::plain("the task does not exist any more"));
    };
    if it.dropped.is_some() || plan.is_done(&it) {
        let how = if it.dropped.is_some() { "dropped" } else { "done" };
        return Err(Refusal::plain(format!("{label} is {how} already: there is nothing to decide")));
    }
    let mut into = None;
    if is_in_inbox(plan, &it) {
        let queue = place::first_with(plan, it.project, Meaning::Queue).ok_or_else(|| {
            let why = format!("{} has no column that means queue", plan.key(it.project));
            Refusal::new(why, "add one: milepost column add Backlog --meaning queue")
        })?;
        into = plan.get(queue).map(|column| column.name.clone());
        place::put(draft, task, queue, Spot::Bottom, false)?;
    }
    draft.edit(task, |it| (it.triaged, it.snoozed_until) = (Some(today), None));
    let woken = it.snoozed_until.is_some();
    let (verb, mut how) = match verdict {
        Verdict::Accept if into.is_some() => ("Accept", Vec::new()),
        Verdict::Accept if woken => ("Wake", Vec::new()),
        Verdict::Accept => ("Keep", vec!["as it is".to_owned()]),
        Verdict::Plan(day) => {
            draft.edit(task, |it| it.planned = Some(day));
            let when = if day == today { "today".to_owned() } else { words::day(day, today) };
            ("Plan", vec![format!("for {when}")])
        }
    };
    how.extend(into.map(|column| format!("into {column}")));
    Ok(Said { verb: verb.to_owned(), what: label, how: how.join(", "), about: Some(task.into()) })
}

/// Why a task is to be decided about today, if it is.
fn reason(plan: &Plan, task: &Task, today: NaiveDate) -> Option<Reason> {
    if !is_open(plan, task, today) {
        return None;
    }
    if is_in_inbox(plan, task) {
        return Some(Reason::Inbox);
    }
    let decided = task.triaged.map(|day| (today - day).num_days());
    if decided == Some(0) {
        return None;
    }
    let old = |days: i64| days >= STALE_AFTER;
    let untouched = || untouched_days(plan, task, today).is_some_and(old) && decided.is_none_or(old);
    if task.due.is_some_and(|due| due < today) {
        Some(Reason::Overdue)
    } else if task.snoozed_until.is_some() {
        Some(Reason::Woken)
    } else if !plan.index().is_summary(task.id) && untouched() {
        Some(Reason::Stale)
    } else {
        None
    }
}

/// Is it open, and not snoozed for later?
fn is_open(plan: &Plan, task: &Task, today: NaiveDate) -> bool {
    task.dropped.is_none() && task.snoozed_until.is_none_or(|until| until <= today) && !plan.is_done(task)
}

fn is_in_inbox(plan: &Plan, task: &Task) -> bool {
    task.place.is_none() && !plan.index().is_summary(task.id)
}

/// Why it is here, in words; whatever else would have brought it here comes behind.
fn why(plan: &Plan, task: &Task, reason: Reason, today: NaiveDate) -> String {
    let mut all = Vec::new();
    match reason {
        Reason::Inbox => all.push(task.captured.map_or("in the inbox".to_owned(), |at| {
            format!("in the inbox since {}", words::day(at.date_naive(), today))
        })),
        Reason::Stale => {
            let days = untouched_days(plan, task, today).unwrap_or(STALE_AFTER);
            all.push(format!("untouched for {}", days_counted(days)));
        }
        Reason::Overdue | Reason::Woken => {}
    }
    let ago = |day: NaiveDate| {
        let days = (today - day).num_days();
        if days == 0 { "today".to_owned() } else { format!("{}, {} ago", words::day(day, today), days_counted(days)) }
    };
    all.extend(task.due.filter(|due| *due < today).map(|due| format!("due {}", ago(due))));
    all.extend(task.snoozed_until.map(|until| format!("snoozed until {}", ago(until))));
    all.join("; ")
}

fn days_counted(days: i64) -> String {
    counted(usize::try_from(days).unwrap_or(0), "day")
}

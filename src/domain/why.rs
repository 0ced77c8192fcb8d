//! Why a task starts when it does: the chain of what waits for what, back to the start of the project, a constraint or
//! what has happened, in sentences for people.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::calendar::CalendarId;
use super::forecast;
use super::link::{Link, LinkType};
use super::plan::Plan;
use super::plan_schedule::{Cause, Timing, is_scheduled};
use super::project::Project;
use super::refusal::Refusal;
use super::snapshot::Snapshot;
use super::span::Span;
use super::task::{Task, TaskId, TaskKind};
use super::words::{self, counted};
use crate::schedule::axis::date_time;
use crate::schedule::work::Join;

/// A chain is followed so far; nobody reads on.
const LONGEST: usize = 60;

/// The answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Why {
    /// `Why does WEB-15 “Migrate accounts” start on Wed 25 Mar?`
    pub question: String,
    /// The task that was asked about, and what it goes back to, one behind the other.
    pub chain: Vec<Step>,
    /// How much there is to spare, and what does not fit.
    pub verdict: Vec<String>,
}

/// One task of the chain.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// Which.
    pub task: TaskId,
    /// When it happens.
    pub timing: Timing,
    /// What holds it where it is: a sentence.
    pub because: String,
    /// How long it takes, in work and in calendar days, and which days off lie in it; empty for a milestone.
    pub takes: String,
}

/// Why a task starts when it does. Errors: it has no dates.
pub fn of(snapshot: &Snapshot, task: TaskId) -> Result<Why, Refusal> {
    let plan = &snapshot.plan;
    let Some(timing) = snapshot.schedule().timing(plan, task) else {
        let why = format!("{} has no dates: it is not on the plan", plan.task_label(task));
        let is_dropped = plan.get(task).is_some_and(|it| it.dropped.is_some());
        let instead = if is_dropped { "it was dropped" } else { "it is in the inbox; put it in a column" };
        return Err(Refusal::new(why, instead));
    };
    let day = words::day(timing.start.date(), snapshot.today);
    let verb = if plan.get(task).is_some_and(|it| it.actual_start.is_some()) { "did" } else { "does" };
    let question = format!("Why {verb} {} start on {day}?", plan.task_label(task));
    let mut chain = Vec::new();
    let mut seen = HashSet::new();
    let mut next = Some((task, Side::Start));
    while let Some((task, side)) = next.filter(|it| chain.len() < LONGEST && seen.insert(it.0)) {
        let Some(step) = Asked::of(snapshot, task, chain.is_empty()) else { break };
        let (because, goes) = step.because(side);
        let takes = step.takes();
        chain.push(Step { task, timing: step.timing, because, takes });
        next = goes;
    }
    Ok(Why { question, verdict: verdict(snapshot, task, &timing), chain })
}

/// The day on which a task that has not begun could have, by the schedule; but not before it was captured.
pub fn was_to_start(task: &Task, at: NaiveDateTime, today: NaiveDate) -> NaiveDate {
    let captured = task.captured.map_or(at.date(), |at| at.date_naive().min(today));
    at.date().max(captured)
}

/// Is its start somebody’s plan, rather than the first day on which it could be? It is tied, or stands in the baseline that
/// its project is compared with.
pub fn is_meant_to_start(snapshot: &Snapshot, task: &Task) -> bool {
    is_tied(snapshot, task) || snapshot.plan.planned(task.id).is_some()
}

/// Does a link or a constraint say when it starts, or does somebody wait for it?
pub fn is_tied(snapshot: &Snapshot, task: &Task) -> bool {
    let held = || snapshot.schedule().is_held(task.project, task.id);
    task.constraint.is_some() || snapshot.plan.index().successors(task.id).next().is_some() || held()
}

/// Which end of a task is asked about; of a summary the two follow from different tasks under it.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Start,
    Finish,
}

/// A task of the chain that is being asked about.
struct Asked<'a> {
    snapshot: &'a Snapshot,
    plan: &'a Plan,
    task: &'a Task,
    project: &'a Project,
    timing: Timing,
    cause: Cause<TaskId>,
    /// Is it the one that the question named?
    first: bool,
}

impl<'a> Asked<'a> {
    fn of(snapshot: &'a Snapshot, id: TaskId, first: bool) -> Option<Self> {
        let plan = &snapshot.plan;
        let task = plan.get(id)?;
        Some(Asked {
            snapshot,
            plan,
            task,
            project: plan.get(task.project)?,
            timing: snapshot.schedule().timing(plan, id)?,
            cause: snapshot.schedule().cause(plan, id)?,
            first,
        })
    }

    fn day(&self, at: NaiveDateTime) -> String {
        words::day(at.date(), self.snapshot.today)
    }

    /// The task as the subject of a sentence.
    fn subject(&self) -> String {
        if self.first { "It".to_owned() } else { self.plan.task_label(self.task.id) }
    }

    /// What holds it, and which task to ask next.
    fn because(&self, side: Side) -> (String, Option<(TaskId, Side)>) {
        let it = self.subject();
        match self.cause {
            Cause::Below(first) => self.below(first, side),
            Cause::Waits { from, to, join } => self.waits(from, to, join),
            Cause::Constraint(holder) => (format!("{it} {}.", self.constraint(holder)), None),
            Cause::Origin => {
                let start = self.day(self.timing.start);
                (format!("{it} starts with the project, {start}: it waits for nothing."), None)
            }
            Cause::AsLateAsPossible => (format!("{it} is to be as late as possible."), None),
            Cause::NotBegun(at) => {
                let now = self.now().map_or("today".to_owned(), |day| format!("{day},"));
                let day = was_to_start(self.task, date_time(at), self.snapshot.today);
                let was = if day == date_time(at).date() { "was to start" } else { "was captured on" };
                let day = words::day(day, self.snapshot.today);
                (format!("{it} {was} {day} and has not started: {now} is the earliest."), None)
            }
            Cause::Begun { overrun } => {
                let start = self.day(self.task.actual_start.unwrap_or(self.timing.start));
                let late = match self.now() {
                    _ if !overrun => String::new(),
                    None => "; it should have ended by now, so it ends today at the earliest".to_owned(),
                    Some(day) => format!("; it should have ended by {day}, so it ends then at the earliest"),
                };
                (format!("{it} was started on {start}{late}."), None)
            }
            Cause::Done => {
                let (start, finish) = (self.day(self.timing.start), self.day(self.timing.finish));
                (format!("{it} is done: started {start}, finished {finish}."), None)
            }
            Cause::Told if self.task.inactive => {
                (format!("{it} is inactive: it has dates of its own and moves nothing."), None)
            }
            Cause::Told => (format!("{it} is scheduled by hand: its dates were told."), None),
        }
    }

    /// The status date in words where it is another day than today.
    fn now(&self) -> Option<String> {
        let other = self.project.status_date.filter(|day| *day != self.snapshot.today)?;
        Some(format!("the status date, {}", words::day(other, self.snapshot.today)))
    }

    /// A summary starts with the first and ends with the last of what is under it.
    fn below(&self, first: TaskId, side: Side) -> (String, Option<(TaskId, Side)>) {
        let (plan, schedule) = (self.plan, self.snapshot.schedule());
        let finish = |id: &TaskId| schedule.timing(plan, *id).map(|timing| timing.finish);
        let children = plan.index().children(self.task.project, Some(self.task.id));
        let counts = |id: &TaskId| plan.get(*id).is_some_and(|it| is_scheduled(plan, it) && !it.inactive);
        let last = || children.filter(counts).max_by_key(finish);
        let (below, verb) = match side {
            Side::Start => (Some(first), "starts"),
            Side::Finish => (last(), "ends"),
        };
        let Some(below) = below else { return (format!("{} {verb} with what is under it.", self.subject()), None) };
        let which = if side == Side::Start { "first" } else { "last" };
        let other = plan.task_label(below);
        (format!("{} {verb} with the {which} task under it, {other}.", self.subject()), Some((below, side)))
    }

    fn waits(&self, from: TaskId, to: TaskId, join: Join) -> (String, Option<(TaskId, Side)>) {
        let plan = self.plan;
        let it = if to == self.task.id {
            self.subject()
        } else {
            format!("{} is under {}, which", self.subject(), plan.task_label(to))
        };
        let other = plan.task_label(from);
        let Some(timing) = self.snapshot.schedule().timing(plan, from) else {
            return (format!("{it} waits for {other}."), None);
        };
        let done = plan.get(from).is_some_and(|task| plan.is_done(task));
        let (ends, starts) = if done { ("ended", "started") } else { ("ends", "starts") };
        let (at, side, words) = match join {
            Join::FinishStart => (timing.finish, Side::Finish, format!("waits for {other}, which {ends}")),
            Join::StartStart => (timing.start, Side::Start, format!("waits for {other}, which {starts}")),
            Join::FinishFinish => (timing.finish, Side::Finish, format!("cannot end before {other}, which {ends}")),
            Join::StartFinish => (timing.start, Side::Start, format!("cannot end before {other} {starts}, which is")),
        };
        let how = self.link(from, to, join);
        let mut sentence = format!("{it} {words} {} ({how})", self.day(at));
        let gap = (at.date().succ_opt(), self.timing.start.date().pred_opt());
        if let (Join::FinishStart, (Some(first), Some(last))) = (join, gap) {
            let off = self.off(first, last);
            sentence.push_str(&off.iter().map(|off| format!(", and {off}")).collect::<String>());
        }
        (format!("{sentence}."), Some((from, side)))
    }

    /// The kind of a link and its lag: `finish-to-start +2d`.
    fn link(&self, from: TaskId, to: TaskId, join: Join) -> String {
        let kind = LinkType::from(join);
        let links = self.plan.index().predecessors(to).filter_map(|id| self.plan.get(id));
        let is_it = |link: &&std::sync::Arc<Link>| link.predecessor == from && link.link_type == kind;
        let lag = links.into_iter().find(is_it).filter(|link| !link.lag.is_none());
        let lag = lag.map_or(String::new(), |link| format!(" {}", link.lag.words(&self.project.pace())));
        format!("{}{lag}", kind.words())
    }

    fn constraint(&self, holder: TaskId) -> String {
        let constraint = self.plan.get(holder).and_then(|task| task.constraint);
        let words =
            constraint.map_or("stay where it is".to_owned(), |it| words::constraint_words(&it, self.snapshot.today));
        let told = if words.starts_with("must") { words } else { format!("is to {words}") };
        if holder == self.task.id { told } else { format!("is under {}, which {told}", self.plan.task_label(holder)) }
    }

    /// How long it takes, on which days, and what lies between.
    fn takes(&self) -> String {
        if self.task.kind == TaskKind::Milestone || self.plan.index().is_summary(self.task.id) {
            return String::new();
        }
        let (first, last) = (self.timing.start.date(), self.timing.finish.date());
        let days = usize::try_from((last - first).num_days() + 1).unwrap_or(1);
        let today = self.snapshot.today;
        let span = match self.task.duration {
            Some(span) => span.words(&self.project.pace()),
            None => words::estimate(self.plan, self.task),
        };
        let dates = match days {
            1 => words::day(first, today),
            _ => format!(
                "{} to {}, {}",
                words::day(first, today),
                words::day(last, today),
                counted(days, "calendar day")
            ),
        };
        let percent = self.task.percent.clamp(0, 100);
        let begun = self.task.finish().is_none() && self.task.actual_start.is_some() && percent > 0;
        let so_far = if begun { format!(", {percent}% done") } else { String::new() };
        let delay = self.task.levelling_delay.filter(|delay| *delay != Span::NONE);
        let delay =
            delay.map_or(String::new(), |it| format!("; levelling delays it by {}", it.words(&self.project.pace())));
        let off: String = self.off(first, last).iter().map(|off| format!("; {off}")).collect();
        format!("Takes {span}: {dates}{so_far}{delay}{off}.")
    }

    /// Days from `first` to `last` that are off though their weekday is not: holidays of its calendar, and who is away.
    fn off(&self, first: NaiveDate, last: NaiveDate) -> Vec<String> {
        let mut all = Vec::new();
        let calendar = self.task.calendar.or(self.project.calendar);
        for calendar in calendar.map_or(Vec::new(), |id| self.plan.bases(id)) {
            all.extend(self.exceptions(calendar, first, last).map(|(days, name)| match name.is_empty() {
                true => format!("{days} is off"),
                false => format!("{days} is off ({name})"),
            }));
        }
        if self.task.ignores_calendars {
            return all;
        }
        let people = self.plan.index().people_of(self.task.id).filter_map(|(id, _)| self.plan.get(id));
        for person in people {
            let Some(calendar) = person.calendar else { continue };
            let who = self.plan.handle(person.id);
            all.extend(self.exceptions(calendar, first, last).map(|(days, _)| format!("{who} is away {days}")));
        }
        all
    }

    /// The days off of a calendar within these days: in words, and what they are called.
    fn exceptions(
        &self,
        calendar: CalendarId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = (String, String)> {
        let (plan, today) = (self.plan, self.snapshot.today);
        let week = plan.week(calendar);
        let works = move |day: &NaiveDate| !week.0[day.weekday().num_days_from_monday() as usize].0.is_empty();
        let off = plan.exceptions(calendar).into_iter().filter(|it| it.hours.0.is_empty());
        off.filter_map(move |it| {
            let (from, to) = (it.first.max(first), it.last.min(last));
            let mut worked = from.iter_days().take_while(|day| *day <= to).filter(&works);
            let from = worked.next()?;
            let to = worked.last().unwrap_or(from);
            let days = if from == to {
                words::day(from, today)
            } else {
                format!("{} to {}", words::day(from, today), words::day(to, today))
            };
            Some((days, crate::text::visible(&it.name).into_owned()))
        })
    }
}

/// How much there is to spare, and what does not fit.
fn verdict(snapshot: &Snapshot, id: TaskId, timing: &Timing) -> Vec<String> {
    let plan = &snapshot.plan;
    let Some(task) = plan.get(id) else { return Vec::new() };
    let mut all = Vec::new();
    if task.is_blocked() && !plan.is_done(task) {
        let since =
            task.blocked_since.map_or(String::new(), |day| format!(" since {}", words::day(day, snapshot.today)));
        all.push(format!("It is blocked{since}: {}.", crate::text::visible(task.blocked.trim_end_matches('.'))));
    }
    if let Some(slack) = forecast::slack(snapshot, task).filter(|_| !plan.index().is_summary(id)) {
        let words = slack.words(&plan.pace(task.project));
        all.push(match slack.minutes {
            ..0 => format!("It is too late already for what is asked of it, or of what waits for it (total slack {words})."),
            _ if timing.critical => {
                format!("Nothing to spare: when it slips, the project ends later (total slack {words}).")
            }
            _ => format!("It can slip {words} before the end of the project, a due date or a constraint moves (total slack {words})."),
        });
    }
    let is_open = forecast::of_open(snapshot, task).is_some();
    if let Some((due, days)) = task.due.zip(forecast::misses_due(snapshot, task)) {
        let (due, ends) = (words::day(due, snapshot.today), words::day(timing.finish.date(), snapshot.today));
        all.push(format!("It is due {due} and ends {ends}, {} late.", counted(days, "day")));
    }
    if let Some((name, then, off)) = forecast::against_baseline(snapshot, task).filter(|_| is_open) {
        let then = words::day(then.date(), snapshot.today);
        all.push(format!("In baseline {name} it was to end {then} ({off})."));
    }
    let findings = snapshot.schedule().findings(task.project).into_iter().filter(|it| it.task == id);
    all.extend(findings.map(|it| format!("{}.", it.words(plan))));
    all
}

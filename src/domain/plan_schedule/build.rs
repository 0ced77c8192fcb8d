//! Records of a project → the network that is computed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::findings::{Finding, Trouble};
use super::numbers::Numbers;
use crate::domain::both::both;
use crate::domain::calendar::CalendarId;
use crate::domain::link::{Link, LinkId};
use crate::domain::loops;
use crate::domain::person::{Assignment, AssignmentId, PersonId};
use crate::domain::plan::{Kind, Plan};
use crate::domain::project::{ProgressRule, Project, Start};
use crate::domain::span::Lag;
use crate::domain::task::{ConstraintKind, Task, TaskId, TaskKind, TaskType};
use crate::schedule::axis::{Axis, Instant, day_start, instant};
use crate::schedule::network::Network;
use crate::schedule::work::{self, Part, Rule, State, Work};
use crate::schedule::worktime::WorkTime;

/// The most days that are laid out of a calendar; beyond, dates are looked up more slowly.
const MOST_DAYS: i64 = 1 << 14;
/// From so many tasks on a second thread pays.
const LARGE: usize = 8192;

/// What the network of a project was made with, and which task has which number in it.
#[derive(Clone, Debug)]
pub(super) struct Build {
    pub tasks: Vec<TaskId>,
    pub findings: Vec<Finding>,
    numbers: Arc<Numbers>,
    /// Links that are left out, because they close loops.
    open: BTreeSet<LinkId>,
    calendars: Calendars,
    pub project: Arc<Project>,
    origin: Instant,
    /// The day on which a live plan stands; none: nothing moves because the clock does.
    status: Option<NaiveDate>,
}

/// Which calendars a working time is made of: the task’s or the project’s, and those of people.
type Key = (Option<CalendarId>, Vec<Option<CalendarId>>);

/// The calendars of a network by what they are made of; without work: the one that stands in.
#[derive(Clone, Debug)]
struct Calendars {
    known: BTreeMap<Key, (u16, bool)>,
    first: NaiveDate,
    days: usize,
}

/// Has the task dates: is it a summary, or in a column?
pub fn is_scheduled(plan: &Plan, task: &Task) -> bool {
    task.dropped.is_none() && (task.place.is_some() || plan.index().is_summary(task.id))
}

impl Build {
    /// The network of a project whose tasks are these.
    pub fn of(plan: &Plan, project: &Arc<Project>, tasks: &[&Arc<Task>], today: NaiveDate) -> (Build, Network) {
        let tasks: Vec<&Arc<Task>> = tasks.iter().copied().filter(|task| is_scheduled(plan, task)).collect();
        let numbers: Numbers = tasks.iter().enumerate().map(|(at, task)| (task.id, at as u32)).collect();
        let numbers = Arc::new(numbers);
        let begun = tasks.iter().filter_map(|task| task.actual_start).map(|at| at.date()).min();
        let start = project.start.or(begun.map(Start::from)).unwrap_or(today.into());
        let work: i64 = tasks.iter().filter_map(|task| task.duration).map(|span| span.minutes.clamp(0, 1 << 40)).sum();
        let days = 4 * 366 + work.saturating_mul(7) / project.minutes_per_week.max(1);
        let first = begun.map_or(start.day, |begun| begun.min(start.day)) - Days::new(366);
        let calendars = Calendars { known: BTreeMap::new(), first, days: days.min(MOST_DAYS) as usize };
        let mut build = Build {
            tasks: tasks.iter().map(|task| task.id).collect(),
            findings: Vec::new(),
            numbers: numbers.clone(),
            open: BTreeSet::new(),
            calendars,
            project: project.clone(),
            origin: origin(&plan.calendar_time(project.calendar), start),
            status: (project.progress_rule == ProgressRule::Live).then(|| project.status_date.unwrap_or(today)),
        };
        let mut axes = Vec::new();
        // The project’s own is the first: the whole is told on it.
        build.calendars.of(plan, &mut axes, (project.calendar, Vec::new()));
        let of_all = 2 * tasks.len() > plan.count(Kind::Task);
        let (works, mut links) = both(
            tasks.len() >= LARGE,
            || build.works(plan, &tasks, of_all, &mut axes),
            || links(plan, &tasks, of_all, &numbers),
        );
        let wires: Vec<work::Link> = links.iter().map(|(_, wire)| *wire).collect();
        let mut network = Network::of(axes, works, &wires);
        let turned = network.turned().iter().map(|at| build.tasks[*at]);
        let found = turned.map(|task| Finding { task, trouble: Trouble::OutlineLoop });
        build.findings.extend(found.collect::<Vec<_>>());
        if !network.looped().is_empty() {
            build.open = loops::closing(plan, |_| true);
            links.retain(|(id, _)| !build.open.contains(id));
            let wires: Vec<work::Link> = links.iter().map(|(_, wire)| *wire).collect();
            let (axes, works) = network.into_parts();
            network = Network::of(axes, works, &wires);
            let left_out = build.open.iter().filter_map(|id| plan.get(*id)).filter(|link| build.link(link).is_some());
            let found = left_out.map(|link| Finding { task: link.successor, trouble: Trouble::Loop(link.predecessor) });
            build.findings.extend(found.collect::<Vec<_>>());
        }
        (build, network)
    }

    /// The number of a task in the network.
    pub fn number(&self, task: TaskId) -> Option<usize> {
        self.numbers.get(&task).map(|at| *at as usize)
    }

    /// Are links left out because they close a loop?
    pub fn has_loops(&self) -> bool {
        !self.open.is_empty()
    }

    /// A link as the network has it; none: a task of it has no dates.
    pub fn link(&self, link: &Link) -> Option<work::Link> {
        wire(link, &self.numbers)
    }

    /// All tasks as the network has them.
    fn works(&mut self, plan: &Plan, tasks: &[&Arc<Task>], of_all: bool, axes: &mut Vec<Arc<Axis>>) -> Vec<Work> {
        if !of_all {
            return tasks.iter().map(|task| self.make(plan, task, &people_of(plan, task.id), axes)).collect();
        }
        let mut all: Vec<(u32, Sharing)> = Vec::new();
        for it in plan.all::<Assignment>() {
            all.extend(self.numbers.get(&it.task).map(|task| (*task, Sharing::of(plan, it))));
        }
        all.sort_unstable();
        let (mut rest, mut here) = (&all[..], Vec::new());
        let make = |(at, task): (usize, &&Arc<Task>)| {
            let (these, others) = rest.split_at(rest.iter().take_while(|it| it.0 == at as u32).count());
            rest = others;
            here.clear();
            here.extend(these.iter().map(|it| it.1));
            self.make(plan, task, &here, axes)
        };
        tasks.iter().enumerate().map(make).collect()
    }

    /// A task as the network has it; none: it needs a calendar that the network has not.
    pub fn work(&mut self, plan: &Plan, task: &Task, network: &Network) -> Option<Work> {
        let mut axes = network.axes().to_vec();
        let known = axes.len();
        let (findings, work) = (self.findings.len(), self.make(plan, task, &people_of(plan, task.id), &mut axes));
        (axes.len() == known && self.findings.len() == findings).then_some(work)
    }

    fn make(&mut self, plan: &Plan, task: &Task, people: &[Sharing], axes: &mut Vec<Arc<Axis>>) -> Work {
        let base = task.calendar.or(self.project.calendar);
        let pace = self.project.pace();
        let is_milestone = task.kind == TaskKind::Milestone;
        let span = task.duration.filter(|_| !is_milestone);
        let (duration, elapsed) = match span {
            Some(span) => (span.minutes.max(0), span.elapsed),
            None => (if is_milestone { 0 } else { pace.minutes_per_day }, false),
        };
        let driven = task.task_type != TaskType::FixedDuration && !elapsed && !is_milestone;
        let together =
            !task.ignores_calendars && !driven && !elapsed && (task.calendar.is_some() || self.status.is_some());
        // Who has no calendar of their own works as the project does.
        let theirs = people.iter().map(|it| it.calendar.or(self.project.calendar)).filter(|it| *it != base);
        let theirs = if together { theirs.collect() } else { Vec::new() };
        let calendar = self.calendar(plan, axes, (base, theirs), task.id);
        let mut work = Work::new(calendar, duration, self.origin);
        work.elapsed = elapsed;
        work.above = task.parent.and_then(|id| self.number(id));
        if driven {
            work.parts = self.parts(plan, task, axes, people, calendar);
        }
        let time = &*axes[usize::from(calendar) - 1].clone();
        let pauses = pauses(task, time, elapsed);
        work.duration += pauses.iter().map(|(from, to)| to - from).sum::<i64>();
        // What a summary was as a card sleeps: one scheduled by hand is held by the dates told for it, and by nothing else.
        let below = || plan.index().children(task.project, Some(task.id));
        let asleep = task.manual && below().any(|child| self.numbers.contains_key(&child));
        let task = if asleep { &Task { place: None, actual_start: None, percent: 0, ..task.clone() } } else { task };
        self.progress(task, time, &axes[0], &pauses, &mut work);
        // One scheduled by hand has its told date as a constraint; that moves and limits nothing but itself.
        let by_hand = matches!(work.state, State::Told { .. });
        work.rule = if by_hand { Rule::AsSoonAsPossible } else { rule(task) };
        work.deadline = task.due.map(|due| time.ends_at(time.position(day_start(due) + 24 * 60)));
        if let Some(delay) = task.levelling_delay {
            (work.delay, work.delay_elapsed) = (delay.minutes, delay.elapsed);
        }
        work
    }

    /// What has happened, and what the clock makes of it.
    fn progress(&self, task: &Task, time: &Axis, project: &Axis, pauses: &[(i64, i64)], work: &mut Work) {
        let ahead = |minutes: i64| minutes - minutes * task.percent.clamp(0, 100) / 100;
        if let Some(finish) = task.finish() {
            let finish = instant(finish);
            let back = || match work.elapsed {
                true => finish - work.duration,
                false => time.starts_at(time.position(finish) - work.duration),
            };
            work.state = State::Done { start: task.actual_start.map_or_else(back, instant).min(finish), finish };
        } else if task.inactive {
            work.state = State::Idle;
        } else if let (true, Some(start)) = (task.manual, told(task)) {
            let duration = work.duration;
            let to =
                |at: Instant| if work.elapsed { at + duration } else { time.ends_at(time.position(at) + duration) };
            let from =
                |at: Instant| if work.elapsed { at - duration } else { time.starts_at(time.position(at) - duration) };
            work.state = match start {
                Told::Start(at) if duration == 0 => State::Told { start: at, finish: at },
                Told::Start(at) => State::Told { start: at, finish: to(at) },
                Told::Finish(at) => State::Told { start: from(at), finish: at },
            };
        } else if let Some(start) = task.actual_start.map(instant) {
            let typed = task.percent > 0;
            let resumes = self.status.filter(|_| typed).map(day_start);
            let long = work.duration - pauses.iter().map(|(from, to)| to - from).sum::<i64>();
            let on = |at: Instant| if work.elapsed { at } else { time.position(at) };
            let reached = || behind(pauses, on(start), long - ahead(long));
            let here = resumes.map_or_else(reached, |at| on(at.max(start)));
            work.remaining = until_done(pauses, here, ahead(long));
            work.parts.iter_mut().for_each(|part| part.remaining = ahead(part.minutes));
            // On a day on which only its people are away, it ends all the same: it is the project’s day.
            let last = |axis: &Axis, day: NaiveDate| axis.ends_at(axis.position(day_start(day) + 24 * 60));
            let ends = self.status.filter(|_| !typed).map(|day| last(time, day).max(last(project, day)));
            work.state = State::Started { start, resumes, ends };
        } else {
            work.not_before = self.status.map(day_start);
        }
    }

    /// What each person does, where their calendars are not the task’s: there their work decides when it ends. One who
    /// is alone takes as long as the task, however their work is spread over it.
    fn parts(
        &mut self,
        plan: &Plan,
        task: &Task,
        axes: &mut Vec<Arc<Axis>>,
        people: &[Sharing],
        calendar: u16,
    ) -> Vec<Part> {
        let all: i64 = people.iter().map(|it| it.units.max(0)).sum();
        let of_all = task.work.filter(|work| *work > 0 && all > 0).map(|work| work.saturating_mul(100) / all);
        let minutes = |it: &Sharing| it.work.map(|work| work.max(0).saturating_mul(100) / it.units).or(of_all);
        let mut shares: Vec<(&Sharing, i64)> =
            people.iter().filter(|it| it.units > 0).filter_map(|it| Some((it, minutes(it)?))).collect();
        if let ([(_, minutes)], Some(span)) = (&mut shares[..], task.duration) {
            *minutes = span.minutes.max(0);
        }
        let parts: Vec<Part> = shares
            .iter()
            .map(|(it, minutes)| {
                let key = match (task.calendar, task.ignores_calendars) {
                    (Some(own), true) => (Some(own), Vec::new()),
                    (Some(own), false) => (Some(own), vec![it.calendar.or(self.project.calendar)]),
                    (None, _) => (it.calendar.or(self.project.calendar), Vec::new()),
                };
                let calendar = self.calendar(plan, axes, key, task.id);
                Part { calendar, minutes: *minutes, remaining: *minutes }
            })
            .collect();
        if parts.iter().all(|part| part.minutes == 0) {
            return Vec::new();
        }
        let own = axes[usize::from(calendar) - 1].time();
        let is_other = |other: u16| other != calendar && axes[usize::from(other) - 1].time() != own;
        let differs = parts.iter().any(|part| is_other(part.calendar));
        if differs || task.duration.is_none() { parts } else { Vec::new() }
    }

    fn calendar(&mut self, plan: &Plan, axes: &mut Vec<Arc<Axis>>, mut key: Key, task: TaskId) -> u16 {
        key.1.sort_unstable();
        key.1.dedup();
        let (calendar, works) = self.calendars.of(plan, axes, key);
        if !works {
            self.findings.push(Finding { task, trouble: Trouble::NoWorkingTime });
        }
        calendar
    }
}

impl Calendars {
    /// The number of a working time, and whether there is any work in it; if not, the project’s stands in.
    fn of(&mut self, plan: &Plan, axes: &mut Vec<Arc<Axis>>, key: Key) -> (u16, bool) {
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let mut time = plan.calendar_time(key.0);
        for other in &key.1 {
            time = time.intersect(&plan.calendar_time(*other));
        }
        let mut axis = Axis::of(time, self.first, self.days);
        let works = axis.has_work();
        if !works && axes.is_empty() {
            axis = Axis::of(WorkTime::standard(), self.first, self.days);
        }
        let number = match works || axes.is_empty() {
            true => {
                axes.push(axis.into());
                axes.len() as u16
            }
            false => 1,
        };
        self.known.insert(key, (number, works));
        (number, works)
    }
}

/// When a project starts: at the time that is told, else as its calendar does on its day, at 08:00 where that has no work.
fn origin(calendar: &WorkTime, start: Start) -> Instant {
    let day = start.day;
    let first = || calendar.first_minute(day).filter(|at| at.date() == day);
    start.time.map(|time| day.and_time(time)).or_else(first).map_or(day_start(day) + 8 * 60, instant)
}

/// Who works on a task: on which calendar, with how many percent, and minutes of work where they are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sharing {
    person: PersonId,
    assignment: AssignmentId,
    calendar: Option<CalendarId>,
    units: i64,
    work: Option<i64>,
}

impl Sharing {
    fn of(plan: &Plan, it: &Assignment) -> Sharing {
        let calendar = plan.get(it.person).and_then(|person| person.calendar);
        Sharing { person: it.person, assignment: it.id, calendar, units: it.units, work: it.work }
    }
}

fn people_of(plan: &Plan, task: TaskId) -> Vec<Sharing> {
    plan.index().people_of(task).filter_map(|(_, it)| Some(Sharing::of(plan, plan.get(it)?))).collect()
}

/// The links between these tasks. Where they are most of the plan, one pass over all links is quicker than asking for
/// those of each; the same holds for who works on them.
fn links(plan: &Plan, tasks: &[&Arc<Task>], of_all: bool, numbers: &Numbers) -> Vec<(LinkId, work::Link)> {
    let fits = |link: &Arc<Link>| Some((link.id, wire(link, numbers)?));
    if of_all {
        return plan.all::<Link>().filter_map(fits).collect();
    }
    let into = tasks.iter().flat_map(|task| plan.index().predecessors(task.id));
    into.filter_map(|id| plan.get(id)).filter_map(fits).collect()
}

fn wire(link: &Link, numbers: &Numbers) -> Option<work::Link> {
    let join = link.link_type.into();
    let lag = match link.lag {
        Lag::Span(span) if span.elapsed => work::Lag::Elapsed(span.minutes),
        Lag::Span(span) => work::Lag::Working(span.minutes),
        Lag::Percent(percent) => work::Lag::Percent(percent),
    };
    let [from, to] = [link.predecessor, link.successor].map(|task| numbers.get(&task).map(|at| *at as usize));
    Some(work::Link { from: from?, to: to?, join, lag })
}

/// Which date of a manually scheduled task its constraint tells.
enum Told {
    Start(Instant),
    Finish(Instant),
}

fn told(task: &Task) -> Option<Told> {
    use ConstraintKind::*;
    let at = || task.constraint.and_then(|it| Some((it.kind, instant(it.at?))));
    match at() {
        Some((FinishNoEarlier | FinishNoLater | MustFinish, at)) => Some(Told::Finish(at)),
        Some((_, at)) => Some(Told::Start(at)),
        None => task.actual_start.map(|at| Told::Start(instant(at))),
    }
}

fn rule(task: &Task) -> Rule {
    let Some(constraint) = task.constraint else { return Rule::AsSoonAsPossible };
    let at = constraint.at.map(instant);
    match (constraint.kind, at) {
        (ConstraintKind::AsLateAsPossible, _) => Rule::AsLateAsPossible,
        (ConstraintKind::StartNoEarlier, Some(at)) => Rule::StartNoEarlier(at),
        (ConstraintKind::StartNoLater, Some(at)) => Rule::StartNoLater(at),
        (ConstraintKind::FinishNoEarlier, Some(at)) => Rule::FinishNoEarlier(at),
        (ConstraintKind::FinishNoLater, Some(at)) => Rule::FinishNoLater(at),
        (ConstraintKind::MustStart, Some(at)) => Rule::MustStart(at),
        (ConstraintKind::MustFinish, Some(at)) => Rule::MustFinish(at),
        (_, None) => Rule::AsSoonAsPossible,
    }
}

/// From where to where the work is interrupted, in order: minutes of its calendar, of the clock where its duration is.
fn pauses(task: &Task, time: &Axis, elapsed: bool) -> Vec<(i64, i64)> {
    let read =
        |text: &str| text.parse::<NaiveDateTime>().or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"));
    let on = |at: Instant| if elapsed { at } else { time.position(at) };
    let pause = |text: &str| {
        let (from, to) = text.split_once('/')?;
        Some((on(instant(read(from).ok()?)), on(instant(read(to).ok()?))))
    };
    let mut all: Vec<_> = task.splits.split_whitespace().filter_map(pause).filter(|(from, to)| from < to).collect();
    all.sort_unstable();
    all
}

/// Where so many minutes of work are behind that began here, and the work goes on.
fn behind(pauses: &[(i64, i64)], start: i64, minutes: i64) -> i64 {
    let within = pauses.iter().filter(|(_, to)| *to > start);
    within.fold(start + minutes, |here, (from, to)| if *from <= here { here + to - from.max(&start) } else { here })
}

/// From here to where so many minutes of work are done. A pause that has passed is none any more.
fn until_done(pauses: &[(i64, i64)], here: i64, minutes: i64) -> i64 {
    let ahead = pauses.iter().filter(|(_, to)| *to > here);
    let end = ahead.fold(here + minutes, |end, (from, to)| if *from < end { end + to - from.max(&here) } else { end });
    end - here
}

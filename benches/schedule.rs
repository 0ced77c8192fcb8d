//! The schedule inside the process: passes over a built network against a CSR pass over plain integers that does the
//! least possible (one calendar, finish-to-start), an edit against a full pass, building the network from the records.
//!
//! Tasks of one to nine hours, each after two of the fifty before it: 100,000 of them take a quarter of a century. An
//! edit gives a task anywhere half a day more or less, each after all those before; on one calendar one in ten of them
//! moves the end of the project, and its whole backward pass with it. What is compared is the median.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{Days, NaiveDate};
use milepost::domain::plan_schedule::Schedule;
use milepost::domain::project::Project;
use milepost::schedule::axis::{Axis, day_start};
use milepost::schedule::network::Network;
use milepost::schedule::passes::Dates;
use milepost::schedule::work::{Join, Lag, Link, Rule, Work};
use milepost::schedule::worktime::{Exception, Shift, WorkTime};

use crate::plan;
use crate::table::{Table, median};

const SIZES: [usize; 2] = [10_000, 100_000];
const RUNS: usize = 11;
const CALENDARS: usize = 8;
/// Every so many tasks one is the summary of those that follow it.
const FAMILY: usize = 20;

/// All rows about the schedule.
pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    for tasks in SIZES {
        let plain = || Network::of(calendars(1), works(tasks, false), &links(tasks, false));
        let mixed = || Network::of(calendars(CALENDARS), works(tasks, true), &links(tasks, true));
        let row = |what: &str| format!("schedule, {tasks} tasks, {what}");
        table.row(&row("one calendar"), 6.0, || Ok(against_the_floor(tasks, &plain())))?;
        table.row(&row("all kinds, eight calendars"), 20.0, || Ok(against_the_floor(tasks, &mixed())))?;
        table.row(&row("one calendar: an edit / a full pass"), 0.02, || Ok(one_edit(plain())))?;
        table.row(&row("all kinds: an edit / a full pass"), 0.02, || Ok(one_edit(mixed())))?;
        let (built, whole) = (row("building the network: ms"), row("from the records to the dates"));
        if table.wants(&built) || table.wants(&whole) {
            let plan = plan::plan(&plan::rows(tasks));
            let project = plan.all::<Project>().next().map(|project| project.id).context("the plan has a project")?;
            let build = || timed(|| Schedule::network(&plan, project, plan::today()));
            let time = median((0..RUNS).map(|_| build()).collect());
            table.bound(&built, time.as_secs_f64() * 1e3, tasks as f64 / 1e3);
            table.told(&whole, median((0..RUNS).map(|_| timed(|| Schedule::of(&plan, plan::today()))).collect()));
        }
    }
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begin = Instant::now();
    let made = black_box(work());
    let time = begin.elapsed();
    drop(made);
    time
}

fn against_the_floor(tasks: usize, network: &Network) -> (Duration, Duration) {
    let floor = Floor::of(tasks);
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(timed(|| Dates::of(network)));
        floors.push(timed(|| floor.pass()));
    }
    (median(ours), median(floors))
}

/// A task anywhere in the plan gets half a day more or less, and the dates follow.
fn one_edit(mut network: Network) -> (Duration, Duration) {
    let mut dates = Dates::of(&network);
    let (mut ours, mut full) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        full.push(timed(|| Dates::of(&network)));
        for at in 0..50 {
            let task = random(run * 50 + at) % network.len();
            if network.is_summary(task) {
                continue;
            }
            let mut work = network.work(task).clone();
            work.duration = if at % 2 == 0 { work.duration + 240 } else { (work.duration - 240).max(60) };
            work.remaining = work.duration;
            ours.push(timed(|| {
                assert!(network.set(task, work), "a duration fits any array");
                dates.patch(&network, &[task]);
            }));
        }
    }
    (median(ours), median(full))
}

/// Numbers that look random, the same every time (Knuth’s MMIX generator).
fn random(seed: usize) -> usize {
    let mix = |seed: u64| seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (mix(mix(seed as u64)) >> 33) as usize
}

fn first() -> NaiveDate {
    plan::today()
}

fn calendars(count: usize) -> Vec<Arc<Axis>> {
    let make = |at: usize| {
        let (from, to) = (480 - 15 * at as u16, 1020 + 15 * (at % 3) as u16);
        let shifts = vec![Shift { from, to: 720 }, Shift { from: 780, to }];
        let days = if at % 4 == 3 { 6 } else { 5 };
        let week = std::array::from_fn(|weekday| if weekday < days { shifts.clone() } else { Vec::new() });
        let holiday = |n: u64| first() + Days::new(n * 61 + at as u64);
        let holidays = (0..100).map(|n| Exception { from: holiday(n), to: holiday(n), shifts: Vec::new() });
        Axis::of(WorkTime::of(week, holidays.collect()), first() - Days::new(366), 1 << 16).into()
    };
    (0..count).map(make).collect()
}

fn works(tasks: usize, mixed: bool) -> Vec<Work> {
    let make = |at: usize| {
        let calendar = if mixed { (at / FAMILY % CALENDARS) as u16 + 1 } else { 1 };
        let mut work = Work::new(calendar, 60 * (1 + random(at) as i64 % 9), day_start(first()));
        if mixed {
            work.above = (!at.is_multiple_of(FAMILY)).then(|| at - at % FAMILY);
            let day = day_start(first() + Days::new(at as u64 / 8)) + 480;
            work.rule = match at % 40 {
                3 => Rule::StartNoEarlier(day),
                11 => Rule::FinishNoEarlier(day),
                19 => Rule::StartNoLater(day + 500_000),
                27 => Rule::FinishNoLater(day + 500_000),
                _ => Rule::AsSoonAsPossible,
            };
        }
        work
    };
    (0..tasks).map(make).collect()
}

/// Two links a task, from tasks before it; of summaries too, where there are any.
fn links(tasks: usize, mixed: bool) -> Vec<Link> {
    let make = |at: usize| {
        let to = 1 + at * (tasks - 1) / (2 * tasks);
        let from = to - 1 - random(at) % 50.min(to);
        let join = match at % 10 {
            1 if mixed => Join::StartStart,
            4 if mixed => Join::FinishFinish,
            7 if mixed => Join::StartFinish,
            _ => Join::FinishStart,
        };
        let lag = match at % 15 {
            2 if mixed => Lag::Working(480),
            5 if mixed => Lag::Elapsed(1440),
            // Of a task, not of a summary: half of all that came before, again and again, would end in no time known.
            8 if mixed && !from.is_multiple_of(FAMILY) => Lag::Percent(50),
            11 if mixed => Lag::Working(-240),
            _ => Lag::Working(0),
        };
        Link { from, to, join, lag }
    };
    // A summary is linked to other families only.
    let fits = |link: &Link| {
        let of_summary = link.from.is_multiple_of(FAMILY) || link.to.is_multiple_of(FAMILY);
        !mixed || !of_summary || link.from / FAMILY != link.to / FAMILY
    };
    (0..2 * tasks).map(make).filter(fits).collect()
}

/// Neighbours of each task in rows: where each row begins, and all rows one after the other.
type Rows = (Vec<u32>, Vec<u32>);

/// Both passes over plain integers, tasks in the order of their numbers.
struct Floor {
    before: Rows,
    behind: Rows,
    durations: Vec<i64>,
}

impl Floor {
    fn of(tasks: usize) -> Self {
        let rows = |key: fn(&Link) -> (usize, usize)| {
            let mut sorted: Vec<(usize, usize)> = links(tasks, false).iter().map(key).collect();
            sorted.sort_unstable();
            let starts = (0..=tasks).map(|task| sorted.partition_point(|it| it.0 < task) as u32).collect();
            (starts, sorted.into_iter().map(|it| it.1 as u32).collect())
        };
        Floor {
            before: rows(|link| (link.to, link.from)),
            behind: rows(|link| (link.from, link.to)),
            durations: works(tasks, false).iter().map(|work| work.duration).collect(),
        }
    }

    fn pass(&self) -> (Vec<i64>, Vec<i64>) {
        let tasks = self.durations.len();
        let (mut early, mut late) = (vec![0; tasks], vec![0; tasks]);
        for (task, duration) in self.durations.iter().enumerate() {
            let start = row(&self.before, task).iter().map(|from| early[*from as usize]).max();
            early[task] = start.unwrap_or(0) + duration;
        }
        let end = early.iter().copied().max().unwrap_or(0);
        for (task, duration) in self.durations.iter().enumerate().rev() {
            let finish = row(&self.behind, task).iter().map(|to| late[*to as usize]).min();
            late[task] = finish.unwrap_or(end) - duration;
        }
        (early, late)
    }
}

#[inline(always)]
fn row((starts, all): &Rows, task: usize) -> &[u32] {
    &all[starts[task] as usize..starts[task + 1] as usize]
}

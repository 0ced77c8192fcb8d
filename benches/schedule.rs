//! The schedule inside the process: passes over a built network against a CSR pass over plain integers that does the
//! least possible (one calendar, finish-to-start), an edit against a full pass, building from the records.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use milepost::domain::plan_schedule::Schedule;
use milepost::schedule::axis::{Axis, day_start};
use milepost::schedule::network::Network;
use milepost::schedule::passes::Dates;
use milepost::schedule::work::{Join, Lag, Link, Rule, Work};
use milepost::schedule::worktime::{Exception, Shift, WorkTime};

use crate::plan;
use crate::table::{Table, median};

const TASKS: usize = 100_000;
const LINKS: usize = 200_000;
const RUNS: usize = 11;
const CALENDARS: usize = 8;
/// Every so many tasks one is the summary of those that follow it.
const FAMILY: usize = 20;

/// All rows about the schedule.
pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let plain = || Network::of(calendars(1), works(false), &links(false));
    let mixed = || Network::of(calendars(CALENDARS), works(true), &links(true));
    let full = "schedule, 100000 tasks, 200000 links, one calendar";
    table.row(full, 6.0, || Ok(against_the_floor(&plain(), &links(false))))?;
    table.row("schedule, all kinds, eight calendars", 20.0, || Ok(against_the_floor(&mixed(), &links(true))))?;
    table.row("schedule, one edit / a full pass, one calendar", 0.02, || Ok(one_edit(plain())))?;
    table.row("schedule, one edit / a full pass, all kinds", 0.02, || Ok(one_edit(mixed())))?;
    let built = "schedule from the records, 100000 tasks: ms";
    if table.wants(built) {
        let plan = plan::plan(&plan::rows(TASKS));
        let time = median((0..RUNS).map(|_| timed(|| Schedule::of(&plan, plan::today()))).collect());
        table.bound(built, time.as_secs_f64() * 1e3, 100.0);
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

fn against_the_floor(network: &Network, links: &[Link]) -> (Duration, Duration) {
    let floor = Floor::of(links);
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(timed(|| Dates::of(network)));
        floors.push(timed(|| floor.pass()));
    }
    (median(ours), median(floors))
}

/// A task anywhere in the plan gets a day more or less, and the dates follow.
fn one_edit(mut network: Network) -> (Duration, Duration) {
    let mut dates = Dates::of(&network);
    let (mut ours, mut full) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        full.push(timed(|| Dates::of(&network)));
        for at in 0..20 {
            let task = (run * 20 + at) * 449 % TASKS;
            if network.is_summary(task) {
                continue;
            }
            let mut work = network.work(task).clone();
            work.duration = if at % 2 == 0 { work.duration + 480 } else { (work.duration - 480).max(480) };
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

fn works(mixed: bool) -> Vec<Work> {
    let make = |at: usize| {
        let calendar = if mixed { (at / FAMILY % CALENDARS) as u16 + 1 } else { 1 };
        let mut work = Work::new(calendar, 480 * (1 + random(at) as i64 % 9), day_start(first()));
        if mixed {
            work.above = (!at.is_multiple_of(FAMILY)).then(|| at - at % FAMILY);
            let day = day_start(first() + Days::new(at as u64 / 100)) + 480;
            work.rule = match at % 40 {
                3 => Rule::StartNoEarlier(day),
                11 => Rule::FinishNoEarlier(day),
                19 => Rule::StartNoLater(day + 5_000_000),
                27 => Rule::FinishNoLater(day + 5_000_000),
                _ => Rule::AsSoonAsPossible,
            };
        }
        work
    };
    (0..TASKS).map(make).collect()
}

/// Two links a task, from tasks before it; of summaries too, where there are any.
fn links(mixed: bool) -> Vec<Link> {
    let make = |at: usize| {
        let to = 1 + at * (TASKS - 1) / LINKS;
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
    (0..LINKS).map(make).filter(fits).collect()
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
    fn of(links: &[Link]) -> Self {
        let rows = |key: fn(&Link) -> (usize, usize)| {
            let mut sorted: Vec<(usize, usize)> = links.iter().map(key).collect();
            sorted.sort_unstable();
            let starts = (0..=TASKS).map(|task| sorted.partition_point(|it| it.0 < task) as u32).collect();
            (starts, sorted.into_iter().map(|it| it.1 as u32).collect())
        };
        Floor {
            before: rows(|link| (link.to, link.from)),
            behind: rows(|link| (link.from, link.to)),
            durations: works(false).iter().map(|work| work.duration).collect(),
        }
    }

    fn pass(&self) -> (Vec<i64>, Vec<i64>) {
        let (mut early, mut late) = (vec![0; TASKS], vec![0; TASKS]);
        for task in 0..TASKS {
            let start = row(&self.before, task).iter().map(|from| early[*from as usize]).max();
            early[task] = start.unwrap_or(0) + self.durations[task];
        }
        let end = early.iter().copied().max().unwrap_or(0);
        for task in (0..TASKS).rev() {
            let finish = row(&self.behind, task).iter().map(|to| late[*to as usize]).min();
            late[task] = finish.unwrap_or(end) - self.durations[task];
        }
        (early, late)
    }
}

fn row((starts, all): &Rows, task: usize) -> &[u32] {
    &all[starts[task] as usize..starts[task + 1] as usize]
}

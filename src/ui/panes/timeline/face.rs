//! What is told of a task in its row: words of the outline, and the instants its bar is drawn from. Made once for each
//! task that comes into sight, and kept until the next snapshot.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::lines::End;
use super::rows::Rows;
use crate::domain::baseline::variance_words;
use crate::domain::calendar::WorkTime;
use crate::domain::forecast;
use crate::domain::link::{LinkId, LinkType};
use crate::domain::plan::Plan;
use crate::domain::plan_schedule::Timing;
use crate::domain::snapshot::Snapshot;
use crate::domain::span::Pace;
use crate::domain::task::{Task, TaskKind};
use crate::domain::words;
use crate::text;

/// How a task stands, the most important first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is done.
    Done,
    /// It cannot go on.
    Blocked,
    /// It will be finished after it is due, or after the baseline says.
    Late,
    /// It is under a high risk.
    Threatened,
}

/// A link to another task, as far as it can be drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tie {
    /// Does the task of the row wait for the other one, rather than the other for it?
    pub waits: bool,
    /// The row of the other, or of the summary that hides it.
    pub row: usize,
    /// When that row’s task starts and finishes.
    pub other: (NaiveDateTime, NaiveDateTime),
    /// The end of the predecessor and the end of the successor that are joined.
    pub ends: (End, End),
}

/// How far a task is from the baseline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Off {
    /// Working minutes by which it finishes later; negative: earlier.
    pub minutes: i64,
    /// The same in words.
    pub words: String,
    /// The day it was to finish.
    pub was: String,
}

/// A row.
#[derive(Clone, Default, Debug)]
pub struct Face {
    /// Its outline number.
    pub wbs: String,
    /// Its ref.
    pub name: String,
    /// Its title, safe to show.
    pub title: String,
    /// How long it takes.
    pub duration: String,
    /// The day it finishes.
    pub finish: String,
    /// How far it can slip.
    pub slack: String,
    /// How it stands; none: as usual.
    pub standing: Option<Standing>,
    /// Is it critical and no summary?
    pub critical: bool,
    /// Is it a milestone?
    pub milestone: bool,
    /// Has it tasks under it?
    pub summary: bool,
    /// When it starts and finishes.
    pub bar: Option<(NaiveDateTime, NaiveDateTime)>,
    /// Up to where it is done.
    pub reached: Option<NaiveDateTime>,
    /// How far it is, of a summary that is begun: `62%`.
    pub progress: String,
    /// Up to where it can slip.
    pub slips_to: Option<NaiveDateTime>,
    /// The day it is due, while it is open, and whether it finishes later.
    pub due: Option<(NaiveDate, bool)>,
    /// When it was to start and finish by the baseline of the project.
    pub planned: Option<(NaiveDateTime, NaiveDateTime)>,
    /// How far it is from that; none: the project has no baseline, or the task no dates.
    pub off: Option<Off>,
    /// Its links.
    pub ties: Vec<Tie>,
}

/// What rows are made from.
pub struct Source<'a> {
    /// What is known.
    pub snapshot: &'a Snapshot,
    /// The outline.
    pub rows: &'a Rows,
    /// The working time of the project.
    pub time: &'a WorkTime,
}

impl Face {
    /// What is told of the task in a row.
    pub fn of(source: &Source<'_>, row: usize) -> Face {
        let plan = &source.snapshot.plan;
        let Some(task) = source.rows.node(row).and_then(|node| plan.get(node.task)) else { return Face::default() };
        let pace = plan.pace(task.project);
        let timing = source.snapshot.schedule().timing(plan, task.id);
        let summary = source.rows.is_summary(row);
        let milestone = task.kind == TaskKind::Milestone && !summary;
        let percent = if summary { percent_below(source, row, &pace) } else { plan.percent(task) };
        let done = percent == 100 && (!summary || plan.is_done(task));
        let bar = timing.map(|it| (it.start, it.finish));
        let mut face = Face {
            wbs: source.rows.wbs(row),
            name: plan.task_ref(task.id),
            title: text::visible(&task.title).into_owned(),
            duration: duration(task, timing.as_ref(), source.time, summary, milestone, &pace, plan),
            finish: timing.map_or(String::new(), |it| day(it.finish.date(), source.snapshot.today)),
            critical: !summary && !done && timing.is_some_and(|it| it.critical),
            milestone,
            summary,
            bar,
            due: task.due.filter(|_| !done).map(|due| (due, forecast::misses_due(source.snapshot, task).is_some())),
            ties: ties(source, task),
            ..Face::default()
        };
        face.planned = plan.planned(task.id).filter(|_| !summary).map(|it| (it.start, it.finish));
        face.off = timing.and_then(|it| off(source, task, it.finish, &pace));
        face.standing = match () {
            () if done => Some(Standing::Done),
            () if task.is_blocked() => Some(Standing::Blocked),
            () if forecast::is_late(source.snapshot, task) => Some(Standing::Late),
            () if plan.is_threatened(task.id) => Some(Standing::Threatened),
            () => None,
        };
        if let Some(timing) = timing.filter(|_| !summary && !done) {
            let slack = forecast::slack(source.snapshot, task);
            face.slack = slack.map_or(String::new(), |slack| slack.words(&pace));
            face.slips_to = Some(timing.late_finish).filter(|late| *late > timing.finish);
        }
        if summary && percent > 0 && !done {
            face.progress = format!("{percent}%");
        }
        face.reached = bar.filter(|_| percent > 0).and_then(|(start, finish)| match percent {
            100 => Some(finish),
            percent => source.time.add(start, source.time.between(start, finish) * percent / 100),
        });
        face
    }
}

/// How long it takes: of a summary the working time from its start to its finish.
fn duration(
    task: &Task,
    timing: Option<&Timing>,
    time: &WorkTime,
    summary: bool,
    milestone: bool,
    pace: &Pace,
    plan: &Plan,
) -> String {
    match (summary, timing) {
        (true, Some(it)) => {
            // A summary is told in whole days: what is left of an hour is noise there.
            let day = pace.minutes_per_day.max(1);
            let days = (time.between(it.start, it.finish).max(0) + day - 1) / day;
            format!("{days}d")
        }
        (true, None) => String::new(),
        _ if milestone => String::new(),
        _ => task.duration.map_or_else(|| words::estimate(plan, task), |span| span.words(pace)),
    }
}

/// How far a task that finishes then is from the baseline that its project is compared with.
fn off(source: &Source<'_>, task: &Task, finish: NaiveDateTime, pace: &Pace) -> Option<Off> {
    let plan = &source.snapshot.plan;
    let baseline = plan.chosen_baseline(task.project)?;
    Some(match plan.baselined(baseline, task.id) {
        Some(then) => {
            let minutes = source.time.between(then.finish, finish);
            let was = day(then.finish.date(), source.snapshot.today);
            Off { minutes, words: variance_words(minutes, pace), was }
        }
        None => Off { minutes: 0, words: "new since".to_owned(), was: String::new() },
    })
}

/// Percent of the leaves under a row, weighted by duration.
fn percent_below(source: &Source<'_>, row: usize, pace: &Pace) -> i64 {
    let plan = &source.snapshot.plan;
    let (mut weight, mut done) = (0i64, 0i64);
    let below = source.rows.below(row);
    for (at, node) in below.iter().enumerate() {
        let leaf = below.get(at + 1).is_none_or(|next| next.depth <= node.depth);
        let Some(task) = plan.get(node.task).filter(|_| leaf) else { continue };
        let minutes = task.duration.map_or(pace.minutes_per_day, |span| span.minutes.clamp(0, 1 << 40));
        weight += minutes;
        done += minutes * if task.finish().is_some() { 100 } else { task.percent.clamp(0, 100) };
    }
    if weight == 0 { 0 } else { done / weight }
}

/// The links of a task, the other end of which is in a row.
fn ties(source: &Source<'_>, task: &Task) -> Vec<Tie> {
    let plan = &source.snapshot.plan;
    let tie = |link: LinkId, waits: bool| {
        let link = plan.get(link)?;
        let other = if waits { link.predecessor } else { link.successor };
        let row = source.rows.row_of(other)?;
        let timing = source.snapshot.schedule().timing(plan, source.rows.node(row)?.task)?;
        let ends = match link.link_type {
            LinkType::FinishStart => (End::Finish, End::Start),
            LinkType::StartStart => (End::Start, End::Start),
            LinkType::FinishFinish => (End::Finish, End::Finish),
            LinkType::StartFinish => (End::Start, End::Finish),
        };
        Some(Tie { waits, row, other: (timing.start, timing.finish), ends })
    };
    let index = plan.index();
    let into = index.predecessors(task.id).filter_map(|link| tie(link, true));
    into.chain(index.successors(task.id).filter_map(|link| tie(link, false))).collect()
}

/// A day in six columns: `20 Mar`, in another year `Mar’27`.
fn day(date: NaiveDate, today: NaiveDate) -> String {
    let form = if date.year() == today.year() { "%-d %b" } else { "%b’%y" };
    date.format(form).to_string()
}

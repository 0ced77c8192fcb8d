//! `schedule`: computed dates, slack and the critical path of a project, and what does not fit together.

use chrono::NaiveDateTime;
use clap::Args;
use serde_json::{Value, json};

use super::out::{CRITICAL, Ink, MILESTONE, Piece, ink};
use super::session::Session;
use super::stop::Outcome;
use super::table::{self, Column, column};
use crate::domain::dates;
use crate::domain::plan::Plan;
use crate::domain::plan_schedule::{self, Timing};
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::domain::span::Span;
use crate::domain::task::{Task, TaskId, TaskKind};

/// Show computed dates, slack and the critical path
///
/// Dates follow from estimates, links, constraints, calendars and what has been done. Slack is how far a task can slip
/// before the project, a due date or a constraint does; what has none is critical. Tasks in the inbox have no dates.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost schedule\n  milepost schedule --project WEB --json")]
pub struct Schedule {}

const COLUMNS: [Column; 7] = [
    column("wbs", 3),
    column("ref", 0),
    Column { heading: "title", right: false, least: Some(16), spare: 0 },
    Column { heading: "est", right: true, least: None, spare: 2 },
    column("start", 0),
    column("finish", 0),
    Column { heading: "slack", right: true, least: None, spare: 1 },
];

/// A task in the order of the outline.
struct Line {
    task: TaskId,
    wbs: String,
    depth: usize,
    timing: Option<Timing>,
}

impl Schedule {
    /// Writes the table, or the object.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let snapshot = session.snapshot()?;
        let schedule = snapshot.schedule();
        let lines = lines(&snapshot.plan, schedule, project);
        if session.out.json {
            return session.out.value(&object(&snapshot, schedule, project, &lines));
        }
        write(session, &snapshot, schedule, project, &lines)
    }
}

/// Every scheduled task, numbered as the outline is.
fn lines(plan: &Plan, schedule: &plan_schedule::Schedule, project: ProjectId) -> Vec<Line> {
    let mut lines = Vec::new();
    let children = |parent: Option<TaskId>| -> Vec<TaskId> {
        let all = plan.index().children(project, parent).filter_map(|id| plan.get(id));
        all.filter(|task| plan_schedule::is_scheduled(plan, task)).map(|task| task.id).collect()
    };
    let mut open = vec![(String::new(), children(None).into_iter().enumerate())];
    while let Some((above, rest)) = open.last_mut() {
        let Some((at, task)) = rest.next() else {
            open.pop();
            continue;
        };
        let wbs = if above.is_empty() { (at + 1).to_string() } else { format!("{above}.{}", at + 1) };
        let depth = open.len() - 1;
        lines.push(Line { task, wbs: wbs.clone(), depth, timing: schedule.timing(plan, task) });
        if plan.index().is_summary(task) {
            open.push((wbs, children(Some(task)).into_iter().enumerate()));
        }
    }
    lines
}

fn object(snapshot: &Snapshot, schedule: &plan_schedule::Schedule, project: ProjectId, lines: &[Line]) -> Value {
    let plan = &snapshot.plan;
    let at = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
    let ends = schedule.ends(project);
    let tasks = lines.iter().filter_map(|line| Some((line, plan.get(line.task)?))).map(|(line, task)| {
        let timing = line.timing;
        json!({
            "ref": plan.task_ref(task.id), "name": task.title, "wbs": line.wbs,
            "summary": plan.index().is_summary(task.id), "milestone": task.kind == TaskKind::Milestone,
            "start": timing.map(|it| at(it.start)), "finish": timing.map(|it| at(it.finish)),
            "late_start": timing.map(|it| at(it.late_start)), "late_finish": timing.map(|it| at(it.late_finish)),
            "total_slack": timing.map(|it| it.total_slack), "free_slack": timing.map(|it| it.free_slack),
            "critical": timing.is_some_and(|it| it.critical),
        })
    });
    json!({
        "project": plan.key(project),
        "start": ends.map(|ends| at(ends.0)), "finish": ends.map(|ends| at(ends.1)),
        "tasks": tasks.collect::<Vec<_>>(),
        "findings": schedule.findings(project).iter().map(|it| json!({
            "ref": plan.task_ref(it.task), "why": it.words(plan),
        })).collect::<Vec<_>>(),
    })
}

fn write(
    session: &mut Session<'_>,
    snapshot: &Snapshot,
    schedule: &plan_schedule::Schedule,
    project: ProjectId,
    lines: &[Line],
) -> Outcome {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let Some((start, finish)) = schedule.ends(project) else {
        let key = plan.key(project);
        return session.out.say(format!("{key} has no task on the board yet; tasks in the inbox are not scheduled"));
    };
    let said = |at: NaiveDateTime| dates::short(at.date(), today);
    session.out.pieces(&[
        ink(Ink::Strong, plan.key(project)),
        ink(Ink::Dim, format!(" · starts {} · ends {}", said(start), said(finish))),
    ])?;
    session.out.line("")?;
    let rows: Vec<Vec<Piece>> = lines
        .iter()
        .filter_map(|line| Some(row(snapshot, plan.get(line.task)?, line, plan.get(project)?.pace())))
        .collect();
    table::write(&mut session.out, &COLUMNS, &rows)?;
    let findings = schedule.findings(project);
    if !findings.is_empty() {
        session.out.line("")?;
        session.out.line(ink(Ink::Strong, "What does not fit"))?;
    }
    findings.iter().try_for_each(|it| session.out.line(ink(Ink::Warn, format!("  {}", it.words(plan)))))
}

fn row(snapshot: &Snapshot, task: &Task, line: &Line, pace: crate::domain::span::Pace) -> Vec<Piece> {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let summary = plan.index().is_summary(task.id);
    let done = plan.is_done(task);
    let shade = if done { Ink::Dim } else { Ink::Plain };
    let critical = line.timing.is_some_and(|it| it.critical);
    let milestone = if task.kind == TaskKind::Milestone { MILESTONE } else { "" };
    let sign = if critical && !summary { CRITICAL } else { "" };
    let estimate = match summary || task.kind == TaskKind::Milestone {
        true => String::new(),
        false => crate::domain::words::estimate(plan, task),
    };
    let day = |at: Option<NaiveDateTime>| at.map_or(String::new(), |at| dates::short(at.date(), today));
    let slack = line.timing.filter(|_| !summary && !done).map(|it| Span::working(it.total_slack).words(&pace));
    let late = line.timing.is_some_and(|it| it.total_slack < 0 && !summary);
    let title = format!("{}{sign}{milestone}{}", "  ".repeat(line.depth), task.title);
    vec![
        ink(Ink::Dim, line.wbs.clone()),
        ink(shade, plan.task_ref(task.id)),
        ink(if summary { Ink::Strong } else { shade }, title),
        ink(shade, estimate),
        ink(shade, day(line.timing.map(|it| it.start))),
        ink(shade, day(line.timing.map(|it| it.finish))),
        ink(if late { Ink::Bad } else { shade }, slack.unwrap_or_default()),
    ]
}

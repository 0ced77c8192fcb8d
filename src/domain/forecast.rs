//! What the schedule says of a task and of a project that somebody should know: critical, late, at risk, and when the
//! project ends. A done task is none of these.

use chrono::NaiveDateTime;

use super::baseline::{Against, Comparison, variance_words};
use super::change::Line;
use super::dates;
use super::names::quoted;
use super::plan_schedule::Timing;
use super::project::{Project, ProjectId};
use super::snapshot::Snapshot;
use super::span::Span;
use super::task::{Task, TaskId, TaskKind};
use super::words;

/// When an open task happens; none: it is done, dropped or in the inbox.
pub fn of_open(snapshot: &Snapshot, task: &Task) -> Option<Timing> {
    let plan = &snapshot.plan;
    if task.dropped.is_some() || plan.is_done(task) {
        return None;
    }
    snapshot.schedule().timing(plan, task.id)
}

/// Is it open, and does the project end later if it does?
pub fn is_critical(snapshot: &Snapshot, task: &Task) -> bool {
    let open = task.dropped.is_none() && !snapshot.plan.is_done(task);
    open && snapshot.schedule().is_critical(task.project, task.id)
}

/// Is it worth a sign that it is critical? In a plan that nobody has estimated or linked everything is, and nothing meant.
pub fn tells_critical(snapshot: &Snapshot, task: &Task) -> bool {
    let index = snapshot.plan.index();
    let linked = || index.predecessors(task.id).next().is_some() || index.successors(task.id).next().is_some();
    (task.duration.is_some() || linked()) && is_critical(snapshot, task)
}

/// Is it open, and does it finish after it is due, or after the baseline that its project is compared with says?
pub fn is_late(snapshot: &Snapshot, task: &Task) -> bool {
    let planned = || snapshot.plan.planned(task.id).map(|then| then.finish);
    let after = |timing: Timing| planned().is_some_and(|finish| timing.finish > finish);
    misses_due(snapshot, task).is_some() || of_open(snapshot, task).is_some_and(after)
}

/// By how many days an open task finishes after it is due; none: it does not.
pub fn misses_due(snapshot: &Snapshot, task: &Task) -> Option<usize> {
    let finish = task.due.and_then(|_| of_open(snapshot, task))?.finish.date();
    usize::try_from((finish - task.due?).num_days()).ok().filter(|days| *days > 0)
}

/// Is it open, and has it less than a day of slack, is it blocked while others wait for it, or is it under a high open
/// risk? Of a summary nothing is said: the tasks under it are asked.
pub fn is_at_risk(snapshot: &Snapshot, task: &Task) -> bool {
    let index = snapshot.plan.index();
    if index.is_summary(task.id) {
        return false;
    }
    let Some(timing) = of_open(snapshot, task) else { return false };
    let day = snapshot.plan.pace(task.project).minutes_per_day;
    timing.total_slack < day
        || (task.is_blocked() && index.successors(task.id).next().is_some())
        || snapshot.plan.is_threatened(task.id)
}

/// What the baseline that its project is compared with says of a task: the baseline’s name in quotes, when the task was
/// to finish, and how far it is from that, in words.
pub fn against_baseline(snapshot: &Snapshot, task: &Task) -> Option<(String, NaiveDateTime, String)> {
    let then = snapshot.plan.planned(task.id)?.finish;
    let against = Comparison::chosen(snapshot, task.project)?;
    let Against::Off(minutes) = against.task(task.id)? else { return None };
    Some((quoted(&against.baseline().name), then, against.words(minutes)))
}

/// How far an open task can slip before the project, a due date or a constraint does; negative: too late.
pub fn slack(snapshot: &Snapshot, task: &Task) -> Option<Span> {
    let elapsed = task.duration.is_some_and(|it| it.elapsed);
    of_open(snapshot, task).map(|timing| Span { minutes: timing.total_slack, elapsed })
}

/// What the schedule says of an open task: label, words, and whether that is bad news. What has happened is not said.
pub fn told(snapshot: &Snapshot, task: &Task) -> Vec<(&'static str, String, bool)> {
    let Some(timing) = of_open(snapshot, task) else { return Vec::new() };
    let day = |at: NaiveDateTime| words::day(at.date(), snapshot.today);
    let mut all = Vec::new();
    if task.actual_start.is_none() {
        all.push(("starts", day(timing.start), false));
    }
    let late = misses_due(snapshot, task);
    let after = late.map_or(String::new(), |days| format!(" ({} after it is due)", words::counted(days, "day")));
    all.push(("ends", format!("{}{after}", day(timing.finish)), late.is_some()));
    if let Some((_, then, off)) = against_baseline(snapshot, task) {
        all.push(("baseline", format!("ends {} ({off})", day(then)), timing.finish > then));
    }
    if let Some(slack) = slack(snapshot, task).filter(|_| !snapshot.plan.index().is_summary(task.id)) {
        let critical = if timing.critical { ", critical" } else { "" };
        let words = slack.words(&snapshot.plan.pace(task.project));
        all.push(("slack", format!("{words}{critical}"), slack.minutes < 0));
    }
    all
}

/// When a project ends, as far as its tasks say; none: nothing in it is scheduled.
pub fn end(snapshot: &Snapshot, project: ProjectId) -> Option<NaiveDateTime> {
    snapshot.schedule().ends(project).map(|(_, finish)| finish)
}

/// When a project ends, and how far that is from its baseline, in words: `ends 12 Jun +4d`; nothing is scheduled: empty.
pub fn ending(snapshot: &Snapshot, project: ProjectId) -> String {
    let Some(end) = end(snapshot, project) else { return String::new() };
    let day = dates::shorter(end.date(), snapshot.today);
    let against = Comparison::chosen(snapshot, project);
    let off = against.and_then(|it| it.total().filter(|minutes| *minutes != 0).map(|minutes| it.words(minutes)));
    format!("ends {day}{}", off.map_or(String::new(), |off| format!(" {off}")))
}

/// When each project ends at a moment, to tell later what has become of that.
#[derive(Clone, PartialEq, Debug)]
pub struct Ends(Vec<(ProjectId, NaiveDateTime)>);

impl Ends {
    /// When the projects end now.
    pub fn of(snapshot: &Snapshot) -> Self {
        let projects = snapshot.plan.all::<Project>();
        Ends(projects.filter_map(|project| Some((project.id, end(snapshot, project.id)?))).collect())
    }

    /// What a step did to dates that others rely on, as a sentence: which projects end on another day by now, and the first
    /// milestone or due date that moved, where the step was not about that. `moved`: the tasks that finish at another
    /// time, and when that was. `WEB ends 12 Jun → 16 Jun (+2d); WEB-9 “Identity live” 2 Jun → 4 Jun`. None did: nothing.
    pub fn effect(&self, snapshot: &Snapshot, line: &Line, moved: &[(TaskId, NaiveDateTime)]) -> Option<String> {
        let ends = self.moved(snapshot);
        let landed = landed(snapshot, line, moved);
        let said: Vec<String> = ends.into_iter().chain(landed).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// Which projects end on another day by now.
    pub fn moved(&self, snapshot: &Snapshot) -> Option<String> {
        let plan = &snapshot.plan;
        let day = |at: NaiveDateTime| dates::shorter(at.date(), snapshot.today);
        let one = |(project, before): &(ProjectId, NaiveDateTime)| {
            let after = end(snapshot, *project).filter(|after| after.date() != before.date())?;
            let minutes = plan.worktime(*project).between(*before, after);
            let off = variance_words(minutes, &plan.pace(*project));
            let off = if minutes == 0 { String::new() } else { format!(" ({off})") };
            Some(format!("{} ends {} → {}{off}", plan.key(*project), day(*before), day(after)))
        };
        let moved: Vec<String> = self.0.iter().filter_map(one).collect();
        (!moved.is_empty()).then(|| moved.join("; "))
    }
}

/// The first milestone or due date that is later now: where a slip upstream lands.
fn landed(snapshot: &Snapshot, line: &Line, moved: &[(TaskId, NaiveDateTime)]) -> Option<String> {
    let plan = &snapshot.plan;
    let relied_on = |id: &TaskId| {
        plan.get(*id).is_some_and(|task| {
            let leaf = task.dropped.is_none() && !plan.index().is_summary(task.id);
            (task.kind == TaskKind::Milestone || task.due.is_some()) && leaf && !plan.is_done(task)
        })
    };
    let itself = |id: &TaskId| line.changes.iter().any(|change| change.of == (*id).into());
    let later = |(id, before): &(TaskId, NaiveDateTime)| {
        let after = snapshot.schedule().timing(plan, *id)?.finish;
        (after.date() > before.date()).then_some((*before, *id, after))
    };
    let candidates = moved.iter().filter(|(id, _)| relied_on(id) && !itself(id));
    let (before, id, after) = candidates.filter_map(later).min()?;
    let day = |at: NaiveDateTime| dates::shorter(at.date(), snapshot.today);
    let due = plan.get(id).filter(|task| misses_due(snapshot, task).is_some()).and_then(|task| task.due);
    let due = due.map_or(String::new(), |due| format!(", due {}", dates::shorter(due, snapshot.today)));
    Some(format!("{} {} → {}{due}", plan.task_label(id), day(before), day(after)))
}

//! Tasks, their links and notes.

use std::io;

use chrono::NaiveDateTime;

use super::xml::Xml;
use super::{Export, Line, evening};
use crate::domain::command::note_of;
use crate::domain::link::{Link, LinkType};
use crate::domain::plan_schedule::Timing;
use crate::domain::span::{Lag, Span};
use crate::domain::task::{Constraint, ConstraintKind, Task, TaskId, TaskKind, TaskType};
use crate::formats::mspdi::item::date_time;
use crate::formats::mspdi::tasks::priority_number;

impl Export<'_> {
    pub(super) fn tasks(&mut self, xml: &mut Xml<'_>) -> io::Result<()> {
        xml.begin("Tasks")?;
        let lines = std::mem::take(&mut self.lines);
        for (line, id) in lines.iter().zip(1..) {
            self.task(line, id, xml)?;
        }
        self.lines = lines;
        xml.end("Tasks")
    }

    fn task(&mut self, line: &Line, id: usize, xml: &mut Xml<'_>) -> io::Result<()> {
        let task = &*line.task;
        let timing = self.schedule.timing(self.plan, task.id);
        xml.begin("Task")?;
        xml.leaf("UID", line.uid)?;
        xml.leaf("GUID", task.id.to_string().to_uppercase())?;
        xml.leaf("ID", id)?;
        xml.leaf("Name", &task.title)?;
        xml.flag("Active", !task.inactive)?;
        xml.flag("Manual", task.manual)?;
        xml.leaf(
            "Type",
            match task.task_type {
                TaskType::FixedUnits => 0,
                TaskType::FixedDuration => 1,
                TaskType::FixedWork => 2,
            },
        )?;
        xml.flag("IsNull", false)?;
        xml.leaf("WBS", &line.number)?;
        xml.leaf("OutlineNumber", &line.number)?;
        xml.leaf("OutlineLevel", line.level)?;
        xml.leaf("Priority", priority_number(task.priority))?;
        xml.date("Start", timing.map(|it| it.start))?;
        xml.date("Finish", timing.map(|it| it.finish))?;
        let lasts = self.length(line, timing, xml)?;
        let milestone = !line.summary && task.kind == TaskKind::Milestone;
        xml.flag("Estimated", !line.summary && !milestone && task.duration.is_none())?;
        xml.flag("Milestone", milestone)?;
        xml.flag("Summary", line.summary)?;
        slack(timing, xml)?;
        self.progress(line, lasts, timing, xml)?;
        self.constraint(task, xml)?;
        if !task.url.is_empty() {
            xml.leaf("HyperlinkAddress", &task.url)?;
        }
        xml.flag("IgnoreResourceCalendar", task.ignores_calendars)?;
        if let Some(note) = self.plan.get(note_of(task.id)) {
            xml.leaf("Notes", &*note.text)?;
        }
        self.links(line, xml)?;
        self.baselines(task.id, xml)?;
        xml.end("Task")
    }

    fn baselines(&self, task: TaskId, xml: &mut Xml<'_>) -> io::Result<()> {
        for (number, baseline) in &self.baselines {
            let Some(told) = self.plan.baselined(*baseline, task) else { continue };
            xml.begin("Baseline")?;
            xml.leaf("Number", number)?;
            xml.date("Start", Some(told.start))?;
            xml.date("Finish", Some(told.finish))?;
            if let Some(span) = told.duration {
                xml.minutes("Duration", span.minutes)?;
                xml.leaf("DurationFormat", if span.elapsed { 8 } else { 7 })?;
            }
            xml.minutes("Work", told.work.unwrap_or(0))?;
            xml.end("Baseline")?;
        }
        Ok(())
    }

    /// Writes what a task lasts, told and by hand; gives its minutes.
    fn length(&mut self, line: &Line, timing: Option<Timing>, xml: &mut Xml<'_>) -> io::Result<i64> {
        let task = &*line.task;
        let told = self.span(line);
        let span = told.unwrap_or_else(|| {
            let time = self.worktime(self.project.calendar);
            Span::working(timing.map_or(0, |it| time.between(it.start, it.finish)))
        });
        xml.minutes("Duration", span.minutes)?;
        if let Some(timing) = timing.filter(|_| is_told(task)) {
            xml.date("ManualStart", Some(timing.start))?;
            xml.date("ManualFinish", Some(timing.finish))?;
        }
        if let Some(span) = told.filter(|_| task.manual) {
            xml.minutes("ManualDuration", span.minutes)?;
        }
        let estimated = !line.summary && task.kind != TaskKind::Milestone && task.duration.is_none();
        let format = if span.elapsed { 8 } else { 7 };
        xml.leaf("DurationFormat", format + if estimated { 32 } else { 0 })?;
        if !line.summary {
            xml.minutes("Work", task.work.unwrap_or(0))?;
        }
        Ok(span.minutes)
    }

    /// What a task lasts: without an estimate a day; a summary nothing of its own, unless it is scheduled by hand.
    fn span(&self, line: &Line) -> Option<Span> {
        let task = &*line.task;
        match (line.summary, task.kind) {
            (true, _) => task.duration.filter(|_| task.manual),
            (false, TaskKind::Milestone) => Some(Span::NONE),
            (false, _) => Some(task.duration.unwrap_or(Span::working(self.project.minutes_per_day))),
        }
    }

    /// Percent and actual dates; of a summary what follows from those under it. `lasts`: minutes of its duration.
    fn progress(&self, line: &Line, lasts: i64, timing: Option<Timing>, xml: &mut Xml<'_>) -> io::Result<()> {
        let task = &*line.task;
        let (percent, start, finish) = match (line.summary, task.finish()) {
            (false, Some(finish)) => (100, task.actual_start, Some(finish)),
            (false, None) => (task.percent.clamp(0, 100), task.actual_start, None),
            (true, _) => {
                let done = timing.filter(|_| self.plan.is_done(task)).map(|it| it.finish);
                (self.plan.percent(task), self.begun(task.id), done)
            }
        };
        let actual = i64::try_from(i128::from(lasts) * i128::from(percent) / 100).unwrap_or(lasts);
        xml.leaf("PercentComplete", percent)?;
        xml.date("ActualStart", start)?;
        xml.date("ActualFinish", finish)?;
        xml.minutes("ActualDuration", actual)?;
        xml.minutes("RemainingDuration", lasts - actual)
    }

    /// When the first of what stands under a summary was begun.
    fn begun(&self, summary: TaskId) -> Option<NaiveDateTime> {
        let below = self.plan.with_descendants(summary);
        let leaves = below.iter().filter(|id| !self.plan.index().is_summary(**id)).filter_map(|id| self.plan.get(*id));
        leaves.into_iter().filter(|leaf| leaf.dropped.is_none()).filter_map(|leaf| leaf.actual_start).min()
    }

    fn constraint(&mut self, task: &Task, xml: &mut Xml<'_>) -> io::Result<()> {
        let constraint = task.constraint.filter(|_| !is_told(task));
        let code = constraint.map_or(0, |it| match it.kind {
            ConstraintKind::AsLateAsPossible => 1,
            ConstraintKind::MustStart => 2,
            ConstraintKind::MustFinish => 3,
            ConstraintKind::StartNoEarlier => 4,
            ConstraintKind::StartNoLater => 5,
            ConstraintKind::FinishNoEarlier => 6,
            ConstraintKind::FinishNoLater => 7,
        });
        xml.leaf("ConstraintType", code)?;
        xml.leaf("CalendarUID", task.calendar.and_then(|id| self.calendars.id(Some(id))).unwrap_or(-1))?;
        xml.date("ConstraintDate", constraint.and_then(|it: Constraint| it.at))?;
        let calendar = self.project.calendar;
        let due = task.due.map(|day| {
            let end = self.worktime(calendar).last_minute(day).filter(|at| at.date() == day);
            end.unwrap_or_else(|| evening(day))
        });
        xml.date("Deadline", due)?;
        let delay = task.levelling_delay.unwrap_or(Span::elapsed(0));
        xml.leaf("LevelingDelay", delay.minutes * 10)?;
        xml.leaf("LevelingDelayFormat", if delay.elapsed { 8 } else { 7 })
    }

    fn links(&self, line: &Line, xml: &mut Xml<'_>) -> io::Result<()> {
        let links = self.plan.index().predecessors(line.task.id).filter_map(|id| self.plan.get(id));
        let mut links: Vec<(i64, &Link)> =
            links.filter_map(|it| Some((*self.uids.get(&it.predecessor)?, &**it))).collect();
        links.sort_by_key(|(uid, it)| (*uid, it.link_type));
        for (uid, link) in links {
            let (lag, format) = match link.lag {
                Lag::Span(span) => (span.minutes * 10, if span.elapsed { 8 } else { 7 }),
                Lag::Percent(percent) => (percent, 19),
            };
            xml.begin("PredecessorLink")?;
            xml.leaf("PredecessorUID", uid)?;
            xml.leaf(
                "Type",
                match link.link_type {
                    LinkType::FinishFinish => 0,
                    LinkType::FinishStart => 1,
                    LinkType::StartFinish => 2,
                    LinkType::StartStart => 3,
                },
            )?;
            xml.flag("CrossProject", false)?;
            xml.leaf("LinkLag", lag)?;
            xml.leaf("LagFormat", format)?;
            xml.end("PredecessorLink")?;
        }
        Ok(())
    }

    /// The pieces in which an interrupted task is worked on, each with its minutes of work; none where it is not
    /// interrupted.
    pub(super) fn pieces(&mut self, line: &Line) -> Vec<(NaiveDateTime, NaiveDateTime, i64)> {
        let task = line.task.clone();
        let both = |split: &str| {
            let (from, to) = split.split_once('/')?;
            Some((date_time(from)?, date_time(to)?))
        };
        let gaps: Vec<(NaiveDateTime, NaiveDateTime)> = task.splits.split(' ').filter_map(both).collect();
        let (Some((first, _)), Some((_, last))) = (gaps.first(), gaps.last()) else { return Vec::new() };
        let Some(timing) = self.schedule.timing(self.plan, task.id) else { return Vec::new() };
        let (start, finish) = (timing.start.min(*first), timing.finish.max(*last));
        let time = self.worktime(task.calendar.or(self.project.calendar));
        let mut pieces = Vec::new();
        let mut from = start;
        for (until, next) in gaps.iter().copied().chain([(finish, *last)]) {
            if from < until {
                pieces.push((from, until, time.between(from, until).max(1)));
            }
            from = next;
        }
        pieces
    }
}

/// Late dates, whether it is critical, slack in tenths of a minute.
fn slack(timing: Option<Timing>, xml: &mut Xml<'_>) -> io::Result<()> {
    let Some(timing) = timing else { return Ok(()) };
    xml.flag("Critical", timing.critical)?;
    xml.date("LateStart", Some(timing.late_start))?;
    xml.date("LateFinish", Some(timing.late_finish))?;
    xml.leaf("FreeSlack", timing.free_slack.saturating_mul(10))?;
    xml.leaf("TotalSlack", timing.total_slack.saturating_mul(10))
}

/// Is it scheduled by hand, on a date that was told?
fn is_told(task: &Task) -> bool {
    task.manual && task.constraint.is_some_and(|it| it.at.is_some())
}

//! Interrupted work: a task that takes longer from start to finish than its duration stands still in between, where the
//! file says that nothing is worked on it.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::Import;
use super::item::{Item, date_time};
use super::parse::Document;
use super::tasks::Entry;
use crate::domain::task::{Task, TaskId};
use crate::schedule::worktime::WorkTime;

/// Interruptions of one task.
const MOST: usize = 200;

impl Import<'_, '_> {
    /// Finds the interruptions of each task.
    pub(super) fn splits(&mut self, document: &Document, entries: &[Entry<'_>]) {
        let mut worked: HashMap<TaskId, Vec<(NaiveDateTime, NaiveDateTime)>> = HashMap::new();
        for item in document.assignments.iter().filter(|item| !item.worked.is_empty()) {
            if let Some(task) = item.int("TaskUID").and_then(|uid| self.tasks.get(&uid)) {
                worked.entry(*task).or_default().extend(&item.worked);
            }
        }
        for entry in entries.iter().filter(|entry| !entry.summary) {
            let stretches = worked.remove(&entry.id).unwrap_or_default();
            let splits = self.splits_of(entry, stretches);
            if self.intake.draft.plan.get(entry.id).is_some_and(|task| task.splits != splits) {
                self.intake.draft.edit(entry.id, |task: &mut Task| task.splits = splits);
            }
        }
    }

    fn splits_of(&mut self, entry: &Entry<'_>, mut worked: Vec<(NaiveDateTime, NaiveDateTime)>) -> String {
        let Some(task) = self.intake.draft.plan.get(entry.id).cloned() else { return String::new() };
        let at = |name| entry.item.text(name).and_then(date_time);
        let (Some(start), Some(finish), Some(span)) = (at("Start"), at("Finish"), task.duration) else {
            return String::new();
        };
        if span.elapsed {
            return String::new();
        }
        let worktime = self.worktime_of(&task);
        let longer = worktime.between(start, finish) - span.minutes;
        if longer <= 0 {
            return String::new();
        }
        worked.retain(|(from, to)| from < to && *from < finish && start < *to);
        worked.sort_unstable();
        let mut gaps = between(&worktime, &worked);
        if gaps.is_empty() {
            gaps = stopped(&worktime, entry.item, start, finish);
        }
        let still: i64 = gaps.iter().map(|(from, to)| worktime.between(*from, *to)).sum();
        if gaps.len() > MOST || still > longer {
            return String::new();
        }
        let words =
            gaps.iter().map(|(from, to)| format!("{}/{}", from.format("%Y-%m-%dT%H:%M"), to.format("%Y-%m-%dT%H:%M")));
        words.collect::<Vec<_>>().join(" ")
    }

    /// The working time of a task: its own calendar or the project’s, with that of the one person who works on it.
    fn worktime_of(&mut self, task: &Task) -> WorkTime {
        let project = self.intake.draft.plan.get(self.project).and_then(|it| it.calendar);
        let own = self.worktime(task.calendar.or(project)).clone();
        match self.calendars_of_people(task.id).as_slice() {
            [Some(person)] if !task.ignores_calendars => match task.calendar {
                Some(_) => own.intersect(self.worktime(Some(*person))),
                None => self.worktime(Some(*person)).clone(),
            },
            _ => own,
        }
    }
}

/// The working time between stretches of work.
fn between(worktime: &WorkTime, worked: &[(NaiveDateTime, NaiveDateTime)]) -> Vec<(NaiveDateTime, NaiveDateTime)> {
    let mut gaps = Vec::new();
    let mut until: Option<NaiveDateTime> = None;
    for (from, to) in worked {
        if let Some(last) = until.filter(|last| last < from) {
            gaps.extend(gap(worktime, last, *from));
        }
        until = Some(until.map_or(*to, |last| last.max(*to)));
    }
    gaps
}

/// The gap behind the work that was done, where the rest resumes later.
fn stopped(
    worktime: &WorkTime,
    item: &Item,
    start: NaiveDateTime,
    finish: NaiveDateTime,
) -> Vec<(NaiveDateTime, NaiveDateTime)> {
    let at = |name| item.text(name).and_then(date_time);
    match (at("Stop"), at("Resume")) {
        (Some(stop), Some(resume)) if start < stop && stop < resume && resume < finish => {
            gap(worktime, stop, resume).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn gap(worktime: &WorkTime, from: NaiveDateTime, to: NaiveDateTime) -> Option<(NaiveDateTime, NaiveDateTime)> {
    (worktime.between(from, to) > 0).then_some(())?;
    Some((worktime.snap_back(from)?, worktime.snap_forward(to)?))
}

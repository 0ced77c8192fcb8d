//! Where a task stands: the column of its card by its status, and what it waits for.

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveDateTime};

use super::values::one_line;
use super::{Import, SOURCE, Said};
use crate::domain::column::{Meaning, Place};
use crate::domain::id::RecordId;
use crate::domain::link::{Link, LinkId, LinkType};
use crate::domain::record::Record;
use crate::domain::task::{Task, TaskId};

impl Import<'_, '_> {
    /// Puts the card where its status says. A known one is moved only where the two disagree.
    pub(super) fn status(&mut self, said: &Said<'_>, task: &mut Task) {
        let Said { status, end, started, known } = *said;
        let today = self.list.intake.draft.moment.today;
        let plan = &self.list.intake.draft.plan;
        let meaning = task.place.as_ref().and_then(|place| plan.get(place.column)).map(|column| column.meaning);
        let summary = plan.index().is_summary(task.id);
        let day = end.unwrap_or(today);
        match status {
            "deleted" if task.dropped.is_some() => {}
            "deleted" => {
                task.dropped = Some(day);
                let index = self.list.intake.draft.plan.index();
                let links: Vec<LinkId> = index.predecessors(task.id).chain(index.successors(task.id)).collect();
                links.into_iter().for_each(|id| self.list.intake.draft.remove(id));
            }
            "completed" if meaning == Some(Meaning::Done) || summary => task.dropped = None,
            "completed" => {
                let worktime = self.worktime(task.project);
                let first = worktime.first_minute(day).unwrap_or_else(|| day.into());
                let last = worktime.last_minute(day).unwrap_or_else(|| day.into());
                task.actual_start = Some(task.actual_start.unwrap_or(first).min(last));
                task.dropped = None;
                self.place(task, Meaning::Done, day, Some(last));
            }
            _ if known && task.dropped.is_some() => {
                self.group("status", &format!("{status} there, dropped here: it stays so"), task.id);
            }
            _ if known && meaning == Some(Meaning::Done) => {
                self.group("status", &format!("{status} there, done here: it stays so"), task.id);
            }
            _ if known && (meaning.is_none() || summary) => {}
            _ => {
                if !["pending", "waiting", ""].contains(&status) {
                    self.group("status", &format!("“{}” is not known: taken as pending", one_line(status)), task.id);
                }
                let begun = task.actual_start.filter(|_| started && (!known || meaning == Some(Meaning::Queue)));
                match begun {
                    Some(at) => self.place(task, Meaning::Doing, at.date(), None),
                    None if !known => self.place(task, Meaning::Queue, today, None),
                    None => {}
                }
            }
        }
    }

    fn place(&mut self, task: &mut Task, meaning: Meaning, since: NaiveDate, finish: Option<NaiveDateTime>) {
        match self.list.intake.column(task.project, meaning) {
            Some(column) => {
                let rank = self.list.intake.bottom(column);
                task.place = Some(Place { column, rank, since, finish });
            }
            None => {
                let why = format!("there is no column that means {}: it goes to the inbox", meaning.word());
                self.group("status", &why, task.id);
            }
        }
    }

    /// Makes the links, now that every task is known, and takes away those that are no more there.
    pub(super) fn links(&mut self) {
        let listed: HashSet<TaskId> = self.list.known.values().copied().collect();
        for (task, all, place) in std::mem::take(&mut self.depends) {
            let mut wanted: HashSet<TaskId> = HashSet::new();
            for uuid in &all {
                match self.list.known.get(uuid) {
                    Some(first) => _ = wanted.insert(*first),
                    None if self.templates.contains(uuid) => {
                        self.group("depends", "a link to a recurring template: left out", task);
                    }
                    None => self.group("depends", "a link to a task that is not in the file: left out", task),
                }
            }
            let plan = &self.list.intake.draft.plan;
            let dropped = |id: TaskId| plan.get(id).is_some_and(|it| it.dropped.is_some());
            let mut there: HashSet<TaskId> = HashSet::new();
            let mut gone: Vec<LinkId> = Vec::new();
            for link in plan.index().predecessors(task).filter_map(|id| plan.get(id)) {
                let theirs = plan.get(link.predecessor).is_some_and(|it| it.source == SOURCE)
                    || listed.contains(&link.predecessor);
                there.insert(link.predecessor);
                if theirs && link.link_type == LinkType::FinishStart && !wanted.contains(&link.predecessor) {
                    gone.push(link.id);
                }
            }
            let lost = wanted.iter().any(|first| dropped(*first)) || !wanted.is_empty() && dropped(task);
            let mut new: Vec<TaskId> = Vec::new();
            if !dropped(task) {
                new = wanted.iter().copied().filter(|first| !there.contains(first) && !dropped(*first)).collect();
                new.sort_unstable();
            }
            if lost {
                self.group("depends", "a link of a deleted task: left out", task);
            }
            gone.into_iter().for_each(|id| self.list.intake.draft.remove(id));
            for predecessor in new {
                let id = self.list.intake.draft.moment.ids.take();
                self.list.intake.stood(RecordId::from(id), format!("{place}, depends"));
                self.list.intake.draft.put(Link { predecessor, successor: task, ..Link::blank(id) });
            }
        }
    }
}

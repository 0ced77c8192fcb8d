//! What waits for what, and which tasks of an earlier import are not in the file any more.

use std::collections::HashSet;

use super::item::{Item, is_elapsed, is_percent, tenths};
use super::tasks::Entry;
use super::{Import, SOURCE};
use crate::domain::link::{Link, LinkId, LinkType};
use crate::domain::names::some_of;
use crate::domain::plan::Row;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::span::Lag;
use crate::domain::task::{Task, TaskId};

impl Import<'_, '_> {
    /// Makes the links, and takes away those between tasks of the file that are not in it. Errors: more links of one task
    /// than anybody means.
    pub(super) fn links(&mut self, entries: &[Entry<'_>]) -> Result<(), Refusal> {
        let ours: HashSet<TaskId> = entries.iter().map(|entry| entry.id).collect();
        let mut rows: Vec<Row> = Vec::new();
        for entry in entries {
            let plan = &self.intake.draft.plan;
            let before = plan.index().predecessors(entry.id).filter_map(|id| plan.get(id));
            let mut before: Vec<Link> =
                before.filter(|link| ours.contains(&link.predecessor)).map(|link| Link::clone(link)).collect();
            for told in entry.item.parts("PredecessorLink") {
                let Some((predecessor, link_type, lag)) = self.link(told, entry) else { continue };
                let same = |it: &Link| it.predecessor == predecessor && it.link_type == link_type;
                let (id, lag): (LinkId, Lag) = match before.iter().position(same).map(|at| before.swap_remove(at)) {
                    // No lag is no lag, however it is counted.
                    Some(it) if it.lag.is_none() && lag.is_none() => (it.id, it.lag),
                    Some(it) => (it.id, lag),
                    None => (self.intake.draft.moment.ids.take(), lag),
                };
                let link = Link { predecessor, successor: entry.id, link_type, lag, ..Link::blank(id) };
                rows.push(Row::Link(link.into()));
                self.intake.stood(id, format!("{}, predecessors", entry.place));
            }
            before.into_iter().for_each(|gone| self.intake.draft.remove(gone.id));
        }
        self.intake.bound(&rows)?;
        rows.into_iter().for_each(|row| self.intake.draft.put_row(row));
        Ok(())
    }

    /// Which task a link waits for, how, and how long; what cannot be is said.
    fn link(&mut self, told: &Item, entry: &Entry<'_>) -> Option<(TaskId, LinkType, Lag)> {
        let place = entry.place.as_str();
        if told.flag("CrossProject") || told.text("CrossProjectName").is_some() {
            self.group("links", "a link to another plan was left out", place);
            return None;
        }
        let uid = self.value(told, "PredecessorUID", place, "unique id", super::item::int);
        let Some(predecessor) = uid.and_then(|uid| self.tasks.get(&uid).copied()) else {
            self.group("links", "a link to a task that is not in the file was left out", place);
            return None;
        };
        let link_type = match told.int("Type").unwrap_or(1) {
            0 => LinkType::FinishFinish,
            1 => LinkType::FinishStart,
            2 => LinkType::StartFinish,
            3 => LinkType::StartStart,
            other => {
                self.intake.lose(place, format!("link of type {other}: taken as finish-to-start"));
                LinkType::FinishStart
            }
        };
        Some((predecessor, link_type, self.lag(told, place)))
    }

    fn lag(&mut self, told: &Item, place: &str) -> Lag {
        let format = told.int("LagFormat");
        let amount = self.value(told, "LinkLag", place, "number", super::item::int).unwrap_or(0);
        if is_percent(format) {
            if is_elapsed(format) && amount != 0 {
                self.group("links", "a lag in elapsed percent is taken as percent", place);
            }
            return Lag::from_file(&format!("{amount}%")).unwrap_or_else(|_| {
                self.intake.lose(place, format!("a lag of {amount}% is too long: taken without it"));
                Lag::NONE
            });
        }
        if amount % 10 != 0 {
            self.group("links", "parts of a minute are rounded", place);
        }
        match tenths(amount, format) {
            Some(span) if span.minutes == 0 => Lag::NONE,
            Some(span) => Lag::Span(span),
            None => {
                self.intake.lose(place, "its lag is longer than anything: taken without it");
                Lag::NONE
            }
        }
    }

    /// Says which tasks of an earlier import the file does not have any more.
    pub(super) fn vanished(&mut self, entries: &[Entry<'_>]) {
        let there: HashSet<TaskId> = entries.iter().map(|entry| entry.id).collect();
        let before = self.intake.draft.before();
        let gone = before.all::<Task>().filter(|it| {
            it.project == self.project && it.source == SOURCE && it.dropped.is_none() && !there.contains(&it.id)
        });
        let gone: Vec<String> = gone.map(|it| before.task_ref(it.id)).collect();
        if !gone.is_empty() {
            let refs: Vec<&str> = gone.iter().map(String::as_str).collect();
            self.intake.lose(some_of(&refs), "not in the file any more: drop what is no longer to be done");
        }
    }
}

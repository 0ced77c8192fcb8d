//! What a row says of people and of other tasks: assignees, the parent, predecessors.

use std::collections::BTreeMap;

use super::Import;
use crate::domain::id::RecordId;
use crate::domain::link::{Link, LinkId, LinkType};
use crate::domain::names::quoted;
use crate::domain::person::{Assignment, PersonId};
use crate::domain::plan::Kind;
use crate::domain::span::{Lag, Pace};
use crate::domain::task::{Task, TaskId};

impl Import<'_, '_> {
    pub(super) fn assignees(&mut self, task: TaskId, text: &str, line: u64) {
        let place = format!("line {line}, assignees");
        let mut wanted: Vec<(PersonId, i64)> = Vec::new();
        for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            let (who, units) = match part.rsplit_once(':') {
                Some((who, units)) => match units.trim().trim_end_matches('%').parse() {
                    Ok(units) => (who, units),
                    Err(_) => (part, 100),
                },
                None => (part, 100),
            };
            if let Some(person) =
                self.list.intake.person(who, &place).filter(|id| !wanted.iter().any(|(known, _)| known == id))
            {
                wanted.push((person, units));
            }
            if wanted.len() > 100 {
                self.list.intake.lose(place.clone(), "has more than 100 people: the others were left out");
                break;
            }
        }
        let there: Vec<_> = self.list.intake.draft.plan.index().people_of(task).collect();
        for (person, id) in &there {
            if !wanted.iter().any(|(known, _)| known == person) {
                self.list.intake.draft.remove(*id);
            }
        }
        for (person, units) in wanted {
            let known = there.iter().find(|(known, _)| *known == person).map(|(_, id)| *id);
            let id = known.unwrap_or_else(|| self.list.intake.draft.moment.ids.take());
            self.list.intake.stood(id, place.clone());
            self.list.intake.draft.put(Assignment::new(id, task, person, units));
        }
    }

    /// The task that a cell names: a row by its id or ref, a ref of the plan, or the only row with this title.
    fn named(&self, label: &str, task: TaskId) -> Option<TaskId> {
        let plan = &self.list.intake.draft.plan;
        let folded = label.to_lowercase();
        let project = plan.get(task).map(|task| task.project);
        let of_plan = || self.list.snapshot.plan.find_task(label, project).ok().filter(|_| label.contains('-'));
        let by_row = self.labels.get(&folded).copied().or_else(of_plan).or_else(|| self.list.known.get(label).copied());
        by_row.or_else(|| self.titles.get(&folded).copied().flatten())
    }

    pub(super) fn parent(&mut self, task: TaskId, said: Option<String>, line: u64) {
        let Some(said) = said else { return };
        let parent = if said.is_empty() { None } else { self.named(&said, task) };
        if parent.is_none() && !said.is_empty() {
            let why = format!("{} is no task of the file or the plan: left out", quoted(&said));
            return self.list.intake.lose(format!("line {line}, parent"), why);
        }
        let Some(it) = self.list.intake.draft.plan.get(task).cloned() else { return };
        if it.parent != parent {
            let rank = self.list.intake.behind(it.project, parent);
            self.list.intake.draft.edit(task, |it: &mut Task| (it.parent, it.rank) = (parent, rank));
        }
    }

    pub(super) fn predecessors(&mut self, task: TaskId, said: Option<String>, line: u64) {
        let Some(said) = said else { return };
        let place = format!("line {line}, predecessors");
        let pace = self.list.intake.draft.plan.get(task).map(|task| self.pace(task.project)).unwrap_or_default();
        let mut wanted: BTreeMap<(TaskId, &'static str), (LinkType, Lag)> = BTreeMap::new();
        for word in said.split([',', ';']).map(str::trim).filter(|word| !word.is_empty()) {
            match self.link(word, task, &pace) {
                Some((first, link_type, lag)) => _ = wanted.insert((first, link_type.word()), (link_type, lag)),
                None => self
                    .list
                    .intake
                    .lose(place.clone(), format!("{} is no task of the file or the plan: left out", quoted(word))),
            }
        }
        let plan = &self.list.intake.draft.plan;
        let there: Vec<Link> =
            plan.index().predecessors(task).filter_map(|id| plan.get(id)).map(|link| Link::clone(link)).collect();
        for link in there {
            match wanted.remove(&(link.predecessor, link.link_type.word())) {
                None => self.list.intake.draft.remove(link.id),
                Some((_, lag)) if lag != link.lag => self.list.intake.draft.put(Link { lag, ..link }),
                Some(_) => {}
            }
        }
        for ((predecessor, _), (link_type, lag)) in wanted {
            let id: LinkId = self.list.intake.draft.moment.ids.take();
            self.list.intake.stood(RecordId { kind: Kind::Link, id: id.uuid() }, place.clone());
            self.list.intake.draft.put(Link { id, predecessor, successor: task, link_type, lag });
        }
    }

    /// A predecessor with its type and lag: `WEB-7`, `WEB-7ss+2d`, `7FS-1d`.
    fn link(&self, word: &str, task: TaskId, pace: &Pace) -> Option<(TaskId, LinkType, Lag)> {
        let lags = word.char_indices().filter(|(_, sign)| "+-".contains(*sign)).map(|(at, _)| at).rev();
        let whole = std::iter::once((word, Lag::NONE));
        let split = lags.filter_map(|at| Some((&word[..at], Lag::parse(&word[at..], pace).ok()?)));
        whole.chain(split).find_map(|(head, lag)| {
            let head = head.trim();
            if let Some(first) = self.named(head, task) {
                return Some((first, LinkType::FinishStart, lag));
            }
            let (label, kind) = head.split_at_checked(head.len().checked_sub(2)?)?;
            let link_type = LinkType::of_word(&kind.to_uppercase())?;
            Some((self.named(label.trim(), task)?, link_type, lag))
        })
    }
}

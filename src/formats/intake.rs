//! Records tried on a copy of the plan: what an import would do, with every rule kept.
//!
//! Readers put records in; at the end [`Intake::finish`] mends or leaves out what breaks a rule, says so line by line,
//! and tells new, changed and same apart. What a plan broke before is no business of an import.

mod mend;
mod names;

use std::collections::{BTreeSet, HashMap, HashSet};

use self::names::free_handle;
use super::{Lost, Reading};
use crate::domain::change::{Change, Edit};
use crate::domain::check::LONGEST_LINE;
use crate::domain::column::{ColumnId, Meaning};
use crate::domain::draft::{Draft, Moment};
use crate::domain::gate;
use crate::domain::id::RecordId;
use crate::domain::names::squeezed;
use crate::domain::outline;
use crate::domain::person::{Person, PersonId};
use crate::domain::phase::PhaseId;
use crate::domain::place;
use crate::domain::plan::{Kind, Row};
use crate::domain::project::ProjectId;
use crate::domain::rank::Rank;
use crate::domain::refusal::Refusal;
use crate::domain::settle::settle;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};
use crate::domain::template::Template;
use crate::text;

pub(super) use self::names::free_key;

/// A plan that records come into.
pub(super) struct Intake<'a> {
    /// The trial plan.
    pub draft: Draft<'a>,
    lost: Vec<Lost>,
    /// Where in the file a record stood.
    places: HashMap<RecordId, String>,
    children: HashMap<(ProjectId, Option<TaskId>), Rank>,
    cards: HashMap<ColumnId, Rank>,
    people: HashMap<String, PersonId>,
    handles: HashSet<String>,
    /// New tasks, which get the next numbers when the step is made.
    fresh: HashSet<TaskId>,
    /// Tasks of which the file says the phase, be it none.
    phased: HashSet<TaskId>,
}

/// Levels of an outline.
const DEEPEST: usize = 64;
/// Links of one task, people of one task, resources of one task.
const MOST_OF_A_TASK: usize = 10_000;
/// People that a list may bring along.
const MOST_PEOPLE: usize = 500;

impl<'a> Intake<'a> {
    /// Nothing has come yet.
    pub fn of(snapshot: &'a Snapshot, moment: &'a mut Moment) -> Self {
        let mut people = HashMap::new();
        for person in snapshot.plan.all::<Person>() {
            for name in [&person.email, &person.name, &person.handle].into_iter().filter(|name| !name.is_empty()) {
                people.insert(squeezed(name), person.id);
            }
        }
        Intake {
            draft: Draft::of(snapshot, moment),
            lost: Vec::new(),
            places: HashMap::new(),
            children: HashMap::new(),
            cards: HashMap::new(),
            people,
            handles: snapshot.plan.all::<Person>().map(|person| squeezed(&person.handle)).collect(),
            fresh: HashSet::new(),
            phased: HashSet::new(),
        }
    }

    /// The id and, for now, the number of a new task; the step that takes it in gives the number.
    pub fn new_task(&mut self, project: ProjectId) -> (TaskId, i64) {
        let id = self.draft.moment.ids.take();
        self.fresh.insert(id);
        (id, self.draft.next_number(project))
    }

    /// The file says the phase of this task: it is not guessed.
    pub fn keep_phase(&mut self, task: TaskId) {
        self.phased.insert(task);
    }

    /// Refuses more links, people, resources, risks or issues of one task than anybody means.
    pub fn bound(&self, rows: &[Row]) -> Result<(), Refusal> {
        let mut counts: HashMap<(TaskId, Kind), usize> = HashMap::new();
        for row in rows {
            let task = match row {
                Row::Link(link) => link.successor,
                Row::Assignment(it) => it.task,
                Row::ResourceUse(it) => it.task,
                Row::RiskTask(it) => it.task,
                Row::IssueTask(it) => it.task,
                _ => continue,
            };
            let count = counts.entry((task, row.id().kind)).or_default();
            *count += 1;
            if *count > MOST_OF_A_TASK {
                let why = format!("a task has more than {MOST_OF_A_TASK} links, people, resources, risks or issues");
                return Err(Refusal::new(why, "nothing was imported"));
            }
        }
        Ok(())
    }

    /// Says what could not be carried.
    pub fn lose(&mut self, place: impl Into<String>, why: impl Into<String>) {
        self.lost.push(Lost { place: place.into(), why: why.into() });
    }

    /// Remembers where a record stood in the file.
    pub fn stood(&mut self, id: impl Into<RecordId>, place: impl Into<String>) {
        self.places.insert(id.into(), place.into());
    }

    /// The project that a list comes into: the one wished for, the only one, or a new `IN` where there is none.
    pub fn project(&mut self, wished: Option<ProjectId>, snapshot: &Snapshot) -> Result<ProjectId, Refusal> {
        if let Some(project) = wished.map_or_else(|| snapshot.plan.project_meant(), |id| Ok(Some(id)))? {
            return Ok(project);
        }
        let id = self.draft.moment.ids.take();
        Template::standard().start(&mut self.draft, id, "IN", "Inbox");
        Ok(id)
    }

    /// A new project with columns and phases, its key made from its name.
    pub fn new_project(&mut self, name: &str) -> ProjectId {
        let id = self.draft.moment.ids.take();
        let key = free_key(&self.draft.plan, name);
        Template::standard().start(&mut self.draft, id, &key, name);
        id
    }

    /// The first column of a project with this meaning.
    pub fn column(&self, project: ProjectId, meaning: Meaning) -> Option<ColumnId> {
        place::first_with(&self.draft.plan, project, meaning)
    }

    /// The rank below the last card of a column; the next call gives one below that.
    pub fn bottom(&mut self, column: ColumnId) -> Rank {
        let plan = &self.draft.plan;
        let last = || {
            let card = plan.index().cards(column).next_back().and_then(|id| plan.get(id))?;
            card.place.as_ref().map(|place| place.rank.clone())
        };
        let known = self.cards.remove(&column).or_else(last);
        let next = Rank::between(known.as_ref(), None);
        self.cards.insert(column, next.clone());
        next
    }

    /// The rank behind the last child; the next call gives one behind that.
    pub fn behind(&mut self, project: ProjectId, parent: Option<TaskId>) -> Rank {
        let next = match self.children.remove(&(project, parent)) {
            Some(known) => Rank::between(Some(&known), None),
            None => outline::last_rank(&self.draft.plan, project, parent),
        };
        self.children.insert((project, parent), next.clone());
        next
    }

    /// The person of this handle, name or e-mail address; a new one where nobody is called so, which is said.
    pub fn person(&mut self, words: &str, place: &str) -> Option<PersonId> {
        let words = words.trim().trim_start_matches('@');
        if words.is_empty() || words.len() > LONGEST_LINE {
            return None;
        }
        if let Some(known) = self.people.get(&squeezed(words)) {
            return Some(*known);
        }
        if self.handles.len() - self.draft.before().count(Kind::Person) >= MOST_PEOPLE {
            self.lose(place, format!("“{}” is one person too many and was left out", text::cut(words, 40)));
            return None;
        }
        let id = self.new_person(words, place);
        self.people.insert(squeezed(words), id);
        Some(id)
    }

    /// A new person of this name or e-mail address, whoever else is called so; which is said.
    pub fn new_person(&mut self, words: &str, place: &str) -> PersonId {
        let handle = free_handle(&self.handles, words);
        self.handles.insert(squeezed(&handle));
        let id = self.draft.moment.ids.take();
        let mut person = Person::new(id, &handle);
        match words.contains('@') {
            true => person.email = words.to_owned(),
            false if words != handle => person.name = words.to_owned(),
            false => {}
        }
        self.draft.put(person);
        self.lose(place, format!("@{handle} is a new person"));
        id
    }

    /// The person of this handle, name or e-mail address.
    pub fn person_called(&self, words: &str) -> Option<PersonId> {
        self.people.get(&squeezed(words)).copied()
    }

    /// What has come, with every rule kept. `items`: the records that are counted.
    pub fn finish(mut self, what: String, items: &[RecordId]) -> Reading {
        self.flatten();
        self.give_phases();
        settle(&mut self.draft);
        for _ in 0..8 {
            if !self.mend() {
                break;
            }
            settle(&mut self.draft);
        }
        let Intake { draft, lost, fresh, .. } = self;
        let told: BTreeSet<RecordId> = items.iter().copied().collect();
        let changes = draft.changes();
        // What comes again because of this is made, and said, by the step that takes it in.
        let comes_again = |change: &Change| match &change.edit {
            Edit::Made(Row::Task(task)) if task.follows.is_some() && !told.contains(&change.of) => Some(task.id),
            _ => None,
        };
        let again: BTreeSet<TaskId> = changes.iter().filter_map(comes_again).collect();
        let is_of_it =
            |it: &Change| !told.contains(&it.of) && it.tasks(&draft.plan).iter().any(|task| again.contains(task));
        let mut reading = Reading { what, lost, ..Reading::default() };
        let touched: BTreeSet<RecordId> = changes
            .iter()
            .flat_map(|change| change.tasks(&draft.plan).into_iter().map(RecordId::from).chain([change.of]))
            .collect();
        for item in items {
            match (draft.before().row(*item), draft.plan.row(*item)) {
                (_, None) => {}
                (None, Some(_)) => reading.new += 1,
                (Some(_), Some(_)) if touched.contains(item) => reading.changed += 1,
                (Some(_), Some(_)) => reading.same += 1,
            }
        }
        for Change { of, edit } in changes.into_iter().filter(|change| !is_of_it(change)) {
            match edit {
                Edit::Gone(_) => reading.gone.push(of),
                Edit::Made(Row::Task(task)) if fresh.contains(&task.id) => {
                    reading.rows.push(Row::Task(Task { number: 0, ..Task::clone(&task) }.into()));
                }
                Edit::Made(_) | Edit::Set(_) => reading.rows.extend(draft.plan.row(of)),
            }
        }
        reading
    }

    /// New open tasks take the phase whose gate is ahead, unless the file says another.
    fn give_phases(&mut self) {
        let mut ahead: HashMap<ProjectId, Option<PhaseId>> = HashMap::new();
        for id in self.fresh.difference(&self.phased) {
            let open = |it: &&std::sync::Arc<Task>| it.phase.is_none() && it.dropped.is_none() && it.finish().is_none();
            let Some(project) = self.draft.plan.get(*id).filter(open).map(|it| it.project) else { continue };
            let phase = *ahead.entry(project).or_insert_with(|| gate::ahead(&self.draft.plan, project));
            self.draft.edit(*id, |task: &mut Task| task.phase = phase);
        }
    }
}

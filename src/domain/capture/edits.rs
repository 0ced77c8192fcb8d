//! A line read as changes of a task that is there: plain words are its new title, terms set or take away.

use super::{Absent, Term, Understood};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::place::Spot;
use crate::domain::plan::{Kind, Plan};
use crate::domain::record::Record;
use crate::domain::task::{Constraint, Task, TaskId};
use crate::domain::value::{FieldType, Value};

const fn field(name: &str) -> Field {
    Field::of(Kind::Task, Task::FIELDS, name)
}

const TITLE: Field = field("title");
const KIND: Field = field("kind");
const PHASE: Field = field("phase");
const PRIORITY: Field = field("priority");
const DURATION: Field = field("duration");
const OPTIMISTIC: Field = field("optimistic");
const PESSIMISTIC: Field = field("pessimistic");
const CONSTRAINT: Field = field("constraint");
const DUE: Field = field("due");
const PLANNED: Field = field("planned");
const RECURRENCE: Field = field("recurrence");
const UNTIL: Field = field("until");
const SNOOZED: Field = field("snoozed_until");
const URL: Field = field("url");

/// The commands that make a task what the line says; none if it says nothing. All together are one step. What cannot
/// be read is not in them: ask [`Understood::whole`] first.
pub fn edits(understood: &Understood, task: TaskId, plan: &Plan) -> Vec<Command> {
    let mut edits = Edits { plan, task, fields: Vec::new(), first: Vec::new(), then: Vec::new() };
    if !understood.title.is_empty() {
        edits.fields.push((TITLE, Value::Text(understood.title.clone())));
    }
    for term in &understood.terms {
        edits.take(&term.what);
    }
    if let Some(note) = &understood.note {
        edits.then.push(Command::AddNote { of: task.into(), text: note.what.clone() });
    }
    let Edits { fields, first: mut all, then, .. } = edits;
    if !fields.is_empty() {
        all.push(Command::Set { of: task.into(), fields });
    }
    all.extend(then);
    all
}

struct Edits<'a> {
    plan: &'a Plan,
    task: TaskId,
    /// What has to come before everything else: another project.
    first: Vec<Command>,
    fields: Vec<(Field, Value)>,
    then: Vec<Command>,
}

impl Edits<'_> {
    fn take(&mut self, term: &Term) {
        let task = self.task;
        match term {
            Term::Project(project) => {
                if self.plan.get(task).is_none_or(|it| it.project != *project) {
                    self.first.push(Command::ToProject { task, project: *project });
                }
            }
            Term::Person { person, units } => {
                let mut known = self.plan.index().people_of(task).filter(|(who, _)| who == person);
                if units.is_some() || known.next().is_none() {
                    self.then.push(Command::Assign { task, person: *person, units: units.unwrap_or(100) });
                }
            }
            Term::Tag(tag) => self.then.push(Command::Tag { task, tag: tag.clone(), on: true }),
            Term::Priority(priority) => self.set(PRIORITY, priority),
            Term::Due(date) => self.set(DUE, date),
            Term::Planned(date) => self.set(PLANNED, date),
            Term::Recurs(recurrence) => self.set(RECURRENCE, recurrence),
            Term::Until(date) => self.set(UNTIL, date),
            Term::Start(at) => self.set(CONSTRAINT, &Constraint::start_no_earlier(*at)),
            Term::Snooze(date) => self.set(SNOOZED, date),
            Term::Estimate(it) => {
                self.set(OPTIMISTIC, &it.optimistic);
                self.set(DURATION, &it.likely);
                self.set(PESSIMISTIC, &it.pessimistic);
            }
            Term::After { task: predecessor, link_type, lag } => {
                let (link_type, lag) = (*link_type, *lag);
                self.then.push(Command::Link { predecessor: *predecessor, successor: task, link_type, lag });
            }
            Term::Column(column) => {
                let place = self.plan.get(task).and_then(|it| it.place.as_ref());
                if place.is_none_or(|place| place.column != *column) {
                    self.then.push(Command::Move { task, column: *column, spot: Spot::Bottom, over: false });
                }
            }
            Term::Phase(phase) => self.set(PHASE, phase),
            Term::Under(parent) => self.then.push(Command::Under { task, parent: Some(*parent) }),
            Term::Kind(kind) => self.set(KIND, kind),
            Term::Url(url) => self.set(URL, url),
            Term::No(absent) => self.take_away(absent),
        }
    }

    fn take_away(&mut self, absent: &Absent) {
        let (task, index) = (self.task, self.plan.index());
        match absent {
            Absent::Due => self.clear(&[DUE]),
            Absent::Planned => self.clear(&[PLANNED]),
            Absent::Recurrence => self.clear(&[RECURRENCE, UNTIL]),
            Absent::Until => self.clear(&[UNTIL]),
            Absent::Start => self.clear(&[CONSTRAINT]),
            Absent::Snooze => self.clear(&[SNOOZED]),
            Absent::Estimate => self.clear(&[OPTIMISTIC, DURATION, PESSIMISTIC]),
            Absent::Url => self.clear(&[URL]),
            Absent::Phase => self.clear(&[PHASE]),
            Absent::Under => self.then.push(Command::Under { task, parent: None }),
            Absent::Person(person) => self.then.push(Command::Unassign { task, person: *person }),
            Absent::People => {
                let people = index.people_of(task).map(|(person, _)| Command::Unassign { task, person });
                self.then.extend(people);
            }
            Absent::Tag(tag) => self.then.push(Command::Tag { task, tag: tag.clone(), on: false }),
            Absent::Tags => {
                let tags = self.plan.get(task).map(|it| it.tags.clone()).unwrap_or_default();
                self.then.extend(tags.iter().map(|tag| Command::Tag { task, tag: tag.to_owned(), on: false }));
            }
            Absent::After(predecessor) => {
                self.then.push(Command::Unlink { predecessor: *predecessor, successor: task });
            }
            Absent::Links => {
                let links = index.predecessors(task).filter_map(|id| self.plan.get(id));
                let mut before: Vec<TaskId> = links.map(|link| link.predecessor).collect();
                before.sort_unstable();
                before.dedup();
                let unlink = |predecessor| Command::Unlink { predecessor, successor: task };
                self.then.extend(before.into_iter().map(unlink));
            }
        }
    }

    fn set(&mut self, field: Field, value: &impl FieldType) {
        self.fields.push((field, value.to_value()));
    }

    fn clear(&mut self, fields: &[Field]) {
        self.fields.extend(fields.iter().map(|field| (*field, Value::Nothing)));
    }
}

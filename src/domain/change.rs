//! What a step changes, record by record and field by field, and the journal line that remembers it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::id::RecordId;
use super::person::PersonId;
use super::plan::{Kind, Plan, Row};
use super::record::FieldSpec;
use super::task::TaskId;
use super::value::Value;

/// A field of a kind of record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Field {
    /// The kind.
    pub kind: Kind,
    /// Its number in the kind’s list.
    pub at: usize,
}

impl Field {
    /// The field with this name, known while compiling: a wrong name does not compile.
    pub const fn of(kind: Kind, fields: &[FieldSpec], name: &str) -> Field {
        let mut at = 0;
        while at < fields.len() {
            if same(fields[at].name.as_bytes(), name.as_bytes()) {
                return Field { kind, at };
            }
            at += 1;
        }
        panic!("no field has this name")
    }

    /// The field with this name, if the kind has it.
    pub fn named(kind: Kind, name: &str) -> Option<Field> {
        kind.fields().iter().position(|field| field.name == name).map(|at| Field { kind, at })
    }

    /// How it is declared.
    pub fn spec(self) -> FieldSpec {
        self.kind.fields()[self.at]
    }

    /// Its name in rows, journal and JSON.
    pub fn name(self) -> &'static str {
        self.spec().name
    }
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// One field set: which, what it was, what it is.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldChange {
    /// The number of the field in its kind’s list.
    pub at: usize,
    /// The value it had.
    pub before: Value,
    /// The value it has.
    pub after: Value,
}

/// What happened to a record.
#[derive(Clone, PartialEq, Debug)]
pub enum Edit {
    /// It was made.
    Made(Row),
    /// It is gone.
    Gone(Row),
    /// Some of its fields were set.
    Set(Vec<FieldChange>),
}

/// What happened to one record in a step.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Which record.
    pub of: RecordId,
    /// What happened to it.
    pub edit: Edit,
}

impl Change {
    /// The change between two states of a record; nothing where they are equal.
    pub fn between(before: Option<&Row>, after: Option<&Row>) -> Option<Change> {
        let edit = match (before, after) {
            (None, None) => return None,
            (None, Some(after)) => Edit::Made(after.clone()),
            (Some(before), None) => Edit::Gone(before.clone()),
            (Some(before), Some(after)) => {
                let fields = before.differences(after).into_iter();
                let set: Vec<FieldChange> =
                    fields.map(|at| FieldChange { at, before: before.get(at), after: after.get(at) }).collect();
                if set.is_empty() {
                    return None;
                }
                Edit::Set(set)
            }
        };
        Some(Change { of: before.or(after)?.id(), edit })
    }

    /// The change that takes this one back.
    pub fn inverse(&self) -> Change {
        let edit = match &self.edit {
            Edit::Made(row) => Edit::Gone(row.clone()),
            Edit::Gone(row) => Edit::Made(row.clone()),
            Edit::Set(fields) => Edit::Set(
                fields
                    .iter()
                    .map(|it| FieldChange { at: it.at, before: it.after.clone(), after: it.before.clone() })
                    .collect(),
            ),
        };
        Change { of: self.of, edit }
    }

    /// Does it set this field, or make or remove the whole record?
    pub fn writes(&self, field: Field) -> bool {
        self.of.kind == field.kind
            && match &self.edit {
                Edit::Set(fields) => fields.iter().any(|it| it.at == field.at),
                _ => true,
            }
    }

    /// The value a field got, if this sets it.
    pub fn after(&self, field: Field) -> Option<&Value> {
        match &self.edit {
            Edit::Set(fields) if self.of.kind == field.kind => {
                fields.iter().find(|it| it.at == field.at).map(|it| &it.after)
            }
            _ => None,
        }
    }

    /// The tasks it is about: the record itself, the task of a note, an assignment, a use, a risk or an issue, both
    /// ends of a link.
    pub fn tasks(&self, plan: &Plan) -> Vec<TaskId> {
        let row = match &self.edit {
            Edit::Made(row) | Edit::Gone(row) => Some(row.clone()),
            Edit::Set(_) => plan.row(self.of),
        };
        match row {
            Some(Row::Task(task)) => vec![task.id],
            Some(Row::Note(note)) => vec![note.task],
            Some(Row::Assignment(it)) => vec![it.task],
            Some(Row::ResourceUse(it)) => vec![it.task],
            Some(Row::RiskTask(it)) => vec![it.task],
            Some(Row::IssueTask(it)) => vec![it.task],
            Some(Row::Link(link)) => vec![link.predecessor, link.successor],
            _ => Vec::new(),
        }
    }
}

/// Whether a line is a step, what the clock brought, or takes a step back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineKind {
    /// A step.
    Step,
    /// What came because its time had come: nobody did it, so it is not offered to be taken back.
    Clock,
    /// Takes back the step with this UUID.
    Undo(Uuid),
    /// Does again the step with this UUID.
    Redo(Uuid),
}

/// A step as it was decided: not yet in the journal.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// What was done, as a sentence: `Move WEB-12 “Login page” to Review`.
    pub sentence: String,
    /// A step, or the undoing of one.
    pub kind: LineKind,
    /// What it changes.
    pub changes: Vec<Change>,
    /// What the person should know besides: a limit exceeded, a policy, what undo kept.
    pub notices: Vec<String>,
    /// The record it was about, where there is one.
    pub about: Option<RecordId>,
}

/// A line of the journal.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Its number in this file, rising.
    pub number: i64,
    /// Who it is, in every file.
    pub id: Uuid,
    /// The machine that wrote it.
    pub machine: Uuid,
    /// Its number on that machine, without gaps.
    pub sequence: i64,
    /// Hybrid logical clock: 48 bits of milliseconds since 1970 (UTC), 16 bits of counter.
    pub clock: i64,
    /// The person who sat there.
    pub person: Option<PersonId>,
    /// What was done, as a sentence.
    pub sentence: String,
    /// A step, or the undoing of one.
    pub kind: LineKind,
    /// What it changed.
    pub changes: Vec<Change>,
}

impl Line {
    /// When it was written.
    pub fn at(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.clock >> 16).unwrap_or_default()
    }
}

impl Plan {
    /// Makes one change, whatever it breaks.
    pub fn apply(&mut self, change: &Change) {
        match &change.edit {
            Edit::Made(row) => self.put(row.clone()),
            Edit::Gone(_) => self.remove(change.of),
            Edit::Set(fields) => {
                let Some(mut row) = self.row(change.of) else { return };
                for field in fields {
                    // A value comes from a row of this kind, so it fits; one that does not is left as it was.
                    let _ = row.set(field.at, &field.after);
                }
                self.put(row);
            }
        }
    }

    /// Follows a line of the journal: its changes, the numbers it gave, the tasks it touched.
    pub fn follow(&mut self, line: &Line) {
        for change in &line.changes {
            for task in change.tasks(self) {
                self.touch(task, line.at());
            }
            self.apply(change);
            if let Some((series, number)) = self.row(change.of).and_then(|row| row.numbered()) {
                self.raise_number(series, number);
            }
        }
    }
}

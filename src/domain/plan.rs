//! Everything a file knows, in memory: one table for each kind of record, and what the tables imply.
//!
//! Tables are persistent maps: a clone costs nothing, and an edited plan is a clone with some records exchanged.
//! [`Plan::of`], [`Plan::put`] and [`Plan::remove`] are the only ways in, so tables and index never disagree.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use imbl::{OrdMap, OrdSet};

use super::baseline::{Baseline, BaselineTask};
use super::calendar::{Calendar, Exception};
use super::column::Column;
use super::haystack::Haystack;
use super::id::{Id, RecordId};
use super::index::Index;
use super::index::baselined::Baselined;
use super::index::finished::Finished;
use super::index::tallies::Tallies;
use super::issue::{Issue, IssueTask};
use super::link::Link;
use super::person::{Assignment, Person};
use super::phase::{Criterion, Phase};
use super::project::{Project, ProjectId};
use super::record::{FieldSpec, Record};
use super::resource::{Resource, ResourceUse};
use super::risk::{Risk, RiskTask};
use super::saved_view::SavedView;
use super::sorted::Sorted;
use super::standup::Standup;
use super::task::{FormerRef, Note, Task, TaskId};
use super::value::{Carried, Misfit, Shape, Value};

/// The records of one kind.
pub type Table<R> = Sorted<Id<R>, Arc<R>>;

/// A kind of record that a plan keeps.
pub trait Kept: Record + 'static {
    /// Its table.
    fn table(plan: &Plan) -> &Table<Self>;
    /// As a row of any kind.
    fn row(this: Arc<Self>) -> Row;
}

/// What is counted together for refs: the records of one kind in a project.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Series {
    /// In which project.
    pub project: ProjectId,
    /// Of which kind: task, risk, issue.
    pub kind: Kind,
}

impl From<ProjectId> for Series {
    /// The tasks of a project.
    fn from(project: ProjectId) -> Self {
        Series { project, kind: Kind::Task }
    }
}

macro_rules! tables {
    ($($kind:ident $word:literal $table:ident),* $(,)?) => {
        /// The kinds of record, in the order in which they can be written so that nothing refers to what comes later.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs)]
        pub enum Kind { $($kind),* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// Its name: that of the table in the file and of the kind in journal and JSON.
            pub fn word(self) -> &'static str {
                match self { $(Kind::$kind => $word),* }
            }

            /// The kind with this name.
            pub fn of_word(word: &str) -> Option<Kind> {
                Kind::ALL.iter().copied().find(|kind| kind.word() == word)
            }

            /// Its fields, in order.
            pub fn fields(self) -> &'static [FieldSpec] {
                match self { $(Kind::$kind => $kind::FIELDS),* }
            }
        }

        /// A record of any kind.
        #[derive(Clone, PartialEq, Debug)]
        #[allow(missing_docs)]
        pub enum Row { $($kind(Arc<$kind>)),* }

        impl Row {
            /// A row of this kind with nothing in it.
            pub fn blank(id: RecordId) -> Row {
                match id.kind { $(Kind::$kind => Row::$kind(Arc::new($kind::blank(Id::of(id.id))))),* }
            }

            /// A row from the values of its fields in order; errors: the first that does not fit.
            pub fn of_values<'v, V: Into<Carried<'v>>, E: From<(usize, Misfit)>>(
                id: RecordId,
                next: &mut impl FnMut(usize) -> Result<V, E>,
            ) -> Result<Row, E> {
                Ok(match id.kind { $(Kind::$kind => Row::$kind(Arc::new($kind::of_values(Id::of(id.id), next)?))),* })
            }

            /// Who it is.
            pub fn id(&self) -> RecordId {
                match self { $(Row::$kind(record) => record.id.into()),* }
            }

            /// The value of a field.
            pub fn get(&self, at: usize) -> Value {
                match self { $(Row::$kind(record) => record.get(at)),* }
            }

            /// The fields that another state of it has otherwise, by number; none, if that is of another kind.
            pub fn differences(&self, other: &Row) -> Vec<usize> {
                match (self, other) {
                    $((Row::$kind(one), Row::$kind(other)) => one.differences(other),)*
                    _ => Vec::new(),
                }
            }

            /// Sets a field; errors: a value that does not fit.
            pub fn set<'v>(&mut self, at: usize, value: impl Into<Carried<'v>>) -> Result<(), Misfit> {
                match self { $(Row::$kind(record) => Arc::make_mut(record).set(at, value)),* }
            }
        }

        /// The portfolio.
        #[derive(Clone, Default, Debug)]
        pub struct Plan {
            $($table: Table<$kind>,)*
            /// What the tables imply.
            index: Index,
            numbers: OrdMap<Series, i64>,
            touched: Sorted<TaskId, DateTime<Utc>>,
        }

        impl Plan {
            /// A plan of these records, and when its tasks last changed: the same as putting them in one by one, but
            /// for the time it takes.
            pub fn of(
                rows: impl IntoIterator<Item = Row>,
                touched: impl IntoIterator<Item = (TaskId, DateTime<Utc>)>,
            ) -> Self {
                $(let mut $table = Vec::new();)*
                for row in rows {
                    match row { $(Row::$kind(record) => $table.push((record.id, record))),* }
                }
                let mut plan = Plan {
                    $($table: $table.into_iter().collect(),)*
                    touched: touched.into_iter().collect(),
                    ..Plan::default()
                };
                plan.index = Index::of(&plan);
                plan
            }

            /// The record of any kind with this id.
            pub fn row(&self, id: RecordId) -> Option<Row> {
                match id.kind { $(Kind::$kind => self.$table.get(&Id::of(id.id)).map(|record| Row::$kind(record.clone()))),* }
            }

            /// All records of a kind, by id.
            pub fn rows(&self, kind: Kind) -> Box<dyn Iterator<Item = Row> + '_> {
                match kind { $(Kind::$kind => Box::new(self.$table.values().cloned().map(Row::$kind))),* }
            }

            /// How many records of a kind there are.
            pub fn count(&self, kind: Kind) -> usize {
                match kind { $(Kind::$kind => self.$table.len()),* }
            }

            /// Puts a record in, in place of the one with its id.
            pub fn put(&mut self, row: Row) {
                match row {
                    $(Row::$kind(record) => {
                        let before = self.$table.insert(record.id, record.clone());
                        self.index.exchange(before.map(Row::$kind), Some(Row::$kind(record)), &self.tasks);
                    })*
                }
            }
        }

        impl Plan {
            /// Takes a record out, if it is there.
            pub fn remove(&mut self, id: RecordId) {
                match id.kind {
                    $(Kind::$kind => if let Some(before) = self.$table.remove(&Id::of(id.id)) {
                        self.index.exchange(Some(Row::$kind(before)), None, &self.tasks);
                    })*
                }
            }
        }

        $(impl Kept for $kind {
            fn table(plan: &Plan) -> &Table<Self> { &plan.$table }
            fn row(this: Arc<Self>) -> Row { Row::$kind(this) }
        })*
    };
}

tables! {
    Calendar "calendar" calendars,
    Exception "exception" exceptions,
    Person "person" people,
    Project "project" projects,
    Phase "phase" phases,
    Criterion "criterion" criteria,
    Column "column" columns,
    Task "task" tasks,
    Note "note" notes,
    Link "link" links,
    Assignment "assignment" assignments,
    FormerRef "former_ref" former_refs,
    Baseline "baseline" baselines,
    BaselineTask "baseline_task" baseline_tasks,
    Resource "resource" resources,
    ResourceUse "resource_use" resource_uses,
    Risk "risk" risks,
    RiskTask "risk_task" risk_tasks,
    Issue "issue" issues,
    IssueTask "issue_task" issue_tasks,
    Standup "standup" standups,
    SavedView "view" saved_views,
}

impl Plan {
    /// The record with this id.
    pub fn get<R: Kept>(&self, id: Id<R>) -> Option<&Arc<R>> {
        R::table(self).get(&id)
    }

    /// All records of a kind, by id (as they were made, on one machine).
    pub fn all<R: Kept>(&self) -> impl Iterator<Item = &Arc<R>> {
        R::table(self).values()
    }

    /// What the tables imply: children, cards, links, refs, folded text.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// All text in one piece, and the tasks whose text is newer and has to be looked at one by one.
    pub fn haystack(&self) -> (&Haystack, &OrdSet<TaskId>) {
        self.index.haystack(|| Haystack::of(self))
    }

    /// The finished cards of each column, newest first.
    pub fn finished(&self) -> &Finished {
        self.index.finished(self)
    }

    /// What gates ask of tasks, counted; kept from the first time on that somebody asks.
    pub fn tallies(&self) -> &Tallies {
        self.index.tallies(self)
    }

    /// The tasks of each baseline.
    pub fn baselined_tasks(&self) -> &Baselined {
        self.index.baselined(self)
    }

    /// The last number given in a series; 0 if none was.
    pub fn last_number(&self, series: impl Into<Series>) -> i64 {
        self.numbers.get(&series.into()).copied().unwrap_or(0)
    }

    /// Raises the last number given; a number is never lowered, not by undo either.
    pub fn raise_number(&mut self, series: impl Into<Series>, number: i64) {
        let series = series.into();
        if number > self.last_number(series) {
            self.numbers.insert(series, number);
        }
    }

    /// The last number of every series that has one.
    pub fn numbers(&self) -> impl Iterator<Item = (Series, i64)> {
        self.numbers.iter().map(|(series, number)| (*series, *number))
    }

    /// When the task, its note, links or assignments last changed.
    pub fn touched(&self, task: TaskId) -> Option<DateTime<Utc>> {
        self.touched.get(&task).copied()
    }

    /// Says when the task last changed.
    pub fn touch(&mut self, task: TaskId, at: DateTime<Utc>) {
        self.touched.insert(task, at);
    }

    /// The records that refer to this one.
    pub fn referrers(&self, id: RecordId) -> Vec<RecordId> {
        let index = self.index();
        if let Some(baseline) = id.as_id::<Baseline>() {
            let projects = self.projects.values().filter(|it| it.baseline == Some(baseline)).map(|it| it.id.into());
            return projects.chain(self.baselined_tasks().all(baseline).map(|(_, it)| it.into())).collect();
        }
        let Some(task) = id.as_id::<Task>() else { return self.scan_for_referrers(id) };
        let mut all: Vec<RecordId> =
            index.predecessors(task).chain(index.successors(task)).map(RecordId::from).collect();
        all.extend(index.people_of(task).map(|(_, assignment)| RecordId::from(assignment)));
        all.extend(index.uses_of(task).map(|(_, it)| RecordId::from(it)));
        all.extend(self.risk_tasks.values().filter(|it| it.task == task).map(|it| RecordId::from(it.id)));
        all.extend(self.issue_tasks.values().filter(|it| it.task == task).map(|it| RecordId::from(it.id)));
        all.extend(index.followers(task).map(RecordId::from));
        all.extend(self.notes.get(&Id::of(id.id)).map(|note| RecordId::from(note.id)));
        all.extend(self.former_refs.values().filter(|it| it.task == task).map(|it| RecordId::from(it.id)));
        for baseline in self.baselines.values() {
            all.extend(self.baselined_tasks().of(baseline.id, task).map(RecordId::from));
        }
        if let Some(project) = self.tasks.get(&task).map(|it| it.project) {
            all.extend(index.children(project, Some(task)).map(RecordId::from));
        }
        all
    }

    fn scan_for_referrers(&self, id: RecordId) -> Vec<RecordId> {
        if !is_referred_to(id.kind) {
            return Vec::new();
        }
        let refers = |row: &Row| {
            let mut fields = row.id().kind.fields().iter().enumerate();
            fields.any(|(at, field)| match (field.shape, row) {
                (Shape::Ref(kind), row) if kind == id.kind => row.get(at) == Value::Id(id.id),
                (Shape::Place, Row::Task(task)) => {
                    task.place.as_ref().is_some_and(|it| RecordId::from(it.column) == id)
                }
                _ => false,
            })
        };
        Kind::ALL.iter().flat_map(|kind| self.rows(*kind)).filter(refers).map(|row| row.id()).collect()
    }

    /// How many records there are in all.
    pub fn len(&self) -> usize {
        Kind::ALL.iter().map(|kind| self.count(*kind)).sum()
    }

    /// Is there nothing at all?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Can any field mean a record of this kind?
fn is_referred_to(kind: Kind) -> bool {
    Kind::ALL.iter().flat_map(|kind| kind.fields()).any(|field| match field.shape {
        Shape::Ref(meant) => meant == kind,
        Shape::Place => kind == Kind::Column,
        _ => false,
    })
}

impl Row {
    /// Where a record that has a ref is counted, and its number: 0 if it has none yet.
    pub fn numbered(&self) -> Option<(Series, i64)> {
        let (project, kind, number) = match self {
            Row::Task(it) => (it.project, Kind::Task, it.number),
            Row::Risk(it) => (it.project, Kind::Risk, it.number),
            Row::Issue(it) => (it.project, Kind::Issue, it.number),
            _ => return None,
        };
        Some((Series { project, kind }, number))
    }

    /// The same record with another number, where it has one.
    pub fn with_number(mut self, number: i64) -> Row {
        match &mut self {
            Row::Task(it) => Arc::make_mut(it).number = number,
            Row::Risk(it) => Arc::make_mut(it).number = number,
            Row::Issue(it) => Arc::make_mut(it).number = number,
            _ => {}
        }
        self
    }
}

impl PartialEq for Plan {
    /// Equal records; numbers and stamps are no records.
    fn eq(&self, other: &Self) -> bool {
        Kind::ALL.iter().all(|kind| self.count(*kind) == other.count(*kind) && self.rows(*kind).eq(other.rows(*kind)))
    }
}

//! Records as they were at a place of the journal: what stands in the plan, with every line since taken back. Costs what
//! the lines since have changed, however large the plan is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::change::{Edit, Line};
use crate::domain::command::note_of;
use crate::domain::id::{Id, RecordId};
use crate::domain::link::Link;
use crate::domain::person::{Assignment, PersonId};
use crate::domain::plan::{Kept, Plan, Row};
use crate::domain::task::{Note, Task, TaskId};

/// The records that lines have touched, as they were before.
#[derive(Debug, Default)]
pub struct Then {
    rows: BTreeMap<RecordId, Option<Row>>,
    /// By their tasks: links that were touched, by the task that waits; assignments.
    links: BTreeMap<TaskId, BTreeSet<Id<Link>>>,
    assignments: BTreeMap<TaskId, BTreeSet<Id<Assignment>>>,
    tasks: BTreeSet<TaskId>,
}

impl Then {
    /// What there was before these lines, the last of which led to the plan as it is.
    pub fn of<'a>(plan: &Plan, lines: impl DoubleEndedIterator<Item = &'a Line>) -> Self {
        let mut then = Then::default();
        for change in lines.rev().flat_map(|line| line.changes.iter().rev()) {
            take_back(then.rows.entry(change.of).or_insert_with(|| plan.row(change.of)), &change.edit);
        }
        let rows = std::mem::take(&mut then.rows);
        for (id, was) in &rows {
            for row in [was.clone(), plan.row(*id)].into_iter().flatten() {
                then.sort_in(&row);
            }
        }
        Then { rows, ..then }
    }

    fn sort_in(&mut self, row: &Row) {
        let task = match row {
            Row::Task(it) => it.id,
            Row::Note(it) => it.task,
            Row::Link(it) => {
                self.links.entry(it.successor).or_default().insert(it.id);
                it.successor
            }
            Row::Assignment(it) => {
                self.assignments.entry(it.task).or_default().insert(it.id);
                it.task
            }
            _ => return,
        };
        self.tasks.insert(task);
    }

    /// The tasks that were touched, or whose note, links or people were.
    pub fn tasks(&self) -> impl Iterator<Item = TaskId> {
        self.tasks.iter().copied()
    }

    /// A record of any kind as it was.
    pub fn row(&self, plan: &Plan, id: RecordId) -> Option<Row> {
        self.rows.get(&id).map_or_else(|| plan.row(id), Clone::clone)
    }

    /// A task as it was; none: it was not yet.
    pub fn task(&self, plan: &Plan, id: TaskId) -> Option<Arc<Task>> {
        match self.row(plan, id.into())? {
            Row::Task(task) => Some(task),
            _ => None,
        }
    }

    /// The text of a task’s note as it was.
    pub fn note(&self, plan: &Plan, task: TaskId) -> String {
        match self.row(plan, RecordId::from(note_of(task))) {
            Some(Row::Note(note)) => Note::clone(&note).text.0,
            _ => String::new(),
        }
    }

    /// The links of a task that waits that were touched: as they were, and as they are.
    pub fn links(&self, plan: &Plan, task: TaskId) -> [Vec<Arc<Link>>; 2] {
        let touched = || self.links.get(&task).into_iter().flatten();
        let then = |id: &Id<Link>| match self.row(plan, (*id).into()) {
            Some(Row::Link(link)) => Some(link),
            _ => None,
        };
        let of_task = |link: &Arc<Link>| link.successor == task;
        let now = touched().filter_map(|id| plan.get(*id).cloned());
        [touched().filter_map(then).filter(of_task).collect(), now.filter(of_task).collect()]
    }

    /// Who was on a task, and with how much of their time.
    pub fn people(&self, plan: &Plan, task: TaskId) -> BTreeMap<PersonId, i64> {
        let touched = self.assignments.get(&task);
        let same = plan.index().people_of(task).filter(|(_, id)| !touched.is_some_and(|all| all.contains(id)));
        let same = same.filter_map(|(_, id)| plan.get(id).cloned());
        let were = touched.into_iter().flatten().filter_map(|id| match self.row(plan, (*id).into()) {
            Some(Row::Assignment(it)) if it.task == task => Some(it),
            _ => None,
        });
        same.chain(were).map(|it| (it.person, it.units)).collect()
    }

    /// What a record is called, as it is or else as it was.
    pub fn name<R: Kept>(&self, plan: &Plan, id: Id<R>, name: impl Fn(&Row) -> Option<String>) -> String {
        let row = plan.row(id.into()).or_else(|| self.row(plan, id.into()));
        row.as_ref().and_then(name).unwrap_or_else(|| format!("a lost {}", R::KIND.word()))
    }
}

/// Takes one change back.
fn take_back(row: &mut Option<Row>, edit: &Edit) {
    match edit {
        Edit::Made(_) => *row = None,
        Edit::Gone(was) => *row = Some(was.clone()),
        Edit::Set(fields) => {
            for field in fields {
                if let Some(row) = row {
                    // A value comes from a row of this kind, so it fits; one that does not is left as it was.
                    let _ = row.set(field.at, field.before.clone());
                }
            }
        }
    }
}

/// The whole record that a change made or took away.
pub fn row_of(edit: &Edit) -> Option<Row> {
    match edit {
        Edit::Made(row) | Edit::Gone(row) => Some(row.clone()),
        Edit::Set(_) => None,
    }
}

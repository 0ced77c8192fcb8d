//! Records as they were at a place of the journal: what stands in the plan, with every line since taken back. Costs what
//! the lines since have changed, however large the plan is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::change::{Change, Edit, Line};
use crate::domain::command::note_of;
use crate::domain::id::{Id, RecordId};
use crate::domain::link::Link;
use crate::domain::person::{Assignment, PersonId};
use crate::domain::plan::{Kept, Kind, Plan, Row};
use crate::domain::task::{Note, Task, TaskId};

/// What lines have changed, and which tasks that touches.
#[derive(Debug, Default)]
pub struct Then<'a> {
    /// By record; those of a record oldest first.
    changes: Vec<(RecordId, &'a Edit)>,
    /// By their tasks: links that were touched, by the task that waits; assignments.
    links: BTreeSet<(TaskId, Id<Link>)>,
    assignments: BTreeSet<(TaskId, Id<Assignment>)>,
    tasks: Vec<TaskId>,
}

impl<'a> Then<'a> {
    /// What there was before these lines, oldest first, the last of which led to the plan as it is.
    pub fn of(plan: &Plan, lines: impl Iterator<Item = &'a Line>) -> Self {
        let changes = lines.flat_map(|line| &line.changes).map(|Change { of, edit }| (*of, edit));
        let mut then = Then { changes: changes.collect(), ..Then::default() };
        // Stable: the changes of a record stay in their order.
        then.changes.sort_by_key(|(of, _)| *of);
        for changes in then.changes.chunk_by(|a, b| a.0 == b.0) {
            let id = changes[0].0;
            // Where a task itself lies nobody has to look.
            if let Some(task) = id.as_id::<Task>() {
                then.tasks.push(task);
            } else if matches!(id.kind, Kind::Note | Kind::Link | Kind::Assignment) {
                for row in [before(plan, changes), plan.row(id)].into_iter().flatten() {
                    match row {
                        Row::Note(it) => then.tasks.push(it.task),
                        Row::Link(it) => drop(then.links.insert((it.successor, it.id))),
                        Row::Assignment(it) => drop(then.assignments.insert((it.task, it.id))),
                        _ => {}
                    }
                }
            }
        }
        then.tasks.extend(then.links.iter().map(|(task, _)| *task));
        then.tasks.extend(then.assignments.iter().map(|(task, _)| *task));
        then.tasks.sort_unstable();
        then.tasks.dedup();
        then
    }

    /// The tasks that were touched, or whose note, links or people were, by id; some may neither be nor have been.
    pub fn tasks(&self) -> &[TaskId] {
        &self.tasks
    }

    /// The changes of a record.
    fn changes(&self, id: RecordId) -> &[(RecordId, &'a Edit)] {
        let here = &self.changes[self.changes.partition_point(|(of, _)| *of < id)..];
        &here[..here.iter().take_while(|(of, _)| *of == id).count()]
    }

    /// A record of any kind as it was.
    pub fn row(&self, plan: &Plan, id: RecordId) -> Option<Row> {
        let changes = self.changes(id);
        if changes.is_empty() { plan.row(id) } else { before(plan, changes) }
    }

    /// A task as it was; none: it was not yet.
    pub fn task(&self, plan: &Plan, id: TaskId) -> Option<Arc<Task>> {
        match self.row(plan, id.into())? {
            Row::Task(task) => Some(task),
            _ => None,
        }
    }

    /// The text of a task’s note as it was; none: nobody touched it.
    pub fn note(&self, plan: &Plan, task: TaskId) -> Option<String> {
        let changes = self.changes(note_of(task).into());
        (!changes.is_empty()).then(|| match before(plan, changes) {
            Some(Row::Note(note)) => Note::clone(&note).text.0,
            _ => String::new(),
        })
    }

    /// The links of a task that waits that were touched: as they were, and as they are; none: nobody touched any.
    pub fn links(&self, plan: &Plan, task: TaskId) -> Option<[Vec<Arc<Link>>; 2]> {
        let touched = || self.links.range((task, Id::MIN)..=(task, Id::MAX)).map(|(_, id)| *id);
        touched().next()?;
        let then = |id: Id<Link>| match self.row(plan, id.into()) {
            Some(Row::Link(link)) => Some(link),
            _ => None,
        };
        let of_task = |link: &Arc<Link>| link.successor == task;
        let now = touched().filter_map(|id| plan.get(id).cloned());
        Some([touched().filter_map(then).filter(of_task).collect(), now.filter(of_task).collect()])
    }

    /// Who was on a task, and with how much of their time; none: the same people as now.
    pub fn people(&self, plan: &Plan, task: TaskId) -> Option<BTreeMap<PersonId, i64>> {
        let mut touched = self.assignments.range((task, Id::MIN)..=(task, Id::MAX)).peekable();
        touched.peek()?;
        let were = touched.filter_map(|(_, id)| match self.row(plan, (*id).into()) {
            Some(Row::Assignment(it)) if it.task == task => Some(it),
            _ => None,
        });
        let same = plan.index().people_of(task).filter(|(_, id)| !self.assignments.contains(&(task, *id)));
        let same = same.filter_map(|(_, id)| plan.get(id).cloned());
        Some(same.chain(were).map(|it| (it.person, it.units)).collect())
    }

    /// What a record is called, as it is or else as it was.
    pub fn name<R: Kept>(&self, plan: &Plan, id: Id<R>, name: impl Fn(&Row) -> Option<String>) -> String {
        let row = plan.row(id.into()).or_else(|| self.row(plan, id.into()));
        row.as_ref().and_then(name).unwrap_or_else(|| format!("a lost {}", R::KIND.word()))
    }
}

/// A record before these changes of it, oldest first; none: it was not yet.
fn before(plan: &Plan, changes: &[(RecordId, &Edit)]) -> Option<Row> {
    // Whatever a record was made or taken away as is all of it: only what was set before that has to be taken back.
    let whole = changes.iter().position(|(_, edit)| !matches!(edit, Edit::Set(_)));
    let mut row = match whole.map(|at| changes[at].1) {
        Some(Edit::Made(_)) => return None,
        Some(Edit::Gone(row)) => row.clone(),
        Some(Edit::Set(_)) | None => plan.row(changes.first()?.0)?,
    };
    let mut known = Vec::new();
    for (_, edit) in &changes[..whole.unwrap_or(changes.len())] {
        let Edit::Set(fields) = edit else { continue };
        for field in fields {
            // A value comes from a row of this kind, so it fits; one that does not is passed over.
            if !known.contains(&field.at) && row.set(field.at, &field.before).is_ok() {
                known.push(field.at);
            }
        }
    }
    Some(row)
}

/// The whole record that a change made or took away.
pub fn row_of(edit: &Edit) -> Option<Row> {
    match edit {
        Edit::Made(row) | Edit::Gone(row) => Some(row.clone()),
        Edit::Set(_) => None,
    }
}

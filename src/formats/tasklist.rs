//! A list of tasks that comes into a project: what the readers of CSV and of Taskwarrior’s export begin with.

use std::collections::HashMap;

use super::Wish;
use super::intake::Intake;
use crate::domain::draft::Moment;
use crate::domain::project::ProjectId;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};

/// A list that is being taken in.
pub(super) struct TaskList<'a, 'b> {
    pub wish: &'a Wish<'b>,
    /// The plan as it was before.
    pub snapshot: &'a Snapshot,
    pub intake: Intake<'a>,
    /// The tasks that came from the same kind of list before, by their id there.
    pub known: HashMap<String, TaskId>,
    source: &'static str,
    /// The project that tasks come into, once one is needed.
    home: Option<ProjectId>,
}

impl<'a, 'b> TaskList<'a, 'b> {
    /// Nothing has come yet. `source`: what its tasks remember as their source.
    pub fn of(source: &'static str, snapshot: &'a Snapshot, wish: &'a Wish<'b>, moment: &'a mut Moment) -> Self {
        let before = snapshot.plan.all::<Task>().filter(|task| task.source == source && !task.source_id.is_empty());
        let known = before.filter(|_| !wish.as_new).map(|task| (task.source_id.clone(), task.id)).collect();
        TaskList { wish, snapshot, intake: Intake::of(snapshot, moment), known, source, home: None }
    }

    /// The project that tasks come into. Errors: it is not said which.
    pub fn home(&mut self) -> Result<ProjectId, Refusal> {
        let home = match self.home {
            Some(home) => home,
            None => self.intake.project(self.wish.project, self.snapshot)?,
        };
        self.home = Some(home);
        Ok(home)
    }

    /// A task that is not there yet, the last under its parent; it still has to be put.
    pub fn new_task(&mut self, project: ProjectId, parent: Option<TaskId>, source_id: &str) -> Task {
        let (id, number) = self.intake.new_task(project);
        let rank = self.intake.behind(project, parent);
        let (source, source_id) = (self.source.to_owned(), source_id.to_owned());
        let captured = Some(self.intake.draft.moment.now);
        Task { project, number, parent, rank, source, source_id, captured, ..Task::blank(id) }
    }
}

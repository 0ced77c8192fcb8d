//! The tasks of each baseline. Made when somebody first asks, then kept with the tables: most of the day nobody does.

use super::super::baseline::{BaselineId, BaselineTask, BaselineTaskId};
use super::super::plan::Plan;
use super::super::sorted::Sorted;
use super::super::task::TaskId;

/// What baselines say, by baseline and task.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Baselined(Sorted<(BaselineId, TaskId, BaselineTaskId), ()>);

impl Baselined {
    pub(super) fn of_plan(plan: &Plan) -> Baselined {
        Baselined(plan.all::<BaselineTask>().map(|it| (entry(it), ())).collect())
    }

    pub(super) fn keep(&mut self, it: &BaselineTask, there: bool) {
        if there {
            self.0.insert(entry(it), ());
        } else {
            self.0.remove(&entry(it));
        }
    }

    /// What a baseline says of a task: one record, unless the file breaks a rule.
    pub fn of(&self, baseline: BaselineId, task: TaskId) -> impl Iterator<Item = BaselineTaskId> + '_ {
        let range = (baseline, task, BaselineTaskId::MIN)..=(baseline, task, BaselineTaskId::MAX);
        self.0.range(range).map(|(entry, _)| entry.2)
    }

    /// All that a baseline says, by task.
    pub fn all(&self, baseline: BaselineId) -> impl Iterator<Item = (TaskId, BaselineTaskId)> + '_ {
        let from = (baseline, TaskId::MIN, BaselineTaskId::MIN);
        let to = (baseline, TaskId::MAX, BaselineTaskId::MAX);
        self.0.range(from..=to).map(|(entry, _)| (entry.1, entry.2))
    }
}

fn entry(it: &BaselineTask) -> (BaselineId, TaskId, BaselineTaskId) {
    (it.baseline, it.task, it.id)
}

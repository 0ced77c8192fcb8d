//! What does not fit together in a schedule, in words.

use crate::domain::dates;
use crate::domain::plan::Plan;
use crate::domain::task::{ConstraintKind, TaskId};

/// Something about a task that does not fit. The schedule is computed all the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    /// The task.
    pub task: TaskId,
    /// What is wrong with it.
    pub trouble: Trouble,
}

/// What can be wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Trouble {
    /// Its constraint and its predecessors, or the clock, do not agree.
    Conflict,
    /// A summary scheduled by hand: what is under it does not fit in its dates.
    Outgrown,
    /// Its link to this predecessor closes a loop and is left out.
    Loop(TaskId),
    /// The outline above it goes round.
    OutlineLoop,
    /// Its calendar and those of its people leave no time to work.
    NoWorkingTime,
    /// Its calendar ends before its work does.
    RunsOut,
}

impl Finding {
    /// As a sentence that names the task and says what was done about it.
    pub fn words(&self, plan: &Plan) -> String {
        let task = plan.task_label(self.task);
        match self.trouble {
            Trouble::Conflict => self.conflict(plan, &task),
            Trouble::Outgrown => {
                format!("{task} is scheduled by hand, and what is under it does not fit in its dates: they are kept")
            }
            Trouble::Loop(predecessor) => {
                let other = plan.task_label(predecessor);
                format!("{task} waits for {other}, which waits for it: that link is left out; unlink one of the loop")
            }
            Trouble::OutlineLoop => {
                format!("{task} stands under itself in the outline: it counts as a task at the top; put it elsewhere")
            }
            Trouble::NoWorkingTime => {
                format!("{task} has no working time that its calendar and its people’s share: the project’s is used")
            }
            Trouble::RunsOut => format!("{task} does not end: its calendar has not enough working time"),
        }
    }

    fn conflict(&self, plan: &Plan, task: &str) -> String {
        let constraint = plan.get(self.task).and_then(|task| task.constraint);
        let Some((kind, at)) = constraint.and_then(|it| Some((it.kind, it.at?))) else {
            return format!("{task} cannot be where its constraint wants it");
        };
        let asks = match kind {
            ConstraintKind::StartNoLater => "is to start no later than",
            ConstraintKind::FinishNoLater => "is to finish no later than",
            ConstraintKind::MustFinish => "must finish on",
            ConstraintKind::FinishNoEarlier => "is to finish no earlier than",
            ConstraintKind::StartNoEarlier => "is to start no earlier than",
            ConstraintKind::MustStart | ConstraintKind::AsLateAsPossible => "must start on",
        };
        let day = dates::short(at.date(), at.date());
        format!("{task} {asks} {day}, and what it waits for does not allow that: the constraint is kept")
    }
}

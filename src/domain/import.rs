//! Records from another file put into the plan as one step.

use super::draft::Draft;
use super::outline;
use super::plan::Row;
use super::rank::Rank;
use super::refusal::Refusal;
use super::task::Task;

/// Puts the rows in, in place of those with their ids. A task without a number takes the next one of its project, a
/// new one without a rank stands behind its siblings. Whoever reads a format leaves out what breaks a rule beforehand.
pub fn carry_out(draft: &mut Draft<'_>, rows: &[Row]) -> Result<(), Refusal> {
    if rows.is_empty() {
        return Err(Refusal::plain("there is nothing to import"));
    }
    for row in rows {
        match row {
            Row::Task(task) => {
                let mut task = Task::clone(task);
                let new = draft.plan.get(task.id).is_none();
                if task.number < 1 {
                    task.number = draft.next_number(task.project);
                } else {
                    draft.plan.raise_number(task.project, task.number);
                }
                if new && task.rank == Rank::default() {
                    task.rank = outline::last_rank(&draft.plan, task.project, task.parent);
                }
                draft.put(task);
            }
            row => draft.put_row(row.clone()),
        }
    }
    Ok(())
}

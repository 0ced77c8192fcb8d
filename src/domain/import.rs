//! Records from another file put into the plan as one step.

use super::draft::Draft;
use super::id::RecordId;
use super::plan::Row;
use super::project::ProjectId;
use super::refusal::Refusal;
use super::task::Task;

/// Puts the rows in, in place of those with their ids, and takes the gone ones out. A task without a number takes the
/// next one of its project. Whoever reads a format leaves out what breaks a rule beforehand.
pub fn carry_out(
    draft: &mut Draft<'_>,
    rows: &[Row],
    gone: &[RecordId],
    numbers: &[(ProjectId, i64)],
) -> Result<(), Refusal> {
    if rows.is_empty() && gone.is_empty() {
        return Err(Refusal::plain("there is nothing to import"));
    }
    let told = rows.iter().filter_map(|row| match row {
        Row::Task(task) => Some((task.project, task.number)),
        _ => None,
    });
    for (project, number) in numbers.iter().copied().chain(told) {
        draft.plan.raise_number(project, number);
    }
    gone.iter().for_each(|id| draft.remove(*id));
    for row in rows {
        match row {
            Row::Task(task) if task.number < 1 => {
                let number = draft.next_number(task.project);
                draft.put(Task { number, ..Task::clone(task) });
            }
            row => draft.put_row(row.clone()),
        }
    }
    Ok(())
}

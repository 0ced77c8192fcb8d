//! Records from another file put into the plan as one step.

use super::draft::Draft;
use super::id::RecordId;
use super::plan::{Row, Series};
use super::refusal::Refusal;

/// Puts the rows in, in place of those with their ids, and takes the gone ones out. A task, a risk or an issue without a
/// number takes the next one of its project. Whoever reads a format leaves out what breaks a rule beforehand.
pub fn carry_out(
    draft: &mut Draft<'_>,
    rows: &[Row],
    gone: &[RecordId],
    numbers: &[(Series, i64)],
) -> Result<(), Refusal> {
    if rows.is_empty() && gone.is_empty() {
        return Err(Refusal::plain("there is nothing to import"));
    }
    for (series, number) in numbers.iter().copied().chain(rows.iter().filter_map(Row::numbered)) {
        draft.plan.raise_number(series, number);
    }
    gone.iter().for_each(|id| draft.remove(*id));
    for row in rows {
        let row = match row.numbered() {
            Some((series, number)) if number < 1 => row.clone().with_number(draft.next_number(series)),
            _ => row.clone(),
        };
        draft.put_row(row);
    }
    Ok(())
}

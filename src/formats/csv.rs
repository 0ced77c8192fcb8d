//! Tasks as CSV, both ways: one row a task, the first row names the columns.
//!
//! | column | also called | cell |
//! | --- | --- | --- |
//! | `ref` | | `WEB-12`; names a task that is there already, where there is no `id` |
//! | `id` | key, uuid | the id here, or that of the program it comes from |
//! | `title` | name, summary, task, subject | one line |
//! | `kind` | type, issue type | task, milestone or deliverable |
//! | `project` `phase` | | key or name |
//! | `column` | status, state, list | a column’s name, or words as *to do*, *in progress*, *done* |
//! | `priority` | | p0–p3, 0–3, *high*, *medium*, *low* … |
//! | `tags` `assignees` | labels; owner, assignee | words and people with commas between them; `ana:50` |
//! | `estimate` | duration | `3d`, `2d/3d/6d` |
//! | `start` `due` `planned` `started` `finished` `snoozed` | due date, deadline … | days |
//! | `recurrence` `until` | repeat, recur | `every 2w`, `again 3d`; a day |
//! | `percent` `blocked` `url` `note` `dropped` `captured` | progress, description, created … | |
//! | `parent` `predecessors` | depends on … | refs or ids; `WEB-7ss+2d` |
//!
//! Cells that a spreadsheet would take for a formula get an apostrophe in front, and exactly that comes off again. What
//! has a column is as its cell says, an empty cell empties it; what has no column stays as it is.

mod cells;
pub(super) mod dates;
mod read;
mod sheet;

use std::io;

use super::{Lost, Wish};
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Task;
use cells::COLUMNS;
pub(super) use sheet::{Sheet, guarded, sheet};

pub(super) use read::read;

/// Writes every task, or those of the wished project, by their numbers.
pub(super) fn write(snapshot: &Snapshot, wish: &Wish<'_>, out: &mut dyn io::Write) -> io::Result<Vec<Lost>> {
    let plan = &snapshot.plan;
    let mut tasks: Vec<&Task> = plan.all::<Task>().map(|task| &**task).collect();
    tasks.retain(|task| wish.project.is_none_or(|only| only == task.project));
    tasks.sort_by_key(|task| (task.project, task.number, task.id));
    let mut sheet = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    sheet.write_record(COLUMNS.iter().map(|column| column.name))?;
    for task in tasks {
        sheet.write_record(COLUMNS.iter().map(|column| guarded(&cells::cell(plan, task, column.cell))))?;
    }
    sheet.flush()?;
    Ok(Vec::new())
}

#[cfg(test)]
mod tests;

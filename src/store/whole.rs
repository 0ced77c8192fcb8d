//! The whole plan, read at once, or in two goes: what a first frame needs, and then notes, links, who works on what and
//! what baselines say of tasks. Of a large file a part is read on a second connection at the same time: it halves the
//! time to the first frame.

use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use super::rows::{self, Found, Trouble};
use super::{Error, journal, open};
use crate::domain::plan::{Kind, Plan};

/// Bytes of a file from which a second connection pays.
const LARGE: u64 = 8 << 20;

/// What is read, and which part of it on the second connection.
struct Part {
    /// The kinds that the second connection reads.
    aside: &'static [Kind],
    /// Those that nobody reads.
    left: &'static [Kind],
    /// The tasks of the first connection, and those of the second: so many that both take as long.
    tasks: [&'static str; 2],
}

const WHOLE: Part = Part {
    aside: &REST,
    left: &[],
    tasks: [
        "WHERE rowid <= (SELECT max(rowid) * 3 / 4 FROM task)",
        "WHERE rowid > (SELECT max(rowid) * 3 / 4 FROM task)",
    ],
};

/// What a first frame can do without.
const REST: [Kind; 9] = [
    Kind::Note,
    Kind::Link,
    Kind::Assignment,
    Kind::BaselineTask,
    Kind::ResourceUse,
    Kind::Risk,
    Kind::RiskTask,
    Kind::Issue,
    Kind::IssueTask,
];

const FRONT: Part = Part {
    aside: &[],
    left: &REST,
    tasks: ["WHERE rowid <= (SELECT max(rowid) / 2 FROM task)", "WHERE rowid > (SELECT max(rowid) / 2 FROM task)"],
};

/// The plan, and the number of the last journal line it contains.
pub(super) fn load(connection: &Connection, path: &Path) -> Result<(Plan, i64), Error> {
    load_part(connection, path, &WHOLE)
}

/// The plan without notes, links, assignments, uses and the tasks of baselines, and the number of the last journal line it contains.
pub(super) fn load_front(connection: &Connection, path: &Path) -> Result<(Plan, i64), Error> {
    load_part(connection, path, &FRONT)
}

/// The whole plan, where `front` is what [`load_front`] gave at line `seen`. What was written since counts, too.
pub(super) fn load_rest(connection: &Connection, path: &Path, front: Plan, seen: i64) -> Result<(Plan, i64), Error> {
    let reading = connection.unchecked_transaction().map_err(|error| Error::of(path, &error))?;
    if journal::newest(&reading).map_err(|error| Error::of(path, &error))? != seen {
        drop(reading);
        return load(connection, path);
    }
    let mut found = Found::default();
    for kind in REST {
        rows::find(&reading, kind, "", &[], &mut found).map_err(|trouble| trouble.of(path, kind))?;
    }
    Ok((front.with_rest(found.rows), seen))
}

fn load_part(connection: &Connection, path: &Path, part: &Part) -> Result<(Plan, i64), Error> {
    let failed = |error: rusqlite::Error| Error::of(path, &error);
    let unreadable = |(kind, trouble): (Kind, Trouble)| trouble.of(path, kind);
    // One transaction, so that rows and number belong together whatever others write meanwhile.
    let reading = connection.unchecked_transaction().map_err(failed)?;
    let seen = journal::newest(&reading).map_err(failed)?;
    let is_large = std::fs::metadata(path).is_ok_and(|file| file.len() >= LARGE);
    let (first, last) = thread::scope(|scope| {
        let last = is_large.then(|| scope.spawn(|| read_aside(path, seen, part)));
        (read_first(&reading, part), last.and_then(|thread| thread.join().ok()).flatten())
    });
    let first = first.map_err(unreadable)?;
    let last = last.map_or_else(|| read_last(&reading, part).map_err(unreadable), Ok)?;
    let mut plan = Plan::of(first.rows.into_iter().chain(last.rows), first.touched.into_iter().chain(last.touched));
    for (project, number) in rows::numbers(&reading).map_err(|trouble| unreadable((Kind::Project, trouble)))? {
        plan.raise_number(project, number);
    }
    Ok((plan, seen))
}

fn read_first(connection: &Connection, part: &Part) -> Result<Found, (Kind, Trouble)> {
    let mut found = Found::default();
    for kind in Kind::ALL.iter().copied().filter(|kind| !part.aside.contains(kind) && !part.left.contains(kind)) {
        let which = if kind == Kind::Task { part.tasks[0] } else { "" };
        rows::find(connection, kind, which, &[], &mut found).map_err(|trouble| (kind, trouble))?;
    }
    Ok(found)
}

fn read_last(connection: &Connection, part: &Part) -> Result<Found, (Kind, Trouble)> {
    let mut found = Found::default();
    for (kind, which) in [(Kind::Task, part.tasks[1])].into_iter().chain(part.aside.iter().map(|kind| (*kind, ""))) {
        rows::find(connection, kind, which, &[], &mut found).map_err(|trouble| (kind, trouble))?;
    }
    Ok(found)
}

/// Reads the last part on a connection of its own. Nothing where that cannot be, or where somebody has written since
/// line `seen`: the two parts would not belong together.
fn read_aside(path: &Path, seen: i64, part: &Part) -> Option<Found> {
    let connection = open::connect_reading(path, Duration::ZERO).ok()?;
    let reading = connection.unchecked_transaction().ok()?;
    (journal::newest(&reading).ok()? == seen).then(|| read_last(&reading, part).ok())?
}

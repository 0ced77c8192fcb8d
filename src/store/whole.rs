//! The whole plan, read at once. Of a large file the links, assignments and notes, and a part of the tasks, are read on
//! a second connection at the same time: it halves the time to the first frame.

use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use super::rows::{self, Found, Trouble};
use super::{Error, journal, open};
use crate::domain::plan::{Kind, Plan};

/// What the second connection reads besides the last tasks.
const ASIDE: [Kind; 3] = [Kind::Note, Kind::Link, Kind::Assignment];
/// Bytes of a file from which a second connection pays.
const LARGE: u64 = 8 << 20;
/// The tasks up to this one, and those behind it. A quarter of them and [`ASIDE`] take as long as the other tasks.
const FIRST: &str = "WHERE rowid <= (SELECT max(rowid) * 3 / 4 FROM task)";
const LAST: &str = "WHERE rowid > (SELECT max(rowid) * 3 / 4 FROM task)";

/// The plan, and the number of the last journal line it contains.
pub(super) fn load(connection: &Connection, path: &Path) -> Result<(Plan, i64), Error> {
    let failed = |error: rusqlite::Error| Error::of(path, &error);
    let unreadable = |(kind, trouble): (Kind, Trouble)| trouble.of(path, kind);
    // One transaction, so that rows and number belong together whatever others write meanwhile.
    let reading = connection.unchecked_transaction().map_err(failed)?;
    let seen = journal::newest(&reading).map_err(failed)?;
    let is_large = std::fs::metadata(path).is_ok_and(|file| file.len() >= LARGE);
    let (first, last) = thread::scope(|scope| {
        let last = is_large.then(|| scope.spawn(|| read_aside(path, seen)));
        (read_first(&reading), last.and_then(|thread| thread.join().ok()).flatten())
    });
    let first = first.map_err(unreadable)?;
    let last = last.map_or_else(|| read_last(&reading).map_err(unreadable), Ok)?;
    let mut plan = Plan::of(first.rows.into_iter().chain(last.rows), first.touched.into_iter().chain(last.touched));
    for (project, number) in rows::numbers(&reading).map_err(|trouble| unreadable((Kind::Project, trouble)))? {
        plan.raise_number(project, number);
    }
    Ok((plan, seen))
}

fn read_first(connection: &Connection) -> Result<Found, (Kind, Trouble)> {
    let mut found = Found::default();
    for kind in Kind::ALL.iter().copied().filter(|kind| !ASIDE.contains(kind)) {
        let which = if kind == Kind::Task { FIRST } else { "" };
        rows::find(connection, kind, which, &[], &mut found).map_err(|trouble| (kind, trouble))?;
    }
    Ok(found)
}

fn read_last(connection: &Connection) -> Result<Found, (Kind, Trouble)> {
    let mut found = Found::default();
    for (kind, which) in [(Kind::Task, LAST)].into_iter().chain(ASIDE.map(|kind| (kind, ""))) {
        rows::find(connection, kind, which, &[], &mut found).map_err(|trouble| (kind, trouble))?;
    }
    Ok(found)
}

/// Reads the last part on a connection of its own. Nothing where that cannot be, or where somebody has written since
/// line `seen`: the two parts would not belong together.
fn read_aside(path: &Path, seen: i64) -> Option<Found> {
    let connection = open::connect_reading(path, Duration::ZERO).ok()?;
    let reading = connection.unchecked_transaction().ok()?;
    (journal::newest(&reading).ok()? == seen).then(|| read_last(&reading).ok())?
}

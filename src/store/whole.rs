//! The whole plan, read at once, and what a first frame shows of it. Of a large file a part is read on a second
//! connection at the same time: it takes little more than half the time.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ToSql};

use super::rows::{self, Found, Trouble};
use super::{Error, journal, open};
use crate::domain::both::both;
use crate::domain::column::Meaning;
use crate::domain::plan::{Kind, Plan};

/// Bytes of a file from which a second connection pays.
const LARGE: u64 = 8 << 20;

/// What is read on the second connection.
const ASIDE: [Kind; 9] = [
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

/// The tasks of the first connection, and those of the second: so many that both take as long.
const TASKS: [&str; 2] =
    ["WHERE rowid <= (SELECT max(rowid) * 3 / 4 FROM task)", "WHERE rowid > (SELECT max(rowid) * 3 / 4 FROM task)"];

/// What a first frame shows besides tasks.
const FRONT: [Kind; 4] = [Kind::Person, Kind::Project, Kind::Phase, Kind::Column];

/// The tasks in progress: the cards of the columns of that meaning. A summary is no card: it shows by a child.
const BEGUN: &str = "WHERE place_column IN (SELECT id FROM \"column\" WHERE meaning = ?1) AND dropped IS NULL
    AND NOT EXISTS (SELECT 1 FROM task AS child WHERE child.parent = task.id AND child.dropped IS NULL)";

/// Of the plan what a first frame of Today shows, projects and what is in progress, and the number of its last line.
pub(super) fn load_front(connection: &Connection, path: &Path) -> Result<(Plan, i64), Error> {
    let failed = |error: rusqlite::Error| Error::of(path, &error);
    let unreadable = |(kind, trouble): (Kind, Trouble)| trouble.of(path, kind);
    let reading = connection.unchecked_transaction().map_err(failed)?;
    let seen = journal::newest(&reading).map_err(failed)?;
    let mut found = Found::default();
    let mut find = |kind: Kind, which: &str, parameters: &[&dyn ToSql]| {
        rows::find(&reading, kind, which, parameters, &mut found).map_err(|trouble| unreadable((kind, trouble)))
    };
    FRONT.iter().try_for_each(|kind| find(*kind, "", &[]))?;
    find(Kind::Task, BEGUN, &[&Meaning::Doing.word()])?;
    Ok((numbered(&reading, Plan::of(found.rows, found.touched)).map_err(unreadable)?, seen))
}

/// The plan, and the number of the last journal line it contains.
pub(super) fn load(connection: &Connection, path: &Path) -> Result<(Plan, i64), Error> {
    let failed = |error: rusqlite::Error| Error::of(path, &error);
    let unreadable = |(kind, trouble): (Kind, Trouble)| trouble.of(path, kind);
    // One transaction, so that rows and number belong together whatever others write meanwhile.
    let reading = connection.unchecked_transaction().map_err(failed)?;
    let seen = journal::newest(&reading).map_err(failed)?;
    let is_large = std::fs::metadata(path).is_ok_and(|file| file.len() >= LARGE);
    let aside = || if is_large { read_aside(path, seen) } else { None };
    let (first, last) = both(is_large, || read_first(&reading), aside);
    let first = first.map_err(unreadable)?;
    let last = last.map_or_else(|| read_last(&reading).map_err(unreadable), Ok)?;
    let plan = Plan::of(first.rows.into_iter().chain(last.rows), first.touched.into_iter().chain(last.touched));
    Ok((numbered(&reading, plan).map_err(unreadable)?, seen))
}

/// The plan with the numbers that were given.
fn numbered(connection: &Connection, mut plan: Plan) -> Result<Plan, (Kind, Trouble)> {
    for (series, number) in rows::numbers(connection).map_err(|trouble| (Kind::Project, trouble))? {
        plan.raise_number(series, number);
    }
    Ok(plan)
}

fn read_first(connection: &Connection) -> Result<Found, (Kind, Trouble)> {
    let mut found = Found::default();
    for kind in Kind::ALL.iter().copied().filter(|kind| !ASIDE.contains(kind)) {
        let which = if kind == Kind::Task { TASKS[0] } else { "" };
        rows::find(connection, kind, which, &[], &mut found).map_err(|trouble| (kind, trouble))?;
    }
    Ok(found)
}

fn read_last(connection: &Connection) -> Result<Found, (Kind, Trouble)> {
    let mut found = Found::default();
    for (kind, which) in [(Kind::Task, TASKS[1])].into_iter().chain(ASIDE.iter().map(|kind| (*kind, ""))) {
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

//! A long stretch of the journal, read in two halves at the same time, the later one on a second connection: a standup
//! behind ten thousand lines waits for little else.

use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use super::{Trouble, between, open};
use crate::domain::change::Line;

/// Changes from which a second connection pays.
const LONG: i64 = 2_000;

/// The lines behind one number up to another, oldest first. `path` is the file of the connection.
pub(in crate::store) fn read(
    connection: &Connection,
    path: &Path,
    behind: i64,
    last: i64,
) -> Result<Vec<Line>, Trouble> {
    let Some(middle) = middle(connection, behind, last)? else { return between(connection, behind, last) };
    let newest = id(connection, last)?;
    let (earlier, later) = thread::scope(|scope| {
        let later = scope.spawn(|| read_aside(path, newest, middle, last));
        (between(connection, behind, middle), later.join().ok().flatten())
    });
    let mut lines = earlier?;
    lines.extend(later.map_or_else(|| between(connection, middle, last), Ok)?);
    Ok(lines)
}

/// Reads the later half on a connection of its own. Nothing where that cannot be, or where the file at this path is not
/// that of the other half: its line `last` is another one. Lines are only ever added, so that what is written meanwhile
/// makes no difference.
fn read_aside(path: &Path, newest: Option<[u8; 16]>, behind: i64, last: i64) -> Option<Vec<Line>> {
    let connection = open::connect_reading(path, Duration::ZERO).ok()?;
    (id(&connection, last).ok()? == newest).then(|| between(&connection, behind, last).ok())?
}

/// The line that the earlier half ends with: so that both have as many changes, for one line may have most of them.
/// None: all is read sooner on one connection.
fn middle(connection: &Connection, behind: i64, last: i64) -> Result<Option<i64>, rusqlite::Error> {
    // Changes lie in the order of their lines.
    let at = |which: &str, number: i64| -> Result<Option<(i64, i64)>, rusqlite::Error> {
        let sql = format!("SELECT rowid, line FROM change WHERE {which} LIMIT 1");
        connection.prepare_cached(&sql)?.query_row([number], |row| Ok((row.get(0)?, row.get(1)?))).optional()
    };
    let first = at("line > ?1 ORDER BY line, position", behind)?;
    let end = at("line <= ?1 ORDER BY line DESC, position DESC", last)?;
    let Some(((from, first), (to, end))) =
        first.zip(end).filter(|((from, _), (to, _))| to.saturating_sub(*from) >= LONG)
    else {
        return Ok(None);
    };
    let half = from + to.saturating_sub(from) / 2;
    let Some((_, line)) = at("rowid >= ?1 ORDER BY rowid", half)? else { return Ok(None) };
    let begins = at("line >= ?1 ORDER BY line, position", line)?.map_or(from, |(row, _)| row);
    let ends = at("line > ?1 ORDER BY line, position", line)?.map_or(to, |(row, _)| row);
    let later = line == end || line > first && half.saturating_sub(begins) < ends.saturating_sub(half);
    Ok(Some(if later { line - 1 } else { line }).filter(|middle| (first..end).contains(middle)))
}

/// Who a line is.
fn id(connection: &Connection, number: i64) -> Result<Option<[u8; 16]>, rusqlite::Error> {
    let sql = "SELECT id FROM journal WHERE number = ?1";
    connection.prepare_cached(sql)?.query_row([number], |row| row.get(0)).optional()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::Command;
    use crate::domain::plan::Row;
    use crate::domain::project::Project;
    use crate::domain::record::Record;
    use crate::domain::task::Task;
    use crate::store::tests::{moment, opening, project, task, workspace};

    #[test]
    fn a_long_stretch_is_the_same_however_it_is_read() {
        let directory = tempfile::TempDir::new().unwrap();
        let (opening, mut moment) = (opening(&directory, 1), moment(1));
        let mut it = workspace(opening.clone());
        it.run(&project(&mut moment), &mut moment).unwrap();
        let project = it.snapshot().plan.all::<Project>().next().unwrap().id;
        for (many, title) in [(1_200, "Login page"), (1_200, "Search")] {
            let number = it.snapshot().plan.last_number(project);
            let row = |at| Task { project, number: number + at, title: title.into(), ..Task::blank(moment.ids.take()) };
            let rows = (1..=many).map(row).map(|it| Row::Task(it.into())).collect();
            let import = Command::Import { rows, gone: Vec::new(), numbers: Vec::new(), what: title.to_owned() };
            it.run(&import, &mut moment).unwrap();
            let one = task(&it.snapshot().plan, &mut moment, "Basket", "");
            it.run(&one, &mut moment).unwrap();
        }
        let connection = it.store().connection().unwrap();
        let read = |behind, last| read(connection, &opening.path, behind, last).ok().unwrap();
        let all = super::super::read(connection, "ORDER BY number", &[]).ok().unwrap();
        for behind in 0..=5 {
            for last in behind..=5 {
                let numbers = usize::try_from(behind).unwrap()..usize::try_from(last).unwrap();
                assert_eq!(read(behind, last), all[numbers], "behind {behind}, up to {last}");
            }
        }
        assert_eq!(read(0, i64::MAX), all);
        let middle = middle(connection, -1, 5).unwrap().unwrap();
        assert!((2..4).contains(&middle), "as many changes behind it as before it");
        assert_eq!(super::middle(connection, 1, 2).unwrap(), None, "one line");
        let newest = id(connection, 5).unwrap();
        let later = all.len() - usize::try_from(5 - middle).unwrap();
        assert_eq!(read_aside(&opening.path, newest, middle, 5).unwrap(), all[later..]);
        assert!(read_aside(&opening.path, Some([7; 16]), middle, 5).is_none(), "the file of another journal");
    }
}

//! The plan as one SQLite file: open, load, begin, commit, steps, backup.
//!
//! A step is written under the write lock, rows and journal line in one transaction, and is on disk when
//! [`Writing::commit`] returns. What the file says is trusted no further than it has been looked through.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use uuid::Uuid;

use crate::domain::change::{Line, LineKind, Step};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::history::Mark;
use crate::domain::id::RecordId;
use crate::domain::plan::{Kind, Plan, Series};

mod backup;
mod check;
mod error;
mod journal;
pub mod machine;
mod open;
mod rows;
mod site;
mod sparse;
pub mod spool;
mod whole;

pub use backup::restore;
pub use error::{Error, Named};
use rows::{Trouble, Unwritten};
use site::Identity;

/// The version of SQLite, and the newest version of a file that this program knows.
pub fn versions() -> (&'static str, i64) {
    (rusqlite::version(), open::newest_version())
}

/// Bytes of the write-ahead log after which a step folds it into the file. A command that finds nobody else there reads
/// the whole log when it opens the file, so it is kept short.
const LONGEST_LOG: u64 = 400 << 10;

/// How a file is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Where it is.
    pub path: PathBuf,
    /// Make it where there is none.
    pub create: bool,
    /// Which machine writes.
    pub machine: Uuid,
    /// How long to wait for a lock.
    pub patience: Duration,
}

/// An open file.
pub struct Store {
    opening: Opening,
    /// None after the disk failed and the file could not be opened again.
    connection: Option<Connection>,
    read_only: bool,
    identity: Option<Identity>,
    /// The day on which it was last seen to that there is a backup.
    backed_up: Option<NaiveDate>,
    warnings: Vec<String>,
}

/// The write lock, held for a few milliseconds: decide on [`Writing::lines`], then commit. Dropped, it changes nothing.
pub struct Writing<'a> {
    store: &'a mut Store,
    /// The lines that others have written since the plan was read.
    pub lines: Vec<Line>,
    /// The last number given in each series.
    pub numbers: Vec<(Series, i64)>,
}

impl Store {
    /// Opens a file, or makes one; migrates an older one after a backup. Errors: in words, naming the file.
    pub fn open(opening: Opening) -> Result<Store, Error> {
        // An absolute path means the same after a change of directory, and is never taken for a URI.
        let path = std::path::absolute(&opening.path).unwrap_or(opening.path);
        let opening = Opening { path, ..opening };
        let mut store = Store {
            opening,
            connection: None,
            read_only: false,
            identity: None,
            backed_up: None,
            warnings: Vec::new(),
        };
        store.reopen()?;
        Ok(store)
    }

    fn reopen(&mut self) -> Result<(), Error> {
        self.connection = None;
        let (connection, read_only) = open::open(&self.opening)?;
        self.identity = Identity::of(self.path()).map_err(|_| Error::Vanished(self.path().into()))?;
        (self.connection, self.read_only) = (Some(connection), read_only);
        Ok(())
    }

    /// How long to wait for a lock from here on; none: as long as was said when the file was opened.
    pub fn wait_at_most(&self, patience: Option<Duration>) {
        if let Some(connection) = &self.connection {
            // It fails for no reason of the file’s; then the wait is as long as before.
            let _ = connection.busy_timeout(patience.unwrap_or(self.opening.patience));
        }
    }

    /// From here on nothing waits for the disk: for a throw-away file, which no power cut has to spare.
    pub fn do_not_sync(&self) -> Result<(), Error> {
        let off = "PRAGMA synchronous = OFF";
        self.connection()?.execute_batch(off).map_err(|error| self.sql_failed(&error))
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.opening.path
    }

    /// Can it only be read?
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    fn connection(&self) -> Result<&Connection, Error> {
        let failed = || Error::Failed { file: self.path().into(), what: "it could not be opened again".to_owned() };
        self.connection.as_ref().ok_or_else(failed)
    }

    fn sql_failed(&self, error: &rusqlite::Error) -> Error {
        Error::of(self.path(), error)
    }

    fn failed(&self, trouble: Trouble) -> Error {
        trouble.of(self.path(), Kind::Task)
    }

    /// The whole plan, and the number of the last journal line it contains.
    pub fn load(&mut self) -> Result<(Plan, i64), Error> {
        whole::load(self.connection()?, self.path())
    }

    /// Of the plan what a first frame of Today shows: projects, columns, people, and the tasks in progress; and the
    /// number of the last line.
    pub fn load_front(&self) -> Result<(Plan, i64), Error> {
        whole::load_front(self.connection()?, self.path())
    }

    /// As much of the plan as this capture reads (or all of these captures): the small tables, and of tasks only those
    /// that it names or stands beside; and the number of the last line. Of any other command the whole plan.
    pub fn load_for(&mut self, capture: &Command) -> Result<(Plan, i64), Error> {
        let connection = self.connection()?;
        let reading = connection.unchecked_transaction().map_err(|error| self.sql_failed(&error))?;
        let seen = journal::newest(&reading).map_err(|error| self.sql_failed(&error))?;
        let sparse = sparse::load(&reading, capture).map_err(|(kind, trouble)| trouble.of(self.path(), kind))?;
        drop(reading);
        sparse.map_or_else(|| self.load(), |plan| Ok((plan, seen)))
    }

    /// Takes the write lock; gives the lines written after `seen`. Errors: locked for longer than the patience, only
    /// readable, gone or replaced.
    pub fn begin(&mut self, seen: i64) -> Result<Writing<'_>, Error> {
        self.reopen_if_closed()?;
        if self.read_only {
            return Err(Error::ReadOnly(self.path().into()));
        }
        self.see_to_a_backup();
        self.connection()?.execute_batch("BEGIN IMMEDIATE").map_err(|error| self.sql_failed(&error))?;
        // From here on a drop gives the lock back.
        let mut writing = Writing { store: self, lines: Vec::new(), numbers: Vec::new() };
        // Looked at under the lock: who replaces the file in order holds it too.
        writing.store.still_there()?;
        writing.lines = writing.store.lines_after(seen)?;
        let numbers = rows::numbers(writing.store.connection()?);
        writing.numbers = numbers.map_err(|trouble| writing.store.failed(trouble))?;
        Ok(writing)
    }

    /// Makes the daily backup before the first step of a day. A backup that cannot be made does not keep anybody from
    /// working: it is a warning.
    fn see_to_a_backup(&mut self) {
        let today = backup::today();
        if self.backed_up == Some(today) {
            return;
        }
        self.backed_up = Some(today);
        let Ok(connection) = self.connection() else { return };
        if backup::last_written(self.path()).is_some_and(|day| day < today)
            && let Err(error) = backup::daily(connection, self.path(), today)
        {
            self.warnings.push(format!("there is no backup of today: {error}"));
        }
    }

    /// What the person should know about the file: where it lies, a daily backup that could not be made. Sentences.
    pub fn warnings(&self) -> Vec<String> {
        let mut all = site::warnings(self.path());
        all.extend(self.warnings.iter().cloned());
        all
    }

    /// Copies the file, as it is now, to `to`, or beside it under the present instant; gives where the copy is. Errors:
    /// there is a file already, the disk is full.
    pub fn backup(&self, to: Option<&Path>) -> Result<PathBuf, Error> {
        backup::copy_to(self.connection()?, self.path(), to)
    }

    /// Folds the write-ahead log into the file, as far as others who read allow; if this is the last to close it, the
    /// log goes and it is one file again. For the screens on leaving: a single command would pay more for it than for
    /// its step.
    pub fn tidy(&mut self) -> Result<(), Error> {
        let connection = self.connection()?;
        let folded = connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)
            .and_then(|_| connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
        folded.map_err(|error| self.sql_failed(&error))
    }

    /// Folds a long log into the file, unless somebody is reading just now: then a later step does it.
    fn keep_the_log_short(&self) {
        let log = site::beside(self.path(), "-wal");
        let is_long = std::fs::metadata(log).is_ok_and(|log| log.len() > LONGEST_LOG);
        if let Some(connection) = self.connection.as_ref().filter(|_| is_long) {
            // The step is on disk already; what fails here is tried again after the next one.
            let _ = connection.busy_timeout(Duration::ZERO);
            let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            let _ = connection.busy_timeout(self.opening.patience);
        }
    }

    /// Is it still the file that was opened? Errors: gone, or replaced.
    fn still_there(&self) -> Result<(), Error> {
        match Identity::of(self.path()) {
            Err(_) => Err(Error::Vanished(self.path().into())),
            Ok(now) if now != self.identity => Err(Error::Replaced(self.path().into())),
            Ok(_) => Ok(()),
        }
    }

    fn lines(&self, which: &str, parameters: &[&dyn rusqlite::ToSql]) -> Result<Vec<Line>, Error> {
        journal::read(self.connection()?, which, parameters).map_err(|trouble| self.failed(trouble))
    }

    /// Lines after this number, oldest first.
    pub fn lines_after(&self, number: i64) -> Result<Vec<Line>, Error> {
        let mut lines = Vec::new();
        let read = journal::between(self.connection()?, number, i64::MAX, |line| lines.push(line));
        read.map(|()| lines).map_err(|trouble| self.failed(trouble))
    }

    /// Lines after one number up to another, oldest first; a long stretch on two threads.
    pub fn lines_between(&self, after: i64, last: i64) -> Result<Vec<Arc<Line>>, Error> {
        let lines = journal::pieces::read(self.connection()?, self.path(), after, last);
        lines.map_err(|trouble| self.failed(trouble))
    }

    /// Where the lines behind this mark begin: the number of the first of them, though it may be still to be written.
    pub fn first_behind(&self, mark: Mark) -> Result<i64, Error> {
        journal::first_behind(self.connection()?, mark).map_err(|error| self.sql_failed(&error))
    }

    /// The line with this number, if there is one.
    pub fn line_at(&self, number: i64) -> Result<Option<Uuid>, Error> {
        journal::line_at(self.connection()?, number).map_err(|error| self.sql_failed(&error))
    }

    /// The newest lines, newest first, at most so many.
    pub fn newest(&self, most: usize) -> Result<Vec<Line>, Error> {
        self.lines("ORDER BY number DESC LIMIT ?1", &[&i64::try_from(most).unwrap_or(i64::MAX)])
    }

    /// The lines that changed one of these records, oldest first.
    pub fn lines_of(&self, records: &[RecordId]) -> Result<Vec<Line>, Error> {
        let numbers = journal::numbers_of(self.connection()?, records).map_err(|error| self.sql_failed(&error))?;
        let mut lines = Vec::new();
        for number in numbers {
            lines.extend(self.lines("WHERE number = ?1", &[&number])?);
        }
        Ok(lines)
    }

    /// Shows this machine’s lines by id and kind, newest first, for as long as `look` asks for more.
    pub fn tail<T>(&self, look: impl FnOnce(&mut dyn Iterator<Item = (Uuid, LineKind)>) -> T) -> Result<T, Error> {
        journal::tail(self.connection()?, self.opening.machine, look).map_err(|trouble| self.failed(trouble))
    }

    /// The newest line that made, took back or did again this step.
    pub fn newest_of(&self, step: Uuid) -> Result<Line, Error> {
        let which = "WHERE id = ?1 OR answers = ?1 ORDER BY number DESC LIMIT 1";
        let mut lines = self.lines(which, &[&step.as_bytes().as_slice()])?;
        lines.pop().ok_or_else(|| Error::damaged(self.path(), format!("its journal has no line {step}")))
    }

    /// Is the line in the file? Opens the file again where it could not be opened after the disk had failed.
    pub fn has(&mut self, line: Uuid) -> Result<bool, Error> {
        self.reopen_if_closed()?;
        journal::has(self.connection()?, line).map_err(|error| self.sql_failed(&error))
    }

    fn reopen_if_closed(&mut self) -> Result<(), Error> {
        if self.connection.is_none() { self.reopen() } else { Ok(()) }
    }

    /// A number that moves when another connection has written. Errors: the file is gone or was replaced.
    pub fn data_version(&mut self) -> Result<i64, Error> {
        self.reopen_if_closed()?;
        self.still_there()?;
        let mut statement =
            self.connection()?.prepare_cached("PRAGMA data_version").map_err(|error| self.sql_failed(&error))?;
        statement.query_row([], |row| row.get(0)).map_err(|error| self.sql_failed(&error))
    }
}

impl Writing<'_> {
    /// The file that is being written, to read from.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Writes the step: rows, journal line and numbers of `plan`, in one transaction, durably, by the person and at the
    /// instant of `moment`. Gives the line. Errors:
    /// the step is not in the file, unless the error says otherwise ([`Error::Unsure`]).
    pub fn commit(self, step: &Step, plan: &Plan, moment: &Moment) -> Result<Line, Error> {
        let connection = self.store.connection()?;
        let machine = self.store.opening.machine;
        let written = || -> Result<Line, Unwritten> {
            let line = journal::write(connection, machine, step, moment)?;
            rows::write(connection, &line.changes, plan, line.at())?;
            rows::raise_numbers(connection, &self.numbers, plan)?;
            Ok(line)
        };
        let line = match written() {
            Ok(line) => line,
            Err(Unwritten::Astray(id)) => {
                let what = format!("the {} {} is not in its table as the journal says", id.kind.word(), id.id);
                return Err(Error::damaged(self.store.path(), what));
            }
            // Nothing is committed: dropping the lock takes back what was written.
            Err(Unwritten::Sql(error)) => return Err(self.store.sql_failed(&error)),
        };
        match connection.execute_batch("COMMIT") {
            Ok(()) => {
                self.store.keep_the_log_short();
                Ok(line)
            }
            Err(error) => Err(self.store.look_again(&line, &error)),
        }
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.store.connection.as_ref().filter(|connection| !connection.is_autocommit()) {
            // A rollback that fails has been made by SQLite already, or is made when the file is opened next.
            let _ = connection.execute_batch("ROLLBACK");
        }
    }
}

impl Store {
    /// After a commit that failed: what is in the file? Closes it, opens it again and reads, for SQLite may have
    /// written the step before the disk failed. An fsync is not tried again.
    fn look_again(&mut self, line: &Line, error: &rusqlite::Error) -> Error {
        let refused = matches!(
            error.sqlite_error_code(),
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::ConstraintViolation)
        );
        if refused {
            return self.sql_failed(error);
        }
        let first = self.sql_failed(error);
        let stored = match self.reopen() {
            Ok(()) => self.connection().ok().and_then(|connection| journal::has(connection, line.id).ok()),
            Err(_) => None,
        };
        match (stored, first) {
            (Some(false), full @ Error::Full(_)) => full,
            (stored, _) => Error::Unsure { file: self.path().into(), what: error.to_string(), stored, line: line.id },
        }
    }
}

#[cfg(test)]
mod tests;

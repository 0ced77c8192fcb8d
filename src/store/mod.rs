//! The plan as one SQLite file: open, load, begin, commit, steps, backup.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::change::{Line, LineKind, Step};
use crate::domain::command::Command;
use crate::domain::id::RecordId;
use crate::domain::person::PersonId;
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;

mod error;
pub use error::Error;

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
}

/// The write lock, held for a few milliseconds: decide on [`Writing::lines`], then commit. Dropped, it changes nothing.
pub struct Writing<'a> {
    store: &'a mut Store,
    /// The lines that others have written since the plan was read.
    pub lines: Vec<Line>,
    /// The last number given in each project.
    pub numbers: Vec<(ProjectId, i64)>,
}

impl Store {
    /// Opens a file, or makes one; migrates an older one after a backup. Errors: in words, naming the file.
    pub fn open(opening: Opening) -> Result<Store, Error> {
        Ok(Store { opening })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.opening.path
    }

    /// The whole plan, and the number of the last journal line it contains.
    pub fn load(&mut self) -> Result<(Plan, i64), Error> {
        Err(Error::Unwritten)
    }

    /// As much of the plan as this capture reads: the small tables, and of tasks only those that it names or stands
    /// beside; and the number of the last line.
    pub fn load_for(&mut self, capture: &Command) -> Result<(Plan, i64), Error> {
        let _ = capture;
        Err(Error::Unwritten)
    }

    /// Takes the write lock; gives the lines written after `seen`.
    pub fn begin(&mut self, seen: i64) -> Result<Writing<'_>, Error> {
        let _ = seen;
        Ok(Writing { store: self, lines: Vec::new(), numbers: Vec::new() })
    }

    /// Lines after this number, oldest first.
    pub fn lines_after(&self, number: i64) -> Result<Vec<Line>, Error> {
        let _ = number;
        Err(Error::Unwritten)
    }

    /// Lines written at this instant or later, oldest first.
    pub fn lines_since(&self, at: DateTime<Utc>) -> Result<Vec<Line>, Error> {
        let _ = at;
        Err(Error::Unwritten)
    }

    /// The newest lines, newest first, at most so many.
    pub fn newest(&self, most: usize) -> Result<Vec<Line>, Error> {
        let _ = most;
        Err(Error::Unwritten)
    }

    /// The lines that changed one of these records, oldest first.
    pub fn lines_of(&self, records: &[RecordId]) -> Result<Vec<Line>, Error> {
        let _ = records;
        Err(Error::Unwritten)
    }

    /// This machine’s lines by id and kind, newest first.
    pub fn tail(&self) -> Result<Vec<(Uuid, LineKind)>, Error> {
        Err(Error::Unwritten)
    }

    /// The newest line that made, took back or did again this step.
    pub fn newest_of(&self, step: Uuid) -> Result<Line, Error> {
        let _ = step;
        Err(Error::Unwritten)
    }

    /// A number that moves when another connection has written.
    pub fn data_version(&self) -> Result<i64, Error> {
        Err(Error::Unwritten)
    }
}

impl Writing<'_> {
    /// The file that is being written, to read from.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Writes the step: rows, journal line and numbers of `plan`, in one transaction, durably. Gives the line.
    pub fn commit(self, step: &Step, plan: &Plan, person: Option<PersonId>) -> Result<Line, Error> {
        let _ = (self.store, step, plan, person);
        Err(Error::Unwritten)
    }
}

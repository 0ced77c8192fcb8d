//! What can go wrong with a file, in words that name it and say what to do.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use rusqlite::ErrorCode;
use uuid::Uuid;

use crate::text::{cut, visible};

/// Columns that a reason may take in a sentence.
const LONGEST_REASON: usize = 160;

/// A path, made safe to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named(PathBuf);

impl Named {
    /// The path itself.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl From<&Path> for Named {
    fn from(path: &Path) -> Self {
        Named(path.to_owned())
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.0.to_string_lossy()))
    }
}

/// Why a file could not be read or written. Each is one sentence without a full stop: what is wrong, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file, and none was to be made.
    #[error("there is no file {0}; make a project first: milepost new KEY NAME")]
    NotThere(Named),
    /// It is something else: a directory, a device.
    #[error("{0} is not a file; name one with --db FILE")]
    NotAFile(Named),
    /// Its directory does not exist and could not be made.
    #[error("the directory of {file} cannot be made ({why}); make it, or name another file with --db FILE")]
    NoDirectory {
        /// The file.
        file: Named,
        /// What the system said.
        why: String,
    },
    /// A file of another program.
    #[error("{0} is not a file of milepost; name another one with --db FILE")]
    NotOurs(Named),
    /// A file of milepost whose tables are not those of its version.
    #[error(
        "the tables of {0} are not those of milepost: it was made or changed by something else; bring back a backup with milepost restore FILE"
    )]
    Strange(Named),
    /// Written by a newer milepost.
    #[error(
        "{file} was written by a newer milepost (version {version} of the file, this program knows {known}); update milepost"
    )]
    Newer {
        /// The file.
        file: Named,
        /// Its version.
        version: i64,
        /// The newest version that this program can read.
        known: i64,
    },
    /// It cannot be read, or what is read makes no sense.
    #[error("{file} is damaged ({what}); {}", instead_of_damaged(.backup))]
    Damaged {
        /// The file.
        file: Named,
        /// What does not fit.
        what: String,
        /// The newest backup that is in order, if there is one.
        backup: Option<Named>,
    },
    /// Another program holds the lock for too long.
    #[error("{0} is locked by another program; close it or try again")]
    Locked(Named),
    /// It can only be read.
    #[error("{0} can only be read: nothing was written; allow writing to the file and its directory, or copy it")]
    ReadOnly(Named),
    /// Only reading is possible, and some of what was written last cannot be read that way.
    #[error(
        "{0} lies where nothing can be written, and its last steps are still in {0}-wal; copy both files to where you can write"
    )]
    Unfolded(Named),
    /// The disk is full.
    #[error("the disk that holds {0} is full: nothing was written; make room and try again")]
    Full(Named),
    /// It is gone from its place.
    #[error("{0} is gone: it was moved or deleted while it was open; put it back, then start milepost again")]
    Vanished(Named),
    /// Another file is in its place.
    #[error(
        "{0} was replaced by another file while it was open (a restore, or a program that syncs): nothing was written; start milepost again"
    )]
    Replaced(Named),
    /// The system does not allow it.
    #[error("{0} may not be opened: allow reading and writing, or name another file with --db FILE")]
    Denied(Named),
    /// The disk or the system failed.
    #[error("{file} cannot be used ({what}); look after the disk, then try again")]
    Failed {
        /// The file.
        file: Named,
        /// What the system said.
        what: String,
    },
    /// The disk failed while a step was written; the file was read again.
    #[error("{file} could not be written in order ({what}); {}", match .stored {
        Some(true) => "the step is in the file when it is read again: look after the disk before you rely on it",
        Some(false) => "the step is not in the file: look after the disk, then try again",
        None => "and it cannot be read again: look after the disk, then see with milepost log whether the step is there",
    })]
    Unsure {
        /// The file.
        file: Named,
        /// What the system said.
        what: String,
        /// Whether the step was found when the file was read again; none: it could not be read.
        stored: Option<bool>,
        /// The journal line of the step, to look for again.
        line: Uuid,
    },
    /// A backup, a queue or another file beside it could not be written.
    #[error("{file} cannot be written ({what}); make room there or allow writing")]
    Beside {
        /// The other file.
        file: Named,
        /// What the system said.
        what: String,
    },
    /// A file that would be overwritten.
    #[error("{0} is there already; name another file, or take it away first")]
    Exists(Named),
    /// What was to be brought back is no backup in order.
    #[error("{file} cannot be brought back ({what}); choose another backup")]
    NoBackup {
        /// The backup.
        file: Named,
        /// What is wrong with it.
        what: String,
    },
    /// A captured line that could not be kept anywhere.
    #[error("{because}; the line cannot be queued either ({what}), keep it elsewhere: {}", visible(.line))]
    Unqueued {
        /// Why it was not written to the plan, or is not known to be.
        because: String,
        /// What the system said.
        what: String,
        /// The line.
        line: String,
    },
    /// The library is too old to be trusted with two programs at once.
    #[error("this milepost was built with SQLite {0}, which can damage files; build it with 3.51.3 or later")]
    OldLibrary(&'static str),
}

fn instead_of_damaged(backup: &Option<Named>) -> String {
    match backup {
        Some(backup) => format!("bring back the newest good backup: milepost restore {backup}"),
        None => "there is no good backup beside it: bring back your own with milepost restore FILE".to_owned(),
    }
}

impl Error {
    /// What an error of SQLite means for this file.
    pub(super) fn of(file: &Path, error: &rusqlite::Error) -> Error {
        let named = Named::from(file);
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => {
                Error::Locked(named)
            }
            Some(ErrorCode::ReadOnly) => Error::ReadOnly(named),
            Some(ErrorCode::DiskFull) => Error::Full(named),
            Some(ErrorCode::SystemIoFailure) if room(file) == Some(0) => Error::Full(named),
            Some(ErrorCode::PermissionDenied) => Error::Denied(named),
            Some(ErrorCode::CannotOpen) if !file.exists() => Error::Vanished(named),
            Some(ErrorCode::CannotOpen) => Error::Denied(named),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Error::damaged(file, error.to_string()),
            _ => Error::Failed { file: named, what: error.to_string() },
        }
    }

    /// A damage, with the newest good backup.
    pub(super) fn damaged(file: &Path, what: impl AsRef<str>) -> Error {
        let backup = super::backup::newest_good(file);
        // What SQLite says may quote the file: pages of anything.
        let what = cut(what.as_ref(), LONGEST_REASON).into_owned();
        Error::Damaged { file: file.into(), what, backup: backup.as_deref().map(Named::from) }
    }

    /// A file beside the plan that could not be written.
    pub(super) fn beside(file: &Path, error: &io::Error) -> Error {
        Error::Beside { file: file.into(), what: error.to_string() }
    }

    /// Is a captured line worth keeping for the next time, because this will pass or can be repaired?
    pub fn may_pass(&self) -> bool {
        match self {
            Error::Damaged { .. }
            | Error::Locked(_)
            | Error::ReadOnly(_)
            | Error::Unfolded(_)
            | Error::Full(_)
            | Error::Vanished(_)
            | Error::Replaced(_)
            | Error::Denied(_)
            | Error::Failed { .. }
            | Error::Unsure { .. }
            | Error::Beside { .. } => true,
            Error::NotThere(_)
            | Error::NotAFile(_)
            | Error::NoDirectory { .. }
            | Error::NotOurs(_)
            | Error::Strange(_)
            | Error::Newer { .. }
            | Error::Exists(_)
            | Error::NoBackup { .. }
            | Error::Unqueued { .. }
            | Error::OldLibrary(_) => false,
        }
    }
}

/// Bytes that may still be written where this file is, as far as the system says.
fn room(file: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let directory = file.parent()?;
        let state = rustix::fs::statvfs(directory).ok()?;
        Some(state.f_bavail.saturating_mul(state.f_frsize) / (64 * 1024))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        None
    }
}

//! Copies of a file: made by SQLite under a temporary name, synced, opened and looked through, then renamed. A copy that
//! was not looked through never takes the place of a good one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Local, NaiveDate};
use rusqlite::Connection;
use uuid::Uuid;

use super::{Error, open, site};

/// Daily backups that are kept.
const KEPT: usize = 7;
const SUFFIX: &str = ".backup";
const DAY: &str = "%Y-%m-%d";
const INSTANT: &str = "%Y-%m-%dT%H-%M-%S";

/// Today by the real clock: backups are named by the day on which they are made, whatever day a plan is told.
pub(super) fn today() -> NaiveDate {
    Local::now().date_naive()
}

/// The day on which the file or its log was last written. Who only reads may make an empty log, which does not count.
pub(super) fn last_written(path: &Path) -> Option<NaiveDate> {
    let written = |path: &Path| fs::metadata(path).ok().filter(|found| found.len() > 0)?.modified().ok();
    let newest = written(path).max(written(&site::beside(path, "-wal")))?;
    Some(DateTime::<Local>::from(newest).date_naive())
}

fn named(path: &Path, what: &str) -> PathBuf {
    site::beside(path, &format!(".{what}{SUFFIX}"))
}

/// A copy at `to`, or beside the file under the present instant. Gives where it is. Errors: there is a file already, the
/// disk is full, what is to be copied is damaged.
pub(super) fn copy_to(connection: &Connection, path: &Path, to: Option<&Path>) -> Result<PathBuf, Error> {
    let to = match to {
        Some(to) => std::path::absolute(to).unwrap_or_else(|_| to.to_owned()),
        None => named(path, &Local::now().format(INSTANT).to_string()),
    };
    if to.exists() {
        return Err(Error::Exists(to.as_path().into()));
    }
    copy(connection, path, &to)?;
    Ok(to)
}

/// The backup of today, unless there is one; the oldest beyond seven go.
pub(super) fn daily(connection: &Connection, path: &Path, today: NaiveDate) -> Result<(), Error> {
    let to = named(path, &today.format(DAY).to_string());
    if !to.exists() {
        copy(connection, path, &to)?;
        let mut days: Vec<(NaiveDate, PathBuf)> =
            all(path).into_iter().filter_map(|(what, file)| Some((day(&what)?, file))).collect();
        days.sort_unstable();
        for (_, old) in days.iter().rev().skip(KEPT) {
            fs::remove_file(old).map_err(|error| Error::beside(old, &error))?;
        }
    }
    Ok(())
}

fn day(what: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(what, DAY).ok()
}

/// A copy of the file as it was before a migration from this version.
pub(super) fn before_migration(connection: &Connection, path: &Path, version: i64) -> Result<(), Error> {
    let to = named(path, &format!("version-{version}"));
    if to.exists() && look_through(&to).is_ok() {
        return Ok(());
    }
    copy(connection, path, &to)
}

/// The backups beside a file, by what stands between its name and the ending.
fn all(path: &Path) -> Vec<(String, PathBuf)> {
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else { return Vec::new() };
    let begin = format!("{}.", name.to_string_lossy());
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let what = |file: PathBuf| {
        let name = file.file_name()?.to_string_lossy().into_owned();
        Some((name.strip_prefix(&begin)?.strip_suffix(SUFFIX)?.to_owned(), file))
    };
    entries.flatten().filter_map(|entry| what(entry.path())).collect()
}

/// The newest backup beside this file that is in order.
pub(super) fn newest_good(path: &Path) -> Option<PathBuf> {
    let made = |file: &PathBuf| fs::metadata(file).and_then(|found| found.modified()).ok();
    let mut files: Vec<(_, PathBuf)> = all(path).into_iter().map(|(_, file)| (made(&file), file)).collect();
    files.sort_unstable();
    files.into_iter().rev().map(|(_, file)| file).find(|file| look_through(file).is_ok())
}

/// Copies to a temporary name, syncs, looks through, renames, syncs the directory.
fn copy(connection: &Connection, path: &Path, to: &Path) -> Result<(), Error> {
    let new = site::beside(to, &format!(".{}", Uuid::now_v7()));
    let made = vacuum(connection, path, &new)
        .and_then(|()| fs::rename(&new, to).and_then(|()| sync_above(to)).map_err(|error| Error::beside(to, &error)));
    made.inspect_err(|_| {
        let _ = fs::remove_file(&new);
    })
}

fn sync_above(file: &Path) -> std::io::Result<()> {
    file.parent().map_or(Ok(()), site::sync_directory)
}

/// A copy that is private, whole, synced and in order.
fn vacuum(connection: &Connection, path: &Path, new: &Path) -> Result<(), Error> {
    // SQLite writes into an empty file that is there, and so keeps the permissions.
    open::private_file(new).map_err(|error| Error::beside(new, &error))?;
    connection.execute("VACUUM INTO ?1", [new.to_string_lossy()]).map_err(|error| match Error::of(path, &error) {
        Error::Full(_) => Error::Full(new.into()),
        other => other,
    })?;
    fs::File::open(new).and_then(|file| file.sync_all()).map_err(|error| Error::beside(new, &error))?;
    look_through(new).map_err(|what| Error::Beside { file: new.into(), what })
}

/// Is it a file of milepost, of a version that is known, without damage that SQLite can see? Errors: what is wrong.
fn look_through(file: &Path) -> Result<(), String> {
    let looked = || -> Result<Result<(), String>, rusqlite::Error> {
        let connection = open::connect_reading(file, Duration::ZERO)?;
        let (application, version) = open::identity(&connection)?;
        if application != open::APPLICATION {
            return Ok(Err("it is not a file of milepost".to_owned()));
        }
        if version > open::newest_version() {
            return Ok(Err("a newer milepost wrote it".to_owned()));
        }
        let word: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        Ok(if word == "ok" { Ok(()) } else { Err(word) })
    };
    looked().unwrap_or_else(|error| Err(error.to_string()))
}

/// Puts a backup in the place of a file; the file that was there is kept beside it. Gives where that is, if there was
/// one. Other programs that have the file open notice, and write nothing more. Errors: the backup is not in order, the
/// file is locked, the disk is full; the file is then as it was.
pub fn restore(path: &Path, from: &Path) -> Result<Option<PathBuf>, Error> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let no_backup = |what: String| Error::NoBackup { file: from.into(), what };
    if !from.is_file() {
        return Err(no_backup("there is no such file".to_owned()));
    }
    let same = |a: &Path, b: &Path| fs::canonicalize(a).ok().zip(fs::canonicalize(b).ok()).is_some_and(|(a, b)| a == b);
    if same(&path, from) {
        return Err(no_backup("it is the file itself".to_owned()));
    }
    look_through(from).map_err(no_backup)?;
    let reading = open::connect_reading(from, Duration::from_secs(5)).map_err(|error| Error::of(from, &error))?;
    if let Some(directory) = path.parent().filter(|directory| !directory.exists()) {
        open::private_directory(directory)
            .map_err(|error| Error::NoDirectory { file: path.as_path().into(), why: error.to_string() })?;
    }
    let new = site::beside(&path, &format!(".{}", Uuid::now_v7()));
    let changed = vacuum(&reading, from, &new).and_then(|()| exchange(&path, &new));
    changed.inspect_err(|_| {
        let _ = fs::remove_file(&new);
    })
}

/// Puts `new` in the place of the file, under its write lock where it can be had (a damaged file has none).
fn exchange(path: &Path, new: &Path) -> Result<Option<PathBuf>, Error> {
    if !path.exists() {
        fs::rename(new, path).and_then(|()| sync_above(path)).map_err(|error| Error::beside(path, &error))?;
        return Ok(None);
    }
    let held = hold(path);
    if let Err(Error::Locked(_)) = held {
        return held.map(|_| None);
    }
    let kept = site::beside(path, &format!(".{}.replaced", Local::now().format(INSTANT)));
    if kept.exists() {
        return Err(Error::Exists(kept.as_path().into()));
    }
    let moved = || -> std::io::Result<()> {
        // The log first: beside another file it would damage that one.
        for suffix in ["-wal", "-shm", "-journal"] {
            match fs::rename(site::beside(path, suffix), site::beside(&kept, suffix)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::rename(path, &kept)?;
        fs::rename(new, path)?;
        sync_above(path)
    };
    moved().map_err(|error| Error::beside(path, &error))?;
    drop(held);
    Ok(Some(kept))
}

/// The write lock of a file, with its log folded in as far as others allow.
fn hold(path: &Path) -> Result<Connection, Error> {
    let failed = |error: rusqlite::Error| Error::of(path, &error);
    let connection = open::connect(path, Duration::from_secs(5)).map_err(failed)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)?;
    connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
    Ok(connection)
}

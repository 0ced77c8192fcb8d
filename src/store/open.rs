//! Getting hold of a file: private, ours, of a version that is known, and set up so that nothing in it is trusted.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};
use uuid::Uuid;

use super::{Error, Opening, backup};

/// `MiPo`: tells a file of milepost from other SQLite files.
pub(super) const APPLICATION: i64 = 0x4d69_506f;

/// What makes a file of version 0 one of version 1, and so on; with the sum of the schema that results.
pub(super) const MIGRATIONS: &[(&str, Uuid)] = &[
    (include_str!("migrations/001_plan_and_journal.sql"), Uuid::from_u128(0xa8cab39b_f14d_54c9_9de1_8b87a33cd7d9)),
    (include_str!("migrations/002_baselines.sql"), Uuid::from_u128(0xee72bf51_db69_5b3c_9a01_f8510a78fb6c)),
    (include_str!("migrations/003_registers.sql"), Uuid::from_u128(0x3aaf0382_a24c_5e9e_a175_a2ecf555765f)),
    (include_str!("migrations/004_recurrence_and_views.sql"), Uuid::from_u128(0xecb90e70_f237_5ceb_a584_3572927c8728)),
];

/// The first SQLite whose connections can checkpoint at one instant without damage.
const OLDEST_SQLITE: i32 = 3_051_003;
/// Bytes of the smallest page that SQLite knows: no file of it is shorter, unless it is empty.
const SMALLEST_PAGE: u64 = 512;
/// Bytes of one text or row at most: a note of 4 MB, before and after in one change, escaped.
const LONGEST_ROW: i32 = 64 << 20;
/// The newest version that this program knows.
pub(super) fn newest_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Opens the file, makes it if that was asked for, brings it to the newest version. Gives whether it can only be read.
pub(super) fn open(opening: &Opening) -> Result<(Connection, bool), Error> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(Error::OldLibrary(rusqlite::version()));
    }
    let path = opening.path.as_path();
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => return Err(Error::NotAFile(path.into())),
        // SQLite takes a file that is shorter than a page for an empty one, and would write over what it holds.
        Ok(found) if (1..SMALLEST_PAGE).contains(&found.len()) => {
            return Err(match backup::newest_good(path) {
                Some(_) => Error::damaged(path, "it is too short"),
                None => Error::NotOurs(path.into()),
            });
        }
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound && opening.create => make(path)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(Error::NotThere(path.into())),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Err(Error::Denied(path.into())),
        Err(error) => return Err(Error::Failed { file: path.into(), what: error.to_string() }),
    }
    let failed = |error: rusqlite::Error| Error::of(path, &error);
    let connected = connect(path, opening.patience).map_err(failed);
    match connected.and_then(|connection| identify(&connection, opening).map(|()| connection)) {
        Err(Error::ReadOnly(_) | Error::Denied(_)) => open_unchanging(opening).map(|connection| (connection, true)),
        Err(error) => Err(error),
        Ok(connection) => {
            let read_only = connection.is_readonly("main").map_err(failed)?;
            if !read_only {
                keep_a_log(&connection, path).map_err(failed)?;
            }
            Ok((connection, read_only))
        }
    }
}

/// A new empty file that only its owner can read; its log gets the same permissions from SQLite.
fn make(path: &Path) -> Result<(), Error> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(directory) = directory.filter(|directory| !directory.exists()) {
        private_directory(directory)
            .map_err(|error| Error::NoDirectory { file: path.into(), why: error.to_string() })?;
    }
    match private_file(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(Error::Denied(path.into())),
        Err(error) if error.kind() == ErrorKind::StorageFull => Err(Error::Full(path.into())),
        Err(error) if error.kind() == ErrorKind::ReadOnlyFilesystem => Err(Error::ReadOnly(path.into())),
        Err(error) => Err(Error::Failed { file: path.into(), what: error.to_string() }),
    }
}

/// Makes a directory, with those above it, that only its owner can enter.
pub(super) fn private_directory(directory: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Makes a file that only its owner can read and that was not there.
pub(super) fn private_file(path: &Path) -> std::io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A connection that trusts nothing in the file.
pub(super) fn connect(path: &Path, patience: Duration) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection, patience)?;
    Ok(connection)
}

/// A connection that only reads.
pub(super) fn connect_reading(path: &Path, patience: Duration) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection, patience)?;
    Ok(connection)
}

fn set_up(connection: &Connection, patience: Duration) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(patience)?;
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        (DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true),
    ] {
        connection.set_db_config(setting, on)?;
    }
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, LONGEST_ROW),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 50),
        (Limit::SQLITE_LIMIT_ATTACHED, 1),
    ] {
        connection.set_limit(limit, most)?;
    }
    connection.set_prepared_statement_cache_capacity(64);
    // The log is folded in by `Store::keep_the_log_short`: what SQLite does by itself forgets, when the last program
    // closes the file, that it has been done, does it again at each commit from then on, and never begins anew.
    connection.execute_batch("PRAGMA cell_size_check = ON; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0")
}

/// Is it ours, of which version, with which tables? Makes the tables of a new file, and migrates an older one.
fn identify(connection: &Connection, opening: &Opening) -> Result<(), Error> {
    let path = opening.path.as_path();
    let failed = |error: rusqlite::Error| Error::of(path, &error);
    let (application, version) = identity(connection).map_err(failed)?;
    if application == 0 && version == 0 && is_empty(connection).map_err(failed)? {
        if !opening.create {
            return Err(Error::NotThere(path.into()));
        }
        if let Some(backup) = backup::newest_good(path) {
            let what = "it is empty".to_owned();
            return Err(Error::Damaged { file: path.into(), what, backup: Some(backup.as_path().into()) });
        }
        keep_a_log(connection, path).map_err(failed)?;
    } else if application != APPLICATION {
        return Err(Error::NotOurs(path.into()));
    }
    if version > newest_version() {
        return Err(Error::Newer { file: path.into(), version, known: newest_version() });
    }
    if version < newest_version() {
        if version > 0 {
            backup::before_migration(connection, path, version)?;
        }
        migrate(connection).map_err(failed)?;
        // Folded in at once, or every command would read it from the log until somebody does.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)?;
    }
    if schema_sum(connection).map_err(failed)? != expected_sum() {
        return Err(Error::Strange(path.into()));
    }
    Ok(())
}

fn expected_sum() -> Option<Uuid> {
    MIGRATIONS.last().map(|(_, sum)| *sum)
}

/// The application id and the version of a file.
pub(super) fn identity(connection: &Connection) -> Result<(i64, i64), rusqlite::Error> {
    let application = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    Ok((application, connection.query_row("PRAGMA user_version", [], |row| row.get(0))?))
}

fn is_empty(connection: &Connection) -> Result<bool, rusqlite::Error> {
    let first = connection.query_row("SELECT 1 FROM sqlite_schema LIMIT 1", [], |_| Ok(())).optional()?;
    Ok(first.is_none())
}

/// Takes every step from the file’s version to the newest, each in one transaction; another program may have taken it
/// meanwhile.
fn migrate(connection: &Connection) -> Result<(), rusqlite::Error> {
    for (version, (sql, _)) in (1_i64..).zip(MIGRATIONS) {
        let transaction = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        let (_, current) = identity(&transaction)?;
        if current < version {
            transaction.execute_batch(sql)?;
            let sql = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version}");
            transaction.execute_batch(&sql)?;
            transaction.commit()?;
        }
    }
    Ok(())
}

/// The sum of everything that the schema says.
fn schema_sum(connection: &Connection) -> Result<Option<Uuid>, rusqlite::Error> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_stat%' ESCAPE '~'";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut all: Vec<String> = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(format!("{} {}", row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    }
    all.sort_unstable();
    Ok(Some(Uuid::new_v5(&Uuid::nil(), all.join("\n").as_bytes())))
}

/// A write-ahead log, synced at every commit; where the file system has none, a journal that is synced with its
/// directory.
fn keep_a_log(connection: &Connection, path: &Path) -> Result<(), rusqlite::Error> {
    let now: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    if now == "wal" {
        return Ok(());
    }
    let wanted = if super::site::is_on_a_network(path) { "DELETE" } else { "WAL" };
    let got: String = connection.query_row(&format!("PRAGMA journal_mode = {wanted}"), [], |row| row.get(0))?;
    if got == "wal" { Ok(()) } else { connection.execute_batch("PRAGMA synchronous = EXTRA") }
}

/// A file on a medium that cannot be written: read without locks, as nothing there can change.
pub(super) fn open_unchanging(opening: &Opening) -> Result<Connection, Error> {
    let path = opening.path.as_path();
    let log = super::site::beside(path, "-wal");
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(Error::Unfolded(path.into()));
    }
    let failed = |error: rusqlite::Error| Error::of(path, &error);
    let mut uri = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(uri, flags).map_err(failed)?;
    set_up(&connection, opening.patience).map_err(failed)?;
    identify(&connection, opening)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::super::rows;
    use super::*;
    use crate::domain::plan::Kind;

    fn fresh() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        set_up(&connection, Duration::ZERO).unwrap();
        migrate(&connection).unwrap();
        connection
    }

    #[test]
    fn the_columns_of_the_tables_are_exactly_the_fields() {
        let connection = fresh();
        for kind in Kind::ALL {
            let sql = format!("SELECT name FROM pragma_table_info('{}') ORDER BY name", kind.word());
            let mut statement = connection.prepare(&sql).unwrap();
            let found: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            let mut wanted = vec!["id"];
            wanted.extend(rows::columns(*kind));
            // A column that came later stands last; all are read and written by name.
            wanted.sort_unstable();
            assert_eq!(found, wanted, "table {}", kind.word());
        }
    }

    #[test]
    fn the_sum_of_the_schema_is_the_one_that_files_are_compared_with() {
        assert_eq!(schema_sum(&fresh()).unwrap(), expected_sum());
    }
}

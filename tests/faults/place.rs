//! A directory with a home and a file, in which the program runs; and what can be read off the file afterwards.

use std::ffi::OsStr;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::{NaiveDate, Weekday};
use milepost::domain::change::Line;
use milepost::domain::draft::Moment;
use milepost::domain::id::Ids;
use milepost::domain::plan::Plan;
use milepost::store::{Error, Opening, Store};
use milepost::workspace::Workspace;
use tempfile::TempDir;
use uuid::Uuid;

/// A Wednesday.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 11).unwrap()
}

/// A moment that depends on nothing outside; `first` tells its ids from those of others.
pub fn moment(first: u64) -> Moment {
    Moment {
        today: today(),
        now: today().and_hms_opt(9, 0, 0).unwrap().and_utc(),
        ids: Ids::from(Uuid::from_u128((0x0198_0000_0000_7000_8000_0000_0000_0000) | (u128::from(first) << 32))),
        me: None,
        week_start: Weekday::Mon,
    }
}

/// How a rig opens a file.
pub fn opening(path: &Path) -> Opening {
    Opening { path: path.into(), create: true, machine: Uuid::from_u128(7), patience: Duration::from_secs(5) }
}

/// A file opened by the rig itself.
pub fn workspace(path: &Path) -> Result<Workspace, Error> {
    Workspace::open(opening(path), today(), None, Weekday::Mon)
}

/// What a run of the program came to.
pub struct Ran {
    /// None: killed by a signal.
    pub code: Option<i32>,
    /// What it said on stdout.
    pub out: String,
    /// What it said on stderr.
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

impl Ran {
    /// That it ended with this code. Errors: what it said instead.
    pub fn ended(self, code: i32) -> Result<Ran> {
        ensure!(self.code == Some(code), "ended with {:?}, not {code}: {}{}", self.code, self.out, self.err);
        Ok(self)
    }

    /// That it failed with one sentence that has these words, and no panic.
    pub fn failed_saying(self, words: &str) -> Result<Ran> {
        ensure!(matches!(self.code, Some(1 | 2)), "ended with {:?}: {}{}", self.code, self.out, self.err);
        self.is_a_sentence()?;
        ensure!(self.err.contains(words), "“{words}” was not said: {}", self.err);
        Ok(self)
    }

    /// That stderr holds one sentence, perhaps with a hint.
    pub fn is_a_sentence(&self) -> Result<()> {
        ensure!(!self.err.contains("panicked") && !self.err.contains("RUST_BACKTRACE"), "a panic: {}", self.err);
        // Before it may stand that captured lines still wait, which is told by every command until they are in.
        let mut lines = self.err.lines().skip_while(|line| line.starts_with("lines wait to be taken in: "));
        ensure!(lines.next().is_some_and(|line| line.starts_with("milepost: ")), "no sentence: {:?}", self.err);
        ensure!(lines.all(|line| line.starts_with("  hint: ")), "more than a sentence: {}", self.err);
        Ok(())
    }
}

/// A directory with a home of its own.
pub struct Place {
    // Where the whole lies; it goes when the place is dropped.
    directory: TempDir,
    /// The file.
    pub db: PathBuf,
}

impl Place {
    /// A place with nothing in it.
    pub fn new() -> Self {
        let directory = TempDir::new().unwrap();
        std::fs::create_dir(directory.path().join("plan")).unwrap();
        let db = directory.path().join("plan").join("milepost.db");
        Place { directory, db }
    }

    /// A place with a project WEB.
    pub fn with_project() -> Self {
        let place = Place::new();
        place.run(["new", "WEB", "Customer portal"]).ended(0).unwrap();
        place
    }

    /// A place whose file lies elsewhere.
    pub fn at(db: PathBuf) -> Self {
        Place { db, ..Place::new() }
    }

    /// The directory of everything.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The directory of the file.
    pub fn beside(&self) -> &Path {
        self.db.parent().unwrap()
    }

    /// The variables that the program sees here.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let home = self.path().to_string_lossy().into_owned();
        vec![
            ("HOME", home),
            ("PATH", "/usr/bin:/bin".into()),
            ("LANG", "C.UTF-8".into()),
            ("TERM", "xterm-256color".into()),
            ("MILEPOST_DB", self.db.to_string_lossy().into_owned()),
            ("MILEPOST_TODAY", today().to_string()),
        ]
    }

    /// The program, to be run here.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
        command.env_clear().envs(self.variables()).args(arguments);
        command.current_dir(self.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs the program to its end with this on stdin.
    pub fn run_with<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>, stdin: &[u8]) -> Ran {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let stdin = stdin.to_vec();
        // A program that ends before it has read everything closes the pipe.
        let writer = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        output.into()
    }

    /// That the program finds its file in order.
    pub fn is_clean(&self) -> Result<()> {
        self.run(["check"]).ended(0).context("milepost check").map(|_| ())
    }

    /// This test program in another role, here.
    pub fn other_role(&self, role: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env_clear().envs(self.variables()).env(ROLE, role);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    }

    /// What the file holds: its plan and its journal.
    pub fn content(&self) -> Result<(Plan, Vec<Line>)> {
        content(&self.db)
    }
}

/// The plan and the journal of a file. Errors: it cannot be read; or the plan is not what the journal makes.
pub fn content(path: &Path) -> Result<(Plan, Vec<Line>)> {
    let mut store = Store::open(opening(path))?;
    let (plan, _) = store.load()?;
    let lines = store.lines_after(0)?;
    let mut replayed = Plan::default();
    for line in &lines {
        replayed.follow(line);
    }
    for (project, number) in plan.numbers() {
        replayed.raise_number(project, number);
    }
    ensure!(replayed == plan, "the tables are not what the journal makes: a half step");
    Ok((plan, lines))
}

/// Copies what is in a directory that no program has open.
pub fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &there)?;
        } else {
            std::fs::copy(entry.path(), there)?;
        }
    }
    Ok(())
}

/// The variable that makes this test program play another part.
pub const ROLE: &str = "MILEPOST_TEST_ROLE";

/// Another part than that of the tests: what a control or a rig needs as a process of its own.
pub fn play(role: &OsStr) -> ExitCode {
    let db = PathBuf::from(std::env::var_os("MILEPOST_DB").unwrap());
    match role.to_str() {
        // Takes the write lock, says so, and gives it back when stdin ends.
        Some("holder") => {
            let connection = rusqlite::Connection::open(db).unwrap();
            connection.execute_batch("BEGIN IMMEDIATE").unwrap();
            say("held");
            wait_for_end();
            connection.execute_batch("ROLLBACK").unwrap();
            ExitCode::SUCCESS
        }
        // Claims a step before it is written, and never writes it.
        Some("claims early") => {
            say("WEB-1  Add “never written”");
            wait_for_end();
            ExitCode::SUCCESS
        }
        // Writes without ever syncing, and claims each row.
        Some("writes unsynced") => {
            let connection = rusqlite::Connection::open(db).unwrap();
            connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF").unwrap();
            for row in 0..100_000 {
                connection.execute("INSERT INTO task VALUES (?1)", [row]).unwrap();
                say("claimed");
            }
            ExitCode::SUCCESS
        }
        // Takes no notice of a terminal that has gone.
        Some("deaf") => {
            let ignored = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
            signal_hook::flag::register(signal_hook::consts::SIGHUP, ignored).unwrap();
            loop {
                let _ = std::io::stdout().write_all(b".");
                let _ = std::io::stdout().flush();
            }
        }
        other => panic!("there is no role {other:?}"),
    }
}

fn say(words: &str) {
    println!("{words}");
    std::io::stdout().flush().unwrap();
}

fn wait_for_end() {
    for line in std::io::stdin().lock().lines() {
        let _ = line;
    }
}

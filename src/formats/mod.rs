//! Other people’s formats: a snapshot in, bytes out; bytes in, records out. Knows no files, no clock and no terminal.
//!
//! One format is one file and one line of [`FORMATS`]. What is read is tried on a copy of the plan first: what breaks a
//! rule is changed or left out and said, so that an import is one step that goes through, or a refusal.

use std::path::Path;
use std::{fmt, io};

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::change::Line;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::plan::{Row, Series};
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::words;

pub mod charter;
pub mod contract;
mod csv;
pub mod ics;
mod intake;
mod json;
pub mod markdown;
mod mspdi;
mod registers;
#[cfg(test)]
mod samples;
pub mod standup;
mod tasklist;
mod taskwarrior;

/// More bytes than this are not read.
pub const LARGEST: u64 = 512 * 1024 * 1024;
/// More records than this are not read.
pub const MOST_RECORDS: usize = 1_000_000;

/// Reads bytes as records. Errors: what cannot be read at all, with its place; nothing is taken then.
pub type Read = fn(&[u8], &Snapshot, &Wish<'_>, &mut Moment) -> Result<Reading, Refusal>;
/// Writes the snapshot, or one project of it. Gives what had no place there. Errors: of the writer.
pub type Write = fn(&Snapshot, &Wish<'_>, &mut dyn io::Write) -> io::Result<Vec<Lost>>;

/// A format of files.
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What file names end in, without the dot.
    pub endings: &'static [&'static str],
    /// What it is, in words.
    pub what: &'static str,
    /// How it comes in, if it does.
    pub read: Option<Read>,
    /// How it goes out, if it does.
    pub write: Option<Write>,
    /// Does a file of it hold one project, rather than all?
    pub single: bool,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format {
        name: "json",
        endings: &["json"],
        what: "milepost’s own JSON: complete, both ways",
        read: Some(json::read),
        write: Some(json::write),
        single: false,
    },
    Format {
        name: "csv",
        endings: &["csv", "tsv"],
        what: "tasks as CSV, both ways",
        read: Some(csv::read),
        write: Some(csv::write),
        single: false,
    },
    Format {
        name: "risks",
        endings: &[],
        what: "the register of risks as CSV, both ways; a .csv whose columns look like one is taken for it",
        read: Some(registers::read_risks),
        write: Some(registers::write_risks),
        single: false,
    },
    Format {
        name: "issues",
        endings: &[],
        what: "the register of issues as CSV, both ways",
        read: Some(registers::read_issues),
        write: Some(registers::write_issues),
        single: false,
    },
    Format {
        name: "risks-md",
        endings: &[],
        what: "the register of risks as a Markdown table, out",
        read: None,
        write: Some(markdown::write_risks),
        single: false,
    },
    Format {
        name: "taskwarrior",
        endings: &[],
        what: "Taskwarrior’s JSON (task export, task import), both ways",
        read: Some(taskwarrior::read),
        write: Some(taskwarrior::write),
        single: false,
    },
    Format {
        name: "mspdi",
        endings: &["xml"],
        what: "Microsoft Project’s XML (MSPDI), one project, both ways",
        read: Some(mspdi::read),
        write: Some(mspdi::write),
        single: true,
    },
];

/// What was asked for besides the format.
pub struct Wish<'a> {
    /// Import: the project that lists of tasks come into (none: the only active one, or a new `IN`). Export: only this
    /// project (none: all).
    pub project: Option<ProjectId>,
    /// Import of a plan: the key of its project.
    pub key: Option<String>,
    /// Import: everything is new, whatever was imported before.
    pub as_new: bool,
    /// Import of a list: its projects become projects rather than summaries.
    pub projects: bool,
    /// Import of a register: what its columns hold, as `Likelihood=probability,Foo=note,Bar=-`.
    pub map: &'a str,
    /// Export: lines of the journal to carry along, oldest first.
    pub journal: Option<Vec<Line>>,
    /// The clock on the wall at an instant.
    pub local: &'a dyn Fn(DateTime<Utc>) -> NaiveDateTime,
}

/// Something that could not be carried as it stood, or that a person should know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lost {
    /// Where: `line 12`, `tasks[3].due`, `urgency`.
    pub place: String,
    /// What became of it, in words.
    pub why: String,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Lost { place, why } = self;
        if place.is_empty() { f.write_str(why) } else { write!(f, "{place}: {why}") }
    }
}

/// What was read: records as they are to be, and what is to be said about them.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// What came, for the sentence of the step: `12 tasks from Taskwarrior`.
    pub what: String,
    /// The records to put in; those that are so already are left out.
    pub rows: Vec<Row>,
    /// The records to take out.
    pub gone: Vec<RecordId>,
    /// The last numbers given, where they are known.
    pub numbers: Vec<(Series, i64)>,
    /// How many tasks are new (in a plan without tasks: records).
    pub new: usize,
    /// How many were known and change.
    pub changed: usize,
    /// How many were known and stay.
    pub same: usize,
    /// What could not be carried, line by line.
    pub lost: Vec<Lost>,
    /// How it was read, where that was guessed: `Read as: Likelihood → probability`.
    pub how: String,
}

impl Reading {
    /// `3 new, 1 changed, 200 same`.
    pub fn summary(&self) -> String {
        format!("{} new, {} changed, {} same", self.new, self.changed, self.same)
    }

    /// The step that takes it in; none where everything is so already.
    pub fn command(self) -> Option<Command> {
        let any = !self.rows.is_empty() || !self.gone.is_empty();
        let Reading { rows, gone, numbers, what, .. } = self;
        any.then_some(Command::Import { rows, gone, numbers, what })
    }
}

pub use registers::register_in;

impl Format {
    /// The format with this name. Errors: none, with the nearest.
    pub fn named(name: &str) -> Result<&'static Format, Refusal> {
        let all: Vec<(usize, String)> = FORMATS.iter().enumerate().map(|(at, it)| (at, it.name.to_owned())).collect();
        crate::domain::names::by_beginning(name, "format", &all).map(|at| &FORMATS[at])
    }

    /// The format of a file by its name’s ending. Errors: no format ends so.
    pub fn of_file(file: &Path) -> Result<&'static Format, Refusal> {
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
        FORMATS.iter().find(|format| format.endings.contains(&ending.as_str())).ok_or_else(|| {
            let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
            let why =
                format!("the format of {} does not show in its name", crate::text::visible(&file.to_string_lossy()));
            Refusal::new(why, format!("say which: --format {}", names.join(", --format ")))
        })
    }

    /// Reads with it. Errors: a format that only goes out, too much, what the reader cannot read.
    pub fn read(
        &self,
        bytes: &[u8],
        snapshot: &Snapshot,
        wish: &Wish<'_>,
        moment: &mut Moment,
    ) -> Result<Reading, Refusal> {
        let read = self.read.ok_or_else(|| Refusal::plain(format!("{} can only be exported", self.what)))?;
        if bytes.len() as u64 > LARGEST {
            let why = format!("the file has {}", words::counted(bytes.len(), "byte"));
            return Err(Refusal::new(why, format!("at most {LARGEST} are read: split it")));
        }
        read(bytes, snapshot, wish, moment)
    }

    /// How it writes. Errors: a format that only comes in.
    pub fn writer(&self) -> Result<Write, Refusal> {
        self.write.ok_or_else(|| Refusal::plain(format!("{} can only be imported", self.what)))
    }
}

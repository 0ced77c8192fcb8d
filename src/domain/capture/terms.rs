//! What one word of a line can say, and what can be wrong with it.

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::column::ColumnId;
use crate::domain::link::LinkType;
use crate::domain::nearest::{Misread, quoted};
use crate::domain::person::PersonId;
use crate::domain::phase::PhaseId;
use crate::domain::project::ProjectId;
use crate::domain::recurrence::Recurrence;
use crate::domain::refusal::Refusal;
use crate::domain::span::{Estimate, Lag};
use crate::domain::task::{Priority, TaskId, TaskKind};

/// What one word of syntax says.
#[derive(Clone, PartialEq, Debug)]
pub enum Term {
    /// The project it belongs to.
    Project(ProjectId),
    /// Somebody works on it, with so many percent of their time if that was said.
    Person {
        /// Who.
        person: PersonId,
        /// Percent.
        units: Option<i64>,
    },
    /// A tag.
    Tag(String),
    /// How urgent it is.
    Priority(Priority),
    /// The day it is due.
    Due(NaiveDate),
    /// The day somebody means to work on it.
    Planned(NaiveDate),
    /// How it comes again.
    Recurs(Recurrence),
    /// The last day for which it may come again.
    Until(NaiveDate),
    /// It starts no earlier than this, the first working minute of the day that was said.
    Start(NaiveDateTime),
    /// It is hidden until this day.
    Snooze(NaiveDate),
    /// How long it takes.
    Estimate(Estimate),
    /// It waits for another task.
    After {
        /// Which.
        task: TaskId,
        /// Which ends are joined.
        link_type: LinkType,
        /// How long after.
        lag: Lag,
    },
    /// Its column.
    Column(ColumnId),
    /// Its phase.
    Phase(PhaseId),
    /// The task it stands under.
    Under(TaskId),
    /// What kind of work it is.
    Kind(TaskKind),
    /// Where to read on.
    Url(String),
    /// A value is taken away, or, in a filter, absent.
    No(Absent),
}

/// A value that a task does not have (any more).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Absent {
    /// Due date.
    Due,
    /// Planned day.
    Planned,
    /// Recurrence.
    Recurrence,
    /// Last day of a recurrence.
    Until,
    /// Constraint on its dates.
    Start,
    /// Snooze.
    Snooze,
    /// Estimate.
    Estimate,
    /// URL.
    Url,
    /// Phase.
    Phase,
    /// The task above.
    Under,
    /// All people.
    People,
    /// All tags.
    Tags,
    /// All predecessors.
    Links,
    /// This person.
    Person(PersonId),
    /// This tag.
    Tag(String),
    /// This predecessor.
    After(TaskId),
}

/// What is wrong with a word that looks like syntax.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// In words.
    pub refusal: Refusal,
    /// The nearest reading, as the word would be typed.
    pub nearest: Option<String>,
    /// The handle, where the word names a person whom the file does not know.
    pub stranger: Option<String>,
}

impl Trouble {
    pub(crate) fn of(why: impl Into<String>, instead: impl Into<String>) -> Self {
        Trouble { refusal: Refusal::new(why, instead), nearest: None, stranger: None }
    }

    pub(crate) fn meant(why: impl Into<String>, nearest: impl Into<String>) -> Self {
        let nearest = nearest.into();
        Trouble { nearest: Some(nearest.clone()), ..Trouble::of(why, format!("did you mean {}?", quoted(&nearest))) }
    }

    /// What is wrong with the value of `key:`.
    pub(crate) fn misread(key: &str, misread: Misread) -> Self {
        match misread.nearest {
            Some(near) => Trouble::meant(misread.why, format!("{key}:{near}")),
            None => Trouble::of(misread.why, misread.instead),
        }
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Trouble { refusal, nearest: None, stranger: None }
    }
}

/// The words before a `:`, and what has to follow each.
pub(crate) const KEYS: &[(&str, &str)] = &[
    ("project", "a project, as in project:web"),
    ("due", "a date, as in due:fri"),
    ("do", "a date, as in do:today"),
    ("start", "a date, as in start:2mar"),
    ("wait", "a date, as in wait:mon"),
    ("est", "a duration, as in est:3d"),
    ("after", "a task, as in after:7 or after:WEB-3ss+2d"),
    ("in", "a column, as in in:doing"),
    ("phase", "a phase, as in phase:planning"),
    ("under", "a task, as in under:12"),
    ("kind", "task, milestone or deliverable"),
    ("url", "an address, as in url:https://example.org"),
    ("no", "what is not there, as in no:due or no:@ana"),
    ("every", "a period, as in every:week or every:mon,thu"),
    ("again", "a period, as in again:3d"),
    ("until", "a date, as in until:30jun"),
];

pub(super) const ABSENT: &[(&str, Absent)] = &[
    ("due", Absent::Due),
    ("do", Absent::Planned),
    ("every", Absent::Recurrence),
    ("again", Absent::Recurrence),
    ("until", Absent::Until),
    ("start", Absent::Start),
    ("wait", Absent::Snooze),
    ("est", Absent::Estimate),
    ("url", Absent::Url),
    ("phase", Absent::Phase),
    ("under", Absent::Under),
    ("@", Absent::People),
    ("+", Absent::Tags),
    ("after", Absent::Links),
];

impl Absent {
    /// As it is written behind `no:`, for what is not named; nothing for one person, tag or predecessor.
    pub fn word(&self) -> Option<&'static str> {
        ABSENT.iter().find(|(_, absent)| absent == self).map(|(word, _)| *word)
    }

    /// Every word that `no:` takes away as a whole.
    pub fn all_words() -> impl Iterator<Item = &'static str> {
        ABSENT.iter().map(|(word, _)| *word)
    }
}

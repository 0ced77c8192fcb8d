//! Tasks, their notes and the refs they had in other projects.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::calendar::CalendarId;
use super::column::Place;
use super::id::Id;
use super::person::PersonId;
use super::phase::PhaseId;
use super::project::ProjectId;
use super::rank::Rank;
use super::record::record;
use super::recurrence::{Occurrence, Recurrence};
use super::span::Span;
use super::value::{DATE_TIME, FieldType, Prose, Shape, Tags, Value, choices, field_as_text};

/// The identity of a task.
pub type TaskId = Id<Task>;
/// The identity of a note: that of the task it belongs to.
pub type NoteId = Id<Note>;
/// The identity of a former ref.
pub type FormerRefId = Id<FormerRef>;

choices! {
    /// What kind of work it is.
    TaskKind { Task = "task", Milestone = "milestone", Deliverable = "deliverable" }
}

choices! {
    /// How urgent it is: P0 first, P2 unless said.
    Priority { P2 = "p2", P0 = "p0", P1 = "p1", P3 = "p3" }
}

impl Priority {
    /// 0 (first) to 3.
    pub fn number(self) -> i64 {
        match self {
            Priority::P0 => 0,
            Priority::P1 => 1,
            Priority::P2 => 2,
            Priority::P3 => 3,
        }
    }

    /// The priority with this number, 0 to 3.
    pub fn of_number(number: i64) -> Option<Self> {
        [Priority::P0, Priority::P1, Priority::P2, Priority::P3].get(usize::try_from(number).ok()?).copied()
    }
}

choices! {
    /// What stays fixed when people, work or duration change (Microsoft Project’s task type).
    TaskType { FixedDuration = "fixed-duration", FixedUnits = "fixed-units", FixedWork = "fixed-work" }
}

choices! {
    /// What a constraint asks of a task’s dates (Microsoft Project’s eight; as soon as possible is none).
    ConstraintKind {
        AsLateAsPossible = "as-late-as-possible",
        StartNoEarlier = "start-no-earlier-than", StartNoLater = "start-no-later-than",
        FinishNoEarlier = "finish-no-earlier-than", FinishNoLater = "finish-no-later-than",
        MustStart = "must-start-on", MustFinish = "must-finish-on",
    }
}

/// A constraint on a task’s dates. As late as possible has no date; every other kind has one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Constraint {
    /// What it asks.
    pub kind: ConstraintKind,
    /// Of which instant.
    pub at: Option<NaiveDateTime>,
}

impl Constraint {
    /// A constraint to start no earlier than this instant.
    pub fn start_no_earlier(at: NaiveDateTime) -> Self {
        Constraint { kind: ConstraintKind::StartNoEarlier, at: Some(at) }
    }

    fn write(&self) -> String {
        self.at.map_or(self.kind.word().to_owned(), |at| format!("{} {}", self.kind.word(), at.format(DATE_TIME)))
    }

    fn read(text: &str) -> Option<Self> {
        let (kind, at) = match text.split_once(' ') {
            Some((kind, at)) => (kind, Some(NaiveDateTime::of_value(Value::Text(at.to_owned())).ok()?)),
            None => (text, None),
        };
        let kind = ConstraintKind::of_word(kind)?;
        ((kind == ConstraintKind::AsLateAsPossible) == at.is_none()).then_some(Constraint { kind, at })
    }
}

field_as_text!(Constraint, Shape::Constraint, "a constraint", Constraint::write, |text| Constraint::read(text));

record! {
    /// A piece of work: a task, a milestone or a deliverable; with children, a summary of them.
    Task {
        /// Project it belongs to.
        project: ProjectId,
        /// The number of its ref, unique in the project.
        number: i64,
        /// What is to be done.
        title: String,
        /// What kind of work it is.
        kind: TaskKind,
        /// The summary it stands under in the WBS.
        parent: Option<TaskId>,
        /// The phase it belongs to.
        phase: Option<PhaseId>,
        /// Where its card is; none: in the inbox.
        place: Option<Place>,
        /// Its place in the outline, among the children of its parent.
        rank: Rank,
        /// How urgent it is.
        priority: Priority,
        /// The estimate; the likely one of three.
        duration: Option<Span>,
        /// The optimistic estimate.
        optimistic: Option<Span>,
        /// The pessimistic estimate.
        pessimistic: Option<Span>,
        /// What stays fixed.
        task_type: TaskType,
        /// Work of all people together, in minutes.
        work: Option<i64>,
        /// What its dates must respect.
        constraint: Option<Constraint>,
        /// The day it is due (Microsoft Project’s deadline): moves nothing.
        due: Option<NaiveDate>,
        /// The day somebody means to work on it: moves nothing.
        planned: Option<NaiveDate>,
        /// How it comes again.
        recurrence: Option<Recurrence>,
        /// The last day for which it may come again.
        until: Option<NaiveDate>,
        /// The task that it is the next of.
        follows: Option<TaskId>,
        /// Where it stands in its series of fixed dates.
        occurrence: Option<Occurrence>,
        /// How much is done, 0–100; of a done task it is not read.
        percent: i64,
        /// When it was begun.
        actual_start: Option<NaiveDateTime>,
        /// Working time of its own.
        calendar: Option<CalendarId>,
        /// Does it ignore its people’s calendars?
        ignores_calendars: bool,
        /// Are its dates told rather than computed?
        manual: bool,
        /// Is it left out of the schedule?
        inactive: bool,
        /// How long levelling delays it.
        levelling_delay: Option<Span>,
        /// When the work is interrupted: `from/to` date-times, separated by spaces.
        splits: String,
        /// Words to find it by.
        tags: Tags,
        /// Where to read on.
        url: String,
        /// Why it cannot go on; empty: it can.
        blocked: String,
        /// The day it was blocked.
        blocked_since: Option<NaiveDate>,
        /// Does it wait for someone outside?
        waits_outside: bool,
        /// Hidden from lists until this day.
        snoozed_until: Option<NaiveDate>,
        /// The day it was last decided about in triage.
        triaged: Option<NaiveDate>,
        /// The day it was accepted (deliverables).
        accepted: Option<NaiveDate>,
        /// Who accepted it.
        accepted_by: Option<PersonId>,
        /// When it was captured.
        captured: Option<DateTime<Utc>>,
        /// The day it was dropped, if it was.
        dropped: Option<NaiveDate>,
        /// Where it was imported from.
        source: String,
        /// Its id there.
        source_id: String,
    }
}

impl Task {
    /// Is it blocked?
    pub fn is_blocked(&self) -> bool {
        !self.blocked.is_empty()
    }

    /// The actual finish, if it is done.
    pub fn finish(&self) -> Option<NaiveDateTime> {
        self.place.as_ref().and_then(|place| place.finish)
    }
}

record! {
    /// The note of a task. Its id is the task’s.
    Note {
        /// Task it belongs to.
        task: TaskId,
        /// Markdown.
        text: Prose,
    }
}

record! {
    /// A ref that a task had before it moved to another project.
    FormerRef {
        /// Project it was in.
        project: ProjectId,
        /// Its number there.
        number: i64,
        /// The task that is meant.
        task: TaskId,
    }
}

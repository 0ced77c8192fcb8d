//! A task and a link as the engine is given them: instants, minutes, numbers of calendars and of other tasks.

use super::axis::Instant;

/// Which ends of the two tasks a link joins, predecessor’s first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Join {
    StartStart = 0b00,
    StartFinish = 0b01,
    FinishStart = 0b10,
    FinishFinish = 0b11,
}

impl Join {
    /// Which date of the predecessor it hangs on: 0 its start, 1 its finish.
    #[inline(always)]
    pub(super) fn hangs_on(self) -> usize {
        self as usize >> 1
    }

    /// Which date of the successor it holds: 0 its start, 1 its finish.
    #[inline(always)]
    pub(super) fn holds(self) -> usize {
        self as usize & 1
    }
}

/// What lies between two linked tasks, in minutes; negative is a lead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lag {
    /// Minutes of work on the successor’s calendar.
    Working(i64),
    /// Minutes of the clock.
    Elapsed(i64),
    /// Percent of the predecessor’s duration.
    Percent(i64),
}

/// The successor waits for the predecessor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// The predecessor’s number.
    pub from: usize,
    /// The successor’s number.
    pub to: usize,
    /// Which ends are joined.
    pub join: Join,
    /// How far apart.
    pub lag: Lag,
}

/// What a constraint asks (Microsoft Project’s eight).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub enum Rule {
    #[default]
    AsSoonAsPossible,
    AsLateAsPossible,
    StartNoEarlier(Instant),
    StartNoLater(Instant),
    FinishNoEarlier(Instant),
    FinishNoLater(Instant),
    MustStart(Instant),
    MustFinish(Instant),
}

/// How far a task has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum State {
    /// Not begun.
    #[default]
    Open,
    /// Begun. It takes all its duration from its start, unless it says from when on what remains is counted.
    Started {
        /// When it was begun.
        start: Instant,
        /// From when on what remains is counted.
        resumes: Option<Instant>,
        /// It ends no earlier: it should have by now, and has not.
        ends: Option<Instant>,
    },
    /// Finished.
    Done {
        /// When it was begun.
        start: Instant,
        /// When it was finished.
        finish: Instant,
    },
    /// Scheduled by hand: it stays where it was put, and still pushes its successors.
    Told {
        /// When it is to start.
        start: Instant,
        /// When it is to finish.
        finish: Instant,
    },
    /// Inactive: it has dates of its own and moves nothing.
    Idle,
}

/// The share of one person in a task whose work drives its duration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// The calendar of the person on this task.
    pub calendar: u16,
    /// Working minutes from the start of the task to the end of this share.
    pub minutes: i64,
    /// The same from where it goes on; of a task not begun equal to `minutes`.
    pub remaining: i64,
}

/// A task as the engine sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Work {
    /// The number of the summary above; none: the top.
    pub above: Option<usize>,
    /// Its calendar (from 1): durations, lags to it and its slack are counted on it.
    pub calendar: u16,
    /// Does its duration run through nights and weekends?
    pub elapsed: bool,
    /// Minutes from start to finish, gaps included.
    pub duration: i64,
    /// The part of them that lies ahead.
    pub remaining: i64,
    /// What its people do, where that decides its duration.
    pub parts: Vec<Part>,
    /// How far it has come.
    pub state: State,
    /// The start of the project, before which no link and no lead puts it.
    pub origin: Instant,
    /// It starts no earlier, whatever its constraint says: an unbegun task under the clock.
    pub not_before: Option<Instant>,
    /// Its constraint; of a summary it holds for what is under it.
    pub rule: Rule,
    /// Lowers the late finish, moves nothing.
    pub deadline: Option<Instant>,
    /// Levelling: minutes that it waits after its predecessors allow it to start.
    pub delay: i64,
    /// Is the delay one of the clock?
    pub delay_elapsed: bool,
}

impl Work {
    /// A task not begun, as soon as possible, of so many minutes on a calendar, in a project that starts then.
    pub fn new(calendar: u16, duration: i64, origin: Instant) -> Self {
        Work {
            above: None,
            calendar,
            elapsed: false,
            duration,
            remaining: duration,
            parts: Vec::new(),
            state: State::Open,
            origin,
            not_before: None,
            rule: Rule::AsSoonAsPossible,
            deadline: None,
            delay: 0,
            delay_elapsed: false,
        }
    }

    /// Is it scheduled by hand?
    pub(super) fn is_told(&self) -> bool {
        matches!(self.state, State::Told { .. })
    }

    /// Does it last no time and may stand anywhere? It is told by the clock: at Friday 17:00 behind a task, at Monday
    /// 08:00 where it is to start then, though no working time lies between the two.
    pub(super) fn is_point(&self) -> bool {
        self.duration == 0 && self.parts.is_empty() && matches!(self.state, State::Open | State::Idle)
    }
}

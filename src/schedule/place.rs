//! Where one task stands, given how early or how late it may: positions of one axis told on another, durations walked
//! forwards and backwards, lags, constraints, what has happened already. Knows no neighbours.

use super::axis::{Instant, is_beyond};
use super::network::{CLOCK, End, FAR, NEVER, Network, Unit, Way};
use super::work::{Rule, State};

/// Which side of an empty stretch a position means: Friday 17:00 and Monday 08:00 are one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Edge {
    /// The earliest instant: work ends there.
    Ends,
    /// The latest instant: work goes on there.
    Starts,
}

/// Start and finish, as positions of the task’s axis.
pub(super) type Pair = [i64; 2];

/// So many percent of a duration.
fn share(duration: i64, percent: i64) -> i64 {
    duration.saturating_mul(percent) / 100
}

impl Network {
    /// A position as an instant.
    #[inline]
    pub(super) fn clock(&self, axis: u16, position: i64, edge: Edge) -> Instant {
        match (axis, edge) {
            (CLOCK, _) => position,
            (axis, Edge::Ends) => self.axes[usize::from(axis) - 1].ends_at(position),
            (axis, Edge::Starts) => self.axes[usize::from(axis) - 1].starts_at(position),
        }
    }

    /// The finish of a task as an instant: where its calendar goes on to work, where it stopped before.
    pub(super) fn ended(&self, task: usize, position: i64) -> Instant {
        let (axis, measure) = (self.nodes[task].axis, self.measure_of(task));
        let on_calendar = self.cross(axis, measure, position, Edge::Starts);
        match axis != measure && self.clock(measure, on_calendar, Edge::Starts) == position {
            true => self.clock(measure, on_calendar, Edge::Ends),
            false => self.clock(axis, position, Edge::Ends),
        }
    }

    /// An instant as a position.
    #[inline]
    pub(super) fn on(&self, axis: u16, at: Instant) -> i64 {
        if axis == CLOCK { at } else { self.axes[usize::from(axis) - 1].position(at) }
    }

    /// A position of one axis as one of another.
    #[inline(always)]
    pub(super) fn cross(&self, from: u16, to: u16, position: i64, edge: Edge) -> i64 {
        if from == to { position } else { self.cross_over(from, to, position, edge) }
    }

    fn cross_over(&self, from: u16, to: u16, position: i64, edge: Edge) -> i64 {
        if is_beyond(position) {
            return position;
        }
        self.on(to, self.clock(from, position, edge))
    }

    /// The earliest position of a task that this link from another allows to the end of it that the link holds.
    #[inline(always)]
    pub(super) fn after(&self, end: &End, task: usize, early: &[Pair]) -> i64 {
        match end.way {
            Way::Even => early[end.other as usize][end.join.hangs_on()] + end.lag,
            Way::Long(_) => self.after_on(end, task, self.nodes[task].axis, early),
            _ => self.after_across(end, task, early),
        }
    }

    #[inline(never)]
    fn after_across(&self, end: &End, task: usize, early: &[Pair]) -> i64 {
        let at = early[end.other as usize][end.join.hangs_on()];
        if is_beyond(at) {
            return NEVER;
        }
        let [clock, work] = self.lags(end, end.other as usize);
        let at = self.axes[usize::from(end.axis) - 1].edge_at(at, end.join.hangs_on() as i64);
        self.axes[usize::from(self.nodes[task].axis) - 1].position(at + clock) + work
    }

    /// The same as a position of any axis.
    #[inline(never)]
    pub(super) fn after_on(&self, end: &End, task: usize, b: u16, early: &[Pair]) -> i64 {
        let (a, at) = (end.axis, early[end.other as usize][end.join.hangs_on()]);
        if is_beyond(at) {
            return NEVER;
        }
        let edge = if end.join.hangs_on() == 1 { Edge::Ends } else { Edge::Starts };
        if end.way.unit() == Unit::Working && (end.lag == 0 || b != CLOCK) {
            return self.cross(a, b, at, edge) + end.lag;
        }
        let clock = self.clock(a, at, edge);
        match self.lag_of(end, end.other as usize, early) {
            (minutes, Unit::Elapsed) => self.on(b, clock + minutes),
            (0, _) => self.on(b, clock),
            (minutes, _) => {
                let calendar = self.calendar_of(task);
                let position = self.on(calendar, clock) + minutes;
                // A day after Thursday 17:00 is Friday 17:00, a day before it Thursday 08:00.
                let edge = if minutes > 0 { Edge::Ends } else { Edge::Starts };
                self.cross(calendar, b, position, edge)
            }
        }
    }

    /// The latest position of a task that this link to another allows, which is to start and finish at these dates, to
    /// the end of the task that the link hangs on.
    #[inline(always)]
    pub(super) fn before(&self, end: &End, task: usize, dates: &Pair, early: &[Pair]) -> i64 {
        let at = dates[end.join.holds()];
        match end.way {
            Way::Even => at - end.lag,
            Way::Long(_) => self.before_long(end, task, at, early),
            _ => self.before_across(end, task, at),
        }
    }

    #[inline(never)]
    fn before_across(&self, end: &End, task: usize, at: i64) -> i64 {
        if is_beyond(at) {
            return FAR;
        }
        let [clock, work] = self.lags(end, task);
        let at = self.axes[usize::from(end.axis) - 1].starts_at(at - work);
        self.axes[usize::from(self.nodes[task].axis) - 1].position(at - clock)
    }

    #[inline(never)]
    fn before_long(&self, end: &End, task: usize, at: i64, early: &[Pair]) -> i64 {
        let (a, b) = (self.nodes[task].axis, end.axis);
        if is_beyond(at) {
            return FAR;
        }
        if end.way.unit() == Unit::Working && (end.lag == 0 || b != CLOCK) {
            return self.cross(b, a, at - end.lag, Edge::Starts);
        }
        let clock = self.clock(b, at, Edge::Starts);
        match self.lag_of(end, task, early) {
            (minutes, Unit::Elapsed) => self.on(a, clock - minutes),
            (0, _) => self.on(a, clock),
            (minutes, _) => {
                let calendar = self.calendar_of(end.other as usize);
                self.cross(calendar, a, self.on(calendar, clock) - minutes, Edge::Starts)
            }
        }
    }

    /// The lag of a link between two calendars: minutes of the clock, and of work on the successor’s.
    #[inline(always)]
    fn lags(&self, end: &End, from: usize) -> [i64; 2] {
        match end.way {
            Way::ByClock => [end.lag, 0],
            Way::Share => [0, share(self.nodes[from].duration, end.lag)],
            _ => [0, end.lag],
        }
    }

    /// The lag of a link in minutes: a share of the predecessor’s duration moves with it.
    fn lag_of(&self, end: &End, from: usize, early: &[Pair]) -> (i64, Unit) {
        if end.way.unit() != Unit::Percent {
            return (end.lag, end.way.unit());
        }
        let node = &self.nodes[from];
        let duration = if node.is_summary() { self.between(from, early[from]) } else { node.duration };
        let elapsed = (node.is_summary() || node.axis == CLOCK) && self.works[from].elapsed;
        let unit = if elapsed { Unit::Elapsed } else { Unit::Working };
        (share(duration, end.lag), unit)
    }

    /// Minutes from start to finish on the task’s own calendar.
    pub(super) fn between(&self, task: usize, [start, finish]: Pair) -> i64 {
        if start > finish {
            return 0;
        }
        let (axis, calendar) = (self.nodes[task].axis, self.calendar_of(task));
        self.cross(axis, calendar, finish, Edge::Ends) - self.cross(axis, calendar, start, Edge::Starts)
    }

    pub(super) fn calendar_of(&self, task: usize) -> u16 {
        match &self.nodes[task] {
            node if node.axis != CLOCK && !node.is_summary() => node.axis,
            _ => self.works.get(task).map_or(1, |work| work.calendar),
        }
    }

    /// The axis on which the task’s slack is counted.
    pub(super) fn measure_of(&self, task: usize) -> u16 {
        // What a summary lasted before something stood under it does not count.
        let elapsed = !self.nodes[task].is_summary() && self.works.get(task).is_some_and(|work| work.elapsed);
        if elapsed { CLOCK } else { self.calendar_of(task) }
    }

    /// The finish that follows from a start, of all the duration or of what remains.
    pub(super) fn finish_of(&self, task: usize, start: i64, remaining: bool) -> i64 {
        let work = &self.works[task];
        let parts = work.parts.iter().map(|part| {
            let minutes = if remaining { part.remaining } else { part.minutes };
            let from = self.on(part.calendar, start);
            if minutes == 0 { start } else { self.clock(part.calendar, from + minutes, Edge::Ends) }
        });
        let plain = || start + if remaining { work.remaining } else { work.duration };
        match self.nodes[task].axis {
            CLOCK if !work.elapsed && work.parts.is_empty() => {
                let minutes = plain() - start;
                let from = self.on(work.calendar, start);
                if minutes == 0 { start } else { self.clock(work.calendar, from + minutes, Edge::Ends) }
            }
            _ => parts.max().unwrap_or_else(plain),
        }
    }

    /// The start that leads to a finish, of all the duration or of what remains.
    pub(super) fn start_of(&self, task: usize, finish: i64, remaining: bool) -> i64 {
        if is_beyond(finish) {
            return finish;
        }
        let work = &self.works[task];
        let parts = work.parts.iter().map(|part| {
            let minutes = if remaining { part.remaining } else { part.minutes };
            let until = self.on(part.calendar, finish);
            if minutes == 0 { finish } else { self.clock(part.calendar, until - minutes, Edge::Starts) }
        });
        let plain = || finish - if remaining { work.remaining } else { work.duration };
        match self.nodes[task].axis {
            CLOCK if !work.elapsed && work.parts.is_empty() => {
                let minutes = finish - plain();
                let until = self.on(work.calendar, finish);
                if minutes == 0 { finish } else { self.clock(work.calendar, until - minutes, Edge::Starts) }
            }
            _ => parts.min().unwrap_or_else(plain),
        }
    }

    /// A start on the clock moved to where somebody works. Elapsed time needs nobody: concrete cures from Friday 17:00 on.
    fn snapped(&self, task: usize, start: i64) -> i64 {
        let work = &self.works[task];
        if self.nodes[task].axis != CLOCK || work.elapsed {
            return start;
        }
        if work.duration == 0 && work.parts.is_empty() {
            // Nothing is to be done: where work ends is as good as where it begins.
            let position = self.on(work.calendar, start);
            let ends = self.clock(work.calendar, position, Edge::Ends);
            return if ends == start { start } else { self.clock(work.calendar, position, Edge::Starts) };
        }
        let next = |calendar: u16| self.clock(calendar, self.on(calendar, start), Edge::Starts);
        let worked = work.parts.iter().filter(|part| part.minutes > 0).map(|part| next(part.calendar)).min();
        worked.unwrap_or_else(|| next(work.calendar))
    }

    /// Early dates that what has happened tells; `None`: nothing has. `bounds` is what its predecessors allow to its
    /// start and finish: they hold up what remains of a task that was begun before they ended.
    pub(super) fn happened(&self, task: usize, bounds: Pair) -> Option<Pair> {
        let (work, axis) = (&self.works[task], self.nodes[task].axis);
        match work.state {
            State::Done { start, finish } | State::Told { start, finish } => {
                Some([self.on(axis, start), self.on(axis, finish)])
            }
            State::Started { start, resumes, ends } => {
                let begun = self.on(axis, start);
                let mut end = match resumes {
                    Some(at) => self.finish_of(task, self.on(axis, at.max(start)), true),
                    None => self.finish_of(task, begun, false),
                };
                if bounds[0] > NEVER / 2 {
                    end = end.max(self.finish_of(task, bounds[0], true));
                }
                if let Rule::FinishNoEarlier(at) = work.rule {
                    end = end.max(self.on(axis, at));
                }
                Some([begun, end.max(bounds[1]).max(ends.map_or(NEVER, |at| self.on(axis, at)))])
            }
            State::Open | State::Idle => None,
        }
    }

    /// Early dates of a task not begun whose predecessors allow this start. `clip`: do constraints hold it back, as
    /// Microsoft Project’s “tasks will always honor their constraint dates”?
    pub(super) fn early_of(&self, task: usize, start: i64, clip: bool) -> Pair {
        let (work, axis) = (&self.works[task], self.nodes[task].axis);
        let mut start = self.snapped(task, start);
        if work.delay != 0 {
            start = self.delayed(task, start);
        }
        start = start.max(self.fences[task].floor);
        let backed = |at: Instant| self.start_of(task, self.on(axis, at), false);
        start = match work.rule {
            Rule::FinishNoEarlier(at) => start.max(backed(at)),
            Rule::StartNoLater(at) if clip => start.min(self.on(axis, at)),
            Rule::FinishNoLater(at) if clip => start.min(backed(at)),
            Rule::MustStart(at) if clip => self.on(axis, at),
            Rule::MustStart(at) => start.max(self.on(axis, at)),
            Rule::MustFinish(at) if clip => backed(at),
            Rule::MustFinish(at) => start.max(backed(at)),
            _ => start,
        };
        if let Some(at) = work.not_before {
            start = start.max(self.on(axis, at));
        }
        start = self.snapped(task, start);
        [start, self.finish_of(task, start, false)]
    }

    fn delayed(&self, task: usize, start: i64) -> i64 {
        let (work, axis) = (&self.works[task], self.nodes[task].axis);
        if work.delay_elapsed {
            return self.on(axis, self.clock(axis, start, Edge::Starts) + work.delay);
        }
        let position = self.cross(axis, work.calendar, start, Edge::Starts) + work.delay;
        self.cross(work.calendar, axis, position, Edge::Starts)
    }

    /// Late dates of a task: where what remains must go on, and where it must end. `finish` is what its successors and
    /// the end of the project allow.
    pub(super) fn late_of(&self, task: usize, finish: i64) -> Pair {
        let (work, node) = (&self.works[task], &self.nodes[task]);
        let at_start = |at: Instant| self.finish_of(task, self.on(node.axis, at), false);
        let finish = match work.rule {
            Rule::MustStart(at) => at_start(at),
            Rule::MustFinish(at) => self.on(node.axis, at),
            Rule::StartNoLater(at) => finish.min(at_start(at)),
            Rule::FinishNoLater(at) => finish.min(self.on(node.axis, at)),
            _ => finish,
        };
        let finish = finish.min(self.fences[task].ceiling);
        [self.start_of(task, finish, true), finish]
    }
}

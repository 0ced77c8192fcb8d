//! Why a task starts when it does: the one thing that, were it otherwise, would let it start earlier. Read off the dates
//! when asked for, of one task.

use super::axis::Instant;
use super::network::{CLOCK, FAR, NEVER, Network};
use super::passes::Dates;
use super::place::Edge;
use super::work::{Join, Rule, State};

/// What holds a task where it is; tasks are told by `T`, their numbers in the network unless said otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause<T = usize> {
    /// Nothing but the start of the project.
    Origin,
    /// A predecessor, by a link that the task has, or a summary above it.
    Waits {
        /// The predecessor.
        from: T,
        /// Who has the link: the task, or a summary above it.
        to: T,
        /// Which ends are joined.
        join: Join,
    },
    /// The constraint of the task, or of a summary above it.
    Constraint(T),
    /// It is to be as late as possible.
    AsLateAsPossible,
    /// It could have started then and has not: the day has come since.
    NotBegun(Instant),
    /// It was begun; `overrun`: it should have ended before it does.
    Begun {
        /// Does only the clock say when it ends?
        overrun: bool,
    },
    /// It is done.
    Done,
    /// Its dates were told.
    Told,
    /// A summary: the task under it that starts first.
    Below(T),
}

impl Cause {
    /// The same with tasks told otherwise.
    pub fn map<T>(self, name: impl Fn(usize) -> T) -> Cause<T> {
        match self {
            Cause::Origin => Cause::Origin,
            Cause::Waits { from, to, join } => Cause::Waits { from: name(from), to: name(to), join },
            Cause::Constraint(task) => Cause::Constraint(name(task)),
            Cause::AsLateAsPossible => Cause::AsLateAsPossible,
            Cause::NotBegun(at) => Cause::NotBegun(at),
            Cause::Begun { overrun } => Cause::Begun { overrun },
            Cause::Done => Cause::Done,
            Cause::Told => Cause::Told,
            Cause::Below(task) => Cause::Below(name(task)),
        }
    }
}

impl Dates {
    /// What holds a task where it is; none: it has no dates.
    pub fn cause(&self, network: &Network, task: usize) -> Option<Cause> {
        let [start, _] = self.early[task];
        if start >= FAR / 2 {
            return None;
        }
        if network.is_summary(task) && network.told(task).is_none() {
            let starts = |below: &usize| self.timing(network, *below).map(|timing| timing.start);
            let first = network.below(task).filter(|below| starts(below).is_some()).min_by_key(starts)?;
            return Some(Cause::Below(first));
        }
        let work = network.work(task);
        match work.state {
            State::Done { .. } => return Some(Cause::Done),
            State::Told { .. } | State::Idle => return Some(Cause::Told),
            State::Started { ends, .. } => {
                let overrun = ends.is_some_and(|at| network.on(network.axis(task), at) >= self.early[task][1]);
                return Some(Cause::Begun { overrun });
            }
            State::Open => {}
        }
        match work.rule {
            Rule::MustStart(_) | Rule::MustFinish(_) => return Some(Cause::Constraint(task)),
            Rule::AsLateAsPossible if self.late[task][0] <= start => return Some(Cause::AsLateAsPossible),
            _ => {}
        }
        let (bound, cause) = self.strongest(network, task);
        let snapped = |at: i64| network.early_of(task, at, true)[0];
        if let Some(day) = work.not_before.map(|at| network.on(network.axis(task), at)) {
            let would = self.without_clock(network, task, bound);
            if would < day && snapped(day) >= start {
                return Some(Cause::NotBegun(network.clock(network.axis(task), would, Edge::Starts)));
            }
        }
        Some(if start < bound { Cause::Constraint(task) } else { cause })
    }

    /// Would something else than the start of the project say when a task starts, if no day had come since: a link, a
    /// constraint? Of what nothing is said it is only known that it could start.
    pub fn is_held(&self, network: &Network, task: usize) -> bool {
        let by_rule =
            matches!(network.work(task).rule, Rule::MustStart(_) | Rule::MustFinish(_) | Rule::AsLateAsPossible);
        by_rule || self.strongest(network, task).1 != Cause::Origin
    }

    /// The bound on the start that lets it start last, and whose it is.
    fn strongest(&self, network: &Network, task: usize) -> (i64, Cause) {
        let axis = network.axis(task);
        let mut best = (network.on(axis, network.work(task).origin), Cause::Origin);
        let mut offer = |at: i64, cause: Cause| {
            if at > NEVER / 2 && at < FAR / 2 && (at > best.0 || (at == best.0 && best.1 == Cause::Origin)) {
                best = (at, cause);
            }
        };
        let own_rule = match network.work(task).rule {
            Rule::StartNoEarlier(at) => network.on(axis, at),
            Rule::FinishNoEarlier(at) => network.start_of(task, network.on(axis, at), false),
            _ => NEVER,
        };
        let mut here = Some(task);
        while let Some(holder) = here.filter(|it| *it < network.len()) {
            let across = network.axis(holder);
            for end in network.ins(holder).iter().filter(|end| network.counts(end.other as usize)) {
                let bound = network.after(end, holder, &self.early);
                let start = match end.join {
                    Join::FinishStart | Join::StartStart => network.cross(across, axis, bound, Edge::Starts),
                    Join::FinishFinish | Join::StartFinish => {
                        network.start_of(task, network.cross(across, axis, bound, Edge::Ends), false)
                    }
                };
                offer(start, Cause::Waits { from: end.other as usize, to: holder, join: end.join });
            }
            if holder != task {
                match network.work(holder).rule {
                    Rule::StartNoEarlier(at) | Rule::MustStart(at) => {
                        offer(network.on(axis, at), Cause::Constraint(holder));
                    }
                    Rule::FinishNoEarlier(at) => {
                        offer(network.start_of(task, network.on(axis, at), false), Cause::Constraint(holder));
                    }
                    _ => {}
                }
            }
            here = Some(network.above[holder] as usize);
        }
        offer(own_rule, Cause::Constraint(task));
        best
    }

    /// Where a task would start if no day had come since.
    fn without_clock(&self, network: &Network, task: usize, bound: i64) -> i64 {
        match network.work(task).rule {
            Rule::StartNoLater(at) => bound.min(network.on(network.axis(task), at)),
            _ => bound,
        }
    }
}

impl Network {
    fn axis(&self, task: usize) -> u16 {
        self.nodes.get(task).map_or(CLOCK, |node| node.axis)
    }
}

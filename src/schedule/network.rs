//! The network as arrays: tasks, the outline over them, links as lists threaded through one array, and an order in
//! which everything comes after what it waits for.
//!
//! A summary is two nodes, one entered before all under it and one left after all under it, so that links and limits of
//! summaries reach their leaves without being multiplied. What goes round in a loop is named, never an error. Knows no
//! records; dates are computed in [`super::passes`].

use std::sync::Arc;

use super::axis::{Axis, Instant};
pub(super) use super::axis::{FAR, NEVER};
use super::work::{Join, Lag, Link, Rule, State, Work};

mod arrange;
mod rows;

use rows::{End, Rows};

/// The axis of the clock: every minute counts. Axis `n + 1` is the `n`-th calendar.
pub const CLOCK: u16 = 0;
/// No task or link.
pub(super) const NONE: u32 = u32::MAX;

/// What the passes read of every task; the rest of [`Work`] only where `plain` says no.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Node {
    pub duration: i64,
    pub origin: i64,
    /// No early start before this.
    pub floor: i64,
    /// No early start after this, if it is plain and the floor allows it.
    pub cap: i64,
    /// No late finish after this.
    pub ceiling: i64,
    pub above: u32,
    /// Which summary it is; none: it has nothing under it.
    pub summary: u32,
    /// Which summary is above.
    pub family: u32,
    pub axis: u16,
    /// The axis of the summary above.
    pub across: u16,
    /// Not begun, not as late as possible nor on a day, without a delay, on a calendar: its dates follow from bounds
    /// and its duration by adding.
    pub plain: bool,
    /// Finished or inactive: it does not hold what it waits for.
    pub settled: bool,
    /// Begun and not finished.
    pub begun: bool,
}

impl Node {
    pub fn is_summary(&self) -> bool {
        self.summary != NONE
    }
}

/// A link.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Wire {
    pub lag: i64,
    pub from: u32,
    pub to: u32,
    pub join: Join,
    pub unit: Unit,
    pub way: Way,
}

/// How dates go over a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// Two tasks on one axis, on which the lag is counted: adding it is all there is to do.
    Even,
    /// From one calendar to another, on which the lag is counted.
    Across,
    /// Any other.
    Long,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    Working,
    Elapsed,
    Percent,
}

/// Tasks, outline and links as arrays.
#[derive(Clone, Debug)]
pub struct Network {
    pub(super) axes: Vec<Arc<Axis>>,
    pub(super) works: Vec<Work>,
    /// One for each task, and the last for the project as a whole.
    pub(super) nodes: Vec<Node>,
    /// Links to what each task waits for.
    ins: Rows,
    /// Links to what waits for each task.
    outs: Rows,
    /// How many summaries there are, the project as a whole with them.
    pub(super) summaries: usize,
    pub(super) first_below: Vec<u32>,
    pub(super) next_beside: Vec<u32>,
    /// Entering task `n` is `2n`; leaving a summary is `2n + 1`.
    pub(super) order: Vec<u32>,
    pub(super) rank: Vec<u32>,
    pub(super) late_ones: usize,
    idle_ones: usize,
    looped: Vec<usize>,
    turned: Vec<usize>,
}

impl Network {
    /// A network of these calendars, tasks and links. Links of a task with itself or to no task are left out; a task
    /// whose outline goes round stands at the top.
    pub fn of(axes: Vec<Arc<Axis>>, works: Vec<Work>, links: &[Link]) -> Self {
        let root = works.len();
        let blank = Node {
            duration: 0,
            origin: 0,
            floor: NEVER,
            cap: FAR,
            ceiling: FAR,
            above: NONE,
            summary: NONE,
            family: NONE,
            axis: CLOCK,
            across: CLOCK,
            plain: true,
            settled: false,
            begun: false,
        };
        let fits = |link: &&Link| link.from != link.to && link.from < root && link.to < root;
        let wires: Vec<Wire> = links.iter().filter(fits).map(wire).collect();
        let mut network = Network {
            axes,
            nodes: vec![blank; root + 1],
            ins: Rows::of(root + 1, &wires, |wire| (wire.to, wire.from)),
            outs: Rows::of(root + 1, &wires, |wire| (wire.from, wire.to)),
            summaries: 0,
            first_below: vec![NONE; root + 1],
            next_beside: vec![NONE; root + 1],
            order: Vec::new(),
            rank: Vec::new(),
            late_ones: 0,
            idle_ones: 0,
            looped: Vec::new(),
            turned: Vec::new(),
            works,
        };
        network.outline(root);
        network.sort();
        network.settle_axes();
        network.settle_links();
        (0..root).for_each(|task| network.read(task));
        network
    }

    /// How many tasks there are.
    pub fn len(&self) -> usize {
        self.works.len()
    }

    /// Is there no task?
    pub fn is_empty(&self) -> bool {
        self.works.is_empty()
    }

    /// The calendars.
    pub fn axes(&self) -> &[Arc<Axis>] {
        &self.axes
    }

    /// The task as it was given.
    pub fn work(&self, task: usize) -> &Work {
        &self.works[task]
    }

    /// Has it tasks under it?
    pub fn is_summary(&self, task: usize) -> bool {
        self.nodes[task].is_summary()
    }

    /// The calendars and tasks, to make another network of them.
    pub fn into_parts(self) -> (Vec<Arc<Axis>>, Vec<Work>) {
        (self.axes, self.works)
    }

    /// The tasks that go round in loops; their dates mean nothing.
    pub fn looped(&self) -> &[usize] {
        &self.looped
    }

    /// Tasks that stood under themselves, each of which stands at the top now.
    pub fn turned(&self) -> &[usize] {
        &self.turned
    }

    /// Gives a task other values, the outline apart. False: the arrays do not fit it, build them anew.
    #[must_use]
    pub fn set(&mut self, task: usize, work: Work) -> bool {
        let old = &self.works[task];
        let same_axis = || old.is_point() == work.is_point() && self.axis_of(&work) == self.nodes[task].axis;
        let fits = old.above == work.above && old.calendar == work.calendar;
        if fits && (self.nodes[task].is_summary() || same_axis()) {
            self.late_ones -= usize::from(old.rule == Rule::AsLateAsPossible);
            self.idle_ones -= usize::from(old.state == State::Idle);
            self.works[task] = work;
            self.read(task);
            return true;
        }
        false
    }

    /// Adds a link. False: it goes against the order of tasks or closes a loop, build the network anew.
    #[must_use]
    pub fn join(&mut self, link: &Link) -> bool {
        let fits = link.from != link.to && self.rank[self.leave(link.from)] < self.rank[2 * link.to];
        if fits {
            let wire = wire(link);
            let wire = Wire { way: self.way(&wire), ..wire };
            self.ins.add(link.to, End::of(&wire, wire.from));
            self.outs.add(link.from, End::of(&wire, wire.to));
        }
        fits
    }

    /// Takes a link out: one like this, if there is one.
    pub fn part(&mut self, link: &Link) -> bool {
        let wire = wire(link);
        let wire = Wire { way: self.way(&wire), ..wire };
        self.ins.take(link.to, &End::of(&wire, wire.from)) && self.outs.take(link.from, &End::of(&wire, wire.to))
    }

    pub(super) fn root(&self) -> usize {
        self.works.len()
    }

    pub(super) fn leave(&self, task: usize) -> usize {
        2 * task + usize::from(self.nodes[task].is_summary())
    }

    #[inline]
    pub(super) fn ins(&self, task: usize) -> impl DoubleEndedIterator<Item = Wire> {
        self.ins.row(task).iter().map(move |end| end.wire(end.other, task as u32))
    }

    #[inline]
    pub(super) fn outs(&self, task: usize) -> impl DoubleEndedIterator<Item = Wire> {
        self.outs.row(task).iter().map(move |end| end.wire(task as u32, end.other))
    }

    pub(super) fn below(&self, task: usize) -> impl Iterator<Item = usize> {
        let some = |at: u32| (at != NONE).then_some(at as usize);
        std::iter::successors(some(self.first_below[task]), move |at| some(self.next_beside[*at]))
    }

    /// Does the task count for the dates of others?
    #[inline]
    pub(super) fn counts(&self, task: usize) -> bool {
        self.idle_ones == 0 || self.nodes[task].is_summary() || self.works[task].state != State::Idle
    }

    fn way(&self, wire: &Wire) -> Way {
        let [from, to] = [wire.from, wire.to].map(|task| &self.nodes[task as usize]);
        let summary = from.is_summary() || to.is_summary();
        match (from.axis, to.axis) {
            _ if summary || wire.unit != Unit::Working => Way::Long,
            (from, to) if from == to && (to != CLOCK || wire.lag == 0) => Way::Even,
            (CLOCK, _) | (_, CLOCK) => Way::Long,
            _ => Way::Across,
        }
    }

    fn axis_of(&self, work: &Work) -> u16 {
        let calendar = &self.axes[usize::from(work.calendar) - 1];
        let begins = |at: Instant| calendar.starts_at(calendar.position(at)) == at;
        let ends = |at: Instant| calendar.ends_at(calendar.position(at)) == at;
        let told = match work.state {
            State::Done { start, finish } | State::Told { start, finish } => begins(start) && ends(finish),
            State::Started { start, ends: until, .. } => begins(start) && until.is_none_or(ends),
            State::Open | State::Idle => true,
        };
        if work.is_point() || work.elapsed || !work.parts.is_empty() || !told { CLOCK } else { work.calendar }
    }

    /// What the passes read of a task, from what was given.
    fn read(&mut self, task: usize) {
        let work = &self.works[task];
        let axis = self.nodes[task].axis;
        let (mut origin, mut floor) = (work.origin, work.not_before);
        if let Rule::StartNoEarlier(at) = work.rule {
            origin = origin.min(at);
            floor = Some(floor.map_or(at, |floor| floor.max(at)));
        }
        let fixed = matches!(work.rule, Rule::AsLateAsPossible | Rule::MustStart(_) | Rule::MustFinish(_));
        let plain =
            !fixed && !self.nodes[task].is_summary() && work.state == State::Open && work.delay == 0 && axis != CLOCK;
        let (origin, floor) = (self.on(axis, origin), floor.map_or(NEVER, |at| self.on(axis, at)));
        let ceiling = work.deadline.map_or(FAR, |at| self.on(axis, at));
        let (floor, cap, ceiling) = match work.rule {
            Rule::FinishNoEarlier(at) if plain => (floor.max(self.on(axis, at) - work.duration), FAR, ceiling),
            Rule::StartNoLater(at) if plain => {
                (floor, self.on(axis, at), ceiling.min(self.on(axis, at) + work.duration))
            }
            Rule::FinishNoLater(at) if plain => {
                (floor, self.on(axis, at) - work.duration, ceiling.min(self.on(axis, at)))
            }
            _ => (floor, FAR, ceiling),
        };
        self.late_ones += usize::from(work.rule == Rule::AsLateAsPossible);
        self.idle_ones += usize::from(work.state == State::Idle);
        let settled = matches!(work.state, State::Done { .. } | State::Idle);
        let begun = matches!(work.state, State::Started { .. });
        let node = &mut self.nodes[task];
        (node.origin, node.floor, node.cap, node.ceiling) = (origin, floor, cap, ceiling);
        (node.duration, node.plain) = (self.works[task].duration, plain);
        (node.settled, node.begun) = (settled && !node.is_summary(), begun && !node.is_summary());
    }
}

fn wire(link: &Link) -> Wire {
    let (lag, unit) = match link.lag {
        Lag::Working(minutes) => (minutes, Unit::Working),
        Lag::Elapsed(minutes) => (minutes, Unit::Elapsed),
        Lag::Percent(percent) => (percent, Unit::Percent),
    };
    Wire { lag, from: link.from as u32, to: link.to as u32, join: link.join, unit, way: Way::Long }
}

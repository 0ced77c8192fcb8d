//! The network as arrays: tasks, the outline over them, links as lists threaded through one array, and an order in
//! which everything comes after what it waits for.
//!
//! A summary is two nodes, one entered before all under it and one left after all under it, so that links and limits of
//! summaries reach their leaves without being multiplied. What goes round in a loop is named, never an error. Knows no
//! records; dates are computed in [`super::passes`].

use std::sync::Arc;

use super::axis::{Axis, Instant};
use super::work::{Join, Lag, Link, Rule, State, Work};

mod arrange;

/// The axis of the clock: every minute counts. Axis `n + 1` is the `n`-th calendar.
pub const CLOCK: u16 = 0;
/// No task or link.
pub(super) const NONE: u32 = u32::MAX;
/// Before all positions and instants; far enough from the end of the type that lags can be added.
pub(super) const NEVER: i64 = i64::MIN / 4;
/// After all positions and instants.
pub(super) const FAR: i64 = i64::MAX / 4;

/// What the passes read of every task; the rest of [`Work`] only where `plain` says no.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Node {
    pub duration: i64,
    pub origin: i64,
    pub floor: i64,
    pub ceiling: i64,
    pub above: u32,
    pub ins: u32,
    pub outs: u32,
    pub axis: u16,
    pub plain: bool,
    pub is_summary: bool,
}

/// A link with the lists it is in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wire {
    pub lag: i64,
    pub from: u32,
    pub to: u32,
    pub next_in: u32,
    pub next_out: u32,
    pub join: Join,
    pub unit: Unit,
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
    pub(super) wires: Vec<Wire>,
    pub(super) first_below: Vec<u32>,
    pub(super) next_beside: Vec<u32>,
    /// Entering task `n` is `2n`; leaving a summary is `2n + 1`.
    pub(super) order: Vec<u32>,
    pub(super) rank: Vec<u32>,
    pub(super) late_ones: usize,
    looped: Vec<usize>,
    turned: Vec<usize>,
    unused: Vec<u32>,
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
            ceiling: FAR,
            above: NONE,
            ins: NONE,
            outs: NONE,
            axis: CLOCK,
            plain: true,
            is_summary: false,
        };
        let mut network = Network {
            axes,
            nodes: vec![blank; root + 1],
            wires: Vec::with_capacity(links.len()),
            first_below: vec![NONE; root + 1],
            next_beside: vec![NONE; root + 1],
            order: Vec::new(),
            rank: Vec::new(),
            late_ones: 0,
            looped: Vec::new(),
            turned: Vec::new(),
            unused: Vec::new(),
            works,
        };
        network.outline(root);
        // From behind, because every list is entered at its head.
        for link in links.iter().rev() {
            network.thread(link);
        }
        network.sort();
        network.settle_axes();
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
        self.nodes[task].is_summary
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
        let fits =
            old.above == work.above && old.calendar == work.calendar && self.axis_of(&work) == self.nodes[task].axis;
        if (fits || self.nodes[task].is_summary) && old.above == work.above {
            self.late_ones -= usize::from(old.rule == Rule::AsLateAsPossible);
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
            self.thread(link);
        }
        fits
    }

    /// Takes a link out: one like this, if there is one.
    pub fn part(&mut self, link: &Link) -> bool {
        let (lag, unit) = unit(link.lag);
        let mut here = self.nodes[link.to].ins;
        while let Some(wire) = self.wires.get(here as usize) {
            if wire.from as usize == link.from && wire.join == link.join && wire.lag == lag && wire.unit == unit {
                self.unthread(here);
                return true;
            }
            here = wire.next_in;
        }
        false
    }

    pub(super) fn root(&self) -> usize {
        self.works.len()
    }

    pub(super) fn leave(&self, task: usize) -> usize {
        2 * task + usize::from(self.nodes[task].is_summary)
    }

    pub(super) fn ins(&self, task: usize) -> impl Iterator<Item = &Wire> {
        let first = self.wires.get(self.nodes[task].ins as usize);
        std::iter::successors(first, |wire| self.wires.get(wire.next_in as usize))
    }

    pub(super) fn outs(&self, task: usize) -> impl Iterator<Item = &Wire> {
        let first = self.wires.get(self.nodes[task].outs as usize);
        std::iter::successors(first, |wire| self.wires.get(wire.next_out as usize))
    }

    pub(super) fn below(&self, task: usize) -> impl Iterator<Item = usize> {
        let some = |at: u32| (at != NONE).then_some(at as usize);
        std::iter::successors(some(self.first_below[task]), move |at| some(self.next_beside[*at]))
    }

    /// Does the task count for the dates of others?
    pub(super) fn counts(&self, task: usize) -> bool {
        self.nodes[task].plain || self.nodes[task].is_summary || self.works[task].state != State::Idle
    }

    fn thread(&mut self, link: &Link) {
        if link.from == link.to || link.from >= self.len() || link.to >= self.len() {
            return;
        }
        let (lag, unit) = unit(link.lag);
        let (from, to) = (link.from as u32, link.to as u32);
        let (next_in, next_out) = (self.nodes[link.to].ins, self.nodes[link.from].outs);
        let wire = Wire { lag, from, to, next_in, next_out, join: link.join, unit };
        let at = match self.unused.pop() {
            Some(at) => {
                self.wires[at as usize] = wire;
                at
            }
            None => {
                self.wires.push(wire);
                self.wires.len() as u32 - 1
            }
        };
        (self.nodes[link.to].ins, self.nodes[link.from].outs) = (at, at);
    }

    fn unthread(&mut self, at: u32) {
        let gone = self.wires[at as usize];
        let (mut ins, mut outs) = (self.nodes[gone.to as usize].ins, self.nodes[gone.from as usize].outs);
        if ins == at {
            self.nodes[gone.to as usize].ins = gone.next_in;
        }
        while let Some(wire) = self.wires.get_mut(ins as usize) {
            if wire.next_in == at {
                wire.next_in = gone.next_in;
            }
            ins = wire.next_in;
        }
        if outs == at {
            self.nodes[gone.from as usize].outs = gone.next_out;
        }
        while let Some(wire) = self.wires.get_mut(outs as usize) {
            if wire.next_out == at {
                wire.next_out = gone.next_out;
            }
            outs = wire.next_out;
        }
        self.unused.push(at);
    }

    fn axis_of(&self, work: &Work) -> u16 {
        let calendar = &self.axes[usize::from(work.calendar) - 1];
        let begins = |at: Instant| calendar.starts_at(calendar.position(at)) == at;
        let told = match work.state {
            State::Done { start, finish } | State::Told { start, finish } => {
                begins(start) && calendar.ends_at(calendar.position(finish)) == finish
            }
            State::Started { start, .. } => begins(start),
            State::Open | State::Idle => true,
        };
        if work.elapsed || !work.parts.is_empty() || !told { CLOCK } else { work.calendar }
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
        let open_end = matches!(work.rule, Rule::AsSoonAsPossible | Rule::StartNoEarlier(_));
        let plain = open_end && work.state == State::Open && work.delay == 0 && axis != CLOCK;
        let (origin, floor) = (self.on(axis, origin), floor.map_or(NEVER, |at| self.on(axis, at)));
        let ceiling = work.deadline.map_or(FAR, |at| self.on(axis, at));
        self.late_ones += usize::from(work.rule == Rule::AsLateAsPossible);
        let node = &mut self.nodes[task];
        (node.origin, node.floor, node.ceiling) = (origin, floor, ceiling);
        (node.duration, node.plain) = (self.works[task].duration, plain);
    }
}

fn unit(lag: Lag) -> (i64, Unit) {
    match lag {
        Lag::Working(minutes) => (minutes, Unit::Working),
        Lag::Elapsed(minutes) => (minutes, Unit::Elapsed),
        Lag::Percent(percent) => (percent, Unit::Percent),
    }
}

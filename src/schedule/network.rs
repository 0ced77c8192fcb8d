//! The network as arrays: tasks, the outline over them, links as lists threaded through one array, and an order in
//! which everything comes after what it waits for.
//!
//! A summary is two nodes, one entered before all under it and one left after all under it, so that links and limits of
//! summaries reach their leaves without being multiplied. What goes round in a loop is named, never an error. Knows no
//! records; dates are computed in [`super::passes`].

use std::sync::Arc;

use super::axis::{Axis, Instant};
pub(super) use super::axis::{FAR, NEVER};
use super::work::{Link, Rule, State, Work};

mod arrange;
mod rows;

pub(super) use rows::End;
use rows::Rows;

/// The axis of the clock: every minute counts. Axis `n + 1` is the `n`-th calendar.
pub const CLOCK: u16 = 0;
/// No task or link.
pub(super) const NONE: u32 = u32::MAX;

/// What the passes read of every task; the rest of [`Work`] only where `plain` says no. Small, because reading it is
/// most of what they do.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Node {
    pub duration: i64,
    pub origin: i64,
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
    /// Its fence holds it nowhere.
    pub free: bool,
    /// Finished or inactive: it does not hold what it waits for.
    pub settled: bool,
    /// Begun and not finished.
    pub begun: bool,
}

/// Where its constraint and its deadline keep a task.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Fence {
    /// No early start before this.
    pub floor: i64,
    /// No early start after this, if it is plain and the floor allows it.
    pub cap: i64,
    /// No late finish after this.
    pub ceiling: i64,
}

impl Fence {
    const NONE: Fence = Fence { floor: NEVER, cap: FAR, ceiling: FAR };
}

impl Node {
    pub fn is_summary(&self) -> bool {
        self.summary != NONE
    }
}

/// How dates go over a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// Two tasks on one axis, on which the lag is counted: adding it is all there is to do.
    Even,
    /// To a task on a calendar from what is on another, with a lag counted on the former.
    Across,
    /// Between two tasks on calendars, with a lag counted on the clock.
    ByClock,
    /// Between two tasks on calendars, with a lag that is a share of the predecessor’s duration.
    Share,
    /// Any other.
    Long(Unit),
}

impl Way {
    pub fn unit(self) -> Unit {
        match self {
            Way::Even | Way::Across => Unit::Working,
            Way::ByClock => Unit::Elapsed,
            Way::Share => Unit::Percent,
            Way::Long(unit) => unit,
        }
    }
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
    pub(super) fences: Vec<Fence>,
    /// The summary above each task, the project as a whole at the top.
    pub(super) above: Vec<u32>,
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
    /// Summaries scheduled by hand: their dates are told, not gathered.
    pub(super) by_hand: Vec<u32>,
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
            summary: NONE,
            family: NONE,
            axis: CLOCK,
            across: CLOCK,
            plain: true,
            free: true,
            settled: false,
            begun: false,
        };
        let fits = |link: &&Link| link.from != link.to && link.from < root && link.to < root;
        let links = || links.iter().filter(fits);
        let mut network = Network {
            axes,
            nodes: vec![blank; root + 1],
            fences: vec![Fence::NONE; root + 1],
            above: vec![NONE; root + 1],
            ins: Rows::of(root + 1, links().map(|link| (link.to, End::of(link, link.from)))),
            outs: Rows::of(root + 1, links().map(|link| (link.from, End::of(link, link.to)))),
            summaries: 0,
            first_below: vec![NONE; root + 1],
            next_beside: vec![NONE; root + 1],
            order: Vec::new(),
            rank: Vec::new(),
            late_ones: 0,
            by_hand: Vec::new(),
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
        let fits = old.above == work.above && old.calendar == work.calendar;
        let same_axis = || old.is_point() == work.is_point() && self.axis_of(&work) == self.nodes[task].axis;
        let stays = if self.nodes[task].is_summary() { old.is_told() == work.is_told() } else { same_axis() };
        if fits && stays {
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
            let [into, out] = self.ends_of(link);
            self.ins.add(link.to, into);
            self.outs.add(link.from, out);
        }
        fits
    }

    /// Takes a link out: one like this, if there is one.
    pub fn part(&mut self, link: &Link) -> bool {
        let [into, out] = self.ends_of(link);
        self.ins.take(link.to, &into) && self.outs.take(link.from, &out)
    }

    fn ends_of(&self, link: &Link) -> [End; 2] {
        [link.from, link.to].map(|other| self.laid([link.from, link.to], End::of(link, other)))
    }

    pub(super) fn root(&self) -> usize {
        self.works.len()
    }

    pub(super) fn leave(&self, task: usize) -> usize {
        2 * task + usize::from(self.nodes[task].is_summary())
    }

    /// Links to what a task waits for.
    #[inline(always)]
    pub(super) fn ins(&self, task: usize) -> &[End] {
        self.ins.row(task)
    }

    /// Links to what waits for a task.
    #[inline(always)]
    pub(super) fn outs(&self, task: usize) -> &[End] {
        self.outs.row(task)
    }

    pub(super) fn below(&self, task: usize) -> impl Iterator<Item = usize> {
        let some = |at: u32| (at != NONE).then_some(at as usize);
        std::iter::successors(some(self.first_below[task]), move |at| some(self.next_beside[*at]))
    }

    /// The dates told for a summary that is scheduled by hand.
    pub(super) fn told(&self, summary: usize) -> Option<[i64; 2]> {
        match self.works.get(summary)?.state {
            State::Told { start, finish } => Some([start, finish].map(|at| self.on(self.nodes[summary].axis, at))),
            _ => None,
        }
    }

    /// Does the task count for the dates of others?
    #[inline]
    pub(super) fn counts(&self, task: usize) -> bool {
        self.idle_ones == 0 || self.nodes[task].is_summary() || self.works[task].state != State::Idle
    }

    /// The end of a link as the row of one of its tasks has it, with the axis of the other and the way that dates go
    /// over it.
    fn laid(&self, [from, to]: [usize; 2], end: End) -> End {
        let [from, to] = [from, to].map(|task| &self.nodes[task]);
        let (axes, leaves) = ([from.axis, to.axis], !from.is_summary() && !to.is_summary());
        let on_calendars = !axes.contains(&CLOCK) && !to.is_summary();
        let way = match end.way.unit() {
            Unit::Working if leaves && axes[0] == axes[1] && (!axes.contains(&CLOCK) || end.lag == 0) => Way::Even,
            Unit::Working if on_calendars && axes[0] != axes[1] => Way::Across,
            Unit::Elapsed if on_calendars && leaves => Way::ByClock,
            Unit::Percent if on_calendars && leaves => Way::Share,
            unit => Way::Long(unit),
        };
        End { axis: self.nodes[end.other as usize].axis, way, ..end }
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
        let fence = Fence { floor, cap, ceiling };
        self.fences[task] = fence;
        let node = &mut self.nodes[task];
        (node.origin, node.duration) = (origin, self.works[task].duration);
        (node.plain, node.free) = (plain, fence == Fence::NONE);
        (node.settled, node.begun) = (settled && !node.is_summary(), begun && !node.is_summary());
    }
}

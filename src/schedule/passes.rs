//! Forward and backward pass: when each task can be at the earliest, when it must be at the latest, and the slack that
//! lies between. Total for any network; after an edit `patch` recomputes what it can reach, `timing` reads dates off.
//!
//! Dates are positions on each task’s axis; reading one gives instants. Semantics are Microsoft Project’s.

use super::network::{FAR, NEVER, Network};
use super::place::{Edge, Pair};
use super::work::{Join, Rule, State};

/// The dates of all tasks of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Dates {
    /// Early start and finish; of a summary the earliest and the latest under it.
    pub(super) early: Vec<Pair>,
    /// Late start (of what remains) and late finish; of a summary what is shown.
    pub(super) late: Vec<Pair>,
    /// Summaries: no start, no finish under it before this.
    pub(super) entry: Vec<Pair>,
    /// Summaries: no start of the first, no finish under it after this.
    pub(super) exit: Vec<Pair>,
    /// Summaries: the least late start and finish under it of what is not finished.
    pub(super) least: Vec<Pair>,
    /// The end of the project on each axis.
    pub(super) ends: Vec<i64>,
}

impl Dates {
    /// All dates of a network.
    pub fn of(network: &Network) -> Dates {
        let count = network.nodes.len();
        let mut dates = Dates {
            early: vec![[FAR, NEVER]; count],
            late: vec![[FAR, NEVER]; count],
            entry: vec![[NEVER, NEVER]; count],
            exit: vec![[FAR, FAR]; count],
            least: vec![[FAR, FAR]; count],
            ends: Vec::new(),
        };
        for node in &network.order {
            dates.forward(network, *node, false);
        }
        dates.end(network);
        for node in network.order.iter().rev() {
            dates.backward(network, *node);
        }
        if network.late_ones > 0 {
            for node in &network.order {
                dates.forward(network, *node, true);
            }
        }
        dates
    }

    /// Computes one node of the forward pass; true where anything changed. `again`: after the late dates are known,
    /// what is to be as late as possible takes them.
    pub(super) fn forward(&mut self, network: &Network, node: u32, again: bool) -> bool {
        let task = node as usize / 2;
        let held = &network.nodes[task];
        if !held.is_summary {
            let new = self.leaf(network, task, again);
            return std::mem::replace(&mut self.early[task], new) != new;
        }
        if node.is_multiple_of(2) {
            let new = self.entered(network, task);
            return std::mem::replace(&mut self.entry[task], new) != new;
        }
        let mut new = [FAR, NEVER];
        for below in network.below(task).filter(|below| network.counts(*below)) {
            let [start, finish] = self.early[below];
            new[0] = new[0].min(network.cross(network.nodes[below].axis, held.axis, start, Edge::Starts));
            new[1] = new[1].max(network.cross(network.nodes[below].axis, held.axis, finish, Edge::Ends));
        }
        std::mem::replace(&mut self.early[task], new) != new
    }

    #[inline]
    fn leaf(&self, network: &Network, task: usize, again: bool) -> Pair {
        let node = &network.nodes[task];
        let bounds = self.bounds(network, task);
        if node.plain {
            let mut start = bounds[0].max(bounds[1] - node.duration);
            if start < node.origin {
                start = self.clipped(network, task, start);
            }
            start = start.max(node.floor);
            return [start, start + node.duration];
        }
        if let Some(told) = network.happened(task, bounds) {
            return told;
        }
        let early = network.early_of(task, self.allowed(network, task, bounds), true);
        let late = self.late[task];
        match network.works[task].rule {
            Rule::AsLateAsPossible if again && late[0] > early[0] => late,
            _ => early,
        }
    }

    /// What the predecessors of a task and of the summaries above it allow to its start and finish.
    #[inline]
    pub(super) fn bounds(&self, network: &Network, task: usize) -> Pair {
        let node = &network.nodes[task];
        let above = node.above as usize;
        let across = network.nodes[above].axis;
        let mut start = network.cross(across, node.axis, self.entry[above][0], Edge::Starts);
        let mut finish = network.cross(across, node.axis, self.entry[above][1], Edge::Ends);
        if !node.plain && network.works[task].state == State::Idle {
            return [start, finish];
        }
        for wire in network.ins(task).filter(|wire| network.counts(wire.from as usize)) {
            let bound = network.after(wire, &self.early);
            match wire.join {
                Join::FinishStart | Join::StartStart => start = start.max(bound),
                Join::FinishFinish | Join::StartFinish => finish = finish.max(bound),
            }
        }
        [start, finish]
    }

    /// The earliest start within bounds, and within the project.
    pub(super) fn allowed(&self, network: &Network, task: usize, bounds: Pair) -> i64 {
        let start = bounds[0].max(network.start_of(task, bounds[1], false));
        if start < network.nodes[task].origin { self.clipped(network, task, start) } else { start }
    }

    /// No link and no lead puts a task before the project starts, unless what it waits for does.
    #[cold]
    fn clipped(&self, network: &Network, task: usize, start: i64) -> i64 {
        let node = &network.nodes[task];
        let before = network.ins(task).filter(|wire| network.counts(wire.from as usize)).map(|wire| {
            let from = wire.from as usize;
            network.cross(network.nodes[from].axis, node.axis, self.early[from][0], Edge::Starts)
        });
        start.max(before.min().map_or(node.origin, |before| node.origin.min(before)))
    }

    /// The bounds that a summary passes on to all under it.
    fn entered(&self, network: &Network, task: usize) -> Pair {
        let Some(work) = network.works.get(task) else { return [NEVER, NEVER] };
        let mut bounds = self.bounds(network, task);
        let axis = network.nodes[task].axis;
        match work.rule {
            Rule::StartNoEarlier(at) | Rule::MustStart(at) => bounds[0] = bounds[0].max(network.on(axis, at)),
            Rule::FinishNoEarlier(at) => bounds[1] = bounds[1].max(network.on(axis, at)),
            _ => {}
        }
        bounds
    }

    /// Tells every axis where the project ends; true where that changed.
    pub(super) fn end(&mut self, network: &Network) -> bool {
        let root = network.root();
        let finish = network.clock(network.nodes[root].axis, self.early[root][1], Edge::Ends);
        let ends: Vec<i64> = (0..=network.axes.len() as u16).map(|axis| network.on(axis, finish)).collect();
        if ends == self.ends {
            return false;
        }
        self.ends = ends;
        true
    }

    /// Computes one node of the backward pass; true where anything changed.
    pub(super) fn backward(&mut self, network: &Network, node: u32) -> bool {
        let task = node as usize / 2;
        if !network.nodes[task].is_summary {
            let limits = self.limits(network, task, false);
            let held = &network.nodes[task];
            let new = match held.plain {
                true => {
                    let finish = limits[1].min(limits[0] + held.duration).min(held.ceiling);
                    [finish - held.duration, finish]
                }
                false => {
                    let start = if limits[0] < FAR / 2 { network.finish_of(task, limits[0], true) } else { FAR };
                    network.late_of(task, limits[1].min(start), self.early[task])
                }
            };
            return std::mem::replace(&mut self.late[task], new) != new;
        }
        if node % 2 == 1 {
            let new = self.left(network, task);
            return std::mem::replace(&mut self.exit[task], new) != new;
        }
        let (mut least, mut shown) = ([FAR, FAR], [FAR, NEVER]);
        let axis = network.nodes[task].axis;
        for below in network.below(task).filter(|below| network.counts(*below)) {
            let told = |[start, finish]: Pair| {
                let from = network.nodes[below].axis;
                [network.cross(from, axis, start, Edge::Starts), network.cross(from, axis, finish, Edge::Ends)]
            };
            let is_summary = network.nodes[below].is_summary;
            let state = if is_summary { State::Open } else { network.works[below].state };
            let late = if is_summary { self.least[below] } else { self.late[below] };
            if !matches!(state, State::Done { .. }) {
                let late = told(late);
                least = [least[0].min(late[0]), least[1].min(late[1])];
            }
            let late = self.late[below];
            let late = told(if let State::Started { .. } = state { [self.early[below][0], late[1]] } else { late });
            shown = [shown[0].min(late[0]), shown[1].max(late[1])];
        }
        let changed = (self.least[task], self.late[task]) != (least, shown);
        (self.least[task], self.late[task]) = (least, shown);
        changed
    }

    /// The latest start and finish that successors and the end of the project allow; with `early`, that do not move any
    /// successor from its early dates.
    #[inline]
    pub(super) fn limits(&self, network: &Network, task: usize, early: bool) -> Pair {
        let node = &network.nodes[task];
        let above = node.above as usize;
        let (mut start, mut finish) = (FAR, self.ends[usize::from(node.axis)]);
        if !early && above < network.nodes.len() {
            let exit = self.exit[above];
            let across = network.nodes[above].axis;
            finish = network.cross(across, node.axis, exit[1], Edge::Starts).min(finish);
            let first = exit[0] < FAR / 2
                && network.cross(node.axis, across, self.early[task][0], Edge::Starts) <= self.early[above][0];
            if first {
                start = network.cross(across, node.axis, exit[0], Edge::Starts);
            }
        }
        let begun = !node.is_summary && !node.plain && matches!(network.works[task].state, State::Started { .. });
        for wire in network.outs(task) {
            let to = wire.to as usize;
            let held = &network.nodes[to];
            let settled = || matches!(network.works[to].state, State::Done { .. } | State::Idle);
            let dates = match () {
                _ if !held.plain && !held.is_summary && settled() => continue,
                _ if early => self.early[to],
                _ if held.is_summary => self.least[to],
                _ => self.late[to],
            };
            let bound = network.before(wire, dates, &self.early);
            match wire.join {
                Join::FinishStart | Join::FinishFinish => finish = finish.min(bound),
                Join::StartStart | Join::StartFinish if begun => {}
                Join::StartStart | Join::StartFinish if early => {
                    finish = finish.min(if held_by(bound) {
                        self.early[task][1] + bound - self.early[task][0]
                    } else {
                        FAR
                    });
                }
                Join::StartStart | Join::StartFinish => start = start.min(bound),
            }
        }
        [start, finish]
    }

    /// The limits that a summary passes on to all under it.
    fn left(&self, network: &Network, task: usize) -> Pair {
        let Some(work) = network.works.get(task) else {
            return [FAR, self.ends[usize::from(network.nodes[task].axis)]];
        };
        let axis = network.nodes[task].axis;
        let [start, finish] = self.limits(network, task, false);
        let finish = finish.min(network.nodes[task].ceiling);
        let finish = match work.rule {
            Rule::FinishNoLater(at) | Rule::MustFinish(at) => finish.min(network.on(axis, at)),
            _ => finish,
        };
        [start, finish]
    }
}

/// Does the bound hold anything?
fn held_by(bound: i64) -> bool {
    bound < FAR / 2
}

#[cfg(test)]
mod tests;

//! Forward and backward pass: when each task can be at the earliest, when it must be at the latest, and the slack that
//! lies between. Total for any network; after an edit `patch` recomputes what it can reach, `timing` reads dates off.
//!
//! Dates are positions on each task’s axis; reading one gives instants. Semantics are Microsoft Project’s.

use std::hint::select_unpredictable;

use super::network::{CLOCK, FAR, NEVER, Network, Way};
use super::place::{Edge, Pair};
use super::work::{Rule, State};

/// The dates of all tasks of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Dates {
    /// Early start and finish; of a summary the earliest and the latest under it.
    pub(super) early: Vec<Pair>,
    /// Late start (of what remains) and late finish; of a summary what is shown.
    pub(super) late: Vec<Pair>,
    /// What summaries pass on and gather, by their numbers.
    pub(super) families: Vec<Family>,
    /// The end of the project on each axis.
    pub(super) ends: Vec<i64>,
}

/// What a summary passes on to all under it and gathers from them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Family {
    /// No start, no finish under it before these instants.
    pub entry: Pair,
    /// The same as positions on the axis of the summary.
    pub entry_here: Pair,
    /// No start of the first, no finish under it after this.
    pub exit: Pair,
    /// The least late start and finish under it of what is not finished.
    pub least: Pair,
}

impl Family {
    /// It holds nothing yet.
    const OPEN: Family =
        Family { entry: [NEVER, NEVER], entry_here: [NEVER, NEVER], exit: [FAR, FAR], least: [FAR, FAR] };
}

impl Dates {
    /// All dates of a network.
    pub fn of(network: &Network) -> Dates {
        let count = network.nodes.len();
        let mut dates = Dates {
            early: vec![[FAR, NEVER]; count],
            late: vec![[FAR, NEVER]; count],
            families: vec![Family::OPEN; network.summaries],
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
            // What waits for them may have been delayed beyond where all ended.
            if dates.end(network) {
                for node in network.order.iter().rev() {
                    dates.backward(network, *node);
                }
            }
        }
        dates
    }

    pub(super) fn family(&self, network: &Network, summary: usize) -> &Family {
        &self.families[network.nodes[summary].summary as usize]
    }

    /// Computes one node of the forward pass; true where anything changed. `again`: after the late dates are known,
    /// what is to be as late as possible takes them.
    #[inline(always)]
    pub(super) fn forward(&mut self, network: &Network, node: u32, again: bool) -> bool {
        let task = node as usize / 2;
        let held = &network.nodes[task];
        if !held.is_summary() {
            let new = self.leaf(network, task, again);
            return std::mem::replace(&mut self.early[task], new) != new;
        }
        self.forward_summary(network, node)
    }

    #[inline(never)]
    fn forward_summary(&mut self, network: &Network, node: u32) -> bool {
        let task = node as usize / 2;
        let held = &network.nodes[task];
        if node.is_multiple_of(2) {
            let new = self.entered(network, task);
            let family = &mut self.families[held.summary as usize];
            family.entry_here = new.map(|at| network.on(held.axis, at));
            return std::mem::replace(&mut family.entry, new) != new;
        }
        let new = network.told(task).unwrap_or_else(|| self.gathered(network, task));
        std::mem::replace(&mut self.early[task], new) != new
    }

    /// The earliest start and the latest finish under a summary. The project ends with the last of its tasks, also where
    /// the dates told for a summary end before those under it.
    pub(super) fn gathered(&self, network: &Network, summary: usize) -> Pair {
        let by_hand = if summary == network.root() { &network.by_hand[..] } else { &[] };
        let outgrown = by_hand.iter().flat_map(|summary| network.below(*summary as usize));
        let axis = network.nodes[summary].axis;
        let mut all = [FAR, NEVER];
        for below in network.below(summary).chain(outgrown).filter(|below| network.counts(*below)) {
            let [start, finish] = self.early[below];
            all[0] = all[0].min(network.cross(network.nodes[below].axis, axis, start, Edge::Starts));
            all[1] = all[1].max(network.cross(network.nodes[below].axis, axis, finish, Edge::Ends));
        }
        all
    }

    #[inline(always)]
    fn leaf(&self, network: &Network, task: usize, again: bool) -> Pair {
        let node = &network.nodes[task];
        if node.plain {
            let bounds = self.bounds(network, task);
            let mut start = bounds[0].max(bounds[1] - node.duration);
            if start < node.origin {
                start = self.clipped(network, task, start);
            }
            if !node.free {
                let fence = &network.fences[task];
                start = start.min(fence.cap).max(fence.floor);
            }
            return [start, start + node.duration];
        }
        self.leaf_the_long_way(network, task, again)
    }

    #[inline(never)]
    fn leaf_the_long_way(&self, network: &Network, task: usize, again: bool) -> Pair {
        let bounds = self.bounds(network, task);
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
    #[inline(always)]
    pub(super) fn bounds(&self, network: &Network, task: usize) -> Pair {
        let node = &network.nodes[task];
        let family = &self.families[node.family as usize];
        let mut bounds = match node.axis == node.across {
            true => family.entry_here,
            false => family.entry.map(|at| network.on(node.axis, at)),
        };
        if !node.plain && network.works[task].state == State::Idle {
            return bounds;
        }
        for end in network.ins(task).iter().filter(|end| network.counts(end.other as usize)) {
            let at = network.after(end, task, &self.early);
            let starts = end.join.holds() == 0;
            bounds[0] = bounds[0].max(select_unpredictable(starts, at, NEVER));
            bounds[1] = bounds[1].max(select_unpredictable(starts, NEVER, at));
        }
        bounds
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
        let before = network.ins(task).iter().map(|end| end.other as usize);
        let before = before
            .filter(|from| network.counts(*from))
            .map(|from| network.cross(network.nodes[from].axis, node.axis, self.early[from][0], Edge::Starts));
        start.max(before.min().map_or(node.origin, |before| node.origin.min(before)))
    }

    /// The instants before which nothing under a summary starts or finishes. By the clock, because what is under it
    /// begins to work at hours of its own.
    fn entered(&self, network: &Network, task: usize) -> Pair {
        let Some(work) = network.works.get(task) else { return [NEVER, NEVER] };
        let mut bounds = self.families[network.nodes[task].family as usize].entry;
        for end in network.ins(task).iter().filter(|end| network.counts(end.other as usize)) {
            let held = &mut bounds[end.join.holds()];
            *held = (*held).max(network.after_on(end, task, CLOCK, &self.early));
        }
        match work.rule {
            Rule::StartNoEarlier(at) | Rule::MustStart(at) => bounds[0] = bounds[0].max(at),
            Rule::FinishNoEarlier(at) => bounds[1] = bounds[1].max(at),
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
    #[inline(always)]
    pub(super) fn backward(&mut self, network: &Network, node: u32) -> bool {
        let task = node as usize / 2;
        if network.nodes[task].is_summary() {
            return self.backward_summary(network, node);
        }
        let new = self.late_leaf(network, task);
        std::mem::replace(&mut self.late[task], new) != new
    }

    #[inline(always)]
    fn late_leaf(&self, network: &Network, task: usize) -> Pair {
        let node = &network.nodes[task];
        if node.settled {
            return [FAR, FAR];
        }
        let [start, finish] = self.limits(network, task);
        if node.plain {
            let mut finish = finish.min(start + node.duration);
            if !node.free {
                finish = finish.min(network.fences[task].ceiling);
            }
            return [finish - node.duration, finish];
        }
        let start = if start < FAR / 2 { network.finish_of(task, start, true) } else { FAR };
        network.late_of(task, finish.min(start))
    }

    #[inline(never)]
    fn backward_summary(&mut self, network: &Network, node: u32) -> bool {
        let task = node as usize / 2;
        if node % 2 == 1 {
            let new = self.left(network, task);
            let summary = network.nodes[task].summary as usize;
            return std::mem::replace(&mut self.families[summary].exit, new) != new;
        }
        if task == network.root() {
            return false;
        }
        let (mut least, mut shown) = ([FAR, FAR], [FAR, NEVER]);
        let axis = network.nodes[task].axis;
        for below in network.below(task).filter(|below| network.counts(*below)) {
            let held = &network.nodes[below];
            let told = |[start, finish]: Pair| {
                let across = |at, edge| network.cross(held.axis, axis, at, edge);
                [across(start, Edge::Starts), across(finish, Edge::Ends)]
            };
            let late = told(self.late[below]);
            let (passed_on, seen) = match () {
                _ if held.is_summary() => (told(self.family(network, below).least), late),
                _ if held.settled => (late, told(self.early[below])),
                _ if held.begun => (late, [told(self.early[below])[0], late[1]]),
                _ => (late, late),
            };
            least = [least[0].min(passed_on[0]), least[1].min(passed_on[1])];
            shown = [shown[0].min(seen[0]), shown[1].max(seen[1])];
        }
        let family = &mut self.families[network.nodes[task].summary as usize];
        let changed = (family.least, self.late[task]) != (least, shown);
        (family.least, self.late[task]) = (least, shown);
        changed
    }

    /// The latest start and finish that successors and the end of the project allow.
    #[inline(always)]
    pub(super) fn limits(&self, network: &Network, task: usize) -> Pair {
        let node = &network.nodes[task];
        let exit = self.families[node.family as usize].exit;
        let (mut start, mut finish) = (FAR, self.ends[usize::from(node.axis)]);
        finish = finish.min(network.cross(node.across, node.axis, exit[1], Edge::Starts));
        if exit[0] < FAR / 2 {
            let [first, here] = [self.early[network.above[task] as usize][0], self.early[task][0]];
            if network.cross(node.axis, node.across, here, Edge::Starts) <= first {
                start = network.cross(node.across, node.axis, exit[0], Edge::Starts);
            }
        }
        let mut limits = [start, finish];
        for end in network.outs(task) {
            let dates = match end.way {
                Way::Long(_) if network.nodes[end.other as usize].is_summary() => {
                    &self.family(network, end.other as usize).least
                }
                _ => &self.late[end.other as usize],
            };
            let at = network.before(end, task, dates, &self.early);
            let starts = end.join.hangs_on() == 0;
            limits[0] = limits[0].min(select_unpredictable(starts, at, FAR));
            limits[1] = limits[1].min(select_unpredictable(starts, FAR, at));
        }
        // What has begun does not mind who waits for its start.
        [if node.begun { start } else { limits[0] }, limits[1]]
    }

    /// The limits that a summary passes on to all under it.
    fn left(&self, network: &Network, task: usize) -> Pair {
        let Some(work) = network.works.get(task) else {
            return [FAR, self.ends[usize::from(network.nodes[task].axis)]];
        };
        let axis = network.nodes[task].axis;
        if work.is_told() {
            // What waits for it waits for the dates told, not for what is under it.
            return [FAR, self.ends[usize::from(axis)]];
        }
        let [start, finish] = self.limits(network, task);
        let finish = finish.min(network.fences[task].ceiling);
        let finish = match work.rule {
            Rule::FinishNoLater(at) | Rule::MustFinish(at) => finish.min(network.on(axis, at)),
            _ => finish,
        };
        [start, finish]
    }
}

#[cfg(test)]
mod tests;

//! After an edit: only what it can reach is computed again, in order, until nothing changes any more. By law the dates
//! are those of a full pass.
//!
//! Where the end of the project moves, the backward pass is made in full, because every open end hangs on it; where
//! anything is to be as late as possible, both are, because early dates then follow from late ones.

use super::axis::Instant;
use super::network::{FAR, Network};
use super::passes::Dates;
use super::place::{Edge, Pair};

/// Nodes to be computed, a bit for each rank: taken in order, or against it, each after all that it follows from.
struct Queue<'n> {
    network: &'n Network,
    bits: Vec<u64>,
    /// The word that is looked at next.
    word: usize,
    backwards: bool,
}

impl<'n> Queue<'n> {
    fn of(network: &'n Network, backwards: bool) -> Self {
        let words = network.order.len() / 64 + 1;
        Queue { network, bits: vec![0; words], word: if backwards { words - 1 } else { 0 }, backwards }
    }

    fn push(&mut self, node: usize) {
        let rank = self.network.rank[node] as usize;
        self.bits[rank / 64] |= 1 << (rank % 64);
    }

    fn pop(&mut self) -> Option<u32> {
        while self.bits[self.word] == 0 {
            self.word = if self.backwards { self.word.checked_sub(1)? } else { self.word + 1 };
            if self.word == self.bits.len() {
                self.word -= 1;
                return None;
            }
        }
        let bits = &mut self.bits[self.word];
        let bit = if self.backwards { 63 - bits.leading_zeros() } else { bits.trailing_zeros() };
        *bits &= !(1 << bit);
        self.network.order.get(self.word * 64 + bit as usize).copied()
    }
}

impl Dates {
    /// Follows a network in which these tasks got other values, or other links at their ends. Gives the tasks whose early
    /// dates changed, with the finish that they had.
    pub fn patch(&mut self, network: &Network, touched: &[usize]) -> Vec<(usize, Instant)> {
        if network.late_ones > 0 || !network.looped().is_empty() {
            let before = std::mem::replace(self, Dates::of(network));
            let moved = (0..network.len()).filter(|task| before.early[*task] != self.early[*task]);
            return moved.map(|task| (task, before.finish(network, task))).collect();
        }
        let (moved, before, ended) = self.patch_forward(network, touched);
        if ended {
            for node in network.order.iter().rev() {
                self.backward(network, *node);
            }
        } else {
            self.patch_backward(network, touched, &moved);
        }
        before
    }

    /// Gives the nodes whose early dates changed, the finishes that those of tasks had, and whether the end of the
    /// project changed.
    fn patch_forward(&mut self, network: &Network, touched: &[usize]) -> (Vec<u32>, Vec<(usize, Instant)>, bool) {
        let mut queue = Queue::of(network, false);
        for task in touched {
            queue.push(2 * task);
            queue.push(network.leave(*task));
            // What waits for it may count its lag by its duration, or not at all.
            network.outs(*task).iter().for_each(|end| queue.push(2 * end.other as usize));
            // It may count now where it did not, or not any more: what is inactive or finished has no late dates.
            if network.nodes[*task].settled || self.late[*task] == [FAR, FAR] {
                queue.push(2 * network.above[*task] as usize + 1);
                queue.push(network.leave(network.root()));
            }
        }
        let (mut moved, mut finishes) = (Vec::new(), Vec::new());
        while let Some(node) = queue.pop() {
            let task = node as usize / 2;
            let before = self.early[task];
            if !self.forward(network, node, false) {
                continue;
            }
            moved.push(node);
            if task != network.root() && self.early[task] != before {
                finishes.push((task, network.clock(network.nodes[task].axis, before[1], Edge::Ends)));
            }
            if network.nodes[task].is_summary() && node.is_multiple_of(2) {
                network.below(task).for_each(|below| queue.push(2 * below));
                continue;
            }
            network.outs(task).iter().for_each(|end| queue.push(2 * end.other as usize));
            if task != network.root() && self.is_felt_above(network, task, before) {
                queue.push(2 * network.above[task] as usize + 1);
            }
            if !network.by_hand.is_empty() && node != network.leave(network.root()) as u32 {
                queue.push(network.leave(network.root()));
            }
        }
        (moved, finishes, self.end(network))
    }

    /// Does the summary above mind that a task was there before and is elsewhere now? Only of the first and the last
    /// under it, or who becomes that: not all under it need be asked after each change of one.
    fn is_felt_above(&self, network: &Network, task: usize, before: Pair) -> bool {
        let node = &network.nodes[task];
        let [first, last] = self.early[network.above[task] as usize];
        let told = |[start, finish]: Pair| {
            let start = network.cross(node.axis, node.across, start, Edge::Starts);
            (start, network.cross(node.axis, node.across, finish, Edge::Ends))
        };
        let ((start, finish), (now_start, now_finish)) = (told(before), told(self.early[task]));
        start == first && now_start > first
            || now_start < first
            || finish == last && now_finish < last
            || now_finish > last
    }

    fn patch_backward(&mut self, network: &Network, touched: &[usize], moved: &[u32]) {
        let mut queue = Queue::of(network, true);
        for task in touched.iter().copied().chain(moved.iter().map(|node| *node as usize / 2)) {
            queue.push(network.leave(task));
            queue.push(2 * task);
            // What it waits for may not have to mind it any more, or again.
            network.ins(task).iter().for_each(|end| queue.push(network.leave(end.other as usize)));
            if task != network.root() {
                queue.push(2 * network.above[task] as usize);
            }
            // The first under a summary is held by what holds its start: it may be another now.
            if network.nodes[task].is_summary() && self.family(network, task).exit[0] < FAR / 2 {
                network.below(task).for_each(|below| queue.push(network.leave(below)));
            }
        }
        while let Some(node) = queue.pop() {
            if !self.backward(network, node) {
                continue;
            }
            let task = node as usize / 2;
            if network.nodes[task].is_summary() && node % 2 == 1 {
                network.below(task).for_each(|below| queue.push(network.leave(below)));
                continue;
            }
            network.ins(task).iter().for_each(|end| queue.push(network.leave(end.other as usize)));
            if task != network.root() {
                queue.push(2 * network.above[task] as usize);
            }
        }
    }
}

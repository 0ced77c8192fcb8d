//! Puts a new network in order: the outline as lists, the nodes one after the other, an axis for each task.

use std::collections::BTreeSet;

#[cfg(test)]
use super::Way;
use super::{CLOCK, NONE, Network, Work};

/// How far a task or a node is looked at.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    No,
    OnTheWay,
    Fine,
}

impl Network {
    /// The outline as lists of what is under each task, in the order of their numbers.
    pub(super) fn outline(&mut self, root: usize) {
        let mut seen = vec![Seen::No; root];
        for task in 0..root {
            let mut here = Some(task);
            while let Some(at) = here.filter(|at| seen[*at] == Seen::No) {
                seen[at] = Seen::OnTheWay;
                here = self.works[at].above.filter(|above| *above < root && *above != at);
            }
            if let Some(at) = here.filter(|at| seen[*at] == Seen::OnTheWay) {
                self.works[at].above = None;
                self.turned.push(at);
            }
            let mut here = Some(task);
            while let Some(at) = here.filter(|at| seen[*at] != Seen::Fine) {
                seen[at] = Seen::Fine;
                here = self.works[at].above.filter(|above| *above < root && *above != at);
            }
        }
        for task in (0..root).rev() {
            let above = self.works[task].above.filter(|above| *above < root && *above != task).unwrap_or(root);
            self.above[task] = above as u32;
            self.next_beside[task] = self.first_below[above];
            self.first_below[above] = task as u32;
        }
        for task in 0..=root {
            if task == root || self.first_below[task] != NONE {
                self.nodes[task].summary = self.summaries as u32;
                self.summaries += 1;
            }
        }
    }

    /// Puts the nodes in order: each after all that it waits for, and otherwise as tasks are numbered, so that passes
    /// run through memory in order. Depth first; chains may be as long as the plan, so the way down is kept in a list.
    pub(super) fn sort(&mut self) {
        let count = 2 * self.nodes.len();
        let mut seen = vec![Seen::No; count];
        let mut looped = BTreeSet::new();
        self.order.reserve(count);
        self.rank = vec![NONE; count];
        // Each node on the way down with what it waits for: how much of its row is done, what is next under it.
        let mut way = vec![self.way_into(self.leave(self.root()))];
        while let Some(here) = way.last_mut() {
            let node = here.0;
            let Some(before) = self.next_wait(here) else {
                seen[node] = Seen::Fine;
                self.rank[node] = self.order.len() as u32;
                self.order.push(node as u32);
                way.pop();
                continue;
            };
            match seen[before] {
                Seen::No => {
                    seen[before] = Seen::OnTheWay;
                    way.push(self.way_into(before));
                }
                // What lies on the way since goes round; it is put in order as if this did not close it.
                Seen::OnTheWay => {
                    let round = way.iter().rev().map(|it| it.0).take_while(|node| *node != before);
                    looped.extend(round.chain([before]).map(|node| node / 2).filter(|task| *task != self.root()));
                }
                Seen::Fine => {}
            }
        }
        self.looped = looped.into_iter().collect();
    }

    fn way_into(&self, node: usize) -> (usize, u32) {
        (node, if node % 2 == 1 { self.first_below[node / 2] } else { 0 })
    }

    /// The next node that the last on the way waits for: leaving a summary for leaving what is under it, entering a
    /// task for leaving what it is linked to and for entering what is above.
    fn next_wait(&self, (node, next): &mut (usize, u32)) -> Option<usize> {
        let task = *node / 2;
        if *node % 2 == 1 {
            let below = (*next != NONE).then_some(*next as usize)?;
            *next = self.next_beside[below];
            return Some(self.leave(below));
        }
        let row = self.ins.row(task);
        let at = *next as usize;
        *next += 1;
        match row.get(at) {
            Some(end) => Some(self.leave(end.other as usize)),
            None if at == row.len() && task != self.root() => Some(2 * self.above[task] as usize),
            None => None,
        }
    }

    /// Each leaf is computed on its calendar, unless the clock tells its dates better; a summary on the axis that all
    /// under it share.
    pub(super) fn settle_axes(&mut self) {
        let mut known = vec![false; self.nodes.len()];
        for at in 0..self.order.len() {
            let (task, leaving) = (self.order[at] as usize / 2, self.order[at] % 2 == 1);
            if self.nodes[task].is_summary() && !leaving {
                continue;
            }
            if !self.nodes[task].is_summary() {
                self.nodes[task].axis = self.axis_of(&self.works[task]);
            } else if self.works.get(task).is_some_and(Work::is_told) {
                self.nodes[task].axis = CLOCK;
                self.by_hand.push(task as u32);
            } else if !known[task] {
                self.nodes[task].axis = self.works.get(task).map_or(1, |work| work.calendar);
            }
            // A milestone is no reason to tell a summary by the clock.
            let point = !self.nodes[task].is_summary() && self.works[task].is_point();
            if task != self.root() && !point {
                let (axis, above) = (self.nodes[task].axis, self.above[task] as usize);
                let same = !known[above] || self.nodes[above].axis == axis;
                self.nodes[above].axis = if same { axis } else { CLOCK };
                known[above] = true;
            }
        }
        for task in 0..self.root() {
            let above = &self.nodes[self.above[task] as usize];
            (self.nodes[task].family, self.nodes[task].across) = (above.summary, above.axis);
        }
    }

    /// Which axes links join, and which of them are but an addition.
    pub(super) fn settle_links(&mut self) {
        let (mut ins, mut outs) = (std::mem::take(&mut self.ins), std::mem::take(&mut self.outs));
        for task in 0..self.root() {
            for end in ins.row_mut(task) {
                *end = self.laid([end.other as usize, task], *end);
            }
            for end in outs.row_mut(task) {
                *end = self.laid([task, end.other as usize], *end);
            }
        }
        (self.ins, self.outs) = (ins, outs);
    }

    /// Lets every date be computed the way that holds for all, so that the short one can be compared with it.
    #[cfg(test)]
    pub(in crate::schedule) fn go_the_long_way(&mut self) {
        for task in 0..self.root() {
            self.nodes[task].plain = false;
            let (ins, outs) = (self.ins.row_mut(task).iter_mut(), self.outs.row_mut(task).iter_mut());
            ins.chain(outs).for_each(|end| end.way = Way::Long(end.way.unit()));
        }
    }
}

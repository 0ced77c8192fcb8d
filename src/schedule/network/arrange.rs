//! Puts a new network in order: the outline as lists, the nodes one after the other, an axis for each task.

use super::{CLOCK, NONE, Network};

impl Network {
    /// The outline as lists of what is under each task, in the order of their numbers.
    pub(super) fn outline(&mut self, root: usize) {
        #[derive(Clone, Copy, PartialEq)]
        enum Seen {
            No,
            OnTheWay(usize),
            Fine,
        }
        let mut seen = vec![Seen::No; root];
        for task in 0..root {
            let mut here = Some(task);
            while let Some(at) = here.filter(|at| seen[*at] == Seen::No) {
                seen[at] = Seen::OnTheWay(task);
                here = self.works[at].above.filter(|above| *above < root && *above != at);
            }
            if let Some(at) = here.filter(|at| seen[*at] == Seen::OnTheWay(task)) {
                self.works[at].above = None;
                self.turned.push(at);
            }
            let mut here = Some(task);
            while let Some(at) = here.filter(|at| seen[*at] != Seen::Fine) {
                seen[at] = Seen::Fine;
                here = self.works[at].above.filter(|above| *above < root && *above != at);
            }
        }
        self.nodes[root].is_summary = true;
        for task in (0..root).rev() {
            let above = self.works[task].above.filter(|above| *above < root && *above != task).unwrap_or(root);
            self.nodes[task].above = above as u32;
            self.next_beside[task] = self.first_below[above];
            self.first_below[above] = task as u32;
            self.nodes[above].is_summary = true;
        }
    }

    /// Puts the nodes in order (Kahn). Last in, first out: chains stay together.
    pub(super) fn sort(&mut self) {
        let count = 2 * self.nodes.len();
        let mut waits = vec![0u32; count];
        for task in 0..self.nodes.len() {
            if task != self.root() {
                waits[2 * task] += 1;
                let above = self.nodes[task].above as usize;
                waits[2 * above + 1] += 1;
            }
            if self.nodes[task].is_summary {
                waits[2 * task + 1] += 1;
            }
            waits[2 * task] += self.ins(task).count() as u32;
        }
        let mut ready = vec![2 * self.root() as u32];
        let mut order = Vec::with_capacity(count);
        let mut released = Vec::new();
        while let Some(node) = ready.pop() {
            order.push(node);
            let task = node as usize / 2;
            released.clear();
            if self.nodes[task].is_summary && node % 2 == 0 {
                released.push(node + 1);
                released.extend(self.below(task).map(|below| 2 * below as u32));
            } else {
                released.extend((task != self.root()).then(|| 2 * self.nodes[task].above + 1));
                released.extend(self.outs(task).map(|wire| 2 * wire.to));
            }
            for next in released.iter().rev() {
                waits[*next as usize] -= 1;
                if waits[*next as usize] == 0 {
                    ready.push(*next);
                }
            }
        }
        self.rank = vec![NONE; count];
        order.iter().enumerate().for_each(|(at, node)| self.rank[*node as usize] = at as u32);
        for node in 0..count as u32 {
            let task = node as usize / 2;
            if self.rank[node as usize] == NONE && (node % 2 == 0 || self.nodes[task].is_summary) {
                self.rank[node as usize] = order.len() as u32;
                order.push(node);
                if node % 2 == 0 && task != self.root() {
                    self.looped.push(task);
                }
            }
        }
        self.order = order;
    }

    /// Each leaf is computed on its calendar, unless the clock tells its dates better; a summary on the axis that all
    /// under it share.
    pub(super) fn settle_axes(&mut self) {
        let mut known = vec![false; self.nodes.len()];
        for at in 0..self.order.len() {
            let (task, leaving) = (self.order[at] as usize / 2, self.order[at] % 2 == 1);
            if self.nodes[task].is_summary && !leaving {
                continue;
            }
            if !self.nodes[task].is_summary {
                self.nodes[task].axis = self.axis_of(&self.works[task]);
            } else if !known[task] {
                self.nodes[task].axis = self.works.get(task).map_or(1, |work| work.calendar);
            }
            if task != self.root() {
                let (axis, above) = (self.nodes[task].axis, self.nodes[task].above as usize);
                let same = !known[above] || self.nodes[above].axis == axis;
                self.nodes[above].axis = if same { axis } else { CLOCK };
                known[above] = true;
            }
        }
    }
}

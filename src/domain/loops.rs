//! Loops in a network of links, those that exist only through the outline included.
//!
//! A link from a summary holds for everything under it, and a link to a summary too: so what follows a task are the
//! successors of it and of everything above it, and with a successor come its descendants. As a graph: a task is
//! entered and left; who enters it enters its children and leaves it, who leaves it leaves its parent, and a link leads
//! from leaving its predecessor to entering its successor.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::link::{Link, LinkId};
use super::plan::Plan;
use super::task::{Task, TaskId};

/// The way round, if this link closes a loop: its predecessor, its successor, … and back to the predecessor.
pub fn through(plan: &Plan, link: &Link) -> Option<Vec<TaskId>> {
    let goal: BTreeSet<TaskId> = plan.with_descendants(link.predecessor).into_iter().collect();
    let mut came_from: BTreeMap<TaskId, Option<TaskId>> = BTreeMap::new();
    let mut queue = VecDeque::new();
    for task in plan.with_descendants(link.successor) {
        came_from.insert(task, None);
        queue.push_back(task);
    }
    while let Some(here) = queue.pop_front() {
        if goal.contains(&here) {
            return Some(way_back(link, here, &came_from));
        }
        for above in std::iter::once(here).chain(plan.ancestors(here)) {
            for next in plan.index().successors(above).filter_map(|id| plan.get(id)).map(|link| link.successor) {
                for task in plan.with_descendants(next) {
                    came_from.entry(task).or_insert_with(|| {
                        queue.push_back(task);
                        Some(here)
                    });
                }
            }
        }
    }
    None
}

fn way_back(link: &Link, end: TaskId, came_from: &BTreeMap<TaskId, Option<TaskId>>) -> Vec<TaskId> {
    let mut way = vec![end];
    while let Some(Some(before)) = way.last().and_then(|task| came_from.get(task)) {
        way.push(*before);
    }
    if way.last() != Some(&link.successor) {
        way.push(link.successor);
    }
    way.push(link.predecessor);
    way.reverse();
    if way.last() != Some(&link.predecessor) {
        way.push(link.predecessor);
    }
    way
}

/// Links without which there is no loop anywhere, of those that `may_go`. One pass over the whole network, where
/// [`through`] goes over what follows one link.
pub fn closing(plan: &Plan, may_go: impl Fn(LinkId) -> bool) -> BTreeSet<LinkId> {
    let mut walk = Walk { edges: edges(plan), state: Vec::new(), path: Vec::new(), gone: BTreeSet::new(), may_go };
    walk.state = vec![Seen::Never; walk.edges.len()];
    for node in 0..walk.edges.len() {
        walk.from(node);
    }
    walk.gone
}

/// A way from a node to another, by a link or by the outline.
type Edge = (usize, Option<LinkId>);

/// Entering task `i` is node `2i`, leaving it is `2i + 1`.
fn edges(plan: &Plan) -> Vec<Vec<Edge>> {
    let tasks: Vec<&std::sync::Arc<Task>> = plan.all::<Task>().collect();
    let at = |id: TaskId| tasks.binary_search_by_key(&id, |task| task.id).ok();
    let mut edges: Vec<Vec<Edge>> = vec![Vec::new(); 2 * tasks.len()];
    for (here, task) in tasks.iter().enumerate() {
        edges[2 * here].push((2 * here + 1, None));
        if let Some(parent) = task.parent.and_then(at) {
            edges[2 * here + 1].push((2 * parent + 1, None));
            if task.dropped.is_none() {
                edges[2 * parent].push((2 * here, None));
            }
        }
    }
    for link in plan.all::<Link>() {
        if let (Some(first), Some(then)) = (at(link.predecessor), at(link.successor)) {
            edges[2 * first + 1].push((2 * then, Some(link.id)));
        }
    }
    edges
}

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Never,
    OnTheWay,
    Left,
}

/// Goes through the network depth first.
struct Walk<F> {
    edges: Vec<Vec<Edge>>,
    state: Vec<Seen>,
    /// Node, the link that led to it, and how many of its edges were tried.
    path: Vec<(usize, Option<LinkId>, usize)>,
    gone: BTreeSet<LinkId>,
    may_go: F,
}

impl<F: Fn(LinkId) -> bool> Walk<F> {
    fn from(&mut self, node: usize) {
        self.enter(node, None);
        while let Some((here, _, tried)) = self.path.last_mut() {
            let Some((next, link)) = self.edges[*here].get(*tried).copied() else {
                self.state[*here] = Seen::Left;
                self.path.pop();
                continue;
            };
            *tried += 1;
            if link.is_some_and(|link| self.gone.contains(&link)) {
                continue;
            }
            match self.state[next] {
                Seen::Never => self.enter(next, link),
                Seen::OnTheWay => self.open(next, link),
                Seen::Left => {}
            }
        }
    }

    fn enter(&mut self, node: usize, by: Option<LinkId>) {
        if self.state[node] == Seen::Never {
            self.state[node] = Seen::OnTheWay;
            self.path.push((node, by, 0));
        }
    }

    /// Opens the loop from `start` along the path and by `last` back to it. A loop of the outline alone stays.
    fn open(&mut self, start: usize, last: Option<LinkId>) {
        if let Some(last) = last.filter(|link| (self.may_go)(*link)) {
            self.gone.insert(last);
            return;
        }
        let from = self.path.iter().rposition(|(node, ..)| *node == start).unwrap_or(0) + 1;
        let found = (from..self.path.len())
            .rev()
            .find_map(|at| self.path[at].1.filter(|link| (self.may_go)(*link)).map(|link| (at, link)));
        if let Some((at, link)) = found {
            self.gone.insert(link);
            for (node, ..) in self.path.drain(at..) {
                self.state[node] = Seen::Never;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::id::Id;
    use crate::domain::plan::Row;
    use crate::domain::record::Record;

    fn plan(parents: &[usize], links: &[(usize, usize)]) -> Plan {
        let id = |n: usize| TaskId::of(Uuid::from_u128(n as u128 + 1));
        let mut plan = Plan::default();
        for (at, parent) in parents.iter().enumerate() {
            let parent = (*parent < at).then(|| id(*parent));
            plan.put(Row::Task(Task { parent, ..Task::blank(id(at)) }.into()));
        }
        for (at, (first, then)) in links.iter().enumerate() {
            let link = Link::blank(Id::of(Uuid::from_u128(at as u128 + 1000)));
            plan.put(Row::Link(Link { predecessor: id(*first), successor: id(*then), ..link }.into()));
        }
        plan
    }

    proptest! {
        #[test]
        fn what_closes_loops_is_found_at_once_as_one_by_one(
            parents in prop::collection::vec(0usize..20, 8),
            links in prop::collection::vec((0usize..8, 0usize..8), 0..12),
        ) {
            let mut plan = plan(&parents, &links);
            let any = plan.all::<Link>().any(|link| through(&plan, link).is_some());
            let closing = closing(&plan, |_| true);
            prop_assert_eq!(any, !closing.is_empty());
            for link in closing {
                plan.remove(link.into());
            }
            prop_assert!(plan.all::<Link>().all(|link| through(&plan, link).is_none()));
        }
    }
}

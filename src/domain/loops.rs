//! Loops in a network of links, those that exist only through the outline included.
//!
//! A link from a summary holds for everything under it, and a link to a summary too: so what follows a task are the
//! successors of it and of everything above it, and with a successor come its descendants.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::link::Link;
use super::plan::Plan;
use super::task::TaskId;

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

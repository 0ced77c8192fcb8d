//! The outline as it is shown: every scheduled task of the project depth first, and which of them are in rows. Built
//! once for each snapshot from the index alone; holds ids and places, no words.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;

/// A set of tasks that is asked for every row.
pub type Tasks = HashSet<TaskId, RandomState>;

/// A task and the one it stands under.
type Pair = (Option<TaskId>, TaskId);

/// A task in the outline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    /// Which task.
    pub task: TaskId,
    /// How many stand above it.
    pub depth: u16,
    /// Its place among the children of its parent, from 1: the last number of its WBS.
    pub ordinal: u32,
    /// The place of its parent in the outline, if it has one.
    pub above: Option<u32>,
    /// The place behind everything under it.
    pub end: u32,
}

/// The outline of a project, and what of it is in rows.
#[derive(Clone, Default, Debug)]
pub struct Rows {
    /// Every scheduled task, depth first.
    all: Vec<Node>,
    /// Which of them match, where anything is asked for.
    found: Option<Tasks>,
    /// The places of those that are in rows, from the top.
    shown: Vec<u32>,
}

impl Rows {
    /// The outline of a project. Tasks in the inbox are not scheduled and not in it.
    pub fn of(snapshot: &Snapshot, project: ProjectId) -> Self {
        let index = snapshot.plan.index();
        let pairs: Vec<Pair> = index.outline(project).collect();
        let inbox: Tasks = index.inbox(project).collect();
        let mut families: HashMap<Option<TaskId>, &[Pair], RandomState> = HashMap::default();
        families.extend(pairs.chunk_by(|one, other| one.0 == other.0).map(|family| (family[0].0, family)));
        let mut all: Vec<Node> = Vec::with_capacity(pairs.len());
        let top = families.get(&None).copied().unwrap_or_default();
        let mut open = vec![(None, top.iter(), 0)];
        while let Some((above, rest, ordinal)) = open.last_mut() {
            let Some((_, task)) = rest.find(|(_, task)| !inbox.contains(task)) else {
                if let Some((Some(above), ..)) = open.pop() {
                    all[above as usize].end = place(all.len());
                }
                continue;
            };
            *ordinal += 1;
            let (above, ordinal) = (*above, *ordinal);
            let here = place(all.len());
            let depth = u16::try_from(open.len() - 1).unwrap_or(u16::MAX);
            all.push(Node { task: *task, depth, ordinal, above, end: here + 1 });
            if let Some(family) = families.get(&Some(*task)) {
                open.push((Some(here), family.iter(), 0));
            }
        }
        Rows { all, found: None, shown: Vec::new() }
    }

    /// Puts in rows what matches (nothing asked: everything), with the summaries above it; nothing under what is folded.
    pub fn show(&mut self, found: Option<Tasks>, folded: &Tasks) {
        self.found = found;
        self.fold(folded);
    }

    /// The same rows, but for nothing under what is folded.
    pub fn fold(&mut self, folded: &Tasks) {
        let mut has: Vec<bool> = Vec::new();
        if let Some(found) = &self.found {
            has = self.all.iter().map(|node| found.contains(&node.task)).collect();
            for at in (0..self.all.len()).rev() {
                if let Some(above) = self.all[at].above.filter(|_| has[at]) {
                    has[above as usize] = true;
                }
            }
        }
        self.shown.clear();
        let mut at = 0;
        while let Some(node) = self.all.get(at) {
            let hidden = has.get(at) == Some(&false);
            if !hidden {
                self.shown.push(place(at));
            }
            let closed = hidden || !folded.is_empty() && folded.contains(&node.task);
            at = if closed { node.end as usize } else { at + 1 };
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Every task of the outline, in rows or not.
    pub fn everything(&self) -> impl Iterator<Item = TaskId> + '_ {
        self.all.iter().map(|node| node.task)
    }

    /// The tasks in rows, from the top.
    pub fn tasks(&self) -> impl Iterator<Item = TaskId> + '_ {
        self.shown.iter().map(|at| self.all[*at as usize].task)
    }

    /// The tasks in rows that match what is asked for, without the summaries that are only there for them.
    pub fn matching(&self) -> impl Iterator<Item = TaskId> + '_ {
        self.tasks().filter(|task| self.found.as_ref().is_none_or(|found| found.contains(task)))
    }

    /// The task of a row.
    pub fn node(&self, row: usize) -> Option<&Node> {
        self.shown.get(row).map(|at| &self.all[*at as usize])
    }

    /// Has the task of a row others under it in the outline?
    pub fn is_summary(&self, row: usize) -> bool {
        self.shown.get(row).is_some_and(|at| self.all[*at as usize].end > at + 1)
    }

    /// The tasks under the one of a row, in the outline’s order.
    pub fn below(&self, row: usize) -> &[Node] {
        self.shown.get(row).map_or(&[], |at| &self.all[*at as usize + 1..self.all[*at as usize].end as usize])
    }

    /// The row of a task, or, where it is folded away, of the summary that hides it.
    pub fn row_of(&self, task: TaskId) -> Option<usize> {
        let at = place(self.all.iter().position(|node| node.task == task)?);
        match self.shown.binary_search(&at) {
            Ok(row) => Some(row),
            Err(behind) => {
                let row = behind.checked_sub(1)?;
                (self.all[self.shown[row] as usize].end > at).then_some(row)
            }
        }
    }

    /// The summaries above a task, the nearest first.
    pub fn above(&self, task: TaskId) -> impl Iterator<Item = TaskId> + '_ {
        let at = self.all.iter().position(|node| node.task == task);
        let up = |node: &&Node| node.above.map(|above| &self.all[above as usize]);
        let first = at.and_then(|at| up(&&self.all[at]));
        std::iter::successors(first, move |node| up(node)).map(|node| node.task)
    }

    /// The outline number of a row: `1.2.3`.
    pub fn wbs(&self, row: usize) -> String {
        let node = self.shown.get(row).map(|at| &self.all[*at as usize]);
        let up = |node: &&Node| node.above.map(|above| &self.all[above as usize]);
        let mut numbers: Vec<String> = std::iter::successors(node, up).map(|node| node.ordinal.to_string()).collect();
        numbers.reverse();
        numbers.join(".")
    }

    /// Columns that the widest outline number takes.
    pub fn wbs_width(&self) -> usize {
        let mut wide: Vec<u16> = Vec::with_capacity(self.all.len());
        for node in &self.all {
            let digits = node.ordinal.checked_ilog10().unwrap_or(0) as u16 + 1;
            let above = node.above.map_or(0, |above| wide[above as usize] + 1);
            wide.push(above.saturating_add(digits));
        }
        usize::from(wide.into_iter().max().unwrap_or(0))
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

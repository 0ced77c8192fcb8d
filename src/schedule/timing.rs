//! Reading dates off: positions as instants, slack, what is critical, conflicts. Computed when asked for, of one task.

use std::sync::OnceLock;

use super::axis::Instant;
use super::network::{CLOCK, FAR, NEVER, Network};
use super::passes::Dates;
use super::place::{Edge, Pair};
use super::work::{Rule, State};

/// The dates of one task. Slack is in minutes of its calendar, of the clock where its duration is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timing {
    /// When it starts.
    pub start: Instant,
    /// When it finishes.
    pub finish: Instant,
    /// When it must start at the latest; once begun, when it did.
    pub late_start: Instant,
    /// When it must be finished at the latest.
    pub late_finish: Instant,
    /// How far it can slip before the project, a deadline or a constraint does; negative: it is too late already.
    pub total_slack: i64,
    /// How far it can slip before another task does.
    pub free_slack: i64,
    /// Its constraint holds it where its predecessors do not allow it, or the clock keeps it from where it must be.
    pub conflict: bool,
}

/// What is critical in a network, of summaries kept from when somebody first asks.
#[derive(Clone, Debug)]
pub struct Criticals {
    /// Minutes of total slack up to which a task is critical.
    threshold: i64,
    summaries: Vec<OnceLock<bool>>,
}

impl Criticals {
    /// Nothing is known yet; to be made anew when dates change.
    pub fn of(network: &Network, threshold: i64) -> Self {
        Criticals { threshold, summaries: vec![OnceLock::new(); network.summaries] }
    }
}

impl Network {
    fn is_to_be_done(&self, task: usize) -> bool {
        matches!(self.works[task].state, State::Open | State::Started { .. })
    }
}

impl Dates {
    /// When the project starts and finishes; none: nothing in it has dates.
    pub fn ends(&self, network: &Network) -> Option<(Instant, Instant)> {
        self.shown(network, network.root())
    }

    /// When a task finishes; of a summary with nothing under it no instant that means anything.
    pub fn finish(&self, network: &Network, task: usize) -> Instant {
        network.clock(network.nodes[task].axis, self.early[task][1], Edge::Ends)
    }

    /// The dates of a task; none for a summary with nothing under it that has dates.
    pub fn timing(&self, network: &Network, task: usize) -> Option<Timing> {
        let (start, finish) = self.shown(network, task)?;
        let node = &network.nodes[task];
        let mut timing = Timing {
            start,
            finish,
            late_start: start,
            late_finish: finish,
            total_slack: 0,
            free_slack: 0,
            conflict: false,
        };
        if node.settled {
            return Some(timing);
        }
        let early = self.early[task];
        let late = network.told(task).map_or(self.late[task], |told| self.late_of_told(network, task, told));
        let late_finish = network.ended(task, late[1]);
        let begun = node.begun;
        let late_start = if begun { start } else { network.clock(node.axis, late[0], Edge::Starts) };
        let open = node.is_summary() || network.works[task].state == State::Open;
        timing.late_finish = late_finish;
        timing.late_start = if late[0] == late[1] && late_start > late_finish { late_finish } else { late_start };
        let wanted = self.wanted(network, task);
        timing.conflict = open && wanted != early;
        let slack = |to: i64, from: i64| {
            let measure = network.measure_of(task);
            network.cross(node.axis, measure, to, Edge::Starts) - network.cross(node.axis, measure, from, Edge::Starts)
        };
        timing.total_slack = slack(late[1], early[1].max(wanted[1]));
        if node.axis == CLOCK && open {
            timing.total_slack = timing.total_slack.min(slack(late[0], early[0].max(wanted[0])));
        }
        timing.free_slack = slack(self.free_finish(network, task), early[1]).max(0);
        Some(timing)
    }

    /// Is its total slack no more than the threshold, and is it still to be done? Of a summary: is that of a task under
    /// it? Asked once after each edit.
    pub fn is_critical(&self, network: &Network, task: usize, known: &Criticals) -> bool {
        let node = &network.nodes[task];
        if node.is_summary() {
            let any = || network.below(task).any(|below| self.is_critical(network, below, known));
            return *known.summaries[node.summary as usize].get_or_init(any);
        }
        network.is_to_be_done(task)
            && self.timing(network, task).is_some_and(|timing| timing.total_slack <= known.threshold)
    }

    /// The same of a task whose dates are known already.
    pub fn is_critical_at(&self, network: &Network, task: usize, timing: &Timing, known: &Criticals) -> bool {
        match network.nodes[task].is_summary() {
            true => self.is_critical(network, task, known),
            false => network.is_to_be_done(task) && timing.total_slack <= known.threshold,
        }
    }

    /// When it starts and finishes; none: it has no dates.
    pub fn shown(&self, network: &Network, task: usize) -> Option<(Instant, Instant)> {
        let (axis, [start, finish]) = (network.nodes[task].axis, self.early[task]);
        if start >= FAR / 2 || finish <= NEVER / 2 {
            return None;
        }
        let ends = network.clock(axis, finish, Edge::Ends);
        let starts = network.clock(axis, start, Edge::Starts);
        if start == finish && network.nodes[task].is_summary() && network.told(task).is_none() {
            return network.below(task).filter_map(|below| self.shown(network, below)).min();
        }
        if start == finish {
            let told = match network.works[task].state {
                State::Done { start, .. } | State::Told { start, .. } | State::Started { start, .. } => Some(start),
                _ => None,
            };
            let at = told.unwrap_or(starts);
            return Some((at, at));
        }
        Some((starts, ends))
    }

    /// The latest dates of a summary scheduled by hand, whatever is under it.
    fn late_of_told(&self, network: &Network, summary: usize, told: Pair) -> Pair {
        let (axis, calendar, lasts) =
            (network.nodes[summary].axis, network.calendar_of(summary), network.between(summary, told));
        let moved = |at: i64, by: i64, edge| {
            network.cross(calendar, axis, network.cross(axis, calendar, at, Edge::Starts) + by, edge)
        };
        let [start, finish] = self.limits(network, summary);
        let start = if start < FAR / 2 { moved(start, lasts, Edge::Ends) } else { FAR };
        let finish = finish.min(start).min(network.fences[summary].ceiling);
        [moved(finish, -lasts, Edge::Starts), finish]
    }

    /// Does something under a summary scheduled by hand start before the dates told for it, or end after them?
    pub fn is_outgrown(&self, network: &Network, summary: usize) -> bool {
        network.is_summary(summary)
            && network.told(summary).is_some_and(|[start, finish]| {
                let [first, last] = self.gathered(network, summary);
                first < start || last > finish
            })
    }

    /// The latest finish that moves no successor from its early dates.
    fn free_finish(&self, network: &Network, task: usize) -> i64 {
        let [start, finish] = self.early[task];
        let held = network.outs(task).iter().filter(|end| !network.nodes[end.other as usize].settled).map(|end| {
            let bound = network.before(end, task, &self.early[end.other as usize], &self.early);
            match end.join.hangs_on() {
                1 => bound,
                _ if bound >= FAR / 2 || network.nodes[task].begun => FAR,
                _ => finish + bound - start,
            }
        });
        held.fold(self.ends[usize::from(network.nodes[task].axis)], i64::min)
    }

    /// Early dates as they would be without the constraints that hold a task back or fix it.
    fn wanted(&self, network: &Network, task: usize) -> Pair {
        let holds_back = |rule| {
            matches!(rule, Rule::StartNoLater(_) | Rule::FinishNoLater(_) | Rule::MustStart(_) | Rule::MustFinish(_))
        };
        let open = |task: usize| network.works[task].state == State::Open && holds_back(network.works[task].rule);
        if network.nodes[task].is_summary() || !open(task) {
            return self.early[task];
        }
        let bounds = self.bounds(network, task);
        network.early_of(task, self.allowed(network, task, bounds), false)
    }
}

//! Risks and issues by their numbers, and the tasks they concern by either end.

use std::ops::Bound;

use crate::domain::id::RecordId;
use crate::domain::issue::{IssueId, IssueTaskId};
use crate::domain::plan::{Kind, Plan, Row, Series};
use crate::domain::project::ProjectId;
use crate::domain::risk::{RiskId, RiskTaskId};
use crate::domain::sorted::Sorted;
use crate::domain::task::TaskId;

type Set<K> = Sorted<K, ()>;

/// What the tables of the registers imply.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Registers {
    risks: Set<(ProjectId, i64, RiskId)>,
    issues: Set<(ProjectId, i64, IssueId)>,
    of_risk: Set<(RiskId, TaskId, RiskTaskId)>,
    of_issue: Set<(IssueId, TaskId, IssueTaskId)>,
    risks_on: Set<(TaskId, RiskId)>,
    issues_on: Set<(TaskId, IssueId)>,
    issues_from: Set<(RiskId, IssueId)>,
    in_category: Set<(ProjectId, String, RiskId)>,
}

impl Registers {
    /// What the tables of this plan imply.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut registers = Registers::default();
        for kind in [Kind::Risk, Kind::RiskTask, Kind::Issue, Kind::IssueTask] {
            plan.rows(kind).for_each(|row| registers.keep(&row, true));
        }
        registers
    }

    /// Follows a record that came or went; of other kinds, nothing.
    pub(super) fn keep(&mut self, row: &Row, there: bool) {
        match row {
            Row::Risk(it) => {
                put(&mut self.risks, (it.project, it.number, it.id), there);
                if !it.category.is_empty() {
                    put(&mut self.in_category, (it.project, it.category.clone(), it.id), there);
                }
            }
            Row::Issue(it) => {
                put(&mut self.issues, (it.project, it.number, it.id), there);
                if let Some(risk) = it.risk {
                    put(&mut self.issues_from, (risk, it.id), there);
                }
            }
            Row::RiskTask(it) => {
                put(&mut self.of_risk, (it.risk, it.task, it.id), there);
                put(&mut self.risks_on, (it.task, it.risk), there);
            }
            Row::IssueTask(it) => {
                put(&mut self.of_issue, (it.issue, it.task, it.id), there);
                put(&mut self.issues_on, (it.task, it.issue), there);
            }
            _ => {}
        }
    }

    /// The risks of a project, by number.
    pub fn risks(&self, project: ProjectId) -> impl DoubleEndedIterator<Item = RiskId> + '_ {
        self.risks.range((project, i64::MIN, RiskId::MIN)..=(project, i64::MAX, RiskId::MAX)).map(|(it, _)| it.2)
    }

    /// The issues of a project, by number.
    pub fn issues(&self, project: ProjectId) -> impl DoubleEndedIterator<Item = IssueId> + '_ {
        self.issues.range((project, i64::MIN, IssueId::MIN)..=(project, i64::MAX, IssueId::MAX)).map(|(it, _)| it.2)
    }

    /// The categories in use in a project, each once, in order: found without a look at every risk.
    pub fn categories(&self, project: ProjectId) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        let mut from = (project, String::new(), RiskId::MIN);
        loop {
            let to = (Bound::Excluded(from.clone()), Bound::Unbounded);
            let Some((entry, _)) = self.in_category.range(to).next().filter(|(entry, _)| entry.0 == project) else {
                return all;
            };
            all.push(&entry.1);
            from = (project, entry.1.clone(), RiskId::MAX);
        }
    }

    /// The risks or issues of a series with this number; more than one only after a merge.
    pub fn numbered(&self, series: Series, number: i64) -> Vec<RecordId> {
        let Series { project, kind } = series;
        match kind {
            Kind::Risk => {
                let range = (project, number, RiskId::MIN)..=(project, number, RiskId::MAX);
                self.risks.range(range).map(|(it, _)| it.2.into()).collect()
            }
            Kind::Issue => {
                let range = (project, number, IssueId::MIN)..=(project, number, IssueId::MAX);
                self.issues.range(range).map(|(it, _)| it.2.into()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The tasks that a risk threatens.
    pub fn tasks_of_risk(&self, risk: RiskId) -> impl Iterator<Item = (TaskId, RiskTaskId)> + '_ {
        let range = (risk, TaskId::MIN, RiskTaskId::MIN)..=(risk, TaskId::MAX, RiskTaskId::MAX);
        self.of_risk.range(range).map(|(it, _)| (it.1, it.2))
    }

    /// The tasks that an issue holds up.
    pub fn tasks_of_issue(&self, issue: IssueId) -> impl Iterator<Item = (TaskId, IssueTaskId)> + '_ {
        let range = (issue, TaskId::MIN, IssueTaskId::MIN)..=(issue, TaskId::MAX, IssueTaskId::MAX);
        self.of_issue.range(range).map(|(it, _)| (it.1, it.2))
    }

    /// The risks that threaten a task.
    pub fn risks_on(&self, task: TaskId) -> impl Iterator<Item = RiskId> + '_ {
        self.risks_on.range((task, RiskId::MIN)..=(task, RiskId::MAX)).map(|(it, _)| it.1)
    }

    /// The issues that hold up a task.
    pub fn issues_on(&self, task: TaskId) -> impl Iterator<Item = IssueId> + '_ {
        self.issues_on.range((task, IssueId::MIN)..=(task, IssueId::MAX)).map(|(it, _)| it.1)
    }

    /// The issues that a risk became.
    pub fn issues_from(&self, risk: RiskId) -> impl Iterator<Item = IssueId> + '_ {
        self.issues_from.range((risk, IssueId::MIN)..=(risk, IssueId::MAX)).map(|(it, _)| it.1)
    }
}

fn put<T: Ord + Clone>(set: &mut Set<T>, entry: T, there: bool) {
    if there {
        set.insert(entry, ());
    } else {
        set.remove(&entry);
    }
}

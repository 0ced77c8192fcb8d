//! Risks and issues by their numbers, risks by their scores, and the tasks they concern by either end.

use std::cmp::Reverse;
use std::ops::Bound;
use std::sync::Arc;

use crate::domain::id::RecordId;
use crate::domain::issue::{Issue, IssueId, IssueTask, IssueTaskId};
use crate::domain::plan::{Kind, Plan, Row, Series};
use crate::domain::project::ProjectId;
use crate::domain::risk::{Rating, Risk, RiskId, RiskState, RiskTask, RiskTaskId};
use crate::domain::sorted::Sorted;
use crate::domain::task::TaskId;

type Set<K> = Sorted<K, ()>;
/// Where a risk stands: the open ones by score, then those that occurred, then closed ones.
type Standing = (ProjectId, u8, Reverse<Option<i64>>, i64, RiskId);

/// What the tables of the registers imply.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Registers {
    risks: Sorted<(ProjectId, i64, RiskId), Arc<Risk>>,
    standing: Sorted<Standing, Rating>,
    issues: Sorted<(ProjectId, i64, IssueId), Arc<Issue>>,
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
        let (risks, issues) = (|| plan.all::<Risk>(), || plan.all::<Issue>());
        let (threats, holds) = (|| plan.all::<RiskTask>(), || plan.all::<IssueTask>());
        Registers {
            risks: risks().map(|it| ((it.project, it.number, it.id), Arc::clone(it))).collect(),
            standing: risks().map(|it| (standing(it), Rating::of(it))).collect(),
            issues: issues().map(|it| ((it.project, it.number, it.id), Arc::clone(it))).collect(),
            of_risk: threats().map(|it| ((it.risk, it.task, it.id), ())).collect(),
            of_issue: holds().map(|it| ((it.issue, it.task, it.id), ())).collect(),
            risks_on: threats().map(|it| ((it.task, it.risk), ())).collect(),
            issues_on: holds().map(|it| ((it.task, it.issue), ())).collect(),
            issues_from: issues().filter_map(|it| Some(((it.risk?, it.id), ()))).collect(),
            in_category: risks().filter_map(|it| category(it)).map(|entry| (entry, ())).collect(),
        }
    }

    /// Follows a record that came or went; of other kinds, nothing.
    pub(super) fn keep(&mut self, row: &Row, there: bool) {
        match row {
            Row::Risk(it) => {
                put(&mut self.risks, (it.project, it.number, it.id), it, there);
                put(&mut self.standing, standing(it), &Rating::of(it), there);
                if let Some(entry) = category(it) {
                    put(&mut self.in_category, entry, &(), there);
                }
            }
            Row::Issue(it) => {
                put(&mut self.issues, (it.project, it.number, it.id), it, there);
                if let Some(risk) = it.risk {
                    put(&mut self.issues_from, (risk, it.id), &(), there);
                }
            }
            Row::RiskTask(it) => {
                put(&mut self.of_risk, (it.risk, it.task, it.id), &(), there);
                put(&mut self.risks_on, (it.task, it.risk), &(), there);
            }
            Row::IssueTask(it) => {
                put(&mut self.of_issue, (it.issue, it.task, it.id), &(), there);
                put(&mut self.issues_on, (it.task, it.issue), &(), there);
            }
            _ => {}
        }
    }

    /// The risks of a project, by number.
    pub fn risks(&self, project: ProjectId) -> impl DoubleEndedIterator<Item = &Arc<Risk>> + '_ {
        self.risks.range((project, i64::MIN, RiskId::MIN)..=(project, i64::MAX, RiskId::MAX)).map(|(_, it)| it)
    }

    /// The risks of a project as they stand: the open ones, then those that occurred, then closed ones; of each those
    /// with the highest inherent score first. Of each its number and its rating.
    pub fn standing(&self, project: ProjectId) -> impl Iterator<Item = (RiskId, i64, &Rating)> + '_ {
        let first = (project, u8::MIN, Reverse(Some(i64::MAX)), i64::MIN, RiskId::MIN);
        let last = (project, u8::MAX, Reverse(None), i64::MAX, RiskId::MAX);
        self.standing.range(first..=last).map(|((.., number, id), rating)| (*id, *number, rating))
    }

    /// The issues of a project, by number.
    pub fn issues(&self, project: ProjectId) -> impl DoubleEndedIterator<Item = &Arc<Issue>> + '_ {
        self.issues.range((project, i64::MIN, IssueId::MIN)..=(project, i64::MAX, IssueId::MAX)).map(|(_, it)| it)
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

fn standing(risk: &Risk) -> Standing {
    let turn = match risk.state {
        RiskState::Open | RiskState::Responding => 0,
        RiskState::Occurred => 1,
        RiskState::Closed => 2,
    };
    (risk.project, turn, Reverse(risk.inherent()), risk.number, risk.id)
}

fn category(risk: &Risk) -> Option<(ProjectId, String, RiskId)> {
    (!risk.category.is_empty()).then(|| (risk.project, risk.category.clone(), risk.id))
}

fn put<K: Ord + Clone, V: Clone>(map: &mut Sorted<K, V>, key: K, value: &V, there: bool) {
    if there {
        map.insert(key, value.clone());
    } else {
        map.remove(&key);
    }
}

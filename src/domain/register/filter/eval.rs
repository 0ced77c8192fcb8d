//! A filter over the registers asked of risks and issues.

use chrono::NaiveDate;

use super::{Figure, Filter, State, Test};
use crate::domain::id::RecordId;
use crate::domain::issue::{Issue, IssueState, Severity};
use crate::domain::person::PersonId;
use crate::domain::plan::{Kind, Plan, Row};
use crate::domain::project::ProjectId;
use crate::domain::register::is_due_for_review;
use crate::domain::risk::{Nature, Response, Risk, RiskState};
use crate::domain::snapshot::Snapshot;
use crate::domain::value::{FieldType, Shape, Value};
use crate::text::fold;

/// A risk or an issue that a filter is asked of.
#[derive(Clone, Copy)]
pub(super) enum Entry<'a> {
    Risk(&'a Risk),
    Issue(&'a Issue),
}

impl Filter {
    /// Does it hold of this risk or issue?
    pub fn matches(&self, snapshot: &Snapshot, id: RecordId) -> bool {
        id.kind == self.kind && snapshot.plan.row(id).is_some_and(|row| self.holds(snapshot, &row))
    }

    fn holds(&self, snapshot: &Snapshot, row: &Row) -> bool {
        Entry::of(row).is_some_and(|entry| self.node.holds(&|test: &Test| test.holds(snapshot, row, entry)))
    }

    /// The risks or issues of a project (of all, where none is meant or the filter names one) of which it holds, in its
    /// order; where it has none: risks by score, the highest first, issues by severity and due date.
    pub fn find(&self, snapshot: &Snapshot, project: Option<ProjectId>) -> Vec<RecordId> {
        let (plan, names) = (&snapshot.plan, self.names_project());
        let rows: Vec<Row> = match (project.filter(|_| !names), self.kind) {
            (Some(project), Kind::Risk) => plan.risks(project).map(|it| Row::Risk(it.clone())).collect(),
            (Some(project), _) => plan.issues(project).map(|it| Row::Issue(it.clone())).collect(),
            (None, kind) => plan.rows(kind).collect(),
        };
        let mut found: Vec<Row> = rows.into_iter().filter(|row| self.holds(snapshot, row)).collect();
        self.put_in_order(snapshot, &mut found);
        found.iter().map(Row::id).collect()
    }
}

impl<'a> Entry<'a> {
    pub(super) fn of(row: &'a Row) -> Option<Self> {
        match row {
            Row::Risk(it) => Some(Entry::Risk(it)),
            Row::Issue(it) => Some(Entry::Issue(it)),
            _ => None,
        }
    }

    pub(super) fn owner(self) -> Option<PersonId> {
        match self {
            Entry::Risk(it) => it.owner,
            Entry::Issue(it) => it.owner,
        }
    }

    pub(super) fn project(self) -> ProjectId {
        match self {
            Entry::Risk(it) => it.project,
            Entry::Issue(it) => it.project,
        }
    }

    pub(super) fn number(self) -> i64 {
        match self {
            Entry::Risk(it) => it.number,
            Entry::Issue(it) => it.number,
        }
    }

    pub(super) fn title(self) -> &'a str {
        match self {
            Entry::Risk(it) => &it.title,
            Entry::Issue(it) => &it.title,
        }
    }

    fn texts(self) -> Vec<&'a str> {
        match self {
            Entry::Risk(it) => vec![&it.title, &it.cause, &it.effect, &it.note],
            Entry::Issue(it) => vec![&it.title, &it.resolution, &it.answer, &it.note],
        }
    }

    pub(super) fn figure(self, figure: Figure) -> Option<i64> {
        match (self, figure) {
            (Entry::Risk(it), Figure::Score) => it.inherent(),
            (Entry::Risk(it), Figure::Residual) => it.residual(),
            (Entry::Risk(it), Figure::Probability) => it.probability,
            (Entry::Risk(it), Figure::Impact) => it.impact,
            (Entry::Risk(it), Figure::ResidualProbability) => it.residual_probability,
            (Entry::Risk(it), Figure::ResidualImpact) => it.residual_impact,
            (Entry::Risk(it), Figure::Cost) => it.cost_impact.map(|it| it.0),
            (Entry::Issue(it), Figure::Severity) => Some(it.severity.number()),
            _ => None,
        }
    }
}

impl Test {
    fn holds(&self, snapshot: &Snapshot, row: &Row, entry: Entry<'_>) -> bool {
        let plan = &snapshot.plan;
        match self {
            Test::Text(needle) => {
                let reference = || plan.reference(row.id()).unwrap_or_default();
                entry.texts().into_iter().any(|text| needle.is_in(&fold(text))) || needle.is_in(&fold(&reference()))
            }
            Test::Is(state) => state.holds(snapshot, entry),
            Test::Project(project) => entry.project() == *project,
            Test::Field(field, wanted) => match (row.get(field.at), wanted, field.spec().shape) {
                (Value::Text(own), Value::Text(wanted), Shape::Prose) => fold(&own).contains(&fold(wanted)),
                (Value::Text(own), Value::Text(wanted), _) => fold(&own) == fold(wanted),
                (own, wanted, _) => own == *wanted,
            },
            Test::Day(field, compare, day) => Option::<NaiveDate>::of_value(row.get(field.at))
                .ok()
                .flatten()
                .is_some_and(|own| compare.holds(own, *day)),
            Test::Figure(figure, compare, number) => {
                entry.figure(*figure).is_some_and(|own| compare.holds(own, *number))
            }
            Test::Delay(it) => matches!(entry, Entry::Risk(risk)
                if (risk.optimistic_delay, risk.delay, risk.pessimistic_delay)
                    == (it.optimistic, Some(it.likely), it.pessimistic)),
            Test::On(task) => plan.concerned(row.id()).contains(task),
            Test::NotOn(task) => !plan.concerned(row.id()).contains(task),
            Test::No(absent) if absent.0.fields.is_empty() => plan.concerned(row.id()).is_empty(),
            Test::No(absent) => absent.0.fields(row.id().kind).all(|field| row.get(field.at) == Value::Nothing),
        }
    }
}

impl State {
    fn holds(self, snapshot: &Snapshot, entry: Entry<'_>) -> bool {
        match (self, entry) {
            (State::Any, _) => true,
            (State::Mine, entry) => snapshot.me.is_some() && entry.owner() == snapshot.me,
            (State::Unowned, entry) => entry.owner().is_none(),
            (state, Entry::Risk(it)) => state.of_risk(&snapshot.plan, it, snapshot.today),
            (state, Entry::Issue(it)) => state.of_issue(it, snapshot.today),
        }
    }

    fn of_risk(self, plan: &Plan, it: &Risk, today: NaiveDate) -> bool {
        match self {
            State::Open => it.is_open(),
            State::Closed => it.state == RiskState::Closed,
            State::High => plan.is_high_and_open(it),
            State::Unreviewed => is_due_for_review(it, today),
            State::Occurred => it.state == RiskState::Occurred,
            State::Responding => it.state == RiskState::Responding,
            State::Threat => it.nature == Nature::Threat,
            State::Opportunity => it.nature == Nature::Opportunity,
            State::Escalated => it.is_open() && it.response == Some(Response::Escalate),
            _ => false,
        }
    }

    fn of_issue(self, it: &Issue, today: NaiveDate) -> bool {
        match self {
            State::Open => it.is_open(),
            State::Closed => it.state == IssueState::Closed,
            State::High => it.is_open() && it.severity.number() <= Severity::High.number(),
            State::InProgress => it.state == IssueState::InProgress,
            State::Overdue => it.is_open() && it.due.is_some_and(|due| due < today),
            State::Escalated => it.waits_for_an_answer(),
            _ => false,
        }
    }
}

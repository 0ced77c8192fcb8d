//! Issues: what has happened and has to be settled; a risk that occurred, or a problem of its own.

use chrono::NaiveDate;

use super::id::Id;
use super::person::PersonId;
use super::project::ProjectId;
use super::record::record;
use super::risk::RiskId;
use super::task::TaskId;
use super::value::{Prose, choices};

/// The identity of an issue.
pub type IssueId = Id<Issue>;
/// The identity of a link between an issue and a task.
pub type IssueTaskId = Id<IssueTask>;

choices! {
    /// How bad an issue is: 1 is critical, 3 unless said.
    Severity { Medium = "medium", Critical = "critical", High = "high", Low = "low" }
}

impl Severity {
    const BY_NUMBER: [Severity; 4] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

    /// 1 (critical) to 4 (low).
    pub fn number(self) -> i64 {
        match self {
            Severity::Critical => 1,
            Severity::High => 2,
            Severity::Medium => 3,
            Severity::Low => 4,
        }
    }

    /// The severity with this number, 1 to 4.
    pub fn of_number(number: i64) -> Option<Self> {
        Self::BY_NUMBER.get(usize::try_from(number.checked_sub(1)?).ok()?).copied()
    }
}

choices! {
    /// Where an issue stands.
    IssueState { Open = "open", InProgress = "in-progress", Closed = "closed" }
}

record! {
    /// Something that has happened and has to be settled.
    Issue {
        /// Project it belongs to.
        project: ProjectId,
        /// The number of its ref, unique among the issues of the project.
        number: i64,
        /// What has happened.
        title: String,
        /// How bad it is.
        severity: Severity,
        /// Who settles it.
        owner: Option<PersonId>,
        /// The day it is to be settled.
        due: Option<NaiveDate>,
        /// Where it stands.
        state: IssueState,
        /// How it was settled.
        resolution: Prose,
        /// To whom it was escalated.
        escalated_to: Option<PersonId>,
        /// The day it was.
        escalated: Option<NaiveDate>,
        /// What they answered.
        answer: Prose,
        /// The risk that occurred.
        risk: Option<RiskId>,
        /// The day it was added.
        raised: Option<NaiveDate>,
        /// The day it was closed.
        closed: Option<NaiveDate>,
        /// Markdown.
        note: Prose,
        /// Where it was imported from.
        source: String,
        /// Its id there.
        source_id: String,
    }
}

record! {
    /// An issue holds up a task.
    IssueTask {
        /// The issue.
        issue: IssueId,
        /// The task.
        task: TaskId,
    }
}

impl Issue {
    /// Is it still to be settled?
    pub fn is_open(&self) -> bool {
        self.state != IssueState::Closed
    }

    /// Is it open, and does somebody it was escalated to still owe an answer?
    pub fn waits_for_an_answer(&self) -> bool {
        self.is_open() && self.escalated.is_some() && self.answer.is_empty()
    }
}

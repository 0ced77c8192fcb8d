//! Filters: the words of capture, and some more, find tasks.
//!
//! A line becomes a condition ([`Filter::parse`]), which is asked of one task ([`Filter::matches`]) or of all
//! ([`Filter::find`], in order), and can be written back ([`Filter::words`]). What is dropped never matches unless the
//! line asks for it. The schedule is not known here yet: words that need it are refused with that sentence.

use chrono::NaiveDate;

use super::capture::Absent;
use super::column::ColumnId;
use super::link::LinkType;
use super::person::PersonId;
use super::phase::PhaseId;
use super::plan::Plan;
use super::project::ProjectId;
use super::recurrence::Recurrence;
use super::span::{Estimate, Lag, Span};
use super::task::{TaskId, TaskKind};

mod eval;
pub(crate) mod needle;
pub(crate) mod node;
pub(crate) mod parse;
mod print;
pub(crate) mod read;
pub(crate) mod sort;

pub use super::capture::Rule;
pub(super) use eval::{STALE_AFTER, untouched_days};
use needle::Needle;
use node::Node;
pub use sort::SortKey;

/// What must hold of a task, and in which order to show those of which it does.
#[derive(Clone, PartialEq, Debug)]
pub struct Filter {
    node: Node<Test>,
    sort: Vec<Order<SortKey>>,
}

/// One key of an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Order<K> {
    pub(crate) key: K,
    pub(crate) descending: bool,
}

/// One word of a filter.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Test {
    Text(Needle),
    Is(State),
    /// From, to; 0 is the first.
    Priority(i64, i64),
    Day(DayField, Compare, NaiveDate),
    Duration(Compare, Span),
    Estimate(Estimate),
    /// Total slack in minutes of work; a span is a lag because it may be negative.
    Slack(Compare, Span),
    Project(ProjectId),
    Person(PersonId, Option<i64>),
    Tag(String),
    /// The columns of this name: of one project, or, where none is meant, of all.
    Column(Vec<ColumnId>),
    Phase(Vec<PhaseId>),
    Under(TaskId),
    After {
        task: TaskId,
        /// No type and lag: a link of any.
        link: Option<(LinkType, Lag)>,
    },
    Kind(TaskKind),
    Recurs(Recurrence),
    Url(Needle),
    No(Absent),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Compare {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DayField {
    Due,
    Planned,
    Start,
    Snooze,
    Until,
}

/// What `is:` asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    Open,
    Done,
    Dropped,
    Blocked,
    Overdue,
    Stale,
    Milestone,
    Recurring,
    Mine,
    Unassigned,
    Inbox,
    Summary,
    Accepted,
    Snoozed,
    Waiting,
    Critical,
    Late,
    AtRisk,
    Any,
}

const STATES: [(State, &str); 19] = [
    (State::Open, "open"),
    (State::Done, "done"),
    (State::Dropped, "dropped"),
    (State::Blocked, "blocked"),
    (State::Overdue, "overdue"),
    (State::Stale, "stale"),
    (State::Milestone, "milestone"),
    (State::Recurring, "recurring"),
    (State::Mine, "mine"),
    (State::Unassigned, "unassigned"),
    (State::Inbox, "inbox"),
    (State::Summary, "summary"),
    (State::Accepted, "accepted"),
    (State::Snoozed, "snoozed"),
    (State::Waiting, "waiting"),
    (State::Critical, "critical"),
    (State::Late, "late"),
    (State::AtRisk, "at-risk"),
    (State::Any, "any"),
];

const fn rule(write: &'static str, means: &'static str, example: &'static str) -> Rule {
    Rule { write, means, example }
}

/// What filters know besides the words of capture.
pub const FILTERS: &[Rule] = &[
    rule("is:open", "neither done nor dropped", "is:open @ana"),
    rule("is:done", "in a done column; a summary: all under it is", "is:done +bug"),
    rule("is:dropped", "dropped; found by no other word but is:any", "is:dropped"),
    rule("is:blocked", "open and blocked", "is:blocked"),
    rule("is:waiting", "open and blocked by someone outside", "is:waiting"),
    rule("is:overdue", "open and due before today", "is:overdue sort:due"),
    rule("is:critical", "open, and the project ends later if it does", "is:critical sort:finish"),
    rule("is:late", "open, and it finishes after it is due or after the baseline’s finish", "is:late"),
    rule(
        "is:at-risk",
        "open, with less than a day of slack, or blocked while others wait for it, or under a high open risk",
        "is:at-risk not is:critical",
    ),
    rule("is:stale", "open, not snoozed, untouched for 14 days", "is:stale"),
    rule("is:milestone", "a milestone", "is:milestone"),
    rule("is:recurring", "comes again", "is:recurring is:open"),
    rule("is:mine", "assigned to who sits here", "is:mine p0"),
    rule("is:unassigned", "assigned to nobody", "is:unassigned in:doing"),
    rule("is:inbox", "in the inbox", "is:inbox"),
    rule("is:summary", "with tasks under it", "is:open not is:summary"),
    rule("is:accepted", "a deliverable that was accepted", "kind:deliverable not is:accepted"),
    rule("is:snoozed", "open and hidden until a later day", "is:snoozed"),
    rule("is:any", "every task, dropped ones too", "is:any login"),
    rule("due:fri", "due that day; so do:, start:, wait:, until:", "due:today"),
    rule("due.before:fri", "due before that day; due.after:mon; in short due<fri", "due.before:fri is:open"),
    rule("est.over:5d", "estimated at more; est.under:1d; in short est>5d", "est.over:5d"),
    rule("slack.under:2d", "with less total slack; slack.over:5d; in short slack<2d, slack<0d", "slack.under:2d"),
    rule("p:0..1", "priority from, to; p0 alone; in short p<2", "p:0..1"),
    rule(
        "no:due",
        "without: due, do, every, until, start, wait, est, url, phase, under, after, @, +, @ana, +bug",
        "no:due no:@",
    ),
    rule("under:12", "anywhere under WEB-12", "under:12 is:open"),
    rule("sort:due", "in this order; sort:due.desc turns it; several: one after the other", "sort:p sort:due.desc"),
    rule("not", "before a word or parentheses: it does not hold; in short -is:done", "not is:blocked"),
    rule("or", "one of both; words beside each other must all hold", "@ana or @ben +bug"),
    rule("( )", "keep together", "+bug (@ana or @ben)"),
    rule("word", "in title, note or ref; case and accents ignored", "login"),
];

impl Filter {
    /// Every task that is not dropped, by priority, due date and rank.
    pub fn everything() -> Self {
        Filter { node: Node::All(Vec::new()), sort: Vec::new() }
    }

    /// What a list shows where nothing is asked: open, not snoozed, of this project.
    pub fn of_list(project: Option<ProjectId>) -> Self {
        let snoozed = Node::Not(Box::new(Node::Test(Test::Is(State::Snoozed))));
        let mut filter = Filter::everything();
        filter.node = Node::all(vec![Node::Test(Test::Is(State::Open)), snoozed]);
        filter.within(project)
    }

    /// The same in one project, unless the filter itself names one.
    pub fn within(self, project: Option<ProjectId>) -> Self {
        let names = self.node.any_test(&|test| matches!(test, Test::Project(_)));
        match project.filter(|_| !names) {
            Some(project) => {
                Filter { node: Node::all(vec![Node::Test(Test::Project(project)), self.node]), sort: self.sort }
            }
            None => self,
        }
    }

    /// The same as a list shows it: what asks for nothing shows what is open and not snoozed; of one project, unless it
    /// names one.
    pub fn listed(self, project: Option<ProjectId>) -> Self {
        match self.node == Node::All(Vec::new()) {
            true => Filter { sort: self.sort, ..Filter::of_list(project) },
            false => self.within(project),
        }
    }

    /// What this and another ask for, in the order of the other where that has one.
    pub fn and(self, other: Filter) -> Self {
        Filter { node: Node::all(vec![self.node, other.node]), sort: [other.sort, self.sort].concat() }
    }

    /// Written back as a line that is read as the same filter.
    pub fn words(&self, plan: &Plan) -> String {
        print::words(self, plan)
    }

    /// Does it say in which order to show what it finds?
    pub fn sorts(&self) -> bool {
        !self.sort.is_empty()
    }
}

impl State {
    fn word(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("any", |(_, word)| *word)
    }
}

#[cfg(test)]
mod tests;

//! Filters over the registers: the words of a line about risks or issues, and some more, find them.
//!
//! They are read and joined as filters of tasks are ([`filter`](crate::domain::filter)); what one word asks is told
//! here. Without words: what is open.

use chrono::NaiveDate;

use super::capture::Absent;
use super::capture::reader::Words;
use crate::domain::capture::{Context, home};
use crate::domain::change::Field;
use crate::domain::filter::needle::Needle;
use crate::domain::filter::node::Node;
use crate::domain::filter::parse::parsed;
use crate::domain::filter::{Compare, Order};
use crate::domain::person::PersonId;
use crate::domain::plan::Kind;
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::span::Estimate;
use crate::domain::task::TaskId;
use crate::domain::value::Value;

mod eval;
mod read;
mod sort;
#[cfg(test)]
mod tests;

/// What must hold of a risk or an issue, and in which order to show those of which it does.
#[derive(Clone, PartialEq, Debug)]
pub struct Filter {
    kind: Kind,
    node: Node<Test>,
    sort: Vec<Order<SortKey>>,
}

/// One word of a filter.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Test {
    Text(Needle),
    Is(State),
    Project(ProjectId),
    /// A field has this value; texts in any case.
    Field(Field, Value),
    Day(Field, Compare, NaiveDate),
    Figure(Figure, Compare, i64),
    Delay(Estimate),
    On(TaskId),
    NotOn(TaskId),
    No(Absent),
}

/// A number that a risk or an issue has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Figure {
    Score,
    Residual,
    Probability,
    Impact,
    ResidualProbability,
    ResidualImpact,
    /// In hundredths of the project’s currency.
    Cost,
    Severity,
}

/// What `is:` asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    Open,
    Closed,
    High,
    Unreviewed,
    Occurred,
    Responding,
    InProgress,
    Threat,
    Opportunity,
    Overdue,
    Escalated,
    Mine,
    Unowned,
    Any,
}

/// What risks and issues can be put in order by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortKey {
    /// Probability × impact.
    Score,
    /// The same when the response works.
    Residual,
    /// Day of the next review.
    Review,
    /// Project and number.
    Ref,
    /// Handle of the owner.
    Owner,
    /// Category.
    Category,
    /// What it may cost, times its probability.
    Exposure,
    /// Due date.
    Due,
    /// Severity, critical first.
    Severity,
    /// Title, case and accents ignored.
    Title,
}

impl Filter {
    /// What a list shows where nothing is asked: the open ones, the worst first.
    pub fn of_list(kind: Kind) -> Self {
        Filter { kind, node: Node::Test(Test::Is(State::Open)), sort: Vec::new() }
    }

    /// Every one.
    pub fn everything(kind: Kind) -> Self {
        Filter { kind, node: Node::All(Vec::new()), sort: Vec::new() }
    }

    /// Reads a filter over risks or issues. Errors: a word that cannot be read, parentheses that do not fit.
    pub fn parse(line: &str, context: &Context<'_>, kind: Kind) -> Result<Filter, Refusal> {
        read(line, context, kind, false)
    }

    /// Reads a filter that is still being typed: what is not finished at its end is left out.
    pub fn parse_partial(line: &str, context: &Context<'_>, kind: Kind) -> Result<Filter, Refusal> {
        read(line, context, kind, true)
    }

    /// What a list shows for these words: with none, what is open; else exactly what they say.
    pub fn parse_list(line: &str, context: &Context<'_>, kind: Kind) -> Result<Filter, Refusal> {
        Ok(Filter::parse(line, context, kind)?.listed())
    }

    /// The same as a list shows it: what asks for nothing shows what is open.
    pub fn listed(self) -> Self {
        match self.node == Node::All(Vec::new()) {
            true => Filter { sort: self.sort, ..Filter::of_list(self.kind) },
            false => self,
        }
    }

    /// What this and another ask for, in the order of the other where that has one.
    pub fn and(self, other: Filter) -> Self {
        Filter { node: Node::all(vec![self.node, other.node]), sort: [other.sort, self.sort].concat(), ..self }
    }

    /// Does it ask for what is mine, where nobody is known to sit here, and is it a filter otherwise?
    pub fn needs_me(line: &str, context: &Context<'_>, kind: Kind) -> bool {
        let somebody = Context { me: Some(PersonId::MIN), ..*context };
        context.me.is_none()
            && Filter::parse(line, context, kind).is_err()
            && Filter::parse(line, &somebody, kind).is_ok()
    }

    /// Risks or issues?
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Does it say in which order to show what it finds?
    pub fn sorts(&self) -> bool {
        !self.sort.is_empty()
    }

    /// Does it name a project?
    fn names_project(&self) -> bool {
        self.node.any_test(&|test| matches!(test, Test::Project(_)))
    }
}

fn read(line: &str, context: &Context<'_>, kind: Kind, partial: bool) -> Result<Filter, Refusal> {
    let context = Context { purpose: crate::domain::capture::Purpose::Find, ..*context };
    let (node, sort) = parsed(line, partial, |words| Words::of(&context, home(words, &context), kind))?;
    Ok(Filter { kind, node, sort })
}

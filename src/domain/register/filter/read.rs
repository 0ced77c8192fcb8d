//! One word of a filter over risks or issues read as what it asks.

use super::{Figure, SortKey, State, Test, sort};
use crate::domain::capture::terms::Trouble;
use crate::domain::capture::tokens::Word;
use crate::domain::filter::Compare;
use crate::domain::filter::needle::Needle;
use crate::domain::filter::node::Node;
use crate::domain::filter::parse::{Asks, Say};
use crate::domain::filter::read::{captured, compared_words, nobody_sits_here, state_of};
use crate::domain::issue::Severity;
use crate::domain::nearest::quoted;
use crate::domain::plan::Kind;
use crate::domain::register::capture::Term;
use crate::domain::register::capture::reader::Words;
use crate::domain::value::{FieldType, Shape, Value};

const RISK_STATES: Say<State> = &[
    (State::Open, "open"),
    (State::Closed, "closed"),
    (State::High, "high"),
    (State::Unreviewed, "unreviewed"),
    (State::Occurred, "occurred"),
    (State::Responding, "responding"),
    (State::Threat, "threat"),
    (State::Opportunity, "opportunity"),
    (State::Escalated, "escalated"),
    (State::Mine, "mine"),
    (State::Unowned, "unowned"),
    (State::Any, "any"),
];

const ISSUE_STATES: Say<State> = &[
    (State::Open, "open"),
    (State::Closed, "closed"),
    (State::High, "high"),
    (State::InProgress, "in-progress"),
    (State::Overdue, "overdue"),
    (State::Escalated, "escalated"),
    (State::Mine, "mine"),
    (State::Unowned, "unowned"),
    (State::Any, "any"),
];

/// Numbers that are compared, of what kind of record, and how they are written.
pub(super) const FIGURES: [(Figure, Kind, &str); 8] = [
    (Figure::Score, Kind::Risk, "score"),
    (Figure::Residual, Kind::Risk, "rscore"),
    (Figure::Probability, Kind::Risk, "prob"),
    (Figure::Impact, Kind::Risk, "impact"),
    (Figure::ResidualProbability, Kind::Risk, "rprob"),
    (Figure::ResidualImpact, Kind::Risk, "rimpact"),
    (Figure::Cost, Kind::Risk, "cost"),
    (Figure::Severity, Kind::Issue, "sev"),
];

impl Asks for Words<'_> {
    type Test = Test;
    type Key = SortKey;
    const KEYS: Say<SortKey> = sort::KEYS;
    const KEYS_TOO: Say<SortKey> = &[(SortKey::Severity, "severity")];

    fn text(words: &str) -> Test {
        Test::Text(Needle::of(words))
    }

    fn is_new(&self, test: &Test) -> bool {
        let Test::Field(field, Value::Text(word)) = test else { return false };
        let known = || self.inner.project.is_some_and(|it| self.inner.context.plan.has_risk_category(it, word));
        field.name() == "category" && !known()
    }

    fn ask(&self, word: &Word<'_>, behind: &[Word<'_>]) -> Result<Option<Node<Test>>, Trouble> {
        if let Some(state) = word.text.strip_prefix("is:") {
            let states = if self.kind == Kind::Risk { RISK_STATES } else { ISSUE_STATES };
            return match state_of(state, states)? {
                State::Mine if self.inner.context.me.is_none() => Err(nobody_sits_here()),
                state => Ok(Some(Node::Test(Test::Is(state)))),
            };
        }
        let figures: Vec<&str> =
            FIGURES.iter().filter(|(_, kind, _)| *kind == self.kind).map(|(.., word)| *word).collect();
        let day = if self.kind == Kind::Risk { "review" } else { "due" };
        if let Some((key, compare, value)) = compared_words(&word.text, &[day], &figures) {
            return self.compared(key, compare, value).map(|test| Some(Node::Test(test)));
        }
        if let Some((figure, value)) = word.text.split_once(':').filter(|(key, _)| ["score", "rscore"].contains(key)) {
            return self.compared(figure, Compare::Equal, value).map(|test| Some(Node::Test(test)));
        }
        captured(self, word, behind, test_of)
    }
}

impl Words<'_> {
    fn compared(&self, key: &str, compare: Compare, value: &str) -> Result<Test, Trouble> {
        if value.is_empty() {
            let why = format!("{} needs a value behind it", quoted(key));
            return Err(Trouble::of(why, "as in score>11 or review<fri"));
        }
        let Some((figure, ..)) = FIGURES.iter().find(|(.., word)| *word == key) else {
            return Ok(Test::Day(self.field(key), compare, self.inner.date(key, value)?));
        };
        let number = match figure {
            Figure::Score | Figure::Residual => value.parse().map_err(|_| {
                Trouble::of(format!("{} is no score", quoted(value)), "probability × impact is 1 to 25, as in score>11")
            })?,
            _ => match self.value(key, value)?.as_slice() {
                [Term::Field(field, value)] if field.name() == "severity" => {
                    Severity::of_value(value.clone()).map_or(0, Severity::number)
                }
                [Term::Field(_, Value::Int(number))] => *number,
                _ => 0,
            },
        };
        Ok(Test::Figure(*figure, compare, number))
    }
}

fn test_of(term: Term) -> Test {
    match term {
        Term::Project(project) => Test::Project(project),
        Term::Field(field, value) => match (field.spec().shape, chrono::NaiveDate::of_value(value.clone())) {
            (Shape::Date, Ok(day)) => Test::Day(field, Compare::Equal, day),
            _ => Test::Field(field, value),
        },
        Term::Delay(estimate) => Test::Delay(estimate),
        Term::On(task) => Test::On(task),
        Term::NotOn(task) => Test::NotOn(task),
        Term::No(absent) => Test::No(absent),
    }
}

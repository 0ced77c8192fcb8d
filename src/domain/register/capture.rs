//! The one-line grammar of the registers: one line adds a risk or an issue, or changes one, in the manner of tasks.
//!
//! What is alike is that of tasks ([`capture`](crate::domain::capture)): words, quotes, `//`, `@ana`, `:web`, dates,
//! problems with the nearest reading. Most other words set a field ([`Term::Field`]); a word of tasks that means nothing
//! here is refused with what to write instead.

use super::super::capture::{Context, Grammar, Problem, home, tokens, understood_by};
use crate::domain::capture;
use crate::domain::change::Field;
use crate::domain::plan::Kind;
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::span::Estimate;
use crate::domain::task::TaskId;
use crate::domain::value::Value;

mod complete;
mod edits;
pub(crate) mod keys;
pub(super) mod reader;
mod rules;
mod show;
#[cfg(test)]
pub(in crate::domain::register) mod tests;

pub use complete::complete;
pub(in crate::domain) use edits::{Made, made};
pub use edits::{edits, review};
pub use rules::{REGISTER_FILTERS, RISKS};

use keys::Lack;
use reader::Words;

/// What one word of syntax says.
#[derive(Clone, PartialEq, Debug)]
pub enum Term {
    /// The project it belongs to.
    Project(ProjectId),
    /// A field has this value.
    Field(Field, Value),
    /// It delays so long.
    Delay(Estimate),
    /// It concerns this task.
    On(TaskId),
    /// It does not concern this task (any more).
    NotOn(TaskId),
    /// Something is taken away, or, in a filter, absent.
    No(Absent),
}

/// Something that a risk or an issue can lack.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Absent(pub(crate) &'static Lack);

/// What a line of a register says.
#[derive(Clone, PartialEq, Debug)]
pub struct Understood {
    /// Risks or issues?
    pub kind: Kind,
    line: capture::Understood<Term>,
}

impl std::ops::Deref for Understood {
    type Target = capture::Understood<Term>;
    fn deref(&self) -> &capture::Understood<Term> {
        &self.line
    }
}

/// Reads a line about risks or issues. Total: whatever is wrong is a problem in what it gives.
pub fn understand(line: &str, context: &Context<'_>, kind: Kind) -> Understood {
    let parts = tokens::split(line);
    let words = Words::of(context, home(&parts.words, context), kind);
    let mut line = understood_by(&words, line, &parts);
    response_suits(&mut line, kind);
    Understood { kind, line }
}

/// A response that makes no sense for what the line says it is.
fn response_suits(line: &mut capture::Understood<Term>, kind: Kind) {
    use crate::domain::risk::{Nature, Response};
    use crate::domain::value::FieldType;
    let said = |name: &str| {
        line.terms.iter().find_map(|term| match &term.what {
            Term::Field(field, value) if field.kind == kind && field.name() == name => Some((term, value.clone())),
            _ => None,
        })
    };
    let (Some((placed, response)), Some((_, nature))) = (said("response"), said("nature")) else { return };
    let (Ok(response), Ok(nature)) = (Response::of_value(response), Nature::of_value(nature)) else { return };
    if !response.suits(nature) {
        let why = format!("{} is no response to a risk that is a {}", response.word(), nature.word());
        let fitting = Response::ALL.iter().filter(|it| it.suits(nature)).map(|it| it.word()).collect::<Vec<_>>();
        let refusal = Refusal::new(why, format!("write resp: and one of {}", fitting.join(", ")));
        let range = placed.range.clone();
        line.problems.push(Problem { range, refusal, nearest: None, stranger: None });
    }
}

impl Grammar for Words<'_> {
    type Term = Term;
    const MAY_GO_ON: &'static [&'static str] = &["due", "review"];

    fn project(&self) -> Option<ProjectId> {
        self.inner.project
    }

    fn read(&self, word: &str) -> Option<Result<Vec<Term>, capture::terms::Trouble>> {
        Words::read(self, word)
    }

    fn value(&self, key: &str, value: &str) -> Result<Vec<Term>, capture::terms::Trouble> {
        Words::value(self, key, value)
    }

    fn rivals(one: &Term, other: &Term) -> bool {
        match (one, other) {
            (Term::Field(a, _), Term::Field(b, _)) => a == b,
            (Term::On(a) | Term::NotOn(a), Term::On(b) | Term::NotOn(b)) => a == b,
            (Term::No(a), Term::No(b)) => a == b,
            (Term::No(lack), other) | (other, Term::No(lack)) => lack.0.is_about(other),
            _ => std::mem::discriminant(one) == std::mem::discriminant(other),
        }
    }

    fn unfit(&self, word: &str, term: &Term) -> Option<capture::terms::Trouble> {
        Words::unfit(self, word, term)
    }
}

//! The one-line grammar of capture: one line makes a task, changes one, and, as a filter, finds it.
//!
//! A line is cut into words ([`tokens`]); each word is a term of the grammar ([`Term`]), a problem, or part of the
//! title. Nothing that looks like syntax slips into the title: what cannot be read is a [`Problem`] with the nearest
//! reading. What was understood is said in words ([`Understood::echo`]), as chips ([`Understood::chips`]), and carried
//! out as a new task ([`carry_out`]) or as commands on one that is there ([`edits`]).

use std::ops::Range;

use chrono::{NaiveDate, Weekday};

use super::person::PersonId;
use super::plan::Plan;
use super::project::ProjectId;
use super::refusal::Refusal;
use super::snapshot::Snapshot;

mod complete;
mod edits;
pub(crate) mod grammar;
mod make;
pub(crate) mod reader;
mod rules;
mod show;
pub(crate) mod terms;
pub mod tokens;

pub use complete::{Candidate, Completion, complete};
pub use edits::edits;
pub use make::carry_out;
pub(in crate::domain) use make::{sizes, title_fits};
pub use rules::{CAPTURE, Rule};
pub(crate) use show::chips_by;
pub use show::{Chip, Tone, task_line};
pub use terms::{Absent, Term};

pub(crate) use grammar::{Grammar, joined, two_readings, understood_by};
use reader::Reader;
use terms::Trouble;
use tokens::Word;

/// What a line is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// It makes a task: there is nothing to take away.
    Add,
    /// It changes one.
    Edit,
    /// It finds some.
    Find,
}

/// What a line is read against.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The records that names mean.
    pub plan: &'a Plan,
    /// The day from which dates count.
    pub today: NaiveDate,
    /// The day on which weeks begin.
    pub week_start: Weekday,
    /// The project that is meant where the line names none.
    pub project: Option<ProjectId>,
    /// Who sits here.
    pub me: Option<PersonId>,
    /// What the line is for.
    pub purpose: Purpose,
    /// Is `#web` a project, as in the screens?
    pub hash: bool,
}

impl<'a> Context<'a> {
    /// The context of the screens: `#web` is a project too.
    pub fn of(snapshot: &'a Snapshot, project: Option<ProjectId>, purpose: Purpose) -> Self {
        let Snapshot { plan, today, week_start, me, .. } = snapshot;
        Context { plan, today: *today, week_start: *week_start, project, me: *me, purpose, hash: true }
    }
}

/// Something and the bytes of the line that say it.
#[derive(Clone, PartialEq, Debug)]
pub struct Placed<T> {
    /// The bytes.
    pub range: Range<usize>,
    /// What they say.
    pub what: T,
}

/// A word that looks like syntax and cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The bytes of the line that are wrong.
    pub range: Range<usize>,
    /// What is wrong, and what to write instead.
    pub refusal: Refusal,
    /// What could stand there in its place.
    pub nearest: Option<String>,
    /// The handle of a person whom the file does not know: the screens offer to make them.
    pub stranger: Option<String>,
}

/// What a line says.
#[derive(Clone, PartialEq, Debug)]
pub struct Understood<T = Term> {
    /// All that is no syntax.
    pub title: String,
    /// The project it is about: named, that of the task above, or the context’s.
    pub project: Option<ProjectId>,
    /// What the words of syntax say, in order.
    pub terms: Vec<Placed<T>>,
    /// The text behind `//`, and its bytes with the sign.
    pub note: Option<Placed<String>>,
    /// What cannot be read.
    pub problems: Vec<Problem>,
}

impl<T> Understood<T> {
    /// What was understood, or the first thing that was not.
    pub fn whole(&self) -> Result<&Self, Refusal> {
        self.problems.first().map_or(Ok(self), |problem| Err(problem.refusal.clone()))
    }

    /// Does the line say nothing at all?
    pub fn is_empty(&self) -> bool {
        self.title.is_empty() && self.terms.is_empty() && self.note.is_none() && self.problems.is_empty()
    }
}

/// Reads a line. Total: whatever is wrong is a problem in what it gives.
pub fn understand(line: &str, context: &Context<'_>) -> Understood {
    let parts = tokens::split(line);
    let reader = Reader::of(context, home(&parts.words, context));
    let mut understood = understood_by(&reader, line, &parts);
    milestone(&mut understood);
    if context.purpose == Purpose::Add {
        endless(&mut understood);
    }
    understood
}

impl Grammar for Reader<'_> {
    type Term = Term;
    const MAY_GO_ON: &'static [&'static str] = &["due", "do", "start", "wait", "until", "est", "every", "again"];

    fn project(&self) -> Option<ProjectId> {
        self.project
    }

    fn read(&self, word: &str) -> Option<Result<Vec<Term>, Trouble>> {
        Reader::read(self, word)
    }

    fn value(&self, key: &str, value: &str) -> Result<Vec<Term>, Trouble> {
        Reader::value(self, key, value)
    }

    fn rivals(one: &Term, other: &Term) -> bool {
        match (one, other) {
            (Term::Person { person: a, .. }, Term::Person { person: b, .. }) => a == b,
            (Term::Tag(a), Term::Tag(b)) => a == b,
            (Term::After { task: a, link_type: s, .. }, Term::After { task: b, link_type: t, .. }) => a == b && s == t,
            (Term::No(a), Term::No(b)) => a == b,
            _ => std::mem::discriminant(one) == std::mem::discriminant(other),
        }
    }

    fn unfit(&self, word: &str, term: &Term) -> Option<Trouble> {
        let away = matches!(term, Term::No(_)) && self.context.purpose == Purpose::Add;
        away.then(|| {
            let why = format!("a new task has nothing that {} could take away", super::nearest::quoted(word));
            Trouble::of(why, "leave it out")
        })
    }
}

/// A milestone has no duration.
fn milestone(understood: &mut Understood) {
    let is = |term: &&Placed<Term>| term.what == Term::Kind(super::task::TaskKind::Milestone);
    let takes = |term: &&Placed<Term>| matches!(&term.what, Term::Estimate(it) if it.likely.minutes > 0);
    let (Some(_), Some(estimate)) = (understood.terms.iter().find(is), understood.terms.iter().find(takes)) else {
        return;
    };
    let refusal = Refusal::new("a milestone has no duration", "leave the estimate out, or make it a task");
    let range = estimate.range.clone();
    understood.problems.push(Problem { range, refusal, nearest: None, stranger: None });
}

/// Only what comes again does so until a day.
fn endless(understood: &mut Understood) {
    let recurs = understood.terms.iter().any(|term| matches!(term.what, Term::Recurs(_)));
    let until = understood.terms.iter().find(|term| matches!(term.what, Term::Until(_)) && !recurs);
    if let Some(range) = until.map(|term| term.range.clone()) {
        let refusal = Refusal::new("nothing says that it comes again until then", "add every:week or again:3d");
        understood.problems.push(Problem { range, refusal, nearest: None, stranger: None });
    }
}

/// The project that a line is about: the one it names, else that of the task it is to stand under, else the context’s.
pub(crate) fn home(words: &[Word<'_>], context: &Context<'_>) -> Option<ProjectId> {
    let reader = Reader::of(context, context.project);
    let syntax = || words.iter().filter(|word| !word.quoted);
    let looks = |word: &&Word<'_>| word.text.starts_with([':', '#']) || word.text.starts_with("project:");
    let named = syntax().filter(looks).find_map(|word| match reader.read(&word.text) {
        Some(Ok(terms)) => {
            terms.into_iter().find_map(|term| if let Term::Project(id) = term { Some(id) } else { None })
        }
        _ => None,
    });
    let above = || {
        syntax().find_map(|word| {
            let task = context.plan.find_task(word.text.strip_prefix("under:")?, context.project).ok()?;
            context.plan.get(task).map(|task| task.project)
        })
    };
    named.or_else(above).or(context.project)
}

#[cfg(test)]
pub(crate) mod office;
#[cfg(test)]
mod tests;

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
mod make;
pub(crate) mod reader;
mod rules;
mod show;
pub(crate) mod terms;
pub mod tokens;

pub use complete::{Candidate, Completion, complete};
pub use edits::edits;
pub use make::carry_out;
pub use rules::{CAPTURE, Rule};
pub use show::{Chip, Tone, task_line};
pub use terms::{Absent, Term};

use reader::Reader;
use terms::Trouble;
use tokens::{Line, Word};

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
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Understood {
    /// All that is no syntax.
    pub title: String,
    /// The project it is about: named, that of the task above, or the context’s.
    pub project: Option<ProjectId>,
    /// What the words of syntax say, in order.
    pub terms: Vec<Placed<Term>>,
    /// The text behind `//`, and its bytes with the sign.
    pub note: Option<Placed<String>>,
    /// What cannot be read.
    pub problems: Vec<Problem>,
}

impl Understood {
    /// What was understood, or the first thing that was not.
    pub fn whole(&self) -> Result<&Self, Refusal> {
        self.problems.first().map_or(Ok(self), |problem| Err(problem.refusal.clone()))
    }

    /// Does the line say nothing at all?
    pub fn is_empty(&self) -> bool {
        self.title.is_empty() && self.terms.is_empty() && self.note.is_none() && self.problems.is_empty()
    }
}

/// More terms than this in one line are a mistake.
const MOST_TERMS: usize = 256;

/// Reads a line. Total: whatever is wrong is a problem in what it gives.
pub fn understand(line: &str, context: &Context<'_>) -> Understood {
    let parts = tokens::split(line);
    let reader = Reader::of(context, home(&parts.words, context));
    let mut understood = Understood { project: reader.project, ..Understood::default() };
    let mut title: Vec<&Word<'_>> = Vec::new();
    for (at, word) in parts.words.iter().enumerate() {
        if understood.terms.len().max(understood.problems.len()) >= MOST_TERMS {
            let why = format!("the line has more than {MOST_TERMS} words of syntax");
            understood.problem(word, Trouble::of(why, "put text in double quotes, or behind --"));
            break;
        }
        match reader.read(&word.text).filter(|_| !word.quoted) {
            None => title.push(word),
            Some(Err(trouble)) => {
                let trouble = match joined(&reader, word, &parts.words[at + 1..]) {
                    Some(joined) => Trouble::meant(trouble.refusal.why, joined),
                    None => trouble,
                };
                understood.problem(word, trouble);
            }
            Some(Ok(terms)) => match joined(&reader, word, &parts.words[at + 1..]) {
                Some(joined) => understood.problem(word, two_readings(word, &joined)),
                None => terms.into_iter().for_each(|term| understood.take(word, term, context)),
            },
        }
    }
    milestone(&mut understood);
    understood.title = title_of(line, &title, &parts, &reader);
    understood.note = parts
        .note
        .map(|range| Placed { what: line[range.clone()].trim().to_owned(), range: range.start - 2..range.end });
    understood.note.take_if(|note| note.what.is_empty());
    understood
}

impl Understood {
    fn problem(&mut self, word: &Word<'_>, trouble: Trouble) {
        let Trouble { refusal, nearest, stranger } = trouble;
        self.problems.push(Problem { range: word.range.clone(), refusal, nearest, stranger });
    }

    /// Takes a term in, unless it is there already or says otherwise than one before it.
    fn take(&mut self, word: &Word<'_>, term: Term, context: &Context<'_>) {
        if matches!(term, Term::No(_)) && context.purpose == Purpose::Add {
            let why = format!("a new task has nothing that {} could take away", word_quoted(word));
            return self.problem(word, Trouble::of(why, "leave it out"));
        }
        let rival = self.terms.iter().find(|known| rivals(&known.what, &term)).map(|known| known.what == term);
        match rival {
            Some(true) => {}
            Some(false) => {
                let why = format!("{} says otherwise than a word before it", word_quoted(word));
                self.problem(word, Trouble::of(why, "keep one of them"));
            }
            None => self.terms.push(Placed { range: word.range.clone(), what: term }),
        }
    }
}

fn word_quoted(word: &Word<'_>) -> String {
    super::nearest::quoted(&word.text)
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

/// Can a task have only one of the two?
fn rivals(one: &Term, other: &Term) -> bool {
    match (one, other) {
        (Term::Person { person: a, .. }, Term::Person { person: b, .. }) => a == b,
        (Term::Tag(a), Term::Tag(b)) => a == b,
        (Term::After { task: a, link_type: s, .. }, Term::After { task: b, link_type: t, .. }) => a == b && s == t,
        (Term::No(a), Term::No(b)) => a == b,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
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

/// Keys whose value may have been meant to go on behind a space.
const MAY_GO_ON: [&str; 5] = ["due", "do", "start", "wait", "est"];

/// The word with plain words behind it drawn into its value, if that makes sense: `due:next week` as `due:nextweek`.
pub(crate) fn joined(reader: &Reader<'_>, word: &Word<'_>, behind: &[Word<'_>]) -> Option<String> {
    let (key, value) = word.text.split_once(':')?;
    let key = MAY_GO_ON.iter().find(|known| **known == key)?;
    let plain = |word: &&Word<'_>| !word.quoted && word.text.len() < 16 && reader.read(&word.text).is_none();
    let behind: Vec<&str> = behind.iter().take(2).take_while(plain).map(|word| &*word.text).collect();
    (1..=behind.len()).rev().find_map(|count| {
        let whole = format!("{value}{}", behind[..count].concat());
        reader.value(key, &whole).is_ok().then(|| format!("{key}:{whole}"))
    })
}

pub(crate) fn two_readings(word: &Word<'_>, joined: &str) -> Trouble {
    let why = format!("{} could go on behind the space", word_quoted(word));
    let instead = format!("write {}, or {} at the end of the line", super::nearest::quoted(joined), word_quoted(word));
    Trouble { nearest: Some(joined.to_owned()), ..Trouble::of(why, instead) }
}

/// The words that are no syntax, joined. Quotes go where they kept something out of the syntax, or stood around all.
fn title_of(line: &str, words: &[&Word<'_>], parts: &Line<'_>, reader: &Reader<'_>) -> String {
    let alone = words.len() == 1 && parts.rest.is_none();
    let syntax = |inner: &Word<'_>| inner.text == "--" || inner.text == "//" || reader.read(&inner.text).is_some();
    let shown = |word: &&Word<'_>| match word.quoted && !alone && !tokens::words(&word.text).any(|it| syntax(&it)) {
        true => tokens::one_line(&line[word.range.clone()]).into_owned(),
        false => tokens::one_line(&word.text).into_owned(),
    };
    let rest = parts.rest.clone().map(|range| tokens::one_line(&line[range]).into_owned());
    let all: Vec<String> = words.iter().map(shown).chain(rest).filter(|part| !part.is_empty()).collect();
    all.join(" ")
}

#[cfg(test)]
pub(crate) mod office;
#[cfg(test)]
mod tests;

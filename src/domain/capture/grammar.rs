//! What every one-line grammar has in common: words become terms, problems or the title; nothing that looks like syntax
//! slips into the title.

use super::terms::Trouble;
use super::tokens::{self, Line, Word};
use super::{Placed, Problem, Understood};
use crate::domain::nearest::quoted;
use crate::domain::project::ProjectId;

/// More terms than this in one line are a mistake.
const MOST_TERMS: usize = 256;

/// A grammar: what its words mean, in one context.
pub(crate) trait Grammar {
    /// What one word of syntax says.
    type Term: Clone + PartialEq;
    /// Keys whose value may have been meant to go on behind a space.
    const MAY_GO_ON: &'static [&'static str];

    /// The project in which names are looked for.
    fn project(&self) -> Option<ProjectId>;
    /// What a word says; nothing: it is only text.
    fn read(&self, word: &str) -> Option<Result<Vec<Self::Term>, Trouble>>;
    /// What the value of a key says.
    fn value(&self, key: &str, value: &str) -> Result<Vec<Self::Term>, Trouble>;
    /// Can a record have only one of the two?
    fn rivals(one: &Self::Term, other: &Self::Term) -> bool;
    /// What is wrong with a term that is well made, for what the line is for.
    fn unfit(&self, word: &str, term: &Self::Term) -> Option<Trouble>;
}

/// What a line says that was cut into these parts. Total: whatever is wrong is a problem in what it gives.
pub(crate) fn understood_by<G: Grammar>(grammar: &G, line: &str, parts: &Line<'_>) -> Understood<G::Term> {
    let mut understood = Understood {
        title: String::new(),
        project: grammar.project(),
        terms: Vec::new(),
        note: None,
        problems: Vec::new(),
    };
    let mut title: Vec<&Word<'_>> = Vec::new();
    for (at, word) in parts.words.iter().enumerate() {
        if understood.terms.len().max(understood.problems.len()) >= MOST_TERMS {
            let why = format!("the line has more than {MOST_TERMS} words of syntax");
            understood.problem(word, Trouble::of(why, "put text in double quotes, or behind --"));
            break;
        }
        match grammar.read(&word.text).filter(|_| !word.quoted) {
            None => title.push(word),
            Some(Err(trouble)) => {
                let trouble = match joined(grammar, word, &parts.words[at + 1..]) {
                    Some(joined) => Trouble::meant(trouble.refusal.why, joined),
                    None => trouble,
                };
                understood.problem(word, trouble);
            }
            Some(Ok(terms)) => match joined(grammar, word, &parts.words[at + 1..]) {
                Some(joined) => understood.problem(word, two_readings(word, &joined)),
                None => terms.into_iter().for_each(|term| understood.take(grammar, word, term)),
            },
        }
    }
    understood.title = title_of(line, &title, parts, grammar);
    understood.note = parts
        .note
        .clone()
        .map(|range| Placed { what: line[range.clone()].trim().to_owned(), range: range.start - 2..range.end });
    understood.note.take_if(|note| note.what.is_empty());
    understood
}

impl<T: Clone + PartialEq> Understood<T> {
    fn problem(&mut self, word: &Word<'_>, trouble: Trouble) {
        let Trouble { refusal, nearest, stranger } = trouble;
        self.problems.push(Problem { range: word.range.clone(), refusal, nearest, stranger });
    }

    /// Takes a term in, unless it is there already or says otherwise than one before it.
    fn take<G: Grammar<Term = T>>(&mut self, grammar: &G, word: &Word<'_>, term: T) {
        if let Some(trouble) = grammar.unfit(&word.text, &term) {
            return self.problem(word, trouble);
        }
        let rival = self.terms.iter().find(|known| G::rivals(&known.what, &term)).map(|known| known.what == term);
        match rival {
            Some(true) => {}
            Some(false) => {
                let why = format!("{} says otherwise than a word before it", quoted(&word.text));
                self.problem(word, Trouble::of(why, "keep one of them"));
            }
            None => self.terms.push(Placed { range: word.range.clone(), what: term }),
        }
    }
}

/// The word with plain words behind it drawn into its value, if that makes sense: `due:next week` as `due:nextweek`.
pub(crate) fn joined<G: Grammar>(grammar: &G, word: &Word<'_>, behind: &[Word<'_>]) -> Option<String> {
    let (key, value) = word.text.split_once(':')?;
    let key = G::MAY_GO_ON.iter().find(|known| **known == key)?;
    let plain = |word: &&Word<'_>| !word.quoted && word.text.len() < 16 && grammar.read(&word.text).is_none();
    let behind: Vec<&str> = behind.iter().take(2).take_while(plain).map(|word| &*word.text).collect();
    (1..=behind.len()).rev().find_map(|count| {
        let whole = format!("{value}{}", behind[..count].concat());
        grammar.value(key, &whole).is_ok().then(|| format!("{key}:{whole}"))
    })
}

pub(crate) fn two_readings(word: &Word<'_>, joined: &str) -> Trouble {
    let word = quoted(&word.text);
    let why = format!("{word} could go on behind the space");
    let instead = format!("write {}, or {word} at the end of the line", quoted(joined));
    Trouble { nearest: Some(joined.to_owned()), ..Trouble::of(why, instead) }
}

/// The words that are no syntax, joined. Quotes go where they kept something out of the syntax, or stood around all.
fn title_of<G: Grammar>(line: &str, words: &[&Word<'_>], parts: &Line<'_>, grammar: &G) -> String {
    let alone = words.len() == 1 && parts.rest.is_none();
    let syntax = |inner: &Word<'_>| inner.text == "--" || inner.text == "//" || grammar.read(&inner.text).is_some();
    let shown = |word: &&Word<'_>| match word.quoted && !alone && !tokens::words(&word.text).any(|it| syntax(&it)) {
        true => tokens::one_line(&line[word.range.clone()]).into_owned(),
        false => tokens::one_line(&word.text).into_owned(),
    };
    let rest = parts.rest.clone().map(|range| tokens::one_line(&line[range]).into_owned());
    let all: Vec<String> = words.iter().map(shown).chain(rest).filter(|part| !part.is_empty()).collect();
    all.join(" ")
}

//! One word of a filter read as what it asks.

use super::node::Node;
use super::parse::{Asks, Say};
use super::sort::{self, SortKey};
use super::{Compare, DayField, Needle, Order, STATES, State, Test};
use crate::domain::capture::reader::Reader;
use crate::domain::capture::terms::{Term, Trouble};
use crate::domain::capture::tokens::Word;
use crate::domain::capture::{Context, joined, two_readings};
use crate::domain::link::LinkType;
use crate::domain::nearest::{nearest, quoted};
use crate::domain::project::Project;
use crate::domain::span::Span;

const DAY_FIELDS: [DayField; 5] =
    [DayField::Due, DayField::Planned, DayField::Start, DayField::Snooze, DayField::Until];
const SIGNS: [(&str, Compare); 5] = [
    ("<=", Compare::AtMost),
    (">=", Compare::AtLeast),
    ("<", Compare::Less),
    (">", Compare::More),
    ("=", Compare::Equal),
];

impl Asks for Reader<'_> {
    type Test = Test;
    type Key = SortKey;
    const KEYS: Say<SortKey> = &sort::KEYS;
    const KEYS_TOO: Say<SortKey> =
        &[(SortKey::Priority, "priority"), (SortKey::Column, "column"), (SortKey::Title, "title")];

    fn text(words: &str) -> Test {
        Test::Text(Needle::of(words))
    }

    fn is_new(&self, test: &Test) -> bool {
        matches!(test, Test::Tag(tag) if !self.context.plan.index().has_tag(tag))
    }

    fn ask(&self, word: &Word<'_>, behind: &[Word<'_>]) -> Result<Option<Node<Test>>, Trouble> {
        if let Some(state) = word.text.strip_prefix("is:") {
            return state_named(state, self.context).map(|state| Some(Node::Test(Test::Is(state))));
        }
        if let Some(range) = word.text.strip_prefix("p:") {
            return priorities(range).map(Some);
        }
        if let Some((key, compare, value)) = comparison(&word.text) {
            return self.compared(key, compare, value);
        }
        let everywhere = self.project.is_none() && (word.text.starts_with("in:") || word.text.starts_with("phase:"));
        if everywhere && !word.text.ends_with(':') {
            return self.of_any_project(&word.text).map(Some);
        }
        captured(self, word, behind, test_of)
    }
}

/// What a word asks that is one of capture too; nothing: it is only text.
pub(crate) fn captured<G: Asks>(
    grammar: &G,
    word: &Word<'_>,
    behind: &[Word<'_>],
    test: impl Fn(G::Term) -> G::Test,
) -> Result<Option<Node<G::Test>>, Trouble> {
    match grammar.read(&word.text) {
        None => Ok(None),
        Some(Ok(terms)) => match joined(grammar, word, behind) {
            Some(joined) => Err(two_readings(word, &joined)),
            None => Ok(Some(Node::all(terms.into_iter().map(|term| Node::Test(test(term))).collect()))),
        },
        Some(Err(trouble)) => Err(match joined(grammar, word, behind) {
            Some(joined) => Trouble::meant(trouble.refusal.why, joined),
            None => trouble,
        }),
    }
}

impl Reader<'_> {
    fn compared(&self, key: &str, compare: Compare, value: &str) -> Result<Option<Node<Test>>, Trouble> {
        if value.is_empty() {
            return Err(Trouble::of(
                format!("{} needs a value behind it", quoted(key)),
                "as in due<fri or est.over:5d",
            ));
        }
        if key == "p" {
            let number =
                value.strip_prefix('p').unwrap_or(value).parse().ok().filter(|number| (0..=3).contains(number));
            let number: i64 =
                number.ok_or_else(|| Trouble::of(format!("{} is no priority", quoted(value)), "write 0 to 3"))?;
            let (from, to) = match compare {
                Compare::Less => (0, number - 1),
                Compare::AtMost => (0, number),
                Compare::Equal => (number, number),
                Compare::AtLeast => (number, 3),
                Compare::More => (number + 1, 3),
            };
            return Ok(Some(Node::Test(Test::Priority(from, to))));
        }
        if key == "est" {
            let span = self.span(key, compare, value)?;
            return Ok(Some(Node::Test(Test::Duration(compare, span))));
        }
        if key == "slack" {
            let negative = value.strip_prefix('-');
            let span = self.span(key, compare, negative.unwrap_or(value))?;
            let minutes = if negative.is_some() { -span.minutes } else { span.minutes };
            return Ok(Some(Node::Test(Test::Slack(compare, Span { minutes, ..span }))));
        }
        let Some(field) = DAY_FIELDS.into_iter().find(|field| field.word() == key) else { return Ok(None) };
        let date = self.date(key, value)?;
        Ok(Some(Node::Test(Test::Day(field, compare, date))))
    }

    fn span(&self, key: &str, compare: Compare, value: &str) -> Result<Span, Trouble> {
        Span::parse(value, &self.pace).map_err(|misread| match misread.nearest {
            Some(near) => Trouble::meant(misread.why, format!("{key}{}{near}", compare.sign())),
            None => Trouble::of(misread.why, misread.instead),
        })
    }

    /// Columns or phases of this name in whichever project has one.
    fn of_any_project(&self, word: &str) -> Result<Node<Test>, Trouble> {
        let (plan, (key, name)) = (self.context.plan, word.split_once(':').unwrap_or((word, "")));
        let projects = || plan.all::<Project>().map(|project| project.id);
        let (test, none) = if key == "in" {
            let found: Vec<_> = projects().filter_map(|id| plan.find_column(id, name).ok()).collect();
            (Test::Column(found.clone()), found.is_empty())
        } else {
            let found: Vec<_> = projects().filter_map(|id| plan.find_phase(id, name).ok()).collect();
            (Test::Phase(found.clone()), found.is_empty())
        };
        match none {
            false => Ok(Node::Test(test)),
            true => Err(Trouble::of(
                format!("no project has what {} could mean", quoted(word)),
                "name the project, as in :web, to see what it has",
            )),
        }
    }
}

fn comparison(word: &str) -> Option<(&str, Compare, &str)> {
    let days = DAY_FIELDS.map(DayField::word);
    compared_words(word, &days, &["est", "p", "slack"])
}

/// `due<fri`, `due.before:fri`, `est.over:5d`: what is compared, how, with what. Keys of days, keys of amounts.
pub(crate) fn compared_words<'w>(
    word: &'w str,
    days: &[&str],
    amounts: &[&str],
) -> Option<(&'w str, Compare, &'w str)> {
    let letters = word.find(|letter: char| !letter.is_ascii_lowercase())?;
    let (key, rest) = word.split_at(letters);
    let day = days.contains(&key);
    if !day && !amounts.contains(&key) {
        return None;
    }
    if let Some((sign, compare)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
        return Some((key, *compare, &rest[sign.len()..]));
    }
    let (named, value) = rest.strip_prefix('.')?.split_once(':')?;
    match named {
        "before" if day => Some((key, Compare::Less, value)),
        "after" if day => Some((key, Compare::More, value)),
        "under" if !day => Some((key, Compare::Less, value)),
        "over" if !day => Some((key, Compare::More, value)),
        _ => None,
    }
}

fn test_of(term: Term) -> Test {
    match term {
        Term::Project(project) => Test::Project(project),
        Term::Person { person, units } => Test::Person(person, units),
        Term::Tag(tag) => Test::Tag(tag),
        Term::Priority(priority) => Test::Priority(priority.number(), priority.number()),
        Term::Due(date) => Test::Day(DayField::Due, Compare::Equal, date),
        Term::Planned(date) => Test::Day(DayField::Planned, Compare::Equal, date),
        Term::Start(at) => Test::Day(DayField::Start, Compare::Equal, at.date()),
        Term::Snooze(date) => Test::Day(DayField::Snooze, Compare::Equal, date),
        Term::Recurs(recurrence) => Test::Recurs(recurrence),
        Term::Until(date) => Test::Day(DayField::Until, Compare::Equal, date),
        Term::Estimate(estimate) => Test::Estimate(estimate),
        Term::After { task, link_type: LinkType::FinishStart, lag } if lag.is_none() => {
            Test::After { task, link: None }
        }
        Term::After { task, link_type, lag } => Test::After { task, link: Some((link_type, lag)) },
        Term::Column(column) => Test::Column(vec![column]),
        Term::Phase(phase) => Test::Phase(vec![phase]),
        Term::Under(task) => Test::Under(task),
        Term::Kind(kind) => Test::Kind(kind),
        Term::Url(url) => Test::Url(Needle::of(&url)),
        Term::No(absent) => Test::No(absent),
    }
}

fn state_named(word: &str, context: &Context<'_>) -> Result<State, Trouble> {
    match state_of(word, &STATES)? {
        State::Mine if context.me.is_none() => Err(nobody_sits_here()),
        state => Ok(state),
    }
}

/// `0..1`, `..1`, `2..`, `1`: priorities from, to.
fn priorities(words: &str) -> Result<Node<Test>, Trouble> {
    let wrong =
        || Trouble::of(format!("{} are no priorities", quoted(&format!("p:{words}"))), "write them as in p:0..1");
    let (from, to) = words.split_once("..").unwrap_or((words, words));
    let number = |word: &str, open: i64| match word {
        "" if words.contains("..") => Ok(open),
        _ => word.parse::<i64>().ok().filter(|number| (0..=3).contains(number)).ok_or_else(wrong),
    };
    let (from, to) = (number(from, 0)?, number(to, 3)?);
    if from > to {
        return Err(Trouble::meant(
            format!("{} is the wrong way round", quoted(&format!("p:{words}"))),
            format!("p:{to}..{from}"),
        ));
    }
    Ok(Node::Test(Test::Priority(from, to)))
}

/// How to sort, as it stands behind `sort:`.
pub(crate) fn order<G: Asks>(words: &str) -> Result<Order<G::Key>, Trouble> {
    let (name, descending) = match words.split_once('.') {
        Some((name, "desc")) => (name, true),
        Some((name, "asc")) => (name, false),
        None => (words, false),
        Some((name, _)) => {
            let why = format!("{} is no direction", quoted(&format!("sort:{words}")));
            return Err(Trouble::meant(why, format!("sort:{name}.desc")));
        }
    };
    let known = G::KEYS.iter().chain(G::KEYS_TOO).find(|(_, word)| *word == name);
    if let Some((key, _)) = known {
        return Ok(Order { key: *key, descending });
    }
    let all = || G::KEYS.iter().map(|(_, word)| *word);
    let why = format!("nothing is sorted by {}", quoted(name));
    Err(match nearest(name, all()) {
        Some(near) => Trouble::meant(why, format!("sort:{near}")),
        None => Trouble::of(why, format!("sort: goes with {}", all().collect::<Vec<_>>().join(", "))),
    })
}

/// Whatever stands behind `is:`, of these words.
pub(crate) fn state_of<S: Copy>(word: &str, states: &[(S, &'static str)]) -> Result<S, Trouble> {
    if let Some((state, _)) = states.iter().find(|(_, known)| *known == word) {
        return Ok(*state);
    }
    let words = || states.iter().map(|(_, word)| *word);
    let why = format!("{} asks nothing", quoted(&format!("is:{word}")));
    Err(match nearest(word, words()) {
        Some(near) => Trouble::meant(why, format!("is:{near}")),
        None => Trouble::of(why, format!("is: goes with {}", words().collect::<Vec<_>>().join(", "))),
    })
}

/// What somebody asks for that is theirs, where nobody is known to sit here.
pub(crate) fn nobody_sits_here() -> Trouble {
    Trouble::of("it is not known who sits here, so nothing is yours", "say it once: milepost me HANDLE")
}

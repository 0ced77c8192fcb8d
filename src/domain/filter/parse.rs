//! A line read as a filter: words beside each other must all hold, `or` binds less, `not` and parentheses as usual.

use std::ops::Range;

use super::sort::{self, SortKey};
use super::{Compare, DayField, Filter, Node, Order, SCHEDULED, STATES, State, Test};
use crate::domain::capture::terms::{Reader, Term, Trouble};
use crate::domain::capture::tokens::{Word, Words};
use crate::domain::capture::{Context, home, joined, two_readings};
use crate::domain::link::LinkType;
use crate::domain::nearest::{nearest, quoted};
use crate::domain::project::Project;
use crate::domain::refusal::Refusal;
use crate::domain::span::Span;

/// Parentheses and `not` in each other deeper than this are a mistake.
const DEEPEST: usize = 64;
const MOST_WORDS: usize = 1024;
const DAY_FIELDS: [DayField; 4] = [DayField::Due, DayField::Planned, DayField::Start, DayField::Snooze];
const SIGNS: [(&str, Compare); 5] = [
    ("<=", Compare::AtMost),
    (">=", Compare::AtLeast),
    ("<", Compare::Less),
    (">", Compare::More),
    ("=", Compare::Equal),
];

/// A part of a line.
pub(super) enum Token<'a> {
    Open,
    Close,
    Or,
    And,
    Not,
    Word(Word<'a>),
}

impl Token<'_> {
    /// Does a bare word mean something between words?
    pub(super) fn is_reserved(word: &str) -> bool {
        ["or", "and", "not"].contains(&word)
    }
}

impl Filter {
    /// Reads a filter. Errors: a word that cannot be read, parentheses that do not fit.
    pub fn parse(line: &str, context: &Context<'_>) -> Result<Filter, Refusal> {
        read(line, context, false)
    }

    /// Reads a filter that is still being typed: a last word that cannot be read yet, a loose `or` or `not`, an open
    /// parenthesis are left out.
    pub fn parse_partial(line: &str, context: &Context<'_>) -> Result<Filter, Refusal> {
        read(line, context, true)
    }

    /// What a list shows for these words: with none, what is open, not snoozed and of the context’s project; else
    /// exactly what they say, in that project unless they name one.
    pub fn parse_list(line: &str, context: &Context<'_>) -> Result<Filter, Refusal> {
        let filter = Filter::parse(line, context)?;
        if filter.node == Node::All(Vec::new()) {
            return Ok(Filter { sort: filter.sort, ..Filter::of_list(context.project) });
        }
        Ok(filter.within(context.project))
    }
}

fn read(line: &str, context: &Context<'_>, partial: bool) -> Result<Filter, Refusal> {
    let tokens = tokens(line)?;
    let words: Vec<Word<'_>> = tokens.iter().filter_map(Token::word).cloned().collect();
    let reader = Reader::of(context, home(&words, context));
    let typed_to = if partial { line.len() } else { usize::MAX };
    let mut parser = Parser { tokens: &tokens, at: 0, reader, partial, typed_to, depth: 0, sort: Vec::new() };
    let node = parser.either()?;
    if parser.at < tokens.len() {
        return Err(Refusal::new("there is a ) without its (", "put text that has parentheses in double quotes"));
    }
    Ok(Filter { node, sort: parser.sort })
}

impl<'a> Token<'a> {
    fn word(&self) -> Option<&Word<'a>> {
        if let Token::Word(word) = self { Some(word) } else { None }
    }
}

fn tokens(line: &str) -> Result<Vec<Token<'_>>, Refusal> {
    let mut words = Words::of(line, true);
    let mut tokens = Vec::new();
    while let Some(start) = words.next_start() {
        if tokens.len() >= MOST_WORDS {
            return Err(Refusal::new(format!("the filter has more than {MOST_WORDS} words"), "write fewer"));
        }
        match line.as_bytes()[start] {
            b'(' => tokens.push(Token::Open),
            b')' => tokens.push(Token::Close),
            _ => {
                let Some(word) = words.next() else { break };
                let word = if word.quoted { word } else { without_closing(word) };
                words.go_to(word.range.end);
                tokens.push(match &*word.text {
                    "or" if !word.quoted => Token::Or,
                    "and" if !word.quoted => Token::And,
                    "not" if !word.quoted => Token::Not,
                    _ => Token::Word(word),
                });
                continue;
            }
        }
        words.go_to(start + 1);
    }
    Ok(tokens)
}

/// The word without the parentheses at its end that close some before it: `foo()` keeps its own.
fn without_closing(word: Word<'_>) -> Word<'_> {
    let count = |letter: char| word.text.matches(letter).count();
    let ending = word.text.len() - word.text.trim_end_matches(')').len();
    let foreign = count(')').saturating_sub(count('(')).min(ending).min(word.text.len() - 1);
    if foreign == 0 {
        return word;
    }
    let text = word.text[..word.text.len() - foreign].to_owned();
    Word { range: word.range.start..word.range.end - foreign, text: text.into(), quoted: false }
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    reader: Reader<'a>,
    partial: bool,
    /// The byte at which somebody is typing.
    typed_to: usize,
    depth: usize,
    sort: Vec<Order>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at)
    }

    fn either(&mut self) -> Result<Node, Refusal> {
        let mut nodes = Vec::new();
        loop {
            let before = self.at;
            let node = self.all()?;
            let said = self.at > before;
            let more = matches!(self.peek(), Some(Token::Or));
            let one_sided = !said && (more || !nodes.is_empty());
            let typing = self.partial && self.peek().is_none();
            if one_sided && !typing {
                return Err(Refusal::new("or needs something on both sides", "as in: @ana or @ben"));
            }
            if said || nodes.is_empty() {
                nodes.push(node);
            }
            if !more {
                return Ok(Node::any(nodes));
            }
            self.at += 1;
        }
    }

    fn all(&mut self) -> Result<Node, Refusal> {
        let mut nodes = Vec::new();
        while let Some(token) = self.peek() {
            match token {
                Token::Or | Token::Close => break,
                Token::And => self.at += 1,
                _ => nodes.extend(self.one()?),
            }
        }
        Ok(Node::all(nodes))
    }

    /// One word, a negation, or what is in parentheses. Nothing: a word that says how to sort, or is not finished yet.
    fn one(&mut self) -> Result<Option<Node>, Refusal> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Refusal::new("parentheses are nested too deep", format!("{DEEPEST} are enough")));
        }
        let token = self.peek();
        self.at += 1;
        let node = match token {
            Some(Token::Not) => match self.peek() {
                Some(Token::Word(_) | Token::Open | Token::Not) => self.one()?.map(Node::not),
                None if self.partial => None,
                _ => return Err(Refusal::new("not needs a word behind it", "as in: not is:blocked")),
            },
            Some(Token::Open) => {
                let inner = self.either()?;
                match self.peek() {
                    Some(Token::Close) => self.at += 1,
                    _ if self.partial => {}
                    _ => {
                        return Err(Refusal::new(
                            "there is a ( without its )",
                            "put text that has parentheses in double quotes",
                        ));
                    }
                }
                Some(inner)
            }
            Some(Token::Word(word)) => self.word(word)?,
            _ => None,
        };
        self.depth -= 1;
        Ok(node)
    }

    fn word(&mut self, word: &'a Word<'a>) -> Result<Option<Node>, Refusal> {
        if word.text.is_empty() {
            return Ok(None);
        }
        if word.quoted {
            return Ok(Some(Node::Test(Test::Text(super::Needle::of(&word.text)))));
        }
        let behind: Vec<Word<'a>> = self.tokens[self.at..].iter().map_while(Token::word).take(2).cloned().collect();
        let read = self.read(word, &behind);
        let unfinished = word.range.end == self.typed_to;
        match read {
            Err(_) if unfinished => Ok(None),
            Ok(Some(Node::Test(Test::Tag(tag)))) if unfinished && !self.reader.context.plan.index().has_tag(&tag) => {
                Ok(None)
            }
            Err(trouble) => Err(trouble.refusal),
            Ok(node) => Ok(node),
        }
    }

    fn read(&mut self, word: &Word<'a>, behind: &[Word<'a>]) -> Result<Option<Node>, Trouble> {
        if let Some(key) = word.text.strip_prefix("sort:") {
            self.sort.push(order(key)?);
            return Ok(None);
        }
        if let Some(rest) = word.text.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            let range: Range<usize> = word.range.start + 1..word.range.end;
            let rest = Word { range, text: rest.to_owned().into(), quoted: false };
            if let Some(node) = self.term(&rest, behind)? {
                return Ok(Some(Node::not(node)));
            }
        }
        let node = self.term(word, behind)?;
        Ok(Some(node.unwrap_or_else(|| Node::Test(Test::Text(super::Needle::of(&word.text))))))
    }

    /// What a word of syntax asks; nothing: it is only text.
    fn term(&self, word: &Word<'_>, behind: &[Word<'_>]) -> Result<Option<Node>, Trouble> {
        if let Some(state) = word.text.strip_prefix("is:") {
            return state_named(state, self.reader.context).map(|state| Some(Node::Test(Test::Is(state))));
        }
        if let Some(range) = word.text.strip_prefix("p:") {
            return priorities(range).map(Some);
        }
        if let Some((key, compare, value)) = comparison(&word.text) {
            return self.compared(key, compare, value);
        }
        let everywhere =
            self.reader.project.is_none() && (word.text.starts_with("in:") || word.text.starts_with("phase:"));
        if everywhere && !word.text.ends_with(':') {
            return self.of_any_project(&word.text).map(Some);
        }
        match self.reader.read(&word.text) {
            None => Ok(None),
            Some(Ok(terms)) => match joined(&self.reader, word, behind) {
                Some(joined) => Err(two_readings(word, &joined)),
                None => Ok(Some(Node::all(terms.into_iter().map(|term| Node::Test(test_of(term))).collect()))),
            },
            Some(Err(trouble)) => Err(match joined(&self.reader, word, behind) {
                Some(joined) => Trouble::meant(trouble.refusal.why, joined),
                None => trouble,
            }),
        }
    }

    fn compared(&self, key: &str, compare: Compare, value: &str) -> Result<Option<Node>, Trouble> {
        if key == "slack" {
            return Err(unscheduled("slack"));
        }
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
            let span = Span::parse(value, &self.reader.pace).map_err(|misread| match misread.nearest {
                Some(near) => Trouble::meant(misread.why, format!("est{}{near}", compare.sign())),
                None => Trouble::of(misread.why, misread.instead),
            })?;
            return Ok(Some(Node::Test(Test::Duration(compare, span))));
        }
        let Some(field) = DAY_FIELDS.into_iter().find(|field| field.word() == key) else { return Ok(None) };
        let date = self.reader.date(key, value)?;
        Ok(Some(Node::Test(Test::Day(field, compare, date))))
    }

    /// Columns or phases of this name in whichever project has one.
    fn of_any_project(&self, word: &str) -> Result<Node, Trouble> {
        let (plan, (key, name)) = (self.reader.context.plan, word.split_once(':').unwrap_or((word, "")));
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

/// `due<fri`, `due.before:fri`, `est.over:5d`: what is compared, how, with what.
fn comparison(word: &str) -> Option<(&str, Compare, &str)> {
    let letters = word.find(|letter: char| !letter.is_ascii_lowercase())?;
    let (key, rest) = word.split_at(letters);
    let day = DAY_FIELDS.iter().any(|field| field.word() == key);
    if !day && !["est", "p", "slack"].contains(&key) {
        return None;
    }
    if let Some((sign, compare)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
        return Some((key, *compare, &rest[sign.len()..]));
    }
    if key == "slack" && rest.starts_with([':', '.']) {
        return Some((key, Compare::Equal, rest));
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
        Term::Estimate(estimate) => Test::Estimate(estimate),
        Term::After { task, link_type: LinkType::FinishStart, lag } if lag.is_none() => {
            Test::After { task, link: None }
        }
        Term::After { task, link_type, lag } => Test::After { task, link: Some((link_type, lag)) },
        Term::Column(column) => Test::Column(vec![column]),
        Term::Phase(phase) => Test::Phase(vec![phase]),
        Term::Under(task) => Test::Under(task),
        Term::Kind(kind) => Test::Kind(kind),
        Term::Url(url) => Test::Url(super::Needle::of(&url)),
        Term::No(absent) => Test::No(absent),
    }
}

fn state_named(word: &str, context: &Context<'_>) -> Result<State, Trouble> {
    if SCHEDULED.contains(&word) {
        return Err(unscheduled(&format!("is:{word}")));
    }
    match STATES.iter().find(|(_, known)| *known == word) {
        Some((State::Mine, _)) if context.me.is_none() => {
            Err(Trouble::of("it is not known who sits here, so nothing is yours", "say it once: milepost me HANDLE"))
        }
        Some((state, _)) => Ok(*state),
        None => {
            let words = || STATES.iter().map(|(_, word)| *word);
            let why = format!("{} asks nothing", quoted(&format!("is:{word}")));
            Err(match nearest(word, words()) {
                Some(near) => Trouble::meant(why, format!("is:{near}")),
                None => Trouble::of(why, format!("is: goes with {}", words().collect::<Vec<_>>().join(", "))),
            })
        }
    }
}

fn unscheduled(word: &str) -> Trouble {
    let why = format!("{} cannot be told: the schedule is not computed yet", quoted(word));
    Trouble::of(why, "it comes with the Timeline; is:overdue looks at due dates alone")
}

/// `0..1`, `..1`, `2..`, `1`: priorities from, to.
fn priorities(words: &str) -> Result<Node, Trouble> {
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

fn order(words: &str) -> Result<Order, Trouble> {
    let (name, descending) = match words.split_once('.') {
        Some((name, "desc")) => (name, true),
        Some((name, "asc")) => (name, false),
        None => (words, false),
        Some((name, _)) => {
            let why = format!("{} is no direction", quoted(&format!("sort:{words}")));
            return Err(Trouble::meant(why, format!("sort:{name}.desc")));
        }
    };
    let also = [("priority", SortKey::Priority), ("column", SortKey::Column), ("title", SortKey::Title)];
    let known = sort::KEYS.iter().map(|(key, word)| (*word, *key)).chain(also).find(|(word, _)| *word == name);
    if let Some((_, key)) = known {
        return Ok(Order { key, descending });
    }
    let all = || sort::KEYS.iter().map(|(_, word)| *word);
    let why = format!("nothing is sorted by {}", quoted(name));
    Err(match nearest(name, all()) {
        Some(near) => Trouble::meant(why, format!("sort:{near}")),
        None => Trouble::of(why, format!("sort: goes with {}", all().collect::<Vec<_>>().join(", "))),
    })
}

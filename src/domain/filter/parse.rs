//! A line read as a filter: words beside each other must all hold, `or` binds less, `not` and parentheses as usual.

use std::ops::Range;

use super::node::Node;
use super::read::order;
use super::{Filter, Order};
use crate::domain::capture::reader::Reader;
use crate::domain::capture::terms::Trouble;
use crate::domain::capture::tokens::{Word, Words};
use crate::domain::capture::{Context, Grammar, home};
use crate::domain::person::PersonId;
use crate::domain::refusal::Refusal;

/// Parentheses and `not` in each other deeper than this are a mistake.
const DEEPEST: usize = 64;
const MOST_WORDS: usize = 1024;

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

    /// Does it ask for what is mine, where nobody is known to sit here, and is it a filter otherwise?
    pub fn needs_me(line: &str, context: &Context<'_>) -> bool {
        let somebody = Context { me: Some(PersonId::MIN), ..*context };
        context.me.is_none() && Filter::parse(line, context).is_err() && Filter::parse(line, &somebody).is_ok()
    }

    /// What a list shows for these words: with none, what is open, not snoozed and of the context’s project; else
    /// exactly what they say, in that project unless they name one.
    pub fn parse_list(line: &str, context: &Context<'_>) -> Result<Filter, Refusal> {
        Ok(Filter::parse(line, context)?.listed(context.project))
    }
}

fn read(line: &str, context: &Context<'_>, partial: bool) -> Result<Filter, Refusal> {
    let (node, sort) = parsed(line, partial, |words| Reader::of(context, home(words, context)))?;
    Ok(Filter { node, sort })
}

/// Keys and how they are written.
pub(crate) type Say<K> = &'static [(K, &'static str)];

/// A grammar whose words also find records.
pub(crate) trait Asks: Grammar {
    /// What one word asks.
    type Test;
    /// What records can be put in order by.
    type Key: Copy + 'static;
    /// Every key of an order.
    const KEYS: Say<Self::Key>;
    /// Other ways to write some.
    const KEYS_TOO: Say<Self::Key>;

    /// What a text asks that is no syntax.
    fn text(words: &str) -> Self::Test;
    /// Does a word name what nobody uses (yet: it may still be being typed)?
    fn is_new(&self, test: &Self::Test) -> bool;
    /// What a word of syntax asks; nothing: it is only text.
    fn ask(&self, word: &Word<'_>, behind: &[Word<'_>]) -> Result<Option<Node<Self::Test>>, Trouble>;
}

/// A condition and an order.
pub(crate) type Parsed<G> = (Node<<G as Asks>::Test>, Vec<Order<<G as Asks>::Key>>);

/// Reads a filter of a grammar, which is given for the words of the line; `partial`: it is still being typed.
pub(crate) fn parsed<G: Asks>(
    line: &str,
    partial: bool,
    grammar: impl FnOnce(&[Word<'_>]) -> G,
) -> Result<Parsed<G>, Refusal> {
    let tokens = tokens(line)?;
    let words: Vec<Word<'_>> = tokens.iter().filter_map(Token::word).cloned().collect();
    let grammar = grammar(&words);
    let typed_to = if partial { line.len() } else { usize::MAX };
    let mut parser =
        Parser { tokens: &tokens, at: 0, grammar: &grammar, partial, typed_to, depth: 0, sort: Vec::new() };
    let node = parser.either()?;
    if parser.at < tokens.len() {
        return Err(Refusal::new("there is a ) without its (", "put text that has parentheses in double quotes"));
    }
    Ok((node, parser.sort))
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

struct Parser<'a, G: Asks> {
    tokens: &'a [Token<'a>],
    at: usize,
    grammar: &'a G,
    partial: bool,
    /// The byte at which somebody is typing.
    typed_to: usize,
    depth: usize,
    sort: Vec<Order<G::Key>>,
}

impl<'a, G: Asks> Parser<'a, G> {
    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at)
    }

    fn either(&mut self) -> Result<Node<G::Test>, Refusal> {
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

    fn all(&mut self) -> Result<Node<G::Test>, Refusal> {
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
    fn one(&mut self) -> Result<Option<Node<G::Test>>, Refusal> {
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

    fn word(&mut self, word: &'a Word<'a>) -> Result<Option<Node<G::Test>>, Refusal> {
        if word.text.is_empty() {
            return Ok(None);
        }
        if word.quoted {
            return Ok(Some(Node::Test(G::text(&word.text))));
        }
        let behind: Vec<Word<'a>> = self.tokens[self.at..].iter().map_while(Token::word).take(2).cloned().collect();
        let read = self.read(word, &behind);
        let unfinished = word.range.end == self.typed_to;
        match read {
            Err(_) if unfinished => Ok(None),
            Ok(Some(Node::Test(test))) if unfinished && self.grammar.is_new(&test) => Ok(None),
            Err(trouble) => Err(trouble.refusal),
            Ok(node) => Ok(node),
        }
    }

    fn read(&mut self, word: &Word<'a>, behind: &[Word<'a>]) -> Result<Option<Node<G::Test>>, Trouble> {
        if let Some(key) = word.text.strip_prefix("sort:") {
            self.sort.push(order::<G>(key)?);
            return Ok(None);
        }
        if let Some(rest) = word.text.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            let range: Range<usize> = word.range.start + 1..word.range.end;
            let rest = Word { range, text: rest.to_owned().into(), quoted: false };
            if let Some(node) = self.grammar.ask(&rest, behind)? {
                return Ok(Some(Node::not(node)));
            }
        }
        let node = self.grammar.ask(word, behind)?;
        Ok(Some(node.unwrap_or_else(|| Node::Test(G::text(&word.text)))))
    }
}

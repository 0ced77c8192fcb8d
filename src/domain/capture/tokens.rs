//! A line cut into words, each with the bytes it takes; double quotes keep words together. Knows no syntax but `--` and
//! `//`.

use std::borrow::Cow;
use std::ops::Range;

/// One word of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word<'a> {
    /// The bytes it takes in the line, quotes included.
    pub range: Range<usize>,
    /// What it says, quotes taken off.
    pub text: Cow<'a, str>,
    /// Did all of it stand in quotes? Then it is no syntax.
    pub quoted: bool,
}

/// A line of capture in parts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line<'a> {
    /// The words before `--` and `//`.
    pub words: Vec<Word<'a>>,
    /// What follows `--`: text, whatever it looks like.
    pub rest: Option<Range<usize>>,
    /// What follows `//`: the note.
    pub note: Option<Range<usize>>,
}

/// The words of a line. A quote opens at the beginning of a word or behind a `:`, and closes at the end of a word; any
/// other is a letter like others.
pub fn words(line: &str) -> Words<'_> {
    Words::of(line, false)
}

/// A line in parts: words, the text behind `--`, the note behind `//`.
pub fn split(line: &str) -> Line<'_> {
    let mut parts = Line::default();
    for word in words(line) {
        if !word.quoted && (word.text == "--" || word.text == "//") {
            let rest = word.range.end..line.len();
            match &*word.text {
                "--" => parts.rest = Some(rest),
                _ => parts.note = Some(rest),
            }
            break;
        }
        parts.words.push(word);
    }
    parts
}

/// Gives the words of a line one by one.
pub struct Words<'a> {
    line: &'a str,
    at: usize,
    last_close: Option<usize>,
    /// Does a `)` end a quoted word, as in filters?
    brackets: bool,
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        let start = self.next_start()?;
        let word = match self.closing(start) {
            Some(close) => {
                let text = Cow::Borrowed(&self.line[start + 1..close]);
                Word { range: start..close + 1, text, quoted: true }
            }
            None => self.bare(start),
        };
        self.at = word.range.end;
        Some(word)
    }
}

impl<'a> Words<'a> {
    pub(crate) fn of(line: &'a str, brackets: bool) -> Self {
        let closes = |at: &usize| ends_word(&line[at + 1..], brackets);
        let last_close = line.rmatch_indices('"').map(|(at, _)| at).find(closes);
        Words { line, at: 0, last_close, brackets }
    }

    /// Goes on at this byte.
    pub(crate) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Where the next word begins.
    pub(crate) fn next_start(&self) -> Option<usize> {
        let rest = &self.line[self.at..];
        Some(self.at + rest.find(|letter: char| !letter.is_whitespace())?)
    }

    /// Where the quote that opens here closes, if one opens here and closes.
    fn closing(&self, open: usize) -> Option<usize> {
        let opens = self.line[open..].starts_with('"') && self.last_close.is_some_and(|last| last > open);
        let mut later = self.line[open..].match_indices('"').skip(1).map(|(at, _)| open + at);
        if opens { later.find(|at| ends_word(&self.line[at + 1..], self.brackets)) } else { None }
    }

    fn bare(&self, start: usize) -> Word<'a> {
        let rest = &self.line[start..];
        let end = start + rest.find(char::is_whitespace).unwrap_or(rest.len());
        let value = self.line[start..end].find(":\"").map(|colon| start + colon + 1);
        match value.and_then(|open| Some((open, self.closing(open)?))) {
            Some((open, close)) => {
                let text = format!("{}{}", &self.line[start..open], &self.line[open + 1..close]);
                Word { range: start..close + 1, text: Cow::Owned(text), quoted: false }
            }
            None => Word { range: start..end, text: Cow::Borrowed(&self.line[start..end]), quoted: false },
        }
    }
}

fn ends_word(rest: &str, brackets: bool) -> bool {
    rest.chars().next().is_none_or(|letter| letter.is_whitespace() || (brackets && letter == ')'))
}

/// Text as one line: line ends and tabs become spaces, and what is around it goes.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let breaks = |letter: char| letter.is_whitespace() && letter != ' ' && letter != '\u{a0}';
    if text.contains(breaks) { Cow::Owned(text.replace(breaks, " ")) } else { Cow::Borrowed(text) }
}

/// The text behind `//`, found without reading the words before it one by one into parts.
pub fn split_off_note(line: &str) -> Option<&str> {
    let mut signs = words(line).filter(|word| !word.quoted && (word.text == "--" || word.text == "//"));
    signs.next().filter(|word| word.text == "//").map(|word| line[word.range.end..].trim())
}

/// The beginning of a text that takes at most so many bytes and ends between two letters.
pub fn beginning(text: &str, bytes: usize) -> &str {
    let at = (0..=bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..at.unwrap_or(0)]
}

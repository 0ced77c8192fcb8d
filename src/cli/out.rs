//! Where a command writes: data to stdout, messages to stderr. All text passes [`text::visible`] here, so nothing from
//! outside steers the terminal; colour only where it is wanted.

use std::borrow::Cow;
use std::io::Write;

use serde_json::Value;

use super::stop::Outcome;
use crate::text;

/// How a piece of a line is written. Everything it says is said in words or signs as well.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Ink {
    /// As the terminal writes.
    #[default]
    Plain,
    /// Beside the point.
    Dim,
    /// A heading.
    Strong,
    /// Late or wrong.
    Bad,
    /// Blocked, or over a limit.
    Warn,
    /// Done.
    Good,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Ink::Plain => "",
            Ink::Dim => "2",
            Ink::Strong => "1",
            Ink::Bad => "31",
            Ink::Warn => "33",
            Ink::Good => "32",
        }
    }
}

/// A piece of a line: raw text in one ink.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Piece {
    /// How.
    pub ink: Ink,
    /// What; may be anything, it is made visible when written.
    pub text: String,
}

/// Text in this ink.
pub fn ink(ink: Ink, text: impl Into<String>) -> Piece {
    Piece { ink, text: text.into() }
}

impl From<String> for Piece {
    fn from(text: String) -> Self {
        ink(Ink::Plain, text)
    }
}

impl From<&str> for Piece {
    fn from(text: &str) -> Self {
        ink(Ink::Plain, text)
    }
}

/// The two streams of a command.
pub struct Out<'a> {
    data: &'a mut dyn Write,
    messages: &'a mut dyn Write,
    /// Colours on stdout?
    pub colour: bool,
    /// Columns of the terminal; none where stdout is no terminal: nothing is cut then.
    pub columns: Option<usize>,
    /// Does stdout lead to a terminal?
    pub terminal: bool,
    /// Data as JSON?
    pub json: bool,
    /// What is written for people: with signs and punctuation of ascii only?
    pub ascii: bool,
}

impl<'a> Out<'a> {
    /// Streams without colour, width or JSON.
    pub fn plain(data: &'a mut dyn Write, messages: &'a mut dyn Write) -> Self {
        Out { data, messages, colour: false, columns: None, terminal: false, json: false, ascii: false }
    }

    /// Writes one line of data.
    pub fn line(&mut self, piece: impl Into<Piece>) -> Outcome {
        self.pieces(&[piece.into()])
    }

    /// Writes one line of data in several inks.
    pub fn pieces(&mut self, pieces: &[Piece]) -> Outcome {
        let mut line = String::new();
        for piece in pieces.iter().filter(|piece| !piece.text.is_empty()) {
            let shown = self.shown(&piece.text);
            match piece.ink {
                Ink::Plain => line.push_str(&shown),
                ink if self.colour => line.push_str(&format!("\u{1b}[{}m{shown}\u{1b}[0m", ink.code())),
                _ => line.push_str(&shown),
            }
        }
        Ok(writeln!(self.data, "{}", line.trim_end())?)
    }

    /// Writes text of several lines, each after this much space.
    pub fn prose(&mut self, indent: usize, prose: &str) -> Outcome {
        for line in text::visible_lines(prose) {
            let line = format!("{:indent$}{}", "", self.shown(&line));
            writeln!(self.data, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Writes a sentence with an indent; on a terminal broken where it ends.
    pub fn wrapped(&mut self, indent: usize, words: &str) -> Outcome {
        let room = self.columns.map_or(usize::MAX, |columns| columns.saturating_sub(indent).max(20));
        text::wrap(words, room, usize::MAX).iter().try_for_each(|line| self.prose(indent, line))
    }

    /// Writes data of our own making as it is: a man page, completions.
    pub fn raw(&mut self, bytes: &[u8]) -> Outcome {
        Ok(self.data.write_all(bytes)?)
    }

    /// Writes what another program is to read; on a terminal only what can be seen of it.
    pub fn foreign(&mut self, bytes: &[u8]) -> Outcome {
        if !self.terminal {
            return self.raw(bytes);
        }
        for line in text::visible_lines(&String::from_utf8_lossy(bytes)) {
            writeln!(self.data, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Writes a JSON value over several lines. Hidden characters are written as escapes.
    pub fn value(&mut self, value: &Value) -> Outcome {
        let written = serde_json::to_string_pretty(value).map_err(std::io::Error::other)?;
        let mut safe = String::with_capacity(written.len());
        for letter in written.chars() {
            if letter.is_ascii() && letter != '\u{7f}'
                || text::visible(letter.encode_utf8(&mut [0; 4])).contains(letter)
            {
                safe.push(letter);
            } else {
                letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| safe.push_str(&format!("\\u{unit:04x}")));
            }
        }
        Ok(writeln!(self.data, "{safe}")?)
    }

    /// Writes one line to the person, beside the data.
    pub fn say(&mut self, message: impl AsRef<str>) -> Outcome {
        // On a terminal both stand in the order in which they were said.
        self.data.flush()?;
        for line in text::visible_lines(message.as_ref()) {
            writeln!(self.messages, "{}", self.shown(&line))?;
        }
        Ok(())
    }

    /// Asks on the line where the answer is typed.
    pub fn ask(&mut self, question: &str) -> Outcome {
        write!(self.messages, "{} ", self.shown(question))?;
        Ok(self.messages.flush()?)
    }

    /// Nothing is left in a buffer.
    pub fn flush(&mut self) -> Outcome {
        self.data.flush()?;
        Ok(self.messages.flush()?)
    }

    /// Text as a person is to see it.
    fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match (text::visible(text), self.ascii) {
            (shown, false) => shown,
            (Cow::Borrowed(shown), true) => text::in_ascii(shown),
            (Cow::Owned(shown), true) => Cow::Owned(text::in_ascii(&shown).into_owned()),
        }
    }
}

/// Before what is critical.
pub const CRITICAL: &str = "» ";
/// Before a milestone.
pub const MILESTONE: &str = "◆ ";
/// Before what is blocked.
pub const BLOCKED: &str = "⚑ ";
/// Before what is done, or met.
pub const DONE: &str = "✔ ";
/// Before what is not met.
pub const MISSING: &str = "✗ ";
/// Before where a project stands.
pub const HERE: &str = "▸ ";

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Out<'_>)) -> String {
        let (mut data, mut messages) = (Vec::new(), Vec::new());
        write(&mut Out::plain(&mut data, &mut messages));
        String::from_utf8(data).expect("text is UTF-8")
    }

    #[test]
    fn nothing_from_outside_steers_the_terminal() {
        let line = written(|out| out.line("a\u{1b}[2Jb\u{202e}c").unwrap());
        assert_eq!(line, "a␛[2Jb⟨U+202E⟩c\n");
        let json = written(|out| out.value(&serde_json::json!({"title": "a\u{1b}é\u{202e}\u{9b}"})).unwrap());
        assert_eq!(json, "{\n  \"title\": \"a\\u001bé\\u202e\\u009b\"\n}\n");
    }

    #[test]
    fn colours_are_written_only_where_they_are_wanted() {
        let plain = written(|out| out.line(ink(Ink::Bad, "late")).unwrap());
        assert_eq!(plain, "late\n");
        let colour = written(|out| {
            out.colour = true;
            out.line(ink(Ink::Bad, "late")).unwrap();
        });
        assert_eq!(colour, "\u{1b}[31mlate\u{1b}[0m\n");
    }
}

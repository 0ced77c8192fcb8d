//! Elements written one by one, indented.

use std::io;

use chrono::NaiveDateTime;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Elements on their way out.
pub(super) struct Xml<'w>(Writer<&'w mut dyn io::Write>);

impl<'w> Xml<'w> {
    pub fn of(out: &'w mut dyn io::Write) -> Self {
        Xml(Writer::new_with_indent(out, b' ', 1))
    }

    /// Opens an element; the outermost one with what stands before it.
    pub fn begin(&mut self, name: &str) -> io::Result<()> {
        let mut start = BytesStart::new(name);
        if name == "Project" {
            self.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
            start.push_attribute(("xmlns", "http://schemas.microsoft.com/project"));
        }
        self.0.write_event(Event::Start(start))
    }

    pub fn end(&mut self, name: &str) -> io::Result<()> {
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// The line end behind everything.
    pub fn finish(&mut self) -> io::Result<()> {
        self.0.get_mut().write_all(b"\n")
    }

    /// An element with a value. Letters that XML cannot hold become spaces.
    pub fn leaf(&mut self, name: &str, value: impl ToString) -> io::Result<()> {
        let value = value.to_string().replace(|letter: char| !is_allowed(letter), " ");
        self.0.write_event(Event::Start(BytesStart::new(name)))?;
        self.0.write_event(Event::Text(BytesText::new(&value)))?;
        self.end(name)
    }

    /// Yes or no.
    pub fn flag(&mut self, name: &str, value: bool) -> io::Result<()> {
        self.leaf(name, u8::from(value))
    }

    /// A date-time, if there is one.
    pub fn date(&mut self, name: &str, at: Option<NaiveDateTime>) -> io::Result<()> {
        at.map_or(Ok(()), |at| self.leaf(name, at.format("%Y-%m-%dT%H:%M:%S")))
    }

    /// Minutes as a duration.
    pub fn minutes(&mut self, name: &str, minutes: i64) -> io::Result<()> {
        let sign = if minutes < 0 { "-" } else { "" };
        let minutes = minutes.saturating_abs();
        self.leaf(name, format!("{sign}PT{}H{}M0S", minutes / 60, minutes % 60))
    }
}

fn is_allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

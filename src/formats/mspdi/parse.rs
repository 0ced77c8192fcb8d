//! The file as elements: a stream of events becomes one small tree for each calendar, task, resource and assignment.
//!
//! Elements that nobody asks for are passed over, whatever is in them. Document types, entities that a file declares
//! and elements deeper than any plan has are refused with their line; nothing grows with the nesting.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::item::Item;
use crate::domain::refusal::Refusal;
use crate::formats::MOST_RECORDS;
use crate::text;

/// Elements stand inside each other no deeper.
const DEEPEST: usize = 100;
/// Bytes of text in one element.
const LONGEST_TEXT: usize = 16 << 20;

/// Elements with elements in them.
const MOST_PARTS: usize = 8_000_000;

/// What a file holds, in the order in which it stands there.
#[derive(Default)]
pub(super) struct Document {
    /// What the project says of itself.
    pub project: Item,
    /// Definitions of custom fields.
    pub attributes: Vec<Item>,
    pub calendars: Vec<Item>,
    pub tasks: Vec<Item>,
    pub resources: Vec<Item>,
    pub assignments: Vec<Item>,
}

/// Lists of records: the element around them, that of each.
const LISTS: &[(&str, &str)] = &[
    ("ExtendedAttributes", "ExtendedAttribute"),
    ("Calendars", "Calendar"),
    ("Tasks", "Task"),
    ("Resources", "Resource"),
    ("Assignments", "Assignment"),
];

/// Elements with elements in them, inside a record.
const PARTS: &[&str] = &[
    "WeekDays",
    "WeekDay",
    "Exceptions",
    "Exception",
    "WorkWeeks",
    "WorkWeek",
    "WorkingTimes",
    "WorkingTime",
    "TimePeriod",
    "PredecessorLink",
    "ExtendedAttribute",
    "Baseline",
    "TimephasedData",
    "OutlineCode",
    "AvailabilityPeriods",
    "AvailabilityPeriod",
];

impl Document {
    fn list(&mut self, name: &str) -> Option<&mut Vec<Item>> {
        Some(match name {
            "ExtendedAttributes" => &mut self.attributes,
            "Calendars" => &mut self.calendars,
            "Tasks" => &mut self.tasks,
            "Resources" => &mut self.resources,
            "Assignments" => &mut self.assignments,
            _ => return None,
        })
    }

    fn records(&self) -> usize {
        [&self.attributes, &self.calendars, &self.tasks, &self.resources, &self.assignments].map(Vec::len).iter().sum()
    }
}

/// Reads a file. Errors: what is no plan of Microsoft Project, or no XML, with its line.
pub(super) fn parse(bytes: &[u8]) -> Result<Document, Refusal> {
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        let why = "this is a file of Microsoft Project in its own binary form (.mpp), not XML";
        return Err(Refusal::new(why, "save it there as XML (File, Save as, XML format), and import that"));
    }
    let text = decoded(bytes)?;
    Parser { text: &text, document: Document::default(), open: Vec::new(), skipped: 0, parts: 0, said: String::new() }
        .run()
}

/// The text of a file in UTF-8, UTF-16 or Latin-1.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    if let Some(bytes) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(bytes, u16::from_le_bytes);
    }
    if let Some(bytes) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(bytes, u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = &bytes[..bytes.len().min(200)];
    let declared = declared(head);
    match declared.to_ascii_lowercase().as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" => {}
        "iso-8859-1" | "latin1" => return Ok(bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into()),
        _ => {
            let why = format!("line 1: the encoding “{}” is not read", text::cut(&text::visible(&declared), 40));
            return Err(Refusal::new(why, "save the file as UTF-8; nothing was imported"));
        }
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let line = line_of(bytes, error.valid_up_to());
        refused(line, "these bytes are no UTF-8, though the file says or means it is")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, Refusal> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len() / 2);
    for letter in char::decode_utf16(units) {
        let line = || 1 + text.matches('\n').count();
        text.push(letter.map_err(|_| refused(line(), "these bytes are no UTF-16, though the file begins so"))?);
    }
    Ok(text.into())
}

/// The encoding that an XML declaration names.
fn declared(head: &[u8]) -> String {
    let head = String::from_utf8_lossy(head);
    let Some(declaration) = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) else {
        return String::new();
    };
    let Some((_, value)) = declaration.0.split_once("encoding") else { return String::new() };
    let value = value.trim_start().trim_start_matches('=').trim_start();
    let quote = value.chars().next().unwrap_or('"');
    value.strip_prefix(quote).and_then(|value| value.split(quote).next()).unwrap_or_default().to_owned()
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes[..at.min(bytes.len())].iter().filter(|byte| **byte == b'\n').count()
}

fn refused(line: usize, why: &str) -> Refusal {
    Refusal::new(format!("line {line}: {why}"), "nothing was imported; this is not (all of) a plan as XML")
}

/// An element that is open.
enum Open {
    /// The project itself.
    Root,
    /// A list of records, by its name.
    List(&'static str, &'static str),
    /// A record, or a part of one.
    Tree(&'static str, Item),
    /// A value.
    Leaf(&'static str),
}

struct Parser<'a> {
    text: &'a str,
    document: Document,
    open: Vec<Open>,
    /// How many elements are open inside the one that is passed over; 0: none is.
    skipped: usize,
    parts: usize,
    /// The text of the open value so far.
    said: String,
}

impl Parser<'_> {
    fn run(mut self) -> Result<Document, Refusal> {
        let mut reader = Reader::from_str(self.text);
        let mut rooted = false;
        loop {
            let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event();
            let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let refuse = |why: &str| refused(line_of(self.text.as_bytes(), at), why);
            match event {
                Err(error) => {
                    let said = error.to_string();
                    let at = usize::try_from(reader.error_position()).unwrap_or(before);
                    let why = text::cut(&text::visible(&said), 200).into_owned();
                    return Err(refused(line_of(self.text.as_bytes(), at), &why));
                }
                Ok(Event::Start(tag)) => {
                    self.start(tag.local_name().as_ref(), rooted).map_err(|why| refuse(&why))?;
                    rooted = true;
                }
                Ok(Event::Empty(tag)) => {
                    self.start(tag.local_name().as_ref(), rooted).map_err(|why| refuse(&why))?;
                    rooted = true;
                    self.end();
                }
                Ok(Event::End(_)) => self.end(),
                Ok(Event::Text(said)) => self.said(&said.xml10_content()).map_err(|why| refuse(&why))?,
                Ok(Event::CData(said)) => self.said(&said.xml10_content()).map_err(|why| refuse(&why))?,
                Ok(Event::GeneralRef(name)) => {
                    let letter = match name.resolve_char_ref() {
                        Ok(Some(letter)) => Some(letter.to_string()),
                        Ok(None) => resolve_predefined_entity(&name.xml10_content()).map(str::to_owned),
                        Err(_) => None,
                    };
                    let Some(letter) = letter else {
                        let name = text::cut(&text::visible(&name.xml10_content()), 40).into_owned();
                        return Err(refuse(&format!("&{name}; stands for nothing that is known here")));
                    };
                    self.said(&letter).map_err(|why| refuse(&why))?;
                }
                Ok(Event::DocType(_)) => {
                    return Err(refuse("the file declares a document type, as no plan of Microsoft Project does"));
                }
                Ok(Event::Eof) if !rooted => return Err(refuse("there is no XML in this file")),
                Ok(Event::Eof) if !self.open.is_empty() || self.skipped > 0 => {
                    return Err(refuse("the file ends in the middle"));
                }
                Ok(Event::Eof) => return Ok(self.document),
                Ok(Event::Decl(_) | Event::PI(_) | Event::Comment(_)) => {}
            }
        }
    }

    fn start(&mut self, name: &str, rooted: bool) -> Result<(), String> {
        if self.skipped > 0 || matches!(self.open.last(), Some(Open::Leaf(_))) {
            self.skipped += 1;
            return match self.open.len() + self.skipped {
                0..=DEEPEST => Ok(()),
                _ => Err(format!("elements stand inside each other more than {DEEPEST} deep")),
            };
        }
        let next = match self.open.last() {
            None if rooted => return Err("a second outermost element begins here".to_owned()),
            None => return self.root(name),
            Some(Open::Root) => match LISTS.iter().find(|(list, _)| *list == name) {
                Some((list, each)) => Some(Open::List(list, each)),
                None => super::item::known(name).map(Open::Leaf),
            },
            Some(Open::List(_, each)) => (*each == name).then(|| Open::Tree(each, Item::default())),
            Some(Open::Tree(..)) => match PARTS.iter().find(|part| **part == name) {
                Some(part) => Some(Open::Tree(part, Item::default())),
                None => super::item::known(name).map(Open::Leaf),
            },
            Some(Open::Leaf(_)) => None,
        };
        if self.document.records() > MOST_RECORDS {
            return Err(format!("these are more than {MOST_RECORDS} records"));
        }
        if matches!(next, Some(Open::Tree(..))) {
            self.parts += 1;
            if self.parts > MOST_PARTS {
                return Err(format!("these are more than {MOST_PARTS} elements with something in them"));
            }
        }
        match next {
            Some(next) => self.open.push(next),
            None => self.skipped = 1,
        }
        self.said.clear();
        Ok(())
    }

    fn root(&mut self, name: &str) -> Result<(), String> {
        match name {
            "Project" => {
                self.open.push(Open::Root);
                Ok(())
            }
            "APIBusinessObjects" | "BusinessObjects" => Err("this is a plan of Oracle Primavera P6 (PMXML), which is \
                not read: open it in Microsoft Project, or export it from Primavera as Microsoft Project XML"
                .to_owned()),
            other => {
                let other = text::cut(&text::visible(other), 40).into_owned();
                Err(format!("this XML is no plan of Microsoft Project: it begins with <{other}>, not with <Project>"))
            }
        }
    }

    fn said(&mut self, said: &str) -> Result<(), String> {
        if self.skipped == 0 && matches!(self.open.last(), Some(Open::Leaf(_))) {
            self.said.push_str(said);
        } else if self.open.is_empty() && !said.trim().is_empty() {
            return Err("there is text outside of all elements".to_owned());
        }
        if self.said.len() > LONGEST_TEXT {
            return Err(format!("a text is longer than {LONGEST_TEXT} bytes"));
        }
        Ok(())
    }

    fn end(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match self.open.pop() {
            Some(Open::Leaf(name)) => {
                let said = std::mem::take(&mut self.said);
                match self.open.last_mut() {
                    Some(Open::Tree(_, item)) => item.say(name, said),
                    _ => self.document.project.say(name, said),
                }
            }
            Some(Open::Tree(name, item)) => match self.open.last_mut() {
                Some(Open::Tree(_, whole)) => whole.take(name, item),
                Some(Open::List(list, _)) => {
                    if let Some(all) = self.document.list(list) {
                        all.push(item);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}

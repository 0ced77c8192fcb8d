//! What stands below each other in the standup, laid out for a width: headings, and items with what is said of them.
//! The lines of everybody’s page, of which there may be thousands, are made when they are in sight.

use std::borrow::Cow;

use super::{Spot, Stage, Standup};
use crate::domain::standup::{Item, Part, Section};
use crate::domain::task::TaskId;
use crate::formats;
use crate::text;
use crate::ui::theme::Tone;

/// From this width on the headings of lists stand beside their items, else above.
const BESIDE: u16 = 64;
/// Columns of a heading beside.
const HEADING: u16 = 10;
/// Rows that what is said of an item takes at most on a screen of its own.
const LINES: usize = 4;

/// Words in a line: where they begin, and how they are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The column, from the left edge.
    pub at: u16,
    /// What stands there.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// What stands in a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// What stands in it, from left to right.
    pub words: Vec<Words>,
    /// What stands at its right edge.
    pub right: String,
    /// What the cursor is on when it is on this row.
    pub spot: Option<Spot>,
    /// The column from which on the row is the cursor’s.
    pub from: u16,
}

/// A row.
#[derive(Debug)]
pub enum Row {
    /// With this in it.
    Line(Box<Line>),
    /// An item that takes one row.
    Item {
        /// Where.
        at: At,
        /// Which task.
        task: TaskId,
        /// Columns that refs take there.
        refs: u16,
    },
}

impl From<Line> for Row {
    fn from(line: Line) -> Row {
        Row::Line(Box::new(line))
    }
}

impl Row {
    /// What the cursor is on when it is on this row.
    pub fn spot(&self) -> Option<Spot> {
        match self {
            Row::Line(line) => line.spot,
            Row::Item { at, task, .. } => Some(at.spot(*task)),
        }
    }
}

/// The place of an item: on which page, in which list, which of it.
#[derive(Debug, Clone, Copy)]
pub struct At {
    page: usize,
    section: Section,
    nth: usize,
}

impl At {
    fn spot(self, task: TaskId) -> Spot {
        Spot { page: self.page, item: Some((self.section, task)) }
    }
}

/// All rows.
pub type Laid = Vec<Row>;

impl Standup {
    /// The rows of what is shown, for this width.
    pub(super) fn lay(&self, width: u16) -> Laid {
        let mut laid = Laid::with_capacity(self.cursor.ids().len() + 3 * self.pages.len());
        match self.stage {
            Stage::Overview => {
                for (at, part) in self.pages.iter().enumerate() {
                    if at > 0 {
                        laid.push(Row::from(Line::default()));
                    }
                    laid.push(Row::from(self.name(at, part)));
                    items(&mut laid, (at, part), width, Long::Short);
                }
                if !self.report.besides.is_empty() {
                    laid.push(Row::from(Line::default()));
                    laid.push(Row::from(Line::of(1, "Besides", Tone::Strong)));
                    let lines = self.report.besides.iter().map(|words| Line::of(3, words, Tone::Dim));
                    laid.extend(lines.map(Row::from));
                }
            }
            Stage::Page(at) => {
                if let Some(part) = self.pages.get(at) {
                    items(&mut laid, (at, part), width, Long::Whole);
                }
            }
            Stage::Summary => {
                let widest = self.pages.iter().map(|part| text::width(&part.name)).max().unwrap_or(0);
                let beside = u16::try_from(widest + 4).unwrap_or(u16::MAX).min(28);
                for (at, part) in self.pages.iter().enumerate() {
                    let mut line = Line::of(1, &part.name, Tone::Plain);
                    line.right = seconds(self.spent(at));
                    let room = usize::from(width).saturating_sub(usize::from(beside) + text::width(&line.right) + 3);
                    let counts = (width >= BESIDE).then(|| text::cut(&part.counts(), room).into_owned());
                    line.words.extend(counts.map(|text| Words { at: beside, text, tone: Tone::Dim }));
                    laid.push(Row::from(line));
                }
                laid.push(Row::from(Line::default()));
                let all = Line { right: seconds(self.total()), ..Line::of(1, "In all", Tone::Strong) };
                laid.push(Row::from(all));
            }
        }
        laid
    }

    /// What stands in a row that was laid out for this width.
    pub(super) fn line<'a>(&self, row: &'a Row, width: u16) -> Cow<'a, Line> {
        match row {
            Row::Line(line) => Cow::Borrowed(line),
            Row::Item { at, refs, .. } => {
                let item = self.pages.get(at.page).and_then(|part| part.list(at.section).get(at.nth));
                let line = item.and_then(|item| lines(item, *at, *refs, width, Long::Short).next());
                Cow::Owned(line.unwrap_or_default())
            }
        }
    }

    fn name(&self, at: usize, part: &Part) -> Line {
        let aside = formats::standup::aside(part);
        let mut line = Line::of(1, &part.name, Tone::Strong);
        let behind = u16::try_from(text::width(&part.name) + 3).unwrap_or(u16::MAX);
        line.words.extend((!aside.is_empty()).then_some(Words { at: behind, text: aside, tone: Tone::Dim }));
        Line { spot: Some(Spot { page: at, item: None }), ..line }
    }
}

impl Line {
    fn of(at: u16, text: &str, tone: Tone) -> Line {
        Line { words: vec![Words { at, text: text.to_owned(), tone }], ..Line::default() }
    }
}

/// Minutes and seconds: `1:05`.
fn seconds(spent: chrono::TimeDelta) -> String {
    format!("{}:{:02}", spent.num_minutes(), spent.num_seconds() % 60)
}

/// How much of an item is shown.
#[derive(Clone, Copy, PartialEq)]
enum Long {
    /// A row.
    Short,
    /// All of it.
    Whole,
}

impl Long {
    /// The column at which its lists begin.
    fn indent(self) -> u16 {
        if self == Long::Short { 2 } else { 1 }
    }
}

/// The lists of a part.
fn items(laid: &mut Laid, (page, part): (usize, &Part), width: u16, long: Long) {
    let refs = part.lists().flat_map(|(_, items)| items).map(|item| text::width(&item.name)).max().unwrap_or(0);
    let refs = u16::try_from(refs).unwrap_or(0) + 2;
    for (nth, (section, items)) in part.lists().enumerate() {
        if long == Long::Whole && nth > 0 {
            laid.push(Row::from(Line::default()));
        }
        if width < BESIDE {
            laid.push(Row::from(Line::of(long.indent(), section.label(), Tone::Dim)));
        }
        for (nth, item) in items.iter().enumerate() {
            let at = At { page, section, nth };
            match long {
                Long::Short => laid.push(Row::Item { at, task: item.task, refs }),
                Long::Whole => laid.extend(lines(item, at, refs, width, long).map(Row::from)),
            }
        }
    }
}

/// The lines of an item.
fn lines(item: &Item, at: At, refs: u16, width: u16, long: Long) -> impl Iterator<Item = Line> {
    let (beside, indent) = (width >= BESIDE, long.indent());
    let from = indent + if beside { HEADING } else { 1 };
    let heading = || Words { at: indent, text: short(at.section).to_owned(), tone: Tone::Dim };
    let mut heading = (beside && at.nth == 0).then(heading);
    let spot = Some(at.spot(item.task));
    rows(item, at.section, (from, refs), width, long).into_iter().map(move |mut words| {
        words.splice(0..0, heading.take());
        Line { words, right: String::new(), spot, from }
    })
}

/// The heading of a list beside its items.
fn short(section: Section) -> &'static str {
    match section {
        Section::Blocked => "At risk",
        other => other.label(),
    }
}

/// The rows of an item: its ref and title, and what is said of it beside them where there is room, else below.
fn rows(item: &Item, section: Section, (from, refs): (u16, u16), width: u16, long: Long) -> Vec<Vec<Words>> {
    let inner = from + 1;
    let title = inner + refs;
    let blocked = item.says.iter().any(|it| it.about == "blocked" && it.wrong);
    let says = format!("{}{}", if blocked { "⚑ " } else { "" }, item.words());
    let wrong = item.says.iter().any(|it| it.wrong);
    let tone = match section {
        _ if wrong => Tone::Warn,
        Section::Done => Tone::Good,
        Section::Today | Section::Dropped => Tone::Dim,
        Section::Moved | Section::Blocked => Tone::Plain,
    };
    let wide = |text: &str| u16::try_from(text::width(text)).unwrap_or(u16::MAX);
    let name = Words { at: inner, text: item.name.clone(), tone: Tone::Dim };
    let edge = width.saturating_sub(1);
    let behind = title.saturating_add(wide(&item.title)).saturating_add(2);
    let fits = behind.saturating_add(wide(&says)) <= edge;
    let words = |at: u16, text: &str, tone| Words { at, text: text.to_owned(), tone };
    if says.is_empty() || fits {
        return vec![vec![name, words(title, &item.title, Tone::Plain), words(behind, &says, tone)]];
    }
    if long == Long::Short {
        // What is said matters more than the end of a title.
        let room = edge.saturating_sub(title);
        let least = room / 2;
        let kept = room.saturating_sub(wide(&says) + 2).max(least.min(wide(&item.title)));
        let shown = text::cut(&item.title, usize::from(kept)).into_owned();
        let behind = title + wide(&shown) + 2;
        return vec![vec![name, words(title, &shown, Tone::Plain), words(behind, &says, tone)]];
    }
    let below = if width >= BESIDE { title } else { inner };
    let room = usize::from(edge.saturating_sub(below).max(1));
    let mut rows = vec![vec![name, words(title, &item.title, Tone::Plain)]];
    rows.extend(text::wrap(&says, room, LINES).iter().map(|line| vec![words(below, line, tone)]));
    rows
}

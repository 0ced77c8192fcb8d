//! What a field holds, as rows, journal, JSON and CSV carry it, and the types that can be held.

use std::{borrow::Cow, fmt, ops::Deref};

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta, Utc};
use compact_str::CompactString;
use uuid::Uuid;

use super::column::Place;
use super::id::Id;
use super::plan::Kind;
use super::record::Record;
use super::span::{Lag, Span};

/// The value of one field. What it means is said by the field's [`Shape`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Value {
    /// No value: an empty text is one too.
    #[default]
    Nothing,
    /// A whole number; a flag is 0 or 1.
    Int(i64),
    /// Text, or a date, span, choice, place … written as text.
    Text(String),
    /// The id of another record.
    Id(Uuid),
}

/// A value on its way into a record: as [`Value`], but a text may still be where it was read, and a place still apart.
#[derive(Clone, PartialEq, Debug)]
pub enum Carried<'a> {
    /// No value.
    Nothing,
    /// A whole number.
    Int(i64),
    /// Text, or what is written as text.
    Text(Cow<'a, str>),
    /// The id of another record.
    Id(Uuid),
    /// A place on the board that is no text any more.
    Place(Place),
}

impl From<Value> for Carried<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Nothing => Carried::Nothing,
            Value::Int(number) => Carried::Int(number),
            Value::Text(text) => Carried::Text(text.into()),
            Value::Id(id) => Carried::Id(id),
        }
    }
}

impl<'a> From<&'a Value> for Carried<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Nothing => Carried::Nothing,
            Value::Int(number) => Carried::Int(*number),
            Value::Text(text) => Carried::Text(text.into()),
            Value::Id(id) => Carried::Id(*id),
        }
    }
}

/// What the value of a field means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// One line of text.
    Text,
    /// Text of many lines (Markdown).
    Prose,
    /// A whole number.
    Int,
    /// An amount in hundredths of the project's currency.
    Money,
    /// Yes or no.
    Flag,
    /// A calendar day, `YYYY-MM-DD`.
    Date,
    /// A local date and time of the schedule, `YYYY-MM-DDTHH:MM`.
    DateTime,
    /// A calendar day on which something begins, and where it is told the time: `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`.
    Start,
    /// An instant of history, RFC 3339 in UTC.
    Instant,
    /// A duration: `480m` of work, `480em` elapsed.
    Span,
    /// The lag of a link: a span, or a percentage of the predecessor’s duration.
    Lag,
    /// Words, separated by one space.
    Tags,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The id of a record of this kind.
    Ref(Kind),
    /// A rank among siblings.
    Rank,
    /// A place on the board.
    Place,
    /// A constraint on a task’s dates.
    Constraint,
    /// How a task comes again: `every 2w`, `again 3d`.
    Recurrence,
    /// Where a task stands in its series.
    Occurrence,
    /// Working hours of the seven weekdays.
    Week,
    /// Working hours of one day.
    Hours,
}

/// A value that does not fit its field, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misfit(pub String);

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A type that a field can have.
pub trait FieldType: Default + Clone + PartialEq {
    /// What its values mean.
    const SHAPE: Shape;
    /// The value as it is carried.
    fn to_value(&self) -> Value;
    /// The type back from a carried value; errors: a value of another shape.
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit>;
    /// The type back from a value; errors: a value of another shape.
    fn of_value(value: Value) -> Result<Self, Misfit> {
        Self::of_carried(value.into())
    }
}

fn misfit<T>(wanted: &str, value: &Carried<'_>) -> Result<T, Misfit> {
    let got = match value {
        Carried::Nothing => "nothing".to_owned(),
        Carried::Int(n) => n.to_string(),
        Carried::Text(text) => format!("“{}”", text.chars().take(40).collect::<String>()),
        Carried::Id(id) => id.to_string(),
        Carried::Place(_) => "a place on the board".to_owned(),
    };
    Err(Misfit(format!("{got} is not {wanted}")))
}

impl FieldType for String {
    const SHAPE: Shape = Shape::Text;
    fn to_value(&self) -> Value {
        if self.is_empty() { Value::Nothing } else { Value::Text(self.clone()) }
    }
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit> {
        match value {
            Carried::Text(text) => Ok(text.into_owned()),
            Carried::Nothing => Ok(String::new()),
            other => misfit("text", &other),
        }
    }
}

/// Text of many lines.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Prose(pub String);

impl Deref for Prose {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl FieldType for Prose {
    const SHAPE: Shape = Shape::Prose;
    fn to_value(&self) -> Value {
        self.0.to_value()
    }
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit> {
        String::of_carried(value).map(Prose)
    }
}

impl FieldType for i64 {
    const SHAPE: Shape = Shape::Int;
    fn to_value(&self) -> Value {
        Value::Int(*self)
    }
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit> {
        match value {
            Carried::Int(n) => Ok(n),
            other => misfit("a whole number", &other),
        }
    }
}

impl FieldType for bool {
    const SHAPE: Shape = Shape::Flag;
    fn to_value(&self) -> Value {
        Value::Int(i64::from(*self))
    }
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit> {
        match value {
            Carried::Int(n @ 0..=1) => Ok(n == 1),
            Carried::Nothing => Ok(false),
            other => misfit("yes or no", &other),
        }
    }
}

impl<T: FieldType> FieldType for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Nothing, T::to_value)
    }
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit> {
        match value {
            Carried::Nothing => Ok(None),
            some => T::of_carried(some).map(Some),
        }
    }
}

impl<R: Record> FieldType for Id<R> {
    const SHAPE: Shape = Shape::Ref(R::KIND);
    fn to_value(&self) -> Value {
        Value::Id(self.uuid())
    }
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit> {
        match value {
            Carried::Id(id) => Ok(Id::of(id)),
            Carried::Text(ref text) => Uuid::parse_str(text).map(Id::of).or_else(|_| misfit("an id", &value)),
            other => misfit("an id", &other),
        }
    }
}

/// Implements [`FieldType`] for types that are carried as text: how it is written, how it is read, what it is called.
macro_rules! field_as_text {
    ($type:ty, $shape:expr, $called:literal, $write:expr, $read:expr) => {
        impl $crate::domain::value::FieldType for $type {
            const SHAPE: $crate::domain::value::Shape = $shape;
            fn to_value(&self) -> $crate::domain::value::Value {
                let write: fn(&$type) -> String = $write;
                $crate::domain::value::Value::Text(write(self))
            }
            fn of_carried(value: $crate::domain::value::Carried<'_>) -> Result<Self, $crate::domain::value::Misfit> {
                let read: fn(&str) -> Option<$type> = $read;
                match &value {
                    $crate::domain::value::Carried::Text(text) => match read(text) {
                        Some(known) => Ok(known),
                        None => $crate::domain::value::unreadable($called, &value),
                    },
                    other => $crate::domain::value::unreadable($called, other),
                }
            }
        }
    };
}
pub(crate) use field_as_text;

pub(crate) fn unreadable<T>(wanted: &str, value: &Carried<'_>) -> Result<T, Misfit> {
    misfit(wanted, value)
}

pub(crate) const DATE_TIME: &str = "%Y-%m-%dT%H:%M";

pub(crate) fn year_is_sane(date: NaiveDate) -> bool {
    use chrono::Datelike;
    (1..=9999).contains(&date.year())
}

/// A number of so many figures at the front of a text, and what is behind it.
fn figures(text: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (front, rest) = text.split_at_checked(count)?;
    let digits = front.iter().map(|byte| byte.is_ascii_digit().then(|| u32::from(byte - b'0')));
    Some((digits.reduce(|all, next| Some(all? * 10 + next?)).flatten()?, rest))
}

fn behind(mark: u8, text: &[u8]) -> Option<&[u8]> {
    text.strip_prefix(&[mark])
}

/// The day at the front of a text, as everything here writes it. A file holds many days: chrono’s reading of any
/// format takes five times as long.
fn plain_date(text: &[u8]) -> Option<(NaiveDate, &[u8])> {
    let (year, rest) = figures(text, 4)?;
    let (month, rest) = figures(behind(b'-', rest)?, 2)?;
    let (day, rest) = figures(behind(b'-', rest)?, 2)?;
    Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest))
}

fn plain_date_time(text: &[u8]) -> Option<(NaiveDateTime, &[u8])> {
    let (date, rest) = plain_date(text)?;
    let (hour, rest) = figures(behind(b'T', rest)?, 2)?;
    let (minute, rest) = figures(behind(b':', rest)?, 2)?;
    Some((date.and_hms_opt(hour, minute, 0)?, rest))
}

fn plain_instant(text: &[u8]) -> Option<DateTime<Utc>> {
    let (at, rest) = plain_date_time(text)?;
    let (second, rest) = figures(behind(b':', rest)?, 2)?;
    let (milli, rest) = figures(behind(b'.', rest)?, 3)?;
    (rest == b"Z" && second < 60).then(|| at.and_utc() + TimeDelta::milliseconds(i64::from(second * 1000 + milli)))
}

fn read_date(text: &str) -> Option<NaiveDate> {
    let plain = plain_date(text.as_bytes()).filter(|(_, rest)| rest.is_empty()).map(|(date, _)| date);
    plain.or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
}

fn read_date_time(text: &str) -> Option<NaiveDateTime> {
    let plain = plain_date_time(text.as_bytes()).filter(|(_, rest)| rest.is_empty()).map(|(at, _)| at);
    plain.or_else(|| NaiveDateTime::parse_from_str(text, DATE_TIME).ok())
}

fn read_instant(text: &str) -> Option<DateTime<Utc>> {
    plain_instant(text.as_bytes()).or_else(|| Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc()))
}

field_as_text!(NaiveDate, Shape::Date, "a date (YYYY-MM-DD)", |d| d.to_string(), |text| read_date(text)
    .filter(|d| year_is_sane(*d)));
field_as_text!(
    NaiveDateTime,
    Shape::DateTime,
    "a date and time (YYYY-MM-DDTHH:MM)",
    |d| d.format(DATE_TIME).to_string(),
    |text| read_date_time(text).filter(|d| year_is_sane(d.date()))
);
field_as_text!(
    DateTime<Utc>,
    Shape::Instant,
    "an instant (RFC 3339)",
    |d| d.to_rfc3339_opts(SecondsFormat::Millis, true),
    |text| read_instant(text).filter(|d| year_is_sane(d.date_naive()))
);
field_as_text!(Span, Shape::Span, "a duration in minutes (480m, 480em)", |span| span.to_file(), |s| Span::from_file(s)
    .ok());
field_as_text!(Lag, Shape::Lag, "a lag in minutes or percent (480m, 480em, 50%)", |lag| lag.to_file(), |s| {
    Lag::from_file(s).ok()
});

/// An amount of money, in hundredths of the project’s currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Money(pub i64);

impl FieldType for Money {
    const SHAPE: Shape = Shape::Money;
    fn to_value(&self) -> Value {
        Value::Int(self.0)
    }
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit> {
        i64::of_carried(value).map(Money)
    }
}

/// A set of words, kept in order, as one text: there is one a task.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tags(CompactString);

impl Tags {
    /// The set of these words; white space separates, order and repetition do not matter.
    pub fn of(words: &str) -> Self {
        let other_space = |it: char| it.is_whitespace() && it != ' ';
        // As a file has them: nothing is to be done.
        if !words.starts_with(' ') && words.split(' ').is_sorted_by(|a, b| a < b) && !words.contains(other_space) {
            return Tags(words.into());
        }
        Self::of_words(words.split_whitespace().collect())
    }

    fn of_words(mut all: Vec<&str>) -> Self {
        all.sort_unstable();
        all.dedup();
        Tags(all.join(" ").into())
    }

    /// The words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_whitespace()
    }

    /// Is the word among them?
    pub fn has(&self, word: &str) -> bool {
        self.iter().any(|tag| tag == word)
    }

    /// The set with the word, or without it.
    pub fn with(&self, word: &str, present: bool) -> Self {
        let others = self.iter().filter(|tag| *tag != word);
        Self::of_words(others.chain(present.then_some(word)).collect())
    }

    /// Is the set empty?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FieldType for Tags {
    const SHAPE: Shape = Shape::Tags;
    fn to_value(&self) -> Value {
        if self.0.is_empty() { Value::Nothing } else { Value::Text(self.0.to_string()) }
    }
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit> {
        match value {
            Carried::Nothing => Ok(Tags::default()),
            Carried::Text(words) => Ok(Tags::of(&words)),
            other => misfit("tags", &other),
        }
    }
}

/// Declares an enum whose members are words, usable as a field’s type. The first member is the default.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $first:ident = $first_word:literal $(#[$first_doc:meta])*, $($member:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        #[allow(missing_docs)]
        pub enum $name { #[default] $first, $($member),* }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [$name] = &[$name::$first, $($name::$member),*];
            /// The word of every member, in order.
            pub const WORDS: &'static [&'static str] = &[$first_word, $($word),*];

            /// The word it is written as.
            pub fn word(self) -> &'static str {
                Self::WORDS[self as usize]
            }

            /// The member written as this word.
            pub fn of_word(word: &str) -> Option<Self> {
                Self::WORDS.iter().position(|known| *known == word).map(|at| Self::ALL[at])
            }
        }

        $crate::domain::value::field_as_text!(
            $name,
            $crate::domain::value::Shape::Choice($name::WORDS),
            "one of the words of its list",
            |choice| choice.word().to_owned(),
            $name::of_word
        );
    };
}
pub(crate) use choices;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_the_same_however_they_are_written() {
        for words in
            ["data ui", "ui data", " data ui", "data ui ", "data  ui", "ui data ui", "data\tui", "data\u{a0}ui"]
        {
            assert_eq!(Tags::of(words).to_value(), Value::Text("data ui".to_owned()), "{words:?}");
        }
        for words in ["", " ", "\n"] {
            assert!(Tags::of(words).is_empty(), "{words:?}");
        }
    }
}

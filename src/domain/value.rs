//! What a field holds, as rows, journal, JSON and CSV carry it, and the types that can be held.

use std::{fmt, ops::Deref};

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use uuid::Uuid;

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
    fn of_value(value: Value) -> Result<Self, Misfit>;
}

fn misfit<T>(wanted: &str, value: &Value) -> Result<T, Misfit> {
    let got = match value {
        Value::Nothing => "nothing".to_owned(),
        Value::Int(n) => n.to_string(),
        Value::Text(text) => format!("“{}”", text.chars().take(40).collect::<String>()),
        Value::Id(id) => id.to_string(),
    };
    Err(Misfit(format!("{got} is not {wanted}")))
}

impl FieldType for String {
    const SHAPE: Shape = Shape::Text;
    fn to_value(&self) -> Value {
        if self.is_empty() { Value::Nothing } else { Value::Text(self.clone()) }
    }
    fn of_value(value: Value) -> Result<Self, Misfit> {
        match value {
            Value::Text(text) => Ok(text),
            Value::Nothing => Ok(String::new()),
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
    fn of_value(value: Value) -> Result<Self, Misfit> {
        String::of_value(value).map(Prose)
    }
}

impl FieldType for i64 {
    const SHAPE: Shape = Shape::Int;
    fn to_value(&self) -> Value {
        Value::Int(*self)
    }
    fn of_value(value: Value) -> Result<Self, Misfit> {
        match value {
            Value::Int(n) => Ok(n),
            other => misfit("a whole number", &other),
        }
    }
}

impl FieldType for bool {
    const SHAPE: Shape = Shape::Flag;
    fn to_value(&self) -> Value {
        Value::Int(i64::from(*self))
    }
    fn of_value(value: Value) -> Result<Self, Misfit> {
        match value {
            Value::Int(n @ 0..=1) => Ok(n == 1),
            Value::Nothing => Ok(false),
            other => misfit("yes or no", &other),
        }
    }
}

impl<T: FieldType> FieldType for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Nothing, T::to_value)
    }
    fn of_value(value: Value) -> Result<Self, Misfit> {
        match value {
            Value::Nothing => Ok(None),
            some => T::of_value(some).map(Some),
        }
    }
}

impl<R: Record> FieldType for Id<R> {
    const SHAPE: Shape = Shape::Ref(R::KIND);
    fn to_value(&self) -> Value {
        Value::Id(self.uuid())
    }
    fn of_value(value: Value) -> Result<Self, Misfit> {
        match value {
            Value::Id(id) => Ok(Id::of(id)),
            Value::Text(ref text) => Uuid::parse_str(text).map(Id::of).or_else(|_| misfit("an id", &value)),
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
            fn of_value(value: $crate::domain::value::Value) -> Result<Self, $crate::domain::value::Misfit> {
                let read: fn(&str) -> Option<$type> = $read;
                match &value {
                    $crate::domain::value::Value::Text(text) => match read(text) {
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

pub(crate) fn unreadable<T>(wanted: &str, value: &Value) -> Result<T, Misfit> {
    misfit(wanted, value)
}

pub(crate) const DATE_TIME: &str = "%Y-%m-%dT%H:%M";

pub(crate) fn year_is_sane(date: NaiveDate) -> bool {
    use chrono::Datelike;
    (1..=9999).contains(&date.year())
}

field_as_text!(NaiveDate, Shape::Date, "a date (YYYY-MM-DD)", |d| d.to_string(), |s| NaiveDate::parse_from_str(
    s, "%Y-%m-%d"
)
.ok()
.filter(|d| year_is_sane(*d)));
field_as_text!(
    NaiveDateTime,
    Shape::DateTime,
    "a date and time (YYYY-MM-DDTHH:MM)",
    |d| d.format(DATE_TIME).to_string(),
    |s| NaiveDateTime::parse_from_str(s, DATE_TIME).ok().filter(|d| year_is_sane(d.date()))
);
field_as_text!(
    DateTime<Utc>,
    Shape::Instant,
    "an instant (RFC 3339)",
    |d| d.to_rfc3339_opts(SecondsFormat::Millis, true),
    |s| DateTime::parse_from_rfc3339(s).ok().map(|d| d.to_utc()).filter(|d| year_is_sane(d.date_naive()))
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
    fn of_value(value: Value) -> Result<Self, Misfit> {
        i64::of_value(value).map(Money)
    }
}

/// A set of words, kept in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tags(Vec<String>);

impl Tags {
    /// The set of these words; white space separates, order and repetition do not matter.
    pub fn of(words: &str) -> Self {
        let mut all: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        all.sort_unstable();
        all.dedup();
        Tags(all)
    }

    /// The words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Is the word among them?
    pub fn has(&self, word: &str) -> bool {
        self.0.iter().any(|tag| tag == word)
    }

    /// The set with the word, or without it.
    pub fn with(&self, word: &str, present: bool) -> Self {
        let mut all: Vec<String> = self.0.iter().filter(|tag| *tag != word).cloned().collect();
        if present {
            all.push(word.to_owned());
            all.sort_unstable();
        }
        Tags(all)
    }

    /// Is the set empty?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FieldType for Tags {
    const SHAPE: Shape = Shape::Tags;
    fn to_value(&self) -> Value {
        if self.0.is_empty() { Value::Nothing } else { Value::Text(self.0.join(" ")) }
    }
    fn of_value(value: Value) -> Result<Self, Misfit> {
        String::of_value(value).map(|words| Tags::of(&words))
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

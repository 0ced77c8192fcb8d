//! Columns of a project’s board, and the place of a card on it.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use uuid::Uuid;

use super::id::Id;
use super::project::ProjectId;
use super::rank::Rank;
use super::record::record;
use super::value::{Carried, DATE_TIME, FieldType, Misfit, Prose, Shape, Value, choices, unreadable};

/// The identity of a column.
pub type ColumnId = Id<Column>;

choices! {
    /// What it means for a card to be in a column.
    Meaning { Queue = "queue", Doing = "doing", Done = "done" }
}

record! {
    /// A column of a project’s board.
    Column {
        /// Project whose board it is on.
        project: ProjectId,
        /// Its name, unique in the project.
        name: String,
        /// Its place, from the left.
        rank: Rank,
        /// What it means to be here.
        meaning: Meaning,
        /// How many cards may be here at most.
        wip_limit: Option<i64>,
        /// What is agreed about cards here; shown when one enters.
        policy: Prose,
    }
}

/// Where a card is: one value, changed and merged as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// In which column.
    pub column: ColumnId,
    /// Where in it.
    pub rank: Rank,
    /// The day it came into the column.
    pub since: NaiveDate,
    /// The actual finish, where the column means done.
    pub finish: Option<NaiveDateTime>,
}

impl Default for Place {
    fn default() -> Self {
        Place { column: ColumnId::MIN, rank: Rank::default(), since: NaiveDate::default(), finish: None }
    }
}

impl Place {
    fn write(&self) -> String {
        let finish = self.finish.map_or(String::new(), |at| format!(" {}", at.format(DATE_TIME)));
        format!("{} {} {}{finish}", self.column, self.rank, self.since)
    }

    fn read(text: &str) -> Option<Place> {
        let mut words = text.split(' ');
        let date_time = |word: &str| NaiveDateTime::of_value(Value::Text(word.to_owned())).ok();
        let place = Place {
            column: ColumnId::of(Uuid::from_str(words.next()?).ok()?),
            rank: Rank::of(words.next()?)?,
            since: NaiveDate::of_value(Value::Text(words.next()?.to_owned())).ok()?,
            finish: match words.next() {
                Some(word) => Some(date_time(word)?),
                None => None,
            },
        };
        words.next().is_none().then_some(place)
    }
}

impl FieldType for Place {
    const SHAPE: Shape = Shape::Place;
    fn to_value(&self) -> Value {
        Value::Text(self.write())
    }
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit> {
        let place = match &value {
            Carried::Place(place) => Some(place.clone()),
            Carried::Text(text) => Place::read(text),
            _ => None,
        };
        place.map_or_else(|| unreadable("a place on the board", &value), Ok)
    }
}

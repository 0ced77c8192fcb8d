//! One edit of a record ↔ its text in the journal: `{"made":{…}}`, `{"gone":{…}}`, `{"set":{"due":[before,after]}}`, by
//! the names of fields. A standup reads ten thousand of them at once, so the text becomes values with nothing between.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::domain::change::{Change, Edit, Field, FieldChange};
use crate::domain::id::RecordId;
use crate::domain::plan::{Kind, Row};
use crate::domain::value::{Carried, FieldType, Misfit, Shape, Value};

/// An edit as the journal keeps it.
pub(super) fn to_json(change: &Change) -> String {
    let fields = change.of.kind.fields();
    let whole = |row: &Row| {
        let values = fields.iter().enumerate().map(|(at, field)| (field.name, row.get(at)));
        let some = values.filter(|(_, value)| *value != Value::Nothing);
        Json::Object(some.map(|(name, value)| (name.to_owned(), value_to_json(value))).collect())
    };
    let (word, edit) = match &change.edit {
        Edit::Made(row) => ("made", whole(row)),
        Edit::Gone(row) => ("gone", whole(row)),
        Edit::Set(set) => {
            let pair = |it: &FieldChange| vec![value_to_json(it.before.clone()), value_to_json(it.after.clone())];
            let entries = set.iter().map(|it| (fields[it.at].name.to_owned(), Json::Array(pair(it))));
            ("set", Json::Object(entries.collect()))
        }
    };
    Json::Object(Map::from_iter([(word.to_owned(), edit)])).to_string()
}

fn value_to_json(value: Value) -> Json {
    match value {
        Value::Nothing => Json::Null,
        Value::Int(number) => number.into(),
        Value::Text(text) => text.into(),
        Value::Id(id) => id.to_string().into(),
    }
}

/// The change that [`to_json`] wrote. Errors: it is no edit, or not of such a record.
pub(super) fn of_json(of: RecordId, text: &str) -> Result<Change, Misfit> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let edit = AnEdit(of).deserialize(&mut reader);
    let edit = edit.and_then(|edit| reader.end().map(|()| edit)).map_err(|error| Misfit(error.to_string()))?;
    Ok(Change { of, edit })
}

/// Reads by itself what is written below its name.
macro_rules! seed {
    ($of:ty => $to:ty, $any:ident) => {
        impl<'de> DeserializeSeed<'de> for $of {
            type Value = $to;
            fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<$to, D::Error> {
                reader.$any(self)
            }
        }
    };
}

/// An edit of this record.
struct AnEdit(RecordId);
seed!(AnEdit => Edit, deserialize_map);

impl<'de> Visitor<'de> for AnEdit {
    type Value = Edit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a change that says made, gone or set")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Edit, A::Error> {
        let edit = match map.next_key()? {
            Some(Word::Made) => Edit::Made(map.next_value_seed(Whole(self.0))?),
            Some(Word::Gone) => Edit::Gone(map.next_value_seed(Whole(self.0))?),
            Some(Word::Set) => Edit::Set(map.next_value_seed(Fields(self.0.kind))?),
            None => return Err(Error::custom("a change says made, gone or set")),
        };
        match map.next_key::<IgnoredAny>()? {
            None => Ok(edit),
            Some(_) => Err(Error::custom("a change says one of made, gone and set")),
        }
    }
}

/// What an edit is called.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Made,
    Gone,
    Set,
}

/// All fields of this record.
struct Whole(RecordId);
seed!(Whole => Row, deserialize_map);

impl<'de> Visitor<'de> for Whole {
    type Value = Row;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fields with a value each")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
        let mut row = Row::blank(self.0);
        while let Some(field) = map.next_key_seed(Name(self.0.kind))? {
            let value = map.next_value_seed(Told(field.spec().shape))?;
            row.set(field.at, value).map_err(|misfit| Error::custom(misfit.0))?;
        }
        Ok(row)
    }
}

/// Some fields of a record of this kind, before and after.
struct Fields(Kind);
seed!(Fields => Vec<FieldChange>, deserialize_map);

impl<'de> Visitor<'de> for Fields {
    type Value = Vec<FieldChange>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fields with two values each")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<FieldChange>, A::Error> {
        let mut fields = Vec::with_capacity(1);
        while let Some(field) = map.next_key_seed(Name(self.0))? {
            fields.push(map.next_value_seed(BeforeAndAfter(field))?);
        }
        fields.sort_unstable_by_key(|field| field.at);
        Ok(fields)
    }
}

/// The two values of this field.
struct BeforeAndAfter(Field);
seed!(BeforeAndAfter => FieldChange, deserialize_seq);

impl<'de> Visitor<'de> for BeforeAndAfter {
    type Value = FieldChange;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "two values of {}", self.0.name())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<FieldChange, A::Error> {
        let shape = self.0.spec().shape;
        let mut next = || pair.next_element_seed(Told(shape)).map(|it| it.map(to_keep));
        match (next()?, next()?, next()?) {
            (Some(before), Some(after), None) => Ok(FieldChange { at: self.0.at, before, after }),
            _ => Err(Error::custom(format_args!("{} wants two values", self.0.name()))),
        }
    }
}

/// The name of a field of this kind.
struct Name(Kind);
seed!(Name => Field, deserialize_str);

impl Visitor<'_> for Name {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a field of a {}", self.0.word())
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Field, E> {
        let unknown = || E::custom(format_args!("a {} has no {name}", self.0.word()));
        Field::named(self.0, name).ok_or_else(unknown)
    }
}

/// A value of this shape.
struct Told(Shape);
seed!(Told => Carried<'de>, deserialize_any);

impl<'de> Visitor<'de> for Told {
    type Value = Carried<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a whole number or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Carried<'de>, E> {
        Ok(Carried::Nothing)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Carried<'de>, E> {
        Ok(Carried::Int(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Carried<'de>, E> {
        i64::try_from(number).map(Carried::Int).map_err(|_| E::custom(format_args!("{number} is no whole number")))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Carried<'de>, E> {
        self.read(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Carried<'de>, E> {
        self.read(Cow::Owned(text.to_owned()))
    }
}

impl Told {
    fn read<E: Error>(self, text: Cow<'_, str>) -> Result<Carried<'_>, E> {
        match self.0 {
            Shape::Ref(_) => {
                Uuid::parse_str(&text).map(Carried::Id).map_err(|_| E::custom(format_args!("{text} is no id")))
            }
            _ => Ok(Carried::Text(text)),
        }
    }
}

/// A value that outlives the text it was read from.
fn to_keep(value: Carried<'_>) -> Value {
    match value {
        Carried::Nothing => Value::Nothing,
        Carried::Int(number) => Value::Int(number),
        Carried::Text(text) => Value::Text(text.into_owned()),
        Carried::Id(id) => Value::Id(id),
        Carried::Place(place) => place.to_value(),
    }
}

//! The file as records: its form, its lists, each record with its fields; keys said twice and too many records are
//! errors with their place. Depth is bounded by serde_json.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use uuid::Uuid;

use super::super::{FORM, plural};
use super::value::OneValue;
use crate::domain::id::{Id, RecordId};
use crate::domain::person::{Assignment, Person};
use crate::domain::plan::{Kind, Row, Series};
use crate::domain::project::{Project, ProjectId};
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::value::{Misfit, Value};
use crate::formats::{Lost, MOST_RECORDS};
use crate::text;

/// What a file says.
#[derive(Default)]
pub(super) struct Told {
    pub rows: Vec<Row>,
    pub ids: HashSet<RecordId>,
    /// At which row a kind begins.
    pub first: BTreeMap<Kind, usize>,
    pub numbers: Vec<(Series, i64)>,
    pub lost: Vec<Lost>,
    pub form: Option<i64>,
}

pub(super) fn parse(bytes: &[u8]) -> Result<Told, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut told = Told::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = File(&mut told).deserialize(&mut json).and_then(|()| json.end());
    read.map_err(|error| super::super::refusal(&error, 0, "a JSON export of milepost"))?;
    if told.form.is_none() {
        let why = "this JSON is no export of milepost: it has no “milepost” in it";
        return Err(Refusal::new(why, "if it is Taskwarrior’s, say --format taskwarrior"));
    }
    Ok(told)
}

/// The whole file.
struct File<'a>(&'a mut Told);

impl<'de> DeserializeSeed<'de> for File<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for File<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an export of milepost")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format!("“{key}” is said twice")));
            }
            match key.as_str() {
                "milepost" => {
                    let form: i64 = map.next_value()?;
                    if form != FORM {
                        let why = format!("form {form} comes from a newer milepost, this one reads form {FORM}");
                        return Err(A::Error::custom(why));
                    }
                    self.0.form = Some(form);
                }
                "numbers" => map.next_value_seed(Each(Numbers(self.0)))?,
                "journal" => {
                    map.next_value::<IgnoredAny>()?;
                    self.0.lost.push(Lost {
                        place: key,
                        why: "history stays in the file it comes from: here it begins with this import".to_owned(),
                    });
                }
                _ => match Kind::ALL.iter().find(|kind| plural(**kind) == key) {
                    Some(kind) => {
                        self.0.first.insert(*kind, self.0.rows.len());
                        map.next_value_seed(Each(Records(*kind, self.0)))?;
                    }
                    None => {
                        map.next_value::<IgnoredAny>()?;
                        self.0.lost.push(Lost { place: key, why: "is not known here and was left out".to_owned() });
                    }
                },
            }
        }
        Ok(())
    }
}

/// Something that takes the elements of a list one by one.
trait Elements {
    fn take<'de, A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error>;
}

struct Each<T>(T);

impl<'de, T: Elements> DeserializeSeed<'de> for Each<T> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de, T: Elements> Visitor<'de> for Each<T> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while self.0.take(&mut seq)? {}
        Ok(())
    }
}

struct Numbers<'a>(&'a mut Told);

#[derive(serde::Deserialize)]
struct Last {
    project: Uuid,
    /// Tasks alone had numbers once.
    kind: Option<String>,
    last: i64,
}

impl Elements for Numbers<'_> {
    fn take<'de, A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        let Some(Last { project, kind, last }) = seq.next_element()? else { return Ok(false) };
        if !(0..=1 << 40).contains(&last) {
            return Err(A::Error::custom(format!("{last} cannot be the number of a ref")));
        }
        let Some(kind) = kind.as_deref().map_or(Some(Kind::Task), Kind::of_word) else {
            let what = text::visible(&kind.unwrap_or_default()).into_owned();
            return Err(A::Error::custom(format!("“{what}” is no kind of record")));
        };
        self.0.numbers.push((Series { project: ProjectId::of(project), kind }, last));
        Ok(true)
    }
}

struct Records<'a>(Kind, &'a mut Told);

impl Elements for Records<'_> {
    fn take<'de, A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        let Records(kind, told) = self;
        let Some(row) = seq.next_element_seed(One(*kind))? else { return Ok(false) };
        if !told.ids.insert(row.id()) {
            return Err(A::Error::custom(format!("{} {} is there twice", kind.word(), row.id().id)));
        }
        told.rows.push(row);
        let of_kind = told.rows.len() - told.first[kind];
        if told.rows.len() > MOST_RECORDS || of_kind > most(*kind) {
            let most = most(*kind).min(MOST_RECORDS);
            return Err(A::Error::custom(format!("these are more than {most} records")));
        }
        Ok(true)
    }
}

/// How many records of a kind are believed.
fn most(kind: Kind) -> usize {
    match kind {
        Kind::Calendar => 500,
        Kind::Person | Kind::Project => 2_000,
        Kind::Column | Kind::Phase | Kind::Exception => 20_000,
        _ => MOST_RECORDS,
    }
}

/// One record of a kind.
struct One(Kind);

impl<'de> DeserializeSeed<'de> for One {
    type Value = Row;
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Row, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for One {
    type Value = Row;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {}", self.0.word().replace('_', " "))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
        let fields = self.0.fields();
        let mut row = unsaid(self.0);
        let mut seen = vec![false; fields.len()];
        let mut id: Option<Uuid> = None;
        while let Some(key) = map.next_key::<String>()? {
            let twice = || A::Error::custom(format!("“{key}” is said twice"));
            if key == "id" {
                if id.replace(map.next_value()?).is_some() {
                    return Err(twice());
                }
                continue;
            }
            let Some(at) = fields.iter().position(|field| field.name == key) else {
                let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
                let near = crate::domain::nearest::nearest(&key, names);
                let near = near.map_or(String::new(), |near| format!(", is {near} meant?"));
                return Err(A::Error::custom(format!("a {} has no “{key}”{near}", self.0.word())));
            };
            if std::mem::replace(&mut seen[at], true) {
                return Err(twice());
            }
            let value = map.next_value_seed(OneValue(fields[at]))?;
            if value != Value::Nothing {
                row.set(at, value).map_err(|misfit| A::Error::custom(format!("{key}: {misfit}")))?;
            }
        }
        let id = id.filter(|id| !id.is_nil() && !id.is_max());
        let id = id.ok_or_else(|| A::Error::custom(format!("a {} has no id", self.0.word())))?;
        let mut next = |at: usize| -> Result<Value, (usize, Misfit)> { Ok(row.get(at)) };
        Row::of_values(RecordId { kind: self.0, id }, &mut next).map_err(|(_, misfit)| A::Error::custom(misfit))
    }
}

/// A record of which nothing was said: what has a usual value has it.
fn unsaid(kind: Kind) -> Row {
    match kind {
        Kind::Project => {
            Row::Project(Project { start: None, ..Project::new(Id::MIN, "", "", Default::default()) }.into())
        }
        Kind::Person => Row::Person(Person::new(Id::MIN, "").into()),
        Kind::Assignment => Row::Assignment(Assignment { units: 100, ..Assignment::blank(Id::MIN) }.into()),
        kind => Row::blank(RecordId { kind, id: Uuid::nil() }),
    }
}

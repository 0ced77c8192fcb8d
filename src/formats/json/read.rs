//! JSON in, checked while it is read, so that every error knows its line and column: the form, the kinds and fields,
//! the shape of every value, keys said twice, too many records. Depth is bounded by serde_json.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use uuid::Uuid;

use super::{FORM, plural};
use crate::domain::draft::Moment;
use crate::domain::id::{Id, RecordId};
use crate::domain::names::{some_of, squeezed};
use crate::domain::person::{Assignment, Person};
use crate::domain::plan::{Kind, Row};
use crate::domain::project::{Project, ProjectId};
use crate::domain::record::{FieldSpec, Record};
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Task;
use crate::domain::value::{Misfit, Shape, Value};
use crate::domain::words;
use crate::formats::intake::Intake;
use crate::formats::{Lost, MOST_RECORDS, Reading, Wish};

/// Reads an export. Errors: what is no export, with its place.
pub fn read(bytes: &[u8], snapshot: &Snapshot, wish: &Wish<'_>, moment: &mut Moment) -> Result<Reading, Refusal> {
    let mut told = parse(bytes)?;
    let mut intake = Intake::of(snapshot, moment);
    told.lost.drain(..).for_each(|lost| intake.lose(lost.place, lost.why));
    let same = same_records(&told, snapshot, wish, &mut intake);
    let mut rows: Vec<Row> = Vec::with_capacity(told.rows.len());
    for (at, row) in told.rows.into_iter().enumerate() {
        let id = row.id();
        let Some(row) = moved(row, &same) else { continue };
        intake.stood(row.id(), format!("{} {}", id.kind.word().replace('_', " "), at + 1 - told.first[&id.kind]));
        rows.push(row);
    }
    rename(&mut rows, snapshot, wish)?;
    renumber(&mut rows, snapshot, &mut intake);
    intake.bound(&rows)?;
    let items: Vec<RecordId> = rows.iter().map(Row::id).collect();
    let what = what(&rows);
    rows.into_iter().for_each(|row| intake.draft.put_row(row));
    let mut reading = intake.finish(what, &items);
    let known = |id: Uuid| same.get(&RecordId { kind: Kind::Project, id }).copied().unwrap_or(id);
    reading.numbers = told.numbers.into_iter().map(|(project, last)| (ProjectId::of(known(project)), last)).collect();
    Ok(reading)
}

/// What came, in words.
fn what(rows: &[Row]) -> String {
    let keys: Vec<&str> =
        rows.iter().filter_map(|row| if let Row::Project(it) = row { Some(it.key.as_str()) } else { None }).collect();
    let tasks = rows.iter().filter(|row| matches!(row, Row::Task(_))).count();
    let tasks = words::counted(tasks, "task");
    match keys.as_slice() {
        [] => format!("{tasks} from JSON"),
        [key] => format!("project {key} with {tasks} from JSON"),
        several => format!("projects {} with {tasks} from JSON", some_of(several)),
    }
}

/// Which records of the file are others here: all new ones where that was wished for, and people known by their handle.
fn same_records(told: &Told, snapshot: &Snapshot, wish: &Wish<'_>, intake: &mut Intake<'_>) -> HashMap<RecordId, Uuid> {
    let handles: HashMap<String, Id<Person>> =
        snapshot.plan.all::<Person>().map(|person| (squeezed(&person.handle), person.id)).collect();
    let mut same = HashMap::new();
    for row in &told.rows {
        let id = row.id();
        if let Row::Person(person) = row {
            let known = handles.get(&squeezed(&person.handle)).copied();
            if let Some(known) = known.filter(|known| known.uuid() != id.id) {
                intake.lose(format!("@{}", person.handle), "is known here already, and stays as it is");
                same.insert(id, known.uuid());
                continue;
            }
            if known.is_some() {
                continue;
            }
        }
        if wish.as_new && id.kind != Kind::Note {
            let new: Id<Task> = intake.draft.moment.ids.take();
            same.insert(id, new.uuid());
        }
    }
    same
}

/// The record with its ids exchanged; none for a person who is somebody here.
fn moved(row: Row, same: &HashMap<RecordId, Uuid>) -> Option<Row> {
    if same.is_empty() {
        return Some(row);
    }
    let id = row.id();
    let known = |kind: Kind, id: Uuid| same.get(&RecordId { kind, id }).copied();
    let own = match id.kind {
        Kind::Note => known(Kind::Task, id.id),
        kind => known(kind, id.id),
    };
    if let (Row::Person(_), Some(_)) = (&row, own) {
        return None;
    }
    let fields = id.kind.fields();
    let mut next = |at: usize| -> Result<Value, (usize, Misfit)> {
        Ok(match (fields[at].shape, row.get(at)) {
            (Shape::Ref(kind), Value::Id(id)) => Value::Id(known(kind, id).unwrap_or(id)),
            (Shape::Place, Value::Text(text)) => match text.split_once(' ') {
                Some((column, rest)) => {
                    let column = Uuid::parse_str(column).ok().and_then(|id| known(Kind::Column, id));
                    Value::Text(column.map_or(text.clone(), |column| format!("{column} {rest}")))
                }
                None => Value::Text(text),
            },
            (_, value) => value,
        })
    };
    Row::of_values(RecordId { id: own.unwrap_or(id.id), ..id }, &mut next).ok()
}

/// Gives the project the wished key. Errors: several projects, or the key is taken.
fn rename(rows: &mut [Row], snapshot: &Snapshot, wish: &Wish<'_>) -> Result<(), Refusal> {
    let Some(key) = wish.key.as_ref().map(|key| key.to_uppercase()) else { return Ok(()) };
    let mut projects = rows.iter_mut().filter_map(|row| if let Row::Project(it) = row { Some(it) } else { None });
    let (Some(project), None) = (projects.next(), projects.next()) else {
        return Err(Refusal::new("the file does not hold exactly one project", "leave --key out"));
    };
    if snapshot.plan.all::<Project>().any(|other| other.key == key && other.id != project.id) {
        return Err(Refusal::new(format!("there is a project {key} already"), "choose another key"));
    }
    std::sync::Arc::make_mut(project).key = key;
    Ok(())
}

/// Gives a task the next number where its own belongs to another one here.
fn renumber(rows: &mut [Row], snapshot: &Snapshot, intake: &mut Intake<'_>) {
    let told: HashSet<RecordId> = rows.iter().map(Row::id).collect();
    for row in rows.iter() {
        if let Row::Task(task) = row {
            intake.draft.plan.raise_number(task.project, task.number);
        }
    }
    for row in rows.iter_mut() {
        let Row::Task(task) = row else { continue };
        let other = |id: &Id<Task>| *id != task.id && !told.contains(&RecordId::from(*id));
        let taken = snapshot.plan.index().numbered(task.project, task.number).find(other);
        if task.number >= 1 && taken.is_none() {
            continue;
        }
        let number = intake.draft.next_number(task.project);
        if let Some(other) = taken {
            let why = format!("{} is another task here: it is number {number} now", snapshot.plan.task_label(other));
            intake.lose(format!("task {}", task.number), why);
        }
        std::sync::Arc::make_mut(task).number = number;
    }
}

/// What a file says.
#[derive(Default)]
struct Told {
    rows: Vec<Row>,
    ids: HashSet<RecordId>,
    /// At which row a kind begins.
    first: BTreeMap<Kind, usize>,
    numbers: Vec<(Uuid, i64)>,
    lost: Vec<Lost>,
    form: Option<i64>,
}

fn parse(bytes: &[u8]) -> Result<Told, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut told = Told::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = File(&mut told).deserialize(&mut json).and_then(|()| json.end());
    read.map_err(|error| super::refusal(&error, 0, "a JSON export of milepost"))?;
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
    last: i64,
}

impl Elements for Numbers<'_> {
    fn take<'de, A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        let Some(Last { project, last }) = seq.next_element()? else { return Ok(false) };
        if !(0..=1 << 40).contains(&last) {
            return Err(A::Error::custom(format!("{last} cannot be the number of a task")));
        }
        self.0.numbers.push((project, last));
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

/// The value of a field.
struct OneValue(FieldSpec);

impl<'de> DeserializeSeed<'de> for OneValue {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OneValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.name;
        match self.0.shape {
            Shape::Int | Shape::Money => write!(f, "a whole number for {name}"),
            Shape::Flag => write!(f, "true or false for {name}"),
            Shape::Tags => write!(f, "a list of words for {name}"),
            Shape::Place | Shape::Constraint => write!(f, "an object for {name}"),
            _ => write!(f, "text for {name}"),
        }
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Value, E> {
        match self.0.shape {
            Shape::Flag => Ok(Value::Int(i64::from(flag))),
            _ => Err(E::invalid_type(serde::de::Unexpected::Bool(flag), &self)),
        }
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Value, E> {
        match self.0.shape {
            Shape::Int | Shape::Money | Shape::Flag => Ok(Value::Int(number)),
            _ => Err(E::invalid_type(serde::de::Unexpected::Signed(number), &self)),
        }
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        let small = i64::try_from(number);
        self.visit_i64(small.map_err(|_| E::custom(format!("{number} is too great a number")))?)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        match self.0.shape {
            Shape::Int | Shape::Money | Shape::Flag | Shape::Place | Shape::Constraint => {
                Err(E::invalid_type(serde::de::Unexpected::Str(text), &self))
            }
            _ if text.is_empty() => Ok(Value::Nothing),
            Shape::Ref(_) => {
                let id = Uuid::parse_str(text).map_err(|_| E::custom(format!("{}: “{text}” is no id", self.0.name)))?;
                Ok(Value::Id(id))
            }
            _ => Ok(Value::Text(text.to_owned())),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        if self.0.shape != Shape::Tags {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self));
        }
        let mut words: Vec<String> = Vec::new();
        while let Some(word) = seq.next_element::<String>()? {
            words.push(word);
        }
        Ok(if words.is_empty() { Value::Nothing } else { Value::Text(words.join(" ")) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let names: &[&str] = match self.0.shape {
            Shape::Place => &["column", "rank", "since", "finish"],
            Shape::Constraint => &["kind", "at"],
            _ => return Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self)),
        };
        let mut parts: Vec<Option<String>> = vec![None; names.len()];
        while let Some(key) = map.next_key::<String>()? {
            let Some(at) = names.iter().position(|name| *name == key) else {
                return Err(A::Error::custom(format!("a {} has no “{key}”", self.0.name)));
            };
            let part: Option<String> = map.next_value()?;
            if std::mem::replace(&mut parts[at], part).is_some() {
                return Err(A::Error::custom(format!("“{key}” is said twice")));
            }
        }
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.iter().any(|part| part.contains(' ')) {
            return Err(A::Error::custom(format!("{}: no part of it has a space in it", self.0.name)));
        }
        Ok(Value::Text(parts.join(" ")))
    }
}

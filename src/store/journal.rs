//! Lines of the journal ↔ rows: edits as JSON by the names of fields, the hybrid clock, the checksum.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use rusqlite::{Connection, OptionalExtension, ToSql};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::rows::{Trouble, uuid};
use crate::domain::change::{Change, Edit, Field, FieldChange, Line, LineKind, Step};
use crate::domain::draft::Moment;
use crate::domain::history::Mark;
use crate::domain::id::{Id, RecordId};
use crate::domain::plan::{Kind, Row};
use crate::domain::value::{Misfit, Shape, Value};

/// Bits of the counter behind the milliseconds of a clock.
const COUNTER: u32 = 16;
/// A clock further ahead than this is not believed: what it stamped keeps its stamp, and new lines do not follow it.
const BELIEVED_MS: i64 = 24 * 60 * 60 * 1000;

/// The checksum is a name-based UUID (SHA-1, RFC 9562) in this space: enough to notice damage and to tell two contents
/// of one (machine, sequence) apart, from a crate that is there anyway.
const SPACE: Uuid = Uuid::from_u128(0x6d69_6c65_706f_5374_8a5e_6a6f_7572_6e61);

/// The next reading of the hybrid clock: the moment’s, but later than every line that is not more than a day ahead.
fn tick(connection: &Connection, now_ms: i64) -> Result<i64, rusqlite::Error> {
    let horizon = now_ms.saturating_add(BELIEVED_MS) << COUNTER;
    let sql = "SELECT max(clock) FROM journal WHERE clock < ?1";
    let last: Option<i64> = connection.prepare_cached(sql)?.query_row([horizon], |row| row.get(0))?;
    Ok((now_ms << COUNTER).max(last.map_or(i64::MIN, |last| last + 1)))
}

/// The number of the newest line; 0 if there is none.
pub(super) fn newest(connection: &Connection) -> Result<i64, rusqlite::Error> {
    let sql = "SELECT ifnull(max(number), 0) FROM journal";
    connection.prepare_cached(sql)?.query_row([], |row| row.get(0))
}

/// Is there a line with this id?
pub(super) fn has(connection: &Connection, id: Uuid) -> Result<bool, rusqlite::Error> {
    let sql = "SELECT 1 FROM journal WHERE id = ?1";
    let found = connection.prepare_cached(sql)?.query_row([id.as_bytes().as_slice()], |_| Ok(())).optional()?;
    Ok(found.is_some())
}

/// Writes a step as the next line of this machine.
pub(super) fn write(
    connection: &Connection,
    machine: Uuid,
    step: &Step,
    moment: &Moment,
) -> Result<Line, rusqlite::Error> {
    let sql = "SELECT ifnull(max(sequence), 0) + 1 FROM journal WHERE machine = ?1";
    let sequence = connection.prepare_cached(sql)?.query_row([machine.as_bytes().as_slice()], |row| row.get(0))?;
    let line = Line {
        number: newest(connection)? + 1,
        id: Uuid::now_v7(),
        machine,
        sequence,
        clock: tick(connection, moment.now.timestamp_millis())?,
        person: moment.me,
        sentence: step.sentence.clone(),
        kind: step.kind,
        changes: step.changes.clone(),
    };
    let mut sum = Checksum::of(&line);
    let sql = "INSERT INTO change (line, position, kind, record, edit) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut statement = connection.prepare_cached(sql)?;
    for (position, change) in (0_i64..).zip(&line.changes) {
        let edit = edit_to_json(change);
        sum.add(change.of, &edit);
        let id = change.of.id.as_bytes().as_slice();
        statement.execute((line.number, position, change.of.kind.word(), id, edit))?;
    }
    let (word, answers) = kind_words(line.kind);
    let sql = "INSERT INTO journal (number, id, machine, sequence, clock, person, kind, answers, sentence, checksum)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    connection.prepare_cached(sql)?.execute((
        line.number,
        line.id.as_bytes().as_slice(),
        line.machine.as_bytes().as_slice(),
        line.sequence,
        line.clock,
        line.person.map(|id| *id.uuid().as_bytes()),
        word,
        answers.map(|id| *id.as_bytes()),
        &line.sentence,
        sum.0.as_bytes().as_slice(),
    ))?;
    Ok(line)
}

/// Reads the lines that `which` (SQL from WHERE on) finds, in its order.
pub(super) fn read(connection: &Connection, which: &str, parameters: &[&dyn ToSql]) -> Result<Vec<Line>, Trouble> {
    let mut lines = Vec::new();
    read_with_sums(connection, which, parameters, |line, _| lines.push(line))?;
    Ok(lines)
}

/// As [`read`], giving each line with whether its checksum is that of its content.
pub(super) fn read_with_sums(
    connection: &Connection,
    which: &str,
    parameters: &[&dyn ToSql],
    mut each: impl FnMut(Line, bool),
) -> Result<(), Trouble> {
    let sql = format!(
        "SELECT number, id, machine, sequence, clock, person, kind, answers, sentence, checksum FROM journal {which}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let sql = "SELECT kind, record, edit FROM change WHERE line = ?1 ORDER BY position";
    let mut changes = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        let mut line = line(row)?;
        let mut sum = Checksum::of(&line);
        let mut rows = changes.query([line.number])?;
        while let Some(row) = rows.next()? {
            let (kind, edit): (String, String) = (row.get(0)?, row.get(2)?);
            let Some(kind) = Kind::of_word(&kind) else {
                return Err(broken(line.number, format!("there are no records “{kind}”")));
            };
            let of = RecordId { kind, id: uuid(row.get_ref(1)?).map_err(|it| broken(line.number, it.0))? };
            sum.add(of, &edit);
            line.changes.push(change_of_json(of, &edit).map_err(|misfit| broken(line.number, misfit.0))?);
        }
        let is_whole = row.get_ref(9)?.as_blob().is_ok_and(|bytes| bytes == sum.0.as_bytes());
        each(line, is_whole);
    }
    Ok(())
}

fn line(row: &rusqlite::Row<'_>) -> Result<Line, Trouble> {
    let number: i64 = row.get(0)?;
    let id = |at: usize| -> Result<Uuid, Trouble> { uuid(row.get_ref(at)?).map_err(|it| broken(number, it.0)) };
    let or_none = |at: usize| -> Result<Option<Uuid>, Trouble> {
        Ok(if row.get_ref(at)? == rusqlite::types::ValueRef::Null { None } else { Some(id(at)?) })
    };
    let kind = match (row.get::<_, String>(6)?.as_str(), or_none(7)?) {
        ("step", None) => LineKind::Step,
        ("undo", Some(step)) => LineKind::Undo(step),
        ("redo", Some(step)) => LineKind::Redo(step),
        (other, _) => return Err(broken(number, format!("“{other}” is no kind of line, or answers nothing"))),
    };
    Ok(Line {
        number,
        id: id(1)?,
        machine: id(2)?,
        sequence: row.get(3)?,
        clock: row.get(4)?,
        person: or_none(5)?.map(Id::of),
        sentence: row.get(8)?,
        kind,
        changes: Vec::new(),
    })
}

fn broken(number: i64, what: String) -> Trouble {
    Trouble::Line { number, what }
}

/// How the kind of a line is written, and the line that it answers.
fn kind_words(kind: LineKind) -> (&'static str, Option<Uuid>) {
    match kind {
        LineKind::Step => ("step", None),
        LineKind::Undo(step) => ("undo", Some(step)),
        LineKind::Redo(step) => ("redo", Some(step)),
    }
}

/// This machine’s lines by id and kind, newest first, for as long as `look` asks.
pub(super) fn tail<T>(
    connection: &Connection,
    machine: Uuid,
    look: impl FnOnce(&mut dyn Iterator<Item = (Uuid, LineKind)>) -> T,
) -> Result<T, Trouble> {
    let sql = "SELECT id, kind, answers, number FROM journal WHERE machine = ?1 ORDER BY sequence DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([machine.as_bytes().as_slice()])?;
    let mut next = || -> Result<Option<(Uuid, LineKind)>, Trouble> {
        let Some(row) = rows.next()? else { return Ok(None) };
        let number = row.get(3)?;
        let id = |at: usize| -> Result<Uuid, Trouble> { uuid(row.get_ref(at)?).map_err(|it| broken(number, it.0)) };
        let kind = match row.get_ref(1)?.as_str().unwrap_or_default() {
            "step" => LineKind::Step,
            "undo" => LineKind::Undo(id(2)?),
            "redo" => LineKind::Redo(id(2)?),
            other => return Err(broken(number, format!("“{other}” is no kind of line"))),
        };
        Ok(Some((id(0)?, kind)))
    };
    let mut failed = None;
    let seen = look(&mut std::iter::from_fn(|| {
        next().unwrap_or_else(|error| {
            failed = Some(error);
            None
        })
    }));
    failed.map_or(Ok(seen), Err)
}

/// The checksum of a line and its changes, one after the other; not of its number, which is another one in every file.
struct Checksum(Uuid);

impl Checksum {
    fn of(line: &Line) -> Self {
        let (word, answers) = kind_words(line.kind);
        let person = line.person.map(|id| id.uuid());
        Checksum(SPACE).with(&[
            line.id.as_bytes(),
            line.machine.as_bytes(),
            &line.sequence.to_be_bytes(),
            &line.clock.to_be_bytes(),
            person.as_ref().map_or(&[], |id| id.as_bytes().as_slice()),
            word.as_bytes(),
            answers.as_ref().map_or(&[], |id| id.as_bytes().as_slice()),
            line.sentence.as_bytes(),
        ])
    }

    fn add(&mut self, of: RecordId, edit: &str) {
        *self = Checksum(self.0).with(&[of.kind.word().as_bytes(), of.id.as_bytes(), edit.as_bytes()]);
    }

    /// The sum so far is the space of the next one; each part with its length, so that none runs into another.
    fn with(self, parts: &[&[u8]]) -> Self {
        let mut bytes = Vec::with_capacity(512);
        for part in parts {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(*part);
        }
        Checksum(Uuid::new_v5(&self.0, &bytes))
    }
}

/// An edit as the journal keeps it.
pub(super) fn edit_to_json(change: &Change) -> String {
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

/// The change that [`edit_to_json`] wrote.
pub(super) fn change_of_json(of: RecordId, text: &str) -> Result<Change, Misfit> {
    let json: Json = serde_json::from_str(text).map_err(|error| Misfit(error.to_string()))?;
    let Json::Object(object) = json else { return Err(Misfit("a change is an object".to_owned())) };
    let Some((word, Json::Object(entries))) = object.into_iter().next() else {
        return Err(Misfit("a change says made, gone or set".to_owned()));
    };
    let edit = match word.as_str() {
        "made" => Edit::Made(whole_of_json(of, entries)?),
        "gone" => Edit::Gone(whole_of_json(of, entries)?),
        "set" => {
            let fields = entries.into_iter().map(|(name, pair)| field_of_json(of.kind, &name, pair));
            let mut fields = fields.collect::<Result<Vec<_>, _>>()?;
            fields.sort_unstable_by_key(|field| field.at);
            Edit::Set(fields)
        }
        other => return Err(Misfit(format!("“{other}” is no edit"))),
    };
    Ok(Change { of, edit })
}

fn whole_of_json(of: RecordId, entries: Map<String, Json>) -> Result<Row, Misfit> {
    let mut row = Row::blank(of);
    for (name, json) in entries {
        let field = known(of.kind, &name)?;
        row.set(field.at, value_of_json(field.spec().shape, json)?)?;
    }
    Ok(row)
}

fn field_of_json(kind: Kind, name: &str, pair: Json) -> Result<FieldChange, Misfit> {
    let field = known(kind, name)?;
    let shape = field.spec().shape;
    match pair {
        Json::Array(pair) => match <[Json; 2]>::try_from(pair) {
            Ok([before, after]) => Ok(FieldChange {
                at: field.at,
                before: value_of_json(shape, before)?,
                after: value_of_json(shape, after)?,
            }),
            Err(_) => Err(Misfit(format!("{name} wants two values"))),
        },
        _ => Err(Misfit(format!("{name} wants two values"))),
    }
}

fn known(kind: Kind, name: &str) -> Result<Field, Misfit> {
    Field::named(kind, name).ok_or_else(|| Misfit(format!("a {} has no {name}", kind.word())))
}

fn value_of_json(shape: Shape, json: Json) -> Result<Value, Misfit> {
    match (shape, json) {
        (_, Json::Null) => Ok(Value::Nothing),
        (Shape::Ref(_), Json::String(id)) => {
            Uuid::parse_str(&id).map(Value::Id).map_err(|_| Misfit(format!("{id} is no id")))
        }
        (_, Json::String(text)) => Ok(Value::Text(text)),
        (_, Json::Number(number)) => {
            number.as_i64().map(Value::Int).ok_or_else(|| Misfit(format!("{number} is no whole number")))
        }
        (_, other) => Err(Misfit(format!("{other} is no value of a field"))),
    }
}

/// The least clock of an instant.
fn first_clock(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis().clamp(0, i64::MAX >> COUNTER) << COUNTER
}

/// The number of the first line behind a mark, as [`crate::domain::history::History::behind`] finds it; behind the last
/// line that there is, the next number.
pub(super) fn first_behind(connection: &Connection, mark: Mark) -> Result<i64, rusqlite::Error> {
    if let Some(line) = mark.line {
        let sql = "SELECT number FROM journal WHERE id = ?1";
        let found = connection.prepare_cached(sql)?.query_row([line.as_bytes().as_slice()], |row| row.get::<_, i64>(0));
        if let Some(number) = found.optional()? {
            return Ok(number + 1);
        }
    }
    let sql = "SELECT min(number) FROM journal WHERE clock >= ?1";
    let first: Option<i64> = connection.prepare_cached(sql)?.query_row([first_clock(mark.at)], |row| row.get(0))?;
    first.map_or_else(|| Ok(newest(connection)? + 1), Ok)
}

/// The numbers of the lines that changed one of these records, rising.
pub(super) fn numbers_of(connection: &Connection, records: &[RecordId]) -> Result<BTreeSet<i64>, rusqlite::Error> {
    let mut statement = connection.prepare_cached("SELECT line FROM change WHERE record = ?1 AND kind = ?2")?;
    let mut numbers = BTreeSet::new();
    for record in records {
        let found = statement.query_map((record.id.as_bytes().as_slice(), record.kind.word()), |row| row.get(0))?;
        for number in found {
            numbers.insert(number?);
        }
    }
    Ok(numbers)
}

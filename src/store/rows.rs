//! Record ↔ row, driven by the kinds’ fields: a field is a column of its name, a place on the board is four.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};
use uuid::Uuid;

use super::Error;
use crate::domain::change::{Change, Edit, Field, FieldChange};
use crate::domain::column::Place;
use crate::domain::id::RecordId;
use crate::domain::plan::{Kind, Plan, Row, Series};
use crate::domain::project::ProjectId;
use crate::domain::task::{Task, TaskId};
use crate::domain::value::{Carried, FieldType, Misfit, Shape, Tags, Value};

/// The columns of a place on the board.
const PLACE: [&str; 4] = ["place_column", "place_rank", "place_since", "place_finish"];
/// When a task last changed: a column that is no field, milliseconds since 1970 (UTC).
const TOUCHED: &str = "touched";

/// Why a row could not be read.
pub(super) enum Trouble {
    Sql(rusqlite::Error),
    Misfit {
        at: usize,
        misfit: Misfit,
    },
    /// A line of the journal makes no sense.
    Line {
        number: i64,
        what: String,
    },
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Trouble::Sql(error)
    }
}

impl From<(usize, Misfit)> for Trouble {
    fn from((at, misfit): (usize, Misfit)) -> Self {
        Trouble::Misfit { at, misfit }
    }
}

impl Trouble {
    /// In words that name the file, and the table and column where there are some.
    pub(super) fn of(self, file: &Path, kind: Kind) -> Error {
        match self {
            Trouble::Sql(error) => Error::of(file, &error),
            Trouble::Line { number, what } => Error::damaged(file, format!("line {number} of its journal: {what}")),
            Trouble::Misfit { at, misfit } => {
                let field = Field { kind, at }.name().replace('_', " ");
                Error::damaged(file, format!("the {field} of a {}: {misfit}", kind.word().replace('_', " ")))
            }
        }
    }
}

/// The columns of a kind’s table behind `id`, in order.
pub(super) fn columns(kind: Kind) -> Vec<&'static str> {
    let mut all = Vec::new();
    for field in kind.fields() {
        columns_of(field.name, field.shape, &mut all);
    }
    if kind == Kind::Task {
        all.push(TOUCHED);
    }
    all
}

fn columns_of(name: &'static str, shape: Shape, into: &mut Vec<&'static str>) {
    match shape {
        Shape::Place => into.extend(PLACE),
        _ => into.push(name),
    }
}

fn quoted(columns: &[&str], between: &str) -> String {
    columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(between)
}

/// Reads rows of a kind into the plan: all, or those that `which` (SQL from WHERE on) finds with these parameters.
pub(super) fn read(
    connection: &Connection,
    plan: &mut Plan,
    kind: Kind,
    which: &str,
    parameters: &[&dyn ToSql],
) -> Result<usize, Trouble> {
    let mut found = Found::default();
    find(connection, kind, which, parameters, &mut found)?;
    let count = found.rows.len();
    found.rows.into_iter().for_each(|row| plan.put(row));
    found.touched.into_iter().for_each(|(task, at)| plan.touch(task, at));
    Ok(count)
}

/// What was found in the tables.
#[derive(Default)]
pub(super) struct Found {
    pub rows: Vec<Row>,
    /// When the tasks among them last changed.
    pub touched: Vec<(TaskId, DateTime<Utc>)>,
}

/// Reads rows of a kind: all, or those that `which` (SQL from WHERE on) finds with these parameters.
pub(super) fn find(
    connection: &Connection,
    kind: Kind,
    which: &str,
    parameters: &[&dyn ToSql],
    found: &mut Found,
) -> Result<(), Trouble> {
    let sql = format!("SELECT id, {} FROM \"{}\" {which}", quoted(&columns(kind), ", "), kind.word());
    let mut statement = connection.prepare_cached(&sql)?;
    let touched = columns(kind).len();
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        let id = RecordId { kind, id: uuid(row.get_ref(0)?).map_err(|misfit| Trouble::Misfit { at: 0, misfit })? };
        let mut column = 1;
        let next = &mut |at: usize| value(row, &mut column, kind.fields()[at].shape, at);
        found.rows.push(Row::of_values::<_, Trouble>(id, next)?);
        if kind == Kind::Task
            && let Some(at) = row.get::<_, Option<i64>>(touched)?.and_then(DateTime::from_timestamp_millis)
        {
            found.touched.push((TaskId::of(id.id), at));
        }
    }
    Ok(())
}

/// The value of the field whose columns begin at `column`, which moves on behind it.
fn value<'r>(row: &'r rusqlite::Row<'_>, column: &mut usize, shape: Shape, at: usize) -> Result<Carried<'r>, Trouble> {
    let first = row.get_ref(*column)?;
    let misfit = |misfit| Trouble::Misfit { at, misfit };
    if shape != Shape::Place {
        *column += 1;
        return plain(first).map_err(misfit);
    }
    let [_, rank, since, finish] = [0, 1, 2, 3].map(|behind| row.get_ref(*column + behind));
    *column += PLACE.len();
    if first == ValueRef::Null {
        return Ok(Carried::Nothing);
    }
    let (rank, since, finish) = (rank?, since?, finish?);
    let place = || {
        Ok(Place {
            column: FieldType::of_carried(plain(first)?)?,
            rank: FieldType::of_carried(plain(rank)?)?,
            since: FieldType::of_carried(plain(since)?)?,
            finish: FieldType::of_carried(plain(finish)?)?,
        })
    };
    place().map(Carried::Place).map_err(misfit)
}

fn plain(value: ValueRef<'_>) -> Result<Carried<'_>, Misfit> {
    match value {
        ValueRef::Null => Ok(Carried::Nothing),
        ValueRef::Integer(number) => Ok(Carried::Int(number)),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Carried::Text(text.into())),
            Err(_) => Err(Misfit("the text is not UTF-8".to_owned())),
        },
        blob @ ValueRef::Blob(_) => uuid(blob).map(Carried::Id),
        ValueRef::Real(number) => Err(Misfit(format!("{number} is no value of a field"))),
    }
}

pub(super) fn uuid(value: ValueRef<'_>) -> Result<Uuid, Misfit> {
    match value {
        ValueRef::Blob(bytes) => Uuid::from_slice(bytes).map_err(|_| Misfit("an id has 16 bytes".to_owned())),
        _ => Err(Misfit("an id is missing".to_owned())),
    }
}

/// Reads the last numbers given.
pub(super) fn numbers(connection: &Connection) -> Result<Vec<(Series, i64)>, Trouble> {
    let mut statement = connection.prepare_cached("SELECT project, kind, last FROM number")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let project = uuid(row.get_ref(0)?).map_err(|misfit| Trouble::Misfit { at: 0, misfit })?;
        // A kind that is not known here comes from nowhere: whoever writes a new one raises the version of the file.
        let Some(kind) = row.get_ref(1)?.as_str().ok().and_then(Kind::of_word) else { continue };
        all.push((Series { project: ProjectId::of(project), kind }, row.get(2)?));
    }
    Ok(all)
}

/// Raises the last numbers to those of the plan; never lowers one.
pub(super) fn raise_numbers(
    connection: &Connection,
    known: &[(Series, i64)],
    plan: &Plan,
) -> Result<(), rusqlite::Error> {
    for (series, last) in plan.numbers().filter(|number| !known.contains(number)) {
        let sql = "INSERT INTO number (project, kind, last) VALUES (?1, ?2, ?3)
            ON CONFLICT (project, kind) DO UPDATE SET last = max(last, excluded.last)";
        let project = series.project.uuid();
        connection.prepare_cached(sql)?.execute((project.as_bytes().as_slice(), series.kind.word(), last))?;
    }
    Ok(())
}

/// Why a step could not be written.
pub(super) enum Unwritten {
    Sql(rusqlite::Error),
    /// The tables do not hold what the plan says they held.
    Astray(RecordId),
}

impl From<rusqlite::Error> for Unwritten {
    fn from(error: rusqlite::Error) -> Self {
        Unwritten::Sql(error)
    }
}

/// Writes changes into the tables; `plan` is the plan after them, `at` the instant of their line.
pub(super) fn write(
    connection: &Connection,
    changes: &[Change],
    plan: &Plan,
    at: DateTime<Utc>,
) -> Result<(), Unwritten> {
    let mut touched = BTreeSet::new();
    let mut stamped = BTreeSet::new();
    for change in changes {
        touched.extend(change.tasks(plan));
        stamped.extend(change.of.as_id::<Task>());
        let written = match &change.edit {
            Edit::Made(row) => insert(connection, row, at)?,
            Edit::Gone(_) => {
                let sql = format!("DELETE FROM \"{}\" WHERE id = ?1", change.of.kind.word());
                connection.prepare_cached(&sql)?.execute([change.of.id.as_bytes().as_slice()])?
            }
            Edit::Set(fields) => update(connection, change.of, fields, at)?,
        };
        if written != 1 {
            return Err(Unwritten::Astray(change.of));
        }
        tags(connection, change)?;
    }
    for task in touched.difference(&stamped) {
        let sql = "UPDATE task SET touched = ?2 WHERE id = ?1";
        connection.prepare_cached(sql)?.execute((task.uuid().as_bytes().as_slice(), at.timestamp_millis()))?;
    }
    Ok(())
}

fn insert(connection: &Connection, row: &Row, at: DateTime<Utc>) -> Result<usize, rusqlite::Error> {
    let RecordId { kind, id } = row.id();
    let columns = columns(kind);
    let places: Vec<String> = (1..=columns.len() + 1).map(|n| format!("?{n}")).collect();
    let sql =
        format!("INSERT INTO \"{}\" (id, {}) VALUES ({})", kind.word(), quoted(&columns, ", "), places.join(", "));
    let mut statement = connection.prepare_cached(&sql)?;
    statement.raw_bind_parameter(1, id.as_bytes().as_slice())?;
    let mut next = 2;
    for (at, field) in kind.fields().iter().enumerate() {
        bind(&mut statement, &mut next, field.shape, &row.get(at))?;
    }
    if kind == Kind::Task {
        statement.raw_bind_parameter(next, at.timestamp_millis())?;
    }
    statement.raw_execute()
}

fn update(
    connection: &Connection,
    of: RecordId,
    fields: &[FieldChange],
    at: DateTime<Utc>,
) -> Result<usize, rusqlite::Error> {
    let specs = of.kind.fields();
    let mut columns = Vec::new();
    for field in fields {
        columns_of(specs[field.at].name, specs[field.at].shape, &mut columns);
    }
    if of.kind == Kind::Task {
        columns.push(TOUCHED);
    }
    let sql = format!("UPDATE \"{}\" SET {} = ? WHERE id = ?", of.kind.word(), quoted(&columns, " = ?, "));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut next = 1;
    for field in fields {
        bind(&mut statement, &mut next, specs[field.at].shape, &field.after)?;
    }
    if of.kind == Kind::Task {
        statement.raw_bind_parameter(next, at.timestamp_millis())?;
        next += 1;
    }
    statement.raw_bind_parameter(next, of.id.as_bytes().as_slice())?;
    statement.raw_execute()
}

/// Binds the columns of one field, the first as parameter `next`, which moves on behind them.
fn bind(
    statement: &mut CachedStatement<'_>,
    next: &mut usize,
    shape: Shape,
    value: &Value,
) -> Result<(), rusqlite::Error> {
    if shape != Shape::Place {
        statement.raw_bind_parameter(*next, Bound(value))?;
        *next += 1;
        return Ok(());
    }
    let text = if let Value::Text(text) = value { text.as_str() } else { "" };
    let mut words = text.split(' ').filter(|word| !word.is_empty());
    let column = words.next().and_then(|word| Uuid::parse_str(word).ok());
    statement.raw_bind_parameter(*next, column.as_ref().map(|id| id.as_bytes().as_slice()))?;
    for behind in 1..PLACE.len() {
        statement.raw_bind_parameter(*next + behind, words.next())?;
    }
    *next += PLACE.len();
    Ok(())
}

struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Nothing => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Id(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}

const TAGS: Field = Field::of(Kind::Task, <Task as crate::domain::record::Record>::FIELDS, "tags");

/// Keeps the table of tags after what a change does to a task’s.
fn tags(connection: &Connection, change: &Change) -> Result<(), rusqlite::Error> {
    let words = |value: &Value| match value {
        Value::Text(words) => Tags::of(words),
        _ => Tags::default(),
    };
    let (before, after) = match &change.edit {
        _ if change.of.kind != Kind::Task => return Ok(()),
        Edit::Made(row) => (Tags::default(), words(&row.get(TAGS.at))),
        Edit::Gone(row) => (words(&row.get(TAGS.at)), Tags::default()),
        Edit::Set(fields) => match fields.iter().find(|field| field.at == TAGS.at) {
            Some(field) => (words(&field.before), words(&field.after)),
            None => return Ok(()),
        },
    };
    let task = change.of.id.as_bytes().as_slice();
    for word in before.iter().filter(|word| !after.has(word)) {
        connection.prepare_cached("DELETE FROM tag WHERE word = ?1 AND task = ?2")?.execute((word, task))?;
    }
    for word in after.iter().filter(|word| !before.has(word)) {
        connection.prepare_cached("INSERT OR IGNORE INTO tag (word, task) VALUES (?1, ?2)")?.execute((word, task))?;
    }
    Ok(())
}

/// How many rows the table of tags has too many or too few.
pub(super) fn tags_astray(connection: &Connection, plan: &Plan) -> Result<usize, rusqlite::Error> {
    let mut statement = connection.prepare("SELECT word, task FROM tag")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found: BTreeSet<(String, Vec<u8>)> = rows.collect::<Result<_, _>>()?;
    let of = |task: &Task| task.tags.iter().map(str::to_owned).collect::<Vec<_>>();
    let wanted: BTreeSet<(String, Vec<u8>)> = plan
        .all::<Task>()
        .flat_map(|task| of(task).into_iter().map(|word| (word, task.id.uuid().as_bytes().to_vec())))
        .collect();
    Ok(found.symmetric_difference(&wanted).count())
}

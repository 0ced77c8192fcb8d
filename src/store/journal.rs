//! Lines of the journal ↔ rows: their edits, the hybrid clock, the checksum.

mod edit;
pub(super) mod pieces;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql};
use uuid::Uuid;

use super::open;
use super::rows::{Trouble, uuid};
use crate::domain::change::{Line, LineKind, Step};
use crate::domain::draft::Moment;
use crate::domain::history::Mark;
use crate::domain::id::{Id, RecordId};
use crate::domain::plan::Kind;

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

/// The line with this number.
pub(super) fn line_at(connection: &Connection, number: i64) -> Result<Option<Uuid>, rusqlite::Error> {
    let sql = "SELECT id FROM journal WHERE number = ?1";
    let found = connection.prepare_cached(sql)?.query_row([number], |row| row.get::<_, [u8; 16]>(0)).optional()?;
    Ok(found.map(Uuid::from_bytes))
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
        let edit = edit::to_json(change);
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

/// The columns of a line.
const LINE: &str = "number, id, machine, sequence, clock, person, kind, answers, sentence, checksum";

/// Reads the lines behind one number up to another, oldest first: their changes one after the other as they lie, not looked
/// up line by line.
pub(super) fn between(
    connection: &Connection,
    behind: i64,
    last: i64,
    mut take: impl FnMut(Line),
) -> Result<(), Trouble> {
    let sql = format!("SELECT {LINE} FROM journal WHERE number > ?1 AND number <= ?2 ORDER BY number");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut lines = statement.query((behind, last))?;
    let sql = "SELECT kind, record, edit, line FROM change WHERE line > ?1 AND line <= ?2 ORDER BY line, position";
    let mut statement = connection.prepare_cached(sql)?;
    let mut changes = statement.query((behind, last))?;
    changes.advance()?;
    while let Some(row) = lines.next()? {
        let mut line = line(row)?;
        while let Some(row) = changes.get() {
            let number = int(row, 3)?;
            if number > line.number {
                break;
            }
            if number == line.number {
                let (of, edit) = change(row, number)?;
                // Most lines have one.
                line.changes.reserve_exact(usize::from(line.changes.is_empty()));
                line.changes.push(edit::of_json(of, edit).map_err(|misfit| broken(number, misfit.0))?);
            }
            changes.advance()?;
        }
        take(line);
    }
    Ok(())
}

/// Reads the lines that `which` (SQL from WHERE on) finds, in its order.
pub(super) fn read(connection: &Connection, which: &str, parameters: &[&dyn ToSql]) -> Result<Vec<Line>, Trouble> {
    let mut lines = Vec::new();
    each(connection, which, parameters, false, |line, _| lines.push(line))?;
    Ok(lines)
}

/// As [`read`], giving each line with whether its checksum is that of its content.
pub(super) fn read_with_sums(
    connection: &Connection,
    which: &str,
    parameters: &[&dyn ToSql],
    take: impl FnMut(Line, bool),
) -> Result<(), Trouble> {
    each(connection, which, parameters, true, take)
}

/// Gives each line and, if that is to be `summed`, whether its checksum is that of its content.
fn each(
    connection: &Connection,
    which: &str,
    parameters: &[&dyn ToSql],
    summed: bool,
    mut take: impl FnMut(Line, bool),
) -> Result<(), Trouble> {
    let sql = format!("SELECT {LINE} FROM journal {which}");
    let mut statement = connection.prepare_cached(&sql)?;
    let sql = "SELECT kind, record, edit FROM change WHERE line = ?1 ORDER BY position";
    let mut changes = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        let mut line = line(row)?;
        let mut sum = summed.then(|| Checksum::of(&line));
        let mut rows = changes.query([line.number])?;
        while let Some(row) = rows.next()? {
            let (of, edit) = change(row, line.number)?;
            line.changes.push(edit::of_json(of, edit).map_err(|misfit| broken(line.number, misfit.0))?);
            sum.iter_mut().for_each(|sum| sum.add(of, edit));
        }
        let told = row.get_ref(9)?.as_blob().unwrap_or_default();
        take(line, sum.is_none_or(|sum| told == sum.0.as_bytes()));
    }
    Ok(())
}

/// Which record a row of `change` is about, and the text of the edit.
fn change<'r>(row: &'r rusqlite::Row<'_>, line: i64) -> Result<(RecordId, &'r str), Trouble> {
    let word = text(row, 0)?;
    let kind = Kind::of_word(word).ok_or_else(|| broken(line, format!("there are no records “{word}”")))?;
    let id = uuid(row.get_ref(1)?).map_err(|misfit| broken(line, misfit.0))?;
    Ok((RecordId { kind, id }, text(row, 2)?))
}

fn int(row: &rusqlite::Row<'_>, at: usize) -> Result<i64, rusqlite::Error> {
    let failed = |error| rusqlite::Error::FromSqlConversionFailure(at, Type::Integer, Box::new(error));
    row.get_ref(at)?.as_i64().map_err(failed)
}

/// A text where it lies in the row.
fn text<'r>(row: &'r rusqlite::Row<'_>, at: usize) -> Result<&'r str, rusqlite::Error> {
    let failed = |error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error));
    row.get_ref(at)?.as_str().map_err(failed)
}

fn line(row: &rusqlite::Row<'_>) -> Result<Line, Trouble> {
    let number = int(row, 0)?;
    let id = |at: usize| -> Result<Uuid, Trouble> { uuid(row.get_ref(at)?).map_err(|it| broken(number, it.0)) };
    let or_none = |at: usize| match row.get_ref(at)? {
        ValueRef::Null => Ok(None),
        value => uuid(value).map(Some).map_err(|it| broken(number, it.0)),
    };
    let kind = match (text(row, 6)?, or_none(7)?) {
        ("step", None) => LineKind::Step,
        ("clock", None) => LineKind::Clock,
        ("undo", Some(step)) => LineKind::Undo(step),
        ("redo", Some(step)) => LineKind::Redo(step),
        (other, _) => return Err(broken(number, format!("“{other}” is no kind of line, or answers nothing"))),
    };
    Ok(Line {
        number,
        id: id(1)?,
        machine: id(2)?,
        sequence: int(row, 3)?,
        clock: int(row, 4)?,
        person: or_none(5)?.map(Id::of),
        sentence: text(row, 8)?.to_owned(),
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
        LineKind::Clock => ("clock", None),
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
            "clock" => LineKind::Clock,
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

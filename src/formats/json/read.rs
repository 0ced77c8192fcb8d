//! JSON in: the records of an export become records here, exchanged for those that are here already. It is checked while
//! it is read, so that every error knows its line and column.

mod parse;
mod value;

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use self::parse::{Told, parse};
use crate::domain::draft::Moment;
use crate::domain::id::{Id, RecordId};
use crate::domain::names::{some_of, squeezed};
use crate::domain::plan::{Kind, Row, Series};
use crate::domain::project::{Project, ProjectId};
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Task;
use crate::domain::value::{Misfit, Shape, Value};
use crate::domain::words;
use crate::formats::intake::Intake;
use crate::formats::{Reading, Wish};

/// Reads an export. Errors: what is no export, with its place.
pub fn read(bytes: &[u8], snapshot: &Snapshot, wish: &Wish<'_>, moment: &mut Moment) -> Result<Reading, Refusal> {
    let mut told = parse(bytes)?;
    let mut intake = Intake::of(snapshot, moment);
    told.lost.drain(..).for_each(|lost| intake.lose(lost.place, lost.why));
    let same = same_records(&told, snapshot, wish, &mut intake);
    let mut rows: Vec<Row> = Vec::with_capacity(told.rows.len());
    for (at, row) in told.rows.into_iter().enumerate() {
        let id = row.id();
        let is_known = |known: &Uuid| snapshot.plan.row(RecordId { id: *known, ..id }).is_some();
        if same.get(&id).is_some_and(is_known) {
            continue;
        }
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
    let here = |series: Series| Series { project: ProjectId::of(known(series.project.uuid())), ..series };
    reading.numbers = told.numbers.into_iter().map(|(series, last)| (here(series), last)).collect();
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

/// Which records of the file are others here: those that a name makes known, which stay as they are, and all others where
/// everything is to be new.
fn same_records(told: &Told, snapshot: &Snapshot, wish: &Wish<'_>, intake: &mut Intake<'_>) -> HashMap<RecordId, Uuid> {
    let rows = [Kind::Person, Kind::SavedView].into_iter().flat_map(|kind| snapshot.plan.rows(kind));
    let here: HashMap<(Kind, String), Uuid> = rows.filter_map(|row| Some((known_by(&row)?, row.id().id))).collect();
    let mut same = HashMap::new();
    for row in &told.rows {
        let id = row.id();
        match known_by(row).and_then(|name| here.get(&name)) {
            Some(known) if *known == id.id => {}
            Some(known) => {
                intake.lose(snapshot.plan.row_label(row), "is known here already, and stays as it is");
                same.insert(id, *known);
            }
            None if wish.as_new && id.kind != Kind::Note => {
                let new: Id<Task> = intake.draft.moment.ids.take();
                same.insert(id, new.uuid());
            }
            None => {}
        }
    }
    same
}

/// What makes a record that no project has one that is here already, whichever its id: the handle of a person, the name of
/// a view for all.
fn known_by(row: &Row) -> Option<(Kind, String)> {
    let name = match row {
        Row::Person(it) => &it.handle,
        Row::SavedView(it) if it.project.is_none() => &it.name,
        _ => return None,
    };
    Some((row.id().kind, squeezed(name)))
}

/// The record with its ids exchanged; none for one that cannot be made of them.
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

/// Gives a record the next number of its series where its own belongs to another one here.
fn renumber(rows: &mut [Row], snapshot: &Snapshot, intake: &mut Intake<'_>) {
    let told: HashSet<RecordId> = rows.iter().map(Row::id).collect();
    for (series, number) in rows.iter().filter_map(Row::numbered) {
        intake.draft.plan.raise_number(series, number);
    }
    for row in rows.iter_mut() {
        let Some((series, number)) = row.numbered() else { continue };
        let index = snapshot.plan.index();
        let here: Vec<RecordId> = match series.kind {
            Kind::Task => index.numbered(series.project, number).map(RecordId::from).collect(),
            _ => index.registers().numbered(series, number),
        };
        let taken = here.into_iter().find(|id| *id != row.id() && !told.contains(id));
        if number >= 1 && taken.is_none() {
            continue;
        }
        let next = intake.draft.next_number(series);
        if let Some(other) = taken {
            let kind = series.kind.word();
            let why = format!("{} is another {kind} here: it is number {next} now", snapshot.plan.label(other));
            intake.lose(format!("{kind} {number}"), why);
        }
        *row = row.clone().with_number(next);
    }
}

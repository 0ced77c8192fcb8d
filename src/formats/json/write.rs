//! A plan, or one project with the people, calendars and resources it uses and the views for all projects, as JSON; one
//! record a line.

use std::collections::BTreeSet;
use std::io;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{FORM, plural};
use crate::domain::change::{Change, Edit, Line, LineKind};
use crate::domain::column::Place;
use crate::domain::id::RecordId;
use crate::domain::plan::{Kind, Plan, Row, Series};
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Constraint;
use crate::domain::value::{FieldType, Shape, Tags, Value};
use crate::domain::words;
use crate::formats::{Lost, Wish};

/// Writes everything, or the wished project.
pub fn write(snapshot: &Snapshot, wish: &Wish<'_>, out: &mut dyn io::Write) -> io::Result<Vec<Lost>> {
    let plan = &snapshot.plan;
    let only = wish.project.map(|project| belonging(plan, project));
    let wanted = |row: &Row| only.as_ref().is_none_or(|only| only.contains(&row.id()));
    write!(out, "{{\n\"milepost\": {FORM}")?;
    for kind in Kind::ALL {
        let rows: Vec<Row> = plan.rows(*kind).filter(wanted).collect();
        list(out, plural(*kind), rows.iter().map(Record))?;
    }
    let numbers = plan.numbers().filter(|(series, _)| wish.project.is_none_or(|only| only == series.project));
    list(out, "numbers", numbers.map(|(series, last)| Last { series, last }))?;
    if let Some(lines) = &wish.journal {
        list(out, "journal", lines.iter().map(Journal))?;
    }
    writeln!(out, "\n}}")?;
    Ok(Vec::new())
}

fn list<T: Serialize>(out: &mut dyn io::Write, name: &str, all: impl Iterator<Item = T>) -> io::Result<()> {
    write!(out, ",\n\"{name}\": [")?;
    for (at, one) in all.enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &one)?;
    }
    out.write_all(b"]")
}

/// What belongs to a project, the views for all, and the people, calendars and resources it uses.
fn belonging(plan: &Plan, project: ProjectId) -> BTreeSet<RecordId> {
    let rows = || Kind::ALL.iter().flat_map(|kind| plan.rows(*kind));
    let for_all = |row: &Row| matches!(row, Row::SavedView(it) if it.project.is_none());
    let own = |row: &Row| words::project_of(plan, row) == Some(project) || for_all(row);
    let mut ways: Vec<Row> = rows().filter(own).collect();
    let mut all: BTreeSet<RecordId> = ways.iter().map(Row::id).collect();
    while let Some(row) = ways.pop() {
        for (at, field) in row.id().kind.fields().iter().enumerate() {
            let (Shape::Ref(kind @ (Kind::Person | Kind::Calendar | Kind::Resource)), Value::Id(id)) =
                (field.shape, row.get(at))
            else {
                continue;
            };
            let used = RecordId { kind, id };
            if let Some(row) = plan.row(used).filter(|_| all.insert(used)) {
                ways.push(row);
            }
        }
    }
    for row in plan.rows(Kind::Exception) {
        if matches!(&row, Row::Exception(it) if all.contains(&it.calendar.into())) {
            all.insert(row.id());
        }
    }
    all
}

struct Record<'a>(&'a Row);

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let id = self.0.id();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &id.id.to_string())?;
        for (at, field) in id.kind.fields().iter().enumerate() {
            let value = self.0.get(at);
            if value != Value::Nothing {
                map.serialize_entry(field.name, &Shown(field.shape, &value))?;
            }
        }
        map.end()
    }
}

/// A value as JSON shows it.
struct Shown<'a>(Shape, &'a Value);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shown(shape, value) = self;
        match (shape, value) {
            (_, Value::Nothing) => serializer.serialize_unit(),
            (Shape::Flag, Value::Int(flag)) => serializer.serialize_bool(*flag != 0),
            (_, Value::Int(number)) => serializer.serialize_i64(*number),
            (_, Value::Id(id)) => serializer.serialize_str(&id.to_string()),
            (Shape::Tags, Value::Text(words)) => serializer.collect_seq(Tags::of(words).iter()),
            (Shape::Place, Value::Text(text)) => match Place::of_value(Value::Text(text.clone())) {
                Ok(place) => shown_place(&place, serializer),
                Err(_) => serializer.serialize_str(text),
            },
            (Shape::Constraint, Value::Text(text)) => match Constraint::of_value(Value::Text(text.clone())) {
                Ok(constraint) => {
                    let mut map = serializer.serialize_map(None)?;
                    map.serialize_entry("kind", constraint.kind.word())?;
                    if let Some(at) = constraint.at {
                        map.serialize_entry("at", &Shown(Shape::DateTime, &at.to_value()))?;
                    }
                    map.end()
                }
                Err(_) => serializer.serialize_str(text),
            },
            (_, Value::Text(text)) => serializer.serialize_str(text),
        }
    }
}

fn shown_place<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("column", &place.column.to_string())?;
    map.serialize_entry("rank", &place.rank.to_string())?;
    map.serialize_entry("since", &place.since.to_string())?;
    if let Some(finish) = place.finish {
        map.serialize_entry("finish", &Shown(Shape::DateTime, &finish.to_value()))?;
    }
    map.end()
}

struct Last {
    series: Series,
    last: i64,
}

impl Serialize for Last {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("project", &self.series.project.to_string())?;
        map.serialize_entry("kind", self.series.kind.word())?;
        map.serialize_entry("last", &self.last)?;
        map.end()
    }
}

struct Journal<'a>(&'a Line);

impl Serialize for Journal<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let line = self.0;
        let (kind, of) = match line.kind {
            LineKind::Step => ("step", None),
            LineKind::Clock => ("clock", None),
            LineKind::Undo(step) => ("undo", Some(step)),
            LineKind::Redo(step) => ("redo", Some(step)),
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &line.id.to_string())?;
        map.serialize_entry("at", &Shown(Shape::Instant, &line.at().to_value()))?;
        map.serialize_entry("machine", &line.machine.to_string())?;
        map.serialize_entry("sequence", &line.sequence)?;
        map.serialize_entry("clock", &line.clock)?;
        map.serialize_entry("person", &line.person.map(|person| person.to_string()))?;
        map.serialize_entry("kind", kind)?;
        map.serialize_entry("of", &of.map(|step| step.to_string()))?;
        map.serialize_entry("sentence", &line.sentence)?;
        map.serialize_entry("changes", &Changes(&line.changes))?;
        map.end()
    }
}

struct Changes<'a>(&'a [Change]);

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.0.len()))?;
        for change in self.0 {
            seq.serialize_element(&OneChange(change))?;
        }
        seq.end()
    }
}

struct OneChange<'a>(&'a Change);

impl Serialize for OneChange<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("record", self.0.of.kind.word())?;
        map.serialize_entry("id", &self.0.of.id.to_string())?;
        match &self.0.edit {
            Edit::Made(row) => map.serialize_entry("made", &Record(row))?,
            Edit::Gone(row) => map.serialize_entry("gone", &Record(row))?,
            Edit::Set(fields) => map.serialize_entry("set", &Fields(self.0, fields))?,
        }
        map.end()
    }
}

struct Fields<'a>(&'a Change, &'a [crate::domain::change::FieldChange]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.1.len()))?;
        for field in self.1 {
            let spec = self.0.of.kind.fields()[field.at];
            let both = [Shown(spec.shape, &field.before), Shown(spec.shape, &field.after)];
            map.serialize_entry(spec.name, &both)?;
        }
        map.end()
    }
}

//! `project set|show`: what a project is for and how it is run.

use clap::{Args, Subcommand};
use serde_json::{Map, Value as Json, json};

use super::out::{Ink, ink};
use super::session::Session;
use super::show;
use super::stop::{Outcome, Stop};
use crate::domain::change::Field;
use crate::domain::names::by_beginning;
use crate::domain::plan::{Kind, Plan, Row};
use crate::domain::project::Project as Record;
use crate::domain::record::Record as _;
use crate::domain::refusal::Refusal;
use crate::domain::value::{Shape, Value};
use crate::domain::words;
use crate::text;

/// The settings of a project, from its name to its charter
#[derive(Args, Debug)]
pub struct Project {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    Set(Set),
    Show(Show),
}

/// Change a field of the project: name, objective, state, start, manager, sponsor, wip_rule, budget …
///
/// FIELD is the name of a field or a beginning that only one field has; `project show --json` has all the names.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost project set wip_rule refuse\n  milepost project set name Customer portal 2\n  milepost project set manager ana\n  milepost project set start 2mar\n  milepost --project OPS project set state on-hold\n  milepost project set sponsor none"
)]
struct Set {
    /// Which field
    field: String,
    /// Its value; none, or an empty word, takes it away
    #[arg(required = true)]
    value: Vec<String>,
}

/// Show what is set of the project
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost project show\n  milepost --project OPS project show --json")]
struct Show {}

impl Project {
    /// Sets or shows.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            What::Set(it) => it.run(session),
            What::Show(it) => it.run(session),
        }
    }
}

/// Fields that are not for people to set: refs hang on the key, and imports know their projects by the others.
const KEPT: [&str; 3] = ["key", "source", "source_id"];
/// Columns of the labels.
const LABEL: usize = 20;

impl Set {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let field = field(&self.field)?;
        let project = session.project()?;
        let typed = self.value.join(" ");
        let typed = if typed.trim().eq_ignore_ascii_case("none") { String::new() } else { typed };
        session.set_fields(project.into(), &[(field.name(), typed)])
    }
}

/// The field that somebody names. Errors: none or several are called so, or it cannot be set.
fn field(typed: &str) -> Result<Field, Refusal> {
    let wanted = typed.replace('_', " ");
    let fields = Record::FIELDS.iter().enumerate().map(|(at, _)| Field { kind: Kind::Project, at });
    let all: Vec<(Field, String)> = fields.map(|field| (field, words::label(field))).collect();
    let field = by_beginning(&wanted, "field of a project", &all)?;
    if KEPT.contains(&field.name()) {
        let why = format!("the {} of a project stays as it is", words::label(field));
        return Err(Refusal::new(why, "set its name, or another field of `milepost project show --json`"));
    }
    Ok(field)
}

impl Show {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let snapshot = session.snapshot()?;
        let (plan, today) = (&snapshot.plan, snapshot.today);
        let (Some(it), Some(row)) = (plan.get(project), plan.row(project.into())) else {
            return Err(Stop::refused("the project does not exist any more", ""));
        };
        if session.out.json {
            return session.out.value(&object(plan, &row));
        }
        session.out.pieces(&[ink(Ink::Strong, format!("{}  {}", it.key, it.name))])?;
        for (at, spec) in Record::FIELDS.iter().enumerate() {
            let (field, value) = (Field { kind: Kind::Project, at }, row.get(at));
            let always = matches!(spec.name, "state" | "wip_rule");
            if ["key", "name", "source_id"].contains(&spec.name) || (show::is_unset(&value, spec.shape) && !always) {
                continue;
            }
            let said = words::value(plan, &row, field, &value, today);
            for (at, line) in said.lines().enumerate() {
                let label = if at == 0 { words::label(field) } else { String::new() };
                let label = ink(Ink::Dim, format!("  {}", text::pad(&label, LABEL)));
                session.out.pieces(&[label, line.into()])?;
            }
        }
        Ok(())
    }
}

/// Every field under its name, null where nothing is set; people by their handles.
fn object(plan: &Plan, row: &Row) -> Json {
    let mut all = Map::new();
    all.insert("id".to_owned(), json!(row.id().id.to_string()));
    for (at, spec) in Record::FIELDS.iter().enumerate() {
        all.insert(spec.name.to_owned(), value_json(plan, spec.shape, row.get(at)));
    }
    Json::Object(all)
}

/// A value of a field; null where nothing is set, amounts in whole units, people by their handles.
pub fn value_json(plan: &Plan, shape: Shape, value: Value) -> Json {
    match (shape, value) {
        (_, Value::Nothing) => Json::Null,
        (Shape::Money, Value::Int(cents)) => json!(cents as f64 / 100.0),
        (_, Value::Int(number)) => json!(number),
        (_, Value::Text(text)) => json!(text),
        (Shape::Ref(Kind::Person), Value::Id(id)) => {
            let person = plan.get(crate::domain::id::Id::of(id));
            json!(person.map(|it: &std::sync::Arc<crate::domain::person::Person>| &it.handle))
        }
        (_, Value::Id(id)) => json!(id.to_string()),
    }
}

//! Starter risks of a template, read and written: `[[risk]]`, field by field, and what the project says of its register.

use std::fmt::Write as _;

use super::read::{Reader, Section};
use super::write::quoted;
use crate::domain::change::Field;
use crate::domain::plan::{Kept, Row};
use crate::domain::project::Project;
use crate::domain::record::{FieldSpec, Record};
use crate::domain::refusal::Refusal;
use crate::domain::risk::Risk;
use crate::domain::value::{Shape, Value};

/// What a template can say of a risk.
pub(super) const RISK: &[&str] = &[
    "title",
    "cause",
    "effect",
    "category",
    "nature",
    "probability",
    "impact",
    "response",
    "response_plan",
    "contingency_plan",
    "trigger",
];

/// What a template can say of the register.
pub(super) const REGISTER: &[&str] =
    &["probability_scale", "impact_scale", "response_score", "review_days", "risk_categories"];

impl Reader<'_> {
    /// Reads what the project says of its register.
    pub(super) fn register(&mut self, top: &Section<'_>) -> Result<(), Refusal> {
        let mut row = Project::row(self.project.clone().into());
        fill(top, &mut row, REGISTER)?;
        if let Row::Project(project) = &row {
            self.project = Project::clone(project);
        }
        self.plan.put(row);
        Ok(())
    }

    /// Reads the risks.
    pub(super) fn risks(&mut self, top: &Section<'_>) -> Result<(), Refusal> {
        for (section, number) in top.tables("risk", "a risk")?.iter().zip(1..) {
            section.knows(RISK)?;
            let (_, at) = section.name("title")?;
            let blank = Risk { project: self.project.id, number, ..Risk::blank(self.ids.take()) };
            let mut row = Risk::row(blank.into());
            fill(section, &mut row, RISK)?;
            self.places.insert(row.id(), at.start);
            self.plan.put(row);
        }
        Ok(())
    }
}

/// Sets the fields of these names that the section gives. Errors: a value that does not fit.
fn fill(section: &Section<'_>, row: &mut Row, names: &[&'static str]) -> Result<(), Refusal> {
    for name in names {
        let Some(Field { at, .. }) = Field::named(row.id().kind, name) else { continue };
        let (value, place) = match row.id().kind.fields()[at].shape {
            Shape::Int => {
                let Some(number) = section.number(name)? else { continue };
                (Value::Int(number), section.get(name).map_or(section.at, |it| it.span().start))
            }
            _ => {
                let Some((text, at)) = section.text(name)? else { continue };
                (Value::Text(text.trim().to_owned()), at.start)
            }
        };
        row.set(at, value).map_err(|misfit| section.file.wrong(place, format!("{name}: {misfit}"), usage(name)))?;
    }
    Ok(())
}

fn usage(name: &str) -> String {
    let words = match name {
        "response" => crate::domain::risk::Response::WORDS.join(", "),
        "nature" => crate::domain::risk::Nature::WORDS.join(", "),
        _ => "it as the example shows".to_owned(),
    };
    format!("write {words}")
}

/// What of the project’s register is not as usual, a line each.
pub(super) fn register(project: &Project) -> Vec<String> {
    given(&Project::row(project.clone().into()), REGISTER)
}

/// A risk as a section of the file.
pub(super) fn risk(risk: &Risk) -> String {
    let mut said = "\n[[risk]]".to_owned();
    for line in given(&Risk::row(risk.clone().into()), RISK) {
        // Writing to a text cannot fail.
        let _ = write!(said, "\n{line}");
    }
    said
}

/// The fields of these names that say something else than nothing.
fn given(row: &Row, names: &[&str]) -> Vec<String> {
    let blank = Row::blank(row.id());
    let fields: &[FieldSpec] = row.id().kind.fields();
    let line = |name: &&str| {
        let at = fields.iter().position(|field| field.name == *name)?;
        match row.get(at) {
            value if value == blank.get(at) => None,
            Value::Int(number) => Some(format!("{name} = {number}")),
            Value::Text(text) => Some(format!("{name} = {}", quoted(&text))),
            _ => None,
        }
    };
    names.iter().filter_map(line).collect()
}

/// The same risk with nothing of what has happened to it, under its own id.
pub(super) fn bare(risk: &Risk, number: i64) -> Risk {
    let kept = |at: usize| RISK.contains(&Risk::FIELDS[at].name);
    let mut bare = Risk { project: risk.project, number, ..Risk::blank(risk.id) };
    for at in (0..Risk::FIELDS.len()).filter(|at| kept(*at)) {
        // It comes from the same field.
        let _ = bare.set(at, risk.get(at));
    }
    bare
}

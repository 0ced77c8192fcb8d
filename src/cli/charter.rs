//! `charter`: what a project is for, shown, set field by field, or as a page of Markdown.

use clap::{Args, ValueEnum};
use serde_json::{Map, json};

use super::out::{Ink, ink};
use super::project::value_json;
use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::charter::{ENTRIES, Entry, missing};
use crate::domain::names::by_beginning;
use crate::domain::plan::Row;
use crate::domain::project::Project;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::value::Shape;
use crate::domain::words;
use crate::formats;
use crate::text;

/// Show the charter and what is missing of it, or set a field of it
///
/// FIELD is objective, problem, business case, success criteria, in scope, out of scope, constraints, assumptions,
/// sponsor, manager, start, budget, or a beginning that only one of them has.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost charter\n  milepost charter objective Customers reset their password without calling us, by October\n  milepost charter sponsor ana\n  milepost charter in_scope - < scope.md\n  milepost charter assumptions none\n  milepost charter --format md > charter.md"
)]
pub struct Charter {
    /// How it is shown
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Which field; without TEXT it is shown
    field: Option<String>,
    /// What it is to say; - reads it from stdin, none takes it away
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    text: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// For the terminal
    Text,
    /// One page of Markdown
    Md,
}

/// Columns of the labels.
const LABEL: usize = 18;

impl Charter {
    /// Shows or sets.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let entry = self.field.as_deref().map(entry).transpose()?;
        let project = session.project()?;
        if let Some(entry) = entry.filter(|_| !self.text.is_empty()) {
            let typed = match self.text.as_slice() {
                [only] if only == "-" => session.input.rest()?.trim().to_owned(),
                [only] if only.eq_ignore_ascii_case("none") => String::new(),
                words => words.join(" "),
            };
            return session.set_fields(project.into(), &[(entry.field.name(), typed)]);
        }
        let snapshot = session.snapshot()?;
        let (Some(it), Some(row)) = (snapshot.plan.get(project), snapshot.plan.row(project.into())) else {
            return Err(Stop::refused("the project does not exist any more", ""));
        };
        match (self.format, entry) {
            _ if session.out.json => object(session, &snapshot, it, &row),
            (_, Some(entry)) => session.out.prose(0, &said(&snapshot, &row, entry)),
            (Form::Md, None) => session.out.prose(0, &formats::charter::page(&snapshot, it)),
            (Form::Text, None) => show(session, &snapshot, it, &row),
        }
    }
}

/// The field of the charter that somebody names. Errors: none or several are called so.
fn entry(typed: &str) -> Result<&'static Entry, Refusal> {
    let all: Vec<(&Entry, String)> = ENTRIES.iter().map(|entry| (entry, entry.label.to_owned())).collect();
    by_beginning(&typed.replace(['_', '-'], " "), "field of the charter", &all)
}

fn said(snapshot: &Snapshot, row: &Row, entry: &Entry) -> String {
    words::value(&snapshot.plan, row, entry.field, &row.get(entry.field.at), snapshot.today)
}

fn show(session: &mut Session<'_>, snapshot: &Snapshot, project: &Project, row: &Row) -> Outcome {
    session.out.pieces(&[ink(Ink::Strong, format!("{}  {}: charter", project.key, project.name))])?;
    for entry in ENTRIES {
        let words = said(snapshot, row, entry);
        let label = |at: usize| text::pad(if at == 0 { entry.label } else { "" }, LABEL);
        if words.is_empty() {
            session.out.pieces(&[ink(Ink::Dim, format!("  {}– {}", label(0), entry.asks))])?;
        }
        for (at, line) in words.lines().enumerate() {
            session.out.pieces(&[ink(Ink::Dim, format!("  {}", label(at))), line.into()])?;
        }
    }
    let missing = missing(project);
    if missing.is_empty() {
        return session.out.pieces(&[ink(Ink::Good, "The charter is complete.")]);
    }
    let names: Vec<String> = missing.iter().map(|field| words::label(*field)).collect();
    let needed = ENTRIES.iter().filter(|entry| entry.needed).count();
    let filled = needed - missing.len();
    session.out.pieces(&[ink(Ink::Warn, format!("{filled} of {needed} are filled; missing: {}", names.join(", ")))])
}

fn object(session: &mut Session<'_>, snapshot: &Snapshot, project: &Project, row: &Row) -> Outcome {
    let shape = |entry: &Entry| -> Shape { entry.field.spec().shape };
    let value = |entry: &Entry| value_json(&snapshot.plan, shape(entry), row.get(entry.field.at));
    let fields: Map<String, _> = ENTRIES.iter().map(|entry| (entry.field.name().to_owned(), value(entry))).collect();
    let missing: Vec<&str> = missing(project).iter().map(|field| field.name()).collect();
    session.out.value(&json!({
        "project": project.key, "name": project.name, "complete": missing.is_empty(), "missing": missing,
        "charter": fields,
    }))
}

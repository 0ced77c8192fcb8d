//! The charter of a project as one page of Markdown, for a sponsor to read and agree to. Out only.

use std::fmt::Write as _;

use crate::domain::charter::{ENTRIES, Entry};
use crate::domain::project::Project;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskKind};
use crate::domain::value::Shape;
use crate::domain::words;
use crate::text;

/// What stands where nothing is said yet.
const NOTHING: &str = "_not said yet_";

/// The page: who and when as a list, a heading for each text, the milestones.
pub fn page(snapshot: &Snapshot, project: &Project) -> String {
    let mut page = format!("# {}: project charter\n\n", text::visible(&format!("{} {}", project.key, project.name)));
    let is_text = |entry: &&Entry| entry.field.spec().shape == Shape::Prose;
    for entry in ENTRIES.iter().filter(|entry| !is_text(entry)) {
        // Writing to a text cannot fail.
        let _ = writeln!(page, "- {}: {}", entry.label, fact(snapshot, project, entry));
    }
    for entry in ENTRIES.iter().filter(is_text) {
        let _ = write!(page, "\n## {}\n\n{}", entry.label, prose(snapshot, project, entry));
    }
    let milestones = milestones(snapshot, project);
    if !milestones.is_empty() {
        let _ = write!(page, "\n## Milestones\n\n{milestones}");
    }
    page
}

/// A field in words; empty where nothing is said.
fn said(snapshot: &Snapshot, project: &Project, entry: &Entry) -> String {
    let plan = &snapshot.plan;
    let row = plan.row(project.id.into());
    row.map_or(String::new(), |row| words::value(plan, &row, entry.field, &row.get(entry.field.at), snapshot.today))
}

/// A fact in one line. A page that leaves the program names people in full and days with their year.
fn fact(snapshot: &Snapshot, project: &Project, entry: &Entry) -> String {
    let said = said(snapshot, project, entry);
    let person = match entry.field.name() {
        "sponsor" => project.sponsor,
        "manager" => project.manager,
        _ => None,
    };
    match (entry.field.name(), person.and_then(|id| snapshot.plan.get(id))) {
        (_, Some(person)) if !person.name.trim().is_empty() => format!("{} ({said})", text::visible(&person.name)),
        ("start", _) => project.start.map_or(NOTHING.to_owned(), |start| day(start.day)),
        ("budget", _) if !said.is_empty() => format!("{said} {}", text::visible(&project.currency)),
        _ if said.is_empty() => NOTHING.to_owned(),
        _ => said,
    }
}

fn day(date: chrono::NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// A text of the charter; lines written one below the other become a list, as they were meant.
fn prose(snapshot: &Snapshot, project: &Project, entry: &Entry) -> String {
    let said = said(snapshot, project, entry);
    let lines: Vec<&str> = said.trim().lines().collect();
    let plain = |line: &&str| line.trim_start().starts_with(char::is_alphanumeric) && !line.contains(". ");
    match lines.as_slice() {
        [] => format!("{NOTHING}\n"),
        lines if lines.len() > 1 && lines.iter().all(plain) => lines.iter().map(|line| format!("- {line}\n")).collect(),
        lines => lines.iter().map(|line| format!("{line}\n")).collect(),
    }
}

fn milestones(snapshot: &Snapshot, project: &Project) -> String {
    let plan = &snapshot.plan;
    let is_one = |task: &&std::sync::Arc<Task>| {
        task.project == project.id && task.kind == TaskKind::Milestone && task.dropped.is_none()
    };
    let mut all: Vec<_> = plan.all::<Task>().filter(is_one).collect();
    all.sort_by_key(|task| (task.due.is_none(), task.due, task.number));
    let line = |task: &&std::sync::Arc<Task>| {
        let due = task.due.map_or(String::new(), |due| format!(", due {}", day(due)));
        format!("- {}{due}\n", text::visible(&task.title))
    };
    all.iter().map(line).collect()
}

//! The registers as Markdown tables, and what a review came to.

use std::fmt::Write as _;
use std::io;

use chrono::NaiveDate;

use crate::domain::id::RecordId;
use crate::domain::issue::IssueId;
use crate::domain::person::PersonId;
use crate::domain::plan::Kind;
use crate::domain::project::{Project, ProjectId};
use crate::domain::register::filter::Filter;
use crate::domain::register::{self, Trends};
use crate::domain::risk::{Risk, RiskId};
use crate::domain::snapshot::Snapshot;
use crate::domain::words::{self, counted};
use crate::formats::{Lost, Wish};
use crate::text;

/// These risks as a table: ref, title, category, probability, impact, score, response, owner, state, next review.
pub fn risks(snapshot: &Snapshot, risks: &[RiskId]) -> String {
    let mut page = "| ref | risk | category | P | I | score | response | owner | state | review |\n".to_owned();
    page.push_str("| --- | --- | --- | --: | --: | --: | --- | --- | --- | --- |\n");
    for risk in risks.iter().filter_map(|id| snapshot.plan.get(*id)) {
        // Writing to a text cannot fail.
        let _ = writeln!(page, "| {} |", cells(snapshot, risk).map(|cell| escaped(&cell)).join(" | "));
    }
    page
}

fn cells(snapshot: &Snapshot, risk: &Risk) -> [String; 10] {
    let plan = &snapshot.plan;
    let number = |number: Option<i64>| number.map_or(String::new(), |it| it.to_string());
    [
        plan.reference(risk.id.into()).unwrap_or_default(),
        risk.title.clone(),
        risk.category.clone(),
        number(risk.probability),
        number(risk.impact),
        number(risk.inherent()),
        risk.response.map_or(String::new(), |it| it.word().to_owned()),
        risk.owner.map_or(String::new(), |id| plan.handle(id)),
        risk.state.word().to_owned(),
        risk.review.map_or(String::new(), |day| words::day(day, snapshot.today)),
    ]
}

/// These issues as a table: ref, title, severity, owner, due date, state, to whom it was escalated, from which risk.
pub fn issues(snapshot: &Snapshot, issues: &[IssueId]) -> String {
    let plan = &snapshot.plan;
    let mut page = "| ref | issue | severity | owner | due | state | escalated | risk |\n".to_owned();
    page.push_str("| --- | --- | --: | --- | --- | --- | --- | --- |\n");
    let who = |person: Option<PersonId>| person.map_or(String::new(), |id| plan.handle(id));
    for it in issues.iter().filter_map(|id| plan.get(*id)) {
        let cells = [
            plan.reference(it.id.into()).unwrap_or_default(),
            it.title.clone(),
            format!("{} {}", it.severity.number(), it.severity.word()),
            who(it.owner),
            it.due.map_or(String::new(), |day| words::day(day, snapshot.today)),
            it.state.word().replace('-', " "),
            who(it.escalated_to),
            it.risk.and_then(|risk| plan.reference(risk.into())).unwrap_or_default(),
        ];
        // Writing to a text cannot fail.
        let _ = writeln!(page, "| {} |", cells.map(|cell| escaped(&cell)).join(" | "));
    }
    page
}

/// A text as a cell of a table: on one line, without what Markdown or HTML would take for more.
fn escaped(cell: &str) -> String {
    let line = text::visible(cell).into_owned();
    let mut safe = String::with_capacity(line.len());
    for letter in line.chars() {
        if matches!(letter, '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>') {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}

/// Writes every risk of each project, or of the wished one: a heading and a table, the worst first.
pub(in crate::formats) fn write_risks(
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    out: &mut dyn io::Write,
) -> io::Result<Vec<Lost>> {
    let mut projects: Vec<_> = snapshot.plan.all::<Project>().collect();
    projects.retain(|project| wish.project.is_none_or(|only| only == project.id));
    projects.sort_by(|a, b| a.key.cmp(&b.key));
    for project in projects {
        let found = Filter::everything(Kind::Risk).find(snapshot, Some(project.id));
        let ids: Vec<RiskId> = found.into_iter().filter_map(RecordId::as_id).collect();
        if !ids.is_empty() {
            write!(out, "## Risks of {} {}\n\n{}\n", project.key, escaped(&project.name), risks(snapshot, &ids))?;
        }
    }
    Ok(Vec::new())
}

/// What a review of a project on a day came to: the risks looked at, how each stands, and what is still due.
pub fn review(snapshot: &Snapshot, project: ProjectId, on: NaiveDate) -> String {
    let plan = &snapshot.plan;
    let moved = Trends::of(snapshot);
    let mut looked_at: Vec<&std::sync::Arc<Risk>> =
        plan.risks(project).filter(|risk| risk.reviewed == Some(on)).collect();
    looked_at.sort_by_key(|risk| (std::cmp::Reverse(risk.inherent()), risk.number));
    let still = register::due_for_review(snapshot, project).len();
    let mut page = format!("## Risk review of {}, {}\n\n", plan.key(project), words::day(on, snapshot.today));
    let _ = writeln!(page, "{} reviewed, {still} still due\n", counted(looked_at.len(), "risk"));
    let ids: Vec<RiskId> = looked_at.iter().map(|risk| risk.id).collect();
    if !ids.is_empty() {
        let _ = writeln!(page, "{}", risks(snapshot, &ids));
    }
    for risk in looked_at {
        let label = escaped(&plan.label(risk.id.into()));
        if let Some((then, now)) = moved.get(risk).and_then(|it| it.then.zip(it.now)).filter(|(a, b)| a != b) {
            let _ = writeln!(page, "- {label}: score {then} → {now}");
        }
        if let Some(line) = risk.note.lines().rev().find(|line| line.starts_with(&on.to_string())) {
            let said = line.trim_start_matches(&on.to_string()).trim_start_matches(':').trim();
            let _ = writeln!(page, "- {label}: {}", escaped(said));
        }
    }
    page.trim_end().to_owned() + "\n"
}

//! One risk or issue whole: what is set of it, its tasks, its history.

use crate::cli::log::Told;
use crate::cli::out::{Ink, ink};
use crate::cli::session::Session;
use crate::cli::show::is_unset;
use crate::cli::stop::{Outcome, Stop};
use crate::domain::change::Field;
use crate::domain::history::Mark;
use crate::domain::id::RecordId;
use crate::domain::plan::{Plan, Row};
use crate::domain::register::{self, threatened, trend_since};
use crate::domain::risk::Risk;
use crate::domain::snapshot::Snapshot;
use crate::domain::words;
use crate::formats::contract::{issue_json, risk_json};
use crate::text;

/// Fields that stand in the first line, or that say nothing to people.
const APART: [&str; 8] =
    ["project", "number", "title", "source", "source_id", "optimistic_delay", "pessimistic_delay", "note"];
/// Columns of the labels.
const LABEL: usize = 22;

/// Writes it.
pub fn show(session: &mut Session<'_>, of: RecordId) -> Outcome {
    let lines = session.workspace()?.history_of(of)?;
    let since = trend_since(&session.snapshot()?);
    session.workspace()?.recall(Mark { line: None, at: since })?;
    let snapshot = session.snapshot()?;
    let Some(row) = snapshot.plan.row(of) else { return Err(Stop::refused("it does not exist any more", "")) };
    let history = Told::of(&snapshot, lines);
    if session.out.json {
        let mut object = match &row {
            Row::Risk(risk) => risk_json(&snapshot, risk, register::trend(&snapshot, risk)),
            Row::Issue(issue) => issue_json(&snapshot, issue),
            _ => serde_json::Value::Null,
        };
        if let Some(object) = object.as_object_mut() {
            object.insert("history".to_owned(), history.json());
        }
        return session.out.value(&object);
    }
    fields(session, &snapshot, &row)?;
    if let Row::Risk(risk) = &row {
        figures(session, &snapshot, risk)?;
    }
    related(session, &snapshot, of)?;
    let note = match &row {
        Row::Risk(it) => it.note.0.clone(),
        Row::Issue(it) => it.note.0.clone(),
        _ => String::new(),
    };
    if !note.is_empty() {
        section(session, "Note")?;
        session.out.prose(2, &note)?;
    }
    if !history.is_empty() {
        section(session, "History")?;
        history.write(&mut session.out, 2)?;
    }
    Ok(())
}

fn section(session: &mut Session<'_>, heading: &str) -> Outcome {
    session.out.line("")?;
    session.out.line(ink(Ink::Strong, heading))
}

fn told(session: &mut Session<'_>, label: &str, value: &str, how: Ink) -> Outcome {
    for (at, line) in value.lines().enumerate() {
        let label = ink(Ink::Dim, format!("  {}", text::pad(if at == 0 { label } else { "" }, LABEL)));
        session.out.pieces(&[label, ink(how, line)])?;
    }
    Ok(())
}

/// Every field that has a value, in words.
fn fields(session: &mut Session<'_>, snapshot: &Snapshot, row: &Row) -> Outcome {
    let (plan, today, of) = (&snapshot.plan, snapshot.today, row.id());
    let title = row.get(Field::named(of.kind, "title").map_or(0, |field| field.at));
    let title = if let crate::domain::value::Value::Text(title) = title { title } else { String::new() };
    let name = plan.reference(of).unwrap_or_default();
    session.out.line(ink(Ink::Strong, format!("{name}  {title}")))?;
    for (at, spec) in of.kind.fields().iter().enumerate() {
        let (field, value) = (Field { kind: of.kind, at }, row.get(at));
        let always = matches!(spec.name, "state" | "severity");
        if APART.contains(&spec.name) || (!always && is_unset(&value, spec.shape)) {
            continue;
        }
        let said = match (spec.name, row) {
            ("delay", Row::Risk(risk)) => delay(plan, risk),
            _ => words::value(plan, row, field, &value, today),
        };
        let label = if spec.name == "delay" { "schedule impact".to_owned() } else { words::label(field) };
        told(session, &label, &said, Ink::Plain)?;
    }
    Ok(())
}

fn delay(plan: &Plan, risk: &Risk) -> String {
    let pace = plan.pace(risk.project);
    let (low, high) = (risk.optimistic_delay, risk.pessimistic_delay);
    let three = [low, risk.delay, high].into_iter().flatten().map(|span| span.words(&pace));
    three.collect::<Vec<_>>().join("/")
}

/// Scores, exposure, and what is odd.
fn figures(session: &mut Session<'_>, snapshot: &Snapshot, risk: &Risk) -> Outcome {
    let plan = &snapshot.plan;
    if let Some(score) = risk.inherent() {
        let high = if plan.is_high(risk) { " (high)" } else { "" };
        let then = register::trend(snapshot, risk).and_then(|trend| trend.then).filter(|then| *then != score);
        let then = then.map_or(String::new(), |then| format!(", {then} four weeks ago"));
        let how = if plan.is_high_and_open(risk) { Ink::Bad } else { Ink::Plain };
        told(session, "score", &format!("{score}{high}{then}"), how)?;
    }
    if let Some(score) = risk.residual() {
        told(session, "residual score", &score.to_string(), Ink::Plain)?;
    }
    let exposure = register::exposure_of(plan, risk);
    if exposure.money != 0 || exposure.minutes != 0 {
        let days = super::table::days(plan, risk.project, exposure.minutes);
        let money = super::table::amount(plan, risk.project, exposure.money);
        told(session, "exposure", &format!("{money} and {days}, expected"), Ink::Plain)?;
    }
    register::question(risk).map_or(Ok(()), |question| told(session, "", &question, Ink::Warn))
}

/// The tasks it concerns, and the issues a risk became.
fn related(session: &mut Session<'_>, snapshot: &Snapshot, of: RecordId) -> Outcome {
    let plan = &snapshot.plan;
    let mut tasks: Vec<String> = Vec::new();
    match plan.row(of) {
        Some(Row::Risk(risk)) => {
            let pace = plan.pace(risk.project);
            for it in threatened(snapshot, &risk) {
                let said = it.words(&pace);
                let said = if said.is_empty() { said } else { format!(" ({said})") };
                tasks.push(format!("{}{said}", plan.task_label(it.task)));
            }
        }
        _ => tasks.extend(plan.concerned(of).into_iter().map(|id| plan.task_label(id))),
    }
    for (at, task) in tasks.iter().enumerate() {
        told(session, if at == 0 { "tasks" } else { "" }, task, Ink::Plain)?;
    }
    let issues = of.as_id::<Risk>().map(|id| plan.index().registers().issues_from(id).collect::<Vec<_>>());
    for issue in issues.unwrap_or_default() {
        told(session, "became", &plan.label(issue.into()), Ink::Plain)?;
    }
    Ok(())
}

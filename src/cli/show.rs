//! `show`: one task, risk or issue whole, with its history.

use clap::Args;

use super::log;
use super::out::{BLOCKED, DONE, Ink, MILESTONE, ink};
use super::register;
use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::change::Field;
use crate::domain::command::note_of;
use crate::domain::forecast;
use crate::domain::link::LinkId;
use crate::domain::names::quoted;
use crate::domain::occurrence;
use crate::domain::plan::{Kind, Row};
use crate::domain::record::Record;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId, TaskKind};
use crate::domain::value::{Shape, Value};
use crate::domain::words;
use crate::formats::contract::task_json;
use crate::text;

/// Show one task, risk or issue whole, with its history; the refs it had in other projects answer too
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost show WEB-12\n  milepost show 12 --json\n  milepost show WEB-R3")]
pub struct Show {
    /// The task, risk or issue
    #[arg(value_name = "REF")]
    task: String,
}

/// Fields that stand in the first line, or that say nothing to people.
const APART: [&str; 10] =
    ["project", "number", "title", "kind", "rank", "source_id", "priority", "blocked_since", "until", "occurrence"];
/// Columns of the labels.
const LABEL: usize = 16;

impl Show {
    /// Writes it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        if let Some(of) = register::looks_registered(session, &self.task)? {
            return register::show(session, of);
        }
        let id = session.task(&self.task)?;
        let lines = session.workspace()?.history_of(id.into())?;
        let snapshot = session.snapshot()?;
        let Some(task) = snapshot.plan.get(id).cloned() else {
            return Err(Stop::refused("the task does not exist any more", ""));
        };
        let history = log::Told::of(&snapshot, lines);
        if session.out.json {
            let mut object = task_json(&snapshot, &task);
            if let Some(object) = object.as_object_mut() {
                object.insert("history".to_owned(), history.json());
            }
            return session.out.value(&object);
        }
        heading(session, &snapshot, &task)?;
        fields(session, &snapshot, &task)?;
        related(session, &snapshot, &task)?;
        if let Some(note) = snapshot.plan.get(note_of(id)) {
            section(session, "Note")?;
            session.out.prose(2, &note.text)?;
        }
        if !history.is_empty() {
            section(session, "History")?;
            history.write(&mut session.out, 2)?;
        }
        Ok(())
    }
}

fn section(session: &mut Session<'_>, heading: &str) -> Outcome {
    session.out.line("")?;
    session.out.line(ink(Ink::Strong, heading))
}

fn heading(session: &mut Session<'_>, snapshot: &Snapshot, task: &Task) -> Outcome {
    let plan = &snapshot.plan;
    let mut signs = String::new();
    let milestone = task.kind == TaskKind::Milestone;
    for (holds, sign) in [(milestone, MILESTONE), (task.is_blocked(), BLOCKED), (plan.is_done(task), DONE)] {
        signs.push_str(if holds { sign } else { "" });
    }
    let kind = match (plan.index().is_summary(task.id), task.kind) {
        (true, _) => " · summary".to_owned(),
        (false, TaskKind::Task) => String::new(),
        (false, kind) => format!(" · {}", kind.word()),
    };
    let first = format!("{}  {signs}{}", plan.task_ref(task.id), task.title);
    session.out.pieces(&[ink(Ink::Strong, first), ink(Ink::Dim, format!("  {}{kind}", words::priority(task.priority)))])
}

fn row(session: &mut Session<'_>, label: &str, value: &str, how: Ink) -> Outcome {
    let label = ink(Ink::Dim, format!("  {}", text::pad(label, LABEL)));
    session.out.pieces(&[label, ink(how, value)])
}

/// Does the value say no more than a record does of itself?
pub fn is_unset(value: &Value, shape: Shape) -> bool {
    match (value, shape) {
        (Value::Nothing, _) => true,
        (Value::Int(0), Shape::Flag | Shape::Int) => true,
        (Value::Text(word), Shape::Choice(words)) => words.first() == Some(&word.as_str()),
        _ => false,
    }
}

/// Every field that has a value, in words.
fn fields(session: &mut Session<'_>, snapshot: &Snapshot, task: &Task) -> Outcome {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let summary = plan.index().is_summary(task.id);
    let whole = Row::Task(std::sync::Arc::new(task.clone()));
    row(session, "project", &project_line(plan, task), Ink::Plain)?;
    let state = match (task.dropped, &task.place, summary) {
        (Some(day), ..) => format!("dropped {}", words::day(day, today)),
        (None, _, true) => format!("{}% done", plan.percent(task)),
        (None, None, false) => "in the inbox".to_owned(),
        (None, Some(place), false) => {
            let column = plan.get(place.column).map_or("", |column| &column.name);
            format!("{column}, since {}", words::day(place.since, today))
        }
    };
    row(session, if summary { "progress" } else { "column" }, &state, Ink::Plain)?;
    if let Some(finish) = task.finish() {
        row(session, "actual finish", &words::date_time(finish, today), Ink::Good)?;
    }
    for (label, value, wrong) in forecast::told(snapshot, task) {
        row(session, label, &value, if wrong { Ink::Bad } else { Ink::Plain })?;
    }
    for (at, spec) in Task::FIELDS.iter().enumerate() {
        let field = Field { kind: Kind::Task, at };
        let value = task.get(at);
        if is_unset(&value, spec.shape)
            || APART.contains(&spec.name)
            || matches!(spec.name, "place" | "dropped" | "optimistic" | "pessimistic")
        {
            continue;
        }
        let (mut said, mut how) = (words::value(plan, &whole, field, &value, today), Ink::Plain);
        match spec.name {
            "duration" => said = words::estimate(plan, task),
            "blocked" => {
                how = Ink::Warn;
                said = with_days(said, task, snapshot);
            }
            "due" if task.due.is_some_and(|due| due < today) && !plan.is_done(task) => how = Ink::Bad,
            "recurrence" => said = occurrence::told(plan, task, today).unwrap_or(said),
            "parent" => said = task.parent.map_or(said, |parent| plan.task_label(parent)),
            "percent" if task.finish().is_some() => continue,
            _ => {}
        }
        row(session, &words::label(field), &said, how)?;
    }
    Ok(())
}

/// The reason of a block with its age in days.
fn with_days(reason: String, task: &Task, snapshot: &Snapshot) -> String {
    let days = task.blocked_since.map_or(0, |since| (snapshot.today - since).num_days());
    let outside = if task.waits_outside { ", waits for someone outside" } else { "" };
    match days {
        0 => format!("{reason} (since today{outside})"),
        1 => format!("{reason} (1 day{outside})"),
        days => format!("{reason} ({days} days{outside})"),
    }
}

/// People, what it uses, links either way, children.
fn related(session: &mut Session<'_>, snapshot: &Snapshot, task: &Task) -> Outcome {
    let plan = &snapshot.plan;
    let people: Vec<String> = plan
        .index()
        .people_of(task.id)
        .filter_map(|(person, id)| {
            let (person, units) = (plan.get(person)?, plan.get(id)?.units);
            let name = if person.name.is_empty() { String::new() } else { format!(" {}", person.name) };
            let share = if units == 100 { String::new() } else { format!(" {units}%") };
            Some(format!("@{}{name}{share}", person.handle))
        })
        .collect();
    for (at, person) in people.iter().enumerate() {
        row(session, if at == 0 { "who" } else { "" }, person, Ink::Plain)?;
    }
    for (at, used) in plan.uses_words(task.id).iter().enumerate() {
        row(session, if at == 0 { "uses" } else { "" }, used, Ink::Plain)?;
    }
    let pace = plan.pace(task.project);
    let told = |id: LinkId, other: &dyn Fn(&crate::domain::link::Link) -> TaskId| {
        let link = plan.get(id)?;
        let lag = if link.lag.is_none() { String::new() } else { format!(" {}", link.lag.words(&pace)) };
        Some(format!("{} ({}{lag})", plan.task_label(other(link)), link.link_type.words()))
    };
    let before: Vec<_> = plan.index().predecessors(task.id).filter_map(|id| told(id, &|it| it.predecessor)).collect();
    let behind: Vec<_> = plan.index().successors(task.id).filter_map(|id| told(id, &|it| it.successor)).collect();
    for (label, links) in [("waits for", before), ("waited for by", behind)] {
        for (at, link) in links.iter().enumerate() {
            row(session, if at == 0 { label } else { "" }, link, Ink::Plain)?;
        }
    }
    let children: Vec<TaskId> = plan.index().children(task.project, Some(task.id)).collect();
    if !children.is_empty() {
        section(session, "Under it")?;
    }
    for child in children.iter().filter_map(|id| plan.get(*id)) {
        let done = plan.is_done(child);
        let sign = if done { DONE } else { "" };
        let line = format!("  {}  {sign}{}", plan.task_ref(child.id), quoted(&child.title));
        session.out.line(ink(if done { Ink::Dim } else { Ink::Plain }, line))?;
    }
    Ok(())
}

fn project_line(plan: &crate::domain::plan::Plan, task: &Task) -> String {
    plan.get(task.project).map_or(String::new(), |project| format!("{} {}", project.key, project.name))
}

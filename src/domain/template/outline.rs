//! The tasks of a template as text: a number, what a line of capture says, indented under its summary; below it, after
//! `//`, the lines of its note.
//!
//! ```text
//! 1. Discovery phase:initiation
//!    2. Talk to five users est:3d
//!       // One at a time, at their desk.
//!    3. Problem agreed kind:milestone after:2
//! ```

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Ranks;
use super::read::Reader;
use crate::domain::capture::{self, Absent, Context, Placed, Purpose, Term, Understood};
use crate::domain::column::{ColumnId, Place};
use crate::domain::command::note_of;
use crate::domain::link::Link;
use crate::domain::names::quoted;
use crate::domain::plan::{Kept, Plan};
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::span::Estimate;
use crate::domain::task::{Note, Task, TaskId};
use crate::domain::value::Prose;
use crate::text;

/// Columns by which a task stands in under its summary.
const STEP: usize = 3;

/// A line with a task on it.
struct Line<'a> {
    /// The byte of the file where it begins.
    at: usize,
    number: i64,
    /// What is behind the number.
    capture: &'a str,
    task: TaskId,
    parent: Option<TaskId>,
    note: Vec<&'a str>,
}

/// Reads the outline into the plan. `span`: the bytes of the text with its quotes. `home`: the column of a task whose line
/// names none; without it that is the inbox.
pub(super) fn read(
    reader: &mut Reader<'_>,
    outline: &str,
    span: Range<usize>,
    home: Option<ColumnId>,
) -> Result<(), Refusal> {
    let lines = lines(reader, outline, span)?;
    let numbers: BTreeMap<i64, TaskId> = lines.iter().map(|line| (line.number, line.task)).collect();
    let summaries: std::collections::BTreeSet<TaskId> = lines.iter().filter_map(|line| line.parent).collect();
    // Every number has to be known before the first line is read: links may point forward.
    let project = reader.project.id;
    for line in &lines {
        let task = Task { project, number: line.number, title: "…".to_owned(), ..Task::blank(line.task) };
        reader.plan.put(Task::row(Arc::new(task)));
    }
    let known = reader.plan.clone();
    let mut below: BTreeMap<Option<TaskId>, Ranks> = BTreeMap::new();
    let mut cards: BTreeMap<ColumnId, Ranks> = BTreeMap::new();
    for line in &lines {
        let understood = understand(reader, &known, line, &numbers)?;
        let mut task = Task {
            project,
            number: line.number,
            title: understood.title.clone(),
            parent: line.parent,
            phase: line.parent.and_then(|id| reader.plan.get(id)).and_then(|above| above.phase),
            rank: below.entry(line.parent).or_default().next(),
            ..Task::blank(line.task)
        };
        let mut column = home.filter(|_| !summaries.contains(&line.task));
        for term in &understood.terms {
            take(reader, line, &mut task, &mut column, term)?;
        }
        let place =
            |column: ColumnId| Place { column, rank: cards.entry(column).or_default().next(), ..Place::default() };
        task.place = column.map(place);
        reader.places.insert(task.id.into(), line.at);
        reader.plan.put(Task::row(Arc::new(task)));
        let note = line.note.join("\n");
        if !note.trim().is_empty() {
            let note = Note { id: note_of(line.task), task: line.task, text: Prose(note.trim_end().to_owned()) };
            reader.plan.put(Note::row(Arc::new(note)));
        }
    }
    Ok(())
}

/// The lines with tasks on them: number, parent by indentation, note.
fn lines<'t>(reader: &mut Reader<'_>, outline: &'t str, span: Range<usize>) -> Result<Vec<Line<'t>>, Refusal> {
    let mut all: Vec<Line<'t>> = Vec::new();
    let mut open: Vec<(usize, TaskId)> = Vec::new();
    for (at, line) in places(reader.file.text, &span).zip(outline.split('\n')) {
        let said = line.trim();
        let indent = line.len() - line.trim_start().len();
        if said.is_empty() {
            continue;
        }
        if let Some(note) = line.trim_start().strip_prefix("//") {
            let note = note.strip_suffix('\r').unwrap_or(note);
            let Some(above) = all.last_mut() else {
                return Err(reader.file.wrong(at, "a note stands above the first task", "put it below its task"));
            };
            above.note.push(note.strip_prefix(' ').unwrap_or(note));
            continue;
        }
        let number = said.split_once('.').and_then(|(number, rest)| Some((number.parse::<i64>().ok()?, rest)));
        let Some((number, capture)) = number.filter(|(number, rest)| *number > 0 && rest.starts_with(' ')) else {
            let why = format!("a task begins with its number, and {} does not", quoted(said));
            return Err(reader.file.wrong(at, why, format!("write {}. {}", all.len() + 1, text::cut(said, 40))));
        };
        if all.iter().any(|other| other.number == number) {
            let free = all.iter().map(|other| other.number).max().unwrap_or(0).saturating_add(1);
            let why = format!("there is a task {number} already");
            return Err(reader.file.wrong(at, why, format!("give this one another number, as {free}")));
        }
        open.retain(|(column, _)| *column < indent);
        let task = reader.ids.take();
        all.push(Line { at, number, capture, task, parent: open.last().map(|(_, id)| *id), note: Vec::new() });
        open.push((indent, task));
    }
    Ok(all)
}

/// The bytes of the file where the lines of a text of several lines begin, the text being in these bytes.
fn places<'t>(file: &'t str, span: &Range<usize>) -> impl Iterator<Item = usize> + 't {
    let start = span.start;
    let quoted = file.get(span.clone()).unwrap_or("");
    // What begins with a line end behind three quotes does so without it.
    let first = if quoted.get(3..4) == Some("\n") || quoted.get(3..5) == Some("\r\n") { 1 } else { 0 };
    let rest = quoted.match_indices('\n').map(move |(at, _)| start + at + 1);
    let all = std::iter::once(start).chain(rest).skip(first);
    all.chain(std::iter::repeat(span.end))
}

fn understand(
    reader: &Reader<'_>,
    known: &Plan,
    line: &Line<'_>,
    numbers: &BTreeMap<i64, TaskId>,
) -> Result<Understood, Refusal> {
    let context = Context {
        plan: known,
        today: chrono::NaiveDate::default(),
        week_start: chrono::Weekday::Mon,
        project: Some(reader.project.id),
        me: None,
        purpose: Purpose::Edit,
        hash: false,
    };
    let understood = capture::understand(line.capture, &context);
    if let Some(problem) = understood.problems.first() {
        let refusal = problem.refusal.clone();
        let word = line.capture.get(problem.range.clone()).unwrap_or_default();
        let instead = match word.starts_with("after:") && refusal.why.starts_with("there is no task") {
            true => format!("after: names the number of a task of this template, 1 to {}", numbers.len()),
            false => refusal.instead,
        };
        return Err(reader.file.wrong(line.at, refusal.why, instead));
    }
    if understood.title.trim().is_empty() {
        return Err(reader.file.wrong(
            line.at,
            format!("task {} has no title", line.number),
            "write what is to be done",
        ));
    }
    if understood.note.is_some() {
        let why = format!("the note of task {} stands in its line", line.number);
        return Err(reader.file.wrong(line.at, why, "write // and the note in a line of its own below it"));
    }
    Ok(understood)
}

/// What a word of the line says of the task.
fn take(
    reader: &mut Reader<'_>,
    line: &Line<'_>,
    task: &mut Task,
    column: &mut Option<ColumnId>,
    term: &Placed<Term>,
) -> Result<(), Refusal> {
    match &term.what {
        Term::Tag(tag) => task.tags = task.tags.with(tag, true),
        Term::Priority(priority) => task.priority = *priority,
        Term::Estimate(Estimate { optimistic, likely, pessimistic }) => {
            (task.optimistic, task.duration, task.pessimistic) = (*optimistic, Some(*likely), *pessimistic);
        }
        Term::Phase(phase) => task.phase = Some(*phase),
        Term::No(Absent::Phase) => task.phase = None,
        Term::Kind(kind) => task.kind = *kind,
        Term::Url(url) => task.url = url.clone(),
        Term::Recurs(recurrence) => task.recurrence = Some(*recurrence),
        Term::Column(id) => {
            let name = reader.plan.get(*id).map_or(String::new(), |column| column.name.clone());
            *column = Some(reader.queue(&name, line.at)?);
        }
        Term::After { task: predecessor, link_type, lag } => {
            let (id, successor) = (reader.ids.take(), line.task);
            let link = Link { id, predecessor: *predecessor, successor, link_type: *link_type, lag: *lag };
            reader.plan.put(Link::row(Arc::new(link)));
        }
        Term::Under(_) => {
            return Err(reader.file.wrong(line.at, "a task stands under another by indentation", "take under: out"));
        }
        Term::Project(_) | Term::Person { .. } => {
            let why = "a template knows neither people nor projects";
            return Err(reader.file.wrong(line.at, why, "take the word out, or put it into double quotes"));
        }
        Term::Due(_) | Term::Planned(_) | Term::Start(_) | Term::Snooze(_) | Term::Until(_) => {
            let why = "a template has no dates: it is begun on any day";
            return Err(reader.file.wrong(
                line.at,
                why,
                "say how long it takes (est:3d) and what it waits for (after:2)",
            ));
        }
        Term::No(_) => return Err(reader.file.wrong(line.at, "there is nothing to take away", "take no: out")),
    }
    Ok(())
}

/// The outline of a plan whose tasks are numbered as they stand, and the column that lines need not name.
pub(super) fn write(plan: &Plan, home: Option<ColumnId>) -> String {
    let Some(project) = plan.all::<crate::domain::project::Project>().next() else { return String::new() };
    let context = Context {
        plan,
        today: chrono::NaiveDate::default(),
        week_start: chrono::Weekday::Mon,
        project: Some(project.id),
        me: None,
        purpose: Purpose::Add,
        hash: false,
    };
    let mut outline = String::new();
    for id in super::in_outline(plan, project.id) {
        let Some(task) = plan.get(id) else { continue };
        let indent = plan.ancestors(id).len() * STEP;
        let above = task.parent.and_then(|id| plan.get(id)).and_then(|above| above.phase);
        let column = task.place.as_ref().map(|place| place.column);
        let unsaid = column == home && !plan.index().is_summary(id);
        let line = Task {
            parent: None,
            phase: task.phase.filter(|_| task.phase != above),
            place: task.place.clone().filter(|_| !unsaid),
            ..Task::clone(task)
        };
        let no_phase = if above.is_some() && task.phase.is_none() { "no:phase " } else { "" };
        let words = capture::task_line(plan, &line, &context);
        outline.push_str(&format!("{:indent$}{}. {no_phase}{words}\n", "", task.number));
        for note in plan.get(note_of(id)).iter().flat_map(|note| note.text.split('\n')) {
            let gap = if note.is_empty() { "" } else { " " };
            outline.push_str(&format!("{:indent$}   //{gap}{note}\n", ""));
        }
    }
    outline
}

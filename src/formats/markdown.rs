//! Tasks and gates as Markdown, for pasting into a message or a page. Out only: nothing reads it back.

use std::fmt::Write as _;

use crate::domain::facts::{Facts, Relative};
use crate::domain::gate;
use crate::domain::phase::PhaseId;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Priority, Task, TaskId};
use crate::domain::words;
use crate::text;

mod registers;

pub(super) use registers::write_risks;
pub use registers::{issues, review, risks};

/// One task with all that is known of it: a heading, what is set, its note. Several as a list to tick off.
pub fn tasks(snapshot: &Snapshot, tasks: &[TaskId]) -> String {
    match tasks {
        [task] => Facts::of(snapshot, *task).map_or(String::new(), |facts| page(&facts)),
        tasks => tasks.iter().filter_map(|id| snapshot.plan.get(*id)).map(|task| line(snapshot, task)).collect(),
    }
}

/// The gate of a phase: its criteria as a list to tick off, each with its evidence, and what was decided.
pub fn gate(snapshot: &Snapshot, phase: PhaseId) -> String {
    let plan = &snapshot.plan;
    let gate = gate::of(snapshot, phase);
    let Some(it) = plan.get(gate.phase) else { return String::new() };
    let mut page = format!("## Gate of {}\n\n", text::visible(&it.name));
    for standing in &gate.criteria {
        // Writing to a text cannot fail.
        let _ = writeln!(page, "- [{}] {} ({})", tick(standing.evidence.met), standing.asks, standing.evidence.says);
    }
    let _ = writeln!(page, "\n{} of {} met", gate.met(), gate.criteria.len());
    if let Some(decided) = gate::decided(plan, snapshot.today, it) {
        let _ = writeln!(page, "\nDecided: {decided}");
    }
    for (label, said) in [("Note", &it.decision_note), ("Override", &it.override_reason)] {
        if !said.is_empty() {
            let _ = writeln!(page, "\n{label}: {}", text::visible(said));
        }
    }
    page
}

fn page(facts: &Facts) -> String {
    let mut page = format!("## {} {}\n\n", facts.name, facts.title);
    let mut say = |label: &str, value: &str| {
        // Writing to a text cannot fail.
        let _ = writeln!(page, "- {label}: {value}");
    };
    for fact in &facts.fields {
        say(&fact.label, &fact.value);
    }
    for (label, relatives) in [("waits for", &facts.before), ("followed by", &facts.after)] {
        for relative in relatives {
            let how = if relative.how.is_empty() { String::new() } else { format!(" ({})", relative.how) };
            say(label, &format!("{}{how}", relative.words));
        }
    }
    for Relative { words, done, .. } in &facts.children {
        let _ = writeln!(page, "- [{}] {words}", tick(*done));
    }
    if let Some(note) = &facts.note {
        let note: Vec<_> = text::visible_lines(note.text.trim_end()).collect();
        let _ = write!(page, "\n{}\n", note.join("\n"));
    }
    page
}

fn line(snapshot: &Snapshot, task: &Task) -> String {
    let plan = &snapshot.plan;
    let column = task.place.as_ref().and_then(|place| plan.get(place.column));
    let mut facts: Vec<String> = column.map(|column| column.name.clone()).into_iter().collect();
    if task.priority != Priority::default() {
        facts.push(words::priority(task.priority).to_owned());
    }
    facts.extend(plan.index().people_of(task.id).map(|(person, _)| plan.handle(person)));
    facts.extend(task.due.map(|due| format!("due {}", words::day(due, snapshot.today))));
    if task.is_blocked() {
        facts.push(format!("blocked: {}", task.blocked));
    }
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    let words = format!("- [{}] {} {}{facts}", tick(plan.is_done(task)), plan.task_ref(task.id), task.title);
    format!("{}\n", text::visible(&words))
}

fn tick(done: bool) -> char {
    if done { 'x' } else { ' ' }
}

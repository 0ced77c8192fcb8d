//! Tasks as Markdown, for pasting into a message or a page. Out only: nothing reads it back.

use std::fmt::Write as _;

use crate::domain::facts::{Facts, Relative};
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;
use crate::text;

/// Tasks with all that is known of them: a heading each, a list of what is set, the note. One alone is as several.
pub fn tasks(snapshot: &Snapshot, tasks: &[TaskId]) -> String {
    let all = tasks.iter().filter_map(|task| Facts::of(snapshot, *task));
    all.map(|facts| one(&facts)).collect::<Vec<_>>().join("\n")
}

fn one(facts: &Facts) -> String {
    let mut page = format!("## {} {}\n\n", facts.name, facts.title);
    let mut line = |label: &str, value: &str| {
        // Writing to a text cannot fail.
        let _ = writeln!(page, "- {label}: {value}");
    };
    for fact in &facts.fields {
        line(&fact.label, &fact.value);
    }
    for (label, relatives) in [("waits for", &facts.before), ("followed by", &facts.after)] {
        for relative in relatives {
            let how = if relative.how.is_empty() { String::new() } else { format!(" ({})", relative.how) };
            line(label, &format!("{}{how}", relative.words));
        }
    }
    for Relative { words, done, .. } in &facts.children {
        let _ = writeln!(page, "- [{}] {words}", if *done { "x" } else { " " });
    }
    if let Some(note) = &facts.note {
        let note: Vec<_> = text::visible_lines(note.text.trim_end()).collect();
        let _ = write!(page, "\n{}\n", note.join("\n"));
    }
    page
}

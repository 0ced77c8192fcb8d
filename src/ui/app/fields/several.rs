//! Fields that hold several things (people, tags, predecessors): typed as words of the grammar of capture.

use super::{Read, label};
use crate::domain::capture::{self, Absent, Context, Purpose, Term, Understood};
use crate::domain::command::Command;
use crate::domain::names::quoted;
use crate::domain::plan::Plan;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};

/// People, tags or predecessors: words of the grammar. Of one task they are all it has; of several they are added, and
/// `no:` before one takes it away.
pub(super) fn words_of(snapshot: &Snapshot, task: &Task, name: &str, typed: &str, many: bool) -> Result<Read, Refusal> {
    let sign = match name {
        "assignees" => "@",
        "tags" => "+",
        _ => "after:",
    };
    let signed = |word: &str| match word.strip_prefix("no:") {
        Some(word) => format!("no:{sign}{}", word.trim_start_matches(sign)),
        None => format!("{sign}{}", word.trim_start_matches(sign)),
    };
    let separates = |letter: char| letter.is_whitespace() || letter == ',';
    let line = typed.split(separates).filter(|word| !word.is_empty()).map(signed).collect::<Vec<_>>().join(" ");
    let context = Context::of(snapshot, Some(task.project), Purpose::Edit);
    let mut understood = capture::understand(&line, &context);
    understood.whole()?;
    if !understood.title.is_empty() {
        return Err(Refusal::plain(format!("{} is not understood here", quoted(&understood.title))));
    }
    let chips = understood.chips(&context);
    let said = chips.iter().map(|chip| chip.words.as_str()).collect::<Vec<_>>().join(", ");
    if !many {
        take_away_the_rest(snapshot, task, name, &mut understood);
    } else if line.is_empty() {
        return Ok(Read { said: "nothing added".to_owned(), commands: Vec::new() });
    }
    let said = if said.is_empty() { format!("no {}", label(name).to_lowercase()) } else { said };
    understood.terms.retain(|term| !is_so(snapshot, task, &term.what));
    Ok(Read { said, commands: capture::edits(&understood, task.id, &snapshot.plan) })
}

/// What a task uses. Of one task it is all it uses; of several it is added.
pub(super) fn uses(plan: &Plan, task: TaskId, typed: &str, many: bool) -> Result<Read, Refusal> {
    let (wanted, known) = (plan.read_uses(typed)?, plan.used(task));
    let mut said: Vec<String> = wanted.iter().map(|it| plan.use_words(it)).collect();
    let new = wanted.iter().filter(|it| !known.contains(it));
    let mut commands: Vec<Command> = new.map(|what| Command::Use { task, what: *what }).collect();
    if !many {
        let gone = known.iter().filter(|it| wanted.iter().all(|other| other.resource != it.resource));
        commands.extend(gone.map(|it| Command::DoWithout { task, resource: it.resource }));
    }
    if said.is_empty() {
        said.push(if many { "nothing added" } else { "nothing" }.to_owned());
    }
    Ok(Read { said: said.join(", "), commands })
}

/// Adds to what was understood that whatever the task has besides goes.
fn take_away_the_rest(snapshot: &Snapshot, task: &Task, name: &str, understood: &mut Understood) {
    let (plan, index) = (&snapshot.plan, snapshot.plan.index());
    let named = |absent: &Absent| {
        understood.terms.iter().any(|term| match (&term.what, absent) {
            (Term::Person { person, .. }, Absent::Person(other)) => person == other,
            (Term::Tag(tag), Absent::Tag(other)) => tag == other,
            (Term::After { task, .. }, Absent::After(other)) => task == other,
            _ => false,
        })
    };
    let all: Vec<Absent> = match name {
        "assignees" => index.people_of(task.id).map(|(person, _)| Absent::Person(person)).collect(),
        "tags" => task.tags.iter().map(|tag| Absent::Tag(tag.to_owned())).collect(),
        _ => {
            let links = index.predecessors(task.id).filter_map(|id| plan.get(id));
            let mut before: Vec<TaskId> = links.map(|link| link.predecessor).collect();
            before.dedup();
            before.into_iter().map(Absent::After).collect()
        }
    };
    let gone: Vec<Absent> = all.into_iter().filter(|absent| !named(absent)).collect();
    understood.terms.extend(gone.into_iter().map(|absent| capture::Placed { range: 0..0, what: Term::No(absent) }));
}

/// Does the task have this already?
fn is_so(snapshot: &Snapshot, task: &Task, term: &Term) -> bool {
    let (plan, index) = (&snapshot.plan, snapshot.plan.index());
    match term {
        Term::Tag(tag) => task.tags.has(tag),
        Term::Person { person, units } => index.people_of(task.id).any(|(who, assignment)| {
            who == *person && plan.get(assignment).is_some_and(|it| it.units == units.unwrap_or(100))
        }),
        Term::After { task: before, link_type, lag } => {
            let links = index.predecessors(task.id).filter_map(|id| plan.get(id));
            links.into_iter().any(|it| (it.predecessor, it.link_type, it.lag) == (*before, *link_type, *lag))
        }
        _ => false,
    }
}

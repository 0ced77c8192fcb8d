//! The fields of a task as forms and `s` show them: text, candidates, and what was typed as commands. Both ways go
//! through the domain’s words and the grammar of capture; here is only which field goes which way.

mod several;

use crate::domain::change::Field;
use crate::domain::charter;
use crate::domain::column::Meaning;
use crate::domain::command::{Command, note_of};
use crate::domain::names::quoted;
use crate::domain::person::Person;
use crate::domain::place::Spot;
use crate::domain::plan::{Kind, Plan, Row};
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::span::Estimate;
use crate::domain::task::{ConstraintKind, Task, TaskId, TaskKind};
use crate::domain::value::{FieldType, Value};
use crate::domain::words;
use crate::ui::dialogs::Item;
use crate::ui::keymap::SET_FIELDS;

/// The fields of the form, in its order.
pub(super) const FORM: &[&str] = &[
    "title",
    "kind",
    "column",
    "phase",
    "parent",
    "priority",
    "estimate",
    "due",
    "planned",
    "recurrence",
    "until",
    "start",
    "snooze",
    "calendar",
    "assignees",
    "tags",
    "after",
    "percent",
    "accepted",
    "url",
    "note",
];
/// The fields that several tasks can have in common.
pub(super) const SHARED: &[&str] = &[
    "column",
    "phase",
    "parent",
    "priority",
    "estimate",
    "due",
    "planned",
    "recurrence",
    "start",
    "snooze",
    "assignees",
    "tags",
];
/// What says that a field is to hold nothing, where leaving it empty says nothing.
const NONE: [&str; 3] = ["none", "-", "—"];
/// Most tasks offered in a picker.
const MOST: usize = 5_000;

/// What was typed for a field, understood.
pub(super) struct Read {
    /// In words.
    pub said: String,
    /// What makes it so; none where it is so already.
    pub commands: Vec<Command>,
}

/// What a field is called.
pub(super) fn label(name: &str) -> String {
    let label = SET_FIELDS.iter().find(|field| field.name == name).map_or(name, |field| field.label);
    let label = label.strip_prefix("Set ").unwrap_or(label);
    let mut letters = label.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The name of the field in the record, where the value is that of one field.
fn field(name: &str) -> Option<Field> {
    let name = match name {
        "start" => "constraint",
        "snooze" => "snoozed_until",
        other => other,
    };
    Field::named(Kind::Task, name)
}

/// What may be typed in a field, while it is as it was.
pub(super) fn example(name: &str) -> &'static str {
    match name {
        "due" | "planned" | "start" | "snooze" | "until" | "review" => "fri, 12mar, 3w, eom",
        "probability" | "residual_probability" => "1 to 5, or likely",
        "impact" | "residual_impact" => "1 to 5, or severe",
        "cost_impact" => "20k",
        "delay" => "5d, or 2d/5d/15d",
        "category" => "one word",
        "owner" => "@ana",
        "cause" => "why it may happen",
        "effect" => "what follows",
        "response_plan" => "what is done about it",
        "contingency_plan" => "what is done if it occurs",
        "trigger" => "by what one sees it coming",
        "resolution" => "how it was settled",
        "estimate" => "4h, 3d, 2w, or 2d/3d/6d",
        "recurrence" => "every week, every 2w, every mon,thu, again 3d",
        "after" => "7, 9ff, 4ss+2d",
        "assignees" => "@ana, @bo:50",
        "tags" => "+web +urgent",
        "uses" => "Boxes 200; Travel =450",
        "url" => "https://…",
        "percent" => "0 to 100",
        "calendar" | "base" => "a calendar’s name, or none",
        "week" => "mon-fri 8-12,13-17; sat off",
        "days" => "24dec..26dec, fri",
        "hours" => "off, or 9-13",
        _ => charter::ENTRIES.iter().find(|entry| entry.field.name() == name).map_or("", |entry| entry.asks),
    }
}

/// Can the field of this task be typed? What a summary has is computed, and a milestone takes no time.
pub(super) fn is_open(snapshot: &Snapshot, task: &Task, name: &str) -> bool {
    match name {
        "estimate" if task.kind == TaskKind::Milestone => false,
        "recurrence" | "until" if task.recurrence.is_none() => !snapshot.plan.index().is_summary(task.id),
        "accepted" => task.kind == TaskKind::Deliverable,
        "column" | "estimate" | "percent" | "calendar" => !snapshot.plan.index().is_summary(task.id),
        _ => true,
    }
}

/// Is the field best typed with a list of what may be picked below?
pub(super) fn is_picked(name: &str) -> bool {
    matches!(name, "assignees" | "tags" | "after")
}

/// What the field holds, as it would be typed.
pub(super) fn text(snapshot: &Snapshot, task: &Task, name: &str) -> String {
    let plan = &snapshot.plan;
    let pace = plan.pace(task.project);
    let (index, today) = (plan.index(), snapshot.today);
    match name {
        "title" => task.title.clone(),
        "url" => task.url.clone(),
        "uses" => plan.uses_typed(task.id),
        "note" => plan.get(note_of(task.id)).map_or(String::new(), |note| note.text.to_string()),
        "percent" => format!("{}%", plan.percent(task)),
        "accepted" => if task.accepted.is_some() { "yes" } else { "no" }.to_owned(),
        "column" => {
            let column = task.place.as_ref().and_then(|place| plan.get(place.column));
            column.map_or(String::new(), |column| column.name.clone())
        }
        "start" => match task.constraint {
            Some(it) if it.kind == ConstraintKind::StartNoEarlier => {
                it.at.map_or(String::new(), |at| words::day(at.date(), today))
            }
            Some(it) => words::constraint_words(&it, today),
            None => String::new(),
        },
        "estimate" => task.duration.map_or(String::new(), |likely| {
            Estimate { optimistic: task.optimistic, likely, pessimistic: task.pessimistic }.words(&pace)
        }),
        "assignees" => {
            let share =
                |assignment: crate::domain::person::AssignmentId| plan.get(assignment).map_or(100, |it| it.units);
            let people = index.people_of(task.id).map(|(person, assignment)| match share(assignment) {
                100 => plan.handle(person),
                units => format!("{}:{units}", plan.handle(person)),
            });
            people.collect::<Vec<_>>().join(" ")
        }
        "after" => {
            let links = index.predecessors(task.id).filter_map(|id| plan.get(id));
            let one = |link: &std::sync::Arc<crate::domain::link::Link>| {
                let number = plan.get(link.predecessor).map_or(0, |task| task.number);
                let kind = if link.link_type == Default::default() { "" } else { link.link_type.word() };
                let lag = if link.lag.is_none() { String::new() } else { link.lag.words(&pace) };
                format!("{number}{}{lag}", kind.to_lowercase())
            };
            links.map(one).collect::<Vec<_>>().join(" ")
        }
        name => {
            let (Some(field), Some(row)) = (field(name), plan.row(task.id.into())) else { return String::new() };
            words::value(plan, &row, field, &row.get(field.at), today)
        }
    }
}

/// What may be picked for a field (what is put in, words beside it), and whether several are picked one by one.
pub(super) fn candidates(snapshot: &Snapshot, task: &Task, name: &str) -> (Vec<(String, String)>, bool) {
    let plan = &snapshot.plan;
    let words = |words: &[&str]| words.iter().map(|word| (word.to_string(), String::new())).collect();
    let all = match name {
        "kind" => words(TaskKind::WORDS),
        "priority" => words(&["P0", "P1", "P2", "P3"]),
        "accepted" => words(&["no", "yes"]),
        "column" => {
            let name =
                |id: crate::domain::column::ColumnId| plan.get(id).map(|column| (column.name.clone(), String::new()));
            plan.columns(task.project).into_iter().filter_map(name).collect()
        }
        "phase" => {
            let name =
                |id: crate::domain::phase::PhaseId| plan.get(id).map(|phase| (phase.name.clone(), String::new()));
            plan.phases(task.project).into_iter().filter_map(name).collect()
        }
        "assignees" => people(plan),
        "calendar" => super::calendars::named(plan),
        "tags" => plan.index().tags().map(|(tag, count)| (format!("+{tag}"), words::counted(count, "task"))).collect(),
        "after" => others(snapshot, task, false).map(|it| (it.number.to_string(), it.title.clone())).collect(),
        "parent" => others(snapshot, task, true).map(|it| (plan.task_ref(it.id), it.title.clone())).collect(),
        _ => Vec::new(),
    };
    (all, is_picked(name))
}

/// The people of the file: handle and name.
pub(super) fn people(plan: &Plan) -> Vec<(String, String)> {
    let mut people: Vec<_> = plan.all::<Person>().map(|it| (format!("@{}", it.handle), it.name.clone())).collect();
    people.sort();
    people
}

/// The tasks that a task may stand under or wait for: of its project, open, not itself.
fn others<'a>(snapshot: &'a Snapshot, task: &'a Task, above: bool) -> impl Iterator<Item = &'a Task> {
    let fits = move |it: &&Task| {
        it.project == task.project
            && it.id != task.id
            && it.dropped.is_none()
            && !(above && (it.kind == TaskKind::Milestone || it.finish().is_some()))
    };
    snapshot.plan.all::<Task>().map(AsRef::as_ref).filter(fits).take(MOST)
}

/// The values of a field that has only a few, as a list: what is shown, what would be typed, where the cursor begins.
pub(super) fn choices(snapshot: &Snapshot, tasks: &[TaskId], name: &str) -> Option<(Vec<Item>, Vec<String>, usize)> {
    const PRIORITIES: [&str; 4] = ["first of all", "soon", "as usual", "some day"];
    let task = snapshot.plan.get(*tasks.first()?)?;
    let (found, _) = candidates(snapshot, task, name);
    let nothing = match name {
        "priority" | "kind" | "accepted" => None,
        "phase" => Some("no phase"),
        "calendar" => Some("the project’s"),
        "parent" => Some("nothing: at the top of the outline"),
        _ => return None,
    };
    let here = text(snapshot, task, name);
    let at = found.iter().position(|(text, _)| *text == here).map_or(0, |at| at + usize::from(nothing.is_some()));
    let none = nothing.map(|words| (Item::of(words, ""), String::new()));
    let each = found.into_iter().enumerate().map(|(at, (text, beside))| match name {
        "priority" => (Item::of(text.clone(), PRIORITIES.get(at).copied().unwrap_or("")), text),
        "parent" => (Item::of(format!("{text} {beside}"), ""), text),
        _ => (Item::of(text.clone(), beside), text),
    });
    let (items, values) = none.into_iter().chain(each).unzip();
    Some((items, values, at))
}

/// What was typed for a field of a task, understood. `many`: it is one of several tasks, so that words add to what each
/// has rather than replace it. Errors: what is wrong, and what would fit.
pub(super) fn read(
    snapshot: &Snapshot,
    task: TaskId,
    name: &'static str,
    typed: &str,
    many: bool,
) -> Result<Read, Refusal> {
    let plan = &snapshot.plan;
    let (Some(it), Some(row)) = (plan.get(task), plan.row(task.into())) else {
        return Err(Refusal::plain("the task does not exist any more"));
    };
    let typed = if matches!(name, "title" | "note") { typed } else { typed.trim() };
    let typed = if NONE.contains(&typed) && !matches!(name, "title" | "note") { "" } else { typed };
    match name {
        "assignees" | "tags" | "after" => several::words_of(snapshot, it, name, typed, many),
        "uses" => several::uses(plan, task, typed, many),
        "note" if typed.trim_end() == text(snapshot, it, name).trim_end() => {
            Ok(Read { said: String::new(), commands: Vec::new() })
        }
        "note" => {
            let command = Command::SetNote { task, text: typed.trim_end().to_owned() };
            let said = if typed.trim().is_empty() { "no note".to_owned() } else { String::new() };
            Ok(Read { said, commands: vec![command] })
        }
        "title" if typed.trim().is_empty() => Err(Refusal::new("a task needs a title", "write what is to be done")),
        "column" => column(snapshot, it, typed),
        "parent" if typed.is_empty() => {
            let commands = it.parent.map(|_| Command::Under { task, parent: None }).into_iter().collect();
            Ok(Read { said: "at the top of the outline".to_owned(), commands })
        }
        "parent" => {
            let parent = plan.find_task(typed, Some(it.project))?;
            let new = it.parent != Some(parent);
            let commands = new.then_some(Command::Under { task, parent: Some(parent) }).into_iter().collect();
            Ok(Read { said: quoted(&plan.get(parent).map_or(String::new(), |it| it.title.clone())), commands })
        }
        "estimate" => estimate(snapshot, it, typed),
        "accepted" => accepted(it, typed),
        name => plain(snapshot, &row, name, typed),
    }
}

fn plain(snapshot: &Snapshot, row: &Row, name: &str, typed: &str) -> Result<Read, Refusal> {
    let plan = &snapshot.plan;
    let Some(field) = field(name) else { return Err(Refusal::plain(format!("there is no field {name}"))) };
    let worktime = words::project_of(plan, row).map(|project| plan.worktime(project)).unwrap_or_default();
    let value = words::read(plan, row, field, typed, &snapshot.days(&worktime))?;
    let said = match &value {
        Value::Nothing => format!("no {}", label(name).to_lowercase()),
        Value::Text(_) if matches!(name, "title" | "url") => String::new(),
        value if name == "snooze" => format!("hidden until {}", words::value(plan, row, field, value, snapshot.today)),
        value => words::value(plan, row, field, value, snapshot.today),
    };
    let same = row.get(field.at) == value;
    let set = Command::Set { of: row.id(), fields: vec![(field, value)] };
    Ok(Read { said, commands: if same { Vec::new() } else { vec![set] } })
}

fn estimate(snapshot: &Snapshot, task: &Task, typed: &str) -> Result<Read, Refusal> {
    let pace = snapshot.plan.pace(task.project);
    let estimate = match typed {
        "" | "1d?" => None,
        typed => Some(Estimate::parse(typed, &pace).map_err(|it| Refusal::new(it.why, it.instead))?),
    };
    let three = estimate.map_or((None, None, None), |it| (it.optimistic, Some(it.likely), it.pessimistic));
    let fields = [("optimistic", three.0), ("duration", three.1), ("pessimistic", three.2)];
    let fields = fields.into_iter().filter_map(|(name, span)| Some((Field::named(Kind::Task, name)?, span.to_value())));
    let set = Command::Set { of: task.id.into(), fields: fields.collect() };
    let same = (task.optimistic, task.duration, task.pessimistic) == three;
    let said = estimate.map_or("no estimate: it counts as 1d".to_owned(), |it| it.words(&pace));
    Ok(Read { said, commands: if same { Vec::new() } else { vec![set] } })
}

/// A deliverable accepted today, or not accepted after all; both by who sits here.
fn accepted(task: &Task, typed: &str) -> Result<Read, Refusal> {
    let on = match typed.to_lowercase().as_str() {
        "yes" | "y" => true,
        "no" | "n" | "" => false,
        _ => return Err(Refusal::new("a deliverable is accepted or not", "write yes or no")),
    };
    let said = if on { "accepted" } else { "not accepted" }.to_owned();
    let commands =
        if on == task.accepted.is_some() { Vec::new() } else { vec![Command::Accept { task: task.id, on, by: None }] };
    Ok(Read { said, commands })
}

fn column(snapshot: &Snapshot, task: &Task, typed: &str) -> Result<Read, Refusal> {
    let plan = &snapshot.plan;
    if typed.is_empty() && task.place.is_none() {
        return Ok(Read { said: "in the inbox".to_owned(), commands: Vec::new() });
    }
    let column = plan.find_column(task.project, typed)?;
    let it = plan.get(column);
    let spot = if it.is_some_and(|it| it.meaning == Meaning::Done) { Spot::Top } else { Spot::Bottom };
    let stays = task.place.as_ref().is_some_and(|place| place.column == column);
    let commands = if stays { Vec::new() } else { vec![Command::Move { task: task.id, column, spot, over: false }] };
    Ok(Read { said: it.map_or(String::new(), |it| it.name.clone()), commands })
}

//! The columns of a sheet, once: their names, what else they are called, and the cell of a task.

use crate::domain::command::note_of;
use crate::domain::link::{Link, LinkType};
use crate::domain::occurrence;
use crate::domain::plan::Plan;
use crate::domain::task::{ConstraintKind, Task};
use crate::domain::value::{FieldType, Value};
use crate::domain::words;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Cell {
    Ref,
    Id,
    Title,
    Kind,
    Project,
    Phase,
    Column,
    Priority,
    Tags,
    Assignees,
    Estimate,
    Start,
    Due,
    Planned,
    Recurrence,
    Until,
    Percent,
    Started,
    Finished,
    Blocked,
    Snoozed,
    Parent,
    Predecessors,
    Url,
    Dropped,
    Captured,
    Note,
}

/// A column, and what else it is called (lower case, without spaces).
pub(super) struct Column {
    pub name: &'static str,
    pub cell: Cell,
    pub aliases: &'static [&'static str],
}

const fn column(name: &'static str, cell: Cell, aliases: &'static [&'static str]) -> Column {
    Column { name, cell, aliases }
}

/// Every column, in the order of the export.
pub(super) const COLUMNS: &[Column] = &[
    column("ref", Cell::Ref, &["reference"]),
    column("id", Cell::Id, &["uuid", "key", "issuekey", "issueid", "taskid", "cardid", "number", "#"]),
    column(
        "title",
        Cell::Title,
        &["name", "summary", "task", "taskname", "subject", "cardname", "todo", "item", "content"],
    ),
    column("kind", Cell::Kind, &["type", "issuetype", "tasktype"]),
    column("project", Cell::Project, &["projectkey", "projectname"]),
    column("phase", Cell::Phase, &["stage"]),
    column(
        "column",
        Cell::Column,
        &["status", "state", "list", "listname", "section", "sectioncolumn", "section/column", "bucket"],
    ),
    column("priority", Cell::Priority, &["prio", "importance"]),
    column("tags", Cell::Tags, &["tag", "label", "labels", "category", "categories"]),
    column(
        "assignees",
        Cell::Assignees,
        &[
            "assignee",
            "owner",
            "owners",
            "assignedto",
            "members",
            "responsible",
            "resource",
            "resources",
            "resourcenames",
            "who",
        ],
    ),
    column("estimate", Cell::Estimate, &["est", "duration", "estimatedduration", "effort"]),
    column("start", Cell::Start, &["startdate", "startsnoearlierthan", "scheduled", "scheduledstart"]),
    column("due", Cell::Due, &["duedate", "dueon", "deadline", "dueby"]),
    column("planned", Cell::Planned, &["plannedday", "planneddate", "do", "doon"]),
    column("recurrence", Cell::Recurrence, &["recur", "repeat", "repeats", "repeating", "every"]),
    column("until", Cell::Until, &["repeatuntil", "recursuntil"]),
    column("percent", Cell::Percent, &["%", "%complete", "percentcomplete", "progress", "complete"]),
    column("started", Cell::Started, &["actualstart", "startedon", "startedat"]),
    column(
        "finished",
        Cell::Finished,
        &["actualfinish", "completedat", "completedon", "finishedon", "resolved", "closedat", "done"],
    ),
    column("blocked", Cell::Blocked, &["blockedreason", "blockedby", "impediment"]),
    column("snoozed", Cell::Snoozed, &["snoozeduntil", "wait", "hideuntil"]),
    column("parent", Cell::Parent, &["parentid", "parentkey", "parenttask", "epic", "epiclink", "under"]),
    column("predecessors", Cell::Predecessors, &["predecessor", "dependson", "dependencies", "after", "waitsfor"]),
    column("url", Cell::Url, &["link", "weblink", "cardurl"]),
    column("dropped", Cell::Dropped, &["deleted", "cancelled", "canceled"]),
    column("captured", Cell::Captured, &["created", "createdat", "createdon", "creationdate", "entry", "datecreated"]),
    column("note", Cell::Note, &["notes", "description", "details", "body", "comment", "comments", "carddescription"]),
];

/// The column that a header means.
pub(super) fn meant(header: &str) -> Option<Cell> {
    let squeezed: String = header
        .trim()
        .to_lowercase()
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '_' | '-'))
        .collect();
    let is = |column: &&Column| column.name == squeezed || column.aliases.contains(&squeezed.as_str());
    COLUMNS.iter().find(is).map(|column| column.cell)
}

/// The cell of a task.
pub(super) fn cell(plan: &Plan, task: &Task, cell: Cell) -> String {
    let summary = plan.index().is_summary(task.id);
    match cell {
        Cell::Ref => plan.task_ref(task.id),
        Cell::Id => task.id.to_string(),
        Cell::Title => task.title.clone(),
        Cell::Kind => task.kind.word().to_owned(),
        Cell::Project => plan.key(task.project).to_owned(),
        Cell::Phase => task.phase.and_then(|id| plan.get(id)).map_or(String::new(), |phase| phase.name.clone()),
        Cell::Column => {
            let place = task.place.as_ref().filter(|_| !summary);
            place.and_then(|place| plan.get(place.column)).map_or(String::new(), |column| column.name.clone())
        }
        Cell::Priority => task.priority.word().to_owned(),
        Cell::Tags => task.tags.iter().collect::<Vec<_>>().join(" "),
        Cell::Assignees => assignees(plan, task),
        Cell::Estimate if task.duration.is_none() => String::new(),
        Cell::Estimate => words::estimate(plan, task),
        Cell::Start => {
            let told = task.constraint.filter(|it| it.kind == ConstraintKind::StartNoEarlier).and_then(|it| it.at);
            text(&told.map(|at| at.date()))
        }
        Cell::Due => text(&task.due),
        Cell::Planned => text(&task.planned),
        // Of a series only the last: elsewhere nothing says that one of them has its next already.
        Cell::Recurrence => text(&task.recurrence.filter(|_| !occurrence::is_followed(plan, task.id))),
        Cell::Until => text(&task.until),
        Cell::Percent if summary => String::new(),
        Cell::Percent => plan.percent(task).to_string(),
        Cell::Started => text(&task.actual_start.map(|at| at.date())),
        Cell::Finished => text(&task.finish().map(|at| at.date())),
        Cell::Blocked => task.blocked.clone(),
        Cell::Snoozed => text(&task.snoozed_until),
        Cell::Parent => task.parent.map_or(String::new(), |id| plan.task_ref(id)),
        Cell::Predecessors => predecessors(plan, task),
        Cell::Url => task.url.clone(),
        Cell::Dropped => text(&task.dropped),
        Cell::Captured => text(&task.captured),
        Cell::Note => plan.get(note_of(task.id)).map_or(String::new(), |note| note.text.0.clone()),
    }
}

fn text<T: FieldType>(value: &Option<T>) -> String {
    match value.to_value() {
        Value::Text(text) => text,
        _ => String::new(),
    }
}

fn assignees(plan: &Plan, task: &Task) -> String {
    let one = |(person, id): (_, _)| {
        let handle = &plan.get::<crate::domain::person::Person>(person)?.handle;
        let units = plan.get::<crate::domain::person::Assignment>(id)?.units;
        Some(if units == 100 { handle.clone() } else { format!("{handle}:{units}") })
    };
    let mut all: Vec<String> = plan.index().people_of(task.id).filter_map(one).collect();
    all.sort_unstable();
    all.join(", ")
}

fn predecessors(plan: &Plan, task: &Task) -> String {
    let pace = plan.pace(task.project);
    let one = |link: &std::sync::Arc<Link>| {
        let kind = match link.link_type {
            LinkType::FinishStart => String::new(),
            other => other.word().to_lowercase(),
        };
        let lag = if link.lag.is_none() { String::new() } else { link.lag.words(&pace) };
        format!("{}{kind}{lag}", plan.task_ref(link.predecessor))
    };
    let mut links: Vec<_> = plan.index().predecessors(task.id).filter_map(|id| plan.get(id)).collect();
    links.sort_by_key(|link| (plan.get(link.predecessor).map(|first| first.number), link.link_type));
    links.into_iter().map(one).collect::<Vec<_>>().join(", ")
}

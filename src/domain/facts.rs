//! Everything that is known of a task, in words, label by label: for the detail, for copies, for `show`. What is not
//! set is not said. All words are safe to print; only the note is as it was written.

use std::sync::Arc;

use chrono::NaiveDate;

use super::change::Field;
use super::command::note_of;
use super::dates;
use super::flow;
use super::forecast;
use super::id::RecordId;
use super::link::{Link, LinkType};
use super::occurrence;
use super::person::{Assignment, Person};
use super::plan::{Kind, Plan, Row};
use super::record::Record;
use super::register;
use super::snapshot::Snapshot;
use super::span::Span;
use super::task::{Note, Task, TaskId, TaskKind};
use super::words;
use crate::text;

/// Fields of a task that are told together with others, or not at all.
const TOLD: &[&str] = &[
    "project",
    "number",
    "title",
    "kind",
    "parent",
    "phase",
    "place",
    "rank",
    "priority",
    "duration",
    "optimistic",
    "pessimistic",
    "work",
    "due",
    "planned",
    "recurrence",
    "until",
    "follows",
    "occurrence",
    "percent",
    "actual_start",
    "tags",
    "url",
    "blocked",
    "blocked_since",
    "waits_outside",
    "snoozed_until",
    "dropped",
];

/// One thing that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// What it is: `due`.
    pub label: String,
    /// How it is, in words: `Mon 9 Mar (2d late)`.
    pub value: String,
    /// Is it late, or in the way?
    pub wrong: bool,
}

/// A task that has to do with another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relative {
    /// Which task.
    pub task: TaskId,
    /// Its ref and title.
    pub words: String,
    /// How the two are linked, where that is not finish-to-start without lag.
    pub how: String,
    /// Is it done?
    pub done: bool,
}

/// All that is known of a task.
#[derive(Clone, PartialEq, Debug)]
pub struct Facts {
    /// Its ref.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its fields, in the order in which one wants to know them.
    pub fields: Vec<Fact>,
    /// What it waits for.
    pub before: Vec<Relative>,
    /// What waits for it.
    pub after: Vec<Relative>,
    /// What is under it.
    pub children: Vec<Relative>,
    /// Its note in Markdown, as it was written.
    pub note: Option<Arc<Note>>,
}

impl Facts {
    /// What is known of a task; nothing of one that is not in the plan.
    pub fn of(snapshot: &Snapshot, task: TaskId) -> Option<Facts> {
        let (plan, index) = (&snapshot.plan, snapshot.plan.index());
        let task = plan.get(task)?;
        let links = |link: &Link, other: TaskId| linked(plan, link, other);
        let before = index.predecessors(task.id).filter_map(|id| plan.get(id));
        let after = index.successors(task.id).filter_map(|id| plan.get(id));
        Some(Facts {
            name: plan.task_ref(task.id),
            title: text::visible(&task.title).into_owned(),
            fields: fields(snapshot, task),
            before: before.filter_map(|link| links(link, link.predecessor)).collect(),
            after: after.filter_map(|link| links(link, link.successor)).collect(),
            children: index
                .children(task.project, Some(task.id))
                .filter_map(|id| related(plan, id, String::new()))
                .collect(),
            note: plan.get(note_of(task.id)).cloned(),
        })
    }

    /// How many of the tasks under it are done, and how many there are: `2/5`.
    pub fn progress(&self) -> String {
        format!("{}/{}", self.children.iter().filter(|child| child.done).count(), self.children.len())
    }
}

fn linked(plan: &Plan, link: &Link, other: TaskId) -> Option<Relative> {
    let pace = plan.get(link.successor).map(|task| plan.pace(task.project)).unwrap_or_default();
    let kind = if link.link_type == LinkType::FinishStart { "" } else { link.link_type.words() };
    let lag = if link.lag.is_none() { String::new() } else { link.lag.words(&pace) };
    related(plan, other, [kind, &lag].join(" ").trim().to_owned())
}

fn related(plan: &Plan, task: TaskId, how: String) -> Option<Relative> {
    let it = plan.get(task)?;
    let words = format!("{} {}", plan.task_ref(task), text::visible(&it.title));
    Some(Relative { task, words, how, done: plan.is_done(it) })
}

/// A list of facts being made.
struct Telling(Vec<Fact>);

impl Telling {
    fn say(&mut self, label: &str, value: impl Into<String>) {
        self.tell(label, value.into(), false);
    }

    fn tell(&mut self, label: &str, value: String, wrong: bool) {
        if !value.is_empty() {
            self.0.push(Fact { label: label.to_owned(), value, wrong });
        }
    }
}

fn fields(snapshot: &Snapshot, task: &Task) -> Vec<Fact> {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let mut all = Telling(Vec::new());
    let open = task.finish().is_none();
    let day = |date: NaiveDate| words::day(date, today);
    if let Some(dropped) = task.dropped {
        all.say("dropped", day(dropped));
    }
    all.say("column", column(plan, task, today));
    if task.kind != TaskKind::Task {
        all.say("kind", task.kind.word());
    }
    all.say("priority", task.priority.word().to_uppercase());
    all.say("people", people(plan, task));
    all.say("uses", plan.uses_words(task.id).join(", "));
    if let Some(due) = task.due {
        let words = dates::relative(due, today);
        let near = (due - today).num_days() <= 6 && open;
        let near = if near { format!(" ({})", words.trim_start_matches("due ")) } else { String::new() };
        all.tell("due", format!("{}{near}", day(due)), open && due < today);
    }
    all.say("planned day", task.planned.map(day).unwrap_or_default());
    all.say("comes again", occurrence::told(plan, task, today).unwrap_or_default());
    all.say("follows", task.follows.map(|id| plan.task_ref(id)).unwrap_or_default());
    if task.kind != TaskKind::Milestone && !plan.index().is_summary(task.id) {
        all.say("estimate", words::estimate(plan, task));
    }
    let pace = plan.pace(task.project);
    all.say("work", task.work.map(|minutes| Span::working(minutes).words(&pace)).unwrap_or_default());
    let percent = plan.percent(task);
    if (open && percent > 0) || plan.index().is_summary(task.id) {
        all.say("complete", format!("{percent}%"));
    }
    if task.is_blocked() {
        all.tell("blocked", blocked(task, today), true);
    }
    all.say("snoozed until", task.snoozed_until.filter(|until| *until > today).map(day).unwrap_or_default());
    all.say("started", task.actual_start.map(|at| words::date_time(at, today)).unwrap_or_default());
    all.say("finished", task.finish().map(|at| words::date_time(at, today)).unwrap_or_default());
    for (label, value, wrong) in forecast::told(snapshot, task) {
        all.tell(label, value, wrong);
    }
    registered(&mut all, snapshot, task);
    let days = |days: i64| words::counted(usize::try_from(days).unwrap_or(0), "day");
    all.say("took", flow::cycle_days(task).map(days).unwrap_or_default());
    if let Some(age) = flow::age_days(task, today).filter(|_| task.dropped.is_none()) {
        let usual = flow::usual(plan, task.project, today);
        let old = if age > usual { format!(", longer than the usual {usual}") } else { String::new() };
        all.tell("age", format!("{}{old}", days(age)), age > usual);
    }
    all.say(
        "under",
        task.parent.and_then(|id| related(plan, id, String::new())).map(|it| it.words).unwrap_or_default(),
    );
    let phase = task.phase.and_then(|id| plan.get(id)).map(|phase| text::visible(&phase.name).into_owned());
    all.say("phase", phase.unwrap_or_default());
    all.say("tags", task.tags.iter().map(|tag| format!("+{}", text::visible(tag))).collect::<Vec<_>>().join(" "));
    all.say("URL", text::visible(&task.url));
    others(&mut all, plan, task, today);
    all.0
}

/// The open risks it is under, the worst first, and what they may mean for it; the open issues that hold it up.
fn registered(all: &mut Telling, snapshot: &Snapshot, task: &Task) {
    let plan = &snapshot.plan;
    let pace = plan.pace(task.project);
    let label = |id: RecordId| text::visible(&plan.label(id)).into_owned();
    for risk in plan.threats(task.id) {
        let score = risk.inherent().map_or(String::new(), |score| format!(", score {score}"));
        let means = register::threatens(snapshot, risk, task).words(&pace);
        let means = if means.is_empty() || !plan.index().registers().risks_on(task.id).any(|id| id == risk.id) {
            String::new()
        } else {
            format!(": {means}")
        };
        all.tell("risk", format!("{}{score}{means}", label(risk.id.into())), plan.is_high(risk));
    }
    let issues = plan.index().registers().issues_on(task.id).filter_map(|id| plan.get(id));
    for issue in issues.filter(|issue| issue.is_open()) {
        let bad = issue.severity.number() <= 2;
        all.tell("issue", format!("{}, {}", label(issue.id.into()), issue.severity.word()), bad);
    }
}

/// The fields that speak for themselves.
fn others(all: &mut Telling, plan: &Plan, task: &Task, today: NaiveDate) {
    let blank = Task::blank(task.id);
    let row = Row::Task(task.clone().into());
    for (at, _) in Task::FIELDS.iter().enumerate().filter(|(_, spec)| !TOLD.contains(&spec.name)) {
        let (field, value) = (Field { kind: Kind::Task, at }, task.get(at));
        if value != blank.get(at) {
            all.say(&words::label(field), words::value(plan, &row, field, &value, today));
        }
    }
}

/// Why it cannot go on, since when, and on whom that depends.
fn blocked(task: &Task, today: NaiveDate) -> String {
    let since = task.blocked_since.map_or(String::new(), |since| {
        let days = usize::try_from((today - since).num_days()).unwrap_or(0);
        format!(", since {} ({})", words::day(since, today), words::counted(days, "day"))
    });
    let outside = if task.waits_outside { "; it waits for someone outside" } else { "" };
    format!("{}{since}{outside}", text::visible(&task.blocked))
}

/// Where the card is and since when.
fn column(plan: &Plan, task: &Task, today: NaiveDate) -> String {
    if plan.index().is_summary(task.id) {
        return "none: it is a summary".to_owned();
    }
    let Some(place) = &task.place else { return "none: in the inbox".to_owned() };
    let name = plan.get(place.column).map_or("a lost column", |column| &column.name);
    format!("{} since {}", text::visible(name), words::day(place.since, today))
}

/// Who works on it: `Ana Novak, Bo Klein 50%`.
fn people(plan: &Plan, task: &Task) -> String {
    let people = plan.index().people_of(task.id).filter_map(|(person, it)| Some((plan.get(person)?, plan.get(it)?)));
    let one = |(person, it): (&Arc<Person>, &Arc<Assignment>)| {
        let name = if person.name.is_empty() { format!("@{}", person.handle) } else { person.name.clone() };
        let share = if it.units == 100 { String::new() } else { format!(" {}%", it.units) };
        format!("{}{share}", text::visible(&name))
    };
    people.map(one).collect::<Vec<_>>().join(", ")
}

//! Tasks as Taskwarrior imports them: an array with one task on each line.

use std::collections::{BTreeMap, HashMap};
use std::io;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Groups, Item, SOURCE};
use crate::domain::change::Field;
use crate::domain::column::Meaning;
use crate::domain::command::note_of;
use crate::domain::link::LinkType;
use crate::domain::names::quoted;
use crate::domain::place;
use crate::domain::plan::{Kind, Plan};
use crate::domain::project::{Project, ProjectId};
use crate::domain::record::Record;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{ConstraintKind, Priority, Task, TaskId};
use crate::domain::words;
use crate::formats::{Lost, Wish};
use crate::schedule::worktime::WorkTime;

/// Fields of a task that go out, that are told with others, or that only this program needs.
const TOLD: &[&str] = &[
    "project",
    "number",
    "title",
    "parent",
    "place",
    "rank",
    "priority",
    "optimistic",
    "pessimistic",
    "task_type",
    "constraint",
    "due",
    "percent",
    "actual_start",
    "tags",
    "blocked_since",
    "waits_outside",
    "snoozed_until",
    "triaged",
    "follows",
    "occurrence",
    "accepted_by",
    "captured",
    "dropped",
    "source",
    "source_id",
];

/// Writes every task that is no summary, or those of the wished project, by their numbers. Gives what has no place there.
pub(in crate::formats) fn write(
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    out: &mut dyn io::Write,
) -> io::Result<Vec<Lost>> {
    let plan = &snapshot.plan;
    let mut tasks: Vec<&Task> = plan.all::<Task>().map(|task| &**task).collect();
    tasks.retain(|task| wish.project.is_none_or(|only| only == task.project));
    tasks.sort_by_key(|task| (task.project, task.number, task.id));
    let several = tasks.first().zip(tasks.last()).is_some_and(|(first, last)| first.project != last.project);
    let mut export = Export { snapshot, wish, several, worktimes: HashMap::new(), groups: Groups::default() };
    let mut between = "[\n";
    for task in tasks {
        if is_project(plan, task) {
            export.untold_summary(task);
            continue;
        }
        let item = export.item(task);
        write!(out, "{between}{}", Json::from_iter(item))?;
        between = ",\n";
    }
    out.write_all(if between == "[\n" { b"[\n]\n" } else { b"\n]\n" })?;
    let mut lost = export.groups.told(plan);
    for (kind, thing) in [(Kind::Risk, "risk"), (Kind::Issue, "issue"), (Kind::Baseline, "baseline")] {
        if plan.count(kind) > 0 {
            let why =
                format!("{}: no place in Taskwarrior, which has tasks alone", words::counted(plan.count(kind), thing));
            lost.push(Lost { place: String::new(), why });
        }
    }
    Ok(lost)
}

/// Is it a level of a project there, rather than a task?
fn is_project(plan: &Plan, task: &Task) -> bool {
    plan.index().is_summary(task.id) || task.source == SOURCE && task.source_id.starts_with("project:")
}

/// Who a task is there: the id it came with, else its own.
fn uuid(task: &Task) -> String {
    let own = Some(&task.source_id).filter(|id| task.source == SOURCE && Uuid::parse_str(id).is_ok());
    own.cloned().unwrap_or_else(|| task.id.to_string())
}

/// The titles of the summaries above a task, the outermost first.
pub(super) fn levels_above(plan: &Plan, task: TaskId) -> Vec<String> {
    plan.ancestors(task).iter().rev().filter_map(|id| plan.get(*id)).map(|it| it.title.clone()).collect()
}

/// The first level of a task’s project there: what its project came from, else its key where several go out. A task
/// that came without a project has none.
pub(super) fn first_level(plan: &Plan, task: &Task, several: bool) -> Option<String> {
    let project: &Project = plan.get(task.project)?;
    if project.source == SOURCE {
        return Some(project.source_id.clone());
    }
    (several && task.source != SOURCE).then(|| project.key.clone())
}

struct Export<'a, 'b> {
    snapshot: &'a Snapshot,
    wish: &'a Wish<'b>,
    /// Do several projects go out?
    several: bool,
    worktimes: HashMap<ProjectId, WorkTime>,
    groups: Groups,
}

impl Export<'_, '_> {
    fn item(&mut self, task: &Task) -> Item {
        let plan = &self.snapshot.plan;
        let meaning = task.place.as_ref().and_then(|place| plan.get(place.column)).map(|column| column.meaning);
        let mut item = Item::from([
            ("uuid".to_owned(), json!(uuid(task))),
            ("description".to_owned(), json!(task.title)),
            ("status".to_owned(), json!(self.status(task))),
        ]);
        let mut put = |key: &str, value: Option<Json>| item.extend(value.map(|value| (key.to_owned(), value)));
        let midnight = |day: Option<NaiveDate>| day.map(|day| self.stamp(day.and_time(NaiveTime::MIN)));
        put("entry", task.captured.map(stamp));
        put("modified", plan.touched(task.id).map(stamp));
        put("due", midnight(task.due));
        put("wait", midnight(task.snoozed_until));
        let earliest = task.constraint.filter(|it| it.kind == ConstraintKind::StartNoEarlier).and_then(|it| it.at);
        put("scheduled", midnight(earliest.map(|at| at.date())));
        put("priority", letter(task.priority).map(Json::from));
        let tags: Vec<&str> = task.tags.iter().collect();
        put("tags", (!tags.is_empty()).then(|| json!(tags)));
        let end = self.end(task);
        put("end", end.map(|at| self.stamp(at)));
        let begun = task.dropped.is_some() || meaning != Some(Meaning::Queue) && meaning.is_some();
        // Taskwarrior takes the start away when a task is done: one on the day of the end says nothing.
        let tells = |at: &NaiveDateTime| {
            begun && !(plan.is_done(task) && task.finish().is_some_and(|finish| finish.date() == at.date()))
        };
        put("start", task.actual_start.filter(tells).map(|at| self.stamp(at)));
        put("project", self.project(task).map(Json::from));
        put("depends", self.depends(task));
        put("annotations", self.annotations(task));
        if task.actual_start.is_some() && !begun {
            self.groups.add("start", "a task that is not in progress is not started there: not carried", task.id);
        }
        self.untold(task, meaning);
        item
    }

    fn status(&self, task: &Task) -> &'static str {
        if task.dropped.is_some() {
            return "deleted";
        }
        match self.snapshot.plan.is_done(task) {
            true => "completed",
            false if task.snoozed_until.is_some_and(|day| day > self.snapshot.today) => "waiting",
            false => "pending",
        }
    }

    /// When it ended: the day it came to its column, where its finish is the working day of that, else the finish.
    fn end(&mut self, task: &Task) -> Option<NaiveDateTime> {
        if let Some(day) = task.dropped {
            return Some(self.not_before_entry(task, day.and_time(NaiveTime::MIN)));
        }
        let (place, finish) = (task.place.as_ref()?, task.finish()?);
        let plan = &self.snapshot.plan;
        let worktime = self.worktimes.entry(task.project).or_insert_with(|| plan.worktime(task.project));
        let came = place.since != finish.date() && worktime.last_minute(place.since) == Some(finish);
        Some(if came { self.not_before_entry(task, place.since.and_time(NaiveTime::MIN)) } else { finish })
    }

    /// Of the day that is known, the instant of the entry where that is on it.
    fn not_before_entry(&self, task: &Task, at: NaiveDateTime) -> NaiveDateTime {
        let entry = task.captured.map(|at| (self.wish.local)(at));
        entry.filter(|entry| entry.date() == at.date()).unwrap_or(at)
    }

    fn project(&mut self, task: &Task) -> Option<String> {
        let plan = &self.snapshot.plan;
        let above = levels_above(plan, task.id);
        if above.iter().any(|level| level.contains('.')) {
            self.groups.add("project", "a dot in the title of a summary begins a level there", task.id);
        }
        let levels: Vec<String> = first_level(plan, task, self.several).into_iter().chain(above).collect();
        (!levels.is_empty()).then(|| levels.join("."))
    }

    fn depends(&mut self, task: &Task) -> Option<Json> {
        let plan = &self.snapshot.plan;
        let mut all = Vec::new();
        for link in plan.index().predecessors(task.id).filter_map(|id| plan.get(id)) {
            let Some(first) = plan.get(link.predecessor) else { continue };
            if link.link_type != LinkType::FinishStart {
                self.groups.add("depends", "a link other than finish-to-start: left out", task.id);
            } else if is_project(plan, first) {
                self.groups.add("depends", "a link to a summary, which is a project there: left out", task.id);
            } else {
                all.push(uuid(first));
                if !link.lag.is_none() {
                    self.groups.add("depends", "lag is not carried, the link is", task.id);
                }
            }
        }
        all.sort_unstable();
        (!all.is_empty()).then(|| json!(all))
    }

    /// The note: every paragraph that begins with a date, with what follows it. Taskwarrior knows annotations by their
    /// second, so those of one day follow one another.
    fn annotations(&mut self, task: &Task) -> Option<Json> {
        let note = self.snapshot.plan.get(note_of(task.id))?;
        let mut all: Vec<(Option<NaiveDate>, String)> = Vec::new();
        for paragraph in note.text.0.trim().split("\n\n") {
            match (dated(paragraph), all.last_mut()) {
                (Some((day, text)), _) => all.push((Some(day), text.to_owned())),
                (None, None) => all.push((None, paragraph.to_owned())),
                (None, Some((_, text))) => text.extend(["\n\n", paragraph]),
            }
        }
        let entry = task.captured.map(|at| (self.wish.local)(at).date()).unwrap_or(self.snapshot.today);
        let mut seconds: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        let mut told: Vec<Json> = Vec::new();
        for (day, text) in all.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
            if day.is_none() {
                self.groups.add("note", "what has no date gets that of the entry", task.id);
            }
            let day = day.unwrap_or(entry);
            let second = seconds.entry(day).or_default();
            let at = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(*second);
            *second += 1;
            told.push(json!({"entry": self.stamp(at), "description": text}));
        }
        (!told.is_empty()).then(|| Json::from(told))
    }

    /// What a task has and Taskwarrior has no place for.
    fn untold(&mut self, task: &Task, meaning: Option<Meaning>) {
        const NO_PLACE: &str = "has no place in Taskwarrior";
        let plan = &self.snapshot.plan;
        let blank = Task::blank(task.id);
        for (at, field) in Task::FIELDS.iter().enumerate() {
            if !TOLD.contains(&field.name) && task.get(at) != blank.get(at) {
                self.groups.add(&words::label(Field { kind: Kind::Task, at }), NO_PLACE, task.id);
            }
        }
        if task.percent > 0 && !plan.is_done(task) {
            self.groups.add("percent", NO_PLACE, task.id);
        }
        if task.constraint.is_some_and(|it| it.kind != ConstraintKind::StartNoEarlier) {
            self.groups.add("constraint", "only “start no earlier than” has a place (scheduled)", task.id);
        }
        if plan.index().people_of(task.id).next().is_some() {
            self.groups.add("assignees", NO_PLACE, task.id);
        }
        if plan.index().uses_of(task.id).next().is_some() {
            self.groups.add("resources", NO_PLACE, task.id);
        }
        let usual = meaning.and_then(|meaning| place::first_with(plan, task.project, meaning));
        let column = task.place.as_ref().map(|place| place.column);
        if task.dropped.is_none() && (column.is_none() || column != usual) {
            let name = column.and_then(|id| plan.get(id)).map_or("the inbox".to_owned(), |it| quoted(&it.name));
            let is = match meaning {
                Some(Meaning::Done) => "completed",
                Some(Meaning::Doing) => "started",
                _ => "pending",
            };
            self.groups.add("column", &format!("{name} is no status there: it goes out as {is}"), task.id);
        }
    }

    /// What a summary has besides its title.
    fn untold_summary(&mut self, task: &Task) {
        let plan = &self.snapshot.plan;
        let more = task.due.is_some()
            || plan.get(note_of(task.id)).is_some()
            || plan.index().people_of(task.id).next().is_some()
            || plan.index().predecessors(task.id).next().is_some();
        if more {
            let why = "a summary is the project of its tasks there: its due date, note, people and links stay here";
            self.groups.add("project", why, task.id);
        }
    }

    fn stamp(&self, at: NaiveDateTime) -> Json {
        stamp(instant(self.wish.local, at))
    }
}

/// The letter of a priority. Taskwarrior sorts what has none between M and L, where P2 is.
fn letter(priority: Priority) -> Option<&'static str> {
    match priority {
        Priority::P0 => Some("H"),
        Priority::P1 => Some("M"),
        Priority::P2 => None,
        Priority::P3 => Some("L"),
    }
}

/// The day that a paragraph of a note begins with, and what follows: `2026-03-12: asked the vendor`.
fn dated(paragraph: &str) -> Option<(NaiveDate, &str)> {
    let (day, text) = paragraph.split_once(": ")?;
    Some((NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().filter(|_| day.len() == 10)?, text))
}

fn stamp(at: DateTime<Utc>) -> Json {
    Json::from(at.format("%Y%m%dT%H%M%SZ").to_string())
}

/// When the clock on the wall shows this; the instant after the gap, where it never does.
fn instant(local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime, wanted: NaiveDateTime) -> DateTime<Utc> {
    let mut at = wanted.and_utc();
    for _ in 0..3 {
        let off = local(at) - wanted;
        if off.is_zero() {
            return at;
        }
        at -= off;
    }
    if local(at) < wanted { at + (wanted - local(at)) } else { at }
}

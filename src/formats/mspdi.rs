//! Microsoft Project’s XML (MSPDI), one project a file.
//!
//! | Microsoft Project | here |
//! | --- | --- |
//! | title, start, status date, minutes per day and week, days per month, critical limit | the project’s; its dates are *as stored* |
//! | tasks | tasks; where they stand in the outline by their level; task 0 is the project itself |
//! | duration, elapsed or working; milestone; estimated `1 day?` | duration, kind, no estimate |
//! | constraint; deadline; priority 0–1000 | constraint; due; P3 below 400, P1 from 600, P0 from 800 |
//! | manual, inactive, type, work, calendar, levelling delay, splits | the same; a manual task must start on the day told for it |
//! | percent, actual start, actual finish | the first column that means doing or done, percent |
//! | links with lag in working time, elapsed time or percent | links |
//! | calendars with weekdays, exceptions, recurring ones and work weeks | calendars; recurring exceptions become single days |
//! | work resources, their calendars, assignments | people, known by their name; assignments with units in percent, and their work where it is not shared as the units are |
//! | material and cost resources, their assignments | resources with what a unit costs; uses with their units and cost |
//! | baselines 0–10 of tasks | baselines; the first is the one compared with, unless one was chosen |
//! | notes, hyperlinks | notes, URLs |
//!
//! Records remember their unique ids: a second import updates what it knows. What the file does not say stays as it is:
//! tags, phases, columns, tasks made here. What has no place here is said, once for all tasks that have it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDateTime;
use uuid::Uuid;

use self::item::Item;
use self::parse::parse;
use super::intake::Intake;
use super::{Reading, Wish};
use crate::domain::calendar::CalendarId;
use crate::domain::draft::Moment;
use crate::domain::id::{Id, RecordId};
use crate::domain::names::quoted;
use crate::domain::person::PersonId;
use crate::domain::plan::Kept;
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::resource::ResourceId;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;
use crate::domain::words;
use crate::schedule::worktime::WorkTime;
use crate::text;

mod baselines;
mod calendars;
mod item;
mod links;
mod parse;
mod people;
mod project;
mod recurrence;
mod resources;
mod splits;
mod standing;
mod tasks;
mod untold;
mod write;

pub(super) use self::write::write;

/// What records from here remember as their source.
const SOURCE: &str = "mspdi";

/// Reads a plan. Errors: what is no plan, with its line; a plan that is scheduled from its finish.
pub(super) fn read(
    bytes: &[u8],
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    moment: &mut Moment,
) -> Result<Reading, Refusal> {
    let document = parse(bytes)?;
    if document.project.text("ScheduleFromStart").is_some() && !document.project.flag("ScheduleFromStart") {
        let why = "this plan is scheduled from its finish, which is not computed here";
        return Err(Refusal::new(
            why,
            "let Microsoft Project schedule it from its start (Project, Project information)",
        ));
    }
    let mut import = Import::of(&document, snapshot, wish, moment)?;
    import.calendars(&document);
    import.project(&document);
    import.people(&document);
    let entries = import.tasks(&document);
    import.links(&entries)?;
    import.assignments(&document, &entries)?;
    import.uses(&document, &entries)?;
    import.splits(&document, &entries);
    import.baselines(&entries);
    import.vanished(&entries);
    import.say();
    let mut counted: Vec<RecordId> = entries.iter().map(|entry| entry.id.into()).collect();
    let what = format!(
        "project {} with {} from Microsoft Project",
        import.intake.draft.plan.key(import.project),
        words::counted(counted.len(), "task")
    );
    if counted.is_empty() {
        counted.push(import.project.into());
    }
    Ok(import.intake.finish(what, &counted))
}

/// A plan that is being taken in.
struct Import<'a, 'b> {
    wish: &'a Wish<'b>,
    intake: Intake<'a>,
    project: ProjectId,
    /// The project’s id in its file, which the ids of its people and calendars are told apart by.
    scope: String,
    /// What a calendar of the file is here; none: nothing of its own, like the project’s.
    calendars: HashMap<i64, Option<CalendarId>>,
    people: HashMap<i64, PersonId>,
    /// What is nobody: material and costs.
    resources: HashMap<i64, ResourceId>,
    tasks: HashMap<i64, TaskId>,
    /// People, resources and calendars that have come from this file before, by kind and id there.
    known: HashMap<String, Uuid>,
    worktimes: HashMap<Option<CalendarId>, WorkTime>,
    /// What is said once for many: by place and reason, what it is about.
    groups: BTreeMap<(String, String), Vec<String>>,
    /// Records of this import that a GUID or an id has found already.
    taken: HashSet<Uuid>,
}

impl Import<'_, '_> {
    /// The record here that an element is: by its GUID, if it went out from here, else by its id in the file.
    fn same<R: Kept>(&mut self, item: &Item, id: &str) -> Option<Id<R>> {
        if self.wish.as_new {
            return None;
        }
        let before = self.intake.draft.before();
        let guid = item.text("GUID").and_then(|guid| Uuid::parse_str(guid).ok());
        let guid = guid.filter(|guid| before.get(Id::<R>::of(*guid)).is_some());
        let found = guid.or_else(|| self.known.get(&format!("{} {id}", R::KIND.word())).copied())?;
        self.taken.insert(found).then_some(Id::of(found))
    }

    /// The value of an element, if it is there and can be read; what cannot be read is said.
    fn value<T>(&mut self, item: &Item, name: &str, place: &str, what: &str, read: fn(&str) -> Option<T>) -> Option<T> {
        let said = item.text(name)?;
        let value = read(said);
        if value.is_none() {
            self.intake.lose(place, format!("{name} {} is no {what}: left out", quoted(said)));
        }
        value
    }

    fn date(&mut self, item: &Item, name: &str, place: &str) -> Option<NaiveDateTime> {
        self.value(item, name, place, "date and time", item::date_time)
    }

    /// Minutes of a duration; parts of a minute are rounded, which is said once.
    fn minutes(&mut self, item: &Item, name: &str, place: &str) -> Option<i64> {
        let (minutes, whole) = self.value(item, name, place, "duration", item::minutes)?;
        if !whole {
            self.group(name, "parts of a minute are rounded", place);
        }
        Some(minutes)
    }

    /// Remembers what is said once for all that it is about.
    fn group(&mut self, place: &str, why: impl Into<String>, about: impl Into<String>) {
        self.groups.entry((place.to_owned(), why.into())).or_default().push(about.into());
    }

    fn say(&mut self) {
        for ((place, why), about) in std::mem::take(&mut self.groups) {
            let some = about.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if about.len() > 3 { format!(" and {} more", about.len() - 3) } else { String::new() };
            self.intake.lose(text::cut(&place, 60), format!("{why} ({some}{more})"));
        }
    }

    fn worktime(&mut self, calendar: Option<CalendarId>) -> &WorkTime {
        let plan = &self.intake.draft.plan;
        self.worktimes.entry(calendar).or_insert_with(|| plan.calendar_time(calendar))
    }
}

/// Text of several lines as one line.
fn one_line(text: &str) -> String {
    text.split(['\n', '\r', '\t']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What an element is called in what is said of it.
fn called(kind: &str, item: &Item) -> String {
    let id = item.text("ID").or_else(|| item.text("UID")).unwrap_or("?");
    let name = one_line(item.text("Name").unwrap_or_default());
    match name.is_empty() {
        true => format!("{kind} {}", text::cut(id, 20)),
        false => format!("{kind} {} {}", text::cut(id, 20), quoted(&name)),
    }
}

#[cfg(test)]
mod tests;

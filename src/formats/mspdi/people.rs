//! Work resources as people, and who works on what.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::item::{Item, number};
use super::parse::Document;
use super::resources::is_thing;
use super::tasks::Entry;
use super::{Import, SOURCE, called, one_line};
use crate::domain::calendar::CalendarId;
use crate::domain::person::{Assignment, Person, PersonId};
use crate::domain::plan::Row;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::task::{Task, TaskId};

/// People and other resources that a plan may bring along.
const MOST: usize = 2_000;

impl Import<'_, '_> {
    /// Takes the people in, and the other resources.
    pub(super) fn people(&mut self, document: &Document) {
        let mut used: HashMap<i64, Vec<&Item>> = HashMap::new();
        for item in &document.assignments {
            if let Some(resource) = item.int("ResourceUID") {
                used.entry(resource).or_default().push(item);
            }
        }
        let mut claimed: HashSet<PersonId> = HashSet::new();
        for item in &document.resources {
            let uid = item.int("UID");
            let uses = uid.and_then(|uid| used.get(&uid)).map_or(&[][..], Vec::as_slice);
            let name = item.text("Name").map(one_line).unwrap_or_default();
            if item.flag("IsNull") || name.is_empty() && uses.is_empty() {
                continue;
            }
            let place = called("resource", item);
            let Some(uid) = uid else {
                self.intake.lose(place, "has no unique id: left out");
                continue;
            };
            if self.people.contains_key(&uid) || self.resources.contains_key(&uid) {
                self.intake.lose(place, format!("unique id {uid} is there twice: only the first one was taken"));
                continue;
            }
            if self.people.len() + self.resources.len() == MOST {
                self.intake.lose("resources", format!("more than {MOST} of them: the rest was left out"));
                break;
            }
            if is_thing(item) {
                self.resource(item, uid, &name, &place);
                continue;
            }
            let person = self.person(item, uid, &name, &place, &claimed);
            claimed.insert(person);
            self.people.insert(uid, person);
            self.untold_of_resource(item, &place);
        }
        self.manager(document);
    }

    /// The person that a resource is: known from an earlier import, or by name, or new.
    fn person(&mut self, item: &Item, uid: i64, name: &str, place: &str, claimed: &HashSet<PersonId>) -> PersonId {
        let account = item.text("NTAccount").and_then(|account| account.rsplit('\\').next()).map(one_line);
        let email = item.text("EmailAddress").map(one_line).unwrap_or_default();
        let name = if name.is_empty() { format!("Resource {uid}") } else { name.to_owned() };
        let earlier = self.same::<Person>(item, &uid.to_string());
        if earlier.is_none() {
            let names = account.iter().chain([&email, &name]).filter(|name| !name.is_empty());
            let known = names.filter_map(|name| self.intake.person_called(name)).find(|id| !claimed.contains(id));
            if let Some(known) = known {
                let handle = self.intake.draft.plan.handle(known);
                self.intake.lose(place, format!("{handle} is known here already, and stays as they are"));
                return known;
            }
        }
        let id = earlier.unwrap_or_else(|| {
            let words = account.as_deref().filter(|account| !account.is_empty()).unwrap_or(&name);
            let id = self.intake.new_person(words, place);
            let source_id = format!("{}/{uid}", self.scope);
            self.intake.draft.edit(id, |it: &mut Person| {
                (it.source, it.source_id) = (SOURCE.to_owned(), source_id);
            });
            id
        });
        self.intake.stood(id, place);
        let calendar =
            item.int("CalendarUID").filter(|uid| *uid >= 0).and_then(|uid| self.calendars.get(&uid).copied());
        let units = self.value(item, "MaxUnits", place, "number", number).map(percent);
        let rate = self.rate(item, self.intake.draft.plan.get(id).and_then(|it| it.cost_rate), place);
        let initials = item.text("Initials").map(one_line);
        let role = item.text("Group").map(one_line);
        let plan = &self.intake.draft.plan;
        let base = plan.get(self.project).and_then(|it| it.calendar);
        // Leave that was told here stays, unless the file has days of its own.
        let leave = plan.get(id).and_then(|it| plan.get(it.calendar?)).is_some_and(|it| it.source != SOURCE);
        self.intake.draft.edit(id, |it: &mut Person| {
            if it.handle != name {
                it.name = name;
            }
            if !email.is_empty() {
                it.email = email;
            }
            it.initials = initials.unwrap_or_else(|| std::mem::take(&mut it.initials));
            it.role = role.unwrap_or_else(|| std::mem::take(&mut it.role));
            it.capacity = units.unwrap_or(it.capacity).clamp(0, 1000);
            it.cost_rate = rate;
            match calendar.map(|told| told.filter(|told| Some(*told) != base)) {
                Some(Some(told)) => it.calendar = Some(told),
                Some(None) if !leave => it.calendar = None,
                _ => {}
            }
        });
        id
    }

    /// Takes over who works on what. Errors: more people of one task than anybody means.
    pub(super) fn assignments(&mut self, document: &Document, entries: &[Entry<'_>]) -> Result<(), Refusal> {
        let mut wanted: BTreeMap<TaskId, Vec<(PersonId, i64, i64)>> = BTreeMap::new();
        let resources: HashSet<i64> = document.resources.iter().filter_map(|it| it.int("UID")).collect();
        for item in &document.assignments {
            let (Some(task), Some(resource)) = (item.int("TaskUID"), item.int("ResourceUID")) else { continue };
            let (Some(task), Some(person)) = (self.tasks.get(&task).copied(), self.people.get(&resource).copied())
            else {
                // Nobody, the project’s own summary, and what was said with its resource need no word.
                let known = resources.contains(&resource) && self.tasks.contains_key(&task);
                if resource >= 0 && task > 0 && !known {
                    let why = "an assignment to a task or resource that is not in the file was left out";
                    self.group("assignments", why, format!("{resource} on {task}"));
                }
                continue;
            };
            let place = format!("assignment of {}", self.intake.draft.plan.task_ref(task));
            let units = self.value(item, "Units", &place, "number", number).unwrap_or(1.0);
            if (units * 100.0 - (units * 100.0).round()).abs() > 1e-6 {
                self.group("assignments", "units are rounded to whole percents", place.clone());
            }
            let work = self.minutes(item, "Work", &place).unwrap_or(0);
            self.untold_of_assignment(item, task);
            wanted.entry(task).or_default().push((person, percent(units), work));
        }
        let said: HashSet<TaskId> =
            entries.iter().filter(|entry| entry.item.text("Work").is_some()).map(|entry| entry.id).collect();
        let mut rows = Vec::new();
        for (task, all) in &wanted {
            if !said.contains(task) {
                self.work(*task, all);
            }
            let uneven = is_uneven(all);
            for (person, units, work) in all {
                let known = self.intake.draft.plan.index().people_of(*task).find(|(who, _)| who == person);
                let id = known.map_or_else(|| self.intake.draft.moment.ids.take(), |(_, id)| id);
                let work = Some(*work).filter(|_| uneven);
                let row = Assignment { task: *task, person: *person, units: *units, work, ..Assignment::blank(id) };
                rows.push(Row::Assignment(row.into()));
            }
        }
        self.intake.bound(&rows)?;
        for entry in entries {
            let told = wanted.get(&entry.id).map_or(&[][..], Vec::as_slice);
            let plan = &self.intake.draft.plan;
            let from_here = |who: &PersonId| plan.get(*who).is_some_and(|it| it.source == SOURCE);
            let gone = plan.index().people_of(entry.id);
            let gone = gone.filter(|(who, _)| from_here(who) && !told.iter().any(|(person, ..)| person == who));
            let gone: Vec<_> = gone.map(|(_, id)| id).collect();
            gone.into_iter().for_each(|id| self.intake.draft.remove(id));
        }
        for row in rows {
            if let Row::Assignment(it) = &row {
                let place = format!("assignment of {}", self.intake.draft.plan.task_ref(it.task));
                self.intake.stood(row.id(), place);
            }
            self.intake.draft.put_row(row);
        }
        Ok(())
    }

    /// The work of a task whose own element does not say it.
    fn work(&mut self, task: TaskId, all: &[(PersonId, i64, i64)]) {
        let sum: i64 = all.iter().fold(0, |sum, (.., work)| sum.saturating_add((*work).max(0)));
        if sum > 0 && !self.intake.draft.plan.index().is_summary(task) {
            self.intake.draft.edit(task, |it: &mut Task| it.work = Some(sum));
        }
    }

    /// The calendars of the people of a task.
    pub(super) fn calendars_of_people(&self, task: TaskId) -> Vec<Option<CalendarId>> {
        let plan = &self.intake.draft.plan;
        plan.index().people_of(task).filter_map(|(who, _)| plan.get(who)).map(|person| person.calendar).collect()
    }
}

/// Is the work of a task shared otherwise than by units?
fn is_uneven(all: &[(PersonId, i64, i64)]) -> bool {
    let (units, work) = all
        .iter()
        .fold((0i128, 0i128), |(units, work), (_, of, minutes)| (units + i128::from(*of), work + i128::from(*minutes)));
    let differs = |(_, of, minutes): &(PersonId, i64, i64)| {
        (i128::from(*minutes) * units - work * i128::from(*of)).abs() > 2 * units
    };
    all.len() > 1 && units > 0 && all.iter().any(differs)
}

/// Whole percents of units.
fn percent(units: f64) -> i64 {
    (units * 100.0).round() as i64
}

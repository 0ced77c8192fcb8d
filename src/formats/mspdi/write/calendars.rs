//! Which calendars go out, and how: base calendars stand on their own, a person’s rests on one of them.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::people;
use super::xml::Xml;
use super::{free_ids, scoped};
use crate::domain::calendar::{Calendar, CalendarId, Exception, Hours, Week};
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::Plan;
use crate::domain::project::Project;
use crate::formats::mspdi::SOURCE;
use crate::formats::mspdi::calendars::STANDARD;
use crate::formats::mspdi::project::scope_of;

/// The calendars of an export and their ids there.
pub(super) struct Calendars {
    project: Option<CalendarId>,
    /// The standard calendar, where the project has none of its own, and calendars that stand alone.
    bases: Vec<(Option<CalendarId>, i64)>,
    /// Each person’s: its id, their name, the calendar with their own days, the base it rests on.
    own: BTreeMap<PersonId, Own>,
}

struct Own {
    uid: i64,
    name: String,
    days: Option<CalendarId>,
    base: Option<CalendarId>,
}

impl Calendars {
    /// Those of the project, of its tasks and of these people.
    pub fn of(plan: &Plan, project: &Project, of_tasks: Vec<CalendarId>, people: &[&Arc<Person>]) -> Self {
        let there = |id: CalendarId| plan.get(id).map(|it| it.id);
        let home = project.calendar.and_then(there);
        let mut bases: Vec<Option<CalendarId>> = vec![home];
        let mut add = |id: Option<CalendarId>| {
            if let Some(id) = id.and_then(there).filter(|id| !bases.contains(&Some(*id))) {
                bases.push(Some(id));
            }
        };
        of_tasks.into_iter().for_each(|id| add(Some(id)));
        let scope = format!("{}/", scope_of(project));
        let from_here = |it: &Calendar| it.source == SOURCE && it.source_id.starts_with(&scope);
        let stayed = plan.all::<Calendar>().filter(|it| it.base.is_none() && from_here(it));
        stayed.for_each(|it| add(Some(it.id)));
        let mut users: HashMap<CalendarId, usize> = HashMap::new();
        people.iter().filter_map(|it| it.calendar).for_each(|id| *users.entry(id).or_default() += 1);
        // A calendar that is one person’s only and rests on another, or has no week of its own, is that person’s.
        let is_own = |it: &&Arc<Calendar>| (it.base.is_some() || it.week.is_none()) && users.get(&it.id) == Some(&1);
        let of = |person: &Arc<Person>| person.calendar.and_then(|id| plan.get(id));
        for calendar in people.iter().filter_map(|person| of(person)) {
            add(if is_own(&calendar) { calendar.base } else { Some(calendar.id) });
        }
        let mut own = BTreeMap::new();
        for person in people {
            let calendar = of(person);
            let days = calendar.filter(is_own).map(|it| it.id).filter(|id| !bases.contains(&Some(*id)));
            let base = match days {
                Some(_) => calendar.and_then(|it| it.base).and_then(there).or(home),
                None => calendar.map(|it| it.id).or(home),
            };
            let name = people::name(person).to_owned();
            own.insert(person.id, Own { uid: 0, name, days, base });
        }
        let wish = |id: Option<CalendarId>| {
            let it = id.and_then(|id| plan.get(id))?;
            scoped(project, &it.source, &it.source_id).filter(|_| from_here(it))
        };
        let mut wishes: Vec<Option<i64>> = bases.iter().map(|id| wish(*id)).collect();
        wishes.extend(own.values().map(|it: &Own| wish(it.days)));
        let mut ids = free_ids(&wishes, 1).into_iter();
        let bases = bases.into_iter().zip(ids.by_ref()).collect();
        own.values_mut().zip(ids).for_each(|(it, uid)| it.uid = uid);
        Calendars { project: home, bases, own }
    }

    /// The id of a calendar that stands alone.
    pub fn id(&self, calendar: Option<CalendarId>) -> Option<i64> {
        self.bases.iter().find(|(known, _)| *known == calendar).map(|(_, uid)| *uid)
    }

    /// The id of the project’s.
    pub fn of_project(&self) -> i64 {
        self.id(self.project).unwrap_or(1)
    }

    /// The id of a person’s.
    pub fn of_person(&self, person: PersonId) -> Option<i64> {
        self.own.get(&person).map(|it| it.uid)
    }

    /// Writes them.
    pub fn write(&self, plan: &Plan, xml: &mut Xml<'_>) -> io::Result<()> {
        xml.begin("Calendars")?;
        for (id, uid) in &self.bases {
            self.base(plan, *id, *uid, xml)?;
        }
        for it in self.own.values() {
            let days = it.days.and_then(|id| plan.get(id));
            xml.begin("Calendar")?;
            xml.leaf("UID", it.uid)?;
            if let Some(days) = days {
                xml.leaf("GUID", days.id.to_string().to_uppercase())?;
            }
            xml.leaf("Name", days.map_or(&it.name, |days| &days.name))?;
            xml.flag("IsBaseCalendar", false)?;
            xml.flag("IsBaselineCalendar", false)?;
            xml.leaf("BaseCalendarUID", self.id(it.base).unwrap_or_else(|| self.of_project()))?;
            if let Some(days) = days {
                hours(xml, days.week.as_ref(), &exceptions(plan, &[days.id]))?;
            }
            xml.end("Calendar")?;
        }
        xml.end("Calendars")
    }

    /// A calendar that stands alone, with what it has from those it rests on.
    fn base(&self, plan: &Plan, id: Option<CalendarId>, uid: i64, xml: &mut Xml<'_>) -> io::Result<()> {
        let mut chain: Vec<&Arc<Calendar>> = Vec::new();
        let mut next = id;
        while let Some(it) = next.and_then(|id| plan.get(id)).filter(|it| !chain.iter().any(|known| known.id == it.id))
        {
            chain.push(it);
            next = it.base;
        }
        let week = chain.iter().find_map(|it| it.week.clone()).unwrap_or_else(Week::standard);
        let ids: Vec<CalendarId> = chain.iter().rev().map(|it| it.id).collect();
        xml.begin("Calendar")?;
        xml.leaf("UID", uid)?;
        xml.leaf("GUID", chain.first().map_or(STANDARD.to_owned(), |it| it.id.to_string().to_uppercase()))?;
        xml.leaf("Name", chain.first().map_or("Standard", |it| &it.name))?;
        xml.flag("IsBaseCalendar", true)?;
        xml.flag("IsBaselineCalendar", false)?;
        xml.leaf("BaseCalendarUID", -1)?;
        hours(xml, Some(&week), &exceptions(plan, &ids))?;
        xml.end("Calendar")
    }
}

/// The exceptions of these calendars, in the order in which they were made.
fn exceptions<'a>(plan: &'a Plan, calendars: &[CalendarId]) -> Vec<&'a Arc<Exception>> {
    calendars.iter().flat_map(|id| plan.all::<Exception>().filter(move |it| it.calendar == *id)).collect()
}

fn hours(xml: &mut Xml<'_>, week: Option<&Week>, exceptions: &[&Arc<Exception>]) -> io::Result<()> {
    if let Some(week) = week {
        xml.begin("WeekDays")?;
        for number in 1..=7 {
            xml.begin("WeekDay")?;
            xml.leaf("DayType", number)?;
            // Sunday is the first of the format, Monday that of a week here.
            times(xml, &week.0[(number + 5) % 7])?;
            xml.end("WeekDay")?;
        }
        xml.end("WeekDays")?;
    }
    if exceptions.is_empty() {
        return Ok(());
    }
    xml.begin("Exceptions")?;
    for it in exceptions {
        xml.begin("Exception")?;
        xml.flag("EnteredByOccurrences", false)?;
        period(xml, it.first, it.last)?;
        xml.leaf("Occurrences", it.last.signed_duration_since(it.first).num_days() + 1)?;
        xml.leaf("Name", &it.name)?;
        xml.leaf("Type", 1)?;
        times(xml, &it.hours)?;
        xml.end("Exception")?;
    }
    xml.end("Exceptions")
}

fn period(xml: &mut Xml<'_>, first: NaiveDate, last: NaiveDate) -> io::Result<()> {
    xml.begin("TimePeriod")?;
    xml.date("FromDate", Some(first.and_time(NaiveTime::MIN)))?;
    xml.date("ToDate", Some(last.and_time(NaiveTime::MIN) + TimeDelta::minutes(24 * 60 - 1)))?;
    xml.end("TimePeriod")
}

fn times(xml: &mut Xml<'_>, hours: &Hours) -> io::Result<()> {
    xml.flag("DayWorking", !hours.0.is_empty())?;
    if hours.0.is_empty() {
        return Ok(());
    }
    let clock = |minute: u16| format!("{:02}:{:02}:00", minute / 60 % 24, minute % 60);
    xml.begin("WorkingTimes")?;
    for (from, to) in &hours.0 {
        xml.begin("WorkingTime")?;
        xml.leaf("FromTime", clock(*from))?;
        xml.leaf("ToTime", clock(*to))?;
        xml.end("WorkingTime")?;
    }
    xml.end("WorkingTimes")
}

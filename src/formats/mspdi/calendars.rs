//! Calendars: weekdays, exceptions in both spellings of the format, recurring ones and work weeks as single days.
//!
//! A resource’s calendar that says nothing of its own is no record: it is the one that it is based on.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, Days, NaiveDate};

use super::item::{Item, date_time, hours};
use super::parse::Document;
use super::recurrence::stretches;
use super::{Import, SOURCE, called, one_line};
use crate::domain::calendar::{Calendar, CalendarId, Exception, ExceptionId, Hours, Week};
use crate::domain::record::Record;

/// Exceptions of a file, and days of its work weeks.
const MOST: usize = 20_000;
/// Calendars of a file.
const MOST_CALENDARS: usize = 5_000;
/// Calendars that rest on each other.
const LONGEST_CHAIN: usize = 8;

/// A calendar as the file tells it.
struct Told<'a> {
    item: &'a Item,
    uid: i64,
    base: Option<i64>,
    /// Monday first.
    days: [Option<Hours>; 7],
    exceptions: Vec<(String, NaiveDate, NaiveDate, Hours)>,
    place: String,
}

/// The GUID under which the standard calendar of a project without a calendar of its own goes out.
pub(super) const STANDARD: &str = "6D696C65-706F-5374-8000-7374616E6461";

/// What may still come.
struct Left {
    exceptions: usize,
    days: usize,
}

impl Import<'_, '_> {
    /// Takes the calendars in.
    pub(super) fn calendars(&mut self, document: &Document) {
        let project = document.project.int("CalendarUID");
        let mut all: Vec<Told<'_>> = Vec::new();
        let mut seen = HashSet::new();
        for item in &document.calendars {
            let place = called("calendar", item);
            let Some(uid) = item.int("UID") else {
                self.intake.lose(place, "has no unique id: left out");
                continue;
            };
            if item.flag("IsBaselineCalendar") && project != Some(uid) {
                continue;
            }
            if !seen.insert(uid) {
                self.intake.lose(place, format!("unique id {uid} is there twice: only the first one was taken"));
                continue;
            }
            let base =
                item.int("BaseCalendarUID").filter(|base| *base > 0 || *base == 0 && !item.flag("IsBaseCalendar"));
            if all.len() == MOST_CALENDARS {
                let why = format!("the file has more than {MOST_CALENDARS} calendars: the rest was left out");
                self.intake.lose("calendars", why);
                break;
            }
            all.push(Told { item, uid, base, days: Default::default(), exceptions: Vec::new(), place });
        }
        self.cut_chains(&mut all);
        let mut left = Left { exceptions: MOST, days: MOST };
        for told in &mut all {
            self.hours_of(told, &mut left);
        }
        self.take_calendars(project, &all);
    }

    /// A calendar that rests on itself, or on too many others, rests on none.
    fn cut_chains(&mut self, all: &mut [Told<'_>]) {
        let bases: HashMap<i64, i64> = all.iter().filter_map(|told| Some((told.uid, told.base?))).collect();
        for told in all {
            let above = std::iter::successors(told.base, |base| bases.get(base).copied());
            if above.take(LONGEST_CHAIN + 1).count() > LONGEST_CHAIN {
                told.base = None;
                self.intake.lose(told.place.clone(), "is based on itself, or on too many others: taken without a base");
            }
        }
    }

    /// Reads weekdays and exceptions.
    fn hours_of(&mut self, told: &mut Told<'_>, left: &mut Left) {
        let item = told.item;
        let newer = item.parts("Exceptions").next().is_some();
        for day in item.within("WeekDays", "WeekDay") {
            match day.int("DayType") {
                Some(number @ 1..=7) => {
                    let at = usize::try_from((number + 5) % 7).unwrap_or(0);
                    told.days[at] = Some(self.hours_in(day, &told.place));
                }
                Some(0) if newer => {}
                Some(0) => self.exception(day, told, left),
                _ => self.intake.lose(told.place.clone(), "a day that is none of the week was left out"),
            }
        }
        for exception in item.within("Exceptions", "Exception") {
            self.exception(exception, told, left);
        }
        for week in item.within("WorkWeeks", "WorkWeek") {
            self.work_week(week, told, left);
        }
    }

    fn hours_in(&mut self, item: &Item, place: &str) -> Hours {
        let told = item.text("DayWorking").is_some() || item.parts("WorkingTimes").next().is_none();
        if told && !item.flag("DayWorking") {
            return Hours::default();
        }
        let (hours, wrong) = hours(item);
        if wrong > 0 {
            self.group("calendars", "hours that end before they begin were left out", place);
        }
        hours
    }

    fn exception(&mut self, item: &Item, told: &mut Told<'_>, left: &mut Left) {
        let name = item.text("Name").map(one_line).unwrap_or_default();
        let Some(stretches) = stretches(item) else {
            let why = format!("exception {} has no dates: left out", crate::domain::names::quoted(&name));
            return self.intake.lose(told.place.clone(), why);
        };
        let hours = self.hours_in(item, &told.place);
        for (first, last) in stretches {
            if left.exceptions == 0 {
                let why = format!("the file has more than {MOST} days of exceptions: the rest was left out");
                return self.group("calendars", why, told.place.clone());
            }
            left.exceptions -= 1;
            told.exceptions.push((name.clone(), first, last, hours.clone()));
        }
    }

    /// Other weeks for a while: each day that differs becomes an exception, unless one holds that day already.
    fn work_week(&mut self, item: &Item, told: &mut Told<'_>, left: &mut Left) {
        let Some(period) = item.parts("TimePeriod").next() else { return };
        let day = |name| period.text(name).and_then(date_time).map(|at| at.date());
        let (Some(first), Some(last)) = (day("FromDate"), day("ToDate")) else { return };
        let name = item.text("Name").map(one_line).unwrap_or_default();
        let mut days: [Option<Hours>; 7] = Default::default();
        for day in item.within("WeekDays", "WeekDay") {
            if let Some(number @ 1..=7) = day.int("DayType") {
                days[usize::try_from((number + 5) % 7).unwrap_or(0)] = Some(self.hours_in(day, &told.place));
            }
        }
        if days.iter().all(Option::is_none) {
            return;
        }
        let others = told.exceptions.len();
        let mut day = first;
        while day <= last {
            let Some(days_left) = left.days.checked_sub(1) else {
                let why = format!("the file has more than {MOST} days of work weeks: the rest was left out");
                return self.group("calendars", why, told.place.clone());
            };
            left.days = days_left;
            let at = day.weekday().num_days_from_monday() as usize;
            let held = told.exceptions[..others].iter().any(|(_, first, last, _)| (*first..=*last).contains(&day));
            if let Some(hours) = days[at].clone().filter(|hours| !held && told.days[at].as_ref() != Some(hours)) {
                if left.exceptions == 0 {
                    let why = format!("the file has more than {MOST} days of exceptions: the rest was left out");
                    return self.group("calendars", why, told.place.clone());
                }
                left.exceptions -= 1;
                told.exceptions.push((name.clone(), day, day, hours));
            }
            let Some(next) = day.checked_add_days(Days::new(1)) else { return };
            day = next;
        }
    }

    fn take_calendars(&mut self, project: Option<i64>, all: &[Told<'_>]) {
        let at: HashMap<i64, usize> = all.iter().enumerate().map(|(at, told)| (told.uid, at)).collect();
        let own = |told: &Told<'_>| {
            if told.item.text("GUID") == Some(STANDARD) {
                return false;
            }
            told.item.flag("IsBaseCalendar")
                || told.base.is_none_or(|base| !at.contains_key(&base))
                || told.days.iter().any(Option::is_some)
                || !told.exceptions.is_empty()
        };
        let mut ids: HashMap<i64, CalendarId> = HashMap::new();
        for told in all.iter().filter(|told| own(told)) {
            let id = self.same::<Calendar>(told.item, &told.uid.to_string());
            ids.insert(told.uid, id.unwrap_or_else(|| self.intake.draft.moment.ids.take()));
        }
        for told in all {
            // Up to the first one that is a record; a ring of calendars has none.
            let mut here = Some(told);
            for _ in 0..LONGEST_CHAIN {
                let above = here.filter(|here| !ids.contains_key(&here.uid)).and_then(|here| here.base);
                match above.and_then(|base| at.get(&base)) {
                    Some(base) => here = all.get(*base),
                    None => break,
                }
            }
            self.calendars.insert(told.uid, here.and_then(|here| ids.get(&here.uid)).copied());
        }
        for told in all {
            let Some(id) = ids.get(&told.uid) else { continue };
            if let Some(base) = told.base.filter(|base| !at.contains_key(base)) {
                let why = format!("is based on calendar {base}, which is not in the file: the standard week is taken");
                self.intake.lose(told.place.clone(), why);
            }
            let base =
                told.base.and_then(|base| self.calendars.get(&base).copied().flatten()).filter(|base| base != id);
            // One made here may rest on the project’s without naming it.
            let unnamed = self.intake.draft.plan.get(*id).is_some_and(|before| before.base.is_none());
            let base = base.filter(|_| !unnamed || told.base != project);
            self.put_calendar(told, *id, base, week(told, all, &at));
        }
    }

    fn put_calendar(&mut self, told: &Told<'_>, id: CalendarId, base: Option<CalendarId>, week: Option<Week>) {
        let name = told.item.text("Name").map(one_line).filter(|name| !name.is_empty());
        let calendar = match self.intake.draft.plan.get(id) {
            Some(before) => {
                Calendar { name: name.unwrap_or_else(|| before.name.clone()), base, week, ..Calendar::clone(before) }
            }
            None => {
                let source_id = format!("{}/{}", self.scope, told.uid);
                let name = name.unwrap_or_else(|| format!("Calendar {}", told.uid));
                Calendar { name, base, week, source: SOURCE.to_owned(), source_id, ..Calendar::blank(id) }
            }
        };
        self.intake.stood(id, told.place.clone());
        self.intake.draft.put(calendar);
        let before = self.intake.draft.plan.all::<Exception>().filter(|it| it.calendar == id);
        let key = |name: &str, first: NaiveDate, last: NaiveDate, hours: &Hours| {
            (first, last, name.to_owned(), hours.write())
        };
        let mut known: HashMap<_, Vec<ExceptionId>> = HashMap::new();
        for it in before {
            known.entry(key(&it.name, it.first, it.last, &it.hours)).or_default().push(it.id);
        }
        for (name, first, last, hours) in &told.exceptions {
            if known.get_mut(&key(name, *first, *last, hours)).and_then(Vec::pop).is_some() {
                continue;
            }
            let (name, hours) = (name.clone(), hours.clone());
            let new = self.intake.draft.moment.ids.take();
            self.intake.stood(new, told.place.clone());
            self.intake.draft.put(Exception {
                calendar: id,
                name,
                first: *first,
                last: *last,
                hours,
                ..Exception::blank(new)
            });
        }
        known.into_values().flatten().for_each(|gone| self.intake.draft.remove(gone));
    }
}

/// The weekdays of a calendar: its own, and where it has some, those of its base for the rest.
fn week(told: &Told<'_>, all: &[Told<'_>], at: &HashMap<i64, usize>) -> Option<Week> {
    let mut days = told.days.clone();
    let based = told.base.is_some_and(|base| at.contains_key(&base));
    if based && days.iter().all(Option::is_none) {
        return None;
    }
    let mut here = told;
    for _ in 0..LONGEST_CHAIN {
        let Some(base) = here.base.and_then(|base| at.get(&base)) else { break };
        here = &all[*base];
        for (day, above) in days.iter_mut().zip(&here.days) {
            if day.is_none() {
                day.clone_from(above);
            }
        }
    }
    let standard = Week::standard();
    let mut week = Week::default();
    for (at, day) in days.into_iter().enumerate() {
        week.0[at] = day.unwrap_or_else(|| standard.0[at].clone());
    }
    Some(week)
}

//! iCalendar (RFC 5545) in: events become exceptions of a calendar. All-day events are days off; of a timed one the
//! working hours that it takes are missing that day. A free/busy mark is not asked: holidays are often marked free.
//!
//! | iCalendar | milepost |
//! | --- | --- |
//! | `SUMMARY`, `UID` and day | name, source id: a second import knows it again |
//! | `DTSTART`, `DTEND` (exclusive), `DURATION` | first and last day, hours |
//! | `RRULE`, `RDATE`, `EXDATE`, `RECURRENCE-ID` | one exception an occurrence, within a few years of today |
//! | `STATUS:CANCELLED` | nothing; what came of it earlier goes |
//!
//! To-dos, journals, alarms and time zones’ own rules are not read: a time with a zone counts as written there.

mod event;
mod lines;
mod repeat;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};

use self::event::{Event, Taken};
use super::Reading;
use super::intake::Intake;
use crate::domain::calendar::{Calendar, CalendarId, Exception, ExceptionId, Hours, Week};
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::plan::Plan;
use crate::domain::project::{Project, ProjectId};
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::words;

/// Bytes of a file at most.
pub const LARGEST: u64 = 8 << 20;
/// Exceptions that one file makes at most.
const MOST: usize = 5_000;
/// Repetitions are taken from the year before today’s until so many years after it.
const YEARS: i32 = 5;
/// What exceptions from such a file say of where they come from.
const SOURCE: &str = "ics";

/// Whose exceptions the events become.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Into {
    /// This calendar’s.
    Calendar(CalendarId),
    /// Those of a new calendar, which this project uses from then on.
    New(ProjectId),
}

impl Into {
    /// The exceptions of a project’s calendar, be it made for them.
    pub fn of_project(plan: &Plan, project: ProjectId) -> Self {
        plan.get(project).and_then(|it| it.calendar).map_or(Into::New(project), Into::Calendar)
    }
}

/// Reads the events of a file. `local` is the clock on the wall at an instant. Errors: what is no iCalendar file, with
/// its place.
pub fn read(
    bytes: &[u8],
    into: Into,
    snapshot: &Snapshot,
    moment: &mut Moment,
    local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
) -> Result<Reading, Refusal> {
    if bytes.len() as u64 > LARGEST {
        let why = format!("the file has {}", words::counted(bytes.len(), "byte"));
        return Err(Refusal::new(why, format!("at most {LARGEST} are read: export fewer years of it")));
    }
    let (events, told) = event::events(bytes, local)?;
    if events.is_empty() {
        return Err(Refusal::new("the file holds no events", "nothing was imported"));
    }
    let mut intake = Intake::of(snapshot, moment);
    if told.others > 0 {
        intake.lose("", format!("{} or journal entries were not carried", words::counted(told.others, "to-do")));
    }
    let (calendar, week) = target(into, &told.name, &mut intake);
    let year = snapshot.today.year();
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(snapshot.today);
    let window = (day(year - 1, 1, 1), day(year + YEARS, 12, 31));
    let wanted = wanted(&events, &week, window, &mut intake);
    let items = keep(calendar, &events, wanted, &mut intake);
    let what = format!("{} from iCalendar", words::counted(items.len(), "exception"));
    Ok(intake.finish(what, &items))
}

/// The calendar that is meant, made if need be, and the hours of its week.
fn target(into: Into, name: &str, intake: &mut Intake<'_>) -> (CalendarId, Week) {
    let id = match into {
        Into::Calendar(id) => id,
        Into::New(project) => {
            let id = intake.draft.moment.ids.take();
            let name = match name {
                "" => format!("Holidays of {}", intake.draft.plan.key(project)),
                name => name.to_owned(),
            };
            intake.draft.put(Calendar { name, week: Some(Week::standard()), ..Calendar::blank(id) });
            intake.draft.edit(project, |it: &mut Project| it.calendar = Some(id));
            id
        }
    };
    (id, intake.draft.plan.week(id))
}

/// What an exception is to be.
struct Wanted {
    name: String,
    first: NaiveDate,
    last: NaiveDate,
    hours: Hours,
    line: usize,
}

/// What the events ask for, by source id.
fn wanted(
    events: &[Event],
    week: &Week,
    window: (NaiveDate, NaiveDate),
    intake: &mut Intake<'_>,
) -> BTreeMap<String, Wanted> {
    // An occurrence that was changed by itself is an event of its own.
    let changed: BTreeSet<(&str, NaiveDate)> =
        events.iter().filter_map(|it| Some((it.uid.as_str(), it.instead_of?))).collect();
    let mut budget = repeat::BUDGET;
    let mut wanted = BTreeMap::new();
    for event in events.iter().filter(|event| !event.cancelled) {
        let place = format!("line {}", event.line);
        let (days, said) = event.occurrences(window, &mut budget);
        if let Some(said) = said {
            intake.lose(place.clone(), said);
        }
        let own = |day: &NaiveDate| event.instead_of.is_some() || !changed.contains(&(event.uid.as_str(), *day));
        let days: Vec<NaiveDate> = days.into_iter().filter(own).collect();
        let mut any = days.is_empty();
        for Taken { first, last, hours } in days.into_iter().flat_map(|day| event.taken(day, week)) {
            if wanted.len() >= MOST {
                intake.lose(place, format!("from here on nothing was taken: {MOST} exceptions are enough"));
                return wanted;
            }
            any = true;
            let id = format!("{}/{first}", event.uid);
            wanted.insert(id, Wanted { name: event.name.clone(), first, last, hours, line: event.line });
        }
        if !any {
            intake.lose(place, format!("“{}” takes no working hours and was left out", event.name));
        }
    }
    wanted
}

/// Makes, changes and takes away exceptions of a calendar, so that those of the events in the file are as it says.
fn keep(
    calendar: CalendarId,
    events: &[Event],
    wanted: BTreeMap<String, Wanted>,
    intake: &mut Intake<'_>,
) -> Vec<RecordId> {
    let ours = intake.draft.plan.all::<Exception>().filter(|it| it.calendar == calendar && it.source == SOURCE);
    let known: HashMap<String, ExceptionId> = ours.map(|it| (it.source_id.clone(), it.id)).collect();
    let uids: BTreeSet<&str> = events.iter().map(|it| it.uid.as_str()).collect();
    let told = |id: &str| id.rsplit_once('/').is_some_and(|(uid, _)| uids.contains(uid));
    for (_, gone) in known.iter().filter(|(id, _)| !wanted.contains_key(*id) && told(id)) {
        intake.draft.remove(*gone);
    }
    let mut items = Vec::new();
    for (source_id, Wanted { name, first, last, hours, line }) in wanted {
        let id = known.get(&source_id).copied().unwrap_or_else(|| intake.draft.moment.ids.take());
        intake.stood(id, format!("line {line}"));
        let source = SOURCE.to_owned();
        intake.draft.put(Exception { id, calendar, name, first, last, hours, source, source_id });
        items.push(id.into());
    }
    items
}

#[cfg(test)]
mod tests;

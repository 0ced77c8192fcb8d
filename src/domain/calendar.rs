//! Working time as people keep it: hours of the weekdays, and exceptions (holidays, leave, extra working days).

use chrono::{Datelike, NaiveDate};

use super::id::{Id, RecordId};
use super::person::Person;
use super::plan::Plan;
use super::project::{Project, ProjectId};
use super::record::record;
use super::task::Task;
use super::value::{Shape, field_as_text};
pub use crate::schedule::worktime::WorkTime;
use crate::schedule::worktime::{self, Shift};

/// The identity of a calendar.
pub type CalendarId = Id<Calendar>;
/// The identity of an exception.
pub type ExceptionId = Id<Exception>;

/// Working hours of one day: spans of minutes of the day, `[from, to)`, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hours(pub Vec<(u16, u16)>);

/// Working hours of the seven weekdays, Monday first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Week(pub [Hours; 7]);

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Hours {
    /// 08:00–12:00 and 13:00–17:00.
    pub fn standard() -> Self {
        Hours(vec![(480, 720), (780, 1020)])
    }

    /// As `08:00-12:00,13:00-17:00`; a day off is `-`.
    pub fn write(&self) -> String {
        if self.0.is_empty() {
            return "-".to_owned();
        }
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let spans: Vec<String> = self.0.iter().map(|(from, to)| format!("{}-{}", clock(*from), clock(*to))).collect();
        spans.join(",")
    }

    /// Reads what [`Hours::write`] writes; spans must rise and not overlap, and end by 24:00.
    pub fn read(text: &str) -> Option<Self> {
        if text == "-" {
            return Some(Hours::default());
        }
        let clock = |text: &str| -> Option<u16> {
            let (hour, minute) = text.trim().split_once(':')?;
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour <= 24 && minute < 60 && hour * 60 + minute <= 1440).then_some(hour * 60 + minute)
        };
        let mut spans = Vec::new();
        let mut end = 0;
        for span in text.split(',') {
            let (from, to) = span.split_once('-')?;
            let (from, to) = (clock(from)?, clock(to)?);
            if from < end || to <= from {
                return None;
            }
            end = to;
            spans.push((from, to));
        }
        Some(Hours(spans))
    }
}

impl Week {
    /// Monday to Friday, 08:00–12:00 and 13:00–17:00.
    pub fn standard() -> Self {
        let mut week = Week::default();
        week.0[..5].fill(Hours::standard());
        week
    }

    fn write(&self) -> String {
        let days: Vec<String> =
            WEEKDAYS.iter().zip(&self.0).map(|(day, hours)| format!("{day} {}", hours.write())).collect();
        days.join("; ")
    }

    fn read(text: &str) -> Option<Self> {
        let mut week = Week::default();
        for day in text.split(';') {
            let (name, hours) = day.trim().split_once(' ')?;
            let at = WEEKDAYS.iter().position(|known| *known == name)?;
            week.0[at] = Hours::read(hours.trim())?;
        }
        Some(week)
    }
}

field_as_text!(Hours, Shape::Hours, "working hours (08:00-12:00,13:00-17:00, or -)", Hours::write, |text| Hours::read(
    text
));
field_as_text!(Week, Shape::Week, "the hours of a week (mon 08:00-12:00,13:00-17:00; tue …)", Week::write, |text| {
    Week::read(text)
});

record! {
    /// Working time: a project’s, a person’s or a task’s.
    Calendar {
        /// What it is called.
        name: String,
        /// The calendar that holds where this one says nothing; none: the project’s, or the standard one.
        base: Option<CalendarId>,
        /// Hours of the weekdays; none: those of the base.
        week: Option<Week>,
        /// Where it was imported from.
        source: String,
        /// Its id there.
        source_id: String,
    }
}

record! {
    /// Days on which a calendar’s hours are others: a holiday, leave, an extra working day.
    Exception {
        /// Calendar it belongs to.
        calendar: CalendarId,
        /// What it is: a holiday’s name, “leave”.
        name: String,
        /// The first day.
        first: NaiveDate,
        /// The last day.
        last: NaiveDate,
        /// The hours worked then; none: days off.
        hours: Hours,
        /// Where it was imported from.
        source: String,
        /// Its id there.
        source_id: String,
    }
}

impl Hours {
    fn shifts(&self) -> Vec<Shift> {
        self.0.iter().map(|(from, to)| Shift { from: *from, to: *to }).collect()
    }
}

impl Plan {
    /// The working time of a project.
    pub fn worktime(&self, project: ProjectId) -> WorkTime {
        self.calendar_time(self.get(project).and_then(|project| project.calendar))
    }

    /// The working time of a calendar; of none, the standard one. A calendar’s exceptions outrank those of its base.
    pub fn calendar_time(&self, calendar: Option<CalendarId>) -> WorkTime {
        let chain = calendar.map_or(Vec::new(), |id| self.bases(id));
        if chain.is_empty() {
            return WorkTime::standard();
        }
        let week = chain.first().map_or_else(Week::standard, |id| self.week(*id));
        let mut exceptions = Vec::new();
        for id in chain.iter().rev() {
            let own = self.all::<Exception>().filter(|it| it.calendar == *id);
            exceptions.extend(own.map(|it| worktime::Exception {
                from: it.first,
                to: it.last,
                shifts: it.hours.shifts(),
            }));
        }
        WorkTime::of(week.0.map(|hours| hours.shifts()), exceptions)
    }

    /// A calendar and those it rests on, as far as they exist; a loop ends where it closes.
    pub fn bases(&self, calendar: CalendarId) -> Vec<CalendarId> {
        let mut chain = Vec::new();
        let mut next = Some(calendar);
        while let Some(calendar) = next.and_then(|id| self.get(id)).filter(|it| !chain.contains(&it.id)) {
            chain.push(calendar.id);
            next = calendar.base;
        }
        chain
    }

    /// The hours of the weekdays in a calendar: its own, else those of its base, else the standard ones.
    pub fn week(&self, calendar: CalendarId) -> Week {
        let own = |id: &CalendarId| self.get(*id)?.week.clone();
        self.bases(calendar).iter().find_map(own).unwrap_or_else(Week::standard)
    }

    /// The exceptions of a calendar, earliest first.
    pub fn exceptions(&self, calendar: CalendarId) -> Vec<&Exception> {
        let mut all: Vec<&Exception> =
            self.all::<Exception>().filter(|it| it.calendar == calendar).map(|it| &**it).collect();
        all.sort_by_key(|it| (it.first, it.last, it.id));
        all
    }

    /// Who uses a calendar: projects, people, tasks, and calendars that rest on it.
    pub fn users(&self, calendar: CalendarId) -> Vec<RecordId> {
        let projects = self.all::<Project>().filter(|it| it.calendar == Some(calendar)).map(|it| it.id.into());
        let people = self.all::<Person>().filter(|it| it.calendar == Some(calendar)).map(|it| it.id.into());
        let tasks = self.all::<Task>().filter(|it| it.calendar == Some(calendar)).map(|it| it.id.into());
        let above = self.all::<Calendar>().filter(|it| it.base == Some(calendar)).map(|it| it.id.into());
        projects.chain(people).chain(tasks).chain(above).collect()
    }

    /// Is the person away on this day: a day off in their own calendar, or a day from Monday to Friday on which they
    /// never work?
    pub fn is_away(&self, person: &Person, day: NaiveDate) -> bool {
        let Some(calendar) = person.calendar else { return false };
        let weekday = day.weekday().num_days_from_monday() as usize;
        if self.week(calendar).0[weekday].0.is_empty() && !Week::standard().0[weekday].0.is_empty() {
            return true;
        }
        self.all::<Exception>()
            .any(|it| it.calendar == calendar && it.hours.0.is_empty() && (it.first..=it.last).contains(&day))
    }
}

//! `calendar except|unexcept`: days whose hours are others.

use chrono::{Datelike, NaiveDate};
use clap::Args;

use super::super::session::Session;
use super::super::stop::{Outcome, Stop};
use crate::domain::calendar::{Exception, ExceptionId, Hours};
use crate::domain::command::Command;
use crate::domain::names::by_beginning;
use crate::domain::plan::Row;
use crate::domain::record::Record as _;

/// Years that a yearly holiday is put down for at most.
const MOST_YEARS: i32 = 50;

/// Put down days off, or days with other hours
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost calendar except holidays 24dec..26dec Christmas\n  milepost calendar except holidays 1may Labour Day --years 5\n  milepost calendar except holidays 2026-03-14 Cut-over --hours 9-13"
)]
pub struct Except {
    /// Which calendar: its name or the beginning of it
    #[arg(value_name = "CALENDAR")]
    calendar: String,
    /// The first and the last day, as 2026-12-24..2026-12-26 or mon..fri; one day alone is that day
    #[arg(value_name = "FROM..TO")]
    days: String,
    /// What it is called
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// The hours worked then, as 9-13; off unless said
    #[arg(long, default_value = "off")]
    hours: String,
    /// The same days in so many years, this one counted
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..=MOST_YEARS as i64))]
    years: i32,
}

/// Take exceptions of a calendar away
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost calendar unexcept holidays 24dec..26dec\n  milepost calendar unexcept holidays Labour Day"
)]
pub struct Unexcept {
    /// Which calendar: its name or the beginning of it
    #[arg(value_name = "CALENDAR")]
    calendar: String,
    /// Days, as 24dec..26dec: all that lie there; or a name: all that are called so
    #[arg(required = true, value_name = "FROM..TO|NAME")]
    which: Vec<String>,
}

/// The same day so many years later; of 29 February the 28th.
fn later(day: NaiveDate, years: i32) -> Option<NaiveDate> {
    let year = day.year().checked_add(years).filter(|year| *year <= 9999)?;
    day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, day.month(), day.day() - 1))
}

impl Except {
    /// Puts them into the calendar.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let calendar = session.snapshot()?.plan.find_calendar(&self.calendar)?;
        let (first, last) = session.range(&self.days)?;
        let hours = Hours::parse(&self.hours)?;
        let usual = if hours.0.is_empty() { "Day off" } else { "Working day" };
        let name = if self.name.is_empty() { usual.to_owned() } else { self.name.join(" ") };
        let mut commands = Vec::new();
        for years in 0..self.years {
            let (Some(first), Some(last)) = (later(first, years), later(last, years)) else {
                return Err(Stop::refused("the years go beyond 9999", "say fewer of them"));
            };
            let id: ExceptionId = session.moment.ids.take();
            let (name, hours) = (name.clone(), hours.clone());
            let exception = Exception { calendar, name, first, last, hours, ..Exception::blank(id) };
            commands.push(Command::Make(Row::Exception(exception.into())));
        }
        let command = if commands.len() == 1 { commands.remove(0) } else { Command::All(commands) };
        session.carry_out(&command)
    }
}

impl Unexcept {
    /// Takes them out of the calendar.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let plan = session.snapshot()?.plan;
        let calendar = plan.find_calendar(&self.calendar)?;
        let words = self.which.join(" ");
        let all = plan.exceptions(calendar);
        let found: Vec<ExceptionId> = match session.range(&words) {
            Ok((first, last)) => {
                let inside = |it: &&&Exception| it.first <= last && it.last >= first;
                all.iter().filter(inside).map(|it| it.id).collect()
            }
            Err(_) if words.contains("..") => return session.range(&words).map(|_| ()),
            Err(_) => {
                let names: Vec<(usize, String)> =
                    all.iter().enumerate().map(|(at, it)| (at, it.name.clone())).collect();
                let mut distinct = names.clone();
                distinct.dedup_by(|a, b| a.1 == b.1);
                let name = &names[by_beginning(&words, "exception", &distinct)?].1;
                all.iter().filter(|it| it.name == *name).map(|it| it.id).collect()
            }
        };
        if found.is_empty() {
            let label = plan.label(calendar.into());
            return Err(Stop::refused(
                format!("{label} has no exception on these days"),
                format!("milepost calendar show {} lists them", self.calendar),
            ));
        }
        let mut commands: Vec<Command> = found.into_iter().map(|id| Command::Remove(id.into())).collect();
        let command = if commands.len() == 1 { commands.remove(0) } else { Command::All(commands) };
        session.carry_out(&command)
    }
}

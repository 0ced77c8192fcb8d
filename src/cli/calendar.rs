//! `calendar list|show|add|set|drop|except|unexcept|use|import`: working hours, holidays, extra working days.

mod exceptions;
mod import;
mod page;

use clap::{Args, Subcommand};

use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::calendar::{Calendar as Record, CalendarId, Week};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::id::RecordId;
use crate::domain::plan::{Kind, Row};
use crate::domain::record::Record as _;
use crate::domain::value::{FieldType, Value};

/// Working hours, holidays and extra working days
///
/// A project, a person and a task can each use a calendar; a person’s days off are noted with: milepost leave. Without
/// one, work is Monday to Friday 08:00–12:00 and 13:00–17:00. A calendar that rests on another takes its hours and
/// exceptions and adds its own.
#[derive(Args, Debug)]
pub struct Calendar {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    List(page::List),
    Show(page::Show),
    Add(Add),
    Set(Set),
    Drop(Drop),
    Except(exceptions::Except),
    Unexcept(exceptions::Unexcept),
    Use(Use),
    Import(import::Import),
}

/// Add a calendar
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost calendar add Holidays\n  milepost calendar add \"Four days\" --base holidays --week \"mon-thu 8-12,13-17\""
)]
struct Add {
    /// What it is called
    #[arg(required = true)]
    name: Vec<String>,
    /// The calendar whose hours and exceptions it takes
    #[arg(long, value_name = "CALENDAR")]
    base: Option<String>,
    /// The hours of the week, as mon-fri 08:00-12:00,13:00-17:00; days that are not named are off
    #[arg(long, value_name = "HOURS")]
    week: Option<String>,
}

/// Change a calendar
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost calendar set four --week \"wed 8-12\"\n  milepost calendar set four --base none --name \"Short week\""
)]
struct Set {
    /// Which: its name or the beginning of it
    #[arg(value_name = "CALENDAR")]
    calendar: String,
    /// Another name
    #[arg(long)]
    name: Option<String>,
    /// The calendar whose hours and exceptions it takes; none takes it away
    #[arg(long, value_name = "CALENDAR|none")]
    base: Option<String>,
    /// Hours of weekdays, as fri 8-12; sat off; days that are not named stay; none: those of its base
    #[arg(long, value_name = "HOURS|none")]
    week: Option<String>,
}

/// Take a calendar that nobody uses away, with its exceptions
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost calendar drop four days")]
struct Drop {
    /// Which: its name or the beginning of it
    #[arg(required = true, value_name = "CALENDAR")]
    calendar: Vec<String>,
}

/// Choose the calendar of the project, of people or of tasks
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost calendar use holidays\n  milepost calendar use \"Four days\" @ana\n  milepost calendar use night-shift WEB-12 WEB-14\n  milepost calendar use none @ana"
)]
struct Use {
    /// Which: its name or the beginning of it; none takes it away
    #[arg(value_name = "CALENDAR")]
    calendar: String,
    /// Whose: handles with their @, refs of tasks; nobody named: the project’s
    #[arg(value_name = "@WHO|REF")]
    whose: Vec<String>,
}

impl Calendar {
    /// Does what was asked.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            What::List(it) => it.run(session),
            What::Show(it) => it.run(session),
            What::Add(it) => it.run(session),
            What::Set(it) => it.run(session),
            What::Drop(it) => {
                let id = session.snapshot()?.plan.find_calendar(&it.calendar.join(" "))?;
                session.carry_out(&Command::Remove(id.into()))
            }
            What::Except(it) => it.run(session),
            What::Unexcept(it) => it.run(session),
            What::Use(it) => it.run(session),
            What::Import(it) => it.run(session),
        }
    }
}

fn is_none(words: &str) -> bool {
    words.trim().eq_ignore_ascii_case("none")
}

/// A name that no other calendar has.
fn free_name(session: &mut Session<'_>, name: &str, own: Option<CalendarId>) -> Outcome<String> {
    let name = name.trim();
    match session.snapshot()?.plan.calendar_called(name).filter(|known| Some(*known) != own) {
        _ if name.is_empty() => {
            Err(Stop::refused("a calendar needs a name", "write it, as: milepost calendar add Holidays"))
        }
        Some(_) => Err(Stop::refused(format!("there is a calendar “{name}” already"), "choose another name")),
        None => Ok(name.to_owned()),
    }
}

impl Add {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        session.open_or_make()?;
        let name = free_name(session, &self.name.join(" "), None)?;
        let plan = session.snapshot()?.plan;
        let base = self.base.filter(|words| !is_none(words)).map(|words| plan.find_calendar(&words)).transpose()?;
        let week = self.week.map(|words| Week::parse(&words, &Week::default())).transpose()?;
        let id = session.moment.ids.take();
        let calendar = Record { name, base, week, ..Record::blank(id) };
        session.carry_out(&Command::Make(Row::Calendar(calendar.into())))
    }
}

impl Set {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let plan = session.snapshot()?.plan;
        let id = plan.find_calendar(&self.calendar)?;
        let mut given: Vec<(&str, Value)> = Vec::new();
        if let Some(name) = self.name {
            given.push(("name", free_name(session, &name, Some(id))?.to_value()));
        }
        if let Some(words) = self.base {
            let base = if is_none(&words) { None } else { Some(plan.find_calendar(&words)?) };
            given.push(("base", base.to_value()));
        }
        if let Some(words) = self.week {
            let week = if is_none(&words) { None } else { Some(Week::parse(&words, &plan.week(id))?) };
            given.push(("week", week.to_value()));
        }
        if given.is_empty() {
            return Err(Stop::refused("it is not said what to change", "say it with --name, --base or --week"));
        }
        let fields = given.into_iter().filter_map(|(name, value)| Some((Field::named(Kind::Calendar, name)?, value)));
        session.carry_out(&Command::Set { of: id.into(), fields: fields.collect() })
    }
}

impl Use {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let plan = session.snapshot()?.plan;
        let calendar = if is_none(&self.calendar) { None } else { Some(plan.find_calendar(&self.calendar)?) };
        let mut whose: Vec<RecordId> = Vec::new();
        for words in &self.whose {
            let id: RecordId = match words.strip_prefix('@') {
                Some(_) => plan.find_person(words)?.into(),
                None => session.task(words)?.into(),
            };
            if !whose.contains(&id) {
                whose.push(id);
            }
        }
        if whose.is_empty() {
            whose.push(session.project()?.into());
        }
        let set = |of: RecordId| {
            let field = Field::named(of.kind, "calendar")?;
            Some(Command::Set { of, fields: vec![(field, calendar.to_value())] })
        };
        let mut commands: Vec<Command> = whose.into_iter().filter_map(set).collect();
        let command = if commands.len() == 1 { commands.remove(0) } else { Command::All(commands) };
        session.carry_out(&command)
    }
}

//! `calendar list|show`: the calendars of the file, who uses them, and one of them whole.

use clap::Args;
use serde_json::{Value, json};

use super::super::out::{Ink, Piece, ink};
use super::super::session::Session;
use super::super::stop::{Outcome, Stop};
use super::super::table::{self, Column, column};
use crate::domain::calendar::{Calendar, CalendarId};
use crate::domain::hours::range_words;
use crate::domain::id::RecordId;
use crate::domain::plan::{Plan, Row};
use crate::domain::snapshot::Snapshot;
use crate::domain::words::counted;

/// List the calendars and who uses each
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost calendar list\n  milepost calendar list --json")]
pub struct List {}

/// Show the hours and the exceptions of a calendar
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost calendar show\n  milepost calendar show four days --all\n  milepost calendar show --json"
)]
pub struct Show {
    /// Which: its name or the beginning of it; without one the project’s
    #[arg(value_name = "CALENDAR")]
    calendar: Vec<String>,
    /// Also exceptions that are over
    #[arg(long)]
    all: bool,
}

const COLUMNS: [Column; 5] = [
    column("calendar", 0),
    column("base", 2),
    Column { heading: "week", right: false, least: Some(16), spare: 1 },
    Column { heading: "exceptions", right: true, least: None, spare: 3 },
    column("used by", 0),
];

/// What somebody who uses a calendar is called where there is little room.
fn user(plan: &Plan, id: RecordId) -> String {
    match plan.row(id) {
        Some(Row::Project(it)) => it.key.clone(),
        Some(Row::Person(it)) => format!("@{}", it.handle),
        Some(Row::Task(it)) => plan.task_ref(it.id),
        Some(Row::Calendar(it)) => format!("calendar {}", it.name),
        _ => plan.label(id),
    }
}

fn object(snapshot: &Snapshot, it: &Calendar) -> Value {
    let plan = &snapshot.plan;
    let exceptions = plan.exceptions(it.id).into_iter().map(|it| {
        json!({
            "name": it.name, "first": it.first.to_string(), "last": it.last.to_string(), "hours": it.hours.words(),
            "source": Some(&it.source).filter(|source| !source.is_empty()),
        })
    });
    json!({
        "name": it.name, "id": it.id.to_string(), "base": it.base.and_then(|id| plan.get(id)).map(|base| &base.name),
        "week": plan.week(it.id).words(), "own_week": it.week.is_some(),
        "used_by": plan.users(it.id).into_iter().map(|id| user(plan, id)).collect::<Vec<_>>(),
        "exceptions": exceptions.collect::<Vec<_>>(),
    })
}

fn in_order(plan: &Plan) -> Vec<&Calendar> {
    let mut all: Vec<&Calendar> = plan.all::<Calendar>().map(|it| &**it).collect();
    all.sort_by_key(|it| (it.name.to_lowercase(), it.id));
    all
}

impl List {
    /// Writes the table, or the array.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let all = in_order(plan);
        if session.out.json {
            return session.out.value(&all.into_iter().map(|it| object(&snapshot, it)).collect::<Vec<_>>().into());
        }
        if all.is_empty() {
            return session.out.say(
                "There is no calendar yet: work is Monday to Friday, 08:00–12:00 and 13:00–17:00; add one with: \
                 milepost calendar add NAME",
            );
        }
        let rows = all.into_iter().map(|it| {
            let users: Vec<String> = plan.users(it.id).into_iter().map(|id| user(plan, id)).collect();
            vec![
                it.name.as_str().into(),
                it.base.and_then(|id| plan.get(id)).map_or("", |base| &base.name).into(),
                ink(if it.week.is_some() { Ink::Plain } else { Ink::Dim }, plan.week(it.id).words()),
                plan.exceptions(it.id).len().to_string().into(),
                users.join(" ").into(),
            ]
        });
        table::write(&mut session.out, &COLUMNS, &rows.collect::<Vec<Vec<Piece>>>())
    }
}

impl Show {
    /// Writes the page, or the object.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let id = match self.calendar.as_slice() {
            [] => own(session, plan)?,
            words => plan.find_calendar(&words.join(" "))?,
        };
        let Some(calendar) = plan.get(id) else { return Err(Stop::refused("there is no such calendar", "")) };
        if session.out.json {
            return session.out.value(&object(&snapshot, calendar));
        }
        self.write(session, &snapshot, calendar)
    }

    fn write(&self, session: &mut Session<'_>, snapshot: &Snapshot, calendar: &Calendar) -> Outcome {
        let (plan, today) = (&snapshot.plan, snapshot.today);
        let base = calendar.base.and_then(|id| plan.get(id)).map(|it| format!(" · rests on {}", it.name));
        let users: Vec<String> = plan.users(calendar.id).into_iter().map(|id| user(plan, id)).collect();
        let used = if users.is_empty() {
            " · used by nobody".to_owned()
        } else {
            format!(" · used by {}", users.join(", "))
        };
        session.out.pieces(&[
            ink(Ink::Strong, &calendar.name),
            ink(Ink::Dim, format!("{}{used}", base.unwrap_or_default())),
        ])?;
        let week = plan.week(calendar.id).words();
        let whose = if calendar.week.is_some() { "" } else { " (not its own)" };
        week.split("; ").try_for_each(|days| session.out.line(format!("  {days}{whose}")))?;
        let all = plan.exceptions(calendar.id);
        let shown: Vec<_> = all.iter().filter(|it| self.all || it.last >= today).collect();
        if !shown.is_empty() {
            session.out.line("")?;
        }
        let days: Vec<String> = shown.iter().map(|it| range_words(it.first, it.last, today)).collect();
        let wide = days.iter().map(|it| crate::text::width(it)).max().unwrap_or(0);
        for (it, days) in shown.iter().zip(&days) {
            let hours = if it.hours.0.is_empty() { String::new() } else { format!("  works {}", it.hours.words()) };
            session.out.line(format!("  {}  {}{hours}", crate::text::pad(days, wide), it.name))?;
        }
        if shown.len() < all.len() {
            let over = counted(all.len() - shown.len(), "exception");
            session.out.line(ink(Ink::Dim, format!("  {over} before today; --all shows them")))?;
        }
        Ok(())
    }
}

/// The calendar of the project that is meant.
fn own(session: &mut Session<'_>, plan: &Plan) -> Outcome<CalendarId> {
    let project = session.project()?;
    plan.get(project).and_then(|it| it.calendar).ok_or_else(|| {
        Stop::refused(
            format!("{} uses no calendar: it works Monday to Friday, 08:00–12:00 and 13:00–17:00", plan.key(project)),
            "choose one with: milepost calendar use NAME",
        )
    })
}

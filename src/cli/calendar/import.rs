//! `calendar import`: holidays from an iCalendar file.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::super::import::local;
use super::super::session::Session;
use super::super::stop::{Outcome, Stop};
use crate::domain::names::quoted;
use crate::formats::{Lost, ics};
use crate::workspace::Trouble;

/// Take in holidays from an iCalendar file (.ics), as one step that can be undone
///
/// All-day events become days off, timed ones take their hours out of the day. What repeats is put down for the years
/// around today. A second import updates what the first one brought. Without CALENDAR it is the project’s; a project
/// without one gets one.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost calendar import holidays.ics\n  milepost calendar import school.ics \"Four days\" --dry-run"
)]
pub struct Import {
    /// The file; - is stdin
    file: PathBuf,
    /// Which calendar: its name or the beginning of it
    #[arg(value_name = "CALENDAR")]
    calendar: Vec<String>,
    /// Change nothing; say what would change
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    /// Reads the file, and carries out what it says.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let bytes = self.bytes(session)?;
        let plan = session.snapshot()?.plan;
        let into = match self.calendar.as_slice() {
            [] => {
                let project = session.project()?;
                let own = plan.get(project).and_then(|it| it.calendar);
                own.map_or(ics::Into::New(project), ics::Into::Calendar)
            }
            words => ics::Into::Calendar(plan.find_calendar(&words.join(" "))?),
        };
        let snapshot = session.snapshot()?;
        let reading = ics::read(&bytes, into, &snapshot, &mut session.moment, &local)?;
        for Lost { place, why } in &reading.lost {
            session.out.say(if place.is_empty() { why.clone() } else { format!("{place}: {why}") })?;
        }
        let (what, summary) = (reading.what.clone(), reading.summary());
        let lost: Vec<_> = reading.lost.iter().map(|it| json!({"place": it.place, "why": it.why})).collect();
        let counts = (reading.new, reading.changed, reading.same);
        if let Some(command) = reading.command() {
            if self.dry_run {
                session.with_file(|file, moment| file.preview(&command, moment).map_err(Trouble::from))?;
            } else {
                session.with_file(|file, moment| file.run(&command, moment))?;
            }
        }
        if session.out.json {
            return session.out.value(&json!({
                "what": what, "new": counts.0, "changed": counts.1, "same": counts.2, "lost": lost, "dry_run": self.dry_run,
            }));
        }
        let dry = if self.dry_run { " (nothing was changed)" } else { "" };
        session.out.line(format!("{what}: {summary}{dry}"))
    }

    /// One byte more than may be read shows that there is too much.
    fn bytes(&self, session: &mut Session<'_>) -> Outcome<Vec<u8>> {
        if self.file.as_os_str() == "-" {
            return session.input.bytes(ics::LARGEST + 1);
        }
        let failed = |error: std::io::Error| {
            Stop::Failed(format!("{} cannot be read: {error}", quoted(&self.file.to_string_lossy())))
        };
        let mut bytes = Vec::new();
        File::open(&self.file).and_then(|file| file.take(ics::LARGEST + 1).read_to_end(&mut bytes)).map_err(failed)?;
        Ok(bytes)
    }
}

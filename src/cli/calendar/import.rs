//! `calendar import`: holidays from an iCalendar file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::super::session::Session;
use super::super::stop::{Outcome, Stop};
use crate::formats::ics;
use crate::settings::files::{self, local};
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
            [] => ics::Into::of_project(&plan, session.project()?),
            words => ics::Into::Calendar(plan.find_calendar(&words.join(" "))?),
        };
        let snapshot = session.snapshot()?;
        let reading = ics::read(&bytes, into, &snapshot, &mut session.moment, &local)?;
        reading.lost.iter().try_for_each(|lost| session.out.say(lost.to_string()))?;
        let (what, summary) = (reading.what.clone(), reading.summary());
        let lost: Vec<_> = reading.lost.iter().map(|it| json!({"place": it.place, "why": it.why})).collect();
        let counts = (reading.new, reading.changed, reading.same);
        if let Some(command) = reading.command() {
            if self.dry_run {
                session.with_file(|file, moment| file.preview(&command, moment).map_err(Trouble::from))?;
            } else {
                let done = session.with_file(|file, moment| file.run(&command, moment))?;
                done.notices.iter().chain(&done.effect).try_for_each(|notice| session.out.say(notice))?;
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

    fn bytes(&self, session: &mut Session<'_>) -> Outcome<Vec<u8>> {
        if self.file.as_os_str() == "-" {
            return session.input.bytes(ics::LARGEST + 1);
        }
        files::bytes(&self.file, ics::LARGEST).map_err(Stop::Failed)
    }
}

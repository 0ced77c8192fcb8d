//! `import`: another program’s tasks or plan as one step.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::format_name::FormatName;
use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::formats::{FORMATS, Format, LARGEST, Wish, register_in};
use crate::settings::files::{self, local};
use crate::workspace::Trouble;

/// Take in tasks or a plan of another program, as one step that can be undone
///
/// Records remember the id they came with: a second import updates what it knows. What could not be carried is told line
/// by line on stderr.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost import plan.json --dry-run\n  milepost import plan.xml --key MOVE\n  task export | milepost import - --format taskwarrior\n  milepost import tasks.csv --project WEB\n  milepost import register.csv --map \"Chance=probability,Colour=-\""
)]
pub struct Import {
    /// The file; - is stdin
    file: PathBuf,
    /// Its format, where its name does not say it
    #[arg(long, short, value_parser = FormatName::In)]
    format: Option<String>,
    /// Change nothing; say what would change
    #[arg(long)]
    dry_run: bool,
    /// Take all as new, whatever was imported before
    #[arg(long)]
    as_new: bool,
    /// The key of the project that a plan becomes
    #[arg(long)]
    key: Option<String>,
    /// What the columns of a register hold, where the guess is wrong: Likelihood=probability,Foo=note,Bar=-
    #[arg(long, value_name = "COLUMN=NAME,…")]
    map: Option<String>,
    /// The projects of a list become projects rather than summaries
    #[arg(long)]
    projects: bool,
}

impl Import {
    /// Reads the file, and carries out what it says.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let format = self.format(session)?;
        let bytes = self.bytes(session)?;
        // A list of tasks is the usual CSV; a register shows by its columns.
        let register = register_in(&bytes).filter(|_| format.name == "csv" && self.format.is_none());
        let format = register.map_or(Ok(format), Format::named)?;
        if self.map.is_some() && !["risks", "issues"].contains(&format.name) {
            return Err(Stop::refused("--map is about registers", "say --format risks or --format issues"));
        }
        if self.dry_run {
            session.open()?;
        } else {
            session.open_or_make()?;
        }
        let project = session.project_if_any()?;
        let snapshot = session.snapshot()?;
        let wish = Wish {
            project,
            key: self.key.map(|key| key.to_uppercase()),
            as_new: self.as_new,
            projects: self.projects,
            map: self.map.as_deref().unwrap_or_default(),
            journal: None,
            local: &local,
        };
        let slow = bytes.len() > 1 << 20 && session.input.terminal && !session.out.json;
        if slow {
            session.out.say("Reading …")?;
        }
        let reading = format.read(&bytes, &snapshot, &wish, &mut session.moment)?;
        if !reading.how.is_empty() {
            session.out.say(&reading.how)?;
        }
        reading.lost.iter().try_for_each(|lost| session.out.say(lost.to_string()))?;
        let (what, summary, how) = (reading.what.clone(), reading.summary(), reading.how.clone());
        let lost: Vec<_> = reading.lost.iter().map(|it| json!({"place": it.place, "why": it.why})).collect();
        let (new, changed, same) = (reading.new, reading.changed, reading.same);
        let (mut did, mut notices) = (None, Vec::new());
        if let Some(command) = reading.command() {
            if slow {
                session.out.say("Writing …")?;
            }
            if self.dry_run {
                let step = session.with_file(|file, moment| file.preview(&command, moment).map_err(Trouble::from))?;
                notices = step.notices;
            } else {
                let done = session.with_file(|file, moment| file.run(&command, moment))?;
                (did, notices) = (Some(done.sentence), done.notices);
            }
            notices.iter().try_for_each(|notice| session.out.say(notice))?;
        }
        if session.out.json {
            return session.out.value(&json!({
                "what": what, "new": new, "changed": changed, "same": same, "lost": lost, "how": Some(how).filter(|how| !how.is_empty()), "dry_run": self.dry_run, "did": did, "notices": notices,
            }));
        }
        let dry = if self.dry_run { " (nothing was changed)" } else { "" };
        session.out.line(format!("{what}: {summary}{dry}"))
    }

    fn format(&self, session: &Session<'_>) -> Outcome<&'static Format> {
        match &self.format {
            Some(name) => Ok(Format::named(name)?),
            None if self.is_stdin() => {
                let names: Vec<&str> = FORMATS.iter().filter(|it| it.read.is_some()).map(|it| it.name).collect();
                let _ = session;
                Err(Stop::refused(
                    "the format of stdin is not said",
                    format!("say it with --format: {}", names.join(", ")),
                ))
            }
            None => Ok(Format::of_file(&self.file)?),
        }
    }

    fn is_stdin(&self) -> bool {
        self.file.as_os_str() == "-"
    }

    fn bytes(&self, session: &mut Session<'_>) -> Outcome<Vec<u8>> {
        if self.is_stdin() {
            return session.input.bytes(LARGEST + 1);
        }
        files::bytes(&self.file, LARGEST).map_err(Stop::Failed)
    }
}

//! `backup` and `restore`: copies of the file, and one of them put back.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::store;

/// Copy the file, as it is now, to FILE, or beside it under the present instant
///
/// A copy of each day is made by itself, and the last seven are kept.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost backup\n  milepost backup /media/stick/milepost.db")]
pub struct Backup {
    /// Where to; nothing is overwritten
    file: Option<PathBuf>,
}

impl Backup {
    /// Makes the copy, and looks whether it can be read.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let copy = session.workspace()?.store().backup(self.file.as_deref())?;
        if session.out.json {
            return session.out.value(&json!({"backup": copy.to_string_lossy()}));
        }
        session.out.line(copy.to_string_lossy().into_owned())
    }
}

/// Put a backup in the place of the file; what was there is kept beside it
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost restore milepost.db.2026-03-10.backup")]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Restore {
    /// Puts it back. Asks once on a terminal; nothing is lost either way.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let path = session.machine()?.settings.db.clone();
        if !self.yes && path.exists() {
            let question = format!("Put {} in the place of {}?", self.file.display(), path.display());
            if session.confirm(&question)? == Some(false) {
                session.out.say("Nothing was changed")?;
                return Err(Stop::Said(2));
            }
        }
        let kept = store::restore(&path, &self.file)?;
        if session.out.json {
            let kept = kept.map(|file| file.to_string_lossy().into_owned());
            return session.out.value(&json!({"restored": path.to_string_lossy(), "kept": kept}));
        }
        session.out.line(format!("{} is back in {}", self.file.display(), path.display()))?;
        match kept {
            Some(kept) => session.out.say(format!("What was there is kept in {}", kept.display())),
            None => Ok(()),
        }
    }
}

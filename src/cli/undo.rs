//! `undo` and `redo`: steps of this machine taken back, and done again.

use clap::Args;

use super::session::Session;
use super::stop::Outcome;

/// Take back the newest step made on this machine, or the newest N
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost undo\n  milepost undo 3")]
pub struct Undo {
    /// How many steps
    #[arg(default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,
}

/// Do again what was taken back last, or the last N
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost redo\n  milepost redo 3")]
pub struct Redo {
    /// How many steps
    #[arg(default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,
}

impl Undo {
    /// Takes them back one by one, newest first.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        for _ in 0..self.steps {
            let done = session.with_file(|workspace, moment| workspace.undo(moment))?;
            session.echo(&[], &done)?;
        }
        Ok(())
    }
}

impl Redo {
    /// Does them again one by one.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        for _ in 0..self.steps {
            let done = session.with_file(|workspace, moment| workspace.redo(moment))?;
            session.echo(&[], &done)?;
        }
        Ok(())
    }
}

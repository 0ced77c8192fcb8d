//! `accept`: deliverables that somebody has accepted.

use clap::Args;

use super::session::Session;
use super::stop::Outcome;
use crate::domain::command::Command;

/// Say that deliverables are accepted, as of today
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost accept WEB-12 --by ana\n  milepost accept --not WEB-12")]
pub struct Accept {
    /// Who accepts; else who sits here
    #[arg(long, value_name = "HANDLE")]
    by: Option<String>,
    /// They are not accepted after all
    #[arg(long)]
    not: bool,
    /// The deliverables
    #[arg(required = true, value_name = "REF")]
    refs: Vec<String>,
}

impl Accept {
    /// Accepts them as one step.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let tasks = session.tasks(&self.refs)?;
        let by = session.by(self.by.as_deref())?;
        session.each(&tasks, |task| Command::Accept { task, on: !self.not, by })
    }
}

//! `done`: tasks completed today.

use clap::Args;

use super::session::Session;
use super::stop::Outcome;
use crate::domain::command::Command;

/// Complete tasks: to the first done column, finished today
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost done WEB-12\n  milepost done 12 13 14")]
pub struct Done {
    /// The tasks; without the project’s key inside a project
    #[arg(required = true, value_name = "REF")]
    refs: Vec<String>,
}

impl Done {
    /// Completes them as one step.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let tasks = session.tasks(&self.refs)?;
        session.each(&tasks, |task| Command::Complete { task, finish: None })
    }
}

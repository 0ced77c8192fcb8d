//! `block` and `unblock`: tasks that cannot go on, and that can again.

use clap::Args;

use super::session::Session;
use super::stop::Outcome;
use crate::domain::command::Command;

/// Say that a task cannot go on, and why
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost block WEB-12 waits for legal\n  milepost block --outside WEB-12 waits for the vendor’s key"
)]
pub struct Block {
    /// It waits for someone outside the project
    #[arg(long)]
    outside: bool,
    /// The task
    #[arg(value_name = "REF")]
    task: String,
    /// What it waits for
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    reason: Vec<String>,
}

impl Block {
    /// Blocks it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let task = session.task(&self.task)?;
        session.carry_out(&Command::Block { task, reason: self.reason.join(" "), outside: self.outside })
    }
}

/// Say that tasks can go on again
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost unblock WEB-12")]
pub struct Unblock {
    /// The tasks
    #[arg(required = true, value_name = "REF")]
    refs: Vec<String>,
}

impl Unblock {
    /// Unblocks them as one step.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let tasks = session.tasks(&self.refs)?;
        session.each(&tasks, Command::Unblock)
    }
}

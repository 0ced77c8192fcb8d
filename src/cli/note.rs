//! `note`: a dated line added to a task’s note.

use clap::Args;

use super::session::Session;
use super::stop::Outcome;
use crate::domain::command::Command;

/// Add a dated line to a task’s note
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost note WEB-12 legal has answered: go ahead\n  milepost note 12 - < minutes.md"
)]
pub struct Note {
    /// The task
    #[arg(value_name = "REF")]
    task: String,
    /// What to add; - reads it from stdin
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    text: Vec<String>,
}

impl Note {
    /// Appends it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let task = session.task(&self.task)?;
        let text = match self.text.as_slice() {
            [only] if only == "-" => session.input.rest()?,
            words => words.join(" "),
        };
        if text.trim().is_empty() {
            return Err(super::stop::Stop::refused("there is nothing to note", "write the text behind the ref"));
        }
        session.carry_out(&Command::AddNote { task, text })
    }
}

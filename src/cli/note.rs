//! `note`: a dated line added to the note of a task, a risk or an issue, or the note written anew.

use clap::Args;

use super::register;
use super::session::Session;
use super::stop::Outcome;
use crate::domain::command::Command;

/// Add a dated line to the note of a task, a risk or an issue
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost note WEB-12 legal has answered: go ahead\n  milepost note 12 - < minutes.md\n  milepost note --replace 12 - < note.md"
)]
pub struct Note {
    /// Put the text in the place of the whole note, without a date; an empty text takes the note away
    #[arg(long)]
    replace: bool,
    /// The task, risk or issue
    #[arg(value_name = "REF")]
    task: String,
    /// What to add; - reads it from stdin
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    text: Vec<String>,
}

impl Note {
    /// Appends it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let of = match register::looks_registered(session, &self.task)? {
            Some(of) => of,
            None => session.task(&self.task)?.into(),
        };
        let text = match self.text.as_slice() {
            [only] if only == "-" => session.input.rest()?,
            words => words.join(" "),
        };
        if self.replace {
            let text = text.trim_end().to_owned();
            return match of.as_id() {
                Some(task) => session.carry_out(&Command::SetNote { task, text }),
                None => session.set_fields(of, &[("note", text)]),
            };
        }
        if text.trim().is_empty() {
            return Err(super::stop::Stop::refused("there is nothing to note", "write the text behind the ref"));
        }
        session.carry_out(&Command::AddNote { of, text })
    }
}

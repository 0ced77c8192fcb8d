//! `new`: a project of its own.

use clap::Args;

use super::session::Session;
use super::stop::Outcome;
use crate::domain::command::Command;

/// Start a project: five columns, five phases; it becomes the default project here
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost new WEB Customer portal\n  milepost new OPS \"Operations & support\"")]
pub struct New {
    /// Two to eight letters: the first half of every ref, as WEB in WEB-12
    key: String,
    /// What it is called
    #[arg(required = true)]
    name: Vec<String>,
}

impl New {
    /// Makes the project and chooses it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        session.open_or_make()?;
        let id = session.moment.ids.take();
        let template = crate::domain::template::Template::standard();
        let command = Command::NewProject { id, key: self.key.to_uppercase(), name: self.name.join(" "), template };
        session.carry_out(&command)?;
        session.choose_project(id, "the project is made, but ")
    }
}

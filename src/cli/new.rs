//! `new`: a project of its own.

use clap::Args;

use super::session::Session;
use super::stop::Outcome;
use crate::domain::command::Command;
use crate::domain::template::Template;

/// Start a project from a template; it becomes the default project here
///
/// Without --template it has five columns and the five phases from initiation to closure, and no tasks. The templates
/// are waterfall, scrum, kanban, hybrid, prince2, lean, and your own: see `milepost template list`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost new WEB Customer portal\n  milepost new --template hybrid WEB Customer portal\n  milepost new --template ./ours.toml OPS \"Operations & support\""
)]
pub struct New {
    /// The template: its name, or a file
    #[arg(long, short, value_name = "NAME|FILE")]
    template: Option<String>,
    /// Two to eight letters: the first half of every ref, as WEB in WEB-12
    key: String,
    /// What it is called
    #[arg(required = true)]
    name: Vec<String>,
}

impl New {
    /// Makes the project and chooses it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let template = match &self.template {
            Some(words) => session.template(words)?.read?,
            None => Template::standard(),
        };
        session.open_or_make()?;
        let id = session.moment.ids.take();
        let command = Command::NewProject { id, key: self.key.to_uppercase(), name: self.name.join(" "), template };
        session.carry_out(&command)?;
        session.choose_project(id, "the project is made, but ")
    }
}

//! `move`: cards to a column.

use clap::Args;

use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::column::Meaning;
use crate::domain::command::Command;
use crate::domain::place::Spot;

/// Move cards to a column: below those that are there, in a done column above them
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost move WEB-12 review\n  milepost move 12 13 doing --over\n  milepost move WEB-12 backlog --above WEB-7"
)]
pub struct Move {
    /// The tasks, then the column: its name or the beginning of it
    #[arg(required = true, value_name = "REF… COLUMN")]
    words: Vec<String>,
    /// Even where the project refuses to exceed a column’s limit
    #[arg(long)]
    over: bool,
    /// Just above this card of the column
    #[arg(long, value_name = "REF", conflicts_with = "below")]
    above: Option<String>,
    /// Just below this card of the column
    #[arg(long, value_name = "REF")]
    below: Option<String>,
}

impl Move {
    /// Moves them as one step.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let (tasks, rest) = session.leading_refs(&self.words)?;
        let name = rest.join(" ");
        if name.is_empty() {
            return Err(Stop::refused(
                "it is not said where to move it",
                "write the column last: milepost move REF COLUMN",
            ));
        }
        let above = self.above.map(|words| session.task(&words).map(Spot::Above)).transpose()?;
        let below = self.below.map(|words| session.task(&words).map(Spot::Below)).transpose()?;
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let mut commands = Vec::new();
        for task in &tasks {
            let Some(it) = plan.get(*task) else { continue };
            let column = plan.find_column(it.project, &name)?;
            let done = plan.get(column).is_some_and(|it| it.meaning == Meaning::Done);
            let spot = above.or(below).unwrap_or(if done { Spot::Top } else { Spot::Bottom });
            commands.push(Command::Move { task: *task, column, spot, over: self.over });
        }
        session.carry_out_on(&tasks, commands)
    }
}

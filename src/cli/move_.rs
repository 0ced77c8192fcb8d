//! `move`: cards to a column, or tasks to another place in the outline.

use clap::Args;

use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::column::Meaning;
use crate::domain::command::Command;
use crate::domain::place::Spot;
use crate::domain::task::TaskId;

/// Move cards to a column: below those that are there, in a done column above them; without a column, tasks in the outline
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost move WEB-12 review\n  milepost move 12 13 doing --over\n  milepost move WEB-12 backlog --above WEB-7\n  milepost move 12 13 --below WEB-7    (in the outline, under the same parent)"
)]
pub struct Move {
    /// The tasks, then the column: its name or the beginning of it; none: the outline is meant
    #[arg(required = true, value_name = "REF… [COLUMN]")]
    words: Vec<String>,
    /// Even where the project refuses to exceed a column’s limit
    #[arg(long)]
    over: bool,
    /// Just above this card of the column, or this task of the outline
    #[arg(long, value_name = "REF", conflicts_with = "below")]
    above: Option<String>,
    /// Just below this card of the column, or this task of the outline
    #[arg(long, value_name = "REF")]
    below: Option<String>,
}

impl Move {
    /// Moves them as one step.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let (tasks, rest) = session.leading_refs(&self.words)?;
        let name = rest.join(" ");
        if name.is_empty() {
            return self.in_outline(session, &tasks);
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

    /// Puts them beside another, in the order in which they are named.
    fn in_outline(self, session: &mut Session<'_>, tasks: &[TaskId]) -> Outcome {
        let (words, above) = match (self.above, self.below) {
            (Some(words), _) => (words, true),
            (None, Some(words)) => (words, false),
            (None, None) => {
                let how = "write the column last: milepost move REF COLUMN; or --above or --below another task";
                return Err(Stop::refused("it is not said where to move it", how));
            }
        };
        let beside = session.task(&words)?;
        let mut order = tasks.to_vec();
        if !above {
            order.reverse();
        }
        let commands = order.into_iter().map(|task| Command::Order { task, beside, above }).collect();
        session.carry_out_on(tasks, commands)
    }
}

//! `drop`: tasks off board and plan.

use clap::Args;

use super::register;
use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::command::Command;
use crate::domain::words::counted;

/// Take tasks off board and plan, with their links; their refs still answer, and undo brings them back
///
/// A summary takes what is under it along. That is asked once, with the number; without a terminal it needs --yes.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost drop WEB-12\n  milepost drop 4 5 --yes")]
pub struct Drop {
    /// The tasks
    #[arg(required = true, value_name = "REF")]
    refs: Vec<String>,
    /// Do not ask where tasks under a summary are dropped with it
    #[arg(long, short)]
    yes: bool,
}

impl Drop {
    /// Drops them as one step.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let registered = self.refs.iter().map(|words| register::looks_registered(session, words));
        let registered: Vec<_> = registered.collect::<Outcome<Vec<_>>>()?.into_iter().flatten().collect();
        if registered.len() == self.refs.len() {
            return register::drop(session, registered);
        }
        if !registered.is_empty() {
            return Err(Stop::refused("tasks and entries of a register are not dropped in one go", "name them apart"));
        }
        let tasks = session.tasks(&self.refs)?;
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let mut all: Vec<_> = tasks.iter().flat_map(|task| plan.with_descendants(*task)).collect();
        all.sort_unstable();
        all.dedup();
        // What stands under another of them is dropped with it.
        let tops: Vec<_> = tasks
            .iter()
            .copied()
            .filter(|task| !plan.ancestors(*task).iter().any(|above| tasks.contains(above)))
            .collect();
        let below = all.len().saturating_sub(tops.len());
        if below > 0 && !self.yes {
            let question = format!("Drop {} and {} under it?", refs(plan, &tops), counted(below, "task"));
            match session.confirm(&question)? {
                Some(true) => {}
                Some(false) => {
                    session.out.say("Nothing was changed")?;
                    return Err(Stop::Said(2));
                }
                None => {
                    let why = format!("{} would be dropped with {}", counted(below, "task"), refs(plan, &tops));
                    return Err(Stop::refused(why, "say --yes if that is meant"));
                }
            }
        }
        session.each(&tops, Command::Drop)
    }
}

fn refs(plan: &crate::domain::plan::Plan, tasks: &[crate::domain::task::TaskId]) -> String {
    match tasks {
        [one] => plan.task_label(*one),
        many => many.iter().map(|task| plan.task_ref(*task)).collect::<Vec<_>>().join(", "),
    }
}

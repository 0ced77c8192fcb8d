//! `set`: tasks changed by the words that make them.

use clap::Args;

use super::register;
use super::session::Session;
use super::stop::{Outcome, Stop};
use super::words_of;
use crate::domain::capture::{self, Context, Purpose};
use crate::domain::command::Command;
use crate::domain::project::ProjectId;
use crate::domain::words::counted;

/// Change tasks with the words of capture; plain words are a new title
///
/// The leading words that are refs are the tasks, the rest is read as in `add`; no:due, no:@ana, no:+bug, no:after:7,
/// no:est take a value away. Several tasks are changed as one step, and cannot get one title.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost set WEB-12 p0 due:fri @ana\n  milepost set 12 13 14 no:due +later\n  milepost set WEB-12 Login page with single sign-on"
)]
pub struct Set {
    /// The tasks, then what is to change
    #[arg(required = true, trailing_var_arg = true, value_name = "REF… TEXT")]
    words: Vec<String>,
}

impl Set {
    /// Changes them as one step.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let words = words_of(session, self.words);
        if let Some((first, rest)) = words.split_first()
            && let Some(of) = register::looks_registered(session, first)?
        {
            return register::set(session, &[of], rest);
        }
        let (tasks, rest) = session.leading_refs(&words)?;
        if rest.is_empty() {
            return Err(Stop::refused("it is not said what to change", "write it behind the ref, as: due:fri p1 @ana"));
        }
        let line = rest.join(" ");
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let mut commands: Vec<Command> = Vec::new();
        for task in &tasks {
            let project: Option<ProjectId> = plan.get(*task).map(|it| it.project);
            let context = Context { hash: false, ..Context::of(&snapshot, project, Purpose::Edit) };
            let understood = capture::understand(&line, &context);
            let understood = understood.whole()?;
            if tasks.len() > 1 && !understood.title.is_empty() {
                let why = format!(
                    "{} cannot all be called {}",
                    counted(tasks.len(), "task"),
                    crate::domain::names::quoted(&understood.title)
                );
                return Err(Stop::refused(why, "name one task, or leave the plain words out"));
            }
            commands.extend(capture::edits(understood, *task, plan));
        }
        if commands.is_empty() {
            return Err(Stop::refused("nothing changes: it is so already", ""));
        }
        session.carry_out_on(&tasks, commands)
    }
}

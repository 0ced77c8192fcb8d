//! `phase`: the path of phases and the gate ahead; decisions at it; phases and criteria edited.

mod edit;
mod page;

use clap::{Args, Subcommand};

use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::command::Command;
use crate::domain::gate;
use crate::domain::names::by_beginning;
use crate::domain::phase::{CriterionId, Decision, PhaseId};
use crate::domain::plan::Plan;

pub use page::{evidence, phases, unmet_json};

/// Tell how far the project is on its path of phases, and what its gate asks
///
/// Without a name: the gate that is ahead. The criteria are numbered for tick, untick and criterion.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  milepost phase\n  milepost phase planning\n  milepost phase tick 2\n  milepost phase advance --by ana\n  milepost phase --json"
)]
pub struct Phase {
    /// Another phase: its name or the beginning of it
    #[arg(value_name = "PHASE")]
    name: Vec<String>,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    Tick(Tick),
    Untick(Untick),
    Advance(Advance),
    Back(Back),
    Add(edit::Add),
    Set(edit::Set),
    Drop(edit::Drop),
    Criterion(edit::Criterion),
}

/// Tick criteria of a gate
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost phase tick 2\n  milepost phase tick 1 3 --of closure")]
struct Tick {
    #[command(flatten)]
    which: Which,
}

/// Take the tick of criteria away
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost phase untick 2")]
struct Untick {
    #[command(flatten)]
    which: Which,
}

/// Criteria of a gate by their numbers.
#[derive(Args, Debug)]
struct Which {
    /// Their numbers, as `milepost phase` lists them
    #[arg(required = true, value_name = "N")]
    numbers: Vec<usize>,
    /// At the gate of this phase; else at the one ahead
    #[arg(long, value_name = "PHASE")]
    of: Option<String>,
}

/// Decide at the gate ahead: go, go-with-conditions, hold or stop
///
/// A go with criteria unmet says what is missing, and takes an override only with a reason. Each condition is a line of
/// capture and becomes a task of the next phase, tagged +condition. Hold puts the project on hold, stop closes it; the
/// go at the last gate closes it too.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost phase advance\n  milepost phase advance --by ana --override \"The sponsor takes the risk\"\n  milepost phase advance --condition \"Load test passed @ben due:eom\" --condition \"Rollback rehearsed\"\n  milepost phase advance --decision hold --note \"No budget before May\""
)]
struct Advance {
    /// What was decided: go unless said, with a condition go-with-conditions
    #[arg(long, value_name = "DECISION")]
    decision: Option<String>,
    /// Who decided; else who sits here
    #[arg(long, value_name = "HANDLE")]
    by: Option<String>,
    /// Why it goes on though criteria are unmet
    #[arg(long = "override", value_name = "REASON")]
    over: Option<String>,
    /// What has to be done in the next phase; as often as there are conditions
    #[arg(long = "condition", value_name = "TEXT")]
    conditions: Vec<String>,
    /// What is to be remembered of it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Go back to the phase before, with a reason
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost phase back --by ana The vendor’s interface is not the one we planned for")]
struct Back {
    /// Who decided; else who sits here
    #[arg(long, value_name = "HANDLE")]
    by: Option<String>,
    /// Why
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    reason: Vec<String>,
}

impl Phase {
    /// Tells, decides or edits.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            None => page::write(session, &self.name.join(" ")),
            Some(What::Tick(it)) => it.which.tick(session, true),
            Some(What::Untick(it)) => it.which.tick(session, false),
            Some(What::Advance(it)) => it.run(session),
            Some(What::Back(it)) => it.run(session),
            Some(What::Add(it)) => it.run(session),
            Some(What::Set(it)) => it.run(session),
            Some(What::Drop(it)) => it.run(session),
            Some(What::Criterion(it)) => it.run(session),
        }
    }
}

/// The phase that is named, else the one whose gate is ahead.
fn named_or_ahead(session: &mut Session<'_>, name: Option<&str>) -> Outcome<PhaseId> {
    let project = session.project()?;
    let plan = session.snapshot()?.plan;
    match name {
        Some(name) => Ok(plan.find_phase(project, name)?),
        None => gate::ahead(&plan, project).ok_or_else(|| none_ahead(&plan, plan.key(project))),
    }
}

fn none_ahead(plan: &Plan, key: &str) -> Stop {
    let phases = plan.all::<crate::domain::phase::Phase>().any(|phase| plan.key(phase.project) == key);
    match phases {
        true => Stop::refused(
            format!("every gate of {key} is passed"),
            "name a phase, or go back: milepost phase back REASON",
        ),
        false => Stop::refused(format!("{key} has no phases"), "add one with: milepost phase add NAME"),
    }
}

impl Which {
    /// The criteria that are meant.
    fn criteria(&self, session: &mut Session<'_>) -> Outcome<Vec<CriterionId>> {
        let phase = named_or_ahead(session, self.of.as_deref())?;
        let plan = session.snapshot()?.plan;
        let phase = gate::host(&plan, phase);
        let (all, name) = (gate::criteria(&plan, phase), plan.get(phase).map_or("", |it| &it.name));
        let one = |number: &usize| number.checked_sub(1).and_then(|at| all.get(at)).copied().ok_or(*number);
        self.numbers.iter().map(one).collect::<Result<_, _>>().map_err(|number| {
            let instead = match all.len() {
                0 => "add one with: milepost phase criterion add TEXT".to_owned(),
                count => format!("they are numbered 1 to {count} in: milepost phase {name}"),
            };
            Stop::refused(format!("the gate of {name} has no criterion {number}"), instead)
        })
    }

    fn tick(self, session: &mut Session<'_>, on: bool) -> Outcome {
        let criteria = self.criteria(session)?;
        session.ask_me()?;
        let commands = criteria.into_iter().map(|criterion| Command::Tick { criterion, on }).collect();
        session.carry_out_on(&[], commands)
    }
}

impl Advance {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let phase = named_or_ahead(session, None)?;
        let decision = match &self.decision {
            Some(typed) => {
                let all: Vec<_> = Decision::ALL.iter().map(|it| (*it, it.word().to_owned())).collect();
                by_beginning(typed, "decision", &all)?
            }
            None if self.conditions.is_empty() => Decision::Go,
            None => Decision::GoWithConditions,
        };
        let by = session.by(self.by.as_deref())?;
        let (conditions, note) = (self.conditions, self.note.unwrap_or_default());
        session.carry_out(&Command::Decide { phase, decision, conditions, note, by, over: self.over })
    }
}

impl Back {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let by = session.by(self.by.as_deref())?;
        session.carry_out(&Command::GoBack { project, reason: self.reason.join(" "), by })
    }
}

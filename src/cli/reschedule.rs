//! `reschedule`: what is not finished, behind the status date.

use clap::Args;

use super::session::Session;
use super::stop::Outcome;
use crate::domain::command::Command;

/// Move what is not finished behind the status date, as one step
///
/// For plans whose progress is as stored (imported ones): nothing in them moves because the clock does. What is not begun
/// starts no earlier than the day after the status date (empty: today); what is begun is interrupted until then.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost reschedule --project ERP\n  milepost project set status 2026-03-13")]
pub struct Reschedule {}

impl Reschedule {
    /// Makes the step.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        session.carry_out(&Command::Reschedule(project))
    }
}

//! `leave`: days on which somebody is away.

use clap::Args;

use super::session::Session;
use super::stop::Outcome;
use crate::domain::command::Command;

/// Note that somebody is away
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost leave ana 2026-03-12..2026-03-13\n  milepost leave bo mon..fri Holiday\n  milepost leave ana fri"
)]
pub struct Leave {
    /// Who
    handle: String,
    /// The first and the last day, as 2026-03-12..2026-03-13 or mon..fri; one day alone is that day
    #[arg(value_name = "FROM..TO")]
    days: String,
    /// What it is called
    #[arg(value_name = "NAME")]
    name: Vec<String>,
}

impl Leave {
    /// Puts the days into the person’s calendar.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let person = session.snapshot()?.plan.find_person(&self.handle)?;
        let (first, last) = session.range(&self.days)?;
        let name = if self.name.is_empty() { "Leave".to_owned() } else { self.name.join(" ") };
        session.carry_out(&Command::Leave { person, first, last, name })
    }
}

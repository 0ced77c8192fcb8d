//! `link` and `unlink`: one task waits for another.

use clap::Args;

use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::command::Command;
use crate::domain::link::LinkType;
use crate::domain::span::{Lag, Span};

/// Say that B waits for A; an existing link of the type gets the lag
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost link WEB-7 WEB-12\n  milepost link 7 12 --type SS --lag 2d\n  milepost link 7 12 --lag=-1d"
)]
pub struct Link {
    /// Comes first
    #[arg(value_name = "A")]
    first: String,
    /// Waits
    #[arg(value_name = "B")]
    then: String,
    /// Which ends are joined: FS, SS, FF or SF
    #[arg(long = "type", value_name = "TYPE", default_value = "FS")]
    link_type: String,
    /// How long after, as 2d, 1ed or 50%; negative is a lead
    #[arg(long, allow_hyphen_values = true)]
    lag: Option<String>,
}

impl Link {
    /// Joins them.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let (predecessor, successor) = (session.task(&self.first)?, session.task(&self.then)?);
        let link_type = LinkType::of_word(&self.link_type.to_uppercase()).ok_or_else(|| {
            Stop::refused(format!("“{}” is not a type of link", self.link_type), "write FS, SS, FF or SF")
        })?;
        let plan = session.snapshot()?.plan;
        let pace = plan.get(successor).map(|task| plan.pace(task.project)).unwrap_or_default();
        let lag = match self.lag {
            Some(words) => Lag::parse(&words, &pace)?,
            None => Lag::Span(Span::default()),
        };
        session.carry_out(&Command::Link { predecessor, successor, link_type, lag })
    }
}

/// Say that B does not wait for A any more
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost unlink WEB-7 WEB-12")]
pub struct Unlink {
    /// Came first
    #[arg(value_name = "A")]
    first: String,
    /// Waited
    #[arg(value_name = "B")]
    then: String,
}

impl Unlink {
    /// Takes all links between them away.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let (predecessor, successor) = (session.task(&self.first)?, session.task(&self.then)?);
        session.carry_out(&Command::Unlink { predecessor, successor })
    }
}

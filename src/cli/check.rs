//! `check`: is everything in order?

use clap::Args;
use serde_json::json;

use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::store::Store;

/// Check the file: its pages, every rule, the journal against the tables; exit 1 with what is wrong
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost check\n  milepost check --json")]
pub struct Check {}

impl Check {
    /// Looks at everything; a file that can hardly be read is told as well as it can be.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let mut store = Store::open(session.opening()?)?;
        let wrong = store.check();
        if session.out.json {
            session.out.value(&json!({"ok": wrong.is_empty(), "wrong": wrong}))?;
        } else if wrong.is_empty() {
            session.out.line("All is in order")?;
        } else {
            wrong.iter().try_for_each(|finding| session.out.line(finding.as_str()))?;
        }
        if wrong.is_empty() { Ok(()) } else { Err(Stop::Said(1)) }
    }
}

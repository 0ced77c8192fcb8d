//! `issue …`: the register of issues.

use clap::{Args, Subcommand};
use serde_json::Value;

use super::register::{self, Shared, table};
use super::session::Session;
use super::stop::{Outcome, Stop};
use super::wanted::Wanted;
use crate::domain::command::Command;
use crate::domain::id::RecordId;
use crate::domain::issue::{Issue as Record, IssueId};
use crate::domain::plan::Kind;
use crate::formats::contract::issue_json;

/// The register of issues: what has happened and has to be settled
#[derive(Args, Debug)]
pub struct Issue {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    List(List),
    #[command(flatten)]
    Shared(Shared),
    Escalate(Escalate),
    Answer(Answer),
}

/// List issues; without a filter those that are open, by severity and due date
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost issue list\n  milepost issue list is:escalated\n  milepost issue list sev:1 or is:overdue"
)]
pub struct List {
    #[command(flatten)]
    wanted: Wanted,
}

/// Escalate an issue to somebody, who has to answer
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost issue escalate I2 @ana")]
struct Escalate {
    /// Which
    #[arg(value_name = "REF")]
    of: String,
    /// To whom
    #[arg(value_name = "HANDLE")]
    to: String,
}

/// Write down what was answered to an issue that was escalated
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost issue answer I2 Two more weeks are granted")]
struct Answer {
    /// Which
    #[arg(value_name = "REF")]
    of: String,
    /// The answer
    #[arg(required = true, trailing_var_arg = true)]
    text: Vec<String>,
}

impl Issue {
    /// Does it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            What::Shared(it) => it.run(session, Kind::Issue),
            What::List(it) => it.run(session),
            What::Escalate(it) => {
                let issue = issue(session, &it.of)?;
                let to = session.snapshot()?.plan.find_person(&it.to)?;
                session.carry_out(&Command::Escalate { issue, to })
            }
            What::Answer(it) => {
                let issue = issue(session, &it.of)?;
                session.carry_out(&Command::Answer { issue, text: it.text.join(" ") })
            }
        }
    }
}

fn issue(session: &mut Session<'_>, words: &str) -> Outcome<IssueId> {
    let of = register::registered(session, words, Kind::Issue)?;
    of.as_id().ok_or_else(|| Stop::refused("this is no issue", ""))
}

impl List {
    /// A list of what is wanted.
    pub fn of(wanted: Wanted) -> Self {
        List { wanted }
    }

    /// Writes the table.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let (_, ids) = self.wanted.records(session, Kind::Issue)?;
        let snapshot = session.snapshot()?;
        let all: Vec<&Record> = ids
            .into_iter()
            .filter_map(RecordId::as_id)
            .filter_map(|id| snapshot.plan.get(id).map(|it| &**it))
            .collect();
        if session.out.json {
            let issues: Vec<Value> = all.iter().map(|issue| issue_json(&snapshot, issue)).collect();
            return session.out.value(&issues.into());
        }
        match all.is_empty() {
            true => session.out.say("No issue matches"),
            false => table::issues(session, &all),
        }
    }
}

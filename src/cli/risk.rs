//! `risk …`: the register of risks.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::register::{self, Shared, table};
use super::session::Session;
use super::stop::{Outcome, Stop};
use super::wanted::Wanted;
use super::words_of;
use crate::domain::command::Command;
use crate::domain::history::Mark;
use crate::domain::id::RecordId;
use crate::domain::plan::Kind;
use crate::domain::register::{Trend, Trends, capture, due_for_review, trend_since};
use crate::domain::risk::{Risk as Record, RiskId};
use crate::domain::snapshot::Snapshot;
use crate::domain::words::counted;
use crate::formats::contract::{risk_json, totals_json};
use crate::formats::markdown;

/// The register of risks: what may happen, how likely and how bad, and what is done about it
#[derive(Args, Debug)]
pub struct Risk {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    List(List),
    #[command(flatten)]
    Shared(Shared),
    Review(Review),
    Occur(Occur),
}

/// List risks; without a filter those that are open, by score, with the sums of the project
///
/// ▲ and ▼ tell scores that rose or fell in four weeks, ! those that need a response. Filters: `milepost keys --table risks`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost risk list\n  milepost risk list is:high no:response\n  milepost risk list score.over:11 sort:review\n  milepost risk list --totals"
)]
pub struct List {
    /// The sums of each category too
    #[arg(long)]
    totals: bool,
    #[command(flatten)]
    wanted: Wanted,
}

/// Review risks: alone it lists those due; with a ref that one is looked at, with what changed about it
///
/// The words are those of `set`. The next review comes as many days later as the project says, unless review: says when.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost risk review\n  milepost risk review R3 prob:3 // vendor confirmed\n  milepost risk review --no-change R3\n  milepost risk review --summary"
)]
struct Review {
    /// Looked at, and nothing changed
    #[arg(long)]
    no_change: bool,
    /// Print what was reviewed today, as Markdown
    #[arg(long, conflicts_with = "no_change")]
    summary: bool,
    /// Which, then what has changed
    #[arg(trailing_var_arg = true, value_name = "REF TEXT")]
    words: Vec<String>,
}

/// Note that a risk has occurred: it becomes an issue with its owner and tasks
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost risk occur R3\n  milepost risk occur R3 --contingency")]
struct Occur {
    /// Which
    #[arg(value_name = "REF")]
    of: String,
    /// Its contingency plan becomes a task
    #[arg(long)]
    contingency: bool,
}

impl Risk {
    /// Does it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            What::Shared(it) => it.run(session, Kind::Risk),
            What::List(it) => it.run(session),
            What::Review(it) => it.run(session),
            What::Occur(it) => {
                let risk = risk(session, &it.of)?;
                let issue = session.moment.ids.take();
                let task = it.contingency.then(|| session.moment.ids.take());
                session.carry_out(&Command::Occur { risk, issue, task })
            }
        }
    }
}

fn risk(session: &mut Session<'_>, words: &str) -> Outcome<RiskId> {
    let of = register::registered(session, words, Kind::Risk)?;
    of.as_id().ok_or_else(|| Stop::refused("this is no risk", ""))
}

/// The snapshot with as much history as trends need.
fn with_trends(session: &mut Session<'_>) -> Outcome<Snapshot> {
    let since = trend_since(&session.snapshot()?);
    session.workspace()?.recall(Mark { line: None, at: since })?;
    session.snapshot()
}

fn told(snapshot: &Snapshot, ids: impl Iterator<Item = RiskId>) -> Vec<(&Record, Option<Trend>)> {
    let moved = Trends::of(snapshot);
    let risks = ids.filter_map(|id| snapshot.plan.get(id));
    risks.map(|risk| (&**risk, moved.get(risk))).collect()
}

impl List {
    /// A list of what is wanted.
    pub fn of(wanted: Wanted) -> Self {
        List { totals: false, wanted }
    }

    /// Writes the table.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let (project, ids) = self.wanted.records(session, Kind::Risk)?;
        let snapshot = with_trends(session)?;
        let all = told(&snapshot, ids.into_iter().filter_map(RecordId::as_id));
        if session.out.json {
            let risks: Vec<Value> = all.iter().map(|(risk, trend)| risk_json(&snapshot, risk, *trend)).collect();
            return match project.filter(|_| self.totals) {
                Some(project) => {
                    session.out.value(&json!({"risks": risks, "totals": totals_json(&snapshot.plan, project)}))
                }
                None => session.out.value(&risks.into()),
            };
        }
        match all.is_empty() {
            true => session.out.say("No risk matches")?,
            false => table::risks(session, &all)?,
        }
        match project.filter(|_| !all.is_empty() || self.totals) {
            Some(project) => table::foot(session, project, self.totals),
            None => Ok(()),
        }
    }
}

impl Review {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        if self.summary {
            let project = session.project()?;
            let snapshot = with_trends(session)?;
            let page = markdown::review(&snapshot, project, snapshot.today);
            return session.out.prose(0, &page);
        }
        let words = words_of(session, self.words);
        let Some((first, rest)) = words.split_first() else { return due(session) };
        let risk = risk(session, first)?;
        if rest.is_empty() != self.no_change {
            return Err(match self.no_change {
                true => Stop::refused("something changes, and --no-change is said", "say one of them"),
                false => Stop::refused("it is not said what changed", "write it behind the ref, or say --no-change"),
            });
        }
        let understood = register::understood(session, risk.into(), &rest.join(" "))?;
        let command = capture::review(&understood, risk, &session.snapshot()?.plan);
        session.carry_out(&command)
    }
}

/// What is to be reviewed, and how.
fn due(session: &mut Session<'_>) -> Outcome {
    let project = session.project()?;
    let snapshot = with_trends(session)?;
    let all = told(&snapshot, due_for_review(&snapshot, project).into_iter());
    if session.out.json {
        let risks: Vec<Value> = all.iter().map(|(risk, trend)| risk_json(&snapshot, risk, *trend)).collect();
        return session.out.value(&risks.into());
    }
    let Some((first, _)) = all.first() else { return session.out.say("No risk is due for review") };
    let first = snapshot.plan.reference(first.id.into()).unwrap_or_default();
    table::risks(session, &all)?;
    session.out.say(format!(
        "{} to review, as in: milepost risk review {first} prob:3 // what you heard; or: milepost risk review --no-change {first}",
        counted(all.len(), "risk")
    ))
}

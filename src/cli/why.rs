//! `why`: what holds a task where it is, back to the start of the project, a constraint or what has happened.

use chrono::NaiveDateTime;
use clap::Args;
use serde_json::json;

use super::out::{Ink, ink};
use super::session::Session;
use super::stop::Outcome;
use crate::domain::why;

/// Tell why a task starts when it does
///
/// The chain of what waits for what, back to the start of the project, a constraint or what has happened; with the days
/// that each task takes, and the holidays and leave that lie in them.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost why WEB-12\n  milepost why 12 --json")]
pub struct Why {
    /// The task
    #[arg(value_name = "REF")]
    task: String,
}

impl Why {
    /// Writes the chain, or the object.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let id = session.task(&self.task)?;
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let why = why::of(&snapshot, id)?;
        if session.out.json {
            let at = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
            let chain = why.chain.iter().map(|step| {
                json!({
                    "ref": plan.task_ref(step.task), "title": plan.get(step.task).map(|it| &it.title),
                    "start": at(step.timing.start), "finish": at(step.timing.finish),
                    "because": step.because, "takes": step.takes,
                })
            });
            let chain: Vec<_> = chain.collect();
            return session.out.value(&json!({"question": why.question, "chain": chain, "verdict": why.verdict}));
        }
        session.out.line(ink(Ink::Strong, why.question.as_str()))?;
        for (depth, step) in why.chain.iter().enumerate() {
            let indent = 2 * (depth + 1).min(6);
            session.out.wrapped(indent, &step.because)?;
            if !step.takes.is_empty() {
                session.out.wrapped(indent, &step.takes)?;
            }
        }
        why.verdict.iter().try_for_each(|words| session.out.wrapped(0, words))
    }
}

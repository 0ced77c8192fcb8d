//! `triage`: what there is to decide about; on a terminal one by one in the screens.

use clap::Args;
use serde_json::Value;

use super::out::{Ink, ink};
use super::screens;
use super::session::Session;
use super::stop::Outcome;
use super::table::{self, Column, column};
use crate::domain::standup;
use crate::domain::triage::{self, Item, Reason};
use crate::domain::words;
use crate::formats::contract::task_json;
use crate::ui::keymap::Scope;

/// Decide about the inbox, what is overdue, untouched for 14 days or has woken up, one task at a time
///
/// On a terminal the screens open there. In a pipe, or with --json, the tasks are listed, each with why it is there: of
/// all active projects, or of the one named by --project.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost triage\n  milepost triage | head\n  milepost triage --project WEB --json"
)]
pub struct Triage {}

const COLUMNS: [Column; 5] = [
    column("ref", 0),
    column("p", 3),
    Column { heading: "title", right: false, least: Some(16), spare: 0 },
    Column { heading: "why", right: false, least: Some(20), spare: 0 },
    column("who", 2),
];

impl Triage {
    /// Opens the screens, or writes the list.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        if session.out.terminal && session.input.terminal && !session.out.json {
            return screens::begin(session, Scope::Triage);
        }
        let chosen = if session.project.is_some() { session.project_if_any()? } else { None };
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let queue = triage::queue(&snapshot, &standup::projects(plan, chosen.is_none(), chosen));
        let tasks = queue.iter().filter_map(|item| Some((item, plan.get(item.task)?)));
        if session.out.json {
            let one = |item: &Item, mut task: Value| {
                task["reason"] = item.reason.word().into();
                task["why"] = item.why.as_str().into();
                task
            };
            let all: Vec<Value> = tasks.map(|(item, task)| one(item, task_json(&snapshot, task))).collect();
            return session.out.value(&all.into());
        }
        if queue.is_empty() {
            return session.out.say("Nothing to decide");
        }
        let rows: Vec<_> = tasks
            .map(|(item, task)| {
                let who: Vec<String> = plan.index().people_of(task.id).map(|(who, _)| plan.handle(who)).collect();
                let how = if item.reason == Reason::Overdue { Ink::Bad } else { Ink::Dim };
                vec![
                    plan.task_ref(task.id).into(),
                    words::priority(task.priority).into(),
                    task.title.as_str().into(),
                    ink(how, item.why.clone()),
                    who.join(" ").into(),
                ]
            })
            .collect();
        table::write(&mut session.out, &COLUMNS, &rows)
    }
}

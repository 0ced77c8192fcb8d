//! `projects`: the portfolio in a table.

use clap::Args;
use serde_json::json;

use super::out::{Ink, Piece, ink};
use super::session::Session;
use super::stop::Outcome;
use super::table::{self, Column, column};
use crate::domain::project::{Project, ProjectState};

/// List the projects of the file
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost projects\n  milepost projects --json")]
pub struct Projects {}

const COLUMNS: [Column; 6] = [
    column("key", 0),
    Column { heading: "name", right: false, least: Some(16), spare: 0 },
    column("state", 1),
    Column { heading: "done", right: true, least: None, spare: 2 },
    Column { heading: "tasks", right: true, least: None, spare: 3 },
    Column { heading: "inbox", right: true, least: None, spare: 4 },
];

impl Projects {
    /// Writes the table; the default project is marked.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let default = session.project_if_any()?;
        let mut all: Vec<_> = plan.all::<Project>().collect();
        all.sort_by(|a, b| a.key.cmp(&b.key));
        if session.out.json {
            let objects: Vec<_> = all
                .iter()
                .map(|it| {
                    let totals = plan.index().totals(it.id);
                    json!({
                        "key": it.key, "id": it.id.to_string(), "name": it.name, "state": it.state.word(),
                        "start": it.start.map(|day| day.to_string()), "default": default == Some(it.id),
                        "percent": totals.percent(it.pace().minutes_per_day), "tasks": totals.tasks,
                        "done": totals.done, "inbox": plan.index().inbox(it.id).count(),
                    })
                })
                .collect();
            return session.out.value(&objects.into());
        }
        let rows: Vec<Vec<Piece>> = all
            .iter()
            .map(|it| {
                let totals = plan.index().totals(it.id);
                let mark = if default == Some(it.id) { Ink::Strong } else { Ink::Plain };
                vec![
                    ink(mark, &it.key),
                    it.name.as_str().into(),
                    ink(if it.state == ProjectState::Active { Ink::Plain } else { Ink::Dim }, it.state.word()),
                    format!("{}%", totals.percent(it.pace().minutes_per_day)).into(),
                    totals.tasks.to_string().into(),
                    plan.index().inbox(it.id).count().to_string().into(),
                ]
            })
            .collect();
        if rows.is_empty() {
            return session.out.say("There is no project yet; begin one with: milepost new KEY NAME");
        }
        table::write(&mut session.out, &COLUMNS, &rows)
    }
}

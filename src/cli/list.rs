//! `list`: tasks in a table.

use chrono::NaiveDateTime;
use clap::Args;
use serde_json::Value;

use super::out::{BLOCKED, CRITICAL, DONE, Ink, MILESTONE, Piece, ink};
use super::session::Session;
use super::stop::Outcome;
use super::table::{self, Column, column};
use super::wanted::Wanted;
use crate::domain::dates;
use crate::domain::forecast;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskKind};
use crate::domain::words;
use crate::formats::contract::task_json;

/// List tasks; without a filter those of the project that are open and not snoozed, by priority, due date and rank
///
/// Filters are the words of capture and: is:open is:done is:blocked is:overdue is:late is:critical is:at-risk is:mine
/// is:unassigned is:inbox is:any, due.before:fri, est.over:5d, slack.under:2d, p:0..1, sort:due, not, or, ( ), and bare words of title, note or ref.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost list\n  milepost list is:mine due.before:fri\n  milepost list +bug or is:blocked sort:due\n  milepost list --view overdue @ana\n  milepost list is:any login --json"
)]
pub struct List {
    #[command(flatten)]
    wanted: Wanted,
}

const COLUMNS: [Column; 11] = [
    column("ref", 0),
    column("p", 0),
    Column { heading: "title", right: false, least: Some(16), spare: 0 },
    column("column", 2),
    column("start", 7),
    column("finish", 3),
    column("due", 1),
    Column { heading: "slack", right: true, least: None, spare: 6 },
    Column { heading: "est", right: true, least: None, spare: 5 },
    column("who", 4),
    column("tags", 8),
];

impl List {
    /// A list of what is wanted.
    pub fn of(wanted: Wanted) -> Self {
        List { wanted }
    }

    /// Writes the table.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let found = self.wanted.tasks(session)?;
        let snapshot = session.snapshot()?;
        let tasks = found.iter().filter_map(|id| snapshot.plan.get(*id));
        if session.out.json {
            let all: Vec<Value> = tasks.map(|task| task_json(&snapshot, task)).collect();
            return session.out.value(&all.into());
        }
        let rows: Vec<Vec<Piece>> = tasks.map(|task| row(&snapshot, task)).collect();
        if rows.is_empty() {
            return session.out.say("No task matches");
        }
        table::write(&mut session.out, &COLUMNS, &rows)
    }
}

fn row(snapshot: &Snapshot, task: &Task) -> Vec<Piece> {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let summary = plan.index().is_summary(task.id);
    let done = plan.is_done(task);
    let shade = if done || task.dropped.is_some() { Ink::Dim } else { Ink::Plain };
    let mut signs = String::new();
    for (holds, sign) in [
        (forecast::is_critical(snapshot, task) && !summary, CRITICAL),
        (task.kind == TaskKind::Milestone, MILESTONE),
        (task.is_blocked() && !done, BLOCKED),
        (done, DONE),
    ] {
        signs.push_str(if holds { sign } else { "" });
    }
    let title = ink(if task.is_blocked() && !done { Ink::Warn } else { shade }, format!("{signs}{}", task.title));
    let place = match (&task.place, summary) {
        _ if task.dropped.is_some() => "dropped".to_owned(),
        (_, true) => format!("{}%", plan.percent(task)),
        (None, _) => "inbox".to_owned(),
        (Some(place), _) => plan.get(place.column).map_or(String::new(), |column| column.name.clone()),
    };
    let timing = snapshot.schedule().timing(plan, task.id);
    let day = |at: Option<NaiveDateTime>| at.map_or(String::new(), |at| dates::short(at.date(), today));
    let is_open = !done && task.dropped.is_none();
    let finish = timing.map(|it| it.finish);
    let overdue = is_open && task.due.is_some_and(|due| due < today);
    let late = overdue || forecast::misses_due(snapshot, task).is_some();
    let ends = day(finish);
    let ends = match forecast::is_late(snapshot, task) {
        true => ink(Ink::Bad, format!("{ends} !")),
        false => ink(shade, ends),
    };
    let slack = forecast::slack(snapshot, task).filter(|_| !summary);
    let slack = slack.map_or(Piece::from(""), |it| {
        let pace = plan.pace(task.project);
        ink(if it.minutes < 0 { Ink::Bad } else { shade }, it.words(&pace))
    });
    let due = task.due.map_or(String::new(), |due| dates::short(due, today));
    let due = if late { ink(Ink::Bad, format!("{due} !")) } else { ink(shade, due) };
    let estimate = match summary || task.kind == TaskKind::Milestone {
        true => String::new(),
        false => words::estimate(plan, task),
    };
    let who: Vec<String> = plan.index().people_of(task.id).map(|(person, _)| plan.handle(person)).collect();
    let tags: Vec<String> = task.tags.iter().map(|tag| format!("+{tag}")).collect();
    vec![
        ink(shade, plan.task_ref(task.id)),
        ink(if task.priority.number() == 0 { Ink::Strong } else { shade }, words::priority(task.priority)),
        title,
        ink(shade, place),
        ink(shade, day(timing.map(|it| it.start))),
        ends,
        due,
        slack,
        ink(shade, estimate),
        ink(shade, who.join(" ")),
        ink(Ink::Dim, tags.join(" ")),
    ]
}

//! `today`: what matters now over all active projects, in three lists.

use chrono::Local;
use clap::Args;
use serde_json::{Value, json};

use super::out::{BLOCKED, CRITICAL, Ink, Piece, ink};
use super::session::Session;
use super::stop::{Outcome, Stop};
use super::table::{self, Column, column};
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Task;
use crate::domain::today::{self, Gates, Item, List, Reason};

/// Tell what matters now: what is in progress, what comes next, what to look at
///
/// Over all active projects, or the one named by --project: *now* is in progress or blocked; *next* is planned, due or to
/// start today and this week; *look* is late, slipped overnight, over a limit, to be answered or reviewed, red at the
/// gate ahead, or awake again. Each thing stands in one list.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost today\n  milepost today --mine\n  milepost today --json")]
pub struct Today {
    /// Only what who sits here has to do with
    #[arg(long)]
    mine: bool,
}

const COLUMNS: [Column; 4] = [
    column("ref", 0),
    Column { heading: "title", right: false, least: Some(16), spare: 0 },
    column("who", 2),
    Column { heading: "why", right: false, least: Some(24), spare: 0 },
];

impl Today {
    /// Writes the lists.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let chosen = if session.project.is_some() { session.project_if_any()? } else { None };
        if self.mine {
            session.ask_me()?;
            if session.moment.me.is_none() {
                return Err(Stop::refused("it is not known who you are", "say so: milepost me HANDLE"));
            }
        }
        let mut gates = Gates::of(|at| at.with_timezone(&Local).naive_local());
        for mark in gates.marks(&session.snapshot()?) {
            session.workspace()?.recall(mark)?;
        }
        let snapshot = session.snapshot()?;
        gates.learn(&snapshot);
        let mut lists = today::Today::of(&snapshot, &gates);
        let here = |item: &Item| chosen.is_none() || item.project(&snapshot.plan) == chosen;
        lists.retain(|item| (!self.mine || item.mine) && here(item));
        if session.out.json {
            return session.out.value(&object(&snapshot, &lists));
        }
        if lists.is_empty() {
            return session.out.say("Nothing is in progress, due or late: a quiet day");
        }
        for (at, list) in List::ALL.into_iter().enumerate() {
            if at > 0 {
                session.out.line("")?;
            }
            let items = lists.list(list);
            if items.is_empty() {
                session
                    .out
                    .pieces(&[ink(Ink::Strong, list.label()), ink(Ink::Dim, format!("  {}", list.nothing()))])?;
                continue;
            }
            session.out.line(ink(Ink::Strong, format!("{} {}", list.label(), items.len())))?;
            let rows: Vec<_> = items.iter().map(|item| row(&snapshot, item)).collect();
            table::write(&mut session.out, &COLUMNS, &rows)?;
        }
        Ok(())
    }
}

fn row(snapshot: &Snapshot, item: &Item) -> Vec<Piece> {
    let plan = &snapshot.plan;
    let blocked = item.what.as_id::<Task>().and_then(|id| plan.get(id)).is_some_and(|task| task.is_blocked());
    let signs = [(item.critical, CRITICAL), (blocked, BLOCKED)];
    let signs: String = signs.into_iter().filter(|(holds, _)| *holds).map(|(_, sign)| sign).collect();
    let who: Vec<String> = item.people(snapshot).into_iter().map(|person| plan.handle(person.id)).collect();
    let wrong = item.says(snapshot).iter().any(|it| it.wrong);
    vec![
        item.name(plan).into(),
        format!("{signs}{}", item.title(snapshot)).into(),
        who.join(" ").into(),
        ink(if wrong { Ink::Warn } else { Ink::Dim }, item.words(snapshot)),
    ]
}

fn object(snapshot: &Snapshot, lists: &today::Today) -> Value {
    let plan = &snapshot.plan;
    let one = |item: &Item| {
        let says = item.says(snapshot);
        let says = says.iter().map(|it| json!({ "about": it.about, "words": it.words, "wrong": it.wrong }));
        let who = item.people(snapshot).into_iter().map(|person| person.handle.clone());
        let slip = item.slip.as_ref().map(|slip| {
            let landing = slip.landing.as_ref();
            let end = landing.and_then(|it| it.end).map(|(then, now)| json!({ "from": then.date(), "to": now.date() }));
            let first = landing.and_then(|it| it.first);
            let first = first.map(|(task, then, now)| json!({ "ref": plan.task_ref(task), "from": then, "to": now }));
            json!({ "since": slip.since, "project_end": end, "moves": first })
        });
        json!({
            "kind": item.what.kind.word(), "ref": plan.reference(item.what), "id": item.what.id.to_string(),
            "project": item.project(plan).map(|id| plan.key(id)), "title": item.title(snapshot),
            "people": who.collect::<Vec<_>>(), "mine": item.mine, "critical": item.critical,
            "reason": item.reason.word(), "day": day(&item.reason), "words": item.words(snapshot),
            "says": says.collect::<Vec<_>>(), "late_with_it": item.late_with_it, "slipped": slip,
        })
    };
    let list = |list| lists.list(list).iter().map(one).collect::<Vec<_>>();
    let projects = lists.projects.iter().map(|id| plan.key(*id));
    json!({
        "today": snapshot.today, "until": lists.until, "projects": projects.collect::<Vec<_>>(),
        "now": list(List::Now), "next": list(List::Next), "look": list(List::Look),
    })
}

/// The day that brought it into its list.
fn day(reason: &Reason) -> Option<chrono::NaiveDate> {
    match reason {
        Reason::Planned(day) | Reason::Due(day) | Reason::Starts(day) | Reason::Overdue(day) | Reason::Woken(day) => {
            Some(*day)
        }
        _ => None,
    }
}

//! What stands in a row: signs, ref, title, who, and what is said of it.

use crate::domain::forecast;
use crate::domain::person::Person;
use crate::domain::risk::Risk;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskKind};
use crate::domain::today::{Item, Reason};
use crate::text;
use crate::ui::theme::{Signs, Tone};

/// A piece of a row, and how it is meant.
pub(super) type Piece = (String, Tone);

/// What is told of an item in its row.
#[derive(Debug)]
pub(super) struct Face {
    /// That it is critical, and what is the matter with it: a column each.
    pub signs: [(&'static str, Tone); 2],
    /// Its ref.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The initials of its people.
    pub who: String,
    /// What is said of it, the most important first.
    pub says: Vec<Piece>,
}

impl Face {
    /// The row of an item.
    pub fn of(snapshot: &Snapshot, item: &Item, signs: &'static Signs) -> Self {
        let initials = |person: &Person| text::visible(&person.short()).into_owned();
        let who: Vec<String> = item.people(snapshot).into_iter().map(initials).collect();
        let tone = |about: &str, wrong: bool| match about {
            _ if !wrong => Tone::Dim,
            "due" | "late" | "blocked" => Tone::Danger,
            _ => Tone::Warn,
        };
        let critical = if item.critical { (signs.critical, Tone::Warn) } else { ("", Tone::Plain) };
        Face {
            signs: [critical, sign(snapshot, item, signs)],
            name: item.name(&snapshot.plan),
            title: item.title(snapshot),
            who: who.join(" "),
            says: item.says(snapshot).into_iter().map(|it| (it.words, tone(it.about, it.wrong))).collect(),
        }
    }
}

/// The sign of what is the matter: blocked, late or over a limit, not met, a milestone, under a high risk.
fn sign(snapshot: &Snapshot, item: &Item, signs: &'static Signs) -> (&'static str, Tone) {
    let plan = &snapshot.plan;
    let none = ("", Tone::Plain);
    if let Some(task) = item.what.as_id::<Task>().and_then(|id| plan.get(id)) {
        let overdue = task.due.is_some_and(|due| due < snapshot.today);
        return match task.kind {
            _ if task.is_blocked() => (signs.blocked, Tone::Danger),
            _ if overdue || forecast::misses_due(snapshot, task).is_some() => (signs.over, Tone::Danger),
            _ if plan.is_threatened(task.id) => (signs.risk, Tone::Danger),
            _ if forecast::is_late(snapshot, task) => (signs.over, Tone::Warn),
            TaskKind::Milestone => (signs.milestone, Tone::Plain),
            _ => none,
        };
    }
    match (&item.reason, item.what.as_id::<Risk>().and_then(|id| plan.get(id))) {
        (Reason::TurnedRed(_), _) => (signs.unmet, Tone::Danger),
        (Reason::OverLimit(..) | Reason::Escalated, _) => (signs.over, Tone::Danger),
        (_, Some(risk)) if plan.is_high_and_open(risk) => (signs.risk, Tone::Danger),
        _ => none,
    }
}

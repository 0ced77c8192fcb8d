//! `flow`: cycle time, throughput and the age of what is in progress.

use clap::Args;
use serde_json::json;

use super::out::{Ink, Piece, ink};
use super::session::Session;
use super::stop::Outcome;
use crate::domain::flow::{self, Figures};
use crate::domain::words::counted;
use crate::text;

/// Tell how work flows: cycle time, throughput, age of what is in progress
///
/// Cycle time is finish − start + 1 calendar days, over the tasks finished in the last 90 days; throughput is how many are
/// finished in a week. Dropped tasks, milestones and summaries count in nothing. After Vacanti, Actionable Agile Metrics.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost flow\n  milepost flow --json")]
pub struct Flow {}

impl Flow {
    /// Writes the figures, or the object.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let figures = Figures::of(&snapshot, project);
        let usual = flow::usual(plan, project, snapshot.today);
        if session.out.json {
            let weeks =
                figures.weeks.iter().map(|(first, count)| json!({"week": first.to_string(), "finished": count}));
            let work = figures.work.iter().map(
                |(id, age)| json!({"ref": plan.task_ref(*id), "title": plan.get(*id).map(|it| &it.title), "age": age}),
            );
            return session.out.value(&json!({
                "project": plan.key(project), "days": flow::WINDOW_DAYS, "finished": figures.finished,
                "timed": figures.timed, "cycle_time": {"p50": figures.half, "p85": figures.most},
                "throughput": weeks.collect::<Vec<_>>(), "in_progress": work.collect::<Vec<_>>(), "usual": usual,
            }));
        }
        let name = plan.get(project).map_or("", |it| &it.name);
        let title = ink(Ink::Strong, format!("{} {}", plan.key(project), text::visible(name)));
        let days = format!(" · last {} days", flow::WINDOW_DAYS);
        session.out.pieces(&[title, ink(Ink::Dim, days)])?;
        cycle(session, &figures)?;
        throughput(session, &figures)?;
        if figures.work.is_empty() {
            return session.out.line("Nothing is in progress.");
        }
        session.out.line("")?;
        session.out.line(ink(Ink::Strong, format!("In progress {}", figures.work.len())))?;
        let widest = figures.work.iter().map(|(id, _)| text::width(&plan.task_ref(*id))).max().unwrap_or(0);
        for (id, age) in &figures.work {
            let old = *age > usual;
            let title = plan.get(*id).map_or(String::new(), |it| text::visible(&it.title).into_owned());
            let mut row: Vec<Piece> = vec![
                ink(Ink::Dim, format!("  {}  ", text::pad(&plan.task_ref(*id), widest))),
                ink(if old { Ink::Warn } else { Ink::Plain }, format!("{:>8}  ", day_count(*age))),
                title.as_str().into(),
            ];
            if old {
                row.push(ink(Ink::Warn, format!(" (older than {usual})")));
            }
            session.out.pieces(&row)?;
        }
        Ok(())
    }
}

fn day_count(days: i64) -> String {
    counted(usize::try_from(days).unwrap_or(0), "day")
}

fn cycle(session: &mut Session<'_>, figures: &Figures) -> Outcome {
    let finished = counted(figures.finished, "task");
    let Some((half, most)) = figures.half.zip(figures.most) else {
        return session.out.line(format!("Cycle time   none yet: {finished} finished, none of them was begun before"));
    };
    let of = if figures.timed == figures.finished { String::new() } else { format!(", {} timed", figures.timed) };
    session.out.pieces(&[
        ink(Ink::Plain, "Cycle time   "),
        ink(Ink::Strong, format!("half within {}, 85% within {}", day_count(half), day_count(most))),
        ink(Ink::Dim, format!("  ({finished} finished{of})")),
    ])
}

fn throughput(session: &mut Session<'_>, figures: &Figures) -> Outcome {
    let counts: Vec<String> = figures.weeks.iter().map(|(_, count)| count.to_string()).collect();
    let (whole, tenth) = (figures.weekly_tenths() / 10, figures.weekly_tenths() % 10);
    session.out.pieces(&[
        ink(Ink::Plain, "Throughput   "),
        ink(Ink::Strong, format!("{whole}.{tenth} a week")),
        ink(Ink::Dim, format!("  (week by week {}, this one so far)", counts.join(" "))),
    ])
}

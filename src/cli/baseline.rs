//! `baseline save|list|show|use|drop`: what a plan was once, and how far it is from that now.

use chrono::NaiveDateTime;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::out::{Ink, MILESTONE, Piece, ink};
use super::session::Session;
use super::stop::{Outcome, Stop};
use super::table::{self, Column, column};
use crate::domain::baseline::{Against, Baseline as Record, BaselineId, Comparison};
use crate::domain::command::Command;
use crate::domain::dates;
use crate::domain::names::quoted;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId, TaskKind};
use crate::domain::words::counted;

/// What the plan was once, and how far it is from that now
///
/// A baseline keeps start, finish and duration of every task that has dates. Several can be kept; the one saved last is
/// compared with, until another is chosen. Variance is in working days of the project: +2d finishes two days later.
#[derive(Args, Debug)]
pub struct Baseline {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    Save(Save),
    List(List),
    Show(Show),
    Use(Use),
    Drop(Drop),
}

/// Save the dates of the plan under a name; a name that is in use is saved anew
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost baseline save As sold\n  milepost baseline save \"After change 3\"")]
struct Save {
    /// What it is called
    #[arg(required = true)]
    name: Vec<String>,
}

/// List the baselines of the project
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost baseline list\n  milepost baseline list --json")]
struct List {}

/// Show the variance of every task, worst first, and in total
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost baseline show\n  milepost baseline show as sold --all\n  milepost baseline show --json"
)]
struct Show {
    /// Which: its name or the beginning of it; without one the baseline that is compared with
    name: Vec<String>,
    /// Also the tasks that are on the baseline, and summaries
    #[arg(long)]
    all: bool,
}

/// Choose the baseline that the project is compared with
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost baseline use as sold")]
struct Use {
    /// Which: its name or the beginning of it
    #[arg(required = true)]
    name: Vec<String>,
}

/// Take a baseline away
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost baseline drop as sold")]
struct Drop {
    /// Which: its name or the beginning of it
    #[arg(required = true)]
    name: Vec<String>,
}

impl Baseline {
    /// Saves, lists, shows, chooses or drops.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            What::Save(it) => it.run(session),
            What::List(it) => it.run(session),
            What::Show(it) => it.run(session),
            What::Use(it) => {
                let project = session.project()?;
                session.set_fields(project.into(), &[("baseline", it.name.join(" "))])
            }
            What::Drop(it) => {
                let id = named(session, &it.name)?;
                session.carry_out(&Command::Remove(id.into()))
            }
        }
    }
}

/// The baseline of the project that these words begin.
fn named(session: &mut Session<'_>, words: &[String]) -> Outcome<BaselineId> {
    let project = session.project()?;
    Ok(session.snapshot()?.plan.find_baseline(project, &words.join(" "))?)
}

impl Save {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let (project, id) = (session.project()?, session.moment.ids.take());
        session.carry_out(&Command::SaveBaseline { id, project, name: self.name.join(" ") })
    }
}

const LISTED: [Column; 6] = [
    column("baseline", 0),
    column("saved", 0),
    Column { heading: "tasks", right: true, least: None, spare: 2 },
    column("start", 3),
    column("finish", 1),
    Column { heading: "now", right: true, least: None, spare: 0 },
];

impl List {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let chosen = plan.chosen_baseline(project);
        let all: Vec<&Record> = plan.baselines(project).into_iter().filter_map(|id| Some(&**plan.get(id)?)).collect();
        if session.out.json {
            let objects = all.iter().map(|it| {
                let total = Comparison::of(&snapshot, it.id).and_then(|it| it.total());
                json!({
                    "name": it.name, "id": it.id.to_string(), "project": plan.key(project),
                    "chosen": chosen == Some(it.id), "saved": it.saved.map(|day| day.to_string()),
                    "start": it.start.map(instant), "finish": it.finish.map(instant),
                    "tasks": plan.baselined_tasks().all(it.id).count(), "variance": total,
                })
            });
            return session.out.value(&objects.collect::<Vec<_>>().into());
        }
        if all.is_empty() {
            let key = plan.key(project);
            return session.out.say(format!("{key} has no baseline yet; save one with: milepost baseline save NAME"));
        }
        let day = |at: Option<NaiveDateTime>| at.map_or(String::new(), |at| dates::short(at.date(), snapshot.today));
        let rows = all.iter().map(|it| {
            let compared = Comparison::of(&snapshot, it.id);
            let total = compared.and_then(|it| Some(variance(&it, it.total()?)));
            let sign = if chosen == Some(it.id) { " (compared with)" } else { "" };
            vec![
                format!("{}{sign}", it.name).into(),
                it.saved.map_or(String::new(), |day| dates::short(day, snapshot.today)).into(),
                plan.baselined_tasks().all(it.id).count().to_string().into(),
                day(it.start).into(),
                day(it.finish).into(),
                total.unwrap_or_default(),
            ]
        });
        table::write(&mut session.out, &LISTED, &rows.collect::<Vec<_>>())
    }
}

fn instant(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

/// A variance in words; what is late stands out.
fn variance(compared: &Comparison<'_>, minutes: i64) -> Piece {
    let how = match minutes {
        1.. => Ink::Bad,
        0 => Ink::Dim,
        _ => Ink::Good,
    };
    ink(how, compared.words(minutes))
}

/// The project against its baseline in one line, where it is compared with one: `baseline “As sold” +2d`.
pub fn in_short(snapshot: &Snapshot, project: crate::domain::project::ProjectId) -> Option<Vec<Piece>> {
    let compared = Comparison::chosen(snapshot, project)?;
    let total = compared.total()?;
    let (_, finish) = snapshot.schedule().ends(project)?;
    let day = |at: NaiveDateTime| dates::short(at.date(), snapshot.today);
    let then = compared.baseline().finish.map_or(String::new(), |at| format!(", {} in baseline ", day(at)));
    let name = quoted(&compared.baseline().name);
    Some(vec![format!("Ends {}{then}{name}: ", day(finish)).into(), variance(&compared, total)])
}

const SHOWN: [Column; 5] = [
    column("ref", 0),
    Column { heading: "title", right: false, least: Some(16), spare: 0 },
    column("then", 1),
    column("now", 0),
    Column { heading: "variance", right: true, least: None, spare: 0 },
];

impl Show {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let snapshot = session.snapshot()?;
        let id = match self.name.as_slice() {
            [] => snapshot.plan.chosen_baseline(project).ok_or_else(|| none_chosen(&snapshot, project))?,
            words => named(session, words)?,
        };
        let Some(compared) = Comparison::of(&snapshot, id) else {
            return Err(Stop::refused("the baseline does not exist any more", "milepost baseline list shows them"));
        };
        let all = compared.all();
        if session.out.json {
            return session.out.value(&object(&snapshot, &compared, &all));
        }
        self.write(session, &snapshot, &compared, &all)
    }

    fn write(
        &self,
        session: &mut Session<'_>,
        snapshot: &Snapshot,
        compared: &Comparison<'_>,
        all: &[(TaskId, Against)],
    ) -> Outcome {
        let (plan, today, baseline) = (&snapshot.plan, snapshot.today, compared.baseline());
        let day = |at: NaiveDateTime| dates::short(at.date(), today);
        let saved = baseline.saved.map_or(String::new(), |day| format!(" of {}", dates::short(day, today)));
        let mut title = vec![
            ink(Ink::Strong, plan.key(baseline.project)),
            ink(Ink::Dim, format!(" · baseline {}{saved}", quoted(&baseline.name))),
        ];
        title.extend(baseline.finish.map(|at| ink(Ink::Dim, format!(" · was to end {}", day(at)))));
        match (snapshot.schedule().ends(baseline.project), compared.total()) {
            (Some((_, finish)), total) => {
                title.push(ink(Ink::Dim, format!(" · ends {}", day(finish))));
                title.extend(total.map(|total| ink(Ink::Plain, format!(" · {}", compared.words(total)))));
            }
            (None, _) => title.push(ink(Ink::Dim, " · has no dates now")),
        }
        session.out.pieces(&title)?;
        let is_summary = |task: TaskId| plan.index().is_summary(task);
        let wanted =
            |(task, against): &&(TaskId, Against)| self.all || !is_summary(*task) && *against != Against::Off(0);
        let shown: Vec<_> = all.iter().filter(wanted).collect();
        let rows: Vec<Vec<Piece>> =
            shown.iter().map(|(task, against)| row(snapshot, compared, *task, *against)).collect();
        if !rows.is_empty() {
            session.out.line("")?;
            table::write(&mut session.out, &SHOWN, &rows)?;
        }
        let on = all.iter().filter(|(task, against)| !is_summary(*task) && *against == Against::Off(0)).count();
        if on > 0 && !self.all {
            session.out.line("")?;
            let verb = if on == 1 { "is" } else { "are" };
            session.out.line(ink(Ink::Dim, format!("{} {verb} on the baseline", counted(on, "task"))))?;
        }
        Ok(())
    }
}

fn none_chosen(snapshot: &Snapshot, project: crate::domain::project::ProjectId) -> Stop {
    let key = snapshot.plan.key(project);
    if snapshot.plan.baselines(project).is_empty() {
        return Stop::refused(format!("{key} has no baseline yet"), "save one with: milepost baseline save NAME");
    }
    Stop::refused(format!("{key} is compared with no baseline"), "choose one with: milepost baseline use NAME")
}

/// Why a task that is in the baseline has no dates now.
fn gone(snapshot: &Snapshot, compared: &Comparison<'_>, task: &Task) -> String {
    match task.dropped {
        Some(_) => "dropped".to_owned(),
        None if task.project != compared.baseline().project => format!("in {}", snapshot.plan.key(task.project)),
        None => "in the inbox".to_owned(),
    }
}

fn row(snapshot: &Snapshot, compared: &Comparison<'_>, task: TaskId, against: Against) -> Vec<Piece> {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let then = plan.baselined(compared.baseline().id, task).map(|it| dates::short(it.finish.date(), today));
    let now = snapshot.schedule().timing(plan, task).map(|it| dates::short(it.finish.date(), today));
    let record = plan.get(task);
    let sign = if record.is_some_and(|it| it.kind == TaskKind::Milestone) { MILESTONE } else { "" };
    let (now, said) = match against {
        Against::Off(minutes) => (now, variance(compared, minutes)),
        Against::New => (now, ink(Ink::Warn, "new since")),
        Against::Gone => (None, ink(Ink::Dim, record.map_or("gone".to_owned(), |it| gone(snapshot, compared, it)))),
    };
    vec![
        plan.task_ref(task).into(),
        format!("{sign}{}", record.map_or("", |it| &it.title)).into(),
        then.unwrap_or_default().into(),
        now.unwrap_or_default().into(),
        said,
    ]
}

fn object(snapshot: &Snapshot, compared: &Comparison<'_>, all: &[(TaskId, Against)]) -> Value {
    let (plan, baseline) = (&snapshot.plan, compared.baseline());
    let ends = snapshot.schedule().ends(baseline.project);
    let tasks = all.iter().filter_map(|(id, against)| {
        let task = plan.get(*id)?;
        let (then, now) = (plan.baselined(baseline.id, *id), snapshot.schedule().timing(plan, *id));
        let now = now.filter(|_| *against != Against::Gone);
        let (state, minutes) = match against {
            Against::Off(minutes) => ("compared", Some(minutes)),
            Against::New => ("new", None),
            Against::Gone => ("gone", None),
        };
        Some(json!({
            "ref": plan.task_ref(*id), "title": task.title, "state": state, "variance": minutes,
            "start_variance": compared.start(*id).filter(|_| minutes.is_some()),
            "summary": plan.index().is_summary(*id), "milestone": task.kind == TaskKind::Milestone,
            "baseline_start": then.map(|it| instant(it.start)), "baseline_finish": then.map(|it| instant(it.finish)),
            "baseline_duration": then.and_then(|it| it.duration).map(|it| it.minutes),
            "start": now.map(|it| instant(it.start)), "finish": now.map(|it| instant(it.finish)),
        }))
    });
    json!({
        "project": plan.key(baseline.project), "name": baseline.name, "id": baseline.id.to_string(),
        "saved": baseline.saved.map(|day| day.to_string()),
        "baseline_start": baseline.start.map(instant), "baseline_finish": baseline.finish.map(instant),
        "start": ends.map(|ends| instant(ends.0)), "finish": ends.map(|ends| instant(ends.1)),
        "variance": compared.total(), "tasks": tasks.collect::<Vec<_>>(),
    })
}

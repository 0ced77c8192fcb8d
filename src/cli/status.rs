//! `status`: a project on one page, and how far it is from the baseline it is compared with.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};
use clap::Args;
use serde_json::{Value, json};

use super::baseline;
use super::out::{BLOCKED, Ink, MILESTONE, Piece, ink};
use super::phase;
use super::session::Session;
use super::stop::Outcome;
use crate::domain::column::Meaning;
use crate::domain::dates;
use crate::domain::forecast;
use crate::domain::gate::{self, Gate};
use crate::domain::person::Person;
use crate::domain::plan::Plan;
use crate::domain::project::{Project, ProjectId, ProjectState};
use crate::domain::register;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskKind};
use crate::domain::words::counted;
use crate::text;

/// Tell where the project stands, on one page
///
/// Where it is not said which project is meant, every active one.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost status\n  milepost status --project WEB --json")]
pub struct Status {}

impl Status {
    /// Writes the page.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let chosen = session.project_if_any()?;
        let snapshot = session.snapshot()?;
        if session.out.json {
            let project = session.project()?;
            return session.out.value(&Page::of(&snapshot, project).json(&snapshot));
        }
        let projects = chosen.map_or_else(|| active(&snapshot.plan), |one| vec![one]);
        if projects.is_empty() {
            return session.out.say("There is no project yet; begin one with: milepost new KEY NAME");
        }
        for (at, project) in projects.into_iter().enumerate() {
            if at > 0 {
                session.out.line("")?;
            }
            Page::of(&snapshot, project).write(session, &snapshot)?;
        }
        Ok(())
    }
}

fn active(plan: &Plan) -> Vec<ProjectId> {
    let mut all: Vec<_> = plan.all::<Project>().filter(|it| it.state == ProjectState::Active).collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all.into_iter().map(|it| it.id).collect()
}

/// Somebody (or nobody) and what they work on.
type Busy<'a> = (Option<&'a Person>, Vec<&'a Task>);

/// What stands on the page: tasks in the order in which they matter.
struct Page<'a> {
    project: ProjectId,
    /// The gate ahead.
    gate: Option<Gate>,
    overdue: Vec<&'a Task>,
    /// Not overdue yet, but they will finish after they are due. How far all is from the baseline is told apart.
    late: Vec<&'a Task>,
    blocked: Vec<&'a Task>,
    this_week: Vec<&'a Task>,
    doing: Vec<&'a Task>,
}

/// How the registers stand: open and high risks, those due for review, exposure in hundredths of the currency and in
/// minutes of work, open and escalated issues.
fn registers(snapshot: &Snapshot, project: ProjectId) -> Value {
    let plan = &snapshot.plan;
    let register::Totals { threats, opportunities } = register::totals(plan, project);
    json!({
        "open": threats.risks + opportunities.risks, "high": threats.high + opportunities.high,
        "to_review": register::due_for_review(snapshot, project).len(),
        "exposure": {"money": threats.money, "minutes": threats.minutes},
        "opportunities": {"money": opportunities.money, "minutes": opportunities.minutes},
        "issues": plan.issues(project).filter(|issue| issue.is_open()).count(),
        "escalated": register::escalated(plan, project).len(),
    })
}

/// The last day of the week that today is in.
fn week_end(snapshot: &Snapshot) -> NaiveDate {
    let into = (7 + snapshot.today.weekday().num_days_from_monday() - snapshot.week_start.num_days_from_monday()) % 7;
    snapshot.today + TimeDelta::days(6 - i64::from(into))
}

impl<'a> Page<'a> {
    fn of(snapshot: &'a Snapshot, project: ProjectId) -> Self {
        let (plan, today) = (&snapshot.plan, snapshot.today);
        let open = |task: &&&Task| task.project == project && task.dropped.is_none() && !plan.is_done(task);
        let tasks: Vec<&Task> = plan.all::<Task>().map(|task| &**task).collect();
        let mut open: Vec<&Task> = tasks.iter().filter(open).copied().collect();
        open.sort_by_key(|task| (task.due.unwrap_or(NaiveDate::MAX), task.priority.number(), task.number));
        let ends = week_end(snapshot);
        let pick = |wanted: &dyn Fn(&Task) -> bool| open.iter().filter(|task| wanted(task)).copied().collect();
        let is_doing = |task: &Task| {
            let column = task.place.as_ref().and_then(|place| plan.get(place.column));
            column.is_some_and(|column| column.meaning == Meaning::Doing) && !plan.index().is_summary(task.id)
        };
        let mut blocked: Vec<&Task> = pick(&|task| task.is_blocked());
        blocked.sort_by_key(|task| (task.blocked_since, task.number));
        Page {
            project,
            gate: gate::ahead(plan, project).map(|phase| gate::of(snapshot, phase)),
            overdue: pick(&|task| task.due.is_some_and(|due| due < today)),
            late: pick(&|task| {
                task.due.is_some_and(|due| due >= today) && forecast::misses_due(snapshot, task).is_some()
            }),
            blocked,
            this_week: pick(&|task| task.due.is_some_and(|due| (today..=ends).contains(&due))),
            doing: pick(&is_doing),
        }
    }

    /// Who works on what: people in the order of their handles, work of nobody last.
    fn people(&self, snapshot: &'a Snapshot) -> Vec<Busy<'a>> {
        let plan = &snapshot.plan;
        let mut of: BTreeMap<(bool, String), Busy<'a>> = BTreeMap::new();
        for task in &self.doing {
            let mut people: Vec<Option<&Person>> =
                plan.index().people_of(task.id).filter_map(|(id, _)| plan.get(id)).map(|it| Some(&**it)).collect();
            if people.is_empty() {
                people.push(None);
            }
            for person in people {
                let key = (person.is_none(), person.map_or(String::new(), |it| it.handle.clone()));
                of.entry(key).or_insert((person, Vec::new())).1.push(task);
            }
        }
        of.into_values().collect()
    }

    fn away(snapshot: &'a Snapshot) -> Vec<&'a Person> {
        let people = snapshot.plan.all::<Person>().map(|person| &**person);
        people.filter(|person| snapshot.plan.is_away(person, snapshot.today)).collect()
    }

    fn json(&self, snapshot: &'a Snapshot) -> Value {
        let (plan, today) = (&snapshot.plan, snapshot.today);
        let Some(project) = plan.get(self.project) else { return Value::Null };
        let totals = plan.index().totals(project.id);
        let refs = |tasks: &[&Task]| -> Vec<String> { tasks.iter().map(|task| plan.task_ref(task.id)).collect() };
        let columns = plan.columns(project.id).into_iter().filter_map(|id| plan.get(id));
        json!({
            "today": today.to_string(), "project": project.key, "name": project.name, "state": project.state.word(),
            "phase": self.phase(plan),
            "phases": plan.phases(project.id).into_iter().filter_map(|id| plan.get(id)).map(|phase| json!({
                "name": phase.name, "state": phase.state.word(),
                "override": Some(&phase.override_reason.0).filter(|reason| !reason.is_empty()),
            })).collect::<Vec<_>>(),
            "gate": self.gate.as_ref().map(|gate| json!({
                "met": gate.met(), "of": gate.criteria.len(), "unmet": phase::unmet_json(gate),
            })),
            "percent": totals.percent(project.pace().minutes_per_day), "tasks": totals.tasks, "done": totals.done,
            "inbox": plan.index().inbox(project.id).count(),
            "columns": columns.map(|it| json!({
                "name": it.name, "meaning": it.meaning.word(), "count": plan.index().counted(it.id), "limit": it.wip_limit,
            })).collect::<Vec<_>>(),
            "finish": forecast::end(snapshot, project.id).map(|at| at.format("%Y-%m-%dT%H:%M").to_string()),
            "risks": registers(snapshot, project.id),
            "overdue": refs(&self.overdue),
            "late": refs(&self.late),
            "blocked": self.blocked.iter().map(|task| json!({
                "ref": plan.task_ref(task.id), "title": task.title, "reason": task.blocked,
                "since": task.blocked_since.map(|day| day.to_string()),
                "days": task.blocked_since.map(|since| (today - since).num_days()), "outside": task.waits_outside,
            })).collect::<Vec<_>>(),
            "due_this_week": refs(&self.this_week),
            "doing": self.people(snapshot).iter().map(|(person, tasks)| json!({
                "person": person.map(|it| &it.handle), "tasks": refs(tasks),
            })).collect::<Vec<_>>(),
            "away": Self::away(snapshot).iter().map(|it| &it.handle).collect::<Vec<_>>(),
        })
    }

    fn write(&self, session: &mut Session<'_>, snapshot: &'a Snapshot) -> Outcome {
        let (plan, today) = (&snapshot.plan, snapshot.today);
        let Some(project) = plan.get(self.project) else { return Ok(()) };
        let totals = plan.index().totals(project.id);
        let mut facts = vec![dates::short(today, today)];
        facts.extend(self.phase(plan).map(str::to_owned));
        let percent = totals.percent(project.pace().minutes_per_day);
        facts.push(format!("{percent}%, {} of {} done", totals.done, counted(number(totals.tasks), "task")));
        let against = baseline::in_short(snapshot, self.project);
        if against.is_none() {
            facts.extend(Some(forecast::ending(snapshot, self.project)).filter(|words| !words.is_empty()));
        }
        if project.state != ProjectState::Active {
            facts.push(project.state.word().replace('-', " "));
        }
        let title = ink(Ink::Strong, format!("{} {}", project.key, project.name));
        session.out.pieces(&[title, ink(Ink::Dim, format!(" · {}", facts.join(" · ")))])?;
        let path = phase::phases(plan, self.project);
        session.out.pieces(&path)?;
        against.into_iter().try_for_each(|words| session.out.pieces(&words))?;
        self.board(session, plan)?;
        self.gate(session, plan)?;
        if let Some(words) = register::line(snapshot, project) {
            let high = register::totals(plan, self.project).threats.high > 0;
            let style = if high { Ink::Warn } else { Ink::Plain };
            session.out.pieces(&[ink(Ink::Strong, "Risks "), ink(style, words)])?;
        }
        self.section(session, plan, "Overdue", &self.overdue, &|task| (Ink::Bad, due(task, today)))?;
        let ends = |task: &Task| {
            let end = forecast::of_open(snapshot, task).map(|timing| dates::shorter(timing.finish.date(), today));
            (Ink::Bad, format!("ends {}, {}", end.unwrap_or_default(), due(task, today)))
        };
        self.section(session, plan, "Late", &self.late, &ends)?;
        self.section(session, plan, "Blocked", &self.blocked, &|task| (Ink::Warn, reason(task, today)))?;
        self.section(session, plan, "Due this week", &self.this_week, &|task| (Ink::Plain, due(task, today)))?;
        self.who(session, snapshot)
    }

    /// The name of the phase whose gate is ahead.
    fn phase<'p>(&self, plan: &'p Plan) -> Option<&'p str> {
        self.gate.as_ref().and_then(|gate| plan.get(gate.phase)).map(|phase| phase.name.as_str())
    }

    /// What is missing at the gate ahead.
    fn gate(&self, session: &mut Session<'_>, plan: &Plan) -> Outcome {
        let Some(gate) = self.gate.as_ref().filter(|gate| !gate.criteria.is_empty()) else { return Ok(()) };
        session.out.line("")?;
        let name = self.phase(plan).unwrap_or_default();
        session.out.line(ink(Ink::Strong, format!("Gate of {name}: {} of {} met", gate.met(), gate.criteria.len())))?;
        gate.unmet().try_for_each(|standing| phase::evidence(&mut session.out, "  ", standing))
    }

    fn board(&self, session: &mut Session<'_>, plan: &Plan) -> Outcome {
        let mut line: Vec<Piece> = Vec::new();
        for column in plan.columns(self.project).into_iter().filter_map(|id| plan.get(id)) {
            let count = plan.index().counted(column.id);
            let over = column.wip_limit.is_some_and(|limit| number(limit) < count);
            let limit = column.wip_limit.map_or(String::new(), |limit| format!("/{limit}"));
            let shown = format!("{} {count}{limit}{}", column.name, if over { " !" } else { "" });
            line.push(ink(if over { Ink::Warn } else { Ink::Plain }, shown));
            line.push("   ".into());
        }
        let inbox = plan.index().inbox(self.project).count();
        line.push(ink(Ink::Dim, if inbox > 0 { format!("Inbox {inbox}") } else { String::new() }));
        session.out.pieces(&line)
    }

    fn section(
        &self,
        session: &mut Session<'_>,
        plan: &Plan,
        heading: &str,
        tasks: &[&Task],
        said: &dyn Fn(&Task) -> (Ink, String),
    ) -> Outcome {
        if tasks.is_empty() {
            return Ok(());
        }
        session.out.line("")?;
        session.out.line(ink(Ink::Strong, format!("{heading} {}", tasks.len())))?;
        let refs: Vec<String> = tasks.iter().map(|task| plan.task_ref(task.id)).collect();
        let wide = refs.iter().map(|it| text::width(it)).max().unwrap_or(0);
        for (task, reference) in tasks.iter().zip(&refs) {
            let (how, why) = said(task);
            let who: Vec<String> = plan.index().people_of(task.id).map(|(id, _)| plan.handle(id)).collect();
            let who = if who.is_empty() { String::new() } else { format!("  {}", who.join(" ")) };
            let sign = if task.kind == TaskKind::Milestone { MILESTONE } else { "" };
            let why = format!("  {why}");
            let room = session.out.columns.map(|columns| {
                columns.saturating_sub(4 + wide + text::width(sign) + text::width(&why) + text::width(&who)).max(12)
            });
            let title = room.map_or_else(|| task.title.clone(), |room| text::cut(&task.title, room).into_owned());
            session.out.pieces(&[
                format!("  {}  {sign}{title}", text::pad(reference, wide)).into(),
                ink(how, why),
                ink(Ink::Dim, who),
            ])?;
        }
        Ok(())
    }

    fn who(&self, session: &mut Session<'_>, snapshot: &'a Snapshot) -> Outcome {
        let plan = &snapshot.plan;
        let away = Self::away(snapshot);
        if self.doing.is_empty() && away.is_empty() {
            return Ok(());
        }
        session.out.line("")?;
        session.out.line(ink(Ink::Strong, "In progress"))?;
        if !away.is_empty() {
            let away: Vec<String> = away.iter().map(|it| format!("@{}", it.handle)).collect();
            session.out.line(ink(Ink::Dim, format!("  away today: {}", away.join(", "))))?;
        }
        let people = self.people(snapshot);
        let name = |person: &Option<&Person>| person.map_or("nobody".to_owned(), |it| format!("@{}", it.handle));
        let wide = people.iter().map(|(person, _)| text::width(&name(person))).max().unwrap_or(0);
        for (person, tasks) in &people {
            let mut label = name(person);
            for task in tasks {
                let blocked = if task.is_blocked() { BLOCKED } else { "" };
                let line =
                    format!("  {}  {}  {blocked}{}", text::pad(&label, wide), plan.task_ref(task.id), task.title);
                let line = session.out.columns.map_or_else(|| line.clone(), |room| text::cut(&line, room).into_owned());
                session.out.line(line)?;
                label = String::new();
            }
        }
        Ok(())
    }
}

fn number(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}

fn due(task: &Task, today: NaiveDate) -> String {
    task.due.map_or(String::new(), |day| dates::relative(day, today))
}

fn reason(task: &Task, today: NaiveDate) -> String {
    let days = task.blocked_since.map_or(0, |since| (today - since).num_days());
    match days {
        0 => task.blocked.clone(),
        days => format!("{}, {}", task.blocked, counted(number(days), "day")),
    }
}

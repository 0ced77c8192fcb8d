//! `standup`: what changed since the last one, and what is at hand, person by person.

use chrono::{DateTime, Local, SecondsFormat, Utc};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::out::{BLOCKED, Ink, Piece, ink};
use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::command::Command;
use crate::domain::history::Mark;
use crate::domain::plan::Plan;
use crate::domain::snapshot::Snapshot;
use crate::domain::standup::{self, Item, Part, Report, Section, Wish};
use crate::formats;
use crate::text;

/// Tell what changed since the last standup, and what is at hand, person by person
///
/// It is told from the journal; nothing is typed for it. Without a standup that was finished it begins with the last
/// working day; whoever was away then hears what happened since they were last there.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost standup\n  milepost standup --person ana\n  milepost standup --since mon --format md\n  milepost standup --all --finish"
)]
pub struct Standup {
    /// Tell what happened since this day (any form of date) or instant (RFC 3339)
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Only this person’s part
    #[arg(long, value_name = "HANDLE")]
    person: Option<String>,
    /// Of all active projects
    #[arg(long)]
    all: bool,
    /// Remember that it was held: the next one tells what comes after
    #[arg(long, conflicts_with = "person")]
    finish: bool,
    /// As what it is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// As what a standup is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// Markdown, to be pasted
    Md,
    /// Text, to be read
    Text,
}

impl Standup {
    /// Tells it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let chosen = if self.all { None } else { Some(session.project()?) };
        let since = self.since.as_deref().map(|words| mark(session, words)).transpose()?;
        let snapshot = session.snapshot()?;
        let who = self.person.as_deref().map(|words| snapshot.plan.find_person(words)).transpose()?;
        let wish = Wish { projects: standup::projects(&snapshot.plan, self.all, chosen), since, local };
        if wish.projects.is_empty() {
            return Err(Stop::refused("no project is active", "milepost projects lists them"));
        }
        for mark in standup::marks(&snapshot, &wish) {
            session.workspace()?.recall(mark)?;
        }
        let snapshot = session.snapshot()?;
        let mut report = Report::of(&snapshot, &wish);
        if let Some(who) = who {
            report.parts.retain(|part| part.who == Some(who));
            report.besides.clear();
        }
        if self.finish {
            finish(session, &snapshot, &wish)?;
        }
        match (session.out.json, self.format) {
            (true, _) => session.out.value(&object(&snapshot, &report, self.finish)),
            (_, Format::Md) => session.out.prose(0, &formats::standup::markdown(&snapshot.plan, &report)),
            (_, Format::Text) => write(session, &snapshot.plan, &report),
        }
    }
}

/// When an instant is where the person sits.
fn local(at: DateTime<Utc>) -> chrono::NaiveDateTime {
    at.with_timezone(&Local).naive_local()
}

/// An instant, or the beginning of a day, in words.
fn mark(session: &mut Session<'_>, words: &str) -> Outcome<Mark> {
    let at = match DateTime::parse_from_rfc3339(words.trim()) {
        Ok(at) => at.to_utc(),
        Err(_) => standup::midnight(session.day(words)?, local),
    };
    Ok(Mark { line: None, at })
}

/// Remembers that it was held of each of the projects, as one step.
fn finish(session: &mut Session<'_>, snapshot: &Snapshot, wish: &Wish) -> Outcome {
    let mark = Report::end(snapshot, session.moment.now);
    let command = Command::FinishStandup {
        held: wish.projects.iter().map(|project| (session.moment.ids.take(), *project)).collect(),
        mark,
    };
    let done = session.with_file(|workspace, moment| workspace.run(&command, moment))?;
    session.out.say(done.sentence)
}

fn write(session: &mut Session<'_>, plan: &Plan, report: &Report) -> Outcome {
    let out = &mut session.out;
    out.pieces(&[
        ink(Ink::Strong, formats::standup::title(plan, report)),
        ink(Ink::Dim, format!(" · {}", report.since(plan))),
    ])?;
    let away = formats::standup::away(report);
    if !away.is_empty() {
        out.pieces(&[ink(Ink::Strong, "Away today: "), away.into()])?;
    }
    for part in &report.parts {
        session.out.line("")?;
        write_part(session, part)?;
    }
    let out = &mut session.out;
    if report.parts.is_empty() {
        out.line("")?;
        out.line("Nothing happened, and nothing is at hand.")?;
    }
    if !report.besides.is_empty() {
        out.line("")?;
        out.line(ink(Ink::Strong, "Besides"))?;
    }
    report.besides.iter().try_for_each(|sentence| out.wrapped(2, sentence))
}

fn write_part(session: &mut Session<'_>, part: &Part) -> Outcome {
    let out = &mut session.out;
    let aside = formats::standup::aside(part);
    let aside = if aside.is_empty() { aside } else { format!(" · {aside}") };
    out.pieces(&[ink(Ink::Strong, part.name.clone()), ink(Ink::Dim, aside)])?;
    let wide = part.lists().flat_map(|(_, items)| items).map(|item| text::width(&item.name)).max().unwrap_or(0);
    for (section, items) in part.lists() {
        out.line(ink(Ink::Dim, format!("  {}", section.label())))?;
        for item in items {
            let name = format!("    {}  ", text::pad(&item.name, wide));
            let sign = if item.says.iter().any(|it| it.about == "blocked" && it.wrong) { BLOCKED } else { "" };
            let says = says(section, item);
            let length = |pieces: &[Piece]| pieces.iter().map(|piece| text::width(&piece.text)).sum::<usize>();
            let indent = text::width(&name);
            let all = indent + text::width(&item.title) + 2 + text::width(sign) + length(&says);
            let front = [Piece::from(name), item.title.as_str().into()];
            if says.is_empty() || out.columns.is_none_or(|columns| all <= columns) {
                let gap = Piece::from(format!("  {sign}"));
                out.pieces(&[front.to_vec(), vec![gap], says].concat())?;
            } else {
                out.pieces(&front)?;
                out.wrapped(indent, &format!("{sign}{}", item.words()))?;
            }
        }
    }
    Ok(())
}

/// What is said of an item, in inks.
fn says(section: Section, item: &Item) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, saying) in item.says.iter().enumerate() {
        let how = match (saying.wrong, section) {
            (true, _) => Ink::Warn,
            (false, Section::Today) => Ink::Dim,
            (false, _) => Ink::Plain,
        };
        pieces.extend((at > 0).then(|| ink(Ink::Dim, "; ")));
        pieces.push(ink(how, saying.words.clone()));
    }
    pieces
}

fn object(snapshot: &Snapshot, report: &Report, finished: bool) -> Value {
    let plan = &snapshot.plan;
    let handle = |who: crate::domain::person::PersonId| plan.get(who).map(|it| it.handle.clone());
    let items = |part: &Part, section| -> Value {
        let one = |item: &Item| {
            let says = item.says.iter().map(|it| json!({ "about": it.about, "words": it.words, "wrong": it.wrong }));
            json!({
                "ref": item.name, "id": item.task.to_string(), "title": item.title,
                "words": item.words(), "says": says.collect::<Vec<_>>(),
            })
        };
        part.list(section).iter().map(one).collect()
    };
    let parts = report.parts.iter().map(|part| {
        json!({
            "person": part.who.and_then(handle), "name": part.name, "away": part.away.is_some(), "since": part.since,
            "done": items(part, Section::Done), "moved_on": items(part, Section::Moved),
            "today": items(part, Section::Today), "blocked": items(part, Section::Blocked),
            "dropped": items(part, Section::Dropped),
        })
    });
    let projects = report.projects.iter().map(|(id, since)| {
        json!({
            "project": plan.key(*id), "since": since.mark.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "after_standup": since.standup,
        })
    });
    let away = report.away.iter().map(
        |(who, name, back)| json!({ "person": handle(*who), "name": name, "back": back.map(|day| day.to_string()) }),
    );
    json!({
        "today": report.today.to_string(), "projects": projects.collect::<Vec<_>>(), "away": away.collect::<Vec<_>>(),
        "people": parts.collect::<Vec<_>>(), "besides": report.besides, "finished": finished,
    })
}

//! `log`: the journal in sentences, newest first; what was taken back is marked.

use std::collections::BTreeSet;

use chrono::SecondsFormat;
use clap::Args;
use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{Ink, Out, ink};
use super::register;
use super::session::Session;
use super::stop::Outcome;
use crate::domain::change::{Line, LineKind};
use crate::domain::history::struck;
use crate::domain::snapshot::Snapshot;

/// Tell what was done, newest first; steps that were taken back are marked
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost log\n  milepost log WEB-12\n  milepost log -n 100 --json")]
pub struct Log {
    /// Only what changed this task, risk or issue, its note, links and people
    #[arg(value_name = "REF")]
    task: Option<String>,
    /// How many lines at most
    #[arg(short = 'n', long = "lines", value_name = "N", default_value_t = 30)]
    most: usize,
}

impl Log {
    /// Writes it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let lines = match &self.task {
            Some(words) => {
                let of = match register::looks_registered(session, words)? {
                    Some(of) => of,
                    None => session.task(words)?.into(),
                };
                session.workspace()?.history_of(of)?
            }
            None => {
                let mut lines = session.workspace()?.store().newest(self.most)?;
                lines.reverse();
                lines
            }
        };
        let snapshot = session.snapshot()?;
        let told = Told::of(&snapshot, lines).first(self.most);
        if session.out.json {
            return session.out.value(&told.json());
        }
        if told.is_empty() {
            return session.out.say("Nothing was done yet");
        }
        told.write(&mut session.out, 0)
    }
}

/// Lines of the journal as they are told: newest first.
pub struct Told {
    lines: Vec<(Line, String)>,
    struck: BTreeSet<Uuid>,
}

impl Told {
    /// These lines, oldest first, told newest first.
    pub fn of(snapshot: &Snapshot, lines: Vec<Line>) -> Self {
        let struck = struck(lines.iter());
        let who = |line: &Line| line.person.and_then(|id| snapshot.plan.get(id)).map(|it| it.handle.clone());
        let lines = lines.into_iter().rev().map(|line| (who(&line).unwrap_or_default(), line));
        Told { lines: lines.map(|(who, line)| (line, who)).collect(), struck }
    }

    /// Only so many, the newest.
    pub fn first(mut self, most: usize) -> Self {
        self.lines.truncate(most);
        self
    }

    /// Is there nothing to tell?
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// One line each: when (UTC), who, what.
    pub fn write(&self, out: &mut Out<'_>, indent: usize) -> Outcome {
        let wide = self.lines.iter().map(|(_, who)| crate::text::width(who) + 1).max().unwrap_or(0);
        for (line, who) in &self.lines {
            let stamp = line.at().format("%Y-%m-%d %H:%MZ");
            let who = if who.is_empty() { String::new() } else { format!("@{who}") };
            let who = if wide > 1 { format!("  {}", crate::text::pad(&who, wide)) } else { String::new() };
            let gone = self.struck.contains(&line.id);
            let what = if gone { format!("  {} (undone)", line.sentence) } else { format!("  {}", line.sentence) };
            let when = ink(Ink::Dim, format!("{:indent$}{stamp}{who}", ""));
            out.pieces(&[when, ink(if gone { Ink::Dim } else { Ink::Plain }, what)])?;
        }
        Ok(())
    }

    /// An array, newest first.
    pub fn json(&self) -> Value {
        let one = |(line, who): &(Line, String)| {
            let (kind, of) = match line.kind {
                LineKind::Step => ("step", None),
                LineKind::Clock => ("clock", None),
                LineKind::Undo(of) => ("undo", Some(of.to_string())),
                LineKind::Redo(of) => ("redo", Some(of.to_string())),
            };
            json!({
                "id": line.id.to_string(), "at": line.at().to_rfc3339_opts(SecondsFormat::Millis, true),
                "person": Some(who).filter(|who| !who.is_empty()), "machine": line.machine.to_string(),
                "kind": kind, "of": of, "did": line.sentence, "undone": self.struck.contains(&line.id),
            })
        };
        self.lines.iter().map(one).collect()
    }
}

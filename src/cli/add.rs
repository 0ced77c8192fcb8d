//! `add`: capture. Reads no more of the file than the line needs; a line that cannot be written now is kept.

use clap::Args;
use serde_json::json;

use super::session::{File, Session};
use super::stop::{Outcome, Stop};
use super::words_of;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::plan::Plan;
use crate::workspace::{self, Captured};

/// Add a task from one line; prints its ref and what was understood
///
/// @who +tag p0…p3 :project due:fri do:today est:3d after:7 in:doing under:12 phase:planning // note; -- ends the syntax.
/// Options come first: from the first word on everything is text. Without in: the task goes to the inbox. What cannot be
/// written now (another program holds the file, the disk is full) is queued and taken in later.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost add Login page with single sign-on due:fri @ana p1 est:3d\n  milepost add fix -v flag --now due:fri\n  milepost add -- +x is no tag here\n  milepost add - < tasks.txt"
)]
pub struct Add {
    /// The line; - reads one task a line from stdin; nothing asks for it
    #[arg(trailing_var_arg = true)]
    text: Vec<String>,
}

impl Add {
    /// Adds one task, or one for each line.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let words = words_of(session, self.text);
        match words.as_slice() {
            [] => {
                if !session.input.terminal {
                    return Err(Stop::refused(
                        "there is nothing to add",
                        "write the line behind add, or read lines from stdin with: milepost add -",
                    ));
                }
                session.out.ask("What is to be done?")?;
                let line = session.input.line()?.unwrap_or_default();
                if line.trim().is_empty() {
                    return Err(Stop::refused("nothing was added: the line is empty", ""));
                }
                one(session, line)
            }
            [only] if only == "-" => lines(session),
            words => one(session, words.join(" ")),
        }
    }
}

/// One task on as much of the file as it needs; in a script, on the file that is open.
fn one(session: &mut Session<'_>, line: String) -> Outcome {
    if let File::Lent(_) = session.file {
        return on_the_whole(session, line);
    }
    let command = capture(session, line);
    let Session { machine, project, moment, .. } = session;
    let machine = machine.as_ref().ok_or_else(|| Stop::refused("this machine is not known", ""))?;
    let state = machine.settings.places.state.clone();
    let meant = |plan: &Plan, moment: &mut Moment| {
        moment.me = machine.person(plan);
        project.as_ref().map_or_else(|| Ok(machine.project(plan)), |words| plan.find_project(words).map(Some))
    };
    let (captured, file, said) = workspace::capture(machine.opening_to_capture(), &state, &command, moment, meant)?;
    if let Some(file) = file {
        session.file = File::Open(Box::new(file));
    }
    said.iter().try_for_each(|sentence| session.out.say(sentence))?;
    tell(session, captured)
}

/// A task for each line of stdin, each a step of its own; a line that is wrong is told by its number, and the rest goes on.
fn lines(session: &mut Session<'_>) -> Outcome {
    session.open_or_make()?;
    let (mut number, mut wrong) = (0usize, false);
    while let Some(line) = session.input.line()? {
        number += 1;
        if line.trim().is_empty() {
            continue;
        }
        match on_the_whole(session, line) {
            Err(Stop::Refused(refusal)) => {
                wrong = true;
                session.out.say(format!("line {number}: {refusal}"))?;
            }
            other => other?,
        }
    }
    if wrong { Err(Stop::Said(2)) } else { Ok(()) }
}

fn capture(session: &mut Session<'_>, line: String) -> Command {
    let id = session.moment.ids.take();
    let said = session.moment.today;
    Command::Capture { id, line, said, project: None, column: None, parent: None, leniently: false }
}

/// One task on a file that is open whole.
fn on_the_whole(session: &mut Session<'_>, line: String) -> Outcome {
    let meant = session.project_if_any()?;
    let mut command = capture(session, line);
    if let Command::Capture { project, .. } = &mut command {
        *project = meant;
    }
    let Some(state) = session.machine.as_ref().map(|machine| machine.settings.places.state.clone()) else {
        return session.carry_out(&command);
    };
    let captured = session.with_file(|file, moment| file.capture(&state, &command, moment))?;
    tell(session, captured)
}

fn tell(session: &mut Session<'_>, captured: Captured) -> Outcome {
    match captured {
        Captured::Done(done) => session.echo(&[], &done),
        Captured::Queued { file, because } => {
            if session.out.json {
                session.out.value(&json!({"queued": file.to_string_lossy(), "because": because.to_string()}))?;
            } else {
                session.out.line("queued")?;
            }
            session.out.say(format!("{because}. The line waits in {} and is taken in later", file.display()))
        }
    }
}

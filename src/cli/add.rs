//! `add`: capture. Reads no more of the file than the line needs; a line that cannot be written now is kept.

use clap::Args;

use super::session::{File, Session};
use super::stop::{Outcome, Stop};
use super::words_of;
use crate::domain::command::Command;
use crate::domain::project::{Project, ProjectState};
use crate::text;
use crate::workspace::{Trouble, Workspace};

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

/// One task on as much of the file as it needs.
fn one(session: &mut Session<'_>, line: String) -> Outcome {
    let mut command = capture(session, line);
    if let File::Closed = session.file {
        if let Some(why) = open_for(session, &mut command)? {
            return queue(session, &command, &why);
        }
    } else if let Command::Capture { project, .. } = &mut command {
        *project = session.project_if_any()?;
    }
    write(session, &command)
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
        let mut command = capture(session, line);
        if let Command::Capture { project, .. } = &mut command {
            *project = session.project_if_any()?;
        }
        match write(session, &command) {
            Err(Stop::Refused(refusal)) => {
                wrong = true;
                session.out.say(format!("line {number}: {}", text::visible(&refusal.to_string())))?;
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

/// Opens as much of the file as the line needs, and says which project is meant.
fn open_for(session: &mut Session<'_>, command: &mut Command) -> Outcome<Option<String>> {
    let machine = session.machine()?;
    let opening = machine.opening_to_capture();
    let (today, week_start) = (session.moment.today, session.moment.week_start);
    let open = |command: &Command| match Workspace::open_for(opening.clone(), command, today, week_start) {
        Ok(workspace) => Ok(Ok(workspace)),
        Err(error) if error.may_pass() => Ok(Err(error.to_string())),
        Err(error) => Err(Stop::from(error)),
    };
    let mut workspace = match open(command)? {
        Ok(workspace) => workspace,
        Err(why) => return Ok(Some(why)),
    };
    let plan = &workspace.snapshot().plan;
    let wanted = match &session.project {
        Some(words) => Some(plan.find_project(words)?),
        None => machine.project(plan),
    };
    // Without a word the first active project is meant; refs of the line are of another one, and so are other tasks
    // needed.
    let first = plan.all::<Project>().find(|project| project.state == ProjectState::Active).map(|project| project.id);
    if let Command::Capture { project, .. } = command {
        *project = wanted;
    }
    if wanted.is_some() && wanted != first {
        workspace = match open(command)? {
            Ok(workspace) => workspace,
            Err(why) => return Ok(Some(why)),
        };
    }
    session.moment.me = session.machine.as_ref().and_then(|machine| machine.person(&workspace.snapshot().plan));
    workspace.turn(today, session.moment.me);
    session.file = File::Open(Box::new(workspace));
    Ok(None)
}

fn write(session: &mut Session<'_>, command: &Command) -> Outcome {
    let outcome = session.with_file(|workspace, moment| match workspace.run(command, moment) {
        Err(Trouble::Failed(error)) if error.may_pass() => Ok(Err(error.to_string())),
        other => other.map(Ok),
    })?;
    match outcome {
        Ok(done) => session.echo(&[], &done),
        Err(why) => queue(session, command, &why),
    }
}

/// Keeps a line that cannot be written now.
fn queue(session: &mut Session<'_>, _command: &Command, why: &str) -> Outcome {
    let _ = session;
    Err(Stop::Failed(why.to_owned()))
}

//! What `risk` and `issue` have in common: records added and changed by a line, found, linked, closed.

use clap::{Args, Subcommand};

use super::session::Session;
use super::stop::{Outcome, Stop};
use super::words_of;
use crate::domain::capture::{Context, Purpose};
use crate::domain::command::Command;
use crate::domain::id::RecordId;
use crate::domain::plan::Kind;
use crate::domain::register::capture::{self, Understood};
use crate::domain::words::{counted, project_of};

mod page;
pub mod table;

/// What is done alike with risks and issues.
#[derive(Subcommand, Debug)]
#[command(defer = true)]
pub enum Shared {
    Add(Add),
    Show(Show),
    Set(Set),
    Close(Close),
    Link(Link),
    Unlink(Unlink),
    Drop(Drop),
}

/// Add one from one line; prints its ref and what was understood
///
/// Options come first: from the first word on everything is text. The words are those of `milepost keys --table risks`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost risk add Vendor API is late prob:4 impact:5 cost:20k days:2/5/15 @ana +vendor resp:mitigate on:WEB-12\n  milepost issue add Build is red sev:2 @ana due:fri from:R3\n  milepost risk add - < risks.txt"
)]
pub struct Add {
    /// The line; - reads one a line from stdin; nothing asks for it
    #[arg(trailing_var_arg = true)]
    text: Vec<String>,
}

/// Show one whole, with its tasks and history
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost risk show R3\n  milepost issue show WEB-I4 --json")]
pub struct Show {
    /// Which
    #[arg(value_name = "REF")]
    of: String,
}

/// Change some with the words that add one; plain words are a new title
///
/// The leading words that are refs are meant, the rest is read as in `add`; no:owner, no:response, no:on:12 … take
/// values away. Several are changed as one step.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost risk set R3 prob:2 resp:mitigate @ana\n  milepost issue set I2 I3 state:in-progress due:fri"
)]
pub struct Set {
    /// Which, then what is to change
    #[arg(required = true, trailing_var_arg = true, value_name = "REF… TEXT")]
    words: Vec<String>,
}

/// Close one, with the reason
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost risk close R3 The contract is signed\n  milepost issue close I2 Rolled back, fixed in 1.4"
)]
pub struct Close {
    /// Which
    #[arg(value_name = "REF")]
    of: String,
    /// Why; of an issue, how it was settled
    #[arg(required = true, trailing_var_arg = true)]
    reason: Vec<String>,
}

/// Link one to the tasks it concerns
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost risk link R3 WEB-12 WEB-14")]
pub struct Link {
    /// Which
    #[arg(value_name = "REF")]
    of: String,
    /// The tasks
    #[arg(required = true, value_name = "TASK")]
    tasks: Vec<String>,
}

/// Take links to tasks away
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost risk unlink R3 WEB-12")]
pub struct Unlink {
    /// Which
    #[arg(value_name = "REF")]
    of: String,
    /// The tasks
    #[arg(required = true, value_name = "TASK")]
    tasks: Vec<String>,
}

/// Take some out of the register, with their links; undo brings them back
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost risk drop R3")]
pub struct Drop {
    /// Which
    #[arg(required = true, value_name = "REF")]
    refs: Vec<String>,
}

impl Shared {
    /// Does it with risks or with issues.
    pub fn run(self, session: &mut Session<'_>, kind: Kind) -> Outcome {
        match self {
            Shared::Add(it) => it.run(session, kind),
            Shared::Show(it) => {
                let of = registered(session, &it.of, kind)?;
                page::show(session, of)
            }
            Shared::Set(it) => {
                let words = words_of(session, it.words);
                let (of, rest) = leading(session, &words, kind)?;
                set(session, &of, &rest)
            }
            Shared::Close(it) => {
                let of = registered(session, &it.of, kind)?;
                session.carry_out(&Command::Close { of, reason: it.reason.join(" ") })
            }
            Shared::Link(it) => concern(session, kind, &it.of, &it.tasks, true),
            Shared::Unlink(it) => concern(session, kind, &it.of, &it.tasks, false),
            Shared::Drop(it) => {
                let of = it.refs.iter().map(|words| registered(session, words, kind)).collect::<Outcome<Vec<_>>>()?;
                drop(session, of)
            }
        }
    }
}

/// The risk or issue that a ref means.
pub fn registered(session: &mut Session<'_>, words: &str, kind: Kind) -> Outcome<RecordId> {
    let project = session.project_if_any()?;
    let plan = session.snapshot()?.plan;
    let words = words.trim_end_matches(',');
    Ok(match kind {
        Kind::Risk => plan.find_risk(words, project)?.into(),
        _ => plan.find_issue(words, project)?.into(),
    })
}

/// The risk or issue that a word means, if it looks like the ref of one: `WEB-R3`, `i4`.
pub fn looks_registered(session: &mut Session<'_>, word: &str) -> Outcome<Option<RecordId>> {
    let bare = word.trim_end_matches(',');
    let behind = bare.rsplit_once('-').map_or(bare, |(_, number)| number);
    let digits = behind.strip_prefix(['r', 'R', 'i', 'I']).unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|letter| letter.is_ascii_digit()) {
        return Ok(None);
    }
    let project = session.project_if_any()?;
    Ok(Some(session.snapshot()?.plan.find_ref(bare, project)?))
}

/// The leading words that are refs, and the other words. Errors: the first is none.
fn leading(session: &mut Session<'_>, words: &[String], kind: Kind) -> Outcome<(Vec<RecordId>, Vec<String>)> {
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let found = match at {
            0 => Some(registered(session, word, kind)?),
            _ => looks_registered(session, word)?.filter(|id| id.kind == kind),
        };
        match found {
            Some(id) if !all.contains(&id) => all.push(id),
            Some(_) => {}
            None => return Ok((all, words[at..].to_vec())),
        }
    }
    Ok((all, Vec::new()))
}

/// Changes risks or issues by the words of a line, as one step.
pub fn set(session: &mut Session<'_>, of: &[RecordId], words: &[String]) -> Outcome {
    if words.is_empty() {
        return Err(Stop::refused("it is not said what to change", "write it behind the ref, as: @ana no:due"));
    }
    let line = words.join(" ");
    let mut commands = Vec::new();
    for id in of {
        let understood = understood(session, *id, &line)?;
        if of.len() > 1 && !understood.title.is_empty() {
            let why = format!(
                "{} cannot all be called {}",
                counted(of.len(), id.kind.word()),
                crate::domain::names::quoted(&understood.title)
            );
            return Err(Stop::refused(why, "name one, or leave the plain words out"));
        }
        commands.extend(capture::edits(&understood, *id, &session.snapshot()?.plan));
    }
    match commands.len() {
        0 => Err(Stop::refused("nothing changes: it is so already", "")),
        1 => session.carry_out(&commands[0]),
        _ => session.carry_out(&Command::All(commands)),
    }
}

/// A line about a risk or an issue that is there. Errors: a word that cannot be read.
pub fn understood(session: &mut Session<'_>, of: RecordId, line: &str) -> Outcome<Understood> {
    let snapshot = session.snapshot()?;
    let project = snapshot.plan.row(of).and_then(|row| project_of(&snapshot.plan, &row));
    let context = Context { hash: false, ..Context::of(&snapshot, project, Purpose::Edit) };
    let understood = capture::understand(line, &context, of.kind);
    understood.whole()?;
    Ok(understood)
}

/// Takes risks or issues out, as one step.
pub fn drop(session: &mut Session<'_>, of: Vec<RecordId>) -> Outcome {
    let mut commands: Vec<Command> = of.into_iter().map(Command::Remove).collect();
    let command = if commands.len() == 1 { commands.remove(0) } else { Command::All(commands) };
    session.carry_out(&command)
}

/// Shows a risk or an issue whole, with its history.
pub fn show(session: &mut Session<'_>, of: RecordId) -> Outcome {
    page::show(session, of)
}

fn concern(session: &mut Session<'_>, kind: Kind, of: &str, tasks: &[String], on: bool) -> Outcome {
    let of = registered(session, of, kind)?;
    let tasks = session.tasks(tasks)?;
    let mut commands: Vec<Command> = tasks.into_iter().map(|task| Command::Concern { of, task, on }).collect();
    let command = if commands.len() == 1 { commands.remove(0) } else { Command::All(commands) };
    session.carry_out(&command)
}

impl Add {
    fn run(self, session: &mut Session<'_>, kind: Kind) -> Outcome {
        let words = words_of(session, self.text);
        match words.as_slice() {
            [] if session.input.terminal => {
                session.out.ask(if kind == Kind::Risk { "What may happen?" } else { "What has happened?" })?;
                let line = session.input.line()?.unwrap_or_default();
                if line.trim().is_empty() {
                    return Err(Stop::refused("nothing was added: the line is empty", ""));
                }
                one(session, kind, line)
            }
            [] => {
                Err(Stop::refused("there is nothing to add", "write the line behind add, or say - to read from stdin"))
            }
            [only] if only == "-" => lines(session, kind),
            words => one(session, kind, words.join(" ")),
        }
    }
}

fn one(session: &mut Session<'_>, kind: Kind, line: String) -> Outcome {
    let project = session.project_if_any()?;
    let of = RecordId { kind, id: session.moment.ids.take::<crate::domain::risk::Risk>().uuid() };
    let said = session.moment.today;
    session.carry_out(&Command::Register { of, line, said, project })
}

/// One for each line of stdin, each a step of its own; a line that is wrong is told by its number, and the rest goes on.
fn lines(session: &mut Session<'_>, kind: Kind) -> Outcome {
    let (mut number, mut wrong) = (0usize, false);
    while let Some(line) = session.input.line()? {
        number += 1;
        if line.trim().is_empty() {
            continue;
        }
        match one(session, kind, line) {
            Err(Stop::Refused(refusal)) => {
                wrong = true;
                session.out.say(format!("line {number}: {refusal}"))?;
            }
            other => other?,
        }
    }
    if wrong { Err(Stop::Said(2)) } else { Ok(()) }
}

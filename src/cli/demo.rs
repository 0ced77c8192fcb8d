//! `milepost demo`: the screens on a throw-away copy of the demo portfolio. The portfolio is a script of command lines,
//! each with its day, its time and its person, so that plan and history come about as they would for anybody.

mod folder;

use std::io::sink;

use chrono::NaiveTime;
use clap::Args;

use self::folder::Folder;
use super::screens;
use super::session::{File, Session};
use super::status::Status;
use super::stop::{Outcome, Stop};
use crate::domain::draft::Moment;
use crate::domain::plan::Plan;
use crate::ui::Left;
use crate::ui::keymap::Scope;
use crate::workspace::Workspace;

/// The demo portfolio, day by day.
const SCRIPT: &str = include_str!("../../assets/demo.txt");
/// The project that its lines are about unless they name another.
const PROJECT: &str = "WEB";

/// Open the screens on a throw-away copy of the demo portfolio
///
/// An IT project in mid-execution and a small second one. Nothing of yours is touched, and nothing of it is kept.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost demo\n  milepost demo --print")]
pub struct Demo {
    /// Print its status instead, as where there is no terminal
    #[arg(long)]
    print: bool,
}

impl Demo {
    /// Shows the portfolio, or prints its status.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        if self.print || !session.out.terminal {
            let _folder = make(session)?;
            return Status {}.run(session);
        }
        look(session)
    }
}

/// Shows the portfolio; who asks for the demo there gets a fresh one.
pub fn look(session: &mut Session<'_>) -> Outcome {
    session.keymap()?;
    loop {
        let _folder = make(session)?;
        if screens::open(session, false, Scope::Today)? != Left::Demo {
            return Ok(());
        }
    }
}

/// Makes the portfolio in a folder of its own that goes with what is given back, and opens it.
fn make(session: &mut Session<'_>) -> Outcome<Folder> {
    let folder =
        Folder::new().map_err(|error| Stop::Failed(format!("there is no place for the demo: {error}; set TMPDIR")))?;
    crate::ui::sweep_at_hangup(folder.path());
    let mut opening = session.machine()?.opening();
    (opening.path, opening.create) = (folder.path().join("demo.db"), true);
    let mut workspace = Workspace::open(opening, session.moment.today, None, session.moment.week_start)?;
    workspace.store().do_not_sync()?;
    session.moment.me = play(&mut workspace, &mut session.moment)?;
    workspace.turn(session.moment.today, session.moment.me);
    session.file = File::Open(Box::new(workspace));
    session.project = Some(PROJECT.to_owned());
    Ok(folder)
}

/// A line of the script.
struct Line<'a> {
    days_ago: i64,
    time: NaiveTime,
    who: &'a str,
    words: Vec<String>,
}

impl Line<'_> {
    /// A line as `-15 09:04 clara move 11 review`; none where it is not made so.
    fn read(text: &str) -> Option<Line<'_>> {
        let (days, rest) = text.split_once(' ')?;
        let (time, rest) = rest.split_once(' ')?;
        let (who, command) = rest.split_once(' ')?;
        let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
        Some(Line { days_ago: -days.parse::<i64>().ok()?, time, who, words: words(command) })
    }
}

/// Words as a shell would part them: white space separates, double quotes keep together. Quotes behind a `:` belong to
/// the line of capture and stay.
fn words(command: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for (at, part) in command.trim().split('"').enumerate() {
        match (at % 2 == 1, words.last_mut().filter(|last| last.ends_with(':'))) {
            (true, Some(key)) => *key = format!("{key}\"{part}\""),
            (true, None) => words.push(part.to_owned()),
            (false, _) => words.extend(part.split_whitespace().map(str::to_owned)),
        }
    }
    words
}

/// Plays the script up to today. Gives who manages the portfolio: the first to have a line.
pub fn play(workspace: &mut Workspace, moment: &mut Moment) -> Outcome<Option<crate::domain::person::PersonId>> {
    let mut lines = Vec::new();
    for text in SCRIPT.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        lines.push(Line::read(text).ok_or_else(|| Stop::Failed(format!("the demo has a line that is none: {text}")))?);
    }
    lines.sort_by_key(|line| (-line.days_ago, line.time));
    let worktime = Plan::default().calendar_time(None);
    let mut then = moment.clone();
    for line in &lines {
        then.today = worktime.add_working_days(moment.today, -line.days_ago).unwrap_or(moment.today);
        if line.days_ago == 0 {
            then.today = moment.today;
        }
        then.now = then.today.and_time(line.time).and_utc().min(moment.now);
        then.me = workspace.snapshot().plan.find_person(line.who).ok();
        tell(workspace, line, &mut then).map_err(|stop| {
            Stop::Failed(format!("the demo stopped at {}: {}", line.words.join(" "), stop.sentence()))
        })?;
    }
    moment.ids = then.ids;
    let first = lines.first().map_or("", |line| line.who);
    Ok(workspace.snapshot().plan.find_person(first).ok())
}

fn tell(workspace: &mut Workspace, line: &Line<'_>, moment: &mut Moment) -> Outcome {
    let words: Vec<&str> = line.words.iter().map(String::as_str).collect();
    super::run_line(workspace, &[&["--project", PROJECT], words.as_slice()].concat(), moment, &mut sink())
}

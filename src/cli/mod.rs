//! The command line: one subcommand a file, each with its arguments, its help and what it does.
//!
//! Nothing here knows the process: streams, clock and environment come in through [`Outside`], so that a command line
//! can be run by a test or, line by line, by a script on an open file ([`run_line`]).

use std::ffi::OsString;
use std::io::{BufRead, Write};

use chrono::{DateTime, NaiveDate, Utc};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use uuid::Uuid;

use crate::domain::dates::{self, Days};
use crate::domain::draft::Moment;
use crate::domain::id::Ids;
use crate::domain::plan::Plan;
use crate::settings::Settings;
use crate::text;
use crate::workspace::Workspace;

mod accept;
mod add;
mod baseline;
mod block;
mod calendar;
mod charter;
mod check;
mod choose;
mod column;
mod config;
mod copies;
pub mod demo;
mod done;
mod drop;
mod export;
mod flow;
mod format_name;
mod import;
mod issue;
pub mod keys;
mod leave;
mod link;
mod list;
mod log;
mod machine;
mod move_;
mod new;
mod note;
mod out;
mod papers;
mod person;
mod phase;
mod project;
mod projects;
mod register;
mod reschedule;
mod resource;
mod risk;
mod schedule;
mod screens;
mod session;
mod set;
mod show;
mod standup;
mod status;
mod stop;
mod table;
mod template;
mod today;
mod triage;
mod typed;
mod undo;
mod view;
mod wanted;
mod why;

pub use stop::{Outcome, Stop};

use machine::Machine;
use out::Out;
use session::{Around, File, Input, Session};

/// Run IT projects from the keyboard: one file, a board, a journal with undo
///
/// Without a command the screens open; where stdout is no terminal, the status is printed.
#[derive(Parser, Debug)]
#[command(
    name = "milepost",
    version,
    long_version = long_version(),
    after_help = "Begin with: milepost new WEB Customer portal\nOr look around: milepost demo",
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(flatten)]
    given: Given,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command understands.
#[derive(Args, Debug)]
#[command(next_help_heading = "Everywhere")]
struct Given {
    /// The file to work on [env: MILEPOST_DB]
    #[arg(long, global = true, value_name = "FILE")]
    db: Option<std::path::PathBuf>,
    /// The project that is meant: its key or the beginning of its name [env: MILEPOST_PROJECT]
    #[arg(long, global = true, value_name = "KEY")]
    project: Option<String>,
    /// The day that counts as today, as 2026-03-12 or mon [env: MILEPOST_TODAY]
    #[arg(long, global = true, value_name = "DATE")]
    today: Option<String>,
    /// Tell it as JSON with stable names
    #[arg(long, global = true)]
    json: bool,
    /// Colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

/// When there is colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Also in a pipe
    Always,
    /// Nowhere
    Never,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum Command {
    Add(add::Add),
    List(list::List),
    Show(show::Show),
    Set(set::Set),
    Done(done::Done),
    Move(move_::Move),
    Note(note::Note),
    Block(block::Block),
    Unblock(block::Unblock),
    Drop(drop::Drop),
    Accept(accept::Accept),
    Risk(risk::Risk),
    Issue(issue::Issue),
    Link(link::Link),
    Unlink(link::Unlink),
    Schedule(schedule::Schedule),
    Baseline(baseline::Baseline),
    Why(why::Why),
    Flow(flow::Flow),
    Reschedule(reschedule::Reschedule),
    Status(status::Status),
    Today(today::Today),
    Standup(standup::Standup),
    Triage(triage::Triage),
    View(view::View),
    New(new::New),
    Template(template::Template),
    Project(project::Project),
    Charter(charter::Charter),
    Phase(phase::Phase),
    Projects(projects::Projects),
    Use(choose::Use),
    Me(choose::Me),
    Person(person::Person),
    Column(column::Column),
    Calendar(calendar::Calendar),
    Leave(leave::Leave),
    Resource(resource::Resource),
    Undo(undo::Undo),
    Redo(undo::Redo),
    Log(log::Log),
    Import(import::Import),
    Export(export::Export),
    Backup(copies::Backup),
    Restore(copies::Restore),
    Check(check::Check),
    Demo(demo::Demo),
    Keys(keys::Keys),
    Config(config::Config),
    Completions(papers::Completions),
    Man(papers::Man),
}

/// What comes from outside: streams, environment, clock.
pub struct Outside<'a> {
    /// Where lines are read from.
    pub stdin: &'a mut dyn BufRead,
    /// Where data goes.
    pub stdout: &'a mut dyn Write,
    /// Where messages go.
    pub stderr: &'a mut dyn Write,
    /// Is stdin a terminal?
    pub stdin_is_terminal: bool,
    /// Is stdout a terminal?
    pub stdout_is_terminal: bool,
    /// Columns of the terminal, where there is one.
    pub columns: Option<usize>,
    /// A variable of the environment.
    pub variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// What the clock says now.
    pub clock: &'a dyn Fn() -> Clock,
}

/// What the clock says, and an id made by it.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// The day by the clock on the wall.
    pub today: NaiveDate,
    /// The instant.
    pub now: DateTime<Utc>,
    /// A UUIDv7 that new ids count on from.
    pub first_id: Uuid,
}

impl Outside<'_> {
    /// A variable that is set to something.
    fn variable(&self, name: &str) -> Option<OsString> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    fn words(&self, name: &str) -> Option<String> {
        self.variable(name).map(|value| value.to_string_lossy().into_owned())
    }

    fn colour(&self, when: Colour) -> bool {
        match when {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let dumb = self.variable("TERM").is_some_and(|term| term == "dumb");
                self.stdout_is_terminal && self.variable("NO_COLOR").is_none() && !dumb
            }
        }
    }
}

/// Runs a command line (without the name of the program). Gives the exit code: 0 done, 1 the world failed, 2 refused or
/// wrong usage. Whatever there is to say has been said.
pub fn run(arguments: impl IntoIterator<Item = OsString>, outside: &mut Outside<'_>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let stop = match parse(&arguments) {
        Ok(cli) => match begin(cli, &arguments, outside) {
            Ok(()) => return 0,
            Err(stop) => stop,
        },
        Err(stop) => stop,
    };
    // Where a message cannot be written, only the exit code is left to say it.
    let _ = tell(&stop, outside);
    stop.code()
}

/// Runs one line of a script on an open file, as the person and on the day of the moment: the words of a command line
/// without the name of the program. What it prints goes to `out`. Errors: as on the command line.
pub fn run_line(
    workspace: &mut Workspace,
    words: &[&str],
    moment: &mut Moment,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let arguments: Vec<OsString> = words.iter().map(OsString::from).collect();
    let Cli { given, command } = parse(&arguments)?;
    let command = command.ok_or_else(|| Stop::refused("the line has no command", "begin it with one, as: add"))?;
    workspace.turn(moment.today, moment.me);
    let mut messages = std::io::sink();
    let mut out = Out::plain(out, &mut messages);
    out.json = given.json;
    let mut session = Session {
        out,
        input: Input { stream: &mut std::io::empty(), terminal: false },
        moment: moment.clone(),
        machine: None,
        around: None,
        file: File::Lent(workspace),
        project: given.project,
        typed: words.iter().map(|word| word.to_string()).collect(),
    };
    if let Some(words) = &given.today {
        session.moment.today = session.day(words)?;
    }
    let outcome = command.run(&mut session);
    moment.ids = session.moment.ids;
    outcome
}

fn parse(arguments: &[OsString]) -> Outcome<Cli> {
    let name = OsString::from("milepost");
    let mut command = Cli::command().disable_help_subcommand(false);
    // Commands are made when they are called; to be told of in help all have to be.
    if arguments.iter().any(|it| ["help", "--help", "-h"].iter().any(|asks| it == asks)) {
        command.build();
    }
    Ok(Cli::from_arg_matches(&command.try_get_matches_from(std::iter::once(&name).chain(arguments))?)?)
}

fn begin(cli: Cli, arguments: &[OsString], outside: &mut Outside<'_>) -> Outcome {
    let Cli { given, command } = cli;
    let machine = Machine::of(given.db, outside)?;
    let week_start = machine.settings.week_start;
    let typed_day = given.today.or_else(|| outside.words("MILEPOST_TODAY"));
    let clock = (outside.clock)();
    let told_day = match &typed_day {
        Some(words) => {
            let worktime = Plan::default().calendar_time(None);
            Some(dates::parse(words, &Days { today: clock.today, week_start, worktime: &worktime })?)
        }
        None => None,
    };
    let today = told_day.unwrap_or(clock.today);
    let moment = Moment { today, now: clock.now, ids: Ids::from(clock.first_id), me: None, week_start };
    let colour = outside.colour(given.color);
    let columns = outside.columns.filter(|_| outside.stdout_is_terminal);
    let project = given.project.or_else(|| outside.words("MILEPOST_PROJECT"));
    let mut out = Out::plain(outside.stdout, outside.stderr);
    (out.colour, out.columns, out.terminal, out.json) = (colour, columns, outside.stdout_is_terminal, given.json);
    out.ascii = machine.settings.ascii;
    let mut session = Session {
        out,
        input: Input { stream: outside.stdin, terminal: outside.stdin_is_terminal },
        moment,
        machine: Some(machine),
        around: Some(Around { clock: outside.clock, variable: outside.variable, told_day }),
        file: File::Closed,
        project,
        typed: arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect(),
    };
    let outcome = match command {
        Some(command) => command.run(&mut session),
        None => screens::run(&mut session),
    };
    let outcome = outcome.and(session.out.flush());
    // The process ends now: the system takes memory and locks back at once. Giving back each record and each statement
    // first would be a tenth of what `add` costs.
    std::mem::forget(session.file);
    outcome
}

impl Command {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        match self {
            Command::Add(it) => it.run(session),
            Command::List(it) => it.run(session),
            Command::Show(it) => it.run(session),
            Command::Set(it) => it.run(session),
            Command::Done(it) => it.run(session),
            Command::Move(it) => it.run(session),
            Command::Note(it) => it.run(session),
            Command::Block(it) => it.run(session),
            Command::Unblock(it) => it.run(session),
            Command::Drop(it) => it.run(session),
            Command::Accept(it) => it.run(session),
            Command::Risk(it) => it.run(session),
            Command::Issue(it) => it.run(session),
            Command::Link(it) => it.run(session),
            Command::Unlink(it) => it.run(session),
            Command::Schedule(it) => it.run(session),
            Command::Baseline(it) => it.run(session),
            Command::Why(it) => it.run(session),
            Command::Flow(it) => it.run(session),
            Command::Reschedule(it) => it.run(session),
            Command::Status(it) => it.run(session),
            Command::Today(it) => it.run(session),
            Command::Standup(it) => it.run(session),
            Command::Triage(it) => it.run(session),
            Command::View(it) => it.run(session),
            Command::New(it) => it.run(session),
            Command::Template(it) => it.run(session),
            Command::Project(it) => it.run(session),
            Command::Charter(it) => it.run(session),
            Command::Phase(it) => it.run(session),
            Command::Projects(it) => it.run(session),
            Command::Use(it) => it.run(session),
            Command::Me(it) => it.run(session),
            Command::Person(it) => it.run(session),
            Command::Column(it) => it.run(session),
            Command::Calendar(it) => it.run(session),
            Command::Leave(it) => it.run(session),
            Command::Resource(it) => it.run(session),
            Command::Undo(it) => it.run(session),
            Command::Redo(it) => it.run(session),
            Command::Log(it) => it.run(session),
            Command::Import(it) => it.run(session),
            Command::Export(it) => it.run(session),
            Command::Backup(it) => it.run(session),
            Command::Restore(it) => it.run(session),
            Command::Check(it) => it.run(session),
            Command::Demo(it) => it.run(session),
            Command::Keys(it) => it.run(session),
            Command::Config(it) => it.run(session),
            Command::Completions(it) => it.run(session),
            Command::Man(it) => it.run(session),
        }
    }
}

/// Says why a command stopped: one sentence and a hint on stderr; help and version are data.
fn tell(stop: &Stop, outside: &mut Outside<'_>) -> Outcome {
    // What is set cannot be read before the command line is, and may be what is wrong.
    let mut out = Out::plain(outside.stdout, outside.stderr);
    out.ascii = Settings::read(outside.variable).is_ok_and(|settings| settings.ascii);
    match stop {
        Stop::Closed | Stop::Said(_) => {}
        Stop::Failed(why) => out.say(format!("milepost: {}", text::visible(why)))?,
        Stop::Refused(refusal) => {
            out.say(format!("milepost: {}", text::visible(&refusal.why)))?;
            if !refusal.instead.is_empty() {
                out.say(format!("  hint: {}", text::visible(&refusal.instead)))?;
            }
        }
        Stop::Usage(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => out.prose(0, &error.render().to_string())?,
            _ => out.say(usage(&error.render().to_string()))?,
        },
    }
    out.flush()
}

/// What is wrong with a command line, as one sentence with hints: the parser says it over several paragraphs.
fn usage(rendered: &str) -> String {
    let mut said = String::new();
    for (at, paragraph) in rendered.split("\n\n").enumerate() {
        let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        let paragraph = paragraph
            .strip_prefix("For more information, try ")
            .map_or(paragraph.clone(), |help| format!("for more, say {}", help.trim_end_matches('.')));
        let paragraph = text::visible(paragraph.trim_start_matches("error: ").trim_start_matches("tip: ")).into_owned();
        if !paragraph.is_empty() {
            said.push_str(if at == 0 { "milepost: " } else { "  hint: " });
            said.push_str(&paragraph);
            said.push('\n');
        }
    }
    said
}

/// The words of TEXT as typed: the `--` that stood before them belongs to the text, where it ends the syntax.
fn words_of(session: &Session<'_>, words: Vec<String>) -> Vec<String> {
    let before = session.typed.len().checked_sub(words.len() + 1).and_then(|at| session.typed.get(at));
    match before {
        Some(dashes) if dashes == "--" => std::iter::once("--".to_owned()).chain(words).collect(),
        _ => words,
    }
}

/// The version with SQLite’s and that of the file’s tables.
fn long_version() -> &'static str {
    static VERSION: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let (sqlite, schema) = crate::store::versions();
        format!("{}\nSQLite {sqlite}\nfile version {schema}", env!("CARGO_PKG_VERSION"))
    });
    VERSION.as_str()
}

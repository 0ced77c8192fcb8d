//! `keys`: the key table that the screens act by, and the tables of the grammar and the formats, for the README.

use clap::{Args, CommandFactory, ValueEnum};
use serde_json::json;

use super::Cli;
use super::out::{Ink, Out, Piece, ink};
use super::session::Session;
use super::stop::Outcome;
use super::table::{self, Column};
use crate::domain::capture::{CAPTURE, Rule};
use crate::domain::filter::FILTERS;
use crate::domain::gate::{Ask, RULES};
use crate::domain::register::capture::{REGISTER_FILTERS, RISKS};
use crate::domain::template::Template;
use crate::formats::{FORMATS, Format};
use crate::ui::keymap::{Binding, Keymap, Scope};

/// Print the keys of the screens
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost keys\n  milepost keys --format md")]
pub struct Keys {
    /// How
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Another table instead: the commands, what capture and filters understand, which formats and templates there are
    #[arg(long, value_enum, default_value_t = Table::Keys)]
    table: Table,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Table {
    /// The keys of the screens
    Keys,
    /// The words of capture
    Capture,
    /// The words of filters besides those of capture
    Filters,
    /// The words of lines about risks and issues, and of filters over them
    Risks,
    /// The commands of the command line
    Commands,
    /// The rules of gates
    Rules,
    /// The formats of other programs
    Formats,
    /// The templates that come with milepost
    Templates,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// A table for the terminal
    Text,
    /// A Markdown table for each place
    Md,
}

/// Rows under a heading; two cells or three.
struct Part {
    heading: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<Cell>>,
}

/// A cell: code is set in backticks in Markdown.
enum Cell {
    Code(Vec<String>),
    Words(String),
}

impl Cell {
    fn plain(&self) -> String {
        match self {
            Cell::Code(all) => all.join("  "),
            Cell::Words(words) => words.clone(),
        }
    }

    fn markdown(&self) -> String {
        let safe = |text: &str| text.replace('|', "\\|");
        match self {
            Cell::Code(all) => all.iter().map(|code| format!("`{}`", safe(code))).collect::<Vec<_>>().join(" "),
            Cell::Words(words) => safe(words),
        }
    }
}

impl Keys {
    /// Prints the table.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        if session.out.json && self.table == Table::Keys {
            let keymap = session.keymap()?;
            let told = |it: &Binding| json!({"keys": it.keys, "where": it.scope.label(), "does": it.does, "action": it.action.name()});
            let all: Vec<_> = keymap.bindings().iter().map(told).collect();
            return session.out.value(&all.into());
        }
        let parts = match self.table {
            Table::Keys => {
                let keymap = session.keymap()?;
                Scope::ALL.into_iter().map(|scope| keys(&keymap, scope)).collect()
            }
            Table::Capture => vec![rules(CAPTURE)],
            Table::Filters => vec![rules(FILTERS)],
            Table::Risks => vec![
                Part { heading: "Lines about risks and issues", ..rules(RISKS) },
                Part { heading: "Filters over them", ..rules(REGISTER_FILTERS) },
            ],
            Table::Commands => vec![commands()],
            Table::Rules => vec![gates()],
            Table::Formats => vec![formats()],
            Table::Templates => vec![templates()],
        };
        if session.out.json {
            let row = |part: &Part, row: &[Cell]| -> serde_json::Map<_, _> {
                part.columns.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), cell.plain().into())).collect()
            };
            let all = parts.iter().flat_map(|part| part.rows.iter().map(|it| row(part, it)));
            return session.out.value(&all.map(serde_json::Value::Object).collect());
        }
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                session.out.line("")?;
            }
            match self.format {
                Form::Md => session.out.raw(markdown(part).as_bytes())?,
                Form::Text => text(&mut session.out, part)?,
            }
        }
        Ok(())
    }
}

fn text(out: &mut Out<'_>, part: &Part) -> Outcome {
    if !part.heading.is_empty() {
        out.line(ink(Ink::Strong, part.heading))?;
    }
    let least = |at: usize| (at > 0).then_some(16);
    let columns: Vec<Column> = (part.columns.iter().enumerate())
        .map(|(at, heading)| Column { heading, right: false, least: least(at), spare: 0 })
        .collect();
    let rows: Vec<Vec<Piece>> =
        part.rows.iter().map(|row| row.iter().map(|cell| cell.plain().into()).collect()).collect();
    table::write(out, &columns, &rows)
}

/// A part as it stands in the README.
fn markdown(part: &Part) -> String {
    let mut text = String::new();
    if !part.heading.is_empty() {
        text.push_str(&format!("**{}**\n\n", part.heading));
    }
    text.push_str(&format!("| {} |\n|{}\n", part.columns.join(" | "), " --- |".repeat(part.columns.len())));
    for row in &part.rows {
        let cells: Vec<String> = row.iter().map(Cell::markdown).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

fn keys(keymap: &Keymap, scope: Scope) -> Part {
    let row = |it: &Binding| {
        let keys = it.keys.iter().map(ToString::to_string).collect();
        vec![Cell::Code(keys), Cell::Words(it.does.to_owned()), code(&[&it.action.name()])]
    };
    let rows = keymap.bindings().iter().filter(|it| it.scope == scope).map(row).collect();
    Part { heading: scope.label(), columns: &["keys", "does", "action"], rows }
}

fn rules(rules: &'static [Rule]) -> Part {
    let row = |it: &'static Rule| vec![code(&[it.write]), Cell::Words(it.means.to_owned()), code(&[it.example])];
    Part { heading: "", columns: &["write", "means", "example"], rows: rules.iter().map(row).collect() }
}

/// The commands with their arguments, those of groups with the word of the group before them.
fn commands() -> Part {
    let mut rows = Vec::new();
    let mut whole = Cli::command();
    whole.build();
    whole.get_subcommands().for_each(|command| told(command, &mut rows));
    Part { heading: "", columns: &["command", "does"], rows }
}

/// A row for a command, if it does something by itself, and one for each of those below it.
fn told(command: &clap::Command, rows: &mut Vec<Vec<Cell>>) {
    if !command.is_subcommand_required_set() {
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ").lines().next().unwrap_or_default();
        let words: Vec<&str> = usage.split_whitespace().filter(|word| *word != "[OPTIONS]").collect();
        let about = command.get_about().map_or(String::new(), ToString::to_string);
        rows.push(vec![Cell::Code(vec![words.join(" ")]), Cell::Words(about)]);
    }
    command.get_subcommands().for_each(|below| told(below, rows));
}

fn code(words: &[&str]) -> Cell {
    Cell::Code(words.iter().map(|word| word.to_string()).collect())
}

fn formats() -> Part {
    let row = |it: &'static Format| {
        let ways = match (it.read.is_some(), it.write.is_some()) {
            (true, true) => "in and out",
            (true, false) => "in",
            (false, _) => "out",
        };
        let files: Vec<String> = it.endings.iter().map(|ending| format!(".{ending}")).collect();
        vec![
            code(&[it.name]),
            Cell::Words(it.what.to_owned()),
            Cell::Words(files.join(" ")),
            Cell::Words(ways.to_owned()),
        ]
    };
    Part { heading: "", columns: &["--format", "what", "files", "ways"], rows: FORMATS.iter().map(row).collect() }
}

fn gates() -> Part {
    let row = |rule: &'static crate::domain::gate::Rule| {
        let parameters: Vec<String> = rule.parameters.iter().map(|it| it.words()).collect();
        let cell = if parameters.is_empty() { Cell::Words(String::new()) } else { Cell::Code(parameters) };
        vec![code(&[rule.name]), cell, Cell::Words(Ask::plain(rule).words()), Cell::Words(rule.needs.to_owned())]
    };
    Part { heading: "", columns: &["rule", "unless said", "asks", "reads"], rows: RULES.iter().map(row).collect() }
}

fn templates() -> Part {
    let row = |it: &std::sync::Arc<Template>| {
        vec![code(&[&it.name]), Cell::Words(it.about.join(" ")), Cell::Words(it.summary())]
    };
    Part { heading: "", columns: &["--template", "what for", "with"], rows: Template::built_in().map(row).collect() }
}

//! `keys`: the key table that the screens act by.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::out::{Ink, Piece, ink};
use super::session::Session;
use super::stop::Outcome;
use super::table::{self, Column, column};
use crate::ui::keymap::{BINDINGS, Binding, Scope};

/// Print the keys of the screens
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost keys\n  milepost keys --format md")]
pub struct Keys {
    /// How
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// A table for the terminal
    Text,
    /// A Markdown table for each place
    Md,
}

const COLUMNS: [Column; 2] = [column("keys", 0), Column { heading: "", right: false, least: Some(20), spare: 0 }];

impl Keys {
    /// Prints the table.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        if session.out.json {
            let all: Vec<_> = BINDINGS
                .iter()
                .filter(|it| !it.keys.is_empty())
                .map(|it| json!({"keys": it.keys, "where": it.scope.label(), "does": it.does}))
                .collect();
            return session.out.value(&all.into());
        }
        if self.format == Form::Md {
            return session.out.raw(markdown().as_bytes());
        }
        for (at, scope) in Scope::ALL.into_iter().enumerate() {
            if at > 0 {
                session.out.line("")?;
            }
            session.out.line(ink(Ink::Strong, scope.label()))?;
            let rows: Vec<Vec<Piece>> = of(scope).map(|it| vec![it.keys.join("  ").into(), it.does.into()]).collect();
            table::write(&mut session.out, &COLUMNS, &rows)?;
        }
        Ok(())
    }
}

/// The bindings of one scope that have keys.
fn of(scope: Scope) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |it| it.scope == scope && !it.keys.is_empty())
}

/// The key tables in Markdown, as they stand in the README.
pub fn markdown() -> String {
    let mut text = String::new();
    for scope in Scope::ALL {
        text.push_str(&format!("**{}**\n\n| keys | |\n| --- | --- |\n", scope.label()));
        for binding in of(scope) {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
            text.push_str(&format!("| {} | {} |\n", keys.join(" "), binding.does));
        }
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}

//! `config`: where files are, what is set, and where that comes from.

use clap::Args;
use serde_json::json;

use super::out::{Ink, Piece, ink};
use super::session::Session;
use super::stop::Outcome;
use super::table::{self, Column, column};
use crate::formats::FORMATS;
use crate::settings::Origin;

/// Tell where files are, what is set and from where
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost config\n  milepost config --json")]
pub struct Config {}

const COLUMNS: [Column; 3] =
    [column("setting", 0), Column { heading: "value", right: false, least: Some(24), spare: 0 }, column("from", 1)];

impl Config {
    /// Tells it; opens no file. Errors: what is said of keys cannot be, after all is told.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        Self::tell(session)?;
        session.keymap().map(drop)
    }

    fn tell(session: &mut Session<'_>) -> Outcome {
        let machine = session.machine()?;
        let (settings, remembered) = (&machine.settings, &machine.remembered);
        let there = |path: &std::path::Path| if path.exists() { "there" } else { "not there yet" };
        let path = |path: &std::path::Path| path.to_string_lossy().into_owned();
        let mut all: Vec<(String, String, String)> = settings
            .told()
            .map(|(key, value, origin)| {
                let named = machine.named && key.name == "db";
                let from = if named { "--db".to_owned() } else { origin.to_string() };
                (key.name.to_owned(), if key.name == "db" { path(&settings.db) } else { value }, from)
            })
            .collect();
        all.extend(settings.keys.iter().map(|wish| {
            let keys = match wish.keys.as_deref() {
                None => "unreadable".to_owned(),
                Some([]) => "no key".to_owned(),
                Some(keys) => keys.join("  "),
            };
            (wish.name(), keys, Origin::File.to_string())
        }));
        let chosen = |value: &Option<String>, by: &str| match value {
            Some(value) => (value.clone(), by.to_owned()),
            None => (String::new(), "default".to_owned()),
        };
        for (name, (value, from)) in
            [("me", chosen(&remembered.me, "milepost me")), ("project", chosen(&remembered.project, "milepost use"))]
        {
            all.push((name.to_owned(), value, from));
        }
        let (config, state) = (settings.places.config.clone(), settings.places.state.clone());
        let db = there(&settings.db);
        let formats = |comes: bool| -> Vec<&str> {
            let kind = FORMATS.iter().filter(|it| if comes { it.read.is_some() } else { it.write.is_some() });
            kind.map(|it| it.name).collect()
        };
        if session.out.json {
            let one = |(name, value, from): &(String, String, String)| {
                (name.clone(), json!({"value": Some(value).filter(|it| !it.is_empty()), "from": from}))
            };
            let set: serde_json::Map<_, _> = all.iter().map(one).collect();
            return session.out.value(&json!({
                "config_file": path(&config), "state_directory": path(&state), "settings": set,
                "imports": formats(true), "exports": formats(false),
            }));
        }
        for (name, value) in [
            ("file", format!("{} ({db})", all[0].1)),
            ("configuration", format!("{} ({})", path(&config), there(&config))),
            ("state", format!("{} ({})", path(&state), there(&state))),
            ("imports", formats(true).join(", ")),
            ("exports", formats(false).join(", ")),
        ] {
            session.out.pieces(&[ink(Ink::Dim, format!("{name:<14}")), value.into()])?;
        }
        session.out.line("")?;
        let rows: Vec<Vec<Piece>> = all
            .into_iter()
            .map(|(name, value, from)| {
                let shade = if from == "default" { Ink::Dim } else { Ink::Plain };
                vec![name.into(), value.into(), ink(shade, from)]
            })
            .collect();
        table::write(&mut session.out, &COLUMNS, &rows)
    }
}

//! milepost runs IT projects from the keyboard: one binary, one SQLite file, no account, no server, no network.
//!
//! # The house
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`text`] | text from outside made visible and safe; widths |
//! | [`schedule`] | working time over calendars; later the passes of the schedule |
//! | [`domain`] | what a plan is and what may happen to it; pure |
//! | [`formats`] | other people’s formats, both ways |
//! | [`store`] | the plan as one SQLite file with its journal |
//! | [`workspace`] | the current snapshot and its file: lock, catch up, decide, write |
//! | [`settings`] | configuration, where files are, who sits here |
//! | [`cli`] | the command line: one subcommand a file |
//! | [`ui`] | the screens: one pane a file |
//!
//! Who may use whom is held by `tests/architecture.rs`: arrows only point down.
//!
//! # The way of a key
//!
//! ```text
//! KeyEvent ─ ui::keymap ─▶ Action ─ View::act ─▶ Effect::Run(Command) ─ ui::app ─▶ Workspace::run ─ Store::begin (lock, catch up)
//!    ─ Snapshot::after (draft, settle, check) ─▶ Step or Refusal ─ Writing::commit (rows and journal) ─▶ Plan::follow ─ View::see ─ View::draw
//! ```
//!
//! The command line enters at [`domain::command::Command`], an import at `Command::Import`, undo and redo at
//! [`domain::snapshot::Snapshot::answer`]. Nothing flows up but return values.

pub mod cli;
pub mod domain;
pub mod formats;
pub mod schedule;
pub mod settings;
pub mod store;
pub mod text;
pub mod ui;
pub mod workspace;

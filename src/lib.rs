//! milepost runs IT projects from the keyboard: one binary, one SQLite file, no account, no server, no network.

pub mod cli;
pub mod domain;
pub mod formats;
pub mod schedule;
pub mod settings;
pub mod store;
pub mod text;
pub mod ui;
pub mod workspace;

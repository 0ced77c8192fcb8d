//! The screens: what a key does, what is drawn, and the one place that talks to the terminal.

pub mod action;
pub mod app;
pub mod dialogs;
pub mod editor;
pub mod fuzzy;
pub mod keymap;
pub mod keys;
pub mod panes;
pub mod parts;
mod run;
pub mod terminal;
pub mod theme;
pub mod view;

pub use app::App;
pub use run::{Broken, Left, World, open, run};
pub use terminal::sweep_at_hangup;

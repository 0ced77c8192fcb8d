//! Dialogs: what is asked of a person and how the answer comes back. They know keys and text, nothing of plans.
//!
//! Each has `key`, `paste` and `draw` and lives in the app until it answers. A dialog places itself in the area it is
//! given, is never higher than that, and draws what has room, down to one cell.

mod choice;
mod confirm;
mod form;
mod help;
mod line;
mod page;
mod palette;
mod prompt;
mod prose;
mod which;

pub use choice::{Choice, Item, Picked};
pub use confirm::Confirm;
pub use form::{Field, Form};
pub use help::Help;
pub use line::Line;
pub use page::{Page, PageLine, Read};
pub use palette::{Found, Palette};
pub use prompt::{Chip, Prompt};
pub use which::which;

/// What became of a key or a paste in a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<T> {
    /// Nothing that its owner needs to know.
    Waits,
    /// What is typed is different now: time to say what is understood.
    Changed,
    /// It was left without an answer.
    Closed,
    /// The answer.
    Done(T),
}

#[cfg(test)]
mod tests;

//! The one-line grammar of capture: one line makes a task.

use super::command::Command;
use super::draft::Draft;
use super::refusal::Refusal;

/// Makes the task of a [`Command::Capture`]. Gives what was understood, in words, and whether it was there already.
pub fn carry_out(command: &Command, draft: &mut Draft<'_>) -> Result<(String, bool), Refusal> {
    let _ = (command, draft);
    Err(Refusal::plain("capture comes next"))
}

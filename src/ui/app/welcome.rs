//! The first page of an empty file: what to press.
//!
//! ```text
//!   milepost
//!   This file is empty. Everything you do here is kept at once, and u undoes it.
//!
//!    gn   New project           with a board and five phases
//!    a    Add a task            …
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::{Keymap, Scope};
use crate::ui::parts::{line_of, put, shifted};
use crate::ui::theme::Theme;

/// What is offered, and what it is for.
const OFFERS: [(Action, &str, &str); 6] = [
    (Action::NewProject, "New project", "plain, or by a method: waterfall, scrum, kanban …"),
    (Action::Add, "Add a task", "straight away: into a project called Inbox"),
    (Action::Demo, "See the demo", "a project in full swing, and back here"),
    (Action::Palette, "Find a command", "by words"),
    (Action::Help, "All keys", "choosing one does it"),
    (Action::Quit, "Quit", "what you did is on disk"),
];

/// Draws the page.
pub(super) fn welcome(area: Rect, buffer: &mut Buffer, theme: &Theme, keys: &Keymap) {
    let rows = u16::try_from(OFFERS.len()).unwrap_or(0) + 6;
    let indent = (area.width.saturating_sub(76) / 2).clamp(1, 16);
    let area = shifted(area, indent);
    let top = area.height.saturating_sub(rows) / 3;
    let mut y = top;
    let mut line = |words: &str, style| {
        put(buffer, line_of(area, y), words, style);
        y += 1;
    };
    let undo = keys.key_of(Scope::Everywhere, Action::Undo);
    line("milepost", theme.strong);
    line("", theme.text);
    for words in
        text::wrap(&format!("This file is empty. What you do is kept at once; {undo} undoes it."), area.width.into(), 3)
    {
        line(&words, theme.text);
    }
    line("", theme.text);
    for (row, (action, does, what_for)) in (y..).zip(OFFERS) {
        let place = line_of(area, row);
        put(buffer, place, keys.key_of(Scope::Everywhere, action), theme.key);
        put(buffer, shifted(place, 5), does, theme.text);
        put(buffer, shifted(place, 22), what_for, theme.dim);
    }
}

//! The palette: every command by words or by key, and whatever else the owner lets it find (tasks, projects).

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Answer, Choice, Item, Picked};
use crate::ui::action::Action;
use crate::ui::keymap::{Keymap, Scope};
use crate::ui::theme::Theme;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A command.
    Action(Action),
    /// The owner's item of this number.
    Other(usize),
}

/// The list of commands and other things.
#[derive(Debug, Clone)]
pub struct Palette {
    choice: Choice,
    commands: Vec<Action>,
    verbs: &'static [&'static str],
}

impl Palette {
    /// The commands of a scope, and behind them the owner's items. Words behind one of the verbs are an answer of their own,
    /// to be read in [`Palette::text`].
    pub fn of(scope: Scope, keys: &Keymap, others: Vec<Item>, verbs: &'static [&'static str]) -> Self {
        let of_use = |action| !matches!(action, Action::Palette | Action::Cancel);
        let mut bindings: Vec<_> = keys.here(scope).filter(|binding| of_use(binding.action)).collect();
        // What the hint line has no room for first stands before what every hand knows.
        bindings.sort_by_key(|binding| if binding.rank == 0 { u8::MAX } else { binding.rank });
        let mut items: Vec<Item> = bindings
            .iter()
            .map(|binding| Item { also: binding.hint.into(), ..Item::of(binding.does, binding.keys.join(" ")) })
            .collect();
        items.extend(others);
        Self {
            choice: Choice::of("Find a command, task or project", items, 0),
            commands: bindings.iter().map(|binding| binding.action).collect(),
            verbs,
        }
    }

    /// Takes a key.
    pub fn key(&mut self, event: KeyEvent, keys: &Keymap) -> Answer<Found> {
        let answer = self.choice.key(event, keys);
        self.meant(answer)
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Answer<Found> {
        let answer = self.choice.paste(text);
        self.meant(answer)
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.choice.text()
    }

    /// Moves the cursor by so many lines.
    pub fn step(&mut self, lines: isize) {
        self.choice.step(lines);
    }

    /// Takes a click: on the line the cursor is on it is Enter.
    pub fn click(&mut self, at: Position) -> Answer<Found> {
        let answer = self.choice.click(at);
        self.meant(answer)
    }

    fn meant(&mut self, answer: Answer<Picked>) -> Answer<Found> {
        let (verb, words) = self.text().trim().split_once(' ').unwrap_or_default();
        let spoken = self.verbs.contains(&verb) && !words.is_empty();
        self.choice.take_typed(spoken);
        match answer {
            Answer::Done(Picked::Item(at)) => Answer::Done(match self.commands.get(at) {
                Some(action) => Found::Action(*action),
                None => Found::Other(at - self.commands.len()),
            }),
            Answer::Done(Picked::Typed(_)) | Answer::Waits => Answer::Waits,
            Answer::Changed => Answer::Changed,
            Answer::Closed => Answer::Closed,
        }
    }

    /// Draws it; answers where the cursor is.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme, keys: &Keymap) -> Option<Position> {
        self.choice.draw(area, buffer, theme, keys)
    }
}

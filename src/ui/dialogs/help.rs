//! Help: every key that works here, searched while typing; Enter does what the chosen one does.

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Answer, Choice, Item, Picked};
use crate::ui::action::Action;
use crate::ui::keymap::{Binding, Keymap, Scope};
use crate::ui::theme::Theme;

/// The list of keys.
#[derive(Debug, Clone)]
pub struct Help {
    choice: Choice,
    /// What each line does, where it can be done from here.
    actions: Vec<Option<Action>>,
}

impl Help {
    /// The keys of a pane, those of every pane, then those of dialogs, which are only told.
    pub fn of(scope: Scope, keys: &Keymap) -> Self {
        let here = keys.here(scope).map(|binding| (binding, Some(binding.action)));
        let told = keys.bindings().iter().filter(|binding| !binding.scope.is_pane()).map(|binding| (binding, None));
        let (items, actions) = here.chain(told).filter(|(binding, _)| !binding.keys.is_empty()).map(line).unzip();
        Self { choice: Choice::of("Keys", items, 0), actions }
    }

    /// Takes a key. Done holds what the chosen line does.
    pub fn key(&mut self, event: KeyEvent, keys: &Keymap) -> Answer<Action> {
        let answer = self.choice.key(event, keys);
        self.meant(answer)
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Answer<Action> {
        let answer = self.choice.paste(text);
        self.meant(answer)
    }

    /// Moves the cursor by so many lines.
    pub fn step(&mut self, lines: isize) {
        self.choice.step(lines);
    }

    /// Takes a click: on the line the cursor is on it is Enter.
    pub fn click(&mut self, at: Position) -> Answer<Action> {
        let answer = self.choice.click(at);
        self.meant(answer)
    }

    fn meant(&self, answer: Answer<Picked>) -> Answer<Action> {
        match answer {
            Answer::Done(Picked::Item(at)) => self.actions[at].map_or(Answer::Waits, Answer::Done),
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

fn line((binding, action): (&Binding, Option<Action>)) -> (Item, Option<Action>) {
    let item = Item { group: binding.scope.label(), ..Item::of(binding.does, binding.keys.join(" ")) };
    (item, action)
}

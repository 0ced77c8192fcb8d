//! The mouse, for those who like it: a click selects, in a dialog a second one chooses, the wheel scrolls. There is
//! nothing that keys cannot do.

use ratatui::layout::Position;

use super::asking::{Dialog, Input};
use super::{App, Outside};
use crate::domain::draft::Moment;
use crate::ui::action::Action;

impl App {
    /// Takes a click. What is left for the world outside is given back.
    pub fn click(&mut self, at: Position, moment: &mut Moment) -> Option<Outside> {
        if !self.pressed.is_empty() {
            self.pressed.clear();
            let follows = self.places.following.iter().find(|(place, _)| place.contains(at))?;
            return self.act(follows.1, moment);
        }
        if self.is_asking() {
            return self.hear(Input::Click(at), moment);
        }
        let tab = self.places.tabs.iter().find(|(place, _)| place.contains(at)).map(|(_, pane)| *pane);
        if let Some(pane) = tab {
            self.turn_to(pane);
            self.reading = false;
        } else if self.places.detail.contains(at) {
            self.reading = true;
        } else if self.places.pane.contains(at) {
            self.reading = false;
            if self.panes[self.active].click(at) && self.pane().follows_its_cursor() {
                self.see();
            }
        }
        None
    }

    /// Takes turns of the wheel, so many notches down.
    pub fn wheel(&mut self, at: Position, notches: i32) {
        let rows = isize::try_from(notches).unwrap_or(0).clamp(-100, 100);
        match self.dialogs.last_mut() {
            Some(Dialog::Choice(choice, _)) => choice.step(rows),
            Some(Dialog::Help(help)) => help.step(rows),
            Some(Dialog::Palette(palette, _)) => palette.step(rows),
            Some(Dialog::Page(page, _)) => page.step(rows),
            Some(_) => {}
            None if self.places.detail.contains(at) => {
                let action = if rows < 0 { Action::Up } else { Action::Down };
                for _ in 0..rows.abs() {
                    self.detail.act(action);
                }
            }
            None => {
                self.panes[self.active].scroll(at, rows);
            }
        }
    }
}

//! The standup among the screens: opened from anywhere, and finished.

use super::{App, Tone};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::history::Mark;
use crate::domain::project::ProjectId;
use crate::ui::keymap::Scope;

impl App {
    /// Opens the standup; it goes back to the pane that is shown now.
    pub(super) fn open_standup(&mut self) {
        if self.lens.project.is_none() {
            return self.say("there is no project yet to hold a standup of", Tone::Dim);
        }
        self.turn_aside(Scope::Standup);
    }

    /// Shows the pane of this scope, which has no tab; it goes back to the one that is shown now.
    pub(super) fn turn_aside(&mut self, scope: Scope) {
        if self.pane().number() > 0 {
            self.back = self.active;
        }
        let aside = self.panes.iter().position(|pane| pane.scope() == scope);
        aside.into_iter().for_each(|at| self.turn_to(at));
    }

    /// Keeps that a standup was held, and goes back to the pane before.
    pub(super) fn finish_standup(&mut self, projects: &[ProjectId], mark: Mark, moment: &mut Moment) {
        let held = projects.iter().map(|project| (moment.ids.take(), *project)).collect();
        if self.run(Command::FinishStandup { held, mark }, moment) {
            self.turn_to(self.back);
        }
    }

    /// Sees to it that the snapshot remembers as much as the pane needs.
    pub(super) fn remember(&mut self) {
        let marks = self.panes[self.active].remembers(self.workspace.snapshot(), &self.lens);
        for mark in marks {
            if let Err(error) = self.workspace.recall(mark) {
                self.say(error.to_string(), Tone::Danger);
            }
        }
    }
}

//! Steps: asked of the workspace, told in a notice, and kept when the file cannot take them.

use super::{App, Tone};
use crate::domain::change::{Change, Line};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::plan::Kind;
use crate::domain::task::{Task, TaskId};
use crate::store;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::workspace::{Done, Trouble};

/// What was asked of the workspace.
#[derive(Clone, Debug)]
enum Wanted {
    Command(Command),
    Undo,
    Redo,
}

/// A step that the file could not take; it is tried again until it can, or Esc lets it go.
#[derive(Debug)]
pub(super) struct Pending {
    wanted: Wanted,
    /// The step in words.
    pub what: String,
    /// What went wrong.
    pub why: store::Error,
}

impl App {
    /// Runs a command. Gives whether it was taken: done, or kept to be tried again. A refusal is said.
    pub(super) fn run(&mut self, command: Command, moment: &mut Moment) -> bool {
        self.want(Wanted::Command(command), moment)
    }

    /// Runs commands as one step; none is nothing to do.
    pub(super) fn run_all(&mut self, mut commands: Vec<Command>, moment: &mut Moment) -> bool {
        match commands.len() {
            0 => true,
            1 => self.run(commands.remove(0), moment),
            _ => self.run(Command::All(commands), moment),
        }
    }

    pub(super) fn undo(&mut self, moment: &mut Moment) {
        self.want(Wanted::Undo, moment);
    }

    pub(super) fn redo(&mut self, moment: &mut Moment) {
        self.want(Wanted::Redo, moment);
    }

    fn want(&mut self, wanted: Wanted, moment: &mut Moment) -> bool {
        if let Some(pending) = &self.pending {
            let lets_go = self.key_of(Action::Cancel);
            let text = format!("{} waits for the file ({}); {lets_go} lets it go", pending.what, pending.why);
            self.say(text, Tone::Danger);
            return false;
        }
        match self.ask_workspace(&wanted, moment) {
            Ok(done) => self.done(&wanted, done),
            Err(Trouble::Refused(refusal)) => {
                self.see();
                self.say(refusal.to_string(), Tone::Danger);
                return false;
            }
            Err(Trouble::Failed(error)) => {
                let what = match &wanted {
                    Wanted::Command(command) => {
                        let step = self.workspace.preview(command, &mut moment.clone());
                        step.map_or_else(|_| "the step".to_owned(), |step| step.sentence)
                    }
                    Wanted::Undo => "Undo".to_owned(),
                    Wanted::Redo => "Redo".to_owned(),
                };
                self.pending = Some(Pending { wanted, what, why: error });
            }
        }
        true
    }

    fn ask_workspace(&mut self, wanted: &Wanted, moment: &mut Moment) -> Result<Done, Trouble> {
        match wanted {
            Wanted::Command(command) => self.workspace.run(command, moment),
            Wanted::Undo => self.workspace.undo(moment),
            Wanted::Redo => self.workspace.redo(moment),
        }
    }

    /// Tries the pending step again. Gives whether anything is to be drawn.
    pub(super) fn retry(&mut self, moment: &mut Moment) -> bool {
        let Some(pending) = self.pending.take() else { return false };
        let said = pending.why.to_string();
        let asked = match self.workspace.holds(&pending.why) {
            Ok(true) => {
                self.see();
                let text = format!("{}: it is in the file, though the disk failed; look after the disk", pending.what);
                self.say(text, Tone::Warn);
                return true;
            }
            Ok(false) => self.ask_workspace(&pending.wanted, moment),
            // Not known still, and so it stays.
            Err(_) => Err(Trouble::Failed(pending.why)),
        };
        match asked {
            Ok(done) => self.done(&pending.wanted, done),
            Err(Trouble::Refused(refusal)) => self.say(refusal.to_string(), Tone::Danger),
            Err(Trouble::Failed(error)) => {
                let same = error.to_string() == said;
                self.pending = Some(Pending { wanted: pending.wanted, what: pending.what, why: error });
                return !same;
            }
        }
        true
    }

    /// Follows a step that is on disk: the cursor goes where it happened, and the notice says what and how to undo it.
    fn done(&mut self, wanted: &Wanted, done: Done) {
        if let Wanted::Command(Command::NewProject { id, .. }) = wanted {
            self.lens.project = Some(*id);
        }
        self.see();
        let mut text = done.sentence;
        if let Some(id) = done.about {
            let before = self.scope();
            let shown = self.panes[self.active].go(id);
            if shown && (self.pane().follows_its_cursor() || self.scope() != before) {
                self.see();
            }
            // What was decided in triage is not sought there.
            let sought = !shown && self.scope() != Scope::Triage;
            if let Some(where_to) = id.as_id::<Task>().filter(|_| sought).and_then(|task| self.whereabouts(task)) {
                text = format!("{text} ({where_to})");
            }
        }
        let warns = !done.notices.is_empty();
        let effect = done.effect.or_else(|| self.unmoved(done.line.as_ref()?));
        for said in done.notices.into_iter().chain(effect) {
            text = format!("{}. {said}", text.trim_end_matches('.'));
        }
        let (undo, redo) = (self.key_of(Action::Undo), self.key_of(Action::Redo));
        let back = match (wanted, done.line.is_some()) {
            (_, false) => String::new(),
            (Wanted::Command(Command::NewProject { .. }), _) => {
                let charter = self.lens.key(Scope::Everywhere, Action::Charter);
                format!(". {undo} undoes; {charter} fills in its charter")
            }
            (Wanted::Undo, _) => format!(". {redo} does it again"),
            (Wanted::Command(_) | Wanted::Redo, _) => format!(". {undo} undoes"),
        };
        self.say(format!("{text}{back}"), if warns { Tone::Warn } else { Tone::Good });
    }

    /// In the Timeline every edit of the plan tells its effect on the finish, also that there is none.
    fn unmoved(&self, line: &Line) -> Option<String> {
        let plans = |change: &Change| matches!(change.of.kind, Kind::Task | Kind::Link | Kind::Assignment);
        let told = self.scope() == Scope::Timeline && !self.forecast.is_empty() && line.changes.iter().any(plans);
        let project = self.lens.project.filter(|_| told)?;
        Some(format!("{} still {}", self.snapshot().plan.key(project), self.forecast))
    }

    /// Why a task that a step was about is not to be seen in the pane.
    pub(super) fn whereabouts(&self, task: TaskId) -> Option<String> {
        let snapshot = self.snapshot();
        let it = snapshot.plan.get(task)?;
        if it.dropped.is_some() {
            return None;
        }
        if self.pane().has_all_tasks() && self.lens.project.is_some_and(|project| project != it.project) {
            return Some(format!("in {}", snapshot.plan.key(it.project)));
        }
        if self.lens.filter.as_ref().is_some_and(|filter| !filter.matches(snapshot, it)) {
            return Some("hidden by the filter".to_owned());
        }
        it.place.is_none().then(|| "in the inbox".to_owned())
    }
}

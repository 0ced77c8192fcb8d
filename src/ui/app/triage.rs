//! The triage among the screens: opened from anywhere, and the project that a task goes to.

use super::asking::{Chosen, Dialog};
use super::{App, Tone};
use crate::domain::project::{Project, ProjectState};
use crate::domain::task::TaskId;
use crate::ui::action::Action;
use crate::ui::dialogs::{Choice, Item};
use crate::ui::keymap::Scope;

impl App {
    /// Opens the triage; it goes back to the pane that is shown now. It takes one task at a time: marks go.
    pub(super) fn open_triage(&mut self) {
        if self.lens.project.is_none() {
            let add = self.key_of(Action::Add);
            return self.say(format!("there is no project yet, so nothing to decide; {add} adds a task"), Tone::Dim);
        }
        self.lens.marked.clear();
        self.turn_aside(Scope::Triage);
    }

    /// Asks to which of the other active projects a task goes.
    pub(super) fn ask_project(&mut self, task: TaskId) {
        let plan = &self.snapshot().plan;
        let here = plan.get(task).map(|it| it.project);
        let fits = |it: &&Project| it.state == ProjectState::Active && Some(it.id) != here;
        let mut projects: Vec<&Project> = plan.all::<Project>().map(AsRef::as_ref).filter(fits).collect();
        projects.sort_by_key(|project| project.key.clone());
        if projects.is_empty() {
            let new = self.key_of(Action::NewProject);
            return self.say(format!("there is no other active project; {new} makes one"), Tone::Dim);
        }
        let items = projects.iter().map(|it| Item::of(format!("{} {}", it.key, it.name), "")).collect();
        let projects = projects.iter().map(|it| it.id).collect();
        let title = format!("Project of {}", self.called(&[task]));
        self.dialogs.push(Dialog::Choice(Choice::of(title, items, 0), Chosen::OtherProject { task, projects }));
    }
}

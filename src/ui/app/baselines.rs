//! Baselines by keys: the dates as they are now are saved under a name.

use super::asking::Asked;
use super::{App, Tone};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::names::{quoted, squeezed};
use crate::domain::project::ProjectId;
use crate::domain::words;
use crate::ui::dialogs::{Chip, Prompt};

impl App {
    /// Asks what the baseline of the project that is shown is called.
    pub(super) fn ask_baseline(&mut self) {
        let Some(project) = self.lens.project else { return };
        let plan = &self.snapshot().plan;
        let known = plan.baselines(project);
        let names: Vec<String> = known.iter().filter_map(|id| plan.get(*id)).map(|it| squeezed(&it.name)).collect();
        let name = |number: usize| format!("Baseline {number}");
        let free = (known.len() + 1..).map(name).find(|name| !names.contains(&squeezed(name)));
        let title = format!("Save the dates of {} as", plan.key(project));
        self.ask(Prompt::of(title, free.unwrap_or_default()), Asked::Baseline(project));
    }

    /// Says what the name stands for.
    pub(super) fn understand_baseline(&self, project: ProjectId, name: &str) -> Vec<Chip> {
        let snapshot = self.snapshot();
        let plan = &snapshot.plan;
        let known = plan.baselines(project).into_iter().filter_map(|id| plan.get(id));
        let known: Vec<_> = known.collect();
        if let Some(it) = known.iter().find(|it| squeezed(&it.name) == squeezed(name)) {
            let saved = it.saved.map_or(String::new(), |day| format!(" of {}", words::day(day, snapshot.today)));
            return vec![Chip::of(format!("saves {} anew: what it was{saved} goes", quoted(&it.name)), Tone::Warn)];
        }
        let ends = snapshot.schedule().ends(project);
        let ends = ends.map(|(_, finish)| format!("ends {}", words::day(finish.date(), snapshot.today)));
        vec![Chip::of(ends.unwrap_or_else(|| "nothing is scheduled yet".to_owned()), Tone::Good)]
    }

    /// Saves it. Gives whether it was taken.
    pub(super) fn save_baseline(&mut self, project: ProjectId, name: &str, moment: &mut Moment) -> bool {
        if name.is_empty() {
            return true;
        }
        let id = moment.ids.take();
        self.run(Command::SaveBaseline { id, project, name: name.to_owned() }, moment)
    }
}

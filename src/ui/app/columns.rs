//! Tasks moved to a column that is picked, over its limit where that is agreed to.

use super::asking::{Agreed, Chosen, Dialog};
use super::{App, Tone};
use crate::domain::column::{Column, ColumnId, Meaning};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::place::Spot;
use crate::domain::project::WipRule;
use crate::domain::task::{TaskId, TaskKind};
use crate::text;
use crate::ui::dialogs::{Choice, Confirm, Item};
use crate::ui::parts::meter;

impl App {
    /// Asks to which column the tasks go.
    pub(super) fn ask_column(&mut self) {
        let Some(tasks) = self.some_tasks() else { return };
        let plan = &self.snapshot().plan;
        let Some(project) = tasks.first().and_then(|task| plan.get(*task)).map(|task| task.project) else { return };
        let columns = plan.columns(project);
        let here = tasks.first().and_then(|task| plan.get(*task)?.place.as_ref().map(|place| place.column));
        let at = columns.iter().position(|id| Some(*id) == here).unwrap_or(0);
        let item = |id: &ColumnId| {
            let column = plan.get(*id);
            let limit = column.and_then(|column| usize::try_from(column.wip_limit?).ok());
            let (aside, _) = meter(plan.index().counted(*id), limit, self.theme.signs);
            Item::of(column.map_or("", |column| &column.name), aside)
        };
        let items = columns.iter().map(item).collect();
        let title = format!("Move {} to", self.called(&tasks));
        self.dialogs.push(Dialog::Choice(Choice::of(title, items, at), Chosen::Move { tasks, columns }));
    }

    /// Moves tasks to a column. Where the project refuses to exceed its limit, asks whether to do it all the same.
    pub(super) fn move_to(&mut self, tasks: &[TaskId], column: ColumnId, moment: &mut Moment) {
        let plan = &self.snapshot().plan;
        let Some(to) = plan.get(column).cloned() else { return };
        let spot = if to.meaning == Meaning::Done { Spot::Top } else { Spot::Bottom };
        let elsewhere = |task: &&TaskId| {
            plan.get(**task).is_some_and(|it| it.place.as_ref().is_none_or(|place| place.column != column))
        };
        let moving: Vec<TaskId> = tasks.iter().filter(elsewhere).copied().collect();
        if moving.is_empty() {
            let words = format!("{} is in {} already", self.called(tasks), text::visible(&to.name));
            return self.say(words, Tone::Dim);
        }
        let step = |over| moving.iter().map(|task| Command::Move { task: *task, column, spot, over }).collect();
        if self.would_be_refused(&to, &moving) {
            let count = plan.index().counted(column) + moving.len();
            let limit = to.wip_limit.unwrap_or(0);
            let question = format!("{} would hold {count} of {limit}. Move all the same?", text::visible(&to.name));
            self.dialogs.push(Dialog::Confirm(Confirm::of("Over the limit", question), Agreed::Over(step(true))));
            return;
        }
        self.run_all(step(false), moment);
    }

    fn would_be_refused(&self, to: &Column, moving: &[TaskId]) -> bool {
        let plan = &self.snapshot().plan;
        let refuses = plan.get(to.project).is_some_and(|project| project.wip_rule == WipRule::Refuse);
        let counts = |task: &&TaskId| plan.get(**task).is_some_and(|it| it.kind != TaskKind::Milestone);
        let count = plan.index().counted(to.id) + moving.iter().filter(counts).count();
        refuses && to.wip_limit.is_some_and(|limit| i64::try_from(count).unwrap_or(i64::MAX) > limit)
    }
}

//! The columns of a board: tasks moved to one that is picked, and the columns edited in place (renamed, limited, given a
//! policy, added, removed, put elsewhere); each change is a step.

use super::asking::{Agreed, Chosen, Dialog};
use super::{App, Tone};
use crate::domain::change::Field;
use crate::domain::column::{Column, ColumnId, Meaning};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::place::Spot;
use crate::domain::plan::Kind;
use crate::domain::project::WipRule;
use crate::domain::rank::Rank;
use crate::domain::record::Record;
use crate::domain::task::{TaskId, TaskKind};
use crate::domain::value::FieldType;
use crate::text;
use crate::ui::dialogs::{Choice, Confirm, Item};
use crate::ui::parts::meter;

/// What can be done to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Its name, limit, meaning and policy.
    Edit,
    /// One to the left.
    Left,
    /// One to the right.
    Right,
    /// It goes.
    Remove,
}

const RANK: Field = Field::of(Kind::Column, Column::FIELDS, "rank");

impl App {
    /// The columns of the project that is shown, the cursor on that of the pane’s cursor.
    pub(super) fn ask_columns_here(&mut self) {
        let snapshot = self.snapshot();
        let here = self.pane().column_for_new(snapshot, &self.lens);
        let columns = self.lens.project.map(|project| snapshot.plan.columns(project)).unwrap_or_default();
        self.ask_columns(columns.iter().position(|id| Some(*id) == here).unwrap_or(0));
    }

    /// The columns of the project that is shown, the cursor on the one of number `at`.
    pub(super) fn ask_columns(&mut self, at: usize) {
        let Some(project) = self.lens.project else {
            return self.say("there is no project yet; gn makes one", Tone::Dim);
        };
        let plan = &self.snapshot().plan;
        let columns = plan.columns(project);
        let item = |id: &ColumnId| {
            let Some(column) = plan.get(*id) else { return Item::default() };
            let limit = column.wip_limit.and_then(|limit| usize::try_from(limit).ok());
            let (count, _) = meter(plan.index().counted(*id), limit, self.theme.signs);
            let policy =
                if column.policy.is_empty() { String::new() } else { format!(", {}", text::cut(&column.policy, 32)) };
            Item::of(format!("{} ({}{policy})", column.name, column.meaning.word()), count)
        };
        let mut items: Vec<Item> = columns.iter().map(item).collect();
        items.push(Item::of("Add a column…", ""));
        let columns = columns.into_iter().map(Some).chain([None]).collect();
        self.dialogs.push(Dialog::Choice(Choice::of("Columns", items, at), Chosen::Column(columns)));
    }

    /// What to do with a column.
    pub(super) fn ask_deed(&mut self, column: ColumnId) {
        let plan = &self.snapshot().plan;
        let Some(it) = plan.get(column) else { return };
        let columns = plan.columns(it.project);
        let at = columns.iter().position(|id| *id == column);
        let mut deeds = vec![(Deed::Edit, "Edit name, limit, meaning, policy…")];
        if at != Some(0) {
            deeds.push((Deed::Left, "Move it to the left"));
        }
        if at.is_some_and(|at| at + 1 < columns.len()) {
            deeds.push((Deed::Right, "Move it to the right"));
        }
        deeds.push((Deed::Remove, "Remove it"));
        let items = deeds.iter().map(|(_, words)| Item::of(*words, "")).collect();
        let choice = Choice::of(format!("Column {}", text::visible(&it.name)), items, 0);
        let deeds = deeds.into_iter().map(|(deed, _)| deed).collect();
        self.dialogs.push(Dialog::Choice(choice, Chosen::ColumnDeed(column, deeds)));
    }

    pub(super) fn do_to_column(&mut self, column: ColumnId, deed: Deed, moment: &mut Moment) {
        let taken = match deed {
            Deed::Edit => return self.column_form(Some(column)),
            Deed::Remove => self.run(Command::Remove(column.into()), moment),
            Deed::Left => self.shift_column(column, -1, moment),
            Deed::Right => self.shift_column(column, 1, moment),
        };
        if taken {
            let columns = self.lens.project.map(|project| self.snapshot().plan.columns(project)).unwrap_or_default();
            self.ask_columns(columns.iter().position(|id| *id == column).unwrap_or(0));
        }
    }

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

    /// Puts a column so many places further to the right (negative: left).
    fn shift_column(&mut self, column: ColumnId, places: isize, moment: &mut Moment) -> bool {
        let plan = &self.snapshot().plan;
        let Some(project) = plan.get(column).map(|it| it.project) else { return false };
        let mut columns = plan.columns(project);
        let Some(at) = columns.iter().position(|id| *id == column) else { return false };
        columns.remove(at);
        let to = at.saturating_add_signed(places).min(columns.len());
        let rank =
            |at: Option<usize>| at.and_then(|at| columns.get(at)).and_then(|id| plan.get(*id)).map(|it| &it.rank);
        let rank = Rank::between(rank(to.checked_sub(1)), rank(Some(to)));
        self.run(Command::Set { of: column.into(), fields: vec![(RANK, rank.to_value())] }, moment)
    }
}

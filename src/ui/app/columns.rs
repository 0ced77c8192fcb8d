//! The columns of a board edited in place: renamed, limited, given a policy, added, removed, put elsewhere; each change
//! is a step.

use super::asking::{Chosen, Dialog};
use super::{App, Tone};
use crate::domain::change::Field;
use crate::domain::column::{Column, ColumnId};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::plan::Kind;
use crate::domain::rank::Rank;
use crate::domain::record::Record;
use crate::domain::value::FieldType;
use crate::text;
use crate::ui::dialogs::{Choice, Item};
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

//! What stands in an order in its project and is edited in place, in a list: the columns of the board, the phases. One is
//! renamed, put elsewhere, added or taken away; each is a step, and the list comes back.

use super::App;
use super::asking::{Chosen, Dialog};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::gate;
use crate::domain::id::RecordId;
use crate::domain::plan::{Kind, Row};
use crate::domain::rank::Rank;
use crate::domain::value::FieldType;
use crate::text;
use crate::ui::dialogs::{Choice, Item};
use crate::ui::parts::meter;

/// What can be done to one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Its form.
    Edit,
    /// One to the left.
    Left,
    /// One to the right.
    Right,
    /// It goes.
    Remove,
}

impl App {
    /// The columns of the project that is shown, the cursor on that of the pane’s cursor.
    pub(super) fn ask_columns_here(&mut self) {
        let here = self.pane().column_for_new(self.snapshot(), &self.lens);
        self.ask_order(Kind::Column, here.map(RecordId::from));
    }

    /// The columns or phases of the project that is shown, the cursor on this one.
    pub(super) fn ask_order(&mut self, kind: Kind, here: Option<RecordId>) {
        if self.lens.project.is_none() {
            return self.say_no_project();
        }
        let order = self.order(kind);
        let at = order.iter().position(|id| Some(*id) == here).unwrap_or(0);
        let mut items: Vec<Item> = order.iter().map(|id| self.ordered_item(*id)).collect();
        let (title, add) = match kind {
            Kind::Phase => ("Phases", "Add a phase…"),
            _ => ("Columns", "Add a column…"),
        };
        items.push(Item::of(add, ""));
        self.dialogs.push(Dialog::Choice(Choice::of(title, items, at), Chosen::Ordered(kind, order)));
    }

    /// All of a kind in the project that is shown, in order.
    fn order(&self, kind: Kind) -> Vec<RecordId> {
        let (plan, Some(project)) = (&self.snapshot().plan, self.lens.project) else { return Vec::new() };
        match kind {
            Kind::Phase => plan.phases(project).into_iter().map(RecordId::from).collect(),
            _ => plan.columns(project).into_iter().map(RecordId::from).collect(),
        }
    }

    /// Those that one of them can change places with: for a phase those on its path, or alongside the same one.
    fn neighbours(&self, id: RecordId) -> Vec<RecordId> {
        let plan = &self.snapshot().plan;
        let Some(phase) = id.as_id() else { return self.order(id.kind) };
        let (host, Some(project)) = (gate::host(plan, phase), self.lens.project) else { return Vec::new() };
        let mut phases = if host == phase { gate::path(plan, project) } else { gate::together(plan, host) };
        phases.retain(|other| host == phase || *other != host);
        phases.into_iter().map(RecordId::from).collect()
    }

    fn ordered_item(&self, id: RecordId) -> Item {
        let snapshot = self.snapshot();
        let plan = &snapshot.plan;
        match plan.row(id) {
            Some(Row::Column(column)) => {
                let limit = column.wip_limit.and_then(|limit| usize::try_from(limit).ok());
                let (count, _) = meter(plan.index().counted(column.id), limit, self.theme.signs);
                let policy = if column.policy.is_empty() {
                    String::new()
                } else {
                    format!(", {}", text::cut(&column.policy, 32))
                };
                Item::of(format!("{} ({}{policy})", column.name, column.meaning.word()), count)
            }
            Some(Row::Phase(phase)) => {
                let host = plan.get(gate::host(plan, phase.id)).filter(|host| host.id != phase.id);
                let state = phase.state.word().replace('-', " ");
                let aside = host.map_or(state, |host| format!("alongside {}", text::cut(&host.name, 24)));
                Item::of(text::visible(&phase.name), aside)
            }
            _ => Item::default(),
        }
    }

    /// What to do with one of them.
    pub(super) fn ask_deed(&mut self, id: RecordId) {
        let order = self.neighbours(id);
        let at = order.iter().position(|other| *other == id);
        let (edit, title) = match id.kind {
            Kind::Phase => ("Edit name, what it runs alongside…", "Phase"),
            _ => ("Edit name, limit, meaning, policy…", "Column"),
        };
        let mut deeds = vec![(Deed::Edit, edit)];
        if at.is_some_and(|at| at > 0) {
            deeds.push((Deed::Left, "Move it to the left"));
        }
        if at.is_some_and(|at| at + 1 < order.len()) {
            deeds.push((Deed::Right, "Move it to the right"));
        }
        deeds.push((Deed::Remove, "Remove it"));
        let items = deeds.iter().map(|(_, words)| Item::of(*words, "")).collect();
        let name = match self.snapshot().plan.row(id) {
            Some(Row::Column(column)) => column.name.clone(),
            Some(Row::Phase(phase)) => phase.name.clone(),
            _ => return,
        };
        let choice = Choice::of(format!("{title} {}", text::visible(&name)), items, 0);
        let deeds = deeds.into_iter().map(|(deed, _)| deed).collect();
        self.dialogs.push(Dialog::Choice(choice, Chosen::Deed(id, deeds)));
    }

    /// Does it, and comes back to the list.
    pub(super) fn do_to(&mut self, id: RecordId, deed: Deed, moment: &mut Moment) {
        let taken = match deed {
            Deed::Edit => return self.ordered_form(id.kind, Some(id)),
            Deed::Remove => self.run(Command::Remove(id), moment),
            Deed::Left => self.shift(id, -1, moment),
            Deed::Right => self.shift(id, 1, moment),
        };
        if taken {
            self.ask_order(id.kind, Some(id));
        }
    }

    /// The form of one of them, or of a new one.
    pub(super) fn ordered_form(&mut self, kind: Kind, known: Option<RecordId>) {
        match kind {
            Kind::Phase => self.phase_form(known.and_then(|id| id.as_id())),
            _ => self.column_form(known.and_then(|id| id.as_id())),
        }
    }

    /// Puts one of them so many places further to the right (negative: left).
    fn shift(&mut self, id: RecordId, places: isize, moment: &mut Moment) -> bool {
        let order = self.neighbours(id);
        let (Some(at), Some(field)) = (order.iter().position(|other| *other == id), Field::named(id.kind, "rank"))
        else {
            return false;
        };
        let plan = &self.snapshot().plan;
        let rank = |id: &RecordId| match plan.row(*id) {
            Some(Row::Column(column)) => Some(column.rank.clone()),
            Some(Row::Phase(phase)) => Some(phase.rank.clone()),
            _ => None,
        };
        let others: Vec<Rank> = order.iter().filter(|other| **other != id).filter_map(rank).collect();
        let rank = Rank::among(&others.iter().collect::<Vec<_>>(), at.saturating_add_signed(places));
        self.run(Command::Set { of: id, fields: vec![(field, rank.to_value())] }, moment)
    }
}

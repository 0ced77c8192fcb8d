//! Cards that move: what `H` `L` `J` `K` ask the workspace for, and why not.

use super::rows::At;
use super::{Board, key};
use crate::domain::column::{ColumnId, Meaning};
use crate::domain::command::Command;
use crate::domain::place::Spot;
use crate::domain::plan::Plan;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};
use crate::ui::action::Action;
use crate::ui::view::{Effect, Lens};

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// To the column on the left, or up.
    Back,
    /// To the column on the right, or down.
    On,
}

impl Board {
    /// Moves the card under the cursor, or each marked one, to its neighbouring column, as one step.
    pub(super) fn across(&self, way: Way, snapshot: &Snapshot, lens: &Lens) -> Effect {
        let tasks = self.selection(lens);
        let (mut moves, mut why) = (Vec::new(), None);
        for task in &tasks {
            match neighbour(&snapshot.plan, *task, way, lens) {
                Ok((column, meaning)) => moves.push((*task, column, meaning)),
                Err(reason) => why = Some(reason),
            }
        }
        let why = why.unwrap_or_else(|| "there is no card here".to_owned());
        // Cards put on top come in backwards, so that they stay in their order.
        let (top, bottom): (Vec<_>, Vec<_>) = moves.into_iter().partition(|(_, _, meaning)| *meaning == Meaning::Done);
        let command = |(task, column, meaning): (TaskId, ColumnId, Meaning)| {
            let spot = if meaning == Meaning::Done { Spot::Top } else { Spot::Bottom };
            Command::Move { task, column, spot, over: false }
        };
        let mut commands: Vec<Command> = bottom.into_iter().chain(top.into_iter().rev()).map(command).collect();
        match (commands.len(), tasks.len()) {
            (0, _) => Effect::Say(why),
            (1, 1) => Effect::Run(commands.remove(0)),
            _ => Effect::Run(Command::All(commands)),
        }
    }

    /// Moves the card under the cursor past its neighbour in the column.
    pub(super) fn along(&self, way: Way, lens: &Lens) -> Effect {
        let Some(task) = self.on else { return Effect::Say("there is no card here".to_owned()) };
        let Some(pile) = self.rows.columns.get(self.at.column) else { return Effect::Nothing };
        let name = &pile.name;
        let (Some(column), Some(meaning)) = (pile.of, pile.meaning) else {
            return Effect::Say(format!("the inbox is in the order of capture; {}", onto_the_board(lens)));
        };
        if meaning == Meaning::Done {
            return Effect::Say(format!("{name} is in the order of finishing, the newest on top"));
        }
        let row = match way {
            Way::Back => self.at.row.checked_sub(1),
            Way::On => Some(self.at.row + 1),
        };
        let other = row.and_then(|row| self.rows.card(At { row, ..self.at }));
        match (other, way) {
            (Some(other), Way::Back) => {
                Effect::Run(Command::Move { task, column, spot: Spot::Above(other), over: false })
            }
            (Some(other), Way::On) => {
                Effect::Run(Command::Move { task, column, spot: Spot::Below(other), over: false })
            }
            (None, _) => Effect::Nothing,
        }
    }

    /// What is marked, in the order of the board, what it hides last; with no mark, what the cursor is on.
    pub(super) fn selection(&self, lens: &Lens) -> Vec<TaskId> {
        if lens.marked.is_empty() {
            return self.on.into_iter().collect();
        }
        let mut tasks: Vec<TaskId> = self.rows.all().filter(|id| lens.marked.contains(&(*id).into())).collect();
        let hidden = lens.marked.iter().filter_map(|id| id.as_id::<Task>());
        tasks.extend(hidden.filter(|id| self.rows.find(*id).is_none()));
        tasks
    }
}

/// The column next to a card’s own; from the inbox the first one. Errors: why there is none.
fn neighbour(plan: &Plan, task: TaskId, way: Way, lens: &Lens) -> Result<(ColumnId, Meaning), String> {
    let Some(it) = plan.get(task) else { return Err("the card does not exist any more".to_owned()) };
    let columns = plan.columns(it.project);
    let here = it.place.as_ref().and_then(|place| columns.iter().position(|id| *id == place.column));
    let next = match (here, way) {
        (None, Way::On) => Some(0),
        (None, Way::Back) => return Err(format!("this is the inbox; {}", onto_the_board(lens))),
        (Some(here), Way::On) => Some(here + 1),
        (Some(0), Way::Back) => {
            let why = "a card does not go back to the inbox, which is for what is new";
            return Err(format!(
                "{why}; {} drops it, {} hides it for now",
                key(lens, Action::Drop),
                key(lens, Action::Snooze)
            ));
        }
        (Some(here), Way::Back) => here.checked_sub(1),
    };
    let column = next.and_then(|next| columns.get(next)).and_then(|id| plan.get(*id));
    let last = || columns.last().and_then(|id| plan.get(*id)).map_or("", |column| &column.name).to_owned();
    column.map(|column| (column.id, column.meaning)).ok_or_else(|| match columns.is_empty() {
        true => format!("this board has no columns yet; {} adds them", key(lens, Action::EditColumns)),
        false => format!("{} is the last column", last()),
    })
}

fn onto_the_board(lens: &Lens) -> String {
    format!("{} moves a card onto the board", key(lens, Action::MoveRight))
}

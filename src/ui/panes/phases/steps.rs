//! What the keys of the pane ask for: ticks, ways to what is missing, criteria and phases in another order.

use super::gate::Asked;
use super::{Phases, about, key};
use crate::domain::capture::reader::name_word;
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::gate::{self, Missing};
use crate::domain::id::RecordId;
use crate::domain::phase::{Criterion, CriterionId, Phase, PhaseId};
use crate::domain::plan::{Kind, Plan};
use crate::domain::rank::Rank;
use crate::domain::record::Record;
use crate::domain::snapshot::Snapshot;
use crate::domain::value::FieldType;
use crate::formats::markdown;
use crate::text;
use crate::ui::action::Action;
use crate::ui::view::{Ask, Effect, Lens};

const CRITERION_RANK: Field = Field::of(Kind::Criterion, Criterion::FIELDS, "rank");
const PHASE_RANK: Field = Field::of(Kind::Phase, Phase::FIELDS, "rank");

impl Phases {
    /// Answers a key that is no movement.
    pub(super) fn does(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        let plan = &snapshot.plan;
        if action.is_for_tasks() {
            return Effect::Say(for_tasks(action, lens));
        }
        match action {
            Action::EditPhases => return Effect::Ask(Ask::Phases(self.phase.id())),
            Action::Decisions => return Effect::Ask(Ask::Decisions),
            Action::GoBack => return Effect::Ask(Ask::Back),
            Action::Decide => return self.decide(snapshot, lens),
            _ => {}
        }
        let Some(phase) = self.phase.id() else {
            return Effect::Say(format!("there is no phase here; {} adds one", key(lens, Action::EditPhases)));
        };
        match action {
            Action::Open => self.open(plan, lens),
            Action::Add => Effect::Ask(Ask::Criterion(self.here().map_or(phase, |it| it.phase), None)),
            Action::Edit => match self.here() {
                Some(it) => Effect::Ask(Ask::Criterion(it.phase, Some(it.id))),
                None => Effect::Ask(Ask::Phase(phase)),
            },
            Action::Complete => self.tick(lens),
            Action::Drop => self.remove(lens),
            Action::NextMatch => self.next_unmet(1),
            Action::PreviousMatch => self.next_unmet(-1),
            Action::Why => {
                let of = self.here().map_or(RecordId::from(phase), |it| it.id.into());
                let about = about::of(snapshot, of, &lens.keys);
                Effect::Ask(Ask::Read(about.title, about.lines))
            }
            Action::Copy => {
                let name = plan.get(phase).map_or(String::new(), |it| text::visible(&it.name).into_owned());
                Effect::Copy { text: markdown::gate(snapshot, phase), what: format!("the gate of {name}") }
            }
            Action::Mark => Effect::Say(none_here(lens)),
            Action::OrderUp => self.order(plan, -1, lens),
            Action::OrderDown => self.order(plan, 1, lens),
            Action::MoveLeft => self.order_phase(plan, phase, -1),
            Action::MoveRight => self.order_phase(plan, phase, 1),
            _ => Effect::Nothing,
        }
    }

    /// The criterion under the cursor.
    fn here(&self) -> Option<&Asked> {
        self.gate.shown.get(self.criterion.at())
    }

    /// The decision is about the gate ahead, wherever the cursor is; it goes there.
    fn decide(&mut self, snapshot: &Snapshot, lens: &Lens) -> Effect {
        let Some(ahead) = self.project.and_then(|project| gate::ahead(&snapshot.plan, project)) else {
            return Effect::Say(match self.stages.is_empty() {
                true => format!("there is no phase here; {} adds one", key(lens, Action::EditPhases)),
                false => format!("every gate is passed; {} goes back a phase", key(lens, Action::GoBack)),
            });
        };
        if self.phase.id() != Some(ahead) {
            self.phase.select(ahead);
            self.look(snapshot);
        }
        Effect::Ask(Ask::Decision(ahead))
    }

    /// Ticks what is ticked by hand; for what is computed, goes to what is missing.
    fn open(&self, plan: &Plan, lens: &Lens) -> Effect {
        let Some(it) = self.here() else {
            return Effect::Say(match self.gate.all {
                0 => format!("this gate asks for nothing yet; {} adds a criterion", key(lens, Action::Add)),
                _ => format!("nothing is missing; {} shows all criteria", key(lens, Action::OtherView)),
            });
        };
        match &it.evidence.missing {
            _ if !it.computed => Effect::Ask(Ask::Signed(Command::Tick { criterion: it.id, on: !it.evidence.met })),
            Missing::Nothing | Missing::Tick => Effect::Tell(format!("it is met: {}", it.evidence.says)),
            Missing::Tasks { first, filter, .. } => {
                Effect::Find { filter: filter.clone(), first: first.clone(), says: it.evidence.says.clone() }
            }
            Missing::Field(field) => Effect::Ask(Ask::Charter(*field)),
            Missing::Registered { all, filter } => {
                Effect::FindRecords { filter: filter.clone(), first: all.clone(), says: it.evidence.says.clone() }
            }
            Missing::Risks => Effect::Ask(Ask::Risk),
            Missing::Baseline => Effect::Ask(Ask::Baseline),
            Missing::Phase(phase) => Effect::Ask(Ask::Task(line_for(plan, it.id, *phase))),
            Missing::Rule => Effect::Ask(Ask::Criterion(it.phase, Some(it.id))),
        }
    }

    /// The criteria that a verb is for: those marked here, else the one under the cursor.
    fn selection(&self, lens: &Lens) -> Vec<&Asked> {
        let marked: Vec<&Asked> = self.gate.shown.iter().filter(|it| lens.marked.contains(&it.id.into())).collect();
        if marked.is_empty() { self.here().into_iter().collect() } else { marked }
    }

    /// Ticks what is not; takes the ticks away when all of it is.
    fn tick(&self, lens: &Lens) -> Effect {
        let selection = self.selection(lens);
        let by_hand: Vec<&Asked> = selection.iter().filter(|it| !it.computed).copied().collect();
        let on = by_hand.iter().any(|it| !it.evidence.met);
        let ticks = by_hand.iter().filter(|it| it.evidence.met != on);
        let commands: Vec<Command> = ticks.map(|it| Command::Tick { criterion: it.id, on }).collect();
        match (selection.as_slice(), one_step(commands)) {
            (_, Some(command)) => Effect::Ask(Ask::Signed(command)),
            ([], None) => Effect::Say(none_here(lens)),
            (_, None) => Effect::Say(format!("it is computed: {} goes to what is missing", key(lens, Action::Open))),
        }
    }

    fn remove(&self, lens: &Lens) -> Effect {
        let all = self.selection(lens).into_iter().map(|it| Command::Remove(it.id.into())).collect();
        one_step(all).map_or_else(|| Effect::Say(none_here(lens)), Effect::Run)
    }

    /// To the next criterion that is not met, from the last to the first.
    fn next_unmet(&mut self, step: isize) -> Effect {
        let len = self.gate.shown.len();
        let place = |back: usize| (self.criterion.at() + len).saturating_add_signed(step * back as isize) % len.max(1);
        let unmet = (1..=len).map(place).find(|at| !self.gate.shown[*at].evidence.met);
        match unmet.and_then(|at| self.gate.shown.get(at)) {
            Some(it) => {
                self.criterion.select(it.id);
                Effect::Nothing
            }
            None => Effect::Say("every criterion of this gate is met".to_owned()),
        }
    }

    /// Moves the criterion past its neighbour of the same phase.
    fn order(&self, plan: &Plan, step: isize, lens: &Lens) -> Effect {
        let Some(it) = self.here() else { return Effect::Say(none_here(lens)) };
        let own = |id: &CriterionId| plan.get(*id).is_some_and(|other| other.phase == it.phase);
        let order: Vec<CriterionId> = gate::criteria(plan, it.phase).into_iter().filter(own).collect();
        let rank = |id: &CriterionId| plan.get(*id).map(|it| &it.rank);
        moved(&order, it.id, step, rank).map_or(Effect::Nothing, |rank| {
            let fields = vec![(CRITERION_RANK, rank.to_value())];
            Effect::Run(Command::Set { of: it.id.into(), fields })
        })
    }

    /// Moves the phase past its neighbour on the path.
    fn order_phase(&self, plan: &Plan, phase: PhaseId, step: isize) -> Effect {
        let rank = |id: &PhaseId| plan.get(*id).map(|it| &it.rank);
        moved(self.phase.ids(), phase, step, rank).map_or(Effect::Nothing, |rank| {
            Effect::Run(Command::Set { of: phase.into(), fields: vec![(PHASE_RANK, rank.to_value())] })
        })
    }
}

/// The rank that puts one of an order so many places further; none: it stands at that end already.
fn moved<'a, I: Copy + PartialEq>(
    order: &[I],
    id: I,
    step: isize,
    rank: impl Fn(&I) -> Option<&'a Rank>,
) -> Option<Rank> {
    let at = order.iter().position(|other| *other == id)?;
    let to = at.checked_add_signed(step).filter(|to| *to < order.len())?;
    let others: Vec<&Rank> = order.iter().filter(|other| **other != id).filter_map(rank).collect();
    Some(Rank::among(&others, to))
}

fn one_step(mut commands: Vec<Command>) -> Option<Command> {
    match commands.len() {
        0 | 1 => commands.pop(),
        _ => Some(Command::All(commands)),
    }
}

fn none_here(lens: &Lens) -> String {
    format!("there is no criterion here; {} adds one", key(lens, Action::Add))
}

fn for_tasks(action: Action, lens: &Lens) -> String {
    let board = key(lens, Action::Pane(2));
    match action {
        Action::Filter => format!(
            "a gate is short enough to read ({} shows only what is missing); filters are for tasks: {board} is the Board",
            key(lens, Action::OtherView)
        ),
        _ => format!(
            "that is for tasks, and {board} is the Board; of a criterion {} edits the words and {} ticks",
            key(lens, Action::Edit),
            key(lens, Action::Open)
        ),
    }
}

/// How a line of capture begins for a task that a criterion finds lacking.
fn line_for(plan: &Plan, criterion: CriterionId, phase: PhaseId) -> String {
    let name = plan.get(phase).map_or(String::new(), |it| name_word(&it.name));
    let deliverable = plan.get(criterion).is_some_and(|it| it.rule.starts_with("deliverables"));
    let kind = if deliverable { " kind:deliverable" } else { "" };
    format!("phase:{name}{kind} ")
}

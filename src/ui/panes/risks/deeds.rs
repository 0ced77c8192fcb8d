//! What the keys of the pane ask for: other scores, another look at the register, the review.

use std::sync::Arc;

use super::walk::Walk;
use super::{Risks, key};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::plan::{Kind, Plan};
use crate::domain::record::Record;
use crate::domain::risk::{Risk, RiskId, STEPS, Scale};
use crate::domain::snapshot::Snapshot;
use crate::domain::value::Value;
use crate::domain::words;
use crate::text;
use crate::ui::action::Action;
use crate::ui::view::{Effect, Lens, View};

const PROBABILITY: Field = Field::of(Kind::Risk, Risk::FIELDS, "probability");
const IMPACT: Field = Field::of(Kind::Risk, Risk::FIELDS, "impact");
/// What a step begins with where nobody has said one.
const MIDDLE: i64 = 3;

impl Risks {
    /// Answers a key that is no movement.
    pub(super) fn does(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        match action {
            Action::Focus => self.in_matrix = !self.in_matrix,
            Action::OtherView => self.turn_to(!self.of_issues),
            Action::Matrix => {
                self.mode = self.mode.next();
                self.grid = super::grid::Laid::default();
                self.follow();
                return Effect::Tell(format!("The matrix shows the risks {}", self.mode.words()));
            }
            Action::Review => return self.review(snapshot, lens),
            Action::Likelier | Action::Unlikelier | Action::Graver | Action::Milder => {
                let marked = self.risk.ids().iter().filter(|id| lens.marked.contains(&(**id).into()));
                let marked: Vec<RiskId> = marked.copied().collect();
                let here = || self.cursor().and_then(|id| id.as_id::<Risk>()).into_iter().collect();
                let risks = if marked.is_empty() { here() } else { marked };
                return stepped(&snapshot.plan, &risks, (action, false), lens);
            }
            _ => {}
        }
        Effect::Nothing
    }

    fn review(&mut self, snapshot: &Snapshot, lens: &Lens) -> Effect {
        let Some(project) = self.project else { return Effect::Nothing };
        self.walk = Walk::of(snapshot, project);
        if self.walk.is_some() {
            self.turn_to(false);
            return Effect::Nothing;
        }
        let open = snapshot.plan.risks(project).filter(|risk| risk.is_open());
        let next = open.filter_map(|risk| Some((risk.review?, risk))).min_by_key(|(day, risk)| (*day, risk.number));
        Effect::Say(match next {
            Some((day, risk)) => format!(
                "no risk is due for review; the next is {} on {}",
                snapshot.plan.reference(risk.id.into()).unwrap_or_default(),
                words::day(day, snapshot.today)
            ),
            None => format!("there is no open risk to review; {} adds one", key(lens, Action::Add)),
        })
    }

    /// Answers a key while risks are reviewed.
    pub(super) fn walks(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        let (plan, Some(walk)) = (&snapshot.plan, &mut self.walk) else { return Effect::Nothing };
        let at_end = walk.place().is_none();
        match action {
            Action::Open | Action::NextMatch if at_end => return self.stop(snapshot),
            Action::Open | Action::NextMatch => {
                let here = walk.here().and_then(|id| plan.get(id));
                let left = here.is_some_and(|risk| risk.is_open()) && !walk.is_reviewed(plan);
                match walk.no_change().filter(|_| left) {
                    Some(command) => {
                        walk.goes_on = true;
                        return Effect::Run(command);
                    }
                    None => walk.turn(1),
                }
            }
            Action::Down if at_end => walk.scroll(1),
            Action::Down => walk.turn(1),
            Action::Up if at_end && walk.first > 0 => walk.scroll(-1),
            Action::Up | Action::PreviousMatch => walk.turn(-1),
            Action::HalfDown | Action::PageDown => walk.scroll(8),
            Action::HalfUp | Action::PageUp => walk.scroll(-8),
            Action::Top => walk.turn(isize::MIN),
            Action::Bottom => walk.finish(),
            Action::Likelier | Action::Unlikelier | Action::Graver | Action::Milder => {
                let risks: Vec<RiskId> = walk.here().into_iter().collect();
                return stepped(plan, &risks, (action, true), lens);
            }
            Action::Copy => {
                let Some(project) = self.project else { return Effect::Nothing };
                return Effect::Copy { text: walk.summary(snapshot, project), what: "the review".to_owned() };
            }
            Action::Cancel | Action::Quit if !at_end && walk.count(plan).0 > 0 => walk.finish(),
            Action::Cancel | Action::Quit => return self.stop(snapshot),
            _ => {}
        }
        walk_seen(self, snapshot);
        Effect::Nothing
    }

    fn stop(&mut self, snapshot: &Snapshot) -> Effect {
        let counted = self.walk.take().map_or((0, 0), |walk| walk.count(&snapshot.plan));
        self.follow();
        Effect::Tell(format!("Review ended: {} of {} reviewed", counted.0, counted.1))
    }
}

/// A risk that was dropped meanwhile is not looked at.
fn walk_seen(pane: &mut Risks, snapshot: &Snapshot) {
    if let Some(walk) = &mut pane.walk {
        walk.see(snapshot);
    }
}

/// One step up or down in probability or impact, for each of these.
fn stepped(plan: &Plan, risks: &[RiskId], (action, reviews): (Action, bool), lens: &Lens) -> Effect {
    let (field, by) = match action {
        Action::Likelier => (PROBABILITY, 1),
        Action::Unlikelier => (PROBABILITY, -1),
        Action::Graver => (IMPACT, 1),
        _ => (IMPACT, -1),
    };
    let risks: Vec<&Arc<Risk>> = risks.iter().filter_map(|id| plan.get(*id)).collect();
    let Some(first) = risks.first() else {
        return Effect::Say(format!("there is no risk here; {} adds one", key(lens, Action::Add)));
    };
    let known = |risk: &Risk| if field == PROBABILITY { risk.probability } else { risk.impact };
    let most = i64::try_from(STEPS).unwrap_or(i64::MAX);
    let next = |risk: &Risk| known(risk).map_or(MIDDLE, |step| (step + by).clamp(1, most));
    let command = |risk: &&Arc<Risk>| {
        let to = Some(next(risk)).filter(|to| Some(*to) != known(risk))?;
        let fields = vec![(field, Value::Int(to))];
        Some(match reviews {
            true => Command::Review { risk: risk.id, fields, note: String::new() },
            false => Command::Set { of: risk.id.into(), fields },
        })
    };
    let mut commands: Vec<Command> = risks.iter().filter_map(command).collect();
    match commands.len() {
        0 => Effect::Say(format!("its {} is {} already", words::label(field), named(plan, first, field, next(first)))),
        1 => Effect::Run(commands.remove(0)),
        _ => Effect::Run(Command::All(commands)),
    }
}

/// A step with what it is called: `5 almost certain`.
fn named(plan: &Plan, risk: &Risk, field: Field, step: i64) -> String {
    let scale: Scale =
        if field == PROBABILITY { plan.probability_scale(risk.project) } else { plan.impact_scale(risk.project) };
    format!("{step} {}", text::visible(scale.label(step)))
}

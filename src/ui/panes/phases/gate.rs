//! The gate of the selected phase, in words: what it asks, how that stands, what was decided. Draws nothing.

use crate::domain::gate::{self, Evidence};
use crate::domain::phase::{CriterionId, Phase, PhaseId, PhaseState};
use crate::domain::plan::Plan;
use crate::domain::project::ProjectState;
use crate::domain::snapshot::Snapshot;
use crate::text;
use crate::ui::theme::Tone;

/// What a gate asks.
#[derive(Debug, Default)]
pub(super) struct Criteria {
    /// The phase that the gate ends.
    pub phase: Option<PhaseId>,
    /// `Gate of Planning`, and where that is when it is not the one ahead.
    pub heading: String,
    /// `3 of 6 met`.
    pub count: String,
    /// Is everything met?
    pub met: bool,
    /// Is it the gate ahead? What is missing there matters now.
    pub ahead: bool,
    /// What was decided, and what keeps the project from going on.
    pub told: Vec<(String, Tone)>,
    /// The criteria that are shown, in order.
    pub shown: Vec<Asked>,
    /// How many the gate has in all.
    pub all: usize,
}

/// A criterion.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Which.
    pub id: CriterionId,
    /// The phase it belongs to: that of the gate, or one alongside.
    pub phase: PhaseId,
    /// The name of that phase, where criteria of one alongside begin.
    pub heading: Option<String>,
    /// What it asks.
    pub asks: String,
    /// Is it computed rather than ticked?
    pub computed: bool,
    /// How it stands.
    pub evidence: Evidence,
}

impl Criteria {
    /// The gate of this phase.
    pub fn of(snapshot: &Snapshot, phase: PhaseId, only_unmet: bool) -> Criteria {
        let plan = &snapshot.plan;
        let Some(it) = plan.get(phase) else { return Criteria::default() };
        let gate = gate::of(snapshot, phase);
        let (met, all) = (gate.met(), gate.criteria.len());
        let mut last = phase;
        let asked = |standing: gate::Standing| {
            let of = plan.get(standing.criterion)?.phase;
            let begins = std::mem::replace(&mut last, of) != of;
            let heading = plan.get(of).filter(|_| begins).map(|phase| text::visible(&phase.name).into_owned());
            let gate::Standing { criterion: id, asks, computed, evidence } = standing;
            Some(Asked { id, phase: of, heading, asks, computed, evidence })
        };
        let wanted = gate.criteria.into_iter().filter(|standing| !(only_unmet && standing.evidence.met));
        let shown = wanted.filter_map(asked).collect();
        let ahead = gate::ahead(plan, it.project) == Some(phase);
        let heading = format!("Gate of {}{}", text::visible(&it.name), whereabouts(it, ahead));
        let told = told(snapshot, it, ahead);
        Criteria { phase: Some(phase), heading, count: counted(met, all), met: met == all, ahead, told, shown, all }
    }
}

/// How much of a gate is met.
pub(super) fn counted(met: usize, all: usize) -> String {
    if all == 0 { "asks nothing".to_owned() } else { format!("{met} of {all} met") }
}

fn whereabouts(phase: &Phase, ahead: bool) -> &'static str {
    match phase.state {
        PhaseState::Done => ", passed",
        _ if ahead => "",
        PhaseState::Active | PhaseState::NotStarted => ", still to come",
    }
}

fn told(snapshot: &Snapshot, phase: &Phase, ahead: bool) -> Vec<(String, Tone)> {
    let plan = &snapshot.plan;
    let mut told = Vec::new();
    if ahead {
        told.extend(held(plan, phase).map(|words| (words, Tone::Warn)));
    }
    if let Some(decided) = gate::decided(plan, snapshot.today, phase) {
        let note = text::visible(phase.decision_note.trim());
        let note = if note.is_empty() { String::new() } else { format!(": “{note}”") };
        told.push((format!("Decided {decided}{note}"), Tone::Plain));
    }
    if !phase.override_reason.is_empty() {
        told.push((format!("Overridden: “{}”", text::visible(&phase.override_reason)), Tone::Warn));
    }
    told
}

/// What keeps the project from going on, apart from the gate.
fn held(plan: &Plan, phase: &Phase) -> Option<String> {
    let project = plan.get(phase.project)?;
    let key = &project.key;
    match project.state {
        ProjectState::Active => None,
        ProjectState::OnHold => Some(format!("{key} is on hold: a go takes it up again")),
        ProjectState::Closed => Some(format!("{key} is closed: a go takes it up again")),
        ProjectState::Archived => Some(format!("{key} is archived")),
    }
}

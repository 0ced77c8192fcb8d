//! The path: each phase with a gate, what runs alongside it, and how it stands. Draws nothing.

use crate::domain::gate;
use crate::domain::phase::{Decision, Phase, PhaseId, PhaseState};
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::text;
use crate::ui::theme::{Signs, Tone};

/// Where a phase stands, for the sign before its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// Its gate was passed.
    Passed,
    /// Its gate is ahead.
    Here,
    /// It is still to come.
    ToCome,
}

impl Standing {
    /// Its sign, and how that is meant.
    pub fn sign(self, signs: &Signs) -> (&'static str, Tone) {
        match self {
            Standing::Passed => (signs.done, Tone::Good),
            Standing::Here => (signs.here, Tone::Strong),
            Standing::ToCome => (signs.to_come, Tone::Faint),
        }
    }
}

/// A phase on the path.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    /// Which.
    pub id: PhaseId,
    /// Where it stands.
    pub standing: Standing,
    /// Its name, then those of the phases that run alongside it.
    pub names: Vec<String>,
    /// How it stands in a few words: `go 2 Feb`, `3 of 6 met`; then in fewer.
    pub words: [String; 2],
    /// Were unmet criteria overridden at its gate?
    pub overridden: bool,
}

/// The stages of a project, in order.
pub(super) fn stages(snapshot: &Snapshot, project: ProjectId) -> Vec<Stage> {
    let plan = &snapshot.plan;
    let ahead = gate::ahead(plan, project);
    let name = |id: PhaseId| plan.get(id).map(|phase| text::visible(&phase.name).into_owned());
    let stage = |id: PhaseId| {
        let phase = plan.get(id)?;
        let standing = match phase.state {
            PhaseState::Done => Standing::Passed,
            _ if ahead == Some(id) => Standing::Here,
            PhaseState::Active | PhaseState::NotStarted => Standing::ToCome,
        };
        let names = gate::together(plan, id).into_iter().filter_map(name).collect();
        let words = words(snapshot, phase, standing);
        Some(Stage { id, standing, names, words, overridden: !phase.override_reason.is_empty() })
    };
    gate::path(plan, project).into_iter().filter_map(stage).collect()
}

fn words(snapshot: &Snapshot, phase: &Phase, standing: Standing) -> [String; 2] {
    match (standing, phase.decision, phase.decided_at) {
        (Standing::Passed, _, Some(at)) => [format!("go {}", at.format("%-d %b")), "go".to_owned()],
        (Standing::Passed, _, None) => ["done".to_owned(), "done".to_owned()],
        (_, Some(Decision::Hold), _) => ["on hold".to_owned(), "hold".to_owned()],
        (_, Some(Decision::Stop), _) => ["stopped".to_owned(), "stop".to_owned()],
        _ => {
            let gate = gate::of(snapshot, phase.id);
            let (met, all) = (gate.met(), gate.criteria.len());
            let fewer = if all == 0 { String::new() } else { format!("{met}/{all}") };
            [super::gate::counted(met, all), fewer]
        }
    }
}

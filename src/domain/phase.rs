//! Phases of a project, their gates’ criteria and decisions.

use chrono::{DateTime, Utc};

use super::id::Id;
use super::person::PersonId;
use super::project::ProjectId;
use super::rank::Rank;
use super::record::record;
use super::value::{Prose, choices};

/// The identity of a phase.
pub type PhaseId = Id<Phase>;
/// The identity of a gate’s criterion.
pub type CriterionId = Id<Criterion>;

choices! {
    /// Where a phase stands.
    PhaseState { NotStarted = "not-started", Active = "active", Done = "done" }
}

choices! {
    /// What was decided at a gate.
    Decision { Go = "go", GoWithConditions = "go-with-conditions", Hold = "hold", Stop = "stop" }
}

record! {
    /// A phase with the gate that ends it.
    Phase {
        /// Project it belongs to.
        project: ProjectId,
        /// What it is called.
        name: String,
        /// Its place in the order of phases.
        rank: Rank,
        /// The phase that it starts and ends with, if it runs alongside one.
        alongside: Option<PhaseId>,
        /// Where it stands.
        state: PhaseState,
        /// The last decision at its gate.
        decision: Option<Decision>,
        /// When that was.
        decided_at: Option<DateTime<Utc>>,
        /// Who decided.
        decided_by: Option<PersonId>,
        /// What was said about it.
        decision_note: Prose,
        /// Why unmet criteria were overridden, if they were.
        override_reason: Prose,
    }
}

record! {
    /// A criterion of a phase’s gate.
    Criterion {
        /// Phase whose gate asks for it.
        phase: PhaseId,
        /// Its place among the criteria.
        rank: Rank,
        /// What must hold.
        text: String,
        /// The rule that computes it; empty: somebody ticks it.
        rule: String,
        /// When it was ticked, if it is a manual one.
        ticked_at: Option<DateTime<Utc>>,
        /// Who ticked it.
        ticked_by: Option<PersonId>,
    }
}

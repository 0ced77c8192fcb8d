//! Gates: what has to hold before a phase is left, and how far it holds. A criterion is ticked by somebody, or computed
//! by a rule, which gives its evidence. What is decided at a gate is the matter of the commands.

use chrono::NaiveDate;

use super::change::{Field, Line};
use super::phase::{Criterion, CriterionId, Phase, PhaseId, PhaseState};
use super::plan::{Kind, Plan};
use super::project::ProjectId;
use super::record::Record;
use super::snapshot::Snapshot;
use super::words;

mod ask;
mod rules;

pub use ask::{Ask, Of, Parameter, suggestions};
pub use rules::{Evidence, Missing, RULES, Rule};

/// A gate with all its criteria.
#[derive(Clone, PartialEq, Debug)]
pub struct Gate {
    /// The phase that it ends.
    pub phase: PhaseId,
    /// What it asks, in order: that of the phase, then that of those which run alongside.
    pub criteria: Vec<Standing>,
}

/// How it stands with a criterion.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// Which criterion.
    pub criterion: CriterionId,
    /// What it asks, in words, safe to print.
    pub asks: String,
    /// Is it computed rather than ticked?
    pub computed: bool,
    /// Does it hold, and how one can tell.
    pub evidence: Evidence,
}

impl Gate {
    /// The criteria that do not hold.
    pub fn unmet(&self) -> impl Iterator<Item = &Standing> {
        self.criteria.iter().filter(|standing| !standing.evidence.met)
    }

    /// How many criteria hold.
    pub fn met(&self) -> usize {
        self.criteria.len() - self.unmet().count()
    }
}

/// The gate that ends a phase; of a phase that runs alongside another, that of the other. Costs what its criteria are,
/// however many tasks there are.
pub fn of(snapshot: &Snapshot, phase: PhaseId) -> Gate {
    let plan = &snapshot.plan;
    let phase = host(plan, phase);
    let phases = together(plan, phase);
    let next = following(plan, phase).map(|next| together(plan, next));
    let site = Site { snapshot, phases: &phases, next: next.as_deref() };
    Gate { phase, criteria: among(plan, &phases).into_iter().filter_map(|it| site.standing(it)).collect() }
}

/// What all criteria of a gate have in common.
struct Site<'a> {
    snapshot: &'a Snapshot,
    /// The phase that the gate ends, and those that run alongside.
    phases: &'a [PhaseId],
    /// The phase that follows, and those that run alongside it.
    next: Option<&'a [PhaseId]>,
}

/// The phase at whose gate a project stands: the active one, else the first that is not done.
pub fn ahead(plan: &Plan, project: ProjectId) -> Option<PhaseId> {
    let path = path(plan, project);
    let state = |id: &PhaseId| plan.get(*id).map(|phase| phase.state);
    let active = path.iter().find(|id| state(id) == Some(PhaseState::Active));
    active.or_else(|| path.iter().find(|id| state(id) != Some(PhaseState::Done))).copied()
}

/// The phases of a project that have a gate of their own, in order: those that run alongside another have none.
pub fn path(plan: &Plan, project: ProjectId) -> Vec<PhaseId> {
    plan.phases(project).into_iter().filter(|id| host(plan, *id) == *id).collect()
}

/// The phase at whose gate the criteria of this one stand: itself, or the one that it runs alongside.
pub fn host(plan: &Plan, phase: PhaseId) -> PhaseId {
    let main = |it: &Phase| it.alongside.is_none_or(|id| id == it.id);
    let it = plan.get(phase).filter(|it| !main(it));
    let host = it.and_then(|it| plan.get(it.alongside?).filter(|host| host.project == it.project && main(host)));
    host.map_or(phase, |host| host.id)
}

/// A phase and those that run alongside it, in order.
pub fn together(plan: &Plan, phase: PhaseId) -> Vec<PhaseId> {
    let Some(it) = plan.get(phase) else { return Vec::new() };
    let mut all = vec![phase];
    all.extend(plan.phases(it.project).into_iter().filter(|id| *id != phase && host(plan, *id) == phase));
    all
}

/// The phase behind this one on the path.
pub fn following(plan: &Plan, phase: PhaseId) -> Option<PhaseId> {
    let path = path(plan, plan.get(phase)?.project);
    let at = path.iter().position(|id| *id == phase)?;
    path.get(at + 1).copied()
}

/// The phase that becomes active when this one is done: the next on the path that is not; none: it is the last gate.
pub fn next(plan: &Plan, phase: PhaseId) -> Option<PhaseId> {
    let path = path(plan, plan.get(phase)?.project);
    let at = path.iter().position(|id| *id == phase)?;
    let open = |id: &&PhaseId| **id != phase && plan.get(**id).is_some_and(|it| it.state != PhaseState::Done);
    path[at..].iter().find(open).or_else(|| path.iter().find(open)).copied()
}

/// The phase before this one on the path.
pub fn previous(plan: &Plan, phase: PhaseId) -> Option<PhaseId> {
    let path = path(plan, plan.get(phase)?.project);
    let at = path.iter().position(|id| *id == phase)?;
    at.checked_sub(1).map(|at| path[at])
}

/// The criteria that stand in the gate of a phase, in order.
pub fn criteria(plan: &Plan, phase: PhaseId) -> Vec<CriterionId> {
    among(plan, &together(plan, phase))
}

fn among(plan: &Plan, phases: &[PhaseId]) -> Vec<CriterionId> {
    let at = |it: &Criterion| phases.iter().position(|id| *id == it.phase);
    let mut all: Vec<_> = plan.all::<Criterion>().filter_map(|it| Some((at(it)?, &it.rank, it.id))).collect();
    all.sort_unstable();
    all.into_iter().map(|(.., id)| id).collect()
}

/// What a criterion asks: its text, else what its rule asks; safe to print.
pub fn asks(criterion: &Criterion) -> String {
    said(criterion, || Ask::parse(&criterion.rule).ok().map(|ask| ask.words()))
}

fn said(criterion: &Criterion, of_rule: impl FnOnce() -> Option<String>) -> String {
    let own = Some(criterion.text.trim().to_owned()).filter(|text| !text.is_empty());
    let text = own.or_else(of_rule).unwrap_or_else(|| criterion.rule.clone());
    crate::text::visible(&text).into_owned()
}

/// What was last decided at the gate of a phase, when and by whom: `go, Thu 12 Mar by @ana`; that it was gone back to,
/// as `back`. None: nothing. What was said about it, and what was overridden, are fields of the phase.
pub fn decided(plan: &Plan, today: NaiveDate, phase: &Phase) -> Option<String> {
    let at = words::day(phase.decided_at?.date_naive(), today);
    let by = phase.decided_by.map_or(String::new(), |who| format!(" by {}", plan.handle(who)));
    let what = phase.decision.map_or("back".to_owned(), |it| it.word().replace('-', " "));
    Some(format!("{what}, {at}{by}"))
}

const DECIDED_AT: Field = Field::of(Kind::Phase, Phase::FIELDS, "decided_at");

/// Did a step decide something at a gate, or take such a decision back?
pub fn is_decision(line: &Line) -> bool {
    line.changes.iter().any(|change| change.after(DECIDED_AT).is_some())
}

impl Site<'_> {
    fn standing(&self, criterion: CriterionId) -> Option<Standing> {
        let it = self.snapshot.plan.get(criterion)?;
        let computed = !it.rule.is_empty();
        let ask = computed.then(|| Ask::parse(&it.rule));
        let asks = said(it, || ask.as_ref().and_then(|ask| Some(ask.as_ref().ok()?.words())));
        let evidence = match ask {
            None => ticked(&self.snapshot.plan, self.snapshot.today, it),
            Some(Ok(ask)) => rules::evidence(self, &ask),
            Some(Err(refusal)) => Evidence::unmet(crate::text::visible(&refusal.why), Missing::Rule),
        };
        Some(Standing { criterion, asks, computed, evidence })
    }
}

fn ticked(plan: &Plan, today: NaiveDate, it: &Criterion) -> Evidence {
    let Some(at) = it.ticked_at else { return Evidence::unmet("not ticked", Missing::Tick) };
    let by = it.ticked_by.map_or(String::new(), |who| format!(" by {}", plan.handle(who)));
    Evidence::met(format!("ticked {}{by}", words::day(at.date_naive(), today)))
}

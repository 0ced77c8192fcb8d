//! Criteria of the gate ahead that turned red: they held when the last standup was held, else at the beginning of the last
//! working day, and do not now. How a gate stood then is read off the plan with every line of the journal since taken
//! back; that is done once a day, for what has happened stays so.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Item, Reason};
use crate::domain::change::Change;
use crate::domain::gate;
use crate::domain::history::Mark;
use crate::domain::phase::{CriterionId, PhaseId};
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::domain::standup::{self, Local, Since, Wish};

/// How the gates ahead stood before.
#[derive(Clone, Debug)]
pub struct Gates {
    local: Local,
    then: BTreeMap<ProjectId, Then>,
}

/// How a gate stood.
#[derive(Clone, PartialEq, Debug)]
struct Then {
    today: NaiveDate,
    since: Mark,
    phase: PhaseId,
    /// What held.
    met: BTreeSet<CriterionId>,
}

impl Gates {
    /// Nothing is known yet. `local`: what the clock on the wall shows at an instant.
    pub fn of(local: Local) -> Self {
        Gates { local, then: BTreeMap::new() }
    }

    /// How far back the history has to reach to tell how the gates ahead stood, as far as that matters and is not known.
    pub fn marks(&self, snapshot: &Snapshot) -> BTreeSet<Mark> {
        self.unknown(snapshot).into_iter().map(|(_, _, since)| since).collect()
    }

    /// Looks how the gates ahead stood; the history has to reach back to [`Gates::marks`].
    pub fn learn(&mut self, snapshot: &Snapshot) {
        for (project, phase, since) in self.unknown(snapshot) {
            let met = met_at(snapshot, phase, since, self.local);
            self.then.insert(project, Then { today: snapshot.today, since, phase, met });
        }
    }

    /// Gates with something unmet of which is not known how they stood.
    fn unknown(&self, snapshot: &Snapshot) -> Vec<(ProjectId, PhaseId, Mark)> {
        if !snapshot.is_whole() {
            return Vec::new();
        }
        let wish = Wish { projects: Vec::new(), since: None, local: self.local };
        let mut unknown = Vec::new();
        for (project, phase) in ahead(snapshot) {
            let since = Since::of(snapshot, project, &wish).mark;
            let is_it = |then: &&Then| (then.today, then.since, then.phase) == (snapshot.today, since, phase);
            if self.then.get(&project).filter(is_it).is_none() && gate::of(snapshot, phase).unmet().next().is_some() {
                unknown.push((project, phase, since));
            }
        }
        unknown
    }

    /// The criteria that held then, and do not now.
    pub(super) fn turned_red(&self, snapshot: &Snapshot) -> Vec<Item> {
        let mut red = Vec::new();
        for (project, phase) in ahead(snapshot) {
            let known = self.then.get(&project).filter(|then| then.today == snapshot.today && then.phase == phase);
            let Some(then) = known.filter(|then| !then.met.is_empty()) else { continue };
            let gate = gate::of(snapshot, phase);
            for (at, standing) in (0..).zip(&gate.criteria) {
                if !standing.evidence.met && then.met.contains(&standing.criterion) {
                    let reason = Reason::TurnedRed(standing.evidence.says.clone());
                    red.push(Item::of(standing.criterion.into(), reason, false, [at, 0, 0, 0]));
                }
            }
        }
        red
    }
}

/// The gates at which the active projects stand.
fn ahead(snapshot: &Snapshot) -> impl Iterator<Item = (ProjectId, PhaseId)> {
    let projects = standup::projects(&snapshot.plan, true, None).into_iter();
    projects.filter_map(|project| Some((project, gate::ahead(&snapshot.plan, project)?)))
}

/// The criteria of a gate that held at a mark, and ask the same now.
fn met_at(snapshot: &Snapshot, phase: PhaseId, since: Mark, local: Local) -> BTreeSet<CriterionId> {
    let mut plan = snapshot.plan.clone();
    let lines: Vec<_> = snapshot.history.from(snapshot.history.behind(since)).collect();
    for change in lines.into_iter().rev().flat_map(|line| line.changes.iter().rev()) {
        plan.apply(&Change::inverse(change));
    }
    let today = local(since.at).date().min(snapshot.today);
    let then = Snapshot::of(plan, today, snapshot.me, snapshot.week_start);
    let same = |id: CriterionId| {
        let rule = |of: &Snapshot| of.plan.get(id).map(|it| it.rule.clone());
        rule(&then) == rule(snapshot)
    };
    let gate = gate::of(&then, phase);
    gate.criteria.iter().filter(|it| it.evidence.met).map(|it| it.criterion).filter(|id| same(*id)).collect()
}

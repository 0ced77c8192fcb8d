//! What a new project starts with: five columns and the five phases.

use super::column::{Column, Meaning};
use super::draft::Draft;
use super::phase::{Phase, PhaseState};
use super::project::{Project, ProjectId};
use super::rank::Rank;
use super::record::Record;

const COLUMNS: [(&str, Meaning); 5] = [
    ("Backlog", Meaning::Queue),
    ("Ready", Meaning::Queue),
    ("Doing", Meaning::Doing),
    ("Review", Meaning::Doing),
    ("Done", Meaning::Done),
];

/// Phases after the PMBOK’s process groups, each with the one that it runs alongside.
const PHASES: [(&str, Option<usize>); 5] = [
    ("Initiation", None),
    ("Planning", None),
    ("Execution", None),
    ("Monitoring and control", Some(2)),
    ("Closure", None),
];

/// Puts a new project with its columns and phases into the draft; the first phase is active.
pub fn project(draft: &mut Draft<'_>, id: ProjectId, key: &str, name: &str) {
    draft.put(Project::new(id, key, name.trim(), draft.moment.today));
    let mut rank = None;
    for (name, meaning) in COLUMNS {
        let column = draft.moment.ids.take();
        let here = Rank::between(rank.as_ref(), None);
        let name = name.to_owned();
        draft.put(Column { project: id, name, rank: here.clone(), meaning, ..Column::blank(column) });
        rank = Some(here);
    }
    let mut rank = None;
    let mut made = Vec::new();
    for (name, alongside) in PHASES {
        let phase = draft.moment.ids.take();
        let here = Rank::between(rank.as_ref(), None);
        draft.put(Phase {
            project: id,
            name: name.to_owned(),
            rank: here.clone(),
            alongside: alongside.and_then(|at: usize| made.get(at).copied()),
            state: if made.is_empty() { PhaseState::Active } else { PhaseState::NotStarted },
            ..Phase::blank(phase)
        });
        made.push(phase);
        rank = Some(here);
    }
}

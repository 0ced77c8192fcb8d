//! The Phases: the path of phases, and the gate of the one that is selected.
//!
//! ```text
//!  ✔ Initiation ━━━━ ✔ Planning ━━━━▐▸ Execution              ▌┳━━ ○ Closure
//!                                   ▐▸ Monitoring and control ▌┛
//!    go 2 Feb          go 16 Feb !  ▐  3 of 6 met             ▌    0 of 5 met
//!
//!  Gate of Execution                                                     3 of 6 met
//! ▐✗ No task of the phase is blocked    2 tasks are blocked: WEB-5, WEB-54          ▌
//!  ✔ The sponsor has seen the demo      ticked Tue 3 Mar by @ana
//! ```
//!
//! `path` says what stands on the path, `gate` what the gate asks, `draw` where on the screen, `about` what is told of a
//! phase or a criterion at length. A filter is for tasks and hides nothing here. The phase that runs alongside another
//! has no gate of its own: its criteria stand in that of the other, behind its own.

pub mod about;
mod draw;
mod gate;
mod path;
mod steps;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::gate::Criteria;
use self::path::Stage;
use crate::domain::gate::ahead;
use crate::domain::id::RecordId;
use crate::domain::phase::{Criterion, CriterionId, Phase, PhaseId};
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::parts::Cursor;
use crate::ui::view::{Effect, Lens, Scene, View};

/// The pane of phases and gates.
#[derive(Debug, Default)]
pub struct Phases {
    /// Whose phases; the cursor begins anew with another.
    project: Option<ProjectId>,
    /// The phases with a gate, in order.
    stages: Vec<Stage>,
    phase: Cursor<PhaseId>,
    gate: Criteria,
    criterion: Cursor<CriterionId>,
    /// Only criteria that are not met are shown.
    only_unmet: bool,
    sight: Sight,
}

/// What part is in sight, and what was drawn where.
#[derive(Debug, Default)]
struct Sight {
    /// The first phase in sight.
    left: usize,
    /// The first criterion in sight.
    first: usize,
    /// How many criteria were.
    page: usize,
    phases: Vec<(Rect, PhaseId)>,
    criteria: Vec<(Rect, CriterionId)>,
}

/// The key of an action here.
fn key(lens: &Lens, action: Action) -> &str {
    lens.key(Scope::Phases, action)
}

impl View for Phases {
    fn number(&self) -> u8 {
        5
    }

    fn name(&self) -> &'static str {
        "Phases"
    }

    fn scope(&self) -> Scope {
        Scope::Phases
    }

    fn of_tasks(&self) -> bool {
        false
    }

    fn follows_its_cursor(&self) -> bool {
        true
    }

    fn answers(&self, action: Action) -> bool {
        let verb = matches!(
            action,
            Action::Open
                | Action::Add
                | Action::Edit
                | Action::Complete
                | Action::Drop
                | Action::Why
                | Action::Copy
                | Action::NextMatch
                | Action::PreviousMatch
        );
        let nothing_to_mark = action == Action::Mark && self.criterion.id().is_none();
        self.project.is_some() && (verb || nothing_to_mark || action.is_for_tasks())
    }

    fn see(&mut self, snapshot: &Snapshot, lens: &Lens) {
        let begins = self.project != lens.project;
        if begins {
            *self = Phases { project: lens.project, only_unmet: self.only_unmet, ..Phases::default() };
        }
        self.stages = lens.project.map(|project| path::stages(snapshot, project)).unwrap_or_default();
        self.phase.see(self.stages.iter().map(|stage| stage.id).collect());
        if let Some(ahead) = lens.project.filter(|_| begins).and_then(|project| ahead(&snapshot.plan, project)) {
            self.phase.select(ahead);
        }
        self.look(snapshot);
    }

    fn cursor(&self) -> Option<RecordId> {
        self.criterion.id().map(RecordId::from).or(self.phase.id().map(RecordId::from))
    }

    fn rows(&self) -> Vec<RecordId> {
        self.criterion.ids().iter().map(|id| RecordId::from(*id)).collect()
    }

    fn go(&mut self, id: RecordId) -> bool {
        match (id.as_id::<Phase>(), id.as_id::<Criterion>()) {
            (Some(phase), _) => self.phase.select(phase),
            (_, Some(criterion)) => self.criterion.select(criterion),
            _ => false,
        }
    }

    fn act(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        if let Some(rows) = action.rows(self.sight.page) {
            self.criterion.step(rows);
            return Effect::Nothing;
        }
        let before = self.phase.id();
        match action {
            Action::Left => self.phase.step(-1),
            Action::Right => self.phase.step(1),
            Action::First => self.phase.top(),
            Action::Last => self.phase.bottom(),
            Action::OtherView => {
                self.only_unmet = !self.only_unmet;
                self.look(snapshot);
                let words = if self.only_unmet { "Only what is missing" } else { "All criteria" };
                return Effect::Tell(words.to_owned());
            }
            other => return self.does(other, snapshot, lens),
        }
        if self.phase.id() != before {
            self.look(snapshot);
        }
        Effect::Nothing
    }

    fn click(&mut self, at: Position) -> bool {
        if let Some((_, criterion)) = self.sight.criteria.iter().find(|(place, _)| place.contains(at)) {
            return self.criterion.select(*criterion);
        }
        let phase = self.sight.phases.iter().find(|(place, _)| place.contains(at));
        phase.is_some_and(|(_, phase)| self.phase.select(*phase))
    }

    fn scroll(&mut self, _: Position, rows: isize) -> bool {
        self.criterion.roll(rows)
    }

    fn draw(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.paint(scene, area, buf);
    }
}

impl Phases {
    /// Looks at the gate of the selected phase; the cursor stays on its criterion.
    fn look(&mut self, snapshot: &Snapshot) {
        if self.gate.phase != self.phase.id() {
            self.sight.first = 0;
        }
        self.gate = self.phase.id().map(|phase| Criteria::of(snapshot, phase, self.only_unmet)).unwrap_or_default();
        self.criterion.see(self.gate.shown.iter().map(|it| it.id).collect());
    }
}

//! The Risks: the register beside its matrix, the issues, and the review of what is due.
//!
//! ```text
//!    score ref     risk                              P I  response owner  review   │ impact →   1    2    3    4    5
//!  ▲  20!  WEB-R3  Vendor API is not ready in time   4 5  mitigate @ana   today    │ 5 almost…  ·    ·    !    !    !
//! ▐   16!  WEB-R1  Legacy data has no owner          4 4  —        —      2d late ▌│ 4 likely        ·    ·    !R1  !R3
//!  ▼   9   WEB-R7  Key person leaves                 3 3  transfer @cem   20 Mar   │ 3 possible      ·    ·R7  ·    !
//!  exposure 62 000 of 40 000 EUR contingency ! · 11.5d expected, summed            │ before the response (m: after it)
//! ```
//!
//! `rows` is what stands in the registers, `matrix` the risks by probability and impact, `table`, `grid` and `page` where
//! on the screen, `walk` the review, `deeds` what the keys change, `about` what is told at length. Closed ones are
//! hidden unless a filter asks for them.

pub mod about;
mod deeds;
mod grid;
mod layout;
mod matrix;
mod page;
mod rows;
mod table;
mod walk;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use foldhash::fast::RandomState;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::matrix::{Cell, Matrix, Mode};
use self::rows::{Face, Register, Sum};
use self::walk::Walk;
use crate::domain::history::Mark;
use crate::domain::id::RecordId;
use crate::domain::issue::{Issue, IssueId};
use crate::domain::plan::Kind;
use crate::domain::project::ProjectId;
use crate::domain::register::{self, Trends};
use crate::domain::risk::{Risk, RiskId};
use crate::domain::saved_view::{Arrangement, Pane};
use crate::domain::snapshot::Snapshot;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::parts::Cursor;
use crate::ui::view::{Effect, Lens, Scene, View};

/// The pane of risks and issues.
#[derive(Debug, Default)]
pub struct Risks {
    /// Whose register; the cursors begin anew with another.
    project: Option<ProjectId>,
    /// The issues are shown, not the risks.
    of_issues: bool,
    /// The keys that move are for the matrix.
    in_matrix: bool,
    mode: Mode,
    register: Register,
    trends: Trends,
    sum: Sum,
    matrix: Matrix,
    risk: Cursor<RiskId>,
    issue: Cursor<IssueId>,
    /// Where the cursor is in the matrix.
    cell: Option<Cell>,
    walk: Option<Walk>,
    faces: HashMap<usize, Face, RandomState>,
    grid: grid::Laid,
    sight: Sight,
}

/// What part is in sight, and what was drawn where.
#[derive(Debug, Default)]
struct Sight {
    /// The first row in sight.
    first: usize,
    rows: Range<usize>,
    list: Rect,
    /// Table and matrix were side by side.
    both: bool,
    cells: Vec<(Rect, Cell)>,
}

/// The key of an action here.
fn key(lens: &Lens, action: Action) -> &str {
    lens.key(Scope::Risks, action)
}

impl View for Risks {
    fn number(&self) -> u8 {
        4
    }

    fn name(&self) -> &'static str {
        "Risks"
    }

    fn scope(&self) -> Scope {
        match (&self.walk, self.of_issues) {
            (Some(_), _) => Scope::Review,
            (None, true) => Scope::Issues,
            (None, false) => Scope::Risks,
        }
    }

    fn of_tasks(&self) -> bool {
        false
    }

    fn has_registers(&self) -> bool {
        true
    }

    fn arrangement(&self) -> Option<Arrangement> {
        match self.scope() {
            Scope::Risks => Some(Pane::Risks.into()),
            Scope::Issues => Some(Pane::Issues.into()),
            _ => None,
        }
    }

    fn arrange(&mut self, wanted: Arrangement) -> bool {
        let issues = match wanted.pane {
            Pane::Risks => false,
            Pane::Issues => true,
            Pane::Board | Pane::Timeline | Pane::Today | Pane::TodayMine => return false,
        };
        self.walk = None;
        self.turn_to(issues);
        true
    }

    fn has_detail_beside(&self) -> bool {
        false
    }

    fn remembers(&self, snapshot: &Snapshot, _: &Lens) -> BTreeSet<Mark> {
        let any = snapshot.plan.count(Kind::Risk) > 0;
        any.then(|| Mark { line: None, at: register::trend_since(snapshot) }).into_iter().collect()
    }

    fn answers(&self, action: Action) -> bool {
        let in_walk = matches!(
            action,
            Action::Open
                | Action::NextMatch
                | Action::PreviousMatch
                | Action::Mark
                | Action::MarkAll
                | Action::Copy
                | Action::Cancel
                | Action::Quit
                | Action::Focus
        );
        match self.walk {
            Some(_) => in_walk,
            None => action == Action::Focus && !self.of_issues,
        }
    }

    fn see(&mut self, snapshot: &Snapshot, lens: &Lens) {
        if self.project != lens.project {
            let Risks { of_issues, mode, in_matrix, .. } = *self;
            *self = Risks { project: lens.project, of_issues, mode, in_matrix, ..Risks::default() };
        }
        self.faces.clear();
        self.grid = grid::Laid::default();
        self.register = lens.project.map(|project| Register::of(snapshot, project, lens)).unwrap_or_default();
        self.sum = lens.project.map(|project| Sum::of(snapshot, project)).unwrap_or_default();
        self.matrix = Matrix::of(snapshot, self.project, &self.register);
        self.trends.follow(snapshot);
        self.risk.see(self.register.risks.iter().map(|risk| risk.id).collect());
        self.issue.see(self.register.issues.clone());
        if let Some(walk) = &mut self.walk {
            walk.see(snapshot);
        }
        self.follow();
    }

    fn cursor(&self) -> Option<RecordId> {
        match (&self.walk, self.of_issues) {
            (Some(walk), _) => walk.here().map(RecordId::from),
            (None, true) => self.issue.id().map(RecordId::from),
            (None, false) if self.in_matrix && !self.sight.both && self.cell_is_empty() => None,
            (None, false) => self.risk.id().map(RecordId::from),
        }
    }

    fn rows(&self) -> Vec<RecordId> {
        match self.of_issues {
            true => self.issue.ids().iter().map(|id| RecordId::from(*id)).collect(),
            false => self.risk.ids().iter().map(|id| RecordId::from(*id)).collect(),
        }
    }

    fn go(&mut self, id: RecordId) -> bool {
        if let Some(walk) = &mut self.walk {
            return id.as_id::<Risk>().is_some_and(|risk| walk.go(risk));
        }
        let shown = match (id.as_id::<Risk>(), id.as_id::<Issue>()) {
            (Some(risk), _) => self.risk.select(risk),
            (_, Some(issue)) => self.issue.select(issue),
            _ => false,
        };
        if shown {
            self.turn_to(id.kind == Kind::Issue);
            self.follow();
        }
        shown
    }

    fn act(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        if self.walk.is_some() {
            return self.walks(action, snapshot, lens);
        }
        if !self.moves(action) {
            return self.does(action, snapshot, lens);
        }
        Effect::Nothing
    }

    fn click(&mut self, at: Position) -> bool {
        if let Some((_, cell)) = self.sight.cells.iter().find(|(place, _)| place.contains(at)) {
            self.in_matrix = true;
            let cell = *cell;
            self.onto(cell);
            return true;
        }
        let row = self.sight.rows.start + usize::from(at.y.saturating_sub(self.sight.list.y));
        if !self.sight.list.contains(at) || !self.sight.rows.contains(&row) {
            return false;
        }
        self.in_matrix = false;
        let id = self.rows().get(row).copied();
        id.is_some_and(|id| self.go(id))
    }

    fn scroll(&mut self, _: Position, rows: isize) -> bool {
        if let Some(walk) = &mut self.walk {
            walk.scroll(rows);
            return true;
        }
        let before = (self.risk.at(), self.issue.at());
        self.step(rows);
        before != (self.risk.at(), self.issue.at())
    }

    fn draw(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.paint(scene, area.intersection(buf.area), buf);
    }
}

impl Risks {
    /// Moves the cursor; gives whether the action is one that moves.
    fn moves(&mut self, action: Action) -> bool {
        let in_matrix = self.in_matrix && !self.of_issues;
        match action {
            Action::Down if in_matrix => self.move_in_matrix(-1, 0),
            Action::Up if in_matrix => self.move_in_matrix(1, 0),
            Action::Left if in_matrix => self.move_in_matrix(0, -1),
            Action::Right if in_matrix => self.move_in_matrix(0, 1),
            Action::Left | Action::Right => {}
            Action::First => self.step(isize::MIN),
            Action::Last => self.step(isize::MAX),
            _ => match action.rows(self.sight.rows.len()) {
                Some(rows) => self.step(rows),
                None => return false,
            },
        }
        true
    }

    fn step(&mut self, rows: isize) {
        if self.of_issues {
            return self.issue.step(rows);
        }
        self.risk.step(rows);
        self.follow();
    }

    /// Shows the issues, or the risks.
    fn turn_to(&mut self, issues: bool) {
        if self.of_issues != issues {
            self.of_issues = issues;
            self.sight.first = 0;
            self.faces.clear();
        }
    }

    /// The cell follows the risk under the cursor; where that has no score it stays.
    fn follow(&mut self) {
        self.cell = self.cell_here().or(self.cell);
    }

    /// Where the risk that the cursor is on stands in the matrix.
    fn cell_here(&self) -> Option<Cell> {
        self.register.risks.get(self.risk.at())?.cell(self.mode)
    }

    /// The risk that the cursor is on follows the cell: the first there, if there is one.
    fn onto(&mut self, cell: Cell) {
        self.cell = Some(cell);
        let here = self.cell_here() == Some(cell);
        let first = self.matrix.at(cell, self.mode).first().filter(|_| !here);
        if let Some(first) = first.and_then(|row| self.register.risks.get(*row)) {
            self.risk.select(first.id);
        }
    }

    fn move_in_matrix(&mut self, likelier: i8, graver: i8) {
        let cell = self.cell.unwrap_or_default().moved(likelier, graver);
        self.onto(cell);
    }

    fn cell_is_empty(&self) -> bool {
        self.cell.is_none_or(|cell| self.matrix.at(cell, self.mode).is_empty())
    }
}

//! The risks by probability and impact, before the response and after it. Draws nothing.

use super::rows::{Register, Row};
use crate::domain::project::ProjectId;
use crate::domain::risk::{Nature, STEPS};
use crate::domain::snapshot::Snapshot;

/// Which scores the matrix shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Mode {
    /// Before the response.
    #[default]
    Inherent,
    /// After it, where that is said.
    Residual,
    /// Both: from where a risk is to where its response leads.
    Arrows,
}

impl Mode {
    /// The one after it.
    pub fn next(self) -> Self {
        match self {
            Mode::Inherent => Mode::Residual,
            Mode::Residual => Mode::Arrows,
            Mode::Arrows => Mode::Inherent,
        }
    }

    /// The same in one word.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Inherent => "before",
            Mode::Residual => "after",
            Mode::Arrows => "both",
        }
    }

    /// What is shown, in words.
    pub fn words(self) -> &'static str {
        match self {
            Mode::Inherent => "before the response",
            Mode::Residual => "after the response",
            Mode::Arrows => "before the response, arrows to after it",
        }
    }
}

/// A place in the matrix: probability and impact, each 1 to 5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cell {
    /// How likely, 1 to 5.
    pub probability: i64,
    /// How bad or good, 1 to 5.
    pub impact: i64,
}

impl Default for Cell {
    /// The middle.
    fn default() -> Self {
        Cell { probability: 3, impact: 3 }
    }
}

/// How much a score matters in a project.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Zone {
    /// It needs no response.
    Low,
    /// At least half of that which needs one.
    Middle,
    /// It needs a response.
    High,
}

const MOST: i64 = STEPS as i64;

impl Cell {
    /// The cell so many steps further, within the matrix.
    pub fn moved(self, likelier: i8, graver: i8) -> Self {
        let step = |at: i64, by: i8| (at + i64::from(by)).clamp(1, MOST);
        Cell { probability: step(self.probability, likelier), impact: step(self.impact, graver) }
    }

    /// Every cell, the likeliest first, by impact.
    pub fn all() -> impl Iterator<Item = Cell> {
        (1..=MOST).rev().flat_map(|probability| (1..=MOST).map(move |impact| Cell { probability, impact }))
    }

    /// Its zone, where a score from `response` on is high.
    pub fn zone(self, response: i64) -> Zone {
        let score = self.probability * self.impact;
        match () {
            () if score >= response => Zone::High,
            () if score * 2 >= response => Zone::Middle,
            () => Zone::Low,
        }
    }

    fn place(self) -> usize {
        usize::try_from((self.probability.clamp(1, MOST) - 1) * MOST + self.impact.clamp(1, MOST) - 1).unwrap_or(0)
    }

    /// Where probability and impact lead; nowhere, where one of them is not said.
    fn of([probability, impact]: [u8; 2]) -> Option<Self> {
        let (probability, impact) = (i64::from(probability), i64::from(impact));
        ((1..=MOST).contains(&probability) && (1..=MOST).contains(&impact)).then_some(Cell { probability, impact })
    }
}

impl Row {
    /// Where it stands in the matrix; of an open one only.
    pub fn cell(&self, mode: Mode) -> Option<Cell> {
        let rated = if mode == Mode::Residual { self.rating.after } else { self.rating.before };
        Cell::of(rated).filter(|_| self.rating.is_open())
    }

    /// Where it is and where its response leads, if that is elsewhere.
    pub fn way(&self) -> Option<(Cell, Cell)> {
        let (before, after) = (self.cell(Mode::Inherent)?, self.cell(Mode::Residual)?);
        (before != after).then_some((before, after))
    }

    /// What it is called within its project: `R3`, an opportunity `+R5`.
    pub fn name(&self) -> String {
        let sign = if self.rating.nature == Nature::Opportunity { "+" } else { "" };
        format!("{sign}R{}", self.number)
    }
}

/// The open risks of a register, by cell; a risk is meant by its row there.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
    /// From this score on a risk is high.
    pub response: i64,
    /// What the zones begin at, in words: high, middle.
    pub zones: [String; 2],
    /// What the steps of probability and impact are called, from the least.
    pub labels: [Vec<String>; 2],
}

impl Matrix {
    /// The matrix of a register.
    pub fn of(snapshot: &Snapshot, project: Option<ProjectId>, register: &Register) -> Self {
        let plan = &snapshot.plan;
        let Some(project) = project else { return Matrix::default() };
        let (probability, impact) = (plan.probability_scale(project), plan.impact_scale(project));
        let labels = [&probability, &impact].map(|scale| (1..=MOST).map(|step| scale.label(step).to_owned()).collect());
        let response = plan.response_score(project);
        let zones = [format!(" score from {response} on  "), format!(" from {} on", (response + 1) / 2)];
        let cells = |mode| {
            let mut cells = vec![Vec::new(); STEPS * STEPS];
            for (at, row) in register.risks.iter().enumerate() {
                if let Some(cell) = row.cell(mode) {
                    cells[cell.place()].push(at);
                }
            }
            cells
        };
        Matrix { before: cells(Mode::Inherent), after: cells(Mode::Residual), response, zones, labels }
    }

    /// The risks of a cell, those with the highest score first.
    pub fn at(&self, cell: Cell, mode: Mode) -> &[usize] {
        let cells = if mode == Mode::Residual { &self.after } else { &self.before };
        cells.get(cell.place()).map_or(&[], Vec::as_slice)
    }
}

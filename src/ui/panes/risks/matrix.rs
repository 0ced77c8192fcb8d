//! The risks by probability and impact, before the response and after it. Draws nothing.

use super::rows::Register;
use crate::domain::project::ProjectId;
use crate::domain::risk::{Nature, Risk, STEPS};
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

    fn of(probability: Option<i64>, impact: Option<i64>) -> Option<Self> {
        let on = |step: Option<i64>| step.filter(|step| (1..=MOST).contains(step));
        Some(Cell { probability: on(probability)?, impact: on(impact)? })
    }

    fn inherent(risk: &Risk) -> Option<Self> {
        Cell::of(risk.probability, risk.impact)
    }

    /// Where it is after the response; what is not said of that is as before.
    fn residual(risk: &Risk) -> Option<Self> {
        Cell::of(risk.residual_probability.or(risk.probability), risk.residual_impact.or(risk.impact))
    }
}

/// A risk in the matrix.
#[derive(Clone, Copy, Debug)]
struct Spot {
    number: i64,
    opportunity: bool,
    before: Option<Cell>,
    after: Option<Cell>,
}

/// The open risks of a register, by cell; a risk is meant by its row there.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    spots: Vec<Spot>,
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
        let spots: Vec<Spot> = register.risks.iter().map(|risk| Spot::of(risk)).collect();
        let cells = |cell: fn(&Spot) -> Option<Cell>| {
            let mut cells = vec![Vec::new(); STEPS * STEPS];
            for (row, cell) in spots.iter().enumerate().filter_map(|(row, spot)| Some((row, cell(spot)?))) {
                cells[cell.place()].push(row);
            }
            cells
        };
        Matrix { before: cells(|spot| spot.before), after: cells(|spot| spot.after), spots, response, zones, labels }
    }

    /// The risks of a cell, those with the highest score first.
    pub fn at(&self, cell: Cell, mode: Mode) -> &[usize] {
        let cells = if mode == Mode::Residual { &self.after } else { &self.before };
        cells.get(cell.place()).map_or(&[], Vec::as_slice)
    }

    /// The risks whose response leads to a cell from another one.
    pub fn led_to(&self, cell: Cell) -> impl Iterator<Item = usize> + '_ {
        let there = self.after.get(cell.place()).map_or(&[][..], Vec::as_slice);
        there.iter().copied().filter(move |row| self.spots[*row].before != Some(cell))
    }

    /// The cell of a risk.
    pub fn cell_of(&self, row: usize, mode: Mode) -> Option<Cell> {
        let spot = self.spots.get(row)?;
        if mode == Mode::Residual { spot.after } else { spot.before }
    }

    /// Where a risk is and where its response leads, if that is elsewhere.
    pub fn way_of(&self, row: usize) -> Option<(Cell, Cell)> {
        let spot = self.spots.get(row)?;
        Some((spot.before?, spot.after?)).filter(|(before, after)| before != after)
    }

    /// What it is called within its project: `R3`, an opportunity `+R5`.
    pub fn name(&self, row: usize) -> String {
        let sign = |spot: &Spot| if spot.opportunity { "+" } else { "" };
        self.spots.get(row).map_or(String::new(), |spot| format!("{}R{}", sign(spot), spot.number))
    }
}

impl Spot {
    /// Of one that is not open the cells are empty.
    fn of(risk: &Risk) -> Self {
        let open = Some(risk).filter(|risk| risk.is_open());
        Spot {
            number: risk.number,
            opportunity: risk.nature == Nature::Opportunity,
            before: open.and_then(Cell::inherent),
            after: open.and_then(Cell::residual),
        }
    }
}

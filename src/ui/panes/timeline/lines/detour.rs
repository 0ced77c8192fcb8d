//! The way of a line where no single trunk is free: the shortest through free cells, round what is in between.

use super::{Bar, DOWN, End, Grid, INTO_START, LEFT, RIGHT, UP, entry};

/// So many lines of one drawing are led round; beyond them nobody could follow.
const MOST: u8 = 8;
/// A cell from which there is no way.
const NONE: u16 = u16::MAX;
/// The sides of a cell, and where they lead.
const SIDES: [(u8, i32, i32); 4] = [(RIGHT, 1, 0), (LEFT, -1, 0), (DOWN, 0, 1), (UP, 0, -1)];

/// What a search keeps from one to the next, so that it allocates only when the grid grows.
#[derive(Clone, Default, Debug)]
pub(super) struct Search {
    /// Steps from each cell to the arrowhead.
    steps: Vec<u16>,
    queue: Vec<(i32, i32)>,
    /// How many there were in this drawing.
    pub done: u8,
}

fn opposite(side: u8) -> u8 {
    match side {
        UP => DOWN,
        DOWN => UP,
        LEFT => RIGHT,
        _ => LEFT,
    }
}

impl Grid {
    /// Draws a line from an end of one bar to an end of another along the shortest way. Gives whether there was one.
    pub(super) fn detour(&mut self, from: (&Bar, End), to: (&Bar, End)) -> bool {
        let (target, into) = entry(to);
        let lands = (0..self.height).contains(&to.0.row);
        // An arrowhead beyond an edge says nothing.
        let unseen = lands && !(0..self.width).contains(&target);
        if self.search.done >= MOST || from.0.row == to.0.row || unseen {
            return false;
        }
        self.search.done += 1;
        let (last, heads) = if into == INTO_START { (target - 1, RIGHT) } else { (target + 1, LEFT) };
        let beyond = if to.0.row < 0 { (0, UP) } else { (self.height - 1, DOWN) };
        let goals = match lands {
            true => vec![(last, to.0.row)],
            false => (0..self.width).map(|column| (column, beyond.0)).collect(),
        };
        self.measure(&goals, lands.then_some((target, to.0.row)));
        let Some((mut at, mut way)) = self.departure(from) else { return false };
        self.add(at.0, at.1, opposite(way));
        loop {
            let here = self.steps(at);
            if here == 0 {
                break;
            }
            // Straight on where that is as short as any other way.
            let straight = SIDES.iter().filter(|side| side.0 == way).chain(SIDES.iter().filter(|side| side.0 != way));
            let next = |(side, x, y): &(u8, i32, i32)| (*side, (at.0 + x, at.1 + y));
            let Some((side, cell)) = straight.map(next).find(|(_, cell)| self.steps(*cell) == here - 1) else { break };
            self.add(at.0, at.1, side);
            self.add(cell.0, cell.1, opposite(side));
            (at, way) = (cell, side);
        }
        match lands {
            true => {
                self.add(at.0, at.1, heads);
                self.add(target, to.0.row, into);
            }
            false => self.add(at.0, at.1, beyond.1),
        }
        true
    }

    /// Counts the steps from every free cell to the nearest of these, never through `but`.
    fn measure(&mut self, goals: &[(i32, i32)], but: Option<(i32, i32)>) {
        let Search { mut steps, mut queue, done } = std::mem::take(&mut self.search);
        steps.clear();
        steps.resize(self.cells.len(), NONE);
        queue.clear();
        let free = |cell: (i32, i32)| self.has(cell.0, cell.1) && self.is_free(cell.0, cell.1) && Some(cell) != but;
        let place = |cell: (i32, i32)| (cell.1 * self.width + cell.0) as usize;
        // Where the arrowhead itself has no room there is no way at all.
        let open = but.is_none_or(|(column, row)| self.is_free(column, row));
        for goal in goals.iter().filter(|goal| open && free(**goal)) {
            steps[place(*goal)] = 0;
            queue.push(*goal);
        }
        let mut first = 0;
        while let Some(at) = queue.get(first).copied() {
            first += 1;
            let here = steps[place(at)];
            for (_, x, y) in SIDES {
                let cell = (at.0 + x, at.1 + y);
                if free(cell) && steps[place(cell)] == NONE {
                    steps[place(cell)] = here.saturating_add(1).min(NONE - 1);
                    queue.push(cell);
                }
            }
        }
        self.search = Search { steps, queue, done };
    }

    fn steps(&self, cell: (i32, i32)) -> u16 {
        let inside = self.has(cell.0, cell.1);
        if inside { self.search.steps[(cell.1 * self.width + cell.0) as usize] } else { NONE }
    }

    /// The cell beside the end of a bar, or under or over it, from which the way is shortest, and the side to which it is
    /// entered; of a bar out of sight a cell at that edge.
    fn departure(&self, (bar, end): (&Bar, End)) -> Option<((i32, i32), u8)> {
        let row = bar.row;
        let shortest = |cells: &mut dyn Iterator<Item = ((i32, i32), u8)>| {
            cells.filter(|(cell, _)| self.steps(*cell) != NONE).min_by_key(|(cell, _)| self.steps(*cell))
        };
        if row < 0 {
            return shortest(&mut (0..self.width).map(|column| ((column, 0), DOWN)));
        }
        if row >= self.height {
            return shortest(&mut (0..self.width).map(|column| ((column, self.height - 1), UP)));
        }
        let (edge, beside, way) = match end {
            End::Start => (bar.columns.start, bar.columns.start - 1, LEFT),
            End::Finish => (bar.columns.end - 1, bar.columns.end, RIGHT),
        };
        shortest(&mut [((beside, row), way), ((edge, row + 1), DOWN), ((edge, row - 1), UP)].into_iter())
    }
}

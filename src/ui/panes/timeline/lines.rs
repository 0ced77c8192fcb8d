//! Dependency lines: orthogonal paths through the free cells of the chart, from an end of one bar to an end of another.
//!
//! A path leaves the row of the predecessor, runs down (or up) one trunk and into the row of the successor, where an
//! arrowhead points at the bar. The trunk may stand under the bar itself, so that it leaves from its edge. Nothing is
//! drawn over a cell that is taken. Where no column is free for a trunk, the line is led round (`detour`); where there is
//! no way at all, there is no line.

mod detour;

use std::ops::Range;

use self::detour::Search;

/// Which end of a bar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Where it starts.
    Start,
    /// Where it finishes.
    Finish,
}

/// A bar as lines see it: its row and its columns. Both may lie outside of what is in sight.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    /// Its row, counted from the first in sight.
    pub row: i32,
    /// Its columns, counted from the first in sight; at least one.
    pub columns: Range<i32>,
}

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;
/// An arrowhead that points right.
const INTO_START: u8 = 16;
/// An arrowhead that points left.
const INTO_FINISH: u8 = 32;
/// Something is drawn there that lines may run over.
const DOTTED: u8 = 64;
const TAKEN: u8 = 128;

/// The glyphs of lines by the sides of the cell that they touch.
const GLYPHS: [&str; 16] = [" ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼"];
const ASCII: [&str; 16] = [" ", "|", "|", "|", "-", "+", "+", "+", "-", "+", "+", "+", "-", "+", "+", "+"];

/// The cells of the chart: taken, free, or with a line.
#[derive(Clone, Default, Debug)]
pub struct Grid {
    width: i32,
    height: i32,
    cells: Vec<u8>,
    search: Search,
}

impl Grid {
    /// Empties the grid, which gets this size. Allocates only when it grows.
    pub fn clear(&mut self, width: u16, height: u16) {
        (self.width, self.height) = (width.into(), height.into());
        self.search.done = 0;
        self.cells.clear();
        self.cells.resize(usize::from(width) * usize::from(height), 0);
    }

    /// Takes columns of a row: no line runs there.
    pub fn take(&mut self, row: i32, columns: Range<i32>) {
        for column in columns.start.max(0)..columns.end.min(self.width) {
            if let Some(cell) = self.cell(column, row) {
                *cell |= TAKEN;
            }
        }
    }

    /// Something is drawn in a cell that a line may run over.
    pub fn dot(&mut self, column: i32, row: i32) {
        if let Some(cell) = self.cell(column, row) {
            *cell |= DOTTED;
        }
    }

    /// Is a cell taken?
    pub fn is_taken(&self, column: u16, row: u16) -> bool {
        !self.is_free(column.into(), row.into())
    }

    /// Is there nothing in a cell?
    pub fn is_open(&self, column: u16, row: u16) -> bool {
        let at = usize::from(row) * usize::try_from(self.width).unwrap_or(0) + usize::from(column);
        self.cells.get(at) == Some(&0)
    }

    /// Draws a line from an end of one bar to an end of another. Gives whether there was a way.
    pub fn join(&mut self, from: (&Bar, End), to: (&Bar, End)) -> bool {
        let Some(trunk) = self.trunk(from, to) else { return self.detour(from, to) };
        let (target, into) = entry(to);
        let (up, down) = if from.0.row < to.0.row { (UP, DOWN) } else { (DOWN, UP) };
        // In the row of the predecessor: from the bar to the trunk.
        let bar = &from.0.columns;
        if trunk >= bar.end {
            self.run(from.0.row, bar.end, trunk, RIGHT, LEFT);
            self.add(trunk, from.0.row, LEFT | down);
        } else if trunk < bar.start {
            self.run(from.0.row, trunk + 1, bar.start, RIGHT, LEFT);
            self.add(trunk, from.0.row, RIGHT | down);
        }
        // The trunk.
        for row in from.0.row.min(to.0.row) + 1..from.0.row.max(to.0.row) {
            self.add(trunk, row, UP | DOWN);
        }
        // In the row of the successor: from the trunk to the arrowhead.
        match into {
            INTO_START if trunk < target => {
                self.add(trunk, to.0.row, up | RIGHT);
                self.run(to.0.row, trunk + 1, target, RIGHT, LEFT);
            }
            INTO_FINISH if trunk > target => {
                self.add(trunk, to.0.row, up | LEFT);
                self.run(to.0.row, target + 1, trunk, RIGHT, LEFT);
            }
            _ => {}
        }
        self.add(target, to.0.row, into);
        true
    }

    /// What stands in a cell: a line or an arrowhead; none: no line.
    pub fn glyph(&self, column: u16, row: u16, ascii: bool) -> Option<&'static str> {
        let at = usize::from(row) * usize::try_from(self.width).ok()? + usize::from(column);
        let cell = self.cells.get(at).copied().unwrap_or(0) & !(TAKEN | DOTTED);
        let glyphs = if ascii { &ASCII } else { &GLYPHS };
        match cell {
            0 => None,
            cell if cell & INTO_START > 0 => Some(if ascii { ">" } else { "▶" }),
            cell if cell & INTO_FINISH > 0 => Some(if ascii { "<" } else { "◀" }),
            cell => Some(glyphs[usize::from(cell & 15)]),
        }
    }

    /// The column of the trunk: the nearest to where the line should leave that has a way.
    fn trunk(&self, from: (&Bar, End), to: (&Bar, End)) -> Option<i32> {
        let ((bar, end), (other, _)) = (from, to);
        if bar.row == other.row || !self.is_free(entry(to).0, other.row) {
            return None;
        }
        let ideal = if end == End::Start { bar.columns.start } else { bar.columns.end - 1 };
        let ideal = ideal.clamp(0, self.width - 1);
        let near = (0..self.width).flat_map(|off| [ideal - off, ideal + off]);
        near.filter(|column| (0..self.width).contains(column)).find(|column| self.is_way(*column, bar, to))
    }

    /// Is there a way by a trunk in this column?
    fn is_way(&self, trunk: i32, from: &Bar, to: (&Bar, End)) -> bool {
        let (target, into) = entry(to);
        let row = to.0.row;
        let leaves = if trunk >= from.columns.end {
            self.all_free(from.row, from.columns.end, trunk + 1)
        } else {
            trunk >= from.columns.start || self.all_free(from.row, trunk, from.columns.start)
        };
        let enters = match into {
            INTO_START => trunk < target && self.all_free(row, trunk, target + 1),
            _ => trunk > target && self.all_free(row, target, trunk + 1),
        };
        let mut between = from.row.min(row) + 1..from.row.max(row);
        leaves && enters && between.all(|row| self.is_free(trunk, row))
    }

    fn all_free(&self, row: i32, first: i32, behind: i32) -> bool {
        (first.max(0)..behind.min(self.width)).all(|column| self.is_free(column, row))
    }

    /// What is not in sight is free.
    fn is_free(&self, column: i32, row: i32) -> bool {
        !self.has(column, row) || self.cells[(row * self.width + column) as usize] & TAKEN == 0
    }

    fn run(&mut self, row: i32, first: i32, behind: i32, one: u8, other: u8) {
        for column in first.max(0)..behind.min(self.width) {
            self.add(column, row, one | other);
        }
    }

    fn add(&mut self, column: i32, row: i32, sides: u8) {
        if let Some(cell) = self.cell(column, row) {
            *cell |= sides;
        }
    }

    /// Is a cell in sight?
    fn has(&self, column: i32, row: i32) -> bool {
        (0..self.width).contains(&column) && (0..self.height).contains(&row)
    }

    fn cell(&mut self, column: i32, row: i32) -> Option<&mut u8> {
        self.has(column, row).then(|| &mut self.cells[(row * self.width + column) as usize])
    }
}

/// The cell of the arrowhead beside a bar’s end, and which way it points.
fn entry((bar, end): (&Bar, End)) -> (i32, u8) {
    match end {
        End::Start => (bar.columns.start - 1, INTO_START),
        End::Finish => (bar.columns.end, INTO_FINISH),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bars, a row each, and lines between them, as characters.
    fn drawn(width: u16, bars: &[Range<i32>], lines: &[(usize, End, usize, End)]) -> String {
        let mut grid = Grid::default();
        grid.clear(width, u16::try_from(bars.len()).unwrap());
        let bar = |row: usize| Bar { row: i32::try_from(row).unwrap(), columns: bars[row].clone() };
        for (row, columns) in (0..).zip(bars) {
            grid.take(row, columns.clone());
        }
        for (from, end, to, other) in lines {
            grid.join((&bar(*from), *end), (&bar(*to), *other));
        }
        let row = |row: usize| -> String {
            let cell = |column: u16| match bars[row].contains(&i32::from(column)) {
                true => "#",
                false => grid.glyph(column, u16::try_from(row).unwrap(), false).unwrap_or(" "),
            };
            (0..width).map(cell).collect::<String>().trim_end().to_owned()
        };
        (0..bars.len()).map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn all_four_kinds_of_link() {
        use End::{Finish, Start};
        assert_eq!(drawn(14, &[0..4, 6..10], &[(0, Finish, 1, Start)]), "####\n   └─▶####");
        assert_eq!(drawn(14, &[3..7, 5..9], &[(0, Start, 1, Start)]), "   ####\n   └▶####");
        assert_eq!(drawn(14, &[2..8, 1..6], &[(0, Finish, 1, Finish)]), "  ######\n #####◀┘");
        assert_eq!(drawn(14, &[8..11, 2..5], &[(0, Start, 1, Finish)]), "        ###\n  ###◀──┘");
    }

    #[test]
    fn a_line_goes_round_what_is_between() {
        let drawn = drawn(16, &[0..4, 2..9, 12..14], &[(0, End::Finish, 2, End::Start)]);
        assert_eq!(drawn, "####\n │#######\n └─────────▶##");
    }

    #[test]
    fn a_line_that_finds_no_trunk_is_led_round() {
        // Whichever column a trunk takes, a bar stands in it in one row or another.
        let drawn = drawn(14, &[0..4, 0..8, 10..14, 6..10, 8..10], &[(0, End::Finish, 4, End::Start)]);
        assert_eq!(drawn, "####────┐\n########│\n     ┌──┘ ####\n     │####\n     └─▶##");
    }

    #[test]
    fn upwards_and_out_of_sight() {
        let up = drawn(12, &[5..8, 0..3], &[(1, End::Finish, 0, End::Start)]);
        assert_eq!(up, "  ┌─▶###\n###");
        let mut grid = Grid::default();
        grid.clear(10, 2);
        grid.take(0, 0..3);
        let (here, below) = (Bar { row: 0, columns: 0..3 }, Bar { row: 9, columns: 6..8 });
        assert!(grid.join((&here, End::Finish), (&below, End::Start)));
        assert_eq!(grid.glyph(2, 1, false), Some("│"));
    }

    proptest! {
        #[test]
        fn lines_never_cross_what_is_taken(
            bars in prop::collection::vec((0i32..40, 1i32..15), 2..12),
            labels in prop::collection::vec((0i32..12, 0i32..40, 1i32..6), 0..8),
            links in prop::collection::vec((0usize..12, any::<bool>(), 0usize..12, any::<bool>()), 1..12),
        ) {
            let height = bars.len();
            let mut grid = Grid::default();
            grid.clear(40, u16::try_from(height).unwrap());
            let bar = |at: usize| {
                let (from, wide) = bars[at % height];
                Bar { row: i32::try_from(at % height).unwrap(), columns: from..from + wide }
            };
            for at in 0..height {
                grid.take(bar(at).row, bar(at).columns);
            }
            for (row, from, wide) in labels {
                grid.take(row, from..from + wide);
            }
            let taken: Vec<bool> = grid.cells.iter().map(|cell| cell & TAKEN > 0).collect();
            let end = |finish: bool| if finish { End::Finish } else { End::Start };
            for (from, one, to, other) in links {
                let (from, to) = (bar(from), bar(to));
                let before = grid.cells.clone();
                let joined = grid.join((&from, end(one)), (&to, end(other)));
                prop_assert_eq!(joined, before != grid.cells || joined, "no way, yet something was drawn");
                for (at, cell) in grid.cells.iter().enumerate() {
                    prop_assert!(!taken[at] || *cell == TAKEN, "a line crosses a cell that is taken");
                }
                // Every side of a line that a cell has, its neighbour has too, unless a bar or the edge is there.
                for row in 0..grid.height {
                    for column in 0..grid.width {
                        let at = |column: i32, row: i32| {
                            let inside = (0..grid.width).contains(&column) && (0..grid.height).contains(&row);
                            inside.then(|| grid.cells[(row * grid.width + column) as usize])
                        };
                        let cell = at(column, row).unwrap();
                        for (side, back, x, y) in [(UP, DOWN, 0, -1), (DOWN, UP, 0, 1), (LEFT, RIGHT, -1, 0), (RIGHT, LEFT, 1, 0)] {
                            if cell & side > 0 && let Some(next) = at(column + x, row + y) {
                                let meets = next & (back | TAKEN | INTO_START | INTO_FINISH) > 0;
                                prop_assert!(meets, "a line ends in nothing at {column} {row}");
                            }
                        }
                    }
                }
            }
        }
    }
}

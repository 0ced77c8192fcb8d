//! Bars in cells: which glyph stands in a column that a bar covers whole or in part.

use std::ops::Range;

use super::scale::COLUMN;

/// How the ends of a bar are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ends {
    /// By eighths of a column at the right end, by halves at the left.
    Fine,
    /// By whole columns.
    Whole,
}

/// What a bar does to one column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// It fills it.
    Full,
    /// It fills so many eighths from the left, 1 to 7.
    Left(usize),
    /// It fills the right half.
    Right,
    /// It fills the rightmost eighth.
    Edge,
}

/// The glyphs of a column filled from the left by 1 to 7 eighths.
const FROM_LEFT: [&str; 7] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"];

impl Part {
    /// Its glyph, where a full column has this one.
    pub fn glyph(self, full: &'static str) -> &'static str {
        match self {
            Part::Full => full,
            Part::Left(eighths) => FROM_LEFT[eighths.clamp(1, 7) - 1],
            Part::Right => "▐",
            Part::Edge => "▕",
        }
    }
}

/// The columns that a bar between two positions touches; always at least one.
pub fn columns(bar: &Range<i64>) -> Range<i64> {
    let last = (bar.end - 1).max(bar.start).div_euclid(COLUMN);
    bar.start.div_euclid(COLUMN)..last + 1
}

/// What a bar between two positions (eighths of columns) does to a column; none: nothing.
pub fn part(bar: &Range<i64>, column: i64, ends: Ends) -> Option<Part> {
    let all = columns(bar);
    if !all.contains(&column) {
        return None;
    }
    let (from, to) = ((bar.start - column * COLUMN).max(0), (bar.end - column * COLUMN).min(COLUMN));
    let covered = (to - from).max(1);
    if ends == Ends::Whole {
        let enough = covered * 2 >= COLUMN || all.end - all.start == 1;
        // A bar over two columns, less than half of each, stands in the first.
        let none_else = all.end - all.start == 2 && column == all.start && bar.end - bar.start < COLUMN;
        return (enough || none_else).then_some(Part::Full);
    }
    Some(match (from, to) {
        (0 | 1, COLUMN) => Part::Full,
        (_, COLUMN) if covered <= 2 => Part::Edge,
        (_, COLUMN) => Part::Right,
        (0..=3, _) => Part::Left(usize::try_from(covered).unwrap_or(1)),
        _ => Part::Right,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(from: i64, to: i64, ends: Ends) -> String {
        let glyph = |column| part(&(from..to), column, ends).map_or(" ", |part| part.glyph("█"));
        (0..4).map(glyph).collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn bars_begin_and_end_within_a_column() {
        assert_eq!(drawn(0, 16, Ends::Fine), "██");
        assert_eq!(drawn(0, 19, Ends::Fine), "██▍");
        assert_eq!(drawn(4, 16, Ends::Fine), "▐█");
        assert_eq!(drawn(7, 16, Ends::Fine), "▕█");
        assert_eq!(drawn(8, 9, Ends::Fine), " ▏");
        assert_eq!(drawn(8, 8, Ends::Fine), " ▏");
        assert_eq!(drawn(13, 15, Ends::Fine), " ▐");
    }

    #[test]
    fn in_ascii_a_column_is_filled_or_not() {
        assert_eq!(drawn(0, 19, Ends::Whole), "██");
        assert_eq!(drawn(4, 20, Ends::Whole), "███");
        assert_eq!(drawn(8, 9, Ends::Whole), " █");
        assert_eq!(drawn(6, 10, Ends::Whole), "█");
    }

    proptest! {
        #[test]
        fn a_bar_is_always_seen_and_stays_in_its_columns(from in -40i64..80, long in 0i64..80, column in -10i64..30) {
            let bar = from..from + long;
            for ends in [Ends::Fine, Ends::Whole] {
                let any = columns(&bar).any(|column| part(&bar, column, ends).is_some());
                prop_assert!(any, "{bar:?} is not seen");
                if part(&bar, column, ends).is_some() {
                    prop_assert!(column * COLUMN < bar.end.max(bar.start + 1) && (column + 1) * COLUMN > bar.start);
                }
            }
        }
    }
}

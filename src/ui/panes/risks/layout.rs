//! Which columns of a register have room: the least important go first, a title stays.

use ratatui::layout::Rect;

use super::rows::Face;
use crate::ui::theme::Tone;

/// A title has at least so many columns before another column is shown, and before one of the last ranks is.
const TITLE: [u16; 2] = [18, 26];
/// From this rank on a title goes first.
const LAST: u8 = 9;
/// Most columns of a table.
const MOST: usize = 11;

/// A column of a table.
pub(super) struct Column {
    /// Its heading.
    pub head: &'static str,
    /// Its width; 0: as wide as the refs; the title takes what is left.
    width: u16,
    /// Its rank when there is little room, 1 being the last to go; 0: the title.
    rank: u8,
    /// Does it keep to the right edge?
    pub right: bool,
    /// What stands in it.
    pub piece: fn(&Face) -> (&str, Tone),
}

const fn column(head: &'static str, (width, rank, right): (u16, u8, bool), piece: fn(&Face) -> (&str, Tone)) -> Column {
    Column { head, width, rank, right, piece }
}

/// The table of risks.
pub(super) const RISKS: &[Column] = &[
    column("", (1, 3, false), |it| (&it.trend.0, it.trend.1)),
    column("score", (5, 1, true), |it| (&it.score.0, it.score.1)),
    column("ref", (0, 2, false), |it| (&it.name, Tone::Dim)),
    column("risk", (0, 0, false), |it| (&it.title.0, it.title.1)),
    column("category", (10, 10, false), |it| (&it.category, Tone::Dim)),
    column("P", (1, 4, true), |it| (&it.steps[0], Tone::Plain)),
    column("I", (1, 5, true), |it| (&it.steps[1], Tone::Plain)),
    column("response", (8, 6, false), |it| (&it.response.0, it.response.1)),
    column("owner", (6, 7, false), |it| (&it.owner.0, it.owner.1)),
    column("state", (10, 9, false), |it| (&it.state.0, it.state.1)),
    column("review", (9, 8, true), |it| (&it.day.0, it.day.1)),
];

/// The table of issues.
pub(super) const ISSUES: &[Column] = &[
    column("sev", (3, 1, true), |it| (&it.score.0, it.score.1)),
    column("ref", (0, 2, false), |it| (&it.name, Tone::Dim)),
    column("issue", (0, 0, false), |it| (&it.title.0, it.title.1)),
    column("owner", (6, 3, false), |it| (&it.owner.0, it.owner.1)),
    column("due", (7, 4, true), |it| (&it.day.0, it.day.1)),
    column("state", (11, 9, false), |it| (&it.state.0, it.state.1)),
    column("escalated", (12, 5, false), |it| (&it.response.0, it.response.1)),
    column("from", (0, 10, false), |it| (&it.from, Tone::Dim)),
];

/// Where each column stands in the first row of an area; without room it has no width. Refs take so many columns.
pub(super) fn places(columns: &[Column], area: Rect, wide: u16) -> [Rect; MOST] {
    let width = |column: &Column| if column.width == 0 { wide } else { column.width };
    // The cursor’s bar on the left, what says that there is more on the right.
    let mut left = area.width.saturating_sub(2);
    let mut shown = [false; MOST];
    for rank in 1..=u8::try_from(MOST).unwrap_or(u8::MAX) {
        let Some(at) = columns.iter().position(|column| column.rank == rank) else { continue };
        let takes = width(&columns[at]) + 1;
        if left >= takes + TITLE[usize::from(rank >= LAST)] {
            (shown[at], left) = (true, left - takes);
        }
    }
    let mut places = [Rect { width: 0, ..area }; MOST];
    let mut x = area.x + 1;
    for (at, column) in columns.iter().enumerate().take(MOST) {
        let width = match column.rank {
            0 => left,
            _ if shown[at] => width(column),
            _ => continue,
        };
        let left = x.min(area.right());
        places[at] = Rect { x: left, width: width.min(area.right() - left), ..area };
        x += width + 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(columns: &[Column], width: u16) -> Vec<&'static str> {
        let places = places(columns, Rect::new(0, 0, width, 1), 6);
        columns.iter().zip(places).filter(|(_, place)| place.width > 0).map(|(column, _)| column.head).collect()
    }

    #[test]
    fn the_least_important_columns_go_first() {
        assert_eq!(shown(RISKS, 40), ["", "score", "ref", "risk", "P", "I"]);
        assert_eq!(shown(RISKS, 80), ["", "score", "ref", "risk", "P", "I", "response", "owner", "review"]);
        assert_eq!(shown(RISKS, 120).len(), RISKS.len());
        assert_eq!(shown(ISSUES, 40), ["sev", "ref", "issue", "owner"]);
        assert_eq!(shown(ISSUES, 100).len(), ISSUES.len());
    }

    #[test]
    fn nothing_is_ever_beside_the_area() {
        for columns in [RISKS, ISSUES] {
            assert!(columns.len() <= MOST);
            for width in 0..160 {
                let area = Rect::new(3, 2, width, 1);
                assert!(places(columns, area, 9).iter().all(|place| place.right() <= area.right()), "{width}");
            }
        }
    }
}

//! Which columns of the outline have room, and where the chart begins. The least important go first: a title and a
//! chart stay.

use ratatui::layout::Rect;

/// A title has at least so many columns before another column is shown.
const TITLE: u16 = 20;
/// A title has at least so many before signs are.
const LEAST: u16 = 12;
/// A title takes at most so many columns.
const WIDEST: u16 = 44;
/// Columns of signs before a title.
const SIGNS: u16 = 2;
/// Columns of a day, a duration, a slack.
const DAY: u16 = 6;
const SPAN: u16 = 5;
/// Rows of the axis.
pub const HEAD: u16 = 2;

/// A column of the outline: where it begins and how wide it is; without room it has no width.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Column {
    /// Its left edge.
    pub x: u16,
    /// Its width.
    pub width: u16,
}

/// Where everything stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// The outline number.
    pub wbs: Column,
    /// Signs.
    pub signs: Column,
    /// The ref.
    pub name: Column,
    /// The title.
    pub title: Column,
    /// The duration.
    pub duration: Column,
    /// The finish.
    pub finish: Column,
    /// The slack.
    pub slack: Column,
    /// The outline, its head left out.
    pub outline: Rect,
    /// The chart, its axis left out.
    pub chart: Rect,
}

impl Layout {
    /// The layout of an area, where outline numbers and refs take so many columns; without a chart the outline has all.
    pub fn of(area: Rect, wbs: u16, name: u16, chart: bool) -> Layout {
        let share = match area.width {
            _ if !chart => area.width,
            ..56 => area.width / 2,
            56..100 => area.width * 3 / 5,
            _ => area.width * 11 / 20,
        };
        // A bar of the cursor on the left, a rule to the chart on the right.
        let mut left = share.saturating_sub(2);
        let mut takes = |width: u16, title: u16| {
            let fits = left >= width + 1 + title;
            left -= if fits { width + 1 } else { 0 };
            if fits { width } else { 0 }
        };
        let signs = takes(SIGNS, LEAST);
        let [finish, name, slack, duration, wbs] = [DAY, name, SPAN, SPAN, wbs].map(|width| takes(width, TITLE));
        let title = left.min(if chart { WIDEST } else { area.width });
        let mut layout = Layout::default();
        let mut x = area.x + 1;
        for (column, width) in [
            (&mut layout.wbs, wbs),
            (&mut layout.signs, signs),
            (&mut layout.name, name),
            (&mut layout.title, title),
            (&mut layout.duration, duration),
            (&mut layout.finish, finish),
            (&mut layout.slack, slack),
        ] {
            *column = Column { x, width };
            x += if width > 0 { width + 1 } else { 0 };
        }
        let head = HEAD.min(area.height);
        let below = Rect { y: area.y + head, height: area.height - head, ..area };
        let end = x.min(area.right());
        layout.outline = Rect { width: end - area.x, ..below };
        let from = if chart { (end + 1).min(area.right()) } else { area.right() };
        layout.chart = Rect { x: from, width: area.right() - from, ..below };
        layout
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(width: u16) -> (Vec<&'static str>, u16, u16) {
        let layout = Layout::of(Rect::new(0, 0, width, 20), 5, 6, true);
        let Layout { wbs, signs, name, duration, finish, slack, title, chart, .. } = layout;
        let all =
            [("wbs", wbs), ("signs", signs), ("ref", name), ("dur", duration), ("finish", finish), ("slack", slack)];
        (all.into_iter().filter(|it| it.1.width > 0).map(|it| it.0).collect(), title.width, chart.width)
    }

    #[test]
    fn the_least_important_columns_go_first() {
        assert_eq!(shown(140), (vec!["wbs", "signs", "ref", "dur", "finish", "slack"], 40, 62));
        assert_eq!(shown(80), (vec!["signs", "ref", "finish", "slack"], 23, 31));
        assert_eq!(shown(60), (vec!["signs", "finish"], 24, 23));
        assert_eq!(shown(40), (vec!["signs"], 15, 19));
    }

    #[test]
    fn nothing_is_ever_beside_the_area() {
        for width in 0..200 {
            for chart in [true, false] {
                let area = Rect::new(3, 2, width, 9);
                let layout = Layout::of(area, 7, 8, chart);
                assert!(layout.chart.right() <= area.right() && layout.outline.right() <= area.right(), "{width}");
                assert!(width < 80 || !chart || layout.chart.width >= 30, "{width}: {}", layout.chart.width);
            }
        }
    }
}

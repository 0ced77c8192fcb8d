//! The axis of time above the chart, and which of its columns are days without work. Laid out anew only when the scale,
//! the width or the calendar is another one.

use chrono::{Datelike, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::scale::{Scale, Unit};
use crate::domain::calendar::WorkTime;
use crate::ui::parts::{line_of, put, shifted};
use crate::ui::theme::Theme;

/// The axis as it is drawn.
#[derive(Clone, Default, Debug)]
pub struct Axis {
    of: Option<(Scale, u16)>,
    upper: Vec<(u16, String)>,
    lower: Vec<(u16, String)>,
    /// Columns of days without work.
    off: Vec<bool>,
}

impl Axis {
    /// Forgets what was laid out: the calendar may be another one.
    pub fn forget(&mut self) {
        self.of = None;
    }

    /// Lays out so many columns of a scale, unless they are.
    pub fn lay(&mut self, scale: Scale, columns: u16, time: &WorkTime) {
        if self.of == Some((scale, columns)) {
            return;
        }
        self.of = Some((scale, columns));
        let zoom = scale.zoom();
        self.upper = labels(&scale, zoom.upper, columns);
        self.lower = labels(&scale, zoom.lower, columns);
        self.off.clear();
        if scale.shows_days() {
            self.off.extend((0..columns).map(|column| !time.is_working_day(scale.date(column.into()))));
        }
    }

    /// Is a column a day without work?
    pub fn is_off(&self, column: u16) -> bool {
        self.off.get(usize::from(column)).copied().unwrap_or(false)
    }

    /// Draws its two lines into the rows above the chart.
    pub fn draw(&self, area: Rect, theme: &Theme, buf: &mut Buffer) {
        for (row, labels, style) in [(0, &self.upper, theme.text), (1, &self.lower, theme.dim)] {
            for (column, words) in labels {
                put(buf, shifted(line_of(area, row), *column), words, style);
            }
        }
    }
}

/// The names of units, each where it begins and only as long as there is room before the next.
fn labels(scale: &Scale, unit: Unit, columns: u16) -> Vec<(u16, String)> {
    let marks = scale.marks(unit, columns);
    let mut labels = Vec::with_capacity(marks.len());
    for (at, (column, begin)) in marks.iter().enumerate() {
        let next = marks.get(at + 1).map_or(columns, |next| next.0.saturating_sub(1));
        let room = usize::from(next - (*column).min(next));
        // A Monday that lies before the left edge is not in this column.
        if matches!(unit, Unit::Weeks(_)) && *begin < scale.left {
            continue;
        }
        if let Some(words) = names(unit, *begin).into_iter().find(|words| words.len() <= room) {
            labels.push((*column, words));
        }
    }
    labels
}

/// What the unit that begins on a day is called, the longest form first.
fn names(unit: Unit, begin: NaiveDate) -> Vec<String> {
    let format = |form: &str| begin.format(form).to_string();
    match unit {
        Unit::Day => vec![format!("{:.1}{:>2}", format("%a"), begin.day())],
        Unit::Weeks(_) => vec![format("%-d")],
        Unit::Month => vec![format("%b")],
        Unit::MonthOfYear => vec![format("%b %Y"), format("%b")],
        Unit::Quarter => vec![format!("Q{}", begin.month0() / 3 + 1)],
        Unit::Year => vec![format("%Y")],
    }
}

//! The scale of time: which day stands in which column, from days to quarters.
//!
//! Positions are eighths of a column from the left edge of the chart, so that bars can begin and end within a column. A
//! day’s work fills its day: the first working minute is its left edge, the last one its right edge.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Timelike};

use crate::domain::calendar::WorkTime;

/// Minutes of a day.
const DAY: i64 = 24 * 60;
/// Eighths of a column.
pub const COLUMN: i64 = 8;

/// What a line of the axis names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Every day: its weekday and its number.
    Day,
    /// Mondays by their number, every so many weeks.
    Weeks(i32),
    /// Months by name.
    Month,
    /// Months by name, with the year.
    MonthOfYear,
    /// Quarters.
    Quarter,
    /// Years.
    Year,
}

/// By how much keys change a task at this zoom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// A day.
    Day,
    /// A week.
    Week,
}

/// How much time a column shows.
#[derive(PartialEq, Eq, Debug)]
pub struct Zoom {
    /// So many eighths of a column …
    eighths: i64,
    /// … to so many days.
    days: i64,
    /// What the upper line of the axis names.
    pub upper: Unit,
    /// What the lower line names.
    pub lower: Unit,
    /// By how much keys change a task.
    pub step: Step,
    /// What it is called.
    pub name: &'static str,
}

const fn zoom(eighths: i64, days: i64, upper: Unit, lower: Unit, step: Step, name: &'static str) -> Zoom {
    Zoom { eighths, days, upper, lower, step, name }
}

/// The steps of `+` and `-`, the finest first.
pub static ZOOMS: [Zoom; 8] = [
    zoom(32, 1, Unit::MonthOfYear, Unit::Day, Step::Day, "4 columns a day"),
    zoom(16, 1, Unit::MonthOfYear, Unit::Weeks(1), Step::Day, "2 columns a day"),
    zoom(8, 1, Unit::MonthOfYear, Unit::Weeks(1), Step::Day, "a column a day"),
    zoom(32, 7, Unit::MonthOfYear, Unit::Weeks(1), Step::Week, "weeks, 4 columns each"),
    zoom(16, 7, Unit::MonthOfYear, Unit::Weeks(2), Step::Week, "weeks, 2 columns each"),
    zoom(8, 7, Unit::Year, Unit::Month, Step::Week, "months, a column a week"),
    zoom(8, 15, Unit::Year, Unit::Quarter, Step::Week, "quarters, 2 columns a month"),
    zoom(8, 30, Unit::Year, Unit::Quarter, Step::Week, "quarters, a column a month"),
];

/// Which time the chart shows: a zoom, and the day at its left edge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scale {
    /// The place of the zoom in [`ZOOMS`].
    pub zoom: usize,
    /// The day at the left edge.
    pub left: NaiveDate,
}

impl Scale {
    /// The zoom.
    pub fn zoom(&self) -> &'static Zoom {
        &ZOOMS[self.zoom.min(ZOOMS.len() - 1)]
    }

    /// Where a minute of a day is.
    fn position(&self, date: NaiveDate, minute: i64) -> i64 {
        let days = date.signed_duration_since(self.left).num_days();
        (days * DAY + minute).saturating_mul(self.zoom().eighths).div_euclid(self.zoom().days * DAY)
    }

    /// The left edge of a day.
    pub fn day(&self, date: NaiveDate) -> i64 {
        self.position(date, 0)
    }

    /// Where an instant is.
    pub fn instant(&self, at: NaiveDateTime, time: &WorkTime) -> i64 {
        self.position(at.date(), minute_shown(at, time))
    }

    /// The column of a point in time that has no length: at the end of a day’s work still that day.
    pub fn column_of(&self, at: NaiveDateTime, time: &WorkTime) -> i64 {
        let ends = minute_shown(at, time) > 0;
        (self.instant(at, time) - i64::from(ends)).div_euclid(COLUMN)
    }

    /// The day that a column begins with.
    pub fn date(&self, column: i64) -> NaiveDate {
        let zoom = self.zoom();
        moved(self.left, (column * COLUMN * zoom.days).div_euclid(zoom.eighths))
    }

    /// Does a column show no more than a day?
    pub fn shows_days(&self) -> bool {
        self.zoom().eighths >= COLUMN * self.zoom().days
    }

    /// The scale at another zoom that keeps a day where it is.
    pub fn zoomed(&self, zoom: usize, around: NaiveDate) -> Scale {
        let zoom = zoom.min(ZOOMS.len() - 1);
        let before = (self.day(around) * ZOOMS[zoom].days).div_euclid(ZOOMS[zoom].eighths);
        Scale { zoom, left: moved(around, -before) }
    }

    /// The scale so many columns further on; always at least a day.
    pub fn scrolled(&self, columns: i64) -> Scale {
        let days = self.date(columns).signed_duration_since(self.left).num_days();
        let days = if days == 0 { columns.signum() } else { days };
        Scale { left: moved(self.left, days), ..*self }
    }

    /// The finest scale, no finer than `finest`, in which all days from one to another fit so many columns, with a
    /// little air; where none does, the coarsest.
    pub fn fitting(first: NaiveDate, last: NaiveDate, columns: u16, finest: usize) -> Scale {
        let columns = i64::from(columns);
        let fits = |zoom: &usize| {
            let scale = Scale { zoom: *zoom, left: first };
            scale.day(moved(last, 1)) <= (columns - 2).max(1) * COLUMN
        };
        let zoom = (finest..ZOOMS.len()).find(fits).unwrap_or(ZOOMS.len() - 1);
        let scale = Scale { zoom, left: first };
        let spare = columns - scale.day(moved(last, 1)).div_euclid(COLUMN);
        Scale { zoom, left: scale.date(-(spare / 2).clamp(0, 2)) }
    }

    /// The days at which a unit begins in so many columns, each with its column; the one that the left edge lies in too.
    pub fn marks(&self, unit: Unit, columns: u16) -> Vec<(u16, NaiveDate)> {
        let mut marks = Vec::new();
        let mut begin = begin_of(unit, self.left);
        loop {
            let column = self.day(begin).div_euclid(COLUMN).max(0);
            match u16::try_from(column).ok().filter(|column| *column < columns) {
                Some(column) => marks.push((column, begin)),
                None => return marks,
            }
            let next = begin_of(unit, moved(begin, longest(unit)));
            if next <= begin {
                return marks;
            }
            begin = next;
        }
    }
}

/// The minute of the day at which an instant is drawn: the share of the day’s work that lies before it.
fn minute_shown(at: NaiveDateTime, time: &WorkTime) -> i64 {
    let minute = i64::from(at.hour()) * 60 + i64::from(at.minute());
    let shifts = time.shifts_on(at.date());
    let all: i64 = shifts.iter().map(|shift| i64::from(shift.to - shift.from)).sum();
    if all == 0 {
        return minute;
    }
    let before = shifts.iter().map(|shift| (minute.min(i64::from(shift.to)) - i64::from(shift.from)).max(0));
    before.sum::<i64>() * DAY / all
}

/// The first day of the unit that a day lies in.
pub fn begin_of(unit: Unit, date: NaiveDate) -> NaiveDate {
    let first_of = |month: u32| NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date);
    match unit {
        Unit::Day => date,
        Unit::Weeks(every) => {
            let monday = date.week(chrono::Weekday::Mon).checked_first_day().unwrap_or(date);
            let week = monday.num_days_from_ce().div_euclid(7);
            moved(monday, -7 * i64::from(week.rem_euclid(every)))
        }
        Unit::Month | Unit::MonthOfYear => first_of(date.month()),
        Unit::Quarter => first_of(date.month0() / 3 * 3 + 1),
        Unit::Year => first_of(1),
    }
}

/// So many days after the first of a unit the next one has begun, and not the one behind it.
fn longest(unit: Unit) -> i64 {
    match unit {
        Unit::Day => 1,
        Unit::Weeks(every) => 7 * i64::from(every),
        Unit::Month | Unit::MonthOfYear => 31,
        Unit::Quarter => 92,
        Unit::Year => 366,
    }
}

/// A day so many days later; at the ends of the calendar the day itself.
pub fn moved(date: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    let moved = if days < 0 { date.checked_sub_days(by) } else { date.checked_add_days(by) };
    moved.filter(|moved| (1..=9999).contains(&moved.year())).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn a_days_work_fills_its_day() {
        let (scale, time) = (Scale { zoom: 2, left: day(3, 9) }, WorkTime::standard());
        let at = |day: NaiveDate, hour| scale.instant(day.and_hms_opt(hour, 0, 0).unwrap(), &time);
        assert_eq!([at(day(3, 9), 8), at(day(3, 9), 12), at(day(3, 9), 13), at(day(3, 9), 17)], [0, 4, 4, 8]);
        assert_eq!([at(day(3, 13), 17), at(day(3, 16), 8)], [40, 56]);
        assert_eq!([at(day(3, 14), 0), at(day(3, 14), 12)], [40, 44]);
        assert_eq!(scale.column_of(day(3, 13).and_hms_opt(17, 0, 0).unwrap(), &time), 4);
        assert_eq!(scale.column_of(day(3, 16).and_hms_opt(8, 0, 0).unwrap(), &time), 7);
    }

    #[test]
    fn the_axis_names_months_and_mondays() {
        let scale = Scale { zoom: 3, left: day(2, 25) };
        let marks = |unit| scale.marks(unit, 20).into_iter().map(|(x, it)| (x, it.to_string())).collect::<Vec<_>>();
        assert_eq!(marks(Unit::MonthOfYear), [(0, "2026-02-01".into()), (2, "2026-03-01".into())]);
        let mondays = ["2026-02-23", "2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30"];
        assert_eq!(
            marks(Unit::Weeks(1)),
            [0, 2, 6, 10, 14, 18].into_iter().zip(mondays.map(String::from)).collect::<Vec<_>>()
        );
        let wide = Scale { zoom: 7, left: day(1, 1) };
        let quarters: Vec<u16> = wide.marks(Unit::Quarter, 14).into_iter().map(|it| it.0).collect();
        assert_eq!(quarters, [0, 3, 6, 9, 12]);
    }

    #[test]
    fn everything_fits_where_it_can() {
        for (last, zoom) in [(day(3, 10), 0), (day(3, 20), 1), (day(4, 5), 2), (day(5, 3), 3), (day(7, 1), 4)] {
            let scale = Scale::fitting(day(3, 2), last, 40, 0);
            assert_eq!(scale.zoom, zoom, "{last}");
            assert!(scale.day(day(3, 2)) >= 0 && scale.day(last) < 40 * COLUMN);
        }
        assert_eq!(Scale::fitting(day(3, 2), day(3, 2), 40, 2).zoom, 2);
        assert_eq!(Scale::fitting(day(1, 1), moved(day(1, 1), 40_000), 40, 0).zoom, ZOOMS.len() - 1);
    }

    proptest! {
        #[test]
        fn zooming_keeps_the_day_in_its_column(from in 0usize..8, to in 0usize..8, left in 0i64..3000, column in 0i64..120) {
            let scale = Scale { zoom: from, left: moved(day(1, 1), left) };
            let date = scale.date(column);
            let zoomed = scale.zoomed(to, date);
            let wide = ZOOMS[to].eighths.div_euclid(ZOOMS[to].days).max(COLUMN);
            let off = zoomed.day(date) - scale.day(date);
            prop_assert!(off.abs() <= wide, "{off} eighths off");
        }

        #[test]
        fn a_column_shows_the_day_it_begins_with(zoom in 0usize..8, left in 0i64..3000, column in -50i64..300) {
            let scale = Scale { zoom, left: moved(day(1, 1), left) };
            let date = scale.date(column);
            prop_assert!(scale.day(date) <= column * COLUMN);
            prop_assert!(scale.day(moved(date, 1)) >= column * COLUMN);
        }

        #[test]
        fn scrolling_there_and_back_moves_on(zoom in 0usize..8, columns in 1i64..60) {
            let scale = Scale { zoom, left: day(3, 2) };
            prop_assert!(scale.scrolled(columns).left > scale.left);
            prop_assert!(scale.scrolled(-columns).left < scale.left);
        }
    }
}

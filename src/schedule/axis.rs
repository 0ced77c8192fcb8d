//! A calendar laid out day by day, so that both ways between an instant and a position of work are one look-up.
//!
//! Instants are minutes of the clock since the last day of the year 0 (local, no zone); positions are working minutes
//! as [`WorkTime`] counts them. Answers are total: before all work is the first minute, after it the last. Days outside
//! the stretch laid out are asked of the calendar itself: the same answers, slower.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::worktime::{Shift, WorkTime};

/// Minutes of the clock.
pub type Instant = i64;

const DAY: i64 = 24 * 60;
/// Positions that share a first guess.
const BUCKET: i64 = 480;
/// The end of the year 9999: what has no working time left ends there.
pub const END: Instant = 3_652_060 * DAY;
const ENDS: (Instant, Instant) = (DAY, END);

/// The instant of a local date-time; seconds are cut off.
pub fn instant(at: NaiveDateTime) -> Instant {
    i64::from(at.date().num_days_from_ce()) * DAY + i64::from(at.hour() * 60 + at.minute())
}

/// The first instant of a day.
pub fn day_start(day: NaiveDate) -> Instant {
    i64::from(day.num_days_from_ce()) * DAY
}

/// The local date-time of an instant; outside the years 1 to 9999 the nearest one inside.
pub fn date_time(at: Instant) -> NaiveDateTime {
    let at = at.clamp(ENDS.0, ENDS.1 - 1);
    let day = i32::try_from(at / DAY).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or_default();
    day.and_time(NaiveTime::MIN) + TimeDelta::minutes(at % DAY)
}

/// A calendar, with a stretch of days laid out.
#[derive(Clone, Debug)]
pub struct Axis {
    time: WorkTime,
    /// The first day laid out.
    first: i64,
    /// Work before each day laid out, and before the one after the last.
    before: Vec<i64>,
    /// Which pattern each day follows.
    pattern: Vec<u8>,
    patterns: Vec<Vec<Shift>>,
    /// For each bucket of positions from `before[0]` on, the day that holds its first.
    guess: Vec<u32>,
}

impl Axis {
    /// Lays out so many days from a day on.
    pub fn of(time: WorkTime, first: NaiveDate, days: usize) -> Self {
        let first = i64::from(first.num_days_from_ce());
        let mut axis = Axis {
            first,
            before: Vec::with_capacity(days + 1),
            pattern: Vec::with_capacity(days),
            patterns: Vec::new(),
            guess: Vec::new(),
            time,
        };
        let mut work = axis.time.position(date_time(first * DAY));
        for day in first..first + days as i64 {
            if !(ENDS.0..ENDS.1).contains(&(day * DAY)) {
                break;
            }
            let shifts = axis.time.shifts_on(date_time(day * DAY).date());
            let pattern = match axis.patterns.iter().position(|known| known == shifts) {
                Some(at) => at,
                None if axis.patterns.len() > usize::from(u8::MAX) => break,
                None => {
                    axis.patterns.push(shifts.to_vec());
                    axis.patterns.len() - 1
                }
            };
            axis.before.push(work);
            axis.pattern.push(pattern as u8);
            work += shifts.iter().map(|shift| i64::from(shift.to - shift.from)).sum::<i64>();
        }
        axis.before.push(work);
        let mut day = 0;
        for bucket in 0..=(work - axis.before[0]) / BUCKET {
            let from = axis.before[0] + bucket * BUCKET;
            while day + 1 < axis.pattern.len() && axis.before[day + 1] <= from {
                day += 1;
            }
            axis.guess.push(day as u32);
        }
        axis
    }

    /// The calendar itself.
    pub fn time(&self) -> &WorkTime {
        &self.time
    }

    /// Is there any work in it?
    pub fn has_work(&self) -> bool {
        self.time.position(date_time(ENDS.1)) > 0
    }

    /// Working minutes before an instant.
    pub fn position(&self, at: Instant) -> i64 {
        let (day, minute) = (at.div_euclid(DAY) - self.first, at.rem_euclid(DAY));
        match usize::try_from(day).ok().and_then(|day| Some((day, self.pattern.get(day)?))) {
            Some((day, pattern)) => {
                let shifts = &self.patterns[usize::from(*pattern)];
                let today = shifts.iter().map(|it| (minute.min(i64::from(it.to)) - i64::from(it.from)).max(0));
                self.before[day] + today.sum::<i64>()
            }
            None => self.time.position(date_time(at)),
        }
    }

    /// The latest instant of a position: where its next minute of work begins.
    pub fn starts_at(&self, position: i64) -> Instant {
        match self.day_of(position) {
            Some(day) => {
                let mut left = position - self.before[day];
                for shift in &self.patterns[usize::from(self.pattern[day])] {
                    let long = i64::from(shift.to - shift.from);
                    if left < long {
                        return (self.first + day as i64) * DAY + i64::from(shift.from) + left;
                    }
                    left -= long;
                }
                (self.first + day as i64 + 1) * DAY
            }
            None => self.time.starts_at(position).map_or(if position < 0 { ENDS.0 } else { ENDS.1 }, instant),
        }
    }

    /// The earliest instant of a position: where the minute of work before it ends.
    pub fn ends_at(&self, position: i64) -> Instant {
        match self.day_of(position - 1) {
            Some(_) => self.starts_at(position - 1) + 1,
            None => self.time.ends_at(position).map_or(if position < 1 { ENDS.0 } else { ENDS.1 }, instant),
        }
    }

    /// The day laid out that holds a position.
    fn day_of(&self, position: i64) -> Option<usize> {
        let from = *self.before.first()?;
        if position < from || position >= *self.before.last()? {
            return None;
        }
        let bucket = ((position - from) / BUCKET) as usize;
        let mut day = self.guess[bucket] as usize;
        let last = self.guess.get(bucket + 1).map_or(self.pattern.len() - 1, |it| *it as usize);
        if last - day > 8 {
            return Some(day + self.before[day + 1..=last].partition_point(|before| *before <= position));
        }
        while self.before[day + 1] <= position {
            day += 1;
        }
        Some(day)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::worktime::Exception;

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(n)
    }

    fn shifts() -> impl Strategy<Value = Vec<Shift>> {
        prop::collection::vec((0u16..1440, 0u16..700), 0..3)
            .prop_map(|all| all.into_iter().map(|(from, long)| Shift { from, to: from + long }).collect())
    }

    proptest! {
        #[test]
        fn what_is_laid_out_answers_as_the_calendar_does(
            week in prop::array::uniform7(shifts()),
            exceptions in prop::collection::vec((0u64..90, 0u64..20, shifts()), 0..4),
            days in 0usize..90,
            asked in prop::collection::vec((-20_000i64..200_000, -10_000i64..60_000), 1..20),
        ) {
            let exceptions = exceptions
                .into_iter()
                .map(|(from, long, shifts)| Exception { from: day(from), to: day(from + long), shifts })
                .collect();
            let time = WorkTime::of(week, exceptions);
            let axis = Axis::of(time.clone(), day(0), days);
            let origin = instant(day(0).into());
            for (after, work) in asked {
                let at = origin + after;
                prop_assert_eq!(axis.position(at), time.position(date_time(at)));
                let position = time.position(date_time(origin)) + work;
                if let Some(starts) = time.starts_at(position) {
                    prop_assert_eq!(axis.starts_at(position), instant(starts));
                }
                if let Some(ends) = time.ends_at(position) {
                    prop_assert_eq!(axis.ends_at(position), instant(ends));
                }
            }
        }
    }

    #[test]
    fn without_work_every_answer_is_an_end_of_time() {
        let axis = Axis::of(WorkTime::of(Default::default(), Vec::new()), day(0), 10);
        assert!(!axis.has_work());
        assert_eq!(axis.position(instant(day(5).into())), 0);
        assert_eq!((axis.starts_at(-1), axis.starts_at(0)), ENDS);
    }
}

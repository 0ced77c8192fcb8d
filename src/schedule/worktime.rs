//! Working minutes: date-time and working position over a calendar.
//!
//! A calendar is resolved to arrays once: stretches of days that share seven weekdays of shifts, each with the work
//! that lies before it. From then on every question is one search and one subtraction, whatever the distance, and an
//! empty calendar answers `None`. Knows no records, no durations in words and no time zones.
//!
//! All instants are local whole minutes (seconds are cut off); work lies in the years 1 to 9999, none outside.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Add, Mul};

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

const MINUTES_A_DAY: u16 = 24 * 60;
/// Days are counted as chrono counts them: 1 is Monday, 1 January of the year 1.
const FIRST: i32 = 1;
/// 31 December 9999.
const LAST: i32 = 3_652_059;

/// A stretch of work within one day, in minutes since midnight: `from` inclusive, `to` exclusive, at most 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shift {
    /// First working minute of the day.
    pub from: u16,
    /// The minute of the day at which work ends; 1440 is midnight.
    pub to: u16,
}

/// Other hours for a range of days, both ends included; no shifts make them days off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// First day.
    pub from: NaiveDate,
    /// Last day; a range that ends before it begins holds no day.
    pub to: NaiveDate,
    /// The hours of each of these days.
    pub shifts: Vec<Shift>,
}

/// A calendar resolved to arrays. Cheap to ask, built once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkTime {
    weeks: Vec<Week>,
    /// Cover every day from [`FIRST`] to [`LAST`], in order.
    runs: Vec<Run>,
    total: Tally,
}

/// Days from `first` to the next run that all follow `weeks[week]`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    first: i32,
    week: usize,
    before: Tally,
}

/// Seven days from Monday and their sum.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Week {
    days: [Day; 7],
    sum: Tally,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Day {
    shifts: Vec<Shift>,
    tally: Tally,
}

/// Work counted in both ways that are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    minutes: i64,
    days: i64,
}

type Measure = fn(Tally) -> i64;

impl WorkTime {
    /// Monday to Friday, 08:00–12:00 and 13:00–17:00.
    pub fn standard() -> Self {
        let day = vec![Shift { from: 8 * 60, to: 12 * 60 }, Shift { from: 13 * 60, to: 17 * 60 }];
        Self::of(std::array::from_fn(|weekday| if weekday < 5 { day.clone() } else { Vec::new() }), Vec::new())
    }

    /// A calendar of seven weekdays from Monday and its exceptions. Of two exceptions over one day the one with the
    /// shorter range wins, of two equally long ones the later given. Shifts may come in any order and overlap.
    pub fn of(week: [Vec<Shift>; 7], exceptions: Vec<Exception>) -> Self {
        let winners = winners(&exceptions);
        let mut weeks = vec![Week::of(week.map(Day::of))];
        weeks.extend(exceptions.into_iter().map(|exception| {
            let day = Day::of(exception.shifts);
            Week::of(std::array::from_fn(|_| day.clone()))
        }));
        Self::sealed(weeks, winners)
    }

    /// The hours in which both work; exceptions of both hold.
    pub fn intersect(&self, other: &WorkTime) -> WorkTime {
        let mut weeks = Vec::new();
        let mut known = BTreeMap::new();
        let firsts: BTreeSet<i32> = self.runs.iter().chain(&other.runs).map(|run| run.first).collect();
        let parts = firsts.into_iter().map(|first| {
            let pair = (self.run_of(first).week, other.run_of(first).week);
            let week = *known.entry(pair).or_insert_with(|| {
                let (ours, theirs) = (&self.weeks[pair.0].days, &other.weeks[pair.1].days);
                weeks.push(Week::of(std::array::from_fn(|i| Day::of(both(&ours[i].shifts, &theirs[i].shifts)))));
                weeks.len() - 1
            });
            (first, week)
        });
        let parts = parts.collect();
        Self::sealed(weeks, parts)
    }

    /// The shifts of a day, in order, apart from each other.
    pub fn shifts_on(&self, date: NaiveDate) -> &[Shift] {
        self.day(date.num_days_from_ce()).map_or(&[], |day| &day.shifts)
    }

    /// The same of a day by its number.
    pub(super) fn shifts_of(&self, day: i64) -> &[Shift] {
        i32::try_from(day).ok().and_then(|day| self.day(day)).map_or(&[], |day| &day.shifts)
    }

    /// Is every week from this day on like every other?
    pub(super) fn is_regular_from(&self, day: i64) -> bool {
        self.runs.last().is_none_or(|run| i64::from(run.first) <= day)
    }

    /// Is there work on this day?
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !self.shifts_on(date).is_empty()
    }

    /// Working minutes of a day.
    pub fn minutes_on(&self, date: NaiveDate) -> i64 {
        self.day(date.num_days_from_ce()).map_or(0, |day| day.tally.minutes)
    }

    /// The first working day on or after a day.
    pub fn next_working_day(&self, date: NaiveDate) -> Option<NaiveDate> {
        self.working_day(self.before(date.num_days_from_ce()).days)
    }

    /// The last working day on or before a day.
    pub fn previous_working_day(&self, date: NaiveDate) -> Option<NaiveDate> {
        self.working_day(self.before(date.num_days_from_ce().saturating_add(1)).days - 1)
    }

    /// The n-th working day after a day (before it, for negative `n`); for 0 the day itself, if there is work on it,
    /// else the next working day.
    pub fn add_working_days(&self, date: NaiveDate, n: i64) -> Option<NaiveDate> {
        let day = date.num_days_from_ce();
        let from = if n > 0 { self.before(day.saturating_add(1)).days - 1 } else { self.before(day).days };
        self.working_day(from.checked_add(n)?)
    }

    /// When work begins on a day, or else on the next working day.
    pub fn first_minute(&self, date: NaiveDate) -> Option<NaiveDateTime> {
        self.starts_at(self.before(date.num_days_from_ce()).minutes)
    }

    /// When work ends on a day, or else on the working day before.
    pub fn last_minute(&self, date: NaiveDate) -> Option<NaiveDateTime> {
        self.ends_at(self.before(date.num_days_from_ce().saturating_add(1)).minutes)
    }

    /// The instant so many working minutes later, or earlier. What is added ends at the end of a shift (17:00) rather
    /// than at the start of the next; what is taken away starts at the start of a shift rather than at the end of the
    /// one before. Adding nothing gives the instant as it is. `None` when the calendar has not so much work.
    pub fn add(&self, instant: NaiveDateTime, minutes: i64) -> Option<NaiveDateTime> {
        let position = self.position(instant).checked_add(minutes)?;
        match minutes {
            0 => Some(instant),
            1.. => self.ends_at(position),
            _ => self.starts_at(position),
        }
    }

    /// Working minutes from one instant to another; negative when `b` comes first.
    pub fn between(&self, a: NaiveDateTime, b: NaiveDateTime) -> i64 {
        self.position(b) - self.position(a)
    }

    /// The instant itself when a minute of work begins there, else the start of the next shift.
    pub fn snap_forward(&self, instant: NaiveDateTime) -> Option<NaiveDateTime> {
        self.starts_at(self.position(instant))
    }

    /// The instant itself when a minute of work ends there, else the end of the shift before.
    pub fn snap_back(&self, instant: NaiveDateTime) -> Option<NaiveDateTime> {
        self.ends_at(self.position(instant))
    }

    /// Working minutes of this calendar before an instant, counted from the year 1. The end of a shift and the start
    /// of the next (Fri 17:00 and Mon 08:00) are one position.
    pub fn position(&self, instant: NaiveDateTime) -> i64 {
        let day = instant.date().num_days_from_ce();
        let minute = instant.hour() as u16 * 60 + instant.minute() as u16;
        let today = self.day(day).map_or(0, |day| {
            day.shifts.iter().map(|shift| i64::from(minute.min(shift.to).saturating_sub(shift.from))).sum()
        });
        self.before(day).minutes + today
    }

    /// The latest instant of a position: where the working minute of that number (from 0) begins.
    pub fn starts_at(&self, position: i64) -> Option<NaiveDateTime> {
        let (day, mut left) = self.find(position, |tally| tally.minutes)?;
        for shift in &self.day(day)?.shifts {
            let long = i64::from(shift.to - shift.from);
            if left < long {
                return instant(day, i64::from(shift.from) + left);
            }
            left -= long;
        }
        None
    }

    /// The earliest instant of a position: where the working minute before it ends.
    pub fn ends_at(&self, position: i64) -> Option<NaiveDateTime> {
        self.starts_at(position.checked_sub(1)?)?.checked_add_signed(TimeDelta::minutes(1))
    }

    /// The stretches in order of their first day, each with the work before it.
    fn sealed(weeks: Vec<Week>, mut parts: Vec<(i32, usize)>) -> Self {
        parts.dedup_by_key(|(_, week)| *week);
        let mut total = Tally::default();
        let mut runs = Vec::with_capacity(parts.len());
        for (i, &(first, week)) in parts.iter().enumerate() {
            runs.push(Run { first, week, before: total });
            let end = parts.get(i + 1).map_or(LAST + 1, |next| next.0);
            total = total + weeks[week].sum_of(first, end);
        }
        Self { weeks, runs, total }
    }

    fn run_of(&self, day: i32) -> &Run {
        &self.runs[self.runs.partition_point(|run| run.first <= day).saturating_sub(1)]
    }

    fn day(&self, day: i32) -> Option<&Day> {
        (FIRST..=LAST).contains(&day).then(|| &self.weeks[self.run_of(day).week].days[weekday(day)])
    }

    /// The work before a day.
    fn before(&self, day: i32) -> Tally {
        if day > LAST {
            return self.total;
        }
        let day = day.max(FIRST);
        let run = self.run_of(day);
        run.before + self.weeks[run.week].sum_of(run.first, day)
    }

    fn working_day(&self, number: i64) -> Option<NaiveDate> {
        self.find(number, |tally| tally.days).and_then(|(day, _)| NaiveDate::from_num_days_from_ce_opt(day))
    }

    /// The day that holds the unit of work of this number (from 0), and how much of that day's work lies before it.
    fn find(&self, number: i64, measure: Measure) -> Option<(i32, i64)> {
        if number < 0 || number >= measure(self.total) {
            return None;
        }
        let at = self.runs.partition_point(|run| measure(run.before) <= number) - 1;
        let run = &self.runs[at];
        let week = &self.weeks[run.week];
        let mut left = number - measure(run.before);
        let whole = left / measure(week.sum);
        left -= whole * measure(week.sum);
        let mut day = run.first + 7 * i32::try_from(whole).ok()?;
        loop {
            let here = measure(week.days[weekday(day)].tally);
            if left < here {
                return Some((day, left));
            }
            left -= here;
            day += 1;
        }
    }
}

impl Default for WorkTime {
    fn default() -> Self {
        Self::standard()
    }
}

impl Week {
    fn of(days: [Day; 7]) -> Self {
        let sum = days.iter().fold(Tally::default(), |sum, day| sum + day.tally);
        Self { days, sum }
    }

    /// The work from a day until another, that one not included.
    fn sum_of(&self, from: i32, until: i32) -> Tally {
        let whole = (until - from) / 7;
        let rest = from + whole * 7..until;
        rest.fold(self.sum * i64::from(whole), |sum, day| sum + self.days[weekday(day)].tally)
    }
}

impl Day {
    /// Shifts put in order, cut at midnight, joined where they touch.
    fn of(mut shifts: Vec<Shift>) -> Self {
        shifts.iter_mut().for_each(|shift| shift.to = shift.to.min(MINUTES_A_DAY));
        shifts.retain(|shift| shift.from < shift.to);
        shifts.sort_unstable();
        shifts.dedup_by(|next, last| {
            let joined = next.from <= last.to;
            if joined {
                last.to = last.to.max(next.to);
            }
            joined
        });
        let minutes = shifts.iter().map(|shift| i64::from(shift.to - shift.from)).sum();
        let days = i64::from(!shifts.is_empty());
        Self { shifts, tally: Tally { minutes, days } }
    }
}

impl Add for Tally {
    type Output = Tally;
    fn add(self, other: Tally) -> Tally {
        Tally { minutes: self.minutes + other.minutes, days: self.days + other.days }
    }
}

impl Mul<i64> for Tally {
    type Output = Tally;
    fn mul(self, times: i64) -> Tally {
        Tally { minutes: self.minutes * times, days: self.days * times }
    }
}

fn weekday(day: i32) -> usize {
    (day - 1).rem_euclid(7) as usize
}

fn instant(day: i32, minute: i64) -> Option<NaiveDateTime> {
    NaiveDate::from_num_days_from_ce_opt(day)?.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(minute))
}

/// Which week holds from which day on: 0 is the plain one, `n + 1` the n-th exception. One sweep over all ends.
fn winners(exceptions: &[Exception]) -> Vec<(i32, usize)> {
    let mut edges = vec![(FIRST, None)];
    for (n, exception) in exceptions.iter().enumerate() {
        let from = exception.from.num_days_from_ce().max(FIRST);
        let to = exception.to.num_days_from_ce().min(LAST);
        if from <= to {
            let long = exception.to.signed_duration_since(exception.from).num_days();
            let key = (long, std::cmp::Reverse(n));
            edges.push((from, Some(key)));
            edges.push((to + 1, Some(key)));
        }
    }
    edges.sort_unstable();
    let mut open = BTreeSet::new();
    let mut parts: Vec<(i32, usize)> = Vec::new();
    for (day, key) in edges {
        if let Some(key) = key
            && !open.remove(&key)
        {
            open.insert(key);
        }
        if parts.last().is_some_and(|last| last.0 == day) {
            parts.pop();
        }
        if day <= LAST {
            parts.push((day, open.first().map_or(0, |(_, n)| n.0 + 1)));
        }
    }
    parts
}

fn both(a: &[Shift], b: &[Shift]) -> Vec<Shift> {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| Shift { from: a.from.max(b.from), to: a.to.min(b.to) }).filter(|s| s.from < s.to).collect()
}

#[cfg(test)]
mod tests;

//! A calendar laid out week by week, so that both ways between an instant and a position of work are a few look-ups in
//! tables, without a search and without a branch that nobody can foretell.
//!
//! Instants are minutes of the clock since the last day of the year 0 (local, no zone); positions are working minutes
//! as [`WorkTime`] counts them. Answers are total: before all work is the first minute, after it the last. After the
//! weeks laid out the last of them comes again and again where the calendar has no more exceptions; what else lies
//! outside is asked of the calendar itself: the same answers, slower.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::worktime::{Shift, WorkTime};

/// Minutes of the clock.
pub type Instant = i64;

const DAY: i64 = 24 * 60;
const WEEK: i64 = 7 * DAY;
/// Positions that share a first guess: fewer than most weeks have.
const BUCKET: u32 = 1024;
/// Minutes of work of a week that share a first guess: fewer than most days have.
const STRETCH: usize = 256;
/// So many weeks are laid out at the most: what is counted from the first of them in minutes fits 32 bits.
const MOST_WEEKS: usize = 1 << 18;
/// The end of the year 9999: what has no working time left ends there.
pub const END: Instant = 3_652_060 * DAY;
const ENDS: (Instant, Instant) = (DAY, END);
/// Before all positions and instants; far enough from the end of the type that lags can be added.
pub(super) const NEVER: i64 = i64::MIN / 4;
/// After all positions and instants.
pub(super) const FAR: i64 = i64::MAX / 4;

/// The instant of a local date-time; seconds are cut off.
pub fn instant(at: NaiveDateTime) -> Instant {
    i64::from(at.date().num_days_from_ce()) * DAY + i64::from(at.hour() * 60 + at.minute())
}

/// Is a position or an instant none of those that there are, but before or after all?
#[inline(always)]
pub(super) fn is_beyond(at: i64) -> bool {
    at.unsigned_abs() >= FAR.unsigned_abs() / 2
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

/// A calendar, with a stretch of weeks laid out.
#[derive(Clone, Debug)]
pub struct Axis {
    time: WorkTime,
    /// Where the days laid out begin, and the work before that.
    from: (Instant, i64),
    /// All minutes laid out, and all work.
    long: (i64, i64),
    /// The weeks laid out, and what comes after them.
    weeks: Vec<Week>,
    /// The kinds of weeks.
    kinds: Vec<Kind>,
    /// For each kind of day and each minute of it, how many of its minutes of work lie before that.
    done: Vec<u16>,
    /// For each kind of day and each of its minutes of work, which minute of the day it is.
    minute: Vec<u16>,
    /// For each bucket of positions, the week that holds its first.
    guess: Vec<u32>,
    /// The work of the last week laid out, if every week after it is like it.
    again: Option<i64>,
}

/// A week laid out. Most are of few kinds, so that all that is read of a calendar stays near.
#[derive(Clone, Copy, Debug)]
struct Week {
    /// The work before it since the first.
    before: u32,
    kind: u32,
}

/// A kind of week.
#[derive(Clone, Debug)]
struct Kind {
    /// How much of its work lies before each of its days, and in all.
    before: [u16; 8],
    /// Where the tables of each of its days begin.
    tables: [u32; 7],
    /// For each stretch of so many minutes of its work, the day that holds its first.
    guess: [u8; (WEEK as usize).div_ceil(STRETCH)],
}

impl Kind {
    fn of(days: [(u32, u16); 7]) -> Kind {
        let mut before = [0; 8];
        for (day, (_, work)) in days.iter().enumerate() {
            before[day + 1] = before[day] + work;
        }
        let holds = |at: usize| before[1..7].iter().filter(|before| usize::from(**before) <= at).count() as u8;
        let guess = std::array::from_fn(|stretch| holds(stretch * STRETCH));
        Kind { before, tables: days.map(|(table, _)| table), guess }
    }
}

impl Axis {
    /// Lays out so many days from a day on, and as many as make the last week whole.
    pub fn of(time: WorkTime, first: NaiveDate, days: usize) -> Self {
        let first = i64::from(first.num_days_from_ce());
        let from = time.position(date_time(first * DAY));
        let left = usize::try_from((ENDS.1 / DAY - first) / 7).unwrap_or(0);
        let weeks = days.div_ceil(7).min(left).min(MOST_WEEKS);
        let (mut laid, mut kinds, mut days) = (Vec::with_capacity(weeks + 1), Vec::new(), Vec::<&[Shift]>::new());
        let mut work = 0;
        for week in 0..weeks as i64 {
            let shifts: [&[Shift]; 7] = std::array::from_fn(|day| time.shifts_of(first + 7 * week + day as i64));
            laid.push(Week { before: work, kind: number(&mut kinds, shifts) });
            work += shifts.iter().map(|it| u32::from(minutes_of(it))).sum::<u32>();
        }
        let last = laid.last().filter(|_| time.is_regular_from(first + 7 * weeks as i64 - 7));
        let again = last.map(|last| i64::from(work - last.before));
        laid.push(Week { before: work, kind: 0 });
        let mut kind = |week: [_; 7]| Kind::of(week.map(|it| (number(&mut days, it) * DAY as u32, minutes_of(it))));
        let kinds = kinds.into_iter().map(&mut kind).collect();
        let (mut done, mut minute) = (Vec::new(), Vec::new());
        for shifts in days {
            let is_work = |at: &u16| shifts.iter().any(|shift| (shift.from..shift.to).contains(at));
            let mut minutes: Vec<u16> = (0..DAY as u16).filter(is_work).collect();
            done.extend((0..DAY as u16).map(|at| minutes.partition_point(|minute| *minute < at) as u16));
            minutes.resize(DAY as usize, 0);
            minute.extend(minutes);
        }
        let long = (weeks as i64 * WEEK, i64::from(work));
        let guess = guesses(&laid);
        Axis { from: (first * DAY, from), long, weeks: laid, kinds, done, minute, guess, again, time }
    }

    /// The calendar itself.
    pub fn time(&self) -> &WorkTime {
        &self.time
    }

    /// Is there any work in it?
    pub fn has_work(&self) -> bool {
        self.time.position(date_time(ENDS.1)) > 0
    }

    /// Working minutes before an instant; before and after all stay what they are.
    #[inline(always)]
    pub fn position(&self, at: Instant) -> i64 {
        let minutes = at - self.from.0;
        if (0..self.long.0).contains(&minutes) { self.laid_position(minutes) } else { self.far_position(at) }
    }

    /// The latest instant of a position: where its next minute of work begins.
    #[inline(always)]
    pub fn starts_at(&self, position: i64) -> Instant {
        self.edge_at(position, 0)
    }

    /// The earliest instant of a position: where the minute of work before it ends.
    #[inline(always)]
    pub fn ends_at(&self, position: i64) -> Instant {
        self.edge_at(position, 1)
    }

    /// [`Axis::starts_at`] for 0, [`Axis::ends_at`] for 1: so many minutes after that minute of work which lies so many
    /// before the position.
    #[inline(always)]
    pub(super) fn edge_at(&self, position: i64, back: i64) -> Instant {
        let work = position - back - self.from.1;
        if (0..self.long.1).contains(&work) { self.laid_start(work) + back } else { self.far_edge(position, back) }
    }

    #[inline(always)]
    fn laid_position(&self, minutes: i64) -> i64 {
        let (day, minute) = (minutes as u32 / DAY as u32, minutes as u32 % DAY as u32);
        let (week, day) = (self.weeks[(day / 7) as usize], (day % 7) as usize);
        let kind = &self.kinds[week.kind as usize];
        let done = self.done[(kind.tables[day] + minute) as usize];
        self.from.1 + i64::from(week.before + u32::from(kind.before[day]) + u32::from(done))
    }

    #[inline(always)]
    fn laid_start(&self, work: i64) -> Instant {
        let work = work as u32;
        // Most often it is the week guessed or the next, and the day: no branch, for nobody can foretell which.
        let mut at = self.guess[(work / BUCKET) as usize] as usize;
        at += usize::from(self.weeks[at + 1].before <= work);
        while self.weeks[at + 1].before <= work {
            at += 1;
        }
        let week = self.weeks[at];
        let (kind, rest) = (&self.kinds[week.kind as usize], (work - week.before) as u16);
        let mut day = usize::from(kind.guess[usize::from(rest) / STRETCH]);
        day += usize::from(kind.before[day + 1] <= rest);
        while kind.before[day + 1] <= rest {
            day += 1;
        }
        let minute = self.minute[(kind.tables[day] + u32::from(rest - kind.before[day])) as usize];
        self.from.0 + i64::from((7 * at + day) as u32 * DAY as u32 + u32::from(minute))
    }

    #[inline(never)]
    fn far_position(&self, at: Instant) -> i64 {
        if is_beyond(at) {
            return at;
        }
        let after = at - self.from.0 - self.long.0;
        match self.again {
            Some(week) if after >= 0 && at < ENDS.1 - DAY => {
                let weeks = after / WEEK + 1;
                self.laid_position(after + self.long.0 - weeks * WEEK) + weeks * week
            }
            _ => self.time.position(date_time(at)),
        }
    }

    #[inline(never)]
    fn far_edge(&self, position: i64, back: i64) -> Instant {
        if let Some(at) = self.repeated(position - back) {
            return at + back;
        }
        let at = if back == 0 { self.time.starts_at(position) } else { self.time.ends_at(position) };
        at.map(instant).unwrap_or(if position < back { ENDS.0 } else { ENDS.1 })
    }

    /// Where a minute of work after the weeks laid out begins, if the last of them comes again and again.
    fn repeated(&self, position: i64) -> Option<Instant> {
        let after = position - self.from.1 - self.long.1;
        let week = self.again.filter(|week| *week > 0 && after >= 0 && position < END)?;
        let weeks = after / week + 1;
        let at = self.laid_start(after + self.long.1 - weeks * week) + weeks * WEEK;
        (at < ENDS.1 - DAY).then_some(at)
    }
}

/// The number of a thing among those known; it is known from now on.
fn number<T: PartialEq>(known: &mut Vec<T>, it: T) -> u32 {
    let at = known.iter().position(|other| *other == it).unwrap_or_else(|| {
        known.push(it);
        known.len() - 1
    });
    at as u32
}

fn minutes_of(shifts: &[Shift]) -> u16 {
    shifts.iter().map(|shift| shift.to - shift.from).sum()
}

/// For each bucket of positions, which of these weeks holds its first.
fn guesses(weeks: &[Week]) -> Vec<u32> {
    let mut week = 0;
    let guess = |from: u32| {
        while weeks.get(week + 1).is_some_and(|next| next.before <= from) {
            week += 1;
        }
        week as u32
    };
    let end = weeks.last().map_or(0, |end| end.before);
    (0..end).step_by(BUCKET as usize).map(guess).collect()
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

//! A calendar laid out week by week, so that both ways between an instant and a position of work are a few look-ups in
//! tables that are small enough to stay at hand.
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
const BUCKET: i64 = 2048;
/// So many weeks are laid out at the most: what is counted from the first of them in minutes fits 32 bits.
const MOST_WEEKS: usize = 1 << 18;
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

/// A calendar, with a stretch of weeks laid out.
#[derive(Clone, Debug)]
pub struct Axis {
    time: WorkTime,
    /// Where the weeks laid out begin, and the work before that.
    from: (Instant, i64),
    /// The weeks laid out, and what comes after them.
    weeks: Vec<Week>,
    kinds: Vec<WeekKind>,
    /// For each kind of day and each minute of it, how many of its minutes of work lie before that.
    done: Vec<u16>,
    /// For each kind of day and each of its minutes of work, which minute of the day it is.
    minute: Vec<u16>,
    /// For each bucket of positions, the week that holds its first.
    guess: Vec<u32>,
    /// The work of the last week laid out, if every week after it is like it.
    again: Option<i64>,
}

/// A week laid out.
#[derive(Clone, Copy, Debug)]
struct Week {
    /// The work before it since the first.
    before: u32,
    kind: u32,
}

/// Seven days, the first as the days laid out begin.
#[derive(Clone, Copy, PartialEq, Debug)]
struct WeekKind {
    /// The work before each day since the first, and that of all.
    before: [u16; 8],
    /// Where the tables of each kind of day begin.
    days: [u32; 7],
}

impl Axis {
    /// Lays out so many days from a day on, and as many as make the last week whole.
    pub fn of(time: WorkTime, first: NaiveDate, days: usize) -> Self {
        let first = i64::from(first.num_days_from_ce());
        let before = time.position(date_time(first * DAY));
        let left = usize::try_from((ENDS.1 / DAY - first) / 7).unwrap_or(0);
        let (mut weeks, mut kinds, mut day_kinds) = (Vec::new(), Vec::<WeekKind>::new(), Vec::new());
        let mut work = 0;
        for week in 0..days.div_ceil(7).min(left).min(MOST_WEEKS) {
            let kind = WeekKind::of(&time, first + 7 * week as i64, &mut day_kinds);
            let known = kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
                kinds.push(kind);
                kinds.len() - 1
            });
            weeks.push(Week { before: work, kind: known as u32 });
            work += u32::from(kind.before[7]);
        }
        let again = weeks.last().filter(|_| time.is_regular_from(first + 7 * weeks.len() as i64 - 7));
        let again = again.map(|last| i64::from(work - last.before));
        weeks.push(Week { before: work, kind: 0 });
        let (mut done, mut minute) = (Vec::new(), Vec::new());
        for shifts in day_kinds {
            let is_work = |at: &u16| shifts.iter().any(|shift| (shift.from..shift.to).contains(at));
            let mut minutes: Vec<u16> = (0..DAY as u16).filter(is_work).collect();
            done.extend((0..DAY as u16).map(|at| minutes.partition_point(|minute| *minute < at) as u16));
            minutes.resize(DAY as usize, 0);
            minute.extend(minutes);
        }
        let guess = guesses(&weeks);
        Axis { from: (first * DAY, before), weeks, kinds, done, minute, guess, again, time }
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
    #[inline(always)]
    pub fn position(&self, at: Instant) -> i64 {
        let minutes = at - self.from.0;
        if (0..self.minutes()).contains(&minutes) { self.laid_position(minutes) } else { self.far_position(at) }
    }

    /// The latest instant of a position: where its next minute of work begins.
    #[inline(always)]
    pub fn starts_at(&self, position: i64) -> Instant {
        let work = position - self.from.1;
        if (0..self.work()).contains(&work) { self.laid_start(work) } else { self.far_start(position) }
    }

    /// The earliest instant of a position: where the minute of work before it ends.
    #[inline(always)]
    pub fn ends_at(&self, position: i64) -> Instant {
        let work = position - 1 - self.from.1;
        if (0..self.work()).contains(&work) { self.laid_start(work) + 1 } else { self.far_end(position) }
    }

    /// All minutes laid out.
    #[inline(always)]
    fn minutes(&self) -> i64 {
        (self.weeks.len() as i64 - 1) * WEEK
    }

    /// All work laid out.
    #[inline(always)]
    fn work(&self) -> i64 {
        self.weeks.last().map_or(0, |end| i64::from(end.before))
    }

    #[inline(always)]
    fn laid_position(&self, minutes: i64) -> i64 {
        let (week, minute) = (minutes as u32 / WEEK as u32, minutes as u32 % WEEK as u32);
        let (day, minute) = ((minute / DAY as u32) as usize, minute % DAY as u32);
        let week = self.weeks[week as usize];
        let kind = &self.kinds[week.kind as usize];
        let today = self.done[(kind.days[day] + minute) as usize];
        self.from.1 + i64::from(week.before + u32::from(kind.before[day]) + u32::from(today))
    }

    #[inline(always)]
    fn laid_start(&self, work: i64) -> Instant {
        let mut at = self.guess[(work / BUCKET) as usize] as usize;
        let work = work as u32;
        // Most often it is the week guessed or the next: no branch, for nobody can foretell which.
        at += usize::from(self.weeks[at + 1].before <= work);
        while self.weeks[at + 1].before <= work {
            at += 1;
        }
        let week = self.weeks[at];
        let kind = &self.kinds[week.kind as usize];
        let left = (work - week.before) as u16;
        let day = kind.before[1..7].iter().map(|before| usize::from(*before <= left)).sum::<usize>();
        let minute = self.minute[kind.days[day] as usize + usize::from(left - kind.before[day])];
        self.from.0 + at as i64 * WEEK + day as i64 * DAY + i64::from(minute)
    }

    #[inline(never)]
    fn far_position(&self, at: Instant) -> i64 {
        let after = at - self.from.0 - self.minutes();
        match self.again {
            Some(week) if after >= 0 && at < ENDS.1 - DAY => {
                let weeks = after / WEEK + 1;
                self.laid_position(after + self.minutes() - weeks * WEEK) + weeks * week
            }
            _ => self.time.position(date_time(at)),
        }
    }

    #[inline(never)]
    fn far_start(&self, position: i64) -> Instant {
        let again = self.repeated(position);
        again.or_else(|| self.time.starts_at(position).map(instant)).unwrap_or(if position < 0 {
            ENDS.0
        } else {
            ENDS.1
        })
    }

    #[inline(never)]
    fn far_end(&self, position: i64) -> Instant {
        let again = self.repeated(position - 1).map(|at| at + 1);
        again.or_else(|| self.time.ends_at(position).map(instant)).unwrap_or(if position < 1 { ENDS.0 } else { ENDS.1 })
    }

    /// Where a minute of work after the weeks laid out begins, if the last of them comes again and again.
    fn repeated(&self, position: i64) -> Option<Instant> {
        let after = position - self.from.1 - self.work();
        let week = self.again.filter(|week| *week > 0 && after >= 0 && position < END)?;
        let weeks = after / week + 1;
        let at = self.laid_start(after + self.work() - weeks * week) + weeks * WEEK;
        (at < ENDS.1 - DAY).then_some(at)
    }
}

impl WeekKind {
    /// The seven days from a day on; finds their shifts among those of other days, or adds them.
    fn of<'t>(time: &'t WorkTime, first: i64, known: &mut Vec<&'t [Shift]>) -> WeekKind {
        let mut kind = WeekKind { before: [0; 8], days: [0; 7] };
        for day in 0..7 {
            let shifts = time.shifts_of(first + day as i64);
            let at = known.iter().position(|known| *known == shifts).unwrap_or_else(|| {
                known.push(shifts);
                known.len() - 1
            });
            let work = shifts.iter().map(|shift| shift.to - shift.from).sum::<u16>();
            kind.before[day + 1] = kind.before[day] + work;
            kind.days[day] = at as u32 * DAY as u32;
        }
        kind
    }
}

/// For each bucket of positions, which of these weeks holds its first.
fn guesses(weeks: &[Week]) -> Vec<u32> {
    let mut week = 0;
    let guess = |from: i64| {
        while weeks.get(week + 1).is_some_and(|next| i64::from(next.before) <= from) {
            week += 1;
        }
        week as u32
    };
    let end = weeks.last().map_or(0, |end| i64::from(end.before));
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

//! How a task comes again: on fixed dates, or so long after it is done; in words, in the file, both ways; and the dates
//! of a series. Which task comes next, and when, is told by [`super::occurrence`].

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::nearest::{Misread, nearest, quoted};
use super::value::{Carried, FieldType, Misfit, Shape, Value, field_as_text, unreadable, year_is_sane};

/// No period is longer: a hundred years.
const MOST_DAYS: u32 = 36_525;
const MOST_MONTHS: u32 = 1_200;
const HOW: &str = "write day, week, month, quarter or year, or a number and d, w, mo or y, as in 2w";
const HOW_FIXED: &str =
    "write day, week, month, quarter, year or weekdays, as in every:week, every:2w or every:mon,thu";
const MONDAY_TO_FRIDAY: u8 = 0b001_1111;

/// What the dates of a series are counted from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Basis {
    /// Fixed dates, whenever the last one is done.
    Fixed,
    /// The day on which the last one is done.
    Done,
}

/// How far one date of a series is from the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Period {
    /// So many days; a week is seven.
    Days(u32),
    /// So many months; a year is twelve. A month without such a day has its last one instead.
    Months(u32),
    /// From one of these weekdays to the next.
    On(Weekdays),
}

/// Some weekdays, one at least.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Weekdays(u8);

/// How a task comes again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recurrence {
    /// What its dates are counted from.
    pub basis: Basis,
    /// How far they are apart.
    pub period: Period,
}

impl Default for Recurrence {
    fn default() -> Self {
        Recurrence { basis: Basis::Fixed, period: Period::Days(1) }
    }
}

impl Weekdays {
    fn of(day: Weekday) -> Self {
        Weekdays(1 << day.num_days_from_monday())
    }

    fn has(self, from_monday: i64) -> bool {
        self.0 >> from_monday & 1 == 1
    }

    fn count(self) -> i64 {
        i64::from(self.0.count_ones())
    }

    /// The days counted from Monday (0), in order.
    fn days(self) -> impl Iterator<Item = i64> {
        (0..7).filter(move |day| self.has(*day))
    }

    fn names(self, between: &str) -> String {
        let name =
            |day: i64| Weekday::try_from(u8::try_from(day).unwrap_or(0)).map_or(String::new(), |it| it.to_string());
        self.days().map(name).collect::<Vec<_>>().join(between)
    }
}

impl Period {
    /// The date that is so many periods after the first one; before it where the number is negative. None: not in the
    /// years 1 to 9999.
    pub fn date(self, first: NaiveDate, number: i64) -> Option<NaiveDate> {
        self.any_date(first, number).filter(|date| year_is_sane(*date))
    }

    fn any_date(self, first: NaiveDate, number: i64) -> Option<NaiveDate> {
        match self {
            Period::Days(days) => moved(first, number.checked_mul(days.into())?),
            Period::Months(months) => {
                let count = number.checked_mul(months.into())?;
                let by = Months::new(u32::try_from(count.unsigned_abs()).ok()?);
                if count < 0 { first.checked_sub_months(by) } else { first.checked_add_months(by) }
            }
            Period::On(days) => {
                let week = number.div_euclid(days.count());
                let day = days.days().nth(usize::try_from(number.rem_euclid(days.count())).ok()?)?;
                moved(monday_of(first)?, week.checked_mul(7)?.checked_add(day)?)
            }
        }
    }

    /// The number of the last date of the series that is not after this day.
    pub fn number(self, first: NaiveDate, day: NaiveDate) -> Option<i64> {
        match self {
            Period::Days(days) => Some((day - first).num_days().div_euclid(i64::from(days.max(1)))),
            Period::Months(months) => {
                let month = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
                let number = (month(day) - month(first)).div_euclid(i64::from(months.max(1)));
                Some(if self.any_date(first, number)? > day { number - 1 } else { number })
            }
            Period::On(days) => {
                let since = (day - monday_of(first)?).num_days();
                let until = since.rem_euclid(7);
                let so_far = days.days().filter(|it| *it <= until).count();
                Some(since.div_euclid(7) * days.count() + i64::try_from(so_far).ok()? - 1)
            }
        }
    }

    fn parse(words: &str) -> Option<Self> {
        let lower = words.trim().to_lowercase();
        if ["weekday", "weekdays"].contains(&lower.as_str()) {
            return Some(Period::On(Weekdays(MONDAY_TO_FRIDAY)));
        }
        let days = lower.split([',', ' ']).filter(|word| !word.is_empty()).map(|word| word.parse::<Weekday>().ok());
        if let Some(all) = days.collect::<Option<Vec<_>>>().filter(|all| !all.is_empty()) {
            return Some(Period::On(Weekdays(all.into_iter().fold(0, |days, day| days | Weekdays::of(day).0))));
        }
        let (number, unit) = lower.split_at(lower.find(|it: char| !it.is_ascii_digit())?);
        let number: u32 = if number.is_empty() { 1 } else { number.parse().ok()? };
        let period = match unit.trim_start() {
            "d" | "day" | "days" => Period::Days(number),
            "w" | "week" | "weeks" => Period::Days(number.checked_mul(7)?),
            "mo" | "month" | "months" => Period::Months(number),
            "quarter" | "quarters" => Period::Months(number.checked_mul(3)?),
            "y" | "year" | "years" => Period::Months(number.checked_mul(12)?),
            _ => return None,
        };
        match period {
            Period::Days(1..=MOST_DAYS) | Period::Months(1..=MOST_MONTHS) => Some(period),
            _ => None,
        }
    }

    /// As it is written: `2w`, `1mo`, `mon,thu`.
    fn write(self) -> String {
        match self {
            Period::Days(days) if days % 7 == 0 => format!("{}w", days / 7),
            Period::Days(days) => format!("{days}d"),
            Period::Months(months) if months % 12 == 0 => format!("{}y", months / 12),
            Period::Months(months) => format!("{months}mo"),
            Period::On(days) => days.names(",").to_lowercase(),
        }
    }

    /// So many of a unit, the largest that goes.
    fn counted(self) -> (u32, &'static str) {
        match self {
            Period::Days(days) if days % 7 == 0 => (days / 7, "week"),
            Period::Days(days) => (days, "day"),
            Period::Months(3) => (1, "quarter"),
            Period::Months(months) if months % 12 == 0 => (months / 12, "year"),
            Period::Months(months) => (months, "month"),
            Period::On(_) => (1, "week"),
        }
    }
}

impl Recurrence {
    /// Reads the value of `every:` or `again:`. Errors: no period, or weekdays where only a length makes sense.
    pub fn parse(basis: Basis, words: &str) -> Result<Self, Misread> {
        let how = if basis == Basis::Fixed { HOW_FIXED } else { HOW };
        match Period::parse(words) {
            Some(Period::On(_)) if basis == Basis::Done => {
                let why = format!("{} is no length of time, and again: counts from the day it is done", quoted(words));
                Err(Misread::of(why, "write every: for weekdays, or a length, as in again:3d"))
            }
            Some(period) => Ok(Recurrence { basis, period }),
            None => Err(misread(words, how)),
        }
    }

    /// Reads what a form holds: `every week`, `again 3d`, or a bare period, which is fixed. Errors: as [`Self::parse`].
    pub fn read(typed: &str) -> Result<Self, Misread> {
        let typed = typed.trim();
        let behind = |word: &str| Some(typed.strip_prefix(word)?.strip_prefix([':', ' '])?.trim());
        match (behind("every"), behind("again")) {
            (Some(words), _) => Self::parse(Basis::Fixed, words),
            (None, Some(words)) => Self::parse(Basis::Done, words.trim_end_matches(AFTER_DONE.trim_start()).trim_end()),
            (None, None) => Self::parse(Basis::Fixed, typed),
        }
    }

    /// As it is written in the file and in a line: `every 2w`; the same with a colon is a word of capture.
    pub fn write(&self) -> String {
        format!("{} {}", self.key(), self.period.write())
    }

    /// The word before it in a line of capture.
    pub fn key(&self) -> &'static str {
        if self.basis == Basis::Fixed { "every" } else { "again" }
    }

    /// As a word of capture: `every:2w`.
    pub fn capture(&self) -> String {
        format!("{}:{}", self.key(), self.period.write())
    }

    /// In words: `every 2 weeks`, `every Mon, Thu`, `again 3 days after it is done`. [`Recurrence::read`] reads it.
    pub fn words(&self) -> String {
        if let Period::On(days) = self.period {
            return match days.0 {
                MONDAY_TO_FRIDAY => "every weekday".to_owned(),
                _ => format!("every {}", days.names(", ")),
            };
        }
        let (count, unit) = self.period.counted();
        match (self.basis, count) {
            (Basis::Fixed, 1) => format!("every {unit}"),
            (Basis::Fixed, _) => format!("every {count} {unit}s"),
            (Basis::Done, 1) => format!("again 1 {unit}{AFTER_DONE}"),
            (Basis::Done, _) => format!("again {count} {unit}s{AFTER_DONE}"),
        }
    }

    /// As briefly as it goes: `week`, `2w`, `mon,thu`.
    pub fn short(&self) -> String {
        match (self.period, self.period.counted()) {
            (Period::On(Weekdays(MONDAY_TO_FRIDAY)), _) => "weekday".to_owned(),
            (Period::Days(_) | Period::Months(_), (1, unit)) => unit.to_owned(),
            _ => self.period.write(),
        }
    }

    fn of_file(text: &str) -> Option<Self> {
        let (key, period) = text.split_once(' ')?;
        let basis = match key {
            "every" => Basis::Fixed,
            "again" => Basis::Done,
            _ => return None,
        };
        Self::parse(basis, period).ok()
    }
}

const AFTER_DONE: &str = " after it is done";

fn misread(words: &str, how: &str) -> Misread {
    const ADVERBS: [(&str, &str); 4] = [("daily", "day"), ("weekly", "week"), ("monthly", "month"), ("yearly", "year")];
    const UNITS: [&str; 14] =
        ["day", "week", "weekday", "month", "quarter", "year", "days", "weeks", "months", "years", "d", "w", "mo", "y"];
    let why = format!("{} is no period", quoted(words));
    let lower = words.trim().to_lowercase();
    let (number, unit) = lower.split_at(lower.bytes().take_while(u8::is_ascii_digit).count());
    if unit == "m" {
        return Misread::meant(format!("{} can be minutes or months", quoted(words)), format!("{number}mo"));
    }
    let adverb = ADVERBS.iter().find(|(word, _)| *word == unit).map(|(_, unit)| *unit);
    let near = adverb.or_else(|| nearest(unit, UNITS)).map(|unit| format!("{number}{unit}"));
    match near.filter(|near| Period::parse(near).is_some()) {
        Some(near) => Misread::meant(why, near),
        None => Misread::of(why, how),
    }
}

fn moved(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) }
}

fn monday_of(day: NaiveDate) -> Option<NaiveDate> {
    moved(day, -i64::from(day.weekday().num_days_from_monday()))
}

field_as_text!(Recurrence, Shape::Recurrence, "a recurrence (every 2w, again 3d)", Recurrence::write, |text| {
    Recurrence::of_file(text)
});

/// Where a task stands in its series.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Occurrence {
    /// The date of the series that it stands for, wherever it is moved.
    pub on: NaiveDate,
    /// The date from which those of the series are counted.
    pub first: NaiveDate,
    /// How many dates of the series passed between the task before it and this one.
    pub missed: i64,
}

impl Occurrence {
    /// The first of a series.
    pub fn first(on: NaiveDate) -> Self {
        Occurrence { on, first: on, missed: 0 }
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let mut day = || NaiveDate::of_value(Value::Text(words.next()?.to_owned())).ok();
        let (on, first) = (day()?, day()?);
        let missed = words.next()?.parse().ok().filter(|missed| *missed >= 0)?;
        words.next().is_none().then_some(Occurrence { on, first, missed })
    }
}

impl FieldType for Occurrence {
    const SHAPE: Shape = Shape::Occurrence;
    fn to_value(&self) -> Value {
        Value::Text(format!("{} {} {}", self.on, self.first, self.missed))
    }
    fn of_carried(value: Carried<'_>) -> Result<Self, Misfit> {
        let read = if let Carried::Text(text) = &value { Occurrence::read(text) } else { None };
        read.map_or_else(|| unreadable("a date of a series (its day, the first day, how many were missed)", &value), Ok)
    }
}

#[cfg(test)]
mod tests;

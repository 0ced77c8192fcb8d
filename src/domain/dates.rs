//! One grammar of dates for capture, forms, filters and options, and the short words for a date on the way back.
//!
//! Dates are calendar days without a time zone in the years 1 to 9999. A form with two readings (`12/03`, `3m`,
//! `next-fri`) is refused with both; nothing is guessed. Spaces between the parts of a date may be left out or be `-`.

use chrono::{Datelike, Days as CalendarDays, Month, Months, NaiveDate, TimeDelta, Weekday};

use super::nearest::{Misread, nearest, quoted};
use crate::schedule::worktime::WorkTime;

/// What a date's words are read against.
#[derive(Clone, Copy, Debug)]
pub struct Days<'a> {
    /// The day it is.
    pub today: NaiveDate,
    /// The first day of a week.
    pub week_start: Weekday,
    /// The calendar that counts working days.
    pub worktime: &'a WorkTime,
}

/// All that is written in letters alone; `this-` before a weekday besides.
const WORDS: [&str; 21] = [
    "today",
    "tomorrow",
    "yesterday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "nextweek",
    "nextmonth",
    "eow",
    "eom",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const MONTHS: [&str; 24] = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Units that count from today.
const UNITS: [&str; 10] = ["d", "w", "wd", "mo", "day", "days", "week", "weeks", "month", "months"];
const HOURS: [&str; 10] = ["min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "pm"];
const HOW: &str = "write it as in 2026-03-12, 12mar, fri, 3w or eom";

/// Reads a date.
///
/// | words | day |
/// | --- | --- |
/// | `2026-03-12` | that day |
/// | `today` `tomorrow` `yesterday` | |
/// | `fri` `friday` | the next one, never today |
/// | `this-fri` | the coming one; today, if it is one |
/// | `nextweek` `nextmonth` | the first day of the next week (Monday unless the week starts otherwise), the next 1st |
/// | `eow` | the last working day of this week, or of the next week with one that is not over |
/// | `eom` | the last day of this month |
/// | `3d` `3w` `3mo` `in-3-days` `+5d` `-2d` | counted from today; months stop at the month's end |
/// | `5wd` `+5wd` `-5wd` | working days from today |
/// | `15` `15th` | the next 15th, never today; months without such a day are skipped |
/// | `1mar` `mar1` `1 march` | the coming one; today, if it is |
/// | `1mar2027` `mar 1 2027` | that day |
/// | `Thu 12 Mar` | this year's or the next, whichever is a Thursday |
pub fn parse(words: &str, days: &Days) -> Result<NaiveDate, Misread> {
    let text = words.trim().to_lowercase();
    let reading = Reading { shown: quoted(words.trim()), days };
    if let Some(answer) = reading.figures(&text) {
        return answer;
    }
    let sign = text.chars().next().filter(|c| "+-".contains(*c));
    let parts = split(&text[sign.map_or(0, char::len_utf8)..]).map_err(|odd| reading.odd(odd))?;
    let date = match (sign, &parts[..]) {
        (Some(sign), [number]) if is_number(number) => Err(reading.meant(format!("{sign}{number}d"))),
        (_, [number, unit]) if is_number(number) && reading.counts(unit) => reading.count(sign, number, unit),
        (None, ["in", number, unit]) if is_number(number) => reading.count(sign, number, unit),
        (None, [number]) if is_number(number) => reading.day_of_month(number),
        (None, [number, ending]) if is_number(number) && is_ending(ending) => reading.day_of_month(number),
        (None, parts) if !parts.is_empty() && !parts.iter().any(|part| is_number(part)) => {
            reading.word(&parts.concat())
        }
        (None, parts) => reading.day_and_month(parts),
        _ => Err(reading.wrong()),
    }?;
    if (1..=9999).contains(&date.year()) { Ok(date) } else { Err(reading.beyond()) }
}

/// `Thu 12 Mar`; with its year when that is not today's: `Thu 11 Mar 2027`. [`parse`] reads it back.
pub fn short(date: NaiveDate, today: NaiveDate) -> String {
    format!("{} {}", date.weekday(), shorter(date, today))
}

/// `12 Mar`; with its year when that is not today's.
pub fn shorter(date: NaiveDate, today: NaiveDate) -> String {
    // Said thousands of times on some screens: written without a pattern that has to be read each time.
    let month = u8::try_from(date.month()).ok().and_then(|it| Month::try_from(it).ok());
    let month = month.map_or("", |it| &it.name()[..3]);
    if date.year() == today.year() {
        format!("{} {month}", date.day())
    } else {
        format!("{} {month} {}", date.day(), date.format("%Y"))
    }
}

/// When something is due, seen from today: `due today`, `due tomorrow`, `due Fri` within six days, `due 20 Mar`;
/// `due yesterday`, `due 2d late` (calendar days).
pub fn relative(due: NaiveDate, today: NaiveDate) -> String {
    match due.signed_duration_since(today).num_days() {
        0 => "due today".into(),
        1 => "due tomorrow".into(),
        -1 => "due yesterday".into(),
        2..=6 => format!("due {}", due.format("%a")),
        late @ ..0 => format!("due {}d late", late.unsigned_abs()),
        _ => format!("due {}", shorter(due, today)),
    }
}

/// One attempt to read words.
struct Reading<'a> {
    shown: String,
    days: &'a Days<'a>,
}

impl Reading<'_> {
    /// Words of letters alone, spaces left out.
    fn word(&self, word: &str) -> Result<NaiveDate, Misread> {
        let today = self.days.today;
        let after = |days| today.checked_add_signed(TimeDelta::days(days));
        let date = match word {
            "today" => Some(today),
            "tomorrow" => after(1),
            "yesterday" => after(-1),
            "eow" => return self.end_of_week(),
            "eom" => Some(last_of_month(today)),
            "nextweek" => self.end_of_week_of(today).and_then(|end| end.succ_opt()),
            "nextmonth" => last_of_month(today).succ_opt(),
            _ => {
                if let Ok(weekday) = word.parse::<Weekday>() {
                    after(days_until(today, weekday, 1))
                } else if let Some(Ok(weekday)) = word.strip_prefix("this").map(str::parse::<Weekday>) {
                    after(days_until(today, weekday, 0))
                } else {
                    return Err(self.unknown_word(word));
                }
            }
        };
        date.ok_or_else(|| self.beyond())
    }

    fn unknown_word(&self, word: &str) -> Misread {
        if let Some(Ok(weekday)) = word.strip_prefix("next").map(str::parse::<Weekday>) {
            let next = self.days.today.checked_add_signed(TimeDelta::days(days_until(self.days.today, weekday, 1)));
            let later = next.and_then(|next| next.checked_add_days(CalendarDays::new(7)));
            if let (Some(next), Some(later)) = (next, later) {
                let name = weekday.to_string().to_lowercase();
                let instead = format!("write {name} for {} or {later}", short(next, self.days.today));
                let why = format!("{} can be the coming one or the one after", self.shown);
                return Misread { nearest: Some(name), ..Misread::of(why, instead) };
            }
        }
        if word.parse::<Month>().is_ok() {
            return Misread::meant(format!("{} names no day", self.shown), format!("1{word}"));
        }
        nearest(word, WORDS).map_or_else(|| self.wrong(), |near| self.meant(near))
    }

    /// The last working day of the week that today lies in; when that is over, of the next week that has one.
    fn end_of_week(&self) -> Result<NaiveDate, Misread> {
        let Days { today, worktime, .. } = *self.days;
        let last = |day| self.end_of_week_of(day).and_then(|end| worktime.previous_working_day(end));
        let this = last(today).filter(|day| *day >= today);
        this.or_else(|| last(worktime.next_working_day(today)?)).ok_or_else(|| self.no_work())
    }

    fn end_of_week_of(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.checked_add_signed(TimeDelta::days(days_until(day, self.days.week_start.pred(), 0)))
    }

    /// Is this the unit of a count from today, or was it meant to be one?
    fn counts(&self, unit: &str) -> bool {
        unit == "m" || unit.starts_with('y') || UNITS.contains(&unit) || HOURS.contains(&unit)
    }

    fn count(&self, sign: Option<char>, number: &str, unit: &str) -> Result<NaiveDate, Misread> {
        let sign_shown = sign.map(String::from).unwrap_or_default();
        let count: i32 = number.parse().map_err(|_| self.beyond())?;
        let count = if sign == Some('-') { -count } else { count };
        let today = self.days.today;
        let after = |days| today.checked_add_signed(TimeDelta::days(days));
        let date = match unit {
            "d" | "day" | "days" => after(count.into()),
            "w" | "week" | "weeks" => after(i64::from(count) * 7),
            "mo" | "month" | "months" if count < 0 => today.checked_sub_months(Months::new(count.unsigned_abs())),
            "mo" | "month" | "months" => today.checked_add_months(Months::new(count.unsigned_abs())),
            "wd" => return self.days.worktime.add_working_days(today, count.into()).ok_or_else(|| self.no_work()),
            "m" => {
                let why = format!("{} can be minutes or months", self.shown);
                return Err(Misread::meant(why, format!("{sign_shown}{number}mo")));
            }
            "y" | "year" | "years" if count.unsigned_abs() <= 9999 => {
                return Err(self.meant(format!("{sign_shown}{}mo", count.unsigned_abs() * 12)));
            }
            _ if HOURS.contains(&unit) => return Err(self.time_of_day()),
            _ => return Err(self.unknown_unit(&sign_shown, number, unit)),
        };
        date.ok_or_else(|| self.beyond())
    }

    fn unknown_unit(&self, sign: &str, number: &str, unit: &str) -> Misread {
        let near = nearest(unit, UNITS.into_iter().chain(MONTHS));
        near.map_or_else(|| self.wrong(), |near| self.meant(format!("{sign}{number}{near}")))
    }

    /// The next day of this number, after today.
    fn day_of_month(&self, number: &str) -> Result<NaiveDate, Misread> {
        if let (8, Some((year, rest))) = (number.len(), number.split_at_checked(4)) {
            return Err(self.meant(format!("{year}-{}-{}", &rest[..2], &rest[2..])));
        }
        let day: u32 = number.parse().map_err(|_| self.wrong())?;
        if !(1..=31).contains(&day) {
            let why = format!("{} is no day of a month", self.shown);
            return Err(Misread::of(why, "write a number from 1 to 31, or a date as in 2026-03-12"));
        }
        let first = self.days.today.with_day(1).unwrap_or(self.days.today);
        // Never two months in a row lack a day.
        let months = (0..3).filter_map(|n| first.checked_add_months(Months::new(n)));
        let mut dates = months.filter_map(|month| month.with_day(day));
        dates.find(|date| *date > self.days.today).ok_or_else(|| self.beyond())
    }

    /// Day and named month in either order, with or without year, after a weekday or without.
    fn day_and_month(&self, parts: &[&str]) -> Result<NaiveDate, Misread> {
        let (weekday, parts) = match parts {
            [first, rest @ ..] if first.parse::<Weekday>().is_ok() => (first.parse::<Weekday>().ok(), rest),
            _ => (None, parts),
        };
        let bare: Vec<&str> = parts.iter().copied().filter(|part| !is_ending(part)).collect();
        let (day, month, year) = match bare[..] {
            [day, month] if is_number(day) => (day, month, None),
            [month, year] if is_number(year) && year.len() == 4 => {
                let why = format!("{} names no day", self.shown);
                return Err(Misread::meant(why, format!("1{month}{year}")));
            }
            [month, day] if is_number(day) => (day, month, None),
            [day, month, year] if is_number(day) && is_number(year) => (day, month, Some(year)),
            [month, day, year] if is_number(day) && is_number(year) => (day, month, Some(year)),
            _ => return Err(self.wrong()),
        };
        let Ok(named) = month.parse::<Month>() else { return Err(self.unknown_unit("", day, month)) };
        let number: u32 = day.parse().map_err(|_| self.wrong())?;
        match year.map(|year| (year.len(), year.parse::<i32>())) {
            None => self.coming(number, named, weekday),
            Some((4, Ok(year))) => {
                let date = self.day(year, named.number_from_month(), number)?;
                self.on(date, weekday)
            }
            Some((2, Ok(year))) => Err(self.meant(format!("{day}{month}20{year:02}"))),
            Some(_) => Err(self.wrong()),
        }
    }

    /// The coming day of a year; with a weekday this year's or the next one's, whichever falls on it.
    fn coming(&self, day: u32, month: Month, weekday: Option<Weekday>) -> Result<NaiveDate, Misread> {
        let Days { today, .. } = *self.days;
        let in_year = |n| NaiveDate::from_ymd_opt(today.year() + n, month.number_from_month(), day);
        let date = match weekday {
            Some(_) => (0..2).filter_map(in_year).find(|date| Some(date.weekday()) == weekday),
            None => None,
        };
        // A 29 February comes within eight years.
        match date.or_else(|| (0..=8).filter_map(in_year).find(|date| *date >= today)) {
            Some(date) => self.on(date, weekday),
            None => Err(Misread::of(self.not_a_date(), format!("{} has no day {day}", month.name()))),
        }
    }

    fn on(&self, date: NaiveDate, weekday: Option<Weekday>) -> Result<NaiveDate, Misread> {
        if weekday.is_none_or(|weekday| weekday == date.weekday()) {
            return Ok(date);
        }
        let why = format!("{} falls on another weekday", self.shown);
        Err(Misread::meant(why, date.format("%a %-d %b %Y").to_string()))
    }

    fn not_a_date(&self) -> String {
        format!("{} is not a date", self.shown)
    }

    fn wrong(&self) -> Misread {
        Misread::of(self.not_a_date(), HOW)
    }

    fn meant(&self, nearest: impl Into<String>) -> Misread {
        Misread::meant(self.not_a_date(), nearest)
    }

    fn odd(&self, odd: char) -> Misread {
        if odd == ':' { self.time_of_day() } else { self.wrong() }
    }

    fn time_of_day(&self) -> Misread {
        Misread::of(self.not_a_date(), "a date has no time of day")
    }

    fn beyond(&self) -> Misread {
        Misread::of(format!("{} is out of reach", self.shown), "dates lie in the years 1 to 9999")
    }

    fn no_work(&self) -> Misread {
        Misread::of(format!("{} is out of reach", self.shown), "the calendar has no such working day")
    }
}

/// Parts of figures or of letters, with nothing, spaces or one `-` between them; the first odd character otherwise.
fn split(text: &str) -> Result<Vec<&str>, char> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() || (first == '-' && !parts.is_empty()) {
            let bare = rest.trim_start();
            let bare = if parts.is_empty() { bare } else { bare.strip_prefix('-').unwrap_or(bare).trim_start() };
            if bare.is_empty() || bare.starts_with('-') {
                return Err('-');
            }
            rest = bare;
            continue;
        }
        let alike = |c: &char| if first.is_ascii_digit() { c.is_ascii_digit() } else { c.is_alphabetic() };
        let long: usize = rest.chars().take_while(alike).map(char::len_utf8).sum();
        if long == 0 {
            return Err(first);
        }
        let (part, after) = rest.split_at(long);
        parts.push(part);
        rest = after;
    }
    Ok(parts)
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_ending(part: &str) -> bool {
    ["st", "nd", "rd", "th"].contains(&part)
}

/// Days until a weekday comes, at least `least` (0 or 1).
fn days_until(from: NaiveDate, weekday: Weekday, least: i64) -> i64 {
    let days = i64::from(weekday.days_since(from.weekday()));
    if days < least { days + 7 } else { days }
}

fn last_of_month(date: NaiveDate) -> NaiveDate {
    (28..=31).rev().find_map(|day| date.with_day(day)).unwrap_or(date)
}

mod figures;
#[cfg(test)]
mod tests;

//! Spans of working or elapsed time, lags and estimates: in words (`1.5d`), in the file (`720m`), both ways.
//! Knows no calendar: a day of a span is the project's [`Pace`], as in Microsoft Project.

use super::nearest::{Misread, nearest, quoted};

/// No span is longer than a hundred years of minutes around the clock.
const LONGEST: i64 = 52_596_000;
const MOST_PERCENT: i64 = 10_000;
const MINUTES_AN_ELAPSED_DAY: i64 = 1440;
const DAYS_OF_AN_ELAPSED_MONTH: i64 = 30;

/// So much time. A duration is never negative; a lag may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Minutes of work, or of the clock when `elapsed`.
    pub minutes: i64,
    /// Does it run through nights and weekends?
    pub elapsed: bool,
}

/// What lies between two linked tasks; negative is a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lag {
    /// Working or elapsed time.
    Span(Span),
    /// Percent of the predecessor's duration.
    Percent(i64),
}

/// How many working minutes a project counts as a day and a week, and how many days as a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pace {
    /// Working minutes of a day; less than one counts as one.
    pub minutes_per_day: i64,
    /// Working minutes of a week; less than one counts as one.
    pub minutes_per_week: i64,
    /// Working days of a month; less than one counts as one.
    pub days_per_month: i64,
}

/// One value, or three (optimistic ≤ likely ≤ pessimistic), all working or all elapsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Estimate {
    /// If all goes well.
    pub optimistic: Option<Span>,
    /// What the schedule uses.
    pub likely: Span,
    /// If much goes wrong.
    pub pessimistic: Option<Span>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
}

/// Every way to write a unit; the first of each is the short one.
const UNITS: [(Unit, &[&str]); 5] = [
    (Unit::Minute, &["m", "min", "mins", "minute", "minutes"]),
    (Unit::Hour, &["h", "hr", "hrs", "hour", "hours"]),
    (Unit::Day, &["d", "day", "days"]),
    (Unit::Week, &["w", "wk", "wks", "week", "weeks"]),
    (Unit::Month, &["mo", "mon", "mons", "month", "months"]),
];
const YEARS: [&str; 5] = ["y", "yr", "yrs", "year", "years"];
const HOW: &str = "write a number and m, h, d, w or mo, as in 3d or 1.5h";

impl Span {
    /// No time at all, of work.
    pub const NONE: Span = Span { minutes: 0, elapsed: false };

    /// So many minutes of work.
    pub const fn working(minutes: i64) -> Self {
        Self { minutes, elapsed: false }
    }

    /// So many minutes of the clock.
    pub const fn elapsed(minutes: i64) -> Self {
        Self { minutes, elapsed: true }
    }

    /// Reads a duration: `3d`, `1.5 hours`, `2ed`, `1d4h`. Parts of a minute are rounded.
    pub fn parse(words: &str, pace: &Pace) -> Result<Span, Misread> {
        let text = words.trim().to_lowercase();
        if let Some(rest) = text.strip_prefix(['-', '+']).filter(|rest| read(rest, pace).is_ok()) {
            let why = format!("{} has a sign, and a duration is never negative", quoted(words));
            return Err(Misread::meant(why, rest.trim()));
        }
        read(&text, pace).map_err(|fault| fault.misread(words, "duration"))
    }

    /// The shortest exact words: `3d`, `1.5d`, `4h`, `90m`, `2h30m`, `2d20m`, `2ed`; days are the largest unit. What it gives,
    /// [`Span::parse`] reads back (a negative one as a lag).
    pub fn words(&self, pace: &Pace) -> String {
        let sign = if self.minutes < 0 { "-" } else { "" };
        let e = if self.elapsed { "e" } else { "" };
        let minutes = self.minutes.saturating_abs();
        let day = pace.minutes(Unit::Day, self.elapsed);
        let (days, rest) = (minutes / day, minutes % day);
        let quarters = rest * 4 / day;
        let clock = match (rest / 60, rest % 60) {
            (hours, 0) => format!("{hours}{e}h"),
            (0 | 1, _) => format!("{rest}{e}m"),
            (hours, minutes) => format!("{hours}{e}h{minutes}{e}m"),
        };
        let words = match (days, rest) {
            (_, 0) => format!("{days}{e}d"),
            (0, _) => clock,
            _ if rest * 4 % day == 0 => format!("{days}.{}{e}d", ["0", "25", "5", "75"][quarters as usize]),
            _ => format!("{days}{e}d{clock}"),
        };
        format!("{sign}{words}")
    }

    /// As the file holds it: `480m`, `-480m`, `480em`.
    pub fn to_file(&self) -> String {
        format!("{}{}", self.minutes, if self.elapsed { "em" } else { "m" })
    }

    /// Reads what [`Span::to_file`] wrote.
    pub fn from_file(text: &str) -> Result<Span, Misread> {
        let wrong = || Misread::of(format!("{} is not a stored span", quoted(text)), "it is written as 480m or 480em");
        let number = text.strip_suffix('m').ok_or_else(wrong)?;
        let (number, elapsed) = number.strip_suffix('e').map_or((number, false), |number| (number, true));
        let minutes: i64 = number.parse().map_err(|_| wrong())?;
        if number.starts_with('+') || !(-LONGEST..=LONGEST).contains(&minutes) {
            return Err(wrong());
        }
        Ok(Span { minutes, elapsed })
    }
}

impl Lag {
    /// No lag.
    pub const NONE: Lag = Lag::Span(Span::NONE);

    /// Is there none?
    pub fn is_none(&self) -> bool {
        matches!(self, Lag::Span(Span { minutes: 0, .. }) | Lag::Percent(0))
    }

    /// Reads a lag: a duration or a whole percentage with or without a sign, as in `+2d`, `-1ed`, `50%`.
    pub fn parse(words: &str, pace: &Pace) -> Result<Lag, Misread> {
        let text = words.trim().to_lowercase();
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest.trim_start()),
            None => (1, text.strip_prefix('+').unwrap_or(&text).trim_start()),
        };
        if let Some(number) = rest.strip_suffix('%') {
            let number = number.trim_end();
            let percent =
                number.parse().ok().filter(|n| number.starts_with(|c: char| c.is_ascii_digit()) && *n <= MOST_PERCENT);
            let why = || format!("{} is not a lag", quoted(words));
            return percent.map(|percent: i64| Lag::Percent(sign * percent)).ok_or_else(|| {
                Misread::of(why(), format!("write a whole percentage up to {MOST_PERCENT}%, as in 50%"))
            });
        }
        let span = read(rest, pace).map_err(|fault| fault.misread(words, "lag"))?;
        Ok(Lag::Span(Span { minutes: sign * span.minutes, ..span }))
    }

    /// With its sign, as it is typed after a link: `+2d`, `-1ed`, `+50%`. What it gives, [`Lag::parse`] reads back.
    pub fn words(&self, pace: &Pace) -> String {
        let words = match self {
            Lag::Span(span) => span.words(pace),
            Lag::Percent(percent) => format!("{percent}%"),
        };
        if words.starts_with('-') { words } else { format!("+{words}") }
    }

    /// As the file holds it: `480m`, `-480em`, `50%`.
    pub fn to_file(&self) -> String {
        match self {
            Lag::Span(span) => span.to_file(),
            Lag::Percent(percent) => format!("{percent}%"),
        }
    }

    /// Reads what [`Lag::to_file`] wrote.
    pub fn from_file(text: &str) -> Result<Lag, Misread> {
        let Some(number) = text.strip_suffix('%') else { return Span::from_file(text).map(Lag::Span) };
        let percent = number.parse().ok().filter(|n| (-MOST_PERCENT..=MOST_PERCENT).contains(n));
        percent.filter(|_| !number.starts_with('+')).map(Lag::Percent).ok_or_else(|| {
            Misread::of(format!("{} is not a stored lag", quoted(text)), "it is written as 480m, 480em or 50%")
        })
    }
}

impl Default for Lag {
    fn default() -> Self {
        Self::NONE
    }
}

impl Pace {
    fn minutes(&self, unit: Unit, elapsed: bool) -> i64 {
        let day = if elapsed { MINUTES_AN_ELAPSED_DAY } else { self.minutes_per_day.clamp(1, LONGEST) };
        match unit {
            Unit::Minute => 1,
            Unit::Hour => 60,
            Unit::Day => day,
            Unit::Week if elapsed => 7 * day,
            Unit::Week => self.minutes_per_week.clamp(1, LONGEST),
            Unit::Month if elapsed => DAYS_OF_AN_ELAPSED_MONTH * day,
            Unit::Month => self.days_per_month.clamp(1, LONGEST) * day,
        }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self { minutes_per_day: 480, minutes_per_week: 2400, days_per_month: 20 }
    }
}

impl Estimate {
    /// One value.
    pub fn of(likely: Span) -> Self {
        Self { optimistic: None, likely, pessimistic: None }
    }

    /// Reads one duration or three, `3d` or `2d/3d/6d`: optimistic, likely, pessimistic, in this order of size.
    pub fn parse(words: &str, pace: &Pace) -> Result<Estimate, Misread> {
        let parts: Vec<&str> = words.split('/').collect();
        let [optimistic, likely, pessimistic] = match parts[..] {
            [one] => return Span::parse(one, pace).map(Self::of),
            [optimistic, likely, pessimistic] => [optimistic, likely, pessimistic],
            _ => {
                let why = format!("{} is not an estimate", quoted(words));
                return Err(Misread::of(why, "write one duration or three, as in 3d or 2d/3d/6d"));
            }
        };
        let mut spans = [Span::parse(optimistic, pace)?, Span::parse(likely, pace)?, Span::parse(pessimistic, pace)?];
        if spans.iter().any(|span| span.elapsed != spans[0].elapsed) {
            let why = format!("{} mixes working and elapsed time", quoted(words));
            return Err(Misread::of(why, "write all three values in the same"));
        }
        if !spans.is_sorted_by_key(|span| span.minutes) {
            spans.sort_by_key(|span| span.minutes);
            let why = format!("{} is not in the order optimistic / likely / pessimistic", quoted(words));
            return Err(Misread::meant(why, spans.map(|span| span.words(pace)).join("/")));
        }
        let [optimistic, likely, pessimistic] = spans;
        Ok(Self { optimistic: Some(optimistic), likely, pessimistic: Some(pessimistic) })
    }

    /// `3d` or `2d/3d/6d`; a missing one of the three is written as the likely one.
    pub fn words(&self, pace: &Pace) -> String {
        if self.optimistic.is_none() && self.pessimistic.is_none() {
            return self.likely.words(pace);
        }
        let three = [self.optimistic.unwrap_or(self.likely), self.likely, self.pessimistic.unwrap_or(self.likely)];
        three.map(|span| span.words(pace)).join("/")
    }
}

/// What is wrong with the words of a span.
enum Fault {
    Shape,
    Comma,
    Unit { number: String, word: String },
    Mixed,
    Long,
}

impl Fault {
    fn misread(self, words: &str, what: &str) -> Misread {
        let shown = quoted(words.trim());
        let why = format!("{shown} is not a {what}");
        match self {
            Fault::Shape => Misread::of(why, HOW),
            Fault::Comma => Misread::meant(why, words.trim().replace(',', ".")),
            Fault::Mixed => {
                Misread::of(format!("{shown} mixes working and elapsed time"), "write it all in one of them")
            }
            Fault::Long => Misread::of(format!("{shown} is too long"), "a span has at most a hundred years"),
            Fault::Unit { number, word } if YEARS.contains(&word.as_str()) => {
                let months = number.parse::<i64>().ok().and_then(|years| years.checked_mul(12));
                months.map_or(Misread::of(&*why, HOW), |months| Misread::meant(&*why, format!("{months}mo")))
            }
            Fault::Unit { number, word } => {
                let known = UNITS.iter().flat_map(|(_, names)| names.iter().copied());
                match nearest(&word, known.filter(|name| name.len() > 2)) {
                    Some(unit) => Misread::meant(why, format!("{number} {unit}")),
                    None => Misread::of(why, HOW),
                }
            }
        }
    }
}

/// Reads parts of number and unit, without a sign, in lower case.
fn read(text: &str, pace: &Pace) -> Result<Span, Fault> {
    let mut rest = text.trim();
    let mut span: Option<Span> = None;
    while !rest.is_empty() || span.is_none() {
        let (number, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len()));
        let after = after.trim_start();
        let (word, after) = after.split_at(after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len()));
        if number.is_empty() || word.is_empty() {
            let comma = after.starts_with(',') && after[1..].starts_with(|c: char| c.is_ascii_digit());
            return Err(if comma && span.is_none() { Fault::Comma } else { Fault::Shape });
        }
        let (unit, elapsed) = unit(word).ok_or_else(|| Fault::Unit { number: number.into(), word: word.into() })?;
        let minutes = times(number, pace.minutes(unit, elapsed))?;
        let sofar = span.unwrap_or(Span { minutes: 0, elapsed });
        if sofar.elapsed != elapsed {
            return Err(Fault::Mixed);
        }
        let minutes = Some(sofar.minutes + minutes).filter(|sum| *sum <= LONGEST).ok_or(Fault::Long)?;
        span = Some(Span { minutes, elapsed });
        rest = after.trim_start();
    }
    span.ok_or(Fault::Shape)
}

fn unit(word: &str) -> Option<(Unit, bool)> {
    let find = |word| UNITS.iter().find(|(_, names)| names.contains(&word)).map(|(unit, _)| *unit);
    find(word).map(|unit| (unit, false)).or_else(|| Some((find(word.strip_prefix('e')?)?, true)))
}

/// A decimal number times so many minutes, rounded half up; no floating point, so nothing drifts.
fn times(number: &str, minutes: i64) -> Result<i64, Fault> {
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return Err(Fault::Shape);
    }
    let whole: i128 = whole.parse().map_err(|_| Fault::Long)?;
    let part = &part[..part.len().min(9)];
    let scale = 10_i128.pow(part.len() as u32);
    let part: i128 = part.parse().map_err(|_| Fault::Shape)?;
    let scaled =
        whole.checked_mul(scale).and_then(|n| (n + part).checked_mul(i128::from(minutes))).ok_or(Fault::Long)?;
    let rounded = (scaled + scale / 2) / scale;
    i64::try_from(rounded).ok().filter(|minutes| *minutes <= LONGEST).ok_or(Fault::Long)
}

#[cfg(test)]
mod tests;

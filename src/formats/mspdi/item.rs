//! One element with elements in it: its values by name, its parts, and how values are written.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::domain::calendar::Hours;
use crate::domain::span::Span;

/// A calendar, task, resource, assignment, or a part of one.
#[derive(Default, Debug)]
pub(super) struct Item {
    values: Vec<(&'static str, String)>,
    parts: Vec<(&'static str, Item)>,
    /// When work was or will be done on an assignment: stretches in the order of the file, those that meet as one.
    pub worked: Vec<(NaiveDateTime, NaiveDateTime)>,
}

/// The values that are read; every other element is passed over.
const KNOWN: &str = "\
     UID GUID ID Name Title Manager Comments Subject CreationDate ScheduleFromStart StartDate StatusDate \
     CriticalSlackLimit CurrencyCode CalendarUID MinutesPerDay MinutesPerWeek DaysPerMonth DefaultTaskType \
     MultipleCriticalPaths FieldID FieldName Alias IsBaseCalendar IsBaselineCalendar BaseCalendarUID DayType \
     DayWorking FromTime ToTime FromDate ToDate EnteredByOccurrences Occurrences Type Period DaysOfWeek MonthItem \
     MonthPosition Month MonthDay IsNull Active Manual OutlineNumber OutlineLevel Priority Start Finish Duration \
     DurationFormat ManualStart ManualDuration Work Stop Resume Estimated Milestone IsSubproject SubprojectName \
     ExternalTask FixedCost PercentComplete PhysicalPercentComplete ActualStart ActualFinish ConstraintType \
     ConstraintDate Deadline LevelingDelay LevelingDelayFormat IgnoreResourceCalendar Notes Contact \
     HyperlinkAddress PredecessorUID CrossProject CrossProjectName LinkLag LagFormat Number Value Initials \
     NTAccount MaterialLabel Group EmailAddress MaxUnits StandardRate OvertimeRate CostPerUse Cost IsCostResource \
     IsInactive IsBudget TaskUID ResourceUID Units WorkContour Delay OvertimeWork HasFixedRateUnits ActualCost";

/// The name as it is known here, if its value is read.
pub(super) fn known(name: &str) -> Option<&'static str> {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| KNOWN.split(' ').collect());
    NAMES.get(name).copied()
}

impl Item {
    /// Remembers a value.
    pub fn say(&mut self, name: &'static str, said: String) {
        if !said.trim().is_empty() {
            self.values.push((name, said));
        }
    }

    /// Remembers a part; of work by the day only when it was.
    pub fn take(&mut self, name: &'static str, part: Item) {
        if name != "TimephasedData" {
            return self.parts.push((name, part));
        }
        let counts = matches!(part.int("Type"), Some(1 | 2));
        let any = part.text("Value").and_then(milliseconds).is_some_and(|value| value > 0);
        let ends = (part.text("Start").and_then(date_time), part.text("Finish").and_then(date_time));
        if let (true, true, (Some(from), Some(to))) = (counts, any, ends) {
            match self.worked.last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => self.worked.push((from, to)),
            }
        }
    }

    /// The value as it stands; none where it is missing or empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, said)| said.trim())
    }

    /// A whole number.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.text(name).and_then(int)
    }

    /// Yes or no; no where it is missing.
    pub fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|said| said == "1" || said.eq_ignore_ascii_case("true"))
    }

    /// The parts of this name.
    pub fn parts(&self, name: &str) -> impl Iterator<Item = &Item> {
        self.parts.iter().filter(move |(known, _)| *known == name).map(|(_, part)| part)
    }

    /// The parts of one name within those of another.
    pub fn within(&self, list: &'static str, name: &'static str) -> impl Iterator<Item = &Item> {
        self.parts(list).flat_map(move |list| list.parts(name))
    }
}

/// A number, with or without decimals.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite() && number.abs() < 1e15)
}

/// A whole number; decimals are rounded.
pub(super) fn int(text: &str) -> Option<i64> {
    // Below 10^15 nothing is lost.
    text.parse().ok().or_else(|| number(text).map(|number| number.round() as i64))
}

/// A local date-time as `2026-03-12T08:00:00`, cut to the minute; a zone behind it is not looked at.
pub(super) fn date_time(text: &str) -> Option<NaiveDateTime> {
    let (day, clock) = text.split_once('T').unwrap_or((text, "00:00:00"));
    let day =
        NaiveDate::parse_from_str(day.trim(), "%Y-%m-%d").ok().filter(|day| (1000..=9990).contains(&day.year()))?;
    Some(day.and_time(time(clock)?))
}

/// A time of day as `08:00:00`, cut to the minute.
pub(super) fn time(text: &str) -> Option<NaiveTime> {
    let (hour, rest) = text.trim().split_once(':')?;
    let minute = rest.get(..2)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(hour) && digits(minute)).then_some(())?;
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

/// A duration as `PT176H0M0S`, in milliseconds.
pub(super) fn milliseconds(text: &str) -> Option<i64> {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut rest = rest.strip_prefix('P')?;
    let (mut sum, mut clock, mut any) = (0i64, false, false);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T').filter(|_| !clock) {
            (clock, rest) = (true, after);
            continue;
        }
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (figures, after) = rest.split_at(end);
        let unit = match (after.chars().next()?, clock) {
            ('W', false) => 7 * 86_400_000,
            ('D', false) => 86_400_000,
            ('H', true) => 3_600_000,
            ('M', true) => 60_000,
            ('S', true) => 1000,
            _ => return None,
        };
        let (whole, part) = figures.split_once('.').unwrap_or((figures, ""));
        let part: i64 = format!("{part:0<3}").get(..3)?.parse().ok()?;
        let whole = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()? };
        sum = sum.checked_add(whole.checked_mul(unit)?.checked_add(part * unit / 1000)?)?;
        (rest, any) = (&after[1..], true);
    }
    any.then_some(sign * sum)
}

/// A duration in minutes, rounded, and whether it was whole ones.
pub(super) fn minutes(text: &str) -> Option<(i64, bool)> {
    /// A hundred years around the clock.
    const LONGEST: i64 = 52_596_000;
    let all = milliseconds(text)?;
    let rounded = (all + 30_000).div_euclid(60_000);
    (-LONGEST..=LONGEST).contains(&rounded).then_some((rounded, all % 60_000 == 0))
}

/// Does this code of a unit of durations or lags mean time around the clock?
pub(super) fn is_elapsed(format: Option<i64>) -> bool {
    matches!(format.map(plain), Some(4 | 6 | 8 | 10 | 12 | 20))
}

/// Does it mean percents?
pub(super) fn is_percent(format: Option<i64>) -> bool {
    matches!(format.map(plain), Some(19 | 20))
}

/// The code of a unit without the mark of an estimate.
fn plain(format: i64) -> i64 {
    if (35..=53).contains(&format) { format - 32 } else { format }
}

/// Tenths of a minute as a span; none where it is longer than anything.
pub(super) fn tenths(tenths: i64, format: Option<i64>) -> Option<Span> {
    let minutes = tenths.checked_add(5)?.div_euclid(10);
    let span = Span { minutes, elapsed: is_elapsed(format) };
    Span::from_file(&span.to_file()).ok()
}

/// The working times within an element, in order, joined where they meet; those that end before they begin are the
/// second part of the answer.
pub(super) fn hours(item: &Item) -> (Hours, usize) {
    let mut spans: Vec<(u16, u16)> = Vec::new();
    let mut wrong = 0;
    let mut any = false;
    for told in item.within("WorkingTimes", "WorkingTime") {
        let clock = |name| told.text(name).and_then(time).map(|at| (at.hour() * 60 + at.minute()) as u16);
        let (Some(from), Some(to)) = (clock("FromTime"), clock("ToTime")) else {
            wrong += usize::from(told.text("FromTime").is_some() || told.text("ToTime").is_some());
            continue;
        };
        any = true;
        match if to == 0 { 1440 } else { to } {
            to if from < to => spans.push((from, to)),
            _ => wrong += 1,
        }
    }
    if !any && wrong == 0 {
        return (Hours::standard(), 0);
    }
    spans.sort_unstable();
    let mut joined: Vec<(u16, u16)> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.0 <= last.1 => last.1 = last.1.max(span.1),
            _ => joined.push(span),
        }
    }
    (Hours(joined), wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_hours_beyond_a_day_and_whatever_else_is_none() {
        assert_eq!(minutes("PT176H0M0S"), Some((176 * 60, true)));
        assert_eq!(minutes("-PT8H"), Some((-480, true)));
        assert_eq!(minutes("P1DT1H"), Some((25 * 60, true)));
        assert_eq!(minutes("PT72H20M48S"), Some((72 * 60 + 21, false)));
        assert_eq!(minutes("PT0H0M30.5S"), Some((1, false)));
        for wrong in ["", "P", "PT", "8h", "PT8", "P1Y", "PT8H8", "PT99999999999999999999H", "PT9999999999H", "PTé"] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates_are_local_and_cut_to_the_minute() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 12).unwrap();
        assert_eq!(date_time("2026-03-12T08:00:30"), day.and_hms_opt(8, 0, 0));
        assert_eq!(date_time("2026-03-12T08:00:00.000+01:00"), day.and_hms_opt(8, 0, 0));
        assert_eq!(date_time("2026-03-12"), day.and_hms_opt(0, 0, 0));
        for wrong in ["", "NA", "2026-13-12T08:00:00", "0000-01-01T00:00:00", "2026-03-12T25:00:00", "2026-03-12Té"] {
            assert_eq!(date_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn codes_of_units_say_elapsed_and_percent() {
        let elapsed: Vec<i64> = (0..60).filter(|code| is_elapsed(Some(*code))).collect();
        assert_eq!(elapsed, [4, 6, 8, 10, 12, 20, 36, 38, 40, 42, 44, 52]);
        assert_eq!((0..60).filter(|code| is_percent(Some(*code))).collect::<Vec<_>>(), [19, 20, 51, 52]);
        assert_eq!(tenths(4800, Some(7)), Some(Span::working(480)));
        assert_eq!(tenths(-14400, Some(8)), Some(Span::elapsed(-1440)));
        assert_eq!(tenths(i64::MAX, Some(8)), None);
    }
}

//! Repetition rules (`RRULE`) on days, as far as holidays and shifts need them: yearly, monthly, weekly, daily, with
//! interval, count, end, months, days of the month and weekdays. What else a rule can say is told, not guessed.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Days that all rules of a file look at together, at most.
pub(super) const BUDGET: usize = 4_000_000;
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
    ("SU", Weekday::Sun),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Every {
    Year,
    Month,
    Week,
    Day,
}

/// A rule.
#[derive(Debug)]
pub(super) struct Rule {
    every: Every,
    interval: u32,
    count: Option<usize>,
    until: Option<NaiveDate>,
    months: Vec<u32>,
    month_days: Vec<i32>,
    /// Weekdays, each with which of them in the month or year is meant: 0 all, -1 the last.
    weekdays: Vec<(i32, Weekday)>,
}

impl Rule {
    /// Reads `FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO`. Errors: why it cannot be followed, in words.
    pub fn parse(value: &str, day: impl Fn(&str) -> Option<NaiveDate>) -> Result<Rule, String> {
        let mut every = None;
        let mut rule = Rule {
            every: Every::Year,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
        };
        for part in value.trim().split(';').filter(|part| !part.is_empty()) {
            let upper = part.to_ascii_uppercase();
            let (name, said) = upper.split_once('=').unwrap_or((&upper, ""));
            let shown = || crate::text::cut(&crate::text::visible(part), 40).into_owned();
            let odd = || format!("{} cannot be read", shown());
            let numbers = |least: i32, most: i32| -> Result<Vec<i32>, String> {
                let read = |word: &str| word.parse().ok().filter(|it| (least..=most).contains(it) && *it != 0);
                said.split(',').map(|word| read(word).ok_or_else(odd)).collect()
            };
            match name {
                "FREQ" => {
                    every = Some(match said {
                        "YEARLY" => Every::Year,
                        "MONTHLY" => Every::Month,
                        "WEEKLY" => Every::Week,
                        "DAILY" => Every::Day,
                        _ => return Err(format!("{} is not followed", shown())),
                    })
                }
                "INTERVAL" => rule.interval = said.parse().ok().filter(|it| (1..=1000).contains(it)).ok_or_else(odd)?,
                "COUNT" => rule.count = Some(said.parse().map_err(|_| odd())?),
                "UNTIL" => rule.until = Some(day(said).ok_or_else(odd)?),
                "BYMONTH" => rule.months = numbers(1, 12)?.into_iter().map(i32::unsigned_abs).collect(),
                "BYMONTHDAY" => rule.month_days = numbers(-31, 31)?,
                "BYDAY" => {
                    rule.weekdays = said.split(',').map(|it| weekday(it).ok_or_else(odd)).collect::<Result<_, _>>()?
                }
                "WKST" => {}
                _ => return Err(format!("{} is not followed", shown())),
            }
        }
        rule.every = every.ok_or("its FREQ is missing")?;
        Ok(rule)
    }

    /// The days from `start` on that lie in the window. `budget` is what may still be looked at; at 0 it stops.
    pub fn days(&self, start: NaiveDate, window: (NaiveDate, NaiveDate), budget: &mut usize) -> Vec<NaiveDate> {
        let end = self.until.map_or(window.1, |until| until.min(window.1));
        let (mut found, mut counted) = (Vec::new(), 0);
        for period in self.skipped(start, window.0).. {
            let Some(scope) = self.scope(start, period) else { break };
            let first = scope.first().copied();
            *budget = budget.saturating_sub(scope.len());
            if *budget == 0 || first.is_none_or(|first| first > end) {
                break;
            }
            for day in self.chosen(start, scope).into_iter().filter(|day| *day >= start && *day <= end) {
                if self.count.is_some_and(|count| counted >= count) {
                    return found;
                }
                counted += 1;
                if day >= window.0 {
                    found.push(day);
                }
            }
        }
        found
    }

    /// Periods that need not be looked at: they lie before the window, and nothing counts them.
    fn skipped(&self, start: NaiveDate, window: NaiveDate) -> u32 {
        let days = (window - start).num_days();
        let periods = match self.every {
            _ if self.count.is_some() || days < 0 => 0,
            Every::Year => i64::from(window.year() - start.year()),
            Every::Month => i64::from(window.year() - start.year()) * 12 - 12,
            Every::Week => days / 7,
            Every::Day => days,
        };
        u32::try_from(periods / i64::from(self.interval) - 1).unwrap_or(0)
    }

    /// The days of the n-th year, month, week or day of the rule; none: there is no calendar so far.
    fn scope(&self, start: NaiveDate, period: u32) -> Option<Vec<NaiveDate>> {
        let on = period.checked_mul(self.interval)?;
        let (first, long) = match self.every {
            Every::Year => {
                let year = start.year().checked_add_unsigned(on)?;
                let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
                (first, if first.leap_year() { 366 } else { 365 })
            }
            Every::Month => {
                let first = start.with_day(1)?.checked_add_months(chrono::Months::new(on))?;
                (first, first.num_days_in_month().into())
            }
            Every::Week => {
                let monday = start.checked_sub_days(Days::new(start.weekday().num_days_from_monday().into()))?;
                (monday.checked_add_days(Days::new(u64::from(on) * 7))?, 7)
            }
            Every::Day => (start.checked_add_days(Days::new(on.into()))?, 1),
        };
        Some(first.iter_days().take(long).collect())
    }

    /// Those of the days of one year, month, week or day that the rule means.
    fn chosen(&self, start: NaiveDate, scope: Vec<NaiveDate>) -> Vec<NaiveDate> {
        let usual_month = self.every == Every::Year && self.months.is_empty() && self.weekdays.is_empty();
        let month = |day: &NaiveDate| match self.months.as_slice() {
            [] => !usual_month || !self.month_days.is_empty() || day.month() == start.month(),
            months => months.contains(&day.month()),
        };
        let by_month = |day: &NaiveDate| {
            let back = i32::try_from(day.day()).unwrap_or(0) - i32::from(day.num_days_in_month()) - 1;
            self.month_days.iter().any(|wanted| *wanted == back || u32::try_from(*wanted) == Ok(day.day()))
        };
        let days: Vec<NaiveDate> = scope.into_iter().filter(month).collect();
        let plain = self.weekdays.is_empty() && self.month_days.is_empty();
        let usual = |day: &NaiveDate| match self.every {
            Every::Year | Every::Month => day.day() == start.day(),
            Every::Week => day.weekday() == start.weekday(),
            Every::Day => true,
        };
        let meant = |day: &NaiveDate| match plain {
            true => usual(day),
            false => {
                (self.month_days.is_empty() || by_month(day))
                    && (self.weekdays.is_empty() || self.is_weekday(day, &days))
            }
        };
        days.iter().copied().filter(meant).collect()
    }

    /// Is it one of the weekdays, counted among these days (of one month, where months are named)?
    fn is_weekday(&self, day: &NaiveDate, days: &[NaiveDate]) -> bool {
        let by_month = !self.months.is_empty();
        let same = |other: &&NaiveDate| other.weekday() == day.weekday() && (!by_month || other.month() == day.month());
        let before = || days.iter().filter(same).filter(|other| *other <= day).count() as i32;
        let after = || days.iter().filter(same).filter(|other| *other >= day).count() as i32;
        self.weekdays.iter().any(|(which, weekday)| {
            day.weekday() == *weekday
                && match which {
                    0 => true,
                    1.. => before() == *which,
                    _ => after() == -*which,
                }
        })
    }
}

/// `MO`, `1MO`, `-1FR`.
fn weekday(word: &str) -> Option<(i32, Weekday)> {
    let at = word.len().checked_sub(2)?;
    let (which, name) = (word.get(..at)?, word.get(at..)?);
    let (_, weekday) = WEEKDAYS.iter().find(|(known, _)| *known == name)?;
    let which: i32 =
        if which.is_empty() { 0 } else { which.parse().ok().filter(|it| (-53..=53).contains(it) && *it != 0)? };
    Some((which, *weekday))
}

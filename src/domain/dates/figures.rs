//! Dates in figures alone: ISO is read; every other order of day, month and year is refused with ISO.

use chrono::{Datelike, Month, NaiveDate};

use super::{Reading, is_number, last_of_month};
use crate::domain::nearest::Misread;

impl Reading<'_> {
    /// Figures alone, with `-`, `/` or `.` between them: ISO is read, all else refused with ISO. `None`: something else.
    pub(super) fn figures(&self, text: &str) -> Option<Result<NaiveDate, Misread>> {
        let between = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| "-/.".contains(*c))?;
        let text = text.strip_suffix('.').filter(|_| between == '.').unwrap_or(text);
        let parts: Vec<&str> = text.split(between).collect();
        if !parts.iter().all(|part| is_number(part)) {
            return None;
        }
        let numbers: Vec<u32> = parts.iter().map(|part| part.parse().unwrap_or(u32::MAX)).collect();
        Some(match numbers[..] {
            [year, month, day] if parts[0].len() == 4 => match between {
                '-' => self.day(year.try_into().unwrap_or(0), month, day),
                _ => Err(self.meant(format!("{}-{month:02}-{day:02}", parts[0]))),
            },
            [a, b, year] if parts[2].len() == 4 => Err(self.two_ways(a, b, year.try_into().ok())),
            [a, b] if a <= 31 && b <= 31 => Err(self.two_ways(a, b, None)),
            _ => Err(self.wrong()),
        })
    }

    fn two_ways(&self, a: u32, b: u32, year: Option<i32>) -> Misread {
        let date = |day, month| match year {
            Some(year) => NaiveDate::from_ymd_opt(year, month, day),
            None => self.coming(day, Month::try_from(u8::try_from(month).ok()?).ok()?, None).ok(),
        };
        let why = || format!("{} can be day or month first", self.shown);
        match (date(a, b), date(b, a)) {
            (Some(one), Some(other)) if one != other => Misread::of(why(), format!("write {one} or {other}")),
            (Some(only), _) | (None, Some(only)) => Misread::meant(self.not_a_date(), only.to_string()),
            (None, None) => self.wrong(),
        }
    }

    pub(super) fn day(&self, year: i32, month: u32, day: u32) -> Result<NaiveDate, Misread> {
        if !(1..=9999).contains(&year) {
            return Err(self.beyond());
        }
        NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
            let reason = match NaiveDate::from_ymd_opt(year, month, 1) {
                Some(first) => format!("{} has {} days", first.format("%B %Y"), last_of_month(first).day()),
                None => "a year has 12 months".into(),
            };
            Misread::of(self.not_a_date(), reason)
        })
    }
}

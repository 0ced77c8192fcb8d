//! The days of a recurring exception, as Microsoft Project counts them: weeks begin on Sunday, a month that is too short
//! has its last day, and what lies before the first day does not count.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::item::{Item, date_time};

/// No exception holds more days.
const MOST: usize = 5_000;

/// The stretches of days that an exception holds, both ends included; none where it cannot be understood.
pub(super) fn stretches(item: &Item) -> Option<Vec<(NaiveDate, NaiveDate)>> {
    let period = item.parts("TimePeriod").next().unwrap_or(item);
    let day = |name| period.text(name).and_then(date_time).map(|at| at.date());
    let first = day("FromDate")?;
    let count = item.int("Occurrences").and_then(|count| usize::try_from(count).ok()).filter(|count| *count > 0);
    let last = day("ToDate");
    let every = u32::try_from(item.int("Period").unwrap_or(1).clamp(1, 10_000)).ok()?;
    let kind = item.int("Type").unwrap_or(1);
    if !(2..=8).contains(&kind) && every == 1 || last.is_some_and(|last| last < first) {
        return Some(vec![(first, last.unwrap_or(first))]);
    }
    let most = match (last, count.filter(|_| item.flag("EnteredByOccurrences"))) {
        (_, Some(count)) => count.min(MOST),
        (Some(_), None) => MOST,
        (None, None) => count.unwrap_or(1).min(MOST),
    };
    let pattern = Pattern { item, first, every };
    let last = last.unwrap_or_else(|| first.checked_add_months(Months::new(12 * 200)).unwrap_or(NaiveDate::MAX));
    let days: Box<dyn Iterator<Item = NaiveDate>> = match kind {
        2 | 3 => Box::new(pattern.monthly(12, item.int("Month").unwrap_or(0), kind == 3)),
        4 | 5 => Box::new(pattern.monthly(every, i64::from(first.month0()), kind == 5)),
        6 => Box::new(pattern.weekly()),
        8 => Box::new(pattern.weekdays()),
        _ => Box::new(pattern.daily()),
    };
    let days = days.skip_while(|day| *day < first).take_while(|day| *day <= last).take(most);
    Some(days.map(|day| (day, day)).collect())
}

struct Pattern<'a> {
    item: &'a Item,
    first: NaiveDate,
    every: u32,
}

impl<'a> Pattern<'a> {
    fn daily(&self) -> impl Iterator<Item = NaiveDate> + use<'a> {
        self.first.iter_days().step_by(self.every as usize)
    }

    fn weekdays(&self) -> impl Iterator<Item = NaiveDate> + use<'a> {
        self.first.iter_days().filter(|day| is_weekday(*day)).step_by(self.every as usize)
    }

    /// The chosen weekdays (one bit each, Sunday first) of each n-th week.
    fn weekly(&self) -> impl Iterator<Item = NaiveDate> + use<'a> {
        let chosen = self.item.int("DaysOfWeek").unwrap_or(0);
        let sunday = self.first - Days::new(u64::from(self.first.weekday().num_days_from_sunday()));
        let every = i64::from(self.every);
        // Nothing chosen would be looked for to the end of time.
        let days = if chosen & 127 == 0 { 0 } else { usize::MAX };
        sunday.iter_days().take(days).enumerate().filter_map(move |(at, day)| {
            let week = i64::try_from(at).ok()? / 7;
            (week % every == 0 && chosen >> day.weekday().num_days_from_sunday() & 1 == 1).then_some(day)
        })
    }

    /// A day of each n-th month, by its number or by its place in the month.
    fn monthly(&self, every: u32, month: i64, by_place: bool) -> impl Iterator<Item = NaiveDate> + use<'a> {
        let month = u32::try_from(month.clamp(0, 11)).unwrap_or(0) + 1;
        let from = NaiveDate::from_ymd_opt(self.first.year(), month, 1);
        let number = u32::try_from(self.item.int("MonthDay").unwrap_or(1).clamp(1, 31)).unwrap_or(1);
        let (what, which) = (self.item.int("MonthItem").unwrap_or(0), self.item.int("MonthPosition").unwrap_or(0));
        (0..12 * 400).map_while(move |step: u32| {
            let month = from?.checked_add_months(Months::new(step.checked_mul(every)?))?;
            if by_place { placed(month, what, which) } else { Some(numbered(month, number)) }
        })
    }
}

fn is_weekday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The day with this number in the month that begins here; the last one where there are not so many.
fn numbered(month: NaiveDate, number: u32) -> NaiveDate {
    (1..=number).rev().find_map(|number| month.with_day(number)).unwrap_or(month)
}

/// The first to fourth or the last day of a kind: any day, a weekday, a day of the weekend, Sunday to Saturday.
fn placed(month: NaiveDate, what: i64, which: i64) -> Option<NaiveDate> {
    let fits = |day: &NaiveDate| match what {
        1 => is_weekday(*day),
        2 => !is_weekday(*day),
        3..=9 => i64::from(day.weekday().num_days_from_sunday()) == what - 3,
        _ => true,
    };
    let mut days = month.iter_days().take_while(|day| day.month() == month.month()).filter(fits);
    match usize::try_from(which) {
        Ok(which @ 0..=3) => days.nth(which),
        _ => days.last(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(values: &[(&'static str, &str)]) -> Vec<String> {
        let mut item = Item::default();
        for (name, said) in values {
            item.say(super::super::item::known(name).unwrap(), (*said).to_owned());
        }
        let stretches = stretches(&item).unwrap();
        stretches.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}..{b}") }).collect()
    }

    #[test]
    fn a_plain_exception_is_one_stretch() {
        let told = [("FromDate", "2026-12-24T00:00:00"), ("ToDate", "2026-12-31T23:59:00"), ("Type", "1")];
        assert_eq!(days(&told), ["2026-12-24..2026-12-31"]);
    }

    #[test]
    fn every_third_day_and_every_second_weekday() {
        let told = [("FromDate", "2026-03-02"), ("ToDate", "2026-03-09"), ("Type", "7"), ("Period", "3")];
        assert_eq!(days(&told), ["2026-03-02", "2026-03-05", "2026-03-08"]);
        let told = [("FromDate", "2026-03-06"), ("ToDate", "2026-03-12"), ("Type", "8"), ("Period", "2")];
        assert_eq!(days(&told), ["2026-03-06", "2026-03-10", "2026-03-12"]);
    }

    #[test]
    fn weeks_are_counted_from_the_sunday_before_the_first_day() {
        // Monday 2 March 2026; the Sunday of its week lies before it.
        let told =
            [("FromDate", "2026-03-02"), ("ToDate", "2026-04-12"), ("Type", "6"), ("Period", "3"), ("DaysOfWeek", "1")];
        assert_eq!(days(&told), ["2026-03-22", "2026-04-12"]);
        let told = [("FromDate", "2026-03-02"), ("ToDate", "2030-01-01"), ("Type", "6"), ("DaysOfWeek", "0")];
        assert_eq!(days(&told), Vec::<String>::new());
    }

    #[test]
    fn months_have_numbers_and_places() {
        let told = [("FromDate", "2026-01-31"), ("ToDate", "2026-04-30"), ("Type", "4"), ("MonthDay", "31")];
        assert_eq!(days(&told), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
        let told = [
            ("FromDate", "2026-01-15"),
            ("Occurrences", "2"),
            ("EnteredByOccurrences", "1"),
            ("Type", "5"),
            ("MonthItem", "4"),
            ("MonthPosition", "0"),
        ];
        assert_eq!(days(&told), ["2026-02-02", "2026-03-02"], "the first Monday of January lies before the first day");
        let told = [
            ("FromDate", "2026-01-01"),
            ("ToDate", "2026-02-28"),
            ("Type", "5"),
            ("MonthItem", "2"),
            ("MonthPosition", "4"),
        ];
        assert_eq!(days(&told), ["2026-01-31", "2026-02-28"], "the last day of the weekend");
    }

    #[test]
    fn years_have_a_month() {
        let told =
            [("FromDate", "2026-06-01"), ("ToDate", "2029-01-01"), ("Type", "2"), ("Month", "1"), ("MonthDay", "29")];
        assert_eq!(days(&told), ["2027-02-28", "2028-02-29"]);
        let told = [
            ("FromDate", "2026-01-01"),
            ("ToDate", "2027-12-31"),
            ("Type", "3"),
            ("Month", "10"),
            ("MonthItem", "7"),
            ("MonthPosition", "3"),
        ];
        assert_eq!(days(&told), ["2026-11-26", "2027-11-25"]);
    }

    #[test]
    fn no_exception_grows_beyond_bounds() {
        let told = [("FromDate", "2026-01-01"), ("ToDate", "9000-12-31"), ("Type", "7"), ("Period", "2")];
        assert_eq!(days(&told).len(), MOST);
    }
}

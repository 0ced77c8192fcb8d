//! Periods in words and in the file, and their dates against a slow walk from day to day.

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn every(words: &str) -> Recurrence {
    Recurrence::parse(Basis::Fixed, words).unwrap()
}

/// The first dates of a series from its first one on.
fn dates(words: &str, first: &str, count: i64) -> Vec<String> {
    let period = every(words).period;
    (0..count).map(|number| period.date(day(first), number).unwrap().to_string()).collect()
}

#[test]
fn month_ends_are_dates_and_stay_dates() {
    assert_eq!(dates("month", "2026-01-31", 5), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]);
    assert_eq!(dates("quarter", "2025-11-30", 3), ["2025-11-30", "2026-02-28", "2026-05-30"]);
    assert_eq!(dates("year", "2024-02-29", 5), ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]);
}

#[test]
fn weekdays_follow_each_other() {
    // A Tuesday is none of them: the first that counts is the Monday before it.
    assert_eq!(dates("mon,thu", "2026-03-10", 4), ["2026-03-09", "2026-03-12", "2026-03-16", "2026-03-19"]);
    assert_eq!(dates("weekday", "2026-03-12", 7)[3..], ["2026-03-12", "2026-03-13", "2026-03-16", "2026-03-17"]);
    assert_eq!(dates("2w", "2026-03-12", 3), ["2026-03-12", "2026-03-26", "2026-04-09"]);
}

#[test]
fn periods_are_read_and_said() {
    for (typed, said, written) in [
        ("day", "every day", "every 1d"),
        ("3d", "every 3 days", "every 3d"),
        ("week", "every week", "every 1w"),
        ("14 days", "every 2 weeks", "every 2w"),
        ("1mo", "every month", "every 1mo"),
        ("quarter", "every quarter", "every 3mo"),
        ("12mo", "every year", "every 1y"),
        ("Mon", "every Mon", "every mon"),
        ("thursday,mon", "every Mon, Thu", "every mon,thu"),
        ("weekday", "every weekday", "every mon,tue,wed,thu,fri"),
    ] {
        let read = every(typed);
        assert_eq!((read.words().as_str(), read.write().as_str()), (said, written), "{typed}");
    }
    let again = Recurrence::parse(Basis::Done, "3d").unwrap();
    assert_eq!((again.words().as_str(), again.capture().as_str()), ("again 3 days after it is done", "again:3d"));
    for (typed, short) in [("week", "week"), ("3mo", "quarter"), ("2w", "2w"), ("weekday", "weekday"), ("mon", "mon")] {
        assert_eq!(every(typed).short(), short);
    }
    for typed in ["every 2w", "every:2w", "2w", "2 weeks"] {
        assert_eq!(Recurrence::read(typed).unwrap(), every("2w"), "{typed}");
    }
}

#[test]
fn what_is_no_period_is_refused_with_the_nearest() {
    for (typed, said) in [
        ("3m", "`3m` can be minutes or months: did you mean `3mo`?"),
        ("weekly", "`weekly` is no period: did you mean `week`?"),
        ("wek", "`wek` is no period: did you mean `week`?"),
        ("2weks", "`2weks` is no period: did you mean `2weeks`?"),
        (
            "0d",
            "`0d` is no period: write day, week, month, quarter, year or weekdays, as in every:week, every:2w or every:mon,thu",
        ),
        (
            "9999y",
            "`9999y` is no period: write day, week, month, quarter, year or weekdays, as in every:week, every:2w or every:mon,thu",
        ),
    ] {
        assert_eq!(Recurrence::parse(Basis::Fixed, typed).unwrap_err().to_string(), said);
    }
    let weekdays = Recurrence::parse(Basis::Done, "mon").unwrap_err().to_string();
    assert!(weekdays.starts_with("`mon` is no length of time"), "{weekdays}");
}

fn periods() -> impl Strategy<Value = Period> {
    prop_oneof![
        (1u32..400).prop_map(Period::Days),
        (1u32..40).prop_map(Period::Months),
        (1u8..128).prop_map(|days| Period::On(Weekdays(days))),
    ]
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (0u64..4000).prop_map(|by| day("2020-01-29") + Days::new(by))
}

/// Is a day one of the series? Asked without reckoning with numbers of dates.
fn belongs(period: Period, first: NaiveDate, day: NaiveDate) -> bool {
    match period {
        Period::Days(days) => (day - first).num_days() % i64::from(days) == 0,
        Period::On(days) => days.has(i64::from(day.weekday().num_days_from_monday())),
        Period::Months(months) => {
            let apart = (day.year() - first.year()) * 12 + day.month() as i32 - first.month() as i32;
            let last_of_month = (day + Days::new(1)).day() == 1;
            let right_day = day.day() == first.day() || last_of_month && day.day() < first.day();
            apart.rem_euclid(months as i32) == 0 && right_day
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(period in periods(), done: bool) {
        let basis = if done && !matches!(period, Period::On(_)) { Basis::Done } else { Basis::Fixed };
        let it = Recurrence { basis, period };
        prop_assert_eq!(Recurrence::of_value(it.to_value()), Ok(it));
        prop_assert_eq!(Recurrence::read(&it.words()), Ok(it));
        prop_assert_eq!(Recurrence::read(&it.capture()), Ok(it));
    }

    #[test]
    fn the_dates_of_a_series_are_those_that_a_walk_from_day_to_day_finds(
        period in periods(), first in days(), from in days(), length in 0u64..1200,
    ) {
        let until = from + Days::new(length);
        let walked: Vec<NaiveDate> =
            from.iter_days().take_while(|day| *day <= until).filter(|day| belongs(period, first, *day)).collect();
        let before = period.number(first, from.pred_opt().unwrap()).unwrap();
        let last = period.number(first, until).unwrap();
        let reckoned: Vec<NaiveDate> = (before + 1..=last).map(|number| period.date(first, number).unwrap()).collect();
        prop_assert_eq!(reckoned, walked);
    }

    #[test]
    fn where_a_task_stands_in_its_series_is_read_back(on in days(), first in days(), missed in 0i64..200) {
        let it = Occurrence { on, first, missed };
        prop_assert_eq!(Occurrence::of_value(it.to_value()), Ok(it));
    }
}

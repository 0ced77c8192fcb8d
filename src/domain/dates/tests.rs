use proptest::prelude::*;

use super::*;
use crate::schedule::worktime::Exception;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Read on a day whose calendar has Fri 13 March 2026 and the week of Mon 23 March off.
fn read(words: &str, today: &str) -> String {
    let hours = WorkTime::standard().shifts_on(day("2026-03-12")).to_vec();
    let week = std::array::from_fn(|i| if i < 5 { hours.clone() } else { Vec::new() });
    let off = |from, to| Exception { from: day(from), to: day(to), shifts: Vec::new() };
    let worktime = WorkTime::of(week, vec![off("2026-03-13", "2026-03-13"), off("2026-03-23", "2026-03-27")]);
    match parse(words, &Days { today: day(today), week_start: Weekday::Mon, worktime: &worktime }) {
        Ok(date) => date.to_string(),
        Err(misread) => misread.to_string(),
    }
}

/// Wed 11 March 2026.
const TODAY: &str = "2026-03-11";

#[test]
fn every_form_is_read() {
    for (words, date) in [
        ("2026-03-12", "2026-03-12"),
        ("2026-3-1", "2026-03-01"),
        (" 2024-02-29 ", "2024-02-29"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("today", TODAY),
        ("Tomorrow", "2026-03-12"),
        ("yesterday", "2026-03-10"),
        ("fri", "2026-03-13"),
        ("Friday", "2026-03-13"),
        ("wed", "2026-03-18"),
        ("mon", "2026-03-16"),
        ("this-wed", TODAY),
        ("this fri", "2026-03-13"),
        ("thistue", "2026-03-17"),
        ("nextweek", "2026-03-16"),
        ("next week", "2026-03-16"),
        ("next-month", "2026-04-01"),
        ("eow", "2026-03-12"),
        ("eom", "2026-03-31"),
        ("in-3-days", "2026-03-14"),
        ("in3days", "2026-03-14"),
        ("in 2 weeks", "2026-03-25"),
        ("in 1 day", "2026-03-12"),
        ("3w", "2026-04-01"),
        ("3 w", "2026-04-01"),
        ("3d", "2026-03-14"),
        ("3mo", "2026-06-11"),
        ("1 month", "2026-04-11"),
        ("+5d", "2026-03-16"),
        ("+ 5 days", "2026-03-16"),
        ("-2d", "2026-03-09"),
        ("-1mo", "2026-02-11"),
        ("0d", TODAY),
        ("+5wd", "2026-03-19"),
        ("1wd", "2026-03-12"),
        ("-3wd", "2026-03-06"),
        ("in-2-wd", "2026-03-16"),
        ("15", "2026-03-15"),
        ("11", "2026-04-11"),
        ("10th", "2026-04-10"),
        ("1st", "2026-04-01"),
        ("31", "2026-03-31"),
        ("1mar", "2027-03-01"),
        ("11mar", TODAY),
        ("12 mar", "2026-03-12"),
        ("mar12", "2026-03-12"),
        ("mar-12", "2026-03-12"),
        ("12-mar-2027", "2027-03-12"),
        ("1mar2027", "2027-03-01"),
        ("March 1st 2027", "2027-03-01"),
        ("1st march 2027", "2027-03-01"),
        ("1 may", "2026-05-01"),
        ("29feb", "2028-02-29"),
        ("Thu 12 Mar", "2026-03-12"),
        ("fri-12-mar", "2027-03-12"),
        ("Tue 3 Mar", "2026-03-03"),
        ("Thu 11 Mar 2027", "2027-03-11"),
    ] {
        assert_eq!(read(words, TODAY), date, "{words}");
    }
}

#[test]
fn what_depends_on_the_day_is_read_from_that_day() {
    for (words, today, date) in [
        ("fri", "2026-03-13", "2026-03-20"),
        ("this-fri", "2026-03-13", "2026-03-13"),
        ("nextweek", "2026-03-16", "2026-03-23"),
        ("nextweek", "2026-03-15", "2026-03-16"),
        ("eow", "2026-03-12", "2026-03-12"),
        ("eow", "2026-03-13", "2026-03-20"),
        ("eow", "2026-03-21", "2026-04-03"),
        ("3mo", "2026-11-30", "2027-02-28"),
        ("1mo", "2026-01-31", "2026-02-28"),
        ("31", "2026-01-31", "2026-03-31"),
        ("30", "2026-01-30", "2026-03-30"),
        ("15", "2026-12-15", "2027-01-15"),
        ("eom", "2024-02-10", "2024-02-29"),
        ("nextmonth", "2026-12-31", "2027-01-01"),
        ("29feb", "2096-03-01", "2104-02-29"),
    ] {
        assert_eq!(read(words, today), date, "{words} on {today}");
    }
}

#[test]
fn the_week_may_start_on_sunday() {
    let worktime = WorkTime::standard();
    let days = Days { today: day(TODAY), week_start: Weekday::Sun, worktime: &worktime };
    assert_eq!(parse("nextweek", &days), Ok(day("2026-03-15")));
    assert_eq!(parse("eow", &Days { today: day("2026-03-15"), ..days }), Ok(day("2026-03-20")));
}

#[test]
fn what_cannot_be_read_is_refused_with_the_nearest_reading() {
    let how = "write it as in 2026-03-12, 12mar, fri, 3w or eom";
    for (words, sentence) in [
        ("frx", "`frx` is not a date: did you mean `fri`?"),
        ("next", "`next` is not a date: did you mean `nextweek`?"),
        ("tomorow", "`tomorow` is not a date: did you mean `tomorrow`?"),
        ("thurs", "`thurs` is not a date: did you mean `thursday`?"),
        ("3m", "`3m` can be minutes or months: did you mean `3mo`?"),
        ("+3m", "`+3m` can be minutes or months: did you mean `+3mo`?"),
        ("+5", "`+5` is not a date: did you mean `+5d`?"),
        ("1y", "`1y` is not a date: did you mean `12mo`?"),
        ("1mra", "`1mra` is not a date: did you mean `1mar`?"),
        ("2 weks", "`2 weks` is not a date: did you mean `2weeks`?"),
        ("12/03", "`12/03` can be day or month first: write 2026-03-12 or 2026-12-03"),
        ("12/03/2026", "`12/03/2026` can be day or month first: write 2026-03-12 or 2026-12-03"),
        ("25.3.", "`25.3.` is not a date: did you mean `2026-03-25`?"),
        ("3/3", "`3/3` is not a date: did you mean `2027-03-03`?"),
        ("2026/03/12", "`2026/03/12` is not a date: did you mean `2026-03-12`?"),
        ("20260312", "`20260312` is not a date: did you mean `2026-03-12`?"),
        ("next-fri", "`next-fri` can be the coming one or the one after: write fri for Fri 13 Mar or 2026-03-20"),
        ("mar", "`mar` names no day: did you mean `1mar`?"),
        ("mar 2027", "`mar 2027` names no day: did you mean `1mar2027`?"),
        ("1mar27", "`1mar27` is not a date: did you mean `1mar2027`?"),
        ("2026-02-30", "`2026-02-30` is not a date: February 2026 has 28 days"),
        ("2026-13-01", "`2026-13-01` is not a date: a year has 12 months"),
        ("29feb2027", "`29feb2027` is not a date: February 2027 has 28 days"),
        ("31apr", "`31apr` is not a date: April has no day 31"),
        ("32", "`32` is no day of a month: write a number from 1 to 31, or a date as in 2026-03-12"),
        ("0", "`0` is no day of a month: write a number from 1 to 31, or a date as in 2026-03-12"),
        ("Sat 12 Mar 2026", "`Sat 12 Mar 2026` falls on another weekday: did you mean `Thu 12 Mar 2026`?"),
        ("5pm", "`5pm` is not a date: a date has no time of day"),
        ("17:00", "`17:00` is not a date: a date has no time of day"),
        ("0000-01-01", "`0000-01-01` is out of reach: dates lie in the years 1 to 9999"),
        ("9000000d", "`9000000d` is out of reach: dates lie in the years 1 to 9999"),
        ("99999999999d", "`99999999999d` is out of reach: dates lie in the years 1 to 9999"),
        ("-99999mo", "`-99999mo` is out of reach: dates lie in the years 1 to 9999"),
        ("9999999wd", "`9999999wd` is out of reach: the calendar has no such working day"),
    ] {
        assert_eq!(read(words, TODAY), sentence);
    }
    for words in ["", "whenever", "fri-", "--2d", "3--w", "1mar2027x", "12 13 14", "tomorrow 5", "\u{202e}fri", "1,5d"]
    {
        assert_eq!(read(words, TODAY), format!("{} is not a date: {how}", quoted(words)));
    }
}

#[test]
fn a_calendar_without_work_has_no_working_days_to_name() {
    let never = WorkTime::of(Default::default(), Vec::new());
    let days = Days { today: day(TODAY), week_start: Weekday::Mon, worktime: &never };
    for words in ["eow", "+1wd"] {
        assert!(parse(words, &days).unwrap_err().to_string().ends_with("the calendar has no such working day"));
    }
}

#[test]
fn dates_are_told_in_short() {
    let today = day(TODAY);
    assert_eq!(short(day("2026-03-12"), today), "Thu 12 Mar");
    assert_eq!(short(day("2027-03-01"), today), "Mon 1 Mar 2027");
    assert_eq!(shorter(day("2026-03-12"), today), "12 Mar");
    for (due, words) in [
        ("2026-03-11", "due today"),
        ("2026-03-12", "due tomorrow"),
        ("2026-03-13", "due Fri"),
        ("2026-03-17", "due Tue"),
        ("2026-03-18", "due 18 Mar"),
        ("2027-03-20", "due 20 Mar 2027"),
        ("2026-03-10", "due yesterday"),
        ("2026-03-09", "due 2d late"),
        ("2025-03-11", "due 365d late"),
    ] {
        assert_eq!(relative(day(due), today), words);
    }
}

fn dates() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![1..=3_652_059i32, 739_000..741_000i32]
        .prop_map(|day| NaiveDate::from_num_days_from_ce_opt(day).unwrap())
}

proptest! {
    #[test]
    fn what_is_told_is_read_back(date in dates(), today in dates(), near in -400..400i64) {
        let worktime = WorkTime::standard();
        let days = Days { today, week_start: Weekday::Mon, worktime: &worktime };
        let close = today + TimeDelta::days(near);
        for date in [date, close].into_iter().filter(|date| (1..=9999).contains(&date.year())) {
            prop_assert_eq!(parse(&date.to_string(), &days), Ok(date));
            prop_assert_eq!(parse(&short(date, today), &days), Ok(date));
            prop_assert_eq!(parse(&short(date, today).replace(' ', "-").to_lowercase(), &days), Ok(date));
        }
    }

    #[test]
    fn no_text_is_too_odd_to_be_answered(
        text in any::<String>(),
        near in "[-+]?(in|this|next|fri|mar)?[- ./]{0,2}[0-9]{0,10}[- ./]{0,2}(d|w|wd|mo|m|th|mar|y|days|fri)?[- ./]{0,2}[0-9]{0,5}",
        today in prop_oneof![dates(), Just(NaiveDate::MIN), Just(NaiveDate::MAX)],
    ) {
        let worktime = WorkTime::standard();
        for week_start in [Weekday::Mon, Weekday::Sat] {
            let days = Days { today, week_start, worktime: &worktime };
            for words in [&text[..], &near].into_iter().chain(WORDS) {
                match parse(words, &days) {
                    Ok(date) => prop_assert!((1..=9999).contains(&date.year())),
                    Err(misread) => {
                        prop_assert!(!misread.to_string().is_empty());
                        let exact = misread.nearest.is_some() && dates_near(today);
                        prop_assert!(!exact || readable(&misread, &days), "{} {:?}", words, misread);
                    }
                }
            }
        }
    }
}

/// Is the day far enough from the ends of time for every short count to be reached?
fn dates_near(today: NaiveDate) -> bool {
    (100..9000).contains(&today.year())
}

/// A reading that is offered can itself be read, or is refused for another reason than its form.
fn readable(misread: &Misread, days: &Days) -> bool {
    let near = misread.nearest.as_deref().unwrap_or_default();
    match parse(near, days) {
        Ok(_) => true,
        Err(again) => again.nearest.as_deref() != Some(near),
    }
}

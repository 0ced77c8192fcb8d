//! Days as spreadsheets write them.

use chrono::{Datelike, NaiveDate};

use crate::domain::value::year_is_sane;

/// Which of two numbers with slashes is the day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::formats) enum Order {
    DayFirst,
    MonthFirst,
    /// Nothing in the file says.
    Unknown,
}

/// What the dates with slashes of a file have in common: a number above twelve tells which is the day.
pub(in crate::formats) fn order<'a>(cells: impl Iterator<Item = &'a str>) -> Order {
    let (mut day_first, mut month_first) = (false, false);
    for (first, second, _) in cells.filter_map(slashed) {
        day_first |= first > 12;
        month_first |= second > 12;
    }
    match (day_first, month_first) {
        (true, false) => Order::DayFirst,
        (false, true) => Order::MonthFirst,
        _ => Order::Unknown,
    }
}

/// Reads a day: `2026-03-12`, `12.3.2026`, `12 Mar 2026`, `Mar 12, 2026`, `3/12/2026` where the file tells which is
/// the day; a time behind it is left away. Errors: what is wrong and what to write.
pub(in crate::formats) fn day(text: &str, order: Order) -> Result<NaiveDate, String> {
    let text = text.trim();
    let shown = crate::text::cut(&crate::text::visible(text), 40).into_owned();
    let wrong = || format!("“{shown}” is no day as 2026-03-12");
    let sane = |date: NaiveDate| if year_is_sane(date) { Ok(date) } else { Err(wrong()) };
    if let Some((first, second, year)) = slashed(text) {
        let date = |day, month| NaiveDate::from_ymd_opt(year, month, day);
        let both = (date(first, second), date(second, first));
        return match (both, order) {
            ((Some(date), _), Order::DayFirst) | ((_, Some(date)), Order::MonthFirst) => sane(date),
            ((Some(date), None), _) | ((None, Some(date)), _) => sane(date),
            ((Some(a), Some(b)), Order::Unknown) if a == b => sane(a),
            ((Some(a), Some(b)), Order::Unknown) => {
                Err(format!("“{shown}” could be {a} or {b}: write it as 2026-03-12"))
            }
            _ => Err(wrong()),
        };
    }
    let head = text.split(['T', ' ']).next().unwrap_or_default();
    if let Ok(date) = NaiveDate::parse_from_str(head, "%Y-%m-%d") {
        return sane(date);
    }
    // `%Y` takes two figures for a year of antiquity.
    let modern =
        |text: &str, form: &&str| NaiveDate::parse_from_str(text, form).ok().filter(|date| date.year() >= 1000);
    let figures = ["%Y/%m/%d", "%d.%m.%Y", "%d.%m.%y"].iter().find_map(|form| modern(head, form));
    let figures = figures.or_else(|| modern(head, &"%Y%m%d").filter(|_| head.len() == 8));
    if let Some(date) = figures {
        return sane(date);
    }
    let words: Vec<&str> = text.split([' ', ',', '-', '/']).filter(|word| !word.is_empty()).take(4).collect();
    let plain = words.join(" ");
    let names = ["%d %b %Y", "%b %d %Y", "%d %B %Y", "%B %d %Y", "%a %d %b %Y", "%a %b %d %Y", "%d %b %y"];
    let named = names.iter().find_map(|form| modern(&plain, form)).or_else(|| {
        let three = words.get(..3)?.join(" ");
        names[..4].iter().find_map(|form| modern(&three, form))
    });
    named.map_or_else(|| Err(wrong()), sane)
}

/// The three numbers of `3/12/2026`, perhaps with a time behind them.
fn slashed(text: &str) -> Option<(u32, u32, i32)> {
    let head = text.trim().split([' ', ',']).next()?;
    let parts: Vec<&str> = head.split('/').collect();
    let [first, second, year] = parts[..] else { return None };
    let small = |text: &str| text.parse().ok().filter(|_| (1..=2).contains(&text.len()));
    let year: i32 = match year.len() {
        4 => year.parse().ok()?,
        2 => 2000 + year.parse::<i32>().ok()?,
        _ => return None,
    };
    Some((small(first)?, small(second)?, year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_spreadsheets_write_them() {
        let read = |text: &str| day(text, Order::Unknown).map(|date| date.to_string());
        for text in [
            "2026-03-12",
            "2026-03-12T10:00:00Z",
            "2026-03-12 10:00",
            "2026/03/12",
            "12.3.2026",
            "12.03.2026",
            "12.3.26",
            "20260312",
            "12 Mar 2026",
            "12-Mar-2026",
            "Mar 12, 2026",
            "March 12, 2026",
            "Thu 12 Mar 2026",
            "12 Mar 26",
            "12/Mar/26",
            "Mar 12, 2026, 10:00 AM",
        ] {
            assert_eq!(read(text).as_deref(), Ok("2026-03-12"), "{text}");
        }
        assert_eq!(read("25/3/2026").as_deref(), Ok("2026-03-25"));
        assert_eq!(read("3/25/26").as_deref(), Ok("2026-03-25"));
        assert_eq!(read("5/5/2026").as_deref(), Ok("2026-05-05"));
        assert_eq!(
            read("3/12/2026").unwrap_err(),
            "“3/12/2026” could be 2026-12-03 or 2026-03-12: write it as 2026-03-12"
        );
        assert_eq!(
            day("3/12/2026", order(["3/13/2026"].into_iter())).map(|date| date.to_string()).as_deref(),
            Ok("2026-03-12")
        );
        for wrong in ["fri", "2026-02-30", "0000-01-01", "12345-01-01", "", "31/31/2026", "soon"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}

//! Working hours and ranges of days as people type and read them, in one place for the command line, forms and lists:
//! `mon-fri 08:00-12:00,13:00-17:00; sat off`, `9-12,13-17:30`, `24dec..26dec`.

use chrono::NaiveDate;

use super::calendar::{Hours, Week};
use super::dates::{self, Days};
use super::refusal::Refusal;
use crate::text;

/// The days as they are written; what is typed may stop after the second letter.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const OFF: &str = "off";
const HOW: &str = "write hours as 08:00-12:00,13:00-17:00, or off";
const HOW_WEEK: &str = "write days and hours, as mon-fri 08:00-12:00,13:00-17:00; sat off";
/// Characters of what is typed at most.
const LONGEST: usize = 1_000;

fn shown(words: &str) -> String {
    format!("“{}”", text::cut(&text::visible(words.trim()), 40))
}

fn bounded(words: &str) -> Result<String, Refusal> {
    if words.len() > LONGEST {
        return Err(Refusal::new(format!("{} is too long for hours", shown(words)), HOW_WEEK));
    }
    Ok(words.replace(['–', '—'], "-").to_lowercase())
}

impl Hours {
    /// Reads `08:00-12:00,13:00-17:00`, `8-12, 13-17:30`, `off`. Errors: what is wrong, and how to write it.
    pub fn parse(words: &str) -> Result<Self, Refusal> {
        let text: String = bounded(words)?.split_whitespace().collect();
        if matches!(text.as_str(), OFF | "-" | "none") {
            return Ok(Hours::default());
        }
        let mut spans: Vec<(u16, u16)> = Vec::new();
        for span in text.split(',') {
            let (from, to) = span
                .split_once('-')
                .and_then(|(from, to)| Some((clock(from)?, clock(to)?)))
                .ok_or_else(|| Refusal::new(format!("{} are no hours", shown(words)), HOW))?;
            if to <= from {
                let why = format!("{span} ends before it begins");
                return Err(Refusal::new(
                    why,
                    "what runs past midnight is written on both days: until 24:00, from 00:00",
                ));
            }
            if spans.last().is_some_and(|last| from < last.1) {
                let why = format!("{span} begins before {} is over", one(*spans.last().unwrap_or(&(0, 0))));
                return Err(Refusal::new(why, "write hours in order, apart from each other"));
            }
            spans.push((from, to));
        }
        Ok(Hours(spans))
    }

    /// In words: `08:00-12:00,13:00-17:00`, or `off`. [`Hours::parse`] reads it back.
    pub fn words(&self) -> String {
        if self.0.is_empty() { OFF.to_owned() } else { self.0.iter().copied().map(one).collect::<Vec<_>>().join(",") }
    }

    /// Minutes of work.
    pub fn minutes(&self) -> i64 {
        self.0.iter().map(|(from, to)| i64::from(to.saturating_sub(*from))).sum()
    }
}

fn one((from, to): (u16, u16)) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}-{}", clock(from), clock(to))
}

/// The minute of the day of `8`, `08:00`, `17:30`, `24:00`.
fn clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':').unwrap_or((text, "00"));
    let number = |text: &str, longest: usize| -> Option<u16> {
        let figures = !text.is_empty() && text.len() <= longest && text.bytes().all(|it| it.is_ascii_digit());
        figures.then(|| text.parse().ok()).flatten()
    };
    let (hour, minute) = (number(hour, 2)?, number(minute, 2).filter(|minute| *minute < 60)?);
    let at = hour * 60 + minute;
    (at <= 24 * 60).then_some(at)
}

impl Week {
    /// Reads `mon-fri 08:00-12:00,13:00-17:00; sat off`. Days that are not named keep the hours they have in `before`.
    /// Errors: what is wrong, and how to write it.
    pub fn parse(words: &str, before: &Week) -> Result<Self, Refusal> {
        let mut week = before.clone();
        let pieces = pieces(&bounded(words)?);
        if pieces.is_empty() {
            return Err(Refusal::new("no day is named", HOW_WEEK));
        }
        for piece in pieces {
            let split = piece.find(|letter: char| letter.is_ascii_digit()).or_else(|| off_at(&piece));
            let (names, hours) = piece.split_at(split.unwrap_or(piece.len()));
            let days = days(names)?;
            if hours.trim().is_empty() {
                let why = format!("{} says no hours", shown(&piece));
                return Err(Refusal::new(why, HOW_WEEK));
            }
            let hours = Hours::parse(hours)?;
            days.into_iter().for_each(|day| week.0[day] = hours.clone());
        }
        Ok(week)
    }

    /// In words, equal days together: `mon-thu 08:00-12:00,13:00-17:00; fri 08:00-12:00`. [`Week::parse`] on a week off
    /// reads it back.
    pub fn words(&self) -> String {
        let mut said: Vec<String> = Vec::new();
        let mut at = 0;
        while at < 7 {
            let alike = self.0[at..].iter().take_while(|hours| **hours == self.0[at]).count();
            let name = |day: usize| &DAYS[day][..3];
            let days = match alike {
                1 => name(at).to_owned(),
                _ => format!("{}-{}", name(at), name(at + alike - 1)),
            };
            if !self.0[at].0.is_empty() {
                said.push(format!("{days} {}", self.0[at].words()));
            }
            at += alike;
        }
        if said.is_empty() { format!("mon-sun {OFF}") } else { said.join("; ") }
    }

    /// Minutes of work from Monday to Sunday.
    pub fn minutes(&self) -> i64 {
        self.0.iter().map(Hours::minutes).sum()
    }
}

/// Where `off` stands by itself.
fn off_at(piece: &str) -> Option<usize> {
    piece.find(OFF).filter(|at| piece[..*at].ends_with(char::is_whitespace) && piece[*at..].trim() == OFF)
}

/// Days with their hours, each by itself: they are parted by `;`, by a comma or by nothing but the next day’s name.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for (at, letter) in text.char_indices() {
        let here = pieces.last().map_or("", String::as_str);
        let has_hours = here.contains(|letter: char| letter.is_ascii_digit()) || off_at(here).is_some();
        let begins = letter.is_alphabetic() && !text[at..].starts_with(OFF);
        if matches!(letter, ';' | '\n') || has_hours && begins {
            pieces.push(String::new());
        }
        if letter != ';'
            && let Some(piece) = pieces.last_mut()
        {
            piece.push(letter);
        }
    }
    let bare = |piece: &String| piece.trim().trim_matches(',').trim().to_owned();
    pieces.iter().map(bare).filter(|piece| !piece.is_empty()).collect()
}

/// The days of `mon-fri`, `sat,sun`, `wed`; a range may run over Sunday.
fn days(names: &str) -> Result<Vec<usize>, Refusal> {
    let names: String = names.split_whitespace().collect();
    let mut all = Vec::new();
    for part in names.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (day(from)?, day(to)?);
        let long = (to + 7 - from) % 7;
        all.extend((from..=from + long).map(|day| day % 7));
    }
    Ok(all)
}

fn day(name: &str) -> Result<usize, Refusal> {
    let found = DAYS.iter().position(|day| name.len() >= 2 && day.starts_with(name));
    found.ok_or_else(|| match name {
        "" => Refusal::new("no day is named", HOW_WEEK),
        name => {
            Refusal::new(format!("{} is no day of the week", shown(name)), "the days are mon tue wed thu fri sat sun")
        }
    })
}

/// Reads `2026-12-24..2026-12-26`, `24dec to 26dec`, `fri`: the first and the last day. A last day that would lie before
/// the first is looked for after it. Errors: what is no date, and what cannot be a range.
pub fn range(words: &str, days: &Days<'_>) -> Result<(NaiveDate, NaiveDate), Refusal> {
    let (from, to) = words.split_once("..").or_else(|| words.split_once(" to ")).unwrap_or((words, words));
    if from.trim().is_empty() || to.trim().is_empty() {
        let why = format!("{} does not say the first and the last day", shown(words));
        return Err(Refusal::new(why, "write both, as 2026-03-12..2026-03-13"));
    }
    let read = |words: &str, days: &Days<'_>| {
        dates::parse(words, days).map_err(|misread| Refusal::new(misread.why, misread.instead))
    };
    let (first, last) = (read(from, days)?, read(to, days)?);
    let last = if last < first { read(to, &Days { today: first, ..*days })? } else { last };
    if last < first {
        let why = format!("{last} is before {first}");
        return Err(Refusal::new(why, "write the first day first, as 2026-03-02..2026-03-06"));
    }
    Ok((first, last))
}

/// A range of days in words: `Thu 24 Dec`, `Thu 24 to Sat 26 Dec` with each year that is not today’s.
pub fn range_words(first: NaiveDate, last: NaiveDate, today: NaiveDate) -> String {
    let day = |date| dates::short(date, today);
    if first == last { day(first) } else { format!("{} to {}", day(first), day(last)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(words: &str) -> String {
        match Week::parse(words, &Week::default()) {
            Ok(week) => week.words(),
            Err(refusal) => refusal.to_string(),
        }
    }

    #[test]
    fn a_week_is_read_however_it_is_written() {
        let usual = "mon-fri 08:00-12:00,13:00-17:00";
        for words in [
            usual,
            "mon-fri 8-12,13-17",
            "Monday – Friday 8:00 - 12:00, 13:00 - 17:00; sat,sun off",
            "mon-fri 8-12,13-17 sat off",
            "mon-fri 8-12, 13-17, sat-sun off",
            "mo,tu,we,th,fr 8-12,13-17",
            "sat off; mon-fri 8-12,13-17;",
        ] {
            assert_eq!(read(words), usual, "{words}");
        }
        assert_eq!(read("mon-thu 8-12; wed 9-11"), "mon-tue 08:00-12:00; wed 09:00-11:00; thu 08:00-12:00");
        assert_eq!(read("fri-mon 10-18"), "mon 10:00-18:00; fri-sun 10:00-18:00");
        assert_eq!(read("sun off"), "mon-sun off");
        assert_eq!(read("sat 0-24"), "sat 00:00-24:00");
    }

    #[test]
    fn days_that_are_not_named_stay() {
        let week = Week::parse("fri off", &Week::standard()).unwrap();
        assert_eq!(week.words(), "mon-thu 08:00-12:00,13:00-17:00");
        assert_eq!(week.minutes(), 4 * 480);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (words, said) in [
            ("", "no day is named"),
            ("8-12", "no day is named"),
            ("mon", "“mon” says no hours"),
            ("fun 8-12", "“fun” is no day of the week"),
            ("m 8-12", "“m” is no day of the week"),
            ("mon 8-25", "“8-25” are no hours"),
            ("mon 12-8", "12-8 ends before it begins"),
            ("mon 22:00-06:00", "22:00-06:00 ends before it begins; what runs past midnight is written on both days"),
            ("mon 8-12,11-13", "11-13 begins before 08:00-12:00 is over"),
            ("mon 8:60-9", "“8:60-9” are no hours"),
            ("mon 8", "“8” are no hours"),
        ] {
            assert!(read(words).starts_with(said), "{words}: {}", read(words));
        }
        assert!(read(&"mon 8-9;".repeat(1000)).contains("too long"));
    }

    #[test]
    fn a_range_is_two_days_or_one() {
        let worktime = crate::schedule::worktime::WorkTime::standard();
        let today = NaiveDate::from_ymd_opt(2026, 3, 11).unwrap();
        let days = Days { today, week_start: chrono::Weekday::Mon, worktime: &worktime };
        let read = |words: &str| match range(words, &days) {
            Ok((first, last)) => range_words(first, last, today),
            Err(refusal) => refusal.to_string(),
        };
        assert_eq!(read("24dec..26dec"), "Thu 24 Dec to Sat 26 Dec");
        assert_eq!(read("Thu 24 Dec to Sat 26 Dec"), "Thu 24 Dec to Sat 26 Dec");
        assert_eq!(read("Thu 31 Dec to Fri 1 Jan 2027"), "Thu 31 Dec to Fri 1 Jan 2027");
        assert_eq!(read("fri"), "Fri 13 Mar");
        // Today is a Wednesday: the Friday meant is the one after that Monday.
        assert_eq!(read("mon..fri"), "Mon 16 Mar to Fri 20 Mar");
        assert!(read("..fri").starts_with("“..fri” does not say the first and the last day"));
        assert!(read("2026-03-12..2026-03-02").starts_with("2026-03-02 is before 2026-03-12"));
        assert!(read("frx").contains("frx"));
    }

    fn hours() -> impl Strategy<Value = Hours> {
        prop::collection::btree_set(0u16..=1440, 0..8).prop_map(|ends| {
            let ends: Vec<u16> = ends.into_iter().collect();
            Hours(ends.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
        })
    }

    proptest! {
        #[test]
        fn what_is_said_is_read_back(days in prop::collection::vec(hours(), 7)) {
            let week = Week(days.try_into().unwrap());
            prop_assert_eq!(&Week::parse(&week.words(), &Week::default()).unwrap(), &week);
            prop_assert_eq!(&Hours::parse(&week.0[0].words()).unwrap(), &week.0[0]);
        }

        #[test]
        fn no_words_panic(words in "(mon|fri|sat|off|[0-9:;, –-]|\\PC){0,40}") {
            let _ = Week::parse(&words, &Week::standard());
            let _ = Hours::parse(&words);
        }
    }
}

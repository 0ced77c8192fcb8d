//! Events: what stands between `BEGIN:VEVENT` and `END:VEVENT`, and the days and hours that they take.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::lines::{self, Line};
use super::repeat::Rule;
use crate::domain::calendar::{Hours, Week};
use crate::domain::refusal::Refusal;
use crate::text;

/// Components inside each other at most.
const DEEPEST: usize = 16;
/// Events of a file at most.
const MOST: usize = 20_000;
/// Days of one event at most.
const LONGEST: i64 = 3_660;
const MINUTES: u16 = 24 * 60;

type Local<'a> = &'a dyn Fn(DateTime<Utc>) -> NaiveDateTime;

/// An event as far as calendars care.
#[derive(Debug)]
pub(super) struct Event {
    /// Where it begins.
    pub line: usize,
    /// Who it is, in every file.
    pub uid: String,
    /// What it is called.
    pub name: String,
    /// Was it called off?
    pub cancelled: bool,
    /// The day of the occurrence that this one takes the place of.
    pub instead_of: Option<NaiveDate>,
    start: NaiveDateTime,
    /// Where it ends, exclusive.
    end: NaiveDateTime,
    rule: Option<Result<Rule, String>>,
    more: Vec<NaiveDate>,
    less: Vec<NaiveDate>,
}

/// Days with the hours that are left of them.
pub(super) struct Taken {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub hours: Hours,
}

/// What else the file says.
#[derive(Default)]
pub(super) struct Told {
    /// What the calendar is called.
    pub name: String,
    /// To-dos and journal entries.
    pub others: usize,
}

/// The events of a file. Errors: no iCalendar file, cut off, too deep, too many, an event without a day.
pub(super) fn events(bytes: &[u8], local: Local<'_>) -> Result<(Vec<Event>, Told), Refusal> {
    let text = String::from_utf8_lossy(bytes);
    let lines = lines::unfolded(text.trim_start_matches('\u{feff}'));
    let mut told = Told::default();
    let mut inside: Vec<(usize, String)> = Vec::new();
    let (mut events, mut here) = (Vec::new(), Vec::new());
    let mut any = false;
    for line in lines.iter().filter_map(lines::split) {
        match line.name.as_str() {
            "BEGIN" => {
                let name = line.value.trim().to_ascii_uppercase();
                any |= name == "VCALENDAR";
                if !any {
                    break;
                }
                told.others += usize::from(matches!(name.as_str(), "VTODO" | "VJOURNAL"));
                inside.push((line.number, name));
                if inside.len() > DEEPEST {
                    let why = format!("line {}: components stand more than {DEEPEST} deep in each other", line.number);
                    return Err(Refusal::new(why, "nothing was imported"));
                }
            }
            "END" => match inside.pop() {
                Some((from, name)) if name.eq_ignore_ascii_case(line.value.trim()) => {
                    if name == "VEVENT" {
                        events.push(Event::of(from, std::mem::take(&mut here), local)?);
                    }
                    if events.len() > MOST {
                        return Err(Refusal::new(
                            format!("the file has more than {MOST} events"),
                            "export fewer years of it",
                        ));
                    }
                }
                _ => {
                    let why = format!("line {}: END:{} ends what was not begun", line.number, shown(line.value));
                    return Err(Refusal::new(why, "nothing was imported"));
                }
            },
            "X-WR-CALNAME" if inside.len() == 1 => told.name = text::cut(&line.text(), 100).into_owned(),
            _ if inside.last().is_some_and(|(_, name)| name == "VEVENT") => here.push(line),
            _ => {}
        }
    }
    if !any {
        return Err(Refusal::new("this is no iCalendar file", "it begins with BEGIN:VCALENDAR"));
    }
    if let Some((from, name)) = inside.last() {
        let why = format!("line {from}: the file ends inside this {}", shown(name));
        return Err(Refusal::new(why, "nothing was imported: get the whole file"));
    }
    Ok((events, told))
}

fn shown(words: &str) -> String {
    text::cut(&text::visible(words.trim()), 40).into_owned()
}

impl Event {
    fn of(line: usize, lines: Vec<Line<'_>>, local: Local<'_>) -> Result<Event, Refusal> {
        let find = |name: &str| lines.iter().find(|line| line.name == name);
        let text = |name: &str| find(name).map(Line::text).unwrap_or_default();
        let name = text::cut(&text("SUMMARY"), 200).into_owned();
        let wrong = |line: &Line<'_>| {
            let why = format!("line {}: “{}” is no day or time", line.number, shown(line.value));
            Refusal::new(why, "nothing was imported: write it as 20261225 or 20261225T080000")
        };
        let Some(begin) = find("DTSTART") else {
            let why = format!("line {line}: the event “{}” does not say when it is", shown(&name));
            return Err(Refusal::new(why, "nothing was imported: it needs a DTSTART"));
        };
        let at = |line: &Line<'_>| stamp(line.value, local).ok_or_else(|| wrong(line));
        let (start, all_day) = at(begin)?;
        let usual = if all_day { TimeDelta::days(1) } else { TimeDelta::zero() };
        let end = match (find("DTEND"), find("DURATION")) {
            (Some(line), _) => at(line)?.0,
            (None, Some(line)) => {
                start.checked_add_signed(duration(line.value).ok_or_else(|| wrong(line))?).unwrap_or(start)
            }
            (None, None) => start + usual,
        };
        let end = if end <= start { start + usual } else { end };
        let all = |name: &str| -> Result<Vec<NaiveDate>, Refusal> {
            let mut days = Vec::new();
            for line in lines.iter().filter(|line| line.name == name) {
                for value in line.value.split(',').filter(|value| !value.trim().is_empty()) {
                    let value = value.split('/').next().unwrap_or(value);
                    days.push(stamp(value, local).ok_or_else(|| wrong(line))?.0.date());
                }
            }
            Ok(days)
        };
        let uid = match text("UID") {
            uid if uid.is_empty() => format!("{name}@{}", start.date()),
            uid => text::cut(&uid, 400).into_owned(),
        };
        Ok(Event {
            line,
            uid,
            cancelled: text("STATUS").eq_ignore_ascii_case("CANCELLED"),
            instead_of: find("RECURRENCE-ID").map(at).transpose()?.map(|(at, _)| at.date()),
            rule: find("RRULE").map(|line| Rule::parse(line.value, |value| Some(stamp(value, local)?.0.date()))),
            more: all("RDATE")?,
            less: all("EXDATE")?,
            name: if name.is_empty() { "Day off".to_owned() } else { name },
            start,
            end,
        })
    }

    /// The days on which it begins, and what is to be said of those that were left out.
    pub fn occurrences(&self, window: (NaiveDate, NaiveDate), budget: &mut usize) -> (Vec<NaiveDate>, Option<String>) {
        let first = self.start.date();
        let (mut days, said) = match &self.rule {
            None => (vec![first], None),
            Some(Err(why)) => (vec![first], Some(format!("“{}” is taken once: {why}", self.name))),
            Some(Ok(rule)) => {
                let days = rule.days(first, window, budget);
                let spent = (*budget == 0).then(|| format!("“{}” repeats too often: the rest was left out", self.name));
                (days, spent)
            }
        };
        days.extend(self.more.iter().filter(|day| (window.0..=window.1).contains(*day)));
        days.retain(|day| !self.less.contains(day));
        days.sort_unstable();
        days.dedup();
        (days, said)
    }

    /// What an occurrence that begins on this day leaves of the working hours of these weekdays: whole days together,
    /// others one by one; days of which it takes nothing are not in it.
    pub fn taken(&self, day: NaiveDate, week: &Week) -> Vec<Taken> {
        let shift = day - self.start.date();
        let (Some(start), Some(end)) = (self.start.checked_add_signed(shift), self.end.checked_add_signed(shift))
        else {
            return Vec::new();
        };
        let whole = |at: NaiveDateTime| at.time() == NaiveTime::MIN;
        if whole(start) && whole(end) {
            let long = (end.date() - start.date()).num_days().clamp(1, LONGEST);
            let last = start.date().checked_add_days(Days::new(long as u64 - 1)).unwrap_or(start.date());
            return vec![Taken { first: start.date(), last, hours: Hours::default() }];
        }
        let long = (end.date() - start.date()).num_days().clamp(0, LONGEST) as usize;
        let minute = |at: NaiveDateTime| at.hour() as u16 * 60 + at.minute() as u16;
        let days = start.date().iter_days().take(long + 1);
        days.filter_map(|day| {
            let from = if day == start.date() { minute(start) } else { 0 };
            let to = if day == end.date() { minute(end) } else { MINUTES };
            let usual = &week.0[day.weekday().num_days_from_monday() as usize];
            let hours = without(usual, from, to);
            (hours != *usual).then_some(Taken { first: day, last: day, hours })
        })
        .collect()
    }
}

/// Hours without the minutes `[from, to)`.
fn without(hours: &Hours, from: u16, to: u16) -> Hours {
    let parts = hours.0.iter().flat_map(|(begin, end)| [(*begin, (*end).min(from)), ((*begin).max(to), *end)]);
    Hours(parts.filter(|(begin, end)| begin < end).collect())
}

/// `20261225`, `20261225T080000`, `20261225T080000Z`: the local date-time, and whether it is a day.
fn stamp(value: &str, local: Local<'_>) -> Option<(NaiveDateTime, bool)> {
    let value = value.trim();
    let day = |text: &str| {
        let figures = text.len() == 8 && text.bytes().all(|it| it.is_ascii_digit());
        figures.then(|| {
            NaiveDate::from_ymd_opt(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?)
        })?
    };
    let sane = |at: &NaiveDateTime| (1..=9998).contains(&at.date().year());
    let Some((date, time)) = value.split_once('T') else {
        return Some((day(value)?.and_time(NaiveTime::MIN), true)).filter(|(at, _)| sane(at));
    };
    let (time, utc) = time.strip_suffix('Z').map_or((time, false), |time| (time, true));
    if time.len() < 4 || time.len() > 6 || !time.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let at = day(date)?.and_hms_opt(time[..2].parse().ok()?, time[2..4].parse().ok()?, 0).filter(sane)?;
    Some((if utc { local(at.and_utc()) } else { at }, false))
}

/// `P1D`, `P2W`, `PT4H30M`.
fn duration(value: &str) -> Option<TimeDelta> {
    let mut minutes: i64 = 0;
    let mut number = String::new();
    for letter in value.trim().trim_start_matches('+').strip_prefix('P')?.chars() {
        if letter.is_ascii_digit() && number.len() < 6 {
            number.push(letter);
            continue;
        }
        if letter == 'T' && number.is_empty() {
            continue;
        }
        let count: i64 = number.parse().ok()?;
        number.clear();
        minutes += count
            * match letter {
                'W' => 7 * 1440,
                'D' => 1440,
                'H' => 60,
                'M' => 1,
                'S' => 0,
                _ => return None,
            };
    }
    number.is_empty().then_some(TimeDelta::minutes(minutes))
}

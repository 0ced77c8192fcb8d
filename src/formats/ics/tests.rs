use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::domain::check::check_all;
use crate::domain::plan::{Kind, Plan};
use crate::formats::samples::{self, local, moment, snapshot, today};

/// A file of these lines inside a calendar.
fn file(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}\r\nEND:VCALENDAR\r\n", lines.trim().replace('\n', "\r\n"))
}

fn event(lines: &str) -> String {
    file(&format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT"))
}

/// A plan whose project WEB has taken the file in, and the reading.
fn into(plan: Plan, file: &str, first: u128) -> Result<(Plan, Reading), Refusal> {
    let before = snapshot(plan);
    let project: &Project = before.plan.all::<Project>().next().unwrap();
    let into = project.calendar.map_or(Into::New(project.id), Into::Calendar);
    let mut moment = moment(first);
    let reading = read(file.as_bytes(), into, &before, &mut moment, &local)?;
    let plan = match reading.clone().command() {
        Some(command) => before.after(&command, &mut moment).unwrap().1,
        None => before.plan.clone(),
    };
    Ok((plan, reading))
}

fn take(file: &str) -> (Plan, Reading) {
    into(samples::web().0, file, 3).unwrap()
}

fn told(plan: &Plan) -> Vec<String> {
    let calendar = plan.all::<Project>().next().unwrap().calendar.unwrap();
    let one = |it: &Exception| format!("{} {}..{} {}", it.name, it.first, it.last, it.hours.words());
    plan.exceptions(calendar).into_iter().map(one).collect()
}

fn exceptions(file: &str) -> Vec<String> {
    told(&take(file).0)
}

fn lost(reading: &Reading) -> Vec<String> {
    reading.lost.iter().map(|it| format!("{}: {}", it.place, it.why)).collect()
}

#[test]
fn an_all_day_event_is_days_off_and_its_end_does_not_count() {
    assert_eq!(
        exceptions(&event("UID:1\nSUMMARY:Easter\nDTSTART;VALUE=DATE:20260403\nDTEND;VALUE=DATE:20260407")),
        ["Easter 2026-04-03..2026-04-06 off"]
    );
    assert_eq!(exceptions(&event("DTSTART;VALUE=DATE:20260501")), ["Day off 2026-05-01..2026-05-01 off"]);
    assert_eq!(exceptions(&event("DTSTART:20260501\nDURATION:P2D")), ["Day off 2026-05-01..2026-05-02 off"]);
    assert_eq!(
        exceptions(&event("DTSTART:20260501T000000\nDTEND:20260502T000000")),
        ["Day off 2026-05-01..2026-05-01 off"]
    );
}

#[test]
fn a_timed_event_takes_its_hours_out_of_the_day() {
    assert_eq!(
        exceptions(&event(
            "SUMMARY:Works council\nDTSTART;TZID=Europe/Berlin:20260316T150000\nDTEND;TZID=Europe/Berlin:20260316T170000"
        )),
        ["Works council 2026-03-16..2026-03-16 08:00-12:00,13:00-15:00"]
    );
    // The clock on the wall is two hours ahead.
    assert_eq!(
        exceptions(&event("SUMMARY:Move\nDTSTART:20260316T120000Z\nDTEND:20260317T080000Z")),
        ["Move 2026-03-16..2026-03-16 08:00-12:00,13:00-14:00", "Move 2026-03-17..2026-03-17 10:00-12:00,13:00-17:00",]
    );
    let (plan, reading) = take(&event("SUMMARY:Dinner\nDTSTART:20260316T190000\nDTEND:20260316T220000"));
    assert_eq!(
        (told(&plan).len(), lost(&reading)),
        (0, vec!["line 3: “Dinner” takes no working hours and was left out".to_owned()])
    );
}

#[test]
fn lines_are_unfolded_and_escapes_taken_away() {
    let file =
        event("UID:1\nSUMMARY:Corpus\n  Christi\\, \\nobserved\nDTSTART;VALUE=DATE:2026\n 0604\nX-ODD;A=\"x:y;z\":1");
    assert_eq!(exceptions(&file), ["Corpus Christi,  observed 2026-06-04..2026-06-04 off"]);
    assert_eq!(exceptions(&format!("\u{feff}{}", event("DTSTART:20260604").replace("\r\n", "\n"))).len(), 1);
}

#[test]
fn repetitions_are_spread_over_the_years_around_today() {
    let of = |rule: &str, start: &str| -> Vec<String> {
        let all = exceptions(&event(&format!("SUMMARY:x\nDTSTART;VALUE=DATE:{start}\nRRULE:{rule}")));
        all.iter().map(|it| it[2..12].to_owned()).collect()
    };
    let years = |day: &str| (2025..=2031).map(|year| format!("{year}-{day}")).collect::<Vec<_>>();
    assert_eq!(of("FREQ=YEARLY", "19701225"), years("12-25"));
    assert_eq!(of("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", "20001225"), years("12-25"));
    assert_eq!(of("FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2", "20260525"), ["2026-05-25", "2027-05-31"]);
    assert_eq!(of("FREQ=YEARLY;BYDAY=1MO;UNTIL=20270105", "20260105"), ["2026-01-05", "2027-01-04"]);
    assert_eq!(of("FREQ=YEARLY;INTERVAL=4", "20240229"), ["2028-02-29"]);
    assert_eq!(of("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "20260131"), ["2026-01-31", "2026-02-28", "2026-03-31"]);
    assert_eq!(of("FREQ=MONTHLY;BYDAY=2FR;UNTIL=20260501T000000Z", "20260313"), ["2026-03-13", "2026-04-10"]);
    assert_eq!(
        of("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=4", "20260302"),
        ["2026-03-02", "2026-03-06", "2026-03-16", "2026-03-20"]
    );
    assert_eq!(of("FREQ=DAILY;COUNT=2", "20260302"), ["2026-03-02", "2026-03-03"]);
    assert_eq!(of("FREQ=WEEKLY;BYDAY=SU", "20000102").len(), 365);
}

#[test]
fn a_rule_that_cannot_be_followed_is_taken_once_and_said() {
    for (rule, why) in [
        ("FREQ=YEARLY;BYEASTER=1", "BYEASTER=1 is not followed"),
        ("FREQ=HOURLY", "FREQ=HOURLY is not followed"),
        ("FREQ=YEARLY;BYMONTH=13", "BYMONTH=13 cannot be read"),
        ("INTERVAL=1", "its FREQ is missing"),
    ] {
        let (plan, reading) = take(&event(&format!("SUMMARY:Easter\nDTSTART:20260405\nRRULE:{rule}")));
        assert_eq!((told(&plan).len(), lost(&reading)), (1, vec![format!("line 3: “Easter” is taken once: {why}")]));
    }
}

#[test]
fn what_is_left_out_added_or_moved_among_repetitions_is_followed() {
    let rule = "UID:a\nSUMMARY:Shift\nDTSTART:20260302\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20260309\nRDATE:20260401";
    let moved = "UID:a\nSUMMARY:Moved\nRECURRENCE-ID:20260316\nDTSTART:20260317";
    let file = file(&format!("BEGIN:VEVENT\n{rule}\nEND:VEVENT\nBEGIN:VEVENT\n{moved}\nEND:VEVENT"));
    let days: Vec<String> = exceptions(&file).iter().map(|it| it[..it.len() - 16].to_owned()).collect();
    assert_eq!(days, ["Shift 2026-03-02", "Moved 2026-03-17", "Shift 2026-03-23", "Shift 2026-04-01"]);
}

#[test]
fn a_second_import_knows_what_it_brought_and_a_cancelled_event_goes() {
    let first = file(
        "BEGIN:VEVENT\nUID:a\nSUMMARY:Labour Day\nDTSTART:20260501\nEND:VEVENT\nBEGIN:VEVENT\nUID:b\nSUMMARY:Bridge day\nDTSTART:20260515\nEND:VEVENT",
    );
    let (plan, reading) = take(&first);
    assert_eq!(
        (reading.what.as_str(), reading.summary().as_str()),
        ("2 exceptions from iCalendar", "2 new, 0 changed, 0 same")
    );
    let (same, reading) = into(plan.clone(), &first, 4).unwrap();
    assert_eq!((same == plan, reading.summary().as_str()), (true, "0 new, 0 changed, 2 same"));
    let later = first.replace("Labour Day", "May Day").replace("UID:b", "UID:b\r\nSTATUS:CANCELLED");
    let (plan, reading) = into(plan, &later, 5).unwrap();
    assert_eq!(reading.summary(), "0 new, 1 changed, 0 same");
    assert_eq!(told(&plan), ["May Day 2026-05-01..2026-05-01 off"]);
    assert_eq!(check_all(&plan), []);
}

#[test]
fn a_project_without_a_calendar_gets_one_of_the_name_in_the_file() {
    let (plan, _) = take(&file("X-WR-CALNAME:Holidays in Portugal\nBEGIN:VEVENT\nDTSTART:20260425\nEND:VEVENT"));
    let calendar: &Calendar = plan.all::<Calendar>().next().unwrap();
    assert_eq!((calendar.name.as_str(), plan.count(Kind::Calendar)), ("Holidays in Portugal", 1));
    assert_eq!(plan.week(calendar.id), Week::standard());
}

#[test]
fn what_is_no_calendar_is_a_sentence_with_its_place() {
    let deep = format!("{}{}", "BEGIN:VCALENDAR\n".repeat(20), "END:VCALENDAR\n".repeat(20));
    let cut = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\n";
    for (text, why) in [
        ("", "this is no iCalendar file"),
        ("BEGIN:VCARD\nEND:VCARD", "this is no iCalendar file"),
        ("{\"a\": 1}", "this is no iCalendar file"),
        (&file("X-WR-CALNAME:Empty"), "the file holds no events"),
        (cut, "line 2: the file ends inside this VEVENT"),
        (&event("SUMMARY:Easter"), "line 3: the event “Easter” does not say when it is"),
        (&event("DTSTART:2026-04-03"), "line 4: “2026-04-03” is no day or time"),
        (&event("DTSTART:20260230"), "line 4: “20260230” is no day or time"),
        (&event("DTSTART:20260203T2561"), "line 4: “20260203T2561” is no day or time"),
        ("BEGIN:VCALENDAR\nEND:VEVENT", "line 2: END:VEVENT ends what was not begun"),
        (&deep, "line 17: components stand more than 16 deep"),
    ] {
        let refusal = into(samples::web().0, text, 3).unwrap_err();
        assert!(refusal.why.starts_with(why), "{text}: {refusal}");
    }
}

#[test]
fn hostile_repetitions_end() {
    let many: String =
        (0..300).map(|n| format!("BEGIN:VEVENT\nUID:{n}\nDTSTART:20200101\nRRULE:FREQ=DAILY\nEND:VEVENT\n")).collect();
    let (plan, reading) = take(&file(&many));
    assert_eq!(plan.count(Kind::Exception), MOST);
    assert!(lost(&reading)[0].contains("from here on nothing was taken"), "{:?}", lost(&reading));
    let never = event("DTSTART:00010101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=99999999");
    assert_eq!(exceptions(&never), Vec::<String>::new());
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0u64..4_000).prop_map(|days| NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(days))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_exception_lies_where_its_event_does(
        start in day(), long in 1u64..20, every in 0usize..4, interval in 1u32..6, count in 1usize..40,
    ) {
        let freq = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY"][every];
        let end = start + Days::new(long);
        let text = event(&format!(
            "UID:x\nDTSTART:{}\nDTEND:{}\nRRULE:FREQ={freq};INTERVAL={interval};COUNT={count}",
            start.format("%Y%m%d"), end.format("%Y%m%d")
        ));
        let (plan, reading) = take(&text);
        let all: Vec<_> = plan.all::<Exception>().collect();
        prop_assert!(all.len() <= count);
        prop_assert_eq!(reading.new, all.len());
        for it in all {
            prop_assert!(it.first >= start && (it.last - it.first).num_days() == long as i64 - 1);
            prop_assert!(it.first.year() >= today().year() - 1 && it.first.year() <= today().year() + YEARS);
        }
        prop_assert_eq!(check_all(&plan), vec![]);
        let (again, reading) = into(plan.clone(), &text, 9).unwrap();
        prop_assert!(again == plan && reading.changed + reading.new == 0);
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        lines in prop::collection::vec(
            "(BEGIN|END|DTSTART|DTEND|RRULE|UID|EXDATE|DURATION|X):?(VCALENDAR|VEVENT|20260[0-9]{3}|FREQ=(DAILY|YEARLY)|P[0-9]D|\\PC{0,8})",
            0..30,
        ),
        odd in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let before = snapshot(samples::web().0);
        let project = before.plan.all::<Project>().next().unwrap().id;
        let text = format!("BEGIN:VCALENDAR\n{}\n", lines.join("\n"));
        for bytes in [text.as_bytes(), &odd] {
            let _ = read(bytes, Into::New(project), &before, &mut moment(3), &local);
        }
    }
}

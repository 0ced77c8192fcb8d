//! Calendars by the command line.

use super::Desk;

/// The lines of a page, their columns parted by one space.
fn lines(page: &str) -> Vec<String> {
    page.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_calendar_is_added_used_and_moves_the_dates() {
    let desk = Desk::new();
    desk.done("add Login page est:5d in:ready");
    assert!(desk.done("schedule").contains("Tue 17 Mar"));
    assert_eq!(desk.done("calendar add Holidays"), "Add calendar “Holidays”\n");
    assert_eq!(desk.done("calendar use holidays"), "WEB  Set project “Customer portal”: calendar Holidays\n");
    desk.done("calendar except holidays fri Bridge day");
    assert!(desk.done("schedule").contains("Wed 18 Mar"));
    desk.done("calendar except holidays 2026-03-14 Cut-over --hours 8-12,13-17");
    assert!(desk.done("schedule").contains("Tue 17 Mar"));
    desk.done("undo");
    desk.done("calendar unexcept holidays bridge");
    assert!(desk.done("schedule").contains("Tue 17 Mar"));
    desk.done("check");
}

#[test]
fn people_and_tasks_have_calendars_of_their_own() {
    let desk = Desk::new();
    desk.done("person add ana Ana Novak");
    desk.done("add Login page est:5d in:ready @ana");
    let said = desk.run_with(b"", &["calendar", "add", "Four days", "--week", "mon-thu 8-12,13-17"]);
    assert_eq!(said.out, "Add calendar “Four days”\n");
    assert_eq!(desk.done("calendar use four @ana"), "@ana  Set person @ana: calendar Four days\n");
    assert!(desk.done("schedule").contains("Wed 18 Mar"), "Friday is off");
    assert!(desk.done("status --today fri").contains("away today: @ana"));
    assert!(!desk.done("status --today sat").contains("away today"));
    desk.run_with(b"", &["calendar", "set", "four", "--week", "wed off"]);
    assert!(desk.done("calendar show four").contains("mon-tue 08:00-12:00,13:00-17:00"));
    assert_eq!(desk.done("calendar use four 1"), "WEB-1  Set “Login page”: calendar Four days\n");
    let list = lines(&desk.done("calendar list"));
    assert_eq!(list[1], "Four days mon-tue 08:00-12:00,13:00-17:00; thu 08:00-12:00,13:00-17:00 0 @ana WEB-1");
    let why = desk.refused("calendar drop four");
    assert!(why.starts_with("milepost: calendar “Four days” is still used by person @ana"), "{why}");
    desk.done("calendar use none @ana 1");
    assert_eq!(desk.done("calendar drop four"), "Remove calendar “Four days”\n");
}

#[test]
fn a_calendar_rests_on_another_and_a_yearly_holiday_is_put_down_for_each_year() {
    let desk = Desk::new();
    desk.done("calendar add Holidays");
    desk.done("calendar except holidays 1may Labour Day --years 3");
    desk.done("calendar add Night shift --base holidays");
    let page = desk.done("calendar show holidays");
    assert_eq!(
        lines(&page),
        [
            "Holidays · used by calendar Night shift",
            "mon-fri 08:00-12:00,13:00-17:00 (not its own)",
            "",
            "Fri 1 May Labour Day",
            "Sat 1 May 2027 Labour Day",
            "Mon 1 May 2028 Labour Day",
        ]
    );
    assert_eq!(desk.done("log").lines().filter(|line| line.contains("Labour Day")).count(), 1, "one step");
    assert_eq!(desk.json("calendar show night --json")["base"], "Holidays");
    desk.done("calendar unexcept holidays labour day");
    assert_eq!(desk.json("calendar list --json")[0]["exceptions"].as_array().unwrap().len(), 0);
    let why = desk.refused("calendar set holidays --base night");
    assert!(why.contains("rests on itself"), "{why}");
    let why = desk.refused("calendar drop holidays");
    assert!(why.contains("still used by calendar “Night shift”"), "{why}");
}

#[test]
fn holidays_come_from_an_ics_file_as_one_step() {
    let desk = Desk::new();
    let ics = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Holidays in Austria\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Nationalfeiertag\r\n\
               DTSTART;VALUE=DATE:20201026\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Easter\r\n\
               DTSTART;VALUE=DATE:20260406\r\nRRULE:FREQ=YEARLY;BYEASTER=1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    std::fs::write(desk.home.path().join("holidays.ics"), ics).unwrap();
    let dry = desk.done("calendar import holidays.ics --dry-run");
    assert_eq!(dry, "8 exceptions from iCalendar: 8 new, 0 changed, 0 same (nothing was changed)\n");
    assert!(desk.refused("calendar show").contains("WEB uses no calendar"));
    let ran = desk.run("calendar import holidays.ics");
    assert_eq!(ran.out, "8 exceptions from iCalendar: 8 new, 0 changed, 0 same\n");
    assert_eq!(ran.err, "line 9: “Easter” is taken once: BYEASTER=1 is not followed\n");
    let page = desk.done("calendar show");
    assert_eq!(lines(&page)[0], "Holidays in Austria · used by WEB");
    assert!(lines(&page).contains(&"Mon 26 Oct Nationalfeiertag".to_owned()), "{page}");
    let again = desk.done("calendar import holidays.ics");
    assert_eq!(again, "8 exceptions from iCalendar: 0 new, 0 changed, 8 same\n");
    desk.done("check");
    desk.done("undo");
    assert!(desk.refused("calendar show").contains("WEB uses no calendar"));
}

#[test]
fn what_cannot_be_done_is_said_with_what_to_do() {
    let desk = Desk::new();
    desk.done("calendar add Holidays");
    let why = |words: &[&str]| {
        let ran = desk.run_with(b"", words);
        assert_eq!(ran.code, 2, "{words:?}: {}", ran.out);
        ran.err
    };
    for (words, said) in [
        (["calendar", "add", "holidays"].as_slice(), "there is a calendar “holidays” already"),
        (&["calendar", "set", "hol"], "it is not said what to change"),
        (&["calendar", "set", "hol", "--week", "mon 12-8"], "12-8 ends before it begins"),
        (&["calendar", "set", "hol", "--week", "fun off"], "“fun” is no day of the week"),
        (&["calendar", "except", "hol", "frx"], "frx"),
        (&["calendar", "except", "hol", "fri..", "X"], "does not say the first and the last day"),
        (&["calendar", "except", "hol", "fri", "--hours", "8"], "“8” are no hours"),
        (&["calendar", "except", "hol", "fri", "--years", "99"], "99"),
        (&["calendar", "unexcept", "hol", "fri"], "has no exception on these days"),
        (&["calendar", "unexcept", "hol", "Xmas"], "no exception is called Xmas"),
        (&["calendar", "use", "hol", "@ana"], "there is no person yet"),
        (&["calendar", "show", "work"], "no calendar is called work"),
    ] {
        assert!(why(words).contains(said), "{words:?}: {}", why(words));
    }
    let ran = desk.run("calendar import nowhere.ics");
    assert_eq!((ran.code, ran.err.contains("cannot be read")), (1, true), "{}", ran.err);
    let ran = desk.run_with(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", &["calendar", "import", "-"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("line 2: the file ends inside this VEVENT"), "{}", ran.err);
}

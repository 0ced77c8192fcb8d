use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn off(from: &str, to: &str) -> Exception {
    Exception { from: day(from), to: day(to), shifts: Vec::new() }
}

fn hours(from: u16, to: u16) -> Shift {
    Shift { from: from * 60, to: to * 60 }
}

/// The standard week with Thu 12 and Fri 13 March 2026 off and Saturday 14 worked from 10 to 12.
fn with_leave() -> WorkTime {
    let week = std::array::from_fn(|i| if i < 5 { vec![hours(8, 12), hours(13, 17)] } else { vec![] });
    let saturday =
        Exception { from: day("2026-03-14"), to: day("2026-03-14"), shifts: vec![hours(11, 12), hours(10, 11)] };
    WorkTime::of(week, vec![off("2026-03-12", "2026-03-13"), saturday])
}

fn empty() -> WorkTime {
    WorkTime::of(Default::default(), Vec::new())
}

#[test]
fn the_standard_week_works_eight_hours_from_monday_to_friday() {
    let time = WorkTime::standard();
    assert_eq!(time.minutes_on(day("2026-03-13")), 480);
    assert!(!time.is_working_day(day("2026-03-14")));
    assert_eq!(time.shifts_on(day("2026-03-13")), [hours(8, 12), hours(13, 17)]);
    assert_eq!(time.next_working_day(day("2026-03-14")), Some(day("2026-03-16")));
    assert_eq!(time.next_working_day(day("2026-03-16")), Some(day("2026-03-16")));
    assert_eq!(time.previous_working_day(day("2026-03-15")), Some(day("2026-03-13")));
    assert_eq!(time.previous_working_day(day("2026-03-13")), Some(day("2026-03-13")));
}

#[test]
fn working_days_are_counted_both_ways_and_zero_means_the_next() {
    let time = WorkTime::standard();
    let from = |text, n| time.add_working_days(day(text), n).unwrap().to_string();
    assert_eq!(from("2026-03-13", 1), "2026-03-16");
    assert_eq!(from("2026-03-13", 5), "2026-03-20");
    assert_eq!(from("2026-03-14", 1), "2026-03-16");
    assert_eq!(from("2026-03-14", 0), "2026-03-16");
    assert_eq!(from("2026-03-14", -1), "2026-03-13");
    assert_eq!(from("2026-03-16", -1), "2026-03-13");
    assert_eq!(with_leave().add_working_days(day("2026-03-11"), 1), Some(day("2026-03-14")));
}

#[test]
fn adding_ends_at_the_end_of_a_shift_and_taking_away_starts_at_its_start() {
    let time = WorkTime::standard();
    assert_eq!(time.add(at("2026-03-13 08:00"), 480), Some(at("2026-03-13 17:00")));
    assert_eq!(time.add(at("2026-03-13 08:00"), 240), Some(at("2026-03-13 12:00")));
    assert_eq!(time.add(at("2026-03-13 16:00"), 61), Some(at("2026-03-16 08:01")));
    assert_eq!(time.add(at("2026-03-14 03:00"), 480), Some(at("2026-03-16 17:00")));
    assert_eq!(time.add(at("2026-03-16 08:00"), -480), Some(at("2026-03-13 08:00")));
    assert_eq!(time.add(at("2026-03-16 17:00"), -480), Some(at("2026-03-16 08:00")));
    assert_eq!(time.add(at("2026-03-14 03:00"), 0), Some(at("2026-03-14 03:00")));
    assert_eq!(with_leave().add(at("2026-03-11 08:00"), 540), Some(at("2026-03-14 11:00")));
}

#[test]
fn instants_snap_to_work() {
    let time = WorkTime::standard();
    assert_eq!(time.snap_forward(at("2026-03-13 17:00")), Some(at("2026-03-16 08:00")));
    assert_eq!(time.snap_forward(at("2026-03-13 12:30")), Some(at("2026-03-13 13:00")));
    assert_eq!(time.snap_forward(at("2026-03-13 09:15")), Some(at("2026-03-13 09:15")));
    assert_eq!(time.snap_back(at("2026-03-16 08:00")), Some(at("2026-03-13 17:00")));
    assert_eq!(time.snap_back(at("2026-03-13 13:00")), Some(at("2026-03-13 12:00")));
    assert_eq!(time.first_minute(day("2026-03-14")), Some(at("2026-03-16 08:00")));
    assert_eq!(time.last_minute(day("2026-03-15")), Some(at("2026-03-13 17:00")));
    assert_eq!(time.last_minute(day("2026-03-13")), Some(at("2026-03-13 17:00")));
    assert_eq!(time.between(at("2026-03-13 16:00"), at("2026-03-16 09:00")), 120);
    assert_eq!(time.between(at("2026-03-16 09:00"), at("2026-03-13 16:00")), -120);
}

#[test]
fn a_shift_until_midnight_ends_on_the_next_day() {
    let night = WorkTime::of(std::array::from_fn(|_| vec![hours(22, 30)]), Vec::new());
    assert_eq!(night.last_minute(day("2026-03-13")), Some(at("2026-03-14 00:00")));
    assert_eq!(night.add(at("2026-03-13 22:00"), 120), Some(at("2026-03-14 00:00")));
    assert_eq!(night.snap_forward(at("2026-03-14 00:00")), Some(at("2026-03-14 22:00")));
    assert_eq!(night.last_minute(day("9999-12-31")), Some(NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap().into()));
}

#[test]
fn of_two_exceptions_the_shorter_wins_then_the_later_given() {
    let week: [Vec<Shift>; 7] = std::array::from_fn(|_| vec![hours(8, 16)]);
    let short = Exception { from: day("2026-03-10"), to: day("2026-03-11"), shifts: vec![hours(9, 10)] };
    let later = Exception { from: day("2026-03-11"), to: day("2026-03-12"), shifts: vec![hours(9, 11)] };
    let backwards = off("2026-03-20", "2026-03-19");
    let time = WorkTime::of(week, vec![short, off("2026-03-01", "2026-03-31"), later, backwards]);
    let minutes: Vec<i64> = (9..=13).map(|d| time.minutes_on(day(&format!("2026-03-{d:02}")))).collect();
    assert_eq!(minutes, [0, 60, 120, 120, 0]);
    assert_eq!(time.minutes_on(day("2026-04-01")), 480);
}

#[test]
fn a_calendar_without_work_answers_none() {
    let (never, now) = (empty(), at("2026-03-13 09:00"));
    assert_eq!(never.next_working_day(now.date()), None);
    assert_eq!(never.previous_working_day(now.date()), None);
    assert_eq!(never.add_working_days(now.date(), 3), None);
    assert_eq!(never.first_minute(now.date()), None);
    assert_eq!(never.add(now, 1), None);
    assert_eq!(never.snap_back(now), None);
    assert_eq!(never.between(now, at("2030-01-01 00:00")), 0);
}

#[test]
fn the_ends_of_time_answer_none() {
    let time = WorkTime::standard();
    for date in [NaiveDate::MIN, NaiveDate::MAX] {
        assert_eq!(time.minutes_on(date), 0);
        assert_eq!(time.add_working_days(date, if date == NaiveDate::MAX { 1 } else { -1 }), None);
    }
    assert_eq!(time.next_working_day(NaiveDate::MIN), Some(day("0001-01-01")));
    assert_eq!(time.previous_working_day(NaiveDate::MAX), Some(day("9999-12-31")));
    for minutes in [i64::MIN, i64::MAX] {
        assert_eq!(time.add(at("2026-03-13 09:00"), minutes), None);
        assert_eq!(time.add_working_days(day("2026-03-13"), minutes), None);
    }
    assert_eq!(time.ends_at(i64::MIN), None);
}

#[test]
fn both_calendars_together_work_only_where_each_does() {
    let mornings = WorkTime::of(std::array::from_fn(|_| vec![hours(6, 10)]), vec![off("2026-03-10", "2026-03-10")]);
    let joint = with_leave().intersect(&mornings);
    let minutes: Vec<i64> = (9..=16).map(|d| joint.minutes_on(day(&format!("2026-03-{d:02}")))).collect();
    assert_eq!(minutes, [120, 0, 120, 0, 0, 0, 0, 120]);
}

fn shifts() -> impl Strategy<Value = Vec<Shift>> {
    prop::collection::vec((0..1500u16, 0..1500u16).prop_map(|(from, to)| Shift { from, to }), 0..3)
}

fn dates() -> impl Strategy<Value = NaiveDate> {
    (739_600..740_000i32).prop_map(|day| NaiveDate::from_num_days_from_ce_opt(day).unwrap())
}

fn calendars() -> impl Strategy<Value = WorkTime> {
    let exception = (dates(), -1..60i64, shifts()).prop_map(|(from, days, shifts)| Exception {
        from,
        to: from + TimeDelta::days(days),
        shifts,
    });
    (prop::array::uniform7(shifts()), prop::collection::vec(exception, 0..6)).prop_map(|(w, e)| WorkTime::of(w, e))
}

fn instants() -> impl Strategy<Value = NaiveDateTime> {
    (dates(), 0..1440i64).prop_map(|(date, minute)| date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute))
}

proptest! {
    #[test]
    fn what_was_added_lies_between(time in calendars(), from in instants(), minutes in -200_000..200_000i64) {
        if let Some(to) = time.add(from, minutes) {
            prop_assert_eq!(time.between(from, to), minutes);
            let back = time.add(to, -minutes).unwrap();
            prop_assert_eq!(time.position(back), time.position(from));
        }
    }

    #[test]
    fn positions_agree_with_counting_minute_by_minute(time in calendars(), from in instants(), span in 0..4000i64) {
        let works = |at: NaiveDateTime| {
            let minute = (at.hour() * 60 + at.minute()) as u16;
            time.shifts_on(at.date()).iter().any(|shift| (shift.from..shift.to).contains(&minute))
        };
        let counted = (0..span).filter(|n| works(from + TimeDelta::minutes(*n))).count() as i64;
        prop_assert_eq!(time.between(from, from + TimeDelta::minutes(span)), counted);
    }

    #[test]
    fn snapping_twice_is_snapping_once(time in calendars(), from in instants()) {
        if let Some(ahead) = time.snap_forward(from) {
            prop_assert!(ahead >= from);
            prop_assert_eq!(time.snap_forward(ahead), Some(ahead));
            prop_assert_eq!(time.between(from, ahead), 0);
        }
        if let Some(back) = time.snap_back(from) {
            prop_assert!(back <= from);
            prop_assert_eq!(time.snap_back(back), Some(back));
            prop_assert_eq!(time.between(back, from), 0);
        }
    }

    #[test]
    fn working_days_added_are_the_working_days_passed(time in calendars(), from in dates(), n in 1..300i64) {
        if let Some(to) = time.add_working_days(from, n) {
            prop_assert!(time.is_working_day(to));
            let passed = from.iter_days().skip(1).take_while(|d| *d <= to).filter(|d| time.is_working_day(*d)).count();
            prop_assert_eq!(passed as i64, n);
            prop_assert_eq!(time.add_working_days(to, -n).is_some_and(|d| d <= from), time.previous_working_day(from).is_some());
        }
    }

    #[test]
    fn what_both_work_each_works(a in calendars(), b in calendars(), date in dates()) {
        let joint = a.intersect(&b);
        let works = |time: &WorkTime, minute: u16| time.shifts_on(date).iter().any(|s| (s.from..s.to).contains(&minute));
        for minute in 0..1440 {
            prop_assert_eq!(works(&joint, minute), works(&a, minute) && works(&b, minute));
        }
        prop_assert_eq!(joint.minutes_on(date), b.intersect(&a).minutes_on(date));
    }
}

use proptest::prelude::*;

use super::*;

fn read_as(words: &str) -> String {
    match Span::parse(words, &Pace::default()) {
        Ok(span) => span.to_file(),
        Err(misread) => misread.to_string(),
    }
}

#[test]
fn durations_are_read_in_every_form() {
    for (words, file) in [
        ("3d", "1440m"),
        ("2h", "120m"),
        ("30m", "30m"),
        ("1.5d", "720m"),
        ("0.5h", "30m"),
        ("2w", "4800m"),
        ("1mo", "9600m"),
        ("0d", "0m"),
        ("2ed", "2880em"),
        ("3eh", "180em"),
        ("1ew", "10080em"),
        ("1emo", "43200em"),
        ("15em", "15em"),
        ("1d4h", "720m"),
        ("1d 4 h", "720m"),
        ("1ed6eh", "1800em"),
        ("3 d", "1440m"),
        ("3 days", "1440m"),
        ("1 day", "480m"),
        ("2 Hours", "120m"),
        ("2 hrs 5 mins", "125m"),
        ("1 month", "9600m"),
        ("2 wks", "4800m"),
        ("1 ehour", "60em"),
        (" 1.333d ", "640m"),
    ] {
        assert_eq!(read_as(words), file, "{words}");
    }
}

#[test]
fn what_is_no_duration_is_refused_with_the_way_out() {
    let how = "write a number and m, h, d, w or mo, as in 3d or 1.5h";
    for (words, sentence) in [
        ("3x", format!("`3x` is not a duration: {how}")),
        ("", format!("`` is not a duration: {how}")),
        ("d", format!("`d` is not a duration: {how}")),
        ("3", format!("`3` is not a duration: {how}")),
        (".5d", format!("`.5d` is not a duration: {how}")),
        ("1.d", format!("`1.d` is not a duration: {how}")),
        ("1.2.3d", format!("`1.2.3d` is not a duration: {how}")),
        ("3d-", format!("`3d-` is not a duration: {how}")),
        ("1,5d", "`1,5d` is not a duration: did you mean `1.5d`?".into()),
        ("3 dyas", "`3 dyas` is not a duration: did you mean `3 days`?".into()),
        ("1y", "`1y` is not a duration: did you mean `12mo`?".into()),
        ("-3d", "`-3d` has a sign, and a duration is never negative: did you mean `3d`?".into()),
        ("1d2eh", "`1d2eh` mixes working and elapsed time: write it all in one of them".into()),
        ("999999999d", "`999999999d` is too long: a span has at most a hundred years".into()),
        ("52596000m1m", "`52596000m1m` is too long: a span has at most a hundred years".into()),
    ] {
        assert_eq!(read_as(words), sentence);
    }
}

#[test]
fn a_number_of_any_length_is_too_long_not_a_panic() {
    assert!(read_as(&format!("{}d", "9".repeat(5000))).contains("is too long"));
    assert_eq!(read_as(&format!("1.{}d", "0".repeat(5000))), "480m");
}

#[test]
fn words_are_short_and_exact() {
    let pace = Pace::default();
    for (span, words) in [
        (Span::working(1440), "3d"),
        (Span::working(720), "1.5d"),
        (Span::working(240), "4h"),
        (Span::working(90), "90m"),
        (Span::working(4800), "10d"),
        (Span::working(500), "1d20m"),
        (Span::working(540), "1d1h"),
        (Span::working(0), "0d"),
        (Span::working(-480), "-1d"),
        (Span::elapsed(2880), "2ed"),
        (Span::elapsed(2881), "2ed1em"),
        (Span::elapsed(480), "8eh"),
    ] {
        assert_eq!(span.words(&pace), words);
    }
    let long_days = Pace { minutes_per_day: 600, ..pace };
    assert_eq!(Span::working(600).words(&long_days), "1d");
    assert_eq!(Span::parse("1w", &Pace { minutes_per_week: 1800, ..pace }).unwrap(), Span::working(1800));
}

#[test]
fn lags_have_signs_and_percentages() {
    let pace = Pace::default();
    for (words, file, back) in [
        ("+2d", "960m", "+2d"),
        ("2d", "960m", "+2d"),
        ("-1d", "-480m", "-1d"),
        ("- 1 day", "-480m", "-1d"),
        ("-1ed", "-1440em", "-1ed"),
        ("50%", "50%", "+50%"),
        ("+25%", "25%", "+25%"),
        ("-25 %", "-25%", "-25%"),
    ] {
        let lag = Lag::parse(words, &pace).unwrap();
        assert_eq!((lag.to_file(), lag.words(&pace)), (file.to_string(), back.to_string()));
    }
    for words in ["+-2d", "--2d", "1.5%", "%", "-%", "+-5%", "10001%", "2x", ""] {
        assert!(Lag::parse(words, &pace).unwrap_err().to_string().contains("is not a lag"), "{words}");
    }
    assert!(Lag::parse("0d", &pace).unwrap().is_none());
}

#[test]
fn estimates_have_one_value_or_three_in_order() {
    let pace = Pace::default();
    let three = Estimate::parse("2d/3d/6d", &pace).unwrap();
    assert_eq!(three.optimistic, Some(Span::working(960)));
    assert_eq!(three.likely, Span::working(1440));
    assert_eq!(three.pessimistic, Some(Span::working(2880)));
    assert_eq!(three.words(&pace), "2d/3d/6d");
    assert_eq!(Estimate::parse("3d", &pace), Ok(Estimate::of(Span::working(1440))));
    let wrong = |words| Estimate::parse(words, &pace).unwrap_err().to_string();
    assert_eq!(
        wrong("6d/3d/2d"),
        "`6d/3d/2d` is not in the order optimistic / likely / pessimistic: did you mean `2d/3d/6d`?"
    );
    assert_eq!(wrong("2d/3d"), "`2d/3d` is not an estimate: write one duration or three, as in 3d or 2d/3d/6d");
    assert!(wrong("2d/3ed/6d").contains("mixes"));
    assert!(wrong("2d/x/6d").starts_with("`x` is not a duration"));
}

#[test]
fn the_file_refuses_what_it_never_wrote() {
    for text in ["", "m", "480", "+480m", "480xm", "4e80m", "99999999999m", "9223372036854775808m", "480d"] {
        assert!(Span::from_file(text).is_err(), "{text}");
    }
    for text in ["%", "+5%", "10001%", "5 %"] {
        assert!(Lag::from_file(text).is_err(), "{text}");
    }
}

fn paces() -> impl Strategy<Value = Pace> {
    (-5..2000i64, -5..20_000i64, -5..40i64).prop_map(|(day, week, month)| Pace {
        minutes_per_day: day,
        minutes_per_week: week,
        days_per_month: month,
    })
}

fn spans() -> impl Strategy<Value = Span> {
    let minutes = prop_oneof![0..20_000i64, 0..=LONGEST, (0..5000i64).prop_map(|n| n * 60)];
    (minutes, any::<bool>()).prop_map(|(minutes, elapsed)| Span { minutes, elapsed })
}

proptest! {
    #[test]
    fn words_and_file_come_back_as_they_were(span in spans(), pace in paces(), negative in any::<bool>()) {
        prop_assert_eq!(Span::parse(&span.words(&pace), &pace), Ok(span));
        prop_assert_eq!(Span::from_file(&span.to_file()), Ok(span));
        let lag = Lag::Span(Span { minutes: if negative { -span.minutes } else { span.minutes }, ..span });
        prop_assert_eq!(Lag::parse(&lag.words(&pace), &pace), Ok(lag));
        prop_assert_eq!(Lag::from_file(&lag.to_file()), Ok(lag));
    }

    #[test]
    fn no_text_is_too_odd_to_be_answered(text in any::<String>(), near in "[-+ ]{0,2}[0-9.,]{0,12} ?[a-z%é/]{0,5}[0-9]{0,3}[a-z]{0,3}") {
        for text in [text, near] {
            for answer in [Span::parse(&text, &Pace::default()).err(), Lag::parse(&text, &Pace::default()).err()] {
                prop_assert!(answer.is_none_or(|misread| !misread.to_string().is_empty()));
            }
            let _ = Estimate::parse(&text, &Pace::default());
            let _ = (Span::from_file(&text), Lag::from_file(&text));
        }
    }
}

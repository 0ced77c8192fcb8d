use super::desk::{Desk, constraint};
use crate::domain::task::ConstraintKind;

#[test]
fn a_finish_to_start_lag_is_counted_on_the_successors_calendar() {
    let mut it = Desk::new();
    let six = it.calendar(6, "08:00-12:00,13:00-17:00");
    let a = it.task("5d", |_| {});
    let b = it.task("1d", |task| task.calendar = Some(six));
    let c = it.task("1d", |_| {});
    it.link(a, b, "FS+1d");
    it.link(a, c, "FS+1d");
    assert_eq!(it.dates(a), "2 08:00 – 6 17:00");
    assert_eq!(it.dates(b), "9 08:00 – 9 17:00", "the lag is Saturday");
    assert_eq!(it.dates(c), "10 08:00 – 10 17:00", "the lag is Monday");
}

#[test]
fn a_lead_starts_the_successor_before_and_never_before_the_project() {
    let mut it = Desk::new();
    let (a, b, c) = (it.task("3d", |_| {}), it.task("1d", |_| {}), it.task("1d", |_| {}));
    it.link(a, b, "FS-1d");
    it.link(a, c, "FS-5d");
    assert_eq!(it.dates(b), "4 08:00 – 4 17:00");
    assert_eq!(it.dates(c), "2 08:00 – 2 17:00");
}

#[test]
fn an_elapsed_lag_runs_through_the_weekend_and_snaps_to_work() {
    let mut it = Desk::new();
    let (a, b) = (it.task("5d", |_| {}), it.task("1d", |_| {}));
    it.link(a, b, "FS+1ed");
    assert_eq!(it.dates(b), "9 08:00 – 9 17:00");
    let c = it.task("1d", |_| {});
    it.link(a, c, "FS+4ed");
    assert_eq!(it.dates(c), "11 08:00 – 11 17:00", "four days after Friday 17:00 is Tuesday 17:00");
}

#[test]
fn a_percent_lag_moves_with_the_predecessor() {
    let mut it = Desk::new();
    let (a, b) = (it.task("4d", |_| {}), it.task("1d", |_| {}));
    it.link(a, b, "SS+50%");
    assert_eq!(it.dates(b), "4 08:00 – 4 17:00");
    it.edit(a, |task| task.duration = Some(crate::domain::span::Span::working(6 * 480)));
    assert_eq!(it.dates(b), "5 08:00 – 5 17:00");
}

#[test]
fn start_to_finish_and_finish_to_finish_walk_back_over_the_weekend() {
    let mut it = Desk::new();
    let a = it.task("1d", |task| task.constraint = constraint(ConstraintKind::StartNoEarlier, "9 08:00"));
    let (b, c) = (it.task("2d", |_| {}), it.task("2d", |_| {}));
    it.link(a, b, "SF");
    it.link(a, c, "FF");
    assert_eq!(it.dates(b), "5 08:00 – 6 17:00");
    assert_eq!(it.dates(c), "6 08:00 – 9 17:00");
}

#[test]
fn a_link_of_a_summary_holds_for_all_under_it() {
    let mut it = Desk::new();
    let first = it.task("1d", |_| {});
    let (a, b) = (it.task("1d", |task| task.parent = Some(first)), it.task("3d", |task| task.parent = Some(first)));
    let second = it.task("1d", |_| {});
    let inner = it.task("1d", |task| task.parent = Some(second));
    let (c, d) = (it.task("2d", |task| task.parent = Some(inner)), it.task("1d", |task| task.parent = Some(second)));
    let last = it.task("1d", |_| {});
    it.link(first, second, "FS");
    it.link(second, last, "FS");
    assert_eq!((it.dates(a), it.dates(b)), ("2 08:00 – 2 17:00".into(), "2 08:00 – 4 17:00".into()));
    assert_eq!((it.dates(c), it.dates(d)), ("5 08:00 – 6 17:00".into(), "5 08:00 – 5 17:00".into()));
    assert_eq!((it.dates(second), it.dates(inner)), ("5 08:00 – 6 17:00".into(), "5 08:00 – 6 17:00".into()));
    assert_eq!(it.dates(last), "9 08:00 – 9 17:00");
    assert_eq!(
        (it.slack(a), it.slack(b), it.slack(c), it.slack(d)),
        ("2d".into(), "0d".into(), "0d".into(), "1d".into())
    );
    assert!(it.timing(first).critical && it.timing(second).critical);
}

#[test]
fn a_start_to_start_link_of_a_summary_waits_for_its_earliest_leaf() {
    let mut it = Desk::new();
    let first = it.task("1d", |_| {});
    let a = it.task("1d", |task| task.parent = Some(first));
    let b = it.task("1d", |task| task.parent = Some(first));
    let c = it.task("1d", |_| {});
    it.link(a, b, "FS+3d");
    it.link(first, c, "SS+1d");
    assert_eq!(it.dates(c), "3 08:00 – 3 17:00");
    it.edit(a, |task| task.constraint = constraint(ConstraintKind::StartNoEarlier, "4 08:00"));
    assert_eq!(it.dates(c), "5 08:00 – 5 17:00");
}

#[test]
fn a_loop_through_the_outline_is_found_and_opened() {
    let mut it = Desk::new();
    let summary = it.task("1d", |_| {});
    let a = it.task("1d", |task| task.parent = Some(summary));
    let b = it.task("1d", |_| {});
    it.link(summary, b, "FS");
    it.link(b, a, "FS");
    let found = it.findings();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("that link is left out"), "{found:?}");
    assert!(it.schedule().timing(&it.plan, a).is_some() && it.schedule().timing(&it.plan, b).is_some());
    let own = it.task("1d", |task| task.parent = Some(summary));
    it.link(summary, own, "FS");
    assert_eq!(it.findings().len(), 2);
}

#[test]
fn two_links_of_one_pair_both_count_and_nothing_stretches() {
    let mut it = Desk::new();
    let (a, b) = (it.task("4d", |_| {}), it.task("1d", |_| {}));
    it.link(a, b, "SS+1d");
    it.link(a, b, "FF");
    assert_eq!(it.dates(b), "5 08:00 – 5 17:00");
    let c = it.task("5d", |_| {});
    it.link(a, c, "SS+1d");
    it.link(a, c, "FF");
    assert_eq!(it.dates(c), "3 08:00 – 9 17:00");
    assert_eq!(it.slack(a), "0d", "the least of both");
}

#[test]
fn links_of_inactive_tasks_hold_nothing() {
    let mut it = Desk::new();
    let a = it.task("5d", |task| task.inactive = true);
    let b = it.task("1d", |_| {});
    it.link(a, b, "FS");
    assert_eq!(it.dates(b), "2 08:00 – 2 17:00");
    assert_eq!(it.slack(b), "0d", "the inactive one does not move the end of the project either");
}

#[test]
fn parallel_paths_of_one_length_are_all_critical_and_free_slack_ends_at_the_next_task() {
    let mut it = Desk::new();
    let (a, b, c) = (it.task("3d", |_| {}), it.task("3d", |_| {}), it.task("1d", |_| {}));
    let (d, end) = (it.task("1d", |_| {}), it.task("0d", |_| {}));
    [(a, end), (b, end), (c, d), (d, end)].into_iter().for_each(|(first, then)| it.link(first, then, "FS"));
    assert!([a, b, end].iter().all(|task| it.timing(*task).critical));
    assert_eq!((it.timing(c).total_slack, it.timing(c).free_slack), (480, 0));
    assert_eq!((it.timing(d).total_slack, it.timing(d).free_slack), (480, 480));
}

#[test]
fn plans_of_nothing_much_have_answers() {
    let mut it = Desk::new();
    assert_eq!(it.schedule().ends(super::desk::PROJECT), None);
    let summary = it.task("1d", |_| {});
    let milestone = it.task("0d", |task| task.parent = Some(summary));
    assert_eq!((it.dates(milestone), it.dates(summary)), ("2 08:00 – 2 08:00".into(), "2 08:00 – 2 08:00".into()));
    let unknown = it.task("1d", |task| task.duration = None);
    assert_eq!(it.dates(unknown), "2 08:00 – 2 17:00", "no estimate counts as a day");
    let inbox = it.task("1d", |task| task.place = None);
    assert_eq!(it.schedule().timing(&it.plan, inbox), None);
    it.edit(summary, |task| task.parent = Some(milestone));
    assert!(it.findings().iter().any(|it| it.contains("stands under itself")), "{:?}", it.findings());
}

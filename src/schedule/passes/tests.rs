//! Laws of the passes, over random networks of all kinds.

use std::sync::{Arc, LazyLock};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::super::axis::{Axis, Instant, day_start};
use super::super::network::Network;
use super::super::timing::Timing;
use super::super::work::{Join, Lag, Link, Part, Work};
use super::super::worktime::{Exception, Shift, WorkTime};
use super::*;

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap() + Days::new(n)
}

fn at(n: u64, minutes: i64) -> Instant {
    day_start(day(n)) + minutes
}

/// Standard hours, a week with Saturdays and a holiday, nights, and around the clock.
static AXES: LazyLock<Vec<Arc<Axis>>> = LazyLock::new(|| {
    let night = vec![Shift { from: 0, to: 180 }, Shift { from: 240, to: 480 }, Shift { from: 1380, to: 1440 }];
    let long = vec![Shift { from: 540, to: 1020 }];
    let week =
        |shifts: &[Shift], days: usize| std::array::from_fn(|at| if at < days { shifts.to_vec() } else { vec![] });
    let holiday = Exception { from: day(3), to: day(4), shifts: Vec::new() };
    let calendars = [
        WorkTime::standard(),
        WorkTime::of(week(&long, 6), vec![holiday]),
        WorkTime::of(week(&night, 5), Vec::new()),
        WorkTime::of(week(&[Shift { from: 0, to: 1440 }], 7), Vec::new()),
    ];
    calendars.into_iter().map(|time| Axis::of(time, day(0), 200).into()).collect()
});

fn axes() -> Vec<Arc<Axis>> {
    AXES.clone()
}

fn instants() -> impl Strategy<Value = Instant> {
    (0u64..40, 0i64..1440).prop_map(|(n, minutes)| at(n, minutes))
}

fn rules() -> impl Strategy<Value = Rule> {
    prop_oneof![
        6 => Just(Rule::AsSoonAsPossible),
        1 => instants().prop_map(Rule::StartNoEarlier),
        1 => instants().prop_map(Rule::StartNoLater),
        1 => instants().prop_map(Rule::FinishNoEarlier),
        1 => instants().prop_map(Rule::FinishNoLater),
        1 => instants().prop_map(Rule::MustStart),
        1 => instants().prop_map(Rule::MustFinish),
    ]
}

fn states() -> impl Strategy<Value = State> {
    let two = || (instants(), 0i64..20_000).prop_map(|(start, long)| (start, start + long));
    prop_oneof![
        8 => Just(State::Open),
        1 => (instants(), prop::option::of(instants()), prop::option::of(instants()))
            .prop_map(|(start, resumes, ends)| State::Started { start, resumes, ends }),
        1 => two().prop_map(|(start, finish)| State::Done { start, finish }),
        1 => two().prop_map(|(start, finish)| State::Told { start, finish }),
        1 => Just(State::Idle),
    ]
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = (1u16..5, 0i64..3000).prop_map(|(calendar, minutes)| Part { calendar, minutes, remaining: minutes / 2 });
    prop_oneof![5 => Just(Vec::new()), 1 => prop::collection::vec(part, 1..3)]
}

/// A task of any kind; `above` is taken below its own number.
fn works() -> impl Strategy<Value = (Work, usize)> {
    let length = prop_oneof![1 => Just(0i64), 5 => 1i64..3000];
    let more = (prop::option::of(instants()), prop::option::of(instants()), 0i64..2, any::<bool>(), 0usize..60);
    (1u16..5, length, rules(), states(), parts(), prop::bool::weighted(0.1), more).prop_map(
        |(calendar, duration, rule, state, parts, elapsed, (not_before, deadline, delay, delay_elapsed, above))| {
            let mut work = Work::new(calendar, duration, at(0, 0));
            (work.rule, work.state, work.elapsed) = (rule, state, elapsed);
            work.parts = if elapsed { Vec::new() } else { parts };
            work.remaining = duration / 3;
            (work.not_before, work.deadline) = (not_before.filter(|at| at % 4 == 0), deadline.filter(|at| at % 3 == 0));
            (work.delay, work.delay_elapsed) = (delay * 700, delay_elapsed);
            (work, above)
        },
    )
}

fn links() -> impl Strategy<Value = Link> {
    let join = prop_oneof![
        3 => Just(Join::FinishStart), 1 => Just(Join::StartStart),
        1 => Just(Join::FinishFinish), 1 => Just(Join::StartFinish),
    ];
    let lag = prop_oneof![
        3 => Just(Lag::Working(0)), 2 => (-2000i64..3000).prop_map(Lag::Working),
        1 => (-2000i64..3000).prop_map(Lag::Elapsed), 1 => (-150i64..150).prop_map(Lag::Percent),
    ];
    (0usize..60, 0usize..60, join, lag).prop_map(|(from, to, join, lag)| Link { from, to, join, lag })
}

#[derive(Clone, Debug)]
struct Case {
    works: Vec<Work>,
    links: Vec<Link>,
}

/// Tasks in an outline, and links forwards, between tasks none of which is above the other.
fn cases() -> impl Strategy<Value = Case> {
    (prop::collection::vec(works(), 1..25), prop::collection::vec(links(), 0..40)).prop_map(|(works, links)| {
        let count = works.len();
        let works: Vec<Work> = works
            .into_iter()
            .enumerate()
            .map(|(at, (work, above))| Work { above: (above < at && above % 3 == 0).then_some(above), ..work })
            .collect();
        let links = links.into_iter().map(|it| Link { from: it.from % count, to: it.to % count, ..it }).collect();
        without_loops(Case { works, links })
    })
}

/// Leaves out the links that go round: one after the other, each that does with those before it.
fn without_loops(case: Case) -> Case {
    let mut kept = Vec::new();
    for link in case.links {
        kept.push(link);
        if link.from == link.to || !Network::of(axes(), case.works.clone(), &kept).looped().is_empty() {
            kept.pop();
        }
    }
    Case { links: kept, ..case }
}

fn timings(network: &Network, dates: &Dates) -> Vec<Option<Timing>> {
    (0..network.len()).map(|task| dates.timing(network, task)).collect()
}

/// Open tasks without constraints, delays or progress, on one calendar.
fn bare(case: Case) -> Case {
    let works = case.works.into_iter().map(|work| Work { above: work.above, ..Work::new(1, work.duration, at(0, 0)) });
    Case { works: works.collect(), ..case }
}

proptest! {
    #![proptest_config(Config { cases: 300, ..Config::default() })]

    #[test]
    fn no_task_starts_before_what_it_waits_for_allows(case in cases()) {
        let works: Vec<Work> = case.works.into_iter().map(|work| Work { rule: Rule::AsSoonAsPossible, ..work }).collect();
        let network = Network::of(axes(), works, &case.links);
        let dates = Dates::of(&network);
        for task in (0..network.len()).filter(|task| !network.is_summary(*task)) {
            let waits = network.works[task].state == State::Open;
            for end in network.ins(task).iter().filter(|end| waits && network.counts(end.other as usize)) {
                let bound = network.after(end, task, &dates.early);
                let [start, finish] = dates.early[task];
                let late_enough = match end.join {
                    Join::FinishStart | Join::StartStart => start >= bound,
                    // Where nobody works, an earlier end is the same working instant.
                    Join::FinishFinish | Join::StartFinish => {
                        finish >= bound || start >= network.start_of(task, bound, false)
                    }
                };
                prop_assert!(late_enough, "{end:?} of {task}: {start} {finish} before {bound}");
            }
        }
    }

    #[test]
    fn a_chain_without_slack_spans_the_project(case in cases()) {
        let case = bare(case);
        let leads = |link: &Link| matches!(link.lag, Lag::Working(minutes) | Lag::Elapsed(minutes) | Lag::Percent(minutes) if minutes < 0);
        let links: Vec<Link> = case
            .links
            .into_iter()
            .filter(|link| !leads(link) && matches!(link.join, Join::FinishStart))
            .map(|link| Link { lag: if let Lag::Elapsed(_) = link.lag { Lag::Working(60) } else { link.lag }, ..link })
            .collect();
        let network = Network::of(axes(), case.works, &links);
        let dates = Dates::of(&network);
        let (start, finish) = dates.ends(&network).unwrap();
        let times = timings(&network, &dates);
        let critical = |task: &usize| !network.is_summary(*task) && times[*task].unwrap().total_slack == 0;
        let all: Vec<Timing> = (0..network.len()).filter(critical).map(|task| times[task].unwrap()).collect();
        prop_assert!(times.iter().flatten().all(|it| it.total_slack >= 0));
        prop_assert!(all.iter().any(|it| it.start == start || it.finish == start || it.start == it.finish));
        prop_assert!(all.iter().any(|it| it.finish == finish));
    }

    #[test]
    fn the_order_of_input_changes_nothing((case, keys) in cases().prop_flat_map(|case| {
        let count = case.works.len();
        (Just(case), Just((0..count).collect::<Vec<usize>>()).prop_shuffle())
    })) {
        let network = Network::of(axes(), case.works.clone(), &case.links);
        let before = timings(&network, &Dates::of(&network));
        let mut works = case.works.clone();
        for (old, new) in keys.iter().enumerate() {
            works[*new] = Work { above: case.works[old].above.map(|above| keys[above]), ..case.works[old].clone() };
        }
        let links: Vec<Link> =
            case.links.iter().rev().map(|link| Link { from: keys[link.from], to: keys[link.to], ..*link }).collect();
        let other = Network::of(axes(), works, &links);
        let after = timings(&other, &Dates::of(&other));
        for (old, new) in keys.iter().enumerate() {
            prop_assert_eq!(before[old], after[*new]);
        }
    }

    #[test]
    fn what_is_but_an_addition_gives_what_the_long_way_gives(case in cases()) {
        let whole = |work: Work| Work { remaining: if work.state == State::Open { work.duration } else { work.remaining }, ..work };
        let mut network = Network::of(axes(), case.works.into_iter().map(whole).collect(), &case.links);
        let dates = Dates::of(&network);
        network.go_the_long_way();
        prop_assert_eq!(&dates, &Dates::of(&network));
    }
}

proptest! {
    // Some 12,000 edits in all.
    #![proptest_config(Config { cases: 250, ..Config::default() })]

    #[test]
    fn an_edit_patched_in_gives_what_a_full_pass_gives(
        case in cases(),
        edits in prop::collection::vec(edits(), 30..80),
    ) {
        let mut network = Network::of(axes(), case.works.clone(), &case.links);
        let mut dates = Dates::of(&network);
        let Case { mut works, mut links } = case;
        for edit in edits {
            let touched = made(edit, &mut network, &mut works, &mut links);
            match touched {
                Some(touched) => drop(dates.patch(&network, &touched)),
                None => {
                    network = Network::of(axes(), works.clone(), &links);
                    dates = Dates::of(&network);
                }
            }
            prop_assert_eq!(&dates, &Dates::of(&Network::of(axes(), works.clone(), &links)));
        }
    }
}

/// What an edit is about, and what it takes from the task or the link drawn with it.
#[derive(Clone, Copy, Debug)]
enum Edit {
    Duration,
    Constraint,
    Progress,
    Deadline,
    Delay,
    Calendar,
    Everything,
    Linked,
    Unlinked,
    Lag,
}

fn edits() -> impl Strategy<Value = (Edit, Work, usize, Link)> {
    use Edit::*;
    let all = [Duration, Constraint, Progress, Deadline, Delay, Calendar, Everything, Linked, Unlinked, Lag];
    (prop::sample::select(all.to_vec()), works(), links())
        .prop_map(|(edit, (work, task), link)| (edit, work, task, link))
}

/// Carries an edit out: the tasks that are touched by it, or nothing where the network has to be made anew.
fn made(
    (edit, new, task, link): (Edit, Work, usize, Link),
    network: &mut Network,
    works: &mut [Work],
    links: &mut Vec<Link>,
) -> Option<Vec<usize>> {
    let task = task % works.len();
    let old = works[task].clone();
    let linked = links.iter().position(|link| link.from == task || link.to == task);
    let work = match edit {
        Edit::Duration => Work { duration: new.duration, remaining: new.remaining, ..old },
        Edit::Constraint => Work { rule: new.rule, not_before: new.not_before, ..old },
        Edit::Progress => Work { state: new.state, remaining: new.remaining, ..old },
        Edit::Deadline => Work { deadline: new.deadline, ..old },
        Edit::Delay => Work { delay: new.delay, delay_elapsed: new.delay_elapsed, ..old },
        Edit::Calendar => Work { calendar: new.calendar, parts: new.parts, ..old },
        Edit::Everything => Work { above: old.above, ..new },
        Edit::Linked => {
            let link = Link { from: link.from % works.len(), to: link.to % works.len(), ..link };
            links.push(link);
            if network.join(&link) {
                return Some(vec![link.from, link.to]);
            }
            let fits = link.from != link.to && Network::of(axes(), works.to_vec(), links).looped().is_empty();
            if !fits {
                links.pop();
            }
            return if fits { None } else { Some(Vec::new()) };
        }
        Edit::Unlinked | Edit::Lag => {
            let Some(at) = linked else { return Some(Vec::new()) };
            let gone = links.swap_remove(at);
            assert!(network.part(&gone));
            if matches!(edit, Edit::Lag) {
                let link = Link { lag: link.lag, ..gone };
                links.push(link);
                assert!(network.join(&link));
            }
            return Some(vec![gone.from, gone.to]);
        }
    };
    works[task] = work.clone();
    network.set(task, work).then(|| vec![task])
}

#[test]
fn what_is_as_late_as_possible_is_patched_too() {
    let mut network = Network::of(axes(), vec![Work::new(1, 480, at(0, 0)), Work::new(1, 2400, at(0, 0))], &[]);
    let mut dates = Dates::of(&network);
    assert!(network.set(0, Work { rule: Rule::AsLateAsPossible, ..Work::new(1, 480, at(0, 0)) }));
    dates.patch(&network, &[0]);
    assert_eq!(dates, Dates::of(&network));
    assert_eq!(dates.timing(&network, 0).unwrap().start, at(4, 480));
}

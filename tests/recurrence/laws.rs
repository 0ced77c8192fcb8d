//! Series of all kinds, lived through day by day, against a slow walk over the calendar.

use chrono::{Datelike, Days, NaiveDate};
use milepost::domain::change::{Line, LineKind, Step};
use milepost::domain::check::check_all;
use milepost::domain::command::Command;
use milepost::domain::occurrence::{due, follower};
use milepost::domain::plan::Plan;
use milepost::domain::task::{Task, TaskId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::desk::Desk;

/// How a task comes again on fixed dates, and how often that is.
const FIXED: [&str; 11] = ["day", "3d", "week", "2w", "mon,thu", "weekday", "month", "1mo", "quarter", "year", "5mo"];

/// Is the day a date of the series? By the calendar alone.
fn is_date(period: &str, first: NaiveDate, day: NaiveDate) -> bool {
    let apart = (day - first).num_days();
    let months = |count: i32| {
        let between = (day.year() - first.year()) * 12 + day.month() as i32 - first.month() as i32;
        let ends = (day + Days::new(1)).month() != day.month();
        between % count == 0 && (day.day() == first.day() || ends && day.day() < first.day())
    };
    match period {
        "day" => true,
        "3d" => apart % 3 == 0,
        "week" => apart % 7 == 0,
        "2w" => apart % 14 == 0,
        "mon,thu" => [1, 4].contains(&day.weekday().number_from_monday()),
        "weekday" => day.weekday().number_from_monday() < 6,
        "month" | "1mo" => months(1),
        "quarter" => months(3),
        "5mo" => months(5),
        _ => months(12),
    }
}

/// The date that the next task of a series stands for, and how many pass before it, as somebody finds it who walks from
/// day to day.
fn walked(
    period: &str,
    first: NaiveDate,
    last: NaiveDate,
    today: NaiveDate,
    until: NaiveDate,
    done: bool,
) -> Option<(NaiveDate, i64)> {
    let dates = || last.iter_days().skip(1).take_while(|day| *day <= until).filter(|day| is_date(period, first, *day));
    let passed: Vec<NaiveDate> = dates().take_while(|day| *day <= today).collect();
    match passed.last() {
        Some(date) => Some((*date, passed.len() as i64 - 1)),
        None if done => dates().next().map(|date| (date, 0)),
        None => None,
    }
}

/// What happens on a day.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Nothing,
    Done,
    Drop,
    /// Due on another day, this once.
    Moved(u64),
}

fn days() -> impl Strategy<Value = Vec<(u64, Deed)>> {
    let deed = prop_oneof![
        3 => Just(Deed::Nothing),
        4 => Just(Deed::Done),
        1 => Just(Deed::Drop),
        1 => (0u64..40).prop_map(Deed::Moved),
    ];
    prop::collection::vec((prop_oneof![Just(0u64), 1u64..9, 20u64..120], deed), 1..14)
}

fn line(number: usize, step: &Step) -> Line {
    Line {
        number: number as i64,
        id: Uuid::from_u128(number as u128 + 1),
        machine: Uuid::nil(),
        sequence: number as i64,
        clock: (number as i64) << 16,
        person: None,
        sentence: step.sentence.clone(),
        kind: step.kind,
        changes: step.changes.clone(),
    }
}

/// Somebody before a plan, whose every step is kept.
struct Life {
    desk: Desk,
    lines: Vec<Line>,
    plans: Vec<Plan>,
}

impl Life {
    fn does(&mut self, command: Command) {
        self.plans.push(self.desk.snapshot.plan.clone());
        let step = self.desk.does(command);
        self.lines.push(line(self.lines.len(), &step));
    }

    fn wakes(&mut self, today: NaiveDate) {
        self.desk.moment.today = today;
        self.desk.snapshot.turn(today);
        if due(&self.desk.snapshot.plan, today).next().is_some() {
            self.does(Command::Recur);
        }
    }

    fn last(&self, mut task: TaskId) -> TaskId {
        while let Some(next) = follower(&self.desk.snapshot.plan, task) {
            task = next;
        }
        task
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_series_is_what_a_walk_from_day_to_day_finds(
        period in prop::sample::select(FIXED.to_vec()),
        first in (0u64..800).prop_map(|by| NaiveDate::from_ymd_opt(2026, 1, 28).unwrap() + Days::new(by)),
        until in prop::option::of(0u64..600),
        lived in days(),
    ) {
        let mut life = Life { desk: Desk::new(), lines: Vec::new(), plans: Vec::new() };
        life.desk.moment.today = first;
        let end = until.map(|by| first + Days::new(by));
        let ends = end.map_or(String::new(), |end| format!(" until:{end}"));
        let origin = life.desk.add(&format!("Report every:{period} due:{first}{ends} in:ready"));
        let (mut today, mut expected) = (first, vec![(first, 0)]);
        for (by, deed) in lived {
            today = today + Days::new(by);
            let end = end.unwrap_or(NaiveDate::MAX);
            let known = expected[expected.len() - 1].0;
            expected.extend(walked(period, first, known, today, end, false));
            life.wakes(today);
            let task = life.last(origin);
            let it = life.desk.get(task).clone();
            match deed {
                Deed::Done if it.finish().is_none() && it.dropped.is_none() => {
                    let known = expected[expected.len() - 1].0;
                    expected.extend(walked(period, first, known, today, end, true));
                    life.does(Command::Complete { task, finish: None });
                }
                Deed::Drop if it.finish().is_none() && it.dropped.is_none() => life.does(Command::Drop(task)),
                // The first of a series stands where its dates are.
                Deed::Moved(by) if task != origin && it.due != Some(today + Days::new(by)) => {
                    let due = milepost::domain::change::Field::named(milepost::domain::plan::Kind::Task, "due").unwrap();
                    let value = milepost::domain::value::FieldType::to_value(&(today + Days::new(by)));
                    life.does(Command::Set { of: task.into(), fields: vec![(due, value)] });
                }
                _ => {}
            }
        }
        let plan = life.desk.snapshot.plan.clone();
        let mut found = vec![(first, 0)];
        let mut task = origin;
        while let Some(next) = follower(&plan, task) {
            prop_assert_eq!(plan.index().followers(task).count(), 1);
            let it = plan.get(next).unwrap();
            found.push(it.occurrence.map(|it| (it.on, it.missed)).unwrap());
            task = next;
        }
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(plan.all::<Task>().count(), expected.len());
        prop_assert_eq!(check_all(&plan), vec![]);

        // Back to the beginning, and to the end again: the same plans.
        let snapshot = &mut life.desk.snapshot;
        let mut back: Vec<Line> = Vec::new();
        for (at, made) in life.lines.iter().enumerate().rev() {
            let (step, plan) = snapshot.answer(made, LineKind::Undo(made.id), &[], &mut life.desk.moment).unwrap();
            prop_assert_eq!(&plan, &life.plans[at], "undo of {}", made.sentence);
            back.push(line(1000 + at, &step));
            snapshot.set_plan(plan);
        }
        for undone in back.iter().rev() {
            let (_, plan) = snapshot.answer(undone, LineKind::Redo(undone.id), &[], &mut life.desk.moment).unwrap();
            snapshot.set_plan(plan);
        }
        prop_assert_eq!(&snapshot.plan, &plan);
    }

    #[test]
    fn whoever_looks_first_makes_the_same(
        period in prop::sample::select(FIXED.to_vec()),
        first in (0u64..800).prop_map(|by| NaiveDate::from_ymd_opt(2026, 1, 28).unwrap() + Days::new(by)),
        by in 0u64..200,
    ) {
        let day = first + Days::new(by);
        let series = |wakes: bool| {
            let mut life = Life { desk: Desk::new(), lines: Vec::new(), plans: Vec::new() };
            life.desk.moment.today = first;
            let task = life.desk.add(&format!("Report every:{period} due:{first} in:ready"));
            life.desk.moment.today = day;
            if wakes {
                life.wakes(day);
            }
            life.does(Command::Complete { task, finish: None });
            life.desk.snapshot.plan
        };
        prop_assert_eq!(series(true), series(false));
    }

    #[test]
    fn what_is_counted_from_completion_comes_once_so_long_after_it(
        days in 1u64..400, late in 0u64..60, open in 0u64..400,
    ) {
        let mut life = Life { desk: Desk::new(), lines: Vec::new(), plans: Vec::new() };
        let task = life.desk.add(&format!("Plants again:{days}d in:ready"));
        let day = life.desk.moment.today + Days::new(open);
        life.wakes(day);
        prop_assert!(life.lines.is_empty());
        let finish = (late % 2 == 0).then(|| (day - Days::new(late)).and_hms_opt(12, 0, 0).unwrap());
        life.does(Command::Complete { task, finish });
        let done = finish.map_or(day, |at| at.date());
        let next = follower(&life.desk.snapshot.plan, task).unwrap();
        prop_assert_eq!(life.desk.get(next).planned, Some(done + Days::new(days)));
        life.wakes(day + Days::new(1000));
        prop_assert_eq!(life.desk.snapshot.plan.all::<Task>().count(), 2);
    }
}

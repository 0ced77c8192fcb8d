//! By law a schedule that is advanced by changes is the one made anew.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::desk::{Desk, at};
use crate::domain::change::Change;
use crate::domain::id::{Id, RecordId};
use crate::domain::link::{Link, LinkType};
use crate::domain::plan::{Plan, Row};
use crate::domain::plan_schedule::{Schedule, Timing};
use crate::domain::record::Record;
use crate::domain::span::{Lag, Span};
use crate::domain::task::{Constraint, ConstraintKind, Task, TaskId};

const TASKS: usize = 12;

#[derive(Clone, Debug)]
enum Edit {
    Duration(usize, i64),
    Due(usize, u64),
    Begin(usize, i64),
    Finish(usize),
    Hold(usize, Option<u64>),
    Inbox(usize),
    Drop(usize),
    Under(usize, usize),
    Link(usize, usize, usize, i64),
    Unlink(usize),
    Relink(usize, i64),
    Leave(u64),
    Today(u64),
}

fn edits() -> impl Strategy<Value = Edit> {
    let task = || 0..TASKS;
    prop_oneof![
        (task(), 0i64..4000).prop_map(|(task, minutes)| Edit::Duration(task, minutes)),
        (task(), 0u64..30).prop_map(|(task, day)| Edit::Due(task, day)),
        (task(), 0i64..100).prop_map(|(task, percent)| Edit::Begin(task, percent)),
        task().prop_map(Edit::Finish),
        (task(), prop::option::of(0u64..30)).prop_map(|(task, day)| Edit::Hold(task, day)),
        task().prop_map(Edit::Inbox),
        task().prop_map(Edit::Drop),
        (task(), task()).prop_map(|(task, above)| Edit::Under(task, above)),
        (task(), task(), 0usize..4, -1000i64..2000).prop_map(|(a, b, kind, lag)| Edit::Link(a, b, kind, lag)),
        (task(), task(), 0usize..4, -1000i64..2000).prop_map(|(a, b, kind, lag)| Edit::Link(a, b, kind, lag)),
        (0usize..20).prop_map(Edit::Unlink),
        (0usize..20, -500i64..500).prop_map(|(link, lag)| Edit::Relink(link, lag)),
        (0u64..20).prop_map(Edit::Leave),
        (0u64..20).prop_map(Edit::Today),
    ]
}

/// Makes an edit on the desk and gives the changes, as a step would have them.
fn make(it: &mut Desk, tasks: &[TaskId], edit: &Edit, number: usize) -> Vec<Change> {
    let day = |n: u64| at("2").date() + chrono::Days::new(n);
    let link = |n: usize, plan: &Plan| plan.all::<Link>().nth(n).cloned();
    let before = it.plan.clone();
    let mut of: Vec<RecordId> = tasks.iter().map(|task| (*task).into()).collect();
    match edit {
        Edit::Duration(task, minutes) => it.edit(tasks[*task], |task| task.duration = Some(Span::working(*minutes))),
        Edit::Due(task, due) => it.edit(tasks[*task], |task| task.due = Some(day(*due))),
        Edit::Begin(task, percent) => it.edit(tasks[*task], |task| {
            (task.actual_start, task.percent) = (Some(at("3 08:00")), *percent);
        }),
        Edit::Finish(task) => it.edit(tasks[*task], |task| {
            task.place.iter_mut().for_each(|place| place.finish = Some(at("5 17:00")));
        }),
        Edit::Hold(task, start) => it.edit(tasks[*task], |task| {
            let kind = ConstraintKind::StartNoEarlier;
            task.constraint = start.map(|n| Constraint { kind, at: Some(day(n).into()) });
        }),
        Edit::Inbox(task) => it.edit(tasks[*task], |task| task.place = None),
        Edit::Drop(task) => it.edit(tasks[*task], |task| task.dropped = Some(at("2").date())),
        Edit::Under(task, above) if above < task => it.edit(tasks[*task], |task| task.parent = Some(tasks[*above])),
        Edit::Link(a, b, kind, lag) if a < b => {
            let id = Id::of(uuid::Uuid::from_u128(9000 + number as u128));
            let (predecessor, successor) = (tasks[*a], tasks[*b]);
            let lag = Lag::Span(Span::working(*lag));
            let link = Link { predecessor, successor, link_type: LinkType::ALL[*kind], lag, ..Link::blank(id) };
            of.push(id.into());
            it.put(link);
        }
        Edit::Unlink(n) => {
            if let Some(link) = link(*n, &before) {
                of.push(link.id.into());
                it.plan.remove(link.id.into());
            }
        }
        Edit::Relink(n, lag) => {
            if let Some(link) = link(*n, &before) {
                of.push(link.id.into());
                it.put(Link { lag: Lag::Span(Span::elapsed(*lag)), ..Link::clone(&link) });
            }
        }
        Edit::Leave(n) => {
            let calendar = Id::of(uuid::Uuid::from_u128(7));
            let id = Id::of(uuid::Uuid::from_u128(8000 + number as u128));
            let exception =
                crate::domain::calendar::Exception { calendar, first: day(*n), last: day(*n), ..Record::blank(id) };
            of.push(id.into());
            it.put(exception);
        }
        Edit::Today(n) => it.today = day(*n),
        Edit::Under(..) | Edit::Link(..) => {}
    }
    let row = |plan: &Plan, id: &RecordId| -> Option<Row> { plan.row(*id) };
    of.iter().filter_map(|id| Change::between(row(&before, id).as_ref(), row(&it.plan, id).as_ref())).collect()
}

#[test]
fn a_link_beside_a_loop_may_change_which_link_is_left_out() {
    let mut it = Desk::new();
    let tasks: Vec<TaskId> = (0..TASKS).map(|n| it.task(["1d", "3d", "0d"][n % 3], |_| {})).collect();
    let mut schedule = it.schedule();
    let edits = [Edit::Under(11, 4), Edit::Link(5, 11, 0, 0), Edit::Link(4, 5, 0, 0), Edit::Link(0, 5, 0, 0)];
    for (number, edit) in edits.iter().enumerate() {
        let changes = make(&mut it, &tasks, edit, number);
        schedule.advance(&it.plan, &changes, it.today);
    }
    let anew = it.schedule();
    for task in tasks {
        assert_eq!(schedule.timing(&it.plan, task), anew.timing(&it.plan, task));
    }
}

proptest! {
    #[test]
    fn a_schedule_advanced_by_changes_is_the_one_made_anew(edits in prop::collection::vec(edits(), 1..40), live in any::<bool>()) {
        let mut it = if live { Desk::live("4") } else { Desk::new() };
        let calendar = Id::of(uuid::Uuid::from_u128(7));
        it.put(crate::domain::calendar::Calendar { name: "Office".into(), ..Record::blank(calendar) });
        it.project(|project| project.calendar = Some(calendar));
        let tasks: Vec<TaskId> = (0..TASKS).map(|n| it.task(["1d", "3d", "0d"][n % 3], |_| {})).collect();
        let mut schedule = it.schedule();
        for (number, edit) in edits.iter().enumerate() {
            let changes = make(&mut it, &tasks, edit, number);
            let before = schedule.clone();
            let moved: BTreeMap<_, _> = schedule.advance(&it.plan, &changes, it.today).into_iter().collect();
            let anew = it.schedule();
            for task in it.plan.all::<Task>() {
                // What lasts no time is told on either side of a night.
                let lasts = |timing: &Timing| timing.start < timing.finish;
                let finish =
                    |it: &Schedule, plan| it.timing(plan, task.id).filter(lasts).map(|timing| timing.finish);
                let (then, now) = (finish(&before, &it.plan), finish(&anew, &it.plan));
                if then.is_some() && now.is_some() && then != now {
                    prop_assert_eq!(moved.get(&task.id).copied(), then, "{:?}", edit);
                }
                prop_assert_eq!(schedule.timing(&it.plan, task.id), anew.timing(&it.plan, task.id), "{:?}", edit);
            }
            let project = super::desk::PROJECT;
            prop_assert_eq!(schedule.ends(project), anew.ends(project));
            let (mut one, mut other) = (schedule.findings(project), anew.findings(project));
            one.sort();
            other.sort();
            prop_assert_eq!(one, other);
        }
    }
}

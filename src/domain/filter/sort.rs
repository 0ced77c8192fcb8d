//! The order in which found tasks are shown.

use std::cmp::Ordering;

use chrono::NaiveTime;

use super::eval::worked;
use super::{DayField, Filter, Order};
use crate::domain::forecast;
use crate::domain::plan::Plan;
use crate::domain::rank::Rank;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};
use crate::text::fold;

/// What tasks can be put in order by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortKey {
    /// Due date.
    Due,
    /// Planned day.
    Planned,
    /// Computed start; of a task without one, start no earlier than.
    Start,
    /// Computed finish.
    Finish,
    /// Total slack, least first; done tasks have none.
    Slack,
    /// Snoozed until.
    Snooze,
    /// Priority, P0 first.
    Priority,
    /// Estimate.
    Estimate,
    /// Title, case and accents ignored.
    Title,
    /// Project and number.
    Ref,
    /// Column, from the left of the board.
    Column,
    /// Place in the outline, from the top.
    Rank,
    /// When it was captured.
    Captured,
    /// When it last changed.
    Touched,
}

/// Every key and how it is written.
pub(super) const KEYS: [(SortKey, &str); 14] = [
    (SortKey::Due, "due"),
    (SortKey::Planned, "do"),
    (SortKey::Start, "start"),
    (SortKey::Finish, "finish"),
    (SortKey::Slack, "slack"),
    (SortKey::Snooze, "wait"),
    (SortKey::Priority, "p"),
    (SortKey::Estimate, "est"),
    (SortKey::Title, "title"),
    (SortKey::Ref, "ref"),
    (SortKey::Column, "in"),
    (SortKey::Rank, "rank"),
    (SortKey::Captured, "captured"),
    (SortKey::Touched, "touched"),
];

/// The order where none is asked for.
const USUAL: [Order<SortKey>; 3] = [
    Order { key: SortKey::Priority, descending: false },
    Order { key: SortKey::Due, descending: false },
    Order { key: SortKey::Rank, descending: false },
];

impl SortKey {
    pub(super) fn word(self) -> &'static str {
        KEYS.iter().find(|(key, _)| *key == self).map_or("ref", |(_, word)| *word)
    }

    /// Which of two comes first. What has no value comes last, whichever way round.
    fn compare(self, snapshot: &Snapshot, one: &Found<'_>, other: &Found<'_>, descending: bool) -> Ordering {
        let plan = &snapshot.plan;
        let timing = |it: &Found<'_>| snapshot.schedule().timing(plan, it.task.id);
        let days = |field: DayField| by_value(field.of(one.task), field.of(other.task), descending);
        match self {
            SortKey::Due => days(DayField::Due),
            SortKey::Planned => days(DayField::Planned),
            SortKey::Start => {
                let told = |it: &Found<'_>| DayField::Start.of(it.task).map(|day| day.and_time(NaiveTime::MIN));
                let start = |it: &Found<'_>| timing(it).map(|timing| timing.start).or_else(|| told(it));
                by_value(start(one), start(other), descending)
            }
            SortKey::Finish => by_value(timing(one).map(|it| it.finish), timing(other).map(|it| it.finish), descending),
            SortKey::Slack => {
                let slack =
                    |it: &Found<'_>| forecast::slack(snapshot, it.task).map(|slack| worked(slack, plan, it.task));
                by_value(slack(one), slack(other), descending)
            }
            SortKey::Snooze => days(DayField::Snooze),
            SortKey::Priority => turned(one.task.priority.number().cmp(&other.task.priority.number()), descending),
            SortKey::Estimate => {
                let minutes = |task: &Task| task.duration.map(|span| worked(span, plan, task));
                by_value(minutes(one.task), minutes(other.task), descending)
            }
            SortKey::Title => turned(by_letters(&one.task.title, &other.task.title), descending),
            SortKey::Ref => {
                let name = |task: &Task| (plan.key(task.project), task.number);
                turned(name(one.task).cmp(&name(other.task)), descending)
            }
            SortKey::Column => {
                let column = |task: &Task| {
                    let place = task.place.as_ref()?;
                    Some((plan.get(place.column)?.rank.clone(), place.column, place.rank.clone()))
                };
                by_value(column(one.task), column(other.task), descending)
            }
            SortKey::Rank => turned(one.way.cmp(&other.way), descending),
            SortKey::Captured => by_value(one.task.captured, other.task.captured, descending),
            SortKey::Touched => by_value(plan.touched(one.task.id), plan.touched(other.task.id), descending),
        }
    }
}

/// A task to be put in order.
struct Found<'a> {
    task: &'a Task,
    /// Its place in the outline: the ranks from the top of the outline down to its own.
    way: Vec<(&'a Rank, TaskId)>,
}

impl<'a> Found<'a> {
    fn of(plan: &'a Plan, id: TaskId) -> Option<Self> {
        let task = plan.get(id)?;
        let mut way = vec![(&task.rank, id)];
        let above = plan.ancestors(id).into_iter().filter_map(|id| plan.get(id));
        way.extend(above.map(|above| (&above.rank, above.id)));
        way.reverse();
        Some(Found { task, way })
    }
}

/// An order, or the other way round.
pub(crate) fn turned(ordering: Ordering, descending: bool) -> Ordering {
    if descending { ordering.reverse() } else { ordering }
}

/// As folded texts compare; without making any of most.
pub(crate) fn by_letters(one: &str, other: &str) -> Ordering {
    if one.is_ascii() && other.is_ascii() {
        return one.bytes().map(|it| it.to_ascii_lowercase()).cmp(other.bytes().map(|it| it.to_ascii_lowercase()));
    }
    fold(one).cmp(&fold(other))
}

/// As values compare; what has none comes last, whichever way round.
pub(crate) fn by_value<T: Ord>(one: Option<T>, other: Option<T>, descending: bool) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => turned(one.cmp(&other), descending),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

impl Filter {
    /// The tasks of which it holds, in its order; where it has none, by priority, due date and rank.
    pub fn find(&self, snapshot: &Snapshot) -> Vec<TaskId> {
        let mut found = self.scan(snapshot);
        self.put_in_order(snapshot, &mut found);
        found
    }

    /// Puts tasks in its order; those that are equal in it by the usual one, then by id.
    fn put_in_order(&self, snapshot: &Snapshot, tasks: &mut [TaskId]) {
        let plan = &snapshot.plan;
        let orders: Vec<Order<SortKey>> = self.sort.iter().chain(&USUAL).copied().collect();
        let mut found: Vec<Found<'_>> = tasks.iter().filter_map(|id| Found::of(plan, *id)).collect();
        found.sort_by(|one, other| {
            let unequal = |order: &Order<SortKey>| order.key.compare(snapshot, one, other, order.descending);
            let first = orders.iter().map(unequal).find(|ordering| ordering.is_ne());
            first.unwrap_or_else(|| one.task.id.cmp(&other.task.id))
        });
        tasks.iter_mut().zip(found).for_each(|(id, found)| *id = found.task.id);
    }
}

//! A filter asked of tasks.

use chrono::NaiveDate;

use super::node::Node;
use super::{Compare, DayField, Filter, State, Test};
use crate::domain::capture::Absent;
use crate::domain::command::note_of;
use crate::domain::forecast;
use crate::domain::haystack::{Haystack, ref_of};
use crate::domain::plan::Plan;
use crate::domain::snapshot::Snapshot;
use crate::domain::span::Span;
use crate::domain::task::{ConstraintKind, Task, TaskId, TaskKind};
use crate::text::fold;

/// Days without a touch after which an open task is stale.
pub(in crate::domain) const STALE_AFTER: i64 = 14;
const MINUTES_AN_ELAPSED_DAY: i64 = 1440;

/// A task that a filter is asked of.
struct Asked<'a> {
    snapshot: &'a Snapshot,
    task: &'a Task,
}

impl Filter {
    /// Does it hold of this task?
    pub fn matches(&self, snapshot: &Snapshot, task: &Task) -> bool {
        (task.dropped.is_none() || self.asks_dropped())
            && self.node.holds(&|test| test.holds(&Asked { snapshot, task }))
    }

    /// Does it hold of something that is no task and of which only this text is known?
    pub fn matches_text(&self, text: &str) -> bool {
        let folded = fold(text);
        self.node.holds(&|test| matches!(test, Test::Text(needle) if needle.is_in(&folded)))
    }

    /// The tasks of which it holds, by id. Where the line has words of text, only the tasks with them are looked at.
    pub fn scan(&self, snapshot: &Snapshot) -> Vec<TaskId> {
        let plan = &snapshot.plan;
        let (haystack, restless) = plan.haystack();
        let Some(hits) = self.node.hits(haystack) else {
            return plan.all::<Task>().filter(|task| self.matches(snapshot, task)).map(|task| task.id).collect();
        };
        let asks_dropped = self.asks_dropped();
        let holds = |id: TaskId| plan.get(id).is_some_and(|task| self.matches(snapshot, task));
        let old = hits.positions.iter().filter_map(|position| {
            let (id, dropped) = haystack.task(*position);
            let settled = restless.is_empty() || !restless.contains(&id);
            (settled && if hits.exact { asks_dropped || !dropped } else { holds(id) }).then_some(id)
        });
        let mut found = Vec::with_capacity(hits.positions.len());
        found.extend(old);
        if !restless.is_empty() {
            found.extend(restless.iter().copied().filter(|id| holds(*id)));
            found.sort_unstable();
        }
        found
    }

    fn asks_dropped(&self) -> bool {
        self.node.any_test(&|test| matches!(test, Test::Is(State::Dropped | State::Any)))
    }
}

/// Where in all text a condition can hold.
struct Hits {
    /// Positions, rising.
    positions: Vec<usize>,
    /// Does it hold at all of them?
    exact: bool,
}

impl Node<Test> {
    /// Where the words of text in it let it hold; nothing: they do not say.
    fn hits(&self, haystack: &Haystack) -> Option<Hits> {
        match self {
            Node::Test(Test::Text(needle)) => {
                haystack.find(needle.finder()).map(|positions| Hits { positions, exact: true })
            }
            Node::Test(_) | Node::Not(_) => None,
            Node::All(nodes) => {
                let all: Vec<Option<Hits>> = nodes.iter().map(|node| node.hits(haystack)).collect();
                let whole = all.iter().all(|hits| hits.as_ref().is_some_and(|hits| hits.exact));
                let common = all
                    .into_iter()
                    .flatten()
                    .reduce(|one, other| Hits { positions: common(&one.positions, &other.positions), exact: false })?;
                Some(Hits { exact: whole, ..common })
            }
            Node::Any(nodes) => {
                let all: Vec<Hits> = nodes.iter().map(|node| node.hits(haystack)).collect::<Option<_>>()?;
                let exact = all.iter().all(|hits| hits.exact);
                let mut positions: Vec<usize> = all.into_iter().flat_map(|hits| hits.positions).collect();
                positions.sort_unstable();
                positions.dedup();
                Some(Hits { positions, exact })
            }
        }
    }
}

/// What two rising lists have in common.
fn common(one: &[usize], other: &[usize]) -> Vec<usize> {
    let mut other = other.iter().peekable();
    let in_both = |position: &&usize| {
        while other.next_if(|it| it < position).is_some() {}
        other.peek() == Some(position)
    };
    one.iter().filter(in_both).copied().collect()
}

impl Test {
    fn holds(&self, asked: &Asked<'_>) -> bool {
        let Asked { snapshot, task, .. } = asked;
        let (plan, index) = (&snapshot.plan, snapshot.plan.index());
        match self {
            Test::Text(needle) => {
                let note = || plan.get(note_of(task.id)).map_or(String::new(), |note| fold(&note.text));
                needle.is_in(&fold(&task.title)) || needle.is_in(&note()) || needle.is_in(&ref_of(plan, task))
            }
            Test::Is(state) => state.holds(asked),
            Test::Priority(from, to) => (*from..=*to).contains(&task.priority.number()),
            Test::Day(field, compare, day) => field.of(task).is_some_and(|it| compare.holds(it, *day)),
            Test::Duration(compare, span) => {
                let own = task.duration.filter(|_| !index.is_summary(task.id));
                own.is_some_and(|own| compare.holds(worked(own, plan, task), worked(*span, plan, task)))
            }
            Test::Estimate(it) => {
                let own = (task.optimistic, task.duration, task.pessimistic);
                own == (it.optimistic, Some(it.likely), it.pessimistic) && !index.is_summary(task.id)
            }
            Test::Slack(compare, span) => forecast::slack(snapshot, task)
                .is_some_and(|slack| compare.holds(worked(slack, plan, task), worked(*span, plan, task))),
            Test::Project(project) => task.project == *project,
            Test::Person(person, units) => index.people_of(task.id).any(|(who, assignment)| {
                who == *person && units.is_none_or(|units| plan.get(assignment).is_some_and(|it| it.units == units))
            }),
            Test::Tag(tag) => task.tags.has(tag),
            Test::Column(columns) => {
                let place = task.place.as_ref().filter(|_| !index.is_summary(task.id));
                place.is_some_and(|place| columns.contains(&place.column))
            }
            Test::Phase(phases) => task.phase.is_some_and(|phase| phases.contains(&phase)),
            Test::Under(above) => is_under(plan, task, *above),
            Test::After { task: predecessor, link } => index.predecessors(task.id).any(|id| {
                plan.get(id).is_some_and(|it| {
                    it.predecessor == *predecessor && link.is_none_or(|link| link == (it.link_type, it.lag))
                })
            }),
            Test::Kind(kind) => task.kind == *kind,
            Test::Recurs(recurrence) => task.recurrence == Some(*recurrence),
            Test::Url(needle) => needle.is_in(&crate::text::fold(&task.url)),
            Test::No(absent) => is_absent(absent, asked),
        }
    }
}

impl State {
    fn holds(self, asked: &Asked<'_>) -> bool {
        let Asked { snapshot, task, .. } = asked;
        let (plan, index, today) = (&snapshot.plan, snapshot.plan.index(), snapshot.today);
        let open = || task.dropped.is_none() && !plan.is_done(task);
        let snoozed = || task.snoozed_until.is_some_and(|until| until > today);
        match self {
            State::Open => open(),
            State::Done => plan.is_done(task),
            State::Dropped => task.dropped.is_some(),
            State::Blocked => task.is_blocked() && open(),
            State::Overdue => task.due.is_some_and(|due| due < today) && open(),
            State::Stale => {
                untouched_days(plan, task, today).is_some_and(|days| days >= STALE_AFTER) && !snoozed() && open()
            }
            State::Milestone => task.kind == TaskKind::Milestone,
            State::Recurring => task.recurrence.is_some(),
            State::Mine => snapshot.me.is_some_and(|me| index.people_of(task.id).any(|(who, _)| who == me)),
            State::Unassigned => index.people_of(task.id).next().is_none(),
            State::Inbox => task.place.is_none() && task.dropped.is_none() && !index.is_summary(task.id),
            State::Summary => index.is_summary(task.id),
            State::Accepted => task.accepted.is_some(),
            State::Snoozed => snoozed() && open(),
            State::Waiting => task.is_blocked() && task.waits_outside && open(),
            State::Critical => forecast::is_critical(snapshot, task),
            State::Late => forecast::is_late(snapshot, task),
            State::AtRisk => forecast::is_at_risk(snapshot, task),
            State::Any => true,
        }
    }
}

/// Calendar days since a task, its note, links or people last changed; none: nobody knows.
pub(in crate::domain) fn untouched_days(plan: &Plan, task: &Task, today: NaiveDate) -> Option<i64> {
    let last = plan.touched(task.id).or(task.captured)?;
    Some(today.signed_duration_since(last.date_naive()).num_days())
}

fn is_under(plan: &Plan, task: &Task, above: TaskId) -> bool {
    let mut here = task.parent;
    // A file may hold an outline that loops; no real one is so deep.
    for _ in 0..1000 {
        match here {
            Some(id) if id == above => return true,
            Some(id) => here = plan.get(id).and_then(|task| task.parent),
            None => return false,
        }
    }
    false
}

/// Minutes of work; elapsed time by the share of a day that is worked.
pub(super) fn worked(span: Span, plan: &Plan, task: &Task) -> i64 {
    if !span.elapsed {
        return span.minutes;
    }
    let day = plan.pace(task.project).minutes_per_day;
    span.minutes.saturating_mul(day) / MINUTES_AN_ELAPSED_DAY
}

fn is_absent(absent: &Absent, asked: &Asked<'_>) -> bool {
    let task = asked.task;
    let index = asked.snapshot.plan.index();
    match absent {
        Absent::Due => task.due.is_none(),
        Absent::Planned => task.planned.is_none(),
        Absent::Recurrence => task.recurrence.is_none(),
        Absent::Until => task.until.is_none(),
        Absent::Start => task.constraint.is_none(),
        Absent::Snooze => task.snoozed_until.is_none(),
        Absent::Estimate => task.duration.is_none() && task.kind != TaskKind::Milestone && !index.is_summary(task.id),
        Absent::Url => task.url.is_empty(),
        Absent::Phase => task.phase.is_none(),
        Absent::Under => task.parent.is_none(),
        Absent::People => index.people_of(task.id).next().is_none(),
        Absent::Tags => task.tags.is_empty(),
        Absent::Links => index.predecessors(task.id).next().is_none(),
        Absent::Person(person) => !index.people_of(task.id).any(|(who, _)| who == *person),
        Absent::Tag(tag) => !task.tags.has(tag),
        Absent::After(before) => {
            let plan = &asked.snapshot.plan;
            !index.predecessors(task.id).any(|id| plan.get(id).is_some_and(|it| it.predecessor == *before))
        }
    }
}

impl DayField {
    pub(super) fn of(self, task: &Task) -> Option<NaiveDate> {
        match self {
            DayField::Due => task.due,
            DayField::Planned => task.planned,
            DayField::Start => {
                let constraint = task.constraint.filter(|it| it.kind == ConstraintKind::StartNoEarlier)?;
                constraint.at.map(|at| at.date())
            }
            DayField::Snooze => task.snoozed_until,
            DayField::Until => task.until,
        }
    }
}

impl Compare {
    pub(crate) fn holds<T: Ord>(self, one: T, other: T) -> bool {
        match self {
            Compare::Less => one < other,
            Compare::AtMost => one <= other,
            Compare::Equal => one == other,
            Compare::AtLeast => one >= other,
            Compare::More => one > other,
        }
    }
}

//! What is at hand today, and what is in the way: read off the plan and its schedule, not off the journal.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::{Item, Saying, Section, item};
use crate::domain::baseline::{Against, Comparison};
use crate::domain::calendar::WorkTime;
use crate::domain::column::{Column, ColumnId, Meaning};
use crate::domain::dates;
use crate::domain::flow;
use crate::domain::forecast;
use crate::domain::person::PersonId;
use crate::domain::plan::Plan;
use crate::domain::plan_schedule::{Cause, Timing};
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::domain::span::Span;
use crate::domain::task::{Task, TaskId, TaskKind};
use crate::domain::why;
use crate::domain::words::{self, counted};
use crate::schedule::axis::date_time;
use crate::text;

/// A task that is to begin or due in so many days is near enough to say what it waits for.
const NEAR: Days = Days::new(7);

/// What is at hand in a project.
pub struct Hand<'a> {
    snapshot: &'a Snapshot,
    plan: &'a Plan,
    today: NaiveDate,
    project: ProjectId,
    worktime: WorkTime,
    compared: Option<Comparison<'a>>,
    /// Columns with more cards than they may hold, and how many that is.
    full: Vec<(&'a Column, usize, i64)>,
}

impl<'a> Hand<'a> {
    /// What is at hand in this project.
    pub fn of(snapshot: &'a Snapshot, project: ProjectId) -> Self {
        let plan = &snapshot.plan;
        let columns = plan.columns(project).into_iter().filter_map(|id| plan.get(id));
        let full = columns.filter_map(|column| {
            let (count, limit) = (plan.index().counted(column.id), column.wip_limit?);
            (i64::try_from(count).unwrap_or(i64::MAX) > limit).then_some((&**column, count, limit))
        });
        let compared = Comparison::chosen(snapshot, project);
        let worktime = plan.worktime(project);
        Hand { snapshot, plan, today: snapshot.today, project, worktime, compared, full: full.collect() }
    }

    /// Every task that is at hand, blocked or at risk, and whose it is; what is in progress first, then what is due, by
    /// priority.
    pub fn items(&self) -> Vec<(Vec<Option<PersonId>>, Section, Item)> {
        let open = |task: &&std::sync::Arc<Task>| {
            let ours = task.project == self.project && task.dropped.is_none();
            ours && !self.plan.index().is_summary(task.id) && !self.plan.is_done(task)
        };
        // Looked at as they lie in memory, told in their order.
        let mut seen: Vec<_> = self.plan.all::<Task>().filter(open).filter_map(|task| self.see(task)).collect();
        seen.sort_by_cached_key(|it| self.rank(it.task));
        let mut told = Told::default();
        let mut all = Vec::new();
        for Seen { task, people, at_hand, mut wrong, limit } in seen {
            if let Some(at) = limit {
                let over = self.over(task, &people, &mut told);
                wrong.splice(at..at, over);
            }
            let with = |says: Vec<Saying>| Item { says, ..item(self.plan, task) };
            if !at_hand.is_empty() && !task.is_blocked() {
                all.push((people.clone(), Section::Today, with(at_hand)));
            }
            if !wrong.is_empty() {
                all.push((people, Section::Blocked, with(wrong)));
            }
        }
        all
    }

    /// Where a task stands among the others: what is in progress by its column, what is due, the priority, the number.
    fn rank(&self, task: &Task) -> impl Ord + use<'a> {
        let column = task.place.as_ref().and_then(|place| self.plan.get(place.column));
        let doing = column.filter(|it| it.meaning == Meaning::Doing).map(|it| &it.rank);
        let due = task.due.filter(|due| *due <= self.today);
        (Reverse(doing), due.is_none(), task.priority.number(), task.number, task.id)
    }

    /// What there is to say of a task, if anything.
    fn see<'t>(&self, task: &'t Task) -> Option<Seen<'t>> {
        let timing = self.timing(task);
        let at_hand = self.at_hand(task, timing.as_ref());
        let (wrong, limit) = self.wrong(task, timing.as_ref(), !at_hand.is_empty());
        let limit = limit.filter(|_| self.limit(task).is_some());
        let any = !at_hand.is_empty() || !wrong.is_empty() || limit.is_some();
        any.then(|| Seen { task, people: super::people(self.plan, task.id), at_hand, wrong, limit })
    }

    /// Why it is at hand: in progress, planned, due, scheduled to start. Nothing: it is not.
    fn at_hand(&self, task: &Task, timing: Option<&Timing>) -> Vec<Saying> {
        let today = self.today;
        let column = task.place.as_ref().and_then(|place| self.plan.get(place.column));
        let doing = column.filter(|it| it.meaning == Meaning::Doing);
        if doing.is_none() && task.snoozed_until.is_some_and(|until| until > today) {
            return Vec::new();
        }
        let mut says = Vec::new();
        if let Some(column) = doing {
            let age = flow::age_days(task, today).filter(|age| *age > 1);
            let age = age.map_or(String::new(), |age| format!(", day {age}"));
            says.push(say("column", format!("in {}{age}", text::visible(&column.name)), false));
        } else {
            says.extend(timing.and_then(|timing| self.starts(task, timing)));
        }
        if let Some(day) = task.planned.filter(|day| *day <= today) {
            let words =
                if day == today { "planned today".to_owned() } else { format!("planned {}", words::day(day, today)) };
            says.push(say("planned", words, false));
        }
        // That it is overdue is told with what is in the way, unless nothing else says why it is at hand.
        let told = |due: &NaiveDate| if says.is_empty() { *due <= today } else { (today..=near(today)).contains(due) };
        if let Some(due) = task.due.filter(told) {
            says.push(say("due", dates::relative(due, today), due < today));
        }
        says
    }

    /// Is it to start today, and not only the first day on which it could?
    fn starts(&self, task: &Task, timing: &Timing) -> Option<Saying> {
        let starts = task.actual_start.is_none() && timing.start.date() == self.today;
        if !starts || !why::is_meant_to_start(self.snapshot, task) {
            return None;
        }
        let day = |at| why::was_to_start(task, date_time(at), self.today);
        let words = match self.snapshot.schedule().cause(self.plan, task.id)? {
            Cause::NotBegun(at) if day(at) < self.today => format!("was to start {}", words::day(day(at), self.today)),
            _ if task.kind == TaskKind::Milestone && timing.finish.date() == self.today => "falls on today".to_owned(),
            _ => "starts today".to_owned(),
        };
        Some(say("starts", words, false))
    }

    fn timing(&self, task: &Task) -> Option<Timing> {
        self.snapshot.schedule().timing(self.plan, task.id)
    }

    /// What is in the way of a task, and before which of that it is told that its column is over its limit. Of one that is
    /// not at hand only what somebody has to know today.
    fn wrong(&self, task: &Task, timing: Option<&Timing>, at_hand: bool) -> (Vec<Saying>, Option<usize>) {
        let mut says = Vec::new();
        if task.is_blocked() {
            says.push(say("blocked", blocked(task, self.today), true));
        }
        let Some(timing) = timing else { return (says, None) };
        let soon = at_hand || task.due.is_some_and(|due| due <= near(self.today));
        if task.actual_start.is_none() && (soon || self.was_to_start(task, timing)) {
            says.extend(self.waits(task));
        }
        let limit = says.len();
        if soon || task.is_blocked() {
            says.extend(self.late(task, timing));
        }
        (says, Some(limit))
    }

    /// `waits for WEB-7, late 2 days`: its start is held by a task that is open and late.
    fn waits(&self, task: &Task) -> Option<Saying> {
        let Cause::Waits { from, .. } = self.snapshot.schedule().cause(self.plan, task.id)? else { return None };
        let before = self.plan.get(from).filter(|it| forecast::is_late(self.snapshot, it))?;
        // What waits itself is not what one has to talk about.
        if before.actual_start.is_none() && !before.is_blocked() {
            return None;
        }
        let name = self.plan.task_ref(from);
        let finish = self.timing(before)?.finish.date();
        let days = before.due.map(|due| (finish - due).num_days()).filter(|days| *days > 0);
        let late = match (days, self.off(from)) {
            (Some(days), _) => format!("late {}", counted(usize::try_from(days).unwrap_or(0), "day")),
            (None, Some(off)) => format!("late {}", self.days(off)),
            (None, None) => return None,
        };
        Some(say("wait", format!("waits for {name}, {late}"), true))
    }

    /// Working minutes in words: `2 days`, below half a day `3h`.
    fn days(&self, minutes: i64) -> String {
        let pace = self.plan.pace(self.project);
        match usize::try_from((minutes + pace.minutes_per_day / 2) / pace.minutes_per_day) {
            Ok(days @ 1..) => counted(days, "day"),
            _ => Span::working(minutes).words(&pace),
        }
    }

    /// Working minutes by which a task finishes later than the baseline says.
    fn off(&self, task: TaskId) -> Option<i64> {
        match self.compared.as_ref()?.task(task)? {
            Against::Off(minutes) => Some(minutes).filter(|it| *it > 0),
            Against::New | Against::Gone => None,
        }
    }

    /// Its column, if that holds more cards than it may, with their number and how many it may hold.
    fn limit(&self, task: &Task) -> Option<&(&Column, usize, i64)> {
        let place = task.place.as_ref()?;
        self.full.iter().find(|(column, ..)| column.id == place.column)
    }

    /// `4 of 3 in Review`, with the first card of each of its people.
    fn over(&self, task: &Task, people: &[Option<PersonId>], told: &mut Told) -> Option<Saying> {
        let (column, count, limit) = self.limit(task)?;
        let new = people.iter().filter(|who| told.0.insert((**who, column.id))).count() > 0;
        let name = text::visible(&column.name);
        (new && task.kind != TaskKind::Milestone).then(|| say("limit", format!("{count} of {limit} in {name}"), true))
    }

    /// Was it to start by today: as its baseline has it, else as the schedule has it within days?
    fn was_to_start(&self, task: &Task, timing: &Timing) -> bool {
        match self.plan.planned(task.id) {
            Some(then) => then.start.date() <= self.today,
            None => timing.start.date() <= near(self.today),
        }
    }

    /// What its being late does: it misses its due date, moves the finish of the project, or just takes longer.
    fn late(&self, task: &Task, timing: &Timing) -> Vec<Saying> {
        let mut says = Vec::new();
        let today = self.today;
        let finish = timing.finish.date();
        let days = |from: NaiveDate, to: NaiveDate| usize::try_from((to - from).num_days()).unwrap_or(0);
        match task.due {
            Some(due) if due < today => {
                says.push(say("late", format!("due {} ago", counted(days(due, today), "day")), true));
            }
            Some(due) if due < finish => {
                let ends = words::day(finish, today);
                says.push(say(
                    "late",
                    format!("ends {ends}, {} after it is due", counted(days(due, finish), "day")),
                    true,
                ));
            }
            _ => {}
        }
        let moves = self.compared.as_ref().and_then(|it| it.total()).is_some_and(|minutes| minutes > 0);
        if timing.critical && moves && self.off(task.id).is_some() {
            let end = forecast::end(self.snapshot, self.project);
            let end = end.map_or(String::new(), |end| dates::shorter(end.date(), today));
            says.push(say("slack", format!("slack used up: moves the finish to {end}"), true));
        } else if timing.total_slack < 0 && says.is_empty() {
            let pace = self.plan.pace(task.project);
            let over = Span::working(timing.total_slack.saturating_neg()).words(&pace);
            says.push(say("slack", format!("{over} too late for what it leads to"), true));
        }
        if self.overruns(task, timing) && says.is_empty() && !task.is_blocked() {
            let estimate = words::estimate(self.plan, task);
            says.push(say("overrun", format!("takes longer than its {}", estimate.trim_end_matches('?')), true));
        }
        says
    }
}

impl Hand<'_> {
    /// Has it been begun, and takes it more than it was to take?
    fn overruns(&self, task: &Task, timing: &Timing) -> bool {
        let overrun = self.snapshot.schedule().cause(self.plan, task.id) == Some(Cause::Begun { overrun: true });
        let estimate = task.duration.unwrap_or_else(|| Span::working(self.plan.pace(self.project).minutes_per_day));
        let takes = || self.worktime.between(timing.start, timing.finish);
        overrun && (estimate.elapsed || takes() > estimate.minutes)
    }
}

/// An open task and what there is to say of it.
struct Seen<'a> {
    task: &'a Task,
    people: Vec<Option<PersonId>>,
    /// Why it is at hand.
    at_hand: Vec<Saying>,
    /// What is in the way.
    wrong: Vec<Saying>,
    /// Before which of that it is told that its column is over its limit; none: never.
    limit: Option<usize>,
}

/// Who was told already that a column is over its limit.
#[derive(Default)]
struct Told(BTreeSet<(Option<PersonId>, ColumnId)>);

fn near(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(NEAR).unwrap_or(today)
}

fn say(about: &'static str, words: String, wrong: bool) -> Saying {
    Saying { about, words, wrong }
}

/// The reason as it was given, and for how long.
pub(in crate::domain) fn blocked(task: &Task, today: NaiveDate) -> String {
    let days = task.blocked_since.map(|since| (today - since).num_days());
    let long = match days {
        Some(days @ 1..) => format!(", {}", counted(usize::try_from(days).unwrap_or(0), "day")),
        Some(0) => ", since today".to_owned(),
        _ => String::new(),
    };
    let outside = if task.waits_outside { " (someone outside)" } else { "" };
    format!("{}{outside}{long}", text::visible(&task.blocked))
}

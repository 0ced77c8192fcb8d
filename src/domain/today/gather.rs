//! Which task stands in which list, and where in it. One pass over all tasks; of one that is in no list nothing is kept.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use chrono::{NaiveDate, NaiveDateTime};

use super::slipped::{Slip, Slips};
use super::{Item, List, Reason, doing, horizon, number_of};
use crate::domain::baseline::BaselineId;
use crate::domain::calendar::WorkTime;
use crate::domain::column::ColumnId;
use crate::domain::flow;
use crate::domain::forecast;
use crate::domain::plan::Plan;
use crate::domain::plan_schedule::Cause;
use crate::domain::project::{ProgressRule, ProjectId};
use crate::domain::snapshot::Snapshot;
use crate::domain::span::Span;
use crate::domain::task::{Task, TaskId};
use crate::domain::why;
use crate::schedule::axis::date_time;

/// The tasks of these projects, each in its list.
pub(super) fn tasks(snapshot: &Snapshot, projects: &[ProjectId]) -> BTreeMap<List, Vec<Item>> {
    let sites = projects.iter().map(|project| (*project, Site::of(snapshot, *project))).collect();
    let mut gathering = Gathering { snapshot, plan: &snapshot.plan, sites, found: BTreeMap::new(), folded: Vec::new() };
    if !snapshot.is_whole() {
        gathering.begun();
        return gathering.finish();
    }
    let mut last: Option<(ProjectId, Site)> = None;
    for task in snapshot.plan.all::<Task>() {
        if task.dropped.is_some() || task.finish().is_some() {
            continue;
        }
        // Neighbours are mostly of one project.
        if last.as_ref().is_none_or(|(project, _)| *project != task.project) {
            last = gathering.sites.get(&task.project).map(|site| (task.project, site.clone()));
        }
        if let Some((_, site)) = last.as_ref().filter(|(project, _)| *project == task.project) {
            gathering.sort_in(task, site);
        }
    }
    gathering.finish()
}

/// What all tasks of a project have in common.
#[derive(Clone)]
struct Site {
    doing: Vec<ColumnId>,
    baseline: Option<BaselineId>,
    until: NaiveDate,
    /// Does the clock move what has not begun?
    live: bool,
    /// What a task takes at most, usually, in days.
    usual: i64,
    worktime: Rc<WorkTime>,
    minutes_per_day: i64,
}

impl Site {
    fn of(snapshot: &Snapshot, project: ProjectId) -> Self {
        let plan = &snapshot.plan;
        let of_clock = plan.get(project);
        let of_clock = of_clock.filter(|it| it.progress_rule == ProgressRule::Live && it.status_date.is_none());
        Site {
            doing: doing(plan, project),
            baseline: plan.chosen_baseline(project),
            until: horizon(snapshot, project),
            live: of_clock.is_some(),
            usual: flow::usual(plan, project, snapshot.today),
            worktime: Rc::new(plan.worktime(project)),
            minutes_per_day: plan.pace(project).minutes_per_day,
        }
    }
}

/// How the dates of a task stand.
#[derive(Clone, Copy, Default)]
struct Dates {
    span: Option<(NaiveDateTime, NaiveDateTime)>,
    /// It finishes after it is due.
    misses_due: bool,
    /// When it was to finish by its baseline, where it finishes later.
    planned: Option<NaiveDateTime>,
}

/// How a task stands.
struct Standing {
    dates: Dates,
    is_summary: bool,
    is_doing: bool,
    /// Since when it was to start, where the clock alone has moved it.
    slipped: Option<NaiveDate>,
    /// What it waits for, where it is late only because that is.
    held: Option<TaskId>,
}

struct Gathering<'a> {
    snapshot: &'a Snapshot,
    plan: &'a Plan,
    sites: BTreeMap<ProjectId, Site>,
    found: BTreeMap<List, Vec<Item>>,
    /// Tasks that are late only because what they wait for is, and for what they wait.
    folded: Vec<(TaskId, TaskId)>,
}

impl Gathering<'_> {
    /// Before all is read only what is in progress is known, and nothing of dates, people, or how long others took.
    fn begun(&mut self) {
        let mut begun = Vec::new();
        for site in self.sites.values() {
            let cards = site.doing.iter().flat_map(|column| self.plan.index().cards(*column));
            for task in cards.filter_map(|id| self.plan.get(id)).filter(|task| !self.is_hidden(task)) {
                let blocked = task.is_blocked();
                let reason = if blocked { Reason::Blocked } else { Reason::InProgress(i64::MAX) };
                begun.push(self.item(task, List::Now, reason, None));
            }
        }
        self.found.insert(List::Now, begun);
    }

    /// Is it left out of everything, or snoozed for later?
    fn is_hidden(&self, task: &Task) -> bool {
        task.inactive || task.snoozed_until.is_some_and(|until| until > self.snapshot.today)
    }

    fn sort_in(&mut self, task: &Task, site: &Site) {
        let plan = self.plan;
        if self.is_hidden(task) {
            return;
        }
        let standing = self.standing(task, site);
        self.folded.extend(standing.held.map(|from| (task.id, from)));
        let Some((list, reason)) = self.place(task, site, &standing) else { return };
        if standing.is_summary && plan.is_done(task) {
            return;
        }
        let mut item = self.item(task, list, reason, standing.slipped);
        item.slip = standing.slipped.map(|since| Slip { since, landing: None }.into());
        if let Some((start, finish)) = standing.dates.span {
            let takes = || site.worktime.between(start, finish);
            let planned = standing.dates.planned;
            item.behind = planned.map_or(0, |planned| site.worktime.between(planned, finish).max(0));
            let begun = standing.is_doing.then(|| self.snapshot.schedule().cause(plan, task.id)).flatten();
            let estimate = task.duration.unwrap_or_else(|| Span::working(site.minutes_per_day));
            item.overruns =
                begun == Some(Cause::Begun { overrun: true }) && (estimate.elapsed || takes() > estimate.minutes);
        }
        self.found.entry(list).or_default().push(item);
    }

    fn standing(&self, task: &Task, site: &Site) -> Standing {
        let (plan, is_summary) = (self.plan, self.plan.index().is_summary(task.id));
        let dates = self.dates(task, site, is_summary);
        // What starts later than that and is in time is in no list for its dates.
        let near = |(start, _): &(NaiveDateTime, NaiveDateTime)| start.date() <= site.until;
        let asked = dates.planned.is_some() || dates.span.as_ref().is_some_and(near);
        let asked = asked && !is_summary && task.actual_start.is_none();
        let cause = asked.then(|| self.snapshot.schedule().cause(plan, task.id)).flatten();
        let (mut slipped, mut held) = (None, None);
        match cause {
            Some(Cause::NotBegun(at)) if site.live => slipped = self.slipped(task, site, date_time(at)),
            Some(Cause::Waits { from, .. }) if dates.planned.is_some() => {
                held = Some(from).filter(|from| self.is_behind(*from));
            }
            _ => {}
        }
        let is_doing = !is_summary && task.place.as_ref().is_some_and(|place| site.doing.contains(&place.column));
        Standing { dates, is_summary, is_doing, slipped, held }
    }

    /// In which list it stands, and why: the first that applies. None: in none.
    fn place(&self, task: &Task, site: &Site, standing: &Standing) -> Option<(List, Reason)> {
        let near = |day: &NaiveDate| *day <= site.until;
        let Standing { dates, is_summary, slipped, held, .. } = standing;
        Some(if standing.is_doing && !task.is_blocked() {
            (List::Now, Reason::InProgress(site.usual))
        } else if task.is_blocked() && !is_summary {
            (List::Now, Reason::Blocked)
        } else if let Some(due) = task.due.filter(|due| *due < self.snapshot.today) {
            (List::Look, Reason::Overdue(due))
        } else if let Some(day) = task.planned.filter(near) {
            (List::Next, Reason::Planned(day))
        } else if slipped.is_some() {
            (List::Look, Reason::Slipped)
        } else if dates.misses_due || (dates.planned.is_some() && held.is_none()) {
            (List::Look, Reason::Late)
        } else if let Some(day) = task.snoozed_until {
            (List::Look, Reason::Woken(day))
        } else if let Some(due) = task.due.filter(near) {
            (List::Next, Reason::Due(due))
        } else {
            (List::Next, Reason::Starts(self.starts(task, site, standing)?))
        })
    }

    fn dates(&self, task: &Task, site: &Site, is_summary: bool) -> Dates {
        let Some(span) = self.snapshot.schedule().span(task.project, task.id) else { return Dates::default() };
        let baseline = site.baseline.filter(|_| !is_summary);
        let planned = baseline.and_then(|baseline| self.plan.baselined(baseline, task.id)).map(|then| then.finish);
        Dates {
            span: Some(span),
            misses_due: task.due.is_some_and(|due| span.1.date() > due),
            planned: planned.filter(|finish| span.1 > *finish),
        }
    }

    /// Since when it was to start, where somebody said so: by a link, a constraint, a baseline. What could begin at any
    /// time has not slipped.
    fn slipped(&self, task: &Task, site: &Site, could: NaiveDateTime) -> Option<NaiveDate> {
        let since = match why::is_tied(self.snapshot, task) {
            true => why::was_to_start(task, could, self.snapshot.today),
            false => self.plan.baselined(site.baseline?, task.id)?.start.date(),
        };
        Some(since).filter(|day| *day < self.snapshot.today)
    }

    /// Is it open and to be seen, and does it finish after its baseline?
    fn is_behind(&self, task: TaskId) -> bool {
        let Some(it) = self.plan.get(task).filter(|it| it.dropped.is_none() && it.finish().is_none()) else {
            return false;
        };
        let shown = it.snoozed_until.is_none_or(|until| until <= self.snapshot.today);
        let site = self.sites.get(&it.project).filter(|_| shown);
        site.is_some_and(|site| self.dates(it, site, self.plan.index().is_summary(task)).planned.is_some())
    }

    /// The day it is to start, where that is near and not only the first day on which it could.
    fn starts(&self, task: &Task, site: &Site, standing: &Standing) -> Option<NaiveDate> {
        let start = standing.dates.span.filter(|_| !standing.is_summary && task.actual_start.is_none())?.0.date();
        (start <= site.until && why::is_meant_to_start(self.snapshot, task)).then_some(start)
    }

    fn item(&self, task: &Task, list: List, reason: Reason, slipped: Option<NaiveDate>) -> Item {
        let (plan, today) = (self.plan, self.snapshot.today);
        let mine = self.snapshot.me.is_some_and(|me| plan.index().people_of(task.id).any(|(who, _)| who == me));
        let critical = self.snapshot.is_whole() && forecast::tells_critical(self.snapshot, task);
        let first = |holds: bool| i64::from(!holds);
        let priority = task.priority.number();
        let rank = match (list, &reason) {
            (List::Now, _) => {
                let blocked = task.blocked_since.map(|since| (today - since).num_days());
                let age = flow::age_days(task, today).max(blocked).unwrap_or(0);
                [first(mine), first(critical), priority, -age]
            }
            (List::Next, Reason::Planned(day) | Reason::Due(day) | Reason::Starts(day)) => {
                [first(critical), number_of((*day).max(today)), first(mine), priority]
            }
            (_, Reason::Overdue(day) | Reason::Woken(day)) => [first(mine), first(critical), number_of(*day), priority],
            _ => {
                let day = slipped.or(task.due).map_or(i64::MAX, number_of);
                [first(mine), first(critical), day, priority]
            }
        };
        Item { critical, ..Item::of(task.id.into(), reason, mine, rank) }
    }

    fn finish(self) -> BTreeMap<List, Vec<Item>> {
        let Gathering { snapshot, mut found, folded, .. } = self;
        let held: HashMap<TaskId, TaskId> = folded.into_iter().collect();
        let mut behind: HashMap<TaskId, usize> = HashMap::default();
        for task in held.keys() {
            *behind.entry(root(*task, &held)).or_default() += 1;
        }
        let slipped = found.values().flatten().filter(|item| item.slip.is_some()).filter_map(|item| item.what.as_id());
        let slips = Slips::of(snapshot, slipped.collect());
        if behind.is_empty() && slips.is_empty() {
            return found;
        }
        for item in found.values_mut().flatten() {
            if let Some(task) = item.what.as_id::<Task>() {
                item.late_with_it = behind.get(&task).copied().unwrap_or(0);
                if let Some(slip) = &mut item.slip {
                    slip.landing = slips.landing(task);
                }
            }
        }
        found
    }
}

/// The task at the beginning of a chain of what waits for what.
fn root(task: TaskId, held: &HashMap<TaskId, TaskId>) -> TaskId {
    let mut here = task;
    // A chain cannot be longer than there are links in it; that holds also where dates of a loop make one of it.
    for _ in 0..held.len() {
        match held.get(&here) {
            Some(from) => here = *from,
            None => break,
        }
    }
    here
}

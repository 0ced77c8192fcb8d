//! A project out, its elements in the order of the format’s schema.
//!
//! Tasks in the inbox and dropped ones are not in it, nor what the format has no element for: phases, columns, tags,
//! deliverables as such, three-value estimates, what blocks a task, that it comes again. People go out who work on it or came with it; their
//! handle is the account name, so that they come back under the same one.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::Arc;

use chrono::NaiveDateTime;

use self::calendars::Calendars;
use self::xml::Xml;
use super::SOURCE;
use super::baselines::numbered;
use super::project::scope_of;
use crate::domain::baseline::BaselineId;
use crate::domain::calendar::CalendarId;
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::{Kept, Plan};
use crate::domain::plan_schedule::{Schedule, is_scheduled};
use crate::domain::project::{ProgressRule, Project};
use crate::domain::refusal::Refusal;
use crate::domain::resource::{Resource, ResourceId};
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};
use crate::formats::{Lost, Wish};
use crate::schedule::worktime::WorkTime;

mod calendars;
mod people;
mod resources;
mod tasks;
mod xml;

/// Writes the wished project, or the only one. Errors: of the writer; several projects and none wished for.
pub(in crate::formats) fn write(
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    out: &mut dyn io::Write,
) -> io::Result<Vec<Lost>> {
    let plan = &snapshot.plan;
    let none = || Refusal::new("there is no project", "make one first: milepost new KEY NAME");
    let meant = match wish.project {
        Some(project) => Ok(Some(project)),
        None => plan.project_meant(),
    };
    let project = meant.and_then(|id| id.and_then(|id| plan.get(id)).ok_or_else(none));
    let project = project.map_err(|refusal| io::Error::new(io::ErrorKind::InvalidInput, refusal.to_string()))?;
    Export::of(snapshot, project).write(&mut Xml::of(out))?;
    Ok(Vec::new())
}

/// The schedule that a reader computes from the file: as stored. What the clock alone has moved in a project made here
/// is not in it; `reschedule` puts it there.
fn schedule_of(snapshot: &Snapshot, project: &Project) -> Schedule {
    if project.progress_rule == ProgressRule::AsStored {
        return snapshot.schedule().clone();
    }
    let mut plan = snapshot.plan.clone();
    plan.put(Project::row(Project { progress_rule: ProgressRule::AsStored, ..project.clone() }.into()));
    Schedule::of(&plan, snapshot.today)
}

/// A task that goes out.
struct Line {
    task: Arc<Task>,
    uid: i64,
    /// `1.2.1`
    number: String,
    level: usize,
    summary: bool,
}

/// What goes out, with the ids it has there.
struct Export<'a> {
    plan: &'a Plan,
    project: &'a Arc<Project>,
    lines: Vec<Line>,
    uids: HashMap<TaskId, i64>,
    people: BTreeMap<PersonId, i64>,
    resources: BTreeMap<ResourceId, i64>,
    calendars: Calendars,
    worktimes: HashMap<Option<CalendarId>, WorkTime>,
    schedule: Schedule,
    baselines: BTreeMap<i64, BaselineId>,
}

impl<'a> Export<'a> {
    fn of(snapshot: &'a Snapshot, project: &'a Arc<Project>) -> Self {
        let plan = &snapshot.plan;
        let lines = lines(plan, project);
        let uids = lines.iter().map(|line| (line.task.id, line.uid)).collect();
        let own = lines.iter().flat_map(|line| plan.index().people_of(line.task.id)).map(|(who, _)| who);
        let scope = format!("{}/", scope_of(project));
        let came = plan.all::<Person>().filter(|it| it.source == SOURCE && it.source_id.starts_with(&scope));
        let came = came.map(|it| it.id);
        let who: HashSet<PersonId> = own.chain(project.manager).chain(came).collect();
        let who: Vec<&Arc<Person>> = plan.all::<Person>().filter(|it| who.contains(&it.id)).collect();
        let used = lines.iter().flat_map(|line| plan.index().uses_of(line.task.id)).map(|(what, _)| what);
        let used: HashSet<ResourceId> = used.collect();
        let came = |it: &Resource| it.source == SOURCE && it.source_id.starts_with(&scope);
        let what: Vec<_> = plan.all::<Resource>().filter(|it| used.contains(&it.id) || came(it)).collect();
        let wanted = who.iter().map(|it| scoped(project, &it.source, &it.source_id));
        let wanted = wanted.chain(what.iter().map(|it| scoped(project, &it.source, &it.source_id)));
        let mut free = free_ids(&wanted.collect::<Vec<_>>(), 1).into_iter();
        let people = who.iter().map(|it| it.id).zip(free.by_ref()).collect();
        let resources = what.iter().map(|it| it.id).zip(free).collect();
        let tasks = lines.iter().filter_map(|line| line.task.calendar);
        let calendars = Calendars::of(plan, project, tasks.collect(), &who);
        let schedule = schedule_of(snapshot, project);
        let baselines = numbered(plan, project);
        Export {
            plan,
            project,
            lines,
            uids,
            people,
            resources,
            calendars,
            worktimes: HashMap::new(),
            schedule,
            baselines,
        }
    }

    fn write(&mut self, xml: &mut Xml<'_>) -> io::Result<()> {
        xml.begin("Project")?;
        self.head(xml)?;
        self.calendars.write(self.plan, xml)?;
        self.tasks(xml)?;
        self.resources(xml)?;
        self.assignments(xml)?;
        xml.end("Project")?;
        xml.finish()
    }

    fn head(&mut self, xml: &mut Xml<'_>) -> io::Result<()> {
        let it = self.project;
        let time = self.worktime(it.calendar).clone();
        let first = |day| time.first_minute(day).filter(|at| at.date() == day).unwrap_or_else(|| morning(day));
        let told = it.start.or_else(|| Some(self.schedule.ends(it.id)?.0.date().into()));
        let start = told.map(|it| it.time.map_or_else(|| first(it.day), |time| it.day.and_time(time)));
        xml.leaf("SaveVersion", 14)?;
        xml.leaf("Name", format!("{}.xml", it.key))?;
        xml.leaf("GUID", it.id.to_string().to_uppercase())?;
        xml.leaf("Title", &it.name)?;
        if let Some(manager) = it.manager.and_then(|id| self.plan.get(id)) {
            xml.leaf("Manager", people::name(manager))?;
        }
        xml.leaf("ScheduleFromStart", 1)?;
        xml.date("StartDate", start)?;
        xml.date("FinishDate", self.schedule.ends(it.id).map(|ends| ends.1))?;
        xml.leaf("CriticalSlackLimit", it.critical_threshold / it.minutes_per_day.max(1))?;
        xml.leaf("CurrencyDigits", 2)?;
        if it.currency.len() == 3 {
            xml.leaf("CurrencyCode", &it.currency)?;
        }
        xml.leaf("CalendarUID", self.calendars.of_project())?;
        let shifts = start.map(|at| time.shifts_on(at.date()).to_vec()).unwrap_or_default();
        let clock = |minute: u16| format!("{:02}:{:02}:00", minute / 60 % 24, minute % 60);
        xml.leaf("DefaultStartTime", clock(shifts.first().map_or(8 * 60, |shift| shift.from)))?;
        xml.leaf("DefaultFinishTime", clock(shifts.last().map_or(17 * 60, |shift| shift.to)))?;
        xml.leaf("MinutesPerDay", it.minutes_per_day)?;
        xml.leaf("MinutesPerWeek", it.minutes_per_week)?;
        xml.leaf("DaysPerMonth", it.days_per_month)?;
        xml.leaf("DefaultTaskType", 1)?;
        xml.leaf("DurationFormat", 7)?;
        xml.leaf("WorkFormat", 2)?;
        xml.leaf("HonorConstraints", 1)?;
        xml.leaf("MultipleCriticalPaths", 0)?;
        xml.leaf("NewTasksEstimated", 1)?;
        xml.leaf("SplitsInProgressTasks", 1)?;
        xml.leaf("WeekStartDay", 1)?;
        let status = it
            .status_date
            .map(|day| time.last_minute(day).filter(|at| at.date() == day).unwrap_or_else(|| evening(day)));
        xml.date("StatusDate", status)?;
        xml.leaf("NewTasksAreManual", 0)
    }

    fn worktime(&mut self, calendar: Option<CalendarId>) -> &WorkTime {
        let plan = self.plan;
        self.worktimes.entry(calendar).or_insert_with(|| plan.calendar_time(calendar))
    }
}

/// 08:00 of a day on which the calendar has no work.
fn morning(day: chrono::NaiveDate) -> NaiveDateTime {
    day.and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::hours(8)
}

/// 17:00 of such a day.
fn evening(day: chrono::NaiveDate) -> NaiveDateTime {
    day.and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::hours(17)
}

/// The tasks in the order of the outline, each under the next one above it that goes out too.
fn lines(plan: &Plan, project: &Arc<Project>) -> Vec<Line> {
    let index = plan.index();
    let mut lines: Vec<Line> = Vec::new();
    // What lies ahead, the next one last: the task, its level, the number of its summary.
    let mut counts: Vec<usize> = Vec::new();
    let mut ahead: Vec<(TaskId, usize)> = index.children(project.id, None).rev().map(|id| (id, 1)).collect();
    while let Some((id, level)) = ahead.pop() {
        let Some(task) = plan.get(id) else { continue };
        if !is_scheduled(plan, task) {
            continue;
        }
        counts.resize(level, 0);
        counts[level - 1] += 1;
        let number = counts.iter().map(usize::to_string).collect::<Vec<_>>().join(".");
        lines.push(Line { task: task.clone(), uid: 0, number, level, summary: false });
        ahead.extend(index.children(project.id, Some(id)).rev().map(|child| (child, level + 1)));
    }
    // One that has only inbox tasks under it goes out as the task that it is in the schedule.
    for below in 1..lines.len() {
        lines[below - 1].summary = lines[below].level > lines[below - 1].level;
    }
    let wanted: Vec<Option<i64>> =
        lines.iter().map(|line| scoped(project, &line.task.source, &line.task.source_id)).collect();
    let uids = free_ids(&wanted, 1);
    lines.iter_mut().zip(uids).for_each(|(line, uid)| line.uid = uid);
    lines
}

/// The id that a record had in the file that it came from.
fn scoped(project: &Project, source: &str, id: &str) -> Option<i64> {
    let id = id.strip_prefix(scope_of(project).as_str()).and_then(|id| id.strip_prefix('/')).unwrap_or(id);
    id.parse().ok().filter(|uid| source == SOURCE && (1..1 << 31).contains(uid))
}

/// The ids that are wished for, as far as nobody has them yet, and free ones for the rest.
fn free_ids(wanted: &[Option<i64>], first: i64) -> Vec<i64> {
    let mut taken: HashSet<i64> = HashSet::new();
    let kept: Vec<Option<i64>> = wanted.iter().map(|id| id.filter(|id| taken.insert(*id))).collect();
    let mut next = first;
    let mut free = || {
        while !taken.insert(next) {
            next += 1;
        }
        next
    };
    kept.into_iter().map(|id| id.unwrap_or_else(&mut free)).collect()
}

//! Small plans, written out: tasks `a`, `b`, … of a project that starts on Monday 2 March 2026, as stored.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use uuid::Uuid;

use super::super::{Schedule, Timing};
use crate::domain::calendar::{Calendar, CalendarId, Exception, Hours, Week};
use crate::domain::column::{Column, ColumnId, Meaning, Place};
use crate::domain::id::Id;
use crate::domain::link::{Link, LinkType};
use crate::domain::person::{Assignment, Person, PersonId};
use crate::domain::plan::{Kept, Plan};
use crate::domain::project::{ProgressRule, Project, ProjectId};
use crate::domain::rank::Rank;
use crate::domain::record::Record;
use crate::domain::span::{Lag, Pace, Span};
use crate::domain::task::{Constraint, ConstraintKind, Task, TaskId, TaskKind};

pub const PROJECT: ProjectId = Id::of(Uuid::from_u128(1));
const COLUMN: ColumnId = Id::of(Uuid::from_u128(2));

/// A plan being written.
pub struct Desk {
    pub plan: Plan,
    pub today: NaiveDate,
    next: u128,
}

/// The date-time `9 13:00` of March 2026.
pub fn at(text: &str) -> NaiveDateTime {
    let text = if text.contains(' ') { text.to_owned() } else { format!("{text} 00:00") };
    NaiveDateTime::parse_from_str(&format!("2026-03-{text}"), "%Y-%m-%d %H:%M").unwrap()
}

fn said(at: NaiveDateTime) -> String {
    format!("{} {}", at.day(), at.format("%H:%M"))
}

impl Desk {
    pub fn new() -> Self {
        let mut desk = Desk { plan: Plan::default(), today: at("2").date(), next: 1000 };
        let project = Project::new(PROJECT, "WEB", "Portal", at("2").date());
        desk.put(Project { progress_rule: ProgressRule::AsStored, ..project });
        desk.put(Column { project: PROJECT, meaning: Meaning::Queue, name: "Ready".into(), ..Column::blank(COLUMN) });
        desk
    }

    /// The same, as of a day, with the rule of projects made here.
    pub fn live(today: &str) -> Self {
        let mut desk = Desk { today: at(today).date(), ..Desk::new() };
        desk.project(|it| it.progress_rule = ProgressRule::Live);
        desk
    }

    pub fn put<R: Kept>(&mut self, record: R) {
        self.plan.put(R::row(record.into()));
    }

    pub fn project(&mut self, edit: impl FnOnce(&mut Project)) {
        let mut project = Project::clone(self.plan.get(PROJECT).unwrap());
        edit(&mut project);
        self.put(project);
    }

    fn id<R>(&mut self) -> Id<R> {
        self.next += 1;
        Id::of(Uuid::from_u128(self.next))
    }

    /// A task of this duration (`3d`, `2ed`; `0d` is a milestone) with what `edit` says besides.
    pub fn task(&mut self, duration: &str, edit: impl FnOnce(&mut Task)) -> TaskId {
        let id: TaskId = self.id();
        let kind = if duration == "0d" { TaskKind::Milestone } else { TaskKind::Task };
        let span = Span::parse(duration, &Pace::default()).unwrap();
        let place = Place { column: COLUMN, rank: Rank::min(), since: self.today, finish: None };
        let mut task = Task {
            project: PROJECT,
            number: self.next as i64 - 1000,
            title: format!("Task {}", self.next - 1000),
            kind,
            duration: Some(span),
            place: Some(place),
            ..Task::blank(id)
        };
        edit(&mut task);
        self.put(task);
        id
    }

    pub fn edit(&mut self, task: TaskId, edit: impl FnOnce(&mut Task)) {
        let mut changed = Task::clone(self.plan.get(task).unwrap());
        edit(&mut changed);
        self.put(changed);
    }

    /// `then` waits for `first`, as `FS`, `SS+1d`, `FF-50%`.
    pub fn link(&mut self, first: TaskId, then: TaskId, how: &str) {
        let id = self.id();
        let (link_type, lag) = how.split_at(2);
        let link_type = LinkType::of_word(link_type).unwrap();
        let lag = if lag.is_empty() { Lag::NONE } else { Lag::parse(lag, &Pace::default()).unwrap() };
        self.put(Link { predecessor: first, successor: then, link_type, lag, ..Link::blank(id) });
    }

    /// A calendar of these hours from Monday on, as `08:00-12:00` for each working day.
    pub fn calendar(&mut self, days: usize, hours: &str) -> CalendarId {
        let id = self.id();
        let mut week = Week::default();
        week.0[..days].fill(Hours::read(hours).unwrap());
        self.put(Calendar { name: format!("{hours} on {days} days"), week: Some(week), ..Calendar::blank(id) });
        id
    }

    pub fn exception(&mut self, calendar: CalendarId, first: &str, last: &str, hours: &str) {
        let id = self.id();
        let (first, last) = (at(first).date(), at(last).date());
        self.put(Exception { calendar, first, last, hours: Hours::read(hours).unwrap(), ..Exception::blank(id) });
    }

    /// Somebody with a calendar of their own, or none, who works on a task.
    pub fn assign(&mut self, task: TaskId, calendar: Option<CalendarId>, units: i64) -> PersonId {
        let (person, id) = (self.id(), self.id());
        self.put(Person { calendar, ..Person::new(person, &format!("p{}", self.next)) });
        self.put(Assignment { task, person, units, ..Assignment::blank(id) });
        person
    }

    pub fn schedule(&self) -> Schedule {
        Schedule::of(&self.plan, self.today)
    }

    pub fn timing(&self, task: TaskId) -> Timing {
        self.schedule().timing(&self.plan, task).unwrap()
    }

    /// Start and finish: `2 08:00 – 4 17:00`.
    pub fn dates(&self, task: TaskId) -> String {
        let timing = self.timing(task);
        format!("{} – {}", said(timing.start), said(timing.finish))
    }

    /// Late start and late finish.
    pub fn late(&self, task: TaskId) -> String {
        let timing = self.timing(task);
        format!("{} – {}", said(timing.late_start), said(timing.late_finish))
    }

    /// Total slack in words.
    pub fn slack(&self, task: TaskId) -> String {
        Span::working(self.timing(task).total_slack).words(&Pace::default())
    }

    /// What does not fit, in words.
    pub fn findings(&self) -> Vec<String> {
        self.schedule().findings(PROJECT).iter().map(|it| it.words(&self.plan)).collect()
    }
}

/// A constraint for [`Desk::task`].
pub fn constraint(kind: ConstraintKind, when: &str) -> Option<Constraint> {
    Some(Constraint { kind, at: Some(at(when)) })
}

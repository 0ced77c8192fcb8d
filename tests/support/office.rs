//! A small project that looks like one: people, columns, cards of every kind.

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use milepost::domain::column::{ColumnId, Place};
use milepost::domain::command::Command;
use milepost::domain::draft::Moment;
use milepost::domain::person::{Assignment, Person, PersonId};
use milepost::domain::plan::{Plan, Row};
use milepost::domain::project::ProjectId;
use milepost::domain::rank::Rank;
use milepost::domain::record::Record;
use milepost::domain::snapshot::Snapshot;
use milepost::domain::task::{Priority, Task, TaskId};
use milepost::domain::template::Template;
use milepost::domain::value::Tags;

use super::wishes::{moment, today};

/// A plan and what made it.
pub struct Office {
    /// What is known.
    pub snapshot: Snapshot,
    /// What comes from outside.
    pub moment: Moment,
    /// The project.
    pub project: ProjectId,
}

impl Office {
    /// A project without a task.
    pub fn empty() -> Self {
        let mut moment = moment();
        let project = moment.ids.take();
        let snapshot = Snapshot::of(Plan::default(), today(), None, Weekday::Mon);
        let mut office = Office { snapshot, moment, project };
        office.run(Command::NewProject {
            id: project,
            key: "WEB".into(),
            name: "Customer portal".into(),
            template: Template::standard(),
        });
        office
    }

    /// The project of the sketches.
    pub fn full() -> Self {
        let mut office = Office::empty();
        office.limit("Ready", 5);
        office.limit("Doing", 3);
        office.limit("Review", 2);
        let people = [("ana", "Ana Novak"), ("bo", "Bo Klein"), ("cem", "Cem Martin"), ("dee", "Dee Park")];
        let [ana, bo, cem, dee] = people.map(|(handle, name)| office.person(handle, name));
        let identity = office.task("Identity", None, |_| {});
        let migration = office.task("Data migration", None, |_| {});
        let day = |offset: i64| Some(today().checked_add_signed(chrono::TimeDelta::days(offset)).unwrap());
        let at = |offset: i64| day(offset).map(|day: NaiveDate| day.and_hms_opt(8, 0, 0).unwrap());

        office.task("Rotate the signing keys without a release", Some("Backlog"), |it| {
            (it.priority, it.due, it.parent) = (Priority::P1, day(9), Some(identity));
        });
        let id = office.task("Session timeout", Some("Backlog"), |it| it.due = day(16));
        office.assign(id, bo);
        office.task("Übersetzung der Hilfeseiten für 日本語 und 中文 Kunden", Some("Backlog"), |it| {
            it.priority = Priority::P3;
            it.tags = Tags::of("docs i18n");
        });
        office.task("Customers can log in", Some("Backlog"), |it| {
            it.kind = milepost::domain::task::TaskKind::Milestone;
            it.due = day(40);
        });
        for title in ["Rate limits", "Dark theme", "Cookie texts", "Error pages", "Old browsers"] {
            office.task(title, Some("Backlog"), |_| {});
        }
        let id = office.task("Map legacy roles to claims", Some("Ready"), |it| {
            (it.priority, it.due, it.parent) = (Priority::P1, day(7), Some(migration));
        });
        office.assign(id, cem);
        let id = office.task("Consent banner", Some("Ready"), |it| {
            (it.due, it.snoozed_until) = (day(1), day(5));
        });
        office.assign(id, dee);
        let id = office.task("Login page with single sign-on", Some("Doing"), |it| {
            (it.priority, it.due, it.parent) = (Priority::P0, day(-2), Some(identity));
            (it.blocked, it.blocked_since) = ("waits for the legal department to answer".into(), day(-9));
            it.actual_start = at(-12);
            it.tags = Tags::of("auth");
        });
        office.assign(id, ana);
        let id = office.task("Migrate accounts", Some("Doing"), |it| {
            (it.priority, it.due, it.parent, it.actual_start) = (Priority::P1, day(1), Some(migration), at(-3));
        });
        office.assign(id, cem);
        office.assign(id, ana);
        office.task("Measure the first page", Some("Doing"), |it| it.actual_start = at(-1));
        office.task("Pay by invoice", Some("Doing"), |it| it.actual_start = at(0));
        let id = office.task("Password reset mails", Some("Review"), |it| {
            (it.priority, it.due, it.parent, it.actual_start) = (Priority::P1, day(0), Some(identity), at(-4));
        });
        office.assign(id, bo);
        for (title, who, ago) in [
            ("Choose the provider", ana, 1),
            ("Load test plan", dee, 2),
            ("Write the charter", bo, 13),
            ("Find a sponsor", bo, 14),
            ("Book a room", bo, 30),
        ] {
            let parent = (who == ana).then_some(identity);
            let id = office.task(title, Some("Done"), |it| {
                (it.parent, it.actual_start) = (parent, at(-ago - 2));
                let finish = at(-ago).map(|at: NaiveDateTime| at.date().and_hms_opt(17, 0, 0).unwrap());
                it.place.iter_mut().for_each(|place| place.finish = finish);
            });
            office.assign(id, who);
        }
        office
    }

    /// Two tasks that were captured.
    pub fn with_inbox(mut self) -> Self {
        self.task("Ask for the logs", None, |_| {});
        self.task("Fix the footer", None, |it| it.priority = Priority::P1);
        self
    }

    /// Carries a command out.
    pub fn run(&mut self, command: Command) -> Vec<String> {
        let (step, plan) = self.snapshot.after(&command, &mut self.moment).unwrap();
        self.snapshot.set_plan(plan);
        step.notices
    }

    /// A column by its name.
    pub fn column(&self, name: &str) -> ColumnId {
        self.snapshot.plan.find_column(self.project, name).unwrap()
    }

    /// A task by the beginning of its title.
    pub fn titled(&self, title: &str) -> TaskId {
        self.snapshot.plan.all::<Task>().find(|task| task.title.starts_with(title)).unwrap().id
    }

    /// A new task at the bottom of a column, or in the inbox.
    pub fn task(&mut self, title: &str, column: Option<&str>, edit: impl FnOnce(&mut Task)) -> TaskId {
        let id = self.moment.ids.take();
        let plan = &mut self.snapshot.plan;
        let number = plan.last_number(self.project) + 1;
        plan.raise_number(self.project, number);
        let place = column.map(|name| {
            let column = plan.find_column(self.project, name).unwrap();
            let last = plan.index().cards(column).next_back().and_then(|id| plan.get(id)).cloned();
            let rank = Rank::between(last.and_then(|it| it.place.clone()).map(|place| place.rank).as_ref(), None);
            Place { column, rank, since: today(), finish: None }
        });
        let last = plan.all::<Task>().map(|it| it.rank.clone()).max();
        let rank = Rank::between(last.as_ref(), None);
        let mut task = Task { project: self.project, number, title: title.into(), place, rank, ..Task::blank(id) };
        edit(&mut task);
        plan.put(Row::Task(task.into()));
        id
    }

    fn person(&mut self, handle: &str, name: &str) -> PersonId {
        let id = self.moment.ids.take();
        self.run(Command::Make(Row::Person(Person { name: name.into(), ..Person::new(id, handle) }.into())));
        id
    }

    fn assign(&mut self, task: TaskId, person: PersonId) {
        let id = self.moment.ids.take();
        self.snapshot.plan.put(Row::Assignment(Assignment::new(id, task, person, 100).into()));
    }

    fn limit(&mut self, column: &str, limit: i64) {
        let id = self.column(column);
        let mut column = (**self.snapshot.plan.get(id).unwrap()).clone();
        column.wip_limit = Some(limit);
        self.snapshot.plan.put(Row::Column(column.into()));
    }
}

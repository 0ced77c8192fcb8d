//! A small portfolio that examples of capture and filters stand on.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use uuid::Uuid;

use super::{Context, Purpose, Understood, understand};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::id::Ids;
use crate::domain::person::Person;
use crate::domain::plan::{Plan, Row};
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};
use crate::domain::template::Template;

/// A portfolio at Thu 12 March 2026, edited by commands.
#[derive(Clone)]
pub(crate) struct Office {
    pub snapshot: Snapshot,
    pub moment: Moment,
    pub web: ProjectId,
}

impl Office {
    pub fn empty() -> Self {
        let today: NaiveDate = "2026-03-12".parse().unwrap();
        let now: DateTime<Utc> = "2026-03-12T09:00:00Z".parse().unwrap();
        let ids = Ids::from(Uuid::from_u128(1 << 64));
        let snapshot = Snapshot::of(Plan::default(), today, None, Weekday::Mon);
        Office { snapshot, moment: Moment { today, now, ids, me: None, week_start: Weekday::Mon }, web: ProjectId::MIN }
    }

    /// Projects WEB and OPS; ana, anton, ben and zoe; tasks WEB-1 to WEB-12, of which WEB-5 is tagged +bug.
    pub fn new() -> Self {
        static MADE: LazyLock<Office> = LazyLock::new(Office::furnished);
        MADE.clone()
    }

    fn furnished() -> Self {
        let mut office = Office::empty();
        office.web = office.project("WEB", "Customer portal");
        office.project("OPS", "Operations");
        for handle in ["ana", "anton", "ben", "zoe"] {
            let person = Person::new(office.moment.ids.take(), handle);
            office.run(Command::Make(Row::Person(person.into()))).unwrap();
        }
        for n in 1..=12 {
            office.add(&format!("Task number {n}{}", if n == 5 { " +bug" } else { "" })).unwrap();
        }
        office
    }

    pub fn project(&mut self, key: &str, name: &str) -> ProjectId {
        let id = self.moment.ids.take();
        self.run(Command::NewProject { id, key: key.into(), name: name.into(), template: Template::standard() })
            .unwrap();
        id
    }

    pub fn run(&mut self, command: Command) -> Result<String, Refusal> {
        let (step, plan) = self.snapshot.after(&command, &mut self.moment)?;
        self.snapshot.set_plan(plan);
        Ok(step.sentence)
    }

    pub fn capture(&mut self, line: &str, leniently: bool) -> (TaskId, Result<String, Refusal>) {
        let id = self.moment.ids.take();
        let (said, line, project) = (self.snapshot.today, line.to_owned(), Some(self.web));
        let command = Command::Capture { id, line, said, project, column: None, parent: None, leniently };
        (id, self.run(command))
    }

    pub fn add(&mut self, line: &str) -> Result<Task, Refusal> {
        let (id, said) = self.capture(line, false);
        said.map(|_| self.task(id))
    }

    pub fn task(&self, id: TaskId) -> Task {
        Task::clone(self.snapshot.plan.get(id).unwrap())
    }

    pub fn context(&self, purpose: Purpose) -> Context<'_> {
        let plan = &self.snapshot.plan;
        let project = Some(self.web).filter(|_| plan.get(self.web).is_some());
        Context { plan, today: self.snapshot.today, week_start: Weekday::Mon, project, me: None, purpose, hash: false }
    }

    pub fn understand(&self, line: &str) -> Understood {
        understand(line, &self.context(Purpose::Add))
    }

    /// `title | echo`, or the refusal.
    pub fn read(&self, line: &str) -> String {
        let understood = self.understand(line);
        match understood.whole() {
            Ok(it) => format!("{} | {}", it.title, it.echo(&self.context(Purpose::Add))),
            Err(refusal) => refusal.to_string(),
        }
    }
}

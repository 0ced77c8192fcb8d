//! A plan in memory, and somebody who works on it.

use chrono::NaiveDate;
use milepost::domain::change::Step;
use milepost::domain::column::ColumnId;
use milepost::domain::command::Command;
use milepost::domain::draft::Moment;
use milepost::domain::person::{Person, PersonId};
use milepost::domain::place::Spot;
use milepost::domain::plan::Row;
use milepost::domain::project::ProjectId;
use milepost::domain::snapshot::Snapshot;
use milepost::domain::task::{Task, TaskId};
use milepost::domain::template::Template;

use super::wishes::{empty, moment};

/// A project WEB on a Wednesday, 11 March 2026.
pub struct Desk {
    pub snapshot: Snapshot,
    pub moment: Moment,
    pub project: ProjectId,
}

impl Desk {
    pub fn new() -> Self {
        let mut desk = Desk { snapshot: empty(), moment: moment(), project: ProjectId::MIN };
        let id = desk.moment.ids.take();
        desk.does(Command::NewProject {
            id,
            key: "web".into(),
            name: "Customer portal".into(),
            template: Template::standard(),
        });
        desk.project = id;
        desk
    }

    /// The day becomes another.
    pub fn on(&mut self, year: i32, month: u32, day: u32) {
        self.moment.today = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        self.snapshot.turn(self.moment.today);
    }

    /// Does what has to work.
    pub fn does(&mut self, command: Command) -> Step {
        match self.snapshot.after(&command, &mut self.moment) {
            Ok((step, plan)) => {
                self.snapshot.set_plan(plan);
                step
            }
            Err(refusal) => panic!("{command:?} was refused: {refusal}"),
        }
    }

    /// Asks for what has to be refused; gives the sentence.
    pub fn refuses(&mut self, command: Command) -> String {
        let before = self.snapshot.plan.clone();
        match self.snapshot.after(&command, &mut self.moment) {
            Ok((step, _)) => panic!("{command:?} was done: {}", step.sentence),
            Err(refusal) => {
                assert!(self.snapshot.plan == before);
                refusal.to_string()
            }
        }
    }

    /// Captures a line.
    pub fn add(&mut self, line: &str) -> TaskId {
        let id = self.moment.ids.take();
        self.does(Command::Capture {
            id,
            line: line.into(),
            said: self.moment.today,
            project: Some(self.project),
            column: None,
            parent: None,
            leniently: false,
        });
        id
    }

    /// Somebody new.
    pub fn person(&mut self, handle: &str) -> PersonId {
        let id = self.moment.ids.take();
        self.does(Command::Make(Row::Person(Person::new(id, handle).into())));
        id
    }

    pub fn column(&self, name: &str) -> ColumnId {
        self.snapshot.plan.find_column(self.project, name).unwrap()
    }

    /// Moves a card to the end of a column.
    pub fn moves(&mut self, task: TaskId, column: &str) -> Step {
        self.does(Command::Move { task, column: self.column(column), spot: Spot::Bottom, over: false })
    }

    pub fn get(&self, task: TaskId) -> &Task {
        self.snapshot.plan.get(task).unwrap()
    }
}

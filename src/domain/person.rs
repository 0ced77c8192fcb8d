//! People and their assignments.

use super::calendar::CalendarId;
use super::id::Id;
use super::record::record;
use super::task::TaskId;
use super::value::{Money, Tags};

/// The identity of a person.
pub type PersonId = Id<Person>;
/// The identity of an assignment.
pub type AssignmentId = Id<Assignment>;

record! {
    /// Somebody who works on the projects of the file.
    Person {
        /// One word, unique in the file: what stands behind `@`.
        handle: String,
        /// The full name.
        name: String,
        /// One to three letters for cards.
        initials: String,
        /// What they do.
        role: String,
        /// Where to write to.
        email: String,
        /// How much of their time is ours, in percent.
        capacity: i64,
        /// What an hour costs.
        cost_rate: Option<Money>,
        /// When they work; none: as the project does.
        calendar: Option<CalendarId>,
        /// What they can do.
        skills: Tags,
        /// Where they were imported from.
        source: String,
        /// Their id there.
        source_id: String,
    }
}

impl Assignment {
    /// Somebody on a task with so many percent of their time.
    pub fn new(id: AssignmentId, task: TaskId, person: PersonId, units: i64) -> Self {
        Assignment { task, person, units, ..<Self as super::record::Record>::blank(id) }
    }
}

impl Person {
    /// A person who works full time.
    pub fn new(id: PersonId, handle: &str) -> Self {
        Person { handle: handle.to_owned(), capacity: 100, ..<Self as super::record::Record>::blank(id) }
    }

    /// The initials: those given, else the first letters of the name, else of the handle.
    pub fn short(&self) -> String {
        if !self.initials.is_empty() {
            return self.initials.clone();
        }
        let of_name: String = self.name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
        let letters = if of_name.chars().count() > 1 { of_name } else { self.handle.chars().take(2).collect() };
        letters.to_uppercase()
    }
}

record! {
    /// A person works on a task.
    Assignment {
        /// On which task.
        task: TaskId,
        /// Who.
        person: PersonId,
        /// With how much of their time, in percent.
        units: i64,
        /// What part of the task’s work is theirs, in minutes; none: what their share of the time makes of it.
        work: Option<i64>,
    }
}

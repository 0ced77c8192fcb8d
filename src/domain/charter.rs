//! The charter of a project: its fields in order, and what of them is missing. How it is printed is the matter of
//! `formats::charter`; what a gate makes of it, of the gate.

use super::change::Field;
use super::plan::Kind;
use super::project::Project;
use super::record::Record;
use super::value::Value;

/// One field of the charter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The field of the project.
    pub field: Field,
    /// What it is called: `Success criteria`.
    pub label: &'static str,
    /// What it asks, as a question that a sponsor would put.
    pub asks: &'static str,
    /// Is the charter incomplete without it?
    pub needed: bool,
}

const fn entry(name: &'static str, label: &'static str, asks: &'static str) -> Entry {
    Entry { field: Field::of(Kind::Project, Project::FIELDS, name), label, asks, needed: true }
}

const fn welcome(name: &'static str, label: &'static str, asks: &'static str) -> Entry {
    Entry { needed: false, ..entry(name, label, asks) }
}

/// The fields in the order in which they are asked and printed.
pub const ENTRIES: &[Entry] = &[
    entry("objective", "Objective", "What will be different when it is done, and by when?"),
    entry("problem", "Problem", "Who suffers from what today, and how often?"),
    entry("business_case", "Business case", "What is it worth, what does it cost, what if nothing is done?"),
    entry("success_criteria", "Success criteria", "By which figures will everybody see that it worked?"),
    entry("in_scope", "In scope", "What will be delivered? One thing a line"),
    entry("out_of_scope", "Out of scope", "What might somebody expect that will not be delivered?"),
    entry("constraints", "Constraints", "Which dates, budgets, laws or systems cannot be moved?"),
    entry("assumptions", "Assumptions", "What is taken for granted, and would hurt if it were wrong?"),
    entry("sponsor", "Sponsor", "Who pays for it, wants it and decides at the gates?"),
    entry("manager", "Manager", "Who answers for it from day to day?"),
    welcome("start", "Start", "On which day does it begin?"),
    welcome("budget", "Budget", "What may it cost? 40k"),
];

impl Entry {
    /// Is there something in it?
    pub fn is_filled(&self, project: &Project) -> bool {
        match project.get(self.field.at) {
            Value::Nothing => false,
            Value::Text(text) => !text.trim().is_empty(),
            Value::Int(_) | Value::Id(_) => true,
        }
    }
}

/// The entry of a field, if the charter has it.
pub fn entry_of(field: Field) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.field == field)
}

/// The fields without which the charter is not complete, in order; none: it is.
pub fn missing(project: &Project) -> Vec<Field> {
    ENTRIES.iter().filter(|entry| entry.needed && !entry.is_filled(project)).map(|entry| entry.field).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::project::ProjectId;
    use crate::domain::value::{Prose, Shape};

    #[test]
    fn a_charter_is_complete_when_every_needed_field_says_something() {
        let mut project = Project::new(ProjectId::MIN, "WEB", "Portal", NaiveDate::default());
        let needed: Vec<Field> = ENTRIES.iter().filter(|entry| entry.needed).map(|entry| entry.field).collect();
        assert_eq!(missing(&project), needed, "a new project says nothing of its purpose");
        for (at, field) in needed.iter().enumerate() {
            assert_eq!(missing(&project).first(), Some(field));
            let value = match field.spec().shape {
                Shape::Ref(_) => Value::Id(uuid::Uuid::from_u128(1)),
                _ => Value::Text("said".to_owned()),
            };
            project.set(field.at, value).expect("the shape is that of the field");
            assert_eq!(missing(&project), needed[at + 1..]);
        }
        project.problem = Prose(" \n ".to_owned());
        assert_eq!(missing(&project), [Field::of(Kind::Project, Project::FIELDS, "problem")]);
    }

    #[test]
    fn every_text_of_the_charter_is_a_field_of_it_once() {
        for (at, entry) in ENTRIES.iter().enumerate() {
            assert!(ENTRIES[..at].iter().all(|other| other.field != entry.field), "{}", entry.label);
            assert_eq!(entry_of(entry.field), Some(entry));
        }
        let prose = Project::FIELDS.iter().filter(|field| field.shape == Shape::Prose);
        assert!(
            prose.clone().count() == 8
                && prose.into_iter().all(|field| { ENTRIES.iter().any(|entry| entry.field.name() == field.name) })
        );
    }
}

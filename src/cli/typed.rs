//! Fields of a record as options or words typed them, read by the record’s own rules: for people, columns, projects.

use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::id::RecordId;
use crate::domain::plan::Row;
use crate::domain::rank::Rank;
use crate::domain::value::{FieldType, Value};
use crate::domain::words;

/// The rank just before a record of an order, or behind all. `moving`: the record that is about to leave its place.
pub fn rank_before<T: PartialEq>(order: &[(T, Rank)], before: Option<&T>, moving: Option<&T>) -> Rank {
    let others: Vec<&(T, Rank)> = order.iter().filter(|(id, _)| Some(id) != moving).collect();
    let at = before.and_then(|id| others.iter().position(|(other, _)| other == id)).unwrap_or(others.len());
    let rank = |at: usize| others.get(at).map(|(_, rank)| rank);
    Rank::between(at.checked_sub(1).and_then(rank), rank(at))
}

impl Session<'_> {
    /// Typed values of fields of a record, read. Errors: what cannot be read, in words.
    pub fn read_fields(&mut self, row: &Row, given: &[(&str, String)]) -> Outcome<Vec<(Field, Value)>> {
        let snapshot = self.snapshot()?;
        let plan = &snapshot.plan;
        let worktime = match words::project_of(plan, row) {
            Some(project) => plan.worktime(project),
            None => plan.calendar_time(None),
        };
        let days = snapshot.days(&worktime);
        let kind = row.id().kind;
        let mut fields = Vec::new();
        for (name, typed) in given {
            let Some(field) = Field::named(kind, name) else { continue };
            fields.push((field, words::read(plan, row, field, typed, &days)?));
        }
        Ok(fields)
    }

    /// Makes a record with these fields set from what was typed. Errors: what cannot be read, or what breaks a rule.
    pub fn make(&mut self, mut row: Row, given: &[(&'static str, String)]) -> Outcome {
        for (field, value) in self.read_fields(&row, given)? {
            row.set(field.at, value).map_err(|misfit| Stop::refused(misfit.0, ""))?;
        }
        self.carry_out(&Command::Make(row))
    }

    /// Sets fields of one record to what was typed, and its place in an order, as one step.
    pub fn set_and_place(&mut self, of: RecordId, given: &[(&str, String)], rank: Option<Rank>) -> Outcome {
        let Some(rank) = rank else { return self.set_fields(of, given) };
        let Some(row) = self.snapshot()?.plan.row(of) else {
            return Err(Stop::refused("it does not exist any more", ""));
        };
        let mut fields = self.read_fields(&row, given)?;
        fields.extend(Field::named(of.kind, "rank").map(|field| (field, rank.to_value())));
        self.carry_out(&Command::Set { of, fields })
    }

    /// Sets fields of one record to what was typed, as one step.
    pub fn set_fields(&mut self, of: RecordId, given: &[(&str, String)]) -> Outcome {
        if given.is_empty() {
            return Err(Stop::refused("it is not said what to change", "see the options with --help"));
        }
        let snapshot = self.snapshot()?;
        let Some(row) = snapshot.plan.row(of) else { return Err(Stop::refused("it does not exist any more", "")) };
        let fields = self.read_fields(&row, given)?;
        self.carry_out(&Command::Set { of, fields })
    }
}

//! What a cell of a register says, put into its record.

use super::columns::Holds;
use super::read::Import;
use super::values;
use crate::domain::capture::tokens::one_line;
use crate::domain::change::Field;
use crate::domain::issue::{IssueState, Severity};
use crate::domain::names::{quoted, squeezed};
use crate::domain::plan::{Kind, Row};
use crate::domain::risk::{Nature, RiskState};
use crate::domain::value::{FieldType, Prose, Shape, Value};
use crate::formats::csv::dates;
use crate::text;

impl Import<'_> {
    /// Sets what a cell says. Errors: why it was left as it is.
    pub(super) fn field(&mut self, holds: Holds, text: &str, row: &mut Row, place: &str) -> Result<(), String> {
        let plan = &self.intake.draft.plan;
        let scale = |name: &str| match name.ends_with("impact") {
            true => plan.impact_scale(self.project),
            false => plan.probability_scale(self.project),
        };
        let new = self.fresh.contains(&row.id());
        match holds {
            Holds::Title if text.is_empty() => Err("is empty: it keeps its title".to_owned()),
            Holds::Title => set(row, "title", Value::Text(one_line(text).into_owned())),
            Holds::Description if text.is_empty() => Ok(()),
            Holds::Description => match new {
                true => set(row, "note", Value::Text(text.to_owned())),
                false => Ok(()),
            },
            Holds::Step(name) => {
                let step = values::step(text, &scale(name), self.steps.get(&holds).copied().unwrap_or_default())?;
                set(row, name, step.to_value())
            }
            Holds::Delay => {
                let estimate = values::delay(text, &plan.pace(self.project))?;
                set(row, "optimistic_delay", estimate.and_then(|it| it.optimistic).to_value())?;
                set(row, "delay", estimate.map(|it| it.likely).to_value())?;
                set(row, "pessimistic_delay", estimate.and_then(|it| it.pessimistic).to_value())
            }
            Holds::Category => set(row, "category", values::category(text).to_value()),
            Holds::Response if values::is_nothing(text) => set(row, "response", Value::Nothing),
            Holds::Response => match values::response(text) {
                Some(response) => set(row, "response", response.to_value()),
                None => set(row, "response_plan", Value::Text(text.to_owned())),
            },
            Holds::Owner(name) => {
                let first = text.split([',', ';']).next().unwrap_or_default().trim();
                let person = if values::is_nothing(first) { None } else { self.intake.person(first, place) };
                set(row, name, person.to_value())?;
                let others = text.len() > first.len() + 1;
                if others { Err(format!("{} names more than one: the first was taken", quoted(text))) } else { Ok(()) }
            }
            Holds::State => self.state(text, row),
            Holds::Field(name) => self.plain(name, text, row),
            Holds::Ref | Holds::Id | Holds::Tasks | Holds::Computed | Holds::Nothing => Ok(()),
        }
    }

    fn state(&self, text: &str, row: &mut Row) -> Result<(), String> {
        let wrong = || format!("{} is no state here: left as it was", quoted(text));
        match self.kind {
            Kind::Risk if text.is_empty() => set(row, "state", RiskState::Open.to_value()),
            Kind::Risk => set(row, "state", values::risk_state(text).ok_or_else(wrong)?.to_value()),
            _ => {
                let folded = squeezed(text);
                let state = match folded.as_str() {
                    "" | "open" | "new" | "active" | "raised" | "pending" | "reopened" => IssueState::Open,
                    "inprogress" | "ongoing" | "underway" | "escalated" | "wip" | "assigned" => IssueState::InProgress,
                    "closed" | "resolved" | "done" | "fixed" | "complete" | "completed" | "cancelled" => {
                        IssueState::Closed
                    }
                    _ => return Err(wrong()),
                };
                set(row, "state", state.to_value())
            }
        }
    }

    fn plain(&self, name: &str, text: &str, row: &mut Row) -> Result<(), String> {
        let Some(field) = Field::named(self.kind, name) else { return Ok(()) };
        let value = match (field.spec().shape, name) {
            (Shape::Money, _) => values::money(text)?.map_or(Value::Nothing, Value::Int),
            (Shape::Date, _) if values::is_nothing(text) => Value::Nothing,
            (Shape::Date, _) => dates::day(text, self.order)?.to_value(),
            (_, "severity") => severity(text)?.to_value(),
            (_, "nature") => match text::fold(text).as_str() {
                "opportunity" | "o" | "upside" | "positive" => Nature::Opportunity.to_value(),
                _ => Nature::Threat.to_value(),
            },
            (Shape::Ref(_), _) if text.is_empty() => Value::Nothing,
            (Shape::Ref(_), _) => {
                let plan = &self.snapshot.plan;
                plan.find_risk(text, Some(self.project)).map_err(|refusal| refusal.why)?.to_value()
            }
            _ => Prose(text.to_owned()).to_value(),
        };
        set(row, name, value)
    }
}

fn severity(text: &str) -> Result<Severity, String> {
    if values::is_nothing(text) {
        return Ok(Severity::default());
    }
    if let Some(number) = values::number(text) {
        return Severity::of_number(number).ok_or_else(|| format!("{} is no severity from 1 to 4", quoted(text)));
    }
    Ok(match text::fold(text).trim() {
        "critical" | "blocker" | "urgent" | "severe" | "very high" | "vh" => Severity::Critical,
        "high" | "major" | "h" => Severity::High,
        "medium" | "moderate" | "normal" | "m" | "med" => Severity::Medium,
        "low" | "minor" | "trivial" | "l" => Severity::Low,
        _ => return Err(format!("{} is no severity", quoted(text))),
    })
}

fn set(row: &mut Row, name: &str, value: Value) -> Result<(), String> {
    let Some(field) = Field::named(row.id().kind, name) else { return Ok(()) };
    row.set(field.at, value).map_err(|misfit| misfit.0)
}

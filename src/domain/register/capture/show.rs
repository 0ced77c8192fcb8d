//! What a line about a risk or an issue was understood as, in words.

use super::reader::{Words, scale_of};
use super::{Term, Understood};
use crate::domain::capture::{Chip, Context, Placed, Purpose, Tone, chips_by};
use crate::domain::change::Field;
use crate::domain::plan::Kind;
use crate::domain::value::Value;
use crate::domain::words;
use crate::text;

impl Understood {
    /// What was understood, in one line without the title: `probability 4 (likely), owner @ana, on WEB-12`.
    pub fn echo(&self, context: &Context<'_>) -> String {
        let reading = Words::of(context, self.project, self.kind);
        let mut all: Vec<String> = self.terms.iter().map(|term| said(&term.what, &reading)).collect();
        if self.note.is_some() {
            all.push("with a note".to_owned());
        }
        all.join(", ")
    }

    /// A chip for each thing that the line says besides the title, in the order of the line.
    pub fn chips(&self, context: &Context<'_>) -> Vec<Chip> {
        let reading = Words::of(context, self.project, self.kind);
        let tone = |term: &Term| if is_new(term, &reading) { Tone::New } else { Tone::Understood };
        chips_by(&self.line, |term: &Placed<Term>| (said(&term.what, &reading), tone(&term.what)))
    }
}

const CATEGORY: &str = "category";

/// Is it a category that nobody uses, and that the project does not offer?
fn is_new(term: &Term, reading: &Words<'_>) -> bool {
    let Term::Field(field, Value::Text(word)) = term else { return false };
    let known = || {
        let plan = reading.inner.context.plan;
        reading.inner.project.is_some_and(|project| plan.has_risk_category(project, word))
    };
    field.kind == Kind::Risk && field.name() == CATEGORY && reading.inner.context.purpose != Purpose::Find && !known()
}

fn said(term: &Term, reading: &Words<'_>) -> String {
    let context = reading.inner.context;
    let plan = context.plan;
    match term {
        Term::Project(id) => format!("project {}", plan.key(*id)),
        Term::On(task) => format!("on {}", plan.task_ref(*task)),
        Term::NotOn(task) => format!("not on {}", plan.task_ref(*task)),
        Term::Delay(estimate) => format!("schedule impact {}", estimate.words(&reading.inner.pace)),
        Term::No(lack) => lack.0.said.to_owned(),
        Term::Field(field, value) => {
            let words = words::change(plan, &reading.blank, *field, value, context.today);
            match (field.kind, field.name(), value) {
                (Kind::Risk, CATEGORY, Value::Text(word)) => {
                    let new = if is_new(term, reading) { " (new category)" } else { "" };
                    format!("+{}{new}", text::visible(word))
                }
                (Kind::Risk, "nature", _) => words.trim_start_matches("nature ").to_owned(),
                (Kind::Issue, "risk", _) => words.replacen("risk", "from", 1),
                (Kind::Risk, _, Value::Int(step)) if is_step(*field) => {
                    let scale = scale_of(plan, reading.inner.project, field.name());
                    format!("{words} ({})", text::visible(scale.label(*step)))
                }
                _ => words,
            }
        }
    }
}

/// Is it told by a scale?
fn is_step(field: Field) -> bool {
    ["probability", "impact", "residual_probability", "residual_impact"].contains(&field.name())
}

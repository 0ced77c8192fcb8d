//! A line about a risk or an issue carried out: the record it makes, or the commands that change one.

use super::reader::{blank, field};
use super::{Term, Understood, understand};
use crate::domain::capture::{Context, Purpose, sizes, title_fits};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::domain::id::RecordId;
use crate::domain::plan::{Kind, Plan, Row};
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::risk::RiskId;
use crate::domain::span::Span;
use crate::domain::task::TaskId;
use crate::domain::value::{FieldType, Value};

/// What a line makes.
pub(in crate::domain) struct Made {
    /// The record, not numbered yet.
    pub(in crate::domain) row: Row,
    /// The tasks it concerns.
    pub(in crate::domain) tasks: Vec<TaskId>,
    /// What was understood, in words.
    pub(in crate::domain) echo: String,
}

/// The record that a line makes, read on the plan of a draft as it is by now. Errors: a word that cannot be read, no
/// title, no project.
pub(in crate::domain) fn made(
    draft: &Draft<'_>,
    of: RecordId,
    line: &str,
    said: chrono::NaiveDate,
    project: Option<ProjectId>,
) -> Result<Made, Refusal> {
    sizes(line)?;
    let (plan, week_start, me) = (&draft.plan, draft.moment.week_start, draft.moment.me);
    let project = project.filter(|id| plan.get(*id).is_some());
    let meant = project.map_or_else(|| plan.project_meant(), |id| Ok(Some(id)));
    let project = meant.as_ref().ok().copied().flatten();
    let context = Context { plan, today: said, week_start, project, me, purpose: Purpose::Add, hash: false };
    let understood = understand(line, &context, of.kind);
    understood.whole()?;
    if understood.title.is_empty() {
        return Err(match of.kind {
            Kind::Risk => Refusal::new("a risk needs a title", "write what may happen, as in: Vendor is late prob:4"),
            _ => Refusal::new("an issue needs a title", "write what has happened, as in: Build is red sev:2"),
        });
    }
    title_fits(&understood.title)?;
    let Some(home) = understood.project.map_or(meant, |id| Ok(Some(id)))? else {
        return Err(Refusal::new("there is no project yet", "make one: milepost new WEB \"Customer portal\""));
    };
    let mut row = blank(of, Some(home));
    let mut tasks = Vec::new();
    for (field, value) in fields(&understood) {
        row.set(field.at, value).map_err(|misfit| Refusal::plain(misfit.0))?;
    }
    for term in &understood.terms {
        if let Term::On(task) = term.what {
            tasks.push(task);
        }
    }
    if let Some(note) = &understood.note {
        row.set(field(of.kind, "note").at, Value::Text(note.what.clone())).map_err(|it| Refusal::plain(it.0))?;
    }
    Ok(Made { row, tasks, echo: understood.echo(&context) })
}

/// The fields that a line sets, the title among them, and their values.
fn fields(understood: &Understood) -> Vec<(Field, Value)> {
    let kind = understood.kind;
    let mut all = Vec::new();
    if !understood.title.is_empty() {
        all.push((field(kind, "title"), Value::Text(understood.title.clone())));
    }
    for term in &understood.terms {
        match &term.what {
            Term::Field(field, value) => all.push((*field, value.clone())),
            Term::Delay(it) => all.extend([
                (field(kind, "optimistic_delay"), it.optimistic.to_value()),
                (field(kind, "delay"), Option::<Span>::Some(it.likely).to_value()),
                (field(kind, "pessimistic_delay"), it.pessimistic.to_value()),
            ]),
            Term::No(lack) => all.extend(lack.0.fields(kind).map(|field| (field, Value::Nothing))),
            Term::Project(_) | Term::On(_) | Term::NotOn(_) => {}
        }
    }
    all
}

/// The commands that make a risk or an issue what the line says; none if it says nothing. All together are one step.
/// What cannot be read is not in them: ask [`Understood::whole`](crate::domain::capture::Understood::whole) first.
pub fn edits(understood: &Understood, of: RecordId, plan: &Plan) -> Vec<Command> {
    let mut all = Vec::new();
    let fields = fields(understood);
    if !fields.is_empty() {
        all.push(Command::Set { of, fields });
    }
    let known = plan.concerned(of);
    for term in &understood.terms {
        match term.what {
            Term::On(task) if !known.contains(&task) => all.push(Command::Concern { of, task, on: true }),
            Term::NotOn(task) => all.push(Command::Concern { of, task, on: false }),
            Term::No(lack) if lack.0.word == "tasks" => {
                all.extend(known.iter().map(|task| Command::Concern { of, task: *task, on: false }));
            }
            _ => {}
        }
    }
    if let Some(note) = &understood.note {
        all.push(Command::AddNote { of, text: note.what.clone() });
    }
    all
}

/// The step of looking at a risk with these words: what they set, and their note, belong to the review.
pub fn review(understood: &Understood, risk: RiskId, plan: &Plan) -> Command {
    let of = RecordId::from(risk);
    let links = edits(understood, of, plan).into_iter().filter(|it| matches!(it, Command::Concern { .. }));
    let note = understood.note.as_ref().map_or(String::new(), |note| note.what.clone());
    let mut all = vec![Command::Review { risk, fields: fields(understood), note }];
    all.extend(links);
    if all.len() == 1 { all.remove(0) } else { Command::All(all) }
}

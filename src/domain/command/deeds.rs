//! How the commands that take more than a line are carried out: records made, set and removed, blocks, links,
//! assignments, leave, several commands as one step.

use chrono::NaiveDate;

use super::{Command, Said, note_of, said};
use crate::domain::calendar::{Calendar, Exception, Hours};
use crate::domain::change::Field;
use crate::domain::draft::Draft;
use crate::domain::hours;
use crate::domain::id::{Id, RecordId};
use crate::domain::link::{Link, LinkType};
use crate::domain::names::{quoted, some_of};
use crate::domain::occurrence;
use crate::domain::outline;
use crate::domain::person::{Assignment, PersonId};
use crate::domain::phase::{Criterion, Phase};
use crate::domain::place;
use crate::domain::plan::{Kind, Row};
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::span::Lag;
use crate::domain::task::{Note, Task, TaskId, TaskKind};
use crate::domain::value::{FieldType, Prose, Value};
use crate::domain::words;

/// Carries out all; what was done alike to several records is said once.
pub(super) fn all(draft: &mut Draft<'_>, commands: &[Command]) -> Result<Said, Refusal> {
    let mut done: Vec<Said> = Vec::new();
    for command in commands {
        done.push(command.carry_out(draft)?);
    }
    let Some(first) = done.first() else { return Err(Refusal::plain("there is nothing to do")) };
    let about = done.iter().map(|said| said.about).reduce(|a, b| if a == b { a } else { None }).flatten();
    let one = |said: &Said| {
        let same = said.what == first.what || said.about.is_some() && said.about == first.about;
        same.then(|| format!("{} {}", said.verb.to_lowercase(), said.how).trim().to_owned())
    };
    if let Some(ways) = done.iter().skip(1).map(one).collect::<Option<Vec<_>>>() {
        let how = [vec![first.how.clone()], ways].concat();
        return Ok(Said { how: how.join(", ").trim_start_matches(", ").to_owned(), about, ..first.clone() });
    }
    // A task is known by its ref, a criterion only by its words.
    let short = |said: &Said| match said.what.strip_prefix("criterion ") {
        Some(words) => words.to_owned(),
        None => said.what.split(" “").next().unwrap_or_default().to_owned(),
    };
    let refs: Vec<String> = done.iter().map(short).collect();
    let refs: Vec<&str> = refs.iter().map(String::as_str).collect();
    let kind = |said: &Said| said.about.map(|id| id.kind);
    let one_kind = kind(first).filter(|first| done.iter().all(|said| kind(said) == Some(*first)));
    let thing = one_kind.map_or("record", Kind::word);
    let one_verb = done.iter().all(|said| said.verb == first.verb);
    let alike = one_verb && done.iter().all(|said| said.how == first.how);
    Ok(Said {
        verb: if one_verb { first.verb.clone() } else { "Change".to_owned() },
        what: format!("{} ({})", words::counted(done.len(), thing), some_of(&refs)),
        how: if alike { first.how.clone() } else { String::new() },
        about,
    })
}

pub(super) fn make(draft: &mut Draft<'_>, row: &Row) -> Result<Said, Refusal> {
    match row {
        Row::Person(it) => draft.put((**it).clone()),
        Row::Column(it) => draft.put((**it).clone()),
        // What was decided and ticked comes about by deciding and ticking.
        Row::Phase(it) => {
            let Phase { id, project, name, rank, alongside, .. } = (**it).clone();
            draft.put(Phase { project, name, rank, alongside, ..Phase::blank(id) });
        }
        Row::Criterion(it) => {
            let Criterion { id, phase, rank, text, rule, .. } = (**it).clone();
            draft.put(Criterion { phase, rank, text, rule, ..Criterion::blank(id) });
        }
        Row::Calendar(it) => draft.put((**it).clone()),
        Row::Exception(it) => draft.put((**it).clone()),
        Row::Resource(it) => draft.put((**it).clone()),
        Row::Risk(it) => return Ok(super::registers::make_risk(draft, it)),
        Row::Issue(it) => return Ok(super::registers::make_issue(draft, it)),
        other => return Err(Refusal::plain(format!("{} is not made this way", draft.plan.row_label(other)))),
    }
    Ok(Said::of("Add", draft.plan.row_label(row), "", row.id()))
}

const PERCENT: Field = Field::of(Kind::Task, Task::FIELDS, "percent");
const PLACE: Field = Field::of(Kind::Task, Task::FIELDS, "place");
const PARENT: Field = Field::of(Kind::Task, Task::FIELDS, "parent");
const PROJECT: Field = Field::of(Kind::Task, Task::FIELDS, "project");
const KIND: Field = Field::of(Kind::Task, Task::FIELDS, "kind");
const RECURRENCE: Field = Field::of(Kind::Task, Task::FIELDS, "recurrence");

const fn phases(name: &str) -> Field {
    Field::of(Kind::Phase, Phase::FIELDS, name)
}

/// Fields that follow from decisions and ticks.
const DECIDED: [Field; 8] = [
    phases("state"),
    phases("decision"),
    phases("decided_at"),
    phases("decided_by"),
    phases("decision_note"),
    phases("override_reason"),
    Field::of(Kind::Criterion, Criterion::FIELDS, "ticked_at"),
    Field::of(Kind::Criterion, Criterion::FIELDS, "ticked_by"),
];

/// Sets fields one by one; those that mean more than a value go the way of the command they stand for.
pub(super) fn set(draft: &mut Draft<'_>, of: RecordId, fields: &[(Field, Value)]) -> Result<Said, Refusal> {
    let Some(before) = draft.plan.row(of) else {
        let why = format!("the {} does not exist any more", of.kind.word());
        return Err(Refusal::new(why, "it may have been undone meanwhile"));
    };
    let mut how = Vec::new();
    for (field, value) in fields {
        if fields.len() == 1 || before.get(field.at) != *value {
            how.push(words::change(&draft.plan, &before, *field, value, draft.moment.today));
        }
        set_one(draft, of, *field, value)?;
    }
    if let Some(risk) = of.as_id() {
        super::registers::ask(draft, risk);
    }
    if let Some(task) = of.as_id::<Task>().filter(|_| fields.iter().any(|(field, _)| *field == RECURRENCE)) {
        let today = draft.moment.today;
        draft.edit(task, |it: &mut Task| it.occurrence = occurrence::beginning(it, today));
    }
    Ok(Said::of("Set", draft.plan.row_label(&before), format!(": {}", how.join(", ")), of))
}

fn set_one(draft: &mut Draft<'_>, of: RecordId, field: Field, value: &Value) -> Result<(), Refusal> {
    if let Some(task) = of.as_id::<Task>() {
        let done = draft.plan.get(task).is_some_and(|it| it.finish().is_some());
        match (field, value) {
            (PERCENT, Value::Int(100)) => return place::complete(draft, task, None),
            (PERCENT, _) if done => {
                let why = format!("{} is done, so it is at 100%", draft.plan.task_label(task));
                return Err(Refusal::new(why, "move it out of the done column first"));
            }
            (PARENT, value) => {
                let parent = Option::<TaskId>::of_value(value.clone()).map_err(|misfit| Refusal::plain(misfit.0))?;
                return outline::put_under(draft, task, parent);
            }
            (PLACE | PROJECT, _) => return Err(Refusal::plain("a card changes its place by moving it")),
            (KIND, Value::Text(word)) if word == TaskKind::Milestone.word() => {
                draft.edit(task, |it| (it.duration, it.optimistic, it.pessimistic) = (None, None, None));
            }
            _ => {}
        }
    }
    if DECIDED.contains(&field) {
        let instead =
            if of.kind == Kind::Phase { "decide at its gate, or go back" } else { "tick it, or take its tick away" };
        return Err(Refusal::new(
            format!("the {} of a {} is not set by hand", words::label(field), of.kind.word()),
            instead,
        ));
    }
    super::registers::may_set(field, value)?;
    let Some(mut row) = draft.plan.row(of) else { return Ok(()) };
    row.set(field.at, value).map_err(|misfit| Refusal::plain(misfit.0))?;
    draft.put_row(row);
    Ok(())
}

pub(super) fn remove(draft: &mut Draft<'_>, id: RecordId) -> Result<Said, Refusal> {
    let Some(row) = draft.plan.row(id) else { return Err(Refusal::plain("it does not exist any more")) };
    let label = draft.plan.row_label(&row);
    if let Row::Column(column) = &row {
        let cards = draft
            .plan
            .all::<Task>()
            .filter(|task| task.place.as_ref().is_some_and(|it| it.column == column.id))
            .count();
        if cards > 0 {
            let why = format!("{label} still has {} in it", words::counted(cards, "card"));
            return Err(Refusal::new(why, "move them to another column first"));
        }
    }
    if let Row::Phase(phase) = &row {
        let tasks = draft.plan.all::<Task>().filter(|task| task.phase == Some(phase.id)).count();
        if tasks > 0 {
            let why = format!("{label} still has {}, done and dropped ones counted", words::counted(tasks, "task"));
            return Err(Refusal::new(why, "give them another phase first"));
        }
        let own = draft.plan.all::<Criterion>().filter(|it| it.phase == phase.id).map(|it| it.id);
        own.collect::<Vec<_>>().into_iter().for_each(|criterion| draft.remove(criterion));
    }
    if let Row::Calendar(calendar) = &row {
        let own = draft.plan.all::<Exception>().filter(|it| it.calendar == calendar.id).map(|it| it.id);
        own.collect::<Vec<_>>().into_iter().for_each(|exception| draft.remove(exception));
    }
    super::registers::drop(draft, id);
    if let Row::Baseline(baseline) = &row {
        super::baselines::drop(draft, baseline.id);
    }
    let used = draft.plan.referrers(id);
    if let Some(user) = used.first() {
        let why = format!("{label} is still used by {}", draft.plan.label(*user));
        return Err(Refusal::new(why, "change that first"));
    }
    draft.remove(id);
    Ok(Said::of("Remove", label, "", id))
}

pub(super) fn block(draft: &mut Draft<'_>, task: TaskId, reason: &str, outside: bool) -> Result<Said, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        let why = format!("a block of {} needs a reason", draft.plan.task_label(task));
        return Err(Refusal::new(why, "write what it waits for"));
    }
    let today = draft.moment.today;
    draft.edit(task, |it| {
        it.blocked_since = it.blocked_since.or(Some(today));
        it.blocked = reason.to_owned();
        it.waits_outside = outside;
    });
    Ok(said(draft, "Block", task, format!(": {}", quoted(reason))))
}

pub(in crate::domain) fn write_note(draft: &mut Draft<'_>, task: TaskId, text: String) {
    let id = note_of(task);
    if text.is_empty() { draft.remove(id) } else { draft.put(Note { id, task, text: Prose(text) }) }
}

pub(super) fn link(
    draft: &mut Draft<'_>,
    first: TaskId,
    then: TaskId,
    link_type: LinkType,
    lag: Lag,
) -> Result<Said, Refusal> {
    let plan = &draft.plan;
    if plan.get(first).is_none() {
        return Err(Refusal::plain("the predecessor does not exist any more"));
    }
    let same =
        |id: &Id<Link>| plan.get(*id).is_some_and(|link| link.predecessor == first && link.link_type == link_type);
    let known = plan.index().predecessors(then).find(same);
    let id = known.unwrap_or_else(|| draft.moment.ids.take());
    draft.put(Link { id, predecessor: first, successor: then, link_type, lag });
    let pace = draft.plan.get(then).map(|task| draft.plan.pace(task.project)).unwrap_or_default();
    let kind = if link_type == LinkType::FinishStart { "" } else { link_type.word() };
    let lag = if lag.is_none() { String::new() } else { lag.words(&pace) };
    let how = format!("after {} {kind}{lag}", draft.plan.task_label(first));
    Ok(said(draft, "Link", then, how.trim_end()))
}

pub(super) fn assign(draft: &mut Draft<'_>, task: TaskId, person: PersonId, units: i64) -> Result<Said, Refusal> {
    if draft.plan.get(person).is_none() {
        return Err(Refusal::plain("the person does not exist any more"));
    }
    let known = draft.plan.index().people_of(task).find(|(who, _)| *who == person);
    let id = known.map_or_else(|| draft.moment.ids.take(), |(_, id)| id);
    let before = draft.plan.get(id).and_then(|it| it.work);
    draft.put(Assignment { work: before, ..Assignment::new(id, task, person, units) });
    let share = if units == 100 { String::new() } else { format!(" at {units}%") };
    Ok(said(draft, "Assign", task, format!("to {}{share}", draft.plan.handle(person))))
}

pub(super) fn leave(
    draft: &mut Draft<'_>,
    person: PersonId,
    first: NaiveDate,
    last: NaiveDate,
    name: &str,
) -> Result<Said, Refusal> {
    let Some(it) = draft.plan.get(person).cloned() else {
        return Err(Refusal::plain("the person does not exist any more"));
    };
    let calendar = match it.calendar {
        Some(calendar) => calendar,
        None => {
            let id = draft.moment.ids.take();
            draft.put(Calendar { name: format!("@{}", it.handle), ..Calendar::blank(id) });
            draft.edit(person, |it| it.calendar = Some(id));
            id
        }
    };
    let id = draft.moment.ids.take();
    let hours = Hours::default();
    draft.put(Exception { calendar, name: name.to_owned(), first, last, hours, ..Exception::blank(id) });
    let today = draft.moment.today;
    let days = hours::range_words(first, last, today);
    Ok(Said::of("Note", format!("leave of @{}", it.handle), format!(": {days}"), id))
}

//! Values of fields in words, both ways: what histories, details and forms show, and what people type there.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::calendar::{Hours, Week};
use super::change::Field;
use super::column::Place;
use super::dates::{self, Days};
use super::id::RecordId;
use super::plan::{Kind, Plan, Row};
use super::project::{ProjectId, Start};
use super::recurrence::{Occurrence, Recurrence};
use super::refusal::Refusal;
use super::resource::amount;
use super::span::{Lag, Pace, Span};
use super::task::{Constraint, Priority, Task};
use super::value::{FieldType, Shape, Tags, Value};
use crate::text;

/// So many of a thing: `1 task`, `3 tasks`, `2 criteria`.
pub fn counted(count: usize, thing: &str) -> String {
    match (count, thing.strip_suffix("criterion")) {
        (1, _) => format!("1 {thing}"),
        (_, Some(front)) => format!("{count} {front}criteria"),
        _ if thing == "person" => format!("{count} people"),
        _ => format!("{count} {thing}s"),
    }
}

/// A day as sentences say it: `Thu 12 Mar`, with the year where it is another.
pub fn day(date: NaiveDate, today: NaiveDate) -> String {
    dates::short(date, today)
}

/// What a field is called: `actual start`.
pub fn label(field: Field) -> String {
    match (field.kind, field.name()) {
        (Kind::Task, "place") => "column".to_owned(),
        (Kind::Task, "duration") => "estimate".to_owned(),
        (Kind::Task, "planned") => "planned day".to_owned(),
        (Kind::Task, "blocked") => "blocked reason".to_owned(),
        (_, name) => name.replace('_', " "),
    }
}

/// The project that a record belongs to, as far as its fields say.
pub fn project_of(plan: &Plan, row: &Row) -> Option<ProjectId> {
    match row {
        Row::Project(it) => Some(it.id),
        Row::Phase(it) => Some(it.project),
        Row::Criterion(it) => plan.get(it.phase).map(|phase| phase.project),
        Row::Column(it) => Some(it.project),
        Row::Task(it) => Some(it.project),
        Row::Note(it) => plan.get(it.task).map(|task| task.project),
        Row::Link(it) => plan.get(it.successor).map(|task| task.project),
        Row::Assignment(it) => plan.get(it.task).map(|task| task.project),
        Row::FormerRef(it) => Some(it.project),
        Row::Baseline(it) => Some(it.project),
        Row::BaselineTask(it) => plan.get(it.baseline).map(|baseline| baseline.project),
        Row::ResourceUse(it) => plan.get(it.task).map(|task| task.project),
        Row::Risk(it) => Some(it.project),
        Row::RiskTask(it) => plan.get(it.risk).map(|risk| risk.project),
        Row::Issue(it) => Some(it.project),
        Row::IssueTask(it) => plan.get(it.issue).map(|issue| issue.project),
        Row::Standup(it) => Some(it.project),
        Row::SavedView(it) => it.project,
        Row::Person(_) | Row::Calendar(_) | Row::Exception(_) | Row::Resource(_) => None,
    }
}

fn pace_of(plan: &Plan, row: &Row) -> Pace {
    project_of(plan, row).map(|id| plan.pace(id)).unwrap_or_default()
}

/// A value of a record’s field in words, safe to print; nothing is the empty text.
pub fn value(plan: &Plan, row: &Row, field: Field, value: &Value, today: NaiveDate) -> String {
    let shape = field.spec().shape;
    let text = match (shape, value) {
        (_, Value::Nothing) => return String::new(),
        (Shape::Flag, Value::Int(n)) => return if *n == 0 { "no" } else { "yes" }.to_owned(),
        (Shape::Money, Value::Int(cents)) => return money(*cents),
        (_, Value::Int(n)) if field.kind == Kind::ResourceUse && field.name() == "units" => return amount(*n),
        (_, Value::Int(n)) if field.name() == "percent" || field.name() == "units" || field.name() == "capacity" => {
            return format!("{n}%");
        }
        (_, Value::Int(n)) => return n.to_string(),
        (Shape::Ref(kind), Value::Id(id)) => return named(plan, RecordId { kind, id: *id }),
        (_, Value::Id(id)) => return id.to_string(),
        (_, Value::Text(text)) => text,
    };
    let read = || Value::Text(text.clone());
    let words = match shape {
        Shape::Date => NaiveDate::of_value(read()).map(|date| day(date, today)).ok(),
        Shape::DateTime => NaiveDateTime::of_value(read()).map(|at| date_time(at, today)).ok(),
        Shape::Start => Start::of_value(read()).map(|it| start(it, today)).ok(),
        Shape::Instant => DateTime::<Utc>::of_value(read()).map(|at| at.format("%Y-%m-%d %H:%M UTC").to_string()).ok(),
        Shape::Span => Span::of_value(read()).map(|span| span.words(&pace_of(plan, row))).ok(),
        Shape::Lag => Lag::of_value(read()).map(|lag| lag.words(&pace_of(plan, row))).ok(),
        Shape::Tags => Some(Tags::of(text).iter().map(|tag| format!("+{tag}")).collect::<Vec<_>>().join(" ")),
        Shape::Place => Place::of_value(read()).map(|place| named(plan, place.column.into())).ok(),
        Shape::Constraint => Constraint::of_value(read()).map(|constraint| constraint_words(&constraint, today)).ok(),
        Shape::Recurrence => Recurrence::of_value(read()).map(|it| it.words()).ok(),
        Shape::Occurrence => Occurrence::of_value(read()).map(|it| occurrence(&it, today)).ok(),
        Shape::Hours => Hours::of_value(read()).map(|hours| hours.words()).ok(),
        Shape::Week => Week::of_value(read()).map(|week| week.words()).ok(),
        Shape::Choice(_) => Some(if field.name() == "priority" { text.to_uppercase() } else { text.replace('-', " ") }),
        _ => None,
    };
    words.unwrap_or_else(|| match shape {
        Shape::Prose => text::visible_lines(text).collect::<Vec<_>>().join("\n"),
        _ => text::visible(text).into_owned(),
    })
}

/// Where a task stands in its series: `Sat 28 Feb, 3 missed before it`.
fn occurrence(it: &Occurrence, today: NaiveDate) -> String {
    let missed = if it.missed > 0 { format!(", {} missed before it", it.missed) } else { String::new() };
    format!("{}{missed}", day(it.on, today))
}

/// What a constraint asks, in words: `start no earlier than Mon 2 Mar`.
pub fn constraint_words(constraint: &Constraint, today: NaiveDate) -> String {
    let kind = constraint.kind.word().replace('-', " ");
    constraint.at.map_or(kind.clone(), |at| format!("{kind} {}", day(at.date(), today)))
}

/// A date and time of the schedule: the day, and the time where it is not the beginning or end of a standard day.
pub fn date_time(at: NaiveDateTime, today: NaiveDate) -> String {
    let time = at.format("%H:%M").to_string();
    let plain = ["00:00", "08:00", "17:00"].contains(&time.as_str());
    if plain { day(at.date(), today) } else { format!("{} {time}", day(at.date(), today)) }
}

/// When a project starts: the day, and the time where it is told.
pub fn start(start: Start, today: NaiveDate) -> String {
    let shown = day(start.day, today);
    start.time.map_or(shown.clone(), |time| format!("{shown} {}", time.format("%H:%M")))
}

/// An amount of money: `95.50`, `300`.
pub fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    match (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) => format!("{sign}{whole}.{part:02}"),
    }
}

/// What a referred record is called where there is little room: a ref, a handle, a name.
fn named(plan: &Plan, id: RecordId) -> String {
    match plan.row(id) {
        Some(Row::Task(it)) => plan.task_ref(it.id),
        Some(Row::Risk(_) | Row::Issue(_)) => plan.reference(id).unwrap_or_default(),
        Some(Row::Person(it)) => format!("@{}", text::visible(&it.handle)),
        Some(Row::Project(it)) => it.key.clone(),
        Some(Row::Column(it)) => text::visible(&it.name).into_owned(),
        Some(Row::Phase(it)) => text::visible(&it.name).into_owned(),
        Some(Row::Calendar(it)) => text::visible(&it.name).into_owned(),
        Some(Row::Baseline(it)) => text::visible(&it.name).into_owned(),
        Some(other) => plan.row_label(&other),
        None => format!("a lost {}", id.kind.word()),
    }
}

/// What a change of a field says: `due Fri 20 Mar`, `no due`, `title “Login page”`.
pub fn change(plan: &Plan, row: &Row, field: Field, to: &Value, today: NaiveDate) -> String {
    let label = label(field);
    match (field.spec().shape, to) {
        (_, Value::Nothing) => format!("no {label}"),
        (Shape::Prose, _) => label,
        (Shape::Rank, _) => "another place in the order".to_owned(),
        (Shape::Text, Value::Text(text)) => format!("{label} {}", super::names::quoted(text)),
        (_, to) => format!("{label} {}", value(plan, row, field, to, today)),
    }
}

/// What was typed for a field, read as its value; nothing typed is no value. Errors: what is wrong and what fits.
pub fn read(plan: &Plan, row: &Row, field: Field, typed: &str, days: &Days<'_>) -> Result<Value, Refusal> {
    let shape = field.spec().shape;
    let typed = if matches!(shape, Shape::Prose) { typed.trim_end() } else { typed.trim() };
    if typed.is_empty() && !matches!(shape, Shape::Int | Shape::Choice(_)) {
        return Ok(if shape == Shape::Flag { Value::Int(0) } else { Value::Nothing });
    }
    let misread = |misread: super::nearest::Misread| Refusal::new(misread.why, misread.instead);
    let label = label(field);
    match shape {
        Shape::Text | Shape::Prose => Ok(Value::Text(typed.to_owned())),
        Shape::Int | Shape::Money => number(typed, &label, shape == Shape::Money, field),
        Shape::Flag => match typed.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => Ok(Value::Int(1)),
            "no" | "n" | "false" | "0" => Ok(Value::Int(0)),
            _ => Err(Refusal::new(format!("{label} is yes or no"), "write yes or no")),
        },
        Shape::Date => dates::parse(typed, days).map(|date| date.to_value()).map_err(misread),
        Shape::Start => {
            let at = |end: &str| NaiveTime::parse_from_str(end, "%H:%M").ok();
            let split = typed.rsplit_once([' ', 'T']).and_then(|(day, end)| Some((day, at(end)?)));
            let (day, time) = split.map_or((typed, None), |(day, time)| (day, Some(time)));
            let day = dates::parse(day.trim(), days).map_err(misread)?;
            Ok(Start { day, time }.to_value())
        }
        Shape::DateTime => {
            if let Ok(at) = NaiveDateTime::of_value(Value::Text(typed.to_owned())) {
                return Ok(at.to_value());
            }
            let date = dates::parse(typed, days).map_err(misread)?;
            let at = if field.name().contains("finish") {
                days.worktime.last_minute(date)
            } else {
                days.worktime.first_minute(date)
            };
            Ok(at.unwrap_or_else(|| date.into()).to_value())
        }
        Shape::Span => Span::parse(typed, &pace_of(plan, row)).map(|span| span.to_value()).map_err(misread),
        Shape::Lag => Lag::parse(typed, &pace_of(plan, row)).map(|lag| lag.to_value()).map_err(misread),
        Shape::Tags => Ok(super::command::tags(typed).to_value()),
        Shape::Choice(words) => choice(typed, &label, words),
        Shape::Ref(kind) => refer(plan, row, kind, typed),
        Shape::Constraint => constraint(typed, days).map(|constraint| constraint.to_value()),
        Shape::Recurrence => Recurrence::read(typed).map(|it| it.to_value()).map_err(misread),
        Shape::Hours => Hours::parse(typed).map(|it| it.to_value()),
        Shape::Week => Week::parse(typed, &Week::default()).map(|it| it.to_value()),
        Shape::Instant | Shape::Rank | Shape::Place | Shape::Occurrence => {
            Err(Refusal::plain(format!("{label} is not typed")))
        }
    }
}

fn number(typed: &str, label: &str, money: bool, field: Field) -> Result<Value, Refusal> {
    let wrong =
        || Refusal::new(format!("“{}” is not a number for {label}", text::visible(typed)), "write digits, as 40");
    let digits = typed.trim_end_matches('%').trim();
    if digits.is_empty() && typed.is_empty() {
        return if field.name() == "percent" { Ok(Value::Int(0)) } else { Ok(Value::Nothing) };
    }
    if !money {
        return digits.parse().map(Value::Int).map_err(|_| wrong());
    }
    hundredths(digits).map(Value::Int).ok_or_else(wrong)
}

/// A number with a point, `k` for thousands, as hundredths; none: it is no number, or too large a one.
pub fn hundredths(typed: &str) -> Option<i64> {
    let (digits, scale) = match typed.strip_suffix(['k', 'K']) {
        Some(thousands) => (thousands, 100_000.0),
        None => (typed, 100.0),
    };
    let all = (digits.parse::<f64>().ok()? * scale).round();
    (all.is_finite() && all.abs() < 1e15).then_some(all as i64)
}

fn choice(typed: &str, label: &str, words: &[&'static str]) -> Result<Value, Refusal> {
    let all: Vec<(usize, String)> = words.iter().map(|word| word.to_string()).enumerate().collect();
    if typed.is_empty() {
        return Ok(Value::Text(words.first().copied().unwrap_or_default().to_owned()));
    }
    let at = super::names::by_beginning(typed, label, &all)?;
    Ok(Value::Text(words[at].to_owned()))
}

fn refer(plan: &Plan, row: &Row, kind: Kind, typed: &str) -> Result<Value, Refusal> {
    let project = project_of(plan, row);
    let inside = || project.ok_or_else(|| Refusal::plain("this belongs to no project"));
    Ok(match kind {
        Kind::Task => plan.find_task(typed, project)?.to_value(),
        Kind::Person => plan.find_person(typed)?.to_value(),
        Kind::Project => plan.find_project(typed)?.to_value(),
        Kind::Column => plan.find_column(inside()?, typed)?.to_value(),
        Kind::Phase => plan.find_phase(inside()?, typed)?.to_value(),
        Kind::Calendar => plan.find_calendar(typed)?.to_value(),
        Kind::Baseline => plan.find_baseline(inside()?, typed)?.to_value(),
        Kind::Risk => plan.find_risk(typed, project)?.to_value(),
        Kind::Issue => plan.find_issue(typed, project)?.to_value(),
        other => return Err(Refusal::plain(format!("a {} is not chosen by name", other.word()))),
    })
}

/// A constraint as typed: a date alone is *start no earlier than*; or a kind (its words or initials) and a date.
fn constraint(typed: &str, days: &Days<'_>) -> Result<Constraint, Refusal> {
    use super::task::ConstraintKind;
    let lower = typed.to_lowercase();
    let by_words = ConstraintKind::ALL.iter().find_map(|kind| {
        let words = kind.word().replace('-', " ");
        let initials: String = words.split(' ').filter_map(|word| word.chars().next()).collect();
        let rest = [words.as_str(), kind.word(), initials.as_str()]
            .iter()
            .find_map(|name| lower.strip_prefix(*name).filter(|rest| rest.is_empty() || rest.starts_with(' ')))?;
        Some((*kind, rest.trim().to_owned()))
    });
    let (kind, rest) = by_words.unwrap_or((ConstraintKind::StartNoEarlier, lower.clone()));
    if kind == ConstraintKind::AsLateAsPossible {
        return Ok(Constraint { kind, at: None });
    }
    let date = dates::parse(&rest, days).map_err(|misread| Refusal::new(misread.why, misread.instead))?;
    let finishes =
        matches!(kind, ConstraintKind::FinishNoEarlier | ConstraintKind::FinishNoLater | ConstraintKind::MustFinish);
    let at = if finishes { days.worktime.last_minute(date) } else { days.worktime.first_minute(date) };
    Ok(Constraint { kind, at: Some(at.unwrap_or_else(|| date.into())) })
}

/// The estimate of a task in words: `3d`, `2d/3d/6d`, or `1d?` where there is none.
pub fn estimate(plan: &Plan, task: &Task) -> String {
    let pace = plan.pace(task.project);
    let words = |span: Option<Span>| span.map_or(String::new(), |span| span.words(&pace));
    match (task.optimistic, task.duration, task.pessimistic) {
        (_, None, _) => "1d?".to_owned(),
        (None, Some(likely), None) => likely.words(&pace),
        (low, likely, high) => format!("{}/{}/{}", words(low), words(likely), words(high)),
    }
}

/// The word of a priority as cards show it: `p0`.
pub fn priority(priority: Priority) -> &'static str {
    priority.word()
}

//! The face of a card: which words stand on which line. Laid out once for each card that comes into sight.

use chrono::{Days, NaiveDate};

use crate::domain::dates;
use crate::domain::flow;
use crate::domain::forecast;
use crate::domain::person::Person;
use crate::domain::plan::Plan;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Priority, Task, TaskId, TaskKind};
use crate::text;
use crate::ui::theme::{Signs, Tone};

/// Lines that a title may take.
const TITLE_LINES: usize = 3;
/// Lines that a reason for a block may take.
const REASON_LINES: usize = 2;
/// A compact card shows the whole ref and the priority from so many columns on.
const ROOMY: usize = 30;

/// Words and how they are meant.
pub type Piece = (String, Tone);

/// How cards are laid out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Look {
    /// Columns for text.
    pub width: usize,
    /// One line a card.
    pub compact: bool,
    /// Whether the parent is named; a lane of its own says it already.
    pub parent: bool,
    /// A task older than so many days says so.
    pub usual: i64,
    /// The signs of the theme.
    pub signs: &'static Signs,
}

/// A card as it is drawn.
#[derive(Clone, Debug, Default)]
pub struct Face {
    /// From the top, from the left.
    pub lines: Vec<Vec<Piece>>,
    /// What stands at the right end of the first line.
    pub right: Vec<Piece>,
}

impl Face {
    /// The face of a task’s card.
    pub fn of(snapshot: &Snapshot, task: TaskId, look: &Look) -> Face {
        let Some(task) = snapshot.plan.get(task) else { return Face::default() };
        if look.compact { compact(snapshot, task, look) } else { full(snapshot, task, look) }
    }
}

fn full(snapshot: &Snapshot, task: &Task, look: &Look) -> Face {
    let (plan, signs) = (&snapshot.plan, look.signs);
    let done = task.finish().map(|finish| finish.date());
    let mut face = Face::default();
    let mut head: Vec<Piece> = Vec::new();
    if task.kind == TaskKind::Milestone {
        head.push((format!("{} ", signs.milestone), Tone::Plain));
    }
    if forecast::tells_critical(snapshot, task) {
        face.right.push((format!(" {}", signs.critical), Tone::Warn));
    }
    face.right.extend(age(snapshot, task, look).map(|age| (format!(" {age}"), Tone::Warn)));
    let state = match done {
        Some(day) => (format!(" {} {}", signs.done, finished(day, snapshot.today)), Tone::Good),
        None => (format!(" {}", task.priority.word()), urgency(task.priority)),
    };
    let room = look.width.saturating_sub(wide(&head) + wide(&face.right) + text::width(&state.0));
    let name = Some(plan.task_ref(task.id)).filter(|name| text::width(name) <= room);
    head.extend([(name.unwrap_or_else(|| task.number.to_string()), Tone::Dim), state]);
    face.lines.push(head);
    let tone = if done.is_some() { Tone::Dim } else { Tone::Plain };
    face.lines.extend(text::wrap(&task.title, look.width, TITLE_LINES).into_iter().map(|line| vec![(line, tone)]));
    if let Some(parent) = task.parent.filter(|_| look.parent).and_then(|id| plan.get(id)) {
        face.lines.push(vec![(text::cut(&format!("in {}", parent.title), look.width).into_owned(), Tone::Faint)]);
    }
    face.lines.extend(flow_of(facts(snapshot, task, look), look));
    if task.is_blocked() {
        face.lines.extend(blocked(snapshot, task, look));
    }
    face
}

fn compact(snapshot: &Snapshot, task: &Task, look: &Look) -> Face {
    let (plan, signs) = (&snapshot.plan, look.signs);
    let done = task.finish().is_some();
    let roomy = look.width >= ROOMY;
    let mut head: Vec<Piece> = Vec::new();
    if task.kind == TaskKind::Milestone {
        head.push((format!("{} ", signs.milestone), Tone::Plain));
    }
    let name = if roomy { plan.task_ref(task.id) } else { task.number.to_string() };
    head.push((format!("{name} "), Tone::Dim));
    if roomy && !done {
        head.push((format!("{} ", task.priority.word()), urgency(task.priority)));
    }
    let mut right: Vec<Piece> = Vec::new();
    let mut sign = |sign: &str, tone| right.push((format!(" {sign}"), tone));
    if task.is_blocked() {
        sign(signs.blocked, Tone::Danger);
    }
    if forecast::tells_critical(snapshot, task) {
        sign(signs.critical, Tone::Warn);
    }
    if !done && plan.is_threatened(task.id) {
        sign(signs.risk, Tone::Danger);
    }
    if is_late(snapshot, task) {
        sign(signs.over, Tone::Danger);
    }
    if done {
        sign(signs.done, Tone::Good);
    }
    if let Some(age) = age(snapshot, task, look).filter(|_| roomy) {
        sign(&age, Tone::Warn);
    }
    if let Some(people) = people(plan, task).filter(|_| roomy) {
        sign(&people, Tone::Dim);
    }
    let room = look.width.saturating_sub(wide(&head) + wide(&right));
    let tone = if done { Tone::Dim } else { Tone::Plain };
    head.push((text::cut(&task.title, room).into_owned(), tone));
    Face { lines: vec![head], right }
}

/// What a card says in a few lines: when it is due, how it comes again, who works on it, its tags.
fn facts(snapshot: &Snapshot, task: &Task, look: &Look) -> Vec<Piece> {
    let today = snapshot.today;
    let done = task.finish().is_some();
    let mut facts: Vec<Piece> = Vec::new();
    if let Some(due) = task.due.filter(|_| !done) {
        let tone = match due {
            due if due < today => Tone::Danger,
            due if due == today => Tone::Warn,
            _ => Tone::Dim,
        };
        facts.push((dates::relative(due, today), tone));
        if let Some(days) = forecast::misses_due(snapshot, task).filter(|_| due >= today) {
            let ends = due + Days::new(days as u64);
            facts.push((format!("ends {}", dates::shorter(ends, today)), Tone::Danger));
        }
    }
    if let Some(until) = task.snoozed_until.filter(|until| *until > today && !done) {
        facts.push((format!("wakes {}", dates::shorter(until, today)), Tone::Dim));
    }
    if let Some(recurrence) = task.recurrence.filter(|_| !done) {
        facts.push((format!("{} {}", look.signs.again, recurrence.short()), Tone::Faint));
    }
    facts.extend(threat(snapshot, task, look.signs).filter(|_| !done).map(|words| (words, Tone::Danger)));
    let tags: Vec<Piece> = task.tags.iter().map(|tag| (format!("+{}", text::visible(tag)), Tone::Faint)).collect();
    match people(&snapshot.plan, task) {
        Some(people) => facts.push((people, Tone::Dim)),
        None if facts.is_empty() || done => {}
        None => facts.push((look.signs.none.to_owned(), Tone::Faint)),
    }
    facts.extend(tags);
    facts
}

/// The worst risk it is under, where that is high: `△ R3`.
fn threat(snapshot: &Snapshot, task: &Task, signs: &Signs) -> Option<String> {
    let plan = &snapshot.plan;
    let worst = plan.is_threatened(task.id).then(|| plan.threats(task.id))?;
    Some(format!("{} R{}", signs.risk, worst.first()?.number))
}

/// The initials of those who work on it.
fn people(plan: &Plan, task: &Task) -> Option<String> {
    let initials = |person: &Person| text::visible(&person.short()).into_owned();
    let people: Vec<String> =
        plan.index().people_of(task.id).filter_map(|(id, _)| plan.get(id)).map(|person| initials(person)).collect();
    (!people.is_empty()).then(|| people.join(" "))
}

/// Pieces with dots between them, on at most three lines; a piece is broken only when it alone is wider than a line.
fn flow_of(pieces: Vec<Piece>, look: &Look) -> Vec<Vec<Piece>> {
    const LINES: usize = 3;
    let between = format!(" {} ", look.signs.dot);
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut used = 0;
    for (text, tone) in pieces {
        let wide = text::width(&text);
        let gap = if text.starts_with('+') { " " } else { between.as_str() };
        let full = lines.len() == LINES;
        match lines.last_mut().filter(|_| used + text::width(gap) + wide <= look.width) {
            Some(line) => {
                used += text::width(gap) + wide;
                line.push((gap.to_owned(), Tone::Faint));
                line.push((text, tone));
            }
            None if full => break,
            None => {
                used = wide;
                lines.push(vec![(text, tone)]);
            }
        }
    }
    lines
}

/// The reason for a block and how long it has been one.
fn blocked(snapshot: &Snapshot, task: &Task, look: &Look) -> Vec<Vec<Piece>> {
    let days = task.blocked_since.map_or(0, |since| snapshot.today.signed_duration_since(since).num_days());
    let days = if days > 0 { format!(", {days}d") } else { String::new() };
    let room = look.width.saturating_sub(2);
    let mut lines = text::wrap(&format!("{}{days}", task.blocked), room, REASON_LINES);
    if let Some(last) = lines.last_mut().filter(|last| last.ends_with(text::ELLIPSIS) && !days.is_empty()) {
        *last = format!("{}{days}", text::cut(last, room.saturating_sub(text::width(&days))));
    }
    let line = |(at, line)| vec![(format!("{} {line}", if at == 0 { look.signs.blocked } else { " " }), Tone::Danger)];
    lines.into_iter().enumerate().map(line).collect()
}

/// How long ago it was begun, when that is longer than usual.
fn age(snapshot: &Snapshot, task: &Task, look: &Look) -> Option<String> {
    flow::age_days(task, snapshot.today).filter(|age| *age > look.usual).map(|age| format!("{age}d"))
}

fn is_late(snapshot: &Snapshot, task: &Task) -> bool {
    let overdue = task.finish().is_none() && task.due.is_some_and(|due| due < snapshot.today);
    overdue || forecast::is_late(snapshot, task)
}

fn urgency(priority: Priority) -> Tone {
    match priority {
        Priority::P0 => Tone::Strong,
        Priority::P1 => Tone::Plain,
        Priority::P2 => Tone::Dim,
        Priority::P3 => Tone::Faint,
    }
}

/// The day it was finished, as cards say it: `today`, `Tue`, `3 Mar`.
fn finished(day: NaiveDate, today: NaiveDate) -> String {
    match today.signed_duration_since(day).num_days() {
        0 => "today".to_owned(),
        1..=6 => day.format("%a").to_string(),
        _ => dates::shorter(day, today),
    }
}

/// Columns that pieces take together.
pub fn wide(pieces: &[Piece]) -> usize {
    pieces.iter().map(|(text, _)| text::width(text)).sum()
}

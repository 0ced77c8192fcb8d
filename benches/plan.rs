//! The data that is measured on: one project of so many tasks, made the same way every time. Titles of 45 characters,
//! 25 fields, a note of 250 bytes on every tenth task, 2 links and 1 assignment a task, 3 journal lines a task,
//! 6 columns, a standup before the lines.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Weekday};
use milepost::domain::change::{Change, Edit, LineKind, Step};
use milepost::domain::column::{Column, Meaning, Place};
use milepost::domain::draft::Moment;
use milepost::domain::id::{Id, Ids};
use milepost::domain::link::{Link, LinkType};
use milepost::domain::person::{Assignment, Person, PersonId};
use milepost::domain::phase::Phase;
use milepost::domain::plan::{Kept, Plan, Row};
use milepost::domain::project::{Project, ProjectId};
use milepost::domain::rank::Rank;
use milepost::domain::record::Record;
use milepost::domain::risk::{Risk, RiskTask};
use milepost::domain::span::{Lag, Span};
use milepost::domain::standup::Standup;
use milepost::domain::task::{Constraint, Note, Priority, Task, TaskId, TaskKind, TaskType};
use milepost::domain::value::{Prose, Tags};
use milepost::store::{Opening, Store};
use uuid::Uuid;

/// The key of the project: what refs begin with.
pub const KEY: &str = "BEN";
/// Every so many tasks one is the summary of those that follow it.
const FAMILY: usize = 20;
const COLUMNS: [(&str, Meaning); 6] = [
    ("Backlog", Meaning::Queue),
    ("Ready", Meaning::Queue),
    ("Doing", Meaning::Doing),
    ("Testing", Meaning::Doing),
    ("Review", Meaning::Doing),
    ("Done", Meaning::Done),
];
const PEOPLE: usize = 12;
const WORDS: [&str; 16] = [
    "login", "portal", "audit", "export", "signing", "roles", "consent", "banner", "timeout", "session", "migrate",
    "accounts", "mails", "provider", "claims", "release",
];

/// The day that counts as today: a Wednesday.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 11).expect("it is in the calendar")
}

/// A moment at which a command can be decided; its ids begin at `first`.
pub fn moment(first: u128) -> Moment {
    Moment {
        today: today(),
        now: DateTime::from_timestamp(1_773_216_000, 0).expect("it is in range"),
        ids: Ids::from(Uuid::from_u128(first)),
        me: None,
        week_start: Weekday::Mon,
    }
}

/// Every record of a project of so many tasks, referred ones first.
pub fn rows(tasks: usize) -> Vec<Row> {
    let mut make = Make::default();
    let project = make.add(|id| Project::new(id, KEY, "As many tasks as it takes", today()));
    let phases = ["Initiation", "Execution", "Closure"].map(|name| {
        let rank = make.rank();
        make.add(|id| Phase { project, name: name.into(), rank, ..Phase::blank(id) })
    });
    let columns = COLUMNS.map(|(name, meaning)| {
        let (rank, wip_limit) = (make.rank(), (meaning == Meaning::Doing).then_some(5));
        let column = |id| Column { project, name: name.into(), rank, meaning, wip_limit, ..Column::blank(id) };
        (make.add(column), meaning)
    });
    let people: Vec<PersonId> = (0..PEOPLE).map(|at| make.add(|id| Person::new(id, &format!("person{at}")))).collect();
    let mut made: Vec<TaskId> = Vec::new();
    for at in 0..tasks {
        let parent = (at % FAMILY > 0).then(|| made[at - at % FAMILY]);
        let (column, meaning) = columns[at % COLUMNS.len()];
        let (rank, card_rank) = (make.rank(), make.rank());
        let place = Place { column, rank: card_rank, since: day(at), finish: None };
        let place = Place { finish: (meaning == Meaning::Done).then(|| at_clock(day(at), 17)), ..place };
        let is_summary = at % FAMILY == 0 && at + 1 < tasks;
        made.push(make.add(|id| Task {
            parent,
            phase: Some(phases[at % phases.len()]),
            place: (!is_summary).then_some(place),
            rank,
            actual_start: (meaning != Meaning::Queue).then(|| at_clock(day(at), 8)),
            ..task(id, project, at)
        }));
    }
    for (at, task) in made.iter().copied().enumerate() {
        if at % 10 == 0 {
            let note = Note { id: Id::of(task.uuid()), task, text: Prose(sentence(at, 250)) };
            make.rows.push(Note::row(note.into()));
        }
        for predecessor in predecessors(at).map(|at| made[at]) {
            let link_type = LinkType::ALL[if at % 5 == 0 { at / 5 % 4 } else { 0 }];
            let lag = Lag::Span(Span::working(if at % 3 == 0 { 480 } else { 0 }));
            make.add(|id| Link { id, predecessor, successor: task, link_type, lag });
        }
        make.add(|id| Assignment::new(id, task, people[at * 7 % PEOPLE], 50));
    }
    make.rows
}

/// What comes before a task: two others on average, neighbours mostly, and all families hang together.
fn predecessors(at: usize) -> impl Iterator<Item = usize> {
    let place = at % FAMILY;
    let inside = [1, 2, 7].into_iter().filter(move |back| place > *back && (*back < 7 || place >= FAMILY - 4));
    inside.map(move |back| at - back).chain((place == 1 && at > FAMILY).then(|| at - 2))
}

/// A task with values in the fields that need no other record.
fn task(id: TaskId, project: ProjectId, at: usize) -> Task {
    let minutes = 480 * (1 + at as i64 % 9);
    Task {
        project,
        number: at as i64 + 1,
        title: sentence(at, 45),
        kind: if at % 50 == 49 { TaskKind::Deliverable } else { TaskKind::Task },
        priority: Priority::ALL[at / 3 % 4],
        duration: Some(Span::working(minutes)),
        optimistic: Some(Span::working(minutes / 2)),
        pessimistic: Some(Span::working(minutes * 2)),
        task_type: TaskType::FixedDuration,
        work: Some(minutes / 2),
        constraint: (at % 40 == 1).then(|| Constraint::start_no_earlier(at_clock(today(), 8))),
        due: Some(today() + Days::new(at as u64 % 90) - Days::new(10)),
        planned: Some(today() + Days::new(at as u64 % 14)),
        percent: at as i64 * 7 % 100,
        tags: Tags::of(["backend", "frontend urgent", "data", "security"][at % 4]),
        url: format!("https://tracker.example.org/browse/{KEY}-{at}"),
        blocked: if at % 25 == 7 { "waits for legal".into() } else { String::new() },
        blocked_since: (at % 25 == 7).then(|| day(at)),
        captured: Some(moment(0).now - TimeDelta::minutes(at as i64)),
        source: "tracker".into(),
        source_id: format!("{at}"),
        ..Task::blank(id)
    }
}

/// A day of the last two months.
fn day(at: usize) -> NaiveDate {
    today() - Days::new(at as u64 % 60)
}

fn at_clock(day: NaiveDate, hour: u32) -> NaiveDateTime {
    day.and_hms_opt(hour, 0, 0).expect("it is an hour of the day")
}

/// Words that make a text of so many bytes, others for each number.
fn sentence(at: usize, length: usize) -> String {
    let mut text = String::new();
    let mut seed = at as u64;
    while text.len() < length {
        // Knuth’s MMIX generator: its upper bits are random enough for prose.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(WORDS[(seed >> 60) as usize]);
        text.push(' ');
    }
    text.truncate(length - 1);
    text.push('.');
    text
}

/// Records as they are made, with ids and ranks that count on.
struct Make {
    ids: Ids,
    last: Option<Rank>,
    rows: Vec<Row>,
}

impl Default for Make {
    fn default() -> Self {
        Make { ids: moment(0x0198_0000_0000_7000_8000_0000_0000_0000).ids, last: None, rows: Vec::new() }
    }
}

impl Make {
    fn add<R: Kept>(&mut self, make: impl FnOnce(Id<R>) -> R) -> Id<R> {
        let id = self.ids.take();
        self.rows.push(R::row(make(id).into()));
        id
    }

    fn rank(&mut self) -> Rank {
        let next = Rank::between(self.last.as_ref(), None);
        self.last = Some(next.clone());
        next
    }
}

/// So many risks of the project, each on a task, with a score, an owner’s worth of words and a category.
fn risks(rows: &[Row], count: usize) -> Vec<Row> {
    let Some(project) = rows.iter().find_map(|row| if let Row::Project(it) = row { Some(it.id) } else { None }) else {
        return Vec::new();
    };
    let tasks: Vec<TaskId> =
        rows.iter().filter_map(|row| if let Row::Task(it) = row { Some(it.id) } else { None }).collect();
    let mut make = Make { ids: moment(0x0198_0000_0000_7000_8000_1000_0000_0000).ids, ..Make::default() };
    for at in 0..count {
        let step = |by: usize| Some((at / by % 5 + 1) as i64);
        let (title, category) = (sentence(at, 45), format!("category-{}", at % 12));
        let (number, probability, impact) = (at as i64 + 1, step(1), step(5));
        let risk = make.add(|id| Risk { project, number, title, category, probability, impact, ..Risk::blank(id) });
        let task = tasks[at * 7 % tasks.len()];
        make.add(|id| RiskTask { id, risk, task });
    }
    make.rows
}

/// The rows as a plan.
pub fn plan(rows: &[Row]) -> Plan {
    let mut plan = Plan::default();
    for row in rows {
        plan.put(row.clone());
        if let Some((series, number)) = row.numbered() {
            plan.raise_number(series, number);
        }
        if let Row::Task(task) = row {
            plan.touch(task.id, moment(0).now);
        }
    }
    plan
}

/// How a bench opens a file.
pub fn opening(path: &Path) -> Opening {
    Opening {
        path: path.to_owned(),
        create: true,
        machine: Uuid::from_u128(0x0198_0000_0000_7000_8000_1111_0000_0000),
        patience: Duration::from_secs(5),
    }
}

/// Makes a file with a project of so many tasks and risks: a line that makes all, one that a standup told of it, then
/// three lines a task.
pub fn file(path: &Path, tasks: usize, risks: usize) -> anyhow::Result<()> {
    let mut rows = rows(tasks);
    rows.extend(self::risks(&rows, risks));
    let mut store = Store::open(opening(path))?;
    let made = store.begin(0)?.commit(&step("Import a plan", &rows), &plan(&rows), &moment(0))?;
    let project = rows.iter().find_map(|row| if let Row::Project(it) = row { Some(it.id) } else { None });
    let standup = Standup {
        project: project.context("there is a project")?,
        number: 1,
        began: moment(0).now,
        last_line: made.id.to_string(),
        ..Standup::blank(moment(1 << 80).ids.take())
    };
    let held = [Standup::row(standup.into())];
    rows.extend(held.iter().cloned());
    store.begin(made.number)?.commit(&step("Finish the standup", &held), &plan(&rows), &moment(1))?;
    drop(store);
    journal(path, tasks)?;
    Ok(())
}

/// A step that makes these records.
fn step(sentence: &str, rows: &[Row]) -> Step {
    let changes = rows.iter().map(|row| Change { of: row.id(), edit: Edit::Made(row.clone()) }).collect();
    Step { sentence: sentence.into(), kind: LineKind::Step, changes, notices: Vec::new(), about: None }
}

/// Lines as they are in the journal of a file that was worked with. Nothing that is measured reads what they say, so
/// they are written at once, without a checksum that would hold.
fn journal(path: &Path, tasks: usize) -> rusqlite::Result<()> {
    let file = rusqlite::Connection::open(path)?;
    file.execute_batch(&format!(
        "BEGIN;
        WITH RECURSIVE line(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < 3 * {tasks})
        INSERT INTO journal (number, id, machine, sequence, clock, person, kind, answers, sentence, checksum)
        SELECT number + n, unhex(printf('01990000000070008000%012x', n)), machine, sequence + n, clock + n, person, kind,
            NULL, 'Move {KEY}-' || n || ' “Something with a title of forty-five letters” to Review', checksum
        FROM journal, line WHERE number = 2;
        WITH task AS (SELECT record, row_number() OVER () AS n FROM change WHERE line = 1 AND kind = 'task')
        INSERT INTO change (line, position, kind, record, edit)
        SELECT 2 + 3 * (n - 1) + turn, 0, 'task', record,
            '{{\"set\":{{\"place\":[\"01980000-0000-7000-8000-000000000006 a0 2026-03-02\",'
            || '\"01980000-0000-7000-8000-000000000007 a1 2026-03-09\"]}}}}'
        FROM task, (SELECT 1 AS turn UNION SELECT 2 UNION SELECT 3);
        COMMIT;
        PRAGMA wal_checkpoint(TRUNCATE);"
    ))
}

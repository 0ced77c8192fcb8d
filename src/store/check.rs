//! Is everything in order? What SQLite sees, the rules of the plan, the journal by itself, and the journal against the
//! tables.

use std::collections::BTreeMap;

use rusqlite::Connection;
use uuid::Uuid;

use super::{Store, journal, rows};
use crate::domain::change::{Change, Edit, Field, Line};
use crate::domain::check::check_all;
use crate::domain::plan::{Kind, Plan, Series};
use crate::domain::task::{FormerRef, Task};
use crate::domain::words;
use crate::text::visible;

/// Findings of one sort that are written out.
const SHOWN: usize = 20;

impl Store {
    /// Everything that is not in order, each a sentence; nothing if all is well. Reads the whole file.
    pub fn check(&mut self) -> Vec<String> {
        let mut found = Vec::new();
        match self.connection().map(by_sqlite) {
            Ok(lines) => found.extend(lines.into_iter().map(|line| format!("SQLite finds: {}", visible(&line)))),
            Err(error) => return vec![error.to_string()],
        }
        let plan = match self.load() {
            Ok((plan, _)) => plan,
            Err(error) => {
                found.push(error.to_string());
                return found;
            }
        };
        found.extend(shortened(check_all(&plan).into_iter().map(|finding| finding.refusal.to_string()).collect()));
        let mut history = Replay::default();
        let read = self.connection().and_then(|connection| {
            journal::read_with_sums(connection, "ORDER BY number", &[], |line, is_whole| history.take(&line, is_whole))
                .map_err(|trouble| self.failed(trouble))
        });
        if let Err(error) = read {
            found.push(error.to_string());
            return found;
        }
        found.extend(shortened(history.found));
        found.extend(shortened(differences(&history.plan, &plan)));
        found.extend(shortened(numbers_too_low(&history.plan, &plan)));
        match self.connection().and_then(|it| rows::tags_astray(it, &plan).map_err(|error| self.sql_failed(&error))) {
            Ok(0) => {}
            Ok(count) => found.push(format!("the table of tags is wrong in {}", words::counted(count, "row"))),
            Err(error) => found.push(error.to_string()),
        }
        found
    }
}

fn by_sqlite(connection: &Connection) -> Vec<String> {
    let read = || -> Result<Vec<String>, rusqlite::Error> {
        let mut statement = connection.prepare(&format!("PRAGMA integrity_check({SHOWN})"))?;
        let lines = statement.query_map([], |row| row.get(0))?;
        lines.collect()
    };
    let mut lines = read().unwrap_or_else(|error| vec![error.to_string()]);
    lines.retain(|line| line != "ok");
    lines
}

fn shortened(mut all: Vec<String>) -> Vec<String> {
    let more = all.len().saturating_sub(SHOWN);
    if more > 0 {
        all.truncate(SHOWN);
        all.push(format!("… and {more} more of this sort"));
    }
    all
}

/// The plan as the journal alone has it, and what the journal has wrong by itself.
#[derive(Default)]
struct Replay {
    plan: Plan,
    found: Vec<String>,
    last: i64,
    sequences: BTreeMap<Uuid, i64>,
}

impl Replay {
    fn take(&mut self, line: &Line, is_whole: bool) {
        let called = format!("line {} of the journal ({})", line.number, visible(&line.sentence));
        if !is_whole {
            self.found.push(format!("{called} does not have the content that it was written with"));
        }
        if line.number != self.last + 1 {
            self.found.push(format!("{called} does not follow line {}: something is missing", self.last));
        }
        self.last = line.number;
        let sequence = self.sequences.entry(line.machine).or_default();
        if line.sequence != *sequence + 1 {
            let what = format!("{called} is number {} of its machine and follows {sequence}", line.sequence);
            self.found.push(format!("{what}: something is missing"));
        }
        *sequence = line.sequence;
        for change in &line.changes {
            let there = self.plan.row(change.of).is_some();
            if there == matches!(change.edit, Edit::Made(_)) {
                let what = if there { "was there already" } else { "was not there" };
                self.found.push(format!("{called} changes a {} that {what}", change.of.kind.word().replace('_', " ")));
            }
        }
        self.plan.follow(line);
    }
}

/// What the tables have otherwise than the journal.
fn differences(journal: &Plan, tables: &Plan) -> Vec<String> {
    let mut all = Vec::new();
    for kind in Kind::ALL {
        for row in journal.rows(*kind).filter(|row| tables.row(row.id()).is_none()) {
            all.push(format!("{} is in the journal and not in its table", journal.row_label(&row)));
        }
        for row in tables.rows(*kind) {
            let label = tables.row_label(&row);
            let before = journal.row(row.id());
            if before.is_none() {
                all.push(format!("{label} is in its table and not in the journal"));
                continue;
            }
            if let Some(Edit::Set(fields)) = Change::between(before.as_ref(), Some(&row)).map(|change| change.edit) {
                let names: Vec<_> = fields.iter().map(|it| words::label(Field { kind: *kind, at: it.at })).collect();
                all.push(format!("the {} of {label} is not what the journal says", names.join(", ")));
            }
        }
    }
    for task in tables.all::<Task>().filter(|task| tables.touched(task.id) != journal.touched(task.id)) {
        all.push(format!("when {} last changed is not what the journal says", tables.task_label(task.id)));
    }
    all
}

/// Projects whose last number is lower than one that was given: the next ref would be one that was used before.
fn numbers_too_low(journal: &Plan, tables: &Plan) -> Vec<String> {
    const NUMBERED: [Kind; 3] = [Kind::Task, Kind::Risk, Kind::Issue];
    let now = NUMBERED.iter().flat_map(|kind| tables.rows(*kind)).filter_map(|row| row.numbered());
    let once = tables.all::<FormerRef>().map(|it| (it.project.into(), it.number));
    let mut highest: BTreeMap<Series, i64> = BTreeMap::new();
    for (series, number) in now.chain(once).chain(journal.numbers()) {
        let high = highest.entry(series).or_default();
        *high = number.max(*high);
    }
    let low = highest.into_iter().filter(|(series, high)| tables.last_number(*series) < *high);
    low.map(|(series, high)| {
        let (key, last) = (tables.key(series.project), tables.last_number(series));
        format!("the last number of {}s of {key} is {last}, though {high} was given", series.kind.word())
    })
    .collect()
}

//! As much of the plan as a capture reads: the small tables whole, and of tasks only those that the line names, those
//! above them, and the last ones of the rows it may stand in. What a line says is then the same as on the whole plan.

use std::collections::BTreeSet;

use rusqlite::{Connection, ToSql};
use uuid::Uuid;

use super::rows::{self, Trouble};
use crate::domain::capture::tokens;
use crate::domain::column::{Column, ColumnId};
use crate::domain::command::Command;
use crate::domain::plan::{Kind, Plan};
use crate::domain::project::Project;
use crate::domain::task::{Task, TaskId};

/// The tables that are read whole: few rows, whatever the number of tasks.
const SMALL: [Kind; 6] = [Kind::Calendar, Kind::Exception, Kind::Person, Kind::Project, Kind::Phase, Kind::Column];

/// What the words of a capture may ask of the plan. Rather too much than too little.
#[derive(Default)]
struct Wants {
    ids: Vec<TaskId>,
    numbers: Vec<i64>,
    tags: Vec<String>,
    columns: Vec<ColumnId>,
    any_column: bool,
    parent: bool,
    links: bool,
    recurs: bool,
}

impl Wants {
    /// Errors: the command is no capture, or more than a few tasks have to be looked at.
    fn of(command: &Command, wants: &mut Wants) -> Result<(), ()> {
        match command {
            Command::All(commands) => commands.iter().try_for_each(|command| Wants::of(command, wants)),
            Command::Capture { id, line, column, parent, .. } => {
                wants.ids.push(*id);
                wants.ids.extend(parent);
                wants.columns.extend(column);
                wants.parent |= parent.is_some();
                tokens::split(line).words.iter().for_each(|word| wants.read(&word.text));
                // Whether a link closes a loop through the task above is seen only on the whole plan.
                // What is done when it is captured comes again at once, behind all that waits.
                let may_be_done = wants.any_column || !wants.columns.is_empty();
                if wants.parent && wants.links || wants.recurs && may_be_done { Err(()) } else { Ok(()) }
            }
            _ => Err(()),
        }
    }

    fn read(&mut self, word: &str) {
        let numbers = || word.split(|letter: char| !letter.is_ascii_digit()).filter_map(|run| run.parse::<i64>().ok());
        if let Some(tag) = word.strip_prefix('+') {
            self.tags.push(tag.to_owned());
        } else if word.starts_with("after:") {
            self.links = true;
            self.numbers.extend(numbers());
        } else if word.starts_with("under:") {
            self.parent = true;
            self.numbers.extend(numbers());
        } else if word.starts_with("every:") || word.starts_with("again:") {
            self.recurs = true;
        } else if word.starts_with("in:") {
            self.any_column = true;
        } else if word.contains(':') {
            // It may be a slip in one of these words, which is told by what it would mean.
            self.numbers.extend(numbers().take(8));
        }
    }
}

/// Reads what this capture, or these captures, need. Gives nothing where only the whole plan will do.
pub(super) fn load(connection: &Connection, capture: &Command) -> Result<Option<Plan>, (Kind, Trouble)> {
    let mut wants = Wants::default();
    if Wants::of(capture, &mut wants).is_err() {
        return Ok(None);
    }
    let mut plan = Plan::default();
    for kind in SMALL {
        rows::read(connection, &mut plan, kind, "", &[]).map_err(|trouble| (kind, trouble))?;
    }
    for (project, number) in rows::numbers(connection).map_err(|trouble| (Kind::Project, trouble))? {
        plan.raise_number(project, number);
    }
    let mut reading = Reading { connection, plan };
    reading.tasks(&wants).map_err(|trouble| (Kind::Task, trouble))?;
    Ok(Some(reading.plan))
}

struct Reading<'a> {
    connection: &'a Connection,
    plan: Plan,
}

impl Reading<'_> {
    /// Reads the tasks that `which` (SQL from WHERE on) finds with these parameters; gives how many. Their ids are
    /// looked for first: a statement that names every column is dear to prepare, so there is one of them.
    fn read(&mut self, which: &str, parameters: &[&dyn ToSql]) -> Result<usize, Trouble> {
        let mut statement = self.connection.prepare_cached(&format!("SELECT id FROM task {which}"))?;
        let found = statement.query_map(parameters, |row| row.get(0))?;
        let ids = found.collect::<Result<Vec<Vec<u8>>, _>>()?;
        for id in &ids {
            rows::read(self.connection, &mut self.plan, Kind::Task, "WHERE id = ?1", &[id])?;
        }
        Ok(ids.len())
    }

    fn tasks(&mut self, wants: &Wants) -> Result<(), Trouble> {
        let projects: Vec<Uuid> = self.plan.all::<Project>().map(|project| project.id.uuid()).collect();
        for id in &wants.ids {
            self.read("WHERE id = ?1", &[&bytes(&id.uuid())])?;
        }
        for (project, number) in projects.iter().flat_map(|it| wants.numbers.iter().map(move |number| (it, number))) {
            self.read("WHERE project = ?1 AND number = ?2", &[&bytes(project), number])?;
            let which = "WHERE project = ?1 AND number = ?2";
            rows::read(self.connection, &mut self.plan, Kind::FormerRef, which, &[&bytes(project), number])?;
            let which = "WHERE id IN (SELECT task FROM former_ref WHERE project = ?1 AND number = ?2)";
            self.read(which, &[&bytes(project), number])?;
        }
        for tag in &wants.tags {
            self.read("WHERE id = (SELECT task FROM tag WHERE word = ?1 LIMIT 1)", &[tag])?;
        }
        self.above()?;
        // The last of each row that it may stand in: its rank comes behind.
        const LAST: &str =
            "WHERE project = ?1 AND parent IS ?2 AND dropped IS NULL ORDER BY rank DESC, id DESC LIMIT 1";
        for project in &projects {
            self.read(LAST, &[&bytes(project), &None::<&[u8]>])?;
        }
        // Of those that this brings along, too: without a child a summary would pass for a card.
        let mut asked = BTreeSet::new();
        loop {
            let known = self.plan.all::<Task>().map(|task| (task.project.uuid(), task.id.uuid()));
            let Some((project, parent)) = known.into_iter().find(|it| !asked.contains(it)) else { break };
            self.read(LAST, &[&bytes(&project), &bytes(&parent)])?;
            asked.insert((project, parent));
        }
        self.columns(wants)
    }

    /// The tasks above those that were read.
    fn above(&mut self) -> Result<(), Trouble> {
        loop {
            let parents = self.plan.all::<Task>().filter_map(|task| task.parent);
            let Some(next) = parents.into_iter().find(|id| self.plan.get(*id).is_none()) else { return Ok(()) };
            if self.read("WHERE id = ?1", &[&bytes(&next.uuid())])? == 0 {
                // It does not exist: nothing is above it either.
                return Ok(());
            }
        }
    }

    /// The last cards of the columns that are meant; of one with a limit all, to count them.
    fn columns(&mut self, wants: &Wants) -> Result<(), Trouble> {
        let meant = |column: &Column| wants.any_column || wants.columns.contains(&column.id);
        let columns: Vec<(Uuid, bool)> = self
            .plan
            .all::<Column>()
            .filter(|column| meant(column))
            .map(|column| (column.id.uuid(), column.wip_limit.is_some()))
            .collect();
        // The last card may be one that becomes a summary and leaves: one more for each task that a line may name.
        let leaving = i64::try_from(1 + wants.ids.len() + wants.numbers.len()).unwrap_or(i64::MAX);
        for (column, limited) in columns {
            if limited {
                self.read("WHERE place_column = ?1", &[&bytes(&column)])?;
                // A summary is no card: it shows by a child.
                let which = "WHERE parent IN (SELECT id FROM task WHERE place_column = ?1) AND dropped IS NULL";
                self.read(which, &[&bytes(&column)])?;
            } else {
                let which = "WHERE place_column = ?1 AND dropped IS NULL
                    AND NOT EXISTS (SELECT 1 FROM task AS child WHERE child.parent = task.id AND child.dropped IS NULL)
                    ORDER BY place_rank DESC, id DESC LIMIT ?2";
                self.read(which, &[&bytes(&column), &leaving])?;
            }
        }
        Ok(())
    }
}

fn bytes(id: &Uuid) -> &[u8] {
    id.as_bytes().as_slice()
}

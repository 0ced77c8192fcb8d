//! Rows in: each is a task that is known by its id or ref, or a new one. What cannot be read is said with its line.

mod card;
mod others;
mod values;

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::cells::{Cell, cell, meant};
use super::dates::{self, Order};
use super::sheet::{Sheet, sheet};
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::names::{quoted, some_of, squeezed};
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};
use crate::domain::words;
use crate::formats::intake::Intake;
use crate::formats::tasklist::TaskList;
use crate::formats::{Reading, Wish};

/// What tasks from here remember as their source.
const SOURCE: &str = "csv";

/// Reads a sheet of tasks. Errors: no sheet, or no column with titles.
pub(in crate::formats) fn read(
    bytes: &[u8],
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    moment: &mut Moment,
) -> Result<Reading, Refusal> {
    let Sheet { header, rows, guessed, .. } = sheet(bytes, None)?;
    let mut list = TaskList::of(SOURCE, snapshot, wish, moment);
    if guessed {
        list.intake.lose("file", "is not UTF-8: it was read as Windows-1252");
    }
    let columns = columns(&header, &mut list.intake)?;
    let is_date = |cell: &Cell| {
        matches!(
            cell,
            Cell::Start
                | Cell::Due
                | Cell::Planned
                | Cell::Until
                | Cell::Started
                | Cell::Finished
                | Cell::Snoozed
                | Cell::Dropped
        )
    };
    let dated: Vec<usize> = columns.iter().filter(|(cell, _)| is_date(cell)).flat_map(|(_, at)| at.clone()).collect();
    let cells = rows.iter().flat_map(|(_, cells)| dated.iter().filter_map(|at| cells.get(*at)).map(String::as_str));
    let order = dates::order(cells);
    let mut import = Import {
        list,
        order,
        has_column: columns.contains_key(&Cell::Column),
        labels: HashMap::new(),
        titles: HashMap::new(),
        later: Vec::new(),
    };
    let mut items: Vec<RecordId> = Vec::new();
    let mut seen: HashSet<TaskId> = HashSet::new();
    for (line, cells) in rows {
        if let Some(extra) = cells.get(header.len()..).and_then(|more| more.iter().find(|cell| !cell.trim().is_empty()))
        {
            import
                .list
                .intake
                .lose(format!("line {line}"), format!("{} stands behind the last column: left out", quoted(extra)));
        }
        let row = Row { line, cells: gathered(&columns, &cells) };
        if let Some(task) = import.row(&row, &mut seen)? {
            items.push(task.into());
        }
    }
    for (task, parent, predecessors, line) in std::mem::take(&mut import.later) {
        import.parent(task, parent, line);
        import.predecessors(task, predecessors, line);
    }
    let what = format!("{} from CSV", words::counted(items.len(), "task"));
    Ok(import.list.intake.finish(what, &items))
}

/// Which columns hold what. Errors: none holds titles.
fn columns(header: &[String], intake: &mut Intake<'_>) -> Result<BTreeMap<Cell, Vec<usize>>, Refusal> {
    let mut columns: BTreeMap<Cell, Vec<usize>> = BTreeMap::new();
    for (at, name) in header.iter().enumerate() {
        match meant(name) {
            Some(cell) => {
                let there = columns.entry(cell).or_default();
                if !there.is_empty() && !matches!(cell, Cell::Tags | Cell::Assignees | Cell::Predecessors) {
                    intake.lose(format!("column {}", quoted(name)), "means what another one means: left out");
                } else {
                    there.push(at);
                }
            }
            None if name.trim().is_empty() => {}
            None => intake.lose(format!("column {}", quoted(name)), "has no place here: left out"),
        }
    }
    if !columns.contains_key(&Cell::Title) {
        let names: Vec<String> = header.iter().map(|name| quoted(name)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let why = format!("line 1: no column says what the tasks are called, there is {}", some_of(&names));
        return Err(Refusal::new(why, "call one of them title, and the rest by the names that an export has"));
    }
    Ok(columns)
}

/// The cells by what they mean; several columns of one meaning are joined. A cell that is not there is not said.
fn gathered(columns: &BTreeMap<Cell, Vec<usize>>, cells: &[String]) -> BTreeMap<Cell, String> {
    let one = |at: &Vec<usize>| {
        let there: Vec<&str> = at.iter().filter_map(|at| cells.get(*at)).map(String::as_str).collect();
        match there.as_slice() {
            [] => None,
            [one] => Some((*one).to_owned()),
            several => {
                Some(several.iter().filter(|cell| !cell.trim().is_empty()).copied().collect::<Vec<_>>().join(", "))
            }
        }
    };
    columns.iter().filter_map(|(cell, at)| Some((*cell, one(at)?))).collect()
}

struct Row {
    line: u64,
    cells: BTreeMap<Cell, String>,
}

impl Row {
    fn text(&self, cell: Cell) -> &str {
        self.cells.get(&cell).map_or("", |text| text.trim())
    }
}

type Later = (TaskId, Option<String>, Option<String>, u64);

struct Import<'a, 'b> {
    list: TaskList<'a, 'b>,
    order: Order,
    has_column: bool,
    /// What rows call themselves: ids and refs in lower case.
    labels: HashMap<String, TaskId>,
    /// Titles that only one row has.
    titles: HashMap<String, Option<TaskId>>,
    /// What can be read only when every row is known.
    later: Vec<Later>,
}

impl Import<'_, '_> {
    fn row(&mut self, row: &Row, seen: &mut HashSet<TaskId>) -> Result<Option<TaskId>, Refusal> {
        let place = format!("line {}", row.line);
        let known = self.known_task(row);
        let title = row.text(Cell::Title).split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty());
        let title = title.collect::<Vec<_>>().join(" ");
        if let Some(twice) = known.filter(|id| seen.contains(id)) {
            let why =
                format!("{} is there twice: only the first row was taken", self.list.intake.draft.plan.task_ref(twice));
            self.list.intake.lose(place, why);
            return Ok(None);
        }
        if title.is_empty() && known.is_none() {
            self.list.intake.lose(place, "has no title: left out");
            return Ok(None);
        }
        let before = known.and_then(|id| self.list.intake.draft.plan.get(id)).cloned();
        let mut task = match &before {
            Some(before) => Task::clone(before),
            None => self.new_task(row)?,
        };
        seen.insert(task.id);
        self.list.intake.stood(task.id, place.clone());
        for label in [row.text(Cell::Ref), row.text(Cell::Id)].into_iter().filter(|label| !label.is_empty()) {
            self.labels.insert(label.to_lowercase(), task.id);
        }
        self.titles.entry(title.to_lowercase()).and_modify(|known| *known = None).or_insert(Some(task.id));
        // A cell that says what an export would say changes nothing, whatever an export leaves away.
        let said: BTreeMap<Cell, String> = row
            .cells
            .iter()
            .filter(|(at, text)| {
                before.as_ref().is_none_or(|before| cell(&self.list.intake.draft.plan, before, **at) != **text)
            })
            .map(|(at, text)| (*at, text.clone()))
            .collect();
        if let Some(title) = said.get(&Cell::Title).map(|_| title) {
            match title.is_empty() {
                true => self.list.intake.lose(place.clone(), "has no title: it keeps its own"),
                false => task.title = title,
            }
        }
        for (at, text) in &said {
            if let Err(why) = self.field(*at, text.trim(), &mut task) {
                self.list.intake.lose(format!("{place}, {}", name(*at)), why);
            }
        }
        if let Err(why) = self.placed(&said, before.is_none(), &mut task) {
            self.list.intake.lose(format!("{place}, column"), why);
        }
        let id = task.id;
        self.list.intake.draft.put(task);
        if let Some(text) = said.get(&Cell::Note) {
            self.note(id, text, row.line);
        }
        if let Some(text) = said.get(&Cell::Assignees) {
            self.assignees(id, text, row.line);
        }
        let later = |cell: Cell| said.get(&cell).map(|text| text.trim().to_owned());
        self.later.push((id, later(Cell::Parent), later(Cell::Predecessors), row.line));
        Ok(Some(id))
    }

    /// The task that a row means: by the id here, by the id there, or by its ref where no id is given.
    fn known_task(&self, row: &Row) -> Option<TaskId> {
        if self.list.wish.as_new {
            return None;
        }
        let (id, written) = (row.text(Cell::Id), row.text(Cell::Ref));
        let plan = &self.list.snapshot.plan;
        let own = Uuid::parse_str(id).ok().map(TaskId::of).filter(|id| plan.get(*id).is_some());
        let by_ref = || plan.find_task(written, None).ok().filter(|_| id.is_empty() && written.contains('-'));
        let source = if id.is_empty() { written } else { id };
        own.or_else(|| self.list.known.get(source).copied()).or_else(by_ref)
    }

    fn new_task(&mut self, row: &Row) -> Result<Task, Refusal> {
        let project = self.project(row)?;
        let source_id = if row.text(Cell::Id).is_empty() { row.text(Cell::Ref) } else { row.text(Cell::Id) };
        Ok(self.list.new_task(project, None, source_id))
    }

    fn project(&mut self, row: &Row) -> Result<ProjectId, Refusal> {
        let called = row.text(Cell::Project);
        if !called.is_empty() && self.list.wish.project.is_none() {
            let wanted = squeezed(called);
            let mut all = self.list.snapshot.plan.all::<crate::domain::project::Project>();
            let found = all.find(|it| squeezed(&it.key) == wanted || squeezed(&it.name) == wanted);
            if let Some(project) = found {
                return Ok(project.id);
            }
        }
        let home = self.list.home()?;
        let plan = &self.list.intake.draft.plan;
        if !called.is_empty() && squeezed(plan.key(home)) != squeezed(called) {
            let why = format!("{} is not where it went: it came into {}", quoted(called), plan.key(home));
            self.list.intake.lose(format!("line {}, project", row.line), why);
        }
        Ok(home)
    }
}

fn name(cell: Cell) -> &'static str {
    super::COLUMNS.iter().find(|column| column.cell == cell).map_or("", |column| column.name)
}

//! Rows in: each is a task that is known by its id or ref, or a new one. What cannot be read is said with its line.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::cells::{Cell, cell, meant};
use super::dates::{self, Order};
use super::sheet::{Sheet, sheet};
use crate::domain::column::{ColumnId, Meaning, Place};
use crate::domain::command::note_of;
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::link::{Link, LinkId, LinkType};
use crate::domain::names::{quoted, some_of, squeezed};
use crate::domain::person::{Assignment, PersonId};
use crate::domain::plan::Kind;
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::span::{Estimate, Lag, Pace};
use crate::domain::task::{Constraint, Note, Priority, Task, TaskId, TaskKind};
use crate::domain::value::{FieldType, Prose, Tags, Value};
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
    let Sheet { header, rows, guessed } = sheet(bytes)?;
    let mut list = TaskList::of(SOURCE, snapshot, wish, moment);
    if guessed {
        list.intake.lose("file", "is not UTF-8: it was read as Windows-1252");
    }
    let columns = columns(&header, &mut list.intake)?;
    let is_date = |cell: &Cell| {
        matches!(
            cell,
            Cell::Start | Cell::Due | Cell::Planned | Cell::Started | Cell::Finished | Cell::Snoozed | Cell::Dropped
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

    /// Sets what is no more than a value. Errors: why it was left as it is.
    fn field(&mut self, at: Cell, text: &str, task: &mut Task) -> Result<(), String> {
        let day = |text: &str| match text {
            "" => Ok(None),
            text => dates::day(text, self.order).map(Some),
        };
        let minute = |date: NaiveDate, plan: &crate::domain::plan::Plan| {
            plan.worktime(task.project).first_minute(date).unwrap_or_else(|| date.into())
        };
        match at {
            Cell::Kind => match TaskKind::of_word(&text.to_lowercase()) {
                Some(kind) => task.kind = kind,
                None if text.is_empty() => task.kind = TaskKind::Task,
                None => return Err(format!("{} is no kind here: it is a {}", quoted(text), task.kind.word())),
            },
            Cell::Phase if text.is_empty() => task.phase = None,
            Cell::Phase => {
                let plan = &self.list.intake.draft.plan;
                task.phase = Some(plan.find_phase(task.project, text).map_err(|refusal| refusal.why)?);
            }
            Cell::Priority => {
                task.priority = priority(text).ok_or_else(|| format!("{} is no priority", quoted(text)))?
            }
            Cell::Tags => task.tags = tags(text),
            Cell::Estimate => estimate(text, &self.pace(task.project), task)?,
            Cell::Start => {
                task.constraint =
                    day(text)?.map(|date| Constraint::start_no_earlier(minute(date, &self.list.intake.draft.plan)));
            }
            Cell::Due => task.due = day(text)?,
            Cell::Planned => task.planned = day(text)?,
            Cell::Snoozed => task.snoozed_until = day(text)?,
            Cell::Started => {
                task.actual_start = day(text)?.map(|date| minute(date, &self.list.intake.draft.plan));
            }
            Cell::Dropped if is_yes(text) => task.dropped = Some(self.list.intake.draft.moment.today),
            Cell::Dropped if is_no(text) => task.dropped = None,
            Cell::Dropped => task.dropped = day(text)?,
            Cell::Percent => {
                let digits = text.trim_end_matches('%').trim();
                let percent = if digits.is_empty() { Some(0) } else { digits.parse::<i64>().ok() };
                match percent.filter(|percent| (0..=100).contains(percent)) {
                    Some(100) => {}
                    Some(percent) => task.percent = percent,
                    None => return Err(format!("{} is no percentage from 0 to 100", quoted(text))),
                }
            }
            Cell::Blocked => {
                let reason = if is_no(text) { "" } else { text };
                task.blocked = reason.to_owned();
                task.blocked_since = task.blocked_since.or(Some(self.list.intake.draft.moment.today));
                if reason.is_empty() {
                    (task.blocked_since, task.waits_outside) = (None, false);
                }
            }
            Cell::Url => task.url = text.to_owned(),
            Cell::Captured if text.is_empty() => {}
            Cell::Captured => {
                let instant = DateTime::<Utc>::of_value(Value::Text(text.to_owned())).ok();
                let midnight = || dates::day(text, self.order).map(|day| day.and_time(Default::default()).and_utc());
                task.captured = Some(instant.map_or_else(midnight, Ok)?);
            }
            Cell::Ref | Cell::Id | Cell::Title | Cell::Project | Cell::Column | Cell::Finished | Cell::Note => {}
            Cell::Assignees | Cell::Parent | Cell::Predecessors => {}
        }
        Ok(())
    }

    /// Puts the card where its column, its finish or its percent say.
    fn placed(&mut self, said: &BTreeMap<Cell, String>, new: bool, task: &mut Task) -> Result<(), String> {
        let today = self.list.intake.draft.moment.today;
        let text = |cell: Cell| said.get(&cell).map(|text| text.trim());
        let finished = match text(Cell::Finished).unwrap_or_default() {
            text if is_no(text) || text.is_empty() => None,
            text if is_yes(text) => Some(today),
            text => Some(dates::day(text, self.order)?),
        };
        let by_meaning = |meaning: Meaning| self.list.intake.column(task.project, meaning);
        let done =
            finished.is_some() || text(Cell::Percent).is_some_and(|text| text.trim_end_matches('%').trim() == "100");
        let named = text(Cell::Column).filter(|text| !text.is_empty());
        let column = match named {
            Some(name) => match self.status(task.project, name) {
                Status::Column(column) => Some(column),
                Status::Dropped => {
                    task.dropped = task.dropped.or(Some(today));
                    return Ok(());
                }
                Status::Unknown => {
                    let queue = by_meaning(Meaning::Queue);
                    if let Some(column) = queue.filter(|_| new) {
                        self.put(task, column, None, true);
                    }
                    let plan = &self.list.intake.draft.plan;
                    let names: Vec<&str> = plan
                        .columns(task.project)
                        .into_iter()
                        .filter_map(|id| plan.get(id))
                        .map(|it| it.name.as_str())
                        .collect();
                    let stays = if new { "it goes to the first queue" } else { "it stays where it is" };
                    return Err(format!(
                        "{} is no column of {} ({}): {stays}",
                        quoted(name),
                        plan.key(task.project),
                        names.join(", ")
                    ));
                }
            },
            None if done => by_meaning(Meaning::Done),
            None if text(Cell::Column).is_some() && !new => {
                task.place = None;
                return Ok(());
            }
            None if new && !self.has_column && task.actual_start.is_some() => by_meaning(Meaning::Doing),
            None if new && !self.has_column => by_meaning(Meaning::Queue),
            None => None,
        };
        let Some(column) = column else { return Ok(()) };
        self.put(task, column, finished, !said.contains_key(&Cell::Started));
        Ok(())
    }

    /// Puts the card at the bottom of a column, or changes its finish where it is there already. `begins`: it was begun
    /// then, unless something else is known.
    fn put(&mut self, task: &mut Task, column: ColumnId, finished: Option<NaiveDate>, begins: bool) {
        let today = self.list.intake.draft.moment.today;
        let plan = &self.list.intake.draft.plan;
        let Some(meaning) = plan.get(column).map(|column| column.meaning) else { return };
        let worktime = plan.worktime(task.project);
        let day = finished.unwrap_or(today);
        let first = worktime.first_minute(day).unwrap_or_else(|| day.into());
        let last = worktime.last_minute(day).unwrap_or_else(|| day.into());
        let stays = task.place.as_ref().is_some_and(|place| place.column == column);
        let finish = (meaning == Meaning::Done).then_some(last);
        if stays && finished.is_none() {
            return;
        }
        let rank = match &task.place {
            Some(place) if stays => place.rank.clone(),
            _ => self.list.intake.bottom(column),
        };
        match meaning {
            Meaning::Doing if begins => task.actual_start = task.actual_start.or(Some(first)),
            Meaning::Done if begins => task.actual_start = task.actual_start.or(Some(first)),
            Meaning::Queue | Meaning::Doing | Meaning::Done => {}
        }
        if meaning == Meaning::Done {
            task.actual_start = task.actual_start.map(|start| start.min(last));
        }
        let since = if meaning == Meaning::Done { day } else { today };
        task.place = Some(Place { column, rank, since, finish });
    }

    /// The column of this name, or what the word means in other programs.
    fn status(&self, project: ProjectId, name: &str) -> Status {
        if let Ok(column) = self.list.intake.draft.plan.find_column(project, name) {
            return Status::Column(column);
        }
        let meaning = match squeezed(name).as_str() {
            "todo" | "open" | "new" | "pending" | "planned" | "notstarted" | "backlog" | "ready" | "queue" => {
                Meaning::Queue
            }
            "selectedfordevelopment" | "waiting" | "onhold" | "blocked" | "reopened" => Meaning::Queue,
            "inprogress" | "doing" | "started" | "active" | "wip" | "review" | "inreview" | "testing" => Meaning::Doing,
            "done" | "closed" | "complete" | "completed" | "finished" | "resolved" => Meaning::Done,
            "cancelled" | "canceled" | "dropped" | "deleted" | "wontdo" | "won'tdo" | "wontfix" => {
                return Status::Dropped;
            }
            _ => return Status::Unknown,
        };
        self.list.intake.column(project, meaning).map_or(Status::Unknown, Status::Column)
    }

    fn pace(&self, project: ProjectId) -> Pace {
        self.list.intake.draft.plan.get(project).map(|project| project.pace()).unwrap_or_default()
    }

    fn note(&mut self, task: TaskId, text: &str, line: u64) {
        let id = note_of(task);
        self.list.intake.stood(id, format!("line {line}, note"));
        match text.is_empty() {
            true => self.list.intake.draft.remove(id),
            false => self.list.intake.draft.put(Note { id, task, text: Prose(text.to_owned()) }),
        }
    }

    fn assignees(&mut self, task: TaskId, text: &str, line: u64) {
        let place = format!("line {line}, assignees");
        let mut wanted: Vec<(PersonId, i64)> = Vec::new();
        for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            let (who, units) = match part.rsplit_once(':') {
                Some((who, units)) => match units.trim().trim_end_matches('%').parse() {
                    Ok(units) => (who, units),
                    Err(_) => (part, 100),
                },
                None => (part, 100),
            };
            if let Some(person) =
                self.list.intake.person(who, &place).filter(|id| !wanted.iter().any(|(known, _)| known == id))
            {
                wanted.push((person, units));
            }
            if wanted.len() > 100 {
                self.list.intake.lose(place.clone(), "has more than 100 people: the others were left out");
                break;
            }
        }
        let there: Vec<_> = self.list.intake.draft.plan.index().people_of(task).collect();
        for (person, id) in &there {
            if !wanted.iter().any(|(known, _)| known == person) {
                self.list.intake.draft.remove(*id);
            }
        }
        for (person, units) in wanted {
            let known = there.iter().find(|(known, _)| *known == person).map(|(_, id)| *id);
            let id = known.unwrap_or_else(|| self.list.intake.draft.moment.ids.take());
            self.list.intake.stood(id, place.clone());
            self.list.intake.draft.put(Assignment { id, task, person, units });
        }
    }

    /// The task that a cell names: a row by its id or ref, a ref of the plan, or the only row with this title.
    fn named(&self, label: &str, task: TaskId) -> Option<TaskId> {
        let plan = &self.list.intake.draft.plan;
        let folded = label.to_lowercase();
        let project = plan.get(task).map(|task| task.project);
        let of_plan = || self.list.snapshot.plan.find_task(label, project).ok().filter(|_| label.contains('-'));
        let by_row = self.labels.get(&folded).copied().or_else(of_plan).or_else(|| self.list.known.get(label).copied());
        by_row.or_else(|| self.titles.get(&folded).copied().flatten())
    }

    fn parent(&mut self, task: TaskId, said: Option<String>, line: u64) {
        let Some(said) = said else { return };
        let parent = if said.is_empty() { None } else { self.named(&said, task) };
        if parent.is_none() && !said.is_empty() {
            let why = format!("{} is no task of the file or the plan: left out", quoted(&said));
            return self.list.intake.lose(format!("line {line}, parent"), why);
        }
        let Some(it) = self.list.intake.draft.plan.get(task).cloned() else { return };
        if it.parent != parent {
            let rank = self.list.intake.behind(it.project, parent);
            self.list.intake.draft.edit(task, |it: &mut Task| (it.parent, it.rank) = (parent, rank));
        }
    }

    fn predecessors(&mut self, task: TaskId, said: Option<String>, line: u64) {
        let Some(said) = said else { return };
        let place = format!("line {line}, predecessors");
        let pace = self.list.intake.draft.plan.get(task).map(|task| self.pace(task.project)).unwrap_or_default();
        let mut wanted: BTreeMap<(TaskId, &'static str), (LinkType, Lag)> = BTreeMap::new();
        for word in said.split([',', ';']).map(str::trim).filter(|word| !word.is_empty()) {
            match self.link(word, task, &pace) {
                Some((first, link_type, lag)) => _ = wanted.insert((first, link_type.word()), (link_type, lag)),
                None => self
                    .list
                    .intake
                    .lose(place.clone(), format!("{} is no task of the file or the plan: left out", quoted(word))),
            }
        }
        let plan = &self.list.intake.draft.plan;
        let there: Vec<Link> =
            plan.index().predecessors(task).filter_map(|id| plan.get(id)).map(|link| Link::clone(link)).collect();
        for link in there {
            match wanted.remove(&(link.predecessor, link.link_type.word())) {
                None => self.list.intake.draft.remove(link.id),
                Some((_, lag)) if lag != link.lag => self.list.intake.draft.put(Link { lag, ..link }),
                Some(_) => {}
            }
        }
        for ((predecessor, _), (link_type, lag)) in wanted {
            let id: LinkId = self.list.intake.draft.moment.ids.take();
            self.list.intake.stood(RecordId { kind: Kind::Link, id: id.uuid() }, place.clone());
            self.list.intake.draft.put(Link { id, predecessor, successor: task, link_type, lag });
        }
    }

    /// A predecessor with its type and lag: `WEB-7`, `WEB-7ss+2d`, `7FS-1d`.
    fn link(&self, word: &str, task: TaskId, pace: &Pace) -> Option<(TaskId, LinkType, Lag)> {
        let lags = word.char_indices().filter(|(_, sign)| "+-".contains(*sign)).map(|(at, _)| at).rev();
        let whole = std::iter::once((word, Lag::NONE));
        let split = lags.filter_map(|at| Some((&word[..at], Lag::parse(&word[at..], pace).ok()?)));
        whole.chain(split).find_map(|(head, lag)| {
            let head = head.trim();
            if let Some(first) = self.named(head, task) {
                return Some((first, LinkType::FinishStart, lag));
            }
            let (label, kind) = head.split_at_checked(head.len().checked_sub(2)?)?;
            let link_type = LinkType::of_word(&kind.to_uppercase())?;
            Some((self.named(label.trim(), task)?, link_type, lag))
        })
    }
}

/// What a word in a status column means.
enum Status {
    Column(ColumnId),
    Dropped,
    Unknown,
}

fn name(cell: Cell) -> &'static str {
    super::COLUMNS.iter().find(|column| column.cell == cell).map_or("", |column| column.name)
}

fn is_yes(text: &str) -> bool {
    ["yes", "y", "true", "x", "1", "✔", "✓"].contains(&text.to_lowercase().as_str())
}

fn is_no(text: &str) -> bool {
    ["no", "n", "false", "0"].contains(&text.to_lowercase().as_str())
}

/// The priority that a word or number means; empty is the usual one.
fn priority(text: &str) -> Option<Priority> {
    Some(match squeezed(text).as_str() {
        "p0" | "0" | "critical" | "urgent" | "blocker" | "highest" | "immediate" => Priority::P0,
        "p1" | "1" | "high" | "h" | "major" | "important" => Priority::P1,
        "" | "p2" | "2" | "medium" | "m" | "normal" | "none" | "moderate" => Priority::P2,
        "p3" | "3" | "p4" | "4" | "p5" | "5" | "low" | "l" | "lowest" | "minor" | "trivial" => Priority::P3,
        _ => return None,
    })
}

/// Words separated by spaces; where there are commas or semicolons, those separate and spaces become `-`.
fn tags(text: &str) -> Tags {
    if !text.contains([',', ';']) {
        return Tags::of(text);
    }
    let parts = text.split([',', ';']).map(|part| part.split_whitespace().collect::<Vec<_>>().join("-"));
    Tags::of(&parts.collect::<Vec<_>>().join(" "))
}

fn estimate(text: &str, pace: &Pace, task: &mut Task) -> Result<(), String> {
    if text.is_empty() || text == "1d?" {
        (task.optimistic, task.duration, task.pessimistic) = (None, None, None);
        return Ok(());
    }
    let read = Estimate::parse(text, pace).map_err(|misread| misread.to_string())?;
    (task.optimistic, task.duration, task.pessimistic) = (read.optimistic, Some(read.likely), read.pessimistic);
    Ok(())
}

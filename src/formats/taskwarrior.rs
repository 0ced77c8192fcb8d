//! Taskwarrior’s JSON, both ways: an array of tasks, or one object after another; what goes out, `task import` reads.
//!
//! | Taskwarrior | here |
//! | --- | --- |
//! | `uuid` | source id, or the id of a task that was made here: a second import knows the task by it |
//! | `description` `tags` | title, tags |
//! | `project` | a summary above the task, a level for each dot; with `--projects` the first level is a project |
//! | `status` pending, waiting | the first queue column; the first doing column once it was started |
//! | `status` completed, `end` | the first done column, finished on the day of `end` |
//! | `status` deleted | dropped |
//! | `status` recurring | left out and said: its instances are tasks |
//! | `priority` H, M, none, L | P0, P1, P2, P3: four on either side, in the same order |
//! | `due` `wait` `scheduled` | due, snoozed until, start no earlier than: the local calendar day |
//! | `start` | actual start |
//! | `entry` | captured |
//! | `annotations` | dated paragraphs of the note |
//! | `depends` | finish-to-start links |
//!
//! Out, a summary is no task but the project of those below it; with several projects their keys are the first level.
//! The inbox is pending, what stands in a doing column has a `start`, and so has a done one that was begun on a day
//! before its `end` (Taskwarrior takes the start away when a task is done). Days go out as local midnights.
//!
//! Every other key has no place here, and many fields here have none there, which is said once for each. What the file says wins over what is here, what
//! it does not say stays: tags, dates and texts given here to a task that has none there, its column, its parent.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use serde_json::Value as Json;
use uuid::Uuid;

use self::values::one_line;
use super::tasklist::TaskList;
use super::{Lost, Reading, Wish};
use crate::domain::draft::Moment;
use crate::domain::id::{Id, RecordId};
use crate::domain::names::quoted;
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};
use crate::domain::words;
use crate::schedule::worktime::WorkTime;

mod outline;
mod parse;
mod standing;
mod values;
mod write;

pub(super) use self::write::write;

/// What tasks from here remember as their source.
const SOURCE: &str = "taskwarrior";

/// Reads an export. Errors: what is no export, with its place.
pub(super) fn read(
    bytes: &[u8],
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    moment: &mut Moment,
) -> Result<Reading, Refusal> {
    let items = parse::items(bytes)?;
    let mut import = Import {
        list: TaskList::of(SOURCE, snapshot, wish, moment),
        tops: HashMap::new(),
        summaries: HashMap::new(),
        made: Vec::new(),
        live: HashSet::new(),
        worktimes: HashMap::new(),
        groups: Groups::default(),
        templates: HashSet::new(),
        depends: Vec::new(),
    };
    let mut tasks: Vec<RecordId> = Vec::with_capacity(items.len());
    let mut seen = HashSet::new();
    for (at, item) in items.into_iter().enumerate() {
        let title = item.get("description").and_then(Json::as_str).unwrap_or_default();
        let place = format!("task {} {}", at + 1, quoted(title));
        if let Some(uuid) = item.get("uuid").and_then(Json::as_str).filter(|uuid| !seen.insert((*uuid).to_owned())) {
            import.list.intake.lose(place, format!("{uuid} is there twice: only the first one was taken"));
            continue;
        }
        tasks.extend(import.task(&item, &place)?.map(RecordId::from));
    }
    import.links();
    import.empty_summaries();
    import.say();
    let what = format!("{} from Taskwarrior", words::counted(tasks.len(), "task"));
    Ok(import.list.intake.finish(what, &tasks))
}

/// What a task says of where it stands.
struct Said<'a> {
    status: &'a str,
    end: Option<NaiveDate>,
    started: bool,
    /// Was it imported before?
    known: bool,
}

type Item = BTreeMap<String, Json>;

/// What is said once for many tasks: by place, the reason and the tasks.
#[derive(Default)]
struct Groups(BTreeMap<(String, String), Vec<TaskId>>);

impl Groups {
    fn add(&mut self, place: &str, why: &str, task: TaskId) {
        self.0.entry((place.to_owned(), why.to_owned())).or_default().push(task);
    }

    /// One line for what many tasks have in common.
    fn told(self, plan: &Plan) -> Vec<Lost> {
        let told = |((place, why), tasks): ((String, String), Vec<TaskId>)| {
            let refs: Vec<String> = tasks.iter().take(3).map(|id| plan.task_ref(*id)).collect();
            let more = if tasks.len() > refs.len() { " …" } else { "" };
            let count = words::counted(tasks.len(), "task");
            let why = format!("{why} ({count}: {}{more})", refs.join(", "));
            Lost { place: crate::text::cut(&place, 60).into(), why }
        };
        self.0.into_iter().map(told).collect()
    }
}

struct Import<'a, 'b> {
    list: TaskList<'a, 'b>,
    /// Projects by the first level of Taskwarrior’s.
    tops: HashMap<String, ProjectId>,
    summaries: HashMap<(ProjectId, String), TaskId>,
    /// The summaries made for this import.
    made: Vec<TaskId>,
    /// The summaries with something open under them.
    live: HashSet<TaskId>,
    worktimes: HashMap<ProjectId, WorkTime>,
    groups: Groups,
    templates: HashSet<String>,
    /// Tasks and what they wait for, by their ids there.
    depends: Vec<(TaskId, Vec<String>, String)>,
}

impl Import<'_, '_> {
    /// Takes one task in. Gives its id here, unless it was left out.
    fn task(&mut self, item: &Item, place: &str) -> Result<Option<TaskId>, Refusal> {
        let text = |key: &str| item.get(key).and_then(Json::as_str).unwrap_or_default();
        let (uuid, status) = (text("uuid"), text("status"));
        let title = one_line(text("description"));
        if status == "recurring" {
            self.templates.insert(uuid.to_owned());
            let why = format!("is a template that recurs {}: left out, its instances are tasks", text("recur"));
            self.list.intake.lose(place, why);
            return Ok(None);
        }
        if title.is_empty() {
            self.list.intake.lose(place, "has no description: left out");
            return Ok(None);
        }
        if uuid.is_empty() {
            self.list.intake.lose(place, "has no uuid: a second import makes it anew");
        }
        let known = self.list.known.get(uuid).copied().filter(|_| !uuid.is_empty()).or_else(|| self.own(uuid));
        let before = known.and_then(|id| self.list.intake.draft.plan.get(id)).cloned();
        let mut task = match &before {
            Some(before) => Task::clone(before),
            None => {
                let (project, levels) = self.project(text("project"))?;
                let parent = self.summary(project, &levels);
                self.list.new_task(project, parent, uuid)
            }
        };
        self.list.intake.stood(task.id, place);
        if !uuid.is_empty() {
            self.list.known.insert(uuid.to_owned(), task.id);
        }
        if before.is_some() && item.contains_key("project") {
            self.parent(&mut task, text("project"));
        }
        task.title = title;
        let end = self.day(item, "end", place);
        self.fields(item, &mut task, place);
        let said = Said { status, end, started: item.contains_key("start"), known: before.is_some() };
        self.status(&said, &mut task);
        let (id, above, open) = (task.id, task.parent, task.dropped.is_none());
        self.list.intake.draft.put(task);
        self.note(item, id, place);
        if open {
            self.live.extend(above);
            self.live.extend(self.list.intake.draft.plan.ancestors(id));
        }
        match item.get("depends") {
            None => {}
            Some(Json::String(all)) => {
                let all = all.split(',').map(|uuid| uuid.trim().to_owned()).filter(|uuid| !uuid.is_empty());
                self.depends.push((id, all.collect(), place.to_owned()));
            }
            Some(Json::Array(all)) if all.iter().all(Json::is_string) => {
                let all = all.iter().filter_map(Json::as_str).map(str::to_owned).collect();
                self.depends.push((id, all, place.to_owned()));
            }
            Some(_) => self.list.intake.lose(place, "depends is no list of ids: left out"),
        }
        Ok(Some(id))
    }

    /// The task that was made here and went out with its own id.
    fn own(&self, uuid: &str) -> Option<TaskId> {
        let id = Uuid::parse_str(uuid).ok().filter(|_| !self.list.wish.as_new)?;
        self.list.snapshot.plan.get(Id::<Task>::of(id)).map(|task| task.id)
    }

    fn group(&mut self, place: &str, why: &str, task: TaskId) {
        self.groups.add(place, why, task);
    }

    /// Says what many tasks have in common in one line each.
    fn say(&mut self) {
        let told = std::mem::take(&mut self.groups).told(&self.list.intake.draft.plan);
        told.into_iter().for_each(|Lost { place, why }| self.list.intake.lose(place, why));
    }

    fn worktime(&mut self, project: ProjectId) -> &WorkTime {
        let plan = &self.list.intake.draft.plan;
        self.worktimes.entry(project).or_insert_with(|| plan.worktime(project))
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

//! Taskwarrior’s export in: an array of tasks, or one object after another.
//!
//! | Taskwarrior | here |
//! | --- | --- |
//! | `uuid` | source id: a second import knows the task by it |
//! | `description` `tags` | title, tags |
//! | `project` | a summary above the task, a level for each dot; with `--projects` the first level is a project |
//! | `status` pending, waiting | the first queue column; the first doing column once it was started |
//! | `status` completed, `end` | the first done column, finished on the day of `end` |
//! | `status` deleted | dropped |
//! | `status` recurring | left out and said: its instances are tasks |
//! | `priority` H, M, L | P1, P2, P3 |
//! | `due` `wait` `scheduled` | due, snoozed until, start no earlier than: the local calendar day |
//! | `start` | actual start |
//! | `entry` | captured |
//! | `annotations` | dated paragraphs of the note |
//! | `depends` | finish-to-start links |
//!
//! Every other key has no place here, which is said once for each key. What the file says wins over what is here, what
//! it does not say stays: tags, dates and texts given here to a task that has none there, its column, its parent.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::Value as Json;

use super::tasklist::TaskList;
use super::{Reading, Wish};
use crate::domain::column::{Meaning, Place};
use crate::domain::command::note_of;
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::link::{Link, LinkId, LinkType};
use crate::domain::names::quoted;
use crate::domain::project::{Project, ProjectId};
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Constraint, Note, Priority, Task, TaskId};
use crate::domain::value::{Prose, Tags, year_is_sane};
use crate::domain::words;
use crate::schedule::worktime::WorkTime;

mod parse;

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
        groups: BTreeMap::new(),
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

/// Levels of projects that are told apart.
const DEEPEST: usize = 16;

/// What a task says of where it stands.
struct Said<'a> {
    status: &'a str,
    end: Option<NaiveDate>,
    started: bool,
    /// Was it imported before?
    known: bool,
}

type Item = BTreeMap<String, Json>;

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
    /// What is said once for many tasks: by place, the reason and the tasks.
    groups: BTreeMap<(String, String), Vec<TaskId>>,
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
        let before = self
            .list
            .known
            .get(uuid)
            .filter(|_| !uuid.is_empty())
            .and_then(|id| self.list.intake.draft.plan.get(*id))
            .cloned();
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

    /// Where a project of Taskwarrior’s is here: a project, and the levels of summaries in it.
    fn project(&mut self, path: &str) -> Result<(ProjectId, Vec<String>), Refusal> {
        let mut levels = levels(path);
        if self.list.wish.projects && !levels.is_empty() {
            let top = levels.remove(0);
            return Ok((self.top(&top), levels));
        }
        Ok((self.list.home()?, levels))
    }

    /// The project of a first level: the one imported or called so, or a new one.
    fn top(&mut self, name: &str) -> ProjectId {
        if let Some(known) = self.tops.get(name) {
            return *known;
        }
        let wanted = crate::domain::names::squeezed(name);
        let called = |project: &&std::sync::Arc<Project>| {
            (project.source == SOURCE && project.source_id == name)
                || [&project.key, &project.name].iter().any(|it| crate::domain::names::squeezed(it) == wanted)
        };
        let known = self.list.intake.draft.plan.all::<Project>().find(called).map(|project| project.id);
        let project = known.filter(|_| !self.list.wish.as_new).unwrap_or_else(|| {
            let id = self.list.intake.new_project(name);
            self.list.intake.draft.edit(id, |it: &mut Project| {
                (it.source, it.source_id) = (SOURCE.to_owned(), name.to_owned());
            });
            id
        });
        self.tops.insert(name.to_owned(), project);
        project
    }

    /// The summary of these levels, made where it is not there yet.
    fn summary(&mut self, project: ProjectId, levels: &[String]) -> Option<TaskId> {
        let mut parent = None;
        let mut path = "project:".to_owned();
        for level in levels {
            if !path.ends_with(':') {
                path.push('.');
            }
            path.push_str(level);
            let key = (project, path.clone());
            let known = self.summaries.get(&key).or_else(|| self.list.known.get(&path)).copied();
            let here = |id: &TaskId| self.list.intake.draft.plan.get(*id).is_some_and(|it| it.project == project);
            let id = match known.filter(here) {
                Some(known) => known,
                None => {
                    let summary = Task { title: level.clone(), ..self.list.new_task(project, parent, &path) };
                    let id = summary.id;
                    self.list.intake.draft.put(summary);
                    self.made.push(id);
                    id
                }
            };
            self.summaries.insert(key, id);
            parent = Some(id);
        }
        parent
    }

    /// Follows a task that changed its project there, unless it was put under something else here.
    fn parent(&mut self, task: &mut Task, path: &str) {
        let is_theirs = |id: TaskId| {
            let above = self.list.intake.draft.plan.get(id);
            above.is_some_and(|it| it.source == SOURCE && it.source_id.starts_with("project:"))
        };
        let mut levels = levels(path);
        if !task.parent.is_none_or(is_theirs) || levels.is_empty() {
            return;
        }
        if self.list.wish.projects {
            let top = levels.remove(0);
            if self.top(&top) != task.project {
                return;
            }
        }
        let parent = self.summary(task.project, &levels);
        if parent != task.parent {
            (task.parent, task.rank) = (parent, self.list.intake.behind(task.project, parent));
        }
    }

    /// What is no more than a value. A key without a place is remembered, to be said once.
    fn fields(&mut self, item: &Item, task: &mut Task, place: &str) {
        for (key, value) in item {
            let why = match key.as_str() {
                "uuid" | "description" | "status" | "project" | "end" | "depends" | "annotations" => continue,
                "due" => {
                    task.due = self.day(item, key, place).or(task.due);
                    continue;
                }
                "wait" => {
                    task.snoozed_until = self.day(item, key, place).or(task.snoozed_until);
                    continue;
                }
                "scheduled" => {
                    self.scheduled(item, task, place);
                    continue;
                }
                "start" => {
                    if let Some(day) = self.day(item, key, place) {
                        let at = self.worktime(task.project).first_minute(day).unwrap_or_else(|| day.into());
                        task.actual_start = task.actual_start.filter(|known| known.date() == at.date()).or(Some(at));
                    }
                    continue;
                }
                "entry" => {
                    task.captured = self.instant(item, key, place).or(task.captured);
                    continue;
                }
                "priority" => match value.as_str() {
                    Some("H") => {
                        task.priority = Priority::P1;
                        continue;
                    }
                    Some("M") => {
                        task.priority = Priority::P2;
                        continue;
                    }
                    Some("L") => {
                        task.priority = Priority::P3;
                        continue;
                    }
                    _ => format!("{} is none of H, M and L", shown(value)),
                },
                "tags" => match value.as_array() {
                    Some(all) if all.iter().all(Json::is_string) => {
                        let all: Vec<&str> = all.iter().filter_map(Json::as_str).collect();
                        task.tags = Tags::of(&all.join(" "));
                        continue;
                    }
                    _ => format!("{} is no list of tags", shown(value)),
                },
                "id" => "the numbers of Taskwarrior’s list stay there: refs take their place".to_owned(),
                "urgency" => "is computed by Taskwarrior, not here".to_owned(),
                "modified" => "has no place: history begins with this import".to_owned(),
                "until" => "has no place: nothing expires here".to_owned(),
                "recur" | "mask" | "imask" | "parent" | "rtype" | "last" | "template" => {
                    "recurrence is not carried: each instance is a task of its own".to_owned()
                }
                _ => "is no field of milepost (one defined by the user): left out".to_owned(),
            };
            self.group(key, why, task.id);
        }
    }

    fn scheduled(&mut self, item: &Item, task: &mut Task, place: &str) {
        let Some(day) = self.day(item, "scheduled", place) else { return };
        let at = self.worktime(task.project).first_minute(day).unwrap_or_else(|| day.into());
        let constraint = Constraint::start_no_earlier(at);
        let same = |it: &Constraint| it.kind == constraint.kind && it.at.is_some_and(|it| it.date() == at.date());
        if !task.constraint.as_ref().is_some_and(same) {
            task.constraint = Some(constraint);
        }
    }

    /// Puts the card where its status says. A known one is moved only where the two disagree.
    fn status(&mut self, said: &Said<'_>, task: &mut Task) {
        let Said { status, end, started, known } = *said;
        let today = self.list.intake.draft.moment.today;
        let plan = &self.list.intake.draft.plan;
        let meaning = task.place.as_ref().and_then(|place| plan.get(place.column)).map(|column| column.meaning);
        let summary = plan.index().is_summary(task.id);
        let day = end.unwrap_or(today);
        match status {
            "deleted" if task.dropped.is_some() => {}
            "deleted" => {
                task.dropped = Some(day);
                let index = self.list.intake.draft.plan.index();
                let links: Vec<LinkId> = index.predecessors(task.id).chain(index.successors(task.id)).collect();
                links.into_iter().for_each(|id| self.list.intake.draft.remove(id));
            }
            "completed" if meaning == Some(Meaning::Done) || summary => task.dropped = None,
            "completed" => {
                let worktime = self.worktime(task.project);
                let first = worktime.first_minute(day).unwrap_or_else(|| day.into());
                let last = worktime.last_minute(day).unwrap_or_else(|| day.into());
                task.actual_start = Some(task.actual_start.unwrap_or(first).min(last));
                task.dropped = None;
                self.place(task, Meaning::Done, day, Some(last));
            }
            _ if known && task.dropped.is_some() => {
                self.group("status", format!("{status} there, dropped here: it stays so"), task.id);
            }
            _ if known && meaning == Some(Meaning::Done) => {
                self.group("status", format!("{status} there, done here: it stays so"), task.id);
            }
            _ if known && (meaning.is_none() || summary) => {}
            _ => {
                if !["pending", "waiting", ""].contains(&status) {
                    self.group("status", format!("“{}” is not known: taken as pending", one_line(status)), task.id);
                }
                let begun = task.actual_start.filter(|_| started && (!known || meaning == Some(Meaning::Queue)));
                match begun {
                    Some(at) => self.place(task, Meaning::Doing, at.date(), None),
                    None if !known => self.place(task, Meaning::Queue, today, None),
                    None => {}
                }
            }
        }
    }

    fn place(&mut self, task: &mut Task, meaning: Meaning, since: NaiveDate, finish: Option<NaiveDateTime>) {
        match self.list.intake.column(task.project, meaning) {
            Some(column) => {
                let rank = self.list.intake.bottom(column);
                task.place = Some(Place { column, rank, since, finish });
            }
            None => {
                let why = format!("there is no column that means {}: it goes to the inbox", meaning.word());
                self.group("status", why, task.id);
            }
        }
    }

    /// Adds the annotations that the note does not have yet.
    fn note(&mut self, item: &Item, task: TaskId, place: &str) {
        let Some(all) = item.get("annotations") else { return };
        let Some(all) = all.as_array() else {
            return self.list.intake.lose(place, "annotations are no list: left out");
        };
        let before = self.list.intake.draft.plan.get(note_of(task)).map(|note| note.text.0.clone()).unwrap_or_default();
        let mut text = before.trim_end().to_owned();
        let mut seen: HashSet<String> = before.split("\n\n").map(|part| part.trim_end().to_owned()).collect();
        for annotation in all {
            let Some(said) = annotation.get("description").and_then(Json::as_str) else {
                self.list.intake.lose(place, format!("{} is no annotation: left out", shown(annotation)));
                continue;
            };
            let day = annotation.get("entry").and_then(Json::as_str).and_then(|text| self.local(text));
            let line = match day {
                Some(at) => format!("{}: {}", at.date(), said.trim()),
                None => said.trim().to_owned(),
            };
            let there = !seen.insert(line.clone()) || line.contains("\n\n") && before.contains(&line);
            if !there && !line.is_empty() {
                if !text.is_empty() {
                    text.push_str("\n\n");
                }
                text.push_str(&line);
            }
        }
        if text != before.trim_end() {
            let id = note_of(task);
            self.list.intake.stood(id, format!("{place}, annotations"));
            self.list.intake.draft.put(Note { id, task, text: Prose(text) });
        }
    }

    /// Makes the links, now that every task is known, and takes away those that are no more there.
    fn links(&mut self) {
        for (task, all, place) in std::mem::take(&mut self.depends) {
            let mut wanted: HashSet<TaskId> = HashSet::new();
            for uuid in &all {
                match self.list.known.get(uuid) {
                    Some(first) => _ = wanted.insert(*first),
                    None if self.templates.contains(uuid) => {
                        self.group("depends", "a link to a recurring template: left out".to_owned(), task);
                    }
                    None => {
                        self.group("depends", "a link to a task that is not in the file: left out".to_owned(), task)
                    }
                }
            }
            let plan = &self.list.intake.draft.plan;
            let dropped = |id: TaskId| plan.get(id).is_some_and(|it| it.dropped.is_some());
            let mut there: HashSet<TaskId> = HashSet::new();
            let mut gone: Vec<LinkId> = Vec::new();
            for link in plan.index().predecessors(task).filter_map(|id| plan.get(id)) {
                let theirs = plan.get(link.predecessor).is_some_and(|it| it.source == SOURCE);
                there.insert(link.predecessor);
                if theirs && link.link_type == LinkType::FinishStart && !wanted.contains(&link.predecessor) {
                    gone.push(link.id);
                }
            }
            let lost = wanted.iter().any(|first| dropped(*first)) || !wanted.is_empty() && dropped(task);
            let mut new: Vec<TaskId> = Vec::new();
            if !dropped(task) {
                new = wanted.iter().copied().filter(|first| !there.contains(first) && !dropped(*first)).collect();
                new.sort_unstable();
            }
            if lost {
                self.group("depends", "a link of a deleted task: left out".to_owned(), task);
            }
            gone.into_iter().for_each(|id| self.list.intake.draft.remove(id));
            for predecessor in new {
                let id = self.list.intake.draft.moment.ids.take();
                self.list.intake.stood(RecordId::from(id), format!("{place}, depends"));
                self.list.intake.draft.put(Link { predecessor, successor: task, ..Link::blank(id) });
            }
        }
    }

    /// Drops the new summaries that have nothing open under them, and takes back those that have again.
    fn empty_summaries(&mut self) {
        let today = self.list.intake.draft.moment.today;
        for id in std::mem::take(&mut self.made) {
            if !self.live.contains(&id) {
                self.list.intake.draft.edit(id, |task: &mut Task| task.dropped = Some(today));
            }
        }
        for id in self.live.drain() {
            if self.list.intake.draft.plan.get(id).is_some_and(|task| task.dropped.is_some()) {
                self.list.intake.draft.edit(id, |task: &mut Task| task.dropped = None);
            }
        }
    }

    fn group(&mut self, place: &str, why: String, task: TaskId) {
        self.groups.entry((place.to_owned(), why)).or_default().push(task);
    }

    /// Says what many tasks have in common in one line each.
    fn say(&mut self) {
        for ((place, why), tasks) in std::mem::take(&mut self.groups) {
            let refs: Vec<String> = tasks.iter().take(3).map(|id| self.list.intake.draft.plan.task_ref(*id)).collect();
            let more = if tasks.len() > refs.len() { " …" } else { "" };
            let count = words::counted(tasks.len(), "task");
            self.list.intake.lose(crate::text::cut(&place, 60), format!("{why} ({count}: {}{more})", refs.join(", ")));
        }
    }

    fn worktime(&mut self, project: ProjectId) -> &WorkTime {
        let plan = &self.list.intake.draft.plan;
        self.worktimes.entry(project).or_insert_with(|| plan.worktime(project))
    }

    /// The local calendar day of a key. A time of day is not carried, which is said once.
    fn day(&mut self, item: &Item, key: &str, place: &str) -> Option<NaiveDate> {
        let at = (self.list.wish.local)(self.instant(item, key, place)?);
        let whole = at.time() == NaiveTime::MIN || at.format("%H:%M:%S").to_string() == "23:59:59";
        if !whole && matches!(key, "due" | "wait" | "scheduled") {
            let id = item.get("uuid").and_then(Json::as_str).and_then(|uuid| self.list.known.get(uuid)).copied();
            let why = "the time of day is not carried, the day is".to_owned();
            self.groups.entry((key.to_owned(), why)).or_default().extend(id);
        }
        Some(at.date())
    }

    fn instant(&mut self, item: &Item, key: &str, place: &str) -> Option<DateTime<Utc>> {
        let value = item.get(key)?;
        let read = value.as_str().and_then(instant);
        if read.is_none() {
            self.list.intake.lose(place, format!("{key} {} is no date as 20260312T230000Z: left out", shown(value)));
        }
        read
    }

    fn local(&self, text: &str) -> Option<NaiveDateTime> {
        instant(text).map(|at| (self.list.wish.local)(at))
    }
}

/// An instant as `20260312T230000Z` or in RFC 3339. The first and the last day of time are refused: somewhere they are
/// in the year 0 or 10000.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let at = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").map(|at| at.and_utc()).ok();
    let at = at.or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()))?;
    let day = at.date_naive();
    [day.pred_opt(), day.succ_opt()].into_iter().all(|day| day.is_some_and(year_is_sane)).then_some(at)
}

/// The levels of a project’s name, the deepest ones together.
fn levels(path: &str) -> Vec<String> {
    path.splitn(DEEPEST, '.').map(one_line).filter(|level| !level.is_empty()).collect()
}

/// Text of several lines as one line.
fn one_line(text: &str) -> String {
    let mut line = text.trim().to_owned();
    if line.contains(['\n', '\r']) {
        line = line.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    }
    line
}

fn shown(value: &Json) -> String {
    quoted(value.as_str().unwrap_or(&value.to_string()))
}

#[cfg(test)]
mod tests;

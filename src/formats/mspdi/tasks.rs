//! Tasks: where they stand in the outline, and what the file says of each.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::item::{Item, is_elapsed, is_percent, tenths};
use super::parse::Document;
use super::{Import, SOURCE, called, one_line};
use crate::domain::calendar::CalendarId;
use crate::domain::command::note_of;
use crate::domain::project::Project;
use crate::domain::rank::Rank;
use crate::domain::record::Record;
use crate::domain::span::Span;
use crate::domain::task::{Constraint, ConstraintKind, Note, Priority, Task, TaskId, TaskKind, TaskType};
use crate::domain::value::Prose;

/// A task of the file and what it is here.
pub(super) struct Entry<'a> {
    pub item: &'a Item,
    pub id: TaskId,
    /// That of its ref; of a new task for now.
    number: i64,
    pub place: String,
    /// As it was here before.
    pub before: Option<Arc<Task>>,
    parent: Option<TaskId>,
    rank: Rank,
    /// Does something stand under it?
    pub summary: bool,
}

impl Import<'_, '_> {
    /// Takes the tasks in, in the order of the file.
    pub(super) fn tasks<'d>(&mut self, document: &'d Document) -> Vec<Entry<'d>> {
        let before = &self.intake.draft.before();
        let ours = before.all::<Task>().filter(|it| it.project == self.project && it.source == SOURCE);
        let ours: Vec<(String, uuid::Uuid)> = ours.map(|it| (format!("task {}", it.source_id), it.id.uuid())).collect();
        self.known.extend(ours);
        let mut entries = self.outline(document);
        self.ranks(&mut entries);
        for entry in &entries {
            self.task(entry, document);
        }
        self.custom_fields(document);
        entries
    }

    /// Which tasks there are, and what stands above each: the last one before it with a lower level.
    fn outline<'d>(&mut self, document: &'d Document) -> Vec<Entry<'d>> {
        let mut entries: Vec<Entry<'d>> = Vec::with_capacity(document.tasks.len());
        let mut above: Vec<(i64, usize)> = Vec::new();
        for item in &document.tasks {
            let level = level(item);
            if item.flag("IsNull") || level == 0 {
                if level == 0 && item.text("Notes").is_some() {
                    self.intake.lose("project", "its notes have no place here");
                }
                continue;
            }
            let place = called("task", item);
            if item.flag("ExternalTask") {
                self.intake.lose(place, "is a task of another plan: left out with its links");
                continue;
            }
            let uid = item.int("UID");
            match uid {
                None => self.intake.lose(place.clone(), "has no unique id: a second import makes it anew"),
                Some(uid) if self.tasks.contains_key(&uid) => {
                    self.intake.lose(place, format!("unique id {uid} is there twice: only the first one was taken"));
                    continue;
                }
                Some(_) => {}
            }
            let known = uid.and_then(|uid| self.same::<Task>(item, &uid.to_string()));
            let ours = |id: &TaskId| self.intake.draft.plan.get(*id).filter(|it| it.project == self.project).cloned();
            let before = known.as_ref().and_then(ours);
            let (id, number) = match &before {
                Some(before) => (before.id, before.number),
                None => self.intake.new_task(self.project),
            };
            self.tasks.extend(uid.map(|uid| (uid, id)));
            while above.last().is_some_and(|(other, _)| *other >= level) {
                above.pop();
            }
            let parent = above.last().map(|(_, at)| *at);
            if let Some(at) = parent {
                entries[at].summary = true;
            }
            let parent = parent.map(|at| entries[at].id);
            above.push((level, entries.len()));
            entries.push(Entry { item, id, number, place, before, parent, rank: Rank::default(), summary: false });
        }
        let there: HashSet<TaskId> = entries.iter().map(|entry| entry.id).collect();
        let index = self.intake.draft.plan.index();
        for entry in &mut entries {
            // What was put under it here is still there.
            entry.summary |= entry.before.is_some()
                && index.children(self.project, Some(entry.id)).any(|child| !there.contains(&child));
        }
        entries
    }

    /// Ranks in the order of the file. Those that rise already stay; new tasks go between them.
    fn ranks(&mut self, entries: &mut [Entry<'_>]) {
        let mut families: HashMap<Option<TaskId>, Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            families.entry(entry.parent).or_default().push(at);
        }
        for family in families.into_values() {
            let stays = |entry: &Entry<'_>| {
                let before = entry.before.as_ref().filter(|before| before.parent == entry.parent);
                before.map(|before| before.rank.clone())
            };
            let there: Vec<Rank> = family.iter().filter_map(|at| stays(&entries[*at])).collect();
            let rising = there.is_sorted_by(|a, b| a < b);
            let mut ahead = there.into_iter().filter(|_| rising).peekable();
            let mut last: Option<Rank> = None;
            for at in family {
                let rank = match stays(&entries[at]).filter(|_| rising) {
                    Some(rank) => {
                        ahead.next();
                        rank
                    }
                    None => Rank::between(last.as_ref(), ahead.peek()),
                };
                last = Some(rank.clone());
                entries[at].rank = rank;
            }
        }
    }

    fn task(&mut self, entry: &Entry<'_>, document: &Document) {
        let (item, place) = (entry.item, entry.place.as_str());
        let mut task = match &entry.before {
            Some(before) => Task::clone(before),
            None => Task {
                project: self.project,
                number: entry.number,
                captured: Some(self.intake.draft.moment.now),
                source: SOURCE.to_owned(),
                source_id: item.int("UID").map(|uid| uid.to_string()).unwrap_or_default(),
                ..Task::blank(entry.id)
            },
        };
        self.intake.stood(entry.id, place);
        (task.parent, task.rank) = (entry.parent, entry.rank.clone());
        let title = item.text("Name").map(one_line).filter(|title| !title.is_empty());
        task.title = title.unwrap_or_else(|| {
            self.group("tasks", "a task without a name is called by its number", place);
            format!("Task {}", item.text("ID").or_else(|| item.text("UID")).unwrap_or("without a name"))
        });
        self.length(entry, &mut task, document);
        self.dates(entry, &mut task);
        task.calendar = self.calendar_of(item, place);
        task.ignores_calendars = item.flag("IgnoreResourceCalendar");
        task.inactive = item.text("Active").is_some() && !item.flag("Active");
        self.priority(item, &mut task, place);
        if let Some(url) = item.text("HyperlinkAddress") {
            task.url = one_line(url);
        }
        self.standing(entry, &mut task);
        self.untold_of_task(item, place);
        self.intake.draft.put(task);
        self.note(item, entry.id, place);
    }

    /// Kind, duration, type, work, levelling delay.
    fn length(&mut self, entry: &Entry<'_>, task: &mut Task, document: &Document) {
        let (item, place) = (entry.item, entry.place.as_str());
        let format = item.int("DurationFormat");
        task.manual = item.flag("Manual");
        let told = match task.manual && item.text("ManualDuration").is_some() {
            true => self.minutes(item, "ManualDuration", place),
            false => self.minutes(item, "Duration", place),
        };
        let minutes = told.unwrap_or(0);
        if is_percent(format) {
            self.group("tasks", "a duration in percent is taken as the time that it was", place);
        }
        let day = self.intake.draft.plan.get(self.project).map_or(480, |it: &Arc<Project>| it.minutes_per_day);
        let estimated = item.flag("Estimated");
        let milestone = !entry.summary && item.flag("Milestone") && minutes == 0;
        if item.flag("Milestone") && !entry.summary && !milestone {
            self.group("tasks", "a milestone that lasts is a task here", place);
        }
        task.kind = match task.kind {
            _ if milestone => TaskKind::Milestone,
            TaskKind::Milestone => TaskKind::Task,
            kind => kind,
        };
        let span = Span { minutes, elapsed: is_elapsed(format) };
        let before = task.duration;
        task.duration = match entry.summary {
            // What it was stays for the day when nothing stands under it any more.
            true if !task.manual => before,
            _ if milestone || estimated && span == Span::working(day) => None,
            _ => Some(span),
        };
        if task.duration != before {
            (task.optimistic, task.pessimistic) = (None, None);
        }
        if estimated && task.duration.is_some() && !entry.summary {
            self.group("tasks", "the question mark of an estimated duration is not carried", place);
        }
        let kind = item.int("Type").or_else(|| document.project.int("DefaultTaskType"));
        task.task_type = match kind.unwrap_or(0) {
            1 => TaskType::FixedDuration,
            2 => TaskType::FixedWork,
            _ => TaskType::FixedUnits,
        };
        let work = self.minutes(item, "Work", place).filter(|work| *work > 0);
        if !entry.summary {
            task.work = work;
        }
        let delay = self.value(item, "LevelingDelay", place, "number", super::item::int).filter(|delay| *delay != 0);
        let format = item.int("LevelingDelayFormat").or(Some(8));
        task.levelling_delay = delay.and_then(|delay| tenths(delay, format));
    }

    /// Constraint and due date. A manual task must start on the day told for it.
    fn dates(&mut self, entry: &Entry<'_>, task: &mut Task) {
        let (item, place) = (entry.item, entry.place.as_str());
        let at = self.date(item, "ConstraintDate", place);
        let kind = match item.int("ConstraintType").unwrap_or(0) {
            0 => None,
            1 => Some(ConstraintKind::AsLateAsPossible),
            2 => Some(ConstraintKind::MustStart),
            3 => Some(ConstraintKind::MustFinish),
            4 => Some(ConstraintKind::StartNoEarlier),
            5 => Some(ConstraintKind::StartNoLater),
            6 => Some(ConstraintKind::FinishNoEarlier),
            7 => Some(ConstraintKind::FinishNoLater),
            other => {
                self.intake.lose(place, format!("constraint {other} is not known: left out"));
                None
            }
        };
        task.constraint = match (kind, at) {
            (None, _) => None,
            (Some(ConstraintKind::AsLateAsPossible), _) => {
                Some(Constraint { kind: ConstraintKind::AsLateAsPossible, at: None })
            }
            (Some(kind), Some(at)) => Some(Constraint { kind, at: Some(at) }),
            (Some(_), None) => {
                self.intake.lose(place, "its constraint has no date: left out");
                None
            }
        };
        let start = match item.text("ManualStart").is_some() {
            true => self.date(item, "ManualStart", place),
            // One that has begun keeps its actual start; the start of a summary is that of what stands under it.
            false if entry.summary || item.text("ActualStart").is_some() => None,
            false => self.date(item, "Start", place),
        };
        if let Some(start) = start.filter(|_| task.manual) {
            if task.constraint.is_some() {
                self.group("tasks", "the constraint of a task scheduled by hand is not carried, its start is", place);
            }
            task.constraint = Some(Constraint { kind: ConstraintKind::MustStart, at: Some(start) });
        }
        let due = self.date(item, "Deadline", place);
        if let Some(due) = due {
            let calendar = self.intake.draft.plan.get(self.project).and_then(|it| it.calendar);
            let end = self.worktime(calendar).last_minute(due.date());
            if end.is_some_and(|end| end.date() == due.date() && end > due) {
                self.group("tasks", "a deadline within a day is due at the end of that day", place);
            }
        }
        task.due = due.map(|at| at.date());
    }

    fn calendar_of(&mut self, item: &Item, place: &str) -> Option<CalendarId> {
        let uid = item.int("CalendarUID").filter(|uid| *uid >= 0)?;
        let known = self.calendars.get(&uid).copied();
        if known.is_none() {
            self.intake.lose(place, format!("its calendar {uid} is not in the file: left out"));
        }
        known.flatten()
    }

    /// Ranges become the four priorities; one that stands for the same as before stays.
    fn priority(&mut self, item: &Item, task: &mut Task, place: &str) {
        let Some(told) = self.value(item, "Priority", place, "number", super::item::int) else { return };
        task.priority = match told {
            ..400 => Priority::P3,
            400..600 => Priority::P2,
            600..800 => Priority::P1,
            _ => Priority::P0,
        };
        if told != i64::from(priority_number(task.priority)) {
            let why = format!("priority {told} is {} here", task.priority.word().to_uppercase());
            self.group("tasks", why, place);
        }
    }

    fn note(&mut self, item: &Item, task: TaskId, place: &str) {
        let Some(text) = item.text("Notes") else { return };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let id = note_of(task);
        if self.intake.draft.plan.get(id).is_none_or(|note| note.text.0.trim() != text.trim()) {
            self.intake.stood(id, format!("{place}, notes"));
            self.intake.draft.put(Note { id, task, text: Prose(text) });
        }
    }
}

/// The number that stands for a priority in the format.
pub(super) fn priority_number(priority: Priority) -> u16 {
    match priority {
        Priority::P0 => 900,
        Priority::P1 => 700,
        Priority::P2 => 500,
        Priority::P3 => 300,
    }
}

/// How deep a task stands, from 1; 0 is the project’s own summary.
fn level(item: &Item) -> i64 {
    let number = || {
        let number = item.text("OutlineNumber")?;
        Some(if number == "0" { 0 } else { 1 + number.matches('.').count() as i64 })
    };
    let level = item.int("OutlineLevel").or_else(number);
    let project = item.int("UID") == Some(0) && item.int("ID") == Some(0);
    level.unwrap_or(if project { 0 } else { 1 }).max(0)
}

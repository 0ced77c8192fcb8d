//! Keys that say no more than a value of a task, days and instants, and the annotations.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::Value as Json;

use super::{Import, Item};
use crate::domain::command::note_of;
use crate::domain::names::quoted;
use crate::domain::project::ProjectId;
use crate::domain::task::{Constraint, Note, Priority, Task, TaskId};
use crate::domain::value::{Prose, Tags, year_is_sane};

impl Import<'_, '_> {
    /// What is no more than a value. A key without a place is remembered, to be said once.
    pub(super) fn fields(&mut self, item: &Item, task: &mut Task, place: &str) {
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
                        let at = self.morning(task.project, day);
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
                        task.priority = Priority::P0;
                        continue;
                    }
                    Some("M") => {
                        task.priority = Priority::P1;
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
            self.group(key, &why, task.id);
        }
    }

    fn scheduled(&mut self, item: &Item, task: &mut Task, place: &str) {
        let Some(day) = self.day(item, "scheduled", place) else { return };
        let at = self.morning(task.project, day);
        let constraint = Constraint::start_no_earlier(at);
        let same = |it: &Constraint| it.kind == constraint.kind && it.at.is_some_and(|it| it.date() == at.date());
        if !task.constraint.as_ref().is_some_and(same) {
            task.constraint = Some(constraint);
        }
    }

    /// When work begins on a day; midnight of one without work, so that it stays that day.
    fn morning(&mut self, project: ProjectId, day: NaiveDate) -> NaiveDateTime {
        let first = self.worktime(project).first_minute(day);
        first.filter(|at| at.date() == day).unwrap_or_else(|| day.into())
    }

    /// Adds the annotations that the note does not have yet.
    pub(super) fn note(&mut self, item: &Item, task: TaskId, place: &str) {
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
            let told = seen.contains(said.trim()) || line.contains("\n\n") && before.contains(&line);
            let there = told || !seen.insert(line.clone());
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

    /// The local calendar day of a key. A time of day is not carried, which is said once.
    pub(super) fn day(&mut self, item: &Item, key: &str, place: &str) -> Option<NaiveDate> {
        let at = (self.list.wish.local)(self.instant(item, key, place)?);
        let whole = at.time() == NaiveTime::MIN || at.format("%H:%M:%S").to_string() == "23:59:59";
        if !whole && matches!(key, "due" | "wait" | "scheduled") {
            let id = item.get("uuid").and_then(Json::as_str).and_then(|uuid| self.list.known.get(uuid)).copied();
            let why = "the time of day is not carried, the day is";
            id.into_iter().for_each(|id| self.group(key, why, id));
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
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let at = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").map(|at| at.and_utc()).ok();
    let at = at.or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()))?;
    let day = at.date_naive();
    [day.pred_opt(), day.succ_opt()].into_iter().all(|day| day.is_some_and(year_is_sane)).then_some(at)
}

/// Text of several lines as one line.
pub(super) fn one_line(text: &str) -> String {
    let mut line = text.trim().to_owned();
    if line.contains(['\n', '\r']) {
        line = line.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    }
    line
}

fn shown(value: &Json) -> String {
    quoted(value.as_str().unwrap_or(&value.to_string()))
}

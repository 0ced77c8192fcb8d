//! Cells that say no more than a value of a task: what stands in them in other programs too.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::cells::Cell;
use super::super::dates::{self};
use super::Import;
use crate::domain::command::note_of;
use crate::domain::names::{quoted, squeezed};
use crate::domain::project::ProjectId;
use crate::domain::recurrence::Recurrence;
use crate::domain::span::{Estimate, Pace};
use crate::domain::task::{Constraint, Note, Priority, Task, TaskId, TaskKind};
use crate::domain::value::{FieldType, Prose, Tags, Value};

impl Import<'_, '_> {
    /// Sets what is no more than a value. Errors: why it was left as it is.
    pub(super) fn field(&mut self, at: Cell, text: &str, task: &mut Task) -> Result<(), String> {
        let day = |text: &str| match text {
            "" => Ok(None),
            text => dates::day(text, self.order).map(Some),
        };
        let minute = |date: NaiveDate, plan: &crate::domain::plan::Plan| {
            plan.worktime(task.project).first_minute(date).unwrap_or_else(|| date.into())
        };
        if at == Cell::Phase {
            self.list.intake.keep_phase(task.id);
        }
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
            Cell::Recurrence if text.is_empty() => task.recurrence = None,
            Cell::Recurrence => task.recurrence = Some(Recurrence::read(text).map_err(|misread| misread.to_string())?),
            Cell::Until => task.until = day(text)?,
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

    pub(super) fn pace(&self, project: ProjectId) -> Pace {
        self.list.intake.draft.plan.pace(project)
    }

    pub(super) fn note(&mut self, task: TaskId, text: &str, line: u64) {
        let id = note_of(task);
        self.list.intake.stood(id, format!("line {line}, note"));
        match text.is_empty() {
            true => self.list.intake.draft.remove(id),
            false => self.list.intake.draft.put(Note { id, task, text: Prose(text.to_owned()) }),
        }
    }
}

pub(super) fn is_yes(text: &str) -> bool {
    ["yes", "y", "true", "x", "1", "✔", "✓"].contains(&text.to_lowercase().as_str())
}

pub(super) fn is_no(text: &str) -> bool {
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

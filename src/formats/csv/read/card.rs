//! Where the card of a row stands: by its column, its finish or its percent.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::cells::Cell;
use super::super::dates::{self};
use super::Import;
use super::values::{is_no, is_yes};
use crate::domain::column::{ColumnId, Meaning, Place};
use crate::domain::names::{quoted, squeezed};
use crate::domain::project::ProjectId;
use crate::domain::task::Task;

impl Import<'_, '_> {
    /// Puts the card where its column, its finish or its percent say.
    pub(super) fn placed(&mut self, said: &BTreeMap<Cell, String>, new: bool, task: &mut Task) -> Result<(), String> {
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
}

/// What a word in a status column means.
enum Status {
    Column(ColumnId),
    Dropped,
    Unknown,
}

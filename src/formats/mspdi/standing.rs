//! How far a task is: the column of its card, percent, actual dates.

use chrono::{NaiveDate, NaiveDateTime};

use super::Import;
use super::tasks::Entry;
use crate::domain::column::{Meaning, Place};
use crate::domain::task::Task;

impl Import<'_, '_> {
    /// Puts the card where its progress says. A known one is moved only where the two disagree; what is done here stays.
    pub(super) fn standing(&mut self, entry: &Entry<'_>, task: &mut Task) {
        let (item, place) = (entry.item, entry.place.as_str());
        let percent = self.value(item, "PercentComplete", place, "number", super::item::int).unwrap_or(0).clamp(0, 100);
        let begun = self.date(item, "ActualStart", place);
        let ended = self.date(item, "ActualFinish", place);
        if entry.summary {
            if entry.before.is_none() {
                task.place = None;
            }
            return;
        }
        let plan = &self.intake.draft.plan;
        let meaning = task.place.as_ref().and_then(|place| plan.get(place.column)).map(|column| column.meaning);
        let known = entry.before.is_some();
        let done = percent == 100 || ended.is_some();
        if known && task.dropped.is_some() {
            return self.group("tasks", "is dropped here, and stays so", place);
        }
        if known && meaning == Some(Meaning::Done) && !done {
            return self.group("tasks", "is done here and not in the file: it stays so", place);
        }
        let start = begun
            .or_else(|| if done || percent > 0 { item.text("Start").and_then(super::item::date_time) } else { None });
        let today = self.intake.draft.moment.today;
        if done {
            let finish = ended.or_else(|| item.text("Finish").and_then(super::item::date_time));
            let finish = finish.or(start).unwrap_or_else(|| today.and_time(chrono::NaiveTime::MIN));
            task.actual_start = Some(start.unwrap_or(finish).min(finish));
            match &mut task.place {
                Some(place) if meaning == Some(Meaning::Done) => place.finish = Some(finish),
                _ => self.put_in(task, Meaning::Done, finish.date(), Some(finish), place),
            }
            return;
        }
        let same = known && (task.percent, task.actual_start) == (percent, start);
        (task.percent, task.actual_start) = (percent, start);
        match (start, meaning) {
            // In the inbox it stays, and where somebody has put it while the file says nothing new.
            (_, None) if known => {}
            (_, Some(Meaning::Queue | Meaning::Doing)) if same => {}
            (Some(_), Some(Meaning::Doing)) | (None, Some(Meaning::Queue)) => {}
            (Some(at), _) => self.put_in(task, Meaning::Doing, at.date(), None, place),
            (None, _) => self.put_in(task, Meaning::Queue, today, None, place),
        }
    }

    fn put_in(
        &mut self,
        task: &mut Task,
        meaning: Meaning,
        since: NaiveDate,
        finish: Option<NaiveDateTime>,
        place: &str,
    ) {
        match self.intake.column(task.project, meaning) {
            Some(column) => {
                let rank = self.intake.bottom(column);
                task.place = Some(Place { column, rank, since, finish });
            }
            None => {
                let why = format!("there is no column that means {}: it goes to the inbox", meaning.word());
                self.group("tasks", why, place);
                task.place = None;
            }
        }
    }
}

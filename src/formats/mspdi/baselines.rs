//! Baselines, eleven at the most: the one without a number is 0. The format tells neither their names nor when they were
//! saved.

use std::collections::BTreeMap;

use super::item::{Item, date_time, is_elapsed, minutes};
use super::project::scope_of;
use super::tasks::Entry;
use super::{Import, SOURCE};
use crate::domain::baseline::{Baseline, BaselineId, BaselineTask};
use crate::domain::plan::Plan;
use crate::domain::project::Project;
use crate::domain::record::Record;
use crate::domain::span::Span;

/// The numbers there are.
const COUNT: i64 = 11;

/// The baselines of a project with their numbers: the one they came with, else 0 for the one that the project is compared
/// with, else the next free one. Those that find none are left out.
pub(super) fn numbered(plan: &Plan, project: &Project) -> BTreeMap<i64, BaselineId> {
    let scope = format!("{}/", scope_of(project));
    let came = |it: &Baseline| -> Option<i64> {
        let number = it.source_id.strip_prefix(scope.as_str()).filter(|_| it.source == SOURCE)?;
        number.parse().ok().filter(|number| (0..COUNT).contains(number))
    };
    let all: Vec<BaselineId> = plan.baselines(project.id);
    let mut numbers = BTreeMap::new();
    let mut rest = Vec::new();
    for id in all {
        match plan.get(id).and_then(|it| came(it)).filter(|number| !numbers.contains_key(number)) {
            Some(number) => drop(numbers.insert(number, id)),
            None => rest.push(id),
        }
    }
    rest.sort_by_key(|id| Some(*id) != project.baseline);
    for id in rest {
        let first = i64::from(Some(id) != project.baseline);
        if let Some(number) = (first..COUNT).find(|number| !numbers.contains_key(number)) {
            numbers.insert(number, id);
        }
    }
    numbers
}

impl Import<'_, '_> {
    /// Takes the baselines of the tasks in. What a baseline here says of tasks that the file does not have stays.
    pub(super) fn baselines(&mut self, entries: &[Entry<'_>]) {
        let Some(project) = self.intake.draft.plan.get(self.project).cloned() else { return };
        let mut known = match self.wish.as_new {
            true => BTreeMap::new(),
            false => numbered(self.intake.draft.before(), &project),
        };
        for entry in entries {
            for told in entry.item.parts("Baseline") {
                self.baselined(told, entry, &mut known);
            }
        }
        let Some(chosen) = known.first_key_value().map(|(_, id)| *id) else { return };
        if project.baseline.is_none() {
            self.intake.draft.edit(self.project, |it: &mut Project| it.baseline = Some(chosen));
        }
    }

    fn baselined(&mut self, told: &Item, entry: &Entry<'_>, known: &mut BTreeMap<i64, BaselineId>) {
        let number = told.int("Number").unwrap_or(0);
        let name = if number == 0 { "Baseline".to_owned() } else { format!("Baseline {number}") };
        let at = |name| told.text(name).and_then(date_time);
        let (Some(start), Some(finish)) = (at("Start"), at("Finish")) else {
            return self.group("baselines", format!("{name} of tasks has no dates: left out"), entry.place.as_str());
        };
        if !(0..COUNT).contains(&number) {
            return self.group("baselines", format!("there is no {name}: left out"), entry.place.as_str());
        }
        let baseline = *known.entry(number).or_insert_with(|| {
            let id = self.intake.draft.moment.ids.take();
            let source_id = format!("{}/{number}", self.scope);
            let source = SOURCE.to_owned();
            self.intake.draft.put(Baseline { project: self.project, name, source, source_id, ..Baseline::blank(id) });
            self.intake.stood(id, "baselines");
            id
        });
        let elapsed = is_elapsed(told.int("DurationFormat"));
        let duration = told.text("Duration").and_then(minutes).map(|(minutes, _)| Span { minutes, elapsed });
        let work = told.text("Work").and_then(minutes).map(|(work, _)| work).filter(|work| *work != 0);
        let before = self.intake.draft.plan.baselined(baseline, entry.id).cloned();
        let id = before.as_ref().map_or_else(|| self.intake.draft.moment.ids.take(), |it| it.id);
        let part = BaselineTask { baseline, task: entry.id, start, finish, duration, work, ..BaselineTask::blank(id) };
        if before.as_deref() != Some(&part) {
            self.intake.stood(id, format!("{}, baselines", entry.place));
            self.intake.draft.put(part);
        }
        self.intake.draft.edit(baseline, |it: &mut Baseline| {
            it.start = Some(it.start.map_or(start, |known| known.min(start)));
            it.finish = Some(it.finish.map_or(finish, |known| known.max(finish)));
        });
    }
}

//! Material and cost resources, and what tasks use of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::item::{Item, number};
use super::parse::Document;
use super::tasks::Entry;
use super::{Import, SOURCE, one_line};
use crate::domain::names::quoted;
use crate::domain::plan::Row;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::resource::{Resource, ResourceId, ResourceType, ResourceUse};
use crate::domain::task::TaskId;
use crate::domain::value::Money;
use crate::domain::words::money;

/// Is it material or a cost, not somebody who works?
pub(super) fn is_thing(item: &Item) -> bool {
    item.flag("IsCostResource") || item.int("Type").is_some_and(|kind| kind != 1)
}

impl Import<'_, '_> {
    /// Takes in what is nobody: known from an earlier import, or new.
    pub(super) fn resource(&mut self, item: &Item, uid: i64, name: &str, place: &str) {
        let known = self.same::<Resource>(item, &uid.to_string());
        let id = known.unwrap_or_else(|| self.intake.draft.moment.ids.take());
        let mut row = match self.intake.draft.plan.get(id) {
            Some(before) => Resource::clone(before),
            None => Resource {
                source: SOURCE.to_owned(),
                source_id: format!("{}/{uid}", self.scope),
                ..Resource::blank(id)
            },
        };
        row.name = if name.is_empty() { format!("Resource {uid}") } else { name.to_owned() };
        let is_cost = item.flag("IsCostResource") || item.int("Type") == Some(2);
        row.resource_type = if is_cost { ResourceType::Cost } else { ResourceType::Material };
        row.unit = item.text("MaterialLabel").map_or(row.unit, one_line);
        row.rate = self.rate(item, row.rate, place);
        if item.flag("IsBudget") {
            self.group("resources", "budget resources are resources like the others here", place);
        }
        self.untold_of_resource(item, place);
        self.intake.stood(id, place);
        self.intake.draft.put(row);
        self.resources.insert(uid, id);
    }

    /// What an hour or a unit costs. The format does not tell no rate from a rate of nothing.
    pub(super) fn rate(&mut self, item: &Item, before: Option<Money>, place: &str) -> Option<Money> {
        let Some(told) = self.value(item, "StandardRate", place, "number", number) else { return before };
        let (rate, whole) = hundredths(told);
        if !whole {
            self.group("resources", "rates are rounded to two decimals", place);
        }
        match rate {
            0 => before.filter(|before| *before == Money(0)),
            rate => Some(Money(rate)),
        }
    }

    /// Takes over which task uses how much of what. Errors: more resources of one task than anybody means.
    pub(super) fn uses(&mut self, document: &Document, entries: &[Entry<'_>]) -> Result<(), Refusal> {
        let mut wanted: BTreeMap<(TaskId, ResourceId), ResourceUse> = BTreeMap::new();
        for item in &document.assignments {
            let ends = item.int("TaskUID").zip(item.int("ResourceUID"));
            let ends = ends.and_then(|(task, resource)| {
                self.tasks.get(&task).copied().zip(self.resources.get(&resource).copied())
            });
            let Some((task, resource)) = ends else { continue };
            let row = self.use_of(item, task, resource);
            match wanted.remove(&(task, resource)) {
                None => drop(wanted.insert((task, resource), row)),
                Some(first) => {
                    let place = self.intake.draft.plan.task_ref(task);
                    self.group("assignments", "the same resource twice on a task is put together", place);
                    wanted.insert((task, resource), self.together(first, row));
                }
            }
        }
        self.sums(document, &wanted);
        let rows: Vec<Row> = wanted.values().map(|it| Row::ResourceUse(it.clone().into())).collect();
        self.intake.bound(&rows)?;
        let mut gone = Vec::new();
        for (resource, id) in entries.iter().flat_map(|entry| self.intake.draft.plan.index().uses_of(entry.id)) {
            let plan = &self.intake.draft.plan;
            let from_here = plan.get(resource).is_some_and(|it| it.source == SOURCE);
            let told = plan.get(id).is_some_and(|it| wanted.contains_key(&(it.task, resource)));
            gone.extend((from_here && !told).then_some(id));
        }
        gone.into_iter().for_each(|id| self.intake.draft.remove(id));
        for row in rows {
            if let Row::ResourceUse(it) = &row {
                let place = format!("assignment of {}", self.intake.draft.plan.task_ref(it.task));
                self.intake.stood(row.id(), place);
            }
            self.intake.draft.put_row(row);
        }
        Ok(())
    }

    /// What a task uses of a resource.
    fn use_of(&mut self, item: &Item, task: TaskId, resource: ResourceId) -> ResourceUse {
        let plan = &self.intake.draft.plan;
        let place = format!("assignment of {}", plan.task_ref(task));
        let known =
            plan.index().uses_of(task).find(|(it, _)| *it == resource).and_then(|(_, id)| plan.get(id).cloned());
        let of = plan.get(resource).cloned();
        let id = known.as_ref().map_or_else(|| self.intake.draft.moment.ids.take(), |it| it.id);
        let mut row = ResourceUse { task, resource, ..ResourceUse::blank(id) };
        if of.as_ref().is_some_and(|of| of.resource_type == ResourceType::Material) {
            let told = self.value(item, "Units", &place, "number", number).unwrap_or(1.0);
            // Of what is used by the time, the amount stands as hours of work.
            let by_time = item.text("HasFixedRateUnits").is_some() && !item.flag("HasFixedRateUnits");
            let amount = self.minutes(item, "Work", &place).filter(|_| by_time);
            if amount.is_some() {
                let why = "material that is used by the day or hour is carried as the amount that this makes";
                self.group("assignments", why, place.clone());
            }
            let (units, whole) = amount.map_or_else(|| hundredths(told), |minutes| (minutes * 100 / 60, true));
            row.units = units;
            if !whole {
                self.group("assignments", "amounts of material are rounded to two decimals", place.clone());
            }
        }
        let before = known.and_then(|it| it.cost);
        row.cost = match self.value(item, "Cost", &place, "number", number).map(|cents| Money(cents.round() as i64)) {
            None => before,
            // Nothing, or what the units cost, says no more than the units do.
            Some(told) if before != Some(told) => {
                let counted = of.as_ref().and_then(|of| row.price(of));
                Some(told).filter(|told| *told != Money(0) && Some(*told) != counted)
            }
            told => told,
        };
        let price = of.and_then(|of| row.price(&of)).unwrap_or_default();
        self.actual_cost(item, task, price);
        self.untold_of_assignment(item, task);
        row
    }

    /// Two uses of the same as one.
    fn together(&self, first: ResourceUse, second: ResourceUse) -> ResourceUse {
        let of = self.intake.draft.plan.get(first.resource);
        let price = |it: &ResourceUse| of.and_then(|of| it.price(of)).unwrap_or_default().0;
        let cost = (first.cost.is_some() || second.cost.is_some())
            .then(|| Money(price(&first).saturating_add(price(&second))));
        ResourceUse { units: first.units.saturating_add(second.units), cost, ..first }
    }

    /// Of what it costs as much has been paid as has been done: what the file says otherwise is said.
    fn actual_cost(&mut self, item: &Item, task: TaskId, price: Money) {
        let Some(paid) = item.text("ActualCost").and_then(number) else { return };
        let Some(it) = self.intake.draft.plan.get(task) else { return };
        let expected = price.0 as f64 * self.intake.draft.plan.percent(it) as f64 / 100.0;
        // Percents are whole ones.
        if (paid - expected).abs() > 1.0 + (price.0 as f64).abs() / 100.0 {
            let why = "actual costs of resources are not carried where they are not as far as the task is";
            let task = self.intake.draft.plan.task_ref(task);
            self.group("assignments", why, task);
        }
    }

    /// Says which resources cost more or less than what is used of them.
    fn sums(&mut self, document: &Document, wanted: &BTreeMap<(TaskId, ResourceId), ResourceUse>) {
        let plan = &self.intake.draft.plan;
        let mut sums: HashMap<ResourceId, i64> = HashMap::new();
        for ((_, resource), it) in wanted {
            let price = plan.get(*resource).and_then(|of| it.price(of)).unwrap_or_default();
            let sum = sums.entry(*resource).or_default();
            *sum = sum.saturating_add(price.0);
        }
        let mut seen: HashSet<ResourceId> = HashSet::new();
        for item in &document.resources {
            let id = item.int("UID").and_then(|uid| self.resources.get(&uid).copied());
            let Some(id) = id.filter(|id| seen.insert(*id)) else { continue };
            let told = item.text("Cost").and_then(number).map_or(0, |cost| cost.round() as i64);
            let sum = sums.get(&id).copied().unwrap_or_default();
            if told != 0 && told.abs_diff(sum) > 1 {
                let name = self.intake.draft.plan.get(id).map(|it| quoted(&it.name)).unwrap_or_default();
                let why = format!(
                    "its cost {} is not that of its assignments, {}: theirs is carried",
                    money(told),
                    money(sum)
                );
                self.intake.lose(format!("resource {name}"), why);
            }
        }
    }
}

/// A number in hundredths, and whether that says all of it.
fn hundredths(told: f64) -> (i64, bool) {
    let hundredths = (told * 100.0).round();
    (hundredths as i64, (told * 100.0 - hundredths).abs() < 1e-6)
}

//! Material and cost resources, as Microsoft Project has them beside people: what a task uses up, and what it costs.
//! They work at no time and move no date.

mod uses;

use std::sync::Arc;

pub use self::uses::Use;
use super::id::Id;
use super::plan::Plan;
use super::record::record;
use super::task::TaskId;
use super::value::{Money, choices};
use crate::text;

/// The identity of a resource.
pub type ResourceId = Id<Resource>;
/// The identity of a use of a resource.
pub type ResourceUseId = Id<ResourceUse>;

choices! {
    /// What kind of resource it is; people are records of their own.
    ResourceType { Material = "material", Cost = "cost" }
}

record! {
    /// Something that tasks use up, or a cost that they have.
    Resource {
        /// What it is called.
        name: String,
        /// Material that is counted, or only money.
        resource_type: ResourceType,
        /// What its units are called: tonnes, licences.
        unit: String,
        /// What one unit costs.
        rate: Option<Money>,
        /// Where it was imported from.
        source: String,
        /// Its id there.
        source_id: String,
    }
}

record! {
    /// A task uses a resource.
    ResourceUse {
        /// Which task.
        task: TaskId,
        /// What it uses.
        resource: ResourceId,
        /// How many units of material, in hundredths; of a cost nothing.
        units: i64,
        /// What it costs; none: as many units as there are, at their rate.
        cost: Option<Money>,
    }
}

impl ResourceUse {
    /// How much of what.
    pub fn what(&self) -> Use {
        Use { resource: self.resource, units: self.units, cost: self.cost }
    }

    /// What it costs; none: nobody has said.
    pub fn price(&self, resource: &Resource) -> Option<Money> {
        self.what().price(resource)
    }
}

impl Plan {
    /// What a task uses, by the identity of the resource.
    pub fn uses(&self, task: TaskId) -> impl Iterator<Item = (&Arc<ResourceUse>, &Arc<Resource>)> {
        self.index().uses_of(task).filter_map(|(resource, id)| Some((self.get(id)?, self.get(resource)?)))
    }

    /// What a task uses, in words: `200 pieces “Boxes” (300)`.
    pub fn uses_words(&self, task: TaskId) -> Vec<String> {
        self.used(task).iter().map(|it| self.use_words(it)).collect()
    }
}

fn unit(resource: &Resource) -> String {
    match resource.unit.trim() {
        "" => "units".to_owned(),
        unit => text::visible(unit).into_owned(),
    }
}

/// Hundredths with as many decimals as they need.
pub(super) fn amount(hundredths: i64) -> String {
    let (whole, part) = (hundredths / 100, (hundredths % 100).abs());
    match part {
        0 => whole.to_string(),
        _ => format!("{whole}.{part:02}").trim_end_matches('0').to_owned(),
    }
}

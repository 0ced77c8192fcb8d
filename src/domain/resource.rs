//! Material and cost resources, as Microsoft Project has them beside people: what a task uses up, and what it costs.
//! They work at no time and move no date.

use std::sync::Arc;

use super::id::Id;
use super::names::quoted;
use super::plan::Plan;
use super::record::record;
use super::task::TaskId;
use super::value::{Money, choices};
use super::words;
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
    /// What it costs; none: nobody has said.
    pub fn price(&self, resource: &Resource) -> Option<Money> {
        let counted = |rate: Money| {
            let hundredths = i128::from(self.units) * i128::from(rate.0);
            Money(i64::try_from((hundredths + 50).div_euclid(100)).unwrap_or(i64::MAX))
        };
        let rate = resource.rate.filter(|_| resource.resource_type == ResourceType::Material);
        self.cost.or_else(|| rate.map(counted))
    }
}

impl Plan {
    /// What a task uses, by the identity of the resource.
    pub fn uses(&self, task: TaskId) -> impl Iterator<Item = (&Arc<ResourceUse>, &Arc<Resource>)> {
        self.index().uses_of(task).filter_map(|(resource, id)| Some((self.get(id)?, self.get(resource)?)))
    }

    /// What a task uses, in words: `200 pieces “Boxes” (300.00)`.
    pub fn uses_words(&self, task: TaskId) -> Vec<String> {
        let one = |(it, resource): (&Arc<ResourceUse>, &Arc<Resource>)| {
            let units = match resource.resource_type {
                ResourceType::Material => format!("{} {} ", amount(it.units), unit(resource)),
                ResourceType::Cost => String::new(),
            };
            let price = it.price(resource).map_or(String::new(), |price| format!(" ({})", words::money(price.0)));
            format!("{units}{}{price}", quoted(&resource.name))
        };
        self.uses(task).map(one).collect()
    }
}

fn unit(resource: &Resource) -> String {
    match resource.unit.trim() {
        "" => "units".to_owned(),
        unit => text::visible(unit).into_owned(),
    }
}

/// Hundredths with as many decimals as they need.
fn amount(hundredths: i64) -> String {
    let (whole, part) = (hundredths / 100, (hundredths % 100).abs());
    match part {
        0 => whole.to_string(),
        _ => format!("{whole}.{part:02}").trim_end_matches('0').to_owned(),
    }
}

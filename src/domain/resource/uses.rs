//! What tasks use as people type it: `Boxes 200`, `Boxes 200 =300`, `Travel =450`, several apart by `;`.

use super::{Resource, ResourceId, ResourceType, amount, unit};
use crate::domain::names::{by_beginning, quoted, squeezed};
use crate::domain::plan::Plan;
use crate::domain::refusal::Refusal;
use crate::domain::task::TaskId;
use crate::domain::value::Money;
use crate::domain::words;

/// How much of a resource a task uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Use {
    /// What.
    pub resource: ResourceId,
    /// How many units of material, in hundredths; of a cost none.
    pub units: i64,
    /// What it costs; none: as many units as there are, at their rate.
    pub cost: Option<Money>,
}

impl Plan {
    /// The resource that these words begin. Errors: none, or several.
    pub fn find_resource(&self, words: &str) -> Result<ResourceId, Refusal> {
        let names: Vec<_> = self.all::<Resource>().map(|it| (it.id, it.name.clone())).collect();
        match names.is_empty() {
            true => Err(Refusal::new("there is no resource yet", "add one with: milepost resource add NAME")),
            false => by_beginning(words, "resource", &names),
        }
    }

    /// The resource of exactly this name, but for case and spaces.
    pub fn resource_called(&self, name: &str) -> Option<ResourceId> {
        self.all::<Resource>().find(|it| squeezed(&it.name) == squeezed(name)).map(|it| it.id)
    }

    /// What was typed of what a task uses: a resource and how much of it. Without a number it is one unit. Errors: what
    /// cannot be read.
    pub fn read_use(&self, typed: &str) -> Result<Use, Refusal> {
        let wrong = |what: &str| {
            Refusal::new(
                format!("{} is no amount", quoted(what)),
                "write it as: Boxes 200, or with its cost: Boxes 200 =300",
            )
        };
        let (rest, cost) = match typed.rsplit_once('=') {
            Some((rest, cost)) => (rest, Some(words::hundredths(cost.trim()).ok_or_else(|| wrong(cost))?)),
            None => (typed, None),
        };
        let rest = rest.trim();
        // A name may end in a number of its own.
        let whole = self.resource_called(rest);
        let number = rest.rsplit_once(char::is_whitespace).filter(|_| whole.is_none());
        let number = number.and_then(|(name, number)| Some((name, words::hundredths(number)?)));
        let (name, number) = number.map_or((rest, None), |(name, number)| (name, Some(number)));
        let resource = whole.map_or_else(|| self.find_resource(name), Ok)?;
        let is_cost = self.get(resource).is_some_and(|it| it.resource_type == ResourceType::Cost);
        match (is_cost, number, cost) {
            (true, Some(_), Some(_)) => Err(Refusal::new(
                format!("{} is a cost: it has no units", quoted(name)),
                format!("write only what it costs, as: {name} =300"),
            )),
            (true, number, cost) => Ok(Use { resource, units: 0, cost: cost.or(number).map(Money) }),
            (false, Some(..0), _) => Err(wrong(rest)),
            (false, number, cost) => Ok(Use { resource, units: number.unwrap_or(100), cost: cost.map(Money) }),
        }
    }

    /// The same of several, apart by `;`. Errors: what cannot be read, or one resource twice.
    pub fn read_uses(&self, typed: &str) -> Result<Vec<Use>, Refusal> {
        let mut uses: Vec<Use> = Vec::new();
        for words in typed.split(';').map(str::trim).filter(|words| !words.is_empty()) {
            let one = self.read_use(words)?;
            if uses.iter().any(|known| known.resource == one.resource) {
                let name = self.get(one.resource).map_or(String::new(), |it| quoted(&it.name));
                return Err(Refusal::new(format!("{name} stands twice"), "put the two together"));
            }
            uses.push(one);
        }
        Ok(uses)
    }

    /// What a task uses, as it would be typed.
    pub fn uses_typed(&self, task: TaskId) -> String {
        let one = |it: &Use| {
            let Some(resource) = self.get(it.resource) else { return String::new() };
            let units = match resource.resource_type {
                ResourceType::Material => format!(" {}", amount(it.units)),
                ResourceType::Cost => String::new(),
            };
            let cost = it.cost.map_or(String::new(), |cost| format!(" ={}", words::money(cost.0)));
            format!("{}{units}{cost}", resource.name)
        };
        self.used(task).iter().map(one).collect::<Vec<_>>().join("; ")
    }

    /// How much of what a task uses.
    pub fn used(&self, task: TaskId) -> Vec<Use> {
        self.uses(task).map(|(it, _)| it.what()).collect()
    }

    /// A use in words: `200 pieces “Boxes” (300)`.
    pub fn use_words(&self, it: &Use) -> String {
        let Some(resource) = self.get(it.resource) else { return String::new() };
        let units = match resource.resource_type {
            ResourceType::Material => format!("{} {} ", amount(it.units), unit(resource)),
            ResourceType::Cost => String::new(),
        };
        let price = it.price(resource).map_or(String::new(), |price| format!(" ({})", words::money(price.0)));
        format!("{units}{}{price}", quoted(&resource.name))
    }
}

impl Use {
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

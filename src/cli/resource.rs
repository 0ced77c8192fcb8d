//! `resource add|set|drop|list|use|unuse`: materials and costs, and what tasks use of them.

use clap::{Args, Subcommand};
use serde_json::json;

use super::out::Piece;
use super::session::Session;
use super::stop::{Outcome, Stop};
use super::table::{self, Column, column};
use crate::domain::command::Command;
use crate::domain::plan::{Plan, Row};
use crate::domain::record::Record as _;
use crate::domain::resource::{Resource as Record, ResourceId, ResourceUse};
use crate::domain::value::Money;
use crate::domain::words;

/// Materials and costs of tasks: what they use up, and what it costs
#[derive(Args, Debug)]
pub struct Resource {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    Add(Add),
    Set(Set),
    Drop(Drop),
    List(List),
    Use(Use),
    Unuse(Unuse),
}

/// Add a material, or a cost
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost resource add Boxes --unit pieces --rate 1.50\n  milepost resource add Travel --type cost"
)]
struct Add {
    /// What it is called
    #[arg(required = true)]
    name: Vec<String>,
    #[command(flatten)]
    facts: Facts,
}

/// Change a resource
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost resource set boxes --rate 1.80")]
struct Set {
    /// Which: its name or the beginning of it
    resource: String,
    /// Another name
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    facts: Facts,
}

/// Take a resource that no task uses away
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost resource drop boxes")]
struct Drop {
    /// Which: its name or the beginning of it
    #[arg(required = true)]
    resource: Vec<String>,
}

/// List the resources with what is used of them
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost resource list\n  milepost resource list --json")]
struct List {}

/// Say how much of a resource a task uses, whatever it used of it before
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost resource use WEB-12 boxes 200\n  milepost resource use WEB-12 boxes 200 --cost 250\n  milepost resource use WEB-14 travel --cost 450"
)]
struct Use {
    /// Which task
    #[arg(value_name = "REF")]
    task: String,
    /// Which resource (its name or the beginning of it), and how many units of it: one unless said
    #[arg(required = true, value_name = "NAME [UNITS]")]
    what: Vec<String>,
    /// What it costs in all; of a material as many units as there are at their rate unless said
    #[arg(long, value_name = "AMOUNT")]
    cost: Option<String>,
}

/// Say that a task does not use a resource any more
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost resource unuse WEB-12 boxes")]
struct Unuse {
    /// Which task
    #[arg(value_name = "REF")]
    task: String,
    /// Which resource: its name or the beginning of it
    #[arg(required = true)]
    resource: Vec<String>,
}

#[derive(Args, Debug)]
struct Facts {
    /// What it is: material, which is counted, or cost, which is only money
    #[arg(long = "type", value_name = "TYPE")]
    resource_type: Option<String>,
    /// What its units are called: pieces, licences
    #[arg(long)]
    unit: Option<String>,
    /// What a unit costs; none: nobody has said
    #[arg(long, value_name = "AMOUNT|none")]
    rate: Option<String>,
}

impl Facts {
    fn given(self) -> Vec<(&'static str, String)> {
        let rate = self.rate.map(|typed| if typed.eq_ignore_ascii_case("none") { String::new() } else { typed });
        let all = [("resource_type", self.resource_type), ("unit", self.unit), ("rate", rate)];
        all.into_iter().filter_map(|(name, typed)| Some((name, typed?))).collect()
    }
}

impl Resource {
    /// Adds, changes, drops, lists, or says what a task uses.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            What::Add(it) => it.run(session),
            What::Set(it) => it.run(session),
            What::Drop(it) => {
                let id = session.snapshot()?.plan.find_resource(&it.resource.join(" "))?;
                session.carry_out(&Command::Remove(id.into()))
            }
            What::List(it) => it.run(session),
            What::Use(it) => it.run(session),
            What::Unuse(it) => {
                let task = session.task(&it.task)?;
                let resource = session.snapshot()?.plan.find_resource(&it.resource.join(" "))?;
                session.carry_out(&Command::DoWithout { task, resource })
            }
        }
    }
}

/// A name that no other resource has.
fn free_name(plan: &Plan, name: &str, own: Option<ResourceId>) -> Outcome<String> {
    match plan.resource_called(name).filter(|known| Some(*known) != own) {
        Some(_) => Err(Stop::refused(format!("there is a resource “{}” already", name.trim()), "choose another name")),
        None => Ok(name.trim().to_owned()),
    }
}

impl Add {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        session.open_or_make()?;
        let name = free_name(&session.snapshot()?.plan, &self.name.join(" "), None)?;
        let id = session.moment.ids.take();
        session.make(Row::Resource(Record { name, ..Record::blank(id) }.into()), &self.facts.given())
    }
}

impl Set {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let plan = session.snapshot()?.plan;
        let id = plan.find_resource(&self.resource)?;
        let mut given = self.facts.given();
        if let Some(name) = self.name {
            given.push(("name", free_name(&plan, &name, Some(id))?));
        }
        session.set_fields(id.into(), &given)
    }
}

impl Use {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let task = session.task(&self.task)?;
        let cost = self.cost.map_or(String::new(), |cost| format!(" ={cost}"));
        let what = session.snapshot()?.plan.read_use(&format!("{}{cost}", self.what.join(" ")))?;
        session.carry_out(&Command::Use { task, what })
    }
}

const COLUMNS: [Column; 6] = [
    Column { heading: "resource", right: false, least: Some(12), spare: 0 },
    column("type", 1),
    column("unit", 2),
    Column { heading: "rate", right: true, least: None, spare: 1 },
    Column { heading: "tasks", right: true, least: None, spare: 0 },
    Column { heading: "cost", right: true, least: None, spare: 0 },
];

impl List {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let plan = session.snapshot()?.plan;
        let mut all: Vec<_> = plan.all::<Record>().collect();
        all.sort_by_key(|it| crate::text::fold(&it.name));
        // How many tasks use it, and what that costs as far as is said.
        let used = |resource: &Record| {
            let open = |it: &&std::sync::Arc<ResourceUse>| {
                it.resource == resource.id && plan.get(it.task).is_some_and(|task| task.dropped.is_none())
            };
            let uses: Vec<_> = plan.all::<ResourceUse>().filter(open).collect();
            let cost = uses.iter().filter_map(|it| it.price(resource)).fold(0i64, |sum, it| sum.saturating_add(it.0));
            (uses.len(), Money(cost))
        };
        if session.out.json {
            let money = |it: Money| it.0 as f64 / 100.0;
            let object = |it: &std::sync::Arc<Record>| {
                let (tasks, cost) = used(it);
                json!({
                    "name": it.name, "id": it.id.to_string(), "type": it.resource_type.word(), "unit": it.unit,
                    "rate": it.rate.map(money), "tasks": tasks, "cost": money(cost),
                })
            };
            return session.out.value(&all.into_iter().map(object).collect::<Vec<_>>().into());
        }
        if all.is_empty() {
            return session.out.say("There are no resources yet; add one with: milepost resource add NAME");
        }
        let row = |it: &std::sync::Arc<Record>| -> Vec<Piece> {
            let (tasks, cost) = used(it);
            let rate = it.rate.map_or(String::new(), |rate| words::money(rate.0));
            [&it.name, it.resource_type.word(), &it.unit, &rate, &tasks.to_string(), &words::money(cost.0)]
                .map(Piece::from)
                .into()
        };
        table::write(&mut session.out, &COLUMNS, &all.into_iter().map(row).collect::<Vec<_>>())
    }
}

//! What a register of 10,000 risks costs against one of ten: adding a risk by a line and setting its probability,
//! decided in memory, nothing written.

use std::time::{Duration, Instant};

use anyhow::Context;
use milepost::domain::change::Field;
use milepost::domain::command::Command;
use milepost::domain::id::RecordId;
use milepost::domain::plan::{Kind, Plan, Row, Series};
use milepost::domain::project::{Project, ProjectId};
use milepost::domain::record::Record;
use milepost::domain::risk::Risk;
use milepost::domain::snapshot::Snapshot;
use milepost::domain::value::Value;

use crate::plan as made;
use crate::table::median;

/// Steps that are measured.
const STEPS: usize = 400;

/// With 10,000 risks, and with ten.
pub fn risks() -> anyhow::Result<(Duration, Duration)> {
    Ok((steps(10_000)?, steps(10)?))
}

/// A plan with so many risks in twelve categories.
fn register(count: i64) -> (Snapshot, ProjectId) {
    let mut moment = made::moment(1 << 90);
    let project: ProjectId = moment.ids.take();
    let risk = |number: i64| {
        let category = format!("category-{}", number % 12);
        let (probability, impact) = (Some(number % 5 + 1), Some(number / 5 % 5 + 1));
        let title = format!("Risk number {number} of the register");
        Row::Risk(
            Risk { project, number, title, category, probability, impact, ..Risk::blank(moment.ids.take()) }.into(),
        )
    };
    let rows: Vec<Row> = (1..=count).map(risk).collect();
    let home = Row::Project(Project::new(project, "WEB", "Customer portal", made::today()).into());
    let mut plan = Plan::of(std::iter::once(home).chain(rows), []);
    plan.raise_number(Series { project, kind: Kind::Risk }, count);
    (Snapshot::of(plan, made::today(), None, chrono::Weekday::Mon), project)
}

/// The median of adding one and changing it.
fn steps(count: i64) -> anyhow::Result<Duration> {
    let (mut snapshot, project) = register(count);
    let mut moment = made::moment(1 << 91);
    let probability = Field::named(Kind::Risk, "probability").context("risks have a probability")?;
    let mut times = Vec::new();
    for at in 0..STEPS {
        let of = RecordId { kind: Kind::Risk, id: moment.ids.take::<Risk>().uuid() };
        let line = format!("Vendor API {at} is late prob:4 impact:5 cost:20k days:2/5/15 +category-3 resp:mitigate");
        let add = Command::Register { of, line, said: made::today(), project: Some(project) };
        let set = Command::Set { of, fields: vec![(probability, Value::Int(2))] };
        let begin = Instant::now();
        for command in [add, set] {
            let (_, plan) = snapshot.after(&command, &mut moment).map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
            snapshot.set_plan(plan);
        }
        times.push(begin.elapsed());
    }
    Ok(median(times))
}

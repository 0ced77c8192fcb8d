//! Random wishes: numbers that become commands on whatever plan they meet.

use chrono::{DateTime, Days, NaiveDate, Weekday};
use milepost::domain::baseline::Baseline;
use milepost::domain::change::Field;
use milepost::domain::column::Column;
use milepost::domain::command::Command;
use milepost::domain::draft::Moment;
use milepost::domain::gate;
use milepost::domain::id::{Id, Ids, RecordId};
use milepost::domain::issue::Issue;
use milepost::domain::link::LinkType;
use milepost::domain::person::Person;
use milepost::domain::phase::{Criterion, Decision, Phase};
use milepost::domain::place::Spot;
use milepost::domain::plan::{Kind, Plan, Row};
use milepost::domain::project::Project;
use milepost::domain::rank::Rank;
use milepost::domain::record::Record;
use milepost::domain::risk::{Risk, RiskState};
use milepost::domain::saved_view::{Lanes, Pane, SavedView};
use milepost::domain::snapshot::Snapshot;
use milepost::domain::span::{Lag, Span};
use milepost::domain::task::{Task, TaskId};
use milepost::domain::template::Template;
use milepost::domain::triage::Verdict;
use milepost::domain::value::{FieldType, Value};
use uuid::Uuid;

/// A command to be: which, and numbers that choose among what there is.
pub type Wish = (u8, u16, u16, u16);

/// A Wednesday.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 11).unwrap()
}

/// A moment that depends on nothing outside.
pub fn moment() -> Moment {
    Moment {
        today: today(),
        now: DateTime::from_timestamp(1_773_216_000, 0).unwrap(),
        ids: Ids::from(Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0000)),
        me: None,
        week_start: Weekday::Mon,
    }
}

/// Nothing at all.
pub fn empty() -> Snapshot {
    Snapshot::of(Plan::default(), today(), None, Weekday::Mon)
}

fn pick<R: milepost::domain::plan::Kept>(plan: &Plan, at: u16) -> Option<Id<R>> {
    let count = plan.count(R::KIND);
    (count > 0).then(|| plan.all::<R>().nth(usize::from(at) % count).map(|record| record.id())).flatten()
}

/// The command that a wish becomes here; none where there is nothing it could be about.
pub fn command(plan: &Plan, (which, a, b, c): Wish, moment: &mut Moment) -> Option<Command> {
    if plan.count(Kind::Project) == 0 {
        return Some(Command::NewProject {
            id: moment.ids.take(),
            key: "WEB".into(),
            name: "Customer portal".into(),
            template: Template::standard(),
        });
    }
    let task = |at: u16| pick::<Task>(plan, at);
    let day = today() + Days::new(u64::from(c % 30));
    let set = |id: TaskId, name: &str, value: Value| {
        Some(Command::Set { of: id.into(), fields: vec![(Field::named(Kind::Task, name)?, value)] })
    };
    match which % 35 {
        0..=4 => {
            let column = if a % 3 == 0 { None } else { pick::<Column>(plan, a) };
            let project = column.and_then(|id| plan.get(id)).map(|it| it.project).or_else(|| pick::<Project>(plan, b));
            Some(Command::Capture {
                id: moment.ids.take(),
                line: match c % 8 {
                    0 => format!("Task {c} every:3d due:2026-03-01"),
                    1 => format!("Task {c} every:month do:2026-01-31"),
                    2 => format!("Task {c} again:2d"),
                    _ => format!("Task {c}"),
                },
                said: today(),
                project,
                column,
                parent: None,
                leniently: false,
            })
        }
        5 => Some(Command::NewProject {
            id: moment.ids.take(),
            key: format!("P{}", char::from(b'A' + (a % 4) as u8)),
            name: "Another".into(),
            template: Template::standard(),
        }),
        6 => {
            let handle = ["ana", "bo", "cy", "dee"][usize::from(a % 4)];
            Some(Command::Make(Row::Person(Person::new(moment.ids.take(), handle).into())))
        }
        7 => {
            let project = pick::<Project>(plan, a)?;
            let name = format!("Column {}", b % 5);
            let column =
                Column { project, name, wip_limit: (c % 2 == 0).then_some(1), ..Column::blank(moment.ids.take()) };
            Some(Command::Make(Row::Column(column.into())))
        }
        8..=11 => {
            let task = task(a)?;
            let spots = [Spot::Top, Spot::Bottom, Spot::Above(self::pick(plan, c)?), Spot::Below(self::pick(plan, c)?)];
            Some(Command::Move { task, column: pick(plan, b)?, spot: spots[usize::from(c % 4)], over: c % 5 == 0 })
        }
        12 => {
            Some(Command::Complete { task: task(a)?, finish: (b % 2 == 0).then(|| day.and_hms_opt(17, 0, 0).unwrap()) })
        }
        13 => Some(Command::Drop(task(a)?)),
        14 if c % 3 == 0 => Some(Command::Recur),
        14 => Some(Command::Block { task: task(a)?, reason: "waits for legal".into(), outside: b % 2 == 0 }),
        15 if c % 3 == 0 => {
            let verdict = if b % 2 == 0 { Verdict::Accept } else { Verdict::Plan(day) };
            Some(Command::Triage { task: task(a)?, verdict })
        }
        15 => Some(Command::Unblock(task(a)?)),
        16 => Some(Command::AddNote { of: task(a)?.into(), text: format!("note {b}") }),
        17 => Some(Command::SetNote {
            task: task(a)?,
            text: if b % 3 == 0 { String::new() } else { format!("text {b}") },
        }),
        18 | 19 => Some(Command::Link {
            predecessor: task(a)?,
            successor: task(b)?,
            link_type: LinkType::ALL[usize::from(c % 4)],
            lag: Lag::Span(Span::working(i64::from(c % 3) * 480)),
        }),
        20 => Some(Command::Unlink { predecessor: task(a)?, successor: task(b)? }),
        21 => Some(Command::Assign { task: task(a)?, person: pick(plan, b)?, units: 100 }),
        22 => Some(Command::Under { task: task(a)?, parent: if c % 4 == 0 { None } else { task(b) } }),
        23 => Some(Command::ToProject { task: task(a)?, project: pick(plan, b)? }),
        26..=29 => at_gates(plan, (which % 35, a, b, c), moment),
        30..=33 => in_registers(plan, (which % 35, a, b, c), moment),
        34 => views(plan, (a, b, c), moment),
        24 => match b % 9 {
            6 => Some(Command::Order { task: task(a)?, beside: task(c)?, above: c % 2 == 0 }),
            7 => Some(Command::StartNoEarlier { task: task(a)?, on: day.and_hms_opt(8, 0, 0)? }),
            8 => Some(match c % 2 {
                0 => Command::Begin { task: task(a)?, at: day.and_hms_opt(8, 0, 0)? - Days::new(20) },
                _ => Command::Takes { task: task(a)?, span: Span::working(i64::from(c % 9) * 240) },
            }),
            0 => set(task(a)?, "due", day.to_value()),
            1 => set(task(a)?, "percent", Value::Int(i64::from(c % 104))),
            2 => set(task(a)?, "kind", Value::Text(["task", "milestone", "deliverable"][usize::from(c % 3)].into())),
            3 => set(task(a)?, "duration", Span::working(i64::from(c)).to_value()),
            4 => set(task(a)?, "title", Value::Text(if c % 7 == 0 { String::new() } else { format!("Title {c}") })),
            _ => set(task(a)?, "phase", pick::<milepost::domain::phase::Phase>(plan, c).to_value()),
        },
        _ => match b % 6 {
            0 => Some(Command::Remove(pick::<Column>(plan, a)?.into())),
            1 => Some(Command::Tag { task: task(a)?, tag: format!("tag{}", c % 3), on: c % 2 == 0 }),
            2 => Some(Command::Leave {
                person: pick(plan, a)?,
                first: day,
                last: day + Days::new(2),
                name: "leave".into(),
            }),
            3 => Some(Command::SaveBaseline {
                id: moment.ids.take(),
                project: pick(plan, a)?,
                name: format!("Plan {}", c % 3),
            }),
            4 => Some(match c % 2 {
                0 => Command::Remove(pick::<Baseline>(plan, a)?.into()),
                _ => Command::Set {
                    of: pick::<Project>(plan, a)?.into(),
                    fields: vec![(Field::named(Kind::Project, "baseline")?, pick::<Baseline>(plan, c).to_value())],
                },
            }),
            _ => {
                let column = pick::<Column>(plan, a)?;
                let meaning = Value::Text(["queue", "doing", "done"][usize::from(c % 3)].into());
                Some(Command::Set {
                    of: column.into(),
                    fields: vec![(Field::named(Kind::Column, "meaning")?, meaning)],
                })
            }
        },
    }
}

/// Risks and issues, and what becomes of them.
fn in_registers(plan: &Plan, (which, a, b, c): Wish, moment: &mut Moment) -> Option<Command> {
    let (risk, issue) = (|at: u16| pick::<Risk>(plan, at), |at: u16| pick::<Issue>(plan, at));
    let entry = || if c % 3 == 0 { issue(a).map(RecordId::from) } else { risk(a).map(RecordId::from) };
    let field = |name: &str| Field::named(Kind::Risk, name);
    let step = |number: u16| Value::Int(i64::from(number % 6));
    match (which, b % 6) {
        (30, _) => {
            let kind = if c % 4 == 0 { Kind::Issue } else { Kind::Risk };
            let more =
                ["", " resp:mitigate", " cost:20k days:2/5/15", " +vendor rprob:2", " kind:opportunity", " sev:2"];
            let steps =
                if kind == Kind::Risk { format!(" prob:{} impact:{}", a % 5 + 1, b % 5 + 1) } else { String::new() };
            Some(Command::Register {
                of: RecordId { kind, id: moment.ids.take::<Risk>().uuid() },
                line: format!("Entry {c}{steps}{}", more[usize::from(b % 6)]),
                said: today(),
                project: pick::<Project>(plan, a),
            })
        }
        (31, 0 | 1) => Some(Command::Concern { of: entry()?, task: pick(plan, b)?, on: c % 4 != 1 }),
        (31, 2) => Some(Command::Set { of: risk(a)?.into(), fields: vec![(field("probability")?, step(c))] }),
        (31, 3) => Some(Command::Set { of: risk(a)?.into(), fields: vec![(field("residual_impact")?, step(c))] }),
        (31, 4) => Some(Command::Set {
            of: risk(a)?.into(),
            fields: vec![(field("state")?, Value::Text(RiskState::WORDS[usize::from(c % 4)].into()))],
        }),
        (31, _) => Some(Command::Set {
            of: risk(a)?.into(),
            fields: vec![(field("category")?, Value::Text(["vendor", "data", "two words"][usize::from(c % 3)].into()))],
        }),
        (32, 0 | 1) => {
            let fields = if c % 2 == 0 { Vec::new() } else { vec![(field("impact")?, step(c))] };
            Some(Command::Review { risk: risk(a)?, fields, note: format!("note {c}") })
        }
        (32, 2) => Some(Command::AddNote { of: entry()?, text: format!("note {c}") }),
        (32, 3) => Some(Command::Set {
            of: risk(a)?.into(),
            fields: vec![(field("contingency_plan")?, Value::Text(format!("Plan {c}\nand more")))],
        }),
        (32, _) | (33, 0) => Some(Command::Occur {
            risk: risk(a)?,
            issue: moment.ids.take(),
            task: (c % 2 == 0).then(|| moment.ids.take()),
        }),
        (33, 1) => Some(Command::Close { of: entry()?, reason: format!("reason {c}") }),
        (33, 2) => Some(Command::Escalate { issue: issue(a)?, to: pick(plan, c)? }),
        (33, 3) => Some(Command::Answer { issue: issue(a)?, text: format!("answer {c}") }),
        (_, _) => Some(Command::Remove(entry()?)),
    }
}

/// Filters kept under names, of projects and for all.
fn views(plan: &Plan, (a, b, c): (u16, u16, u16), moment: &mut Moment) -> Option<Command> {
    let project = if a % 3 == 0 { None } else { pick::<Project>(plan, a) };
    let name = ["overdue", "This-Week", "thisweek", "two words"][usize::from(b % 4)].to_owned();
    match c % 5 {
        0 => Some(Command::Remove(pick::<SavedView>(plan, a)?.into())),
        1 => {
            let fields = vec![(Field::named(Kind::SavedView, "name")?, name.to_value())];
            Some(Command::Set { of: pick::<SavedView>(plan, a)?.into(), fields })
        }
        _ => {
            let filters = ["is:overdue sort:due", "@ana or @bo", "is:mine", "in:doing", "is:nothing"];
            let filter = filters[usize::from(c / 5 % 5)].to_owned();
            let (pane, lanes) = (Pane::ALL[usize::from(b / 4 % 6)], Lanes::ALL[usize::from(b / 16 % 4)]);
            Some(Command::SaveView(SavedView { id: moment.ids.take(), project, name, filter, pane, lanes }))
        }
    }
}

/// Phases, criteria and what is decided about them.
fn at_gates(plan: &Plan, (which, a, b, c): Wish, moment: &mut Moment) -> Option<Command> {
    let flag = c % 2 == 0;
    let ahead = || gate::ahead(plan, pick::<Project>(plan, a)?);
    let rank = Rank::between(None, pick::<Phase>(plan, a).and_then(|id| plan.get(id)).map(|it| &it.rank));
    match (which, b % 5) {
        (26 | 27, 0) => {
            Some(Command::GoBack { project: pick(plan, a)?, reason: format!("reason {c}"), by: pick(plan, c) })
        }
        (26 | 27, _) => Some(Command::Decide {
            phase: if c % 7 == 0 { pick(plan, a)? } else { ahead()? },
            decision: Decision::ALL[usize::from(b % 4)],
            conditions: (0..c % 3).map(|at| format!("Condition {at}")).collect(),
            note: if flag { String::new() } else { "as agreed".into() },
            by: pick(plan, c),
            over: flag.then(|| "it has to go on".into()),
        }),
        (28, 0) => {
            let (project, name) = (pick(plan, a)?, format!("Phase {}", c % 6));
            let alongside = if flag { pick(plan, b) } else { None };
            Some(Command::Make(Row::Phase(
                Phase { project, name, rank, alongside, ..Phase::blank(moment.ids.take()) }.into(),
            )))
        }
        (28, 1) => Some(Command::Remove(pick::<Phase>(plan, a)?.into())),
        (28, 2) => Some(Command::Remove(pick::<Criterion>(plan, a)?.into())),
        (28, 3) => {
            let (name, value) =
                if flag { ("alongside", pick::<Phase>(plan, b / 5).to_value()) } else { ("rank", rank.to_value()) };
            let fields = vec![(Field::named(Kind::Phase, name)?, value)];
            Some(Command::Set { of: pick::<Phase>(plan, a)?.into(), fields })
        }
        (28, _) => Some(Command::Accept { task: pick(plan, a)?, on: flag, by: None }),
        (_, 0 | 1) => {
            let rule =
                if flag { String::new() } else { gate::RULES[usize::from(a) % gate::RULES.len()].name.to_owned() };
            let (phase, text) = (ahead()?, format!("Criterion {c}"));
            Some(Command::Make(Row::Criterion(
                Criterion { phase, text, rule, ..Criterion::blank(moment.ids.take()) }.into(),
            )))
        }
        (_, 2) => {
            let rule = Value::Text(["charter", "longest", "none", ""][usize::from(c % 4)].into());
            let fields = vec![(Field::named(Kind::Criterion, "rule")?, rule)];
            Some(Command::Set { of: pick::<Criterion>(plan, a)?.into(), fields })
        }
        (_, _) => Some(Command::Tick { criterion: pick(plan, a)?, on: flag }),
    }
}

//! Phases and the criteria of their gates: added, changed, moved, dropped.

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Args, Subcommand};

use super::{Which, named_or_ahead};
use crate::cli::session::Session;
use crate::cli::stop::Outcome;
use crate::cli::typed::rank_before;
use crate::domain::command::Command;
use crate::domain::gate::{self, Ask, RULES};
use crate::domain::phase::{Criterion as Record, CriterionId, Phase, PhaseId};
use crate::domain::plan::{Plan, Row};
use crate::domain::project::ProjectId;
use crate::domain::rank::Rank;
use crate::domain::record::Record as _;

/// Add a phase, as the last one or before another
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost phase add Pilot --before closure\n  milepost phase add Procurement --alongside execution"
)]
pub(super) struct Add {
    /// Its name
    #[arg(required = true)]
    name: Vec<String>,
    #[command(flatten)]
    facts: Facts,
}

/// Change a phase: its name, its place, what it runs alongside
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost phase set execution --name Build\n  milepost phase set pilot --before closure\n  milepost phase set monitoring --alongside none"
)]
pub(super) struct Set {
    /// Which: its name or the beginning of it
    #[arg(value_name = "PHASE")]
    phase: String,
    /// Another name
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    facts: Facts,
}

/// Take a phase without tasks away, with its criteria
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost phase drop pilot")]
pub(super) struct Drop {
    /// Which: its name or the beginning of it
    #[arg(required = true, value_name = "PHASE")]
    phase: Vec<String>,
}

#[derive(Args, Debug)]
struct Facts {
    /// The phase that comes behind it
    #[arg(long, value_name = "PHASE")]
    before: Option<String>,
    /// The phase that it starts and ends with, and in whose gate its criteria stand; none: it has its own gate
    #[arg(long, value_name = "PHASE|none")]
    alongside: Option<String>,
}

impl Facts {
    fn given(&self) -> Vec<(&'static str, String)> {
        let none = |typed: &String| if typed.eq_ignore_ascii_case("none") { String::new() } else { typed.clone() };
        self.alongside.iter().map(|typed| ("alongside", none(typed))).collect()
    }
}

fn in_order(plan: &Plan, project: ProjectId) -> Vec<(PhaseId, Rank)> {
    plan.phases(project).into_iter().filter_map(|id| Some((id, plan.get(id)?.rank.clone()))).collect()
}

impl Add {
    pub(super) fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let plan = session.snapshot()?.plan;
        let before = self.facts.before.as_ref().map(|words| plan.find_phase(project, words)).transpose()?;
        let rank = rank_before(&in_order(&plan, project), before.as_ref(), None);
        let id: PhaseId = session.moment.ids.take();
        let phase = Phase { project, name: self.name.join(" "), rank, ..Phase::blank(id) };
        session.make(Row::Phase(phase.into()), &self.facts.given())
    }
}

impl Set {
    pub(super) fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let plan = session.snapshot()?.plan;
        let id = plan.find_phase(project, &self.phase)?;
        let mut given = self.facts.given();
        given.extend(self.name.map(|name| ("name", name)));
        let before = self.facts.before.map(|words| plan.find_phase(project, &words)).transpose()?;
        let rank = before.map(|before| rank_before(&in_order(&plan, project), Some(&before), Some(&id)));
        session.set_and_place(id.into(), &given, rank)
    }
}

impl Drop {
    pub(super) fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let id = session.snapshot()?.plan.find_phase(project, &self.phase.join(" "))?;
        session.carry_out(&Command::Remove(id.into()))
    }
}

/// What the gate of a phase asks: criteria to be ticked, or computed by a rule
#[derive(Args, Debug)]
pub(super) struct Criterion {
    #[command(subcommand)]
    what: WhatCriterion,
}

#[derive(Subcommand, Debug)]
enum WhatCriterion {
    Add(AddCriterion),
    Set(SetCriterion),
    Drop(DropCriterion),
}

/// Add a criterion to the gate ahead, or to that of another phase
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost phase criterion add Rollback was rehearsed\n  milepost phase criterion add --of planning --rule \"longest days:5\"\n  milepost phase criterion add --rule no-overdue Nothing is late\n\nThe rules: milepost keys --table rules"
)]
struct AddCriterion {
    /// At the gate of this phase; else at the one ahead
    #[arg(long, value_name = "PHASE")]
    of: Option<String>,
    /// The rule that computes it, with its parameters; else somebody ticks it
    #[arg(long, value_name = "RULE", value_parser = RuleNames)]
    rule: Option<String>,
    /// What must hold; with a rule, other words for what it asks
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    text: Vec<String>,
}

/// Change a criterion of the gate ahead, or of that of another phase
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost phase criterion set 2 --text \"The sponsor has signed\"\n  milepost phase criterion set 3 --rule \"estimates of:next\"\n  milepost phase criterion set 3 --rule none\n  milepost phase criterion set 4 --before 1"
)]
struct SetCriterion {
    /// Its number, as `milepost phase` lists it
    #[arg(value_name = "N")]
    number: usize,
    /// At the gate of this phase; else at the one ahead
    #[arg(long, value_name = "PHASE")]
    of: Option<String>,
    /// What must hold
    #[arg(long)]
    text: Option<String>,
    /// The rule that computes it; none: somebody ticks it
    #[arg(long, value_name = "RULE|none", value_parser = RuleNames)]
    rule: Option<String>,
    /// The number of the criterion that comes behind it
    #[arg(long, value_name = "N")]
    before: Option<usize>,
}

/// Take criteria away
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost phase criterion drop 4")]
struct DropCriterion {
    #[command(flatten)]
    which: Which,
}

/// A rule with its parameters, read by the domain; for help and completion the names of the rules.
#[derive(Clone)]
struct RuleNames;

impl TypedValueParser for RuleNames {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        clap::builder::StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |rule: &'static gate::Rule| PossibleValue::new(rule.name).help(Ask::plain(rule).words());
        Some(Box::new(RULES.iter().map(value)))
    }
}

/// A rule as typed, written as the plan keeps it. Errors: what is wrong with it, and what it can be.
fn rule(typed: &str) -> Outcome<String> {
    if typed.trim().is_empty() || typed.trim().eq_ignore_ascii_case("none") {
        return Ok(String::new());
    }
    Ok(Ask::parse(typed)?.text())
}

/// The criteria of the gate of a phase that stand in its own list, with their ranks.
fn own_criteria(plan: &Plan, phase: PhaseId) -> Vec<(CriterionId, Rank)> {
    let own = gate::criteria(plan, gate::host(plan, phase)).into_iter().filter_map(|id| plan.get(id));
    own.filter(|it| it.phase == phase).map(|it| (it.id, it.rank.clone())).collect()
}

impl Criterion {
    pub(super) fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            WhatCriterion::Add(it) => it.run(session),
            WhatCriterion::Set(it) => it.run(session),
            WhatCriterion::Drop(it) => {
                let criteria = it.which.criteria(session)?;
                session.carry_out_on(&[], criteria.into_iter().map(|id| Command::Remove(id.into())).collect())
            }
        }
    }
}

impl AddCriterion {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let phase = named_or_ahead(session, self.of.as_deref())?;
        let plan = session.snapshot()?.plan;
        let rank = rank_before(&own_criteria(&plan, phase), None, None);
        let rule = self.rule.map_or(Ok(String::new()), |typed| rule(&typed))?;
        let (id, text) = (session.moment.ids.take(), self.text.join(" "));
        session
            .carry_out(&Command::Make(Row::Criterion(Record { phase, rank, text, rule, ..Record::blank(id) }.into())))
    }
}

impl SetCriterion {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let numbers = std::iter::once(self.number).chain(self.before).collect();
        let found = Which { numbers, of: self.of }.criteria(session)?;
        let Some(id) = found.first().copied() else { return Ok(()) };
        let plan = session.snapshot()?.plan;
        let Some(it) = plan.get(id) else { return Ok(()) };
        let rank = found.get(1).map(|before| rank_before(&own_criteria(&plan, it.phase), Some(before), Some(&id)));
        let rule = self.rule.map(|typed| rule(&typed)).transpose()?.map(|rule| ("rule", rule));
        let given: Vec<_> = self.text.map(|text| ("text", text)).into_iter().chain(rule).collect();
        session.set_and_place(id.into(), &given, rank)
    }
}

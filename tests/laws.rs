//! What holds for the domain, whatever is asked of it.
#![allow(clippy::unwrap_used)]

mod support;

use milepost::domain::change::{Line, LineKind, Step};
use milepost::domain::check::check_all;
use milepost::domain::draft::Moment;
use milepost::domain::plan::{Kind, Plan};
use milepost::domain::project::Project;
use milepost::domain::register::{by_category, totals};
use milepost::domain::risk::{Nature, Risk, RiskState};
use milepost::domain::span::Span;
use proptest::prelude::*;
use support::wishes::{Wish, command, empty, moment};
use uuid::Uuid;

fn line(number: i64, step: &Step) -> Line {
    Line {
        number,
        id: Uuid::from_u128(number as u128),
        machine: Uuid::nil(),
        sequence: number,
        clock: number << 16,
        person: None,
        sentence: step.sentence.clone(),
        kind: step.kind,
        changes: step.changes.clone(),
    }
}

/// Carries out the wishes that are not refused; gives the lines and every plan on the way.
fn live(wishes: &[Wish], moment: &mut Moment) -> (Vec<Line>, Vec<Plan>) {
    let (mut snapshot, mut lines) = (empty(), Vec::new());
    // Asked for once, each of these is kept from then on.
    snapshot.plan.tallies();
    snapshot.plan.finished();
    snapshot.plan.baselined_tasks();
    let mut plans = vec![snapshot.plan.clone()];
    for wish in wishes {
        let Some(command) = command(&snapshot.plan, *wish, moment) else { continue };
        let Ok((step, plan)) = snapshot.after(&command, moment) else { continue };
        lines.push(line(lines.len() as i64 + 1, &step));
        snapshot.set_plan(plan);
        plans.push(snapshot.plan.clone());
    }
    (lines, plans)
}

fn rebuilt(plan: &Plan) -> Plan {
    let mut fresh = Plan::default();
    fresh.tallies();
    fresh.finished();
    fresh.baselined_tasks();
    Kind::ALL.iter().rev().flat_map(|kind| plan.rows(*kind)).for_each(|row| fresh.put(row));
    fresh
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    prop::collection::vec(any::<Wish>(), 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_index_is_what_the_tables_imply(wishes in wishes()) {
        let (_, plans) = live(&wishes, &mut moment());
        for plan in plans {
            let fresh = rebuilt(&plan);
            prop_assert_eq!(plan.index(), fresh.index());
            let at_once = Plan::of(Kind::ALL.iter().flat_map(|kind| plan.rows(*kind)), []);
            prop_assert_eq!(plan.index(), at_once.index());
            prop_assert_eq!(plan.tallies(), at_once.tallies());
            prop_assert_eq!(plan.finished(), at_once.finished());
            prop_assert_eq!(plan.tallies(), fresh.tallies());
            prop_assert!(plan == at_once);
        }
    }

    #[test]
    fn scores_and_sums_are_those_of_a_recount(wishes in wishes()) {
        let (_, plans) = live(&wishes, &mut moment());
        for plan in plans {
            for project in plan.all::<Project>() {
                let risks: Vec<&Risk> = plan.all::<Risk>().map(|it| &**it).filter(|it| it.project == project.id).collect();
                let open: Vec<&Risk> = risks.into_iter().filter(|it| [RiskState::Open, RiskState::Responding].contains(&it.state)).collect();
                let totals = totals(&plan, project.id);
                prop_assert_eq!(totals.threats.risks + totals.opportunities.risks, open.len());
                let mut sums = [(0, 0, 0); 2];
                for risk in open {
                    let percent = risk.residual_probability.or(risk.probability).map_or(0, |step| 20 * step - 10);
                    let delay = |span: Option<Span>| span.map_or(0, |it| it.minutes);
                    let (low, likely, high) = (delay(risk.optimistic_delay), delay(risk.delay), delay(risk.pessimistic_delay));
                    let mean = if risk.optimistic_delay.is_some() { (low + 4 * likely + high) / 6 } else { likely };
                    let high = risk.probability.zip(risk.impact).is_some_and(|(probability, impact)| probability * impact >= 12);
                    let sum = &mut sums[usize::from(risk.nature == Nature::Opportunity)];
                    sum.0 += i64::from(high);
                    sum.1 += (risk.cost_impact.map_or(0, |it| it.0) * percent + 50) / 100;
                    sum.2 += (mean * percent + 50) / 100;
                }
                for (sums, said) in sums.iter().zip([totals.threats, totals.opportunities]) {
                    prop_assert_eq!(*sums, (said.high as i64, said.money, said.minutes));
                }
                let in_categories: usize = by_category(&plan, project.id).values().map(|it| it.risks).sum();
                prop_assert_eq!(in_categories, totals.threats.risks);
            }
        }
    }

    #[test]
    fn no_command_breaks_a_rule(wishes in wishes()) {
        let (lines, plans) = live(&wishes, &mut moment());
        for (plan, line) in plans.iter().skip(1).zip(&lines) {
            let findings = check_all(plan);
            prop_assert!(findings.is_empty(), "{}: {:?}", line.sentence, findings);
        }
    }

    #[test]
    fn a_line_says_all_that_a_step_did(wishes in wishes()) {
        let (lines, plans) = live(&wishes, &mut moment());
        let mut followed = Plan::default();
        for (line, plan) in lines.iter().zip(plans.iter().skip(1)) {
            prop_assert!(!line.sentence.is_empty());
            followed.follow(line);
            prop_assert_eq!(&followed, plan);
            prop_assert_eq!(followed.numbers().collect::<Vec<_>>(), plan.numbers().collect::<Vec<_>>());
        }
    }

    #[test]
    fn undo_to_the_beginning_and_redo_to_the_end(wishes in wishes()) {
        let mut moment = moment();
        let (lines, plans) = live(&wishes, &mut moment);
        let mut snapshot = empty();
        snapshot.set_plan(plans[plans.len() - 1].clone());
        let mut undone = Vec::new();
        for (at, made) in lines.iter().enumerate().rev() {
            let (step, plan) = snapshot.answer(made, LineKind::Undo(made.id), &[], &mut moment).unwrap();
            prop_assert_eq!(&plan, &plans[at], "undo of {}", made.sentence);
            undone.push(line(1000 + at as i64, &step));
            snapshot.plan = plan;
        }
        for (at, back) in undone.iter().rev().enumerate() {
            let (_, plan) = snapshot.answer(back, LineKind::Redo(lines[at].id), &[], &mut moment).unwrap();
            prop_assert_eq!(&plan, &plans[at + 1], "redo of {}", back.sentence);
            snapshot.plan = plan;
        }
    }
}

//! What holds of any plan, and the plans of which it once did not.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;
use crate::domain::plan::Kind;
use crate::formats::samples::{self, Choices};

/// Every date, slack and critical mark of the tasks of an export.
fn dates(text: &str) -> Vec<&str> {
    let told = ["Name", "Start", "Finish", "Critical", "LateStart", "LateFinish", "FreeSlack", "TotalSlack"];
    let is_told = |line: &&str| {
        line.strip_prefix("   <").and_then(|it| it.split('>').next()).is_some_and(|it| told.contains(&it))
    };
    text.split("<Tasks>").skip(1).flat_map(str::lines).filter(is_told).collect()
}

/// The first project of a plan goes out and comes in again: into an empty plan, into itself, into the plan it left.
fn goes_out_and_comes_in(plan: &Plan) -> Result<(), TestCaseError> {
    let web = plan.all::<Project>().find(|it| it.key == "WEB").unwrap().id;
    let text = export(plan, Some(web));
    let (_, elsewhere) = import(&text, &Plan::default(), &wish(), 8);
    prop_assert_eq!(check_all(&elsewhere), []);
    let again = export(&elsewhere, None);
    // What the format cannot tell apart is gone after the first time; nothing more goes.
    let (_, twice) = import(&again, &Plan::default(), &wish(), 9);
    let thrice = export(&twice, None);
    prop_assert_eq!(first_difference(&thrice, &again), None);
    let (reading, after) = import(&again, &elsewhere, &wish(), 10);
    prop_assert_eq!((reading.new, reading.changed), (0, 0), "{:?}", reading.rows);
    prop_assert_eq!(after, elsewhere);
    // Into the plan that it left: nothing is lost, and every task is known.
    let (reading, after) = import(&text, plan, &wish(), 11);
    prop_assert_eq!(reading.new, 0);
    for kind in Kind::ALL {
        prop_assert_eq!(after.count(*kind), plan.count(*kind), "{}", kind.word());
    }
    Ok(())
}

/// A plan that keeps to what the format can tell is scheduled the same where it comes in.
fn is_scheduled_as_it_was(mut plan: Plan) -> Result<(), TestCaseError> {
    let web = plan.all::<Project>().find(|it| it.key == "WEB").unwrap().id;
    for task in plan.all::<Task>().cloned().collect::<Vec<_>>() {
        // The format tells no percent without a start, and always when a task scheduled by hand starts.
        let percent = if task.actual_start.is_some() { task.percent } else { 0 };
        let manual = task.manual && task.constraint.is_some_and(|it| it.at.is_some());
        let task = Task { percent, manual, ..Task::clone(&task) };
        plan.put(Task::row(task.into()));
    }
    let text = export(&plan, Some(web));
    let (_, elsewhere) = import(&text, &Plan::default(), &wish(), 8);
    let again = export(&elsewhere, None);
    prop_assert_eq!(dates(&again), dates(&text));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_plan_goes_out_and_comes_in(choices in samples::choices()) {
        goes_out_and_comes_in(&samples::plan(&choices))?;
    }
    #[test]
    fn what_comes_in_is_scheduled_as_what_went_out(choices in samples::choices()) {
        is_scheduled_as_it_was(samples::plan(&choices))?;
    }
}

/// Summaries that had begun as a card, or stand above an inbox alone.
#[test]
fn summaries_that_were_cards_go_out_and_come_in() {
    let plans: [&[(u32, &str)]; 3] = [
        &[(1_229_535_144, "A"), (1_491_229_800, "-")],
        &[(1_379_418_240, "="), (608_059_528, "'"), (1_448_896_300, "+")],
        &[(1_048_296_474, "A"), (700_239_880, "a")],
    ];
    for tasks in plans {
        let tasks = tasks.iter().map(|(number, title)| (*number, (*title).to_owned(), String::new())).collect();
        let plan = samples::plan(&Choices { tasks, links: Vec::new() });
        goes_out_and_comes_in(&plan).unwrap();
        is_scheduled_as_it_was(plan).unwrap();
    }
}

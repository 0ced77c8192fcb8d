//! What a plan of Microsoft Project says with words of its own: resources, constraints, all baselines.

use super::*;
use crate::domain::resource::{Resource, ResourceUse};
use crate::domain::value::Money;

/// A project with a task that uses these resources.
fn using(resources: &str, uses: &str) -> String {
    project(&format!(
        "<Tasks><Task><UID>1</UID><ID>1</ID><Name>Pour</Name><OutlineLevel>1</OutlineLevel></Task></Tasks>\
         <Resources>{resources}</Resources><Assignments>{uses}</Assignments>"
    ))
}

fn used(inside: &str) -> String {
    format!("<Assignment><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID>{inside}</Assignment>")
}

const STEEL: &str = "<Resource><UID>1</UID><ID>1</ID><Name>Steel</Name><Type>0</Type><MaterialLabel>t</MaterialLabel>\
                     <StandardRate>800</StandardRate>COST</Resource>";

#[test]
fn material_and_costs_are_nobody_and_go_both_ways() {
    let (_, plan) = office();
    let pack = task(&plan, "Pack");
    assert_eq!(plan.uses_words(pack.id), ["200 pieces “Boxes” (300)", "“Lorry” (1200)"]);
    assert_eq!(plan.index().people_of(pack.id).count(), 1, "movers only");
    let boxes = plan.all::<Resource>().find(|it| it.name == "Boxes").unwrap();
    assert_eq!((boxes.rate, boxes.unit.as_str()), (Some(Money(150)), "pieces"));
    assert_eq!(plan.all::<ResourceUse>().filter(|it| it.cost.is_none()).count(), 1, "what the units cost is not said");

    let text = export(&plan, None);
    let of = |name: &str, from: &str| {
        let after = text.split(from).find(|it| it.contains(name)).unwrap();
        after.lines().map(str::trim).take_while(|line| !line.starts_with("</")).collect::<Vec<_>>().join("")
    };
    assert!(
        of("<Name>Boxes</Name>", "<Resource>").ends_with(
            "<Name>Boxes</Name><Type>0</Type><IsNull>0</IsNull><MaterialLabel>pieces</MaterialLabel>\
             <StandardRate>1.50</StandardRate><StandardRateFormat>8</StandardRateFormat><IsCostResource>0</IsCostResource>"
        ),
        "{text}"
    );
    assert_eq!(
        of("<ResourceUID>4</ResourceUID>", "<Assignment>"),
        "<UID>5</UID><TaskUID>14</TaskUID><ResourceUID>4</ResourceUID><PercentWorkComplete>0</PercentWorkComplete>\
         <ActualCost>0</ActualCost><ActualWork>PT0H0M0S</ActualWork><Cost>30000</Cost>\
         <HasFixedRateUnits>1</HasFixedRateUnits><FixedMaterial>1</FixedMaterial><RegularWork>PT200H0M0S</RegularWork>\
         <RemainingCost>30000</RemainingCost><RemainingWork>PT200H0M0S</RemainingWork><Units>200.00</Units>\
         <Work>PT200H0M0S</Work>"
    );
}

#[test]
fn resources_follow_their_file() {
    let more = OFFICE.replace("<Cost>120000</Cost><Units>1<", "<Cost>90000</Cost><Units>1<");
    let (_, plan) = office();
    let (reading, after) = import(&more, &plan, &wish(), 8);
    assert_eq!(reading.summary(), "0 new, 1 changed, 6 same");
    assert_eq!(after.uses_words(task(&after, "Pack").id)[1], "“Lorry” (900)");
    let why = "resource “Lorry”: its cost 1200 is not that of its assignments, 900: theirs is carried";
    assert!(lost(&reading).contains(&why.to_owned()), "{:?}", lost(&reading));
    let from = OFFICE.find("<Assignment><UID>6").unwrap();
    let less = format!("{}{}", &OFFICE[..from], &OFFICE[OFFICE[from..].find("</Assignment>").unwrap() + from + 13..]);
    let (_, after) = import(&less, &plan, &wish(), 9);
    assert_eq!((after.all::<ResourceUse>().count(), after.all::<Resource>().count()), (1, 2));
    let as_new = Wish { as_new: true, ..wish() };
    let (_, twice) = import(OFFICE, &plan, &as_new, 10);
    assert_eq!((twice.all::<ResourceUse>().count(), twice.all::<Resource>().count()), (4, 4));
}

#[test]
fn what_is_used_by_the_time_is_an_amount_and_what_is_not_carried_is_said() {
    let steel = STEEL.replace("COST", "<CostPerUse>5</CostPerUse><Cost>200000</Cost>");
    let uses = used(
        "<ActualCost>50000</ActualCost><Cost>200000</Cost><HasFixedRateUnits>0</HasFixedRateUnits>\
                     <Units>0.5</Units><Work>PT2H30M0S</Work>",
    );
    let (reading, plan) = import(&using(&steel, &uses), &Plan::default(), &wish(), 7);
    assert_eq!(plan.uses_words(task(&plan, "Pour").id), ["2.5 t “Steel” (2000)"]);
    assert_eq!(
        lost(&reading),
        [
            "assignments: actual costs of resources are not carried where they are not as far as the task is (PLAN-1)",
            "assignments: material that is used by the day or hour is carried as the amount that this makes \
             (assignment of PLAN-1)",
            "resources: costs per use have no place here (resource 1 “Steel”)",
        ]
    );
    let twice = format!("{}{}", used("<Units>1</Units><Cost>100000</Cost>"), used("<Units>0.255</Units>"));
    let (reading, plan) = import(&using(&STEEL.replace("COST", ""), &twice), &Plan::default(), &wish(), 7);
    assert_eq!(check_all(&plan), []);
    assert_eq!(plan.uses_words(task(&plan, "Pour").id), ["1.26 t “Steel” (1208)"]);
    assert_eq!(
        lost(&reading),
        [
            "assignments: amounts of material are rounded to two decimals (assignment of PLAN-1)",
            "assignments: the same resource twice on a task is put together (PLAN-1)",
        ]
    );
}

#[test]
fn every_constraint_goes_both_ways() {
    let tasks: String = (0..8)
        .map(|kind| {
            let date = if kind > 1 { "<ConstraintDate>2026-03-20T12:00:00</ConstraintDate>" } else { "" };
            format!(
                "<Task><UID>{}</UID><Name>C{kind}</Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration>\
                 <ConstraintType>{kind}</ConstraintType>{date}<Deadline>2026-03-30T17:00:00</Deadline></Task>",
                kind + 1
            )
        })
        .collect();
    let text = project(&format!("<StartDate>2026-03-02T08:00:00</StartDate><Tasks>{tasks}</Tasks>"));
    let (reading, plan) = import(&text, &Plan::default(), &wish(), 7);
    assert_eq!(reading.lost, []);
    let told = |name: &str| said(&task(&plan, name).constraint);
    assert_eq!(
        (0..8).map(|kind| told(&format!("C{kind}"))).collect::<Vec<_>>(),
        [
            "Nothing",
            "as-late-as-possible",
            "must-start-on 2026-03-20T12:00",
            "must-finish-on 2026-03-20T12:00",
            "start-no-earlier-than 2026-03-20T12:00",
            "start-no-later-than 2026-03-20T12:00",
            "finish-no-earlier-than 2026-03-20T12:00",
            "finish-no-later-than 2026-03-20T12:00",
        ]
    );
    let (again, same) = import(&export(&plan, None), &plan, &wish(), 8);
    assert_eq!((again.summary().as_str(), same == plan), ("0 new, 0 changed, 8 same", true));
}

#[test]
fn delays_of_single_assignments_and_inserted_projects_are_said() {
    let people = "<Resource><UID>1</UID><ID>1</ID><Name>Ana</Name><Type>1</Type></Resource>";
    for delay in ["<Delay>4800</Delay>", "<LevelingDelay>4800</LevelingDelay>"] {
        let (reading, plan) = import(&using(people, &used(delay)), &Plan::default(), &wish(), 7);
        assert_eq!(plan.all::<Assignment>().count(), 1);
        assert_eq!(lost(&reading)[1..], ["assignments: delays of single assignments are not carried (PLAN-1)"]);
    }
    let inserted = |what: &str| {
        project(&format!(
            "<Tasks><Task><UID>1</UID><Name>Build</Name><OutlineLevel>1</OutlineLevel>{what}</Task></Tasks>"
        ))
    };
    let named = "<IsSubproject>1</IsSubproject><SubprojectName>C:\\plans\\build.mpp</SubprojectName>";
    for (what, file) in [("<IsSubproject>1</IsSubproject>", ""), (named, " “C:\\plans\\build.mpp”")] {
        let (reading, plan) = import(&inserted(what), &Plan::default(), &wish(), 7);
        assert_eq!(task(&plan, "Build").number, 1);
        let why =
            format!("tasks: the inserted project{file} is a task here: import its file on its own (task 1 “Build”)");
        assert_eq!(lost(&reading), [why]);
    }
}

#[test]
fn a_summary_scheduled_by_hand_keeps_its_dates_both_ways() {
    let dates = "<Manual>1</Manual><ManualStart>2026-03-04T08:00:00</ManualStart>\
                 <ManualFinish>2026-03-06T17:00:00</ManualFinish><ManualDuration>PT24H0M0S</ManualDuration>";
    let text = project(&format!(
        "<StartDate>2026-03-02T08:00:00</StartDate><Tasks>\
         <Task><UID>1</UID><Name>Phase</Name><OutlineLevel>1</OutlineLevel><Summary>1</Summary>{dates}</Task>\
         <Task><UID>2</UID><Name>Dig</Name><OutlineLevel>2</OutlineLevel><Duration>PT80H0M0S</Duration></Task></Tasks>"
    ));
    let (reading, plan) = import(&text, &Plan::default(), &wish(), 7);
    assert_eq!(lost(&reading), Vec::<String>::new());
    let text = export(&plan, None);
    let phase = &text[text.find("<Name>Phase</Name>").unwrap()..text.find("<Name>Dig</Name>").unwrap()];
    for told in ["<Start>2026-03-04T08:00:00</Start>", "<Finish>2026-03-06T17:00:00</Finish>", dates.split_at(18).1] {
        assert!(phase.replace(['\n', ' '], "").contains(told), "{told}: {phase}");
    }
    let (again, same) = import(&text, &plan, &wish(), 8);
    assert_eq!((again.summary().as_str(), same == plan), ("0 new, 0 changed, 2 same", true));
}

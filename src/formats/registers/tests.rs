//! Registers as offices keep them, and what is written read again.

use proptest::prelude::*;

use super::*;
use crate::domain::check::check_all;
use crate::domain::command::Command;
use crate::domain::id::RecordId;
use crate::domain::plan::Plan;
use crate::domain::risk::{Response, Risk, RiskState};
use crate::formats::samples::{moment, snapshot, today, web, wish};
use crate::formats::{Format, Lost};

const BANK: &[u8] = include_bytes!("../../../tests/registers/bank.csv");
const COUNCIL: &[u8] = include_bytes!("../../../tests/registers/council.csv");
const AGENCY: &[u8] = include_bytes!("../../../tests/registers/agency.tsv");

fn empty() -> Snapshot {
    snapshot(web().0)
}

/// Reads, carries out as one step, and takes that step back again: gives the reading and the plan with it.
fn import(bytes: &[u8], before: &Snapshot, wish: &Wish<'_>, first: u128) -> (Reading, Snapshot) {
    let mut at = moment(first);
    let name = register_in(bytes).unwrap();
    let reading = Format::named(name).unwrap().read(bytes, before, wish, &mut at).unwrap();
    let after = match reading.clone().command() {
        Some(command) => snapshot(before.after(&command, &mut at).unwrap().1),
        None => before.clone(),
    };
    assert_eq!(check_all(&after.plan), []);
    (reading, after)
}

fn counts(reading: &Reading) -> (usize, usize, usize) {
    (reading.new, reading.changed, reading.same)
}

fn told(reading: &Reading) -> Vec<String> {
    reading.lost.iter().map(Lost::to_string).collect()
}

fn risks(plan: &Plan) -> Vec<Risk> {
    let project = plan.find_project("WEB").unwrap();
    plan.risks(project).map(|it| Risk::clone(it)).collect()
}

#[test]
fn the_register_of_a_bank_comes_in_whole() {
    let (reading, after) = import(BANK, &empty(), &wish(), 3);
    assert_eq!(counts(&reading), (25, 0, 0));
    assert_eq!(
        reading.how,
        "Read as: No. → id, Category → category, Risk → title, Cause → cause, Likelihood (1-5) → probability, \
         Impact (1-5) → impact, Rating is computed here, Response → response, Action → response_plan, \
         Responsible → owner, Status → state, Review date → review"
    );
    assert_eq!(
        told(&reading),
        [
            "line 1: “Risk register – Customer portal” stands above the columns: left out",
            "line 2: “as of 01.03.2026” stands above the columns: left out",
            "line 5: @ana.novak is a new person",
            "line 6: @b.klein is a new person",
            "line 9: @jose.muller is a new person",
            "line 15: has no title, only “Technical risks”: left out",
            "line 21: repeats the names of the columns: left out",
            "line 33: has no title, only “Total”: left out",
        ]
    );
    let all = risks(&after.plan);
    let (first, third) = (&all[0], &all[2]);
    assert_eq!((first.number, first.title.as_str(), first.category.as_str()), (1, "Vendor API is late", "supplier"));
    assert_eq!((first.probability, first.impact, first.response), (Some(1), Some(4), Some(Response::Mitigate)));
    assert_eq!((&*first.cause, &*first.response_plan), ("because; of this", "Measure 1"));
    assert_eq!(
        (third.state, third.closed, third.review),
        (RiskState::Closed, Some(today()), "2026-04-03".parse().ok())
    );
    assert_eq!(all[1].category, "technology-it");
    let (again, _) = import(BANK, &after, &wish(), 4);
    assert_eq!(counts(&again), (0, 0, 25));
    assert!(again.command().is_none());
}

#[test]
fn the_register_of_a_council_comes_in_whole() {
    let (reading, after) = import(COUNCIL, &empty(), &wish(), 3);
    assert_eq!(counts(&reading), (25, 0, 0));
    assert_eq!(
        told(&reading),
        [
            "file: is not UTF-8: it was read as Windows-1252",
            "column “Sponsor colour”: has no place here: left out",
            "line 2: @zoe is a new person",
            "line 3: @soren is a new person",
            "line 5, probability: “hardly ever” is no step from 1 to 5",
            "line 6: has occurred: it becomes an issue, too",
            "line 9, review: “soon” is no day as 2026-03-12",
            "line 11: has occurred: it becomes an issue, too",
            "line 17: has occurred: it becomes an issue, too",
            "line 22: has occurred: it becomes an issue, too",
            "line 27: has occurred: it becomes an issue, too",
            "line 28: WEB-R3 “Key person leaves during cut-over” is there twice: only the first row was taken",
        ]
    );
    let all = risks(&after.plan);
    assert_eq!((all[4].title.as_str(), all[4].impact), ("Network in the branches is too slow, in short", None));
    assert_eq!((all[3].probability, all[3].state), (None, RiskState::Closed));
    assert_eq!(&*all[5].response_plan, "=cmd|' /C calc'!A0");
    assert_eq!(&*all[0].response_plan, "Measure “1”");
    assert_eq!((all[12].review, all[13].review), ("2026-01-13".parse().ok(), "2026-02-14".parse().ok()));
}

#[test]
fn the_register_of_an_agency_comes_in_whole() {
    let (reading, after) = import(AGENCY, &empty(), &wish(), 3);
    assert_eq!(counts(&reading), (25, 0, 0));
    let told = told(&reading);
    assert_eq!(told[0], "line 1: “REGISTER OF RISKS” stands above the columns: left out");
    assert!(told.contains(&"line 9: has no title, only “see above”: left out".to_owned()), "{told:#?}");
    assert_eq!(told.iter().filter(|line| line.contains("is no state here")).count(), 5);
    assert_eq!(told.iter().filter(|line| line.contains("names more than one")).count(), 5);
    assert_eq!(told.iter().filter(|line| line.contains("schedule_impact")).count(), 1);
    let all = risks(&after.plan);
    let of = |n: usize| (all[n].probability, all[n].impact, all[n].cost_impact.map(|it| it.0));
    assert_eq!(of(0), (Some(1), Some(2), Some(2_000_000)));
    assert_eq!(of(1), (Some(3), Some(5), Some(150_050)));
    assert_eq!(of(2), (Some(2), Some(1), Some(3_000_000)));
    assert_eq!(all[0].residual_probability, Some(1));
    assert_eq!((all[0].category.as_str(), all[4].response), ("legal-compliance", None));
    assert_eq!(&*all[4].response_plan, "Talk to the vendor");
    assert_eq!(all[2].delay.map(|it| it.minutes), Some(10 * 480));
    assert_eq!(counts(&import(AGENCY, &after, &wish(), 4).0), (0, 0, 25));
}

#[test]
fn a_map_overrides_the_guess() {
    let sheet = b"Chance;What;Colour;Likelihood\n4;It rains;red;2\n";
    let read = |map: &str| {
        let wish = Wish { map, ..wish() };
        Format::named("risks").unwrap().read(sheet, &empty(), &wish, &mut moment(3))
    };
    let reading = read("Chance=probability, What=title, Colour=-, Likelihood=-").unwrap();
    assert_eq!((reading.lost.len(), reading.how.as_str()), (0, "Read as: Chance → probability, What → title"));
    assert_eq!(
        read("").unwrap_err().why,
        "no column says what the risks are called, there is Chance, What, Colour, Likelihood"
    );
    assert_eq!(read("What=titel").unwrap_err().to_string(), "no column is called “titel”; did you mean title?");
    assert_eq!(
        read("Where=title").unwrap_err().to_string(),
        "no column of the file is called “where”; there is Chance, What, Colour, Likelihood"
    );
    assert!(read("What").is_err());
}

#[test]
fn three_steps_are_the_first_the_third_and_the_fifth() {
    let steps = |sheet: &str| -> (Vec<(i64, i64)>, String) {
        let (reading, after) = import(sheet.as_bytes(), &empty(), &wish(), 3);
        let of = |it: &Risk| (it.probability.unwrap_or(0), it.impact.unwrap_or(0));
        (risks(&after.plan).iter().map(of).collect(), reading.how)
    };
    let (all, how) = steps("Risk,Likelihood,Impact\na,High,H\nb,Medium,L\nc,,M\n");
    assert_eq!(all, [(5, 5), (3, 1), (0, 3)]);
    assert!(how.ends_with("; low, medium and high are steps 1, 3 and 5 of probability, impact"), "{how}");
    // A word that no three have speaks for five, in all columns.
    let (all, how) = steps("Risk,Likelihood,Impact\na,High,VH\nb,Medium,L\n");
    assert_eq!((all, how.contains("steps 1, 3 and 5")), (vec![(4, 5), (3, 2)], false));
    // So does a number, in its own; one word alone says nothing of how many there are.
    let (all, how) = steps("Risk,Likelihood,Impact\na,High,High\nb,2,High\n");
    assert_eq!((all, how.contains("steps 1, 3 and 5")), (vec![(4, 4), (2, 4)], false));
    // A project with words of its own reads them as its own.
    let (mut here, mut at) = (empty(), moment(8));
    let web = here.plan.find_project("WEB").unwrap();
    let scale = crate::domain::change::Field::named(Kind::Project, "impact_scale").unwrap();
    let words = crate::domain::value::Value::Text("none, low, medium, high, fatal".to_owned());
    let own = Command::Set { of: web.into(), fields: vec![(scale, words)] };
    here.set_plan(here.after(&own, &mut at).unwrap().1);
    let (_, after) = import(b"Risk,Likelihood,Impact\na,High,High\nb,Low,Low\n", &here, &wish(), 3);
    let of = |it: &Risk| (it.probability, it.impact);
    assert_eq!(risks(&after.plan).iter().map(of).collect::<Vec<_>>(), [(Some(5), Some(4)), (Some(1), Some(2))]);
}

#[test]
fn what_has_occurred_becomes_an_issue_once() {
    let sheet =
        b"ID,Risk,Likelihood,Impact,Owner,Status\nR1,Disk is late,M,VH,ana,Realised\nR2,Licence grows,L,L,ana,Open\n";
    let (reading, after) = import(sheet, &empty(), &wish(), 3);
    assert_eq!(told(&reading), ["line 2: @ana is a new person", "line 2: has occurred: it becomes an issue, too"]);
    let web = after.plan.find_project("WEB").unwrap();
    let issues: Vec<_> = after.plan.issues(web).collect();
    let [issue] = issues.as_slice() else { panic!("{issues:?}") };
    let risk = &risks(&after.plan)[0];
    assert_eq!((risk.state, issue.risk, issue.owner), (RiskState::Occurred, Some(risk.id), risk.owner));
    assert_eq!((issue.number, issue.title.as_str(), issue.severity.number()), (1, "Disk is late", 1));
    let (again, same) = import(sheet, &after, &wish(), 4);
    assert_eq!((counts(&again), same.plan.issues(web).count()), ((0, 0, 2), 1));
    // One that occurs later does so then; the issues of the same office do not come a second time.
    let later = String::from_utf8_lossy(sheet).replace("Open", "Occurred");
    let (_, later) = import(later.as_bytes(), &after, &wish(), 5);
    assert_eq!(later.plan.issues(web).count(), 2);
    let mut there = made(&[]);
    for (name, first) in [("risks", 10), ("issues", 11)] {
        let mut at = moment(first);
        let reading = Format::named(name).unwrap().read(&written(&later, name), &there, &wish(), &mut at).unwrap();
        assert_eq!((name, reading.new), (name, if name == "risks" { 2 } else { 0 }));
        if let Some(command) = reading.command() {
            there.set_plan(there.after(&command, &mut at).unwrap().1);
        }
    }
    let web = there.plan.find_project("WEB").unwrap();
    assert_eq!((there.plan.issues(web).count(), check_all(&there.plan)), (2, vec![]));
}

#[test]
fn a_list_of_tasks_is_no_register() {
    let jira = b"Summary,Issue key,Issue Type,Status,Priority,Severity,Resolution\nx,A-1,Bug,Open,High,High,\n";
    assert_eq!(register_in(jira), None);
    assert_eq!(register_in(b"title,due,priority\n"), None);
    assert_eq!(register_in(COUNCIL), Some("risks"));
    assert_eq!(register_in(b""), None);
}

/// A register made by lines.
fn made(lines: &[String]) -> Snapshot {
    let (mut here, mut at) = (empty(), moment(5));
    let project = here.plan.find_project("WEB").ok();
    let person = crate::domain::person::Person::new(at.ids.take(), "ana");
    here.set_plan(here.after(&Command::Make(Row::Person(person.into())), &mut at).unwrap().1);
    for line in lines {
        for kind in [Kind::Risk, Kind::Issue] {
            let of = RecordId { kind, id: at.ids.take::<Risk>().uuid() };
            let command = Command::Register { of, line: line.clone(), said: today(), project };
            if let Ok((_, plan)) = here.after(&command, &mut at) {
                here.set_plan(plan);
            }
        }
    }
    here
}

fn written(here: &Snapshot, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    Format::named(name).unwrap().writer().unwrap()(here, &wish(), &mut bytes).unwrap();
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_exported_is_imported_as_the_same(titles in prop::collection::vec("[-=+@'a-zA-Z][ -~]{0,20}", 1..6), choice in 0usize..64) {
        let words = ["prob:4 impact:5", "cost:20k days:2/5/15", "resp:transfer +vendor", "@ana", "sev:1 due:fri", "cause:\"a, b\" rprob:2"];
        let chosen: Vec<&str> = words.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1).map(|(_, word)| *word).collect();
        let mut lines: Vec<String> = titles.iter().map(|title| format!("{} -- {title}", chosen.join(" "))).collect();
        // What is no word of one register is tried in the other.
        lines.extend(titles.iter().flat_map(|title| words.iter().map(move |word| format!("{word} -- {title}"))));
        let here = made(&lines);
        for (name, kind) in [("risks", Kind::Risk), ("issues", Kind::Issue)] {
            let bytes = written(&here, name);
            let (reading, _) = {
                let mut at = moment(9);
                let reading = Format::named(name).unwrap().read(&bytes, &here, &wish(), &mut at).unwrap();
                (reading, at)
            };
            prop_assert_eq!((reading.new, reading.changed, reading.same), (0, 0, here.plan.count(kind)), "{:?}", reading.lost);
            // Into another file with the same people they come as they are.
            let mut there = made(&[]);
            let mut at = moment(10);
            let reading = Format::named(name).unwrap().read(&bytes, &there, &wish(), &mut at).unwrap();
            if let Some(command) = reading.command() {
                there.set_plan(there.after(&command, &mut at).unwrap().1);
            }
            let texts = |snapshot: &Snapshot| -> Vec<Vec<String>> {
                let skip = [columns::Holds::Id];
                let all = columns::of(kind).filter(|it| it.written() && !skip.contains(&it.holds));
                let all: Vec<_> = all.collect();
                let mut rows: Vec<Row> = snapshot.plan.rows(kind).collect();
                rows.sort_by_key(|row| row.numbered().map(|(_, number)| number));
                rows.iter().map(|row| all.iter().map(|it| columns::cell(&snapshot.plan, row, it.holds)).collect()).collect()
            };
            prop_assert_eq!(texts(&there), texts(&here));
        }
    }

    #[test]
    fn no_sheet_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), cells in prop::collection::vec("[-0-9.,%€/=a-zA-Z ]{0,8}", 0..40)) {
        let _ = register_in(&bytes);
        let names = ["Risk", "Likelihood", "Impact", "Cost", "Delay", "Status", "Owner", "Due", "Response"];
        let mut sheet = names.join(";") + "\n";
        for row in cells.chunks(names.len()) {
            sheet.push_str(&row.join(";"));
            sheet.push('\n');
        }
        for bytes in [bytes, sheet.into_bytes()] {
            for name in ["risks", "issues"] {
                let reading = Format::named(name).unwrap().read(&bytes, &empty(), &wish(), &mut moment(3));
                if let Some(command) = reading.ok().and_then(Reading::command) {
                    prop_assert!(empty().after(&command, &mut moment(4)).is_ok());
                }
            }
        }
    }
}

#[test]
fn a_table_in_markdown_tells_the_risks() {
    let here = made(&["prob:4 impact:5 @ana +vendor -- Vendor | API <b>".to_owned()]);
    let page = String::from_utf8(written(&here, "risks-md")).unwrap();
    assert_eq!(
        page,
        "## Risks of WEB Customer portal\n\n| ref | risk | category | P | I | score | response | owner | state | review |\n\
         | --- | --- | --- | --: | --: | --: | --- | --- | --- | --- |\n\
         | WEB-R1 | Vendor \\| API \\<b\\> | vendor | 4 | 5 | 20 |  | @ana | open | Thu 19 Mar |\n\n"
    );
}

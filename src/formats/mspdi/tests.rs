use super::*;
use crate::domain::calendar::{Calendar, Exception};
use crate::domain::check::check_all;
use crate::domain::column::Meaning;
use crate::domain::link::Link;
use crate::domain::person::{Assignment, Person};
use crate::domain::plan::{Kept, Plan};
use crate::domain::project::{ProgressRule, Project};
use crate::domain::record::Record;
use crate::domain::task::{Note, Task};
use crate::domain::value::{FieldType, Value};
use crate::formats::samples::{moment, snapshot, web, wish};

mod laws;
mod nouns;

const OFFICE: &str = include_str!("tests/office.xml");

/// Imports a text into a plan, as a step would.
fn import(text: &str, into: &Plan, wish: &Wish<'_>, first: u128) -> (Reading, Plan) {
    let mut moment = moment(first);
    let before = snapshot(into.clone());
    let reading = read(text.as_bytes(), &before, wish, &mut moment).unwrap();
    match reading.clone().command() {
        Some(command) => (reading, before.after(&command, &mut moment).unwrap().1),
        None => (reading, before.plan.clone()),
    }
}

fn office() -> (Reading, Plan) {
    import(OFFICE, &Plan::default(), &wish(), 7)
}

fn why(bytes: &[u8]) -> String {
    read(bytes, &snapshot(Plan::default()), &wish(), &mut moment(7)).unwrap_err().why
}

/// `<Project>` around this.
fn project(inside: &str) -> String {
    format!("<Project xmlns=\"http://schemas.microsoft.com/project\"><Title>Plan</Title>{inside}</Project>")
}

fn task<'a>(plan: &'a Plan, title: &str) -> &'a Task {
    plan.all::<Task>().find(|task| task.title == title).unwrap()
}

fn said(value: &impl FieldType) -> String {
    match value.to_value() {
        Value::Text(text) => text,
        other => format!("{other:?}"),
    }
}

fn lost(reading: &Reading) -> Vec<String> {
    reading.lost.iter().map(|lost| format!("{}: {}", lost.place, lost.why)).collect()
}

#[test]
fn a_project_says_what_its_file_says() {
    let (reading, plan) = office();
    assert_eq!(reading.what, "project OFFI with 7 tasks from Microsoft Project");
    assert_eq!(reading.summary(), "7 new, 0 changed, 0 same");
    assert_eq!(check_all(&plan), []);
    let it = plan.all::<Project>().next().unwrap();
    assert_eq!((it.name.as_str(), it.currency.as_str()), ("Office move", "CHF"));
    assert_eq!((said(&it.start), said(&it.status_date)), ("2026-03-02".to_owned(), "2026-03-20".to_owned()));
    assert_eq!((it.minutes_per_day, it.minutes_per_week, it.days_per_month), (450, 2250, 19));
    assert_eq!((it.critical_threshold, it.progress_rule), (450, ProgressRule::AsStored));
    assert_eq!(plan.handle(it.manager.unwrap()), "@ana.de.souza");
    assert_eq!(plan.get(it.calendar.unwrap()).unwrap().name, "Office");
}

#[test]
fn tasks_stand_where_the_outline_puts_them() {
    let (_, plan) = office();
    let project = plan.all::<Project>().next().unwrap().id;
    let titles = |parent| {
        let children = plan.index().children(project, parent).filter_map(|id| plan.get(id));
        children.map(|task| task.title.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(titles(None), ["Prepare", "Pack", "Sign off", "Moving day", "Paint"]);
    assert_eq!(titles(Some(task(&plan, "Prepare").id)), ["Measure the rooms", "Choose a mover"]);
    assert_eq!(task(&plan, "Prepare").duration, None, "what a summary lasts is computed");
}

#[test]
fn tasks_say_what_the_file_says() {
    let (_, plan) = office();
    let meaning = |task: &Task| plan.get(task.place.as_ref().unwrap().column).unwrap().meaning;
    let it = task(&plan, "Measure the rooms");
    assert_eq!((said(&it.duration), said(&it.task_type), it.work), ("900m".into(), "fixed-work".into(), Some(1350)));
    assert_eq!((said(&it.priority), it.url.as_str()), ("p1".into(), "https://example.org/rooms"));
    assert_eq!((meaning(it), said(&it.finish())), (Meaning::Done, "2026-03-03T16:30".into()));
    assert_eq!(plan.all::<Note>().next().unwrap().text.0, "First line\n<second> & last");
    let it = task(&plan, "Choose a mover");
    assert_eq!((meaning(it), it.percent, said(&it.actual_start)), (Meaning::Doing, 25, "2026-03-04T08:00".into()));
    assert_eq!(said(&it.constraint), "finish-no-later-than 2026-03-20T16:30");
    assert_eq!((said(&it.due), it.splits.as_str()), ("2026-03-24".into(), "2026-03-04T16:30/2026-03-10T08:00"));
    let it = task(&plan, "Pack");
    assert_eq!((said(&it.duration), said(&it.constraint)), ("2880em".into(), "as-late-as-possible".into()));
    assert_eq!((said(&it.levelling_delay), it.ignores_calendars), ("1440em".into(), true));
    assert_eq!(plan.get(it.calendar.unwrap()).unwrap().name, "Nights");
    assert_eq!((meaning(it), said(&task(&plan, "Sign off").kind)), (Meaning::Queue, "milestone".into()));
    let it = task(&plan, "Moving day");
    assert_eq!((it.manual, said(&it.duration)), (true, "240m".into()));
    assert_eq!(said(&it.constraint), "must-start-on 2026-03-27T08:00");
    let it = task(&plan, "Paint");
    assert_eq!((it.inactive, it.duration), (true, None), "an estimated day is no estimate");
}

#[test]
fn links_have_their_kind_and_lag() {
    let (_, plan) = office();
    let title = |id| plan.get(id).map_or("", |task: &std::sync::Arc<Task>| &task.title);
    let links = plan.all::<Link>().map(|it| {
        let (first, then) = (title(it.predecessor), title(it.successor));
        format!("{first} {} {} {then}", it.link_type.word(), it.lag.to_file())
    });
    assert_eq!(
        links.collect::<Vec<_>>(),
        [
            "Measure the rooms FS 450m Choose a mover",
            "Choose a mover SS -2880em Pack",
            "Choose a mover FF 50% Pack",
            "Pack SF 0m Sign off"
        ]
    );
}

#[test]
fn calendars_have_weekdays_and_every_day_of_their_exceptions() {
    let (_, plan) = office();
    let of = |name: &str| {
        let calendar = plan.all::<Calendar>().find(|it| it.name == name).unwrap();
        let own = plan.all::<Exception>().filter(|it| it.calendar == calendar.id);
        let days = own.map(|it| format!("{} {}..{} {}", it.name, it.first, it.last, it.hours.write()));
        (said(&calendar.week), days.collect::<Vec<_>>())
    };
    let names: Vec<&str> = plan.all::<Calendar>().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Office", "Nights", "Ben"], "who has no days of their own needs no calendar");
    let (week, days) = of("Office");
    assert!(week.starts_with("mon 08:00-12:00,13:00-16:30; tue 08:00-12:00,13:00-17:00;"), "{week}");
    assert!(week.ends_with("sat -; sun -"), "{week}");
    assert_eq!(
        days,
        [
            "Easter Monday 2026-04-06..2026-04-06 -",
            "Stocktaking 2026-03-27..2026-03-27 08:00-12:00",
            "Stocktaking 2026-04-24..2026-04-24 08:00-12:00",
            "Stocktaking 2026-05-29..2026-05-29 08:00-12:00",
            "Short Mondays and Tuesdays 2026-04-07..2026-04-07 -",
        ]
    );
    assert!(of("Nights").0.contains("fri 22:00-24:00"));
    assert_eq!(of("Ben").1, ["Leave 2026-03-10..2026-03-11 -"]);
}

#[test]
fn people_come_with_calendars_rates_and_assignments() {
    let (reading, plan) = office();
    let person = |handle: &str| plan.all::<Person>().find(|it| it.handle == handle).unwrap();
    let ana = person("ana.de.souza");
    assert_eq!((ana.name.as_str(), ana.initials.as_str(), ana.role.as_str()), ("Ana de Souza", "AS", "Facilities"));
    assert_eq!((ana.email.as_str(), ana.capacity, ana.calendar), ("ana@example.org", 80, None));
    assert_eq!(ana.cost_rate.unwrap().0, 9550);
    let calendar = |handle: &str| &plan.get(person(handle).calendar.unwrap()).unwrap().name;
    assert_eq!((calendar("ben").as_str(), calendar("movers").as_str()), ("Ben", "Nights"));
    let mut units: Vec<String> =
        plan.all::<Assignment>().map(|it| format!("{} {}", plan.handle(it.person), it.units)).collect();
    units.sort();
    assert_eq!(units, ["@ana.de.souza 50", "@ben 100", "@movers 300"]);
    let lost = lost(&reading);
    for line in [
        "baselines: Baseline of tasks has no dates: left out (task 2 “Measure the rooms”)",
        "custom fields: “Room” has no place here (task 3 “Choose a mover”)",
    ] {
        assert!(lost.iter().any(|said| said == line), "{line} is not in {lost:#?}");
    }
    assert_eq!(lost.len(), 5, "{lost:#?}");
}

#[test]
fn a_second_import_changes_nothing_and_a_changed_file_what_it_says() {
    let (_, plan) = office();
    let (again, same) = import(OFFICE, &plan, &wish(), 8);
    assert_eq!(again.summary(), "0 new, 0 changed, 7 same");
    assert_eq!(same, plan);
    let changed = OFFICE
        .replace("<Name>Pack</Name>", "<Name>Pack all</Name>")
        .replace("<Type>3</Type><LinkLag>-28800</LinkLag>", "<Type>3</Type><LinkLag>0</LinkLag>")
        .replace("<Name>Stocktaking</Name>", "<Name>Inventory</Name>");
    let paint = changed.find("<Task><UID>17").unwrap();
    let end = changed.find("  </Tasks>").unwrap();
    let new = "<Task><UID>30</UID><ID>8</ID><Name>Celebrate</Name><OutlineLevel>1</OutlineLevel></Task>";
    let changed = format!("{}{new}{}", &changed[..paint], &changed[end..]);
    let (reading, after) = import(&changed, &plan, &wish(), 9);
    assert_eq!(reading.summary(), "1 new, 2 changed, 4 same");
    assert!(
        lost(&reading).iter().any(|line| line.starts_with("OFFI-7: not in the file any more")),
        "{:?}",
        lost(&reading)
    );
    assert_eq!(task(&after, "Pack all").id, task(&plan, "Pack").id);
    assert_eq!(after.all::<Link>().filter(|it| it.lag.is_none()).count(), 2);
    assert_eq!(after.all::<Exception>().filter(|it| it.name == "Inventory").count(), 3);
    assert_eq!(after.all::<Exception>().count(), plan.all::<Exception>().count());
    assert_eq!(check_all(&after), []);
    let as_new = Wish { as_new: true, ..wish() };
    let (reading, twice) = import(OFFICE, &plan, &as_new, 10);
    assert_eq!(reading.summary(), "7 new, 0 changed, 0 same");
    assert_eq!((twice.all::<Project>().count(), twice.all::<Person>().count()), (2, 3));
}

#[test]
fn the_order_of_the_file_is_that_of_the_outline() {
    let tasks = |order: &[&str]| {
        let all =
            order.iter().map(|n| format!("<Task><UID>{n}</UID><Name>T{n}</Name><OutlineLevel>1</OutlineLevel></Task>"));
        project(&format!("<Tasks>{}</Tasks>", all.collect::<String>()))
    };
    let (_, plan) = import(&tasks(&["1", "2", "3"]), &Plan::default(), &wish(), 7);
    let (reading, plan) = import(&tasks(&["1", "4", "2", "3"]), &plan, &wish(), 8);
    assert_eq!(reading.summary(), "1 new, 0 changed, 3 same");
    let (_, plan) = import(&tasks(&["3", "4", "2", "1"]), &plan, &wish(), 9);
    let id = plan.all::<Project>().next().unwrap().id;
    let titles = plan.index().children(id, None).filter_map(|id| plan.get(id)).map(|it| it.title.as_str());
    assert_eq!(titles.collect::<Vec<_>>(), ["T3", "T4", "T2", "T1"]);
}

#[test]
fn keys_are_made_from_names_or_wished_for() {
    let (before, _) = web();
    let keyed = |key: &str| Wish { key: Some(key.to_owned()), ..wish() };
    let (_, plan) = import(OFFICE, &before, &keyed("MOVE"), 7);
    assert!(plan.all::<Project>().any(|it| it.key == "MOVE"));
    for (key, expected) in [("WEB", "there is a project WEB already"), ("W1", "“W1” cannot be a project’s key")] {
        let refused = read(OFFICE.as_bytes(), &snapshot(before.clone()), &keyed(key), &mut moment(7)).unwrap_err();
        assert_eq!(refused.why, expected);
    }
}

#[test]
fn what_is_missing_or_wrong_is_taken_without_it_and_said() {
    let tasks = "<Tasks>\
        <Task><UID>1</UID><ID>1</ID><Duration>long</Duration><ConstraintType>4</ConstraintType></Task>\
        <Task><UID>1</UID><ID>2</ID><Name>Twice</Name></Task>\
        <Task><UID>2</UID><ID>3</ID><Name>A</Name><Milestone>1</Milestone><Duration>PT8H0M0S</Duration>\
          <PredecessorLink><PredecessorUID>9</PredecessorUID></PredecessorLink>\
          <PredecessorLink><PredecessorUID>3</PredecessorUID></PredecessorLink></Task>\
        <Task><UID>3</UID><ID>4</ID><Name>B</Name><CalendarUID>7</CalendarUID><Priority>650</Priority>\
          <PredecessorLink><PredecessorUID>2</PredecessorUID></PredecessorLink></Task>\
        <Task><UID>4</UID><Name>Over there</Name><ExternalTask>1</ExternalTask></Task>\
        <Task><Name>Nameless</Name></Task></Tasks>";
    let (reading, plan) = import(&project(tasks), &Plan::default(), &wish(), 7);
    assert_eq!(check_all(&plan), []);
    assert_eq!(plan.all::<Link>().count(), 1, "one of the two that make a loop");
    let lost = lost(&reading);
    for line in [
        "task 1: Duration “long” is no duration: left out",
        "task 1: its constraint has no date: left out",
        "tasks: a task without a name is called by its number (task 1)",
        "task 2 “Twice”: unique id 1 is there twice: only the first one was taken",
        "tasks: a milestone that lasts is a task here (task 3 “A”)",
        "links: a link to a task that is not in the file was left out (task 3 “A”)",
        "task 4 “B”: its calendar 7 is not in the file: left out",
        "tasks: priority 650 is P1 here (task 4 “B”)",
        "task 4 “Over there”: is a task of another plan: left out with its links",
        "task ? “Nameless”: has no unique id: a second import makes it anew",
    ] {
        assert!(lost.iter().any(|said| said == line), "{line} is not in {lost:#?}");
    }
    assert!(lost.iter().any(|line| line.contains("loop") && line.ends_with("left out")), "{lost:#?}");
}

#[test]
fn files_that_are_no_plan_are_refused_with_their_place() {
    let said = |text: &str| why(text.as_bytes());
    assert_eq!(said(""), "line 1: there is no XML in this file");
    assert_eq!(said("{}"), "line 1: there is text outside of all elements");
    assert!(
        said("<?xml version='1.0'?>\n<APIBusinessObjects/>").contains("line 2: this is a plan of Oracle Primavera")
    );
    assert!(said("<gpx/>").contains("it begins with <gpx>"));
    assert!(why(b"\xd0\xcf\x11\xe0rest").contains(".mpp"));
    assert!(said(&project("<ScheduleFromStart>0</ScheduleFromStart>")).contains("scheduled from its finish"));
    assert_eq!(said("<Project>\n<Tasks>\n<Task>"), "line 3: the file ends in the middle");
    assert!(said("<Project>\n<Tasks></Task></Project>").starts_with("line 2: "));
    assert!(said("<Project/><Project/>").contains("second outermost element"));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"&c;&c;\">]>\n<Project><Title>&b;</Title></Project>";
    assert!(said(bomb).starts_with("line 1: the file declares a document type"));
    assert!(said("<Project>\n<Title>&b;</Title></Project>").starts_with("line 2: &b; stands for nothing"));
    assert!(said("<Project>\n<Title>&#0;</Title></Project>").starts_with("line 2: "));
    let deep = format!("<Project>{}", "<a>".repeat(10_000));
    assert!(said(&deep).contains("more than 100 deep"));
    let deep = format!("<Project><Tasks><Task><Name>{}", "<Name>".repeat(10_000));
    assert!(said(&deep).contains("more than 100 deep"));
}

#[test]
fn encodings_are_read_or_refused() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><Project><Title>Büro</Title></Project>";
    let little: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let latin: Vec<u8> = text.replace("UTF-16", "ISO-8859-1").chars().map(|letter| letter as u32 as u8).collect();
    let marked = [b"\xef\xbb\xbf", text.replace("UTF-16", "utf-8").as_bytes()].concat();
    for bytes in [little, big, latin.clone(), marked] {
        let reading = read(&bytes, &snapshot(Plan::default()), &wish(), &mut moment(7)).unwrap();
        assert_eq!(reading.what, "project BURO with 0 tasks from Microsoft Project");
    }
    assert!(why(&latin[43..]).contains("line 1: these bytes are no UTF-8"), "{}", why(&latin[43..]));
    assert!(why(text.replace("UTF-16", "EBCDIC").as_bytes()).contains("line 1: the encoding “EBCDIC” is not read"));
    assert!(why(b"\xff\xfe\x00\xd8<\x00").contains("no UTF-16"));
}

/// Numbers that move by themselves, from a seed (xorshift).
fn rolls(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below.max(1) as u64).unwrap()
    }
}

#[test]
fn any_damage_is_read_or_refused() {
    let before = snapshot(Plan::default());
    let mut roll = rolls(2026);
    for _ in 0..1_000 {
        let mut bytes = OFFICE.as_bytes().to_vec();
        for _ in 0..=roll(4) {
            let at = roll(bytes.len());
            match roll(5) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..(at + roll(400)).min(bytes.len()))),
                2 => bytes[at] = b"<>&;/0123456789-.PTHx \xff"[roll(23)],
                3 => {
                    let part = bytes[at..(at + roll(300)).min(bytes.len())].to_vec();
                    let to = roll(bytes.len());
                    bytes.splice(to..to, part);
                }
                _ => {
                    let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
                    if let Some(at) = digits.get(roll(digits.len())) {
                        let much = [&b"9999999999999999999"[..], b"-1", b"1e300", b"", b"2"][roll(5)];
                        bytes.splice(*at..*at + 1, much.iter().copied());
                    }
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        let mut moment = moment(7);
        match read(&bytes, &before, &wish(), &mut moment) {
            Err(refusal) => assert!(!refusal.why.is_empty()),
            Ok(reading) => {
                let Some(command) = reading.command() else { continue };
                let (_, plan) = before.after(&command, &mut moment).unwrap();
                assert_eq!(check_all(&plan), [], "{}", String::from_utf8_lossy(&bytes));
            }
        }
    }
}

fn export(plan: &Plan, project: Option<ProjectId>) -> String {
    let mut out = Vec::new();
    let wish = Wish { project, ..wish() };
    write(&snapshot(plan.clone()), &wish, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The first lines that differ, those apart that name a record of one file only.
fn first_difference(a: &str, b: &str) -> Option<String> {
    let of = |text: &str| text.lines().filter(|line| !line.contains("<GUID>")).map(str::to_owned).collect::<Vec<_>>();
    let (a, b) = (of(a), of(b));
    let at = (0..a.len().max(b.len())).find(|at| a.get(*at) != b.get(*at))?;
    Some(format!("line {at}: {:?} {:?}", a.get(at), b.get(at)))
}

#[test]
fn what_goes_out_comes_in_and_the_file_it_came_from_still_knows_it() {
    let (_, plan) = office();
    let text = export(&plan, None);
    let (reading, after) = import(&text, &plan, &wish(), 8);
    assert_eq!(reading.summary(), "0 new, 0 changed, 7 same", "{:?}", reading.rows);
    assert_eq!(after, plan);
    let (_, elsewhere) = import(&text, &Plan::default(), &wish(), 9);
    assert_eq!(check_all(&elsewhere), []);
    assert_eq!(first_difference(&export(&elsewhere, None), &text), None);
    let it = task(&elsewhere, "Choose a mover");
    assert_eq!(it.splits, "2026-03-04T16:30/2026-03-10T08:00");
    let (reading, _) = import(OFFICE, &after, &wish(), 10);
    assert_eq!(reading.summary(), "0 new, 0 changed, 7 same");
}

#[test]
fn elements_go_out_in_the_order_of_the_schema() {
    const TASK: &[&str] = &[
        "UID",
        "GUID",
        "ID",
        "Name",
        "Active",
        "Manual",
        "Type",
        "IsNull",
        "WBS",
        "OutlineNumber",
        "OutlineLevel",
        "Priority",
        "Start",
        "Finish",
        "Duration",
        "ManualStart",
        "ManualFinish",
        "ManualDuration",
        "DurationFormat",
        "Work",
        "Estimated",
        "Milestone",
        "Summary",
        "Critical",
        "LateStart",
        "LateFinish",
        "FreeSlack",
        "TotalSlack",
        "PercentComplete",
        "ActualStart",
        "ActualFinish",
        "ActualDuration",
        "RemainingDuration",
        "ConstraintType",
        "CalendarUID",
        "ConstraintDate",
        "Deadline",
        "LevelingDelay",
        "LevelingDelayFormat",
        "HyperlinkAddress",
        "IgnoreResourceCalendar",
        "Notes",
        "PredecessorLink",
        "Baseline",
    ];
    let text = export(&office().1, None);
    let tasks: Vec<&str> = text.split("<Task>").skip(1).collect();
    assert_eq!(tasks.len(), 7);
    for task in tasks {
        let names = task.split("</Task>").next().unwrap().lines().filter_map(|line| {
            let (name, _) = line.strip_prefix("   <")?.split_once('>')?;
            (!name.starts_with('/')).then_some(name)
        });
        let places: Vec<usize> = names.map(|name| TASK.iter().position(|known| *known == name).unwrap()).collect();
        assert!(places.is_sorted() && places.len() > 20, "{task}");
    }
}

#[test]
fn a_project_made_here_is_known_when_it_comes_back() {
    let (plan, web) = web();
    let mut moment = moment(5);
    let before = snapshot(plan);
    let mut draft = crate::domain::draft::Draft::of(&before, &mut moment);
    let mut add = |title: &str, meaning: Meaning| {
        let id = draft.moment.ids.take();
        let number = draft.next_number(web);
        let place = crate::domain::place::first_with(&draft.plan, web, meaning);
        let place = place.map(|column| crate::domain::column::Place { column, ..Default::default() });
        let rank = crate::domain::outline::last_rank(&draft.plan, web, None);
        let task = Task { project: web, number, title: title.to_owned(), place, rank, ..Task::blank(id) };
        draft.put(task);
    };
    add("Login page \u{1}", Meaning::Queue);
    add("Search", Meaning::Doing);
    let plan = draft.plan;
    let (reading, after) = import(&export(&plan, Some(web)), &plan, &wish(), 8);
    assert_eq!(reading.summary(), "0 new, 1 changed, 1 same", "a control character cannot be in XML");
    assert_eq!(after.all::<Project>().next(), plan.all::<Project>().next());
    assert_eq!(task(&after, "Search"), task(&plan, "Search"));
}

#[test]
fn baselines_and_uneven_work_go_both_ways() {
    let baseline = |number: u8, day: u8, rest: &str| {
        format!(
            "<Baseline><Number>{number}</Number><Start>2026-03-{day:02}T08:00:00</Start>\
             <Finish>2026-03-{day:02}T17:00:00</Finish>{rest}</Baseline>"
        )
    };
    let text = project(&format!(
        "<StartDate>2026-03-02T08:00:00</StartDate><Tasks><Task><UID>1</UID><ID>1</ID><Name>Pour</Name><Type>0</Type>\
         <OutlineLevel>1</OutlineLevel><Duration>PT16H0M0S</Duration><Work>PT24H0M0S</Work>{}{}\
         <Baseline><Number>4</Number><Work>PT8H0M0S</Work></Baseline></Task><Task><UID>2</UID><ID>2</ID><Name>Cure</Name>\
         <OutlineLevel>1</OutlineLevel><Duration>PT48H0M0S</Duration><DurationFormat>8</DurationFormat>{}</Task></Tasks>\
         <Resources><Resource><UID>1</UID><Name>Ana</Name></Resource><Resource><UID>2</UID><Name>Ben</Name></Resource>\
         </Resources><Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Units>1</Units>\
         <Work>PT16H0M0S</Work></Assignment><Assignment><TaskUID>1</TaskUID><ResourceUID>2</ResourceUID><Units>1</Units>\
         <Work>PT8H0M0S</Work></Assignment></Assignments>",
        baseline(0, 3, "<Duration>PT8H0M0S</Duration><DurationFormat>7</DurationFormat><Work>PT24H0M0S</Work>"),
        baseline(3, 5, ""),
        baseline(3, 9, "<Duration>PT24H0M0S</Duration><DurationFormat>8</DurationFormat>"),
    ));
    let (reading, plan) = import(&text, &Plan::default(), &wish(), 7);
    assert_eq!(lost(&reading)[2..], ["baselines: Baseline 4 of tasks has no dates: left out (task 1 “Pour”)"]);
    assert_eq!(check_all(&plan), []);
    let it = plan.all::<Project>().next().unwrap();
    let named = |id: crate::domain::baseline::BaselineId| {
        plan.get(id).map(|it| (it.name.clone(), said(&it.start), said(&it.finish)))
    };
    let all: Vec<_> = plan.baselines(it.id).into_iter().filter_map(named).collect();
    let expect = |name: &str, start: &str, finish: &str| (name.to_owned(), start.to_owned(), finish.to_owned());
    assert_eq!(
        all,
        [
            expect("Baseline", "2026-03-03T08:00", "2026-03-03T17:00"),
            expect("Baseline 3", "2026-03-05T08:00", "2026-03-09T17:00")
        ]
    );
    let pour = plan.planned(task(&plan, "Pour").id).unwrap();
    assert_eq!(
        (said(&pour.duration), pour.work),
        ("480m".into(), Some(1440)),
        "compared with the one without a number"
    );
    let mut work: Vec<_> = plan.all::<Assignment>().map(|it| it.work).collect();
    work.sort();
    assert_eq!(work, [Some(480), Some(960)]);

    let (again, same) = import(&text, &plan, &wish(), 8);
    assert_eq!((again.summary().as_str(), same == plan), ("0 new, 0 changed, 2 same", true));
    let out = export(&plan, None);
    let (_, elsewhere) = import(&out, &Plan::default(), &wish(), 9);
    assert_eq!(first_difference(&export(&elsewhere, None), &out), None);
    assert_eq!(elsewhere.count(crate::domain::plan::Kind::BaselineTask), 3);
    let (back, same) = import(&out, &plan, &wish(), 10);
    assert_eq!((back.new, back.changed, same == plan), (0, 0, true), "{:?}", back.rows);
}

#[test]
fn the_time_at_which_a_project_starts_goes_both_ways() {
    let starts = |at: &str| {
        project(&format!(
            "<StartDate>2026-03-02T{at}:00</StartDate><Tasks><Task><UID>1</UID><ID>1</ID><Name>Pour</Name>\
             <OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration></Task></Tasks>"
        ))
    };
    let told = |plan: &Plan| said(&plan.all::<Project>().next().unwrap().start);
    let (reading, plan) = import(&starts("13:00"), &Plan::default(), &wish(), 7);
    assert!(!lost(&reading).iter().any(|lost| lost.contains("13:00")), "{:?}", lost(&reading));
    assert_eq!(told(&plan), "2026-03-02T13:00");
    let ends = snapshot(plan.clone()).schedule().ends(plan.all::<Project>().next().unwrap().id);
    let at = |day: u32, hour| chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(hour, 0, 0).unwrap();
    assert_eq!(ends, Some((at(2, 13), at(3, 12))), "a day of work from the afternoon to noon");
    let out = export(&plan, None);
    assert!(out.contains("<StartDate>2026-03-02T13:00:00</StartDate>"));
    let (_, elsewhere) = import(&out, &Plan::default(), &wish(), 8);
    assert_eq!(told(&elsewhere), "2026-03-02T13:00");
    let (_, plan) = import(&starts("08:00"), &plan, &wish(), 9);
    assert_eq!(told(&plan), "2026-03-02", "the first minute of the day is the day");
}

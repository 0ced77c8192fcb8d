use proptest::prelude::*;

use super::*;
use crate::domain::check::check_all;
use crate::domain::column::Column;
use crate::domain::command::note_of;
use crate::domain::draft::Moment;
use crate::domain::link::Link;
use crate::domain::person::Person;
use crate::domain::plan::Plan;
use crate::formats::Reading;
use crate::formats::samples::{choices, moment, plan, snapshot, today, web, wish};

fn export(snapshot: &Snapshot) -> String {
    let mut bytes = Vec::new();
    write(snapshot, &wish(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn import(text: &str, into: &Snapshot, wish: &Wish<'_>) -> (Reading, Snapshot) {
    let mut moment: Moment = moment(9 + into.plan.len() as u128);
    let reading = read(text.as_bytes(), into, wish, &mut moment).unwrap();
    let plan = match reading.clone().command() {
        Some(command) => into.after(&command, &mut moment).unwrap().1,
        None => into.plan.clone(),
    };
    assert_eq!(check_all(&plan), []);
    (reading, snapshot(plan))
}

fn said(reading: &Reading) -> Vec<String> {
    reading.lost.iter().map(|lost| format!("{}: {}", lost.place, lost.why)).collect()
}

fn task<'a>(snapshot: &'a Snapshot, title: &str) -> &'a Task {
    snapshot.plan.all::<Task>().find(|task| task.title == title).unwrap()
}

fn column(snapshot: &Snapshot, task: &Task) -> String {
    let place = task.place.as_ref();
    place.map_or("inbox".to_owned(), |place| snapshot.plan.get::<Column>(place.column).unwrap().name.clone())
}

/// An export without the ids.
fn without_ids(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| row.iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, cell)| cell.to_owned()).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_goes_out_comes_in(choices in choices()) {
        let here = snapshot(plan(&choices));
        let text = export(&here);
        let (same, _) = import(&text, &here, &wish());
        prop_assert_eq!((same.new, same.changed, same.same), (0, 0, choices.tasks.len()));
        prop_assert!(same.command().is_none());
        let (reading, there) = import(&text, &snapshot(web().0), &wish());
        prop_assert_eq!(reading.new, choices.tasks.len());
        prop_assert_eq!(without_ids(&export(&there)), without_ids(&text), "{:?}", reading.lost);
        let (again, _) = import(&text, &there, &wish());
        prop_assert_eq!((again.new, again.changed, again.same), (0, 0, choices.tasks.len()));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, &snapshot(web().0), &wish(), &mut moment(9));
    }

    #[test]
    fn any_cells_come_in_with_every_rule_kept(cells in prop::collection::vec("[-=@',;:0-9a-dP%/. ]{0,8}|done|doing|2026-03-12|ana|T1|T2|2d/1d|milestone", 0..60)) {
        let header = "title,id,status,priority,due,started,finished,parent,predecessors,assignees,estimate,kind,percent,dropped,note";
        let rows: Vec<String> = cells.chunks(14).map(|row| format!("T,\"{}\"", row.join("\",\""))).collect();
        let (_, there) = import(&format!("{header}\n{}\n", rows.join("\n")), &snapshot(web().0), &wish());
        import(&export(&there), &there, &wish());
    }
}

#[test]
fn sheets_of_others_are_understood() {
    let text = "\u{feff}Issue Key;Summary;Status;Assignee;Labels;Labels;Priority;Due Date;Description;Sprint\r\n\
        ABC-1;Login page;In Progress;Ana Silva;bug;ui team;High;12.03.2026;\"two\r\nlines\";7\r\n\
        ABC-2;=HYPERLINK(1);To Do;ana silva;;;Lowest;soon;;7\r\n\
        ABC-3;Old;Won't do;;;;;;;\r\n\
        ;;Done;;;;;;;\r\n\
        ABC-4;Ship;Closed;;;;?;;;\r\n\
        ABC-5;Odd;Elsewhere;;;;;;;;more\r\n";
    let (reading, there) = import(text, &snapshot(web().0), &wish());
    assert_eq!(reading.new, 5);
    let login = task(&there, "Login page");
    assert_eq!((column(&there, login).as_str(), login.priority.word()), ("Doing", "p1"));
    assert_eq!(login.due, Some(today()));
    assert_eq!(login.actual_start.map(|at| at.date()), Some(today()));
    assert!(login.tags.has("bug") && login.tags.has("ui-team"));
    assert_eq!(there.plan.get(note_of(login.id)).unwrap().text.0, "two\r\nlines");
    assert_eq!((login.source.as_str(), login.source_id.as_str()), ("csv", "ABC-1"));
    let people: Vec<(&str, &str)> =
        there.plan.all::<Person>().map(|it| (it.handle.as_str(), it.name.as_str())).collect();
    assert_eq!(people, [("ana.silva", "Ana Silva")]);
    assert_eq!(there.plan.index().people_of(task(&there, "=HYPERLINK(1)").id).count(), 1);
    assert_eq!(task(&there, "Old").dropped, Some(today()));
    assert!(task(&there, "Ship").finish().is_some());
    assert_eq!(
        said(&reading),
        [
            "column “Sprint”: has no place here: left out",
            "line 2, assignees: @ana.silva is a new person",
            "line 4, due: “soon” is no day as 2026-03-12",
            "line 6: has no title: left out",
            "line 7, priority: “?” is no priority",
            "line 8: “more” stands behind the last column: left out",
            "line 8, column: “Elsewhere” is no column of WEB (Backlog, Ready, Doing, Review, Done): it goes to the first queue",
        ]
    );
    let (again, _) = import(text, &there, &wish());
    assert_eq!((again.new, again.changed, again.same), (0, 0, 5), "{:?}", said(&again));
    let (again, _) = import(&text.replace("Login page", "Login form"), &there, &wish());
    assert_eq!((again.new, again.changed, again.same), (0, 1, 4));
}

#[test]
fn a_ref_names_a_task_that_is_there() {
    let (_, first) = import("title,est\nA,3d\nB,1d\n", &snapshot(web().0), &wish());
    let (reading, there) = import("ref,title\n", &first, &wish());
    assert_eq!(
        (reading.new, reading.same),
        (0, 0),
        "only a header: {:?}",
        there.plan.count(crate::domain::plan::Kind::Task)
    );
    let text = "ref,title,estimate,predecessors,assignees\nweb-1,A,,,\nWEB-2,B,2d/3d/5d,WEB-1ss+2d,\"ben:50, @ana\"\n,C,,\"web-1; 2; WEB-2FF-50%\",\n";
    let (reading, there) = import(text, &first, &wish());
    assert_eq!((reading.new, reading.changed, reading.same), (1, 2, 0));
    assert_eq!(task(&there, "A").duration, None);
    let links: Vec<(String, String)> =
        there.plan.all::<Link>().map(|it| (it.link_type.word().to_owned(), it.lag.to_file())).collect();
    assert_eq!(links, [("SS", "960m"), ("FS", "0m"), ("FF", "-50%")].map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert!(
        said(&reading).contains(&"line 4, predecessors: “2” is no task of the file or the plan: left out".to_owned())
    );
    assert_eq!(there.plan.index().people_of(task(&there, "B").id).count(), 2);
    let (reading, there) = import("ref,title,assignees,predecessors\nWEB-2,B,ana,\n", &there, &wish());
    assert_eq!((reading.changed, there.plan.all::<Link>().count()), (1, 2));
    assert_eq!(there.plan.index().people_of(task(&there, "B").id).count(), 1);
}

#[test]
fn without_titles_it_is_refused() {
    let refusal = read(b"a,b\n1,2\n", &snapshot(web().0), &wish(), &mut moment(9)).unwrap_err();
    assert_eq!(refusal.why, "line 1: no column says what the tasks are called, there is “a”, “b”");
}

#[test]
fn an_empty_file_gets_an_inbox() {
    let (_, there) = import("Title\nA\n", &snapshot(Plan::default()), &wish());
    assert_eq!(there.plan.task_ref(task(&there, "A").id), "IN-1");
    assert_eq!(column(&there, task(&there, "A")), "Backlog");
}

#[test]
fn outlines_are_taken_and_loops_cut() {
    let text = "id,title,parent,depends on\n1,Top,,\n2,Below,1,3\n3,Beside,Top,2\n4,Self,4,\n";
    let (reading, there) = import(text, &snapshot(web().0), &wish());
    assert_eq!(there.plan.all::<Link>().count(), 1);
    assert_eq!(task(&there, "Below").parent, Some(task(&there, "Top").id));
    assert_eq!(task(&there, "Beside").parent, Some(task(&there, "Top").id));
    assert_eq!(task(&there, "Self").parent, None);
    assert_eq!(reading.lost.len(), 2, "{:?}", said(&reading));
}

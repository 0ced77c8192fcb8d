use std::path::PathBuf;

use chrono::{NaiveDate, Weekday};
use tempfile::TempDir;

use super::*;
use crate::domain::change::Field;
use crate::domain::draft::Moment;
use crate::domain::id::Ids;
use crate::domain::task::{Task, TaskId};
use crate::domain::template::Template;
use crate::domain::value::Value;
use crate::workspace::{Trouble, Workspace};

pub(super) fn opening(directory: &TempDir, machine: u128) -> Opening {
    Opening {
        path: directory.path().join("plan").join("milepost.db"),
        create: true,
        machine: Uuid::from_u128(machine),
        patience: Duration::from_secs(5),
    }
}

pub(super) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 12).unwrap()
}

pub(super) fn moment(first: u128) -> Moment {
    Moment {
        today: day(),
        now: day().and_hms_opt(9, 0, 0).unwrap().and_utc(),
        ids: Ids::from(Uuid::from_u128(first << 64)),
        me: None,
        week_start: Weekday::Mon,
    }
}

pub(super) fn workspace(opening: Opening) -> Workspace {
    Workspace::open(opening, day(), None, Weekday::Mon).unwrap()
}

pub(super) fn project(moment: &mut Moment) -> Command {
    Command::NewProject {
        id: moment.ids.take(),
        key: "WEB".to_owned(),
        name: "Website".to_owned(),
        template: Template::standard(),
    }
}

/// A task as a record, for capture has a grammar of its own.
pub(super) fn task(plan: &Plan, moment: &mut Moment, title: &str, tags: &str) -> Command {
    let project = plan.all::<crate::domain::project::Project>().next().unwrap().id;
    let id: TaskId = moment.ids.take();
    let task = Task {
        project,
        number: plan.last_number(project) + 1,
        title: title.to_owned(),
        tags: crate::domain::value::Tags::of(tags),
        ..<Task as crate::domain::record::Record>::blank(id)
    };
    let rows = vec![crate::domain::plan::Row::Task(task.into())];
    Command::Import { rows, gone: Vec::new(), numbers: Vec::new(), what: format!("“{title}”") }
}

#[test]
fn what_is_written_is_there_when_the_file_is_opened_again() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    let mut first = workspace(opening(&directory, 1));
    first.run(&project(&mut moment), &mut moment).unwrap();
    let make = task(&first.snapshot().plan, &mut moment, "Login page", "ui bug");
    first.run(&make, &mut moment).unwrap();
    let again = workspace(opening(&directory, 1));
    assert_eq!(again.snapshot().plan, first.snapshot().plan);
    assert_eq!(again.snapshot().plan.count(Kind::Task), 1);
    let numbers = |it: &Workspace| it.snapshot().plan.numbers().collect::<Vec<_>>();
    assert_eq!(numbers(&again), numbers(&first));
    let touched = |it: &Workspace| it.snapshot().plan.all::<Task>().map(|t| it.snapshot().plan.touched(t.id)).next();
    assert!(touched(&first).flatten().is_some());
    assert_eq!(touched(&again), touched(&first));
}

#[test]
fn lines_come_back_as_they_were_written() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    let mut it = workspace(opening(&directory, 1));
    let made = it.run(&project(&mut moment), &mut moment).unwrap().line.unwrap();
    let make = task(&it.snapshot().plan, &mut moment, "Login page", "");
    let second = it.run(&make, &mut moment).unwrap().line.unwrap();
    let id = it.snapshot().plan.all::<Task>().next().unwrap().id;
    let due = Field::named(Kind::Task, "due").unwrap();
    let set = Command::Set { of: id.into(), fields: vec![(due, Value::Text("2026-03-20".into()))] };
    let third = it.run(&set, &mut moment).unwrap().line.unwrap();
    let store = it.store();
    assert_eq!(store.lines_after(0).unwrap(), [made.clone(), second.clone(), third.clone()]);
    assert_eq!(store.lines_after(1).unwrap(), [second.clone(), third.clone()]);
    assert_eq!(store.newest(1).unwrap(), std::slice::from_ref(&third));
    assert_eq!(store.lines_of(&[id.into()]).unwrap(), [second.clone(), third.clone()]);
    let behind = |line, at| store.first_behind(Mark { line, at }).unwrap();
    assert_eq!(behind(None, second.at()), 1, "the first line of this millisecond");
    assert_eq!(behind(None, third.at() + Duration::from_secs(1)), 4);
    assert_eq!(behind(Some(second.id), chrono::DateTime::UNIX_EPOCH), 3);
    assert_eq!(behind(Some(Uuid::nil()), chrono::DateTime::UNIX_EPOCH), 1, "a line that is not known says nothing");
    assert_eq!(store.newest_of(second.id).unwrap(), second);
    assert_eq!([made.sequence, second.sequence, third.sequence], [1, 2, 3]);
    assert!(made.clock < second.clock && second.clock < third.clock);
}

#[test]
fn undo_reaches_across_a_restart_and_only_this_machines_steps() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    let mut here = workspace(opening(&directory, 1));
    here.run(&project(&mut moment), &mut moment).unwrap();
    let make = task(&here.snapshot().plan, &mut moment, "Here", "");
    here.run(&make, &mut moment).unwrap();
    let mut there = workspace(opening(&directory, 2));
    let make = task(&there.snapshot().plan, &mut moment, "There", "");
    there.run(&make, &mut moment).unwrap();
    drop(here);
    let mut here = workspace(opening(&directory, 1));
    let done = here.undo(&mut moment).unwrap();
    assert!(done.sentence.starts_with("Undo: "), "{}", done.sentence);
    let titles = |it: &Workspace| it.snapshot().plan.all::<Task>().map(|t| t.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&here), ["There"]);
    here.redo(&mut moment).unwrap();
    assert_eq!(here.snapshot().plan.count(Kind::Task), 2);
    assert!(matches!(here.redo(&mut moment), Err(Trouble::Refused(_))));
    assert!(there.catch_up().unwrap());
    assert_eq!(there.snapshot().plan, here.snapshot().plan);
    assert!(!there.catch_up().unwrap());
}

#[test]
fn a_new_file_and_its_log_are_private() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    let mut it = workspace(opening(&directory, 1));
    it.run(&project(&mut moment), &mut moment).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let file = it.store().path().to_owned();
        assert_eq!(mode(file.parent().unwrap().to_owned()), 0o700);
        for suffix in ["", "-wal", "-shm"] {
            assert_eq!(mode(site::beside(&file, suffix)), 0o600, "{suffix}");
        }
    }
}

#[test]
fn a_file_that_is_not_there_is_made_only_when_asked_for() {
    let directory = TempDir::new().unwrap();
    let nothing = Opening { create: false, ..opening(&directory, 1) };
    assert!(matches!(Store::open(nothing.clone()), Err(Error::NotThere(_))));
    assert!(!nothing.path.exists());
    let itself = Opening { path: directory.path().to_owned(), ..nothing };
    assert!(matches!(Store::open(itself), Err(Error::NotAFile(_))));
}

#[test]
fn a_lock_held_by_another_is_a_sentence_and_nothing_is_written() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    let mut holder = Store::open(opening(&directory, 1)).unwrap();
    let mut other = workspace(Opening { patience: Duration::ZERO, ..opening(&directory, 2) });
    let held = holder.begin(0).unwrap();
    let refused = other.run(&project(&mut moment), &mut moment);
    assert!(matches!(refused, Err(Trouble::Failed(Error::Locked(_)))), "{refused:?}");
    drop(held);
    other.run(&project(&mut moment), &mut moment).unwrap();
    assert_eq!(holder.begin(0).unwrap().lines.len(), 1);
}

#[test]
fn a_file_that_was_replaced_or_is_gone_is_not_written() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    let mut it = workspace(opening(&directory, 1));
    it.run(&project(&mut moment), &mut moment).unwrap();
    let path = it.store().path().to_owned();
    std::fs::rename(&path, path.with_extension("away")).unwrap();
    assert!(matches!(it.store_mut().data_version(), Err(Error::Vanished(_))));
    assert!(matches!(it.undo(&mut moment), Err(Trouble::Failed(Error::Vanished(_)))));
    std::fs::write(&path, b"another").unwrap();
    assert!(matches!(it.undo(&mut moment), Err(Trouble::Failed(Error::Replaced(_)))));
    assert_eq!(std::fs::read(&path).unwrap(), b"another");
}

#[test]
fn other_files_and_newer_ones_are_refused_and_left_alone() {
    let directory = TempDir::new().unwrap();
    let opening = opening(&directory, 1);
    drop(Store::open(opening.clone()).unwrap());
    let raw = Connection::open(&opening.path).unwrap();
    raw.execute_batch("PRAGMA user_version = 99").unwrap();
    let newer = Store::open(opening.clone()).err().unwrap();
    assert!(matches!(newer, Error::Newer { version: 99, .. }), "{newer}");
    let sql = format!("PRAGMA user_version = {}; CREATE VIEW task_view AS SELECT 1", open::newest_version());
    raw.execute_batch(&sql).unwrap();
    assert!(matches!(Store::open(opening.clone()), Err(Error::Strange(_))));
    raw.execute_batch("PRAGMA application_id = 7").unwrap();
    assert!(matches!(Store::open(opening.clone()), Err(Error::NotOurs(_))));
    drop(raw);
    std::fs::write(&opening.path, b"# Notes\nThis is no database at all, but long enough to look like something.\n")
        .unwrap();
    let sentence = Store::open(opening.clone()).err().unwrap().to_string();
    assert!(sentence.contains("milepost.db"), "{sentence}");
}

#[test]
fn ids_of_lines_and_machines_are_never_mixed_up() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    let mut here = workspace(opening(&directory, 1));
    here.run(&project(&mut moment), &mut moment).unwrap();
    let mut there = workspace(opening(&directory, 2));
    let make = task(&there.snapshot().plan, &mut moment, "There", "");
    let line = there.run(&make, &mut moment).unwrap().line.unwrap();
    assert_eq!((line.number, line.sequence, line.machine), (2, 1, Uuid::from_u128(2)));
    assert_eq!(here.store().tail(|lines| lines.count()).unwrap(), 1);
}

#[test]
fn a_file_left_tidy_is_one_file() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    let mut it = workspace(opening(&directory, 1));
    it.run(&project(&mut moment), &mut moment).unwrap();
    it.store_mut().tidy().unwrap();
    let files = || std::fs::read_dir(directory.path().join("plan")).unwrap().count();
    assert_eq!(files(), 3);
    drop(it);
    assert_eq!(files(), 1);
}

#[test]
fn the_log_stays_short_however_many_programs_come_and_go() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    workspace(opening(&directory, 1)).run(&project(&mut moment), &mut moment).unwrap();
    let log = || std::fs::metadata(site::beside(&opening(&directory, 1).path, "-wal")).map_or(0, |log| log.len());
    let mut longest = 0;
    for _ in 0..60 {
        let mut it = workspace(opening(&directory, 1));
        let command = line(&mut moment, "One more // with a note");
        it.run(&command, &mut moment).unwrap();
        drop(it);
        longest = longest.max(log());
    }
    assert!((100_000..LONGEST_LOG + 200_000).contains(&longest), "{longest}");
    assert!(log() < longest);
}

#[test]
fn a_clock_more_than_a_day_ahead_is_not_followed() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    let mut it = workspace(opening(&directory, 1));
    let now = moment.now;
    let mut at = |hours: i64, words: &str| {
        moment.now = now + chrono::TimeDelta::hours(hours);
        let command = if words.is_empty() { project(&mut moment) } else { line(&mut moment, words) };
        it.run(&command, &mut moment).unwrap().line.unwrap().at()
    };
    assert_eq!(at(0, ""), now);
    let ahead = now + chrono::TimeDelta::hours(3);
    assert_eq!(at(3, "A little ahead"), ahead);
    assert_eq!(at(1, "Never behind the last"), ahead);
    assert_eq!(at(240, "Far ahead"), now + chrono::TimeDelta::hours(240));
    assert_eq!(at(4, "Not followed"), now + chrono::TimeDelta::hours(4));
}

/// A captured line.
pub(super) fn line(moment: &mut Moment, words: &str) -> Command {
    Command::Capture {
        id: moment.ids.take(),
        line: words.to_owned(),
        said: moment.today,
        project: None,
        column: None,
        parent: None,
        leniently: false,
    }
}

mod bad_days;
mod laws;
mod migration;

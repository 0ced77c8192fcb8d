//! Recurring tasks in files: two programs, two machines, undo, a file that cannot be written.

use std::path::Path;
use std::time::Duration;

use chrono::{Days, NaiveDate, Weekday};
use milepost::cli::run_line;
use milepost::domain::change::LineKind;
use milepost::domain::draft::Moment;
use milepost::domain::id::Ids;
use milepost::domain::occurrence::next_id;
use milepost::domain::plan::Kind;
use milepost::domain::task::{Task, TaskId};
use milepost::store::Opening;
use milepost::workspace::Workspace;
use tempfile::TempDir;
use uuid::Uuid;

use crate::day;
use crate::support::wishes;

fn open(path: &Path, machine: u128, today: NaiveDate) -> (Workspace, Moment) {
    let ids = Ids::from(Uuid::from_u128((0x0198 << 112) | (machine << 64)));
    let moment = Moment { ids, ..on(wishes::moment(), today) };
    let (machine, patience) = (Uuid::from_u128(machine), Duration::from_secs(5));
    let opening = Opening { path: path.to_owned(), create: true, machine, patience };
    (Workspace::open(opening, today, None, Weekday::Mon).unwrap(), moment)
}

fn on(moment: Moment, today: NaiveDate) -> Moment {
    let now = today.and_hms_opt(9, 0, 0).unwrap().and_utc();
    Moment { today, now, ..moment }
}

fn does(it: &mut Workspace, moment: &mut Moment, words: &str) {
    let words: Vec<&str> = words.split_whitespace().collect();
    run_line(it, &words, moment, &mut Vec::new()).map_err(|stop| stop.sentence()).unwrap();
}

/// A file with one task, due on Monday 9 March and every week from then on.
fn report(path: &Path) -> TaskId {
    let (mut it, mut moment) = open(path, 1, day("2026-03-09"));
    does(&mut it, &mut moment, "new WEB Customer portal");
    does(&mut it, &mut moment, "add Status report every:week due:today in:ready");
    it.store_mut().tidy().unwrap();
    it.snapshot().plan.all::<Task>().next().unwrap().id
}

fn tasks(it: &Workspace) -> Vec<TaskId> {
    it.snapshot().plan.all::<Task>().map(|task| task.id).collect()
}

#[test]
fn of_two_programs_the_second_finds_what_the_first_has_made() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("plan.db");
    let task = report(&path);
    let today = day("2026-03-20");
    let ((mut one, mut first), (mut other, mut second)) = (open(&path, 1, today), open(&path, 2, today));
    assert_eq!(one.recur(&mut first).unwrap(), "WEB-2 “Status report” comes again");
    // It has not looked since, and decides on what is there now.
    assert_eq!(other.recur(&mut second), None);
    other.catch_up().unwrap();
    assert_eq!((tasks(&one), tasks(&other)), (vec![task, next_id(task)], vec![task, next_id(task)]));
    assert_eq!(one.recur(&mut first), None);
}

#[test]
fn two_copies_looked_at_on_different_days_have_the_same_next_task() {
    let directory = TempDir::new().unwrap();
    let (here, there) = (directory.path().join("here.db"), directory.path().join("there.db"));
    let task = report(&here);
    std::fs::copy(&here, &there).unwrap();
    let (mut one, mut first) = open(&here, 1, day("2026-03-16"));
    let (mut other, mut second) = open(&there, 2, day("2026-05-01"));
    one.recur(&mut first).unwrap();
    assert_eq!(other.recur(&mut second).unwrap(), "WEB-2 “Status report” comes again, 6 missed");
    assert_eq!((tasks(&one), tasks(&other)), (vec![task, next_id(task)], vec![task, next_id(task)]));
}

#[test]
fn undo_takes_back_what_somebody_did_and_not_what_the_clock_did() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("plan.db");
    let task = report(&path);
    let (mut it, mut moment) = open(&path, 1, day("2026-03-18"));
    does(&mut it, &mut moment, "add Login page");
    it.recur(&mut moment).unwrap();
    let newest = it.store().newest(1).unwrap().remove(0);
    assert_eq!((newest.kind, newest.person), (LineKind::Clock, None));
    assert!(it.undo(&mut moment).unwrap().sentence.starts_with("Undo: Add WEB-2 “Login page”"));
    assert_eq!(tasks(&it), [task, next_id(task)]);
    // Nor does it keep anybody from doing again what was taken back.
    assert!(it.redo(&mut moment).unwrap().sentence.starts_with("Redo: Add WEB-2 “Login page”"));
    it.undo(&mut moment).unwrap();
    // What it was made from takes along what came of it, as long as nobody has touched that.
    does(&mut it, &mut moment, "set 3 p0");
    it.undo(&mut moment).unwrap();
    let done = it.undo(&mut moment).unwrap();
    assert!(done.sentence.starts_with("Undo: Add WEB-1 “Status report”"), "{}", done.sentence);
    assert_eq!((done.notices, tasks(&it)), (Vec::<String>::new(), Vec::new()));
    it.redo(&mut moment).unwrap();
    assert_eq!(tasks(&it), [task, next_id(task)]);
    assert_eq!(it.store_mut().check(), Vec::<String>::new());
}

#[test]
fn what_somebody_has_touched_since_is_not_taken_away_with_its_origin() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("plan.db");
    let task = report(&path);
    let (mut it, mut moment) = open(&path, 1, day("2026-03-09"));
    does(&mut it, &mut moment, "done 1");
    let (mut other, mut second) = open(&path, 2, day("2026-03-09"));
    does(&mut other, &mut second, "set 2 p0");
    let done = it.undo(&mut moment).unwrap();
    assert_eq!(done.notices, ["WEB-2 “Status report” was changed since (Set WEB-2 “Status report”: priority P0)"]);
    assert_eq!((tasks(&it), it.snapshot().plan.get(task).unwrap().finish()), (vec![task, next_id(task)], None));
    // Done again, it is followed by the one that was kept.
    does(&mut it, &mut moment, "done 1");
    assert_eq!(it.snapshot().plan.count(Kind::Task), 2);
}

#[test]
fn what_only_somebody_who_looks_ahead_would_see_does_not_come() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("plan.db");
    report(&path);
    let (mut it, moment) = open(&path, 1, day("2026-03-20"));
    let mut ahead = Moment { now: moment.now - Days::new(9), ..moment };
    assert_eq!(it.recur(&mut ahead), None);
}

#[test]
fn a_file_that_somebody_else_is_writing_is_left_alone() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("plan.db");
    report(&path);
    let ((mut one, mut moment), (mut other, _)) =
        (open(&path, 1, day("2026-03-20")), open(&path, 2, day("2026-03-20")));
    let seen = i64::MAX;
    let writing = other.store_mut().begin(seen).unwrap();
    assert_eq!(one.recur(&mut moment), None);
    drop(writing);
    assert!(one.recur(&mut moment).is_some());
}

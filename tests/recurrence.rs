//! Recurring tasks: what comes again, when, how often, and whose key it was.
#![allow(clippy::unwrap_used)]

#[path = "recurrence/files.rs"]
mod files;
#[path = "recurrence/laws.rs"]
mod laws;
mod support;

use chrono::NaiveDate;
use milepost::domain::change::{Field, LineKind, Step};
use milepost::domain::check::check_all;
use milepost::domain::command::Command;
use milepost::domain::occurrence::{due, follower, next_id, told};
use milepost::domain::plan::{Kind, Row};
use milepost::domain::recurrence::{Basis, Recurrence};
use milepost::domain::task::{Task, TaskId};
use milepost::domain::value::Value;
use support::desk::Desk;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Turns to a day, and lets come what comes; gives the step, if there was any.
fn wakes(desk: &mut Desk, on: &str) -> Option<Step> {
    desk.moment.today = day(on);
    desk.snapshot.turn(day(on));
    due(&desk.snapshot.plan, day(on)).next()?;
    Some(desk.does(Command::Recur))
}

fn done(desk: &mut Desk, task: TaskId) -> Step {
    desk.does(Command::Complete { task, finish: None })
}

fn set(desk: &mut Desk, task: TaskId, line: &str) -> Step {
    use milepost::domain::capture::{Context, Purpose, edits, understand};
    let context = Context::of(&desk.snapshot, Some(desk.project), Purpose::Edit);
    let mut commands = edits(understand(line, &context).whole().unwrap(), task, &desk.snapshot.plan);
    desk.does(if commands.len() == 1 { commands.remove(0) } else { Command::All(commands) })
}

fn next(desk: &Desk, task: TaskId) -> Task {
    desk.get(follower(&desk.snapshot.plan, task).unwrap()).clone()
}

#[test]
fn what_is_done_comes_again_on_its_next_date() {
    let mut desk = Desk::new();
    let task = desk.add(
        "Status report every:fri due:fri do:thu est:2h p1 +report in:ready url:https://example.org // As last time",
    );
    let step = done(&mut desk, task);
    assert_eq!(step.sentence, "Complete WEB-1 “Status report”");
    assert_eq!(step.notices, ["WEB-1 “Status report” comes again on Fri 20 Mar as WEB-2"]);
    let it = next(&desk, task);
    assert_eq!((it.due, it.planned), (Some(day("2026-03-20")), Some(day("2026-03-19"))));
    let was = desk.get(task);
    let kept = |it: &Task| (it.title.clone(), it.duration, it.priority, it.tags.clone(), it.url.clone(), it.recurrence);
    assert_eq!(kept(&it), kept(was));
    assert_eq!(desk.snapshot.plan.get(milepost::domain::command::note_of(it.id)).unwrap().text.0, "As last time");
    assert_eq!((it.finish(), it.percent, it.actual_start, it.follows), (None, 0, None, Some(task)));
    // It goes where an accepted capture goes.
    assert_eq!(it.place.unwrap().column, desk.column("backlog"));
}

#[test]
fn what_was_still_in_the_inbox_comes_again_there() {
    let mut desk = Desk::new();
    let task = desk.add("Water the plants every:2d");
    done(&mut desk, task);
    let it = next(&desk, task);
    assert_eq!((it.place.is_none(), it.planned), (true, Some(day("2026-03-13"))));
}

#[test]
fn month_ends_stay_month_ends() {
    let mut desk = Desk::new();
    desk.on(2026, 1, 31);
    let mut task = desk.add("Close the month every:month due:today in:ready");
    let mut dates = Vec::new();
    for on in ["2026-01-31", "2026-02-27", "2026-03-31", "2026-04-30"] {
        desk.moment.today = day(on);
        done(&mut desk, task);
        let it = next(&desk, task);
        dates.push(it.due.unwrap().to_string());
        task = it.id;
    }
    assert_eq!(dates, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]);
}

#[test]
fn a_date_that_is_moved_once_does_not_move_the_series() {
    let mut desk = Desk::new();
    let task = desk.add("Status report every:week due:2026-03-09 in:ready");
    let first = {
        done(&mut desk, task);
        next(&desk, task)
    };
    assert_eq!(first.due, Some(day("2026-03-16")));
    set(&mut desk, first.id, "due:2026-03-18");
    done(&mut desk, first.id);
    assert_eq!(next(&desk, first.id).due, Some(day("2026-03-23")));
    // Whoever says anew how it comes again begins anew.
    let third = next(&desk, first.id).id;
    set(&mut desk, third, "due:2026-03-25 every:week");
    done(&mut desk, third);
    assert_eq!(next(&desk, third).due, Some(day("2026-04-01")));
}

#[test]
fn what_was_put_off_behind_its_day_was_put_off_once() {
    let mut desk = Desk::new();
    let task = desk.add("Rota every:week due:mon wait:this-thu start:this-thu in:ready");
    let other = desk.add("Patch day every:week due:mon wait:2026-03-20 do:2026-03-19 in:ready");
    done(&mut desk, task);
    done(&mut desk, other);
    let (kept, once) = (next(&desk, task), next(&desk, other));
    assert_eq!((kept.due, kept.snoozed_until), (Some(day("2026-03-23")), Some(day("2026-03-19"))));
    assert_eq!(kept.constraint.unwrap().at.unwrap().to_string(), "2026-03-19 08:00:00");
    assert_eq!((once.due, once.snoozed_until, once.planned), (Some(day("2026-03-23")), None, None));
}

#[test]
fn again_counts_from_the_day_it_is_done() {
    let mut desk = Desk::new();
    let task = desk.add("Test the restore again:10d due:2026-03-02 in:ready");
    assert!(wakes(&mut desk, "2026-06-01").is_none());
    desk.on(2026, 3, 14);
    // A Saturday: the actual finish is on Friday, the day it was done is not.
    let step = done(&mut desk, task);
    assert_eq!(step.notices, ["WEB-1 “Test the restore” comes again on Tue 24 Mar as WEB-2"]);
    let it = next(&desk, task);
    let finish = Some(day("2026-03-17").and_hms_opt(17, 0, 0).unwrap());
    desk.does(Command::Complete { task: it.id, finish });
    assert_eq!(next(&desk, it.id).due, Some(day("2026-03-27")));
}

#[test]
fn a_hundred_missed_occurrences_make_one_task_with_the_count() {
    let mut desk = Desk::new();
    let task = desk.add("Water the plants every:day do:today in:ready");
    let step = wakes(&mut desk, "2026-06-19").unwrap();
    assert_eq!(step.sentence, "WEB-2 “Water the plants” comes again, 99 missed");
    assert_eq!((step.kind, desk.snapshot.plan.count(Kind::Task)), (LineKind::Clock, 2));
    let it = next(&desk, task);
    assert_eq!((it.planned, it.occurrence.unwrap().missed), (Some(day("2026-06-19")), 99));
    // Done late, it is the same.
    let mut late = Desk::new();
    let task = late.add("Water the plants every:day do:today in:ready");
    late.on(2026, 6, 19);
    let step = done(&mut late, task);
    assert_eq!(step.notices, ["WEB-1 “Water the plants” comes again on Fri 19 Jun as WEB-2, 99 missed"]);
    let told = told(&late.snapshot.plan, &next(&late, task), late.moment.today);
    assert_eq!(told.unwrap(), "every day, next Sat 20 Jun; 99 missed before it");
}

#[test]
fn its_time_comes_while_the_last_is_still_open() {
    let mut desk = Desk::new();
    let task = desk.add("Status report every:week due:2026-03-09 in:ready");
    assert!(wakes(&mut desk, "2026-03-15").is_none());
    wakes(&mut desk, "2026-03-16").unwrap();
    assert!(wakes(&mut desk, "2026-03-16").is_none());
    assert_eq!(desk.refuses(Command::Recur), "nothing comes again today");
    let second = next(&desk, task);
    assert_eq!(second.due, Some(day("2026-03-16")));
    // The first, done then, has its next already.
    assert_eq!(done(&mut desk, task).notices, [""; 0]);
    wakes(&mut desk, "2026-04-02").unwrap();
    let third = next(&desk, second.id);
    assert_eq!((third.due, third.occurrence.unwrap().missed), (Some(day("2026-03-30")), 1));
    assert_eq!(desk.snapshot.plan.count(Kind::Task), 3);
}

#[test]
fn nothing_comes_behind_the_last_day() {
    let mut desk = Desk::new();
    let task = desk.add("Status report every:week due:fri until:27mar in:ready");
    wakes(&mut desk, "2026-05-11").unwrap();
    let last = next(&desk, task);
    assert_eq!((last.due, last.occurrence.unwrap().missed), (Some(day("2026-03-27")), 1));
    let step = done(&mut desk, last.id);
    assert_eq!(step.notices, ["WEB-2 “Status report” does not come again: until Fri 27 Mar"]);
    // It is said once.
    assert_eq!(set(&mut desk, last.id, "p0").notices, [""; 0]);
    assert!(wakes(&mut desk, "2026-08-01").is_none());
}

#[test]
fn what_is_dropped_skips_one_date_and_a_series_is_ended_by_taking_it_away() {
    let mut desk = Desk::new();
    let (fixed, again) = (desk.add("Report every:week due:fri in:ready"), desk.add("Plants again:3d in:ready"));
    let step = desk.does(Command::Drop(fixed));
    assert_eq!(step.notices, ["WEB-1 “Report” comes again on Fri 20 Mar; no:every ends that"]);
    let step = desk.does(Command::Drop(again));
    assert_eq!(step.notices, ["WEB-2 “Plants” does not come again: it is counted from completion"]);
    wakes(&mut desk, "2026-03-20").unwrap();
    let it = next(&desk, fixed);
    assert_eq!((it.dropped, it.due), (None, Some(day("2026-03-20"))));
    assert!(set(&mut desk, it.id, "no:every").sentence.contains("no recurrence"));
    done(&mut desk, it.id);
    assert!(wakes(&mut desk, "2027-01-01").is_none());
    assert_eq!(follower(&desk.snapshot.plan, it.id), None);
}

#[test]
fn what_is_dropped_with_all_around_it_stays_dropped() {
    let mut desk = Desk::new();
    let above = desk.add("Operations in:ready");
    desk.add("Report every:week due:fri under:1 in:ready");
    assert_eq!(desk.does(Command::Drop(above)).notices, [""; 0]);
    assert!(wakes(&mut desk, "2026-05-01").is_none());
}

#[test]
fn only_active_projects_wake_up() {
    let mut desk = Desk::new();
    desk.add("Report every:week due:fri in:ready");
    let field = Field::named(Kind::Project, "state").unwrap();
    let hold =
        |word: &str| Command::Set { of: desk.project.into(), fields: vec![(field, Value::Text(word.to_owned()))] };
    let (held, active) = (hold("on-hold"), hold("active"));
    desk.does(held);
    assert!(wakes(&mut desk, "2026-03-20").is_none());
    desk.does(active);
    assert!(wakes(&mut desk, "2026-03-20").is_some());
}

#[test]
fn nothing_comes_behind_the_last_year() {
    let mut desk = Desk::new();
    desk.on(9999, 3, 11);
    let (yearly, again) = (desk.add("Report every:year due:today in:ready"), desk.add("Plants again:1y in:ready"));
    assert_eq!(done(&mut desk, yearly).notices, ["WEB-1 “Report” does not come again"]);
    assert_eq!(done(&mut desk, again).notices, ["WEB-2 “Plants” does not come again"]);
}

#[test]
fn done_taken_up_and_done_again_is_followed_once() {
    let mut desk = Desk::new();
    let task = desk.add("Report every:week due:fri in:ready");
    done(&mut desk, task);
    desk.moves(task, "doing");
    assert_eq!(done(&mut desk, task).notices, [""; 0]);
    assert_eq!(desk.snapshot.plan.count(Kind::Task), 2);
    assert_eq!(follower(&desk.snapshot.plan, task), Some(next_id(task)));
}

#[test]
fn who_works_on_it_and_what_it_uses_comes_along() {
    let mut desk = Desk::new();
    let ana = desk.person("ana");
    let task = desk.add("Report every:week due:fri in:ready @ana:50");
    done(&mut desk, task);
    let people: Vec<_> = desk.snapshot.plan.index().people_of(next_id(task)).collect();
    assert_eq!(people.iter().map(|(who, _)| *who).collect::<Vec<_>>(), [ana]);
    assert_eq!(desk.snapshot.plan.get(people[0].1).unwrap().units, 50);
}

#[test]
fn a_summary_does_not_come_again_as_a_whole() {
    let mut desk = Desk::new();
    let above = desk.add("Operations in:ready");
    let below = desk.add("Report under:1 in:ready");
    let field = Field::named(Kind::Task, "recurrence").unwrap();
    let recurs =
        |task: TaskId| Command::Set { of: task.into(), fields: vec![(field, Value::Text("every 1w".to_owned()))] };
    assert_eq!(
        desk.refuses(recurs(above)),
        "WEB-1 “Operations” has tasks under it, so it does not come again as a whole; let the tasks under it come again, each for itself"
    );
    desk.does(recurs(below));
    let third = desk.add("Chart in:ready");
    assert_eq!(
        desk.refuses(Command::Under { task: third, parent: Some(below) }),
        "WEB-2 “Report” comes again, so nothing stands under it; take that away from it first, with no:every"
    );
}

#[test]
fn a_broken_origin_can_be_done_and_its_next_stands_where_it_can() {
    let mut desk = Desk::new();
    let above = desk.add("Operations in:ready");
    let task = desk.add("Report under:1 every:week due:fri in:ready");
    // As a merge may leave it: under something that was dropped.
    let mut dropped = desk.get(above).clone();
    dropped.dropped = Some(desk.moment.today);
    desk.snapshot.plan.put(Row::Task(dropped.into()));
    done(&mut desk, task);
    assert_eq!(next(&desk, task).parent, None);
}

#[test]
fn a_file_in_which_a_summary_recurs_opens_and_is_told_of() {
    let mut desk = Desk::new();
    let above = desk.add("Operations in:ready");
    desk.add("Report under:1 in:ready");
    let recurrence = Recurrence::parse(Basis::Fixed, "week").unwrap();
    let broken = Task { recurrence: Some(recurrence), due: Some(day("2026-03-01")), ..desk.get(above).clone() };
    desk.snapshot.plan.put(Row::Task(broken.into()));
    let rules: Vec<_> = check_all(&desk.snapshot.plan).into_iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["recurring summary", "parent recurring"]);
    // Nothing comes of it, whatever day it is, and whatever else is done.
    assert!(wakes(&mut desk, "2026-06-01").is_none());
    let field = Field::named(Kind::Task, "recurrence").unwrap();
    desk.does(Command::Set { of: above.into(), fields: vec![(field, Value::Nothing)] });
    assert_eq!(check_all(&desk.snapshot.plan), []);
}

#[test]
fn lines_of_capture_say_how_a_task_comes_again() {
    use milepost::domain::capture::{Context, Purpose, task_line, understand};
    let mut desk = Desk::new();
    let line = "Report due:2026-03-13 every:2w until:2026-06-30";
    let task = desk.add(line);
    let context = Context::of(&desk.snapshot, Some(desk.project), Purpose::Add);
    assert_eq!(understand(line, &context).echo(&context), "due Fri 13 Mar, every 2 weeks, until Tue 30 Jun");
    assert!(task_line(&desk.snapshot.plan, desk.get(task), &context).starts_with(line), "and the phase");
    for (line, why) in [
        ("Report every:fortnight", "`fortnight` is no period; write day, week"),
        ("Report every:weekly", "`weekly` is no period; did you mean `every:week`?"),
        ("Report again:mon", "`mon` is no length of time"),
        ("Report every:2 weeks", "`2` is no period; did you mean `every:2weeks`?"),
        ("Report until:fri", "nothing says that it comes again until then; add every:week or again:3d"),
        ("Report every:week again:3d", "`again:3d` says otherwise than a word before it"),
    ] {
        let said = understand(line, &context).whole().unwrap_err().to_string();
        assert!(said.contains(why), "{line}: {said}");
    }
}

#[test]
fn filters_find_what_comes_again() {
    use milepost::domain::capture::{Context, Purpose};
    use milepost::domain::filter::Filter;
    let mut desk = Desk::new();
    let (report, plants) = (desk.add("Report every:week until:30jun"), desk.add("Plants again:3d"));
    desk.add("Login page");
    for (line, found) in [
        ("is:recurring", vec![report, plants]),
        ("every:week", vec![report]),
        ("again:3d", vec![plants]),
        ("is:recurring no:until", vec![plants]),
        ("until.before:1jul", vec![report]),
        ("not no:every", vec![report, plants]),
    ] {
        let context = Context::of(&desk.snapshot, Some(desk.project), Purpose::Find);
        let filter = Filter::parse(line, &context).unwrap();
        assert_eq!(filter.find(&desk.snapshot), found, "{line}");
        let words = filter.words(&desk.snapshot.plan);
        assert_eq!(Filter::parse(&words, &context).unwrap(), filter, "{words}");
    }
}

//! Baselines: saved, saved anew, compared with, taken away; and what happens to plans that have one.

use milepost::domain::baseline::{Against, Baseline, BaselineId, BaselineTask, Comparison};
use milepost::domain::change::{Change, Edit, Field};
use milepost::domain::check::check_all;
use milepost::domain::command::Command;
use milepost::domain::plan::Kind;
use milepost::domain::task::TaskId;
use milepost::domain::value::{FieldType, Value};

use super::support::desk::Desk;
use super::{link, set};

fn save(desk: &mut Desk, name: &str) -> String {
    let (id, project) = (desk.moment.ids.take(), desk.project);
    desk.does(Command::SaveBaseline { id, project, name: name.into() }).sentence
}

fn chosen(desk: &Desk) -> Option<BaselineId> {
    desk.snapshot.plan.chosen_baseline(desk.project)
}

fn compare<T>(desk: &Desk, ask: impl FnOnce(&Comparison<'_>) -> T) -> T {
    ask(&Comparison::chosen(&desk.snapshot, desk.project).unwrap())
}

fn against(desk: &Desk, task: TaskId) -> Option<Against> {
    compare(desk, |it| it.task(task))
}

fn total(desk: &Desk) -> String {
    compare(desk, |it| it.words(it.total().unwrap()))
}

/// Two tasks in a row, three and two days long, from Wednesday 11 March on.
fn two() -> (Desk, TaskId, TaskId) {
    let mut desk = Desk::new();
    let (first, then) = (desk.add("Design est:3d in:ready"), desk.add("Build est:2d in:ready"));
    desk.does(link(first, then));
    (desk, first, then)
}

#[test]
fn a_baseline_keeps_start_finish_and_duration_of_every_scheduled_task() {
    let (mut desk, first, then) = two();
    let (stone, inbox) = (desk.add("Live in:ready kind:milestone"), desk.add("Some day"));
    assert_eq!(save(&mut desk, " As sold "), "Save baseline “As sold” of WEB: 3 tasks, ends Tue 17 Mar");
    let plan = &desk.snapshot.plan;
    let told = |task: TaskId| {
        let it: &BaselineTask = plan.planned(task)?;
        Some(format!("{} {} {}", it.start, it.finish, it.duration?.to_file()))
    };
    assert_eq!(told(first).unwrap(), "2026-03-11 08:00:00 2026-03-13 17:00:00 1440m");
    assert_eq!(told(then).unwrap(), "2026-03-16 08:00:00 2026-03-17 17:00:00 960m");
    assert_eq!(told(stone).unwrap(), "2026-03-11 08:00:00 2026-03-11 08:00:00 0m");
    assert_eq!(told(inbox), None);
    let baseline: &Baseline = plan.get(chosen(&desk).unwrap()).unwrap();
    assert_eq!(baseline.saved, Some(desk.moment.today));
    assert_eq!(baseline.finish.unwrap().to_string(), "2026-03-17 17:00:00");
    assert_eq!(check_all(plan), []);
}

#[test]
fn a_task_without_an_estimate_is_kept_as_a_day_and_a_summary_from_end_to_end() {
    let mut desk = Desk::new();
    let above = desk.add("Portal in:ready");
    let leaf = desk.add("Login page in:ready under:1");
    let long = desk.add("Search in:ready est:4d under:1");
    save(&mut desk, "First");
    let of = |task| desk.snapshot.plan.planned(task).unwrap().duration.unwrap().to_file();
    assert_eq!([of(above), of(leaf), of(long)], ["1920m", "480m", "1920m"]);
}

#[test]
fn variance_is_in_working_days_of_the_project() {
    let (mut desk, first, then) = two();
    save(&mut desk, "As sold");
    assert_eq!(total(&desk), "on the baseline");
    desk.does(set(first, "duration", Value::Text("2400m".into())));
    // Two days more, over a weekend.
    assert_eq!(against(&desk, first), Some(Against::Off(960)));
    assert_eq!(against(&desk, then), Some(Against::Off(960)));
    assert_eq!(compare(&desk, |it| it.start(then)), Some(960));
    assert_eq!(total(&desk), "+2d");
    desk.does(set(first, "duration", Value::Text("480m".into())));
    assert_eq!(total(&desk), "−2d");
}

#[test]
fn what_is_new_since_or_gone_since_is_told_apart() {
    let (mut desk, first, then) = two();
    save(&mut desk, "As sold");
    let new = desk.add("Test est:1d in:ready");
    let inbox = desk.add("Some day");
    desk.does(Command::Drop(then));
    assert_eq!(against(&desk, first), Some(Against::Off(0)));
    assert_eq!(against(&desk, new), Some(Against::New));
    assert_eq!(against(&desk, then), Some(Against::Gone));
    assert_eq!(against(&desk, inbox), None);
    assert_eq!(check_all(&desk.snapshot.plan), []);
}

#[test]
fn a_task_that_moved_to_another_project_is_gone_from_the_baseline_of_its_old_one() {
    let (mut desk, first, _) = two();
    save(&mut desk, "As sold");
    let id = desk.moment.ids.take();
    let template = milepost::domain::template::Template::standard();
    desk.does(Command::NewProject { id, key: "ops".into(), name: "Operations".into(), template });
    desk.does(Command::ToProject { task: first, project: id });
    assert_eq!(against(&desk, first), Some(Against::Gone));
    assert_eq!(check_all(&desk.snapshot.plan), []);
}

#[test]
fn a_name_that_is_in_use_is_saved_anew_and_only_what_differs_changes() {
    let (mut desk, first, then) = two();
    save(&mut desk, "As sold");
    let before = chosen(&desk);
    desk.does(Command::Drop(then));
    let new = desk.add("Test est:1d in:ready");
    let id = desk.moment.ids.take();
    let again = Command::SaveBaseline { id, project: desk.project, name: "as SOLD".into() };
    let step = desk.does(again.clone());
    assert_eq!(step.sentence, "Save anew baseline “As sold” of WEB: 2 tasks, ends Fri 13 Mar");
    assert_eq!((chosen(&desk), desk.snapshot.plan.count(Kind::Baseline)), (before, 1));
    assert_eq!(against(&desk, first), Some(Against::Off(0)));
    assert_eq!((against(&desk, new), against(&desk, then)), (Some(Against::Off(0)), None));
    let parts = |change: &&Change| change.of.kind == Kind::BaselineTask;
    let kinds: Vec<bool> = step.changes.iter().filter(parts).map(|it| matches!(it.edit, Edit::Set(_))).collect();
    assert_eq!(kinds, [false, false], "one gone, one made, and the one that is as it was untouched");
    assert!(desk.refuses(again).contains("nothing changes"));
}

#[test]
fn the_last_saved_is_compared_with_until_another_is_chosen() {
    let (mut desk, first, _) = two();
    save(&mut desk, "As sold");
    desk.does(set(first, "duration", Value::Text("1920m".into())));
    save(&mut desk, "After the change");
    assert_eq!(total(&desk), "on the baseline");
    let sold = desk.snapshot.plan.find_baseline(desk.project, "as").unwrap();
    let field = Field::named(Kind::Project, "baseline").unwrap();
    let choose = Command::Set { of: desk.project.into(), fields: vec![(field, Some(sold).to_value())] };
    let sentence = desk.does(choose).sentence;
    assert_eq!(sentence, "Set project WEB “Customer portal”: baseline As sold");
    assert_eq!(total(&desk), "+1d");
}

#[test]
fn a_baseline_is_taken_away_with_all_it_says_and_the_project_is_compared_with_none() {
    let (mut desk, ..) = two();
    save(&mut desk, "As sold");
    save(&mut desk, "Second");
    let second = chosen(&desk).unwrap();
    let step = desk.does(Command::Remove(second.into()));
    assert_eq!(step.sentence, "Remove baseline “Second” of WEB");
    assert_eq!(step.notices, ["WEB is compared with no baseline now; there is “As sold”"]);
    assert_eq!(chosen(&desk), None);
    assert_eq!(desk.snapshot.plan.count(Kind::BaselineTask), 2);
    assert_eq!(check_all(&desk.snapshot.plan), []);
}

#[test]
fn there_is_nothing_to_save_of_a_plan_without_dates_and_names_must_say_something() {
    let mut desk = Desk::new();
    desk.add("Some day");
    let (id, project) = (desk.moment.ids.take(), desk.project);
    let why = desk.refuses(Command::SaveBaseline { id, project, name: "First".into() });
    assert!(why.starts_with("WEB has no task with dates yet, so there is nothing to save"), "{why}");
    desk.add("Login page in:ready");
    let why = desk.refuses(Command::SaveBaseline { id, project, name: "  ".into() });
    assert!(why.starts_with("a baseline needs a name"), "{why}");
}

#[test]
fn a_project_is_not_compared_with_a_baseline_of_another() {
    let (mut desk, ..) = two();
    save(&mut desk, "As sold");
    let sold = chosen(&desk);
    let id = desk.moment.ids.take();
    let template = milepost::domain::template::Template::standard();
    desk.does(Command::NewProject { id, key: "ops".into(), name: "Operations".into(), template });
    let field = Field::named(Kind::Project, "baseline").unwrap();
    let why = desk.refuses(Command::Set { of: id.into(), fields: vec![(field, sold.to_value())] });
    assert!(why.starts_with("baseline “As sold” is one of WEB"), "{why}");
}

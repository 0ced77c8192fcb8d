//! What holds whatever is done: the file is the plan, the journal is the file, undo leads back to the beginning.

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::domain::column::{Column, Meaning};
use crate::domain::person::Person;
use crate::domain::place::Spot;
use crate::domain::plan::Series;
use crate::domain::project::Project;
use crate::domain::snapshot::Snapshot;
use crate::domain::template::Template;

/// What a person does next; the indexes choose among what is there.
#[derive(Clone, Debug)]
enum Deed {
    Capture(String),
    Title(Index, String),
    Tags(Index, String),
    Move(Index, Index, bool),
    Complete(Index),
    Drop(Index),
    Note(Index, String),
    Link(Index, Index),
    Under(Index, Option<Index>),
    Person(String),
    Assign(Index, Index),
    Remove(Index),
    Recur,
    Undo,
    Redo,
}

/// What one word may say, each at most once in a line.
const SAID: [&[&str]; 15] = [
    &["+ui", "+bug", "+new-one"],
    &["p0", "p1", "p3"],
    &["in:doing", "in:backlog", "in:review", "in:done", "in:do"],
    &["due:20mar", "due:someday", "due:2026-01-31"],
    &["every:week", "every:month", "again:2d", "every:someday"],
    &["do:today", "wait:mon"],
    &["est:3d", "est:1d/2d/5d"],
    &["after:1", "after:2ss+1d", "after:WEB-1,3", "after:OPS-1", "after:99"],
    &["under:1", "under:2", "under:WEB-3", "under:OPS-1"],
    &["@ana", "@ana:50", "@nobody"],
    &["phase:planning"],
    &["kind:milestone", "kind:deliverable"],
    &["url:https://example.org"],
    &[":ops", ":web"],
    &["// a note", "-- p1"],
];

fn words() -> impl Strategy<Value = String> {
    let some = prop::sample::subsequence(SAID.to_vec(), 0..5);
    (some, prop::collection::vec(any::<Index>(), 5), "[A-Z][a-z]{1,8}( [a-z]{1,6})?").prop_map(
        |(some, which, title)| {
            let said = some.iter().zip(which).map(|(said, at)| said[at.index(said.len())]);
            std::iter::once(title.as_str()).chain(said).collect::<Vec<_>>().join(" ")
        },
    )
}

fn deed() -> impl Strategy<Value = Deed> {
    let at = any::<Index>;
    prop_oneof![
        6 => words().prop_map(Deed::Capture),
        2 => (at(), ".{0,12}").prop_map(|(task, title)| Deed::Title(task, title)),
        1 => (at(), "[a-c]{2}( [a-c]{2})?").prop_map(|(task, tags)| Deed::Tags(task, tags)),
        3 => (at(), at(), any::<bool>()).prop_map(|(task, column, top)| Deed::Move(task, column, top)),
        1 => at().prop_map(Deed::Complete),
        1 => at().prop_map(Deed::Drop),
        1 => (at(), ".{1,12}").prop_map(|(task, text)| Deed::Note(task, text)),
        2 => (at(), at()).prop_map(|(a, b)| Deed::Link(a, b)),
        2 => (at(), prop::option::of(at())).prop_map(|(a, b)| Deed::Under(a, b)),
        1 => "[a-z]{2,4}".prop_map(Deed::Person),
        1 => (at(), at()).prop_map(|(task, person)| Deed::Assign(task, person)),
        1 => at().prop_map(Deed::Remove),
        2 => Just(Deed::Recur),
        3 => Just(Deed::Undo),
        2 => Just(Deed::Redo),
    ]
}

fn one<R: crate::domain::plan::Kept>(plan: &Plan, at: Index) -> Option<crate::domain::id::Id<R>> {
    let count = plan.all::<R>().count();
    (count > 0).then(|| plan.all::<R>().nth(at.index(count)).map(|it| it.id())).flatten()
}

fn set(plan: &Plan, task: Index, field: &str, value: &str) -> Option<Command> {
    let fields = vec![(Field::named(Kind::Task, field)?, Value::Text(value.to_owned()))];
    Some(Command::Set { of: one::<Task>(plan, task)?.into(), fields })
}

fn command(plan: &Plan, deed: &Deed, moment: &mut Moment) -> Option<Command> {
    let task = |at: &Index| one::<Task>(plan, *at);
    Some(match deed {
        Deed::Capture(words) => line(moment, words),
        Deed::Title(at, title) => set(plan, *at, "title", title)?,
        Deed::Tags(at, tags) => set(plan, *at, "tags", tags)?,
        Deed::Move(at, column, top) => Command::Move {
            task: task(at)?,
            column: one::<Column>(plan, *column)?,
            spot: if *top { Spot::Top } else { Spot::Bottom },
            over: true,
        },
        Deed::Complete(at) => Command::Complete { task: task(at)?, finish: None },
        Deed::Drop(at) => Command::Drop(task(at)?),
        Deed::Note(at, text) => Command::SetNote { task: task(at)?, text: text.clone() },
        Deed::Link(a, b) => Command::Link {
            predecessor: task(a)?,
            successor: task(b)?,
            link_type: Default::default(),
            lag: Default::default(),
        },
        Deed::Under(at, parent) => {
            let parent = match parent {
                Some(parent) => Some(task(parent)?),
                None => None,
            };
            Command::Under { task: task(at)?, parent }
        }
        Deed::Person(handle) => {
            Command::Make(crate::domain::plan::Row::Person(Person::new(moment.ids.take(), handle).into()))
        }
        Deed::Assign(at, person) => Command::Assign { task: task(at)?, person: one(plan, *person)?, units: 50 },
        Deed::Remove(at) => Command::Remove(one::<Person>(plan, *at)?.into()),
        Deed::Recur => Command::Recur,
        Deed::Undo | Deed::Redo => return None,
    })
}

/// Does it, if it can be done. The world must not fail.
fn carry_out(it: &mut Workspace, deed: &Deed, moment: &mut Moment) {
    let done = match (deed, command(&it.snapshot().plan, deed, moment)) {
        (Deed::Undo, _) => it.undo(moment),
        (Deed::Redo, _) => it.redo(moment),
        (_, Some(command)) => it.run(&command, moment),
        (_, None) => return,
    };
    assert!(!matches!(done, Err(Trouble::Failed(_))), "{deed:?}: {}", done.unwrap_err());
}

fn numbers(plan: &Plan) -> Vec<(Series, i64)> {
    plan.numbers().collect()
}

/// The cards in columns of work in progress.
fn in_progress(plan: &Plan) -> Vec<TaskId> {
    let doing = plan.all::<Column>().filter(|column| column.meaning == Meaning::Doing);
    doing.flat_map(|column| plan.index().cards(column.id)).collect()
}

fn begun(directory: &TempDir, moment: &mut Moment) -> Workspace {
    let mut it = workspace(opening(directory, 1));
    it.run(&project(moment), moment).unwrap();
    let ana = Person::new(moment.ids.take(), "ana");
    it.run(&Command::Make(crate::domain::plan::Row::Person(ana.into())), moment).unwrap();
    it
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_file_is_the_plan_and_undo_leads_to_the_beginning_but_for_numbers(deeds in prop::collection::vec(deed(), 1..40)) {
        let directory = TempDir::new().unwrap();
        let mut moment = moment(1);
        let mut it = begun(&directory, &mut moment);
        for deed in &deeds {
            carry_out(&mut it, deed, &mut moment);
        }
        let (stored, _) = it.store_mut().load().unwrap();
        prop_assert_eq!(&stored, &it.snapshot().plan);
        prop_assert_eq!(numbers(&stored), numbers(&it.snapshot().plan));
        prop_assert_eq!(it.store_mut().check(), Vec::<String>::new());
        let given = numbers(&stored);
        while it.undo(&mut moment).is_ok() {}
        prop_assert!(it.snapshot().plan.is_empty(), "{:?}", it.undo(&mut moment).map(|done| done.sentence));
        let (stored, _) = it.store_mut().load().unwrap();
        prop_assert!(stored.is_empty());
        prop_assert_eq!(numbers(&stored), given);
        prop_assert_eq!(it.store_mut().check(), Vec::<String>::new());
    }

    #[test]
    fn two_programs_at_once_see_the_same_and_the_journal_is_whole(
        deeds in prop::collection::vec((deed(), any::<bool>(), any::<bool>()), 1..40),
    ) {
        let directory = TempDir::new().unwrap();
        let mut moment = moment(1);
        let mut here = begun(&directory, &mut moment);
        let mut there = workspace(opening(&directory, 2));
        for (deed, is_here, looks) in &deeds {
            let it = if *is_here { &mut here } else { &mut there };
            if *looks {
                it.catch_up().unwrap();
            }
            carry_out(it, deed, &mut moment);
        }
        here.catch_up().unwrap();
        there.catch_up().unwrap();
        prop_assert_eq!(&here.snapshot().plan, &there.snapshot().plan);
        prop_assert_eq!(numbers(&here.snapshot().plan), numbers(&there.snapshot().plan));
        let whole = here.store_mut().load().unwrap();
        prop_assert_eq!(&whole.0, &there.snapshot().plan);
        let (front, seen) = here.store().load_front().unwrap();
        prop_assert_eq!(seen, whole.1);
        prop_assert_eq!(in_progress(&front), in_progress(&whole.0));
        prop_assert_eq!(front.count(Kind::Task), in_progress(&front).len());
        prop_assert_eq!(here.store_mut().check(), Vec::<String>::new());
    }

    #[test]
    fn a_capture_is_the_same_on_what_it_reads_as_on_the_whole_plan(
        deeds in prop::collection::vec(deed(), 1..30),
        limited in any::<Index>(),
        lines in prop::collection::vec((words(), any::<bool>(), prop::option::of(any::<Index>()), prop::option::of(any::<Index>())), 1..8),
    ) {
        let directory = TempDir::new().unwrap();
        let mut moment = moment(1);
        let mut it = begun(&directory, &mut moment);
        let column = one::<Column>(&it.snapshot().plan, limited).unwrap();
        let limit = vec![(Field::named(Kind::Column, "wip_limit").unwrap(), Value::Int(1))];
        it.run(&Command::Set { of: column.into(), fields: limit }, &mut moment).unwrap();
        let ops = Command::NewProject { id: moment.ids.take(), key: "OPS".to_owned(), name: "Operations".to_owned(), template: Template::standard() };
        it.run(&ops, &mut moment).unwrap();
        for words in ["First in:doing :web", "Second +ui :web", "Third under:web-2", "Elsewhere :ops", "Fourth in:doing :web"] {
            let command = line(&mut moment, words);
            it.run(&command, &mut moment).unwrap();
        }
        for deed in &deeds {
            carry_out(&mut it, deed, &mut moment);
        }
        let plan = it.snapshot().plan.clone();
        let project = plan.all::<Project>().next().map(|project| project.id);
        for (words, leniently, column, parent) in lines {
            let capture = Command::Capture {
                id: moment.ids.take(),
                line: words,
                said: moment.today,
                project,
                column: column.and_then(|at| one(&plan, at)),
                parent: parent.and_then(|at| one(&plan, at)),
                leniently,
            };
            let (sparse, _) = it.store_mut().load_for(&capture).unwrap();
            let step = |plan: &Plan| {
                Snapshot::of(plan.clone(), day(), None, Weekday::Mon).after(&capture, &mut moment.clone()).map(|(step, _)| step)
            };
            prop_assert_eq!(step(&sparse), step(&plan), "{:?}", capture);
        }
    }
}

//! The standup: what changed since the last one, told from the journal, and what is at hand today, person by person.
//!
//! Nothing is typed for it. The records that lines behind the [`Mark`] touched are compared with what they were there
//! ([`then`]): several changes of a field are one, a step and its undo are none, and which machine wrote which line in
//! which order makes no difference. A change counts for the people of the task, not for who made it.
//!
//! `since` says where it begins, `moves` puts changes into words, `hand` says what is at hand and what is in the way,
//! `finished` is the record of one that was held.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::both::{Pieces, both};
use super::change::{Change, LineKind};
use super::column::ColumnId;
use super::history::Mark;
use super::person::{Person, PersonId};
use super::plan::{Kind, Plan, Row};
use super::project::{Project, ProjectId, ProjectState};
use super::snapshot::Snapshot;
use super::task::{Task, TaskId};
use super::words;
use crate::text;

mod finished;
mod hand;
mod moves;
mod since;
mod then;

pub(super) use finished::finish;
pub use finished::{Standup, StandupId};
pub(super) use hand::blocked;
use moves::{Told, told};
pub use since::{Local, Since, marks, midnight};
use then::Then;

/// From so many tasks on a second thread pays.
const LARGE: usize = 1_000;
/// Of so many tasks a thread tells before it takes more.
const PIECE: usize = 128;

/// What is to be told.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Of these projects.
    pub projects: Vec<ProjectId>,
    /// Of what happened behind this mark; none: since the last standup, else the last working day.
    pub since: Option<Mark>,
    /// When an instant is where the reader sits.
    pub local: Local,
}

/// A list of a person’s part.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Section {
    /// Finished since.
    Done,
    /// Changed since, and not finished.
    Moved,
    /// At hand today.
    Today,
    /// Blocked, or at risk of being late.
    Blocked,
    /// Taken off board and plan since.
    Dropped,
}

impl Section {
    /// All, in order.
    pub const ALL: [Section; 5] = [Section::Done, Section::Moved, Section::Today, Section::Blocked, Section::Dropped];

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Section::Done => "Done",
            Section::Moved => "Moved on",
            Section::Today => "Today",
            Section::Blocked => "Blocked / at risk",
            Section::Dropped => "Dropped",
        }
    }
}

/// Something that is said of a task.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saying {
    /// What it is about: a field, or `took`, `starts`, `wait`, `limit`, `slack`.
    pub about: &'static str,
    /// In words, safe to print: `Review → Done`.
    pub words: String,
    /// Is it late, or in the way?
    pub wrong: bool,
}

/// A task in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Which; one that only the journal knows is in no plan any more.
    pub task: TaskId,
    /// Its ref.
    pub name: String,
    /// Its title, safe to print.
    pub title: String,
    /// What there is to say.
    pub says: Vec<Saying>,
}

impl Item {
    /// All that is said, in one line.
    pub fn words(&self) -> String {
        self.says.iter().map(|it| it.words.as_str()).collect::<Vec<_>>().join("; ")
    }
}

/// What there is to say of one person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Part {
    /// Who; none: nobody’s work.
    pub who: Option<PersonId>,
    /// What they are called, safe to print.
    pub name: String,
    /// Are they away today? The day they are back, where that is soon enough to know.
    pub away: Option<Option<NaiveDate>>,
    /// Since when their part tells, where that is earlier than for the others: they were away.
    pub since: Option<String>,
    lists: BTreeMap<Section, Vec<Item>>,
}

impl Part {
    /// A list of theirs.
    pub fn list(&self, section: Section) -> &[Item] {
        self.lists.get(&section).map_or(&[], Vec::as_slice)
    }

    /// All lists that are not empty, in order.
    pub fn lists(&self) -> impl Iterator<Item = (Section, &[Item])> {
        self.lists.iter().filter(|(_, items)| !items.is_empty()).map(|(section, items)| (*section, items.as_slice()))
    }

    /// Keeps only items of tasks that fit.
    pub fn retain(&mut self, fits: impl Fn(TaskId) -> bool) {
        self.lists.values_mut().for_each(|items| items.retain(|item| fits(item.task)));
    }

    /// How many lines a list has: `3 done, 1 blocked`; nothing: empty.
    pub fn counts(&self) -> String {
        let word = |section| match section {
            Section::Done => "done",
            Section::Moved => "moved on",
            Section::Today => "today",
            Section::Blocked => "blocked or at risk",
            Section::Dropped => "dropped",
        };
        self.lists().map(|(section, items)| format!("{} {}", items.len(), word(section))).collect::<Vec<_>>().join(", ")
    }
}

/// A standup.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// The day it is held.
    pub today: NaiveDate,
    /// Which projects it is about, and since when it tells of each.
    pub projects: Vec<(ProjectId, Since)>,
    /// Person by person: who is there, who is away, and nobody’s work last. Only those of whom there is something to say.
    pub parts: Vec<Part>,
    /// Who is away today, also those of whom nothing is to be said.
    pub away: Vec<(PersonId, String, Option<NaiveDate>)>,
    /// What was done besides, to no task: sentences of the journal, oldest first.
    pub besides: Vec<String>,
}

impl Report {
    /// The standup of these projects. The snapshot’s history has to reach back to [`marks`].
    pub fn of(snapshot: &Snapshot, wish: &Wish) -> Report {
        let mut gathering = Gathering { snapshot, thens: BTreeMap::new(), parts: BTreeMap::new() };
        let mut report = Report { today: snapshot.today, ..Report::default() };
        for project in &wish.projects {
            let since = Since::of(snapshot, *project, wish);
            let own = since::own(snapshot, *project, wish, &since);
            gathering.add(*project, &since, &own);
            report.besides.extend(besides(snapshot, *project, since.mark));
            report.projects.push((*project, since));
        }
        if wish.projects.len() > 1 {
            report.besides.sort();
            report.besides.dedup();
        }
        report.away = since::away(snapshot, wish);
        report.parts = gathering.parts.into_values().collect();
        for part in &mut report.parts {
            part.away = report.away.iter().find(|(who, ..)| Some(*who) == part.who).map(|(.., back)| *back);
            // A task that went from one project to another is found in both.
            for items in part.lists.values_mut().filter(|_| wish.projects.len() > 1) {
                let mut seen = BTreeSet::new();
                items.retain(|item| seen.insert(item.task));
            }
        }
        report.parts.retain(|part| part.lists().next().is_some());
        report.parts.sort_by_cached_key(|part| (part.who.is_none(), part.away.is_some(), text::fold(&part.name)));
        report
    }

    /// The last line of the journal that a standup would tell of which begins now; the mark of the next one.
    pub fn end(snapshot: &Snapshot, now: chrono::DateTime<chrono::Utc>) -> Mark {
        Mark { line: snapshot.history.newest(), at: now }
    }

    /// The part of a person.
    pub fn part(&self, who: Option<PersonId>) -> Option<&Part> {
        self.parts.iter().find(|part| part.who == who)
    }

    /// The same by columns of the boards, from the right to the left; what stands in no column comes last. Of each task is
    /// said whose it is.
    pub fn by_column(&self, plan: &Plan) -> Vec<Part> {
        let mut parts: Vec<(Option<ColumnId>, Part)> = Vec::new();
        for (project, _) in &self.projects {
            let several = self.projects.len() > 1;
            for column in plan.columns(*project).into_iter().rev().filter_map(|id| plan.get(id)) {
                let key = if several { format!("{} ", plan.key(*project)) } else { String::new() };
                let name = format!("{key}{}", text::visible(&column.name));
                parts.push((Some(column.id), Part { name, ..Part::default() }));
            }
        }
        parts.push((None, Part { name: "Elsewhere".to_owned(), ..Part::default() }));
        let mut seen = BTreeSet::new();
        for (section, item) in self
            .parts
            .iter()
            .flat_map(|part| part.lists())
            .flat_map(|(section, items)| items.iter().map(move |it| (section, it)))
        {
            if !seen.insert((section, item.task)) {
                continue;
            }
            let on_board = plan.get(item.task).filter(|it| it.dropped.is_none() && !plan.index().is_summary(it.id));
            let column = on_board.and_then(|it| it.place.as_ref()).map(|place| place.column);
            let at = parts.iter().position(|(id, _)| *id == column).unwrap_or(parts.len() - 1);
            let people: Vec<String> =
                people(plan, item.task).into_iter().flatten().map(|who| plan.handle(who)).collect();
            let whose = (!people.is_empty()).then(|| Saying { about: "people", words: people.join(" "), wrong: false });
            let says = whose.into_iter().chain(item.says.iter().cloned()).collect();
            parts[at].1.lists.entry(section).or_default().push(Item { says, ..item.clone() });
        }
        parts.into_iter().map(|(_, part)| part).filter(|part| part.lists().next().is_some()).collect()
    }

    /// Since when it tells, in words: `since Tue 10 Mar 09:31`; of several projects with different beginnings each.
    pub fn since(&self, plan: &Plan) -> String {
        match self.projects.as_slice() {
            [] => String::new(),
            [(_, first), rest @ ..] if rest.iter().all(|(_, since)| since.words == first.words) => {
                format!("since {}", first.words)
            }
            several => {
                let each = several.iter().map(|(id, since)| format!("{} since {}", plan.key(*id), since.words));
                each.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// The projects that a standup is about where one is chosen or all are asked for: the active ones, by their keys.
pub fn projects(plan: &Plan, all: bool, chosen: Option<ProjectId>) -> Vec<ProjectId> {
    if !all {
        return chosen.into_iter().collect();
    }
    let active = plan.all::<Project>().filter(|it| it.state == ProjectState::Active);
    let mut active: Vec<_> = active.map(|it| (it.key.clone(), it.id)).collect();
    active.sort();
    active.into_iter().map(|(_, id)| id).collect()
}

/// A report that is being gathered, project by project.
struct Gathering<'a> {
    snapshot: &'a Snapshot,
    /// What was at a place of the journal: made once for all who begin there.
    thens: BTreeMap<usize, Then<'a>>,
    parts: BTreeMap<Option<PersonId>, Part>,
}

impl<'a> Gathering<'a> {
    fn add(&mut self, project: ProjectId, since: &Since, own: &BTreeMap<PersonId, Since>) {
        let snapshot = self.snapshot;
        let at_hand = || hand::Hand::of(snapshot, project).items();
        let then = self.then(since.mark);
        let pieces = Pieces::of(then.tasks().chunks(PIECE));
        let tell = || -> Vec<(usize, Vec<Told>)> {
            let told = |tasks: &[TaskId]| tasks.iter().filter_map(|it| told(snapshot, then, project, *it)).collect();
            pieces.take().map(|(at, tasks)| (at, told(tasks))).collect()
        };
        let pays = snapshot.plan.count(Kind::Task) >= LARGE;
        let (mut changes, (at_hand, more)) = both(pays, tell, || (at_hand(), tell()));
        changes.extend(more);
        changes.sort_unstable_by_key(|(at, _)| *at);
        // Those whose part begins elsewhere are told of below.
        let others = |who: Option<PersonId>| who.is_none_or(|who| !own.contains_key(&who));
        self.add_changes(changes.into_iter().flat_map(|(_, told)| told), &others);
        for (who, since) in own {
            let then = self.then(since.mark);
            let changes: Vec<_> = then.tasks().iter().filter_map(|it| told(snapshot, then, project, *it)).collect();
            self.add_changes(changes.into_iter(), &|other| other == Some(*who));
            self.part(Some(*who)).since = Some(since.words.clone());
        }
        for (people, section, item) in at_hand {
            self.put(people, section, item);
        }
    }

    /// What was behind a mark; from the second time on it is known.
    fn then(&mut self, mark: Mark) -> &Then<'a> {
        let (plan, history) = (&self.snapshot.plan, &self.snapshot.history);
        let at = history.behind(mark);
        self.thens.entry(at).or_insert_with(|| Then::of(plan, history.from(at)))
    }

    /// Tells changes to those people who are meant.
    fn add_changes(&mut self, changes: impl Iterator<Item = Told>, of: &dyn Fn(Option<PersonId>) -> bool) {
        for Told { section, item, people, left } in changes {
            for (who, saying) in left.into_iter().filter(|(who, _)| of(Some(*who))) {
                self.put(vec![Some(who)], Section::Moved, Item { says: vec![saying], ..item.clone() });
            }
            self.put(people.into_iter().filter(|who| of(*who)).collect(), section, item);
        }
    }

    /// Puts an item into the parts of all of these.
    fn put(&mut self, people: Vec<Option<PersonId>>, section: Section, item: Item) {
        let items = std::iter::repeat_n(item, people.len());
        for (who, item) in people.into_iter().zip(items) {
            self.part(who).lists.entry(section).or_default().push(item);
        }
    }

    fn part(&mut self, who: Option<PersonId>) -> &mut Part {
        let plan = &self.snapshot.plan;
        self.parts.entry(who).or_insert_with(|| Part { who, name: called(plan, who), ..Part::default() })
    }
}

/// What somebody is called in a standup, safe to print: their name, else their handle.
pub fn called(plan: &Plan, who: Option<PersonId>) -> String {
    let name = |it: &Person| if it.name.is_empty() { format!("@{}", it.handle) } else { it.name.clone() };
    let named = who.map(|who| plan.get(who).map_or_else(|| plan.handle(who), |it| name(it)));
    named.map_or("Nobody".to_owned(), |name| text::visible(&name).into_owned())
}

/// Whose part a task belongs to: its people; nobody’s, if it has none.
fn people(plan: &Plan, task: TaskId) -> Vec<Option<PersonId>> {
    let mut people: Vec<_> = plan.index().people_of(task).map(|(who, _)| Some(who)).collect();
    people.dedup();
    or_nobody(people)
}

/// These people; nobody, where there are none.
fn or_nobody(people: Vec<Option<PersonId>>) -> Vec<Option<PersonId>> {
    if people.is_empty() { vec![None] } else { people }
}

/// A task as an item that says nothing yet.
fn item(plan: &Plan, task: &Task) -> Item {
    Item { task: task.id, name: plan.ref_of(task), title: text::visible(&task.title).into_owned(), says: Vec::new() }
}

/// Steps that stand and changed no task of any project, but something of this one or of all: gates, baselines, the
/// calendar, people. That a standup was finished is not told.
fn besides(snapshot: &Snapshot, project: ProjectId, mark: Mark) -> Vec<String> {
    let (plan, history) = (&snapshot.plan, &snapshot.history);
    let from = history.behind(mark);
    let struck = LazyCell::new(|| history.struck());
    let answered = LazyCell::new(|| history.from(from).map(|line| line.id).collect::<BTreeSet<_>>());
    let of_tasks = |kind| matches!(kind, Kind::Task | Kind::Note | Kind::Link | Kind::Assignment | Kind::FormerRef);
    let told = history.from(from).filter(|line| {
        if line.changes.iter().any(|change| of_tasks(change.of.kind)) {
            return false;
        }
        let stands = match line.kind {
            LineKind::Step | LineKind::Clock => !struck.contains(&line.id),
            LineKind::Undo(step) => !answered.contains(&step) && struck.contains(&step),
            LineKind::Redo(step) => !answered.contains(&step) && !struck.contains(&step),
        };
        let of_project = |change: &Change| {
            let row = plan.row(change.of).or_else(|| then::row_of(&change.edit));
            let standup = change.of.kind == Kind::Standup;
            !standup && row.is_some_and(|row| of_nobody_else(plan, &row, project))
        };
        stands && line.changes.iter().any(of_project)
    });
    told.map(|line| text::visible(&line.sentence).into_owned()).collect()
}

fn of_nobody_else(plan: &Plan, row: &Row, project: ProjectId) -> bool {
    words::project_of(plan, row).is_none_or(|of| of == project)
}

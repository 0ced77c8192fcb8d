//! What the tables imply, kept beside them: children in order, cards of a column in order, links by either end,
//! assignments by either end, what a task uses, ref → id, what is in the inbox, totals, tags, the tasks of baselines, what
//! gates ask of tasks, and all text as it is searched.
//!
//! Made at once for a plan that is read in, then kept by [`Plan::put`] and `remove`; every entry follows from one record, but for being a leaf, which
//! follows from the children.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use imbl::{OrdMap, OrdSet};

use super::both::both;
use super::column::{ColumnId, Place};
use super::haystack::Haystack;
use super::link::{Link, LinkId};
use super::occurrence;
use super::person::{Assignment, AssignmentId, PersonId};
use super::plan::{Plan, Row, Table};
use super::project::ProjectId;
use super::rank::Rank;
use super::resource::{ResourceId, ResourceUse, ResourceUseId};
use super::sorted::Sorted;
use super::task::{FormerRef, Task, TaskId, TaskKind};

pub mod baselined;
pub mod finished;
pub mod registers;
pub mod tallies;
use baselined::Baselined;
use finished::Finished;
use registers::Registers;
use tallies::{Marks, Tallies};

/// Sums over the leaf tasks on a project’s board. Milestones weigh nothing and are not in the sums.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Tasks on the board.
    pub tasks: i64,
    /// Of them, done.
    pub done: i64,
    /// Minutes of work of those with an estimate.
    minutes: i64,
    /// Minutes × percent done of them.
    minutes_done: i64,
    /// Tasks without an estimate.
    pub guessed: i64,
    /// Percent done of them, added up.
    guessed_done: i64,
}

impl Totals {
    /// Progress in percent, weighted by duration; a task without an estimate counts as one day of `minutes_per_day`.
    pub fn percent(&self, minutes_per_day: i64) -> i64 {
        let all = self.minutes + self.guessed * minutes_per_day;
        let done = self.minutes_done + self.guessed_done * minutes_per_day;
        if all == 0 { 0 } else { done / all }
    }

    fn add(&mut self, task: &Task, done: bool, sign: i64) {
        let percent = if done { 100 } else { task.percent.clamp(0, 100) };
        self.tasks += sign;
        self.done += sign * i64::from(done);
        match task.duration {
            Some(span) => {
                let minutes = span.minutes.clamp(0, 1 << 40);
                self.minutes += sign * minutes;
                self.minutes_done += sign * minutes * percent;
            }
            None => {
                self.guessed += sign;
                self.guessed_done += sign * percent;
            }
        }
    }
}

/// From so many records on a second thread pays.
const LARGE: usize = 8192;

type Set<K> = Sorted<K, ()>;
type Child = (ProjectId, Option<TaskId>, Rank, TaskId);
type Card = (ColumnId, Rank, TaskId);
type Number = (ProjectId, i64, TaskId);

/// What the tables of a plan imply.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Index {
    children: Set<Child>,
    summaries: Sorted<TaskId, usize>,
    cards: Set<Card>,
    counted: OrdMap<ColumnId, usize>,
    inbox: Set<(ProjectId, TaskId)>,
    totals: OrdMap<ProjectId, Totals>,
    numbers: Set<Number>,
    former_numbers: Set<Number>,
    predecessors: Set<(TaskId, LinkId)>,
    successors: Set<(TaskId, LinkId)>,
    people_of: Set<(TaskId, PersonId, AssignmentId)>,
    tasks_of: Set<(PersonId, TaskId, AssignmentId)>,
    uses_of: Set<(TaskId, ResourceId, ResourceUseId)>,
    tags: OrdMap<Arc<str>, usize>,
    recurring: Set<(NaiveDate, TaskId)>,
    followers: Set<(TaskId, TaskId)>,
    registers: Registers,
    baselined: OnDemand<Baselined>,
    finished: OnDemand<Finished>,
    tallies: OnDemand<Tallies>,
    search: Search,
}

/// What is made when somebody first asks, and kept from then on.
#[derive(Clone, Default, Debug)]
struct OnDemand<T>(OnceLock<T>);

impl<T: PartialEq> PartialEq for OnDemand<T> {
    /// Not made yet says nothing that the tables do not.
    fn eq(&self, other: &Self) -> bool {
        self.0.get().zip(other.0.get()).is_none_or(|(one, other)| one == other)
    }
}

/// All text in one piece, once somebody has looked for a word; and the tasks whose text has changed since.
#[derive(Clone, Default, Debug)]
struct Search {
    haystack: OnceLock<Arc<Haystack>>,
    restless: OrdSet<TaskId>,
}

impl PartialEq for Search {
    /// It says nothing that the tables do not: how far it is prepared makes no other index.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// So many changed tasks are looked at one by one before all text is put together anew.
const MOST_RESTLESS: usize = 1024;

impl Index {
    /// What the tables of this plan imply. One pass over each table: of a large one every pass is felt, and half of the
    /// work is done beside the other.
    pub(super) fn of(plan: &Plan) -> Index {
        let outline = || Index::default().with_outline(plan);
        let beside = || (Index::default().with_refs(plan).with_ends(plan), places(plan));
        let (outline, (beside, (mut cards, mut inbox))) = both(plan.len() >= LARGE, outline, beside);
        let Index { children, summaries, counted, totals, .. } = outline;
        cards.retain(|(.., task)| !summaries.has(task));
        inbox.retain(|(_, task)| !summaries.has(task));
        Index { children, summaries, counted, totals, cards: set(cards), inbox: set(inbox), ..beside }
    }

    /// With what the links and the assignments of the plan imply.
    fn with_ends(mut self, plan: &Plan) -> Index {
        let (mut before, mut behind) = (Vec::new(), Vec::new());
        for link in plan.all::<Link>() {
            before.push((link.successor, link.id));
            behind.push((link.predecessor, link.id));
        }
        (self.predecessors, self.successors) = (set(before), set(behind));
        let (mut people, mut tasks) = (Vec::new(), Vec::new());
        for it in plan.all::<Assignment>() {
            people.push((it.task, it.person, it.id));
            tasks.push((it.person, it.task, it.id));
        }
        (self.people_of, self.tasks_of) = (set(people), set(tasks));
        self.uses_of = plan.all::<ResourceUse>().map(|it| ((it.task, it.resource, it.id), ())).collect();
        self.registers = Registers::of(plan);
        self
    }

    fn with_refs(mut self, plan: &Plan) -> Index {
        let (mut numbers, mut tags) = (Vec::new(), BTreeMap::<_, usize>::new());
        let (mut recurring, mut followers) = (Vec::new(), Vec::new());
        for task in plan.all::<Task>() {
            numbers.push(number_entry(task));
            recurring.extend(recurring_entry(task));
            followers.extend(follower_entry(task));
            task.tags.iter().for_each(|tag| *tags.entry(tag).or_default() += 1);
        }
        self.numbers = set(numbers);
        (self.recurring, self.followers) = (set(recurring), set(followers));
        self.tags = tags.into_iter().map(|(tag, count)| (Arc::from(tag), count)).collect();
        self.former_numbers = set(plan.all::<FormerRef>().map(|it| (it.project, it.number, it.task)));
        self
    }

    fn with_outline(mut self, plan: &Plan) -> Index {
        let (mut children, mut parents) = (Vec::new(), Vec::new());
        for task in plan.all::<Task>() {
            if let Some(child) = child_entry(task) {
                parents.extend(child.1);
                children.push(child);
            }
        }
        (self.children, self.summaries) = (set(children), summaries(parents));
        let (mut counted, mut totals) = (BTreeMap::<_, usize>::new(), BTreeMap::<_, Totals>::new());
        for task in plan.all::<Task>().filter(|task| weighs(task) && self.is_leaf(task)) {
            if let Some(place) = &task.place {
                *counted.entry(place.column).or_default() += 1;
                totals.entry(task.project).or_default().add(task, place.finish.is_some(), 1);
            }
        }
        (self.counted, self.totals) = (counted.into_iter().collect(), totals.into_iter().collect());
        self
    }

    /// The children of a task in their order, dropped ones left out; of no task: the top of the outline.
    pub fn children(&self, project: ProjectId, parent: Option<TaskId>) -> impl DoubleEndedIterator<Item = TaskId> + '_ {
        let from = (project, parent, Rank::min(), TaskId::MIN);
        let to = (project, parent, Rank::max(), TaskId::MAX);
        self.children.range(from..=to).map(|(entry, _)| entry.3)
    }

    /// Every task of a project with the one it stands under, dropped ones left out: parent by parent, the children of one
    /// together and in their order.
    pub fn outline(&self, project: ProjectId) -> impl Iterator<Item = (Option<TaskId>, TaskId)> + '_ {
        let from = (project, None, Rank::min(), TaskId::MIN);
        let to = (project, Some(TaskId::MAX), Rank::max(), TaskId::MAX);
        self.children.range(from..=to).map(|(entry, _)| (entry.1, entry.3))
    }

    /// Has the task children?
    pub fn is_summary(&self, task: TaskId) -> bool {
        self.summaries.has(&task)
    }

    /// The cards of a column in order: tasks there that are neither summaries nor dropped.
    pub fn cards(&self, column: ColumnId) -> impl DoubleEndedIterator<Item = TaskId> + '_ {
        self.cards
            .range((column, Rank::min(), TaskId::MIN)..=(column, Rank::max(), TaskId::MAX))
            .map(|(entry, _)| entry.2)
    }

    /// The cards of a column below one of its places, nearest first.
    pub fn cards_below(&self, place: &Place, card: TaskId) -> impl Iterator<Item = TaskId> + '_ {
        let from = (place.column, place.rank.clone(), card);
        let to = (place.column, Rank::max(), TaskId::MAX);
        self.cards.range((Bound::Excluded(from), Bound::Included(to))).map(|(entry, _)| entry.2)
    }

    /// The cards of a column above one of its places, nearest first.
    pub fn cards_above(&self, place: &Place, card: TaskId) -> impl Iterator<Item = TaskId> + '_ {
        let to = (place.column, place.rank.clone(), card);
        self.cards.range((place.column, Rank::min(), TaskId::MIN)..to).rev().map(|(entry, _)| entry.2)
    }

    /// How many cards a WIP limit counts: all but milestones.
    pub fn counted(&self, column: ColumnId) -> usize {
        self.counted.get(&column).copied().unwrap_or(0)
    }

    /// The tasks of a project without a column, oldest first.
    pub fn inbox(&self, project: ProjectId) -> impl Iterator<Item = TaskId> + '_ {
        self.inbox.range((project, TaskId::MIN)..=(project, TaskId::MAX)).map(|(entry, _)| entry.1)
    }

    /// Sums over a project’s board.
    pub fn totals(&self, project: ProjectId) -> Totals {
        self.totals.get(&project).copied().unwrap_or_default()
    }

    /// The tasks with this number, or that had it once; more than one only after a merge.
    pub fn numbered(&self, project: ProjectId, number: i64) -> impl Iterator<Item = TaskId> + '_ {
        let range = (project, number, TaskId::MIN)..=(project, number, TaskId::MAX);
        let former = self.former_numbers.range(range.clone()).filter(|(entry, _)| !self.numbers.has(entry));
        self.numbers.range(range).chain(former).map(|(entry, _)| entry.2)
    }

    /// The links to the task’s predecessors.
    pub fn predecessors(&self, task: TaskId) -> impl Iterator<Item = LinkId> + '_ {
        self.predecessors.range((task, LinkId::MIN)..=(task, LinkId::MAX)).map(|(entry, _)| entry.1)
    }

    /// The links to the task’s successors.
    pub fn successors(&self, task: TaskId) -> impl Iterator<Item = LinkId> + '_ {
        self.successors.range((task, LinkId::MIN)..=(task, LinkId::MAX)).map(|(entry, _)| entry.1)
    }

    /// The people of a task.
    pub fn people_of(&self, task: TaskId) -> impl Iterator<Item = (PersonId, AssignmentId)> + '_ {
        let range = (task, PersonId::MIN, AssignmentId::MIN)..=(task, PersonId::MAX, AssignmentId::MAX);
        self.people_of.range(range).map(|(entry, _)| (entry.1, entry.2))
    }

    /// The resources that a task uses.
    pub fn uses_of(&self, task: TaskId) -> impl Iterator<Item = (ResourceId, ResourceUseId)> + '_ {
        let range = (task, ResourceId::MIN, ResourceUseId::MIN)..=(task, ResourceId::MAX, ResourceUseId::MAX);
        self.uses_of.range(range).map(|(entry, _)| (entry.1, entry.2))
    }

    /// Risks and issues, and the tasks they concern.
    pub fn registers(&self) -> &Registers {
        &self.registers
    }

    /// Does anybody work on the task?
    pub fn has_people(&self, task: TaskId) -> bool {
        self.people_of(task).next().is_some()
    }

    /// The tasks of a person.
    pub fn tasks_of(&self, person: PersonId) -> impl Iterator<Item = (TaskId, AssignmentId)> + '_ {
        let range = (person, TaskId::MIN, AssignmentId::MIN)..=(person, TaskId::MAX, AssignmentId::MAX);
        self.tasks_of.range(range).map(|(entry, _)| (entry.1, entry.2))
    }

    /// The tasks whose next one appears on this day or before, though they are not done; the longest ago first.
    pub fn recurring(&self, day: NaiveDate) -> impl Iterator<Item = TaskId> + '_ {
        self.recurring.range((NaiveDate::MIN, TaskId::MIN)..=(day, TaskId::MAX)).map(|(entry, _)| entry.1)
    }

    /// The tasks that are the next of this one; more than one only after a merge.
    pub fn followers(&self, task: TaskId) -> impl Iterator<Item = TaskId> + '_ {
        self.followers.range((task, TaskId::MIN)..=(task, TaskId::MAX)).map(|(entry, _)| entry.1)
    }

    /// Every tag in use and on how many tasks.
    pub fn tags(&self) -> impl Iterator<Item = (&str, usize)> {
        self.tags.iter().map(|(tag, count)| (&**tag, *count))
    }

    /// Is the tag in use?
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.contains_key(tag)
    }

    /// All text as it was when somebody first looked for a word, and the tasks to be looked at besides.
    pub(super) fn haystack(&self, make: impl FnOnce() -> Haystack) -> (&Haystack, &OrdSet<TaskId>) {
        (self.search.haystack.get_or_init(|| Arc::new(make())), &self.search.restless)
    }

    /// The finished cards.
    pub(super) fn finished(&self, plan: &Plan) -> &Finished {
        self.finished.0.get_or_init(|| Finished::of(plan))
    }

    /// The tasks of each baseline.
    pub(super) fn baselined(&self, plan: &Plan) -> &Baselined {
        self.baselined.0.get_or_init(|| Baselined::of_plan(plan))
    }

    /// What gates ask of tasks.
    pub(super) fn tallies(&self, plan: &Plan) -> &Tallies {
        self.tallies.0.get_or_init(|| Tallies::of(plan))
    }

    /// The marks of a task, if anybody has asked for any.
    fn marks(&self, task: Option<&Task>) -> Option<Marks> {
        self.tallies.0.get()?;
        task.map(|task| Marks::of(task, self.is_summary(task.id), self.has_people(task.id)))
    }

    fn remark(&mut self, task: TaskId, before: Option<Marks>, after: Option<Marks>) {
        if let Some(tallies) = self.tallies.0.get_mut() {
            tallies.exchange(task, before.as_ref(), after.as_ref());
        }
    }

    fn unsettle(&mut self, task: TaskId) {
        if self.search.haystack.get().is_none() {
            return;
        }
        self.search.restless.insert(task);
        if self.search.restless.len() > MOST_RESTLESS {
            self.search = Search::default();
        }
    }

    /// Follows one record that changed from `before` to `after`; `tasks` has it already.
    pub(super) fn exchange(&mut self, before: Option<Row>, after: Option<Row>, tasks: &Table<Task>) {
        match (before, after) {
            (Some(Row::Task(before)), Some(Row::Task(after))) => self.task(Some(&before), Some(&after), tasks),
            (Some(Row::Task(before)), None) => self.task(Some(&before), None, tasks),
            (None, Some(Row::Task(after))) => self.task(None, Some(&after), tasks),
            (before, after) => {
                if let Some(row) = before {
                    self.other(&row, false, tasks);
                }
                if let Some(row) = after {
                    self.other(&row, true, tasks);
                }
            }
        }
    }

    fn other(&mut self, row: &Row, there: bool, tasks: &Table<Task>) {
        match row {
            Row::Link(link) => {
                keep(&mut self.predecessors, (link.successor, link.id), there);
                keep(&mut self.successors, (link.predecessor, link.id), there);
            }
            Row::Assignment(it) => {
                let task = tasks.get(&it.task).map(|task| &**task);
                let before = self.marks(task);
                keep(&mut self.people_of, (it.task, it.person, it.id), there);
                keep(&mut self.tasks_of, (it.person, it.task, it.id), there);
                self.remark(it.task, before, self.marks(task));
            }
            Row::ResourceUse(it) => keep(&mut self.uses_of, (it.task, it.resource, it.id), there),
            Row::Risk(_) | Row::RiskTask(_) | Row::Issue(_) | Row::IssueTask(_) => self.registers.keep(row, there),
            Row::FormerRef(it) => keep(&mut self.former_numbers, (it.project, it.number, it.task), there),
            Row::Project(_) => self.search = Search::default(),
            Row::Note(note) => self.unsettle(note.task),
            Row::BaselineTask(it) => {
                if let Some(baselined) = self.baselined.0.get_mut() {
                    baselined.keep(it, there);
                }
            }
            _ => {}
        }
    }

    fn task(&mut self, before: Option<&Task>, after: Option<&Task>, tasks: &Table<Task>) {
        if let Some(task) = before.or(after) {
            self.remark(task.id, self.marks(before), self.marks(after));
        }
        if let Some(task) = before {
            self.leaf(task, false);
        }
        if before.map(number_entry) != after.map(number_entry) {
            before.inspect(|task| keep(&mut self.numbers, number_entry(task), false));
            after.inspect(|task| keep(&mut self.numbers, number_entry(task), true));
        }
        exchange(&mut self.recurring, before.and_then(recurring_entry), after.and_then(recurring_entry));
        exchange(&mut self.followers, before.and_then(follower_entry), after.and_then(follower_entry));
        if before.map(text_entry) != after.map(text_entry) {
            before.or(after).into_iter().for_each(|task| self.unsettle(task.id));
        }
        if before.map(|task| &task.tags) != after.map(|task| &task.tags) {
            before.inspect(|task| task.tags.iter().for_each(|tag| self.tag(tag, false)));
            after.inspect(|task| task.tags.iter().for_each(|tag| self.tag(tag, true)));
        }
        let (old, new) = (before.and_then(child_entry), after.and_then(child_entry));
        if old != new {
            if let Some(entry) = new {
                self.child(entry, true, tasks);
            }
            if let Some(entry) = old {
                self.child(entry, false, tasks);
            }
        }
        if let Some(task) = after {
            self.leaf(task, true);
        }
    }

    fn child(&mut self, entry: Child, there: bool, tasks: &Table<Task>) {
        let parent = entry.1;
        keep(&mut self.children, entry, there);
        let Some(parent) = parent else { return };
        let count = self.summaries.get(&parent).copied().unwrap_or(0);
        let next = if there { count + 1 } else { count.saturating_sub(1) };
        let turns = (count == 0) != (next == 0);
        let leaf = tasks.get(&parent).filter(|_| turns);
        let marks = self.marks(leaf.map(|task| &**task));
        if let Some(task) = leaf.filter(|_| there) {
            self.leaf(task, false);
        }
        if next == 0 {
            self.summaries.remove(&parent);
        } else {
            self.summaries.insert(parent, next);
        }
        self.remark(parent, marks, self.marks(leaf.map(|task| &**task)));
        if let Some(task) = leaf.filter(|_| !there) {
            self.leaf(task, true);
        }
    }

    fn is_leaf(&self, task: &Task) -> bool {
        task.dropped.is_none() && !self.is_summary(task.id)
    }

    /// What a task implies only while it has no children and is not dropped.
    fn leaf(&mut self, task: &Task, there: bool) {
        match &task.place {
            _ if !self.is_leaf(task) => {}
            None => keep(&mut self.inbox, (task.project, task.id), there),
            Some(place) => {
                keep(&mut self.cards, card_entry(place, task), there);
                self.count(place, task, there);
                if let Some(finished) = self.finished.0.get_mut() {
                    finished.keep(task, there);
                }
            }
        }
    }

    fn count(&mut self, place: &Place, task: &Task, there: bool) {
        if !weighs(task) {
            return;
        }
        let sign = if there { 1 } else { -1 };
        match self.counted(place.column).saturating_add_signed(sign as isize) {
            0 => self.counted.remove(&place.column),
            count => self.counted.insert(place.column, count),
        };
        let mut totals = self.totals(task.project);
        totals.add(task, place.finish.is_some(), sign);
        if totals == Totals::default() {
            self.totals.remove(&task.project);
        } else {
            self.totals.insert(task.project, totals);
        }
    }

    fn tag(&mut self, tag: &str, there: bool) {
        let count = self.tags.get(tag).copied().unwrap_or(0);
        match if there { count + 1 } else { count.saturating_sub(1) } {
            0 => self.tags.remove(tag),
            count => self.tags.insert(tag.into(), count),
        };
    }
}

fn set<T: Ord + Clone>(entries: impl IntoIterator<Item = T>) -> Set<T> {
    entries.into_iter().map(|entry| (entry, ())).collect()
}

fn keep<T: Ord + Clone>(set: &mut Set<T>, entry: T, there: bool) {
    if there {
        set.insert(entry, ());
    } else {
        set.remove(&entry);
    }
}

fn exchange<T: Ord + Clone>(set: &mut Set<T>, before: Option<T>, after: Option<T>) {
    if before != after {
        before.into_iter().for_each(|entry| keep(set, entry, false));
        after.into_iter().for_each(|entry| keep(set, entry, true));
    }
}

fn recurring_entry(task: &Task) -> Option<(NaiveDate, TaskId)> {
    Some((occurrence::time(task)?, task.id))
}

fn follower_entry(task: &Task) -> Option<(TaskId, TaskId)> {
    Some((task.follows?, task.id))
}

/// Does it count against a limit, and in the sums?
fn weighs(task: &Task) -> bool {
    task.kind != TaskKind::Milestone
}

/// Where every task stands that is not dropped, in order, as if none had children: cards, and the inbox.
fn places(plan: &Plan) -> (Vec<Card>, Vec<(ProjectId, TaskId)>) {
    let (mut cards, mut inbox) = (Vec::new(), Vec::new());
    for task in plan.all::<Task>().filter(|task| task.dropped.is_none()) {
        match &task.place {
            Some(place) => cards.push(card_entry(place, task)),
            None => inbox.push((task.project, task.id)),
        }
    }
    cards.sort_unstable();
    inbox.sort_unstable();
    (cards, inbox)
}

/// What a search through all text knows of a task.
fn text_entry(task: &Task) -> (&str, bool, ProjectId, i64) {
    (&task.title, task.dropped.is_some(), task.project, task.number)
}

/// How many children each of these parents has; one entry a child.
fn summaries(mut parents: Vec<TaskId>) -> Sorted<TaskId, usize> {
    parents.sort_unstable();
    parents.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
}

fn card_entry(place: &Place, task: &Task) -> Card {
    (place.column, place.rank.clone(), task.id)
}

fn number_entry(task: &Task) -> Number {
    (task.project, task.number, task.id)
}

fn child_entry(task: &Task) -> Option<Child> {
    let parent = task.parent.filter(|parent| *parent != task.id);
    task.dropped.is_none().then(|| (task.project, parent, task.rank.clone(), task.id))
}

//! Records tried on a copy of the plan: what an import would do, with every rule kept.
//!
//! Readers put records in; at the end [`Intake::finish`] mends or leaves out what breaks a rule, says so line by line,
//! and tells new, changed and same apart. What a plan broke before is no business of an import.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Lost, Reading};
use crate::domain::change::{Change, Edit};
use crate::domain::check::{self, Finding, LONGEST_LINE, LONGEST_PROSE};
use crate::domain::column::{ColumnId, Meaning};
use crate::domain::draft::{Draft, Moment};
use crate::domain::id::RecordId;
use crate::domain::link::Link;
use crate::domain::names::squeezed;
use crate::domain::outline;
use crate::domain::person::{Person, PersonId};
use crate::domain::place;
use crate::domain::plan::{Kind, Plan, Row};
use crate::domain::project::{Project, ProjectId};
use crate::domain::rank::Rank;
use crate::domain::refusal::Refusal;
use crate::domain::settle::settle;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};
use crate::domain::template::Template;
use crate::domain::value::{Shape, Value};
use crate::domain::{loops, span};
use crate::text;

/// A plan that records come into.
pub(super) struct Intake<'a> {
    /// The trial plan.
    pub draft: Draft<'a>,
    lost: Vec<Lost>,
    /// Where in the file a record stood.
    places: HashMap<RecordId, String>,
    children: HashMap<(ProjectId, Option<TaskId>), Rank>,
    cards: HashMap<ColumnId, Rank>,
    people: HashMap<String, PersonId>,
    handles: HashSet<String>,
    /// New tasks, which get the next numbers when the step is made.
    fresh: HashSet<TaskId>,
}

/// Levels of an outline.
const DEEPEST: usize = 64;
/// Links of one task, people of one task.
const MOST_OF_A_TASK: usize = 10_000;
/// People that a list may bring along.
const MOST_PEOPLE: usize = 500;

impl<'a> Intake<'a> {
    /// Nothing has come yet.
    pub fn of(snapshot: &'a Snapshot, moment: &'a mut Moment) -> Self {
        let mut people = HashMap::new();
        for person in snapshot.plan.all::<Person>() {
            for name in [&person.email, &person.name, &person.handle].into_iter().filter(|name| !name.is_empty()) {
                people.insert(squeezed(name), person.id);
            }
        }
        Intake {
            draft: Draft::of(&snapshot.plan, moment),
            lost: Vec::new(),
            places: HashMap::new(),
            children: HashMap::new(),
            cards: HashMap::new(),
            people,
            handles: snapshot.plan.all::<Person>().map(|person| squeezed(&person.handle)).collect(),
            fresh: HashSet::new(),
        }
    }

    /// The id and, for now, the number of a new task; the step that takes it in gives the number.
    pub fn new_task(&mut self, project: ProjectId) -> (TaskId, i64) {
        let id = self.draft.moment.ids.take();
        self.fresh.insert(id);
        (id, self.draft.next_number(project))
    }

    /// Refuses more links or people of one task than anybody means.
    pub fn bound(&self, rows: &[Row]) -> Result<(), Refusal> {
        let mut counts: HashMap<(TaskId, Kind), usize> = HashMap::new();
        for row in rows {
            let task = match row {
                Row::Link(link) => link.successor,
                Row::Assignment(it) => it.task,
                _ => continue,
            };
            let count = counts.entry((task, row.id().kind)).or_default();
            *count += 1;
            if *count > MOST_OF_A_TASK {
                let why = format!("a task has more than {MOST_OF_A_TASK} links or people");
                return Err(Refusal::new(why, "nothing was imported"));
            }
        }
        Ok(())
    }

    /// Says what could not be carried.
    pub fn lose(&mut self, place: impl Into<String>, why: impl Into<String>) {
        self.lost.push(Lost { place: place.into(), why: why.into() });
    }

    /// Remembers where a record stood in the file.
    pub fn stood(&mut self, id: impl Into<RecordId>, place: impl Into<String>) {
        self.places.insert(id.into(), place.into());
    }

    /// The project that a list comes into: the one wished for, the only one, or a new `IN` where there is none.
    pub fn project(&mut self, wished: Option<ProjectId>, snapshot: &Snapshot) -> Result<ProjectId, Refusal> {
        if let Some(project) = wished.map_or_else(|| snapshot.plan.project_meant(), |id| Ok(Some(id)))? {
            return Ok(project);
        }
        let id = self.draft.moment.ids.take();
        Template::standard().start(&mut self.draft, id, "IN", "Inbox");
        Ok(id)
    }

    /// A new project with columns and phases, its key made from its name.
    pub fn new_project(&mut self, name: &str) -> ProjectId {
        let id = self.draft.moment.ids.take();
        let key = free_key(&self.draft.plan, name);
        Template::standard().start(&mut self.draft, id, &key, name);
        id
    }

    /// The first column of a project with this meaning.
    pub fn column(&self, project: ProjectId, meaning: Meaning) -> Option<ColumnId> {
        place::first_with(&self.draft.plan, project, meaning)
    }

    /// The rank below the last card of a column; the next call gives one below that.
    pub fn bottom(&mut self, column: ColumnId) -> Rank {
        let plan = &self.draft.plan;
        let last = || {
            let card = plan.index().cards(column).next_back().and_then(|id| plan.get(id))?;
            card.place.as_ref().map(|place| place.rank.clone())
        };
        let known = self.cards.remove(&column).or_else(last);
        let next = Rank::between(known.as_ref(), None);
        self.cards.insert(column, next.clone());
        next
    }

    /// The rank behind the last child; the next call gives one behind that.
    pub fn behind(&mut self, project: ProjectId, parent: Option<TaskId>) -> Rank {
        let next = match self.children.remove(&(project, parent)) {
            Some(known) => Rank::between(Some(&known), None),
            None => outline::last_rank(&self.draft.plan, project, parent),
        };
        self.children.insert((project, parent), next.clone());
        next
    }

    /// The person of this handle, name or e-mail address; a new one where nobody is called so, which is said.
    pub fn person(&mut self, words: &str, place: &str) -> Option<PersonId> {
        let words = words.trim().trim_start_matches('@');
        if words.is_empty() || words.len() > LONGEST_LINE {
            return None;
        }
        if let Some(known) = self.people.get(&squeezed(words)) {
            return Some(*known);
        }
        if self.handles.len() - self.draft.before().count(Kind::Person) >= MOST_PEOPLE {
            self.lose(place, format!("“{}” is one person too many and was left out", text::cut(words, 40)));
            return None;
        }
        let handle = free_handle(&self.handles, words);
        self.handles.insert(squeezed(&handle));
        let id = self.draft.moment.ids.take();
        let mut person = Person::new(id, &handle);
        match words.contains('@') {
            true => person.email = words.to_owned(),
            false if words != handle => person.name = words.to_owned(),
            false => {}
        }
        self.draft.put(person);
        self.people.insert(squeezed(words), id);
        self.lose(place, format!("@{handle} is a new person"));
        Some(id)
    }

    /// What has come, with every rule kept. `items`: the records that are counted.
    pub fn finish(mut self, what: String, items: &[RecordId]) -> Reading {
        self.flatten();
        settle(&mut self.draft);
        for _ in 0..8 {
            if !self.mend() {
                break;
            }
            settle(&mut self.draft);
        }
        let Intake { draft, lost, fresh, .. } = self;
        let changes = draft.changes();
        let mut reading = Reading { what, lost, ..Reading::default() };
        let touched: BTreeSet<RecordId> = changes
            .iter()
            .flat_map(|change| change.tasks(&draft.plan).into_iter().map(RecordId::from).chain([change.of]))
            .collect();
        for item in items {
            match (draft.before().row(*item), draft.plan.row(*item)) {
                (_, None) => {}
                (None, Some(_)) => reading.new += 1,
                (Some(_), Some(_)) if touched.contains(item) => reading.changed += 1,
                (Some(_), Some(_)) => reading.same += 1,
            }
        }
        for Change { of, edit } in changes {
            match edit {
                Edit::Gone(_) => reading.gone.push(of),
                Edit::Made(Row::Task(task)) if fresh.contains(&task.id) => {
                    reading.rows.push(Row::Task(Task { number: 0, ..Task::clone(&task) }.into()));
                }
                Edit::Made(_) | Edit::Set(_) => reading.rows.extend(draft.plan.row(of)),
            }
        }
        reading
    }

    /// Puts what stands too deep in the outline, or under itself, at its top.
    fn flatten(&mut self) {
        let mut depths: HashMap<TaskId, usize> = HashMap::new();
        for task in self.draft.touched().into_iter().filter_map(|id| id.as_id::<Task>()) {
            let mut way = Vec::new();
            let mut here = Some(task);
            let mut depth = 0;
            while let Some(id) = here {
                if let Some(known) = depths.get(&id) {
                    depth = *known;
                    break;
                }
                // What is met again on one way up stands under itself: the rules say so later.
                depths.insert(id, 0);
                way.push(id);
                here = self.draft.plan.get(id).and_then(|task| task.parent);
            }
            for id in way.into_iter().rev() {
                depth += 1;
                if depth > DEEPEST {
                    let place = self.place_of(id.into());
                    self.lose(place, format!("stands deeper than {DEEPEST} levels: it goes to the top of the outline"));
                    self.draft.edit(id, |task| task.parent = None);
                    depth = 1;
                }
                depths.insert(id, depth);
            }
        }
    }

    fn place_of(&self, id: RecordId) -> String {
        self.places.get(&id).cloned().unwrap_or_else(|| self.draft.plan.label(id))
    }

    /// Mends or leaves out each touched record that breaks a rule which it did not break before. Was there any?
    fn mend(&mut self) -> bool {
        let plan = &self.draft.plan;
        let touched = self.draft.touched();
        let new: BTreeSet<RecordId> = touched.iter().copied().filter(|id| id.kind == Kind::Link).collect();
        let looping = loops::closing(plan, |link| new.contains(&link.into()));
        let mut found: Vec<Finding> = Vec::new();
        for id in touched {
            let now = match id.as_id::<Link>() {
                Some(link) if looping.contains(&link) => check::findings(plan, id),
                _ => check::findings_but_loops(plan, id),
            };
            if now.is_empty() {
                continue;
            }
            let then = check::findings(self.draft.before(), id);
            found.extend(now.into_iter().filter(|now| !then.iter().any(|then| then.rule == now.rule)));
        }
        // Those behind a link that has just gone are asked again in the next round.
        let any = !found.is_empty();
        for finding in found {
            let Some(row) = self.draft.plan.row(finding.of) else { continue };
            let place = self.place_of(finding.of);
            let what = match mended(&self.draft.plan, row, finding.rule) {
                Some((row, what)) => {
                    self.draft.put_row(row);
                    what
                }
                None => {
                    self.leave_out(finding.of);
                    "left out"
                }
            };
            self.lose(place, format!("{}: {what}", finding.refusal.why));
        }
        any
    }

    /// Makes a record what it was before.
    fn leave_out(&mut self, id: RecordId) {
        match self.draft.before().row(id) {
            Some(before) => self.draft.put_row(before),
            None => self.draft.remove(id),
        }
    }
}

/// The record changed so that it no longer breaks the rule, and what was done; none where it has to be left out.
fn mended(plan: &Plan, row: Row, rule: &str) -> Option<(Row, &'static str)> {
    use std::sync::Arc;
    let mut row = row;
    if matches!(rule, "length" | "reference") {
        return clear(plan, &mut row, rule).then_some((row, "taken without it"));
    }
    let what = match &mut row {
        Row::Task(task) => mend_task(Arc::make_mut(task), rule)?,
        Row::Person(person) => {
            let it = Arc::make_mut(person);
            match rule {
                "handle" | "handle twice" => {
                    let taken = plan.all::<Person>().map(|other| squeezed(&other.handle)).collect();
                    it.handle = free_handle(&taken, &it.handle);
                }
                "capacity" => it.capacity = 100,
                _ => return None,
            }
            "changed"
        }
        Row::Project(project) => {
            let it = Arc::make_mut(project);
            match rule {
                "key" | "key twice" => {
                    it.key = free_key(plan, if rule == "key" { &it.name } else { &it.key });
                    "it gets a new key"
                }
                "project name" => {
                    it.name = it.key.clone();
                    "it is called as its key"
                }
                "pace" => {
                    let pace = span::Pace::default();
                    (it.minutes_per_day, it.minutes_per_week) = (pace.minutes_per_day, pace.minutes_per_week);
                    it.days_per_month = pace.days_per_month;
                    "taken with the usual ones"
                }
                _ => return None,
            }
        }
        Row::Column(column) => {
            let it = Arc::make_mut(column);
            match rule {
                "column name" => it.name = "Unnamed".to_owned(),
                "column twice" => it.name = format!("{} again", text::cut(&it.name, 60)),
                "limit" => it.wip_limit = None,
                _ => return None,
            }
            "changed"
        }
        Row::Phase(phase) => {
            let it = Arc::make_mut(phase);
            match rule {
                "phase name" => it.name = "Unnamed".to_owned(),
                "alongside" => it.alongside = None,
                _ => return None,
            }
            "changed"
        }
        Row::Assignment(it) if rule == "units" => {
            Arc::make_mut(it).units = 100;
            "taken as 100%"
        }
        Row::Exception(it) if rule == "range" => {
            let it = Arc::make_mut(it);
            (it.first, it.last) = (it.last, it.first);
            "turned round"
        }
        Row::Calendar(it) if rule == "base" => {
            Arc::make_mut(it).base = None;
            "taken without a base"
        }
        _ => return None,
    };
    Some((row, what))
}

fn mend_task(task: &mut Task, rule: &str) -> Option<&'static str> {
    Some(match rule {
        "percent" => {
            task.percent = task.percent.clamp(0, 100);
            "cut to that"
        }
        "milestone" | "duration" | "three values" => {
            (task.duration, task.optimistic, task.pessimistic) = (None, None, None);
            "taken without an estimate"
        }
        "column" | "column project" => {
            task.place = None;
            "it goes to the inbox"
        }
        "phase project" => {
            task.phase = None;
            "taken without a phase"
        }
        "outline" | "parent project" | "parent milestone" | "parent dropped" => {
            task.parent = None;
            "it goes to the top of the outline"
        }
        _ => return None,
    })
}

/// Empties the fields that are too long or mean a record that is not there. Fails where one cannot be empty.
fn clear(plan: &Plan, row: &mut Row, rule: &str) -> bool {
    for (at, field) in row.id().kind.fields().iter().enumerate() {
        let bad = match (field.shape, row.get(at)) {
            (Shape::Ref(kind), Value::Id(id)) => rule == "reference" && plan.row(RecordId { kind, id }).is_none(),
            (shape, Value::Text(text)) => {
                rule == "length" && text.len() > if shape == Shape::Prose { LONGEST_PROSE } else { LONGEST_LINE }
            }
            _ => false,
        };
        let needed = matches!(field.name, "title" | "handle" | "key" | "name")
            || matches!(row, Row::Note(_)) && field.shape == Shape::Prose;
        if bad && (needed || row.set(at, Value::Nothing).is_err()) {
            return false;
        }
        // An id that may not be missing takes nothing for an id of nothing.
        if bad && matches!((field.shape, row.get(at)), (Shape::Ref(_), Value::Id(_))) {
            return false;
        }
    }
    true
}

/// A key that no project has: letters of the name, with another letter at the end where that is taken.
pub(super) fn free_key(plan: &Plan, name: &str) -> String {
    let taken: BTreeSet<&str> = plan.all::<Project>().map(|project| project.key.as_str()).collect();
    let letters: String = text::fold(name).chars().filter(char::is_ascii_alphabetic).collect();
    let mut wanted: String = letters.to_uppercase().chars().take(4).collect();
    while wanted.len() < 2 {
        wanted.push(if wanted.is_empty() { 'P' } else { 'X' });
    }
    let mut key = wanted.clone();
    let mut number = 0usize;
    while taken.contains(key.as_str()) {
        number += 1;
        let mut ending = String::new();
        let mut rest = number;
        while rest > 0 {
            ending.insert(0, char::from(b'A' + (rest % 26) as u8));
            rest /= 26;
        }
        key = format!("{wanted}{ending}");
    }
    key
}

/// A handle that nobody has, made of these words.
fn free_handle(taken: &HashSet<String>, words: &str) -> String {
    let local = words.split_once('@').map_or(words, |(local, _)| local);
    let folded = text::fold(local);
    let parts: Vec<String> = folded
        .split(|letter: char| !letter.is_alphanumeric() && !"-_.".contains(letter))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let wanted: String = parts.join(".").trim_start_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
    let wanted: String = if wanted.is_empty() { "person".to_owned() } else { wanted.chars().take(40).collect() };
    let mut handle = wanted.clone();
    let mut number = 1;
    while taken.contains(&squeezed(&handle)) {
        number += 1;
        handle = format!("{wanted}{number}");
    }
    handle
}

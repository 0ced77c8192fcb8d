//! What became of a task between a place of the journal and now, in words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::then::Then;
use super::{Item, Saying, Section, item, or_nobody, people};
use crate::domain::change::Field;
use crate::domain::column::Place;
use crate::domain::flow;
use crate::domain::link::{Link, LinkType};
use crate::domain::person::PersonId;
use crate::domain::plan::{Kind, Plan, Row};
use crate::domain::project::ProjectId;
use crate::domain::record::Record;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};
use crate::domain::words::{self, counted};
use crate::text;

/// Fields that are told together with others, that follow from others, or that people do not see.
const APART: &[&str] = &[
    "project",
    "number",
    "place",
    "rank",
    "duration",
    "optimistic",
    "pessimistic",
    "percent",
    "actual_start",
    "tags",
    "blocked",
    "blocked_since",
    "waits_outside",
    "follows",
    "occurrence",
    "captured",
    "triaged",
    "dropped",
    "source",
    "source_id",
];
/// Columns that a text somebody wrote takes at most.
const LONGEST: usize = 240;

/// What is told of a task.
pub struct Told {
    /// In which list.
    pub section: Section,
    /// The task and what is said.
    pub item: Item,
    /// In whose parts.
    pub people: Vec<Option<PersonId>>,
    /// Who was on it and is no longer, and what they are told.
    pub left: Vec<(PersonId, Saying)>,
}

/// What became of a task; none: it is as it was, or has nothing to do with the project.
pub fn told(snapshot: &Snapshot, then: &Then<'_>, project: ProjectId, id: TaskId) -> Option<Told> {
    let plan = &snapshot.plan;
    let (was, now) = (then.task(plan, id), plan.get(id).cloned());
    let ours = |task: &Option<Arc<Task>>| task.as_ref().is_some_and(|it| it.project == project);
    if !ours(&was) && !ours(&now) {
        return None;
    }
    let were = then.people(plan, id);
    let (section, item, people) = match (was, now) {
        (None, None) => return None,
        (Some(was), None) => {
            let gone = Item { says: vec![say("dropped", "taken out of the file")], ..item(plan, &was) };
            let people = were.iter().flat_map(|were| were.keys()).copied().map(Some).collect();
            (Section::Dropped, gone, or_nobody(people))
        }
        (None, Some(now)) => {
            let (section, says) = new(plan, &now);
            (section, Item { says, ..item(plan, &now) }, people(plan, id))
        }
        (Some(was), Some(now)) => {
            let compared = Compared { plan, then, was: &was, now: &now, were: were.as_ref(), today: snapshot.today };
            let (section, says) = compared.told();
            if says.is_empty() && section == Section::Moved {
                return None;
            }
            (section, Item { says, ..item(plan, &now) }, people(plan, id))
        }
    };
    let left = were.unwrap_or_default().into_keys().filter(|who| !people.contains(&Some(*who)));
    let left = left.map(|who| (who, self::left(plan, &people))).collect();
    Some(Told { section, item, people, left })
}

fn say(about: &'static str, words: impl Into<String>) -> Saying {
    Saying { about, words: words.into(), wrong: false }
}

/// What somebody is told who is on a task no longer.
fn left(plan: &Plan, people: &[Option<PersonId>]) -> Saying {
    let others: Vec<String> = people.iter().flatten().map(|who| plan.handle(*who)).collect();
    let words = if others.is_empty() { "nobody’s now".to_owned() } else { format!("with {} now", others.join(", ")) };
    say("left", text::visible(&words))
}

/// What is said of a task that was not there.
fn new(plan: &Plan, now: &Task) -> (Section, Vec<Saying>) {
    if now.dropped.is_some() {
        return (Section::Dropped, vec![say("new", "new since, and dropped again")]);
    }
    if now.finish().is_some() && !plan.index().is_summary(now.id) {
        return (Section::Done, vec![say("new", "new since")]);
    }
    let place = now.place.as_ref().filter(|_| !plan.index().is_summary(now.id));
    let words = match place.and_then(|place| plan.get(place.column)) {
        Some(column) if now.follows.is_some() => format!("comes again in {}", text::visible(&column.name)),
        Some(column) => format!("new in {}", text::visible(&column.name)),
        None if plan.index().is_summary(now.id) => "new".to_owned(),
        None => "new in the inbox".to_owned(),
    };
    (Section::Moved, vec![say("new", words)])
}

/// A task as it was and as it is.
struct Compared<'a> {
    plan: &'a Plan,
    then: &'a Then<'a>,
    was: &'a Arc<Task>,
    now: &'a Arc<Task>,
    /// Who was on it, and with how much of their time; none: the same people as now.
    were: Option<&'a BTreeMap<PersonId, i64>>,
    today: NaiveDate,
}

impl Compared<'_> {
    /// In which list it is told, and what is said there.
    fn told(&self) -> (Section, Vec<Saying>) {
        let (was, now) = (self.was, self.now);
        if now.dropped.is_some() && was.dropped.is_none() {
            return (Section::Dropped, Vec::new());
        }
        let summary = self.plan.index().is_summary(now.id);
        let finished = now.finish().is_some() && was.finish().is_none() && !summary;
        let mut says = Vec::new();
        if finished {
            let days = flow::cycle_days(now).and_then(|days| usize::try_from(days).ok());
            says.extend(days.map(|days| say("took", format!("took {}", counted(days, "day")))));
        }
        if was.dropped.is_some() && now.dropped.is_none() {
            says.push(say("dropped", "taken up again"));
        }
        if was.project != now.project {
            says.push(say("project", format!("{} → {}", self.ref_then(), self.plan.task_ref(now.id))));
        }
        if !summary && !finished {
            says.extend(self.place());
        }
        says.extend(self.estimate());
        says.extend(self.blocked());
        says.extend(self.progress(finished));
        says.extend(self.fields());
        says.extend(self.tags());
        says.extend(self.people());
        says.extend(self.links());
        says.extend(self.note());
        (if finished { Section::Done } else { Section::Moved }, says)
    }

    fn ref_then(&self) -> String {
        let was = self.was;
        let key = self.then.name(self.plan, was.project, |row| match row {
            Row::Project(it) => Some(it.key.clone()),
            _ => None,
        });
        format!("{key}-{}", was.number)
    }

    /// `Review → Done`; another place in the same column is no news, another day of having been finished is.
    fn place(&self) -> Option<Saying> {
        let name = |place: Option<&Place>| match place {
            None => "inbox".to_owned(),
            Some(place) => self.then.name(self.plan, place.column, |row| match row {
                Row::Column(it) => Some(text::visible(&it.name).into_owned()),
                _ => None,
            }),
        };
        let (was, now) = (self.was.place.as_ref(), self.now.place.as_ref());
        if was.map(|it| it.column) != now.map(|it| it.column) {
            return Some(say("column", format!("{} → {}", name(was), name(now))));
        }
        let (before, after) = (self.was.finish()?, self.now.finish()?);
        let day = |at| words::date_time(at, self.today);
        (before != after).then(|| say("column", changed("finished", day(before), day(after))))
    }

    /// `estimate 3d → 5d`: the three values are one.
    fn estimate(&self) -> Option<Saying> {
        let values = |task: &Task| (task.optimistic, task.duration, task.pessimistic);
        if values(self.was) == values(self.now) {
            return None;
        }
        let none = (None, None, None);
        let words = |task: &Task| if values(task) == none { String::new() } else { words::estimate(self.plan, task) };
        Some(say("estimate", changed("estimate", words(self.was), words(self.now))))
    }

    fn blocked(&self) -> Option<Saying> {
        let words = match (self.was.is_blocked(), self.now.is_blocked()) {
            (false, true) => "blocked",
            (true, false) => "unblocked",
            (true, true) if self.was.blocked != self.now.blocked => "blocked for another reason",
            (true, true) if self.was.waits_outside != self.now.waits_outside => "waits for somebody else",
            _ => return None,
        };
        Some(say("blocked", words))
    }

    /// The percent of what is open; when it was begun, where that does not follow from where its card went.
    fn progress(&self, finished: bool) -> Vec<Saying> {
        let mut says = Vec::new();
        if self.was.percent != self.now.percent && !finished && self.now.finish().is_none() {
            says.push(say("percent", format!("{}% → {}%", self.was.percent, self.now.percent)));
        }
        let column = |task: &Task| task.place.as_ref().map(|it| it.column);
        if self.was.actual_start != self.now.actual_start && column(self.was) == column(self.now) {
            says.push(self.field(START));
        }
        says
    }

    fn fields(&self) -> Vec<Saying> {
        let set = self.was.differences(self.now).into_iter().filter(|at| !APART.contains(&Task::FIELDS[*at].name));
        set.map(|at| self.field(Field { kind: Kind::Task, at })).collect()
    }

    /// A field that was set and speaks for itself: `due Fri 20 Mar → Mon 23 Mar`.
    fn field(&self, field: Field) -> Saying {
        let (before, after) = (self.was.get(field.at), self.now.get(field.at));
        let value = |task: &Arc<Task>, value| {
            let words = words::value(self.plan, &Row::Task(task.clone()), field, value, self.today);
            text::cut(&words, LONGEST).into_owned()
        };
        let (before, after) = (value(self.was, &before), value(self.now, &after));
        let words = match field.name() {
            "title" => format!("title “{before}” → “{after}”"),
            "kind" => format!("{before} → {after}"),
            "parent" => changed("under", before, after),
            "snoozed_until" => changed("snoozed until", before, after),
            _ => changed(&words::label(field), before, after),
        };
        say(field.name(), words)
    }

    fn tags(&self) -> Option<Saying> {
        if self.was.tags == self.now.tags {
            return None;
        }
        let (was, now) = (&self.was.tags, &self.now.tags);
        let on = now.iter().filter(|tag| !was.has(tag)).map(|tag| format!("+{tag}"));
        let off = was.iter().filter(|tag| !now.has(tag)).map(|tag| format!("no +{tag}"));
        let words: Vec<String> = on.chain(off).collect();
        (!words.is_empty()).then(|| say("tags", text::visible(&words.join(" "))))
    }

    /// `with @ana`, `without @ben`, `@ana 50% → 100%`.
    fn people(&self) -> Option<Saying> {
        let (plan, were) = (self.plan, self.were?);
        let assigned = plan.index().people_of(self.now.id).filter_map(|(_, id)| plan.get(id));
        let are: BTreeMap<_, _> = assigned.map(|it| (it.person, it.units)).collect();
        let mut words = Vec::new();
        for (who, units) in &are {
            match were.get(who) {
                None => words.push(format!("with {}", plan.handle(*who))),
                Some(before) if before != units => words.push(format!("{} {before}% → {units}%", plan.handle(*who))),
                Some(_) => {}
            }
        }
        let gone = were.keys().filter(|who| !are.contains_key(who));
        words.extend(gone.map(|who| format!("without {}", plan.handle(*who))));
        (!words.is_empty()).then(|| say("people", text::visible(&words.join(", "))))
    }

    /// `waits for WEB-7`, `no longer waits for WEB-9`: told by what they say, not by which record says it.
    fn links(&self) -> Option<Saying> {
        let [were, are] = self.then.links(self.plan, self.now.id)?;
        let all = |links: Vec<Arc<Link>>| links.iter().map(|it| self.link(it)).collect::<BTreeSet<String>>();
        let (were, are) = (all(were), all(are));
        let list = |front: &str, links: Vec<&String>| {
            let links: Vec<&str> = links.into_iter().map(String::as_str).collect();
            (!links.is_empty()).then(|| format!("{front} {}", links.join(", ")))
        };
        let words = [
            list("waits for", are.difference(&were).collect()),
            list("no longer waits for", were.difference(&are).collect()),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        (!words.is_empty()).then(|| say("links", words.join(", ")))
    }

    /// `WEB-7`, `WEB-7 start-to-start +2d`.
    fn link(&self, link: &Link) -> String {
        let before =
            match self.plan.get(link.predecessor).cloned().or_else(|| self.then.task(self.plan, link.predecessor)) {
                Some(task) => self.plan.ref_of(&task),
                None => "a lost task".to_owned(),
            };
        let kind = if link.link_type == LinkType::FinishStart { "" } else { link.link_type.words() };
        let lag = if link.lag.is_none() { String::new() } else { link.lag.words(&self.plan.pace(self.now.project)) };
        [before.as_str(), kind, &lag].join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What was noted since; dated lines without their date.
    fn note(&self) -> Option<Saying> {
        let was = self.then.note(self.plan, self.now.id)?;
        let now = self.plan.get(crate::domain::command::note_of(self.now.id)).map_or("", |note| &note.text);
        let (was, now) = (was.trim(), now.trim());
        if was == now {
            return None;
        }
        let words = match (was, now.strip_prefix(was)) {
            (_, None) if now.is_empty() => "note taken away".to_owned(),
            (_, None) => "note rewritten".to_owned(),
            (_, Some(added)) => {
                let lines = added.lines().map(str::trim).filter(|line| !line.is_empty());
                let words = lines.map(undated).collect::<Vec<_>>().join(" ");
                format!("“{}”", text::cut(&text::visible(&words), LONGEST))
            }
        };
        Some(say("note", words))
    }
}

const START: Field = Field::of(Kind::Task, Task::FIELDS, "actual_start");

/// A line of a note without the date that stands before it.
fn undated(line: &str) -> &str {
    let dated = line.split_once(": ").filter(|(date, _)| date.parse::<NaiveDate>().is_ok());
    dated.map_or(line, |(_, words)| words)
}

/// `due Fri 20 Mar → Mon 23 Mar`, `due Fri 20 Mar`, `no due`.
fn changed(label: &str, before: String, after: String) -> String {
    match (before.as_str(), after.as_str()) {
        ("", after) => format!("{label} {after}"),
        (_, "") => format!("no {label}"),
        (before, after) if before == after => format!("{label} {after} (otherwise)"),
        (before, after) => format!("{label} {before} → {after}"),
    }
}

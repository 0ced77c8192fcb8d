//! Templates: what a new project starts with. A template is a small plan with one project in it: columns, phases with
//! their gates, starter tasks as a WBS with estimates, links and notes.
//!
//! It comes from a file ([`read`]) or from a project ([`Template::of`]), is written as a file ([`Template::to_file`]),
//! and starts a project ([`Template::start`]). What happens to a project is in no template: people, dates, ticks,
//! progress; a card that was begun stands in the first queue column again.
//!
//! Law: writing a template and reading it gives the same one, and so does starting a project and making one of that.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use uuid::Uuid;

use super::capture::tokens::one_line;
use super::column::{Column, ColumnId, Meaning, Place};
use super::command::{self, note_of};
use super::draft::Draft;
use super::gate::Ask;
use super::id::{Id, Ids, RecordId};
use super::link::Link;
use super::names::by_beginning;
use super::occurrence;
use super::phase::{Criterion, Phase, PhaseId, PhaseState};
use super::plan::{Kept, Kind, Plan, Row};
use super::project::{Project, ProjectId};
use super::rank::Rank;
use super::record::Record;
use super::refusal::Refusal;
use super::risk::Risk;
use super::task::{Note, Task, TaskId};
use super::value::{Prose, Shape, Value};
use super::words::counted;

mod outline;
mod read;
mod risks;
#[cfg(test)]
mod tests;
mod write;

pub use read::{LARGEST, read};

/// What a new project starts with. Two are equal when they start the same project.
#[derive(Clone, PartialEq, Debug)]
pub struct Template {
    /// What it is chosen by: the name of its file.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What it is for, in two lines.
    pub about: Vec<String>,
    /// One project and what belongs to it, under ids of its own, counted in the order in which things stand.
    plan: Plan,
}

/// The key of the project in a template.
const KEY: &str = "TEMPLATE";

macro_rules! files {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../assets/templates/", $name, ".toml")))),*] };
}

/// Every template that comes with the program: its name and its file. The first is meant where none is named.
const FILES: &[(&str, &str)] = files!["standard", "waterfall", "scrum", "kanban", "hybrid", "prince2", "lean"];

/// The same, read when first asked for.
static READ: [OnceLock<Arc<Template>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];

fn built_in(at: usize) -> &'static Arc<Template> {
    READ[at].get_or_init(|| {
        let (name, file) = FILES[at];
        let template = read(name, &format!("template {name}"), file.as_bytes());
        Arc::new(template.expect("a test reads every template that comes with the program"))
    })
}

impl Template {
    /// The templates that come with the program, the standard one first.
    pub fn built_in() -> impl Iterator<Item = &'static Arc<Template>> {
        (0..FILES.len()).map(built_in)
    }

    /// The template that is meant where none is named.
    pub fn standard() -> Arc<Template> {
        built_in(0).clone()
    }

    /// What of a project makes a template: its columns, phases, gates, open and done tasks; see above for what is not.
    pub fn of(name: &str, title: &str, about: Vec<String>, plan: &Plan, project: &Project) -> Template {
        let rows = rows_of(plan, project);
        let mut ids = Ids::from(Uuid::from_u128(1));
        let new = ids.take();
        let rows = with_new_ids(rows, project.id, new, &mut ids);
        Template { name: name.to_owned(), title: title.to_owned(), about, plan: Plan::of(rows, []) }
    }

    /// The one project of the template’s plan.
    fn project(&self) -> Project {
        let known = self.plan.all::<Project>().next();
        known.map_or_else(|| blank_project(ProjectId::MIN), |project| Project::clone(project))
    }

    /// How it is run: Scrum, PRINCE2 …
    pub fn methodology(&self) -> String {
        self.project().methodology
    }

    /// What is in it, counted: `5 columns, 4 phases, 23 criteria, 31 tasks, 6 risks`.
    pub fn summary(&self) -> String {
        let count = |kind, thing| counted(self.plan.count(kind), thing);
        let always = [Kind::Column, Kind::Phase, Kind::Criterion, Kind::Task];
        let risks = [Kind::Risk].into_iter().filter(|kind| self.plan.count(*kind) > 0);
        let all: Vec<String> = always.into_iter().chain(risks).map(|kind| count(kind, kind.word())).collect();
        all.join(", ")
    }

    /// What is in it, for showing: a plan with one project.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Puts a new project with all of it into the draft; tasks are numbered from 1.
    pub fn start(&self, draft: &mut Draft<'_>, id: ProjectId, key: &str, name: &str) {
        let it = self.project();
        let today = draft.moment.today;
        draft.put(Project {
            methodology: it.methodology.clone(),
            wip_rule: it.wip_rule,
            minutes_per_day: it.minutes_per_day,
            minutes_per_week: it.minutes_per_week,
            days_per_month: it.days_per_month,
            probability_scale: it.probability_scale.clone(),
            impact_scale: it.impact_scale.clone(),
            response_score: it.response_score,
            review_days: it.review_days,
            risk_categories: it.risk_categories.clone(),
            ..Project::new(id, key, name.trim(), today)
        });
        let kinds = [Kind::Column, Kind::Phase, Kind::Criterion, Kind::Task, Kind::Note, Kind::Link, Kind::Risk];
        let rows = kinds.iter().flat_map(|kind| self.plan.rows(*kind)).collect();
        for row in with_new_ids(rows, it.id, id, &mut draft.moment.ids) {
            match row {
                Row::Task(task) => {
                    let number = draft.next_number(id);
                    let place = task.place.clone().map(|place| Place { since: today, ..place });
                    let (captured, occurrence) = (Some(draft.moment.now), occurrence::beginning(&task, today));
                    draft.put(Task { number, place, captured, occurrence, ..Task::clone(&task) });
                }
                Row::Risk(risk) => command::start_risk(draft, &risk),
                row => draft.put_row(row),
            }
        }
    }
}

fn blank_project(id: ProjectId) -> Project {
    Project { start: None, ..Project::new(id, KEY, "Template", NaiveDate::default()) }
}

/// A template to choose: one that comes with the program, or the person’s own.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What it is chosen by.
    pub name: String,
    /// Its file as it stands, where it is text.
    pub file: String,
    /// Is it the person’s own?
    pub own: bool,
    /// What is in it, or what is wrong with it.
    pub read: Result<Arc<Template>, Refusal>,
}

/// A file of the person’s own: its name, what errors call it, its bytes or why they cannot be had.
pub type OwnFile = (String, String, Result<Vec<u8>, String>);

/// Everything to choose from, the person’s own last. One of their own goes before one of the program’s with its name.
pub fn offers(own: impl IntoIterator<Item = OwnFile>) -> Vec<Offer> {
    let own: Vec<Offer> = own
        .into_iter()
        .map(|(name, from, bytes)| {
            let file = bytes.as_deref().map_or(String::new(), |bytes| String::from_utf8_lossy(bytes).into_owned());
            let template = bytes.map_err(Refusal::plain).and_then(|bytes| read(&name, &from, &bytes));
            Offer { name, file, own: true, read: template.map(Arc::new) }
        })
        .collect();
    let hidden = |name: &str| own.iter().any(|offer| offer.name == name);
    let ours = FILES.iter().enumerate().filter(|(_, (name, _))| !hidden(name));
    let ours = ours.map(|(at, (name, file))| {
        let (name, file) = ((*name).to_owned(), (*file).to_owned());
        Offer { name, file, own: false, read: Ok(built_in(at).clone()) }
    });
    ours.collect::<Vec<_>>().into_iter().chain(own).collect()
}

/// The offer whose name these words begin. Errors: none or several are called so.
pub fn find<'a>(words: &str, offers: &'a [Offer]) -> Result<&'a Offer, Refusal> {
    let names: Vec<(usize, String)> = offers.iter().map(|it| it.name.clone()).enumerate().collect();
    by_beginning(words, "template", &names).map(|at| &offers[at])
}

/// The records of a template made from a project, under their own ids, in the order in which things stand.
fn rows_of(plan: &Plan, project: &Project) -> Vec<Row> {
    let mut rows = Vec::new();
    rows.push(Project::row(Arc::new(Project {
        methodology: project.methodology.clone(),
        wip_rule: project.wip_rule,
        minutes_per_day: project.minutes_per_day,
        minutes_per_week: project.minutes_per_week,
        days_per_month: project.days_per_month,
        probability_scale: project.probability_scale.clone(),
        impact_scale: project.impact_scale.clone(),
        response_score: project.response_score,
        review_days: project.review_days,
        risk_categories: project.risk_categories.clone(),
        ..blank_project(project.id)
    })));
    let columns: Vec<&Arc<Column>> = plan.columns(project.id).into_iter().filter_map(|id| plan.get(id)).collect();
    let mut ranks = Ranks::default();
    rows.extend(columns.iter().map(|column| {
        let policy = Prose(column.policy.trim().to_owned());
        Column::row(Arc::new(Column { rank: ranks.next(), policy, ..Column::clone(column) }))
    }));
    phases(plan, project.id, &mut rows);
    let queue = columns.iter().find(|column| column.meaning == Meaning::Queue).map(|column| column.id);
    let queues = |id: ColumnId| columns.iter().any(|column| column.id == id && column.meaning == Meaning::Queue);
    let mut cards: BTreeMap<ColumnId, Ranks> = BTreeMap::new();
    let mut below: BTreeMap<Option<TaskId>, Ranks> = BTreeMap::new();
    let mut tasks = in_outline(plan, project.id);
    // Of a series there is one, which begins anew.
    tasks.retain(|id| plan.get(*id).is_some_and(|task| task.follows.is_none()));
    for (task, number) in tasks.iter().filter_map(|id| plan.get(*id)).zip(1..) {
        let column =
            task.place.as_ref().and_then(|place| if queues(place.column) { Some(place.column) } else { queue });
        let place =
            column.map(|column| Place { rank: cards.entry(column).or_default().next(), column, ..Place::default() });
        rows.push(Task::row(Arc::new(Task {
            project: task.project,
            number,
            title: one_line(&task.title).into_owned(),
            kind: task.kind,
            parent: task.parent,
            phase: task.phase,
            place,
            rank: below.entry(task.parent).or_default().next(),
            priority: task.priority,
            duration: task.duration,
            optimistic: task.optimistic,
            pessimistic: task.pessimistic,
            recurrence: task.recurrence,
            tags: task.tags.clone(),
            url: task.url.clone(),
            ..Task::blank(task.id)
        })));
    }
    let note = |id: &TaskId| plan.get(note_of(*id)).filter(|note| !note.text.trim().is_empty());
    rows.extend(tasks.iter().filter_map(note).map(|note| {
        let text = Prose(note.text.trim_end().to_owned());
        Note::row(Arc::new(Note { text, ..Note::clone(note) }))
    }));
    links(plan, &tasks, &mut rows);
    let open = plan.risks(project.id).filter(|risk| risk.is_open());
    rows.extend(open.zip(1..).map(|(risk, number)| Risk::row(Arc::new(risks::bare(risk, number)))));
    rows
}

/// Phases as at the start: the first is active, with those that run alongside it. Behind each the criteria of its gate.
fn phases(plan: &Plan, project: ProjectId, rows: &mut Vec<Row>) {
    let ids = plan.phases(project);
    let of = |id: &PhaseId| plan.get(*id).filter(|phase| phase.project == project);
    let first = ids.iter().filter_map(of).find(|phase| phase.alongside.is_none()).map(|phase| phase.id);
    let mut ranks = Ranks::default();
    for phase in ids.iter().filter_map(of) {
        let active = Some(phase.id) == first || (first.is_some() && phase.alongside == first);
        let state = if active { PhaseState::Active } else { PhaseState::NotStarted };
        let (name, alongside) = (phase.name.trim().to_owned(), phase.alongside);
        let rank = ranks.next();
        rows.push(Phase::row(Arc::new(Phase { project, name, rank, alongside, state, ..Phase::blank(phase.id) })));
    }
    for id in ids {
        let mut gate: Vec<&Arc<Criterion>> = plan.all::<Criterion>().filter(|it| it.phase == id).collect();
        gate.sort_by(|a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        let mut ranks = Ranks::default();
        rows.extend(gate.into_iter().map(|it| {
            let text = one_line(&it.text).into_owned();
            let (text, rule) = match (it.rule.trim(), Ask::parse(&it.rule)) {
                ("", _) => (text, String::new()),
                (_, Ok(ask)) => (text, ask.text()),
                // What no rule can answer somebody has to.
                (rule, Err(_)) if text.is_empty() => (one_line(rule).into_owned(), String::new()),
                (_, Err(_)) => (text, String::new()),
            };
            Criterion::row(Arc::new(Criterion { phase: id, rank: ranks.next(), text, rule, ..Criterion::blank(it.id) }))
        }));
    }
}

/// The links among these tasks, in the order of those that wait.
fn links(plan: &Plan, tasks: &[TaskId], rows: &mut Vec<Row>) {
    let places: BTreeMap<TaskId, usize> = tasks.iter().copied().zip(0..).collect();
    for task in tasks {
        let links = plan.index().predecessors(*task).filter_map(|id| plan.get(id));
        let mut links: Vec<(usize, &Arc<Link>)> =
            links.filter_map(|link| Some((*places.get(&link.predecessor)?, link))).collect();
        links.sort_by_key(|(at, link)| (*at, link.link_type));
        rows.extend(links.into_iter().map(|(_, link)| Link::row(link.clone())));
    }
}

/// The tasks of a project as the outline shows them, dropped ones left out.
fn in_outline(plan: &Plan, project: ProjectId) -> Vec<TaskId> {
    let mut all = Vec::new();
    let mut ahead: Vec<TaskId> = plan.index().children(project, None).rev().collect();
    while let Some(task) = ahead.pop() {
        all.push(task);
        ahead.extend(plan.index().children(project, Some(task)).rev());
    }
    all
}

/// Ranks one behind the other.
#[derive(Default)]
struct Ranks(Option<Rank>);

impl Ranks {
    fn next(&mut self) -> Rank {
        let next = Rank::between(self.0.as_ref(), None);
        self.0 = Some(next.clone());
        next
    }
}

/// The same records under new ids, in the same order; what refers to a record that is not among them refers to nothing.
fn with_new_ids(rows: Vec<Row>, was: ProjectId, is: ProjectId, ids: &mut Ids) -> Vec<Row> {
    let mut new: BTreeMap<Uuid, Uuid> = BTreeMap::from([(was.uuid(), is.uuid())]);
    for row in rows.iter().filter(|row| !matches!(row, Row::Project(_) | Row::Note(_))) {
        new.insert(row.id().id, ids.take::<Task>().uuid());
    }
    let renamed = |row: Row| {
        let RecordId { kind, id } = row.id();
        let mut fresh = Row::blank(RecordId { kind, id: *new.get(&id)? });
        for (at, field) in kind.fields().iter().enumerate() {
            let value = match (field.shape, row.get(at)) {
                (Shape::Ref(_), Value::Id(id)) => new.get(&id).map_or(Value::Nothing, |id| Value::Id(*id)),
                (_, value) => value,
            };
            // It comes from the same field; what a required reference loses stays blank.
            let _ = fresh.set(at, value);
        }
        match fresh {
            Row::Task(task) => {
                let there = |place: Place| Some(Place { column: Id::of(*new.get(&place.column.uuid())?), ..place });
                let place = task.place.clone().and_then(there);
                Some(Task::row(Arc::new(Task { place, ..Task::clone(&task) })))
            }
            fresh => Some(fresh),
        }
    };
    rows.into_iter().filter_map(renamed).collect()
}

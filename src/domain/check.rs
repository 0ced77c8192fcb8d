//! The rules that hold whoever changes a plan. A command is refused only for a rule that its own changes break; a file
//! that breaks one opens, and `milepost check` says so.

use super::baseline::{Baseline, BaselineTask};
use super::calendar::{Calendar, Exception};
use super::column::{Column, Meaning};
use super::id::RecordId;
use super::link::Link;
use super::loops;
use super::person::{Assignment, Person};
use super::phase::{Criterion, Phase};
use super::plan::{Kind, Plan, Row};
use super::project::Project;
use super::refusal::Refusal;
use super::resource::{Resource, ResourceUse};
use super::saved_view::{DEEDS, SavedView};
use super::task::{Note, Task, TaskId, TaskKind};
use super::value::{Shape, Value};

mod register;

/// Bytes of a title and of every other line of text.
pub const LONGEST_LINE: usize = 64 * 1024;
/// Bytes of a note and of every other text of many lines.
pub const LONGEST_PROSE: usize = 4 * 1024 * 1024;

/// A rule that a record breaks.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// Which rule.
    pub rule: &'static str,
    /// Which record.
    pub of: RecordId,
    /// What is wrong and what to do.
    pub refusal: Refusal,
}

/// Refuses if the plan `after` breaks a rule at a touched record that `before` did not break there.
pub fn check(before: &Plan, after: &Plan, touched: &[RecordId]) -> Result<(), Refusal> {
    let concerned = concerned(before, after, touched);
    let links = concerned.iter().filter(|id| id.kind == Kind::Link).count();
    // Where many links are asked for, one pass over the network tells more cheaply that none of them closes a loop.
    let loops = links <= FEW || !loops::closing(after, |_| true).is_empty();
    for id in concerned {
        let now = broken(after, id, loops);
        if now.is_empty() {
            continue;
        }
        let then = findings(before, id);
        if let Some(new) = now.into_iter().find(|new| !then.iter().any(|old| old.rule == new.rule)) {
            return Err(new.refusal);
        }
    }
    Ok(())
}

const FEW: usize = 8;

/// Every rule that is broken anywhere.
pub fn check_all(plan: &Plan) -> Vec<Finding> {
    let loops = !loops::closing(plan, |_| true).is_empty();
    Kind::ALL.iter().flat_map(|kind| plan.rows(*kind)).flat_map(|row| broken(plan, row.id(), loops)).collect()
}

/// The touched records, and the links that a task inherits from where it stands now, if it did not stand there before:
/// whatever else changes about a task, its links stay as good as they were.
fn concerned(before: &Plan, after: &Plan, touched: &[RecordId]) -> Vec<RecordId> {
    let stands = |plan: &Plan, id: TaskId| plan.get(id).map(|it| (it.project, it.parent, it.dropped.is_some()));
    let mut all = touched.to_vec();
    let moved = touched.iter().filter_map(|id| id.as_id::<Task>());
    for task in moved.filter(|id| stands(before, *id) != stands(after, *id)) {
        for above in std::iter::once(task).chain(after.ancestors(task)) {
            let index = after.index();
            all.extend(index.predecessors(above).chain(index.successors(above)).map(RecordId::from));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

struct Findings<'a> {
    plan: &'a Plan,
    loops: bool,
    of: RecordId,
    found: Vec<Finding>,
}

impl Findings<'_> {
    fn say(&mut self, rule: &'static str, why: impl Into<String>, instead: impl Into<String>) {
        self.found.push(Finding { rule, of: self.of, refusal: Refusal::new(why, instead) });
    }
}

/// The rules that this record breaks.
pub fn findings(plan: &Plan, id: RecordId) -> Vec<Finding> {
    broken(plan, id, true)
}

/// The rules that this record breaks, but for loops of links: whoever asks for many records finds those at once.
pub fn findings_but_loops(plan: &Plan, id: RecordId) -> Vec<Finding> {
    broken(plan, id, false)
}

fn broken(plan: &Plan, id: RecordId, loops: bool) -> Vec<Finding> {
    let Some(row) = plan.row(id) else { return Vec::new() };
    let mut findings = Findings { plan, loops, of: id, found: Vec::new() };
    fields(&mut findings, &row);
    match &row {
        Row::Task(it) => task(&mut findings, it),
        Row::Link(it) => link(&mut findings, it),
        Row::Person(it) => person(&mut findings, it),
        Row::Column(it) => column(&mut findings, it),
        Row::Phase(it) => phase(&mut findings, it),
        Row::Project(it) => project(&mut findings, it),
        Row::Assignment(it) => assignment(&mut findings, it),
        Row::Exception(it) => exception(&mut findings, it),
        Row::Calendar(it) => calendar(&mut findings, it),
        Row::Note(it) => note(&mut findings, it),
        Row::Criterion(it) => criterion(&mut findings, it),
        Row::Baseline(it) => baseline(&mut findings, it),
        Row::BaselineTask(it) => baseline_task(&mut findings, it),
        Row::Resource(it) => resource(&mut findings, it),
        Row::ResourceUse(it) => resource_use(&mut findings, it),
        Row::Risk(it) => register::risk(&mut findings, it),
        Row::RiskTask(it) => register::risk_task(&mut findings, it),
        Row::Issue(it) => register::issue(&mut findings, it),
        Row::IssueTask(it) => register::issue_task(&mut findings, it),
        Row::SavedView(it) => saved_view(&mut findings, it),
        Row::FormerRef(_) | Row::Standup(_) => {}
    }
    findings.found
}

/// What holds for the fields of every kind: lengths, and references to records that exist.
fn fields(findings: &mut Findings, row: &Row) {
    let plan = findings.plan;
    for (at, field) in row.id().kind.fields().iter().enumerate() {
        let (name, value) = (field.name.replace('_', " "), row.get(at));
        let longest = if field.shape == Shape::Prose { LONGEST_PROSE } else { LONGEST_LINE };
        match (field.shape, value) {
            (_, Value::Text(text)) if text.len() > longest => findings.say(
                "length",
                format!("the {name} of {} has {} bytes", plan.row_label(row), text.len()),
                format!("it can have {longest} at most: keep the rest in a file and give its URL"),
            ),
            (Shape::Ref(kind), Value::Id(id)) if plan.row(RecordId { kind, id }).is_none() => findings.say(
                "reference",
                format!("the {name} of {} does not exist (any more)", plan.row_label(row)),
                "choose another",
            ),
            _ => {}
        }
    }
}

fn task(findings: &mut Findings, task: &Task) {
    let plan = findings.plan;
    let label = plan.task_label(task.id);
    if task.title.trim().is_empty() {
        findings.say("title", format!("{} has no title", plan.task_ref(task.id)), "write what is to be done");
    }
    if !(0..=100).contains(&task.percent) {
        findings.say("percent", format!("{}% of {label} is not between 0 and 100", task.percent), "");
    }
    if task.kind == TaskKind::Milestone && task.duration.is_some_and(|span| span.minutes != 0) {
        findings.say("milestone", format!("{label} is a milestone, which has no duration"), "make it a task first");
    }
    if task.kind == TaskKind::Milestone && plan.index().is_summary(task.id) {
        findings.say(
            "milestone summary",
            format!("{label} has tasks under it, so it is no milestone"),
            "move them first",
        );
    }
    if task.recurrence.is_some() && plan.index().is_summary(task.id) {
        findings.say(
            "recurring summary",
            format!("{label} has tasks under it, so it does not come again as a whole"),
            "let the tasks under it come again, each for itself",
        );
    }
    let spans = [task.optimistic, task.duration, task.pessimistic];
    if spans.iter().flatten().any(|span| span.minutes < 0) {
        findings.say("duration", format!("the duration of {label} is negative"), "");
    }
    let known: Vec<i64> = spans.iter().flatten().map(|span| span.minutes).collect();
    if !known.is_sorted() {
        findings.say(
            "three values",
            format!("the estimates of {label} do not rise"),
            "write optimistic/likely/pessimistic",
        );
    }
    if let Some(place) = &task.place {
        match plan.get(place.column) {
            None => {
                findings.say("column", format!("the column of {label} does not exist (any more)"), "move it to another")
            }
            Some(column) if column.project != task.project => findings.say(
                "column project",
                format!("{label} stands in a column of {}", plan.key(column.project)),
                "move it to a column of its own project",
            ),
            Some(column) if (column.meaning == Meaning::Done) != place.finish.is_some() => {
                findings.say("done", format!("{label} has to have an actual finish exactly in a done column"), "")
            }
            Some(_) => {}
        }
    }
    if let Some(phase) = task.phase.and_then(|id| plan.get(id)).filter(|phase| phase.project != task.project) {
        findings.say(
            "phase project",
            format!("phase {} belongs to {}", phase.name, plan.key(phase.project)),
            "choose one of its own project",
        );
    }
    outline(findings, task, &label);
}

fn outline(findings: &mut Findings, task: &Task, label: &str) {
    let plan = findings.plan;
    let Some(parent) = task.parent else { return };
    if parent == task.id || plan.ancestors(parent).contains(&task.id) {
        return findings.say(
            "outline",
            format!("{label} cannot stand under itself"),
            "choose a task that is not below it",
        );
    }
    if let Some(above) = plan.get(parent) {
        if above.project != task.project {
            let why = format!("{} is in another project than {label}", plan.task_label(parent));
            findings.say("parent project", why, "move one of them first");
        }
        if above.kind == TaskKind::Milestone && task.dropped.is_none() {
            let why = format!("{} is a milestone, which has nothing under it", plan.task_label(parent));
            findings.say("parent milestone", why, "make it a task first");
        }
        if above.recurrence.is_some() && task.dropped.is_none() {
            let why = format!("{} comes again, so nothing stands under it", plan.task_label(parent));
            findings.say("parent recurring", why, "take that away from it first, with no:every");
        }
        if above.dropped.is_some() && task.dropped.is_none() {
            findings.say("parent dropped", format!("{} is dropped", plan.task_label(parent)), "choose another parent");
        }
    }
}

fn link(findings: &mut Findings, link: &Link) {
    let plan = findings.plan;
    let (Some(first), Some(then)) = (plan.get(link.predecessor), plan.get(link.successor)) else { return };
    let label = |id: TaskId| plan.task_label(id);
    if first.id == then.id {
        return findings.say(
            "link to itself",
            format!("{} cannot wait for itself", label(first.id)),
            "name another task",
        );
    }
    if first.project != then.project {
        let why = format!("{} and {} are in different projects", label(first.id), label(then.id));
        findings.say("link project", why, "a link joins tasks of one project");
    }
    if let Some(dropped) = [first, then].into_iter().find(|task| task.dropped.is_some()) {
        findings.say("link dropped", format!("{} is dropped", label(dropped.id)), "name a task that is open");
    }
    if plan.ancestors(first.id).contains(&then.id) || plan.ancestors(then.id).contains(&first.id) {
        let why = format!("{} is a summary of {}", label(first.id), label(then.id));
        let why = if plan.ancestors(first.id).contains(&then.id) {
            format!("{} is a summary of {}", label(then.id), label(first.id))
        } else {
            why
        };
        return findings.say("link with summary", why, "a link never joins a task with its own summary");
    }
    let twin = |id: &super::link::LinkId| {
        plan.get(*id).is_some_and(|other| {
            other.id != link.id && other.predecessor == link.predecessor && other.link_type == link.link_type
        })
    };
    if plan.index().predecessors(link.successor).any(|id| twin(&id)) {
        let why = format!("{} waits for {} already ({})", label(then.id), label(first.id), link.link_type.word());
        findings.say("link twice", why, "change that link instead");
    }
    if !findings.loops {
        return;
    }
    if let Some(way) = loops::through(plan, link) {
        let refs: Vec<String> = way.iter().map(|id| plan.task_ref(*id)).collect();
        let why =
            format!("{} cannot wait for {}: that is a loop, {}", label(then.id), label(first.id), refs.join(" → "));
        findings.say("loop", why, "take one of these links away first");
    }
}

/// Can it be typed as one word: letters, digits and what joins them?
fn is_one_word(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_alphanumeric)
        && name.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter))
}

fn person(findings: &mut Findings, person: &Person) {
    let plan = findings.plan;
    let handle = &person.handle;
    if !is_one_word(handle) {
        let why = format!("“{}” cannot be a handle", crate::text::visible(handle));
        findings.say("handle", why, "it is one word of letters and digits, as ana or j.doe");
    }
    let same = |other: &Person| {
        other.id != person.id && super::names::squeezed(&other.handle) == super::names::squeezed(handle)
    };
    if plan.all::<Person>().any(|other| same(other)) {
        findings.say("handle twice", format!("there is a @{handle} already"), "choose another handle");
    }
    if !(0..=1000).contains(&person.capacity) {
        findings.say("capacity", format!("{}% is no capacity for @{handle}", person.capacity), "write 0 to 1000");
    }
}

fn column(findings: &mut Findings, column: &Column) {
    let plan = findings.plan;
    if column.name.trim().is_empty() {
        findings.say("column name", "a column needs a name", "");
    }
    let same = |other: &Column| {
        other.id != column.id
            && other.project == column.project
            && super::names::squeezed(&other.name) == super::names::squeezed(&column.name)
    };
    if plan.all::<Column>().any(|other| same(other)) {
        let why = format!("{} has a column “{}” already", plan.key(column.project), column.name);
        findings.say("column twice", why, "choose another name");
    }
    if column.wip_limit.is_some_and(|limit| limit < 1) {
        findings.say(
            "limit",
            format!("a WIP limit of “{}” has to be 1 or more", column.name),
            "take it away with none",
        );
    }
}

fn phase(findings: &mut Findings, phase: &Phase) {
    let plan = findings.plan;
    if phase.name.trim().is_empty() {
        findings.say("phase name", "a phase needs a name", "");
    }
    let same = |other: &Phase| {
        other.id != phase.id
            && other.project == phase.project
            && super::names::squeezed(&other.name) == super::names::squeezed(&phase.name)
    };
    if plan.all::<Phase>().any(|other| same(other)) {
        let why = format!("{} has a phase “{}” already", plan.key(phase.project), phase.name);
        findings.say("phase twice", why, "choose another name");
    }
    if phase.alongside == Some(phase.id) {
        return findings.say(
            "alongside",
            format!("phase “{}” cannot run alongside itself", phase.name),
            "choose another phase",
        );
    }
    let beside = phase.alongside.and_then(|id| plan.get(id));
    if let Some(other) = beside.filter(|other| other.project != phase.project) {
        let why = format!("phase “{}” belongs to {}", other.name, plan.key(other.project));
        findings.say("alongside project", why, "choose one of the same project");
    }
    let hosted = |other: &Phase| other.alongside == Some(phase.id) && other.id != phase.id;
    if beside.is_some_and(|other| other.alongside.is_some())
        || (beside.is_some() && plan.all::<Phase>().any(|it| hosted(it)))
    {
        let why = format!("phase “{}” would run alongside one that itself runs alongside another", phase.name);
        findings.say("alongside chain", why, "choose a phase with a gate of its own");
    }
}

fn criterion(findings: &mut Findings, it: &Criterion) {
    if it.rule.is_empty() && it.text.trim().is_empty() {
        findings.say("criterion text", "a criterion needs a text", "write what must hold");
    }
    if let Some(refusal) = (!it.rule.is_empty()).then(|| super::gate::Ask::parse(&it.rule)).and_then(Result::err) {
        findings.say("rule", refusal.why, refusal.instead);
    }
}

fn project(findings: &mut Findings, project: &Project) {
    register::scales(findings, project);
    let plan = findings.plan;
    let key = &project.key;
    if !(2..=8).contains(&key.len()) || !key.bytes().all(|letter| letter.is_ascii_uppercase()) {
        let why = format!("“{}” cannot be a project’s key", crate::text::visible(key));
        findings.say("key", why, "it has two to eight letters, as WEB");
    }
    if plan.all::<Project>().any(|other| other.id != project.id && other.key == *key) {
        findings.say("key twice", format!("there is a project {key} already"), "choose another key");
    }
    if project.name.trim().is_empty() {
        findings.say("project name", format!("project {key} needs a name"), "");
    }
    if let Some(baseline) = project.baseline.and_then(|id| plan.get(id)).filter(|it| it.project != project.id) {
        let why = format!("baseline “{}” is one of {}", baseline.name, plan.key(baseline.project));
        findings.say("baseline project", why, "choose one of the same project");
    }
    if project.minutes_per_day < 1 || project.minutes_per_week < 1 || project.days_per_month < 1 {
        findings.say("pace", format!("days, weeks and months of {key} have to be longer than nothing"), "");
    }
}

fn assignment(findings: &mut Findings, it: &Assignment) {
    let plan = findings.plan;
    if !(0..=10_000).contains(&it.units) {
        let why = format!("{}% of {} is not between 0 and 10000", it.units, plan.handle(it.person));
        findings.say("units", why, "");
    }
    if plan.index().people_of(it.task).any(|(person, id)| person == it.person && id != it.id) {
        let why = format!("{} is assigned to {} already", plan.handle(it.person), plan.task_label(it.task));
        findings.say("assigned twice", why, "change the units instead");
    }
}

fn exception(findings: &mut Findings, it: &Exception) {
    if it.last < it.first {
        findings.say(
            "range",
            format!("{} is before {}", it.last, it.first),
            "write the first day first, as 2026-03-02..2026-03-06",
        );
    }
}

fn calendar(findings: &mut Findings, it: &Calendar) {
    let mut seen = vec![it.id];
    let mut base = it.base;
    while let Some(id) = base {
        if seen.contains(&id) {
            return findings.say("base", format!("calendar “{}” rests on itself", it.name), "choose another base");
        }
        seen.push(id);
        base = findings.plan.get(id).and_then(|calendar| calendar.base);
    }
}

fn note(findings: &mut Findings, it: &Note) {
    if it.id.uuid() != it.task.uuid() {
        findings.say("note", format!("{} has a second note", findings.plan.task_label(it.task)), "");
    }
}

fn baseline(findings: &mut Findings, it: &Baseline) {
    let plan = findings.plan;
    if it.name.trim().is_empty() {
        findings.say("baseline name", "a baseline needs a name", "");
    }
    let same = |other: &Baseline| {
        other.id != it.id
            && other.project == it.project
            && super::names::squeezed(&other.name) == super::names::squeezed(&it.name)
    };
    if plan.all::<Baseline>().any(|other| same(other)) {
        let why = format!("{} has a baseline “{}” already", plan.key(it.project), it.name);
        findings.say("baseline twice", why, "choose another name");
    }
    if it.start.zip(it.finish).is_some_and(|(start, finish)| finish < start) {
        let why = format!("baseline “{}” finishes before it starts", it.name);
        findings.say("baseline dates", why, "save it anew");
    }
}

fn baseline_task(findings: &mut Findings, it: &BaselineTask) {
    let plan = findings.plan;
    if it.finish < it.start {
        let why = format!("{} finishes before it starts", plan.label(it.id.into()));
        findings.say("baseline dates", why, "save the baseline anew");
    }
    if plan.baselined_tasks().of(it.baseline, it.task).any(|other| other != it.id) {
        findings.say("baselined twice", format!("{} stands twice", plan.label(it.id.into())), "save the baseline anew");
    }
}

fn saved_view(findings: &mut Findings, it: &SavedView) {
    let plan = findings.plan;
    if !is_one_word(&it.name) {
        let why = format!("{} cannot be the name of a view", super::names::quoted(&it.name));
        findings.say("view name", why, "it is one word of letters and digits, as overdue or this-week");
    }
    if DEEDS.contains(&&*super::names::squeezed(&it.name)) {
        let why = format!("no view can be called {}: that is a command on views", super::names::quoted(&it.name));
        findings.say("view word", why, "choose another name");
    }
    let same = |other: &SavedView| {
        other.id != it.id
            && other.project == it.project
            && super::names::squeezed(&other.name) == super::names::squeezed(&it.name)
    };
    if let Some(other) = plan.all::<SavedView>().find(|other| same(other)) {
        let filter = crate::text::visible(&other.filter);
        let why = format!("there is a {} already: {}", plan.label(other.id.into()), crate::text::cut(&filter, 80));
        findings.say("view twice", why, "choose another name");
    }
}

fn resource(findings: &mut Findings, it: &Resource) {
    if it.name.trim().is_empty() {
        findings.say("resource name", "a resource needs a name", "");
    }
}

fn resource_use(findings: &mut Findings, it: &ResourceUse) {
    let plan = findings.plan;
    if it.units < 0 {
        findings.say("amount", format!("{} is less than nothing", plan.label(it.id.into())), "");
    }
    if plan.index().uses_of(it.task).any(|(resource, id)| resource == it.resource && id != it.id) {
        findings.say("used twice", format!("{} stands twice", plan.label(it.id.into())), "put the two together");
    }
}

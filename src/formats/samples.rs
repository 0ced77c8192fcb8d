//! Plans to try formats on: made of chosen numbers, with every kind of record and every rule kept.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc, Weekday};
use proptest::prelude::*;
use uuid::Uuid;

use super::Wish;
use crate::domain::baseline::{Baseline, BaselineTask};
use crate::domain::calendar::{Calendar, Exception, Hours, Week};
use crate::domain::column::{Meaning, Place};
use crate::domain::draft::{Draft, Moment};
use crate::domain::id::{Id, Ids};
use crate::domain::issue::{Issue, IssueState, IssueTask, Severity};
use crate::domain::link::{Link, LinkType};
use crate::domain::person::{Assignment, Person};
use crate::domain::phase::{Criterion, Decision, Phase};
use crate::domain::plan::{Kind, Plan, Series};
use crate::domain::project::{Project, ProjectId};
use crate::domain::rank::Rank;
use crate::domain::record::Record;
use crate::domain::recurrence::{Basis, Occurrence, Period, Recurrence};
use crate::domain::resource::{Resource, ResourceId, ResourceType, ResourceUse};
use crate::domain::risk::{Nature, Response, Risk, RiskState, RiskTask, Scale};
use crate::domain::saved_view::{Lanes, Pane, SavedView};
use crate::domain::settle::settle;
use crate::domain::snapshot::Snapshot;
use crate::domain::span::{Lag, Span};
use crate::domain::task::{Constraint, ConstraintKind, FormerRef, Note, Priority, Task, TaskId, TaskKind};
use crate::domain::template::Template;
use crate::domain::value::{Money, Prose, Tags};

/// Thursday 12 March 2026.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 12).expect("a day")
}

/// A moment whose ids begin here.
pub fn moment(first: u128) -> Moment {
    let now = DateTime::from_timestamp(1_773_300_000, 0).expect("an instant");
    let ids = Ids::from(Uuid::from_u128(0x0195_0000_0000_7000_8000_0000_0000_0000 + (first << 40)));
    Moment { today: today(), now, ids, me: None, week_start: Weekday::Mon }
}

/// A snapshot of a plan.
pub fn snapshot(plan: Plan) -> Snapshot {
    Snapshot::of(plan, today(), None, Weekday::Mon)
}

/// A clock two hours ahead of UTC.
pub fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc() + chrono::TimeDelta::hours(2)
}

/// Nothing wished for.
pub fn wish() -> Wish<'static> {
    Wish { project: None, key: None, as_new: false, projects: false, map: "", journal: None, local: &local }
}

/// A plan with one project `WEB`, its columns and phases.
pub fn web() -> (Plan, ProjectId) {
    let mut moment = moment(1);
    let before = snapshot(Plan::default());
    let mut draft = Draft::of(&before, &mut moment);
    let project = draft.moment.ids.take();
    Template::standard().start(&mut draft, project, "WEB", "Customer portal");
    (draft.plan, project)
}

/// Numbers and texts that decide what a plan holds.
#[derive(Clone, Debug)]
pub struct Choices {
    /// One for each task.
    pub tasks: Vec<(u32, String, String)>,
    /// Ends and kinds of links.
    pub links: Vec<(u8, u8, u8)>,
}

/// Any choices.
pub fn choices() -> impl Strategy<Value = Choices> {
    let title = prop_oneof!["[a-zA-Z=+@'-][ -~]{0,20}", "\\PC{1,12}", "[-=+@']{1,3}[0-9]{0,3}"];
    let title =
        title.prop_map(|title| if title.trim().is_empty() { "Login page".to_owned() } else { title.trim().to_owned() });
    let note = prop_oneof![Just(String::new()), "[ -~]{1,12}\n[=+@' -~]{1,12}", "\\PC{1,20}"];
    (
        prop::collection::vec((any::<u32>(), title, note), 0..12),
        prop::collection::vec((0u8..12, 0u8..12, 0u8..12), 0..12),
    )
        .prop_map(|(tasks, links)| Choices { tasks, links })
}

/// The plan of these choices.
pub fn plan(choices: &Choices) -> Plan {
    let (plan, web) = web();
    let mut moment = moment(2);
    let before = snapshot(plan);
    let mut draft = Draft::of(&before, &mut moment);
    let ops = draft.moment.ids.take();
    Template::standard().start(&mut draft, ops, "OPS", "Operations");
    let people = people(&mut draft, web);
    let things = things(&mut draft);
    views(&mut draft, web);
    let mut tasks: Vec<TaskId> = Vec::new();
    for (chosen, title, note) in &choices.tasks {
        let task = task(&mut draft, web, *chosen, title, &tasks, people[0]);
        if !note.is_empty() {
            draft.put(Note { id: Id::of(task.uuid()), task, text: Prose(note.clone()) });
        }
        if chosen % 3 == 0 {
            let id = draft.moment.ids.take();
            let person = people[(*chosen / 3) as usize % 2];
            let work = (chosen % 2 == 0).then_some(i64::from(chosen % 4_000));
            draft.put(Assignment { work, ..Assignment::new(id, task, person, i64::from(chosen % 200)) });
        }
        if chosen % 5 == 0 {
            let id = draft.moment.ids.take();
            let resource = things[(*chosen / 5) as usize % 2];
            let (units, cost) = (i64::from(chosen % 700), (chosen % 2 == 0).then_some(Money(i64::from(chosen % 90))));
            draft.put(ResourceUse { id, task, resource, units, cost });
        }
        tasks.push(task);
    }
    for (first, then, kind) in &choices.links {
        let (first, then) = (usize::from(*first), usize::from(*then));
        let (Some(predecessor), Some(successor)) = (tasks.get(first.min(then)), tasks.get(first.max(then))) else {
            continue;
        };
        let open = |id: &TaskId| draft.plan.get(*id).is_some_and(|it| it.parent.is_none() && it.dropped.is_none());
        let alone = |id: &TaskId| open(id) && !draft.plan.index().is_summary(*id);
        let known = draft
            .plan
            .index()
            .predecessors(*successor)
            .any(|id| draft.plan.get(id).is_some_and(|it| it.predecessor == *predecessor));
        if first == then || known || !alone(predecessor) || !alone(successor) {
            continue;
        }
        let id = draft.moment.ids.take();
        let link_type = LinkType::ALL[usize::from(kind % 4)];
        let lag = [Lag::NONE, Lag::Percent(50), Lag::Span(Span::elapsed(-480)), Lag::Span(Span::working(960))];
        draft.put(Link {
            id,
            predecessor: *predecessor,
            successor: *successor,
            link_type,
            lag: lag[usize::from(kind / 4)],
        });
    }
    if let Some(task) = tasks.first() {
        let id = draft.moment.ids.take();
        draft.put(FormerRef { id, project: ops, number: 7, task: *task });
    }
    baseline(&mut draft, web, &tasks);
    registers(&mut draft, web, &choices.tasks, &tasks, people[0]);
    settle(&mut draft);
    draft.plan
}

fn baseline(draft: &mut Draft<'_>, project: ProjectId, tasks: &[TaskId]) {
    let baseline = draft.moment.ids.take();
    let (start, finish) = (today().and_hms_opt(8, 0, 0), today().and_hms_opt(17, 0, 0));
    draft.put(Baseline { project, name: "As sold".to_owned(), start, finish, ..Baseline::blank(baseline) });
    for task in tasks.iter().step_by(2) {
        let id = draft.moment.ids.take();
        draft.put(BaselineTask {
            baseline,
            task: *task,
            start: start.unwrap_or_default(),
            finish: finish.unwrap_or_default(),
            duration: Some(Span::elapsed(540)),
            ..BaselineTask::blank(id)
        });
    }
    draft.edit(project, |it: &mut Project| it.baseline = Some(baseline));
}

/// Risks and issues of chosen texts, on every second task, and the scales they are told by.
fn registers(
    draft: &mut Draft<'_>,
    project: ProjectId,
    chosen: &[(u32, String, String)],
    tasks: &[TaskId],
    owner: Id<Person>,
) {
    draft.edit(project, |it: &mut Project| {
        (it.probability_scale, it.impact_scale) = (Some(Scale::probability()), Some(Scale::impact()));
        (it.response_score, it.review_days, it.risk_categories) = (Some(10), Some(14), Tags::of("vendor data"));
    });
    for ((bits, title, note), task) in chosen.iter().zip(tasks).step_by(2) {
        let bit = |at: u32| bits >> at & 1 == 1;
        let step = |at: u32| bit(at).then_some(i64::from(bits >> at) % 5 + 1);
        let days = |days: i64| bit(4).then(|| Span::working(days * 480));
        let id = draft.moment.ids.take();
        let number = draft.next_number(Series { project, kind: Kind::Risk });
        draft.put(Risk {
            project,
            number,
            title: title.clone(),
            cause: Prose(note.clone()),
            category: if bit(5) { "vendor".to_owned() } else { String::new() },
            nature: if bit(6) { Nature::Opportunity } else { Nature::Threat },
            probability: step(7),
            impact: step(9),
            residual_probability: step(11),
            residual_impact: step(13),
            cost_impact: bit(15).then_some(Money(i64::from(*bits % 100_000))),
            optimistic_delay: days(2),
            delay: days(5),
            pessimistic_delay: days(15),
            response: bit(16).then_some(Response::Accept),
            owner: bit(17).then_some(owner),
            state: RiskState::ALL[(*bits % 4) as usize],
            review: bit(18).then(today),
            reviewed: bit(19).then(today),
            raised: Some(today()),
            note: Prose(note.clone()),
            source: if bit(20) { "csv".to_owned() } else { String::new() },
            source_id: if bit(20) { bits.to_string() } else { String::new() },
            ..Risk::blank(id)
        });
        let link = draft.moment.ids.take();
        draft.put(RiskTask { id: link, risk: id, task: *task });
        let (issue, link) = (draft.moment.ids.take(), draft.moment.ids.take());
        let number = draft.next_number(Series { project, kind: Kind::Issue });
        draft.put(Issue {
            project,
            number,
            title: title.clone(),
            severity: Severity::ALL[(*bits % 4) as usize],
            owner: bit(21).then_some(owner),
            due: bit(22).then(today),
            state: IssueState::ALL[(*bits % 3) as usize],
            resolution: Prose(note.clone()),
            escalated_to: bit(23).then_some(owner),
            escalated: bit(23).then(today),
            risk: bit(24).then_some(id),
            raised: Some(today()),
            ..Issue::blank(issue)
        });
        draft.put(IssueTask { id: link, issue, task: *task });
    }
}

/// A view of the project, and one for all.
fn views(draft: &mut Draft<'_>, project: ProjectId) {
    for (project, name, filter, pane) in
        [(Some(project), "ana", "@ana sort:due", Pane::Board), (None, "High", "is:high or \"data\"", Pane::Risks)]
    {
        let id = draft.moment.ids.take();
        let (name, filter) = (name.to_owned(), filter.to_owned());
        draft.put(SavedView { id, project, name, filter, pane, lanes: Lanes::Assignee });
    }
}

/// A material and a cost.
fn things(draft: &mut Draft<'_>) -> [ResourceId; 2] {
    [(ResourceType::Material, "t", Some(Money(1_250))), (ResourceType::Cost, "", None)].map(|(kind, unit, rate)| {
        let id = draft.moment.ids.take();
        let name = format!("Steel, {}", kind.word());
        draft.put(Resource { name, resource_type: kind, unit: unit.to_owned(), rate, ..Resource::blank(id) });
        id
    })
}

fn people(draft: &mut Draft<'_>, project: ProjectId) -> [Id<Person>; 2] {
    let calendar = draft.moment.ids.take();
    draft.put(Calendar { name: "Night shift".to_owned(), week: Some(Week::standard()), ..Calendar::blank(calendar) });
    let exception = draft.moment.ids.take();
    draft.put(Exception {
        calendar,
        name: "Spring".to_owned(),
        first: today(),
        last: today(),
        hours: Hours::standard(),
        ..Exception::blank(exception)
    });
    let people = ["ana", "ben"].map(|handle| {
        let id = draft.moment.ids.take();
        let skills = Tags::of("rust sql");
        draft.put(Person {
            name: "Ana de Souza".to_owned(),
            cost_rate: Some(Money(12_050)),
            skills,
            calendar: Some(calendar),
            ..Person::new(id, handle)
        });
        id
    });
    draft.edit(project, |it| {
        (it.manager, it.budget, it.problem) = (Some(people[0]), Some(Money(-5)), Prose("a\nb".to_owned()))
    });
    let phase = draft.plan.phases(project)[1];
    draft.edit(phase, |it: &mut Phase| {
        (it.decision, it.decided_by, it.decided_at) =
            (Some(Decision::Hold), Some(people[1]), DateTime::from_timestamp(1_700_000_000, 0));
    });
    let id = draft.moment.ids.take();
    draft.put(Criterion { phase, text: "Charter signed".to_owned(), rank: Rank::default(), ..Criterion::blank(id) });
    people
}

/// A task whose fields the bits choose.
fn task(
    draft: &mut Draft<'_>,
    project: ProjectId,
    chosen: u32,
    title: &str,
    before: &[TaskId],
    person: Id<Person>,
) -> TaskId {
    let bit = |at: u32| chosen >> at & 1 == 1;
    let id: TaskId = draft.moment.ids.take();
    let columns = draft.plan.columns(project);
    let column = columns[(chosen % 5) as usize];
    let meaning = draft.plan.get(column).map(|it| it.meaning);
    let at = today().and_hms_opt(8, 0, 0);
    let summary = before.first().copied().filter(|id| {
        bit(3) && draft.plan.get(*id).is_some_and(|it| it.dropped.is_none() && it.kind != TaskKind::Milestone)
    });
    let number = draft.next_number(project);
    let rank = Rank::between(before.last().and_then(|id| draft.plan.get(*id)).map(|it| &it.rank), None);
    let milestone = bit(5) && bit(6);
    let span = (bit(7) && !milestone).then_some(Span { minutes: i64::from(chosen % 1000), elapsed: bit(8) });
    draft.put(Task {
        id,
        project,
        number,
        title: title.to_owned(),
        kind: if milestone {
            TaskKind::Milestone
        } else {
            [TaskKind::Task, TaskKind::Deliverable][usize::from(bit(5))]
        },
        parent: summary,
        phase: bit(9).then(|| draft.plan.phases(project)[2]),
        place: bit(10).then(|| Place {
            column,
            rank: rank.clone(),
            since: today(),
            finish: at.filter(|_| meaning == Some(Meaning::Done)),
        }),
        rank,
        priority: Priority::ALL[(chosen % 4) as usize],
        duration: span,
        optimistic: span.filter(|_| bit(11)),
        pessimistic: span.filter(|_| bit(11)),
        work: bit(12).then_some(480),
        constraint: bit(13).then(|| match bit(14) {
            true => Constraint { kind: ConstraintKind::AsLateAsPossible, at: None },
            false => Constraint { kind: ConstraintKind::StartNoEarlier, at },
        }),
        due: bit(15).then(today),
        planned: bit(16).then(today),
        recurrence: (bit(30) && meaning != Some(Meaning::Done) && !before.is_empty()).then(|| match bit(31) {
            true => Recurrence { basis: Basis::Fixed, period: Period::Months(1) },
            false => Recurrence { basis: Basis::Done, period: Period::Days(3) },
        }),
        until: (bit(30) && bit(7)).then(today),
        follows: before.last().copied().filter(|_| bit(30) && bit(2)),
        occurrence: (bit(30) && bit(2))
            .then(|| Occurrence { missed: i64::from(chosen % 3), ..Occurrence::first(today()) }),
        percent: i64::from(chosen % 100),
        actual_start: at.filter(|_| bit(17)),
        ignores_calendars: bit(18),
        manual: bit(19),
        tags: Tags::of(if bit(20) { "bug ui" } else { "" }),
        url: if bit(21) { "https://example.org/a,b".to_owned() } else { String::new() },
        blocked: if bit(22) { "waits; for “them”".to_owned() } else { String::new() },
        blocked_since: bit(22).then(today),
        waits_outside: bit(23) && bit(22),
        snoozed_until: bit(24).then(today),
        triaged: bit(25).then(today),
        accepted: bit(25).then(today),
        accepted_by: bit(25).then_some(person),
        captured: DateTime::from_timestamp(1_700_000_000 + i64::from(chosen % 1000), 0),
        dropped: (bit(26) && bit(27) && bit(28) && !before.is_empty()).then(today),
        source: if bit(29) { "taskwarrior".to_owned() } else { String::new() },
        source_id: if bit(29) { chosen.to_string() } else { String::new() },
        ..Task::blank(id)
    });
    id
}

#[test]
fn samples_keep_every_rule() {
    let choices = Choices {
        tasks: (0..40u32).map(|n| (n.wrapping_mul(2_654_435_761), format!("Task {n}"), "note".to_owned())).collect(),
        links: vec![(0, 1, 5), (2, 9, 1), (4, 7, 11)],
    };
    assert_eq!(crate::domain::check::check_all(&plan(&choices)), []);
}

//! What is told at length of a risk or an issue: for the detail beside the pane, for *why*, and for the review.

use std::sync::Arc;

use crate::domain::forecast;
use crate::domain::id::RecordId;
use crate::domain::issue::Issue;
use crate::domain::plan::Plan;
use crate::domain::register::{self, TREND_DAYS};
use crate::domain::risk::{Nature, Risk, Scale};
use crate::domain::snapshot::Snapshot;
use crate::domain::span::Span;
use crate::domain::task::{Task, TaskId};
use crate::domain::words;
use crate::text;
use crate::ui::dialogs::PageLine;
use crate::ui::panes::phases::about::About;
use crate::ui::theme::Tone;

use super::rows::{amount, days, on};

/// What is told, and where its lines lead.
#[derive(Debug, Default)]
pub struct Told {
    /// Heading and lines.
    pub about: About,
    /// Where lines lead, by their number.
    pub leads: Vec<RecordId>,
}

impl Told {
    fn of(title: String) -> Self {
        Told { about: About { title, ..About::default() }, leads: Vec::new() }
    }

    fn tell(&mut self, before: &str, text: impl Into<String>, tone: Tone) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.about.lines.push(PageLine { before: before.to_owned(), text, tone, goes: None });
        }
    }

    fn lead(&mut self, before: String, text: String, tone: Tone, to: impl Into<RecordId>) {
        self.about.lines.push(PageLine { before, text, tone, goes: Some(self.leads.len()) });
        self.leads.push(to.into());
    }

    fn gap(&mut self) {
        if self.about.lines.last().is_some_and(|line| !line.text.is_empty()) {
            self.about.lines.push(PageLine::default());
        }
    }

    /// Text of several lines under its label.
    fn prose(&mut self, before: &str, text: &str) {
        for (at, line) in text::visible_lines(text.trim_end()).enumerate() {
            self.tell(if at == 0 { before } else { " " }, line, Tone::Plain);
        }
    }
}

/// What is told of a record; nothing where it is neither a risk nor an issue.
pub fn of(snapshot: &Snapshot, id: RecordId) -> About {
    let plan = &snapshot.plan;
    if let Some(risk) = id.as_id::<Risk>().and_then(|id| plan.get(id)) {
        return of_risk(snapshot, risk).about;
    }
    id.as_id::<Issue>().and_then(|id| plan.get(id)).map_or_else(About::default, |it| of_issue(snapshot, it).about)
}

/// Why a risk has its score, and what follows; of an issue, where it comes from.
pub fn why(snapshot: &Snapshot, id: RecordId) -> Option<Told> {
    let plan = &snapshot.plan;
    if let Some(risk) = id.as_id::<Risk>().and_then(|id| plan.get(id)) {
        return Some(why_risk(snapshot, risk));
    }
    id.as_id::<Issue>().and_then(|id| plan.get(id)).map(|issue| of_issue(snapshot, issue))
}

fn title(plan: &Plan, id: RecordId, title: &str) -> String {
    format!("{} {}", plan.reference(id).unwrap_or_default(), text::visible(title))
}

/// A step of a scale: `4 likely`; none: nobody has said.
pub(super) fn step(scale: &Scale, step: Option<i64>) -> String {
    step.map_or("not said".to_owned(), |step| format!("{step} {}", text::visible(scale.label(step))))
}

/// The score before the response, in words: `20 = 4 likely × 5 severe`.
pub(super) fn inherent(plan: &Plan, risk: &Risk) -> String {
    product(plan, risk, risk.inherent(), (risk.probability, risk.impact))
}

/// The score after the response; nothing where nothing is said of that.
pub(super) fn residual(plan: &Plan, risk: &Risk) -> Option<String> {
    let steps = (risk.residual_probability.or(risk.probability), risk.residual_impact.or(risk.impact));
    let said = risk.residual_probability.is_some() || risk.residual_impact.is_some();
    said.then(|| product(plan, risk, risk.residual(), steps))
}

fn product(plan: &Plan, risk: &Risk, score: Option<i64>, steps: (Option<i64>, Option<i64>)) -> String {
    let probability = step(&plan.probability_scale(risk.project), steps.0);
    let impact = step(&plan.impact_scale(risk.project), steps.1);
    match score {
        Some(score) => format!("{score} = {probability} × {impact}"),
        None => format!("none: probability {probability}, impact {impact}"),
    }
}

/// Where a task stands, with its dates.
fn standing(snapshot: &Snapshot, task: &Task) -> String {
    let plan = &snapshot.plan;
    let day = |at: chrono::NaiveDateTime| words::day(at.date(), snapshot.today);
    match (task.finish(), task.dropped) {
        (Some(at), _) => return format!("done {}", day(at)),
        (_, Some(_)) => return "dropped".to_owned(),
        _ => {}
    }
    let column = task.place.as_ref().and_then(|place| plan.get(place.column)).map_or("inbox", |column| &column.name);
    let ends =
        forecast::of_open(snapshot, task).map_or(String::new(), |timing| format!(", ends {}", day(timing.finish)));
    let blocked = if task.is_blocked() { ", blocked" } else { "" };
    format!("{}{ends}{blocked}", text::visible(column))
}

/// The tasks that a risk threatens, each with its dates and what the risk means for it.
pub(super) fn tasks(snapshot: &Snapshot, risk: &Risk) -> Vec<(TaskId, String, String, Tone)> {
    let plan = &snapshot.plan;
    let one = |it: register::Threatened| {
        let task = plan.get(it.task)?;
        let open = task.finish().is_none() && task.dropped.is_none();
        let threat = risk.nature == Nature::Threat && open;
        let meant = if threat { it.words(&plan.pace(risk.project)) } else { String::new() };
        let tone = if it.late > 0 && threat { Tone::Danger } else { Tone::Plain };
        let words = format!("{} ({})", text::visible(&task.title), standing(snapshot, task));
        let words = if meant.is_empty() { words } else { format!("{words}: {meant}") };
        Some((it.task, plan.task_ref(it.task), words, tone))
    };
    register::threatened(snapshot, risk).into_iter().filter_map(one).collect()
}

/// The newest step that touched a risk, as far as the history reaches.
pub(super) fn last_change(snapshot: &Snapshot, id: RecordId) -> Option<String> {
    let touches = |line: &&crate::domain::change::Line| line.changes.iter().any(|change| change.of == id);
    let line = snapshot.history.lines().rev().find(touches)?;
    let day = words::day(line.at().date_naive(), snapshot.today);
    let who = line.person.map_or(String::new(), |person| format!(" ({})", snapshot.plan.handle(person)));
    Some(format!("{day}: {}{who}", text::visible(&line.sentence)))
}

fn of_risk(snapshot: &Snapshot, risk: &Risk) -> Told {
    let plan = &snapshot.plan;
    let mut told = Told::of(title(plan, risk.id.into(), &risk.title));
    let high = plan.is_high(risk);
    let tone = if high && risk.nature == Nature::Threat { Tone::Danger } else { Tone::Plain };
    if risk.nature == Nature::Opportunity {
        told.tell("nature", "opportunity", Tone::Good);
    }
    told.tell("score", format!("{}{}", inherent(plan, risk), if high { ": high" } else { "" }), tone);
    told.tell("residual", residual(plan, risk).unwrap_or_default(), Tone::Plain);
    told.tell("state", risk.state.word(), Tone::Plain);
    let missing = high && risk.is_open();
    match risk.response {
        Some(response) => told.tell("response", response.word(), Tone::Plain),
        None => told.tell("response", "none yet", if missing { Tone::Warn } else { Tone::Dim }),
    }
    match risk.owner {
        Some(owner) => told.tell("owner", plan.handle(owner), Tone::Plain),
        None => told.tell("owner", "nobody yet", if missing { Tone::Warn } else { Tone::Dim }),
    }
    told.tell("category", text::visible(&risk.category), Tone::Plain);
    if risk.is_open() {
        let due = register::is_due_for_review(risk, snapshot.today);
        let day = on(risk.review, snapshot.today, "no day set");
        told.tell("review", day, if due { Tone::Warn } else { Tone::Plain });
    }
    told.tell("reviewed", on(risk.reviewed, snapshot.today, ""), Tone::Dim);
    told.tell("raised", on(risk.raised, snapshot.today, ""), Tone::Dim);
    figures(&mut told, plan, risk);
    told.gap();
    for (label, text) in prose_of(risk) {
        told.prose(label, text);
    }
    related(&mut told, snapshot, risk);
    if !risk.note.trim().is_empty() {
        told.gap();
        told.prose("note", &risk.note);
    }
    told.gap();
    told.tell("changed", last_change(snapshot, risk.id.into()).unwrap_or_default(), Tone::Dim);
    told
}

/// What is written of a risk, in the order in which one thing leads to another.
pub(super) fn prose_of(risk: &Risk) -> [(&'static str, &str); 6] {
    [
        ("cause", &risk.cause),
        ("effect", &risk.effect),
        ("plan", &risk.response_plan),
        ("trigger", &risk.trigger),
        ("if it occurs", &risk.contingency_plan),
        ("closed", &risk.closed_reason),
    ]
}

/// Money and days, each with how they come about.
fn figures(told: &mut Told, plan: &Plan, risk: &Risk) {
    let scale = plan.probability_scale(risk.project);
    let currency = plan.get(risk.project).map_or("", |it| &it.currency);
    let pace = plan.pace(risk.project);
    let percent = register::percent(&scale, risk);
    let exposure = register::exposure_of(plan, risk);
    if let Some(cost) = risk.cost_impact {
        let whole = amount(cost.0, currency);
        let words = match percent {
            Some(percent) => format!("{percent}% × {whole} = {}", amount(exposure.money, currency)),
            None => format!("{whole}; how likely it is is not said"),
        };
        told.tell("exposure", words, Tone::Plain);
    }
    if let Some(mean) = risk.mean_delay() {
        let words = |span: Span| span.words(&pace);
        let mean = days(mean, &pace);
        let mean = match (risk.optimistic_delay, risk.delay, risk.pessimistic_delay) {
            (Some(low), Some(likely), Some(high)) => {
                format!("({} + 4 × {} + {}) / 6 = {mean}", words(low), words(likely), words(high))
            }
            _ => mean,
        };
        let expected = match percent {
            Some(percent) => format!("; × {percent}% = {} expected", days(exposure.minutes, &pace)),
            None => String::new(),
        };
        told.tell("delay", format!("{mean}{expected}"), Tone::Plain);
    }
}

fn related(told: &mut Told, snapshot: &Snapshot, risk: &Risk) {
    let plan = &snapshot.plan;
    let tasks = tasks(snapshot, risk);
    if !tasks.is_empty() {
        told.gap();
    }
    for (task, name, words, tone) in tasks {
        told.lead(name, words, tone, task);
    }
    let issues: Vec<&Arc<Issue>> =
        plan.index().registers().issues_from(risk.id).filter_map(|id| plan.get(id)).collect();
    if !issues.is_empty() {
        told.gap();
    }
    for issue in issues {
        let words = format!("{} ({})", text::visible(&issue.title), issue.state.word().replace('-', " "));
        told.lead(plan.reference(issue.id.into()).unwrap_or_default(), words, Tone::Plain, issue.id);
    }
}

fn why_risk(snapshot: &Snapshot, risk: &Risk) -> Told {
    let plan = &snapshot.plan;
    let label = plan.label(risk.id.into());
    let mut told = Told::of(match risk.inherent() {
        Some(score) => format!("Why does {label} score {score}?"),
        None => format!("Why has {label} no score?"),
    });
    let response = plan.response_score(risk.project);
    let verdict = match (risk.inherent(), plan.is_high(risk)) {
        (None, _) => "",
        (_, true) => ": high",
        (_, false) => "",
    };
    told.tell("score", format!("{}{verdict}", inherent(plan, risk)), Tone::Plain);
    told.tell("", format!("From {response} on a risk is high and needs a response and an owner."), Tone::Dim);
    if let Some(residual) = residual(plan, risk) {
        told.tell("residual", format!("{residual}, when the response works"), Tone::Plain);
    }
    if let Some(question) = register::question(risk) {
        told.tell("", text::visible(&question), Tone::Warn);
    }
    told.tell("trend", trend(snapshot, risk), Tone::Plain);
    figures(&mut told, plan, risk);
    if risk.is_open() {
        let last = risk.reviewed.map_or(", never looked at yet".to_owned(), |day| {
            format!(", last looked at {}", words::day(day, snapshot.today))
        });
        told.tell("review", format!("{}{last}", on(risk.review, snapshot.today, "no day set")), Tone::Plain);
    }
    related(&mut told, snapshot, risk);
    told
}

/// How the score has moved within four weeks.
pub(super) fn trend(snapshot: &Snapshot, risk: &Risk) -> String {
    match register::trend(snapshot, risk).map(|it| (it.then, it.now)) {
        Some((Some(then), Some(now))) if then != now => {
            format!("{} from {then} to {now} within {TREND_DAYS} days", if now > then { "risen" } else { "fallen" })
        }
        Some((None, Some(_))) => format!("new within {TREND_DAYS} days"),
        _ => format!("as it was {TREND_DAYS} days ago"),
    }
}

fn of_issue(snapshot: &Snapshot, issue: &Issue) -> Told {
    let plan = &snapshot.plan;
    let mut told = Told::of(title(plan, issue.id.into(), &issue.title));
    let severity = format!("{} {}", issue.severity.number(), issue.severity.word());
    let grave = issue.is_open() && issue.severity.number() <= 2;
    told.tell("severity", severity, if grave { Tone::Danger } else { Tone::Plain });
    told.tell("state", issue.state.word().replace('-', " "), Tone::Plain);
    match issue.owner {
        Some(owner) => told.tell("owner", plan.handle(owner), Tone::Plain),
        None => told.tell("owner", "nobody yet", if issue.is_open() { Tone::Warn } else { Tone::Dim }),
    }
    let late = issue.is_open() && issue.due.is_some_and(|due| due < snapshot.today);
    told.tell("due", on(issue.due, snapshot.today, ""), if late { Tone::Danger } else { Tone::Plain });
    if let Some(to) = issue.escalated_to {
        let when = on(issue.escalated, snapshot.today, "");
        let waits = if issue.waits_for_an_answer() { ", waits for an answer" } else { "" };
        told.tell("escalated", format!("to {} {when}{waits}", plan.handle(to)), Tone::Warn);
    }
    told.prose("answer", &issue.answer);
    told.prose("resolution", &issue.resolution);
    told.tell("raised", on(issue.raised, snapshot.today, ""), Tone::Dim);
    told.tell("closed", on(issue.closed, snapshot.today, ""), Tone::Dim);
    if let Some(risk) = issue.risk.and_then(|id| plan.get(id)) {
        told.gap();
        let name = plan.reference(risk.id.into()).unwrap_or_default();
        told.lead(name, format!("{}, which occurred", text::visible(&risk.title)), Tone::Plain, risk.id);
    }
    let mut tasks: Vec<&Arc<Task>> =
        plan.index().registers().tasks_of_issue(issue.id).filter_map(|(id, _)| plan.get(id)).collect();
    tasks.sort_by_key(|task| task.number);
    if !tasks.is_empty() {
        told.gap();
    }
    for task in tasks {
        let words = format!("{} ({})", text::visible(&task.title), standing(snapshot, task));
        told.lead(plan.task_ref(task.id), words, Tone::Plain, task.id);
    }
    if !issue.note.trim().is_empty() {
        told.gap();
        told.prose("note", &issue.note);
    }
    told.gap();
    told.tell("changed", last_change(snapshot, issue.id.into()).unwrap_or_default(), Tone::Dim);
    told
}

//! What follows from the registers: which risks are high, what they may cost and how long they may delay, what is due
//! for review, how a risk has moved, and what it means for the tasks it threatens.
//!
//! Money is probability in percent × cost impact; delay is probability × the mean of three values after PERT, expected
//! and summed over risks: a sum of expectations, never added to a finish. What is said of the time after the response
//! counts where it is said. Only open risks count; opportunities are summed apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::forecast;
use super::id::RecordId;
use super::issue::{Issue, IssueId};
use super::plan::{Kind, Plan};
use super::project::{Project, ProjectId};
use super::risk::{Nature, Rating, Risk, RiskId, Scale};
use super::snapshot::Snapshot;
use super::span::{Pace, Span};
use super::task::{Task, TaskId};

pub mod capture;
pub mod filter;
mod trend;

pub use trend::{TREND_DAYS, Trend, Trends, trend, trend_since};

/// The score from which a risk is high, where a project says no other.
const RESPONSE_SCORE: i64 = 12;
/// Days between two reviews, where a project says nothing else.
const REVIEW_DAYS: u64 = 7;

impl Plan {
    /// What the steps of probability are called and mean in a project.
    pub fn probability_scale(&self, project: ProjectId) -> Scale {
        let own = self.get(project).and_then(|it| it.probability_scale.clone());
        own.filter(Scale::has_percentages).unwrap_or_else(Scale::probability)
    }

    /// What the steps of impact are called in a project.
    pub fn impact_scale(&self, project: ProjectId) -> Scale {
        self.get(project).and_then(|it| it.impact_scale.clone()).unwrap_or_else(Scale::impact)
    }

    /// The score (probability × impact) from which a risk of a project is high and needs a response.
    pub fn response_score(&self, project: ProjectId) -> i64 {
        self.get(project).and_then(|it| it.response_score).unwrap_or(RESPONSE_SCORE)
    }

    /// The day on which a risk of a project is due again that is looked at on this one.
    pub fn next_review(&self, project: ProjectId, on: NaiveDate) -> Option<NaiveDate> {
        let days = self.get(project).and_then(|it| it.review_days).and_then(|days| u64::try_from(days).ok());
        on.checked_add_days(Days::new(days.unwrap_or(REVIEW_DAYS)))
    }

    /// The risks of a project, by number.
    pub fn risks(&self, project: ProjectId) -> impl Iterator<Item = &Arc<Risk>> {
        self.index().registers().risks(project)
    }

    /// The issues of a project, by number.
    pub fn issues(&self, project: ProjectId) -> impl Iterator<Item = &Arc<Issue>> {
        self.index().registers().issues(project)
    }

    /// The categories of risk of a project: those it offers, then those in use, each once.
    pub fn risk_categories(&self, project: ProjectId) -> Vec<String> {
        let offered = self.get(project).map(|it| it.risk_categories.clone()).unwrap_or_default();
        let mut all: Vec<String> = offered.iter().map(str::to_owned).collect();
        let used = self.index().registers().categories(project).into_iter().filter(|it| !offered.has(it));
        all.extend(used.map(str::to_owned));
        all
    }

    /// Does a project offer a category of risk, or is it in use there?
    pub fn has_risk_category(&self, project: ProjectId, word: &str) -> bool {
        let offered = self.get(project).is_some_and(|it| it.risk_categories.has(word));
        offered || self.index().registers().categories(project).contains(&word)
    }

    /// The tasks that a risk threatens, or that an issue holds up, in the order of their refs.
    pub fn concerned(&self, of: RecordId) -> Vec<TaskId> {
        let registers = self.index().registers();
        let mut tasks: Vec<TaskId> = match (of.as_id::<Risk>(), of.as_id::<Issue>()) {
            (Some(risk), _) => registers.tasks_of_risk(risk).map(|(task, _)| task).collect(),
            (_, Some(issue)) => registers.tasks_of_issue(issue).map(|(task, _)| task).collect(),
            _ => Vec::new(),
        };
        tasks.sort_by_key(|id| self.get(*id).map(|task| (task.project, task.number)));
        tasks
    }

    /// Is its inherent score (probability × impact) one that needs a response?
    pub fn is_high(&self, risk: &Risk) -> bool {
        risk.inherent().is_some_and(|score| score >= self.response_score(risk.project))
    }

    /// Is it open and high?
    pub fn is_high_and_open(&self, risk: &Risk) -> bool {
        risk.is_open() && self.is_high(risk)
    }

    /// The open risks that threaten a task, or a summary above it, the worst first.
    pub fn threats(&self, task: TaskId) -> Vec<&Arc<Risk>> {
        let registers = self.index().registers();
        let above = std::iter::once(task).chain(self.ancestors(task));
        let mut all: Vec<&Arc<Risk>> = above
            .flat_map(|id| registers.risks_on(id))
            .filter_map(|id| self.get(id))
            .filter(|risk| risk.is_open() && risk.nature == Nature::Threat)
            .collect();
        all.sort_by_key(|risk| (std::cmp::Reverse(risk.inherent()), risk.number, risk.id));
        all.dedup_by_key(|risk| risk.id);
        all
    }

    /// Does a high open risk threaten a task, or a summary above it?
    pub fn is_threatened(&self, task: TaskId) -> bool {
        self.count(Kind::RiskTask) > 0 && self.threats(task).first().is_some_and(|risk| self.is_high(risk))
    }
}

/// Is an open risk to be looked at again by now? One without a day for it always is.
pub fn is_due_for_review(risk: &Risk, today: NaiveDate) -> bool {
    risk.is_open() && risk.review.is_none_or(|day| day <= today)
}

/// The open risks of a project that are due for review, those with the highest score first.
pub fn due_for_review(snapshot: &Snapshot, project: ProjectId) -> Vec<RiskId> {
    let plan = &snapshot.plan;
    let open = plan.index().registers().standing(project).filter(|(.., rating)| rating.is_open()).map(|(id, ..)| id);
    open.filter(|id| plan.get(*id).is_some_and(|risk| is_due_for_review(risk, snapshot.today))).collect()
}

/// The issues of a project that were escalated and wait for an answer, the longest first.
pub fn escalated(plan: &Plan, project: ProjectId) -> Vec<IssueId> {
    let mut all: Vec<&Arc<Issue>> = plan.issues(project).filter(|issue| issue.waits_for_an_answer()).collect();
    all.sort_by_key(|issue| (issue.escalated, issue.number));
    all.into_iter().map(|issue| issue.id).collect()
}

/// What is odd about a risk and may be meant all the same, as a question.
pub fn question(risk: &Risk) -> Option<String> {
    let (inherent, residual) = (risk.inherent()?, risk.residual()?);
    let odd = match risk.nature {
        Nature::Threat => residual > inherent,
        Nature::Opportunity => residual < inherent,
    };
    odd.then(|| match risk.nature {
        Nature::Threat => format!("the residual score {residual} is above the inherent {inherent}: is that meant?"),
        Nature::Opportunity => {
            format!("the residual score {residual} of an opportunity is below the inherent {inherent}: is that meant?")
        }
    })
}

/// What risks may do, summed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Exposure {
    /// How many open risks there are.
    pub risks: usize,
    /// Of them, how many are high.
    pub high: usize,
    /// Hundredths of the project’s currency, each times its probability.
    pub money: i64,
    /// Minutes of work of delay, each times its probability: expected, summed.
    pub minutes: i64,
}

impl Exposure {
    /// What one risk adds, on a project’s scale, where a score from `high` on needs a response.
    fn of(rating: &Rating, scale: &Scale, high: i64) -> Self {
        let percent = scale.percent(i64::from(rating.after[0])).unwrap_or(0);
        let share = |whole: i64| match whole.checked_mul(percent) {
            Some(part) => (part + 50 * part.signum()) / 100,
            None => i64::try_from(i128::from(whole) * i128::from(percent) / 100).unwrap_or(i64::MAX),
        };
        Exposure {
            risks: 1,
            high: usize::from(rating.inherent() >= high.max(1)),
            money: share(rating.cost),
            minutes: share(rating.delay),
        }
    }

    fn add(&mut self, other: Exposure) {
        self.risks += other.risks;
        self.high += other.high;
        self.money = self.money.saturating_add(other.money);
        self.minutes = self.minutes.saturating_add(other.minutes);
    }
}

/// How likely a risk is reckoned to be, in percent; none: nobody has said.
pub fn percent(scale: &Scale, risk: &Risk) -> Option<i64> {
    scale.percent(risk.reckoned_probability()?)
}

/// What one risk may cost, in hundredths, and delay, in minutes of work; an open one or not.
pub fn exposure_of(plan: &Plan, risk: &Risk) -> Exposure {
    Exposure::of(&Rating::of(risk), &plan.probability_scale(risk.project), plan.response_score(risk.project))
}

/// The sums over the open risks of a project.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Over threats.
    pub threats: Exposure,
    /// Over opportunities.
    pub opportunities: Exposure,
}

/// The sums over the open risks of a project.
pub fn totals(plan: &Plan, project: ProjectId) -> Totals {
    let (scale, high) = (plan.probability_scale(project), plan.response_score(project));
    let mut totals = Totals::default();
    for (.., rating) in plan.index().registers().standing(project).filter(|(.., rating)| rating.is_open()) {
        let sum = match rating.nature {
            Nature::Opportunity => &mut totals.opportunities,
            Nature::Threat => &mut totals.threats,
        };
        sum.add(Exposure::of(rating, &scale, high));
    }
    totals
}

/// The sums over the open threats of a project by category; without one under the empty word.
pub fn by_category(plan: &Plan, project: ProjectId) -> BTreeMap<String, Exposure> {
    let mut sums: BTreeMap<String, Exposure> = BTreeMap::new();
    for risk in plan.risks(project).filter(|risk| risk.is_open() && risk.nature == Nature::Threat) {
        sums.entry(risk.category.clone()).or_default().add(exposure_of(plan, risk));
    }
    sums
}

/// What a risk may mean for a task it threatens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Threatened {
    /// The task.
    pub task: TaskId,
    /// Minutes of work by which the risk most likely delays what it threatens; none: that is not said.
    pub delay: Option<i64>,
    /// Minutes of work that the task can slip; none: it is done, dropped or not scheduled.
    pub slack: Option<i64>,
    /// Minutes of work by which the project, a due date or a constraint would be missed if the risk occurs as it most
    /// likely does; 0: none.
    pub late: i64,
}

/// The tasks that a risk threatens, in the order of their refs, and what it may mean for each.
pub fn threatened(snapshot: &Snapshot, risk: &Risk) -> Vec<Threatened> {
    let plan = &snapshot.plan;
    let mut tasks: Vec<&Arc<Task>> =
        plan.index().registers().tasks_of_risk(risk.id).filter_map(|(id, _)| plan.get(id)).collect();
    tasks.sort_by_key(|task| (task.project, task.number));
    tasks.into_iter().map(|task| threatens(snapshot, risk, task)).collect()
}

/// What a risk may mean for a task.
pub fn threatens(snapshot: &Snapshot, risk: &Risk, task: &Task) -> Threatened {
    let delay = risk.delay.map(|span| span.minutes);
    let slack = forecast::slack(snapshot, task).map(|span| span.minutes);
    let late = slack.zip(delay).map_or(0, |(slack, delay)| delay.saturating_sub(slack.max(0)).max(0));
    Threatened { task: task.id, delay, slack, late }
}

impl Threatened {
    /// In words, in days of this pace: `5d of impact, 2d of slack: ends 3d late`; nothing is known: empty.
    pub fn words(&self, pace: &Pace) -> String {
        let days = |minutes: i64| Span::working(minutes).words(pace);
        match (self.delay, self.slack) {
            (None, None) => String::new(),
            (Some(delay), None) => format!("{} of impact", days(delay)),
            (None, Some(slack)) => format!("{} of slack", days(slack)),
            (Some(delay), Some(slack)) => {
                let end = if self.late > 0 { format!(": ends {} late", days(self.late)) } else { String::new() };
                format!("{} of impact, {} of slack{end}", days(delay), days(slack))
            }
        }
    }
}

/// The risks and issues of a project in one line: `5 open risks, 2 of them high, 1 to be reviewed; 2 open issues`; none
/// at all: nothing.
pub fn line(snapshot: &Snapshot, project: &Project) -> Option<String> {
    use super::words::counted;
    let plan = &snapshot.plan;
    let totals = totals(plan, project.id);
    let risks = totals.threats.risks + totals.opportunities.risks;
    let open: Vec<&Arc<Issue>> = plan.issues(project.id).filter(|issue| issue.is_open()).collect();
    if risks == 0 && open.is_empty() {
        return None;
    }
    let mut said = vec![counted(risks, "open risk")];
    let high = totals.threats.high + totals.opportunities.high;
    if high > 0 {
        said.push(format!("{high} of them high"));
    }
    match due_for_review(snapshot, project.id).len() {
        0 => {}
        due => said.push(format!("{due} to be reviewed")),
    }
    let mut issues = counted(open.len(), "open issue");
    match open.iter().filter(|issue| issue.waits_for_an_answer()).count() {
        0 => {}
        waiting => issues.push_str(&format!(", {waiting} escalated")),
    }
    Some(format!("{}; {issues}", said.join(", ")))
}

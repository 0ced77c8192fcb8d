//! What stands in the registers: which risks and issues in which order, what is told of each in a row, and the sums
//! below them. Draws nothing.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::dates;
use crate::domain::id::RecordId;
use crate::domain::issue::{Issue, IssueId, IssueState, Severity};
use crate::domain::person::PersonId;
use crate::domain::plan::{self, Kind, Plan};
use crate::domain::project::ProjectId;
use crate::domain::register::{self, Exposure, Trend};
use crate::domain::risk::{Nature, Rating, Risk, RiskId, RiskState};
use crate::domain::snapshot::Snapshot;
use crate::domain::span::Pace;
use crate::domain::words;
use crate::text;
use crate::ui::theme::{Signs, Tone};
use crate::ui::view::Lens;

/// A row of the table of risks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Which risk.
    pub id: RiskId,
    /// Its number.
    pub number: i64,
    /// How it is rated.
    pub rating: Rating,
}

/// What is shown of the registers of a project, in order.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// Risks: the open ones by score, then those that occurred, then closed ones.
    pub risks: Vec<Row>,
    /// Issues: the open ones by severity and due date.
    pub issues: Vec<IssueId>,
    /// Are there any risks, are there any issues, shown or not?
    pub any: (bool, bool),
    /// The widest ref, in columns.
    pub wide: u16,
}

impl Register {
    /// The registers of a project as they are looked at.
    pub fn of(snapshot: &Snapshot, project: ProjectId, lens: &Lens) -> Self {
        let plan = &snapshot.plan;
        // A filter that says an order is obeyed.
        let sorted = |kind| lens.of_register(kind).filter(|filter| filter.sorts());
        let order = |kind| sorted(kind).map(|filter| filter.find(snapshot, Some(project)));
        let registers = plan.index().registers();
        let row = |(id, number, rating): (RiskId, i64, &Rating)| Row { id, number, rating: *rating };
        let risks = match (order(Kind::Risk), lens.of_register(Kind::Risk)) {
            (Some(order), _) => {
                let found = order.into_iter().filter_map(|id| plan.get::<Risk>(id.as_id()?));
                found.map(|risk| row((risk.id, risk.number, &Rating::of(risk)))).collect()
            }
            (None, Some(filter)) => {
                registers.standing(project).map(row).filter(|it| filter.matches(snapshot, it.id.into())).collect()
            }
            (None, None) => {
                registers.standing(project).map(row).filter(|it| it.rating.state != RiskState::Closed).collect()
            }
        };
        let issues = match order(Kind::Issue) {
            Some(order) => order.into_iter().filter_map(RecordId::as_id).collect(),
            None => {
                let shown = |it: &&Arc<Issue>| lens.shows(snapshot, &plan::Row::Issue(Arc::clone(it)));
                let mut issues: Vec<&Arc<Issue>> = plan.issues(project).filter(shown).collect();
                issues.sort_by_key(|it| (!it.is_open(), it.severity.number(), it.due.is_none(), it.due, it.number));
                issues.into_iter().map(|issue| issue.id).collect()
            }
        };
        let last = (registers.risks(project).next_back(), registers.issues(project).next_back());
        let highest = last.0.map(|it| it.number).max(last.1.map(|it| it.number)).unwrap_or(1);
        let digits = highest.max(1).ilog10() as usize + 1;
        let wide = u16::try_from(plan.key(project).len() + 2 + digits).unwrap_or(u16::MAX);
        Register { risks, issues, any: (last.0.is_some(), last.1.is_some()), wide }
    }
}

/// A piece of a row, and how it is meant.
pub(super) type Piece = (String, Tone);

/// What is told of a risk or an issue in its row.
#[derive(Clone, Debug, Default)]
pub(super) struct Face {
    /// Of what.
    pub id: Option<RecordId>,
    /// Of a risk: how it has moved.
    pub trend: Piece,
    /// Of a risk its score, of an issue its severity.
    pub score: Piece,
    /// Its ref.
    pub name: String,
    /// Its title.
    pub title: Piece,
    /// Of a risk its category.
    pub category: String,
    /// Of a risk: probability and impact.
    pub steps: [String; 2],
    /// Of a risk its response, of an issue to whom it was escalated.
    pub response: Piece,
    /// Who looks after it.
    pub owner: Piece,
    /// Where it stands.
    pub state: Piece,
    /// When it is looked at again, or due.
    pub day: Piece,
    /// Of an issue the risk that it comes from.
    pub from: String,
}

/// The sign and the tone of a score: high, or an opportunity’s.
pub(super) fn scored(plan: &Plan, risk: &Risk, signs: &Signs) -> (&'static str, Tone) {
    match risk.nature {
        Nature::Opportunity => ("+", Tone::Good),
        Nature::Threat if plan.is_high(risk) => (signs.over, Tone::Danger),
        Nature::Threat => (" ", Tone::Plain),
    }
}

/// Who it is, by handle; nobody is said so.
fn owner(plan: &Plan, owner: Option<PersonId>, wanted: bool, signs: &Signs) -> Piece {
    match owner {
        Some(person) => (plan.handle(person), Tone::Plain),
        None => (signs.none.to_owned(), if wanted { Tone::Warn } else { Tone::Faint }),
    }
}

/// A day in few columns: `today`, `2d late`, `20 Mar`.
fn few(day: NaiveDate, today: NaiveDate) -> String {
    let words = dates::relative(day, today);
    match words.strip_prefix("due ").unwrap_or(&words) {
        "yesterday" => "1d late".to_owned(),
        words => words.to_owned(),
    }
}

impl Face {
    /// The row of a risk.
    pub fn of_risk(snapshot: &Snapshot, trend: Option<Trend>, risk: &Risk, signs: &Signs) -> Self {
        let plan = &snapshot.plan;
        let (sign, tone) = scored(plan, risk, signs);
        let open = risk.is_open();
        let wanted = open && plan.is_high(risk);
        let step = |step: Option<i64>| step.map_or(signs.none.to_owned(), |step| step.to_string());
        let score = risk.inherent().map_or(signs.none.to_owned(), |score| score.to_string());
        let trend = match trend.map_or(0, Trend::direction) {
            1 => (signs.up.to_owned(), Tone::Danger),
            -1 => (signs.down.to_owned(), Tone::Good),
            _ => (String::new(), Tone::Plain),
        };
        let day = match (risk.state, risk.review) {
            (RiskState::Occurred | RiskState::Closed, _) => (risk.state.word().to_owned(), Tone::Dim),
            (_, None) => ("to review".to_owned(), Tone::Warn),
            (_, Some(day)) if day < snapshot.today => (few(day, snapshot.today), Tone::Danger),
            (_, Some(day)) if day == snapshot.today => (few(day, snapshot.today), Tone::Warn),
            (_, Some(day)) => (dates::shorter(day, snapshot.today), Tone::Dim),
        };
        Face {
            id: Some(risk.id.into()),
            trend: if open { trend } else { Piece::default() },
            score: (format!("{score}{sign}"), if open { tone } else { Tone::Dim }),
            name: plan.reference(risk.id.into()).unwrap_or_default(),
            title: (risk.title.clone(), if open { Tone::Plain } else { Tone::Dim }),
            category: risk.category.clone(),
            steps: [step(risk.probability), step(risk.impact)],
            response: match risk.response {
                Some(response) => (response.word().to_owned(), Tone::Plain),
                None => (signs.none.to_owned(), if wanted { Tone::Warn } else { Tone::Faint }),
            },
            owner: owner(plan, risk.owner, wanted, signs),
            state: (risk.state.word().to_owned(), Tone::Dim),
            day,
            from: String::new(),
        }
    }

    /// The row of an issue.
    pub fn of_issue(snapshot: &Snapshot, issue: &Issue, signs: &Signs) -> Self {
        let plan = &snapshot.plan;
        let open = issue.is_open();
        let tone = match issue.severity {
            _ if !open => Tone::Dim,
            Severity::Critical | Severity::High => Tone::Danger,
            Severity::Medium => Tone::Plain,
            Severity::Low => Tone::Dim,
        };
        let urgent = open && matches!(issue.severity, Severity::Critical | Severity::High);
        let sign = if urgent { signs.over } else { " " };
        let escalated = match (issue.escalated_to, issue.escalated) {
            (Some(to), _) if issue.waits_for_an_answer() => {
                (format!("{} {}", plan.handle(to), since(issue.escalated, snapshot.today)), Tone::Warn)
            }
            (Some(to), _) => (format!("{} {}", plan.handle(to), signs.done), Tone::Dim),
            (None, _) => (signs.none.to_owned(), Tone::Faint),
        };
        let day = match issue.due {
            None => (signs.none.to_owned(), Tone::Faint),
            Some(day) if open && day < snapshot.today => (few(day, snapshot.today), Tone::Danger),
            Some(day) if open && day == snapshot.today => (few(day, snapshot.today), Tone::Warn),
            Some(day) => (dates::shorter(day, snapshot.today), Tone::Dim),
        };
        Face {
            id: Some(issue.id.into()),
            score: (format!("{}{sign}", issue.severity.number()), tone),
            name: plan.reference(issue.id.into()).unwrap_or_default(),
            title: (issue.title.clone(), if open { Tone::Plain } else { Tone::Dim }),
            response: escalated,
            owner: owner(plan, issue.owner, open, signs),
            state: (
                issue.state.word().replace('-', " "),
                if issue.state == IssueState::InProgress { Tone::Plain } else { Tone::Dim },
            ),
            day,
            from: issue.risk.and_then(|risk| plan.reference(risk.into())).unwrap_or_default(),
            ..Face::default()
        }
    }
}

/// How many days ago: `3d`, `today`.
fn since(day: Option<NaiveDate>, today: NaiveDate) -> String {
    match day.map(|day| today.signed_duration_since(day).num_days()) {
        Some(days @ 1..) => format!("{days}d"),
        _ => "today".to_owned(),
    }
}

/// What stands below the risks: money, days, opportunities, each in a piece that may be left out.
#[derive(Debug, Default)]
pub(super) struct Sum {
    /// The pieces, the most important first.
    pub pieces: Vec<Piece>,
}

impl Sum {
    /// The sums over the open risks of a project.
    pub fn of(snapshot: &Snapshot, project: ProjectId) -> Self {
        let plan = &snapshot.plan;
        let totals = register::totals(plan, project);
        let Some(it) = plan.get(project) else { return Sum::default() };
        let mut pieces = Vec::new();
        let exposure = totals.threats.money;
        let over = it.contingency.is_some_and(|contingency| exposure > contingency.0);
        let against = match it.contingency {
            Some(contingency) => format!(" of {} contingency", amount(contingency.0, &it.currency)),
            None if exposure > 0 => ", no contingency set".to_owned(),
            None => String::new(),
        };
        let sign = if over { " !" } else { "" };
        let tone = if over { Tone::Danger } else { Tone::Plain };
        pieces.push((format!("exposure {}{against}{sign}", amount(exposure, &it.currency)), tone));
        let days = |exposure: &Exposure| days(exposure.minutes, &plan.pace(project));
        pieces.push((format!("{} expected, summed", days(&totals.threats)), Tone::Plain));
        let chances = &totals.opportunities;
        if chances.risks > 0 {
            let days = if chances.minutes > 0 { format!(", {}", days(chances)) } else { String::new() };
            let words = format!("{}: {}{days}", opportunities(chances.risks), amount(chances.money, &it.currency));
            pieces.push((words, Tone::Good));
        }
        Sum { pieces }
    }
}

fn opportunities(count: usize) -> String {
    if count == 1 { "1 opportunity".to_owned() } else { format!("{count} opportunities") }
}

/// Expected time in days, to a tenth: `11.5d`.
pub(super) fn days(minutes: i64, pace: &Pace) -> String {
    let tenths = (minutes.saturating_mul(10)).saturating_add(pace.minutes_per_day / 2) / pace.minutes_per_day.max(1);
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole}d"),
        (whole, part) => format!("{whole}.{part}d"),
    }
}

/// Money in whole units, in groups of three, with its currency: `62 400 EUR`.
pub(super) fn amount(cents: i64, currency: &str) -> String {
    let whole = cents.unsigned_abs().saturating_add(50) / 100;
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    let sign = if cents < 0 && whole > 0 { "-" } else { "" };
    let currency = text::visible(currency);
    format!("{sign}{grouped} {currency}").trim_end().to_owned()
}

/// A day as sentences say it, or that there is none.
pub(super) fn on(day: Option<NaiveDate>, today: NaiveDate, none: &str) -> String {
    day.map_or(none.to_owned(), |day| words::day(day, today))
}

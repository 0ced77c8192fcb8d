//! The registers as tables, and the sums under the risks.

use crate::cli::out::{Ink, Piece, ink};
use crate::cli::session::Session;
use crate::cli::stop::Outcome;
use crate::cli::table::{Column, column, write};
use crate::domain::dates;
use crate::domain::issue::{Issue, Severity};
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;
use crate::domain::register::{Exposure, Totals, Trend, by_category, is_due_for_review, totals};
use crate::domain::risk::Risk;
use crate::domain::snapshot::Snapshot;
use crate::domain::words::{self, counted};

const fn figures(heading: &'static str, spare: u8) -> Column {
    Column { heading, right: true, least: None, spare }
}

const RISKS: [Column; 10] = [
    column("ref", 0),
    Column { heading: "risk", right: false, least: Some(16), spare: 0 },
    column("category", 6),
    figures("P", 3),
    figures("I", 3),
    column("score", 0),
    column("response", 2),
    column("owner", 4),
    column("state", 5),
    column("review", 1),
];

const ISSUES: [Column; 6] = [
    column("ref", 0),
    Column { heading: "issue", right: false, least: Some(16), spare: 0 },
    column("severity", 0),
    column("owner", 2),
    column("due", 0),
    column("state", 1),
];

/// Writes risks as a table.
pub fn risks(session: &mut Session<'_>, risks: &[(&Risk, Option<Trend>)]) -> Outcome {
    let snapshot = session.snapshot()?;
    let rows: Vec<Vec<Piece>> = risks.iter().map(|(risk, trend)| risk_row(&snapshot, risk, *trend)).collect();
    write(&mut session.out, &RISKS, &rows)
}

fn risk_row(snapshot: &Snapshot, risk: &Risk, trend: Option<Trend>) -> Vec<Piece> {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let shade = if risk.is_open() { Ink::Plain } else { Ink::Dim };
    let number = |number: Option<i64>| number.map_or(String::new(), |it| it.to_string());
    let moved = match trend.map_or(0, Trend::direction) {
        1 => "▲ ",
        -1 => "▼ ",
        _ => "  ",
    };
    let score = risk.inherent().map_or("   —".to_owned(), |score| {
        format!("{moved}{score:>2}{}", if plan.is_high_and_open(risk) { "!" } else { "" })
    });
    let due = is_due_for_review(risk, today);
    let review = match risk.review.filter(|_| risk.is_open()) {
        Some(day) if day < today => format!("{}d late", (today - day).num_days()),
        Some(day) if day == today => "today".to_owned(),
        Some(day) => dates::short(day, today),
        None if due => "due".to_owned(),
        None => String::new(),
    };
    vec![
        ink(shade, plan.reference(risk.id.into()).unwrap_or_default()),
        ink(shade, risk.title.clone()),
        ink(shade, risk.category.clone()),
        ink(shade, number(risk.probability)),
        ink(shade, number(risk.impact)),
        ink(if plan.is_high_and_open(risk) { Ink::Bad } else { shade }, score),
        ink(shade, risk.response.map_or("—", |it| it.word())),
        ink(shade, risk.owner.map_or("—".to_owned(), |id| plan.handle(id))),
        ink(shade, risk.state.word()),
        ink(if due { Ink::Warn } else { shade }, review),
    ]
}

/// Writes issues as a table.
pub fn issues(session: &mut Session<'_>, issues: &[&Issue]) -> Outcome {
    let snapshot = session.snapshot()?;
    let rows: Vec<Vec<Piece>> = issues.iter().map(|issue| issue_row(&snapshot, issue)).collect();
    write(&mut session.out, &ISSUES, &rows)
}

fn issue_row(snapshot: &Snapshot, issue: &Issue) -> Vec<Piece> {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let shade = if issue.is_open() { Ink::Plain } else { Ink::Dim };
    let late = issue.is_open() && issue.due.is_some_and(|due| due < today);
    let due = issue.due.map_or(String::new(), |due| dates::short(due, today));
    let state = match (issue.escalated_to, issue.waits_for_an_answer()) {
        (Some(to), true) => format!("escalated to {}", plan.handle(to)),
        _ => issue.state.word().replace('-', " "),
    };
    let bad = issue.is_open() && issue.severity == Severity::Critical;
    vec![
        ink(shade, plan.reference(issue.id.into()).unwrap_or_default()),
        ink(shade, issue.title.clone()),
        ink(if bad { Ink::Bad } else { shade }, format!("{} {}", issue.severity.number(), issue.severity.word())),
        ink(shade, issue.owner.map_or("—".to_owned(), |id| plan.handle(id))),
        if late { ink(Ink::Bad, format!("{due} !")) } else { ink(shade, due) },
        ink(shade, state),
    ]
}

/// The sums under the risks of a project: `exposure 62000 EUR of 40000 EUR contingency · 11.5 days expected, summed`.
pub fn foot(session: &mut Session<'_>, project: ProjectId, with_categories: bool) -> Outcome {
    let plan = session.snapshot()?.plan;
    let Totals { threats, opportunities } = totals(&plan, project);
    let contingency = plan.get(project).and_then(|it| it.contingency);
    let of = contingency.map_or(String::new(), |it| format!(" of {} contingency", amount(&plan, project, it.0)));
    let over = contingency.is_some_and(|it| threats.money > it.0);
    session.out.line("")?;
    let first =
        format!("exposure {}{of} · {}", amount(&plan, project, threats.money), days(&plan, project, threats.minutes));
    session.out.line(ink(if over { Ink::Bad } else { Ink::Plain }, format!("{first} expected, summed")))?;
    if opportunities.risks > 0 {
        session.out.line(format!("apart from that {}", sums(&plan, project, &opportunities, "opportunity")))?;
    }
    if with_categories {
        for (category, it) in by_category(&plan, project) {
            let word = if category.is_empty() { "no category".to_owned() } else { format!("+{category}") };
            session.out.line(format!("  {word}: {}", sums(&plan, project, &it, "risk")))?;
        }
    }
    Ok(())
}

fn sums(plan: &Plan, project: ProjectId, it: &Exposure, thing: &str) -> String {
    let things = match (thing, it.risks) {
        ("opportunity", more) if more != 1 => format!("{more} opportunities"),
        _ => counted(it.risks, thing),
    };
    let high = if it.high > 0 { format!(", {} high", it.high) } else { String::new() };
    format!("{things}{high}, {}, {}", amount(plan, project, it.money), days(plan, project, it.minutes))
}

/// An amount in the currency of a project: `62000 EUR`.
pub fn amount(plan: &Plan, project: ProjectId, cents: i64) -> String {
    let currency = plan.get(project).map_or("", |it| &it.currency);
    format!("{} {currency}", words::money(cents)).trim_end().to_owned()
}

/// Minutes of work as days of a project, to a tenth: `11.5 days`.
pub fn days(plan: &Plan, project: ProjectId, minutes: i64) -> String {
    let days = minutes as f64 / plan.pace(project).minutes_per_day as f64;
    let days = format!("{days:.1}");
    let days = days.strip_suffix(".0").unwrap_or(&days);
    if days == "1" { "1 day".to_owned() } else { format!("{days} days") }
}

//! The rules of the registers: risks, issues and the tasks they concern.

use super::Findings;
use crate::domain::issue::{Issue, IssueTask};
use crate::domain::names::quoted;
use crate::domain::project::Project;
use crate::domain::risk::{Risk, RiskState, RiskTask, STEPS};

pub(super) fn risk(findings: &mut Findings, risk: &Risk) {
    let plan = findings.plan;
    let reference = plan.reference(risk.id.into()).unwrap_or_default();
    if risk.title.trim().is_empty() {
        findings.say("title", format!("{reference} has no title"), "write what may happen");
    }
    let label = plan.label(risk.id.into());
    for (what, step) in [
        ("probability", risk.probability),
        ("impact", risk.impact),
        ("residual probability", risk.residual_probability),
        ("residual impact", risk.residual_impact),
    ] {
        if let Some(step) = step.filter(|step| !(1..=STEPS as i64).contains(step)) {
            findings.say(what, format!("{what} {step} of {label} is not between 1 and {STEPS}"), "");
        }
    }
    if risk.category.contains(char::is_whitespace) {
        let why = format!("the category {} of {reference} is more than one word", quoted(&risk.category));
        findings.say("category", why, "write it as one word, as in third-party");
    }
    if risk.cost_impact.is_some_and(|it| it.0 < 0) {
        let why = format!("the cost impact of {label} is less than nothing");
        findings.say("cost impact", why, "write what it costs, or make it an opportunity if it saves money");
    }
    let delays = [risk.optimistic_delay, risk.delay, risk.pessimistic_delay];
    let known: Vec<i64> = delays.iter().flatten().map(|span| span.minutes).collect();
    if known.iter().any(|minutes| *minutes < 0) {
        findings.say("delay", format!("the schedule impact of {label} is negative"), "");
    }
    if !known.is_sorted() {
        let why = format!("the three values of the schedule impact of {label} do not rise");
        findings.say("three values", why, "write low/likely/high, as in 2d/5d/15d");
    }
    if delays.iter().flatten().any(|span| span.elapsed) {
        findings.say("delay", format!("the schedule impact of {label} is told in working days"), "write 5d");
    }
    if let Some(response) = risk.response.filter(|it| !it.suits(risk.nature)) {
        let (response, nature) = (response.word(), risk.nature.word());
        let instead = "a threat is avoided, mitigated or transferred, an opportunity exploited, enhanced or shared; \
                       both can be accepted or escalated";
        findings.say("response", format!("{label} is a {nature}: {response} is no response to it"), instead);
    }
    if (risk.state == RiskState::Closed) != risk.closed.is_some() {
        findings.say("closed", format!("{label} has to have the day it was closed exactly when it is"), "");
    }
}

pub(super) fn risk_task(findings: &mut Findings, it: &RiskTask) {
    let (plan, registers) = (findings.plan, findings.plan.index().registers());
    if registers.tasks_of_risk(it.risk).any(|(task, id)| task == it.task && id != it.id) {
        let why = format!("{} stands twice", plan.label(it.id.into()));
        findings.say("concern twice", why, "take one of them away");
    }
}

pub(super) fn issue(findings: &mut Findings, issue: &Issue) {
    let plan = findings.plan;
    if issue.title.trim().is_empty() {
        let reference = plan.reference(issue.id.into()).unwrap_or_default();
        findings.say("title", format!("{reference} has no title"), "write what has happened");
    }
    if issue.is_open() == issue.closed.is_some() {
        let label = plan.label(issue.id.into());
        findings.say("closed", format!("{label} has to have the day it was closed exactly when it is"), "");
    }
}

pub(super) fn issue_task(findings: &mut Findings, it: &IssueTask) {
    let (plan, registers) = (findings.plan, findings.plan.index().registers());
    if registers.tasks_of_issue(it.issue).any(|(task, id)| task == it.task && id != it.id) {
        let why = format!("{} stands twice", plan.label(it.id.into()));
        findings.say("concern twice", why, "take one of them away");
    }
}

/// What a project says of its registers.
pub(super) fn scales(findings: &mut Findings, project: &Project) {
    let key = &project.key;
    if project.probability_scale.as_ref().is_some_and(|scale| !scale.has_percentages()) {
        findings.say(
            "probability scale",
            format!("the steps of probability of {key} do not rise in percent"),
            "write five, as in: rare 10%, unlikely 30%, possible 50%, likely 70%, almost certain 90%",
        );
    }
    let most = (STEPS * STEPS) as i64;
    if let Some(score) = project.response_score.filter(|score| !(1..=most).contains(score)) {
        findings.say("response score", format!("{score} is no score of {key}"), format!("write 1 to {most}"));
    }
    if let Some(days) = project.review_days.filter(|days| !(1..=366).contains(days)) {
        findings.say("review days", format!("{days} days between two reviews in {key}"), "write 1 to 366");
    }
}

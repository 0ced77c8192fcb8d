//! Risks and issues as `risk list --json`, `issue list --json` and `show --json` give them.

use serde_json::{Map, Value as Json, json};

use super::text;
use crate::domain::id::RecordId;
use crate::domain::issue::Issue;
use crate::domain::person::PersonId;
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;
use crate::domain::register::{Exposure, Trend, by_category, exposure_of, threatened, totals};
use crate::domain::risk::Risk;
use crate::domain::snapshot::Snapshot;
use crate::domain::value::{Money, Prose};

/// One risk. Money is in whole units of the project’s currency, delays, slack and lateness are minutes of work, days are
/// `YYYY-MM-DD`; `exposure` is reckoned with the residual probability where it is said; `trend` tells the score four weeks
/// ago and now, as far as the history of the snapshot reaches.
pub fn risk_json(snapshot: &Snapshot, risk: &Risk, trend: Option<Trend>) -> Json {
    let plan = &snapshot.plan;
    let minutes = |span: Option<crate::domain::span::Span>| json!(span.map(|span| span.minutes));
    let mut all = Map::new();
    let mut put = |name: &str, value: Json| all.insert(name.to_owned(), value);
    put("ref", json!(plan.reference(risk.id.into())));
    put("id", json!(risk.id.to_string()));
    put("title", json!(risk.title));
    put("kind", json!("risk"));
    put("project", json!(plan.key(risk.project)));
    put("category", json!(Some(&risk.category).filter(|it| !it.is_empty())));
    put("nature", json!(risk.nature.word()));
    put("probability", json!(risk.probability));
    put("impact", json!(risk.impact));
    put("score", json!(risk.inherent()));
    put("residual_probability", json!(risk.residual_probability));
    put("residual_impact", json!(risk.residual_impact));
    put("residual_score", json!(risk.residual()));
    put("high", json!(plan.is_high_and_open(risk)));
    put("cost_impact", money(risk.cost_impact));
    put(
        "schedule_impact",
        json!({
            "low": minutes(risk.optimistic_delay), "likely": minutes(risk.delay), "high": minutes(risk.pessimistic_delay),
        }),
    );
    let exposure = exposure_of(plan, risk);
    put("exposure", json!({"money": units(exposure.money), "minutes": exposure.minutes}));
    put("response", json!(risk.response.map(|it| it.word())));
    put("owner", owner(plan, risk.owner));
    put("state", json!(risk.state.word()));
    put("review", day(&risk.review));
    put("reviewed", day(&risk.reviewed));
    let stays = Trend { then: risk.inherent(), now: risk.inherent() };
    let trend = trend.unwrap_or(stays);
    put("trend", json!({"then": trend.then, "now": trend.now}));
    let tasks = threatened(snapshot, risk).into_iter();
    let task = |it: crate::domain::register::Threatened| json!({"ref": plan.task_ref(it.task), "slack": it.slack, "late": it.late});
    put("tasks", tasks.map(task).collect());
    let issues = plan.index().registers().issues_from(risk.id).filter_map(|id| plan.reference(id.into()));
    put("issues", issues.collect());
    put("cause", prose(&risk.cause));
    put("effect", prose(&risk.effect));
    put("response_plan", prose(&risk.response_plan));
    put("contingency_plan", prose(&risk.contingency_plan));
    put("trigger", prose(&risk.trigger));
    put("raised", day(&risk.raised));
    put("closed", day(&risk.closed));
    put("closed_reason", prose(&risk.closed_reason));
    put("note", prose(&risk.note));
    Json::Object(all)
}

/// One issue. `severity` is 1 (critical) to 4 (low).
pub fn issue_json(snapshot: &Snapshot, issue: &Issue) -> Json {
    let plan = &snapshot.plan;
    let mut all = Map::new();
    let mut put = |name: &str, value: Json| all.insert(name.to_owned(), value);
    put("ref", json!(plan.reference(issue.id.into())));
    put("id", json!(issue.id.to_string()));
    put("title", json!(issue.title));
    put("kind", json!("issue"));
    put("project", json!(plan.key(issue.project)));
    put("severity", json!(issue.severity.number()));
    put("owner", owner(plan, issue.owner));
    put("due", day(&issue.due));
    put("state", json!(issue.state.word()));
    put("resolution", prose(&issue.resolution));
    put("escalated_to", owner(plan, issue.escalated_to));
    put("escalated", day(&issue.escalated));
    put("answer", prose(&issue.answer));
    put("waits_for_an_answer", json!(issue.waits_for_an_answer()));
    put("risk", json!(issue.risk.and_then(|id| plan.reference(id.into()))));
    let tasks = plan.concerned(RecordId::from(issue.id)).into_iter();
    put("tasks", tasks.map(|id| json!({"ref": plan.task_ref(id)})).collect());
    put("raised", day(&issue.raised));
    put("closed", day(&issue.closed));
    put("note", prose(&issue.note));
    Json::Object(all)
}

/// The sums over the open risks of a project, beside what it has set aside.
pub fn totals_json(plan: &Plan, project: ProjectId) -> Json {
    let sums =
        |it: &Exposure| json!({"risks": it.risks, "high": it.high, "money": units(it.money), "minutes": it.minutes});
    let totals = totals(plan, project);
    let categories: Map<String, Json> =
        by_category(plan, project).into_iter().map(|(word, it)| (word, sums(&it))).collect();
    json!({
        "threats": sums(&totals.threats), "opportunities": sums(&totals.opportunities), "categories": categories,
        "contingency": money(plan.get(project).and_then(|it| it.contingency)),
    })
}

fn money(amount: Option<Money>) -> Json {
    json!(amount.map(|it| units(it.0)))
}

fn units(cents: i64) -> f64 {
    cents as f64 / 100.0
}

fn owner(plan: &Plan, person: Option<PersonId>) -> Json {
    json!(person.and_then(|id| plan.get(id)).map(|it| &it.handle))
}

fn day(date: &Option<chrono::NaiveDate>) -> Json {
    json!(date.as_ref().map(text))
}

fn prose(prose: &Prose) -> Json {
    json!(Some(&prose.0).filter(|it| !it.is_empty()))
}

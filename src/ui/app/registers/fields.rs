//! The fields of risks and issues as forms and `s` show them: text, candidates, and what was typed as values. Only
//! which field goes which way; values and words are the domain’s.

use crate::domain::change::Field;
use crate::domain::id::RecordId;
use crate::domain::issue::{IssueState, Severity};
use crate::domain::names::{by_beginning, quoted};
use crate::domain::plan::{Kind, Plan, Row};
use crate::domain::refusal::Refusal;
use crate::domain::risk::{Nature, Response, Risk, RiskState, STEPS, Scale};
use crate::domain::snapshot::Snapshot;
use crate::domain::span::Estimate;
use crate::domain::value::{FieldType, Value};
use crate::domain::words;
use crate::text;
use crate::ui::app::fields::people;
use crate::ui::dialogs::Item;
use crate::ui::keymap::{ISSUE_FIELDS, RISK_FIELDS};

/// The fields of the form of a risk.
pub(in crate::ui::app) const RISK: &[&str] = &[
    "title",
    "cause",
    "effect",
    "probability",
    "impact",
    "response",
    "owner",
    "response_plan",
    "residual_probability",
    "residual_impact",
    "contingency_plan",
    "trigger",
    "cost_impact",
    "delay",
    "category",
    "review",
    "nature",
    "note",
];
/// The fields of the form of an issue.
pub(in crate::ui::app) const ISSUE: &[&str] = &["title", "severity", "owner", "due", "state", "resolution", "note"];
/// What several risks can have in common.
pub(in crate::ui::app) const RISKS: &[&str] =
    &["probability", "impact", "response", "owner", "category", "review", "residual_probability", "residual_impact"];
/// What several issues can have in common.
pub(in crate::ui::app) const ISSUES: &[&str] = &["severity", "owner", "due", "state"];
/// What says that a field is to hold nothing.
const NONE: [&str; 3] = ["none", "-", "—"];

/// What is read of a field: what is to be set (nothing where it is so already), and what is understood.
type Read = (Vec<(Field, Value)>, String);

/// What a field is called.
pub(in crate::ui::app) fn label(kind: Kind, name: &str) -> String {
    let table = if kind == Kind::Issue { ISSUE_FIELDS } else { RISK_FIELDS };
    let label = table.iter().find(|field| field.name == name).map_or(name, |field| field.label);
    let label = label.strip_prefix("Set ").unwrap_or(label);
    let mut letters = label.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// May it have several lines?
pub(in crate::ui::app) fn is_prose(name: &str) -> bool {
    matches!(name, "cause" | "effect" | "response_plan" | "contingency_plan" | "trigger" | "resolution" | "note")
}

fn is_step(name: &str) -> bool {
    matches!(name, "probability" | "impact" | "residual_probability" | "residual_impact")
}

/// What the field holds, as it would be typed.
pub(in crate::ui::app) fn text(snapshot: &Snapshot, of: RecordId, name: &str) -> String {
    let plan = &snapshot.plan;
    let (Some(field), Some(row)) = (Field::named(of.kind, name), plan.row(of)) else { return String::new() };
    match (&row, name) {
        (Row::Risk(risk), "delay") => risk.delay.map_or(String::new(), |likely| {
            let (optimistic, pessimistic) = (risk.optimistic_delay, risk.pessimistic_delay);
            Estimate { optimistic, likely, pessimistic }.words(&plan.pace(risk.project))
        }),
        _ if is_prose(name) || name == "title" => match row.get(field.at) {
            Value::Text(text) => text,
            _ => String::new(),
        },
        _ => words::value(plan, &row, field, &row.get(field.at), snapshot.today),
    }
}

fn scale(plan: &Plan, row: &Row, name: &str) -> Scale {
    let Some(project) = words::project_of(plan, row) else { return Scale::impact() };
    if name.ends_with("probability") { plan.probability_scale(project) } else { plan.impact_scale(project) }
}

/// What a step of a scale means: `likely, 70%`.
fn meaning(scale: &Scale, step: i64) -> String {
    let percent = scale.percent(step).map_or(String::new(), |percent| format!(", {percent}%"));
    format!("{}{percent}", text::visible(scale.label(step)))
}

/// What a response does, in a few words.
fn does(response: Response) -> &'static str {
    match response {
        Response::Avoid => "change the plan so that it cannot happen",
        Response::Mitigate => "make it less likely, or less bad",
        Response::Transfer => "let somebody else bear it: insurance, a contract",
        Response::Accept => "live with it",
        Response::Escalate => "it is for those above the project",
        Response::Exploit => "make sure that it happens",
        Response::Enhance => "make it more likely, or better",
        Response::Share => "with somebody who can make more of it",
    }
}

/// What may be picked for a field: the text that is put in, words beside it.
pub(in crate::ui::app) fn candidates(snapshot: &Snapshot, of: RecordId, name: &str) -> Vec<(String, String)> {
    let plan = &snapshot.plan;
    let Some(row) = plan.row(of) else { return Vec::new() };
    let plain = |words: &[&str]| words.iter().map(|word| (word.replace('-', " "), String::new())).collect();
    match (name, &row) {
        _ if is_step(name) => {
            let scale = scale(plan, &row, name);
            let most = i64::try_from(STEPS).unwrap_or(0);
            (1..=most).rev().map(|step| (step.to_string(), meaning(&scale, step))).collect()
        }
        ("response", Row::Risk(risk)) => {
            let all = Response::ALL.iter().filter(|it| it.suits(risk.nature));
            all.map(|it| (it.word().to_owned(), does(*it).to_owned())).collect()
        }
        ("category", Row::Risk(risk)) => {
            plan.risk_categories(risk.project).into_iter().map(|word| (word, String::new())).collect()
        }
        ("nature", _) => plain(Nature::WORDS),
        ("state", Row::Risk(_)) => plain(&[RiskState::Open.word(), RiskState::Responding.word()]),
        ("state", _) => plain(&[IssueState::Open.word(), IssueState::InProgress.word()]),
        ("severity", _) => {
            let all = (1..=4).filter_map(Severity::of_number);
            all.map(|it| (it.word().to_owned(), it.number().to_string())).collect()
        }
        ("owner", _) => people(plan),
        _ => Vec::new(),
    }
}

/// The values of a field that has only a few: what is shown, what would be typed, where the cursor begins.
pub(in crate::ui::app) fn choices(
    snapshot: &Snapshot,
    of: RecordId,
    name: &str,
) -> Option<(Vec<Item>, Vec<String>, usize)> {
    let nothing = match name {
        _ if is_step(name) => Some("not said"),
        "response" => Some("no response"),
        "owner" => Some("nobody"),
        "nature" | "state" | "severity" => None,
        _ => return None,
    };
    let here = text(snapshot, of, name);
    let all = candidates(snapshot, of, name);
    let at = all.iter().position(|(text, _)| *text == here).unwrap_or(if here.is_empty() { 0 } else { all.len() });
    let each = all.into_iter().map(|(text, beside)| (Item::of(text.clone(), beside), text));
    let none = nothing.map(|words| (Item::of(words, ""), "none".to_owned()));
    let (items, values): (Vec<Item>, Vec<String>) = each.chain(none).unzip();
    let at = at.min(items.len().saturating_sub(1));
    Some((items, values, at))
}

/// What was typed for a field, understood. Errors: what is wrong, and what would fit.
pub(in crate::ui::app) fn read(snapshot: &Snapshot, of: RecordId, name: &str, typed: &str) -> Result<Read, Refusal> {
    let plan = &snapshot.plan;
    let (Some(field), Some(row)) = (Field::named(of.kind, name), plan.row(of)) else {
        return Err(Refusal::plain(format!("the {} does not exist any more", of.kind.word())));
    };
    let prose = is_prose(name) || name == "title";
    let typed = if prose { typed.trim_end() } else { typed.trim() };
    let typed = if !prose && NONE.contains(&typed) { "" } else { typed };
    let (value, said) = match name {
        "title" if typed.trim().is_empty() => {
            return Err(Refusal::new(format!("a {} needs a title", of.kind.word()), "write what it is"));
        }
        "delay" => return delay(plan, &row, typed),
        _ if is_step(name) => step(&scale(plan, &row, name), name, typed)?,
        "severity" => severity(typed)?,
        "category" if typed.trim_start_matches('+').contains(char::is_whitespace) => {
            let word = typed.trim_start_matches('+').to_lowercase().replace(' ', "-");
            let why = format!("{} is more than one word", quoted(typed));
            return Err(Refusal::new(why, format!("a category is one word, as {word}")));
        }
        "category" => (Value::Text(typed.trim_start_matches('+').to_owned()), String::new()),
        "response" if typed.is_empty() => (Value::Nothing, "no response".to_owned()),
        "owner" if typed.is_empty() => (Value::Nothing, "nobody".to_owned()),
        _ => {
            let worktime = words::project_of(plan, &row).map(|project| plan.worktime(project)).unwrap_or_default();
            let value = words::read(plan, &row, field, typed, &snapshot.days(&worktime))?;
            let said = match &value {
                Value::Nothing => format!("no {}", words::label(field)),
                _ if prose => String::new(),
                value => words::value(plan, &row, field, value, snapshot.today),
            };
            (value, said)
        }
    };
    if name == "response"
        && let (Row::Risk(risk), Value::Text(word)) = (&row, &value)
    {
        suits(risk, word)?;
    }
    let same =
        row.get(field.at) == value || (value == Value::Text(String::new()) && text(snapshot, of, name).is_empty());
    Ok((if same { Vec::new() } else { vec![(field, value)] }, said))
}

fn suits(risk: &Risk, word: &str) -> Result<(), Refusal> {
    let unfit = Response::of_word(word).is_some_and(|it| !it.suits(risk.nature));
    if !unfit {
        return Ok(());
    }
    let fitting: Vec<&str> = Response::ALL.iter().filter(|it| it.suits(risk.nature)).map(|it| it.word()).collect();
    let why = format!("{word} is no response to a {}", risk.nature.word());
    let why = if risk.nature == Nature::Opportunity { why.replace(" a o", " an o") } else { why };
    Err(Refusal::new(why, format!("choose from {}", fitting.join(", "))))
}

/// A step of a scale, by its number or by the beginning of what it is called.
fn step(scale: &Scale, name: &str, typed: &str) -> Result<(Value, String), Refusal> {
    let most = i64::try_from(STEPS).unwrap_or(0);
    let what = name.replace('_', " ");
    if typed.is_empty() {
        return Ok((Value::Nothing, format!("no {what}")));
    }
    let step = match typed.parse::<i64>() {
        Ok(step) if (1..=most).contains(&step) => step,
        Ok(_) => return Err(Refusal::new(format!("{what} goes from 1 to {most}"), "write 1 for the least")),
        Err(_) => {
            let labels: Vec<(i64, String)> = (1..=most).map(|step| (step, scale.label(step).to_owned())).collect();
            by_beginning(typed, &what, &labels)?
        }
    };
    Ok((Value::Int(step), format!("{step} {}", meaning(scale, step))))
}

fn severity(typed: &str) -> Result<(Value, String), Refusal> {
    let all: Vec<(Severity, String)> =
        (1..=4).filter_map(Severity::of_number).map(|it| (it, it.word().to_owned())).collect();
    let severity = match typed.parse::<i64>().map(Severity::of_number) {
        Ok(Some(severity)) => severity,
        Ok(None) => return Err(Refusal::new("severity goes from 1 to 4", "write 1 for critical")),
        Err(_) => by_beginning(typed, "severity", &all)?,
    };
    Ok((severity.to_value(), format!("{} {}", severity.number(), severity.word())))
}

/// One span, or three: in the best case, likely, at worst.
fn delay(plan: &Plan, row: &Row, typed: &str) -> Result<Read, Refusal> {
    let Row::Risk(risk) = row else { return Err(Refusal::plain("only a risk delays")) };
    let pace = plan.pace(risk.project);
    let three = match typed {
        "" => None,
        typed => Some(Estimate::parse(typed, &pace).map_err(|it| Refusal::new(it.why, it.instead))?),
    };
    let spans = three.map_or((None, None, None), |it| (it.optimistic, Some(it.likely), it.pessimistic));
    let said = three.map_or("no delay".to_owned(), |it| format!("{} of work", it.words(&pace)));
    if spans == (risk.optimistic_delay, risk.delay, risk.pessimistic_delay) {
        return Ok((Vec::new(), said));
    }
    let each = [("optimistic_delay", spans.0), ("delay", spans.1), ("pessimistic_delay", spans.2)];
    let fields = each.into_iter().filter_map(|(name, span)| Some((Field::named(Kind::Risk, name)?, span.to_value())));
    Ok((fields.collect(), said))
}

//! milepost’s own JSON: complete and lossless, both ways. `{"milepost": 1, "projects": […], "tasks": […], …}`: a list for
//! each kind of record, in each record every field that has a value, by name. Ids are text, flags are true or false,
//! tags are a list, a place and a constraint are objects; durations, lags, ranks and hours are text as in the file.
//!
//! A field that is not there has nothing in it. The journal goes out where it is wished for; it does not come in.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

use crate::domain::plan::Kind;
use crate::domain::refusal::Refusal;
use crate::text;

/// What the list of a kind is called.
fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Calendar => "calendars",
        Kind::Exception => "exceptions",
        Kind::Person => "people",
        Kind::Project => "projects",
        Kind::Phase => "phases",
        Kind::Criterion => "criteria",
        Kind::Column => "columns",
        Kind::Task => "tasks",
        Kind::Note => "notes",
        Kind::Link => "links",
        Kind::Assignment => "assignments",
        Kind::FormerRef => "former_refs",
        Kind::Baseline => "baselines",
        Kind::BaselineTask => "baseline_tasks",
        Kind::Resource => "resources",
        Kind::ResourceUse => "resource_uses",
        Kind::Risk => "risks",
        Kind::RiskTask => "risk_tasks",
        Kind::Issue => "issues",
        Kind::IssueTask => "issue_tasks",
        Kind::Standup => "standups",
        Kind::SavedView => "views",
    }
}

/// The form of the file that is written and read.
const FORM: i64 = 1;

/// What is wrong with JSON, and where; `before`: lines of the file in front of what was read.
pub(super) fn refusal(error: &serde_json::Error, before: usize, wanted: &str) -> Refusal {
    let (line, column) = (error.line(), error.column());
    let said = error.to_string();
    let said = said.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&said);
    let said = text::visible(said);
    Refusal::new(
        format!("line {}, column {column}: {}", line + before, text::cut(&said, 200)),
        format!("nothing was imported; this is not (all of) {wanted}"),
    )
}

#[cfg(test)]
mod tests;

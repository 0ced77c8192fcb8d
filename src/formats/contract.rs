//! The shapes of `list --json` and `show --json`: stable names that other programs may rely on. Nothing is taken away
//! from them; what the program does not know is null.

use serde_json::{Map, Value as Json, json};

use crate::domain::command::note_of;
use crate::domain::forecast;
use crate::domain::link::Link;
use crate::domain::plan::Plan;
use crate::domain::snapshot::Snapshot;
use crate::domain::span::{Lag, Span};
use crate::domain::task::{Task, TaskId};
use crate::domain::value::{FieldType, Value};
use crate::domain::words;

mod registers;

pub use registers::{issue_json, risk_json, totals_json};

/// One task. `duration`, `total_slack` and lags are minutes of work (a lag may be `480em`, elapsed, or `50%` besides); `start` and `finish` are local date-times
/// (`YYYY-MM-DDTHH:MM`) as computed; null with the other figures of the schedule in the inbox; days are `YYYY-MM-DD`; instants are UTC.
pub fn task_json(snapshot: &Snapshot, task: &Task) -> Json {
    let plan = &snapshot.plan;
    let column = task.place.as_ref().filter(|_| !plan.index().is_summary(task.id));
    let column = column.and_then(|place| plan.get(place.column)).map(|column| &column.name);
    let timing = snapshot.schedule().timing(plan, task.id);
    let people = || plan.index().people_of(task.id);
    let mut all = Map::new();
    let mut put = |name: &str, value: Json| all.insert(name.to_owned(), value);
    put("ref", json!(plan.task_ref(task.id)));
    put("id", json!(task.id.to_string()));
    put("title", json!(task.title));
    put("kind", json!(task.kind.word()));
    put("project", json!(plan.key(task.project)));
    put("phase", json!(task.phase.and_then(|id| plan.get(id)).map(|phase| &phase.name)));
    put("column", json!(column));
    put("priority", json!(task.priority.number()));
    put("tags", json!(task.tags.iter().collect::<Vec<_>>()));
    put("assignees", json!(people().filter_map(|(id, _)| plan.get(id)).map(|it| &it.handle).collect::<Vec<_>>()));
    put("duration", json!(task.duration.map(|span| span.minutes)));
    put("estimate", json!(task.duration.map(|_| words::estimate(plan, task))));
    put("start", json!(timing.map(|it| text(&it.start))));
    put("finish", json!(timing.map(|it| text(&it.finish))));
    put("due", json!(task.due.map(|day| text(&day))));
    put("planned", json!(task.planned.map(|day| text(&day))));
    put("recurrence", json!(task.recurrence.map(|it| it.write())));
    put("until", json!(task.until.map(|day| text(&day))));
    put("follows", json!(task.follows.map(|id| plan.task_ref(id))));
    put("missed", json!(task.occurrence.map(|it| it.missed)));
    put("snoozed_until", json!(task.snoozed_until.map(|day| text(&day))));
    put("triaged", json!(task.triaged.map(|day| text(&day))));
    put("percent", json!(plan.percent(task)));
    put("critical", json!(timing.map(|it| it.critical)));
    put("total_slack", json!(timing.map(|it| it.total_slack)));
    put("late", json!(timing.map(|_| forecast::is_late(snapshot, task))));
    put("at_risk", json!(timing.map(|_| forecast::is_at_risk(snapshot, task))));
    put("blocked", json!(Some(&task.blocked).filter(|reason| !reason.is_empty())));
    put("blocked_since", json!(task.blocked_since.map(|day| text(&day))));
    put("parent", json!(task.parent.map(|id| plan.task_ref(id))));
    put("predecessors", predecessors(plan, task.id));
    put("summary", json!(plan.index().is_summary(task.id)));
    put("done", json!(plan.is_done(task)));
    put("dropped", json!(task.dropped.map(|day| text(&day))));
    put("captured", json!(task.captured.map(|at| text(&at))));
    put("touched", json!(plan.touched(task.id).map(|at| text(&at))));
    put("url", json!(Some(&task.url).filter(|url| !url.is_empty())));
    put("note", json!(plan.get(note_of(task.id)).map(|note| &note.text.0)));
    Json::Object(all)
}

fn predecessors(plan: &Plan, task: TaskId) -> Json {
    let links = plan.index().predecessors(task).filter_map(|id| plan.get(id));
    let lag = |lag: Lag| match lag {
        Lag::Span(Span { minutes, elapsed: false }) => json!(minutes),
        other => json!(other.to_file()),
    };
    let one = |link: &std::sync::Arc<Link>| json!({ "ref": plan.task_ref(link.predecessor), "type": link.link_type.word(), "lag": lag(link.lag) });
    Json::Array(links.map(one).collect())
}

/// A value as text, in the form of the file.
fn text(value: &impl FieldType) -> String {
    match value.to_value() {
        Value::Text(text) => text,
        Value::Int(number) => number.to_string(),
        Value::Id(id) => id.to_string(),
        Value::Nothing => String::new(),
    }
}

//! Plans that came about by different doors, made comparable.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime};
use milepost::domain::snapshot::Snapshot;
use milepost::formats::{Format, Wish};
use serde_json::Value;
use uuid::Uuid;

/// All of a plan as its JSON export has it, but for what differs each time: ids are numbered as they come, and instants
/// only say that they are some.
pub fn exported(snapshot: &Snapshot) -> String {
    let local = |at: DateTime<chrono::Utc>| -> NaiveDateTime { at.naive_utc() };
    let wish = Wish { project: None, key: None, as_new: false, projects: false, map: "", journal: None, local: &local };
    let mut bytes = Vec::new();
    let write = Format::named("json").unwrap().writer().unwrap();
    write(snapshot, &wish, &mut bytes).unwrap();
    let mut value = serde_json::from_slice(&bytes).unwrap();
    plain(&mut value, &mut BTreeMap::new());
    serde_json::to_string_pretty(&value).unwrap()
}

fn plain(value: &mut Value, ids: &mut BTreeMap<Uuid, usize>) {
    match value {
        Value::Object(all) => all.values_mut().for_each(|it| plain(it, ids)),
        Value::Array(all) => all.iter_mut().for_each(|it| plain(it, ids)),
        Value::String(text) => {
            if let Ok(id) = Uuid::parse_str(text) {
                let number = ids.len();
                *text = format!("id {}", ids.entry(id).or_insert(number));
            } else if DateTime::parse_from_rfc3339(text).is_ok() {
                *text = "an instant".to_owned();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

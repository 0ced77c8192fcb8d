//! A standup told the slow way, by nothing but the exported journal: every record is followed from the first line on, and
//! all of them are compared with what they were at a place of it. Knows the words of JSON, and none of the program's.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// What is told of a task in somebody's part: whose (nobody's: empty), in which list, of which task, about what.
pub type Line = (String, &'static str, String, BTreeSet<String>);

/// Records by kind and id.
#[derive(Clone, Default)]
struct State(BTreeMap<(String, String), Map<String, Value>>);

/// Fields that are told under another name, or follow from others.
const APART: &[&str] = &[
    "id",
    "project",
    "number",
    "place",
    "rank",
    "duration",
    "optimistic",
    "pessimistic",
    "percent",
    "actual_start",
    "tags",
    "blocked",
    "blocked_since",
    "waits_outside",
    "captured",
    "triaged",
    "dropped",
    "source",
    "source_id",
];

impl State {
    fn follow(&mut self, line: &Value) {
        for change in line["changes"].as_array().unwrap() {
            let key = (text(&change["record"]), text(&change["id"]));
            if let Some(made) = change.get("made") {
                self.0.insert(key, made.as_object().unwrap().clone());
            } else if change.get("gone").is_some() {
                self.0.remove(&key);
            } else {
                let record = self.0.get_mut(&key).unwrap();
                for (field, both) in change["set"].as_object().unwrap() {
                    record.insert(field.clone(), both[1].clone());
                }
            }
        }
    }

    fn get(&self, kind: &str, id: &str) -> Option<&Map<String, Value>> {
        self.0.get(&(kind.to_owned(), id.to_owned()))
    }

    fn all(&self, kind: &'static str) -> impl Iterator<Item = (&String, &Map<String, Value>)> {
        self.0.iter().filter(move |((of, _), _)| of == kind).map(|((_, id), record)| (id, record))
    }

    fn people(&self, task: &str) -> BTreeMap<String, i64> {
        let on = self.all("assignment").filter(|(_, it)| text(&it["task"]) == task);
        on.map(|(_, it)| (text(&it["person"]), it.get("units").and_then(Value::as_i64).unwrap_or(0))).collect()
    }

    fn links(&self, task: &str) -> BTreeSet<(String, String, String)> {
        let to = self.all("link").filter(|(_, it)| text(&it["successor"]) == task);
        to.map(|(_, it)| (text(&it["predecessor"]), field(it, "link_type"), field(it, "lag"))).collect()
    }

    fn note(&self, task: &str) -> String {
        self.get("note", task).map_or(String::new(), |note| field(note, "text").trim().to_owned())
    }

    fn is_summary(&self, task: &str) -> bool {
        self.all("task").any(|(_, it)| field(it, "parent") == task && field(it, "dropped").is_empty())
    }

    fn column(&self, then: &State, task: &Map<String, Value>) -> String {
        match task.get("place").filter(|it| !it.is_null()) {
            None => "inbox".to_owned(),
            Some(place) => {
                let id = text(&place["column"]);
                self.get("column", &id)
                    .or_else(|| then.get("column", &id))
                    .map_or(String::new(), |it| field(it, "name"))
            }
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A field in words; nothing, an empty text, a flag that is not set and the number 0 are all nothing.
fn field(record: &Map<String, Value>, name: &str) -> String {
    match record.get(name) {
        None | Some(Value::Null | Value::Bool(false)) => String::new(),
        Some(value) => text(value),
    }
}

fn finish(task: &Map<String, Value>) -> String {
    task.get("place").and_then(|place| place.get("finish")).filter(|it| !it.is_null()).map_or(String::new(), text)
}

/// What happened to the tasks of a project behind the first lines of its journal, in everybody's part.
pub fn retold(journal: &[Value], before: usize, project: &str) -> BTreeSet<Line> {
    let (mut then, mut now) = (State::default(), State::default());
    journal[..before].iter().for_each(|line| then.follow(line));
    journal.iter().for_each(|line| now.follow(line));
    let tasks: BTreeSet<&String> = then.all("task").chain(now.all("task")).map(|(id, _)| id).collect();
    let mut all = BTreeSet::new();
    for id in tasks {
        let (was, is) = (then.get("task", id), now.get("task", id));
        if ![was, is].iter().flatten().any(|task| field(task, "project") == project) {
            continue;
        }
        let (section, about) = match (was, is) {
            (Some(_), None) => ("Dropped", BTreeSet::from(["dropped".to_owned()])),
            (None, Some(is)) => {
                let section = match (field(is, "dropped").is_empty(), finish(is).is_empty() || now.is_summary(id)) {
                    (false, _) => "Dropped",
                    (true, false) => "Done",
                    (true, true) => "Moved on",
                };
                (section, BTreeSet::from(["new".to_owned()]))
            }
            (Some(was), Some(is)) => compared((&then, was), (&now, is), id),
            (None, None) => continue,
        };
        if section == "Moved on" && about.is_empty() {
            continue;
        }
        let were: BTreeSet<String> = then.people(id).into_keys().collect();
        let are: BTreeSet<String> = if is.is_some() { now.people(id).into_keys().collect() } else { were.clone() };
        let nobody = are.is_empty().then(String::new);
        for who in are.iter().cloned().chain(nobody) {
            all.insert((who, section, id.clone(), about.clone()));
        }
        for who in were.difference(&are) {
            all.insert((who.clone(), "Moved on", id.clone(), BTreeSet::from(["left".to_owned()])));
        }
    }
    all
}

fn compared(
    (then, was): (&State, &Map<String, Value>),
    (now, is): (&State, &Map<String, Value>),
    id: &str,
) -> (&'static str, BTreeSet<String>) {
    let differs = |name: &str| field(was, name) != field(is, name);
    let dropped = (!field(was, "dropped").is_empty(), !field(is, "dropped").is_empty());
    if dropped == (false, true) {
        return ("Dropped", BTreeSet::new());
    }
    let summary = now.is_summary(id);
    let finished = finish(was).is_empty() && !finish(is).is_empty() && !summary;
    let place =
        |task: &Map<String, Value>| task.get("place").and_then(|it| it.get("column")).map_or(String::new(), text);
    let moved = place(was) != place(is);
    let mut about = BTreeSet::new();
    let mut say = |so: bool, what: &str| {
        if so {
            about.insert(what.to_owned());
        }
    };
    say(finished && !field(is, "actual_start").is_empty(), "took");
    say(dropped == (true, false), "dropped");
    say(differs("project"), "project");
    if !summary && !finished {
        say(moved, &format!("column {} → {}", now.column(then, was), now.column(then, is)));
        say(!moved && finish(was) != finish(is) && !finish(was).is_empty() && !finish(is).is_empty(), "column");
    }
    say(["duration", "optimistic", "pessimistic"].iter().any(|name| differs(name)), "estimate");
    say(differs("blocked") || !field(is, "blocked").is_empty() && differs("waits_outside"), "blocked");
    say(differs("percent") && !finished && finish(is).is_empty(), "percent");
    say(differs("actual_start") && !moved, "actual_start");
    say(differs("tags"), "tags");
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    for name in names.into_iter().filter(|name| !APART.contains(&name.as_str())) {
        say(differs(name), name);
    }
    say(then.people(id) != now.people(id), "people");
    say(then.links(id) != now.links(id), "links");
    say(then.note(id) != now.note(id), "note");
    (if finished { "Done" } else { "Moved on" }, about)
}

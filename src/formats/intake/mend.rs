//! What breaks a rule, mended or left out, with a line that says so.

use std::collections::{BTreeSet, HashMap};

use super::names::{free_handle, free_key};
use super::{DEEPEST, Intake};
use crate::domain::check::{self, Finding, LONGEST_LINE, LONGEST_PROSE};
use crate::domain::id::RecordId;
use crate::domain::link::Link;
use crate::domain::names::squeezed;
use crate::domain::person::Person;
use crate::domain::plan::{Kind, Plan, Row};
use crate::domain::task::{Task, TaskId};
use crate::domain::value::{Shape, Value};
use crate::domain::{loops, span};
use crate::text;

impl Intake<'_> {
    /// Puts what stands too deep in the outline, or under itself, at its top.
    pub(super) fn flatten(&mut self) {
        let mut depths: HashMap<TaskId, usize> = HashMap::new();
        for task in self.draft.touched().into_iter().filter_map(|id| id.as_id::<Task>()) {
            let mut way = Vec::new();
            let mut here = Some(task);
            let mut depth = 0;
            while let Some(id) = here {
                if let Some(known) = depths.get(&id) {
                    depth = *known;
                    break;
                }
                // What is met again on one way up stands under itself: the rules say so later.
                depths.insert(id, 0);
                way.push(id);
                here = self.draft.plan.get(id).and_then(|task| task.parent);
            }
            for id in way.into_iter().rev() {
                depth += 1;
                if depth > DEEPEST {
                    let place = self.place_of(id.into());
                    self.lose(place, format!("stands deeper than {DEEPEST} levels: it goes to the top of the outline"));
                    self.draft.edit(id, |task| task.parent = None);
                    depth = 1;
                }
                depths.insert(id, depth);
            }
        }
    }

    fn place_of(&self, id: RecordId) -> String {
        self.places.get(&id).cloned().unwrap_or_else(|| self.draft.plan.label(id))
    }

    /// Mends or leaves out each touched record that breaks a rule which it did not break before. Was there any?
    pub(super) fn mend(&mut self) -> bool {
        let plan = &self.draft.plan;
        let touched = self.draft.touched();
        let new: BTreeSet<RecordId> = touched.iter().copied().filter(|id| id.kind == Kind::Link).collect();
        let looping = loops::closing(plan, |link| new.contains(&link.into()));
        let mut found: Vec<Finding> = Vec::new();
        for id in touched {
            let now = match id.as_id::<Link>() {
                Some(link) if looping.contains(&link) => check::findings(plan, id),
                _ => check::findings_but_loops(plan, id),
            };
            if now.is_empty() {
                continue;
            }
            let then = check::findings(self.draft.before(), id);
            found.extend(now.into_iter().filter(|now| !then.iter().any(|then| then.rule == now.rule)));
        }
        // Those behind a link that has just gone are asked again in the next round.
        let any = !found.is_empty();
        for finding in found {
            let Some(row) = self.draft.plan.row(finding.of) else { continue };
            let place = self.place_of(finding.of);
            let what = match mended(&self.draft.plan, row, finding.rule) {
                Some((row, what)) => {
                    self.draft.put_row(row);
                    what
                }
                None => {
                    self.leave_out(finding.of);
                    "left out"
                }
            };
            self.lose(place, format!("{}: {what}", finding.refusal.why));
        }
        any
    }

    /// Makes a record what it was before.
    fn leave_out(&mut self, id: RecordId) {
        match self.draft.before().row(id) {
            Some(before) => self.draft.put_row(before),
            None => self.draft.remove(id),
        }
    }
}

/// The record changed so that it no longer breaks the rule, and what was done; none where it has to be left out.
fn mended(plan: &Plan, row: Row, rule: &str) -> Option<(Row, &'static str)> {
    use std::sync::Arc;
    let mut row = row;
    if matches!(rule, "length" | "reference") {
        return clear(plan, &mut row, rule).then_some((row, "taken without it"));
    }
    let what = match &mut row {
        Row::Task(task) => mend_task(Arc::make_mut(task), rule)?,
        Row::Person(person) => {
            let it = Arc::make_mut(person);
            match rule {
                "handle" | "handle twice" => {
                    let taken = plan.all::<Person>().map(|other| squeezed(&other.handle)).collect();
                    it.handle = free_handle(&taken, &it.handle);
                }
                "capacity" => it.capacity = 100,
                _ => return None,
            }
            "changed"
        }
        Row::Project(project) => {
            let it = Arc::make_mut(project);
            match rule {
                "key" | "key twice" => {
                    it.key = free_key(plan, if rule == "key" { &it.name } else { &it.key });
                    "it gets a new key"
                }
                "project name" => {
                    it.name = it.key.clone();
                    "it is called as its key"
                }
                "pace" => {
                    let pace = span::Pace::default();
                    (it.minutes_per_day, it.minutes_per_week) = (pace.minutes_per_day, pace.minutes_per_week);
                    it.days_per_month = pace.days_per_month;
                    "taken with the usual ones"
                }
                _ => return None,
            }
        }
        Row::Column(column) => {
            let it = Arc::make_mut(column);
            match rule {
                "column name" => it.name = "Unnamed".to_owned(),
                "column twice" => it.name = format!("{} again", text::cut(&it.name, 60)),
                "limit" => it.wip_limit = None,
                _ => return None,
            }
            "changed"
        }
        Row::Phase(phase) => {
            let it = Arc::make_mut(phase);
            match rule {
                "phase name" => it.name = "Unnamed".to_owned(),
                "phase twice" => it.name = format!("{} again", text::cut(&it.name, 60)),
                "alongside" | "alongside project" | "alongside chain" => it.alongside = None,
                _ => return None,
            }
            "changed"
        }
        Row::Criterion(criterion) if rule == "rule" => {
            let it = Arc::make_mut(criterion);
            let rule = std::mem::take(&mut it.rule);
            if it.text.trim().is_empty() {
                it.text = rule;
            }
            "somebody has to tick it"
        }
        Row::Assignment(it) if rule == "units" => {
            Arc::make_mut(it).units = 100;
            "taken as 100%"
        }
        Row::Exception(it) if rule == "range" => {
            let it = Arc::make_mut(it);
            (it.first, it.last) = (it.last, it.first);
            "turned round"
        }
        Row::SavedView(it) if rule == "view twice" => {
            let it = Arc::make_mut(it);
            it.name = format!("{}-again", text::cut(&it.name, 60));
            "changed"
        }
        Row::Calendar(it) if rule == "base" => {
            Arc::make_mut(it).base = None;
            "taken without a base"
        }
        _ => return None,
    };
    Some((row, what))
}

fn mend_task(task: &mut Task, rule: &str) -> Option<&'static str> {
    Some(match rule {
        "percent" => {
            task.percent = task.percent.clamp(0, 100);
            "cut to that"
        }
        "milestone" | "duration" | "three values" => {
            (task.duration, task.optimistic, task.pessimistic) = (None, None, None);
            "taken without an estimate"
        }
        "column" | "column project" => {
            task.place = None;
            "it goes to the inbox"
        }
        "phase project" => {
            task.phase = None;
            "taken without a phase"
        }
        "recurring summary" => {
            task.recurrence = None;
            "taken without coming again"
        }
        "outline" | "parent project" | "parent milestone" | "parent dropped" => {
            task.parent = None;
            "it goes to the top of the outline"
        }
        _ => return None,
    })
}

/// Empties the fields that are too long or mean a record that is not there. Fails where one cannot be empty.
fn clear(plan: &Plan, row: &mut Row, rule: &str) -> bool {
    for (at, field) in row.id().kind.fields().iter().enumerate() {
        let bad = match (field.shape, row.get(at)) {
            (Shape::Ref(kind), Value::Id(id)) => rule == "reference" && plan.row(RecordId { kind, id }).is_none(),
            (shape, Value::Text(text)) => {
                rule == "length" && text.len() > if shape == Shape::Prose { LONGEST_PROSE } else { LONGEST_LINE }
            }
            _ => false,
        };
        let needed = matches!(field.name, "title" | "handle" | "key" | "name")
            || matches!(row, Row::Note(_)) && field.shape == Shape::Prose;
        if bad && (needed || row.set(at, Value::Nothing).is_err()) {
            return false;
        }
        // An id that may not be missing takes nothing for an id of nothing.
        if bad && matches!((field.shape, row.get(at)), (Shape::Ref(_), Value::Id(_))) {
            return false;
        }
    }
    true
}

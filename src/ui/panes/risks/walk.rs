//! The review: risks that are due, one after the other, and what was decided of each. A decision is a step of its own
//! as soon as it is made; what the review did is read off the risks as they were and as they are.

use std::sync::Arc;

use super::about;
use crate::domain::command::Command;
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;
use crate::domain::register;
use crate::domain::risk::{Risk, RiskId, RiskState};
use crate::domain::snapshot::Snapshot;
use crate::domain::words;
use crate::text;

/// A review on its way.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The risks as they were when it began.
    before: Vec<Arc<Risk>>,
    /// Which of them is looked at; behind the last one stands the summary.
    at: usize,
    /// The risk that is looked at, if it is still there.
    now: Option<RiskId>,
    /// On to the next as soon as this one is reviewed.
    pub goes_on: bool,
    /// The one that was just left: the step that was about it does not lead back to it.
    left: Option<RiskId>,
    /// The first line in sight.
    pub first: usize,
    /// The lines as they were laid out, for a width.
    pub laid: Option<(u16, Vec<super::page::Line>)>,
}

impl Walk {
    /// A review of what is due in a project; none: nothing is.
    pub fn of(snapshot: &Snapshot, project: ProjectId) -> Option<Self> {
        let due = register::due_for_review(snapshot, project);
        let before: Vec<Arc<Risk>> = due.into_iter().filter_map(|id| snapshot.plan.get(id).cloned()).collect();
        let mut walk = Walk { before, ..Walk::default() };
        walk.see(snapshot);
        (!walk.before.is_empty()).then_some(walk)
    }

    /// Follows what has happened.
    pub fn see(&mut self, snapshot: &Snapshot) {
        if std::mem::take(&mut self.goes_on) && self.is_reviewed(&snapshot.plan) {
            self.left = self.now;
            self.turn(1);
        }
        self.laid = None;
        self.now = self.before.get(self.at).map(|it| it.id).filter(|id| snapshot.plan.get(*id).is_some());
    }

    /// The risk that is looked at.
    pub fn here(&self) -> Option<RiskId> {
        self.now
    }

    /// Its number, from 1, and how many there are; none: it is the summary.
    pub fn place(&self) -> Option<(usize, usize)> {
        (self.at < self.before.len()).then_some((self.at + 1, self.before.len()))
    }

    /// To a risk of the review; gives whether it is one.
    pub fn go(&mut self, risk: RiskId) -> bool {
        if self.left.take() == Some(risk) {
            return true;
        }
        let at = self.before.iter().position(|it| it.id == risk);
        if let Some(at) = at {
            (self.at, self.now) = (at, Some(risk));
            (self.first, self.laid) = (0, None);
        }
        at.is_some()
    }

    /// To the next (or the one before), the summary being behind the last.
    pub fn turn(&mut self, by: isize) {
        self.at = self.at.saturating_add_signed(by).min(self.before.len());
        self.now = self.before.get(self.at).map(|it| it.id);
        (self.first, self.laid) = (0, None);
    }

    /// To the summary.
    pub fn finish(&mut self) {
        self.turn(isize::MAX);
    }

    /// Scrolls by so many lines.
    pub fn scroll(&mut self, lines: isize) {
        self.first = self.first.saturating_add_signed(lines);
    }

    /// Was the one that is looked at reviewed, or settled, in this review?
    pub fn is_reviewed(&self, plan: &Plan) -> bool {
        self.before.get(self.at).is_some_and(|before| decided(plan, before, before.raised).is_some())
    }

    /// The step that leaves the one that is looked at as it is.
    pub fn no_change(&self) -> Option<Command> {
        Some(Command::Review { risk: self.now?, fields: Vec::new(), note: String::new() })
    }

    /// How many were reviewed, and how many there are.
    pub fn count(&self, plan: &Plan) -> (usize, usize) {
        let done = self.before.iter().filter(|before| decided(plan, before, None).is_some()).count();
        (done, self.before.len())
    }

    /// What was decided, as Markdown.
    pub fn summary(&self, snapshot: &Snapshot, project: ProjectId) -> String {
        let plan = &snapshot.plan;
        let (done, all) = self.count(plan);
        let day = words::day(snapshot.today, snapshot.today);
        let mut page = format!("## Risk review of {}, {day}\n\n{done} of {all} reviewed\n\n", plan.key(project));
        let said = |before: &Arc<Risk>| decided(plan, before, Some(snapshot.today));
        for (before, said) in self.before.iter().filter_map(|it| Some((it, said(it)?))) {
            page.push_str(&format!("- {}: {said}\n", name(plan, before)));
        }
        let left: Vec<&Arc<Risk>> = self.before.iter().filter(|it| said(it).is_none()).collect();
        if !left.is_empty() {
            page.push_str("\nNot reviewed:\n\n");
            left.into_iter().for_each(|it| page.push_str(&format!("- {}\n", name(plan, it))));
        }
        page
    }
}

fn name(plan: &Plan, risk: &Risk) -> String {
    let name = plan.reference(risk.id.into()).unwrap_or_else(|| "A dropped risk".to_owned());
    format!("{name} {}", text::visible(&risk.title))
}

/// What was decided of a risk since then, in words; none: nothing.
fn decided(plan: &Plan, before: &Risk, today: Option<chrono::NaiveDate>) -> Option<String> {
    let Some(now) = plan.get(before.id) else { return Some("dropped".to_owned()) };
    let reviewed = (now.reviewed, now.review) != (before.reviewed, before.review) && now.reviewed.is_some();
    if now.is_open() && !reviewed {
        return None;
    }
    let mut said = Vec::new();
    if now.inherent() != before.inherent() {
        let score = |score: Option<i64>| score.map_or("none".to_owned(), |score| score.to_string());
        said.push(format!("score {} → {}", score(before.inherent()), about::inherent(plan, now)));
    }
    if now.response != before.response {
        said.push(now.response.map_or("no response".to_owned(), |it| format!("response {}", it.word())));
    }
    if now.owner != before.owner {
        said.push(now.owner.map_or("no owner".to_owned(), |it| format!("owner {}", plan.handle(it))));
    }
    if let Some(noted) = now.note.strip_prefix(before.note.trim_end()).map(str::trim).filter(|it| !it.is_empty()) {
        said.push(format!("noted “{}”", text::visible(&noted.replace('\n', " "))));
    }
    match now.state {
        RiskState::Closed => said.push(format!("closed: “{}”", text::visible(now.closed_reason.trim()))),
        RiskState::Occurred => {
            let issue = plan.index().registers().issues_from(now.id).last().and_then(|id| plan.reference(id.into()));
            said.push(issue.map_or("occurred".to_owned(), |issue| format!("occurred as {issue}")));
        }
        RiskState::Open | RiskState::Responding => {
            if said.is_empty() {
                said.push("no change".to_owned());
            }
            if let (Some(next), Some(today)) = (now.review, today) {
                said.push(format!("next {}", words::day(next, today)));
            }
        }
    }
    Some(said.join(", "))
}

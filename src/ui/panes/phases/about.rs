//! What is told at length of a criterion or a phase: for the detail beside the pane, and for *why*.

use crate::domain::gate::{self, Ask, Missing};
use crate::domain::id::RecordId;
use crate::domain::phase::{Criterion, Phase};
use crate::domain::snapshot::Snapshot;
use crate::domain::words;
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::PageLine;
use crate::ui::keymap::{Keymap, Scope};
use crate::ui::theme::Tone;

/// A heading, and lines with their labels.
#[derive(Debug, Default)]
pub struct About {
    /// What it is about.
    pub title: String,
    /// What is told.
    pub lines: Vec<PageLine>,
    /// What can be done about it where the cursor is on it; empty: nothing.
    pub hint: String,
}

impl About {
    fn tell(&mut self, before: &str, text: impl Into<String>, tone: Tone) {
        self.lines.push(PageLine { before: before.to_owned(), text: text.into(), tone, goes: None });
    }
}

/// What is told of a record; nothing where it is neither a criterion nor a phase.
pub fn of(snapshot: &Snapshot, id: RecordId, keys: &Keymap) -> About {
    let plan = &snapshot.plan;
    if let Some(criterion) = id.as_id::<Criterion>().and_then(|id| plan.get(id)) {
        return criterion_of(snapshot, criterion, keys);
    }
    id.as_id::<Phase>().and_then(|id| plan.get(id)).map_or_else(About::default, |phase| phase_of(snapshot, phase))
}

fn criterion_of(snapshot: &Snapshot, it: &Criterion, keys: &Keymap) -> About {
    let plan = &snapshot.plan;
    let mut about = About { title: gate::asks(it), ..About::default() };
    let gate = gate::of(snapshot, it.phase);
    let Some(standing) = gate.criteria.into_iter().find(|standing| standing.criterion == it.id) else { return about };
    let evidence = standing.evidence;
    about.tell(if evidence.met { "met" } else { "not met" }, &evidence.says, Tone::Plain);
    match Ask::parse(&it.rule) {
        _ if !standing.computed => about.tell("kind", "ticked by hand, by whoever sits here", Tone::Plain),
        Ok(ask) => {
            if !it.text.trim().is_empty() {
                about.tell("asks", ask.words(), Tone::Plain);
            }
            about.tell("rule", ask.text(), Tone::Plain);
            about.tell("reads", ask.rule.needs, Tone::Dim);
        }
        Err(refusal) => about.tell("rule", refusal.to_string(), Tone::Danger),
    }
    if it.phase != gate.phase {
        let name = |id| plan.get(id).map_or(String::new(), |phase: &std::sync::Arc<Phase>| phase.name.clone());
        let words = format!("{}, which runs alongside {}", name(it.phase), name(gate.phase));
        about.tell("of", text::visible(&words), Tone::Dim);
    }
    if let Missing::Registered { all, .. } = &evidence.missing {
        about.tell("", "", Tone::Plain);
        for row in all.iter().filter_map(|id| plan.row(*id)) {
            about.tell("", plan.row_label(&row), Tone::Plain);
        }
    }
    if let Missing::Tasks { first, count, .. } = &evidence.missing {
        about.tell("", "", Tone::Plain);
        for task in first {
            about.tell(&plan.task_ref(*task), title_of(snapshot, *task), Tone::Plain);
        }
        let more = count - first.len().min(*count);
        if more > 0 {
            about.tell("", format!("and {more} more"), Tone::Dim);
        }
    }
    let open = keys.key_of(Scope::Phases, Action::Open);
    about.hint = match evidence.missing {
        Missing::Nothing => String::new(),
        Missing::Tick => format!("{open} ticks it"),
        Missing::Tasks { .. } | Missing::Registered { .. } => format!("{open} goes there"),
        Missing::Field(field) => format!("{open} opens the form with the {}", words::label(field)),
        Missing::Baseline => format!("{open} saves one"),
        Missing::Phase(_) => format!("{open} adds a task"),
        Missing::Risks => format!("{open} adds a risk"),
        Missing::Rule => format!("{open} changes the rule"),
    };
    about
}

/// The title of a task, and why it may be waited for.
fn title_of(snapshot: &Snapshot, id: crate::domain::task::TaskId) -> String {
    let Some(task) = snapshot.plan.get(id) else { return String::new() };
    let title = text::visible(&task.title);
    match task.is_blocked() {
        true => format!("{title} ({})", text::visible(&task.blocked)),
        false => title.into_owned(),
    }
}

fn phase_of(snapshot: &Snapshot, it: &Phase) -> About {
    let plan = &snapshot.plan;
    let mut about = About { title: format!("Gate of {}", text::visible(&it.name)), ..About::default() };
    about.tell("state", it.state.word().replace('-', " "), Tone::Plain);
    about.lines.extend(gate::decided(plan, snapshot.today, it).map(|decided| PageLine {
        before: "decided".to_owned(),
        text: decided,
        tone: Tone::Plain,
        goes: None,
    }));
    for (label, said, tone) in [("note", &it.decision_note, Tone::Plain), ("override", &it.override_reason, Tone::Warn)]
    {
        if !said.is_empty() {
            about.tell(label, text::visible(said), tone);
        }
    }
    let asks = gate::of(snapshot, it.id);
    about.tell("criteria", super::gate::counted(asks.met(), asks.criteria.len()), Tone::Plain);
    about
}

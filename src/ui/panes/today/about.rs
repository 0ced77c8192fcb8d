//! What is told at length of a column that is over its limit, and why a column or a criterion is here.

use crate::domain::column::Column;
use crate::domain::gate;
use crate::domain::id::RecordId;
use crate::domain::phase::Criterion;
use crate::domain::snapshot::Snapshot;
use crate::domain::today::{Item, Reason};
use crate::domain::words::counted;
use crate::text;
use crate::ui::dialogs::PageLine;
use crate::ui::panes::phases::about::About;
use crate::ui::theme::Tone;

/// Cards that are named.
const MOST: usize = 50;

/// What is told of a column; nothing where it is none.
pub fn of(snapshot: &Snapshot, id: RecordId) -> About {
    let plan = &snapshot.plan;
    let Some(column) = id.as_id::<Column>().and_then(|id| plan.get(id)) else { return About::default() };
    let cards = plan.index().counted(column.id);
    let mut lines = vec![PageLine { before: "cards".to_owned(), ..PageLine::of(cards.to_string(), Tone::Plain) }];
    let limit = column.wip_limit.map(|limit| PageLine::of(limit.to_string(), Tone::Plain));
    lines.extend(limit.map(|line| PageLine { before: "at most".to_owned(), ..line }));
    if !column.policy.trim().is_empty() {
        let policy = text::visible(column.policy.trim()).into_owned();
        lines.push(PageLine { before: "policy".to_owned(), ..PageLine::of(policy, Tone::Plain) });
    }
    lines.push(PageLine::default());
    lines.extend(plan.index().cards(column.id).take(MOST).map(|task| {
        let title = plan.get(task).map_or(String::new(), |it| text::visible(&it.title).into_owned());
        PageLine::of(format!("{} {title}", plan.task_ref(task)), Tone::Plain)
    }));
    let title = format!("Column {} of {}", text::visible(&column.name), plan.key(column.project));
    About { title, lines, hint: String::new() }
}

/// Why a criterion or a column is here.
pub(super) fn why(snapshot: &Snapshot, item: &Item) -> About {
    let plan = &snapshot.plan;
    let title = format!("Why is “{}” here?", item.title(snapshot));
    let line = |words: String| PageLine::of(words, Tone::Plain);
    let lines = match &item.reason {
        Reason::TurnedRed(evidence) => {
            let phase = item.what.as_id::<Criterion>().and_then(|id| plan.get(plan.get(id)?.phase));
            let phase = phase.and_then(|phase| plan.get(gate::host(plan, phase.id)));
            let phase = phase.map_or(String::new(), |phase| text::visible(&phase.name).into_owned());
            vec![
                PageLine::of(evidence.clone(), Tone::Strong),
                PageLine::default(),
                line(format!(
                    "It is a criterion of the gate of {phase}, which is ahead. It held at the last standup, else at \
                     the beginning of the last working day, and does not any more. It stays here until it holds again, \
                     or until the next standup is finished."
                )),
            ]
        }
        Reason::OverLimit(count, limit) => vec![
            PageLine::of(format!("{} where {limit} may be", counted(*count, "card")), Tone::Strong),
            PageLine::default(),
            line("The limit counts every card but milestones, blocked ones too.".to_owned()),
        ],
        _ => Vec::new(),
    };
    About { title, lines, hint: String::new() }
}

//! The panes, listed once. A new pane is one file and one line here.

pub mod board;
pub mod detail;
pub mod phases;
pub mod risks;
pub mod standup;
pub mod timeline;
pub mod today;
pub mod triage;

use super::view::View;

/// Every pane, by number; those without one come last.
pub const PANES: &[fn() -> Box<dyn View>] = &[
    || Box::new(today::Today::default()),
    || Box::new(board::Board::default()),
    || Box::new(timeline::Timeline::default()),
    || Box::new(risks::Risks::default()),
    || Box::new(phases::Phases::default()),
    || Box::new(standup::Standup::default()),
    || Box::new(triage::Triage::default()),
];

//! The journal as far back as somebody asked for: steps, and which of them have been taken back.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::change::{Line, LineKind};

/// A place in the journal: behind a line, where the journal has that; else before the first line, in the journal’s
/// order, that was stamped at this instant or later. Where clocks were set back or ahead, stamps and order disagree: the
/// order holds, so that nothing gets lost that was written after the mark; something may lie behind two marks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mark {
    /// The line.
    pub line: Option<Uuid>,
    /// The instant.
    pub at: DateTime<Utc>,
}

/// Lines of the journal, oldest first, without a gap up to the newest.
#[derive(Clone, Default, Debug)]
pub struct History {
    /// The line before the first.
    before: Option<Uuid>,
    lines: imbl::Vector<Arc<Line>>,
}

impl History {
    /// These lines, oldest first.
    pub fn of(lines: impl IntoIterator<Item = Line>) -> Self {
        History::behind_line(None, lines)
    }

    /// The lines behind this one, oldest first.
    pub fn behind_line(before: Option<Uuid>, lines: impl IntoIterator<Item = impl Into<Arc<Line>>>) -> Self {
        History { before, lines: lines.into_iter().map(Into::into).collect() }
    }

    /// One line more.
    pub fn push(&mut self, line: Line) {
        self.lines.push_back(Arc::new(line));
    }

    /// The lines, oldest first.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Line> + ExactSizeIterator {
        self.lines.iter().map(|line| &**line)
    }

    /// The lines from the one at this place on, oldest first.
    pub fn from(&self, at: usize) -> impl Iterator<Item = &Line> {
        self.lines.focus().narrow(at.min(self.lines.len())..).into_iter().map(|line| &**line)
    }

    /// How many of the lines lie before a mark; the history has to be recalled as far back as that.
    pub fn behind(&self, mark: Mark) -> usize {
        if mark.line.is_some() && mark.line == self.before {
            return 0;
        }
        let known = mark.line.and_then(|id| self.lines.iter().rposition(|line| line.id == id));
        if let Some(at) = known {
            return at + 1;
        }
        let first = self.lines.iter().position(|line| line.at() >= mark.at);
        first.unwrap_or(self.lines.len())
    }

    /// The newest line of the journal, though nothing may lie behind it.
    pub fn newest(&self) -> Option<Uuid> {
        self.lines.last().map(|line| line.id).or(self.before)
    }

    /// The steps that have been taken back and not done again.
    pub fn struck(&self) -> BTreeSet<Uuid> {
        struck(self.lines())
    }
}

/// The steps among these lines (oldest first) that have been taken back and not done again.
pub fn struck<'a>(lines: impl Iterator<Item = &'a Line>) -> BTreeSet<Uuid> {
    let mut struck = BTreeSet::new();
    for line in lines {
        match line.kind {
            LineKind::Step | LineKind::Clock => {}
            LineKind::Undo(step) => {
                struck.insert(step);
            }
            LineKind::Redo(step) => {
                struck.remove(&step);
            }
        }
    }
    struck
}

/// The newest step that undo takes back: the last one that stands. `newest_first`: one machine’s lines.
pub fn to_undo(newest_first: impl IntoIterator<Item = (Uuid, LineKind)>) -> Option<Uuid> {
    let mut settled = BTreeSet::new();
    for (id, kind) in newest_first {
        match kind {
            LineKind::Step if !settled.contains(&id) => return Some(id),
            LineKind::Step | LineKind::Clock => {}
            LineKind::Redo(step) if settled.insert(step) => return Some(step),
            LineKind::Undo(step) | LineKind::Redo(step) => {
                settled.insert(step);
            }
        }
    }
    None
}

/// The step that redo does again: the last one taken back since the last new step. `newest_first`: one machine’s lines.
pub fn to_redo(newest_first: impl IntoIterator<Item = (Uuid, LineKind)>) -> Option<Uuid> {
    let mut settled = BTreeSet::new();
    for (_, kind) in newest_first {
        match kind {
            LineKind::Step => return None,
            LineKind::Clock => {}
            LineKind::Undo(step) if settled.insert(step) => return Some(step),
            LineKind::Undo(step) | LineKind::Redo(step) => {
                settled.insert(step);
            }
        }
    }
    None
}

//! Links: one task waits for another.

use super::id::Id;
use super::record::record;
use super::span::Lag;
use super::task::TaskId;
use super::value::choices;

/// The identity of a link.
pub type LinkId = Id<Link>;

choices! {
    /// Which ends of the two tasks a link joins.
    LinkType { FinishStart = "FS", StartStart = "SS", FinishFinish = "FF", StartFinish = "SF" }
}

impl LinkType {
    /// In words, as *why* says them.
    pub fn words(self) -> &'static str {
        match self {
            LinkType::FinishStart => "finish-to-start",
            LinkType::StartStart => "start-to-start",
            LinkType::FinishFinish => "finish-to-finish",
            LinkType::StartFinish => "start-to-finish",
        }
    }
}

record! {
    /// The successor waits for the predecessor.
    Link {
        /// The task that comes first.
        predecessor: TaskId,
        /// The task that waits.
        successor: TaskId,
        /// Which ends are joined.
        link_type: LinkType,
        /// How long after; negative is a lead.
        lag: Lag,
    }
}

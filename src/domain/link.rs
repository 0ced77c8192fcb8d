//! Links: one task waits for another.

use super::id::Id;
use super::record::record;
use super::span::Lag;
use super::task::TaskId;
use super::value::choices;
use crate::schedule::work::Join;

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

impl From<LinkType> for Join {
    fn from(link_type: LinkType) -> Self {
        match link_type {
            LinkType::FinishStart => Join::FinishStart,
            LinkType::StartStart => Join::StartStart,
            LinkType::FinishFinish => Join::FinishFinish,
            LinkType::StartFinish => Join::StartFinish,
        }
    }
}

impl From<Join> for LinkType {
    fn from(join: Join) -> Self {
        match join {
            Join::FinishStart => LinkType::FinishStart,
            Join::StartStart => LinkType::StartStart,
            Join::FinishFinish => LinkType::FinishFinish,
            Join::StartFinish => LinkType::StartFinish,
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

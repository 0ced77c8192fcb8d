//! The standup: what changed since the last one, told from the journal, and what is at hand today.

mod finished;

pub use finished::{Standup, StandupId, finished};

//! A command that cannot be carried out, in words: what is wrong, and what to do instead.

use std::fmt;

/// Speaks to the person. Nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// What is wrong, and where: a sentence without a full stop.
    pub why: String,
    /// What to do instead; may be empty.
    pub instead: String,
}

impl Refusal {
    /// A refusal with what to do instead.
    pub fn new(why: impl Into<String>, instead: impl Into<String>) -> Self {
        Refusal { why: why.into(), instead: instead.into() }
    }

    /// A refusal that speaks for itself.
    pub fn plain(why: impl Into<String>) -> Self {
        Refusal::new(why, "")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.instead.as_str() {
            "" => f.write_str(&self.why),
            instead => write!(f, "{}; {instead}", self.why),
        }
    }
}

impl std::error::Error for Refusal {}

//! What a plan is and what may happen to it; pure: no clock, no files, no SQL, no terminal.

pub mod dates;
pub mod span;

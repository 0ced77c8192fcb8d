//! `milepost` alone: the screens; with no terminal on stdout what `status` prints.

use super::session::Session;
use super::status::Status;
use super::stop::Outcome;

/// Opens the screens, or tells the status.
pub fn run(session: &mut Session<'_>) -> Outcome {
    Status {}.run(session)
}

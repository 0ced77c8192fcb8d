//! What can go wrong with a file, in words that name it.

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there yet.
    #[error("unwritten")]
    Unwritten,
}

//! Why a command stops, and the exit code that says so: 1 the world failed, 2 refused or wrong usage.

use std::io;

use crate::domain::nearest::Misread;
use crate::domain::refusal::Refusal;
use crate::store::Error;
use crate::workspace::Trouble;

/// Why a command did not go through.
#[derive(Debug)]
pub enum Stop {
    /// The person asked for what cannot be.
    Refused(Refusal),
    /// Disk, file or terminal failed; a sentence.
    Failed(String),
    /// The command line could not be read, or asked for help or the version.
    Usage(Box<clap::Error>),
    /// Whoever read our output has gone: nothing is wrong.
    Closed,
    /// All is said; only the exit code is left.
    Said(u8),
}

/// What a command gives.
pub type Outcome<T = ()> = Result<T, Stop>;

impl Stop {
    /// A refusal with what to do instead.
    pub fn refused(why: impl Into<String>, instead: impl Into<String>) -> Self {
        Stop::Refused(Refusal::new(why, instead))
    }

    /// Why, in one sentence; empty where all is said already.
    pub fn sentence(&self) -> String {
        match self {
            Stop::Refused(refusal) => refusal.to_string(),
            Stop::Failed(why) => why.clone(),
            Stop::Usage(error) => error.to_string(),
            Stop::Closed | Stop::Said(_) => String::new(),
        }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Stop::Closed => 0,
            Stop::Failed(_) => 1,
            Stop::Refused(_) => 2,
            Stop::Usage(error) => u8::try_from(error.exit_code()).unwrap_or(2),
            Stop::Said(code) => *code,
        }
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refused(refusal)
    }
}

impl From<Misread> for Stop {
    fn from(misread: Misread) -> Self {
        Stop::refused(misread.why, misread.instead)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failed(error.to_string())
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(refusal) => Stop::Refused(refusal),
            Trouble::Failed(error) => error.into(),
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::Closed,
            _ => Stop::Failed(format!("the output cannot be written: {error}")),
        }
    }
}

impl From<clap::Error> for Stop {
    fn from(error: clap::Error) -> Self {
        Stop::Usage(Box::new(error))
    }
}

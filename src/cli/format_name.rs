//! The name of a format on the command line: completions and help tell which there are.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use crate::formats::{FORMATS, Format};

/// Takes any word: what it means, or what is meant instead, is told when it is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FormatName {
    /// Of what is read.
    In,
    /// Of what is written.
    Out,
}

impl TypedValueParser for FormatName {
    type Value = String;

    fn parse_ref(&self, _: &Command, _: Option<&Arg>, word: &OsStr) -> Result<String, clap::Error> {
        Ok(word.to_string_lossy().into_owned())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let can = |format: &&Format| match self {
            FormatName::In => format.read.is_some(),
            FormatName::Out => format.write.is_some(),
        };
        Some(Box::new(FORMATS.iter().filter(can).map(|format| PossibleValue::new(format.name))))
    }
}

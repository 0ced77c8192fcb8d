//! Files that a person names, and the clock on their wall: what a command and a dialog read in the same way.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Local, NaiveDateTime, Utc};

use super::{Environment, shown};

/// A path as it is typed where no shell reads it: `~` is the home directory.
pub fn typed(words: &str, environment: Environment<'_>) -> PathBuf {
    let path = Path::new(words.trim());
    match path.strip_prefix("~").ok().zip(environment("HOME")) {
        Some((rest, home)) => Path::new(&home).join(rest),
        None => path.to_owned(),
    }
}

/// The bytes of a file, but no more than one beyond `most`, which shows that there are too many. Errors: a sentence that
/// names the file.
pub fn bytes(file: &Path, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|open| open.take(most.saturating_add(1)).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| format!("“{}” cannot be read: {error}", shown(file)))
}

/// The same of a file that can be read at once. Errors: also what would have to be waited for, as a pipe.
pub fn bytes_at_once(file: &Path, most: u64) -> Result<Vec<u8>, String> {
    match std::fs::metadata(file) {
        Ok(about) if !about.is_file() => Err(format!("“{}” is not a file", shown(file))),
        _ => bytes(file, most),
    }
}

/// The clock on the wall at an instant.
pub fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Local).naive_local()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    #[test]
    fn a_tilde_is_the_home_directory_and_nothing_else_changes() {
        let environment = |name: &str| (name == "HOME").then(|| OsString::from("/home/ana"));
        for (words, path) in [
            ("~/days.ics", "/home/ana/days.ics"),
            (" days.ics ", "days.ics"),
            ("/tmp/~/a b.ics", "/tmp/~/a b.ics"),
            ("~ana/x", "~ana/x"),
        ] {
            assert_eq!(typed(words, &environment), Path::new(path), "{words}");
        }
        assert_eq!(typed("~/x", &|_| None), Path::new("~/x"));
    }

    #[test]
    fn a_file_is_read_up_to_one_byte_too_many_and_what_is_none_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("days.ics");
        std::fs::write(&file, "12345").unwrap();
        assert_eq!(bytes_at_once(&file, 9).unwrap(), b"12345");
        assert_eq!(bytes(&file, 3).unwrap(), b"1234");
        assert!(bytes_at_once(directory.path(), 9).unwrap_err().ends_with("is not a file"));
        let missing = bytes_at_once(&directory.path().join("none"), 9).unwrap_err();
        assert!(missing.contains("none” cannot be read: "), "{missing}");
    }
}

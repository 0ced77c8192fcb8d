//! A text edited in the person's own editor: a private file, no shell, the text kept if the editor fails.
//!
//! The terminal is given away by the caller (`Terminal::outside`); nothing here draws.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What came of an edit.
#[derive(Debug, PartialEq, Eq)]
pub enum Edited {
    /// The text as it is now.
    Changed(String),
    /// Nothing was changed.
    Same,
    /// Something went wrong; the sentence says what, and where the text is kept if there is something to lose.
    Failed(String),
}

/// Words of a command line; single and double quotes keep spaces, nothing else is special.
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// Lets the person edit `text` with the command and waits for the end. `name` (letters, digits, hyphens) is the file's
/// name before `.md`. The file lies in a directory under `under` that only its owner can read, and is removed unless
/// the text could not be read back or the editor ended badly after changing it.
pub fn edit(command: &[String], text: &str, name: &str, under: &Path) -> Edited {
    let file = match private_file(text, name, under) {
        Ok(file) => file,
        Err(error) => return Edited::Failed(format!("The text for the editor cannot be written: {error}.")),
    };
    let outcome = run(command, &file);
    let after = fs::read_to_string(&file);
    let answer = match (outcome, after) {
        (Ok(()), Ok(after)) if after == text => Edited::Same,
        (Ok(()), Ok(after)) => Edited::Changed(after),
        (Err(why), Ok(after)) if after == text => Edited::Failed(why),
        (Err(why), Ok(_)) => {
            return Edited::Failed(format!("{why} What you wrote is kept in {}.", file.display()));
        }
        (_, Err(error)) => {
            return Edited::Failed(format!("{} cannot be read back: {error}. It is kept.", file.display()));
        }
    };
    if let Some(directory) = file.parent() {
        let _ = fs::remove_dir_all(directory);
    }
    answer
}

/// Keeps a text that a step refused in a private file under `under`; gives where.
///
/// # Errors
/// When the file cannot be written.
pub fn keep(text: &str, name: &str, under: &Path) -> io::Result<PathBuf> {
    private_file(text, name, under)
}

fn run(command: &[String], file: &Path) -> Result<(), String> {
    let Some((program, arguments)) = command.split_first() else {
        return Err("No editor is set: put one into $VISUAL or $EDITOR.".into());
    };
    match Command::new(program).args(arguments).arg(file).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("The editor “{program}” ended with {status}.")),
        Err(error) => Err(format!("The editor “{program}” cannot be started: {error}. Set $VISUAL or $EDITOR.")),
    }
}

/// A new directory that nobody else can read, with the file in it.
fn private_file(text: &str, name: &str, under: &Path) -> io::Result<PathBuf> {
    let directory = (0..1000)
        .map(|number| under.join(format!("milepost-{}-{number}", std::process::id())))
        .find_map(|path| match private_directory(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
            made => Some(made.map(|()| path)),
        })
        .unwrap_or_else(|| Err(io::Error::other("too many files left by earlier edits")))?;
    let mut file_name = OsString::from(name);
    file_name.push(".md");
    let file = directory.join(file_name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&file)?.write_all(text.as_bytes())?;
    Ok(file)
}

fn private_directory(path: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_words_not_shell() {
        assert_eq!(words("code -w"), ["code", "-w"]);
        assert_eq!(words("'my editor' -u \"a b\" '' ; rm"), ["my editor", "-u", "a b", "", ";", "rm"]);
    }

    #[cfg(unix)]
    mod on_unix {
        use std::os::unix::fs::PermissionsExt;

        use super::*;

        fn shell(script: &str) -> Vec<String> {
            ["sh", "-c", script, "sh"].map(String::from).to_vec()
        }

        #[test]
        fn what_the_editor_wrote_comes_back_and_nothing_stays() {
            let place = tempfile::tempdir().unwrap();
            let edited = edit(&shell("printf more >> \"$1\""), "some ", "WEB-1", place.path());
            assert_eq!(edited, Edited::Changed("some more".into()));
            assert_eq!(edit(&shell("true"), "same", "WEB-1", place.path()), Edited::Same);
            assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
        }

        #[test]
        fn the_file_is_private() {
            let place = tempfile::tempdir().unwrap();
            let file = private_file("x", "WEB-1", place.path()).unwrap();
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        }

        #[test]
        fn a_failing_editor_loses_no_text() {
            let place = tempfile::tempdir().unwrap();
            let Edited::Failed(why) = edit(&shell("printf new > \"$1\"; exit 3"), "old", "WEB-1", place.path()) else {
                panic!("an editor that ends with 3 has failed");
            };
            assert!(why.contains("is kept in"), "{why}");
            let kept = fs::read_dir(place.path()).unwrap().next().unwrap().unwrap().path().join("WEB-1.md");
            assert_eq!(fs::read_to_string(kept).unwrap(), "new");
        }

        #[test]
        fn a_missing_editor_is_a_sentence() {
            let place = tempfile::tempdir().unwrap();
            let edited = edit(&["/no/such/editor".to_string()], "old", "WEB-1", place.path());
            assert!(matches!(edited, Edited::Failed(why) if why.contains("cannot be started")));
        }
    }
}

//! Captured lines that could not be written yet: one private file each, synced, beside the plan, or where that cannot be
//! in the state directory. The next command that can takes them in.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Error, open, site};
use crate::domain::command::Command;
use crate::domain::id::Id;

/// Bytes of a queued line at most; a longer file was not written by this program.
const LONGEST: u64 = 16 << 20;

/// A line that waits.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    /// The file that holds it.
    pub file: PathBuf,
    /// The capture, which takes a line that cannot be understood any more as it is.
    pub capture: Command,
}

/// A file in the queue that holds no line; says so as a sentence.
#[derive(Clone, PartialEq, Debug)]
pub struct Strange {
    /// The file.
    pub file: PathBuf,
    why: String,
}

impl fmt::Display for Strange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = crate::text::visible(&self.file.to_string_lossy()).into_owned();
        write!(f, "{name} holds no captured line ({}); read it and take it away", self.why)
    }
}

/// Queues a capture; gives the file that holds it now. Errors: it can be kept nowhere (the error holds the line), or it
/// is no capture.
pub fn queue(plan: &Path, state: &Path, capture: &Command) -> Result<PathBuf, Error> {
    let Command::Capture { id, line, .. } = capture else {
        let what = "only captured lines are queued".to_owned();
        return Err(Error::Failed { file: plan.into(), what });
    };
    let text = to_json(capture).to_string();
    let name = format!("{id}.json");
    let [beside, apart] = directories(plan, state);
    let kept = keep(&beside, &name, &text).or_else(|_| keep(&apart, &name, &text));
    kept.map_err(|error| {
        let because = format!("the line is not written to {}", crate::text::visible(&plan.to_string_lossy()));
        Error::Unqueued { because, what: error.to_string(), line: line.clone() }
    })
}

fn directories(plan: &Path, state: &Path) -> [PathBuf; 2] {
    // In the state directory several plans may queue: the name says which.
    let whose = Uuid::new_v5(&Uuid::NAMESPACE_URL, plan.as_os_str().as_encoded_bytes());
    [site::beside(plan, ".inbox"), state.join("inbox").join(whose.to_string())]
}

fn keep(directory: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    open::private_directory(directory)?;
    let (new, file) = (directory.join(format!("{}.new", Uuid::now_v7())), directory.join(name));
    let written = open::private_file(&new).and_then(|mut open| {
        open.write_all(text.as_bytes())?;
        open.sync_all()
    });
    written.and_then(|()| fs::rename(&new, &file)).and_then(|()| site::sync_directory(directory)).inspect_err(
        |_| {
            let _ = fs::remove_file(&new);
        },
    )?;
    Ok(file)
}

/// The lines that wait, as they were said, and the files that hold none; those to be left aside are not read.
pub fn waiting(plan: &Path, state: &Path, aside: &BTreeSet<PathBuf>) -> (Vec<Waiting>, Vec<Strange>) {
    let (mut lines, mut strange) = (Vec::new(), Vec::new());
    for directory in directories(plan, state) {
        let Ok(entries) = fs::read_dir(directory) else { continue };
        let files = entries.flatten().map(|entry| entry.path());
        let lines_in = |file: &PathBuf| file.extension().is_some_and(|it| it == "json") && !aside.contains(file);
        for file in files.filter(lines_in) {
            match read(&file) {
                Ok(capture) => lines.push(Waiting { file, capture }),
                // Taken in by another program meanwhile.
                Err(None) => {}
                Err(Some(why)) => strange.push(Strange { file, why }),
            }
        }
    }
    // Ids rise with time.
    lines.sort_by(|a, b| a.file.file_name().cmp(&b.file.file_name()));
    (lines, strange)
}

/// The capture in a file; errors: none if the file is gone, else why it holds none.
fn read(file: &Path) -> Result<Command, Option<String>> {
    let mut text = String::new();
    let opened = fs::File::open(file).and_then(|open| open.take(LONGEST).read_to_string(&mut text));
    match opened {
        Ok(_) => of_json(&text).map_err(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(None),
        Err(error) => Err(Some(error.to_string())),
    }
}

/// Takes a line off the queue, once it is in the plan.
pub fn done(line: &Waiting) -> Result<(), Error> {
    match fs::remove_file(&line.file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::beside(&line.file, &error)),
        _ => {
            // The last one takes the directory with it; where others wait this fails, as it should.
            let _ = line.file.parent().map(fs::remove_dir);
            Ok(())
        }
    }
}

fn to_json(capture: &Command) -> Json {
    match capture {
        Command::Capture { id, line, said, project, column, parent, .. } => json!({
            "id": id.to_string(), "line": line, "said": said.to_string(),
            "project": project.map(|it| it.to_string()), "column": column.map(|it| it.to_string()),
            "parent": parent.map(|it| it.to_string()),
        }),
        _ => Json::Null,
    }
}

fn of_json(text: &str) -> Result<Command, String> {
    let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let word = |name: &str| json.get(name).and_then(Json::as_str);
    let id = |name: &str| match word(name) {
        Some(text) => Uuid::parse_str(text).map(Some).map_err(|_| format!("{name} is no id")),
        None => Ok(None),
    };
    let said = word("said").and_then(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok());
    Ok(Command::Capture {
        id: Id::of(id("id")?.ok_or("there is no id")?),
        line: word("line").ok_or("there is no line")?.to_owned(),
        said: said.ok_or("it does not say when it was said")?,
        project: id("project")?.map(Id::of),
        column: id("column")?.map(Id::of),
        parent: id("parent")?.map(Id::of),
        leniently: true,
    })
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn capture(id: u128, line: &str) -> Command {
        Command::Capture {
            id: Id::of(Uuid::from_u128(id)),
            line: line.to_owned(),
            said: NaiveDate::from_ymd_opt(2026, 3, 12).unwrap(),
            project: Some(Id::of(Uuid::from_u128(7))),
            column: None,
            parent: None,
            leniently: true,
        }
    }

    #[test]
    fn queued_lines_come_back_in_the_order_in_which_they_were_said() {
        let (directory, none) = (TempDir::new().unwrap(), BTreeSet::new());
        let (plan, state) = (directory.path().join("a.db"), directory.path().join("state"));
        for (id, line) in [(2, "second \u{1b} “line”\n\0"), (1, "first")] {
            let file = queue(&plan, &state, &capture(id, line)).unwrap();
            assert_eq!(file.parent().unwrap(), directory.path().join("a.db.inbox"));
        }
        let (lines, notices) = waiting(&plan, &state, &none);
        let found: Vec<Command> = lines.iter().map(|it| it.capture.clone()).collect();
        assert_eq!(found, [capture(1, "first"), capture(2, "second \u{1b} “line”\n\0")]);
        assert!(notices.is_empty());
        lines.iter().for_each(|line| done(line).unwrap());
        assert_eq!(waiting(&plan, &state, &none).0, []);
        done(&lines[0]).unwrap();
        assert!(!directory.path().join("a.db.inbox").exists());
    }

    #[test]
    fn where_nothing_can_be_put_beside_the_plan_the_state_directory_takes_it() {
        let (directory, none) = (TempDir::new().unwrap(), BTreeSet::new());
        let (file, state) = (directory.path().join("file"), directory.path().join("state"));
        fs::write(&file, b"").unwrap();
        let plan = file.join("a.db");
        let kept = queue(&plan, &state, &capture(1, "line")).unwrap();
        assert!(kept.starts_with(&state));
        assert_eq!(waiting(&plan, &state, &none).0.len(), 1);
        assert_eq!(waiting(&directory.path().join("b.db"), &state, &none).0, []);
        let nowhere = queue(&plan, &file.join("state"), &capture(1, "buy milk")).unwrap_err().to_string();
        assert!(nowhere.contains("buy milk"), "{nowhere}");
    }

    #[test]
    fn a_file_that_holds_no_line_is_named_and_left_alone() {
        let (directory, none) = (TempDir::new().unwrap(), BTreeSet::new());
        let plan = directory.path().join("a.db");
        fs::create_dir(directory.path().join("a.db.inbox")).unwrap();
        for (name, text) in [("a.json", "{"), ("b.json", "{\"id\": \"x\"}"), ("c.json", "[]"), ("d.txt", "")] {
            fs::write(directory.path().join("a.db.inbox").join(name), text).unwrap();
        }
        let (lines, notices) = waiting(&plan, directory.path(), &none);
        assert_eq!((lines.len(), notices.len()), (0, 3));
        let told = notices.iter().map(|it| it.file.clone()).collect();
        assert_eq!(waiting(&plan, directory.path(), &told), (Vec::new(), Vec::new()));
        assert!(notices[0].to_string().contains("holds no captured line"), "{notices:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_queued_line_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let directory = TempDir::new().unwrap();
        let file = queue(&directory.path().join("a.db"), directory.path(), &capture(1, "line")).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(file.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

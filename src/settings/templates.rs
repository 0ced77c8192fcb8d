//! The person’s own templates: files beside the configuration, by name. What is in them is not read here.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{Places, Unkept, Unsettled, replace, shown};

/// The ending of a template’s file.
const ENDING: &str = "toml";
/// More templates than this are not looked at.
const MOST: usize = 200;

/// A template of the person’s own.
#[derive(Debug)]
pub struct Own {
    /// What it is chosen by: the name of its file.
    pub name: String,
    /// Where it is.
    pub file: PathBuf,
    /// What is in it, or why it cannot be read.
    pub bytes: Result<Vec<u8>, Unsettled>,
}

impl Own {
    /// Its name, what errors call its file, and its bytes or why they cannot be had.
    pub fn parts(self) -> (String, String, Result<Vec<u8>, String>) {
        (self.name, shown(&self.file), self.bytes.map_err(|why| why.to_string()))
    }
}

/// Where they are.
pub fn directory(places: &Places) -> PathBuf {
    places.config.parent().unwrap_or(Path::new("")).join("templates")
}

/// All of them by name, each with at most so many bytes (and one more, where it has more). Without the directory there
/// are none. Errors: the directory is there and cannot be read.
pub fn own(places: &Places, most: usize) -> Result<Vec<Own>, Unsettled> {
    let directory = directory(places);
    let unreadable = |error: io::Error| {
        Unsettled::Unreadable(format!("{} cannot be read ({error}); allow reading it", shown(&directory)))
    };
    let entries = match fs::read_dir(&directory) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut files = Vec::new();
    for entry in entries.take(MOST) {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|ending| ending == ENDING) && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files.into_iter().map(|file| Own { name: name_of(&file), bytes: read(&file, most), file }).collect())
}

/// The name of a template in this file.
pub fn name_of(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// What is in a file, at most so many bytes and one more. Errors: it cannot be read.
pub fn read(file: &Path, most: usize) -> Result<Vec<u8>, Unsettled> {
    let mut bytes = Vec::new();
    let whole = File::open(file).and_then(|open| open.take(most as u64 + 1).read_to_end(&mut bytes));
    match whole {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(Unsettled::Wrong(format!("there is no file {}; say where it is, or name a template", shown(file))))
        }
        Err(error) => Err(Unsettled::Unreadable(format!("{} cannot be read ({error}); allow reading it", shown(file)))),
    }
}

/// Keeps a template under this name; gives where. Errors: `None` there is one already and it may not be written over;
/// else it cannot be written.
pub fn keep(places: &Places, name: &str, text: &str, over: bool) -> Result<PathBuf, Option<Unkept>> {
    let file = directory(places).join(format!("{name}.{ENDING}"));
    if !over && fs::symlink_metadata(&file).is_ok() {
        return Err(None);
    }
    match replace(&file, text.as_bytes()) {
        Ok(()) => Ok(file),
        Err(why) => Err(Some(Unkept { file, variable: "XDG_CONFIG_HOME", why })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_found_by_its_name() {
        let home = tempfile::tempdir().unwrap();
        let places = Places { config: home.path().join("config.toml"), data: "/data".into(), state: "/state".into() };
        assert!(own(&places, 9).unwrap().is_empty(), "without a directory there are none");
        for name in ["ours", "a-second"] {
            keep(&places, name, "title = 1", false).unwrap();
        }
        fs::write(directory(&places).join("notes.txt"), "no template").unwrap();
        assert!(matches!(keep(&places, "ours", "title = 2", false), Err(None)), "it is not written over unasked");
        keep(&places, "ours", "title = 23", true).unwrap();
        let all = own(&places, 9).unwrap();
        let names: Vec<&str> = all.iter().map(|own| own.name.as_str()).collect();
        assert_eq!(names, ["a-second", "ours"]);
        assert_eq!(
            all[1].bytes.as_deref(),
            Ok(b"title = 23".as_slice()),
            "one byte more than asked, to tell that it is too long"
        );
        assert!(read(Path::new("/no/such/file"), 9).unwrap_err().to_string().contains("there is no file"));
    }
}

//! Where the demo lies: a folder of its own among the temporary ones, gone with the program. A program that was killed
//! cannot take it away; the next demo does, once nobody holds the lock in it.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

use tempfile::TempDir;

const PREFIX: &str = "milepost-demo-";
/// The file whose lock says that the folder is used.
const LOCK: &str = "in-use";

/// A folder that goes when this is dropped.
pub struct Folder {
    directory: TempDir,
    /// Held as long as the folder is used; the system lets go of it however the program ends.
    _lock: File,
}

impl Folder {
    /// A new folder; what killed demos have left is taken away. Errors: none can be made.
    pub fn new() -> io::Result<Folder> {
        Folder::among(&std::env::temp_dir())
    }

    fn among(temporary: &Path) -> io::Result<Folder> {
        let directory = tempfile::Builder::new().prefix(PREFIX).tempdir_in(temporary)?;
        // It gets its name when it is locked already, so that nobody sees it free.
        let unnamed = directory.path().join("new");
        let lock = File::create_new(&unnamed)?;
        lock.try_lock().map_err(io::Error::from)?;
        fs::rename(&unnamed, directory.path().join(LOCK))?;
        sweep(temporary, &fs::metadata(directory.path())?);
        Ok(Folder { directory, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }
}

/// Takes away the folders of demos that nobody uses any more, if they belong to whom this one belongs to. What cannot be
/// told or taken away stays.
fn sweep(temporary: &Path, ours: &Metadata) {
    let Ok(entries) = fs::read_dir(temporary) else { return };
    for entry in entries.flatten() {
        let is_demo = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if !is_demo || !entry.metadata().is_ok_and(|it| it.is_dir() && same_owner(&it, ours)) {
            continue;
        }
        let Ok(lock) = File::open(entry.path().join(LOCK)) else { continue };
        if lock.try_lock().is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(unix)]
fn same_owner(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.uid() == other.uid()
}

/// Elsewhere temporary folders are a person’s own.
#[cfg(not(unix))]
fn same_owner(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_demo_left_is_taken_away_and_nothing_else() {
        let temporary = TempDir::new().unwrap();
        let folders = || fs::read_dir(temporary.path()).unwrap().count();
        let used = Folder::among(temporary.path()).unwrap();
        let killed = Folder::among(temporary.path()).unwrap();
        assert_eq!(folders(), 2);
        fs::write(killed.path().join("demo.db"), b"of no use any more").unwrap();
        let Folder { directory, _lock } = killed;
        let left = directory.keep();
        drop(_lock);
        fs::create_dir(temporary.path().join("milepost-demo-that-just-begins")).unwrap();
        fs::write(temporary.path().join("milepost-demo-file"), b"").unwrap();
        let next = Folder::among(temporary.path()).unwrap();
        assert!(!left.exists() && used.path().exists() && next.path().exists());
        drop((used, next));
        assert_eq!(folders(), 2);
    }
}

//! Where a file lies: beside what, on which file system, under whose eyes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The path with this behind its last letter: `milepost.db` and `-wal` give `milepost.db-wal`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// What tells a file from another one put in its place; nothing where the system does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Identity(u64, u64);

impl Identity {
    /// The identity of the file at this path; errors: it cannot be found out, as when it is gone.
    pub(super) fn of(path: &Path) -> std::io::Result<Option<Identity>> {
        let found = std::fs::metadata(path)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Ok(Some(Identity(found.dev(), found.ino())))
        }
        #[cfg(not(unix))]
        {
            let _ = found;
            Ok(None)
        }
    }
}

/// Does the file lie on another computer, where several cannot share memory?
pub(super) fn is_on_a_network(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        const NETWORKS: [u32; 6] = [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x0102_1997, 0x7375_7245];
        let Some(directory) = path.parent() else { return false };
        // The type of `f_type` differs by processor; the magic numbers have 32 bits.
        rustix::fs::statfs(directory).is_ok_and(|state| NETWORKS.contains(&(state.f_type as u32)))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        false
    }
}

/// Makes what was renamed in a directory last. Systems that cannot sync a directory do it by themselves.
pub(super) fn sync_directory(directory: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::File::open(directory)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = directory;
    Ok(())
}

/// What may go wrong with a file where it lies, in sentences: other computers, programs that sync.
pub(super) fn warnings(path: &Path) -> Vec<String> {
    let name = crate::text::visible(&path.to_string_lossy()).into_owned();
    let mut all = Vec::new();
    if is_on_a_network(path) {
        all.push(format!("{name} lies on another computer: locks there are not to be relied on; keep it on this one"));
    }
    if let Some(syncer) = syncer(path) {
        let what = format!("{name} lies in a folder of {syncer}, which may replace it while it is open");
        all.push(format!("{what}; keep it elsewhere and let {syncer} have the backups"));
    }
    for file in conflicts(path) {
        let file = crate::text::visible(&file.to_string_lossy()).into_owned();
        all.push(format!("{file} looks like another version of {name} that a syncing program kept; see what it holds"));
    }
    all
}

/// The program that syncs the folder in which the file lies, as far as names tell.
fn syncer(path: &Path) -> Option<&'static str> {
    const FOLDERS: [(&str, &str); 7] = [
        ("dropbox", "Dropbox"),
        ("onedrive", "OneDrive"),
        ("google drive", "Google Drive"),
        ("googledrive", "Google Drive"),
        ("nextcloud", "Nextcloud"),
        ("mobile documents", "iCloud Drive"),
        ("pclouddrive", "pCloud"),
    ];
    let by_name = path.ancestors().skip(1).filter_map(|above| above.file_name()).find_map(|name| {
        let name = name.to_string_lossy().to_lowercase();
        FOLDERS.iter().find(|(folder, _)| name.starts_with(folder)).map(|(_, syncer)| *syncer)
    });
    by_name.or_else(|| path.ancestors().skip(1).any(|above| above.join(".stfolder").exists()).then_some("Syncthing"))
}

/// Files beside it whose names say that a syncing program kept two versions.
fn conflicts(path: &Path) -> Vec<PathBuf> {
    let (Some(directory), Some(stem)) = (path.parent(), path.file_stem().map(|it| it.to_string_lossy().to_lowercase()))
    else {
        return Vec::new();
    };
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let is_conflict = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        name.starts_with(&stem) && name.contains("conflict")
    };
    entries.flatten().map(|entry| entry.path()).filter(is_conflict).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_leavings_of_syncing_programs_are_noticed() {
        let directory = tempfile::TempDir::new().unwrap();
        assert_eq!(warnings(&directory.path().join("a.db")), [""; 0]);
        let folder = directory.path().join("Dropbox (Work)").join("plans");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.sync-conflict-20260312-090000-ABCDEF.db"), b"").unwrap();
        let told = warnings(&folder.join("a.db"));
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("folder of Dropbox") && told[1].contains("sync-conflict"), "{told:?}");
        std::fs::create_dir(directory.path().join(".stfolder")).unwrap();
        assert!(warnings(&directory.path().join("a.db"))[0].contains("Syncthing"));
    }
}

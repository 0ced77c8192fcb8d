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
        rustix::fs::statfs(directory).is_ok_and(|state| {
            u32::try_from(i64::from(state.f_type) & 0xffff_ffff).is_ok_and(|kind| NETWORKS.contains(&kind))
        })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        false
    }
}

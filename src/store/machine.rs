//! Which machine writes: an id of its own, so that its lines can be told from those of every other.
//!
//! The id is random and kept in the state directory, beside a mark of the machine it was made on. A home directory that
//! was copied to another machine carries a mark that does not fit there, and a new id is taken: two machines never
//! count on in one sequence.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use uuid::Uuid;

use super::{open, site};

const FILE: &str = "machine";
const SPACE: Uuid = Uuid::from_u128(0x6d69_6c65_706f_5374_8a5e_6d61_6368_696e);

/// The id of this machine, kept in this directory. Where nothing can be kept it is derived from the machine and the
/// directory, so that it is the same one each time.
pub fn id(state: &Path) -> Uuid {
    id_on(state, &mark())
}

/// What tells this machine from others: the id of its system, else its name.
fn mark() -> Uuid {
    let of_system = ["/etc/machine-id", "/var/lib/dbus/machine-id"]
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok())
        .find(|text| !text.trim().is_empty());
    let name = || {
        #[cfg(unix)]
        return rustix::system::uname().nodename().to_string_lossy().into_owned();
        #[cfg(not(unix))]
        return std::env::var("COMPUTERNAME").unwrap_or_default();
    };
    Uuid::new_v5(&SPACE, of_system.unwrap_or_else(name).trim().as_bytes())
}

fn id_on(state: &Path, mark: &Uuid) -> Uuid {
    let file = state.join(FILE);
    let kept = fs::read(&file).ok();
    if let Some(id) = kept.as_deref().and_then(|bytes| known(bytes, mark)) {
        return id;
    }
    let id = Uuid::now_v7();
    match write(state, &file, &format!("{id} {mark}\n"), kept.is_some()) {
        Ok(true) => Some(id),
        // Another program was first.
        Ok(false) => fs::read(&file).ok().and_then(|bytes| known(&bytes, mark)),
        Err(_) => None,
    }
    .unwrap_or_else(|| Uuid::new_v5(mark, state.as_os_str().as_encoded_bytes()))
}

/// The id in the file, if it was made on this machine.
fn known(bytes: &[u8], mark: &Uuid) -> Option<Uuid> {
    let mut words = std::str::from_utf8(bytes).ok()?.split_whitespace();
    let id = Uuid::parse_str(words.next()?).ok()?;
    let made_on = Uuid::parse_str(words.next()?).ok()?;
    (made_on == *mark).then_some(id)
}

/// Writes the file whole, beside its place first. Gives whether it is ours: without `over`, who comes first stays.
fn write(state: &Path, file: &Path, text: &str, over: bool) -> std::io::Result<bool> {
    open::private_directory(state)?;
    let new = site::beside(file, &format!(".{}", Uuid::now_v7()));
    let mut open = open::private_file(&new)?;
    let put = open.write_all(text.as_bytes()).and_then(|()| open.sync_all()).and_then(|()| {
        if over {
            return fs::rename(&new, file).map(|()| true);
        }
        match fs::hard_link(&new, file) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            // A file system without links: whoever renames last stays, and the other has written one line as itself.
            Err(_) => fs::rename(&new, file).map(|()| true),
        }
    });
    if new.exists() {
        fs::remove_file(&new)?;
    }
    put
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_machine_keeps_its_id_and_a_copied_home_takes_a_new_one() {
        let directory = TempDir::new().unwrap();
        let state = directory.path().join("state");
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let first = id_on(&state, &here);
        assert_eq!(id_on(&state, &here), first);
        let moved = id_on(&state, &there);
        assert_ne!(moved, first);
        assert_eq!(id_on(&state, &there), moved);
        assert_eq!(fs::read_dir(&state).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_that_makes_no_sense_is_replaced() {
        let directory = TempDir::new().unwrap();
        let here = Uuid::from_u128(1);
        for bytes in [&b""[..], b"nonsense", b"\xff\xfe", b"0190-0000 1"] {
            fs::write(directory.path().join(FILE), bytes).unwrap();
            let taken = id_on(directory.path(), &here);
            assert_eq!(id_on(directory.path(), &here), taken);
        }
    }

    #[test]
    fn programs_that_come_at_once_agree() {
        let directory = TempDir::new().unwrap();
        let here = Uuid::from_u128(1);
        let ids: Vec<Uuid> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| id_on(directory.path(), &here))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }

    #[test]
    fn where_nothing_can_be_kept_the_id_is_still_the_same_each_time() {
        let directory = TempDir::new().unwrap();
        let file = directory.path().join("file");
        fs::write(&file, b"").unwrap();
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let taken = id_on(&file.join("state"), &here);
        assert_eq!(id_on(&file.join("state"), &here), taken);
        assert_ne!(id_on(&file.join("state"), &there), taken);
    }
}

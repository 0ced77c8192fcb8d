//! Files that are cut, overwritten, full, only readable, gone: a sentence, and nothing lost.

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::workspace::{self, Captured};

/// A file with a few steps in it, folded into one file. Gives its workspace’s plan.
fn made(opening: &Opening) -> Plan {
    let mut moment = moment(1);
    let mut it = workspace(opening.clone());
    it.run(&project(&mut moment), &mut moment).unwrap();
    for words in ["Login page +ui p1 in:doing // a note", "Logout in:backlog due:20mar", "Profile after:1 est:3d"] {
        let command = line(&mut moment, words);
        it.run(&command, &mut moment).unwrap();
    }
    it.store_mut().tidy().unwrap();
    it.snapshot().plan.clone()
}

fn without_log(path: &Path) {
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(site::beside(path, suffix));
    }
}

#[test]
fn a_file_cut_anywhere_is_a_sentence_or_opens() {
    let directory = TempDir::new().unwrap();
    let opening = Opening { create: false, ..opening(&directory, 1) };
    let plan = made(&Opening { create: true, ..opening.clone() });
    without_log(&opening.path);
    let whole = fs::read(&opening.path).unwrap();
    for length in (0..whole.len()).step_by(512) {
        fs::write(&opening.path, &whole[..length]).unwrap();
        match Store::open(opening.clone()).and_then(|mut store| store.load().map(|(plan, _)| (store, plan))) {
            // Of a last page that holds nothing, nothing is lost.
            Ok((mut store, found)) => {
                assert!(!store.check().is_empty() || found == plan, "cut at {length} and nothing is found")
            }
            Err(error) => assert!(error.to_string().contains("milepost.db"), "{error}"),
        }
        without_log(&opening.path);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn bytes_written_over_a_file_never_make_it_panic(
        at in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 1..600),
    ) {
        let directory = TempDir::new().unwrap();
        let opening = opening(&directory, 1);
        made(&opening);
        without_log(&opening.path);
        let mut whole = fs::read(&opening.path).unwrap();
        let at = at.index(whole.len());
        let end = (at + bytes.len()).min(whole.len());
        whole[at..end].copy_from_slice(&bytes[..end - at]);
        fs::write(&opening.path, &whole).unwrap();
        if let Ok(mut store) = Store::open(opening) {
            store.check();
            let _ = store.load();
            let _ = store.lines_after(0);
            let _ = store.begin(0);
        }
    }

    #[test]
    fn random_bytes_are_no_file_of_ours(bytes in prop::collection::vec(any::<u8>(), 1..5000)) {
        let directory = TempDir::new().unwrap();
        let opening = opening(&directory, 1);
        fs::create_dir_all(opening.path.parent().unwrap()).unwrap();
        fs::write(&opening.path, &bytes).unwrap();
        let error = Store::open(opening.clone()).err().unwrap().to_string();
        prop_assert!(error.contains("milepost.db"), "{}", error);
        prop_assert_eq!(fs::read(&opening.path).unwrap(), bytes);
    }
}

#[test]
fn a_damaged_file_names_the_newest_good_backup_and_restore_brings_it_back() {
    let directory = TempDir::new().unwrap();
    let opening = opening(&directory, 1);
    let plan = made(&opening);
    let store = Store::open(opening.clone()).unwrap();
    let backup = store.backup(None).unwrap();
    drop(store);
    let bad = site::beside(&opening.path, ".2099-01-01.backup");
    fs::write(&bad, b"not in order").unwrap();
    without_log(&opening.path);
    fs::write(
        &opening.path,
        b"SQLite format 3\0 and then nothing that makes sense, for a hundred bytes and some more than that",
    )
    .unwrap();
    let error = Store::open(opening.clone()).err().unwrap();
    let Error::Damaged { backup: Some(named), .. } = &error else { panic!("{error}") };
    assert_eq!(named.path(), backup);
    assert!(error.to_string().contains("milepost restore"), "{error}");
    let kept = restore(&opening.path, &backup).unwrap().unwrap();
    assert!(fs::read(&kept).unwrap().starts_with(b"SQLite format 3\0 and then"));
    let mut back = workspace(opening.clone());
    assert_eq!(back.snapshot().plan, plan);
    assert_eq!(back.store_mut().check(), [""; 0]);
    assert!(matches!(restore(&opening.path, &bad), Err(Error::NoBackup { .. })));
    assert!(matches!(restore(&opening.path, &opening.path), Err(Error::NoBackup { .. })));
    assert!(matches!(restore(&opening.path, &directory.path().join("no")), Err(Error::NoBackup { .. })));
}

#[test]
fn who_has_the_file_open_while_another_is_brought_back_writes_no_more() {
    let directory = TempDir::new().unwrap();
    let opening = opening(&directory, 1);
    made(&opening);
    let mut moment = moment(2);
    let mut open = workspace(opening.clone());
    let backup = open.store().backup(Some(&directory.path().join("copy.db"))).unwrap();
    let command = line(&mut moment, "After the backup");
    open.run(&command, &mut moment).unwrap();
    let kept = restore(&opening.path, &backup).unwrap().unwrap();
    let command = line(&mut moment, "Into the old file");
    let refused = open.run(&command, &mut moment);
    assert!(matches!(refused, Err(Trouble::Failed(Error::Replaced(_)))), "{refused:?}");
    assert_eq!(workspace(opening.clone()).snapshot().plan.count(Kind::Task), 3);
    let replaced = workspace(Opening { path: kept, ..opening });
    assert_eq!(replaced.snapshot().plan.count(Kind::Task), 4, "what was written last is kept beside");
}

#[test]
fn a_backup_is_private_whole_and_never_written_over_a_file() {
    let directory = TempDir::new().unwrap();
    let opening = opening(&directory, 1);
    let plan = made(&opening);
    let store = Store::open(opening.clone()).unwrap();
    let to = directory.path().join("copy.db");
    assert_eq!(store.backup(Some(&to)).unwrap(), to);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(matches!(store.backup(Some(&to)), Err(Error::Exists(_))));
    assert!(matches!(store.backup(Some(&opening.path)), Err(Error::Exists(_))));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2, "nothing is left beside it");
    assert_eq!(workspace(Opening { path: to, ..opening }).snapshot().plan, plan);
}

#[test]
fn the_first_step_of_a_day_makes_a_backup_and_seven_are_kept() {
    let directory = TempDir::new().unwrap();
    let opening = opening(&directory, 1);
    made(&opening);
    let backups = || {
        let names = fs::read_dir(opening.path.parent().unwrap()).unwrap().map(|it| it.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.retain(|name| name.ends_with(".backup"));
        names.sort();
        names
    };
    drop(Store::open(opening.clone()).unwrap().begin(0).unwrap());
    assert_eq!(backups(), [""; 0], "it was written today");
    without_log(&opening.path);
    let yesterday = std::time::SystemTime::now() - Duration::from_secs(48 * 3600);
    fs::OpenOptions::new().append(true).open(&opening.path).unwrap().set_modified(yesterday).unwrap();
    let mut store = Store::open(opening.clone()).unwrap();
    drop(store.begin(0).unwrap());
    assert_eq!(backups().len(), 1);
    let connection = store.connection().unwrap();
    for day in 1..=9 {
        let day = NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
        backup::daily(connection, &opening.path, day).unwrap();
    }
    let kept = backups();
    assert_eq!(kept.len(), 7);
    assert!(kept[0].ends_with("2026-01-04.backup"), "{kept:?}");
}

#[test]
fn a_full_disk_is_a_sentence_and_the_step_is_not_claimed() {
    let directory = TempDir::new().unwrap();
    let mut it = workspace(opening(&directory, 1));
    let mut moment = moment(1);
    it.run(&project(&mut moment), &mut moment).unwrap();
    let pages: i64 = {
        let connection = it.store().connection().unwrap();
        let pages = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
        pages
    };
    let long = line(&mut moment, &format!("Long // {}", "x".repeat(100_000)));
    let failed = it.run(&long, &mut moment);
    assert!(matches!(failed, Err(Trouble::Failed(Error::Full(_)))), "{failed:?}");
    assert_eq!(it.snapshot().plan.count(Kind::Task), 0);
    assert_eq!(it.store().lines_after(1).unwrap(), []);
    let state = directory.path().join("state");
    let Captured::Queued { file, because } = it.capture(&state, &long, &mut moment).unwrap() else { panic!() };
    assert!(file.exists() && matches!(because, Error::Full(_)));
    let connection = it.store().connection().unwrap();
    connection.query_row(&format!("PRAGMA max_page_count = {}", pages + 1000), [], |_| Ok(())).unwrap();
    assert_eq!(it.take_in(&state, &mut moment).len(), 1);
    assert_eq!(it.snapshot().plan.count(Kind::Task), 1);
    assert_eq!(it.take_in(&state, &mut moment), [""; 0]);
    assert!(!file.exists());
    assert_eq!(it.store_mut().check(), [""; 0]);
}

#[test]
fn a_line_that_cannot_be_written_waits_and_is_taken_in_once() {
    let directory = TempDir::new().unwrap();
    let mut holder = workspace(opening(&directory, 1));
    let mut moment = moment(1);
    holder.run(&project(&mut moment), &mut moment).unwrap();
    let state = directory.path().join("state");
    let opening = Opening { patience: Duration::ZERO, ..opening(&directory, 2) };
    let first = line(&mut moment, "First +ui in:nowhere");
    let held = holder.store_mut().begin(1).unwrap();
    let (captured, _, _) = workspace::capture(opening.clone(), &state, &first, &mut moment, |_, _| Ok(None)).unwrap();
    let Captured::Queued { file, because: Error::Locked(_) } = captured else { panic!("{captured:?}") };
    drop(held);
    let again = fs::read(&file).unwrap();
    let second = line(&mut moment, "Second");
    let (captured, other, said) =
        workspace::capture(opening.clone(), &state, &second, &mut moment, |_, _| Ok(None)).unwrap();
    assert!(matches!(captured, Captured::Done(_)));
    assert_eq!(said.len(), 1, "{said:?}");
    // As if the program had been killed before it could take the line off the queue.
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, again).unwrap();
    assert_eq!(other.unwrap().take_in(&state, &mut moment), [""; 0]);
    assert!(!file.exists());
    let whole = workspace(opening);
    let mut titles: Vec<_> = whole.snapshot().plan.all::<Task>().map(|task| task.title.clone()).collect();
    titles.sort();
    assert_eq!(titles, ["First +ui in:nowhere", "Second"], "what cannot be understood is kept as text");
}

#[test]
fn after_a_failed_commit_the_file_is_read_again_before_anything_is_said() {
    let directory = TempDir::new().unwrap();
    let mut moment = moment(1);
    let mut it = workspace(opening(&directory, 1));
    let written = it.run(&project(&mut moment), &mut moment).unwrap().line.unwrap();
    let failure = || rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC), None);
    let store = it.store_mut();
    let stored = |error: Error| if let Error::Unsure { stored, .. } = error { stored } else { panic!("{error}") };
    assert_eq!(stored(store.look_again(&written, &failure())), Some(true));
    let lost = Line { id: Uuid::from_u128(9), ..written.clone() };
    assert_eq!(stored(store.look_again(&lost, &failure())), Some(false));
    let away = store.path().with_extension("away");
    let path = store.path().to_owned();
    store.opening.create = false;
    fs::rename(&path, &away).unwrap();
    assert_eq!(stored(store.look_again(&written, &failure())), None);
    assert!(store.load().is_err());
    fs::rename(&away, &path).unwrap();
    assert!(store.begin(0).is_ok(), "it is opened again as soon as it can be");
}

#[test]
fn what_can_only_be_read_is_read_and_not_written() {
    let directory = TempDir::new().unwrap();
    let opening = opening(&directory, 1);
    let plan = made(&opening);
    without_log(&opening.path);
    let connection = open::open_unchanging(&opening).unwrap();
    let identity = Identity::of(&opening.path).unwrap();
    let mut store = Store {
        opening: opening.clone(),
        connection: Some(connection),
        read_only: true,
        identity,
        backed_up: None,
        warnings: Vec::new(),
    };
    assert_eq!(store.load().unwrap().0, plan);
    assert!(matches!(store.begin(0), Err(Error::ReadOnly(_))));
    fs::write(site::beside(&opening.path, "-wal"), b"steps").unwrap();
    assert!(matches!(open::open_unchanging(&opening), Err(Error::Unfolded(_))));
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_written_leaves_the_plan_readable() {
    use std::os::unix::fs::PermissionsExt;
    if rustix::process::geteuid().is_root() {
        eprintln!("skipped: nothing is forbidden to root");
        return;
    }
    let directory = TempDir::new().unwrap();
    let opening = opening(&directory, 1);
    let plan = made(&opening);
    without_log(&opening.path);
    let above = opening.path.parent().unwrap();
    fs::set_permissions(&opening.path, fs::Permissions::from_mode(0o400)).unwrap();
    fs::set_permissions(above, fs::Permissions::from_mode(0o500)).unwrap();
    let mut it = workspace(opening.clone());
    assert_eq!(it.snapshot().plan, plan);
    let mut moment = moment(3);
    assert!(matches!(it.undo(&mut moment), Err(Trouble::Failed(Error::ReadOnly(_)))));
    fs::set_permissions(above, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn check_finds_what_was_changed_behind_the_journal() {
    let directory = TempDir::new().unwrap();
    let opening = opening(&directory, 1);
    made(&opening);
    let check = |sql: &str| {
        let raw = Connection::open(&opening.path).unwrap();
        raw.execute_batch(&format!("PRAGMA foreign_keys = OFF; SAVEPOINT before; {sql}")).unwrap();
        raw.execute_batch("RELEASE before").unwrap();
        let found = Store::open(opening.clone()).unwrap().check();
        found.join("\n")
    };
    assert_eq!(check(""), "");
    for (change, back, expected) in [
        (
            "UPDATE task SET title = 'Log' WHERE number = 1",
            "UPDATE task SET title = 'Login page' WHERE number = 1",
            "the title of WEB-1 “Log” is not what the journal says",
        ),
        (
            "UPDATE journal SET sentence = 'x' WHERE number = 2",
            "",
            "line 2 of the journal (x) does not have the content",
        ),
        (
            "UPDATE number SET last = 2",
            "UPDATE number SET last = 3",
            "the last number of tasks of WEB is 2, though 3 was given",
        ),
        (
            "DELETE FROM tag",
            "INSERT INTO tag SELECT 'ui', id FROM task WHERE number = 1",
            "the table of tags is wrong in 1 row",
        ),
        (
            "UPDATE task SET percent = 200 WHERE number = 2",
            "UPDATE task SET percent = 0 WHERE number = 2",
            "200% of WEB-2",
        ),
        ("UPDATE link SET predecessor = x'00000000000000000000000000000001'", "", "does not exist"),
        ("DELETE FROM note", "", "is in the journal and not in its table"),
        ("UPDATE journal SET sequence = 9 WHERE number = 4", "", "is number 9 of its machine and follows 3"),
        ("DELETE FROM change WHERE line = 3; DELETE FROM journal WHERE number = 3", "", "something is missing"),
        ("UPDATE change SET edit = 'nonsense' WHERE line = 2", "", "line 2 of its journal"),
        ("UPDATE task SET due = 'someday' WHERE number = 2", "", "the due of a task: “someday” is not a date"),
    ] {
        let found = check(change);
        assert!(found.contains(expected), "{change}: {found}");
        if !back.is_empty() {
            check(back);
        }
    }
}

//! Damaged files: truncated, with flipped bits, random, of a newer version, of another program. They open, or one
//! sentence names the file; nothing panics; what opens with other data than were written is found by `check`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use milepost::domain::plan::Plan;
use milepost::store::Store;

use super::place::{self, Place};
use super::rig::{Random, Rig, Scale, nothing};

pub const RIGS: &[Rig] = &[
    Rig { name: "a file truncated anywhere gets a sentence", needs: nothing, run: truncated },
    Rig { name: "a flipped bit that changes data is found", needs: nothing, run: flipped },
    Rig { name: "overwritten sectors get a sentence", needs: nothing, run: overwritten },
    Rig { name: "files that are not ours get a sentence", needs: nothing, run: strangers },
    Rig { name: "control: a file changed behind the journal is found", needs: nothing, run: forged },
];

/// A file with some of everything, folded into one, and its plan.
fn sound() -> Result<(Vec<u8>, Plan)> {
    let place = Place::with_project();
    let tasks: String = (0..40)
        .map(|at| format!("Task number {at} due:fri p{} est:{}d +tag{} // A note\n", at % 4, 1 + at % 5, at % 3))
        .collect();
    place.run_with(["add", "-"], tasks.as_bytes()).ended(0)?;
    place.run(["person", "add", "ana"]).ended(0)?;
    place.run(["set", "1", "2", "3", "@ana", "in:doing"]).ended(0)?;
    place.run(["link", "4", "5"]).ended(0)?;
    place.run(["done", "6", "7"]).ended(0)?;
    place.run(["undo"]).ended(0)?;
    let (plan, _) = place.content()?;
    fold(&place.db)?;
    Ok((std::fs::read(&place.db)?, plan))
}

/// Folds the log in, as the screens do.
fn fold(path: &Path) -> Result<()> {
    let connection = rusqlite::Connection::open(path)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// What became of a damaged file.
#[derive(Debug, PartialEq)]
enum Fate {
    /// A sentence that names it.
    Told,
    /// It opened, and `check` has findings.
    Found,
    /// Nothing was noticed, and nothing that it says is other than it was.
    Harmless,
    /// Nothing was noticed, and it says something else.
    Silent,
}

/// Opens and checks a file as the program does. Errors: a panic, or a sentence that does not name the file.
fn fate(path: &Path, plan: &Plan) -> Result<Fate> {
    let told = |sentence: String| -> Result<Fate> {
        ensure!(sentence.contains("milepost.db"), "the sentence does not name the file: {sentence}");
        ensure!(!sentence.contains('\n') && sentence.len() < 1000, "no sentence: {sentence}");
        Ok(Fate::Told)
    };
    let looked = catch_unwind(AssertUnwindSafe(|| {
        let mut store = match Store::open(place::opening(path)) {
            Ok(store) => store,
            Err(error) => return told(error.to_string()),
        };
        let loaded = match store.load() {
            Ok((loaded, _)) => loaded,
            Err(error) => return told(error.to_string()),
        };
        // What the screens and the log read as well must not panic either.
        let _ = store.newest(100);
        Ok(match (store.check().is_empty(), loaded == *plan) {
            (false, _) => Fate::Found,
            (true, true) => Fate::Harmless,
            (true, false) => Fate::Silent,
        })
    }));
    looked.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        bail!(
            "a panic: {}",
            said.or_else(|| panic.downcast_ref::<&str>().map(|it| (*it).to_owned())).unwrap_or_default()
        )
    })
}

/// Counts of fates.
#[derive(Default)]
struct Tally {
    told: usize,
    found: usize,
    harmless: usize,
    silent: usize,
}

impl Tally {
    fn add(&mut self, fate: &Fate) {
        match fate {
            Fate::Told => self.told += 1,
            Fate::Found => self.found += 1,
            Fate::Harmless => self.harmless += 1,
            Fate::Silent => self.silent += 1,
        }
    }

    fn figures(&self) -> String {
        let felt = self.told + self.found + self.silent;
        format!(
            "{} told at opening, {} found by check, {} harmless, {} unnoticed: {:.2} % of those that change anything are noticed",
            self.told,
            self.found,
            self.harmless,
            self.silent,
            100.0 * (self.told + self.found) as f64 / felt.max(1) as f64
        )
    }
}

/// A directory for damaged files; each try takes away what the last one left.
struct Bench {
    place: Place,
}

impl Bench {
    fn new() -> Bench {
        Bench { place: Place::new() }
    }

    fn put(&self, bytes: &[u8]) -> Result<&Path> {
        for entry in std::fs::read_dir(self.place.beside())? {
            let path = entry?.path();
            if path.is_dir() { std::fs::remove_dir_all(path)? } else { std::fs::remove_file(path)? }
        }
        std::fs::write(&self.place.db, bytes)?;
        Ok(&self.place.db)
    }
}

fn truncated(scale: Scale) -> Result<String> {
    let (bytes, plan) = sound()?;
    let (bench, mut tally) = (Bench::new(), Tally::default());
    let mut programs = 0;
    for length in (0..bytes.len()).step_by(512) {
        let path = bench.put(&bytes[..length])?;
        let what = || format!("truncated to {length} bytes");
        let fate = fate(path, &plan).with_context(what)?;
        // An empty file is a new one: nothing in it is wrong.
        let empty = length == 0 && fate == Fate::Silent;
        ensure!(fate == Fate::Told || fate == Fate::Found || empty, "{}: {fate:?}", what());
        tally.add(if empty { &Fate::Harmless } else { &fate });
        if length % (512 * scale.of(64, 4)) == 512 {
            bench.put(&bytes[..length])?;
            // Where the end is missing that a list does not read, it may open; check finds it.
            let ran = bench.place.run(["list"]);
            ensure!(!ran.err.contains("panicked"), "{}: {}", what(), ran.err);
            if ran.code != Some(0) {
                ran.failed_saying("milepost.db").with_context(what)?;
            }
            let ran = bench.place.run(["check"]);
            ensure!(ran.code == Some(1) && !ran.err.contains("panicked"), "{}: {}{}", what(), ran.out, ran.err);
            programs += 1;
        }
    }
    Ok(format!("{} lengths ({programs} by the program): {}", bytes.len().div_ceil(512), tally.figures()))
}

fn flipped(scale: Scale) -> Result<String> {
    let (bytes, plan) = sound()?;
    let (bench, mut tally, mut random) = (Bench::new(), Tally::default(), Random::of(7));
    let flips = scale.of(100, 20_000);
    let mut silent = Vec::new();
    for _ in 0..flips {
        let (at, bit) = (random.below(bytes.len()), random.below(8));
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << bit;
        let path = bench.put(&damaged)?;
        let fate = fate(path, &plan).with_context(|| format!("bit {bit} of byte {at} flipped"))?;
        if fate == Fate::Silent {
            silent.push(format!("bit {bit} of byte {at}"));
        }
        tally.add(&fate);
    }
    ensure!(
        silent.is_empty(),
        "{} of {flips} flips change data and are not noticed: {}",
        silent.len(),
        silent.join(", ")
    );
    Ok(format!("{flips} flips: {}", tally.figures()))
}

fn overwritten(scale: Scale) -> Result<String> {
    let (bytes, plan) = sound()?;
    let (bench, mut tally, mut random) = (Bench::new(), Tally::default(), Random::of(8));
    let tries = scale.of(60, 5000);
    for number in 0..tries {
        let mut damaged = bytes.clone();
        let at = 512 * random.below(bytes.len() / 512);
        let kind = number % 3;
        for byte in &mut damaged[at..at + 512] {
            *byte = match kind {
                0 => 0,
                1 => 0xff,
                _ => u8::try_from(random.below(256)).unwrap(),
            };
        }
        let fate = fate(bench.put(&damaged)?, &plan).with_context(|| format!("sector at {at}, kind {kind}"))?;
        ensure!(fate != Fate::Silent, "sector at {at}, kind {kind}: data changed, nothing noticed");
        tally.add(&fate);
    }
    Ok(format!("{tries} sectors: {}", tally.figures()))
}

fn strangers(scale: Scale) -> Result<String> {
    let (bytes, _) = sound()?;
    let (bench, mut random) = (Bench::new(), Random::of(9));
    let mut tries = 0;
    for size in [1, 15, 16, 100, 511, 512, 4096, 100_000].into_iter().cycle().take(scale.of(8, 80)) {
        let noise: Vec<u8> = (0..size).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
        bench.put(&noise)?;
        for arguments in [&["list"][..], &["add", "Some words"], &["check"]] {
            let ran = bench.place.run(arguments);
            let said = format!("{}{}", ran.out, ran.err);
            ensure!(said.contains("milepost.db") && !said.contains("panicked"), "{size} random bytes: {said}");
            ensure!(
                ran.code == Some(1) || (arguments[0] == "add" && said.contains("queued")),
                "{:?}: {said}",
                ran.code
            );
            ensure!(std::fs::read(&bench.place.db)? == noise, "a file that is not ours was written to");
        }
        tries += 1;
    }
    bench.put(&bytes)?;
    rusqlite::Connection::open(&bench.place.db)?.execute_batch("PRAGMA user_version = 99")?;
    bench.place.run(["list"]).failed_saying("newer")?;
    bench.place.run(["add", "Some words"]).failed_saying("newer")?;
    bench.put(b"")?;
    rusqlite::Connection::open(&bench.place.db)?
        .execute_batch("CREATE TABLE task (id INTEGER, title TEXT); INSERT INTO task VALUES (1, 'theirs')")?;
    bench.place.run(["list"]).failed_saying("not a file of milepost")?;
    bench.place.run(["add", "Some words"]).failed_saying("not a file of milepost")?;
    // Ours by its number, but with a trigger and a view of somebody else.
    bench.put(&bytes)?;
    rusqlite::Connection::open(&bench.place.db)?.execute_batch(
        "CREATE TRIGGER gift AFTER INSERT ON task BEGIN DELETE FROM task; END; CREATE VIEW trap AS SELECT * FROM task",
    )?;
    bench.place.run(["list"]).failed_saying("milepost.db")?;
    let directory = Place::at(bench.place.beside().into());
    directory.run(["list"]).failed_saying("not a file")?;
    Ok(format!(
        "{tries} files of random bytes, a newer version, a stranger’s tables, a stranger’s trigger, a directory"
    ))
}

fn forged(_: Scale) -> Result<String> {
    let (bytes, plan) = sound()?;
    let bench = Bench::new();
    let forgeries = [
        "UPDATE task SET title = 'Another' WHERE rowid = 1",
        "DELETE FROM link",
        "UPDATE journal SET sentence = 'Nothing happened' WHERE number = 3",
        "UPDATE change SET edit = replace(edit, 'number 7', 'number 9')",
        "DELETE FROM change WHERE line = (SELECT max(number) FROM journal)",
        "DELETE FROM journal WHERE number = (SELECT max(number) FROM journal)",
    ];
    for sql in forgeries {
        bench.put(&bytes)?;
        let connection = rusqlite::Connection::open(&bench.place.db)?;
        connection.execute_batch("PRAGMA foreign_keys = OFF")?;
        connection.execute_batch(sql)?;
        drop(connection);
        let fate = fate(&bench.place.db, &plan).context(sql)?;
        ensure!(matches!(fate, Fate::Found | Fate::Told), "{sql}: {fate:?}");
    }
    Ok(format!("{} forgeries found", forgeries.len()))
}

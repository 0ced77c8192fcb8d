//! A disk that fails at the k-th write or sync, for every k; one that fills up after so many bytes; a program killed in
//! place of its k-th write. Done by a small C library that stands before the C library (`failing.c`).

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, bail, ensure};
use milepost::domain::change::Line;
use milepost::domain::plan::Plan;
use milepost::domain::task::Task;
use tempfile::TempDir;

use super::place::{self, Place, Ran};
use super::pty::Screens;
use super::rig::{Rig, Scale, a_compiler};

pub const RIGS: &[Rig] = &[
    Rig { name: "a write that fails is told and loses nothing", needs: a_compiler, run: every_write },
    Rig { name: "killed in place of any write loses nothing", needs: a_compiler, run: killed_at_every_write },
    Rig { name: "a disk that fills up is told and loses nothing", needs: a_compiler, run: fills_up },
    Rig { name: "screens live on when the disk fails", needs: a_compiler, run: screens_live_on },
    Rig { name: "control: a disk that lies is noticed", needs: a_compiler, run: lies },
];

/// The library, compiled once.
fn library() -> &'static Path {
    static BUILT: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let build = || {
        let directory = TempDir::new().unwrap();
        let library = directory.path().join("failing.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/failing.c");
        let done =
            Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).args([source, "-ldl"]).status();
        assert!(done.unwrap().success(), "failing.c does not compile");
        (directory, library)
    };
    &BUILT.get_or_init(build).1
}

/// Which fault.
#[derive(Clone, Debug)]
struct Fault {
    at: usize,
    how: &'static str,
    stays: bool,
    room: Option<usize>,
}

impl Fault {
    const NONE: Fault = Fault { at: 0, how: "eio", stays: false, room: None };

    fn variables(&self, place: &Place) -> Vec<(&'static str, String)> {
        let mut all = vec![
            ("LD_PRELOAD", library().to_string_lossy().into_owned()),
            ("FAULT_UNDER", place.path().to_string_lossy().into_owned()),
            ("FAULT_AT", self.at.to_string()),
            ("FAULT_HOW", self.how.to_owned()),
            ("FAULT_STAYS", u8::from(self.stays).to_string()),
            ("FAULT_TOLD", told().to_string_lossy().into_owned()),
        ];
        all.extend(self.room.map(|room| ("FAULT_ROOM", room.to_string())));
        all
    }
}

/// Where the library writes how many calls it saw; a file for each thread that runs a rig.
fn told() -> PathBuf {
    let thread = format!("{:?}", std::thread::current().id());
    library().with_file_name(format!("calls-{}", thread.replace(|it: char| !it.is_ascii_digit(), "")))
}

/// A file that was worked on, to begin each try from.
struct Before {
    place: Place,
    lines: Vec<Line>,
}

impl Before {
    fn new() -> Result<Before> {
        let place = Place::with_project();
        place.run_with(["add", "-"], b"First\nSecond due:fri\nThird p1 in:doing\nFourth +tag\n").ended(0)?;
        place.run(["done", "1"]).ended(0)?;
        let (_, lines) = place.content()?;
        Ok(Before { place, lines })
    }

    fn copy(&self) -> Result<Place> {
        let place = Place::new();
        place::copy(self.place.path(), place.path())?;
        Ok(place)
    }
}

fn run(place: &Place, arguments: &[&str], fault: &Fault) -> Result<Ran> {
    Ok(place.command(arguments).envs(fault.variables(place)).output()?.into())
}

/// How many writes and syncs a command makes.
fn calls(before: &Before, arguments: &[&str]) -> Result<usize> {
    let place = before.copy()?;
    run(&place, arguments, &Fault::NONE)?.ended(0)?;
    let calls: usize = std::fs::read_to_string(told())?.trim().parse()?;
    ensure!(calls > 0, "the library saw no write: it is not in place");
    Ok(calls)
}

/// What the program may say and what the file may hold after a fault. Errors: what does not hold.
fn judge(before: &Before, place: &Place, arguments: &[&str], ran: &Ran) -> Result<&'static str> {
    let (plan, lines) = place.content().context("the file afterwards")?;
    ensure!(lines.len() >= before.lines.len(), "{} steps are gone", before.lines.len() - lines.len());
    ensure!(lines[..before.lines.len()] == before.lines[..], "the journal’s past has changed");
    let new = lines.len() - before.lines.len();
    ensure!(new <= 1, "one step was begun, {new} are there");
    let said = format!("{}{}", ran.out, ran.err);
    ensure!(!said.contains("panicked"), "a panic: {said}");
    let title = arguments.last().context("a title")?;
    let verdict = match ran.code {
        Some(0) if said.contains("queued") => {
            place.run(["list"]).ended(0).context("the next command")?;
            let (plan, _) = place.content()?;
            let found = titles(&plan).iter().filter(|it| *it == title).count();
            ensure!(found == 1, "it was queued, and is there {found} times");
            "queued"
        }
        Some(0) => {
            ensure!(new == 1, "a step was claimed that is not there: {said}");
            "done"
        }
        Some(1) => {
            ran.is_a_sentence()?;
            // A step may be on disk and what the machine remembers besides not: then both are said.
            ensure!(ran.out.trim().is_empty() || new == 1, "a step was claimed that is not there: {said}");
            let found = titles(&plan).iter().any(|it| it == title);
            ensure!(
                new == 0
                    || !ran.out.is_empty()
                    || said.contains("is in the file")
                    || said.contains("see with milepost")
                    || said.contains("with milepost log"),
                "a step is there that was said to have failed: {said}"
            );
            ensure!(arguments[0] != "add" || found || said.contains(title), "the words are lost: {said}");
            "refused"
        }
        other => bail!("ended with {other:?}: {said}"),
    };
    place.is_clean()?;
    Ok(verdict)
}

fn titles(plan: &Plan) -> Vec<String> {
    plan.all::<Task>().map(|task| task.title.clone()).collect()
}

fn errands(scale: Scale) -> &'static [&'static [&'static str]] {
    let all: &[&[&str]] = &[
        &["add", "Words that matter"],
        &["set", "2", "3", "+later", "p0"],
        &["undo"],
        &["note", "3", "A note"],
        &["move", "2", "3", "4", "review"],
        &["person", "add", "ana"],
        &["new", "OPS", "Operations"],
    ];
    if scale.long { all } else { &all[..2] }
}

fn every_write(scale: Scale) -> Result<String> {
    let before = Before::new()?;
    let (mut tries, mut done, mut queued, mut refused) = (0, 0, 0, 0);
    for arguments in errands(scale) {
        for at in 1..=calls(&before, arguments)? {
            let kinds = [("eio", false), ("enospc", true), ("enospc", false), ("eio", true)];
            // In the short form one kind for each write, in turn.
            let kinds = if scale.long { &kinds[..] } else { &kinds[at % 4..=at % 4] };
            for &(how, stays) in kinds {
                let fault = Fault { at, how, stays, room: None };
                let place = before.copy()?;
                let ran = run(&place, arguments, &fault)?;
                let what = || format!("{arguments:?} with {fault:?}: {}{}", ran.out, ran.err);
                match judge(&before, &place, arguments, &ran).with_context(what)? {
                    "done" => done += 1,
                    "queued" => queued += 1,
                    _ => refused += 1,
                }
                tries += 1;
            }
        }
    }
    ensure!(refused + queued > 0, "no fault was ever felt: the rig shows nothing");
    Ok(format!("{tries} faults: {done} done all the same, {queued} queued, {refused} told; nothing lost"))
}

fn killed_at_every_write(scale: Scale) -> Result<String> {
    let before = Before::new()?;
    let mut tries = 0;
    let errands = errands(scale);
    for arguments in if scale.long { errands } else { &errands[..1] } {
        for at in 1..=calls(&before, arguments)? {
            let place = before.copy()?;
            let ran = run(&place, arguments, &Fault { at, how: "kill", ..Fault::NONE })?;
            ensure!(ran.code.is_none(), "{arguments:?}: write {at} came never");
            let (_, lines) = place.content().with_context(|| format!("{arguments:?} killed at write {at}"))?;
            ensure!(
                lines[..before.lines.len()] == before.lines[..],
                "{arguments:?} killed at write {at}: steps are gone"
            );
            let claimed = usize::from(ran.out.ends_with('\n'));
            ensure!(
                lines.len() - before.lines.len() >= claimed,
                "{arguments:?} killed at write {at}: claimed, not there"
            );
            place.is_clean()?;
            tries += 1;
        }
    }
    Ok(format!("{tries} kills, each in place of another write"))
}

/// A disk with so many bytes left: lines are added until it is full, and more.
fn fills_up(scale: Scale) -> Result<String> {
    let before = Before::new()?;
    let (mut tries, mut added, mut kept) = (0, 0, 0);
    for room in (0..scale.of(7, 60)).map(|at| at * scale.of(30_000, 5_000) + 500) {
        let place = before.copy()?;
        let lines: String = (0..60).map(|at| format!("Task {at} {}\n", "with many words ".repeat(20))).collect();
        let mut command = place.command(["add", "-"]);
        command.envs(Fault { room: Some(room), ..Fault::NONE }.variables(&place));
        let input = place.path().join("lines");
        std::fs::write(&input, lines)?;
        command.stdin(std::fs::File::open(&input)?);
        let ran = Ran::from(command.output()?);
        let what = || format!("{room} bytes of room: {}{}", ran.out, ran.err);
        ensure!(
            matches!(ran.code, Some(0 | 1)) && !ran.err.contains("panicked"),
            "ended with {:?}, {}",
            ran.code,
            what()
        );
        let claimed = ran.out.lines().filter(|line| line.starts_with("WEB-")).count();
        let (plan, journal) = place.content().with_context(what)?;
        ensure!(journal.len() >= before.lines.len() + claimed, "claimed and not there, {}", what());
        place.is_clean().with_context(what)?;
        place.run(["add", "There is room again"]).ended(0).with_context(what)?;
        let (after, _) = place.content()?;
        ensure!(titles(&after).len() > titles(&plan).len(), "not added when there was room again");
        (tries, added, kept) = (tries + 1, added + claimed, kept + journal.len() - before.lines.len());
    }
    Ok(format!("{tries} disks filled up: {added} tasks acknowledged, {kept} in the files"))
}

/// The disk fails while a task is typed in the screens: they say so, go on, and nothing is claimed.
fn screens_live_on(scale: Scale) -> Result<String> {
    let mut tries = 0;
    for (how, at) in [("enospc", 1), ("eio", 2), ("eio", 3), ("enospc", 4)].into_iter().take(scale.of(2, 4)) {
        let place = Place::with_project();
        place.run(["add", "First in:ready"]).ended(0)?;
        let known = place.content()?.1.len();
        // Writes that opening makes are let through.
        let opened = {
            let mut screens = Screens::open_with(&place, 24, 100, &Fault::NONE.variables(&place))?;
            screens.send("q")?;
            screens.end(std::time::Duration::from_secs(10))?;
            std::fs::read_to_string(told())?.trim().parse::<usize>()?
        };
        let fault = Fault { at: opened + at, how, stays: false, room: None };
        let mut screens = Screens::open_with(&place, 24, 100, &fault.variables(&place))?;
        screens.send("aFailing task\r")?;
        // What could not be written waits and is tried again.
        screens.wait_for_step("Failing task").with_context(|| format!("{fault:?}"))?;
        screens.send("aSecond try\r")?;
        screens.wait_for_step("Second try").with_context(|| format!("{fault:?}"))?;
        drop(screens);
        let (plan, lines) = place::content(&place.db).with_context(|| format!("{fault:?}"))?;
        ensure!(lines.len() > known, "{fault:?}: nothing was written after the disk worked again");
        ensure!(titles(&plan) == ["First", "Failing task", "Second try"], "{fault:?}: {:?}", titles(&plan));
        place.is_clean()?;
        tries += 1;
    }
    Ok(format!("{tries} failing disks under the screens"))
}

/// The judge on a disk that says it wrote and did not.
fn lies(_: Scale) -> Result<String> {
    let before = Before::new()?;
    let arguments = ["add", "Words that matter"];
    let mut noticed = None;
    for at in 1..=calls(&before, &arguments)? {
        let place = before.copy()?;
        let ran = run(&place, &arguments, &Fault { at, how: "lie", stays: true, room: None })?;
        if let Err(error) = judge(&before, &place, &arguments, &ran) {
            noticed = Some(format!("noticed: {error}"));
        }
    }
    noticed.context("a disk that lies went unnoticed at every write")
}

//! SIGKILL at random instants: of commands, with acknowledgements on a pipe, and of the screens on a terminal, with keys
//! sent to them. Every step that was acknowledged is in the file, none is there in part, and `check` finds nothing.

use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use milepost::domain::change::Line;
use milepost::domain::plan::Plan;
use milepost::domain::task::Task;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::place::Place;
use super::pty::Screens;
use super::rig::{Random, Rig, Scale, nothing};

pub const RIGS: &[Rig] = &[
    Rig { name: "killed commands lose nothing", needs: nothing, run: commands },
    Rig { name: "killed screens lose nothing", needs: nothing, run: screens },
    Rig { name: "a triage killed in the middle leaves the rest of the inbox", needs: nothing, run: triage },
    Rig { name: "control: a claim before the write is noticed", needs: nothing, run: early_claim },
    Rig { name: "a closed window ends the screens", needs: nothing, run: closed_window },
    Rig { name: "control: a program deaf to its closed window is noticed", needs: nothing, run: deaf },
];

/// What a file is known to hold.
struct Ledger {
    lines: Vec<Line>,
}

impl Ledger {
    fn of(place: &Place) -> Result<Ledger> {
        Ok(Ledger { lines: place.content()?.1 })
    }

    /// Reads the file again after a kill: what was there is there, and of the new steps at least those that were
    /// acknowledged, at most those that were begun. Gives the plan, and the new lines.
    fn follow(&mut self, place: &Place, acknowledged: usize, begun: usize) -> Result<(Plan, usize)> {
        let (plan, lines) = place.content()?;
        let known = self.lines.len();
        ensure!(lines.len() >= known, "{} lines of the journal are gone", known - lines.len());
        ensure!(lines[..known] == self.lines[..], "the journal’s past has changed");
        let new = lines.len() - known;
        ensure!(new >= acknowledged, "{acknowledged} steps were acknowledged, {new} are there");
        ensure!(new <= begun, "{begun} steps were begun, {new} are there");
        self.lines = lines;
        Ok((plan, new))
    }
}

/// A command to be killed: its arguments, what it reads, how many steps it makes.
struct Errand {
    arguments: Vec<String>,
    stdin: String,
    steps: usize,
}

fn errand(arguments: &[&str]) -> Errand {
    Errand { arguments: arguments.iter().map(|it| (*it).to_owned()).collect(), stdin: String::new(), steps: 1 }
}

fn some_errand(number: usize, refs: &[String], random: &mut Random) -> Errand {
    let some = |random: &mut Random| refs[random.below(refs.len())].clone();
    let (a, b, c) = (some(random), some(random), some(random));
    match random.below(10) {
        0..=2 => errand(&["add", &format!("Task {number} due:fri p1 +killed in:ready")]),
        3 => {
            let stdin: String = (0..40).map(|at| format!("Task {number}-{at}\n")).collect();
            Errand { stdin, steps: 40, ..errand(&["add", "-"]) }
        }
        4 => errand(&["done", &a, &b, &c]),
        5 => errand(&["move", &a, &b, &c, "doing"]),
        6 => errand(&["set", &a, &b, &c, &format!("+n{number}"), "p0", "due:mon", "in:review"]),
        7 => errand(&["note", &a, &"a long note ".repeat(200)]),
        8 => errand(&["undo"]),
        _ => errand(&["set", &a, &format!("Another title {number}")]),
    }
}

/// Reads the pipe until the instant, kills, reads what was still written; gives whole lines.
fn killed_at(mut child: Child, instant: Instant) -> Result<(usize, bool)> {
    let mut pipe = child.stdout.take().context("its stdout is a pipe")?;
    let (mut said, mut piece, mut ended) = (Vec::new(), [0; 4096], false);
    loop {
        let wait = instant.saturating_duration_since(Instant::now());
        let came = poll(&mut [PollFd::new(&pipe, PollFlags::IN)], Some(&Timespec::try_from(wait)?))?;
        if came == 0 {
            break;
        }
        let length = pipe.read(&mut piece)?;
        said.extend(&piece[..length]);
        if length == 0 {
            ended = true;
            break;
        }
    }
    child.kill()?;
    pipe.read_to_end(&mut said)?;
    let status = child.wait()?;
    let refused = ended && status.code() == Some(2);
    ensure!(!ended || refused || status.success() || status.code().is_none(), "it failed by itself: {status}");
    Ok((said.iter().filter(|byte| **byte == b'\n').count(), !ended || status.code().is_none()))
}

fn spawn(place: &Place, errand: &Errand) -> Result<Child> {
    let mut command = place.command(&errand.arguments);
    command.stdin(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    // A few lines always fit into the pipe.
    child.stdin.take().context("its stdin is a pipe")?.write_all(errand.stdin.as_bytes())?;
    Ok(child)
}

fn refs(plan: &Plan) -> Vec<String> {
    plan.all::<Task>().filter(|task| task.dropped.is_none()).map(|task| plan.task_ref(task.id)).collect()
}

/// How long commands take here: the longest of a few.
fn usual(place: &Place) -> Duration {
    let took = (0..3).map(|at| {
        let begun = Instant::now();
        place.run(["add", &format!("Measured {at}")]).ended(0).unwrap();
        begun.elapsed()
    });
    took.max().unwrap()
}

fn commands(scale: Scale) -> Result<String> {
    let wanted = scale.of(40, 2000);
    let mut random = Random::of(1);
    let (mut kills, mut acknowledged, mut kept, mut number) = (0, 0, 0, 0);
    while kills < wanted {
        // A new file now and then keeps a run of 2,000 from becoming slow.
        let place = Place::with_project();
        let usual = usual(&place);
        let mut ledger = Ledger::of(&place)?;
        let mut refs = refs(&place.content()?.0);
        for _ in 0..100.min(wanted) {
            number += 1;
            let errand = some_errand(number, &refs, &mut random);
            let longest = usual * if errand.steps > 1 { 6 } else { 2 };
            let instant = Instant::now() + longest.mul_f64(random.below(1000) as f64 / 1000.0);
            let (echoes, killed) = killed_at(spawn(&place, &errand)?, instant)?;
            let what = || format!("{:?} (errand {number})", errand.arguments);
            let (plan, new) = ledger.follow(&place, echoes, errand.steps).with_context(what)?;
            place.is_clean().with_context(what)?;
            refs = self::refs(&plan);
            (acknowledged, kept, kills) = (acknowledged + echoes, kept + new, kills + usize::from(killed));
            if kills == wanted {
                break;
            }
        }
    }
    ensure!(acknowledged > 0 && kept >= acknowledged, "nothing was acknowledged: the rig shows nothing");
    Ok(format!(
        "{kills} kills in {number} commands, {acknowledged} steps acknowledged, {kept} in the file, check clean"
    ))
}

/// The same judge on a program that claims what it has not written.
fn early_claim(_: Scale) -> Result<String> {
    let place = Place::with_project();
    let mut ledger = Ledger::of(&place)?;
    let child = place.other_role("claims early").spawn()?;
    let (echoes, _) = until_it_spoke(child)?;
    match ledger.follow(&place, echoes, 1) {
        Ok(_) => bail!("a step that was claimed and never written went unnoticed"),
        Err(error) => Ok(format!("noticed: {error:#}")),
    }
}

fn until_it_spoke(mut child: Child) -> Result<(usize, bool)> {
    let mut pipe = child.stdout.take().context("its stdout is a pipe")?;
    let mut piece = [0; 4096];
    let length = pipe.read(&mut piece)?;
    child.kill()?;
    child.wait()?;
    Ok((piece[..length].iter().filter(|byte| **byte == b'\n').count(), true))
}

/// Titles typed into the prompt, cards moved; a notice that names the step is the acknowledgement.
fn screens(scale: Scale) -> Result<String> {
    let wanted = scale.of(4, 200);
    let mut random = Random::of(2);
    let place = Place::with_project();
    let mut ledger = Ledger::of(&place)?;
    let (mut claims, mut kept) = (0, 0);
    for kill in 0..wanted {
        let mut screens = Screens::open(&place, 24, 100)?;
        let end = Instant::now() + Duration::from_millis(random.below(600) as u64);
        let (mut typed, mut shown) = (0, Vec::new());
        while Instant::now() < end {
            let title = format!("Killed {kill}-{typed}");
            screens.send(&format!("a{title} in:ready\r"))?;
            typed += 1;
            if !screens.take_until_shown(&format!("“{title}”"), end) {
                break;
            }
            shown.push(title);
            // The card goes right, and nobody waits for it: that key may meet the kill.
            screens.send("L")?;
        }
        screens.kill();
        let what = || format!("kill {kill}");
        // Each title is a step and each move.
        let (plan, new) = ledger.follow(&place, shown.len(), 2 * typed).with_context(what)?;
        let titles: Vec<&str> = plan.all::<Task>().map(|task| task.title.as_str()).collect();
        for title in &shown {
            ensure!(titles.contains(&title.as_str()), "{}: {title} was shown as added and is not there", what());
        }
        place.is_clean().with_context(what)?;
        (claims, kept) = (claims + shown.len(), kept + new);
    }
    ensure!(claims > 0, "nothing was ever shown as added: the rig shows nothing");
    Ok(format!("{wanted} kills, {claims} tasks shown as added, {kept} steps in the file, check clean"))
}

/// Captured lines accepted one after another; of those whose notice was not read yet, some may be decided too.
fn triage(scale: Scale) -> Result<String> {
    const LINES: usize = 30;
    let kills = scale.of(3, 60);
    let mut random = Random::of(3);
    let (mut claims, mut kept) = (0, 0);
    for kill in 0..kills {
        let place = Place::with_project();
        let lines: String = (0..LINES).map(|at| format!("Captured {at:02}\n")).collect();
        place.run_with(["add", "-"], lines.as_bytes()).ended(0)?;
        let mut ledger = Ledger::of(&place)?;
        let inbox = |plan: &Plan| -> Vec<String> {
            let open = plan.all::<Task>().filter(|task| task.dropped.is_none() && task.place.is_none());
            open.map(|task| task.title.clone()).filter(|title| title.starts_with("Captured")).collect()
        };
        let before = inbox(&place.content()?.0);
        ensure!(before.len() == LINES, "{} of {LINES} lines are in the inbox", before.len());
        let mut screens = Screens::open(&place, 24, 100)?;
        screens.send("gi")?;
        screens.wait_for("Captured 00")?;
        let end = Instant::now() + Duration::from_millis(random.below(400) as u64);
        let (mut sent, mut shown) = (0, Vec::new());
        for title in &before {
            screens.send("\r")?;
            sent += 1;
            if !screens.take_until_shown(&format!("“{title}”"), end) {
                break;
            }
            shown.push(title);
        }
        screens.kill();
        let what = || format!("kill {kill}");
        let (plan, new) = ledger.follow(&place, shown.len(), sent).with_context(what)?;
        let after = inbox(&plan);
        ensure!(after.len() + new == LINES, "{}: {new} decided, {} left of {LINES}", what(), after.len());
        ensure!(!shown.iter().any(|title| after.contains(title)), "{}: a decision that was shown is gone", what());
        place.is_clean().with_context(what)?;
        (claims, kept) = (claims + shown.len(), kept + new);
    }
    ensure!(claims > 0, "no decision was ever shown: the rig shows nothing");
    Ok(format!("{kills} kills, {claims} decisions shown, {kept} in the file, the rest of each inbox there"))
}

fn closed_window(scale: Scale) -> Result<String> {
    let place = Place::with_project();
    let mut slowest = Duration::ZERO;
    let windows = scale.of(2, 20);
    for _ in 0..windows {
        let mut screens = Screens::open(&place, 24, 80)?;
        screens.send("aClosed while typing")?;
        screens.hang_up();
        let begun = Instant::now();
        let status = screens.end(Duration::from_secs(10))?;
        slowest = slowest.max(begun.elapsed());
        ensure!(status.exit_code() == 129 || status.signal().is_some(), "ended with {}", status.exit_code());
        place.is_clean()?;
    }
    Ok(format!("{windows} windows closed, ended within {} ms, check clean", slowest.as_millis()))
}

fn deaf(_: Scale) -> Result<String> {
    let mut program = Screens::of_role("deaf")?;
    program.hang_up();
    match program.end(Duration::from_secs(1)) {
        Ok(_) => bail!("a program that takes no notice of its closed window was taken for one that ended"),
        Err(error) => Ok(format!("noticed: {error:#}")),
    }
}

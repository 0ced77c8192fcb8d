//! A program that holds the write lock and never lets go, because it was stopped (SIGSTOP).

use std::io::{BufRead, BufReader};
use std::process::Child;

use anyhow::{Context, Result, bail, ensure};
use milepost::domain::task::Task;
use rustix::process::{Pid, Signal, kill_process};

use super::place::Place;
use super::pty::Screens;
use super::rig::{Rig, Scale, nothing};

pub const RIGS: &[Rig] = &[
    Rig { name: "a capture is queued while another holds the lock", needs: nothing, run: capture },
    Rig { name: "screens keep a step while another holds the lock", needs: nothing, run: pending },
    Rig { name: "control: a lock that nobody holds is noticed", needs: nothing, run: not_held },
];

/// A process that was stopped while it holds the lock.
struct Holder(Child);

impl Holder {
    fn of(place: &Place) -> Result<Holder> {
        let mut child = place.other_role("holder").spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its stdout is a pipe")?).read_line(&mut line)?;
        ensure!(line == "held\n", "the lock was not taken: {line}");
        let holder = Holder(child);
        holder.signal(Signal::STOP);
        Ok(holder)
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.0.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Goes on, and gives the lock back.
    fn let_go(mut self) -> Result<()> {
        self.signal(Signal::CONT);
        drop(self.0.stdin.take());
        ensure!(self.0.wait()?.success(), "the holder failed");
        Ok(())
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn titles(place: &Place) -> Result<Vec<String>> {
    Ok(place.content()?.0.all::<Task>().map(|task| task.title.clone()).collect())
}

/// Says that it is queued; the next command takes it in, once.
fn queues(place: &Place, words: &str) -> Result<()> {
    let ran = place.run(["add", words, "due:fri"]).ended(0)?;
    ensure!(
        format!("{}{}", ran.out, ran.err).contains("queued"),
        "it was not said to be queued: {}{}",
        ran.out,
        ran.err
    );
    Ok(())
}

fn capture(scale: Scale) -> Result<String> {
    let place = Place::with_project();
    let holder = Holder::of(&place)?;
    queues(&place, "Said while locked")?;
    place.run(["list"]).ended(0).context("reading while another holds the lock")?;
    if scale.long {
        place.run(["set", "WEB-1", "p0"]).failed_saying("")?;
        place.run(["new", "OPS", "Operations"]).failed_saying("locked")?;
    }
    holder.let_go()?;
    place.run(["list"]).ended(0)?;
    place.run(["add", "Said afterwards"]).ended(0)?;
    let titles = titles(&place)?;
    ensure!(
        titles == ["Said while locked", "Said afterwards"] || titles == ["Said afterwards", "Said while locked"],
        "{titles:?}"
    );
    place.is_clean()?;
    Ok("queued while the holder is stopped, taken in once by the next command".to_owned())
}

fn not_held(_: Scale) -> Result<String> {
    let place = Place::with_project();
    Holder::of(&place)?.let_go()?;
    match queues(&place, "Said while nobody holds the lock") {
        Ok(()) => bail!("a line was taken for queued although nobody holds the lock"),
        Err(_) => Ok("noticed: it was not said to be queued".to_owned()),
    }
}

fn pending(_: Scale) -> Result<String> {
    let place = Place::with_project();
    place.run(["add", "First in:ready"]).ended(0)?;
    let mut screens = Screens::open(&place, 24, 100)?;
    screens.wait_for("First")?;
    let holder = Holder::of(&place)?;
    screens.send("aSecond in:ready\r")?;
    screens.wait_for("lock")?;
    // Alive: help opens and closes, the cursor moves.
    screens.send("?")?;
    screens.wait_for("─ Keys ─")?;
    screens.send("\x1b")?;
    screens.wait_until("the board again", |screen| !screen.contains("─ Keys ─"))?;
    ensure!(titles(&place)? == ["First"], "the step was written although another holds the lock");
    holder.let_go()?;
    screens.wait_until("the step, when the lock is free", |screen| {
        screen.contains("Second") && !screen.contains("locked")
    })?;
    screens.send("q")?;
    screens.end(std::time::Duration::from_secs(10))?;
    ensure!(titles(&place)? == ["First", "Second"], "the step is there once: {:?}", titles(&place)?);
    place.is_clean()?;
    Ok("pending on screen while the holder is stopped, written when it goes on".to_owned())
}

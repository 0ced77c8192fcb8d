//! The folder of a demo: gone with the program, however it ends; after SIGKILL with the next demo.

use std::time::Duration;

use anyhow::{Result, ensure};
use rustix::process::Signal;

use super::place::Place;
use super::pty::Screens;
use super::rig::{Rig, Scale, nothing};

pub const RIGS: &[Rig] = &[Rig { name: "a demo that is ended leaves no folder", needs: nothing, run: ended }];

/// What ends a demo, and whether it can still clear up itself.
const ENDS: [(&str, bool); 4] = [("TERM", true), ("HUP", true), ("a closed window", true), ("KILL", false)];

fn ended(_: Scale) -> Result<String> {
    let place = Place::new();
    let temporary = tempfile::tempdir()?;
    let variables = [("TMPDIR", temporary.path().to_string_lossy().into_owned())];
    let folders = || std::fs::read_dir(temporary.path()).map(Iterator::count);
    let demo = || Screens::of_command(&place, &["demo"], 24, 80, &variables);
    for (what, clears_up) in ENDS {
        let mut screens = demo()?;
        ensure!(folders()? == 1, "{what}: the demo has no folder of its own");
        match what {
            "TERM" => screens.signal(Signal::TERM),
            "HUP" => screens.signal(Signal::HUP),
            "KILL" => screens.kill(),
            _ => screens.hang_up(),
        }
        screens.end(Duration::from_secs(20))?;
        ensure!(folders()? == usize::from(!clears_up), "{what} left {} folders", folders()?);
    }
    let printed = || place.command(["demo", "--print"]).env("TMPDIR", temporary.path()).output();
    ensure!(printed()?.status.success() && folders()? == 0, "the next demo left what a killed one had left");
    let mut screens = demo()?;
    ensure!(printed()?.status.success() && folders()? == 1, "a demo took away the folder of another that runs");
    screens.send("q")?;
    screens.end(Duration::from_secs(20))?;
    ensure!(folders()? == 0, "quitting left the folder");
    Ok(format!("{} ways to end", ENDS.len() + 1))
}

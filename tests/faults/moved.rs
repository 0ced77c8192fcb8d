//! The file vanishes, is replaced, or its directory cannot be written, under the program.

use std::os::unix::fs::PermissionsExt;

use anyhow::{Context, Result, bail, ensure};
use milepost::domain::command::Command;
use milepost::domain::task::Task;
use milepost::workspace::Trouble;

use super::place::{self, Place};
use super::pty::Screens;
use super::rig::{Rig, Scale, nothing};

pub const RIGS: &[Rig] = &[
    Rig { name: "a file that vanished or was replaced is not written", needs: nothing, run: in_process },
    Rig { name: "screens live on when their file vanishes", needs: nothing, run: screens },
    Rig { name: "a directory that cannot be written gets a sentence", needs: not_root_or_dropped, run: read_only },
    Rig { name: "control: the file put back is written again", needs: nothing, run: put_back },
];

fn capture(words: &str, moment: &mut milepost::domain::draft::Moment) -> Command {
    let (id, said) = (moment.ids.take(), moment.today);
    Command::Capture { id, line: words.into(), said, project: None, column: None, parent: None, leniently: false }
}

fn in_process(_: Scale) -> Result<String> {
    for replaced in [false, true] {
        let (place, other) = (Place::with_project(), Place::with_project());
        let mut workspace = place::workspace(&place.db)?;
        let mut moment = place::moment(1);
        workspace.run(&capture("First", &mut moment), &mut moment)?;
        let away = place.path().join("away.db");
        std::fs::rename(&place.db, &away)?;
        if replaced {
            std::fs::copy(&other.db, &place.db)?;
        }
        let before = if replaced { std::fs::read(&place.db)? } else { Vec::new() };
        match workspace.run(&capture("Second", &mut moment), &mut moment) {
            Ok(done) => bail!("“{}” was claimed although the file is gone", done.sentence),
            Err(Trouble::Failed(error)) => {
                let said = error.to_string();
                ensure!(
                    said.contains("milepost.db") && said.contains(if replaced { "replaced" } else { "gone" }),
                    "{said}"
                );
            }
            Err(other) => bail!("refused, not failed: {other}"),
        }
        ensure!(workspace.catch_up().is_err(), "the screens would not notice");
        if replaced {
            ensure!(std::fs::read(&place.db)? == before, "the other file was written to");
        } else {
            ensure!(!place.db.exists(), "a file was made where the old one had been");
        }
    }
    Ok("vanished and replaced: one sentence each, nothing written".to_owned())
}

fn put_back(_: Scale) -> Result<String> {
    let place = Place::with_project();
    let mut workspace = place::workspace(&place.db)?;
    let mut moment = place::moment(1);
    let away = place.path().join("away.db");
    std::fs::rename(&place.db, &away)?;
    ensure!(workspace.run(&capture("First", &mut moment), &mut moment).is_err(), "claimed");
    std::fs::rename(&away, &place.db)?;
    workspace.run(&capture("Second", &mut moment), &mut moment).context("after it was put back")?;
    Ok("written again".to_owned())
}

fn screens(_: Scale) -> Result<String> {
    let place = Place::with_project();
    place.run(["add", "First in:ready"]).ended(0)?;
    let mut screens = Screens::open(&place, 24, 100)?;
    screens.wait_for("First")?;
    let away = place.path().join("away.db");
    std::fs::rename(&place.db, &away)?;
    screens.wait_for("gone")?;
    screens.send("aSecond in:ready\r")?;
    screens.wait_for("gone")?;
    screens.send("?")?;
    screens.wait_for("─ Keys ─")?;
    screens.send("\x1b")?;
    screens.wait_until("the board again", |screen| !screen.contains("─ Keys ─"))?;
    ensure!(!place.db.exists(), "a file was made where the old one had been");
    std::fs::rename(&away, &place.db)?;
    screens.wait_for_step("Second").context("the step that waited for the file")?;
    screens.send("aThird in:ready\r")?;
    screens.wait_for_step("Third")?;
    drop(screens);
    let titles: Vec<String> = place.content()?.0.all::<Task>().map(|task| task.title.clone()).collect();
    ensure!(titles == ["First", "Second", "Third"], "{titles:?}");
    place.is_clean()?;
    Ok("a sentence while it is away, alive, and it goes on when it is back".to_owned())
}

fn not_root_or_dropped(_: Scale) -> Result<(), String> {
    if rustix::process::geteuid().is_root() && !std::path::Path::new("/usr/bin/setpriv").exists() {
        return Err("root may write everywhere, and setpriv is not there to be somebody else".to_owned());
    }
    Ok(())
}

/// Reading works, writing gets a sentence, a capture is queued elsewhere or its words are given back.
fn read_only(_: Scale) -> Result<String> {
    let place = Place::with_project();
    place.run(["add", "First"]).ended(0)?;
    let run = |arguments: &[&str]| -> Result<place::Ran> {
        if !rustix::process::geteuid().is_root() {
            return Ok(place.run(arguments));
        }
        // Root may write everywhere: without that capability it is like everybody else.
        let mut command = std::process::Command::new("/usr/bin/setpriv");
        command.args(["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]);
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(env!("CARGO_BIN_EXE_milepost"));
        command.args(arguments).env_clear().envs(place.variables());
        Ok(command.output()?.into())
    };
    let modes = [(place.db.clone(), 0o444), (place.beside().into(), 0o555)];
    for name in ["-wal", "-shm"] {
        let path = std::path::PathBuf::from(format!("{}{name}", place.db.display()));
        if path.exists() {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o444))?;
        }
    }
    std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o755))?;
    if rustix::process::geteuid().is_root() {
        std::process::Command::new("chown").args(["-R", "65534:65534"]).arg(place.path()).status()?;
    }
    for (path, mode) in &modes {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(*mode))?;
    }
    let judged = (|| -> Result<()> {
        let ran = run(&["list"])?;
        ensure!(!ran.err.contains("panicked"), "{}", ran.err);
        ensure!(ran.out.contains("First") || ran.err.contains("milepost.db"), "{}{}", ran.out, ran.err);
        run(&["done", "1"])?.failed_saying("milepost.db")?;
        let ran = run(&["add", "Precious words"])?;
        let said = format!("{}{}", ran.out, ran.err);
        ensure!(said.contains("queued") || said.contains("Precious words"), "the words are lost: {said}");
        Ok(())
    })();
    for (path, mode) in modes.iter().rev() {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode | 0o700))?;
    }
    judged?;
    let titles = place.content()?.0.all::<Task>().count();
    ensure!(titles == 1, "{titles} tasks");
    Ok("read, and refused to write, in a sentence; the words of a capture are kept".to_owned())
}

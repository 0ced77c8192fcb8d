//! Real file systems that fill up (a small tmpfs) or lose their power (ext4 on a loop device, shut down without flushing
//! its log). They need root, and run in the long form only.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use milepost::domain::task::Task;
use tempfile::TempDir;

use super::place::{Place, Ran};
use super::rig::{Random, Rig, Scale, root_and_time};

pub const RIGS: &[Rig] = &[
    Rig { name: "a small tmpfs that fills up is told and loses nothing", needs: root_and_time, run: small_disks },
    Rig { name: "power cuts of ext4 lose nothing", needs: ext4, run: power_cuts },
    Rig { name: "control: power cuts without syncs are noticed", needs: ext4, run: unsynced },
];

fn ext4(scale: Scale) -> Result<(), String> {
    root_and_time(scale)?;
    let there = ["/sbin/mkfs.ext4", "/usr/sbin/mkfs.ext4"].iter().any(|it| Path::new(it).exists());
    if !there || !Path::new("/dev/loop-control").exists() {
        return Err("it needs mkfs.ext4 and loop devices".to_owned());
    }
    Mounted::ext4().map(|_| ()).map_err(|error| format!("no loop device can be mounted: {error:#}"))
}

/// A file system that is mounted; unmounted when it is dropped.
struct Mounted {
    on: PathBuf,
    image: Option<PathBuf>,
    _directory: TempDir,
}

fn quietly(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

impl Mounted {
    fn tmpfs(size: &str) -> Result<Mounted> {
        let directory = TempDir::new()?;
        let on = directory.path().to_owned();
        quietly(Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}"), "none"]).arg(&on))?;
        Ok(Mounted { on, image: None, _directory: directory })
    }

    fn ext4() -> Result<Mounted> {
        let directory = TempDir::new()?;
        let (image, on) = (directory.path().join("image"), directory.path().join("disk"));
        std::fs::create_dir(&on)?;
        File::create(&image)?.set_len(24 << 20)?;
        let path = "/usr/sbin:/sbin:/usr/bin:/bin";
        quietly(Command::new("mkfs.ext4").env("PATH", path).args(["-q", "-F"]).arg(&image))?;
        let mounted = Mounted { on, image: Some(image), _directory: directory };
        mounted.mount()?;
        Ok(mounted)
    }

    fn mount(&self) -> Result<()> {
        let image = self.image.as_ref().context("a tmpfs is mounted once")?;
        quietly(Command::new("mount").args(["-o", "loop"]).arg(image).arg(&self.on))
    }

    fn unmount(&self) -> Result<()> {
        quietly(Command::new("umount").arg(&self.on))
    }

    /// The power goes: nothing that is not on the disk will ever be.
    #[allow(
        unsafe_code,
        reason = "an ioctl of ext4 that no crate wraps; it reads one number and touches no memory of ours"
    )]
    fn cut_the_power(&self) -> Result<()> {
        use rustix::ioctl::{Setter, ioctl, opcode};
        /// `EXT4_IOC_SHUTDOWN`, with the flag that leaves the log unflushed.
        const SHUTDOWN: rustix::ioctl::Opcode = opcode::read::<u32>(b'X', 125);
        const NO_LOG_FLUSH: u32 = 2;
        let directory = File::open(&self.on)?;
        unsafe { ioctl(&directory, Setter::<SHUTDOWN, u32>::new(NO_LOG_FLUSH)) }.context("shutting ext4 down")
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = self.unmount();
    }
}

fn small_disks(_: Scale) -> Result<String> {
    let (mut said, mut tasks) = (0, 0);
    for size in ["1m", "2m"] {
        let disk = Mounted::tmpfs(size)?;
        let place = Place::at(disk.on.join("milepost.db"));
        place.run(["new", "WEB", "Customer portal"]).ended(0)?;
        let mut claimed = 0;
        let words = "many words ".repeat(1500);
        for number in 0..400 {
            let ran = place.run(["add", &format!("Task {number} // {words}")]);
            let all = format!("{}{}", ran.out, ran.err);
            ensure!(!all.contains("panicked"), "{all}");
            match ran.code {
                Some(0) if all.contains("queued") => said += 1,
                Some(0) => claimed += 1,
                Some(1) => {
                    ran.is_a_sentence()?;
                    ensure!(
                        all.contains(&format!("Task {number}")),
                        "the words are lost: {}",
                        &all[..all.len().min(300)]
                    );
                    said += 1;
                }
                other => bail!("ended with {other:?}: {all}"),
            }
            if said > 0 && number > 20 {
                place.run(["list"]).ended(0).context("reading on a full disk")?;
                let ran = place.run(["set", "WEB-1", &format!("Another title {number}")]);
                ensure!(matches!(ran.code, Some(0 | 1)), "ended with {:?}: {}", ran.code, ran.err);
                if ran.code == Some(1) {
                    ran.is_a_sentence()?;
                    break;
                }
            }
        }
        let (plan, _) = place.content()?;
        let found = plan.all::<Task>().count();
        ensure!(found >= claimed, "{claimed} claimed, {found} there");
        ensure!(said > 0, "{size}: never full");
        place.is_clean()?;
        tasks += found;
    }
    Ok(format!("1 MB and 2 MB: {tasks} tasks fit, {said} told or queued"))
}

/// Adds from stdin until the power goes; gives how many were acknowledged.
fn work_until_the_cut(disk: &Mounted, mut command: Command, lines: &str, after: usize) -> Result<usize> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    child.stdin.take().context("a pipe")?.write_all(lines.as_bytes())?;
    let mut reader = BufReader::new(child.stdout.take().context("a pipe")?);
    let (mut acknowledged, mut line) = (0, String::new());
    while acknowledged < after && reader.read_line(&mut line)? > 0 {
        acknowledged += usize::from(line.ends_with('\n'));
        line.clear();
    }
    disk.cut_the_power()?;
    // What it said before it felt the cut counts as well: the disk had it by then, or it may not have said so.
    child.kill()?;
    child.wait()?;
    Ok(acknowledged)
}

fn power_cuts(_: Scale) -> Result<String> {
    let (cuts, mut random) = (150, Random::of(21));
    let disk = Mounted::ext4()?;
    let place = Place::at(disk.on.join("milepost.db"));
    place.run(["new", "WEB", "Customer portal"]).ended(0)?;
    let (mut known, mut acknowledged) = (place.content()?.1, 0);
    for cut in 0..cuts {
        let lines: String = (0..40).map(|at| format!("Task {cut}-{at}\n")).collect();
        let claimed = work_until_the_cut(&disk, place.command(["add", "-"]), &lines, random.below(30))?;
        disk.unmount()?;
        disk.mount()?;
        let what = || format!("power cut {cut}");
        let (_, lines) = place.content().with_context(what)?;
        ensure!(
            lines.len() >= known.len() + claimed,
            "{}: {claimed} claimed, {} there",
            what(),
            lines.len() - known.len()
        );
        ensure!(lines[..known.len()] == known[..], "{}: the journal’s past has changed", what());
        Ran::is_a_sentence(&place.run(["show", "WEB-999999"])).with_context(what)?;
        place.is_clean().with_context(what)?;
        (known, acknowledged) = (lines, acknowledged + claimed);
    }
    Ok(format!("{cuts} power cuts, {acknowledged} steps acknowledged, all there, check clean"))
}

fn unsynced(_: Scale) -> Result<String> {
    let disk = Mounted::ext4()?;
    let place = Place::at(disk.on.join("milepost.db"));
    let mut lost = 0;
    for _ in 0..10 {
        let count = |place: &Place| -> Result<usize> {
            let connection = rusqlite::Connection::open(&place.db)?;
            connection.execute_batch("CREATE TABLE IF NOT EXISTS task (title TEXT)")?;
            let count: i64 = connection.query_row("SELECT count(*) FROM task", [], |row| row.get(0))?;
            Ok(usize::try_from(count)?)
        };
        let before = count(&place)?;
        let claimed = work_until_the_cut(&disk, place.other_role("writes unsynced"), "", 200)?;
        disk.unmount()?;
        disk.mount()?;
        match count(&place) {
            Ok(after) => lost += (before + claimed).saturating_sub(after),
            Err(_) => lost += claimed,
        }
        if lost > 0 {
            return Ok(format!("noticed: {lost} acknowledged rows are gone"));
        }
    }
    bail!("a program that never syncs lost nothing in ten power cuts: the rig shows nothing")
}

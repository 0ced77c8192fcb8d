//! A program on a pseudo-terminal, timed by what it writes: a frame is complete when its synchronized update ends.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// What a terminal is sent when a frame is complete.
const END_OF_FRAME: &[u8] = b"\x1b[?2026l";
/// Who has written nothing for so long has drawn all there is.
const QUIET: Duration = Duration::from_millis(300);
/// A program that shows nothing for so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running program.
pub struct Session {
    child: Box<dyn Child + Send + Sync>,
    /// What it wrote, and when that was read.
    pieces: Receiver<(Instant, Vec<u8>)>,
    writer: Box<dyn Write + Send>,
    seen: Vec<u8>,
    _master: Box<dyn MasterPty + Send>,
}

/// What a program does while nobody presses a key.
pub struct Idle {
    /// Voluntary context switches of all its threads, a second.
    pub wake_ups: f64,
    /// The share of one processor it takes.
    pub share: f64,
    /// Bytes that it wrote.
    pub bytes: usize,
}

impl Session {
    /// Starts a program at 200×60; gives it and the time until its first frame with these words was complete.
    pub fn start(program: &[&str], home: &Path, words: &str) -> anyhow::Result<(Self, Duration)> {
        let pair = native_pty_system().openpty(PtySize { rows: 60, cols: 200, ..PtySize::default() })?;
        let mut command = CommandBuilder::new(program[0]);
        command.args(&program[1..]);
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("COLORTERM", "truecolor")] {
            command.env(name, value);
        }
        command.env("HOME", home);
        let mut reader = pair.master.try_clone_reader()?;
        let writer = pair.master.take_writer()?;
        let (send, pieces) = channel();
        thread::spawn(move || {
            let mut piece = [0; 1 << 16];
            while let Ok(length @ 1..) = reader.read(&mut piece) {
                if send.send((Instant::now(), piece[..length].to_vec())).is_err() {
                    break;
                }
            }
        });
        let begin = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        drop(pair.slave);
        let mut session = Session { child, pieces, writer, seen: Vec::new(), _master: pair.master };
        session.until(words.as_bytes())?;
        let end = session.until(END_OF_FRAME)?;
        Ok((session, end - begin))
    }

    /// Waits until the program writes nothing more: behind its first frame it may draw another, once it has read all.
    pub fn settle(&mut self) {
        while self.pieces.recv_timeout(QUIET).is_ok() {}
        self.seen.clear();
    }

    /// Presses keys; gives the time until the next frame was complete.
    pub fn press(&mut self, keys: &str) -> anyhow::Result<Duration> {
        let begin = Instant::now();
        self.writer.write_all(keys.as_bytes())?;
        Ok(self.until(END_OF_FRAME)? - begin)
    }

    /// Shows the pane of a digit, the cursor on its second row: of the first one the keys may have less to do.
    pub fn turn_to(&mut self, pane: &str) -> anyhow::Result<()> {
        self.press_and_settle(pane)?;
        self.press("j")?;
        Ok(())
    }

    /// Presses keys, and waits until nothing more comes of it.
    pub fn press_and_settle(&mut self, keys: &str) -> anyhow::Result<()> {
        self.writer.write_all(keys.as_bytes())?;
        self.settle();
        Ok(())
    }

    /// Waits until these bytes were written, and forgets what was written up to there. Gives when they were read.
    fn until(&mut self, bytes: &[u8]) -> anyhow::Result<Instant> {
        let mut read = Instant::now();
        loop {
            if let Some(at) = self.seen.windows(bytes.len()).position(|window| window == bytes) {
                self.seen.drain(..at + bytes.len());
                return Ok(read);
            }
            let Ok((at, piece)) = self.pieces.recv_timeout(PATIENCE) else {
                bail!("the program ended or hangs; it wrote: {}", String::from_utf8_lossy(&self.seen));
            };
            read = at;
            self.seen.extend(piece);
        }
    }

    /// Resident memory in bytes. Linux only.
    pub fn memory(&self) -> anyhow::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid()?))?;
        Ok(number_behind("VmRSS:", &status)? * 1024)
    }

    /// Leaves the program alone for so long. Linux only.
    pub fn idle(&mut self, time: Duration) -> anyhow::Result<Idle> {
        self.seen.clear();
        self.pieces.try_iter().for_each(drop);
        let (switches, ran) = self.threads()?;
        thread::sleep(time);
        let (switches_after, ran_after) = self.threads()?;
        let seconds = time.as_secs_f64();
        Ok(Idle {
            wake_ups: (switches_after - switches) as f64 / seconds,
            share: Duration::from_nanos(ran_after - ran).as_secs_f64() / seconds,
            bytes: self.pieces.try_iter().map(|(_, piece)| piece.len()).sum(),
        })
    }

    /// Voluntary context switches of all threads, and nanoseconds that they ran.
    fn threads(&self) -> anyhow::Result<(u64, u64)> {
        let (mut switches, mut ran) = (0, 0);
        for thread in fs::read_dir(format!("/proc/{}/task", self.pid()?))? {
            let thread = thread?.path();
            switches += number_behind("\nvoluntary_ctxt_switches:", &fs::read_to_string(thread.join("status"))?)?;
            let times = fs::read_to_string(thread.join("schedstat"))?;
            ran += times.split_whitespace().next().context("no run time")?.parse::<u64>()?;
        }
        Ok((switches, ran))
    }

    fn pid(&self) -> anyhow::Result<u32> {
        self.child.process_id().context("the program has ended")
    }

    /// Ends the program by `q`.
    pub fn quit(mut self) -> anyhow::Result<()> {
        self.writer.write_all(b"q")?;
        while self.pieces.recv_timeout(PATIENCE).is_ok() {}
        self.child.wait()?;
        Ok(())
    }
}

fn number_behind(name: &str, text: &str) -> anyhow::Result<u64> {
    let (_, rest) = text.split_once(name).with_context(|| format!("no {name}"))?;
    Ok(rest.split_whitespace().next().context("no number")?.parse()?)
}

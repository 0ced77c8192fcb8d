//! The screens on a terminal of their own: keys in, frames out.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use super::place::{Place, ROLE};

/// The longest wait for anything; long before it a person would have given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program on a pty, and what a terminal would show.
pub struct Screens {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    pieces: Receiver<Vec<u8>>,
    /// The window is about to close: the thread that reads lets go of it at the next piece.
    closing: Arc<AtomicBool>,
    parser: vt100::Parser,
    /// Everything that came.
    pub seen: Vec<u8>,
}

impl Screens {
    /// The screens in this place, on the Board.
    pub fn open(place: &Place, rows: u16, columns: u16) -> Result<Screens> {
        Screens::open_with(place, rows, columns, &[])
    }

    /// The screens with more variables.
    pub fn open_with(place: &Place, rows: u16, columns: u16, more: &[(&str, String)]) -> Result<Screens> {
        Screens::of_command(place, &[], rows, columns, more)
    }

    /// The screens that these words of the command line open.
    pub fn of_command(
        place: &Place,
        words: &[&str],
        rows: u16,
        columns: u16,
        more: &[(&str, String)],
    ) -> Result<Screens> {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_milepost"));
        command.args(words);
        command.env_clear();
        let variables = place.variables();
        let all = variables.iter().map(|(name, value)| (*name, value)).chain(more.iter().map(|(name, it)| (*name, it)));
        all.for_each(|(name, value)| command.env(name, value));
        command.cwd(place.path());
        let mut screens = Screens::start(command, rows, columns);
        screens.wait_until("today", |screen| screen.contains("Today"))?;
        screens.send("2")?;
        screens.wait_until("the board", |screen| screen.contains("Board"))?;
        Ok(screens)
    }

    /// This test program in another role, on a pty.
    pub fn of_role(role: &str) -> Result<Screens> {
        let mut command = CommandBuilder::new(std::env::current_exe()?);
        command.env_clear();
        command.env(ROLE, role);
        command.env("MILEPOST_DB", "");
        let mut screens = Screens::start(command, 10, 40);
        screens.wait_until("that it runs", |screen| screen.contains("..."))?;
        Ok(screens)
    }

    fn start(command: CommandBuilder, rows: u16, columns: u16) -> Screens {
        let pair = native_pty_system().openpty(PtySize { rows, cols: columns, ..PtySize::default() }).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let (mut reader, writer) = (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let (sender, pieces) = channel();
        let closing = Arc::new(AtomicBool::new(false));
        let is_closing = Arc::clone(&closing);
        thread::spawn(move || {
            let mut piece = [0; 8192];
            while let Ok(length @ 1..) = reader.read(&mut piece) {
                if sender.send(piece[..length].to_vec()).is_err() || is_closing.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        let parser = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
        let (master, writer) = (Some(pair.master), Some(writer));
        Screens { master, writer, child, pieces, closing, parser, seen: Vec::new() }
    }

    /// What is on the screen.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Types keys.
    pub fn send(&mut self, keys: &str) -> Result<()> {
        if let Some(writer) = &mut self.writer {
            writer.write_all(keys.as_bytes())?;
            writer.flush()?;
        }
        Ok(())
    }

    /// Takes what comes, for at most so long; false at the end.
    fn take(&mut self, wait: Duration) -> Result<bool, RecvTimeoutError> {
        match self.pieces.recv_timeout(wait) {
            Ok(piece) => {
                self.parser.process(&piece);
                self.seen.extend(&piece);
                Ok(true)
            }
            Err(RecvTimeoutError::Disconnected) => Ok(false),
            Err(timeout) => Err(timeout),
        }
    }

    /// Takes everything that comes until this instant or the end.
    pub fn take_until(&mut self, instant: Instant) {
        loop {
            let wait = instant.saturating_duration_since(Instant::now());
            if !matches!(self.take(wait), Ok(true)) {
                return;
            }
        }
    }

    /// Takes what comes until the screen shows this, the instant or the end; gives whether it was shown.
    pub fn take_until_shown(&mut self, words: &str, instant: Instant) -> bool {
        while !self.text().contains(words) {
            if !matches!(self.take(instant.saturating_duration_since(Instant::now())), Ok(true)) {
                return false;
            }
        }
        true
    }

    /// Waits until the screen shows this.
    pub fn wait_for(&mut self, words: &str) -> Result<()> {
        self.wait_until(words, |screen| screen.contains(words))
    }

    /// Waits for the notice that a step about the task of this title is on disk.
    pub fn wait_for_step(&mut self, title: &str) -> Result<()> {
        let said = format!("“{title}”");
        let is_done =
            |line: &str| line.contains(&said) && (line.contains("u undoes") || line.contains("is in the file"));
        self.wait_until(&format!("a step about {said}"), |screen| screen.lines().any(is_done))
    }

    /// Waits until the screen is so. Errors: it ended or never became so.
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&str) -> bool) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        while !is_so(&self.text()) {
            match self.take(end.saturating_duration_since(Instant::now())) {
                Ok(true) => {}
                Ok(false) => {
                    let said = &self.seen[self.seen.len().saturating_sub(400)..];
                    bail!("ended without showing {what}: …{}", String::from_utf8_lossy(said).escape_debug())
                }
                Err(_) => bail!("never showed {what}:\n{}", self.text()),
            }
        }
        Ok(())
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = self.child.process_id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // One that has ended needs no signal.
            let _ = kill_process(pid, signal);
        }
    }

    /// Kills it and waits for its end; takes in what it still said.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        let _ = self.child.wait();
        self.take_until(Instant::now() + PATIENCE);
    }

    /// Gives the window another size.
    pub fn resize(&mut self, rows: u16, columns: u16) {
        self.parser.screen_mut().set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
        if let Some(master) = &self.master {
            master.resize(PtySize { rows, cols: columns, ..PtySize::default() }).unwrap();
        }
    }

    /// Closes the window, as a terminal does that is closed. Another size just before makes the program draw, so that
    /// the thread that reads wakes up and lets go.
    pub fn hang_up(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        self.resize(11, 41);
        self.take_until(Instant::now() + PATIENCE);
        self.writer = None;
        self.master = None;
    }

    /// The end, if it comes in time; a program that goes on is killed.
    pub fn end(&mut self, patience: Duration) -> Result<ExitStatus> {
        let end = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if Instant::now() > end {
                self.kill();
                bail!("it did not end");
            }
            thread::yield_now();
            self.take_until(end.min(Instant::now() + Duration::from_millis(5)));
        }
    }
}

impl Drop for Screens {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

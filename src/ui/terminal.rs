//! The terminal: raw mode, alternate screen, panic hook, signals, events in, frames out. The only file that touches it.
//!
//! Nothing is ever asked of the terminal, because a silent one would make the program wait. Whatever ends the program
//! (quit, panic, SIGTERM, SIGHUP, a closed window) goes through [`restore`], which may run any number of times.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, KeyCode, KeyEvent, KeyEventKind,
    KeyModifiers, MouseButton, MouseEventKind,
};
use crossterm::style::{Attribute, Print, SetAttribute, force_color_output};
use crossterm::terminal::{self as tty, BeginSynchronizedUpdate, EndSynchronizedUpdate};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, queue};
use ratatui::Frame;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect};

use crate::text;

/// The longest wait for a key; after it the program looks at its file, the day and its workers.
pub const TICK: Duration = Duration::from_millis(500);
/// Events taken in one go before a frame is drawn.
const BATCH: usize = 512;
/// How long the program may take to end by itself after the terminal has gone.
const GRACE: Duration = Duration::from_millis(300);
/// Clicks and the wheel, in the form that reaches columns past 223. Motion is not reported: nothing here follows it.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// Whether the terminal is in our hands at this moment.
static HELD: AtomicBool = AtomicBool::new(false);
/// Whether the terminal has hung up.
static GONE: AtomicBool = AtomicBool::new(false);

/// A throw-away folder, which the thread that notices a hang-up takes away: nothing else runs after it.
static SWEPT: Mutex<Option<PathBuf>> = Mutex::new(None);

/// What comes in from the person at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed (never released or repeated).
    Key(KeyEvent),
    /// Text was pasted: line ends are `\n`, other controls are gone. It is text only, whatever keys it would make.
    Paste(String),
    /// The left button was pressed at a cell.
    Click(Position),
    /// The wheel turned over a cell; so many notches down (negative: up).
    Wheel(Position, i32),
    /// The window has another size; the next frame is drawn anew.
    Resized,
    /// Somebody asks the program to end: a signal or the closed window. The exit code of a shell for it.
    End(i32),
}

/// The terminal held in raw mode on its alternate screen. Dropping it gives it back.
pub struct Terminal {
    /// Never dropped: ratatui would write to a terminal that is given back, and panics where it has gone.
    screen: ManuallyDrop<ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    mouse: bool,
    signal: Arc<AtomicUsize>,
}

impl Terminal {
    /// Takes the terminal. With `mouse` clicks and the wheel are reported, and the terminal's own selecting needs Shift.
    ///
    /// # Errors
    /// When standard output is no terminal or cannot be put in raw mode.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        let signal = Arc::new(AtomicUsize::new(0));
        watch_signals(&signal)?;
        watch_hangup();
        hook_panics(thread::current().id());
        take(mouse)?;
        let out = BufWriter::with_capacity(1 << 16, io::stdout());
        let screen = ratatui::Terminal::new(CrosstermBackend::new(out)).inspect_err(|_| restore())?;
        Ok(Self { screen: ManuallyDrop::new(screen), mouse, signal })
    }

    /// Draws one frame, as one synchronized update. `paint` may place the cursor; otherwise it is hidden.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn draw(&mut self, paint: impl FnOnce(&mut Frame)) -> io::Result<()> {
        let draw = || {
            queue!(self.screen.backend_mut(), BeginSynchronizedUpdate)?;
            self.screen.draw(paint)?;
            execute!(self.screen.backend_mut(), EndSynchronizedUpdate)
        };
        draw().or_else(unless_gone)
    }

    /// Makes the next frame write every cell, for a screen that something else has written on.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn redraw(&mut self) -> io::Result<()> {
        let size = self.screen.size()?;
        self.screen.resize(Rect::from((Position::ORIGIN, size)))
    }

    /// Waits for what comes in, at most `wait`, and takes everything that is there. Empty when nothing came. Resizes in
    /// a row are one event, and so are turns of the wheel over one cell.
    ///
    /// # Errors
    /// When the terminal cannot be read.
    pub fn events(&mut self, wait: Duration) -> io::Result<Vec<Event>> {
        let mut events = Vec::new();
        if self.end().is_none() {
            take_in(&mut events, wait.min(TICK)).or_else(unless_gone)?;
        }
        events.extend(self.end().map(Event::End));
        Ok(events)
    }

    /// The exit code to end with, when a signal or a hang-up asks for it.
    fn end(&self) -> Option<i32> {
        match self.signal.load(Ordering::Relaxed) {
            0 => GONE.load(Ordering::Relaxed).then_some(128 + 1),
            number => Some(128 + i32::try_from(number).unwrap_or(0)),
        }
    }

    /// Gives the terminal to something else (an editor, the shell) and takes it back when `work` returns.
    ///
    /// # Errors
    /// When the terminal cannot be taken back.
    pub fn outside<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        restore();
        let answer = work();
        take(self.mouse)?;
        self.signal_of_outside_is_not_ours();
        self.redraw()?;
        Ok(answer)
    }

    /// Ctrl-C typed at a program that had the terminal was meant for that program.
    fn signal_of_outside_is_not_ours(&self) {
        let _ = self.signal.compare_exchange(SIGINT, 0, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Gives the terminal to the shell and stops, as Ctrl-Z does in other programs. Returns when the shell continues us,
    /// or at once where nothing could continue us (an orphaned process group, a system without job control).
    ///
    /// # Errors
    /// When the terminal cannot be taken back.
    pub fn suspend(&mut self) -> io::Result<()> {
        self.outside(stop)
    }

    /// Sends text to the terminal's clipboard (OSC 52). Whether the terminal takes it cannot be known.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn copy(&mut self, content: &str) -> io::Result<()> {
        execute!(self.screen.backend_mut(), CopyToClipboard::to_clipboard_from(content))
    }

    /// Size of the window in cells.
    ///
    /// # Errors
    /// When the system does not know it.
    pub fn area(&self) -> io::Result<Rect> {
        self.screen.size().map(|size| Rect::from((Position::ORIGIN, size)))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

/// Puts the terminal into our mode. Colours are left to the theme, which knows NO_COLOR.
fn take(mouse: bool) -> io::Result<()> {
    force_color_output(true);
    tty::enable_raw_mode()?;
    HELD.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    queue!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse {
        queue!(out, Print(MOUSE_ON))?;
    }
    out.flush()
}

/// Gives the terminal back as it was. Does nothing when it is not held; errors are of no use to anyone here.
pub fn restore() {
    if !HELD.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = queue!(
        out,
        EndSynchronizedUpdate,
        Print(MOUSE_OFF),
        DisableMouseCapture,
        DisableBracketedPaste,
        SetAttribute(Attribute::Reset),
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = out.flush();
    let _ = tty::disable_raw_mode();
}

/// Takes in everything that is there, waiting for the first of it.
fn take_in(events: &mut Vec<Event>, mut wait: Duration) -> io::Result<()> {
    while events.len() < BATCH && !GONE.load(Ordering::Relaxed) && event::poll(wait)? {
        wait = Duration::ZERO;
        match event::read()? {
            event::Event::Key(key) if key.kind == KeyEventKind::Press && key.modifiers.contains(KeyModifiers::ALT) => {
                // Esc and a key typed quickly arrive as one; no key of ours is held with Alt.
                append(events, Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)));
                append(events, Event::Key(KeyEvent::new(key.code, key.modifiers - KeyModifiers::ALT)));
            }
            event => understood(event).into_iter().for_each(|event| append(events, event)),
        }
    }
    Ok(())
}

/// A terminal that fails because it has gone is no error of its own: the next events tell the end.
fn unless_gone(error: io::Error) -> io::Result<()> {
    if GONE.load(Ordering::Relaxed) || hangs_up(Some(Duration::ZERO)) {
        GONE.store(true, Ordering::Relaxed);
        return Ok(());
    }
    Err(error)
}

/// What an event of the terminal means to us; most of them nothing.
fn understood(event: event::Event) -> Option<Event> {
    match event {
        event::Event::Key(key) if key.kind == KeyEventKind::Press => Some(Event::Key(key)),
        event::Event::Paste(text) => Some(Event::Paste(text::pasted(&text))).filter(|_| !text.is_empty()),
        event::Event::Resize(..) => Some(Event::Resized),
        event::Event::Mouse(mouse) => {
            let at = Position::new(mouse.column, mouse.row);
            match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Some(Event::Click(at)),
                MouseEventKind::ScrollDown => Some(Event::Wheel(at, 1)),
                MouseEventKind::ScrollUp => Some(Event::Wheel(at, -1)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Adds an event, made one with the last where both are of a kind that comes in storms.
fn append(events: &mut Vec<Event>, event: Event) {
    match (events.last_mut(), &event) {
        (Some(Event::Resized), Event::Resized) => {}
        (Some(Event::Wheel(at, turns)), Event::Wheel(here, turn)) if at == here => *turns += turn,
        _ => events.push(event),
    }
}

/// After a panic of the thread that draws: the terminal first, then the message. Other threads would write over the
/// screen, so theirs is kept back while it is held; who waits for them learns it from their end.
fn hook_panics(screens: ThreadId) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == screens {
            restore();
            before(panic);
        } else if !HELD.load(Ordering::SeqCst) {
            before(panic);
        }
    }));
}

#[cfg(unix)]
const SIGINT: usize = signal_hook::consts::SIGINT as usize;
#[cfg(not(unix))]
const SIGINT: usize = 2;

/// Notes the number of a signal that asks the program to end; [`Terminal::events`] tells it.
#[cfg(unix)]
fn watch_signals(signal: &Arc<AtomicUsize>) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
        signal_hook::flag::register_usize(number, Arc::clone(signal), number as usize)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn watch_signals(_: &Arc<AtomicUsize>) -> io::Result<()> {
    Ok(())
}

/// From now on this throw-away folder goes with all that is in it when the terminal hangs up.
pub fn sweep_at_hangup(folder: &Path) {
    *SWEPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(folder.to_owned());
}

/// Watches for the end of the terminal on a thread of its own, because reading events never returns after it. The
/// screens get a moment to end by themselves; a step that is being written is whole or absent, as after a kill.
fn watch_hangup() {
    let watch = || {
        if hangs_up(None) {
            GONE.store(true, Ordering::Relaxed);
            thread::sleep(GRACE);
            restore();
            if let Some(folder) = SWEPT.lock().unwrap_or_else(PoisonError::into_inner).take() {
                let _ = std::fs::remove_dir_all(folder);
            }
            std::process::exit(128 + 1);
        }
    };
    // Without the thread a hang-up is noticed a little later, by SIGHUP.
    let _ = thread::Builder::new().name("hang-up".into()).spawn(watch);
}

/// Waits until the terminal hangs up, at most so long (`None`: for ever); answers whether it has.
#[cfg(unix)]
fn hangs_up(wait: Option<Duration>) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let (stdin, stdout) = (io::stdin(), io::stdout());
    let wait = wait.and_then(|wait| Timespec::try_from(wait).ok());
    loop {
        let mut watched = match stdin.is_terminal() {
            true => [PollFd::new(&stdin, PollFlags::empty())],
            false => [PollFd::new(&stdout, PollFlags::empty())],
        };
        match poll(&mut watched, wait.as_ref()) {
            Ok(_) if !watched[0].revents().is_empty() => return true,
            Ok(_) if wait.is_some() => return false,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(not(unix))]
fn hangs_up(_: Option<Duration>) -> bool {
    false
}

/// Stops the whole process group, so that a program which started us (cargo, a script) stops too and the shell is told.
#[cfg(unix)]
fn stop() {
    use rustix::process::{Signal, kill_current_process_group};
    let _ = kill_current_process_group(Signal::TSTP);
}

#[cfg(not(unix))]
fn stop() {}

#[cfg(test)]
mod tests {
    use crossterm::event::MouseEvent;

    use super::*;

    fn key(kind: KeyEventKind) -> event::Event {
        event::Event::Key(KeyEvent::new_with_kind(KeyCode::Char('a'), KeyModifiers::NONE, kind))
    }

    #[test]
    fn only_a_press_is_a_key() {
        assert!(matches!(understood(key(KeyEventKind::Press)), Some(Event::Key(_))));
        assert_eq!(understood(key(KeyEventKind::Release)), None);
        assert_eq!(understood(key(KeyEventKind::Repeat)), None);
    }

    #[test]
    fn a_paste_is_text_without_controls() {
        let paste = event::Event::Paste("a\r\nb\u{1b}[2J".into());
        assert_eq!(understood(paste), Some(Event::Paste("a\nb[2J".into())));
    }

    #[test]
    fn storms_become_one_event() {
        let wheel = |kind| MouseEvent { kind, column: 3, row: 2, modifiers: KeyModifiers::NONE };
        let mut events = Vec::new();
        for event in [
            event::Event::Resize(80, 24),
            event::Event::Resize(81, 24),
            event::Event::Mouse(wheel(MouseEventKind::ScrollDown)),
            event::Event::Mouse(wheel(MouseEventKind::ScrollDown)),
            event::Event::Mouse(wheel(MouseEventKind::Moved)),
            event::Event::FocusGained,
        ] {
            if let Some(event) = understood(event) {
                append(&mut events, event);
            }
        }
        assert_eq!(events, [Event::Resized, Event::Wheel(Position::new(3, 2), 2)]);
    }
}

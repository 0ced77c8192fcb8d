//! The real terminal: whatever ends the program gives it back. A program of a few lines runs on a pty of its own.

#![cfg(unix)]

#[cfg(test)]
mod on_a_pty {
    use std::io::{Read, Write};
    use std::sync::mpsc::{Sender, channel};
    use std::thread;
    use std::time::Duration;

    use crossterm::event::KeyCode;
    use milepost::ui::terminal::{Event, TICK, Terminal};
    use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
    use rustix::process::{Pid, Signal, kill_process};

    const CHILD: &str = "MILEPOST_TEST_ON_A_PTY";

    /// The program on the pty: it shows what came in, and does what the keys say.
    #[test]
    #[ignore = "is started by the other tests, on a pty"]
    fn the_program() {
        if std::env::var_os(CHILD).is_none() {
            return;
        }
        let mut terminal = Terminal::enter(true).unwrap();
        let mut says = String::from("ready");
        loop {
            terminal.draw(|frame| frame.render_widget(says.as_str(), frame.area())).unwrap();
            for event in terminal.events(TICK).unwrap() {
                match event {
                    Event::Key(key) if key.code == KeyCode::Char('q') => return,
                    Event::Key(key) if key.code == KeyCode::Char('p') => panic!("on purpose"),
                    Event::Key(key) if key.code == KeyCode::Char('z') => {
                        terminal.suspend().unwrap();
                        says = "back again".into();
                    }
                    Event::Key(key) if key.code == KeyCode::Char('w') => {
                        assert!(thread::spawn(|| panic!("of a worker")).join().is_err());
                        says = "worker ended".into();
                    }
                    Event::Paste(text) => says = format!("pasted {text:?}"),
                    Event::End(code) => {
                        drop(terminal);
                        std::process::exit(code);
                    }
                    _ => {}
                }
            }
        }
    }

    /// The program, the pty it runs on, and what a terminal would show.
    struct Session {
        master: Box<dyn MasterPty + Send>,
        child: Box<dyn Child + Send + Sync>,
        reader: Box<dyn Read + Send>,
        writer: Box<dyn Write + Send>,
        screen: vt100::Parser,
        seen: Vec<u8>,
        /// Dropped in time it keeps the watchdog quiet.
        _watchdog: Sender<()>,
    }

    impl Session {
        fn start() -> Self {
            let pair = native_pty_system().openpty(PtySize { rows: 10, cols: 60, ..PtySize::default() }).unwrap();
            let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
            command.args(["--exact", "on_a_pty::the_program", "--ignored", "--nocapture"]);
            command.env_clear();
            command.env(CHILD, "1");
            command.env("TERM", "xterm-256color");
            let child = pair.slave.spawn_command(command).unwrap();
            drop(pair.slave);
            let (reader, writer) = (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
            let (watchdog, end) = channel::<()>();
            let mut killer = child.clone_killer();
            thread::spawn(move || {
                if end.recv_timeout(Duration::from_secs(60)) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                    let _ = killer.kill();
                }
            });
            let rows = 10.try_into().unwrap();
            let screen = vt100::Parser::new(rows, 60.try_into().unwrap(), 0);
            let mut session =
                Self { master: pair.master, child, reader, writer, screen, seen: Vec::new(), _watchdog: watchdog };
            session.wait_for("ready");
            assert!(session.screen.screen().alternate_screen());
            session
        }

        /// Reads one piece; false at the end.
        fn read(&mut self) -> bool {
            let mut piece = [0; 4096];
            match self.reader.read(&mut piece) {
                Ok(0) | Err(_) => false,
                Ok(length) => {
                    self.screen.process(&piece[..length]);
                    self.seen.extend(&piece[..length]);
                    true
                }
            }
        }

        fn wait_for(&mut self, words: &str) {
            while !self.screen.screen().contents().contains(words) {
                assert!(self.read(), "ended without showing “{words}”:\n{}", String::from_utf8_lossy(&self.seen));
            }
        }

        fn send(&mut self, keys: &str) {
            self.writer.write_all(keys.as_bytes()).unwrap();
            self.writer.flush().unwrap();
        }

        /// Waits for the end; answers the exit code and all that was written. The terminal must be as it was.
        fn ends_clean(mut self) -> (u32, String) {
            while self.read() {}
            let code = self.child.wait().unwrap().exit_code();
            let screen = self.screen.screen();
            assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
            assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
            let said = String::from_utf8_lossy(&self.seen).into_owned();
            drop(self.master);
            (code, said)
        }
    }

    #[test]
    fn quitting_gives_the_terminal_back() {
        let mut session = Session::start();
        session.send("q");
        assert_eq!(session.ends_clean().0, 0);
    }

    #[test]
    fn a_panic_gives_it_back_before_it_speaks() {
        let mut session = Session::start();
        session.send("p");
        let (code, said) = session.ends_clean();
        assert_eq!(code, 101);
        let after = said.rsplit("\x1b[?1049l").next().unwrap();
        assert!(after.contains("on purpose"), "{said}");
    }

    #[test]
    fn a_panicking_worker_writes_nothing_on_the_screen() {
        let mut session = Session::start();
        session.send("w");
        session.wait_for("worker ended");
        assert!(session.screen.screen().alternate_screen());
        assert!(!String::from_utf8_lossy(&session.seen).contains("of a worker"));
        session.send("q");
        assert_eq!(session.ends_clean().0, 0);
    }

    #[test]
    fn sigterm_gives_it_back() {
        let session = Session::start();
        let pid = i32::try_from(session.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), Signal::TERM).unwrap();
        assert_eq!(session.ends_clean().0, 128 + 15);
    }

    #[test]
    fn a_closed_window_ends_the_program() {
        let Session { master, mut child, reader, writer, _watchdog, .. } = Session::start();
        drop((master, reader, writer));
        assert_eq!(child.wait().unwrap().exit_code(), 128 + 1);
    }

    #[test]
    fn a_suspend_that_nobody_could_end_goes_on() {
        let mut session = Session::start();
        session.send("z");
        session.wait_for("back again");
        assert!(session.screen.screen().alternate_screen());
        session.send("q");
        assert_eq!(session.ends_clean().0, 0);
    }

    #[test]
    fn a_paste_is_one_text_and_no_keys() {
        let mut session = Session::start();
        session.send("\x1b[200~q quit\rpanic\x1b[201~");
        session.wait_for(r#"pasted "q quit\npanic""#);
        session.send("q");
        assert_eq!(session.ends_clean().0, 0);
    }

    #[test]
    fn nothing_is_asked_of_the_terminal() {
        let mut session = Session::start();
        session.send("q");
        while session.read() {}
        for question in ["\x1b[6n", "\x1b[c", "\x1b[?u", "\x1b]10;?", "\x1b]11;?"] {
            assert!(!String::from_utf8_lossy(&session.seen).contains(question), "{question:?} was sent");
        }
        assert!(String::from_utf8_lossy(&session.seen).contains("\x1b[?2026h"), "frames are synchronized updates");
    }
}

//! The loop over the terminal: what comes in goes to the app, what the app leaves to the world is done here, and a frame
//! is drawn when something has changed. Nothing is written to the terminal while nothing happens.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::app::{App, Files, Outside};
use super::editor;
use super::keymap::{Keymap, Scope};
use super::terminal::{Event, TICK, Terminal};
use super::theme::{Palette, Theme, Wish};
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::person::PersonId;
use crate::domain::project::ProjectId;
use crate::domain::template;
use crate::settings::{Environment, Settings, files, templates};
use crate::workspace::{Trouble, Workspace};

/// How long an answer is waited for that mostly comes at once.
const SOON: Duration = Duration::from_millis(100);

/// What the screens find around them.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Whether clicks and the wheel are taken.
    pub mouse: bool,
    /// The person’s editor, as words.
    pub editor: Vec<String>,
    /// A program that takes the clipboard on its standard input, as words; none: the terminal does (OSC 52).
    pub clipboard: Option<Vec<String>>,
    /// What this machine keeps for itself: queued lines, for a while the editor’s file.
    pub state: PathBuf,
}

/// How the screens were left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The person has ended the program.
    Quit,
    /// The person wants to see the demo, and to come back.
    Demo,
    /// A signal ended it; the exit code.
    Ended(i32),
}

/// Why the screens end though nobody has left them.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The terminal cannot be taken, read or written to.
    #[error("{0}")]
    Terminal(#[from] io::Error),
    /// The rest of the file cannot be read.
    #[error("{0}")]
    File(#[from] Trouble),
}

/// Opens the screens on a file, on this project and in the pane of this scope, as settings and environment say, and
/// runs them.
///
/// # Errors
/// When the terminal fails, or the file.
pub fn open(
    workspace: Workspace,
    (project, scope): (Option<ProjectId>, Scope),
    keys: Keymap,
    settings: &Settings,
    environment: Environment<'_>,
    moment: impl FnMut() -> Moment,
    remember: impl FnMut(PersonId, String) -> Result<(), String>,
) -> Result<Left, Broken> {
    let variable = |name: &str| environment(name).map(|value| value.to_string_lossy().into_owned());
    let (term, colorterm, colorfgbg) = (variable("TERM"), variable("COLORTERM"), variable("COLORFGBG"));
    let theme = Theme::of(&Wish {
        palette: settings.theme.as_deref().and_then(Palette::named),
        ascii: settings.ascii,
        no_color: variable("NO_COLOR").is_some_and(|value| !value.is_empty()),
        term: term.as_deref(),
        colorterm: colorterm.as_deref(),
        colorfgbg: colorfgbg.as_deref(),
    });
    let world = World {
        mouse: true,
        editor: editor::words(&settings.editor),
        clipboard: settings.clipboard_command.as_deref().map(editor::words),
        state: settings.places.state.clone(),
    };
    let places = settings.places.clone();
    let own = move || match templates::own(&places, template::LARGEST) {
        Ok(own) => own.into_iter().map(templates::Own::parts).collect(),
        // A directory that cannot be read stands in the list as one template with which something is wrong.
        Err(why) => vec![("templates".to_owned(), String::new(), Err(why.to_string()))],
    };
    let home = environment("HOME");
    let read = move |words: &str, most: u64| {
        let home = |name: &str| home.clone().filter(|_| name == "HOME");
        files::bytes_at_once(&files::typed(words, &home), most)
    };
    let files = Files { read: Box::new(read), local: files::local };
    let mut app =
        App::of(workspace, project, theme).with_keys(keys).with_templates(own).with_files(files).beginning_in(scope);
    run(&mut app, &world, moment, remember)
}

/// Runs the screens until the person leaves or a signal asks for it. `moment` tells the day, the instant, who sits here
/// and new ids each time it is asked; `remember` takes who sits here (with the handle) from now on.
/// The first frame is drawn from as much of the file as it needs; the rest is read before anything else.
///
/// # Errors
/// When the terminal fails, or the rest of the file cannot be read.
pub fn run(
    app: &mut App,
    world: &World,
    mut moment: impl FnMut() -> Moment,
    mut remember: impl FnMut(PersonId, String) -> Result<(), String>,
) -> Result<Left, Broken> {
    let mut terminal = Terminal::enter(world.mouse)?;
    let mut changed = true;
    loop {
        if changed {
            terminal.draw(|frame| {
                let area = frame.area();
                if let Some(cursor) = app.draw(area, frame.buffer_mut()) {
                    frame.set_cursor_position(cursor);
                }
            })?;
            if app.read_rest()? {
                continue;
            }
        }
        let events = terminal.events(TICK)?;
        changed = !events.is_empty();
        if events.is_empty() {
            let mut moment = moment();
            changed = app.tick(&mut moment);
            changed |= app.take_in(&world.state, &mut moment);
        }
        for event in events {
            let outside = match event {
                Event::Key(key) => app.key(key, &mut moment()),
                Event::Paste(text) => app.paste(&text, &mut moment()),
                Event::Click(at) => app.click(at, &mut moment()),
                Event::Wheel(at, notches) => {
                    app.wheel(at, notches);
                    None
                }
                Event::Resized => None,
                Event::End(code) => return Ok(Left::Ended(code)),
            };
            match outside {
                None => {}
                Some(Outside::Quit) => return Ok(Left::Quit),
                Some(Outside::Demo) => return Ok(Left::Demo),
                Some(Outside::Me { person, handle }) => {
                    if let Err(why) = remember(person, handle) {
                        app.told(Err(format!("this machine will not remember it: {why}")));
                    }
                }
                Some(Outside::Suspend) => terminal.suspend()?,
                Some(Outside::Redraw) => terminal.redraw()?,
                Some(Outside::Copy { text, what }) => app.told(copy(&mut terminal, world, &text, &what)),
                Some(Outside::Browse(url)) => app.told(browse(&url)),
                Some(Outside::Edit { of, name, text }) => {
                    edit(&mut terminal, app, world, (of, &name, &text), &mut moment)?;
                }
            }
        }
    }
}

fn edit(
    terminal: &mut Terminal,
    app: &mut App,
    world: &World,
    (of, name, text): (RecordId, &str, &str),
    moment: &mut impl FnMut() -> Moment,
) -> io::Result<()> {
    let edited = terminal.outside(|| editor::edit(&world.editor, text, name, &world.state))?;
    if let Some(unkept) = app.edited(of, edited, &mut moment()) {
        // The step was refused or waits for the file: what was written must not be lost with it.
        let why = app.notice().map_or(String::new(), |notice| notice.text.clone());
        app.told(Err(match editor::keep(&unkept, name, &world.state) {
            Ok(file) => format!("{why}. What you wrote is kept in {}", file.display()),
            Err(error) => format!("{why}. What you wrote cannot be kept: {error}"),
        }));
    }
    Ok(())
}

/// Puts text on the clipboard; gives what to say.
fn copy(terminal: &mut Terminal, world: &World, text: &str, what: &str) -> Result<String, String> {
    match world.clipboard.as_deref().and_then(<[String]>::split_first) {
        Some((program, arguments)) => give_to(program, arguments, text, what),
        None => match terminal.copy(text) {
            Ok(()) => Ok(format!("{what} sent to the terminal’s clipboard as Markdown")),
            Err(error) => Err(format!("the terminal cannot be written to: {error}")),
        },
    }
}

/// Gives text to a program on its standard input; says what came of it, if that shows soon. The program may read slowly
/// or go on for long (some hold the clipboard themselves), so a thread of its own waits for it.
fn give_to(program: &str, arguments: &[String], text: &str, what: &str) -> Result<String, String> {
    let failed = |why: &dyn Display| {
        format!("the clipboard command “{program}” does not work: {why}; see clipboard_command in the configuration")
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(&error))?;
    let (text, stdin) = (text.to_owned(), child.stdin.take());
    let (tell, told) = mpsc::channel();
    let wait = move || {
        let written = stdin.map_or(Ok(()), |mut stdin| stdin.write_all(text.as_bytes()));
        let ended = child.wait();
        // That it failed says more than that it did not read. Nobody listens any more where it took long.
        let came = ended.and_then(|status| if status.success() { written.map(|()| status) } else { Ok(status) });
        let _ = tell.send(came);
    };
    thread::Builder::new().name("clipboard".into()).spawn(wait).map_err(|error| failed(&error))?;
    match told.recv_timeout(SOON) {
        Ok(Ok(status)) if status.success() => Ok(format!("{what} copied as Markdown")),
        Ok(Ok(status)) => Err(failed(&status)),
        Ok(Err(error)) => Err(failed(&error)),
        Err(_) => Ok(format!("{what} given to “{program}” as Markdown")),
    }
}

/// Opens an address with the program that the system has for it, without a shell; gives what to say.
fn browse(url: &str) -> Result<String, String> {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let child = Command::new(program).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    match child {
        Ok(child) => {
            reap(child);
            Ok(format!("{url} opened"))
        }
        Err(error) => Err(format!("{url} cannot be opened with {program}: {error}")),
    }
}

/// Waits for a program on a thread of its own, so that nothing waits and no zombie stays.
fn reap(mut child: std::process::Child) {
    let wait = move || {
        let _ = child.wait();
    };
    let _ = thread::Builder::new().name("wait".into()).spawn(wait);
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn given(program: &str, arguments: &[&str], text: &str) -> Result<String, String> {
        let arguments: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();
        give_to(program, &arguments, text, "WEB-1")
    }

    #[test]
    fn a_clipboard_command_gets_the_text_and_what_it_cannot_do_is_said() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("clip");
        let said = given("tee", &[&file.to_string_lossy()], "## WEB-1 “Größe”\n").unwrap();
        assert!(said.starts_with("WEB-1 "), "{said}");
        if said.ends_with("copied as Markdown") {
            assert_eq!(std::fs::read_to_string(file).unwrap(), "## WEB-1 “Größe”\n");
        }
        for (program, why) in [("/no/such/program", "No such file"), ("false", "exit status: 1")] {
            match given(program, &[], "text") {
                Err(said) => assert!(said.contains(why), "{said}"),
                // It may take longer than anybody waits.
                Ok(said) => assert_eq!((program, said.as_str()), ("false", "WEB-1 given to “false” as Markdown")),
            }
        }
        // One that does not read keeps nobody waiting, however long the text is.
        let said = given("sleep", &["5"], &"x".repeat(1 << 20)).unwrap();
        assert_eq!(said, "WEB-1 given to “sleep” as Markdown");
    }
}

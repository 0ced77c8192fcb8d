//! Configuration, where files are, who sits here.
//!
//! What is set is decided in this order: a flag (the command line’s matter), the environment, the configuration file,
//! the default. Nothing here looks at the environment by itself: it is handed in, so that a test has its own.

use std::ffi::OsString;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::{fmt, io};

use chrono::Weekday;
use toml::de::{DeTable, DeValue};

pub mod files;
pub mod templates;

/// Looks up a variable of the environment.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// What is wrong with the settings: a sentence that names the file and line, or the variable.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unsettled {
    /// What is set cannot be so.
    #[error("{0}")]
    Wrong(String),
    /// A file cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

/// What this machine was to remember and could not: a file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be written ({why}); {}", shown(file), self.instead())]
pub struct Unkept {
    file: PathBuf,
    /// The variable that says where such files are.
    variable: &'static str,
    why: io::Error,
}

impl Unkept {
    /// What to do about it.
    fn instead(&self) -> String {
        match self.why.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on that disk".to_owned(),
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                "take away what stands in the place of a directory".to_owned()
            }
            _ => format!("allow writing there, or name another directory in {}", self.variable),
        }
    }
}

/// Where files are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Places {
    /// The configuration file, there or not.
    pub config: PathBuf,
    /// The directory of the plan.
    pub data: PathBuf,
    /// The directory of what this machine remembers.
    pub state: PathBuf,
}

impl Places {
    /// Where files are by the environment: MILEPOST_CONFIG, then XDG_*, on every system, then what is usual on this
    /// one. Errors: there is no home directory.
    pub fn of(environment: Environment<'_>) -> Result<Places, Unsettled> {
        let xdg = |name: &str| {
            let path = PathBuf::from(environment(name)?);
            path.is_absolute().then(|| path.join("milepost"))
        };
        let config_file = environment("MILEPOST_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
        let home = directories::ProjectDirs::from("", "", "milepost");
        let usual = |pick: fn(&directories::ProjectDirs) -> PathBuf| home.as_ref().map(pick);
        let config = config_file.or_else(|| {
            let directory = xdg("XDG_CONFIG_HOME").or_else(|| usual(|home| home.config_dir().to_owned()));
            directory.map(|directory| directory.join("config.toml"))
        });
        let data = xdg("XDG_DATA_HOME").or_else(|| usual(|home| home.data_dir().to_owned()));
        let state = xdg("XDG_STATE_HOME")
            .or_else(|| usual(|home| home.state_dir().unwrap_or(home.data_local_dir()).to_owned()));
        match (config, data, state) {
            (Some(config), Some(data), Some(state)) => Ok(Places { config, data, state }),
            _ => Err(Unsettled::Wrong(
                "there is no home directory: set HOME, or XDG_CONFIG_HOME, XDG_DATA_HOME and \
                XDG_STATE_HOME"
                    .to_owned(),
            )),
        }
    }
}

/// Where a setting comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// The configuration file.
    File,
    /// This variable of the environment.
    Environment(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File => f.write_str("configuration file"),
            Origin::Environment(name) => f.write_str(name),
        }
    }
}

/// What is set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Where files are.
    pub places: Places,
    /// The file of the plan.
    pub db: PathBuf,
    /// One of [`THEMES`]; none: what the terminal says.
    pub theme: Option<String>,
    /// Draw with ascii only?
    pub ascii: bool,
    /// The day on which weeks begin.
    pub week_start: Weekday,
    /// A program that takes what is copied on its standard input, with its arguments; none: the terminal is asked.
    pub clipboard_command: Option<String>,
    /// The program that notes are written with, with its arguments.
    pub editor: String,
    /// What the file says of the keys of the screens.
    pub keys: Vec<KeyWish>,
    from: [Origin; KEYS.len()],
}

/// Keys that the configuration file wants for an action of the screens. What they mean is not known here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyWish {
    /// The place it is said of: `board` of `[keys.board]`; none: every pane.
    pub place: Option<String>,
    /// The name of the action.
    pub action: String,
    /// The keys, as they are written; empty: none is wanted; none: it is neither words nor a list of them.
    pub keys: Option<Vec<String>>,
    /// Its line in the file, the first being 1.
    pub line: usize,
}

impl KeyWish {
    /// As the file names it: `keys.board.complete`.
    pub fn name(&self) -> String {
        let place = self.place.as_ref().map_or(String::new(), |place| format!("{place}."));
        format!("keys.{place}{}", self.action)
    }
}

/// The table of the file with the keys of the screens.
const KEYS_OF_SCREENS: &str = "keys";

/// The names of the themes.
pub const THEMES: &[&str] = &["dark", "light", "16", "mono"];

/// One key of the configuration file.
pub struct Key {
    /// Its name in the file.
    pub name: &'static str,
    /// The variable of the environment that goes before the file.
    pub variable: &'static str,
    /// What it says.
    pub about: &'static str,
    /// Sets it from its words; errors: what would be right.
    set: fn(&mut Settings, &str) -> Result<(), String>,
    /// Its value in words; empty: not set.
    tell: fn(&Settings) -> String,
}

/// Every key of the configuration file.
pub const KEYS: [Key; 6] = [
    Key {
        name: "db",
        variable: "MILEPOST_DB",
        about: "the file of the plan",
        set: |it, words| {
            it.db = some(words)?.into();
            Ok(())
        },
        tell: |it| it.db.to_string_lossy().into_owned(),
    },
    Key {
        name: "theme",
        variable: "MILEPOST_THEME",
        about: "dark, light, 16 or mono; unless set, what the terminal says",
        set: |it, words| match THEMES.contains(&words) {
            true => {
                it.theme = Some(words.to_owned());
                Ok(())
            }
            false => Err(format!("is one of {}", THEMES.join(", "))),
        },
        tell: |it| it.theme.clone().unwrap_or_default(),
    },
    Key {
        name: "ascii",
        variable: "MILEPOST_ASCII",
        about: "true: draw with ascii only",
        set: |it, words| {
            it.ascii = match words {
                "true" | "1" | "yes" => true,
                "false" | "0" | "no" => false,
                _ => return Err("is true or false".to_owned()),
            };
            Ok(())
        },
        tell: |it| it.ascii.to_string(),
    },
    Key {
        name: "week_start",
        variable: "MILEPOST_WEEK_START",
        about: "the day on which weeks begin",
        set: |it, words| {
            it.week_start = words.parse().map_err(|_| "is a day of the week, as monday".to_owned())?;
            Ok(())
        },
        tell: |it| day_name(it.week_start).to_owned(),
    },
    Key {
        name: "clipboard_command",
        variable: "MILEPOST_CLIPBOARD_COMMAND",
        about: "a program that takes what is copied on its standard input, as wl-copy",
        set: |it, words| {
            it.clipboard_command = Some(some(words)?.to_owned());
            Ok(())
        },
        tell: |it| it.clipboard_command.clone().unwrap_or_default(),
    },
    Key {
        name: "editor",
        variable: "MILEPOST_EDITOR",
        about: "the program that notes are written with; unless set, VISUAL or EDITOR",
        set: |it, words| {
            it.editor = some(words)?.to_owned();
            Ok(())
        },
        tell: |it| it.editor.clone(),
    },
];

const DB: usize = 0;
const EDITOR: usize = 5;

fn some(words: &str) -> Result<&str, String> {
    if words.trim().is_empty() { Err("cannot be empty".to_owned()) } else { Ok(words) }
}

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}

impl Settings {
    /// Reads what is set. Errors: a key that is not known, or a value that cannot be, with file and line, or with the
    /// variable of the environment.
    pub fn read(environment: Environment<'_>) -> Result<Settings, Unsettled> {
        let places = Places::of(environment)?;
        let text = match fs::read_to_string(&places.config) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => {
                let what = format!("{} cannot be read ({error}); allow reading it", shown(&places.config));
                return Err(Unsettled::Unreadable(what));
            }
        };
        Settings::of(places, &text, environment)
    }

    /// What is set by this text of the configuration file and this environment.
    pub fn of(places: Places, text: &str, environment: Environment<'_>) -> Result<Settings, Unsettled> {
        let db = places.data.join("milepost.db");
        let mut settings = Settings {
            places,
            db,
            theme: None,
            ascii: false,
            week_start: Weekday::Mon,
            clipboard_command: None,
            editor: if cfg!(windows) { "notepad" } else { "vi" }.to_owned(),
            keys: Vec::new(),
            from: [Origin::Default; KEYS.len()],
        };
        for variable in ["EDITOR", "VISUAL"] {
            if let Some(editor) = said(environment, variable) {
                settings.editor = editor;
                settings.from[EDITOR] = Origin::Environment(variable);
            }
        }
        settings.take_file(text, environment)?;
        for (at, key) in KEYS.iter().enumerate() {
            let Some(value) = environment(key.variable).filter(|value| !value.is_empty()) else { continue };
            if at == DB {
                // A path is taken byte by byte: it need not be text.
                settings.db = value.into();
            } else {
                let wrong = |why| Unsettled::Wrong(format!("{} {why}: change it or unset it", key.variable));
                (key.set)(&mut settings, &value.to_string_lossy()).map_err(wrong)?;
            }
            settings.from[at] = Origin::Environment(key.variable);
        }
        Ok(settings)
    }

    fn take_file(&mut self, text: &str, environment: Environment<'_>) -> Result<(), Unsettled> {
        let file = self.places.config.clone();
        let line = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count() + 1;
        let wrong = |at: usize, why: String| Unsettled::Wrong(format!("{}, line {}: {why}", shown(&file), line(at)));
        let table = DeTable::parse(text).map_err(|error| {
            let what = error.message().lines().next().unwrap_or_default().to_owned();
            wrong(error.span().map_or(0, |span| span.start), what)
        })?;
        for (name, value) in table.get_ref() {
            let at = name.span().start;
            if let (KEYS_OF_SCREENS, DeValue::Table(wishes)) = (name.get_ref().as_ref(), value.get_ref()) {
                self.keys = key_wishes(wishes, None, &line);
                continue;
            }
            let Some(number) = KEYS.iter().position(|key| key.name == name.get_ref().as_ref()) else {
                let known: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
                let name = crate::text::visible(name.get_ref().as_ref());
                return Err(wrong(
                    at,
                    format!(
                        "there is no key {name}; the keys are {} and the table [{KEYS_OF_SCREENS}]",
                        known.join(", ")
                    ),
                ));
            };
            let words = match value.get_ref() {
                DeValue::String(words) => words.to_string(),
                DeValue::Boolean(is) => is.to_string(),
                DeValue::Integer(number) => number.as_str().to_owned(),
                _ => return Err(wrong(at, format!("{} takes one value", KEYS[number].name))),
            };
            let told = |why: String| wrong(at, format!("{} {why}", KEYS[number].name));
            (KEYS[number].set)(self, &words).map_err(told)?;
            if number == DB {
                self.db = whole_path(&self.db, &file, environment);
            }
            self.from[number] = Origin::File;
        }
        Ok(())
    }

    /// What is wrong in a line of the configuration file, as everything is said of it.
    pub fn wrong_in(&self, line: usize, why: &impl fmt::Display) -> Unsettled {
        Unsettled::Wrong(format!("{}, line {line}: {why}", shown(&self.places.config)))
    }

    /// Every key with its value in words (empty: not set) and where that comes from.
    pub fn told(&self) -> impl Iterator<Item = (&'static Key, String, Origin)> + '_ {
        KEYS.iter().enumerate().map(|(at, key)| (key, (key.tell)(self), self.from[at]))
    }
}

/// The wishes of a table of keys, and of the tables in it, one for each place, in the order of their lines.
fn key_wishes(table: &DeTable<'_>, place: Option<&str>, line: &impl Fn(usize) -> usize) -> Vec<KeyWish> {
    let mut all = Vec::new();
    for (name, value) in table {
        let words = |value: &DeValue<'_>| value.as_str().map(str::to_owned);
        let keys = match value.get_ref() {
            DeValue::Table(wishes) if place.is_none() => {
                all.extend(key_wishes(wishes, Some(name.get_ref()), line));
                continue;
            }
            DeValue::Array(several) => several.iter().map(|one| words(one.get_ref())).collect(),
            DeValue::Boolean(false) => Some(Vec::new()),
            one => words(one).map(|one| vec![one]),
        };
        let keys = keys.map(|keys| keys.into_iter().filter(|key| !key.trim().is_empty()).collect());
        let (place, action) = (place.map(str::to_owned), name.get_ref().to_string());
        all.push(KeyWish { place, action, keys, line: line(name.span().start) });
    }
    all.sort_by_key(|wish| wish.line);
    all
}

fn said(environment: Environment<'_>, name: &str) -> Option<String> {
    environment(name)?.into_string().ok().filter(|words| !words.trim().is_empty())
}

fn shown(path: &Path) -> String {
    crate::text::visible(&path.to_string_lossy()).into_owned()
}

/// A path of the configuration file: `~` is the home directory, and it counts from where the file is.
fn whole_path(path: &Path, file: &Path, environment: Environment<'_>) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(files::typed(&path.to_string_lossy(), environment))
}

/// What this machine remembers beside the file: who sits here and the project that is meant where nothing says which.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Remembered {
    /// The handle of the person.
    pub me: Option<String>,
    /// The key of the project.
    pub project: Option<String>,
}

const REMEMBERED: &str = "settings.toml";

impl Remembered {
    /// Reads what the machine remembers; nothing where there is no such file. Errors: it cannot be read.
    pub fn read(places: &Places) -> Result<Remembered, Unsettled> {
        let file = places.state.join(REMEMBERED);
        let sentence = |what: &str| format!("{} cannot be read ({what}); mend it or take it away", shown(&file));
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(Remembered::default());
            }
            Err(error) => return Err(Unsettled::Unreadable(sentence(&error.to_string()))),
        };
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            Unsettled::Wrong(sentence(error.message().lines().next().unwrap_or_default()))
        })?;
        let word = |name: &str| table.get(name).and_then(toml::Value::as_str).map(str::to_owned);
        Ok(Remembered { me: word("me"), project: word("project") })
    }

    /// Keeps it: whole or not at all, readable by its owner only. Errors: it cannot be written.
    pub fn keep(&self, places: &Places) -> Result<(), Unkept> {
        let mut table = toml::Table::new();
        for (name, value) in [("me", &self.me), ("project", &self.project)] {
            if let Some(value) = value {
                table.insert(name.to_owned(), value.clone().into());
            }
        }
        let file = places.state.join(REMEMBERED);
        replace(&file, table.to_string().as_bytes()).map_err(|why| Unkept { file, variable: "XDG_STATE_HOME", why })
    }
}

/// Writes a private file in one piece: beside its place first, then renamed.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = file.parent().unwrap_or(Path::new("."));
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)?;
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    let beside = PathBuf::from(name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|mut open| {
        open.write_all(bytes)?;
        open.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, file)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

#[cfg(test)]
mod tests;

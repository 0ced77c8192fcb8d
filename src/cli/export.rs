//! `export`: the plan for another program.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::format_name::FormatName;
use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::names::quoted;
use crate::formats::{Format, Lost, Wish};
use crate::settings::files::local;

/// Write the plan for another program
///
/// With --project only that project, else all of the file, or the one that is meant where the format holds no more than
/// one. What the format has no place for is told on stderr. A file that is there is never overwritten without --force.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost export portfolio.json\n  milepost export --project WEB tasks.csv\n  milepost export --project WEB plan.xml\n  milepost export - --format csv | less\n  milepost export - --format taskwarrior | task import -"
)]
pub struct Export {
    /// The file; - or nothing is stdout
    file: Option<PathBuf>,
    /// Its format, where its name does not say it; of stdout JSON
    #[arg(long, short, value_parser = FormatName::Out)]
    format: Option<String>,
    /// Overwrite a file that is there
    #[arg(long)]
    force: bool,
    /// Carry the journal along, where the format can
    #[arg(long)]
    journal: bool,
}

impl Export {
    /// Writes it.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let file = self.file.as_deref().filter(|file| file.as_os_str() != "-");
        let format = match (&self.format, file) {
            (Some(name), _) => Format::named(name)?,
            (None, Some(file)) => Format::of_file(file)?,
            (None, None) => Format::named("json")?,
        };
        let write = format.writer()?;
        if let Some(file) = file.filter(|file| !self.force && fs::symlink_metadata(file).is_ok()) {
            let why = format!("{} is there already", quoted(&file.to_string_lossy()));
            return Err(Stop::refused(why, "overwrite it with --force, or choose another name"));
        }
        let snapshot = session.snapshot()?;
        let project = match &session.project {
            Some(words) => Some(snapshot.plan.find_project(words)?),
            None if format.single => Some(session.project()?),
            None => None,
        };
        let journal = match self.journal {
            true => Some(session.workspace()?.store().lines_after(0)?),
            false => None,
        };
        let wish = Wish { project, key: None, as_new: false, projects: false, map: "", journal, local: &local };
        let Some(file) = file else {
            let mut bytes = Vec::new();
            let lost = write(&snapshot, &wish, &mut bytes)?;
            session.out.foreign(&bytes)?;
            return tell(session, &lost);
        };
        let lost = put(file, self.force, |to| write(&snapshot, &wish, to)).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                let why = format!("{} is there already", quoted(&file.to_string_lossy()));
                Stop::refused(why, "overwrite it with --force, or choose another name")
            }
            _ => Stop::Failed(format!("{} cannot be written: {error}", quoted(&file.to_string_lossy()))),
        })?;
        tell(session, &lost)?;
        session.out.say(format!("Written to {}", file.display()))
    }
}

/// What had no place in the file, line by line.
fn tell(session: &mut Session<'_>, lost: &[Lost]) -> Outcome {
    lost.iter().try_for_each(|lost| session.out.say(lost.to_string()))
}

/// Writes a file whole or not at all: under a name of its own beside it, private, on disk, then renamed.
fn put<T>(file: &Path, force: bool, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let written = (|| {
        let mut to = BufWriter::new(private(&beside)?);
        let told = write(&mut to)?;
        to.into_inner()?.sync_all()?;
        Ok(told)
    })();
    let kept = written.and_then(|told| match force {
        true => fs::rename(&beside, file).map(|()| told),
        // A link does not overwrite what somebody has put there meanwhile.
        false => fs::hard_link(&beside, file)
            .or_else(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => Err(error),
                _ => fs::rename(&beside, file),
            })
            .map(|()| told),
    });
    let _ = fs::remove_file(&beside);
    kept
}

fn private(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

//! `completions` and `man`: printed from the same definitions that the command line is read by.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use super::session::Session;
use super::stop::{Outcome, Stop};

/// Print the completions of a shell
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost completions bash > ~/.local/share/bash-completion/completions/milepost\n  milepost completions zsh > ~/.zfunc/_milepost\n  milepost completions fish > ~/.config/fish/completions/milepost.fish"
)]
pub struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    /// Prints them.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        // The generator panics where it cannot write, so it writes to memory.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "milepost", &mut script);
        session.out.raw(&script)
    }
}

/// Print the manual page, or write one page for each command into a directory
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost man | man -l -\n  milepost man --dir ~/.local/share/man/man1")]
pub struct Man {
    /// Write milepost.1, milepost-add.1 … there
    #[arg(long)]
    dir: Option<PathBuf>,
}

impl Man {
    /// Prints or writes the pages.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let Some(dir) = self.dir else {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            return session.out.raw(&page);
        };
        let failed = |error: std::io::Error| Stop::Failed(format!("{} cannot be written: {error}", dir.display()));
        std::fs::create_dir_all(&dir).map_err(failed)?;
        clap_mangen::generate_to(Cli::command(), &dir).map_err(failed)?;
        session.out.say(format!("The pages are in {}", dir.display()))
    }
}

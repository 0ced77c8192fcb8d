//! Parse arguments, run the command line or the screens, print an error, exit code; nothing else.

use std::io::{BufWriter, IsTerminal, stderr, stdin, stdout};
use std::process::ExitCode;

use chrono::{Local, Utc};
use milepost::cli::{self, Clock, Outside};
use uuid::Uuid;

fn main() -> ExitCode {
    let code = cli::run(
        std::env::args_os().skip(1),
        &mut Outside {
            stdin_is_terminal: stdin().is_terminal(),
            stdout_is_terminal: stdout().is_terminal(),
            stdin: &mut stdin().lock(),
            // Not locked: the thread that watches for a hang-up gives the terminal back through it.
            stdout: &mut BufWriter::new(stdout()),
            stderr: &mut stderr(),
            columns: columns(),
            variable: &|name| std::env::var_os(name),
            clock: &|| Clock { today: Local::now().date_naive(), now: Utc::now(), first_id: Uuid::now_v7() },
        },
    );
    ExitCode::from(code)
}

/// Columns of the terminal: as COLUMNS says, else as the terminal itself says. Where there is none it is not asked:
/// `size` would start `tput` twice.
fn columns() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let ask = || stdout().is_terminal().then(crossterm::terminal::size)?.ok().map(|(columns, _)| columns.into());
    said.filter(|columns| *columns > 0).or_else(ask)
}

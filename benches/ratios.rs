//! The program beside the floors: one table of ratios. `cargo bench` prints it; `cargo bench -- start add` measures
//! only what has one of these words in its name.
//!
//! A floor does the least possible with the same libraries (`floor.rs`); floor and program run by turns in one go, as
//! processes on a pseudo-terminal where a person would wait for them, and what is compared are medians. A ratio says
//! more than a time: it is nearly the same on a slow machine.

mod allocations;
mod floor;
mod inside;
mod plan;
mod pty;
mod registers;
mod schedule;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use pty::Session;
use table::{Table, median};

const PROGRAM: &str = env!("CARGO_BIN_EXE_milepost");

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["floor", "screen", file] => floor::screen(Path::new(file)),
        ["floor", "add", file, title] => Ok(floor::add(Path::new(file), title)?),
        ["make", file, tasks, risks] => plan::file(Path::new(file), tasks.parse()?, risks.parse()?),
        _ => measure(&words),
    }
}

fn measure(wanted: &[&str]) -> anyhow::Result<()> {
    let bench = Bench::new()?;
    let mut table = Table::new(wanted);
    table.head();
    for (tasks, bar, runs) in [(500, 2.0, 21), (10_000, 8.0, 21), (100_000, 70.0, 7)] {
        table.row(&format!("start → first frame, {tasks} tasks"), bar, || bench.start(tasks, runs))?;
    }
    for (pane, name) in [("1", "Today"), ("2", "Board"), ("3", "Timeline"), ("5", "Phases")] {
        table.row(&format!("key → frame, {name}, 200×60, 10000 tasks"), 1.5, || bench.key(pane, 0))?;
    }
    table.row("key → frame, Risks, 200×60, 10000 tasks, 1000 risks", 1.5, || bench.key("4", 1_000))?;
    table.row("step: move a card → disk → frame, 10000 tasks", 3.0, || bench.step("2", ["L", "H"]))?;
    table.row("step: shift a bar → disk → frame, 10000 tasks", 3.0, || bench.step("3", ["}", "{"]))?;
    table.row("key → frame, 10000 risks / 10 risks", 1.5, || bench.register(["j", "k"]))?;
    table.row("step: rate a risk → disk → frame, 10000 risks / 10 risks", 2.0, || bench.register(["-", "+"]))?;
    bench.standup(&mut table)?;
    table.row("add, durable, 10000 tasks / bare program", 2.0, || bench.add_to_floor())?;
    table.row("add, durable, 10000 tasks / 10 tasks", 2.0, || bench.add_to_itself())?;
    table.row("memory, 10000 tasks", 6.0, || bench.memory())?;
    bench.idle(&mut table)?;
    table.row("filter while typing, 100000 tasks / a scan", 3.0, || inside::filter(&bench.file(100_000)?))?;
    table.row("the dearest rule of a gate / the edit before, 10000 tasks", 1.0, || {
        inside::gates(&bench.file(10_000)?)
    })?;
    table.row("risk: add and set one, 10000 risks / 10 risks", 2.0, registers::risks)?;
    inside::frames(&mut table, &bench.file(10_000)?, &bench.file(100_000)?)?;
    schedule::measure(&mut table)?;
    table.end();
    Ok(())
}

/// Where the files are, and the programs.
struct Bench {
    directory: tempfile::TempDir,
    floor: String,
}

impl Bench {
    fn new() -> anyhow::Result<Self> {
        // Beside the build, because a temporary directory may lie in memory, where nothing has to reach a disk.
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        Ok(Bench { directory, floor: std::env::current_exe()?.to_str().context("a path in UTF-8")?.to_owned() })
    }

    fn home(&self) -> &Path {
        self.directory.path()
    }

    /// The file with so many tasks, made when first asked for: by another process, so that this one stays small and
    /// starts others quickly.
    fn file(&self, tasks: usize) -> anyhow::Result<PathBuf> {
        self.file_with(tasks, 0)
    }

    /// The same with so many risks.
    fn file_with(&self, tasks: usize, risks: usize) -> anyhow::Result<PathBuf> {
        let file = self.home().join(format!("{tasks}-{risks}.db"));
        if !file.exists() {
            let counts = [tasks.to_string(), risks.to_string()];
            let made = Command::new(&self.floor).args(["make", text(&file)?]).args(counts).status()?;
            ensure!(made.success(), "the file of {tasks} tasks could not be made");
        }
        Ok(file)
    }

    /// Another file with the same tasks that a floor may write to.
    fn floor_file(&self, tasks: usize) -> anyhow::Result<PathBuf> {
        let file = self.home().join(format!("floor-{tasks}.db"));
        if !file.exists() {
            fs::copy(self.file(tasks)?, &file)?;
            floor::make(&file, 10)?;
        }
        Ok(file)
    }

    fn program_screen(&self, file: &Path) -> anyhow::Result<(Session, Duration)> {
        let day = plan::today().to_string();
        Session::start(&[PROGRAM, "--db", text(file)?, "--today", &day], self.home(), &format!("{}-", plan::KEY))
    }

    fn floor_screen(&self, file: &Path) -> anyhow::Result<(Session, Duration)> {
        Session::start(&[&self.floor, "floor", "screen", text(file)?], self.home(), &format!("{}-", plan::KEY))
    }

    fn start(&self, tasks: usize, runs: usize) -> anyhow::Result<(Duration, Duration)> {
        let (file, bare) = (self.file(tasks)?, self.floor_file(tasks)?);
        let (mut ours, mut floors) = (Vec::new(), Vec::new());
        for _ in 0..runs {
            let (session, time) = self.floor_screen(&bare)?;
            floors.push(time);
            session.quit()?;
            let (session, time) = self.program_screen(&file)?;
            ours.push(time);
            session.quit()?;
        }
        Ok((median(ours), median(floors)))
    }

    /// Both programs on their files, side by side.
    fn pair(&self, risks: usize) -> anyhow::Result<(Session, Session)> {
        let (mut program, _) = self.program_screen(&self.file_with(10_000, risks)?)?;
        let (mut floor, _) = self.floor_screen(&self.floor_file(10_000)?)?;
        program.settle();
        floor.settle();
        Ok((program, floor))
    }

    /// A cursor that goes down and up in a pane.
    fn key(&self, pane: &str, risks: usize) -> anyhow::Result<(Duration, Duration)> {
        let (mut program, mut floor) = self.pair(risks)?;
        program.turn_to(pane)?;
        let (mut ours, mut floors) = (Vec::new(), Vec::new());
        for key in ["j", "k"].repeat(5).iter().flat_map(|key| [key; 30]) {
            ours.push(program.press(key)?);
            floors.push(floor.press(key)?);
        }
        program.quit()?;
        floor.quit()?;
        Ok((median(ours), median(floors)))
    }

    /// One of two steps by turns, in a pane.
    fn step(&self, pane: &str, keys: [&str; 2]) -> anyhow::Result<(Duration, Duration)> {
        let (mut program, mut floor) = self.pair(0)?;
        program.turn_to(pane)?;
        let (mut ours, mut floors) = (Vec::new(), Vec::new());
        for key in keys.repeat(50) {
            ours.push(program.press(key)?);
            floors.push(floor.press("L")?);
        }
        program.quit()?;
        floor.quit()?;
        Ok((median(ours), median(floors)))
    }

    /// Two keys in a register of 10,000 risks, against the same in one of ten.
    fn register(&self, keys: [&str; 2]) -> anyhow::Result<(Duration, Duration)> {
        let (mut many, _) = self.program_screen(&self.file_with(100, 10_000)?)?;
        let (mut few, _) = self.program_screen(&self.file_with(100, 10)?)?;
        for session in [&mut many, &mut few] {
            session.settle();
            session.turn_to("4")?;
        }
        let (mut ours, mut floors) = (Vec::new(), Vec::new());
        for key in keys.repeat(50) {
            ours.push(many.press(key)?);
            floors.push(few.press(key)?);
        }
        many.quit()?;
        few.quit()?;
        Ok((median(ours), median(floors)))
    }

    /// How long a program runs that is not looked at.
    fn run(&self, program: &str, arguments: &[&str]) -> anyhow::Result<Duration> {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().env("HOME", self.home());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let begin = Instant::now();
        let status = command.status()?;
        let time = begin.elapsed();
        ensure!(status.success(), "{program} {arguments:?} failed");
        Ok(time)
    }

    fn add(&self, file: &Path) -> anyhow::Result<Duration> {
        self.run(PROGRAM, &["--db", text(file)?, "add", "Call the provider +urgent due:fri"])
    }

    fn add_to_floor(&self) -> anyhow::Result<(Duration, Duration)> {
        let (file, bare) = (self.file(10_000)?, self.home().join("bare.db"));
        floor::make(&bare, 10)?;
        let bare = text(&bare)?;
        by_turns(60, || self.add(&file), || self.run(&self.floor, &["floor", "add", bare, "Call the provider"]))
    }

    fn add_to_itself(&self) -> anyhow::Result<(Duration, Duration)> {
        let (large, small) = (self.file(10_000)?, self.file(10)?);
        by_turns(60, || self.add(&large), || self.add(&small))
    }

    /// The standup for the first time since the program started, with ten thousand lines of the journal behind the last
    /// one: two frames of a screen that shows sixty a second.
    fn standup(&self, table: &mut Table) -> anyhow::Result<()> {
        if !table.wants("standup") {
            return Ok(());
        }
        let (file, mut times) = (self.file(3_400)?, Vec::new());
        for _ in 0..7 {
            let (mut program, _) = self.program_screen(&file)?;
            program.settle();
            program.press_and_settle("g")?;
            times.push(program.press("s")?);
            // Back to the pane before: from a standup `q` does not leave the program.
            program.press_and_settle("q")?;
            program.quit()?;
        }
        table.bound("standup behind 10200 lines: key → frame, ms", median(times).as_secs_f64() * 1000.0, 33.3);
        Ok(())
    }

    fn memory(&self) -> anyhow::Result<(table::Bytes, table::Bytes)> {
        let (program, floor) = self.pair(0)?;
        let memory = (table::Bytes(program.memory()?), table::Bytes(floor.memory()?));
        program.quit()?;
        floor.quit()?;
        Ok(memory)
    }

    fn idle(&self, table: &mut Table) -> anyhow::Result<()> {
        if !table.wants("idle") {
            return Ok(());
        }
        let (mut program, _) = self.program_screen(&self.file(10_000)?)?;
        program.idle(Duration::from_secs(1))?;
        let idle = program.idle(Duration::from_secs(10))?;
        program.quit()?;
        table.bound("idle: wake-ups a second", idle.wake_ups, 2.0);
        table.bound("idle: percent of a processor", idle.share * 100.0, 0.1);
        table.bound("idle: bytes to the terminal", idle.bytes as f64, 0.0);
        Ok(())
    }
}

/// Medians of so many runs of each, one after the other.
fn by_turns(
    runs: usize,
    mut ours: impl FnMut() -> anyhow::Result<Duration>,
    mut floor: impl FnMut() -> anyhow::Result<Duration>,
) -> anyhow::Result<(Duration, Duration)> {
    let (mut our_times, mut floor_times) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        our_times.push(ours()?);
        floor_times.push(floor()?);
    }
    Ok((median(our_times), median(floor_times)))
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("the path of the build is not UTF-8")
}

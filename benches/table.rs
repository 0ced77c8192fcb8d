//! The table that is printed, a row as soon as it is measured.

use std::fmt;
use std::io::{Write, stdout};
use std::time::Duration;

/// An amount of memory.
#[derive(Clone, Copy)]
pub struct Bytes(pub u64);

/// How much of something there is.
#[derive(Clone, Copy)]
pub struct Count(pub u64);

/// What is measured and can be compared.
pub trait Measure {
    /// The value in any unit.
    fn value(&self) -> f64;
    /// The value with its unit.
    fn words(&self) -> String;
}

impl Measure for Duration {
    fn value(&self) -> f64 {
        self.as_secs_f64()
    }
    fn words(&self) -> String {
        format!("{:.2} ms", self.as_secs_f64() * 1e3)
    }
}

impl Measure for Bytes {
    fn value(&self) -> f64 {
        self.0 as f64
    }
    fn words(&self) -> String {
        format!("{:.1} MB", self.0 as f64 / 1e6)
    }
}

impl Measure for Count {
    fn value(&self) -> f64 {
        self.0 as f64
    }
    fn words(&self) -> String {
        self.0.to_string()
    }
}

/// The middle one of some times.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The table.
pub struct Table {
    wanted: Vec<String>,
    missed: usize,
}

impl Table {
    /// A table of the rows that have one of these words in their names; without words, of all.
    pub fn new(wanted: &[&str]) -> Self {
        Table { wanted: wanted.iter().map(|word| (*word).to_owned()).collect(), missed: 0 }
    }

    /// Prints the head.
    pub fn head(&self) {
        self.print("what", "milepost", "floor", "ratio", "bar", "");
        self.print(&"─".repeat(49), "─────────", "─────────", "─────", "─────", "");
    }

    /// Is this row asked for?
    pub fn wants(&self, what: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|word| what.contains(word.as_str()))
    }

    /// Measures a row and prints it: the program, the floor, and how many times the floor it may be.
    pub fn row<M: Measure>(
        &mut self,
        what: &str,
        bar: f64,
        measure: impl FnOnce() -> anyhow::Result<(M, M)>,
    ) -> anyhow::Result<()> {
        if !self.wants(what) {
            return Ok(());
        }
        let (ours, floor) = measure()?;
        let ratio = ours.value() / floor.value();
        let mark = self.mark(ratio <= bar);
        self.print(what, &ours.words(), &floor.words(), &format!("{ratio:.2}"), &format!("≤ {bar}"), mark);
        Ok(())
    }

    /// Prints a value that has a bound of its own.
    pub fn bound(&mut self, what: &str, value: f64, bar: f64) {
        let mark = self.mark(value <= bar);
        self.print(what, &format!("{value:.2}"), "", "", &format!("≤ {bar}"), mark);
    }

    /// Prints a value that nothing is held against.
    pub fn told(&self, what: &str, value: impl Measure) {
        self.print(what, &value.words(), "", "", "", "");
    }

    fn mark(&mut self, is_met: bool) -> &'static str {
        self.missed += usize::from(!is_met);
        if is_met { "" } else { "missed" }
    }

    /// Prints the end: how many bars were missed.
    pub fn end(&self) {
        let _ = match self.missed {
            0 => writeln!(stdout(), "\nevery bar is met"),
            missed => writeln!(stdout(), "\nmissed: {missed}"),
        };
    }

    fn print(&self, what: &str, ours: &str, floor: &str, ratio: &str, bar: &str, mark: &str) {
        let line = Line([what, ours, floor, ratio, bar, mark]);
        let _ = writeln!(stdout(), "{line}");
    }
}

struct Line<'a>([&'a str; 6]);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [what, ours, floor, ratio, bar, mark] = self.0;
        write!(f, "{what:<49} {ours:>10} {floor:>10} {ratio:>6} {bar:>6}  {mark}")
    }
}

//! What a rig is, how far it goes, and the numbers it draws.

use std::process::{Command, Stdio};

/// A rig: what it is called, what it needs, what it does.
pub struct Rig {
    /// A sentence that holds when it passes.
    pub name: &'static str,
    /// Why it cannot run here.
    pub needs: fn(Scale) -> Result<(), String>,
    /// Gives its figures; errors: what does not hold.
    pub run: fn(Scale) -> anyhow::Result<String>,
}

/// How far rigs go.
#[derive(Clone, Copy)]
pub struct Scale {
    /// The long forms?
    pub long: bool,
}

impl Scale {
    /// As `MILEPOST_LONG` says.
    pub fn of_environment() -> Self {
        Scale { long: std::env::var_os("MILEPOST_LONG").is_some_and(|it| !it.is_empty() && it != "0") }
    }

    /// How many, short or long.
    pub fn of(self, short: usize, long: usize) -> usize {
        if self.long { long } else { short }
    }
}

/// Needs nothing.
pub fn nothing(_: Scale) -> Result<(), String> {
    Ok(())
}

/// Needs a C compiler.
pub fn a_compiler(_: Scale) -> Result<(), String> {
    let found = Command::new("cc").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    match found {
        Ok(status) if status.success() => Ok(()),
        _ => Err("there is no C compiler (cc)".to_owned()),
    }
}

/// Needs root on Linux, and runs in the long form only, for it changes what is mounted.
pub fn root_and_time(scale: Scale) -> Result<(), String> {
    if !cfg!(target_os = "linux") || !rustix::process::geteuid().is_root() {
        return Err("it needs root on Linux".to_owned());
    }
    if scale.long { Ok(()) } else { Err("only in the long form (tests/long.sh)".to_owned()) }
}

/// Numbers that look random and are the same in every run (splitmix64, Steele, Lea and Flood 2014). `MILEPOST_SEED`
/// gives others.
pub struct Random(u64);

impl Random {
    /// Numbers for this purpose.
    pub fn of(purpose: u64) -> Self {
        let seed = std::env::var("MILEPOST_SEED").ok().and_then(|it| it.parse::<u64>().ok()).unwrap_or(0);
        Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ purpose)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `most`, which is not zero.
    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).unwrap()
    }

    /// Heads or tails.
    pub fn flip(&mut self) -> bool {
        self.next() & 1 == 1
    }
}

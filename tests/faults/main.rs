//! Bad days, made on purpose: programs killed, disks that fail or fill, locks held for ever, files damaged, moved or
//! replaced, terminals that go away. Each rig comes with a control: a fault of its own that it has to notice.
//!
//! `cargo test` runs the short forms; `MILEPOST_LONG=1` (`tests/long.sh`) the long ones. What a rig needs and does not
//! find (a C compiler, root) makes it *ignored*, with the reason, and never passed. A table of figures stands at the end.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[cfg(unix)]
#[path = "rigs.rs"]
mod rigs;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    rigs::main()
}

#[cfg(not(unix))]
fn main() {
    println!("skipped: the rigs need signals and pseudo-terminals of Unix");
}

//! Every rig there is, run as tests, with a table of their figures.

mod damaged;
mod disks;
mod failing;
mod hostile;
mod killed;
mod moved;
mod place;
mod pty;
mod rig;
mod several;
mod stopped;
mod swept;
mod tape;
mod vfs;

use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use libtest_mimic::{Arguments, Failed, Trial};
use rig::{Rig, Scale};

/// Every rig there is.
const RIGS: &[&[Rig]] = &[
    killed::RIGS,
    tape::RIGS,
    failing::RIGS,
    disks::RIGS,
    stopped::RIGS,
    swept::RIGS,
    damaged::RIGS,
    moved::RIGS,
    several::RIGS,
    hostile::RIGS,
];

/// Runs the rigs that the arguments ask for, or plays the part of another program.
pub fn main() -> ExitCode {
    if let Some(role) = std::env::var_os(place::ROLE) {
        return place::play(&role);
    }
    let arguments = Arguments::from_args();
    let scale = Scale::of_environment();
    let figures = Arc::new(Mutex::new(Vec::new()));
    let trials = RIGS.iter().copied().flatten().map(|rig| trial(rig, scale, &figures)).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        let mut figures = figures.lock().unwrap();
        figures.sort();
        println!("{:7}  {:48}  figures", "result", "rig");
        for (name, result, said) in figures.iter() {
            println!("{result:7}  {name:48}  {said}");
        }
    }
    conclusion.exit_code()
}

type Figures = Arc<Mutex<Vec<(&'static str, &'static str, String)>>>;

fn trial(rig: &'static Rig, scale: Scale, figures: &Figures) -> Trial {
    let figures = Arc::clone(figures);
    if let Err(why) = (rig.needs)(scale) {
        figures.lock().unwrap().push((rig.name, "skipped", why.clone()));
        return Trial::test(rig.name, || Ok(())).with_kind(format!("skipped: {why}")).with_ignored_flag(true);
    }
    Trial::test(rig.name, move || {
        let begun = Instant::now();
        let verdict = (rig.run)(scale);
        let (result, said) = match &verdict {
            Ok(figures) => ("passed", format!("{} ({:.1} s)", figures.trim(), begun.elapsed().as_secs_f32())),
            Err(error) => ("failed", format!("{error:#}").lines().next().unwrap_or_default().to_owned()),
        };
        figures.lock().unwrap().push((rig.name, result, said.replace('\n', " ")));
        verdict.map(|_| ()).map_err(|error| Failed::from(format!("{error:#}")))
    })
}

//! A power cut after every write: what the store writes and syncs is recorded; any prefix of it is played back with the
//! writes that were not synced kept, dropped, taken in another order or torn. The file then opens with every step that
//! was acknowledged and no part of one that was not.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use milepost::domain::column::Column;
use milepost::domain::command::Command;
use milepost::domain::draft::Moment;
use milepost::domain::place::Spot;
use milepost::domain::plan::Plan;
use milepost::domain::task::{Task, TaskId};
use milepost::domain::template::Template;
use milepost::workspace::Workspace;

use super::place::{self, Place};
use super::rig::{Random, Rig, Scale, nothing};
use super::vfs::{self, Op};

pub const RIGS: &[Rig] = &[
    Rig { name: "a power cut after any write loses nothing", needs: nothing, run: power_cuts },
    Rig { name: "control: a disk that does not sync is noticed", needs: nothing, run: without_syncs },
];

/// A run of the store: what it wrote, and the plans that it acknowledged, each with how much was written by then.
struct Run {
    ops: Vec<Op>,
    plans: Vec<(usize, Plan)>,
}

/// A day of work with several sessions, long notes (so that the log is folded in more than once) and steps of many rows.
fn record(steps: usize) -> Result<Run> {
    let place = Place::new();
    let directory = place.beside();
    vfs::record(directory);
    let mut moment = place::moment(3);
    let mut plans = vec![(0, Plan::default())];
    for session in 0..4 {
        let mut workspace = place::workspace(&place.db)?;
        for step in 0..steps {
            let command = wish(&workspace, session * steps + step, &mut moment);
            workspace.run(&command, &mut moment).with_context(|| format!("{command:?}"))?;
            plans.push((vfs::length(directory), workspace.snapshot().plan.clone()));
        }
    }
    Ok(Run { ops: vfs::take(directory), plans })
}

fn wish(workspace: &Workspace, number: usize, moment: &mut Moment) -> Command {
    let plan = &workspace.snapshot().plan;
    let tasks: Vec<TaskId> = plan.all::<Task>().map(|task| task.id).collect();
    let last = |back: usize| tasks[tasks.len().saturating_sub(1 + back)];
    match number {
        0 => Command::NewProject {
            id: moment.ids.take(),
            key: "WEB".into(),
            name: "Customer portal".into(),
            template: Template::standard(),
        },
        n if n % 4 == 1 => Command::All((0..5).map(|at| capture(moment, format!("Task {n}-{at}"))).collect()),
        n if n % 4 == 2 => Command::SetNote { task: last(n % 3), text: format!("{n} ").repeat(25_000) },
        n if n % 4 == 3 => {
            let column = plan.all::<Column>().nth(n % 5).expect("five columns").id;
            let tasks = (0..4).map(last);
            Command::All(tasks.map(|task| Command::Move { task, column, spot: Spot::Top, over: true }).collect())
        }
        n => Command::All((0..3).map(|at| capture(moment, format!("Task {n}-{at} p1"))).collect()),
    }
}

fn capture(moment: &mut Moment, line: String) -> Command {
    let (id, said) = (moment.ids.take(), moment.today);
    Command::Capture { id, line, said, project: None, column: None, parent: None, leniently: false }
}

/// How a write that was not synced fares.
#[derive(Clone, Copy)]
enum Fate {
    AllKept,
    AllLost,
    /// Some kept, in any order, the last one perhaps only in part.
    Mixed,
}

type Disk = BTreeMap<String, Vec<u8>>;

/// What is on the disk when the power goes after so many operations. `syncs`: does the disk honour them?
fn disk(ops: &[Op], fate: Fate, syncs: bool, random: &mut Random) -> Disk {
    let mut disk = Disk::new();
    let mut waiting: BTreeMap<&str, Vec<&Op>> = BTreeMap::new();
    for op in ops {
        match op {
            Op::Write { file, .. } | Op::Truncate { file, .. } => waiting.entry(file).or_default().push(op),
            Op::Sync { file } if syncs => {
                for op in waiting.remove(file.as_str()).unwrap_or_default() {
                    apply(&mut disk, op, usize::MAX);
                }
                disk.entry(file.clone()).or_default();
            }
            Op::Sync { .. } => {}
            Op::Delete { file } => {
                waiting.remove(file.as_str());
                disk.remove(file);
            }
        }
    }
    for (_, mut ops) in waiting {
        match fate {
            Fate::AllKept => ops.iter().for_each(|op| apply(&mut disk, op, usize::MAX)),
            Fate::AllLost => {}
            Fate::Mixed => {
                ops.retain(|_| random.flip());
                for at in (1..ops.len()).rev() {
                    ops.swap(at, random.below(at + 1));
                }
                for (at, op) in ops.iter().enumerate() {
                    let torn = at + 1 == ops.len() && random.flip();
                    apply(&mut disk, op, if torn { 512 * random.below(8) } else { usize::MAX });
                }
            }
        }
    }
    disk
}

/// Does what an operation does, but writes no more than so many bytes.
fn apply(disk: &mut Disk, op: &Op, most: usize) {
    match op {
        Op::Write { file, at, bytes } => {
            let bytes = &bytes[..bytes.len().min(most)];
            let content = disk.entry(file.clone()).or_default();
            if content.len() < at + bytes.len() {
                content.resize(at + bytes.len(), 0);
            }
            content[*at..at + bytes.len()].copy_from_slice(bytes);
        }
        Op::Truncate { file, size } => disk.entry(file.clone()).or_default().resize(*size, 0),
        Op::Sync { .. } | Op::Delete { .. } => {}
    }
}

/// Opens what the power cut left, and compares it with what was acknowledged by then. Errors: something is lost, or a
/// step is there in part.
fn judge(run: &Run, cut: usize, disk: &Disk) -> Result<()> {
    let place = Place::new();
    for (name, bytes) in disk {
        std::fs::write(place.beside().join(name), bytes)?;
    }
    let acknowledged = run.plans.iter().rposition(|(by, _)| *by <= cut).unwrap_or(0);
    let (plan, _) = place::content(&place.db).with_context(|| format!("after {cut} operations"))?;
    let numbers = |plan: &Plan| plan.numbers().collect::<Vec<_>>();
    let found = run.plans.iter().rposition(|(_, known)| *known == plan && numbers(known) == numbers(&plan));
    match found {
        Some(found) if found == acknowledged || found == acknowledged + 1 => Ok(()),
        Some(found) => bail!("after {cut} operations the file is at step {found}, acknowledged were {acknowledged}"),
        None => bail!("after {cut} operations the file holds what it never was: a half step"),
    }
}

/// Where the power goes: everywhere, or in the short form around every sync and at some other places.
fn cuts_of(run: &Run, scale: Scale, random: &mut Random) -> Vec<usize> {
    let all = 0..=run.ops.len();
    if scale.long {
        return all.collect();
    }
    let is_sync = |at: &usize| run.ops.get(*at).is_some_and(|op| matches!(op, Op::Sync { .. }));
    let mut cuts: Vec<usize> = all.filter(is_sync).flat_map(|at| [at, at + 1]).collect();
    cuts.extend((0..20).map(|_| random.below(run.ops.len() + 1)));
    cuts
}

fn cuts(run: &Run, scale: Scale, syncs: bool) -> Result<usize> {
    let mut random = Random::of(11);
    let mut tried = 0;
    for cut in cuts_of(run, scale, &mut random) {
        let fates = match scale.long {
            true => [&[Fate::Mixed; 3][..], &[Fate::AllKept, Fate::AllLost]].concat(),
            false => vec![[Fate::Mixed, Fate::AllKept, Fate::AllLost][random.below(3)]],
        };
        for fate in fates {
            judge(run, cut, &disk(&run.ops[..cut], fate, syncs, &mut random))?;
            tried += 1;
        }
    }
    Ok(tried)
}

fn power_cuts(scale: Scale) -> Result<String> {
    let run = record(scale.of(4, 10))?;
    let synced = run.ops.iter().filter(|op| matches!(op, Op::Sync { .. })).count();
    let folded = run.ops.iter().any(|op| matches!(op, Op::Sync { file } if is_the_file(Path::new(file))));
    ensure!(folded, "the log was never folded in: the run is too short to show anything");
    let tried = cuts(&run, scale, true)?;
    let (ops, steps) = (run.ops.len(), run.plans.len() - 1);
    Ok(format!("{steps} steps, {ops} writes, {synced} syncs: {tried} power cuts, nothing lost, no half step"))
}

fn is_the_file(name: &Path) -> bool {
    name.extension().is_some_and(|it| it == "db")
}

fn without_syncs(_: Scale) -> Result<String> {
    let run = record(2)?;
    match cuts(&run, Scale { long: false }, false) {
        Ok(tried) => bail!("{tried} power cuts on a disk that does not sync, and nothing was noticed"),
        Err(error) => Ok(format!("noticed: {error:#}")),
    }
}

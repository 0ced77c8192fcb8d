//! Several programs on one file: the screens open while four processes add, and two that would make a loop together.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use milepost::domain::link::Link;
use milepost::domain::plan::Kind;
use milepost::domain::task::Task;

use super::place::{Place, Ran};
use super::pty::Screens;
use super::rig::{Rig, Scale, nothing};

pub const RIGS: &[Rig] = &[
    Rig { name: "four programs add while the screens are open", needs: nothing, run: four },
    Rig { name: "of two links that make a loop one is refused", needs: nothing, run: links },
    Rig { name: "control: a loop made behind the program is found", needs: nothing, run: forged_loop },
];

fn four(scale: Scale) -> Result<String> {
    let each = scale.of(25, 250);
    let place = Place::with_project();
    place.run(["add", "Chosen by the cursor in:ready"]).ended(0)?;
    place.run(["add", "Beside it in:ready"]).ended(0)?;
    let mut screens = Screens::open(&place, 40, 140)?;
    screens.wait_for("Chosen by")?;
    // The second card; the detail beside the board shows which is chosen.
    screens.send("j")?;
    thread::scope(|scope| {
        let adders: Vec<_> = (0..4)
            .map(|adder| {
                let place = &place;
                scope.spawn(move || -> Result<()> {
                    for at in 0..each {
                        place.run(["add", &format!("Added {adder}-{at} in:backlog")]).ended(0)?;
                    }
                    Ok(())
                })
            })
            .collect();
        adders.into_iter().try_for_each(|adder| adder.join().expect("no panic"))
    })?;
    let (plan, _) = place.content()?;
    let tasks: Vec<_> = plan.all::<Task>().collect();
    ensure!(tasks.len() == 4 * each + 2, "{} tasks of {}", tasks.len(), 4 * each + 2);
    let refs: BTreeSet<String> = tasks.iter().map(|task| plan.task_ref(task.id)).collect();
    ensure!(refs.len() == tasks.len(), "{} refs for {} tasks", refs.len(), tasks.len());
    let count = (4 * each).to_string();
    screens.wait_until("all cards counted", |screen| screen.contains(&format!("Backlog {count}")))?;
    // What a verb says it did tells where the cursor is.
    screens.send("c")?;
    screens.wait_for_step("Beside it")?;
    screens.send("q")?;
    screens.end(std::time::Duration::from_secs(10))?;
    let (plan, _) = place.content()?;
    let done: Vec<String> = plan.all::<Task>().filter(|it| plan.is_done(it)).map(|it| it.title.clone()).collect();
    ensure!(done == ["Beside it"], "the cursor had moved: {done:?} is done");
    place.is_clean()?;
    Ok(format!("{} tasks from four programs, refs unique, the cursor kept", 4 * each))
}

fn at_once(commands: [Command; 2]) -> Result<Vec<Ran>> {
    let mut children = Vec::new();
    for mut command in commands {
        children.push(command.stdin(Stdio::null()).spawn()?);
    }
    children.into_iter().map(|child| Ok(child.wait_with_output()?.into())).collect()
}

fn links(scale: Scale) -> Result<String> {
    let rounds = scale.of(6, 200);
    let place = Place::with_project();
    for round in 0..rounds {
        let lines = (0..3).map(|at| format!("Link {round}-{at}\n")).collect::<String>();
        place.run_with(["add", "-"], lines.as_bytes()).ended(0)?;
        let (a, b, c) = (3 * round + 1, 3 * round + 2, 3 * round + 3);
        let [a, b, c] = [a, b, c].map(|number| format!("WEB-{number}"));
        place.run(["link", &b, &c]).ended(0)?;
        // a → b → c is there but for the first; c → a closes the loop.
        let ran = at_once([place.command(["link", &a, &b]), place.command(["link", &c, &a])])?;
        let mut codes: Vec<_> = ran.iter().map(|ran| ran.code).collect();
        codes.sort_unstable();
        ensure!(codes == [Some(0), Some(2)], "round {round}: {codes:?}");
        let refused = ran.into_iter().find(|ran| ran.code == Some(2)).context("one is refused")?;
        refused.is_a_sentence()?;
        ensure!(refused.err.contains(&a), "the loop is not named: {}", refused.err);
    }
    place.is_clean()?;
    ensure!(place.content()?.0.count(Kind::Link) == 2 * rounds, "another number of links");
    Ok(format!("{rounds} rounds, in each one link made and one refused, naming the loop"))
}

/// What the rig above would see if both links were made.
fn forged_loop(_: Scale) -> Result<String> {
    let place = Place::with_project();
    place.run_with(["add", "-"], b"One\nTwo\n").ended(0)?;
    place.run(["link", "WEB-1", "WEB-2"]).ended(0)?;
    let (plan, _) = place.content()?;
    let link = plan.all::<Link>().next().context("a link")?;
    let connection = rusqlite::Connection::open(&place.db)?;
    let names: Vec<String> = connection.prepare("SELECT * FROM link")?.column_names().map(str::to_owned).collect();
    let sql = turned(&names);
    connection.execute(&sql, [link.id.uuid().as_bytes().as_slice()])?;
    drop(connection);
    let ran = place.run(["check"]);
    let said = format!("{}{}", ran.out, ran.err);
    if ran.code == Some(0) {
        bail!("a loop went unnoticed: {said}");
    }
    ensure!(said.contains("WEB-1") && said.contains("WEB-2"), "the loop is not named: {said}");
    Ok("found, named".to_owned())
}

fn turned(names: &[String]) -> String {
    let select: Vec<&str> = names
        .iter()
        .map(|name| match name.as_str() {
            "id" => "randomblob(16)",
            "predecessor" => "successor",
            "successor" => "predecessor",
            other => other,
        })
        .collect();
    format!("INSERT INTO link ({}) SELECT {} FROM link WHERE id = ?1", names.join(", "), select.join(", "))
}

//! What is measured inside the process: typing a filter, what a frame allocates, asking the rules of a gate.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{Days, Weekday};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use milepost::domain::change::Field;
use milepost::domain::command::{Command, note_of};
use milepost::domain::gate::{self, Ask, RULES};
use milepost::domain::phase::Criterion;
use milepost::domain::plan::{Kind, Row};
use milepost::domain::project::Project;
use milepost::domain::record::Record;
use milepost::domain::task::{Task, TaskId};
use milepost::domain::value::FieldType;
use milepost::text::fold;
use milepost::ui::app::App;
use milepost::ui::keymap::Scope;
use milepost::ui::theme::{Theme, Wish};
use milepost::workspace::Workspace;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::allocations;
use crate::plan;
use crate::table::{Count, Table, median};

const AREA: Rect = Rect { x: 0, y: 0, width: 200, height: 60 };
/// What is typed.
const WORD: &str = "portal audit";

fn app(file: &Path) -> anyhow::Result<App> {
    let workspace = Workspace::open(plan::opening(file), plan::today(), None, Weekday::Mon)?;
    let project = workspace.snapshot().plan.all::<Project>().next().map(|it| it.id);
    Ok(App::of(workspace, project, Theme::of(&Wish::default())).beginning_in(Scope::Board))
}

fn press(app: &mut App, key: char) {
    app.key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE), &mut plan::moment(1 << 100));
}

/// All letters of a word typed into the filter, against looking for every beginning of it in the folded text.
pub fn filter(file: &Path) -> anyhow::Result<(Duration, Duration)> {
    let mut app = app(file)?;
    let plan = &app.snapshot().plan;
    let note = |task: &Task| plan.get(note_of(task.id)).map_or(String::new(), |note| fold(&note.text));
    let texts: Vec<(String, String)> = plan.all::<Task>().map(|task| (fold(&task.title), note(task))).collect();
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let begin = Instant::now();
        for end in 1..=WORD.len() {
            let parts: Vec<&str> = WORD[..end].split_whitespace().collect();
            let has = |text: &str, other: &str| parts.iter().all(|part| text.contains(part) || other.contains(part));
            black_box(texts.iter().filter(|(title, note)| has(title, note)).count());
        }
        floors.push(begin.elapsed());
        press(&mut app, '/');
        let begin = Instant::now();
        WORD.chars().for_each(|letter| press(&mut app, letter));
        ours.push(begin.elapsed());
        app.key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE), &mut plan::moment(1 << 100));
    }
    Ok((median(ours), median(floors)))
}

/// The dearest rule of a gate asked after an edit, against the edit itself: decided in memory, nothing written.
pub fn gates(file: &Path) -> anyhow::Result<(Duration, Duration)> {
    let workspace = Workspace::open(plan::opening(file), plan::today(), None, Weekday::Mon)?;
    let (mut snapshot, mut moment) = (workspace.snapshot().clone(), plan::moment(1 << 101));
    let project = snapshot.plan.all::<Project>().next().map(|it| it.id).context("the file has a project")?;
    let phase = gate::ahead(&snapshot.plan, project).context("the project has phases")?;
    let rules: Vec<Row> = RULES
        .iter()
        .map(|rule| Criterion { phase, rule: Ask::plain(rule).text(), ..Criterion::blank(moment.ids.take()) })
        .map(|criterion| Row::Criterion(criterion.into()))
        .collect();
    let tasks: Vec<TaskId> = snapshot.plan.all::<Task>().map(|task| task.id).collect();
    let due = Field::of(Kind::Task, Task::FIELDS, "due");
    black_box(snapshot.plan.tallies());
    let (mut ours, mut floors) = (vec![Vec::new(); rules.len()], Vec::new());
    for (at, task) in tasks.iter().step_by(31).enumerate() {
        let day = plan::today() + Days::new(100 + at as u64 % 50);
        let command = match at % 2 {
            0 => Command::Complete { task: *task, finish: None },
            _ => Command::Set { of: (*task).into(), fields: vec![(due, day.to_value())] },
        };
        let begin = Instant::now();
        let Ok((_, plan)) = snapshot.after(&command, &mut moment) else { continue };
        floors.push(begin.elapsed());
        snapshot.set_plan(plan);
        for (rule, times) in rules.iter().zip(&mut ours) {
            let mut asked = snapshot.clone();
            asked.plan.put(rule.clone());
            let begin = Instant::now();
            black_box(gate::of(&asked, phase));
            times.push(begin.elapsed());
        }
    }
    let dearest = ours.into_iter().map(median).max().context("there are rules")?;
    Ok((dearest, median(floors)))
}

/// What a frame costs with ten times the tasks: allocations and time of drawing after a key, in each pane of tasks.
pub fn frames(table: &mut Table, small: &Path, large: &Path) -> anyhow::Result<()> {
    for (pane, name) in [('1', "Today"), ('2', "Board"), ('3', "Timeline")] {
        let names = ["allocations", "time"].map(|what| format!("a frame of the {name}: {what}, 100000 / 10000 tasks"));
        if !names.iter().any(|name| table.wants(name)) {
            continue;
        }
        let (mut small, mut large) = (app(small)?, app(large)?);
        press(&mut small, pane);
        press(&mut large, pane);
        let (few, many) = (frame_allocations(&mut small), frame_allocations(&mut large));
        table.row(&names[0], 1.1, || Ok((Count(many), Count(few.max(1)))))?;
        table.row(&names[1], 1.5, || Ok((frame_time(&mut large), frame_time(&mut small))))?;
    }
    Ok(())
}

fn frame_allocations(app: &mut App) -> u64 {
    let mut buffer = Buffer::empty(AREA);
    let mut counts: Vec<u64> = Vec::new();
    for key in ["j", "k"].repeat(2).iter().flat_map(|key| [key; 20]).flat_map(|key| key.chars()) {
        counts.push(allocations::during(|| {
            press(app, key);
            app.draw(AREA, &mut buffer);
        }));
    }
    counts.sort_unstable();
    counts[counts.len() / 2]
}

fn frame_time(app: &mut App) -> Duration {
    let mut buffer = Buffer::empty(AREA);
    let mut times = Vec::new();
    for key in ["j", "k"].repeat(5).iter().flat_map(|key| [key; 20]).flat_map(|key| key.chars()) {
        let begin = Instant::now();
        press(app, key);
        app.draw(AREA, &mut buffer);
        times.push(begin.elapsed());
    }
    median(times)
}

//! What the keys of the Timeline change. Each asks for an outcome that is read off what is shown; what is marked changes
//! as one step.

use super::scale::{Step, ZOOMS, moved};
use super::{Timeline, key};
use crate::domain::command::Command;
use crate::domain::plan::Plan;
use crate::domain::snapshot::Snapshot;
use crate::domain::span::{Pace, Span};
use crate::domain::task::{Task, TaskId, TaskKind};
use crate::ui::action::Action;
use crate::ui::view::{Ask, Effect, Lens};

impl Timeline {
    /// Answers a key that changes something.
    pub(super) fn does(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        let tasks = self.selection(lens);
        let Some(here) = self.cursor.id().or(tasks.first().copied()) else { return Effect::Say(nothing_here(lens)) };
        let plan = &snapshot.plan;
        match action {
            Action::MoveLeft => self.shift(snapshot, &tasks, -1),
            Action::MoveRight => self.shift(snapshot, &tasks, 1),
            Action::Shorten => self.resize(plan, &tasks, -1, lens),
            Action::Lengthen => self.resize(plan, &tasks, 1, lens),
            Action::OrderUp => self.order(plan, &tasks, true, lens),
            Action::OrderDown => self.order(plan, &tasks, false, lens),
            Action::Indent => self.indent(plan, &tasks, lens),
            Action::Outdent => outdent(plan, &tasks),
            Action::AddChild => self.add_child(plan, here, lens),
            Action::Follows => Effect::Ask(Ask::Follows(tasks)),
            Action::RemoveLink => Effect::Ask(Ask::Unlink(here)),
            Action::SaveBaseline => Effect::Ask(Ask::Baseline),
            _ => Effect::Nothing,
        }
    }

    /// What is marked, in the order of the outline; with no mark, what the cursor is on.
    fn selection(&self, lens: &Lens) -> Vec<TaskId> {
        if lens.marked.is_empty() {
            return self.cursor.id().into_iter().collect();
        }
        let mut tasks: Vec<TaskId> =
            self.rows.everything().filter(|task| lens.marked.contains(&(*task).into())).collect();
        let hidden = lens.marked.iter().filter_map(|id| id.as_id::<Task>());
        let hidden: Vec<TaskId> = hidden.filter(|task| !tasks.contains(task)).collect();
        tasks.extend(hidden);
        tasks
    }

    fn step(&self) -> Step {
        self.scale.map_or(Step::Day, |scale| ZOOMS[scale.zoom].step)
    }

    /// Starts each a step later or earlier, counted from where it starts now: a working day, or seven days.
    fn shift(&self, snapshot: &Snapshot, tasks: &[TaskId], way: i64) -> Effect {
        let (plan, Some(time)) = (&snapshot.plan, &self.time) else { return Effect::Nothing };
        let one = |task: &TaskId| {
            let it = plan.get(*task)?;
            let timing = snapshot.schedule().timing(plan, *task)?;
            let from = it.actual_start.unwrap_or(timing.start).date();
            let day = match self.step() {
                Step::Day => time.add_working_days(from, way)?,
                Step::Week if way > 0 => time.next_working_day(moved(from, 7))?,
                Step::Week => time.previous_working_day(moved(from, -7))?,
            };
            let at = time.first_minute(day)?;
            Some(match it.actual_start.filter(|_| it.finish().is_none() && !plan.index().is_summary(*task)) {
                Some(_) => Command::Begin { task: *task, at },
                None => Command::StartNoEarlier { task: *task, on: at },
            })
        };
        match tasks.iter().map(one).collect::<Option<Vec<_>>>() {
            Some(commands) => one_step(commands),
            None => Effect::Say("a task here has no dates: what is in the inbox is not scheduled".to_owned()),
        }
    }

    /// Makes each a step longer or shorter.
    fn resize(&self, plan: &Plan, tasks: &[TaskId], way: i64, lens: &Lens) -> Effect {
        let mut commands = Vec::new();
        for task in tasks {
            let Some(it) = plan.get(*task) else { continue };
            let pace = plan.pace(it.project);
            let before = it.duration.unwrap_or(Span::working(pace.minutes_per_day));
            let step = self.minutes(&pace, before.elapsed);
            let minutes = before.minutes + way * step;
            let is_own = it.kind != TaskKind::Milestone && !plan.index().is_summary(*task) && it.finish().is_none();
            if minutes <= 0 && is_own {
                let (label, words) = (plan.task_label(*task), before.words(&pace));
                let set = key(lens, Action::Set("estimate"));
                return Effect::Say(format!("{label} takes {words}, which is no more than a step; {set} sets less"));
            }
            commands.push(Command::Takes { task: *task, span: Span { minutes, ..before } });
        }
        one_step(commands)
    }

    /// Minutes of a step: of work, or of the clock.
    fn minutes(&self, pace: &Pace, elapsed: bool) -> i64 {
        match (self.step(), elapsed) {
            (Step::Day, false) => pace.minutes_per_day,
            (Step::Week, false) => pace.minutes_per_week,
            (Step::Day, true) => 24 * 60,
            (Step::Week, true) => 7 * 24 * 60,
        }
    }

    /// Moves each past its neighbour among its siblings.
    fn order(&self, plan: &Plan, tasks: &[TaskId], up: bool, lens: &Lens) -> Effect {
        let mut commands = Vec::new();
        // What moves down goes from the last to the first, so that the marked ones stay in their order.
        let order: Vec<TaskId> = if up { tasks.to_vec() } else { tasks.iter().rev().copied().collect() };
        let mut beyond = None;
        for task in order {
            let siblings = self.siblings(plan, task);
            let at = siblings.iter().position(|id| *id == task).unwrap_or(siblings.len());
            let stays = |id: &&TaskId| !tasks.contains(id);
            let (before, behind) = siblings.split_at(at);
            let beside = if up { before.iter().rev().find(stays) } else { behind.iter().find(stays) };
            match beside {
                Some(beside) => commands.push(Command::Order { task, beside: *beside, above: up }),
                None => beyond = Some(task),
            }
        }
        if let (Some(task), true) = (beyond, commands.is_empty()) {
            let end = if up { "first" } else { "last" };
            let out = key(lens, Action::Outdent);
            return Effect::Say(format!("{} is the {end} of its siblings; {out} outdents it", plan.task_label(task)));
        }
        one_step(commands)
    }

    /// The scheduled siblings of a task with it, in their order.
    fn siblings(&self, plan: &Plan, task: TaskId) -> Vec<TaskId> {
        let Some(it) = plan.get(task) else { return Vec::new() };
        let scheduled =
            |id: &TaskId| plan.index().is_summary(*id) || plan.get(*id).is_some_and(|it| it.place.is_some());
        plan.index().children(it.project, it.parent).filter(scheduled).collect()
    }

    /// Puts each under the sibling above it.
    fn indent(&mut self, plan: &Plan, tasks: &[TaskId], lens: &Lens) -> Effect {
        let mut commands = Vec::new();
        let mut first = None;
        for task in tasks.iter().filter(|task| !has_above(plan, **task, tasks)) {
            let siblings = self.siblings(plan, *task);
            let before = siblings.iter().take_while(|id| *id != task).filter(|id| !tasks.contains(id)).last();
            match before {
                Some(parent) => {
                    self.folded.remove(parent);
                    commands.push(Command::Under { task: *task, parent: Some(*parent) });
                }
                None => first = Some(*task),
            }
        }
        if let (Some(task), true) = (first, commands.is_empty()) {
            let why =
                format!("{} is the first of its siblings, so there is nothing to put it under", plan.task_label(task));
            return Effect::Say(format!("{why}; {} moves it down", key(lens, Action::OrderDown)));
        }
        one_step(commands)
    }

    fn add_child(&mut self, plan: &Plan, here: TaskId, lens: &Lens) -> Effect {
        if plan.get(here).is_some_and(|it| it.kind == TaskKind::Milestone) {
            let why = format!("{} is a milestone, which has nothing under it", plan.task_label(here));
            return Effect::Say(format!("{why}; {} adds a task below", key(lens, Action::Add)));
        }
        if self.folded.remove(&here) {
            self.fold();
        }
        Effect::Ask(Ask::Child(here))
    }
}

/// Puts each beside its parent, just below it.
fn outdent(plan: &Plan, tasks: &[TaskId]) -> Effect {
    let tops = tasks.iter().filter(|task| !has_above(plan, **task, tasks));
    let parent = |task: &TaskId| Some((*task, plan.get(*task)?.parent?));
    // From the last to the first, so that those of one parent stay in their order.
    let out: Vec<(TaskId, TaskId)> = tops.rev().filter_map(parent).collect();
    if out.is_empty() {
        return Effect::Say("it stands at the top of the outline already".to_owned());
    }
    one_step(out.into_iter().map(|(task, beside)| Command::Order { task, beside, above: false }).collect())
}

/// Stands one of these above a task, so that it moves along?
fn has_above(plan: &Plan, task: TaskId, tasks: &[TaskId]) -> bool {
    tasks.len() > 1 && plan.ancestors(task).iter().any(|above| tasks.contains(above))
}

fn one_step(mut commands: Vec<Command>) -> Effect {
    match commands.len() {
        0 => Effect::Nothing,
        1 => Effect::Run(commands.remove(0)),
        _ => Effect::Run(Command::All(commands)),
    }
}

fn nothing_here(lens: &Lens) -> String {
    format!("there is no task here; {} adds one", key(lens, Action::Add))
}

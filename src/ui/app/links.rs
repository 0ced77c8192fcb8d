//! Links by keys: which task another follows, in which way, and which link goes.

use std::sync::Arc;

use super::asking::{Asked, Chosen, Dialog};
use super::{App, Tone};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::link::{Link, LinkType};
use crate::domain::names::quoted;
use crate::domain::plan::Plan;
use crate::domain::refusal::Refusal;
use crate::domain::span::{Lag, Pace};
use crate::domain::task::{Task, TaskId};
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::{Chip, Choice, Item, Prompt};
use crate::ui::keymap::Scope;

/// Most tasks that are offered.
const MOST: usize = 20_000;

impl App {
    /// Asks which task these follow: those of the project, by ref and title.
    pub(super) fn ask_follows(&mut self, tasks: Vec<TaskId>) {
        let plan = &self.snapshot().plan;
        let Some(first) = tasks.first().and_then(|id| plan.get(*id)) else { return };
        let project = first.project;
        let fits =
            |it: &&std::sync::Arc<Task>| it.project == project && it.dropped.is_none() && !tasks.contains(&it.id);
        let others: Vec<TaskId> = plan.all::<Task>().filter(fits).take(MOST).map(|it| it.id).collect();
        // What stands above it in the outline is what it most often waits for.
        let siblings: Vec<TaskId> = plan.index().children(project, first.parent).collect();
        let before = siblings.iter().position(|id| *id == first.id).and_then(|at| siblings.get(at.checked_sub(1)?));
        let at = before.and_then(|id| others.iter().position(|other| other == id)).unwrap_or(0);
        if others.is_empty() {
            let add = self.lens.key(Scope::Timeline, Action::Add);
            return self.say(format!("there is no other task to follow; {add} adds one"), Tone::Dim);
        }
        let item = |id: &TaskId| {
            let aside = plan.get(*id).and_then(|it| it.place.as_ref()).and_then(|place| plan.get(place.column));
            let title = plan.get(*id).map_or(String::new(), |it| text::visible(&it.title).into_owned());
            Item::of(format!("{} {title}", plan.task_ref(*id)), aside.map_or("", |column| column.name.as_str()))
        };
        let items = others.iter().map(item).collect();
        let title = format!("{} follows…", self.called(&tasks));
        self.dialogs.push(Dialog::Choice(Choice::of(title, items, at), Chosen::Follows { tasks, others }));
    }

    /// Asks in which way they follow it.
    pub(super) fn ask_how(&mut self, tasks: Vec<TaskId>, first: TaskId) {
        let title = format!("{} follows {}", self.called(&tasks), self.snapshot().plan.task_ref(first));
        self.ask(Prompt::of(title, ""), Asked::Link { tasks, first });
    }

    /// What is understood of a type and a lag as they are typed.
    pub(super) fn understand_link(&self, tasks: &[TaskId], first: TaskId, line: &str) -> Vec<Chip> {
        let plan = &self.snapshot().plan;
        match read(plan, tasks, line) {
            Ok((link_type, lag)) => {
                let pace = pace_of(plan, tasks);
                let lag = if lag.is_none() { String::new() } else { format!(", {}", lag.words(&pace)) };
                let words = format!("{} {}{lag}", plan.task_ref(first), link_type.words());
                let more = if line.trim().is_empty() { "ss, ff, sf; then a lag: ss+2d, -1d, 50%" } else { "" };
                vec![Chip::of(words, Tone::Good), Chip::of(more, Tone::Faint)]
            }
            Err(refusal) => vec![Chip::of(refusal.to_string(), Tone::Danger)],
        }
    }

    /// Joins them, as one step. Gives whether it was taken.
    pub(super) fn link(&mut self, tasks: &[TaskId], first: TaskId, line: &str, moment: &mut Moment) -> bool {
        match read(&self.snapshot().plan, tasks, line) {
            Ok((link_type, lag)) => {
                let link = |task: &TaskId| Command::Link { predecessor: first, successor: *task, link_type, lag };
                self.run_all(tasks.iter().map(link).collect(), moment)
            }
            Err(refusal) => {
                self.say(refusal.to_string(), Tone::Danger);
                false
            }
        }
    }

    /// Takes the only link of a task away; of several, asks which.
    pub(super) fn ask_unlink(&mut self, task: TaskId, moment: &mut Moment) {
        let plan = &self.snapshot().plan;
        let pace = pace_of(plan, &[task]);
        let all = plan.index().predecessors(task).chain(plan.index().successors(task));
        let links: Vec<_> = all.filter_map(|id| plan.get(id)).cloned().collect();
        match links.as_slice() {
            [] => {
                let follows = self.lens.key(Scope::Timeline, Action::Follows);
                let words = format!("{} has no links; {follows} makes it follow another", plan.task_label(task));
                self.say(words, Tone::Warn);
            }
            [one] => {
                let id = one.id;
                self.run(Command::Remove(id.into()), moment);
            }
            many => {
                let item = |link: &Arc<Link>| {
                    let (word, other) = match link.successor == task {
                        true => ("follows", link.predecessor),
                        false => ("is followed by", link.successor),
                    };
                    let lag = if link.lag.is_none() { String::new() } else { link.lag.words(&pace) };
                    Item::of(format!("{word} {}", plan.task_label(other)), format!("{}{lag}", link.link_type.word()))
                };
                let items = many.iter().map(item).collect();
                let title = format!("Remove a link of {}", plan.task_ref(task));
                let links = many.iter().map(|link| link.id).collect();
                self.dialogs.push(Dialog::Choice(Choice::of(title, items, 0), Chosen::Unlink(links)));
            }
        }
    }
}

fn pace_of(plan: &Plan, tasks: &[TaskId]) -> Pace {
    tasks.first().and_then(|id| plan.get(*id)).map(|it| plan.pace(it.project)).unwrap_or_default()
}

/// A type, a lag, or both: `ss+2d`; nothing is finish-to-start without a lag.
fn read(plan: &Plan, tasks: &[TaskId], line: &str) -> Result<(LinkType, Lag), Refusal> {
    let line = line.trim();
    let (word, rest) =
        line.split_at(line.len().min(line.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(line.len())));
    let (link_type, lag) = match LinkType::of_word(&word.to_uppercase()) {
        Some(link_type) => (link_type, rest.trim()),
        None if word.is_empty() => (LinkType::default(), line),
        None => {
            let why = format!("{} is no kind of link", quoted(word));
            return Err(Refusal::new(why, "write fs, ss, ff or sf, and a lag as in ss+2d"));
        }
    };
    if lag.is_empty() {
        return Ok((link_type, Lag::NONE));
    }
    let lag = Lag::parse(lag, &pace_of(plan, tasks)).map_err(|it| Refusal::new(it.why, it.instead))?;
    Ok((link_type, lag))
}

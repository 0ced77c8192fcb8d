//! The triage: what there is to decide about, one task at a time, large.
//!
//! ```text
//!  Triage Wed 11 Mar · all active projects                                     7 of 23
//!
//!  WEB-31 · WEB Customer portal
//!  Rotate the signing keys without a release
//!
//!  In the inbox since Mon 9 Mar
//!
//!  The certificate of the old provider ends in May.
//!
//!  Priority  P2
//!  Due       Fri 20 Mar
//! ```
//!
//! What is here is read off the plan with each snapshot; the pane remembers only where the cursor is, and how many have
//! been decided since it was opened. A task stays under the cursor until something is decided about it: another
//! priority, somebody to do it, a note or another due date prepare that and are no decision.

mod draw;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::id::RecordId;
use crate::domain::plan::Kind;
use crate::domain::record::Record;
use crate::domain::snapshot::Snapshot;
use crate::domain::standup;
use crate::domain::task::{Priority, Task, TaskId};
use crate::domain::triage::{self, Item, Verdict};
use crate::domain::value::FieldType;
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::PageLine;
use crate::ui::keymap::Scope;
use crate::ui::parts::Cursor;
use crate::ui::theme::Tone;
use crate::ui::view::{Ask, Effect, Lens, Scene, View};

const PRIORITY: Field = Field::of(Kind::Task, Task::FIELDS, "priority");

/// The pane of the triage.
#[derive(Debug, Default)]
pub struct Triage {
    day: NaiveDate,
    /// Of the project that is shown only, rather than of all active ones.
    one: bool,
    queue: Vec<Item>,
    cursor: Cursor<TaskId>,
    /// What was in the queue since it was opened.
    seen: BTreeSet<TaskId>,
    /// How many of these are in no queue any more.
    decided: usize,
    /// The key of the project, where it is of one only.
    of: String,
}

impl View for Triage {
    fn number(&self) -> u8 {
        0
    }

    fn name(&self) -> &'static str {
        "Triage"
    }

    fn scope(&self) -> Scope {
        Scope::Triage
    }

    fn has_detail_beside(&self) -> bool {
        false
    }

    fn answers(&self, action: Action) -> bool {
        matches!(action, Action::Open | Action::Why | Action::Mark | Action::MarkAll)
    }

    fn see(&mut self, snapshot: &Snapshot, lens: &Lens) {
        if self.day != snapshot.today {
            *self = Triage { day: snapshot.today, one: self.one, ..Triage::default() };
        }
        let plan = &snapshot.plan;
        let projects = standup::projects(plan, !self.one, lens.project);
        let all = triage::queue(snapshot, &projects);
        self.of = lens.project.filter(|_| self.one).map_or(String::new(), |project| plan.key(project).to_owned());
        let waits: BTreeSet<TaskId> = all.iter().map(|item| item.task).collect();
        let here = self.item().cloned();
        let fits = |item: &Item| {
            let task = plan.get(item.task);
            lens.filter.as_ref().is_none_or(|filter| task.is_some_and(|it| filter.matches(snapshot, it)))
        };
        self.queue = all.into_iter().filter(fits).collect();
        let ours = |item: &Item| plan.get(item.task).is_some_and(|it| projects.contains(&it.project));
        let stays = |item: &Item| {
            !waits.contains(&item.task) && ours(item) && fits(item) && triage::is_undecided(snapshot, item)
        };
        let kept = here.filter(stays);
        if let Some(item) = &kept {
            let at = self.cursor.at().min(self.queue.len());
            self.queue.insert(at, item.clone());
        }
        self.seen.extend(self.queue.iter().map(|item| item.task));
        let kept = kept.map(|item| item.task);
        self.decided = self.seen.iter().filter(|task| !waits.contains(task) && kept != Some(**task)).count();
        self.cursor.see(self.queue.iter().map(|item| item.task).collect());
    }

    fn cursor(&self) -> Option<RecordId> {
        self.cursor.id().map(RecordId::from)
    }

    fn rows(&self) -> Vec<RecordId> {
        self.cursor.ids().iter().copied().map(RecordId::from).collect()
    }

    fn go(&mut self, id: RecordId) -> bool {
        id.as_id::<Task>().is_some_and(|task| self.cursor.select(task))
    }

    fn act(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        let last = self.queue.len().saturating_sub(1);
        match action {
            Action::Down if self.cursor.at() == last => {
                let key = |action| lens.key(Scope::Triage, action);
                let words =
                    format!("That was the last one: {} goes back, {} stops", key(Action::Up), key(Action::Cancel));
                return Effect::Tell(words);
            }
            Action::Down => self.cursor.step(1),
            Action::Up => self.cursor.step(-1),
            Action::Top => self.cursor.top(),
            Action::Bottom => self.cursor.bottom(),
            Action::AllProjects => {
                self.one = !self.one;
                self.seen.clear();
                self.see(snapshot, lens);
                let words = if self.one { format!("Only {}", self.of) } else { "All active projects".to_owned() };
                return Effect::Tell(words);
            }
            Action::Mark | Action::MarkAll => return Effect::Say("triage takes one task at a time".to_owned()),
            Action::Cancel | Action::Quit => {
                self.seen.clear();
                return Effect::Leave;
            }
            Action::Open
            | Action::PlanToday
            | Action::PlanWeek
            | Action::Priority(_)
            | Action::OtherProject
            | Action::Why => return self.on_task(action, snapshot, lens),
            _ => {}
        }
        Effect::Nothing
    }

    fn click(&mut self, _: Position) -> bool {
        false
    }

    fn scroll(&mut self, _: Position, rows: isize) -> bool {
        self.cursor.roll(rows)
    }

    fn draw(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.paint(scene, area, buf);
    }
}

impl Triage {
    /// The task under the cursor, and why it is here.
    fn item(&self) -> Option<&Item> {
        self.queue.get(self.cursor.at())
    }

    /// What is asked of the task under the cursor.
    fn on_task(&self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        let found = self.item().and_then(|item| Some((item, snapshot.plan.get(item.task)?)));
        let Some((item, it)) = found else {
            let back = lens.key(Scope::Triage, Action::Cancel);
            return Effect::Say(format!("there is nothing left to decide; {back} goes back"));
        };
        let task = item.task;
        let verdict = match action {
            Action::PlanToday => Verdict::Plan(snapshot.today),
            Action::PlanWeek => match triage::this_week(snapshot, it.project) {
                Ok(day) => Verdict::Plan(day),
                Err(misread) => return Effect::Say(misread.to_string()),
            },
            Action::Priority(number) => {
                let Some(priority) = Priority::of_number(number.into()) else { return Effect::Nothing };
                if it.priority == priority {
                    return Effect::Tell(format!("{} is P{number} as it is", snapshot.plan.task_ref(task)));
                }
                let fields = vec![(PRIORITY, priority.to_value())];
                return Effect::Run(Command::Set { of: task.into(), fields });
            }
            Action::OtherProject => return Effect::Ask(Ask::ToProject(task)),
            Action::Why => return why(snapshot, item),
            _ => Verdict::Accept,
        };
        Effect::Run(Command::Triage { task, verdict })
    }
}

/// Why the task is here, and what that means.
fn why(snapshot: &Snapshot, item: &Item) -> Effect {
    let title = format!("Why is {} here?", text::visible(&snapshot.plan.task_label(item.task)));
    let lines = vec![
        PageLine::of(draw::sentence(&item.why), Tone::Strong),
        PageLine::default(),
        PageLine::of(item.reason.rule(), Tone::Plain),
    ];
    Effect::Ask(Ask::Read(title, lines))
}

//! The verbs that are the same everywhere: on everything that is marked, else on what the cursor is on, as one step.

use super::asking::{Agreed, Asked, Beside, Chosen, Dialog};
use super::{App, Outside, Tone, fields};
use crate::domain::capture::{self, Purpose};
use crate::domain::change::{Edit, Field};
use crate::domain::column::{ColumnId, Meaning, Place};
use crate::domain::command::{Command, note_of};
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::place::{self, Spot};
use crate::domain::plan::Kind;
use crate::domain::refusal::Refusal;
use crate::domain::task::{Task, TaskId};
use crate::domain::value::FieldType;
use crate::domain::words::counted;
use crate::formats::markdown;
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::{Chip, Choice, Confirm, Prompt};
use crate::ui::keymap::{Keymap, Scope};

/// What a reason begins with when it waits for someone outside.
const OUTSIDE: &str = "outside:";

impl App {
    /// The tasks that a verb is for: those marked, else the one under the cursor.
    pub(super) fn tasks(&self) -> Vec<TaskId> {
        let marked: Vec<TaskId> = self.lens.marked.iter().filter_map(|id| id.as_id::<Task>()).collect();
        if marked.is_empty() { self.task().into_iter().collect() } else { marked }
    }

    /// The task under the cursor.
    pub(super) fn task(&self) -> Option<TaskId> {
        self.cursor().and_then(RecordId::as_id::<Task>)
    }

    /// The tasks that a verb is for; where there are none it says so.
    pub(super) fn some_tasks(&mut self) -> Option<Vec<TaskId>> {
        let tasks = self.tasks();
        if tasks.is_empty() {
            self.say(self.no_task_here(), Tone::Dim);
            return None;
        }
        Some(tasks)
    }

    fn one_task(&mut self) -> Option<TaskId> {
        let task = self.task();
        if task.is_none() {
            self.say(self.no_task_here(), Tone::Dim);
        }
        task
    }

    fn no_task_here(&self) -> String {
        let (action, does) = match (self.pane().of_tasks(), self.cursor()) {
            (true, Some(_)) => return format!("this is no task; {} goes to it", self.key_of(Action::Open)),
            (true, None) => (Action::Add, "adds one"),
            (false, _) => (Action::Pane(2), "is the Board"),
        };
        format!("there is no task here; {} {does}", self.key_of(action))
    }

    /// What the tasks are called in a heading: a ref, or how many there are.
    pub(super) fn called(&self, tasks: &[TaskId]) -> String {
        match tasks {
            [one] => self.snapshot().plan.task_ref(*one),
            many => counted(many.len(), "task"),
        }
    }

    pub(super) fn ask_capture(&mut self, line: &str) {
        let snapshot = self.workspace.snapshot();
        let column = self.pane().column_for_new(snapshot, &self.lens);
        let (project, spot) = (self.lens.project, self.pane().beside_for_new().map(Beside::Below));
        let to = column.and_then(|id| snapshot.plan.get(id)).map_or("the inbox", |column| &column.name);
        let title = format!("Add to {}", text::visible(to));
        self.ask(Prompt::of(title, line), Asked::Capture { column, project, spot });
    }

    /// Asks for a task under this one.
    pub(super) fn ask_child(&mut self, parent: TaskId) {
        let column = self.pane().column_for_new(self.snapshot(), &self.lens);
        let title = format!("Add under {}", self.snapshot().plan.task_label(parent));
        let spot = Some(Beside::Under(parent));
        self.ask(Prompt::of(title, ""), Asked::Capture { column, project: self.lens.project, spot });
    }

    pub(super) fn ask_note(&mut self) {
        let records = self.records();
        let (called, of) = match self.scope().is_of_registers() && !records.is_empty() {
            true => (self.called_records(&records), records),
            false => {
                let Some(tasks) = self.some_tasks() else { return };
                (self.called(&tasks), tasks.into_iter().map(RecordId::from).collect())
            }
        };
        self.ask(Prompt::of(format!("Note on {called}"), ""), Asked::Note(of));
    }

    pub(super) fn ask_snooze(&mut self) {
        let Some(tasks) = self.some_tasks() else { return };
        let title = format!("Snooze {} until", self.called(&tasks));
        self.ask(Prompt::of(title, ""), Asked::Snooze(tasks));
    }

    /// Opens the note in the person’s editor, by way of the world outside.
    pub(super) fn edit_notes(&mut self) -> Option<Outside> {
        let task = self.one_task()?;
        let plan = &self.snapshot().plan;
        let text = plan.get(note_of(task)).map_or(String::new(), |note| note.text.to_string());
        Some(Outside::Edit { of: task.into(), name: plan.task_ref(task), text })
    }

    /// Completes what is not done; takes up again what is, when all of it is.
    pub(super) fn complete(&mut self, moment: &mut Moment) {
        let Some(tasks) = self.some_tasks() else { return };
        let plan = &self.snapshot().plan;
        let is_open = |task: &TaskId| plan.get(*task).is_some_and(|it| it.finish().is_none());
        let open: Vec<TaskId> = tasks.iter().copied().filter(is_open).collect();
        let commands = if open.is_empty() {
            let back = |task: &TaskId| {
                let column = self.came_from(*task)?;
                Some(Command::Move { task: *task, column, spot: Spot::Top, over: true })
            };
            tasks.iter().filter_map(back).collect()
        } else {
            open.into_iter().map(|task| Command::Complete { task, finish: None }).collect()
        };
        self.run_all(commands, moment);
    }

    /// The column a done card was in before, else the first in which work is done.
    fn came_from(&self, task: TaskId) -> Option<ColumnId> {
        const PLACE: Field = Field::of(Kind::Task, <Task as crate::domain::record::Record>::FIELDS, "place");
        let plan = &self.snapshot().plan;
        let project = plan.get(task)?.project;
        let open = |id: &ColumnId| plan.get(*id).is_some_and(|column| column.meaning != Meaning::Done);
        let lines = self.workspace.history_of(task.into()).unwrap_or_default();
        let changes = lines.iter().rev().flat_map(|line| &line.changes).filter(|change| change.of == task.into());
        let before = changes.filter_map(|change| match &change.edit {
            Edit::Set(fields) => fields.iter().find(|field| field.at == PLACE.at).map(|field| field.before.clone()),
            Edit::Made(_) | Edit::Gone(_) => None,
        });
        let mut columns =
            before.filter_map(|value| Option::<Place>::of_value(value).ok().flatten()).map(|it| it.column);
        let first = |meaning| place::first_with(plan, project, meaning);
        columns.find(open).or_else(|| first(Meaning::Doing)).or_else(|| first(Meaning::Queue))
    }

    /// Unblocks when all of it is blocked; else asks for a reason.
    pub(super) fn block(&mut self, moment: &mut Moment) {
        let Some(tasks) = self.some_tasks() else { return };
        let plan = &self.snapshot().plan;
        if tasks.iter().all(|task| plan.get(*task).is_some_and(|it| it.is_blocked())) {
            self.run_all(tasks.into_iter().map(Command::Unblock).collect(), moment);
            return;
        }
        let title = format!("Block {}: what does it wait for?", self.called(&tasks));
        self.ask(Prompt::of(title, ""), Asked::Block(tasks));
    }

    pub(super) fn block_for(&mut self, tasks: &[TaskId], line: &str, moment: &mut Moment) -> bool {
        let (reason, outside) = reason(line);
        if reason.is_empty() {
            return true;
        }
        let block = |task: &TaskId| Command::Block { task: *task, reason: reason.to_owned(), outside };
        self.run_all(tasks.iter().map(block).collect(), moment)
    }

    /// Drops; where a summary takes tasks along, asks once.
    pub(super) fn drop_tasks(&mut self, moment: &mut Moment) {
        let Some(tasks) = self.some_tasks() else { return };
        let plan = &self.snapshot().plan;
        let alone = |task: &TaskId| !plan.ancestors(*task).iter().any(|above| tasks.contains(above));
        let tops: Vec<TaskId> = tasks.iter().copied().filter(alone).collect();
        let below: usize = tops.iter().map(|task| plan.with_descendants(*task).len() - 1).sum();
        if below == 0 {
            self.run_all(tops.into_iter().map(Command::Drop).collect(), moment);
            return;
        }
        let what = match tops.as_slice() {
            [one] => plan.task_label(*one),
            many => counted(many.len(), "task"),
        };
        let question = format!("Drop {what} with {} under it?", counted(below, "task"));
        self.dialogs.push(Dialog::Confirm(Confirm::of("Drop", question), Agreed::Drop(tops)));
    }

    /// Marks what the cursor is on, or takes the mark away, and goes on to the next.
    pub(super) fn mark(&mut self, moment: &mut Moment) {
        let Some(id) = self.cursor() else { return };
        if !self.lens.marked.remove(&id) {
            self.lens.marked.insert(id);
        }
        self.reading = false;
        self.in_pane(crate::ui::action::Action::Down, moment);
    }

    /// Marks everything shown; takes all marks away when it is marked already.
    pub(super) fn mark_all(&mut self) {
        let rows = self.pane().rows();
        let all = rows.iter().all(|id| self.lens.marked.contains(id));
        if all {
            self.lens.marked.clear();
        } else {
            self.lens.marked.extend(rows);
        }
    }

    /// Asks for the value of one field.
    pub(super) fn set_field(&mut self, name: &'static str) {
        let Some(tasks) = self.some_tasks() else { return };
        if name == "column" {
            return self.ask_column();
        }
        let title = format!("{} of {}", fields::label(name), self.called(&tasks));
        let snapshot = self.snapshot();
        if let Some((items, values, at)) = fields::choices(snapshot, &tasks, name) {
            let chosen = Chosen::Field { name, tasks, values };
            self.dialogs.push(Dialog::Choice(Choice::of(title, items, at), chosen));
            return;
        }
        if fields::is_picked(name) {
            return self.field_form(title, tasks, &[name]);
        }
        let before = match tasks.as_slice() {
            [one] => snapshot.plan.get(*one).map_or(String::new(), |task| fields::text(snapshot, task, name)),
            _ => String::new(),
        };
        self.ask(Prompt::of(title, before), Asked::Field { name, tasks });
    }

    /// Sets one field of these tasks to what was typed, as one step. Gives whether it was taken.
    pub(super) fn set_typed(&mut self, name: &'static str, tasks: &[TaskId], typed: &str, moment: &mut Moment) -> bool {
        let snapshot = self.workspace.snapshot();
        let many = tasks.len() > 1;
        let read = |task: &TaskId| fields::read(snapshot, *task, name, typed, many);
        match tasks.iter().map(read).collect::<Result<Vec<_>, _>>() {
            Ok(read) => self.run_all(read.into_iter().flat_map(|read| read.commands).collect(), moment),
            Err(refusal) => {
                self.say(refusal.to_string(), Tone::Danger);
                false
            }
        }
    }

    /// What is understood of a field as it is typed.
    pub(super) fn understand_field(&self, name: &'static str, tasks: &[TaskId], typed: &str) -> Vec<Chip> {
        let Some(task) = tasks.first() else { return Vec::new() };
        match fields::read(self.snapshot(), *task, name, typed, tasks.len() > 1) {
            Ok(read) => vec![Chip::of(read.said, Tone::Good)],
            Err(refusal) => vec![Chip::of(refusal.to_string(), Tone::Danger)],
        }
    }

    /// Changes tasks by a line in the syntax of capture, as one step.
    pub(super) fn change(&mut self, tasks: &[TaskId], line: &str, moment: &mut Moment) -> bool {
        if line.is_empty() {
            return true;
        }
        let snapshot = self.workspace.snapshot();
        let context = capture::Context::of(snapshot, self.lens.project, Purpose::Edit);
        let understood = capture::understand(line, &context);
        let title_for_many = || Refusal::plain("one title does not fit several tasks: write only words of syntax");
        let read = match understood.whole() {
            Ok(understood) if tasks.len() > 1 && !understood.title.is_empty() => Err(title_for_many()),
            Ok(understood) => {
                Ok(tasks.iter().flat_map(|task| capture::edits(understood, *task, &snapshot.plan)).collect())
            }
            Err(refusal) => Err(refusal),
        };
        match read {
            Ok(commands) => self.run_all(commands, moment),
            Err(refusal) => {
                self.say(refusal.to_string(), Tone::Danger);
                false
            }
        }
    }

    /// Hands the selection as Markdown to the clipboard.
    pub(super) fn copy(&mut self) -> Option<Outside> {
        let tasks = self.some_tasks()?;
        let what = self.called(&tasks);
        Some(Outside::Copy { text: markdown::tasks(self.snapshot(), &tasks), what })
    }

    /// Hands the task’s URL to the person’s browser; only addresses that a browser or mail program is for.
    pub(super) fn open_url(&mut self) -> Option<Outside> {
        let task = self.one_task()?;
        let url = self.snapshot().plan.get(task).map_or(String::new(), |it| it.url.trim().to_owned());
        let known = ["http://", "https://", "mailto:"]
            .iter()
            .any(|scheme| url.get(..scheme.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(scheme)));
        if url.is_empty() {
            self.say("it has no URL; su sets one", Tone::Dim);
        } else if !known || url.chars().any(|letter| letter.is_control() || letter.is_whitespace()) {
            let words = format!("{} is not opened: only http, https and mailto are", text::cut(&url, 60));
            self.say(words, Tone::Warn);
        } else {
            return Some(Outside::Browse(url));
        }
        None
    }
}

/// The reason as it is kept, and whether someone outside is waited for.
fn reason(line: &str) -> (&str, bool) {
    let line = line.trim();
    match line.get(..OUTSIDE.len()).filter(|beginning| beginning.eq_ignore_ascii_case(OUTSIDE)) {
        Some(_) => (line[OUTSIDE.len()..].trim(), true),
        None => (line, false),
    }
}

/// What is understood of a reason; Tab says, or takes back, that someone outside is waited for.
pub(super) fn understand_block(line: &str, keys: &Keymap) -> (Vec<Chip>, Option<String>) {
    let (reason, outside) = reason(line);
    let chip = match outside {
        true => Chip::of("waits for someone outside", Tone::Warn),
        false => {
            let take = keys.key_of(Scope::Line, Action::Complement);
            Chip::of(format!("{take}: waits for someone outside"), Tone::Faint)
        }
    };
    let offer = if outside { reason.to_owned() } else { format!("{OUTSIDE} {reason}") };
    (vec![chip], Some(offer))
}

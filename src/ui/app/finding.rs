//! Finding: the filter of the pane, matches one after the other, the palette, the projects.

use super::asking::{Asked, Chosen, Dialog, Input, ToProject};
use super::{App, Tone, fields};
use crate::domain::capture::{Context, Purpose, complete};
use crate::domain::filter::Filter;
use crate::domain::id::RecordId;
use crate::domain::project::{Project, ProjectId, ProjectState};
use crate::domain::task::{Task, TaskId};
use crate::domain::words::counted;
use crate::text;
use crate::ui::dialogs::{Chip, Choice, Item, Palette, Prompt};
use crate::ui::keymap::{self, Scope};
use crate::ui::keys::Key;

/// Most tasks that the palette offers.
const MOST: usize = 20_000;

impl App {
    pub(super) fn ask_filter(&mut self) {
        let prompt = Prompt::of("Filter", self.sought.clone());
        self.ask(prompt, Asked::Filter);
    }

    /// Filters by what is typed, as far as it can be read; what cannot be leaves the pane as it was.
    pub(super) fn understand_filter(&mut self, line: &str, prompt: &Prompt) -> (Vec<Chip>, Option<String>) {
        let snapshot = self.workspace.snapshot();
        let context = Context::of(snapshot, self.lens.project, Purpose::Find);
        let offer = offer(line, prompt.before().len(), &context).map(|(line, _)| line);
        if line.trim().is_empty() {
            let words = "words of the title, or due<fri @ana +tag p:0..1 is:blocked -is:done";
            self.set_filter(None, "");
            return (vec![Chip::of(words, Tone::Faint)], offer);
        }
        if Filter::needs_me(line, &context) {
            return (vec![Chip::of("it is not known who you are: Enter asks", Tone::Warn)], offer);
        }
        match Filter::parse_partial(line, &context) {
            Ok(filter) => {
                self.set_filter(Some(filter), line.trim());
                let count = self.matches;
                let tone = if count == 0 { Tone::Warn } else { Tone::Good };
                (vec![Chip::of(format!("{} shown", counted(count, "row")), tone)], offer)
            }
            Err(refusal) => (vec![Chip::of(refusal.to_string(), Tone::Danger)], offer),
        }
    }

    /// Shows what a line of filter words finds in a pane of tasks, the cursor on the first of these tasks that is to be
    /// seen there; where none is, opens the form of the first.
    pub(super) fn find(&mut self, line: &str, first: &[TaskId], says: &str) {
        let back = self.pane().number();
        let context = Context::of(self.workspace.snapshot(), self.lens.project, Purpose::Find);
        let filter = match Filter::parse(line, &context) {
            Ok(filter) => filter.within(self.lens.project),
            Err(refusal) => return self.say(refusal.to_string(), Tone::Danger),
        };
        if !self.turn_to_tasks() {
            return;
        }
        self.set_filter(Some(filter), line);
        if first.iter().any(|task| self.panes[self.active].go((*task).into())) {
            return self.say(format!("{says}. Esc shows all again, {back} goes back"), Tone::Plain);
        }
        self.clear_filter();
        if let Some(task) = first.first() {
            let title = format!("Edit {}", self.called(&[*task]));
            self.field_form(title, vec![*task], fields::FORM);
            self.say(format!("{says}. It is not on the board: this is its form"), Tone::Plain);
        }
    }

    fn set_filter(&mut self, filter: Option<Filter>, line: &str) {
        self.lens.filter = filter;
        line.clone_into(&mut self.sought);
        self.see();
    }

    pub(super) fn clear_filter(&mut self) {
        self.set_filter(None, "");
    }

    /// Keeps the filter that is typed, unless it cannot be read; where it asks for what is mine, asks who that is.
    pub(super) fn keep_filter(&mut self, line: &str) -> bool {
        let context = Context::of(self.workspace.snapshot(), self.lens.project, Purpose::Find);
        if Filter::needs_me(line, &context) {
            self.ask_me();
            return false;
        }
        line.is_empty() || Filter::parse(line, &context).is_ok()
    }

    /// To the next row that is shown (or the one before), from the last to the first.
    pub(super) fn next_match(&mut self, step: isize) {
        let rows = self.pane().rows();
        if rows.is_empty() {
            return self.say("nothing is shown; / changes the filter, Esc clears it", Tone::Dim);
        }
        let here = self.cursor().and_then(|id| rows.iter().position(|row| *row == id)).unwrap_or(0);
        let len = rows.len();
        let next = (here + len).saturating_add_signed(step) % len;
        self.panes[self.active].go(rows[next]);
        if self.lens.filter.is_none() {
            self.say("no filter: n and N go through all rows; / filters", Tone::Dim);
        }
    }

    /// Every command by words or key; tasks and projects by ref or title.
    pub(super) fn palette(&mut self) {
        let plan = &self.snapshot().plan;
        let project = |it: &Project| {
            let item = Item { group: "Projects", ..Item::of(format!("{} {}", it.key, it.name), "project") };
            (item, RecordId::from(it.id))
        };
        let task = |it: &Task| {
            let column = it.place.as_ref().and_then(|place| plan.get(place.column));
            let aside = match (it.dropped, column) {
                (Some(_), _) => "dropped",
                _ if plan.index().is_summary(it.id) => "summary",
                (None, Some(column)) => &column.name,
                (None, None) => "inbox",
            };
            let words = format!("{} {}", plan.task_ref(it.id), it.title);
            (Item { group: "Tasks", ..Item::of(words, aside) }, RecordId::from(it.id))
        };
        let projects = plan.all::<Project>().map(|it| project(it));
        let tasks = plan.all::<Task>().filter(|it| it.dropped.is_none()).take(MOST).map(|it| task(it));
        let (items, ids) = projects.chain(tasks).unzip::<_, _, Vec<Item>, Vec<RecordId>>();
        self.dialogs.push(Dialog::Palette(Palette::of(self.scope(), items), ids));
    }

    /// After a command that takes words, the palette takes them too: `add Login page due:fri`, `set p1 +bug`.
    pub(super) fn hear_words(&mut self, palette: Palette, others: Vec<RecordId>, input: Input<'_>) {
        let keeps = match input {
            Input::Key(event) => keymap::action(Scope::List, Key::of(&event)) == Some(crate::ui::action::Action::Keep),
            Input::Paste(_) | Input::Click(_) => false,
        };
        let line = palette.text().trim().to_owned();
        let (verb, words) = line.split_once(' ').unwrap_or((&line, ""));
        let words = words.trim();
        if !keeps || words.is_empty() {
            self.dialogs.push(Dialog::Palette(palette, others));
            return;
        }
        let tasks = self.tasks();
        let asked = match verb {
            "add" => return self.ask_capture(words),
            "filter" => {
                self.turn_to_tasks();
                return self.ask(Prompt::of("Filter", words), Asked::Filter);
            }
            "set" => Asked::Change(tasks),
            "note" => Asked::Note(tasks),
            "block" => Asked::Block(tasks),
            "snooze" => Asked::Snooze(tasks),
            "move" => Asked::Field { name: "column", tasks },
            _ => {
                self.dialogs.push(Dialog::Palette(palette, others));
                return self.say("words go after add, set, note, block, snooze, move or filter", Tone::Dim);
            }
        };
        if let Some(tasks) = self.some_tasks() {
            let title = format!("{} {}", verb, self.called(&tasks));
            self.ask(Prompt::of(title, words), asked);
        }
    }

    /// The projects of the file, the one that is shown first under the cursor, and a new one.
    pub(super) fn projects(&mut self) {
        let plan = &self.snapshot().plan;
        let mut projects: Vec<&Project> = plan.all::<Project>().map(AsRef::as_ref).collect();
        projects.sort_by_key(|project| (project.state, project.key.clone()));
        let item = |project: &&Project| {
            let totals = plan.index().totals(project.id);
            let state = match project.state {
                ProjectState::Active => String::new(),
                other => format!("{}, ", other.word().replace('-', " ")),
            };
            let aside = format!("{state}{} of {} done", totals.done, counted_i64(totals.tasks));
            Item::of(format!("{} {}", project.key, project.name), aside)
        };
        let mut items: Vec<Item> = projects.iter().map(item).collect();
        items.push(Item::of("New project…", ""));
        let shown = self.lens.project.map(|project| Item::of(format!("Settings of {}…", plan.key(project)), ""));
        let more = shown.as_ref().map(|_| ToProject::Settings);
        items.extend(shown);
        let at = projects.iter().position(|project| Some(project.id) == self.lens.project).unwrap_or(0);
        let ids = projects.iter().map(|project| ToProject::Show(project.id)).chain([ToProject::New]).chain(more);
        let ids = ids.collect();
        self.dialogs.push(Dialog::Choice(Choice::of("Projects", items, at), Chosen::Project(ids)));
    }

    /// Shows another project.
    pub(super) fn show_project(&mut self, project: ProjectId) {
        if self.lens.project != Some(project) {
            self.lens.project = Some(project);
            self.lens.marked.clear();
            self.reading = false;
        }
        self.see();
    }

    /// Goes to a record: to its project, and the cursor on it; where it is not shown, says why.
    pub(super) fn go(&mut self, id: RecordId) {
        if let Some(project) = id.as_id::<Project>() {
            return self.show_project(project);
        }
        let Some(task) = id.as_id::<Task>() else { return };
        let plan = &self.snapshot().plan;
        let Some(project) = plan.get(task).map(|it| it.project) else { return };
        let label = plan.task_label(task);
        self.turn_to_tasks();
        self.show_project(project);
        if !self.panes[self.active].go(id) {
            let why = self.whereabouts(task).unwrap_or_else(|| "not shown in this view".to_owned());
            self.say(format!("{} is {why}", text::visible(&label)), Tone::Warn);
        }
    }
}

fn counted_i64(count: i64) -> String {
    counted(usize::try_from(count).unwrap_or(0), "task")
}

/// What Tab would make of a line.
pub(super) fn offer(line: &str, caret: usize, context: &Context<'_>) -> Option<(String, String)> {
    let completion = complete(line, caret, context);
    let best = completion.candidates.into_iter().find(|it| line.get(completion.range.clone()) != Some(&it.write))?;
    let (before, after) = (line.get(..completion.range.start)?, line.get(completion.range.end..)?);
    let gap = if after.is_empty() && !best.write.ends_with(':') { " " } else { "" };
    let means = if best.means.is_empty() { best.write.clone() } else { format!("{} {}", best.write, best.means) };
    Some((format!("{before}{}{gap}{after}", best.write), means))
}

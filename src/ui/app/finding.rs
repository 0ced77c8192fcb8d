//! Finding: the filter of the pane, matches one after the other, the palette, the projects.

use super::asking::{Asked, Chosen, Dialog, Input, ToProject};
use super::{App, Tone, fields};
use crate::domain::capture::{Completion, Context, Purpose, complete};
use crate::domain::draft::Moment;
use crate::domain::filter::Filter;
use crate::domain::gate;
use crate::domain::id::RecordId;
use crate::domain::issue::Issue;
use crate::domain::phase::Criterion;
use crate::domain::plan::Kind;
use crate::domain::project::{Project, ProjectId, ProjectState};
use crate::domain::register;
use crate::domain::risk::Risk;
use crate::domain::saved_view::{SavedView, SavedViewId};
use crate::domain::task::{Task, TaskId};
use crate::domain::words::{self, counted};
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::{Chip, Choice, Item, Palette, Prompt};
use crate::ui::keymap::Scope;
use crate::ui::keys::Key;

/// Most tasks that the palette offers.
const MOST: usize = 20_000;

/// What words may stand behind in the palette.
const VERBS: &[&str] = &["add", "set", "note", "block", "snooze", "move", "filter", "view"];
/// The same where risks or issues are shown.
const REGISTER_VERBS: &[&str] = &["add", "set", "note", "filter", "view"];

fn words_go_after(verbs: &[&str]) -> String {
    let (last, others) = verbs.split_last().unwrap_or((&"", &[]));
    format!("words go after {} or {last}", others.join(", "))
}

impl App {
    pub(super) fn ask_filter(&mut self) {
        let prompt = Prompt::of("Filter", self.sought_here());
        self.ask(prompt, Asked::Filter);
    }

    /// The filter of the pane as it was typed; of one that has none, nothing.
    pub(super) fn sought_here(&self) -> &str {
        match self.register() {
            Some(kind) => &self.sought_in[usize::from(kind == Kind::Issue)],
            None if self.pane().of_tasks() => &self.sought,
            None => "",
        }
    }

    /// Does the pane show only what matches?
    pub(super) fn is_filtered(&self) -> bool {
        match self.register() {
            Some(kind) => self.lens.of_register(kind).is_some(),
            None => self.lens.filter.is_some() && self.pane().of_tasks(),
        }
    }

    /// Filters by what is typed, as far as it can be read; what cannot be leaves the pane as it was.
    pub(super) fn understand_filter(&mut self, line: &str, prompt: &Prompt) -> (Vec<Chip>, Option<String>) {
        if let Some(kind) = self.register() {
            return self.understand_register_filter(kind, line, prompt);
        }
        let snapshot = self.workspace.snapshot();
        let context = Context::of(snapshot, self.lens.project, Purpose::Find);
        let offer = offer(line, prompt.before().len(), &context).map(|(line, _)| line);
        if line.trim().is_empty() {
            let words = "words of the title, or due<fri @ana +tag p:0..1 is:blocked -is:done";
            self.set_filter(None, "");
            return (vec![Chip::of(words, Tone::Faint)], offer);
        }
        if Filter::needs_me(line, &context) {
            return (vec![self.who_chip()], offer);
        }
        match Filter::parse_partial(line, &context) {
            Ok(filter) => {
                self.set_filter(Some(filter), line.trim());
                (vec![self.matches_chip()], offer)
            }
            Err(refusal) => (vec![Chip::of(refusal.to_string(), Tone::Danger)], offer),
        }
    }

    /// The same in the register of risks or of issues.
    fn understand_register_filter(&mut self, kind: Kind, line: &str, prompt: &Prompt) -> (Vec<Chip>, Option<String>) {
        let context = Context::of(self.workspace.snapshot(), self.lens.project, Purpose::Find);
        let completion = register::capture::complete(line, prompt.before().len(), &context, kind);
        let offer = offered(line, completion).map(|(line, _)| line);
        if line.trim().is_empty() {
            let words = match kind {
                Kind::Issue => "words of the title, or sev:1 @ana due<fri is:escalated no:owner",
                _ => "words of the title, or is:high @ana +vendor score>11 no:response is:closed",
            };
            self.set_register_filter(kind, None, "");
            return (vec![Chip::of(words, Tone::Faint)], offer);
        }
        if register::filter::Filter::needs_me(line, &context, kind) {
            return (vec![self.who_chip()], offer);
        }
        match register::filter::Filter::parse_partial(line, &context, kind) {
            Ok(filter) => {
                self.set_register_filter(kind, Some(filter), line.trim());
                (vec![self.matches_chip()], offer)
            }
            Err(refusal) => (vec![Chip::of(refusal.to_string(), Tone::Danger)], offer),
        }
    }

    pub(super) fn set_register_filter(&mut self, kind: Kind, filter: Option<register::filter::Filter>, line: &str) {
        self.lens.registers.retain(|known| known.kind() != kind);
        self.lens.registers.extend(filter);
        line.clone_into(&mut self.sought_in[usize::from(kind == Kind::Issue)]);
        self.see();
    }

    fn who_chip(&self) -> Chip {
        let keep = self.lens.key(Scope::Line, Action::Keep);
        Chip::of(format!("it is not known who you are: {keep} asks"), Tone::Warn)
    }

    fn matches_chip(&self) -> Chip {
        let tone = if self.matches == 0 { Tone::Warn } else { Tone::Good };
        Chip::of(format!("{} shown", counted(self.matches, "row")), tone)
    }

    /// Shows what a line of filter words finds in a pane of tasks, the cursor on the first of these tasks that is to be
    /// seen there; where none is, opens the form of the first.
    pub(super) fn find(&mut self, line: &str, first: &[TaskId], says: &str) {
        let back = self.lens.key(self.scope(), Action::Pane(self.pane().number())).to_owned();
        let all = self.key_of(Action::Cancel).to_owned();
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
            return self.say(format!("{says}. {all} shows all again, {back} goes back"), Tone::Plain);
        }
        self.clear_filter();
        if let Some(task) = first.first() {
            let title = format!("Edit {}", self.called(&[*task]));
            self.field_form(title, vec![*task], fields::FORM);
            self.say(format!("{says}. It is not on the board: this is its form"), Tone::Plain);
        }
    }

    /// Shows what a line of filter words finds in a register, the cursor on the first of these that is to be seen there.
    pub(super) fn find_records(&mut self, line: &str, first: &[RecordId], says: &str) {
        let back = self.lens.key(self.scope(), Action::Pane(self.pane().number())).to_owned();
        let all = self.key_of(Action::Cancel).to_owned();
        let Some(kind) = first.first().map(|id| id.kind) else { return };
        let context = Context::of(self.workspace.snapshot(), self.lens.project, Purpose::Find);
        let filter = match register::filter::Filter::parse(line, &context, kind) {
            Ok(filter) => filter,
            Err(refusal) => return self.say(refusal.to_string(), Tone::Danger),
        };
        self.turn_to_registers();
        self.set_register_filter(kind, Some(filter), line);
        let shown = first.iter().any(|id| self.panes[self.active].go(*id));
        if shown {
            self.see();
        }
        self.say(format!("{says}. {all} shows all again, {back} goes back"), Tone::Plain);
    }

    pub(super) fn set_filter(&mut self, filter: Option<Filter>, line: &str) {
        self.lens.filter = filter;
        line.clone_into(&mut self.sought);
        self.see();
    }

    pub(super) fn clear_filter(&mut self) {
        match self.register() {
            Some(kind) => self.set_register_filter(kind, None, ""),
            None => self.set_filter(None, ""),
        }
    }

    /// Keeps the filter that is typed, unless it cannot be read; where it asks for what is mine, asks who that is.
    pub(super) fn keep_filter(&mut self, line: &str) -> bool {
        let context = Context::of(self.workspace.snapshot(), self.lens.project, Purpose::Find);
        if let Some(kind) = self.register() {
            if register::filter::Filter::needs_me(line, &context, kind) {
                self.ask_me();
                return false;
            }
            return line.is_empty() || register::filter::Filter::parse(line, &context, kind).is_ok();
        }
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
            let (filter, clears) = (self.key_of(Action::Filter), self.key_of(Action::Cancel));
            return self.say(format!("nothing is shown; {filter} changes the filter, {clears} clears it"), Tone::Dim);
        }
        let here = self.cursor().and_then(|id| rows.iter().position(|row| *row == id)).unwrap_or(0);
        let len = rows.len();
        let next = (here + len).saturating_add_signed(step) % len;
        self.panes[self.active].go(rows[next]);
        if !self.is_filtered() {
            let key = |action| self.key_of(action);
            let (next, previous) = (key(Action::NextMatch), key(Action::PreviousMatch));
            let filter = key(Action::Filter);
            self.say(format!("no filter: {next} and {previous} go through all rows; {filter} filters"), Tone::Dim);
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
        let row = |group, what, id: RecordId, title: &str| {
            let words = format!("{} {title}", plan.reference(id).unwrap_or_default());
            (Item { group, ..Item::of(words, what) }, id)
        };
        let risks = plan.all::<Risk>().take(MOST).map(|it| row("Risks", it.state.word(), it.id.into(), &it.title));
        let issues = plan.all::<Issue>().take(MOST);
        let issues = issues.map(|it| row("Issues", it.state.word(), it.id.into(), &it.title));
        let view = |(item, id): (Item, SavedViewId)| {
            (Item { group: "Views", text: format!("View {}", item.text), ..item }, id.into())
        };
        let views = self.view_items().into_iter().map(view);
        let (items, ids) =
            views.chain(projects).chain(tasks).chain(risks).chain(issues).unzip::<_, _, Vec<Item>, Vec<RecordId>>();
        let verbs = if self.register().is_some() { REGISTER_VERBS } else { VERBS };
        self.dialogs.push(Dialog::Palette(Palette::of(self.scope(), &self.lens.keys, items, verbs), ids));
    }

    /// After a command that takes words, the palette takes them too: `add Login page due:fri`, `set p1 +bug`.
    pub(super) fn hear_words(
        &mut self,
        palette: Palette,
        others: Vec<RecordId>,
        input: Input<'_>,
        moment: &mut Moment,
    ) {
        let keeps = match input {
            Input::Key(event) => self.lens.keys.action(Scope::List, Key::of(&event)) == Some(Action::Keep),
            Input::Paste(_) | Input::Click(_) => false,
        };
        let line = palette.text().trim().to_owned();
        let (verb, words) = line.split_once(' ').unwrap_or((&line, ""));
        let words = words.trim();
        if !keeps || words.is_empty() {
            self.dialogs.push(Dialog::Palette(palette, others));
            return;
        }
        if verb == "view" {
            if !self.on_view(words, moment) {
                self.dialogs.push(Dialog::Palette(palette, others));
            }
            return;
        }
        if let Some(kind) = self.register() {
            return self.hear_register_words(kind, verb, words, (palette, others));
        }
        let tasks = self.tasks();
        let asked = match verb {
            "add" => return self.ask_capture(words),
            "filter" => {
                if !self.pane().of_tasks() {
                    self.turn_to_tasks();
                }
                return self.ask(Prompt::of("Filter", words), Asked::Filter);
            }
            "set" => Asked::Change(tasks),
            "note" => Asked::Note(tasks.into_iter().map(RecordId::from).collect()),
            "block" => Asked::Block(tasks),
            "snooze" => Asked::Snooze(tasks),
            "move" => Asked::Field { name: "column", tasks },
            _ => {
                self.dialogs.push(Dialog::Palette(palette, others));
                return self.say(words_go_after(VERBS), Tone::Dim);
            }
        };
        if let Some(tasks) = self.some_tasks() {
            let title = format!("{} {}", verb, self.called(&tasks));
            self.ask(Prompt::of(title, words), asked);
        }
    }

    /// The same for risks and issues.
    fn hear_register_words(&mut self, kind: Kind, verb: &str, words: &str, back: (Palette, Vec<RecordId>)) {
        let of = self.records();
        let asked = match verb {
            "add" => return self.ask_register(kind, words),
            "filter" => return self.ask(Prompt::of("Filter", words), Asked::Filter),
            "set" => Asked::ChangeRecords(of.clone()),
            "note" => Asked::Note(of.clone()),
            _ => {
                self.dialogs.push(Dialog::Palette(back.0, back.1));
                return self.say(words_go_after(REGISTER_VERBS), Tone::Dim);
            }
        };
        if self.some_records().is_some() {
            let title = format!("{} {}", verb, self.called_records(&of));
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
        if let Some(view) = id.as_id::<SavedView>() {
            return self.show_view(view);
        }
        if matches!(id.kind, Kind::Risk | Kind::Issue) {
            return self.go_in_register(id);
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

impl App {
    /// Goes to a record in the pane of this scope; where it is not shown there, says why.
    pub(super) fn go_to_pane(&mut self, id: RecordId, scope: Scope) {
        let (plan, from, back) = (&self.snapshot().plan, self.active, self.pane().number());
        let Some(project) = plan.row(id).and_then(|row| words::project_of(plan, &row)) else { return };
        let at = self.panes.iter().position(|pane| pane.scope() == scope);
        if matches!(id.kind, Kind::Risk | Kind::Issue) {
            self.go_in_register(id);
        } else if let Some(at) = at {
            self.turn_to(at);
            self.show_project(project);
            if !self.finds(id) {
                let label = text::visible(&self.snapshot().plan.label(id)).into_owned();
                return self.say(format!("{label} is not shown here; {back} goes back"), Tone::Warn);
            }
        }
        if self.active != from && self.notice.is_none() {
            self.say(format!("{back} goes back"), Tone::Dim);
        }
    }

    /// Puts the cursor of the pane on a record; a criterion is found at the gate that it stands in.
    fn finds(&mut self, id: RecordId) -> bool {
        let plan = &self.workspace.snapshot().plan;
        if let Some(criterion) = id.as_id::<Criterion>().and_then(|id| plan.get(id)) {
            let phase = gate::host(plan, criterion.phase);
            self.panes[self.active].go(phase.into());
            self.see();
        }
        self.panes[self.active].go(id)
    }

    /// Goes to a risk or an issue; where it is not shown, says why.
    fn go_in_register(&mut self, id: RecordId) {
        let plan = &self.snapshot().plan;
        let Some(project) = plan.row(id).and_then(|row| words::project_of(plan, &row)) else { return };
        let label = text::visible(&plan.label(id)).into_owned();
        self.turn_to_registers();
        self.show_project(project);
        if !self.panes[self.active].go(id) {
            let key = self.key_of(Action::Filter);
            self.say(format!("{label} is not shown: {key} is:any shows all"), Tone::Warn);
        }
    }
}

fn counted_i64(count: i64) -> String {
    counted(usize::try_from(count).unwrap_or(0), "task")
}

/// What Tab would make of a line.
pub(super) fn offer(line: &str, caret: usize, context: &Context<'_>) -> Option<(String, String)> {
    offered(line, complete(line, caret, context))
}

/// What Tab would make of a line by the best of these, and what that means.
pub(super) fn offered(line: &str, completion: Completion) -> Option<(String, String)> {
    let best = completion.candidates.into_iter().find(|it| line.get(completion.range.clone()) != Some(&it.write))?;
    let (before, after) = (line.get(..completion.range.start)?, line.get(completion.range.end..)?);
    let gap = if after.is_empty() && !best.write.ends_with(':') { " " } else { "" };
    let means = if best.means.is_empty() { best.write.clone() } else { format!("{} {}", best.write, best.means) };
    Some((format!("{before}{}{gap}{after}", best.write), means))
}

//! The app: key → action → effect → workspace. It does every verb that is the same everywhere, on what is marked or
//! under the cursor of the pane; asks what has to be asked; and says what happened.
//!
//! It has no clock and no terminal: the [`Moment`] comes with every call, and what only the world outside can do (leave,
//! copy, edit in another program) is handed back as an [`Outside`]. So it runs in tests as it runs for a person.

mod asking;
mod baselines;
mod beginning;
mod calendars;
mod charter;
mod columns;
mod fields;
mod finding;
mod forms;
mod frame;
mod gates;
mod holidays;
mod links;
mod mouse;
mod ordered;
mod people;
mod projects;
mod registers;
mod standup;
mod steps;
mod telling;
mod triage;
mod verbs;
mod views;
mod welcome;

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use crossterm::event::KeyEvent;

use self::asking::Dialog;
use self::steps::Pending;
use super::action::Action;
use super::dialogs::Page;
use super::editor::Edited;
use super::keymap::{Keymap, Meaning, Scope};
use super::keys::{self, Key};
use super::panes::PANES;
use super::panes::detail::Detail;
use super::theme::{Theme, Tone};
use super::view::{Ask, Effect, Lens, View};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::forecast;
use crate::domain::id::RecordId;
use crate::domain::person::PersonId;
use crate::domain::plan::Kind;
use crate::domain::project::{Project, ProjectId};
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Task;
use crate::domain::template::OwnFile;
use crate::domain::value::Value;
use crate::workspace::{Trouble, Workspace};

/// What only the world outside the app can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// End the program.
    Quit,
    /// Open the demo portfolio, and come back from it.
    Demo,
    /// Remember on this machine who sits here.
    Me {
        /// The person.
        person: PersonId,
        /// Their handle.
        handle: String,
    },
    /// Stop until the shell continues us.
    Suspend,
    /// Draw every cell anew.
    Redraw,
    /// Put text on the clipboard; [`App::told`] takes what came of it.
    Copy {
        /// The text.
        text: String,
        /// What it is, for the notice: `3 tasks`.
        what: String,
    },
    /// Open an address in the person’s browser or mail program.
    Browse(String),
    /// Edit the note of a task, a risk or an issue in the person’s editor; [`App::edited`] takes what came of it.
    Edit {
        /// Whose note.
        of: RecordId,
        /// A name for the file: the ref.
        name: String,
        /// The note as it is.
        text: String,
    },
}

/// What just happened, until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// In words.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// The screens’ state: one file, its panes, what is looked through, and what is being asked.
pub struct App {
    workspace: Workspace,
    panes: Vec<Box<dyn View>>,
    /// The place of the active pane in `panes`.
    active: usize,
    /// Where a pane without a tab goes back to.
    back: usize,
    detail: Detail,
    /// Whether the detail has the keys that move; where there is no room beside the pane it is drawn over it then.
    reading: bool,
    lens: Lens,
    /// The filter as it was typed.
    sought: String,
    /// The same for the registers of risks and of issues.
    sought_in: [String; 2],
    /// How many rows it shows.
    matches: usize,
    /// What the view is called that has this filter.
    view: Option<String>,
    /// When the project ends, in words.
    forecast: String,
    dialogs: Vec<Dialog>,
    /// The beginning of a sequence of keys.
    pressed: Vec<Key>,
    notice: Option<Notice>,
    pending: Option<Pending>,
    theme: Theme,
    /// Gives the person’s own templates, as they are at that moment.
    own_templates: Box<dyn Fn() -> Vec<OwnFile>>,
    files: Files,
    /// Where tabs, pane and detail were drawn, for clicks.
    places: frame::Places,
}

/// Reads a file, as [`Files`] says.
pub type ReadFile = dyn Fn(&str, u64) -> Result<Vec<u8>, String>;

/// How files that the person names are read.
pub struct Files {
    /// The bytes of a file by its path as it is typed, at most one more than so many; or why not.
    pub read: Box<ReadFile>,
    /// The clock on the wall at an instant.
    pub local: fn(DateTime<Utc>) -> NaiveDateTime,
}

impl Default for Files {
    fn default() -> Self {
        Files { read: Box::new(|_, _| Err("no files are read here".to_owned())), local: |at| at.naive_utc() }
    }
}

impl App {
    /// The screens over an open file, on this project, or the file’s only active one, or its first.
    pub fn of(workspace: Workspace, project: Option<ProjectId>, theme: Theme) -> Self {
        let lens = Lens { project, ..Lens::default() };
        let mut app = App {
            workspace,
            panes: PANES.iter().map(|pane| pane()).collect(),
            active: 0,
            back: 0,
            detail: Detail::default(),
            reading: false,
            lens,
            sought: String::new(),
            sought_in: Default::default(),
            matches: 0,
            view: None,
            forecast: String::new(),
            dialogs: Vec::new(),
            pressed: Vec::new(),
            notice: None,
            pending: None,
            theme,
            own_templates: Box::new(Vec::new),
            files: Files::default(),
            places: frame::Places::default(),
        };
        app.see();
        app
    }

    /// The same, with the person’s own templates besides those of the program.
    #[must_use]
    pub fn with_templates(self, own: impl Fn() -> Vec<OwnFile> + 'static) -> Self {
        App { own_templates: Box::new(own), ..self }
    }

    /// The same, reading files that the person names in this way.
    #[must_use]
    pub fn with_files(self, files: Files) -> Self {
        App { files, ..self }
    }

    /// The same, with these keys.
    #[must_use]
    pub fn with_keys(mut self, keys: Keymap) -> Self {
        self.lens.keys = Arc::new(keys);
        self
    }

    /// The same, with the pane of this scope shown first.
    #[must_use]
    pub fn beginning_in(mut self, scope: Scope) -> Self {
        match self.panes.iter().position(|pane| pane.scope() == scope) {
            _ if scope == Scope::Triage => self.open_triage(),
            Some(at) => self.turn_to(at),
            None => {}
        }
        self
    }

    /// What is known now.
    pub fn snapshot(&self) -> &Snapshot {
        self.workspace.snapshot()
    }

    /// The file.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// What the panes look through.
    pub fn lens(&self) -> &Lens {
        &self.lens
    }

    /// What the cursor is on.
    pub fn cursor(&self) -> Option<RecordId> {
        self.pane().cursor()
    }

    /// What just happened.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Is something being asked?
    pub fn is_asking(&self) -> bool {
        !self.dialogs.is_empty()
    }

    /// Is a step waiting for the file?
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    fn pane(&self) -> &dyn View {
        self.panes[self.active].as_ref()
    }

    fn scope(&self) -> Scope {
        self.pane().scope()
    }

    /// The first key of an action in the pane, for sentences that name it.
    fn key_of(&self, action: Action) -> &str {
        self.lens.key(self.scope(), action)
    }

    /// Says something until the next key.
    pub fn say(&mut self, text: impl Into<String>, tone: Tone) {
        self.notice = Some(Notice { text: text.into(), tone });
    }

    /// Lets everything follow a new snapshot or lens: the project that is shown, marks, rows.
    fn see(&mut self) {
        let snapshot = self.workspace.snapshot();
        let plan = &snapshot.plan;
        if self.lens.project.is_none_or(|id| plan.get(id).is_none()) {
            let first = || plan.all::<Project>().next().map(|project| project.id);
            self.lens.project = plan.project_meant().ok().flatten().or_else(first);
        }
        let there = |id: &RecordId| match id.as_id::<Task>() {
            Some(task) => plan.get(task).is_some_and(|task| task.dropped.is_none()),
            None => plan.row(*id).is_some(),
        };
        self.lens.marked.retain(there);
        self.remember();
        let snapshot = self.workspace.snapshot();
        self.forecast = self.lens.project.map_or(String::new(), |project| forecast::ending(snapshot, project));
        self.panes[self.active].see(snapshot, &self.lens);
        self.detail.see();
        self.view = self.view_shown().map(|it| it.name.clone());
        self.matches = if self.is_filtered() { self.pane().rows().len() } else { 0 };
        if self.pane().cursor().is_none() || self.scope() == Scope::Review {
            self.reading = false;
        }
    }

    /// Takes a key. What is left for the world outside is given back.
    pub fn key(&mut self, event: KeyEvent, moment: &mut Moment) -> Option<Outside> {
        self.notice = None;
        self.panes[self.active].clock(moment.now);
        if self.is_asking() {
            return self.hear(asking::Input::Key(event), moment);
        }
        let key = Key::of(&event);
        self.pressed.push(key);
        match self.lens.keys.meaning(self.scope(), &self.pressed) {
            Meaning::Begins => None,
            Meaning::Does(action) => {
                self.pressed.clear();
                self.act(action, moment)
            }
            Meaning::Unknown => {
                let pressed = std::mem::take(&mut self.pressed);
                let cancels = self.lens.keys.action(self.scope(), key) == Some(Action::Cancel);
                if !(cancels && pressed.len() > 1) {
                    let written = keys::written(&pressed);
                    let (help, quit) = (self.key_of(Action::Help), self.key_of(Action::Quit));
                    self.say(format!("{written} means nothing here; {help} shows every key, {quit} quits"), Tone::Dim);
                }
                None
            }
        }
    }

    /// Takes pasted text: it is typed into what is asked, and never a key.
    pub fn paste(&mut self, text: &str, moment: &mut Moment) -> Option<Outside> {
        self.pressed.clear();
        if self.is_asking() {
            return self.hear(asking::Input::Paste(text), moment);
        }
        let (add, filter) = (self.key_of(Action::Add), self.key_of(Action::Filter));
        self.say(format!("press {add} first to paste a task, or {filter} to paste a filter"), Tone::Dim);
        None
    }

    /// Called when nothing came for a while: tries again what is pending, follows what others wrote, turns the day,
    /// lets come again whose time has come.
    /// Gives whether anything is to be drawn.
    pub fn tick(&mut self, moment: &mut Moment) -> bool {
        let mut changed = self.retry(moment);
        match self.workspace.catch_up() {
            Ok(any) => changed |= any,
            Err(error) => {
                let text = format!("{error}");
                changed |= self.notice.as_ref().is_none_or(|notice| notice.text != text);
                self.say(text, Tone::Danger);
            }
        }
        if (self.snapshot().today, self.snapshot().me) != (moment.today, moment.me) {
            self.workspace.turn(moment.today, moment.me);
            changed = true;
        }
        let came = if self.pending.is_none() { self.workspace.recur(moment) } else { None };
        changed |= came.is_some();
        if changed {
            self.see();
        }
        if let Some(came) = came {
            self.say(came, Tone::Plain);
        }
        changed | self.panes[self.active].clock(moment.now)
    }

    /// Reads what the first frame could do without. Gives whether there was anything. Errors: it cannot be read.
    pub fn read_rest(&mut self) -> Result<bool, Trouble> {
        let more = self.workspace.read_rest()?;
        if more {
            self.see();
        }
        Ok(more)
    }

    /// Takes in captured lines that other programs had to queue in `state`, once the file is free. Gives whether anything is
    /// to be drawn.
    pub fn take_in(&mut self, state: &Path, moment: &mut Moment) -> bool {
        if self.pending.is_some() {
            return false;
        }
        let said = self.workspace.take_in_when_free(state, moment);
        if said.is_empty() {
            return false;
        }
        self.see();
        self.say(said.join(". "), Tone::Plain);
        true
    }

    /// Does what an action asks for, whether it came by a key, from help or from the palette.
    fn act(&mut self, action: Action, moment: &mut Moment) -> Option<Outside> {
        if let Some(outside) = self.on_register(action, moment) {
            return outside;
        }
        let back = self.reading && matches!(action, Action::Focus | Action::Quit | Action::Cancel);
        if self.pane().answers(action) && !back {
            return self.in_pane(action, moment);
        }
        match action {
            Action::Pane(number) => self.open_pane(number),
            Action::NextPane => self.turn_by(1),
            Action::PreviousPane => self.turn_by(-1),
            Action::Focus | Action::Open => self.reading = !self.reading && self.cursor().is_some(),
            Action::Add => self.ask_capture(""),
            Action::Edit => self.edit(),
            Action::Set(field) => self.set_field(field),
            Action::Note => self.ask_note(),
            Action::EditNotes => return self.edit_notes(),
            Action::Complete => self.complete(moment),
            Action::Block => self.block(moment),
            Action::Snooze => self.ask_snooze(),
            Action::Drop => self.drop_tasks(moment),
            Action::Mark => self.mark(moment),
            Action::MarkAll => self.mark_all(),
            Action::Undo => self.undo(moment),
            Action::Redo => self.redo(moment),
            Action::Filter => self.ask_filter(),
            Action::NextMatch => self.next_match(1),
            Action::PreviousMatch => self.next_match(-1),
            Action::Palette => self.palette(),
            Action::Help => self.help(),
            Action::Why => self.why(),
            Action::Copy => return self.copy(),
            Action::Projects => self.projects(),
            Action::Views => self.views(),
            Action::History => self.history(),
            Action::Standup => self.open_standup(),
            Action::Triage => self.open_triage(),
            Action::OpenUrl => return self.open_url(),
            Action::NewProject => self.new_project(),
            Action::ProjectSettings => self.project_settings(),
            Action::Charter => self.charter(None),
            Action::CharterPage => self.charter_page(),
            Action::People => self.people(),
            Action::Calendars => self.calendars(None),
            Action::Holidays => self.ask_holidays(None),
            Action::Me => self.ask_me(),
            Action::Demo => return self.demo(),
            Action::Quit => return self.quit(moment),
            Action::Cancel => return self.cancel(moment),
            Action::Suspend => return Some(Outside::Suspend),
            Action::Redraw => return Some(Outside::Redraw),
            own => return self.in_pane(own, moment),
        }
        None
    }

    fn open_pane(&mut self, number: u8) {
        match self.panes.iter().position(|pane| pane.number() == number && number > 0) {
            Some(at) => self.turn_to(at),
            None => self.say(format!("there is no pane {number} yet"), Tone::Dim),
        }
    }

    /// Shows the pane of this place in the list. Marks stay where the rows are of one kind.
    fn turn_to(&mut self, at: usize) {
        if self.active != at {
            match self.panes[at].of_tasks() && self.pane().of_tasks() {
                true => self.lens.marked.retain(|id| id.kind == Kind::Task),
                false => self.lens.marked.clear(),
            }
            (self.active, self.reading) = (at, false);
            self.see();
        }
    }

    /// Shows the next of the panes that have a tab, or the one before; from one without, the one it goes back to.
    fn turn_by(&mut self, step: isize) {
        if self.pane().number() == 0 {
            return self.turn_to(self.back);
        }
        let tabs: Vec<usize> = (0..self.panes.len()).filter(|at| self.panes[*at].number() > 0).collect();
        let here = tabs.iter().position(|at| *at == self.active).unwrap_or(0);
        self.turn_to(tabs[(here + tabs.len()).saturating_add_signed(step) % tabs.len()]);
    }

    /// Shows a pane in which any task is shown; gives whether there is one.
    fn turn_to_tasks(&mut self) -> bool {
        let first = || self.panes.iter().position(|pane| pane.has_all_tasks());
        let found = if self.pane().has_all_tasks() { Some(self.active) } else { first() };
        found.is_some_and(|at| {
            self.turn_to(at);
            true
        })
    }

    /// Shows the pane of the registers.
    fn turn_to_registers(&mut self) {
        if let Some(at) = self.panes.iter().position(|pane| pane.has_registers()) {
            self.turn_to(at);
        }
    }

    /// A movement, or a key of the pane’s own; while the detail is read it scrolls.
    fn in_pane(&mut self, action: Action, moment: &mut Moment) -> Option<Outside> {
        if self.reading && self.detail.act(action) {
            return None;
        }
        let snapshot = self.workspace.snapshot();
        let effect = self.panes[self.active].act(action, snapshot, &self.lens);
        match effect {
            Effect::Nothing => {}
            Effect::Run(command) => {
                self.run(command, moment);
            }
            Effect::Ask(ask) => self.ask_for(ask, moment),
            Effect::Look => self.see(),
            Effect::Leave => self.turn_to(self.back),
            Effect::Go { to, scope, then } => {
                self.go_to_pane(to, scope);
                return then.and_then(|action| self.act(action, moment));
            }
            Effect::Find { filter, first, says } => self.find(&filter, &first, &says),
            Effect::FindRecords { filter, first, says } => self.find_records(&filter, &first, &says),
            Effect::Copy { text, what } => return Some(Outside::Copy { text, what }),
            Effect::Tell(words) => self.say(words, Tone::Plain),
            Effect::Say(words) => self.say(words, Tone::Warn),
        }
        None
    }

    /// Opens the dialog that a pane asks for.
    fn ask_for(&mut self, ask: Ask, moment: &mut Moment) {
        match ask {
            Ask::Column => self.ask_column(),
            Ask::Columns => self.ask_columns_here(),
            Ask::Signed(command) => self.sign(command, moment),
            Ask::Decision(phase) => self.ask_decision(phase),
            Ask::Back => self.back_form(),
            Ask::Decisions => self.decisions(),
            Ask::Phases(here) => self.ask_order(Kind::Phase, here.map(RecordId::from)),
            Ask::Phase(phase) => self.phase_form(Some(phase)),
            Ask::Criterion(phase, known) => self.criterion_form(phase, known),
            Ask::Charter(field) => self.charter(Some(field)),
            Ask::Task(line) => {
                self.turn_to_tasks();
                self.ask_capture(&line);
            }
            Ask::Risk => {
                self.turn_to_registers();
                self.ask_register(Kind::Risk, "");
            }
            Ask::Child(parent) => self.ask_child(parent),
            Ask::Follows(tasks) => self.ask_follows(tasks),
            Ask::ToProject(task) => self.ask_project(task),
            Ask::Unlink(task) => self.ask_unlink(task, moment),
            Ask::Baseline => self.ask_baseline(),
            Ask::Finished(projects, mark) => self.finish_standup(&projects, mark, moment),
            Ask::Me => self.ask_me(),
            Ask::Read(title, lines) => self.read(Page::of(title, lines)),
        }
    }

    /// Back: out of the detail, and out of the program.
    fn quit(&mut self, moment: &mut Moment) -> Option<Outside> {
        if self.reading {
            self.reading = false;
            return None;
        }
        if self.pending.is_some() {
            self.ask_to_leave();
            return None;
        }
        if self.pane().number() == 0 {
            return self.in_pane(Action::Quit, moment);
        }
        Some(Outside::Quit)
    }

    /// To the demo, unless a step is not on disk yet.
    fn demo(&mut self) -> Option<Outside> {
        if self.pending.is_some() {
            self.ask_to_leave();
            return None;
        }
        Some(Outside::Demo)
    }

    /// Esc takes away one thing at a time: a step that waits, the detail, marks, the filter, a pane without a tab.
    fn cancel(&mut self, moment: &mut Moment) -> Option<Outside> {
        if let Some(pending) = self.pending.take() {
            self.say(format!("let go: {}", pending.what), Tone::Warn);
        } else if self.reading {
            self.reading = false;
        } else if !self.lens.marked.is_empty() {
            self.lens.marked.clear();
        } else if self.is_filtered() {
            self.clear_filter();
        } else if self.pane().number() == 0 {
            return self.in_pane(Action::Cancel, moment);
        }
        None
    }

    /// Takes what came of editing a note outside. Gives the text back when it was refused or is
    /// not on disk yet, so that it can be kept.
    pub fn edited(&mut self, of: RecordId, edited: Edited, moment: &mut Moment) -> Option<String> {
        match edited {
            Edited::Same => self.say("the note is as it was", Tone::Dim),
            Edited::Failed(why) => self.say(why, Tone::Danger),
            Edited::Changed(text) => {
                let text = text.trim_end().to_owned();
                let taken = self.rewrite_note(of, text.clone(), moment);
                if let Some(pending) = &self.pending {
                    let why = format!("not on disk yet: {}", pending.why);
                    self.say(why, Tone::Danger);
                    return Some(text);
                }
                if !taken {
                    return Some(text);
                }
            }
        }
        None
    }

    fn rewrite_note(&mut self, of: RecordId, text: String, moment: &mut Moment) -> bool {
        match (of.as_id::<Task>(), Field::named(of.kind, "note")) {
            (Some(task), _) => self.run(Command::SetNote { task, text }, moment),
            (None, Some(field)) => {
                let fields = vec![(field, Value::Text(text))];
                self.run_records(vec![Command::Set { of, fields }], moment)
            }
            (None, None) => true,
        }
    }

    /// Takes what came of copying or opening: what to say, or why it did not work.
    pub fn told(&mut self, what: Result<String, String>) {
        match what {
            Ok(what) => self.say(what, Tone::Good),
            Err(why) => self.say(why, Tone::Danger),
        }
    }
}

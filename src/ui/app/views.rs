//! Saved views by keys: chosen from a list or found in the palette, and kept, dropped or called otherwise by words there:
//! `view save overdue`, `view save mine is:mine for:all`, `view rename mine ours`, `view drop overdue`.

use super::asking::{Asked, Chosen, Dialog};
use super::{App, Tone};
use crate::domain::capture::{Context, Purpose};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::names::{by_beginning, quoted};
use crate::domain::plan::Kind;
use crate::domain::project::ProjectId;
use crate::domain::record::Record as _;
use crate::domain::refusal::Refusal;
use crate::domain::saved_view::{Arrangement, Pane, SavedView, SavedViewId};
use crate::domain::value::FieldType;
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::{Chip, Choice, Item, Prompt};

/// Columns of a filter in a list.
const LINE: usize = 40;
/// The word that means all projects, not the one that is shown.
const FOR_ALL: &str = "for:all";

/// What the list of views offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ToView {
    /// It is shown.
    Show(SavedViewId),
    /// The filter of the pane is kept as one.
    Save,
}

/// Words behind `view save` and the like.
struct Told<'a> {
    name: &'a str,
    /// What stands behind the name.
    rest: String,
    for_all: bool,
}

impl<'a> Told<'a> {
    fn of(words: &'a str) -> Self {
        let mut all = words.split_whitespace().filter(|word| *word != FOR_ALL);
        let name = all.next().unwrap_or_default();
        let rest = all.collect::<Vec<_>>().join(" ");
        Told { name, rest, for_all: words.split_whitespace().any(|word| word == FOR_ALL) }
    }
}

impl App {
    /// The views of the project that is shown and those for all, as a list shows them.
    pub(super) fn view_items(&self) -> Vec<(Item, SavedViewId)> {
        let item = |it: &SavedView| {
            let filter = text::visible(&it.filter);
            let also = format!("{} {filter}", it.pane.word());
            let item = Item::of(text::visible(&it.name), text::cut(&filter, LINE));
            (Item { also, ..item }, it.id)
        };
        self.snapshot().plan.views(self.lens.project).into_iter().map(|it| item(it)).collect()
    }

    /// Offers the views, and to keep the filter of the pane as one.
    pub(super) fn views(&mut self) {
        let (mut items, ids): (Vec<Item>, Vec<SavedViewId>) = self.view_items().into_iter().unzip();
        let mut chosen: Vec<ToView> = ids.into_iter().map(ToView::Show).collect();
        if let Some(filter) = self.filter_to_keep() {
            items.push(Item::of(format!("Save /{} as a view…", text::cut(&text::visible(filter), LINE)), ""));
            chosen.push(ToView::Save);
        }
        if items.is_empty() {
            let (filter, views) = (self.key_of(Action::Filter), self.key_of(Action::Views));
            return self
                .say(format!("no view is saved yet: {filter} filters, then {views} keeps the filter"), Tone::Dim);
        }
        self.dialogs.push(Dialog::Choice(Choice::of("Views", items, 0), Chosen::View(chosen)));
    }

    /// The filter of the pane, where it has one that can be kept.
    fn filter_to_keep(&self) -> Option<&str> {
        let filter = self.sought_here().trim();
        (self.is_filtered() && self.pane().arrangement().is_some() && !filter.is_empty()).then_some(filter)
    }

    /// Shows what a view finds, in its pane.
    pub(super) fn show_view(&mut self, id: SavedViewId) {
        let Some(view) = self.snapshot().plan.get(id).cloned() else {
            return self.say("the view does not exist any more", Tone::Warn);
        };
        if let Some(project) = view.project {
            self.show_project(project);
        }
        let context = Context::of(self.workspace.snapshot(), self.lens.project, Purpose::Find);
        let only_mine = view.pane == Pane::TodayMine && context.me.is_none();
        if only_mine || view.needs_me(&context) {
            return self.ask_me();
        }
        let (kind, register) = (view.pane.kind(), self.register());
        let read = match kind {
            Kind::Task => view.tasks(&context).map(|filter| (Some(filter), None)),
            _ => view.records(&context).map(|filter| (None, Some(filter))),
        };
        let (of_tasks, of_records) = match read {
            Ok(filters) => filters,
            Err(refusal) => return self.say(refusal.to_string(), Tone::Danger),
        };
        let Some(at) = self.panes.iter_mut().position(|pane| pane.arrange(view.arrangement())) else { return };
        self.turn_to(at);
        if self.register() != register {
            self.lens.marked.clear();
        }
        self.reading = false;
        match kind {
            Kind::Task => self.set_filter(of_tasks, &view.filter),
            _ => self.set_register_filter(kind, of_records, &view.filter),
        }
        if let Some(first) = self.pane().rows().first().copied().filter(|_| self.cursor().is_none()) {
            self.panes[self.active].go(first);
        }
        let found = if self.matches == 0 { "nothing is".to_owned() } else { self.matches.to_string() };
        let all = self.key_of(Action::Cancel);
        self.say(format!("View {}: {found} shown. {all} shows all again", quoted(&view.name)), Tone::Plain);
    }

    /// Asks for the name under which the filter of the pane is kept.
    pub(super) fn ask_view(&mut self) {
        let Some(filter) = self.filter_to_keep() else { return };
        let title = format!("Save /{} as", text::cut(&text::visible(filter), LINE));
        self.ask(Prompt::of(title, ""), Asked::View);
    }

    /// Says for which projects it will be, and what is called so already.
    pub(super) fn understand_view(&self, line: &str) -> Vec<Chip> {
        let told = Told::of(line);
        if told.name.is_empty() {
            return vec![Chip::of(format!("one word, as overdue; {FOR_ALL} behind it: for all projects"), Tone::Faint)];
        }
        let plan = &self.snapshot().plan;
        let project = self.whose(&told);
        let whose = project.map_or("for all projects".to_owned(), |project| format!("for {}", plan.key(project)));
        match plan.view_called(told.name, project) {
            Some(known) => {
                let was = text::cut(&text::visible(&known.filter), LINE).into_owned();
                vec![Chip::of(format!("{whose}, anew: it was {was}"), Tone::Warn)]
            }
            None => vec![Chip::of(whose, Tone::Good)],
        }
    }

    /// Does what the words behind `view` ask for. Gives whether it was done.
    pub(super) fn on_view(&mut self, words: &str, moment: &mut Moment) -> bool {
        let (deed, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let told = Told::of(rest);
        let result = match deed {
            "save" => return self.save_view(rest, moment),
            "drop" => self.view_alone(rest).map(|id| Command::Remove(id.into())),
            "rename" if told.rest.is_empty() => Err(Refusal::plain("it is not said what the view is called now")),
            "rename" => self.view_meant(&told).map(|id| {
                let name = Field::of(Kind::SavedView, SavedView::FIELDS, "name");
                Command::Set { of: id.into(), fields: vec![(name, told.rest.to_value())] }
            }),
            _ => match self.view_alone(words) {
                Ok(id) => {
                    self.show_view(id);
                    return true;
                }
                Err(refusal) => Err(refusal),
            },
        };
        match result {
            Ok(command) => self.run(command, moment),
            Err(refusal) => {
                self.say(refusal.to_string(), Tone::Danger);
                false
            }
        }
    }

    /// Keeps the words behind the name, else the filter of the pane, as a view. Gives whether it was taken.
    pub(super) fn save_view(&mut self, words: &str, moment: &mut Moment) -> bool {
        let told = Told::of(words);
        let Some(Arrangement { pane, lanes }) = self.pane().arrangement() else {
            self.say(
                "this pane has no filter: a view is of Today, the Board, the Timeline, risks or issues",
                Tone::Warn,
            );
            return false;
        };
        if told.name.is_empty() {
            self.say("it is not said what the view is called: write a name behind save", Tone::Warn);
            return false;
        }
        let filter =
            if told.rest.is_empty() { self.filter_to_keep().map(str::to_owned) } else { Some(told.rest.clone()) };
        let Some(filter) = filter else {
            let key = self.key_of(Action::Filter);
            self.say(format!("there is no filter to save: {key} filters what is shown"), Tone::Warn);
            return false;
        };
        let (id, project, name) = (moment.ids.take(), self.whose(&told), told.name.to_owned());
        let view = SavedView { id, project, name, filter, pane, lanes };
        self.run(Command::SaveView(view), moment)
    }

    fn whose(&self, told: &Told<'_>) -> Option<ProjectId> {
        self.lens.project.filter(|_| !told.for_all)
    }

    /// The view that these words name, and nothing else. Errors: there is more, or no such view.
    fn view_alone(&self, words: &str) -> Result<SavedViewId, Refusal> {
        let told = Told::of(words);
        if !told.rest.is_empty() {
            let why = format!("“{}” stands behind the name of the view", text::cut(&text::visible(&told.rest), LINE));
            let filter = self.key_of(Action::Filter);
            return Err(Refusal::new(
                why,
                format!("leave it out; once the view is shown, {filter} changes its filter"),
            ));
        }
        self.view_meant(&told)
    }

    /// The view that is shown: the one with this filter in this pane.
    pub(super) fn view_shown(&self) -> Option<&SavedView> {
        let (filter, here) = (self.filter_to_keep()?, self.pane().arrangement()?);
        let views = self.snapshot().plan.views(self.lens.project);
        views.into_iter().find(|it| it.filter == filter && it.pane == here.pane).map(AsRef::as_ref)
    }

    /// The view that a name means: of the project that is shown before those for all. Errors: none, or several.
    fn view_meant(&self, told: &Told<'_>) -> Result<SavedViewId, Refusal> {
        let plan = &self.snapshot().plan;
        let views = plan.views(self.whose(told));
        let names: Vec<(SavedViewId, String)> = views.iter().map(|it| (it.id, it.name.clone())).collect();
        by_beginning(told.name, if told.for_all { "view for all" } else { "view" }, &names)
    }
}

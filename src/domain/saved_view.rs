//! Saved views: a filter kept under a name, with the pane it is for and how that pane was arranged; for one project or
//! for all. Keeps the line as it was typed: `due.before:fri` is next week another day. What the words find is told by
//! [`filter`](super::filter) and [`register::filter`](super::register::filter).

use std::sync::Arc;

use super::capture::{Context, Purpose};
use super::command::Said;
use super::draft::Draft;
use super::filter::Filter;
use super::id::{Id, RecordId};
use super::names::{by_beginning, quoted, squeezed};
use super::person::PersonId;
use super::plan::{Kind, Plan};
use super::project::ProjectId;
use super::record::record;
use super::refusal::Refusal;
use super::register::filter as register;
use super::snapshot::Snapshot;
use super::value::choices;
use crate::text;

/// Columns of a filter in a sentence.
const LINE: usize = 80;

/// The identity of a saved view.
pub type SavedViewId = Id<SavedView>;

choices! {
    /// A pane that shows what a filter finds; Today in two ways: everybody’s, or only what is mine.
    Pane {
        Board = "board", Timeline = "timeline", Today = "today", TodayMine = "today-mine", Risks = "risks",
        Issues = "issues",
    }
}

choices! {
    /// What the lanes of the board are of: nothing, who works on a card, the summary above it, its phase.
    Lanes { None = "none", Assignee = "assignee", Parent = "parent", Phase = "phase" }
}

record! {
    /// A filter that was kept under a name.
    SavedView {
        /// Project it is for; none: for all.
        project: Option<ProjectId>,
        /// What it is called: one word, unique among those of the project, or among those for all.
        name: String,
        /// Words of a filter, as they were typed.
        filter: String,
        /// The pane that shows what they find.
        pane: Pane,
        /// The lanes of the board.
        lanes: Lanes,
    }
}

/// Which pane shows a view, and how that is arranged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Arrangement {
    /// The pane.
    pub pane: Pane,
    /// The lanes of the board; elsewhere none.
    pub lanes: Lanes,
}

impl From<Pane> for Arrangement {
    /// The pane, plainly.
    fn from(pane: Pane) -> Self {
        Arrangement { pane, ..Arrangement::default() }
    }
}

/// Words that say what is to be done with a view, so that none can be called so.
pub const DEEDS: [&str; 5] = ["save", "drop", "rename", "list", "show"];

impl Pane {
    /// What its rows are: tasks, risks or issues.
    pub fn kind(self) -> Kind {
        match self {
            Pane::Board | Pane::Timeline | Pane::Today | Pane::TodayMine => Kind::Task,
            Pane::Risks => Kind::Risk,
            Pane::Issues => Kind::Issue,
        }
    }
}

impl SavedView {
    /// Which pane shows it, and how that is arranged.
    pub fn arrangement(&self) -> Arrangement {
        Arrangement { pane: self.pane, lanes: self.lanes }
    }

    /// Its filter over tasks. Errors: it cannot be read (any more), as when a person is called otherwise now.
    pub fn tasks(&self, context: &Context<'_>) -> Result<Filter, Refusal> {
        Filter::parse(&self.filter, &self.home(context)).map_err(|why| self.unreadable(why))
    }

    /// Its filter over risks or issues. Errors: as for tasks.
    pub fn records(&self, context: &Context<'_>) -> Result<register::Filter, Refusal> {
        register::Filter::parse(&self.filter, &self.home(context), self.pane.kind()).map_err(|why| self.unreadable(why))
    }

    /// What it finds in a project as a list shows it, in order; without one, in all. Errors: its filter cannot be read.
    pub fn find(&self, snapshot: &Snapshot, project: Option<ProjectId>) -> Result<Vec<RecordId>, Refusal> {
        let context = Context::of(snapshot, project, Purpose::Find);
        Ok(match self.pane.kind() {
            Kind::Task => {
                let found = self.tasks(&context)?.listed(project).find(snapshot);
                found.into_iter().map(RecordId::from).collect()
            }
            _ => self.records(&context)?.listed().find(snapshot, project),
        })
    }

    /// Does it ask for what is mine, where nobody is known to sit here?
    pub fn needs_me(&self, context: &Context<'_>) -> bool {
        match self.pane.kind() {
            Kind::Task => Filter::needs_me(&self.filter, &self.home(context)),
            kind => register::Filter::needs_me(&self.filter, &self.home(context), kind),
        }
    }

    /// The context in which its words were typed.
    fn home<'a>(&self, context: &Context<'a>) -> Context<'a> {
        Context { project: self.project.or(context.project), hash: true, purpose: Purpose::Find, ..*context }
    }

    fn unreadable(&self, why: Refusal) -> Refusal {
        Refusal::new(format!("view {} cannot be read: {}", quoted(&self.name), why.why), why.instead)
    }
}

impl Plan {
    /// The views of a project and those for all that no view of its own stands before, by name; without a project those
    /// for all.
    pub fn views(&self, project: Option<ProjectId>) -> Vec<&Arc<SavedView>> {
        let mut all: Vec<_> =
            self.all::<SavedView>().filter(|it| it.project.is_none() || it.project == project).collect();
        all.sort_by_key(|it| (squeezed(&it.name), it.project.is_none(), it.id));
        all.dedup_by_key(|it| squeezed(&it.name));
        all
    }

    /// The view that these words begin, of a project or for all. Errors: none (with the nearest), or several.
    pub fn find_view(&self, words: &str, project: Option<ProjectId>) -> Result<&Arc<SavedView>, Refusal> {
        let views = self.views(project);
        let names: Vec<(usize, String)> = views.iter().map(|it| it.name.clone()).enumerate().collect();
        by_beginning(words, "view", &names).map(|at| views[at])
    }

    /// The view of exactly this name, but for case and hyphens, of this project, or, without one, for all.
    pub fn view_called(&self, name: &str, project: Option<ProjectId>) -> Option<&Arc<SavedView>> {
        self.all::<SavedView>().find(|it| it.project == project && squeezed(&it.name) == squeezed(name))
    }
}

/// Keeps a view, in place of the one that is called so. Errors: its filter cannot be read.
pub(super) fn save(draft: &mut Draft<'_>, view: &SavedView) -> Result<Said, Refusal> {
    let name = quoted(&view.name);
    if view.filter.trim().is_empty() {
        let why = format!("it is not said what view {name} is to show");
        return Err(Refusal::new(why, "write the words of a filter, as is:overdue sort:due"));
    }
    let Draft { plan, moment, .. } = draft;
    // What is mine can be kept by anybody, for whoever looks.
    let me = moment.me.or(Some(PersonId::MIN));
    let (today, week_start, project) = (moment.today, moment.week_start, view.project);
    let context = Context { plan, today, week_start, project, me, purpose: Purpose::Find, hash: true };
    match view.pane.kind() {
        Kind::Task => Filter::parse(&view.filter, &context).map(|_| ())?,
        kind => register::Filter::parse(&view.filter, &context, kind).map(|_| ())?,
    }
    let known = plan.view_called(&view.name, view.project).cloned();
    let id = known.as_ref().map_or(view.id, |it| it.id);
    draft.put(SavedView { id, filter: view.filter.trim().to_owned(), ..view.clone() });
    if let Some(known) = known.as_ref().filter(|it| it.filter != view.filter) {
        draft.notices.push(format!("it was: {}", text::cut(&text::visible(&known.filter), LINE)));
    }
    let how = format!(": {}", text::cut(&text::visible(view.filter.trim()), LINE));
    let verb = if known.is_some() { "Save anew" } else { "Save" };
    Ok(Said::of(verb, draft.plan.label(id.into()), how, id))
}

//! What a list shows: words of a filter, those of a saved view, or both; of tasks, of risks or of issues.

use std::sync::Arc;

use clap::Args;

use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::capture::{Context, Purpose};
use crate::domain::filter::Filter;
use crate::domain::id::RecordId;
use crate::domain::names::quoted;
use crate::domain::plan::Kind;
use crate::domain::project::ProjectId;
use crate::domain::register::filter as register;
use crate::domain::saved_view::SavedView;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;

/// Which are listed.
#[derive(Args, Debug, Default)]
pub struct Wanted {
    /// What a saved view finds; words besides choose among that
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    /// Words that choose
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
}

impl Wanted {
    /// What the view of this name finds.
    pub fn by(view: &str) -> Self {
        Wanted { view: Some(view.to_owned()), filter: Vec::new() }
    }

    /// The tasks that are wanted, in order; who sits here is asked where the words need it.
    pub fn tasks(&self, session: &mut Session<'_>) -> Outcome<Vec<TaskId>> {
        let project = session.project_if_any()?;
        let view = self.view(session, Kind::Task)?;
        let line = self.filter.join(" ");
        if Filter::needs_me(&line, &context(&session.snapshot()?, project)) {
            session.ask_me()?;
        }
        let snapshot = session.snapshot()?;
        let context = context(&snapshot, project);
        let words = Filter::parse(&line, &context)?;
        let filter = match view {
            Some(view) => view.tasks(&context)?.and(words),
            None => words,
        };
        Ok(filter.listed(project).find(&snapshot))
    }

    /// The risks or issues that are wanted, in order, and the project that is meant.
    pub fn records(&self, session: &mut Session<'_>, kind: Kind) -> Outcome<(Option<ProjectId>, Vec<RecordId>)> {
        let project = session.project_if_any()?;
        let view = self.view(session, kind)?;
        let line = self.filter.join(" ");
        if register::Filter::needs_me(&line, &context(&session.snapshot()?, project), kind) {
            session.ask_me()?;
        }
        let snapshot = session.snapshot()?;
        let context = context(&snapshot, project);
        let words = register::Filter::parse(&line, &context, kind)?;
        let filter = match view {
            Some(view) => view.records(&context)?.and(words),
            None => words,
        };
        Ok((project, filter.listed().find(&snapshot, project)))
    }

    /// The view that is meant, if one is. Errors: there is none, or it shows something else.
    fn view(&self, session: &mut Session<'_>, kind: Kind) -> Outcome<Option<Arc<SavedView>>> {
        let Some(name) = &self.view else { return Ok(None) };
        let project = session.project_if_any()?;
        let snapshot = session.snapshot()?;
        let view = snapshot.plan.find_view(name, project)?.clone();
        let shows = view.pane.kind();
        if shows != kind {
            let list = if shows == Kind::Task { String::new() } else { format!("{} ", shows.word()) };
            return Err(Stop::refused(
                format!("view {} shows {}s", quoted(&view.name), shows.word()),
                format!("milepost {list}list --view {}", view.name),
            ));
        }
        if view.needs_me(&context(&snapshot, project)) {
            session.ask_me()?;
        }
        Ok(Some(view))
    }
}

/// What words are read against on the command line, where `#web` is no project.
fn context(snapshot: &Snapshot, project: Option<ProjectId>) -> Context<'_> {
    Context { hash: false, ..Context::of(snapshot, project, Purpose::Find) }
}

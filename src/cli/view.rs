//! `view save|list|show|rename|drop`: filters kept under names.

use std::sync::Arc;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::list;
use super::out::{Ink, Piece, ink};
use super::session::Session;
use super::stop::Outcome;
use super::table::{self, Column, column};
use super::wanted::Wanted;
use super::{issue, risk};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::names::{by_beginning, squeezed};
use crate::domain::plan::Kind;
use crate::domain::project::ProjectId;
use crate::domain::record::Record as _;
use crate::domain::saved_view::{Lanes, Pane, SavedView, SavedViewId};
use crate::domain::snapshot::Snapshot;
use crate::domain::value::FieldType;

/// Filters kept under names: what to look at every morning, in one word
///
/// A view belongs to a project, or with --all to all of them. In the screens : finds it by its name and gv lists them.
#[derive(Args, Debug)]
pub struct View {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    Save(Save),
    List(List),
    Show(Show),
    Rename(Rename),
    Drop(Drop),
}

/// Save a filter under a name; a name that is in use is saved anew
///
/// The words are kept as they are: due.before:fri means another day next week.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost view save overdue is:overdue sort:due\n  milepost view save --all mine is:mine not is:blocked\n  milepost view save --pane risks vendor-risks +vendor is:open"
)]
struct Save {
    #[command(flatten)]
    whose: Whose,
    /// The pane of the screens that shows it
    #[arg(long, value_parser = PossibleValuesParser::new(Pane::WORDS), default_value = Pane::WORDS[0])]
    pane: String,
    /// What it is called: one word
    name: String,
    /// The words of the filter
    #[arg(required = true)]
    filter: Vec<String>,
}

/// Of which projects.
#[derive(Args, Debug)]
struct Whose {
    /// One for all projects, not for this one
    #[arg(long)]
    all: bool,
}

/// List the views of the project and those for all, with how much each finds
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost view list\n  milepost view list --json")]
struct List {}

/// Show what a view finds; the same as list --view, whether it is of tasks, risks or issues
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost view show overdue\n  milepost list --view overdue @ana")]
struct Show {
    /// Which: its name or the beginning of it
    name: String,
}

/// Call a view otherwise
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost view rename overdue late")]
struct Rename {
    #[command(flatten)]
    whose: Whose,
    /// Which: its name or the beginning of it
    name: String,
    /// What it is called from now on
    to: String,
}

/// Take a view away
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost view drop overdue")]
struct Drop {
    #[command(flatten)]
    whose: Whose,
    /// Which: its name or the beginning of it
    name: String,
}

impl View {
    /// Saves, lists, shows, renames or drops.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            What::Save(it) => it.run(session),
            What::List(it) => it.run(session),
            What::Show(it) => it.run(session),
            What::Rename(it) => {
                let of = it.whose.named(session, &it.name)?.into();
                let name = Field::of(Kind::SavedView, SavedView::FIELDS, "name");
                session.carry_out(&Command::Set { of, fields: vec![(name, it.to.to_value())] })
            }
            What::Drop(it) => {
                let of = it.whose.named(session, &it.name)?;
                session.carry_out(&Command::Remove(of.into()))
            }
        }
    }
}

impl Whose {
    /// The view that a name means: of the project before those for all.
    fn named(&self, session: &mut Session<'_>, name: &str) -> Outcome<SavedViewId> {
        let project = session.project_if_any()?;
        let plan = session.snapshot()?.plan;
        if !self.all {
            return Ok(plan.find_view(name, project)?.id);
        }
        let all: Vec<_> = plan.views(None).iter().map(|it| (it.id, it.name.clone())).collect();
        Ok(by_beginning(name, "view for all", &all)?)
    }
}

impl Save {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = if self.whose.all { None } else { Some(session.project()?) };
        let pane = Pane::of_word(&self.pane).unwrap_or_default();
        let (id, filter) = (session.moment.ids.take(), self.filter.join(" "));
        session.carry_out(&Command::SaveView(SavedView {
            id,
            project,
            name: self.name,
            filter,
            pane,
            lanes: Lanes::None,
        }))
    }
}

const LISTED: [Column; 5] = [
    column("view", 0),
    column("for", 1),
    column("pane", 2),
    Column { heading: "finds", right: true, least: None, spare: 0 },
    Column { heading: "filter", right: false, least: Some(16), spare: 0 },
];

impl List {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project_if_any()?;
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let here = |it: &&Arc<SavedView>| project.is_none() || it.project.is_none() || it.project == project;
        let mut all: Vec<_> = plan.all::<SavedView>().filter(here).collect();
        all.sort_by_key(|it| (squeezed(&it.name), it.project.is_none(), it.id));
        if session.out.json {
            let all: Vec<Value> = all.iter().map(|it| object(&snapshot, it, project)).collect();
            return session.out.value(&all.into());
        }
        if all.is_empty() {
            return session.out.say("There is no view yet; save one, as in: milepost view save overdue is:overdue");
        }
        let rows: Vec<Vec<Piece>> = all.iter().map(|it| row(&snapshot, it, project)).collect();
        table::write(&mut session.out, &LISTED, &rows)
    }
}

fn row(snapshot: &Snapshot, view: &SavedView, project: Option<ProjectId>) -> Vec<Piece> {
    let (finds, line) = match view.find(snapshot, view.project.or(project)) {
        Ok(found) => (found.len().to_string().into(), Piece::from(view.filter.clone())),
        Err(why) => (ink(Ink::Bad, "!"), ink(Ink::Bad, format!("{}: {why}", view.filter))),
    };
    let whose = view.project.map_or("all", |id| snapshot.plan.key(id));
    vec![view.name.clone().into(), ink(Ink::Dim, whose), ink(Ink::Dim, view.pane.word()), finds, line]
}

fn object(snapshot: &Snapshot, view: &SavedView, project: Option<ProjectId>) -> Value {
    let found = view.find(snapshot, view.project.or(project));
    json!({
        "name": view.name, "id": view.id.to_string(), "project": view.project.map(|id| snapshot.plan.key(id)),
        "pane": view.pane.word(), "lanes": view.lanes.word(), "filter": view.filter,
        "finds": found.as_ref().ok().map(Vec::len), "unreadable": found.err().map(|why| why.to_string()),
    })
}

impl Show {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project_if_any()?;
        let plan = session.snapshot()?.plan;
        let view = plan.find_view(&self.name, project)?;
        let wanted = Wanted::by(&view.name);
        match view.pane.kind() {
            Kind::Risk => risk::List::of(wanted).run(session),
            Kind::Issue => issue::List::of(wanted).run(session),
            _ => list::List::of(wanted).run(session),
        }
    }
}

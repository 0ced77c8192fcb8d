//! `column add|set|drop|list`: the columns of a project’s board.

use clap::{Args, Subcommand};
use serde_json::json;

use super::out::{Ink, Piece, ink};
use super::session::Session;
use super::stop::Outcome;
use super::table;
use super::typed::rank_before;
use crate::domain::column::{Column as Record, ColumnId, Meaning};
use crate::domain::command::Command;
use crate::domain::plan::{Plan, Row};
use crate::domain::project::ProjectId;
use crate::domain::rank::Rank;
use crate::domain::record::Record as _;

/// The columns of the board
#[derive(Args, Debug)]
pub struct Column {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    Add(Add),
    Set(Set),
    Drop(Drop),
    List(List),
}

/// Add a column to the board, as its last one or before another
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost column add Testing --meaning doing --limit 2 --before review")]
struct Add {
    /// Its name
    #[arg(required = true)]
    name: Vec<String>,
    #[command(flatten)]
    facts: Facts,
    /// The column that comes behind it
    #[arg(long, value_name = "COLUMN")]
    before: Option<String>,
}

/// Change a column
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost column set doing --limit 3\n  milepost column set review --limit none --policy \"Two people have read it\""
)]
struct Set {
    /// Which: its name or the beginning of it
    #[arg(value_name = "COLUMN")]
    column: String,
    /// Another name
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    facts: Facts,
    /// The column that comes behind it
    #[arg(long, value_name = "COLUMN")]
    before: Option<String>,
}

/// Take an empty column away
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost column drop testing")]
struct Drop {
    /// Which: its name or the beginning of it
    #[arg(required = true, value_name = "COLUMN")]
    column: Vec<String>,
}

/// List the columns with their counts and limits
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost column list\n  milepost column list --json")]
struct List {}

#[derive(Args, Debug)]
struct Facts {
    /// What it means to be there: queue, doing or done
    #[arg(long)]
    meaning: Option<String>,
    /// How many cards may be there at most; none takes the limit away
    #[arg(long, value_name = "N|none")]
    limit: Option<String>,
    /// What is agreed about cards there; shown when one enters
    #[arg(long, value_name = "TEXT")]
    policy: Option<String>,
}

impl Facts {
    fn given(self) -> Vec<(&'static str, String)> {
        let limit = self.limit.map(|typed| if typed.eq_ignore_ascii_case("none") { String::new() } else { typed });
        let all = [("meaning", self.meaning), ("wip_limit", limit), ("policy", self.policy)];
        all.into_iter().filter_map(|(name, typed)| Some((name, typed?))).collect()
    }
}

impl Column {
    /// Adds, changes, drops or lists.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            What::Add(it) => it.run(session),
            What::Set(it) => it.run(session),
            What::Drop(it) => it.run(session),
            What::List(it) => it.run(session),
        }
    }
}

/// The columns of a board from the left, with their ranks.
fn in_order(plan: &Plan, project: ProjectId) -> Vec<(ColumnId, Rank)> {
    let columns = plan.columns(project).into_iter();
    columns.filter_map(|id| Some((id, plan.get(id)?.rank.clone()))).collect()
}

impl Add {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let plan = session.snapshot()?.plan;
        let before = self.before.map(|words| plan.find_column(project, &words)).transpose()?;
        let id: ColumnId = session.moment.ids.take();
        let meaning = Meaning::Doing;
        let rank = rank_before(&in_order(&plan, project), before.as_ref(), None);
        let column = Record { project, name: self.name.join(" "), rank, meaning, ..Record::blank(id) };
        session.make(Row::Column(column.into()), &self.facts.given())
    }
}

impl Set {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let plan = session.snapshot()?.plan;
        let id = plan.find_column(project, &self.column)?;
        let mut given = self.facts.given();
        given.extend(self.name.map(|name| ("name", name)));
        let before = self.before.map(|words| plan.find_column(project, &words)).transpose()?;
        let rank = before.map(|before| rank_before(&in_order(&plan, project), Some(&before), Some(&id)));
        session.set_and_place(id.into(), &given, rank)
    }
}

impl Drop {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let id = session.snapshot()?.plan.find_column(project, &self.column.join(" "))?;
        session.carry_out(&Command::Remove(id.into()))
    }
}

const COLUMNS: [table::Column; 5] = [
    table::column("column", 0),
    table::column("meaning", 1),
    table::Column { heading: "cards", right: true, least: None, spare: 0 },
    table::Column { heading: "limit", right: true, least: None, spare: 0 },
    table::Column { heading: "policy", right: false, least: Some(10), spare: 2 },
];

impl List {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let project = session.project()?;
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let columns: Vec<_> = plan.columns(project).into_iter().filter_map(|id| plan.get(id)).collect();
        if session.out.json {
            let objects: Vec<_> = columns
                .iter()
                .map(|it| {
                    json!({
                        "name": it.name, "id": it.id.to_string(), "project": plan.key(project),
                        "meaning": it.meaning.word(), "cards": plan.index().cards(it.id).count(),
                        "counted": plan.index().counted(it.id), "limit": it.wip_limit, "policy": it.policy.0,
                    })
                })
                .collect();
            return session.out.value(&objects.into());
        }
        let rows: Vec<Vec<Piece>> = columns
            .iter()
            .map(|it| {
                let counted = plan.index().counted(it.id);
                let over = it.wip_limit.is_some_and(|limit| usize::try_from(limit).is_ok_and(|limit| counted > limit));
                let cards = format!("{counted}{}", if over { "!" } else { "" });
                vec![
                    it.name.as_str().into(),
                    it.meaning.word().into(),
                    ink(if over { Ink::Warn } else { Ink::Plain }, cards),
                    it.wip_limit.map_or(String::new(), |limit| limit.to_string()).into(),
                    it.policy.0.as_str().into(),
                ]
            })
            .collect();
        table::write(&mut session.out, &COLUMNS, &rows)
    }
}

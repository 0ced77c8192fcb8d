//! `person add|set|list`: the people of the file.

use clap::{Args, Subcommand};
use serde_json::json;

use super::out::Piece;
use super::session::Session;
use super::stop::Outcome;
use super::table::{self, Column, column};
use crate::domain::person::Person as Record;
use crate::domain::plan::Row;

/// The people who work on the projects of the file
#[derive(Args, Debug)]
pub struct Person {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    Add(Add),
    Set(Set),
    List(List),
}

/// Add a person
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost person add ana Ana Novak --role \"Tech lead\" --capacity 80\n  milepost person add bo"
)]
struct Add {
    /// One word, unique in the file: what stands behind @
    handle: String,
    /// The full name
    name: Vec<String>,
    #[command(flatten)]
    facts: Facts,
}

/// Change what is known of a person
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  milepost person set ana --capacity 60 --skills \"rust sql\"")]
struct Set {
    /// Who
    handle: String,
    /// Another handle
    #[arg(long = "handle", value_name = "HANDLE")]
    new_handle: Option<String>,
    /// The full name
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    facts: Facts,
}

/// List the people
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost person list\n  milepost person list --json")]
struct List {}

#[derive(Args, Debug)]
struct Facts {
    /// What they do
    #[arg(long)]
    role: Option<String>,
    /// Where to write to
    #[arg(long)]
    email: Option<String>,
    /// One to three letters for cards
    #[arg(long)]
    initials: Option<String>,
    /// How much of their time is ours, in percent
    #[arg(long, value_name = "PERCENT")]
    capacity: Option<String>,
    /// What an hour costs
    #[arg(long, value_name = "AMOUNT")]
    rate: Option<String>,
    /// What they can do: words, separated by spaces
    #[arg(long)]
    skills: Option<String>,
}

impl Facts {
    fn given(self) -> Vec<(&'static str, String)> {
        let all = [
            ("role", self.role),
            ("email", self.email),
            ("initials", self.initials),
            ("capacity", self.capacity),
            ("cost_rate", self.rate),
            ("skills", self.skills),
        ];
        all.into_iter().filter_map(|(name, typed)| Some((name, typed?))).collect()
    }
}

impl Person {
    /// Adds, changes or lists.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            What::Add(it) => it.run(session),
            What::Set(it) => it.run(session),
            What::List(it) => it.run(session),
        }
    }
}

impl Add {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        session.open_or_make()?;
        let id = session.moment.ids.take();
        let mut person = Record::new(id, self.handle.trim_start_matches('@'));
        person.name = self.name.join(" ");
        session.make(Row::Person(person.into()), &self.facts.given())
    }
}

impl Set {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let plan = session.snapshot()?.plan;
        let id = plan.find_person(&self.handle)?;
        let own = [("handle", self.new_handle), ("name", self.name)];
        let mut given: Vec<_> = own.into_iter().filter_map(|(name, typed)| Some((name, typed?))).collect();
        given.extend(self.facts.given());
        session.set_fields(id.into(), &given)
    }
}

const COLUMNS: [Column; 6] = [
    column("handle", 0),
    Column { heading: "name", right: false, least: Some(12), spare: 0 },
    column("role", 2),
    Column { heading: "capacity", right: true, least: None, spare: 3 },
    Column { heading: "open", right: true, least: None, spare: 1 },
    column("e-mail", 4),
];

impl List {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let mut people: Vec<_> = plan.all::<Record>().collect();
        people.sort_by(|a, b| a.handle.cmp(&b.handle));
        let open = |person: &Record| {
            let tasks = plan.index().tasks_of(person.id).filter_map(|(task, _)| plan.get(task));
            tasks.filter(|task| task.dropped.is_none() && !plan.is_done(task)).count()
        };
        if session.out.json {
            let objects: Vec<_> = people
                .iter()
                .map(|it| {
                    json!({
                        "handle": it.handle, "id": it.id.to_string(), "name": it.name, "initials": it.short(),
                        "role": it.role, "email": it.email, "capacity": it.capacity,
                        "cost_rate": it.cost_rate.map(|money| money.0 as f64 / 100.0),
                        "skills": it.skills.iter().collect::<Vec<_>>(), "open": open(it),
                        "away": plan.is_away(it, snapshot.today), "me": snapshot.me == Some(it.id),
                    })
                })
                .collect();
            return session.out.value(&objects.into());
        }
        if people.is_empty() {
            return session.out.say("There is nobody yet; add a person with: milepost person add HANDLE NAME");
        }
        let rows: Vec<Vec<Piece>> = people
            .iter()
            .map(|it| {
                let away = if plan.is_away(it, snapshot.today) { " (away)" } else { "" };
                vec![
                    format!("@{}", it.handle).into(),
                    format!("{}{away}", it.name).into(),
                    it.role.as_str().into(),
                    format!("{}%", it.capacity).into(),
                    open(it).to_string().into(),
                    it.email.as_str().into(),
                ]
            })
            .collect();
        table::write(&mut session.out, &COLUMNS, &rows)
    }
}

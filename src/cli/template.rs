//! `template list|show|save`: what projects can begin with.

use std::path::Path;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use super::out::{Ink, ink};
use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::domain::column::Column;
use crate::domain::names::quoted;
use crate::domain::phase::{Criterion, Phase};
use crate::domain::plan::Kind;
use crate::domain::refusal::Refusal;
use crate::domain::template::{self, LARGEST, Offer};
use crate::settings::templates;
use crate::text;

/// The templates that projects begin with
#[derive(Args, Debug)]
pub struct Template {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
enum What {
    List(List),
    Show(Show),
    Save(Save),
}

/// List the templates: those of milepost, then your own
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost template list\n  milepost template list --json")]
struct List {}

/// Print a template as its file, to read or to change
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost template show prince2\n  milepost template show scrum > ours.toml")]
struct Show {
    /// Its name, or a file
    name: String,
}

/// Make a template of the project: columns with policies and limits, phases, gates, tasks with estimates and links
///
/// People, dates and what has happened are left out. It is kept in your configuration directory; a template of your own
/// goes before one of milepost with the same name.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  milepost template save ours\n  milepost --project WEB template save portal --title \"Customer portal\" --about \"As we did it last time\""
)]
struct Save {
    /// What it is to be chosen by: one word of letters, digits and hyphens
    name: String,
    /// What it is called; unless said, as the project
    #[arg(long)]
    title: Option<String>,
    /// What it is for, in one line; a second may follow
    #[arg(long, value_name = "LINE")]
    about: Vec<String>,
    /// Write over one of your own with this name
    #[arg(long)]
    force: bool,
}

impl Template {
    /// Lists, shows or saves.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        match self.what {
            What::List(it) => it.run(session),
            What::Show(it) => it.run(session),
            What::Save(it) => it.run(session),
        }
    }
}

impl Session<'_> {
    /// Every template there is to choose; in a script those of the program.
    pub fn templates(&self) -> Outcome<Vec<Offer>> {
        let own = match &self.machine {
            Some(machine) => templates::own(&machine.settings.places, LARGEST)?,
            None => Vec::new(),
        };
        Ok(template::offers(own.into_iter().map(templates::Own::parts)))
    }

    /// The template of this name, or in this file. Errors: there is none, or something is wrong with its file.
    pub fn template(&self, words: &str) -> Outcome<Offer> {
        if !is_file(words) {
            return Ok(template::find(words, &self.templates()?)?.clone());
        }
        let path = Path::new(words);
        let bytes = templates::read(path, LARGEST)?;
        let file = [(templates::name_of(path), words.to_owned(), Ok(bytes))];
        let mut offers = template::offers(file);
        offers.pop().ok_or_else(|| Stop::refused("there is no template", ""))
    }
}

/// Do the words name a file rather than a template?
fn is_file(words: &str) -> bool {
    words.contains(['/', '\\']) || words.ends_with(".toml")
}

impl List {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let offers = session.templates()?;
        if session.out.json {
            return session.out.value(&offers.iter().map(object).collect::<Vec<_>>().into());
        }
        let wide = offers.iter().map(|offer| text::width(&offer.name)).max().unwrap_or(0) + 2;
        for offer in &offers {
            let own = if offer.own { " (your own)" } else { "" };
            let lines = match &offer.read {
                Ok(template) => {
                    let mut lines = vec![ink(Ink::Plain, format!("{}{own}", template.title))];
                    lines.extend(template.about.iter().map(|line| ink(Ink::Plain, line)));
                    lines.push(ink(Ink::Dim, template.summary()));
                    lines
                }
                Err(refusal) => vec![ink(Ink::Bad, refusal.to_string())],
            };
            for (at, line) in lines.into_iter().enumerate() {
                let name = text::pad(if at == 0 { &offer.name } else { "" }, wide);
                session.out.pieces(&[ink(Ink::Strong, name), line])?;
            }
        }
        session.out.say("Begin a project with one: milepost new --template NAME KEY NAME")
    }
}

impl Show {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let offer = session.template(&self.name)?;
        match &offer.read {
            _ if session.out.json => session.out.value(&object(&offer)),
            // What is wrong with it is said where it can be seen, but not in its text.
            Err(refusal) if offer.file.is_empty() => Err(refusal.clone().into()),
            Err(refusal) => {
                session.out.say(refusal.to_string())?;
                session.out.prose(0, offer.file.trim_end())
            }
            Ok(_) => session.out.prose(0, offer.file.trim_end()),
        }
    }
}

impl Save {
    fn run(self, session: &mut Session<'_>) -> Outcome {
        let letters = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        if self.name.is_empty() || self.name.starts_with('-') || !self.name.chars().all(letters) {
            let why = format!("{} cannot be the name of a template", quoted(&self.name));
            return Err(Stop::refused(why, "it is one word of letters, digits and hyphens, as our-way"));
        }
        let project = session.project()?;
        let plan = session.snapshot()?.plan;
        let Some(it) = plan.get(project) else { return Err(Stop::refused("the project does not exist any more", "")) };
        let title = self.title.unwrap_or_else(|| it.name.clone());
        let about = match self.about.is_empty() {
            true => vec![format!("Made from {} {}.", it.key, quoted(&it.name))],
            false => self.about,
        };
        let template = template::Template::of(&self.name, &title, about, &plan, it);
        let text = template.to_file();
        let places = session.machine()?.settings.places.clone();
        let file = templates::directory(&places).join(format!("{}.toml", self.name));
        let shown = text::visible(&file.to_string_lossy()).into_owned();
        template::read(&self.name, "the template", text.as_bytes()).map_err(|refusal| {
            let why = format!("{} makes no template: {}", it.key, refusal.why);
            Refusal::new(why, refusal.instead)
        })?;
        templates::keep(&places, &self.name, &text, self.force).map_err(|unkept| match unkept {
            None => {
                Stop::refused(format!("{shown} is there already"), "write over it with --force, or choose another name")
            }
            Some(unkept) => Stop::Failed(unkept.to_string()),
        })?;
        if session.out.json {
            return session
                .out
                .value(&json!({"name": self.name, "file": file.to_string_lossy(), "holds": template.summary()}));
        }
        session.out.line(format!("{}  Keep {} as a template: {}", it.key, quoted(&it.name), template.summary()))?;
        session.out.say(format!("Written to {shown}"))
    }
}

/// A template with what is in it.
fn object(offer: &Offer) -> Json {
    let template = match &offer.read {
        Ok(template) => template,
        Err(refusal) => return json!({"name": offer.name, "own": offer.own, "wrong": refusal.to_string()}),
    };
    let plan = template.plan();
    let gate = |phase: &Arc<Phase>| -> Vec<Json> {
        let all = plan.all::<Criterion>().filter(|it| it.phase == phase.id);
        all.map(
            |it| json!({"asks": crate::domain::gate::asks(it), "rule": Some(&it.rule).filter(|rule| !rule.is_empty())}),
        )
        .collect()
    };
    let phases: Vec<Json> = plan
        .all::<Phase>()
        .map(|it| {
            let alongside = it.alongside.and_then(|id| plan.get(id)).map(|other| &other.name);
            json!({"name": it.name, "alongside": alongside, "criteria": gate(it)})
        })
        .collect();
    let column = |it: &Arc<Column>| json!({"name": it.name, "meaning": it.meaning.word(), "limit": it.wip_limit, "policy": Some(&it.policy.0).filter(|policy| !policy.is_empty())});
    json!({
        "name": offer.name, "own": offer.own, "title": template.title, "about": template.about,
        "methodology": template.methodology(), "columns": plan.all::<Column>().map(column).collect::<Vec<_>>(),
        "phases": phases, "tasks": plan.count(Kind::Task),
    })
}

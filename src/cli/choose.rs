//! `use` and `me`: what this machine knows of the file without writing to it, the default project and the person.

use clap::Args;
use serde_json::json;

use super::session::Session;
use super::stop::{Outcome, Stop};
use crate::text;

/// Choose the default project on this machine; without KEY, say which it is
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost use WEB\n  milepost use")]
pub struct Use {
    /// The project’s key, or the beginning of its name
    key: Option<String>,
}

impl Use {
    /// Keeps the choice among the settings of the machine.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let project = match &self.key {
            Some(words) => {
                let project = plan.find_project(words)?;
                session.choose_project(project, "")?;
                project
            }
            None => session.project()?,
        };
        let name = plan.get(project).map_or("", |it| &it.name);
        let key = plan.key(project);
        if session.out.json {
            return session.out.value(&json!({"project": key, "name": name}));
        }
        session.out.line(format!("{key}  {name}"))
    }
}

/// Say who sits here; without HANDLE, tell who it is
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  milepost me ana\n  milepost me")]
pub struct Me {
    /// The handle of a person of the file
    handle: Option<String>,
}

impl Me {
    /// Keeps the person among the settings of the machine.
    pub fn run(self, session: &mut Session<'_>) -> Outcome {
        let snapshot = session.snapshot()?;
        let plan = &snapshot.plan;
        let person = match &self.handle {
            Some(words) => {
                let person = plan.find_person(words).map_err(|refusal| {
                    let handle = text::visible(words.trim_start_matches('@')).into_owned();
                    let make = format!("make the person with: milepost person add {handle} NAME");
                    let instead = [refusal.instead.as_str(), &make];
                    let instead = instead.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; or ");
                    Stop::refused(refusal.why, instead)
                })?;
                session.choose_person(person)?;
                person
            }
            None => {
                session.ask_me()?;
                let me = session.moment.me;
                me.ok_or_else(|| Stop::refused("nobody is said to sit here", "say it with: milepost me HANDLE"))?
            }
        };
        let (handle, name) = plan.get(person).map_or(("", ""), |it| (&it.handle, &it.name));
        if session.out.json {
            return session.out.value(&json!({"handle": handle, "name": name}));
        }
        session.out.line(format!("@{handle}  {name}"))
    }
}

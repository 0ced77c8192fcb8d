//! The form of a new project: key, name, and the template that it begins with.

use super::asking::{Dialog, Filled};
use super::{App, Tone};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::project::Project;
use crate::domain::refusal::Refusal;
use crate::domain::template::{self, Offer};
use crate::ui::dialogs::{Field, Form};

impl App {
    /// Asks for a new project.
    pub(super) fn new_project(&mut self) {
        let offers = template::offers((self.own_templates)());
        let beside = |offer: &Offer| match &offer.read {
            Ok(template) => template.summary(),
            Err(_) => "something is wrong with its file".to_owned(),
        };
        let candidates = offers.iter().map(|offer| (offer.name.clone(), beside(offer))).collect();
        let first = offers.first().map_or("", |offer| &offer.name);
        let template = Field::of("template", "Template", first)
            .picking(candidates, false)
            .telling(offers.iter().map(|offer| about(offer).unwrap_or_else(|refusal| refusal.to_string())).collect());
        let fields = vec![Field::of("key", "Key", ""), Field::of("name", "Name", ""), template];
        let mut form = Form::of("New project", fields, 0);
        form.fields[0].said = ("two to eight letters before its refs: WEB".into(), Tone::Dim);
        form.fields[1].said = ("as people call it: Customer portal".into(), Tone::Dim);
        form.fields[2].said = (offers.first().and_then(|it| about(it).ok()).unwrap_or_default(), Tone::Dim);
        self.dialogs.push(Dialog::Form(form, Filled::Project(offers)));
    }

    /// What is understood of a field.
    pub(super) fn read_project(&self, offers: &[Offer], name: &str, typed: &str) -> Result<String, Refusal> {
        let key = typed.trim();
        match name {
            "template" => return about(template::find(typed, offers)?),
            "name" if key.is_empty() => return Err(Refusal::plain("a project needs a name")),
            "name" => return Ok(String::new()),
            _ => {}
        }
        if !(2..=8).contains(&key.len()) || !key.bytes().all(|letter| letter.is_ascii_alphabetic()) {
            return Err(Refusal::plain("a key is two to eight letters, as WEB"));
        }
        if self.snapshot().plan.all::<Project>().any(|project| project.key.eq_ignore_ascii_case(key)) {
            return Err(Refusal::plain(format!("there is a project {} already", key.to_uppercase())));
        }
        Ok(format!("its first task is {}-1", key.to_uppercase()))
    }

    /// What keeping the form does.
    pub(super) fn start(
        &self,
        offers: &[Offer],
        text_of: impl Fn(&str) -> String,
        moment: &mut Moment,
    ) -> Result<Vec<Command>, Refusal> {
        for name in ["key", "name", "template"] {
            self.read_project(offers, name, &text_of(name))?;
        }
        let template = template::find(&text_of("template"), offers)?.read.clone()?;
        let (key, name) = (text_of("key").to_uppercase(), text_of("name"));
        Ok(vec![Command::NewProject { id: moment.ids.take(), key, name, template }])
    }
}

/// What a template is for. Errors: what is wrong with it.
fn about(offer: &Offer) -> Result<String, Refusal> {
    offer.read.as_ref().map(|template| template.about.join("\n")).map_err(Refusal::clone)
}

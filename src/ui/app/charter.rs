//! The charter of the project: a form to fill in, and a page to read and to copy.
//!
//! ```text
//! ┌ Charter of WEB: 3 of 10 filled ────────────────────────────────────┐
//! │  Objective         Nobody calls us about a password any more       │
//! │ ▐Problem           Two of five calls are about passwords;          │
//! │ ▐                  each takes nine minutes.                        │
//! │  Business case                               missing               │
//! │  …                                                                 │
//! │ Who suffers from what today, and how often?                        │
//! └ Ctrl-s keep · Tab next · Shift-Tab previous · Enter new line ──────┘
//! ```

use super::asking::{Dialog, Filled};
use super::forms::show_example;
use super::{App, Tone};
use crate::domain::change::Field;
use crate::domain::charter::ENTRIES;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::names::{quoted, squeezed};
use crate::domain::person::Person;
use crate::domain::plan::{Kept, Kind};
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::value::{FieldType, Shape, Value};
use crate::formats;
use crate::ui::dialogs::{self, Form, Page, PageLine};

impl App {
    /// The form of the charter of the project that is shown, the cursor in this field or in the first that is missing.
    pub(super) fn charter(&mut self, field: Option<Field>) {
        let plan = &self.snapshot().plan;
        let Some((project, row)) = self.lens.project.and_then(|id| Some((id, plan.row(id.into())?))) else {
            return self.say_no_project();
        };
        let fields: Vec<dialogs::Field> = ENTRIES
            .iter()
            .map(|entry| {
                let field = self.row_field(&row, entry.field.name(), entry.label);
                let mut field = if entry.field.spec().shape == Shape::Prose { field.of_lines() } else { field };
                field.wanted = entry.needed;
                field
            })
            .collect();
        let asked = field.and_then(|field| ENTRIES.iter().position(|entry| entry.field == field));
        let missing = || fields.iter().position(is_missing);
        let at = asked.or_else(missing).unwrap_or(0);
        let title = self.charter_title(project, &fields);
        let mut form = Form::of(title, fields, at);
        show_example(&mut form);
        self.dialogs.push(Dialog::Form(form, Filled::Charter(project)));
    }

    /// The heading of the form: how much of it is there.
    pub(super) fn charter_title(&self, project: ProjectId, fields: &[dialogs::Field]) -> String {
        let key = self.snapshot().plan.key(project);
        let needed = fields.iter().filter(|field| field.wanted).count();
        match fields.iter().filter(|field| is_missing(field)).count() {
            0 => format!("Charter of {key}: complete"),
            missing => format!("Charter of {key}: {} of {needed} filled", needed - missing),
        }
    }

    /// What is understood of a field of the charter.
    pub(super) fn read_charter(&self, project: ProjectId, name: &str, typed: &str) -> Result<String, Refusal> {
        match self.stranger(name, typed)? {
            Some(person) if person.name.is_empty() => Ok(format!("a new person, @{}", person.handle)),
            Some(person) => Ok(format!("a new person, @{} {}", person.handle, quoted(&person.name))),
            None => self.read_setting(project, name, typed).map(|(_, said)| said),
        }
    }

    /// Who is meant by the sponsor or manager that was typed, where the file does not know them: the handle is the first
    /// word. Errors: that handle is somebody else’s, or none.
    fn stranger(&self, name: &str, typed: &str) -> Result<Option<Person>, Refusal> {
        let typed = typed.trim().trim_start_matches('@');
        let none = typed.is_empty() || typed.eq_ignore_ascii_case("none");
        let plan = &self.snapshot().plan;
        if !matches!(name, "sponsor" | "manager") || none || plan.find_person(typed).is_ok() {
            return Ok(None);
        }
        let begins = |person: &Person| squeezed(&person.handle).starts_with(&squeezed(typed));
        if plan.all::<Person>().any(|person| begins(person)) {
            return plan.find_person(typed).map(|_| None);
        }
        let first = typed.split_whitespace().next().unwrap_or_default();
        let handle: String =
            first.to_lowercase().chars().filter(|it| it.is_alphanumeric() || "-_.".contains(*it)).collect();
        let known = plan.all::<Person>().find(|person| squeezed(&person.handle) == squeezed(&handle));
        match known {
            Some(known) => {
                let why = format!("@{} is {} already", known.handle, quoted(&known.name));
                Err(Refusal::new(why, format!("write @{} if that is meant, or another first word", known.handle)))
            }
            None if !handle.starts_with(char::is_alphanumeric) => {
                Err(Refusal::new(format!("{} is no name", quoted(typed)), "write a handle, as ana, or a whole name"))
            }
            None => {
                let name = if typed.contains(' ') { typed.to_owned() } else { String::new() };
                Ok(Some(Person { name, ..Person::new(crate::domain::person::PersonId::MIN, &handle) }))
            }
        }
    }

    /// What keeping the form does: people who are new, then the fields, as one step.
    pub(super) fn charter_commands(
        &self,
        project: ProjectId,
        form: &Form,
        moment: &mut Moment,
    ) -> Result<Vec<Command>, Refusal> {
        let (mut commands, mut fields) = (Vec::new(), Vec::new());
        let mut made: Vec<Person> = Vec::new();
        for changed in form.changed() {
            let Some(field) = Field::named(Kind::Project, changed.name) else { continue };
            let value: Value = match self.stranger(changed.name, changed.text())? {
                Some(person) => match made.iter().find(|it| it.handle == person.handle) {
                    Some(known) => known.id.to_value(),
                    None => {
                        let person = Person { id: moment.ids.take(), ..person };
                        commands.push(Command::Make(Person::row(person.clone().into())));
                        made.push(person);
                        made.last().map_or(Value::Nothing, |person| person.id.to_value())
                    }
                },
                None => self.read_setting(project, changed.name, changed.text())?.0.1,
            };
            fields.push((field, value));
        }
        if !fields.is_empty() {
            commands.push(Command::Set { of: project.into(), fields });
        }
        Ok(commands)
    }

    /// The charter as a page of Markdown; `y` copies it.
    pub(super) fn charter_page(&mut self) {
        let snapshot = self.snapshot();
        let Some(project) = self.lens.project.and_then(|id| snapshot.plan.get(id)) else {
            return self.say_no_project();
        };
        let line = |line: &str| {
            let tone = match line {
                heading if heading.starts_with('#') => Tone::Good,
                missing if missing.starts_with('_') || missing.ends_with('_') => Tone::Warn,
                _ => Tone::Plain,
            };
            PageLine::of(line, tone)
        };
        let lines = formats::charter::page(snapshot, project).lines().map(line).collect();
        let title = format!("Charter of {}", project.key);
        self.read(Page::of(title, lines));
    }
}

fn is_missing(field: &dialogs::Field) -> bool {
    field.wanted && field.text().trim().is_empty()
}

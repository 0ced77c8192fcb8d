//! Forms: what stands in them, what is understood while typing, and what keeping them does, as one step.

use super::asking::{Dialog, Filled};
use super::{App, Tone, fields, gates, registers};
use crate::domain::change::Field;
use crate::domain::column::{Column, ColumnId, Meaning};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::names::squeezed;
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::{Kept, Kind, Row};
use crate::domain::project::{ProjectId, ProjectState, WipRule};
use crate::domain::rank::Rank;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::task::TaskId;
use crate::domain::value::Value;
use crate::domain::words;
use crate::text;
use crate::ui::dialogs::{self, Answer, Form};

/// The fields of a person in their form: name in the data, label.
const PERSON: &[(&str, &str)] = &[
    ("handle", "Handle"),
    ("name", "Name"),
    ("initials", "Initials"),
    ("role", "Role"),
    ("email", "E-mail"),
    ("capacity", "Capacity"),
    ("calendar", "Calendar"),
];
/// The fields of a column.
const COLUMN: &[(&str, &str)] =
    &[("name", "Name"), ("wip_limit", "WIP limit"), ("meaning", "Meaning"), ("policy", "Policy")];

impl App {
    /// The form of the task under the cursor, or of what marked tasks have in common.
    pub(super) fn edit(&mut self) {
        let Some(tasks) = self.some_tasks() else { return };
        let names = if tasks.len() > 1 { fields::SHARED } else { fields::FORM };
        let title = match tasks.as_slice() {
            [_] => format!("Edit {}", self.called(&tasks)),
            _ => format!("Edit {}: what is left empty stays", self.called(&tasks)),
        };
        self.field_form(title, tasks, names);
    }

    /// A form of these fields of these tasks.
    pub(super) fn field_form(&mut self, title: String, tasks: Vec<TaskId>, names: &[&'static str]) {
        let snapshot = self.snapshot();
        let Some(task) = tasks.first().and_then(|task| snapshot.plan.get(*task)) else { return };
        let many = tasks.len() > 1;
        let each = |name: &&'static str| {
            let text = if many { String::new() } else { fields::text(snapshot, task, name) };
            let (candidates, several) = fields::candidates(snapshot, task, name);
            dialogs::Field::of(name, fields::label(name), text).picking(candidates, several)
        };
        let open = names.iter().filter(|name| fields::is_open(snapshot, task, name));
        let mut form = Form::of(title, open.map(each).collect(), 0);
        let filled = Filled::Tasks(tasks);
        show_example(&mut form);
        self.dialogs.push(Dialog::Form(form, filled));
    }

    /// The form of a person, new or known.
    pub(super) fn person_form(&mut self, person: Option<PersonId>) {
        let row = person.and_then(|id| self.snapshot().plan.row(id.into()));
        let title = match &row {
            Some(row) => format!("Edit {}", self.snapshot().plan.row_label(row)),
            None => "New person".to_owned(),
        };
        let blank = Person::row(Person::new(PersonId::MIN, "").into());
        self.row_form(title, Filled::Person(person), row.unwrap_or(blank), PERSON);
    }

    /// The form of a column of the project that is shown, new or known.
    pub(super) fn column_form(&mut self, column: Option<ColumnId>) {
        let Some(project) = self.lens.project else { return };
        let row = column.and_then(|id| self.snapshot().plan.row(id.into()));
        let title = if row.is_some() { "Edit column" } else { "New column" }.to_owned();
        let blank = Column::row(Column { project, ..Column::blank(ColumnId::MIN) }.into());
        self.row_form(title, Filled::Column(project, column), row.unwrap_or(blank), COLUMN);
    }

    pub(super) fn row_form(&mut self, title: String, filled: Filled, row: Row, names: &[(&'static str, &'static str)]) {
        let fields = names.iter().map(|(name, label)| self.row_field(&row, name, label)).collect();
        self.dialogs.push(Dialog::Form(Form::of(title, fields, 0), filled));
    }

    /// A field of a record as a form shows it.
    pub(super) fn row_field(&self, row: &Row, name: &'static str, label: &'static str) -> dialogs::Field {
        let snapshot = self.snapshot();
        let text = Field::named(row.id().kind, name).map_or(String::new(), |field| {
            words::value(&snapshot.plan, row, field, &row.get(field.at), snapshot.today)
        });
        let candidates = match name {
            "meaning" => of_words(Meaning::WORDS),
            "state" => of_words(ProjectState::WORDS),
            "wip_rule" => of_words(WipRule::WORDS),
            "manager" | "sponsor" => fields::people(&snapshot.plan),
            "calendar" => super::calendars::named(&snapshot.plan),
            _ => Vec::new(),
        };
        let lines = text.contains('\n');
        let field = dialogs::Field::of(name, label, text).picking(candidates, false);
        if lines { field.of_lines() } else { field }
    }

    /// Follows a form: what was typed is read at once, and keeping it is a step.
    pub(super) fn hear_form(
        &mut self,
        answer: Answer<()>,
        mut form: Form,
        filled: Filled,
        at: usize,
        moment: &mut Moment,
    ) {
        match answer {
            Answer::Closed => return,
            Answer::Waits => show_example(&mut form),
            Answer::Changed => {
                self.understand_form_field(&mut form, &filled, at);
                if let Filled::Charter(project) = &filled {
                    form.retitle(self.charter_title(*project, &form.fields));
                    show_example(&mut form);
                }
            }
            Answer::Done(()) => match self.commands_of(&form, &filled, moment) {
                Ok(commands) => {
                    if self.run_records(commands, moment) {
                        return self.back_to_calendar(&filled);
                    }
                }
                Err(refusal) => self.say(refusal.to_string(), Tone::Danger),
            },
        }
        self.dialogs.push(Dialog::Form(form, filled));
    }

    /// Says beside a field what is understood of it.
    fn understand_form_field(&self, form: &mut Form, filled: &Filled, at: usize) {
        let Some(field) = form.fields.get_mut(at) else { return };
        let read = match filled {
            Filled::Tasks(tasks) if tasks.len() > 1 && field.text().trim().is_empty() => Ok(String::new()),
            Filled::Tasks(tasks) => match tasks.first() {
                Some(task) => fields::read(self.snapshot(), *task, field.name, field.text(), tasks.len() > 1)
                    .map(|read| read.said),
                None => Ok(String::new()),
            },
            Filled::Project(offers) => self.read_project(offers, field.name, field.text()),
            Filled::Settings(project) => self.read_setting(*project, field.name, field.text()).map(|(_, said)| said),
            Filled::Charter(project) => self.read_charter(*project, field.name, field.text()),
            Filled::Person(person) => {
                let kind = Kind::Person;
                let twin = |it: &&std::sync::Arc<Person>| {
                    Some(it.id) != *person && squeezed(&it.handle) == squeezed(field.text().trim_start_matches('@'))
                };
                match self.snapshot().plan.all::<Person>().find(twin).filter(|_| field.name == "handle") {
                    Some(twin) => Err(Refusal::new(format!("there is a @{} already", twin.handle), "choose another")),
                    None => self.read_row(kind, field.name, field.text()).map(|(_, said)| said),
                }
            }
            Filled::Column(..) => self.read_row(Kind::Column, field.name, field.text()).map(|(_, said)| said),
            Filled::Calendar(own) => self.read_calendar(*own, field.name, field.text()).map(|(_, said)| said),
            Filled::Exception(..) => self.read_exception(field.name, field.text()).map(|(_, said)| said),
            Filled::Gate(at) => self.read_at_gate(at, field.name, field.text()),
            Filled::Records(of) if of.len() > 1 && field.text().trim().is_empty() => Ok(String::new()),
            Filled::Records(of) => match of.first() {
                Some(id) => {
                    let read = registers::fields::read(self.snapshot(), *id, field.name, field.text());
                    read.map(|(_, said)| said)
                }
                None => Ok(String::new()),
            },
        };
        field.said = match read {
            Ok(said) => (said, Tone::Good),
            Err(refusal) => (refusal.to_string(), Tone::Danger),
        };
        if matches!(filled, Filled::Gate(_)) {
            gates::with_room(form);
        }
    }

    /// What was typed for a field of a person or column: the value, and what is understood.
    fn read_row(&self, kind: Kind, name: &str, typed: &str) -> Result<((Field, Value), String), Refusal> {
        let snapshot = self.snapshot();
        let Some(field) = Field::named(kind, name) else { return Err(Refusal::plain("there is no such field")) };
        let typed = if name == "handle" { typed.trim().trim_start_matches('@') } else { typed.trim() };
        if typed.is_empty() && matches!(name, "handle" | "name") && !(kind == Kind::Person && name == "name") {
            return Err(Refusal::plain(format!("it needs a {name}")));
        }
        if name == "handle" && !typed.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter)) {
            return Err(Refusal::plain("a handle is one word of letters and digits, as ana"));
        }
        let row = match kind {
            Kind::Person => Person::row(Person::new(PersonId::MIN, typed).into()),
            _ => Column::row(Column::blank(ColumnId::MIN).into()),
        };
        let worktime = snapshot.plan.calendar_time(None);
        let typed = if typed.eq_ignore_ascii_case("none") { "" } else { typed };
        let value = match (name, typed) {
            ("wip_limit", "") => Value::Nothing,
            ("capacity", "") => Value::Int(100),
            _ => words::read(&snapshot.plan, &row, field, typed, &snapshot.days(&worktime))?,
        };
        let said = match (name, &value) {
            ("wip_limit", Value::Nothing) => "no limit".to_owned(),
            ("wip_limit", Value::Int(limit)) if *limit < 1 => return Err(Refusal::plain("a limit is 1 or more")),
            ("wip_limit", Value::Int(limit)) => words::counted(usize::try_from(*limit).unwrap_or(0), "card"),
            ("calendar", Value::Nothing) => "as the project works".to_owned(),
            ("capacity" | "meaning" | "calendar", value) => {
                words::value(&snapshot.plan, &row, field, value, snapshot.today)
            }
            ("handle", Value::Text(handle)) => format!("@{}", text::visible(handle)),
            ("policy", Value::Text(_)) => "shown when a card enters".to_owned(),
            _ => String::new(),
        };
        Ok(((field, value), said))
    }

    /// What keeping a form does.
    fn commands_of(&self, form: &Form, filled: &Filled, moment: &mut Moment) -> Result<Vec<Command>, Refusal> {
        let text_of = |name: &str| {
            form.fields.iter().find(|field| field.name == name).map_or("", |field| field.text().trim()).to_owned()
        };
        match filled {
            Filled::Tasks(tasks) => {
                let mut commands = Vec::new();
                for task in tasks {
                    for field in form.changed() {
                        let read = fields::read(self.snapshot(), *task, field.name, field.text(), tasks.len() > 1)?;
                        commands.extend(read.commands);
                    }
                }
                Ok(in_one_set(commands))
            }
            Filled::Gate(at) => self.steps_at_gate(form, at, moment),
            Filled::Records(of) => self.record_commands(form, of),
            Filled::Calendar(_) | Filled::Exception(..) => self.calendar_commands(form, filled, moment),
            Filled::Project(offers) => self.start(offers, text_of, moment),
            Filled::Charter(project) => self.charter_commands(*project, form, moment),
            Filled::Settings(project) => {
                changes(form, (*project).into(), |name, typed| self.read_setting(*project, name, typed))
            }
            Filled::Person(Some(person)) => {
                changes(form, (*person).into(), |name, typed| self.read_row(Kind::Person, name, typed))
            }
            Filled::Column(_, Some(column)) => {
                changes(form, (*column).into(), |name, typed| self.read_row(Kind::Column, name, typed))
            }
            Filled::Person(None) => {
                let mut row = Person::row(Person::new(moment.ids.take(), "").into());
                self.fill(form, &mut row)?;
                Ok(vec![Command::Make(row)])
            }
            Filled::Column(project, None) => {
                let id = moment.ids.take();
                let rank = self.rank_of_new_column(*project);
                let mut row = Column::row(Column { project: *project, rank, ..Column::blank(id) }.into());
                self.fill(form, &mut row)?;
                Ok(vec![Command::Make(row)])
            }
        }
    }

    fn fill(&self, form: &Form, row: &mut Row) -> Result<(), Refusal> {
        for field in &form.fields {
            let ((at, value), _) = self.read_row(row.id().kind, field.name, field.text())?;
            row.set(at.at, value).map_err(|misfit| Refusal::plain(misfit.0))?;
        }
        Ok(())
    }

    /// A new column stands before the first done column, where work goes through; else last.
    fn rank_of_new_column(&self, project: ProjectId) -> Rank {
        let plan = &self.snapshot().plan;
        let columns: Vec<&Column> =
            plan.columns(project).into_iter().filter_map(|id| plan.get(id).map(AsRef::as_ref)).collect();
        let done = columns.iter().position(|column| column.meaning == Meaning::Done).unwrap_or(columns.len());
        let before = done.checked_sub(1).and_then(|at| columns.get(at));
        Rank::between(before.map(|it| &it.rank), columns.get(done).map(|it| &it.rank))
    }
}

/// What was changed in a form of one record, set as one step.
pub(super) fn changes(
    form: &Form,
    of: RecordId,
    read: impl Fn(&str, &str) -> Result<((Field, Value), String), Refusal>,
) -> Result<Vec<Command>, Refusal> {
    let each = form.changed().map(|field| read(field.name, field.text()).map(|(set, _)| set));
    let fields: Vec<(Field, Value)> = each.collect::<Result<_, _>>()?;
    Ok(if fields.is_empty() { Vec::new() } else { vec![Command::Set { of, fields }] })
}

/// Words to pick from, with nothing beside them.
fn of_words(words: &[&str]) -> Vec<(String, String)> {
    words.iter().map(|word| (word.replace('-', " "), String::new())).collect()
}

/// Says beside the field one is in what may be typed there, and takes it away from the others; what is understood of a
/// field that was changed stays.
pub(super) fn show_example(form: &mut Form) {
    let here = form.at();
    for (at, field) in form.fields.iter_mut().enumerate() {
        let told = (field.changed() && !field.said.0.is_empty() && field.said.1 == Tone::Good)
            || matches!(field.said.1, Tone::Danger | Tone::Dim);
        if !told {
            field.said = match field.wanted && field.text().trim().is_empty() {
                _ if at == here => (fields::example(field.name).to_owned(), Tone::Faint),
                true => ("missing".to_owned(), Tone::Warn),
                false => (String::new(), Tone::Faint),
            };
        }
    }
}

/// Fields of one record set one after the other are set together: one sentence.
fn in_one_set(commands: Vec<Command>) -> Vec<Command> {
    let mut all: Vec<Command> = Vec::new();
    for command in commands {
        let same = |known: &Command| match (known, &command) {
            (Command::Set { of, .. }, Command::Set { of: other, .. }) => of == other,
            _ => false,
        };
        let known = all.iter().position(same);
        match (known.and_then(|at| all.get_mut(at)), command) {
            (Some(Command::Set { fields, .. }), Command::Set { fields: more, .. }) => fields.extend(more),
            (_, command) => all.push(command),
        }
    }
    all
}

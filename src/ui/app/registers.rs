//! The verbs on risks and issues: on all that are marked, else on the one under the cursor, as one step. During a review
//! each step is one of the review.

mod deeds;
pub(super) mod fields;

use super::asking::{Agreed, Asked, Chosen, Dialog, Filled, chips_of};
use super::finding::offered;
use super::forms::show_example;
use super::{App, Outside, Tone};
use crate::domain::capture::{Context, Purpose};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::issue::Issue;
use crate::domain::person::Person;
use crate::domain::plan::{Kept, Kind};
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::register::capture;
use crate::domain::risk::{Risk, RiskId};
use crate::domain::words::counted;
use crate::ui::action::Action;
use crate::ui::dialogs::{self, Chip, Choice, Confirm, Form, Prompt};
use crate::ui::keymap::Scope;

impl App {
    /// Does a verb on risks and issues where they are shown; none: it is not one of theirs.
    pub(super) fn on_register(&mut self, action: Action, moment: &mut Moment) -> Option<Option<Outside>> {
        if !self.scope().is_of_registers() || self.pane().answers(action) {
            return None;
        }
        match action {
            Action::OtherView => {
                self.lens.marked.clear();
                return None;
            }
            Action::Review => {
                self.reading = false;
                return None;
            }
            Action::Add => self.ask_register(self.register().unwrap_or(Kind::Risk), ""),
            Action::Copy => return Some(self.copy_register()),
            Action::Block => {
                let words = "only tasks are blocked; what a risk or an issue waits for goes into its note or its plan";
                self.say(words, Tone::Warn);
            }
            Action::OpenUrl => self.say("only tasks have a URL; one in a note is copied with it", Tone::Warn),
            Action::Edit => self.edit_records(),
            Action::Set(name) => self.set_record_field(name),
            Action::EditNotes => return Some(self.edit_record_note()),
            Action::Snooze => {
                let name = if self.scope().is_of_issues() { "due" } else { "review" };
                self.ask_record_field(name, false);
            }
            Action::Complete => self.close_records(moment),
            Action::Drop => {
                if let Some(of) = self.some_records() {
                    self.run_all(of.into_iter().map(Command::Remove).collect(), moment);
                }
            }
            Action::Why => self.why_record(),
            Action::Respond => self.set_record_field("response"),
            Action::Occur => self.ask_occur(moment),
            Action::Concern => self.ask_concern(),
            Action::Escalate => self.ask_escalate(),
            Action::Answer => self.ask_answer(),
            _ => return None,
        }
        Some(None)
    }

    /// Which register the pane shows, if it shows one.
    pub(super) fn register(&self) -> Option<Kind> {
        match self.scope() {
            _ if !self.pane().has_registers() => None,
            Scope::Issues => Some(Kind::Issue),
            _ => Some(Kind::Risk),
        }
    }

    /// Asks for a risk or an issue, from a line that begins so.
    pub(super) fn ask_register(&mut self, kind: Kind, line: &str) {
        let Some(project) = self.lens.project else { return };
        let what = if kind == Kind::Issue { "an issue" } else { "a risk" };
        let title = format!("Add {what} to {}", self.snapshot().plan.key(project));
        self.ask(Prompt::of(title, line), Asked::Register { kind, project });
    }

    /// Makes the risk or issue of a line; where it names somebody unknown, asks whether to make them first. Gives
    /// whether it was taken.
    pub(super) fn register_line(&mut self, kind: Kind, project: ProjectId, line: &str, moment: &mut Moment) -> bool {
        if line.is_empty() {
            return true;
        }
        let context = Context::of(self.snapshot(), Some(project), Purpose::Add);
        let problems = capture::understand(line, &context, kind).problems.clone();
        let handles: Vec<String> = problems.iter().filter_map(|problem| problem.stranger.clone()).collect();
        if !handles.is_empty() && handles.len() == problems.len() {
            let who = handles.iter().map(|handle| format!("@{handle}")).collect::<Vec<_>>().join(", ");
            let question =
                format!("Nobody is called {who} yet. Make a person and add the {}, as one step?", kind.word());
            let agreed = Agreed::StrangersOf { handles, line: line.to_owned(), kind, project };
            self.dialogs.push(Dialog::Confirm(Confirm::of("Somebody new", question), agreed));
            return false;
        }
        let command = register_of(kind, project, line, moment);
        self.run(command, moment)
    }

    /// The same with these people made first.
    pub(super) fn register_with(
        &mut self,
        mut handles: Vec<String>,
        (kind, project): (Kind, ProjectId),
        line: &str,
        moment: &mut Moment,
    ) -> bool {
        handles.dedup();
        let person = |handle: &String| Command::Make(Person::row(Person::new(moment.ids.take(), handle).into()));
        let mut commands: Vec<Command> = handles.iter().map(person).collect();
        commands.push(register_of(kind, project, line, moment));
        self.run_all(commands, moment)
    }

    /// Says under a prompt what is understood of a line about a risk or an issue.
    pub(super) fn understand_register(
        &self,
        prompt: &Prompt,
        (kind, project): (Kind, Option<ProjectId>),
        purpose: Purpose,
    ) -> (Vec<Chip>, Option<String>) {
        let context = Context::of(self.snapshot(), project, purpose);
        let line = prompt.text();
        if line.trim().is_empty() {
            let words = match kind {
                Kind::Issue => "what has happened, and anywhere in it sev:2 @who due:fri from:R3 on:12 // a note",
                _ => "what may happen, and anywhere in it prob:4 impact:5 @who +category cost:20k days:2/5/15 on:12",
            };
            return (vec![Chip::of(words, Tone::Faint)], None);
        }
        let understood = capture::understand(line, &context, kind);
        let chips = (understood.title.as_str(), understood.problems.as_slice(), understood.chips(&context));
        let completion = capture::complete(line, prompt.before().len(), &context, kind);
        chips_of(chips, offered(line, completion), &self.lens.keys)
    }

    /// Changes risks or issues by a line in the syntax of capture, as one step. Gives whether it was taken.
    pub(super) fn change_records(&mut self, of: &[RecordId], line: &str, moment: &mut Moment) -> bool {
        let Some(kind) = of.first().map(|id| id.kind).filter(|_| !line.is_empty()) else { return true };
        let snapshot = self.snapshot();
        let context = Context::of(snapshot, self.lens.project, Purpose::Edit);
        let understood = capture::understand(line, &context, kind);
        let title_for_many = || Refusal::new("one title does not fit several".to_owned(), "write only words of syntax");
        let read = match understood.whole() {
            Ok(_) if of.len() > 1 && !understood.title.is_empty() => Err(title_for_many()),
            Ok(_) => Ok(of.iter().flat_map(|of| capture::edits(&understood, *of, &snapshot.plan)).collect()),
            Err(refusal) => Err(refusal),
        };
        match read {
            Ok(commands) => self.run_records(commands, moment),
            Err(refusal) => {
                self.say(refusal.to_string(), Tone::Danger);
                false
            }
        }
    }

    /// The risks and issues that a verb is for.
    pub(super) fn records(&self) -> Vec<RecordId> {
        let is_one = |id: &RecordId| matches!(id.kind, Kind::Risk | Kind::Issue);
        let marked: Vec<RecordId> = self.lens.marked.iter().copied().filter(is_one).collect();
        let marked = if self.scope() == Scope::Review { Vec::new() } else { marked };
        if marked.is_empty() { self.cursor().filter(is_one).into_iter().collect() } else { marked }
    }

    /// The same; where there are none it says so.
    pub(super) fn some_records(&mut self) -> Option<Vec<RecordId>> {
        let of = self.records();
        if of.is_empty() {
            let what = if self.scope().is_of_issues() { "issue" } else { "risk" };
            let add = self.key_of(Action::Add);
            self.say(format!("there is no {what} here; {add} adds one"), Tone::Dim);
            return None;
        }
        Some(of)
    }

    /// What they are called in a heading: a ref, or how many there are.
    pub(super) fn called_records(&self, of: &[RecordId]) -> String {
        match of {
            [one] => self.snapshot().plan.reference(*one).unwrap_or_else(|| self.snapshot().plan.label(*one)),
            many => counted(many.len(), many.first().map_or("risk", |id| id.kind.word())),
        }
    }

    /// Runs commands as one step; during a review they are part of it.
    pub(super) fn run_records(&mut self, commands: Vec<Command>, moment: &mut Moment) -> bool {
        let reviews = self.scope() == Scope::Review;
        let open = |risk: RiskId| self.snapshot().plan.get(risk).is_some_and(|it| it.is_open());
        let as_review = |command: Command| match command {
            Command::Set { of, fields } => match of.as_id::<Risk>().filter(|risk| reviews && open(*risk)) {
                Some(risk) => Command::Review { risk, fields, note: String::new() },
                None => Command::Set { of, fields },
            },
            Command::AddNote { of, text } => match of.as_id::<Risk>().filter(|risk| reviews && open(*risk)) {
                Some(risk) => Command::Review { risk, fields: Vec::new(), note: text },
                None => Command::AddNote { of, text },
            },
            other => other,
        };
        let commands = commands.into_iter().map(as_review).collect();
        self.run_all(commands, moment)
    }

    /// The form of a risk or an issue, or of what marked ones have in common.
    fn edit_records(&mut self) {
        let Some(of) = self.some_records() else { return };
        let called = self.called_records(&of);
        let (names, title) = match (of.as_slice(), of[0].kind) {
            ([_], Kind::Issue) => (fields::ISSUE, format!("Edit {called}")),
            ([_], _) => (fields::RISK, format!("Edit {called}")),
            (_, kind) => {
                let names = if kind == Kind::Issue { fields::ISSUES } else { fields::RISKS };
                (names, format!("Edit {called}: what is left empty stays"))
            }
        };
        self.record_form(title, of, names);
    }

    fn record_form(&mut self, title: String, of: Vec<RecordId>, names: &[&'static str]) {
        let snapshot = self.snapshot();
        let many = of.len() > 1;
        let each = |name: &&'static str| {
            let text = if many { String::new() } else { fields::text(snapshot, of[0], name) };
            let field = dialogs::Field::of(name, fields::label(of[0].kind, name), text);
            let field = field.picking(fields::candidates(snapshot, of[0], name), false);
            if fields::is_prose(name) { field.of_lines() } else { field }
        };
        let mut form = Form::of(title, names.iter().map(each).collect(), 0);
        show_example(&mut form);
        self.dialogs.push(Dialog::Form(form, Filled::Records(of)));
    }

    /// What keeping such a form does.
    pub(super) fn record_commands(&self, form: &Form, of: &[RecordId]) -> Result<Vec<Command>, Refusal> {
        let mut commands = Vec::new();
        for id in of {
            let mut all = Vec::new();
            for field in form.changed() {
                all.extend(fields::read(self.snapshot(), *id, field.name, field.text())?.0);
            }
            if !all.is_empty() {
                commands.push(Command::Set { of: *id, fields: all });
            }
        }
        Ok(commands)
    }

    /// Asks for the value of one field: from a list where there are few, else typed.
    fn set_record_field(&mut self, name: &'static str) {
        self.ask_record_field(name, true);
    }

    fn ask_record_field(&mut self, name: &'static str, filled: bool) {
        let Some(of) = self.some_records() else { return };
        let title = format!("{} of {}", fields::label(of[0].kind, name), self.called_records(&of));
        let snapshot = self.snapshot();
        if let Some((items, values, at)) = fields::choices(snapshot, of[0], name) {
            let chosen = Chosen::RecordField { name, of, values };
            self.dialogs.push(Dialog::Choice(Choice::of(title, items, at), chosen));
            return;
        }
        if fields::is_prose(name) || name == "category" {
            return self.record_form(title, of, &[name]);
        }
        let before = if of.len() == 1 && filled { fields::text(snapshot, of[0], name) } else { String::new() };
        self.ask(Prompt::of(title, before), Asked::RecordField { name, of });
    }

    /// Sets one field of these to what was typed. Gives whether it was taken.
    pub(super) fn set_record_typed(&mut self, name: &str, of: &[RecordId], typed: &str, moment: &mut Moment) -> bool {
        let snapshot = self.snapshot();
        let read = |id: &RecordId| fields::read(snapshot, *id, name, typed).map(|read| (*id, read.0));
        match of.iter().map(read).collect::<Result<Vec<_>, _>>() {
            Ok(read) => {
                let changed = read.into_iter().filter(|(_, fields)| !fields.is_empty());
                let commands = changed.map(|(of, fields)| Command::Set { of, fields }).collect();
                self.run_records(commands, moment)
            }
            Err(refusal) => {
                self.say(refusal.to_string(), Tone::Danger);
                false
            }
        }
    }

    /// What is understood of such a field.
    pub(super) fn understand_record_field(&self, name: &str, of: &[RecordId], typed: &str) -> Vec<Chip> {
        let Some(first) = of.first() else { return Vec::new() };
        vec![match fields::read(self.snapshot(), *first, name, typed) {
            Ok((_, said)) => Chip::of(said, Tone::Good),
            Err(refusal) => Chip::of(refusal.to_string(), Tone::Danger),
        }]
    }

    fn edit_record_note(&mut self) -> Option<Outside> {
        let of = *self.some_records()?.first()?;
        let text = fields::text(self.snapshot(), of, "note");
        Some(Outside::Edit { of, name: self.called_records(&[of]), text })
    }
}

fn register_of(kind: Kind, project: ProjectId, line: &str, moment: &mut Moment) -> Command {
    let of = match kind {
        Kind::Issue => RecordId::from(moment.ids.take::<Issue>()),
        _ => RecordId::from(moment.ids.take::<Risk>()),
    };
    Command::Register { of, line: line.to_owned(), said: moment.today, project: Some(project) }
}

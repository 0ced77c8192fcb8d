//! The verbs on risks and issues: on all that are marked, else on the one under the cursor, as one step. During a review
//! each step is one of the review.

pub(super) mod fields;

use super::asking::{Agreed, Asked, Chosen, Dialog, Filled, chips_of};
use super::finding::offered;
use super::forms::show_example;
use super::{App, Outside, Tone};
use crate::domain::capture::{Context, Purpose};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::issue::{Issue, IssueId};
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::{Kept, Kind};
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::register::capture;
use crate::domain::risk::{Risk, RiskId};
use crate::domain::task::{Task, TaskId};
use crate::domain::words::counted;
use crate::formats::markdown;
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::{self, Chip, Choice, Confirm, Form, Item, Page, Prompt};
use crate::ui::keymap::{self, Scope};
use crate::ui::panes::risks::about;

/// Most tasks that are offered.
const MOST: usize = 20_000;

impl App {
    /// Does a verb on risks and issues where they are shown; none: it is not one of theirs.
    pub(super) fn on_register(&mut self, action: Action, moment: &mut Moment) -> Option<Option<Outside>> {
        if !self.scope().is_of_registers() {
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
            Action::Copy if self.scope() == Scope::Review => return None,
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
                let name = if self.scope() == Scope::Issues { "due" } else { "review" };
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
            Scope::Issues => Some(Kind::Issue),
            scope => scope.is_of_registers().then_some(Kind::Risk),
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
        chips_of(chips, offered(line, completion))
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
            let what = if self.scope() == Scope::Issues { "issue" } else { "risk" };
            let add = keymap::key_of(self.scope(), Action::Add);
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

    /// Asks why what is not closed is; opens again what is, when all of it is.
    fn close_records(&mut self, moment: &mut Moment) {
        let Some(of) = self.some_records() else { return };
        let plan = &self.snapshot().plan;
        let is_open = |id: &RecordId| match (id.as_id::<Risk>(), id.as_id::<Issue>()) {
            (Some(risk), _) => plan.get(risk).is_some_and(|it| it.closed.is_none()),
            (_, Some(issue)) => plan.get(issue).is_some_and(|it| it.is_open()),
            _ => false,
        };
        let open: Vec<RecordId> = of.iter().copied().filter(is_open).collect();
        if open.is_empty() {
            self.set_record_typed("state", &of, "open", moment);
            return;
        }
        let called = self.called_records(&open);
        let title = match open[0].kind {
            Kind::Issue => format!("Close {called}: how was it settled?"),
            _ => format!("Close {called}: why?"),
        };
        self.ask(Prompt::of(title, ""), Asked::Close(open));
    }

    /// Closes them for this reason. Gives whether it was taken.
    pub(super) fn close_for(&mut self, of: &[RecordId], reason: &str, moment: &mut Moment) -> bool {
        let close = |of: &RecordId| Command::Close { of: *of, reason: reason.to_owned() };
        self.run_all(of.iter().map(close).collect(), moment)
    }

    fn why_record(&mut self) {
        let told = self.cursor().and_then(|id| about::why(self.snapshot(), id));
        match told {
            Some(told) => {
                let page = Page::of(told.about.title, told.about.lines);
                self.dialogs.push(Dialog::Page(page, told.leads));
            }
            None => self.say("there is nothing here to ask about", Tone::Dim),
        }
    }

    /// Lets risks occur; where one has a contingency plan, asks whether that becomes a task.
    fn ask_occur(&mut self, moment: &mut Moment) {
        let Some(of) = self.some_records() else { return };
        let risks: Vec<RiskId> = of.iter().filter_map(|id| id.as_id::<Risk>()).collect();
        let plan = &self.snapshot().plan;
        let planned = risks.iter().filter_map(|id| plan.get(*id)).find(|it| !it.contingency_plan.trim().is_empty());
        let Some(planned) = planned else {
            self.occur(&risks, false, moment);
            return;
        };
        let first = planned.contingency_plan.trim().lines().next().unwrap_or_default();
        let items = vec![
            Item::of(format!("It becomes an issue, and a task: {}", text::visible(first)), ""),
            Item::of("It becomes an issue only", ""),
        ];
        let title = format!("{} has occurred", self.called_records(&of));
        self.dialogs.push(Dialog::Choice(Choice::of(title, items, 0), Chosen::Occur(risks)));
    }

    /// They become issues, with their contingency plans as tasks where that is wished for.
    pub(super) fn occur(&mut self, risks: &[RiskId], with_task: bool, moment: &mut Moment) {
        let plan = &self.snapshot().plan;
        let mut commands = Vec::new();
        for risk in risks {
            let planned = plan.get(*risk).is_some_and(|it| !it.contingency_plan.trim().is_empty());
            let issue = moment.ids.take();
            let task = (with_task && planned).then(|| moment.ids.take());
            commands.push(Command::Occur { risk: *risk, issue, task });
        }
        self.run_all(commands, moment);
    }

    /// Asks for the task that these threaten or hold up; one that is linked is unlinked.
    fn ask_concern(&mut self) {
        let Some(of) = self.some_records() else { return };
        let (plan, Some(project)) = (&self.snapshot().plan, self.lens.project) else { return };
        let fits = |it: &&std::sync::Arc<Task>| it.project == project && it.dropped.is_none();
        let mut tasks: Vec<TaskId> = plan.all::<Task>().filter(fits).take(MOST).map(|it| it.id).collect();
        tasks.sort_by_key(|id| !self.concerns(&of, *id));
        if tasks.is_empty() {
            return self.say("there is no task to link to yet", Tone::Dim);
        }
        let item = |id: &TaskId| {
            let title = plan.get(*id).map_or(String::new(), |it| text::visible(&it.title).into_owned());
            let aside = if self.concerns(&of, *id) { "linked: Enter unlinks" } else { "" };
            Item::of(format!("{} {title}", plan.task_ref(*id)), aside)
        };
        let items = tasks.iter().map(item).collect();
        let title = format!("{} concerns…", self.called_records(&of));
        self.dialogs.push(Dialog::Choice(Choice::of(title, items, 0), Chosen::Concern { of, tasks }));
    }

    /// Are all of these linked to the task?
    fn concerns(&self, of: &[RecordId], task: TaskId) -> bool {
        let registers = self.snapshot().plan.index().registers();
        of.iter().all(|id| match (id.as_id::<Risk>(), id.as_id::<Issue>()) {
            (Some(risk), _) => registers.risks_on(task).any(|it| it == risk),
            (_, Some(issue)) => registers.issues_on(task).any(|it| it == issue),
            _ => false,
        })
    }

    /// Links them to a task, or takes the links away when all of them have one.
    pub(super) fn concern(&mut self, of: &[RecordId], task: TaskId, moment: &mut Moment) {
        let on = !self.concerns(of, task);
        let others = of.iter().filter(|id| self.concerns(&[**id], task) != on);
        let commands = others.map(|of| Command::Concern { of: *of, task, on }).collect();
        self.run_all(commands, moment);
    }

    fn ask_escalate(&mut self) {
        let Some(of) = self.some_records() else { return };
        let issues: Vec<IssueId> = of.iter().filter_map(|id| id.as_id::<Issue>()).collect();
        let mut people: Vec<&Person> = self.snapshot().plan.all::<Person>().map(AsRef::as_ref).collect();
        people.sort_by_key(|person| text::fold(&person.handle));
        if people.is_empty() {
            return self.say("there is nobody in this file yet; gw adds people", Tone::Warn);
        }
        let item = |it: &&Person| Item::of(format!("@{} {}", it.handle, it.name), it.role.clone());
        let items = people.iter().map(item).collect();
        let ids: Vec<PersonId> = people.iter().map(|it| it.id).collect();
        let title = format!("Escalate {} to", self.called_records(&of));
        self.dialogs.push(Dialog::Choice(Choice::of(title, items, 0), Chosen::Escalate(issues, ids)));
    }

    fn ask_answer(&mut self) {
        let Some(of) = self.some_records() else { return };
        let issues = of.iter().filter_map(|id| id.as_id::<Issue>()).collect();
        let title = format!("What was answered to {}?", self.called_records(&of));
        self.ask(Prompt::of(title, ""), Asked::Answer(issues));
    }

    /// Hands what is marked, or the whole register as it is shown, to the clipboard.
    fn copy_register(&mut self) -> Option<Outside> {
        let rows = self.pane().rows();
        let marked: Vec<RecordId> = rows.iter().copied().filter(|id| self.lens.marked.contains(id)).collect();
        let rows = if marked.is_empty() { rows } else { marked };
        if rows.is_empty() {
            self.some_records();
            return None;
        }
        let risks: Vec<RiskId> = rows.iter().filter_map(|id| id.as_id::<Risk>()).collect();
        let issues: Vec<IssueId> = rows.iter().filter_map(|id| id.as_id::<Issue>()).collect();
        let (text, what) = match issues.is_empty() {
            true => (markdown::risks(self.snapshot(), &risks), counted(risks.len(), "risk")),
            false => (markdown::issues(self.snapshot(), &issues), counted(issues.len(), "issue")),
        };
        Some(Outside::Copy { text, what })
    }
}

fn register_of(kind: Kind, project: ProjectId, line: &str, moment: &mut Moment) -> Command {
    let of = match kind {
        Kind::Issue => RecordId::from(moment.ids.take::<Issue>()),
        _ => RecordId::from(moment.ids.take::<Risk>()),
    };
    Command::Register { of, line: line.to_owned(), said: moment.today, project: Some(project) }
}

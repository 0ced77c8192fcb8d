//! What is being asked, and what an answer becomes. A dialog whose answer is refused stays, so that nothing typed is
//! lost.

mod asked;

pub(super) use self::asked::{Agreed, Asked, Beside, Chosen, Dialog, Filled, Input, ToPerson, ToProject};
use super::views::ToView;
use super::{App, Outside, Tone, finding};
use crate::domain::capture::{self, Purpose};
use crate::domain::column::ColumnId;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::issue::IssueId;
use crate::domain::names::quoted;
use crate::domain::person::Person;
use crate::domain::plan::{Kept, Kind};
use crate::domain::project::ProjectId;
use crate::domain::task::TaskId;
use crate::ui::action::Action;
use crate::ui::dialogs::{Answer, Chip, Confirm, Found, Help, Picked, Prompt, Read};
use crate::ui::keymap::{Keymap, Scope};

impl App {
    /// Takes a key or pasted text for the uppermost dialog.
    pub(super) fn hear(&mut self, input: Input<'_>, moment: &mut Moment) -> Option<Outside> {
        use Input::{Click, Key, Paste};
        let keys = &*self.lens.keys;
        match self.dialogs.pop()? {
            Dialog::Prompt(mut prompt, asked) => {
                let answer = match input {
                    Key(event) => prompt.key(event, keys),
                    Paste(text) => prompt.paste(text),
                    Click(_) => Answer::Waits,
                };
                self.hear_line(answer, prompt, asked, moment);
            }
            Dialog::Form(mut form, filled) => {
                let at = form.at();
                let answer = match input {
                    Key(event) => form.key(event, keys),
                    Paste(text) => form.paste(text),
                    Click(at) => form.click(at),
                };
                self.hear_form(answer, form, filled, at, moment);
            }
            other => return self.hear_list(other, input, moment),
        }
        None
    }

    /// The same for what is chosen from, agreed to or only read.
    fn hear_list(&mut self, dialog: Dialog, input: Input<'_>, moment: &mut Moment) -> Option<Outside> {
        use Input::{Click, Key, Paste};
        let keys = &*self.lens.keys;
        match dialog {
            Dialog::Choice(mut choice, chosen) => {
                let answer = match input {
                    Key(event) => choice.key(event, keys),
                    Paste(text) => choice.paste(text),
                    Click(at) => choice.click(at),
                };
                match answer {
                    Answer::Done(picked) => return self.hear_choice(picked, chosen, moment),
                    Answer::Closed => {}
                    Answer::Waits | Answer::Changed => self.dialogs.push(Dialog::Choice(choice, chosen)),
                }
            }
            Dialog::Confirm(mut confirm, agreed) => {
                let Key(event) = input else { return self.again(Dialog::Confirm(confirm, agreed)) };
                match confirm.key(event, keys) {
                    Answer::Done(()) => return self.hear_yes(agreed, moment),
                    Answer::Closed => {}
                    Answer::Waits | Answer::Changed => return self.again(Dialog::Confirm(confirm, agreed)),
                }
            }
            Dialog::Prompt(..) | Dialog::Form(..) => {}
            Dialog::Page(mut page, leads) => {
                let Key(event) = input else { return self.again(Dialog::Page(page, leads)) };
                match page.key(event, keys) {
                    Answer::Closed => {}
                    Answer::Done(Read::Copy) => {
                        let copy = Outside::Copy { text: page.text(), what: page.title().to_owned() };
                        self.dialogs.push(Dialog::Page(page, leads));
                        return Some(copy);
                    }
                    Answer::Done(Read::Go(to)) => leads.get(to).into_iter().for_each(|id| self.go(*id)),
                    Answer::Waits | Answer::Changed => self.dialogs.push(Dialog::Page(page, leads)),
                }
            }
            Dialog::Help(mut help) => {
                let answer = match input {
                    Key(event) => help.key(event, keys),
                    Paste(text) => help.paste(text),
                    Click(at) => help.click(at),
                };
                match answer {
                    Answer::Done(action) => return self.act(action, moment),
                    Answer::Closed => {}
                    Answer::Waits | Answer::Changed => self.dialogs.push(Dialog::Help(help)),
                }
            }
            Dialog::Palette(mut palette, others) => {
                let answer = match input {
                    Key(event) => palette.key(event, keys),
                    Paste(text) => palette.paste(text),
                    Click(at) => palette.click(at),
                };
                match answer {
                    Answer::Done(found) if !is_of_views(palette.text()) => {
                        return self.hear_palette(found, &others, moment);
                    }
                    Answer::Closed => {}
                    Answer::Done(_) | Answer::Waits | Answer::Changed => {
                        self.hear_words(palette, others, input, moment);
                    }
                }
            }
        }
        None
    }

    fn again(&mut self, dialog: Dialog) -> Option<Outside> {
        self.dialogs.push(dialog);
        None
    }

    pub(super) fn ask(&mut self, mut prompt: Prompt, asked: Asked) {
        self.understand(&mut prompt, &asked);
        self.dialogs.push(Dialog::Prompt(prompt, asked));
    }

    fn hear_line(&mut self, answer: Answer<String>, mut prompt: Prompt, asked: Asked, moment: &mut Moment) {
        match answer {
            Answer::Waits => self.dialogs.push(Dialog::Prompt(prompt, asked)),
            Answer::Changed => {
                self.understand(&mut prompt, &asked);
                self.dialogs.push(Dialog::Prompt(prompt, asked));
            }
            Answer::Closed => {
                if let Asked::Filter = asked {
                    self.clear_filter();
                }
            }
            Answer::Done(line) => {
                self.dialogs.push(Dialog::Prompt(prompt, asked.clone()));
                let depth = self.dialogs.len();
                if self.answer_line(&line, asked, moment) {
                    self.dialogs.remove(depth - 1);
                }
            }
        }
    }

    /// What a line becomes. Gives whether it was taken; if not the prompt stays.
    fn answer_line(&mut self, line: &str, asked: Asked, moment: &mut Moment) -> bool {
        let line = line.trim();
        match asked {
            Asked::Capture { column, project, spot } => self.capture(line, column, project, spot, moment),
            Asked::View => line.is_empty() || self.save_view(line, moment),
            Asked::Baseline(project) => self.save_baseline(project, line, moment),
            Asked::Holidays(into) => self.take_holidays(into, line, moment),
            Asked::Link { tasks, first } => self.link(&tasks, first, line, moment),
            Asked::Field { name, tasks } => self.set_typed(name, &tasks, line, moment),
            Asked::Note(_) if line.is_empty() => true,
            Asked::Note(of) => {
                let note = |of: &RecordId| Command::AddNote { of: *of, text: line.to_owned() };
                self.run_records(of.iter().map(note).collect(), moment)
            }
            Asked::Register { kind, project } => self.register_line(kind, project, line, moment),
            Asked::ChangeRecords(of) => self.change_records(&of, line, moment),
            Asked::RecordField { name, of } => self.set_record_typed(name, &of, line, moment),
            Asked::Close(of) => line.is_empty() || self.close_for(&of, line, moment),
            Asked::Answer(issues) => {
                let answer = |issue: &IssueId| Command::Answer { issue: *issue, text: line.to_owned() };
                line.is_empty() || self.run_all(issues.iter().map(answer).collect(), moment)
            }
            Asked::Block(tasks) => self.block_for(&tasks, line, moment),
            Asked::Snooze(tasks) => self.set_typed("snooze", &tasks, line, moment),
            Asked::Filter => self.keep_filter(line),
            Asked::Change(tasks) => self.change(&tasks, line, moment),
        }
    }

    /// Makes the task of a line; where it names somebody unknown, asks whether to make them first.
    fn capture(
        &mut self,
        line: &str,
        column: Option<ColumnId>,
        project: Option<ProjectId>,
        spot: Option<Beside>,
        moment: &mut Moment,
    ) -> bool {
        if line.is_empty() {
            return true;
        }
        let context = capture::Context::of(self.snapshot(), project, Purpose::Add);
        let understood = capture::understand(line, &context);
        let told = understood.terms.iter().any(|term| matches!(term.what, capture::Term::Under(_)));
        let (spot, problems) = (spot.filter(|_| !told), understood.problems);
        let handles: Vec<String> = problems.iter().filter_map(|problem| problem.stranger.clone()).collect();
        if !handles.is_empty() && handles.len() == problems.len() {
            let who = handles.iter().map(|handle| format!("@{handle}")).collect::<Vec<_>>().join(", ");
            let question = format!("Nobody is called {who} yet. Make a person and add the task, as one step?");
            let agreed = Agreed::Strangers { handles, line: line.to_owned(), column, project, spot };
            self.dialogs.push(Dialog::Confirm(Confirm::of("Somebody new", question), agreed));
            return false;
        }
        let commands = self.capture_of(line, column, project, spot, moment);
        self.run_all(commands, moment)
    }

    /// The commands that make the task of a line where it is wanted in the outline.
    fn capture_of(
        &self,
        line: &str,
        column: Option<ColumnId>,
        project: Option<ProjectId>,
        spot: Option<Beside>,
        moment: &mut Moment,
    ) -> Vec<Command> {
        let plan = &self.snapshot().plan;
        let (id, said) = (moment.ids.take(), moment.today);
        let (parent, beside) = match spot {
            Some(Beside::Under(parent)) => (Some(parent), None),
            Some(Beside::Below(task)) => (plan.get(task).and_then(|it| it.parent), Some(task)),
            None => (None, None),
        };
        let line = line.to_owned();
        let capture = Command::Capture { id, line, said, project, column, parent, leniently: false };
        let is_last = |task: &TaskId| {
            let siblings = plan.get(*task).map(|it| plan.index().children(it.project, it.parent).next_back());
            siblings.flatten() == Some(*task)
        };
        let order = beside.filter(|task| !is_last(task));
        let order = order.map(|beside| Command::Order { task: id, beside, above: false });
        [capture].into_iter().chain(order).collect()
    }

    fn hear_yes(&mut self, agreed: Agreed, moment: &mut Moment) -> Option<Outside> {
        match agreed {
            Agreed::Drop(tasks) => {
                self.run_all(tasks.into_iter().map(Command::Drop).collect(), moment);
            }
            Agreed::Strangers { mut handles, line, column, project, spot } => {
                handles.dedup();
                let person = |handle: &String| Person::new(moment.ids.take(), handle);
                let people: Vec<Person> = handles.iter().map(person).collect();
                let made = people.into_iter().map(|person| Command::Make(Person::row(person.into())));
                let capture = self.capture_of(&line, column, project, spot, moment);
                let commands = made.chain(capture).collect();
                if self.run_all(commands, moment) {
                    self.dialogs.pop();
                }
            }
            Agreed::StrangersOf { handles, line, kind, project } => {
                if self.register_with(handles, (kind, project), &line, moment) {
                    self.dialogs.pop();
                }
            }
            Agreed::Over(commands) => {
                self.run_all(commands, moment);
            }
            Agreed::Leave => return Some(Outside::Quit),
        }
        None
    }

    fn hear_choice(&mut self, picked: Picked, chosen: Chosen, moment: &mut Moment) -> Option<Outside> {
        let Picked::Item(at) = picked else { return None };
        match chosen {
            Chosen::Project(projects) => match projects.get(at) {
                Some(ToProject::Show(project)) => self.show_project(*project),
                Some(ToProject::Settings) => self.project_settings(),
                Some(ToProject::New) | None => self.new_project(),
            },
            Chosen::View(views) => match views.get(at) {
                Some(ToView::Show(view)) => self.show_view(*view),
                Some(ToView::Save) | None => self.ask_view(),
            },
            Chosen::Person(people) => match people.get(at) {
                Some(ToPerson::Edit(person)) => self.person_form(Some(*person)),
                Some(ToPerson::Me) => self.ask_me(),
                Some(ToPerson::New) | None => self.person_form(None),
            },
            Chosen::Calendar(what) => {
                if let Some(to) = what.get(at) {
                    self.on_calendar(*to, moment);
                }
            }
            Chosen::Me(people, then) => {
                let outside = people.get(at).and_then(|person| self.sit(*person, moment));
                if let Some(command) = then {
                    self.run(command, moment);
                }
                return outside;
            }
            Chosen::Move { tasks, columns } => {
                if let Some(column) = columns.get(at) {
                    self.move_to(&tasks, *column, moment);
                }
            }
            Chosen::Field { name, tasks, values } => {
                if let Some(value) = values.get(at) {
                    self.set_typed(name, &tasks, value, moment);
                }
            }
            Chosen::Ordered(kind, order) => match order.get(at) {
                Some(id) => self.ask_deed(*id),
                None => self.ordered_form(kind, None),
            },
            Chosen::Deed(id, deeds) => {
                if let Some(deed) = deeds.get(at) {
                    self.do_to(id, *deed, moment);
                }
            }
            Chosen::Follows { tasks, others } => {
                if let Some(first) = others.get(at) {
                    self.ask_how(tasks, *first);
                }
            }
            Chosen::RecordField { name, of, values } => {
                if let Some(value) = values.get(at) {
                    self.set_record_typed(name, &of, value, moment);
                }
            }
            Chosen::Concern { of, tasks } => {
                if let Some(task) = tasks.get(at) {
                    self.concern(&of, *task, moment);
                }
            }
            Chosen::Occur(risks) => self.occur(&risks, at == 0, moment),
            Chosen::Escalate(issues, people) => {
                if let Some(to) = people.get(at) {
                    let escalate = |issue: &IssueId| Command::Escalate { issue: *issue, to: *to };
                    self.run_all(issues.iter().map(escalate).collect(), moment);
                }
            }
            Chosen::OtherProject { task, projects } => {
                if let Some(project) = projects.get(at) {
                    self.run(Command::ToProject { task, project: *project }, moment);
                }
            }
            Chosen::Unlink(links) => {
                if let Some(link) = links.get(at) {
                    self.run(Command::Remove((*link).into()), moment);
                }
            }
            Chosen::Decision(phase, decisions) => {
                if let Some(decision) = decisions.get(at) {
                    self.decision_form(phase, *decision);
                }
            }
        }
        None
    }

    fn hear_palette(&mut self, found: Found, others: &[RecordId], moment: &mut Moment) -> Option<Outside> {
        match found {
            Found::Action(action) => return self.act(action, moment),
            Found::Other(at) => {
                if let Some(id) = others.get(at) {
                    self.go(*id);
                }
            }
        }
        None
    }

    /// The help of the pane.
    pub(super) fn help(&mut self) {
        self.dialogs.push(Dialog::Help(Help::of(self.scope(), &self.lens.keys)));
    }

    pub(super) fn ask_to_leave(&mut self) {
        let what = self.pending.as_ref().map_or("", |pending| &pending.what);
        let question = format!("“{what}” is not on disk yet. Leave without it?");
        self.dialogs.push(Dialog::Confirm(Confirm::of("Leave", question), Agreed::Leave));
    }

    /// Says under a prompt what is understood of it.
    fn understand(&mut self, prompt: &mut Prompt, asked: &Asked) {
        let line = prompt.text().to_owned();
        (prompt.chips, prompt.offer) = match asked {
            Asked::Capture { project, .. } => self.understand_capture(prompt, *project, Purpose::Add),
            Asked::Change(_) => self.understand_capture(prompt, self.lens.project, Purpose::Edit),
            Asked::Field { name, tasks } => (self.understand_field(name, tasks, line.trim()), None),
            Asked::Snooze(tasks) => (self.understand_field("snooze", tasks, line.trim()), None),
            Asked::Register { kind, project } => {
                self.understand_register(prompt, (*kind, Some(*project)), Purpose::Add)
            }
            Asked::ChangeRecords(of) => {
                let kind = of.first().map_or(Kind::Risk, |id| id.kind);
                self.understand_register(prompt, (kind, self.lens.project), Purpose::Edit)
            }
            Asked::RecordField { name, of } => (self.understand_record_field(name, of, line.trim()), None),
            Asked::Close(_) | Asked::Answer(_) => (Vec::new(), None),
            Asked::Block(_) => super::verbs::understand_block(&line, &self.lens.keys),
            Asked::Note(_) => (vec![Chip::of(format!("{}: {}", self.snapshot().today, line.trim()), Tone::Dim)], None),
            Asked::Filter => self.understand_filter(&line, prompt),
            Asked::View => (self.understand_view(&line), None),
            Asked::Baseline(project) => (self.understand_baseline(*project, line.trim()), None),
            Asked::Holidays(into) => (self.understand_holidays(*into), None),
            Asked::Link { tasks, first } => (self.understand_link(tasks, *first, &line), None),
        };
    }

    fn understand_capture(
        &self,
        prompt: &Prompt,
        project: Option<ProjectId>,
        purpose: Purpose,
    ) -> (Vec<Chip>, Option<String>) {
        let context = capture::Context::of(self.snapshot(), project, purpose);
        let line = prompt.text();
        if line.trim().is_empty() {
            let words = "a title, and anywhere in it due:fri @who +tag p1 est:3d in:doing after:7 // a note";
            return (vec![Chip::of(words, Tone::Faint)], None);
        }
        let understood = capture::understand(line, &context);
        let chips = (understood.title.as_str(), understood.problems.as_slice(), understood.chips(&context));
        chips_of(chips, finding::offer(line, prompt.before().len(), &context), &self.lens.keys)
    }
}

/// Do these words of the palette change views? Then nothing that is merely like them is meant.
fn is_of_views(line: &str) -> bool {
    let words = line.trim_start().strip_prefix("view ").map(str::trim_start);
    words.is_some_and(|words| ["save ", "drop ", "rename "].iter().any(|deed| words.starts_with(deed)))
}

/// Chips for the title of a line, its problems and what else was understood, and for what Tab would make of it.
pub(super) fn chips_of(
    (title, problems, chips): (&str, &[capture::Problem], Vec<capture::Chip>),
    offer: Option<(String, String)>,
    keys: &Keymap,
) -> (Vec<Chip>, Option<String>) {
    let mut all = Vec::new();
    if !title.is_empty() {
        all.push(Chip::of(quoted(title), Tone::Plain));
    }
    let wrong = |range: &std::ops::Range<usize>| problems.iter().find(|it| it.range == *range);
    all.extend(chips.into_iter().map(|chip| match wrong(&chip.range) {
        Some(problem) => problem_chip(problem, keys),
        None => Chip::of(chip.words, if chip.tone == capture::Tone::New { Tone::Warn } else { Tone::Good }),
    }));
    all.extend(
        offer.iter().map(|(_, means)| {
            Chip::of(format!("{}: {means}", keys.key_of(Scope::Line, Action::Complement)), Tone::Faint)
        }),
    );
    (all, offer.map(|(line, _)| line))
}

fn problem_chip(problem: &capture::Problem, keys: &Keymap) -> Chip {
    match &problem.stranger {
        Some(handle) => Chip::of(
            format!("@{handle} is nobody yet: {} offers to make the person", keys.key_of(Scope::Line, Action::Keep)),
            Tone::Warn,
        ),
        None => Chip::of(problem.refusal.to_string(), Tone::Danger),
    }
}

//! What is told of a task: its history, and why it starts when it does.

use super::asking::Dialog;
use super::{App, Tone};
use crate::domain::change::{Line, LineKind};
use crate::domain::gate;
use crate::domain::history::struck;
use crate::domain::id::RecordId;
use crate::domain::why;
use crate::text;
use crate::ui::dialogs::{Page, PageLine};

impl App {
    /// Everything that happened to what the cursor is on, newest first; what was taken back is marked.
    pub(super) fn history(&mut self) {
        let Some(id) = self.cursor().or(self.lens.project.map(RecordId::from)) else {
            return self.say("there is nothing here yet that has a history", Tone::Dim);
        };
        match self.workspace.history_of(id) {
            Ok(lines) => {
                let title = format!("History of {}", self.snapshot().plan.label(id));
                self.tell_lines(title, &lines, "Nothing has happened to it yet.");
            }
            Err(error) => self.say(error.to_string(), Tone::Danger),
        }
    }

    /// What was decided at the gates of the project, newest first.
    pub(super) fn decisions(&mut self) {
        let Some(project) = self.lens.project else { return };
        let phases = self.snapshot().plan.phases(project);
        let all: Result<Vec<_>, _> = phases.into_iter().map(|phase| self.workspace.history_of(phase.into())).collect();
        match all {
            Ok(all) => {
                let mut lines: Vec<Line> = all.into_iter().flatten().filter(gate::is_decision).collect();
                lines.sort_by_key(|line| line.number);
                lines.dedup_by_key(|line| line.number);
                let title = format!("Decisions of {}", self.snapshot().plan.key(project));
                self.tell_lines(title, &lines, "Nothing was decided yet.");
            }
            Err(error) => self.say(error.to_string(), Tone::Danger),
        }
    }

    /// Lines of the journal, newest first, as a page; what was taken back is marked.
    fn tell_lines(&mut self, title: String, lines: &[Line], nothing: &str) {
        let plan = &self.snapshot().plan;
        let back = struck(lines.iter());
        let year = self.snapshot().today.format("%Y").to_string();
        let shown = lines.iter().rev().map(|line| {
            let gone = back.contains(&line.id);
            let who = line.person.map_or(String::new(), |person| format!(" ({})", plan.handle(person)));
            let mark = if gone { ", undone" } else { "" };
            let at = line.at();
            let form = if at.format("%Y").to_string() == year { "%a %-d %b %H:%M" } else { "%-d %b %Y %H:%M" };
            let tone = match line.kind {
                LineKind::Step if gone => Tone::Faint,
                LineKind::Step => Tone::Plain,
                LineKind::Clock | LineKind::Undo(_) | LineKind::Redo(_) => Tone::Dim,
            };
            let sentence = text::visible(&line.sentence).into_owned();
            PageLine { before: at.format(form).to_string(), text: format!("{sentence}{who}{mark}"), tone, goes: None }
        });
        let mut page: Vec<PageLine> = shown.collect();
        if page.is_empty() {
            page.push(PageLine::of(nothing, Tone::Dim));
        }
        page.push(PageLine::of("Times are UTC.", Tone::Faint));
        self.read(Page::of(title, page));
    }

    /// Why the task starts when it does; of one that is not on the plan, what there is to say.
    pub(super) fn why(&mut self) {
        let Some(task) = self.task() else {
            return self.say("there is no task here to ask about", Tone::Dim);
        };
        match why::of(self.snapshot(), task) {
            Ok(why) => {
                let plan = &self.snapshot().plan;
                let mut lines = Vec::new();
                for (at, step) in why.chain.iter().enumerate() {
                    let before = plan.task_ref(step.task);
                    lines.push(PageLine { before, text: step.because.clone(), goes: Some(at), ..PageLine::default() });
                    lines.extend(Some(&step.takes).filter(|it| !it.is_empty()).map(|it| PageLine::of(it, Tone::Dim)));
                }
                lines.push(PageLine::default());
                lines.extend(why.verdict.into_iter().map(|words| PageLine::of(words, Tone::Strong)));
                let mut leads: Vec<RecordId> = why.chain.iter().map(|step| step.task.into()).collect();
                for risk in plan.threats(task) {
                    let score = risk.inherent().map_or(String::new(), |score| format!(" (risk, score {score})"));
                    let before = plan.reference(risk.id.into()).unwrap_or_default();
                    let words = format!("{}{score}", text::visible(&risk.title));
                    let tone = if plan.is_high(risk) { Tone::Danger } else { Tone::Plain };
                    lines.push(PageLine { before, text: words, tone, goes: Some(leads.len()) });
                    leads.push(risk.id.into());
                }
                self.dialogs.push(Dialog::Page(Page::of(why.question, lines), leads));
            }
            Err(refusal) => self.say(refusal.to_string(), Tone::Warn),
        }
    }

    /// Shows a text that leads nowhere.
    pub(super) fn read(&mut self, page: Page) {
        self.dialogs.push(Dialog::Page(page, Vec::new()));
    }
}

//! What is told of a task: its history, and why it is where it is.

use super::asking::Dialog;
use super::{App, Tone};
use crate::domain::change::{Line, LineKind};
use crate::domain::gate;
use crate::domain::history::struck;
use crate::domain::id::RecordId;
use crate::domain::link::LinkType;
use crate::domain::names::quoted;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;
use crate::domain::words;
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
                LineKind::Undo(_) | LineKind::Redo(_) => Tone::Dim,
            };
            let sentence = text::visible(&line.sentence).into_owned();
            PageLine { before: at.format(form).to_string(), text: format!("{sentence}{who}{mark}"), tone }
        });
        let mut page: Vec<PageLine> = shown.collect();
        if page.is_empty() {
            page.push(PageLine::of(nothing, Tone::Dim));
        }
        page.push(PageLine::of("Times are UTC.", Tone::Faint));
        self.dialogs.push(Dialog::Page(Page::of(title, page)));
    }

    /// Why the task is where it is. Without a schedule that is what was told: nothing is said that is not known.
    pub(super) fn why(&mut self) {
        let Some(task) = self.task() else {
            return self.say("there is no task here to ask about", Tone::Dim);
        };
        let page = reasons(self.snapshot(), task);
        let title = format!("Why is {} where it is?", self.snapshot().plan.task_ref(task));
        self.dialogs.push(Dialog::Page(Page::of(title, page)));
    }
}

fn reasons(snapshot: &Snapshot, id: TaskId) -> Vec<PageLine> {
    let plan = &snapshot.plan;
    let Some(task) = plan.get(id) else { return Vec::new() };
    let mut lines = Vec::new();
    let mut tell = |before: &str, text: String, tone: Tone| {
        lines.push(PageLine { before: before.to_owned(), text, tone });
    };
    let day = |date| words::day(date, snapshot.today);
    let ago = |date: chrono::NaiveDate| match (snapshot.today - date).num_days() {
        0 => "today".to_owned(),
        days => format!("since {} ({})", day(date), words::counted(usize::try_from(days).unwrap_or(0), "day")),
    };
    tell("", quoted(&task.title), Tone::Strong);
    if plan.index().is_summary(id) {
        let below = plan.with_descendants(id).len() - 1;
        tell("summary", format!("of {}: {}% done", words::counted(below, "task"), plan.percent(task)), Tone::Plain);
    }
    match task.place.as_ref().and_then(|place| Some((place, plan.get(place.column)?))) {
        Some((place, column)) => tell("column", format!("{}, {}", column.name, ago(place.since)), Tone::Plain),
        None => tell("inbox", "it has no column: not on the board, not scheduled, in no total".into(), Tone::Plain),
    }
    if let Some(start) = task.actual_start {
        tell("started", words::date_time(start, snapshot.today), Tone::Plain);
    }
    if let Some(finish) = task.finish() {
        tell("finished", words::date_time(finish, snapshot.today), Tone::Good);
    }
    if task.is_blocked() {
        let since = task.blocked_since.map_or(String::new(), |date| format!(", {}", ago(date)));
        let whom = if task.waits_outside { " It waits for someone outside." } else { "" };
        tell("blocked", format!("{}{since}.{whom}", text::visible(&task.blocked)), Tone::Danger);
    }
    if let Some(due) = task.due {
        let late = due < snapshot.today && !plan.is_done(task);
        tell("due", format!("{} (told)", day(due)), if late { Tone::Danger } else { Tone::Plain });
    }
    if let Some(planned) = task.planned {
        tell("planned", format!("for {} (told)", day(planned)), Tone::Plain);
    }
    if let Some(constraint) = task.constraint {
        tell("asked", words::constraint_words(&constraint, snapshot.today), Tone::Plain);
    }
    if let Some(until) = task.snoozed_until.filter(|until| *until > snapshot.today) {
        tell("snoozed", format!("until {}", day(until)), Tone::Plain);
    }
    for link in plan.index().predecessors(id).filter_map(|link| plan.get(link)) {
        let first = plan.get(link.predecessor);
        let done = if first.is_some_and(|it| plan.is_done(it)) { "done" } else { "open" };
        let how = if link.link_type == LinkType::FinishStart { "" } else { link.link_type.words() };
        let label = plan.task_label(link.predecessor);
        tell("waits for", format!("{label} {how}, which is {done}").replace(" ,", ","), Tone::Plain);
    }
    for link in plan.index().successors(id).filter_map(|link| plan.get(link)) {
        tell("before", plan.task_label(link.successor), Tone::Dim);
    }
    tell("", "Dates here are those that were told; milepost computes none yet.".into(), Tone::Faint);
    lines
}

//! What becomes of risks and issues: closed, occurred, linked to tasks, escalated, answered, copied.

use super::super::asking::{Asked, Chosen, Dialog};
use super::super::{App, Outside, Tone};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::issue::{Issue, IssueId};
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::Kind;
use crate::domain::risk::{Risk, RiskId};
use crate::domain::task::{Task, TaskId};
use crate::domain::words::counted;
use crate::formats::markdown;
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::{Choice, Item, Page, Prompt};
use crate::ui::keymap::Scope;
use crate::ui::panes::risks::about;

/// Most tasks that are offered.
const MOST: usize = 20_000;

impl App {
    /// Asks why what is not closed is; opens again what is, when all of it is.
    pub(super) fn close_records(&mut self, moment: &mut Moment) {
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
    pub(in crate::ui::app) fn close_for(&mut self, of: &[RecordId], reason: &str, moment: &mut Moment) -> bool {
        let close = |of: &RecordId| Command::Close { of: *of, reason: reason.to_owned() };
        self.run_all(of.iter().map(close).collect(), moment)
    }

    pub(super) fn why_record(&mut self) {
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
    pub(super) fn ask_occur(&mut self, moment: &mut Moment) {
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
    pub(in crate::ui::app) fn occur(&mut self, risks: &[RiskId], with_task: bool, moment: &mut Moment) {
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
    pub(super) fn ask_concern(&mut self) {
        let Some(of) = self.some_records() else { return };
        let (plan, Some(project)) = (&self.snapshot().plan, self.lens.project) else { return };
        let fits = |it: &&std::sync::Arc<Task>| it.project == project && it.dropped.is_none();
        let mut tasks: Vec<TaskId> = plan.all::<Task>().filter(fits).take(MOST).map(|it| it.id).collect();
        tasks.sort_by_key(|id| !self.concerns(&of, *id));
        if tasks.is_empty() {
            return self.say("there is no task to link to yet", Tone::Dim);
        }
        let keep = self.lens.key(Scope::List, Action::Keep);
        let item = |id: &TaskId| {
            let title = plan.get(*id).map_or(String::new(), |it| text::visible(&it.title).into_owned());
            let aside = if self.concerns(&of, *id) { format!("linked: {keep} unlinks") } else { String::new() };
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
    pub(in crate::ui::app) fn concern(&mut self, of: &[RecordId], task: TaskId, moment: &mut Moment) {
        let on = !self.concerns(of, task);
        let others = of.iter().filter(|id| self.concerns(&[**id], task) != on);
        let commands = others.map(|of| Command::Concern { of: *of, task, on }).collect();
        self.run_all(commands, moment);
    }

    pub(super) fn ask_escalate(&mut self) {
        let Some(of) = self.some_records() else { return };
        let issues: Vec<IssueId> = of.iter().filter_map(|id| id.as_id::<Issue>()).collect();
        let mut people: Vec<&Person> = self.snapshot().plan.all::<Person>().map(AsRef::as_ref).collect();
        people.sort_by_key(|person| text::fold(&person.handle));
        if people.is_empty() {
            return self.say_nobody();
        }
        let item = |it: &&Person| Item::of(format!("@{} {}", it.handle, it.name), it.role.clone());
        let items = people.iter().map(item).collect();
        let ids: Vec<PersonId> = people.iter().map(|it| it.id).collect();
        let title = format!("Escalate {} to", self.called_records(&of));
        self.dialogs.push(Dialog::Choice(Choice::of(title, items, 0), Chosen::Escalate(issues, ids)));
    }

    pub(super) fn ask_answer(&mut self) {
        let Some(of) = self.some_records() else { return };
        let issues = of.iter().filter_map(|id| id.as_id::<Issue>()).collect();
        let title = format!("What was answered to {}?", self.called_records(&of));
        self.ask(Prompt::of(title, ""), Asked::Answer(issues));
    }

    /// Hands what is marked, or the whole register as it is shown, to the clipboard.
    pub(super) fn copy_register(&mut self) -> Option<Outside> {
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

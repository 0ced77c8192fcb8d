//! What can be asked, and what the answer is for.

use crossterm::event::KeyEvent;
use ratatui::layout::Position;

use super::super::calendars::ToCalendar;
use super::super::gates::AtGate;
use super::super::ordered::Deed;
use super::super::views::ToView;
use crate::domain::calendar::{CalendarId, ExceptionId};
use crate::domain::column::ColumnId;
use crate::domain::command::Command;
use crate::domain::id::RecordId;
use crate::domain::issue::IssueId;
use crate::domain::link::LinkId;
use crate::domain::person::PersonId;
use crate::domain::phase::{Decision, PhaseId};
use crate::domain::plan::Kind;
use crate::domain::project::ProjectId;
use crate::domain::risk::RiskId;
use crate::domain::task::TaskId;
use crate::domain::template::Offer;
use crate::formats::ics;
use crate::ui::dialogs::{Choice, Confirm, Form, Help, Page, Palette, Prompt};

/// What comes in.
#[derive(Clone, Copy)]
pub(in crate::ui::app) enum Input<'a> {
    Key(KeyEvent),
    Paste(&'a str),
    Click(Position),
}

/// A dialog, and what its answer is for.
pub(in crate::ui::app) enum Dialog {
    Prompt(Prompt, Asked),
    Form(Form, Filled),
    Choice(Choice, Chosen),
    Confirm(Confirm, Agreed),
    /// A text, and where its lines lead.
    Page(Page, Vec<RecordId>),
    Help(Help),
    Palette(Palette, Vec<RecordId>),
}

impl Dialog {
    /// Is a filter being typed?
    pub fn is_filter(&self) -> bool {
        matches!(self, Dialog::Prompt(_, Asked::Filter))
    }
}

/// What a line is for.
#[derive(Clone, Debug)]
pub(in crate::ui::app) enum Asked {
    /// It makes a task, with this id however often it is tried.
    Capture { column: Option<ColumnId>, project: Option<ProjectId>, spot: Option<Beside> },
    /// It sets one field of these tasks.
    Field { name: &'static str, tasks: Vec<TaskId> },
    /// It is added to the notes of these tasks, risks or issues.
    Note(Vec<RecordId>),
    /// It makes a risk or an issue.
    Register { kind: Kind, project: ProjectId },
    /// It changes these risks or issues, in the syntax of their register.
    ChangeRecords(Vec<RecordId>),
    /// It sets one field of these risks or issues.
    RecordField { name: &'static str, of: Vec<RecordId> },
    /// These risks or issues are closed for this reason.
    Close(Vec<RecordId>),
    /// It was answered to these issues.
    Answer(Vec<IssueId>),
    /// They are blocked for this reason.
    Block(Vec<TaskId>),
    /// They are hidden until this day.
    Snooze(Vec<TaskId>),
    /// The pane shows what it matches.
    Filter,
    /// It changes them, in the syntax of capture.
    Change(Vec<TaskId>),
    /// It names the view that the filter of the pane is kept as.
    View,
    /// It names the baseline that is saved of a project.
    Baseline(ProjectId),
    /// It names the file of holidays for this calendar.
    Holidays(ics::Into),
    /// It says in which way these follow the first.
    Link { tasks: Vec<TaskId>, first: TaskId },
}

/// Where a new task stands in the outline, unless its line names a parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui::app) enum Beside {
    /// Under this one, behind the others.
    Under(TaskId),
    /// Just below this one, under the same parent.
    Below(TaskId),
}

/// What a form is for.
#[derive(Clone, Debug)]
pub(in crate::ui::app) enum Filled {
    /// Fields of these tasks.
    Tasks(Vec<TaskId>),
    /// A new project, from one of these templates.
    Project(Vec<Offer>),
    /// The settings of a project.
    Settings(ProjectId),
    /// The charter of a project.
    Charter(ProjectId),
    /// A person, new or known.
    Person(Option<PersonId>),
    /// A column of a project, new or known.
    Column(ProjectId, Option<ColumnId>),
    /// A calendar, new or known.
    Calendar(Option<CalendarId>),
    /// An exception of a calendar, new or known.
    Exception(CalendarId, Option<ExceptionId>),
    /// Something of a phase and its gate.
    Gate(AtGate),
    /// Fields of these risks or issues.
    Records(Vec<RecordId>),
}

/// What the list of projects offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui::app) enum ToProject {
    /// It is shown.
    Show(ProjectId),
    /// A new one is made.
    New,
    /// The settings of the one that is shown.
    Settings,
}

/// What the list of people offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui::app) enum ToPerson {
    /// They are edited.
    Edit(PersonId),
    /// Somebody new is added.
    New,
    /// It is said who sits here.
    Me,
}

/// What a choice is for.
#[derive(Clone, Debug)]
pub(in crate::ui::app) enum Chosen {
    /// Where to go, or what to do with projects.
    Project(Vec<ToProject>),
    /// The view to show, or to keep the filter as one.
    View(Vec<ToView>),
    /// The person to edit, or what else to do.
    Person(Vec<ToPerson>),
    /// Who sits here; then the step that bears their name.
    Me(Vec<PersonId>, Option<Command>),
    /// What to do with calendars.
    Calendar(Vec<ToCalendar>),
    /// The column these tasks move to, over its limit if need be.
    Move { tasks: Vec<TaskId>, columns: Vec<ColumnId> },
    /// The value of a field of these tasks, as it would be typed.
    Field { name: &'static str, tasks: Vec<TaskId>, values: Vec<String> },
    /// The column or phase to change; beyond these: a new one.
    Ordered(Kind, Vec<RecordId>),
    /// What to do with it.
    Deed(RecordId, Vec<Deed>),
    /// What is decided at the gate of this phase.
    Decision(PhaseId, Vec<Decision>),
    /// Which of the others these tasks follow.
    Follows { tasks: Vec<TaskId>, others: Vec<TaskId> },
    /// The project that this task goes to.
    OtherProject { task: TaskId, projects: Vec<ProjectId> },
    /// The link that goes.
    Unlink(Vec<LinkId>),
    /// The value of a field of these risks or issues, as it would be typed.
    RecordField { name: &'static str, of: Vec<RecordId>, values: Vec<String> },
    /// Which of the tasks these risks or issues concern, or concern no longer.
    Concern { of: Vec<RecordId>, tasks: Vec<TaskId> },
    /// Whether the contingency plans of these risks become tasks.
    Occur(Vec<RiskId>),
    /// To which of the people these issues are escalated.
    Escalate(Vec<IssueId>, Vec<PersonId>),
}

/// What a yes is for.
#[derive(Clone, Debug)]
pub(in crate::ui::app) enum Agreed {
    /// These tasks are dropped.
    Drop(Vec<TaskId>),
    /// These people are made, with the task whose line named them.
    Strangers {
        handles: Vec<String>,
        line: String,
        column: Option<ColumnId>,
        project: Option<ProjectId>,
        spot: Option<Beside>,
    },
    /// These people are made, with the risk or the issue whose line named them.
    StrangersOf { handles: Vec<String>, line: String, kind: Kind, project: ProjectId },
    /// A card goes over a limit.
    Over(Vec<Command>),
    /// The program ends, the pending step is lost.
    Leave,
}

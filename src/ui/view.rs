//! What a pane is to the app: it sees snapshots, has a cursor, answers its own keys with an effect, and draws.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::action::Action;
use super::dialogs::PageLine;
use super::keymap::{Keymap, Scope};
use super::theme::Theme;
use crate::domain::change::Field;
use crate::domain::column::ColumnId;
use crate::domain::command::Command;
use crate::domain::filter::Filter;
use crate::domain::history::Mark;
use crate::domain::id::RecordId;
use crate::domain::phase::{CriterionId, PhaseId};
use crate::domain::plan::{Kind, Row};
use crate::domain::project::ProjectId;
use crate::domain::register::filter as register;
use crate::domain::risk::RiskState;
use crate::domain::saved_view::Arrangement;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;

/// What all panes look through: the current project, the filter, the marks; and the keys that they are told by.
#[derive(Clone, Debug, Default)]
pub struct Lens {
    /// What keys mean.
    pub keys: Arc<Keymap>,
    /// The project that is shown; none while the file has none.
    pub project: Option<ProjectId>,
    /// What must match to be shown.
    pub filter: Option<Filter>,
    /// What must match to be shown in a register, one filter for each at most.
    pub registers: Vec<register::Filter>,
    /// What is marked for the next verb.
    pub marked: BTreeSet<RecordId>,
}

impl Lens {
    /// The first key of an action in a scope, for sentences that name it.
    pub fn key(&self, scope: Scope, action: Action) -> &str {
        self.keys.key_of(scope, action)
    }

    /// What must match in the register of risks, or of issues.
    pub fn of_register(&self, kind: Kind) -> Option<&register::Filter> {
        self.registers.iter().find(|filter| filter.kind() == kind)
    }

    /// Is a risk or an issue shown in its register? Closed ones are hidden unless a filter asks for them.
    pub fn shows(&self, snapshot: &Snapshot, row: &Row) -> bool {
        match (self.of_register(row.id().kind), row) {
            (Some(filter), row) => filter.matches(snapshot, row.id()),
            (None, Row::Risk(risk)) => risk.state != RiskState::Closed,
            (None, Row::Issue(issue)) => issue.is_open(),
            (None, _) => true,
        }
    }
}

/// What becomes of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Nothing more: the cursor moved, or there was nothing to do.
    Nothing,
    /// Ask the workspace.
    Run(Command),
    /// Ask the person.
    Ask(Ask),
    /// Tell what the pane shows now.
    Tell(String),
    /// Say why nothing happened.
    Say(String),
    /// Show what a line of filter words finds, in a pane of tasks.
    Find {
        /// The line.
        filter: String,
        /// A few of the tasks that it finds; the cursor goes to the first that is shown.
        first: Vec<TaskId>,
        /// What is to be told of them.
        says: String,
    },
    /// Go to a record where it lives: to its project and to the pane of this scope, the cursor on it; and do this there.
    Go {
        /// Which.
        to: RecordId,
        /// Where its pane’s keys hold.
        scope: Scope,
        /// What is to be done there.
        then: Option<Action>,
    },
    /// Back to the pane that was shown before.
    Leave,
    /// See anew: what is shown is about something else now.
    Look,
    /// Show what a line of filter words finds in a register.
    FindRecords {
        /// The line.
        filter: String,
        /// What it finds; the cursor goes to the first that is shown.
        first: Vec<RecordId>,
        /// What is to be told of them.
        says: String,
    },
    /// Put text on the clipboard.
    Copy {
        /// The text.
        text: String,
        /// What it is, for the notice.
        what: String,
    },
}

/// What a pane needs to ask; the app has the dialogs.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// To which column the selection goes.
    Column,
    /// The columns of the board, their limits and policies.
    Columns,
    /// Who sits here, where nobody has said so yet: this step bears a name.
    Signed(Command),
    /// What is decided at the gate of this phase.
    Decision(PhaseId),
    /// Why it goes back to the phase before.
    Back,
    /// What was decided at the gates so far: only to be read.
    Decisions,
    /// The phases, beginning with this one: their names, their order, what runs alongside.
    Phases(Option<PhaseId>),
    /// A phase: its name, what it runs alongside.
    Phase(PhaseId),
    /// A criterion of the gate of a phase, new or known.
    Criterion(PhaseId, Option<CriterionId>),
    /// A field of the charter.
    Charter(Field),
    /// A task, from a line that begins so.
    Task(String),
    /// A risk.
    Risk,
    /// A task under this one.
    Child(TaskId),
    /// Which task these follow, and how.
    Follows(Vec<TaskId>),
    /// Which of its links this task loses.
    Unlink(TaskId),
    /// What the baseline of the project that is shown is called.
    Baseline,
    /// Nothing: a standup was held of these projects, and told of what lies before the mark.
    Finished(Vec<ProjectId>, Mark),
    /// To which project this task goes.
    ToProject(TaskId),
    /// Who sits here.
    Me,
    /// Nothing: a text to read, under this title.
    Read(String, Vec<PageLine>),
}

/// What a drawing may look at, and nothing else.
pub struct Scene<'a> {
    /// What is known.
    pub snapshot: &'a Snapshot,
    /// What is looked through.
    pub lens: &'a Lens,
    /// How it looks.
    pub theme: &'a Theme,
    /// Whether the keys go to this part of the screen.
    pub focused: bool,
}

impl Scene<'_> {
    /// The cursor’s bars: quiet while the keys go elsewhere.
    pub fn bars(&self) -> Style {
        if self.focused { self.theme.accent } else { self.theme.dim }
    }
}

/// A pane.
pub trait View {
    /// Its number, as the digit that opens it; 0: it has no digit and no tab, and goes back to the pane before.
    fn number(&self) -> u8;
    /// Its name on the tab.
    fn name(&self) -> &'static str;
    /// Where its own keys hold.
    fn scope(&self) -> Scope;
    /// Are its rows tasks? Then the filter and the verbs on tasks are meant for them.
    fn of_tasks(&self) -> bool {
        true
    }
    /// Does what it shows follow its cursor, so that it looks again when that was put elsewhere?
    fn follows_its_cursor(&self) -> bool {
        false
    }
    /// Does it show any task of the project, so that one that is sought is gone to there?
    fn has_all_tasks(&self) -> bool {
        self.of_tasks() && self.number() > 0
    }
    /// Are its rows risks and issues?
    fn has_registers(&self) -> bool {
        false
    }
    /// Does the detail stand beside it as soon as there is room, and not only while it is read?
    fn has_detail_beside(&self) -> bool {
        true
    }
    /// How it is arranged, for a view that is to be kept; none: it has no filter.
    fn arrangement(&self) -> Option<Arrangement> {
        None
    }
    /// Arranges itself as a view wants it; gives whether that view is for it.
    fn arrange(&mut self, _: Arrangement) -> bool {
        false
    }
    /// Does it answer this verb of everywhere in its own way?
    fn answers(&self, _: Action) -> bool {
        false
    }
    /// How far back the snapshot has to remember, for what the pane shows.
    fn remembers(&self, _: &Snapshot, _: &Lens) -> BTreeSet<Mark> {
        BTreeSet::new()
    }
    /// Tells the time, with each key and each tick; gives whether anything looks different now.
    fn clock(&mut self, _: DateTime<Utc>) -> bool {
        false
    }
    /// Called for each new snapshot, project or filter while it is the pane that is shown, and when it comes to be shown
    /// (marks are looked up when drawn); not after `act`, which sees for itself: builds the rows, and puts a cursor whose row vanished on its neighbour.
    fn see(&mut self, snapshot: &Snapshot, lens: &Lens);
    /// What the cursor is on.
    fn cursor(&self) -> Option<RecordId>;
    /// Everything that is shown, in order, for marking all and for going from match to match.
    fn rows(&self) -> Vec<RecordId>;
    /// Puts the cursor on a record; gives whether it is shown.
    fn go(&mut self, id: RecordId) -> bool;
    /// Answers a movement, one of the pane’s own keys, or a verb that it `answers`.
    fn act(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect;
    /// Puts the cursor on what was drawn at this place; gives whether something was there.
    fn click(&mut self, at: Position) -> bool;
    /// Turns the wheel over this place by so many rows, down being positive; gives whether something moved.
    fn scroll(&mut self, at: Position, rows: isize) -> bool;
    /// The column a new task gets here: that of the cursor; none is the inbox.
    fn column_for_new(&self, _: &Snapshot, _: &Lens) -> Option<ColumnId> {
        None
    }
    /// The task below which a new one stands in the outline, under the same parent; none: last of all.
    fn beside_for_new(&self) -> Option<TaskId> {
        None
    }
    /// Draws what was seen; keeps where things are for `click`.
    fn draw(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer);
}

//! Every key, what it asks for, where it holds and what it does: one table for dispatch, hints, help, palette, the
//! command `keys` and the README. Nothing about keys is written anywhere else.
//!
//! The rows are what holds unless the configuration file says otherwise ([`wished`]); a [`Keymap`] is made of both once,
//! when the screens begin, and handed to whoever reads or tells keys.

use std::borrow::Cow;

use super::action::{Action, kebab};

pub use self::bound::{Keymap, Meaning, prefix_label};
pub use self::wished::Wrong;

mod bound;
mod wished;

/// Where a binding holds. Panes add theirs to those that hold everywhere; dialogs have only their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// In every pane.
    Everywhere,
    /// In Today.
    Today,
    /// In Today, on a risk.
    TodayRisk,
    /// In Today, on an issue.
    TodayIssue,
    /// On the Board.
    Board,
    /// In the Timeline.
    Timeline,
    /// Among phases and their gates.
    Phases,
    /// At the standup.
    Standup,
    /// In the register of risks.
    Risks,
    /// In the register of issues.
    Issues,
    /// While risks are reviewed one by one.
    Review,
    /// In triage.
    Triage,
    /// In a line that is typed: capture, filter, one value.
    Line,
    /// In a form.
    Form,
    /// In a text of several lines in a form.
    Prose,
    /// In a list that is searched while typing: palette, help, pickers.
    List,
    /// In a question.
    Question,
    /// In a text that is only read: history, why.
    Page,
}

impl Scope {
    /// Every scope in the order help shows them.
    pub const ALL: [Self; 18] = [
        Self::Today,
        Self::TodayRisk,
        Self::TodayIssue,
        Self::Board,
        Self::Timeline,
        Self::Risks,
        Self::Issues,
        Self::Review,
        Self::Phases,
        Self::Standup,
        Self::Triage,
        Self::Everywhere,
        Self::Line,
        Self::Form,
        Self::Prose,
        Self::List,
        Self::Question,
        Self::Page,
    ];

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Today => "Today",
            Self::TodayRisk => "Today, on a risk",
            Self::TodayIssue => "Today, on an issue",
            Self::Board => "Board",
            Self::Timeline => "Timeline",
            Self::Phases => "Phases",
            Self::Standup => "Standup",
            Self::Risks => "Risks",
            Self::Issues => "Issues",
            Self::Review => "Review of risks",
            Self::Triage => "Triage",
            Self::Line => "While typing a line",
            Self::Form => "In a form",
            Self::Prose => "In a text of a form",
            Self::List => "In a list or picker",
            Self::Question => "At a question",
            Self::Page => "In a text",
        }
    }

    /// Its name in the configuration file.
    pub fn name(self) -> String {
        kebab(&format!("{self:?}"))
    }

    /// Is text typed here, so that printable keys are letters?
    pub fn is_typed_in(self) -> bool {
        matches!(self, Self::Line | Self::Form | Self::Prose | Self::List)
    }

    /// Whether bindings that hold everywhere hold here too.
    pub fn is_pane(self) -> bool {
        let of_tasks = matches!(self, Self::Today | Self::Board | Self::Timeline | Self::Standup | Self::Triage);
        of_tasks || matches!(self, Self::Everywhere | Self::Phases) || self.is_of_registers()
    }

    /// Is the row of the cursor a risk or an issue?
    pub fn is_of_registers(self) -> bool {
        matches!(self, Self::Risks | Self::Review | Self::TodayRisk) || self.is_of_issues()
    }

    /// Is it an issue?
    pub fn is_of_issues(self) -> bool {
        matches!(self, Self::Issues | Self::TodayIssue)
    }
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The sequences that ask for it, as [`super::keys`] writes them; none: only the palette knows it.
    pub keys: Vec<Cow<'static, str>>,
    /// What they ask for.
    pub action: Action,
    /// Where.
    pub scope: Scope,
    /// What it does, as help and palette say it.
    pub does: &'static str,
    /// The word for it in the hint line.
    pub hint: &'static str,
    /// Its rank in the hint line, 1 first; 0: never there.
    pub rank: u8,
}

/// A field that `s` sets: its letter, its name in the data, its label.
pub struct SetField {
    /// The letter after `s`, with the `s`.
    pub keys: &'static str,
    /// The field's name as the domain knows it.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
}

const fn field(keys: &'static str, name: &'static str, label: &'static str) -> SetField {
    SetField { keys, name, label }
}

/// The fields of a task that `s` sets.
pub const SET_FIELDS: &[SetField] = &[
    field("sp", "priority", "Set priority"),
    field("sd", "due", "Set due date"),
    field("sa", "assignees", "Set assignees"),
    field("st", "tags", "Set tags"),
    field("se", "estimate", "Set estimate"),
    field("sc", "column", "Set column"),
    field("sf", "phase", "Set phase"),
    field("sn", "title", "Set title"),
    field("sy", "planned", "Set planned day"),
    field("sw", "start", "Set earliest start"),
    field("sR", "recurrence", "Set recurrence"),
    field("sz", "snooze", "Set snooze"),
    field("sl", "after", "Set predecessors"),
    field("sm", "parent", "Set parent"),
    field("sk", "kind", "Set kind"),
    field("s%", "percent", "Set percent"),
    field("su", "url", "Set URL"),
    field("so", "accepted", "Set accepted"),
    field("sC", "calendar", "Set calendar"),
    field("sr", "uses", "Set resources used"),
];

/// The fields of a risk that `s` sets.
pub const RISK_FIELDS: &[SetField] = &[
    field("sp", "probability", "Set probability"),
    field("si", "impact", "Set impact"),
    field("sP", "residual_probability", "Set residual probability"),
    field("sI", "residual_impact", "Set residual impact"),
    field("sr", "response", "Set response"),
    field("so", "owner", "Set owner"),
    field("sv", "review", "Set next review"),
    field("s$", "cost_impact", "Set cost impact"),
    field("sd", "delay", "Set delay"),
    field("sc", "category", "Set category"),
    field("sx", "state", "Set state"),
    field("sk", "nature", "Set nature"),
    field("sn", "title", "Set title"),
    field("sa", "cause", "Set cause"),
    field("se", "effect", "Set effect"),
    field("sm", "response_plan", "Set response plan"),
    field("sb", "contingency_plan", "Set contingency plan"),
    field("st", "trigger", "Set trigger"),
];

/// The fields of an issue that `s` sets.
pub const ISSUE_FIELDS: &[SetField] = &[
    field("ss", "severity", "Set severity"),
    field("so", "owner", "Set owner"),
    field("sd", "due", "Set due date"),
    field("sx", "state", "Set state"),
    field("sn", "title", "Set title"),
    field("sr", "resolution", "Set resolution"),
];

struct Row(&'static [&'static str], Action, Scope, &'static str, &'static str, u8);

use Scope::{
    Board, Everywhere, Form, Issues, Line, List, Page, Phases, Prose, Question, Review, Risks, Standup, Timeline,
    Today, TodayIssue, TodayRisk, Triage,
};

const ROWS: &[Row] = &[
    // moving
    Row(&["h", "Left"], Action::Left, Everywhere, "Left", "left", 0),
    Row(&["j", "Down"], Action::Down, Everywhere, "Down", "down", 0),
    Row(&["k", "Up"], Action::Up, Everywhere, "Up", "up", 0),
    Row(&["l", "Right"], Action::Right, Everywhere, "Right", "right", 0),
    Row(&["gg"], Action::Top, Everywhere, "To the top", "top", 0),
    Row(&["G"], Action::Bottom, Everywhere, "To the bottom", "bottom", 0),
    Row(&["Home"], Action::First, Everywhere, "To the first column", "first", 0),
    Row(&["End"], Action::Last, Everywhere, "To the last column", "last", 0),
    Row(&["Ctrl-d"], Action::HalfDown, Everywhere, "Half a page down", "", 0),
    Row(&["Ctrl-u"], Action::HalfUp, Everywhere, "Half a page up", "", 0),
    Row(&["PgDn"], Action::PageDown, Everywhere, "A page down", "", 0),
    Row(&["PgUp"], Action::PageUp, Everywhere, "A page up", "", 0),
    // panes
    Row(&["1"], Action::Pane(1), Everywhere, "Today", "today", 0),
    Row(&["2"], Action::Pane(2), Everywhere, "Board", "board", 0),
    Row(&["3"], Action::Pane(3), Everywhere, "Timeline", "timeline", 0),
    Row(&["4"], Action::Pane(4), Everywhere, "Risks", "risks", 0),
    Row(&["5"], Action::Pane(5), Everywhere, "Phases", "phases", 0),
    Row(&["]"], Action::NextPane, Everywhere, "Next pane", "", 0),
    Row(&["["], Action::PreviousPane, Everywhere, "Previous pane", "", 0),
    Row(&["Tab"], Action::Focus, Everywhere, "Focus pane or detail", "focus", 0),
    // verbs
    Row(&["a"], Action::Add, Everywhere, "Add a task", "add", 10),
    Row(&["Enter"], Action::Open, Everywhere, "Open", "open", 11),
    Row(&["e"], Action::Edit, Everywhere, "Edit in a form", "edit", 14),
    Row(&["i"], Action::Note, Everywhere, "Note one dated line", "note", 18),
    Row(&["E"], Action::EditNotes, Everywhere, "Edit notes in your editor", "notes", 30),
    Row(&["c"], Action::Complete, Everywhere, "Complete, or take up again", "done", 13),
    Row(&["b"], Action::Block, Everywhere, "Block or unblock", "block", 15),
    Row(&["z"], Action::Snooze, Everywhere, "Snooze until a date", "snooze", 20),
    Row(&["d"], Action::Drop, Everywhere, "Drop", "drop", 19),
    Row(&["Space"], Action::Mark, Everywhere, "Mark", "mark", 16),
    Row(&["V"], Action::MarkAll, Everywhere, "Mark all, or none", "mark all", 31),
    Row(&["u"], Action::Undo, Everywhere, "Undo", "undo", 17),
    Row(&["U", "Ctrl-r"], Action::Redo, Everywhere, "Redo", "redo", 32),
    // finding
    Row(&["/"], Action::Filter, Everywhere, "Filter while typing", "filter", 12),
    Row(&["n"], Action::NextMatch, Everywhere, "Next match", "next", 33),
    Row(&["N"], Action::PreviousMatch, Everywhere, "Previous match", "previous", 0),
    Row(&[":", "Ctrl-p"], Action::Palette, Everywhere, "Find a command, task or project", "find", 4),
    Row(&["?"], Action::Help, Everywhere, "All keys", "all", 1),
    Row(&["w"], Action::Why, Everywhere, "Why is it so?", "why", 22),
    Row(&["v"], Action::OtherView, Everywhere, "The pane's other view", "view", 21),
    Row(&["y"], Action::Copy, Everywhere, "Copy as Markdown", "copy", 23),
    Row(&["gp"], Action::Projects, Everywhere, "Switch project", "project", 24),
    Row(&["gv"], Action::Views, Everywhere, "Views: filters kept under a name", "views", 0),
    Row(&["gh"], Action::History, Everywhere, "History of the item", "history", 25),
    Row(&["gx"], Action::OpenUrl, Everywhere, "Open its URL", "URL", 0),
    Row(&["gs"], Action::Standup, Everywhere, "Standup: what changed since the last one", "standup", 0),
    Row(&["gi"], Action::Triage, Everywhere, "Triage: what to decide, one by one", "triage", 0),
    Row(&["gn"], Action::NewProject, Everywhere, "New project", "new project", 0),
    Row(&["ge"], Action::ProjectSettings, Everywhere, "Project settings", "settings", 0),
    Row(&["gc"], Action::Charter, Everywhere, "Charter: what the project is for", "charter", 0),
    Row(&["gC"], Action::CharterPage, Everywhere, "Charter as a page", "charter page", 0),
    Row(&["gw"], Action::People, Everywhere, "People (who)", "people", 0),
    Row(&["gk"], Action::Calendars, Everywhere, "Calendars: hours and holidays", "calendars", 0),
    Row(&[], Action::Holidays, Everywhere, "Holidays of the project from a file (.ics)…", "calendar", 0),
    Row(&[], Action::Me, Everywhere, "Say who you are", "", 0),
    // the program
    Row(&["gd"], Action::Demo, Everywhere, "Look at the demo", "demo", 0),
    Row(&["q"], Action::Quit, Everywhere, "Back, or quit", "quit", 40),
    Row(&["Esc"], Action::Cancel, Everywhere, "Cancel", "cancel", 0),
    Row(&["Ctrl-z"], Action::Suspend, Everywhere, "Suspend", "", 0),
    Row(&["Ctrl-l"], Action::Redraw, Everywhere, "Draw anew", "", 0),
    // Today: verbs of everywhere in the words that fit there, on risks and issues in those of their registers
    Row(&["h", "Left"], Action::Left, Today, "To the list before", "list", 3),
    Row(&["l", "Right"], Action::Right, Today, "To the next list", "list", 3),
    Row(&["Home"], Action::First, Today, "To the first list", "", 0),
    Row(&["End"], Action::Last, Today, "To the last list", "", 0),
    Row(&["Enter"], Action::Open, Today, "Go to it where it lives: Board, Timeline, Phases", "go there", 2),
    Row(&["a"], Action::Add, Today, "Add a task to the inbox", "add", 10),
    Row(&["w"], Action::Why, Today, "Why these dates, or why it is here", "why", 22),
    Row(&["v"], Action::OtherView, Today, "Only mine, or everybody's", "mine", 8),
    Row(&["gs"], Action::Standup, Today, "Standup: what changed since the last one", "standup", 5),
    Row(&["gi"], Action::Triage, Today, "Triage: what to decide, one by one", "triage", 7),
    Row(&["h", "Left"], Action::Left, TodayRisk, "To the list before", "list", 8),
    Row(&["l", "Right"], Action::Right, TodayRisk, "To the next list", "list", 8),
    Row(&["Enter"], Action::Open, TodayRisk, "Go to it in the register", "go there", 2),
    Row(&["R"], Action::Review, TodayRisk, "Review those that are due", "review", 3),
    Row(&["r"], Action::Respond, TodayRisk, "Response…", "response", 4),
    Row(&["c"], Action::Complete, TodayRisk, "Close with a reason, or open again", "close", 5),
    Row(&["o"], Action::Occur, TodayRisk, "It has occurred…", "occurred", 7),
    Row(&["z"], Action::Snooze, TodayRisk, "Put the review off", "later", 6),
    Row(&["d"], Action::Drop, TodayRisk, "Drop the risk", "drop", 19),
    Row(&["w"], Action::Why, TodayRisk, "Why this score, and what follows", "why", 15),
    Row(&["v"], Action::OtherView, TodayRisk, "Only mine, or everybody's", "mine", 21),
    Row(&["h", "Left"], Action::Left, TodayIssue, "To the list before", "list", 8),
    Row(&["l", "Right"], Action::Right, TodayIssue, "To the next list", "list", 8),
    Row(&["Enter"], Action::Open, TodayIssue, "Go to it in the register", "go there", 2),
    Row(&["r"], Action::Answer, TodayIssue, "Answer what was escalated", "answer", 3),
    Row(&["c"], Action::Complete, TodayIssue, "Close with its resolution, or open again", "close", 4),
    Row(&["x"], Action::Escalate, TodayIssue, "Escalate to somebody…", "escalate", 5),
    Row(&["z"], Action::Snooze, TodayIssue, "Put the due date off", "later", 6),
    Row(&["d"], Action::Drop, TodayIssue, "Drop the issue", "drop", 19),
    Row(&["w"], Action::Why, TodayIssue, "Where it comes from, and what it holds up", "why", 15),
    Row(&["v"], Action::OtherView, TodayIssue, "Only mine, or everybody's", "mine", 21),
    // Board
    Row(&["H"], Action::MoveLeft, Board, "Move the card left", "move", 2),
    Row(&["L"], Action::MoveRight, Board, "Move the card right", "move", 2),
    Row(&["J"], Action::OrderDown, Board, "Move the card down", "order", 3),
    Row(&["K"], Action::OrderUp, Board, "Move the card up", "order", 3),
    Row(&["m"], Action::PickColumn, Board, "Move to a column…", "to column", 26),
    Row(&["S"], Action::Lanes, Board, "Lanes: assignee, parent, phase, none", "lanes", 27),
    Row(&["C"], Action::EditColumns, Board, "Edit columns and limits", "columns", 28),
    // Timeline: verbs of everywhere in the words that fit there, then its own
    Row(&["h", "Left"], Action::Left, Timeline, "Fold, then back in time", "fold", 9),
    Row(&["l", "Right"], Action::Right, Timeline, "Unfold, then on in time", "fold", 9),
    Row(&["Home"], Action::First, Timeline, "To the start of the project", "", 0),
    Row(&["End"], Action::Last, Timeline, "To the end of the project", "", 0),
    Row(&["a"], Action::Add, Timeline, "Add a task below", "add", 10),
    Row(&["v"], Action::OtherView, Timeline, "Bars, bars over their baseline, or none", "bars", 28),
    Row(&["H"], Action::MoveLeft, Timeline, "Start earlier", "shift", 2),
    Row(&["L"], Action::MoveRight, Timeline, "Start later", "shift", 2),
    Row(&["{"], Action::Shorten, Timeline, "Takes less time", "length", 3),
    Row(&["}"], Action::Lengthen, Timeline, "Takes more time", "length", 3),
    Row(&["f"], Action::Follows, Timeline, "Follows another task…", "follows…", 4),
    Row(&["F"], Action::RemoveLink, Timeline, "Remove a link…", "unlink", 23),
    Row(&["J"], Action::OrderDown, Timeline, "Move down among its siblings", "order", 15),
    Row(&["K"], Action::OrderUp, Timeline, "Move up among its siblings", "order", 15),
    Row(&["<"], Action::Outdent, Timeline, "Outdent: beside its parent", "indent", 7),
    Row(&[">"], Action::Indent, Timeline, "Indent: under the task above", "indent", 7),
    Row(&["A"], Action::AddChild, Timeline, "Add a task under it", "add under", 12),
    Row(&["+", "="], Action::ZoomIn, Timeline, "Zoom in", "zoom", 6),
    Row(&["-"], Action::ZoomOut, Timeline, "Zoom out", "zoom", 6),
    Row(&["T"], Action::ToToday, Timeline, "To today", "today", 24),
    Row(&["Z"], Action::Fit, Timeline, "Show the whole project", "fit", 22),
    Row(&["X"], Action::CriticalOnly, Timeline, "Only what is critical, or all", "critical", 13),
    Row(&["D"], Action::AllLines, Timeline, "Lines of all links, or of this task's", "links", 26),
    Row(&["B"], Action::SaveBaseline, Timeline, "Save a baseline…", "baseline", 8),
    Row(&["w"], Action::Why, Timeline, "Why these dates?", "why", 5),
    // Phases: verbs of everywhere in the words that fit there, then its own
    Row(&["h", "Left"], Action::Left, Phases, "The phase before", "phase", 3),
    Row(&["l", "Right"], Action::Right, Phases, "The next phase", "phase", 3),
    Row(&["Home"], Action::First, Phases, "To the first phase", "", 0),
    Row(&["End"], Action::Last, Phases, "To the last phase", "", 0),
    Row(&["Enter"], Action::Open, Phases, "Tick, or go to what is missing", "tick or go there", 2),
    Row(&["a"], Action::Add, Phases, "Add a criterion", "add", 5),
    Row(&["e"], Action::Edit, Phases, "Edit the criterion", "edit", 14),
    Row(&["c"], Action::Complete, Phases, "Tick, or take the tick away", "tick", 27),
    Row(&["d"], Action::Drop, Phases, "Drop the criterion", "drop", 19),
    Row(&["n"], Action::NextMatch, Phases, "To the next unmet criterion", "", 0),
    Row(&["N"], Action::PreviousMatch, Phases, "To the previous unmet criterion", "", 0),
    Row(&["w"], Action::Why, Phases, "Why is it met, or not?", "why", 20),
    Row(&["v"], Action::OtherView, Phases, "Only what is missing, or all", "missing", 21),
    Row(&["y"], Action::Copy, Phases, "Copy the gate as Markdown", "copy", 23),
    Row(&[">"], Action::Decide, Phases, "Decide at the gate ahead…", "decide", 4),
    Row(&["<"], Action::GoBack, Phases, "Go back a phase…", "back", 16),
    Row(&["J"], Action::OrderDown, Phases, "Move the criterion down", "order", 15),
    Row(&["K"], Action::OrderUp, Phases, "Move the criterion up", "order", 15),
    Row(&["H"], Action::MoveLeft, Phases, "Move the phase left", "move phase", 29),
    Row(&["L"], Action::MoveRight, Phases, "Move the phase right", "move phase", 29),
    Row(&["D"], Action::Decisions, Phases, "Decisions so far", "decisions", 18),
    Row(&["C"], Action::EditPhases, Phases, "Edit phases and their order", "phases", 17),
    // Standup: verbs of everywhere in the words that fit there, then its own
    Row(&["h", "Left"], Action::Left, Standup, "The person before", "person", 2),
    Row(&["l", "Right"], Action::Right, Standup, "The next person, then the summary", "person", 2),
    Row(&["Home"], Action::First, Standup, "To the first person", "", 0),
    Row(&["End"], Action::Last, Standup, "To the last person", "", 0),
    Row(&["Enter"], Action::Open, Standup, "Walk from this person on; open an item; finish", "walk", 3),
    Row(&["v"], Action::OtherView, Standup, "By columns from right to left, or by people", "board", 21),
    Row(&["y"], Action::Copy, Standup, "Copy the standup as Markdown", "copy", 16),
    Row(&["A"], Action::AllProjects, Standup, "All active projects, or this one", "all projects", 24),
    Row(&["q"], Action::Quit, Standup, "Back: out of the walk, then to the pane before", "back", 5),
    Row(&["Esc"], Action::Cancel, Standup, "Cancel; or back", "", 0),
    // Risks: verbs of everywhere in the words that fit there, then its own
    Row(&["h", "Left"], Action::Left, Risks, "Matrix: less impact", "", 0),
    Row(&["l", "Right"], Action::Right, Risks, "Matrix: more impact", "", 0),
    Row(&["Tab"], Action::Focus, Risks, "To the matrix, or back", "matrix", 8),
    Row(&["a"], Action::Add, Risks, "Add a risk", "add", 2),
    Row(&["c"], Action::Complete, Risks, "Close with a reason, or open again", "close", 13),
    Row(&["z"], Action::Snooze, Risks, "Put the review off", "later", 20),
    Row(&["d"], Action::Drop, Risks, "Drop the risk", "drop", 19),
    Row(&["w"], Action::Why, Risks, "Why this score, and what follows", "why", 15),
    Row(&["v"], Action::OtherView, Risks, "The issues", "issues", 12),
    Row(&["y"], Action::Copy, Risks, "Copy the register, or what is marked, as Markdown", "copy", 23),
    Row(&["+", "="], Action::Likelier, Risks, "More likely", "likely", 4),
    Row(&["-"], Action::Unlikelier, Risks, "Less likely", "likely", 4),
    Row(&[">"], Action::Graver, Risks, "A greater impact", "impact", 5),
    Row(&["<"], Action::Milder, Risks, "A smaller impact", "impact", 5),
    Row(&["r"], Action::Respond, Risks, "Response…", "response", 6),
    Row(&["R"], Action::Review, Risks, "Review those that are due", "review", 3),
    Row(&["o"], Action::Occur, Risks, "It has occurred…", "occurred", 9),
    Row(&["f"], Action::Concern, Risks, "Link to a task, or unlink…", "task…", 7),
    Row(&["m"], Action::Matrix, Risks, "Matrix: before the response, after, or both", "before/after", 11),
    // Issues
    Row(&["a"], Action::Add, Issues, "Add an issue", "add", 2),
    Row(&["c"], Action::Complete, Issues, "Close with its resolution, or open again", "close", 3),
    Row(&["z"], Action::Snooze, Issues, "Put the due date off", "later", 20),
    Row(&["d"], Action::Drop, Issues, "Drop the issue", "drop", 19),
    Row(&["w"], Action::Why, Issues, "Where it comes from, and what it holds up", "why", 15),
    Row(&["v"], Action::OtherView, Issues, "The risks", "risks", 7),
    Row(&["y"], Action::Copy, Issues, "Copy the register, or what is marked, as Markdown", "copy", 23),
    Row(&["x"], Action::Escalate, Issues, "Escalate to somebody…", "escalate", 4),
    Row(&["r"], Action::Answer, Issues, "Answer what was escalated", "answer", 5),
    Row(&["f"], Action::Concern, Issues, "Link to a task, or unlink…", "task…", 6),
    Row(&["R"], Action::Review, Issues, "Review the risks that are due", "review", 9),
    // Review
    Row(&["Enter"], Action::Open, Review, "No change; on to the next", "no change, next", 2),
    Row(&["n"], Action::NextMatch, Review, "No change; on to the next", "", 0),
    Row(&["N"], Action::PreviousMatch, Review, "Back to the one before", "", 0),
    Row(&["j", "Down"], Action::Down, Review, "Skip to the next", "skip", 8),
    Row(&["k", "Up"], Action::Up, Review, "Back to the one before", "back", 9),
    Row(&["+", "="], Action::Likelier, Review, "More likely", "likely", 3),
    Row(&["-"], Action::Unlikelier, Review, "Less likely", "likely", 3),
    Row(&[">"], Action::Graver, Review, "A greater impact", "impact", 4),
    Row(&["<"], Action::Milder, Review, "A smaller impact", "impact", 4),
    Row(&["r"], Action::Respond, Review, "Response…", "response", 5),
    Row(&["i"], Action::Note, Review, "Note one dated line", "note", 6),
    Row(&["c"], Action::Complete, Review, "Close with a reason", "close", 7),
    Row(&["o"], Action::Occur, Review, "It has occurred…", "occurred", 10),
    Row(&["f"], Action::Concern, Review, "Link to a task, or unlink…", "task…", 15),
    Row(&["z"], Action::Snooze, Review, "Say when it is looked at again", "later", 12),
    Row(&["a"], Action::Add, Review, "Add a risk", "add", 14),
    Row(&["d"], Action::Drop, Review, "Drop the risk", "drop", 19),
    Row(&["w"], Action::Why, Review, "Why this score, and what follows", "why", 13),
    Row(&["y"], Action::Copy, Review, "Copy what was decided as Markdown", "copy", 11),
    Row(&["Esc"], Action::Cancel, Review, "Stop the review", "stop", 11),
    Row(&["q"], Action::Quit, Review, "Stop the review", "", 0),
    // Triage: verbs of everywhere in the words that fit there, then its own
    Row(&["Enter"], Action::Open, Triage, "Accept: out of the inbox into the first queue; or keep it", "accept", 2),
    Row(&["t"], Action::PlanToday, Triage, "Accept, planned for today", "today", 2),
    Row(&["T"], Action::PlanWeek, Triage, "Accept, planned for this week", "week", 2),
    Row(&["z"], Action::Snooze, Triage, "Later: asks until when", "later", 3),
    Row(&["c"], Action::Complete, Triage, "Was done already", "done", 3),
    Row(&["d"], Action::Drop, Triage, "Drop it", "drop", 3),
    Row(&["j", "Down"], Action::Down, Triage, "Skip it for now", "skip", 3),
    Row(&["k", "Up"], Action::Up, Triage, "Back to the one before", "back", 3),
    Row(&["@", "sa"], Action::Set("assignees"), Triage, "Who does it…", "who", 5),
    Row(&["#"], Action::OtherProject, Triage, "Which project it belongs to…", "project", 6),
    Row(&["p0"], Action::Priority(0), Triage, "Priority P0: first of all", "priority", 7),
    Row(&["p1"], Action::Priority(1), Triage, "Priority P1: soon", "priority", 7),
    Row(&["p2"], Action::Priority(2), Triage, "Priority P2: as usual", "priority", 7),
    Row(&["p3"], Action::Priority(3), Triage, "Priority P3: some day", "priority", 7),
    Row(&["w"], Action::Why, Triage, "Why is it here?", "why", 8),
    Row(&["A"], Action::AllProjects, Triage, "All active projects, or this one", "all projects", 24),
    Row(&["q"], Action::Quit, Triage, "Stop: back to the pane before", "", 0),
    Row(&["Esc"], Action::Cancel, Triage, "Cancel; or stop", "stop", 9),
    // a line
    Row(&["Enter"], Action::Keep, Line, "Keep", "keep", 1),
    Row(&["Esc", "Ctrl-c"], Action::Cancel, Line, "Cancel", "cancel", 2),
    Row(&["Tab"], Action::Complement, Line, "Take what is offered", "complete", 3),
    // a form
    Row(&["Tab"], Action::NextField, Form, "Next field", "next", 2),
    Row(&["Shift-Tab"], Action::PreviousField, Form, "Previous field", "previous", 3),
    Row(&["Ctrl-s"], Action::Keep, Form, "Keep", "keep", 1),
    Row(&["Enter"], Action::Accept, Form, "Next field; on the last one keep", "", 0),
    Row(&["Down", "Ctrl-n"], Action::Down, Form, "Next of the list, or next field", "", 0),
    Row(&["Up", "Ctrl-p"], Action::Up, Form, "Previous of the list, or previous field", "", 0),
    Row(&["Esc", "Ctrl-c"], Action::Cancel, Form, "Cancel; asks if something would be lost", "cancel", 4),
    // a text of a form
    Row(&["Tab"], Action::NextField, Prose, "Next field", "next", 2),
    Row(&["Shift-Tab"], Action::PreviousField, Prose, "Previous field", "previous", 3),
    Row(&["Ctrl-s"], Action::Keep, Prose, "Keep", "keep", 1),
    Row(&["Enter"], Action::NewLine, Prose, "New line", "new line", 4),
    Row(&["Down", "Ctrl-n"], Action::Down, Prose, "Down a row, or next field", "", 0),
    Row(&["Up", "Ctrl-p"], Action::Up, Prose, "Up a row, or previous field", "", 0),
    Row(&["Home", "Ctrl-a"], Action::First, Prose, "To the beginning of the row", "", 0),
    Row(&["End", "Ctrl-e"], Action::Last, Prose, "To the end of the row", "", 0),
    Row(&["Esc", "Ctrl-c"], Action::Cancel, Prose, "Cancel; asks if something would be lost", "cancel", 5),
    // a list
    Row(&["Down", "Ctrl-n"], Action::Down, List, "Down", "", 0),
    Row(&["Up", "Ctrl-p"], Action::Up, List, "Up", "", 0),
    Row(&["PgDn"], Action::PageDown, List, "A page down", "", 0),
    Row(&["PgUp"], Action::PageUp, List, "A page up", "", 0),
    Row(&["Enter"], Action::Keep, List, "Choose", "choose", 1),
    Row(&["Esc", "Ctrl-c"], Action::Cancel, List, "Cancel", "cancel", 2),
    // a question
    Row(&["y", "Enter"], Action::Yes, Question, "Yes", "yes", 1),
    Row(&["n", "Esc", "q", "Ctrl-c"], Action::No, Question, "No", "no", 2),
    // a text
    Row(&["j", "Down"], Action::Down, Page, "Down", "down", 2),
    Row(&["k", "Up"], Action::Up, Page, "Up", "up", 3),
    Row(&["Ctrl-d", "PgDn", "Space"], Action::PageDown, Page, "A page down", "", 0),
    Row(&["Ctrl-u", "PgUp"], Action::PageUp, Page, "A page up", "", 0),
    Row(&["g", "Home"], Action::Top, Page, "To the top", "", 0),
    Row(&["G", "End"], Action::Bottom, Page, "To the bottom", "", 0),
    Row(&["Enter"], Action::Open, Page, "Go where the line leads", "", 0),
    Row(&["y"], Action::Copy, Page, "Copy", "copy", 4),
    Row(&["Esc", "q", "Ctrl-c"], Action::Cancel, Page, "Close", "close", 1),
];

/// What a prefix stands for, for the heading of its which-key box.
const PREFIXES: &[(&str, &str)] = &[("s", "Set a field"), ("g", "Go to"), ("p", "Priority")];

/// Every binding as the table has it: the rows above and one for each field that `s` sets.
fn standard() -> Vec<Binding> {
    let rows = ROWS.iter().map(|Row(keys, action, scope, does, hint, rank)| Binding {
        keys: keys.iter().copied().map(Cow::Borrowed).collect(),
        action: *action,
        scope: *scope,
        does,
        hint,
        rank: *rank,
    });
    let of = |scope, fields: &'static [SetField]| {
        fields.iter().map(move |field| Binding {
            keys: vec![Cow::Borrowed(field.keys)],
            action: Action::Set(field.name),
            scope,
            does: field.label,
            hint: "",
            rank: 0,
        })
    };
    let fields = of(Everywhere, SET_FIELDS).chain(of(Risks, RISK_FIELDS)).chain(of(Issues, ISSUE_FIELDS));
    let on_others = of(Review, RISK_FIELDS).chain(of(TodayRisk, RISK_FIELDS)).chain(of(TodayIssue, ISSUE_FIELDS));
    rows.chain(fields).chain(on_others).collect()
}

#[cfg(test)]
mod tests;

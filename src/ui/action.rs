//! What a key asks for. An action names the wish, not the key and not what becomes of it.

/// Everything a key, a click in help or a line of the palette may ask for. People’s configuration files name actions by
/// their [`Action::name`]: calling one otherwise takes their keys away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Move the cursor.
    Left,
    /// Move the cursor.
    Down,
    /// Move the cursor.
    Up,
    /// Move the cursor.
    Right,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// To the first column.
    First,
    /// To the last column.
    Last,
    /// Half a screen down.
    HalfDown,
    /// Half a screen up.
    HalfUp,
    /// A screen down.
    PageDown,
    /// A screen up.
    PageUp,
    /// To the pane of this number.
    Pane(u8),
    /// To the next pane.
    NextPane,
    /// To the previous pane.
    PreviousPane,
    /// Move the focus between the pane and the detail beside it.
    Focus,
    /// Add something where the cursor is.
    Add,
    /// Open what is under the cursor.
    Open,
    /// Edit it in a form.
    Edit,
    /// Set one field of it, by the field's name.
    Set(&'static str),
    /// Append a dated line to its note.
    Note,
    /// Edit its notes in the person's editor.
    EditNotes,
    /// Complete it, or take it up again.
    Complete,
    /// Block it with a reason, or unblock it.
    Block,
    /// Hide it until a date.
    Snooze,
    /// Take it off board and plan.
    Drop,
    /// Mark it for the next verb.
    Mark,
    /// Mark everything in the pane.
    MarkAll,
    /// Take back the newest step.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Filter the pane while typing.
    Filter,
    /// To the next match of the filter.
    NextMatch,
    /// To the previous match of the filter.
    PreviousMatch,
    /// Find a command, task or project by words.
    Palette,
    /// Show every key.
    Help,
    /// Say why something is as it is shown.
    Why,
    /// The pane's other view.
    OtherView,
    /// Copy as Markdown.
    Copy,
    /// Switch the project.
    Projects,
    /// The saved views.
    Views,
    /// History of what is under the cursor.
    History,
    /// Open its URL.
    OpenUrl,
    /// The standup: what changed since the last one.
    Standup,
    /// The triage: what there is to decide about, one task at a time.
    Triage,
    /// Make a project.
    NewProject,
    /// Edit the settings of the project.
    ProjectSettings,
    /// Fill in the charter of the project.
    Charter,
    /// Read the charter as a page.
    CharterPage,
    /// The people of the file.
    People,
    /// The calendars of the file.
    Calendars,
    /// Holidays of the project from a file.
    Holidays,
    /// Say who sits here.
    Me,
    /// Look at the demo portfolio.
    Demo,
    /// Back, and out of the last thing: quit.
    Quit,
    /// Cancel whatever is going on.
    Cancel,
    /// Stop the program until the shell continues it.
    Suspend,
    /// Draw the screen anew.
    Redraw,
    /// Board: move the card a column to the left. Phases: the phase. Timeline: start the task earlier.
    MoveLeft,
    /// Board: move the card a column to the right. Phases: the phase. Timeline: start the task later.
    MoveRight,
    /// Board: move the card down in its column. Phases: the criterion. Timeline: the task among its siblings.
    OrderDown,
    /// Board: move the card up in its column. Phases: the criterion. Timeline: the task among its siblings.
    OrderUp,
    /// Board: pick the column to move to.
    PickColumn,
    /// Board: lanes by assignee, parent, phase, or none.
    Lanes,
    /// Board: edit the columns and their limits.
    EditColumns,
    /// Timeline: put the task under the one above it.
    Indent,
    /// Timeline: put the task beside its parent.
    Outdent,
    /// Timeline: add a task under the one of the cursor.
    AddChild,
    /// Timeline: the task takes less time.
    Shorten,
    /// Timeline: the task takes more time.
    Lengthen,
    /// Timeline: the task waits for another.
    Follows,
    /// Timeline: the task loses a link.
    RemoveLink,
    /// Timeline: save the dates as they are now.
    SaveBaseline,
    /// Timeline: show less time, larger.
    ZoomIn,
    /// Timeline: show more time, smaller.
    ZoomOut,
    /// Timeline: to today.
    ToToday,
    /// Timeline: show the whole project.
    Fit,
    /// Timeline: only critical tasks, or all.
    CriticalOnly,
    /// Timeline: lines of all links, or of one task’s.
    AllLines,
    /// Phases: decide at the gate that is ahead.
    Decide,
    /// Phases: go back to the phase before.
    GoBack,
    /// Phases: what was decided so far.
    Decisions,
    /// Phases: edit the phases and their order.
    EditPhases,
    /// Standup, triage: of all active projects, or of the one that is shown.
    AllProjects,
    /// Risks: more likely.
    Likelier,
    /// Risks: less likely.
    Unlikelier,
    /// Risks: a greater impact.
    Graver,
    /// Risks: a smaller impact.
    Milder,
    /// Risks: what is done about it.
    Respond,
    /// Risks: it has occurred.
    Occur,
    /// Risks: link it to a task, or take a link away.
    Concern,
    /// Risks: go through those that are due for review.
    Review,
    /// Risks: the matrix before the response, after it, or what lies between.
    Matrix,
    /// Issues: to somebody who decides.
    Escalate,
    /// Issues: what they answered.
    Answer,
    /// Triage: give it this priority, 0 to 3.
    Priority(u8),
    /// Triage: move it to another project.
    OtherProject,
    /// Triage: somebody means to work on it today.
    PlanToday,
    /// Triage: somebody means to work on it this week.
    PlanWeek,
    /// Dialogs: keep what was typed or chosen.
    Keep,
    /// Dialogs: keep, or go on where there is a next field.
    Accept,
    /// Dialogs: a new line in a text.
    NewLine,
    /// Dialogs: to the next field.
    NextField,
    /// Dialogs: to the previous field.
    PreviousField,
    /// Dialogs: take the completion offered.
    Complement,
    /// Dialogs: yes.
    Yes,
    /// Dialogs: no.
    No,
}

impl Action {
    /// How many rows a movement goes down, where so many are shown; none: it is no movement up or down.
    pub fn rows(self, shown: usize) -> Option<isize> {
        let page = isize::try_from(shown.max(2)).unwrap_or(isize::MAX);
        Some(match self {
            Action::Down => 1,
            Action::Up => -1,
            Action::HalfDown => page / 2,
            Action::HalfUp => -page / 2,
            Action::PageDown => page - 1,
            Action::PageUp => 1 - page,
            Action::Top => isize::MIN,
            Action::Bottom => isize::MAX,
            _ => return None,
        })
    }

    /// What the configuration file calls it: `complete`, `half-down`, `set-due`, `pane-2`.
    pub fn name(self) -> String {
        match self {
            Action::Set(field) => format!("set-{}", field.replace('_', "-")),
            Action::Pane(number) => format!("pane-{number}"),
            Action::Priority(number) => format!("priority-{number}"),
            other => kebab(&format!("{other:?}")),
        }
    }

    /// Is it a verb on tasks alone? Where rows are something else it has nothing to do.
    pub fn is_for_tasks(self) -> bool {
        matches!(
            self,
            Action::Note
                | Action::EditNotes
                | Action::Block
                | Action::Snooze
                | Action::Set(_)
                | Action::OpenUrl
                | Action::Filter
        )
    }
}

/// `HalfDown` as `half-down`.
pub(super) fn kebab(words: &str) -> String {
    let mut name = String::new();
    for letter in words.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

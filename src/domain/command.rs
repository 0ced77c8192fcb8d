//! What a person can ask for. A command says the outcome, with ids and absolute values, never the gesture that led to
//! it; carried out on a draft it edits records and gives back what it did, in words.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::baseline::BaselineId;
use super::capture;
use super::change::Field;
use super::column::ColumnId;
use super::draft::Draft;
use super::history::Mark;
use super::id::{Id, RecordId};
use super::import;
use super::issue::IssueId;
use super::link::{Link, LinkType};
use super::names::quoted;
use super::occurrence;
use super::outline;
use super::person::PersonId;
use super::phase::{CriterionId, Decision, PhaseId};
use super::place::{self, Spot};
use super::plan::{Row, Series};
use super::project::ProjectId;

use super::refusal::Refusal;
use super::resource::{ResourceId, Use};
use super::risk::RiskId;
use super::saved_view::{self, SavedView};
use super::span::{Lag, Span};
use super::standup::{self, StandupId};
use super::task::{Note, Task, TaskId};
use super::template::Template;
use super::triage::{self, Verdict};
use super::value::{Tags, Value};
use super::words;

mod baselines;
mod decisions;
mod deeds;
mod registers;
mod reschedule;
mod timing;
mod uses;
pub(super) use deeds::write_note;
pub(super) use registers::start_risk;

/// What a person can ask for.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// All of these, as one step.
    All(Vec<Command>),
    /// A new project with what its template has: columns, phases with their gates, starter tasks.
    NewProject {
        /// Its id.
        id: ProjectId,
        /// Two to eight letters.
        key: String,
        /// What it is called.
        name: String,
        /// What it starts with.
        template: Arc<Template>,
    },
    /// A task from a line of capture. Carries words: they are read on the plan as it is when the command is decided.
    Capture {
        /// The task’s id: a second try with the same is harmless.
        id: TaskId,
        /// The line.
        line: String,
        /// The day on which it was said; its dates count from there.
        said: NaiveDate,
        /// The project it goes to unless the line names another; none: the file’s only active one; in a file without
        /// projects a new one, `IN`.
        project: Option<ProjectId>,
        /// The column it goes to unless the line names another; none: the inbox.
        column: Option<ColumnId>,
        /// The task it stands under unless the line names another.
        parent: Option<TaskId>,
        /// What cannot be understood makes an inbox task with the reason as its note, rather than a refusal.
        leniently: bool,
    },
    /// A risk or an issue from a line of its register. Carries words, as [`Command::Capture`].
    Register {
        /// The id of what it makes; its kind says which register.
        of: RecordId,
        /// The line.
        line: String,
        /// The day on which it was said; its dates count from there.
        said: NaiveDate,
        /// The project it goes to unless the line names another; none: the file’s only active one.
        project: Option<ProjectId>,
    },
    /// A record made by hand: a person, a column, an exception.
    Make(Row),
    /// Fields of one record set to these values.
    Set {
        /// Which record.
        of: RecordId,
        /// Which fields, and what they are to be.
        fields: Vec<(Field, Value)>,
    },
    /// A record taken away: a column, an exception, a calendar, a baseline, a person, an assignment.
    Remove(RecordId),
    /// A card moved to a place on the board.
    Move {
        /// Which card.
        task: TaskId,
        /// To which column.
        column: ColumnId,
        /// Where in it.
        spot: Spot,
        /// Even over a limit that the project enforces.
        over: bool,
    },
    /// A task done, today or at this instant.
    Complete {
        /// Which task.
        task: TaskId,
        /// When; none: today.
        finish: Option<NaiveDateTime>,
    },
    /// A task taken off board and plan, with everything under it and its links.
    Drop(TaskId),
    /// A task that cannot go on.
    Block {
        /// Which task.
        task: TaskId,
        /// Why.
        reason: String,
        /// Does it wait for someone outside?
        outside: bool,
    },
    /// A task that can go on again.
    Unblock(TaskId),
    /// A dated line added to the note of a task, a risk or an issue.
    AddNote {
        /// Of what.
        of: RecordId,
        /// What to add.
        text: String,
    },
    /// A task’s note replaced; empty takes it away.
    SetNote {
        /// Which task.
        task: TaskId,
        /// The new text.
        text: String,
    },
    /// One task waits for another; an existing link of this type gets the lag.
    Link {
        /// Comes first.
        predecessor: TaskId,
        /// Waits.
        successor: TaskId,
        /// Which ends are joined.
        link_type: LinkType,
        /// How long after.
        lag: Lag,
    },
    /// A task no longer waits for another (links of all types).
    Unlink {
        /// Comes first.
        predecessor: TaskId,
        /// Waits.
        successor: TaskId,
    },
    /// Somebody works on a task with so many percent of their time.
    Assign {
        /// On what.
        task: TaskId,
        /// Who.
        person: PersonId,
        /// Percent.
        units: i64,
    },
    /// Somebody works on a task no longer.
    Unassign {
        /// On what.
        task: TaskId,
        /// Who.
        person: PersonId,
    },
    /// A task uses so much of a material or cost resource.
    Use {
        /// Which task.
        task: TaskId,
        /// How much of what.
        what: Use,
    },
    /// A task uses nothing of a resource any more.
    DoWithout {
        /// Which task.
        task: TaskId,
        /// Of what.
        resource: ResourceId,
    },
    /// A tag put on a task or taken off.
    Tag {
        /// Which task.
        task: TaskId,
        /// The word.
        tag: String,
        /// On or off.
        on: bool,
    },
    /// A task put under another, or at the top of the outline, behind its last child.
    Under {
        /// Which task.
        task: TaskId,
        /// Under which.
        parent: Option<TaskId>,
    },
    /// A task put just above or below another in the outline, under the same parent.
    Order {
        /// Which task.
        task: TaskId,
        /// Beside which other.
        beside: TaskId,
        /// Above it, rather than below?
        above: bool,
    },
    /// A task not begun starts no earlier than this instant; where it would anyway, nothing holds it.
    StartNoEarlier {
        /// Which task.
        task: TaskId,
        /// The instant.
        on: NaiveDateTime,
    },
    /// A task that has begun did so at this instant.
    Begin {
        /// Which task.
        task: TaskId,
        /// The instant.
        at: NaiveDateTime,
    },
    /// A task takes so long.
    Takes {
        /// Which task.
        task: TaskId,
        /// How long.
        span: Span,
    },
    /// A task moved to another project, with a new ref.
    ToProject {
        /// Which task.
        task: TaskId,
        /// Where to.
        project: ProjectId,
    },
    /// Days off for somebody.
    Leave {
        /// Who.
        person: PersonId,
        /// From this day.
        first: NaiveDate,
        /// To this day.
        last: NaiveDate,
        /// What it is called.
        name: String,
    },
    /// What was decided at the gate ahead.
    Decide {
        /// The phase that the gate ends.
        phase: PhaseId,
        /// What was decided.
        decision: Decision,
        /// What has to be done in the next phase, a line of capture each.
        conditions: Vec<String>,
        /// What is to be remembered of it.
        note: String,
        /// Who decided; none: who sits here.
        by: Option<PersonId>,
        /// Why it goes on though criteria are unmet.
        over: Option<String>,
    },
    /// The phase before the one whose gate is ahead becomes active again.
    GoBack {
        /// Of which project.
        project: ProjectId,
        /// Why.
        reason: String,
        /// Who decided; none: who sits here.
        by: Option<PersonId>,
    },
    /// A criterion ticked, or its tick taken away.
    Tick {
        /// Which.
        criterion: CriterionId,
        /// Ticked?
        on: bool,
    },
    /// A deliverable accepted today, or not accepted after all.
    Accept {
        /// Which.
        task: TaskId,
        /// Accepted?
        on: bool,
        /// By whom; none: by who sits here.
        by: Option<PersonId>,
    },
    /// The dates of every scheduled task of a project kept under a name, anew where it is in use; the project is
    /// compared with them from then on.
    SaveBaseline {
        /// The baseline’s id, unless the project has one of this name.
        id: BaselineId,
        /// Of which project.
        project: ProjectId,
        /// What it is called.
        name: String,
    },
    /// A filter kept as a view, anew where one is called so.
    SaveView(SavedView),
    /// A standup that was held of these projects; it told of what lies before the mark, and began at its instant.
    FinishStandup {
        /// Of which projects, with the ids of their records.
        held: Vec<(StandupId, ProjectId)>,
        /// Where the next one begins.
        mark: Mark,
    },
    /// A task that was decided about in triage.
    Triage {
        /// Which task.
        task: TaskId,
        /// What was decided.
        verdict: Verdict,
    },
    /// The next of each recurring task whose time has come. Nobody asks for it but the clock.
    Recur,
    /// What is not finished in a project, put behind its status date.
    Reschedule(ProjectId),
    /// A risk or an issue linked to a task, or not any more.
    Concern {
        /// Which risk or issue.
        of: RecordId,
        /// Which task.
        task: TaskId,
        /// Linked?
        on: bool,
    },
    /// A risk looked at today; its next review comes as many days later as its project says, unless one is set here.
    Review {
        /// Which risk.
        risk: RiskId,
        /// What has changed about it.
        fields: Vec<(Field, Value)>,
        /// What is to be noted; empty: nothing.
        note: String,
    },
    /// A risk that has occurred: it becomes an issue.
    Occur {
        /// Which risk.
        risk: RiskId,
        /// The id of the issue.
        issue: IssueId,
        /// The id of a task that its contingency plan becomes; none: it becomes none.
        task: Option<TaskId>,
    },
    /// A risk or an issue closed.
    Close {
        /// Which.
        of: RecordId,
        /// Why; of an issue, its resolution.
        reason: String,
    },
    /// An issue escalated to somebody.
    Escalate {
        /// Which.
        issue: IssueId,
        /// To whom.
        to: PersonId,
    },
    /// What was answered to an issue that was escalated.
    Answer {
        /// Which.
        issue: IssueId,
        /// The answer.
        text: String,
    },
    /// Records from another file: new ones put in, known ones replaced.
    Import {
        /// The records as they are to be.
        rows: Vec<Row>,
        /// The records that are no longer.
        gone: Vec<RecordId>,
        /// The last numbers given, where the file knows them.
        numbers: Vec<(Series, i64)>,
        /// What was read, for the sentence: `12 tasks from plan.csv`.
        what: String,
    },
}

/// What a command did, in words that can be joined with those of others.
#[derive(Clone, PartialEq, Debug)]
pub struct Said {
    /// What was done: `Move`.
    pub verb: String,
    /// To which record, in words: `WEB-12 “Login page”`.
    pub what: String,
    /// How: `to Review`; may be empty.
    pub how: String,
    /// The record it was about.
    pub about: Option<RecordId>,
}

impl Said {
    pub(super) fn of(verb: &str, what: String, how: impl Into<String>, about: impl Into<RecordId>) -> Self {
        Said { verb: verb.to_owned(), what, how: how.into(), about: Some(about.into()) }
    }

    /// As a sentence.
    pub fn sentence(&self) -> String {
        let mut sentence = self.verb.clone();
        for part in [&self.what, &self.how].into_iter().filter(|part| !part.is_empty()) {
            if !part.starts_with([':', ',']) {
                sentence.push(' ');
            }
            sentence.push_str(part);
        }
        sentence
    }
}

impl Command {
    /// Edits the draft as the command says. Errors: what cannot be done, in words; the draft is then worthless.
    pub fn carry_out(&self, draft: &mut Draft<'_>) -> Result<Said, Refusal> {
        if let Some(task) = self.task().filter(|task| draft.plan.get(*task).is_none()) {
            return Err(Refusal::new(
                format!("task {task} does not exist any more"),
                "it may have been undone meanwhile",
            ));
        }
        match self {
            Command::All(commands) => deeds::all(draft, commands),
            Command::NewProject { id, key, name, template } => {
                template.start(draft, *id, key, name);
                let plain = *template == Template::standard();
                let how = if plain { String::new() } else { format!("from template {}", template.name) };
                Ok(Said::of("Start", draft.plan.label((*id).into()), how, *id))
            }
            Command::Capture { id, .. } => {
                let (how, known) = capture::carry_out(self, draft)?;
                let verb = if known { "Find" } else { "Add" };
                Ok(Said::of(verb, draft.plan.task_label(*id), how, *id))
            }
            Command::Register { of, line, said, project } => registers::register(draft, *of, line, *said, *project),
            Command::Make(row) => deeds::make(draft, row),
            Command::Set { of, fields } => deeds::set(draft, *of, fields),
            Command::Remove(id) => deeds::remove(draft, *id),
            Command::Move { task, column, spot, over } => {
                let stays =
                    draft.plan.get(*task).and_then(|it| it.place.as_ref()).is_some_and(|it| it.column == *column);
                place::put(draft, *task, *column, *spot, *over)?;
                let name = draft.plan.get(*column).map_or(String::new(), |column| column.name.clone());
                let how = if stays { format!("within {name}") } else { format!("to {name}") };
                Ok(said(draft, "Move", *task, how))
            }
            Command::Complete { task, finish } => {
                if finish.is_none() && draft.plan.get(*task).is_some_and(|it| it.finish().is_some()) {
                    return Err(Refusal::plain(format!("{} is done already", draft.plan.task_label(*task))));
                }
                place::complete(draft, *task, *finish)?;
                let how =
                    finish.map_or(String::new(), |at| format!("as of {}", words::day(at.date(), draft.moment.today)));
                Ok(said(draft, "Complete", *task, how))
            }
            Command::Drop(task) => {
                let below = outline::drop(draft, *task)?;
                let how =
                    if below > 0 { format!("with {} under it", words::counted(below, "task")) } else { String::new() };
                Ok(said(draft, "Drop", *task, how))
            }
            Command::Block { task, reason, outside } => deeds::block(draft, *task, reason, *outside),
            Command::Unblock(task) => {
                if !draft.plan.get(*task).is_some_and(|it| it.is_blocked()) {
                    return Err(Refusal::plain(format!("{} is not blocked", draft.plan.task_label(*task))));
                }
                draft.edit(*task, |it| (it.blocked, it.blocked_since, it.waits_outside) = (String::new(), None, false));
                Ok(said(draft, "Unblock", *task, ""))
            }
            Command::AddNote { of, text } => match of.as_id::<Task>() {
                Some(task) => {
                    let before = draft.plan.get(note_of(task)).map_or("", |note| &note.text);
                    write_note(draft, task, noted(before, draft.moment.today, text));
                    Ok(said(draft, "Note on", task, format!(": {}", quoted(text.trim()))))
                }
                None => registers::add_note(draft, *of, text),
            },
            Command::SetNote { task, text } => {
                write_note(draft, *task, text.clone());
                Ok(said(draft, if text.is_empty() { "Clear the note of" } else { "Rewrite the note of" }, *task, ""))
            }
            Command::Link { predecessor, successor, link_type, lag } => {
                deeds::link(draft, *predecessor, *successor, *link_type, *lag)
            }
            Command::Unlink { predecessor, successor } => {
                let plan = &draft.plan;
                let joins = |id: &Id<Link>| plan.get(*id).is_some_and(|link| link.predecessor == *predecessor);
                let links: Vec<_> = plan.index().predecessors(*successor).filter(joins).collect();
                let (then, first) = (plan.task_label(*successor), plan.task_label(*predecessor));
                if links.is_empty() {
                    return Err(Refusal::plain(format!("{then} does not wait for {first}")));
                }
                links.into_iter().for_each(|id| draft.remove(id));
                Ok(said(draft, "Unlink", *successor, format!("from {first}")))
            }
            Command::Assign { task, person, units } => deeds::assign(draft, *task, *person, *units),
            Command::Unassign { task, person } => {
                let handle = draft.plan.handle(*person);
                let Some((_, id)) = draft.plan.index().people_of(*task).find(|(who, _)| who == person) else {
                    let why = format!("{handle} is not assigned to {}", draft.plan.task_label(*task));
                    return Err(Refusal::plain(why));
                };
                draft.remove(id);
                Ok(said(draft, "Take", *task, format!("from {handle}")))
            }
            Command::Use { task, what } => uses::put(draft, *task, what),
            Command::DoWithout { task, resource } => uses::take(draft, *task, *resource),
            Command::Tag { task, tag, on } => {
                if *on && !draft.plan.index().has_tag(tag) {
                    draft.notices.push(format!("+{tag} is a new tag"));
                }
                draft.edit(*task, |it| it.tags = it.tags.with(tag, *on));
                Ok(said(draft, if *on { "Tag" } else { "Untag" }, *task, format!("+{tag}")))
            }
            Command::Under { task, parent } => {
                outline::put_under(draft, *task, *parent)?;
                let how = match parent {
                    Some(parent) => format!("under {}", draft.plan.task_label(*parent)),
                    None => "to the top of the outline".to_owned(),
                };
                Ok(said(draft, "Put", *task, how))
            }
            Command::Order { task, beside, above } => timing::order(draft, *task, *beside, *above),
            Command::StartNoEarlier { task, on } => timing::start_no_earlier(draft, *task, *on),
            Command::Begin { task, at } => timing::begin(draft, *task, *at),
            Command::Takes { task, span } => timing::takes(draft, *task, *span),
            Command::ToProject { task, project } => {
                let was = draft.plan.task_label(*task);
                outline::to_project(draft, *task, *project)?;
                let how = format!("to {}: it is {} now", draft.plan.key(*project), draft.plan.task_ref(*task));
                Ok(Said::of("Move", was, how, *task))
            }
            Command::Leave { person, first, last, name } => deeds::leave(draft, *person, *first, *last, name),
            Command::Decide { phase, decision, conditions, note, by, over } => {
                let by = by.or(draft.moment.me);
                let over = over.as_deref();
                decisions::Deciding { phase: *phase, decision: *decision, conditions, note, by, over }.carry_out(draft)
            }
            Command::GoBack { project, reason, by } => decisions::go_back(draft, *project, reason, *by),
            Command::Tick { criterion, on } => decisions::tick(draft, *criterion, *on),
            Command::Accept { task, on, by } => decisions::accept(draft, *task, *on, *by),
            Command::SaveBaseline { id, project, name } => baselines::save(draft, *id, *project, name),
            Command::SaveView(view) => saved_view::save(draft, view),
            Command::FinishStandup { held, mark } => standup::finish(draft, held, *mark),
            Command::Triage { task, verdict } => triage::decide(draft, *task, *verdict),
            Command::Recur => occurrence::recur(draft),
            Command::Reschedule(project) => reschedule::reschedule(draft, *project),
            Command::Concern { of, task, on } => registers::concern(draft, *of, *task, *on),
            Command::Review { risk, fields, note } => registers::review(draft, *risk, fields, note),
            Command::Occur { risk, issue, task } => registers::occur(draft, *risk, *issue, *task),
            Command::Close { of, reason } => registers::close(draft, *of, reason),
            Command::Escalate { issue, to } => registers::escalate(draft, *issue, *to),
            Command::Answer { issue, text } => registers::answer(draft, *issue, text),
            Command::Import { rows, gone, numbers, what } => {
                import::carry_out(draft, rows, gone, numbers)?;
                Ok(Said { verb: "Import".to_owned(), what: what.clone(), how: String::new(), about: None })
            }
        }
    }

    /// The task that has to exist for the command to make sense.
    fn task(&self) -> Option<TaskId> {
        match self {
            Command::AddNote { of, .. } => of.as_id(),
            Command::Move { task, .. }
            | Command::Complete { task, .. }
            | Command::Drop(task)
            | Command::Block { task, .. }
            | Command::Unblock(task)
            | Command::SetNote { task, .. }
            | Command::Assign { task, .. }
            | Command::Unassign { task, .. }
            | Command::Use { task, .. }
            | Command::DoWithout { task, .. }
            | Command::Tag { task, .. }
            | Command::Under { task, .. }
            | Command::Order { task, .. }
            | Command::StartNoEarlier { task, .. }
            | Command::Begin { task, .. }
            | Command::Takes { task, .. }
            | Command::Accept { task, .. }
            | Command::ToProject { task, .. }
            | Command::Triage { task, .. }
            | Command::Link { successor: task, .. }
            | Command::Unlink { successor: task, .. }
            | Command::Concern { task, .. } => Some(*task),
            Command::All(_)
            | Command::NewProject { .. }
            | Command::Capture { .. }
            | Command::Register { .. }
            | Command::Make(_)
            | Command::Set { .. }
            | Command::Remove(_)
            | Command::Leave { .. }
            | Command::Decide { .. }
            | Command::GoBack { .. }
            | Command::Tick { .. }
            | Command::SaveBaseline { .. }
            | Command::SaveView(_)
            | Command::FinishStandup { .. }
            | Command::Recur
            | Command::Reschedule(_)
            | Command::Review { .. }
            | Command::Occur { .. }
            | Command::Close { .. }
            | Command::Escalate { .. }
            | Command::Answer { .. }
            | Command::Import { .. } => None,
        }
    }
}

fn said(draft: &Draft<'_>, verb: &str, task: TaskId, how: impl Into<String>) -> Said {
    Said::of(verb, draft.plan.task_label(task), how, task)
}

/// A note with a dated line added.
fn noted(before: &str, today: NaiveDate, text: &str) -> String {
    let line = format!("{today}: {}", text.trim());
    let before = before.trim_end();
    if before.is_empty() { line } else { format!("{before}\n\n{line}") }
}

/// The id of a task’s note.
pub fn note_of(task: TaskId) -> Id<Note> {
    Id::of(task.uuid())
}

/// The tags a command line or form gives as words.
pub fn tags(words: &str) -> Tags {
    Tags::of(&words.replace('+', " "))
}

//! A line of capture carried out: the task it makes, with its links, people and note.

use chrono::NaiveDate;

use super::tokens::beginning;
use super::{Context, Purpose, Term, Understood, understand};
use crate::domain::check::{LONGEST_LINE, LONGEST_PROSE, check};
use crate::domain::column::ColumnId;
use crate::domain::command::{Command, write_note};
use crate::domain::draft::Draft;
use crate::domain::gate;
use crate::domain::link::Link;
use crate::domain::occurrence;
use crate::domain::outline;
use crate::domain::person::Assignment;
use crate::domain::place::{self, Spot};
use crate::domain::plan::Plan;
use crate::domain::project::{Project, ProjectId, ProjectState};
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::task::{Constraint, Task, TaskId};
use crate::domain::template::Template;
use crate::text;

/// Bytes of a line before its note: a title and as much syntax again.
const LONGEST_BEFORE_NOTE: usize = 2 * LONGEST_LINE;

/// What a capture asks for.
struct Wish<'a> {
    id: TaskId,
    line: &'a str,
    said: NaiveDate,
    project: Option<ProjectId>,
    column: Option<ColumnId>,
    parent: Option<TaskId>,
}

/// Makes the task of a [`Command::Capture`]. Gives what was understood, in words, and whether it was there already.
/// Errors: a word that cannot be read, a rule that would be broken; leniently there is none.
pub fn carry_out(command: &Command, draft: &mut Draft<'_>) -> Result<(String, bool), Refusal> {
    let Command::Capture { id, line, said, project, column, parent, leniently } = command else {
        return Err(Refusal::plain("this is no line of capture"));
    };
    if draft.plan.get(*id).is_some() {
        return Ok(("captured before".to_owned(), true));
    }
    let wish = Wish { id: *id, line, said: *said, project: *project, column: *column, parent: *parent };
    if !leniently {
        return Ok((make(draft, &wish)?, false));
    }
    let wish = Wish { project: Some(somewhere(draft, *project)), ..wish };
    let (before, notices) = (draft.plan.clone(), draft.notices.len());
    let made = make(draft, &wish).and_then(|echo| {
        check(draft.before(), &draft.plan, &draft.touched())?;
        Ok(echo)
    });
    Ok((
        made.unwrap_or_else(|refusal| {
            draft.plan = before;
            draft.notices.truncate(notices);
            keep_as_text(draft, &wish, &refusal)
        }),
        false,
    ))
}

fn make(draft: &mut Draft<'_>, wish: &Wish<'_>) -> Result<String, Refusal> {
    sizes(wish.line)?;
    let meant = home(draft, wish.project);
    let understood = read(draft, wish, meant.as_ref().ok().copied());
    let understood = understood.whole()?;
    if understood.title.is_empty() {
        return Err(Refusal::new("a task needs a title", "write what is to be done, as in: Login page due:fri"));
    }
    title_fits(&understood.title)?;
    let project = understood.project.map_or(meant, Ok)?;
    let echo = understood.echo(&context(&draft.plan, draft, wish, Some(project)));
    let mut task = blank(draft, wish.id, project, understood.title.clone());
    task.parent = wish.parent.filter(|id| draft.plan.get(*id).is_some_and(|above| above.project == project));
    understood.terms.iter().for_each(|term| set(&mut task, &term.what));
    task.occurrence = occurrence::beginning(&task, wish.said);
    let above = task.parent.and_then(|id| draft.plan.get(id)).and_then(|above| above.phase);
    task.phase = task.phase.or(above).or_else(|| gate::ahead(&draft.plan, project));
    task.rank = outline::last_rank(&draft.plan, project, task.parent);
    if let Some(above) = task.parent {
        outline::becomes_summary(draft, above);
    }
    draft.put(task);
    surroundings(draft, wish, understood, project)?;
    Ok(echo)
}

/// Links, people, note and place of a task that is there.
fn surroundings(
    draft: &mut Draft<'_>,
    wish: &Wish<'_>,
    understood: &Understood,
    project: ProjectId,
) -> Result<(), Refusal> {
    let task = wish.id;
    let mut column = wish.column.filter(|id| draft.plan.get(*id).is_some_and(|column| column.project == project));
    for term in &understood.terms {
        match term.what {
            Term::Person { person, units } => {
                let id = draft.moment.ids.take();
                draft.put(Assignment::new(id, task, person, units.unwrap_or(100)));
            }
            Term::After { task: predecessor, link_type, lag } => {
                let id = draft.moment.ids.take();
                draft.put(Link { id, predecessor, successor: task, link_type, lag });
            }
            Term::Column(said) => column = Some(said),
            _ => {}
        }
    }
    if let Some(note) = &understood.note {
        write_note(draft, task, note.what.clone());
    }
    column.map_or(Ok(()), |column| place::put(draft, task, column, Spot::Bottom, false))
}

/// What a term says of the task alone.
fn set(task: &mut Task, term: &Term) {
    match term {
        Term::Tag(tag) => task.tags = task.tags.with(tag, true),
        Term::Priority(priority) => task.priority = *priority,
        Term::Due(date) => task.due = Some(*date),
        Term::Planned(date) => task.planned = Some(*date),
        Term::Recurs(recurrence) => task.recurrence = Some(*recurrence),
        Term::Until(date) => task.until = Some(*date),
        Term::Start(at) => task.constraint = Some(Constraint::start_no_earlier(*at)),
        Term::Snooze(date) => task.snoozed_until = Some(*date),
        Term::Estimate(estimate) => {
            (task.optimistic, task.pessimistic) = (estimate.optimistic, estimate.pessimistic);
            task.duration = Some(estimate.likely);
        }
        Term::Phase(phase) => task.phase = Some(*phase),
        Term::Under(above) => task.parent = Some(*above),
        Term::Kind(kind) => task.kind = *kind,
        Term::Url(url) => task.url = url.clone(),
        Term::Project(_) | Term::Person { .. } | Term::After { .. } | Term::Column(_) | Term::No(_) => {}
    }
}

/// An inbox task with the line as its title and the reason as its note.
fn keep_as_text(draft: &mut Draft<'_>, wish: &Wish<'_>, refusal: &Refusal) -> String {
    let project = somewhere(draft, wish.project);
    let text = super::tokens::one_line(wish.line);
    let (title, lost) = match text.len() {
        0 => ("(an empty line)".to_owned(), false),
        1..=LONGEST_LINE => (text.clone().into_owned(), false),
        _ => (text::cut(beginning(&text, 1000), 200).into_owned(), true),
    };
    let mut task = blank(draft, wish.id, project, title);
    task.rank = outline::last_rank(&draft.plan, project, None);
    task.phase = gate::ahead(&draft.plan, project);
    draft.put(task);
    let mut note = format!("Kept as text: {refusal}");
    if lost {
        let room = LONGEST_PROSE - note.len() - 2;
        note = format!("{note}\n\n{}", beginning(&text, room));
    }
    write_note(draft, wish.id, note);
    format!("as text: {refusal}")
}

fn blank(draft: &mut Draft<'_>, id: TaskId, project: ProjectId, title: String) -> Task {
    let number = draft.next_number(project);
    Task { project, number, title, captured: Some(draft.moment.now), ..Task::blank(id) }
}

fn read(draft: &Draft<'_>, wish: &Wish<'_>, project: Option<ProjectId>) -> Understood {
    understand(wish.line, &context(&draft.plan, draft, wish, project))
}

fn context<'a>(plan: &'a Plan, draft: &Draft<'_>, wish: &Wish<'_>, project: Option<ProjectId>) -> Context<'a> {
    let week_start = draft.moment.week_start;
    let me = draft.moment.me;
    Context { plan, today: wish.said, week_start, project, me, purpose: Purpose::Add, hash: false }
}

/// The project that is meant; with none in the file, a new `IN`. Errors: it is not said which.
fn home(draft: &mut Draft<'_>, wished: Option<ProjectId>) -> Result<ProjectId, Refusal> {
    let wished = wished.filter(|id| draft.plan.get(*id).is_some());
    if let Some(project) = wished.map_or_else(|| draft.plan.project_meant(), |id| Ok(Some(id)))? {
        return Ok(project);
    }
    let id = draft.moment.ids.take();
    Template::standard().start(draft, id, "IN", "Inbox");
    draft.notices.push("the file had no project: IN “Inbox” was made".to_owned());
    Ok(id)
}

/// The same for a line that has to be kept: where it is not said which, the first active one, else the first.
fn somewhere(draft: &mut Draft<'_>, wished: Option<ProjectId>) -> ProjectId {
    home(draft, wished).unwrap_or_else(|_| {
        let active = draft.plan.all::<Project>().find(|project| project.state == ProjectState::Active);
        active.or_else(|| draft.plan.all::<Project>().next()).map_or(ProjectId::MIN, |project| project.id)
    })
}

/// Refuses a title that is too long.
pub(in crate::domain) fn title_fits(title: &str) -> Result<(), Refusal> {
    if title.len() <= LONGEST_LINE {
        return Ok(());
    }
    let why = format!("the title has {} bytes", title.len());
    Err(Refusal::new(why, format!("it can have {LONGEST_LINE} at most: put the rest in the note, behind //")))
}

/// Refuses what is too long, before it is read.
pub(in crate::domain) fn sizes(line: &str) -> Result<(), Refusal> {
    let note = super::tokens::split_off_note(line);
    if let Some(note) = note.filter(|note| note.len() > LONGEST_PROSE) {
        let why = format!("the note has {} bytes", note.len());
        return Err(Refusal::new(
            why,
            format!("it can have {LONGEST_PROSE} at most: keep it in a file and give its URL"),
        ));
    }
    let before = line.len() - note.map_or(0, str::len);
    if before > LONGEST_BEFORE_NOTE {
        let why = format!("the line has {before} bytes before its note");
        return Err(Refusal::new(
            why,
            format!("a title can have {LONGEST_LINE} at most: put the rest in the note, behind //"),
        ));
    }
    Ok(())
}

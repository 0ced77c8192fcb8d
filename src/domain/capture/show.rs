//! What was understood, in words: the echo, the chips under a prompt, and a task written back as a line.

use std::ops::Range;

use super::reader::{Reader, name_word};
use super::{Absent, Context, Placed, Problem, Purpose, Term, Understood, understand};
use crate::domain::dates;
use crate::domain::link::LinkType;
use crate::domain::plan::Plan;
use crate::domain::span::{Estimate, Pace};
use crate::domain::task::{ConstraintKind, Priority, Task, TaskKind};
use crate::text;

/// How a chip is to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Understood.
    Understood,
    /// Understood, and new to the file.
    New,
    /// Not understood.
    Wrong,
}

/// One thing that a line says, for the row under a prompt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chip {
    /// The bytes of the line that say it.
    pub range: Range<usize>,
    /// In words, safe to print: `due Fri 20 Mar`.
    pub words: String,
    /// How it is to look.
    pub tone: Tone,
}

/// Columns of an address or a name in an echo.
const SHOWN: usize = 48;

impl Understood {
    /// What was understood, in one line without the title: `p1, due Fri 20 Mar, @ana, +bug (new tag), in Doing`.
    pub fn echo(&self, context: &Context<'_>) -> String {
        let pace = self.pace(context);
        let mut all: Vec<String> = self.terms.iter().map(|term| words(&term.what, context, &pace)).collect();
        if self.note.is_some() {
            all.push("with a note".to_owned());
        }
        all.join(", ")
    }

    /// A chip for each thing that the line says besides the title, in the order of the line.
    pub fn chips(&self, context: &Context<'_>) -> Vec<Chip> {
        let pace = self.pace(context);
        let tone = |term: &Term| if is_new(term, context) { Tone::New } else { Tone::Understood };
        chips_by(self, |term| (words(&term.what, context, &pace), tone(&term.what)))
    }

    fn pace(&self, context: &Context<'_>) -> Pace {
        self.project.map(|id| context.plan.pace(id)).unwrap_or_default()
    }
}

/// A chip for each thing that a line of any grammar says besides the title, in the order of the line.
pub(crate) fn chips_by<T>(understood: &Understood<T>, said: impl Fn(&Placed<T>) -> (String, Tone)) -> Vec<Chip> {
    let term = |term: &Placed<T>| {
        let (words, tone) = said(term);
        Chip { range: term.range.clone(), words, tone }
    };
    let wrong = |problem: &Problem| Chip {
        range: problem.range.clone(),
        words: text::visible(&problem.refusal.to_string()).into_owned(),
        tone: Tone::Wrong,
    };
    let note = understood.note.iter().map(|note| Chip {
        range: note.range.clone(),
        words: "note".to_owned(),
        tone: Tone::Understood,
    });
    let mut chips: Vec<Chip> =
        understood.terms.iter().map(term).chain(understood.problems.iter().map(wrong)).chain(note).collect();
    chips.sort_by_key(|chip| chip.range.start);
    chips
}

fn is_new(term: &Term, context: &Context<'_>) -> bool {
    matches!(term, Term::Tag(tag) if !context.plan.index().has_tag(tag)) && context.purpose != Purpose::Find
}

fn words(term: &Term, context: &Context<'_>, pace: &Pace) -> String {
    let plan = context.plan;
    let day = |date| dates::short(date, context.today);
    let name = |name: Option<&str>| text::cut(name.unwrap_or("?"), SHOWN).into_owned();
    match term {
        Term::Project(id) => format!("project {}", plan.key(*id)),
        Term::Person { person, units: None } => plan.handle(*person),
        Term::Person { person, units: Some(units) } => format!("{} at {units}%", plan.handle(*person)),
        Term::Tag(tag) if is_new(term, context) => format!("+{} (new tag)", text::visible(tag)),
        Term::Tag(tag) => format!("+{}", text::visible(tag)),
        Term::Priority(priority) => priority.word().to_owned(),
        Term::Due(date) => format!("due {}", day(*date)),
        Term::Planned(date) => format!("planned for {}", day(*date)),
        Term::Recurs(recurrence) => recurrence.words(),
        Term::Until(date) => format!("until {}", day(*date)),
        Term::Start(at) => format!("starts no earlier than {}", day(at.date())),
        Term::Snooze(date) => format!("snoozed until {}", day(*date)),
        Term::Estimate(estimate) => format!("estimate {}", estimate.words(pace)),
        Term::After { task, link_type, lag } => {
            let kind = if *link_type == LinkType::FinishStart { "" } else { link_type.word() };
            let lag = if lag.is_none() { String::new() } else { lag.words(pace) };
            format!("after {} {kind}{lag}", plan.task_ref(*task)).trim_end().to_owned()
        }
        Term::Column(id) => format!("in {}", name(plan.get(*id).map(|it| it.name.as_str()))),
        Term::Phase(id) => format!("phase {}", name(plan.get(*id).map(|it| it.name.as_str()))),
        Term::Under(task) => format!("under {}", plan.task_ref(*task)),
        Term::Kind(kind) => kind.word().to_owned(),
        Term::Url(url) => format!("link {}", text::cut(url, SHOWN)),
        Term::No(absent) => absent_words(absent, plan),
    }
}

fn absent_words(absent: &Absent, plan: &Plan) -> String {
    match absent {
        Absent::Due => "no due date".to_owned(),
        Absent::Planned => "no planned day".to_owned(),
        Absent::Recurrence => "does not come again".to_owned(),
        Absent::Until => "without an end".to_owned(),
        Absent::Start => "no constraint".to_owned(),
        Absent::Snooze => "not snoozed".to_owned(),
        Absent::Estimate => "no estimate".to_owned(),
        Absent::Url => "no link".to_owned(),
        Absent::Phase => "no phase".to_owned(),
        Absent::Under => "under nothing".to_owned(),
        Absent::People => "nobody assigned".to_owned(),
        Absent::Tags => "no tags".to_owned(),
        Absent::Links => "after nothing".to_owned(),
        Absent::Person(person) => format!("not {}", plan.handle(*person)),
        Absent::Tag(tag) => format!("not +{}", text::visible(tag)),
        Absent::After(task) => format!("not after {}", plan.task_ref(*task)),
    }
}

/// A task as the line of capture that makes it again, in its own project. What a line cannot say is left out: the note,
/// a constraint other than *start no earlier than*, tags that are no word of the grammar, what has happened to it.
pub fn task_line(plan: &Plan, task: &Task, context: &Context<'_>) -> String {
    let context = Context { project: Some(task.project), purpose: Purpose::Add, ..context.clone() };
    let reader = Reader::of(&context, Some(task.project));
    let says = |word: &String| matches!(reader.read(word), Some(Ok(_)));
    let mut terms: Vec<String> = of_task(plan, task, &reader.pace);
    terms.extend(of_surroundings(plan, task, &reader.pace));
    terms.retain(says);
    let title = &*super::tokens::one_line(&task.title);
    let plain = understand(title, &context);
    let bare = plain.terms.is_empty() && plain.problems.is_empty() && plain.note.is_none() && plain.title == title;
    let line = format!("{title} {}", terms.join(" "));
    // A word of the title can also draw a term to it: then the title goes behind the terms.
    if bare && understand(&line, &context).title == title {
        return line.trim_end().to_owned();
    }
    terms.push(format!("-- {title}"));
    terms.join(" ")
}

fn of_task(plan: &Plan, task: &Task, pace: &Pace) -> Vec<String> {
    let mut all = Vec::new();
    if task.kind != TaskKind::default() {
        all.push(format!("kind:{}", task.kind.word()));
    }
    if task.priority != Priority::default() {
        all.push(task.priority.word().to_owned());
    }
    all.extend(task.tags.iter().map(|tag| format!("+{tag}")));
    all.extend(task.due.map(|date| format!("due:{date}")));
    all.extend(task.planned.map(|date| format!("do:{date}")));
    all.extend(task.recurrence.map(|it| it.capture()));
    all.extend(task.until.filter(|_| task.recurrence.is_some()).map(|date| format!("until:{date}")));
    let start = task.constraint.filter(|it| it.kind == ConstraintKind::StartNoEarlier).and_then(|it| it.at);
    all.extend(start.map(|at| format!("start:{}", at.date())));
    all.extend(task.snoozed_until.map(|date| format!("wait:{date}")));
    if let Some(likely) = task.duration {
        let estimate = Estimate { optimistic: task.optimistic, likely, pessimistic: task.pessimistic };
        all.push(format!("est:{}", estimate.words(pace)));
    }
    if let Some(phase) = task.phase.and_then(|id| plan.get(id)) {
        all.push(format!("phase:{}", name_word(&phase.name)));
    }
    if !task.url.is_empty() && !task.url.contains(char::is_whitespace) {
        all.push(format!("url:{}", task.url));
    }
    all
}

fn of_surroundings(plan: &Plan, task: &Task, pace: &Pace) -> Vec<String> {
    let index = plan.index();
    let mut all = Vec::new();
    let number = |id| plan.get(id).map(|it: &std::sync::Arc<Task>| it.number);
    for (person, assignment) in index.people_of(task.id) {
        let units = plan.get(assignment).map_or(100, |it| it.units);
        let handle = plan.handle(person);
        all.push(if units == 100 { handle } else { format!("{handle}:{units}") });
    }
    for link in index.predecessors(task.id).filter_map(|id| plan.get(id)) {
        let Some(number) = number(link.predecessor) else { continue };
        let kind = if link.link_type == LinkType::FinishStart { "" } else { link.link_type.word() };
        let lag = if link.lag.is_none() { String::new() } else { link.lag.words(pace) };
        all.push(format!("after:{number}{}{lag}", kind.to_lowercase()));
    }
    all.extend(task.parent.and_then(number).map(|number| format!("under:{number}")));
    let column = task.place.as_ref().and_then(|place| plan.get(place.column));
    all.extend(column.map(|column| format!("in:{}", name_word(&column.name))));
    all
}

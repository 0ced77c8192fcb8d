//! What people call things: refs and labels of records, and records found by what was typed.

use super::baseline::{Baseline, BaselineId};
use super::calendar::{Calendar, CalendarId};
use super::column::ColumnId;
use super::id::RecordId;
use super::issue::IssueId;
use super::nearest::nearest;
use super::person::{Person, PersonId};
use super::phase::PhaseId;
use super::plan::{Kind, Plan, Row, Series};
use super::project::{Project, ProjectId, ProjectState};
use super::refusal::Refusal;
use super::risk::RiskId;
use super::task::{Task, TaskId};
use crate::text;

/// Columns of a title in a sentence.
const TITLE: usize = 48;

impl Plan {
    /// The ref of a task: `WEB-12`.
    pub fn task_ref(&self, id: TaskId) -> String {
        self.get(id).map_or_else(|| "a lost task".to_owned(), |task| self.ref_of(task))
    }

    /// The ref of a task that may be in no plan any more.
    pub fn ref_of(&self, task: &Task) -> String {
        // There are thousands of them on some screens: put together without the machinery of format!.
        [self.key(task.project), "-", &task.number.to_string()].concat()
    }

    /// The ref of a task, a risk or an issue: `WEB-12`, `WEB-R3`, `WEB-I4`. None: the record has none, or is lost.
    pub fn reference(&self, id: RecordId) -> Option<String> {
        let (series, number) = self.row(id)?.numbered()?;
        Some(format!("{}-{}{number}", self.key(series.project), letter(series.kind)?))
    }

    /// What is told of a risk or an issue and a task it concerns.
    fn concern_label(&self, of: RecordId, task: TaskId) -> String {
        format!("{} on {}", self.reference(of).unwrap_or_else(|| self.label(of)), self.task_ref(task))
    }

    /// The ref and the title of a task: `WEB-12 “Login page”`.
    pub fn task_label(&self, id: TaskId) -> String {
        let title = self.get(id).map_or("", |task| &task.title);
        format!("{} {}", self.task_ref(id), quoted(title))
    }

    /// The key of a project.
    pub fn key(&self, id: ProjectId) -> &str {
        self.get(id).map_or("?", |project| &project.key)
    }

    /// The handle of a person, with its `@`.
    pub fn handle(&self, id: PersonId) -> String {
        self.get(id).map_or_else(|| "a lost person".to_owned(), |person| format!("@{}", person.handle))
    }

    /// What a record is called in a sentence.
    pub fn label(&self, id: RecordId) -> String {
        match self.row(id) {
            Some(row) => self.row_label(&row),
            None => format!("a lost {}", id.kind.word().replace('_', " ")),
        }
    }

    /// What a record is called in a sentence, whether or not it is (still) in the plan.
    pub fn row_label(&self, row: &Row) -> String {
        match row {
            Row::Project(it) => format!("project {} {}", it.key, quoted(&it.name)),
            Row::Phase(it) => format!("phase {}", quoted(&it.name)),
            Row::Criterion(it) => format!("criterion {}", quoted(&super::gate::asks(it))),
            Row::Column(it) => format!("column {}", quoted(&it.name)),
            Row::Task(it) => format!("{}-{} {}", self.key(it.project), it.number, quoted(&it.title)),
            Row::Note(it) => format!("the note of {}", self.task_ref(it.task)),
            Row::Link(it) => {
                format!("the link {} → {}", self.task_ref(it.predecessor), self.task_ref(it.successor))
            }
            Row::Person(it) => format!("person @{}", text::visible(&it.handle)),
            Row::Assignment(it) => format!("{} on {}", self.handle(it.person), self.task_ref(it.task)),
            Row::Calendar(it) => format!("calendar {}", quoted(&it.name)),
            Row::Exception(it) => format!("{} {} to {}", quoted(&it.name), it.first, it.last),
            Row::Baseline(it) => format!("baseline {} of {}", quoted(&it.name), self.key(it.project)),
            Row::BaselineTask(it) => format!("{} in {}", self.task_ref(it.task), self.label(it.baseline.into())),
            Row::Resource(it) => format!("{} {}", it.resource_type.word(), quoted(&it.name)),
            Row::ResourceUse(it) => format!("{} on {}", self.label(it.resource.into()), self.task_ref(it.task)),
            Row::SavedView(it) => match it.project {
                Some(project) => format!("view {} of {}", quoted(&it.name), self.key(project)),
                None => format!("view {}", quoted(&it.name)),
            },
            Row::Standup(it) => format!("standup {} of {}", it.number, self.key(it.project)),
            Row::FormerRef(it) => format!("the former ref {}-{}", self.key(it.project), it.number),
            Row::Risk(it) => format!("{}-R{} {}", self.key(it.project), it.number, quoted(&it.title)),
            Row::Issue(it) => format!("{}-I{} {}", self.key(it.project), it.number, quoted(&it.title)),
            Row::RiskTask(it) => self.concern_label(it.risk.into(), it.task),
            Row::IssueTask(it) => self.concern_label(it.issue.into(), it.task),
        }
    }

    /// The project that is meant where nothing says which: the only active one; none in a file without projects.
    /// Errors: there are several, or none of them is active.
    pub fn project_meant(&self) -> Result<Option<ProjectId>, Refusal> {
        let keys_of = |state: Option<ProjectState>| {
            let projects = self.all::<Project>().filter(|project| state.is_none_or(|state| project.state == state));
            let mut keys: Vec<(&str, ProjectId)> = projects.map(|project| (project.key.as_str(), project.id)).collect();
            keys.sort_unstable();
            keys
        };
        let active = keys_of(Some(ProjectState::Active));
        if let [(_, only)] = active.as_slice() {
            return Ok(Some(*only));
        }
        let (why, instead, named) = match active.is_empty() {
            true => ("no project is active", "say --project KEY if one of them is meant", keys_of(None)),
            false => (
                "it is not said which project is meant",
                "say --project KEY, or choose one with: milepost use KEY",
                active,
            ),
        };
        if named.is_empty() {
            return Ok(None);
        }
        let keys: Vec<&str> = named.iter().map(|(key, _)| *key).collect();
        Err(Refusal::new(format!("{why} ({})", some_of(&keys)), instead))
    }

    /// The risk that a ref means: `WEB-R3` in any case, `R3` or `3` inside a project. Errors: no such risk, or two.
    pub fn find_risk(&self, words: &str, project: Option<ProjectId>) -> Result<RiskId, Refusal> {
        let id = self.find_registered(words, project, Kind::Risk)?;
        Ok(RiskId::of(id.id))
    }

    /// The issue that a ref means: `WEB-I4` in any case, `I4` or `4` inside a project. Errors: no such issue, or two.
    pub fn find_issue(&self, words: &str, project: Option<ProjectId>) -> Result<IssueId, Refusal> {
        let id = self.find_registered(words, project, Kind::Issue)?;
        Ok(IssueId::of(id.id))
    }

    /// The task, risk or issue that a ref means. Errors: there is none.
    pub fn find_ref(&self, words: &str, project: Option<ProjectId>) -> Result<RecordId, Refusal> {
        let behind = words.rsplit_once('-').map_or(words, |(_, number)| number);
        match behind.bytes().next() {
            Some(b'r' | b'R') => self.find_registered(words, project, Kind::Risk),
            Some(b'i' | b'I') => self.find_registered(words, project, Kind::Issue),
            _ => self.find_task(words, project).map(RecordId::from),
        }
    }

    fn find_registered(&self, words: &str, project: Option<ProjectId>, kind: Kind) -> Result<RecordId, Refusal> {
        let (what, letter) = (kind.word(), letter(kind).unwrap_or_default());
        let unknown = || {
            Refusal::new(
                format!("there is no {what} {}", text::cut(&text::visible(words), TITLE)),
                format!("the ref of a {what} is a project’s key, {letter} and a number, as WEB-{letter}3"),
            )
        };
        let (project, number) = match words.rsplit_once('-') {
            Some((key, number)) => (Some(self.project_with_key(key).ok_or_else(unknown)?), number),
            None => (project, words),
        };
        let digits = number.strip_prefix(letter).or_else(|| number.strip_prefix(&*letter.to_lowercase()));
        let digits = digits.unwrap_or(number);
        let number: i64 = match digits.parse() {
            Ok(number) if number > 0 && !digits.starts_with('+') => number,
            _ => return Err(unknown()),
        };
        let Some(project) = project else {
            return Err(Refusal::new(
                format!("{words} could be the {what} of any project"),
                format!("write it with the project’s key, as WEB-{letter}3"),
            ));
        };
        match self.index().registers().numbered(Series { project, kind }, number).as_slice() {
            [one] => Ok(*one),
            [] => Err(unknown()),
            _ => Err(Refusal::new(
                format!("{}-{letter}{number} names two since files were merged", self.key(project)),
                "add one of them anew and close the other",
            )),
        }
    }

    /// The task that a ref means: `WEB-12` in any case, `12` inside a project. Errors: no such task, or two of them.
    pub fn find_task(&self, words: &str, project: Option<ProjectId>) -> Result<TaskId, Refusal> {
        let unknown = || {
            Refusal::new(
                format!("there is no task {}", text::cut(words, TITLE)),
                "a ref is a project’s key and a number, as WEB-12",
            )
        };
        let (project, number) = match words.rsplit_once('-') {
            Some((key, number)) => (Some(self.project_with_key(key).ok_or_else(unknown)?), number),
            None => (project, words),
        };
        let number: i64 = match number.parse() {
            Ok(number) if number > 0 && !words.contains('+') => number,
            _ => return Err(unknown()),
        };
        let Some(project) = project else {
            return Err(Refusal::new(
                format!("{words} could be a task of any project"),
                "write it with the project’s key, as WEB-12",
            ));
        };
        let mut found = self.index().numbered(project, number).filter(|id| self.get(*id).is_some());
        match (found.next(), found.next()) {
            (Some(id), None) => Ok(id),
            (Some(_), Some(_)) => Err(Refusal::new(
                format!("{}-{number} names two tasks since files were merged", self.key(project)),
                "move one of them to another project and back to give it a new ref",
            )),
            (None, _) => Err(unknown()),
        }
    }

    fn project_with_key(&self, key: &str) -> Option<ProjectId> {
        self.all::<Project>().find(|project| project.key.eq_ignore_ascii_case(key)).map(|project| project.id)
    }

    /// The project that these words begin (key first, then name). Errors: none, or several.
    pub fn find_project(&self, words: &str) -> Result<ProjectId, Refusal> {
        if let Some(project) = self.project_with_key(words) {
            return Ok(project);
        }
        let all: Vec<(ProjectId, String)> = self
            .all::<Project>()
            .flat_map(|project| [(project.id, project.key.clone()), (project.id, project.name.clone())])
            .collect();
        by_beginning(words, "project", &all)
    }

    /// The columns of a project’s board, from the left.
    pub fn columns(&self, project: ProjectId) -> Vec<ColumnId> {
        let mut all: Vec<_> = self.all::<super::column::Column>().filter(|column| column.project == project).collect();
        all.sort_by(|a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        all.into_iter().map(|column| column.id).collect()
    }

    /// The phases of a project, in order.
    pub fn phases(&self, project: ProjectId) -> Vec<PhaseId> {
        let mut all: Vec<_> = self.all::<super::phase::Phase>().filter(|phase| phase.project == project).collect();
        all.sort_by(|a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        all.into_iter().map(|phase| phase.id).collect()
    }

    /// The column of a project that these words begin. Errors: none, or several.
    pub fn find_column(&self, project: ProjectId, words: &str) -> Result<ColumnId, Refusal> {
        let names: Vec<_> = self
            .columns(project)
            .into_iter()
            .filter_map(|id| self.get(id).map(|column| (id, column.name.clone())))
            .collect();
        by_beginning(words, &format!("column of {}", self.key(project)), &names)
    }

    /// The phase of a project that these words begin. Errors: none, or several.
    pub fn find_phase(&self, project: ProjectId, words: &str) -> Result<PhaseId, Refusal> {
        let names: Vec<_> = self
            .phases(project)
            .into_iter()
            .filter_map(|id| self.get(id).map(|phase| (id, phase.name.clone())))
            .collect();
        by_beginning(words, &format!("phase of {}", self.key(project)), &names)
    }

    /// The baseline of a project that these words begin. Errors: none, or several.
    pub fn find_baseline(&self, project: ProjectId, words: &str) -> Result<BaselineId, Refusal> {
        let named = |id| self.get(id).map(|it: &std::sync::Arc<Baseline>| (id, it.name.clone()));
        let names: Vec<_> = self.baselines(project).into_iter().filter_map(named).collect();
        by_beginning(words, &format!("baseline of {}", self.key(project)), &names)
    }

    /// The calendar that these words begin. Errors: none, or several.
    pub fn find_calendar(&self, words: &str) -> Result<CalendarId, Refusal> {
        let names: Vec<_> = self.all::<Calendar>().map(|it| (it.id, it.name.clone())).collect();
        by_beginning(words, "calendar", &names)
    }

    /// The calendar of exactly this name, but for case and spaces.
    pub fn calendar_called(&self, name: &str) -> Option<CalendarId> {
        self.all::<Calendar>().find(|it| squeezed(&it.name) == squeezed(name)).map(|it| it.id)
    }

    /// The person whose handle these words begin. Errors: none (with the nearest), or several.
    pub fn find_person(&self, words: &str) -> Result<PersonId, Refusal> {
        let words = words.strip_prefix('@').unwrap_or(words);
        let handles: Vec<_> = self.all::<Person>().map(|person| (person.id, format!("@{}", person.handle))).collect();
        by_beginning(&format!("@{words}"), "person", &handles)
    }
}

/// What stands before the number in a ref of this kind; none: it has no refs.
fn letter(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Task => Some(""),
        Kind::Risk => Some("R"),
        Kind::Issue => Some("I"),
        _ => None,
    }
}

/// A title in curly quotes, safe to print and not too long.
pub fn quoted(title: &str) -> String {
    format!("“{}”", text::cut(&text::visible(title), TITLE))
}

/// Letters that count when names are compared: case and spaces do not.
pub fn squeezed(name: &str) -> String {
    text::fold(name).chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect()
}

/// The candidate that `words` names: exactly, or as the only one that begins so.
pub fn by_beginning<T: Copy + PartialEq>(words: &str, what: &str, all: &[(T, String)]) -> Result<T, Refusal> {
    let wanted = squeezed(words);
    if let Some((found, _)) = all.iter().find(|(_, name)| squeezed(name) == wanted) {
        return Ok(*found);
    }
    let mut found: Vec<&(T, String)> = Vec::new();
    for candidate in all.iter().filter(|(_, name)| !wanted.is_empty() && squeezed(name).starts_with(&wanted)) {
        if !found.iter().any(|known| known.0 == candidate.0) {
            found.push(candidate);
        }
    }
    let shown = text::cut(&text::visible(words), TITLE).into_owned();
    match found.as_slice() {
        [(one, _)] => Ok(*one),
        [] => {
            let names: Vec<&str> = all.iter().map(|(_, name)| name.as_str()).collect();
            let instead = match (nearest(words, names.iter().copied()), names.as_slice()) {
                (_, []) => format!("there is no {what} yet"),
                (Some(near), _) => format!("did you mean {near}?"),
                (None, names) => format!("there is {}", some_of(names)),
            };
            Err(Refusal::new(format!("no {what} is called {shown}"), instead))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|(_, name)| name.as_str()).collect();
            Err(Refusal::new(
                format!("{shown} could be {}", names.join(" or ")),
                "write enough letters to tell them apart",
            ))
        }
    }
}

/// The first few names, and how many more there are.
pub fn some_of(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    match names.len() {
        0..=SHOWN => names.join(", "),
        more => format!("{} and {} more", names[..SHOWN].join(", "), more - SHOWN),
    }
}

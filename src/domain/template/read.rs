//! A template read from its file: TOML, with the tasks as lines of capture. Whatever is wrong is refused with the file,
//! the line and what to do; nothing that is written is silently left out.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{KEY, Ranks, Template, blank_project, outline};
use crate::domain::check;
use crate::domain::column::{Column, ColumnId, Meaning};
use crate::domain::gate::Ask;
use crate::domain::id::{Ids, RecordId};
use crate::domain::link::Link;
use crate::domain::names::{by_beginning, quoted, squeezed};
use crate::domain::nearest::nearest;
use crate::domain::phase::{Criterion, Phase, PhaseId};
use crate::domain::plan::{Kept, Plan};
use crate::domain::project::{Project, WipRule};
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::value::Prose;
use crate::text;
use uuid::Uuid;

/// More bytes than this are not read.
pub const LARGEST: usize = 1024 * 1024;
/// Lines of what a template is for.
pub(super) const ABOUT: usize = 2;

const TOP: &[&str] = &[
    "title",
    "about",
    "methodology",
    "wip_rule",
    "minutes_per_day",
    "minutes_per_week",
    "days_per_month",
    "column",
    "phase",
    "tasks",
    "risk",
    "probability_scale",
    "impact_scale",
    "response_score",
    "review_days",
    "risk_categories",
];
const COLUMN: &[&str] = &["name", "meaning", "limit", "policy"];
const PHASE: &[&str] = &["name", "alongside", "criteria"];
const CRITERION: &[&str] = &["text", "rule"];
const TASKS: &[&str] = &["in", "outline"];

/// Reads a template. `name` is what it is chosen by, `from` what errors call the file. Errors: file and line, what is
/// wrong there, and what to do.
pub fn read(name: &str, from: &str, bytes: &[u8]) -> Result<Template, Refusal> {
    if bytes.len() > LARGEST {
        let why = format!("{from} has {} bytes", bytes.len());
        return Err(Refusal::new(why, format!("a template has {LARGEST} at most: is it another file?")));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Refusal::new(format!("{from}, line {line}: this is not UTF-8 text"), "save the file as UTF-8")
    })?;
    let file = File { from, text };
    let table = DeTable::parse(text).map_err(|error| {
        let what = error.message().lines().next().unwrap_or_default();
        file.wrong(
            error.span().map_or(0, |span| span.start),
            what,
            "a template is TOML: see milepost template show standard",
        )
    })?;
    let top = Section { file: &file, table: table.get_ref(), at: 0, what: "a template" };
    top.knows(TOP)?;
    Reader::of(&file, &top)?.template(name, &top)
}

/// The file, for telling lines.
pub(super) struct File<'a> {
    from: &'a str,
    pub text: &'a str,
}

impl File<'_> {
    /// What is wrong at this byte.
    pub fn wrong(&self, at: usize, why: impl AsRef<str>, instead: impl Into<String>) -> Refusal {
        let line = self.text.as_bytes()[..at.min(self.text.len())].iter().filter(|byte| **byte == b'\n').count() + 1;
        Refusal::new(format!("{}, line {line}: {}", self.from, why.as_ref()), instead)
    }

    /// The same of what is known to be wrong.
    pub fn wrongly(&self, at: usize, refusal: Refusal) -> Refusal {
        self.wrong(at, refusal.why, refusal.instead)
    }
}

/// A table of the file, and where it begins.
pub(super) struct Section<'a> {
    pub file: &'a File<'a>,
    table: &'a DeTable<'a>,
    pub at: usize,
    what: &'static str,
}

/// A value and the bytes it takes.
pub(super) type Given<'a, T> = Option<(T, Range<usize>)>;

impl<'a> Section<'a> {
    /// Refuses a key that is none of these.
    pub(super) fn knows(&self, keys: &[&str]) -> Result<(), Refusal> {
        let Some(key) = self.table.keys().find(|key| !keys.contains(&key.get_ref().as_ref())) else { return Ok(()) };
        let why = format!("there is no key {} in {}", quoted(key.get_ref()), self.what);
        let instead = match nearest(key.get_ref(), keys.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("the keys are {}", keys.join(", ")),
        };
        Err(self.file.wrong(key.span().start, why, instead))
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.iter().find(|(name, _)| name.get_ref().as_ref() == key).map(|(_, value)| value)
    }

    pub(super) fn text(&self, key: &str) -> Result<Given<'a, &'a str>, Refusal> {
        let Some(value) = self.get(key) else { return Ok(None) };
        match value.get_ref().as_str() {
            Some(text) => Ok(Some((text, value.span()))),
            None => {
                Err(self.file.wrong(value.span().start, format!("{key} is a text"), format!("write {key} = \"…\"")))
            }
        }
    }

    /// A text that has to be there and to say something.
    pub(super) fn name(&self, key: &str) -> Result<(&'a str, Range<usize>), Refusal> {
        match self.text(key)? {
            Some((text, at)) if !text.trim().is_empty() => Ok((text.trim(), at)),
            found => {
                let at = found.map_or(self.at, |(_, at)| at.start);
                Err(self.file.wrong(at, format!("{} needs a {key}", self.what), format!("write {key} = \"…\"")))
            }
        }
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<i64>, Refusal> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let number = value.get_ref().as_integer().and_then(|it| i64::from_str_radix(it.as_str(), it.radix()).ok());
        match number.filter(|number| *number > 0) {
            Some(number) => Ok(Some(number)),
            None => Err(self.file.wrong(
                value.span().start,
                format!("{key} is a number from 1"),
                format!("write {key} = 3"),
            )),
        }
    }

    fn list(&self, key: &str, form: &str) -> Result<&'a [Spanned<DeValue<'a>>], Refusal> {
        let Some(value) = self.get(key) else { return Ok(&[]) };
        let list = value.get_ref().as_array();
        list.map(|list| list.as_ref())
            .ok_or_else(|| self.file.wrong(value.span().start, format!("{key} is a list"), format!("write {form}")))
    }

    /// The tables under a key that stands for several: `[[column]]`.
    pub(super) fn tables(&self, key: &'static str, what: &'static str) -> Result<Vec<Section<'a>>, Refusal> {
        let section = |value: &'a Spanned<DeValue<'a>>| match value.get_ref().as_table() {
            Some(table) => Ok(Section { file: self.file, table, at: value.span().start, what }),
            None => Err(self.file.wrong(value.span().start, format!("{key} is a table"), format!("write [[{key}]]"))),
        };
        self.list(key, &format!("[[{key}]] before each"))?.iter().map(section).collect()
    }
}

/// What has been read so far: a plan, and where in the file its records stand.
pub(super) struct Reader<'a> {
    pub file: &'a File<'a>,
    pub plan: Plan,
    pub project: Project,
    pub ids: Ids,
    pub places: BTreeMap<RecordId, usize>,
}

impl<'a> Reader<'a> {
    fn of(file: &'a File<'a>, top: &Section<'a>) -> Result<Self, Refusal> {
        let mut ids = Ids::from(Uuid::from_u128(1));
        let mut project = blank_project(ids.take());
        project.methodology = top.text("methodology")?.map_or(String::new(), |(text, _)| text.trim().to_owned());
        if let Some((word, at)) = top.text("wip_rule")? {
            project.wip_rule = WipRule::of_word(word).ok_or_else(|| {
                file.wrong(at.start, format!("wip_rule is not {}", quoted(word)), "write warn or refuse")
            })?;
        }
        project.minutes_per_day = top.number("minutes_per_day")?.unwrap_or(project.minutes_per_day);
        project.minutes_per_week = top.number("minutes_per_week")?.unwrap_or(project.minutes_per_week);
        project.days_per_month = top.number("days_per_month")?.unwrap_or(project.days_per_month);
        let mut plan = Plan::default();
        plan.put(Project::row(Arc::new(project.clone())));
        Ok(Reader { file, plan, project, ids, places: BTreeMap::new() })
    }

    fn template(mut self, name: &str, top: &Section<'a>) -> Result<Template, Refusal> {
        let title = top.name("title")?.0.to_owned();
        let about = about(top)?;
        self.columns(top)?;
        self.phases(top)?;
        if let Some(value) = top.get("tasks") {
            let at = value.span().start;
            let table = value.get_ref().as_table();
            let table = table.ok_or_else(|| {
                self.file.wrong(at, "tasks is a table", "write [tasks], and under it outline = '''…'''")
            })?;
            let tasks = Section { file: self.file, table, at, what: "tasks" };
            tasks.knows(TASKS)?;
            let home = match tasks.text("in")? {
                Some((words, at)) => Some(self.queue(words, at.start)?),
                None => None,
            };
            if let Some((lines, at)) = tasks.text("outline")? {
                outline::read(&mut self, lines, at, home)?;
            }
        }
        self.register(top)?;
        self.risks(top)?;
        self.check()?;
        Ok(Template::of(name, &title, about, &self.plan, &self.project))
    }

    /// The queue column that these words begin: nothing of a new project is begun.
    pub fn queue(&self, words: &str, at: usize) -> Result<ColumnId, Refusal> {
        let column = self.plan.find_column(self.project.id, words).map_err(|it| self.file.wrongly(at, it))?;
        match self.plan.get(column) {
            Some(it) if it.meaning != Meaning::Queue => {
                let why = format!("{} is no queue, and in a new project no work is begun", quoted(&it.name));
                Err(self.file.wrong(at, why, "name a column whose meaning is queue"))
            }
            _ => Ok(column),
        }
    }

    fn columns(&mut self, top: &Section<'a>) -> Result<(), Refusal> {
        let (project, mut ranks) = (self.project.id, Ranks::default());
        let (mut meanings, mut names) = (Vec::new(), Vec::new());
        for section in top.tables("column", "a column")? {
            section.knows(COLUMN)?;
            let (name, at) = section.name("name")?;
            self.is_new("column", name, &names, at.start)?;
            names.push(name);
            let (word, meant) = section.text("meaning")?.unwrap_or(("queue", at.clone()));
            let meaning = Meaning::of_word(word).ok_or_else(|| {
                self.file.wrong(
                    meant.start,
                    format!("a column does not mean {}", quoted(word)),
                    "write queue, doing or done",
                )
            })?;
            meanings.push(meaning);
            let policy = Prose(section.text("policy")?.map_or(String::new(), |(text, _)| text.trim().to_owned()));
            let (id, name, wip_limit) = (self.ids.take(), name.to_owned(), section.number("limit")?);
            let column = Column { id, project, name, rank: ranks.next(), meaning, wip_limit, policy };
            self.places.insert(column.id.into(), at.start);
            self.plan.put(Column::row(Arc::new(column)));
        }
        let end = self.file.text.len();
        for (meaning, what) in [(Meaning::Queue, "where work waits"), (Meaning::Done, "where work is done")] {
            if !meanings.contains(&meaning) {
                let word = meaning.word();
                let why = format!("there is no {word} column, {what}");
                return Err(self.file.wrong(end, why, format!("add [[column]] with meaning = \"{word}\"")));
            }
        }
        Ok(())
    }

    /// Refuses a second name that people could not tell from the first.
    fn is_new(&self, what: &str, name: &str, known: &[&str], at: usize) -> Result<(), Refusal> {
        match known.iter().any(|other| squeezed(other) == squeezed(name)) {
            true => {
                Err(self.file.wrong(at, format!("there is a {what} {} already", quoted(name)), "choose another name"))
            }
            false => Ok(()),
        }
    }

    fn phases(&mut self, top: &Section<'a>) -> Result<(), Refusal> {
        let (project, mut ranks) = (self.project.id, Ranks::default());
        let sections = top.tables("phase", "a phase")?;
        let mut known: Vec<(PhaseId, String)> = Vec::new();
        for section in &sections {
            section.knows(PHASE)?;
            let (name, at) = section.name("name")?;
            let names: Vec<&str> = known.iter().map(|(_, name)| name.as_str()).collect();
            self.is_new("phase", name, &names, at.start)?;
            let phase = Phase { project, name: name.to_owned(), rank: ranks.next(), ..Phase::blank(self.ids.take()) };
            known.push((phase.id, phase.name.clone()));
            self.places.insert(phase.id.into(), at.start);
            self.plan.put(Phase::row(Arc::new(phase)));
        }
        for (section, (id, _)) in sections.iter().zip(&known) {
            if let Some((words, at)) = section.text("alongside")? {
                let other = by_beginning(words, "phase", &known).map_err(|it| self.file.wrongly(at.start, it))?;
                if other == *id || self.plan.get(other).is_some_and(|it| it.alongside.is_some()) {
                    let why = "a phase runs alongside one that has a gate of its own";
                    return Err(self.file.wrong(at.start, why, "name another phase"));
                }
                if let Some(phase) = self.plan.get(*id) {
                    self.plan.put(Phase::row(Arc::new(Phase { alongside: Some(other), ..Phase::clone(phase) })));
                }
            }
            self.criteria(section, *id)?;
        }
        Ok(())
    }

    fn criteria(&mut self, section: &Section<'a>, phase: PhaseId) -> Result<(), Refusal> {
        let mut ranks = Ranks::default();
        for given in section.list("criteria", "criteria = [\"…\", { rule = \"…\" }]")? {
            let at = given.span().start;
            let (text, rule) = match given.get_ref() {
                DeValue::String(text) => (text.trim().to_owned(), String::new()),
                DeValue::Table(table) => {
                    let section = Section { file: self.file, table, at, what: "a criterion" };
                    section.knows(CRITERION)?;
                    let text = section.text("text")?.map_or("", |(text, _)| text.trim()).to_owned();
                    let rule = match section.text("rule")? {
                        Some((words, at)) => rule(words).map_err(|it| self.file.wrongly(at.start, it))?,
                        None => String::new(),
                    };
                    (text, rule)
                }
                _ => {
                    return Err(self.file.wrong(
                        at,
                        "a criterion is a text or a rule",
                        "write \"…\", or { rule = \"…\" }",
                    ));
                }
            };
            if text.is_empty() && rule.is_empty() {
                return Err(self.file.wrong(at, "a criterion says nothing", "write what must hold, or take it out"));
            }
            let criterion = Criterion { phase, rank: ranks.next(), text, rule, ..Criterion::blank(self.ids.take()) };
            self.places.insert(criterion.id.into(), at);
            self.plan.put(Criterion::row(Arc::new(criterion)));
        }
        Ok(())
    }

    /// Refuses what breaks a rule of the plan, at the line of the record that breaks it.
    fn check(&self) -> Result<(), Refusal> {
        let place = |of: RecordId| {
            let of = match of.as_id::<Link>().and_then(|link| self.plan.get(link)) {
                Some(link) => link.successor.into(),
                None => of,
            };
            self.places.get(&of).copied().unwrap_or(0)
        };
        let mut findings = check::check_all(&self.plan);
        findings.sort_by_key(|finding| place(finding.of));
        match findings.into_iter().next() {
            None => Ok(()),
            Some(finding) => {
                let named = |words: String| words.replace(&format!("{KEY}-"), "task ");
                let Refusal { why, instead } = finding.refusal;
                Err(self.file.wrong(place(finding.of), named(why), named(instead)))
            }
        }
    }
}

/// The text of a rule, if there is such a rule.
fn rule(words: &str) -> Result<String, Refusal> {
    Ask::parse(words).map(|ask| ask.text())
}

/// What a template is for: at most two lines.
fn about(top: &Section<'_>) -> Result<Vec<String>, Refusal> {
    let given = top.list("about", "about = [\"one line\", \"and another\"]")?;
    if let Some(third) = given.get(ABOUT) {
        return Err(top.file.wrong(third.span().start, format!("about has {} lines", given.len()), "say it in two"));
    }
    let line = |value: &Spanned<DeValue<'_>>| match value.get_ref().as_str() {
        Some(line) => Ok(text::visible(line.trim()).into_owned()),
        None => Err(top.file.wrong(value.span().start, "about is a list of texts", "write about = [\"…\", \"…\"]")),
    };
    given.iter().map(line).collect()
}

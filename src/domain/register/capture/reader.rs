//! One word of a line about a risk or an issue: what it says, what is wrong with it, or that it is only text.

use super::keys::{ALSO, FOREIGN, KEYS, Key, LACKS, LACKS_TOO, Takes};
use super::{Absent, Term};
use crate::domain::capture::reader::{Reader, TEXT_HINT, near_name};
use crate::domain::capture::terms::{Term as TaskTerm, Trouble};
use crate::domain::capture::{Context, Purpose};
use crate::domain::change::Field;
use crate::domain::id::RecordId;
use crate::domain::issue::Severity;
use crate::domain::names::by_beginning;
use crate::domain::nearest::{nearest, quoted};
use crate::domain::plan::{Kind, Row};
use crate::domain::project::ProjectId;
use crate::domain::risk::{STEPS, Scale};
use crate::domain::span::Estimate;
use crate::domain::value::{FieldType, Shape, Value};
use crate::domain::words;
use crate::text::fold;

type Reading = Result<Vec<Term>, Trouble>;

/// Reads words about risks or issues of one project, on one day.
pub(crate) struct Words<'a> {
    pub(crate) inner: Reader<'a>,
    pub(crate) kind: Kind,
    /// An empty record of the project, for the words of its fields.
    pub(crate) blank: Row,
}

/// An empty record of a project.
pub(crate) fn blank(id: RecordId, project: Option<ProjectId>) -> Row {
    let mut row = Row::blank(id);
    if let (Some(field), Some(project)) = (Field::named(id.kind, "project"), project) {
        let fitted = row.set(field.at, project.to_value());
        debug_assert!(fitted.is_ok(), "a project is a project");
    }
    row
}

/// A field of risks or issues by its name; one that has no such field has the first.
pub(crate) fn field(kind: Kind, name: &str) -> Field {
    Field::named(kind, name).unwrap_or(Field { kind, at: 0 })
}

impl<'a> Words<'a> {
    pub(crate) fn of(context: &'a Context<'a>, project: Option<ProjectId>, kind: Kind) -> Self {
        let id = RecordId { kind, id: uuid::Uuid::nil() };
        Words { inner: Reader::of(context, project), kind, blank: blank(id, project) }
    }

    /// What the record is called.
    fn thing(&self) -> &'static str {
        self.kind.word()
    }

    pub(crate) fn field(&self, name: &str) -> Field {
        field(self.kind, name)
    }

    /// What a word says; nothing: it is only text.
    pub(crate) fn read(&self, word: &str) -> Option<Reading> {
        match word.chars().next()? {
            '@' | '+' | ':' | '#' => Some(self.inner.read(word)?.and_then(|terms| self.taken_over(word, terms))),
            'p' if word.len() == 2 && word.as_bytes()[1].is_ascii_digit() => Some(Err(self.foreign(
                word,
                if self.kind == Kind::Risk { "write prob:4 impact:5" } else { "write how bad it is, as in sev:2" },
            ))),
            _ => self.keyed(word),
        }
    }

    /// A person, tag or project of the grammar of tasks as what it is here.
    fn taken_over(&self, word: &str, terms: Vec<TaskTerm>) -> Reading {
        let one = |term| match term {
            TaskTerm::Person { person, units: None } => Ok(Term::Field(self.field("owner"), person.to_value())),
            TaskTerm::Person { person, .. } => {
                let why = format!("{} owns it, or does not", self.inner.context.plan.handle(person));
                Err(Trouble::meant(why, self.inner.context.plan.handle(person)))
            }
            TaskTerm::Project(project) => Ok(Term::Project(project)),
            TaskTerm::Tag(category) if self.kind == Kind::Risk => {
                Ok(Term::Field(self.field("category"), Value::Text(self.category(&category))))
            }
            _ => {
                let why = format!("{} means nothing here: an issue has no category", quoted(word));
                Err(Trouble::of(why, TEXT_HINT))
            }
        };
        terms.into_iter().map(one).collect()
    }

    /// A category as it is in use, whatever its case; a new one as it was typed.
    fn category(&self, word: &str) -> String {
        let known = self.inner.project.and_then(|project| {
            let wanted = fold(word);
            self.inner.context.plan.risk_categories(project).into_iter().find(|known| fold(known) == wanted)
        });
        known.unwrap_or_else(|| word.to_owned())
    }

    fn keyed(&self, word: &str) -> Option<Reading> {
        let (key, value) = word.split_once(':')?;
        if key.is_empty() || !key.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return None;
        }
        if self.key(key).is_some() {
            return Some(self.value(key, value));
        }
        if value.is_empty() {
            return None;
        }
        if let Some((_, risk, issue)) = FOREIGN.iter().find(|(known, ..)| *known == key) {
            return Some(Err(self.foreign(word, if self.kind == Kind::Risk { risk } else { issue })));
        }
        let why = || format!("{} means nothing", quoted(&format!("{key}:")));
        if let Some((_, sign)) = ALSO.iter().find(|(known, _)| *known == key) {
            let meant = format!("{sign}{value}");
            let sensible = matches!(self.read(&meant), Some(Ok(_)));
            return sensible.then(|| Err(Trouble::meant(why(), meant)));
        }
        // A slip of the finger in the key: only if what follows makes sense there.
        let near = nearest(key, self.keys().map(|key| key.word)).filter(|_| key.len() > 1)?;
        let prose = self.key(near).is_some_and(|it| matches!(it.takes, Takes::Field(name) if self.is_prose(name)));
        (self.value(near, value).is_ok() && !prose).then(|| Err(Trouble::meant(why(), format!("{near}:{value}"))))
    }

    fn is_prose(&self, name: &str) -> bool {
        self.field(name).spec().shape == Shape::Prose
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        let kind = self.kind;
        KEYS.iter().filter(move |key| key.kinds.contains(&kind))
    }

    fn key(&self, word: &str) -> Option<&'static Key> {
        self.keys().find(|key| key.word == word)
    }

    fn foreign(&self, word: &str, instead: &str) -> Trouble {
        let why = format!("{} means nothing for {}", quoted(word), self.a_thing());
        Trouble::of(why, format!("{instead} ({TEXT_HINT})"))
    }

    fn a_thing(&self) -> String {
        format!("{} {}", if self.kind == Kind::Issue { "an" } else { "a" }, self.thing())
    }

    /// What the value of a key says.
    pub(crate) fn value(&self, word: &str, value: &str) -> Reading {
        let Some(key) = self.key(word) else {
            return Err(Trouble::of(format!("{} means nothing", quoted(&format!("{word}:"))), TEXT_HINT));
        };
        if value.is_empty() {
            return Err(Trouble::of(format!("{} needs {}", quoted(&format!("{word}:")), key.what), TEXT_HINT));
        }
        match key.takes {
            Takes::Project => self
                .inner
                .read(&format!("project:{value}"))
                .map_or_else(|| Ok(Vec::new()), |terms| terms.and_then(|terms| self.taken_over(value, terms))),
            Takes::Tasks => value.split(',').map(|task| Ok(Term::On(self.task(task)?))).collect(),
            Takes::Absent => Ok(vec![self.absent(value)?]),
            Takes::Delay => Ok(vec![Term::Delay(self.delay(word, value)?)]),
            Takes::Step(name) => Ok(vec![Term::Field(self.field(name), Value::Int(self.step(word, name, value)?))]),
            Takes::Field(name) => {
                let field = self.field(name);
                Ok(vec![Term::Field(field, self.of_field(word, field, value)?)])
            }
        }
    }

    fn task(&self, words: &str) -> Result<crate::domain::task::TaskId, Trouble> {
        Ok(self.inner.context.plan.find_task(words, self.inner.project)?)
    }

    /// The scale of the project that a field of a risk is told by.
    pub(crate) fn scale(&self, field: &str) -> Scale {
        scale_of(self.inner.context.plan, self.inner.project, field)
    }

    /// A step of a scale: its number or its name.
    fn step(&self, key: &str, field: &str, value: &str) -> Result<i64, Trouble> {
        let scale = self.scale(field);
        if let Ok(number) = value.parse::<i64>() {
            let steps = (1..=STEPS as i64).map(|step| format!("{step} {}", scale.label(step))).collect::<Vec<_>>();
            let fits = (1..=STEPS as i64).contains(&number);
            let why = || format!("{} is no step of {}", quoted(value), field.replace('_', " "));
            return if fits { Ok(number) } else { Err(Trouble::of(why(), format!("there is {}", steps.join(", ")))) };
        }
        let steps: Vec<(i64, String)> = (1..=STEPS as i64).map(|step| (step, scale.label(step).to_owned())).collect();
        by_beginning(value, &format!("step of {}", field.replace('_', " ")), &steps)
            .map_err(|refusal| near_name(refusal, key, value, steps.iter().map(|(_, label)| label.as_str())))
    }

    /// `5`, `2/5/15`, `2w`: a number alone is days.
    fn delay(&self, key: &str, value: &str) -> Result<Estimate, Trouble> {
        let days = |part: &str| {
            let bare = !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_digit() || letter == b'.');
            if bare { format!("{part}d") } else { part.to_owned() }
        };
        let parts: Vec<String> = value.split('/').map(days).collect();
        let estimate = Estimate::parse(&parts.join("/"), &self.inner.pace).map_err(|it| Trouble::misread(key, it))?;
        match estimate.likely.elapsed {
            true => Err(Trouble::of("a schedule impact is told in working days", "write it as in days:5")),
            false => Ok(estimate),
        }
    }

    /// A value read as that of a field.
    fn of_field(&self, key: &str, field: Field, value: &str) -> Result<Value, Trouble> {
        let plan = self.inner.context.plan;
        if field.spec().shape == Shape::Date {
            return Ok(self.inner.date(key, value)?.to_value());
        }
        if let (Kind::Issue, "severity", Ok(number)) = (self.kind, field.name(), value.parse::<i64>()) {
            let severity = Severity::of_number(number).ok_or_else(|| {
                Trouble::of(format!("{} is no severity", quoted(value)), "1 is critical, 2 high, 3 medium, 4 low")
            })?;
            return Ok(severity.to_value());
        }
        let read = words::read(plan, &self.blank, field, value, &self.inner.days());
        let value = read.map_err(|refusal| match field.spec().shape {
            Shape::Choice(words) => near_name(refusal, key, value, words.iter().copied()),
            _ => Trouble::from(refusal),
        })?;
        self.may_be_said(&value, field)?;
        Ok(value)
    }

    /// A state that comes about by a deed is looked for, never set.
    fn may_be_said(&self, value: &Value, field: Field) -> Result<(), Trouble> {
        let Value::Text(word) = value else { return Ok(()) };
        if field != self.field("state") || self.inner.context.purpose == Purpose::Find {
            return Ok(());
        }
        let thing = self.thing();
        match word.as_str() {
            "occurred" => Err(Trouble::of("a risk that has occurred becomes an issue", "say: milepost risk occur R3")),
            "closed" => {
                let (a, letter) = (self.a_thing(), if self.kind == Kind::Issue { 'I' } else { 'R' });
                let instead = format!("say: milepost {thing} close {letter}3 and why");
                Err(Trouble::of(format!("{a} is closed with a reason"), instead))
            }
            _ => Ok(()),
        }
    }

    /// What stands behind `no:`.
    fn absent(&self, value: &str) -> Result<Term, Trouble> {
        if let Some(task) = value.strip_prefix("on:") {
            return Ok(Term::NotOn(self.task(task)?));
        }
        let word = LACKS_TOO.iter().find(|(too, _)| *too == value).map_or(value, |(_, word)| word);
        let all = || LACKS.iter().filter(|lack| lack.kinds.contains(&self.kind));
        if let Some(lack) = all().find(|lack| lack.word == word) {
            return Ok(Term::No(Absent(lack)));
        }
        let why = format!("{} cannot be taken away", quoted(value));
        Err(match nearest(value, all().map(|lack| lack.word)) {
            Some(near) => Trouble::meant(why, format!("no:{near}")),
            None => {
                let words = all().map(|lack| lack.word).collect::<Vec<_>>().join(", ");
                Trouble::of(why, format!("write no: and one of {words}, on:12"))
            }
        })
    }

    /// What is wrong with a term that is well made, for what the line is for.
    pub(super) fn unfit(&self, word: &str, term: &Term) -> Option<Trouble> {
        let context = self.inner.context;
        match (term, context.purpose) {
            (Term::No(_) | Term::NotOn(_), Purpose::Add) => {
                let why = format!("a new {} has nothing that {} could take away", self.thing(), quoted(word));
                Some(Trouble::of(why, "leave it out"))
            }
            (Term::Project(project), Purpose::Edit) if context.project.is_some_and(|own| own != *project) => {
                let why = format!("{} stays in its project", self.a_thing());
                Some(Trouble::of(why, "add it there, and close this one"))
            }
            _ => None,
        }
    }
}

/// The scale of a project that a field of a risk is told by.
pub(crate) fn scale_of(plan: &crate::domain::plan::Plan, project: Option<ProjectId>, field: &str) -> Scale {
    match (project, field.ends_with("impact")) {
        (Some(project), true) => plan.impact_scale(project),
        (Some(project), false) => plan.probability_scale(project),
        (None, true) => Scale::impact(),
        (None, false) => Scale::probability(),
    }
}

//! One word of a line read as a term of the grammar: what it says, what is wrong with it, or that it is only text.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::terms::{ABSENT, Absent, KEYS, Term, Trouble};
use super::{Context, Purpose};
use crate::domain::dates::{self, Days};
use crate::domain::link::LinkType;
use crate::domain::names::{by_beginning, squeezed};
use crate::domain::nearest::{nearest, quoted};
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;
use crate::domain::recurrence::{Basis, Recurrence};
use crate::domain::refusal::Refusal;
use crate::domain::span::{Estimate, Lag, Pace};
use crate::domain::task::{Priority, TaskKind};
use crate::schedule::worktime::WorkTime;

/// No word of syntax is longer (bytes), but for an address.
const LONGEST_WORD: usize = 4096;
pub(crate) const TEXT_HINT: &str = "put it in double quotes if it belongs to the title";

/// Reads words in one project, on one day.
pub(crate) struct Reader<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) project: Option<ProjectId>,
    pub(crate) pace: Pace,
    worktime: WorkTime,
}

type Reading = Result<Vec<Term>, Trouble>;

impl<'a> Reader<'a> {
    pub(crate) fn of(context: &'a Context<'a>, project: Option<ProjectId>) -> Self {
        let worktime = project.map_or_else(WorkTime::standard, |id| context.plan.worktime(id));
        let pace = project.map(|id| context.plan.pace(id)).unwrap_or_default();
        Reader { context, project, pace, worktime }
    }

    fn plan(&self) -> &'a Plan {
        self.context.plan
    }

    /// What a word says; nothing: it is only text.
    pub(crate) fn read(&self, word: &str) -> Option<Reading> {
        let mut letters = word.chars();
        match letters.next()? {
            '@' => self.at(letters.as_str()),
            '+' => self.plus(letters.as_str()),
            ':' if starts_with_letter(letters.as_str()) => Some(self.project(letters.as_str())),
            '#' if self.context.hash && starts_with_letter(letters.as_str()) => Some(self.project(letters.as_str())),
            'p' if word.len() == 2 && word.as_bytes()[1].is_ascii_digit() => Some(priority(word)),
            _ => self.keyed(word),
        }
    }

    fn project(&self, words: &str) -> Reading {
        match self.plan().find_project(words) {
            Ok(project) => Ok(vec![Term::Project(project)]),
            Err(refusal) => Err(or_text(refusal)),
        }
    }

    fn at(&self, word: &str) -> Option<Reading> {
        let (handle, units) = word.split_once(':').map_or((word, None), |(handle, units)| (handle, Some(units)));
        let bare = handle.trim_end_matches([',', ';', '.', '!', '?']);
        let well_made = starts_with_letter(bare) || bare.starts_with(|letter: char| letter.is_ascii_digit());
        if !well_made || !bare.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter)) {
            return None;
        }
        let person = match self.person(bare) {
            Err(_) if !starts_with_letter(bare) => return None,
            Ok(_) if bare != handle => {
                return Some(Err(Trouble::meant(
                    format!("{} is no handle", quoted(&format!("@{word}"))),
                    format!("@{bare}"),
                )));
            }
            Err(trouble) => return Some(Err(trouble)),
            Ok(person) => person,
        };
        let Some(units) = units else { return Some(Ok(vec![Term::Person { person, units: None }])) };
        let percent = units.strip_suffix('%').unwrap_or(units).parse::<i64>().ok();
        Some(match percent.filter(|percent| (0..=10_000).contains(percent) && !units.starts_with('+')) {
            Some(units) => Ok(vec![Term::Person { person, units: Some(units) }]),
            None => Err(Trouble::of(
                format!("{} is no share of somebody’s time", quoted(units)),
                format!("write percent, as in @{bare}:50"),
            )),
        })
    }

    pub(crate) fn person(&self, handle: &str) -> Result<PersonId, Trouble> {
        let refusal = match self.plan().find_person(handle) {
            Ok(person) => return Ok(person),
            Err(refusal) => refusal,
        };
        let wanted = squeezed(handle);
        let people = || self.plan().all::<Person>();
        if people().any(|person| squeezed(&person.handle).starts_with(&wanted)) {
            return Err(Trouble::from(refusal));
        }
        let near = nearest(handle, people().map(|person| person.handle.as_str())).map(|near| format!("@{near}"));
        let why = format!("nobody here is called {}", quoted(&format!("@{handle}")));
        let make = format!("milepost person add {}", crate::text::cut(handle, 40));
        let instead = match &near {
            Some(near) => format!("did you mean {}? ({make} makes a new one)", quoted(near)),
            None => format!("{make} makes one, double quotes keep it in the title"),
        };
        Err(Trouble { nearest: near, stranger: Some(handle.to_owned()), ..Trouble::of(why, instead) })
    }

    fn plus(&self, word: &str) -> Option<Reading> {
        if !starts_with_letter(word) || word.chars().nth(1).is_none() {
            return None;
        }
        let end = word.find(|letter: char| !is_tag_letter(letter)).unwrap_or(word.len());
        if end == word.len() {
            return Some(if word.len() > LONGEST_WORD {
                Err(too_long(word))
            } else {
                Ok(vec![Term::Tag(self.tag_asked(word))])
            });
        }
        let why = format!("{} is no tag", quoted(&format!("+{word}")));
        let bare = &word[..end];
        Some(Err(if bare.chars().nth(1).is_some() {
            Trouble::meant(why, format!("+{bare}"))
        } else {
            Trouble::of(why, format!("a tag has letters, digits and - _ . / : @ # +; {TEXT_HINT}"))
        }))
    }

    /// A tag that is put on is what was typed; one that is looked for is found in any case.
    fn tag_asked(&self, word: &str) -> String {
        match self.context.purpose {
            Purpose::Add | Purpose::Edit => word.to_owned(),
            Purpose::Find => self.tag(word).into_owned(),
        }
    }

    /// The tag as it is written in the file: one that is looked for, or taken off, is found in any case.
    fn tag<'w>(&self, word: &'w str) -> Cow<'w, str> {
        let index = self.plan().index();
        if index.has_tag(word) {
            return Cow::Borrowed(word);
        }
        let folded = crate::text::fold(word);
        let known = index.tags().find(|(tag, _)| crate::text::fold(tag) == folded);
        known.map_or(Cow::Borrowed(word), |(tag, _)| Cow::Owned(tag.to_owned()))
    }

    fn keyed(&self, word: &str) -> Option<Reading> {
        let (key, value) = word.split_once(':')?;
        if !key.bytes().all(|letter| letter.is_ascii_lowercase()) || key.is_empty() {
            return None;
        }
        if KEYS.iter().any(|(known, _)| *known == key) {
            return Some(self.value(key, value));
        }
        // A slip of the finger in the key: only if what follows makes sense there.
        let near = nearest(key, KEYS.iter().map(|(known, _)| *known)).filter(|_| key.len() > 1 && !value.is_empty())?;
        let sensible = self.value(near, value).is_ok() && (near != "url" || value.contains("://"));
        let why = || format!("{} means nothing", quoted(&format!("{key}:")));
        sensible.then(|| {
            let trouble = Trouble::meant(why(), format!("{near}:{value}"));
            Err(Trouble { refusal: hinted(trouble.refusal), ..trouble })
        })
    }

    /// What the value of a key says.
    pub(crate) fn value(&self, key: &str, value: &str) -> Reading {
        if value.is_empty() {
            let what = KEYS.iter().find(|(known, _)| *known == key).map_or("a value", |(_, what)| what);
            return Err(Trouble::of(format!("{} needs {what}", quoted(&format!("{key}:"))), TEXT_HINT));
        }
        if value.len() > LONGEST_WORD && key != "url" {
            return Err(too_long(value));
        }
        match key {
            "project" => self.project(value),
            "due" => Ok(vec![Term::Due(self.date(key, value)?)]),
            "do" => Ok(vec![Term::Planned(self.date(key, value)?)]),
            "wait" => Ok(vec![Term::Snooze(self.date(key, value)?)]),
            "start" => {
                let date = self.date(key, value)?;
                Ok(vec![Term::Start(self.worktime.first_minute(date).unwrap_or_else(|| date.into()))])
            }
            "est" => match Estimate::parse(value, &self.pace) {
                Ok(estimate) => Ok(vec![Term::Estimate(estimate)]),
                Err(misread) => Err(Trouble::misread(key, misread)),
            },
            "after" => value.split(',').map(|item| self.predecessor(item)).collect(),
            "in" => {
                let (plan, project) = (self.plan(), self.inside(key, value)?);
                let names = || plan.columns(project).into_iter().filter_map(|id| Some(plan.get(id)?.name.as_str()));
                let column = plan.find_column(project, value).map_err(|it| near_name(it, key, value, names()))?;
                Ok(vec![Term::Column(column)])
            }
            "phase" => {
                let (plan, project) = (self.plan(), self.inside(key, value)?);
                let names = || plan.phases(project).into_iter().filter_map(|id| Some(plan.get(id)?.name.as_str()));
                let phase = plan.find_phase(project, value).map_err(|it| near_name(it, key, value, names()))?;
                Ok(vec![Term::Phase(phase)])
            }
            "under" => Ok(vec![Term::Under(self.plan().find_task(value, self.project)?)]),
            "kind" => Ok(vec![Term::Kind(kind(value)?)]),
            "url" => Ok(vec![Term::Url(value.to_owned())]),
            "until" => Ok(vec![Term::Until(self.date(key, value)?)]),
            "every" | "again" => {
                let basis = if key == "every" { Basis::Fixed } else { Basis::Done };
                let read = Recurrence::parse(basis, value).map_err(|misread| Trouble::misread(key, misread))?;
                Ok(vec![Term::Recurs(read)])
            }
            _ => self.absent(value),
        }
    }

    pub(crate) fn date(&self, key: &str, value: &str) -> Result<NaiveDate, Trouble> {
        dates::parse(value, &self.days()).map_err(|misread| Trouble::misread(key, misread))
    }

    pub(crate) fn days(&self) -> Days<'_> {
        Days { today: self.context.today, week_start: self.context.week_start, worktime: &self.worktime }
    }

    fn inside(&self, key: &str, value: &str) -> Result<ProjectId, Trouble> {
        let why = || format!("{} needs a project, and there is none yet", quoted(&format!("{key}:{value}")));
        self.project.ok_or_else(|| match self.plan().project_meant() {
            Err(unclear) => Trouble::from(unclear),
            Ok(_) => Trouble::of(why(), "make one: milepost new WEB \"Customer portal\""),
        })
    }

    /// One of `7`, `9ff`, `WEB-3ss+2d`, `4fs-1d`, `5+50%`.
    fn predecessor(&self, item: &str) -> Result<Term, Trouble> {
        let no_task = || {
            let why = format!("{} names no task to wait for", quoted(item));
            Trouble::of(why, "write it as in after:7, after:9ff or after:WEB-3ss+2d")
        };
        let letters = item.find(|letter: char| !letter.is_ascii_alphabetic()).ok_or_else(no_task)?;
        let number_at = if item[letters..].starts_with('-') && letters > 0 { letters + 1 } else { 0 };
        let figures = item[number_at..].bytes().take_while(u8::is_ascii_digit).count();
        if figures == 0 {
            return Err(no_task());
        }
        let (name, rest) = item.split_at(number_at + figures);
        let task = self.plan().find_task(name, self.project)?;
        let (kind, lag) = rest.split_at(rest.find(['+', '-']).unwrap_or(rest.len()));
        let link_type = match kind {
            "" => LinkType::FinishStart,
            word => LinkType::of_word(&word.to_uppercase()).ok_or_else(|| {
                let why = format!("{} is no type of link", quoted(word));
                match nearest(word, ["fs", "ss", "ff", "sf"]) {
                    Some(near) => Trouble::meant(why, format!("after:{name}{near}{lag}")),
                    None => Trouble::of(why, "write fs, ss, ff or sf, and a lag with its sign, as in after:7ss+2d"),
                }
            })?,
        };
        let lag = match lag {
            "" => Lag::NONE,
            lag => Lag::parse(lag, &self.pace).map_err(|misread| match misread.nearest {
                Some(near) => Trouble::meant(misread.why, format!("after:{name}{kind}{near}")),
                None => Trouble::of(misread.why, misread.instead),
            })?,
        };
        Ok(Term::After { task, link_type, lag })
    }

    /// What stands behind `no:`.
    fn absent(&self, value: &str) -> Reading {
        if let Some((_, absent)) = ABSENT.iter().find(|(word, _)| *word == value) {
            return Ok(vec![Term::No(absent.clone())]);
        }
        if let Some(handle) = value.strip_prefix('@') {
            return Ok(vec![Term::No(Absent::Person(self.person(handle)?))]);
        }
        if let Some(tag) = value.strip_prefix('+') {
            return Ok(vec![Term::No(Absent::Tag(self.tag(tag).into_owned()))]);
        }
        if let Some(tasks) = value.strip_prefix("after:") {
            let task = |words| Ok(Term::No(Absent::After(self.plan().find_task(words, self.project)?)));
            return tasks.split(',').map(task).collect();
        }
        let why = format!("{} cannot be taken away", quoted(value));
        Err(match nearest(value, Absent::all_words()) {
            Some(near) => Trouble::meant(why, format!("no:{near}")),
            None => {
                let words: Vec<&str> = Absent::all_words().collect();
                Trouble::of(why, format!("write no: and one of {}, @ana, +bug, after:7", words.join(", ")))
            }
        })
    }
}

fn priority(word: &str) -> Reading {
    match Priority::of_word(word) {
        Some(priority) => Ok(vec![Term::Priority(priority)]),
        None => Err(Trouble::of(
            format!("{} is no priority", quoted(word)),
            format!("priorities are p0 to p3; {TEXT_HINT}"),
        )),
    }
}

/// The kind of task that these letters begin.
pub(crate) fn kind(value: &str) -> Result<TaskKind, Refusal> {
    let kinds: Vec<_> = TaskKind::ALL.iter().map(|kind| (*kind, kind.word().to_owned())).collect();
    by_beginning(value, "kind of task", &kinds)
}

fn starts_with_letter(word: &str) -> bool {
    word.starts_with(char::is_alphabetic)
}

fn is_tag_letter(letter: char) -> bool {
    letter.is_alphanumeric() || "-_./:@#+".contains(letter)
}

fn too_long(word: &str) -> Trouble {
    let why = format!("{} has {} bytes, too many for a word of syntax", quoted(word), word.len());
    Trouble::of(why, format!("a word has {LONGEST_WORD} at most; {TEXT_HINT}"))
}

/// An unknown name, with the nearest one as it would be typed.
pub(crate) fn near_name<'a>(refusal: Refusal, key: &str, value: &str, names: impl Iterator<Item = &'a str>) -> Trouble {
    let meant = refusal.instead.starts_with("did you mean");
    let near = nearest(value, names).filter(|_| meant).map(|name| format!("{key}:{}", name_word(name)));
    Trouble { nearest: near, ..Trouble::from(refusal) }
}

/// A name as one word that finds it again.
pub(crate) fn name_word(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn or_text(refusal: Refusal) -> Trouble {
    Trouble::from(hinted(refusal))
}

fn hinted(refusal: Refusal) -> Refusal {
    Refusal { instead: format!("{} ({TEXT_HINT})", refusal.instead), ..refusal }
}

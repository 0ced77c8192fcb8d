//! What could stand where the caret is: people, tags, columns, projects, phases, tasks, dates, and the words of the
//! grammar itself.

use std::ops::Range;

use super::reader::name_word;
use super::terms::KEYS;
use super::{Absent, CAPTURE, Context, Purpose, Rule, tokens};
use crate::domain::dates::{self, Days};
use crate::domain::filter::FILTERS;
use crate::domain::names::{quoted, squeezed};
use crate::domain::person::Person;
use crate::domain::plan::Plan;
use crate::domain::project::{Project, ProjectId, ProjectState};
use crate::domain::task::{Task, TaskKind};
use crate::schedule::worktime::WorkTime;
use crate::text;

/// One thing that could be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// The whole word.
    pub write: String,
    /// What it means, safe to print.
    pub means: String,
}

/// What could be written in place of the word under the caret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// The bytes that a candidate takes the place of.
    pub range: Range<usize>,
    /// The best first; at most twenty.
    pub candidates: Vec<Candidate>,
}

const MOST: usize = 20;
const DATE_KEYS: [&str; 5] = ["due", "do", "start", "wait", "until"];
const PERIODS: [&str; 8] = ["day", "weekday", "week", "2w", "month", "quarter", "year", "mon,thu"];
const DATES: [&str; 10] = ["today", "tomorrow", "eow", "nextweek", "eom", "mon", "tue", "wed", "thu", "fri"];

/// What could be written at the caret (a byte of the line). Nothing in the middle of plain text.
pub fn complete(line: &str, caret: usize, context: &Context<'_>) -> Completion {
    let caret = tokens::beginning(line, caret).len();
    let word = tokens::words(&line[..caret]).last().filter(|word| word.range.end == caret && !word.quoted);
    let Some(word) = word else { return Completion { range: caret..caret, candidates: Vec::new() } };
    let end = caret + line[caret..].find(char::is_whitespace).unwrap_or(line.len() - caret);
    let negation = usize::from(context.purpose == Purpose::Find && word.text.len() > 1 && word.text.starts_with('-'));
    let typed = &word.text[negation..];
    let mut candidates =
        Candidates { context, project: super::home(&tokens::split(line).words, context), found: Vec::new() };
    candidates.of_word(typed);
    candidates.found.truncate(MOST);
    Completion { range: word.range.start + negation..end, candidates: candidates.found }
}

struct Candidates<'a> {
    context: &'a Context<'a>,
    project: Option<ProjectId>,
    found: Vec<Candidate>,
}

impl Candidates<'_> {
    fn plan(&self) -> &Plan {
        self.context.plan
    }

    fn of_word(&mut self, typed: &str) {
        if let Some(handle) = typed.strip_prefix('@') {
            self.people("@", handle);
        } else if let Some(tag) = typed.strip_prefix('+') {
            self.tags("+", tag);
        } else if let Some(key) = typed.strip_prefix(':') {
            self.projects(":", key);
        } else if let Some(key) = typed.strip_prefix('#').filter(|_| self.context.hash) {
            self.projects("#", key);
        } else if let Some((key, value)) = typed.split_once(':') {
            self.of_key(key, value);
        } else {
            self.keys(typed);
        }
    }

    fn of_key(&mut self, key: &str, value: &str) {
        let (before, last) = value.rsplit_once(',').map_or(("", value), |(before, last)| (before, last));
        match key {
            "project" => self.projects("project:", value),
            "in" => self.columns(value),
            "phase" => self.phases(value),
            "under" => self.tasks("under:", value),
            "after" if before.is_empty() => self.tasks("after:", last),
            "after" => self.tasks(&format!("after:{before},"), last),
            "kind" => self.words(key, TaskKind::WORDS.iter().copied(), value),
            "every" => self.words(key, PERIODS.into_iter(), value),
            "again" => self.words(key, ["1d", "3d", "1w", "2w", "1mo"].into_iter(), value),
            "no" if value.starts_with('@') => self.people("no:@", &value[1..]),
            "no" if value.starts_with('+') => self.tags("no:+", &value[1..]),
            "no" => self.words(key, Absent::all_words(), value),
            "is" | "sort" if self.context.purpose == Purpose::Find => self.rules(FILTERS, &format!("{key}:{value}")),
            _ if DATE_KEYS
                .iter()
                .any(|known| key.strip_prefix(known).is_some_and(|it| it.is_empty() || it.starts_with('.'))) =>
            {
                self.dates(key, value);
            }
            _ => {}
        }
    }

    fn offer(&mut self, write: String, means: &str) {
        self.found.push(Candidate { write, means: text::cut(means, 60).into_owned() });
    }

    fn people(&mut self, sign: &str, typed: &str) {
        let wanted = squeezed(typed);
        let fits = |person: &Person| {
            let by_name = text::fold(&person.name).split_whitespace().any(|name| name.starts_with(&wanted));
            by_name || squeezed(&person.handle).starts_with(&wanted)
        };
        let mut people: Vec<_> = self.plan().all::<Person>().filter(|person| fits(person)).cloned().collect();
        people.sort_by(|a, b| a.handle.cmp(&b.handle));
        people.iter().for_each(|person| self.offer(format!("{sign}{}", person.handle), &person.name));
    }

    fn tags(&mut self, sign: &str, typed: &str) {
        let wanted = text::fold(typed);
        let begins = |tag: &str| text::fold(tag).starts_with(&wanted);
        let mut tags: Vec<(String, usize)> =
            self.plan().index().tags().filter(|(tag, _)| begins(tag)).map(|(tag, n)| (tag.to_owned(), n)).collect();
        tags.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for (tag, count) in tags {
            self.offer(format!("{sign}{tag}"), &crate::domain::words::counted(count, "task"));
        }
    }

    fn projects(&mut self, sign: &str, typed: &str) {
        let wanted = squeezed(typed);
        let fits = |project: &Project| {
            let named = [&project.key, &project.name].iter().any(|name| squeezed(name).starts_with(&wanted));
            named && project.state != ProjectState::Archived
        };
        let all: Vec<_> = self.plan().all::<Project>().filter(|project| fits(project)).cloned().collect();
        all.iter().for_each(|project| self.offer(format!("{sign}{}", project.key.to_lowercase()), &project.name));
    }

    fn columns(&mut self, typed: &str) {
        let Some(project) = self.project else { return };
        let columns = self.plan().columns(project);
        let names: Vec<String> = columns.into_iter().filter_map(|id| Some(self.plan().get(id)?.name.clone())).collect();
        self.named("in:", typed, &names);
    }

    fn phases(&mut self, typed: &str) {
        let Some(project) = self.project else { return };
        let phases = self.plan().phases(project);
        let names: Vec<String> = phases.into_iter().filter_map(|id| Some(self.plan().get(id)?.name.clone())).collect();
        self.named("phase:", typed, &names);
    }

    fn named(&mut self, sign: &str, typed: &str, names: &[String]) {
        let wanted = squeezed(typed);
        let fitting = names.iter().filter(|name| squeezed(name).starts_with(&wanted));
        fitting.for_each(|name| self.offer(format!("{sign}{}", name_word(name)), name));
    }

    /// Open tasks of the project by number or by words of the title.
    fn tasks(&mut self, sign: &str, typed: &str) {
        let Some(project) = self.project else { return };
        let wanted = text::fold(typed);
        let plan = self.context.plan;
        let fits = |task: &Task| {
            let by_number = task.number.to_string().starts_with(&wanted);
            let by_ref = plan.task_ref(task.id).to_lowercase().starts_with(&wanted);
            let open = task.project == project && task.dropped.is_none() && task.finish().is_none();
            open && (by_number || by_ref || text::fold(&task.title).contains(&wanted))
        };
        let found: Vec<_> = plan.all::<Task>().filter(|task| fits(task)).take(MOST).collect();
        found.iter().for_each(|task| self.offer(format!("{sign}{}", task.number), &quoted(&task.title)));
    }

    fn dates(&mut self, key: &str, typed: &str) {
        let worktime = self.project.map_or_else(WorkTime::standard, |id| self.plan().worktime(id));
        let Context { today, week_start, .. } = *self.context;
        for word in DATES.iter().filter(|word| word.starts_with(typed)) {
            if let Ok(date) = dates::parse(word, &Days { today, week_start, worktime: &worktime }) {
                self.offer(format!("{key}:{word}"), &dates::short(date, today));
            }
        }
    }

    fn words(&mut self, key: &str, words: impl Iterator<Item = &'static str>, typed: &str) {
        for word in words.filter(|word| word.starts_with(typed)) {
            self.offer(format!("{key}:{word}"), "");
        }
    }

    /// Words of the grammar that begin as typed; two letters at least, or everything would.
    fn keys(&mut self, typed: &str) {
        if typed.len() < 2 {
            return;
        }
        for (key, what) in KEYS.iter().filter(|(key, _)| key.starts_with(typed)) {
            self.offer(format!("{key}:"), what);
        }
        if self.context.purpose == Purpose::Find {
            self.rules(FILTERS, typed);
        } else if typed.starts_with('p') {
            self.rules(CAPTURE, typed);
        }
    }

    fn rules(&mut self, rules: &[Rule], typed: &str) {
        for rule in rules.iter().filter(|rule| rule.write.starts_with(typed) && !rule.write.contains(' ')) {
            self.offer(rule.write.to_owned(), rule.means);
        }
    }
}

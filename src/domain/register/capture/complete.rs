//! What could stand where the caret is in a line about a risk or an issue.

use super::keys::{LACKS, Takes};
use super::reader::Words;
use super::rules::REGISTER_FILTERS;
use crate::domain::capture::reader::name_word;
use crate::domain::capture::{self, Candidate, Completion, Context, Purpose, home, tokens};
use crate::domain::issue::IssueState;
use crate::domain::names::{quoted, squeezed};
use crate::domain::plan::Kind;
use crate::domain::risk::{RiskState, STEPS};
use crate::domain::value::Shape;
use crate::text;

const MOST: usize = 20;

/// What could be written at the caret (a byte of the line). Nothing in the middle of plain text.
pub fn complete(line: &str, caret: usize, context: &Context<'_>, kind: Kind) -> Completion {
    let mut completion = capture::complete(line, caret, context);
    let Completion { range, candidates } = &mut completion;
    let typed = &line[range.start..tokens::beginning(line, caret).len().max(range.start)];
    let shared = typed.starts_with(['@', ':', '#']) || typed.starts_with("project:");
    let words = Words::of(context, home(&tokens::split(line).words, context), kind);
    if !typed.is_empty() && !shared {
        *candidates = Offers { words: &words, found: Vec::new() }.of(typed);
        candidates.truncate(MOST);
    }
    completion
}

struct Offers<'a> {
    words: &'a Words<'a>,
    found: Vec<Candidate>,
}

impl Offers<'_> {
    fn of(mut self, typed: &str) -> Vec<Candidate> {
        if let Some(category) = typed.strip_prefix('+') {
            self.categories(category);
        } else if let Some((key, value)) = typed.split_once(':') {
            self.values(key, value);
        } else if typed.len() > 1 {
            let keys = self.words.keys().filter(|key| key.word.starts_with(typed));
            keys.for_each(|key| self.offer(format!("{}:", key.word), key.what));
            if self.finds() {
                self.rules(typed);
            }
        }
        self.found
    }

    fn finds(&self) -> bool {
        self.words.inner.context.purpose == Purpose::Find
    }

    fn offer(&mut self, write: String, means: &str) {
        self.found.push(Candidate { write, means: text::cut(means, 60).into_owned() });
    }

    fn categories(&mut self, typed: &str) {
        let (wanted, plan) = (squeezed(typed), self.words.inner.context.plan);
        let Some(project) = self.words.inner.project.filter(|_| self.words.kind == Kind::Risk) else { return };
        let known = plan.risk_categories(project).into_iter().filter(|it| squeezed(it).starts_with(&wanted));
        known.for_each(|category| self.offer(format!("+{category}"), "category"));
    }

    fn values(&mut self, key: &str, value: &str) {
        if self.finds() && ["is", "sort"].contains(&key) {
            return self.rules(&format!("{key}:{value}"));
        }
        let Some(known) = self.words.keys().find(|it| it.word == key.split('.').next().unwrap_or(key)) else { return };
        match known.takes {
            Takes::Step(field) => {
                let scale = self.words.scale(field);
                for step in 1..=STEPS as i64 {
                    let label = scale.label(step);
                    if step.to_string().starts_with(value) || name_word(label).starts_with(&name_word(value)) {
                        self.offer(format!("{key}:{step}"), label);
                    }
                }
            }
            Takes::Tasks => self.like_task("on:", "after:", value),
            Takes::Absent => {
                let kind = self.words.kind;
                let all = LACKS.iter().filter(|it| it.kinds.contains(&kind) && it.word.starts_with(value));
                all.for_each(|lack| self.offer(format!("no:{}", lack.word), lack.said));
            }
            Takes::Field("risk") => self.risks(value),
            Takes::Field(name) => match self.words.field(name).spec().shape {
                Shape::Date => self.like_task(&format!("{key}:"), "due:", value),
                Shape::Choice(all) => self.choices(key, all, value),
                _ => {}
            },
            Takes::Delay | Takes::Project => {}
        }
    }

    /// States that come about by a deed are offered to filters only.
    fn choices(&mut self, key: &str, all: &[&'static str], value: &str) {
        let deeds = [RiskState::Occurred.word(), RiskState::Closed.word(), IssueState::Closed.word()];
        let finds = self.finds();
        let fits = |word: &&&str| word.starts_with(value) && (finds || key != "state" || !deeds.contains(word));
        all.iter().filter(fits).for_each(|word| self.offer(format!("{key}:{word}"), ""));
    }

    /// What the grammar of tasks offers behind one of its keys.
    fn like_task(&mut self, sign: &str, theirs: &str, value: &str) {
        let line = format!("{theirs}{value}");
        let offered = capture::complete(&line, line.len(), self.words.inner.context).candidates;
        for Candidate { write, means } in offered {
            let rest = write.strip_prefix(theirs).unwrap_or(&write);
            self.found.push(Candidate { write: format!("{sign}{rest}"), means });
        }
    }

    fn risks(&mut self, typed: &str) {
        let (plan, wanted) = (self.words.inner.context.plan, text::fold(typed));
        let Some(project) = self.words.inner.project else { return };
        let fits =
            |name: &str, title: &str| name.to_lowercase().starts_with(&wanted) || text::fold(title).contains(&wanted);
        let risks = plan.risks(project).filter(|it| fits(&format!("R{}", it.number), &it.title)).take(MOST);
        let found: Vec<(String, String)> =
            risks.map(|it| (format!("from:R{}", it.number), quoted(&it.title))).collect();
        found.into_iter().for_each(|(write, means)| self.offer(write, &means));
    }

    fn rules(&mut self, typed: &str) {
        for rule in REGISTER_FILTERS.iter().filter(|it| it.write.starts_with(typed) && it.write.contains(':')) {
            self.offer(rule.write.to_owned(), rule.means);
        }
    }
}

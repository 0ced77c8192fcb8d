//! A template written as its file; [`super::read`] reads it back.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Template, blank_project, outline, risks};
use crate::domain::column::{Column, ColumnId};
use crate::domain::phase::{Criterion, Phase};
use crate::domain::project::ProjectId;
use crate::domain::risk::Risk;
use crate::domain::task::Task;

impl Template {
    /// The file.
    pub fn to_file(&self) -> String {
        let mut file = String::new();
        // Writing to a text cannot fail.
        let mut say = |line: String| {
            let _ = writeln!(file, "{line}");
        };
        say("# A template of milepost. Start a project from it with:".to_owned());
        say(format!("#   milepost new --template {} KEY NAME", self.name));
        say(String::new());
        say(format!("title = {}", quoted(&self.title)));
        say(format!("about = [{}]", self.about.iter().map(|line| quoted(line)).collect::<Vec<_>>().join(", ")));
        let (it, usual) = (self.project(), blank_project(ProjectId::MIN));
        if !it.methodology.is_empty() {
            say(format!("methodology = {}", quoted(&it.methodology)));
        }
        if it.wip_rule != usual.wip_rule {
            say(format!("wip_rule = {}", quoted(it.wip_rule.word())));
        }
        for (name, value, usual) in [
            ("minutes_per_day", it.minutes_per_day, usual.minutes_per_day),
            ("minutes_per_week", it.minutes_per_week, usual.minutes_per_week),
            ("days_per_month", it.days_per_month, usual.days_per_month),
        ] {
            if value != usual {
                say(format!("{name} = {value}"));
            }
        }
        risks::register(&it).into_iter().for_each(&mut say);
        self.plan.all::<Column>().for_each(|it| say(column(it)));
        self.plan.all::<Phase>().for_each(|it| say(self.phase(it)));
        self.plan.all::<Risk>().for_each(|it| say(risks::risk(it)));
        let home = self.home();
        if self.plan.all::<Task>().next().is_some() {
            say("\n[tasks]".to_owned());
            if let Some(column) = home.and_then(|id| self.plan.get(id)) {
                say(format!("in = {}", quoted(&column.name)));
            }
            say(format!("outline = {}", lines(&outline::write(&self.plan, home))));
        }
        file
    }

    fn phase(&self, phase: &Phase) -> String {
        let mut said = format!("\n[[phase]]\nname = {}", quoted(&phase.name));
        if let Some(other) = phase.alongside.and_then(|id| self.plan.get(id)) {
            let _ = write!(said, "\nalongside = {}", quoted(&other.name));
        }
        let gate: Vec<String> =
            self.plan.all::<Criterion>().filter(|it| it.phase == phase.id).map(|it| criterion(it)).collect();
        if !gate.is_empty() {
            let _ = write!(said, "\ncriteria = [\n{}]", gate.concat());
        }
        said
    }

    /// The column that the lines of tasks need not name: that of most, unless one of them is in the inbox.
    fn home(&self) -> Option<ColumnId> {
        let mut counts: BTreeMap<ColumnId, usize> = BTreeMap::new();
        for task in self.plan.all::<Task>().filter(|task| !self.plan.index().is_summary(task.id)) {
            *counts.entry(task.place.as_ref()?.column).or_default() += 1;
        }
        counts.into_iter().max_by_key(|(_, count)| *count).map(|(column, _)| column)
    }
}

fn column(it: &Column) -> String {
    let mut said = format!("\n[[column]]\nname = {}\nmeaning = {}", quoted(&it.name), quoted(it.meaning.word()));
    if let Some(limit) = it.wip_limit {
        let _ = write!(said, "\nlimit = {limit}");
    }
    if !it.policy.is_empty() {
        let _ = write!(said, "\npolicy = {}", quoted(&it.policy));
    }
    said
}

fn criterion(it: &Criterion) -> String {
    match (it.rule.as_str(), it.text.as_str()) {
        ("", text) => format!("    {},\n", quoted(text)),
        (rule, "") => format!("    {{ rule = {} }},\n", quoted(rule)),
        (rule, text) => format!("    {{ rule = {}, text = {} }},\n", quoted(rule), quoted(text)),
    }
}

/// A text as TOML writes it in one line.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut said = String::new();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => said.extend(['\\', letter]),
            '\n' => said.push_str("\\n"),
            letter if letter.is_control() => said.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => said.push(letter),
        }
    }
    said
}

/// A text of several lines: as it is, unless something in it would end it or may not stand in a file.
fn lines(text: &str) -> String {
    let plain = !text.contains("''") && !text.chars().any(|letter| letter.is_control() && letter != '\n');
    if plain {
        return format!("'''\n{text}'''");
    }
    let lines: Vec<String> = text.split('\n').map(escaped).collect();
    format!("\"\"\"\n{}\"\"\"", lines.join("\n"))
}

//! A rule with its parameters, as it is written in a criterion: `longest days:10 of:project`. One reader and one
//! printer, for forms, options, templates and imports.

use super::rules::{RULES, Rule};
use crate::domain::nearest::nearest;
use crate::domain::refusal::Refusal;
use crate::domain::value::choices;
use crate::text;

choices! {
    /// Whose tasks a rule is about: those of the phase that the gate ends, of the phase that follows, of the project.
    Of { Phase = "phase", Next = "next", Project = "project" }
}

/// What a rule lets one choose, with what it is where nothing is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parameter {
    /// `of:phase`, `of:next` or `of:project`.
    Of(Of),
    /// `days:10`: working days.
    Days(i64),
    /// `count:5`: how many.
    Count(i64),
}

impl Parameter {
    /// The word before the colon.
    pub fn key(self) -> &'static str {
        match self {
            Parameter::Of(_) => "of",
            Parameter::Days(_) => "days",
            Parameter::Count(_) => "count",
        }
    }

    /// As it is written where nothing else is chosen: `days:10`.
    pub fn words(self) -> String {
        match self {
            Parameter::Of(of) => format!("of:{}", of.word()),
            Parameter::Days(days) => format!("days:{days}"),
            Parameter::Count(count) => format!("count:{count}"),
        }
    }

    /// What it chooses, for help.
    pub fn means(self) -> &'static str {
        match self {
            Parameter::Of(_) => "whose tasks: phase, next (the phase that follows), project",
            Parameter::Days(_) => "how many working days, 1 to 999",
            Parameter::Count(_) => "how many, 1 to 999",
        }
    }
}

/// A rule with its parameters.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ask {
    /// Which rule.
    pub rule: &'static Rule,
    /// Whose tasks it is about.
    pub of: Of,
    /// How many working days.
    pub days: i64,
    /// How many.
    pub count: i64,
}

impl Ask {
    /// A rule with what its parameters are where nothing is said.
    pub fn plain(rule: &'static Rule) -> Ask {
        let mut ask = Ask { rule, of: Of::Project, days: 0, count: 0 };
        rule.parameters.iter().for_each(|parameter| ask.set(*parameter));
        ask
    }

    /// Reads a rule: its name, then `key:value` words in any order. Errors: which word is wrong, and what it can be.
    pub fn parse(typed: &str) -> Result<Ask, Refusal> {
        let typed = typed.to_lowercase();
        let mut words = typed.split_whitespace();
        let name = words.next().unwrap_or_default();
        let names = || RULES.iter().map(|rule| rule.name);
        let Some(rule) = RULES.iter().find(|rule| rule.name == name) else {
            let all = names().collect::<Vec<_>>().join(", ");
            let instead =
                nearest(name, names()).map_or(format!("rules are {all}"), |near| format!("did you mean {near}?"));
            return Err(Refusal::new(format!("no rule is called “{}”", text::cut(name, 40)), instead));
        };
        let mut ask = Ask::plain(rule);
        for word in words {
            ask.set(parameter(rule, word)?);
        }
        Ok(ask)
    }

    fn set(&mut self, parameter: Parameter) {
        match parameter {
            Parameter::Of(of) => self.of = of,
            Parameter::Days(days) => self.days = days,
            Parameter::Count(count) => self.count = count,
        }
    }

    /// As it is written, with all its parameters.
    pub fn text(&self) -> String {
        let own = self.rule.parameters.iter().map(|parameter| match parameter {
            Parameter::Of(_) => Parameter::Of(self.of).words(),
            Parameter::Days(_) => Parameter::Days(self.days).words(),
            Parameter::Count(_) => Parameter::Count(self.count).words(),
        });
        std::iter::once(self.rule.name.to_owned()).chain(own).collect::<Vec<_>>().join(" ")
    }

    /// What it asks, as a sentence without a full stop: `No task of the project is longer than 10 working days`.
    pub fn words(&self) -> String {
        let of = match self.of {
            Of::Phase => "the phase",
            Of::Next => "the next phase",
            Of::Project => "the project",
        };
        let days = crate::domain::words::counted(usize::try_from(self.days).unwrap_or(0), "working day");
        self.rule.asks.replace("{of}", of).replace("{days}", &days).replace("{count}", &self.count.to_string())
    }
}

fn parameter(rule: &Rule, word: &str) -> Result<Parameter, Refusal> {
    let (key, value) = word.split_once(':').unwrap_or((word, ""));
    let shown = text::cut(word, 40);
    let Some(known) = rule.parameters.iter().find(|it| it.key() == key) else {
        let all = rule.parameters.iter().map(|it| it.words()).collect::<Vec<_>>().join(" ");
        let instead = if all.is_empty() { "it takes none".to_owned() } else { format!("it takes {all}") };
        return Err(Refusal::new(format!("“{shown}” is no parameter of the rule {}", rule.name), instead));
    };
    let read = match known {
        Parameter::Of(_) => Of::of_word(value).map(Parameter::Of),
        Parameter::Days(_) => number(value).map(Parameter::Days),
        Parameter::Count(_) => number(value).map(Parameter::Count),
    };
    read.ok_or_else(|| {
        Refusal::new(format!("“{shown}” cannot be read"), format!("{} says {}", known.key(), known.means()))
    })
}

fn number(value: &str) -> Option<i64> {
    value.parse().ok().filter(|number| (1..=999).contains(number))
}

/// What the beginning of a rule can become: names, then the parameters that are not said yet.
pub fn suggestions(typed: &str) -> Vec<String> {
    let Some((before, last)) = typed.rsplit_once(' ') else {
        return RULES.iter().map(|rule| rule.name.to_owned()).filter(|name| name.starts_with(typed)).collect();
    };
    let Ok(ask) = Ask::parse(before) else { return Vec::new() };
    let said = |key: &str| before.split_whitespace().any(|word| word.split(':').next() == Some(key));
    let mut all = Vec::new();
    for parameter in ask.rule.parameters.iter().filter(|parameter| !said(parameter.key())) {
        match parameter {
            Parameter::Of(_) => all.extend(Of::ALL.iter().map(|of| Parameter::Of(*of).words())),
            Parameter::Days(_) | Parameter::Count(_) => all.push(parameter.words()),
        }
    }
    all.retain(|word| word.starts_with(last));
    all.iter().map(|word| format!("{before} {word}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_with_its_parameters_and_written_with_all_of_them() {
        let text = |typed: &str| Ask::parse(typed).map(|ask| ask.text()).map_err(|refusal| refusal.to_string());
        assert_eq!(text("longest"), Ok("longest days:10 of:project".to_owned()));
        assert_eq!(text(" LONGEST of:next  days:5 "), Ok("longest days:5 of:next".to_owned()));
        assert_eq!(text("charter"), Ok("charter".to_owned()));
        assert_eq!(text("estimate"), Err("no rule is called “estimate”; did you mean estimates?".to_owned()));
        let wrong = text("longest days:0").unwrap_err();
        assert_eq!(wrong, "“days:0” cannot be read; days says how many working days, 1 to 999");
        assert_eq!(
            text("budget of:phase").unwrap_err(),
            "“of:phase” is no parameter of the rule budget; it takes none"
        );
        assert!(text("").unwrap_err().contains("rules are charter, estimates"));
    }

    #[test]
    fn every_rule_reads_back_as_it_is_written_and_asks_without_gaps() {
        for rule in RULES {
            let ask = Ask::plain(rule);
            assert_eq!(Ask::parse(&ask.text()), Ok(ask));
            let words = ask.words();
            assert!(
                !words.contains(['{', '}']) && words.starts_with(char::is_uppercase) && !words.ends_with('.'),
                "{words}"
            );
        }
    }

    #[test]
    fn what_is_begun_is_completed() {
        assert_eq!(suggestions("no-o"), ["no-overdue", "no-open"]);
        assert_eq!(
            suggestions("longest "),
            ["longest days:10", "longest of:phase", "longest of:next", "longest of:project"]
        );
        assert_eq!(suggestions("longest of:next "), ["longest of:next days:10"]);
        assert_eq!(suggestions("nothing of"), Vec::<String>::new());
    }
}

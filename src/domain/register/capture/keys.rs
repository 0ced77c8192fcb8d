//! The words before a `:` in lines about risks and issues, what they set, and what can be absent.

use super::Term;
use crate::domain::change::Field;
use crate::domain::plan::Kind;

/// How the value behind a key is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Takes {
    /// As the value of this field.
    Field(&'static str),
    /// As a step of one of the project’s scales, for this field.
    Step(&'static str),
    /// A delay, one value or three.
    Delay,
    /// Tasks.
    Tasks,
    /// A project.
    Project,
    /// What is absent.
    Absent,
}

/// A word before a `:`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key {
    /// The word.
    pub word: &'static str,
    /// In lines about what.
    pub kinds: &'static [Kind],
    /// How its value is read.
    pub takes: Takes,
    /// What has to follow.
    pub what: &'static str,
}

const RISK: &[Kind] = &[Kind::Risk];
const ISSUE: &[Kind] = &[Kind::Issue];
const BOTH: &[Kind] = &[Kind::Risk, Kind::Issue];

const fn key(word: &'static str, kinds: &'static [Kind], takes: Takes, what: &'static str) -> Key {
    Key { word, kinds, takes, what }
}

/// Every key.
pub(crate) const KEYS: &[Key] = &[
    key("prob", RISK, Takes::Step("probability"), "1 to 5 or its name, as in prob:4 or prob:likely"),
    key("impact", RISK, Takes::Step("impact"), "1 to 5 or its name, as in impact:5 or impact:severe"),
    key("rprob", RISK, Takes::Step("residual_probability"), "1 to 5 or its name, as in rprob:2"),
    key("rimpact", RISK, Takes::Step("residual_impact"), "1 to 5 or its name, as in rimpact:3"),
    key("cost", RISK, Takes::Field("cost_impact"), "an amount, as in cost:20k"),
    key("days", RISK, Takes::Delay, "working days, as in days:5 or days:2/5/15"),
    key("resp", RISK, Takes::Field("response"), "a response, as in resp:mitigate"),
    key("review", RISK, Takes::Field("review"), "a date, as in review:fri"),
    key("kind", RISK, Takes::Field("nature"), "threat or opportunity"),
    key("cause", RISK, Takes::Field("cause"), "why it may happen, as in cause:\"one supplier\""),
    key("effect", RISK, Takes::Field("effect"), "what follows, as in effect:\"no go live\""),
    key("plan", RISK, Takes::Field("response_plan"), "how it is responded to, as in plan:\"ask for a sandbox\""),
    key("contingency", RISK, Takes::Field("contingency_plan"), "what is done if it occurs, in quotes"),
    key("trigger", RISK, Takes::Field("trigger"), "by what one sees it coming, in quotes"),
    key("sev", ISSUE, Takes::Field("severity"), "1 to 4 or its name, as in sev:2 or sev:high"),
    key("due", ISSUE, Takes::Field("due"), "a date, as in due:fri"),
    key("from", ISSUE, Takes::Field("risk"), "a risk, as in from:R3"),
    key("state", BOTH, Takes::Field("state"), "where it stands, as in state:open"),
    key("on", BOTH, Takes::Tasks, "tasks, as in on:12 or on:12,14"),
    key("project", BOTH, Takes::Project, "a project, as in project:web"),
    key("no", BOTH, Takes::Absent, "what is not there, as in no:owner"),
];

/// What a word means that people type out of habit.
pub(crate) const ALSO: &[(&str, &str)] = &[
    ("probability", "prob:"),
    ("likelihood", "prob:"),
    ("response", "resp:"),
    ("severity", "sev:"),
    ("nature", "kind:"),
    ("task", "on:"),
    ("tasks", "on:"),
    ("owner", "@"),
    ("category", "+"),
];

/// Words of tasks and of the other register, and what to write instead in a line about a risk and about an issue.
pub(crate) const FOREIGN: &[(&str, &str, &str)] = &[
    ("due", "a risk has a day of review: write review:fri", ""),
    ("sev", "a risk has a probability and an impact: write prob:4 impact:5", ""),
    ("from", "a risk comes from no other", ""),
    ("prob", "", "an issue has happened: write how bad it is, as in sev:2"),
    ("impact", "", "write how bad it is, as in sev:2"),
    ("rprob", "", "an issue has happened: write how bad it is, as in sev:2"),
    ("rimpact", "", "write how bad it is, as in sev:2"),
    ("cost", "", "put it into the note, behind //"),
    ("days", "", "put it into the note, behind //"),
    ("resp", "", "write where it stands, as in state:in-progress"),
    ("review", "", "write when it is to be settled, as in due:fri"),
    ("est", "write how long it delays, as in days:2/5/15", "write when it is to be settled, as in due:fri"),
    ("do", "write when it is looked at again, as in review:fri", "write when it is to be settled, as in due:fri"),
    ("start", "write when it is looked at again, as in review:fri", "write when it is to be settled, as in due:fri"),
    ("wait", "write when it is looked at again, as in review:fri", "write when it is to be settled, as in due:fri"),
    ("after", "write the tasks it threatens, as in on:12", "write the tasks it holds up, as in on:12"),
    ("under", "write the tasks it threatens, as in on:12", "write the tasks it holds up, as in on:12"),
    ("in", "write where it stands, as in state:responding", "write where it stands, as in state:in-progress"),
    ("phase", "link it to the tasks it threatens, as in on:12", "link it to the tasks it holds up, as in on:12"),
    ("url", "put the address into the note, behind //", "put the address into the note, behind //"),
    ("every", "reviews come back by themselves", "write when it is to be settled, as in due:fri"),
    ("again", "reviews come back by themselves", "write when it is to be settled, as in due:fri"),
];

/// Something that can be absent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Lack {
    /// As it is written behind `no:`.
    pub word: &'static str,
    /// Of what it can be absent.
    pub kinds: &'static [Kind],
    /// The fields that are empty then; none: the tasks it concerns.
    pub fields: &'static [&'static str],
    /// In words.
    pub said: &'static str,
}

const fn lack(word: &'static str, kinds: &'static [Kind], fields: &'static [&'static str], said: &'static str) -> Lack {
    Lack { word, kinds, fields, said }
}

/// Everything that can be absent.
pub(crate) const LACKS: &[Lack] = &[
    lack("owner", BOTH, &["owner"], "no owner"),
    lack("response", RISK, &["response"], "no response"),
    lack("review", RISK, &["review"], "no day of review"),
    lack("cost", RISK, &["cost_impact"], "no cost impact"),
    lack("days", RISK, &["optimistic_delay", "delay", "pessimistic_delay"], "no schedule impact"),
    lack("plan", RISK, &["response_plan"], "no response plan"),
    lack("contingency", RISK, &["contingency_plan"], "no contingency plan"),
    lack("trigger", RISK, &["trigger"], "no trigger"),
    lack("cause", RISK, &["cause"], "no cause"),
    lack("effect", RISK, &["effect"], "no effect"),
    lack("category", RISK, &["category"], "no category"),
    lack("prob", RISK, &["probability"], "no probability"),
    lack("impact", RISK, &["impact"], "no impact"),
    lack("residual", RISK, &["residual_probability", "residual_impact"], "no residual values"),
    lack("due", ISSUE, &["due"], "no due date"),
    lack("note", BOTH, &["note"], "no note"),
    lack("tasks", BOTH, &[], "no tasks"),
];

/// Other words behind `no:`: those of tasks, and those of keys.
pub(crate) const LACKS_TOO: &[(&str, &str)] =
    &[("@", "owner"), ("+", "category"), ("on", "tasks"), ("resp", "response")];

impl Lack {
    /// The fields that are empty then, of one kind of record.
    pub(crate) fn fields(&self, kind: Kind) -> impl Iterator<Item = Field> + use<> {
        self.fields.iter().filter_map(move |name| Field::named(kind, name))
    }

    /// Does a word say something of what would be absent?
    pub(super) fn is_about(&self, term: &Term) -> bool {
        match term {
            Term::Field(field, _) => self.fields.contains(&field.name()),
            Term::Delay(_) => self.word == "days",
            Term::On(_) => self.word == "tasks",
            _ => false,
        }
    }
}

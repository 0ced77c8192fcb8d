//! A filter written back as a line.

use super::node::Node;
use super::parse::Token;
use super::{Compare, DayField, Filter, Test};
use crate::domain::capture::Absent;
use crate::domain::capture::reader::name_word;
use crate::domain::capture::tokens::Words;
use crate::domain::link::LinkType;
use crate::domain::plan::Plan;
use crate::domain::span::{Estimate, Lag, Span};

pub(super) fn words(filter: &Filter, plan: &Plan) -> String {
    let sorts = filter.sort.iter().map(|order| {
        let turned = if order.descending { ".desc" } else { "" };
        format!("sort:{}{turned}", order.key.word())
    });
    let condition = match &filter.node {
        Node::All(nodes) if nodes.is_empty() => None,
        // A sort word would become a part of the last alternative.
        Node::Any(_) if !filter.sort.is_empty() => Some(format!("({})", node(&filter.node, plan))),
        other => Some(node(other, plan)),
    };
    condition.into_iter().chain(sorts).collect::<Vec<_>>().join(" ")
}

fn node(it: &Node<Test>, plan: &Plan) -> String {
    let inner = |inner: &Node<Test>| match inner {
        Node::Test(test) => word(test, plan),
        Node::Not(_) => node(inner, plan),
        Node::All(_) | Node::Any(_) => format!("({})", node(inner, plan)),
    };
    match it {
        Node::All(nodes) => nodes.iter().map(inner).collect::<Vec<_>>().join(" "),
        Node::Any(nodes) => nodes.iter().map(inner).collect::<Vec<_>>().join(" or "),
        Node::Not(it) => format!("not {}", inner(it)),
        Node::Test(test) => word(test, plan),
    }
}

fn word(test: &Test, plan: &Plan) -> String {
    match test {
        Test::Text(needle) => text(needle.said()),
        Test::Is(state) => format!("is:{}", state.word()),
        Test::Priority(from, to) if from == to => format!("p{from}"),
        Test::Priority(from, to) => format!("p:{from}..{to}"),
        Test::Day(field, Compare::Equal, day) => format!("{}:{day}", field.word()),
        Test::Day(field, compare, day) => format!("{}{}{day}", field.word(), compare.sign()),
        Test::Duration(compare, span) => format!("est{}{}", compare.sign(), span.to_file()),
        Test::Slack(compare, span) => format!("slack{}{}", compare.sign(), span.to_file()),
        Test::Estimate(it) => format!("est:{}", estimate(it)),
        Test::Project(project) => format!(":{}", plan.key(*project).to_lowercase()),
        Test::Person(person, None) => plan.handle(*person),
        Test::Person(person, Some(units)) => format!("{}:{units}", plan.handle(*person)),
        Test::Tag(tag) => format!("+{tag}"),
        Test::Column(ids) => {
            let column = ids.first().and_then(|id| plan.get(*id));
            format!("in:{}", column.map_or(String::new(), |it| name_word(&it.name)))
        }
        Test::Phase(ids) => {
            let phase = ids.first().and_then(|id| plan.get(*id));
            format!("phase:{}", phase.map_or(String::new(), |it| name_word(&it.name)))
        }
        Test::Under(task) => format!("under:{}", plan.task_ref(*task)),
        Test::After { task, link: None } => format!("after:{}", plan.task_ref(*task)),
        Test::After { task, link: Some((link_type, lag)) } => {
            let kind = if *link_type == LinkType::FinishStart { "" } else { link_type.word() };
            format!("after:{}{}{}", plan.task_ref(*task), kind.to_lowercase(), lag_word(*lag))
        }
        Test::Kind(kind) => format!("kind:{}", kind.word()),
        Test::Recurs(recurrence) => recurrence.capture(),
        Test::Url(needle) => format!("url:{}", needle.said()),
        Test::No(absent) => format!("no:{}", absent_word(absent, plan)),
    }
}

fn estimate(it: &Estimate) -> String {
    let spans: Vec<Span> = it.optimistic.into_iter().chain([it.likely]).chain(it.pessimistic).collect();
    spans.iter().map(Span::to_file).collect::<Vec<_>>().join("/")
}

fn lag_word(lag: Lag) -> String {
    let words = lag.to_file();
    match lag.is_none() {
        true => String::new(),
        false if words.starts_with('-') => words,
        false => format!("+{words}"),
    }
}

fn absent_word(absent: &Absent, plan: &Plan) -> String {
    match absent {
        Absent::Person(person) => plan.handle(*person),
        Absent::Tag(tag) => format!("+{tag}"),
        Absent::After(task) => format!("after:{}", plan.task_ref(*task)),
        whole => whole.word().unwrap_or_default().to_owned(),
    }
}

/// A text to look for; in quotes unless it is one word that could be nothing else.
fn text(said: &str) -> String {
    let plain = said.chars().all(|letter| letter.is_alphanumeric()) && !Token::is_reserved(said);
    let priority = said.len() == 2 && said.starts_with('p');
    let in_quotes = format!("\"{said}\"");
    // A text with a quote in it that would close too early was no syntax without quotes either.
    let closes = Words::of(&in_quotes, true).next().is_some_and(|word| word.quoted && word.text == said);
    if (plain && !priority) || !closes { said.to_owned() } else { in_quotes }
}

impl DayField {
    pub(super) fn word(self) -> &'static str {
        match self {
            DayField::Due => "due",
            DayField::Planned => "do",
            DayField::Start => "start",
            DayField::Snooze => "wait",
            DayField::Until => "until",
        }
    }
}

impl Compare {
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Compare::Less => "<",
            Compare::AtMost => "<=",
            Compare::Equal => "=",
            Compare::AtLeast => ">=",
            Compare::More => ">",
        }
    }
}

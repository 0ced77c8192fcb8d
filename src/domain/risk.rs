//! Risks: what may happen, how likely and how bad, before and after the response; and the tasks it threatens. What
//! follows from the figures is told by [`super::register`].

use chrono::NaiveDate;

use super::id::Id;
use super::person::PersonId;
use super::project::ProjectId;
use super::record::record;
use super::span::Span;
use super::task::TaskId;
use super::value::{Money, Prose, Shape, choices, field_as_text};

/// The identity of a risk.
pub type RiskId = Id<Risk>;
/// The identity of a link between a risk and a task.
pub type RiskTaskId = Id<RiskTask>;

/// Steps of a scale: probability and impact are told from 1 to 5.
pub const STEPS: usize = 5;

choices! {
    /// Does it do harm or good if it occurs?
    Nature { Threat = "threat", Opportunity = "opportunity" }
}

choices! {
    /// What is done about it (PMBOK): the first five against a threat, accept and escalate for both, the last three for
    /// an opportunity.
    Response {
        Avoid = "avoid", Mitigate = "mitigate", Transfer = "transfer", Accept = "accept", Escalate = "escalate",
        Exploit = "exploit", Enhance = "enhance", Share = "share",
    }
}

impl Response {
    /// Does it make sense for this nature?
    pub fn suits(self, nature: Nature) -> bool {
        use Response::{Accept, Avoid, Enhance, Escalate, Exploit, Mitigate, Share, Transfer};
        match self {
            Accept | Escalate => true,
            Avoid | Mitigate | Transfer => nature == Nature::Threat,
            Exploit | Enhance | Share => nature == Nature::Opportunity,
        }
    }
}

choices! {
    /// Where a risk stands.
    RiskState { Open = "open", Responding = "responding", Occurred = "occurred", Closed = "closed" }
}

/// The five steps of probability or impact, from the least: what each is called, and for probability what it means in
/// percent. Written `rare 10%, unlikely 30%, possible 50%, likely 70%, almost certain 90%`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scale(Vec<(String, Option<i64>)>);

impl Scale {
    /// The steps of probability where a project has none of its own.
    pub fn probability() -> Self {
        Scale::of(&[
            ("rare", Some(10)),
            ("unlikely", Some(30)),
            ("possible", Some(50)),
            ("likely", Some(70)),
            ("almost certain", Some(90)),
        ])
    }

    /// The steps of impact where a project has none of its own.
    pub fn impact() -> Self {
        Scale::of(&[("negligible", None), ("minor", None), ("moderate", None), ("major", None), ("severe", None)])
    }

    fn of(steps: &[(&str, Option<i64>)]) -> Self {
        Scale(steps.iter().map(|(label, percent)| ((*label).to_owned(), *percent)).collect())
    }

    /// What a step (1 to 5) is called.
    pub fn label(&self, step: i64) -> &str {
        self.step(step).map_or("", |(label, _)| label)
    }

    /// What a step (1 to 5) means in percent.
    pub fn percent(&self, step: i64) -> Option<i64> {
        self.step(step).and_then(|(_, percent)| *percent)
    }

    /// Has every step a percentage, none lower than the one before it?
    pub fn has_percentages(&self) -> bool {
        let known: Vec<i64> = self.0.iter().filter_map(|(_, percent)| *percent).collect();
        known.len() == STEPS && known.is_sorted()
    }

    fn step(&self, step: i64) -> Option<&(String, Option<i64>)> {
        self.0.get(usize::try_from(step.checked_sub(1)?).ok()?)
    }

    fn write(&self) -> String {
        let step = |(label, percent): &(String, Option<i64>)| match percent {
            Some(percent) => format!("{label} {percent}%"),
            None => label.clone(),
        };
        self.0.iter().map(step).collect::<Vec<_>>().join(", ")
    }

    fn read(text: &str) -> Option<Self> {
        let step = |part: &str| {
            let part = part.trim();
            let (label, percent) = match part.strip_suffix('%').and_then(|front| front.rsplit_once(' ')) {
                Some((label, percent)) => {
                    (label.trim(), Some(percent.parse().ok().filter(|it: &i64| (0..=100).contains(it))?))
                }
                None => (part, None),
            };
            (!label.is_empty() && !label.contains('%')).then(|| (label.to_owned(), percent))
        };
        let steps = text.split(',').map(step).collect::<Option<Vec<_>>>()?;
        (steps.len() == STEPS).then_some(Scale(steps))
    }
}

field_as_text!(
    Scale,
    Shape::Text,
    "five steps from the least, as in: rare 10%, unlikely 30%, possible 50%, likely 70%, almost certain 90%",
    Scale::write,
    |text| Scale::read(text)
);

record! {
    /// Something uncertain that does harm or good to the project if it occurs.
    Risk {
        /// Project it belongs to.
        project: ProjectId,
        /// The number of its ref, unique among the risks of the project.
        number: i64,
        /// What may happen.
        title: String,
        /// Why it may happen.
        cause: Prose,
        /// What follows if it does.
        effect: Prose,
        /// Which kind of risk it is: one word.
        category: String,
        /// Harm or good?
        nature: Nature,
        /// How likely it is, 1–5; none: nobody has said.
        probability: Option<i64>,
        /// How bad (or good) it is, 1–5.
        impact: Option<i64>,
        /// How likely it is when the response works, 1–5.
        residual_probability: Option<i64>,
        /// How bad it is when the response works, 1–5.
        residual_impact: Option<i64>,
        /// What it costs (or saves) if it occurs.
        cost_impact: Option<Money>,
        /// How long it delays (or hastens) if all goes well.
        optimistic_delay: Option<Span>,
        /// How long it delays (or hastens) most likely.
        delay: Option<Span>,
        /// How long it delays (or hastens) at worst.
        pessimistic_delay: Option<Span>,
        /// What is done about it.
        response: Option<Response>,
        /// How that is done.
        response_plan: Prose,
        /// What will be done if it occurs all the same.
        contingency_plan: Prose,
        /// By what one sees it coming.
        trigger: Prose,
        /// Who looks after it.
        owner: Option<PersonId>,
        /// Where it stands.
        state: RiskState,
        /// The day it is to be looked at again.
        review: Option<NaiveDate>,
        /// The day it was last looked at.
        reviewed: Option<NaiveDate>,
        /// The day it was added.
        raised: Option<NaiveDate>,
        /// The day it was closed.
        closed: Option<NaiveDate>,
        /// Why it was closed.
        closed_reason: Prose,
        /// Markdown.
        note: Prose,
        /// Where it was imported from.
        source: String,
        /// Its id there.
        source_id: String,
    }
}

record! {
    /// A risk threatens (or helps) a task.
    RiskTask {
        /// The risk.
        risk: RiskId,
        /// The task.
        task: TaskId,
    }
}

impl RiskState {
    /// Is it neither closed nor has it occurred?
    pub fn is_open(self) -> bool {
        matches!(self, RiskState::Open | RiskState::Responding)
    }
}

impl Risk {
    /// Is it neither closed nor has it occurred?
    pub fn is_open(&self) -> bool {
        self.state.is_open()
    }

    /// Probability × impact, 1–25, before the response; none: one of both is not said.
    pub fn inherent(&self) -> Option<i64> {
        Some(self.probability? * self.impact?)
    }

    /// Probability × impact when the response works; what is not said of it is as before. None: nothing is said.
    pub fn residual(&self) -> Option<i64> {
        if self.residual_probability.is_none() && self.residual_impact.is_none() {
            return None;
        }
        Some(self.residual_probability.or(self.probability)? * self.residual_impact.or(self.impact)?)
    }

    /// The probability that exposure is reckoned with: the residual one where it is said.
    pub fn reckoned_probability(&self) -> Option<i64> {
        self.residual_probability.or(self.probability)
    }

    /// How long it delays, in minutes of work: the mean of its three values after PERT, (low + 4 × likely + high) / 6;
    /// the likely one where it is alone.
    pub fn mean_delay(&self) -> Option<i64> {
        let likely = self.delay?.minutes;
        let (low, high) = match (self.optimistic_delay, self.pessimistic_delay) {
            (Some(low), Some(high)) => (low.minutes, high.minutes),
            _ => return Some(likely),
        };
        Some((low.saturating_add(likely.saturating_mul(4)).saturating_add(high)) / 6)
    }
}

/// What a register counts of a risk, in few bytes: it goes over all of them at each step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rating {
    /// Where it stands.
    pub state: RiskState,
    /// Threat or opportunity.
    pub nature: Nature,
    /// Probability and impact before the response, each 1–5; 0: not said.
    pub before: [u8; 2],
    /// The same after it; what is not said of that is as before.
    pub after: [u8; 2],
    /// Cost impact in hundredths; 0: none is said.
    pub cost: i64,
    /// Mean delay in minutes of work; 0: none is said.
    pub delay: i64,
}

impl Rating {
    /// The rating of a risk.
    pub fn of(risk: &Risk) -> Self {
        let step = |step: Option<i64>| step.and_then(|step| u8::try_from(step).ok()).unwrap_or(0);
        Rating {
            state: risk.state,
            nature: risk.nature,
            before: [step(risk.probability), step(risk.impact)],
            after: [step(risk.reckoned_probability()), step(risk.residual_impact.or(risk.impact))],
            cost: risk.cost_impact.map_or(0, |it| it.0),
            delay: risk.mean_delay().unwrap_or(0),
        }
    }

    /// Is it neither closed nor has it occurred?
    pub fn is_open(&self) -> bool {
        self.state.is_open()
    }

    /// Probability × impact before the response; 0: one of both is not said.
    pub fn inherent(&self) -> i64 {
        let [probability, impact] = self.before;
        i64::from(probability) * i64::from(impact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::{FieldType, Value};

    fn read(text: &str) -> Option<Scale> {
        Scale::of_value(Value::Text(text.to_owned())).ok()
    }

    #[test]
    fn a_scale_has_five_steps_with_or_without_percentages() {
        let scale = read("rare 5%, unlikely 20%, possible 50% , likely 75%, almost certain 95%").unwrap();
        assert_eq!((scale.label(5), scale.percent(5), scale.percent(6)), ("almost certain", Some(95), None));
        assert!(scale.has_percentages());
        assert_eq!(read("a, b, c, d, e").map(|it| it.has_percentages()), Some(false));
        assert!(!read("a 90%, b 70%, c 50%, d 30%, e 10%").unwrap().has_percentages());
        for wrong in ["", "a, b, c, d", "a, b, c, d, e, f", "a 10%, b, , d, e", "a 200%, b, c, d, e"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        for usual in [Scale::probability(), Scale::impact()] {
            assert_eq!(Scale::of_value(usual.to_value()).ok(), Some(usual));
        }
    }

    #[test]
    fn delay_is_the_mean_after_pert() {
        let days = |days: i64| Some(Span::working(days * 480));
        let risk = |low, likely, high| Risk {
            optimistic_delay: low,
            delay: likely,
            pessimistic_delay: high,
            ..<Risk as crate::domain::record::Record>::blank(RiskId::MIN)
        };
        assert_eq!(risk(days(2), days(5), days(14)).mean_delay(), Some(6 * 480));
        assert_eq!(risk(None, days(5), None).mean_delay(), Some(5 * 480));
        assert_eq!(risk(None, None, None).mean_delay(), None);
    }
}

//! What offices write into the cells of registers, as values.

use std::collections::BTreeSet;

use crate::domain::risk::{Response, RiskState, STEPS, Scale};
use crate::domain::span::{Estimate, Pace};
use crate::text::fold;

/// Words for steps of either scale, from the least.
const STEP_WORDS: [&[&str]; STEPS] = [
    &[
        "vl",
        "very low",
        "rare",
        "remote",
        "improbable",
        "negligible",
        "insignificant",
        "trivial",
        "very unlikely",
        "highly unlikely",
        "minimal",
        "unheard of",
    ],
    &["l", "low", "unlikely", "minor", "small", "seldom", "slight", "limited"],
    &["m", "med", "medium", "moderate", "possible", "occasional", "average", "serious"],
    &["h", "high", "likely", "major", "probable", "significant", "large", "critical"],
    &[
        "vh",
        "very high",
        "almost certain",
        "certain",
        "severe",
        "catastrophic",
        "extreme",
        "very likely",
        "highly likely",
        "frequent",
        "expected",
        "near certain",
    ],
];

/// Does a cell say that there is nothing to say?
pub(super) fn is_nothing(text: &str) -> bool {
    ["", "-", "–", "—", "n/a", "na", "none", "nil", "tbd", "tbc", "?", "unknown", "unassigned"]
        .contains(&fold(text.trim()).as_str())
}

/// Words of scales that have three steps, from the least.
const THREE: [&[&str]; 3] = [&["l", "low"], &["m", "med", "medium", "moderate"], &["h", "high"]];

/// How the steps of a column are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Steps {
    /// The highest plain number: with 10, ten steps are read as five.
    pub most: i64,
    /// Low, medium and high are all there is. Bands of a third each lie nearest to the first, third and fifth step, and
    /// the worst cell of a matrix of nine is the worst of one of twenty-five.
    pub three: bool,
}

impl Steps {
    /// How these cells are written; `may_be_three`: nothing speaks against three steps.
    pub fn of(cells: &[&str], may_be_three: bool) -> Self {
        let plain = cells.iter().filter(|cell| !cell.contains('%'));
        let most = plain.filter_map(|cell| number(cell)).max().unwrap_or(0);
        let mut said = cells.iter().filter(|cell| !is_nothing(cell));
        let steps: Option<BTreeSet<i64>> = said.try_fold(BTreeSet::new(), |mut steps, cell| {
            steps.insert(of_three(&words_of(cell))?);
            Some(steps)
        });
        Steps { most, three: may_be_three && steps.is_some_and(|steps| steps.len() > 1) }
    }
}

/// The step of five that a word of three means.
fn of_three(word: &str) -> Option<i64> {
    THREE.iter().position(|all| all.contains(&word)).map(|at| 2 * at as i64 + 1)
}

/// Is this a word that no scale of three steps has?
pub(super) fn is_beyond_three(text: &str) -> bool {
    ["vl", "very low", "vh", "very high"].contains(&words_of(text).as_str())
}

/// A step of a scale: `4`, `3 - Possible`, `Possible (3)`, `Almost certain`, `H`, `70%`, `0.7`. None: nothing is said.
/// Errors: what is wrong.
pub(super) fn step(text: &str, scale: &Scale, steps: Steps) -> Result<Option<i64>, String> {
    let text = text.trim();
    if is_nothing(text) {
        return Ok(None);
    }
    let wrong = || format!("“{}” is no step from 1 to 5", crate::text::cut(&crate::text::visible(text), 40));
    if let Some(percent) = percent(text) {
        return nearest_percent(scale, percent).map(Some).ok_or_else(wrong);
    }
    if let Some(number) = number(text) {
        let number = if steps.most > STEPS as i64 && steps.most <= 10 { (number + 1) / 2 } else { number };
        return if (1..=STEPS as i64).contains(&number) { Ok(Some(number)) } else { Err(wrong()) };
    }
    let folded = words_of(text);
    let own = (1..=STEPS as i64).find(|step| words_of(scale.label(*step)) == folded);
    let known = || STEP_WORDS.iter().position(|all| all.contains(&folded.as_str())).map(|at| at as i64 + 1);
    let three = || of_three(&folded).filter(|_| steps.three);
    own.or_else(three).or_else(known).map(Some).ok_or_else(wrong)
}

/// The words of a text, folded, with one space between them.
fn words_of(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The whole number that stands in a cell, before or behind a word or alone: `3`, `3.0`, `3 - Possible`, `Possible (3)`.
pub(super) fn number(text: &str) -> Option<i64> {
    let mut found =
        text.split(|letter: char| !letter.is_ascii_digit() && letter != '.').filter(|part| part.parse::<f64>().is_ok());
    let (first, more) = (found.next()?.parse::<f64>().ok()?, found.next());
    (more.is_none() && first.fract() == 0.0 && (0.0..1e6).contains(&first)).then_some(first as i64)
}

/// `70%`, `0.7`: in percent.
fn percent(text: &str) -> Option<f64> {
    let part = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok().filter(|it| it.is_finite());
    match text.strip_suffix('%') {
        Some(front) => part(front).filter(|it| (0.0..=100.0).contains(it)),
        None => part(text).filter(|it| it.fract() != 0.0 && (0.0..1.0).contains(it)).map(|it| it * 100.0),
    }
}

fn nearest_percent(scale: &Scale, percent: f64) -> Option<i64> {
    let off = |step: i64| scale.percent(step).map(|it| (it as f64 - percent).abs());
    (1..=STEPS as i64).filter(|step| off(*step).is_some()).min_by(|a, b| {
        let (a, b) = (off(*a).unwrap_or(f64::MAX), off(*b).unwrap_or(f64::MAX));
        a.total_cmp(&b)
    })
}

/// An amount in hundredths: `20000`, `€20,000`, `20.000,00 EUR`, `20k`, `1.5M`. Errors: what is wrong.
pub(super) fn money(text: &str) -> Result<Option<i64>, String> {
    if is_nothing(text) {
        return Ok(None);
    }
    let wrong = || format!("“{}” is no amount", crate::text::cut(&crate::text::visible(text), 40));
    let bare: String = text.chars().filter(|letter| letter.is_ascii_digit() || ".,-".contains(*letter)).collect();
    let unit: String =
        text.chars().skip_while(|letter| !letter.is_ascii_digit()).filter(|it| it.is_alphabetic()).collect();
    let scale = match unit.to_lowercase().as_str() {
        unit if unit.starts_with('k') || unit.starts_with("tsd") => 1e3,
        unit if unit == "m" || unit.starts_with("mio") || unit.starts_with("mil") || unit.starts_with("meur") => 1e6,
        _ => 1.0,
    };
    // The last sign is the point where at most two figures stand behind it, or another sign before it.
    let point = bare.rfind(['.', ',']).filter(|at| {
        let behind = bare.len() - at - 1;
        let sign = bare.as_bytes()[*at];
        behind != 3 || bare[..*at].bytes().any(|it| (it == b'.' || it == b',') && it != sign)
    });
    let figures: String = bare
        .char_indices()
        .filter_map(|(at, letter)| match letter {
            '.' | ',' => (Some(at) == point).then_some('.'),
            letter => Some(letter),
        })
        .collect();
    let amount: f64 = figures.parse().map_err(|_| wrong())?;
    let cents = (amount * scale * 100.0).round();
    if cents.is_finite() && cents.abs() < 1e15 { Ok(Some(cents as i64)) } else { Err(wrong()) }
}

/// A delay: `5`, `5 days`, `2/5/15`, `2w`; a number alone is days. Errors: what is wrong.
pub(super) fn delay(text: &str, pace: &Pace) -> Result<Option<Estimate>, String> {
    if is_nothing(text) {
        return Ok(None);
    }
    let part = |part: &str| {
        let part = part.trim();
        let bare = !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_digit() || letter == b'.');
        if bare { format!("{part}d") } else { part.to_owned() }
    };
    let parts: Vec<String> = text.split('/').map(part).collect();
    match Estimate::parse(&parts.join("/"), pace) {
        Ok(estimate) if !estimate.likely.elapsed => Ok(Some(estimate)),
        Ok(_) => Err("a schedule impact is told in working days".to_owned()),
        Err(misread) => Err(misread.why),
    }
}

/// A response by the words of offices; none: it is no word of a response, but perhaps the plan of one.
pub(super) fn response(text: &str) -> Option<Response> {
    let folded = words_of(text);
    let known = Response::of_word(&folded);
    known.or_else(|| {
        Some(match folded.as_str() {
            "reduce" | "mitigation" | "treat" | "control" | "reduction" | "mitigated" => Response::Mitigate,
            "avoidance" | "terminate" | "eliminate" | "prevent" => Response::Avoid,
            "transference" | "insure" | "outsource" => Response::Transfer,
            "acceptance" | "accepted" | "tolerate" | "retain" | "monitor" => Response::Accept,
            "escalated" | "escalation" => Response::Escalate,
            _ => return None,
        })
    })
}

/// The state of a risk by the words of offices.
pub(super) fn risk_state(text: &str) -> Option<RiskState> {
    let folded = words_of(text);
    RiskState::of_word(&folded).or_else(|| {
        Some(match folded.as_str() {
            "new" | "active" | "identified" | "proposed" | "draft" | "live" | "o" | "assessed" | "pending" => {
                RiskState::Open
            }
            "in progress"
            | "ongoing"
            | "mitigating"
            | "treating"
            | "managed"
            | "monitoring"
            | "monitored"
            | "under treatment"
            | "being managed"
            | "in treatment"
            | "treatment in progress"
            | "wip" => RiskState::Responding,
            "materialised" | "materialized" | "realised" | "realized" | "happened" | "issue" | "triggered"
            | "impacted" => RiskState::Occurred,
            "retired" | "resolved" | "done" | "expired" | "cancelled" | "canceled" | "complete" | "completed"
            | "mitigated" | "c" | "obsolete" => RiskState::Closed,
            _ => return None,
        })
    })
}

/// A category as one word: `Third party / Vendor` is `third-party-vendor`.
pub(super) fn category(text: &str) -> String {
    let folded = text.to_lowercase();
    let words =
        folded.split(|letter: char| letter.is_whitespace() || "/,;&".contains(letter)).map(|it| it.trim_matches('-'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

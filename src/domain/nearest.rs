//! What somebody may have meant: the nearest of known words, and the error that names it.
//! Shared by dates, spans, capture, filters and names; knows none of their words.

/// Words that could not be read: what is wrong, what to do instead and, where there is one, the nearest reading.
/// `Display` gives it as one sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}: {instead}")]
pub struct Misread {
    /// What is wrong, naming the words: “`frx` is not a date”.
    pub why: String,
    /// What to write instead: “did you mean `fri`?”.
    pub instead: String,
    /// The nearest reading as it would be typed, for a screen that offers it.
    pub nearest: Option<String>,
}

impl Misread {
    /// Wrong, with an instruction.
    pub fn of(why: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { why: why.into(), instead: instead.into(), nearest: None }
    }

    /// Wrong, with a reading that may have been meant.
    pub fn meant(why: impl Into<String>, nearest: impl Into<String>) -> Self {
        let nearest = nearest.into();
        Self { why: why.into(), instead: format!("did you mean `{nearest}`?"), nearest: Some(nearest) }
    }
}

/// Typed words as an error message shows them: in backticks, shortened to 40 characters.
pub fn quoted(words: &str) -> String {
    let shown: String = words.chars().take(40).collect();
    let more = if shown.len() < words.len() { "…" } else { "" };
    format!("`{shown}{more}`")
}

/// The candidate that somebody who typed `word` most likely meant: the first one that begins with it, else the one
/// with the fewest letters wrong, left out or swapped (at most a third of them). Case is ignored. `None` when nothing
/// is near.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let long = word.chars().count();
    // The distance is quadratic: no name that people type is longer.
    if long == 0 || long > 64 {
        return None;
    }
    let rate = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        match candidate.starts_with(&word) {
            true if long > 1 || candidate == word => 0,
            _ => strsim::osa_distance(&word, &candidate),
        }
    };
    let best = candidates.into_iter().map(|candidate| (rate(candidate), candidate)).min_by_key(|(wrong, _)| *wrong);
    let bar = if long < 2 { 0 } else { (long / 3).max(1) };
    best.filter(|(wrong, _)| *wrong <= bar).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_a_beginning_or_a_slip_away() {
        let days = ["mon", "tue", "wed", "thu", "fri", "today", "tomorrow"];
        let near = |word| nearest(word, days);
        assert_eq!(near("frx"), Some("fri"));
        assert_eq!(near("FIR"), Some("fri"));
        assert_eq!(near("tom"), Some("tomorrow"));
        assert_eq!(near("tomorow"), Some("tomorrow"));
        assert_eq!(near("wde"), Some("wed"));
        assert_eq!(near("x"), None);
        assert_eq!(near(""), None);
        assert_eq!(near("whenever"), None);
        assert_eq!(nearest(&"x".repeat(1000), days), None);
    }

    #[test]
    fn a_misreading_is_one_sentence() {
        let meant = Misread::meant(format!("{} is not a date", quoted("frx")), "fri");
        assert_eq!(meant.to_string(), "`frx` is not a date: did you mean `fri`?");
        assert_eq!(quoted(&"é".repeat(41)), format!("`{}…`", "é".repeat(40)));
    }
}

//! Ranks: an order among siblings in which there is always room between two.
//!
//! A rank is a text compared byte by byte: a head that says how long the whole part is, the whole part, and a
//! fraction. Going on at either end counts the whole part up or down, so that ten thousand appended cards have ranks
//! of four letters (method: D. Greenspan, “Implementing Fractional Indexing”).

use std::fmt;

use compact_str::CompactString;

use super::value::{Shape, field_as_text};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A place in an order. Equal ranks (made by two machines) are told apart by the records’ ids.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Rank(CompactString);

impl Default for Rank {
    fn default() -> Self {
        Rank("a0".into())
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

field_as_text!(Rank, Shape::Rank, "a rank", Rank::to_string, |text| Rank::of(text));

impl Rank {
    /// The least rank, for ranges.
    pub fn min() -> Self {
        Rank("".into())
    }

    /// A rank greater than every other, for ranges.
    pub fn max() -> Self {
        Rank("~".into())
    }

    /// The rank written as this text, if it is one.
    pub fn of(text: &str) -> Option<Self> {
        let length = whole_length(text.as_bytes())?;
        let fraction = text.get(length..)?;
        let well_made = text.len() <= 4096 && !fraction.ends_with('0');
        (well_made && text.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| Rank(text.into()))
    }

    /// The rank that puts something in place `at` among these others, given in their order; beyond them it is the last.
    pub fn among(others: &[&Rank], at: usize) -> Rank {
        let at = at.min(others.len());
        Rank::between(at.checked_sub(1).map(|before| others[before]), others.get(at).copied())
    }

    /// A rank after `lower` and before `upper`; with neither, the first one. Where the two are equal or the wrong way
    /// round (as after a merge) it is a rank just after `lower`.
    pub fn between(lower: Option<&Rank>, upper: Option<&Rank>) -> Rank {
        match (lower, upper) {
            (None, None) => Rank::default(),
            (Some(lower), None) => Rank(after(&lower.0).into()),
            (None, Some(upper)) => Rank(before(&upper.0).into()),
            (Some(lower), Some(upper)) if lower.0 < upper.0 => {
                let next = after(&lower.0);
                Rank(if *next < *upper.0 { next } else { middle(&lower.0, &upper.0) }.into())
            }
            (Some(lower), Some(_)) => Rank(format!("{}V", lower.0).into()),
        }
    }
}

/// The letters of head and whole part: `a`…`z` count up from zero, `Z`…`A` down from it.
fn whole_length(text: &[u8]) -> Option<usize> {
    match text.first()? {
        head @ b'a'..=b'z' => Some(usize::from(head - b'a') + 2),
        head @ b'A'..=b'Z' => Some(usize::from(b'Z' - head) + 2),
        _ => None,
    }
}

fn whole(text: &str) -> &str {
    let length = whole_length(text.as_bytes()).unwrap_or(0).min(text.len());
    &text[..length]
}

fn digit(byte: u8) -> usize {
    DIGITS.iter().position(|d| *d == byte).unwrap_or(0)
}

/// The whole part counted one up, or down; nothing where the numbers end.
fn counted(whole: &str, up: bool) -> Option<String> {
    let mut letters = whole.as_bytes().to_vec();
    let (turn, restart) = if up { (61, DIGITS[0]) } else { (0, DIGITS[61]) };
    for at in (1..letters.len()).rev() {
        let value = digit(letters[at]);
        if value != turn {
            letters[at] = DIGITS[if up { value + 1 } else { value - 1 }];
            return Some(String::from_utf8_lossy(&letters).into_owned());
        }
        letters[at] = restart;
    }
    let head = *letters.first()?;
    let next = match (head, up) {
        (b'Z', true) => return Some("a0".to_owned()),
        (b'a', false) => return Some("Zz".to_owned()),
        (b'z', true) | (b'A', false) => return None,
        (head, true) => head + 1,
        (head, false) => head - 1,
    };
    letters[0] = next;
    letters.resize(whole_length(&[next])?, restart);
    letters[1..].fill(restart);
    Some(String::from_utf8_lossy(&letters).into_owned())
}

fn after(lower: &str) -> String {
    counted(whole(lower), true).unwrap_or_else(|| format!("{lower}V"))
}

fn before(upper: &str) -> String {
    let start = whole(upper);
    if upper.len() > start.len() {
        return start.to_owned();
    }
    counted(start, false).unwrap_or_else(|| middle("", upper))
}

/// A text between two others, digit by digit: the common beginning, then a digit halfway, or one more place.
fn middle(lower: &str, upper: &str) -> String {
    let (low, high) = (lower.as_bytes(), upper.as_bytes());
    let mut made = Vec::with_capacity(low.len() + 1);
    let mut free = false; // above everything that begins like `lower`: the upper bound no longer binds
    for at in 0.. {
        let floor = low.get(at).map_or(0, |b| digit(*b));
        let ceiling = if free { 62 } else { high.get(at).map_or(62, |b| digit(*b)) };
        if ceiling > floor + 1 {
            made.push(DIGITS[floor + (ceiling - floor) / 2]);
            break;
        }
        free |= ceiling == floor + 1;
        made.push(DIGITS[floor]);
    }
    String::from_utf8_lossy(&made).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ten_thousand_appended_ranks_rise_and_stay_short() {
        let mut last = Rank::default();
        for _ in 0..10_000 {
            let next = Rank::between(Some(&last), None);
            assert!(next > last);
            last = next;
        }
        assert!(last.0.len() <= 5, "{last}");
    }

    proptest! {
        #[test]
        fn there_is_always_room(places in prop::collection::vec(any::<prop::sample::Index>(), 1..300)) {
            let mut order: Vec<Rank> = Vec::new();
            for place in places {
                let at = place.index(order.len() + 1);
                let made = Rank::between(at.checked_sub(1).map(|i| &order[i]), order.get(at));
                prop_assert!(Rank::of(&made.0).is_some(), "{} is no rank", made);
                order.insert(at, made);
                prop_assert!(order.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", order);
            }
        }
    }
}

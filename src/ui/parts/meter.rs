//! A count against its limit, in words of few columns.

use crate::ui::theme::{Signs, Tone};

/// `4/5`, or `4/3 !` over the limit, or `11` without one; and how it is meant.
pub fn meter(count: usize, limit: Option<usize>, signs: &Signs) -> (String, Tone) {
    match limit {
        None => (count.to_string(), Tone::Dim),
        Some(limit) if count > limit => (format!("{count}/{limit} {}", signs.over), Tone::Danger),
        Some(limit) => (format!("{count}/{limit}"), Tone::Dim),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::SIGNS;

    #[test]
    fn a_count_says_when_it_is_over() {
        assert_eq!(meter(11, None, &SIGNS), ("11".into(), Tone::Dim));
        assert_eq!(meter(3, Some(3), &SIGNS), ("3/3".into(), Tone::Dim));
        assert_eq!(meter(4, Some(3), &SIGNS), ("4/3 !".into(), Tone::Danger));
    }
}

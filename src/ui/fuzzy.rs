//! Fuzzy search over short texts, behind one function. Not for notes: there a substring is what people expect.

use frizbee::{CaseMatching, Config, Matcher, Pattern};

use crate::text;

/// The numbers of the haystacks that hold every word of the query (its letters in order, gaps allowed), best first; all
/// in their own order for an empty query. Haystacks are folded (`text::fold`), so that accents and case do not matter.
pub fn fuzzy<S: AsRef<str>>(query: &str, haystacks: &[S]) -> Vec<usize> {
    let folded = text::fold(query);
    let words: Vec<Pattern> = folded.split_whitespace().map(Pattern::from).collect();
    if words.is_empty() {
        return (0..haystacks.len()).collect();
    }
    let config = Config { casing: CaseMatching::Ignore, ..Config::default() };
    let found = Matcher::from_patterns(&words, &config).match_list(haystacks);
    let mut found: Vec<usize> = found.into_iter().map(|found| found.index as usize).collect();
    // Letters that stand together are what somebody meant; among equals the matcher’s order holds.
    let scattered =
        |at: &usize| folded.split_whitespace().filter(|word| !haystacks[*at].as_ref().contains(*word)).count();
    found.sort_by_cached_key(scattered);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_best_first() {
        let titles =
            ["web-12 login page with single sign-on", "web-7 choose the provider", "web-9 password reset mails"];
        assert_eq!(fuzzy("provider", &titles), [1]);
        assert_eq!(fuzzy("page login", &titles), [0]);
        assert_eq!(fuzzy("psswrd", &titles), [2]);
        assert_eq!(fuzzy("", &titles), [0, 1, 2]);
        assert_eq!(fuzzy("prio", &["previous pane", "set priority"]), [1, 0]);
        assert_eq!(fuzzy("xyzzy", &titles), [0usize; 0]);
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(fuzzy("ŘEŠENÍ", &["reseni", "other"]), [0]);
        assert_eq!(fuzzy("日本", &["日本語"]), [0]);
    }
}

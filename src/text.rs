//! Text from outside made visible and safe; widths in terminal columns. Used by screens, command line and reports alike.
//!
//! Every function here takes raw text and answers with text that cannot steer a terminal: no control, bidirectional,
//! zero-width or other format character comes out. Raw text is what is stored; nothing here checks its length.

mod ascii;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use ascii::{in_ascii, look_alike};

/// The sign that stands for what was cut off; one column wide.
pub const ELLIPSIS: &str = "…";

/// Combining marks kept on one base character; more are left out, because a hundred of them paint over the neighbours.
const MARKS: usize = 8;

/// One line of text as it may be shown: control pictures for C0 (`␛`), `⏎` for a line end, `⟨U+202E⟩` for other hidden
/// characters. A joiner inside an emoji or between letters of a script that needs it is left out, and so are variation
/// selectors, because terminals disagree about the width they give. Applying it twice changes nothing.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_calm) { Cow::Borrowed(text) } else { Cow::Owned(rewritten(text)) }
}

/// The lines of a text of several lines, each as [`visible`] shows it, tabs filled up with spaces to every fourth column.
pub fn visible_lines(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    split_lines(text).map(|line| match line.contains('\t') {
        false => visible(line),
        true => Cow::Owned(without_tabs(line)),
    })
}

/// Columns that the text takes on a terminal when shown.
pub fn width(text: &str) -> usize {
    if is_ascii_print(text) { text.len() } else { visible(text).graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// The text as shown, cut to at most so many columns; what was cut ends in `…`.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    let shown = visible(text);
    match fitting(&shown, columns) {
        (kept, true) => Cow::Owned([kept, ELLIPSIS].concat()),
        (kept, false) if kept.len() < shown.len() => Cow::Borrowed(""),
        _ => shown,
    }
}

/// The beginning of shown text that fits so many columns, and whether an ellipsis stands behind it. Allocates nothing.
pub fn fitting(shown: &str, columns: usize) -> (&str, bool) {
    match columns {
        _ if width(shown) <= columns => (shown, false),
        0 => ("", false),
        _ => (beginning(shown, columns - 1), true),
    }
}

/// The longest beginning of shown text that takes at most so many columns.
fn beginning(shown: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in shown.grapheme_indices(true) {
        used += cluster.width();
        if used > columns {
            return &shown[..at];
        }
    }
    shown
}

/// The text cut or filled with spaces behind it to exactly so many columns.
pub fn pad(text: &str, columns: usize) -> String {
    let mut line = cut(text, columns).into_owned();
    let used = width(&line);
    line.extend(std::iter::repeat_n(' ', columns.saturating_sub(used)));
    line
}

/// The text cut or filled with spaces before it to exactly so many columns: for figures.
pub fn pad_left(text: &str, columns: usize) -> String {
    let shown = cut(text, columns);
    let mut line = " ".repeat(columns.saturating_sub(width(&shown)));
    line.push_str(&shown);
    line
}

/// The text broken at spaces into at most so many lines of at most so many columns; the last one ends in `…` when more
/// would follow. Words longer than a line are broken. No columns or no lines give no lines; blank text gives none either.
pub fn wrap(text: &str, columns: usize, max_lines: usize) -> Vec<String> {
    if columns == 0 || max_lines == 0 {
        return Vec::new();
    }
    let shown = visible(text);
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for word in shown.split(' ').filter(|word| !word.is_empty()) {
        if lines.len() > max_lines {
            break;
        }
        let wide = width(word);
        if used > 0 && used + 1 + wide <= columns {
            line.push(' ');
            line.push_str(word);
            used += 1 + wide;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if wide <= columns {
            line.push_str(word);
            used = wide;
            continue;
        }
        for cluster in word.graphemes(true) {
            let (cluster, wide) = match cluster.width() {
                wide if wide > columns => (ELLIPSIS, 1),
                wide => (cluster, wide),
            };
            if used + wide > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
                if lines.len() > max_lines {
                    break;
                }
            }
            line.push_str(cluster);
            used += wide;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > max_lines {
        lines.truncate(max_lines);
        if let Some(last) = lines.last_mut() {
            *last = format!("{}{ELLIPSIS}", beginning(last, columns - 1));
        }
    }
    lines
}

/// Text as it is compared in searches: lower case, Latin accents left out, look-alikes of compatibility made equal.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !('\u{300}'..='\u{36f}').contains(letter)).flat_map(char::to_lowercase) {
        match letter {
            '\u{300}'..='\u{36f}' => {}
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            _ => folded.push(letter),
        }
    }
    folded
}

/// Pasted text as a person meant it: line ends as `\n`, and no control characters but those and tabs.
pub fn pasted(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|&letter| letter == '\n' || letter == '\t' || !letter.is_control()).collect()
}

/// The lines of a text, whatever ends them: `\n`, `\r\n`, `\r`, U+0085, U+2028 or U+2029. A last line end begins no line.
fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text).filter(|text| !text.is_empty());
    std::iter::from_fn(move || {
        let text = rest?;
        let Some((at, end)) = text.char_indices().find(|(_, letter)| is_line_end(*letter)) else {
            rest = None;
            return Some(text);
        };
        let mut after = &text[at + end.len_utf8()..];
        if end == '\r' {
            after = after.strip_prefix('\n').unwrap_or(after);
        }
        rest = Some(after).filter(|after| !after.is_empty());
        Some(&text[..at])
    })
}

fn without_tabs(line: &str) -> String {
    let mut filled = String::new();
    for (at, piece) in line.split('\t').enumerate() {
        if at > 0 {
            filled.extend(std::iter::repeat_n(' ', 4 - width(&filled) % 4));
        }
        filled.push_str(&visible(piece));
    }
    filled
}

fn is_ascii_print(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Needs no look at its neighbours to be shown as it is.
fn is_calm(letter: char) -> bool {
    (' '..='~').contains(&letter) || (letter > '\u{9f}' && !is_hidden(letter) && letter.width() > Some(0))
}

fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Format controls (Unicode category Cf), fillers and tags: characters that change or hide text without being seen.
fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}'
        | '\u{8e2}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}') // tags and selectors of plane 14 are told apart below
        || is_tag(letter)
}

fn is_tag(letter: char) -> bool {
    ('\u{e0000}'..='\u{e0fff}').contains(&letter) && !is_selector(letter)
}

fn is_selector(letter: char) -> bool {
    matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

/// May stand beside a joiner in honest text: emoji, and letters and marks of scripts from Arabic to Myanmar.
fn takes_joiner(letter: char) -> bool {
    matches!(letter, '\u{620}'..='\u{10ff}') || is_selector(letter) || is_emoji(letter)
}

fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}')
        || matches!(letter, '\u{2190}'..='\u{21ff}')
}

fn rewritten(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 16);
    let mut letters = text.chars().peekable();
    let mut before = None;
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => continue,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => shown.push('⏎'),
            '\u{0}'..='\u{1f}' => shown.push(picture(letter)),
            '\u{7f}' => shown.push('␡'),
            _ if is_selector(letter) && before.is_some() => {}
            _ if is_joiner(letter)
                && before.is_some_and(takes_joiner)
                && letters.peek().copied().is_some_and(takes_joiner) => {}
            _ if letter.is_control() || is_hidden(letter) || is_selector(letter) => {
                shown.push_str(&named(letter));
            }
            _ => shown.push(letter),
        }
        before = Some(letter);
    }
    with_bounded_marks(&shown)
}

/// The number of a character in words.
fn named(letter: char) -> String {
    format!("⟨U+{:04X}⟩", letter as u32)
}

/// The control picture of a C0 character: U+2400 and on.
fn picture(control: char) -> char {
    char::from_u32(0x2400 + control as u32).unwrap_or('␀')
}

fn with_bounded_marks(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        let mut cluster = cluster;
        if let Some(marks) = cluster.strip_prefix(' ').filter(|marks| !marks.is_empty()) {
            shown.push(' ');
            cluster = marks;
        }
        if cluster.width() == 0 {
            if format!("◌{cluster}").graphemes(true).count() > 1 {
                shown.extend(cluster.chars().map(named));
                continue;
            }
            shown.push('◌');
        }
        let mut marks = 0;
        for letter in cluster.chars() {
            marks = if letter.width() == Some(0) { marks + 1 } else { 0 };
            if marks <= MARKS {
                shown.push(letter);
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn controls_become_visible() {
        assert_eq!(visible("plain “text” – ok"), "plain “text” – ok");
        assert!(matches!(visible("Łódź"), Cow::Borrowed(_)));
        assert_eq!(visible("a\u{1b}[31mb\u{7}\u{0}"), "a␛[31mb␇␀");
        assert_eq!(visible("one\r\ntwo\nthree\u{2028}four\ttab"), "one⏎two⏎three⏎four␉tab");
        assert_eq!(visible("\u{7f}\u{9b}"), "␡⟨U+009B⟩");
        assert_eq!(visible("abc\u{202e}def\u{200b}\u{feff}"), "abc⟨U+202E⟩def⟨U+200B⟩⟨U+FEFF⟩");
        assert_eq!(visible("tag\u{e0041}"), "tag⟨U+E0041⟩");
    }

    #[test]
    fn joiners_are_hidden_only_where_they_are_honest() {
        assert_eq!(visible("👩\u{200d}💻 ❤\u{fe0f}"), "👩💻 ❤");
        assert_eq!(visible("می\u{200c}خواهم"), "میخواهم");
        assert_eq!(visible("a\u{200d}b"), "a⟨U+200D⟩b");
        assert_eq!(visible("\u{fe0f}x"), "⟨U+FE0F⟩x");
    }

    #[test]
    fn marks_are_bounded_and_lone_ones_get_a_circle() {
        let zalgo = format!("a{}b", "\u{301}".repeat(40));
        assert_eq!(visible(&zalgo), format!("a{}b", "\u{301}".repeat(8)));
        assert_eq!(visible("\u{301}x"), "◌\u{301}x");
    }

    #[test]
    fn widths_are_by_cluster() {
        assert_eq!(width("abc"), 3);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("\u{1b}"), 1);
    }

    #[test]
    fn text_is_cut_and_filled() {
        assert_eq!(cut("Login page", 10), "Login page");
        assert_eq!(cut("Login page", 6), "Login…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("x", 0), "");
        assert_eq!(pad("日本語", 4), "日… ");
        assert_eq!(pad_left("12", 4), "  12");
    }

    #[test]
    fn words_are_wrapped() {
        assert_eq!(
            wrap("Rotate the signing keys without a release", 20, 3),
            ["Rotate the signing", "keys without a", "release"]
        );
        assert_eq!(wrap("Rotate the signing keys without a release", 20, 2), ["Rotate the signing", "keys without a…"]);
        assert_eq!(wrap("supercalifragilistic", 8, 2), ["supercal", "ifragil…"]);
        assert_eq!(wrap("a 日本", 1, 4), ["a", "…", "…"]);
        assert_eq!(wrap("  ", 8, 2), [""; 0]);
    }

    #[test]
    fn lines_are_told_apart() {
        let lines: Vec<_> = visible_lines("one\r\n\ttwo\n\nab\tc\u{1b}\n").collect();
        assert_eq!(lines, ["one", "    two", "", "ab  c␛"]);
        assert_eq!(visible_lines("").count(), 0);
    }

    #[test]
    fn searches_know_neither_case_nor_accents() {
        assert_eq!(fold("Řešení ŁÓDŹ Straße İx"), "reseni lodz strasse ix");
        assert_eq!(fold("WEB-12"), "web-12");
        assert_eq!(fold("日本"), "日本");
    }

    #[test]
    fn pastes_lose_their_controls() {
        assert_eq!(pasted("a\r\nb\rc\u{1b}[201~\td"), "a\nb\nc[201~\td");
    }

    fn hostile() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(vec![
            "\u{1b}[2J",
            "\u{202e}",
            "\u{200d}",
            "\u{301}",
            "日",
            "👩",
            "\u{fe0f}",
            "\n",
            "\r",
            "\u{1160}",
            "\u{85}",
            "\u{e0001}",
            "क्षि",
            "\u{1100}",
            " ",
            "ab",
        ]);
        prop::collection::vec(
            prop_oneof![odd.prop_map(String::from), "\\PC{0,3}", any::<char>().prop_map(String::from)],
            0..24,
        )
        .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_hidden_ever_comes_out(text in hostile()) {
            for shown in std::iter::once(visible(&text)).chain(visible_lines(&text)) {
                for letter in shown.chars() {
                    prop_assert!(!letter.is_control() && !is_hidden(letter) && !is_selector(letter), "{letter:?} in {shown:?}");
                }
                for cluster in shown.graphemes(true) {
                    prop_assert!(cluster.width() > 0, "{cluster:?} has no width");
                }
            }
        }

        #[test]
        fn showing_twice_changes_nothing(text in hostile()) {
            let once = visible(&text).into_owned();
            prop_assert_eq!(visible(&once), once.as_str());
        }

        #[test]
        fn cuts_and_lines_keep_their_width(text in hostile(), columns in 0usize..20, lines in 0usize..4) {
            prop_assert!(width(&cut(&text, columns)) <= columns);
            prop_assert_eq!(width(&pad(&text, columns)), columns);
            prop_assert_eq!(width(&pad_left(&text, columns)), columns);
            let wrapped = wrap(&text, columns, lines);
            prop_assert!(wrapped.len() <= lines);
            for line in wrapped {
                prop_assert!(width(&line) <= columns, "{line:?} is wider than {columns}");
            }
        }
    }
}

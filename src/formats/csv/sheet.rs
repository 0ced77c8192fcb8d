//! Bytes as rows of cells: encodings, separators, quotes, and the apostrophe in front of what looks like a formula.

use std::borrow::Cow;

use crate::domain::refusal::Refusal;
use crate::formats::MOST_RECORDS;

/// Rows with the line on which each begins; the first one names the columns.
pub(in crate::formats) struct Sheet {
    /// The line of the header.
    pub line: u64,
    pub header: Vec<String>,
    pub rows: Vec<(u64, Vec<String>)>,
    /// Was it read as Windows-1252, for want of UTF-8?
    pub guessed: bool,
}

/// Reads a sheet; the sign between its cells is seen in it unless it is said. Errors: nothing in it, or too many rows.
pub(in crate::formats) fn sheet(bytes: &[u8], sign: Option<u8>) -> Result<Sheet, Refusal> {
    let (text, guessed) = decoded(bytes);
    let (separator, text, skipped) = separator(&text);
    let separator = sign.unwrap_or(separator);
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut sheet = Sheet { line: 1, header: Vec::new(), rows: Vec::new(), guessed };
    let (mut at, mut line) = (0, 1 + skipped);
    for record in reader.records() {
        let record = record.map_err(|error| Refusal::plain(format!("the CSV cannot be read: {error}")))?;
        // The reader’s own count of lines is one behind where lines end in two characters.
        let begins = record.position().map_or(at, |position| position.byte() as usize);
        let ends = text.as_bytes()[begins..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        line += text.as_bytes()[at..begins + ends].iter().filter(|byte| **byte == b'\n').count() as u64;
        at = begins + ends;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells: Vec<String> = record.iter().map(|cell| unguarded(cell).to_owned()).collect();
        if sheet.header.is_empty() {
            (sheet.line, sheet.header) = (line, cells);
        } else {
            sheet.rows.push((line, cells));
        }
        if sheet.rows.len() > MOST_RECORDS {
            let why = format!("line {line}: these are more than {MOST_RECORDS} rows");
            return Err(Refusal::new(why, "nothing was imported: split the file"));
        }
    }
    if sheet.header.is_empty() {
        return Err(Refusal::new("the file is empty", "its first line has to name the columns, as title,due,priority"));
    }
    Ok(sheet)
}

/// UTF-8 or UTF-16, with or without a mark, else Windows-1252.
fn decoded(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        (Cow::Owned(String::from_utf16_lossy(&units)), false)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return wide(rest, u16::from_be_bytes),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (Cow::Owned(bytes.iter().map(|byte| windows(*byte)).collect()), true),
    }
}

/// A byte of Windows-1252, as the WHATWG encoding standard has it.
fn windows(byte: u8) -> char {
    const ODD: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match byte {
        0x80..=0x9f => ODD.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{fffd}'),
        byte => char::from(byte),
    }
}

/// What separates the cells: what `sep=` says, else the sign that the first line has most often outside of quotes.
/// Gives the text behind a `sep=` line, and how many lines that took.
fn separator(text: &str) -> (u8, &str, u64) {
    let mut lines = text.splitn(2, '\n');
    let first = lines.next().unwrap_or_default();
    if let Some([sign]) = first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
        return (*sign, lines.next().unwrap_or_default(), 1);
    }
    let mut counts = [(0usize, b','), (0, b';'), (0, b'\t'), (0, b'|')];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted && counts.iter().any(|(count, _)| *count > 0) => break,
            byte if !quoted => counts.iter_mut().filter(|(_, sign)| *sign == byte).for_each(|(count, _)| *count += 1),
            _ => {}
        }
        if byte == b'\n' && !quoted && !first.trim().is_empty() {
            break;
        }
    }
    let most = counts.iter().rev().max_by_key(|(count, _)| *count).copied();
    (most.filter(|(count, _)| *count > 0).map_or(b',', |(_, sign)| sign), text, 0)
}

/// The cell as it goes out: with an apostrophe where a spreadsheet would see a formula, or where one more has to be
/// told apart from those that are in the text.
pub(in crate::formats) fn guarded(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell without the apostrophe that [`guarded`] put there.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Does it begin with a sign of formulas, behind any apostrophes? A plain negative number does not count.
fn is_formula(cell: &str) -> bool {
    let number = cell.strip_prefix('-').is_some_and(|digits| {
        let one_point = digits.bytes().filter(|byte| *byte == b'.').count() <= 1;
        digits.starts_with(|c: char| c.is_ascii_digit())
            && one_point
            && digits.bytes().all(|c| c.is_ascii_digit() || c == b'.')
    });
    !number && cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn exactly_the_apostrophe_comes_off_again(cell in "['=+@\\-\t\r0-9.a]{0,6}") {
            let out = guarded(&cell);
            prop_assert!(!out.starts_with(['=', '+', '@', '\t', '\r']));
            prop_assert_eq!(unguarded(&out), cell.as_str());
        }
    }

    #[test]
    fn formulas_are_told_from_numbers() {
        for (cell, out) in [
            ("=1+1", "'=1+1"),
            ("-5", "-5"),
            ("-5.25", "-5.25"),
            ("-5+2", "'-5+2"),
            ("it's", "it's"),
            ("'=1", "''=1"),
            ("-", "'-"),
        ] {
            assert_eq!(guarded(cell), out);
        }
        assert_eq!(unguarded("'-5"), "'-5");
    }

    #[test]
    fn separators_and_encodings_are_seen() {
        let header = |bytes: &[u8]| sheet(bytes, None).map(|sheet| sheet.header);
        let two = || Ok(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(header(b"a,b\n1,2"), two());
        assert_eq!(header(b"\xef\xbb\xbfa;b\r\n\"1,2,3,4\";2"), two());
        assert_eq!(header(b"sep=|\na|b\n"), two());
        assert_eq!(header(b"\xff\xfea\0\t\0b\0"), two());
        assert_eq!(sheet(b"sep=;\na;b\n\n1;\"x\ny\"\n2;3", None).unwrap().rows[1].0, 6);
        assert_eq!(header(b"Gr\xf6\xdfe,\x80").unwrap(), ["Größe", "€"]);
        assert_eq!(header(b" \n\n").unwrap_err().why, "the file is empty");
    }
}

//! The content lines of iCalendar: unfolded, and split into name and value; parameters say nothing that the value does
//! not. The crates for it refuse a whole file for one odd line, or bring tables of time zones that days have no use for.

/// A content line.
pub(super) struct Line<'a> {
    /// Where it begins, from 1.
    pub number: usize,
    /// Its name in capitals.
    pub name: String,
    /// All behind the colon.
    pub value: &'a str,
}

impl Line<'_> {
    /// The value as text: on one line, its escapes taken away.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut letters = self.value.chars();
        while let Some(letter) = letters.next() {
            match (letter, letter == '\\') {
                (_, true) => match letters.next() {
                    Some('n' | 'N') => text.push(' '),
                    Some(other) => text.push(other),
                    None => {}
                },
                ('\t' | '\r', _) => text.push(' '),
                (letter, _) => text.push(letter),
            }
        }
        text.trim().to_owned()
    }
}

/// Lines as they were before they were folded, each with the number it begins at; empty ones are left out.
pub(super) fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, whole))) => whole.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => lines.push((at + 1, line.to_owned())),
        }
    }
    lines
}

/// A line split at its colon; none: it has no name, or no colon outside quotes.
pub(super) fn split((number, line): &(usize, String)) -> Option<Line<'_>> {
    let mut quoted = false;
    let (mut end, mut colon) = (None, None);
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ';' if !quoted && end.is_none() => end = Some(at),
            ':' if !quoted => {
                colon = Some(at);
                break;
            }
            _ => {}
        }
    }
    let colon = colon?;
    let name = line[..end.unwrap_or(colon)].trim().to_ascii_uppercase();
    let well_made = !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    well_made.then(|| Line { number: *number, name, value: &line[colon + 1..] })
}

//! What is written where only ascii is wanted: the signs and the punctuation of our own sentences. Letters stay.

use std::borrow::Cow;

/// What stands for a character where only ascii is wanted; none: it stays. Each takes one column.
pub fn look_alike(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "…" => "~",
        "“" | "”" => "\"",
        "‘" | "’" => "'",
        "·" | "–" | "—" | "−" => "-",
        "→" | "▸" | "›" | "»" => ">",
        "↑" => "^",
        "✗" => "-",
        "×" | "✔" => "x",
        "◆" => "*",
        "⚑" => "#",
        _ => return None,
    })
}

/// The same text with look-alikes.
pub fn in_ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut bytes = [0; 4];
    for letter in text.chars() {
        let letter = letter.encode_utf8(&mut bytes);
        plain.push_str(look_alike(letter).unwrap_or(letter));
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_is_ascii_and_letters_stay() {
        assert_eq!(in_ascii("Add “Größe – ändern” due 3…5 · ✔ – it’s"), "Add \"Größe - ändern\" due 3~5 - x - it's");
        assert_eq!(in_ascii("WEB-1 → WEB-2"), "WEB-1 > WEB-2");
    }
}

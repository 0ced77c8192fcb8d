//! How keys are written and read: `a`, `A`, `gg`, `Space`, `Ctrl-r`, `Shift-Tab`. One notation for the table of
//! bindings, hints, help and the README. What a key does is not known here.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key as it is bound: Shift is part of a printable character and counts for other keys only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key; a letter with Ctrl is lower case.
    pub code: KeyCode,
    /// Ctrl, Alt and, for keys that print nothing, Shift.
    pub held: KeyModifiers,
}

/// Names of keys that print nothing, and of the one that prints nothing to see.
const NAMES: [(&str, KeyCode); 15] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
];

/// Names of what is held down, as written and as short as people write it.
const HELD: [(&str, &str, KeyModifiers); 3] =
    [("Ctrl-", "C-", KeyModifiers::CONTROL), ("Alt-", "A-", KeyModifiers::ALT), ("Shift-", "S-", KeyModifiers::SHIFT)];

impl Key {
    /// The key of a press.
    pub fn of(event: &KeyEvent) -> Self {
        let held = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        match event.code {
            KeyCode::BackTab => Self::pressed(KeyCode::Tab, held | KeyModifiers::SHIFT),
            code => Self::pressed(code, held),
        }
    }

    /// The key that is pressed when this is held.
    fn pressed(code: KeyCode, mut held: KeyModifiers) -> Self {
        let code = match code {
            KeyCode::Char(letter) if held.contains(KeyModifiers::CONTROL) => {
                KeyCode::Char(letter.to_lowercase().next().unwrap_or(letter))
            }
            KeyCode::Char(letter) if held.contains(KeyModifiers::SHIFT) && letter.is_lowercase() => {
                KeyCode::Char(letter.to_uppercase().next().unwrap_or(letter))
            }
            other => other,
        };
        if matches!(code, KeyCode::Char(_)) {
            held -= KeyModifiers::SHIFT;
        }
        Self { code, held }
    }

    /// The key of a character with nothing held.
    pub const fn char(letter: char) -> Self {
        Self { code: KeyCode::Char(letter), held: KeyModifiers::NONE }
    }

    /// The key that a terminal takes this one for, where it cannot tell the two apart.
    pub fn is_really(&self) -> Option<&'static str> {
        match self.code {
            KeyCode::Char('i') if self.held == KeyModifiers::CONTROL => Some("Tab"),
            KeyCode::Char('m') if self.held == KeyModifiers::CONTROL => Some("Enter"),
            KeyCode::Char('[') if self.held == KeyModifiers::CONTROL => Some("Esc"),
            _ => None,
        }
    }

    /// Is it text where text is typed?
    pub fn is_typed(&self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && self.held.is_empty()
            || matches!(self.code, KeyCode::Backspace | KeyCode::Delete)
    }

    /// One key written as in the table, names in any case; `None` where it is not one.
    fn named(name: &str) -> Option<Self> {
        for (long, short, held) in HELD {
            let named =
                name.get(..long.len()).filter(|start| start.eq_ignore_ascii_case(long)).map(|_| &name[long.len()..]);
            let rest = named.or_else(|| name.strip_prefix(short)).filter(|rest| !rest.is_empty());
            if let Some(rest) = rest {
                let key = Self::named(rest)?;
                let letter = matches!(key.code, KeyCode::Char(letter) if !letter.is_alphabetic());
                // Which sign Shift makes of another is the keyboard’s matter.
                return Some(Self::pressed(key.code, key.held | held))
                    .filter(|_| held != KeyModifiers::SHIFT || !letter);
            }
        }
        let plain = |code| Some(Self { code, held: KeyModifiers::NONE });
        if let Some((_, code)) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            return plain(*code);
        }
        let number = name.strip_prefix(['F', 'f']).and_then(|number| number.parse().ok());
        if let Some(number) = number.filter(|number| (1..=24).contains(number)) {
            return plain(KeyCode::F(number));
        }
        let mut letters = name.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if !letter.is_control() => Some(Self::char(letter)),
            _ => None,
        }
    }
}

/// The names of the keys that have one.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().map(|(name, _)| name)
}

/// The keys of a sequence: words apart, or printable characters together (`gg`). `None` where something is no key.
pub fn sequence(written: &str) -> Option<Vec<Key>> {
    let mut keys = Vec::new();
    for word in written.split(' ').filter(|word| !word.is_empty()) {
        match Key::named(word) {
            Some(key) => keys.push(key),
            None if word.contains('-') || word.chars().any(char::is_control) => return None,
            None => keys.extend(word.chars().map(Key::char)),
        }
    }
    Some(keys).filter(|keys| !keys.is_empty())
}

/// A sequence as it is written.
pub fn written(keys: &[Key]) -> String {
    let words: Vec<String> = keys.iter().map(Key::to_string).collect();
    if words.iter().all(|word| word.chars().count() == 1) { words.concat() } else { words.join(" ") }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (long, _, held) in HELD {
            if self.held.contains(held) {
                out.write_str(long)?;
            }
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => out.write_str(name),
            (None, KeyCode::Char(letter)) => write!(out, "{letter}"),
            (None, KeyCode::F(number)) => write!(out, "F{number}"),
            (None, other) => write!(out, "{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notation_goes_both_ways() {
        for keys in [
            "a",
            "A",
            "gg",
            "sp",
            "Space",
            "Enter",
            "Ctrl-r",
            "Shift-Tab",
            "PgDn",
            "<",
            "?",
            "g Enter",
            "Ctrl-Alt-x",
            "-",
            "[",
            "Ctrl--",
        ] {
            let read = sequence(keys).unwrap_or_else(|| panic!("{keys} is no sequence"));
            assert_eq!(written(&read), keys);
        }
        assert_eq!(sequence("C-r"), sequence("Ctrl-r"));
        assert_ne!(sequence("a"), sequence("A"));
        for (said, is) in [
            ("ctrl-d", "Ctrl-d"),
            ("CTRL-D", "Ctrl-d"),
            ("f5", "F5"),
            ("space", "Space"),
            ("pgdn", "PgDn"),
            ("g i", "gi"),
            ("Shift-a", "A"),
            ("shift-tab", "Shift-Tab"),
            ("alt-enter", "Alt-Enter"),
        ] {
            assert_eq!(written(&sequence(said).unwrap()), is);
        }
        for wrong in ["", "Hyper-x", "Ctrl-nonsense", "Shift-1", "F0-", "é-x"] {
            assert_eq!(sequence(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_press_becomes_the_key_that_is_bound() {
        let press = |code, held| Key::of(&KeyEvent::new(code, held)).to_string();
        assert_eq!(press(KeyCode::Char('A'), KeyModifiers::SHIFT), "A");
        assert_eq!(press(KeyCode::Char('a'), KeyModifiers::SHIFT), "A");
        assert_eq!(press(KeyCode::Char('?'), KeyModifiers::SHIFT), "?");
        assert_eq!(press(KeyCode::Char('R'), KeyModifiers::CONTROL), "Ctrl-r");
        assert_eq!(press(KeyCode::BackTab, KeyModifiers::SHIFT), "Shift-Tab");
        assert_eq!(press(KeyCode::BackTab, KeyModifiers::NONE), "Shift-Tab");
    }
}

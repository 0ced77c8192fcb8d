//! A word looked for in titles, notes and refs.

use memchr::memmem::Finder;

use crate::domain::plan::Plan;
use crate::domain::task::Task;
use crate::text::fold;

/// Letters of a project’s key.
const LONGEST_KEY: usize = 8;

/// A text to look for; case and accents do not count.
#[derive(Clone, Debug)]
pub(super) struct Needle {
    said: String,
    in_refs: InRefs,
    finder: Box<Finder<'static>>,
}

/// What of a ref the text could be a part of.
#[derive(Clone, PartialEq, Eq, Debug)]
enum InRefs {
    /// Of none.
    Nothing,
    /// Of a key: `we`.
    Key(String),
    /// Of a number: `12`.
    Number(String),
    /// The end of a key and the beginning of a number: `b-1`.
    Both(String, String),
}

impl PartialEq for Needle {
    fn eq(&self, other: &Self) -> bool {
        self.said == other.said
    }
}

impl Needle {
    pub(super) fn of(said: &str) -> Self {
        let folded = fold(said);
        let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase());
        let figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let in_refs = match folded.split_once('-') {
            Some((key, number)) if letters(key) && figures(number) => InRefs::Both(key.to_owned(), number.to_owned()),
            None if letters(&folded) => InRefs::Key(folded.clone()),
            None if figures(&folded) => InRefs::Number(folded.clone()),
            _ => InRefs::Nothing,
        };
        Needle { said: said.to_owned(), in_refs, finder: Box::new(Finder::new(folded.as_bytes()).into_owned()) }
    }

    /// As it was typed.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// Is it in this folded text?
    pub(super) fn is_in(&self, folded: &str) -> bool {
        self.finder.find(folded.as_bytes()).is_some()
    }

    /// Is it a part of the task’s ref?
    pub(super) fn is_in_ref(&self, plan: &Plan, task: &Task) -> bool {
        let mut digits = [0; 20];
        match &self.in_refs {
            InRefs::Nothing => false,
            InRefs::Key(part) if part.len() > LONGEST_KEY => false,
            InRefs::Key(part) => {
                let mut parts = plan.key(task.project).as_bytes().windows(part.len().max(1));
                parts.any(|it| it.eq_ignore_ascii_case(part.as_bytes()))
            }
            InRefs::Number(part) => figures(task.number, &mut digits).contains(part.as_str()),
            InRefs::Both(end, start) => {
                let key = plan.key(task.project).as_bytes();
                let tail = key.len().checked_sub(end.len()).map(|at| &key[at..]);
                let fits = tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end.as_bytes()));
                fits && figures(task.number, &mut digits).starts_with(start.as_str())
            }
        }
    }
}

/// A number in figures, without an allocation: a scan asks this of every task.
fn figures(number: i64, digits: &mut [u8; 20]) -> &str {
    let mut rest = number.unsigned_abs();
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            return std::str::from_utf8(&digits[at..]).unwrap_or("");
        }
    }
}

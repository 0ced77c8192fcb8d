//! A word looked for in titles, notes and refs.

use memchr::memmem::Finder;

use crate::text::fold;

/// A text to look for; case and accents do not count.
#[derive(Clone, Debug)]
pub(crate) struct Needle {
    said: String,
    finder: Box<Finder<'static>>,
}

impl PartialEq for Needle {
    fn eq(&self, other: &Self) -> bool {
        self.said == other.said
    }
}

impl Needle {
    pub(crate) fn of(said: &str) -> Self {
        let finder = Finder::new(fold(said).as_bytes()).into_owned();
        Needle { said: said.to_owned(), finder: Box::new(finder) }
    }

    /// As it was typed.
    pub(crate) fn said(&self) -> &str {
        &self.said
    }

    /// Is it in this folded text?
    pub(crate) fn is_in(&self, folded: &str) -> bool {
        self.finder.find(folded.as_bytes()).is_some()
    }

    /// What is looked for.
    pub(crate) fn finder(&self) -> &Finder<'static> {
        &self.finder
    }
}

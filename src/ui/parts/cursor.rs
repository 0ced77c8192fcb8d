//! A cursor in a list that changes under it: it stays on its item, and on a neighbour when the item has gone.

use std::collections::HashSet;
use std::hash::Hash;

/// The rows of a list by id, and which of them the cursor is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor<I> {
    ids: Vec<I>,
    at: usize,
}

impl<I> Default for Cursor<I> {
    fn default() -> Self {
        Self { ids: Vec::new(), at: 0 }
    }
}

impl<I: Copy + Eq + Hash> Cursor<I> {
    /// Takes the rows as they are now. The cursor stays on its item; when that has gone, it goes to the next item of old
    /// that is still there, else to the one before, else to the same place in the list.
    pub fn see(&mut self, ids: Vec<I>) {
        let place = |id: I| ids.iter().position(|other| *other == id);
        self.at = match self.id().and_then(place) {
            Some(at) => at,
            None if self.ids.is_empty() => self.at,
            None => {
                let left: HashSet<I> = ids.iter().copied().collect();
                let after = self.ids.iter().skip(self.at).find(|id| left.contains(id));
                let before = || self.ids.iter().take(self.at).rev().find(|id| left.contains(id));
                after.or_else(before).and_then(|id| place(*id)).unwrap_or(self.at)
            }
        };
        self.ids = ids;
        self.at = self.at.min(self.ids.len().saturating_sub(1));
    }

    /// The item under the cursor; none in an empty list.
    pub fn id(&self) -> Option<I> {
        self.ids.get(self.at).copied()
    }

    /// The row under the cursor, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The rows.
    pub fn ids(&self) -> &[I] {
        &self.ids
    }

    /// Moves by so many rows, as far as there are rows.
    pub fn step(&mut self, rows: isize) {
        self.at = self.at.saturating_add_signed(rows).min(self.ids.len().saturating_sub(1));
    }

    /// Follows a wheel, which goes row by row however far it is turned; gives whether the cursor moved.
    pub fn roll(&mut self, rows: isize) -> bool {
        let before = self.at;
        self.step(rows.signum());
        before != self.at
    }

    /// To the first row.
    pub fn top(&mut self) {
        self.at = 0;
    }

    /// To the last row.
    pub fn bottom(&mut self) {
        self.at = self.ids.len().saturating_sub(1);
    }

    /// To an item; answers whether it is there.
    pub fn select(&mut self, id: I) -> bool {
        let place = self.ids.iter().position(|other| *other == id);
        self.at = place.unwrap_or(self.at);
        place.is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn on(ids: &[u8], id: u8) -> Cursor<u8> {
        let mut cursor = Cursor::default();
        cursor.see(ids.to_vec());
        assert!(cursor.select(id));
        cursor
    }

    #[test]
    fn it_stays_on_its_item_or_goes_to_a_neighbour() {
        let mut cursor = on(&[1, 2, 3, 4], 3);
        cursor.see(vec![4, 3, 2, 1]);
        assert_eq!(cursor.id(), Some(3));
        cursor.see(vec![4, 2, 1]);
        assert_eq!(cursor.id(), Some(2));
        cursor.see(vec![4, 9]);
        assert_eq!(cursor.id(), Some(4));
        cursor.see(vec![]);
        assert_eq!(cursor.id(), None);
        cursor.see(vec![7]);
        assert_eq!(cursor.id(), Some(7));
    }

    proptest! {
        #[test]
        fn it_is_always_on_a_row(lists in prop::collection::vec(prop::collection::vec(0u8..9, 0..6), 1..6), steps in prop::collection::vec(-9isize..9, 6)) {
            let mut cursor = Cursor::default();
            for (list, step) in lists.iter().zip(steps) {
                cursor.see(list.clone());
                cursor.step(step);
                prop_assert_eq!(cursor.id().is_some(), !list.is_empty());
            }
        }
    }
}

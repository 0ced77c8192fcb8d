//! An ordered map that is filled at once, edited seldom and cloned all the time: a sorted array, shared by all clones,
//! and over it a persistent map of what was put in or taken out since.
//!
//! A file of 100,000 tasks is a million entries of tables and indexes: as arrays they cost a sort, as trees half a
//! second and twice the memory.

use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use imbl::OrdMap;

/// An ordered map.
#[derive(Clone)]
pub struct Sorted<K, V> {
    /// Rising keys, each once.
    base: Arc<Vec<(K, V)>>,
    /// What was put in since, and (as nothing) what was taken out.
    since: OrdMap<K, Option<V>>,
    len: usize,
}

impl<K: Ord + Clone, V: Clone> Sorted<K, V> {
    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        match self.since.get(key) {
            Some(value) => value.as_ref(),
            None => self.in_base(key),
        }
    }

    fn in_base(&self, key: &K) -> Option<&V> {
        self.base.binary_search_by(|entry| entry.0.cmp(key)).ok().map(|at| &self.base[at].1)
    }

    /// Is the key there?
    pub fn has(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Puts a value in; gives the one that was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let before = self.get(&key).cloned();
        self.len += usize::from(before.is_none());
        self.since.insert(key, Some(value));
        before
    }

    /// Takes a value out, if it is there, and gives it.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let before = self.get(key).cloned()?;
        self.len -= 1;
        if self.in_base(key).is_some() {
            self.since.insert(key.clone(), None);
        } else {
            self.since.remove(key);
        }
        Some(before)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Is there nothing?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries, by key.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.range(..)
    }

    /// All values, by key.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The entries whose keys are in this range, by key.
    pub fn range(&self, range: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        let from = match range.start_bound() {
            Bound::Included(key) => self.base.partition_point(|entry| entry.0 < *key),
            Bound::Excluded(key) => self.base.partition_point(|entry| entry.0 <= *key),
            Bound::Unbounded => 0,
        };
        let base = &self.base[from..];
        let to = match range.end_bound() {
            Bound::Included(key) => leading(base, |entry| entry.0 <= *key),
            Bound::Excluded(key) => leading(base, |entry| entry.0 < *key),
            Bound::Unbounded => base.len(),
        };
        let base = &base[..to];
        let since = self.since.range::<_, K>((range.start_bound(), range.end_bound()));
        Merged { base, since, front: None, back: None, free: 0 }
    }
}

/// As `partition_point`, looked for from the front: most ranges are short.
fn leading<T>(all: &[T], holds: impl Fn(&T) -> bool) -> usize {
    let mut end = 1;
    while end <= all.len() && holds(&all[end - 1]) {
        end *= 2;
    }
    let known = end / 2;
    known + all[known..(end - 1).min(all.len())].partition_point(holds)
}

/// What the array says where nothing later was said; from both ends.
struct Merged<'a, K, V, I> {
    base: &'a [(K, V)],
    since: I,
    /// Taken from the front of `since`, not yet given.
    front: Option<(&'a K, &'a Option<V>)>,
    /// Taken from its back, not yet given.
    back: Option<(&'a K, &'a Option<V>)>,
    /// So many at the front of the array come before all that is left of `since`: they are given without a look at it.
    free: usize,
}

impl<'a, K: Ord, V, I: DoubleEndedIterator<Item = (&'a K, &'a Option<V>)>> Iterator for Merged<'a, K, V, I> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // The other end may have given some of them.
            self.free = self.free.min(self.base.len());
            if self.free == 0 {
                self.front = self.front.or_else(|| self.since.next()).or_else(|| self.back.take());
                self.free = self.front.map_or(self.base.len(), |(key, _)| self.base.partition_point(|it| it.0 < *key));
            }
            if let Some((entry, rest)) = self.base.split_first().filter(|_| self.free > 0) {
                (self.base, self.free) = (rest, self.free - 1);
                return Some((&entry.0, &entry.1));
            }
            let (key, value) = self.front.take()?;
            if let Some((_, rest)) = self.base.split_first().filter(|(entry, _)| entry.0 == *key) {
                self.base = rest;
            }
            if let Some(value) = value {
                return Some((key, value));
            }
        }
    }
}

impl<'a, K: Ord, V, I: DoubleEndedIterator<Item = (&'a K, &'a Option<V>)>> DoubleEndedIterator for Merged<'a, K, V, I> {
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            self.back = self.back.or_else(|| self.since.next_back()).or_else(|| self.front.take());
            let base = self.base.split_last();
            match (base, self.back) {
                (None, None) => return None,
                (Some((entry, rest)), since) if since.is_none_or(|(key, _)| entry.0 > *key) => {
                    self.base = rest;
                    return Some((&entry.0, &entry.1));
                }
                (base, Some((key, value))) => {
                    self.back = None;
                    if let Some((_, rest)) = base.filter(|(entry, _)| entry.0 == *key) {
                        self.base = rest;
                    }
                    if let Some(value) = value {
                        return Some((key, value));
                    }
                }
                (Some(_), None) => {}
            }
        }
    }
}

/// Filled at once, in any order; of equal keys the last one stays.
impl<K: Ord + Clone, V> FromIterator<(K, V)> for Sorted<K, V> {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(entries: T) -> Self {
        let mut base: Vec<(K, V)> = entries.into_iter().collect();
        if !base.is_sorted_by(|a, b| a.0 < b.0) {
            base.sort_by(|a, b| a.0.cmp(&b.0));
            base.dedup_by(|later, kept| {
                let same = later.0 == kept.0;
                if same {
                    std::mem::swap(later, kept);
                }
                same
            });
        }
        base.shrink_to_fit();
        Sorted { len: base.len(), base: Arc::new(base), since: OrdMap::new() }
    }
}

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Sorted { base: Arc::default(), since: OrdMap::new(), len: 0 }
    }
}

impl<K: Ord + Clone, V: Clone + PartialEq> PartialEq for Sorted<K, V> {
    /// The same entries, whenever they were put in.
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<K: Ord + Clone + fmt::Debug, V: Clone + fmt::Debug> fmt::Debug for Sorted<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_map_whatever_is_put_in_and_taken_out(
            filled in prop::collection::vec((0_u8..40, any::<u8>()), 0..40),
            edits in prop::collection::vec((0_u8..40, prop::option::of(any::<u8>())), 0..40),
            (from, to) in (0_u8..40, 0_u8..40),
            turns in prop::collection::vec(any::<bool>(), 80),
        ) {
            let mut map: Sorted<u8, u8> = filled.iter().copied().collect();
            let mut model: BTreeMap<u8, u8> = filled.into_iter().collect();
            for (key, edit) in edits {
                match edit {
                    Some(value) => prop_assert_eq!(map.insert(key, value), model.insert(key, value)),
                    None => prop_assert_eq!(map.remove(&key), model.remove(&key)),
                }
                prop_assert_eq!(map.get(&key), model.get(&key));
            }
            prop_assert_eq!(map.len(), model.len());
            prop_assert!(map.iter().eq(model.iter()));
            prop_assert!(map.iter().rev().eq(model.iter().rev()));
            prop_assert_eq!(&map, &model.clone().into_iter().collect());
            let (from, to) = (from.min(to), from.max(to));
            let (mut ours, mut theirs) = (map.range(from..=to), model.range(from..=to));
            for front in turns {
                match front {
                    true => prop_assert_eq!(ours.next(), theirs.next()),
                    false => prop_assert_eq!(ours.next_back(), theirs.next_back()),
                }
            }
        }
    }
}

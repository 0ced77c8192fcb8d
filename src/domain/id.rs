//! Identity: a UUID that knows what kind of record it names. People never see one; they read refs (`WEB-12`).

use std::{cmp::Ordering, fmt, hash, marker::PhantomData};

use uuid::Uuid;

use super::plan::Kind;
use super::record::Record;

/// The identity of a record of kind `R`. Two machines never make the same one.
pub struct Id<R>(Uuid, PhantomData<fn() -> R>);

impl<R> Id<R> {
    /// The id with this UUID.
    pub const fn of(uuid: Uuid) -> Self {
        Id(uuid, PhantomData)
    }

    /// The bare UUID.
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// The smallest id there is, for ranges.
    pub const MIN: Self = Id(Uuid::nil(), PhantomData);
    /// The greatest id there is, for ranges.
    pub const MAX: Self = Id(Uuid::max(), PhantomData);
}

impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R> Copy for Id<R> {}
impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<R> Eq for Id<R> {}
impl<R> PartialOrd for Id<R> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<R> Ord for Id<R> {
    fn cmp(&self, other: &Self) -> Ordering {
        // As one number: the same order as that of the bytes, and every table is searched by it.
        self.0.as_u128().cmp(&other.0.as_u128())
    }
}
impl<R> hash::Hash for Id<R> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<R> Default for Id<R> {
    fn default() -> Self {
        Self::MIN
    }
}
impl<R> fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<R> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The identity of a record of any kind.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RecordId {
    /// What kind of record it is.
    pub kind: Kind,
    /// Which one.
    pub id: Uuid,
}

impl RecordId {
    /// This id as that of a record of kind `R`, if it is one.
    pub fn as_id<R: Record>(self) -> Option<Id<R>> {
        (self.kind == R::KIND).then_some(Id::of(self.id))
    }
}

impl PartialOrd for RecordId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for RecordId {
    fn cmp(&self, other: &Self) -> Ordering {
        // As those of one kind are ordered.
        self.kind.cmp(&other.kind).then_with(|| self.id.as_u128().cmp(&other.id.as_u128()))
    }
}

impl<R: Record> From<Id<R>> for RecordId {
    fn from(id: Id<R>) -> Self {
        RecordId { kind: R::KIND, id: id.uuid() }
    }
}

/// New ids, counted on from one UUIDv7, so that a run can be repeated.
#[derive(Clone, Debug)]
pub struct Ids(u128);

impl Ids {
    /// Ids that count on from `first`.
    pub fn from(first: Uuid) -> Self {
        Ids(first.as_u128())
    }

    /// The next id.
    pub fn take<R>(&mut self) -> Id<R> {
        let id = Id::of(Uuid::from_u128(self.0));
        self.0 = self.0.wrapping_add(1);
        id
    }
}

//! Two things at the same time, where there is so much of them that a second thread pays.

use std::iter;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Two results, the second of them computed beside the first if that pays.
pub fn both<A, B: Send>(pays: bool, one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    if !pays {
        return (one(), other());
    }
    thread::scope(|scope| {
        let other = scope.spawn(other);
        (one(), other.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Pieces of work of which each thread takes the next that is left: who is done first takes more.
pub struct Pieces<T> {
    all: Vec<T>,
    next: AtomicUsize,
}

impl<T> Pieces<T> {
    /// These pieces.
    pub fn of(all: impl IntoIterator<Item = T>) -> Self {
        Pieces { all: all.into_iter().collect(), next: AtomicUsize::new(0) }
    }

    /// Takes one after the other, with its place among all, for as long as one is left.
    pub fn take(&self) -> impl Iterator<Item = (usize, &T)> {
        iter::from_fn(|| {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            self.all.get(at).map(|piece| (at, piece))
        })
    }

    /// All of them, in order.
    pub fn all(&self) -> &[T] {
        &self.all
    }
}

//! Which number a task has in a network: asked half a million times when one is built.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::domain::task::TaskId;

/// Task → number.
pub(super) type Numbers = HashMap<TaskId, u32, Seed>;

/// The two halves of an id multiplied: as good as a hash can be for what is mostly random already. Another seed in each
/// process, so that no file can be written whose ids all fall together.
#[derive(Clone, Debug)]
pub(super) struct Seed(u64);

/// What was hashed so far.
pub(super) struct Folded(u64);

impl Default for Seed {
    fn default() -> Self {
        Seed(RandomState::new().hash_one(()))
    }
}

impl BuildHasher for Seed {
    type Hasher = Folded;

    fn build_hasher(&self) -> Folded {
        Folded(self.0)
    }
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        for word in bytes.chunks(8) {
            let word = word.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
            let product = u128::from(self.0 ^ word) * 0x9e37_79b9_7f4a_7c15;
            self.0 = product as u64 ^ (product >> 64) as u64;
        }
    }

    fn write_usize(&mut self, _: usize) {
        // How long an id is tells nothing.
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

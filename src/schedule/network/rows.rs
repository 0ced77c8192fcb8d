//! Links in rows, one row a task, all rows one after the other in memory, each in the order in which links were given.
//!
//! A row that gets a link moves behind all others, unless it is there; what it leaves is cleared away when it is as much
//! as what is used.

use super::{CLOCK, Unit, Way};
use crate::schedule::work::{Join, Lag, Link};

/// A link as one of its two tasks has it in its row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(in crate::schedule) struct End {
    pub lag: i64,
    pub other: u32,
    /// The axis of the other.
    pub axis: u16,
    pub join: Join,
    pub way: Way,
}

impl End {
    /// A link in the row of one of its tasks, `other` being the other; which way dates go over it is to be found out.
    pub fn of(link: &Link, other: usize) -> End {
        let (lag, unit) = match link.lag {
            Lag::Working(minutes) => (minutes, Unit::Working),
            Lag::Elapsed(minutes) => (minutes, Unit::Elapsed),
            Lag::Percent(percent) => (percent, Unit::Percent),
        };
        End { lag, other: other as u32, axis: CLOCK, join: link.join, way: Way::Long(unit) }
    }
}

#[derive(Clone, Default, Debug)]
pub(super) struct Rows {
    /// Where each row begins, and how long it is.
    spans: Vec<(u32, u32)>,
    ends: Vec<End>,
    unused: usize,
}

impl Rows {
    /// So many rows of these ends, each told with its row.
    pub fn of(count: usize, all: impl Iterator<Item = (usize, End)> + Clone) -> Rows {
        let (mut spans, mut begin) = (vec![(0, 0); count], 0);
        all.clone().for_each(|(row, _)| spans[row].1 += 1);
        for span in &mut spans {
            begin += std::mem::replace(span, (begin, 0)).1;
        }
        let Some((_, any)) = all.clone().next() else { return Rows { spans, ..Rows::default() } };
        let mut ends = vec![any; begin as usize];
        for (row, end) in all {
            let (begin, long) = &mut spans[row];
            ends[(*begin + *long) as usize] = end;
            *long += 1;
        }
        Rows { spans, ends, unused: 0 }
    }

    #[inline]
    pub fn row(&self, at: usize) -> &[End] {
        let (begin, long) = self.spans[at];
        &self.ends[begin as usize..(begin + long) as usize]
    }

    #[inline]
    pub fn row_mut(&mut self, at: usize) -> &mut [End] {
        let (begin, long) = self.spans[at];
        &mut self.ends[begin as usize..(begin + long) as usize]
    }

    pub fn add(&mut self, at: usize, end: End) {
        let (begin, long) = self.spans[at];
        let row = begin as usize..(begin + long) as usize;
        if row.end != self.ends.len() {
            self.unused += row.len();
            self.spans[at].0 = self.ends.len() as u32;
            self.ends.extend_from_within(row);
        }
        self.ends.push(end);
        self.spans[at].1 += 1;
        if self.unused > self.ends.len() / 2 {
            self.clear_away();
        }
    }

    /// Takes one link like this out of a row; false: there is none.
    pub fn take(&mut self, at: usize, end: &End) -> bool {
        let Some(here) = self.row(at).iter().position(|it| it == end) else { return false };
        let (begin, long) = &mut self.spans[at];
        self.ends[*begin as usize + here..(*begin + *long) as usize].rotate_left(1);
        *long -= 1;
        self.unused += 1;
        true
    }

    fn clear_away(&mut self) {
        let mut ends = Vec::with_capacity(self.ends.len());
        for span in &mut self.spans {
            let row = span.0 as usize..(span.0 + span.1) as usize;
            span.0 = ends.len() as u32;
            ends.extend_from_slice(&self.ends[row]);
        }
        (self.ends, self.unused) = (ends, 0);
    }
}

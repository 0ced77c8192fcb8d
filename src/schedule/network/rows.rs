//! Links in rows, one row a task, all rows one after the other in memory, each in the order in which links were given.
//!
//! A row that gets a link moves behind all others, unless it is there; what it leaves is cleared away when it is as much
//! as what is used.

use super::{Join, Unit, Way, Wire};

/// A link as one of its two tasks has it in its row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct End {
    lag: i64,
    pub other: u32,
    join: Join,
    unit: Unit,
    pub way: Way,
}

impl End {
    pub fn of(&Wire { lag, join, unit, way, .. }: &Wire, other: u32) -> End {
        End { lag, other, join, unit, way }
    }

    #[inline]
    pub fn wire(&self, from: u32, to: u32) -> Wire {
        let End { lag, join, unit, way, .. } = *self;
        Wire { lag, from, to, join, unit, way }
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
    /// So many rows; `ends_of` tells the one that a link is in, and the task at its other end.
    pub fn of(count: usize, wires: &[Wire], ends_of: impl Fn(&Wire) -> (u32, u32)) -> Rows {
        let mut spans = vec![(0, 0); count];
        wires.iter().for_each(|wire| spans[ends_of(wire).0 as usize].1 += 1);
        let mut begin = 0;
        for span in &mut spans {
            begin += std::mem::replace(span, (begin, 0)).1;
        }
        let Some(any) = wires.first() else { return Rows { spans, ..Rows::default() } };
        let mut ends = vec![End::of(any, 0); wires.len()];
        for wire in wires {
            let (row, other) = ends_of(wire);
            let (begin, long) = &mut spans[row as usize];
            ends[(*begin + *long) as usize] = End::of(wire, other);
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

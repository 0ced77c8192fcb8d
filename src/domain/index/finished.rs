//! The finished cards of each column, newest first, with the days they took. Made when somebody first asks, then kept
//! with the tables, so that whoever looks at the last days does not look at all the others.

use std::cmp::Reverse;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::super::column::{Column, ColumnId, Meaning, Place};
use super::super::flow;
use super::super::plan::Plan;
use super::super::rank::Rank;
use super::super::sorted::Sorted;
use super::super::task::{Task, TaskId};

type Entry = (ColumnId, Reverse<NaiveDateTime>, Rank, TaskId);

/// A finished card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Card {
    /// Which task.
    pub task: TaskId,
    /// The day it was finished.
    pub day: NaiveDate,
    /// Its cycle time in calendar days, if it is work that somebody began.
    pub cycle: Option<i64>,
}

/// Finished cards by column and finish; of one instant as they stand in the column.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Finished(Sorted<Entry, Option<i64>>);

impl Finished {
    /// The finished cards of a plan: those in columns that mean done.
    pub(super) fn of(plan: &Plan) -> Finished {
        let columns = plan.all::<Column>().filter(|column| column.meaning == Meaning::Done);
        let cards = columns.flat_map(|column| plan.index().cards(column.id)).filter_map(|id| plan.get(id));
        Finished(cards.filter_map(|task| Some((entry(task)?, flow::counted_cycle(task)))).collect())
    }

    /// Takes a card in or out, if it is finished.
    pub(super) fn keep(&mut self, task: &Task, there: bool) {
        match entry(task) {
            Some(entry) if there => drop(self.0.insert(entry, flow::counted_cycle(task))),
            Some(entry) => drop(self.0.remove(&entry)),
            None => {}
        }
    }

    /// The cards of a column that were finished on this day or later, newest first.
    pub fn since(&self, column: ColumnId, day: NaiveDate) -> impl Iterator<Item = Card> + '_ {
        let newest = (column, Reverse(NaiveDateTime::MAX), Rank::min(), TaskId::MIN);
        let oldest = (column, Reverse(day.and_time(NaiveTime::MIN)), Rank::max(), TaskId::MAX);
        let cards = self.0.range(newest..=oldest);
        cards.map(|((_, Reverse(at), _, task), cycle)| Card { task: *task, day: at.date(), cycle: *cycle })
    }
}

fn entry(task: &Task) -> Option<Entry> {
    let Place { column, rank, finish, .. } = task.place.as_ref()?;
    Some((*column, Reverse((*finish)?), rank.clone(), task.id))
}

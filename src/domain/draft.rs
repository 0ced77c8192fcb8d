//! A plan being edited: every record that is touched is remembered, and changes, consequences and checks start there.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc, Weekday};

use super::change::Change;
use super::id::{Id, Ids, RecordId};
use super::person::PersonId;
use super::plan::{Kept, Plan, Row, Series};
use super::plan_schedule::{Schedule, Timing};
use super::snapshot::Snapshot;
use super::task::TaskId;

/// What comes from outside into a decision: the day, the instant, new ids, and who sits here.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The instant, by the real clock.
    pub now: DateTime<Utc>,
    /// New ids.
    pub ids: Ids,
    /// Who sits here.
    pub me: Option<PersonId>,
    /// The day on which weeks begin.
    pub week_start: Weekday,
}

/// A plan that a command edits.
pub struct Draft<'a> {
    before: &'a Snapshot,
    /// The plan as it is by now.
    pub plan: Plan,
    /// What comes from outside.
    pub moment: &'a mut Moment,
    /// What the person should know besides.
    pub notices: Vec<String>,
    touched: BTreeSet<RecordId>,
    ahead: Option<Ahead>,
}

/// The schedule of a draft when somebody last asked for it.
struct Ahead {
    schedule: Schedule,
    plan: Plan,
    /// What has been touched since.
    since: BTreeSet<RecordId>,
}

impl<'a> Draft<'a> {
    /// A draft that is still equal to the plan of this snapshot.
    pub fn of(before: &'a Snapshot, moment: &'a mut Moment) -> Self {
        Draft { before, plan: before.plan.clone(), moment, notices: Vec::new(), touched: BTreeSet::new(), ahead: None }
    }

    /// Puts a record in, new or in place of the one with its id.
    pub fn put<R: Kept>(&mut self, record: R) {
        self.touch(record.id().into());
        self.plan.put(R::row(Arc::new(record)));
    }

    /// Puts a record of any kind in.
    pub fn put_row(&mut self, row: Row) {
        self.touch(row.id());
        self.plan.put(row);
    }

    /// Edits a record, if it is there.
    pub fn edit<R: Kept>(&mut self, id: Id<R>, edit: impl FnOnce(&mut R)) {
        if let Some(record) = self.plan.get(id) {
            let mut record = R::clone(record);
            edit(&mut record);
            self.put(record);
        }
    }

    /// Takes a record out, if it is there.
    pub fn remove(&mut self, id: impl Into<RecordId>) {
        let id = id.into();
        self.touch(id);
        self.plan.remove(id);
    }

    /// Makes one change, whatever it breaks.
    pub fn apply(&mut self, change: &Change) {
        self.touch(change.of);
        self.plan.apply(change);
    }

    /// Raises and gives the next number for a ref of this series.
    pub fn next_number(&mut self, series: impl Into<Series>) -> i64 {
        let series = series.into();
        let number = self.plan.last_number(series).saturating_add(1);
        self.plan.raise_number(series, number);
        number
    }

    /// The plan as it was.
    pub fn before(&self) -> &'a Plan {
        &self.before.plan
    }

    /// All that may be known of the draft as it is by now: its plan with its schedule.
    pub fn snapshot(&self) -> Cow<'a, Snapshot> {
        if self.touched.is_empty() {
            return Cow::Borrowed(self.before);
        }
        let mut snapshot = self.before.clone();
        snapshot.set_plan(self.plan.clone());
        Cow::Owned(snapshot)
    }

    /// When a task happened in the plan as it was; none: it was not scheduled.
    pub fn timing_before(&self, task: TaskId) -> Option<Timing> {
        self.before.schedule().timing(&self.before.plan, task)
    }

    /// When a task happens in the draft as it is by now; none: it is not scheduled. The schedule is patched since it was
    /// last asked for: many questions between many edits cost what the edits reach.
    pub fn timing(&mut self, task: TaskId) -> Option<Timing> {
        let (before, touched) = (self.before, &self.touched);
        let ahead = self.ahead.get_or_insert_with(|| Ahead {
            schedule: before.schedule().clone(),
            plan: before.plan.clone(),
            since: touched.clone(),
        });
        let then = std::mem::replace(&mut ahead.plan, self.plan.clone());
        let change = |id: RecordId| Change::between(then.row(id).as_ref(), self.plan.row(id).as_ref());
        let changes: Vec<Change> = std::mem::take(&mut ahead.since).into_iter().filter_map(change).collect();
        ahead.schedule.advance(&self.plan, &changes, before.today);
        ahead.schedule.timing(&self.plan, task)
    }

    fn touch(&mut self, id: RecordId) {
        self.touched.insert(id);
        if let Some(ahead) = &mut self.ahead {
            ahead.since.insert(id);
        }
    }

    /// The records touched so far, by kind and id.
    pub fn touched(&self) -> Vec<RecordId> {
        self.touched.iter().copied().collect()
    }

    /// What has changed, by kind and id; a record touched in vain is not in it.
    pub fn changes(&self) -> Vec<Change> {
        let change = |id: &RecordId| Change::between(self.before.plan.row(*id).as_ref(), self.plan.row(*id).as_ref());
        self.touched.iter().filter_map(change).collect()
    }
}

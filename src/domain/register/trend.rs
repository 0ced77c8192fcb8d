//! How the scores of risks have moved within four weeks, heard from the journal line by line.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveTime, Utc};
use uuid::Uuid;

use crate::domain::change::{Edit, Field, Line};
use crate::domain::plan::Kind;
use crate::domain::record::Record;
use crate::domain::risk::{Risk, RiskId};
use crate::domain::snapshot::Snapshot;
use crate::domain::value::{FieldType, Value};

/// Days back that a trend looks.
pub const TREND_DAYS: u64 = 28;

const PROBABILITY: Field = Field::of(Kind::Risk, Risk::FIELDS, "probability");
const IMPACT: Field = Field::of(Kind::Risk, Risk::FIELDS, "impact");

/// Where a risk has gone: its inherent score now, and what it was at a moment, as far as the history of the snapshot
/// reaches back (ask for it with [`trend_since`]).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Trend {
    /// The score then; none: it had none, or was not there.
    pub then: Option<i64>,
    /// The score now.
    pub now: Option<i64>,
}

impl Trend {
    /// Has it risen (positive), fallen (negative) or stayed?
    pub fn direction(self) -> i64 {
        self.then.zip(self.now).map_or(0, |(then, now)| (now - then).signum())
    }
}

/// From when on the history has to be known for trends.
pub fn trend_since(snapshot: &Snapshot) -> DateTime<Utc> {
    let day = snapshot.today.checked_sub_days(Days::new(TREND_DAYS)).unwrap_or(snapshot.today);
    day.and_time(NaiveTime::MIN).and_utc()
}

/// What has become of one risk, if its score was touched within the last four weeks; of all others it stayed.
pub fn trend(snapshot: &Snapshot, risk: &Risk) -> Option<Trend> {
    let mut then = Then::default();
    let edits = recent(snapshot, 0).flat_map(|line| &line.changes).filter(|change| change.of == risk.id.into());
    edits.for_each(|change| then.hear(&change.edit));
    then.is_told().then(|| then.until(risk))
}

/// The lines within the last four weeks from this one on, oldest first.
fn recent(snapshot: &Snapshot, from: usize) -> impl Iterator<Item = &Line> {
    let since = trend_since(snapshot);
    snapshot.history.from(from).filter(move |line| line.at() >= since)
}

/// Probability and impact as the first that was heard of each says they were before.
#[derive(Clone, PartialEq, Debug, Default)]
struct Then {
    probability: Option<Value>,
    impact: Option<Value>,
}

impl Then {
    fn hear(&mut self, edit: &Edit) {
        match edit {
            Edit::Made(_) => self.were(|_| Value::Nothing),
            Edit::Gone(row) => self.were(|field| row.get(field.at)),
            Edit::Set(fields) => {
                for field in fields {
                    let of = match field.at {
                        at if at == PROBABILITY.at => &mut self.probability,
                        at if at == IMPACT.at => &mut self.impact,
                        _ => continue,
                    };
                    of.get_or_insert_with(|| field.before.clone());
                }
            }
        }
    }

    fn were(&mut self, value: impl Fn(Field) -> Value) {
        self.probability.get_or_insert_with(|| value(PROBABILITY));
        self.impact.get_or_insert_with(|| value(IMPACT));
    }

    fn is_told(&self) -> bool {
        self.probability.is_some() || self.impact.is_some()
    }

    /// What has become of the risk: what nothing was heard of is as it was.
    fn until(&self, risk: &Risk) -> Trend {
        let before = |then: &Option<Value>, now: Option<i64>| match then {
            Some(then) => Option::<i64>::of_value(then.clone()).ok().flatten(),
            None => now,
        };
        let (probability, impact) = (before(&self.probability, risk.probability), before(&self.impact, risk.impact));
        Trend { then: probability.zip(impact).map(|(probability, impact)| probability * impact), now: risk.inherent() }
    }
}

/// What has become of all risks; follows the history without hearing a line twice.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Trends {
    /// Of which history: since when, and its first line.
    of: Option<(DateTime<Utc>, Option<Uuid>)>,
    /// How many of its lines were heard.
    heard: usize,
    then: BTreeMap<RiskId, Then>,
}

impl Trends {
    /// The trends by a snapshot’s history.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut trends = Trends::default();
        trends.follow(snapshot);
        trends
    }

    /// Hears what is new in a snapshot’s history; all of it where that reaches back elsewhere than before.
    pub fn follow(&mut self, snapshot: &Snapshot) {
        let lines = snapshot.history.lines();
        let (count, of) = (lines.len(), Some((trend_since(snapshot), lines.map(|line| line.id).next())));
        if self.of != of || count < self.heard {
            *self = Trends { of, ..Trends::default() };
        }
        for change in recent(snapshot, self.heard).flat_map(|line| &line.changes) {
            if let Some(risk) = change.of.as_id::<Risk>() {
                self.then.entry(risk).or_default().hear(&change.edit);
            }
        }
        self.heard = count;
    }

    /// What has become of a risk, if its score was touched; of all others it stayed.
    pub fn get(&self, risk: &Risk) -> Option<Trend> {
        self.then.get(&risk.id).filter(|then| then.is_told()).map(|then| then.until(risk))
    }
}

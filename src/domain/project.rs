//! Projects: what the work is for, how it is run, and its charter.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::baseline::BaselineId;
use super::calendar::CalendarId;
use super::id::Id;
use super::person::PersonId;
use super::plan::Plan;
use super::record::record;
use super::risk::Scale;
use super::span::Pace;
use super::value::{DATE_TIME, FieldType, Money, Prose, Shape, Tags, Value, choices, field_as_text};

/// The identity of a project.
pub type ProjectId = Id<Project>;

choices! {
    /// Whether dates move because the clock moves.
    ProgressRule { Live = "live", AsStored = "as-stored" }
}

choices! {
    /// What happens when a card would exceed a column’s WIP limit.
    WipRule { Warn = "warn", Refuse = "refuse" }
}

choices! {
    /// Where a project stands as a whole.
    ProjectState { Active = "active", OnHold = "on-hold", Closed = "closed", Archived = "archived" }
}

/// The day a project starts; with the first minute of its work, unless the time is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Start {
    /// Which day.
    pub day: NaiveDate,
    /// At which time, to the minute.
    pub time: Option<NaiveTime>,
}

impl From<NaiveDate> for Start {
    fn from(day: NaiveDate) -> Self {
        Start { day, time: None }
    }
}

impl From<NaiveDateTime> for Start {
    fn from(at: NaiveDateTime) -> Self {
        Start { day: at.date(), time: Some(at.time()) }
    }
}

/// As the file has it: `2026-03-02`, `2026-03-02T13:00`.
impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            Some(time) => self.day.and_time(time).format(DATE_TIME).fmt(f),
            None => self.day.fmt(f),
        }
    }
}

impl Start {
    fn read(text: &str) -> Option<Self> {
        let value = || Value::Text(text.to_owned());
        let day = NaiveDate::of_value(value()).map(Start::from);
        day.or_else(|_| NaiveDateTime::of_value(value()).map(Start::from)).ok()
    }
}

field_as_text!(
    Start,
    Shape::Start,
    "a date or a date and time (YYYY-MM-DD, YYYY-MM-DDTHH:MM)",
    Start::to_string,
    |text| { Start::read(text) }
);

record! {
    /// A project of the portfolio.
    Project {
        /// Two to eight letters; the first half of every ref.
        key: String,
        /// What it is called.
        name: String,
        /// What it is to achieve.
        objective: Prose,
        /// How it is run: waterfall, scrum, kanban …
        methodology: String,
        /// Who manages it.
        manager: Option<PersonId>,
        /// Who pays for it and wants it.
        sponsor: Option<PersonId>,
        /// When it starts.
        start: Option<Start>,
        /// The day progress is reported as of; none is today.
        status_date: Option<NaiveDate>,
        /// Whether unfinished work moves with the clock.
        progress_rule: ProgressRule,
        /// Its working time; none is the standard calendar (Mon–Fri 08:00–12:00, 13:00–17:00).
        calendar: Option<CalendarId>,
        /// Working minutes that a day of a duration means.
        minutes_per_day: i64,
        /// Working minutes that a week of a duration means.
        minutes_per_week: i64,
        /// Days that a month of a duration means.
        days_per_month: i64,
        /// Tasks with no more total slack than this (working minutes) are critical.
        critical_threshold: i64,
        /// Three letters, as EUR.
        currency: String,
        /// What it may cost.
        budget: Option<Money>,
        /// What is set aside for risks.
        contingency: Option<Money>,
        /// Whether a full column warns or refuses.
        wip_rule: WipRule,
        /// Where it stands.
        state: ProjectState,
        /// Charter: the problem it solves.
        problem: Prose,
        /// Charter: why it is worth its cost.
        business_case: Prose,
        /// Charter: how success is told.
        success_criteria: Prose,
        /// Charter: what belongs to it.
        in_scope: Prose,
        /// Charter: what does not.
        out_of_scope: Prose,
        /// Charter: what binds it.
        constraints: Prose,
        /// Charter: what it takes for granted.
        assumptions: Prose,
        /// Where it was imported from.
        source: String,
        /// Its id there.
        source_id: String,
        /// The baseline it is compared with.
        baseline: Option<BaselineId>,
        /// What the steps of probability are called and mean; none: the usual ones.
        probability_scale: Option<Scale>,
        /// What the steps of impact are called; none: the usual ones.
        impact_scale: Option<Scale>,
        /// A risk with this score (probability × impact) is high and needs a response; none: 12.
        response_score: Option<i64>,
        /// Days between two reviews of a risk; none: 7.
        review_days: Option<i64>,
        /// The categories of risk it offers, besides those in use.
        risk_categories: Tags,
    }
}

impl Project {
    /// A new active project.
    pub fn new(id: ProjectId, key: &str, name: &str, start: NaiveDate) -> Self {
        let pace = Pace::default();
        Project {
            key: key.to_uppercase(),
            name: name.to_owned(),
            start: Some(start.into()),
            minutes_per_day: pace.minutes_per_day,
            minutes_per_week: pace.minutes_per_week,
            days_per_month: pace.days_per_month,
            currency: "EUR".to_owned(),
            ..<Self as super::record::Record>::blank(id)
        }
    }

    /// How many minutes its days, weeks and months are.
    pub fn pace(&self) -> Pace {
        Pace {
            minutes_per_day: self.minutes_per_day.max(1),
            minutes_per_week: self.minutes_per_week.max(1),
            days_per_month: self.days_per_month.max(1),
        }
    }
}

impl Plan {
    /// How many minutes the days, weeks and months of a project are.
    pub fn pace(&self, project: ProjectId) -> Pace {
        self.get(project).map(|project| project.pace()).unwrap_or_default()
    }
}

//! Today: what matters now over all active projects, in three lists. Nothing is typed for them and nothing is kept.
//!
//! - *Now*: what is in progress (in a column that means doing), and what is blocked. Mine first, then what is critical.
//! - *Next*: what is to be done today and this week: planned, due, or to start as the schedule has it. Where the week is
//!   over, the coming one.
//! - *Look*: what somebody has to look at: escalations without an answer, criteria of the gate ahead that turned red,
//!   columns over their limit, what is overdue and not in progress, what *slipped overnight*, what woke up, what is late, risks
//!   that are due for review.
//!
//! Each thing stands in one list, with all that is to be said of it. What is in progress or blocked stays in *now*,
//! however late. Of the rest *look* takes what is overdue; then *next* takes what somebody has planned, for that was
//! looked at; then *look* takes what slipped, is late or woke up, and *next* what is left. What is snoozed for later stands
//! nowhere, and of summaries only what their own dates say.
//!
//! Late is what [`forecast::is_late`] says. What is late against the baseline only because it waits for something that
//! is late itself is told there, as a number: it is that one that has to be looked at. In the same way only roots have
//! slipped, not what they push; and to start, or to have started, is only what has a link, a constraint or a baseline: the
//! rest could begin any day, and is nobody’s plan for this one.
//!
//! `gather` sorts the tasks, `slipped` says what the clock alone has moved, `gates` what turned red, `says` puts it into words.
//!
//! [`forecast::is_late`]: super::forecast::is_late

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::column::{ColumnId, Meaning};
use super::dates;
use super::id::RecordId;
use super::issue::Issue;
use super::person::PersonId;
use super::plan::Plan;
use super::project::ProjectId;
use super::register;
use super::risk::Risk;
use super::snapshot::Snapshot;
use super::standup;
use super::triage;
use super::words;

mod gates;
mod gather;
mod says;
mod slipped;

pub use gates::Gates;
pub use slipped::{Landing, Slip};

/// A list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum List {
    /// In progress and blocked.
    Now,
    /// Today and this week.
    Next,
    /// To be looked at.
    Look,
}

impl List {
    /// All, in order.
    pub const ALL: [List; 3] = [List::Now, List::Next, List::Look];

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            List::Now => "Now",
            List::Next => "Next",
            List::Look => "Look",
        }
    }

    /// What is said where it is empty.
    pub fn nothing(self) -> &'static str {
        match self {
            List::Now => "nothing in progress, nothing blocked",
            List::Next => "nothing planned, due or to start",
            List::Look => "nothing to worry about",
        }
    }
}

/// Why something stands in its list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// In a column that means doing; so many days are usual.
    InProgress(i64),
    /// It cannot go on.
    Blocked,
    /// Somebody means to work on it on this day.
    Planned(NaiveDate),
    /// It is due on this day.
    Due(NaiveDate),
    /// It is to start on this day.
    Starts(NaiveDate),
    /// To whom it was escalated has not answered.
    Escalated,
    /// It held when the project last came together, and does not any more; the evidence.
    TurnedRed(String),
    /// So many cards in a column that may hold so many.
    OverLimit(usize, i64),
    /// It was due on this day, and is not in progress.
    Overdue(NaiveDate),
    /// The clock alone has moved it.
    Slipped,
    /// It was snoozed until this day.
    Woken(NaiveDate),
    /// It finishes after it is due, or after its baseline.
    Late,
    /// The risk is to be looked at again.
    Review,
}

impl Reason {
    /// In a word, for those who read it by program.
    pub fn word(&self) -> &'static str {
        match self {
            Reason::InProgress(_) => "in-progress",
            Reason::Blocked => "blocked",
            Reason::Planned(_) => "planned",
            Reason::Due(_) => "due",
            Reason::Starts(_) => "starts",
            Reason::Escalated => "escalated",
            Reason::TurnedRed(_) => "turned-red",
            Reason::OverLimit(..) => "over-limit",
            Reason::Overdue(_) => "overdue",
            Reason::Slipped => "slipped",
            Reason::Woken(_) => "woken",
            Reason::Late => "late",
            Reason::Review => "review",
        }
    }

    /// The place of its kind in the list of what is to be looked at: what is rare and urgent first, long lists last.
    fn place(&self) -> i64 {
        match self {
            Reason::Escalated => 0,
            Reason::TurnedRed(_) => 1,
            Reason::OverLimit(..) => 2,
            Reason::Overdue(_) => 3,
            Reason::Slipped => 4,
            Reason::Woken(_) => 5,
            Reason::Late => 6,
            Reason::Review => 7,
            _ => 0,
        }
    }
}

/// Something in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Which: a task, a risk, an issue, a criterion, a column.
    pub what: RecordId,
    /// Why it stands there.
    pub reason: Reason,
    /// Has who sits here to do with it?
    pub mine: bool,
    /// Does its project end later if it does, as far as that means something?
    pub critical: bool,
    /// By how many working minutes it ends after its baseline; 0: it does not.
    pub behind: i64,
    /// How many tasks are late against the baseline only because this one is.
    pub late_with_it: usize,
    /// Has it taken more than it was to take?
    pub overruns: bool,
    /// Of a task that the clock alone has moved: since when, and where that lands.
    pub slip: Option<Box<Slip>>,
    /// Its place in the list.
    rank: [i64; 5],
}

impl Item {
    fn of(what: RecordId, reason: Reason, mine: bool, rank: [i64; 4]) -> Self {
        let [one, two, three, four] = rank;
        let rank = [reason.place(), one, two, three, four];
        Item { what, reason, mine, critical: false, behind: 0, late_with_it: 0, overruns: false, slip: None, rank }
    }

    /// The project that it belongs to.
    pub fn project(&self, plan: &Plan) -> Option<ProjectId> {
        words::project_of(plan, &plan.row(self.what)?)
    }

    /// What stands where a ref does: that of a task, a risk or an issue; of what has none the key of its project.
    pub fn name(&self, plan: &Plan) -> String {
        plan.reference(self.what)
            .unwrap_or_else(|| self.project(plan).map_or(String::new(), |project| plan.key(project).to_owned()))
    }
}

/// The three lists.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Today {
    lists: BTreeMap<List, Vec<Item>>,
    /// The projects that they are about: the active ones, by their keys.
    pub projects: Vec<ProjectId>,
    /// The last day that *next* looks ahead to.
    pub until: NaiveDate,
}

impl Today {
    /// What matters on the day of the snapshot. `gates` knows how the gates stood before, as far as somebody asked.
    pub fn of(snapshot: &Snapshot, gates: &Gates) -> Today {
        let projects = standup::projects(&snapshot.plan, true, None);
        let until = projects.iter().map(|project| horizon(snapshot, *project)).max().unwrap_or(snapshot.today);
        let mut lists = gather::tasks(snapshot, &projects);
        let look = lists.entry(List::Look).or_default();
        for project in &projects {
            look.extend(over_limits(&snapshot.plan, *project));
            look.extend(registered(snapshot, *project));
        }
        look.extend(gates.turned_red(snapshot));
        lists.values_mut().for_each(|items| items.sort_unstable_by_key(|item| (item.rank, item.what)));
        Today { lists, projects, until }
    }

    /// A list.
    pub fn list(&self, list: List) -> &[Item] {
        self.lists.get(&list).map_or(&[], Vec::as_slice)
    }

    /// Everything, list by list.
    pub fn items(&self) -> impl Iterator<Item = (List, &Item)> {
        List::ALL.into_iter().flat_map(|list| self.list(list).iter().map(move |item| (list, item)))
    }

    /// Keeps only what fits.
    pub fn retain(&mut self, fits: impl Fn(&Item) -> bool) {
        self.lists.values_mut().for_each(|items| items.retain(&fits));
    }

    /// Is there nothing in any list?
    pub fn is_empty(&self) -> bool {
        self.lists.values().all(Vec::is_empty)
    }

    /// What *next* looks ahead to, in words.
    pub fn ahead(&self, snapshot: &Snapshot) -> &'static str {
        let this_week = end_of_week(snapshot, snapshot.today);
        if self.until <= this_week { "today and this week" } else { "the coming week" }
    }
}

/// The last day that is near enough to be next: the end of this week, or of the coming one where this one is over.
fn horizon(snapshot: &Snapshot, project: ProjectId) -> NaiveDate {
    end_of_week(snapshot, triage::this_week(snapshot, project).unwrap_or(snapshot.today))
}

/// The last day of the week of a day.
fn end_of_week(snapshot: &Snapshot, day: NaiveDate) -> NaiveDate {
    day.week(snapshot.week_start).checked_last_day().unwrap_or(day)
}

/// The columns of a project with more cards than they may hold.
fn over_limits(plan: &Plan, project: ProjectId) -> Vec<Item> {
    let columns = plan.columns(project).into_iter().filter_map(|id| plan.get(id)).enumerate();
    let over = columns.filter_map(|(at, column)| {
        let (count, limit) = (plan.index().counted(column.id), column.wip_limit?);
        let over = i64::try_from(count).unwrap_or(i64::MAX).saturating_sub(limit);
        let at = i64::try_from(at).unwrap_or(i64::MAX);
        (over > 0).then(|| Item::of(column.id.into(), Reason::OverLimit(count, limit), false, [-over, at, 0, 0]))
    });
    over.collect()
}

/// The risks of a project that are due for review, and its issues that were escalated and wait for an answer.
fn registered(snapshot: &Snapshot, project: ProjectId) -> Vec<Item> {
    let plan = &snapshot.plan;
    let mine = |who: Option<PersonId>| who.is_some() && who == snapshot.me;
    let risks = register::due_for_review(snapshot, project).into_iter().filter_map(|id| plan.get(id));
    let review = |risk: &Risk| {
        let (mine, score) = (mine(risk.owner), risk.inherent().unwrap_or(0));
        Item::of(risk.id.into(), Reason::Review, mine, [i64::from(!mine), -score, risk.number, 0])
    };
    let issues = register::escalated(plan, project).into_iter().filter_map(|id| plan.get(id));
    let escalated = |issue: &Issue| {
        let mine = mine(issue.owner) || mine(issue.escalated_to);
        let since = issue.escalated.map_or(0, number_of);
        Item::of(issue.id.into(), Reason::Escalated, mine, [i64::from(!mine), since, issue.number, 0])
    };
    let risks = risks.map(|risk| review(risk));
    risks.chain(issues.map(|issue| escalated(issue))).collect()
}

/// A day as a number that rises with it.
fn number_of(day: NaiveDate) -> i64 {
    i64::from(chrono::Datelike::num_days_from_ce(&day))
}

/// A day near enough to be told by a word, else its date.
fn when(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        _ => dates::short(day, today),
    }
}

/// The columns of a project in which work is done.
fn doing(plan: &Plan, project: ProjectId) -> Vec<ColumnId> {
    let columns = plan.columns(project).into_iter();
    columns.filter(|id| plan.get(*id).is_some_and(|it| it.meaning == Meaning::Doing)).collect()
}

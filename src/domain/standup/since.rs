//! Where a standup begins: behind the last one that was finished, else with the last working day of the project. Whoever
//! was away since they were last there hears what happened from then on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::{Standup, Wish, called};
use crate::domain::calendar::WorkTime;
use crate::domain::history::Mark;
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Task;
use crate::domain::words;

/// What the clock on the wall shows at an instant.
pub type Local = fn(DateTime<Utc>) -> NaiveDateTime;

/// So many days back it is looked for a day on which somebody was there, and ahead for the day they are back.
const HORIZON: usize = 120;

/// Since when a standup tells of a project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Since {
    /// Of what lies behind this.
    pub mark: Mark,
    /// In words: `Tue 10 Mar 09:31`.
    pub words: String,
    /// The number of the finished standup that it follows.
    pub standup: Option<i64>,
}

impl Since {
    /// Since when a standup tells of a project.
    pub fn of(snapshot: &Snapshot, project: ProjectId, wish: &Wish) -> Since {
        if let Some(mark) = wish.since {
            return Since { mark, words: instant(snapshot, wish.local, mark.at), standup: None };
        }
        let plan = &snapshot.plan;
        match plan.last_standup(project) {
            Some(last) => behind(snapshot, wish.local, last),
            None => {
                let day = plan.worktime(project).add_working_days(snapshot.today, -1);
                from_day(snapshot, wish.local, day.unwrap_or(snapshot.today))
            }
        }
    }
}

fn behind(snapshot: &Snapshot, local: Local, last: &Standup) -> Since {
    let words = instant(snapshot, local, last.began);
    Since { mark: last.mark(), words, standup: Some(last.number) }
}

fn from_day(snapshot: &Snapshot, local: Local, day: NaiveDate) -> Since {
    let at = midnight(day, local);
    Since { mark: Mark { line: None, at }, words: instant(snapshot, local, at), standup: None }
}

/// The first instant of a day on the wall.
pub fn midnight(day: NaiveDate, local: Local) -> DateTime<Utc> {
    let wanted = day.and_time(NaiveTime::MIN);
    let mut guess = wanted.and_utc();
    // Once by the offset of another hour of that day, once by that of midnight itself.
    for _ in 0..2 {
        guess = (wanted - (local(guess) - guess.naive_utc())).and_utc();
    }
    guess
}

/// An instant on the wall: the day, and the time where it is not its beginning.
fn instant(snapshot: &Snapshot, local: Local, at: DateTime<Utc>) -> String {
    let at = local(at);
    let day = words::day(at.date(), snapshot.today);
    if at.time() == NaiveTime::MIN { day } else { format!("{day} {}", at.format("%H:%M")) }
}

/// How far back the history has to reach for a standup.
pub fn marks(snapshot: &Snapshot, wish: &Wish) -> BTreeSet<Mark> {
    let mut all = BTreeSet::new();
    for project in &wish.projects {
        let since = Since::of(snapshot, *project, wish);
        all.extend(own(snapshot, *project, wish, &since).into_values().map(|it| it.mark));
        all.insert(since.mark);
    }
    all
}

/// Who begins elsewhere than the others: those who were away at the last standup, or on the last working day. Their part
/// begins behind the last standup of a day on which they were there, else with the last such day. Who is away today
/// does not hear it.
pub fn own(snapshot: &Snapshot, project: ProjectId, wish: &Wish, common: &Since) -> BTreeMap<PersonId, Since> {
    let plan = &snapshot.plan;
    let mut own = BTreeMap::new();
    if wish.since.is_some() {
        return own;
    }
    let worktime = plan.worktime(project);
    let mut held: Vec<&Standup> = plan.all::<Standup>().filter(|it| it.project == project).map(AsRef::as_ref).collect();
    held.sort_by_key(|it| (it.number, it.began, it.id));
    let is_away = |person: &Person, day| plan.is_away(person, day);
    for person in people(plan, project).into_iter().filter_map(|id| plan.get(id)) {
        if person.calendar.is_none() || is_away(person, snapshot.today) {
            continue;
        }
        let attended = held.iter().rev().take(HORIZON).find(|it| !is_away(person, (wish.local)(it.began).date()));
        let since = match attended {
            Some(standup) => behind(snapshot, wish.local, standup),
            None => match last_there(plan, &worktime, person, snapshot.today) {
                Some(day) => from_day(snapshot, wish.local, day),
                None => continue,
            },
        };
        if since.mark != common.mark && since.mark.at < common.mark.at {
            own.insert(person.id, since);
        }
    }
    own
}

/// The last day before this one on which there was work and the person was there.
fn last_there(plan: &Plan, worktime: &WorkTime, person: &Person, today: NaiveDate) -> Option<NaiveDate> {
    let before = |day: &NaiveDate| worktime.add_working_days(*day, -1);
    let mut days = std::iter::successors(before(&today), before).take(HORIZON);
    days.find(|day| !plan.is_away(person, *day))
}

/// The people who have something to do in a project, or had.
fn people(plan: &Plan, project: ProjectId) -> BTreeSet<PersonId> {
    let has_task = |person: &Person| {
        let mut tasks = plan.index().tasks_of(person.id).filter_map(|(task, _)| plan.get::<Task>(task));
        tasks.any(|task| task.project == project)
    };
    plan.all::<Person>().filter(|person| has_task(person)).map(|person| person.id).collect()
}

/// Who of the people of these projects is away today, and when they are back.
pub fn away(snapshot: &Snapshot, wish: &Wish) -> Vec<(PersonId, String, Option<NaiveDate>)> {
    let plan = &snapshot.plan;
    let mut all = BTreeMap::new();
    for project in &wish.projects {
        let worktime = plan.worktime(*project);
        for person in people(plan, *project).into_iter().filter_map(|id| plan.get(id)) {
            if plan.is_away(person, snapshot.today) {
                let next = |day: &NaiveDate| worktime.add_working_days(*day, 1);
                let mut days = std::iter::successors(next(&snapshot.today), next).take(HORIZON);
                let back = days.find(|day| !plan.is_away(person, *day));
                all.insert(person.id, (person.id, called(plan, Some(person.id)), back));
            }
        }
    }
    all.into_values().collect()
}

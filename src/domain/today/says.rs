//! What is said of an item, in words: what is wrong first, then why it stands in its list.

use super::{Item, Reason, slipped, when};
use crate::domain::baseline::variance_words;
use crate::domain::column::Column;
use crate::domain::dates;
use crate::domain::flow;
use crate::domain::forecast;
use crate::domain::gate;
use crate::domain::issue::Issue;
use crate::domain::person::{Person, PersonId};
use crate::domain::phase::Criterion;
use crate::domain::risk::Risk;
use crate::domain::snapshot::Snapshot;
use crate::domain::standup::{self, Saying};
use crate::domain::task::{Task, TaskKind};
use crate::domain::words::{self, counted};
use crate::text;

/// A due date is told so many days ahead.
const SOON: i64 = 6;

impl Item {
    /// What it is called: its title; of a column its name, of a criterion what it asks. Safe to print.
    pub fn title(&self, snapshot: &Snapshot) -> String {
        let plan = &snapshot.plan;
        let (what, visible) = (self.what, |title: &str| text::visible(title).into_owned());
        if let Some(task) = what.as_id::<Task>().and_then(|id| plan.get(id)) {
            return visible(&task.title);
        }
        if let Some(risk) = what.as_id::<Risk>().and_then(|id| plan.get(id)) {
            return visible(&risk.title);
        }
        if let Some(issue) = what.as_id::<Issue>().and_then(|id| plan.get(id)) {
            return visible(&issue.title);
        }
        if let Some(criterion) = what.as_id::<Criterion>().and_then(|id| plan.get(id)) {
            return format!("Gate: {}", gate::asks(criterion));
        }
        let column = what.as_id::<Column>().and_then(|id| plan.get(id));
        column.map_or(String::new(), |column| format!("Column {}", visible(&column.name)))
    }

    /// Whose it is: who works on a task, who owns a risk or an issue.
    pub fn people<'a>(&self, snapshot: &'a Snapshot) -> Vec<&'a Person> {
        let plan = &snapshot.plan;
        let person = |id: PersonId| plan.get(id).map(AsRef::as_ref);
        if let Some(task) = self.what.as_id::<Task>() {
            return plan.index().people_of(task).filter_map(|(id, _)| person(id)).collect();
        }
        let risk = self.what.as_id::<Risk>().and_then(|id| plan.get(id)?.owner);
        let issue = self.what.as_id::<Issue>().and_then(|id| plan.get(id)?.owner);
        risk.or(issue).and_then(person).into_iter().collect()
    }

    /// What is said of it.
    pub fn says(&self, snapshot: &Snapshot) -> Vec<Saying> {
        let plan = &snapshot.plan;
        if let Some(task) = self.what.as_id::<Task>().and_then(|id| plan.get(id)) {
            return Telling { snapshot, item: self, task, says: Vec::new() }.of_task();
        }
        if let Some(risk) = self.what.as_id::<Risk>().and_then(|id| plan.get(id)) {
            return of_risk(snapshot, risk);
        }
        if let Some(issue) = self.what.as_id::<Issue>().and_then(|id| plan.get(id)) {
            return of_issue(snapshot, issue);
        }
        match &self.reason {
            Reason::OverLimit(count, limit) => vec![say("limit", format!("{count} cards, {limit} at most"), true)],
            Reason::TurnedRed(evidence) => vec![say("gate", format!("held before: {evidence}"), true)],
            _ => Vec::new(),
        }
    }

    /// All that is said of it, in one line.
    pub fn words(&self, snapshot: &Snapshot) -> String {
        self.says(snapshot).iter().map(|it| it.words.as_str()).collect::<Vec<_>>().join("; ")
    }
}

/// What is said of a task.
struct Telling<'a> {
    snapshot: &'a Snapshot,
    item: &'a Item,
    task: &'a Task,
    says: Vec<Saying>,
}

impl Telling<'_> {
    fn of_task(mut self) -> Vec<Saying> {
        let today = self.snapshot.today;
        match &self.item.reason {
            Reason::Blocked => self.tell("blocked", standup::blocked(self.task, today), true),
            Reason::Planned(day) => self.tell("planned", format!("planned {}", when(*day, today)), *day < today),
            Reason::Starts(day) => {
                let milestone = self.task.kind == TaskKind::Milestone;
                let verb = if milestone { "is to be reached" } else { "starts" };
                self.tell("starts", format!("{verb} {}", when(*day, today)), false);
            }
            _ => {}
        }
        self.due();
        self.slip();
        self.behind();
        if let Reason::InProgress(usual) = self.item.reason {
            self.progress(usual);
        }
        if let Some(until) = self.task.snoozed_until {
            self.tell("woken", format!("snoozed until {}", when(until, today)), false);
        }
        self.says
    }

    fn tell(&mut self, about: &'static str, words: String, wrong: bool) {
        self.says.push(say(about, words, wrong));
    }

    /// When it is due, where that is near, and when it ends, where that is too late.
    fn due(&mut self) {
        let (today, Some(due)) = (self.snapshot.today, self.task.due) else { return };
        let ends = || forecast::of_open(self.snapshot, self.task).map(|timing| timing.finish.date());
        let misses = forecast::misses_due(self.snapshot, self.task).is_some() && due >= today;
        let near = (due - today).num_days() <= SOON || matches!(self.item.reason, Reason::Due(_));
        if misses {
            let ends = ends().map_or(String::new(), |day| format!(", ends {}", dates::short(day, today)));
            self.tell("late", format!("{}{ends}", dates::relative(due, today)), true);
        } else if near {
            self.tell("due", dates::relative(due, today), due < today);
        }
    }

    /// That the clock has moved it, and where that lands.
    fn slip(&mut self) {
        let Some(slip) = &self.item.slip else { return };
        let (plan, today) = (&self.snapshot.plan, self.snapshot.today);
        self.tell("slipped", format!("was to start {}", when(slip.since, today)), true);
        let Some(landing) = &slip.landing else { return };
        let project = self.task.project;
        if let Some(end) = landing.end {
            let off = slipped::off(self.snapshot, project, end);
            let now = dates::shorter(end.1.date(), today);
            self.tell("end", format!("{} ends {now} ({off})", plan.key(project)), true);
        }
        if let Some((first, _, now)) = landing.first {
            self.tell("moves", format!("moves {} to {}", plan.task_ref(first), dates::shorter(now, today)), true);
        }
    }

    /// How far it is behind its baseline, and what is late with it.
    fn behind(&mut self) {
        if self.item.behind > 0 {
            let words = variance_words(self.item.behind, &self.snapshot.plan.pace(self.task.project));
            self.tell("baseline", format!("{} behind its baseline", words.trim_start_matches('+')), true);
        }
        if self.item.late_with_it > 0 {
            self.tell("behind", format!("{} late with it", counted(self.item.late_with_it, "task")), true);
        }
    }

    /// Where it is and since when; longer than is usual, or than it was to take.
    fn progress(&mut self, usual: i64) {
        let (plan, today) = (&self.snapshot.plan, self.snapshot.today);
        let column = self.task.place.as_ref().and_then(|place| plan.get(place.column));
        let column = column.map_or(String::new(), |column| text::visible(&column.name).into_owned());
        let age = flow::age_days(self.task, today).unwrap_or(1);
        if self.item.overruns && self.says.iter().all(|it| !it.wrong) {
            let estimate = words::estimate(plan, self.task);
            self.tell("overrun", format!("longer than its {}", estimate.trim_end_matches('?')), true);
        }
        let day = if age > usual { format!("day {age}, usually {usual}") } else { format!("day {age}") };
        self.tell("column", format!("{column}, {day}"), age > usual);
    }
}

fn of_risk(snapshot: &Snapshot, risk: &Risk) -> Vec<Saying> {
    let today = snapshot.today;
    let due = match risk.review {
        None => say("review", "to be reviewed".to_owned(), false),
        Some(day) => say("review", format!("review {}", dates::relative(day, today)), day < today),
    };
    let score = risk.inherent().map(|score| say("score", format!("score {score}"), snapshot.plan.is_high(risk)));
    [due].into_iter().chain(score).collect()
}

fn of_issue(snapshot: &Snapshot, issue: &Issue) -> Vec<Saying> {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let to = issue.escalated_to.map_or("somebody".to_owned(), |to| plan.handle(to));
    let since = issue.escalated.map_or(String::new(), |day| format!(" since {}", when(day, today)));
    let words = format!("no answer from {to}{since}");
    let due = issue.due.filter(|due| *due < today).map(|due| say("due", dates::relative(due, today), true));
    [say("escalated", words, true)].into_iter().chain(due).collect()
}

fn say(about: &'static str, words: String, wrong: bool) -> Saying {
    Saying { about, words, wrong }
}

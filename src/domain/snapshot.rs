//! A plan with its schedule, its history and today: all that a screen, a gate, a report or a command may know.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use uuid::Uuid;

use super::change::{Change, Edit, Field, FieldChange, Line, LineKind, Step};
use super::check::check;
use super::command::Command;
use super::dates::Days;
use super::draft::{Draft, Moment};
use super::history::History;
use super::id::RecordId;
use super::person::PersonId;
use super::plan::{Kind, Plan};
use super::plan_schedule::Schedule;
use super::refusal::Refusal;
use super::settle::settle;
use super::standup;
use super::task::TaskId;
use crate::schedule::worktime::WorkTime;

/// What may be known at one moment. Clones cost nothing that grows with the plan.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The records.
    pub plan: Plan,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// Who sits here.
    pub me: Option<PersonId>,
    /// The day on which weeks begin.
    pub week_start: Weekday,
    /// The journal, as far back as somebody asked for it.
    pub history: History,
    /// Made when somebody first asks, and patched from then on.
    schedule: OnceLock<Schedule>,
    /// The same as it was on the working day before.
    eve: OnceLock<(NaiveDate, Schedule)>,
    is_whole: bool,
}

impl Snapshot {
    /// A snapshot of this plan; nobody has asked for history yet.
    pub fn of(plan: Plan, today: NaiveDate, me: Option<PersonId>, week_start: Weekday) -> Self {
        let (history, schedule, eve) = (History::default(), OnceLock::new(), OnceLock::new());
        Snapshot { plan, today, me, week_start, history, schedule, eve, is_whole: true }
    }

    /// A snapshot of a plan of which only what is in progress was read: nothing in it has computed dates.
    pub fn of_front(plan: Plan, today: NaiveDate, week_start: Weekday) -> Self {
        let schedule = Schedule::of(&Plan::default(), today).into();
        Snapshot { schedule, is_whole: false, ..Snapshot::of(plan, today, None, week_start) }
    }

    /// Is all of the file in it? Not if it was made for a first frame.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// When everything happens.
    pub fn schedule(&self) -> &Schedule {
        self.schedule.get_or_init(|| Schedule::of(&self.plan, self.today))
    }

    /// When everything would happen if the day before were still today: the last one on which there was work in a
    /// project that goes on.
    pub fn eve(&self) -> &Schedule {
        let make = || {
            let day = self.day_before();
            (day, Schedule::of(&self.plan, day))
        };
        &self.eve.get_or_init(make).1
    }

    fn day_before(&self) -> NaiveDate {
        let projects = standup::projects(&self.plan, true, None).into_iter();
        let before = projects.filter_map(|id| self.plan.worktime(id).add_working_days(self.today, -1));
        before.max().or(self.today.pred_opt()).unwrap_or(self.today)
    }

    /// Another plan takes the place of this one; of history nothing is known that is not known already.
    pub fn set_plan(&mut self, plan: Plan) {
        (self.plan, self.schedule, self.eve, self.is_whole) = (plan, OnceLock::new(), OnceLock::new(), true);
    }

    /// Follows a line of the journal. Gives the tasks that finish at another time than before, and when that was; as
    /// long as nobody has asked for the schedule, none.
    pub fn follow(&mut self, line: &Line) -> Vec<(TaskId, NaiveDateTime)> {
        self.plan.follow(line);
        // Another calendar may make another day the one before.
        let same =
            !line.changes.iter().any(|it| matches!(it.of.kind, Kind::Calendar | Kind::Exception | Kind::Project));
        match self.eve.get_mut().filter(|_| same) {
            Some((day, eve)) => drop(eve.advance(&self.plan, &line.changes, *day)),
            None => self.eve = OnceLock::new(),
        }
        let schedule = self.schedule.get_mut();
        schedule.map_or(Vec::new(), |it| it.advance(&self.plan, &line.changes, self.today))
    }

    /// Another day has come.
    pub fn turn(&mut self, today: NaiveDate) {
        (self.today, self.eve) = (today, OnceLock::new());
        if let Some(schedule) = self.schedule.get_mut() {
            schedule.advance(&self.plan, &[], today);
        }
    }

    /// What a command would do: the step, and the plan after it. Errors: a refusal in words; nothing has changed.
    pub fn after(&self, command: &Command, moment: &mut Moment) -> Result<(Step, Plan), Refusal> {
        let mut draft = Draft::of(self, moment);
        let said = command.carry_out(&mut draft)?;
        let kind = if matches!(command, Command::Recur) { LineKind::Clock } else { LineKind::Step };
        let (step, plan) = finish(draft, said.sentence(), kind, said.about)?;
        if step.changes.is_empty() && !matches!(command, Command::Capture { .. }) {
            let what = step.about.map_or("all of it".to_owned(), |id| self.plan.label(id));
            return Err(Refusal::plain(format!("nothing changes: {what} is so already")));
        }
        Ok((step, plan))
    }

    /// What taking a step back, or doing it again, would do. `answered` is the line that made its changes (the step
    /// itself, its undo or its redo), `later` all lines after it. A field that a later line has written is kept and
    /// named in the notices. Errors: nothing is left to take back, or a rule would be broken.
    pub fn answer(
        &self,
        answered: &Line,
        kind: LineKind,
        later: &[Line],
        moment: &mut Moment,
    ) -> Result<(Step, Plan), Refusal> {
        let changes: Vec<Change> = answered.changes.iter().map(Change::inverse).collect();
        let written = Written::by(later);
        let mut draft = Draft::of(self, moment);
        let kept = with(&mut draft, &changes, &written);
        let verb = if matches!(kind, LineKind::Redo(_)) { "Redo" } else { "Undo" };
        let sentence = answered.sentence.trim_start_matches("Undo: ").trim_start_matches("Redo: ");
        if let Some(kept) = kept.first().filter(|_| draft.changes().is_empty()) {
            return Err(Refusal::plain(format!("“{sentence}” cannot be taken back: {kept}")));
        }
        draft.notices.extend(kept);
        let about = the_one_of(&answered.changes);
        finish(draft, format!("{verb}: {sentence}"), kind, about)
    }

    /// The context in which dates of a project are read.
    pub fn days<'a>(&self, worktime: &'a WorkTime) -> Days<'a> {
        Days { today: self.today, week_start: self.week_start, worktime }
    }
}

fn finish(
    mut draft: Draft<'_>,
    sentence: String,
    kind: LineKind,
    about: Option<RecordId>,
) -> Result<(Step, Plan), Refusal> {
    settle(&mut draft);
    check(draft.before(), &draft.plan, &draft.touched())?;
    let changes = draft.changes();
    let Draft { plan, mut notices, .. } = draft;
    let mut said = BTreeSet::new();
    notices.retain(|notice| said.insert(notice.clone()));
    Ok((Step { sentence, kind, changes, notices, about }, plan))
}

/// The record that changes are about: their only task, or what there is only one of.
fn the_one_of(changes: &[Change]) -> Option<RecordId> {
    let tasks: Vec<RecordId> = changes.iter().map(|change| change.of).filter(|id| id.kind == Kind::Task).collect();
    match (tasks.as_slice(), changes) {
        ([task], _) => Some(*task),
        ([], [change]) => Some(change.of),
        _ => None,
    }
}

/// Fields and records that lines have written and that stand written.
struct Written<'a> {
    fields: BTreeMap<(RecordId, usize), &'a Line>,
    records: BTreeMap<RecordId, &'a Line>,
    /// What the clock has made, and nobody has written since.
    came: BTreeSet<RecordId>,
}

impl<'a> Written<'a> {
    /// What these lines (oldest first) wrote; a step that they also take back has written nothing.
    fn by(lines: &'a [Line]) -> Self {
        let mut of_step: BTreeMap<Uuid, Vec<&Line>> = BTreeMap::new();
        for line in lines {
            let step = match line.kind {
                LineKind::Step | LineKind::Clock => line.id,
                LineKind::Undo(step) | LineKind::Redo(step) => step,
            };
            of_step.entry(step).or_default().push(line);
        }
        let mut written = Written { fields: BTreeMap::new(), records: BTreeMap::new(), came: BTreeSet::new() };
        for lines in of_step.values().filter(|lines| lines.len() % 2 == 1) {
            for line in lines {
                for change in &line.changes {
                    if line.kind == LineKind::Clock && matches!(change.edit, Edit::Made(_)) {
                        written.came.insert(change.of);
                        continue;
                    }
                    written.records.insert(change.of, line);
                    if let Edit::Set(fields) = &change.edit {
                        written.fields.extend(fields.iter().map(|field| ((change.of, field.at), *line)));
                    }
                }
            }
        }
        written
    }
}

/// Makes the changes, but for what later lines have written; says what was kept, and why. What the step made goes last
/// and only together: when nothing else refers to it any more but what the clock has brought because of it.
fn with(draft: &mut Draft<'_>, changes: &[Change], written: &Written<'_>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut gone = BTreeSet::new();
    for change in changes {
        match &change.edit {
            Edit::Gone(_) => {
                gone.insert(change.of);
            }
            // What follows from another record may have come again meanwhile, and stays as it is.
            Edit::Made(_) if draft.plan.row(change.of).is_some() => {}
            Edit::Made(_) => draft.apply(change),
            Edit::Set(fields) => {
                let later = |field: &FieldChange| written.fields.get(&(change.of, field.at));
                for (field, line) in fields.iter().filter_map(|field| Some((field, later(field)?))) {
                    let name = super::words::label(Field { kind: change.of.kind, at: field.at });
                    kept.push(format!("kept the {name} of {}: {}", draft.plan.label(change.of), line.sentence));
                }
                let free: Vec<_> = fields.iter().filter(|field| later(field).is_none()).cloned().collect();
                if !free.is_empty() {
                    draft.apply(&Change { of: change.of, edit: Edit::Set(free) });
                }
            }
        }
    }
    let mut ways: Vec<RecordId> = if written.came.is_empty() { Vec::new() } else { gone.iter().copied().collect() };
    while let Some(id) = ways.pop() {
        let came = draft.plan.referrers(id).into_iter().filter(|it| written.came.contains(it));
        ways.extend(came.filter(|it| gone.insert(*it)));
    }
    let in_use = gone.iter().find_map(|id| {
        let label = || draft.plan.label(*id);
        if let Some(line) = written.records.get(id) {
            return Some(format!("{} was changed since ({})", label(), line.sentence));
        }
        let user = draft.plan.referrers(*id).into_iter().find(|user| !gone.contains(user))?;
        Some(format!("{} is used by {}", label(), draft.plan.label(user)))
    });
    match in_use {
        Some(why) => kept.push(why),
        None => gone.into_iter().for_each(|id| draft.remove(id)),
    }
    kept
}

//! The current snapshot and its file: run, undo, redo, catch up, recall.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Weekday};

use crate::domain::change::{Edit, Field, Line, LineKind, Step};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::forecast::Ends;
use crate::domain::history::{self, History, Mark};
use crate::domain::id::RecordId;
use crate::domain::occurrence;
use crate::domain::person::PersonId;
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;
use crate::domain::words;
use crate::store::spool::{self, Waiting};
use crate::store::{self, Opening, Store};

/// How long the taking in of queued lines waits for the lock.
const PATIENCE_TO_TAKE_IN: Duration = Duration::from_millis(100);
/// The same for recurring tasks, which can come later as well.
const PATIENCE_TO_RECUR: Duration = Duration::ZERO;
/// A data version that no file has.
const NEVER: i64 = i64::MIN;

/// A file that is open, and what is known of it.
pub struct Workspace {
    store: Store,
    snapshot: Snapshot,
    /// The number of the last line that the snapshot contains.
    seen: i64,
    version: i64,
    extent: Extent,
    /// The number of the line that the snapshot’s history begins with.
    recalled: Option<i64>,
    queue: Queue,
    /// The day and the last line on which it was looked what comes again.
    recurred: Option<(NaiveDate, i64)>,
}

/// How much of the file was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// All of it.
    Whole,
    /// What a first frame of Today shows: all else is still to be read.
    Front,
    /// What a capture needs: nothing is known of the schedule.
    Sparse,
}

/// What is known of the lines that wait to be taken in.
#[derive(Default)]
struct Queue {
    /// Files that hold no line, or one that was refused: told of once, and left alone.
    aside: BTreeSet<PathBuf>,
    /// The file could not take a line; it is left alone until it has taken a step.
    rests: bool,
}

/// A step that is on disk.
#[derive(Clone, Debug)]
pub struct Done {
    /// What was done, as a sentence.
    pub sentence: String,
    /// The line that was written; none where all was so already.
    pub line: Option<Line>,
    /// What the person should know besides.
    pub notices: Vec<String>,
    /// Which projects end on another day than before: `WEB ends 12 Jun → 16 Jun (+2d)`.
    pub effect: Option<String>,
    /// The record it was about.
    pub about: Option<RecordId>,
}

/// What became of a captured line.
#[derive(Debug)]
pub enum Captured {
    /// It is in the plan.
    Done(Done),
    /// It could not be written now and waits in this file; the next command that can takes it in.
    Queued {
        /// The file that holds it.
        file: PathBuf,
        /// Why it could not be written.
        because: store::Error,
    },
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The person asked for what cannot be.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The world failed: disk, file, lock.
    #[error("{0}")]
    Failed(#[from] store::Error),
}

impl Workspace {
    /// Opens a file and reads all of it.
    pub fn open(
        opening: Opening,
        today: NaiveDate,
        me: Option<PersonId>,
        week_start: Weekday,
    ) -> Result<Self, store::Error> {
        Self::read(opening, Extent::Whole, Store::load, |plan| Snapshot::of(plan, today, me, week_start))
    }

    /// Opens a file and reads what a first frame of Today shows: what is in progress. [`Workspace::read_rest`] reads all
    /// before anything is decided.
    pub fn open_front(opening: Opening, today: NaiveDate, week_start: Weekday) -> Result<Self, store::Error> {
        Self::read(
            opening,
            Extent::Front,
            |store| store.load_front(),
            |plan| Snapshot::of_front(plan, today, week_start),
        )
    }

    /// Opens a file and reads only what this capture needs. Nothing but that capture may be run on it.
    pub fn open_for(
        opening: Opening,
        capture: &Command,
        today: NaiveDate,
        week_start: Weekday,
    ) -> Result<Self, store::Error> {
        let read = |plan| Snapshot::of(plan, today, None, week_start);
        Self::read(opening, Extent::Sparse, |store| store.load_for(capture), read)
    }

    fn read(
        opening: Opening,
        extent: Extent,
        load: impl FnOnce(&mut Store) -> Result<(Plan, i64), store::Error>,
        snapshot: impl FnOnce(Plan) -> Snapshot,
    ) -> Result<Self, store::Error> {
        let mut store = Store::open(opening)?;
        let version = store.data_version()?;
        let (plan, seen) = load(&mut store)?;
        let snapshot = snapshot(plan);
        Ok(Workspace {
            store,
            snapshot,
            seen,
            version,
            extent,
            recalled: None,
            queue: Queue::default(),
            recurred: None,
        })
    }

    /// Reads what [`Workspace::open_front`] has left. Gives whether there was anything to read.
    pub fn read_rest(&mut self) -> Result<bool, store::Error> {
        if self.extent != Extent::Front {
            return Ok(false);
        }
        // What there was of it is given back first: nothing is held twice.
        self.snapshot.plan = Plan::default();
        let (plan, seen) = self.store.load()?;
        self.snapshot.set_plan(plan);
        self.seen = seen;
        self.extent = Extent::Whole;
        Ok(true)
    }

    /// What is known now.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The file.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The file, to back it up.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// The day or the person has changed.
    pub fn turn(&mut self, today: NaiveDate, me: Option<PersonId>) {
        self.snapshot.me = me;
        if today != self.snapshot.today {
            self.snapshot.turn(today);
        }
    }

    /// Decides a command on the data as they are under the write lock, and writes it. Errors: a refusal, or a disk
    /// that failed; nothing is done then. A field that somebody else has set since it was shown is not overwritten:
    /// the refusal says what it is now, and the same command again goes through.
    pub fn run(&mut self, command: &Command, moment: &mut Moment) -> Result<Done, Trouble> {
        self.write(moment, |_, snapshot, unseen, moment| {
            let (step, plan) = snapshot.after(command, moment)?;
            overtaken(snapshot, &step, unseen)?;
            Ok((step, plan))
        })
    }

    /// Writes a captured line; where that cannot be now, queues it. `state` is the machine’s own directory. Errors: a
    /// refusal, or a line that could not be kept anywhere.
    pub fn capture(&mut self, state: &Path, line: &Command, moment: &mut Moment) -> Result<Captured, Trouble> {
        match self.run(line, moment) {
            Ok(done) => Ok(Captured::Done(done)),
            Err(Trouble::Failed(because)) => queue(self.store.path(), state, line, because),
            Err(refused) => Err(refused),
        }
    }

    /// Takes in the lines that wait, each as one step; one that is in the journal already (a program was killed before
    /// it could take it off the queue) is only taken off. Gives sentences about those that were taken in and those that
    /// could not be.
    pub fn take_in(&mut self, state: &Path, moment: &mut Moment) -> Vec<String> {
        let (waiting, said) = self.waiting(state);
        self.take(waiting, said, PATIENCE_TO_TAKE_IN, moment)
    }

    /// The same for screens that are open, from time to time: it waits for no lock, and says nothing twice. Where nothing
    /// waits it costs a look for the directories of the queue.
    pub fn take_in_when_free(&mut self, state: &Path, moment: &mut Moment) -> Vec<String> {
        if self.queue.rests {
            return Vec::new();
        }
        let (waiting, said) = self.waiting(state);
        match waiting.is_empty() {
            true => said,
            false => self.take(waiting, said, Duration::ZERO, moment),
        }
    }

    fn waiting(&mut self, state: &Path) -> (Vec<Waiting>, Vec<String>) {
        let (lines, strange) = spool::waiting(self.store.path(), state, &self.queue.aside);
        let said = strange.iter().map(ToString::to_string).collect();
        self.queue.aside.extend(strange.into_iter().map(|it| it.file));
        (lines, said)
    }

    fn take(
        &mut self,
        waiting: Vec<Waiting>,
        mut said: Vec<String>,
        patience: Duration,
        moment: &mut Moment,
    ) -> Vec<String> {
        // Who came to read does not wait for the lock of another; the lines can.
        self.store.wait_at_most(Some(patience));
        for line in waiting {
            match self.take_in_one(&line, moment) {
                Ok(sentence) => said.extend(sentence.map(|sentence| format!("Taken from the queue: {sentence}"))),
                Err(Trouble::Failed(store::Error::Locked(_))) if patience.is_zero() => break,
                Err(Trouble::Failed(error)) => {
                    said.push(format!("lines wait to be taken in: {error}"));
                    self.queue.rests = !matches!(error, store::Error::Locked(_));
                    break;
                }
                Err(Trouble::Refused(refusal)) => {
                    said.push(format!("a line waits to be taken in: {refusal}"));
                    self.queue.aside.insert(line.file);
                }
            }
        }
        self.store.wait_at_most(None);
        said
    }

    fn take_in_one(&mut self, line: &Waiting, moment: &mut Moment) -> Result<Option<String>, Trouble> {
        let Command::Capture { id, .. } = &line.capture else { return Ok(None) };
        let done = match self.store.lines_of(&[(*id).into()])?.is_empty() {
            true => Some(self.run(&line.capture, moment)?),
            false => None,
        };
        spool::done(line)?;
        Ok(done.filter(|done| done.line.is_some()).map(|done| done.sentence))
    }

    /// Makes the next of each recurring task whose time has come; gives what to say of it. Whoever only came to read is
    /// not kept by it: where the file cannot be written now, it is left to whoever comes next. Nothing comes by a day that
    /// lies ahead of the real clock: somebody only looks what will be. Where nothing recurs it costs nothing.
    pub fn recur(&mut self, moment: &mut Moment) -> Option<String> {
        let seen = (moment.today, self.seen);
        let ahead = moment.today > moment.now.date_naive() + TimeDelta::days(1);
        if self.extent != Extent::Whole || self.recurred == Some(seen) || ahead || self.store.is_read_only() {
            return None;
        }
        let due = occurrence::due(&self.snapshot.plan, moment.today).next();
        let done = due.map(|_| {
            self.store.wait_at_most(Some(PATIENCE_TO_RECUR));
            let me = moment.me.take();
            let done = self.run(&Command::Recur, moment);
            moment.me = me;
            self.store.wait_at_most(None);
            done
        });
        match done {
            // It is free again in a moment.
            Some(Err(Trouble::Failed(store::Error::Locked(_)))) => None,
            done => {
                self.recurred = Some((moment.today, self.seen));
                done.and_then(Result::ok).map(|done| done.sentence)
            }
        }
    }

    /// What a command would do, without doing it.
    pub fn preview(&self, command: &Command, moment: &mut Moment) -> Result<Step, Refusal> {
        self.snapshot.after(command, moment).map(|(step, _)| step)
    }

    /// Takes back the newest step made on this machine.
    pub fn undo(&mut self, moment: &mut Moment) -> Result<Done, Trouble> {
        self.answer(moment, "there is nothing to undo", |tail| {
            history::to_undo(tail).map(|step| (step, LineKind::Undo(step)))
        })
    }

    /// Does again the step that this machine took back last, if nothing new was done since.
    pub fn redo(&mut self, moment: &mut Moment) -> Result<Done, Trouble> {
        self.answer(moment, "there is nothing to redo", |tail| {
            history::to_redo(tail).map(|step| (step, LineKind::Redo(step)))
        })
    }

    fn answer(
        &mut self,
        moment: &mut Moment,
        nothing: &str,
        which: impl FnOnce(&mut dyn Iterator<Item = (uuid::Uuid, LineKind)>) -> Option<(uuid::Uuid, LineKind)>,
    ) -> Result<Done, Trouble> {
        self.write(moment, |store, snapshot, _, moment| {
            let (step, kind) = store.tail(which)?.ok_or_else(|| Refusal::plain(nothing))?;
            let answered = store.newest_of(step)?;
            let later = store.lines_after(answered.number)?;
            Ok(snapshot.answer(&answered, kind, &later, moment)?)
        })
    }

    /// Lock, catch up, decide, write. What was caught up stays, whatever becomes of the step.
    fn write(
        &mut self,
        moment: &mut Moment,
        decide: impl FnOnce(&Store, &Snapshot, &[Line], &mut Moment) -> Result<(Step, Plan), Trouble>,
    ) -> Result<Done, Trouble> {
        self.read_rest()?;
        let writing = self.store.begin(self.seen)?;
        let unseen = writing.lines.clone();
        for (project, number) in &writing.numbers {
            self.snapshot.plan.raise_number(*project, *number);
        }
        for line in &unseen {
            follow(&mut self.snapshot, &mut self.seen, self.recalled, line.clone());
        }
        let (step, plan) = decide(writing.store(), &self.snapshot, &unseen, moment)?;
        let Step { sentence, notices, about, .. } = step.clone();
        if step.changes.is_empty() {
            return Ok(Done { sentence, line: None, notices, effect: None, about });
        }
        let line = match writing.commit(&step, &plan, moment) {
            Ok(line) => line,
            Err(error) => {
                // The file may have been opened again: the version of a new connection says nothing of the old one’s.
                self.version = NEVER;
                return Err(error.into());
            }
        };
        self.queue.rests = false;
        for (project, number) in plan.numbers() {
            self.snapshot.plan.raise_number(project, number);
        }
        let ends = (self.extent != Extent::Sparse).then(|| Ends::of(&self.snapshot));
        let moved = follow(&mut self.snapshot, &mut self.seen, self.recalled, line.clone());
        let effect = ends.and_then(|ends| ends.effect(&self.snapshot, &line, &moved));
        Ok(Done { sentence, line: Some(line), notices, effect, about })
    }

    /// Follows what others have written since. Gives whether there was anything.
    pub fn catch_up(&mut self) -> Result<bool, store::Error> {
        self.read_rest()?;
        let version = self.store.data_version()?;
        if version == self.version {
            return Ok(false);
        }
        let lines = self.store.lines_after(self.seen)?;
        self.version = version;
        let any = !lines.is_empty();
        for line in lines {
            follow(&mut self.snapshot, &mut self.seen, self.recalled, line);
        }
        Ok(any)
    }

    /// Did the step reach the file that failed with this error? Looks again, and follows it then. Asked before a step is
    /// tried again, so that nothing is done twice.
    pub fn holds(&mut self, failed: &store::Error) -> Result<bool, store::Error> {
        let store::Error::Unsure { line, .. } = failed else { return Ok(false) };
        let is_there = self.store.has(*line)?;
        self.version = NEVER;
        self.catch_up()?;
        Ok(is_there)
    }

    /// Makes the snapshot’s history hold at least what lies behind this mark.
    pub fn recall(&mut self, since: Mark) -> Result<(), store::Error> {
        self.read_rest()?;
        let first = self.store.first_behind(since)?.min(self.seen + 1);
        if self.recalled.is_none_or(|known| first < known) {
            let (before, lines) = (self.store.line_at(first - 1)?, self.store.lines_between(first - 1, self.seen)?);
            self.snapshot.history = History::behind_line(before, lines);
            self.recalled = Some(first);
        }
        Ok(())
    }

    /// The lines that changed a record, with its note, links and assignments if it is a task, oldest first.
    pub fn history_of(&self, id: RecordId) -> Result<Vec<Line>, store::Error> {
        let mut records = self.snapshot.plan.referrers(id);
        if id.kind == crate::domain::plan::Kind::Task {
            records.retain(|it| it.kind != crate::domain::plan::Kind::Task);
        } else {
            records.clear();
        }
        records.push(id);
        self.store.lines_of(&records)
    }
}

/// Opens a file only as far as a captured line, and those that wait, need it, and writes them; where that cannot be now,
/// queues the line. `meant` looks who sits here and which project is meant, once there is a plan to look in. Gives also
/// the file, if it could be opened, and sentences about lines that had waited.
pub fn capture(
    opening: Opening,
    state: &Path,
    line: &Command,
    moment: &mut Moment,
    meant: impl FnOnce(&Plan, &mut Moment) -> Result<Option<ProjectId>, Refusal>,
) -> Result<(Captured, Option<Workspace>, Vec<String>), Trouble> {
    let path = std::path::absolute(&opening.path).unwrap_or_else(|_| opening.path.clone());
    let (waiting, strange) = spool::waiting(&path, state, &BTreeSet::new());
    let said = strange.iter().map(ToString::to_string).collect();
    let mut all: Vec<Command> = waiting.iter().map(|waiting| waiting.capture.clone()).collect();
    all.push(line.clone());
    match Workspace::open_for(opening, &Command::All(all), moment.today, moment.week_start) {
        Ok(mut workspace) => {
            let mut line = line.clone();
            if let Command::Capture { project, .. } = &mut line {
                *project = meant(&workspace.snapshot.plan, moment)?;
            }
            let said = workspace.take(waiting, said, PATIENCE_TO_TAKE_IN, moment);
            let captured = workspace.capture(state, &line, moment)?;
            Ok((captured, Some(workspace), said))
        }
        Err(because) => queue(&path, state, line, because).map(|queued| (queued, None, Vec::new())),
    }
}

fn queue(path: &Path, state: &Path, line: &Command, because: store::Error) -> Result<Captured, Trouble> {
    if !because.may_pass() {
        return Err(Trouble::Failed(because));
    }
    match spool::queue(path, state, line) {
        Ok(file) => Ok(Captured::Queued { file, because }),
        Err(store::Error::Unqueued { what, line, .. }) => {
            Err(store::Error::Unqueued { because: because.to_string(), what, line }.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn follow(snapshot: &mut Snapshot, seen: &mut i64, recalled: Option<i64>, line: Line) -> Vec<(TaskId, NaiveDateTime)> {
    let moved = snapshot.follow(&line);
    *seen = line.number;
    if recalled.is_some() {
        snapshot.history.push(line);
    }
    moved
}

/// Refuses a step that would set a field which a line not seen yet has set.
fn overtaken(snapshot: &Snapshot, step: &Step, unseen: &[Line]) -> Result<(), Refusal> {
    let plan = &snapshot.plan;
    for change in &step.changes {
        let Edit::Set(fields) = &change.edit else { continue };
        for field in fields.iter().map(|it| Field { kind: change.of.kind, at: it.at }) {
            let newest = unseen
                .iter()
                .rev()
                .flat_map(|line| &line.changes)
                .find(|it| it.of == change.of && it.after(field).is_some());
            let (Some(theirs), Some(row)) = (newest.and_then(|it| it.after(field)), plan.row(change.of)) else {
                continue;
            };
            let now = words::change(plan, &row, field, theirs, snapshot.today);
            let why = format!("{} was set meanwhile: {now}", plan.label(change.of));
            return Err(Refusal::new(why, "do it again to overwrite"));
        }
    }
    Ok(())
}

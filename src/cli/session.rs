//! What a command works with: the file (opened when first needed), the moment, the project that is meant, the streams.

use std::ffi::OsString;
use std::io::{BufRead, Read};
use std::time::Duration;

use chrono::{NaiveDate, Weekday};
use serde_json::json;

use super::Clock;
use super::machine::Machine;
use super::out::Out;
use super::stop::{Outcome, Stop};
use crate::domain::change::Edit;
use crate::domain::command::Command;
use crate::domain::dates::{self, Days};
use crate::domain::draft::Moment;
use crate::domain::hours;
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::{Kind, Row};
use crate::domain::project::{Project, ProjectId};
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;
use crate::store::{self, Opening};
use crate::text;
use crate::ui::keymap::{Keymap, Scope};
use crate::workspace::{Done, Trouble, Workspace};

/// How long the screens wait for the file while another program writes.
const PATIENCE_OF_SCREENS: Duration = Duration::from_millis(100);

/// Where lines are read from, and whether a person sits there.
pub struct Input<'a> {
    /// The stream.
    pub stream: &'a mut dyn BufRead,
    /// Is it a terminal?
    pub terminal: bool,
}

impl Input<'_> {
    /// The next line without its end; none at the end. Bytes that are no UTF-8 are replaced by marks.
    pub fn line(&mut self) -> Outcome<Option<String>> {
        let mut bytes = Vec::new();
        self.stream.read_until(b'\n', &mut bytes).map_err(unreadable)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&bytes);
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }

    /// All that is left, as text.
    pub fn rest(&mut self) -> Outcome<String> {
        Ok(String::from_utf8_lossy(&self.bytes(u64::MAX)?).into_owned())
    }

    /// All that is left, but no more than so many bytes.
    pub fn bytes(&mut self, most: u64) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        self.stream.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
        Ok(bytes)
    }
}

fn unreadable(error: std::io::Error) -> Stop {
    Stop::Failed(format!("the input cannot be read: {error}"))
}

/// The file of a session.
pub enum File<'a> {
    /// Not opened yet.
    Closed,
    /// Opened by this session.
    Open(Box<Workspace>),
    /// Somebody else’s, for one line.
    Lent(&'a mut Workspace),
}

/// What the screens need of what is around the program.
pub struct Around<'a> {
    /// What the clock says now.
    pub clock: &'a dyn Fn() -> Clock,
    /// A variable of the environment.
    pub variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// The day that counts as today, where somebody said which.
    pub told_day: Option<NaiveDate>,
}

/// What a command works with.
pub struct Session<'a> {
    /// The streams that it writes.
    pub out: Out<'a>,
    /// The stream that it reads.
    pub input: Input<'a>,
    /// The day, the instant, new ids, who sits here.
    pub moment: Moment,
    /// What this machine knows; none where a script runs.
    pub machine: Option<Machine>,
    /// What is around the program; nothing where a script runs.
    pub around: Option<Around<'a>>,
    /// The file.
    pub file: File<'a>,
    /// The project as typed or as the environment says.
    pub project: Option<String>,
    /// The arguments as they were typed.
    pub typed: Vec<String>,
}

impl Session<'_> {
    /// Opens the file if that was not done. Errors: there is none, or it cannot be read.
    pub fn open(&mut self) -> Outcome {
        self.open_with(|opening, day, week_start| Workspace::open(opening, day, None, week_start))
    }

    /// Opens the file, or makes one.
    pub fn open_or_make(&mut self) -> Outcome {
        self.open_with(|opening, day, week_start| {
            Workspace::open(Opening { create: true, ..opening }, day, None, week_start)
        })
    }

    /// Opens the file, or makes one, for the screens; for those that begin in Today, as far as their first frame needs
    /// it. They do not wait for a lock, but keep the step and try again.
    pub fn open_for_screens(&mut self, scope: Scope) -> Outcome {
        self.open_with(|opening, day, week_start| {
            let opening = Opening { create: true, patience: PATIENCE_OF_SCREENS, ..opening };
            match scope {
                Scope::Today => Workspace::open_front(opening, day, week_start),
                _ => Workspace::open(opening, day, None, week_start),
            }
        })
    }

    fn open_with(
        &mut self,
        open: impl FnOnce(Opening, NaiveDate, Weekday) -> Result<Workspace, store::Error>,
    ) -> Outcome {
        if !matches!(self.file, File::Closed) {
            return Ok(());
        }
        let opening = self.opening()?;
        let Moment { today, week_start, .. } = self.moment;
        let mut workspace = open(opening, today, week_start)?;
        self.moment.me = self.machine.as_ref().and_then(|machine| machine.person(&workspace.snapshot().plan));
        workspace.turn(today, self.moment.me);
        if let Some(machine) = &self.machine {
            let said = workspace.take_in(&machine.settings.places.state, &mut self.moment);
            said.iter().chain(&workspace.store().warnings()).try_for_each(|sentence| self.out.say(sentence))?;
        }
        workspace.recur(&mut self.moment);
        self.file = File::Open(Box::new(workspace));
        Ok(())
    }

    /// How the file of this machine is opened. Errors: a script has no file of its own.
    pub fn opening(&self) -> Outcome<Opening> {
        Ok(self.machine()?.opening())
    }

    /// What this machine knows. Errors: in a script nothing is kept on a machine.
    pub fn machine(&self) -> Outcome<&Machine> {
        self.machine.as_ref().ok_or_else(in_script)
    }

    /// The keys of the screens. Errors: the configuration file wants what cannot be.
    pub fn keymap(&self) -> Outcome<Keymap> {
        Ok(Keymap::of(&self.machine()?.settings)?)
    }

    /// The open file and the moment, to write with.
    pub fn with_file<T>(
        &mut self,
        write: impl FnOnce(&mut Workspace, &mut Moment) -> Result<T, Trouble>,
    ) -> Outcome<T> {
        self.open()?;
        let workspace = match &mut self.file {
            File::Open(workspace) => workspace,
            File::Lent(workspace) => &mut **workspace,
            File::Closed => return Err(Stop::Failed("the file is not open".to_owned())),
        };
        Ok(write(workspace, &mut self.moment)?)
    }

    /// The open file, to read from.
    pub fn workspace(&mut self) -> Outcome<&mut Workspace> {
        self.open()?;
        match &mut self.file {
            File::Open(workspace) => Ok(workspace),
            File::Lent(workspace) => Ok(workspace),
            File::Closed => Err(Stop::Failed("the file is not open".to_owned())),
        }
    }

    /// What is known now: a copy that costs nothing.
    pub fn snapshot(&mut self) -> Outcome<Snapshot> {
        Ok(self.workspace()?.snapshot().clone())
    }

    /// The project that is meant: as said, else this machine’s, else the only active one. None: there are several, or
    /// none at all.
    pub fn project_if_any(&mut self) -> Outcome<Option<ProjectId>> {
        let snapshot = self.snapshot()?;
        if let Some(words) = &self.project {
            return Ok(Some(snapshot.plan.find_project(words)?));
        }
        let chosen = self.machine.as_ref().and_then(|machine| machine.project(&snapshot.plan));
        Ok(chosen.or_else(|| snapshot.plan.project_meant().ok().flatten()))
    }

    /// The project that is meant. Errors: it is not clear which.
    pub fn project(&mut self) -> Outcome<ProjectId> {
        if let Some(project) = self.project_if_any()? {
            return Ok(project);
        }
        let meant = self.snapshot()?.plan.project_meant()?;
        meant.ok_or_else(|| Stop::refused("there is no project yet", "begin one with: milepost new KEY NAME"))
    }

    /// Keeps the default project of this machine; a script has none. `so_far` says what is done already, for the case that
    /// it cannot be kept.
    pub fn choose_project(&mut self, project: ProjectId, so_far: &str) -> Outcome {
        let plan = self.snapshot()?.plan;
        let Some(machine) = &mut self.machine else { return Ok(()) };
        machine.choose_project(&plan, project).map_err(|unkept| {
            let key = plan.key(project);
            Stop::Failed(format!(
                "{so_far}{key} is not the default project here: {unkept}, then say: milepost use {key}"
            ))
        })
    }

    /// Keeps who sits at this machine; where that cannot be kept, it holds for this command. Errors: it is not kept.
    pub fn choose_person(&mut self, person: PersonId) -> Outcome {
        let plan = self.snapshot()?.plan;
        let Moment { today, .. } = self.moment;
        self.moment.me = Some(person);
        self.workspace()?.turn(today, Some(person));
        let kept = self.machine.as_mut().ok_or_else(in_script)?.choose_person(&plan, person);
        kept.map_err(|unkept| Stop::Failed(format!("this machine does not remember who sits here: {unkept}")))
    }

    /// Asks who sits here where that is not known, and keeps it. Nobody is asked where nobody sits, or where the file
    /// has no people.
    pub fn ask_me(&mut self) -> Outcome {
        let plan = self.snapshot()?.plan;
        if self.moment.me.is_some() || self.machine.is_none() || !self.input.terminal || plan.count(Kind::Person) == 0 {
            return Ok(());
        }
        self.out.ask("Who are you? Your handle:")?;
        match self.input.line()?.unwrap_or_default().trim() {
            "" => Ok(()),
            handle => match self.choose_person(plan.find_person(handle)?) {
                // The question is answered for this time.
                Err(Stop::Failed(why)) => self.out.say(why),
                other => other,
            },
        }
    }

    /// Who does what is put down with a name: as said, else who sits here, who is asked if need be.
    pub fn by(&mut self, handle: Option<&str>) -> Outcome<Option<PersonId>> {
        match handle {
            Some(handle) => Ok(Some(self.snapshot()?.plan.find_person(handle)?)),
            None => {
                self.ask_me()?;
                Ok(self.moment.me)
            }
        }
    }

    /// The task that a ref means; a former ref is answered, and said. Errors: no such task.
    pub fn task(&mut self, words: &str) -> Outcome<TaskId> {
        let project = self.project_if_any()?;
        let plan = self.snapshot()?.plan;
        let words = words.trim_end_matches(',');
        let task = plan.find_task(words, project)?;
        let (typed, now) = (words.to_uppercase(), plan.task_ref(task));
        if typed.contains('-') && typed != now {
            self.out.say(format!("{} is now {now}", text::visible(&typed)))?;
        }
        Ok(task)
    }

    /// The tasks that refs mean, each once.
    pub fn tasks(&mut self, refs: &[String]) -> Outcome<Vec<TaskId>> {
        let mut tasks = Vec::new();
        for words in refs.iter().flat_map(|words| words.split(',')).filter(|words| !words.is_empty()) {
            let task = self.task(words)?;
            if !tasks.contains(&task) {
                tasks.push(task);
            }
        }
        Ok(tasks)
    }

    /// The leading words that are refs, as tasks, and the other words. Errors: the first word is no ref, or a word
    /// looks like the ref of a project that the file has, but no task has it.
    pub fn leading_refs(&mut self, words: &[String]) -> Outcome<(Vec<TaskId>, Vec<String>)> {
        let plan = self.snapshot()?.plan;
        let mut tasks: Vec<TaskId> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let bare = word.trim_end_matches(',');
            let key = bare.rsplit_once('-').filter(|(_, number)| is_number(number)).map(|(key, _)| key);
            let known = key.is_some_and(|key| plan.all::<Project>().any(|it| it.key.eq_ignore_ascii_case(key)));
            let task = match (at, known, is_number(bare)) {
                (0, ..) | (_, true, _) => self.task(bare)?,
                (_, _, true) => match self.task(bare) {
                    Ok(task) => task,
                    Err(_) => return Ok((tasks, words[at..].to_vec())),
                },
                _ => return Ok((tasks, words[at..].to_vec())),
            };
            if !tasks.contains(&task) {
                tasks.push(task);
            }
        }
        Ok((tasks, Vec::new()))
    }

    /// A day in words: any form of the date grammar. Errors: what cannot be read.
    pub fn day(&mut self, words: &str) -> Outcome<NaiveDate> {
        self.by_days(|days| Ok(dates::parse(words, days)?))
    }

    /// The first and the last day of a range in words. Errors: what cannot be read.
    pub fn range(&mut self, words: &str) -> Outcome<(NaiveDate, NaiveDate)> {
        self.by_days(|days| Ok(hours::range(words, days)?))
    }

    /// What is read by the working days of the project that is meant.
    fn by_days<T>(&mut self, read: impl FnOnce(&Days<'_>) -> Outcome<T>) -> Outcome<T> {
        let project = self.project_if_any()?;
        let snapshot = self.snapshot()?;
        let worktime = match project {
            Some(project) => snapshot.plan.worktime(project),
            None => snapshot.plan.calendar_time(None),
        };
        read(&snapshot.days(&worktime))
    }

    /// Asks yes or no. None: nobody sits there to answer.
    pub fn confirm(&mut self, question: &str) -> Outcome<Option<bool>> {
        if !self.input.terminal {
            return Ok(None);
        }
        self.out.ask(&format!("{question} [y/N]"))?;
        let answer = self.input.line()?.unwrap_or_default().trim().to_lowercase();
        Ok(Some(answer == "y" || answer == "yes"))
    }

    /// Does one thing and says what was done.
    pub fn carry_out(&mut self, command: &Command) -> Outcome {
        let done = self.with_file(|workspace, moment| workspace.run(command, moment))?;
        self.echo(&[], &done)
    }

    /// Does the same with each of these tasks, as one step, and says what was done.
    pub fn each(&mut self, tasks: &[TaskId], command: impl Fn(TaskId) -> Command) -> Outcome {
        self.carry_out_on(tasks, tasks.iter().copied().map(command).collect())
    }

    /// Does all this with these tasks, as one step, and says what was done.
    pub fn carry_out_on(&mut self, tasks: &[TaskId], mut commands: Vec<Command>) -> Outcome {
        let command = if commands.len() == 1 { commands.remove(0) } else { Command::All(commands) };
        let done = self.with_file(|workspace, moment| workspace.run(&command, moment))?;
        self.echo(tasks, &done)
    }

    /// Says what was done: the full ref first, then the sentence; what should be known besides goes to stderr.
    pub fn echo(&mut self, tasks: &[TaskId], done: &Done) -> Outcome {
        let plan = self.snapshot()?.plan;
        let refs: Vec<String> = match tasks {
            [] => subject(&plan, done).into_iter().collect(),
            tasks => tasks.iter().map(|task| plan.task_ref(*task)).collect(),
        };
        if self.out.json {
            let ids: Vec<String> = match tasks {
                [] => done.about.iter().map(|about| about.id.to_string()).collect(),
                tasks => tasks.iter().map(TaskId::to_string).collect(),
            };
            return self.out.value(&json!({
                "ref": refs.first(), "id": ids.first(), "refs": refs, "did": done.sentence, "notices": done.notices, "effect": done.effect,
                "step": done.line.as_ref().map(|line| line.id.to_string()),
            }));
        }
        // The ref stands in front; in the sentence it would be a second time.
        let sentence = match refs.as_slice() {
            [one] => done.sentence.replacen(&format!("{one} “"), "“", 1),
            _ => done.sentence.clone(),
        };
        let said = if refs.is_empty() { sentence } else { format!("{}  {sentence}", refs.join(" ")) };
        self.out.line(said)?;
        done.notices.iter().chain(&done.effect).try_for_each(|notice| self.out.say(notice))
    }
}

fn in_script() -> Stop {
    Stop::refused("this line is about the machine, not about the file", "leave it out of the script")
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The short name of what a step was about: a ref, a key, a handle; also of what the step has taken away.
fn subject(plan: &crate::domain::plan::Plan, done: &Done) -> Option<String> {
    let about = done.about?;
    let gone = || {
        let changes = done.line.iter().flat_map(|line| &line.changes);
        changes.filter(|change| change.of == about).find_map(|change| match &change.edit {
            Edit::Made(row) | Edit::Gone(row) => Some(row.clone()),
            Edit::Set(_) => None,
        })
    };
    let short = |row: Row| match row {
        Row::Task(task) => Some(format!("{}-{}", plan.key(task.project), task.number)),
        Row::Note(note) => Some(plan.task_ref(note.task)),
        Row::Link(link) => Some(plan.task_ref(link.successor)),
        Row::Assignment(it) => Some(plan.task_ref(it.task)),
        Row::Project(project) => Some(project.key.clone()),
        Row::Column(it) => Some(plan.key(it.project).to_owned()),
        Row::Phase(it) => Some(plan.key(it.project).to_owned()),
        Row::Person(person) => Some(format!("@{}", person.handle)),
        Row::Exception(it) => {
            plan.all::<Person>().find(|who| who.calendar == Some(it.calendar)).map(|who| format!("@{}", who.handle))
        }
        Row::Criterion(it) => plan.get(it.phase).map(|phase| plan.key(phase.project).to_owned()),
        Row::Baseline(it) => Some(plan.key(it.project).to_owned()),
        Row::ResourceUse(it) => Some(plan.task_ref(it.task)),
        Row::Risk(it) => Some(format!("{}-R{}", plan.key(it.project), it.number)),
        Row::Issue(it) => Some(format!("{}-I{}", plan.key(it.project), it.number)),
        Row::RiskTask(it) => plan.reference(it.risk.into()),
        Row::IssueTask(it) => plan.reference(it.issue.into()),
        Row::Standup(it) => Some(plan.key(it.project).to_owned()),
        Row::SavedView(it) => it.project.map(|project| plan.key(project).to_owned()),
        Row::Calendar(_) | Row::FormerRef(_) | Row::BaselineTask(_) | Row::Resource(_) => None,
    };
    plan.row(about).or_else(gone).and_then(short)
}

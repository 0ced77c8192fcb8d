//! What this machine knows beside the file: settings, who sits here, the default project.

use std::path::PathBuf;
use std::time::Duration;

use super::Outside;
use super::stop::{Outcome, Stop};
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::Plan;
use crate::domain::project::{Project, ProjectId};
use crate::settings::{Remembered, Settings, Unkept, Unsettled};
use crate::store::{self, Opening};

/// How long a command waits for the file while another program writes.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a capture waits before it is queued.
const PATIENCE_OF_CAPTURE: Duration = Duration::from_secs(1);

/// Settings and what is remembered.
pub struct Machine {
    /// What is set, by the environment or the configuration file.
    pub settings: Settings,
    /// Was the file named on the command line?
    pub named: bool,
    /// Who sits here, and the default project.
    pub remembered: Remembered,
}

impl From<Unsettled> for Stop {
    fn from(unsettled: Unsettled) -> Self {
        match unsettled {
            Unsettled::Wrong(why) => Stop::refused(why, ""),
            Unsettled::Unreadable(why) => Stop::Failed(why),
        }
    }
}

impl Machine {
    /// This machine, with the file that the command line names.
    pub fn of(db: Option<PathBuf>, outside: &Outside<'_>) -> Outcome<Machine> {
        let mut settings = Settings::read(outside.variable)?;
        let remembered = Remembered::read(&settings.places)?;
        let named = db.is_some();
        settings.db = db.unwrap_or(settings.db);
        Ok(Machine { settings, named, remembered })
    }

    /// How the file is opened.
    pub fn opening(&self) -> Opening {
        Opening {
            path: self.settings.db.clone(),
            create: false,
            machine: store::machine::id(&self.settings.places.state),
            patience: PATIENCE,
        }
    }

    /// How the file is opened, or made, for one captured line.
    pub fn opening_to_capture(&self) -> Opening {
        Opening { create: true, patience: PATIENCE_OF_CAPTURE, ..self.opening() }
    }

    /// Who sits here, if the file knows them.
    pub fn person(&self, plan: &Plan) -> Option<PersonId> {
        let me = self.remembered.me.as_ref()?;
        plan.all::<Person>().find(|person| person.handle == *me).map(|person| person.id)
    }

    /// The default project, if the file has it.
    pub fn project(&self, plan: &Plan) -> Option<ProjectId> {
        let key = self.remembered.project.as_ref()?;
        plan.all::<Project>().find(|project| project.key == *key).map(|project| project.id)
    }

    /// Keeps the default project.
    pub fn choose_project(&mut self, plan: &Plan, project: ProjectId) -> Result<(), Unkept> {
        self.remembered.project = Some(plan.key(project).to_owned());
        self.remembered.keep(&self.settings.places)
    }

    /// Keeps who sits here.
    pub fn choose_person(&mut self, plan: &Plan, person: PersonId) -> Result<(), Unkept> {
        self.remembered.me = plan.get(person).map(|person| person.handle.clone());
        self.remembered.keep(&self.settings.places)
    }
}

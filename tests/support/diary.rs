//! A file that several machines work on, day by day.

use std::path::Path;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta, Weekday};
use milepost::cli::run_line;
use milepost::domain::draft::Moment;
use milepost::store::Opening;
use milepost::workspace::Workspace;
use tempfile::TempDir;
use uuid::Uuid;

use super::wishes::moment;

/// A file that several machines work on, day by day.
pub struct Diary {
    pub directory: TempDir,
    pub machines: Vec<Workspace>,
    pub moment: Moment,
}

pub fn opening(path: &Path, machine: usize) -> Opening {
    let machine = Uuid::from_u128(machine as u128 + 1);
    Opening { path: path.to_owned(), create: true, machine, patience: Duration::from_millis(100) }
}

impl Diary {
    /// A project WEB with three people and four tasks, made on Monday 2 March 2026.
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let moment = moment();
        let open = |machine| {
            let opening = opening(&directory.path().join("plan.db"), machine);
            Workspace::open(opening, moment.today, None, Weekday::Mon).unwrap()
        };
        let machines = vec![open(0), open(1)];
        let mut diary = Diary { directory, machines, moment };
        diary.at("2026-03-02 09:00");
        for line in [
            "new WEB Customer portal",
            "person add ana Ana Novak",
            "person add ben Ben Okafor",
            "person add cem Cem Martin",
            "add Login page in:ready est:3d @ana @ben",
            "add Reset mails in:ready est:2d @ben",
            "add Consent banner in:backlog est:1d @cem",
            "add Audit log in:backlog est:1d",
        ] {
            diary.says(line);
        }
        diary
    }

    /// The demo portfolio, on one machine.
    pub fn demo() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut moment = moment();
        let opening = opening(&directory.path().join("demo.db"), 0);
        let mut workspace = Workspace::open(opening, moment.today, None, Weekday::Mon).unwrap();
        workspace.store().do_not_sync().unwrap();
        milepost::cli::demo::play(&mut workspace, &mut moment).unwrap();
        Diary { directory, machines: vec![workspace], moment }
    }

    /// The clock shows this, everywhere.
    pub fn at(&mut self, clock: &str) -> &mut Self {
        self.moment.now = NaiveDateTime::parse_from_str(clock, "%Y-%m-%d %H:%M").unwrap().and_utc();
        self.moment.today = self.moment.now.date_naive();
        for machine in &mut self.machines {
            machine.turn(self.moment.today, None);
        }
        self
    }

    pub fn says(&mut self, line: &str) -> &mut Self {
        self.says_on(0, line)
    }

    /// Somebody says this on one of the machines.
    pub fn says_on(&mut self, machine: usize, line: &str) -> &mut Self {
        let words: Vec<&str> = line.split_whitespace().collect();
        self.moment.now += TimeDelta::seconds(1);
        self.machines[machine].catch_up().unwrap();
        run_line(&mut self.machines[machine], &words, &mut self.moment, &mut Vec::new()).unwrap();
        self
    }
}

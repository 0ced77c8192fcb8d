//! The project of a file: found again or made, and what the file says of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::item::{Item, date_time};
use super::parse::Document;
use super::{Import, SOURCE, one_line};
use crate::domain::calendar::Calendar;
use crate::domain::draft::Moment;
use crate::domain::id::Id;
use crate::domain::names::squeezed;
use crate::domain::person::Person;
use crate::domain::project::{ProgressRule, Project, ProjectId};
use crate::domain::refusal::Refusal;
use crate::domain::resource::Resource;
use crate::domain::snapshot::Snapshot;
use crate::formats::Wish;
use crate::formats::intake::Intake;

impl<'a, 'b> Import<'a, 'b> {
    /// Nothing has come but the project, new or known. Errors: a key that is taken, or is none.
    pub(super) fn of(
        document: &Document,
        snapshot: &'a Snapshot,
        wish: &'a Wish<'b>,
        moment: &'a mut Moment,
    ) -> Result<Self, Refusal> {
        let told = &document.project;
        let name = name(document);
        let scope = scope(told, &name);
        let guid = told.text("GUID").and_then(|guid| Uuid::parse_str(guid).ok()).map(Id::<Project>::of);
        let known = guid.filter(|id| snapshot.plan.get(*id).is_some()).or_else(|| {
            let same = |it: &&std::sync::Arc<Project>| it.source == SOURCE && it.source_id == scope;
            snapshot.plan.all::<Project>().find(same).map(|it| it.id)
        });
        let known = known.filter(|_| !wish.as_new);
        let scope = known.and_then(|id| snapshot.plan.get(id)).map_or(scope, |it| scope_of(it));
        check_key(wish, snapshot, known)?;
        let mut intake = Intake::of(snapshot, moment);
        let project = known.unwrap_or_else(|| {
            let id = intake.new_project(&name);
            let (source, source_id) = (SOURCE.to_owned(), scope.clone());
            intake.draft.edit(id, |it: &mut Project| {
                (it.source, it.source_id, it.progress_rule) = (source, source_id, ProgressRule::AsStored);
            });
            id
        });
        if let Some(key) = &wish.key {
            intake.draft.edit(project, |it: &mut Project| it.key = key.clone());
        }
        intake.draft.edit(project, |it: &mut Project| it.name = name);
        Ok(Import {
            known: known_records(snapshot, &scope),
            wish,
            intake,
            project,
            scope,
            calendars: HashMap::new(),
            people: HashMap::new(),
            resources: HashMap::new(),
            tasks: HashMap::new(),
            worktimes: HashMap::new(),
            groups: BTreeMap::new(),
            taken: HashSet::new(),
        })
    }

    /// Takes over what the file says of the project. Its calendars are known by now.
    pub(super) fn project(&mut self, document: &Document) {
        let told = &document.project;
        let place = "project";
        let start = self.date(told, "StartDate", place);
        let status = self.date(told, "StatusDate", place);
        let calendar = told.int("CalendarUID").filter(|uid| *uid >= 0);
        let calendar = match calendar {
            None => None,
            // The standard calendar of a project made here is none of its own, whatever the project has by now.
            Some(uid) if self.calendars.get(&uid) == Some(&None) => None,
            Some(uid) => match self.calendars.get(&uid) {
                Some(known) => Some(*known),
                None => {
                    self.intake
                        .lose(place, format!("its calendar {uid} is not in the file: the standard one is taken"));
                    None
                }
            },
        };
        let amount = |name: &str| told.int(name).filter(|amount| (1..=1 << 20).contains(amount));
        let (day, week, month) = (amount("MinutesPerDay"), amount("MinutesPerWeek"), amount("DaysPerMonth"));
        let threshold = told.int("CriticalSlackLimit").filter(|days| (-10_000..=10_000).contains(days));
        let currency = told.text("CurrencyCode").map(one_line).filter(|code| code.len() == 3);
        self.intake.draft.edit(self.project, |it: &mut Project| {
            it.status_date = status.map(|at| at.date()).or(it.status_date);
            it.calendar = calendar.unwrap_or(it.calendar);
            it.minutes_per_day = day.unwrap_or(it.minutes_per_day);
            it.minutes_per_week = week.unwrap_or(it.minutes_per_week);
            it.days_per_month = month.unwrap_or(it.days_per_month);
            // Whole days in the file; what has been told here to the minute stays.
            if let Some(days) = threshold.filter(|days| it.critical_threshold / it.minutes_per_day.max(1) != *days) {
                it.critical_threshold = days * it.minutes_per_day;
            }
            it.currency = currency.unwrap_or_else(|| it.currency.clone());
        });
        self.intake.stood(self.project, place);
        if let Some(start) = start {
            let calendar = self.intake.draft.plan.get(self.project).and_then(|it| it.calendar);
            let first = self.worktime(calendar).first_minute(start.date());
            // A day begins with its work unless the file says a later time.
            let told = if first.is_some_and(|first| first < start) { start.into() } else { start.date().into() };
            self.intake.draft.edit(self.project, |it: &mut Project| it.start = Some(told));
        }
        for (name, why) in [("Comments", "comments have no place here"), ("Subject", "the subject has no place here")] {
            if told.text(name).is_some() {
                self.intake.lose(place, why);
            }
        }
        if told.flag("MultipleCriticalPaths") {
            self.intake.lose(place, "several critical paths are not told apart: critical is what delays the whole");
        }
    }

    /// The manager, if one of the file’s people is called so.
    pub(super) fn manager(&mut self, document: &Document) {
        let Some(name) = document.project.text("Manager") else { return };
        let is_called =
            |it: &&std::sync::Arc<Person>| [&it.name, &it.handle].iter().any(|is| squeezed(is) == squeezed(name));
        let person = self.intake.draft.plan.all::<Person>().find(is_called).map(|it| it.id);
        match person {
            Some(_) => self.intake.draft.edit(self.project, |it: &mut Project| it.manager = person),
            None => {
                let why = format!("its manager {} is none of its people: left out", crate::domain::names::quoted(name));
                self.intake.lose("project", why);
            }
        }
    }
}

/// People and calendars that came from this file before, by kind and id there.
fn known_records(snapshot: &Snapshot, scope: &str) -> HashMap<String, Uuid> {
    let of_file = |id: &str| id.strip_prefix(scope)?.strip_prefix('/').map(str::to_owned);
    let people = snapshot.plan.all::<Person>().filter(|it| it.source == SOURCE);
    let people = people.filter_map(|it| Some((format!("person {}", of_file(&it.source_id)?), it.id.uuid())));
    let calendars = snapshot.plan.all::<Calendar>().filter(|it| it.source == SOURCE);
    let calendars = calendars.filter_map(|it| Some((format!("calendar {}", of_file(&it.source_id)?), it.id.uuid())));
    let resources = snapshot.plan.all::<Resource>().filter(|it| it.source == SOURCE);
    let resources = resources.filter_map(|it| Some((format!("resource {}", of_file(&it.source_id)?), it.id.uuid())));
    people.chain(calendars).chain(resources).collect()
}

/// What the project is called: its title, else its file, else its own summary.
fn name(document: &Document) -> String {
    let told = &document.project;
    let file = || {
        let name = told.text("Name")?;
        Some(name.strip_suffix(".xml").or_else(|| name.strip_suffix(".mpp")).unwrap_or(name))
    };
    let summary = || document.tasks.iter().find(|task| task.int("OutlineLevel") == Some(0))?.text("Name");
    let name = told.text("Title").or_else(file).or_else(summary).map(one_line).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| "Plan".to_owned())
}

/// What tells a project from those of other files: its GUID, else its name and when it was made.
fn scope(told: &Item, name: &str) -> String {
    match told.text("GUID").and_then(|guid| Uuid::parse_str(guid).ok()) {
        Some(guid) => guid.to_string(),
        None => {
            let made = told.text("CreationDate").and_then(date_time).map(|at| at.format(" %Y-%m-%dT%H:%M").to_string());
            let name: String = name.chars().take(200).collect();
            format!("{name}{}", made.unwrap_or_default())
        }
    }
}

/// The id of a project in files: the one that it came with, or its own.
pub(super) fn scope_of(project: &Project) -> String {
    if project.source == SOURCE { project.source_id.clone() } else { project.id.to_string() }
}

fn check_key(wish: &Wish<'_>, snapshot: &Snapshot, known: Option<ProjectId>) -> Result<(), Refusal> {
    let Some(key) = &wish.key else { return Ok(()) };
    if !(2..=8).contains(&key.len()) || !key.bytes().all(|letter| letter.is_ascii_uppercase()) {
        let why = format!("“{}” cannot be a project’s key", crate::text::visible(key));
        return Err(Refusal::new(why, "it has two to eight letters, as WEB"));
    }
    if snapshot.plan.all::<Project>().any(|other| other.key == *key && Some(other.id) != known) {
        return Err(Refusal::new(format!("there is a project {key} already"), "choose another key"));
    }
    Ok(())
}

//! People as work resources, and their assignments.

use std::io;

use chrono::NaiveDateTime;

use super::xml::Xml;
use super::{Export, Line};
use crate::domain::person::Person;

/// What a person is called there.
pub(super) fn name(person: &Person) -> &str {
    if person.name.trim().is_empty() { &person.handle } else { &person.name }
}

/// Hundredths as a decimal number.
pub(super) fn hundredths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", value.abs() / 100, value.abs() % 100)
}

impl Export<'_> {
    pub(super) fn resources(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        xml.begin("Resources")?;
        for (person, uid) in &self.people {
            let Some(it) = self.plan.get(*person) else { continue };
            xml.begin("Resource")?;
            xml.leaf("UID", uid)?;
            xml.leaf("GUID", it.id.to_string().to_uppercase())?;
            xml.leaf("ID", uid)?;
            xml.leaf("Name", name(it))?;
            xml.leaf("Type", 1)?;
            xml.flag("IsNull", false)?;
            for (name, value) in [
                ("Initials", &it.initials),
                ("NTAccount", &it.handle),
                ("Group", &it.role),
                ("EmailAddress", &it.email),
            ] {
                if !value.trim().is_empty() {
                    xml.leaf(name, value)?;
                }
            }
            xml.leaf("MaxUnits", hundredths(it.capacity))?;
            if let Some(rate) = it.cost_rate {
                xml.leaf("StandardRate", hundredths(rate.0))?;
                xml.leaf("StandardRateFormat", 2)?;
            }
            if let Some(calendar) = self.calendars.of_person(*person) {
                xml.leaf("CalendarUID", calendar)?;
            }
            xml.end("Resource")?;
        }
        self.things(xml)?;
        xml.end("Resources")
    }

    pub(super) fn assignments(&mut self, xml: &mut Xml<'_>) -> io::Result<()> {
        xml.begin("Assignments")?;
        let mut uid = 0;
        for line in std::mem::take(&mut self.lines) {
            let pieces = self.pieces(&line);
            let mut pieces = pieces.as_slice();
            for (person, units, work) in self.shares(&line) {
                uid += 1;
                // The pieces stand with one assignment: the others are worked on at the same times.
                assignment(xml, uid, &line, (self.people[&person], units, work), std::mem::take(&mut pieces))?;
            }
            if !pieces.is_empty() {
                uid += 1;
                let work = line.task.duration.map_or(0, |span| span.minutes);
                assignment(xml, uid, &line, (NOBODY, 100, work), pieces)?;
            }
            uid = self.uses(xml, &line, uid)?;
        }
        xml.end("Assignments")
    }

    /// Who works on a task, with how many percent, and their part of its work in minutes.
    fn shares(&self, line: &Line) -> Vec<(crate::domain::person::PersonId, i64, i64)> {
        let of = self.plan.index().people_of(line.task.id);
        let all: Vec<_> = of
            .filter(|(person, _)| self.people.contains_key(person))
            .map(|(person, id)| (person, self.plan.get(id).map_or((100, None), |it| (it.units, it.work))))
            .collect();
        let units: i128 = all.iter().map(|(_, (units, _))| i128::from(*units)).sum();
        let lasts =
            line.task.duration.filter(|span| !span.elapsed).map_or(self.project.minutes_per_day, |it| it.minutes);
        let lasts = if line.task.kind == crate::domain::task::TaskKind::Milestone || line.summary { 0 } else { lasts };
        let part = |of: i64| match line.task.work {
            Some(work) if units > 0 => i128::from(work) * i128::from(of) / units,
            _ => i128::from(lasts) * i128::from(of) / 100,
        };
        let part = |of: i64| i64::try_from(part(of)).unwrap_or(i64::MAX);
        all.into_iter().map(|(person, (units, work))| (person, units, work.unwrap_or_else(|| part(units)))).collect()
    }
}

/// The resource that stands for nobody.
const NOBODY: i64 = -65535;

fn assignment(
    xml: &mut Xml<'_>,
    uid: i64,
    line: &Line,
    (resource, units, work): (i64, i64, i64),
    pieces: &[(NaiveDateTime, NaiveDateTime, i64)],
) -> io::Result<()> {
    let done = line.task.finish().is_some();
    let percent = if done { 100 } else { line.task.percent.clamp(0, 100) };
    let actual = i64::try_from(i128::from(work) * i128::from(percent) / 100).unwrap_or(work);
    xml.begin("Assignment")?;
    xml.leaf("UID", uid)?;
    xml.leaf("TaskUID", line.uid)?;
    xml.leaf("ResourceUID", resource)?;
    xml.leaf("PercentWorkComplete", percent)?;
    xml.date("ActualFinish", line.task.finish())?;
    xml.date("ActualStart", line.task.actual_start)?;
    xml.minutes("ActualWork", actual)?;
    xml.minutes("RegularWork", work)?;
    xml.minutes("RemainingWork", work.saturating_sub(actual))?;
    xml.leaf("Units", hundredths(units))?;
    xml.minutes("Work", work)?;
    for (from, to, minutes) in pieces {
        xml.begin("TimephasedData")?;
        xml.leaf("Type", 1)?;
        xml.leaf("UID", uid)?;
        xml.date("Start", Some(*from))?;
        xml.date("Finish", Some(*to))?;
        xml.leaf("Unit", 2)?;
        xml.minutes("Value", *minutes)?;
        xml.end("TimephasedData")?;
    }
    xml.end("Assignment")
}

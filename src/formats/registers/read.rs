//! Rows in: each is a risk or an issue that is known by its id, ref or, for want of both, its title, or a new one.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::columns::{self, Holds, cell, mapped};
use super::heading::{self, Columns, chosen, found};
use super::values::{self, Steps};
use crate::domain::capture::tokens::one_line;
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::issue::{Issue, IssueId, IssueTask};
use crate::domain::names::quoted;
use crate::domain::plan::{Kind, Row, Series};
use crate::domain::project::ProjectId;
use crate::domain::record::Record as _;
use crate::domain::refusal::Refusal;
use crate::domain::risk::{Risk, RiskId, RiskState, RiskTask};
use crate::domain::snapshot::Snapshot;
use crate::domain::value::Shape;
use crate::domain::words;
use crate::formats::csv::dates::{self, Order};
use crate::formats::intake::Intake;
use crate::formats::{Reading, Wish};

/// What records from here remember as their source.
const SOURCE: &str = "csv";

/// Reads a register. Errors: no sheet, no column with titles, a map that names what is not there.
pub(super) fn read(
    bytes: &[u8],
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    moment: &mut Moment,
    kind: Kind,
) -> Result<Reading, Refusal> {
    let map = mapped(kind, wish.map)?;
    let found = found(bytes, kind, &map)?;
    let mut intake = Intake::of(snapshot, moment);
    if found.guessed {
        intake.lose("file", "is not UTF-8: it was read as Windows-1252");
    }
    for (line, cells) in &found.above {
        let said = cells.iter().find(|cell| !cell.trim().is_empty()).map_or("", |cell| cell.trim());
        intake.lose(format!("line {line}"), format!("{} stands above the columns: left out", quoted(said)));
    }
    let project = intake.project(wish.project, snapshot)?;
    let (columns, how) = chosen(&found.header, kind, &map, &mut intake)?;
    let known = known(snapshot, project, kind, wish.as_new);
    let is_day = |holds: &Holds| match holds {
        Holds::Field(name) => Field::named(kind, name).is_some_and(|field| field.spec().shape == Shape::Date),
        _ => false,
    };
    let dated: Vec<usize> = columns.iter().filter(|(holds, _)| is_day(holds)).flat_map(|(_, at)| at.clone()).collect();
    let cells = found.rows.iter().flat_map(|(_, row)| dated.iter().filter_map(|at| row.get(*at)).map(String::as_str));
    let order = dates::order(cells);
    let (steps, told) = heading::steps(kind, &columns, &found.rows);
    let mut import = Import {
        intake,
        snapshot,
        project,
        kind,
        order,
        steps,
        known,
        seen: HashSet::new(),
        fresh: HashSet::new(),
        as_new: wish.as_new,
    };
    let mut items = Vec::new();
    for (line, cells) in &found.rows {
        items.extend(import.row(*line, cells, &found.header, &columns));
    }
    let Import { intake, fresh, .. } = import;
    let what = format!("{} from CSV", words::counted(items.len(), kind.word()));
    let mut reading = intake.finish(what, &items);
    // The step that takes them in gives the numbers.
    reading.rows =
        reading.rows.into_iter().map(|row| if fresh.contains(&row.id()) { row.with_number(0) } else { row }).collect();
    reading.how = how + &told;
    Ok(reading)
}

/// The records of the project that came from such a sheet before, by their id there.
fn known(snapshot: &Snapshot, project: ProjectId, kind: Kind, as_new: bool) -> HashMap<String, RecordId> {
    let plan = &snapshot.plan;
    let mut all = HashMap::new();
    match kind {
        _ if as_new => {}
        Kind::Risk => plan.risks(project).filter(|it| it.source == SOURCE).for_each(|it| {
            all.insert(it.source_id.clone(), it.id.into());
        }),
        _ => plan.issues(project).filter(|it| it.source == SOURCE).for_each(|it| {
            all.insert(it.source_id.clone(), it.id.into());
        }),
    }
    all
}

/// A register on its way in.
pub(super) struct Import<'a> {
    pub intake: Intake<'a>,
    pub snapshot: &'a Snapshot,
    pub project: ProjectId,
    pub kind: Kind,
    pub order: Order,
    pub steps: BTreeMap<Holds, Steps>,
    known: HashMap<String, RecordId>,
    seen: HashSet<RecordId>,
    pub fresh: HashSet<RecordId>,
    as_new: bool,
}

impl Import<'_> {
    fn row(&mut self, line: u64, cells: &[String], header: &[String], columns: &Columns) -> Option<RecordId> {
        let place = format!("line {line}");
        if cells.iter().zip(header).all(|(cell, name)| cell.trim() == name.trim()) {
            self.intake.lose(place, "repeats the names of the columns: left out");
            return None;
        }
        if let Some(extra) = cells.get(header.len()..).and_then(|more| more.iter().find(|cell| !cell.trim().is_empty()))
        {
            self.intake.lose(place.clone(), format!("{} stands behind the last column: left out", quoted(extra)));
        }
        let text = |holds: Holds| gathered(columns.get(&holds), cells);
        let title = one_line(&text(Holds::Title).unwrap_or_default()).into_owned();
        let (id, written) = (text(Holds::Id).unwrap_or_default(), text(Holds::Ref).unwrap_or_default());
        let source_id = [id.trim(), written.trim(), &title].into_iter().find(|it| !it.is_empty()).unwrap_or_default();
        let source_id = source_id.to_owned();
        let known = match source_id.is_empty() {
            true => None,
            false => self.known_record(id.trim(), written.trim(), &source_id),
        };
        let from = text(Holds::Field("risk")).filter(|_| self.kind == Kind::Issue);
        let known = known.or_else(|| self.issue_from(&from?, &title));
        if title.is_empty() && known.is_none() {
            let said = cells.iter().find(|cell| !cell.trim().is_empty()).map_or("", |cell| cell.trim());
            self.intake.lose(place, format!("has no title, only {}: left out", quoted(said)));
            return None;
        }
        if let Some(twice) = known.filter(|id| self.seen.contains(id)) {
            let label = self.intake.draft.plan.label(twice);
            self.intake.lose(place, format!("{label} is there twice: only the first row was taken"));
            return None;
        }
        let before = known.and_then(|id| self.intake.draft.plan.row(id));
        let mut row = before.clone().unwrap_or_else(|| self.new_record(&source_id));
        let of = row.id();
        self.known.insert(source_id, of);
        self.seen.insert(of);
        self.intake.stood(of, place.clone());
        let said: Vec<(Holds, String)> = columns
            .keys()
            .filter_map(|holds| Some((*holds, text(*holds)?)))
            .filter(|(holds, text)| before.as_ref().is_none_or(|it| cell(&self.intake.draft.plan, it, *holds) != *text))
            .collect();
        for (holds, text) in &said {
            if let Err(why) = self.field(*holds, text.trim(), &mut row, &place) {
                self.intake.lose(format!("{place}, {}", columns::name(self.kind, *holds)), why);
            }
        }
        self.intake.draft.put_row(row);
        if let Some((_, text)) = said.iter().find(|(holds, _)| *holds == Holds::Tasks) {
            self.tasks(of, text, &place);
        }
        let occurred = |row: &Row| matches!(row, Row::Risk(it) if it.state == RiskState::Occurred);
        if let Some(risk) = of.as_id::<Risk>().filter(|_| !before.as_ref().is_some_and(occurred)) {
            self.occur(risk, &place);
        }
        Some(of)
    }

    /// A risk that has occurred becomes an issue, unless it did before.
    fn occur(&mut self, risk: RiskId, place: &str) {
        let plan = &self.intake.draft.plan;
        let occurred = plan.get(risk).is_some_and(|it| it.state == RiskState::Occurred);
        if !occurred || plan.index().registers().issues_from(risk).next().is_some() {
            return;
        }
        self.intake.draft.edit(risk, |it: &mut Risk| it.state = RiskState::Open);
        let issue = self.intake.draft.moment.ids.take();
        let command = Command::Occur { risk, issue, task: None };
        match command.carry_out(&mut self.intake.draft) {
            Ok(_) => {
                self.fresh.insert(issue.into());
                self.intake.lose(place, "has occurred: it becomes an issue, too");
            }
            Err(refusal) => self.intake.lose(place, refusal.to_string()),
        }
    }

    /// By the id here, by its ref where no id is given, by the id there.
    fn known_record(&self, id: &str, written: &str, source_id: &str) -> Option<RecordId> {
        if let Some(known) = self.known.get(source_id) {
            return Some(*known);
        }
        if self.as_new {
            return None;
        }
        let plan = &self.snapshot.plan;
        let own = Uuid::parse_str(id).ok().map(|id| RecordId { kind: self.kind, id });
        let by_ref = || match self.kind {
            _ if !id.is_empty() || !written.contains('-') => None,
            Kind::Risk => plan.find_risk(written, None).ok().map(RecordId::from),
            _ => plan.find_issue(written, None).ok().map(RecordId::from),
        };
        own.filter(|id| plan.row(*id).is_some()).or_else(by_ref)
    }

    /// The issue of this title that a risk has become here.
    fn issue_from(&self, risk: &str, title: &str) -> Option<RecordId> {
        let plan = &self.snapshot.plan;
        let risk = plan.find_risk(risk.trim(), Some(self.project)).ok().filter(|_| !self.as_new)?;
        let is_it = |id: &IssueId| {
            plan.get(*id).is_some_and(|it| it.title == title) && !self.seen.contains(&RecordId::from(*id))
        };
        plan.index().registers().issues_from(risk).find(is_it).map(RecordId::from)
    }

    fn new_record(&mut self, source_id: &str) -> Row {
        let (project, today) = (self.project, self.intake.draft.moment.today);
        let number = self.intake.draft.next_number(Series { project, kind: self.kind });
        let (source, source_id, raised) = (SOURCE.to_owned(), source_id.to_owned(), Some(today));
        let row = match self.kind {
            Kind::Risk => {
                let review = self.intake.draft.plan.next_review(project, today);
                let id = self.intake.draft.moment.ids.take();
                Row::Risk(Risk { project, number, review, raised, source, source_id, ..Risk::blank(id) }.into())
            }
            _ => {
                let id = self.intake.draft.moment.ids.take();
                Row::Issue(Issue { project, number, raised, source, source_id, ..Issue::blank(id) }.into())
            }
        };
        self.fresh.insert(row.id());
        row
    }

    /// The tasks a record concerns are those of the cell.
    fn tasks(&mut self, of: RecordId, text: &str, place: &str) {
        let mut wanted = Vec::new();
        for word in text.split([',', ';', ' ']).map(str::trim).filter(|word| !values::is_nothing(word)) {
            match self.intake.draft.plan.find_task(word, Some(self.project)) {
                Ok(task) if !wanted.contains(&task) => wanted.push(task),
                Ok(_) => {}
                Err(refusal) => self.intake.lose(format!("{place}, tasks"), refusal.why),
            }
        }
        let registers = self.intake.draft.plan.index().registers();
        let there: Vec<(crate::domain::task::TaskId, RecordId)> = match (of.as_id::<Risk>(), of.as_id::<Issue>()) {
            (Some(risk), _) => registers.tasks_of_risk(risk).map(|(task, id)| (task, id.into())).collect(),
            (_, Some(issue)) => registers.tasks_of_issue(issue).map(|(task, id)| (task, id.into())).collect(),
            _ => Vec::new(),
        };
        for (_, id) in there.iter().filter(|(task, _)| !wanted.contains(task)) {
            self.intake.draft.remove(*id);
        }
        for task in wanted.into_iter().filter(|task| !there.iter().any(|(known, _)| known == task)) {
            if let Some(risk) = of.as_id::<Risk>() {
                let id = self.intake.draft.moment.ids.take();
                self.intake.draft.put(RiskTask { id, risk, task });
            } else if let Some(issue) = of.as_id::<Issue>() {
                let id = self.intake.draft.moment.ids.take();
                self.intake.draft.put(IssueTask { id, issue, task });
            }
        }
    }
}

/// The cell of the first of these columns that says something; a cell that is not there is not said.
fn gathered(columns: Option<&Vec<usize>>, cells: &[String]) -> Option<String> {
    let there: Vec<&str> = columns?.iter().filter_map(|at| cells.get(*at)).map(String::as_str).collect();
    match there.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        several => {
            Some(several.iter().filter(|cell| !cell.trim().is_empty()).copied().collect::<Vec<_>>().join("\n\n"))
        }
    }
}

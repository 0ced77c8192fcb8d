//! Rows in: each is a risk or an issue that is known by its id, ref or, for want of both, its title, or a new one.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::columns::{self, Column, Holds, cell, mapped, meant, squeeze};
use super::{MOST_ABOVE, SIGNS, values};
use crate::domain::capture::tokens::one_line;
use crate::domain::change::Field;
use crate::domain::draft::Moment;
use crate::domain::id::RecordId;
use crate::domain::issue::{Issue, IssueState, IssueTask, Severity};
use crate::domain::names::quoted;
use crate::domain::plan::{Kind, Row, Series};
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::risk::{Risk, RiskState, RiskTask};
use crate::domain::snapshot::Snapshot;
use crate::domain::value::{FieldType, Prose, Shape, Value};
use crate::domain::words;
use crate::formats::csv::dates::{self, Order};
use crate::formats::csv::{Sheet, sheet};
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
    let most = most(&columns, &found.rows);
    let mut import = Import {
        intake,
        snapshot,
        project,
        kind,
        order,
        most,
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
    reading.how = how;
    Ok(reading)
}

/// Rows with the line on which each begins.
type Rows = Vec<(u64, Vec<String>)>;

/// A sheet whose header was found.
struct Found {
    above: Rows,
    header: Vec<String>,
    rows: Rows,
    guessed: bool,
}

/// The header is the row, of the first ones, in which most columns are known; where the usual sign between cells gives
/// none, another one may.
fn found(bytes: &[u8], kind: Kind, map: &[(String, Holds)]) -> Result<Found, Refusal> {
    let knows = |name: &String| meant(kind, name).is_some() || map.iter().any(|(header, _)| *header == squeeze(name));
    let mut best: Option<(usize, usize, Rows, bool)> = None;
    let mut failed = None;
    for sign in SIGNS {
        let Sheet { line, header, rows, guessed } = match sheet(bytes, sign) {
            Ok(sheet) => sheet,
            Err(refusal) => {
                failed = failed.or(Some(refusal));
                continue;
            }
        };
        let all: Rows = std::iter::once((line, header)).chain(rows).collect();
        let counts = all.iter().take(MOST_ABOVE).map(|(_, cells)| cells.iter().filter(|name| knows(name)).count());
        let Some((at, count)) = counts.enumerate().max_by_key(|(at, count)| (*count, std::cmp::Reverse(*at))) else {
            continue;
        };
        if best.as_ref().is_none_or(|(known, ..)| count > *known) {
            best = Some((count, at, all, guessed));
        }
        if count > 2 {
            break;
        }
    }
    let Some((count, at, mut all, guessed)) = best else {
        return Err(failed.unwrap_or_else(|| Refusal::plain("the file is empty")));
    };
    let at = if count == 0 { 0 } else { at };
    let mut rows = all.split_off(at);
    let header = if rows.is_empty() { Vec::new() } else { rows.remove(0).1 };
    Ok(Found { above: all, header, rows, guessed })
}

type Columns = BTreeMap<Holds, Vec<usize>>;

/// Which columns hold what, and how that is told. Errors: none holds titles, or the map names what is not there.
fn chosen(
    header: &[String],
    kind: Kind,
    map: &[(String, Holds)],
    intake: &mut Intake<'_>,
) -> Result<(Columns, String), Refusal> {
    if let Some((missing, _)) = map.iter().find(|(name, _)| !header.iter().any(|it| squeeze(it) == *name)) {
        let names: Vec<&str> = header.iter().map(String::as_str).filter(|name| !name.trim().is_empty()).collect();
        let why = format!("no column of the file is called “{missing}”");
        return Err(Refusal::new(why, format!("there is {}", crate::domain::names::some_of(&names))));
    }
    let mut columns = Columns::new();
    let mut told = Vec::new();
    let ids: Vec<Option<(Holds, bool)>> = header.iter().map(|name| holds(name, kind, map)).collect();
    let said = |wanted: Holds| ids.iter().flatten().any(|(holds, _)| *holds == wanted);
    let title = said(Holds::Title);
    for (at, name) in header.iter().enumerate().filter(|(_, name)| !name.trim().is_empty()) {
        let place = || format!("column {}", quoted(name.trim()));
        let Some((mut holds, mapped)) = ids[at] else {
            intake.lose(place(), "has no place here: left out");
            continue;
        };
        if holds == Holds::Description && !title {
            holds = Holds::Title;
        }
        match holds {
            Holds::Nothing => continue,
            Holds::Computed => {
                told.push(format!("{} is computed here", name.trim()));
                continue;
            }
            _ => {}
        }
        let there = columns.entry(holds).or_default();
        if !there.is_empty() && holds != Holds::Description && !mapped {
            intake.lose(place(), format!("means {} as another one does: left out", columns::name(kind, holds)));
            continue;
        }
        there.push(at);
        told.push(format!("{} → {}", name.trim(), columns::name(kind, holds)));
    }
    if !columns.contains_key(&Holds::Title) {
        let names: Vec<&str> = header.iter().map(String::as_str).filter(|name| !name.trim().is_empty()).collect();
        let why = format!(
            "no column says what the {}s are called, there is {}",
            kind.word(),
            crate::domain::names::some_of(&names)
        );
        return Err(Refusal::new(why, "say which: --map \"Its name=title\""));
    }
    Ok((columns, format!("Read as: {}", told.join(", "))))
}

/// What a header holds, and whether the map said so.
fn holds(name: &str, kind: Kind, map: &[(String, Holds)]) -> Option<(Holds, bool)> {
    let wanted = squeeze(name);
    let said = map.iter().find(|(header, _)| *header == wanted).map(|(_, holds)| (*holds, true));
    said.or_else(|| meant(kind, name).map(|column: &Column| (column.holds, false)))
}

/// The highest plain number of each column of steps.
fn most(columns: &Columns, rows: &[(u64, Vec<String>)]) -> BTreeMap<Holds, i64> {
    let highest = |at: &Vec<usize>| {
        let cells = rows.iter().flat_map(|(_, cells)| at.iter().filter_map(|at| cells.get(*at)));
        cells.filter(|cell| !cell.contains('%')).filter_map(|cell| values::number(cell)).max().unwrap_or(0)
    };
    columns.iter().filter(|(holds, _)| matches!(holds, Holds::Step(_))).map(|(it, at)| (*it, highest(at))).collect()
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

struct Import<'a> {
    intake: Intake<'a>,
    snapshot: &'a Snapshot,
    project: ProjectId,
    kind: Kind,
    order: Order,
    most: BTreeMap<Holds, i64>,
    known: HashMap<String, RecordId>,
    seen: HashSet<RecordId>,
    fresh: HashSet<RecordId>,
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
        Some(of)
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

    fn new_record(&mut self, source_id: &str) -> Row {
        let (project, today) = (self.project, self.intake.draft.moment.today);
        let number = self.intake.draft.next_number(Series { project, kind: self.kind });
        let (source, source_id, raised) = (SOURCE.to_owned(), source_id.to_owned(), Some(today));
        let row = match self.kind {
            Kind::Risk => {
                let review = self.intake.draft.plan.next_review(project, today);
                let id = self.intake.draft.moment.ids.take();
                Row::Risk(Risk { project, number, review, raised, source, source_id, ..blank_risk(id) }.into())
            }
            _ => {
                let id = self.intake.draft.moment.ids.take();
                Row::Issue(Issue { project, number, raised, source, source_id, ..blank_issue(id) }.into())
            }
        };
        self.fresh.insert(row.id());
        row
    }

    /// Sets what a cell says. Errors: why it was left as it is.
    fn field(&mut self, holds: Holds, text: &str, row: &mut Row, place: &str) -> Result<(), String> {
        let plan = &self.intake.draft.plan;
        let scale = |name: &str| match name.ends_with("impact") {
            true => plan.impact_scale(self.project),
            false => plan.probability_scale(self.project),
        };
        let new = self.fresh.contains(&row.id());
        match holds {
            Holds::Title if text.is_empty() => Err("is empty: it keeps its title".to_owned()),
            Holds::Title => set(row, "title", Value::Text(one_line(text).into_owned())),
            Holds::Description if text.is_empty() => Ok(()),
            Holds::Description => match new {
                true => set(row, "note", Value::Text(text.to_owned())),
                false => Ok(()),
            },
            Holds::Step(name) => {
                let step = values::step(text, &scale(name), self.most.get(&holds).copied().unwrap_or(0))?;
                set(row, name, step.to_value())
            }
            Holds::Delay => {
                let estimate = values::delay(text, &plan.pace(self.project))?;
                set(row, "optimistic_delay", estimate.and_then(|it| it.optimistic).to_value())?;
                set(row, "delay", estimate.map(|it| it.likely).to_value())?;
                set(row, "pessimistic_delay", estimate.and_then(|it| it.pessimistic).to_value())
            }
            Holds::Category => set(row, "category", values::category(text).to_value()),
            Holds::Response if values::is_nothing(text) => set(row, "response", Value::Nothing),
            Holds::Response => match values::response(text) {
                Some(response) => set(row, "response", response.to_value()),
                None => set(row, "response_plan", Value::Text(text.to_owned())),
            },
            Holds::Owner(name) => {
                let first = text.split([',', ';']).next().unwrap_or_default().trim();
                let person = if values::is_nothing(first) { None } else { self.intake.person(first, place) };
                set(row, name, person.to_value())?;
                let others = text.len() > first.len() + 1;
                if others { Err(format!("{} names more than one: the first was taken", quoted(text))) } else { Ok(()) }
            }
            Holds::State => self.state(text, row),
            Holds::Field(name) => self.plain(name, text, row),
            Holds::Ref | Holds::Id | Holds::Tasks | Holds::Computed | Holds::Nothing => Ok(()),
        }
    }

    fn state(&self, text: &str, row: &mut Row) -> Result<(), String> {
        let wrong = || format!("{} is no state here: left as it was", quoted(text));
        match self.kind {
            Kind::Risk if text.is_empty() => set(row, "state", RiskState::Open.to_value()),
            Kind::Risk => set(row, "state", values::risk_state(text).ok_or_else(wrong)?.to_value()),
            _ => {
                let folded = crate::domain::names::squeezed(text);
                let state = match folded.as_str() {
                    "" | "open" | "new" | "active" | "raised" | "pending" | "reopened" => IssueState::Open,
                    "inprogress" | "ongoing" | "underway" | "escalated" | "wip" | "assigned" => IssueState::InProgress,
                    "closed" | "resolved" | "done" | "fixed" | "complete" | "completed" | "cancelled" => {
                        IssueState::Closed
                    }
                    _ => return Err(wrong()),
                };
                set(row, "state", state.to_value())
            }
        }
    }

    fn plain(&self, name: &str, text: &str, row: &mut Row) -> Result<(), String> {
        let Some(field) = Field::named(self.kind, name) else { return Ok(()) };
        let value = match (field.spec().shape, name) {
            (Shape::Money, _) => values::money(text)?.map_or(Value::Nothing, Value::Int),
            (Shape::Date, _) if values::is_nothing(text) => Value::Nothing,
            (Shape::Date, _) => dates::day(text, self.order)?.to_value(),
            (_, "severity") => severity(text)?.to_value(),
            (_, "nature") => match crate::text::fold(text).as_str() {
                "opportunity" | "o" | "upside" | "positive" => crate::domain::risk::Nature::Opportunity.to_value(),
                _ => crate::domain::risk::Nature::Threat.to_value(),
            },
            (Shape::Ref(_), _) if text.is_empty() => Value::Nothing,
            (Shape::Ref(_), _) => {
                let plan = &self.snapshot.plan;
                plan.find_risk(text, Some(self.project)).map_err(|refusal| refusal.why)?.to_value()
            }
            _ => Prose(text.to_owned()).to_value(),
        };
        set(row, name, value)
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

fn blank_risk(id: crate::domain::risk::RiskId) -> Risk {
    <Risk as crate::domain::record::Record>::blank(id)
}

fn blank_issue(id: crate::domain::issue::IssueId) -> Issue {
    <Issue as crate::domain::record::Record>::blank(id)
}

fn severity(text: &str) -> Result<Severity, String> {
    if values::is_nothing(text) {
        return Ok(Severity::default());
    }
    if let Some(number) = values::number(text) {
        return Severity::of_number(number).ok_or_else(|| format!("{} is no severity from 1 to 4", quoted(text)));
    }
    Ok(match crate::text::fold(text).trim() {
        "critical" | "blocker" | "urgent" | "severe" | "very high" | "vh" => Severity::Critical,
        "high" | "major" | "h" => Severity::High,
        "medium" | "moderate" | "normal" | "m" | "med" => Severity::Medium,
        "low" | "minor" | "trivial" | "l" => Severity::Low,
        _ => return Err(format!("{} is no severity", quoted(text))),
    })
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

fn set(row: &mut Row, name: &str, value: Value) -> Result<(), String> {
    let Some(field) = Field::named(row.id().kind, name) else { return Ok(()) };
    row.set(field.at, value).map_err(|misfit| misfit.0)
}

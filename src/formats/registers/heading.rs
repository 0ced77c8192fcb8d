//! The head of a register: which row names the columns, and what each of them holds.

use std::collections::BTreeMap;

use super::columns::{self, Column, Holds, meant, squeeze};
use super::values::{self, Steps};
use super::{MOST_ABOVE, SIGNS};
use crate::domain::names::{quoted, some_of};
use crate::domain::plan::Kind;
use crate::domain::refusal::Refusal;
use crate::formats::csv::{Sheet, sheet};
use crate::formats::intake::Intake;

/// Rows with the line on which each begins.
pub(super) type Rows = Vec<(u64, Vec<String>)>;

/// A sheet whose header was found.
pub(super) struct Found {
    /// What stands above the columns.
    pub above: Rows,
    /// Their names.
    pub header: Vec<String>,
    /// What stands below.
    pub rows: Rows,
    /// Was the encoding guessed?
    pub guessed: bool,
}

/// The header is the row, of the first ones, in which most columns are known; where the usual sign between cells gives
/// none, another one may.
pub(super) fn found(bytes: &[u8], kind: Kind, map: &[(String, Holds)]) -> Result<Found, Refusal> {
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

/// The places of the columns that hold something.
pub(super) type Columns = BTreeMap<Holds, Vec<usize>>;

/// Which columns hold what, and how that is told. Errors: none holds titles, or the map names what is not there.
pub(super) fn chosen(
    header: &[String],
    kind: Kind,
    map: &[(String, Holds)],
    intake: &mut Intake<'_>,
) -> Result<(Columns, String), Refusal> {
    if let Some((missing, _)) = map.iter().find(|(name, _)| !header.iter().any(|it| squeeze(it) == *name)) {
        let names: Vec<&str> = header.iter().map(String::as_str).filter(|name| !name.trim().is_empty()).collect();
        let why = format!("no column of the file is called “{missing}”");
        return Err(Refusal::new(why, format!("there is {}", some_of(&names))));
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
        let why = format!("no column says what the {}s are called, there is {}", kind.word(), some_of(&names));
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

/// How each column of steps is written, and how that is told where it is not plain.
pub(super) fn steps(kind: Kind, columns: &Columns, rows: &[(u64, Vec<String>)]) -> (BTreeMap<Holds, Steps>, String) {
    let cells = |at: &Vec<usize>| -> Vec<&str> {
        rows.iter().flat_map(|(_, cells)| at.iter().filter_map(|at| cells.get(*at)).map(String::as_str)).collect()
    };
    let of_steps = || columns.iter().filter(|(holds, _)| matches!(holds, Holds::Step(_)));
    let beyond = of_steps().any(|(_, at)| cells(at).into_iter().any(values::is_beyond_three));
    let all: BTreeMap<Holds, Steps> = of_steps().map(|(holds, at)| (*holds, Steps::of(&cells(at), !beyond))).collect();
    let mut three: Vec<Holds> = all.iter().filter(|(_, it)| it.three).map(|(holds, _)| *holds).collect();
    three.sort_by_key(|holds| &columns[holds]);
    let three: Vec<&str> = three.into_iter().map(|holds| columns::name(kind, holds)).collect();
    let told = match three.is_empty() {
        true => String::new(),
        false => format!("; low, medium and high are steps 1, 3 and 5 of {}", three.join(", ")),
    };
    (all, told)
}

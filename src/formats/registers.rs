//! The registers as CSV, both ways: one row a risk or an issue, one row above them names the columns.
//!
//! Registers vary: what a column holds is guessed from its name ([`columns`]), told, and can be said with `--map`; cells
//! are read as numbers, as words of any office, as `3 - Possible`, as H, M and L, as percentages ([`values`]). Rows above
//! the header, repeated headers and rows without a title are left out, each with a line. What has a column is as its
//! cell says, an empty cell empties it; what has no column stays as it is.

mod cells;
mod columns;
mod heading;
mod read;
#[cfg(test)]
mod tests;
mod values;

use std::io;

use super::csv::{Sheet, guarded, sheet};
use super::{Lost, Reading, Wish};
use crate::domain::draft::Moment;
use crate::domain::plan::{Kind, Row};
use crate::domain::project::Project;
use crate::domain::refusal::Refusal;
use crate::domain::snapshot::Snapshot;

/// Rows above the header that may be titles.
const MOST_ABOVE: usize = 20;
/// What may stand between cells: what shows in the first line, else any.
const SIGNS: [Option<u8>; 5] = [None, Some(b';'), Some(b','), Some(b'\t'), Some(b'|')];

/// Reads a register of risks. Errors: no sheet, no column with titles, a map that names what is not there.
pub(super) fn read_risks(
    bytes: &[u8],
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    moment: &mut Moment,
) -> Result<Reading, Refusal> {
    read::read(bytes, snapshot, wish, moment, Kind::Risk)
}

/// Reads a register of issues. Errors: as of risks.
pub(super) fn read_issues(
    bytes: &[u8],
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    moment: &mut Moment,
) -> Result<Reading, Refusal> {
    read::read(bytes, snapshot, wish, moment, Kind::Issue)
}

/// Writes every risk, or those of the wished project, by their numbers.
pub(super) fn write_risks(snapshot: &Snapshot, wish: &Wish<'_>, out: &mut dyn io::Write) -> io::Result<Vec<Lost>> {
    write(snapshot, wish, out, Kind::Risk)
}

/// Writes every issue, or those of the wished project, by their numbers.
pub(super) fn write_issues(snapshot: &Snapshot, wish: &Wish<'_>, out: &mut dyn io::Write) -> io::Result<Vec<Lost>> {
    write(snapshot, wish, out, Kind::Issue)
}

fn write(snapshot: &Snapshot, wish: &Wish<'_>, out: &mut dyn io::Write, kind: Kind) -> io::Result<Vec<Lost>> {
    let plan = &snapshot.plan;
    let mut projects: Vec<_> = plan.all::<Project>().collect();
    projects.retain(|project| wish.project.is_none_or(|only| only == project.id));
    projects.sort_by(|a, b| a.key.cmp(&b.key));
    let mut sheet = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    sheet.write_record(columns::of(kind).filter(|it| it.written()).map(|it| it.name))?;
    for project in projects {
        let rows: Vec<Row> = match kind {
            Kind::Risk => plan.risks(project.id).map(|it| Row::Risk(it.clone())).collect(),
            _ => plan.issues(project.id).map(|it| Row::Issue(it.clone())).collect(),
        };
        for row in rows {
            let cells = columns::of(kind).filter(|it| it.written()).map(|it| columns::cell(plan, &row, it.holds));
            sheet.write_record(cells.map(|cell| guarded(&cell)))?;
        }
    }
    sheet.flush()?;
    Ok(Vec::new())
}

/// Do the columns of a sheet look like those of a register, rather than of tasks? Of risks, or of issues.
pub fn register_in(bytes: &[u8]) -> Option<&'static str> {
    // A title above the columns hides the sign between the cells.
    SIGNS.into_iter().find_map(|sign| {
        let Sheet { header, rows, .. } = sheet(bytes, sign).ok()?;
        std::iter::once(&header).chain(rows.iter().take(MOST_ABOVE).map(|(_, cells)| cells)).find_map(|row| named(row))
    })
}

/// The register that has such columns.
fn named(row: &[String]) -> Option<&'static str> {
    let names: Vec<String> = row.iter().map(|name| columns::squeeze(name)).collect();
    let has = |all: &[&str]| names.iter().any(|name| all.contains(&name.as_str()));
    let likely = has(&["probability", "likelihood", "prob"]);
    let issues = has(&["severity"]) && has(&["resolution", "issue", "issueid", "escalatedto"]);
    if likely && has(&["impact", "consequence", "consequences", "severity", "title", "risk", "description"]) {
        return Some("risks");
    }
    (issues && !likely && !has(&["issuetype", "issuekey", "column"])).then_some("issues")
}

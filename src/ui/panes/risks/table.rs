//! The tables of risks and issues, and what stands below them. Looks only at the rows in sight.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::layout::{self, Column};
use super::rows::{Face, Register};
use super::{Risks, key};
use crate::domain::plan::Kind;
use crate::domain::register::Trends;
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::parts::{self, line_of, put, put_right, shifted};
use crate::ui::theme::Tone;
use crate::ui::view::Scene;

/// From this width on there is room for table and matrix side by side.
const BOTH: u16 = 100;
/// Columns of the matrix beside the table: least and most.
const MATRIX: (u16, u16) = (42, 60);
/// Below this height there is no room for sums.
const LOW: u16 = 6;

impl Risks {
    /// Draws the pane.
    pub(super) fn paint(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.sight.cells.clear();
        (self.sight.list, self.sight.rows) = (Rect::default(), 0..0);
        if area.is_empty() || self.project.is_none() {
            return;
        }
        if self.walk.is_some() {
            return self.paint_walk(scene, area, buf);
        }
        let none = if self.of_issues { self.register.issues.is_empty() } else { self.register.risks.is_empty() };
        if none {
            return self.empty(scene, area, buf);
        }
        self.sight.both = area.width >= BOTH;
        if self.of_issues {
            return self.list(scene, area, layout::ISSUES, buf);
        }
        let foot = u16::from(area.height >= LOW);
        let body = Rect { height: area.height - foot, ..area };
        match (self.sight.both, self.in_matrix) {
            (true, _) => {
                let wide = (area.width * 2 / 5).clamp(MATRIX.0, MATRIX.1);
                let table = Rect { width: area.width - wide - 1, ..body };
                self.list(scene, table, layout::RISKS, buf);
                for row in body.rows() {
                    put(buf, shifted(row, table.width), scene.theme.signs.divide, scene.theme.faint);
                }
                self.paint_matrix(scene, shifted(body, table.width + 1), buf);
            }
            (false, true) => self.paint_matrix(scene, body, buf),
            (false, false) => self.list(scene, body, layout::RISKS, buf),
        }
        if foot > 0 {
            self.sums(scene, line_of(area, area.height - 1), buf);
        }
    }

    /// A table with its heading.
    fn list(&mut self, scene: &Scene<'_>, area: Rect, columns: &'static [Column], buf: &mut Buffer) {
        let theme = scene.theme;
        let places = layout::places(columns, line_of(area, 0), self.register.wide);
        for (column, place) in columns.iter().zip(places) {
            let write = if column.right { put_right } else { put };
            write(buf, place, column.head, theme.faint);
        }
        let list = shifted_down(area, 1);
        let (at, len) = match self.of_issues {
            true => (self.issue.at(), self.register.issues.len()),
            false => (self.risk.at(), self.register.risks.len()),
        };
        let shown = parts::window(self.sight.first, at, len, list.height, |_| 1);
        (self.sight.first, self.sight.rows, self.sight.list) = (shown.start, shown.clone(), list);
        for row in shown.clone() {
            let (register, of_issues, trends) = (&self.register, self.of_issues, &self.trends);
            let face = || match of_issues {
                true => of_issue(scene, register, row),
                false => of_risk(scene, register, trends, row),
            };
            self.faces.entry(row).or_insert_with(|| face().unwrap_or_default());
        }
        for (y, row) in (0..).zip(shown.clone()) {
            let Some(face) = self.faces.get(&row) else { continue };
            let line = line_of(list, y);
            self.row(scene, (line, row == at), face, (columns, &places), buf);
        }
        parts::marks(buf, list, &shown, len, theme);
    }

    fn row(
        &self,
        scene: &Scene<'_>,
        (line, here): (Rect, bool),
        face: &Face,
        (columns, places): (&[Column], &[Rect]),
        buf: &mut Buffer,
    ) {
        let theme = scene.theme;
        if here {
            buf.set_style(shifted(line, 1).intersection(buf.area), theme.selected);
            let bars = if self.in_matrix && !self.of_issues { theme.dim } else { scene.bars() };
            put(buf, line, theme.signs.bar, bars);
        }
        if face.id.is_some_and(|id| scene.lens.marked.contains(&id)) {
            put(buf, line, theme.signs.marked, theme.marked);
        }
        for (column, place) in columns.iter().zip(places) {
            let (words, tone) = (column.piece)(face);
            let write = if column.right { put_right } else { put };
            write(buf, Rect { y: line.y, ..*place }, words, theme.tone(tone));
        }
    }

    /// Money, days and opportunities, as far as there is room.
    fn sums(&self, scene: &Scene<'_>, line: Rect, buf: &mut Buffer) {
        let theme = scene.theme;
        let mut left = shifted(line, 1);
        for (at, (words, tone)) in self.sum.pieces.iter().enumerate() {
            if at > 0 {
                if text::width(words) + 3 > usize::from(left.width) {
                    break;
                }
                let dot = [(" ", Style::new()), (theme.signs.dot, theme.faint), (" ", Style::new())];
                left = shifted(left, parts::put_all(buf, left, dot));
            }
            let used = put(buf, left, words, if *tone == Tone::Plain { theme.dim } else { theme.tone(*tone) });
            left = shifted(left, used);
        }
    }

    /// A register without anything to show says what to press.
    fn empty(&self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let add = scene.lens.key(if self.of_issues { Scope::Issues } else { Scope::Risks }, Action::Add);
        let any = if self.of_issues { self.register.any.1 } else { self.register.any.0 };
        let kind = if self.of_issues { Kind::Issue } else { Kind::Risk };
        let what = if self.of_issues { "issue" } else { "risk" };
        if scene.lens.of_register(kind).is_some() {
            let first = format!("No {what} matches the filter.");
            return parts::say(
                buf,
                area,
                &[&first, &format!("{} shows all again", key(scene.lens, Action::Cancel))],
                scene.theme,
            );
        }
        let view = format!(
            "{} shows the {}",
            key(scene.lens, Action::OtherView),
            if self.of_issues { "risks" } else { "issues" }
        );
        if any {
            let first = format!("Every {what} is closed.");
            let closed = format!("{} is:closed shows them, {add} adds one", key(scene.lens, Action::Filter));
            return parts::say(buf, area, &[&first, &closed, &view], scene.theme);
        }
        let lines = match self.of_issues {
            true => ["No issues yet.", "Test system is down sev:2 @ana due:fri"],
            false => ["No risks yet.", "Vendor API is late prob:4 impact:5 @ana resp:mitigate"],
        };
        let example = format!("{add} adds one: {}", lines[1]);
        parts::say(buf, area, &[lines[0], &example, &view], scene.theme);
    }
}

fn of_issue(scene: &Scene<'_>, register: &Register, row: usize) -> Option<Face> {
    let issue = scene.snapshot.plan.get(*register.issues.get(row)?)?;
    Some(Face::of_issue(scene.snapshot, issue, scene.theme.signs))
}

fn of_risk(scene: &Scene<'_>, register: &Register, trends: &Trends, row: usize) -> Option<Face> {
    let risk = scene.snapshot.plan.get(register.risks.get(row)?.id)?;
    Some(Face::of_risk(scene.snapshot, trends.get(risk), risk, scene.theme.signs))
}

/// The area without its first rows.
pub(super) fn shifted_down(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

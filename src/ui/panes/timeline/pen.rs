//! Draws a task in its line of the chart: bar, slack, milestone, summary, marks. Takes the cells it draws in, so that no
//! line runs there.

use std::ops::Range;

use chrono::NaiveDateTime;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::bars::{self, Ends, Part};
use super::face::{Face, Standing};
use super::lines::Grid;
use super::scale::{COLUMN, Scale, moved};
use crate::domain::calendar::WorkTime;
use crate::text;
use crate::ui::parts::{put, shifted};
use crate::ui::theme::Theme;

/// The strokes of a chart.
pub struct Strokes {
    /// What is left to do, of a task that can slip and of a critical one.
    pub left: [&'static str; 2],
    /// What is done.
    pub done: [&'static str; 2],
    /// How far it can slip.
    pub slack: &'static str,
    /// The day it is due.
    pub due: &'static str,
    /// An end of the baseline.
    pub planned: &'static str,
    /// The baseline where it has a line of its own.
    pub under: &'static str,
    /// Where today is.
    pub today: &'static str,
    /// A day without work, where there is no ground to shade.
    pub off: &'static str,
    /// A summary: its left end, its middle, its right end, all in one column.
    pub summary: [&'static str; 4],
    /// How bars end.
    pub ends: Ends,
}

/// Strokes of characters that every font of a terminal has.
pub const FINE: Strokes = Strokes {
    left: ["▒", "█"],
    done: ["▓", "▓"],
    slack: "╌",
    due: "▽",
    planned: "╵",
    under: "▔",
    today: "╎",
    off: "·",
    summary: ["┏", "━", "┓", "╻"],
    ends: Ends::Fine,
};

/// Strokes in ascii.
pub const PLAIN: Strokes = Strokes {
    left: ["=", "#"],
    done: ["%", "%"],
    slack: ".",
    due: "v",
    planned: "\"",
    under: "~",
    today: ":",
    off: "'",
    summary: ["[", "-", "]", "["],
    ends: Ends::Whole,
};

/// The columns of a bar, or of what has no length.
pub fn bar_columns(scale: &Scale, time: &WorkTime, start: NaiveDateTime, finish: NaiveDateTime) -> Range<i64> {
    if start >= finish {
        let column = scale.column_of(finish, time);
        return column..column + 1;
    }
    bars::columns(&(scale.instant(start, time)..scale.instant(finish, time)))
}

/// What draws in one line of the chart, and takes the cells it draws in.
pub struct Pen<'a> {
    /// The line.
    pub line: Rect,
    /// The line under it, where it has one in sight.
    pub below: Option<Rect>,
    /// Stands the baseline there?
    pub under: bool,
    /// Its row, from the first in sight.
    pub row: i32,
    /// How it looks.
    pub theme: &'a Theme,
    /// With which strokes.
    pub strokes: &'a Strokes,
    /// The cells that are taken.
    pub grid: &'a mut Grid,
    /// Where it is drawn.
    pub buf: &'a mut Buffer,
}

impl Pen<'_> {
    /// Draws a task.
    pub fn task(&mut self, face: &Face, scale: &Scale, time: &WorkTime) {
        let Some((start, finish)) = face.bar else { return };
        let theme = self.theme;
        let all = bar_columns(scale, time, start, finish);
        if let Some(late) = face.slips_to {
            let tail = all.end..bar_columns(scale, time, finish, late).end;
            let style = if face.critical { theme.danger } else { theme.faint };
            self.each(tail, false, |_| Some(self.strokes.slack), style);
        }
        match () {
            () if face.summary => self.summary(all.clone(), scale, face, time),
            () if start >= finish => {
                let sign = theme.signs.milestone;
                let style = match face.standing {
                    Some(Standing::Done) => theme.bar_done,
                    _ if face.critical => theme.danger,
                    _ => theme.strong,
                };
                self.each(all.clone(), true, |_| Some(sign), style);
            }
            () => {
                let reached = face.reached.map_or(i64::MIN, |at| scale.instant(at, time));
                let bar = scale.instant(start, time)..scale.instant(finish, time);
                let kind = usize::from(face.critical);
                let [left, done] = match face.critical {
                    true => [theme.danger, theme.danger_done],
                    false => [theme.bar, theme.bar_done],
                };
                let strokes = self.strokes;
                let begun = |column: i64| column * COLUMN + COLUMN / 2 <= reached;
                for column in all.start.max(0)..all.end.min(self.line.width.into()) {
                    let Some(part) = bars::part(&bar, column, strokes.ends) else { continue };
                    let (full, style) = if begun(column) { (strokes.done, done) } else { (strokes.left, left) };
                    // A part of a column is solid: beside a shade it is drawn as dark as that is.
                    let shaded = part != Part::Full && !face.critical;
                    self.put(column, part.glyph(full[kind]), if shaded { theme.bar_edge } else { style });
                    self.grid.take(self.row, column as i32..column as i32 + 1);
                }
            }
        }
        if let Some((due, late)) = face.due {
            let column = (scale.day(moved(due, 1)) - 1).div_euclid(COLUMN);
            let (sign, style) = match late {
                true => (theme.signs.over, theme.danger),
                false => (self.strokes.due, theme.warn),
            };
            // Where it is due on its last day the bar itself says so.
            if late || !all.contains(&column) {
                self.each(column..column + 1, true, |_| Some(sign), style);
            }
        }
        match self.under {
            true => self.baseline_below(face, scale, time),
            false => self.baseline(face, &all, scale, time),
        }
        self.beyond(all);
    }

    /// Where the baseline had its ends, unless the bar or a mark is there.
    fn baseline(&mut self, face: &Face, bar: &Range<i64>, scale: &Scale, time: &WorkTime) {
        let Some((start, finish)) = face.planned else { return };
        let columns = bar_columns(scale, time, start, finish);
        for column in [columns.start, columns.end - 1] {
            let seen = (0..i64::from(self.line.width)).contains(&column);
            if seen && !bar.contains(&column) && !self.grid.is_taken(column as u16, self.row as u16) {
                self.each(column..column + 1, false, |_| Some(self.strokes.planned), self.theme.dim);
            }
        }
    }

    /// The baseline as a thin line under the bar; other lines may run over it.
    fn baseline_below(&mut self, face: &Face, scale: &Scale, time: &WorkTime) {
        let (Some(below), Some((start, finish))) = (self.below, face.planned) else { return };
        let columns = bar_columns(scale, time, start, finish);
        for column in columns.start.max(0)..columns.end.min(below.width.into()) {
            self.buf[(below.x + column as u16, below.y)].set_symbol(self.strokes.under).set_style(self.theme.dim);
            self.grid.dot(column as i32, self.row + 1);
        }
    }

    fn summary(&mut self, all: Range<i64>, scale: &Scale, face: &Face, time: &WorkTime) {
        let [left, middle, right, only] = self.strokes.summary;
        let (first, last) = (all.start, all.end - 1);
        let glyph = move |column: i64| {
            Some(match column {
                column if first == last && column == first => only,
                column if column == first => left,
                column if column == last => right,
                _ => middle,
            })
        };
        let reached =
            face.reached.map_or(all.start, |at| scale.instant(at, time).div_euclid(COLUMN)).clamp(first, all.end);
        let done = if face.standing == Some(Standing::Done) { all.end } else { reached };
        self.each(first..done, true, glyph, self.theme.bar_done);
        self.each(done..all.end, true, glyph, self.theme.text);
        let room = i64::from(self.line.width) - all.end - 1;
        let wide = text::width(&face.progress) as i64;
        if wide > 0 && (0..=room).contains(&wide) && all.end >= -1 {
            let x = (all.end + 1) as u16;
            put(self.buf, shifted(self.line, x), &face.progress, self.theme.dim);
            self.grid.take(self.row, x.into()..i32::from(x) + wide as i32);
        }
    }

    /// A sign at the edge where the bar lies beyond it.
    fn beyond(&mut self, bar: Range<i64>) {
        let width = i64::from(self.line.width);
        let signs = self.theme.signs;
        let (column, sign) = match bar {
            bar if bar.end <= 0 => (0, signs.left),
            bar if bar.start >= width => (width - 1, signs.right),
            _ => return,
        };
        self.each(column..column + 1, true, |_| Some(sign), self.theme.faint);
    }

    /// Draws in each of these columns that is in sight, over the ground it has; takes them from lines or not.
    fn each(&mut self, columns: Range<i64>, takes: bool, glyph: impl Fn(i64) -> Option<&'static str>, style: Style) {
        let (first, behind) = (columns.start.max(0), columns.end.min(self.line.width.into()));
        for column in first..behind {
            let Some(glyph) = glyph(column) else { continue };
            self.put(column, glyph, style);
            match takes {
                true => self.grid.take(self.row, column as i32..column as i32 + 1),
                false => self.grid.dot(column as i32, self.row),
            }
        }
    }

    /// Draws in a column that is in sight.
    fn put(&mut self, column: i64, glyph: &str, style: Style) {
        self.buf[(self.line.x + column as u16, self.line.y)].set_symbol(glyph).set_style(style);
    }
}

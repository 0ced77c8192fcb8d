//! Where everything stands on the screen. Looks only at the rows in sight, and writes cells.

use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::bars::{self, Ends, Part};
use super::face::{Face, Source, Standing};
use super::layout::{Column, HEAD, Layout};
use super::lines::{Bar, End};
use super::scale::{COLUMN, Scale, moved};
use super::{FIRST, Timeline, key};
use crate::domain::calendar::WorkTime;
use crate::text;
use crate::ui::action::Action;
use crate::ui::parts::{self, line_of, put, put_right, shifted};
use crate::ui::theme::Theme;
use crate::ui::view::Scene;

/// In a title column of fewer columns each level is indented by one.
const NARROW: u16 = 18;

/// The strokes of a chart.
struct Strokes {
    /// What is left to do, of a task that can slip and of a critical one.
    left: [&'static str; 2],
    /// What is done.
    done: [&'static str; 2],
    slack: &'static str,
    due: &'static str,
    /// An end of the baseline.
    planned: &'static str,
    today: &'static str,
    off: &'static str,
    /// A summary: its left end, its middle, its right end, all in one column.
    summary: [&'static str; 4],
    ends: Ends,
}

const FINE: Strokes = Strokes {
    left: ["▒", "█"],
    done: ["▓", "▓"],
    slack: "╌",
    due: "▽",
    planned: "╵",
    today: "╎",
    off: "·",
    summary: ["┏", "━", "┓", "╻"],
    ends: Ends::Fine,
};

const PLAIN: Strokes = Strokes {
    left: ["=", "#"],
    done: ["%", "%"],
    slack: ".",
    due: "v",
    planned: "\"",
    today: ":",
    off: "'",
    summary: ["[", "-", "]", "["],
    ends: Ends::Whole,
};

impl Timeline {
    /// Draws the pane.
    pub(super) fn paint(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        (self.sight.list, self.sight.rows) = (Rect::default(), 0..0);
        if area.is_empty() || self.project.is_none() {
            return;
        }
        if self.rows.len() == 0 {
            return self.empty(scene, area, buf);
        }
        let Some(time) = self.time.take() else { return };
        let layout = Layout::of(area, self.sight.wide.0, self.sight.wide.1, !self.no_chart);
        let first = self.sight.first;
        let shown = parts::window(first, self.cursor.at(), self.rows.len(), layout.outline.height, |_| 1);
        self.sight.first = shown.start;
        self.sight.rows = shown.clone();
        self.sight.list = Rect { x: area.x, width: area.width, ..layout.outline };
        if layout.chart.width > 0 {
            self.sight.columns = layout.chart.width;
        }
        let source = Source { snapshot: scene.snapshot, rows: &self.rows, time: &time };
        for row in shown.clone() {
            self.faces.entry(row).or_insert_with(|| Face::of(&source, row));
        }
        let scale = self.scale_for(scene.snapshot.today, layout.chart.width, &time);
        self.axis.lay(scale, layout.chart.width, &time);
        self.head(scene, area, &layout, buf);
        for (y, row) in (0..).zip(shown.clone()) {
            self.row(scene, &layout, (row, y), buf);
        }
        if !layout.chart.is_empty() {
            self.chart(scene, &layout, &scale, &time, buf);
        }
        parts::marks(
            buf,
            Rect { width: 1, x: area.right() - 1, ..self.sight.list },
            &shown,
            self.rows.len(),
            scene.theme,
        );
        self.time = Some(time);
    }

    /// The scale, chosen when there are dates for the first time; the chart follows a cursor that jumped.
    fn scale_for(&mut self, today: NaiveDate, columns: u16, time: &WorkTime) -> Scale {
        let mut scale = match (self.scale, self.ends) {
            (Some(scale), _) => scale,
            (None, Some((start, finish))) if columns > 0 => {
                let mut scale = Scale::fitting(start, finish, columns, FIRST.start);
                if scale.zoom >= FIRST.end {
                    scale = Scale { zoom: FIRST.end - 1, left: today };
                    scale.left = scale.date(-i64::from(columns) / 3);
                }
                self.scale = Some(scale);
                scale
            }
            (None, _) => return Scale { zoom: FIRST.start, left: moved(today, -7) },
        };
        let face = self.faces.get(&self.cursor.at()).filter(|_| std::mem::take(&mut self.follow));
        if let Some((start, finish)) = face.and_then(|face| face.bar) {
            let (from, to) = (scale.column_of(start, time), scale.instant(finish, time).div_euclid(COLUMN));
            let columns = i64::from(columns);
            if to < 0 || from >= columns {
                scale.left = Scale { left: start.date(), ..scale }.date(-(columns / 4));
                self.scale = Some(scale);
            }
        }
        scale
    }

    fn head(&self, scene: &Scene<'_>, area: Rect, layout: &Layout, buf: &mut Buffer) {
        let theme = scene.theme;
        let line = Rect { width: layout.outline.width, ..line_of(area, HEAD - 1) };
        let place = |column: Column| Rect { x: column.x, width: column.width, ..line };
        put(buf, place(layout.wbs), "WBS", theme.faint);
        put(buf, place(layout.title), "task", theme.faint);
        put_right(buf, place(layout.duration), "dur", theme.faint);
        put_right(buf, place(layout.finish), "finish", theme.faint);
        put_right(buf, place(layout.slack), "slack", theme.faint);
        if layout.chart.is_empty() {
            return;
        }
        let head = Rect { y: area.y, height: HEAD.min(area.height), ..layout.chart };
        self.axis.draw(head, theme, buf);
        for y in area.y..area.bottom() {
            put(buf, Rect { x: layout.chart.x - 1, y, width: 1, height: 1 }, theme.signs.divide, theme.faint);
        }
    }

    /// The outline’s part of a row.
    fn row(&self, scene: &Scene<'_>, layout: &Layout, (row, y): (usize, u16), buf: &mut Buffer) {
        let (Some(face), Some(node)) = (self.faces.get(&row), self.rows.node(row)) else { return };
        let (theme, signs) = (scene.theme, scene.theme.signs);
        let line = line_of(layout.outline, y);
        let here = row == self.cursor.at();
        if here {
            let whole = Rect { width: layout.chart.right().max(line.right()) - line.x, ..line };
            let ground = if theme.selected.bg.is_some() { whole } else { line };
            buf.set_style(parts::shifted(ground, 1).intersection(buf.area), theme.selected);
            put(buf, line, signs.bar, scene.bars());
        }
        if scene.lens.marked.contains(&node.task.into()) {
            put(buf, line, signs.marked, theme.marked);
        }
        let place = |column: Column| Rect { x: column.x, width: column.width, ..line };
        let done = face.standing == Some(Standing::Done);
        let quiet = if done { theme.faint } else { theme.dim };
        put(buf, place(layout.wbs), &face.wbs, theme.faint);
        put(buf, place(layout.name), &face.name, quiet);
        put_right(buf, place(layout.duration), &face.duration, quiet);
        put_right(buf, place(layout.finish), &face.finish, if done { theme.faint } else { theme.text });
        let short = face.slack.starts_with('-');
        put_right(buf, place(layout.slack), &face.slack, if short { theme.danger } else { quiet });
        let critical = if face.critical { signs.critical } else { " " };
        let (standing, style) = match face.standing {
            Some(Standing::Done) => (signs.done, theme.good),
            Some(Standing::Blocked) => (signs.blocked, theme.danger),
            Some(Standing::Late) => (signs.over, theme.danger),
            None => (" ", theme.text),
        };
        parts::put_all(buf, place(layout.signs), [(critical, theme.danger), (standing, style)]);
        let title = place(layout.title);
        // However deep it stands, the title keeps half of its column.
        let indent = (node.depth * if title.width < NARROW { 1 } else { 2 }).min(title.width / 2);
        let sign = match (face.summary, self.folded.contains(&node.task)) {
            (true, true) => signs.folded,
            (true, false) => signs.unfolded,
            (false, _) if face.milestone => signs.milestone,
            (false, _) => "",
        };
        let style = match () {
            () if done => theme.dim,
            () if face.summary => theme.strong,
            () => theme.text,
        };
        let kind = if face.summary { theme.dim } else { style };
        let title = shifted(title, indent);
        put(buf, title, sign, kind);
        put(buf, shifted(title, if sign.is_empty() { 0 } else { 2 }), &face.title, style);
    }

    fn chart(&mut self, scene: &Scene<'_>, layout: &Layout, scale: &Scale, time: &WorkTime, buf: &mut Buffer) {
        let theme = scene.theme;
        let (chart, rows) = (layout.chart, self.sight.rows.clone());
        let strokes = if theme.is_ascii() { &PLAIN } else { &FINE };
        self.grid.clear(chart.width, chart.height);
        let today = scale.day(scene.snapshot.today).div_euclid(COLUMN);
        for (y, row) in (0..).zip(rows.clone()) {
            let line = line_of(chart, y);
            self.ground(theme, line, row == self.cursor.at(), strokes, buf);
            let Some(face) = self.faces.get(&row) else { continue };
            let mut pen = Pen { line, row: i32::from(y), theme, strokes, grid: &mut self.grid, buf };
            pen.task(face, scale, time);
        }
        let ascii = theme.is_ascii();
        self.lines(scale, time);
        for y in 0..chart.height {
            for x in 0..chart.width {
                let at = (chart.x + x, chart.y + y);
                if let Some(glyph) = self.grid.glyph(x, y, ascii) {
                    buf[at].set_symbol(glyph).set_style(theme.link);
                } else if i64::from(x) == today && self.grid.is_open(x, y) {
                    buf[at].set_symbol(strokes.today).set_style(theme.today);
                }
            }
        }
        if let Ok(x) = u16::try_from(today)
            && x < chart.width
            && let Some(y) = chart.y.checked_sub(1)
        {
            let cell = &mut buf[(chart.x + x, y)];
            if cell.symbol() == " " {
                cell.set_symbol(strokes.today);
            }
            cell.set_style(theme.today);
        }
    }

    /// Days without work are shaded; where there is no ground to shade, dotted.
    fn ground(&self, theme: &Theme, line: Rect, here: bool, strokes: &Strokes, buf: &mut Buffer) {
        for x in (0..line.width).filter(|x| self.axis.is_off(*x)) {
            let cell = &mut buf[(line.x + x, line.y)];
            match theme.off.bg {
                Some(_) if here => {}
                Some(_) => drop(cell.set_style(theme.off)),
                None => drop(cell.set_symbol(strokes.off).set_style(theme.off)),
            }
        }
    }

    /// Lines of the links: of the task under the cursor, or of all.
    fn lines(&mut self, scale: &Scale, time: &WorkTime) {
        let rows = self.sight.rows.clone();
        let (here, width) = (self.cursor.at(), i64::from(self.sight.columns));
        let bar = |row: usize, (start, finish): (NaiveDateTime, NaiveDateTime)| {
            let columns = bar_columns(scale, time, start, finish);
            // Of a bar beyond an edge its sign there is what lines lead to.
            let columns = match columns {
                columns if columns.end <= 0 => 0..1,
                columns if columns.start >= width => width - 1..width,
                columns => columns,
            };
            let fit = |column: i64| column.clamp(-1 << 20, 1 << 20) as i32;
            Bar { row: row as i32 - rows.start as i32, columns: fit(columns.start)..fit(columns.end) }
        };
        for row in rows.clone() {
            let Some(face) = self.faces.get(&row).filter(|_| self.all_lines || row == here) else { continue };
            let Some(own) = face.bar else { continue };
            for tie in &face.ties {
                // With all lines each is drawn once: from the row that waits, if that is in sight.
                if tie.row == row || self.all_lines && !tie.waits && rows.contains(&tie.row) {
                    continue;
                }
                let (own, other) = (bar(row, own), bar(tie.row, tie.other));
                let (from, to): ((&Bar, End), (&Bar, End)) = match tie.waits {
                    true => ((&other, tie.ends.0), (&own, tie.ends.1)),
                    false => ((&own, tie.ends.0), (&other, tie.ends.1)),
                };
                self.grid.join(from, to);
            }
        }
    }

    /// A project without anything to show says what to press.
    fn empty(&self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let add = format!("{} adds a task to the plan", key(Action::Add));
        let wait = match self.waiting {
            1 => "1 task waits in the inbox, which is not scheduled.".to_owned(),
            many => format!("{many} tasks wait in the inbox, which is not scheduled."),
        };
        let place = format!("{} is the Board: there {} gives them a column", key(Action::Pane(2)), "L");
        let all = match (scene.lens.filter.is_some(), self.only_critical) {
            (true, _) => format!("{} shows all again", key(Action::Cancel)),
            (false, _) => format!("{} shows all again", key(Action::CriticalOnly)),
        };
        match () {
            () if scene.lens.filter.is_some() => {
                parts::say(buf, area, &["No task matches the filter.", &all], scene.theme)
            }
            () if self.only_critical => parts::say(buf, area, &["Nothing is critical.", &all], scene.theme),
            () if self.waiting > 0 => parts::say(buf, area, &[&wait, &place, &add], scene.theme),
            () => {
                let find = format!("{} lists all keys, {} finds a command", key(Action::Help), key(Action::Palette));
                parts::say(buf, area, &["Nothing is planned yet.", &add, &find], scene.theme);
            }
        }
    }
}

/// The columns of a bar, or of what has no length.
fn bar_columns(scale: &Scale, time: &WorkTime, start: NaiveDateTime, finish: NaiveDateTime) -> Range<i64> {
    if start >= finish {
        let column = scale.column_of(finish, time);
        return column..column + 1;
    }
    bars::columns(&(scale.instant(start, time)..scale.instant(finish, time)))
}

/// What draws in one line of the chart, and takes the cells it draws in.
struct Pen<'a> {
    line: Rect,
    row: i32,
    theme: &'a Theme,
    strokes: &'a Strokes,
    grid: &'a mut super::lines::Grid,
    buf: &'a mut Buffer,
}

impl Pen<'_> {
    fn task(&mut self, face: &Face, scale: &Scale, time: &WorkTime) {
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
        if let Some(due) = face.due {
            let late = finish.date() > due;
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
        self.baseline(face, &all, scale, time);
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

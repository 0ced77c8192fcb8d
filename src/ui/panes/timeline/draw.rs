//! Where everything stands on the screen. Looks only at the rows in sight, and writes cells.

use chrono::{NaiveDate, NaiveDateTime};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::face::{Face, Source, Standing};
use super::layout::{Column, HEAD, Layout};
use super::lines::{Bar, End};
use super::pen::{FINE, PLAIN, Pen, Strokes, bar_columns};
use super::scale::{COLUMN, Scale, moved};
use super::{FIRST, Look, Timeline, key};
use crate::domain::calendar::WorkTime;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::parts::{self, line_of, put, put_right, shifted};
use crate::ui::theme::Theme;
use crate::ui::view::Scene;

/// In a title column of fewer columns each level is indented by one.
const NARROW: u16 = 18;

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
        let layout = Layout::of(area, self.sight.wide.0, self.sight.wide.1, self.look != Look::Outline);
        let (first, tall) = (self.sight.first, self.tall());
        let shown = parts::window(first, self.cursor.at(), self.rows.len(), layout.outline.height, |_| tall);
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
        for (at, row) in (0..).zip(shown.clone()) {
            self.row(scene, &layout, (row, at * tall), buf);
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
        for line in (y..y + self.tall()).map(|y| line_of(layout.outline, y)).filter(|_| here) {
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
            Some(Standing::Threatened) => (signs.risk, theme.danger),
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
        let title = shifted(title, if sign.is_empty() { 0 } else { 2 });
        put(buf, title, &face.title, style);
        let below = line_of(layout.outline, y + 1);
        if self.tall() > 1 && below.height > 0 {
            let under = |place: Rect| Rect { y: below.y, ..place };
            self.compared(face, under(title), under(place(layout.finish)), theme, buf);
        }
    }

    /// Under the title how far the task is from its baseline, under its finish the finish of then.
    fn compared(&self, face: &Face, title: Rect, finish: Rect, theme: &Theme, buf: &mut Buffer) {
        let Some(off) = &face.off else { return };
        let style = match off.minutes {
            1.. => theme.danger,
            ..0 => theme.good,
            0 => theme.faint,
        };
        put(buf, title, &off.words, style);
        put_right(buf, finish, &off.was, theme.faint);
    }

    fn chart(&mut self, scene: &Scene<'_>, layout: &Layout, scale: &Scale, time: &WorkTime, buf: &mut Buffer) {
        let theme = scene.theme;
        let (chart, rows) = (layout.chart, self.sight.rows.clone());
        let strokes = if theme.is_ascii() { &PLAIN } else { &FINE };
        self.grid.clear(chart.width, chart.height);
        let today = scale.day(scene.snapshot.today).div_euclid(COLUMN);
        let tall = self.tall();
        for (at, row) in (0..).zip(rows.clone()) {
            let y = at * tall;
            let line = line_of(chart, y);
            let below = Some(line_of(chart, y + 1)).filter(|below| tall > 1 && below.height > 0);
            for line in [Some(line), below].into_iter().flatten() {
                self.ground(theme, line, row == self.cursor.at(), strokes, buf);
            }
            let Some(face) = self.faces.get(&row) else { continue };
            let under = tall > 1;
            let mut pen = Pen { line, below, under, row: i32::from(y), theme, strokes, grid: &mut self.grid, buf };
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
        let (here, width, tall) = (self.cursor.at(), i64::from(self.sight.columns), i32::from(self.tall()));
        let bar = |row: usize, (start, finish): (NaiveDateTime, NaiveDateTime)| {
            let columns = bar_columns(scale, time, start, finish);
            // Of a bar beyond an edge its sign there is what lines lead to.
            let columns = match columns {
                columns if columns.end <= 0 => 0..1,
                columns if columns.start >= width => width - 1..width,
                columns => columns,
            };
            let fit = |column: i64| column.clamp(-1 << 20, 1 << 20) as i32;
            Bar { row: (row as i32 - rows.start as i32) * tall, columns: fit(columns.start)..fit(columns.end) }
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
        let add = format!("{} adds a task to the plan", key(scene.lens, Action::Add));
        let wait = match self.waiting {
            1 => "1 task waits in the inbox, which is not scheduled.".to_owned(),
            many => format!("{many} tasks wait in the inbox, which is not scheduled."),
        };
        let place = format!(
            "{} is the Board: there {} gives them a column",
            key(scene.lens, Action::Pane(2)),
            scene.lens.key(Scope::Board, Action::MoveRight)
        );
        let all = match (scene.lens.filter.is_some(), self.only_critical) {
            (true, _) => format!("{} shows all again", key(scene.lens, Action::Cancel)),
            (false, _) => format!("{} shows all again", key(scene.lens, Action::CriticalOnly)),
        };
        match () {
            () if scene.lens.filter.is_some() => {
                parts::say(buf, area, &["No task matches the filter.", &all], scene.theme)
            }
            () if self.only_critical => parts::say(buf, area, &["Nothing is critical.", &all], scene.theme),
            () if self.waiting > 0 => parts::say(buf, area, &[&wait, &place, &add], scene.theme),
            () => {
                let find = format!(
                    "{} lists all keys, {} finds a command",
                    key(scene.lens, Action::Help),
                    key(scene.lens, Action::Palette)
                );
                parts::say(buf, area, &["Nothing is planned yet.", &add, &find], scene.theme);
            }
        }
    }
}

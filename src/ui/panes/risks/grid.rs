//! The matrix on the screen: probability upwards, impact to the right, in each cell the refs of its risks as far as
//! they fit, else how many there are. Zones are told by a sign and by their ground; arrows lead from where a risk is to
//! where its response leads.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::matrix::{Cell, Matrix, Mode, Zone};
use super::rows::{Register, Row};
use super::table::shifted_down;
use super::{Risks, key};
use crate::text;
use crate::ui::action::Action;
use crate::ui::parts::{self, line_of, put, shifted};
use crate::ui::theme::{Signs, Theme};
use crate::ui::view::Scene;

/// Columns of a cell, least and most; its last one stays empty.
const CELL: (u16, u16) = (5, 14);
/// Rows of a cell at most.
const TALL: u16 = 3;
/// Columns for what the steps of probability are called, where there is room.
const LABELS: u16 = 17;
/// Rows above the cells.
const HEAD: u16 = 2;

/// A word in a cell: the column and line in it, the risk it names by its row in the register, the word.
type Word = (u16, u16, Option<usize>, String);

/// What was laid out of the matrix for a size, until something changes.
#[derive(Debug, Default)]
pub(super) struct Laid {
    of: Option<(Mode, u16, u16)>,
    cells: Vec<Vec<Word>>,
    /// The risks in sight of the cell under the cursor.
    below: Option<Vec<(usize, String)>>,
}

/// Where the cells are.
#[derive(Clone, Copy)]
struct Plot {
    left: u16,
    top: u16,
    wide: u16,
    tall: u16,
}

impl Plot {
    fn of(area: Rect) -> Self {
        let room = area.width.saturating_sub(LABELS + 1) / 5;
        let wide = room.clamp(CELL.0, CELL.1).min((area.width.saturating_sub(4) / 5).max(1));
        // Below the cells there is a line on what is shown, and room for the risks of a cell.
        let tall = (area.height.saturating_sub(HEAD + 3) / 5).clamp(1, TALL);
        let labels = area.width.saturating_sub(wide * 5 + 1).min(LABELS);
        Plot { left: area.x + labels, top: area.y + HEAD, wide, tall }
    }

    fn place(&self, cell: Cell) -> Rect {
        let step = |by: i64| u16::try_from(by).unwrap_or(0);
        let (x, y) = (step(cell.impact - 1) * self.wide, step(5 - cell.probability) * self.tall);
        Rect { x: self.left + x, y: self.top + y, width: self.wide, height: self.tall }
    }
}

impl Risks {
    /// Draws the matrix in an area.
    pub(super) fn paint_matrix(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let plot = Plot::of(area);
        if self.grid.of != Some((self.mode, plot.wide, plot.tall)) {
            let cells = Cell::all()
                .map(|cell| words((&self.register, &self.matrix), (cell, self.mode), plot, scene.theme.signs))
                .collect();
            self.grid.of = Some((self.mode, plot.wide, plot.tall));
            self.grid.cells = cells;
        }
        self.axes(scene.theme, area, plot, buf);
        for cell in Cell::all() {
            let place = plot.place(cell).intersection(area);
            ground(scene.theme, cell.zone(self.matrix.response), place, buf);
            self.sight.cells.push((place, cell));
        }
        for (cell, words) in Cell::all().zip(&self.grid.cells) {
            let place = plot.place(cell).intersection(area);
            let here = self.cell == Some(cell);
            for (x, y, risk, word) in words {
                let style = match risk {
                    Some(row) if self.risk.at() == *row => scene.theme.accent.patch(scene.theme.strong),
                    _ if here => scene.theme.strong,
                    _ => scene.theme.text,
                };
                put(buf, shifted(line_of(place, *y), *x), word, style);
            }
            if here {
                self.bars(scene, place, area, buf);
            }
        }
        if self.mode == Mode::Arrows
            && let Some((from, to)) = self.register.risks.get(self.risk.at()).and_then(Row::way)
        {
            way(plot.place(from), plot.place(to), area, scene.theme, buf);
        }
        let used = HEAD + 5 * plot.tall;
        self.below(scene, shifted_down(area, used), buf);
    }

    fn axes(&self, theme: &Theme, area: Rect, plot: Plot, buf: &mut Buffer) {
        put(buf, shifted(line_of(area, 0), 1), "probability ↑", theme.faint);
        let right = Rect { x: plot.left, width: area.right().saturating_sub(plot.left), ..line_of(area, 0) };
        let impact = text::width("impact →").saturating_sub(usize::from(right.width));
        if impact == 0 && plot.left >= area.x + 15 {
            put(buf, right, "impact →", theme.faint);
        }
        for (step, label) in (1..).zip(&self.matrix.labels[1]) {
            let place = plot.place(Cell { probability: 5, impact: step });
            let line = Rect { width: place.width.saturating_sub(1), ..line_of(area, 1) };
            let line = Rect { x: place.x, ..line }.intersection(area);
            numbered(buf, line, step, label, theme);
        }
        for (step, label) in (1..).zip(&self.matrix.labels[0]) {
            let place = plot.place(Cell { probability: step, impact: 1 });
            let wide = plot.left.saturating_sub(area.x + 2);
            let line = Rect { x: area.x + 1, width: wide, height: 1, ..place }.intersection(area);
            numbered(buf, line, step, label, theme);
        }
    }

    /// The cursor’s bars left and right of a cell.
    fn bars(&self, scene: &Scene<'_>, place: Rect, area: Rect, buf: &mut Buffer) {
        let style = if self.in_matrix { scene.bars() } else { scene.theme.dim };
        for y in place.y..place.bottom() {
            let cell = |x| Rect { x, y, width: 1, height: 1 }.intersection(area);
            put(buf, cell(place.x.saturating_sub(1)), scene.theme.signs.bar, style);
            put(buf, cell((place.x + place.width).saturating_sub(1)), scene.theme.signs.bar_right, style);
        }
    }

    /// What is shown, what the signs mean, and the risks of the cell under the cursor.
    fn below(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let theme = scene.theme;
        let line = shifted(line_of(area, 0), 1);
        let used = put(buf, line, self.mode.words(), theme.dim);
        let more = [
            ("  ", theme.dim),
            (key(scene.lens, Action::Matrix), theme.key),
            (" ", theme.dim),
            (self.mode.next().word(), theme.faint),
        ];
        parts::put_all(buf, shifted(line, used), more);
        let signs = [
            (theme.signs.over, theme.danger),
            (&self.matrix.zones[0], theme.faint),
            (theme.signs.dot, theme.warn),
            (&self.matrix.zones[1], theme.faint),
        ];
        parts::put_all(buf, shifted(line_of(area, 1), 1), signs);
        let Some(cell) = self.cell else { return };
        let all = self.matrix.at(cell, self.mode);
        let room = shifted_down(area, 3);
        let at = all.binary_search(&self.risk.at()).unwrap_or(0);
        let shown = parts::window(0, at, all.len(), room.height, |_| 1);
        let in_sight = &all[shown.clone()];
        if self.grid.below.as_ref().is_none_or(|below| !below.iter().map(|(row, _)| row).eq(in_sight)) {
            let plan = &scene.snapshot.plan;
            let words = |row: usize| {
                let risk = plan.get(self.register.risks.get(row)?.id)?;
                Some((row, format!("{} {}", plan.reference(risk.id.into())?, risk.title)))
            };
            self.grid.below = Some(in_sight.iter().filter_map(|row| words(*row)).collect());
        }
        for (y, (row, words)) in (0..).zip(self.grid.below.iter().flatten()) {
            let here = self.risk.at() == *row;
            let style = if here { theme.text } else { theme.dim };
            put(buf, line_of(room, y), if here { theme.signs.bar } else { " " }, scene.bars());
            put(buf, shifted(line_of(Rect { width: room.width.saturating_sub(1), ..room }, y), 1), words, style);
        }
        parts::marks(buf, room, &shown, all.len(), theme);
    }
}

fn numbered(buf: &mut Buffer, line: Rect, step: i64, label: &str, theme: &Theme) {
    const NUMBERS: [&str; 6] = ["", "1 ", "2 ", "3 ", "4 ", "5 "];
    let number = usize::try_from(step).ok().and_then(|step| NUMBERS.get(step)).copied().unwrap_or("");
    let used = put(buf, line, number, theme.dim);
    let room = shifted(line, used);
    if room.width >= 5 {
        put(buf, room, label, theme.faint);
    }
}

/// The ground of a cell, and the sign of its zone.
fn ground(theme: &Theme, zone: Zone, place: Rect, buf: &mut Buffer) {
    let (sign, style, ground) = match zone {
        Zone::High => (theme.signs.over, theme.danger, theme.high),
        Zone::Middle => (theme.signs.dot, theme.warn, theme.middle),
        Zone::Low => (" ", theme.faint, theme.text),
    };
    let ground_of = Rect { width: place.width.saturating_sub(1), ..place }.intersection(buf.area);
    buf.set_style(ground_of, ground);
    put(buf, line_of(ground_of, 0), sign, style);
}

/// The words of a cell: its refs, or how many there are.
fn words((register, matrix): (&Register, &Matrix), (cell, mode): (Cell, Mode), plot: Plot, signs: &Signs) -> Vec<Word> {
    let room = plot.wide.saturating_sub(2);
    let here = matrix.at(cell, mode);
    // Those whose response leads here from another cell.
    let comes = |at: &&usize| mode == Mode::Arrows && register.risks[**at].cell(Mode::Inherent) != Some(cell);
    let led = matrix.at(cell, Mode::Residual).iter().filter(comes);
    let name = |at: &usize| register.risks[*at].name();
    let named = here.iter().map(|at| (*at, name(at)));
    let named = named.chain(led.clone().map(|at| (*at, format!("{}{}", signs.arrow, name(at)))));
    let (mut words, mut x, mut y) = (Vec::new(), 0, 0);
    for (risk, word) in named {
        let wide = u16::try_from(text::width(&word)).unwrap_or(u16::MAX);
        if x > 0 && x + 1 + wide > room {
            (x, y) = (0, y + 1);
        }
        let at = if x > 0 { x + 1 } else { 0 };
        if y >= plot.tall || at + wide > room {
            return vec![(1, 0, None, counted(here.len(), led.count(), signs))];
        }
        words.push((at + 1, y, Some(risk), word));
        x = at + wide;
    }
    words
}

/// How many risks are in a cell, and how many are led to it.
fn counted(here: usize, led: usize, signs: &Signs) -> String {
    match (here, led) {
        (here, 0) => here.to_string(),
        (0, led) => format!("{}{led}", signs.arrow),
        (here, led) => format!("{here}{}{led}", signs.arrow),
    }
}

/// Strokes of a way: across, down, from the left down and up, then to the left and to the right, each from above and
/// from below.
const FINE: [&str; 8] = ["─", "│", "┐", "┘", "┘", "┐", "└", "┌"];
const PLAIN: [&str; 8] = ["-", "|", "+", "+", "+", "+", "+", "+"];

/// A line from one cell to another: down or up beside the first, then along the second’s row to it. It
/// goes behind what stands there.
fn way(from: Rect, to: Rect, area: Rect, theme: &Theme, buf: &mut Buffer) {
    let [across, down, from_left_down, from_left_up, to_left, to_left_up, to_right, to_right_up] =
        if theme.is_ascii() { PLAIN } else { FINE };
    let mut set = |x: u16, y: u16, glyph: &str| {
        let place = Rect { x, y, width: 1, height: 1 }.intersection(area);
        if !place.is_empty() && buf[(x, y)].symbol() == " " {
            put(buf, place, glyph, theme.link);
        }
    };
    let (x, end) = (from.right().saturating_sub(1), to.right().saturating_sub(1));
    let rows = from.y.min(to.y) + 1..from.y.max(to.y);
    if x == end {
        rows.for_each(|y| set(x, y, down));
        return set(x, to.y, if to.y > from.y { theme.signs.down } else { theme.signs.up });
    }
    let back = to.x < from.x;
    if from.y != to.y {
        set(x, from.y, if to.y > from.y { from_left_down } else { from_left_up });
        rows.for_each(|y| set(x, y, down));
        set(
            x,
            to.y,
            match (back, to.y > from.y) {
                (true, true) => to_left,
                (true, false) => to_left_up,
                (false, true) => to_right,
                (false, false) => to_right_up,
            },
        );
    }
    let last = if back { end } else { to.x.saturating_sub(1) };
    let between = if back { last + 1..x } else { x + 1..last };
    between.for_each(|x| set(x, to.y, across));
    set(last, to.y, if back { theme.signs.left } else { theme.signs.right });
}

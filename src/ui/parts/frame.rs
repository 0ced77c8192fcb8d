//! Boxes and rules.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{cells, line_of, put, put_right, shifted, unhalve};
use crate::text;
use crate::ui::theme::Theme;

/// Empties an area, halves of wide characters at its left edge included.
pub fn clear(buffer: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buffer.area);
    for row in area.rows().filter(|row| !row.is_empty()) {
        unhalve(buffer, row.x, row.y);
        for cell in cells(buffer, row) {
            cell.reset();
            cell.set_style(style);
        }
    }
}

/// A box with a title in its upper and a few words in its lower edge; answers the area inside, one column of air
/// included. Where there is no room for a box, the area is only emptied.
pub fn boxed(buffer: &mut Buffer, area: Rect, title: &str, foot: &str, theme: &Theme) -> Rect {
    let area = area.intersection(buffer.area);
    clear(buffer, area, theme.text);
    if area.width < 8 || area.height < 3 {
        return area;
    }
    let (border, style) = (&theme.border, theme.faint);
    let across = usize::from(area.width) - 2;
    for (row, left, line, right) in [
        (0, border.top_left, border.horizontal_top, border.top_right),
        (area.height - 1, border.bottom_left, border.horizontal_bottom, border.bottom_right),
    ] {
        put(buffer, line_of(area, row), &format!("{left}{}{right}", line.repeat(across)), style);
    }
    for row in 1..area.height - 1 {
        put(buffer, line_of(area, row), border.vertical_left, style);
        put_right(buffer, line_of(area, row), border.vertical_right, style);
    }
    for (row, words, style) in [(0, title, theme.strong), (area.height - 1, foot, theme.dim)] {
        if !words.is_empty() {
            let edge = shifted(line_of(area, row), 2);
            let words = format!(" {} ", text::cut(words, usize::from(area.width) - 6));
            let wide = u16::try_from(text::width(&words)).unwrap_or(edge.width).min(edge.width);
            clear(buffer, Rect { width: wide, ..edge }, theme.text);
            put(buffer, edge, &words, style);
        }
    }
    Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
}

/// A rule across the first row of an area.
pub fn rule(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    put(buffer, area, &theme.signs.rule.repeat(usize::from(area.width)), theme.faint);
}

/// A place of at most this size in the middle of an area, a little above the centre.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height }
}

/// A place of at most this size at the lower edge of an area.
pub fn low(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.bottom() - height, width, height }
}

/// Words in the middle of an area, the first of them read first.
pub fn say(buffer: &mut Buffer, area: Rect, words: &[&str], theme: &Theme) {
    let width = usize::from(area.width.saturating_sub(2));
    let lines: Vec<String> = words.iter().flat_map(|words| text::wrap(words, width, 3)).collect();
    let wide = lines.iter().map(|line| text::width(line)).max().unwrap_or(0);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let place = centred(area, u16::try_from(wide).unwrap_or(u16::MAX), height);
    for (at, line) in (0..).zip(&lines) {
        let style = if at == 0 { theme.text } else { theme.dim };
        put(buffer, line_of(place, at), line, style);
    }
}

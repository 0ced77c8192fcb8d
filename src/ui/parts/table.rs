//! Rows in columns. Only the rows in sight are ever built; the caller gives them one by one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{put, put_right};

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// So many terminal columns.
    Fixed(u16),
    /// A share of what the others leave, by weight.
    Share(u16),
}

/// Which edge text keeps to; figures keep to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// From the left edge.
    Left,
    /// To the right edge.
    Right,
}

/// The places of columns in an area, with gaps of two between them. Those for which there is no room have no width.
pub fn columns(area: Rect, widths: &[Width]) -> Vec<Rect> {
    const GAP: u16 = 2;
    let (mut fixed, mut shares) = (0u16, 0u16);
    for width in widths {
        match width {
            Width::Fixed(wide) => fixed = fixed.saturating_add(*wide),
            Width::Share(weight) => shares = shares.saturating_add(*weight),
        }
    }
    let gaps = GAP.saturating_mul(u16::try_from(widths.len().saturating_sub(1)).unwrap_or(u16::MAX));
    let mut left = area.width.saturating_sub(fixed.saturating_add(gaps));
    let mut x = area.x;
    let place = |width: &Width| {
        let wanted = match width {
            Width::Fixed(wide) => *wide,
            Width::Share(weight) => {
                let wide = (u32::from(left) * u32::from(*weight) / u32::from(shares.max(1))) as u16;
                left -= wide;
                shares -= weight;
                wide
            }
        };
        let wide = wanted.min(area.right().saturating_sub(x));
        let place = Rect { x: x.min(area.right()), width: wide, ..area };
        x = x.saturating_add(wide + GAP);
        place
    };
    widths.iter().map(place).collect()
}

/// Writes one row: a text, its edge and its style for each place.
pub fn row<'a>(buffer: &mut Buffer, places: &[Rect], y: u16, cells: impl IntoIterator<Item = (&'a str, Align, Style)>) {
    for (place, (text, align, style)) in places.iter().zip(cells) {
        let place = Rect { y, height: 1, ..*place };
        match align {
            Align::Left => put(buffer, place, text, style),
            Align::Right => put_right(buffer, place, text, style),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::parts::tests::shown;

    #[test]
    fn shares_take_what_is_left() {
        let places = columns(Rect::new(0, 0, 24, 1), &[Width::Fixed(6), Width::Share(1), Width::Fixed(4)]);
        assert_eq!(places.iter().map(|place| (place.x, place.width)).collect::<Vec<_>>(), [(0, 6), (8, 10), (20, 4)]);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 1));
        let style = Style::new();
        row(
            &mut buffer,
            &places,
            0,
            [("WEB-12", Align::Left, style), ("Login page with", Align::Left, style), ("10d", Align::Right, style)],
        );
        assert_eq!(shown(&buffer), "WEB-12  Login pag…   10d");
    }

    #[test]
    fn columns_without_room_have_no_width() {
        let places = columns(Rect::new(2, 0, 5, 1), &[Width::Fixed(6), Width::Share(2), Width::Fixed(4)]);
        assert_eq!(places.iter().map(|place| place.width).collect::<Vec<_>>(), [5, 0, 0]);
        assert!(places.iter().all(|place| place.right() <= 7));
    }
}

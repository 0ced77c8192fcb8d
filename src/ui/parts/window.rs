//! Which rows of a long list are in sight. The list moves only when the cursor would leave the window.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ui::theme::Theme;

/// The items in sight: those before `first` were above the window the last time, the cursor is on `at` of `len`, the
/// window has `height` rows and item `i` takes `rows(i)` of them. The item at `at` is always in sight (perhaps cut);
/// the last one may be cut. Costs what is in sight, not `len`.
pub fn window(first: usize, at: usize, len: usize, height: u16, mut rows: impl FnMut(usize) -> u16) -> Range<usize> {
    if len == 0 || height == 0 {
        return 0..0;
    }
    let height = usize::from(height);
    let mut rows = |item: usize| usize::from(rows(item).max(1));
    let at = at.min(len - 1);
    let first = first.min(at).max(fits_up_from(at, height, &mut rows));
    let (mut end, mut used) = (first, 0);
    while end < len && used < height {
        used += rows(end);
        end += 1;
    }
    if used < height && first > 0 {
        return fits_up_from(len - 1, height, &mut rows)..len;
    }
    first..end
}

/// The first item that is in sight when `last` is the last one that fits whole.
fn fits_up_from(last: usize, height: usize, rows: &mut impl FnMut(usize) -> usize) -> usize {
    let (mut first, mut used) = (last, rows(last));
    while first > 0 {
        used += rows(first - 1);
        if used > height {
            break;
        }
        first -= 1;
    }
    first
}

/// Marks at the right edge that say there is more above or below.
pub fn marks(buffer: &mut Buffer, area: Rect, shown: &Range<usize>, len: usize, theme: &Theme) {
    if area.is_empty() {
        return;
    }
    let edge = Rect { x: area.right() - 1, width: 1, ..area };
    if shown.start > 0 {
        super::put(buffer, super::line_of(edge, 0), theme.signs.up, theme.faint);
    }
    if shown.end < len {
        super::put(buffer, super::line_of(edge, area.height - 1), theme.signs.down, theme.faint);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_list_moves_only_when_the_cursor_would_leave() {
        let one = |_| 1;
        assert_eq!(window(0, 0, 10, 4, one), 0..4);
        assert_eq!(window(0, 3, 10, 4, one), 0..4);
        assert_eq!(window(0, 4, 10, 4, one), 1..5);
        assert_eq!(window(3, 5, 10, 4, one), 3..7);
        assert_eq!(window(3, 2, 10, 4, one), 2..6);
        assert_eq!(window(9, 9, 10, 4, one), 6..10);
        assert_eq!(window(8, 2, 3, 4, one), 0..3);
    }

    proptest! {
        #[test]
        fn the_cursor_is_always_in_sight(first in 0usize..40, at in 0usize..40, height in 1u16..12, tall in prop::collection::vec(1u16..6, 1..40)) {
            let len = tall.len();
            let shown = window(first, at, len, height, |item| tall[item]);
            let at = at.min(len - 1);
            prop_assert!(shown.contains(&at), "{shown:?} has not {at}");
            let above: u16 = tall[shown.start..at].iter().sum();
            prop_assert!(above < height);
            prop_assert!(above + tall[at] <= height || shown.start == at, "{at} is cut in {shown:?}");
        }

        #[test]
        fn no_row_stays_empty_while_items_are_above(first in 0usize..40, at in 0usize..40, height in 1u16..12, len in 1usize..40) {
            let shown = window(first, at, len, height, |_| 1);
            prop_assert!(shown.len() == usize::from(height) || shown == (0..len), "{shown:?} of {len}");
        }
    }
}

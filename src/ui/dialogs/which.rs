//! The which-key box: what may follow the keys pressed so far. It has no state; the app keeps the keys.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::{Keymap, Scope, prefix_label};
use crate::ui::keys::{self, Key};
use crate::ui::parts::{boxed, line_of, low, marks, put, shifted};
use crate::ui::theme::Theme;

/// Draws the box at the lower edge of an area; gives where each thing to do stands, for clicks.
pub fn which(
    (scope, pressed): (Scope, &[Key]),
    keys: &Keymap,
    area: Rect,
    buffer: &mut Buffer,
    theme: &Theme,
) -> Vec<(Rect, Action)> {
    let rows = keys.following(scope, pressed);
    let widest = rows.iter().map(|(keys, binding)| text::width(keys) + 1 + text::width(short(binding.does))).max();
    let Some(widest) = widest.and_then(|widest| u16::try_from(widest).ok()) else { return Vec::new() };
    let (wide, count) = (widest + 2, u16::try_from(rows.len()).unwrap_or(u16::MAX));
    let across = (area.width.saturating_sub(2) / wide).clamp(1, count);
    let tall = count.div_ceil(across);
    let title = format!("{} {}", keys::written(pressed), prefix_label(pressed));
    let foot = format!("{} cancel", keys.key_of(scope, Action::Cancel));
    let inside = boxed(buffer, low(area, area.width, tall.saturating_add(2)), &title, &foot, theme);
    marks(buffer, inside, &(0..usize::from(inside.height.min(tall))), usize::from(tall), theme);
    let mut places = Vec::new();
    for (at, (keys, binding)) in (0..).zip(&rows) {
        let (column, row) = (at / tall, at % tall);
        let place = shifted(line_of(inside, row), column * wide);
        places.push((Rect { width: place.width.min(wide), ..place }, binding.action));
        let used = put(buffer, place, keys, theme.key);
        put(buffer, shifted(place, used + 1), short(binding.does), theme.text);
    }
    places
}

/// What a binding does, without the words that the box's heading says already.
fn short(does: &str) -> &str {
    does.strip_prefix("Set ").unwrap_or(does)
}

//! The hint line: which keys work here, as many as there is room for, the most important first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{put_all, shifted};
use crate::text;
use crate::ui::theme::Theme;

/// Writes hints (keys and a word, most important first) into the first row of an area; the first hint stands at the
/// right end, where it does not move, the others from the left. What has no room is left out.
pub fn hints(buffer: &mut Buffer, area: Rect, hints: &[(String, &str)], theme: &Theme) {
    let wide =
        |(keys, word): &(String, &str)| u16::try_from(text::width(keys) + 1 + text::width(word)).unwrap_or(u16::MAX);
    let Some((first, others)) = hints.split_first().filter(|(first, _)| wide(first) <= area.width) else { return };
    let mut left = area;
    left.width -= wide(first);
    put_all(buffer, shifted(area, left.width), [(first.0.as_str(), theme.key), (" ", theme.dim), (first.1, theme.dim)]);
    for hint in others {
        if wide(hint) + 2 > left.width {
            break;
        }
        let used = put_all(buffer, left, [(hint.0.as_str(), theme.key), (" ", theme.dim), (hint.1, theme.dim)]);
        left = shifted(left, used + 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::keymap::{Keymap, Scope};
    use crate::ui::parts::tests::shown;
    use crate::ui::theme::Wish;

    fn drawn(width: u16) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        hints(
            &mut buffer,
            Rect::new(0, 0, width, 1),
            &Keymap::default().hints(Scope::Board),
            &Theme::of(&Wish::default()),
        );
        shown(&buffer)
    }

    #[test]
    fn the_most_important_have_room_first() {
        assert_eq!(drawn(41), "H L move  J K order  : find  a add  ? all");
        assert_eq!(drawn(12), "       ? all");
        assert_eq!(drawn(4), "");
    }
}

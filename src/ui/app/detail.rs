//! What is told of the task under the cursor, beside the pane or over it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::telling;
use crate::domain::id::RecordId;
use crate::domain::task::Task;
use crate::text;
use crate::ui::action::Action;
use crate::ui::parts::{line_of, put, shifted};
use crate::ui::view::Scene;

/// The detail: how far it is scrolled.
#[derive(Debug, Default)]
pub(super) struct Detail {
    first: usize,
}

impl Detail {
    /// Takes a movement; gives whether it was one.
    pub(super) fn act(&mut self, action: Action) -> bool {
        match action {
            Action::Down => self.scroll(1),
            Action::Up => self.scroll(-1),
            Action::HalfDown | Action::PageDown => self.scroll(10),
            Action::HalfUp | Action::PageUp => self.scroll(-10),
            Action::Top => self.first = 0,
            _ => return false,
        }
        true
    }

    pub(super) fn scroll(&mut self, rows: isize) {
        self.first = self.first.saturating_add_signed(rows);
    }

    pub(super) fn draw(&mut self, id: Option<RecordId>, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(task) = id.and_then(RecordId::as_id::<Task>) else { return };
        let mut rows = Vec::new();
        for line in telling::reasons(scene.snapshot, task) {
            let room = usize::from(area.width.saturating_sub(14));
            for (at, words) in text::wrap(&line.text, room.max(1), 8).into_iter().enumerate() {
                rows.push((if at == 0 { line.before.clone() } else { String::new() }, words, line.tone));
            }
        }
        self.first = self.first.min(rows.len().saturating_sub(usize::from(area.height)));
        for (y, (before, words, tone)) in (0..area.height).zip(&rows[self.first..]) {
            let place = line_of(area, y);
            put(buffer, Rect { width: place.width.min(11), ..shifted(place, 1) }, before, scene.theme.dim);
            put(buffer, shifted(place, 13), words, scene.theme.tone(*tone));
        }
    }
}

//! Where everything stands on the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Triage;
use crate::domain::dates;
use crate::domain::facts::Facts;
use crate::domain::snapshot::Snapshot;
use crate::domain::triage::{Item, Reason};
use crate::domain::words::counted;
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::panes::detail::{self, Piece};
use crate::ui::parts::{self, inner, line_of, put, put_all, put_right};
use crate::ui::theme::Tone;
use crate::ui::view::Scene;

/// From this height on there is air between the parts.
const AIRY: u16 = 14;
/// Columns that one line of text has at most, to be read at a glance.
const READABLE: u16 = 96;
/// Rows of a title.
const TITLE: usize = 3;

impl Triage {
    /// Draws the pane.
    pub(super) fn paint(&self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let air = u16::from(area.height >= AIRY);
        self.draw_head(scene, inner(line_of(area, 0)), buf);
        let body = inner(Rect { y: area.y + 1 + air, height: area.height.saturating_sub(1 + air), ..area });
        let body = Rect { width: body.width.min(READABLE), ..body }.intersection(area);
        let Some(item) = self.item() else { return self.draw_end(scene, body, buf) };
        let lines = self.lay(scene, item, body, air > 0);
        for (row, pieces) in (0..body.height).zip(&lines) {
            let words = pieces.iter().map(|(words, tone)| (words.as_str(), scene.theme.tone(*tone)));
            put_all(buf, line_of(body, row), words);
        }
        parts::marks(buf, area, &(0..usize::from(body.height).min(lines.len())), lines.len(), scene.theme);
    }

    /// What it is of, and how far it is.
    fn draw_head(&self, scene: &Scene<'_>, line: Rect, buf: &mut Buffer) {
        let theme = scene.theme;
        let right = match self.queue.len() {
            0 => String::new(),
            left => format!("{} of {}", self.decided + self.cursor.at() + 1, self.decided + left),
        };
        let used = put_right(buf, line, &right, theme.strong);
        let left = Rect { width: line.width.saturating_sub(used + 2), ..line };
        let of = if self.of.is_empty() { "all active projects" } else { &self.of };
        let title = format!("Triage {}", dates::short(self.day, self.day));
        put_all(
            buf,
            left,
            [
                (title.as_str(), theme.strong),
                (" ", theme.dim),
                (theme.signs.dot, theme.dim),
                (" ", theme.dim),
                (of, theme.dim),
            ],
        );
    }

    /// Nothing is left.
    fn draw_end(&self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let stop = scene.lens.key(Scope::Triage, Action::Cancel);
        let words = match (scene.lens.filter.is_some(), self.decided) {
            (true, _) => format!("Nothing that is left passes the filter: {stop} shows all again."),
            (false, 0) => format!("Nothing to decide: the inbox is empty, nothing is overdue. {stop} goes back."),
            (false, decided) => {
                let undo = scene.lens.key(Scope::Triage, Action::Undo);
                format!(
                    "Nothing left to decide: {} done. {undo} takes the last back, {stop} goes back.",
                    counted(decided, "task")
                )
            }
        };
        for (row, line) in (0..).zip(text::wrap(&words, usize::from(area.width), 4)) {
            put(buf, line_of(area, row), &line, scene.theme.dim);
        }
    }

    /// The lines of a task: what it is, why it is here, the beginning of its note, and all that is known.
    fn lay(&self, scene: &Scene<'_>, item: &Item, area: Rect, airy: bool) -> Vec<Vec<Piece>> {
        let (width, height) = (usize::from(area.width), usize::from(area.height));
        let Some(facts) = Facts::of(scene.snapshot, item.task).filter(|_| width > 0) else { return Vec::new() };
        let gap = |lines: &mut Vec<Vec<Piece>>| lines.extend(airy.then(Vec::new));
        let name = format!("{} {} {}", facts.name, scene.theme.signs.dot, project(scene.snapshot, item));
        let mut lines = vec![vec![(name, Tone::Dim)]];
        let title = text::wrap(&facts.title, width, TITLE);
        lines.extend(title.into_iter().map(|words| vec![(words, Tone::Strong)]));
        gap(&mut lines);
        let tone = if item.reason == Reason::Overdue { Tone::Danger } else { Tone::Plain };
        lines.extend(text::wrap(&sentence(&item.why), width, 2).into_iter().map(|words| vec![(words, tone)]));
        gap(&mut lines);
        let label = facts.fields.iter().map(|fact| text::width(&fact.label)).max().unwrap_or(0).min(14).min(width / 3);
        let known: Vec<Vec<Piece>> = facts.fields.iter().flat_map(|fact| detail::field(fact, label, width)).collect();
        if let Some(written) = &facts.note {
            let mut note = detail::note(&written.text, width, scene.lens);
            note.retain(|line| airy || !line.is_empty());
            // The note has the room that what is known leaves, and three rows at least.
            let room = height.saturating_sub(lines.len() + known.len() + 1).max(3);
            let cut = note.len() > room;
            note.truncate(if cut { room - 1 } else { room });
            while note.last().is_some_and(Vec::is_empty) {
                note.pop();
            }
            lines.extend(note);
            let more = format!("… {} reads on", scene.lens.key(Scope::Triage, Action::Focus));
            lines.extend(cut.then(|| vec![(more, Tone::Faint)]));
            gap(&mut lines);
        }
        lines.extend(known);
        lines
    }
}

/// The project of a task, by key and name.
fn project(snapshot: &Snapshot, item: &Item) -> String {
    let plan = &snapshot.plan;
    let project = plan.get(item.task).and_then(|task| plan.get(task.project));
    project.map_or(String::new(), |it| format!("{} {}", it.key, text::visible(&it.name)))
}

/// Words as a sentence begins.
pub(super) fn sentence(words: &str) -> String {
    detail::sentence_case(words)
}

//! The detail: all that is known of what is under a pane’s cursor, beside the pane or over it. Only read; what is not
//! set is not said.
//!
//! ```text
//! │ WEB-12
//! │ Login page with single sign-on
//! │
//! │ Column    Doing since Mon 2 Mar
//! │ Due       Mon 9 Mar (2d late)
//! │
//! │ Waits for
//! │ ✔ WEB-7 Choose the provider
//! │
//! │ Note
//! │ The legal department has the draft.
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::facts::{Fact, Facts, Relative};
use crate::domain::id::RecordId;
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::panes::phases::about::{self, About};
use crate::ui::panes::{risks, today};
use crate::ui::parts;
use crate::ui::theme::{Signs, Tone};
use crate::ui::view::{Lens, Scene};

/// From so many columns on there is room for pane and detail side by side.
pub const BESIDE: u16 = 110;
/// What a pane beside the detail keeps at least.
const PANE: u16 = 80;
/// Bytes of a note that are laid out; the editor shows the rest.
const NOTE_BYTES: usize = 16 * 1024;
/// Lines that one value or one line of a note may take.
const MOST_LINES: usize = 400;

pub(super) type Piece = (String, Tone);

/// The detail of one record.
#[derive(Debug, Default)]
pub struct Detail {
    of: Option<RecordId>,
    /// What stands in it, for this width; laid out when first drawn.
    lines: Option<(usize, Vec<Vec<Piece>>)>,
    first: usize,
    /// Rows that were in sight.
    height: usize,
    /// It stands beside another pane than that of the phases: what the keys of that one do is not told.
    elsewhere: bool,
}

impl Detail {
    /// Where pane and detail stand, when both have room.
    pub fn beside(area: Rect) -> Option<(Rect, Rect)> {
        if area.width < BESIDE {
            return None;
        }
        let wide = (area.width * 3 / 10).clamp(30, 60).min(area.width - PANE);
        let pane = Rect { width: area.width - wide, ..area };
        Some((pane, Rect { x: pane.right(), width: wide, ..area }))
    }

    /// Called for each new snapshot: what stood here may be different now.
    pub fn see(&mut self) {
        self.lines = None;
    }

    /// Shows this record; from its top when it is another than before.
    pub fn show(&mut self, of: Option<RecordId>) {
        if self.of != of {
            (self.of, self.lines, self.first) = (of, None, 0);
        }
    }

    /// Says whether it stands beside another pane than that of the phases.
    pub fn stands_elsewhere(&mut self, elsewhere: bool) {
        self.elsewhere = elsewhere;
    }

    /// Scrolls by so many rows, down being positive.
    pub fn scroll(&mut self, rows: isize) {
        let last = self.lines.as_ref().map_or(0, |(_, lines)| lines.len().saturating_sub(self.height));
        self.first = self.first.saturating_add_signed(rows).min(last);
    }

    /// Scrolls; gives whether the action is one that scrolls.
    pub fn act(&mut self, action: Action) -> bool {
        let rows = action.rows(self.height);
        rows.is_some_and(|rows| {
            self.scroll(rows);
            true
        })
    }

    /// Draws it beside a pane, with a line between the two.
    pub fn draw_beside(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let style = if scene.focused { scene.theme.accent } else { scene.theme.faint };
        for row in area.rows() {
            parts::put(buf, row, scene.theme.signs.divide, style);
        }
        self.draw(scene, parts::shifted(area, 1), buf);
    }

    /// Draws it in an area of its own.
    pub fn draw(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let area = parts::shifted(area, 1).intersection(buf.area);
        let width = usize::from(area.width.saturating_sub(1));
        self.height = usize::from(area.height);
        if area.is_empty() {
            return;
        }
        if self.lines.as_ref().is_none_or(|(laid, _)| *laid != width) {
            self.lines = Some((width, self.laid(scene, width)));
        }
        let Some((_, lines)) = &self.lines else { return };
        let height = usize::from(area.height);
        self.first = self.first.min(lines.len().saturating_sub(height));
        let shown = self.first..lines.len().min(self.first + height);
        for (row, pieces) in (0..).zip(&lines[shown.clone()]) {
            let line = Rect { width: area.width - 1, ..parts::line_of(area, row) };
            parts::put_all(buf, line, pieces.iter().map(|(text, tone)| (text.as_str(), scene.theme.tone(*tone))));
        }
        parts::marks(buf, area, &shown, lines.len(), scene.theme);
    }

    fn laid(&self, scene: &Scene<'_>, width: usize) -> Vec<Vec<Piece>> {
        let facts = self.of.and_then(|id| id.as_id()).and_then(|task| Facts::of(scene.snapshot, task));
        let both = |id: RecordId| {
            [
                about::of(scene.snapshot, id, &scene.lens.keys),
                risks::about::of(scene.snapshot, id),
                today::about(scene.snapshot, id),
            ]
        };
        let about = self.of.into_iter().flat_map(both).find(|about| !about.title.is_empty());
        match (facts, about) {
            // Before all is read it would tell half.
            _ if width == 0 || !scene.snapshot.is_whole() => Vec::new(),
            (Some(facts), _) => lines(&facts, width, scene),
            (None, Some(about)) => {
                let hint = if self.elsewhere { String::new() } else { about.hint };
                told(&About { hint, ..about }, width)
            }
            (None, None) => vec![vec![(text::cut("Nothing is selected.", width).into_owned(), Tone::Dim)]],
        }
    }
}

fn lines(facts: &Facts, width: usize, scene: &Scene<'_>) -> Vec<Vec<Piece>> {
    let mut lines = vec![vec![(facts.name.clone(), Tone::Dim)]];
    lines.extend(text::wrap(&facts.title, width, 12).into_iter().map(|line| vec![(line, Tone::Strong)]));
    lines.push(Vec::new());
    let widest = facts.fields.iter().map(|fact| text::width(&fact.label)).max().unwrap_or(0);
    let label = widest.min(14).min(width / 3);
    lines.extend(facts.fields.iter().flat_map(|fact| field(fact, label, width)));
    let under = format!("Under it {}", facts.progress());
    for (heading, all) in
        [("Waits for", &facts.before), ("Followed by", &facts.after), (under.as_str(), &facts.children)]
    {
        if !all.is_empty() {
            lines.push(Vec::new());
            lines.push(vec![(heading.to_owned(), Tone::Strong)]);
            lines.extend(all.iter().flat_map(|it| relative(it, width, scene.theme.signs)));
        }
    }
    if let Some(written) = &facts.note {
        lines.push(Vec::new());
        lines.push(vec![("Note".to_owned(), Tone::Strong)]);
        lines.extend(note(&written.text, width, scene.lens));
    }
    lines
}

/// A phase or a criterion: a heading, and what is told of it.
fn told(about: &About, width: usize) -> Vec<Vec<Piece>> {
    let title = text::wrap(&about.title, width, 12).into_iter().map(|line| vec![(line, Tone::Strong)]);
    let mut lines: Vec<Vec<Piece>> = title.chain([Vec::new()]).collect();
    let widest = about.lines.iter().map(|line| text::width(&line.before)).max().unwrap_or(0);
    let label = widest.min(14).min(width / 3);
    lines.extend(about.lines.iter().flat_map(|line| match line.before.as_str() {
        "" if line.text.is_empty() => vec![Vec::new()],
        "" => text::wrap(&line.text, width, MOST_LINES).into_iter().map(|words| vec![(words, line.tone)]).collect(),
        before => labelled(before, (&line.text, line.tone), label, width),
    }));
    lines.push(Vec::new());
    lines.extend(text::wrap(&about.hint, width, MOST_LINES).into_iter().map(|words| vec![(words, Tone::Dim)]));
    lines
}

pub(super) fn field(fact: &Fact, label: usize, width: usize) -> Vec<Vec<Piece>> {
    let tone = if fact.wrong { Tone::Danger } else { Tone::Plain };
    labelled(&fact.label, (&fact.value, tone), label, width)
}

/// A label and its value, which goes on under itself.
pub(super) fn labelled(before: &str, (value, tone): (&str, Tone), label: usize, width: usize) -> Vec<Vec<Piece>> {
    let values = text::wrap(value, width.saturating_sub(label + 2).max(1), MOST_LINES);
    let mut labels = std::iter::once(sentence_case(before)).chain(std::iter::repeat(String::new()));
    values
        .into_iter()
        .map(|value| {
            let label = text::pad(&labels.next().unwrap_or_default(), label);
            vec![(format!("{label}  "), Tone::Dim), (value, tone)]
        })
        .collect()
}

fn relative(it: &Relative, width: usize, signs: &Signs) -> Vec<Vec<Piece>> {
    let sign = if it.done { (format!("{} ", signs.done), Tone::Good) } else { ("  ".to_owned(), Tone::Plain) };
    let how = if it.how.is_empty() { String::new() } else { format!(" ({})", it.how) };
    let tone = if it.done { Tone::Dim } else { Tone::Plain };
    let words = text::wrap(&format!("{}{how}", it.words), width.saturating_sub(2), 3);
    let mut signs = std::iter::once(sign).chain(std::iter::repeat(("  ".to_owned(), Tone::Plain)));
    words.into_iter().map(|words| [signs.next().unwrap_or_default(), (words, tone)].into()).collect()
}

/// The beginning of a note, each line broken under its own indent; a very long one says where the rest is.
pub(super) fn note(written: &str, width: usize, lens: &Lens) -> Vec<Vec<Piece>> {
    let end = (0..=NOTE_BYTES.min(written.len())).rfind(|at| written.is_char_boundary(*at)).unwrap_or(0);
    let shown = &written[..end];
    let mut lines = Vec::new();
    for line in text::visible_lines(shown) {
        let words = line.trim_start();
        let indent = text::width(&line).saturating_sub(text::width(words)).min(width / 2);
        let hang = if words.starts_with("- ") || words.starts_with("* ") { 2.min(width - indent - 1) } else { 0 };
        let broken = text::wrap(words, width - indent - hang, MOST_LINES);
        if broken.is_empty() {
            lines.push(Vec::new());
        }
        for (at, words) in broken.iter().enumerate() {
            // What goes on under a point of a list stands under its words.
            let indent = if at == 0 { indent } else { indent + hang };
            lines.push(vec![(format!("{}{words}", " ".repeat(indent)), Tone::Plain)]);
        }
    }
    if shown.len() < written.len() {
        let key = lens.key(Scope::Everywhere, Action::EditNotes);
        let rest = (written.len() - shown.len()).div_ceil(1024);
        lines.push(vec![(format!("… {rest} KB more: {key} opens it in your editor"), Tone::Dim)]);
    }
    lines
}

pub(super) fn sentence_case(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

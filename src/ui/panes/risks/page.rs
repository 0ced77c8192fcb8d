//! The review on the screen: one risk, large; behind the last one what was decided.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::rows::{self, on};
use super::walk::Walk;
use super::{Risks, about};
use crate::domain::risk::Risk;
use crate::domain::snapshot::Snapshot;
use crate::text;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::parts::{self, line_of, put, put_right, shifted};
use crate::ui::theme::{Theme, Tone};
use crate::ui::view::Scene;

use super::table::shifted_down;

/// Most columns that a text is read in.
const WIDE: u16 = 100;
/// Columns of labels.
const LABEL: u16 = 14;
/// Rows that one text may take.
const MOST: usize = 60;

/// A line: its label, its text, how it is meant.
pub(super) type Line = (String, String, Tone);

impl Risks {
    /// Draws the risk that is reviewed, or what was decided.
    pub(super) fn paint_walk(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        let Some(walk) = &mut self.walk else { return };
        let theme = scene.theme;
        let place = Rect { width: area.width.min(WIDE), ..area };
        let place = parts::inner(place);
        let head = match walk.place() {
            Some((at, all)) => format!("{at} of {all}"),
            None => {
                let (done, all) = walk.count(&scene.snapshot.plan);
                format!("{done} of {all} reviewed")
            }
        };
        let used = put_right(buf, line_of(place, 0), &head, theme.dim);
        let first = Rect { width: place.width.saturating_sub(used + 1), ..line_of(place, 0) };
        put(buf, first, if walk.place().is_some() { "Review" } else { "What was decided" }, theme.dim);
        let body = shifted_down(place, if area.height > 8 { 2 } else { 1 });
        if walk.laid.as_ref().is_none_or(|(wide, _)| *wide != body.width) {
            let lines = match (walk.place(), walk.here().and_then(|id| scene.snapshot.plan.get(id))) {
                (Some(_), Some(risk)) => lines_of(scene.snapshot, risk, walk, theme, body.width),
                (Some(_), None) => vec![line("", "It was dropped.", Tone::Dim)],
                (None, _) => summary(scene, walk, self.project, body.width),
            };
            walk.laid = Some((body.width, lines));
        }
        let Some((_, lines)) = &walk.laid else { return };
        let height = usize::from(body.height);
        walk.first = walk.first.min(lines.len().saturating_sub(height));
        let shown = walk.first..lines.len().min(walk.first + height);
        for (y, (label, words, tone)) in (0..).zip(&lines[shown.clone()]) {
            let line = line_of(body, y);
            let indent = if label.is_empty() && *tone == Tone::Strong { 0 } else { label_width(body.width) };
            put(buf, Rect { width: indent.saturating_sub(1), ..line }, label, theme.dim);
            put(buf, shifted(line, indent), words, theme.tone(*tone));
        }
        parts::marks(buf, body, &shown, lines.len(), theme);
    }
}

fn label_width(width: u16) -> u16 {
    LABEL.min(width / 3)
}

fn line(label: &str, words: &str, tone: Tone) -> Line {
    (label.to_owned(), words.to_owned(), tone)
}

/// Lines being laid out in so many columns.
struct Laying {
    lines: Vec<Line>,
    room: usize,
    whole: usize,
}

impl Laying {
    fn of(width: u16) -> Self {
        let room = width.saturating_sub(label_width(width) + 1).max(1);
        Laying { lines: Vec::new(), room: usize::from(room), whole: usize::from(width.max(2)) - 1 }
    }

    fn heading(&mut self, words: &str) {
        let lines = text::wrap(words, self.whole, 6).into_iter();
        self.lines.extend(lines.map(|words| (String::new(), words, Tone::Strong)));
    }

    fn tell(&mut self, label: &str, words: &str, tone: Tone) {
        for words in text::visible_lines(words.trim_end()) {
            for words in text::wrap(&words, self.room, MOST) {
                let first = self.lines.last().is_none_or(|last| last.0 != label) && !label.is_empty();
                let label = if first { label.to_owned() } else { String::new() };
                self.lines.push((label, words, tone));
            }
        }
    }

    fn gap(&mut self) {
        if self.lines.last().is_some_and(|last| !last.1.is_empty()) {
            self.lines.push(Line::default());
        }
    }
}

fn lines_of(snapshot: &Snapshot, risk: &Risk, walk: &Walk, theme: &Theme, width: u16) -> Vec<Line> {
    let plan = &snapshot.plan;
    let mut laying = Laying::of(width);
    let name = plan.reference(risk.id.into()).unwrap_or_default();
    laying.heading(&format!("{name} {}", risk.title));
    laying.gap();
    let (sign, tone) = rows::scored(plan, risk, theme.signs);
    let score = format!("{} {}", sign.trim(), about::inherent(plan, risk));
    laying.tell("score", score.trim(), tone);
    if let Some(residual) = about::residual(plan, risk) {
        laying.tell("residual", &residual, Tone::Plain);
    }
    laying.tell("trend", &about::trend(snapshot, risk), Tone::Dim);
    let wanted = plan.is_high(risk);
    let missing = if wanted { Tone::Warn } else { Tone::Dim };
    match risk.response {
        Some(response) => laying.tell("response", response.word(), Tone::Plain),
        None => laying.tell("response", "none yet", missing),
    }
    match risk.owner {
        Some(owner) => laying.tell("owner", &plan.handle(owner), Tone::Plain),
        None => laying.tell("owner", "nobody yet", missing),
    }
    let state = match (risk.is_open(), walk.is_reviewed(plan)) {
        (true, true) => format!("reviewed, next {}", on(risk.review, snapshot.today, "no day")),
        (true, false) => {
            format!("{}, due {}", risk.state.word(), on(risk.review, snapshot.today, "since it was raised"))
        }
        (false, _) => risk.state.word().to_owned(),
    };
    let tone = if walk.is_reviewed(plan) { Tone::Good } else { Tone::Plain };
    laying.tell("state", &state, tone);
    laying.gap();
    for (label, words) in about::prose_of(risk) {
        let before =
            if label == "effect" && !risk.cause.is_empty() { format!("{} ", theme.signs.arrow) } else { String::new() };
        if !words.trim().is_empty() {
            laying.tell(label, &format!("{before}{words}"), Tone::Plain);
        }
    }
    laying.gap();
    for (_, name, words, tone) in about::tasks(snapshot, risk) {
        laying.tell(&name, &words, tone);
    }
    laying.gap();
    laying.tell("note", &risk.note, Tone::Plain);
    laying.gap();
    laying.tell("last change", &about::last_change(snapshot, risk.id.into()).unwrap_or_default(), Tone::Dim);
    laying.lines
}

fn summary(
    scene: &Scene<'_>,
    walk: &Walk,
    project: Option<crate::domain::project::ProjectId>,
    width: u16,
) -> Vec<Line> {
    let Some(project) = project else { return Vec::new() };
    let mut laying = Laying::of(width);
    let page = walk.summary(scene.snapshot, project);
    for words in page.lines().skip(4) {
        match words.strip_prefix("- ") {
            Some(words) => {
                for (at, words) in text::wrap(words, laying.whole.saturating_sub(2), 6).into_iter().enumerate() {
                    let sign = if at == 0 { scene.theme.signs.dot } else { " " };
                    laying.lines.push((String::new(), format!("{sign} {words}"), Tone::Strong));
                }
            }
            None if words.is_empty() => laying.gap(),
            None => laying.heading(words),
        }
    }
    laying.gap();
    let key = |action| scene.lens.key(Scope::Review, action);
    laying.heading(&format!("{} copies it as Markdown, {} ends", key(Action::Copy), key(Action::Cancel)));
    laying.lines
}

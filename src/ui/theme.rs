//! Colours, signs and borders: dark, light, 16 colours, no colour; Unicode or ascii. What a colour means, not where it goes.
//!
//! A colour says something (late, blocked, over a limit, done) and never says it alone: a sign or word stands beside it.
//! One accent belongs to the cursor; everything else is text and two greys.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

/// A set of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// 256 colours on a dark ground.
    Dark,
    /// 256 colours on a light ground.
    Light,
    /// The sixteen colours of the terminal's own scheme, on its own ground.
    Sixteen,
    /// No colour: bold, underlined and reversed.
    Mono,
}

impl Palette {
    /// The palette of a name in the configuration: `dark`, `light`, `16` or `mono`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "dark" => Self::Dark,
            "light" => Self::Light,
            "16" => Self::Sixteen,
            "mono" => Self::Mono,
            _ => return None,
        })
    }
}

/// What the person and the terminal say about looks; `main` reads it from the configuration and the environment.
#[derive(Debug, Clone, Default)]
pub struct Wish<'a> {
    /// `theme = ` of the configuration.
    pub palette: Option<Palette>,
    /// `ascii = ` of the configuration.
    pub ascii: bool,
    /// NO_COLOR is set and not empty.
    pub no_color: bool,
    /// TERM.
    pub term: Option<&'a str>,
    /// COLORTERM.
    pub colorterm: Option<&'a str>,
    /// COLORFGBG, which some terminals set: `15;0` is light on dark.
    pub colorfgbg: Option<&'a str>,
}

/// How a piece of text is meant; [`Theme::tone`] says how that looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Ordinary.
    #[default]
    Plain,
    /// A heading.
    Strong,
    /// Read second.
    Dim,
    /// Read last.
    Faint,
    /// Understood, done.
    Good,
    /// New, soon, uncertain.
    Warn,
    /// Wrong, late, blocked.
    Danger,
}

/// How everything looks.
#[derive(Debug, Clone)]
pub struct Theme {
    /// Ordinary text.
    pub text: Style,
    /// What matters most in its place: titles, the active tab.
    pub strong: Style,
    /// The first grey: what is read second.
    pub dim: Style,
    /// The second grey: rules, borders, what is read last.
    pub faint: Style,
    /// The cursor's colour: its bars, the active tab, the field one is in.
    pub accent: Style,
    /// The row under the cursor.
    pub selected: Style,
    /// A marked row.
    pub marked: Style,
    /// Late, blocked, over a limit, wrong.
    pub danger: Style,
    /// Soon, new, uncertain.
    pub warn: Style,
    /// Done, understood.
    pub good: Style,
    /// What a search found.
    pub hit: Style,
    /// A key in hints, help and palette.
    pub key: Style,
    /// A bar of the Timeline: what is left of it.
    pub bar: Style,
    /// What is done of a bar.
    pub bar_done: Style,
    /// The parts of columns at the ends of a shaded bar.
    pub bar_edge: Style,
    /// What is done of a critical bar.
    pub danger_done: Style,
    /// Lines from one bar to another.
    pub link: Style,
    /// Where today is.
    pub today: Style,
    /// Days without work.
    pub off: Style,
    /// Ground of what needs a response in the matrix of risks; its sign says so too.
    pub high: Style,
    /// Ground of what is half as grave there.
    pub middle: Style,
    /// Signs of one column each.
    pub signs: &'static Signs,
    /// Lines around dialogs.
    pub border: border::Set<'static>,
}

/// Every sign the screens use besides words; each takes one column.
#[derive(Debug, PartialEq, Eq)]
pub struct Signs {
    /// A milestone.
    pub milestone: &'static str,
    /// On the critical path.
    pub critical: &'static str,
    /// Blocked.
    pub blocked: &'static str,
    /// Under a high risk.
    pub risk: &'static str,
    /// Comes again.
    pub again: &'static str,
    /// Done.
    pub done: &'static str,
    /// Not met.
    pub unmet: &'static str,
    /// Where the project stands.
    pub here: &'static str,
    /// Still to come.
    pub to_come: &'static str,
    /// What is under it is hidden.
    pub folded: &'static str,
    /// What is under it is shown.
    pub unfolded: &'static str,
    /// From one phase to the next.
    pub path: &'static str,
    /// The path, and something alongside.
    pub fork: &'static str,
    /// What runs alongside comes back to the path.
    pub join: &'static str,
    /// Over a limit, or late.
    pub over: &'static str,
    /// Marked for the next verb.
    pub marked: &'static str,
    /// The cursor's bar, left of what it is on.
    pub bar: &'static str,
    /// The cursor's bar, right of what it is on.
    pub bar_right: &'static str,
    /// A rule from left to right.
    pub rule: &'static str,
    /// A rule from top to bottom.
    pub divide: &'static str,
    /// Between two things in a line.
    pub dot: &'static str,
    /// Nothing there.
    pub none: &'static str,
    /// From one to another.
    pub arrow: &'static str,
    /// There is more above.
    pub up: &'static str,
    /// There is more below.
    pub down: &'static str,
    /// There is more on the left.
    pub left: &'static str,
    /// There is more on the right.
    pub right: &'static str,
    /// Some of it was left out.
    pub more: &'static str,
}

/// The signs of SPEC 5, of characters that every font of a terminal has in one column.
pub static SIGNS: Signs = Signs {
    milestone: "◆",
    critical: "»",
    blocked: "⚑",
    risk: "△",
    again: "↻",
    done: "✔",
    unmet: "✗",
    here: "▸",
    to_come: "○",
    folded: "▸",
    unfolded: "▾",
    path: "━",
    fork: "┳",
    join: "┛",
    over: "!",
    marked: "●",
    bar: "▐",
    bar_right: "▌",
    rule: "─",
    divide: "│",
    dot: "·",
    none: "—",
    arrow: "→",
    up: "▲",
    down: "▼",
    left: "◀",
    right: "▶",
    more: "…",
};

/// The same in ascii.
pub static ASCII_SIGNS: Signs = Signs {
    milestone: "*",
    critical: ">",
    blocked: "#",
    risk: "?",
    again: "&",
    done: "x",
    unmet: "-",
    here: ">",
    to_come: "o",
    folded: "+",
    unfolded: "-",
    path: "=",
    fork: "+",
    join: "+",
    over: "!",
    marked: "+",
    bar: "[",
    bar_right: "]",
    rule: "-",
    divide: "|",
    dot: "-",
    none: "-",
    arrow: ">",
    up: "^",
    down: "v",
    left: "<",
    right: ">",
    more: "~",
};

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

impl Theme {
    /// Are signs and lines those of ascii?
    pub fn is_ascii(&self) -> bool {
        *self.signs == ASCII_SIGNS
    }

    /// The theme for a wish. What is configured wins over NO_COLOR, that over what the terminal says of itself; a ground
    /// nobody tells is taken for dark.
    pub fn of(wish: &Wish) -> Self {
        let palette = wish.palette.unwrap_or_else(|| Self::guess(wish));
        let (signs, border) = if wish.ascii { (&ASCII_SIGNS, ASCII_BORDER) } else { (&SIGNS, border::PLAIN) };
        let theme = match palette {
            Palette::Dark => Self::dark(),
            Palette::Light => Self::light(),
            Palette::Sixteen => Self::sixteen(),
            Palette::Mono => Self::mono(),
        };
        Self { signs, border, ..theme }
    }

    /// The style of a tone.
    pub fn tone(&self, tone: Tone) -> Style {
        match tone {
            Tone::Plain => self.text,
            Tone::Strong => self.strong,
            Tone::Dim => self.dim,
            Tone::Faint => self.faint,
            Tone::Good => self.good,
            Tone::Warn => self.warn,
            Tone::Danger => self.danger,
        }
    }

    fn guess(wish: &Wish) -> Palette {
        let term = wish.term.unwrap_or_default();
        if wish.no_color || term == "dumb" {
            return Palette::Mono;
        }
        let rich =
            wish.colorterm.is_some_and(|value| matches!(value, "truecolor" | "24bit")) || term.contains("256color");
        let light =
            wish.colorfgbg.and_then(|pair| pair.rsplit(';').next()).is_some_and(|ground| matches!(ground, "7" | "15"));
        match (rich, light) {
            (true, true) => Palette::Light,
            (true, false) => Palette::Dark,
            (false, _) => Palette::Sixteen,
        }
    }

    fn dark() -> Self {
        let fg = |number| Style::new().fg(Color::Indexed(number));
        Self {
            text: Style::new(),
            strong: Style::new().add_modifier(Modifier::BOLD),
            dim: fg(248),
            faint: fg(244),
            accent: fg(75),
            selected: fg(255).bg(Color::Indexed(237)),
            marked: fg(141),
            danger: fg(203),
            warn: fg(179),
            good: fg(108),
            hit: Style::new().fg(Color::Indexed(75)).add_modifier(Modifier::UNDERLINED),
            key: Style::new().add_modifier(Modifier::BOLD),
            bar: fg(110),
            bar_done: fg(67),
            bar_edge: fg(67),
            danger_done: fg(131),
            link: fg(179),
            today: fg(75),
            off: Style::new().bg(Color::Indexed(235)),
            high: fg(255).bg(Color::Indexed(52)),
            middle: fg(255).bg(Color::Indexed(236)),
            signs: &SIGNS,
            border: border::PLAIN,
        }
    }

    fn light() -> Self {
        let fg = |number| Style::new().fg(Color::Indexed(number));
        Self {
            dim: fg(240),
            faint: fg(243),
            accent: fg(26),
            selected: fg(235).bg(Color::Indexed(254)),
            marked: fg(91),
            danger: fg(160),
            warn: fg(130),
            good: fg(28),
            hit: Style::new().fg(Color::Indexed(26)).add_modifier(Modifier::UNDERLINED),
            bar: fg(67),
            bar_done: fg(24),
            bar_edge: fg(110),
            danger_done: fg(88),
            link: fg(130),
            today: fg(26),
            off: Style::new().bg(Color::Indexed(255)),
            high: fg(235).bg(Color::Indexed(217)),
            middle: fg(235).bg(Color::Indexed(254)),
            ..Self::dark()
        }
    }

    fn sixteen() -> Self {
        Self {
            dim: Style::new(),
            faint: Style::new().fg(Color::DarkGray),
            accent: Style::new().fg(Color::Cyan),
            selected: Style::new().add_modifier(Modifier::REVERSED),
            marked: Style::new().fg(Color::Magenta),
            danger: Style::new().fg(Color::Red),
            warn: Style::new().fg(Color::Yellow),
            good: Style::new().fg(Color::Green),
            hit: Style::new().fg(Color::Cyan).add_modifier(Modifier::UNDERLINED),
            bar: Style::new().fg(Color::Blue),
            bar_done: Style::new().fg(Color::Blue),
            bar_edge: Style::new().fg(Color::Blue),
            danger_done: Style::new().fg(Color::Red),
            link: Style::new().fg(Color::Yellow),
            today: Style::new().fg(Color::Cyan),
            off: Style::new().fg(Color::DarkGray),
            high: Style::new(),
            middle: Style::new(),
            ..Self::dark()
        }
    }

    fn mono() -> Self {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        Self {
            dim: Style::new(),
            faint: Style::new().add_modifier(Modifier::DIM),
            accent: bold,
            selected: Style::new().add_modifier(Modifier::REVERSED),
            marked: bold,
            danger: bold,
            warn: Style::new(),
            good: Style::new(),
            hit: Style::new().add_modifier(Modifier::UNDERLINED),
            bar: Style::new(),
            bar_done: Style::new(),
            bar_edge: Style::new(),
            danger_done: Style::new(),
            link: Style::new(),
            today: Style::new().add_modifier(Modifier::DIM),
            off: Style::new().add_modifier(Modifier::DIM),
            high: Style::new(),
            middle: Style::new(),
            ..Self::dark()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    fn styles(theme: &Theme) -> [Style; 12] {
        let Theme { text, strong, dim, faint, accent, selected, marked, danger, warn, good, hit, key, .. } = theme;
        [text, strong, dim, faint, accent, selected, marked, danger, warn, good, hit, key].map(|style| *style)
    }

    #[test]
    fn without_colour_there_is_none_and_the_selection_is_still_seen() {
        let theme = Theme::of(&Wish { no_color: true, colorterm: Some("truecolor"), ..Wish::default() });
        for style in styles(&theme) {
            assert_eq!((style.fg, style.bg), (None, None));
        }
        assert_ne!(theme.selected, theme.text);
        assert_ne!(theme.danger, theme.text);
    }

    #[test]
    fn the_selection_can_be_read_whatever_colours_the_terminal_has() {
        for theme in [Theme::dark(), Theme::light()] {
            // Indices from 232 to 255 are greys, each 10 of 255 lighter.
            let grey = |colour: Option<Color>| match colour {
                Some(Color::Indexed(index @ 232..)) => i32::from(index),
                other => panic!("{other:?} is no grey"),
            };
            let ground = grey(theme.selected.bg);
            assert!((grey(theme.selected.fg) - ground).abs() >= 16);
            assert!((grey(theme.dim.fg) - ground).abs() >= 10);
            assert!((grey(theme.faint.fg) - ground).abs() >= 7);
        }
    }

    #[test]
    fn the_configuration_wins() {
        let wish = Wish { palette: Some(Palette::Light), no_color: true, term: Some("dumb"), ..Wish::default() };
        assert_eq!(Theme::of(&wish).accent, Theme::light().accent);
    }

    #[test]
    fn the_terminal_is_believed() {
        let accent = |wish: Wish| Theme::of(&wish).accent;
        let rich = Wish { term: Some("xterm-256color"), ..Wish::default() };
        assert_eq!(accent(rich.clone()), Theme::dark().accent);
        assert_eq!(accent(Wish { colorfgbg: Some("0;15"), ..rich.clone() }), Theme::light().accent);
        assert_eq!(accent(Wish { colorfgbg: Some("15;default;0"), ..rich }), Theme::dark().accent);
        assert_eq!(accent(Wish { term: Some("linux"), ..Wish::default() }), Theme::sixteen().accent);
        assert_eq!(accent(Wish { term: Some("dumb"), ..Wish::default() }), Theme::mono().accent);
    }

    #[test]
    fn every_sign_takes_one_column() {
        for signs in [&SIGNS, &ASCII_SIGNS] {
            for sign in [
                signs.milestone,
                signs.critical,
                signs.blocked,
                signs.risk,
                signs.done,
                signs.unmet,
                signs.here,
                signs.to_come,
                signs.folded,
                signs.unfolded,
                signs.path,
                signs.fork,
                signs.join,
                signs.over,
                signs.marked,
                signs.bar,
                signs.bar_right,
                signs.rule,
                signs.divide,
                signs.dot,
                signs.none,
                signs.arrow,
                signs.up,
                signs.down,
                signs.left,
                signs.right,
                signs.more,
            ] {
                assert_eq!(text::width(sign), 1, "{sign}");
                assert!(!std::ptr::eq(signs, &ASCII_SIGNS) || sign.is_ascii(), "{sign}");
            }
        }
    }

    #[test]
    fn every_palette_has_a_name() {
        assert_eq!(
            ["dark", "light", "16", "mono", "pink"].map(|name| Palette::named(name).is_some()),
            [true, true, true, true, false]
        );
    }
}

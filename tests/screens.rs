//! What the screens show, at the sizes they are made for, and that no size and no action breaks them.
#![allow(clippy::unwrap_used)]

mod support;

use insta::assert_snapshot;
use milepost::domain::command::Command;
use milepost::domain::id::RecordId;
use milepost::domain::link::LinkType;
use milepost::domain::place::Spot;
use milepost::domain::span::{Lag, Span};
use milepost::domain::task::TaskId;
use milepost::domain::template::Template;
use milepost::ui::action::Action;
use milepost::ui::panes::board::Board;
use milepost::ui::panes::detail::Detail;
use milepost::ui::theme::{Palette, Theme, Wish};
use milepost::ui::view::{Ask, Effect, Lens, Scene, View};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use support::office::Office;
use support::screens::Screens;
use unicode_width::UnicodeWidthStr;

/// A board over an office, as a person sits before it.
struct Seat {
    office: Office,
    board: Board,
    lens: Lens,
    theme: Theme,
}

impl Seat {
    fn at(office: Office) -> Self {
        let lens = Lens { project: Some(office.project), ..Lens::default() };
        let mut seat = Seat {
            office,
            board: Board::default(),
            lens,
            theme: Theme::of(&Wish { palette: Some(Palette::Dark), ..Wish::default() }),
        };
        seat.see();
        seat
    }

    fn see(&mut self) {
        self.board.see(&self.office.snapshot, &self.lens);
    }

    /// Does it, carries out what it asks for, and gives the effect.
    fn act(&mut self, action: Action) -> Effect {
        let effect = self.board.act(action, &self.office.snapshot, &self.lens);
        if let Effect::Run(command) = &effect {
            self.office.run(command.clone());
            self.see();
        }
        effect
    }

    fn go(&mut self, title: &str) {
        let id = self.office.titled(title);
        assert!(self.board.go(id.into()), "{title} is not shown");
    }

    /// The title under the cursor.
    fn on(&self) -> String {
        let id = self.board.cursor().and_then(|id| id.as_id());
        id.map_or(String::new(), |id: TaskId| self.office.snapshot.plan.get(id).unwrap().title.clone())
    }

    fn mark(&mut self, titles: &[&str]) {
        self.lens.marked = titles.iter().map(|title| RecordId::from(self.office.titled(title))).collect();
        self.see();
    }

    /// The titles of a column, from the top, as the plan has them.
    fn column(&self, name: &str) -> Vec<String> {
        let plan = &self.office.snapshot.plan;
        let cards = plan.index().cards(self.office.column(name));
        cards.map(|id| plan.get(id).unwrap().title.clone()).collect()
    }

    fn buffer(&mut self, width: u16, height: u16) -> Buffer {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let scene = Scene { snapshot: &self.office.snapshot, lens: &self.lens, theme: &self.theme, focused: true };
        self.board.draw(&scene, area, &mut buffer);
        buffer
    }

    fn drawn(&mut self, width: u16, height: u16) -> String {
        shown(&self.buffer(width, height))
    }
}

/// The characters of a buffer, a line a row, blanks at the end left out.
fn shown(buffer: &Buffer) -> String {
    let rows = buffer.area.rows().map(|row| {
        let (mut line, mut x) = (String::new(), row.left());
        while x < row.right() {
            let symbol = buffer[(x, row.y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).unwrap();
        }
        line.trim_end().to_string()
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_board_at_its_sizes() {
    for (width, height) in [(40, 12), (80, 21), (120, 37)] {
        let mut seat = Seat::at(Office::full());
        seat.go("Login page");
        assert_snapshot!(format!("board_{width}x{height}"), seat.drawn(width, height));
    }
}

#[test]
fn the_inbox_is_a_column_while_something_is_in_it() {
    let mut seat = Seat::at(Office::full().with_inbox());
    assert_eq!(seat.on(), "Rotate the signing keys without a release");
    seat.act(Action::First);
    assert_snapshot!("board_inbox", seat.drawn(100, 14));
}

#[test]
fn lanes_by_assignee_parent_and_phase() {
    let mut seat = Seat::at(Office::full());
    seat.go("Login page");
    assert_eq!(seat.act(Action::Lanes), Effect::Tell("Lanes by assignee".into()));
    assert_snapshot!("board_lanes_assignee", seat.drawn(120, 37));
    seat.act(Action::Lanes);
    assert_snapshot!("board_lanes_parent", seat.drawn(80, 21));
    seat.act(Action::OtherView);
    assert_snapshot!("board_lanes_compact", seat.drawn(80, 21));
    seat.act(Action::Lanes);
    assert_snapshot!("board_lanes_phase", seat.drawn(80, 8));
    seat.act(Action::Lanes);
    assert_eq!(seat.on(), "Login page with single sign-on");
}

#[test]
fn compact_cards_take_a_line() {
    let mut seat = Seat::at(Office::full());
    seat.act(Action::OtherView);
    seat.go("Migrate");
    assert_snapshot!("board_compact_80", seat.drawn(80, 14));
    assert_snapshot!("board_compact_200", seat.drawn(200, 14));
}

#[test]
fn the_board_in_ascii() {
    let mut seat = Seat::at(Office::full().with_inbox());
    seat.theme = Theme::of(&Wish { ascii: true, palette: Some(Palette::Mono), ..Wish::default() });
    seat.mark(&["Session", "Login"]);
    seat.go("Migrate");
    let drawn = seat.drawn(80, 21);
    assert_snapshot!("board_ascii", drawn);
    let ours = drawn.chars().filter(|letter| !letter.is_ascii() && !letter.is_alphanumeric() && *letter != '…');
    assert_eq!(ours.collect::<String>(), "");
}

#[test]
fn an_empty_board_says_what_to_press() {
    assert_snapshot!("board_empty", Seat::at(Office::empty()).drawn(80, 12));
    assert_snapshot!("board_empty_small", Seat::at(Office::empty()).drawn(40, 8));
    let mut seat = Seat::at(Office::empty());
    seat.lens.project = None;
    seat.see();
    assert_eq!(seat.drawn(40, 3).trim(), "No project yet: gn starts one");
}

#[test]
fn another_project_begins_on_its_first_card() {
    let mut seat = Seat::at(Office::full());
    seat.act(Action::Last);
    seat.act(Action::Down);
    let (web, ops) = (seat.office.project, seat.office.moment.ids.take());
    seat.office.run(Command::NewProject {
        id: ops,
        key: "OPS".into(),
        name: "Operations".into(),
        template: Template::standard(),
    });
    seat.office.project = ops;
    seat.office.task("Renew certificates", Some("Ready"), |_| {});
    seat.office.task("Call the data centre", None, |_| {});
    seat.lens.project = Some(ops);
    seat.see();
    assert_eq!(seat.on(), "Renew certificates");
    seat.lens.project = Some(web);
    seat.see();
    assert_eq!(seat.on(), "Rotate the signing keys without a release");
}

#[test]
fn an_empty_column_can_be_entered() {
    let mut seat = Seat::at(Office::empty());
    seat.office.task("Only one", Some("Backlog"), |_| {});
    seat.see();
    seat.act(Action::Right);
    seat.see();
    assert_eq!(seat.board.cursor(), None);
    let (snapshot, lens) = (&seat.office.snapshot, &seat.lens);
    assert_eq!(seat.board.column_for_new(snapshot, lens), Some(seat.office.column("Ready")));
    assert!(seat.drawn(80, 12).contains("▐a adds here"));
    assert_eq!(seat.act(Action::MoveRight), Effect::Say("there is no card here".into()));
    assert_eq!(seat.act(Action::PickColumn), Effect::Say("there is no card here".into()));
    seat.act(Action::Left);
    assert_eq!(seat.on(), "Only one");
    assert_eq!(seat.act(Action::PickColumn), Effect::Ask(Ask::Column));
    assert_eq!(seat.act(Action::EditColumns), Effect::Ask(Ask::Columns));
}

#[test]
fn the_cursor_stays_on_the_card_that_moves() {
    let mut seat = Seat::at(Office::full());
    seat.go("Consent banner");
    for column in ["Doing", "Review", "Done"] {
        seat.act(Action::MoveRight);
        assert_eq!(seat.on(), "Consent banner");
        assert!(seat.column(column).contains(&"Consent banner".to_string()));
    }
    assert_eq!(seat.column("Done")[0], "Consent banner", "what is done last stands on top");
    assert_eq!(seat.act(Action::MoveRight), Effect::Say("Done is the last column".into()));
    for _ in 0..4 {
        seat.act(Action::MoveLeft);
    }
    assert_eq!(seat.column("Backlog").last().unwrap(), "Consent banner");
    let Effect::Say(why) = seat.act(Action::MoveLeft) else { panic!("it moved off the board") };
    assert!(why.starts_with("a card does not go back to the inbox"), "{why}");
}

#[test]
fn cards_are_put_in_order() {
    let mut seat = Seat::at(Office::full());
    seat.go("Migrate");
    seat.act(Action::OrderDown);
    assert_eq!(
        seat.column("Doing"),
        ["Login page with single sign-on", "Measure the first page", "Migrate accounts", "Pay by invoice"]
    );
    seat.act(Action::OrderDown);
    assert_eq!(seat.column("Doing")[3], "Migrate accounts");
    assert_eq!(seat.act(Action::OrderDown), Effect::Nothing);
    for _ in 0..3 {
        seat.act(Action::OrderUp);
        assert_eq!(seat.on(), "Migrate accounts");
    }
    assert_eq!(seat.column("Doing")[0], "Migrate accounts");
    assert_eq!(seat.act(Action::OrderUp), Effect::Nothing);
    seat.go("Load test");
    let Effect::Say(why) = seat.act(Action::OrderUp) else { panic!("done cards were put in order") };
    assert_eq!(why, "Done is in the order of finishing, the newest on top");
}

#[test]
fn marked_cards_move_as_one_step() {
    let mut seat = Seat::at(Office::full());
    seat.mark(&["Session", "Rotate", "Migrate"]);
    let Effect::Run(Command::All(moves)) = seat.act(Action::MoveRight) else { panic!("not one step") };
    assert_eq!(moves.len(), 3);
    let ready = seat.column("Ready");
    assert_eq!(ready[ready.len() - 2..], ["Rotate the signing keys without a release", "Session timeout"]);
    assert_eq!(seat.column("Review")[1], "Migrate accounts");
    seat.mark(&["Password", "Migrate"]);
    seat.act(Action::MoveRight);
    assert_eq!(seat.column("Done")[..2], ["Password reset mails", "Migrate accounts"], "they keep their order");
    seat.mark(&["Choose", "Load"]);
    assert_eq!(seat.act(Action::MoveRight), Effect::Say("Done is the last column".into()));
}

#[test]
fn captured_tasks_come_onto_the_board() {
    let mut seat = Seat::at(Office::full().with_inbox());
    seat.go("Fix the footer");
    assert_eq!(seat.board.column_for_new(&seat.office.snapshot, &seat.lens), None);
    let Effect::Say(why) = seat.act(Action::OrderUp) else { panic!("the inbox has an order") };
    assert_eq!(why, "the inbox is in the order of capture; L moves a card onto the board");
    seat.act(Action::MoveRight);
    assert_eq!(seat.column("Backlog").last().unwrap(), "Fix the footer");
    seat.go("Ask for");
    seat.act(Action::MoveRight);
    assert_eq!(seat.on(), "Ask for the logs");
    assert!(!seat.drawn(120, 20).contains("Inbox"), "the inbox is empty and gone");
}

#[test]
fn the_cursor_goes_to_a_neighbour_of_a_card_that_vanished() {
    let mut seat = Seat::at(Office::full());
    let drop = |seat: &mut Seat, title: &str| {
        let id = seat.office.titled(title);
        seat.office.run(Command::Drop(id));
        seat.see();
    };
    seat.go("Dark theme");
    drop(&mut seat, "Dark theme");
    assert_eq!(seat.on(), "Cookie texts");
    seat.go("Old browsers");
    drop(&mut seat, "Old browsers");
    assert_eq!(seat.on(), "Error pages");
    drop(&mut seat, "Rate limits");
    assert_eq!(seat.on(), "Error pages");
    seat.go("Password");
    drop(&mut seat, "Password");
    assert_eq!(seat.board.column_for_new(&seat.office.snapshot, &seat.lens), Some(seat.office.column("Review")));
    let id = seat.office.titled("Pay by");
    let column = seat.office.column("Review");
    seat.office.run(Command::Move { task: id, column, spot: Spot::Top, over: false });
    seat.see();
    assert_eq!(seat.on(), "Pay by invoice");
}

#[test]
fn going_sideways_keeps_to_the_height_of_the_screen() {
    let mut seat = Seat::at(Office::full());
    seat.go("Old browsers");
    let before = seat.drawn(80, 21);
    seat.act(Action::Right);
    assert_eq!(seat.on(), "Consent banner");
    seat.act(Action::Left);
    let after = seat.drawn(80, 21);
    let lines = |text: &str| {
        text.lines().map(|line| line.replace(['▐', '▌'], " ")).map(|it| it.trim_end().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(lines(&before), lines(&after), "the columns jumped");
    assert_eq!(seat.on(), "Old browsers");
    seat.act(Action::Last);
    seat.act(Action::Top);
    assert_eq!(seat.on(), "Choose the provider");
    seat.act(Action::First);
    seat.act(Action::Top);
    assert_eq!(seat.on(), "Rotate the signing keys without a release");
    seat.act(Action::Bottom);
    assert_eq!(seat.on(), "Old browsers");
}

#[test]
fn a_click_selects_and_the_wheel_scrolls() {
    let mut seat = Seat::at(Office::full());
    let drawn = seat.drawn(80, 21);
    let (y, line) = drawn.lines().enumerate().find(|(_, line)| line.contains("Map legacy")).unwrap();
    let x = line.split("Map legacy").next().unwrap().width();
    let at = Position::new(u16::try_from(x).unwrap(), u16::try_from(y).unwrap());
    assert!(seat.board.scroll(Position::new(0, 5), 1));
    assert_eq!(seat.on(), "Session timeout", "in its own column the wheel moves the cursor");
    seat.drawn(80, 21);
    assert!(seat.board.click(at));
    assert_eq!(seat.on(), "Map legacy roles to claims");
    assert!(seat.board.scroll(Position::new(0, 5), 1));
    assert_eq!(seat.on(), "Map legacy roles to claims", "elsewhere it moves only the column");
    assert!(!seat.drawn(80, 21).contains("Rotate the"));
    assert!(!seat.board.click(Position::new(200, 5)));
}

#[test]
fn done_shows_two_weeks_newest_first() {
    let mut seat = Seat::at(Office::full());
    seat.go("Choose");
    let drawn = seat.drawn(120, 37);
    assert!(drawn.contains("Done 14 days · 3") && drawn.contains("… 2 older"), "{drawn}");
    assert!(!seat.board.go(seat.office.titled("Find a sponsor").into()));
    seat.act(Action::Down);
    assert_eq!(seat.on(), "Load test plan");
}

/// An office in which the login page has links, a note and a share of somebody’s time.
fn linked() -> Office {
    let mut office = Office::full();
    let [login, choose, reset, accounts] =
        ["Login page", "Choose", "Password", "Migrate accounts"].map(|title| office.titled(title));
    let link = |predecessor, successor, link_type, days: i64| Command::Link {
        predecessor,
        successor,
        link_type,
        lag: Lag::Span(Span::working(days * 480)),
    };
    office.run(link(choose, login, LinkType::FinishStart, 0));
    office.run(link(login, reset, LinkType::StartStart, 2));
    office.run(link(login, accounts, LinkType::FinishStart, 0));
    office.run(Command::Block { task: login, reason: "waits for the legal department".into(), outside: true });
    let note = "The legal department has the draft:\n\n- the wording of the consent is theirs, we only show it\n  - in three languages\n- 同意書\n\n\tEnd\u{1b}[31m";
    office.run(Command::SetNote { task: login, text: note.into() });
    office
}

#[test]
fn the_detail_stands_beside_the_board() {
    let mut seat = Seat::at(linked());
    seat.go("Login page");
    let area = Rect::new(0, 0, 120, 40);
    let (pane, beside) = Detail::beside(area).unwrap();
    let mut buffer = Buffer::empty(area);
    let scene = Scene { snapshot: &seat.office.snapshot, lens: &seat.lens, theme: &seat.theme, focused: true };
    let mut detail = Detail::default();
    detail.show(seat.board.cursor());
    seat.board.draw(&scene, pane, &mut buffer);
    detail.draw_beside(&scene, beside, &mut buffer);
    assert_snapshot!("detail_beside_120x40", shown(&buffer));
}

#[test]
fn the_detail_scrolls_where_it_has_no_room() {
    let seat = Seat::at(linked());
    let scene = Scene { snapshot: &seat.office.snapshot, lens: &seat.lens, theme: &seat.theme, focused: true };
    let mut detail = Detail::default();
    let drawn = |detail: &mut Detail, width, height| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        detail.draw(&scene, buffer.area, &mut buffer);
        shown(&buffer)
    };
    assert_eq!(drawn(&mut detail, 40, 3).trim(), "Nothing is selected.");
    detail.show(Some(seat.office.titled("Login page").into()));
    assert_snapshot!("detail_80x21", drawn(&mut detail, 80, 21));
    drawn(&mut detail, 40, 12);
    assert!(detail.act(Action::Bottom));
    assert_snapshot!("detail_40x12_end", drawn(&mut detail, 40, 12));
    assert!(detail.act(Action::Top) && !detail.act(Action::MoveLeft));
    let top = drawn(&mut detail, 40, 12);
    detail.show(Some(seat.office.titled("Identity").into()));
    assert_snapshot!("detail_summary", drawn(&mut detail, 60, 16));
    detail.show(Some(seat.office.titled("Login page").into()));
    assert_eq!(drawn(&mut detail, 40, 12), top);
    for (width, height) in [(0, 0), (1, 1), (2, 1), (1, 9), (3, 3), (5, 40)] {
        drawn(&mut detail, width, height);
    }
}

#[test]
fn colour_only_says_what_a_word_says_too() {
    let mut seat = Seat::at(Office::full());
    seat.go("Migrate");
    let buffer = seat.buffer(80, 21);
    let styled = |style: Style| {
        let cells = buffer.content().iter().filter(|cell| Some(cell.fg) == style.fg);
        cells.map(|cell| cell.symbol()).collect::<String>()
    };
    assert_eq!(styled(seat.theme.danger), "4/3 !due 2d late⚑ waits for  the leg…, 9d");
    assert_eq!(styled(seat.theme.warn), " 13ddue today");
    assert_eq!(styled(seat.theme.good), " ✔ Tue ✔ Mon ✔ 26 Feb");
    let bars = styled(seat.theme.accent);
    assert!(bars.chars().all(|sign| "▐▌".contains(sign)) && bars.chars().count() == 13, "{bars}");
}

#[test]
fn a_task_is_copied_as_markdown() {
    let office = linked();
    let [login, migration] = ["Login page", "Data migration"].map(|title| office.titled(title));
    let copied = |tasks: &[TaskId]| milepost::formats::markdown::tasks(&office.snapshot, tasks);
    assert_snapshot!("markdown", copied(&[login]));
    assert_eq!(
        copied(&[login, migration, office.titled("Choose")]),
        "- [ ] WEB-14 Login page with single sign-on (Doing, p0, @ana, due Mon 9 Mar, blocked: waits for the legal \
         department)\n- [ ] WEB-2 Data migration\n- [x] WEB-19 Choose the provider (Done, @ana)\n"
    );
}

fn actions() -> impl Strategy<Value = Action> {
    prop::sample::select(vec![
        Action::Left,
        Action::Down,
        Action::Up,
        Action::Right,
        Action::Top,
        Action::Bottom,
        Action::First,
        Action::Last,
        Action::HalfDown,
        Action::HalfUp,
        Action::PageDown,
        Action::PageUp,
        Action::OtherView,
        Action::MoveLeft,
        Action::MoveRight,
        Action::OrderDown,
        Action::OrderUp,
        Action::Lanes,
        Action::PickColumn,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_action_and_no_size_breaks_the_board(
        steps in prop::collection::vec((actions(), 0u16..130, 0u16..40, any::<u8>()), 1..40),
        inbox in any::<bool>(),
        ascii in any::<bool>(),
    ) {
        let office = if inbox { Office::full().with_inbox() } else { Office::full() };
        let mut seat = Seat::at(office);
        seat.theme = Theme::of(&Wish { ascii, ..Wish::default() });
        for (action, width, height, dice) in steps {
            let buffer = seat.buffer(width, height);
            match dice % 16 {
                0 => { seat.board.click(Position::new(width / 2, height / 2)); }
                1 => { seat.board.scroll(Position::new(width / 3, height / 2), if dice > 99 { 1 } else { -1 }); }
                2 => {
                    if let Some(id) = seat.board.cursor().and_then(|id| id.as_id()) {
                        seat.office.run(Command::Drop(id));
                        seat.see();
                    }
                }
                3 => {
                    seat.lens.marked = seat.board.rows().into_iter().step_by(usize::from(dice / 16) + 3).collect();
                    seat.see();
                }
                4 => { seat.lens.marked.clear(); seat.see(); }
                _ => { seat.act(action); }
            }
            if let Some(id) = seat.board.cursor() {
                prop_assert!(seat.board.rows().contains(&id), "the cursor is on a card that is not shown");
            }
            prop_assert_eq!(buffer.area, Rect::new(0, 0, width, height));
            let drawn = seat.buffer(width, height);
            if width >= 16 && height >= 4 && seat.board.cursor().is_some() {
                let bars = drawn.content().iter().filter(|cell| cell.symbol() == seat.theme.signs.bar).count();
                let marked = drawn.content().iter().filter(|cell| cell.symbol() == seat.theme.signs.marked).count();
                prop_assert!(bars + marked >= 2, "the card under the cursor is not in sight\n{}", shown(&drawn));
            }
        }
    }
}

#[test]
fn the_dialogs_of_a_beginning_at_their_sizes() {
    let mut screens = Screens::new();
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        screens.resizes(width, height);
        assert_snapshot!(format!("welcome_{width}x{height}"), screens.shown());
        screens.keys("gn").types("web").keys("Tab").types("Customer portal").keys("Tab Down Down Down");
        assert_snapshot!(format!("new_project_{width}x{height}"), screens.shown());
        screens.keys("Esc Esc y");
    }
    screens.keys("gn").types("web").keys("Tab").types("Customer portal").keys("Ctrl-s gc");
    let objective = "Nobody calls us about a password any more by October, and nobody waits longer than a minute";
    screens.types(objective).keys("Tab Tab Tab Tab").types("Login page").keys("Enter").types("Password reset mails");
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        screens.resizes(width, height);
        assert_snapshot!(format!("charter_text_{width}x{height}"), screens.shown());
        screens.keys("Tab Tab Tab Tab").types("clara");
        assert_snapshot!(format!("charter_person_{width}x{height}"), screens.shown());
        screens.keys("Backspace Backspace Backspace Backspace Backspace");
        screens.keys("Shift-Tab Shift-Tab Shift-Tab Shift-Tab");
    }
    screens.keys("Ctrl-s gC");
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        screens.resizes(width, height);
        assert_snapshot!(format!("charter_page_{width}x{height}"), screens.shown());
    }
}

#[test]
fn the_dialogs_of_calendars_at_their_sizes() {
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        let mut screens = Screens::with_tasks(&["Login page est:3d in:ready @ana"]);
        screens.resizes(width, height);
        screens.says_at("calendar add Holidays");
        screens.says_at("calendar use holidays");
        screens.says_at("calendar except holidays 2026-05-01 Labour Day --years 2");
        screens.says_at("calendar except holidays 2026-12-24..2026-12-26 Christmas");
        screens.says_at("calendar except holidays 2026-03-14 Cut-over --hours 8-12");
        screens.says_at("calendar except holidays 2026-01-01 New Year");
        screens.says_at("calendar add Night shift --base holidays");
        screens.says_at("calendar use night @ana");
        screens.keys("gk");
        assert_snapshot!(format!("calendars_{width}x{height}"), screens.shown());
        screens.keys("Enter");
        assert_snapshot!(format!("calendar_{width}x{height}"), screens.shown());
        screens.keys("Enter Tab");
        assert_snapshot!(format!("calendar_form_{width}x{height}"), screens.shown());
        screens.keys("Esc gk Enter Down Enter").types("mon..fri").keys("Tab");
        assert_snapshot!(format!("exception_form_{width}x{height}"), screens.shown());
    }
}

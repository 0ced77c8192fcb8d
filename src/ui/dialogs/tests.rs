use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use insta::assert_snapshot;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::*;
use crate::ui::action::Action;
use crate::ui::keymap::{Keymap, Scope};
use crate::ui::keys::Key;
use crate::ui::parts::tests::shown;
use crate::ui::theme::{Theme, Tone, Wish};

fn keymap() -> Keymap {
    Keymap::default()
}

fn theme() -> Theme {
    Theme::of(&Wish::default())
}

/// What is drawn at a size, the cursor shown as `_`.
fn drawn(width: u16, height: u16, draw: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    if let Some(cursor) = draw(area, &mut buffer) {
        buffer[cursor].set_symbol("_");
    }
    shown(&buffer).trim_matches('\n').to_string()
}

fn press(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

fn ctrl(letter: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)
}

fn typed<T>(text: &str, mut key: impl FnMut(KeyEvent) -> Answer<T>) {
    for letter in text.chars() {
        key(press(KeyCode::Char(letter)));
    }
}

fn prompt() -> Prompt {
    let mut prompt = Prompt::of("Add to Doing", "");
    typed("Login page due:fri @zoe", |event| prompt.key(event, &keymap()));
    prompt.chips = vec![
        Chip::of("Login page", Tone::Plain),
        Chip::of("due Fri 13 Mar", Tone::Good),
        Chip::of("@zoe is nobody yet: Tab makes a person", Tone::Danger),
    ];
    prompt
}

fn people() -> Vec<(String, String)> {
    [("@ana", "Ana Novak"), ("@bo", "Bo Klein"), ("@cem", "Cem Aydın")].map(|(a, b)| (a.into(), b.into())).to_vec()
}

fn form() -> Form {
    let mut fields = vec![
        Field::of("title", "Title", "Login page with single sign-on"),
        Field::of("due", "Due", "fri"),
        Field::of("assignees", "Assignees", "").picking(people(), true),
        Field::of("estimate", "Estimate", "3 bananas"),
    ];
    fields[1].said = ("Fri 13 Mar".into(), Tone::Good);
    fields[3].said = ("“3 bananas” is no duration: write 3d or 2w".into(), Tone::Danger);
    Form::of("Edit WEB-12", fields, 1)
}

fn choice() -> Choice {
    let items = [("Backlog", "11"), ("Ready", "4/5"), ("Doing", "4/3 !"), ("Review", "2/2"), ("Done", "9")];
    Choice::of("Move to", items.map(|(text, aside)| Item::of(text, aside)).to_vec(), 2)
}

#[test]
fn a_prompt_shows_what_is_understood() {
    let theme = theme();
    assert_snapshot!(drawn(60, 6, |area, buffer| prompt().draw(area, buffer, &theme, &keymap())), @r"
    ┌─ Add to Doing ───────────────────────────────────────────┐
    │ Login page due:fri @zoe_                                 │
    │ Login page  due Fri 13 Mar                               │
    │ ! @zoe is nobody yet: Tab makes a person                 │
    └─ Enter keep · Esc cancel · Tab complete ─────────────────┘
    ");
    assert_snapshot!(drawn(20, 6, |area, buffer| prompt().draw(area, buffer, &theme, &keymap())), @r"
    ┌─ Add to Doing ───┐
    │ ge due:fri @zoe_ │
    │ Login page       │
    │ due Fri 13 Mar   │
    └─ Enter keep · … ─┘
    ");
}

#[test]
fn a_prompt_answers_its_line() {
    let mut prompt = prompt();
    assert_eq!(prompt.paste("\nnew\u{1b}[0m line\n"), Answer::Changed);
    assert_eq!(
        prompt.key(press(KeyCode::Enter), &keymap()),
        Answer::Done("Login page due:fri @zoe new[0m line".into())
    );
    assert_eq!(prompt.key(press(KeyCode::Tab), &keymap()), Answer::Waits);
    prompt.offer = Some("Login page @zora".into());
    assert_eq!(prompt.key(press(KeyCode::Tab), &keymap()), Answer::Changed);
    assert_eq!(prompt.text(), "Login page @zora");
    assert_eq!(prompt.key(press(KeyCode::Esc), &keymap()), Answer::Closed);
}

#[test]
fn a_form_shows_fields_and_what_they_mean() {
    let theme = theme();
    assert_snapshot!(drawn(80, 16, |area, buffer| form().draw(area, buffer, &theme, &keymap())), @r"
    ┌─ Edit WEB-12 ────────────────────────────────────────────────────────────────┐
    │  Title      Login page with single sign-on                                   │
    │ ▐Due        fri_                                    Fri 13 Mar               │
    │  Assignees                                                                   │
    │  Estimate   3 bananas                               ! “3 bananas” is no dur… │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ Fri 13 Mar                                                                   │
    └─ Ctrl-s keep · Tab next · Shift-Tab previous · Esc cancel ───────────────────┘
    ");
    assert_snapshot!(drawn(36, 8, |area, buffer| form().draw(area, buffer, &theme, &keymap())), @r"
    ┌─ Edit WEB-12 ────────────────────┐
    │  Title      Login page with sin… │
    │ ▐Due        fri_                 │
    │  Assignees                       │
    │  Estimate   3 bananas          ! │
    │                                  │
    │ Fri 13 Mar                       │
    └─ Ctrl-s keep · Tab next · Shif… ─┘
    ");
}

#[test]
fn a_picker_fills_the_word_one_is_in() {
    let theme = theme();
    let mut form = form();
    form.key(press(KeyCode::Tab), &keymap());
    assert_snapshot!(drawn(80, 16, |area, buffer| form.draw(area, buffer, &theme, &keymap())), @r"
    ┌─ Edit WEB-12 ────────────────────────────────────────────────────────────────┐
    │  Title      Login page with single sign-on                                   │
    │  Due        fri                                     Fri 13 Mar               │
    │ ▐Assignees  _                                                                │
    │  Estimate   3 bananas                               ! “3 bananas” is no dur… │
    │    @ana  Ana Novak                                                           │
    │    @bo   Bo Klein                                                            │
    │    @cem  Cem Aydın                                                           │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └─ Ctrl-s keep · Tab next · Shift-Tab previous · Esc cancel ───────────────────┘
    ");
    typed("@bo cm", |event| form.key(event, &keymap()));
    form.key(press(KeyCode::Down), &keymap());
    assert_eq!(form.key(press(KeyCode::Enter), &keymap()), Answer::Changed);
    assert_eq!(form.fields[2].text(), "@bo @cem ");
}

#[test]
fn a_form_keeps_nothing_wrong() {
    let mut form = form();
    assert_eq!(form.key(ctrl('s'), &keymap()), Answer::Waits);
    assert_eq!(form.at(), 3);
    form.fields[3].said = (String::new(), Tone::Plain);
    assert_eq!(form.key(ctrl('s'), &keymap()), Answer::Done(()));
    assert_eq!(form.key(press(KeyCode::Enter), &keymap()), Answer::Done(()));
}

#[test]
fn a_form_asks_only_when_something_would_be_lost() {
    let mut form = form();
    assert_eq!(form.clone().key(press(KeyCode::Esc), &keymap()), Answer::Closed);
    typed("x", |event| form.key(event, &keymap()));
    assert_eq!(form.changed().map(|field| field.name).collect::<Vec<_>>(), ["due"]);
    assert_eq!(form.key(press(KeyCode::Esc), &keymap()), Answer::Waits);
    assert!(
        drawn(80, 16, |area, buffer| form.draw(area, buffer, &theme(), &keymap())).contains("Leave without keeping")
    );
    assert_eq!(form.key(press(KeyCode::Char('n')), &keymap()), Answer::Waits);
    assert_eq!(form.key(press(KeyCode::Esc), &keymap()), Answer::Waits);
    assert_eq!(form.key(press(KeyCode::Char('y')), &keymap()), Answer::Closed);
}

#[test]
fn a_choice_is_narrowed_by_typing() {
    let theme = theme();
    let mut choice = choice();
    assert_snapshot!(drawn(60, 14, |area, buffer| choice.draw(area, buffer, &theme, &keymap())), @r"
    ┌─ Move to ────────────────────────────┐
    │ _                                    │
    │  Backlog                        11   │
    │  Ready                         4/5   │
    │ ▐Doing                       4/3 !   │
    │  Review                        2/2   │
    │  Done                            9   │
    └─ Enter choose · Esc cancel ──────────┘
    ");
    typed("re", |event| choice.key(event, &keymap()));
    assert_snapshot!(drawn(60, 14, |area, buffer| choice.draw(area, buffer, &theme, &keymap())), @r"
    ┌─ Move to ────────────────────────────┐
    │ re_                                  │
    │ ▐Ready                         4/5   │
    │  Review                        2/2   │
    │                                      │
    │                                      │
    │                                      │
    └─ Enter choose · Esc cancel ──────────┘
    ");
    choice.key(press(KeyCode::Down), &keymap());
    assert_eq!(choice.key(press(KeyCode::Enter), &keymap()), Answer::Done(Picked::Item(3)));
    typed("qqq", |event| choice.key(event, &keymap()));
    assert_eq!(choice.clone().key(press(KeyCode::Enter), &keymap()), Answer::Waits);
    choice.take_typed(true);
    assert_eq!(choice.key(press(KeyCode::Enter), &keymap()), Answer::Done(Picked::Typed("reqqq".into())));
}

#[test]
fn help_lists_and_runs() {
    let theme = theme();
    let mut help = Help::of(Scope::Board, &keymap());
    assert_snapshot!(drawn(80, 24, |area, buffer| help.draw(area, buffer, &theme, &keymap())), @r"
    ┌─ Keys ─────────────────────────────────────────────────┐
    │ _                                                      │
    │ Board                                                  │
    │ ▐Move the card left                                H   │
    │  Move the card right                               L   │
    │  Move the card down                                J   │
    │  Move the card up                                  K   │
    │  Move to a column…                                 m   │
    │  Lanes: assignee, parent, phase, none              S   │
    │  Edit columns and limits                           C   │
    │ Everywhere                                             │
    │  Left                                         h Left   │
    │  Down                                         j Down   │
    │  Up                                             k Up   │
    │  Right                                       l Right   │
    │  To the top                                       gg   │
    │  To the bottom                                     G   │
    │  To the first column                            Home   │
    │  To the last column                              End   │
    │  Half a page down                             Ctrl-d   │
    │  Half a page up                               Ctrl-u ▼ │
    └─ Enter choose · Esc cancel ────────────────────────────┘
    ");
    typed("snooze", |event| help.key(event, &keymap()));
    assert_eq!(help.key(press(KeyCode::Enter), &keymap()), Answer::Done(Action::Snooze));
}

#[test]
fn the_palette_finds_by_words_and_by_key() {
    let theme = theme();
    let mut palette = Palette::of(Scope::Board, &keymap(), vec![Item::of("WEB-12 Login page", "Doing")], &["add"]);
    typed("proj", |event| palette.key(event, &keymap()));
    assert_snapshot!(drawn(70, 12, |area, buffer| palette.draw(area, buffer, &theme, &keymap())), @r"
    ┌─ Find a command, task or project ────────────────┐
    │ proj_                                            │
    │ ▐Project settings                           ge   │
    │  Switch project                             gp   │
    │  New project                                gn   │
    │  Charter: what the project is for           gc   │
    │  Holidays of the project from a file (.ics)…     │
    │                                                  │
    │                                                  │
    └─ Enter choose · Esc cancel ──────────────────────┘
    ");
    let mut palette = Palette::of(Scope::Board, &keymap(), vec![Item::of("WEB-12 Login page", "Doing")], &["add"]);
    typed("web-12", |event| palette.key(event, &keymap()));
    assert_eq!(palette.key(press(KeyCode::Enter), &keymap()), Answer::Done(Found::Other(0)));
    let shown = |line: &str| {
        let mut palette = Palette::of(Scope::Board, &keymap(), Vec::new(), &["add"]);
        typed(line, |event| palette.key(event, &keymap()));
        drawn(70, 12, |area, buffer| palette.draw(area, buffer, &theme, &keymap()))
    };
    let said = shown("add Wash the car due:fri");
    assert!(said.contains("Nothing like it; Enter takes what is typed."), "{said}");
    assert!(shown("qqqq xyz").contains("Nothing like it. "), "words that no verb begins are no answer");
}

#[test]
fn which_keys_follow_is_shown() {
    let theme = theme();
    let box_of = |width, height| {
        drawn(width, height, |area, buffer| {
            which((Scope::Board, &[Key::char('s')]), &keymap(), area, buffer, &theme);
            None
        })
    };
    assert_snapshot!(box_of(80, 8), @r"
    ┌─ s Set a field ──────────────────────────────────────────────────────────────┐
    │ p priority        c column          R recurrence      % percent              │
    │ d due date        f phase           z snooze          u URL                  │
    │ a assignees       n title           l predecessors    o accepted             │
    │ t tags            y planned day     m parent          C calendar             │
    │ e estimate        w earliest start  k kind            r resources used       │
    └─ Esc cancel ─────────────────────────────────────────────────────────────────┘
    ");
    assert_snapshot!(box_of(40, 12), @r"
    ┌─ s Set a field ──────────────────────┐
    │ p priority        R recurrence       │
    │ d due date        z snooze           │
    │ a assignees       l predecessors     │
    │ t tags            m parent           │
    │ e estimate        k kind             │
    │ c column          % percent          │
    │ f phase           u URL              │
    │ n title           o accepted         │
    │ y planned day     C calendar         │
    │ w earliest start  r resources used   │
    └─ Esc cancel ─────────────────────────┘
    ");
}

#[test]
fn a_question_and_a_page_are_read() {
    let theme = theme();
    let question = Confirm::of("Drop", "Drop WEB-3 “Identity” with its 4 tasks? u brings them back.");
    assert_snapshot!(drawn(50, 7, |area, buffer| { question.draw(area, buffer, &theme, &keymap()); None }), @r"
    ┌─ Drop ─────────────────────────────────────────┐
    │ Drop WEB-3 “Identity” with its 4 tasks? u      │
    │ brings them back.                              │
    └─ y yes · n no ─────────────────────────────────┘
    ");
    let line = |before: &str, text: &str| PageLine { before: before.into(), ..PageLine::of(text, Tone::Plain) };
    let mut page = Page::of(
        "History of WEB-12",
        vec![
            line("Tue 10 Mar 09:31", "Move WEB-12 “Login page” to Doing"),
            line("Mon 9 Mar 17:02", "Set estimate of WEB-12 from 8d to 10d because the provider was changed"),
            line("Fri 6 Mar 11:15", "Add WEB-12 “Login page”"),
        ],
    );
    assert_snapshot!(drawn(60, 7, |area, buffer| { page.draw(area, buffer, &theme, &keymap()); None }), @r"
    ┌─ History of WEB-12 ────────────────────────────────────┐
    │ Tue 10 Mar 09:31  Move WEB-12 “Login page” to Doing    │
    │ Mon 9 Mar 17:02   Set estimate of WEB-12 from 8d to    │
    │                   10d because the provider was       ▼ │
    └─ Esc close · j down · k up · y copy ───────────────────┘
    ");
    page.key(press(KeyCode::Char('G')), &keymap());
    assert_snapshot!(drawn(60, 6, |area, buffer| { page.draw(area, buffer, &theme, &keymap()); None }), @r"
    ┌─ History of WEB-12 ────────────────────────────────────┐
    │                   changed                            ▲ │
    │ Fri 6 Mar 11:15   Add WEB-12 “Login page”              │
    └─ Esc close · j down · k up · y copy ───────────────────┘
    ");
    assert_eq!(page.key(press(KeyCode::Char('q')), &keymap()), Answer::Closed);
}

fn any_key() -> impl Strategy<Value = KeyEvent> {
    use KeyCode::*;
    let codes = vec![
        Enter,
        Esc,
        Tab,
        BackTab,
        Backspace,
        Delete,
        Up,
        Down,
        Left,
        Right,
        Home,
        End,
        PageUp,
        PageDown,
        Char(' '),
        Char('a'),
        Char('G'),
        Char('日'),
        Char('\u{301}'),
        Char('y'),
        Char('@'),
        Char(','),
    ];
    let held =
        vec![KeyModifiers::NONE, KeyModifiers::NONE, KeyModifiers::CONTROL, KeyModifiers::ALT, KeyModifiers::SHIFT];
    (prop::sample::select(codes), prop::sample::select(held)).prop_map(|(code, held)| KeyEvent::new(code, held))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn keys_at_random_and_any_size_do_no_harm(keys in prop::collection::vec((any_key(), 1u16..50, 1u16..14), 1..40), clicks in prop::collection::vec((0u16..50, 0u16..14), 40), pasted in "\\PC{0,30}") {
        let theme = theme();
        let (mut prompt, mut form, mut choice) = (prompt(), form(), choice());
        let (mut help, mut palette) = (Help::of(Scope::Board, &keymap()), Palette::of(Scope::Board, &keymap(), Vec::new(), &[]));
        let mut page = Page::of("Page", vec![PageLine::of(pasted.clone(), Tone::Dim); 9]);
        let mut confirm = Confirm::of("Question", pasted.clone());
        prompt.paste(&pasted);
        form.paste(&pasted);
        choice.paste(&pasted);
        for ((key, width, height), (x, y)) in keys.into_iter().zip(clicks) {
            prompt.key(key, &keymap());
            form.key(key, &keymap());
            choice.key(key, &keymap());
            help.key(key, &keymap());
            palette.key(key, &keymap());
            page.key(key, &keymap());
            confirm.key(key, &keymap());
            let area = Rect::new(3, 1, width, height);
            let mut buffer = Buffer::empty(area);
            for cursor in [
                prompt.draw(area, &mut buffer, &theme, &keymap()),
                form.draw(area, &mut buffer, &theme, &keymap()),
                choice.draw(area, &mut buffer, &theme, &keymap()),
                help.draw(area, &mut buffer, &theme, &keymap()),
                palette.draw(area, &mut buffer, &theme, &keymap()),
            ].into_iter().flatten() {
                prop_assert!(area.contains(cursor), "{cursor:?} is outside {area:?}");
            }
            page.draw(area, &mut buffer, &theme, &keymap());
            confirm.draw(area, &mut buffer, &theme, &keymap());
            let at = Position::new(x, y);
            form.click(at);
            choice.click(at);
            help.click(at);
            palette.click(at);
            which((Scope::Board, &[Key::char('s')]), &keymap(), area, &mut buffer, &theme);
        }
    }
}

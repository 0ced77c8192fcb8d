use proptest::prelude::*;

use super::*;
use crate::settings::KeyWish;
use crate::ui::keys::{self, Key};

fn pressed(written: &str) -> Vec<Key> {
    keys::sequence(written).unwrap()
}

/// A wish: `complete`, or `board.complete`, in this line.
fn wish(line: usize, name: &str, said: &[&str]) -> KeyWish {
    let (place, action) = name.split_once('.').map_or((None, name), |(place, action)| (Some(place.to_owned()), action));
    let keys = Some(said.iter().map(|key| (*key).to_owned()).collect());
    KeyWish { place, action: action.to_owned(), keys, line }
}

fn wished(wishes: &[(&str, &[&str])]) -> Result<Keymap, Wrong> {
    let wishes: Vec<KeyWish> = (1..).zip(wishes).map(|(line, (name, said))| wish(line, name, said)).collect();
    Keymap::wished(&wishes)
}

/// What is wrong with wishes: the line, and the sentence.
fn wrong(wishes: &[(&str, &[&str])]) -> (usize, String) {
    let wrong = wished(wishes).unwrap_err();
    (wrong.line, wrong.what.to_string())
}

#[test]
fn every_key_in_the_table_can_be_read() {
    for binding in Keymap::default().bindings() {
        for keys in &binding.keys {
            assert!(keys::sequence(keys).is_some_and(|read| keys::written(&read) == *keys), "{keys:?}");
        }
    }
}

#[test]
fn no_key_has_two_meanings_in_one_place() {
    let keymap = Keymap::default();
    for scope in Scope::ALL {
        let mut seen: Vec<(Vec<Key>, &Binding)> = Vec::new();
        for binding in keymap.here(scope) {
            for keys in &binding.keys {
                let sequence = pressed(keys);
                for (other, that) in &seen {
                    assert!(
                        !other.starts_with(&sequence) && !sequence.starts_with(other),
                        "{scope:?}: {keys} means “{}” and is, or begins or continues, the key of “{}”",
                        binding.does,
                        that.does
                    );
                }
                seen.push((sequence, binding));
            }
        }
    }
    // What a wish is held against: also the keys that only say that there is nothing to do.
    assert!(wished(&[("undo", &["u"])]).is_ok());
}

#[test]
fn every_action_stands_in_one_row_of_a_scope() {
    let keymap = Keymap::default();
    for scope in Scope::ALL {
        let own: Vec<_> = keymap.bindings().iter().filter(|binding| binding.scope == scope).collect();
        for (at, binding) in own.iter().enumerate() {
            assert!(
                own[..at].iter().all(|other| other.action != binding.action),
                "{:?} twice in {scope:?}",
                binding.action
            );
        }
    }
}

#[test]
fn every_action_has_a_name_of_its_own() {
    let keymap = Keymap::default();
    for binding in keymap.bindings() {
        let name = binding.action.name();
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
        let other = keymap.bindings().iter().find(|it| it.action.name() == name && it.action != binding.action);
        assert_eq!(other, None, "{name}");
    }
    let names = |all: &[Action]| all.iter().map(|action| action.name()).collect::<Vec<_>>().join(" ");
    assert_eq!(
        names(&[Action::HalfDown, Action::Set("residual_impact"), Action::Pane(2), Action::Priority(0)]),
        "half-down set-residual-impact pane-2 priority-0"
    );
}

#[test]
fn every_prefix_has_a_label() {
    for binding in Keymap::default().bindings() {
        for sequence in binding.keys.iter().map(|keys| pressed(keys)).filter(|keys| keys.len() > 1) {
            assert_ne!(prefix_label(&sequence[..1]), "Keys", "{:?}", binding.keys);
        }
    }
}

#[test]
fn sequences_are_followed_key_by_key() {
    let keymap = Keymap::default();
    let meaning = |scope, written: &str| keymap.meaning(scope, &pressed(written));
    assert_eq!(meaning(Scope::Board, "g"), Meaning::Begins);
    assert_eq!(meaning(Scope::Board, "gp"), Meaning::Does(Action::Projects));
    assert_eq!(meaning(Scope::Board, "gQ"), Meaning::Unknown);
    assert_eq!(meaning(Scope::Board, "sp"), Meaning::Does(Action::Set("priority")));
    assert_eq!(meaning(Scope::Triage, "sa"), Meaning::Does(Action::Set("assignees")));
    assert_eq!(meaning(Scope::Phases, "sp"), Meaning::Unknown);
    assert_eq!(meaning(Scope::Risks, "b"), Meaning::Does(Action::Block), "which says that only tasks are blocked");
    assert_eq!(meaning(Scope::Board, "H"), Meaning::Does(Action::MoveLeft));
    assert_eq!(meaning(Scope::Everywhere, "H"), Meaning::Unknown);
    assert_eq!(meaning(Scope::Line, "q"), Meaning::Unknown);
    assert_eq!(keymap.meaning(Scope::Board, &[]), Meaning::Unknown);
}

#[test]
fn a_prefix_tells_what_may_follow() {
    let keymap = Keymap::default();
    let fields = keymap.following(Scope::Board, &pressed("s"));
    assert_eq!(fields.len(), SET_FIELDS.len());
    assert_eq!((fields[0].0.as_str(), fields[0].1.does), ("p", "Set priority"));
}

#[test]
fn hints_put_pairs_together() {
    let hints = Keymap::default().hints(Scope::Board);
    assert_eq!(hints[0], ("?".to_string(), "all"));
    assert_eq!(hints[1], ("H L".to_string(), "move"));
    assert_eq!(hints[2], ("J K".to_string(), "order"));
}

#[test]
fn a_key_can_be_another_or_several_or_none() {
    let keymap =
        wished(&[("complete", &["x"]), ("drop", &[]), ("triage", &["ctrl-t", "g i"]), ("escalate", &["X"])]).unwrap();
    for pane in [Scope::Board, Scope::Risks, Scope::Phases, Scope::Triage] {
        assert_eq!(keymap.meaning(pane, &pressed("x")), Meaning::Does(Action::Complete), "{pane:?}");
        assert_eq!(keymap.meaning(pane, &pressed("c")), Meaning::Unknown, "{pane:?}");
        assert_eq!(keymap.meaning(pane, &pressed("d")), Meaning::Unknown, "{pane:?}");
    }
    for keys in ["Ctrl-t", "gi"] {
        assert_eq!(keymap.meaning(Scope::Board, &pressed(keys)), Meaning::Does(Action::Triage));
    }
    assert_eq!(keymap.key_of(Scope::Board, Action::Complete), "x");
    assert_eq!(keymap.key_of(Scope::Board, Action::Triage), "Ctrl-t");
    assert_eq!(keymap.key_of(Scope::Board, Action::Drop), "?", "the help knows what has no key");
    assert!(!keymap.hints(Scope::Board).iter().any(|(_, word)| *word == "drop"));
}

#[test]
fn one_place_can_differ_from_the_others() {
    let keymap = wished(&[("board.complete", &["x"]), ("complete", &["Ctrl-o"]), ("timeline.zoom-in", &["z z"])]);
    assert_eq!(
        keymap.unwrap_err().what.to_string().split(':').next(),
        Some("zz (zoom-in) and z (snooze) begin alike (Timeline)")
    );
    let keymap = wished(&[("board.complete", &["x"]), ("complete", &["Ctrl-o"]), ("line.keep", &["Ctrl-s"])]).unwrap();
    assert_eq!(keymap.meaning(Scope::Board, &pressed("x")), Meaning::Does(Action::Complete));
    assert_eq!(keymap.meaning(Scope::Board, &pressed("Ctrl-o")), Meaning::Unknown);
    assert_eq!(keymap.meaning(Scope::Timeline, &pressed("Ctrl-o")), Meaning::Does(Action::Complete));
    assert_eq!(keymap.action(Scope::Line, pressed("Ctrl-s")[0]), Some(Action::Keep));
    assert_eq!(keymap.action(Scope::Line, pressed("Enter")[0]), None);
    assert_eq!(keymap.action(Scope::List, pressed("Enter")[0]), Some(Action::Keep));
}

#[test]
fn two_keys_can_be_exchanged() {
    let keymap = wished(&[("complete", &["d"]), ("drop", &["c"])]).unwrap();
    assert_eq!(keymap.meaning(Scope::Board, &pressed("d")), Meaning::Does(Action::Complete));
    assert_eq!(keymap.meaning(Scope::Board, &pressed("c")), Meaning::Does(Action::Drop));
}

#[test]
fn what_cannot_be_is_said_with_both_names_and_the_line() {
    let clash = |wishes| wrong(wishes);
    let other = |place: &str| format!(": give one of them another key, or \"\" for none, in [keys]{place}");
    assert_eq!(
        clash(&[("undo", &["Ctrl-y"]), ("complete", &["x"])]),
        (2, format!("x would be complete and escalate (Today, on an issue){}", other(" or [keys.today-issue]")))
    );
    assert_eq!(clash(&[("note", &["g"])]).1, format!("g (note) and gg (top) begin alike (Everywhere){}", other("")));
    assert_eq!(clash(&[("drop", &["c"])]).0, 1);
    assert_eq!(wrong(&[("complet", &["x"])]), (1, "there is no action `complet`: did you mean `complete`?".to_owned()));
    assert_eq!(wrong(&[("quark", &["x"])]).1, "there is no action `quark`: `milepost keys` tells the names");
    assert_eq!(
        wrong(&[("boart.complete", &["x"])]).1,
        "there is no place `boart` for keys: did you mean `[keys.board]`?"
    );
    assert!(wrong(&[("nowhere.complete", &["x"])]).1.contains("the places are today, today-risk, "));
    assert_eq!(wrong(&[("board.fit", &["x"])]).1, "`fit` is no action of `board`: it belongs under [keys.timeline]");
    assert!(
        wrong(&[("keep", &["x"])])
            .1
            .starts_with("`keep` is no action of the panes: it belongs under [keys.line], [keys.form]")
    );
    assert!(
        wrong(&[("note", &["ctrl-nonsense"])]).1.starts_with("`ctrl-nonsense` is no key: a key is x, X, ?, Space,")
    );
    assert_eq!(wrong(&[("note", &["entre"])]).1, "`entre` is no key: did you mean `Enter`?");
    assert!(wrong(&[("note", &["xyzzy"])]).1.starts_with("`xyzzy` is more than 3 keys: a key is x"));
    assert_eq!(wrong(&[("note", &["Ctrl-i"])]).1, "Ctrl-i is Tab to a terminal: write Tab, or another key");
    assert_eq!(
        wrong(&[("line.keep", &["x"])]).1,
        "`x` is text (While typing a line): take one with Ctrl or Alt, or one that prints nothing"
    );
    assert_eq!(wrong(&[("question.yes", &["j j"])]).1, "`j j` are several keys (At a question): take a single one");
    for (name, place) in [
        ("quit", "Everywhere"),
        ("board.cancel", "Board"),
        ("form.cancel", "In a form"),
        ("question.no", "At a question"),
    ] {
        let action = name.split('.').next_back().unwrap();
        assert_eq!(
            wrong(&[(name, &[])]).1,
            format!("{action} cannot be without a key ({place}): give it another: there is always a way out")
        );
    }
    let neither = KeyWish { keys: None, ..wish(7, "undo", &[]) };
    let said = Keymap::wished(&[neither]).unwrap_err();
    assert_eq!(
        (said.line, said.what.to_string().as_str()),
        (7, "what undo is set to is no key: write undo = \"x\", undo = [\"x\", \"g x\"], or undo = \"\" for none")
    );
}

/// The keys that are told in a scope, by the action.
fn told(keymap: &Keymap, scope: Scope) -> Vec<(Action, Vec<String>)> {
    keymap.here(scope).map(|it| (it.action, it.keys.iter().map(ToString::to_string).collect())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whoever gives the keys of a place to its actions in any other order gets what was asked for, in dispatch and in
    /// every telling.
    #[test]
    fn any_permutation_of_the_keys_of_a_place_holds(
        scope in prop::sample::select(Scope::ALL.into_iter().filter(|it| *it != Scope::Everywhere).collect::<Vec<_>>()),
        seeds in prop::collection::vec(any::<u64>(), 200),
    ) {
        let plain = Keymap::default();
        // Of the actions that a place tells of; those that only say that there is nothing to do there keep theirs.
        let before: Vec<(Action, Vec<String>)> =
            told(&plain, scope).into_iter().filter(|(_, keys)| !keys.is_empty()).collect();
        let mut order: Vec<usize> = (0..before.len()).collect();
        order.sort_by_key(|at| seeds[*at % seeds.len()]);
        let name = |action: Action| format!("{}.{}", scope.name(), action.name());
        let wishes: Vec<KeyWish> = (1..).zip(before.iter().zip(&order)).map(|(line, ((action, _), at))| {
            let keys: Vec<&str> = before[*at].1.iter().map(String::as_str).collect();
            wish(line, &name(*action), &keys)
        }).collect();
        let keymap = Keymap::wished(&wishes).map_err(|wrong| TestCaseError::fail(format!("{wrong:?}")))?;
        let after = told(&keymap, scope);
        for ((action, _), at) in before.iter().zip(&order) {
            let keys = &before[*at].1;
            for written in keys {
                prop_assert_eq!(keymap.meaning(scope, &pressed(written)), Meaning::Does(*action));
            }
            prop_assert!(after.contains(&(*action, keys.clone())), "{:?} {:?}", action, keys);
            prop_assert_eq!(keymap.key_of(scope, *action), keys[0].as_str());
        }
        prop_assert_eq!(after.iter().filter(|(_, keys)| !keys.is_empty()).count(), before.len());
        // Elsewhere nothing is different.
        for other in Scope::ALL.into_iter().filter(|other| *other != scope) {
            prop_assert_eq!(told(&keymap, other), told(&plain, other));
        }
    }

    #[test]
    fn any_wish_is_bound_or_refused(name in "[a-z-]{0,12}", place in prop::option::of("[a-z]{0,8}"), keys in prop::collection::vec("\\PC{0,8}", 0..3)) {
        let wish = KeyWish { place, action: name, keys: Some(keys), line: 1 };
        let _ = Keymap::wished(&[wish]);
    }
}

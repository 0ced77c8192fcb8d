//! Bindings as the configuration file wants them: other keys, several, or none, by the name of the action, in every pane
//! or in one place. What cannot be is said with the line; nothing is bound halfway.

use std::borrow::Cow;

use super::super::action::Action;
use super::super::keys::{self, Key};
use super::{Binding, Keymap, Scope, standard};
use crate::domain::nearest::{Misread, nearest, quoted};
use crate::settings::{KeyWish, Settings, Unsettled};

/// A wish that cannot be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// Its line in the configuration file, the first being 1.
    pub line: usize,
    /// What is wrong, and what to do instead.
    pub what: Misread,
}

/// What keys can be written as, for sentences.
const WRITTEN: &str =
    "a key is x, X, ?, Space, Enter, Tab, Up, F5, Ctrl-d, Alt-x, Shift-Tab; several in a row gg or g Enter";

/// Most keys in a row.
const LONGEST: usize = 3;

impl Keymap {
    /// The table as the configuration file wants it. Errors: a wish that cannot be, with file and line.
    pub fn of(settings: &Settings) -> Result<Self, Unsettled> {
        match settings.keys.as_slice() {
            [] => Ok(Self::default()),
            wishes => Self::wished(wishes).map_err(|wrong| settings.wrong_in(wrong.line, &wrong.what)),
        }
    }

    /// The table with these wishes in it. Errors: a name that no action or place has, a key that cannot be read, two
    /// meanings of one key in one place, no way out.
    pub fn wished(wishes: &[KeyWish]) -> Result<Self, Wrong> {
        let plain = Self::default();
        let mut bindings = standard();
        // By the number of a binding: the wish that it is as it is for.
        let mut by: Vec<Option<&KeyWish>> = vec![None; bindings.len()];
        // What is said of one place goes before what is said of all panes.
        let (all, one): (Vec<_>, Vec<_>) = wishes.iter().partition(|wish| wish.place.is_none());
        for wish in all.into_iter().chain(one) {
            let wrong = |what| Wrong { line: wish.line, what };
            let place = wish.place.as_deref().map(scope_called).transpose().map_err(wrong)?;
            let found = found(&plain, &mut bindings, place, &wish.action).map_err(wrong)?;
            by.resize(bindings.len(), None);
            for at in found {
                bindings[at].keys = written(wish, &bindings[at]).map_err(wrong)?;
                by[at] = Some(wish);
            }
        }
        let keymap = Self::made_of(bindings);
        let general = [Scope::Everywhere];
        general.into_iter().chain(Scope::ALL).try_for_each(|scope| clash(&keymap, scope, &by))?;
        Ok(keymap)
    }
}

/// The place of this name. Errors: there is none.
fn scope_called(name: &str) -> Result<Scope, Misread> {
    let places = || Scope::ALL.into_iter().filter(|scope| *scope != Scope::Everywhere);
    let names: Vec<String> = places().map(Scope::name).collect();
    places().find(|scope| scope.name() == name).ok_or_else(|| {
        let why = format!("there is no place {} for keys", quoted(name));
        match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => Misread::meant(why, format!("[keys.{near}]")),
            None => Misread::of(
                why,
                format!("the places are {}; what holds in every pane stands in [keys]", names.join(", ")),
            ),
        }
    })
}

/// The numbers of the bindings that a wish is about; where one of everywhere is wanted otherwise in one pane, that pane
/// gets its own. Errors: no action is called so, or it is none of that place.
fn found(plain: &Keymap, bindings: &mut Vec<Binding>, place: Option<Scope>, name: &str) -> Result<Vec<usize>, Misread> {
    let called = |binding: &Binding| binding.action.name() == name;
    let here = |scope: Scope| place.map_or(scope.is_pane(), |place| place == scope);
    let each = bindings.iter().enumerate();
    let found: Vec<usize> = each.filter(|(_, it)| here(it.scope) && called(it)).map(|(at, _)| at).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let everywhere = bindings.iter().position(|it| it.scope == Scope::Everywhere && called(it));
    if let (Some(at), Some(place)) = (everywhere, place)
        && plain.holds(at, place)
    {
        bindings.push(Binding { scope: place, ..bindings[at].clone() });
        return Ok(vec![bindings.len() - 1]);
    }
    let elsewhere: Vec<String> =
        bindings.iter().filter(|it| called(it)).map(|it| format!("[keys.{}]", it.scope.name())).collect();
    let whose = place.map_or("the panes".to_owned(), |place| quoted(&place.name()));
    if !elsewhere.is_empty() {
        let why = format!("{} is no action of {whose}", quoted(name));
        return Err(Misread::of(why, format!("it belongs under {}", elsewhere.join(", "))));
    }
    let names: Vec<String> = bindings.iter().filter(|it| here(it.scope)).map(|it| it.action.name()).collect();
    let why = format!("there is no action {}", quoted(name));
    Err(match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => Misread::meant(why, near),
        None => Misread::of(why, "`milepost keys` tells the names"),
    })
}

/// The keys of a wish as they are told. Errors: what cannot be read, or cannot be a key there.
fn written(wish: &KeyWish, binding: &Binding) -> Result<Vec<Cow<'static, str>>, Misread> {
    let name = &wish.action;
    let Some(said) = &wish.keys else {
        let how = format!("write {name} = \"x\", {name} = [\"x\", \"g x\"], or {name} = \"\" for none");
        return Err(Misread::of(format!("what {name} is set to is no key"), how));
    };
    let mut all: Vec<Cow<'static, str>> = Vec::new();
    for said in said {
        let sequence = read(said)?;
        if !binding.scope.is_pane() {
            one_key(said, &sequence, binding.scope)?;
        }
        let told = Cow::Owned(keys::written(&sequence));
        if !all.contains(&told) {
            all.push(told);
        }
    }
    if all.is_empty() && matches!(binding.action, Action::Quit | Action::Cancel | Action::No) {
        let place = binding.scope.label();
        return Err(Misread::of(
            format!("{name} cannot be without a key ({place})"),
            "give it another: there is always a way out",
        ));
    }
    Ok(all)
}

/// Keys in a row. Errors: they cannot be read, or no terminal tells them apart from others.
fn read(said: &str) -> Result<Vec<Key>, Misread> {
    let why = || format!("{} is no key", quoted(said));
    let sequence = keys::sequence(said).ok_or_else(|| Misread::of(why(), WRITTEN))?;
    if let Some((key, is)) = sequence.iter().find_map(|key| Some((key, key.is_really()?))) {
        return Err(Misread::of(format!("{key} is {is} to a terminal"), format!("write {is}, or another key")));
    }
    if sequence.len() > LONGEST {
        return Err(match nearest(said, keys::names()) {
            Some(near) => Misread::meant(why(), near),
            None => Misread::of(format!("{} is more than {LONGEST} keys", quoted(said)), WRITTEN),
        });
    }
    Ok(sequence)
}

/// Dialogs take one key at a time, and no letter where text is typed.
fn one_key(said: &str, sequence: &[Key], scope: Scope) -> Result<(), Misread> {
    let place = scope.label();
    match sequence {
        [key] if scope.is_typed_in() && key.is_typed() => {
            let why = format!("{} is text ({place})", quoted(said));
            Err(Misread::of(why, "take one with Ctrl or Alt, or one that prints nothing"))
        }
        [_] => Ok(()),
        _ => Err(Misread::of(format!("{} are several keys ({place})", quoted(said)), "take a single one")),
    }
}

/// Looks for a key with two meanings in a scope, or one that begins another. Errors: both, by name.
fn clash(keymap: &Keymap, scope: Scope, by: &[Option<&KeyWish>]) -> Result<(), Wrong> {
    let all: Vec<&(Vec<Key>, usize)> = keymap.sequences(scope).collect();
    for (at, (long, one)) in all.iter().map(|(keys, at)| (keys, *at)).enumerate() {
        for (other, two) in all[..at].iter().map(|(keys, at)| (keys, *at)) {
            if !long.starts_with(other) && !other.starts_with(long) {
                continue;
            }
            let line = by[one].into_iter().chain(by[two]).map(|wish| wish.line).max().unwrap_or_default();
            let name = |at: usize| keymap.bindings()[at].action.name();
            let (a, b) = (keys::written(long), keys::written(other));
            let why = match long == other {
                true => format!("{a} would be {} and {}", name(two), name(one)),
                false => format!("{a} ({}) and {b} ({}) begin alike", name(one), name(two)),
            };
            let table = match scope {
                Scope::Everywhere => "[keys]".to_owned(),
                scope if scope.is_pane() => format!("[keys] or [keys.{}]", scope.name()),
                scope => format!("[keys.{}]", scope.name()),
            };
            let instead = format!("give one of them another key, or \"\" for none, in {table}");
            return Err(Wrong { line, what: Misread::of(format!("{why} ({})", scope.label()), instead) });
        }
    }
    Ok(())
}

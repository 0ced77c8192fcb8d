//! The bindings that hold in these screens, and what keys mean by them.

use std::collections::HashSet;

use super::super::action::Action;
use super::super::keys::{self, Key};
use super::{Binding, PREFIXES, Scope, standard};

/// What the keys pressed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// This.
    Does(Action),
    /// More keys are awaited.
    Begins,
    /// Nothing.
    Unknown,
}

/// Every binding, and what follows from them. It does not change while the screens are open.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<Binding>,
    /// The sequences of every binding, by its number.
    sequences: Vec<(Vec<Key>, usize)>,
    /// Where each binding holds: one of everywhere in every pane that has no binding of its own for its action.
    holds: Vec<Scopes>,
    /// Where each is told of: where it holds and has something to do.
    told: Vec<Scopes>,
}

/// A set of scopes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scopes(u32);

impl Scopes {
    fn of(all: impl Iterator<Item = Scope>) -> Self {
        all.fold(Self::default(), |Self(bits), scope| Self(bits | 1 << scope as u32))
    }

    pub(super) fn has(self, scope: Scope) -> bool {
        self.0 >> (scope as u32) & 1 == 1
    }
}

impl Default for Keymap {
    fn default() -> Self {
        Self::made_of(standard())
    }
}

impl Keymap {
    pub(super) fn made_of(bindings: Vec<Binding>) -> Self {
        let own: HashSet<(Scope, Action)> = bindings.iter().map(|binding| (binding.scope, binding.action)).collect();
        let holds = |binding: &Binding, scope: &Scope| {
            let here = binding.scope == Scope::Everywhere && scope.is_pane() && !begins_in_vain(binding.action, *scope);
            binding.scope == *scope || here && !own.contains(&(*scope, binding.action))
        };
        let all = Scope::ALL;
        let sets = |binding: &Binding| {
            let holds = all.into_iter().filter(|scope| holds(binding, scope));
            let told = holds.clone().filter(|scope| binding.scope == *scope || !in_vain(binding.action, *scope));
            (Scopes::of(holds), Scopes::of(told))
        };
        let (holds, told) = bindings.iter().map(sets).unzip();
        let each = bindings.iter().enumerate();
        let sequences = each
            .flat_map(|(at, binding)| binding.keys.iter().filter_map(move |keys| Some((keys::sequence(keys)?, at))));
        Self { sequences: sequences.collect(), holds, told, bindings }
    }

    /// Every binding.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// The sequences that hold in a scope, and the number of their binding.
    pub(super) fn sequences(&self, scope: Scope) -> impl Iterator<Item = &(Vec<Key>, usize)> {
        self.sequences.iter().filter(move |(_, at)| self.holds[*at].has(scope))
    }

    /// Whether a binding holds in a scope, by its number.
    pub(super) fn holds(&self, at: usize, scope: Scope) -> bool {
        self.holds[at].has(scope)
    }

    /// What the keys pressed so far mean in a scope. Allocates nothing.
    pub fn meaning(&self, scope: Scope, pressed: &[Key]) -> Meaning {
        let mut begins = false;
        for (sequence, at) in self.sequences(scope) {
            if sequence == pressed {
                return Meaning::Does(self.bindings[*at].action);
            }
            begins |= sequence.starts_with(pressed);
        }
        if begins && !pressed.is_empty() { Meaning::Begins } else { Meaning::Unknown }
    }

    /// What one key asks for in a dialog; `None` where it is text or nothing.
    pub fn action(&self, scope: Scope, key: Key) -> Option<Action> {
        match self.meaning(scope, &[key]) {
            Meaning::Does(action) => Some(action),
            Meaning::Begins | Meaning::Unknown => None,
        }
    }

    /// The bindings that are told of in a scope, its own first.
    pub fn here(&self, scope: Scope) -> impl Iterator<Item = &Binding> {
        let told = move |own: bool| {
            let here = self.bindings.iter().zip(&self.told).filter(move |(_, told)| told.has(scope));
            here.map(|(binding, _)| binding).filter(move |binding| (binding.scope == scope) == own)
        };
        told(true).chain(told(false))
    }

    /// The first key of an action in a scope, for sentences that name it. Of one without a key that of the help, or of
    /// the palette, where it is found.
    pub fn key_of(&self, scope: Scope, action: Action) -> &str {
        let first = |action| {
            let binding = self.here(scope).find(|binding| binding.action == action);
            binding.and_then(|binding| binding.keys.first())
        };
        let key = first(action).or_else(|| first(Action::Help)).or_else(|| first(Action::Palette));
        key.map_or("no key", |key| key)
    }

    /// What may follow a prefix in a scope: the rest of the keys and the binding.
    pub fn following(&self, scope: Scope, pressed: &[Key]) -> Vec<(String, &Binding)> {
        let each = self.sequences.iter().filter(|(sequence, at)| {
            self.told[*at].has(scope) && sequence.len() > pressed.len() && sequence.starts_with(pressed)
        });
        each.map(|(sequence, at)| (keys::written(&sequence[pressed.len()..]), &self.bindings[*at])).collect()
    }

    /// The hints of a scope, most important first: keys and a word. Bindings of one rank and word are one hint (`H L move`).
    pub fn hints(&self, scope: Scope) -> Vec<(String, &'static str)> {
        let mut ranked: Vec<&Binding> = self.here(scope).filter(|binding| binding.rank > 0).collect();
        ranked.sort_by_key(|binding| binding.rank);
        let mut hints: Vec<(String, &'static str)> = Vec::new();
        for binding in ranked {
            let Some(first) = binding.keys.first() else { continue };
            match hints.last_mut() {
                Some((keys, word)) if *word == binding.hint => {
                    keys.push(' ');
                    keys.push_str(first);
                }
                _ => hints.push((first.to_string(), binding.hint)),
            }
        }
        hints
    }
}

/// The heading of the which-key box of a prefix.
pub fn prefix_label(pressed: &[Key]) -> &'static str {
    let written = keys::written(pressed);
    PREFIXES.iter().find(|(prefix, _)| *prefix == written).map_or("Keys", |(_, label)| label)
}

/// Is it a field of a task where there are none, so that its keys do not even begin?
fn begins_in_vain(action: Action, scope: Scope) -> bool {
    (scope == Scope::Phases || scope.is_of_registers()) && matches!(action, Action::Set(_))
}

/// Has a verb of everywhere nothing to do in a pane, other than to say so?
fn in_vain(action: Action, scope: Scope) -> bool {
    match scope {
        Scope::Phases => action.is_for_tasks(),
        of if of.is_of_registers() => matches!(action, Action::Block | Action::OpenUrl),
        Scope::Triage => matches!(action, Action::Mark | Action::MarkAll),
        _ => false,
    }
}

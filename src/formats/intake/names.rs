//! Keys and handles for what has none, or one that is taken.

use std::collections::{BTreeSet, HashSet};

use crate::domain::names::squeezed;
use crate::domain::plan::Plan;
use crate::domain::project::Project;
use crate::text;

/// A key that no project has: letters of the name, with another letter at the end where that is taken.
pub(in crate::formats) fn free_key(plan: &Plan, name: &str) -> String {
    let taken: BTreeSet<&str> = plan.all::<Project>().map(|project| project.key.as_str()).collect();
    let letters: String = text::fold(name).chars().filter(char::is_ascii_alphabetic).collect();
    let mut wanted: String = letters.to_uppercase().chars().take(4).collect();
    while wanted.len() < 2 {
        wanted.push(if wanted.is_empty() { 'P' } else { 'X' });
    }
    let mut key = wanted.clone();
    let mut number = 0usize;
    while taken.contains(key.as_str()) {
        number += 1;
        let mut ending = String::new();
        let mut rest = number;
        while rest > 0 {
            ending.insert(0, char::from(b'A' + (rest % 26) as u8));
            rest /= 26;
        }
        key = format!("{wanted}{ending}");
    }
    key
}

/// A handle that nobody has, made of these words.
pub(super) fn free_handle(taken: &HashSet<String>, words: &str) -> String {
    let local = words.split_once('@').map_or(words, |(local, _)| local);
    let folded = text::fold(local);
    let parts: Vec<String> = folded
        .split(|letter: char| !letter.is_alphanumeric() && !"-_.".contains(letter))
        .map(|part| part.trim_matches('.'))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let wanted: String = parts.join(".").trim_start_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
    let wanted: String = if wanted.is_empty() { "person".to_owned() } else { wanted.chars().take(40).collect() };
    let mut handle = wanted.clone();
    let mut number = 1;
    while taken.contains(&squeezed(&handle)) {
        number += 1;
        handle = format!("{wanted}{number}");
    }
    handle
}

//! Arrows only point down: which layer may use which, and which crates.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// Layer, the layers below that it may use, the crates that it may use (std apart).
const LAYERS: &[(&str, &[&str], &[&str])] = &[
    ("text", &[], &["unicode_width", "unicode_segmentation", "unicode_normalization"]),
    ("schedule", &[], &["chrono"]),
    (
        "domain",
        &["schedule", "text"],
        // toml: templates are milepost's own files, and capture begins the project IN with one.
        &["serde", "serde_json", "uuid", "chrono", "imbl", "strsim", "thiserror", "memchr", "compact_str", "toml"],
    ),
    (
        "formats",
        &["domain", "text", "schedule"],
        &["serde", "serde_json", "uuid", "chrono", "csv", "quick_xml", "thiserror", "encoding_rs"],
    ),
    (
        "store",
        &["domain", "text"],
        &["rusqlite", "serde", "serde_json", "uuid", "chrono", "thiserror", "crc32fast", "rustix"],
    ),
    ("workspace", &["domain", "store"], &["chrono", "thiserror", "uuid"]),
    ("settings", &["text"], &["toml", "directories", "serde", "chrono", "thiserror", "uuid"]),
    (
        "ui",
        &["workspace", "domain", "formats", "text", "settings", "store"],
        &[
            "ratatui",
            "crossterm",
            "chrono",
            "tui_input",
            "foldhash",
            "ratatui_textarea",
            "frizbee",
            "signal_hook",
            "rustix",
            "thiserror",
            "unicode_segmentation",
            "unicode_width",
            "log",
            "serde_json",
            "tempfile",
        ],
    ),
    (
        "cli",
        &[
            "workspace",
            "domain",
            "formats",
            "text",
            "settings",
            "store",
            "ui::keymap",
            "ui::open",
            "ui::Left",
            "ui::Broken",
            "ui::sweep_at_hangup",
        ],
        &[
            "clap",
            "tempfile",
            "clap_complete",
            "clap_mangen",
            "chrono",
            "serde_json",
            "thiserror",
            "uuid",
            "anyhow",
            "rusqlite",
        ],
    ),
];

/// Every crate of Cargo.toml, as code names it.
fn crates() -> Vec<String> {
    let manifest: toml::Table = fs::read_to_string("Cargo.toml").unwrap().parse().unwrap();
    let mut tables = vec![manifest["dependencies"].as_table().unwrap().clone()];
    if let Some(target) = manifest.get("target").and_then(|it| it.as_table()) {
        tables.extend(target.values().filter_map(|it| it.get("dependencies")?.as_table().cloned()));
    }
    tables.iter().flat_map(|table| table.keys()).map(|name| name.replace('-', "_")).collect()
}

fn files(at: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(at).unwrap().map(|it| it.unwrap().path()) {
        let of_tests = entry.file_stem().is_some_and(|name| name == "tests");
        if entry.is_dir() && !of_tests {
            files(&entry, found);
        } else if entry.extension().is_some_and(|it| it == "rs") && !of_tests {
            found.push(entry);
        }
    }
}

/// The code of a file without its comments and its tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

fn is_word_before(code: &str, at: usize) -> bool {
    code[..at].chars().next_back().is_some_and(|letter| letter.is_alphanumeric() || "_:.".contains(letter))
}

#[test]
fn each_layer_uses_only_what_is_below_it() {
    let (crates, mut wrong) = (crates(), Vec::new());
    for (layer, below, may) in LAYERS {
        let mut sources = Vec::new();
        let folder = Path::new("src").join(layer);
        if folder.is_dir() {
            files(&folder, &mut sources);
        }
        let file = Path::new("src").join(format!("{layer}.rs"));
        sources.extend(file.is_file().then_some(file));
        assert!(!sources.is_empty(), "layer {layer} has no files");
        for source in &sources {
            let code = code(source);
            for (at, _) in code.match_indices("crate::") {
                let path = &code[at + "crate::".len()..];
                let fine = std::iter::once(layer).chain(*below).any(|layer| path.starts_with(layer));
                if !fine && !path.starts_with('{') {
                    wrong.push(format!("{}: crate::{}", source.display(), path.lines().next().unwrap()));
                }
            }
            for name in crates.iter().filter(|name| !may.contains(&name.as_str())) {
                let uses = |pattern: String| code.match_indices(&pattern).any(|(at, _)| !is_word_before(&code, at));
                if uses(format!("{name}::")) {
                    wrong.push(format!("{}: {name}", source.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these look up, or at what is not theirs:\n{}", wrong.join("\n"));
}

#[test]
fn the_pure_core_asks_no_clock_and_no_disk() {
    let mut sources = vec![PathBuf::from("src/text.rs")];
    files(Path::new("src/domain"), &mut sources);
    files(Path::new("src/schedule"), &mut sources);
    for source in sources {
        let code = code(&source);
        for word in [
            "now_v7",
            "Utc::now",
            "Local::now",
            "SystemTime",
            "Instant::now",
            "std::fs",
            "std::env",
            "std::io",
            "println!",
        ] {
            assert!(!code.contains(word), "{} uses {word}", source.display());
        }
    }
}

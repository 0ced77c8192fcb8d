//! What the README says is what the program says: its tables are printed by the program.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::process::Command;

/// The sections that the program prints: their names in the README’s markers, and the arguments that print them.
const PRINTED: &[(&str, &[&str])] = &[
    ("keys", &["keys", "--format", "md"]),
    ("capture", &["keys", "--format", "md", "--table", "capture"]),
    ("filters", &["keys", "--format", "md", "--table", "filters"]),
    ("risks", &["keys", "--format", "md", "--table", "risks"]),
    ("commands", &["keys", "--format", "md", "--table", "commands"]),
    ("rules", &["keys", "--format", "md", "--table", "rules"]),
    ("formats", &["keys", "--format", "md", "--table", "formats"]),
    ("templates", &["keys", "--format", "md", "--table", "templates"]),
];

fn printed(arguments: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_milepost")).args(arguments).env_clear().env("HOME", home.path()).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_tables_of_the_readme_are_those_of_the_program() {
    let readme = fs::read_to_string("README.md").unwrap();
    let mut wrong = Vec::new();
    let mut fresh = readme.clone();
    for (name, arguments) in PRINTED {
        let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
        let from = readme.find(&start).unwrap_or_else(|| panic!("no {start}")) + start.len();
        let to = readme.find(&end).unwrap_or_else(|| panic!("no {end}"));
        let table = printed(arguments);
        if readme[from..to].trim() != table.trim() {
            wrong.push(*name);
            let from = fresh.find(&start).unwrap() + start.len();
            let to = fresh.find(&end).unwrap();
            fresh.replace_range(from..to, &format!("{}\n", table.trim()));
        }
    }
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write("README.md", fresh).unwrap();
    }
    assert!(
        wrong.is_empty(),
        "these tables of README.md are stale: {wrong:?}; UPDATE_README=1 cargo test --test docs writes them"
    );
}

//! Files of older versions: copied beside, brought up, in order; or a sentence.

use std::path::Path;

use super::*;
use crate::domain::baseline::BaselineTask;

/// A file of an older version with the rows of a newer one, as far as it had room for them.
fn older(path: &Path, version: usize, newer: &Path) {
    let raw = Connection::open(path).unwrap();
    open::MIGRATIONS[..version].iter().for_each(|(sql, _)| raw.execute_batch(sql).unwrap());
    let sql = format!("PRAGMA application_id = {}; PRAGMA user_version = {version}", open::APPLICATION);
    raw.execute_batch(&sql).unwrap();
    raw.execute("ATTACH ?1 AS newer", [newer.to_string_lossy()]).unwrap();
    let names = |sql: &str| -> Vec<String> {
        let mut statement = raw.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let tables = names("SELECT name FROM main.sqlite_schema WHERE type = 'table'");
    raw.execute_batch("BEGIN").unwrap();
    for table in tables {
        let columns =
            names(&format!("SELECT '\"' || name || '\"' FROM pragma_table_info('{table}', 'main')")).join(",");
        let sql = format!("INSERT INTO main.\"{table}\" ({columns}) SELECT {columns} FROM newer.\"{table}\"");
        raw.execute_batch(&sql).unwrap();
    }
    raw.execute_batch("COMMIT").unwrap();
}

fn plan_of_version(version: usize, directory: &TempDir, moment: &mut Moment) -> (Opening, Plan) {
    let template = opening(directory, 1);
    let mut made = workspace(Opening { path: directory.path().join("made.db"), ..template.clone() });
    made.run(&project(moment), moment).unwrap();
    for words in
        [["person", "add", "ana"].as_slice(), &["add", "Login page in:ready est:3d @ana"], &["leave", "ana", "mon"]]
    {
        crate::cli::run_line(&mut made, words, moment, &mut Vec::new()).unwrap();
    }
    let plan = made.snapshot().plan.clone();
    let newer = made.store().path().to_owned();
    drop(made);
    std::fs::create_dir_all(template.path.parent().unwrap()).unwrap();
    older(&template.path, version, &newer);
    (template, plan)
}

#[test]
fn a_file_of_an_older_version_is_copied_beside_and_brought_up() {
    (1..open::MIGRATIONS.len()).for_each(brought_up);
}

fn brought_up(from: usize) {
    let (directory, mut moment) = (TempDir::new().unwrap(), moment(1));
    let (opening, plan) = plan_of_version(from, &directory, &mut moment);
    let backup = opening.path.with_file_name(format!("milepost.db.version-{from}.backup"));
    let mut it = workspace(opening.clone());
    assert_eq!(it.snapshot().plan, plan);
    assert_eq!(it.store_mut().check(), Vec::<String>::new());
    let version = |path: &Path| -> i64 {
        Connection::open(path).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
    };
    assert_eq!((version(&backup), version(&opening.path)), (from as i64, open::newest_version()));
    // What the new version brings works, and undo reaches back over the migration.
    let id = moment.ids.take();
    let project = plan.all::<crate::domain::project::Project>().next().unwrap().id;
    it.run(&Command::SaveBaseline { id, project, name: "First".to_owned() }, &mut moment).unwrap();
    assert_eq!(it.snapshot().plan.all::<BaselineTask>().count(), 1);
    for _ in 0..5 {
        it.undo(&mut moment).unwrap();
    }
    assert!(it.snapshot().plan.is_empty());
    assert_eq!(workspace(opening).snapshot().plan, it.snapshot().plan);
}

#[test]
fn a_migrated_file_and_a_new_one_have_the_same_tables() {
    let (directory, mut moment) = (TempDir::new().unwrap(), moment(1));
    let (opening, _) = plan_of_version(1, &directory, &mut moment);
    drop(workspace(opening.clone()));
    let schema = |path: &Path| -> Vec<String> {
        let raw = Connection::open(path).unwrap();
        let mut statement = raw.prepare("SELECT name || ' ' || sql FROM sqlite_schema ORDER BY 1").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().filter_map(Result::ok).collect()
    };
    assert_eq!(schema(&opening.path), schema(&directory.path().join("made.db")));
}

#[test]
fn a_backup_of_the_first_version_can_be_restored() {
    let (directory, mut moment) = (TempDir::new().unwrap(), moment(1));
    let (opening, plan) = plan_of_version(1, &directory, &mut moment);
    drop(workspace(opening.clone()));
    let backup = opening.path.with_file_name("milepost.db.version-1.backup");
    restore(&opening.path, &backup).unwrap();
    assert_eq!(workspace(opening).snapshot().plan, plan);
}

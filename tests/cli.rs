//! The command line from outside: a process, its streams and its exit code.
#![allow(clippy::unwrap_used)]

#[path = "cli/baselines.rs"]
mod baselines;
#[path = "cli/calendars.rs"]
mod calendars;
#[path = "cli/phases.rs"]
mod phases;
#[path = "cli/recurrence.rs"]
mod recurrence;
#[path = "cli/registers.rs"]
mod registers;
#[path = "cli/resources.rs"]
mod resources;
#[path = "cli/schedule.rs"]
mod schedule;
#[path = "cli/standup.rs"]
mod standup;
#[path = "cli/triage.rs"]
mod triage;
#[path = "cli/views.rs"]
mod views;
#[path = "cli/why.rs"]
mod why;

use std::ffi::OsString;
use std::path::PathBuf;

use assert_cmd::Command;
use chrono::{DateTime, NaiveDate};
use milepost::cli::{Clock, Outside, run};
use serde_json::Value;
use tempfile::TempDir;
use uuid::Uuid;

/// A home of its own, with a file in it, on Wednesday 11 March 2026.
struct Desk {
    home: TempDir,
}

/// What a command did.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    /// A home without a file.
    fn empty() -> Self {
        Desk { home: tempfile::tempdir().unwrap() }
    }

    /// A home with the project WEB.
    fn new() -> Self {
        let desk = Desk::empty();
        desk.done("new WEB Customer portal");
        desk
    }

    fn db(&self) -> PathBuf {
        self.home.path().join("plan.db")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("milepost"));
        command.env_clear().env("HOME", self.home.path()).env("MILEPOST_DB", self.db());
        command.env("MILEPOST_TODAY", "2026-03-11").current_dir(self.home.path());
        command
    }

    fn run_with(&self, stdin: &[u8], words: &[&str]) -> Ran {
        let output = self.command().args(words).write_stdin(stdin).output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command line whose words hold no spaces.
    fn run(&self, line: &str) -> Ran {
        self.run_with(b"", &line.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs a command line that goes through; gives what it printed.
    fn done(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "milepost {line}: {}", ran.err);
        ran.out
    }

    /// Runs a command line that is refused; gives what it said.
    fn refused(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "milepost {line}: {}", ran.err);
        ran.err
    }

    fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.done(line)).unwrap()
    }
}

#[test]
fn a_captured_task_answers_with_its_ref_and_what_was_understood() {
    let desk = Desk::new();
    desk.done("person add ana Ana Novak");
    let said = desk.done("add Login page due:fri p1 est:3d @ana +bug");
    assert_eq!(said, "WEB-1  Add “Login page” due Fri 13 Mar, p1, estimate 3d, @ana, +bug (new tag)\n");
}

#[test]
fn from_the_first_word_on_everything_is_text() {
    let desk = Desk::new();
    assert_eq!(desk.done("add fix -v flag --now due:fri"), "WEB-1  Add “fix -v flag --now” due Fri 13 Mar\n");
    assert_eq!(desk.done("add ignore --json and --help"), "WEB-2  Add “ignore --json and --help”\n");
    assert_eq!(desk.done("add Add the -- due:fri filter"), "WEB-3  Add “Add the due:fri filter”\n");
    assert_eq!(desk.done("add -- +x -v"), "WEB-4  Add “+x -v”\n");
    desk.done("note 1 -v is meant, --not -x");
    assert!(desk.done("show 1").contains("2026-03-11: -v is meant, --not -x"));
    let said = desk.refused("add --tody fri");
    assert!(said.starts_with("milepost: unexpected argument '--tody' found\n  hint: "), "{said}");
    assert!(said.contains("--today"), "{said}");
}

#[test]
fn words_are_one_line_however_the_shell_quoted_them() {
    let desk = Desk::new();
    let ran = desk.run_with(b"", &["add", "Login page due:fri", "p1"]);
    assert_eq!(ran.out, "WEB-1  Add “Login page” due Fri 13 Mar, p1\n");
}

#[test]
fn what_the_machine_cannot_remember_is_told_with_what_is_done_already() {
    let desk = Desk::empty();
    std::fs::write(desk.home.path().join("milepost"), b"a file where a directory should be").unwrap();
    let run = |line: &str| {
        let mut command = desk.command();
        let output = command.env("XDG_STATE_HOME", desk.home.path()).args(line.split(' ')).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let (code, out, err) = run("new WEB Customer portal");
    assert_eq!((code, out.as_str()), (1, "WEB  Start project “Customer portal”\n"), "{err}");
    assert!(err.starts_with("milepost: the project is made, but WEB is not the default project here: "), "{err}");
    assert!(err.contains("settings.toml cannot be written ("), "{err}");
    assert!(err.ends_with("take away what stands in the place of a directory, then say: milepost use WEB\n"), "{err}");
    desk.done("person add ana Ana");
    for (line, why) in [
        ("use WEB", "WEB is not the default project here: "),
        ("me ana", "this machine does not remember who sits here: "),
    ] {
        let (code, out, err) = run(line);
        assert_eq!((code, out.as_str()), (1, ""), "{line}: {err}");
        assert!(err.starts_with(&format!("milepost: {why}")), "{err}");
    }
}

#[test]
fn lines_of_stdin_are_tasks_and_a_bad_one_does_not_stop_the_rest() {
    let desk = Desk::new();
    let ran = desk.run_with(b"one due:fri\n\ntwo due:frx\nthree\r\n", &["add", "-"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, "WEB-1  Add “one” due Fri 13 Mar\nWEB-2  Add “three”\n"));
    assert_eq!(ran.err, "line 3: `frx` is not a date; did you mean `due:fri`?\n");
    desk.done("undo");
    assert!(desk.refused("show 2").starts_with("milepost: there is no task 2"));
    desk.done("show 1");
}

#[test]
fn without_text_and_without_a_terminal_nothing_is_added() {
    let said = Desk::new().refused("add");
    assert!(said.starts_with("milepost: there is nothing to add\n  hint: "), "{said}");
}

#[test]
fn exit_codes_tell_refusals_from_a_world_that_failed() {
    let desk = Desk::new();
    for line in ["show 99", "move 1 nowhere", "frobnicate", "undo 0", "add x due:frx", "--today never list", "use XX"] {
        let said = desk.refused(line);
        assert!(said.starts_with("milepost: "), "{line}: {said}");
        assert!(said.lines().skip(1).all(|it| it.starts_with("  hint: ")), "{line}: {said}");
    }
    let ran = desk.run("--db /nowhere/at/all/plan.db projects");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("/nowhere/at/all/plan.db"), "{}", ran.err);
    std::fs::write(desk.home.path().join("noise.db"), [0xa5u8; 4096]).unwrap();
    let ran = desk.run("--db noise.db list");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("noise.db") && ran.err.lines().count() == 1, "{}", ran.err);
}

#[test]
fn a_mistyped_command_is_answered_with_the_nearest() {
    let said = Desk::new().refused("lst");
    assert!(said.contains("unrecognized subcommand 'lst'") && said.contains("'list'"), "{said}");
}

#[test]
fn help_and_version_are_data() {
    let desk = Desk::empty();
    assert!(desk.done("--version").starts_with("milepost "));
    let version = desk.done("--version");
    assert!(version.contains("SQLite 3.") && version.contains("file version 4"), "{version}");
    for command in ["add", "list", "set", "import", "person add", "column set"] {
        assert!(desk.done(&format!("{command} --help")).contains("Example"), "{command}");
    }
    assert!(!desk.db().exists());
}

#[test]
fn steps_are_undone_across_processes() {
    let desk = Desk::new();
    desk.done("add Login page");
    desk.done("move 1 doing");
    desk.done("done 1");
    assert_eq!(desk.json("show 1 --json")["done"], true);
    assert_eq!(desk.done("undo 2"), "WEB-1  Undo: Complete “Login page”\nWEB-1  Undo: Move “Login page” to Doing\n");
    assert_eq!(desk.json("show 1 --json")["column"], Value::Null);
    assert_eq!(desk.done("redo"), "WEB-1  Redo: Move “Login page” to Doing\n");
    assert_eq!(desk.json("show 1 --json")["column"], "Doing");
    assert_eq!(desk.done("undo 2").lines().count(), 2);
    assert!(desk.refused("show 1").contains("there is no task"));
    let log = desk.json("log --json");
    let said: Vec<&str> = log.as_array().unwrap().iter().map(|line| line["did"].as_str().unwrap()).collect();
    assert_eq!(said[0], "Undo: Add WEB-1 “Login page”");
    assert_eq!(log[2]["kind"], "redo");
    let undone: Vec<&str> = log
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["undone"] == true)
        .map(|it| it["did"].as_str().unwrap())
        .collect();
    assert_eq!(undone, ["Complete WEB-1 “Login page”", "Move WEB-1 “Login page” to Doing", "Add WEB-1 “Login page”"]);
    // A number is not given twice, after undo either.
    assert!(desk.done("add Another").starts_with("WEB-2  "));
}

#[test]
fn too_many_undos_stop_with_a_sentence() {
    let desk = Desk::new();
    let ran = desk.run("undo 5");
    assert_eq!((ran.code, ran.out.lines().count()), (2, 1));
    assert!(ran.err.contains("nothing to undo"), "{}", ran.err);
}

#[test]
fn several_tasks_are_changed_as_one_step_and_get_no_common_title() {
    let desk = Desk::new();
    for title in ["one", "two", "three"] {
        desk.done(&format!("add {title}"));
    }
    assert!(desk.done("set 1 WEB-2, 3 p0 due:mon").starts_with("WEB-1 WEB-2 WEB-3  "));
    assert_eq!(desk.json("show 3 --json")["due"], "2026-03-16");
    desk.done("undo");
    assert_eq!(desk.json("show 1 --json")["due"], Value::Null);
    let said = desk.refused("set 1 2 New title");
    assert!(said.contains("2 tasks cannot all be called “New title”"), "{said}");
    desk.done("set WEB-1 Login page with utf-8 names");
    assert_eq!(desk.json("show 1 --json")["title"], "Login page with utf-8 names");
    assert!(desk.refused("set WEB-99 p1").contains("there is no task WEB-99"));
    assert!(desk.refused("set 1").contains("what to change"));
}

#[test]
fn a_task_shows_whole_in_words_and_as_json() {
    let desk = Desk::new();
    desk.done("person add ana Ana Novak");
    desk.done("add First");
    desk.done("add Login page due:fri p1 est:1d/2d/4d @ana:50 after:1ss+1d +bug // read the RFC");
    desk.done("block 2 waits for legal");
    let page = desk.done("show web-2");
    for part in [
        "WEB-2  ⚑ Login page",
        "Fri 13 Mar",
        "1d/2d/4d",
        "@ana Ana Novak 50%",
        "+bug",
        "waits for legal (since today)",
        "WEB-1 “First” (start-to-start +1d)",
        "read the RFC",
        "Block WEB-2 “Login page”: “waits for legal”",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    let task = desk.json("show 2 --json");
    assert_eq!(
        (&task["ref"], &task["priority"], &task["blocked"]),
        (&"WEB-2".into(), &1.into(), &"waits for legal".into())
    );
    assert_eq!(task["assignees"], serde_json::json!(["ana"]));
    assert_eq!(task["predecessors"], serde_json::json!([{"ref": "WEB-1", "type": "SS", "lag": 480}]));
    assert_eq!((&task["critical"], &task["total_slack"]), (&Value::Null, &Value::Null), "it is in the inbox");
    let history = task["history"].as_array().unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(history[0]["did"], "Block WEB-2 “Login page”: “waits for legal”");
}

#[test]
fn a_former_ref_finds_its_task() {
    let desk = Desk::new();
    desk.done("add Login page");
    desk.done("new OPS Operations");
    desk.done("set WEB-1 :ops");
    let ran = desk.run("show WEB-1");
    assert_eq!((ran.code, ran.err.as_str()), (0, "WEB-1 is now OPS-1\n"));
    assert!(ran.out.starts_with("OPS-1  Login page"), "{}", ran.out);
}

#[test]
fn the_project_is_the_one_that_is_said_or_chosen() {
    let desk = Desk::new();
    desk.done("new OPS Operations");
    assert!(desk.done("add to the newest").starts_with("OPS-1  "));
    assert!(desk.done("add --project web to that one").starts_with("WEB-1  "));
    desk.done("use web");
    assert!(desk.done("add after choosing").starts_with("WEB-2  "));
    let ran = desk.command().args(["add", "by environment"]).env("MILEPOST_PROJECT", "OPS").output().unwrap();
    assert!(String::from_utf8(ran.stdout).unwrap().starts_with("OPS-2  "));
    let keys: Vec<(Value, Value)> = desk
        .json("projects --json")
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["key"].clone(), it["default"].clone()))
        .collect();
    assert_eq!(keys, [("OPS".into(), false.into()), ("WEB".into(), true.into())]);
    let other = Desk::empty();
    other.done("person add ana");
    assert!(other.refused("column list").contains("there is no project yet"));
}

#[test]
fn with_several_projects_and_none_chosen_it_is_asked_which() {
    let desk = Desk::new();
    desk.done("new OPS Operations");
    let anywhere = |line: &str| {
        let state = desk.home.path().join("elsewhere");
        let output = desk.command().env("XDG_STATE_HOME", state).args(line.split(' ')).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout) + &text(output.stderr))
    };
    let unclear = "milepost: it is not said which project is meant (OPS, WEB)\n  hint: say --project KEY, or choose one \
        with: milepost use KEY\n";
    for line in ["add Login page", "add Login page in:doing due:fri", "column list"] {
        assert_eq!(anywhere(line), (2, unclear.to_owned()), "{line}");
    }
    assert_eq!(
        anywhere("add :web Login page in:doing"),
        (0, "WEB-1  Add “Login page” project WEB, in Doing\n".to_owned())
    );
    assert_eq!(anywhere("add Test it under:web-1").1.lines().next(), Some("WEB-2  Add “Test it” under WEB-1"));
    desk.done("--project ops project set state closed");
    assert_eq!(anywhere("add Password reset").1, "WEB-3  Add “Password reset”\n");
    desk.done("--project web project set state closed");
    assert!(anywhere("add Password reset").1.starts_with("milepost: no project is active (OPS, WEB)"));
}

#[test]
fn ascii_from_the_configuration_is_kept_by_all_that_people_read() {
    let desk = Desk::new();
    desk.done("person add ana Ana");
    desk.done("add Größe @ana due:fri p0…p1 in:done");
    desk.done("add Login kind:milestone after:1 // first – “second”");
    desk.done("add Blocked – one url:https://a.example in:doing");
    desk.done("block 3 waits…");
    let plainly = |line: &str| {
        let output = desk.command().env("MILEPOST_ASCII", "true").args(line.split(' ')).output().unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    for line in [
        "list is:any",
        "show 2",
        "show 3",
        "show 9",
        "log",
        "status",
        "undo",
        "redo",
        "add due:frx",
        "lisst",
        "--help",
        "add --help",
        "set --help",
        "keys",
        "config",
        "check",
        "new WEB",
    ] {
        let said = plainly(line).replace("Größe", "");
        assert!(said.is_ascii(), "{line}: {said}");
    }
    assert!(plainly("show 1").contains("x Größe"), "{}", plainly("show 1"));
    for line in ["show 2 --json", "list is:any --json", "export", "export --format csv"] {
        assert_eq!(plainly(line), desk.done(line), "{line}");
        assert!(desk.done(line).contains('–'), "{line}");
    }
}

#[test]
fn completions_offer_the_formats() {
    let desk = Desk::empty();
    let script = desk.done("completions bash");
    let after = script.split("milepost__subcmd__export)").nth(1).unwrap_or_default();
    let offered = after.split("--format)").nth(1).unwrap_or_default().lines().nth(1).unwrap_or_default();
    assert!(offered.contains("json") && offered.contains("csv"), "{offered}");
    assert!(desk.refused("export --format jsn").contains("json"));
}

#[test]
fn nobody_sits_here_until_it_is_said() {
    let desk = Desk::new();
    assert!(desk.refused("me").contains("milepost me HANDLE"));
    let said = desk.refused("me ana");
    assert!(said.contains("milepost person add ana NAME"), "{said}");
    desk.done("person add ana Ana Novak");
    assert_eq!(desk.done("me ana"), "@ana  Ana Novak\n");
    assert_eq!(desk.done("me"), "@ana  Ana Novak\n");
    desk.done("add Login page");
    assert_eq!(desk.json("log --json")[0]["person"], "ana");
}

#[test]
fn a_summary_is_dropped_only_if_that_is_meant() {
    let desk = Desk::new();
    desk.done("add Identity");
    desk.done("add Login page under:1");
    let said = desk.refused("drop 1");
    assert!(said.contains("1 task would be dropped with WEB-1 “Identity”") && said.contains("--yes"), "{said}");
    desk.done("drop 1 --yes");
    assert_eq!(desk.json("show 2 --json")["dropped"], "2026-03-11");
    desk.done("undo");
    assert_eq!(desk.json("show 2 --json")["dropped"], Value::Null);
    desk.done("drop 2");
}

#[test]
fn links_make_no_loops() {
    let desk = Desk::new();
    for title in ["one", "two"] {
        desk.done(&format!("add {title}"));
    }
    assert_eq!(desk.done("link 1 2 --type ss --lag=-1d"), "WEB-2  Link “two” after WEB-1 “one” SS-1d\n");
    let said = desk.refused("link 2 1");
    assert!(said.contains("WEB-1") && said.contains("WEB-2") && said.contains("loop"), "{said}");
    desk.done("unlink 1 2");
    assert!(desk.refused("unlink 1 2").contains("does not wait"));
    assert!(desk.refused("link 1 2 --type XX").contains("FS, SS, FF or SF"));
}

#[test]
fn columns_and_their_limits_are_changed() {
    let desk = Desk::new();
    desk.done("column add In test --meaning doing --limit 1 --before done");
    let names = |desk: &Desk| -> Vec<String> {
        desk.json("column list --json")
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&desk), ["Backlog", "Ready", "Doing", "Review", "In test", "Done"]);
    for title in ["one", "two"] {
        desk.done(&format!("add {title}"));
    }
    let ran = desk.run("move 1 2 in test");
    assert_eq!((ran.code, ran.err.as_str()), (0, "In test holds 2 of 1\n"));
    assert!(desk.refused("column drop intest").contains("still has 2 cards"));
    desk.done("column set intest --limit none --before backlog");
    assert_eq!(desk.json("column list --json")[0]["limit"], Value::Null);
    assert_eq!(names(&desk)[0], "In test");
    assert!(desk.refused("column set intest --limit many").contains("“many” is not a number"));
    assert!(desk.refused("column add Done").contains("already"));
}

#[test]
fn a_charter_is_filled_in_field_by_field_and_printed_on_a_page() {
    let desk = Desk::new();
    assert!(desk.done("charter").contains("0 of 10 are filled; missing: objective, problem, business case"));
    let set = desk.done("charter objective Nobody calls us -- ever again -- about a password");
    assert_eq!(set.trim(), "WEB  Set project “Customer portal”: objective");
    assert_eq!(desk.run_with(b"Login\nPassword reset\n", &["charter", "in_scope", "-"]).code, 0);
    desk.done("person add ana Ana Novak");
    desk.done("charter sponsor ana");
    assert_eq!(desk.done("charter spons").trim(), "@ana");
    assert!(desk.refused("charter sponsor nobody").contains("@ana"));
    assert!(desk.refused("charter bu 40k").contains("Business case or Budget"));
    desk.done("add Go live kind:milestone due:2026-06-12 in:backlog");
    let page = desk.done("charter --format md");
    for words in [
        "# WEB Customer portal: project charter",
        "- Sponsor: Ana Novak (@ana)\n- Manager: _not said yet_\n- Start: 11 Mar 2026",
        "## Objective\n\nNobody calls us -- ever again -- about a password\n",
        "## In scope\n\n- Login\n- Password reset\n",
        "## Milestones\n\n- Go live, due 12 Jun 2026",
    ] {
        assert!(page.contains(words), "{words:?} is not in\n{page}");
    }
    for field in ["problem", "business_case", "success_criteria", "out_of_scope", "constraints", "assumptions"] {
        desk.done(&format!("charter {field} as agreed"));
    }
    assert_eq!(desk.json("charter --json")["missing"], serde_json::json!(["manager"]));
    desk.done("charter manager ana");
    let whole = desk.json("charter --json");
    assert_eq!((&whole["complete"], &whole["charter"]["sponsor"]), (&true.into(), &"ana".into()));
    assert!(desk.done("charter").contains("The charter is complete."));
    desk.done("charter objective none");
    assert_eq!(desk.json("charter --json")["charter"]["objective"], Value::Null);
    desk.done("undo");
    assert_eq!(desk.json("charter --json")["complete"], true);
}

#[test]
fn a_project_begins_from_a_template_and_makes_one() {
    let desk = Desk::empty();
    let names = desk.json("template list --json");
    let names: Vec<&str> = names.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["standard", "waterfall", "scrum", "kanban", "hybrid", "prince2", "lean"]);
    let said = desk.done("new --template hyb WEB Customer portal");
    assert_eq!(said.trim(), "WEB  Start project “Customer portal” from template hybrid");
    assert_eq!(desk.json("list --json is:any").as_array().unwrap().len(), 42);
    assert_eq!(desk.json("show 5 --json")["predecessors"][0]["ref"], "WEB-2");
    assert!(desk.refused("new --template hybird OPS Operations").contains("did you mean hybrid?"));

    desk.done("done 2");
    desk.done("drop 42");
    desk.done("column set doing --policy Ours");
    let saved = desk.done("template save ours");
    assert_eq!(
        saved.trim(),
        "WEB  Keep “Customer portal” as a template: 6 columns, 6 phases, 34 criteria, 41 tasks, 6 risks"
    );
    assert!(desk.refused("template save ours").contains("--force"));
    assert!(desk.refused("template save ../ours").contains("one word of letters"));
    desk.done("template save ours --force --about Anew");
    desk.done("new --template ours OPS Operations");
    assert_eq!(desk.json("list --json is:done"), serde_json::json!([]), "nothing of it is done");
    assert_eq!(desk.json("list --json is:any").as_array().unwrap().len(), 41);
    let columns = desk.json("column list --json");
    assert_eq!(columns[2]["policy"], "Ours");
    desk.done("undo");
    assert!(!desk.done("projects").contains("OPS"), "it is one step");

    // A file of one's own, by its path; what is wrong in it is said with its line.
    std::fs::write(desk.home.path().join("mine.toml"), desk.done("template show scrum")).unwrap();
    desk.done("new --template ./mine.toml APP Mobile app");
    assert_eq!(desk.done("project show --project APP").lines().filter(|line| line.contains("Scrum")).count(), 1);
    std::fs::write(desk.home.path().join("mine.toml"), "title = \"Mine\"\n\ncolums = 3\n").unwrap();
    let said = desk.refused("new --template mine.toml XY Another");
    assert_eq!(
        said,
        "milepost: mine.toml, line 3: there is no key “colums” in a template\n  hint: did you mean column?\n"
    );
    assert!(desk.refused("new --template no/such.toml XY Another").contains("there is no file no/such.toml"));
    let own = desk.home.path().join(".config/milepost/templates/broken.toml");
    std::fs::write(own, "x = ").unwrap();
    assert!(desk.done("template list").contains("broken.toml, line 1: "), "one broken file does not hide the others");
    assert!(desk.refused("new --template broken XY Another").contains("line 1"));
}

#[test]
fn people_are_added_changed_and_sent_on_leave() {
    let desk = Desk::new();
    assert_eq!(desk.done("person add @ana Ana Novak --capacity 80% --rate 95.50"), "@ana  Add person @ana\n");
    desk.done("person set ana --skills rust --email ana@example.org");
    let ana = &desk.json("person list --json")[0];
    assert_eq!((&ana["name"], &ana["capacity"], &ana["cost_rate"]), (&"Ana Novak".into(), &80.into(), &95.5.into()));
    assert_eq!(ana["skills"], serde_json::json!(["rust"]));
    assert!(desk.refused("person add ana").contains("already"));
    assert!(desk.refused("person add a/b").contains("handle"));
    assert!(desk.refused("person set ana").contains("what to change"));
    assert_eq!(desk.done("leave ana 2026-03-11..fri Ski week"), "@ana  Note leave of @ana: Wed 11 Mar to Fri 13 Mar\n");
    assert_eq!(desk.json("person list --json")[0]["away"], true);
    assert!(desk.refused("leave ana fri..2026-03-11").contains("before"));
    assert!(desk.done("status").contains("away today: @ana"));
}

#[test]
fn status_says_what_is_known_on_one_page() {
    let desk = Desk::new();
    desk.done("person add ana Ana Novak");
    desk.done("add Late in:ready due:2026-03-09");
    desk.done("add Stuck in:doing @ana due:fri");
    desk.done("block 2 waits for legal");
    desk.done("add Done in:done");
    desk.done("add Later");
    desk.done("column set doing --limit 3");
    let page = desk.done("status");
    assert_eq!(
        page,
        "WEB Customer portal · Wed 11 Mar · Initiation · 33%, 1 of 3 tasks done · ends 11 Mar\n\
         ▸ Initiation  ›  Planning  ›  Execution + Monitoring and control  ›  Closure\n\
         Backlog 0   Ready 1   Doing 1/3   Review 0   Done 1   Inbox 1\n\n\
         Overdue 1\n  WEB-1  Late  due 2d late\n\n\
         Blocked 1\n  WEB-2  Stuck  waits for legal  @ana\n\n\
         Due this week 1\n  WEB-2  Stuck  due Fri  @ana\n\n\
         In progress\n  @ana  WEB-2  ⚑ Stuck\n"
    );
    // `milepost` alone, without a terminal, is the same.
    assert_eq!(desk.done(""), page);
    let json = desk.json("status --json");
    assert_eq!((&json["percent"], &json["overdue"]), (&33.into(), &serde_json::json!(["WEB-1"])));
    assert_eq!(json["blocked"][0]["reason"], "waits for legal");
    assert_eq!(json["columns"][2], serde_json::json!({"name": "Doing", "meaning": "doing", "count": 1, "limit": 3}));
}

#[test]
fn today_is_what_is_said_and_the_journal_keeps_the_real_clock() {
    let desk = Desk::new();
    desk.done("--today 2031-05-01 add Far due:tomorrow");
    assert_eq!(desk.json("show 1 --json")["due"], "2031-05-02");
    let at = desk.json("log --json")[0]["at"].as_str().unwrap().to_owned();
    assert!(!at.starts_with("2031"), "{at}");
    assert!(desk.refused("--today 3m list").contains("3m"));
}

#[test]
fn hostile_text_does_not_reach_the_terminal() {
    let desk = Desk::new();
    let ran = desk.run_with(b"", &["add", "a\u{1b}[2Jb\u{202e}c\u{9b}d"]);
    assert_eq!(ran.out, "WEB-1  Add “a␛[2Jb⟨U+202E⟩c⟨U+009B⟩d”\n");
    for line in ["show 1", "log", "status", "list", "show 1 --json"] {
        let ran = desk.run(line);
        assert!(!ran.out.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{line}: {}", ran.out);
    }
    assert_eq!(desk.json("show 1 --json")["title"], "a\u{1b}[2Jb\u{202e}c\u{9b}d");
    let said = desk.run_with(b"", &["use", "\u{1b}[31m"]).err;
    assert!(!said.contains('\u{1b}'), "{said}");
    let said = desk.run_with(b"", &["frob\u{1b}[31m\u{202e}"]).err;
    assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let desk = Desk::new();
    let lines: String = (0..400).map(|at| format!("a rather long title of task number {at}\n")).collect();
    desk.run_with(lines.as_bytes(), &["add", "-"]);
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("milepost"));
    command.env_clear().env("HOME", desk.home.path()).env("MILEPOST_DB", desk.db()).args(["log", "-n", "1000"]);
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn colour_is_written_where_it_is_asked_for() {
    let desk = Desk::new();
    desk.done("add Late in:ready due:2026-03-09");
    assert!(!desk.done("status").contains('\u{1b}'));
    assert!(desk.done("--color always status").contains("\u{1b}[31m"));
    let quiet = desk.command().args(["--color", "never", "status"]).output().unwrap();
    assert!(!quiet.stdout.contains(&0x1b));
}

#[test]
fn an_export_comes_back_and_never_overwrites_unasked() {
    let desk = Desk::new();
    desk.done("add Login page due:fri");
    desk.done("export plan.json");
    let said = desk.refused("export plan.json");
    assert!(said.contains("plan.json") && said.contains("--force"), "{said}");
    desk.done("export plan.json --force");
    let other = Desk::empty();
    std::fs::copy(desk.home.path().join("plan.json"), other.home.path().join("plan.json")).unwrap();
    other.done("import plan.json");
    assert_eq!(other.json("show WEB-1 --json")["title"], "Login page");
    assert_eq!(other.done("export -"), desk.done("export -"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = desk.home.path().join("plan.json").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let left: Vec<_> = std::fs::read_dir(desk.home.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains(".part")), "{left:?}");
}

#[test]
fn a_plan_of_microsoft_project_comes_in_and_goes_out() {
    let desk = Desk::new();
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/src/formats/mspdi/tests/office.xml");
    let said = desk.run(&format!("import {plan} --key MOVE --dry-run"));
    assert!(said.out.contains("7 new, 0 changed, 0 same (nothing was changed)"), "{}", said.out);
    assert!(said.err.contains("custom fields: “Room” has no place here"), "{}", said.err);
    desk.done(&format!("import {plan} --key MOVE"));
    assert!(desk.done("show MOVE-4").contains("200 pieces “Boxes” (300)"));
    assert!(!desk.done("person list").contains("Boxes"), "material is nobody");
    assert!(desk.done("list is:any --project MOVE").contains("Choose a mover"));
    assert!(desk.done("check").contains("in order"));
    desk.done("export web.xml");
    let web = std::fs::read_to_string(desk.home.path().join("web.xml")).unwrap();
    assert!(web.contains("<Title>Customer portal</Title>") && !web.contains("Office move"), "one project a file");
    desk.done("export move.xml --project MOVE");
    assert!(desk.done("import move.xml").contains("0 new, 0 changed, 7 same"));
    desk.done("undo");
    assert!(!desk.done("projects").contains("MOVE"));
}

#[test]
fn a_dry_import_changes_nothing() {
    let desk = Desk::new();
    desk.done("add Login page");
    desk.done("export plan.json");
    let other = Desk::new();
    std::fs::copy(desk.home.path().join("plan.json"), other.home.path().join("plan.json")).unwrap();
    let before = other.done("log");
    assert!(other.done("import plan.json --dry-run").contains("nothing was changed"));
    assert_eq!(other.done("log"), before);
    assert!(other.refused("import - --dry-run").contains("--format"));
    let ran = other.run("import missing.json");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("missing.json"), "{}", ran.err);
    assert_eq!(other.run_with(b"{\"half\": ", &["import", "-", "--format", "json"]).code, 2);
}

#[test]
fn papers_are_printed_from_the_definitions() {
    let desk = Desk::empty();
    for shell in ["bash", "zsh", "fish"] {
        assert!(desk.done(&format!("completions {shell}")).contains("unblock"), "{shell}");
    }
    assert!(desk.done("man").contains(".TH milepost 1"));
    desk.done("man --dir pages");
    assert!(desk.home.path().join("pages/milepost-add.1").exists());
    assert!(desk.done("keys --format md").contains("| `u` | Undo |"));
    assert!(desk.done("keys").contains("Undo"));
    assert!(!desk.json("keys --json").as_array().unwrap().is_empty());
    let config = desk.json("config --json");
    assert_eq!(config["settings"]["db"]["from"], "MILEPOST_DB");
    assert!(!desk.db().exists());
}

#[test]
fn a_list_shows_what_is_open_and_filters_choose() {
    let desk = Desk::new();
    desk.done("person add ana Ana Novak");
    desk.done("me ana");
    desk.done("add Login page due:fri p1 est:3d @ana +bug in:doing");
    desk.done("add Later p3");
    desk.done("add Over due:2026-03-09 in:done");
    desk.done("add Asleep wait:mon");
    desk.done("add Late due:2026-03-09 in:ready");
    desk.done("block 1 waits for legal");
    assert_eq!(
        desk.done("list"),
        "ref    p   title           column  start       finish        due          slack  est  who   tags\n\
         WEB-1  p1  » ⚑ Login page  Doing   Wed 11 Mar  Fri 13 Mar    Fri 13 Mar      0d   3d  @ana  +bug\n\
         WEB-5  p2  » Late          Ready   Wed 11 Mar  Wed 11 Mar !  Mon 9 Mar !    -2d  1d?\n\
         WEB-2  p3  Later           inbox                                                 1d?\n"
    );
    let refs = |line: &str| -> Vec<String> {
        desk.json(line).as_array().unwrap().iter().map(|it| it["ref"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(refs("list --json"), ["WEB-1", "WEB-5", "WEB-2"]);
    assert_eq!(refs("list is:mine --json"), ["WEB-1"]);
    assert_eq!(refs("list --json is:overdue or +bug sort:due"), ["WEB-5", "WEB-1"]);
    assert_eq!(refs("list is:done --json"), ["WEB-3"]);
    let ran = desk.run("list nothing like this");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", "No task matches\n"));
    assert_eq!(desk.done("list --json nothing like this"), "[]\n");
    for (filter, part) in [("slack.under:x", "duration"), ("is:opn", "is:open")] {
        let said = desk.refused(&format!("list {filter}"));
        assert!(said.contains(part), "{filter}: {said}");
    }
}

#[test]
fn a_table_fits_the_terminal_it_is_written_to() {
    let desk = Desk::new();
    desk.run_with(b"", &["add", &"long ".repeat(30)]);
    let widest = |out: &str| out.lines().map(|line| line.chars().count()).max().unwrap();
    // A pipe is not cut, whatever COLUMNS says.
    let ran = desk.command().args(["list"]).env("COLUMNS", "60").output().unwrap();
    assert!(widest(&String::from_utf8(ran.stdout).unwrap()) > 150);
}

#[test]
fn the_demo_prints_its_status_where_there_is_no_terminal() {
    let desk = Desk::empty();
    let page = desk.done("demo --print");
    for part in ["WEB Customer portal · Wed 11 Mar · Execution", "Doing ", "In progress"] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    assert_eq!(desk.done("demo"), page);
    assert!(!desk.db().exists());
}

#[test]
fn a_backup_is_put_back_and_what_was_there_is_kept() {
    let desk = Desk::new();
    desk.done("add Login page");
    desk.done("backup copy.db");
    assert!(desk.run("backup copy.db").code != 0, "a backup overwrote another");
    desk.done("add Only in the newer one");
    assert_eq!(desk.done("check"), "All is in order\n");
    desk.done("restore copy.db");
    assert!(desk.refused("show 2").contains("there is no task"));
    desk.done("show 1");
    assert_eq!(desk.json("check --json"), serde_json::json!({"ok": true, "wrong": []}));
    let ran = desk.run("restore nothing.db");
    assert!(ran.code != 0 && ran.err.contains("nothing.db"), "{}", ran.err);
}

#[test]
fn a_line_that_cannot_be_written_waits_and_is_taken_in_later() {
    let desk = Desk::new();
    let holder = rusqlite::Connection::open(desk.db()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ran = desk.run("add Login page due:fri");
    assert_eq!((ran.code, ran.out.as_str()), (0, "queued\n"), "{}", ran.err);
    assert!(ran.err.contains("locked"), "{}", ran.err);
    holder.execute_batch("ROLLBACK").unwrap();
    drop(holder);
    let ran = desk.run("list");
    assert!(ran.out.contains("Login page"), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("Login page"), "{}", ran.err);
    assert_eq!(desk.json("list --json").as_array().unwrap().len(), 1);
}

#[test]
fn settings_are_checked_and_told() {
    let desk = Desk::new();
    let file = desk.home.path().join("config.toml");
    std::fs::write(&file, "ascii = true\ncolour = \"red\"\n").unwrap();
    let ran = desk.command().arg("list").env("MILEPOST_CONFIG", &file).output().unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(said.contains("config.toml, line 2") && said.contains("colour"), "{said}");
    std::fs::write(&file, "ascii = true\n").unwrap();
    desk.done("add Milestone kind:milestone in:ready");
    let ran = desk.command().arg("list").env("MILEPOST_CONFIG", &file).output().unwrap();
    assert!(String::from_utf8(ran.stdout).unwrap().contains("* Milestone"));
    assert!(desk.done("config").contains("MILEPOST_DB"));
}

#[test]
fn keys_of_the_configuration_file_are_told_and_a_clash_hinders_only_what_needs_keys() {
    let desk = Desk::new();
    let file = desk.home.path().join("config.toml");
    let run = |line: &str| {
        let ran = desk.command().args(line.split(' ')).env("MILEPOST_CONFIG", &file).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (ran.status.code(), text(ran.stdout), text(ran.stderr))
    };
    std::fs::write(&file, "[keys]\ncomplete = \"ctrl-x\"\ndrop = \"\"\n[keys.board]\ntriage = [\"g i\", \"F5\"]\n")
        .unwrap();
    let (code, keys, _) = run("keys");
    assert_eq!(code, Some(0));
    assert!(keys.lines().any(|line| line.starts_with("Ctrl-x ") && line.ends_with(" complete")), "{keys}");
    let (_, config, _) = run("config");
    for told in ["keys.complete", "ctrl-x", "keys.drop", "no key", "keys.board.triage", "g i  F5"] {
        assert!(config.contains(told), "{told}: {config}");
    }
    let json: serde_json::Value = serde_json::from_str(&run("keys --json").1).unwrap();
    let named = |place: &str, action: &str| {
        let mut all = json.as_array().unwrap().iter();
        all.find(|it| it["where"] == place && it["action"] == action).map(|it| it["keys"].clone())
    };
    assert_eq!(named("Board", "triage"), Some(serde_json::json!(["gi", "F5"])));
    assert_eq!(named("Everywhere", "drop"), Some(serde_json::json!([])));
    std::fs::write(&file, "# mine\n[keys]\ncomplete = \"d\"\n").unwrap();
    for line in ["keys", "config"] {
        let (code, _, said) = run(line);
        assert_eq!(code, Some(2), "{line}");
        assert!(
            said.contains("config.toml, line 3: d would be complete and drop (Everywhere): give one of them"),
            "{said}"
        );
    }
    let (_, config, _) = run("config");
    for told in ["plan.db (there)", "config.toml (there)", "keys.complete"] {
        assert!(config.contains(told), "{told}: {config}");
    }
    let json: serde_json::Value = serde_json::from_str(&run("config --json").1).unwrap();
    assert_eq!(json["settings"]["keys.complete"]["value"], "d");
    std::fs::write(&file, "[keys]\ncomplete = 5\n").unwrap();
    let (code, config, said) = run("config");
    assert_eq!(code, Some(2));
    let told = |line: &str| line.split_whitespace().take(2).eq(["keys.complete", "unreadable"]);
    assert!(config.lines().any(told), "{config}");
    assert!(said.contains("config.toml, line 2"), "{said}");
    std::fs::write(&file, "[keys]\ncomplete = \"d\"\n").unwrap();
    assert_eq!(run("add Login page").0, Some(0));
    assert_eq!(run("keys --table capture").0, Some(0));
    assert_eq!(run("list").0, Some(0));
}

#[test]
fn help_is_a_command_too() {
    let desk = Desk::empty();
    assert!(desk.done("help add").contains("Add a task from one line"));
    for (line, told) in [
        ("help", "Take back the newest step"),
        ("--help", "Show computed dates, slack and the critical path"),
        ("baseline --help", "Choose the baseline"),
        ("calendar -h", "iCalendar"),
        ("help person", "Add a person"),
    ] {
        let help = desk.done(line);
        assert!(help.contains("Usage: milepost") && help.contains(told), "{line}: {help}");
    }
}

#[test]
fn settings_of_a_project_are_set_by_name_and_told_in_words() {
    let desk = Desk::new();
    desk.done("person add ana Ana Novak");
    assert_eq!(
        desk.done("project set wip_rule refuse"),
        "WEB  Set project “Customer portal”: wip rule refuse\n",
        "the key stands first"
    );
    assert_eq!(
        desk.done("project set name Customer portal 2"),
        "WEB  Set project “Customer portal”: name “Customer portal 2”\n"
    );
    desk.done("project set man @ana");
    desk.done("project set start 16mar 13:00");
    assert!(desk.done("project show").contains("Mon 16 Mar 13:00"));
    desk.done("project set start 16mar");
    desk.done("project set state on-hold --project WEB");
    let ran = desk.run_with(b"", &["project", "set", "objective", "One login\nfor all"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let shown = desk.done("project show --project web");
    for words in [
        "WEB  Customer portal 2\n",
        "wip rule            refuse\n",
        "manager             @ana\n",
        "start               Mon 16 Mar\n",
    ] {
        assert!(shown.contains(words), "{shown}");
    }
    assert!(shown.contains("state               on hold\n"), "{shown}");
    assert!(shown.contains("  objective           One login\n                      for all\n"), "{shown}");
    desk.done("--project web project set manager none");
    let object = desk.json("project show --json --project WEB");
    assert_eq!((&object["manager"], &object["key"]), (&Value::Null, &Value::from("WEB")));
    assert_eq!((object["wip_rule"].as_str(), object["start"].as_str()), (Some("refuse"), Some("2026-03-16")));
    for (line, why) in [
        ("project set wip often", "no wip rule is called often"),
        ("project set s x", "s could be"),
        ("project set key WEC", "stays as it is"),
        ("project set name none", "needs a name"),
        ("project set colour red", "no field of a project is called colour"),
    ] {
        let said = desk.refused(&format!("--project WEB {line}"));
        assert!(said.contains(why), "{line}: {said}");
    }
}

#[test]
fn a_limit_that_refuses_is_exceeded_only_where_one_says_over() {
    let desk = Desk::new();
    desk.done("add One in:doing");
    desk.done("add Two in:ready");
    desk.done("column set doing --limit 1");
    desk.done("project set wip_rule refuse");
    let said = desk.refused("move 2 doing");
    assert!(said.contains("Doing would hold 2 of 1"), "{said}");
    assert!(desk.done("move 2 doing --over").starts_with("WEB-2"), "it goes where one asks for it");
}

/// Runs a command line as if somebody sat at a terminal and answered this.
fn answering(desk: &Desk, answer: &str, words: &[&str]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let variable = |name: &str| match name {
        // Where a program of its own has them below HOME.
        "XDG_CONFIG_HOME" => Some(desk.home.path().join(".config").into()),
        "XDG_DATA_HOME" => Some(desk.home.path().join(".local/share").into()),
        "XDG_STATE_HOME" => Some(desk.home.path().join(".local/state").into()),
        "MILEPOST_DB" => Some(desk.db().into()),
        "MILEPOST_TODAY" => Some("2026-03-11".into()),
        _ => None,
    };
    let clock = || Clock { today: NaiveDate::MIN, now: DateTime::UNIX_EPOCH, first_id: Uuid::from_u128(7 << 76) };
    let mut outside = Outside {
        stdin: &mut answer.as_bytes(),
        stdout: &mut out,
        stderr: &mut err,
        stdin_is_terminal: true,
        stdout_is_terminal: false,
        columns: None,
        variable: &variable,
        clock: &clock,
    };
    let code = run(words.iter().map(OsString::from), &mut outside);
    Ran { code: code.into(), out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

#[test]
fn who_sits_here_is_asked_once_and_only_where_somebody_sits() {
    let desk = Desk::new();
    assert!(desk.refused("list is:mine").contains("milepost me HANDLE"));
    let ran = answering(&desk, "ana\n", &["list", "is:mine"]);
    assert!(ran.code == 2 && !ran.err.contains("Who are you"), "there is nobody to be: {}", ran.err);
    desk.done("person add ana Ana Novak");
    desk.done("add Login page @ana");
    desk.done("add Other work");
    assert!(desk.refused("list is:mine").contains("milepost me HANDLE"));
    let ran = answering(&desk, "zoe\n", &["list", "is:mine"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(ran.err.contains("no person is called @zoe"), "{}", ran.err);
    let ran = answering(&desk, "ana\n", &["list", "is:mine"]);
    assert_eq!(ran.err, "Who are you? Your handle: ");
    assert!(ran.out.contains("Login page") && !ran.out.contains("Other work"), "{}", ran.out);
    assert_eq!(desk.done("me"), "@ana  Ana Novak\n", "it is remembered");
    let ran = answering(&desk, "", &["list", "is:mine"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn flow_tells_cycle_time_throughput_and_ages() {
    let desk = Desk::new();
    assert!(desk.done("flow").contains("none yet"), "{}", desk.done("flow"));
    desk.done("add Login page in:doing");
    desk.done("add Reports in:doing");
    desk.done("--today 2026-03-13 done 1");
    let said = desk.done("--today 2026-03-30 flow");
    assert!(said.contains("half within 3 days, 85% within 3 days"), "{said}");
    assert!(said.contains("0.1 a week") && said.contains("WEB-2") && said.contains("20 days"), "{said}");
    assert!(said.contains("older than 10"), "{said}");
    let json = desk.json("--today 2026-03-30 flow --json");
    assert_eq!((json["cycle_time"]["p85"].as_i64(), json["finished"].as_i64()), (Some(3), Some(1)));
}

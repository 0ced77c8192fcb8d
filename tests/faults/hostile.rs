//! Text from outside that would do harm: escape sequences, NUL, overrides of direction, combining and wide characters,
//! megabytes. It is stored as it is or refused in a sentence, and never reaches a terminal as it is.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use anyhow::{Context, Result, bail, ensure};
use milepost::domain::task::Task;

use super::place::{Place, Ran};
use super::pty::Screens;
use super::rig::{Rig, Scale, nothing};

pub const RIGS: &[Rig] = &[
    Rig { name: "hostile text is visible and harmless everywhere", needs: nothing, run: everywhere },
    Rig { name: "a title of a megabyte is refused with its size", needs: nothing, run: megabyte },
    Rig { name: "control: a raw escape sequence is noticed", needs: nothing, run: raw },
];

/// Titles that a terminal would obey, or that would break a screen.
fn titles() -> Vec<(&'static str, String)> {
    vec![
        ("escape sequence", "Red \u{1b}[31m alert \u{1b}]0;owned\u{7}".into()),
        ("clear the screen", "\u{1b}[2J\u{1b}[H gone".into()),
        ("C1 control", "Title \u{9b}31m and \u{90}q".into()),
        ("carriage return", "Kept\rover".into()),
        ("newline", "One\nTwo\nThree".into()),
        ("tab and backspace", "A\tB\u{8}C\u{7f}D".into()),
        ("right to left override", "\u{202e}drowssap\u{202c} plain".into()),
        ("isolates", "\u{2066}a\u{2067}b\u{2068}c".into()),
        ("Hebrew and Arabic", "שלום and مرحبا".into()),
        ("combining marks", format!("Z{}algo", "\u{0301}".repeat(300))),
        ("wide characters", "日本語のタイトル 登録画面 👩‍👩‍👧‍👦 🇩🇪".into()),
        ("zero width", "a\u{200b}b\u{200d}c\u{feff}d\u{00ad}e".into()),
        ("tags", "\u{e0001}\u{e0041}hidden".into()),
        ("formula", "=HYPERLINK(\"http://a\")".into()),
        ("markup", "<script>alert(1)</script> & <b>".into()),
        ("quotes", "' \" ` $(rm) ; | \\ %s %n".into()),
        ("SQL", "'); DROP TABLE task; --".into()),
        ("line separators", "a\u{2028}b\u{2029}c\u{85}d".into()),
    ]
}

/// That nothing in an output is obeyed by a terminal: no control but the newline (and the tab of nothing).
fn is_harmless(what: &str, said: &str) -> Result<()> {
    let bad = said.chars().find(|it| {
        (it.is_control() && *it != '\n')
            || matches!(it, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    });
    match bad {
        Some(bad) => bail!("{what}: {bad:?} reached the output: {}", said.escape_debug()),
        None => Ok(()),
    }
}

fn harmless(what: &str, ran: &Ran) -> Result<()> {
    is_harmless(what, &ran.out)?;
    is_harmless(what, &ran.err)?;
    ensure!(!ran.err.contains("panicked"), "{what}: {}", ran.err);
    Ok(())
}

fn everywhere(scale: Scale) -> Result<String> {
    let place = Place::with_project();
    let (mut kept, mut refused) = (0, 0);
    for (what, title) in titles() {
        for arguments in [vec!["add", "--", &title], vec!["set", "WEB-1", "--", &title], vec!["note", "WEB-1", &title]]
        {
            let ran = place.run(&arguments);
            harmless(what, &ran)?;
            match ran.code {
                Some(0) => kept += 1,
                Some(2) => refused += 1,
                other => bail!("{what}: {} ended with {other:?}: {}", arguments[0], ran.err),
            }
        }
    }
    // Other doors: one text with all of it (but for NUL, which no argument can hold).
    let all: String = titles().into_iter().map(|(_, title)| title).collect();
    let doors = if scale.long { titles().into_iter().map(|it| it.1).chain([all]).collect() } else { vec![all] };
    for title in &doors {
        let what = "elsewhere";
        for arguments in [
            vec!["list", &title],
            vec!["show", &title],
            vec!["move", "WEB-1", &title],
            vec!["person", "add", &title],
            vec!["column", "add", &title],
            vec!["new", &title, &title],
            vec!["new", "OPS", &title],
            vec!["list", "--project", &title],
            vec!["import", &title],
            vec!["--today", &title, "list"],
            vec!["block", "WEB-1", &title],
            vec!["unblock", "WEB-1"],
            vec![&title],
        ] {
            harmless(what, &place.run(&arguments)).with_context(|| format!("{arguments:?}"))?;
        }
    }
    // From stdin: bytes that are no text, NUL too.
    let ran = place.run_with(["add", "-"], b"Bytes \xff\xfe\x80 and NUL \0 inside\n\x1b[31mred\n");
    harmless("bytes", &ran)?;
    let ran = place.run([OsString::from("add"), OsString::from_vec(b"Bytes \xff\xfe".to_vec())]);
    harmless("bytes as an argument", &ran)?;
    let tasks: Vec<_> = titles()
        .iter()
        .enumerate()
        .map(|(at, (_, title))| {
            let uuid = format!("8f3c1c5e-0000-4000-8000-0000000000{at:02}");
            serde_json::json!({ "description": title, "status": "pending", "uuid": uuid, "entry": "20260301T000000Z",
                "project": title, "tags": [title], "annotations": [{ "entry": "20260301T000000Z", "description": title }] })
        })
        .collect();
    let json = serde_json::to_vec(&tasks)?;
    harmless("import", &place.run_with(["import", "-", "--format", "taskwarrior"], &json))?;
    let rows = titles().into_iter().map(|(_, title)| format!("\"{0}\",\"{0}\"\n", title.replace('"', "\"\"")));
    let csv = format!("title,note\n{}", rows.collect::<String>());
    harmless("import of CSV", &place.run_with(["import", "-", "--format", "csv"], csv.as_bytes()))?;
    for arguments in [
        &["list", "is:any"][..],
        &["show", "WEB-1"],
        &["log"],
        &["status"],
        &["projects"],
        &["person", "list"],
        &["check"],
        &["undo"],
        &["redo"],
    ] {
        let ran = place.run(arguments);
        harmless("afterwards", &ran).with_context(|| format!("{arguments:?}"))?;
        ensure!(ran.code == Some(0), "{arguments:?} ended with {:?}: {}{}", ran.code, ran.out, ran.err);
    }
    on_screen(&place)?;
    place.is_clean()?;
    Ok(format!("{} texts: {kept} taken as they are, {refused} refused in a sentence", titles().len()))
}

/// What the screens write, after the sequences that they may write are taken out.
fn on_screen(place: &Place) -> Result<()> {
    place.run(["move", "WEB-1", "ready"]);
    let mut screens = Screens::open(place, 40, 140)?;
    screens.send("jk\r")?;
    screens.send("\x1bgh")?;
    screens.wait_until("anything", |screen| !screen.is_empty())?;
    screens.send("\x1b\x1b[200~\x1b[31mpasted\x07\u{202e}\x1b[201~")?;
    screens.send("\x1bq")?;
    let _ = screens.end(std::time::Duration::from_secs(5));
    let shown = screens.text();
    is_harmless("the screen", &shown)?;
    let all = String::from_utf8_lossy(&screens.seen).into_owned();
    for sequence in ["\u{1b}]0;owned", "\u{1b}[31m alert", "\u{9b}", "\u{202e}", "\u{2067}", "\u{200b}", "\u{feff}"] {
        ensure!(!all.contains(sequence), "{sequence:?} was written to the terminal");
    }
    Ok(())
}

fn megabyte(_: Scale) -> Result<String> {
    let place = Place::with_project();
    place.run(["add", "Small"]).ended(0)?;
    let big = "x".repeat(1 << 20);
    let mut refused = 0;
    // An argument cannot be that long on Linux: the largest that can.
    let argument = "y".repeat(100_000);
    for arguments in [["add", &argument, ""], ["set", "WEB-1", &argument]] {
        let ran = place.run(arguments.iter().filter(|it| !it.is_empty()));
        told(&ran).with_context(|| format!("{} with 100,000 letters", arguments[0]))?;
        refused += 1;
    }
    let ran = place.run_with(["add", "-"], format!("Before\n{big}\nAfter\n").as_bytes());
    told(&ran).context("a line of a megabyte")?;
    let json = serde_json::json!([{ "description": big, "status": "pending", "entry": "20260301T000000Z",
        "uuid": "8f3c1c5e-0000-4000-8000-000000000001" }]);
    let ran = place.run_with(["import", "-", "--format", "taskwarrior"], json.to_string().as_bytes());
    ensure!(
        ran.code.is_some() && format!("{}{}", ran.out, ran.err).contains("1048576"),
        "{:.300}",
        format!("{}{}", ran.out, ran.err)
    );
    let csv = format!("title\n{big}\n");
    let ran = place.run_with(["import", "-", "--format", "csv"], csv.as_bytes());
    ensure!(
        ran.code.is_some() && format!("{}{}", ran.out, ran.err).contains("1048576"),
        "{:.300}",
        format!("{}{}", ran.out, ran.err)
    );
    let (plan, _) = place.content()?;
    let longest = plan.all::<Task>().map(|task| task.title.len()).max().unwrap_or(0);
    ensure!(longest <= 64 << 10, "a title of {longest} bytes is in the file");
    let titles: Vec<&str> = plan.all::<Task>().map(|it| it.title.as_str()).collect();
    ensure!(titles.contains(&"Before") && titles.contains(&"After"), "the lines beside it are lost");
    let mut screens = Screens::open(&place, 24, 80)?;
    screens.send("a")?;
    screens.send(&format!("\x1b[200~{big}\x1b[201~\r"))?;
    screens.wait_until("the size", |screen| screen.contains("65536"))?;
    screens.send("\x1b\x1by")?;
    drop(screens);
    place.is_clean()?;
    Ok(format!("{} doors", refused + 4))
}

fn told(ran: &Ran) -> Result<()> {
    ensure!(matches!(ran.code, Some(1 | 2)), "ended with {:?}: {:.200}", ran.code, ran.out);
    ensure!(ran.err.contains("65536"), "the size is not said: {:.300}", ran.err);
    ensure!(ran.err.len() < 2000, "the sentence has {} bytes", ran.err.len());
    Ok(())
}

fn raw(_: Scale) -> Result<String> {
    let obeyed = ["\u{1b}[31m", "\u{9b}2J", "a\u{202e}b", "a\rb", "\u{200b}"];
    for said in obeyed {
        ensure!(is_harmless("raw", said).is_err(), "{said:?} was taken for harmless");
    }
    Ok(format!("{} raw texts noticed", obeyed.len()))
}

use super::*;

fn places() -> Places {
    Places { config: "/home/ana/.config/milepost/config.toml".into(), data: "/data".into(), state: "/state".into() }
}

fn with<'a>(variables: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<OsString> + 'a {
    move |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
}

fn wrong(text: &str) -> String {
    Settings::of(places(), text, &with(&[])).unwrap_err().to_string()
}

#[test]
fn with_nothing_said_everything_has_its_default() {
    let settings = Settings::of(places(), "", &with(&[])).unwrap();
    assert_eq!(settings.db, Path::new("/data/milepost.db"));
    assert_eq!((settings.week_start, settings.ascii, settings.theme.as_deref()), (Weekday::Mon, false, None));
    assert!(settings.told().all(|(_, _, from)| from == Origin::Default));
}

#[test]
fn the_environment_goes_before_the_file_and_the_file_before_the_default() {
    let file = "theme = \"light\"\nascii = true\nweek_start = \"sunday\"\neditor = \"hx\"\n";
    let said = [("MILEPOST_THEME", "mono"), ("EDITOR", "nano"), ("MILEPOST_DB", "work.db")];
    let settings = Settings::of(places(), file, &with(&said)).unwrap();
    assert_eq!(settings.theme.as_deref(), Some("mono"));
    assert_eq!((settings.ascii, settings.week_start), (true, Weekday::Sun));
    assert_eq!((settings.editor.as_str(), settings.db.as_path()), ("hx", Path::new("work.db")));
    let from: Vec<Origin> = settings.told().map(|(_, _, from)| from).collect();
    let theme = Origin::Environment("MILEPOST_THEME");
    assert_eq!(from[..4], [Origin::Environment("MILEPOST_DB"), theme, Origin::File, Origin::File]);
    let settings = Settings::of(places(), "", &with(&said)).unwrap();
    assert_eq!(settings.editor, "nano");
}

#[test]
fn paths_of_the_file_count_from_it_or_from_home() {
    let db = |file: &str| Settings::of(places(), file, &with(&[("HOME", "/home/ana")])).unwrap().db;
    assert_eq!(db("db = \"~/plans/web.db\""), Path::new("/home/ana/plans/web.db"));
    assert_eq!(db("db = \"web.db\""), Path::new("/home/ana/.config/milepost/web.db"));
    assert_eq!(db("db = \"/srv/web.db\""), Path::new("/srv/web.db"));
}

#[test]
fn what_is_wrong_is_said_with_file_and_line() {
    let unknown = wrong("ascii = true\n\ncolour = \"red\"\n");
    assert!(unknown.starts_with("/home/ana/.config/milepost/config.toml, line 3: there is no key colour"), "{unknown}");
    assert!(wrong("theme = \"pink\"").ends_with("line 1: theme is one of dark, light, 16, mono"));
    assert!(wrong("week_start = \"someday\"").contains("week_start is a day of the week"));
    assert!(wrong("ascii = [1]").ends_with("ascii takes one value"));
    assert!(wrong("ascii = true\nascii = false").contains("line 2: "));
    assert!(wrong("ascii true").contains("line 1: "));
    let of_variable = Settings::of(places(), "", &with(&[("MILEPOST_ASCII", "perhaps")])).unwrap_err().to_string();
    assert_eq!(of_variable, "MILEPOST_ASCII is true or false: change it or unset it");
}

#[test]
fn xdg_directories_are_honoured_when_they_are_absolute() {
    let said = [("XDG_CONFIG_HOME", "/c"), ("XDG_DATA_HOME", "/d"), ("XDG_STATE_HOME", "/s")];
    let found = Places::of(&with(&said)).unwrap();
    let wanted =
        Places { config: "/c/milepost/config.toml".into(), data: "/d/milepost".into(), state: "/s/milepost".into() };
    assert_eq!(found, wanted);
    let said = [said[0], said[1], said[2], ("MILEPOST_CONFIG", "my.toml")];
    assert_eq!(Places::of(&with(&said)).unwrap().config, Path::new("my.toml"));
}

#[test]
fn what_the_machine_remembers_comes_back() {
    let directory = tempfile::TempDir::new().unwrap();
    let places = Places { state: directory.path().join("state"), ..places() };
    assert_eq!(Remembered::read(&places).unwrap(), Remembered::default());
    let known = Remembered { me: Some("an\"a\n".to_owned()), project: None };
    known.keep(&places).unwrap();
    assert_eq!(Remembered::read(&places).unwrap(), known);
    let other = Remembered { project: Some("WEB".to_owned()), ..known };
    other.keep(&places).unwrap();
    assert_eq!(Remembered::read(&places).unwrap(), other);
    assert_eq!(fs::read_dir(&places.state).unwrap().count(), 1);
    fs::write(places.state.join(REMEMBERED), "me = ").unwrap();
    assert!(Remembered::read(&places).unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn what_cannot_be_kept_is_told_with_what_to_do_about_it() {
    let told = |kind: ErrorKind| {
        Unkept { file: "/s/settings.toml".into(), variable: "XDG_STATE_HOME", why: kind.into() }.to_string()
    };
    assert_eq!(
        told(ErrorKind::StorageFull),
        "/s/settings.toml cannot be written (no storage space); make room on that disk"
    );
    assert!(
        told(ErrorKind::ReadOnlyFilesystem)
            .ends_with("allow writing there, or name another directory in XDG_STATE_HOME")
    );
    assert!(told(ErrorKind::NotADirectory).ends_with("take away what stands in the place of a directory"));
}

#[test]
fn wishes_for_keys_are_taken_as_they_are_said() {
    let text = "ascii = true\n\n[keys]\ncomplete = \"x\"\n\"triage\" = [\"g i\", \"T\"]\ndrop = \"\"\nnote = false\nundo = 5\n\
                redo = [\"a\", 5]\n[keys.board]\ncomplete = \" \"\n";
    let settings = Settings::of(places(), text, &with(&[])).unwrap();
    let told: Vec<(String, Option<Vec<&str>>, usize)> = settings
        .keys
        .iter()
        .map(|wish| (wish.name(), wish.keys.as_ref().map(|keys| keys.iter().map(String::as_str).collect()), wish.line))
        .collect();
    let some = |keys: &[&'static str]| Some(keys.to_vec());
    assert_eq!(
        told,
        [
            ("keys.complete".to_owned(), some(&["x"]), 4),
            ("keys.triage".to_owned(), some(&["g i", "T"]), 5),
            ("keys.drop".to_owned(), some(&[]), 6),
            ("keys.note".to_owned(), some(&[]), 7),
            ("keys.undo".to_owned(), None, 8),
            ("keys.redo".to_owned(), None, 9),
            ("keys.board.complete".to_owned(), some(&[]), 11),
        ]
    );
    assert!(settings.ascii);
    assert_eq!(settings.wrong_in(4, &"not so").to_string(), "/home/ana/.config/milepost/config.toml, line 4: not so");
    assert!(wrong("keys = 5").contains("there is no key keys") || wrong("keys = 5").contains("[keys]"));
}

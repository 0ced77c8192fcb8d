//! Saved views: what can be kept and what is refused, and how they are kept, found and dropped by keys.
#![allow(clippy::unwrap_used)]

mod support;

use insta::assert_snapshot;
use milepost::domain::change::Field;
use milepost::domain::check::check_all;
use milepost::domain::command::Command;
use milepost::domain::plan::Kind;
use milepost::domain::project::ProjectId;
use milepost::domain::saved_view::{Lanes, Pane, SavedView};
use milepost::domain::value::Value;
use support::desk::Desk;
use support::screens::Screens;

fn view(desk: &mut Desk, project: Option<ProjectId>, name: &str, filter: &str) -> Command {
    let (id, name, filter) = (desk.moment.ids.take(), name.to_owned(), filter.to_owned());
    Command::SaveView(SavedView { id, project, name, filter, pane: Pane::Board, lanes: Lanes::None })
}

fn names(desk: &Desk, project: Option<ProjectId>) -> Vec<(&str, &str)> {
    desk.snapshot.plan.views(project).into_iter().map(|it| (it.name.as_str(), it.filter.as_str())).collect()
}

#[test]
fn a_view_is_kept_kept_anew_renamed_and_dropped() {
    let mut desk = Desk::new();
    let web = Some(desk.project);
    let save = view(&mut desk, web, "overdue", "is:overdue sort:due");
    assert_eq!(desk.does(save).sentence, "Save view “overdue” of WEB: is:overdue sort:due");
    let for_all = view(&mut desk, None, "Overdue", "is:overdue");
    assert_eq!(desk.does(for_all).sentence, "Save view “Overdue”: is:overdue");
    // That of the project stands before the one for all, which others see.
    assert_eq!(names(&desk, web), [("overdue", "is:overdue sort:due")]);
    assert_eq!(names(&desk, None), [("Overdue", "is:overdue")]);

    let anew = view(&mut desk, web, "OVER-DUE", "is:overdue p0");
    let step = desk.does(anew.clone());
    assert_eq!(step.sentence, "Save anew view “OVER-DUE” of WEB: is:overdue p0");
    assert_eq!((step.notices.as_slice(), step.changes.len()), (&["it was: is:overdue sort:due".to_owned()][..], 1));
    assert_eq!(desk.refuses(anew), "nothing changes: view “OVER-DUE” of WEB is so already");

    let id = desk.snapshot.plan.find_view("over", web).unwrap().id;
    let name = Field::named(Kind::SavedView, "name").unwrap();
    let rename = |name_: &str| Command::Set { of: id.into(), fields: vec![(name, Value::Text(name_.to_owned()))] };
    assert_eq!(desk.does(rename("late")).sentence, "Set view “OVER-DUE” of WEB: name “late”");
    assert_eq!(names(&desk, web), [("late", "is:overdue p0"), ("Overdue", "is:overdue")]);
    assert_eq!(desk.does(Command::Remove(id.into())).sentence, "Remove view “late” of WEB");
    assert_eq!(check_all(&desk.snapshot.plan), []);
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let mut desk = Desk::new();
    let web = Some(desk.project);
    for (name, filter, said) in [
        (
            "two words",
            "is:open",
            "“two words” cannot be the name of a view; it is one word of letters and digits, as overdue or this-week",
        ),
        (
            "",
            "is:open",
            "“” cannot be the name of a view; it is one word of letters and digits, as overdue or this-week",
        ),
        ("save", "is:open", "no view can be called “save”: that is a command on views; choose another name"),
        ("all", " ", "it is not said what view “all” is to show; write the words of a filter, as is:overdue sort:due"),
        ("x", "is:overdu", "`is:overdu` asks nothing; did you mean `is:overdue`?"),
        ("x", "(p0", "there is a ( without its ); put text that has parentheses in double quotes"),
    ] {
        let command = view(&mut desk, web, name, filter);
        assert_eq!(desk.refuses(command), said);
    }
    let (late, soon) = (view(&mut desk, web, "late", "is:late"), view(&mut desk, web, "soon", "due.before:fri"));
    desk.does(late);
    desk.does(soon);
    let id = desk.snapshot.plan.find_view("soon", web).unwrap().id;
    let name = Field::named(Kind::SavedView, "name").unwrap();
    let rename = Command::Set { of: id.into(), fields: vec![(name, Value::Text("La-te".to_owned()))] };
    assert_eq!(desk.refuses(rename), "there is a view “late” of WEB already: is:late; choose another name");
    assert_eq!(
        desk.snapshot.plan.find_view("lte", web).unwrap_err().to_string(),
        "no view is called lte; did you mean late?"
    );
    // A risk is found by other words than a task.
    let risks = view(&mut desk, web, "high", "is:high");
    assert!(desk.refuses(risks.clone()).starts_with("`is:high` asks nothing"));
    let Command::SaveView(risks) = risks else { unreachable!() };
    desk.does(Command::SaveView(SavedView { pane: Pane::Risks, ..risks }));
}

#[test]
fn days_move_on_and_a_view_that_cannot_be_read_any_more_says_so() {
    let mut desk = Desk::new();
    let web = Some(desk.project);
    let ana = desk.person("ana");
    let task = desk.add("Login page due:2026-03-20");
    // Wednesday 11 March: the next Friday is the 13th.
    let (soon, hers, mine) = (
        view(&mut desk, web, "soon", "due.before:sat"),
        view(&mut desk, web, "hers", "@ana"),
        view(&mut desk, None, "mine", "is:mine"),
    );
    for command in [soon, hers, mine] {
        desk.does(command);
    }
    let found = |desk: &Desk, name: &str| {
        let view = desk.snapshot.plan.find_view(name, web).unwrap();
        view.find(&desk.snapshot, web).map_err(|why| why.to_string())
    };
    assert_eq!(found(&desk, "soon"), Ok(vec![]));
    desk.on(2026, 3, 18);
    assert_eq!(found(&desk, "soon"), Ok(vec![task.into()]));
    assert!(found(&desk, "mine").unwrap_err().starts_with("view “mine” cannot be read: it is not known who sits here"));
    desk.snapshot.me = Some(ana);
    assert_eq!(found(&desk, "mine"), Ok(vec![]));
    assert_eq!(found(&desk, "hers"), Ok(vec![]));
    let handle = Field::named(Kind::Person, "handle").unwrap();
    desk.does(Command::Set { of: ana.into(), fields: vec![(handle, Value::Text("maria".to_owned()))] });
    let said = found(&desk, "hers").unwrap_err();
    assert!(said.starts_with("view “hers” cannot be read: nobody here is called `@ana`"), "{said}");
    assert_eq!(check_all(&desk.snapshot.plan), [], "the file breaks no rule by that");
}

fn screens() -> Screens {
    Screens::with_tasks(&[
        "Login page in:ready p1 @ana +security",
        "Consent banner in:doing p0 @bo",
        "Rotate keys in:backlog @ana +security",
        "Ask legal",
    ])
}

#[test]
fn a_filter_is_kept_by_keys_and_found_again_in_the_palette() {
    let mut screens = screens();
    screens.keys("gv");
    assert_eq!(screens.says(), "no view is saved yet: / filters, then gv keeps the filter");
    screens.keys("/").types("+security").keys("Enter S gv");
    assert!(screens.shows("Save /+security as a view…"), "{}", screens.shown());
    screens.keys("Enter").types("locks");
    assert!(screens.shows("for WEB"), "{}", screens.shown());
    screens.keys("Enter");
    assert_eq!(screens.says(), "Save view “locks” of WEB: +security. u undoes");
    screens.keys("Esc 4 :").types("locks").keys("Enter");
    assert_eq!(screens.says(), "View “locks”: 2 shown. Esc shows all again");
    assert!(screens.shows("2 Board") && screens.shows("locks /+security · 2 shown"), "{}", screens.shown());
    assert!(!screens.shows("Consent banner"), "{}", screens.shown());
    // The lanes are those of the day it was kept.
    screens.keys("S");
    assert_eq!(screens.says(), "Lanes by parent");
    screens.keys("gv Enter S");
    assert_eq!(screens.says(), "Lanes by parent");
    screens.keys("Esc");
    assert!(screens.shows("Consent banner"), "{}", screens.shown());
}

#[test]
fn words_in_the_palette_keep_show_rename_and_drop() {
    let mut screens = screens();
    screens.keys(":").types("view save first").keys("Enter");
    assert_eq!(screens.says(), "there is no filter to save: / filters what is shown");
    assert!(screens.app.is_asking(), "what was typed stays");
    screens.types(" p0 or p1 sort:p").keys("Enter");
    assert_eq!(screens.says(), "Save view “first” of WEB: p0 or p1 sort:p. u undoes");
    screens.keys(":").types("view save hers @ana for:all").keys("Enter");
    assert_eq!(screens.says(), "Save view “hers”: @ana. u undoes");
    screens.keys(":").types("view save first p0").keys("Enter");
    assert_eq!(screens.says(), "Save anew view “first” of WEB: p0. it was: p0 or p1 sort:p. u undoes");
    screens.keys("u");
    screens.keys(":").types("view first").keys("Enter");
    assert_eq!(screens.says(), "View “first”: 2 shown. Esc shows all again");
    screens.keys(":").types("view first is:open").keys("Enter");
    assert!(screens.says().starts_with("“is:open” stands behind the name of the view"), "{}", screens.says());
    screens.keys("Esc");
    screens.keys(":").types("view rename hers ana").keys("Enter");
    assert_eq!(screens.says(), "Set view “hers”: name “ana”. u undoes");
    screens.keys(":").types("view drop frist").keys("Enter");
    assert_eq!(screens.says(), "no view is called frist; did you mean first?");
    screens.keys("Esc :").types("view drop first").keys("Enter");
    assert_eq!(screens.says(), "Remove view “first” of WEB. u undoes");
    screens.keys(":").types("view save all p0 is:nothing").keys("Enter");
    assert!(screens.says().starts_with("`is:nothing` asks nothing"), "{}", screens.says());
    screens.keys("Esc 5 :").types("view save all").keys("Enter");
    assert!(screens.says().starts_with("this pane has no filter"), "{}", screens.says());
    screens.keys("Esc");
    assert_eq!(screens.plan().count(Kind::SavedView), 1);
}

#[test]
fn views_of_the_registers_open_their_register() {
    let mut screens = screens();
    screens.says_at("risk add Vendor is late prob:4 impact:5 +vendor");
    screens.says_at("risk add Disk is full prob:1 impact:2");
    screens.says_at("issue add Build is red sev:1");
    screens.says_at("view save --pane risks vendors +vendor");
    screens.says_at("view save --pane issues red sev:1");
    screens.keys(":").types("view red").keys("Enter");
    assert_eq!(screens.says(), "View “red”: 1 shown. Esc shows all again");
    assert!(screens.shows("Build is red"), "{}", screens.shown());
    screens.keys("gv").types("vend").keys("Enter");
    assert_eq!(screens.says(), "View “vendors”: 1 shown. Esc shows all again");
    assert!(screens.shows("Vendor is late") && !screens.shows("Disk is full"), "{}", screens.shown());
    screens.keys("Esc /").types("prob<3").keys("Enter :").types("view save unlikely").keys("Enter");
    assert_eq!(screens.says(), "Save view “unlikely” of WEB: prob<3. u undoes");
}

#[test]
fn today_can_be_looked_at_through_a_view() {
    let mut screens = screens();
    screens.keys("1 /").types("p0").keys("Enter :").types("view save first").keys("Enter");
    assert_eq!(screens.says(), "Save view “first” of WEB: p0. u undoes");
    screens.keys("Esc 3 :").types("view first").keys("Enter");
    assert_eq!(screens.says(), "View “first”: 1 shown. Esc shows all again");
    assert!(screens.shows("1 Today") && screens.shows("Consent banner"), "{}", screens.shown());
}

#[test]
fn today_keeps_whether_it_shows_only_what_is_mine() {
    let mut screens = screens();
    screens.moment.me = Some(screens.plan().find_person("ana").unwrap());
    screens.ticks();
    screens.says_at("move 1 doing");
    screens.keys("1 /").types("p0 or p1").keys("Enter :").types("view save first").keys("Enter");
    screens.keys("v :").types("view save mine").keys("Enter");
    assert_eq!(screens.says(), "Save view “mine” of WEB: p0 or p1. u undoes");
    screens.keys(":").types("view first").keys("Enter");
    assert_eq!(screens.says(), "View “first”: 2 shown. Esc shows all again");
    assert!(screens.shows("Consent banner") && !screens.shows("mine only"), "{}", screens.shown());
    screens.keys("3 :").types("view mine").keys("Enter");
    assert_eq!(screens.says(), "View “mine”: 1 shown. Esc shows all again");
    assert!(screens.shows("Login page") && screens.shows("mine only"), "{}", screens.shown());
    screens.moment.me = None;
    screens.ticks();
    screens.keys(":").types("view mine").keys("Enter");
    assert!(screens.shows("Who are you?"), "{}", screens.shown());
}

#[test]
fn where_nobody_is_known_a_view_of_what_is_mine_asks_who_it_is() {
    let mut screens = screens();
    screens.says_at("view save mine is:mine");
    screens.keys("gv Enter");
    assert!(screens.shows("Who are you?") && screens.shows("@ana"), "{}", screens.shown());
}

#[test]
fn the_list_of_views_and_the_palette() {
    let mut screens = screens();
    screens.says_at("view save overdue is:overdue sort:due");
    screens.says_at("view save --all mine is:mine is:open not is:blocked sort:due sort:p.desc");
    screens.keys("/").types("p0").keys("Enter gv");
    assert_snapshot!("views_80x24", screens.shown());
    screens.keys("Esc :").types("view");
    assert_snapshot!("palette_views_80x24", screens.shown());
    screens.resizes(40, 12);
    assert_snapshot!("palette_views_40x12", screens.shown());
    screens.keys("Esc gv");
    assert_snapshot!("views_40x12", screens.shown());
}

//! The screens over a file of their own, with somebody at the keyboard: keys in, text out, no terminal and no clock.

use std::path::Path;
use std::time::Duration;

use chrono::{TimeDelta, Weekday};
use crossterm::event::KeyEvent;
use milepost::domain::command::Command;
use milepost::domain::draft::Moment;
use milepost::domain::id::Ids;
use milepost::domain::person::Person;
use milepost::domain::plan::{Kept, Plan};
use milepost::domain::task::{Task, TaskId};
use milepost::domain::template::Template;
use milepost::settings::{Places, Settings};
use milepost::store::Opening;
use milepost::ui::app::Outside;
use milepost::ui::keymap::{Keymap, Scope};
use milepost::ui::keys;
use milepost::ui::theme::{Theme, Wish};
use milepost::ui::{App, keys::Key};
use milepost::workspace::Workspace;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;
use uuid::Uuid;

use super::wishes;

/// Somebody before the screens.
pub struct Screens {
    pub app: App,
    pub moment: Moment,
    pub area: Rect,
    /// Where the terminal's cursor was drawn last.
    pub caret: Option<Position>,
    buffer: Buffer,
    /// What was left to the world outside.
    pub outside: Vec<Outside>,
    directory: Option<TempDir>,
}

impl Screens {
    /// Over a new, empty file.
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let screens = Screens::on(&directory.path().join("plan.db"), 1);
        Screens { directory: Some(directory), ..screens }
    }

    /// Over this file, on the machine of this number.
    pub fn on(path: &Path, machine: u128) -> Self {
        Screens::after(path, machine, |_| Vec::new())
    }

    fn after(path: &Path, machine: u128, first: impl FnOnce(&mut Moment) -> Vec<Command>) -> Self {
        let mut moment = wishes::moment();
        moment.ids = Ids::from(Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0000 + (machine << 40)));
        let opening = Opening {
            path: path.to_owned(),
            create: true,
            machine: Uuid::from_u128(machine),
            patience: Duration::from_millis(100),
        };
        let mut workspace = Workspace::open(opening, moment.today, None, Weekday::Mon).unwrap();
        let commands = first(&mut moment);
        if !commands.is_empty() {
            workspace.run(&Command::All(commands), &mut moment).unwrap();
        }
        Screens::over(workspace, moment)
    }

    /// Over a file that is open. Most tests are about the Board or what is reached from there: they begin on it, and
    /// those about Today press `1`.
    pub fn over(workspace: Workspace, moment: Moment) -> Self {
        let app = App::of(workspace, None, Theme::of(&Wish::default())).beginning_in(Scope::Board);
        let area = Rect::new(0, 0, 80, 24);
        let mut screens = Screens {
            app,
            moment,
            area,
            caret: None,
            buffer: Buffer::empty(area),
            outside: Vec::new(),
            directory: None,
        };
        screens.draw();
        screens
    }

    /// Over a new file with the project WEB and tasks of these lines, made as one step.
    pub fn with_tasks(lines: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let first = |moment: &mut Moment| {
            let project = moment.ids.take();
            let new = Command::NewProject {
                id: project,
                key: "WEB".into(),
                name: "Customer portal".into(),
                template: Template::standard(),
            };
            let people = ["ana", "bo"].map(|handle| Person::row(Person::new(moment.ids.take(), handle).into()));
            let capture = |line: &&str| Command::Capture {
                id: moment.ids.take(),
                line: (*line).to_owned(),
                said: moment.today,
                project: Some(project),
                column: None,
                parent: None,
                leniently: false,
            };
            let tasks: Vec<Command> = lines.iter().map(capture).collect();
            [new].into_iter().chain(people.map(Command::Make)).chain(tasks).collect()
        };
        let screens = Screens::after(&directory.path().join("plan.db"), 1, first);
        Screens { directory: Some(directory), ..screens }
    }

    /// Over a new file with the project WEB from this template, and two people.
    pub fn from_template(name: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let template = Template::built_in().find(|template| template.name == name).unwrap().clone();
        let first = |moment: &mut Moment| {
            let id = moment.ids.take();
            let new = Command::NewProject { id, key: "WEB".into(), name: "Customer portal".into(), template };
            let people = ["ana", "bo"].map(|handle| Person::row(Person::new(moment.ids.take(), handle).into()));
            [new].into_iter().chain(people.map(Command::Make)).collect()
        };
        let screens = Screens::after(&directory.path().join("plan.db"), 1, first);
        Screens { directory: Some(directory), ..screens }
    }

    /// Over a new file with the project WEB.
    pub fn with_project() -> Self {
        let mut screens = Screens::new();
        screens.keys("gn").types("web").keys("Tab").types("Customer portal").keys("Ctrl-s");
        screens
    }

    /// The same, opened anew by a program that shows ascii.
    pub fn in_ascii(self) -> Self {
        let opening = Opening {
            path: self.path(),
            create: false,
            machine: Uuid::from_u128(1),
            patience: Duration::from_millis(100),
        };
        let workspace = Workspace::open(opening, self.moment.today, None, Weekday::Mon).unwrap();
        let theme = Theme::of(&Wish { ascii: true, ..Wish::default() });
        let app = App::of(workspace, None, theme).beginning_in(Scope::Board);
        Screens { app, ..self }
    }

    /// The same, with keys as a configuration file of this text wants them.
    pub fn with_keys(self, text: &str) -> Self {
        let places = Places { config: "config.toml".into(), data: "data".into(), state: "state".into() };
        let settings = Settings::of(places, text, &|_| None).unwrap();
        let mut screens = Screens { app: self.app.with_keys(Keymap::of(&settings).unwrap()), ..self };
        screens.draw();
        screens
    }

    /// The file.
    pub fn path(&self) -> std::path::PathBuf {
        self.app.workspace().store().path().to_owned()
    }

    /// Presses keys, written as the table of keys writes them: `gn`, `Ctrl-s`, `a Esc`.
    pub fn keys(&mut self, written: &str) -> &mut Self {
        for key in keys::sequence(written).unwrap_or_else(|| panic!("{written} are no keys")) {
            self.press(key);
        }
        self
    }

    /// Presses one key, and draws.
    pub fn press(&mut self, key: Key) {
        self.hears(key);
        self.draw();
    }

    fn hears(&mut self, key: Key) {
        self.moment.now += TimeDelta::seconds(1);
        let outside = self.app.key(KeyEvent::new(key.code, key.held), &mut self.moment);
        self.outside.extend(outside);
    }

    /// Types text, and draws.
    pub fn types(&mut self, text: &str) -> &mut Self {
        text.chars().for_each(|letter| self.hears(Key::char(letter)));
        self.draw();
        self
    }

    /// Adds a task by a line.
    pub fn adds(&mut self, line: &str) -> &mut Self {
        self.keys("a").types(line).keys("Enter")
    }

    /// Clicks on these words where they stand lowest, and draws.
    pub fn clicks(&mut self, words: &str) -> &mut Self {
        let shown = self.shown();
        let found =
            shown.lines().enumerate().filter_map(|(y, line)| Some((line[..line.find(words)?].width(), y))).last();
        let (x, y) = found.unwrap_or_else(|| panic!("“{words}” is not shown: {shown}"));
        let at = Position::new(u16::try_from(x).unwrap(), u16::try_from(y).unwrap());
        let outside = self.app.click(at, &mut self.moment);
        self.outside.extend(outside);
        self.draw();
        self
    }

    /// Another program runs this command line, and the screens follow.
    pub fn says_at(&mut self, line: &str) -> &mut Self {
        let opening = Opening {
            path: self.path(),
            create: false,
            machine: Uuid::from_u128(9),
            patience: Duration::from_millis(100),
        };
        let mut workspace = Workspace::open(opening, self.moment.today, None, Weekday::Mon).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        milepost::cli::run_line(&mut workspace, &words, &mut self.moment, &mut Vec::new()).unwrap();
        self.ticks();
        self
    }

    /// Lets half a second pass; gives whether anything changed.
    pub fn ticks(&mut self) -> bool {
        let changed = self.app.tick(&mut self.moment);
        self.draw();
        changed
    }

    /// The window gets another size.
    pub fn resizes(&mut self, width: u16, height: u16) {
        self.area = Rect::new(0, 0, width, height);
        self.draw();
    }

    /// Another program does this to the file, and the screens follow.
    pub fn beside(&mut self, command: &Command) {
        let opening = Opening {
            path: self.path(),
            create: false,
            machine: Uuid::from_u128(9),
            patience: Duration::from_millis(100),
        };
        let mut workspace = Workspace::open(opening, self.moment.today, None, Weekday::Mon).unwrap();
        workspace.run(command, &mut self.moment).unwrap();
        assert!(self.ticks());
    }

    fn draw(&mut self) {
        self.buffer = Buffer::empty(self.area);
        self.caret = self.app.draw(self.area, &mut self.buffer);
        assert!(self.caret.is_none_or(|caret| self.area.contains(caret)), "the caret left the screen");
    }

    /// What stands on the screen, a line a row.
    pub fn shown(&self) -> String {
        let rows = self.area.rows().map(|row| {
            let (mut line, mut skip) = (String::new(), 0);
            for x in row.left()..row.right() {
                let symbol = self.buffer[(x, row.y)].symbol();
                if skip == 0 {
                    line.push_str(symbol);
                    skip = symbol.width().max(1);
                }
                skip -= 1;
            }
            line.trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// Does the screen show this?
    pub fn shows(&self, words: &str) -> bool {
        self.shown().contains(words)
    }

    /// What just happened, as it was said.
    pub fn says(&self) -> String {
        self.app.notice().map_or(String::new(), |notice| notice.text.clone())
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.app.snapshot().plan
    }

    /// The task with this ref.
    pub fn task(&self, words: &str) -> &Task {
        let id = self.plan().find_task(words, self.app.lens().project).unwrap();
        self.plan().get(id).unwrap()
    }

    /// The name of the column a task is in.
    pub fn column_of(&self, words: &str) -> String {
        let column = self.task(words).place.as_ref().map(|place| place.column);
        column.and_then(|id| self.plan().get(id)).map_or(String::new(), |column| column.name.clone())
    }

    /// The ref under the cursor.
    pub fn on_ref(&self) -> String {
        let task = self.app.cursor().and_then(|id| id.as_id::<Task>());
        task.map_or(String::new(), |id: TaskId| self.plan().task_ref(id))
    }

    /// Puts the cursor on a task, by way of the palette.
    pub fn goes_to(&mut self, words: &str) -> &mut Self {
        self.keys(":").types(words).keys("Enter");
        assert_eq!(self.on_ref(), words);
        self
    }
}

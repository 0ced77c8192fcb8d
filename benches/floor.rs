//! The floors: what the same libraries cost when they do the least possible. Each is a program of its own: the bench
//! starts itself again with `floor` as the first argument.

use std::io::{BufWriter, stdout};
use std::path::Path;

use crossterm::event::{Event, KeyCode, KeyEventKind, read};
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use crossterm::{execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Constraint;
use ratatui::style::Style;
use ratatui::widgets::{Row, Table, TableState};
use ratatui::{Frame, Terminal};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::plan::KEY;

/// Opens a file with the settings that a commit needs to be durable.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    // As the program: folding the log into the file is left to a commit that finds it long.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
    Ok(connection)
}

/// Makes the file that [`add`] writes to, with so many rows.
pub fn make(path: &Path, rows: usize) -> rusqlite::Result<()> {
    let connection = open(path)?;
    connection.execute_batch("CREATE TABLE line (id INTEGER PRIMARY KEY, title TEXT)")?;
    (0..rows).try_for_each(|at| insert(&connection, &format!("Line {at}")))
}

fn insert(connection: &Connection, title: &str) -> rusqlite::Result<()> {
    connection.prepare_cached("INSERT INTO line (title) VALUES (?1)")?.execute([title]).map(|_| ())
}

/// Open, insert, commit.
pub fn add(path: &Path, title: &str) -> rusqlite::Result<()> {
    insert(&open(path)?, title)
}

/// Opens a file, shows a hundred rows and moves a cursor with `j` and `k`; `L` commits a row; `q` ends.
pub fn screen(path: &Path) -> anyhow::Result<()> {
    let connection = open(path)?;
    let mut list = List::read(&connection)?;
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(BufWriter::new(stdout())))?;
    loop {
        queue!(terminal.backend_mut(), BeginSynchronizedUpdate)?;
        terminal.draw(|frame| list.draw(frame))?;
        execute!(terminal.backend_mut(), EndSynchronizedUpdate)?;
        let Event::Key(key) = read()? else { continue };
        match key.code {
            _ if key.kind != KeyEventKind::Press => {}
            KeyCode::Char('j') => list.state.select_next(),
            KeyCode::Char('k') => list.state.select_previous(),
            KeyCode::Char('L') => {
                insert(&connection, "moved")?;
                list.state.select_next();
            }
            KeyCode::Char('q') => break,
            _ => {}
        }
    }
    execute!(stdout(), LeaveAlternateScreen)?;
    disable_raw_mode()?;
    Ok(())
}

struct List {
    rows: Vec<[String; 5]>,
    state: TableState,
}

impl List {
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let sql = format!("SELECT '{KEY}-' || number, title, priority, due, percent FROM task LIMIT 100");
        let mut statement = connection.prepare(&sql)?;
        let rows = statement.query_map([], |row| {
            let percent: i64 = row.get(4)?;
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, format!("{percent} %")])
        })?;
        Ok(List { rows: rows.collect::<Result<_, _>>()?, state: TableState::default().with_selected(0) })
    }

    fn draw(&mut self, frame: &mut Frame<'_>) {
        let rows = self.rows.iter().map(|row| Row::new(row.iter().map(String::as_str)));
        let widths = [10, 60, 4, 12, 6].map(Constraint::Length);
        let table = Table::new(rows, widths).row_highlight_style(Style::new().reversed());
        frame.render_stateful_widget(table, frame.area(), &mut self.state);
    }
}

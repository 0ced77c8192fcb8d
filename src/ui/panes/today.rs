//! Today: what matters now over all active projects, in three lists on one screen.
//!
//! ```text
//!  Now 2  in progress and blocked
//! ▐»⚑ WEB-12  Login page with single sign-on             AN           waits for legal, 9 days▌
//!     OPS-4   Cable the second floor                     BK        due tomorrow · Doing, day 2
//!
//!  Next 1  today and this week
//!     WEB-22  Map legacy roles to claims                 CM                      planned today
//!
//!  Look 7  late, slipped, over a limit, to be reviewed                                 4 more ▼
//!   !  WEB     Column Review                                                4 cards, 3 at most
//!      WEB-15  Migrate accounts                          DP  was to start Mon 9 Mar · WEB ends 15 Jun (+1d)
//!
//!  WEB: half done within 3 days, 85% within 9 · 2.4 a week
//! ```
//!
//! What stands in the lists is the domain’s; here is where the cursor is and what part of each list is in sight: each
//! scrolls for itself. The words of a row are made when it is first drawn. How the gates stood before is looked up once
//! a day; before the whole file is read nothing is asked of the journal.

mod about;
mod draw;
mod face;
mod told;

use std::collections::{BTreeSet, HashMap};

use chrono::Local;
use foldhash::fast::RandomState;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use self::about::of as about;
use self::face::Face;
use crate::domain::column::Column;
use crate::domain::history::Mark;
use crate::domain::id::RecordId;
use crate::domain::plan::{Kind, Plan, Series};
use crate::domain::project::ProjectId;
use crate::domain::saved_view::{Arrangement, Pane};
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Task;
use crate::domain::today::{self, Gates, Item, List, Reason};
use crate::domain::words::counted;
use crate::ui::action::Action;
use crate::ui::keymap::Scope;
use crate::ui::parts::Cursor;
use crate::ui::view::{Ask, Effect, Lens, Scene, View};

/// The pane of today.
#[derive(Debug)]
pub struct Today {
    lists: today::Today,
    gates: Gates,
    /// Only what who sits here has to do with.
    mine: bool,
    /// How many things are hidden: not mine, or not what the filter asks for.
    hidden: usize,
    /// The snapshot that was seen last held all of the file.
    whole: bool,
    /// All rows, list by list.
    cursor: Cursor<RecordId>,
    /// What *next* looks ahead to.
    ahead: &'static str,
    /// How work flows, project by project, the one that is shown first; of each what may be left out last.
    flow: Vec<[String; 3]>,
    /// Columns of the widest ref.
    wide: u16,
    /// What is told of the rows that were drawn.
    faces: HashMap<usize, Face, RandomState>,
    sight: Sight,
}

/// What part of each list is in sight, and where its rows were drawn.
#[derive(Debug, Default)]
struct Sight {
    first: [usize; 3],
    rows: Vec<(Rect, usize)>,
    page: usize,
}

impl Default for Today {
    fn default() -> Self {
        Today {
            lists: today::Today::default(),
            gates: Gates::of(|at| at.with_timezone(&Local).naive_local()),
            mine: false,
            hidden: 0,
            whole: false,
            cursor: Cursor::default(),
            ahead: "",
            flow: Vec::new(),
            wide: 0,
            faces: HashMap::default(),
            sight: Sight::default(),
        }
    }
}

impl View for Today {
    fn number(&self) -> u8 {
        1
    }

    fn name(&self) -> &'static str {
        "Today"
    }

    fn scope(&self) -> Scope {
        match self.cursor.id().map(|id| id.kind) {
            Some(Kind::Risk) => Scope::TodayRisk,
            Some(Kind::Issue) => Scope::TodayIssue,
            _ => Scope::Today,
        }
    }

    fn arrangement(&self) -> Option<Arrangement> {
        Some(if self.mine { Pane::TodayMine } else { Pane::Today }.into())
    }

    fn arrange(&mut self, wanted: Arrangement) -> bool {
        let here = matches!(wanted.pane, Pane::Today | Pane::TodayMine);
        if here {
            self.mine = wanted.pane == Pane::TodayMine;
        }
        here
    }

    fn has_all_tasks(&self) -> bool {
        false
    }

    fn answers(&self, action: Action) -> bool {
        let on = self.cursor.id().map(|id| id.kind);
        let verbs = matches!(on, None | Some(Kind::Task | Kind::Risk | Kind::Issue));
        match action {
            Action::Open | Action::Copy => on.is_some(),
            Action::OtherView => true,
            Action::Why | Action::Mark => !verbs,
            _ => false,
        }
    }

    fn remembers(&self, snapshot: &Snapshot, _: &Lens) -> BTreeSet<Mark> {
        self.gates.marks(snapshot)
    }

    fn see(&mut self, snapshot: &Snapshot, lens: &Lens) {
        self.gates.learn(snapshot);
        self.lists = today::Today::of(snapshot, &self.gates);
        let all = self.lists.items().count();
        let mine = self.mine;
        self.lists.retain(|item| (!mine || item.mine) && passes(snapshot, lens, item));
        self.cursor.see(self.lists.items().map(|(_, item)| item.what).collect());
        self.hidden = all - self.cursor.ids().len();
        if snapshot.is_whole() && !std::mem::replace(&mut self.whole, snapshot.is_whole()) {
            // What the first frame could not know yet may stand above what the cursor began on.
            self.cursor.top();
        }
        self.ahead = self.lists.ahead(snapshot);
        // The foot comes with the rest: the first frame is not to wait for it.
        self.flow = match snapshot.is_whole() {
            true => told::flow(snapshot, &self.lists.projects, lens.project),
            false => Vec::new(),
        };
        self.wide = self.lists.projects.iter().map(|project| widest_ref(&snapshot.plan, *project)).max().unwrap_or(0);
        self.faces.clear();
        self.sight.rows.clear();
    }

    fn cursor(&self) -> Option<RecordId> {
        self.cursor.id()
    }

    fn rows(&self) -> Vec<RecordId> {
        self.cursor.ids().to_vec()
    }

    fn go(&mut self, id: RecordId) -> bool {
        self.cursor.select(id)
    }

    fn act(&mut self, action: Action, snapshot: &Snapshot, lens: &Lens) -> Effect {
        if let Some(rows) = action.rows(self.sight.page) {
            self.cursor.step(rows);
            return Effect::Nothing;
        }
        match action {
            Action::Left => self.turn_list(-1),
            Action::Right => self.turn_list(1),
            Action::First => self.turn_list(isize::MIN),
            Action::Last => self.turn_list(isize::MAX),
            Action::Mark => {
                self.cursor.step(1);
                return Effect::Say("tasks, risks and issues are marked, and nothing else".to_owned());
            }
            Action::Open => return self.open(snapshot),
            Action::Review => return self.there(Scope::Risks, Some(Action::Review)),
            Action::Why => return self.why(snapshot),
            Action::Copy => return self.copy(snapshot, lens),
            Action::OtherView if snapshot.me.is_none() && !self.mine => {
                return Effect::Ask(Ask::Me);
            }
            Action::OtherView => {
                self.mine = !self.mine;
                self.see(snapshot, lens);
                return Effect::Tell(if self.mine { "Only mine" } else { "Everybody’s" }.to_owned());
            }
            _ => {}
        }
        Effect::Nothing
    }

    fn click(&mut self, at: Position) -> bool {
        let row = self.sight.rows.iter().find(|(place, _)| place.contains(at)).map(|(_, row)| *row);
        let id = row.and_then(|row| self.cursor.ids().get(row).copied());
        id.is_some_and(|id| self.cursor.select(id))
    }

    fn scroll(&mut self, _: Position, rows: isize) -> bool {
        self.cursor.roll(rows)
    }

    fn draw(&mut self, scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
        self.paint(scene, area.intersection(buf.area), buf);
    }
}

impl Today {
    /// The rows of each list, by their numbers.
    fn spans(&self) -> [(List, std::ops::Range<usize>); 3] {
        let mut from = 0;
        List::ALL.map(|list| {
            let range = from..from + self.lists.list(list).len();
            from = range.end;
            (list, range)
        })
    }

    /// The item of a row.
    fn item(&self, row: usize) -> Option<&Item> {
        let (list, range) = self.spans().into_iter().find(|(_, range)| range.contains(&row))?;
        self.lists.list(list).get(row - range.start)
    }

    /// To the first row of the next list that has one, or of the one before.
    fn turn_list(&mut self, by: isize) {
        let filled: Vec<usize> =
            self.spans().into_iter().filter(|(_, range)| !range.is_empty()).map(|(_, range)| range.start).collect();
        let here = filled.iter().rposition(|first| *first <= self.cursor.at()).unwrap_or(0);
        let to = here.saturating_add_signed(by).min(filled.len().saturating_sub(1));
        if let Some(first) = filled.get(to).and_then(|row| self.cursor.ids().get(*row).copied()) {
            self.cursor.select(first);
        }
    }

    /// Where the item under the cursor lives: the register, the gate, the board; the Timeline where its dates are what
    /// brought it here.
    fn open(&self, snapshot: &Snapshot) -> Effect {
        let Some(item) = self.item(self.cursor.at()) else { return Effect::Nothing };
        let plan = &snapshot.plan;
        let scope = match (item.what.kind, &item.reason) {
            (Kind::Risk, _) => Scope::Risks,
            (Kind::Issue, _) => Scope::Issues,
            (Kind::Criterion, _) => Scope::Phases,
            (_, Reason::Slipped | Reason::Late) => Scope::Timeline,
            _ if item.what.as_id::<Task>().is_some_and(|task| plan.index().is_summary(task)) => Scope::Timeline,
            _ => Scope::Board,
        };
        // Of a column its first card.
        let card = item.what.as_id::<Column>().and_then(|column| plan.index().cards(column).next());
        Effect::Go { to: card.map_or(item.what, RecordId::from), scope, then: None }
    }

    fn there(&self, scope: Scope, then: Option<Action>) -> Effect {
        self.cursor.id().map_or(Effect::Nothing, |to| Effect::Go { to, scope, then })
    }

    /// Why a criterion or a column is here.
    fn why(&self, snapshot: &Snapshot) -> Effect {
        let Some(item) = self.item(self.cursor.at()) else { return Effect::Nothing };
        let about = about::why(snapshot, item);
        Effect::Ask(Ask::Read(about.title, about.lines))
    }

    /// What is marked, else what the cursor is on, as Markdown.
    fn copy(&self, snapshot: &Snapshot, lens: &Lens) -> Effect {
        let marked: Vec<&Item> =
            self.lists.items().map(|(_, item)| item).filter(|item| lens.marked.contains(&item.what)).collect();
        let items = if marked.is_empty() { self.item(self.cursor.at()).into_iter().collect() } else { marked };
        let what = match items.as_slice() {
            [one] => one.name(&snapshot.plan),
            many => counted(many.len(), "row"),
        };
        Effect::Copy { text: told::copied(snapshot, &items), what }
    }
}

/// Does an item pass the filter? Of what is no task only words of text are asked.
fn passes(snapshot: &Snapshot, lens: &Lens, item: &Item) -> bool {
    let Some(filter) = &lens.filter else { return true };
    match item.what.as_id::<Task>().and_then(|id| snapshot.plan.get(id)) {
        Some(task) => filter.matches(snapshot, task),
        None => filter.matches_text(&format!("{} {}", item.name(&snapshot.plan), item.title(snapshot))),
    }
}

/// Columns of the widest ref of a project.
fn widest_ref(plan: &Plan, project: ProjectId) -> u16 {
    let of = |kind, letters: usize| {
        let digits = plan.last_number(Series { project, kind }).checked_ilog10().map_or(0, |it| it as usize + 1);
        if digits == 0 { 0 } else { plan.key(project).len() + 1 + letters + digits }
    };
    let wide = of(Kind::Task, 0).max(of(Kind::Risk, 1)).max(of(Kind::Issue, 1)).max(plan.key(project).len());
    u16::try_from(wide).unwrap_or(u16::MAX)
}

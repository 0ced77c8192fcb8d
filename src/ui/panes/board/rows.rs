//! What the board shows and where: columns, lanes and the cards in them, in order. Built once for each snapshot from
//! what the plan’s index has in order already; draws nothing, and looks at a card only where it must.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::domain::column::{Column, ColumnId, Meaning};
use crate::domain::flow;
use crate::domain::id::RecordId;
use crate::domain::person::{AssignmentId, Person};
use crate::domain::phase::Phase;
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::{Task, TaskId};
use crate::text;
use crate::ui::view::Lens;

/// A done column shows what was finished in so many days, today included.
pub const DONE_DAYS: i64 = 14;

pub use crate::domain::saved_view::Lanes;

impl Lanes {
    /// What `S` goes on to.
    pub fn next(self) -> Self {
        match self {
            Lanes::None => Lanes::Assignee,
            Lanes::Assignee => Lanes::Parent,
            Lanes::Parent => Lanes::Phase,
            Lanes::Phase => Lanes::None,
        }
    }

    /// What it is called in the notice.
    pub fn words(self) -> &'static str {
        match self {
            Lanes::None => "No lanes",
            Lanes::Assignee => "Lanes by assignee",
            Lanes::Parent => "Lanes by parent",
            Lanes::Phase => "Lanes by phase",
        }
    }

    /// What the lane of those is called that have none.
    fn nobody(self) -> &'static str {
        match self {
            Lanes::None => "",
            Lanes::Assignee => "Nobody",
            Lanes::Parent => "Under no summary",
            Lanes::Phase => "No phase",
        }
    }

    fn of(self, plan: &Plan, task: &Task) -> Option<RecordId> {
        match self {
            Lanes::None => None,
            // With several, who gives most of their time.
            Lanes::Assignee => {
                let people = plan.index().people_of(task.id);
                let units = |it: AssignmentId| plan.get(it).map_or(0, |assignment| assignment.units);
                people.min_by_key(|(_, it)| (-units(*it), *it)).map(|(person, _)| person.into())
            }
            Lanes::Parent => task.parent.map(RecordId::from),
            Lanes::Phase => task.phase.map(RecordId::from),
        }
    }
}

/// A column of the screen: one of the board’s, or the inbox.
#[derive(Clone, Debug)]
pub struct Pile {
    /// Which column; none is the inbox.
    pub of: Option<ColumnId>,
    /// What it is called.
    pub name: String,
    /// What it means to be in it; none is the inbox.
    pub meaning: Option<Meaning>,
    /// How many cards it counts: all of them but milestones, hidden or not.
    pub counted: usize,
    /// Its limit.
    pub limit: Option<usize>,
    /// How many cards are shown.
    pub shown: usize,
    /// Does the filter hide some?
    pub filtered: bool,
    /// How many finished cards are too old to be shown.
    pub older: usize,
}

/// A lane: one list of cards for each column.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Whose it is.
    pub of: Option<RecordId>,
    /// What it is called.
    pub name: String,
    /// How far it is (`2/5`), or how many cards it has.
    pub count: String,
    /// The cards, by column, from the top.
    pub cards: Vec<Vec<TaskId>>,
    /// How many rows of lanes and cards stand above it, for a board of lanes.
    pub above: usize,
}

impl Lane {
    /// How many cards its longest list has, at least one row.
    pub fn rows(&self) -> usize {
        self.cards.iter().map(Vec::len).max().unwrap_or(0).max(1)
    }
}

/// A place on the board; there need not be a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct At {
    /// Which lane; 0 without lanes.
    pub lane: usize,
    /// Which column of the screen.
    pub column: usize,
    /// Which card of it, from the top.
    pub row: usize,
}

/// Everything the board shows. There is always at least one lane.
#[derive(Clone, Debug)]
pub struct Rows {
    /// From the left.
    pub columns: Vec<Pile>,
    /// From the top.
    pub lanes: Vec<Lane>,
    /// How many days a task of the project takes at most, usually.
    pub usual: i64,
}

impl Default for Rows {
    fn default() -> Self {
        Rows { columns: Vec::new(), lanes: vec![Lane::of(None, String::new(), Vec::new())], usual: flow::ASSUMED_DAYS }
    }
}

impl Rows {
    /// What the board of the lens’ project shows.
    pub fn of(snapshot: &Snapshot, lens: &Lens, lanes: Lanes) -> Self {
        let Some(project) = lens.project else { return Rows::default() };
        let found = lens.filter.as_ref().map(|filter| HashSet::from_iter(filter.scan(snapshot)));
        let found = found.as_ref();
        let mut piles: Vec<(Pile, Vec<TaskId>)> = inbox(snapshot, found, project).into_iter().collect();
        let columns = snapshot.plan.columns(project);
        let columns = columns.into_iter().filter_map(|id| snapshot.plan.get(id));
        piles.extend(columns.map(|column| pile(snapshot, found, column)));
        let (columns, cards): (Vec<Pile>, Vec<Vec<TaskId>>) = piles.into_iter().unzip();
        let lanes = match lanes {
            Lanes::None => vec![Lane::of(None, String::new(), cards)],
            by => in_lanes(&snapshot.plan, by, cards),
        };
        Rows { columns, lanes, usual: flow::usual(&snapshot.plan, project, snapshot.today) }
    }

    /// The cards of a lane’s column.
    pub fn cell(&self, at: At) -> &[TaskId] {
        self.lanes.get(at.lane).and_then(|lane| lane.cards.get(at.column)).map_or(&[], Vec::as_slice)
    }

    /// The card at a place.
    pub fn card(&self, at: At) -> Option<TaskId> {
        self.cell(at).get(at.row).copied()
    }

    /// Where a card is.
    pub fn find(&self, task: TaskId) -> Option<At> {
        self.lanes.iter().enumerate().find_map(|(lane, it)| {
            it.cards
                .iter()
                .enumerate()
                .find_map(|(column, cards)| cards.iter().position(|id| *id == task).map(|row| At { lane, column, row }))
        })
    }

    /// Every card, lane by lane, column by column, from the top.
    pub fn all(&self) -> impl Iterator<Item = TaskId> + '_ {
        self.lanes.iter().flat_map(|lane| lane.cards.iter().flatten().copied())
    }

    /// The nearest place there is.
    pub fn clamped(&self, at: At) -> At {
        let lane = at.lane.min(self.lanes.len().saturating_sub(1));
        let column = at.column.min(self.columns.len().saturating_sub(1));
        let at = At { lane, column, row: at.row };
        At { row: at.row.min(self.cell(at).len().saturating_sub(1)), ..at }
    }
}

impl Lane {
    fn of(of: Option<RecordId>, name: String, cards: Vec<Vec<TaskId>>) -> Self {
        Lane { of, name, count: String::new(), cards, above: 0 }
    }
}

/// What the filter lets be seen; nothing: all. Asked of every card at every letter that is typed.
type Found<'a> = Option<&'a HashSet<TaskId, RandomState>>;

fn is_found(found: Found<'_>, task: TaskId) -> bool {
    found.is_none_or(|found| found.contains(&task))
}

/// The inbox as a column, while there is something in it.
fn inbox(snapshot: &Snapshot, found: Found<'_>, project: ProjectId) -> Option<(Pile, Vec<TaskId>)> {
    let all: Vec<TaskId> = snapshot.plan.index().inbox(project).collect();
    let counted = all.len();
    let cards: Vec<TaskId> = all.into_iter().filter(|id| is_found(found, *id)).collect();
    let (name, shown) = ("Inbox".to_owned(), cards.len());
    let filtered = shown < counted;
    let pile = Pile { of: None, name, meaning: None, counted, limit: None, shown, filtered, older: 0 };
    (counted > 0).then_some((pile, cards))
}

/// A column and its cards; those of a done one are the last days’, newest first.
fn pile(snapshot: &Snapshot, found: Found<'_>, column: &Column) -> (Pile, Vec<TaskId>) {
    let index = snapshot.plan.index();
    let mut filtered = false;
    let mut shows = |id: &TaskId| {
        let shows = is_found(found, *id);
        filtered |= !shows;
        shows
    };
    let all = index.cards(column.id).filter(&mut shows);
    let (cards, older): (Vec<TaskId>, usize) = match column.meaning {
        Meaning::Queue | Meaning::Doing => (all.collect(), 0),
        Meaning::Done => {
            let all = all.count();
            let since = flow::first_of(DONE_DAYS, snapshot.today);
            let recent = snapshot.plan.finished().since(column.id, since).map(|card| card.task);
            let recent: Vec<TaskId> = recent.filter(|id| is_found(found, *id)).collect();
            let older = all - recent.len();
            (recent, older)
        }
    };
    let limit = column.wip_limit.and_then(|limit| usize::try_from(limit).ok());
    let counted = index.counted(column.id);
    let name = text::visible(&column.name).into_owned();
    let shown = cards.len();
    let pile =
        Pile { of: Some(column.id), name, meaning: Some(column.meaning), counted, limit, shown, filtered, older };
    (pile, cards)
}

/// Deals the cards of the columns out to lanes; lanes without a card are not there.
fn in_lanes(plan: &Plan, by: Lanes, columns: Vec<Vec<TaskId>>) -> Vec<Lane> {
    let mut known: HashMap<Option<RecordId>, usize> = HashMap::new();
    let mut lanes: Vec<Lane> = Vec::new();
    let wide = columns.len();
    for (column, cards) in columns.into_iter().enumerate() {
        for card in cards {
            let of = plan.get(card).and_then(|task| by.of(plan, task));
            let lane = *known.entry(of).or_insert_with(|| {
                lanes.push(Lane::of(of, name(plan, by, of), vec![Vec::new(); wide]));
                lanes.len() - 1
            });
            lanes[lane].cards[column].push(card);
        }
    }
    let order: BTreeMap<RecordId, usize> = in_order(plan, by, &lanes).into_iter().zip(0..).collect();
    lanes.sort_by_key(|lane| lane.of.map_or(usize::MAX, |of| order.get(&of).copied().unwrap_or(usize::MAX)));
    if lanes.is_empty() {
        lanes.push(Lane::of(None, by.nobody().to_owned(), vec![Vec::new(); wide]));
    }
    let mut above = 0;
    for lane in &mut lanes {
        lane.above = above;
        above += 1 + lane.rows();
        lane.count = count(plan, lane);
    }
    lanes
}

/// What a lane is called.
fn name(plan: &Plan, by: Lanes, of: Option<RecordId>) -> String {
    let Some(of) = of else { return by.nobody().to_owned() };
    let named = |name: &str| text::visible(name).into_owned();
    if let Some(person) = of.as_id().and_then(|id| plan.get::<Person>(id)) {
        return if person.name.is_empty() { format!("@{}", named(&person.handle)) } else { named(&person.name) };
    }
    if let Some(task) = of.as_id().and_then(|id| plan.get::<Task>(id)) {
        return format!("{} {}", plan.task_ref(task.id), named(&task.title));
    }
    match of.as_id().and_then(|id| plan.get::<Phase>(id)) {
        Some(phase) => named(&phase.name),
        None => plan.label(of),
    }
}

/// The order of the lanes: people by name, summaries as in the outline, phases as they come.
fn in_order(plan: &Plan, by: Lanes, lanes: &[Lane]) -> Vec<RecordId> {
    let mut all: Vec<(RecordId, &str)> = lanes.iter().filter_map(|lane| Some((lane.of?, lane.name.as_str()))).collect();
    let task = |id: &RecordId| id.as_id::<Task>().and_then(|id| plan.get(id));
    match by {
        Lanes::None => {}
        Lanes::Assignee => all.sort_by_key(|(_, name)| text::fold(name)),
        Lanes::Parent => all.sort_by_cached_key(|(id, _)| {
            let mut path: Vec<TaskId> = task(id).map(|it| plan.ancestors(it.id)).unwrap_or_default();
            path.reverse();
            path.extend(task(id).map(|it| it.id));
            path.into_iter().filter_map(|id| plan.get(id)).map(|it| (it.rank.clone(), it.id)).collect::<Vec<_>>()
        }),
        Lanes::Phase => all.sort_by_cached_key(|(id, _)| {
            let phase = id.as_id().and_then(|id| plan.get::<Phase>(id));
            phase.map(|phase| (phase.rank.clone(), phase.id))
        }),
    }
    all.into_iter().map(|(id, _)| id).collect()
}

/// How far the children of a summary are; of other lanes, how many cards there are.
fn count(plan: &Plan, lane: &Lane) -> String {
    let Some(parent) = lane.of.and_then(|id| id.as_id::<Task>()).and_then(|id| plan.get(id)) else {
        return lane.cards.iter().map(Vec::len).sum::<usize>().to_string();
    };
    let children = || plan.index().children(parent.project, Some(parent.id)).filter_map(|id| plan.get(id));
    format!("{}/{}", children().filter(|child| plan.is_done(child)).count(), children().count())
}

//! Calendars, edited in place: the list of them, one with its exceptions, and the forms of both. What is changed is a
//! step, and the list comes back.
//!
//! ```text
//! ┌ Holidays · used by WEB, @ana ───────────────────────────┐
//! │ ▐Edit name, hours, base…                                │
//! │  Add an exception…                                      │
//! │  Holidays from a file (.ics)…                           │
//! │  Remove it                                              │
//! │ exceptions                                              │
//! │  Fri 1 May  Labour Day                              off │
//! │  Thu 24 Dec to Sat 26 Dec  Christmas                off │
//! └ Enter choose · Esc … ───────────────────────────────────┘
//! ```

use super::App;
use super::asking::{Chosen, Dialog, Filled};
use crate::domain::calendar::{Calendar, CalendarId, Exception, ExceptionId, Hours, Week};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::hours;
use crate::domain::id::RecordId;
use crate::domain::plan::{Kept, Kind, Plan, Row};
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::value::{FieldType, Value};
use crate::domain::words::counted;
use crate::text;
use crate::ui::dialogs::{self, Choice, Form, Item};

/// The row that leads to a file.
const FROM_FILE: &str = "Holidays from a file (.ics)…";

/// What the list of calendars, or the page of one, offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ToCalendar {
    /// Its page.
    Open(CalendarId),
    /// Its form; none: that of a new one.
    Edit(Option<CalendarId>),
    /// It goes.
    Remove(CalendarId),
    /// Its exceptions come from a file; none: those of the project that is shown.
    FromFile(Option<CalendarId>),
    /// The form of an exception; none: that of a new one.
    Exception(CalendarId, Option<ExceptionId>),
    /// What to do with an exception.
    Ask(ExceptionId),
    /// An exception goes.
    Lift(ExceptionId),
}

/// The calendars to pick from: name, hours of the week.
pub(super) fn named(plan: &Plan) -> Vec<(String, String)> {
    let mut all: Vec<_> = plan.all::<Calendar>().map(|it| (it.name.clone(), plan.week(it.id).words())).collect();
    all.sort();
    all
}

fn user(plan: &Plan, id: RecordId) -> String {
    match plan.row(id) {
        Some(Row::Project(it)) => it.key.clone(),
        Some(Row::Person(it)) => format!("@{}", it.handle),
        Some(Row::Task(it)) => plan.task_ref(it.id),
        Some(Row::Calendar(it)) => it.name.clone(),
        _ => plan.label(id),
    }
}

/// Who uses a calendar: the first few by name.
fn used_by(plan: &Plan, id: CalendarId) -> String {
    let users: Vec<String> = plan.users(id).into_iter().map(|id| user(plan, id)).collect();
    match users.len() {
        0 => "nobody".to_owned(),
        1..=3 => users.join(", "),
        more => format!("{} and {} more", users[..2].join(", "), more - 2),
    }
}

impl App {
    /// The calendars of the file, the cursor on this one.
    pub(super) fn calendars(&mut self, here: Option<CalendarId>) {
        let plan = &self.snapshot().plan;
        let mut all: Vec<&Calendar> = plan.all::<Calendar>().map(|it| &**it).collect();
        all.sort_by_key(|it| (text::fold(&it.name), it.id));
        let own = self.lens.project.and_then(|id| plan.get(id)?.calendar);
        let at = all.iter().position(|it| Some(it.id) == here.or(own)).unwrap_or(0);
        let item = |it: &&Calendar| {
            let (week, exceptions) = (plan.week(it.id), plan.exceptions(it.id).len());
            let hours = (week != Week::standard()).then(|| week.words());
            let exceptions = (exceptions > 0).then(|| counted(exceptions, "exception"));
            let said: Vec<String> = hours.into_iter().chain(exceptions).collect();
            let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
            let shown = format!("{}{said}", text::visible(&it.name));
            Item::of(text::cut(&shown, 60), text::cut(&used_by(plan, it.id), 24))
        };
        let mut items: Vec<Item> = all.iter().map(item).collect();
        let mut what: Vec<ToCalendar> = all.iter().map(|it| ToCalendar::Open(it.id)).collect();
        items.push(Item::of("Add a calendar…", ""));
        what.push(ToCalendar::Edit(None));
        if self.lens.project.is_some() {
            items.push(Item::of(FROM_FILE, ""));
            what.push(ToCalendar::FromFile(None));
        }
        self.dialogs.push(Dialog::Choice(Choice::of("Calendars", items, at), Chosen::Calendar(what)));
    }

    /// One calendar with its exceptions, the cursor on this one; what is over stands last.
    pub(super) fn calendar_page(&mut self, id: CalendarId, here: Option<ExceptionId>) {
        let (plan, today) = (&self.snapshot().plan, self.snapshot().today);
        let Some(calendar) = plan.get(id) else { return };
        let mut items = vec![
            Item::of("Edit name, hours, base…", text::cut(&plan.week(id).words(), 40)),
            Item::of("Add an exception…", ""),
            Item::of(FROM_FILE, ""),
            Item::of("Remove it", ""),
        ];
        let mut what = vec![
            ToCalendar::Edit(Some(id)),
            ToCalendar::Exception(id, None),
            ToCalendar::FromFile(Some(id)),
            ToCalendar::Remove(id),
        ];
        let (over, ahead): (Vec<_>, Vec<_>) = plan.exceptions(id).into_iter().partition(|it| it.last < today);
        for (group, it) in ahead.iter().map(|it| ("exceptions", it)).chain(over.iter().map(|it| ("over", it))) {
            let days = hours::range_words(it.first, it.last, today);
            let shown = format!("{days}  {}", text::visible(&it.name));
            items.push(Item { group, ..Item::of(text::cut(&shown, 60), it.hours.words()) });
            what.push(ToCalendar::Ask(it.id));
        }
        let at = what.iter().position(|it| here.is_some_and(|here| *it == ToCalendar::Ask(here))).unwrap_or(0);
        let title = format!("{} · used by {}", text::visible(&calendar.name), used_by(plan, id));
        self.dialogs.push(Dialog::Choice(Choice::of(text::cut(&title, 70), items, at), Chosen::Calendar(what)));
    }

    /// Follows what was chosen in the list of calendars or on the page of one.
    pub(super) fn on_calendar(&mut self, to: ToCalendar, moment: &mut Moment) {
        let calendar_of = |plan: &Plan, id: ExceptionId| plan.get(id).map(|it| it.calendar);
        match to {
            ToCalendar::Open(id) => self.calendar_page(id, None),
            ToCalendar::Edit(id) => self.calendar_form(id),
            ToCalendar::Exception(calendar, id) => self.exception_form(calendar, id),
            ToCalendar::FromFile(calendar) => self.ask_holidays(calendar),
            ToCalendar::Remove(id) => {
                let gone = self.run(Command::Remove(id.into()), moment);
                if gone { self.calendars(None) } else { self.calendar_page(id, None) }
            }
            ToCalendar::Ask(id) => {
                let plan = &self.snapshot().plan;
                let Some((calendar, it)) = calendar_of(plan, id).zip(plan.get(id)) else { return };
                let title = text::cut(&text::visible(&it.name), 40).into_owned();
                let items = vec![Item::of("Edit days, name, hours…", ""), Item::of("Remove it", "")];
                let what = vec![ToCalendar::Exception(calendar, Some(id)), ToCalendar::Lift(id)];
                self.dialogs.push(Dialog::Choice(Choice::of(title, items, 0), Chosen::Calendar(what)));
            }
            ToCalendar::Lift(id) => {
                let Some(calendar) = calendar_of(&self.snapshot().plan, id) else { return };
                self.run(Command::Remove(id.into()), moment);
                self.calendar_page(calendar, None);
            }
        }
    }

    fn calendar_form(&mut self, id: Option<CalendarId>) {
        let plan = &self.snapshot().plan;
        let known = id.and_then(|id| plan.get(id));
        let week = match known {
            Some(it) => it.week.as_ref().map_or(String::new(), Week::words),
            None => Week::standard().words(),
        };
        let base = known.and_then(|it| plan.get(it.base?)).map_or(String::new(), |it| it.name.clone());
        let others = named(plan).into_iter().filter(|(name, _)| known.is_none_or(|it| it.name != *name)).collect();
        let fields = vec![
            dialogs::Field::of("name", "Name", known.map_or("", |it| &it.name)),
            dialogs::Field::of("week", "Hours", week),
            dialogs::Field::of("base", "Rests on", base).picking(others, false),
        ];
        let title = if known.is_some() { "Edit calendar" } else { "New calendar" };
        self.open_form(Form::of(title, fields, 0), Filled::Calendar(id));
    }

    fn exception_form(&mut self, calendar: CalendarId, id: Option<ExceptionId>) {
        let (plan, today) = (&self.snapshot().plan, self.snapshot().today);
        let known = id.and_then(|id| plan.get(id));
        let days = known.map_or(String::new(), |it| hours::range_words(it.first, it.last, today));
        let fields = vec![
            dialogs::Field::of("days", "Days", days),
            dialogs::Field::of("name", "Name", known.map_or("", |it| &it.name)),
            dialogs::Field::of("hours", "Hours", known.map_or("off".to_owned(), |it| it.hours.words())),
        ];
        let what = if known.is_some() { "Edit exception of" } else { "New exception of" };
        let title =
            format!("{what} {}", plan.get(calendar).map_or(String::new(), |it| text::visible(&it.name).into_owned()));
        self.open_form(Form::of(title, fields, 0), Filled::Exception(calendar, id));
    }

    fn open_form(&mut self, mut form: Form, filled: Filled) {
        super::forms::show_example(&mut form);
        self.dialogs.push(Dialog::Form(form, filled));
    }

    /// The list that a form of a calendar or an exception was opened from.
    pub(super) fn back_to_calendar(&mut self, filled: &Filled) {
        match filled {
            Filled::Calendar(id) => self.calendars(*id),
            Filled::Exception(calendar, id) => self.calendar_page(*calendar, *id),
            _ => {}
        }
    }

    /// What was typed for a field of a calendar: the values, and what is understood.
    pub(super) fn read_calendar(
        &self,
        own: Option<CalendarId>,
        name: &str,
        typed: &str,
    ) -> Result<(Vec<(Field, Value)>, String), Refusal> {
        let plan = &self.snapshot().plan;
        let typed = typed.trim();
        let nothing = typed.is_empty() || typed.eq_ignore_ascii_case("none");
        let (value, said) = match name {
            "name" if typed.is_empty() => return Err(Refusal::plain("a calendar needs a name")),
            "name" => match plan.calendar_called(typed).filter(|known| Some(*known) != own) {
                Some(_) => return Err(Refusal::new("there is a calendar of this name already", "choose another")),
                None => (typed.to_owned().to_value(), String::new()),
            },
            "week" if nothing => (Value::Nothing, "the hours of what it rests on, else the usual ones".to_owned()),
            "week" => {
                let week = Week::parse(typed, &Week::default())?;
                let long = week.minutes();
                let said = format!("{}h {}m a week: {}", long / 60, long % 60, week.words());
                (week.to_value(), said.replace("h 0m", "h"))
            }
            _ if nothing => (Value::Nothing, "nothing: it stands for itself".to_owned()),
            _ => {
                let base = plan.find_calendar(typed)?;
                (base.to_value(), plan.get(base).map_or(String::new(), |it| it.name.clone()))
            }
        };
        Ok((Field::named(Kind::Calendar, name).map(|field| (field, value)).into_iter().collect(), said))
    }

    /// What was typed for a field of an exception: the values, and what is understood.
    pub(super) fn read_exception(&self, name: &str, typed: &str) -> Result<(Vec<(Field, Value)>, String), Refusal> {
        let snapshot = self.snapshot();
        let field = |name: &str, value: Value| Field::named(Kind::Exception, name).map(|field| (field, value));
        match name {
            "days" if typed.trim().is_empty() => Err(Refusal::plain("an exception needs a day, as 24dec or mon..fri")),
            "days" => {
                let worktime = self.lens.project.map(|project| snapshot.plan.worktime(project)).unwrap_or_default();
                let (first, last) = hours::range(typed, &snapshot.days(&worktime))?;
                let values = [field("first", first.to_value()), field("last", last.to_value())];
                let long = usize::try_from((last - first).num_days() + 1).unwrap_or(1);
                let said = format!("{}, {}", hours::range_words(first, last, snapshot.today), counted(long, "day"));
                Ok((values.into_iter().flatten().collect(), said))
            }
            "hours" => {
                let hours = if typed.trim().is_empty() { Hours::default() } else { Hours::parse(typed)? };
                let said = if hours.0.is_empty() { "days off".to_owned() } else { format!("works {}", hours.words()) };
                Ok((field("hours", hours.to_value()).into_iter().collect(), said))
            }
            _ => {
                let name = if typed.trim().is_empty() { "Day off" } else { typed.trim() };
                Ok((field("name", name.to_owned().to_value()).into_iter().collect(), String::new()))
            }
        }
    }

    /// What keeping the form of a calendar or an exception does: a record made of all its fields, or those set that were
    /// changed.
    pub(super) fn calendar_commands(
        &self,
        form: &Form,
        filled: &Filled,
        moment: &mut Moment,
    ) -> Result<Vec<Command>, Refusal> {
        let read = |field: &dialogs::Field| match filled {
            Filled::Exception(..) => self.read_exception(field.name, field.text()).map(|(values, _)| values),
            Filled::Calendar(own) => self.read_calendar(*own, field.name, field.text()).map(|(values, _)| values),
            _ => Ok(Vec::new()),
        };
        let of: Option<RecordId> = match filled {
            Filled::Calendar(id) => id.map(RecordId::from),
            Filled::Exception(_, id) => id.map(RecordId::from),
            _ => None,
        };
        if let Some(of) = of {
            let fields = form.changed().map(read).collect::<Result<Vec<_>, _>>()?.concat();
            return Ok(if fields.is_empty() { Vec::new() } else { vec![Command::Set { of, fields }] });
        }
        let mut row = match filled {
            Filled::Exception(calendar, _) => {
                let id = moment.ids.take();
                Exception::row(Exception { calendar: *calendar, ..Exception::blank(id) }.into())
            }
            _ => Calendar::row(Calendar::blank(moment.ids.take()).into()),
        };
        for (field, value) in form.fields.iter().map(read).collect::<Result<Vec<_>, _>>()?.concat() {
            row.set(field.at, value).map_err(|misfit| Refusal::plain(misfit.0))?;
        }
        Ok(vec![Command::Make(row)])
    }
}

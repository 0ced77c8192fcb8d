//! The people of the file, and which of them sits here.

use super::asking::{Asked, Chosen, Dialog, ToPerson};
use super::{App, Outside, Tone};
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::person::{Person, PersonId};
use crate::domain::plan::Kind;
use crate::domain::words;
use crate::text;
use crate::ui::action::Action;
use crate::ui::dialogs::{Choice, Item};

impl App {
    /// Says that there is nobody, and how people are added.
    pub(super) fn say_nobody(&mut self) {
        self.say(format!("there is nobody in this file yet; {} adds people", self.key_of(Action::People)), Tone::Warn);
    }

    /// The people of the file by handle, as they are shown in a list.
    fn people_listed(&self) -> Vec<(PersonId, Item)> {
        let snapshot = self.snapshot();
        let plan = &snapshot.plan;
        let mut people: Vec<&Person> = plan.all::<Person>().map(AsRef::as_ref).collect();
        people.sort_by_key(|person| text::fold(&person.handle));
        let item = |person: &Person| {
            let open = plan
                .index()
                .tasks_of(person.id)
                .filter(|(task, _)| plan.get(*task).is_some_and(|it| it.dropped.is_none() && !plan.is_done(it)));
            let role = if person.role.is_empty() { String::new() } else { format!(", {}", person.role) };
            let you = if snapshot.me == Some(person.id) { "you, " } else { "" };
            let aside = format!("{you}{}", words::counted(open.count(), "open task"));
            Item::of(format!("@{} {}{role}", person.handle, person.name), aside)
        };
        people.into_iter().map(|person| (person.id, item(person))).collect()
    }

    /// The people of the file, to edit, to add to, to be one of.
    pub(super) fn people(&mut self) {
        let (ids, mut items): (Vec<PersonId>, Vec<Item>) = self.people_listed().into_iter().unzip();
        let mut what: Vec<ToPerson> = ids.into_iter().map(ToPerson::Edit).collect();
        items.push(Item::of("Add a person…", ""));
        what.push(ToPerson::New);
        if what.len() > 1 {
            items.push(Item::of("Say who you are…", ""));
            what.push(ToPerson::Me);
        }
        self.dialogs.push(Dialog::Choice(Choice::of("People", items, 0), Chosen::Person(what)));
    }

    /// Asks who sits here.
    pub(super) fn ask_me(&mut self) {
        self.ask_me_for(None);
    }

    /// Takes a step that bears the name of who sits here; where nobody has said so yet, asks first.
    pub(super) fn sign(&mut self, command: Command, moment: &mut Moment) {
        if self.snapshot().me.is_none() && self.snapshot().plan.count(Kind::Person) > 0 {
            return self.ask_me_for(Some(command));
        }
        self.run(command, moment);
    }

    fn ask_me_for(&mut self, then: Option<Command>) {
        let (ids, items): (Vec<PersonId>, Vec<Item>) = self.people_listed().into_iter().unzip();
        if ids.is_empty() {
            return self.say_nobody();
        }
        let at = ids.iter().position(|id| Some(*id) == self.snapshot().me).unwrap_or(0);
        self.dialogs.push(Dialog::Choice(Choice::of("Who are you?", items, at), Chosen::Me(ids, then)));
    }

    /// From now on this person sits here; a filter that waited for it is kept. The world outside is to remember it.
    pub(super) fn sit(&mut self, person: PersonId, moment: &mut Moment) -> Option<Outside> {
        let handle = self.snapshot().plan.get(person)?.handle.clone();
        moment.me = Some(person);
        self.workspace.turn(moment.today, moment.me);
        self.see();
        if let Some(Dialog::Prompt(prompt, Asked::Filter)) = self.dialogs.pop_if(|it| it.is_filter()) {
            let line = prompt.text().to_owned();
            self.understand_filter(&line, &prompt);
        }
        self.say(format!("you are @{} here", text::visible(&handle)), Tone::Good);
        Some(Outside::Me { person, handle })
    }
}

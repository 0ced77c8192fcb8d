//! Holidays from an iCalendar file by keys: its path is asked for, and what the file says is one step, as it is by
//! `milepost calendar import`.

use super::asking::{Asked, Dialog};
use super::{App, Tone};
use crate::domain::calendar::CalendarId;
use crate::domain::draft::Moment;
use crate::domain::names::quoted;
use crate::formats::ics;
use crate::ui::dialogs::{Chip, Page, PageLine, Prompt};

impl App {
    /// Asks for the file whose events become exceptions of this calendar; none: of that of the project that is shown.
    pub(super) fn ask_holidays(&mut self, calendar: Option<CalendarId>) {
        let of_project = || Some(ics::Into::of_project(&self.snapshot().plan, self.lens.project?));
        let Some(into) = calendar.map(ics::Into::Calendar).or_else(of_project) else {
            return self.say("there is no project yet that could have holidays", Tone::Dim);
        };
        self.ask(Prompt::of("Path of a file of holidays (.ics)", ""), Asked::Holidays(into));
    }

    /// Says whose exceptions they become.
    pub(super) fn understand_holidays(&self, into: ics::Into) -> Vec<Chip> {
        let plan = &self.snapshot().plan;
        let words = match into {
            ics::Into::Calendar(id) => {
                let name = plan.get(id).map_or(String::new(), |it| quoted(&it.name));
                format!("its events become exceptions of {name}")
            }
            ics::Into::New(project) => format!("its events become a calendar, which {} uses then", plan.key(project)),
        };
        vec![Chip::of(words, Tone::Faint)]
    }

    /// Takes in what the file says. Gives whether it was taken; if not, why is said and the path can be mended.
    pub(super) fn take_holidays(&mut self, into: ics::Into, path: &str, moment: &mut Moment) -> bool {
        if path.is_empty() {
            return true;
        }
        let bytes = match (self.files.read)(path, ics::LARGEST) {
            Ok(bytes) => bytes,
            Err(why) => {
                self.say(why, Tone::Danger);
                return false;
            }
        };
        let reading = match ics::read(&bytes, into, self.snapshot(), moment, &self.files.local) {
            Ok(reading) => reading,
            Err(refusal) => {
                self.say(refusal.to_string(), Tone::Danger);
                return false;
            }
        };
        let lost: Vec<PageLine> = reading.lost.iter().map(|it| PageLine::of(it.to_string(), Tone::Plain)).collect();
        let (what, sum) = (reading.what.clone(), format!("{}: {}", reading.what, reading.summary()));
        match reading.command() {
            None => self.say(sum.clone(), Tone::Plain),
            Some(command) => {
                if !self.run(command, moment) {
                    return false;
                }
                // The step says what came; how much of it is new stands beside that.
                if let Some(notice) = &mut self.notice {
                    notice.text = notice.text.replacen(&what, &sum, 1);
                }
            }
        }
        let calendar = match into {
            ics::Into::Calendar(id) => Some(id),
            ics::Into::New(project) => self.snapshot().plan.get(project).and_then(|it| it.calendar),
        };
        if let Some(id) = calendar {
            self.calendar_page(id, None);
        }
        if !lost.is_empty() {
            self.dialogs.push(Dialog::Page(Page::of(sum, lost), Vec::new()));
        }
        true
    }
}

//! `milepost` alone: the screens; with no terminal on stdout what `status` prints.

use std::cell::Cell;

use super::demo;
use super::machine::Machine;
use super::session::{File, Session};
use super::status::Status;
use super::stop::{Outcome, Stop};
use crate::domain::draft::Moment;
use crate::domain::id::Ids;
use crate::settings::Remembered;
use crate::ui::Broken;
use crate::ui::Left;
use crate::ui::keymap::Scope;

/// Opens the screens, or tells the status.
pub fn run(session: &mut Session<'_>) -> Outcome {
    if !session.out.terminal {
        return Status {}.run(session);
    }
    begin(session, Scope::Today)
}

/// Opens the screens on this machine’s file, made if there is none, in the pane of this scope. Who goes to the demo from
/// there comes back.
pub fn begin(session: &mut Session<'_>, scope: Scope) -> Outcome {
    // Keys that cannot be are told before a file is made for the screens.
    session.keymap()?;
    loop {
        session.open_for_screens(scope)?;
        if open(session, true, scope)? != Left::Demo {
            return Ok(());
        }
        let project = session.project.clone();
        demo::look(session)?;
        (session.project, session.file) = (project, File::Closed);
    }
}

/// Opens the screens on the file of the session, in the pane of this scope; says how they were left. `own`: it is this machine’s file, so that who
/// is said to sit here is remembered. Errors: also where a signal ended them.
pub fn open(session: &mut Session<'_>, own: bool, scope: Scope) -> Outcome<Left> {
    let keys = session.keymap()?;
    let project = session.project_if_any()?;
    let file = std::mem::replace(&mut session.file, File::Closed);
    let (File::Open(workspace), Some(machine), Some(around)) = (file, &mut session.machine, &session.around) else {
        return Err(Stop::refused("the screens do not open in a script", "leave the line out"));
    };
    let Moment { me, week_start, .. } = session.moment;
    let me = Cell::new(me);
    let moment = || {
        let clock = (around.clock)();
        let today = around.told_day.unwrap_or(clock.today);
        Moment { today, now: clock.now, ids: Ids::from(clock.first_id), me: me.get(), week_start }
    };
    let Machine { settings, remembered, .. } = machine;
    let remember = |person, handle| {
        me.set(Some(person));
        if own {
            let known = Remembered::read(&settings.places).map_err(|error| error.to_string())?;
            *remembered = Remembered { me: Some(handle), ..known };
            remembered.keep(&settings.places).map_err(|error| error.to_string())?;
        }
        Ok(())
    };
    session.out.flush()?;
    match crate::ui::open(*workspace, (project, scope), keys, settings, around.variable, moment, remember) {
        Ok(Left::Ended(code)) if code != 0 => Err(Stop::Said(u8::try_from(code).unwrap_or(1))),
        Ok(left) => Ok(left),
        Err(Broken::File(trouble)) => Err(trouble.into()),
        Err(Broken::Terminal(error)) => {
            Err(Stop::Failed(format!("the screens cannot be shown: {error}; `milepost status` needs none")))
        }
    }
}

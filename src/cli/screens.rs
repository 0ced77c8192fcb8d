//! `milepost` alone: the screens; with no terminal on stdout what `status` prints.

use super::session::{File, Session};
use super::status::Status;
use super::stop::{Outcome, Stop};
use crate::domain::draft::Moment;
use crate::domain::id::Ids;

/// Opens the screens on this machine’s file, made if there is none, or tells the status.
pub fn run(session: &mut Session<'_>) -> Outcome {
    if !session.out.terminal {
        return Status {}.run(session);
    }
    session.open_for_screens()?;
    open(session)
}

/// Opens the screens on the file of the session.
pub fn open(session: &mut Session<'_>) -> Outcome {
    let project = session.project_if_any()?;
    let file = std::mem::replace(&mut session.file, File::Closed);
    let (File::Open(workspace), Some(machine), Some(around)) = (file, &session.machine, &session.around) else {
        return Err(Stop::refused("the screens do not open in a script", "leave the line out"));
    };
    let Moment { me, week_start, .. } = session.moment;
    let moment = || {
        let clock = (around.clock)();
        let today = around.told_day.unwrap_or(clock.today);
        Moment { today, now: clock.now, ids: Ids::from(clock.first_id), me, week_start }
    };
    session.out.flush()?;
    match crate::ui::open(*workspace, project, &machine.settings, around.variable, moment) {
        Ok(0) => Ok(()),
        Ok(code) => Err(Stop::Said(u8::try_from(code).unwrap_or(1))),
        Err(error) => Err(Stop::Failed(format!("the screens cannot be shown: {error}; `milepost status` needs none"))),
    }
}

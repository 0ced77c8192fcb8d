//! Standups that were finished, as the file keeps them: the next one of a project tells what came after.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::command::Said;
use crate::domain::draft::Draft;
use crate::domain::history::Mark;
use crate::domain::id::Id;
use crate::domain::person::PersonId;
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;
use crate::domain::record::record;
use crate::domain::refusal::Refusal;

/// The identity of a finished standup.
pub type StandupId = Id<Standup>;

record! {
    /// A standup that was finished.
    Standup {
        /// Of which project.
        project: ProjectId,
        /// Which of the project’s it was, from 1: the last one is told by this, not by a clock that may be set back.
        number: i64,
        /// When it began.
        began: DateTime<Utc>,
        /// The UUID of the last journal line that it told of; empty: of none.
        last_line: String,
        /// Who led it.
        led_by: Option<PersonId>,
    }
}

impl Standup {
    /// What lies behind it is for the next one.
    pub fn mark(&self) -> Mark {
        Mark { line: Uuid::parse_str(&self.last_line).ok(), at: self.began }
    }
}

impl Plan {
    /// The last standup of a project that was finished.
    pub fn last_standup(&self, project: ProjectId) -> Option<&Standup> {
        let all = self.all::<Standup>().filter(|it| it.project == project);
        all.max_by_key(|it| (it.number, it.began, it.id)).map(|it| &**it)
    }
}

/// Keeps that a standup was held of these projects, led by who sits here. Errors: it is about no project.
pub fn finish(draft: &mut Draft<'_>, held: &[(StandupId, ProjectId)], mark: Mark) -> Result<Said, Refusal> {
    let last_line = mark.line.map_or(String::new(), |line| line.to_string());
    let mut keys = Vec::new();
    for (id, project) in held {
        let number = draft.plan.last_standup(*project).map_or(0, |last| last.number).saturating_add(1);
        let (last_line, led_by) = (last_line.clone(), draft.moment.me);
        draft.put(Standup { id: *id, project: *project, number, began: mark.at, last_line, led_by });
        keys.push(draft.plan.key(*project).to_owned());
    }
    let Some((_, project)) = held.first() else { return Err(Refusal::plain("there is no project to hold it of")) };
    let about = (held.len() == 1).then_some((*project).into());
    Ok(Said {
        verb: "Finish".to_owned(),
        what: format!("the standup of {}", keys.join(", ")),
        how: String::new(),
        about,
    })
}

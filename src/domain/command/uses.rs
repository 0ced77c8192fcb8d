//! What tasks use: materials and costs, more, less or none of them.

use super::{Said, said};
use crate::domain::draft::Draft;
use crate::domain::names::quoted;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::resource::{ResourceId, ResourceUse, ResourceUseId, Use};
use crate::domain::task::TaskId;

fn known(draft: &Draft<'_>, task: TaskId, resource: ResourceId) -> Option<ResourceUseId> {
    draft.plan.index().uses_of(task).find(|(other, _)| *other == resource).map(|(_, id)| id)
}

/// The task uses so much of a resource, whatever it used of it before.
pub(super) fn put(draft: &mut Draft<'_>, task: TaskId, it: &Use) -> Result<Said, Refusal> {
    if draft.plan.get(it.resource).is_none() {
        return Err(Refusal::plain("the resource does not exist any more"));
    }
    let id = known(draft, task, it.resource).unwrap_or_else(|| draft.moment.ids.take());
    let Use { resource, units, cost } = *it;
    draft.put(ResourceUse { task, resource, units, cost, ..ResourceUse::blank(id) });
    Ok(said(draft, "Let", task, format!("use {}", draft.plan.use_words(it))))
}

/// The task uses nothing of a resource any more. Errors: it does not.
pub(super) fn take(draft: &mut Draft<'_>, task: TaskId, resource: ResourceId) -> Result<Said, Refusal> {
    let name = draft.plan.get(resource).map_or(String::new(), |it| quoted(&it.name));
    let Some(id) = known(draft, task, resource) else {
        return Err(Refusal::plain(format!("{} does not use {name}", draft.plan.task_label(task))));
    };
    draft.remove(id);
    Ok(said(draft, "Let", task, format!("do without {name}")))
}
